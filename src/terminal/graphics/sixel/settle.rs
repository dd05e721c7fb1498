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
/// only the bound itself counts.
const PRICE: f32 = 1.5;
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
#[derive(Clone, Copy)]
struct Costs {
    first: usize,
    count: usize,
    cost: [f32; STATES],
    cheapest: usize,
}

impl Costs {
    fn of(&self, level: usize) -> Option<f32> {
        let state = level.checked_sub(self.first).filter(|&state| state < self.count)?;
        Some(self.cost[state])
    }

    fn least(&self) -> f32 {
        self.cost[self.cheapest - self.first]
    }
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
        let mut before: Option<Costs> = None;
        for (column, &value) in greys.iter().enumerate() {
            let mut here = self.states(value);
            let alike = match (column.checked_sub(1).and_then(|left| above.get(left)), above.get(column)) {
                (Some(&from), Some(&to)) if from != to => Some((usize::from(from), usize::from(to))),
                _ => None,
            };
            let mut least = f32::INFINITY;
            for state in 0..here.count {
                let level = here.first + state;
                let (cost, origin) = match &before {
                    Some(before) => self.arrive(before, level, self.present[column], alike),
                    None => (0.0, level),
                };
                let off = grey(value) - self.levels[level];
                here.cost[state] = cost + off * off;
                self.origins[column][state] = u8::try_from(origin).unwrap_or(u8::MAX);
                if here.cost[state] < least {
                    (least, here.cheapest) = (here.cost[state], level);
                }
            }
            self.first[column] = u8::try_from(here.first).unwrap_or(u8::MAX);
            before = Some(here);
        }
        before.map_or(0, |end| end.cheapest)
    }

    /// The levels that a grey may become: the nearest, and those within the tolerance.
    fn states(&self, value: u16) -> Costs {
        let nearest = usize::from(self.nearest[usize::from(value)]);
        let within = |level: &usize| (self.levels[*level] - grey(value)).abs() <= self.bound;
        let lowest = nearest.saturating_sub(REACH);
        let highest = (nearest + REACH).min(self.levels.len() - 1);
        let first = (lowest..nearest).rev().take_while(within).last().unwrap_or(nearest);
        let last = (nearest + 1..=highest).take_while(within).last().unwrap_or(nearest);
        Costs { first, count: last - first + 1, cost: [0.0; STATES], cheapest: nearest }
    }

    /// The cheapest way to a level from the column before, and the level it comes from.
    fn arrive(
        &self,
        before: &Costs,
        level: usize,
        present: u128,
        alike: Option<(usize, usize)>,
    ) -> (f32, usize) {
        let part = if present & (1 << level) == 0 { 1.0 } else { PRICE_TO_PRESENT };
        let mut way = (before.least() + part * self.price, before.cheapest);
        if let Some((from, _)) = alike.filter(|&(_, to)| to == level)
            && let Some(cost) = before.of(from).map(|cost| cost + PRICE_ALIKE * self.price)
            && cost < way.0
        {
            way = (cost, from);
        }
        match before.of(level) {
            Some(stay) if stay <= way.0 => (stay, level),
            _ => way,
        }
    }
}

/// A grey of 0–65 535 in levels of 255.
fn grey(value: u16) -> f32 {
    f32::from(value) / 257.0
}
