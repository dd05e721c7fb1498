//! A whole image to another size while its rows come by: the exact area average when smaller, bilinear when larger.
//!
//! The same drawing as [`super::resample::resample`] of the whole, in whole numbers and in one pass: of the source only the rows of one
//! output row are summed, so that an image of any height takes the memory of its output.

use super::viewport::ImageSize;

/// Where the output positions along one side lie on the source, in whole units of which each step has [`Self::total`].
#[derive(Debug, Clone, Copy)]
struct Axis {
    source: u64,
    out: u64,
}

/// The source positions of one output position: the first, the last, and how much of each counts. Those between count `inner`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tap {
    first: usize,
    last: usize,
    /// Weights of the first and the last; of one and the same position the first's is the whole.
    first_weight: u32,
    last_weight: u32,
}

impl Axis {
    fn new(source: u32, out: u32) -> Self {
        Self { source: u64::from(source.max(1)), out: u64::from(out.max(1)) }
    }

    /// Whether output positions are larger than those of the source.
    fn is_average(self) -> bool {
        self.out < self.source
    }

    /// What the weights of one output position add up to.
    fn total(self) -> u64 {
        if self.is_average() { self.source } else { 2 * self.out }
    }

    /// The weight of a source position that lies wholly inside of an output position.
    fn inner(self) -> u32 {
        weight(self.out)
    }

    fn tap(self, index: usize) -> Tap {
        if self.is_average() { self.average(index as u64) } else { self.linear(index as u64) }
    }

    /// A source position is `out` units long, an output position `source` units.
    fn average(self, index: u64) -> Tap {
        let (from, to) = (index * self.source, (index + 1) * self.source);
        let (first, last) = (from / self.out, (to - 1) / self.out);
        let first_end = (first + 1) * self.out;
        let last_weight = if last == first { 0 } else { weight(to - last * self.out) };
        Tap {
            first: place(first),
            last: place(last),
            first_weight: weight(first_end.min(to) - from),
            last_weight,
        }
    }

    /// The two positions around the middle of an output position, by nearness; at the edges the edge itself.
    fn linear(self, index: u64) -> Tap {
        let total = 2 * self.out;
        let middle = ((2 * index + 1) * self.source).saturating_sub(self.out);
        let middle = middle.min((self.source - 1) * total);
        let (first, right) = (middle / total, middle % total);
        let last = if right == 0 { first } else { first + 1 };
        Tap {
            first: place(first),
            last: place(last),
            first_weight: weight(total - right),
            last_weight: weight(right),
        }
    }
}

fn weight(units: u64) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Takes the rows of an image from the top and gives those of the output as soon as each is known.
///
/// Sums are exact: a row's is at most 65 536 × 65 535, below 2³²; a pixel's at most that times 2¹⁶, below 2⁴⁸.
#[derive(Debug)]
pub struct Reducer {
    down: Axis,
    across: Vec<Tap>,
    inner_across: u32,
    /// What the weights of a whole output pixel add up to, as its inverse.
    inverse: f64,
    source_width: usize,
    source_rows: usize,
    out_rows: usize,
    /// Rows that have come.
    taken: usize,
    /// Output rows that are done, and the source rows of the next.
    done: usize,
    next: Tap,
    /// The inner rows of the next output row.
    whole: Vec<u32>,
    /// Its first and last rows by their weights.
    parts: Vec<u32>,
    /// The row before, which bilinear needs beside its own.
    before: Vec<u16>,
    line: Vec<u16>,
}

impl Reducer {
    /// Longest side of a source: rows of 65 536 full values still sum up below 2³².
    pub const MAX_SIDE: u32 = 65_536;
    /// Longest side of an output: twice of it, times 65 535, is below 2³².
    pub const MAX_OUT: u32 = 32_767;

    /// From an image of one size to another; `None` where a side is nothing or beyond the limits.
    pub fn new(source: ImageSize, width: u32, height: u32) -> Option<Self> {
        let is_in = |side: u32, most: u32| (1..=most).contains(&side);
        let sides = [source.width, source.height].into_iter().all(|side| is_in(side, Self::MAX_SIDE));
        if !sides || !is_in(width, Self::MAX_OUT) || !is_in(height, Self::MAX_OUT) {
            return None;
        }
        let (across, down) = (Axis::new(source.width, width), Axis::new(source.height, height));
        let source_width = source.width as usize;
        Some(Self {
            across: (0..width as usize).map(|index| across.tap(index)).collect(),
            inner_across: across.inner(),
            inverse: inverse(across.total() * down.total()),
            source_width,
            source_rows: source.height as usize,
            out_rows: height as usize,
            taken: 0,
            done: 0,
            next: down.tap(0),
            whole: if down.is_average() { vec![0; source_width] } else { Vec::new() },
            parts: vec![0; source_width],
            before: if down.is_average() { Vec::new() } else { vec![0; source_width] },
            line: vec![0; width as usize],
            down,
        })
    }

