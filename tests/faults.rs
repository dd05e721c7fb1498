//! Faults of the disk and of its keeper under a whole station: it says so and stops, and what it acknowledged is there.

use crate::support::proof::{Acknowledged, alone, check, has, is_root, listen, program, run, spawn, writer};
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Cases of a run that meets a fault: some 80 facts, and two segments.
const ROUNDS: &str = "6";

/// Which call of its kind fails, counted in each thread: those of the start, those of the first facts, and later ones.
const CALLS: [u32; 7] = [1, 2, 4, 7, 12, 25, 60];

/// Calls by which something is made durable, and how they fail.
const FAULTS: [(&str, &str); 6] = [
    ("fdatasync", "EIO"),
    ("fsync", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("rename", "EIO"),
    ("fallocate", "ENOSPC"),
];

/// A slow disk: so long a sync takes more, microseconds.
const SLOW_SYNC_US: u32 = 10_000;

/// A sync that the station does not wait for, microseconds, and which one of the store's it is.
const STALL_US: u32 = 12_000_000;
const STALLED: [u32; 3] = [31, 33, 36];

/// The account that owns nothing.
const NOBODY: u32 = 65_534;

/// An ext4 that is full after some hundred cases; its spare file is what an officer would clear away.
const DISK_MIB: u64 = 24;
const SPARE_MIB: u64 = 6;

#[test]
fn what_a_failing_call_leaves_is_what_was_acknowledged() {
    if !may_trace() {
        return;
    }
    let _alone = alone();
    let (mut stopped, mut went_on) = (0, 0);
    for (call, error) in FAULTS {
        for nth in CALLS {
            let fault = format!("{call}:error={error}:when={nth}");
            let (folder, output) = traced(call, &fault);
            match output.status.code() {
                Some(0) => went_on += 1,
                Some(1) => stopped += 1,
                other => panic!("{fault}: {other:?}, {}", String::from_utf8_lossy(&output.stderr)),
            }
            let said = run(&output);
            assert!(output.status.success() || !said.words.is_empty(), "{fault}: no word of why it ended");
            let runs: Vec<Acknowledged> = said.acknowledged.into_iter().collect();
            check(&folder.path().join("data"), &runs).unwrap_or_else(|why| panic!("{fault}: {why}"));
        }
    }
    eprintln!("{stopped} runs stopped at the fault, {went_on} did not need what failed");
    assert!(stopped > 0, "no fault was met");
}

#[test]
fn on_a_slow_disk_everything_is_slower_and_nothing_else() {
    if !may_trace() {
        return;
    }
    let _alone = alone();
    let (folder, output) = traced("fdatasync", &format!("fdatasync:delay_exit={SLOW_SYNC_US}"));
    assert!(output.status.success(), "{}", run(&output).words);
    let acknowledged = run(&output).acknowledged.unwrap();
    check(&folder.path().join("data"), &[acknowledged]).unwrap();
}

/// Ten seconds and more for one sync: the station gives the fact up, the store keeps it all the same. The officers try again.
#[test]
#[ignore = "takes a minute"]
fn a_fact_that_was_given_up_is_not_kept_twice() {
    if !may_trace() {
        return;
    }
    let _alone = alone();
    for nth in STALLED {
        let fault = format!("fdatasync:delay_exit={STALL_US}:when={nth}");
        let (folder, output) = traced_as("insist", "fdatasync", &fault);
        let runs: Vec<Acknowledged> = run(&output).acknowledged.into_iter().collect();
        check(&folder.path().join("data"), &runs).unwrap_or_else(|why| panic!("{fault}: {why}"));
        assert_eq!(output.status.code(), Some(1), "{fault}: {}", run(&output).words);
    }
}

#[test]
fn on_a_full_disk_nothing_is_acknowledged_that_is_not_there() {
    let Some(disk) = SmallDisk::mount() else { return };
    let _alone = alone();
    let data = disk.path.path().join("data");
    let full = writer(&data).output().unwrap();
    assert_eq!(full.status.code(), Some(1), "the disk did not fill");
    let mut runs: Vec<Acknowledged> = run(&full).acknowledged.into_iter().collect();
    assert!(!run(&full).words.is_empty() && !runs.is_empty());

    let again = writer(&data).arg("1").output().unwrap();
    assert!(matches!(again.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&again.stderr));
    runs.extend(run(&again).acknowledged);

    fs::remove_file(disk.spare()).unwrap();
    check(&data, &runs).unwrap_or_else(|why| panic!("with room again: {why}\n{}", run(&full).words));
}

#[test]
fn a_second_station_is_kept_out_and_the_first_goes_on() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut first = spawn(writer(&data));
    let mut output = BufReader::new(first.stdout.take().unwrap());
    let mut next_step = move || {
        let mut line = String::new();
        while !line.starts_with("A ") {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the first station ended");
        }
        line[2..].trim_end().parse::<u64>().unwrap()
    };
    next_step();
    let second = writer(&data).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(run(&second).words.contains("another process holds"), "{}", run(&second).words);
    let last = next_step();
    first.kill().unwrap();
    first.wait().unwrap();
    check(&data, &[Acknowledged { first: 0, last }]).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_and_left_as_it_is() {
    if !is_root() || !has("setpriv") {
        eprintln!("skipped: only root can make a folder that another may not write");
        return;
    }
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let program_for_all = folder.path().join("proof");
    fs::copy(program(), &program_for_all).unwrap();
    let data = folder.path().join("data");
    let mut first = spawn(two_cases(&data));
    let runs = [listen(&mut first).acknowledged.unwrap()];

    // Root's folder, and somebody else starts the station.
    refused_as_nobody(&program_for_all, &data);
    check(&data, &runs).unwrap();

    // One's own folder without the right to write.
    for path in everything_in(&data) {
        chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        fs::set_permissions(&path, Permissions::from_mode(mode & !0o222)).unwrap();
    }
    refused_as_nobody(&program_for_all, &data);
    for path in everything_in(&data).into_iter().filter(|path| path.is_dir()) {
        fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
    }
    check(&data, &runs).unwrap();
}

#[test]
fn a_file_system_that_only_reads_is_refused_and_left_as_it_is() {
    let Some(disk) = SmallDisk::mount() else { return };
    let _alone = alone();
    let data = disk.path.path().join("data");
    let mut first = spawn(two_cases(&data));
    let runs = [listen(&mut first).acknowledged.unwrap()];
    disk.remount("ro");
    let refused = writer(&data).output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(run(&refused).words.contains("Read-only file system"), "{}", run(&refused).words);
    disk.remount("rw");
    check(&data, &runs).unwrap();
}

fn two_cases(data: &Path) -> Command {
    let mut command = writer(data);
    command.arg("2");
    command
}

fn refused_as_nobody(program: &Path, data: &Path) {
    let nobody = NOBODY.to_string();
    let refused = Command::new("setpriv")
        .args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups", "--"])
        .arg(program)
        .arg("write")
        .arg(data)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(run(&refused).words.contains("Permission denied"), "{}", run(&refused).words);
}

/// The folder and all that is in it, what is deeper last.
fn everything_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        if path.is_dir() {
            found.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    found
}

/// A writer under strace, which lets one call fail or last.
fn traced(call: &str, fault: &str) -> (TempDir, Output) {
    traced_as("write", call, fault)
}

fn traced_as(how: &str, call: &str, fault: &str) -> (TempDir, Output) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"])
        .arg(format!("inject={fault}"))
        .arg(program())
        .arg(how)
        .arg(folder.path().join("data"))
        .arg(ROUNDS)
        .output()
        .unwrap();
    (folder, output)
}

