# Words of the storage: alarms and notes, what the record says of signatures and of a purge.

# Alarms: with their mark not longer than 75 characters, less what { $why } says at the end.
alarm-disk-full = Disk full · no scan, no verdict · call the administrator, make room
alarm-disk-now = Disk { $percent } % full · have room made now, call the administrator
alarm-disk = Disk { $percent } % full · have room made, call the administrator
alarm-originals = Damaged originals: { $count } · call the administrator, keep the backup
alarm-mirror = Journal goes to one disk only · look at the second one · { $why }
alarm-index = Older cases cannot be found · call the administrator · { $why }
note-index = Index of cases is being rebuilt: { $percent } %. Scanning goes on.
note-disk = Disk { $percent } % full.
note-copies = Originals that wait for their second copy: { $count }.
said-clock-jumped = The machine's clock was set by { $by }. It is in the journal.

record-consignor = Consignor
record-consignee = Consignee
record-carrier = Carrier
record-manifest = Signature of image
record-verdict-record = Signature of verdict
record-signed-by-booth = signed by the booth, key { $key }
record-purge = PURGED AFTER ITS TERM
record-purge-image = Image gone, SHA-256
record-purge-sheet = Sheet gone, SHA-256
record-purge-reason = Reason
record-purge-second = Second person
record-stamp-purged = Purged
documents-consignor = from { $name }
documents-consignee = to { $name }
documents-carrier = carried by { $name }
