//! Reading a pyramid by region through positioned reads, so that several readers may share one file handle.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::cache::TileCache;
use super::header::{Entry, HEADER_BYTES, Header, Origin};
use super::{CRC, Level, PyramidError, TILE, levels, tiles_of_plane};
use crate::imaging::raster::{Raster, Rect};

/// An open pyramid. Tiles are checked against their CRC-32 when they are read from the file.
#[derive(Debug)]
pub struct Pyramid {
    file: File,
    origin: Origin,
    histogram: Vec<u32>,
    levels: Vec<Level>,
    entries: Vec<Entry>,
    cache: TileCache,
}

impl Pyramid {
    /// Reads the header and the index.
    ///
    /// # Errors
    /// [`PyramidError::NotAPyramid`], [`PyramidError::Version`] or [`PyramidError::Damaged`]: rebuild it from the original.
    pub fn open(file: File) -> Result<Self, PyramidError> {
        let mut bytes = vec![0; HEADER_BYTES];
        file.read_exact_at(&mut bytes, 0).map_err(short_is(PyramidError::NotAPyramid))?;
        let Header { origin, index_offset, histogram } = Header::from_bytes(&bytes)?;
        let levels = levels(origin.width, origin.height);
        let tiles = tiles_of_plane(&levels) * usize::from(origin.planes);
        let entries = read_index(&file, index_offset, tiles)?;
        Ok(Self { file, origin, histogram, levels, entries, cache: TileCache::default() })
    }

    /// The image it was made from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Counts of plane 0's values in [`super::HISTOGRAM_BINS`] bins of 16.
    pub fn histogram(&self) -> &[u32] {
        &self.histogram
    }

    /// Number of levels; level 0 is the full size.
    pub fn level_count(&self) -> u8 {
        // At most 1 + log2(32 768 / 256) = 8.
        u8::try_from(self.levels.len()).unwrap_or(u8::MAX)
    }

    /// Width and height of a level, whose pixels are 2^level pixels of the image wide and high.
    pub fn level_size(&self, level: u8) -> Option<(u32, u32)> {
        self.levels.get(usize::from(level)).map(|level| (level.width, level.height))
    }

    /// The pixels of a rectangle of one level.
    ///
    /// # Errors
    /// [`PyramidError::OutOfRange`] unless all of it lies in the level; [`PyramidError::Damaged`] for a tile that fails its check.
    pub fn region(&mut self, plane: u8, level: u8, rect: Rect) -> Result<Raster, PyramidError> {
        let size = *self.levels.get(usize::from(level)).ok_or(PyramidError::OutOfRange)?;
        if plane >= self.origin.planes || !rect.lies_within(size.width, size.height) {
            return Err(PyramidError::OutOfRange);
        }
        let mut pixels = Vec::with_capacity(rect.width as usize * rect.height as usize);
        if rect.width == 0 || rect.height == 0 {
            return Raster::new(rect.width, rect.height, pixels).ok_or(PyramidError::OutOfRange);
        }
        let base = usize::from(plane) * tiles_of_plane(&self.levels);
        let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
        for tile_row in rect.y / TILE..bottom.div_ceil(TILE) {
            let mut tiles = Vec::new();
            for column in rect.x / TILE..right.div_ceil(TILE) {
                tiles.push((column, self.tile(base, size, (column, tile_row))?));
            }
            let top = tile_row * TILE;
            for y in rect.y.max(top)..bottom.min(top + TILE) {
                for (column, tile) in &tiles {
                    let width = size.tile_size(*column, tile_row).0 as usize;
                    let left = column * TILE;
                    let from = rect.x.saturating_sub(left) as usize;
                    let to = ((right - left) as usize).min(width);
                    let start = (y - top) as usize * width;
                    pixels.extend_from_slice(tile.get(start + from..start + to).unwrap_or(&[]));
                }
            }
        }
        Raster::new(rect.width, rect.height, pixels).ok_or(PyramidError::Damaged("tile"))
    }

    fn tile(&mut self, base: usize, level: Level, place: (u32, u32)) -> Result<Arc<[u16]>, PyramidError> {
        let (column, row) = place;
        let number = base + level.tile_number(column, row);
        if let Some(tile) = self.cache.get(number) {
            return Ok(tile);
        }
        let entry = *self.entries.get(number).ok_or(PyramidError::OutOfRange)?;
        let (width, height) = level.tile_size(column, row);
        let mut bytes = vec![0; width as usize * height as usize * 2];
        self.file.read_exact_at(&mut bytes, entry.offset).map_err(short_is(PyramidError::Damaged("tile")))?;
        if CRC.checksum(&bytes) != entry.crc {
            return Err(PyramidError::Damaged("tile"));
        }
        let (pairs, _) = bytes.as_chunks::<2>();
        let pixels: Arc<[u16]> = pairs.iter().map(|&pair| u16::from_le_bytes(pair)).collect();
        self.cache.keep(number, Arc::clone(&pixels));
        Ok(pixels)
    }

    #[cfg(test)]
    pub(super) fn cached_tiles(&self) -> usize {
        self.cache.len()
    }
}

fn read_index(file: &File, offset: u64, tiles: usize) -> Result<Vec<Entry>, PyramidError> {
    let mut bytes = vec![0; tiles * Entry::BYTES + 4];
    file.read_exact_at(&mut bytes, offset).map_err(short_is(PyramidError::Damaged("index")))?;
    let (body, crc) = bytes.split_last_chunk::<4>().ok_or(PyramidError::Damaged("index"))?;
    if CRC.checksum(body) != u32::from_le_bytes(*crc) {
        return Err(PyramidError::Damaged("index"));
    }
    body.chunks_exact(Entry::BYTES).map(Entry::from_bytes).collect()
}

/// A file that ends too early is damage; any other trouble is the disk's.
fn short_is(meaning: PyramidError) -> impl FnOnce(std::io::Error) -> PyramidError {
    move |error| match error.kind() {
        // An offset beyond i64 is refused as invalid by the kernel: it too can only come from damage.
        std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidInput => meaning,
        _ => PyramidError::Io(error),
    }
}
