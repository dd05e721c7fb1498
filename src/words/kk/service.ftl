# Қызметтің сөздері: машинасын тексеру.

doctor-ok = дұрыс
doctor-fails = дұрыс емес
doctor-unknown = белгісіз
doctor-summary = дұрыс: {$holds} · дұрыс емес: {$fails} · белгісіз: {$unknown}
doctor-not-there = жоқ: {$what}
doctor-not-allowed = бұл тіркелгіге көрінбейді: {$what}
doctor-no-tool = орнатылмаған: {$what}
doctor-no-answer = түсінікті жауап жоқ: {$what}

doctor-settings = Станция баптаулары
doctor-policy = Қолданыстағы саясат
doctor-landlock = Ядродағы Landlock
doctor-typing = Бөтен терминалға енгізу
doctor-sysrq = SysRq пернелері
doctor-cores = Жад көшірмелері
doctor-swap = Своп
doctor-accounts = Тіркелгілер мен қабықшалары
doctor-groups = Орындардың топтары
doctor-passwords = Тіркелгілердің құпиясөздері
doctor-data-folder = Деректер қалтасы
doctor-keys = Кілттер мен құпиялар
doctor-space = Бос орын
doctor-mirror = Екінші құрылғыдағы айна
doctor-sockets = Орындардың сокеттері
doctor-peers = Ядроның қарсы тарап туралы сөзі
doctor-serial = Кешеннің адаптері
doctor-printer = Басып шығару кезегі
doctor-sshd-file = sshd: жеткізілген файл
doctor-authority = sshd: орталық және қайтарылғандар
doctor-sshd = sshd: неге сүйенеді
doctor-getty = Орын терминалында кіру жоқ
doctor-terminals = Басқа терминалда кіру жоқ
doctor-reboot-keys = Ctrl-Alt-Del қайта қоспайды
doctor-running = Станция мен консольдер жұмыста
doctor-exposure = Қызметтердің ашықтығы
doctor-namespace = Станция қарсы тарапты көреді
doctor-usb = USB ережемен (USBGuard)
doctor-clock = Сағат салыстырылады

