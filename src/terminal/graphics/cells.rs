//! Pictures drawn with characters: which glyphs there are, and how many pixels of a picture each of them shows.

mod flats;
mod inked;
mod levels;
mod mosaic;
mod shapes;

pub use levels::console_greys;

use crate::terminal::graphics::cells::levels::{Levels, Palette};
use crate::terminal::graphics::cells::mosaic::Mosaic;
use crate::terminal::graphics::cells::shapes::Set;
use crate::terminal::graphics::{CellGrid, ColourDepth, Picture, PictureFault, braille};

/// The characters that a picture may be drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// All of Unicode's Block Elements: halves, quadrants, and eighths both ways.
    Blocks,
    /// Those and the sextants of Symbols for Legacy Computing.
    Sextants,
    /// Quadrants and halves: four pixels a cell.
    Quadrants,
    /// Half blocks and nothing finer: two pixels a cell.
    Halves,
    /// Braille: eight dots a cell.
    Braille,
    /// What the Linux console's own font and the fuller of others have: halves both ways and shades.
    Console,
    /// What every font of the Linux console has: two shades.
    Shades,
    /// Letters and signs by how much ink they have: for what shows nothing else.
    Ascii,
}

impl Glyphs {
    /// Pixels of a picture that one cell shows, across and down.
    pub fn pixels_a_cell(self) -> (u16, u16) {
        match self {
            Self::Blocks | Self::Sextants => (8, 16),
            Self::Quadrants | Self::Console => (2, 2),
            Self::Halves => (1, 2),
            Self::Braille => (2, 4),
            Self::Shades | Self::Ascii => (1, 1),
        }
    }

    /// Draws a picture that has [`Self::pixels_a_cell`] for each of `columns × rows` cells.
    pub fn draw(
        self,
        picture: &Picture,
        columns: u16,
        rows: u16,
        depth: ColourDepth,
    ) -> Result<CellGrid, PictureFault> {
        // With few colours dots of the terminal's own, spread by error, show more than two greys a cell.
        if self == Self::Braille
            && matches!(depth, ColourDepth::Ansi16 | ColourDepth::ConsoleGreys | ColourDepth::Mono)
        {
            return braille::cells(picture, columns, rows, depth);
        }
        let (across, down) = self.pixels_a_cell();
        picture.check_cells((columns, rows), (across.into(), down.into()))?;
        let palette = match self {
            Self::Console | Self::Shades => Palette::LinuxConsole,
            _ => Palette::Emulator,
        };
        let (set, levels) = (Set::of(self), Levels::of(depth, palette));
        let cells = Mosaic::new(&set, self, depth, &levels).draw(picture, columns);
        Ok(CellGrid { columns, cells })
    }
}
