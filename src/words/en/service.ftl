# Phrases of the service: its settings and the check of its machine.

settings-hold = The settings hold: {$post}, {$ic}, seats: {$seats}.
settings-refused = {$file}: no settings of a station: {$why}
settings-line = line {$line}: {$why}
settings-too-long = {$bytes} bytes, at most {$most}
settings-not-absolute = {$key} = {$value}: a path begins with /
settings-post-code = booth.post_code = {$code}: a post's code has 2, 5 or 8 digits
settings-name = {$key}: 1 to {$most} characters that can be seen, without spaces around them; a queue has a–z, 0–9, dot, dash and underscore
settings-idle = {$key}: from {$from} to {$to} minutes
settings-too-many-seats = more seats than {$most}
settings-seat-name = seat {$seat}: a name has 1 to 16 of a–z, 0–9 and dash; a group is a name of the system's
settings-seat-twice = seat {$seat}: another seat has this name or this group
settings-seat-roles = seat {$seat}: it needs a role, and each role once
settings-remote-drives = seat {$seat}: a seat elsewhere cannot have the role that drives a scan
settings-nobody-drives = no seat in the booth has the role that drives a scan
settings-socket-path = seat {$seat}: the socket's path is longer than {$most} bytes
