//! Asks the terminal in passing: for a program that prints and ends, and never takes the screen over.

use crate::terminal::probe::{self, Environment, Findings};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr, ttyname};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Instant;

/// What the terminal that a stream goes to says of itself. Nothing where there is none, where it is not worth asking, or where another
/// program has it: a job in the background that read the terminal would be stopped.
///
/// `now` is the clock. The terminal's modes are as they were when this returns.
///
/// # Errors
/// A terminal that cannot be written to.
pub fn ask(stream: impl AsFd, environment: &Environment, now: impl Fn() -> Instant) -> io::Result<Findings> {
    if !environment.is_worth_asking() {
        return Ok(Findings::default());
    }
    match Raw::enter(stream) {
        Some(raw) => probe::ask(&raw.terminal, now),
        None => Ok(Findings::default()),
    }
}

/// A terminal in raw mode; dropping it puts the modes back.
struct Raw {
    terminal: OwnedFd,
    before: Termios,
}

impl Raw {
    /// `None` where the stream's terminal is not ours to read.
    fn enter(stream: impl AsFd) -> Option<Self> {
        let name = ttyname(stream, Vec::new()).ok()?;
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let terminal = rustix::fs::open(name.as_c_str(), flags, Mode::empty()).ok()?;
        // Not the terminal of this session, or one that another job has.
        if tcgetpgrp(&terminal).ok()? != rustix::process::getpgrp() {
            return None;
        }
        let before = tcgetattr(&terminal).ok()?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(&terminal, OptionalActions::Now, &raw).ok()?;
        Some(Self { terminal, before })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that is gone by now has no modes to put back.
        tcsetattr(&self.terminal, OptionalActions::Now, &self.before).ok();
    }
}
