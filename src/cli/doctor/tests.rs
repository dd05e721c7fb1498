//! A booth's machine built in a folder, with every point in order, and then spoiled point by point.

use super::finding::Why;
use super::machine::{Answer, Programs};
use super::point::Point;
use super::*;
use crate::words::Language;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use tempfile::TempDir;

const FILE: &str = "/etc/intrascope/station.toml";

/// Answers that were written down.
#[derive(Default)]
struct Scripted(BTreeMap<String, (i32, String)>);

impl Programs for Scripted {
    fn ask(&self, command: &[&str]) -> Result<Answer, Why> {
        match self.0.get(&command.join(" ")) {
            Some((code, text)) => Ok(Answer { code: Some(*code), text: text.clone() }),
            None => Err(Why::NoTool(command[0].to_owned())),
        }
    }
}

/// A machine below a folder.
struct Booth {
    root: TempDir,
    mirror: TempDir,
    answers: BTreeMap<String, (i32, String)>,
    sockets: Vec<UnixListener>,
}

impl Booth {
    /// Everything as it should be, as far as a folder can be: the adapter is `/dev/null`, and there is one device.
    fn in_order() -> Self {
        let mut booth = Self {
            root: tempfile::tempdir().unwrap(),
            mirror: tempfile::tempdir().unwrap(),
            answers: BTreeMap::new(),
            sockets: Vec::new(),
        };
        booth.kernel();
        booth.people();
        booth.folders();
        booth.system();
        booth.programs();
        booth
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn link(&self, path: &str, target: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    }

    fn mode(&self, path: &str, mode: u32) {
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn kernel(&self) {
        self.write("/sys/kernel/security/lsm", "lockdown,capability,landlock,yama");
        self.write("/proc/sys/dev/tty/legacy_tiocsti", "0\n");
        self.write("/proc/sys/kernel/sysrq", "0\n");
        self.write("/proc/sys/kernel/core_pattern", "|/bin/false\n");
        self.write("/proc/sys/fs/suid_dumpable", "0\n");
        self.write("/proc/swaps", "Filename Type Size Used Priority\n/dev/dm-1 partition 1 0 -2\n");
        self.write("/sys/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap");
    }

    /// Files in a test's folder are the tester's: the station and each group get the tester's own numbers where a file has to be theirs.
    fn people(&self) {
        let own = fs::metadata(self.root.path()).unwrap();
        let (uid, gid) = (own.uid(), own.gid());
        let other = |n: u32| 50_000 + n;
        self.write(
            "/etc/passwd",
            &format!(
                "intrascope:x:{}:{}::/var/lib/intrascope:/usr/sbin/nologin\n\
                 owner:x:{uid}:{gid}::/:/bin/sh\n\
                 intrascope-oms:x:{}:{}::/:/usr/sbin/nologin\n\
                 intrascope-oac:x:{}:{}::/:/usr/sbin/nologin\n\
                 zhumabaeva.s:x:{}:{}::/:/usr/bin/intrascope\n",
                other(1),
                other(1),
                other(2),
                other(2),
                other(3),
                other(3),
                other(4),
                other(4)
            ),
        );
        self.write(
            "/etc/group",
            &format!(
                "intrascope:x:{}:\nintrascope-oms:x:{}:intrascope\nintrascope-oac:x:{}:intrascope\n\
                 intrascope-sup:x:{}:intrascope,zhumabaeva.s\nintrascope-serial:x:{}:intrascope\nown:x:{gid}:\n",
                other(1), other(2), other(3), other(5), other(6)
            ),
        );
        self.write(
            "/etc/shadow",
            "intrascope:!*:1::::::\nintrascope-oms:!*:1::::::\nintrascope-oac:*:1::::::\nzhumabaeva.s:*:1::::::\n",
        );
    }

    fn folders(&mut self) {
        let shipped = include_str!("../../../docs/deploy/config/station.toml");
        let settings = shipped
            .replace(
                "# mirror = \"/srv/intrascope/mirror\"",
                &format!("mirror = {:?}", "/srv/intrascope/mirror"),
            )
            .replace("# [printer]", "[printer]")
            .replace("# queue =", "queue =");
        self.write(FILE, &settings);
        self.write("/var/lib/intrascope/keys/booth", "key");
        self.write("/var/lib/intrascope/people/zhumabaeva.s", "hash");
        self.mode("/var/lib/intrascope", 0o700);
        self.mode("/var/lib/intrascope/keys/booth", 0o600);
        self.mode("/var/lib/intrascope/people/zhumabaeva.s", 0o400);
        self.write("/srv/intrascope/mirror/MIRROR", "intrascope mirror 1\n");
        fs::create_dir_all(self.path("/run/intrascope")).unwrap();
        for seat in ["oms", "oac", "sup"] {
            let path = format!("/run/intrascope/{seat}.sock");
            self.sockets.push(UnixListener::bind(self.path(&path)).unwrap());
            self.mode(&path, 0o660);
        }
        self.link("/dev/intrascope-scanner", "/dev/null");
    }

    fn system(&self) {
        self.write(
            "/etc/ssh/sshd_config.d/60-intrascope.conf",
            include_str!("../../../docs/deploy/sshd/60-intrascope.conf"),
        );
        for file in ["/etc/ssh/intrascope-ca.pub", "/etc/ssh/intrascope-revoked"] {
            self.write(file, "");
            self.mode(file, 0o644);
        }
        let units = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/deploy/systemd");
        for (seat, tty) in [("oms", "tty1"), ("oac", "tty2")] {
            let drop_in = format!("intrascope-console@{seat}.service.d/terminal.conf");
            let text = fs::read_to_string(units.join(&drop_in)).unwrap();
            self.write(&format!("/usr/lib/systemd/system/{drop_in}"), &text);
            for kind in ["getty", "autovt"] {
                self.link(&format!("/etc/systemd/system/{kind}@{tty}.service"), "/dev/null");
            }
        }
        self.link("/etc/systemd/system/ctrl-alt-del.target", "/dev/null");
        self.write(
            "/usr/lib/systemd/logind.conf.d/60-intrascope.conf",
            include_str!("../../../docs/deploy/logind/60-intrascope.conf"),
        );
        self.write(
            "/usr/lib/systemd/system.conf.d/60-intrascope.conf",
            include_str!("../../../docs/deploy/system.conf/60-intrascope.conf"),
        );
        self.write(
            "/etc/usbguard/usbguard-daemon.conf",
            "# ImplicitPolicyTarget=allow\nImplicitPolicyTarget=block\n",
        );
    }

    fn programs(&mut self) {
        let consoles = ["oms", "oac"].map(|seat| format!("intrascope-console@{seat}.service"));
        for unit in
            consoles.iter().map(String::as_str).chain(["intrascope-station.service", "usbguard.service"])
        {
            self.answer(&format!("systemctl is-active {unit}"), 0, "active\n");
            let table = format!("✓ PrivateTmp=\n\n→ Overall exposure level for {unit}: 0.7 SAFE :-}}\n");
            self.answer(&format!("systemd-analyze security --no-pager {unit}"), 0, &table);
        }
        self.answer(
            "systemctl show --property=LoadState,PrivateUsers intrascope-station.service",
            0,
            "PrivateUsers=no\nLoadState=loaded\n",
        );
        self.answer("timedatectl show --property=NTPSynchronized", 0, "NTPSynchronized=yes\n");
        self.answer("lpstat -a booth", 0, "booth accepting requests since Mon 23 Nov 2026\n");
        let effective: String =
            access::WANTED.iter().map(|(key, value)| format!("{key} {value}\n")).collect();
        self.answer("/usr/sbin/sshd -T -C user=zhumabaeva.s,host=stranger,addr=203.0.113.1", 0, &effective);
    }

    fn answer(&mut self, command: &str, code: i32, text: &str) {
        self.answers.insert(command.to_owned(), (code, text.to_owned()));
    }

    fn examine(&self) -> BTreeMap<Point, Finding> {
        let machine = Machine::new(self.root.path().to_owned(), Box::new(Scripted(self.answers.clone())));
        let findings = examine(&machine, Path::new(FILE), Words::new(Language::En));
        assert_eq!(findings.len(), 29);
        findings.into_iter().map(|finding| (finding.point, finding)).collect()
    }

    fn state(&self, point: Point) -> State {
        self.examine()[&point].state
    }
}

/// What a folder of a test cannot be: of the station's account, of the seats' groups, a serial port, on a second device. Their own
/// tests are below.
const NOT_IN_A_FOLDER: [Point; 4] = [Point::DataFolder, Point::Sockets, Point::Serial, Point::Mirror];

#[test]
fn a_machine_in_order_is_told_as_one() {
    let booth = Booth::in_order();
    let findings = booth.examine();
    assert_eq!(findings.len(), 29, "each point once");
    for (point, finding) in findings.iter().filter(|(point, _)| !NOT_IN_A_FOLDER.contains(point)) {
        assert_eq!(finding.state, State::Holds, "{point:?}: {}", finding.found(Words::new(Language::En)));
    }
}

/// A machine on which one thing was changed, and the point that has to say so.
#[test]
fn one_thing_out_of_order_is_told_at_its_point_alone() {
    type Change = fn(&mut Booth);
    let spoiled: [(Point, State, Change); 30] = [
        (Point::Settings, State::Fails, |b| b.write(FILE, "what?")),
        (Point::Policy, State::Fails, |b| b.write("/var/lib/intrascope/policy.toml", "version = 2")),
        (Point::Landlock, State::Fails, |b| b.write("/sys/kernel/security/lsm", "lockdown,not-landlock")),
        (Point::Landlock, State::Unknown, |b| fs::remove_file(b.path("/sys/kernel/security/lsm")).unwrap()),
        (Point::Typing, State::Fails, |b| b.write("/proc/sys/dev/tty/legacy_tiocsti", "1\n")),
        (Point::Typing, State::Fails, |b| {
            fs::remove_file(b.path("/proc/sys/dev/tty/legacy_tiocsti")).unwrap()
        }),
        (Point::Sysrq, State::Fails, |b| b.write("/proc/sys/kernel/sysrq", "438\n")),
        (Point::Cores, State::Fails, |b| b.write("/proc/sys/kernel/core_pattern", "core\n")),
        (Point::Swap, State::Fails, |b| {
            b.write("/proc/swaps", "Filename\n/dev/sda2 partition\n/dev/zram0 partition\n")
        }),
        (Point::Swap, State::Fails, |b| b.write("/sys/block/dm-1/dm/uuid", "LVM-x")),
        (Point::Accounts, State::Fails, |b| {
            b.replace("/etc/passwd", "::/:/usr/bin/intrascope", "::/:/bin/bash")
        }),
        (Point::Accounts, State::Fails, |b| b.replace("/etc/passwd", "oms:x:50002:", "oms:x:0:")),
        (Point::Groups, State::Fails, |b| b.replace("/etc/group", "intrascope-serial", "dialout")),
        (Point::Groups, State::Fails, |b| {
            b.replace("/etc/group", "50002:intrascope", "50002:intrascope,zhumabaeva.s")
        }),
        (Point::Passwords, State::Fails, |b| {
            b.replace("/etc/shadow", "zhumabaeva.s:*", "zhumabaeva.s:$y$j9T$x")
        }),
        (Point::Passwords, State::Fails, |b| b.replace("/etc/shadow", "intrascope-oac:*", "intrascope-oac:")),
        (Point::Passwords, State::Unknown, |b| fs::remove_file(b.path("/etc/shadow")).unwrap()),
        (Point::Keys, State::Fails, |b| b.mode("/var/lib/intrascope/keys/booth", 0o640)),
        (Point::Keys, State::Fails, |b| b.mode("/var/lib/intrascope/people/zhumabaeva.s", 0o604)),
        (Point::SshdFile, State::Fails, |b| {
            b.replace("/etc/ssh/sshd_config.d/60-intrascope.conf", "    ForceCommand", "    #")
        }),
        (Point::Authority, State::Fails, |b| fs::remove_file(b.path("/etc/ssh/intrascope-revoked")).unwrap()),
        (Point::Getty, State::Fails, |b| {
            fs::remove_file(b.path("/etc/systemd/system/getty@tty2.service")).unwrap()
        }),
        (Point::Terminals, State::Fails, |b| {
            b.write("/etc/systemd/logind.conf.d/99-local.conf", "[Login]\nNAutoVTs=6\n")
        }),
        (Point::RebootKeys, State::Fails, |b| {
            fs::remove_file(b.path("/etc/systemd/system/ctrl-alt-del.target")).unwrap()
        }),
        (Point::Running, State::Fails, |b| {
            b.answer("systemctl is-active intrascope-station.service", 3, "failed\n")
        }),
        (Point::Exposure, State::Fails, |b| {
            b.answer(
                "systemd-analyze security --no-pager intrascope-station.service",
                0,
                "→ Overall exposure level for intrascope-station.service: 1.0 OK\n",
            )
        }),
        (Point::Namespace, State::Fails, |b| {
            b.answer(
                "systemctl show --property=LoadState,PrivateUsers intrascope-station.service",
                0,
                "PrivateUsers=yes\nLoadState=loaded\n",
            )
        }),
        (Point::Usb, State::Fails, |b| {
            b.write("/etc/usbguard/usbguard-daemon.conf", "ImplicitPolicyTarget=allow\n")
        }),
        (Point::Clock, State::Fails, |b| {
            b.answer("timedatectl show --property=NTPSynchronized", 0, "NTPSynchronized=no\n")
        }),
        (Point::Printer, State::Fails, |b| {
            b.answer("lpstat -a booth", 0, "booth not accepting requests since Mon\n")
        }),
    ];
    for (place, (point, state, change)) in spoiled.into_iter().enumerate() {
        let mut booth = Booth::in_order();
        let before = booth.examine();
        change(&mut booth);
        let after = booth.examine();
        assert_eq!(after[&point].state, state, "{place}: {point:?}");
        let others =
            after.iter().filter(|(other, found)| **other != point && found.state > before[other].state);
        // Without settings the rest goes by those that are shipped: they name no mirror.
        let others: Vec<&Point> =
            others.map(|(other, _)| other).filter(|other| **other != Point::Mirror).collect();
        assert!(others.is_empty(), "{place}: {point:?} alone, not {others:?}");
    }
}

impl Booth {
    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path}: {from}");
        fs::write(self.path(path), text.replacen(from, to, 1)).unwrap();
    }

