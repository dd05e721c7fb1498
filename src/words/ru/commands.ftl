# Слова командной строки.

verify-holds = Всё сходится: фактов {$frames}, дел {$cases}, исходных снимков {$images}.
verify-does-not-hold = НЕ СХОДИТСЯ: смотрите перечисленное выше. Проверено: фактов {$frames}, дел {$cases}, исходных снимков {$images}.
verify-journal-missing = Журнала нет.
verify-journal-damaged = Журнал повреждён: сегмент {$segment}, байт {$offset}: {$why}
verify-record-unreadable = Журнал: запись {$seq} (схема {$schema}) не читается.
verify-fact-without-case = Журнал: факт {$seq} относится к делу {$case}, которое не начато.
verify-original-missing = Исходного снимка нет: {$hash}, дело {$case}.
verify-original-damaged = Исходный снимок изменён: {$hash}, дело {$case}.
verify-original-not-named = Файл, которого не называет ни один факт: {$file}
verify-sheet-missing = Напечатанного листа нет: {$file}, дело {$case}.
verify-sheet-damaged = Напечатанный лист изменён: {$file}, дело {$case}.
verify-witness-ahead = Конец журнала утрачен или изменён: свидетель называет факт {$witness}, журнал кончается на {$journal}.
verify-witness-missing = Свидетеля журнала нет.
verify-witness-unreadable = Свидетель журнала не читается.
verify-checkpoint-unreadable = В файле {$file} нет контрольной отметки, которую можно прочесть.
verify-checkpoint-forged = ПОДДЕЛКА: подпись контрольной отметки о {$size} фактах в файле {$file} не сходится.
verify-checkpoint-foreign = Контрольная отметка в файле {$file} подписана ключом, которого журнал не называет: {$key}
verify-truncated = ЖУРНАЛ УКОРОЧЕН: в файле {$file} подписано фактов: {$checkpoint}, в журнале: {$journal}.
verify-rewritten = ЖУРНАЛ ПЕРЕПИСАН: среди первых {$size} фактов есть не те, что подписаны в файле {$file}.
verify-index-in-use = Индекс занят работающей станцией: не проверен.
verify-index-missing = Индекса нет; при следующем запуске он будет построен из журнала.
verify-index-unusable = Индекс не открывается; при следующем запуске он будет построен из журнала.
verify-index-behind = Индекс отстаёт от журнала: {$index} из {$journal}; догонит при следующем запуске.
verify-index-ahead = Индекс знает факт, которого нет в журнале: {$index}, журнал кончается на {$journal}.
verify-row-differs = Индекс расходится с фактами по делу {$case}.
verify-index-incomplete = Индекс неполон: дел {$index}, в журнале {$journal}.
verify-unreadable = Не читается: {$file}: {$why}
verify-more = Есть и другие расхождения; показаны не все.

command-in-use = Папку {$folder} держит другой процесс: станция уже работает.
command-no-cases = В папке {$folder} дел нет.
command-no-case = Такого дела нет: {$number}
command-no-number = Это не номер дела: {$number}. Номер: ПОСТ/ДДММГГ/НОМЕР.
command-journal-damaged = {$why} — Станция не запускается; место назовёт intrascope verify.
command-no-key = В папке {$folder} ещё нет ключа поста: его создаёт первый запуск станции.
command-key-fingerprint = отпечаток ключа, для бумажного журнала: {$fingerprint}
command-data = данные: {$folder}
format-unknown = это не изображение, которое знает программа
format-not-supported = изображения {$what} пока не поддерживаются
format-too-large = изображение слишком велико ({$what})
format-damaged = файл повреждён или неполон
format-empty = в изображении нет пикселей
format-io = файл не читается: {$why}
format-not-decoded = снимок не удалось раскодировать: {$why}
decoder-not-started = декодер не запустился ({$why})
decoder-ended = декодер завершён сигналом {$signal}: по своим пределам или извне
decoder-too-long = декодер работал слишком долго
decoder-no-answer = декодер не дал подходящего ответа
intake-no-file = это не обычный файл
intake-too-large = файл больше { $most } КиБ
intake-encoding = файл не в UTF-8 ({ $name })
intake-neither = файл не JSON и не XML
intake-syntax = строка { $line }, столбец { $column }: { $why }
intake-doctype = в файле объявлен тип документа или сущности: не читается
intake-too-deep = вложенность элементов больше { $most }
intake-other-document = <{ $name }> не направление на осмотр с ИДК
intake-misfits = мест в файле, которые не подходят к форме: { $count }
misfit-unknown = { $path }: такого поля в форме нет
misfit-twice = { $path }: указано дважды
misfit-no-text = { $path }: здесь должен быть текст или число
misfit-no-list = { $path }: здесь должен быть список
misfit-no-object = { $path }: здесь должен быть объект
misfit-missing = { $path }: отсутствует
misfit-other-version = { $path }: другая версия формы
command-form-refused = Форма не принята, ничего не записано. Исправить: { $count }
command-not-kept = не сохранено: { $path }
command-not-kept-more = не сохранено: ещё имён { $count }
policy-unreadable = Политика { $file } не принята: { $why }

