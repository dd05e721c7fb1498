# Печатный лист.

# Две отметки — текст правил: на каждом листе они стоят на всех трёх языках.
sheet-mark-without = ИДК-контроль без подозрения
sheet-mark-under = ИДК-контроль под подозрением

sheet-title = Рентгеновский снимок · лист ИДК-контроля
sheet-document-title = Лист ИДК-контроля { $case }
sheet-case = Дело { $case }
sheet-printed-at = Отпечатано { $at }
sheet-page = Лист { $page } из { $pages }
sheet-continues = … продолжение на следующем листе
sheet-cut = … остальное хранится в записи дела

sheet-declared = Транспортное средство и документы
sheet-imported-from = Снимок из файла
sheet-plate = Гос. номер
sheet-ground = Основание применения
sheet-ground-arrival = прибытие на территорию ЕАЭС
sheet-ground-departure = убытие, обращение перевозчика №{"\u00A0"}{ $number } от { $date }
sheet-container = Контейнер
sheet-container-matches = { $number } · контрольная цифра верна
sheet-container-expected = { $number } · контрольная цифра должна быть { $digit }; записано как нанесено: { $reason }
sheet-document-waybill = Накладная (CMR)
sheet-document-tir = Книжка МДП
sheet-document-transit = Транзитная декларация
sheet-document-goods = Декларация на товары
sheet-document-lading = Коносамент
sheet-document-other = Иной документ
sheet-document-dated = №{"\u00A0"}{ $number } от { $date }
sheet-document-undated = №{"\u00A0"}{ $number }
sheet-goods = Товар, строка { $number }
sheet-goods-packages = мест: { $packages } · брутто { $gross }{"\u00A0"}кг
sheet-goods-gross = брутто { $gross }{"\u00A0"}кг
sheet-trailer = Прицеп
sheet-more = … ещё { $count }, в записи дела
sheet-more-containers = Другие контейнеры
sheet-more-documents = Другие документы
sheet-more-goods = Другие товары
sheet-goods-net = нетто { $net }{"\u00A0"}кг

sheet-checkpoint = журнал { $facts } · корень { $root }
sheet-scanned = Сканирование
sheet-scan-id = Номер сканирования
sheet-scan-kind = Вид
sheet-scan-first = первое сканирование
sheet-scan-repeat = повторное сканирование: { $reason }
sheet-filters = Цепочка фильтров
sheet-filter-chain = окно { $low }…{ $high }, { $curve }, { $polarity }, резкость { $sharpen }
sheet-curve-linear = линейно
sheet-curve-logarithm = логарифм
sheet-polarity-normal = воздух светлый
sheet-polarity-inverted = воздух тёмный
sheet-viewed = Просмотрено снимка
sheet-viewed-percent = { $percent } %
sheet-image = Оригинал { $width } × { $height } точек, { $bits } бит, энергий: { $energies }, { $format }
sheet-reduced = ПОНИЖЕННАЯ ГЛУБИНА: не для измерений
sheet-digest = SHA-256 снимка
sheet-digest-whole = SHA-256 оригинала снимка: { $digest }

sheet-people = Должностные лица и время
sheet-oms = ОУС
sheet-oac = ОАС
sheet-time-presented = Предъявлено
sheet-time-admitted = Допущено
sheet-time-scan-begun = Начало сканирования
sheet-time-scan-ended = Конец сканирования
sheet-time-image-in = Снимок поступил
sheet-time-analysis = Начало анализа
sheet-time-verdict = Заключение внесено
sheet-time-handed-over = Передано на досмотр

sheet-seal-place = место оттиска ЛНП
sheet-seal-number = номер личной номерной печати (ЛНП)
sheet-verdict-date = дата
sheet-officer = должностное лицо (ОАС)
sheet-signature = подпись
sheet-handed-to = передано на досмотр (кому)

sheet-marks = Зоны риска
sheet-no-note = без примечания
sheet-discrepancies = Расхождения с документами
sheet-discrepancy = Товар, строка { $number }: { $note }
sheet-analysis = Результаты анализа изображения
sheet-recommendation = Рекомендации по проведению досмотра
