# Пәрмен жолының сөздері.

verify-holds = Барлығы сақталған: {$frames} факт, {$cases} іс, {$images} түпнұсқа кескін.
verify-does-not-hold = СӘЙКЕС ЕМЕС: жоғарыда аталғанды қараңыз. Тексерілді: {$frames} факт, {$cases} іс, {$images} түпнұсқа кескін.
verify-journal-missing = Журнал жоқ.
verify-journal-damaged = Журнал бүлінген: {$segment}-сегмент, {$offset}-байт: {$why}
verify-record-unreadable = Журнал: {$seq}-жазба ({$schema}-схема) оқылмайды.
verify-fact-without-case = Журнал: {$seq}-факт басталмаған {$case} ісіне қатысты.
verify-original-missing = Түпнұсқа кескін жоқ: {$hash}, {$case} ісі.
verify-original-damaged = Түпнұсқа кескін өзгертілген: {$hash}, {$case} ісі.
verify-original-not-named = Ешбір факт атамайтын файл: {$file}
verify-sheet-missing = Басылған парақ жоқ: {$file}, {$case} ісі.
verify-sheet-damaged = Басылған парақ өзгертілген: {$file}, {$case} ісі.
verify-witness-ahead = Журналдың соңы жоғалған немесе өзгертілген: куә {$witness}-фактіні атайды, журнал {$journal}-мен аяқталады.
verify-witness-missing = Журнал куәсі жоқ.
verify-witness-unreadable = Журнал куәсі оқылмайды.
verify-checkpoint-unreadable = {$file} файлында оқылатын бақылау белгісі жоқ.
verify-checkpoint-forged = ЖАЛҒАН: {$file} файлындағы {$size} факт туралы бақылау белгісінің қолтаңбасы сәйкес емес.
verify-checkpoint-foreign = {$file} файлындағы бақылау белгісіне журнал атамайтын кілтпен қол қойылған: {$key}
verify-truncated = ЖУРНАЛ ҚЫСҚАРТЫЛҒАН: {$file} файлында {$checkpoint} фактіге қол қойылған, журналда {$journal} факт бар.
verify-rewritten = ЖУРНАЛ ҚАЙТА ЖАЗЫЛҒАН: алғашқы {$size} фактінің арасында {$file} файлында қол қойылғаннан өзгелері бар.
verify-index-in-use = Индекс жұмыс істеп тұрған станцияда: тексерілмеді.
verify-index-missing = Индекс жоқ; келесі іске қосқанда журналдан қалпына келтіріледі.
verify-index-unusable = Индекс ашылмайды; келесі іске қосқанда журналдан қалпына келтіріледі.
verify-index-behind = Индекс журналдан артта: {$index} / {$journal}; келесі іске қосқанда қуып жетеді.
verify-index-ahead = Индекс журналда жоқ фактіні біледі: {$index}, журнал {$journal}-мен аяқталады.
verify-row-differs = Индекс {$case} ісі бойынша фактілермен сәйкес емес.
verify-index-incomplete = Индекс толық емес: {$index} іс, журналда {$journal}.
verify-unreadable = Оқылмайды: {$file}: {$why}
verify-more = Басқа да сәйкессіздіктер бар; бәрі көрсетілмеді.

