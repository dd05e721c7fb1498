//! What goes to the terminal and when: the text first, then as much of the picture as the link has room for.

mod knowing;
mod sheet;

pub use self::knowing::Heard;

use self::knowing::Knowledge;
use self::sheet::Sheet;
use crate::terminal::brush::Way;
use crate::terminal::canvas::{Cells, Fidelity, Keeping, Wanted};
use crate::terminal::easel::{Easel, Rest};
use crate::terminal::graphics::CellSize;
use crate::terminal::guard;
use crate::terminal::input::Reply;
use crate::terminal::link::{Answers, Link};
use crate::terminal::probe::{ColourChoice, Environment, Graphics, GraphicsChoice, SavedChoices, Window};
use crate::terminal::writer::{Progress, Sink, Writer};
use crate::ui::console::Console;
use crate::ui::message::{Display, Sharpness};
use crate::ui::scene::Placement;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::CellDiffOption;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use std::io;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A frame held back by the terminal until it is whole (mode 2026).
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";
const BELL: &[u8] = b"\x07";
const WIPE: &[u8] = b"\x1b[H\x1b[2J";

/// A frame waits so long at most for answers that do not come: one that was lost must not keep what a key did from the screen.
const HELD_AT_MOST: Duration = Duration::from_secs(1);

/// Keys that follow each other this closely are one movement: nothing is made truer between them.
const SHORT_REST: Duration = Duration::from_millis(120);
/// After this long nobody waits for anything: what takes long may be sent.
const LONG_REST: Duration = Duration::from_millis(600);

/// Shorter frames tell nothing of the link and hold nothing up.
const FENCED_BYTES: usize = 256;

/// How long the last bytes may take when the console ends.
const LAST_BYTES: Duration = Duration::from_millis(500);

/// What is known of the terminal before it is asked.
#[derive(Debug)]
pub struct Means {
    pub choice: GraphicsChoice,
    /// The colours that characters may have.
    pub colours: ColourChoice,
    pub saved: SavedChoices,
    pub environment: Environment,
    /// The link's speed, where a person knows it.
    pub link_kbps: Option<NonZeroU32>,
    /// The display, where it is not that of standard output.
    pub display: Option<Display>,
}

/// Whether the terminal was asked anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Nothing,
    Waiting,
}

/// The terminal as a place to draw on.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Sheet>>,
    sheet: Sheet,
    writer: Writer,
    known: Knowledge,
    fixed: Option<Display>,
    easel: Option<Easel>,
    link: Link,
    begun: Instant,
    last_key: Instant,
    /// When a frame was drawn last.
    last_frame: Instant,
    asked_at: Duration,
    /// When the sixel that is on its way was begun.
    poured_at: Duration,
    /// Something must not wait for the sixel that is on its way.
    is_pressed: bool,
    rings: bool,
}

/// Whether a frame was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    Now,
    /// The terminal has not taken the last one yet.
    Later,
}

impl Screen {
    /// Draws to any sink.
    pub fn over(sink: impl Sink, means: Means) -> io::Result<Self> {
        let sheet = Sheet::default();
        let backend = CrosstermBackend::new(sheet.clone());
        let viewport = match means.display {
            Some(display) => Viewport::Fixed(Rect::new(0, 0, display.columns, display.rows)),
            None => Viewport::Fullscreen,
        };
        Ok(Self {
            terminal: Terminal::with_options(backend, TerminalOptions { viewport })?,
            sheet,
            writer: Writer::start(sink)?,
            known: Knowledge::new(means.choice, means.colours, means.saved, means.environment),
            fixed: means.display,
            easel: None,
            link: Link::new(means.link_kbps, Answers::Never),
            begun: Instant::now(),
            last_key: Instant::now(),
            last_frame: Instant::now(),
            asked_at: Duration::ZERO,
            poured_at: Duration::ZERO,
            is_pressed: false,
            rings: false,
        })
    }

    /// The display as it is now; to be asked anew after each resize.
    pub fn display(&self) -> io::Result<Display> {
        if let Some(display) = self.fixed {
            return Ok(display);
        }
        Ok(self.known.display(Window::of(rustix::stdio::stdout())?))
    }

    /// Asks the terminal what it can do; whether there is something to wait for. The answers are inputs like any other.
    pub fn ask(&mut self) -> io::Result<Asked> {
        if let Some(greys) = self.known.greys() {
            guard::colours_change();
            self.hand(greys.into_bytes())?;
        }
        let mut questions = self.known.questions();
        if questions.is_empty() {
            return Ok(Asked::Nothing);
        }
        // A terminal that knows some question for text has shown it: the first frame leaves blank cells alone.
        questions.extend(WIPE);
        self.asked_at = self.now();
        self.hand(questions)?;
        Ok(Asked::Waiting)
    }

