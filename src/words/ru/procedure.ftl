# Слова процедуры: состояния, отметки, основания, поля, цепь, отказы.

# Состояния дела: не длиннее 17 знаков, чтобы очередь умещалась в 80 столбцов.
state-registered = оформлено
state-admitted = допущено
state-lane-checked = зона осмотрена
state-scanning = сканирование
state-awaiting-image = ожидает снимок
state-queued = в очереди
state-in-analysis = в анализе
state-cleared = без подозрения
state-printed = лист напечатан
state-suspected = под подозрением
state-handed-over = передано
state-closed = закрыто
state-not-applied = ИДК не применён

role-oms = ОУС
role-oac = ОАС
role-supervisor = старший
role-name-oms = ОУС, управление системой
role-name-oac = ОАС, анализ изображений
role-name-supervisor = старший смены

verdict-without-suspicion = ИДК-контроль без подозрения
verdict-under-suspicion = ИДК-контроль под подозрением

exemption-live-animals = живые животные, в том числе цирки и зверинцы
exemption-live-fish = живая рыба
exemption-hatching-eggs = инкубационные яйца домашних и иных птиц
exemption-oversize = габариты больше предельных для этого ИДК

document-waybill = накладная (CMR)
document-tir-carnet = книжка МДП
document-transit-declaration = транзитная декларация
document-goods-declaration = декларация на товары
document-bill-of-lading = коносамент
document-other = иной документ

# A field in its row of the form.
row-trailer = Прицеп { $number }: { $field }
row-container = Контейнер { $number }: { $field }
row-document = Документ { $number }: { $field }
row-goods = Товар { $number }: { $field }
row-risk-profile = Профиль риска { $number }: { $field }
recorded-digit = контрольная цифра должна быть { $digit }
recorded-impossible = такого номера быть не может
tax-id-iin = ИИН { $number }
tax-id-bin = БИН { $number }

vehicle-heavy-truck = грузовой свыше 3,5 т
vehicle-light-truck = грузовой до 3,5 т
vehicle-car = легковой
vehicle-bus = автобус
vehicle-empty = без груза
vehicle-other = иное ТС

load-full = загружен полностью
load-part = загружен частично

unit-microsievert-per-hour = мкЗв/ч
unit-microroentgen-per-hour = мкР/ч
unit-counts-per-second = имп./с

# Поля формы: не длиннее 22 знаков.
field-request-number = Заявление перевозчика
field-request-date = Дата заявления
field-plate = Гос. номер ТС
field-container = Контейнер
field-container-reason = Причина (контр. цифра)
field-document-number = № документа
field-document-date = Дата документа
field-goods-code = Код ТН ВЭД ЕАЭС
field-goods-description = Наименование товара
field-packages = Число мест
field-gross = Масса брутто, кг
field-consignor = Отправитель
field-consignee = Получатель
field-carrier = Перевозчик
field-direction = Направление
field-vehicle-kind = Вид ТС
field-vehicle-country = Страна ТС
field-trailer = Гос. номер прицепа
field-driver-name = Водитель
field-driver-document = Документ водителя
field-axles = Число осей
field-container-load = Загрузка контейнера
field-document-kind = Вид документа
field-goods-code-reason = Причина (длина кода)
field-net = Масса нетто, кг
field-origin = Страна происхождения
field-consignor-tax-id = ИИН/БИН отправителя
field-consignor-tax-reason = Причина (отправитель)
field-consignee-tax-id = ИИН/БИН получателя
field-consignee-tax-reason = Причина (получатель)
field-carrier-tax-id = ИИН/БИН перевозчика
field-carrier-tax-reason = Причина (перевозчик)
field-risk-profile = № профиля риска
field-radiation-value = Показание радиации
field-radiation-unit = Единица показания
field-radiation-device = Прибор
field-radiation-number = № прибора
field-radiation-verification = Поверка прибора

