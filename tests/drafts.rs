//! Drafts on disks that fail and under a killed process: what is found is whole, and no older than what was acknowledged.

use intrascope::store::{DraftName, Drafts, Options, Store, StoreHandle};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Tells the child its folder.
const FOLDER: &str = "INTRASCOPE_DRAFT_TEST_FOLDER";

/// Drafts that the child keeps; without end where it is killed.
const ROUNDS: &str = "INTRASCOPE_DRAFT_TEST_ROUNDS";

/// What is done to the child's calls once its store is open, as strace says it.
const INJECTIONS: [&str; 4] = [
    "fsync:error=EIO:when=20+3",
    "rename:error=EIO:when=8+3",
    "write:error=ENOSPC:when=40+2",
    "fsync:error=ENOSPC:when=21+2",
];

/// Kills of a child, each a little later.
const KILLS: u32 = 12;

const OPTIONS: Options = Options::sized(1 << 20, 0);

fn open(folder: &Path) -> Drafts {
    StoreHandle::spawn(Store::open(folder, OPTIONS).unwrap().0).unwrap().drafts()
}

fn name() -> DraftName {
    DraftName::of(&["registration", "booth", "akhmetov.a"]).unwrap()
}

/// A draft that tells its number and whether it is whole.
fn content(number: u32) -> Vec<u8> {
    format!("{number}{}{number}", " ".repeat(20_000)).into_bytes()
}

fn number(bytes: &[u8]) -> u32 {
    let text = std::str::from_utf8(bytes).unwrap();
    let number = text.split(' ').next().unwrap().parse().unwrap();
    assert_eq!(bytes, content(number), "a part of a draft");
    number
}

/// The child: keeps one draft after another, and says which were acknowledged.
#[test]
#[ignore = "started by the tests of this file"]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let rounds = std::env::var_os(ROUNDS).unwrap();
    let rounds: u32 = rounds.to_str().unwrap().parse().unwrap();
    let drafts = open(&folder);
    say("");
    for number in 1..=rounds {
        let kept = drafts.put(&name(), &content(number)).is_ok();
        say(&format!("{} {number}", if kept { "K" } else { "R" }));
    }
}

fn say(line: &str) {
    // The fault that is tried may meet this line too: it is said again until it is out.
    let mut stdout = std::io::stdout();
    while stdout.write_all(format!("{line}\n").as_bytes()).and_then(|()| stdout.flush()).is_err() {}
}

fn command(folder: &Path, rounds: u32, wrapper: &[&str]) -> Command {
    let own = std::env::current_exe().unwrap();
    let mut command = match wrapper.split_first() {
        Some((program, rest)) => {
            let mut command = Command::new(program);
            command.args(rest).arg(own);
            command
        }
        None => Command::new(own),
    };
    command
        .args(["--exact", "drafts::child", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ROUNDS, rounds.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// The numbers of lines that begin so.
fn said(line: &str, sign: &str) -> Option<u32> {
    line.strip_prefix(sign)?.trim().parse().ok()
}

#[test]
fn an_error_of_the_disk_leaves_the_draft_before_or_the_new_one() {
    let may = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !may.is_ok_and(|done| done.status.success()) {
        return eprintln!("skipped: strace is not there, or may not");
    }
    for injection in INJECTIONS {
        let folder = tempfile::tempdir().unwrap();
        let inject = format!("inject={injection}");
        let strace = ["strace", "-f", "-o", "/dev/null", "-e", &inject];
        let done = command(folder.path(), 40, &strace).output().unwrap();
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{injection}: {text}");
        let refused: Vec<u32> = text.lines().filter_map(|line| said(line, "R ")).collect();
        let last = text.lines().filter_map(|line| said(line, "K ")).max();
        let found = open(folder.path()).get(&name()).unwrap().map(|bytes| number(&bytes));
        assert!(!refused.is_empty(), "{injection}: nothing failed");
        assert!(found >= last, "{injection}: {found:?} is older than {last:?}");
    }
}

#[test]
fn a_killed_process_leaves_a_whole_draft() {
    for kill in 1..=KILLS {
        let folder = tempfile::tempdir().unwrap();
        let mut child = command(folder.path(), u32::MAX, &[]).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut last = 0;
        while last < kill {
            last = said(&lines.next().unwrap().unwrap(), "K ").unwrap_or(last);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let later = lines.map_while(Result::ok).filter_map(|line| said(&line, "K ")).max();
        let last = later.unwrap_or(last).max(last);
        let drafts = open(folder.path());
        assert!(number(&drafts.get(&name()).unwrap().unwrap()) >= last);
        drafts.put(&name(), &content(0)).unwrap();
        assert_eq!(drafts.names().unwrap(), [name()], "and the next is kept as any other");
    }
}
