# Phrases of the service: the check of its machine.

doctor-ok = ok
doctor-fails = fails
doctor-unknown = unknown
doctor-summary = ok: {$holds} · fails: {$fails} · unknown: {$unknown}
doctor-not-there = not there: {$what}
doctor-not-allowed = this account may not look: {$what}
doctor-no-tool = not installed: {$what}
doctor-no-answer = no answer that can be read: {$what}

doctor-settings = Station's settings
doctor-policy = Policy in force
doctor-landlock = Landlock in the kernel
doctor-typing = Typing into others' terminals
doctor-sysrq = SysRq keys
doctor-cores = Memory dumps
doctor-swap = Swap
doctor-accounts = Accounts and login shells
doctor-groups = Groups of the seats
doctor-passwords = Passwords of the accounts
doctor-data-folder = Data folder
doctor-keys = Keys and secrets
doctor-space = Free space
doctor-mirror = Mirror on a second device
doctor-sockets = Sockets of the seats
doctor-peers = Kernel's word about a peer
doctor-serial = Adapter of the complex
doctor-printer = Printer's queue
doctor-sshd-file = sshd: the shipped file
doctor-authority = sshd: authority and revoked keys
doctor-sshd = sshd: what it goes by
doctor-getty = No login on the seats' terminals
doctor-terminals = No login on other terminals
doctor-reboot-keys = No restart by Ctrl-Alt-Del
doctor-running = Station and consoles run
doctor-exposure = Exposure of the units
doctor-namespace = Station sees its peers
doctor-usb = USB by rule (USBGuard)
doctor-clock = Clock follows another

doctor-do-settings = Put the file right; intrascope station --check names the line. The points below were checked against the shipped settings.
doctor-do-policy = Put policy.toml of the data folder right; intrascope policy check names the place.
doctor-do-landlock = Mount securityfs at /sys/kernel/security; start the kernel with landlock among lsm=.
doctor-do-typing = Install sysctl.d/60-intrascope.conf and restart; a kernel before 6.2 has no such key: take a later one.
doctor-do-sysctl = Install sysctl.d/60-intrascope.conf and run systemctl restart systemd-sysctl; see what overrides it in /etc/sysctl.d.
doctor-do-swap = swapoff -a and no swap in /etc/fstab, or swap on dm-crypt with a new key at each start.
doctor-do-accounts = Run systemd-sysusers; a supervisor's login shell is /usr/bin/intrascope (usermod -s).
doctor-do-groups = Run systemd-sysusers; take an account out of the second seat's group (gpasswd -d).
doctor-do-passwords = usermod -p '*' NAME for each account named: keys open it, or nothing does.
doctor-do-data-folder = Run systemd-tmpfiles --create; chown intrascope:intrascope and chmod 0700 what is named.
doctor-do-keys = chmod 0600 what is named, and find out who has read it; without a key yet, start the station once.
doctor-do-space = Make room: purge by two officers, move old backups away, take a larger disk.
doctor-do-mirror = Mount a second device at /srv/intrascope, run intrascope mirror init, name the mirror in the settings.
doctor-do-sockets = Start the station; run as root; see whether its account is in the group of each seat.
doctor-do-peers = Leave PrivateUsers= out of the unit and its drop-ins, and start the station outside any user namespace.
doctor-do-serial = Plug the adapter in; install the udev rule and run udevadm trigger; see lsmod for usbserial and cdc_acm.
doctor-do-printer = See lpstat -t; cupsaccept and cupsenable open the queue; name the right one in the settings.
doctor-do-sshd-file = Put the shipped file back; what differs at this booth belongs into a file whose name comes later.
doctor-do-authority = Put the region's public key and its list of revoked keys in place (an empty list is one), owner root, mode 0644; see SUPERVISORS.md.
doctor-do-sshd = Make a supervisor's account first; sshd -T -C shows what counts; see which file comes before 60-intrascope.conf.
doctor-do-getty = systemctl mask the units named; the terminal of a seat stands in its console's terminal.conf.
doctor-do-terminals = Install logind.conf.d/60-intrascope.conf and restart the machine; see what overrides it in /etc/systemd.
doctor-do-reboot-keys = systemctl mask ctrl-alt-del.target; install system.conf.d/60-intrascope.conf and run systemctl daemon-reexec.
doctor-do-running = systemctl enable --now intrascope-station and each seat's console; journalctl -u names why one does not run.
doctor-do-exposure = See what a drop-in of the unit loosens: systemctl cat and systemd-analyze security.
doctor-do-usb = Install usbguard, make the booth's rules (KIOSK.md) and set ImplicitPolicyTarget=block.
doctor-do-clock = Set up systemd-timesyncd or chrony with a source that the booth reaches; without any, check the clock at each shift.

service-ready = The station works; seats: { $seats }.
service-no-seat = The seat { $seat } is not open: { $why }
service-no-group = There is no group { $group }: see docs/KIOSK.md.
console-no-station = The station at { $seat } does not answer: { $why }
console-no-terminal = A console needs a terminal: ssh -t.

# Phrases of the service: the check of its machine.
doctor-scanner-no-adapters = No adapters with lasting names here (/dev/serial/by-id).
doctor-scanner-identity = identity: { $identity }
doctor-scanner-set = line { $line }, read back so
doctor-scanner-differs = line { $line }, but read back { $read }
doctor-scanner-not-read = line { $line }, not read back
doctor-scanner-times = round trip { $least } / { $middle } / { $most } ms (shortest, middle, longest)
doctor-scanner-counters = accepted { $accepted }, damaged { $damaged }, late { $late }, unanswered { $missed }, dropped { $dropped }
doctor-scanner-kernel = the kernel on this port, while looked at in brackets: framing errors { $framing }, parity { $parity }, overruns { $overruns }, breaks { $breaks }
doctor-scanner-kernel-silent = errors of the port itself: not told by the kernel here
