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
command-journal-damaged = The journal is damaged: {$why}. The station does not start; intrascope verify names the place.
command-data = data: {$folder}
format-unknown = no image that this program knows
format-not-supported = {$what} images are not supported yet
format-too-large = the image is too large ({$what})
format-damaged = the file is damaged or ends too early
format-empty = the image has no pixels
format-io = the file cannot be read: {$why}

purge-pin-of = PIN of {$officer}:
purge-needs-station = No station runs on {$folder}: cases are purged through a running station only.
purge-done = Purged: {$cases}. Pictures and sheets are gone; digests and facts stay. An SSD may keep old blocks until it reuses them.
purge-waiting = So many cases still have a second copy on a device that is not there; it goes when the device is back: {$cases}
