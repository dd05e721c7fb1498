//! Turns the patches of a canvas into the bytes that draw them.

mod drafts;
mod images;

use self::drafts::Drafts;
use self::images::Images;
use crate::terminal::canvas::{Canvas, Cells, Fidelity, Keeping, Patch, XTERM_OBJECTS};
use crate::terminal::graphics::sixel::{self, SixelLimits};
use crate::terminal::graphics::{Area, CellSize, Dial, Picture, Tolerance, iterm2, kitty};
use crate::terminal::probe::choice::through_tmux;
use crate::terminal::probe::{Graphics, Passage};

const SAVE_CURSOR: &[u8] = b"\x1b7";
const RESTORE_CURSOR: &[u8] = b"\x1b8";

/// How wide the blocks of a coarse picture are, pixels, and in how many greys; the coarser ones for a slower link.
const BLOCKS: [(u32, u16); 4] = [(8, 32), (16, 16), (32, 16), (64, 8)];
/// All blocks are as high as a sixel's band, so that each is one run: higher ones would take no fewer bytes.
const BLOCK_ROWS: u32 = 6;
/// Images of the kitty protocol that one picture may consist of, before it is sent anew as one.
const MOST_IMAGES: u32 = 64;

/// How a terminal draws pixels, and what it keeps of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    wire: Wire,
    passage: Passage,
    cell: CellSize,
}

/// The protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wire {
    Sixel(SixelLimits),
    Kitty,
    Iterm2,
}

impl Way {
    /// For a way of drawing by pixels; none for the others.
    pub fn of(graphics: Graphics, passage: Passage, cell: CellSize) -> Option<Self> {
        let wire = match graphics {
            Graphics::Sixel(limits) => Wire::Sixel(limits),
            Graphics::Kitty(_) => Wire::Kitty,
            Graphics::Iterm2 => Wire::Iterm2,
            Graphics::Cells(..) | Graphics::Words => return None,
        };
        Some(Self { wire, passage, cell })
    }

    /// One cell, pixels.
    pub fn cell(self) -> CellSize {
        self.cell
    }

    /// What becomes of pictures on this terminal.
    pub fn keeping(self) -> Keeping {
        match self.wire {
            Wire::Sixel(_) => Keeping::Pixels { objects: XTERM_OBJECTS },
            Wire::Kitty => Keeping::Images { objects: MOST_IMAGES },
            Wire::Iterm2 => Keeping::Pixels { objects: u32::MAX },
        }
    }

    /// Whether a picture that was begun can be ended wherever it is: a sixel can that no multiplexer passes on.
    pub fn is_cut_anywhere(self) -> bool {
        matches!(self.wire, Wire::Sixel(_)) && self.passage == Passage::Direct
    }

    /// The widest and highest patch, pixels.
    pub fn largest(self) -> (u32, u32) {
        match self.wire {
            Wire::Sixel(limits) => limits.max,
            Wire::Kitty | Wire::Iterm2 => (Picture::MAX_WIDTH, Picture::MAX_HEIGHT),
        }
    }
}

/// What draws, and what it has drawn that the terminal knows by number.
#[derive(Debug)]
pub struct Brush {
    way: Way,
    images: Images,
    drafts: Drafts,
}

impl Brush {
    pub fn new(way: Way) -> Self {
        Self { way, images: Images::default(), drafts: Drafts::default() }
    }

    pub fn way(&self) -> Way {
        self.way
    }

    /// The terminal may have kept anything.
    pub fn forget(&mut self) {
        self.images.forget();
    }

    /// Another picture is wanted: what pieces of a draft came to before counts no more.
    pub fn begin(&mut self) {
        self.drafts = Drafts::default();
    }

