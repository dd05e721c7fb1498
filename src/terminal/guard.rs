//! Takes the screen over and gives it back, whatever ends the console.

use crate::terminal::writer::Sink;
use crossterm::cursor::Hide;
use crossterm::event::EnableBracketedPaste;
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, OnceLock, TryLockError};
use std::time::Duration;

/// Everything the console may have changed, undone. Each is harmless where it was never done.
///
/// The order matters. The string terminator first: a panic may come in the middle of a sixel, and the
/// terminal would take all that follows as pixels. Synchronized output next, or nothing would be shown.
/// Colours again after the alternate screen, because leaving it brings back those saved with the cursor.
const RESTORATION: &str = concat!(
    "\x1b\\",
    "\x1b[?2026l",
    "\x1b[0m",
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l",
    "\x1b[?2004l",
    "\x1b[?1049l",
    "\x1b[0m",
    "\x1b[?25h",
);

/// The Linux console's colours as they were, undone only where [`colours_change`] was called: of other terminals
/// some would wait for more of the system command that it looks like, so a terminator follows.
const OWN_COLOURS: &str = "\x1b]R\x1b\\";

/// Whether the Linux console's colours are ours too.
static COLOURED: AtomicBool = AtomicBool::new(false);

/// Whether the screen is ours. One process has one terminal, and the panic hook has no other way to know.
static ENTERED: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();
/// Held for each write of a frame: what gives the screen back never comes between two bytes of one.
static WRITING: Mutex<()> = Mutex::new(());
/// The terminal, opened anew: writes to it do not wait, and whoever started the console keeps a descriptor that does.
static TERMINAL: OnceLock<OwnedFd> = OnceLock::new();

/// A terminal that takes nothing for so long while the screen is given back is not waited for any longer.
const LAST_PATIENCE: Duration = Duration::from_millis(100);
/// How often: half a second in all.
const LAST_WAITS: u32 = 5;

/// The screen while it is ours; dropping it gives the screen back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Raw mode, alternate screen, no cursor, bracketed paste. What was done before a failure is undone.
    ///
    /// From the first call on, a panic in any thread gives the screen back before its message is printed.
    pub fn enter() -> io::Result<Self> {
        if ENTERED.swap(true, Ordering::AcqRel) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the screen is already taken over"));
        }
        let guard = Self(());
        HOOK.call_once(install_hook);
        if let (None, Some(terminal)) = (TERMINAL.get(), open_anew()) {
            // Somebody else may have been first; theirs is as good.
            TERMINAL.set(terminal).ok();
        }
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, Hide, EnableBracketedPaste)?;
        Ok(guard)
    }
}

/// Says that the Linux console's colours are changed: giving the screen back undoes it.
pub fn colours_change() {
    COLOURED.store(true, Ordering::Release);
}

impl Drop for Guard {
    fn drop(&mut self) {
        // What is still buffered belongs to the screen that is being left. A failure means that the terminal
        // is gone.
        io::stdout().flush().ok();
        restore();
    }
}

/// Gives the screen back if it is ours; once, from whichever side comes first. Errors are passed over: after
/// a hang-up every write fails (EIO), and there is nobody left to tell.
pub fn restore() {
    leave_once(&ENTERED, || {
        let writing = wait_for_writer();
        // Not through `io::stdout()`: the panic may have come while its buffer was borrowed.
        write_all(
            |bytes| rustix::io::write(terminal(), bytes),
            || wait(LAST_PATIENCE),
            RESTORATION.as_bytes(),
        );
        leave_once(&COLOURED, || {
            write_all(
                |bytes| rustix::io::write(terminal(), bytes),
                || wait(LAST_PATIENCE),
                OWN_COLOURS.as_bytes(),
            );
        });
        drop(writing);
        disable_raw_mode().ok();
    });
}

/// The screen has been taken from the writer, which writes no more; only the write under way may still go on, and where
/// the terminal could not be opened anew that may be for ever.
fn wait_for_writer() -> Option<std::sync::MutexGuard<'static, ()>> {
    for _ in 0..LAST_WAITS {
        match WRITING.try_lock() {
            Ok(writing) => return Some(writing),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LAST_PATIENCE),
        }
    }
    None
}

