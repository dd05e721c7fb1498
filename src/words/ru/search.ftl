# Слова поиска: экран и команда.

search-title = Поиск
search-label = Искать
search-verdict = отметка: { $verdict }
search-any-verdict = все
search-outcome = итог
search-date = изменено
search-waiting = Идёт поиск…
# Строки ниже: не длиннее 76 знаков на 80 столбцах.
search-hint = Новейшие дела. Введите номер, гос. номер, контейнер, товар, дату…
search-found = Найдено: { $count }
search-more = Показаны новейшие: { $count }. Введите больше.
search-none = Ничего не найдено.
search-type-more = Слишком много: введите больше букв.
search-building = указатель { $percent } %, старых дел нет
search-no-index = указателя нет, старых дел нет
search-bad-verdict = Это не отметка: { $word }. Известны: без, под.