purge-pin-of = ПИН {$officer}:
purge-needs-station = На {$folder} станция не запущена: удаление по сроку идёт только через работающую станцию.
purge-done = Удалено по сроку дел: {$cases}. Снимков и листов больше нет; хеши и записи остались. SSD может хранить старые блоки, пока не займёт их снова.
purge-waiting = Вторые копии на отсутствующем носителе остались у стольких дел; они уйдут, когда носитель вернётся: {$cases}

backup-done = Резервная копия готова: фактов {$facts}, файлов скопировано {$copied}, уже было {$kept}; всё сверено. Папка: {$folder}
backup-does-not-hold = Резервная копия записана, но НЕ СХОДИТСЯ: смотрите перечисленное выше. Папка: {$folder}
backup-of-damaged = Данные повреждены: скопировано то, что цело (фактов {$facts}, файлов {$copied}, уже было {$kept}); остальное названо выше. Папка: {$folder}
backup-without-keys = Ключ подписи и ключи дел в копию не входят: их хранят отдельно.
backup-nested = Папка копии и папка данных лежат одна в другой.
backup-busy = В папку {$folder} уже пишется другая копия.
backup-not-a-backup = В папке {$folder} лежат другие файлы, это не резервная копия.
backup-foreign = Это копия другого журнала: она не тронута.
backup-newer = В копии больше фактов ({$backup}), чем в журнале ({$journal}): она не тронута. Восстановить из неё: intrascope restore.
backup-format = Копия записана более новой программой (формат {$format}).
backup-no-manifest = Нет описи копии или она не читается: {$folder}
backup-damaged = Данные повреждены, копия не сделана. С ключом --damaged-too копируется то, что цело.
restore-done = Восстановлено: фактов {$facts}. Началась эпоха {$epoch}; это навсегда записано в журнале. Папка: {$folder}
restore-does-not-hold = Копия НЕ СХОДИТСЯ, восстановление остановлено; смотрите перечисленное выше.
restore-not-empty = Папка {$folder} не пуста: восстанавливают только в пустую.
verify-backup-differs = Файл резервной копии изменён или отсутствует: {$file}
verify-restored = Журнал восстановлен из копии: факт {$seq}, эпоха {$epoch}.
command-is-a-backup = Папка {$folder} — резервная копия. Восстановите её в другую папку: intrascope restore.
command-restore-unfinished = Восстановление в папку {$folder} прервано. Удалите её и восстановите снова.

export-done = Выгружено: дел {$cases}, файлов {$files}; контрольная запись охватывает фактов {$facts}. Сюда: {$to}
export-exists = Уже существует, не перезаписано: {$path}
export-original = Исходного снимка {$hash} дела {$case} нет или он изменён; выгрузка остановлена.
export-sheet = Напечатанного листа дела {$case} нет или он изменён; выгрузка остановлена.
export-too-many = Слишком много дел за один раз: выгрузите по частям.
export-no-key = Открытого ключа поста нет: станция ещё не запускалась с этими данными.
export-not-the-journal = Журнал не тот, который назван контрольной записью. Проверьте: intrascope verify.
export-verify =
    КАК ПРОВЕРИТЬ ЭТУ ПАПКУ

    Здесь одно дело пункта досмотра, выгруженное из его журнала. Программа Intrascope для проверки не нужна.

    SHA256SUMS             хеши всех файлов. Проверка: sha256sum -c SHA256SUMS
    record.json            дело целиком, как его помнит журнал
    originals/             исходные снимки, байт в байт; их SHA-256 названы в record.json
    pictures/              снимок таким, каким его видел оператор: с зонами риска и без них
    sheet.pdf              напечатанный лист, если он был
    frames.bin             каждый факт дела так, как он записан в журнале
    frames.jsonl           те же факты для чтения
    proof.json             доказательство, что каждый факт стоит в журнале (дерево RFC 9162)
    checkpoint.txt         подписанная контрольная запись журнала (C2SP tlog-checkpoint)
    booth.vkey, booth.pem  открытый ключ пункта
    signed/                подписанные описи снимков и записи заключений; рядом подпись (.sig) и ключ (.vkey)

    1. Возьмите открытый ключ с бумаги, на которой его записали при вводе пункта. Ключ из этой папки не говорит,
       кто её составил.
    2. Всё сразу: python3 verify.py --key «КЛЮЧ» ПАПКА (verify.py лежит в docs исходного кода программы).
    3. Подпись вручную: openssl pkeyutl -verify -pubin -inkey booth.pem -rawin
       -in signed/X.json -sigfile signed/X.sig
    4. Хеш в контрольной записи можно сверить с любой другой записью того же журнала: с отпечатанной на листе дела,
       с копией на другой машине.

