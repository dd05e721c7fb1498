//! Tries what a confined process must not be able to do, and says what came of it.

use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::net::UdpSocket;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};

/// A file that every machine has and that everybody may read.
const FILE: &str = "/etc/passwd";

/// A program that every machine has.
const PROGRAM: &str = "/bin/true";

/// Memory that no process of ours asks for at once: twice the decoder's bound.
const MEMORY: usize = 2 << 30;

/// An attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attempt {
    /// To read a file of the machine's.
    ReadFile,
    /// To make a file.
    WriteFile,
    /// To start a program.
    Start,
    /// To open a socket of the internet.
    Internet,
    /// To open a socket of this machine.
    Local,
    /// To begin a thread.
    Thread,
    /// To take much memory.
    Memory,
}

impl Attempt {
    /// Every attempt.
    pub const ALL: [Self; 7] = [
        Self::ReadFile,
        Self::WriteFile,
        Self::Start,
        Self::Internet,
        Self::Local,
        Self::Thread,
        Self::Memory,
    ];

    /// The attempt's name in phrases' ids.
    pub fn id(self) -> &'static str {
        match self {
            Self::ReadFile => "read-file",
            Self::WriteFile => "write-file",
            Self::Start => "start",
            Self::Internet => "internet",
            Self::Local => "local",
            Self::Thread => "thread",
            Self::Memory => "memory",
        }
    }

    /// Whether it was let through.
    pub fn passes(self) -> bool {
        match self {
            Self::ReadFile => File::open(FILE).is_ok(),
            Self::WriteFile => made(),
            Self::Start => started(),
            Self::Internet => UdpSocket::bind("127.0.0.1:0").is_ok(),
            Self::Local => UnixDatagram::unbound().is_ok(),
            Self::Thread => {
                std::thread::Builder::new().spawn(|| ()).is_ok_and(|thread| thread.join().is_ok())
            }
            Self::Memory => Vec::<u8>::new().try_reserve_exact(MEMORY).is_ok(),
        }
    }
}

/// The attempts that were let through.
pub fn passed() -> Vec<Attempt> {
    Attempt::ALL.into_iter().filter(|attempt| attempt.passes()).collect()
}

fn made() -> bool {
    let path = std::env::temp_dir().join(format!("intrascope-probe-{}", std::process::id()));
    let made = File::create(&path).is_ok();
    if made {
        // An empty file with our own name that cannot be removed again does no harm.
        fs::remove_file(&path).ok();
    }
    made
}

fn started() -> bool {
    let mut command = Command::new(PROGRAM);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
