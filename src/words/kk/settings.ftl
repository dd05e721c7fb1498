# Баптаулар файлы: онда не қате, жолы мен кілті бойынша. Кілттер файлдағыдай қалады.

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
settings-line-key = { $line }-жол, { $key }: { $why }
settings-no-toml = «{ $written }» оқылмайды: баптаулар — [бөлім] және кілт = мән, мәтіндер тырнақшада (талдау: { $why })
settings-unknown-key = мұнда { $name } кілті жоқ; барлары: { $known }
settings-unknown-word = { $name } — мыналардың ешқайсысы емес: { $known }
settings-missing-key = бөлімде { $name } кілті жоқ
settings-key-twice = { $name } кілті екі рет тұр
settings-kind = { $found }, ал керегі: { $wanted }
settings-number = { $found }, ал керегі: { $wanted }
settings-kind-text = тырнақшадағы мәтін
settings-kind-whole = бүтін сан
settings-kind-bounded = бүтін сан, { $from } … { $to }
settings-kind-fraction = бөлшек сан
settings-kind-yes-no = true немесе false
settings-kind-table = бөлім немесе {"{"} … {"}"}
settings-kind-list = тізім [ … ]
settings-port = порт — жол, мысалы /dev/serial/by-id/…, немесе tcp:ХОСТ:ПОРТ
settings-same-port = { $section } бөлімінде де осы порт
settings-range = { $value }, ал мүмкіні: { $from } … { $to }
settings-text = 1-ден { $most } байтқа дейінгі мәтін керек
settings-eight-bits = оның кадрларына 8 бит керек
settings-framing = "tcp" үшін tcp:ХОСТ:ПОРТ түріндегі порт керек
settings-serial-unmapped = картада сериялық нөмірдің орны жоқ
settings-full-scale = kv да, current та 0-ден үлкен болуы керек
settings-limit = kv мен current full_scale шегінде болуы керек
settings-setpoint = kv мен current limit шегінде болуы керек
settings-no-voltage = kv 0-ден үлкен болуы керек
settings-model = модель аталуы керек
settings-checksum = бақылау қосындысынсыз тек tcp: портында болады
settings-map-bit = регистрлер кестесінде 0-ден 15-ке дейінгі бит керек
settings-map-bit-of-bit = биттер кестесінде оның өз биті жоқ
settings-map-table = регистрлер кестесі керек, "holding" немесе "input"
settings-map-words = words — 1 не 2, әрі 65535-регистрден аспайды
settings-map-scale = multiply мен divide — 1-ден бастап, min max-тан үлкен емес
settings-map-twice = { $other } тұрған орында
settings-map-not-beside = регистр heartbeat регистрінің алдында не артында тұруы керек
settings-map-not-holding = cycle = "exchange" болса, ол holding регистрі болуы керек
settings-map-mirror = бұл — жазылатын регистр: жаңғырықты ПЛК бағдарламасы береді
settings-map-scattered = сигналдар { $most }-тен көп сұрауды қажет етеді: жақындатыңыз
settings-speeds = speed_max_mm_s мәнінен кіші болуы керек
settings-schedules = кестелер { $most }-дан көп
settings-steps = 1-ден { $most }-ға дейін қадам керек
settings-step = kv_percent пен current_percent — 100-ден аспайды, hold_s — 1-ден бастап
