# Phrases of repair and of the mirror.

repair-segment = Journal segment {$segment} put together again up to fact {$last}, from: {$from}
repair-segment-lost = Journal segment {$segment} stays damaged at byte {$offset}: {$why}. No copy has what is missing.
repair-end-lost = The journal’s end is lost: {$why}. No copy has more.
repair-disagrees = Nothing was taken from {$from}: it has other facts than this folder.
repair-witness = The witness named fact {$seq}, which the journal and a copy of it do not bear out; it is written anew.
repair-salvaged = A new journal was begun after fact {$last}. The old one is in {$kept}.
repair-later = Facts {$first} to {$last} are not in the new journal; those that can be read, {$count}, are in {$file}.
repair-original = Original image {$hash} put back from {$from}
repair-sheet = Printed sheet {$file} put back from {$from}
repair-kept = the old bytes are in {$kept}
repair-nothing = There was nothing to put back.
mirror-ready = {$folder} is a mirror now. Name it to the station with --mirror.
mirror-same-device = {$folder} is a mirror now, but on the same device as the data: it is lost together with it.
mirror-already = {$folder} is a mirror of this journal already.
mirror-foreign = {$folder} holds another journal: nothing was changed.
mirror-no-facts = The data folder has no fact yet: start the station once, then make the mirror.
repair-index = The index contradicted the facts and was made anew.
