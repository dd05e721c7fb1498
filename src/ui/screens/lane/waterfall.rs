//! The image while it grows: preview columns on the pane, the whole expected width from the first column on.

use crate::domain::number::ScanId;
use crate::station::contract::Preview;
use crate::terminal::graphics::picture::Picture;
use std::ops::Range;
use std::sync::Arc;

/// Grey of what was not sent yet: darker than a screen's background, so that it is not taken for cargo or air.
const UNSENT: u8 = 24;

/// A picture of the preview, made once for each state of it.
#[derive(Debug, Clone)]
pub(super) struct Waterfall {
    made_from: Source,
    picture: Arc<Picture>,
}

/// What a picture was made from: the same source gives the same picture.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    scan: ScanId,
    columns: u32,
    expected: u32,
    pixels: (u32, u32),
}

impl Waterfall {
    /// The picture of a preview on `pixels`; the one made before is taken again where nothing has changed.
    pub(super) fn of(
        preview: &Preview,
        expected: u32,
        pixels: (u32, u32),
        before: Option<Self>,
    ) -> Option<Self> {
        let scan = preview.scan.clone()?;
        let made_from = Source { scan, columns: preview.columns, expected, pixels };
        if let Some(before) = before.filter(|before| before.made_from == made_from) {
            return Some(before);
        }
        let picture = Arc::new(picture(preview, expected, pixels)?);
        Some(Self { made_from, picture })
    }

    pub(super) fn picture(&self) -> &Arc<Picture> {
        &self.picture
    }

    pub(super) fn scan(&self) -> &ScanId {
        &self.made_from.scan
    }
}

/// Averages the columns onto the pane: `expected` columns are its whole width, a column's pixels its whole height.
fn picture(preview: &Preview, expected: u32, (width, height): (u32, u32)) -> Option<Picture> {
    let (width, height) = (width.min(Picture::MAX_WIDTH), height.min(Picture::MAX_HEIGHT));
    let rows = usize::from(preview.height);
    if rows == 0 || width == 0 || height == 0 {
        return None;
    }
    let columns: Vec<&[u8]> = preview.pixels.chunks_exact(rows).collect();
    let across = index(expected).max(columns.len());
    let mut grey = vec![UNSENT; index(width) * index(height)];
    for x in 0..index(width) {
        let sent = columns.get(share(x, index(width), across)).unwrap_or(&[]);
        if sent.is_empty() {
            break;
        }
        for y in 0..index(height) {
            let part = share(y, index(height), rows);
            if let Some(pixel) = grey.get_mut(y * index(width) + x) {
                *pixel = mean(sent, &part);
            }
        }
    }
    Picture::new(width, height, grey).ok()
}

/// The positions of `whole` that lie under the `place`th of `count` equal parts: one at least.
fn share(place: usize, count: usize, whole: usize) -> Range<usize> {
    let start = place * whole / count.max(1);
    let end = (place + 1) * whole / count.max(1);
    start..end.max(start + 1)
}

fn mean(columns: &[&[u8]], rows: &Range<usize>) -> u8 {
    let pixels = columns.iter().filter_map(|column| column.get(rows.clone())).flatten();
    let (sum, count) = pixels.fold((0u64, 0u64), |(sum, count), pixel| (sum + u64::from(*pixel), count + 1));
    u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)
}

fn index(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn preview(height: u16, pixels: Vec<u8>) -> Preview {
        let columns = u32::try_from(pixels.len()).unwrap() / u32::from(height);
        let scan = Some(ScanId::parse("1-2-3-4").unwrap());
        Preview { scan, height, columns, pixels: Arc::new(pixels) }
    }

    #[test]
    fn the_image_grows_from_the_left_and_the_rest_is_dark() {
        let preview = preview(2, vec![200, 100, 210, 110]);
        let picture = picture(&preview, 4, (4, 2)).unwrap();
        assert_eq!(picture.grey(), [200, 210, UNSENT, UNSENT, 100, 110, UNSENT, UNSENT]);
    }

    #[test]
    fn many_columns_on_one_pixel_are_averaged() {
        let preview = preview(2, vec![200, 100, 100, 50]);
        let picture = picture(&preview, 4, (2, 1)).unwrap();
        assert_eq!(picture.grey(), [112, UNSENT]);
    }

    #[test]
    fn an_unchanged_preview_is_not_drawn_again() {
        let preview = preview(2, vec![200, 100]);
        let first = Waterfall::of(&preview, 4, (4, 2), None).unwrap();
        let again = Waterfall::of(&preview, 4, (4, 2), Some(first.clone())).unwrap();
        assert!(Arc::ptr_eq(first.picture(), again.picture()));
        let larger = Waterfall::of(&preview, 4, (8, 2), Some(first.clone())).unwrap();
        assert_eq!(larger.picture().width(), 8);
    }

    proptest! {
        #[test]
        fn any_preview_and_any_pane_give_a_picture_or_nothing(
            height in 0u16..9, pixels in proptest::collection::vec(any::<u8>(), 0..99),
            expected in 0u32..50, width in 0u32..30, pane in 0u32..20,
        ) {
            let scan = Some(ScanId::parse("1-2-3-4").unwrap());
            let preview = Preview { scan, height, columns: 3, pixels: Arc::new(pixels) };
            if let Some(picture) = picture(&preview, expected, (width, pane)) {
                prop_assert_eq!((picture.width(), picture.height()), (width, pane));
            }
        }
    }
}
