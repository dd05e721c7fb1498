//! Which piece of a picture is sent next: coarse at once on a slow link, readable when the keys rest, exact when nobody asks for more.

mod pour;

use self::pour::{PART, Pour};
use crate::terminal::brush::{Brush, Way};
use crate::terminal::canvas::{Canvas, Fidelity, Patch, Wanted};
use crate::terminal::link::Link;
use std::sync::Arc;
use std::time::Duration;

/// A link that carries a whole exact picture in this time needs nothing coarser before it.
const AT_ONCE: Duration = Duration::from_millis(100);
/// A change that is carried in this time is sent as it is.
const SOON: Duration = Duration::from_millis(150);
/// From the key to the coarse picture, less the way there and back; at least and at most so long for its bytes.
const COARSE_BY: Duration = Duration::from_millis(430);
const COARSE_TIME: (Duration, Duration) = (Duration::from_millis(60), Duration::from_millis(220));
/// From the key to the draft of the whole picture, less the coarse one and the way there and back.
const DRAFT_BY: Duration = Duration::from_millis(1_900);
const DRAFT_TIME: (Duration, Duration) = (Duration::from_secs(1), Duration::from_millis(1_480));
/// Pieces in which a picture is made truer, so that a key pressed meanwhile waits for one of them only.
const PIECES: u16 = 8;
/// Bytes of an exact sixel: some half a byte a pixel, and a patch's own.
const PIXELS_A_BYTE: usize = 2;
const PATCH_BYTES: usize = 300;

/// How long no key was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rest {
    /// Keys come.
    None,
    /// The keys rest.
    Short,
    /// Nobody does anything.
    Long,
}

/// A picture's place of work.
#[derive(Debug)]
pub struct Easel {
    brush: Brush,
    canvas: Canvas,
    pour: Option<Pour>,
    /// Bytes of the draft so far.
    drafted: usize,
}

/// What is drawn next, and in how many bytes if that can be.
struct Next {
    patches: Vec<Patch>,
    budget: Option<usize>,
}

impl Easel {
    pub fn new(way: Way) -> Self {
        let canvas = Canvas::new(way.keeping(), way.cell(), way.largest());
        Self { brush: Brush::new(way), canvas, pour: None, drafted: 0 }
    }

    /// How it draws.
    pub fn way(&self) -> Way {
        self.brush.way()
    }

    /// What is to be seen from now on. See [`Canvas::want`] for what the caller must write over.
    pub fn want(&mut self, wanted: Option<Wanted>) {
        let before = self.canvas.wanted().map(|wanted| Arc::as_ptr(&wanted.picture));
        if before != wanted.as_ref().map(|wanted| Arc::as_ptr(&wanted.picture)) {
            self.brush.begin();
            self.drafted = 0;
        }
        self.canvas.want(wanted);
    }

    /// The terminal may have kept anything.
    pub fn forget(&mut self) {
        self.canvas.forget();
        self.brush.forget();
    }

    /// The bytes that follow at once what lies over the picture, and let go of what is wanted no more.
    pub fn follow(&mut self) -> Vec<u8> {
        self.brush.place(&self.canvas)
    }

    /// How true the picture on the screen is; none while there is none.
    pub fn fidelity(&self) -> Option<Fidelity> {
        let fidelity = self.canvas.fidelity()?;
        // What is still on its way is not seen yet.
        Some(if self.is_pouring() { fidelity.min(Fidelity::Draft) } else { fidelity })
    }

    /// Whether a piece has begun that goes on with [`Easel::pour`]. Nothing else may be written before its end.
    pub fn is_pouring(&self) -> bool {
        self.pour.is_some()
    }

    /// The next part of what has begun, and the bytes of the whole where that is its end.
    pub fn pour(&mut self) -> Option<(Vec<u8>, Option<usize>)> {
        let pour = self.pour.as_mut()?;
        let part = pour.part();
        let whole = pour.whole();
        if whole.is_some() {
            self.pour = None;
        }
        Some((part, whole))
    }

