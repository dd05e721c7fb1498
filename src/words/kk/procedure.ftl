# Рәсім сөздері: күйлер, белгілер, негіздер, өрістер, тізбек, бас тартулар.

# Іс күйлері: 17 таңбадан аспайды, кезек 80 бағанға сыюы үшін.
state-registered = рәсімделді
state-admitted = рұқсат етілді
state-lane-checked = аймақ қаралды
state-scanning = сканерленуде
state-awaiting-image = кескін күтілуде
state-queued = кезекте
state-in-analysis = талдауда
state-cleared = күдіксіз
state-printed = парақ басылды
state-suspected = күдікті
state-handed-over = тапсырылды
state-closed = жабылды
state-not-applied = ИЖК қолданылмады

role-oms = ЖБО
role-oac = КТО
role-supervisor = аға
role-name-oms = ЖБО, жүйені басқару
role-name-oac = КТО, кескінді талдау
role-name-supervisor = ауысым аға операторы

verdict-without-suspicion = ИЖК бақылауы: күдіксіз
verdict-under-suspicion = ИЖК бақылауы: күдікті

exemption-live-animals = тірі жануарлар, цирк пен хайуанаттар көрмесі де
exemption-live-fish = тірі балық
exemption-hatching-eggs = үй құсы мен өзге құстардың инкубациялық жұмыртқасы
exemption-oversize = габариттер осы ИЖК шегінен асады

document-waybill = жүкқұжат (CMR)
document-tir-carnet = ХЖТ кітапшасы
document-transit-declaration = транзиттік декларация
document-goods-declaration = тауарлар декларациясы
document-bill-of-lading = коносамент
document-other = өзге құжат

# A field in its row of the form.
row-trailer = Тіркеме { $number }: { $field }
row-container = Контейнер { $number }: { $field }
row-document = Құжат { $number }: { $field }
row-goods = Тауар { $number }: { $field }
row-risk-profile = Тәуекел бейіні { $number }: { $field }
recorded-digit = бақылау саны { $digit } болуы тиіс
recorded-impossible = мұндай нөмір болуы мүмкін емес
tax-id-iin = ЖСН { $number }
tax-id-bin = БСН { $number }

vehicle-heavy-truck = 3,5 т-дан ауыр жүк көлігі
vehicle-light-truck = 3,5 т-ға дейінгі жүк көлігі
vehicle-car = жеңіл автокөлік
vehicle-bus = автобус
vehicle-empty = жүксіз көлік
vehicle-other = өзге көлік

load-full = толық тиелген
load-part = жартылай тиелген

unit-microsievert-per-hour = мкЗв/сағ
unit-microroentgen-per-hour = мкР/сағ
unit-counts-per-second = имп./с

# Нысан өрістері: 22 таңбадан аспайды.
field-request-number = Тасымалдаушы өтініші
field-request-date = Өтініш күні
field-plate = Мемлекеттік нөмірі
field-container = Контейнер
field-container-reason = Себебі (бақылау саны)
field-document-number = Құжат №
field-document-date = Құжат күні
field-goods-code = ЕАЭО СЭҚ ТН коды
field-goods-description = Тауар атауы
field-packages = Орын саны
field-gross = Брутто салмағы, кг
field-consignor = Жөнелтуші
field-consignee = Алушы
field-carrier = Тасымалдаушы
field-direction = Бағыты
field-vehicle-kind = Көлік түрі
field-vehicle-country = Көлік елі
field-trailer = Тіркеме нөмірі
field-driver-name = Жүргізуші
field-driver-document = Жүргізуші құжаты
field-axles = Ось саны
field-container-load = Контейнер толымы
field-document-kind = Құжат түрі
field-goods-code-reason = Себебі (код ұзындығы)
field-net = Нетто салмағы, кг
field-origin = Шыққан елі
field-consignor-tax-id = Жөнелтуші ЖСН/БСН
field-consignor-tax-reason = Себебі (жөнелтуші)
field-consignee-tax-id = Алушы ЖСН/БСН
field-consignee-tax-reason = Себебі (алушы)
field-carrier-tax-id = Тасымалдаушы ЖСН/БСН
field-carrier-tax-reason = Себебі (тасымалдаушы)
field-risk-profile = Тәуекел бейіні №
field-radiation-value = Радиация көрсеткіші
field-radiation-unit = Өлшем бірлігі
field-radiation-device = Аспап
field-radiation-number = Аспап №
field-radiation-verification = Аспапты тексеру

