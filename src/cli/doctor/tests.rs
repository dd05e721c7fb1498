//! A booth's machine built in a folder, with every point in order, and then spoiled point by point.

mod booth;

use super::finding::Why;
use super::machine::{Answer, Programs};
use super::point::Point;
use super::*;
use crate::words::Language;
use booth::{Booth, Scripted};
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};

const FILE: &str = "/etc/intrascope/station.toml";

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

/// One thing that somebody changed.
enum Change {
    Write(&'static str, &'static str),
    Replace(&'static str, &'static str, &'static str),
    Remove(&'static str),
    Mode(&'static str, u32),
    Answer(&'static str, &'static str),
}

impl Change {
    fn make(&self, booth: &mut Booth) {
        match *self {
            Self::Write(path, text) => booth.write(path, text),
            Self::Replace(path, from, to) => booth.replace(path, from, to),
            Self::Remove(path) => fs::remove_file(booth.path(path)).unwrap(),
            Self::Mode(path, mode) => booth.mode(path, mode),
            Self::Answer(command, text) => booth.answer(command, 0, text),
        }
    }
}

/// Changes, with the point that has to tell them and how.
const SPOILED: [(Point, State, Change); 30] = [
    (Point::Settings, State::Fails, Change::Write(FILE, "what?")),
    (Point::Policy, State::Fails, Change::Write("/var/lib/intrascope/policy.toml", "version = 2")),
    (Point::Landlock, State::Fails, Change::Write("/sys/kernel/security/lsm", "lockdown,not-landlock")),
    (Point::Landlock, State::Unknown, Change::Remove("/sys/kernel/security/lsm")),
    (Point::Typing, State::Fails, Change::Write("/proc/sys/dev/tty/legacy_tiocsti", "1\n")),
    (Point::Typing, State::Fails, Change::Remove("/proc/sys/dev/tty/legacy_tiocsti")),
    (Point::Sysrq, State::Fails, Change::Write("/proc/sys/kernel/sysrq", "438\n")),
    (Point::Cores, State::Fails, Change::Write("/proc/sys/kernel/core_pattern", "core\n")),
    (
        Point::Swap,
        State::Fails,
        Change::Write("/proc/swaps", "Filename\n/dev/sda2 partition\n/dev/zram0 x\n"),
    ),
    (Point::Swap, State::Fails, Change::Write("/sys/block/dm-1/dm/uuid", "LVM-x")),
    (Point::Accounts, State::Fails, Change::Replace("/etc/passwd", ":/usr/bin/intrascope", ":/bin/bash")),
    (Point::Accounts, State::Fails, Change::Replace("/etc/passwd", "oms:x:50002:", "oms:x:0:")),
    (Point::Groups, State::Fails, Change::Replace("/etc/group", "intrascope-serial", "dialout")),
    (Point::Groups, State::Fails, Change::Replace("/etc/group", "2:intrascope", "2:intrascope,zhumabaeva.s")),
    (
        Point::Passwords,
        State::Fails,
        Change::Replace("/etc/shadow", "zhumabaeva.s:*", "zhumabaeva.s:$y$j9T$x"),
    ),
    (Point::Passwords, State::Fails, Change::Replace("/etc/shadow", "intrascope-oac:*", "intrascope-oac:")),
    (Point::Passwords, State::Unknown, Change::Remove("/etc/shadow")),
    (Point::Keys, State::Fails, Change::Mode("/var/lib/intrascope/keys/booth", 0o640)),
    (Point::Keys, State::Fails, Change::Mode("/var/lib/intrascope/people/zhumabaeva.s", 0o604)),
    (Point::SshdFile, State::Fails, Change::Replace(DROP_IN, "    ForceCommand", "    #")),
    (Point::Authority, State::Fails, Change::Remove("/etc/ssh/intrascope-revoked")),
    (Point::Getty, State::Fails, Change::Remove("/etc/systemd/system/getty@tty2.service")),
    (Point::Terminals, State::Fails, Change::Write("/etc/systemd/logind.conf.d/99-own.conf", "NAutoVTs=6\n")),
    (Point::RebootKeys, State::Fails, Change::Remove("/etc/systemd/system/ctrl-alt-del.target")),
    (
        Point::Running,
        State::Fails,
        Change::Answer("systemctl is-active intrascope-station.service", "failed\n"),
    ),
    (Point::Exposure, State::Fails, Change::Answer(EXPOSURE, "→ Overall exposure level for x: 1.0 OK\n")),
    (Point::Namespace, State::Fails, Change::Answer(NAMESPACE, "PrivateUsers=yes\nLoadState=loaded\n")),
    (
        Point::Usb,
        State::Fails,
        Change::Write("/etc/usbguard/usbguard-daemon.conf", "ImplicitPolicyTarget=allow\n"),
    ),
    (
        Point::Clock,
        State::Fails,
        Change::Answer("timedatectl show --property=NTPSynchronized", "NTPSynchronized=no\n"),
    ),
    (
        Point::Printer,
        State::Fails,
        Change::Answer("lpstat -a booth", "booth not accepting requests since Mon\n"),
    ),
];

const DROP_IN: &str = "/etc/ssh/sshd_config.d/60-intrascope.conf";
const EXPOSURE: &str = "systemd-analyze security --no-pager intrascope-station.service";
const NAMESPACE: &str = "systemctl show --property=LoadState,PrivateUsers intrascope-station.service";

#[test]
fn one_thing_out_of_order_is_told_at_its_point_alone() {
    for (place, (point, state, change)) in SPOILED.iter().enumerate() {
        let mut booth = Booth::in_order();
        let before = booth.examine();
        change.make(&mut booth);
        let after = booth.examine();
        assert_eq!(after[point].state, *state, "{place}: {point:?}");
        let others =
            after.iter().filter(|(other, found)| *other != point && found.state > before[other].state);
        // Without settings the rest goes by those that are shipped: they name no mirror.
        let others: Vec<&Point> =
            others.map(|(other, _)| other).filter(|other| **other != Point::Mirror).collect();
        assert!(others.is_empty(), "{place}: {point:?} alone, not {others:?}");
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
    fs::remove_file(booth.path("/dev/intrascope/source")).unwrap();
    booth.write("/dev/intrascope/source", "");
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
}

#[test]
fn a_seat_at_a_machine_of_its_own_needs_no_terminal_here() {
    let mut booth = Booth::in_order();
    fs::remove_file(booth.path("/etc/systemd/system/getty@tty2.service")).unwrap();
    booth.answer("systemctl is-active intrascope-console@oac.service", 3, "inactive\n");
    assert_eq!([booth.state(Point::Getty), booth.state(Point::Running)], [State::Fails; 2]);
    let line = |shell: &str| format!("intrascope-oac:x:50003:50003::/:{shell}");
    booth.replace("/etc/passwd", &line("/usr/sbin/nologin"), &line("/usr/bin/intrascope"));
    for point in [Point::Getty, Point::Running, Point::Exposure, Point::Accounts] {
        assert_eq!(booth.state(point), State::Holds, "{point:?}");
    }
}

#[test]
fn a_kernel_without_keys_of_its_own_is_one_whose_keys_are_off() {
    let booth = Booth::in_order();
    fs::remove_file(booth.path("/proc/sys/kernel/sysrq")).unwrap();
    assert_eq!(booth.state(Point::Sysrq), State::Unknown, "nothing of the kernel's is seen");
    booth.write("/proc/sys/kernel/ostype", "Linux\n");
    assert_eq!(booth.state(Point::Sysrq), State::Holds);
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