command-in-use = {$folder} қалтасын басқа процесс ұстап тұр: станция іске қосулы.
command-no-cases = {$folder} қалтасында істер жоқ.
command-no-case = Мұндай іс жоқ: {$number}
command-no-number = Іс нөмірі емес: {$number}. Нөмір: БЕКЕТ/ККААЖЖ/НӨМІР.
command-journal-damaged = {$why} — Станция іске қосылмайды; intrascope verify орнын көрсетеді.
command-no-key = {$folder} қалтасында бекет кілті әлі жоқ: оны станцияның алғашқы іске қосылуы жасайды.
command-key-fingerprint = кілттің таңбасы, қағаз журналға: {$fingerprint}
command-data = деректер: {$folder}
format-unknown = бұл бағдарлама білетін кескін емес
format-not-supported = {$what} кескіндері әзірге қолдау таппаған
format-too-large = кескін тым үлкен ({$what})
format-damaged = файл бүлінген немесе толық емес
format-empty = кескінде пиксель жоқ
format-io = файл оқылмайды: {$why}
format-not-decoded = суретті декодтау мүмкін болмады: {$why}
decoder-not-started = декодер іске қосылмады ({$why})
decoder-ended = декодер {$signal} сигналымен тоқтатылды: өз шегі бойынша немесе сырттан
decoder-too-long = декодер тым ұзақ жұмыс істеді
decoder-no-answer = декодер лайықты жауап бермеді
intake-no-file = бұл кәдімгі файл емес
intake-too-large = файл { $most } КиБ-тан үлкен
intake-encoding = файл UTF-8 емес ({ $name })
intake-neither = файл JSON да, XML де емес
intake-syntax = { $line }-жол, { $column }-баған: { $why }
intake-doctype = файлда құжат түрі немесе мәндер жарияланған: оқылмайды
intake-too-deep = элементтер { $most } деңгейден терең
intake-other-document = <{ $name }> ИЖК-мен қарап-тексеруге жолдама емес
intake-misfits = файлдың нысанға сай келмейтін орындары: { $count }
misfit-unknown = { $path }: нысанда мұндай өріс жоқ
misfit-twice = { $path }: екі рет көрсетілген
misfit-no-text = { $path }: мұнда мәтін немесе сан болуы тиіс
misfit-no-list = { $path }: мұнда тізім болуы тиіс
misfit-no-object = { $path }: мұнда объект болуы тиіс
misfit-missing = { $path }: жоқ
misfit-other-version = { $path }: нысанның басқа нұсқасы
command-form-refused = Нысан қабылданбады, ештеңе жазылмады. Түзету керек: { $count }
command-not-kept = сақталмады: { $path }
command-not-kept-more = сақталмады: тағы { $count } атау
policy-unreadable = { $file } саясаты қабылданбады: { $why }

purge-pin-of = ПИН {$officer}:
purge-needs-station = {$folder} бумасында станция істеп тұрған жоқ: мерзімі өткенді жою тек істеп тұрған станция арқылы жүреді.
purge-done = Мерзімі өтіп жойылған істер: {$cases}. Суреттер мен парақтар жоқ; хештер мен жазбалар қалды. SSD ескі блоктарды қайта жазғанша сақтауы мүмкін.
purge-waiting = Екінші көшірмесі жоқ тасығышта қалған істер; тасығыш келгенде жойылады: {$cases}

backup-done = Резервтік көшірме дайын: факт {$facts}, көшірілген файл {$copied}, бұрыннан бары {$kept}; бәрі салыстырылды. Қалта: {$folder}
backup-does-not-hold = Резервтік көшірме жазылды, бірақ СӘЙКЕС ЕМЕС: жоғарыда аталғанды қараңыз. Қалта: {$folder}
backup-of-damaged = Деректер бүлінген: бүтіні көшірілді (факт {$facts}, файл {$copied}, бұрыннан бары {$kept}); қалғаны жоғарыда аталды. Қалта: {$folder}
backup-without-keys = Қолтаңба кілті мен істердің кілттері көшірмеге кірмейді: олар бөлек сақталады.
backup-nested = Көшірме қалтасы мен деректер қалтасы бірінің ішінде бірі жатыр.
backup-busy = {$folder} қалтасына басқа көшірме жазылып жатыр.
backup-not-a-backup = {$folder} қалтасында басқа файлдар бар, бұл резервтік көшірме емес.
backup-foreign = Бұл басқа журналдың көшірмесі: оған тиіспедік.
backup-newer = Көшірмедегі фактілер ({$backup}) журналдағыдан ({$journal}) көп: оған тиіспедік. Одан қалпына келтіру: intrascope restore.
backup-format = Көшірмені жаңарақ бағдарлама жазған (пішім {$format}).
backup-no-manifest = Көшірменің тізімдемесі жоқ немесе оқылмайды: {$folder}
backup-damaged = Деректер бүлінген, көшірме жасалмады. --damaged-too кілтімен бүтіні көшіріледі.
restore-done = Қалпына келтірілді: факт {$facts}. {$epoch}-дәуір басталды; бұл журналға біржола жазылды. Қалта: {$folder}
restore-does-not-hold = Көшірме СӘЙКЕС ЕМЕС, қалпына келтіру тоқтатылды; жоғарыда аталғанды қараңыз.
restore-not-empty = {$folder} қалтасы бос емес: тек бос қалтаға қалпына келтіріледі.
verify-backup-differs = Резервтік көшірменің файлы өзгертілген немесе жоқ: {$file}
verify-restored = Журнал көшірмеден қалпына келтірілген: {$seq}-факт, {$epoch}-дәуір.
command-is-a-backup = {$folder} қалтасы — резервтік көшірме. Оны басқа қалтаға қалпына келтіріңіз: intrascope restore.
command-restore-unfinished = {$folder} қалтасына қалпына келтіру үзілген. Қалтаны жойып, қайта қалпына келтіріңіз.

