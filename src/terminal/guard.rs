//! Takes the screen over and gives it back, whatever ends the console.

use crossterm::cursor::Hide;
use crossterm::event::EnableBracketedPaste;
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, disable_raw_mode, enable_raw_mode};
use rustix::io::Errno;
use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// The Linux console's colours as they were, undone only where [`change_colours`] was called: of other terminals
/// some would wait for more of the system command that it looks like, so a terminator follows.
const OWN_COLOURS: &str = "\x1b]R\x1b\\";

/// Whether the Linux console's colours are ours too.
static COLOURED: AtomicBool = AtomicBool::new(false);

/// Whether the screen is ours. One process has one terminal, and the panic hook has no other way to know.
static ENTERED: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

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
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, Hide, EnableBracketedPaste)?;
        Ok(guard)
    }
}

/// Sends what changes the Linux console's colours; giving the screen back undoes it.
pub fn change_colours(sequence: &str) -> io::Result<()> {
    COLOURED.store(true, Ordering::Release);
    let mut output = io::stdout();
    output.write_all(sequence.as_bytes())?;
    output.flush()
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
        // Not through `io::stdout()`: the panic may have come while its buffer was borrowed.
        let write = |bytes: &[u8]| rustix::io::write(rustix::stdio::stdout(), bytes);
        write_all(write, RESTORATION.as_bytes());
        leave_once(&COLOURED, || write_all(write, OWN_COLOURS.as_bytes()));
        disable_raw_mode().ok();
    });
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

/// Writes as much as the terminal still takes.
fn write_all(mut write: impl FnMut(&[u8]) -> Result<usize, Errno>, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match write(bytes) {
            Ok(0) => return,
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(Errno::INTR) => {}
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
        write_all(halting, RESTORATION.as_bytes());
        assert_eq!(got, RESTORATION.as_bytes());

        let mut calls = 0;
        let gone = |_: &[u8]| {
            calls += 1;
            Err(Errno::IO)
        };
        write_all(gone, RESTORATION.as_bytes());
        assert_eq!(calls, 1);
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
