# КТО сөздері: кескінді талдау, құжаттар, қорытынды, істі жабу.

# Іс жолы.
analysis-case = Іс …{ $number }
analysis-since = талдауда { $span }
analysis-waited = күтті { $span }
analysis-scan = кескін { $number }
analysis-bits = { $bits } бит
analysis-energies = { $count } эн.
analysis-viewed = қаралды { $percent } %

# Сүзгілер мен көрсеткіш.
analysis-window = терезе { $low }…{ $high }
analysis-curve-linear = сызықты
analysis-curve-logarithm = лог
analysis-sharpen = айқындық { $step }
analysis-polarity-normal = позитив
analysis-polarity-inverted = негатив
analysis-grey = сұр { $value }
analysis-filters-keys = Сүзгілер: ←→ терезе ені, ↑↓ деңгейі, Home — автоматты терезе

# Кескін жанындағы құжаттар.
analysis-packages = { $count } орын
analysis-kilograms = { $mass } кг
analysis-no-documents = Кескін файлдан енгізілген: тауарға ілеспе құжаттар жоқ
analysis-side-title = Құжаттар мен белгілер
analysis-side-goods = Мәлімделген тауар
analysis-side-discrepancies = Сәйкессіздіктер
analysis-side-marks = Белгілер

# Белгілер мен ескертпелер.
analysis-mark = белгі { $mark }
analysis-no-note = ескертпесіз
analysis-note = { $number }-белгі, не көрінеді:
analysis-refusal-reason = Кескін неге жарамсыз:
analysis-frame-move = Жақтау: көрсеткілер жылжытады, бос орын — өлшемі, PgUp/PgDn — үлкен, кіші
analysis-frame-size = Жақтау: көрсеткілер — өлшемі, бос орын — жылжыту, PgUp/PgDn — үлкен, кіші
analysis-mark-placed = { $number }-белгі қойылды. Enter — ескертпе, Del — алып тастау.
analysis-mark-removed = { $number }-белгі алынды.
analysis-note-kept = { $number }-белгінің ескертпесі жазылды.
analysis-no-marks = Кескінде белгі жоқ: F5 — белгі қою.
analysis-no-mark-chosen = Белгі таңдалмаған: Tab — келесі белгі.
analysis-ask-remove = { $number }-белгіні алып тастау керек пе?

# Кескін.
analysis-opening = Кескін ашылуда…
analysis-render-failed = Кескінді көрсету мүмкін болмады: { $why }
analysis-image-first = Алдымен кескін экранда болуы керек.
analysis-somebody-elses = Кескінді { $name } талдап жатыр: мұнда тек қарау.
analysis-no-lane = Кескін файлдан енгізілген: қайта сканерлеу мүмкін емес.
analysis-reason-first = Кескін неге жарамсыз екенін жазыңыз.
analysis-ask-refuse = Кескінді жарамсыз деп танып, қайта сканерлеуді сұрау керек пе?
analysis-ask-refuse-detail = Осы кескіннің белгілері мен сәйкессіздіктері алынады, іс ЖБО-ға қайтады.
analysis-image-refused = Кескін жарамсыз деп танылды; іс қайта сканерлеуге ЖБО-ға қайтарылды.

analysis-ask-discard = Терілген мәтіннен бас тарту керек пе?
analysis-ask-leave = Істен шығу керек пе? Қорытындының терілген мәтіні жоғалады.
analysis-ask-leave-detail = Белгілер мен сәйкессіздіктер жазылған, олар қалады.

# Тауарға ілеспе құжаттар.
documents-title = Тауарға ілеспе құжаттар · { $number }
documents-arrival = ЕАЭО аумағына келу
documents-departure = кету, тасымалдаушының { $date } өтініші № { $number }
documents-check-digit = бақылау цифры { $digit } болуы керек: { $reason }
documents-imported = Кескін { $file } файлынан енгізілген: құжаттар мен мәлімделген тауар жоқ, салыстыратын ештеңе жоқ.
documents-discrepancies = сәйкессіздіктер: { $count }
documents-code = коды
documents-description = атауы
documents-packages = орын саны
documents-gross = брутто, кг
documents-note = { $line }-жол, сәйкессіздік неде:
documents-note-first = Кескін мен құжаттардың сәйкессіздігі неде екенін жазыңыз.
documents-noted = { $line }-жолдағы сәйкессіздік жазылды.
documents-withdrawn = { $line }-жолдағы сәйкессіздік алынды.
documents-none = Құжаттар жоқ: сәйкессіздікті атау мүмкін емес.
documents-no-discrepancy = Таңдалған жолда сәйкессіздік жоқ.
documents-ask-withdraw = { $line }-жолдағы сәйкессіздікті алып тастау керек пе?

