# Слова хранения: тревоги и заметки, что дело говорит о подписях и об удалении.

# Тревоги: вместе со знаком не длиннее 75 знаков, не считая { $why } в конце.
alarm-disk-full = Диск заполнен · нет скана и заключений · вызовите администратора
alarm-disk-now = Диск занят на { $percent } % · место нужно сейчас, вызовите администратора
alarm-disk = Диск занят на { $percent } % · нужно место, вызовите администратора
alarm-originals = Повреждены исходные снимки: { $count } · вызовите администратора
alarm-mirror = Журнал пишется на один диск · проверьте второй · { $why }
alarm-index = Старые дела не находятся · вызовите администратора · { $why }
note-index = Указатель дел строится заново: { $percent } %. Сканировать можно.
note-disk = Диск занят на { $percent } %.
note-copies = Снимки, которые ждут второй копии: { $count }.
said-clock-jumped = Часы машины переведены на { $by }. Это записано в журнал.

record-consignor = Отправитель
record-consignee = Получатель
record-carrier = Перевозчик
record-manifest = Подпись снимка
record-verdict-record = Подпись заключения
record-signed-by-booth = подписано постом, ключ { $key }
record-purge = УДАЛЕНО ПО СРОКУ
record-purge-image = Снимка нет, SHA-256
record-purge-sheet = Листа нет, SHA-256
record-purge-reason = Причина
record-purge-second = Второе лицо
record-stamp-purged = Удалено
documents-consignor = от { $name }
documents-consignee = кому: { $name }
documents-carrier = везёт { $name }
