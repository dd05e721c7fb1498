//! The tiles read last, a bounded number of them.

use std::collections::HashMap;
use std::sync::Arc;

/// Tiles kept: 128 × 128 KiB = 16 MiB, one frame of 1600 × 400 at twice its pixels (14 × 5 tiles) and the next one panned.
pub(super) const CACHED_TILES: usize = 128;

/// Tiles by their number in the index; the one used longest ago leaves first.
#[derive(Debug, Default)]
pub(super) struct TileCache {
    tiles: HashMap<usize, Kept>,
    uses: u64,
}

#[derive(Debug)]
struct Kept {
    used: u64,
    pixels: Arc<[u16]>,
}

impl TileCache {
    pub(super) fn get(&mut self, number: usize) -> Option<Arc<[u16]>> {
        self.uses += 1;
        let kept = self.tiles.get_mut(&number)?;
        kept.used = self.uses;
        Some(Arc::clone(&kept.pixels))
    }

    pub(super) fn keep(&mut self, number: usize, pixels: Arc<[u16]>) {
        if self.tiles.len() >= CACHED_TILES {
            let oldest = self.tiles.iter().min_by_key(|(_, kept)| kept.used).map(|(&number, _)| number);
            oldest.map(|number| self.tiles.remove(&number));
        }
        self.tiles.insert(number, Kept { used: self.uses, pixels });
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.tiles.len()
    }
}
