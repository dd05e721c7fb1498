//! Asks the terminal what it can do: one write, one round trip, a deadline; and measures its cells.

pub mod choice;
pub mod parser;

pub use choice::{
    ColourChoice, Environment, Graphics, GraphicsChoice, LinuxConsole, UnknownColours, UnknownGraphics,
    colour_depth,
};
pub use parser::{Findings, ProbeParser};

use crate::terminal::graphics::{CellSize, USUAL_CELL};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

/// What is asked, in this order: colour registers, then largest sixel picture now and at most
/// (`XTSMGRAPHICS`), name (`XTVERSION`), cell and window in pixels, synchronized output (`DECRQM`), and last
/// the device attributes (`DA1`), which every terminal answers and which so end the answers of those that
/// pass over the rest.
///
/// Registers come first because of answers too late for the deadline: crossterm 0.29 takes everything from
/// `CSI ?` up to a `c` or `u`, mostly the `c` that ends the device attributes, as one sequence and drops it,
/// where a name in front would arrive as keys.
const QUERIES: &[u8] = b"\x1b[?1;1;0S\x1b[?2;1;0S\x1b[?2;4;0S\x1b[>0q\x1b[16t\x1b[14t\x1b[?2026$p\x1b[c";

/// How long the terminal may say nothing. Its first answer takes one round trip, and the rest follow it: half a second over a
/// satellite, and as much again for a busy machine at either end. Only a terminal that answers nothing at all is waited for so long.
pub const SILENCE: Duration = Duration::from_secs(1);
/// However much it says, it is not listened to for longer.
pub const LONGEST: Duration = Duration::from_secs(2);
/// All answers together are some 150 bytes.
const READ_BYTES: usize = 512;

/// Cells are between these, pixels a side; other figures are a terminal's mistake (0 is the usual one).
const CELL_SIDES: std::ops::RangeInclusive<u16> = 2..=256;

/// Asks and listens. The terminal must be in raw mode and nobody else may be reading it; keys pressed
/// meanwhile are lost.
///
/// `now` is the clock. No answer is no error: the findings are then empty. An error is a terminal that cannot
/// be written to.
pub fn ask(terminal: impl AsFd, now: impl Fn() -> Instant) -> io::Result<Findings> {
    let terminal = terminal.as_fd();
    write_all(terminal, QUERIES)?;
    let mut parser = ProbeParser::default();
    let mut buffer = [0; READ_BYTES];
    let end = now() + LONGEST;
    let mut silent_until = now() + SILENCE;
    while !parser.is_finished() {
        let left = silent_until.min(end).saturating_duration_since(now());
        if left.is_zero() {
            break;
        }
        match read_within(terminal, left, &mut buffer) {
            Ok(0) => break,
            Ok(count) => parser.feed(buffer.get(..count).unwrap_or_default()),
            // A signal, such as that of a window being resized, is no answer.
            Err(Errno::INTR | Errno::AGAIN) => continue,
            Err(fault) => return Err(fault.into()),
        }
        silent_until = now() + SILENCE;
    }
    Ok(parser.findings())
}

fn write_all(terminal: BorrowedFd<'_>, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(terminal, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(())
}

/// What the terminal sends within `time`; nothing (0) when it stays silent or is gone.
fn read_within(terminal: BorrowedFd<'_>, time: Duration, buffer: &mut [u8]) -> Result<usize, Errno> {
    let timeout = Timespec::try_from(time).map_err(|_| Errno::INVAL)?;
    match poll(&mut [PollFd::new(&terminal, PollFlags::IN)], Some(&timeout))? {
        0 => Ok(0),
        _ => rustix::io::read(terminal, buffer),
    }
}

/// The window as the kernel knows it. Pixels are 0 where the terminal did not tell; they do come through ssh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    pub columns: u16,
    pub rows: u16,
    pub pixel_width: u16,
    pub pixel_height: u16,
}

impl Window {
    /// The window of a terminal (`TIOCGWINSZ`). To be read anew after each resize: a new font comes that way
    /// too.
    pub fn of(terminal: impl AsFd) -> io::Result<Self> {
        let size = rustix::termios::tcgetwinsize(terminal)?;
        Ok(Self {
            columns: size.ws_col,
            rows: size.ws_row,
            pixel_width: size.ws_xpixel,
            pixel_height: size.ws_ypixel,
        })
    }
}

