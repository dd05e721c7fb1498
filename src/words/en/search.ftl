# Words of the search: screen and command.

search-title = Search
search-label = Look for
search-verdict = verdict: { $verdict }
search-any-verdict = all
search-outcome = outcome
search-date = last changed
search-waiting = Searching…
# The lines below have 76 characters at 80 columns.
search-hint = Newest cases. Type a number, plate, container, document, goods, date…
search-found = Found: { $count }
search-more = The newest { $count } are shown: type more.
search-none = Nothing found.
search-type-more = Too many: type more letters.
search-building = index { $percent } %, older cases are missing
search-no-index = no index, older cases are missing
search-bad-verdict = This names no verdict: { $word }. Known: without, under.