    /// Takes the next row and passes on each output row that it completes. A row of another length, or one too many, is passed over.
    pub fn push(&mut self, row: &[u16], mut out: impl FnMut(&[u16])) {
        if row.len() != self.source_width || self.taken >= self.source_rows {
            return;
        }
        if self.down.is_average() {
            self.push_average(row, &mut out);
        } else {
            self.push_linear(row, &mut out);
        }
        self.taken += 1;
    }

    /// Whether every row has come and gone.
    pub fn is_complete(&self) -> bool {
        self.done == self.out_rows
    }

    fn push_average(&mut self, row: &[u16], out: &mut impl FnMut(&[u16])) {
        // A row may end one output row and begin the next.
        loop {
            let tap = self.next;
            if self.done >= self.out_rows || self.taken < tap.first {
                return;
            }
            if self.taken == tap.first {
                self.whole.fill(0);
                set_scaled(&mut self.parts, row, tap.first_weight);
            } else if self.taken == tap.last {
                add_scaled(&mut self.parts, row, tap.last_weight);
            } else {
                add(&mut self.whole, row);
            }
            if self.taken < tap.last {
                return;
            }
            let inner = self.down.inner();
            if tap.last > tap.first + 1 {
                for (sum, whole) in self.parts.iter_mut().zip(&self.whole) {
                    *sum += whole * inner;
                }
            }
            self.finish_row(out);
        }
    }

    fn push_linear(&mut self, row: &[u16], out: &mut impl FnMut(&[u16])) {
        while self.done < self.out_rows && self.next.last <= self.taken {
            let tap = self.next;
            if tap.first == self.taken {
                set_scaled(&mut self.parts, row, tap.first_weight);
            } else {
                set_scaled(&mut self.parts, &self.before, tap.first_weight);
                if tap.last == self.taken {
                    add_scaled(&mut self.parts, row, tap.last_weight);
                }
            }
            self.finish_row(out);
        }
        self.before.copy_from_slice(row);
    }

    /// Narrows the summed row and passes it on.
    fn finish_row(&mut self, out: &mut impl FnMut(&[u16])) {
        let (inner_across, inverse) = (u64::from(self.inner_across), self.inverse);
        for (pixel, tap) in self.line.iter_mut().zip(&self.across) {
            let sums = self.parts.get(tap.first..=tap.last).unwrap_or(&[]);
            let edges = sums.first().map_or(0, |&sum| u64::from(sum)) * u64::from(tap.first_weight)
                + sums.last().map_or(0, |&sum| u64::from(sum)) * u64::from(tap.last_weight);
            let inner = sums.get(1..sums.len().saturating_sub(1)).unwrap_or(&[]);
            let inner: u64 = inner.iter().map(|&sum| u64::from(sum)).sum();
            *pixel = rounded(edges + inner * inner_across, inverse);
        }
        out(&self.line);
        self.done += 1;
        self.next = self.down.tap(self.done);
    }
}

fn set_scaled(sums: &mut [u32], row: &[u16], weight: u32) {
    for (sum, &value) in sums.iter_mut().zip(row) {
        *sum = u32::from(value) * weight;
    }
}

fn add_scaled(sums: &mut [u32], row: &[u16], weight: u32) {
    for (sum, &value) in sums.iter_mut().zip(row) {
        *sum += u32::from(value) * weight;
    }
}

