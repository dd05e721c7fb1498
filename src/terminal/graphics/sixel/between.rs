//! Greys between two percents, for pictures whose own greys lie badly among the 101.
//!
//! One percent more of blue is no colour to any eye (two or three of 255 in one channel), but by its brightness it
//! is a grey an eighth of the way to the next percent. So the few greys that a picture has most of can be
//! met where the grid has none.

use crate::terminal::graphics::Picture;
use crate::terminal::graphics::picture::DEEP_A_LEVEL;
use crate::terminal::graphics::sixel::levels::{MOST_GREYS, shown};
use std::ops::Range;

/// Red, green and blue in percent, the only unit sixel has.
pub(super) type Percent = [u8; 3];

/// What may be added to a grey, percent of each channel: never two percents of one, and never all three, which
/// would be the next grey.
const TINTS: [Percent; 6] = [[0, 0, 1], [1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1], [1, 1, 0]];
/// The mean square error that a picture without a tolerance may have, levels of 255: 255² / 0.617 is 50.2 dB.
/// Greys spread evenly have 0.55 from the 101 alone.
const ENOUGH: f64 = 0.617;
/// Greys are told apart by quarters of a level of 255 where they are summed: 64 of 65 536.
const BIN: usize = 64;
const BINS: usize = 65_536 / BIN;

/// Bins that are half a level of 255.
const NEAR: usize = 2;
/// What moving a grey costs at least, as a share of the pixels.
const LEAST_BROKEN: f64 = 0.001;
/// What a grey more costs though it breaks no run: it is a colour more in many bands.
const LEAST_BROKEN_BY_MORE: f64 = 0.02;
/// A change that takes away less is none and ends the search: a thousandth of 255ths squared a pixel. Since a grey is
/// off by 1.5 at most, there are no more than 2250 changes.
const LEAST_GAIN: f64 = 0.001 * 257.0 * 257.0;
/// Percents on either side of a change where others must be weighed again.
const REACH: u8 = 3;

/// One grey: how bright the terminal shows it, 0–65 535, and what it is made of.
pub(super) type Grey = (u16, Percent);

/// How bright a terminal shows a colour, by the weights of ITU-R BT.601.
pub(super) fn brightness([red, green, blue]: Percent) -> u16 {
    let [red, green, blue] = [red, green, blue].map(|percent| u32::from(shown(percent)));
    u16::try_from((299 * red + 587 * green + 114 * blue + 500) / 1000).unwrap_or(u16::MAX)
}

/// The 101 greys; where they do not do, as few as are needed moved a little, or put between them: `spare` of
/// these at most. Rising.
pub(super) fn greys(picture: &Picture, spare: usize) -> Vec<Grey> {
    let mut greys: Vec<Grey> = (0..=100).map(|percent| (shown(percent), [percent; 3])).collect();
    let sums = Sums::of(picture);
    let enough = sums.pixels() * ENOUGH * f64::from(DEEP_A_LEVEL).powi(2);
    let mut wanted = sums.cost(greys.iter().copied(), 0..BINS).error - enough;
    if wanted <= 0.0 {
        return greys;
    }
    let mut changes: Vec<Change> = (0..100).flat_map(Change::above).collect();
    let mut changed = 0..=100;
    while wanted > 0.0 {
        for change in changes.iter_mut().filter(|change| changed.contains(&change.percent)) {
            change.weigh(&sums, &greys, greys.len() < MOST_GREYS + spare);
        }
        let Some(change) = choose(&changes, wanted, sums.pixels()) else { break };
        greys.splice(change.instead_of.clone(), [change.grey]);
        wanted -= change.gain;
        // What is worth how much depends on two greys on either side.
        changed = change.percent.saturating_sub(REACH)..=change.percent + REACH;
    }
    greys
}

/// The change that takes away the most of what is `wanted` for the runs that it breaks.
fn choose(changes: &[Change], wanted: f64, pixels: f64) -> Option<Change> {
    let worth = |change: &Change| change.gain.min(wanted) / change.broken.max(1.0);
    let best = changes.iter().max_by(|a, b| worth(a).total_cmp(&worth(b)));
    best.filter(|best| best.gain > pixels * LEAST_GAIN).cloned()
}

/// A grey that could be there, and what that would do.
#[derive(Clone)]
struct Change {
    percent: u8,
    grey: Grey,
    /// The place among the greys where it goes: of one grey that it replaces, or of none.
    instead_of: Range<usize>,
    /// The square error that this takes away.
    gain: f64,
    /// Pixels so near to where the next grey begins that neighbours often fall on either side, more than before.
    broken: f64,
}