/// The way to the terminal for the writer's thread, closed as soon as the screen is given back.
#[derive(Debug)]
pub struct Output(());

impl Output {
    /// Of the screen that a guard has taken over.
    pub fn of(_: &Guard) -> Self {
        Self(())
    }
}

impl Sink for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _writing = WRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !ENTERED.load(Ordering::Acquire) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        Ok(rustix::io::write(terminal(), bytes)?)
    }

    fn wait(&mut self, at_most: Duration) -> io::Result<()> {
        wait(at_most)
    }
}

fn terminal() -> BorrowedFd<'static> {
    TERMINAL.get().map_or_else(rustix::stdio::stdout, AsFd::as_fd)
}

/// Waits until the terminal takes something, at most so long.
fn wait(at_most: Duration) -> io::Result<()> {
    let timeout = Timespec::try_from(at_most).map_err(|_| io::ErrorKind::InvalidInput)?;
    let terminal = terminal();
    match poll(&mut [PollFd::new(&terminal, PollFlags::OUT)], Some(&timeout)) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}

/// Opens the terminal of standard output anew, so that its mode of writing is ours alone: by its own name, or where that
/// may not be opened by the name that stands for the terminal of this process.
fn open_anew() -> Option<OwnedFd> {
    let own = rustix::termios::ttyname(rustix::stdio::stdout(), Vec::new()).ok()?;
    let own = PathBuf::from(own.to_string_lossy().into_owned());
    let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let open = |path: &Path| rustix::fs::open(path, flags, Mode::empty()).ok();
    open(&own).or_else(|| open(Path::new("/dev/tty")))
}

fn install_hook() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        previous(panic);
    }));
}

fn leave_once(entered: &AtomicBool, leave: impl FnOnce()) {
    if entered.swap(false, Ordering::AcqRel) {
        leave();
    }
}

/// Writes as much as the terminal still takes, waiting a few times where it takes nothing.
fn write_all(
    mut write: impl FnMut(&[u8]) -> Result<usize, Errno>,
    mut wait: impl FnMut() -> io::Result<()>,
    mut bytes: &[u8],
) {
    let mut waits = 0;
    while !bytes.is_empty() {
        match write(bytes) {
            Ok(0) => return,
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) if waits < LAST_WAITS && wait().is_ok() => waits += 1,
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screen_is_left_once_and_only_if_it_was_entered() {
        let entered = AtomicBool::new(true);
        let mut times = 0;
        leave_once(&entered, || times += 1);
        leave_once(&entered, || times += 1);
        assert_eq!(times, 1);
    }

    #[test]
    fn short_and_interrupted_writes_go_on_and_a_gone_terminal_ends_them() {
        let mut got = Vec::new();
        let mut turn = 0;
        let halting = |bytes: &[u8]| {
            turn += 1;
            if turn % 2 == 0 {
                return Err(Errno::INTR);
            }
            let taken = bytes.len().min(5);
            got.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        };
        write_all(halting, || Ok(()), RESTORATION.as_bytes());
        assert_eq!(got, RESTORATION.as_bytes());

        let mut calls = 0;
        let gone = |_: &[u8]| {
            calls += 1;
            Err(Errno::IO)
        };
        write_all(gone, || Ok(()), RESTORATION.as_bytes());
        assert_eq!(calls, 1);
    }

    #[test]
    fn a_terminal_that_does_not_read_is_left_after_a_few_waits() {
        let mut waits = 0;
        let counted = || {
            waits += 1;
            Ok(())
        };
        write_all(|_| Err(Errno::AGAIN), counted, RESTORATION.as_bytes());
        assert_eq!(waits, LAST_WAITS);
    }

    #[test]
    fn the_picture_is_ended_before_anything_else_is_said() {
        let at = |what: &str| RESTORATION.find(what).unwrap();
        assert_eq!(at("\x1b\\"), 0);
        assert!(at("\x1b[?2026l") < at("\x1b[?1049l"));
        assert!(RESTORATION.rfind("\x1b[0m").unwrap() > at("\x1b[?1049l"));
        assert!(RESTORATION.ends_with("\x1b[?25h"));
    }
}
