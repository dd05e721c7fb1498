//! Takes away from a process what its work does not need: files, the network, other programs, memory without end.
//!
//! Once given up, nothing of it comes back. What the kernel cannot withhold is named in [`Confinement`], never passed over.

mod calls;
mod files;
mod limits;
mod probe;

pub use probe::{Attempt, passed};
use serde::{Deserialize, Serialize};
use std::fs;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;

/// Where the kernel lists this process's threads.
const THREADS: &str = "/proc/self/task";

/// Where the kernel lists what this process has open.
const DESCRIPTORS: &str = "/proc/self/fd";

/// Files left open that one answer names: it has to fit into a decoder's report.
const MAX_NAMED: usize = 5;

/// Characters of a reason: five of them and a head fit into a decoder's report of 4 KiB, in any script.
const MAX_WHY_CHARS: usize = 150;

/// Input, output and the stream for reports.
const STREAMS: [&str; 3] = ["0", "1", "2"];

/// A part of the confinement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Files and networks, by Landlock.
    Files,
    /// System calls, by seccomp.
    Calls,
    /// Memory, time and sizes, by resource limits.
    Limits,
    /// Threads that began before: Landlock does not reach them.
    Threads,
    /// Files that whoever started this process left open in it.
    Descriptors,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [Self::Files, Self::Calls, Self::Limits, Self::Threads, Self::Descriptors];

    /// The part's name in phrases' ids.
    pub fn id(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Calls => "calls",
            Self::Limits => "limits",
            Self::Threads => "threads",
            Self::Descriptors => "descriptors",
        }
    }
}

/// A part that does not hold, or not whole, and the system's word on why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Which.
    pub part: Part,
    /// Why.
    pub why: String,
}

/// How far a process is confined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "confined", content = "missing", rename_all = "snake_case")]
pub enum Confinement {
    /// In every part.
    Full,
    /// But for these parts.
    Partial(Vec<Missing>),
    /// Neither files nor system calls are withheld.
    None(Vec<Missing>),
}

impl Confinement {
    fn of(missing: Vec<Missing>) -> Self {
        let lacks = |part| missing.iter().any(|missing| missing.part == part);
        if missing.is_empty() {
            Self::Full
        } else if lacks(Part::Files) && lacks(Part::Calls) {
            Self::None(missing)
        } else {
            Self::Partial(missing)
        }
    }

    /// What is missing.
    pub fn missing(&self) -> &[Missing] {
        match self {
            Self::Full => &[],
            Self::Partial(missing) | Self::None(missing) => missing,
        }
    }
}

/// The places that a console keeps.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Files and folders that it may read: the folder of its seat's socket, its themes.
    pub read: Vec<PathBuf>,
    /// Terminals that it may open: mostly `/dev/tty`.
    pub terminals: Vec<PathBuf>,
}

/// Confines the decoder of images: the descriptors that it has, memory, its own end. Nothing can be opened, started or asked.
///
/// What the caller has made of its three streams may stay open; anything else that is open is named.
pub fn decoder(own: &[OwnedFd]) -> Confinement {
    let mut missing = Gathered::default();
    missing.take(Part::Descriptors, nothing_inherited(own));
    missing.take(Part::Limits, limits::of_decoder());
    missing.take(Part::Threads, alone());
    missing.take(Part::Files, files::withhold(&Places::default()));
    // After Landlock, which needs a descriptor for a moment.
    missing.take(Part::Limits, limits::no_more_descriptors());
    missing.take(Part::Calls, calls::of_decoder());
    Confinement::of(missing.0)
}

/// Confines a console: its terminal, its seat's socket and what it may read. No program is started, no network reached, no
/// other process looked into. To be called before any thread begins.
pub fn console(places: &Places) -> Confinement {
    let mut missing = Gathered::default();
    missing.take(Part::Limits, limits::of_console());
    missing.take(Part::Threads, alone());
    missing.take(Part::Files, files::withhold(places));
    missing.take(Part::Calls, calls::of_console());
    Confinement::of(missing.0)
}

#[derive(Default)]
struct Gathered(Vec<Missing>);

impl Gathered {
    fn take(&mut self, part: Part, result: Result<(), String>) {
        let cut = |why: String| why.chars().take(MAX_WHY_CHARS).collect();
        self.0.extend(result.err().map(|why| Missing { part, why: cut(why) }));
    }
}

/// A file that was left open could be read and written whatever Landlock says.
fn nothing_inherited(own: &[OwnedFd]) -> Result<(), String> {
    let known: Vec<String> = own.iter().map(|descriptor| descriptor.as_raw_fd().to_string()).collect();
    let mut found = Vec::new();
    for entry in fs::read_dir(DESCRIPTORS).map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // The list itself is open while it is read, and names itself.
        let what = fs::read_link(entry.path()).unwrap_or_default();
        let is_list = what.starts_with("/proc/") && what.ends_with("fd");
        let is_known = STREAMS.contains(&name.as_str()) || known.contains(&name);
        if !is_known && !is_list && found.len() < MAX_NAMED {
            found.push(what.display().to_string());
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found.join(", ")) }
}

fn alone() -> Result<(), String> {
    match fs::read_dir(THREADS).map(Iterator::count) {
        Ok(1) => Ok(()),
        Ok(count) => Err(format!("{count} threads")),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(parts: &[Part]) -> Confinement {
        Confinement::of(parts.iter().map(|&part| Missing { part, why: "gone".to_owned() }).collect())
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(lacking(&[]), Confinement::Full);
        for part in Part::ALL {
            assert!(matches!(lacking(&[part]), Confinement::Partial(missing) if missing[0].part == part));
        }
        assert!(matches!(lacking(&[Part::Files, Part::Calls]), Confinement::None(_)));
        assert!(matches!(lacking(&[Part::Limits, Part::Threads]), Confinement::Partial(_)));
    }

    #[test]
    fn a_report_survives_its_way() {
        for told in [lacking(&[]), lacking(&[Part::Limits]), lacking(&[Part::Files, Part::Calls])] {
            let json = serde_json::to_string(&told).unwrap();
            assert_eq!(serde_json::from_str::<Confinement>(&json).unwrap(), told, "{json}");
        }
    }

    #[test]
    fn a_file_that_was_left_open_is_named() {
        let file = tempfile::tempfile().unwrap();
        let why = nothing_inherited(&[]).unwrap_err();
        assert!(why.contains('/'), "{why}");
        drop(file);
    }

    #[test]
    fn a_process_of_several_threads_says_so() {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let other = std::thread::spawn(move || stopped.recv().ok());
        assert!(alone().is_err());
        drop(stop);
        other.join().unwrap();
    }
}