    /// The tester's own numbers for an account or a group.
    fn give(&self, path: &str, name: &str, number: u32) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        let line = text.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap();
        let old = line.split(':').nth(2).unwrap();
        let new = line.replacen(&format!(":{old}:"), &format!(":{number}:"), 1);
        let rest: String =
            text.lines().filter(|other| *other != line).map(|line| format!("{line}\n")).collect();
        fs::write(self.path(path), format!("{new}\n{rest}")).unwrap();
    }
}

#[test]
fn the_data_folder_is_the_stations_alone() {
    let booth = Booth::in_order();
    assert_eq!(booth.state(Point::DataFolder), State::Fails, "it is the tester's");
    booth.give("/etc/passwd", "intrascope", fs::metadata(booth.root.path()).unwrap().uid());
    assert_eq!(booth.state(Point::DataFolder), State::Holds);
    booth.mode("/var/lib/intrascope", 0o750);
    assert_eq!(booth.state(Point::DataFolder), State::Fails);
    booth.mode("/var/lib/intrascope", 0o700);
    fs::rename(booth.path("/var/lib/intrascope"), booth.path("/var/lib/away")).unwrap();
    assert_eq!(booth.state(Point::DataFolder), State::Fails);
}

#[test]
fn a_socket_is_one_and_opens_to_its_group_alone() {
    let booth = Booth::in_order();
    let gid = fs::metadata(booth.root.path()).unwrap().gid();
    // One group can be the tester's at a time: the seat whose it is has nothing to say.
    for seat in ["oms", "oac", "sup"] {
        booth.give("/etc/group", &format!("intrascope-{seat}"), gid);
        let found = booth.examine()[&Point::Sockets].found(Words::new(Language::En));
        assert!(found.contains(&format!("{seat}.sock: group = intrascope-{seat}")), "{found}");
        booth.give("/etc/group", &format!("intrascope-{seat}"), 60_000);
    }
    booth.mode("/run/intrascope/oms.sock", 0o666);
    fs::remove_file(booth.path("/run/intrascope/oac.sock")).unwrap();
    booth.write("/run/intrascope/oac.sock", "no socket");
    fs::remove_file(booth.path("/run/intrascope/sup.sock")).unwrap();
    let found = booth.examine()[&Point::Sockets].found(Words::new(Language::En));
    for part in ["oms.sock = 0666 ≠ 0660", "oac.sock ≠ socket", "not there: /run/intrascope/sup.sock"] {
        assert!(found.contains(part), "{found}");
    }
}

