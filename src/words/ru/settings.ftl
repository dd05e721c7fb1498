# Файл настроек: что в нём неверно, по строке и ключу. Ключи остаются такими, как в файле.

settings-hold = Настройки верны: {$post}, {$ic}, мест: {$seats}.
settings-refused = {$file}: это не настройки станции: {$why}
settings-line = строка {$line}: {$why}
settings-too-long = {$bytes} байт, не более {$most}
settings-not-absolute = {$key} = {$value}: путь начинается с /
settings-post-code = booth.post_code = {$code}: код поста — 2, 5 или 8 цифр
settings-name = {$key}: от 1 до {$most} видимых знаков без пробелов по краям; в имени очереди — a–z, 0–9, точка, дефис и подчёркивание
settings-idle = {$key}: от {$from} до {$to} минут
settings-too-many-seats = мест больше {$most}
settings-seat-name = место {$seat}: имя — от 1 до 16 знаков из a–z, 0–9 и дефиса; группа — имя группы системы
settings-seat-twice = место {$seat}: такое имя или такая группа уже есть у другого места
settings-seat-roles = место {$seat}: нужна роль, и каждая роль один раз
settings-remote-drives = место {$seat}: у удалённого места не может быть роли, которая ведёт скан
settings-nobody-drives = ни у одного места в будке нет роли, которая ведёт скан
settings-socket-path = место {$seat}: путь сокета длиннее {$most} байт
settings-line-key = строка { $line }, { $key }: { $why }
settings-no-toml = «{ $written }» не прочесть: настройки — это [раздел] и ключ = значение, тексты в кавычках (разбор: { $why })
settings-unknown-key = ключа { $name } здесь нет; есть: { $known }
settings-unknown-word = { $name } — ничто из: { $known }
settings-missing-key = в разделе нет ключа { $name }
settings-key-twice = ключ { $name } стоит дважды
settings-kind = { $found }, а нужно: { $wanted }
settings-number = { $found }, а нужно: { $wanted }
settings-kind-text = текст в кавычках
settings-kind-whole = целое число
settings-kind-bounded = целое число от { $from } до { $to }
settings-kind-fraction = дробное число
settings-kind-yes-no = true или false
settings-kind-table = раздел или {"{"} … {"}"}
settings-kind-list = список [ … ]
settings-port = порт — это путь, например /dev/serial/by-id/…, или tcp:ХОСТ:ПОРТ
settings-same-port = тот же порт у { $section }
settings-range = { $value }, а возможно от { $from } до { $to }
settings-text = нужен текст от 1 до { $most } байт
settings-eight-bits = её кадрам нужны 8 бит
settings-framing = для "tcp" нужен порт вида tcp:ХОСТ:ПОРТ
settings-serial-unmapped = карта не говорит, где серийный номер
settings-full-scale = и kv, и current должны быть больше 0
settings-limit = kv и current должны быть в пределах full_scale
settings-setpoint = kv и current должны быть в пределах limit
settings-no-voltage = kv должно быть больше 0
settings-model = модель должна быть названа
settings-checksum = без контрольной суммы можно только на порту tcp:
settings-map-bit = в таблице регистров нужен бит от 0 до 15
settings-map-bit-of-bit = в таблице битов у него нет своего бита
settings-map-table = нужна таблица регистров, "holding" или "input"
settings-map-words = words — 1 или 2, и не далее регистра 65535
settings-map-scale = multiply и divide — от 1, min не больше max
settings-map-twice = на том же месте, что и { $other }
settings-map-not-beside = регистр должен стоять рядом с регистром heartbeat, перед ним или за ним
settings-map-not-holding = при cycle = "exchange" это должен быть регистр holding
settings-map-mirror = это регистр, в который пишут: эхо даёт программа ПЛК
settings-map-scattered = сигналы требуют больше { $most } запросов: сведите их ближе
settings-speeds = должно быть меньше speed_max_mm_s
settings-schedules = расписаний больше { $most }
settings-steps = нужно от 1 до { $most } шагов
settings-step = kv_percent и current_percent — не больше 100, hold_s — от 1
