# Басып шығарылатын парақ.

# Екі белгі — ереже мәтіні: әр парақта үш тілде тұрады.
sheet-mark-without = ИЖК бақылауы: күдіксіз
sheet-mark-under = ИЖК бақылауы: күдікті

sheet-title = Рентген кескіні · ИЖК бақылау парағы
sheet-document-title = ИЖК бақылау парағы { $case }
sheet-case = Іс { $case }
sheet-printed-at = Басып шығарылды { $at }
sheet-page = { $page }-парақ, барлығы { $pages }
sheet-continues = … жалғасы келесі парақта
sheet-cut = … қалғаны іс жазбасында сақталады

sheet-declared = Көлік құралы және құжаттар
sheet-imported-from = Кескін файлы
sheet-plate = Мемлекеттік нөмір
sheet-ground = Қолдану негізі
sheet-ground-arrival = ЕАЭО аумағына келу
sheet-ground-departure = кету, тасымалдаушының { $date } №{"\u00A0"}{ $number } өтініші
sheet-container = Контейнер
sheet-container-matches = { $number } · бақылау цифры дұрыс
sheet-container-expected = { $number } · бақылау цифры { $digit } болуы тиіс; жазылғандай тіркелді: { $reason }
sheet-document-waybill = Жүкқұжат (CMR)
sheet-document-tir = ХЖТ кітапшасы (TIR)
sheet-document-transit = Транзиттік декларация
sheet-document-goods = Тауар декларациясы
sheet-document-lading = Коносамент
sheet-document-other = Басқа құжат
sheet-document-dated = { $date } №{"\u00A0"}{ $number }
sheet-document-undated = №{"\u00A0"}{ $number }
sheet-goods = Тауар, { $number }-жол
sheet-goods-packages = орын: { $packages } · брутто { $gross }{"\u00A0"}кг
sheet-goods-gross = брутто { $gross }{"\u00A0"}кг
sheet-trailer = Тіркеме
sheet-more = … тағы { $count }, іс жазбасында
sheet-more-containers = Өзге контейнерлер
sheet-more-documents = Өзге құжаттар
sheet-more-goods = Өзге тауарлар
sheet-goods-net = нетто { $net }{"\u00A0"}кг

sheet-checkpoint = журнал { $facts } · түбір { $root }
sheet-scanned = Сканерлеу
sheet-scan-id = Сканерлеу нөмірі
sheet-scan-kind = Түрі
sheet-scan-first = алғашқы сканерлеу
sheet-scan-repeat = қайта сканерлеу: { $reason }
sheet-filters = Сүзгілер тізбегі
sheet-filter-chain = терезе { $low }…{ $high }, { $curve }, { $polarity }, айқындық { $sharpen }
sheet-curve-linear = сызықтық
sheet-curve-logarithm = логарифм
sheet-polarity-normal = ауа ашық
sheet-polarity-inverted = ауа қара
sheet-viewed = Қаралған үлесі
sheet-viewed-percent = { $percent } %
sheet-image = Түпнұсқа { $width } × { $height } нүкте, { $bits } бит, энергия саны: { $energies }, { $format }
sheet-reduced = ТӨМЕНДЕТІЛГЕН ТЕРЕҢДІК: өлшеуге арналмаған
sheet-digest = Кескіннің SHA-256
sheet-digest-whole = Түпнұсқа кескіннің SHA-256: { $digest }

sheet-people = Лауазымды адамдар және уақыт
sheet-oms = Жүйе операторы
sheet-oac = Талдау операторы
sheet-time-presented = Ұсынылды
sheet-time-admitted = Рұқсат етілді
sheet-time-scan-begun = Сканерлеу басталды
sheet-time-scan-ended = Сканерлеу аяқталды
sheet-time-image-in = Кескін келді
sheet-time-analysis = Талдау басталды
sheet-time-verdict = Қорытынды берілді
sheet-time-handed-over = Жете тексеруге берілді

sheet-seal-place = жеке нөмірлі мөр орны
sheet-seal-number = жеке нөмірлі мөрдің нөмірі
sheet-verdict-date = күні
sheet-officer = лауазымды адам (талдау операторы)
sheet-signature = қолы
sheet-handed-to = жете тексеруге берілді (кімге)

sheet-marks = Тәуекел аймақтары
sheet-no-note = ескертусіз
sheet-discrepancies = Құжаттармен сәйкессіздіктер
sheet-discrepancy = Тауар, { $number }-жол: { $note }
sheet-analysis = Кескінді талдау нәтижелері
sheet-recommendation = Жете тексеру жөніндегі ұсыныстар