#[test]
fn the_adapter_is_a_device_of_its_group() {
    let booth = Booth::in_order();
    let null = fs::metadata("/dev/null").unwrap();
    booth.give("/etc/group", "intrascope-serial", null.gid());
    let found = booth.examine()[&Point::Serial].found(Words::new(Language::En));
    assert!(found.contains("0666 ≠ 0660") && found.contains("group = intrascope-serial"), "{found}");
    fs::remove_file(booth.path("/dev/intrascope-scanner")).unwrap();
    booth.write("/dev/intrascope-scanner", "");
    assert_eq!(booth.state(Point::Serial), State::Fails);
}

#[test]
fn a_mirror_on_the_same_device_is_none() {
    let booth = Booth::in_order();
    assert_eq!(booth.state(Point::Mirror), State::Fails, "one device");
    let other = Path::new("/dev/shm");
    let is_other =
        fs::metadata(other).is_ok_and(|shm| shm.dev() != fs::metadata(booth.root.path()).unwrap().dev());
    if !is_other {
        eprintln!("skipped: no second file system at /dev/shm");
        return;
    }
    let mirror = tempfile::tempdir_in(other).unwrap();
    fs::write(mirror.path().join("MIRROR"), "intrascope mirror 1\n").unwrap();
    fs::remove_dir_all(booth.path("/srv/intrascope/mirror")).unwrap();
    symlink(mirror.path(), booth.path("/srv/intrascope/mirror")).unwrap();
    assert_eq!(booth.state(Point::Mirror), State::Holds);
    fs::remove_file(mirror.path().join("MIRROR")).unwrap();
    assert_eq!(booth.state(Point::Mirror), State::Fails, "an empty mount point is a folder like any other");
    drop(booth.mirror);
}