/// The size of a cell: from the window's pixels, else as the terminal reports cells, else from its report of
/// the window, else the usual one. Windows count a border of up to four pixels in; the division rounds it
/// away.
pub fn cell_size(window: Window, findings: &Findings) -> CellSize {
    let divided = |(width, height): (u16, u16)| {
        let width = width.checked_div(window.columns)?;
        let height = height.checked_div(window.rows)?;
        Some(CellSize { width, height })
    };
    let candidates = [
        divided((window.pixel_width, window.pixel_height)),
        findings.cell_pixels.map(|(width, height)| CellSize { width, height }),
        findings.window_pixels.and_then(divided),
    ];
    let plausible = |cell: &CellSize| CELL_SIDES.contains(&cell.width) && CELL_SIDES.contains(&cell.height);
    candidates.into_iter().flatten().find(plausible).unwrap_or(USUAL_CELL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    use std::cell::Cell;
    use std::fs::File;
    use std::io::{Read, Write};
    use std::os::fd::OwnedFd;

    /// The two ends of a terminal in raw mode: ours, and that of the terminal itself.
    fn terminal() -> (File, File) {
        let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&far).unwrap();
        unlockpt(&far).unwrap();
        let name = ptsname(&far, Vec::new()).unwrap();
        let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY;
        let near: OwnedFd = rustix::fs::open(name.as_c_str(), flags, rustix::fs::Mode::empty()).unwrap();
        let mut modes = tcgetattr(&near).unwrap();
        modes.make_raw();
        tcsetattr(&near, OptionalActions::Now, &modes).unwrap();
        (File::from(near), File::from(far))
    }

    /// A clock that moves a fixed step each time it is read, so that no test depends on how fast the machine
    /// is.
    fn stepping(step: Duration) -> impl Fn() -> Instant {
        let reads = Cell::new(0);
        let origin = tokio::time::Instant::now().into_std();
        move || {
            reads.set(reads.get() + 1);
            origin + step * reads.get()
        }
    }

    #[test]
    fn a_terminal_that_answers_is_believed() {
        let (near, mut far) = terminal();
        let answering = std::thread::spawn(move || {
            let mut asked = vec![0; QUERIES.len()];
            far.read_exact(&mut asked).unwrap();
            assert_eq!(asked, QUERIES);
            far.write_all(b"\x1b[?1;0;1024S\x1b[?2;0;800;480S\x1b[?2;0;1000;1000S\x1bP>|XTerm(379)\x1b\\")
                .unwrap();
            far.write_all(b"\x1b[?2026;0$y\x1b[?63;1;2;4;6c").unwrap();
            far
        });
        let findings = ask(&near, stepping(Duration::ZERO)).unwrap();
        answering.join().unwrap();
        assert!(findings.answered && findings.sixel);
        assert_eq!((findings.registers, findings.geometry), (Some(1024), Some((1000, 1000))));
    }

    #[test]
    fn a_silent_terminal_is_left_at_the_deadline() {
        let (near, _far) = terminal();
        let findings = ask(&near, stepping(SILENCE)).unwrap();
        assert_eq!(findings, Findings::default());
    }

    #[test]
    fn a_terminal_that_goes_on_and_on_is_left_too() {
        let (near, mut far) = terminal();
        far.write_all(b"\x1b[?1;0;256S").unwrap();
        // Seven reads, each less than the silence apart and all of them longer than the whole time.
        far.write_all(&[b'.'; 7 * READ_BYTES]).unwrap();
        far.write_all(b"\x1b[?62;4c").unwrap();
        let findings = ask(&near, stepping(SILENCE / 2 + SILENCE / 4)).unwrap();
        assert!(!findings.answered);
        assert_eq!(findings.registers, Some(256));
    }

    #[test]
    fn a_terminal_that_is_gone_is_no_panic() {
        let (near, far) = terminal();
        drop(far);
        assert!(ask(&near, stepping(Duration::ZERO)).is_err());
    }

    #[test]
    fn the_first_plausible_cell_is_taken() {
        let cell = |width, height| CellSize { width, height };
        let window = |pixel_width, pixel_height| Window { columns: 160, rows: 50, pixel_width, pixel_height };
        let told =
            Findings { cell_pixels: Some((9, 18)), window_pixels: Some((1280, 800)), ..Findings::default() };
        // konsole: 1282 pixels for 160 columns of 8, the border counted in.
        assert_eq!(cell_size(window(1282, 802), &told), cell(8, 16));
        assert_eq!(cell_size(window(0, 0), &told), cell(9, 18));
        let broken = Findings { cell_pixels: Some((0, 18)), ..told.clone() };
        assert_eq!(cell_size(window(0, 0), &broken), cell(8, 16));
        assert_eq!(cell_size(window(0, 0), &Findings::default()), USUAL_CELL);
        assert_eq!(cell_size(Window::default(), &Findings::default()), USUAL_CELL);
        assert_eq!(cell_size(window(u16::MAX, u16::MAX), &Findings::default()), USUAL_CELL);
    }
}