    /// The bytes that end early what has begun; its cells are drawn again later.
    pub fn cut(&mut self) -> &'static [u8] {
        let Some(pour) = self.pour.take() else { return &[] };
        let (end, patches) = pour.cut();
        self.canvas.spoil(&patches);
        end
    }

    /// The bytes of the next piece; none where all is there, or better must wait until the keys rest longer. A long one on a slow
    /// link is begun only: see [`Easel::is_pouring`]. `ahead` is how many bytes go out before it in the same frame.
    pub fn step(&mut self, link: &Link, rest: Rest, ahead: usize) -> Option<Vec<u8>> {
        if self.is_pouring() {
            return None;
        }
        let Next { patches, budget } = self.next(link, rest, ahead)?;
        if patches.is_empty() {
            return None;
        }
        let bytes = self.brush.paint(&self.canvas, &patches, budget);
        if patches.iter().any(|patch| patch.fidelity == Fidelity::Draft) {
            self.drafted += bytes.len();
        }
        let is_long = bytes.len() > PART && link.time(bytes.len()).is_some_and(|time| time > SOON);
        // What nobody waits for gives way; a coarse picture is what the key before this one asked for.
        let gives_way = patches.iter().all(|patch| patch.fidelity == Fidelity::Exact);
        if !(is_long && gives_way && self.way().is_cut_anywhere()) {
            return Some(bytes);
        }
        self.pour = Some(Pour::new(bytes, patches));
        self.pour().map(|(part, _)| part)
    }

    /// How long the keys must rest for the next piece; none where all is there.
    pub fn waits_for(&self, link: &Link) -> Option<Rest> {
        Some(match self.canvas.fidelity()? {
            Fidelity::Exact => return None,
            _ if self.is_fast(link) => Rest::None,
            Fidelity::Wrong => Rest::None,
            Fidelity::Coarse => Rest::Short,
            Fidelity::Draft => Rest::Long,
        })
    }

    fn next(&mut self, link: &Link, rest: Rest, ahead: usize) -> Option<Next> {
        use Fidelity::{Coarse, Draft, Exact, Wrong};
        if rest < self.waits_for(link)? {
            return None;
        }
        if self.is_fast(link) {
            return Some(Next { patches: self.canvas.draw(Exact, Exact, u16::MAX, Exact), budget: None });
        }
        let area = self.canvas.wanted()?.area;
        let rows = area.rows.div_ceil(PIECES).max(1);
        Some(match self.canvas.fidelity()? {
            Exact => return None,
            Wrong => {
                let few =
                    link.time(self.bytes(self.canvas.cells_below(Coarse))).is_none_or(|time| time <= SOON);
                let fidelity = if few { Exact } else { Coarse };
                let patches = self.canvas.draw(Coarse, fidelity, u16::MAX, Coarse);
                Next { patches, budget: coarse_bytes(link, ahead) }
            }
            Coarse => {
                let waiting = self.canvas.cells_below(Draft);
                let patches = self.canvas.draw(Draft, Draft, rows, Draft);
                let cells: usize = patches.iter().map(|patch| patch.cells.count()).sum();
                // What pieces before this one left of the time is for those that wait.
                let left = link.bytes_in(draft_time(link)).map(|bytes| bytes.saturating_sub(self.drafted));
                let budget = left.map(|bytes| bytes * cells / waiting.max(cells).max(1));
                Next { patches, budget }
            }
            Draft => Next { patches: self.canvas.draw(Exact, Exact, rows, Exact), budget: None },
        })
    }

    /// A link of which nothing is known is as fast as the writer.
    fn is_fast(&self, link: &Link) -> bool {
        let cells = self.canvas.wanted().map_or(0, |wanted| wanted.area.count());
        link.time(self.bytes(cells)).is_none_or(|time| time <= AT_ONCE)
    }

    /// About how many bytes exact cells take.
    fn bytes(&self, cells: usize) -> usize {
        let cell = self.way().cell();
        cells * usize::from(cell.width) * usize::from(cell.height) / PIXELS_A_BYTE + PATCH_BYTES
    }
}

/// How long the bytes of a coarse picture may take.
fn coarse_time(link: &Link) -> Duration {
    let (least, most) = COARSE_TIME;
    COARSE_BY.saturating_sub(link.way_and_back()).clamp(least, most)
}

/// How many they may be: what is under way already comes before them.
fn coarse_bytes(link: &Link, ahead: usize) -> Option<usize> {
    let (least, _) = COARSE_TIME;
    let left = link.bytes_in(coarse_time(link))?.saturating_sub(ahead + link.under_way());
    Some(left.max(link.bytes_in(least)?))
}

/// How long those of a draft may take.
fn draft_time(link: &Link) -> Duration {
    let (least, most) = DRAFT_TIME;
    DRAFT_BY.saturating_sub(link.way_and_back() + coarse_time(link)).clamp(least, most)
}

#[cfg(test)]
mod tests;
