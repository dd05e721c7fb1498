# Есептік жазбалар мен ПИН туралы сөздер.

account-bar-role = Есептік жазбаларды осы бекетте жазбасы бар аға оператор ғана басқарады.
account-bar-begun = Есептік жазбалар бар: алғашқы екі аға оператор бір рет қана жасалады.
account-bar-two-people = Екі түрлі аға оператор керек.
account-bar-exists = Бұл кіру аты бос емес.
account-bar-unknown = Мұндай есептік жазба жоқ.
account-bar-no-role = Кемінде бір рөлді таңдаңыз.
account-bar-no-name = Аты-жөнін енгізіңіз.
account-bar-too-many = Тағы бір есептік жазбаға орын жоқ.
account-bar-own = Өз жазбасын ешкім өзгертпейді: оны басқа аға оператор жасайды.
account-bar-same-supervisor = Ұсынған адам өзі қоспайды: екінші аға оператор керек.
account-bar-last-supervisors = Екі аға оператор қалуы тиіс: алдымен тағы біреуін жасаңыз.
account-bar-state = Қазір болмайды: есептік жазба басқа күйде.
account-bar-not-supervisor = Бұл аға оператордың жазбасы емес.

secret-short = Тым қысқа: кемінде { $count } таңба.
secret-long = Тым ұзын: ең көбі { $count } таңба.
secret-common = Тым жиі кездеседі: мұндайды бірінші болып байқап көреді.
secret-repeated = Бір нәрсе қайталанады: басқасын таңдаңыз.
secret-run = Таңбалар рет-ретімен: басқасын таңдаңыз.
secret-date = Бұл күн не жыл: басқасын таңдаңыз.
secret-name = Бұл сіздің атыңыз не бекеттің аты: басқасын таңдаңыз.
secret-same = Бұл қазіргі ПИН: басқасын таңдаңыз.

refusal-pin-must-be-set = Алдымен өз ПИН-іңізді қойыңыз: бірінші ПИН басқа ештеңе ашпайды.
refusal-account-locked = Қате ПИН тым көп: кіру жабық. Оны аға оператор ашады.
refusal-seat-paused = Осы орында қате ПИН тым көп: { $seconds } с күтіңіз.
refusal-too-many-sign-ins = Басқа ПИН-дер тексерілуде: қайталаңыз.

fact-account-begun = Алғашқы аға операторлар: { $people }
fact-account-created = { $officer } есептік жазбасы ұсынылды: { $name }, { $roles }
fact-account-withdrawn = { $officer } есептік жазбасының ұсынысы қайтарып алынды
fact-account-activated = { $officer } есептік жазбасы қосылды
fact-account-disabled = { $officer } есептік жазбасы өшірілді
fact-account-enabled = { $officer } есептік жазбасы қайта ұсынылды: { $roles }
fact-account-pin-reset = { $officer } үшін жаңа бірінші ПИН
fact-account-pin-set = { $officer } өз ПИН-ін қойды
fact-account-locked = { $officer } кіруі жабылды: қате ПИН көп
fact-account-unlocked = { $officer } кіруі қайта ашылды
fact-account-renewed = Пәрмен жолынан жаңа бірінші ПИН-дер: { $people }

setup-supervisor-id = { $number }-аға оператордың кіру аты (a-z, 0-9, нүкте, сызықша):
setup-supervisor-name = { $number }-аға оператордың аты-жөні, парақтағыдай:
setup-bad-supervisor = Бұл КІРУ-АТЫ:АТЫ-ЖӨНІ емес: { $text }
setup-two-supervisors = Екі аға операторды атаңыз: --supervisor ID:NAME екі рет.
setup-done = Бекетте алғашқы екі аға оператор жасалды. Төмендегі әр ПИН бір рет көрсетіледі, бір рет ашады, { $hours } сағат жарамды.
setup-renewed = Жаңа бірінші ПИН-дер. Әрқайсысы бір рет көрсетіледі, бір рет ашады, { $hours } сағат жарамды. Ескілері ештеңе ашпайды.
setup-first-pin = { $officer }   ПИН { $pin }
