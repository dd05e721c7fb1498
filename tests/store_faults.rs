//! Disks that fail: injected errors, no room, no permission. Every acknowledged fact is kept, and the store goes on when it can.

use crate::store_crash::{Acknowledged, OPTIONS, check, day, entry, registration};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::number::CaseNumber;
use intrascope::store::{Store, StoreError, verify};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Tells the child its folder.
const FOLDER: &str = "INTRASCOPE_FAULT_TEST_FOLDER";

/// Facts that the child asks for.
const FACTS: u32 = 120;

/// What is done to the child's calls, as strace says it: every seventh, from the fortieth on, when the store is open.
const INJECTIONS: [&str; 3] =
    ["fdatasync:error=EIO:when=40+7", "fdatasync:error=ENOSPC:when=41+5", "pwrite64:error=ENOSPC:when=60+7"];

/// The child: asks for facts, and recovers whenever one is refused.
#[test]
#[ignore = "started by the tests of this file"]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let mut store = match Store::open(&folder, OPTIONS) {
        Ok((store, _)) => store,
        Err(error) => return say(&format!("E {error}")),
    };
    // The test's own name stands at the beginning of the first line.
    say("");
    let first = store.next_serial("39855302", day()).unwrap();
    for serial in first..first + FACTS {
        let entry = entry(serial, CaseFact::Registered(registration()));
        let json = serde_json::to_string(&entry).unwrap();
        if let Ok(appended) = store.append(&entry) {
            say(&format!("A {} {json}", appended.seq));
        } else {
            say("R");
            while store.recover().is_err() {}
        }
    }
}

fn say(line: &str) {
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// Runs the child with `wrapper` before it; `None` where the wrapper is not there or may not do its work.
fn run(folder: &Path, wrapper: &[&str]) -> Option<Output> {
    let (program, rest) = wrapper.split_first().unwrap();
    let allowed = Command::new(program).args(rest).arg("true").output();
    if !allowed.is_ok_and(|done| done.status.success()) {
        eprintln!("skipped: {program} is not there, or may not");
        return None;
    }
    let child = Command::new(program)
        .args(rest)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "store_faults::child", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .output();
    Some(child.unwrap())
}

#[test]
fn an_error_of_the_disk_refuses_a_fact_and_loses_none() {
    for injection in INJECTIONS {
        let folder = tempfile::tempdir().unwrap();
        let inject = format!("inject={injection}");
        let Some(done) = run(folder.path(), &["strace", "-f", "-o", "/dev/null", "-e", &inject]) else {
            return;
        };
        let said = String::from_utf8(done.stdout).unwrap();
        assert!(done.status.success(), "{injection}: {said}");
        let refused = said.lines().filter(|line| *line == "R").count();
        assert!(refused > 3, "{injection}: {refused} refused");
        let acknowledged: Acknowledged = said
            .lines()
            .filter_map(|line| line.strip_prefix("A ")?.split_once(' '))
            .map(|(seq, fact)| (seq.parse().unwrap(), fact.to_owned()))
            .collect();
        assert_eq!(acknowledged.len() + refused, FACTS as usize);
        // Numbers without a gap: what was refused is nowhere.
        assert_eq!(acknowledged.last_key_value().map(|(seq, _)| *seq), Some(acknowledged.len() as u64));
        check(folder.path(), &acknowledged, 0);
    }
}

#[test]
fn a_folder_of_another_owner_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path(), OPTIONS).unwrap());
    let nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];
    let Some(done) = run(folder.path(), &nobody) else { return };
    let said = String::from_utf8(done.stdout).unwrap();
    if said.is_empty() {
        return eprintln!("skipped: nobody may not run this test's binary");
    }
    assert!(said.contains("E cannot open") && said.contains("Permission denied"), "{said}");
}

/// A file system of 16 MiB, unmounted when this is dropped.
struct Small(tempfile::TempDir);

impl Small {
    /// `None` where nobody may mount.
    fn mount() -> Option<Self> {
        let small = Self(tempfile::tempdir().unwrap());
        if mount(&["-t", "tmpfs", "-o", "size=16m", "tmpfs"], small.0.path()) {
            return Some(small);
        }
        eprintln!("skipped: this needs the right to mount a small file system");
        None
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0.path()).output().ok();
    }
}

fn mount(options: &[&str], at: &Path) -> bool {
    Command::new("mount").args(options).arg(at).output().is_ok_and(|done| done.status.success())
}

#[test]
fn a_full_disk_refuses_and_takes_facts_again_when_there_is_room() {
    let Some(small) = Small::mount() else { return };
    let folder = small.0.path().join("data");
    let (mut store, _) = Store::open(&folder, OPTIONS).unwrap();
    let filler = small.0.path().join("filler");
    let mut fill = fs::File::create(&filler).unwrap();
    while fill.write_all(&[7; 4_096]).is_ok() {}
    let mut serial = 0;
    let refused = loop {
        serial += 1;
        assert!(serial < 1_000, "the disk is full");
        if let Err(error) = store.append(&entry(serial, CaseFact::Registered(registration()))) {
            break error;
        }
    };
    assert!(matches!(&refused, StoreError::Io { .. }), "{refused}");
    assert!(refused.to_string().contains("No space left"), "{refused}");
    let kept = store.head().0;
    assert!(store.recover().is_err(), "there is no room for another segment");
    let case = |serial: u32| CaseNumber::new("39855302", day(), serial).unwrap();
    assert!(kept == 0 || store.case(&case(1)).unwrap().is_some(), "what is kept can be read");
    drop(fill);
    fs::remove_file(&filler).unwrap();
    store.recover().unwrap();
    assert_eq!(store.append(&entry(serial, CaseFact::Registered(registration()))).unwrap().seq, kept + 1);
    store.close().unwrap();
    assert_eq!(verify(&folder).findings, []);
}

#[test]
fn a_folder_that_may_only_be_read_is_refused_and_can_be_checked() {
    let Some(small) = Small::mount() else { return };
    let folder = small.0.path().join("data");
    let (mut store, _) = Store::open(&folder, OPTIONS).unwrap();
    store.append(&entry(1, CaseFact::Registered(registration()))).unwrap();
    store.close().unwrap();
    assert!(mount(&["-o", "remount,ro"], small.0.path()));
    let refused = Store::open(&folder, OPTIONS).err().unwrap().to_string();
    assert!(refused.contains("Read-only file system"), "{refused}");
    assert_eq!(verify(&folder).findings, []);
    assert!(mount(&["-o", "remount,rw"], small.0.path()));
    Store::open(&folder, OPTIONS).unwrap();
}
