//! How true a draft is: as much as the link carries in time, and never less than can be read.

use crate::terminal::graphics::sixel;
use crate::terminal::graphics::{Dial, Picture, Tolerance};

/// What a draft may be sent with, the truest first. Beyond the last it would be blotches, whatever the mean says.
const TOLERANCES: [Tolerance; 6] = [
    Tolerance::DRAFT,
    Tolerance::from_hundredths(1_000),
    Tolerance::from_hundredths(1_300),
    Tolerance::from_hundredths(1_600),
    Tolerance::from_hundredths(2_000),
    Tolerance::from_hundredths(2_400),
];
/// The most that a draft may be off, levels of 255 squared a pixel: 255² over this is 34.1 dB.
const MOST_ERROR: f64 = 25.2;

/// What the pieces of one draft came to so far: a piece may be off more where those before it were off less.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Drafts {
    /// Square error, levels of 255 squared.
    squares: f64,
    pixels: f64,
}

impl Drafts {
    /// The next piece: the truest within so many bytes, or the smallest that leaves the draft readable.
    pub(super) fn piece(&mut self, part: &Picture, budget: Option<usize>, registers: u16) -> Vec<u8> {
        let pixels = self.pixels + f64::from(part.width()) * f64::from(part.height());
        let mut taken: Option<(Vec<u8>, f64)> = None;
        for tolerance in TOLERANCES {
            let (bytes, squares) = sixel::encode_measured(part, Dial { registers, tolerance });
            let is_readable = self.squares + squares <= MOST_ERROR * pixels;
            if taken.is_some() && !is_readable {
                break;
            }
            let is_cheap = budget.is_none_or(|budget| bytes.len() <= budget);
            // Levels are few then, and a coarser dial may come out dearer by a little.
            if taken.as_ref().is_none_or(|(before, _)| bytes.len() < before.len()) {
                taken = Some((bytes, squares));
            }
            if is_cheap {
                break;
            }
        }
        let (bytes, squares) = taken.unwrap_or_default();
        (self.squares, self.pixels) = (self.squares + squares, pixels);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So much noise that nothing but the truest can be read.
    fn noise(most: u32) -> Picture {
        let grey = (0..200 * 60_u32).map(|place| {
            let mixed = (place.wrapping_mul(0x9E37_79B1) >> 7) ^ place.wrapping_mul(0x85EB_CA77);
            u8::try_from(90 + mixed.wrapping_mul(0xC2B2_AE3D) % most).unwrap()
        });
        Picture::new(200, 60, grey.collect()).unwrap()
    }

    fn error(picture: &Picture, bytes: &[u8]) -> f64 {
        let shown = icy_sixel::SixelImage::decode(bytes).unwrap();
        let pairs = shown.pixels.chunks(4).zip(picture.grey());
        let brightness = |rgba: &[u8]| {
            let parts = rgba.iter().zip([0.299, 0.587, 0.114]);
            parts.map(|(&part, weight)| f64::from(part) * weight).sum::<f64>()
        };
        let squares: f64 = pairs.map(|(rgba, &grey)| (brightness(rgba) - f64::from(grey)).powi(2)).sum();
        squares / f64::from(picture.width() * picture.height())
    }

    #[test]
    fn what_is_reckoned_is_what_a_terminal_shows() {
        for most in [1, 9, 120] {
            for tolerance in TOLERANCES.into_iter().chain([Tolerance::NONE]) {
                let picture = noise(most);
                let (bytes, squares) = sixel::encode_measured(&picture, Dial { registers: 101, tolerance });
                let reckoned = squares / (200.0 * 60.0);
                assert!((reckoned - error(&picture, &bytes)).abs() < 0.01, "{most}, {tolerance}: {reckoned}");
                assert_eq!(bytes, sixel::encode(&picture, Dial { registers: 101, tolerance }));
            }
        }
    }

    #[test]
    fn a_piece_is_no_truer_than_the_link_carries_and_no_less_true_than_can_be_read() {
        let picture = noise(100);
        let sizes = [None, Some(20_000), Some(9_000), Some(1)].map(|budget| {
            let bytes = Drafts::default().piece(&picture, budget, 256);
            assert!(error(&picture, &bytes) <= MOST_ERROR, "{budget:?}");
            bytes.len()
        });
        assert!(sizes.is_sorted_by(|before, after| before >= after), "{sizes:?}");
        assert!(sizes[0] > sizes[3] * 3 / 2, "{sizes:?}");
    }

    #[test]
    fn an_even_piece_before_lets_the_next_be_less_true() {
        let (calm, picture) = (noise(1), noise(100));
        let alone = Drafts::default().piece(&picture, Some(1), 256).len();
        let mut drafts = Drafts::default();
        let first = drafts.piece(&calm, Some(1), 256);
        let after = drafts.piece(&picture, Some(1), 256);
        assert!(after.len() < alone, "{} of {alone}", after.len());
        let both = f64::midpoint(error(&calm, &first), error(&picture, &after));
        assert!(both <= MOST_ERROR, "{both}");
    }
}
