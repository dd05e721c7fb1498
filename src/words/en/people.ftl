# Words of accounts and PINs.

account-bar-role = Only a supervisor with an account of this booth manages accounts.
account-bar-begun = The booth has accounts already: the first two supervisors are made once.
account-bar-two-people = Two different supervisors are needed.
account-bar-exists = This id is taken.
account-bar-unknown = No such account.
account-bar-no-role = Choose at least one role.
account-bar-no-name = Type the name.
account-bar-too-many = There is no room for another account.
account-bar-own = Nobody changes the own account: another supervisor does.
account-bar-same-supervisor = Who proposed it does not activate it: a second supervisor is needed.
account-bar-last-supervisors = Two supervisors must stay: make another one first.
account-bar-state = Not open now: the account is in another state.
account-bar-not-supervisor = This is not a supervisor's account.

secret-short = Too short: { $count } characters at least.
secret-long = Too long: { $count } characters at most.
secret-common = Too common: it is on the list of those who guess.
secret-repeated = The same over and over: choose another one.
secret-run = In a row up or down: choose another one.
secret-date = This is a date or a year: choose another one.
secret-name = This is your name or the booth's: choose another one.
secret-same = This is the one you have: choose another one.

refusal-pin-must-be-set = Set a PIN of your own first: the first PIN opens nothing else.
refusal-account-locked = Too many wrong PINs: the account is locked. A supervisor unlocks it.
refusal-seat-paused = Too many wrong PINs at this seat: wait { $seconds } s.
refusal-too-many-sign-ins = Other PINs are being checked: try again.

fact-account-begun = First supervisors: { $people }
fact-account-created = Account { $officer } proposed: { $name }, { $roles }
fact-account-withdrawn = Proposal of account { $officer } withdrawn
fact-account-activated = Account { $officer } activated
fact-account-disabled = Account { $officer } disabled
fact-account-enabled = Account { $officer } proposed again: { $roles }
fact-account-pin-reset = New first PIN for { $officer }
fact-account-pin-set = { $officer } has set a PIN
fact-account-locked = Account { $officer } locked: too many wrong PINs
fact-account-unlocked = Account { $officer } unlocked
fact-account-renewed = New first PINs from the command line: { $people }

setup-supervisor-id = Id of supervisor { $number } (a-z, 0-9, dot, dash):
setup-supervisor-name = Name of supervisor { $number }, as printed:
setup-bad-supervisor = This is not ID:NAME: { $text }
setup-two-supervisors = Name two supervisors: --supervisor ID:NAME twice.
setup-done = The booth has its first two supervisors. Each PIN below is shown once, opens once, and only within { $hours } hours.
setup-renewed = New first PINs. Each is shown once, opens once, and only within { $hours } hours. The old ones open nothing.
setup-first-pin = { $officer }   PIN { $pin }
