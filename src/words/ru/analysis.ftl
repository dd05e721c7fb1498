# Слова ОАС: анализ снимка, документы, заключение, закрытие дела.

# Строка дела.
analysis-case = Дело …{ $number }
analysis-since = в анализе { $span }
analysis-waited = ожидало { $span }
analysis-scan = снимок { $number }
analysis-bits = { $bits } бит
analysis-energies = { $count } эн.
analysis-viewed = просмотрено { $percent } %

# Строка фильтров и отсчёт.
analysis-window = окно { $low }…{ $high }
analysis-curve-linear = линейно
analysis-curve-logarithm = лог
analysis-sharpen = резкость { $step }
analysis-polarity-normal = позитив
analysis-polarity-inverted = негатив
analysis-grey = серый { $value }
analysis-filters-keys = Фильтры: ←→ ширина окна, ↑↓ уровень, Home — автоматическое окно

# Документы рядом со снимком.
analysis-packages = { $count } мест
analysis-kilograms = { $mass } кг
analysis-no-documents = Снимок введён из файла: товаросопроводительных документов нет
analysis-side-title = Документы и находки
analysis-side-goods = Заявленный товар
analysis-side-discrepancies = Расхождения
analysis-side-marks = Метки

# Метки и примечания.
analysis-mark = метка { $mark }
analysis-no-note = без примечания
analysis-note = Метка { $number }, что видно:
analysis-refusal-reason = Чем снимок непригоден:
analysis-frame-move = Рамка: стрелки двигают, Пробел — менять размер, PgUp/PgDn — больше и меньше
analysis-frame-size = Рамка: стрелки меняют размер, Пробел — двигать, PgUp/PgDn — больше и меньше
analysis-mark-placed = Метка { $number } поставлена. Enter — примечание, Del — снять.
analysis-mark-removed = Метка { $number } снята.
analysis-note-kept = Примечание к метке { $number } записано.
analysis-no-marks = Меток на снимке нет: F5 — поставить.
analysis-no-mark-chosen = Метка не выбрана: Tab — следующая метка.
analysis-ask-remove = Снять метку { $number }?

# Снимок.
analysis-opening = Снимок открывается…
analysis-render-failed = Снимок не удалось показать: { $why }
analysis-image-first = Сначала снимок должен быть на экране.
analysis-somebody-elses = Снимок анализирует { $name }: здесь только просмотр.
analysis-no-lane = Снимок введён из файла: повторное сканирование невозможно.
analysis-reason-first = Укажите, чем снимок непригоден.
analysis-ask-refuse = Признать снимок непригодным и просить повторное сканирование?
analysis-ask-refuse-detail = Метки и расхождения этого снимка снимаются, дело вернётся к ОУС.
analysis-image-refused = Снимок признан непригодным; дело возвращено ОУС на повторное сканирование.

analysis-ask-discard = Отказаться от набранного текста?
analysis-ask-leave = Уйти из дела? Набранный текст заключения пропадёт.
analysis-ask-leave-detail = Метки и расхождения записаны и останутся.

# Товаросопроводительные документы.
documents-title = Товаросопроводительные документы · { $number }
documents-arrival = прибытие на территорию ЕАЭС
documents-departure = убытие, заявление перевозчика { $number } от { $date }
documents-check-digit = контрольная цифра должна быть { $digit }: { $reason }
documents-imported = Снимок введён из файла { $file }: документов и заявленного товара нет, сопоставлять не с чем.
documents-discrepancies = расхождений: { $count }
documents-code = код
documents-description = наименование
documents-packages = мест
documents-gross = брутто, кг
documents-note = Строка { $line }, в чём расхождение:
documents-note-first = Укажите, в чём расхождение снимка с документами.
documents-noted = Расхождение по строке { $line } записано.
documents-withdrawn = Расхождение по строке { $line } снято.
documents-none = Документов нет: расхождение назвать не с чем.
documents-no-discrepancy = У выбранной строки нет расхождения.
documents-ask-withdraw = Снять расхождение по строке { $line }?

# Заключение.
verdict-page-title = Заключение · { $number }
verdict-page-signed = Подписывается
verdict-page-analysis = Анализ снимка
verdict-page-recommendation = Рекомендации по проведению досмотра
verdict-page-pin-label = ПИН
verdict-page-pin = ПИН: этим { $role } { $name } подписывает «{ $verdict }», дело …{ $case }, редакция { $revision }
verdict-page-pin-first = Введите ПИН: заключение подписывается ПИНом.
verdict-page-choose = Выберите заключение: ↑ без подозрения, ↓ под подозрением
verdict-page-not-yet = Это заключение сейчас дать нельзя. Нужно: { $what }.
verdict-page-lacks = Заключению не хватает: { $what }.
verdict-page-marks = Метки: { $count }
verdict-page-discrepancies = Расхождения: { $count }
verdict-page-filters = Фильтры
verdict-page-viewed = Просмотрено { $percent } %
verdict-page-viewed-meaning = в масштабе чтения
verdict-page-ask = Подписать заключение «{ $verdict }»?
verdict-page-ask-case = Дело { $number }, { $title }
verdict-page-ask-viewed = Просмотрено в масштабе чтения: { $percent } % снимка
verdict-page-ask-detail = Заключение не отменяется: оно останется в журнале.
verdict-page-given = Заключение записано в журнал.

# Закрытие дела.
closing-title = Закрытие · { $number } · { $title }
closing-case = Дело { $number }
closing-step-printed = лист со снимком напечатан
closing-step-printed-optional = лист с метками (необязательно)
closing-step-sealed = оттиск ЛНП на листе, номер записан
closing-step-handed-over = дело передано на досмотр
closing-file = файл { $file }
closing-printer = принтер: { $answer }
closing-no-printer = принтер не настроен: распечатайте файл
closing-printing = Лист печатается…
closing-printed = Лист готов.
closing-advice-print = F5 — напечатать лист со снимком.
closing-advice-stamp = Отметка «ИДК-контроль без подозрения» печатается на лицевой стороне снимка; рядом — место для оттиска личной номерной печати (ЛНП).
closing-advice-seal = Поставьте ЛНП на лицевой стороне листа, в рамку у отметки «ИДК-контроль без подозрения».
closing-advice-record-seal = Затем введите номер печати и нажмите Enter: дело закроется. F5 печатает лист ещё раз.
closing-advice-hand-over = Передайте дело на таможенный досмотр: укажите, кому (фамилия, должность), и нажмите Enter.
closing-advice-print-optional = F5 — напечатать лист с метками и рекомендациями для досмотра.
closing-print-first = Сначала напечатайте лист: F5.
closing-seal = Номер ЛНП
closing-seal-wrong = Номер ЛНП — от 1 до 4 букв или цифр.
closing-recipient = Кому передано
closing-recipient-first = Укажите, кому передано дело: фамилия и должность.
closing-ask-seal = Оттиск ЛНП { $name } стоит на листе: записать номер и закрыть дело?
closing-ask-hand-over = Записать передачу на досмотр: { $name }?
closing-ask-detail = Запись в журнале не отменяется.
closing-sealed = Номер ЛНП записан, дело закрыто.
closing-handed-over = Передача на досмотр записана.
