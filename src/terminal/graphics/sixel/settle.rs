//! Within the tolerance, the greys that make the longest runs: for each row the path of least error and
//! changes together.
//!
//! Sixel pays for changes, not for pixels. So every change of level along a row is given a price in square
//! error, less where the row above in the same band changes alike, since one character draws both. The
//! cheapest row is found exactly, by dynamic programming over the levels within the tolerance.

use crate::terminal::graphics::Tolerance;
use crate::terminal::graphics::sixel::levels::Levels;

/// Levels looked at on each side of the nearest; more lie within the tolerance only where it is coarser than
/// any draft.
const REACH: usize = 12;
const STATES: usize = 2 * REACH + 1;
/// The price of a change, in squares of the tolerance: with less the tolerance is not made use of, with more
/// only the bound itself counts. It goes with the share of the tolerance that fewer levels take.
const PRICE: f32 = 0.8;
/// The same change as in the row above lengthens no run and begins none of its own.
const PRICE_ALIKE: f32 = 0.1;
/// A level that the column has already is drawn in a run that is there.
const PRICE_TO_PRESENT: f32 = 0.7;

/// Settles the greys of one band after the other.
pub(super) struct Settler {
    levels: Vec<f32>,
    nearest: Vec<u8>,
    /// How far a pixel may be off, levels of 255.
    bound: f32,
    price: f32,
    /// By column: the first level looked at, and for each level where its best path came from.
    first: Vec<u8>,
    origins: Vec<[u8; STATES]>,
    /// By column, a bit for each level that the rows above have there.
    present: Vec<u128>,
}

/// The cost of the best path to each level of one column.
struct Costs {
    first: usize,
    count: usize,
    cost: [f32; STATES],
    cheapest: usize,
    least: f32,
}

impl Costs {
    /// Before the first column: whatever comes, costs nothing.
    const NONE: Self = Self { first: 0, count: 0, cost: [0.0; STATES], cheapest: 0, least: 0.0 };

    fn of(&self, level: usize) -> f32 {
        let state = level.wrapping_sub(self.first);
        if state < self.count { self.cost[state] } else { f32::INFINITY }
    }
}

/// A column, its grey, and the way there that changes as the row above does.
#[derive(Clone, Copy)]
struct Arrival {
    column: usize,
    value: f32,
    alike: Alike,
}

/// A change that the row above makes in the same column, and what the same change costs here.
#[derive(Clone, Copy)]
struct Alike {
    from: usize,
    to: usize,
    cost: f32,
}

impl Settler {
    pub(super) fn new(levels: &Levels, tolerance: Tolerance, width: usize) -> Self {
        let bound = f32::from(tolerance.hundredths()) / 100.0;
        let path = if tolerance == Tolerance::NONE { 0 } else { width };
        Self {
            levels: levels.brightness().map(grey).collect(),
            nearest: levels.nearest(),
            bound,
            price: PRICE * bound * bound,
            first: vec![0; path],
            origins: vec![[0; STATES]; path],
            present: vec![0; path],
        }
    }

    /// To be called before the first row of a band.
    pub(super) fn begin_band(&mut self) {
        self.present.fill(0);
    }

    /// Writes the level of each of a row's greys (0–65 535); `above` is the row before it in its band as
    /// settled, empty for the first.
    pub(super) fn row(&mut self, greys: &[u16], above: &[u8], settled: &mut [u8]) {
        if self.price <= 0.0 {
            for (level, &value) in settled.iter_mut().zip(greys) {
                *level = self.nearest[usize::from(value)];
            }
            return;
        }
        let mut last = self.walk(greys, above);
        for column in (0..greys.len()).rev() {
            settled[column] = u8::try_from(last).unwrap_or(u8::MAX);
            self.present[column] |= 1 << last;
            last = usize::from(self.origins[column][last - usize::from(self.first[column])]);
        }
    }

    /// Finds the cheapest path from left to right; returns the level where it ends.
    fn walk(&mut self, greys: &[u16], above: &[u8]) -> usize {
        let mut costs = [Costs::NONE, Costs::NONE];
        let [mut before, mut here] = costs.each_mut();
        for (column, &value) in greys.iter().enumerate() {
            (here.first, here.count) = self.states(value);
            let alike = self.alike(column, before, above);
            self.arrive(Arrival { column, value: grey(value), alike }, before, here);
            (before, here) = (here, before);
        }
        before.cheapest
    }

    /// The levels that a grey may become, the first and how many: the nearest, and those within the tolerance.
    fn states(&self, value: u16) -> (usize, usize) {
        let nearest = usize::from(self.nearest[usize::from(value)]);
        let within = |level: usize| (self.levels[level] - grey(value)).abs() <= self.bound;
        let (mut first, mut last) = (nearest, nearest);
        while first > 0 && nearest - first < REACH && within(first - 1) {
            first -= 1;
        }
        while last + 1 < self.levels.len() && last - nearest < REACH && within(last + 1) {
            last += 1;
        }
        (first, last - first + 1)
    }

    fn alike(&self, column: usize, before: &Costs, above: &[u8]) -> Alike {
        match column.checked_sub(1).and_then(|left| above.get(left..=column)) {
            Some(&[from, to]) if from != to => {
                let (from, to) = (usize::from(from), usize::from(to));
                Alike { from, to, cost: before.of(from) + PRICE_ALIKE * self.price }
            }
            _ => Alike { from: 0, to: 0, cost: f32::INFINITY },
        }
    }

    /// Finds the cheapest way to every level of a column from the column before.
    fn arrive(&mut self, at: Arrival, before: &Costs, here: &mut Costs) {
        let Arrival { column, value, alike } = at;
        // The first column has nothing to change from.
        let price = if column == 0 { 0.0 } else { self.price };
        let change = [before.least + price, before.least + PRICE_TO_PRESENT * price];
        let (present, origins) = (self.present[column], &mut self.origins[column]);
        here.least = f32::INFINITY;
        for (state, origin) in origins.iter_mut().enumerate().take(here.count) {
            let level = here.first + state;
            let mut way = (change[usize::from(present >> level & 1 != 0)], before.cheapest);
            if alike.to == level && alike.cost < way.0 {
                way = (alike.cost, alike.from);
            }
            let stay = before.of(level);
            if stay <= way.0 {
                way = (stay, level);
            }
            let off = value - self.levels[level];
            let cost = way.0 + off * off;
            here.cost[state] = cost;
            *origin = u8::try_from(way.1).unwrap_or(u8::MAX);
            if cost < here.least {
                (here.least, here.cheapest) = (cost, level);
            }
        }
        self.first[column] = u8::try_from(here.first).unwrap_or(u8::MAX);
    }
}

/// A grey of 0–65 535 in levels of 255.
fn grey(value: u16) -> f32 {
    f32::from(value) / 257.0
}
