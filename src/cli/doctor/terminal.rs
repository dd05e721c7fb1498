//! Asks this terminal what it can, and says what is used on it and why.

mod report;

use crate::cli::args::DoctorArgs;
use crate::cli::{choices, data, say, say_json};
use crate::terminal::probe::{self, Interview, Window};
use crate::words::{Value, Words};
use anyhow::Result;
use report::Report;
use rustix::fd::OwnedFd;
use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io;
use std::process::ExitCode;
use std::time::Instant;

/// The terminal of this process, wherever its streams lead.
const OWN_TERMINAL: &str = "/dev/tty";

/// Exit code where there is no terminal to ask.
const NO_TERMINAL: u8 = 2;

/// What a terminal printed of a question that it took for text.
const WIPE_LINE: &[u8] = b"\r\x1b[K";

pub(super) fn run(args: &DoctorArgs, words: Words) -> Result<ExitCode> {
    let environment = data::environment();
    let asked = examine(&environment);
    let saved = choices::read(words)?;
    let (window, interview) = match asked {
        Ok((window, interview)) => (Some(window), interview),
        Err(_) => (None, Interview::default()),
    };
    let kept = saved.of(&environment.term, interview.findings.name.as_deref());
    let report = Report { environment, window, interview, asked: args.graphics, kept };
    if args.json {
        say_json(&serde_json::to_string_pretty(&report.as_json())?)?;
    } else {
        report.lines(words).iter().try_for_each(|line| say(line))?;
    }
    if let (Some(graphics), true) = (args.graphics, args.save) {
        let path = choices::keep(report.interview.findings.name.as_deref(), graphics)?;
        let values =
            [("name", Value::from(graphics.to_string())), ("file", Value::from(path.display().to_string()))];
        if !args.json {
            say(&words.say_with("terminal-saved", &values))?;
        }
    }
    Ok(if report.window.is_some() { ExitCode::SUCCESS } else { ExitCode::from(NO_TERMINAL) })
}

/// The terminal's size and its answers. An error is a process without a terminal.
fn examine(environment: &probe::Environment) -> io::Result<(Window, Interview)> {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let terminal = rustix::fs::open(OWN_TERMINAL, flags, Mode::empty())?;
    let raw = Raw::enter(terminal)?;
    let interview = probe::interview(&raw.terminal, environment, wall)?;
    // Some emulators (mlterm) tell their size to the kernel only after they have started their program.
    let window = Window::of(&raw.terminal)?;
    if environment.is_worth_asking() {
        rustix::io::write(&raw.terminal, WIPE_LINE)?;
    }
    Ok((window, interview))
}

/// A terminal that neither echoes nor waits for a line; as it was when dropped.
struct Raw {
    terminal: OwnedFd,
    before: Termios,
}

impl Raw {
    fn enter(terminal: OwnedFd) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut modes = before.clone();
        modes.make_raw();
        tcsetattr(&terminal, OptionalActions::Now, &modes)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // What is still unread are late answers: the shell would take them for typed. A failure is a terminal that is gone.
        tcsetattr(&self.terminal, OptionalActions::Flush, &self.before).ok();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a round trip of this terminal, which no station's clock knows"
)]
fn wall() -> Instant {
    Instant::now()
}
