# Слова службы: проверка её машины.

doctor-ok = в порядке
doctor-fails = не так
doctor-unknown = неизвестно
doctor-summary = в порядке: {$holds} · не так: {$fails} · неизвестно: {$unknown}
doctor-not-there = нет: {$what}
doctor-not-allowed = этой учётной записи не видно: {$what}
doctor-no-tool = не установлено: {$what}
doctor-no-answer = нет понятного ответа: {$what}

doctor-settings = Настройки станции
doctor-policy = Действующая политика
doctor-landlock = Landlock в ядре
doctor-typing = Ввод в чужой терминал
doctor-sysrq = Клавиши SysRq
doctor-cores = Дампы памяти
doctor-swap = Подкачка
doctor-accounts = Учётные записи и их оболочки
doctor-groups = Группы мест
doctor-passwords = Пароли учётных записей
doctor-data-folder = Папка данных
doctor-keys = Ключи и тайны
doctor-space = Свободное место
doctor-mirror = Зеркало на втором устройстве
doctor-sockets = Сокеты мест
doctor-peers = Слово ядра о собеседнике
doctor-serial = Адаптер комплекса
doctor-printer = Очередь печати
doctor-sshd-file = sshd: поставленный файл
doctor-authority = sshd: центр ключей и отозванные
doctor-sshd = sshd: чем руководствуется
doctor-getty = Нет входа на терминалах мест
doctor-terminals = Нет входа на других терминалах
doctor-reboot-keys = Нет перезапуска по Ctrl-Alt-Del
doctor-running = Станция и консоли работают
doctor-exposure = Открытость служб
doctor-namespace = Станция видит собеседников
doctor-usb = USB по правилам (USBGuard)
doctor-clock = Часы сверяются

doctor-do-settings = Исправьте файл; intrascope station --check назовёт строку. Пункты ниже проверены по настройкам из поставки.
doctor-do-policy = Исправьте policy.toml в папке данных; intrascope policy check назовёт место.
doctor-do-landlock = Смонтируйте securityfs в /sys/kernel/security; запустите ядро с landlock в lsm=.
doctor-do-typing = Установите sysctl.d/60-intrascope.conf и перезапустите машину; у ядра до 6.2 такого ключа нет: нужно более новое.
doctor-do-sysctl = Установите sysctl.d/60-intrascope.conf и выполните systemctl restart systemd-sysctl; посмотрите, что перекрывает его в /etc/sysctl.d.
doctor-do-swap = swapoff -a и без подкачки в /etc/fstab, либо подкачка на dm-crypt с новым ключом при каждом запуске.
doctor-do-accounts = Выполните systemd-sysusers; оболочка руководителя — /usr/bin/intrascope (usermod -s).
doctor-do-groups = Выполните systemd-sysusers; уберите учётную запись из группы второго места (gpasswd -d).
doctor-do-passwords = usermod -p '*' ИМЯ для каждой названной: её открывает ключ либо ничто.
doctor-do-data-folder = Выполните systemd-tmpfiles --create; названному — chown intrascope:intrascope и chmod 0700.
doctor-do-keys = chmod 0600 названному, и выясните, кто это читал; если ключа ещё нет, запустите станцию один раз.
doctor-do-space = Освободите место: удаление по сроку вдвоём, старые копии — прочь, диск больше.
doctor-do-mirror = Смонтируйте второе устройство в /srv/intrascope, выполните intrascope mirror init, назовите зеркало в настройках.
doctor-do-sockets = Запустите станцию; выполните от root; посмотрите, есть ли её учётная запись в группе каждого места.
doctor-do-peers = Уберите PrivateUsers= из службы и её дополнений; запускайте станцию вне пространств имён пользователей.
doctor-do-serial = Подключите адаптер; установите правило udev и выполните udevadm trigger; посмотрите в lsmod usbserial и cdc_acm.
doctor-do-printer = Посмотрите lpstat -t; очередь открывают cupsaccept и cupsenable; назовите в настройках верную.
doctor-do-sshd-file = Верните файл из поставки; отличия этого поста — в файл, имя которого идёт позже.
doctor-do-authority = Положите открытый ключ центра и список отозванных (пустой — тоже список), владелец root, права 0644; см. SUPERVISORS.md.
doctor-do-sshd = Сначала заведите учётную запись руководителя; sshd -T -C покажет, что действует; посмотрите, какой файл раньше 60-intrascope.conf.
doctor-do-getty = systemctl mask для названных; терминал места указан в terminal.conf его консоли.
doctor-do-terminals = Установите logind.conf.d/60-intrascope.conf и перезапустите машину; посмотрите, что перекрывает его в /etc/systemd.
doctor-do-reboot-keys = systemctl mask ctrl-alt-del.target; установите system.conf.d/60-intrascope.conf и выполните systemctl daemon-reexec.
doctor-do-running = systemctl enable --now intrascope-station и консоль каждого места; journalctl -u назовёт причину.
doctor-do-exposure = Посмотрите, что ослабляет дополнение службы: systemctl cat и systemd-analyze security.
doctor-do-usb = Установите usbguard, составьте правила поста (KIOSK.md) и задайте ImplicitPolicyTarget=block.
doctor-do-clock = Настройте systemd-timesyncd или chrony на источник, доступный посту; без него сверяйте часы каждую смену.

service-ready = Станция работает; мест: { $seats }.
service-no-seat = Место { $seat } не открыто: { $why }
service-no-group = Нет группы { $group }: см. docs/KIOSK.md.
console-no-station = Станция на { $seat } не отвечает: { $why }
console-no-terminal = Пульту нужен терминал: ssh -t.

# The lane's devices.
doctor-scanner-no-adapters = Адаптеров с постоянными именами здесь нет (/dev/serial/by-id).
doctor-scanner-identity = назвался: { $identity }
doctor-scanner-set = линия { $line }, так и прочитана
doctor-scanner-differs = линия { $line }, но прочитано { $read }
doctor-scanner-not-read = линия { $line }, прочитать нельзя
doctor-scanner-times = ответ через { $least } / { $middle } / { $most } мс (кратчайший, средний, дольший)
doctor-scanner-counters = принято { $accepted }, повреждено { $damaged }, поздно { $late }, без ответа { $missed }, отброшено { $dropped }
doctor-scanner-kernel = ядро об этом порте, за время осмотра в скобках: ошибок кадра { $framing }, чётности { $parity }, переполнений { $overruns }, обрывов { $breaks }
doctor-scanner-kernel-silent = ошибки самого порта: ядро здесь их не показывает