# Ошибки полей: не длиннее 28 знаков.
fault-missing = не заполнено
fault-request-missing = нужно для убытия
fault-format = неверный вид
fault-container-category = 4-я буква: U, J, Z или R
fault-check-digit = цифра { $digit }: нужна причина
fault-too-long = слишком длинно
fault-unusual-length = 5 и 7 цифр: нужна причина
fault-tax-id-impossible = не бывает: нужна причина
fault-no-country = нет такой страны (ISO 3166)
fault-net-over-gross = больше массы брутто
fault-not-in-list = нет в списке
fault-too-many = не более { $most }

# Цепь блокировок, как её сообщает ИДК.
input-chain = Цепь блокировок
input-emergency-stop = Аварийный стоп
input-doors = Двери
input-gates = Ворота
input-light-curtain = Световая завеса
input-search-button = Кнопка обхода
contact-unknown = не сообщено
contact-closed-chain = замкнута
contact-closed-emergency-stop = не нажат
contact-closed-doors = закрыты
contact-closed-gates = закрыты
contact-closed-light-curtain = не пересечена
contact-closed-search-button = нажата
contact-open-chain = разомкнута
contact-open-emergency-stop = нажат
contact-open-doors = открыты
contact-open-gates = открыты
contact-open-light-curtain = пересечена
contact-open-search-button = не нажата

source-unknown = не сообщено
source-off = выключен
source-warming-up = прогрев
source-ready = готов
source-prewarning = сигнал
source-beam-on = луч
source-faulted = сбой

complex-no-link = нет связи
complex-verifying = опознаётся
complex-fault = сбой
complex-stale = устарело
complex-warming-up = прогрев { $seconds } с

requirement-dimensions = габариты
requirement-within-limits = габариты в пределах ИДК; иначе ИДК не применяется
requirement-beyond-limits = габариты больше предельных: это основание не подтверждено
requirement-alternative = что сделано вместо ИДК
requirement-driver-out = подтверждение, что водитель вышел
requirement-zone-searched = подтверждение, что зона осмотрена
requirement-repeat-reason = причина повторного сканирования
requirement-mark-within-image = метка в пределах снимка
requirement-fewer-marks = меньше меток: достигнут предел
requirement-known-mark = метка с таким номером
requirement-known-goods-line = строка товара с таким номером
requirement-discrepancy-note = в чём расхождение
requirement-reason = причина
requirement-no-marks = снимок без меток: без подозрения меток нет
requirement-no-discrepancies = документы без расхождений: без подозрения их нет
requirement-mark-or-discrepancy = метка или расхождение с документами
requirement-analysis-text = текст анализа
requirement-recommendation = рекомендации по проведению досмотра
requirement-recipient = кому передано дело
requirement-fewer-scans = меньше сканирований: достигнут предел повторов

step-register = оформление
step-admit = допуск
step-exempt = «ИДК не применён»
step-confirm-lane = проверка зоны
step-request-scan = запрос скана
step-stop-scan = остановка скана
step-acknowledge-fault = квитирование сбоя
step-begin-analysis = начало анализа
step-place-mark = метка
step-remove-mark = снятие метки
step-note-discrepancy = расхождение
step-remove-discrepancy = снятие расхождения
step-refuse-image = снимок непригоден
step-give-verdict = заключение
step-record-sheet = печать листа
step-record-seal = номер ЛНП
step-hand-over = передача на досмотр
step-import = ввод снимка из файла

depth-reduced = сниженная глубина
depth-reduced-short = 8 бит

impediment-disconnected = нет связи с ИДК
impediment-stale = данные ИДК устарели
impediment-open = не в порядке: { $input }
impediment-unknown = не сообщено: { $input }
impediment-source-not-ready = источник не готов
impediment-fault = сбой не квитирован (F12)
impediment-busy = сканирование уже идёт
impediment-no-image-folder = папка снимков ИДК недоступна
impediment-device = не готово: { $device }
impediment-warmup = источник надо прогреть
impediment-not-calibrated = детектор не откалиброван
impediment-emergency-stop = аварийный стоп: ключ на пульте
impediment-image-awaited = последний снимок ещё ожидается

