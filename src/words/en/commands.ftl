# Phrases of the command line.

verify-holds = All holds: {$frames} facts, {$cases} cases, {$images} original images.
verify-does-not-hold = DOES NOT HOLD: see what is named above. Checked: {$frames} facts, {$cases} cases, {$images} original images.
verify-journal-missing = There is no journal.
verify-journal-damaged = Journal damaged: segment {$segment}, byte {$offset}: {$why}
verify-record-unreadable = Journal: record {$seq} (schema {$schema}) cannot be read.
verify-fact-without-case = Journal: fact {$seq} belongs to case {$case}, which nothing began.
verify-original-missing = Original image missing: {$hash}, case {$case}.
verify-original-damaged = Original image altered: {$hash}, case {$case}.
verify-original-not-named = A file that no fact names: {$file}
verify-sheet-missing = Printed sheet missing: {$file}, case {$case}.
verify-sheet-damaged = Printed sheet altered: {$file}, case {$case}.
verify-witness-ahead = The journal's end was lost or altered: the witness names fact {$witness}, the journal ends at {$journal}.
verify-witness-missing = The journal's witness is missing.
verify-witness-unreadable = The journal's witness cannot be read.
verify-checkpoint-unreadable = No checkpoint can be read in {$file}.
verify-checkpoint-forged = FORGED: the signature of the checkpoint over {$size} facts in {$file} does not hold.
verify-checkpoint-foreign = The checkpoint in {$file} is signed by a key that this journal does not name: {$key}
verify-truncated = TRUNCATED: {$checkpoint} facts were signed in {$file}, the journal has {$journal}.
verify-rewritten = REWRITTEN: some of the first {$size} facts are not those that were signed in {$file}.
verify-index-in-use = The index is in use by a running station: not checked.
verify-index-missing = The index is missing; the next start rebuilds it from the journal.
verify-index-unusable = The index cannot be opened; the next start rebuilds it from the journal.
verify-index-behind = The index lags behind the journal: {$index} of {$journal}; the next start catches up.
verify-index-ahead = The index knows a fact that the journal does not hold: {$index}, the journal ends at {$journal}.
verify-row-differs = The index differs from the facts on case {$case}.
verify-index-incomplete = The index is incomplete: {$index} cases, {$journal} in the journal.
verify-unreadable = Cannot be read: {$file}: {$why}
verify-more = There are more findings than are shown.

command-in-use = {$folder} is held by another process: a station is running.
command-no-cases = There are no cases in {$folder}.
command-no-case = There is no such case: {$number}
command-no-number = This is no case number: {$number}. A number is POST/DDMMYY/SERIAL.
command-journal-damaged = {$why} — The station does not start; intrascope verify names the place.
command-no-key = There is no booth key in {$folder} yet: the first start of the station makes it.
command-key-fingerprint = fingerprint, for the paper register: {$fingerprint}
command-data = data: {$folder}
format-unknown = no image that this program knows
format-not-supported = {$what} images are not supported yet
format-too-large = the image is too large ({$what})
format-damaged = the file is damaged or ends too early
format-empty = the image has no pixels
format-io = the file cannot be read: {$why}
format-not-decoded = the image could not be decoded: {$why}
decoder-not-started = the decoder did not start ({$why})
decoder-ended = the decoder was ended by signal {$signal}, by its limits or from outside
decoder-too-long = the decoder took too long
decoder-no-answer = the decoder gave no answer that fits
intake-no-file = it is no ordinary file
intake-too-large = the file is larger than { $most } KiB
intake-encoding = the file is not UTF-8 ({ $name })
intake-neither = the file is neither JSON nor XML
intake-syntax = line { $line }, column { $column }: { $why }
intake-doctype = the file declares a document type or entities: not read
intake-too-deep = the elements stand deeper than { $most } levels
intake-other-document = <{ $name }> is not a referral for an inspection with the IC
intake-misfits = places in the file that do not fit the form: { $count }
misfit-unknown = { $path }: the form has no such field
misfit-twice = { $path }: stands twice
misfit-no-text = { $path }: a text or a number must stand here
misfit-no-list = { $path }: a list must stand here
misfit-no-object = { $path }: an object must stand here
misfit-missing = { $path }: is missing
misfit-other-version = { $path }: another version of the form
command-form-refused = The form was not taken, nothing is recorded. To be put right: { $count }
command-not-kept = not kept: { $path }
command-not-kept-more = not kept: { $count } more names
policy-unreadable = The policy { $file } is not taken: { $why }

