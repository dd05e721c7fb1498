//! Asks the terminal what it can do: one write, one round trip; and measures its cells.

pub mod choice;
pub mod findings;
pub mod saved;

pub use choice::{
    ColourChoice, Environment, Graphics, GraphicsChoice, KittyTerminal, LinuxConsole, Passage, Reason,
    UnknownColours, UnknownGraphics, colour_depth, known_depth,
};
pub use findings::{Findings, Outside};
pub use saved::SavedChoices;

use crate::terminal::graphics::{CellSize, USUAL_CELL};
use crate::terminal::input::Input;
use crate::terminal::input::decoder::{Decoder, Owed};
use findings::{ASKED_IMAGE, ASKED_OUTSIDE};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

/// What every terminal that is worth asking may be asked, in this order: colour registers, then largest sixel picture now and at
/// most (`XTSMGRAPHICS`), name (`XTVERSION`), cell and window in pixels, synchronized output (`DECRQM`).
const QUESTIONS: &str = "\x1b[?1;1;0S\x1b[?2;1;0S\x1b[?2;4;0S\x1b[>0q\x1b[16t\x1b[14t\x1b[?2026$p";

/// The device attributes (`DA1`): every terminal answers them, and they so end the answers of those that pass over the rest.
const LAST_QUESTION: &str = "\x1b[c";

/// How long a person waits for a picture of the better kind: an answer that takes longer is taken when it comes.
pub const FIRST_WAIT: Duration = Duration::from_millis(100);

/// How long a command that cannot wait for late answers listens to a terminal that says nothing: half a second over a satellite,
/// and as much again for a busy machine at either end.
pub const SILENCE: Duration = Duration::from_secs(1);
/// However much it says, it is not listened to for longer.
pub const LONGEST: Duration = Duration::from_secs(2);
/// All answers together are some 200 bytes.
const READ_BYTES: usize = 512;

/// Cells are between these, pixels a side; other figures are a terminal's mistake (0 is the usual one).
const CELL_SIDES: std::ops::RangeInclusive<u16> = 2..=256;

