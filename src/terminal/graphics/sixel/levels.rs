//! Which greys a sixel picture is drawn with: all 101, or, with a tolerance or few registers, the few that
//! lose the least of this picture.

use crate::terminal::graphics::picture::DEEP_A_LEVEL;
use crate::terminal::graphics::sixel::between::{self, Grey, Percent};
use crate::terminal::graphics::{Picture, Tolerance};
use std::ops::Range;

/// Sixel colours are in percent: 0 to 100 are all the greys there are without a tint.
pub(super) const MOST_GREYS: usize = 101;
/// Fewer than black and white is no picture, whatever the terminal says of its registers.
pub(super) const FEWEST_GREYS: usize = 2;
/// Grey values are told apart by 8 bits where levels are chosen.
const BINS: usize = 256;
/// How much of the tolerance's square fewer levels may add to the mean square error that all have: fewer levels make
/// fewer colours in a band and longer runs, more leave the tolerance to the runs. Measured on cargo scans at 34
/// to 40 dB, the bytes at a given error are lowest about here: 5 to 9 % fewer than with a quarter of it.
const SHARE_OF_LEVELS: f64 = 0.05;
/// From level to level of all 101 is at most 3 of 255; a grey is at most half of that from one of them.
const GRID: f64 = 1.5;

/// The grey, 0–65 535, that a terminal shows for a percentage: terminals count in eight bits.
pub(super) fn shown(percent: u8) -> u16 {
    (u16::from(percent) * 255 + 50) / 100 * 257
}

/// The greys of a picture, rising: at most 256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Levels {
    greys: Vec<Grey>,
}

impl Levels {
    /// The levels for a picture: all of them when nothing may be lost and the registers suffice, and then some between them where the picture's own lie badly.
    pub(super) fn choose(picture: &Picture, registers: usize, tolerance: Tolerance) -> Self {
        let most = registers.clamp(FEWEST_GREYS, MOST_GREYS);
        if most == MOST_GREYS && tolerance == Tolerance::NONE {
            return Self { greys: between::greys(picture, registers - MOST_GREYS) };
        }
        let histogram = Histogram::of(picture);
        let bound = f64::from(tolerance.hundredths()) / 100.0;
        let within = Search::new(&histogram, most, bound + GRID);
        let fewest = if tolerance == Tolerance::NONE { None } else { within.fewest(bound) };
        let percent = fewest.or_else(|| Search::new(&histogram, most, f64::INFINITY).levels(most));
        let percent = percent.unwrap_or_else(|| vec![0, 100]);
        Self { greys: percent.into_iter().map(|percent| (shown(percent), [percent; 3])).collect() }
    }

    /// What each level is made of.
    pub(super) fn colours(&self) -> impl Iterator<Item = Percent> {
        self.greys.iter().map(|&(_, colour)| colour)
    }

    /// How bright each level is shown, 0–65 535.
    pub(super) fn brightness(&self) -> impl Iterator<Item = u16> {
        self.greys.iter().map(|&(brightness, _)| brightness)
    }

    /// For every grey of 0–65 535 the number of the nearest level; of two as near the lower.
    pub(super) fn nearest(&self) -> Vec<u8> {
        let mut table = vec![0; usize::from(u16::MAX) + 1];
        let above = self.brightness().skip(1);
        for (number, (low, high)) in (1..=u8::MAX).zip(self.brightness().zip(above)) {
            let middle = usize::from(low).midpoint(usize::from(high));
            table[middle + 1..].fill(number);
        }
        table
    }
}

/// The greys of a picture: by bin how many, and the sums of their values and squares, in levels of 255.
struct Histogram {
    count: Vec<f64>,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl Histogram {
    fn of(picture: &Picture) -> Self {
        let mut bins = [(0_u32, 0_i64, 0_i64); BINS];
        for (place, &grey) in picture.grey().iter().enumerate() {
            let rest = i64::from(picture.rest().get(place).copied().unwrap_or(0));
            let (count, sum, squares) = &mut bins[usize::from(grey)];
            (*count, *sum, *squares) = (*count + 1, *sum + rest, *squares + rest * rest);
        }
        let mut histogram =
            Self { count: Vec::with_capacity(BINS), sum: Vec::new(), squares: Vec::with_capacity(BINS) };
        for (grey, (count, sum, squares)) in (0_u32..).zip(bins) {
            let (grey, count, deep) = (f64::from(grey), f64::from(count), f64::from(DEEP_A_LEVEL));
            let (sum, squares) = (float(sum) / deep, float(squares) / deep / deep);
            histogram.count.push(count);
            histogram.sum.push(grey * count + sum);
            histogram.squares.push(grey * grey * count + 2.0 * grey * sum + squares);
        }
        histogram
    }

    /// The square error of a bin's greys when all become `level`.
    fn error(&self, bin: usize, level: usize) -> f64 {
        let level = whole(level);
        (self.squares[bin] - 2.0 * level * self.sum[bin] + level * level * self.count[bin]).max(0.0)
    }

    /// The same, and endless where the picture has such greys and the level is beyond `bound`.
    fn bounded(&self, bin: usize, level: usize, bound: f64) -> f64 {
        let beyond = self.count[bin] > 0.0 && whole(bin.abs_diff(level)) > bound;
        if beyond { f64::INFINITY } else { self.error(bin, level) }
    }
}

/// A number of levels, at most 255.
fn whole(levels: usize) -> f64 {
    u32::try_from(levels).map_or(f64::INFINITY, f64::from)
}

/// Sums over a picture of at most 33 million pixels: far below 2^53, beyond which a float would round.
fn float(sum: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "33 million times 128² is below 2^53")]
    let exact = sum as f64;
    exact
}