doctor-do-settings = Файлды түзетіңіз; intrascope station --check жолын атайды. Төмендегілер жеткізілген баптаулармен тексерілді.
doctor-do-policy = Деректер қалтасындағы policy.toml файлын түзетіңіз; intrascope policy check орнын атайды.
doctor-do-landlock = securityfs-ті /sys/kernel/security қалтасына тіркеңіз; ядроны lsm= ішінде landlock-пен іске қосыңыз.
doctor-do-typing = sysctl.d/60-intrascope.conf орнатып, машинаны қайта қосыңыз; 6.2-ге дейінгі ядрода бұл кілт жоқ: жаңасын алыңыз.
doctor-do-sysctl = sysctl.d/60-intrascope.conf орнатып, systemctl restart systemd-sysctl орындаңыз; /etc/sysctl.d ішінде не басып тұрғанын қараңыз.
doctor-do-swap = swapoff -a және /etc/fstab ішінде своп болмасын, не әр қосылғанда жаңа кілтпен dm-crypt үстіндегі своп.
doctor-do-accounts = systemd-sysusers орындаңыз; басшының қабықшасы — /usr/bin/intrascope (usermod -s).
doctor-do-groups = systemd-sysusers орындаңыз; тіркелгіні екінші орынның тобынан шығарыңыз (gpasswd -d).
doctor-do-passwords = Аталған әр тіркелгіге usermod -p '*' АТЫ: оны кілт ашады немесе ештеңе ашпайды.
doctor-do-data-folder = systemd-tmpfiles --create орындаңыз; аталғанға chown intrascope:intrascope және chmod 0700.
doctor-do-keys = Аталғанға chmod 0600, оны кім оқығанын анықтаңыз; кілт әлі жоқ болса, станцияны бір рет іске қосыңыз.
doctor-do-space = Орын босатыңыз: екі адаммен мерзімі өткенді өшіру, ескі көшірмелерді әкету, үлкен диск.
doctor-do-mirror = Екінші құрылғыны /srv/intrascope қалтасына тіркеп, intrascope mirror init орындап, айнаны баптауда атаңыз.
doctor-do-sockets = Станцияны іске қосыңыз; root атынан орындаңыз; оның тіркелгісі әр орынның тобында ма, қараңыз.
doctor-do-peers = PrivateUsers= жолын қызметтен және қосымшаларынан алып тастаңыз; станцияны пайдаланушы атаулар кеңістігінсіз іске қосыңыз.
doctor-do-serial = Адаптерді қосыңыз; udev ережесін орнатып, udevadm trigger орындаңыз; lsmod ішінен usbserial мен cdc_acm қараңыз.
doctor-do-printer = lpstat -t қараңыз; кезекті cupsaccept пен cupsenable ашады; баптауда дұрысын атаңыз.
doctor-do-sshd-file = Жеткізілген файлды қайтарыңыз; осы бекеттің өзгешелігі аты кейін келетін файлда болсын.
doctor-do-authority = Орталықтың ашық кілті мен қайтарылғандар тізімін қойыңыз (бос тізім де тізім), иесі root, құқығы 0644; SUPERVISORS.md қараңыз.
doctor-do-sshd = Алдымен басшының тіркелгісін жасаңыз; не қолданылатынын sshd -T -C көрсетеді; 60-intrascope.conf алдындағы файлды қараңыз.
doctor-do-getty = Аталғандарға systemctl mask; орынның терминалы оның консолінің terminal.conf файлында.
doctor-do-terminals = logind.conf.d/60-intrascope.conf орнатып, машинаны қайта қосыңыз; /etc/systemd ішінде не басып тұрғанын қараңыз.
doctor-do-reboot-keys = systemctl mask ctrl-alt-del.target; system.conf.d/60-intrascope.conf орнатып, systemctl daemon-reexec орындаңыз.
doctor-do-running = systemctl enable --now intrascope-station және әр орынның консолі; себебін journalctl -u атайды.
doctor-do-exposure = Қызметтің қосымшасы нені босатқанын қараңыз: systemctl cat және systemd-analyze security.
doctor-do-usb = usbguard орнатып, бекет ережелерін жасап (KIOSK.md), ImplicitPolicyTarget=block қойыңыз.
doctor-do-clock = systemd-timesyncd не chrony бекетке қолжетімді көзге бапталсын; болмаса, сағатты әр ауысымда салыстырыңыз.

service-ready = Станция жұмыс істеп тұр; орындар: { $seats }.
service-no-seat = { $seat } орны ашылмады: { $why }
service-no-group = { $group } тобы жоқ: docs/KIOSK.md қараңыз.
console-no-station = { $seat } станциясы жауап бермейді: { $why }
console-no-terminal = Пультке терминал керек: ssh -t.

# The lane's devices.
doctor-scanner-no-adapters = Тұрақты аты бар адаптер жоқ (/dev/serial/by-id).
doctor-scanner-identity = аты: { $identity }
doctor-scanner-set = желі { $line }, солай оқылды
doctor-scanner-differs = желі { $line }, бірақ { $read } оқылды
doctor-scanner-not-read = желі { $line }, оқылмайды
doctor-scanner-times = жауап { $least } / { $middle } / { $most } мс (ең қысқа, орташа, ең ұзақ)
doctor-scanner-counters = қабылданды { $accepted }, бүлінген { $damaged }, кеш { $late }, жауапсыз { $missed }, тасталған { $dropped }
doctor-scanner-kernel = ядро бұл порт туралы, қарау кезіндегісі жақшада: кадр қатесі { $framing }, жұптық { $parity }, толып кету { $overruns }, үзіліс { $breaks }
doctor-scanner-kernel-silent = порттың өз қателері: ядро мұнда көрсетпейді