#[test]
fn what_sshd_goes_by_is_compared_line_by_line() {
    let question = "/usr/sbin/sshd -T -C user=zhumabaeva.s,host=stranger,addr=203.0.113.1";
    for (key, wanted) in access::WANTED {
        let mut booth = Booth::in_order();
        let text = booth.answers[question].1.replace(&format!("{key} {wanted}\n"), &format!("{key} other\n"));
        booth.answer(question, 0, &text);
        let finding = &booth.examine()[&Point::Sshd];
        assert_eq!(finding.state, State::Fails);
        let found = finding.found(Words::new(Language::En));
        assert!(found.starts_with(&format!("{key} = other ≠ {wanted}")), "{found}");
    }
    let mut booth = Booth::in_order();
    booth.answer(question, 255, "");
    assert_eq!(booth.state(Point::Sshd), State::Unknown, "sshd could not read its own files");
    let booth = Booth::in_order();
    booth.replace("/etc/group", ",zhumabaeva.s", "");
    assert_eq!(booth.state(Point::Sshd), State::Unknown, "nobody to ask for");
}

#[test]
fn without_programs_much_stays_unknown_and_nothing_is_called_right() {
    let mut booth = Booth::in_order();
    booth.answers.clear();
    let findings = booth.examine();
    for point in [
        Point::Running,
        Point::Exposure,
        Point::Namespace,
        Point::Usb,
        Point::Clock,
        Point::Sshd,
        Point::Printer,
    ] {
        assert_eq!(findings[&point].state, State::Unknown, "{point:?}");
    }
    let empty = Machine::new(tempfile::tempdir().unwrap().path().to_owned(), Box::new(Scripted::default()));
    let findings = examine(&empty, Path::new(FILE), Words::new(Language::En));
    let held: Vec<Point> = findings
        .iter()
        .filter(|finding| finding.state == State::Holds)
        .map(|finding| finding.point)
        .collect();
    // The shipped policy is in force where there is none; the kernel's word is the tester's own kernel's; no printer is asked for.
    assert_eq!(held, [Point::Policy, Point::Peers, Point::Printer]);
    assert_eq!(code(&findings), 1);
}

