//! The tile pyramid: one image at halving sizes in one file, written row by row and read by region.
//!
//! ```text
//! header   HEADER_BYTES: magic, version, sizes, SHA-256 of the original, histogram, where the index is, CRC-32
//! tiles    in the order their bands filled; each row-major u16 little-endian, edge tiles cut to the image
//! index    per plane, level and tile (row order): offset u64, CRC-32 u32; then the CRC-32 of the index itself
//! ```
//! A pyramid is derived and disposable: damage is detected and named, never repaired; the caller rebuilds it.

mod cache;
mod header;
mod reader;
mod writer;

pub use header::Origin;
pub use reader::Pyramid;
pub use writer::PyramidWriter;

/// Side of a tile in pixels: 256 × 256 × 2 bytes = 128 KiB, one read of a disk and 1/12 of a terminal frame.
pub const TILE: u32 = 256;
/// Widest image kept: one scan of 60 m at 2 mm a column is 30 000 columns.
pub const MAX_WIDTH: u32 = 32_768;
/// Tallest image kept: twice the tallest detector arrays known (8 000 elements).
pub const MAX_HEIGHT: u32 = 16_384;
/// Energies of one scan: high, low.
pub const MAX_PLANES: u8 = 2;
/// Bins of the histogram of plane 0: 4096 bins of 16 values each.
pub const HISTOGRAM_BINS: usize = 4_096;

/// Why a pyramid could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum PyramidError {
    #[error("the pyramid file could not be read or written: {0}")]
    Io(#[from] std::io::Error),
    #[error("the file is not a pyramid")]
    NotAPyramid,
    #[error("the pyramid has version {0}, which this program does not know")]
    Version(u16),
    #[error("the pyramid is damaged: {0}")]
    Damaged(&'static str),
    #[error("the image description is not one a pyramid can hold: {0}")]
    Description(&'static str),
    #[error("there are no such pixels in this pyramid")]
    OutOfRange,
    #[error("rows of the image are missing or too many")]
    Rows,
}

/// Size of one level and the tiles that cover it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Level {
    width: u32,
    height: u32,
    /// Number of the level's first tile within its plane.
    first_tile: usize,
}

impl Level {
    fn tiles_across(self) -> usize {
        self.width.div_ceil(TILE) as usize
    }

    fn tiles(self) -> usize {
        self.tiles_across() * self.height.div_ceil(TILE) as usize
    }

    /// Width and height of the tile in that column and row: less than [`TILE`] at the right and bottom edges.
    fn tile_size(self, column: u32, row: u32) -> (u32, u32) {
        let left = |size: u32, index: u32| size.saturating_sub(index.saturating_mul(TILE)).min(TILE);
        (left(self.width, column), left(self.height, row))
    }

    fn tile_number(self, column: u32, row: u32) -> usize {
        self.first_tile + row as usize * self.tiles_across() + column as usize
    }
}

/// Levels of an image, the full size first, each half the one before (odd sizes round up) until both sides fit one tile.
fn levels(width: u32, height: u32) -> Vec<Level> {
    let mut level = Level { width, height, first_tile: 0 };
    let mut all = vec![level];
    while level.width > TILE || level.height > TILE {
        let first_tile = level.first_tile + level.tiles();
        level = Level { width: level.width.div_ceil(2), height: level.height.div_ceil(2), first_tile };
        all.push(level);
    }
    all
}

fn tiles_of_plane(levels: &[Level]) -> usize {
    levels.last().map_or(0, |level| level.first_tile + level.tiles())
}

/// CRC-32 (ISO-HDLC, as in zip and PNG): finds torn and flipped bytes. It is no proof against a forger; the original's SHA-256 is.
const CRC: crc::Crc<u32, crc::Table<16>> = crc::Crc::<u32, crc::Table<16>>::new(&crc::CRC_32_ISO_HDLC);

#[cfg(test)]
mod tests;
