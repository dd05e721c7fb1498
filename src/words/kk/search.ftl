# Іздеу сөздері: экран мен команда.

search-title = Іздеу
search-label = Не іздеу
search-verdict = қорытынды: { $verdict }
search-any-verdict = бәрі
search-outcome = нәтиже
search-date = өзгертілді
search-waiting = Ізделуде…
# Төмендегі жолдар 80 бағанда 76 таңбадан аспайды.
search-hint = Ең жаңа істер. Нөмір, мем. нөмір, контейнер, тауар, күн жазыңыз…
search-found = Табылды: { $count }
search-more = Ең жаңасы көрсетілді: { $count }. Көбірек жазыңыз.
search-none = Ештеңе табылмады.
search-type-more = Тым көп: көбірек әріп жазыңыз.
search-building = көрсеткіш { $percent } %, ескі істер жоқ
search-no-index = көрсеткіш жоқ, ескі істер жоқ
search-bad-verdict = Бұл қорытынды емес: { $word }. Белгілі: күдіксіз, күдікті.
