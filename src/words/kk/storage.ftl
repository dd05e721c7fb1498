# Сақтау сөздері: дабылдар мен ескертпелер, істегі қолтаңбалар мен жою туралы.

# Дабылдар: белгісімен бірге 75 таңбадан аспайды, соңындағы { $why } есепке алынбайды.
alarm-disk-full = Диск толды · скан да, қорытынды да жоқ · әкімшіні шақырыңыз
alarm-disk-now = Диск { $percent } % толды · орын қазір керек, әкімшіні шақырыңыз
alarm-disk = Диск { $percent } % толды · орын керек, әкімшіні шақырыңыз
alarm-originals = Бүлінген түпнұсқа кескіндер: { $count } · әкімшіні шақырыңыз
alarm-mirror = Журнал бір дискіге ғана жазылуда · екіншісін қараңыз · { $why }
alarm-index = Ескі істер табылмайды · әкімшіні шақырыңыз · { $why }
note-index = Істер көрсеткіші қайта құрылуда: { $percent } %. Сканерлеуге болады.
note-disk = Диск { $percent } % толды.
note-copies = Екінші көшірмесін күтетін кескіндер: { $count }.
said-clock-jumped = Машина сағаты { $by } жылжытылды. Бұл журналға жазылды.

record-consignor = Жөнелтуші
record-consignee = Алушы
record-carrier = Тасымалдаушы
record-manifest = Кескін қолтаңбасы
record-verdict-record = Қорытынды қолтаңбасы
record-signed-by-booth = бекет қол қойды, кілт { $key }
record-purge = МЕРЗІМІ БОЙЫНША ЖОЙЫЛДЫ
record-purge-image = Кескін жоқ, SHA-256
record-purge-sheet = Парақ жоқ, SHA-256
record-purge-reason = Себебі
record-purge-second = Екінші адам
record-stamp-purged = Жойылды
documents-consignor = жөнелтуші { $name }
documents-consignee = алушы { $name }
documents-carrier = тасымалдаушы { $name }
