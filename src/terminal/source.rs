//! The terminal as a source of inputs: an own way to read it, its signal of a new size, and the little time that keys need.

use crate::terminal::input::decoder::{Decoder, Owed};
use crate::terminal::input::{Input, Reply};
use crate::terminal::probe::Window;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;
use tokio::net::unix::pipe::Receiver;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Instant, sleep_until};

/// The terminal of this process, whatever its streams are.
const OWN_TERMINAL: &str = "/dev/tty";

/// The lowest number that is not one of the three streams.
const FIRST_FREE: i32 = 3;

/// Bytes of one read: a paste comes in some.
const READ_BYTES: usize = 4_096;

/// Answers are waited for so long at most, whatever the link; later ones are understood too, but an Esc is then an Esc at once.
const OWED_FOR: Duration = Duration::from_secs(10);

/// At the end, answers that are still on their way are waited for so long: the shell would take them for typed.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

/// Inputs, one after the other. Bytes that were there before it was opened come first.
pub struct Source {
    line: Line,
    resized: Signal,
    decoder: Decoder,
    buffer: Box<[u8]>,
    /// When the last bytes came.
    heard: Instant,
    owed_until: Option<Instant>,
}

impl Source {
    /// Opens the terminal for reading. It should be in raw mode; must be called within a runtime.
    pub fn open() -> io::Result<Self> {
        Self::of(Line::open()?)
    }

    fn of(line: Line) -> io::Result<Self> {
        Ok(Self {
            line,
            resized: signal(SignalKind::window_change())?,
            decoder: Decoder::default(),
            buffer: vec![0; READ_BYTES].into_boxed_slice(),
            heard: Instant::now(),
            owed_until: None,
        })
    }

    /// Tells whether the terminal owes answers: they are then given more time to be whole.
    pub fn expect(&mut self, owed: Owed) {
        self.owed_until = (owed == Owed::Answers).then(|| Instant::now() + OWED_FOR);
        self.decoder.expect(owed);
    }

    /// The next input. An error means that the terminal is gone. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> io::Result<Input> {
        loop {
            if let Some(input) = self.decoder.next() {
                return Ok(input);
            }
            if self.owed_until.is_some_and(|until| Instant::now() >= until) {
                self.expect(Owed::Nothing);
            }
            let until = self.decoder.patience().map(|patience| self.heard + patience);
            tokio::select! {
                biased;
                read = self.line.read(&mut self.buffer) => {
                    let count = read?;
                    self.hear(count)?;
                }
                () = sleep_until(until.unwrap_or(self.heard)), if until.is_some() => self.settle()?,
                Some(()) = self.resized.recv() => {
                    let Window { columns, rows, .. } = Window::of(&self.line.end)?;
                    return Ok(Input::Resize { columns, rows });
                }
            }
        }
    }

    /// Swallows what the terminal still owes, so that nobody else has to.
    pub async fn finish(mut self) {
        let end = Instant::now() + LAST_ANSWERS;
        while self.owed_until.is_some_and(|until| Instant::now() < until) {
            match tokio::time::timeout_at(end, self.next()).await {
                Ok(Ok(Input::Reply(Reply::Attributes(_))) | Err(_)) | Err(_) => return,
                Ok(Ok(_)) => {}
            }
        }
    }

    /// Time is up for an open sequence, unless its rest is there and this process was late itself.
    fn settle(&mut self) -> io::Result<()> {
        match self.line.read_now(&mut self.buffer) {
            Ok(count) => self.hear(count),
            Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => {
                self.decoder.flush();
                Ok(())
            }
            Err(fault) => Err(fault),
        }
    }

    fn hear(&mut self, count: usize) -> io::Result<()> {
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.heard = Instant::now();
        self.decoder.feed(self.buffer.get(..count).unwrap_or_default());
        Ok(())
    }
}

/// Whose way of reading it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// Ours: that a read never waits is a property of this opening, and no other process sees it.
    Own,
    /// The standard input's, which others may share: it is looked at before each read.
    Shared,
}

/// A terminal that is read without ever waiting.
#[derive(Debug)]
struct Line {
    /// The runtime's word for whatever tells when it can be read.
    end: Receiver,
    opening: Opening,
}

impl Line {
    fn open() -> io::Result<Self> {
        let input = rustix::stdio::stdin();
        let is_terminal = rustix::termios::isatty(input);
        // The raw mode is the standard input's, where that is a terminal: it must be the one that is read.
        if !is_terminal || rustix::termios::tcgetpgrp(input).is_ok() {
            let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
            match rustix::fs::open(OWN_TERMINAL, flags, Mode::empty()) {
                Ok(own) => return Self::of(own, Opening::Own),
                Err(fault) if !is_terminal => return Err(fault.into()),
                Err(_) => {}
            }
        }
        Self::of(rustix::io::fcntl_dupfd_cloexec(input, FIRST_FREE)?, Opening::Shared)
    }

    fn of(end: OwnedFd, opening: Opening) -> io::Result<Self> {
        Ok(Self { end: Receiver::from_owned_fd_unchecked(end)?, opening })
    }

    async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.end.readable().await?;
            match self.end.try_io(|| self.read_now(buffer)) {
                Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => {}
                result => return result,
            }
        }
    }

    fn read_now(&self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.opening == Opening::Shared {
            let mut looked_at = [PollFd::from_borrowed_fd(self.end.as_fd(), PollFlags::IN)];
            if poll(&mut looked_at, Some(&Timespec::default()))? == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
        }
        loop {
            match rustix::io::read(&self.end, &mut *buffer) {
                Err(Errno::INTR) => {}
                result => return Ok(result?),
            }
        }
    }
}

#[cfg(test)]
mod tests;