# Өріс қателері: 28 таңбадан аспайды.
fault-missing = толтырылмаған
fault-request-missing = кету үшін керек
fault-format = түрі дұрыс емес
fault-container-category = 4-әріп: U, J, Z немесе R
fault-check-digit = { $digit } болуы тиіс: себебі керек
fault-too-long = тым ұзын
fault-unusual-length = 5, 7 таңба: себебі керек
fault-tax-id-impossible = мүмкін емес: себебі керек
fault-no-country = мұндай ел жоқ (ISO 3166)
fault-net-over-gross = бруттодан артық
fault-not-in-list = тізімде жоқ
fault-too-many = ең көбі { $most }

# Блоктау тізбегі, ИЖК хабарлағандай.
input-chain = Блоктау тізбегі
input-emergency-stop = Авариялық тоқтату
input-doors = Есіктер
input-gates = Қақпа
input-light-curtain = Жарық пердесі
input-search-button = Қарау түймесі
contact-unknown = хабарланбаған
contact-closed-chain = тұйық
contact-closed-emergency-stop = басылмаған
contact-closed-doors = жабық
contact-closed-gates = жабық
contact-closed-light-curtain = бос
contact-closed-search-button = басылған
contact-open-chain = ажыраған
contact-open-emergency-stop = басылған
contact-open-doors = ашық
contact-open-gates = ашық
contact-open-light-curtain = кесілген
contact-open-search-button = басылмаған

source-unknown = хабарланбаған
source-off = өшірулі
source-warming-up = қызып жатыр
source-ready = дайын
source-prewarning = дабыл
source-beam-on = сәуле
source-faulted = іркіліс

complex-no-link = байланыс жоқ
complex-verifying = танылуда
complex-fault = іркіліс
complex-stale = ескірген
complex-warming-up = қызуда { $seconds } с

requirement-dimensions = габариттер
requirement-within-limits = ИЖК шегіндегі габариттер; әйтпесе ИЖК қолданылмайды
requirement-beyond-limits = шектен асатын габариттер: бұл негіз расталмады
requirement-alternative = ИЖК орнына не істелгені
requirement-driver-out = жүргізушінің шыққанын растау
requirement-zone-searched = аймақтың қаралғанын растау
requirement-repeat-reason = қайта сканерлеу себебі
requirement-mark-within-image = кескін шегіндегі белгі
requirement-fewer-marks = аздау белгі: шекке жетті
requirement-known-mark = осы нөмірлі белгі
requirement-known-goods-line = осы нөмірлі тауар жолы
requirement-discrepancy-note = сәйкессіздік неде екені
requirement-reason = себебі
requirement-no-marks = белгісіз кескін: күдіксіз болса, белгі болмайды
requirement-no-discrepancies = сәйкессіздіксіз құжаттар: күдіксіз болса, ол болмайды
requirement-mark-or-discrepancy = белгі немесе құжаттармен сәйкессіздік
requirement-analysis-text = талдау мәтіні
requirement-recommendation = жете тексеру жөніндегі ұсыныстар
requirement-recipient = іс кімге тапсырылғаны
requirement-fewer-scans = аздау сканерлеу: қайталау шегіне жетті

step-register = рәсімдеу
step-admit = рұқсат
step-exempt = «ИЖК қолданылмады»
step-confirm-lane = аймақты тексеру
step-request-scan = сканерлеуді сұрау
step-stop-scan = сканерлеуді тоқтату
step-acknowledge-fault = іркілісті қабылдау
step-begin-analysis = талдауды бастау
step-place-mark = белгі
step-remove-mark = белгіні алу
step-note-discrepancy = сәйкессіздік
step-remove-discrepancy = сәйкессіздікті алу
step-refuse-image = кескін жарамсыз
step-give-verdict = қорытынды
step-record-sheet = парақты басу
step-record-seal = ЖНМ нөмірі
step-hand-over = жете тексеруге тапсыру
step-import = кескінді файлдан енгізу

depth-reduced = тереңдігі төмен
depth-reduced-short = 8 бит

impediment-disconnected = ИЖК-мен байланыс жоқ
impediment-stale = ИЖК деректері ескірген
impediment-open = ретте емес: { $input }
impediment-unknown = хабарланбаған: { $input }
impediment-source-not-ready = сәуле көзі дайын емес
impediment-fault = іркіліс қабылданбаған (F12)
impediment-busy = сканерлеу жүріп жатыр
impediment-no-image-folder = ИЖК кескін қалтасы қолжетімсіз
impediment-device = дайын емес: { $device }
impediment-warmup = сәуле көзін қыздыру керек
impediment-not-calibrated = детектор калибрленбеген
impediment-emergency-stop = авариялық тоқтату: пульттегі кілт
impediment-image-awaited = соңғы кескін әлі күтілуде

