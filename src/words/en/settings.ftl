# The settings file: what is wrong in it, by line and key. Keys stay as they are in the file.

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
settings-line-key = line { $line }, { $key }: { $why }
settings-no-toml = “{ $written }” cannot be read: settings are [section] and key = value, texts in quotation marks (parser: { $why })
settings-unknown-key = no key { $name } here; known: { $known }
settings-unknown-word = { $name } is none of: { $known }
settings-missing-key = key { $name } is missing in this section
settings-key-twice = key { $name } stands twice
settings-kind = { $found } where { $wanted } is needed
settings-number = { $found } where { $wanted } is needed
settings-kind-text = a text in quotation marks
settings-kind-whole = a whole number
settings-kind-bounded = a whole number from { $from } to { $to }
settings-kind-fraction = a number with a fraction
settings-kind-yes-no = true or false
settings-kind-table = a section or {"{"} … {"}"}
settings-kind-list = a list [ … ]
settings-port = a port is a path such as /dev/serial/by-id/… or tcp:HOST:PORT
settings-same-port = { $section } has the same port
settings-range = { $value }, but { $from } to { $to } are possible
settings-text = a text of 1 to { $most } bytes is needed
settings-eight-bits = its frames need 8 bits
settings-framing = "tcp" needs a port of the form tcp:HOST:PORT
settings-serial-unmapped = the map does not say where the serial number is
settings-full-scale = kv and current both have to be more than 0
settings-limit = kv and current have to be within full_scale
settings-setpoint = kv and current have to be within limit
settings-no-voltage = kv has to be more than 0
settings-model = the model has to be named
settings-checksum = only a tcp: port can do without a checksum
settings-map-bit = in a table of registers a bit from 0 to 15 is needed
settings-map-bit-of-bit = in a table of bits it has no bit of its own
settings-map-table = a table of registers is needed, "holding" or "input"
settings-map-words = words is 1 or 2, and no further than register 65535
settings-map-scale = multiply and divide are 1 or more, min is not above max
settings-map-twice = at the same place as { $other }
settings-map-not-beside = its register has to be the one before or after that of the heartbeat
settings-map-not-holding = with cycle = "exchange" it has to be a holding register
settings-map-mirror = it is the register that is written: an echo comes from the PLC's program
settings-map-scattered = the signals take more than { $most } requests: bring them closer together
settings-speeds = it has to be lower than speed_max_mm_s
settings-schedules = more than { $most } schedules
settings-steps = 1 to { $most } steps are needed
settings-step = kv_percent and current_percent are at most 100, hold_s is at least 1
