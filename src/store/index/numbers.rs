//! From case numbers to the order in which the cases began: runs, since a day's serials are given one after the other.

use crate::store::index::varint;

/// Serials in one value. Alternating, they make 512 runs of at most 3 + 1 + 3 bytes: below the 4 KiB of a value.
pub(super) const SERIALS_PER_CHUNK: u32 = 512;

/// Consecutive serials whose cases began one right after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Run {
    pub(in crate::store) serial: u32,
    pub(in crate::store) ordinal: u32,
    pub(in crate::store) length: u32,
}

impl Run {
    /// The ordinals of the serials within `from..=to`.
    pub(in crate::store) fn ordinals(&self, from: u32, to: u32) -> std::ops::Range<u32> {
        let first = from.max(self.serial);
        let end = to.saturating_add(1).min(self.serial.saturating_add(self.length));
        if first >= end {
            return 0..0;
        }
        self.ordinal + (first - self.serial)..self.ordinal + (end - self.serial)
    }
}

/// Adds a case, whose serial is not there yet.
pub(super) fn add(runs: &mut Vec<Run>, serial: u32, ordinal: u32) {
    let place = runs.partition_point(|run| run.serial < serial);
    let before = place.checked_sub(1).and_then(|place| runs.get_mut(place));
    match before {
        Some(run) if run.serial + run.length == serial && run.ordinal + run.length == ordinal => {
            run.length += 1;
        }
        _ => runs.insert(place, Run { serial, ordinal, length: 1 }),
    }
}

/// The ordinal of a serial.
pub(super) fn find(runs: &[Run], serial: u32) -> Option<u32> {
    let place = runs.partition_point(|run| run.serial <= serial).checked_sub(1)?;
    let run = runs.get(place)?;
    (serial < run.serial + run.length).then(|| run.ordinal + (serial - run.serial))
}

pub(super) fn encode(runs: &[Run]) -> Vec<u8> {
    let (mut bytes, mut serial, mut ordinal) = (Vec::new(), 0, 0);
    for run in runs {
        varint::push(&mut bytes, u64::from(run.serial.saturating_sub(serial)));
        varint::push(&mut bytes, u64::from(run.length));
        varint::push_signed(&mut bytes, i64::from(run.ordinal) - i64::from(ordinal));
        (serial, ordinal) = (run.serial + run.length, run.ordinal + run.length);
    }
    bytes
}

/// `None` when these bytes are no runs.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Vec<Run>> {
    let (mut runs, mut serial, mut ordinal) = (Vec::new(), 0u32, 0u32);
    while !bytes.is_empty() {
        serial = serial.checked_add(varint::take_u32(&mut bytes)?)?;
        let length = varint::take_u32(&mut bytes)?;
        let at = u32::try_from(i64::from(ordinal).checked_add(varint::take_signed(&mut bytes)?)?).ok()?;
        runs.push(Run { serial, ordinal: at, length });
        (serial, ordinal) = (serial.checked_add(length)?, at.checked_add(length)?);
    }
    Some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn every_serial_is_found_where_it_was_put(serials in proptest::collection::vec(1u32..512, 0..200), first in 0u32..1 << 20) {
            let (mut runs, mut known) = (Vec::new(), BTreeMap::new());
            for (ordinal, serial) in (first..).zip(serials) {
                if let std::collections::btree_map::Entry::Vacant(entry) = known.entry(serial) {
                    entry.insert(ordinal);
                    add(&mut runs, serial, ordinal);
                }
            }
            prop_assert_eq!(decode(&encode(&runs)), Some(runs.clone()));
            for serial in 0..520 {
                prop_assert_eq!(find(&runs, serial), known.get(&serial).copied());
            }
            let within: usize = runs.iter().map(|run| run.ordinals(100, 200).len()).sum();
            prop_assert_eq!(within, known.range(100..=200).count());
        }

        #[test]
        fn any_bytes_are_runs_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            decode(&bytes);
        }
    }

    #[test]
    fn a_full_value_stays_below_its_bound() {
        let runs: Vec<Run> =
            (0..512).map(|n| Run { serial: n, ordinal: (n * 7_919) % 4_000_000, length: 1 }).collect();
        assert!(encode(&runs).len() <= 4_096);
    }
}