damage-header = заголовок сегмента испорчен
damage-discontinuous = сегмент не продолжает предыдущий
damage-cut-short = файл кончается посреди записи
damage-length = длина записи невозможна
damage-checksum = контрольная сумма записи не сходится
damage-sequence = номер записи не следует за предыдущим
damage-chain = цепочка хешей прервана
damage-tree = дерево хешей в заголовке не то
damage-checkpoint-ahead = В последней контрольной отметке подписано фактов: {$checkpoint}, в журнале {$journal}, или там другие.
damage-mirror-ahead = Зеркало хранит факты, которых в журнале больше нет.

verify-signature-wrong = Подпись при факте {$seq} дела {$case} не сходится.
verify-mirror-differs = Зеркало: сегмент {$segment} отсутствует или расходится.
verify-copy-damaged = Вторая копия отсутствует или повреждена: {$file}, дело {$case}

month-not-empty = Папка {$folder} не пуста: месяц записывается только в пустую папку.
month-progress = день {$day} из {$days}: машин {$vehicles}, сканирований {$scans}
month-vehicles = представлено машин: {$count}
month-turned-away = отказано в убытии без письменного заявления перевозчика: {$count}
month-exempt = ИДК не применён: {$count}
month-scans = запрошено сканирований: {$count}
month-failed = сканирований со сбоем: {$count}
month-unfit = снимков, непригодных для анализа: {$count}
month-without-suspicion = ИДК-контроль без подозрения: {$count}
month-under-suspicion = ИДК-контроль под подозрением: {$count}
month-cancelled = отменено дел: {$count}
month-barred = отказано в сканировании, пока ИДК не работал: {$count}
month-delays = объяснено задержек: {$count}
month-opinions = вторых мнений: {$count}
month-rechecks = перепроверено выводов: {$count}
month-reopened = дел открыто повторно: {$count}
month-overridden = выводов заменено другим лицом: {$count}
month-confirmed = исходов, подозрение подтвердилось: {$count}
month-not-confirmed = исходов, подозрение не подтвердилось: {$count}
month-handovers = передано смен: {$count}
month-checks = ежедневных проверок: {$count}
month-malfunctions = неисправностей: {$count}
month-facts = фактов в журнале: {$count}
verify-summary-wrong = Подпись под сводкой смены, факт {$seq}, не сходится.

confinement-full = изолирован: файлы, системные вызовы, пределы
confinement-partial = изолирован не полностью
confinement-none = не изолирован: доступны и файлы, и системные вызовы
confinement-missing = нет: {$part} ({$why})
confinement-part-files = файлы и сети (Landlock)
confinement-part-calls = системные вызовы (seccomp)
confinement-part-limits = пределы памяти, времени и размера
confinement-part-threads = потоки, начатые раньше
confinement-part-descriptors = файлы, оставленные открытыми при запуске
confinement-passed = всё ещё возможно: {$what}
confinement-attempt-read-file = чтение файла машины
confinement-attempt-write-file = создание файла
confinement-attempt-start = запуск программы
confinement-attempt-internet = сокет интернета
confinement-attempt-local = сокет этой машины
confinement-attempt-thread = собственный поток
confinement-attempt-memory = 2 ГиБ памяти
view-pipe-needs = для вывода не в терминал нужны {$options}: спросить не у кого
view-window-beyond = окно выходит за {$most}, наибольшее значение этого типа файлов
command-simulator = Имитатор комплекса не запускается
command-no-source = Источника { $name } нет: spellman-xrv, spellman-ux, technix-sr или scandinova.
command-no-fault = Отказа { $name } нет; их список: intrascope simulator --faults.
command-no-device = Прибора { $name } нет: portal, source, monitor или detector.
command-fault-of-no-line = { $name } — не отказ линии: пишется без прибора.
command-fault-form = Отказ пишется [ПРИБОР:]ИМЯ@ВРЕМЯ[+ДЛИТЕЛЬНОСТЬ], например late-reply@12s или source:noise@500ms+3s.
