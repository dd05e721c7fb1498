//! The preview's columns as they come, in parts that fit a frame: only those that the console does not have yet.

use crate::domain::number::ScanId;
use crate::station::contract::Preview;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Pixels of one part at most: 1024 columns of the highest, two thirds of a MiB as text.
pub const MAX_PIXELS_OF_PART: usize = 512 * 1024;

/// The most columns that a console takes: as many as the scanner room keeps.
const MAX_COLUMNS: u32 = 8_192;

/// The highest column that a console takes.
const MAX_HEIGHT: u16 = 4_096;

/// New columns of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// Whose.
    pub scan: Option<ScanId>,
    /// Pixels in a column.
    pub height: u16,
    /// The place of the first of them; 0 begins a new preview.
    pub first: u32,
    /// The pixels, column after column, as base64.
    pub pixels: String,
}

/// Why columns make no preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsFault {
    /// No base64, or no whole columns.
    #[error("no whole columns")]
    Pixels,
    /// They do not follow those before.
    #[error("columns that do not follow those before")]
    OutOfOrder,
    /// More than a preview has.
    #[error("more columns than a preview has")]
    TooMany,
}

/// What a console with `known` lacks of `new`: at most one part. The preview that it has then comes back too.
pub fn next(known: &Preview, new: &Preview) -> Option<(Columns, Preview)> {
    let goes_on = known.scan == new.scan && known.height == new.height && known.columns <= new.columns;
    let have = if goes_on { known.columns } else { 0 };
    if goes_on && have == new.columns {
        return None;
    }
    let height = usize::from(new.height.max(1));
    let most = u32::try_from((MAX_PIXELS_OF_PART / height).max(1)).unwrap_or(u32::MAX);
    let columns = have + (new.columns - have).min(most);
    let at =
        |column: u32| usize::try_from(column).unwrap_or(usize::MAX).saturating_mul(usize::from(new.height));
    let pixels = new.pixels.get(at(have)..at(columns)).unwrap_or_default();
    let part =
        Columns { scan: new.scan.clone(), height: new.height, first: have, pixels: STANDARD.encode(pixels) };
    // What the console has is named by its length: nobody compares the pixels again.
    let told =
        Preview { scan: new.scan.clone(), height: new.height, columns, pixels: Arc::clone(&new.pixels) };
    Some((part, told))
}

/// The preview with the new columns.
pub fn append(known: &Preview, part: &Columns) -> Result<Preview, ColumnsFault> {
    let pixels = STANDARD.decode(&part.pixels).map_err(|_| ColumnsFault::Pixels)?;
    let height = usize::from(part.height);
    let whole = if height == 0 { pixels.is_empty() } else { pixels.len() % height == 0 };
    if !whole || part.height > MAX_HEIGHT {
        return Err(ColumnsFault::Pixels);
    }
    let goes_on = known.scan == part.scan && known.height == part.height && known.columns == part.first;
    if part.first != 0 && !goes_on {
        return Err(ColumnsFault::OutOfOrder);
    }
    let new = u32::try_from(pixels.len() / height.max(1)).map_err(|_| ColumnsFault::TooMany)?;
    let columns = part.first.checked_add(new).filter(|columns| *columns <= MAX_COLUMNS);
    let columns = columns.ok_or(ColumnsFault::TooMany)?;
    let pixels = if part.first == 0 {
        pixels
    } else {
        let mut all = Vec::with_capacity(known.pixels.len() + pixels.len());
        all.extend_from_slice(&known.pixels);
        all.extend_from_slice(&pixels);
        all
    };
    Ok(Preview { scan: part.scan.clone(), height: part.height, columns, pixels: Arc::new(pixels) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn preview(scan: u8, height: u16, columns: u32) -> Preview {
        let pixels = usize::from(height) * usize::try_from(columns).unwrap();
        let pixels = (0..pixels).map(|place| u8::try_from(place % 251).unwrap() ^ scan).collect();
        let scan = (scan > 0).then(|| ScanId::parse(&format!("1-2-3-{scan}")).unwrap());
        Preview { scan, height, columns, pixels: Arc::new(pixels) }
    }

    proptest! {
        #[test]
        fn a_console_has_what_the_scanner_sent(steps in proptest::collection::vec((0..3u8, 1..700u16, 0..3_000u32), 1..6)) {
            let (mut told, mut console) = (Preview::default(), Preview::default());
            for (scan, height, columns) in steps {
                let new = preview(scan, height, columns);
                while let Some((part, known)) = next(&told, &new) {
                    prop_assert!(part.pixels.len() <= MAX_PIXELS_OF_PART * 4 / 3 + 4);
                    console = append(&console, &part).unwrap();
                    told = known;
                }
                prop_assert_eq!(&console, &new);
            }
        }
    }

    #[test]
    fn strange_columns_are_refused() {
        let known = preview(1, 4, 10);
        let part =
            Columns { scan: known.scan.clone(), height: 4, first: 10, pixels: STANDARD.encode([0; 4]) };
        assert_eq!(append(&known, &part).unwrap().columns, 11);
        let table = [
            (Columns { pixels: "?".to_owned(), ..part.clone() }, ColumnsFault::Pixels),
            (Columns { pixels: STANDARD.encode([0; 5]), ..part.clone() }, ColumnsFault::Pixels),
            (Columns { first: 9, ..part.clone() }, ColumnsFault::OutOfOrder),
            (Columns { scan: None, ..part.clone() }, ColumnsFault::OutOfOrder),
            (
                Columns { height: 1, first: 0, pixels: STANDARD.encode(vec![0; 8_193]), ..part.clone() },
                ColumnsFault::TooMany,
            ),
        ];
        for (part, fault) in table {
            assert_eq!(append(&known, &part), Err(fault), "{part:?}");
        }
    }
}
