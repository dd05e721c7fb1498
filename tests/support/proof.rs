//! The program of the proofs: built once, run as often as needed, its words read.
//!
//! `tests/proof/main.rs` says what it does. Every run is a process of its own, so that it can be killed.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The case that a run began with and the last step that it acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledged {
    pub first: u64,
    pub last: u64,
}

/// What a run of the writer left behind.
#[derive(Debug)]
pub struct Said {
    pub acknowledged: Option<Acknowledged>,
    /// Everything that is no acknowledgement: why it ended.
    pub words: String,
}

/// The program's path. It is built here, because not every way to run the tests builds the examples with them.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let tests = std::env::current_exe().unwrap();
        let profile = tests.parent().unwrap().parent().unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.current_dir(env!("CARGO_MANIFEST_DIR")).args(["build", "--offline", "--example", "proof"]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        build.arg("--target-dir").arg(profile.parent().unwrap());
        let built = build.output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        profile.join("examples/proof")
    })
}

/// One proof at a time: each takes both cores, and a power cut one of few loop devices.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a command whose output can be read.
pub fn spawn(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// The writer on a folder.
pub fn writer(dir: &Path) -> Command {
    let mut command = Command::new(program());
    command.arg("write").arg(dir);
    command
}

/// Reads everything that a writer says until it is gone.
pub fn listen(child: &mut Child) -> Said {
    let mut bytes = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut bytes).unwrap();
    child.wait().unwrap();
    hear(&String::from_utf8_lossy(&bytes))
}

/// What a run that is over said.
pub fn run(output: &Output) -> Said {
    hear(&String::from_utf8_lossy(&output.stdout))
}

/// A line without its end was not said.
fn hear(text: &str) -> Said {
    let lines: Vec<&str> = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).collect();
    let number =
        |letter: &str| lines.iter().rev().find_map(|line| line.strip_prefix(letter)?.parse::<u64>().ok());
    let acknowledged = number("S ").zip(number("A ")).map(|(first, last)| Acknowledged { first, last });
    let is_word = |line: &&&str| !line.starts_with("A ") && !line.starts_with("S ");
    Said { acknowledged, words: lines.iter().filter(is_word).copied().collect::<Vec<_>>().join("\n") }
}

/// Whether everything that these runs acknowledged is in the folder; what is wrong otherwise.
pub fn check(dir: &Path, runs: &[Acknowledged]) -> Result<(), String> {
    let runs: Vec<String> = runs.iter().map(|run| format!("{}:{}", run.first, run.last)).collect();
    let checked = Command::new(program()).arg("check").arg(dir).arg(runs.join(",")).output().unwrap();
    let said = [checked.stdout, checked.stderr].concat();
    if checked.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&said).into_owned()) }
}

/// Whether the tests run as root.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Whether a command is at hand.
pub fn has(command: &str) -> bool {
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|dir| dir.join(command).is_file())
}
