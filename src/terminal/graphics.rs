//! Pictures for the screen: one picture with inks over it, and the pure encoders that turn it into bytes
//! or cells.

pub mod blocks;
pub mod braille;
pub mod cells;
mod diffuse;
pub mod iterm2;
pub mod kitty;
pub mod picture;
mod png;
pub mod sixel;
pub mod tmux;
pub mod tolerance;

pub use cells::Glyphs;
pub use picture::{Area, Ink, Picture, PictureFault, Rgb};
pub use tolerance::{Dial, Tolerance};

/// One character cell, pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellSize {
    pub width: u16,
    pub height: u16,
}

/// What a terminal without an answer is taken to have: the cell that Windows Terminal fixes for sixel and
/// most fonts are near to.
pub const USUAL_CELL: CellSize = CellSize { width: 10, height: 20 };

/// How many colours the cells can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourDepth {
    /// 8 bits of red, green and blue.
    Truecolor,
    /// The 256-colour palette, of which 26 are greys.
    Grey256,
    /// The sixteen named colours, of which four are greys.
    Ansi16,
    /// The terminal's own two.
    Mono,
}

/// A cell's colour as the terminal is told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellColour {
    Default,
    Indexed(u8),
    Rgb(u8, u8, u8),
}

/// One cell of a picture drawn with characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub glyph: char,
    pub fg: CellColour,
    pub bg: CellColour,
}

/// A picture drawn with characters: rows of cells, top first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellGrid {
    columns: u16,
    cells: Vec<Cell>,
}

impl CellGrid {
    /// The rows, top first, each `columns` long.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks_exact(usize::from(self.columns))
    }

    /// The cell at a column and a row, from 0; none outside the grid.
    pub fn cell(&self, column: u16, row: u16) -> Option<&Cell> {
        self.rows().nth(usize::from(row))?.get(usize::from(column))
    }
}

impl Ink {
    /// The ink as a cell's colour.
    fn cell_colour(self, depth: ColourDepth) -> CellColour {
        match depth {
            ColourDepth::Truecolor => {
                let (red, green, blue) = self.rgb();
                CellColour::Rgb(red, green, blue)
            }
            ColourDepth::Grey256 => CellColour::Indexed(self.palette_256()),
            ColourDepth::Ansi16 => CellColour::Indexed(self.palette_16()),
            ColourDepth::Mono => CellColour::Default,
        }
    }
}
