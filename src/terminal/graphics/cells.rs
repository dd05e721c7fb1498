//! Pictures drawn with characters: which glyphs there are, and how many pixels of a picture each of them shows.

use crate::terminal::graphics::{CellGrid, ColourDepth, Picture, PictureFault, blocks, braille};

/// The characters that a picture may be drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Half blocks and nothing finer: two pixels a cell.
    Halves,
    /// Braille: eight dots a cell.
    Braille,
}

impl Glyphs {
    /// Pixels of a picture that one cell shows, across and down.
    pub fn pixels_a_cell(self) -> (u16, u16) {
        match self {
            Self::Halves => (1, 2),
            Self::Braille => (2, 4),
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
        match self {
            Self::Halves => blocks::half(picture, columns, rows, depth),
            Self::Braille => braille::cells(picture, columns, rows, depth),
        }
    }
}
