//! By what an earlier case is known: the same plate, trailer, container or document, folded as the search folds.

use crate::domain::fold::fold;
use crate::domain::registration::Registration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Letters and digits that a number must have to say anything: below it, every booth has the same ones every day.
const MIN_KEY_CHARS: usize = 3;

/// Numbers of one form: a plate, 3 trailers, 8 containers, 20 documents. A file that names more is not looked through for them.
const MAX_KEYS: usize = 32;

/// Which number of two cases is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The vehicle's plate.
    Plate,
    /// A trailer's plate.
    Trailer,
    /// A container's number.
    Container,
    /// A shipping document's number.
    Document,
}

/// The numbers of a form or of a case, folded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keys {
    numbers: BTreeSet<(Key, String)>,
}

impl Keys {
    /// The numbers of a registered case.
    pub fn of(registration: &Registration) -> Self {
        let mut keys = Self::default();
        keys.add(Key::Plate, registration.plate.as_str());
        let trailers = registration.vehicle.trailers.iter().map(|plate| (Key::Trailer, plate.as_str()));
        let containers = registration.containers.iter().map(|kept| (Key::Container, kept.number.as_str()));
        let documents = registration.documents.iter().map(|kept| (Key::Document, kept.number.as_str()));
        trailers.chain(containers).chain(documents).for_each(|(key, number)| keys.add(key, number));
        keys
    }

    /// Adds a number as it was typed. One that is too short to say anything is left out.
    pub fn add(&mut self, key: Key, number: &str) {
        let folded = fold(number);
        if folded.chars().count() >= MIN_KEY_CHARS && self.numbers.len() < MAX_KEYS {
            self.numbers.insert((key, folded));
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The numbers to look for, folded.
    pub fn folded(&self) -> BTreeSet<&str> {
        self.numbers.iter().map(|(_, number)| number.as_str()).collect()
    }

    /// Which of these numbers a case has. A trailer that once came under its own plate is the same trailer.
    pub fn matched(&self, registration: &Registration) -> Vec<Key> {
        let theirs = Self::of(registration);
        let has = |kind: Key, number: &String| theirs.numbers.contains(&(kind, number.clone()));
        let is_same = |(kind, number): &&(Key, String)| match kind {
            Key::Plate | Key::Trailer => has(Key::Plate, number) || has(Key::Trailer, number),
            Key::Container | Key::Document => has(*kind, number),
        };
        let same: BTreeSet<Key> = self.numbers.iter().filter(is_same).map(|(kind, _)| *kind).collect();
        same.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::registration::{ContainerDraft, DocumentDraft, Draft, GoodsDraft};

    fn registration() -> Registration {
        let container = |number: &str| ContainerDraft { number: number.into(), ..ContainerDraft::default() };
        let document = |number: &str| DocumentDraft { number: number.into(), ..DocumentDraft::default() };
        Draft {
            plate: "123ABC16".into(),
            trailers: vec!["45KLM16".into(), "78 НОР 16".into()],
            containers: vec![container("CSQU3054383"), container("MSKU6011672")],
            documents: vec![document("CMR 4471"), document("12")],
            goods: vec![GoodsDraft {
                code: "0805".into(),
                description: "123 ABC 16".into(),
                gross: "1".into(),
                ..GoodsDraft::default()
            }],
            ..Draft::default()
        }
        .check()
        .unwrap()
    }

    #[test]
    fn a_case_is_the_same_by_each_of_its_numbers_however_they_are_written() {
        let table: [(Key, &str, &[Key]); 12] = [
            (Key::Plate, "123авс 16", &[Key::Plate]),
            (Key::Plate, "123ABC1", &[]),
            (Key::Plate, "123ABC166", &[]),
            (Key::Plate, "45klm16", &[Key::Plate]),
            (Key::Trailer, "123ABC16", &[Key::Trailer]),
            (Key::Trailer, "78HOP-16", &[Key::Trailer]),
            (Key::Container, "msku 601167 2", &[Key::Container]),
            (Key::Container, "123ABC16", &[]),
            (Key::Document, "cmr-4471", &[Key::Document]),
            (Key::Document, "4471", &[]),
            (Key::Document, "CSQU3054383", &[]),
            (Key::Document, "12", &[]),
        ];
        for (key, number, matched) in table {
            let mut keys = Keys::default();
            keys.add(key, number);
            assert_eq!(keys.matched(&registration()), matched, "{key:?} {number}");
        }
    }

    #[test]
    fn a_case_has_all_its_numbers_and_short_ones_say_nothing() {
        let keys = Keys::of(&registration());
        assert_eq!(keys.numbers.len(), 6);
        assert_eq!(keys.matched(&registration()), [Key::Plate, Key::Trailer, Key::Container, Key::Document]);
        let mut many = Keys::default();
        (100..200).for_each(|number: u32| many.add(Key::Document, &number.to_string()));
        assert_eq!(many.folded().len(), MAX_KEYS);
    }
}
