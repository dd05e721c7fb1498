//! The machine as the checks see it: files below a root, and programs that are asked; tests put another machine in its place.

use super::finding::Why;
use std::fs::{self, Metadata};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

/// The programs that are asked answer at once; what takes longer hangs.
const ANSWER_WAIT: Duration = Duration::from_secs(15);

/// The longest answer is `sshd -T`: some 6 KB.
const MAX_ANSWER: u64 = 256 * 1024;

/// The longest file is `/etc/group` of a machine with a directory's accounts.
const MAX_FILE: u64 = 1024 * 1024;

/// The permission bits of a mode.
const PERMISSIONS: u32 = 0o7777;

/// What a program answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// Exit code; none when a signal ended it.
    pub(super) code: Option<i32>,
    /// What it printed.
    pub(super) text: String,
}

/// The programs of a machine.
pub(super) trait Programs {
    /// Runs one and waits for its answer.
    fn ask(&self, command: &[&str]) -> Result<Answer, Why>;
}

/// The programs that are installed.
pub(super) struct Installed;

impl Programs for Installed {
    fn ask(&self, command: &[&str]) -> Result<Answer, Why> {
        let Some((program, arguments)) = command.split_first() else {
            return Err(Why::NoTool(String::new()));
        };
        let spawned = Command::new(program)
            .args(arguments)
            .env("LC_ALL", "C")
            .env("SYSTEMD_COLORS", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        match spawned {
            Ok(child) => answer(child).ok_or_else(|| Why::NoAnswer((*program).to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Why::NoTool((*program).to_owned())),
            Err(_) => Err(Why::NotAllowed((*program).to_owned())),
        }
    }
}

/// What a program prints until it ends; one that does not end in time is killed.
fn answer(mut child: Child) -> Option<Answer> {
    let out = child.stdout.take()?;
    let (sender, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = out.take(MAX_ANSWER).read_to_end(&mut bytes);
        // Nobody waits any more when it came too late.
        drop(sender.send(read.map(|_| bytes)));
    });
    let bytes = receiver.recv_timeout(ANSWER_WAIT);
    if bytes.is_err() {
        child.kill().ok()?;
    }
    let code = child.wait().ok()?.code();
    let bytes = bytes.ok()?.ok()?;
    Some(Answer { code, text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// A machine.
pub(super) struct Machine {
    root: PathBuf,
    programs: Box<dyn Programs>,
}

impl Machine {
    pub(super) fn new(root: PathBuf, programs: Box<dyn Programs>) -> Self {
        Self { root, programs }
    }

    /// Where a path of the machine is.
    pub(super) fn at(&self, path: &Path) -> PathBuf {
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Result<String, Why> {
        let mut bytes = Vec::new();
        let file = fs::File::open(self.at(Path::new(path))).map_err(|error| why(&error, path))?;
        file.take(MAX_FILE).read_to_end(&mut bytes).map_err(|error| why(&error, path))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A file's or folder's owner and mode, behind any link.
    pub(super) fn stat(&self, path: &Path) -> Result<Metadata, Why> {
        fs::metadata(self.at(path)).map_err(|error| why(&error, &path.display().to_string()))
    }

    /// The names in a folder, in order.
    pub(super) fn names(&self, path: &Path) -> Result<Vec<String>, Why> {
        let told = |error: &std::io::Error| why(error, &path.display().to_string());
        let entries = fs::read_dir(self.at(path)).map_err(|error| told(&error))?;
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry.map_err(|error| told(&error))?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Whether a unit's name leads to nothing.
    pub(super) fn is_masked(&self, unit: &str) -> bool {
        ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"].iter().any(|folder| {
            let link = fs::read_link(self.at(&Path::new(folder).join(unit)));
            link.is_ok_and(|target| target == Path::new("/dev/null"))
        })
    }

    /// Asks a program.
    pub(super) fn ask(&self, command: &[&str]) -> Result<Answer, Why> {
        self.programs.ask(command)
    }

    /// The value that a key of systemd's own settings has: of the drop-ins, the last by name counts, wherever it lies.
    pub(super) fn setting(&self, name: &str, key: &str) -> Option<String> {
        let folders = ["/usr/lib/systemd", "/run/systemd", "/etc/systemd"];
        let mut files: Vec<(String, String)> = Vec::new();
        for folder in folders {
            let drop_ins = format!("{folder}/{name}.d");
            for file in self.names(Path::new(&drop_ins)).unwrap_or_default() {
                files.push((file.clone(), format!("{drop_ins}/{file}")));
            }
        }
        // Stable: of two files of one name the one in /etc comes last.
        files.sort_by(|one, other| one.0.cmp(&other.0));
        let main = format!("/etc/systemd/{name}");
        std::iter::once(&main)
            .chain(files.iter().map(|(_, path)| path))
            .filter_map(|path| value(&self.text(path).ok()?, key))
            .next_back()
    }
}

/// The last value of `key=value` in a text of systemd's.
pub(super) fn value(text: &str, key: &str) -> Option<String> {
    let of_line =
        |line: &str| Some(line.trim().strip_prefix(key)?.trim_start().strip_prefix('=')?.trim().to_owned());
    text.lines().filter_map(of_line).next_back()
}

/// The permission bits of what was found.
pub(super) fn mode(found: &Metadata) -> u32 {
    found.mode() & PERMISSIONS
}

fn why(error: &std::io::Error, path: &str) -> Why {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Why::NotThere(path.to_owned()),
        ErrorKind::PermissionDenied => Why::NotAllowed(path.to_owned()),
        _ => Why::NoAnswer(path.to_owned()),
    }
}