export-done = Шығарылды: іс {$cases}, файл {$files}; бақылау жазбасы {$facts} фактіні қамтиды. Мұнда: {$to}
export-exists = Бұрыннан бар, үстінен жазылмады: {$path}
export-original = {$case} ісінің {$hash} бастапқы суреті жоқ немесе өзгертілген; шығару тоқтатылды.
export-sheet = {$case} ісінің басылған парағы жоқ немесе өзгертілген; шығару тоқтатылды.
export-too-many = Бір жолға іс тым көп: бөліп шығарыңыз.
export-no-key = Бекеттің ашық кілті жоқ: бұл деректермен станция әлі іске қосылмаған.
export-not-the-journal = Журнал бақылау жазбасында аталған журнал емес. Тексеріңіз: intrascope verify.
export-verify =
    БҰЛ ҚАЛТАНЫ ҚАЛАЙ ТЕКСЕРУ КЕРЕК

    Мұнда тексеру пунктінің журналынан шығарылған бір іс жатыр. Тексеру үшін Intrascope бағдарламасы керек емес.

    SHA256SUMS             барлық файлдың хештері. Тексеру: sha256sum -c SHA256SUMS
    record.json            журнал есте сақтаған күйінде тұтас іс
    originals/             бастапқы суреттер, байтпа-байт; SHA-256 хештері record.json ішінде
    pictures/              оператор көрген күйіндегі сурет: тәуекел аймақтарымен және оларсыз
    sheet.pdf              басылған парақ, болған болса
    frames.bin             істің әр фактісі журналда жазылған күйінде
    frames.jsonl           сол фактілер, оқуға
    proof.json             әр факт журналда тұрғанының дәлелі (RFC 9162 ағашы)
    checkpoint.txt         журналдың қол қойылған бақылау жазбасы (C2SP tlog-checkpoint)
    booth.vkey, booth.pem  пункттің ашық кілті
    signed/                суреттердің қол қойылған тізімдемелері мен қорытынды жазбалары; қасында қолтаңба (.sig) және кілт (.vkey)

    1. Ашық кілтті пункт іске қосылғанда жазылған қағаздан алыңыз. Осы қалтадағы кілт оны кім жасағанын айтпайды.
    2. Бәрін бірден: python3 verify.py --key «КІЛТ» ҚАЛТА (verify.py бағдарламаның бастапқы кодының docs қалтасында).
    3. Қолтаңбаны қолмен: openssl pkeyutl -verify -pubin -inkey booth.pem -rawin
       -in signed/X.json -sigfile signed/X.sig
    4. Бақылау жазбасындағы хешті сол журналдың басқа жазбасымен салыстыруға болады: іс парағында басылғанымен,
       басқа машинадағы көшірмемен.

damage-header = сегмент тақырыбы бүлінген
damage-discontinuous = сегмент алдыңғысын жалғастырмайды
damage-cut-short = файл жазба ортасында бітеді
damage-length = жазба ұзындығы мүмкін емес
damage-checksum = жазбаның бақылау сомасы сәйкес емес
damage-sequence = жазба нөмірі алдыңғысынан кейін емес
damage-chain = хеш тізбегі үзілген
damage-tree = тақырыптағы хеш ағашы басқа
damage-checkpoint-ahead = Соңғы бақылау белгісінде қол қойылған факт: {$checkpoint}, журналда {$journal}, немесе ондағысы басқа.
damage-mirror-ahead = Айнада журналда енді жоқ фактілер бар.

