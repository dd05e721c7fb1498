//! The numbers of a case's facts, as runs: a booth works on two or three cases at once, so that the runs are short and near.

use crate::store::index::varint;

/// Says that gap and length follow as numbers of their own.
const LONG: u8 = 0xf0;

/// Ascending fact numbers, as runs of first number and count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::store) struct Seqs {
    runs: Vec<(u64, u32)>,
}

impl Seqs {
    /// One fact.
    pub(in crate::store) fn one(seq: u64) -> Self {
        Self { runs: vec![(seq, 1)] }
    }

    /// Appends a fact that is later than all there are; one that is not is there already.
    pub(in crate::store) fn push(&mut self, seq: u64) {
        match self.runs.last_mut() {
            Some((start, length)) if seq == *start + u64::from(*length) => *length = length.saturating_add(1),
            Some((start, length)) if seq < *start + u64::from(*length) => {}
            _ => self.runs.push((seq, 1)),
        }
    }

    /// How many facts.
    pub(in crate::store) fn count(&self) -> u64 {
        self.runs.iter().map(|(_, length)| u64::from(*length)).sum()
    }

    /// The first; 0 when there is none.
    pub(in crate::store) fn first(&self) -> u64 {
        self.runs.first().map_or(0, |(start, _)| *start)
    }

    /// Each, ascending.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = u64> {
        self.runs.iter().flat_map(|(start, length)| (*start..).take(*length as usize))
    }

    /// The runs: first number and count.
    pub(in crate::store) fn runs(&self) -> &[(u64, u32)] {
        &self.runs
    }

    /// The runs as bytes; the first number is told apart from them.
    pub(in crate::store) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.runs.len());
        let mut end = self.first();
        for (start, length) in &self.runs {
            let (gap, more) = (start.saturating_sub(end), length.saturating_sub(1));
            if let (Ok(gap @ 0..=14), Ok(more @ 0..=15)) = (u8::try_from(gap), u8::try_from(more)) {
                bytes.push(gap << 4 | more);
            } else {
                bytes.push(LONG);
                varint::push(&mut bytes, gap);
                varint::push(&mut bytes, u64::from(more));
            }
            end = start.saturating_add(u64::from(*length));
        }
        bytes
    }

    /// Reads runs whose first number is `first`; `None` when these bytes are no runs.
    pub(in crate::store) fn from_bytes(first: u64, mut bytes: &[u8]) -> Option<Self> {
        let (mut runs, mut end) = (Vec::new(), first);
        while let Some(byte) = varint::take_byte(&mut bytes) {
            let (gap, more) = if byte >= LONG {
                (varint::take(&mut bytes)?, varint::take_u32(&mut bytes)?)
            } else {
                (u64::from(byte >> 4), u32::from(byte & 0x0f))
            };
            let (start, length) = (end.checked_add(gap)?, more.checked_add(1)?);
            end = start.checked_add(u64::from(length))?;
            runs.push((start, length));
        }
        Some(Self { runs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_read_as_they_were_written(first in 1..1u64 << 40, gaps in proptest::collection::vec(0u64..40, 0..200)) {
            let mut seqs = Seqs::one(first);
            let mut seq = first;
            for gap in &gaps {
                seq += 1 + if gap % 3 == 0 { *gap } else { 0 };
                seqs.push(seq);
            }
            seqs.push(first);
            prop_assert_eq!(seqs.count(), gaps.len() as u64 + 1);
            prop_assert_eq!(Seqs::from_bytes(first, &seqs.to_bytes()), Some(seqs));
        }

        #[test]
        fn any_bytes_are_runs_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            Seqs::from_bytes(u64::MAX - 100, &bytes);
        }
    }

    #[test]
    fn a_usual_case_takes_a_byte_a_run() {
        let mut seqs = Seqs::one(1_000_000);
        for seq in [1_000_001, 1_000_004, 1_000_005, 1_000_009] {
            seqs.push(seq);
        }
        assert_eq!(seqs.to_bytes().len(), 3);
    }
}
