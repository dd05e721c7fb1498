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
command-journal-damaged = Журнал повреждён: {$why}. Станция не запускается; место назовёт intrascope verify.
command-data = данные: {$folder}
format-unknown = это не изображение, которое знает программа
format-not-supported = изображения {$what} пока не поддерживаются
format-too-large = изображение слишком велико ({$what})
format-damaged = файл повреждён или неполон
format-empty = в изображении нет пикселей
format-io = файл не читается: {$why}

purge-pin-of = PIN: {$officer}:
purge-needs-station = На {$folder} станция не запущена: удаление по сроку идёт только через работающую станцию.
purge-done = Удалено по сроку дел: {$cases}. Снимков и листов больше нет; хеши и записи остались. SSD может хранить старые блоки, пока не займёт их снова.
purge-waiting = Вторые копии на отсутствующем носителе остались у стольких дел; они уйдут, когда носитель вернётся: {$cases}
