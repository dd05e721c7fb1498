//! What the booth needs at once, whatever the index does: its unfinished cases, and the last serial of each day.
//!
//! Kept in memory by the store, and in a small file from which the next start reads on. Every fact of an unfinished case
//! is known by its place, so that registering, scanning and verdicts go on while the index is made anew.

mod file;
pub(super) mod revival;

use crate::domain::booth::BoothState;
use crate::domain::case::Case;
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::store::error::StoreError;
use crate::store::facts;
use crate::store::folder::Folder;
use crate::store::journal::Journal;
use crate::store::journal::frame::{Frame, Head};
use crate::store::journal::reach::Onward;
use crate::store::journal::segment::Position;
use crate::store::records::{self, Kind};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Days and posts whose last serial is kept: more than a year of one post, 16 KiB of file.
const MAX_DAYS: usize = 400;

/// Facts after which the file is written anew: what is read again after a crash, some milliseconds of reading.
const FACTS_PER_FILE: u64 = 256;

/// Facts of a walk over the whole journal after which a word of it goes to the log.
const FACTS_PER_WORD: u64 = 1_000_000;

/// An unfinished case, and where its facts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Open {
    case: Case,
    places: Vec<Position>,
}

/// The unfinished cases and the last serials, as of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Live {
    /// The fact up to which this holds, and its place.
    head: Head,
    place: Option<Position>,
    /// By day, then post.
    serials: BTreeMap<(NaiveDate, String), u32>,
    /// Days from here on have their last serial here, or no case; before it nobody knows.
    known_from: NaiveDate,
    open: BTreeMap<CaseNumber, Open>,
    /// The booth's own state.
    booth: BoothState,
    /// Cases that came back into work and whose earlier facts are not at hand.
    lost: BTreeSet<CaseNumber>,
    /// The fact up to which the file holds.
    written: u64,
}

impl Live {
    /// Before the first fact.
    fn empty() -> Self {
        Self {
            head: Head::NONE,
            place: None,
            serials: BTreeMap::new(),
            known_from: NaiveDate::MIN,
            open: BTreeMap::new(),
            booth: BoothState::default(),
            lost: BTreeSet::new(),
            written: 0,
        }
    }

    /// As of the journal's last fact: from the file and what came after it, or from the whole journal.
    pub(super) fn of(folder: &Folder, journal: &Journal) -> Result<Self, StoreError> {
        let journal_folder = folder.journal();
        if let Some(live) = file::read(folder) {
            let near = live.place.map(|place| (live.head.seq, place));
            let on = Onward::after(&journal_folder, journal.segments(), live.head, near);
            if let Ok(Some(reading)) = on {
                return live.read_on(reading, (&journal_folder, journal));
            }
        }
        tracing::info!("the unfinished cases are looked for in the whole journal");
        let start = Onward::after(&journal_folder, journal.segments(), Head::NONE, None)?;
        Self::empty().read_on(start.ok_or(StoreError::JournalPoisoned)?, (&journal_folder, journal))
    }

    fn read_on(
        mut self,
        mut reading: Onward,
        (folder, journal): (&Path, &Journal),
    ) -> Result<Self, StoreError> {
        while reading.head().seq < journal.head().seq {
            let (position, frame) = reading.next(journal.segments())?;
            self.take(position, &frame)?;
            if frame.head.seq.is_multiple_of(FACTS_PER_WORD) {
                tracing::info!(read = frame.head.seq, of = journal.head().seq, "the journal is read");
            }
        }
        revival::find_lost(&mut self, folder, journal)?;
        Ok(self)
    }

    fn take(&mut self, position: Position, frame: &Frame) -> Result<(), StoreError> {
        if [Kind::Case.code(), Kind::Booth.code()].contains(&frame.kind) {
            let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
            self.absorb(frame.head, position, &entry);
        } else {
            (self.head, self.place) = (frame.head, Some(position));
        }
        Ok(())
    }

    /// Takes a fact that the journal has taken.
    pub(super) fn absorb(&mut self, head: Head, position: Position, entry: &Entry) {
        (self.head, self.place) = (head, Some(position));
        self.booth.apply(entry);
        let Fact::Case { number, fact } = &entry.fact else { return };
        let (case, mut places) = match self.open.remove(number) {
            Some(open) => (Some(open.case), open.places),
            None => (None, Vec::new()),
        };
        let mut case = case;
        let begins = case.is_none();
        if begins {
            // A fact of a finished case changes nothing here, unless it leads the case back into work.
            if fact.revives() {
                self.lost.insert(number.clone());
            }
            case = Case::begin(number.clone(), entry.at, &entry.by, fact);
            if case.is_some() {
                self.note_serial(number);
            }
        } else {
            facts::step(&mut case, entry);
        }
        if let Some(case) = case.filter(|case| !case.state.is_finished()) {
            places.push(position);
            self.open.insert(number.clone(), Open { case, places });
        }
    }

    fn note_serial(&mut self, number: &CaseNumber) {
        if number.day() < self.known_from {
            return;
        }
        let last = self.serials.entry((number.day(), number.post().to_owned())).or_default();
        *last = (*last).max(number.serial());
        if self.serials.len() > MAX_DAYS
            && let Some(((day, _), _)) = self.serials.pop_first()
        {
            self.known_from = day.succ_opt().unwrap_or(day);
            self.serials.retain(|(of, _), _| *of != day);
        }
    }

    /// The day's highest serial at a post, 0 before the first case; `None` when the day is too long ago.
    pub(super) fn last_serial(&self, post: &str, day: NaiveDate) -> Option<u32> {
        if day < self.known_from {
            return None;
        }
        Some(self.serials.get(&(day, post.to_owned())).copied().unwrap_or(0))
    }

    /// The booth's own state.
    pub(super) fn booth(&self) -> &BoothState {
        &self.booth
    }

    /// An unfinished case.
    pub(super) fn case(&self, number: &CaseNumber) -> Option<&Case> {
        self.open.get(number).map(|open| &open.case)
    }

    /// The unfinished cases by day and serial, at most `limit`.
    pub(super) fn unfinished(&self, limit: usize) -> Vec<Case> {
        let mut cases: Vec<&Case> = self.open.values().map(|open| &open.case).collect();
        cases.sort_by_key(|case| (case.number.day(), case.number.serial()));
        cases.into_iter().take(limit).cloned().collect()
    }

    /// Writes the file once enough has happened since it was written.
    pub(super) fn keep_if_due(&mut self, folder: &Folder) -> Result<(), StoreError> {
        if self.head.seq.saturating_sub(self.written) < FACTS_PER_FILE { Ok(()) } else { self.keep(folder) }
    }

    /// Writes the file.
    pub(super) fn keep(&mut self, folder: &Folder) -> Result<(), StoreError> {
        if self.written != self.head.seq || self.head.seq == 0 {
            file::write(folder, self)?;
            self.written = self.head.seq;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
