# Бөлімдері бар нысанның және бұрынғы істердің сөздері.

# Бөлімдер: бәрі бірге 58 таңбадан аспайды.
form-main = Негізгі
form-vehicle = Көлік
form-containers = Контейнер
form-documents = Құжаттар
form-goods = Тауар
form-parties = Тараптар
form-risk = Тәуекел
form-required = * міндетті
form-not-chosen = таңдалмаған
form-trailers = Тіркемелер
form-driver = Жүргізуші және осьтер
form-row-container = Контейнер { $number } / { $count }
form-row-document = Құжат { $number } / { $count }
form-row-goods = Тауар { $number } / { $count }
form-parties-heading = Жөнелтуші, алушы, тасымалдаушы
form-risk-profiles = Тәуекел бейіндері
form-radiation = Радиациялық бақылау
form-iin = ЖСН
form-bin = БСН
form-tax-matches = { $kind }: { $digit } =
form-tax-expected = { $kind }: { $digit }, себебі керек
form-hint-country = KZ, CN, TR
form-hint-tax = 12 сан
form-hint-reading = сан: 0,12
form-no-rows = Мұнда тізім жоқ: жол қосатын жер жоқ.
form-no-row-here = Өріс тізім жолында емес: алып тастайтын ештеңе жоқ.
form-rows-full = Нысан { $most } жолдан артық қабылдамайды.
form-ask-remove = Жолды оған енгізілгендермен бірге алып тастау керек пе?

# Бұрынғы істер.
earlier-title = Бұрынғы істер: { $count }
earlier-heading = Бұрын
earlier-none = Бұрынғы іс жоқ.
earlier-summary = бұрынғы істер: { $count }, соңғысы { $date } { $what }
earlier-brief = бұрынғы істер: { $count } · { $what }
earlier-same = бірдей: { $keys }
earlier-plate = көлік
earlier-trailer = тіркеме
earlier-container = контейнер
earlier-document = құжат
earlier-confirmed = расталды
earlier-not-confirmed = расталмады

# Істің қағаздары.
papers-document = Құжат
papers-goods = Тауар { $number }
papers-net = нетто { $mass } кг
papers-origin = шыққан елі { $country }
papers-code-length = мұндай ұзындықтағы код деңгейі жоқ: { $reason }
papers-tax-impossible = мұндай нөмір болмайды: { $reason }
papers-imported = Файлдан
papers-title-goods = Мәлімделген тауар: { $count }

# Пернелер.
key-add-row = Жол
key-remove-row = Жолды алу
key-next-section = Бөлім
key-previous-section = Алдыңғы бөлім
key-earlier-cases = Бұрын
