# Қызметтің сөздері: баптаулары және машинаны тексеру.

settings-hold = Баптаулар дұрыс: {$post}, {$ic}, орындар: {$seats}.
settings-refused = {$file}: бұл станция баптаулары емес: {$why}
settings-line = {$line}-жол: {$why}
settings-too-long = {$bytes} байт, ең көбі {$most}
settings-not-absolute = {$key} = {$value}: жол / белгісінен басталады
settings-post-code = booth.post_code = {$code}: бекет коды — 2, 5 немесе 8 цифр
settings-name = {$key}: 1-ден {$most}-ге дейін көрінетін таңба, шетінде бос орынсыз; кезек атауында — a–z, 0–9, нүкте, дефис, астын сызу
settings-idle = {$key}: {$from}-ден {$to}-ге дейін минут
settings-too-many-seats = орындар саны {$most}-ден көп
settings-seat-name = {$seat} орны: атауы — a–z, 0–9 және дефистен 1–16 таңба; топ — жүйе тобының атауы
settings-seat-twice = {$seat} орны: мұндай атау не топ басқа орында бар
settings-seat-roles = {$seat} орны: рөл керек, әр рөл бір рет
settings-remote-drives = {$seat} орны: қашықтағы орында сканды басқаратын рөл болмайды
settings-nobody-drives = бекеттегі бірде-бір орында сканды басқаратын рөл жоқ
settings-socket-path = {$seat} орны: сокет жолы {$most} байттан ұзын
