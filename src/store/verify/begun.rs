//! Which cases have begun, in little memory: a day's serials are given one after the other.

use crate::domain::number::CaseNumber;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The numbers seen, as runs of serials.
#[derive(Debug, Default)]
pub(super) struct Begun {
    /// By day and post: first serial to the one after the last.
    days: BTreeMap<(NaiveDate, String), BTreeMap<u32, u32>>,
    count: u64,
}

impl Begun {
    pub(super) fn insert(&mut self, number: &CaseNumber) {
        if self.contains(number) {
            return;
        }
        self.count = self.count.saturating_add(1);
        let serial = number.serial();
        let runs = self.days.entry((number.day(), number.post().to_owned())).or_default();
        let mut end = serial.saturating_add(1);
        if let Some(joined) = runs.remove(&end) {
            end = joined;
        }
        match runs.range_mut(..serial).next_back() {
            Some((_, before)) if *before == serial => *before = end,
            _ => {
                runs.insert(serial, end);
            }
        }
    }

    pub(super) fn contains(&self, number: &CaseNumber) -> bool {
        let runs = self.days.get(&(number.day(), number.post().to_owned()));
        let run = runs.and_then(|runs| runs.range(..=number.serial()).next_back());
        run.is_some_and(|(_, end)| number.serial() < *end)
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::number;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_knows_what_a_set_knows(serials in proptest::collection::vec(1u32..60, 0..80)) {
            let (mut begun, mut set) = (Begun::default(), BTreeSet::new());
            for serial in serials {
                begun.insert(&number(serial));
                set.insert(serial);
            }
            prop_assert_eq!(begun.count(), set.len() as u64);
            for serial in 1..62 {
                prop_assert_eq!(begun.contains(&number(serial)), set.contains(&serial));
            }
        }
    }
}
