//! Resampling in 16 bits: exact area average when minifying, bilinear when magnifying. Before the tone, never after.
//!
//! Averaging after a tone curve would hide a thin wire in its bright surroundings; averaging transmission keeps it.

use super::raster::Raster;
use super::viewport::Area;

/// For every output position along one side: the first source position and the weights from there on (their sum is 1).
struct Taps {
    starts: Vec<usize>,
    weights: Vec<f32>,
    /// Weights per output position; unused ones are 0.
    each: usize,
}

impl Taps {
    /// `out` equal steps over `start .. start + length` of a source of `available` positions.
    fn new(start: f64, length: f64, out: u32, available: u32) -> Self {
        let step = length / f64::from(out.max(1));
        let each = if step > 1.0 { ceil_index(step) + 1 } else { 2 };
        let mut taps = Self { starts: Vec::new(), weights: Vec::new(), each };
        for index in 0..out {
            let from = start + f64::from(index) * step;
            if step > 1.0 {
                taps.push_average(from, from + step, available);
            } else {
                taps.push_linear(from + step / 2.0 - 0.5, available);
            }
        }
        taps
    }

    /// Each source position weighs as much of it as lies between `from` and `to`.
    fn push_average(&mut self, from: f64, to: f64, available: u32) {
        let from = from.clamp(0.0, f64::from(available));
        let to = to.clamp(from, f64::from(available));
        let first = floor_index(from).min(last(available));
        let position = index_f64(first);
        let shares = (0..self.each).map(|index| {
            let left = position + index_f64(index);
            (to.min(left + 1.0) - from.max(left)).max(0.0)
        });
        let shares: Vec<f64> = shares.collect();
        let total: f64 = shares.iter().sum();
        if total > 0.0 {
            self.push(first, shares.iter().map(|share| share / total));
        } else {
            self.push(first, std::iter::once(1.0));
        }
    }

    /// The two source positions around `middle`, by nearness; at the edges the edge itself.
    fn push_linear(&mut self, middle: f64, available: u32) {
        let middle = middle.clamp(0.0, index_f64(last(available)));
        let first = floor_index(middle);
        let right = middle - index_f64(first);
        self.push(first, [1.0 - right, right].into_iter());
    }

    fn push(&mut self, first: usize, weights: impl Iterator<Item = f64>) {
        self.starts.push(first);
        let end = self.weights.len() + self.each;
        self.weights.extend(weights.take(self.each).map(narrow));
        self.weights.resize(end, 0.0);
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> {
        self.starts.iter().copied().zip(self.weights.chunks_exact(self.each))
    }
}

/// Draws `area` of `source` (in its pixels) on `width` × `height` pixels. What `area` has beyond the source repeats its edge.
pub fn resample(source: &Raster, area: Area, width: u32, height: u32) -> Raster {
    if source.pixels().is_empty() || width == 0 || height == 0 {
        return Raster::filled(width, height, 0);
    }
    let across = Taps::new(area.x, area.width, width, source.width());
    let down = Taps::new(area.y, area.height, height, source.height());
    let mut pixels = Vec::with_capacity(width as usize * height as usize);
    let mut rows = NarrowedRows { source, across: &across, kept: Vec::new() };
    let mut sums = vec![0.0_f32; width as usize];
    for (first, weights) in down.iter() {
        sums.fill(0.5);
        rows.forget_above(first);
        for (offset, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            for (sum, value) in sums.iter_mut().zip(rows.row(first + offset)) {
                *sum += weight * value;
            }
        }
        pixels.extend(sums.iter().map(|&sum| to_grey(sum)));
    }
    Raster::new(width, height, pixels).unwrap_or_else(|| Raster::filled(width, height, 0))
}

/// Source rows already resampled across, kept while the output rows still need them.
struct NarrowedRows<'a> {
    source: &'a Raster,
    across: &'a Taps,
    kept: Vec<(usize, Vec<f32>)>,
}