/// What to ask of this terminal, one write; empty for those that have nothing to tell and may print what they do not know.
///
/// tmux answers by itself what it knows, at once, and hands the last questions to the terminal around it where it may: those
/// answers end with a second `DA1`. It takes the kitty protocol's question for the pane's title, so it is not asked that, and GNU
/// screen is not either.
pub fn questions(environment: &Environment) -> Vec<u8> {
    let kitty = |image: u32| format!("\x1b_Gi={image},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\");
    if !environment.is_worth_asking() {
        return Vec::new();
    }
    let asked = if environment.is_in_tmux() {
        let outside = choice::through_tmux(&format!("{}{LAST_QUESTION}", kitty(ASKED_OUTSIDE)));
        format!("{QUESTIONS}{LAST_QUESTION}{outside}")
    } else if environment.is_multiplexed() {
        format!("{QUESTIONS}{LAST_QUESTION}")
    } else {
        format!("{}{QUESTIONS}{LAST_QUESTION}", kitty(ASKED_IMAGE))
    };
    asked.into_bytes()
}

/// Asks and listens until the last answer, for a command that prints and ends: a console listens all its life instead. The terminal
/// must be in raw mode and nobody else may be reading it; keys pressed meanwhile are lost.
///
/// `now` is the clock. No answer is no error: the findings are then empty. An error is a terminal that cannot
/// be written to.
pub fn ask(
    terminal: impl AsFd,
    environment: &Environment,
    now: impl Fn() -> Instant,
) -> io::Result<Findings> {
    interview(terminal, environment, now).map(|interview| interview.findings)
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interview {
    pub findings: Findings,
    /// From the questions to the answer that ends all answers: one way there and back. None where it did not come.
    pub round_trip: Option<Duration>,
}

/// As [`ask`], and tells how long the way there and back took.
pub fn interview(
    terminal: impl AsFd,
    environment: &Environment,
    now: impl Fn() -> Instant,
) -> io::Result<Interview> {
    let terminal = terminal.as_fd();
    let mut interview = Interview::default();
    let questions = questions(environment);
    if questions.is_empty() {
        return Ok(interview);
    }
    let begin = now();
    write_all(terminal, &questions)?;
    let mut decoder = Decoder::default();
    decoder.expect(Owed::Answers);
    let mut buffer = [0; READ_BYTES];
    let end = now() + LONGEST;
    let mut silent_until = now() + SILENCE;
    while !is_complete(&interview.findings, environment) {
        let left = silent_until.min(end).saturating_duration_since(now());
        if left.is_zero() {
            break;
        }
        match read_within(terminal, left, &mut buffer) {
            Ok(0) => break,
            Ok(count) => decoder.feed(buffer.get(..count).unwrap_or_default()),
            // A signal, such as that of a window being resized, is no answer.
            Err(Errno::INTR | Errno::AGAIN) => continue,
            Err(fault) => return Err(fault.into()),
        }
        while let Some(input) = decoder.next() {
            if let Input::Reply(reply) = input {
                interview.findings.learn(&reply);
            }
        }
        let heard = now();
        if interview.findings.answered {
            interview.round_trip.get_or_insert(heard.saturating_duration_since(begin));
        }
        // tmux answers at once; where the terminal around it may not be asked, there is nothing more to wait for.
        silent_until = heard + if interview.findings.answered { FIRST_WAIT } else { SILENCE };
    }
    Ok(interview)
}

/// Whether nothing more is to be expected.
pub fn is_complete(findings: &Findings, environment: &Environment) -> bool {
    findings.answered && (!environment.is_in_tmux() || findings.outside.answered)
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

/// Where a cell's size comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellSource {
    /// The window's pixels, as the kernel knows them.
    Kernel,
    /// The terminal's report of a cell.
    Cell,
    /// The terminal's report of its window.
    Window,
    /// Nobody told: the usual size.
    Usual,
}

/// The size of a cell; see [`measured_cell`].
pub fn cell_size(window: Window, findings: &Findings) -> CellSize {
    measured_cell(window, findings).0
}

/// The size of a cell: from the window's pixels, else as the terminal reports cells, else from its report of
/// the window, else the usual one. Windows count a border of up to four pixels in; the division rounds it
/// away.
pub fn measured_cell(window: Window, findings: &Findings) -> (CellSize, CellSource) {
    let divided = |(width, height): (u16, u16)| {
        let width = width.checked_div(window.columns)?;
        let height = height.checked_div(window.rows)?;
        Some(CellSize { width, height })
    };
    let candidates = [
        (divided((window.pixel_width, window.pixel_height)), CellSource::Kernel),
        (findings.cell_pixels.map(|(width, height)| CellSize { width, height }), CellSource::Cell),
        (findings.window_pixels.and_then(divided), CellSource::Window),
    ];
    let plausible = |cell: CellSize| CELL_SIDES.contains(&cell.width) && CELL_SIDES.contains(&cell.height);
    let told = candidates
        .into_iter()
        .find_map(|(cell, source)| Some((cell.filter(|&cell| plausible(cell))?, source)));
    told.unwrap_or((USUAL_CELL, CellSource::Usual))
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

    fn xterm() -> Environment {
        Environment { term: "xterm".to_owned(), ..Environment::default() }
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
            let expected = questions(&xterm());
            let mut asked = vec![0; expected.len()];
            far.read_exact(&mut asked).unwrap();
            assert_eq!(asked, expected);
            far.write_all(b"\x1b[?1;0;1024S\x1b[?2;0;800;480S\x1b[?2;0;1000;1000S\x1bP>|XTerm(379)\x1b\\")
                .unwrap();
            far.write_all(b"\x1b[?2026;0$y\x1b[?63;1;2;4;6c").unwrap();
            far
        });
        let findings = ask(&near, &xterm(), stepping(Duration::ZERO)).unwrap();
        answering.join().unwrap();
        assert!(findings.answered && findings.sixel);
        assert_eq!((findings.registers, findings.geometry), (Some(1024), Some((1000, 1000))));
    }

    #[test]
    fn a_silent_terminal_is_left_at_the_deadline() {
        let (near, _far) = terminal();
        let findings = ask(&near, &xterm(), stepping(SILENCE)).unwrap();
        assert_eq!(findings, Findings::default());
    }

    #[test]
    fn a_terminal_that_goes_on_and_on_is_left_too() {
        let (near, mut far) = terminal();
        far.write_all(b"\x1b[?1;0;256S").unwrap();
        // Seven reads, each less than the silence apart and all of them longer than the whole time.
        far.write_all(&[b'.'; 7 * READ_BYTES]).unwrap();
        far.write_all(b"\x1b[?62;4c").unwrap();
        let findings = ask(&near, &xterm(), stepping(SILENCE / 2 + SILENCE / 4)).unwrap();
        assert!(!findings.answered);
        assert_eq!(findings.registers, Some(256));
    }

    #[test]
    fn a_terminal_that_is_gone_is_no_panic() {
        let (near, far) = terminal();
        drop(far);
        assert!(ask(&near, &xterm(), stepping(Duration::ZERO)).is_err());
    }

    #[test]
    fn each_terminal_is_asked_what_cannot_harm_it() {
        let asked = |term: &str, tmux| {
            let environment = Environment { term: term.to_owned(), tmux, ..Environment::default() };
            String::from_utf8(questions(&environment)).unwrap()
        };
        assert_eq!(asked("linux", false) + &asked("dumb", false) + &asked("", false), "");
        let xterm = asked("xterm-256color", false);
        assert!(xterm.starts_with("\x1b_Gi=31,") && xterm.ends_with("$p\x1b[c"));
        let screen = asked("screen.xterm-256color", false);
        assert!(!screen.contains("_G") && screen.ends_with("$p\x1b[c"));
        // tmux would take it for the pane's title: it is in a wrapping only, behind tmux's own last question.
        let tmux = asked("tmux-256color", true);
        assert!(tmux.ends_with(
            "$p\x1b[c\x1bPtmux;\x1b\x1b_Gi=32,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\x1b\\\x1b\x1b[c\x1b\\"
        ));
        assert_eq!(tmux.matches("_G").count(), 1);
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
