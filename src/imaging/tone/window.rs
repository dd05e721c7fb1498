//! The window that shows the cargo of an image.

/// A window over everything, for an image that gives no better one.
const WHOLE: (u16, u16) = (0, u16::MAX);
/// Values in one bin of the histogram: 65 536 / 4096.
const BIN_VALUES: usize = 16;
/// Air scatters by a few percent of its level: values this near the bright end are not cargo.
const AIR_PERCENT: usize = 3;
/// Cargo that covers less than this is no ground for a window (a blank scan has none).
const LEAST_CARGO_PERCENT: u64 = 1;

/// Low and high end of the window: the 0.5 % and 99.5 % points of what is neither black border nor air.
///
/// Bin 0 (nothing measured: borders burned in by the scanner) never counts. Air is what lies within 3 % of the bright end; it
/// saturates, so that its level (65 535 from one scanner, 60 000 from the next) does not flatten the cargo.
pub fn auto_window(histogram: &[u32]) -> (u16, u16) {
    let measured = 1..histogram.len();
    let Some((darkest, brightest)) = percentiles(histogram, measured) else {
        return WHOLE;
    };
    let air = brightest.saturating_sub((brightest - darkest) * AIR_PERCENT / 100);
    let all: u64 = count(histogram, 1..histogram.len());
    let cargo = count(histogram, 1..air);
    let ends = if cargo * 100 >= all * LEAST_CARGO_PERCENT { percentiles(histogram, 1..air) } else { None };
    let (low, high) = ends.unwrap_or((darkest, brightest));
    let value = |bin: usize| u16::try_from(bin * BIN_VALUES).unwrap_or(u16::MAX);
    (value(low), value(high + 1))
}

fn count(histogram: &[u32], bins: std::ops::Range<usize>) -> u64 {
    histogram.get(bins).unwrap_or(&[]).iter().map(|&count| u64::from(count)).sum()
}

/// The bins that hold the 0.5 % and the 99.5 % point of what is counted in `bins`.
fn percentiles(histogram: &[u32], bins: std::ops::Range<usize>) -> Option<(usize, usize)> {
    let all = count(histogram, bins.clone());
    let reaches = |per_mille: u64| {
        let mut below = 0;
        histogram.iter().enumerate().take(bins.end).skip(bins.start).find_map(|(bin, &count)| {
            below += u64::from(count);
            (count > 0 && below * 1_000 >= all * per_mille).then_some(bin)
        })
    };
    Some((reaches(5)?, reaches(995)?))
}
