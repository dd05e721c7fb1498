//! The decoding process as the station sees it: started, waited for with a bound, ended in any case.

use crate::domain::refusal::Undecoded;
use crate::station::clock;
use crate::station::decoding::{Report, Task};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::AsFd;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// How long a decoder may take: twice the processor time that it has, since other work shares the two cores.
const DEADLINE_MS: u64 = 120_000;

/// The longest answer: a head has nine short fields, a fault one sentence, four parts of a confinement a sentence each.
const MAX_ANSWER_BYTES: usize = 4_096;

/// Lets `program` decode an image. Blocks until it has ended.
pub(super) fn ask(program: &Path, original: File, task: &Task<'_>) -> Result<Report, Undecoded> {
    let ends = clock::uptime_ms().saturating_add(DEADLINE_MS);
    let mut running = start(program, original, task).map_err(|error| not_started(&error))?;
    let answer = running.answer(ends)?;
    let status = running.end(ends)?;
    if let Some(signal) = status.signal() {
        return Err(Undecoded::Ended { signal });
    }
    serde_json::from_slice(&answer).map_err(|_| Undecoded::NoAnswer)
}

fn not_started(error: &io::Error) -> Undecoded {
    Undecoded::NotStarted { error: error.to_string() }
}

fn start(program: &Path, original: File, task: &Task<'_>) -> io::Result<Running> {
    let mut command = Command::new(program);
    // It needs nothing of the environment, and keeps no folder from being unmounted.
    command.arg("decode").env_clear().current_dir("/").stdin(original).stderr(Stdio::piped());
    match task {
        Task::Look => command.stdout(Stdio::null()),
        Task::Tiles(hash, tiles) => command.args(["--tiles", hash.as_str()]).stdout(tiles.try_clone()?),
    };
    Ok(Running(command.spawn()?))
}

/// A decoder that does not outlive the wait for it.
struct Running(Child);

impl Running {
    /// Reads what the decoder says until it says no more.
    fn answer(&mut self, ends: u64) -> Result<Vec<u8>, Undecoded> {
        let Some(mut pipe) = self.0.stderr.take() else { return Err(Undecoded::NoAnswer) };
        let mut answer = Vec::new();
        let mut piece = [0; 1_024];
        loop {
            wait_for(&pipe, ends)?;
            match pipe.read(&mut piece) {
                Ok(0) => return Ok(answer),
                Ok(count) => answer.extend_from_slice(piece.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Undecoded::NoAnswer),
            }
            if answer.len() > MAX_ANSWER_BYTES {
                return Err(Undecoded::NoAnswer);
            }
        }
    }

    /// Waits for its end: one that said all it had to say may still go on.
    fn end(&mut self, ends: u64) -> Result<ExitStatus, Undecoded> {
        let process = pidfd_open(Pid::from_child(&self.0), PidfdFlags::empty());
        wait_for(&process.map_err(|_| Undecoded::NoAnswer)?, ends)?;
        self.0.wait().map_err(|_| Undecoded::NoAnswer)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended and been waited for is not there to be killed.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Waits until there is something to read.
fn wait_for(file: &impl AsFd, ends: u64) -> Result<(), Undecoded> {
    loop {
        let left = ends.saturating_sub(clock::uptime_ms());
        let left = Timespec {
            tv_sec: i64::try_from(left / 1_000).unwrap_or(i64::MAX),
            tv_nsec: i64::try_from(left % 1_000 * 1_000_000).unwrap_or(0),
        };
        match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&left)) {
            Ok(0) => return Err(Undecoded::TooLong),
            Ok(_) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(_) => return Err(Undecoded::NoAnswer),
        }
    }
}
