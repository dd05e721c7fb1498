//! The preview: columns as they arrive, for eyes only. The image that counts comes through the drop folder.

use crate::domain::number::ScanId;
use std::sync::Arc;

/// The most columns of one preview: 9 times the simulator's 900, 4 MiB at the highest column (512 pixels).
pub const MAX_PREVIEW_COLUMNS: u32 = 8_192;

/// What has been received of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// Whose; `None` before the first scan.
    pub scan: Option<ScanId>,
    /// Pixels in a column; 0 before the first.
    pub height: u16,
    /// Columns, lost ones included.
    pub columns: u32,
    /// Column after column, top pixel first; a lost column is all zeros.
    pub pixels: Arc<Vec<u8>>,
}

/// Puts columns together.
#[derive(Debug, Default)]
pub struct Waterfall {
    preview: Preview,
    pixels: Vec<u8>,
    is_new: bool,
}

impl Waterfall {
    /// Begins an empty preview.
    pub fn begin(&mut self, scan: ScanId) {
        self.preview = Preview { scan: Some(scan), ..Preview::default() };
        self.pixels.clear();
        self.is_new = true;
    }

    /// Adds a column. The first one gives the height; a column of another height is left out like a lost one.
    pub fn add(&mut self, number: u32, column: &[u8]) {
        let Ok(height) = u16::try_from(column.len()) else { return };
        if self.preview.columns == 0 {
            self.preview.height = height;
        }
        let is_next_or_later = number >= self.preview.columns && number < MAX_PREVIEW_COLUMNS;
        if height != self.preview.height || !is_next_or_later {
            return;
        }
        let lost = usize::try_from(number - self.preview.columns).unwrap_or(0);
        self.pixels.resize(self.pixels.len() + lost * column.len(), 0);
        self.pixels.extend_from_slice(column);
        self.preview.columns = number + 1;
        self.is_new = true;
    }

    /// The preview, if it changed since it was last taken.
    pub fn take_new(&mut self) -> Option<Arc<Preview>> {
        if !std::mem::take(&mut self.is_new) {
            return None;
        }
        let pixels = Arc::new(self.pixels.clone());
        Some(Arc::new(Preview { pixels, ..self.preview.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_columns_leave_a_gap_and_strange_ones_are_left_out() {
        let mut waterfall = Waterfall::default();
        assert_eq!(waterfall.take_new(), None);
        waterfall.begin(ScanId::parse("1-2-3-4").unwrap());
        waterfall.add(0, &[1, 2]);
        waterfall.add(2, &[5, 6]);
        waterfall.add(1, &[3, 4]);
        waterfall.add(3, &[7, 8, 9]);
        waterfall.add(MAX_PREVIEW_COLUMNS, &[7, 8]);
        let preview = waterfall.take_new().unwrap();
        assert_eq!((preview.height, preview.columns), (2, 3));
        assert_eq!(*preview.pixels, [1, 2, 0, 0, 5, 6]);
        assert_eq!(waterfall.take_new(), None);
    }

    #[test]
    fn a_preview_is_bounded() {
        let mut waterfall = Waterfall::default();
        waterfall.add(MAX_PREVIEW_COLUMNS - 1, &[9; 512]);
        waterfall.add(u32::MAX, &[9; 512]);
        assert_eq!(waterfall.take_new().unwrap().pixels.len(), 8_192 * 512);
    }
}
