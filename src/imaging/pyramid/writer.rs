//! Writing a pyramid row by row, holding one band of tiles per level.

use std::io::{Seek, SeekFrom, Write};

use super::header::{Entry, HEADER_BYTES, Header, Origin};
use super::{CRC, HISTOGRAM_BINS, Level, PyramidError, TILE, levels, tiles_of_plane};

/// A pyramid being written. Rows of a plane come from the top; planes may come one after the other or row about.
///
/// Memory: per plane one band of [`TILE`] rows per level, at most 32 768 × 256 × 2 bytes × 2 levels' sum = 32 MiB.
/// The header is written last, so a file that was not finished is not a pyramid.
#[derive(Debug)]
pub struct PyramidWriter<W> {
    tiles: TileSink<W>,
    origin: Origin,
    planes: Vec<Vec<Band>>,
    histogram: Vec<u32>,
}

impl<W: Write + Seek> PyramidWriter<W> {
    /// Starts a pyramid at the beginning of `out`, which must be empty.
    ///
    /// # Errors
    /// [`PyramidError::Description`] when the origin cannot be kept, [`PyramidError::Io`] from `out`.
    pub fn new(mut out: W, origin: Origin) -> Result<Self, PyramidError> {
        origin.check()?;
        out.seek(SeekFrom::Start(0))?;
        out.write_all(&vec![0; HEADER_BYTES])?;
        let levels = levels(origin.width, origin.height);
        let tiles_of_plane = tiles_of_plane(&levels);
        let entries = vec![Entry::default(); tiles_of_plane * usize::from(origin.planes)];
        let planes = (0..usize::from(origin.planes)).map(|plane| Band::all(&levels, plane * tiles_of_plane));
        Ok(Self {
            tiles: TileSink { out, position: HEADER_BYTES as u64, entries },
            planes: planes.collect(),
            histogram: vec![0; HISTOGRAM_BINS],
            origin,
        })
    }

    /// Takes the next row of a plane.
    ///
    /// # Errors
    /// [`PyramidError::Rows`] for a row of another width, a plane that is not there, or a row too many.
    pub fn push_row(&mut self, plane: u8, row: &[u16]) -> Result<(), PyramidError> {
        let bands = self.planes.get_mut(usize::from(plane)).ok_or(PyramidError::Rows)?;
        if plane == 0 {
            for &value in row {
                if let Some(count) = self.histogram.get_mut(usize::from(value >> 4)) {
                    *count += 1;
                }
            }
        }
        let mut half = None;
        for band in bands {
            half = band.push(half.as_deref().unwrap_or(row), &mut self.tiles)?;
            if half.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Writes the index and the header, and gives the file back.
    ///
    /// # Errors
    /// [`PyramidError::Rows`] when rows are missing.
    pub fn finish(self) -> Result<W, PyramidError> {
        if self.planes.iter().flatten().any(|band| band.rows != band.level.height) {
            return Err(PyramidError::Rows);
        }
        let TileSink { mut out, position, entries } = self.tiles;
        let mut index = Vec::with_capacity(entries.len() * Entry::BYTES + 4);
        for entry in entries {
            index.extend_from_slice(&entry.to_bytes());
        }
        let crc = CRC.checksum(&index);
        index.extend_from_slice(&crc.to_le_bytes());
        out.write_all(&index)?;
        let header = Header { origin: self.origin, index_offset: position, histogram: self.histogram };
        out.seek(SeekFrom::Start(0))?;
        out.write_all(&header.to_bytes())?;
        out.flush()?;
        Ok(out)
    }
}

/// The growing file and the index of what is in it.
#[derive(Debug)]
struct TileSink<W> {
    out: W,
    position: u64,
    entries: Vec<Entry>,
}

impl<W: Write> TileSink<W> {
    fn write(&mut self, number: usize, bytes: &[u8]) -> Result<(), PyramidError> {
        let entry = self.entries.get_mut(number).ok_or(PyramidError::Rows)?;
        *entry = Entry { offset: self.position, crc: CRC.checksum(bytes) };
        self.out.write_all(bytes)?;
        self.position += bytes.len() as u64;
        Ok(())
    }
}

/// The rows of one level that do not yet make a row of tiles.
#[derive(Debug)]
struct Band {
    level: Level,
    /// Number of the plane's first tile in the index.
    base: usize,
    /// Rows taken so far.
    rows: u32,
    pixels: Vec<u16>,
}

impl Band {
    fn all(levels: &[Level], base: usize) -> Vec<Self> {
        levels.iter().map(|&level| Self { level, base, rows: 0, pixels: Vec::new() }).collect()
    }

    /// Takes a row; gives the row of the next level that it completes.
    fn push<W: Write>(
        &mut self,
        row: &[u16],
        tiles: &mut TileSink<W>,
    ) -> Result<Option<Vec<u16>>, PyramidError> {
        if row.len() != self.level.width as usize || self.rows >= self.level.height {
            return Err(PyramidError::Rows);
        }
        self.pixels.extend_from_slice(row);
        self.rows += 1;
        let last = self.rows == self.level.height;
        // TILE is even, so both rows of a pair are always still in the band.
        let half = if self.rows.is_multiple_of(2) {
            let above = self.pixels.len() - 2 * row.len();
            self.pixels.get(above..).map(|pair| halve(pair, row.len()))
        } else {
            last.then(|| halve(row, row.len()))
        };
        if self.rows.is_multiple_of(TILE) || last {
            self.flush(tiles)?;
        }
        Ok(half)
    }

    fn flush<W: Write>(&mut self, tiles: &mut TileSink<W>) -> Result<(), PyramidError> {
        let width = self.level.width as usize;
        let tile_row = (self.rows - 1) / TILE;
        let mut bytes = Vec::with_capacity((TILE * TILE * 2) as usize);
        for (column, left) in (0..self.level.width).step_by(TILE as usize).enumerate() {
            bytes.clear();
            for row in self.pixels.chunks_exact(width) {
                for value in row.iter().skip(left as usize).take(TILE as usize) {
                    bytes.extend_from_slice(&value.to_le_bytes());
                }
            }
            let number = self.level.tile_number(u32::try_from(column).unwrap_or(u32::MAX), tile_row);
            tiles.write(self.base + number, &bytes)?;
        }
        self.pixels.clear();
        Ok(())
    }
}

/// Averages 2 × 2 pixels of one or two rows of `width`; at an odd right or bottom edge, the pixels that there are.
fn halve(rows: &[u16], width: usize) -> Vec<u16> {
    let (top, bottom) = rows.split_at(width.min(rows.len()));
    let bottom = if bottom.is_empty() { top } else { bottom };
    let pairs = top.chunks(2).zip(bottom.chunks(2));
    pairs.map(|(above, below)| average(above.iter().chain(below))).collect()
}

fn average<'a>(values: impl Iterator<Item = &'a u16>) -> u16 {
    let (sum, count) =
        values.fold((0_u32, 0_u32), |(sum, count), &value| (sum + u32::from(value), count + 1));
    u16::try_from((sum + count / 2) / count.max(1)).unwrap_or(u16::MAX)
}
