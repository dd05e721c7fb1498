//! Which share of an image has been on the screen in enough detail.

use serde::{Deserialize, Serialize};

use super::viewport::{Area, ImageSize};

/// Cells across: one bit each of a `u64`. A 20 m truck in 64 cells is 31 cm a cell, the size of a parcel.
const COLUMNS: u32 = 64;
/// Cells down: a 4 m truck in 16 cells is 25 cm a cell.
const ROWS: u32 = 16;

/// A coarse map of what an officer has looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    image: ImageSize,
    coarsest_zoom: f64,
    rows: [u64; ROWS as usize],
}

impl Seen {
    /// Nothing seen yet. A view counts when its zoom (image rows per screen row) is at most `coarsest_zoom`.
    pub fn new(image: ImageSize, coarsest_zoom: f64) -> Self {
        Self { image, coarsest_zoom, rows: [0; ROWS as usize] }
    }

    /// Counts a view: the cells whose middle it shows, so that narrow views add up to the whole.
    pub fn mark(&mut self, shown: Area, zoom: f64) {
        if zoom > self.coarsest_zoom {
            return;
        }
        let columns = cells(shown.x, shown.width, self.image.width, COLUMNS);
        let bits = columns.fold(0_u64, |bits, column| bits | 1 << column);
        let rows = cells(shown.y, shown.height, self.image.height, ROWS);
        for row in rows {
            if let Some(seen) = self.rows.get_mut(row as usize) {
                *seen |= bits;
            }
        }
    }

    /// Whole percent seen, rounded down: 100 means every cell.
    pub fn share(&self) -> u8 {
        let seen: u32 = self.rows.iter().map(|row| row.count_ones()).sum();
        u8::try_from(seen * 100 / (COLUMNS * ROWS)).unwrap_or(100)
    }
}

/// The cells of `count` along a side of `whole` pixels whose middle lies in `start .. start + length`.
fn cells(start: f64, length: f64, whole: u32, count: u32) -> impl Iterator<Item = u32> {
    let cell = f64::from(whole) / f64::from(count);
    (0..count).filter(move |&index| {
        let middle = (f64::from(index) + 0.5) * cell;
        middle >= start && middle < start + length
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: ImageSize = ImageSize { width: 8_000, height: 2_000 };

    #[test]
    fn the_whole_in_detail_is_all_seen() {
        let mut seen = Seen::new(IMAGE, 2.0);
        let whole = Area { x: -50.0, y: 0.0, width: 8_100.0, height: 2_000.0 };
        seen.mark(whole, 2.1);
        assert_eq!(seen.share(), 0, "too coarse to count");
        seen.mark(whole, 2.0);
        assert_eq!(seen.share(), 100);
    }

    #[test]
    fn a_quarter_is_a_quarter_however_often() {
        let mut seen = Seen::new(IMAGE, 1.0);
        let quarter = Area { x: 4_000.0, y: 1_000.0, width: 4_000.0, height: 1_000.0 };
        seen.mark(quarter, 1.0);
        seen.mark(quarter, 0.5);
        assert_eq!(seen.share(), 25);
    }

    #[test]
    fn narrow_views_add_up_to_the_whole() {
        let mut seen = Seen::new(IMAGE, 1.0);
        for left in (0..8_000).step_by(20) {
            seen.mark(Area { x: f64::from(left), y: 0.0, width: 20.0, height: 2_000.0 }, 0.1);
        }
        assert_eq!(seen.share(), 100);
    }

    #[test]
    fn a_view_of_nothing_counts_nothing() {
        let mut seen = Seen::new(IMAGE, 1.0);
        seen.mark(Area { x: f64::NAN, y: 0.0, width: 10.0, height: 10.0 }, 1.0);
        seen.mark(Area { x: 9_000.0, y: 0.0, width: 10.0, height: 10.0 }, 1.0);
        assert_eq!(seen.share(), 0);
    }
}