/// The best levels for every number of them, by dynamic programming over the highest level so far.
struct Search {
    /// `[levels - 1][highest]`: the least square error of the greys up to the highest, and the level before.
    best: Vec<[(f64, u8); MOST_GREYS]>,
    /// By the highest level, the error of the greys above it.
    above: [f64; MOST_GREYS],
    pixels: f64,
}

impl Search {
    /// No grey of the picture may be farther than `bound` from its level.
    fn new(histogram: &Histogram, most: usize, bound: f64) -> Self {
        let greys: [usize; MOST_GREYS] = std::array::from_fn(|percent| (percent * 255 + 50) / 100);
        let mut best = vec![[(f64::INFINITY, 0); MOST_GREYS]; most];
        for (level, slot) in best[0].iter_mut().enumerate() {
            *slot = (outside(histogram, greys[level], 0..greys[level], bound), 0);
        }
        for low in 0..MOST_GREYS {
            for high in low + 1..MOST_GREYS {
                let between = between(histogram, greys[low], greys[high], bound);
                if between.is_finite() {
                    extend(&mut best, low, high, between);
                }
            }
        }
        Self {
            best,
            above: std::array::from_fn(|level| outside(histogram, greys[level], greys[level]..BINS, bound)),
            pixels: histogram.count.iter().sum(),
        }
    }

    /// The mean square error with so many levels, and the highest of them.
    fn end(&self, levels: usize) -> (f64, usize) {
        let whole = |highest: usize| self.best[levels - 1][highest].0 + self.above[highest];
        let highest = (0..MOST_GREYS).min_by(|&a, &b| whole(a).total_cmp(&whole(b))).unwrap_or(0);
        (whole(highest) / self.pixels, highest)
    }

    /// As few levels as leave most of the tolerance to the runs; none when registers do not suffice.
    fn fewest(&self, tolerance: f64) -> Option<Vec<u8>> {
        let limit = self.end(self.best.len()).0 + tolerance * tolerance * SHARE_OF_LEVELS;
        let enough = (1..=self.best.len()).find(|&levels| self.end(levels).0 <= limit);
        self.levels(enough.unwrap_or(self.best.len()))
    }

    /// The best levels of that number.
    fn levels(&self, number: usize) -> Option<Vec<u8>> {
        let (error, mut highest) = self.end(number);
        if !error.is_finite() {
            return None;
        }
        let mut levels = Vec::with_capacity(number);
        for row in self.best[..number].iter().rev() {
            levels.push(u8::try_from(highest).ok()?);
            highest = usize::from(row[highest].1);
        }
        levels.reverse();
        Some(levels)
    }
}

/// Takes one more level above `low` into account, for every number of levels. Pairs come by rising `low`, so
/// what ends in `low` is settled.
fn extend(best: &mut [[(f64, u8); MOST_GREYS]], low: usize, high: usize, between: f64) {
    for levels in 1..best.len() {
        let error = best[levels - 1][low].0 + between;
        if error < best[levels][high].0 {
            best[levels][high] = (error, u8::try_from(low).unwrap_or(u8::MAX));
        }
    }
}

/// The error of greys that all become one level, because it is the lowest or the highest.
fn outside(histogram: &Histogram, level: usize, bins: Range<usize>, bound: f64) -> f64 {
    bins.map(|bin| histogram.bounded(bin, level, bound)).sum()
}

/// The error of the greys from one level up to the next, each of which becomes the nearer.
fn between(histogram: &Histogram, low: usize, high: usize, bound: f64) -> f64 {
    let nearer = |bin: usize| if bin - low <= high - bin { low } else { high };
    (low..high).map(|bin| histogram.bounded(bin, nearer(bin), bound)).sum()
}
