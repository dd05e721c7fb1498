//! Earlier cases as they are asked for and answered: those with the same plate, trailer, container or document.

use crate::domain::case::{Case, CaseRow};
use crate::domain::earlier::{Key, Keys};
use crate::domain::number::CaseNumber;
use crate::domain::registration::{Draft, Registration};
use crate::domain::step::Verdict;
use crate::domain::supervision::OutcomeResult;
use crate::station::contract::search::More;
use crate::station::contract::storage::IndexProgress;
use serde::{Deserialize, Serialize};

/// What is looked for: cases that have one of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct EarlierQuery {
    /// The numbers, folded.
    pub keys: Keys,
    /// The case that is looked at itself.
    pub except: Option<CaseNumber>,
    /// At most so many.
    pub limit: usize,
}

impl EarlierQuery {
    /// Earlier cases of what was typed so far.
    pub fn typed(draft: &Draft, limit: usize) -> Self {
        let mut keys = Keys::default();
        keys.add(Key::Plate, &draft.plate);
        draft.trailers.iter().for_each(|plate| keys.add(Key::Trailer, plate));
        draft.containers.iter().for_each(|typed| keys.add(Key::Container, &typed.number));
        draft.documents.iter().for_each(|typed| keys.add(Key::Document, &typed.number));
        Self { keys, except: None, limit }
    }

    /// Earlier cases of one that is registered.
    pub fn of(number: &CaseNumber, registration: &Registration, limit: usize) -> Self {
        Self { keys: Keys::of(registration), except: Some(number.clone()), limit }
    }
}

/// An earlier case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierRow {
    /// The case.
    pub row: CaseRow,
    /// Which of the numbers are the same.
    pub matched: Vec<Key>,
    /// The verdict that stands.
    pub verdict: Option<Verdict>,
    /// What the examination came to, where that is known.
    pub outcome: Option<OutcomeResult>,
}

impl EarlierRow {
    /// The row of a case, if it has one of the numbers.
    pub fn of(case: &Case, keys: &Keys) -> Option<Self> {
        let matched = keys.matched(case.registration.as_ref()?);
        (!matched.is_empty()).then(|| Self {
            row: case.row(),
            matched,
            verdict: case.conclusion.as_ref().map(|conclusion| conclusion.verdict),
            outcome: case.outcomes.last().map(|outcome| outcome.what.result),
        })
    }
}

/// The earlier cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Newest first.
    pub rows: Vec<EarlierRow>,
    /// Whether these are all.
    pub more: More,
    /// How much of the cases was looked through; while the index is built, the unfinished ones only.
    pub index: IndexProgress,
}