purge-pin-of = PIN of {$officer}:
purge-needs-station = No station runs on {$folder}: cases are purged through a running station only.
purge-done = Purged: {$cases}. Pictures and sheets are gone; digests and facts stay. An SSD may keep old blocks until it reuses them.
purge-waiting = So many cases still have a second copy on a device that is not there; it goes when the device is back: {$cases}

backup-done = Backup made: {$facts} facts, {$copied} files copied, {$kept} there already; all of it checked. Folder: {$folder}
backup-does-not-hold = The backup was written but DOES NOT HOLD: see what is named above. Folder: {$folder}
backup-of-damaged = The data is damaged: what is sound was copied ({$facts} facts, {$copied} files, {$kept} there already); the rest is named above. Folder: {$folder}
backup-without-keys = The signing key and the keys of cases are not in the backup: they are kept apart.
backup-nested = The backup's folder and the data folder lie in one another.
backup-busy = Another backup is being written to {$folder}.
backup-not-a-backup = {$folder} holds other files and is no backup.
backup-foreign = This is a backup of another journal: it was left as it is.
backup-newer = The backup holds more facts ({$backup}) than the journal ({$journal}): it was left as it is. To restore from it: intrascope restore.
backup-format = The backup was written by a newer program (format {$format}).
backup-no-manifest = The backup's manifest is missing or cannot be read: {$folder}
backup-damaged = The data is damaged, no backup was made. With --damaged-too what is sound is copied.
restore-done = Restored: {$facts} facts. Epoch {$epoch} has begun; the journal says so for ever. Folder: {$folder}
restore-does-not-hold = The backup DOES NOT HOLD, nothing goes on from it; see what is named above.
restore-not-empty = {$folder} is not empty: a restore needs an empty folder.
verify-backup-differs = A file of the backup is altered or missing: {$file}
verify-restored = The journal was restored from a backup: fact {$seq}, epoch {$epoch}.
command-is-a-backup = {$folder} is a backup. Restore it into another folder: intrascope restore.
command-restore-unfinished = A restore into {$folder} broke off. Remove the folder and restore again.