/// Whether strace is there and may trace.
fn may_trace() -> bool {
    let traces = || Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    if has("strace") && traces().is_ok_and(|output| output.status.success()) {
        return true;
    }
    eprintln!("no faults in calls: strace is not at hand or may not trace");
    false
}

/// A small ext4 on a loop device.
struct SmallDisk {
    path: TempDir,
    _image: TempDir,
}

impl SmallDisk {
    fn mount() -> Option<Self> {
        if !is_root() || !["mkfs.ext4", "mount", "umount"].into_iter().all(has) {
            eprintln!("no small disk: only root may mount, with e2fsprogs");
            return None;
        }
        let (path, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let image = folder.path().join("image");
        fs::File::create(&image).unwrap().set_len(DISK_MIB << 20).unwrap();
        let made = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image).status().unwrap();
        assert!(made.success());
        let mounted =
            Command::new("mount").args(["-o", "loop"]).arg(&image).arg(path.path()).status().unwrap();
        if !mounted.success() {
            eprintln!("no small disk: there is no loop device");
            return None;
        }
        let disk = Self { path, _image: folder };
        let spare = vec![0x5A; usize::try_from(SPARE_MIB << 20).unwrap()];
        fs::write(disk.spare(), spare).unwrap();
        Some(disk)
    }

    fn spare(&self) -> PathBuf {
        self.path.path().join("spare")
    }

    fn remount(&self, how: &str) {
        let mode = format!("remount,{how}");
        assert!(Command::new("mount").args(["-o", &mode]).arg(self.path.path()).status().unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The folder below is removed only when it is empty again; a mount that stays would show there.
        drop(Command::new("umount").arg(self.path.path()).status());
    }
}
