//! Times between two facts: their median and the one that nine in ten do not exceed.

use crate::domain::Moment;
use serde::{Deserialize, Serialize};

/// Times of one kind that are kept: two years of a busy post, one megabyte.
pub const MAX_SPANS: usize = 250_000;

/// Times of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SpanFigures {
    /// How many.
    pub count: u32,
    /// The median by nearest rank, milliseconds.
    pub median_ms: Option<u32>,
    /// The ninetieth percentile by nearest rank, milliseconds.
    pub p90_ms: Option<u32>,
    /// Times that were left out: a clock was set back, or they are longer than 49 days.
    pub left_out: u32,
}

/// Times as they are gathered.
#[derive(Debug, Default)]
pub(super) struct Spans {
    kept: Vec<u32>,
    left_out: u32,
}

/// Whether there was room for one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Kept,
    Full,
}

impl Spans {
    /// The time from one moment to another.
    pub(super) fn push(&mut self, from: Moment, to: Moment) -> Room {
        let Ok(span) = u32::try_from((to - from).num_milliseconds()) else {
            self.left_out = self.left_out.saturating_add(1);
            return Room::Kept;
        };
        if self.kept.len() >= MAX_SPANS {
            return Room::Full;
        }
        self.kept.push(span);
        Room::Kept
    }

    pub(super) fn figures(mut self) -> SpanFigures {
        self.kept.sort_unstable();
        SpanFigures {
            count: u32::try_from(self.kept.len()).unwrap_or(u32::MAX),
            median_ms: nearest_rank(&self.kept, 50),
            p90_ms: nearest_rank(&self.kept, 90),
            left_out: self.left_out,
        }
    }
}

/// The value that `percent` of the sorted ones do not exceed, the smallest such: rank ⌈percent · n / 100⌉, counted from 1.
fn nearest_rank(sorted: &[u32], percent: usize) -> Option<u32> {
    let rank = (percent * sorted.len()).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest_above() {
        let ten: Vec<u32> = (1..=10).collect();
        assert_eq!((nearest_rank(&ten, 50), nearest_rank(&ten, 90)), (Some(5), Some(9)));
        assert_eq!((nearest_rank(&ten[..3], 50), nearest_rank(&ten[..3], 90)), (Some(2), Some(3)));
        assert_eq!((nearest_rank(&ten[..1], 50), nearest_rank(&[], 50)), (Some(1), None));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_time() {
        let at = |ms| Moment::from_timestamp_millis(ms).unwrap();
        let mut spans = Spans::default();
        for (from, to) in [(0, 1_000), (1_000, 0), (0, 1 << 33), (5, 5)] {
            assert_eq!(spans.push(at(from), at(to)), Room::Kept);
        }
        let expected = SpanFigures { count: 2, median_ms: Some(0), p90_ms: Some(1_000), left_out: 2 };
        assert_eq!(spans.figures(), expected);
        let mut full = Spans { kept: vec![0; MAX_SPANS], left_out: 0 };
        assert_eq!(full.push(at(0), at(1)), Room::Full);
    }
}
