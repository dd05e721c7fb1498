//! The process that decodes one image for the station: confined before the first byte is read.

use super::args::{ConfinementArgs, DecodeArgs, Process};
use super::say_json;
use crate::confine::{self, Attempt, Confinement, Places};
use crate::station::decoding::{Task, decode};
use anyhow::Result;
use serde::Serialize;
use std::fs::File;
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;

/// Decodes what is open as descriptor 0. What was found, a fault of the image too, is one line on descriptor 2.
pub(super) fn run(args: &DecodeArgs) -> Result<ExitCode> {
    // A station that dies leaves no decoder behind. The thread that started this one waits for its end.
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    let [original, tiles, report] = streams()?.map(File::from);
    let confinement = confine::decoder();
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

/// What a confined process could still do.
#[derive(Serialize)]
struct Tried {
    confinement: Confinement,
    passed: Vec<Attempt>,
}

/// Prints how far the kernel of this machine confines a process, tried from within.
pub(super) fn confinement(args: &ConfinementArgs) -> Result<ExitCode> {
    let confinement = match args.process {
        Process::Decoder => confine::decoder(),
        Process::Console => {
            let terminals = vec!["/dev/tty".into()];
            confine::console(&Places { read: args.read.clone(), terminals })
        }
    };
    say_json(&serde_json::to_string(&Tried { confinement, passed: confine::passed() })?)?;
    Ok(ExitCode::SUCCESS)
}
