//! Chance with a seed: the same seed draws the same month.

use crate::scanner::simulator::Random;
use std::time::Duration;

/// A stream of chances.
#[derive(Debug, Clone)]
pub(super) struct Chance(Random);

impl Chance {
    /// A stream that follows from the seed and what it is for, whatever others drew before.
    pub(super) fn of(seed: u64, purpose: &[u64]) -> Self {
        let mixed = purpose.iter().fold(seed, |mixed, part| Random::new(mixed ^ part.rotate_left(17)).bits());
        Self(Random::new(mixed))
    }

    /// One of `count`, from 0.
    pub(super) fn pick(&mut self, count: u64) -> u64 {
        self.0.pick(count)
    }

    /// From `low` to `high`, both included.
    pub(super) fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.pick(high.saturating_sub(low) + 1)
    }

    /// Whether a thing happens that happens so many times in a thousand.
    pub(super) fn happens(&mut self, per_mille: u64) -> bool {
        self.pick(1_000) < per_mille
    }

    /// One of them.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = self.pick(u64::try_from(of.len()).unwrap_or(1));
        of.get(usize::try_from(place).unwrap_or(0))
    }

    /// One of some words; none of none.
    pub(super) fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.one(of).copied().unwrap_or_default()
    }

    /// So many digits.
    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count).filter_map(|_| char::from_digit(u32::try_from(self.pick(10)).ok()?, 10)).collect()
    }

    /// So many of these characters.
    pub(super) fn letters(&mut self, count: usize, of: &str) -> String {
        let letters: Vec<char> = of.chars().collect();
        (0..count).filter_map(|_| self.one(&letters).copied()).collect()
    }

    /// A time of so many seconds, to the millisecond.
    pub(super) fn seconds(&mut self, low: u64, high: u64) -> Duration {
        Duration::from_millis(self.within(low * 1_000, high * 1_000))
    }

    /// A time of so many seconds, mostly nearer the shorter end: as people take to decide.
    pub(super) fn decision(&mut self, low: u64, high: u64) -> Duration {
        let span = self.within(0, (high - low) * 1_000);
        Duration::from_millis(low * 1_000 + self.within(0, span))
    }
}
