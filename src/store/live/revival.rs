//! A finished case that comes back into work: its earlier facts count again, and must be known by their places.

use crate::domain::booth::BoothState;
use crate::domain::case::Case;
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::facts;
use crate::store::journal::Journal;
use crate::store::journal::MAX_BATCH;
use crate::store::journal::frame::Head;
use crate::store::journal::reach::Onward;
use crate::store::journal::segment::Position;
use crate::store::live::{Live, Open};
use crate::store::records::{self, Kind};
use std::collections::BTreeMap;
use std::path::Path;

/// A case as of its last fact, with the places of all of them.
pub(in crate::store) struct Revived {
    pub(in crate::store) number: CaseNumber,
    pub(in crate::store) case: Case,
    pub(in crate::store) places: Vec<Position>,
}

/// How many facts may be written at one time. One that leads a case back into work waits until the facts of that case
/// before it are kept: among them may be the one that finishes it, and its places are asked for before the write.
pub(in crate::store) fn batch_of(entries: &[Entry]) -> usize {
    let most = entries.len().min(MAX_BATCH);
    let waits = |place: &usize| match &entries[*place].fact {
        Fact::Case { number, fact } if fact.revives() => {
            let is_of = |entry: &Entry| matches!(&entry.fact, Fact::Case { number: of, .. } if of == number);
            entries[..*place].iter().any(is_of)
        }
        _ => false,
    };
    (1..most).find(waits).unwrap_or(most)
}

impl Store {
    /// The booth's own state as of the last fact.
    pub fn booth_state(&self) -> BoothState {
        self.questions.live().booth().clone()
    }
}

impl Live {
    /// Takes back a finished case right before the fact that leads it into work again.
    pub(in crate::store) fn revive(&mut self, revived: Revived) {
        let Revived { number, case, places } = revived;
        self.open.entry(number).or_insert(Open { case, places });
        // The next rest writes the file: without it, the next start would walk the journal for these places.
        self.written = 0;
    }
}

/// After a crash right behind such a fact the places are found by walking the journal once more.
pub(super) fn find_lost(live: &mut Live, folder: &Path, journal: &Journal) -> Result<(), StoreError> {
    if live.lost.is_empty() {
        return Ok(());
    }
    tracing::info!(cases = live.lost.len(), "the facts of cases that came back into work are looked for");
    let mut found: BTreeMap<CaseNumber, (Option<Case>, Vec<Position>)> = BTreeMap::new();
    let start = Onward::after(folder, journal.segments(), Head::NONE, None)?;
    let mut reading = start.ok_or(StoreError::JournalPoisoned)?;
    while reading.head().seq < live.head.seq {
        let (position, frame) = reading.next(journal.segments())?;
        if frame.kind != Kind::Case.code() {
            continue;
        }
        let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
        let Fact::Case { number, .. } = &entry.fact else { continue };
        if live.lost.contains(number) {
            let (case, places) = found.entry(number.clone()).or_default();
            facts::step(case, &entry);
            places.push(position);
        }
    }
    for (number, (case, places)) in found {
        if let Some(case) = case.filter(|case| !case.state.is_finished()) {
            live.open.insert(number, Open { case, places });
        }
    }
    live.lost.clear();
    Ok(())
}

#[cfg(test)]
mod tests;
