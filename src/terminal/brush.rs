//! Turns the patches of a canvas into the bytes that draw them.

use crate::terminal::canvas::{Cells, Fidelity, Keeping, Patch, Wanted, XTERM_OBJECTS};
use crate::terminal::graphics::sixel::{self, SixelLimits};
use crate::terminal::graphics::{Area, CellSize, Dial, Picture, Tolerance};
use crate::terminal::probe::choice::through_tmux;
use crate::terminal::probe::{Graphics, Passage};

const SAVE_CURSOR: &[u8] = b"\x1b7";
const RESTORE_CURSOR: &[u8] = b"\x1b8";

/// Blocks of a coarse picture, pixels: as high as a sixel's band, so that each is one run; coarser ones for a slower link.
const BLOCKS: [(u32, u32); 3] = [(8, 6), (16, 12), (32, 24)];
/// Greys of a coarse picture: eyes tell no more apart in blocks.
const COARSE_GREYS: u16 = 32;
/// A draft is sent as true as the link carries in time, and no truer than the first of these; the last has 34 dB still.
const DRAFTS: [Tolerance; 3] =
    [Tolerance::DRAFT, Tolerance::from_hundredths(800), Tolerance::from_hundredths(1_200)];

/// How a terminal draws pixels, and what it keeps of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brush {
    wire: Wire,
    passage: Passage,
    cell: CellSize,
}

/// The way of drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wire {
    Sixel(SixelLimits),
}

impl Brush {
    /// For a way of drawing by pixels; none for the others.
    pub fn of(graphics: Graphics, passage: Passage, cell: CellSize) -> Option<Self> {
        let wire = match graphics {
            Graphics::Sixel(limits) => Wire::Sixel(limits),
            Graphics::Kitty(_) | Graphics::Iterm2 | Graphics::Cells(..) | Graphics::Words => return None,
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
        }
    }

    /// The widest and highest patch, pixels.
    pub fn largest(self) -> (u32, u32) {
        match self.wire {
            Wire::Sixel(limits) => limits.max,
        }
    }

    /// The bytes of patches, the cursor kept where it was. `budget` is how many bytes the link carries in the time that the
    /// patches may take; those that are not exact are made so coarse.
    pub fn paint(self, wanted: &Wanted, patches: &[Patch], budget: Option<usize>) -> Vec<u8> {
        let mut bytes = SAVE_CURSOR.to_vec();
        let cells: usize = patches.iter().map(|patch| patch.cells.count()).sum();
        for patch in patches {
            let Ok(part) = wanted.picture.part(self.pixels(patch.cells)) else { continue };
            let share = budget.map(|budget| budget * patch.cells.count() / cells.max(1));
            // The terminal counts from 1.
            let row = u32::from(wanted.area.row) + u32::from(patch.cells.row) + 1;
            let column = u32::from(wanted.area.column) + u32::from(patch.cells.column) + 1;
            bytes.extend(format!("\x1b[{row};{column}H").bytes());
            match self.wire {
                Wire::Sixel(limits) => {
                    bytes.extend(cheapest(&part, patch.fidelity, share, limits.registers));
                }
            }
        }
        bytes.extend(RESTORE_CURSOR);
        match self.passage {
            Passage::Direct => bytes,
            Passage::Tmux => through_tmux(&String::from_utf8_lossy(&bytes)).into_bytes(),
        }
    }

    fn pixels(self, cells: Cells) -> Area {
        let (width, height) = (u32::from(self.cell.width), u32::from(self.cell.height));
        let (left, top) = (u32::from(cells.column) * width, u32::from(cells.row) * height);
        Area {
            left: i32::try_from(left).unwrap_or(i32::MAX),
            top: i32::try_from(top).unwrap_or(i32::MAX),
            width: u32::from(cells.columns) * width,
            height: u32::from(cells.rows) * height,
        }
    }
}

/// The truest sixel of its fidelity that keeps within the budget; the least true where none does.
fn cheapest(part: &Picture, fidelity: Fidelity, budget: Option<usize>, registers: u16) -> Vec<u8> {
    let is_cheap = |bytes: &Vec<u8>| budget.is_none_or(|budget| bytes.len() <= budget);
    let lossless = Dial { registers, tolerance: Tolerance::NONE };
    match fidelity {
        Fidelity::Wrong | Fidelity::Exact => sixel::encode(part, lossless),
        Fidelity::Draft => truest(
            DRAFTS.map(|tolerance| move || sixel::encode(part, Dial { registers, tolerance })),
            is_cheap,
        ),
        Fidelity::Coarse => {
            let dial = Dial { registers: registers.min(COARSE_GREYS), ..lossless };
            let block = |(across, down)| move || sixel::encode(&part.in_blocks(across, down), dial);
            truest(BLOCKS.map(block), is_cheap)
        }
    }
}

/// The first that is cheap enough, or the last.
fn truest<const N: usize>(tries: [impl Fn() -> Vec<u8>; N], is_cheap: impl Fn(&Vec<u8>) -> bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for attempt in tries {
        bytes = attempt();
        if is_cheap(&bytes) {
            break;
        }
    }
    bytes
}