    /// The bytes of patches that the canvas has handed out, the cursor kept where it was. `budget` is how many bytes the link
    /// carries in the time that the patches may take; those that are not exact are made so coarse.
    pub fn paint(&mut self, canvas: &Canvas, patches: &[Patch], budget: Option<usize>) -> Vec<u8> {
        let Some(wanted) = canvas.wanted() else { return Vec::new() };
        let mut bytes = Vec::new();
        let cells: usize = patches.iter().map(|patch| patch.cells.count()).sum();
        for patch in patches {
            let Ok(part) = wanted.picture.part(self.pixels(patch.cells)) else { continue };
            let share = budget.map(|budget| budget * patch.cells.count() / cells.max(1));
            let place = Cells {
                column: wanted.area.column + patch.cells.column,
                row: wanted.area.row + patch.cells.row,
                ..patch.cells
            };
            match self.way.wire {
                Wire::Sixel(limits) => {
                    bytes.extend(to(place));
                    bytes.extend(self.sixel(&part, patch.fidelity, share, limits.registers));
                }
                Wire::Kitty => {
                    let (part, tolerance) = simplified(part, patch.fidelity);
                    bytes.extend(self.images.send(patch, &part, tolerance));
                }
                Wire::Iterm2 => {
                    let (part, tolerance) = simplified(part, patch.fidelity);
                    let cells = kitty::Cells { columns: patch.cells.columns, rows: patch.cells.rows };
                    bytes.extend(to(place));
                    // No memory for it is the only fault there is, and then there is no picture.
                    bytes.extend(iterm2::encode(&part, cells, tolerance).unwrap_or_default());
                }
            }
        }
        if self.way.wire == Wire::Kitty {
            bytes.extend(self.images.place(canvas, self.way.cell));
        }
        self.wrapped(bytes)
    }

    /// The bytes that a terminal with images by number needs where no pixels have changed but what lies over them has.
    pub fn place(&mut self, canvas: &Canvas) -> Vec<u8> {
        if self.way.wire != Wire::Kitty {
            return Vec::new();
        }
        let bytes = self.images.place(canvas, self.way.cell);
        self.wrapped(bytes)
    }

    fn sixel(
        &mut self,
        part: &Picture,
        fidelity: Fidelity,
        budget: Option<usize>,
        registers: u16,
    ) -> Vec<u8> {
        match fidelity {
            Fidelity::Wrong | Fidelity::Exact => {
                sixel::encode(part, Dial { registers, tolerance: Tolerance::NONE })
            }
            Fidelity::Draft => self.drafts.piece(part, budget, registers),
            Fidelity::Coarse => blocks(part, budget, registers),
        }
    }

    fn wrapped(&self, bytes: Vec<u8>) -> Vec<u8> {
        if bytes.is_empty() {
            return bytes;
        }
        let bytes = [SAVE_CURSOR, &bytes, RESTORE_CURSOR].concat();
        match self.way.passage {
            Passage::Direct => bytes,
            Passage::Tmux => through_tmux(&String::from_utf8_lossy(&bytes)).into_bytes(),
        }
    }

    fn pixels(&self, cells: Cells) -> Area {
        let CellSize { width, height } = self.way.cell;
        let (width, height) = (u32::from(width), u32::from(height));
        let corner = |cells: u16, side: u32| i32::try_from(u32::from(cells) * side).unwrap_or(i32::MAX);
        Area {
            left: corner(cells.column, width),
            top: corner(cells.row, height),
            width: u32::from(cells.columns) * width,
            height: u32::from(cells.rows) * height,
        }
    }
}

/// Moves the cursor to a cell; the terminal counts from 1.
fn to(cells: Cells) -> Vec<u8> {
    format!("\x1b[{};{}H", u32::from(cells.row) + 1, u32::from(cells.column) + 1).into_bytes()
}

/// A picture that compresses well where it need not be exact, and how far it may be off.
fn simplified(part: Picture, fidelity: Fidelity) -> (Picture, Tolerance) {
    let [(across, _), ..] = BLOCKS;
    match fidelity {
        Fidelity::Wrong | Fidelity::Exact => (part, Tolerance::NONE),
        Fidelity::Draft => (part, Tolerance::DRAFT),
        Fidelity::Coarse => (part.in_blocks(across, BLOCK_ROWS), Tolerance::DRAFT),
    }
}

/// The finest blocks that keep within the budget; the coarsest where none do.
fn blocks(part: &Picture, budget: Option<usize>, registers: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (across, greys) in BLOCKS {
        let dial = Dial { registers: registers.min(greys), tolerance: Tolerance::NONE };
        bytes = sixel::encode(&part.in_blocks(across, BLOCK_ROWS), dial);
        if budget.is_none_or(|budget| bytes.len() <= budget) {
            break;
        }
    }
    bytes
}