impl NarrowedRows<'_> {
    fn forget_above(&mut self, first: usize) {
        self.kept.retain(|(y, _)| *y >= first);
    }

    fn row(&mut self, y: usize) -> &[f32] {
        let kept = self.kept.iter().position(|(kept, _)| *kept == y);
        let place = kept.unwrap_or_else(|| {
            let row = u32::try_from(y).map_or(&[] as &[u16], |y| self.source.row(y));
            self.kept.push((y, narrow_row(row, self.across)));
            self.kept.len() - 1
        });
        self.kept.get(place).map_or(&[], |(_, row)| row)
    }
}

fn narrow_row(row: &[u16], across: &Taps) -> Vec<f32> {
    let weigh = |(first, weights): (usize, &[f32])| {
        let values = row.get(first..).unwrap_or(&[]);
        values.iter().zip(weights).map(|(&value, weight)| f32::from(value) * weight).sum()
    };
    across.iter().map(weigh).collect()
}

fn last(available: u32) -> usize {
    available.saturating_sub(1) as usize
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=32 768 by the caller"
)]
fn floor_index(value: f64) -> usize {
    value.floor() as usize
}

fn ceil_index(value: f64) -> usize {
    floor_index(value.ceil())
}

#[expect(clippy::cast_precision_loss, reason = "positions are below 2^16, exact in f64")]
fn index_f64(index: usize) -> f64 {
    index as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a weight in 0..=1: 24 bits are 8 more than a value has")]
fn narrow(weight: f64) -> f32 {
    weight as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates; a mean is in 0..=65535"
)]
fn to_grey(sum: f32) -> u16 {
    sum as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(raster: &Raster) -> Area {
        Area { x: 0.0, y: 0.0, width: raster.width().into(), height: raster.height().into() }
    }

    fn mean(pixels: &[u16]) -> f64 {
        pixels.iter().map(|&value| f64::from(value)).sum::<f64>() / index_f64(pixels.len())
    }

    #[test]
    fn halves_are_the_mean_of_four() {
        let source = Raster::new(4, 2, vec![0, 10, 20, 30, 40, 50, 60, 65_535]).unwrap();
        let half = resample(&source, whole(&source), 2, 1);
        assert_eq!(half.pixels(), &[25, 16_411]);
    }

    #[test]
    fn a_part_of_a_pixel_weighs_its_part() {
        let source = Raster::new(3, 1, vec![0, 30_000, 60_000]).unwrap();
        let two = resample(&source, whole(&source), 2, 1);
        // 1.5 pixels each: (0 + 30 000 / 2) / 1.5 and (30 000 / 2 + 60 000) / 1.5.
        assert_eq!(two.pixels(), &[10_000, 50_000]);
    }

    #[test]
    fn magnified_values_run_straight_between_pixels() {
        let source = Raster::new(2, 1, vec![0, 40_000]).unwrap();
        let four = resample(&source, whole(&source), 4, 1);
        assert_eq!(four.pixels(), &[0, 10_000, 30_000, 40_000]);
    }

    #[test]
    fn a_thin_wire_survives_as_its_share() {
        let mut pixels = vec![60_000; 80];
        pixels[37] = 20_000;
        let source = Raster::new(80, 1, pixels).unwrap();
        let ten = resample(&source, whole(&source), 10, 1);
        assert_eq!(ten.at(4, 0), Some(55_000));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_average_keeps_the_mean(
            (width, height) in (1..40_u32, 1..40_u32), (x, y) in (1..=40_u32, 1..=40_u32), seed: u32,
        ) {
            let value = |index: u32| (index.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 16) as u16;
            let source = Raster::new(width, height, (0..width * height).map(value).collect()).unwrap();
            let small = resample(&source, whole(&source), x.min(width), y.min(height));
            prop_assert!((mean(source.pixels()) - mean(small.pixels())).abs() <= 1.0);
        }

        #[test]
        fn nothing_leaves_the_range_of_the_source(
            low in 0..60_000_u16, spread in 0..5_000_u16, x in -9.0..9.0_f64, length in 0.1..60.0_f64, out in 1..50_u32,
        ) {
            let pixels = (0..100_u16).map(|index| low + spread * (index % 2)).collect();
            let source = Raster::new(10, 10, pixels).unwrap();
            let drawn = resample(&source, Area { x, y: x, width: length, height: length }, out, out);
            prop_assert!(drawn.pixels().iter().all(|value| (low..=low + spread).contains(value)));
        }
    }
}