# Сбой и что делать: вместе не длиннее 67 знаков, чтобы строка тревоги умещалась.
lane-fault-link-lost = Потеряна связь с ИДК
lane-fault-opened = Сработало: { $input }
lane-fault-stale-view = Данные устарели при луче
lane-fault-source = Источник сообщил сбой { $code }
lane-fault-beam-stuck = Луч не выключился
lane-fault-no-beam = Скан не начался в срок
lane-fault-too-long = Луч дольше допустимого
lane-fault-wrong-device = Отвечает другое устройство
lane-fault-device-lost = Нет связи: { $device }
lane-fault-implausible = Неверные данные: { $device }
lane-fault-device-reset = Сброс устройства: { $device }
lane-fault-conflict = Луч сообщён без разрешения
lane-fault-speed = Скорость машины вне окна
lane-fault-setpoint = Источник не принял уставку
lane-fault-calibration = Калибровка вне пределов
lane-fault-emergency-stop = Нажат аварийный стоп
lane-advice-beam-stuck = НАЖМИТЕ АВАРИЙНЫЙ СТОП, в зону не входить
lane-advice-opened = Осмотрите зону, устраните причину
lane-advice-look = Проверьте ИДК на месте, устраните причину
lane-advice-engineer = Вызовите инженера ИДК, не сканируйте
lane-advice-emergency-stop = Выясните причину; затем ключ на пульте
device-portal = портал
device-source = источник
device-monitor = рад. монитор
device-detector = детектор

scan-end-completed = завершён: столбцов { $columns }, потеряно { $lost }
scan-end-stopped = остановлен должностным лицом
scan-end-refused = ИДК отклонил запрос, код { $code }
scan-end-faulted = сбой при сканировании: { $fault }

image-fault-never-came = снимок не поступил в срок
image-fault-bad-manifest = опись снимка неверна или от другого скана
image-fault-digest-differs = снимок не совпадает с описью (SHA-256)
image-fault-unreadable = снимок не читается
image-fault-interrupted = станция перезапускалась во время скана
image-unfit = снимок непригоден: { $reason }

refusal-not-signed-in = Никто не вошёл: войдите по ПИН.
refusal-wrong-pin = ПИН неверен.
refusal-wait-after-wrong-pin = ПИН неверен несколько раз: подождите { $seconds } с.
refusal-role = Это делает другая роль: { $step }.
refusal-state = Сейчас нельзя: { $step }. Состояние дела: { $state }.
refusal-same-person = Кто сканировал, тот не даёт заключение: нужен другой ОАС.
refusal-taken-by = Дело в анализе: { $name }.
refusal-changed = Дело изменилось; показано новое. Повторите, если всё ещё нужно.
refusal-no-case = Такого дела нет.
refusal-departure = Убытие: ИДК только по письменному заявлению перевозчика (номер и дата).
refusal-form = { $field }: { $fault }.
refusal-requirement = Не хватает: { $what }.
refusal-lane = Скан не запрошен: { $why }.
refusal-acknowledge = Сбой не квитирован: { $why }.
refusal-lane-taken = Полосу занимает другое дело.
refusal-store = Не записано, ничего не изменилось: { $why }
refusal-picture = Снимок не открывается: { $why }
refusal-paper = Лист не готов: { $why }
refusal-import = Файл не принят: { $why }
refusal-intake = Форма не принята: { $why }
refusal-disk-full = Диск заполнен: новый скан и заключение невозможны. Просмотр и СТОП работают. Освободите место.
refusal-index-not-ready = Указатель дел строится заново: { $percent } %. Сканировать можно; повторите поиск позже.
refusal-second-person = Нужны двое разных людей.
refusal-not-finished = Дело не закончено.
refusal-before-term = Срок хранения до { $due }: раньше ничего не удаляется.
refusal-already-purged = Снимки этого дела уже удалены по сроку.
refusal-station-gone = Станция не отвечает; запрос не выполнен.
