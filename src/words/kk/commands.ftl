# Пәрмен жолының сөздері.

verify-holds = Барлығы сақталған: {$frames} факт, {$cases} іс, {$images} түпнұсқа кескін.
verify-does-not-hold = СӘЙКЕС ЕМЕС: жоғарыда аталғанды қараңыз. Тексерілді: {$frames} факт, {$cases} іс, {$images} түпнұсқа кескін.
verify-journal-missing = Журнал жоқ.
verify-journal-damaged = Журнал бүлінген: {$segment}-сегмент, {$offset}-байт: {$why}
verify-record-unreadable = Журнал: {$seq}-жазба ({$schema}-схема) оқылмайды.
verify-fact-without-case = Журнал: {$seq}-факт басталмаған {$case} ісіне қатысты.
verify-original-missing = Түпнұсқа кескін жоқ: {$hash}, {$case} ісі.
verify-original-damaged = Түпнұсқа кескін өзгертілген: {$hash}, {$case} ісі.
verify-original-not-named = Ешбір факт атамайтын файл: {$file}
verify-sheet-missing = Басылған парақ жоқ: {$file}, {$case} ісі.
verify-sheet-damaged = Басылған парақ өзгертілген: {$file}, {$case} ісі.
verify-witness-ahead = Журналдың соңы жоғалған немесе өзгертілген: куә {$witness}-фактіні атайды, журнал {$journal}-мен аяқталады.
verify-witness-missing = Журнал куәсі жоқ.
verify-witness-unreadable = Журнал куәсі оқылмайды.
verify-index-in-use = Индекс жұмыс істеп тұрған станцияда: тексерілмеді.
verify-index-missing = Индекс жоқ; келесі іске қосқанда журналдан қалпына келтіріледі.
verify-index-unusable = Индекс ашылмайды; келесі іске қосқанда журналдан қалпына келтіріледі.
verify-index-behind = Индекс журналдан артта: {$index} / {$journal}; келесі іске қосқанда қуып жетеді.
verify-index-ahead = Индекс журналда жоқ фактіні біледі: {$index}, журнал {$journal}-мен аяқталады.
verify-row-differs = Индекс {$case} ісі бойынша фактілермен сәйкес емес.
verify-index-incomplete = Индекс толық емес: {$index} іс, журналда {$journal}.
verify-unreadable = Оқылмайды: {$file}: {$why}
verify-more = Басқа да сәйкессіздіктер бар; бәрі көрсетілмеді.

command-in-use = {$folder} қалтасын басқа процесс ұстап тұр: станция іске қосулы.
command-no-cases = {$folder} қалтасында істер жоқ.
command-no-case = Мұндай іс жоқ: {$number}
command-no-number = Іс нөмірі емес: {$number}. Нөмір: БЕКЕТ/ККААЖЖ/НӨМІР.
command-journal-damaged = Журнал бүлінген: {$why}. Станция іске қосылмайды; intrascope verify орнын көрсетеді.
command-data = деректер: {$folder}
format-unknown = бұл бағдарлама білетін кескін емес
format-not-supported = {$what} кескіндері әзірге қолдау таппаған
format-too-large = кескін тым үлкен ({$what})
format-damaged = файл бүлінген немесе толық емес
format-empty = кескінде пиксель жоқ
format-io = файл оқылмайды: {$why}

purge-pin-of = PIN: {$officer}:
purge-needs-station = {$folder} бумасында станция істеп тұрған жоқ: мерзімі өткенді жою тек істеп тұрған станция арқылы жүреді.
purge-done = Мерзімі өтіп жойылған істер: {$cases}. Суреттер мен парақтар жоқ; хештер мен жазбалар қалды. SSD ескі блоктарды қайта жазғанша сақтауы мүмкін.
purge-waiting = Екінші көшірмесі жоқ тасығышта қалған істер; тасығыш келгенде жойылады: {$cases}