    /// Takes an answer to what was asked.
    pub fn hear(&mut self, reply: &Reply) -> Heard {
        if matches!(reply, Reply::Attributes(_)) && !self.known.findings.answered {
            self.link.round_trip(self.now().saturating_sub(self.asked_at));
        }
        self.known.hear(reply)
    }

    /// Tells of each frame that the terminal has taken.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.writer.progress()
    }

    /// Whether a frame would go out now. Characters are pictures too: a link that is full of them takes no more.
    pub fn is_free(&self) -> bool {
        let is_held = self.last_frame.elapsed() < HELD_AT_MOST;
        let is_full = matches!(self.known.graphics, Graphics::Cells(..)) && !self.link.has_room() && is_held;
        self.writer.is_free() && !is_full && (self.is_pressed || !self.is_pouring())
    }

    fn is_pouring(&self) -> bool {
        self.easel.as_ref().is_some_and(Easel::is_pouring)
    }

    /// A person did something: what can wait waits until the keys rest.
    pub fn stir(&mut self) {
        self.last_key = Instant::now();
        self.is_pressed = true;
    }

    /// Rings the bell with the next frame.
    pub fn ring(&mut self) {
        self.rings = true;
    }

    /// The terminal has drawn all that was sent up to a fence.
    pub fn answered(&mut self) {
        self.link.answered(self.now());
    }

    /// How the picture stands on the screen; none where there is none, or all of what the terminal can is there at once.
    pub fn sharpness(&self) -> Sharpness {
        match self.easel.as_ref().and_then(Easel::fidelity) {
            Some(Fidelity::Wrong | Fidelity::Coarse | Fidelity::Draft) => Sharpness::Draft,
            Some(Fidelity::Exact) | None => Sharpness::Whole,
        }
    }

    /// Draws a frame, unless the terminal has not taken the last one.
    pub fn draw(&mut self, console: &Console, display: Display) -> io::Result<Drawn> {
        if !self.is_free() {
            return Ok(Drawn::Later);
        }
        self.is_pressed = false;
        self.last_frame = Instant::now();
        let mut frame = self.easel.as_mut().map(Easel::cut).unwrap_or_default().to_vec();
        self.set_up(display);
        let keeping = self.way(display).map(Way::keeping);
        let mut wanted = None;
        self.terminal.draw(|frame| {
            let placement = console.draw(frame);
            wanted = placement.and_then(|placement| want(frame, placement, keeping, display.rows));
        })?;
        if std::mem::take(&mut self.rings) {
            frame.extend(BELL);
        }
        let text = self.sheet.take();
        if self.known.findings.synchronized_output {
            frame.extend([BEGIN_FRAME, &text, END_FRAME].concat());
        } else {
            frame.extend(text);
        }
        if let Some(easel) = &mut self.easel {
            easel.want(wanted);
        }
        // After the frame's end: some terminals put the text of a frame over the sixels of the same.
        self.finish(frame)?;
        Ok(Drawn::Now)
    }

    /// Makes the picture truer, where the link has room and the keys rest.
    pub fn refine(&mut self) -> io::Result<()> {
        self.link.look(self.now());
        if self.writer.is_free() { self.finish(Vec::new()) } else { Ok(()) }
    }

    /// When [`Screen::refine`] would do something that it would not do now; none while that is up to the terminal.
    pub fn due(&self) -> Option<Instant> {
        let rest = |rest| match rest {
            Rest::None => Duration::ZERO,
            Rest::Short => SHORT_REST,
            Rest::Long => LONG_REST,
        };
        let waits = self.easel.as_ref().and_then(|easel| easel.waits_for(&self.link));
        let truer = waits.filter(|_| self.writer.is_free() && self.link.has_room());
        let truer = truer.map(|waits| self.last_key + rest(waits));
        let truer = match &self.easel {
            Some(easel) if easel.is_pouring() => {
                Some(self.begun + self.link.pours_at()).filter(|_| self.writer.is_free())
            }
            _ => truer,
        };
        let late = self.link.due().map(|due| self.begun + due);
        truer.into_iter().chain(late).min()
    }

    /// Adds what the link has room for of the picture, and hands the frame over.
    fn finish(&mut self, mut frame: Vec<u8>) -> io::Result<()> {
        let (now, rest) = (self.now(), self.rest());
        let mut fenced = 0;
        if self.is_pouring() {
            return self.pour();
        }
        if let Some(easel) = &mut self.easel {
            frame.extend(easel.follow());
            while self.link.has_room() {
                let Some(piece) = easel.step(&self.link, rest, frame.len() - fenced) else { break };
                if easel.is_pouring() {
                    // No question can be put before its end.
                    self.poured_at = now;
                    self.link.pour(piece.len(), now);
                    frame.extend(piece);
                    return self.hand(frame);
                }
                frame.extend(piece);
                fenced = fence(&mut self.link, &mut frame, fenced, now);
            }
        }
        if frame.len() - fenced >= FENCED_BYTES && self.known.graphics != Graphics::Words {
            fence(&mut self.link, &mut frame, fenced, now);
        }
        if frame.is_empty() { Ok(()) } else { self.hand(frame) }
    }

    /// Goes on with the sixel that is on its way, where the link has come so far.
    fn pour(&mut self) -> io::Result<()> {
        let now = self.now();
        if now < self.link.pours_at() {
            return Ok(());
        }
        let Some((mut part, whole)) = self.easel.as_mut().and_then(Easel::pour) else { return Ok(()) };
        self.link.pour(part.len(), now);
        if let Some(bytes) = whole {
            let fence = self.link.fence();
            if !fence.is_empty() {
                part.extend(fence);
                self.link.sent_poured(bytes + fence.len(), self.poured_at);
            }
        }
        self.hand(part)
    }

    /// Only while the writer is free.
    fn hand(&mut self, frame: Vec<u8>) -> io::Result<()> {
        self.writer.hand(frame).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn rest(&self) -> Rest {
        let rested = self.last_key.elapsed();
        if rested >= LONG_REST {
            Rest::Long
        } else if rested >= SHORT_REST {
            Rest::Short
        } else {
            Rest::None
        }
    }

    fn way(&self, display: Display) -> Option<Way> {
        Way::of(self.known.graphics, self.known.passage, cell(display))
    }

    /// A place of work for pictures on this display.
    fn set_up(&mut self, display: Display) {
        let way = self.way(display);
        if self.easel.as_ref().map(Easel::way) != way {
            self.easel = way.map(Easel::new);
        }
    }

    /// After a resize the terminal may have kept anything: all of it is drawn anew.
    pub fn forget(&mut self) -> io::Result<()> {
        if let Some(easel) = &mut self.easel {
            easel.forget();
        }
        self.is_pressed = true;
        // Not by `Terminal::clear`, which asks the terminal for its cursor and waits: the keys of that time would be held up,
        // and a terminal that does not say would end the console.
        let size = match self.fixed {
            Some(display) => Rect::new(0, 0, display.columns, display.rows),
            None => self.terminal.size()?.into(),
        };
        self.terminal.resize(size)
    }

    /// Lets the terminal take what is on its way, for a while, and ends the writer.
    pub fn close(&mut self) {
        if let Some(easel) = &mut self.easel
            && self.writer.is_free()
        {
            let end = easel.cut();
            easel.want(None);
            let last = [end, &easel.follow()].concat();
            // It is free, and a terminal that is gone has no images.
            drop(self.writer.hand(last));
        }
        self.writer.end(LAST_BYTES);
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }
}