export-done = Exported: {$cases} cases, {$files} files; the checkpoint covers {$facts} facts. To: {$to}
export-exists = It exists already and was not written over: {$path}
export-original = The original {$hash} of case {$case} is missing or altered; the export was stopped.
export-sheet = The printed sheet of case {$case} is missing or altered; the export was stopped.
export-too-many = Too many cases at once: export them in parts.
export-no-key = There is no public key: no station has run on this data yet.
export-not-the-journal = The journal is not the one that the checkpoint names. Check it: intrascope verify.
export-verify =
    HOW TO CHECK THIS FOLDER

    It holds one case of an inspection booth, taken out of the booth's journal. Checking it needs no Intrascope.

    SHA256SUMS             digests of all files. Check: sha256sum -c SHA256SUMS
    record.json            the whole case as the journal has it
    originals/             the original images, byte for byte; record.json names their SHA-256
    pictures/              the image as the officer saw it, with and without the marked zones
    sheet.pdf              the printed sheet, where there was one
    frames.bin             every fact of the case as it is written in the journal
    frames.jsonl           the same facts to read
    proof.json             the proof that each fact stands in the journal (tree of RFC 9162)
    checkpoint.txt         the journal's signed checkpoint (C2SP tlog-checkpoint)
    booth.vkey, booth.pem  the booth's public key
    signed/                signed manifests of images and records of verdicts, with signature (.sig) and key (.vkey) beside

    1. Take the public key from the paper on which it was written down when the booth was set up. The key in this
       folder does not say who made the folder.
    2. All at once: python3 verify.py --key "KEY" FOLDER (verify.py lies in docs of the program's source code).
    3. A signature by hand: openssl pkeyutl -verify -pubin -inkey booth.pem -rawin
       -in signed/X.json -sigfile signed/X.sig
    4. The hash in the checkpoint can be compared with any other checkpoint of the same journal: the one printed on
       a case's sheet, a copy on another machine.

damage-header = the segment's header is damaged
damage-discontinuous = the segment does not continue the one before it
damage-cut-short = the file ends within a record
damage-length = the record's length is impossible
damage-checksum = the record's checksum does not match
damage-sequence = the record's number does not follow
damage-chain = the hash chain is broken
damage-tree = the hash tree in the header is another
damage-checkpoint-ahead = The latest checkpoint is of {$checkpoint} facts, the journal has {$journal}, or others there.
damage-mirror-ahead = The mirror holds facts that the journal has no more.

verify-signature-wrong = The signature with fact {$seq} of case {$case} does not hold.
verify-mirror-differs = Mirror: segment {$segment} is missing or differs.
verify-copy-damaged = A second copy is missing or damaged: {$file}, case {$case}

month-not-empty = {$folder} is not empty: a month is written into an empty folder only.
month-progress = day {$day} of {$days}: {$vehicles} vehicles, {$scans} scans
month-vehicles = vehicles presented: {$count}
month-turned-away = departures refused without the carrier's written request: {$count}
month-exempt = IC not applied: {$count}
month-scans = scans requested: {$count}
month-failed = scans that failed: {$count}
month-unfit = images unfit for analysis: {$count}
month-without-suspicion = IC control without suspicion: {$count}
month-under-suspicion = IC control under suspicion: {$count}
month-cancelled = cases cancelled: {$count}
month-barred = scans refused while the IC was out of service: {$count}
month-delays = delays explained: {$count}
month-opinions = second opinions: {$count}
month-rechecks = verdicts re-checked: {$count}
month-reopened = cases reopened: {$count}
month-overridden = verdicts overridden by another person: {$count}
month-confirmed = outcomes, suspicion confirmed: {$count}
month-not-confirmed = outcomes, suspicion not confirmed: {$count}
month-handovers = shifts handed over: {$count}
month-checks = daily checks: {$count}
month-malfunctions = malfunctions: {$count}
month-facts = facts in the journal: {$count}
verify-summary-wrong = The signature under the summary of a shift, fact {$seq}, does not hold.

confinement-full = confined: files, system calls, limits
confinement-partial = confined in part
confinement-none = not confined: neither files nor system calls are withheld
confinement-missing = missing: {$part} ({$why})
confinement-part-files = files and networks (Landlock)
confinement-part-calls = system calls (seccomp)
confinement-part-limits = limits of memory, time and size
confinement-part-threads = threads that began before
confinement-part-descriptors = files left open by whoever started it
confinement-passed = still possible: {$what}
confinement-attempt-read-file = reading a file of the machine
confinement-attempt-write-file = making a file
confinement-attempt-start = starting a program
confinement-attempt-internet = a socket of the internet
confinement-attempt-local = a socket of this machine
confinement-attempt-thread = a thread of its own
confinement-attempt-memory = 2 GiB of memory
view-pipe-needs = printed into a pipe, a picture needs {$options}: there is no terminal to ask
view-window-beyond = the window reaches beyond {$most}, the highest value of this file's type
command-simulator = The simulated scanner does not start
command-no-source = There is no source { $name }: spellman-xrv, spellman-ux, technix-sr or scandinova.
command-no-fault = There is no fault { $name }; intrascope simulator --faults lists them.
command-no-device = There is no device { $name }: portal, source, monitor or detector.
command-fault-of-no-line = { $name } is no fault of a line: it is written without a device.
command-fault-form = A fault is written [DEVICE:]NAME@TIME[+DURATION], such as late-reply@12s or source:noise@500ms+3s.