# Қорытынды.
verdict-page-title = Қорытынды · { $number }
verdict-page-signed = Қол қойылады
verdict-page-analysis = Кескінді талдау
verdict-page-recommendation = Жете тексеру жөніндегі ұсыныстар
verdict-page-pin-label = ПИН
verdict-page-pin = ПИН: осымен { $role } { $name } «{ $verdict }» деп қол қояды, іс …{ $case }, нұсқа { $revision }
verdict-page-pin-first = ПИН теріңіз: қорытындыға ПИН арқылы қол қойылады.
verdict-page-choose = Қорытындыны таңдаңыз: ↑ күдіксіз, ↓ күдікті
verdict-page-not-yet = Бұл қорытындыны қазір беруге болмайды. Қажет: { $what }.
verdict-page-lacks = Қорытындыға жетпейді: { $what }.
verdict-page-marks = Белгілер: { $count }
verdict-page-discrepancies = Сәйкессіздіктер: { $count }
verdict-page-filters = Сүзгілер
verdict-page-viewed = Қаралды { $percent } %
verdict-page-viewed-meaning = оқу масштабында
verdict-page-ask = «{ $verdict }» қорытындысына қол қою керек пе?
verdict-page-ask-case = Іс { $number }, { $title }
verdict-page-ask-viewed = Оқу масштабында қаралды: кескіннің { $percent } %
verdict-page-ask-detail = Қорытынды қайтарылмайды: ол журналда қалады.
verdict-page-given = Қорытынды журналға жазылды.

# Істі жабу.
closing-title = Істі жабу · { $number } · { $title }
closing-case = Іс { $number }
closing-step-printed = кескіні бар парақ басылды
closing-step-printed-optional = белгілері бар парақ (міндетті емес)
closing-step-sealed = парақта ЖНМ бедері бар, нөмірі жазылды
closing-step-handed-over = іс жете тексеруге тапсырылды
closing-file = файл { $file }
closing-printer = принтер: { $answer }
closing-no-printer = принтер бапталмаған: файлды өзіңіз басып шығарыңыз
closing-printing = Парақ басылуда…
closing-printed = Парақ дайын.
closing-advice-print = F5 — кескіні бар парақты басып шығару.
closing-advice-stamp = «ИЖК бақылауы: күдіксіз» белгісі кескіннің бет жағына басылады; жанында жеке нөмірлі мөрдің (ЖНМ) орны бар.
closing-advice-seal = ЖНМ-ді парақтың бет жағына, «ИЖК бақылауы: күдіксіз» белгісінің жанындағы жақтауға басыңыз.
closing-advice-record-seal = Содан кейін мөр нөмірін теріп, Enter басыңыз: іс жабылады. F5 парақты қайта басады.
closing-advice-hand-over = Істі кедендік жете тексеруге тапсырыңыз: кімге екенін (тегі, лауазымы) теріп, Enter басыңыз.
closing-advice-print-optional = F5 — белгілері мен ұсыныстары бар парақты жете тексеру үшін басып шығару.
closing-print-first = Алдымен парақты басып шығарыңыз: F5.
closing-seal = ЖНМ нөмірі
closing-seal-wrong = ЖНМ нөмірі — 1–4 әріп немесе цифр.
closing-recipient = Кімге тапсырылды
closing-recipient-first = Іс кімге тапсырылғанын жазыңыз: тегі мен лауазымы.
closing-ask-seal = ЖНМ { $name } бедері парақта: нөмірін жазып, істі жабу керек пе?
closing-ask-hand-over = Жете тексеруге тапсыруды жазу керек пе: { $name }?
closing-ask-detail = Журналдағы жазба қайтарылмайды.
closing-sealed = ЖНМ нөмірі жазылды, іс жабылды.
closing-handed-over = Жете тексеруге тапсыру жазылды.