#[test]
fn the_exit_code_is_that_of_the_worst() {
    let finding = |state| Finding::at(Point::Clock).and(state, "x");
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&[finding(State::Holds)]), 0);
    assert_eq!(code(&[finding(State::Holds), finding(State::Unknown)]), 2);
    assert_eq!(code(&[finding(State::Fails), finding(State::Unknown)]), 1);
}

#[test]
fn every_point_speaks_every_language_in_its_columns() {
    let booth = Booth::in_order();
    let findings: Vec<Finding> = booth.examine().into_values().collect();
    for language in Language::ALL {
        let words = Words::new(language);
        for finding in &findings {
            let (name, advice) = (finding.point.name(words), finding.point.advice(words));
            assert!(name.chars().count() <= NAME_COLUMNS, "{name}");
            assert!(!name.starts_with('<') && !advice.starts_with('<'), "{:?}", finding.point);
            let lines = lines(finding, words);
            assert_eq!(lines.len(), if finding.state == State::Holds { 1 } else { 2 });
        }
        assert!(summary(&findings, words).contains("29") || findings.iter().any(|f| f.state != State::Holds));
    }
    let json = as_json(&findings, Words::new(Language::En));
    assert_eq!(json["points"].as_array().unwrap().len(), 29);
    assert_eq!(json["points"][0]["point"], "settings");
    assert_eq!(json["points"][0]["state"], "ok");
    let total = ["ok", "fails", "unknown"].iter().map(|key| json[*key].as_u64().unwrap()).sum::<u64>();
    assert_eq!(total, 29);
}

