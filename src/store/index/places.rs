//! Where in the journal a fact stands: the offset of every 32nd frame. From there a reader passes over the few between.

use crate::store::index::varint;
use crate::store::journal::segment::Position;

/// Frames from one kept place to the next: reading over 31 heads costs less than keeping twelve million places.
pub(in crate::store) const STRIDE: u64 = 32;

/// Places in one value. A difference is below 32 × 256 KiB, four bytes: with its head a value stays below 4 KiB.
const MAX_PLACES: usize = 1_000;

/// The places of consecutive frames of one segment, every [`STRIDE`]th of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Places {
    /// Number of the first fact.
    pub(in crate::store) first: u64,
    segment: u32,
    offsets: Vec<u32>,
}

impl Places {
    /// Begins with a fact.
    pub(super) fn begin(seq: u64, position: Position) -> Self {
        Self { first: seq, segment: position.segment, offsets: vec![position.offset] }
    }

    /// Takes the next fact's place; returns `false` when it needs a new value.
    pub(super) fn take(&mut self, seq: u64, position: Position) -> bool {
        let after = seq.saturating_sub(self.first);
        if position.segment != self.segment || after / STRIDE >= MAX_PLACES as u64 {
            return false;
        }
        if after.is_multiple_of(STRIDE) && after / STRIDE == self.offsets.len() as u64 {
            self.offsets.push(position.offset);
        }
        true
    }

    /// The nearest kept place at or before a fact, and the number of the fact there.
    pub(super) fn before(&self, seq: u64) -> Option<(u64, Position)> {
        let step = seq.checked_sub(self.first)? / STRIDE;
        let step = step.min((self.offsets.len() as u64).checked_sub(1)?);
        let offset = *self.offsets.get(usize::try_from(step).ok()?)?;
        Some((self.first + step * STRIDE, Position { segment: self.segment, offset }))
    }

    /// Whether the fact is one of these: after the last kept place the segment may have ended.
    pub(super) fn surely_covers(&self, seq: u64) -> bool {
        let last = (self.offsets.len() as u64).saturating_sub(1) * STRIDE;
        (self.first..=self.first.saturating_add(last)).contains(&seq)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let (mut bytes, mut before) = (Vec::new(), 0);
        varint::push(&mut bytes, u64::from(self.segment));
        for offset in &self.offsets {
            varint::push(&mut bytes, u64::from(offset.saturating_sub(before)));
            before = *offset;
        }
        bytes
    }

    /// `None` when these bytes are no places.
    pub(super) fn decode(first: u64, mut bytes: &[u8]) -> Option<Self> {
        let segment = varint::take_u32(&mut bytes)?;
        let (mut offsets, mut offset) = (Vec::new(), 0u32);
        while !bytes.is_empty() {
            offset = offset.checked_add(varint::take_u32(&mut bytes)?)?;
            offsets.push(offset);
        }
        Some(Self { first, segment, offsets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_near_a_kept_place() {
        let at = |seq: u64| Position { segment: 3, offset: u32::try_from(82 + seq * 300).unwrap() };
        let mut places = Places::begin(100, at(100));
        let last = 100 + STRIDE * MAX_PLACES as u64 - 1;
        assert!((101..=last).all(|seq| places.take(seq, at(seq))));
        assert!(!places.take(last + 1, at(last + 1)));
        assert!(!places.take(101, Position { segment: 4, offset: 82 }));
        for seq in [100, 131, 132, 5_000, last] {
            let (near, position) = places.before(seq).unwrap();
            assert!(near <= seq && seq - near < STRIDE);
            assert_eq!(position, at(near));
        }
        assert_eq!(places.before(99), None);
        let bytes = places.encode();
        assert!(bytes.len() <= 4_096);
        assert_eq!(Places::decode(100, &bytes), Some(places));
    }
}
