//! A set of the cases of one window: 65 536 bits.

use crate::store::index::WINDOW;
use std::ops::Range;

const WORDS: usize = (WINDOW / 64) as usize;

/// The set, 8 KiB.
pub(super) struct Ids {
    words: Vec<u64>,
}

impl Ids {
    pub(super) fn none() -> Self {
        Self { words: vec![0; WORDS] }
    }

    pub(super) fn set(&mut self, id: u16) {
        if let Some(word) = self.words.get_mut(usize::from(id / 64)) {
            *word |= 1 << (id % 64);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds the ordinals of the ranges that lie in the window `first..end`.
    pub(super) fn add_ranges(&mut self, ranges: &[Range<u32>], first: u32, end: u32) {
        for range in ranges {
            let within = range.start.max(first)..range.end.min(end);
            within.filter_map(|ordinal| u16::try_from(ordinal - first).ok()).for_each(|id| self.set(id));
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = u16> + use<> {
        let words: Vec<(usize, u64)> =
            self.words.iter().copied().enumerate().filter(|(_, word)| *word != 0).collect();
        words.into_iter().rev().flat_map(|(place, word)| {
            let bits = (0..64).rev().filter(move |bit| word >> bit & 1 == 1);
            bits.filter_map(move |bit| u16::try_from(place * 64 + bit).ok())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_meet_and_come_newest_first() {
        let (mut a, mut b) = (Ids::none(), Ids::none());
        a.add_ranges(&[65_530..65_600, 131_000..200_000], 65_536, 131_072);
        b.set(0);
        b.set(63);
        b.set(65_535);
        b.set(1_000);
        a.keep(&b);
        assert_eq!(a.newest_first().collect::<Vec<_>>(), [65_535, 63, 0]);
        b.add(&a);
        assert_eq!(b.newest_first().count(), 4);
        assert!(Ids::none().is_empty() && !b.is_empty());
    }
}