# Іркіліс және не істеу керек: бірге 67 таңбадан аспайды.
lane-fault-link-lost = ИЖК-мен байланыс үзілді
lane-fault-opened = Іске қосылды: { $input }
lane-fault-stale-view = Сәуле кезінде дерек ескірді
lane-fault-source = Сәуле көзінің іркілісі { $code }
lane-fault-beam-stuck = Сәуле өшпеді
lane-fault-no-beam = Сканерлеу уақытында басталмады
lane-fault-too-long = Сәуле рұқсаттан ұзақ
lane-fault-wrong-device = Басқа құрылғы жауап берді
lane-fault-device-lost = Байланыс үзілді: { $device }
lane-fault-implausible = Мүмкін емес дерек: { $device }
lane-fault-device-reset = Өзі қайта қосылды: { $device }
lane-fault-conflict = Сәуле рұқсатсыз хабарланды
lane-fault-speed = Көлік жылдамдығы шектен тыс
lane-fault-setpoint = Сәуле көзі берілген мәнді алмады
lane-fault-calibration = Калибрлеу шектен тыс
lane-fault-emergency-stop = Авариялық тоқтату басылды
lane-advice-beam-stuck = АВАРИЯЛЫҚ ТОҚТАТУДЫ БАСЫҢЫЗ, аймаққа кірмеңіз
lane-advice-opened = Аймақты қараңыз, себебін жойыңыз
lane-advice-look = ИЖК-ні тексеріңіз, себебін жойыңыз
lane-advice-engineer = Инженерді шақырыңыз, сканерлемеңіз
lane-advice-emergency-stop = Себебін анықтаңыз; сосын пульттегі кілт
device-portal = портал
device-source = сәуле көзі
device-monitor = рад. монитор
device-detector = детектор

scan-end-completed = аяқталды: баған { $columns }, жоғалғаны { $lost }
scan-end-stopped = лауазымды адам тоқтатты
scan-end-refused = ИЖК сұрауды қабылдамады, коды { $code }
scan-end-faulted = сканерлеу іркілісі: { $fault }

image-fault-never-came = кескін уақытында келмеді
image-fault-bad-manifest = кескін тізімдемесі қате немесе басқа сканерлеудікі
image-fault-digest-differs = кескін тізімдемесіне сай емес (SHA-256)
image-fault-unreadable = кескін оқылмайды
image-fault-interrupted = сканерлеу кезінде станция қайта іске қосылды
image-unfit = кескін жарамсыз: { $reason }

refusal-not-signed-in = Ешкім кірмеген: ПИН арқылы кіріңіз.
refusal-wrong-pin = ПИН қате.
refusal-wait-after-wrong-pin = ПИН бірнеше рет қате: { $seconds } с күтіңіз.
refusal-role = Мұны басқа рөл орындайды: { $step }.
refusal-state = Қазір болмайды: { $step }. Істің күйі: { $state }.
refusal-same-person = Сканерлеген адам қорытынды бермейді: басқа КТО керек.
refusal-taken-by = Істі талдап отырған: { $name }.
refusal-changed = Іс өзгерді; жаңасы көрсетілді. Әлі де керек болса, қайталаңыз.
refusal-no-case = Мұндай іс жоқ.
refusal-departure = Кету: ИЖК тасымалдаушының жазбаша өтінішімен ғана (нөмірі мен күні).
refusal-form = { $field }: { $fault }.
refusal-requirement = Жетіспейді: { $what }.
refusal-lane = Сканерлеу сұралмады: { $why }.
refusal-acknowledge = Іркіліс қабылданбады: { $why }.
refusal-lane-taken = Жолақта басқа іс тұр.
refusal-store = Жазылмады, ештеңе өзгермеді: { $why }
refusal-picture = Кескін ашылмайды: { $why }
refusal-paper = Парақ дайын емес: { $why }
refusal-import = Файл қабылданбады: { $why }
refusal-intake = Нысан қабылданбады: { $why }
refusal-disk-full = Диск толды: жаңа скан да, қорытынды да болмайды. Қарау мен СТОП істейді. Орын босатыңыз.
refusal-index-not-ready = Істер көрсеткіші қайта құрылуда: { $percent } %. Сканерлеуге болады; іздеуді кейін қайталаңыз.
refusal-second-person = Екі түрлі адам керек.
refusal-not-finished = Іс аяқталмаған.
refusal-before-term = Сақтау мерзімі { $due } дейін: одан бұрын ештеңе жойылмайды.
refusal-already-purged = Бұл істің суреттері бұрын жойылған.
refusal-station-gone = Станция жауап бермейді; сұрау орындалмады.
