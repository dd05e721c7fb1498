//! The window that shows the cargo of an image.

use std::ops::Range;

/// Thousandths of the cargo darker than the window, and not brighter.
const LOW_PER_MILLE: u64 = 5;
const HIGH_PER_MILLE: u64 = 995;
/// Values in one bin of the histogram: 65 536 / 4096.
const BIN_VALUES: usize = 16;
/// Air scatters by a few percent of its level: values this near the bright end are not cargo.
const AIR_PERCENT: usize = 3;
/// Cargo that covers less than this is no ground for a window (a blank scan has none).
const LEAST_CARGO_PERCENT: u64 = 1;

/// The part of the 16 bits that an image uses for cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub low: u16,
    pub high: u16,
    /// As much cargo is darker as is brighter than this.
    pub middle: u16,
}

/// A window over everything, for an image that gives no better one.
const WHOLE: Window = Window { low: 0, high: u16::MAX, middle: u16::MAX / 2 };

/// The 0.5 % and 99.5 % points of what is neither black border nor air, in [`crate::imaging::Pyramid::histogram`].
///
/// Bin 0 (nothing measured: borders burned in by the scanner) never counts. Air is what lies within 3 % of the bright end; it
/// saturates, so that its level (65 535 from one scanner, 60 000 from the next) does not flatten the cargo.
pub fn auto_window(histogram: &[u32]) -> Window {
    let measured = 1..histogram.len();
    let (Some(darkest), Some(brightest)) = (
        point(histogram, measured.clone(), LOW_PER_MILLE),
        point(histogram, measured.clone(), HIGH_PER_MILLE),
    ) else {
        return WHOLE;
    };
    let air = brightest.saturating_sub((brightest - darkest) * AIR_PERCENT / 100);
    let enough = count(histogram, 1..air) * 100 >= count(histogram, measured.clone()) * LEAST_CARGO_PERCENT;
    let bins = if enough { 1..air } else { measured };
    let value = |bin: usize| u16::try_from(bin * BIN_VALUES).unwrap_or(u16::MAX);
    let at = |per_mille| point(histogram, bins.clone(), per_mille);
    match (at(LOW_PER_MILLE), at(500), at(HIGH_PER_MILLE)) {
        (Some(low), Some(middle), Some(high)) => {
            Window { low: value(low), high: value(high + 1), middle: value(middle) }
        }
        _ => WHOLE,
    }
}

fn count(histogram: &[u32], bins: Range<usize>) -> u64 {
    histogram.get(bins).unwrap_or(&[]).iter().map(|&count| u64::from(count)).sum()
}

/// The bin that holds the point with so many thousandths of what is counted in `bins` at or below it.
fn point(histogram: &[u32], bins: Range<usize>, per_mille: u64) -> Option<usize> {
    let all = count(histogram, bins.clone());
    let mut below = 0;
    histogram.iter().enumerate().take(bins.end).skip(bins.start).find_map(|(bin, &count)| {
        below += u64::from(count);
        (count > 0 && below * 1_000 >= all * per_mille).then_some(bin)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A histogram of 4096 bins with so many pixels at each of these values.
    fn histogram(values: &[(u16, u32)]) -> Vec<u32> {
        let mut bins = vec![0; 4_096];
        for &(value, count) in values {
            bins[usize::from(value) / BIN_VALUES] += count;
        }
        bins
    }

    #[test]
    fn neither_border_nor_air_widens_the_window() {
        let window = auto_window(&histogram(&[
            (0, 50_000),
            (8_000, 100),
            (20_000, 500),
            (40_000, 400),
            (60_000, 90_000),
        ]));
        assert_eq!(window, Window { low: 8_000, high: 40_016, middle: 20_000 });
    }

    #[test]
    fn a_blank_scan_gets_the_window_of_its_noise() {
        let window = auto_window(&histogram(&[(28_000, 100), (28_800, 800), (29_600, 100)]));
        assert_eq!((window.low, window.high), (28_000, 28_816), "the brightest bin is taken for air");
        let flat = auto_window(&histogram(&[(28_000, 100)]));
        assert_eq!((flat.low, flat.high), (28_000, 28_016));
    }

    #[test]
    fn an_image_that_shows_nothing_gets_the_whole() {
        assert_eq!(auto_window(&histogram(&[(0, 9)])), WHOLE);
        assert_eq!(auto_window(&[]), WHOLE);
        let bright = auto_window(&histogram(&[(u16::MAX, 9)]));
        assert_eq!(bright.high, u16::MAX);
    }
}
