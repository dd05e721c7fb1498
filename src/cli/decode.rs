//! The process that decodes one image for the station: confined before the first byte is read.

use super::args::DecodeArgs;
use crate::confine;
use crate::station::decoding::{Task, decode};
use anyhow::Result;
use std::fs::File;
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;

/// Decodes what is open as descriptor 0. What was found, a fault of the image too, is one line on descriptor 2.
pub(super) fn run(args: &DecodeArgs) -> Result<ExitCode> {
    // A station that dies leaves no decoder behind. The thread that started this one waits for its end.
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    let streams = streams()?;
    let confinement = confine::decoder(&streams);
    let [original, tiles, report] = streams.map(File::from);
    let task = match &args.tiles {
        None => Task::Look,
        Some(hash) => Task::Tiles(hash, &tiles),
    };
    let mut line = serde_json::to_vec(&decode(original, &task, confinement))?;
    line.push(b'\n');
    // In one write: a reader sees all of it or nothing.
    (&report).write_all(&line)?;
    Ok(ExitCode::SUCCESS)
}

fn streams() -> std::io::Result<[OwnedFd; 3]> {
    let own = |stream: rustix::fd::BorrowedFd<'_>| stream.try_clone_to_owned();
    Ok([
        own(rustix::stdio::stdin().as_fd())?,
        own(rustix::stdio::stdout().as_fd())?,
        own(rustix::stdio::stderr().as_fd())?,
    ])
}
