# Слова об учётных записях и ПИН.

account-bar-role = Учётными записями ведает только старший, у которого есть своя на этом посту.
account-bar-begun = Учётные записи уже есть: первых двух старших заводят один раз.
account-bar-two-people = Нужны двое разных старших.
account-bar-exists = Это имя входа занято.
account-bar-unknown = Такой учётной записи нет.
account-bar-no-role = Выберите хотя бы одну роль.
account-bar-no-name = Введите фамилию и имя.
account-bar-too-many = Больше учётных записей не помещается.
account-bar-own = Свою учётную запись не меняют: это делает другой старший.
account-bar-same-supervisor = Кто предложил, тот не включает: нужен второй старший.
account-bar-last-supervisors = Двое старших должны остаться: сначала заведите ещё одного.
account-bar-state = Сейчас нельзя: учётная запись в другом состоянии.
account-bar-not-supervisor = Это учётная запись не старшего.

secret-short = Слишком коротко: не меньше { $count } знаков.
secret-long = Слишком длинно: не больше { $count } знаков.
secret-common = Слишком обычно: такое пробуют первым.
secret-repeated = Одно и то же подряд: выберите другой.
secret-run = Знаки по порядку: выберите другой.
secret-date = Это дата или год: выберите другой.
secret-name = Это ваше имя или название поста: выберите другой.
secret-same = Этот у вас уже есть: выберите другой.

refusal-pin-must-be-set = Сначала задайте свой ПИН: первый ПИН больше ничего не открывает.
refusal-account-locked = Слишком много неверных ПИН: вход закрыт. Откроет старший.
refusal-seat-paused = Слишком много неверных ПИН на этом месте: подождите { $seconds } с.
refusal-too-many-sign-ins = Проверяются другие ПИН: повторите.

fact-account-begun = Первые старшие: { $people }
fact-account-created = Предложена учётная запись { $officer }: { $name }, { $roles }
fact-account-withdrawn = Предложение учётной записи { $officer } отозвано
fact-account-activated = Учётная запись { $officer } включена
fact-account-disabled = Учётная запись { $officer } отключена
fact-account-enabled = Учётная запись { $officer } предложена снова: { $roles }
fact-account-pin-reset = Новый первый ПИН для { $officer }
fact-account-pin-set = { $officer } задал свой ПИН
fact-account-locked = Вход { $officer } закрыт: много неверных ПИН
fact-account-unlocked = Вход { $officer } снова открыт
fact-account-renewed = Новые первые ПИН из командной строки: { $people }

setup-supervisor-id = Имя входа старшего { $number } (a-z, 0-9, точка, дефис):
setup-supervisor-name = Фамилия и имя старшего { $number }, как в листе:
setup-bad-supervisor = Это не ИМЯ-ВХОДА:ФАМИЛИЯ: { $text }
setup-two-supervisors = Назовите двух старших: --supervisor ID:NAME дважды.
setup-done = На посту заведены первые двое старших. Каждый ПИН ниже показан один раз, открывает один раз и действует { $hours } ч.
setup-renewed = Новые первые ПИН. Каждый показан один раз, открывает один раз и действует { $hours } ч. Прежние больше ничего не открывают.
setup-first-pin = { $officer }   ПИН { $pin }