verify-signature-wrong = {$case} ісінің {$seq} фактісіндегі қолтаңба сәйкес емес.
verify-mirror-differs = Айна: {$segment} сегменті жоқ немесе сәйкес емес.
verify-copy-damaged = Екінші көшірме жоқ немесе бүлінген: {$file}, іс {$case}

month-not-empty = {$folder} қалтасы бос емес: ай тек бос қалтаға жазылады.
month-progress = {$days} күннің {$day}-күні: көлік {$vehicles}, сканерлеу {$scans}
month-vehicles = ұсынылған көлік: {$count}
month-turned-away = тасымалдаушының жазбаша өтінішінсіз кетуден бас тартылды: {$count}
month-exempt = ИЖК қолданылмады: {$count}
month-scans = сұралған сканерлеу: {$count}
month-failed = сәтсіз сканерлеу: {$count}
month-unfit = талдауға жарамсыз кескін: {$count}
month-without-suspicion = ИЖК бақылауы, күдіксіз: {$count}
month-under-suspicion = ИЖК бақылауы, күдікті: {$count}
month-cancelled = жойылған іс: {$count}
month-barred = ИЖК жұмыс істемей тұрғанда сканерлеуден бас тартылды: {$count}
month-delays = түсіндірілген кідіріс: {$count}
month-opinions = екінші пікір: {$count}
month-rechecks = қайта тексерілген қорытынды: {$count}
month-reopened = қайта ашылған іс: {$count}
month-overridden = басқа адам ауыстырған қорытынды: {$count}
month-confirmed = нәтиже, күдік расталды: {$count}
month-not-confirmed = нәтиже, күдік расталмады: {$count}
month-handovers = тапсырылған ауысым: {$count}
month-checks = күнделікті тексеру: {$count}
month-malfunctions = ақау: {$count}
month-facts = журналдағы фактілер: {$count}
verify-summary-wrong = Ауысым жиынтығының қолтаңбасы, {$seq}-факт, сәйкес емес.

confinement-full = оқшауланған: файлдар, жүйелік шақырулар, шектер
confinement-partial = толық оқшауланбаған
confinement-none = оқшауланбаған: файлдар да, жүйелік шақырулар да ашық
confinement-missing = жоқ: {$part} ({$why})
confinement-part-files = файлдар мен желілер (Landlock)
confinement-part-calls = жүйелік шақырулар (seccomp)
confinement-part-limits = жад, уақыт және көлем шектері
confinement-part-threads = бұрын басталған ағындар
confinement-part-descriptors = іске қосқан жақ ашық қалдырған файлдар
confinement-passed = әлі де мүмкін: {$what}
confinement-attempt-read-file = машина файлын оқу
confinement-attempt-write-file = файл жасау
confinement-attempt-start = бағдарлама іске қосу
confinement-attempt-internet = интернет сокеті
confinement-attempt-local = осы машинаның сокеті
confinement-attempt-thread = жеке ағын
confinement-attempt-memory = 2 ГиБ жад
view-pipe-needs = терминалдан тыс шығару үшін {$options} керек: сұрайтын терминал жоқ
view-window-beyond = терезе осы файл түрінің ең үлкен мәні {$most} шегінен асады
command-simulator = Кешеннің имитаторы іске қосылмайды
command-no-source = { $name } көзі жоқ: spellman-xrv, spellman-ux, technix-sr немесе scandinova.
command-no-fault = { $name } ақауы жоқ; тізімі: intrascope simulator --faults.
command-no-device = { $name } аспабы жоқ: portal, source, monitor немесе detector.
command-fault-of-no-line = { $name } — желі ақауы емес: аспапсыз жазылады.
command-fault-form = Ақау былай жазылады: [АСПАП:]АТЫ@УАҚЫТ[+ҰЗАҚТЫҒЫ], мысалы late-reply@12s немесе source:noise@500ms+3s.