impl Change {
    /// Those between a percent and the next.
    fn above(percent: u8) -> impl Iterator<Item = Self> {
        let change = move |grey, instead_of| Self { percent, grey, instead_of, gain: 0.0, broken: 0.0 };
        TINTS.into_iter().map(move |tint| {
            let colour = tint.map(|more| percent + more);
            change((brightness(colour), colour), 0..0)
        })
    }

    /// Finds what is best: in place of the grey below, of that above, or, where there `may_add`, between them.
    fn weigh(&mut self, sums: &Sums, greys: &[Grey], may_add: bool) {
        (self.gain, self.broken) = (0.0, 0.0);
        let place = greys.partition_point(|&other| other < self.grey);
        if greys.get(place) == Some(&self.grey) {
            return;
        }
        let (first, end) = (place.saturating_sub(2), (place + 2).min(greys.len()));
        let start = if first == 0 { 0 } else { usize::from(greys[first].0) / BIN };
        let bins = start..if end == greys.len() { BINS } else { usize::from(greys[end - 1].0) / BIN };
        let now = sums.cost(greys[first..end].iter().copied(), bins.clone());
        let next = place + 1;
        let added = if may_add { place } else { next };
        let mut worth = 0.0;
        for instead_of in [place.saturating_sub(1)..place, place..next, place..added] {
            // Black and white stay.
            if instead_of.contains(&0) || instead_of.contains(&(greys.len() - 1)) {
                continue;
            }
            let kept = greys[first..instead_of.start].iter().copied();
            let with = kept.chain([self.grey]).chain(greys[instead_of.end..end].iter().copied());
            let then = sums.cost(with, bins.clone());
            let (gain, broken) = (now.error - then.error, then.near - now.near);
            let least = if instead_of.is_empty() { LEAST_BROKEN_BY_MORE } else { LEAST_BROKEN };
            let broken = broken.max(0.0) + least * sums.pixels();
            if gain / broken > worth {
                (worth, self.instead_of, self.gain, self.broken) = (gain / broken, instead_of, gain, broken);
            }
        }
    }
}

/// What some greys make of a picture, or of a part of its range.
struct Cost {
    /// The square error.
    error: f64,
    /// Pixels near to where the next grey begins, with as many on its other side.
    near: f64,
}

/// Of all greys below the start of each bin: how many, their sum and that of their squares, 65 535ths.
struct Sums(Vec<[u64; 3]>);

impl Sums {
    fn of(picture: &Picture) -> Self {
        let mut bins = vec![[0_u64; 3]; BINS + 1];
        for (value, count) in (0_u64..).zip(picture.histogram()) {
            let bin = &mut bins[usize::try_from(value).unwrap_or(0) / BIN + 1];
            let count = u64::from(count);
            // 33 million pixels of 65 535² each are 2^57.
            *bin = [bin[0] + count, bin[1] + count * value, bin[2] + count * value * value];
        }
        for bin in 1..=BINS {
            let below = bins[bin - 1];
            bins[bin] = std::array::from_fn(|sum| bins[bin][sum] + below[sum]);
        }
        Self(bins)
    }

    fn pixels(&self) -> f64 {
        float(self.0[BINS][0])
    }

    /// The square error of the greys in some bins when all become one.
    fn error(&self, bins: Range<usize>, grey: u16) -> f64 {
        let [count, sum, squares] =
            std::array::from_fn(|sum| self.0[bins.end][sum] - self.0[bins.start][sum]);
        let grey = u64::from(grey);
        // Whole numbers, because it is a small difference of large ones: never below nothing.
        float((squares + count * grey * grey).saturating_sub(2 * grey * sum))
    }

    /// What it costs when everything in some bins becomes the nearest of some greys.
    fn cost(&self, greys: impl Iterator<Item = Grey>, bins: Range<usize>) -> Cost {
        let mut greys = greys.map(|(grey, _)| grey).peekable();
        let (mut start, mut cost) = (bins.start, Cost { error: 0.0, near: 0.0 });
        while let Some(grey) = greys.next() {
            let next = greys.peek().map(|&next| middle(grey, next));
            cost.error += self.error(start..next.unwrap_or(bins.end), grey);
            start = next.unwrap_or(bins.end);
            if next.is_some() {
                let [low, here, high] = [start.saturating_sub(NEAR), start, (start + NEAR).min(BINS)];
                let [low, here, high] = [low, here, high].map(|bin| self.0[bin][0]);
                cost.near += float((here - low).min(high - here));
            }
        }
        cost
    }
}

/// The bin from which on greys are nearer to the higher of two.
fn middle(low: u16, high: u16) -> usize {
    (usize::from(low) + usize::from(high)).div_ceil(2).div_ceil(BIN)
}

/// A whole number as a float, rounded where it is above 2^53: errors are only compared.
fn float(sum: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "errors are compared, to no more than 53 bits")]
    let rounded = sum as f64;
    rounded
}