fn add(sums: &mut [u32], row: &[u16]) {
    for (sum, &value) in sums.iter_mut().zip(row) {
        *sum += u32::from(value);
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most 2^32: exact in f64")]
fn inverse(total: u64) -> f64 {
    1.0 / total as f64
}

/// What lies halfway is rounded up. The total of the weights is at most 2³², so that a mean which is not halfway is 2⁻³³ away from it, and
/// the product errs by less than 2⁻³⁵: with that added no mean falls on the wrong side.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sums are below 2^48; a mean is in 0..=65535"
)]
fn rounded(sum: u64, inverse: f64) -> u16 {
    const HALF: f64 = 0.5 + 1.0 / (1_u64 << 35) as f64;
    (sum as f64 * inverse + HALF) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::raster::Raster;
    use crate::imaging::resample::resample;
    use crate::imaging::viewport::Area;
    use proptest::prelude::*;

    fn reduced(source: &Raster, width: u32, height: u32) -> Vec<u16> {
        let size = ImageSize { width: source.width(), height: source.height() };
        let mut reducer = Reducer::new(size, width, height).unwrap();
        let mut out = Vec::new();
        for row in source.rows() {
            reducer.push(row, |row| out.extend_from_slice(row));
        }
        assert!(reducer.is_complete());
        out
    }

    /// What each source position counts for one output position, in units of which `source` (or `2 out`) make the whole.
    fn shares(source: u64, out: u64, index: u64) -> Vec<u128> {
        if out < source {
            let (from, to) = (index * source, (index + 1) * source);
            let share = |place: u64| ((place + 1) * out).min(to).saturating_sub((place * out).max(from));
            return (0..source).map(|place| share(place).into()).collect();
        }
        let middle = ((2 * index + 1) * source).saturating_sub(out).min((source - 1) * 2 * out);
        (0..source).map(|place| (2 * out).saturating_sub(middle.abs_diff(place * 2 * out)).into()).collect()
    }

    /// Every output pixel from every source pixel.
    fn by_hand(source: &Raster, width: u32, height: u32) -> Vec<u16> {
        let mut out = Vec::new();
        for y in 0..height {
            let down = shares(source.height().into(), height.into(), y.into());
            for x in 0..width {
                let across = shares(source.width().into(), width.into(), x.into());
                let whole = down.iter().sum::<u128>() * across.iter().sum::<u128>();
                let sum: u128 = source
                    .rows()
                    .zip(&down)
                    .flat_map(|(row, down)| {
                        row.iter().zip(&across).map(move |(&value, across)| u128::from(value) * across * down)
                    })
                    .sum();
                out.push(u16::try_from((2 * sum + whole) / (2 * whole)).unwrap());
            }
        }
        out
    }

    #[test]
    fn parts_of_pixels_weigh_their_parts() {
        let source = Raster::new(3, 1, vec![0, 30_000, 60_000]).unwrap();
        assert_eq!(reduced(&source, 2, 1), [10_000, 50_000]);
        let halves = Raster::new(4, 2, vec![0, 10, 20, 30, 40, 50, 60, 65_535]).unwrap();
        assert_eq!(reduced(&halves, 2, 1), [25, 16_411]);
        let two = Raster::new(2, 1, vec![0, 40_000]).unwrap();
        assert_eq!(reduced(&two, 4, 1), [0, 10_000, 30_000, 40_000]);
        assert_eq!(reduced(&two, 2, 3), [0, 40_000].repeat(3));
    }

    #[test]
    fn the_largest_sums_stay_in_range() {
        let longest = Reducer::MAX_SIDE;
        for size in [ImageSize { width: longest, height: 1 }, ImageSize { width: 1, height: longest }] {
            let source = Raster::filled(size.width, size.height, u16::MAX);
            let (width, height) = (size.width.min(2), size.height.min(2));
            assert!(reduced(&source, width, height).iter().all(|&value| value == u16::MAX));
        }
        let mut wide = Reducer::new(ImageSize { width: 2, height: 1 }, Reducer::MAX_OUT, 1).unwrap();
        wide.push(&[u16::MAX; 2], |row| assert!(row.iter().all(|&value| value == u16::MAX)));
        assert!(wide.is_complete());
    }

    #[test]
    fn sizes_and_rows_that_do_not_fit_are_refused() {
        let size = |width, height| ImageSize { width, height };
        for (source, width, height) in [
            (size(0, 1), 1, 1),
            (size(1, 65_537), 1, 1),
            (size(1, 1), 0, 1),
            (size(1, 1), 1, Reducer::MAX_OUT + 1),
        ] {
            assert!(Reducer::new(source, width, height).is_none());
        }
        let mut reducer = Reducer::new(size(2, 1), 1, 1).unwrap();
        reducer.push(&[1, 2, 3], |_| panic!("no row of the image"));
        assert!(!reducer.is_complete());
        reducer.push(&[1, 2], |row| assert_eq!(row, [2]));
        reducer.push(&[1, 2], |_| panic!("one row too many"));
        assert!(reducer.is_complete());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn every_pixel_is_the_rounded_mean_of_its_area(
            (width, height) in (1..24_u32, 1..24_u32), (x, y) in (1..30_u32, 1..30_u32), seed: u32,
        ) {
            let value = |index: u32| (index.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 16) as u16;
            let source = Raster::new(width, height, (0..width * height).map(value).collect()).unwrap();
            let drawn = reduced(&source, x, y);
            prop_assert_eq!(&drawn, &by_hand(&source, x, y));
            let whole = Area { x: 0.0, y: 0.0, width: width.into(), height: height.into() };
            let resampled = resample(&source, whole, x, y);
            prop_assert!(drawn.iter().zip(resampled.pixels()).all(|(a, b)| a.abs_diff(*b) <= 1));
        }
    }
}