fn cell(display: Display) -> CellSize {
    CellSize { width: display.cell_width, height: display.cell_height }
}

/// Ends what was added to a frame since `from` with a fence; where the next one begins comes back.
fn fence(link: &mut Link, frame: &mut Vec<u8>, from: usize, now: Duration) -> usize {
    let fence = link.fence();
    if !fence.is_empty() {
        frame.extend(fence);
        link.sent(frame.len() - from, now);
    }
    frame.len()
}

/// What is wanted of a placement: where text lies over it is told by the cells that are not left alone.
fn want(frame: &mut Frame<'_>, placement: Placement, keeping: Option<Keeping>, rows: u16) -> Option<Wanted> {
    let Placement { area, picture } = placement;
    // A sixel that touches the last row scrolls the whole screen.
    if area.bottom() >= rows {
        return None;
    }
    let mut covered = Vec::with_capacity(usize::from(area.width) * usize::from(area.height));
    for position in area.positions() {
        let cell = frame.buffer_mut().cell_mut(position)?;
        let is_left = cell.diff_option == CellDiffOption::Skip;
        covered.push(!is_left);
        if is_left && matches!(keeping, Some(Keeping::Images { .. })) {
            // No text stays under these images, to be seen through them or when they go.
            cell.reset();
        }
    }
    let area = Cells { column: area.x, row: area.y, columns: area.width, rows: area.height };
    Some(Wanted { area, picture: Arc::clone(&picture), covered })
}
