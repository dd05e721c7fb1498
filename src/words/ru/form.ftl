# Слова формы по разделам и прежних дел.

# Разделы: вместе не длиннее 58 знаков.
form-main = Главное
form-vehicle = ТС
form-containers = Контейнеры
form-documents = Документы
form-goods = Товары
form-parties = Стороны
form-risk = Риск
form-required = * обязательно
form-not-chosen = не выбрано
form-trailers = Прицепы
form-driver = Водитель и оси
form-row-container = Контейнер { $number } из { $count }
form-row-document = Документ { $number } из { $count }
form-row-goods = Товар { $number } из { $count }
form-parties-heading = Отправитель, получатель, перевозчик
form-risk-profiles = Профили риска
form-radiation = Радиационный контроль
form-iin = ИИН
form-bin = БИН
form-tax-matches = { $kind }: { $digit } =
form-tax-expected = { $kind }: { $digit }, нужна причина
form-hint-country = KZ, CN, TR
form-hint-tax = 12 цифр
form-hint-reading = число: 0,12
form-no-rows = Здесь нет списка: строку добавить некуда.
form-no-row-here = Поле не в строке списка: убирать нечего.
form-rows-full = Строк больше { $most } форма не принимает.
form-ask-remove = Убрать строку со всем, что в неё введено?

# Прежние дела.
earlier-title = Ранее дел: { $count }
earlier-heading = Ранее
earlier-none = Ранее дел нет.
earlier-summary = ранее: { $count }, последнее { $date } { $what }
earlier-brief = ранее: { $count } · { $what }
earlier-same = то же: { $keys }
earlier-plate = ТС
earlier-trailer = прицеп
earlier-container = контейнер
earlier-document = документ
earlier-confirmed = подтверждено
earlier-not-confirmed = не подтверждено

# Бумаги дела.
papers-document = Документ
papers-goods = Товар { $number }
papers-net = нетто { $mass } кг
papers-origin = происхождение { $country }
papers-code-length = у такой длины кода нет уровня: { $reason }
papers-tax-impossible = такого номера не бывает: { $reason }
papers-imported = Из файла
papers-title-goods = Заявленный товар: { $count }

# Клавиши.
key-add-row = Строка
key-remove-row = Убрать строку
key-next-section = Раздел
key-previous-section = Раздел назад
key-earlier-cases = Ранее