#[test]
fn what_a_machine_says_cannot_speak_to_the_terminal() {
    let booth = Booth::in_order();
    booth.write("/sys/kernel/security/lsm", "landlock\u{1b}[2J\u{202e}");
    let found = booth.examine()[&Point::Landlock].found(Words::new(Language::En));
    assert!(!found.contains('\u{1b}') && !found.contains('\u{202e}'), "{found:?}");
}

#[test]
fn this_machine_is_examined_to_the_end() {
    let machine = Machine::new(PathBuf::from("/"), Box::new(Installed));
    let findings = examine(&machine, Path::new(FILE), Words::new(Language::En));
    assert_eq!(findings.len(), 29);
    let peers = findings.iter().find(|finding| finding.point == Point::Peers).unwrap();
    assert_eq!(peers.state, State::Holds, "the kernel of the machine that runs the tests tells its own");
}

#[test]
fn an_installed_program_answers_or_is_named() {
    assert_eq!(Installed.ask(&["echo", "a"]).unwrap(), Answer { code: Some(0), text: "a\n".to_owned() });
    assert_eq!(Installed.ask(&["false"]).unwrap().code, Some(1));
    assert_eq!(Installed.ask(&["intrascope-no-such"]), Err(Why::NoTool("intrascope-no-such".to_owned())));
}
