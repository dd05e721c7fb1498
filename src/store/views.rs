//! What is derived from the journal: the index, and the cases last folded. Either may be lost at any time.

use crate::domain::case::Case;
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::store::error::StoreError;
use crate::store::folder::Folder;
use crate::store::index::{Change, Index};
use crate::store::journal::Journal;
use crate::store::journal::frame::{Frame, Head};
use crate::store::journal::segment::Position;
use crate::store::records;
use std::collections::{HashMap, VecDeque};

/// Folded cases kept in memory: ten times what a booth has open at once, some kilobytes each.
const MAX_FOLDED: usize = 256;

/// The index, when it is sound, and the folded cases.
pub(super) struct Views {
    folder: Folder,
    /// `None` after an error: rebuilt at the next question.
    index: Option<Index>,
    folded: Folded,
}

impl Views {
    /// With an index that agrees with the journal as far as it goes.
    pub(super) fn new(folder: &Folder, index: Option<Index>) -> Self {
        Self { folder: folder.clone(), index, folded: Folded::default() }
    }

    /// Applies the facts from number `from` on, and returns how many there were.
    pub(super) fn replay(&mut self, journal: &Journal, from: u64) -> Result<u64, StoreError> {
        let mut walk = journal.walk(from);
        let mut count = 0u64;
        while let Some((position, frame)) = walk.next()? {
            let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
            self.apply(journal, frame.head, position, &entry)?;
            count = count.saturating_add(1);
        }
        Ok(count)
    }

    /// Makes a new index of the whole journal, and returns how many facts it holds.
    pub(super) fn rebuild(&mut self, journal: &Journal) -> Result<u64, StoreError> {
        self.forget();
        self.index = Some(Index::start_over(&self.folder.index(), &self.folder.bad_index())?);
        let replayed = self.replay(journal, 1);
        if replayed.is_err() {
            self.forget();
        }
        replayed
    }

    /// Applies a fact that the journal has just taken. An error costs the index, never the fact.
    pub(super) fn absorb(&mut self, journal: &Journal, head: Head, position: Position, entry: &Entry) {
        if let Err(error) = self.apply(journal, head, position, entry) {
            tracing::warn!(%error, seq = head.seq, "the index is stale and will be rebuilt");
            self.forget();
        }
    }

    fn apply(
        &mut self,
        journal: &Journal,
        head: Head,
        position: Position,
        entry: &Entry,
    ) -> Result<(), StoreError> {
        let Some(index) = &self.index else { return Ok(()) };
        let case = match &entry.fact {
            Fact::Case { number, .. } => self.folded.advance(index, journal, number, entry)?,
            Fact::Booth { .. } => None,
        };
        index.apply(&Change { head, position, case })
    }

    fn forget(&mut self) {
        self.index = None;
        self.folded = Folded::default();
    }

    /// Whether a case exists; `None` while there is no index to tell.
    pub(super) fn knows(&self, number: &CaseNumber) -> Option<bool> {
        if self.folded.cases.contains_key(number) {
            return Some(true);
        }
        self.index.as_ref()?.row(number).ok().map(|row| row.is_some())
    }

    /// A case as of its last fact.
    pub(super) fn case(
        &mut self,
        journal: &Journal,
        number: &CaseNumber,
    ) -> Result<Option<Case>, StoreError> {
        if let Some(case) = self.folded.cases.get(number) {
            return Ok(Some(case.clone()));
        }
        self.ask(journal, |index| fold(index, journal, number))
    }

    /// Puts a question to the index; one that fails is rebuilt and asked once more.
    pub(super) fn ask<T>(
        &mut self,
        journal: &Journal,
        question: impl Fn(&Index) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(index) = &self.index {
            match question(index) {
                Err(StoreError::Index { why }) => tracing::warn!(why, "the index is rebuilt"),
                answer => return answer,
            }
        }
        self.rebuild(journal)?;
        self.index.as_ref().map_or_else(
            || Err(StoreError::Index { why: "it was lost while it was rebuilt".to_owned() }),
            question,
        )
    }

    /// Makes the index durable; one that was lost is rebuilt.
    pub(super) fn rest(&mut self, journal: &Journal) -> Result<(), StoreError> {
        self.ask(journal, Index::flush)
    }
}

/// Folds a case from its facts in the journal; `None` when the index has no such case.
pub(super) fn fold(
    index: &Index,
    journal: &Journal,
    number: &CaseNumber,
) -> Result<Option<Case>, StoreError> {
    fold_frames(number, journal.frames(&index.places(number)?)?)
}

/// Folds frames that the index says are a case's. One of another case is the index's error.
pub(super) fn fold_frames(number: &CaseNumber, frames: Vec<Frame>) -> Result<Option<Case>, StoreError> {
    let mut case: Option<Case> = None;
    for frame in frames {
        let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
        match &entry.fact {
            Fact::Case { number: of, .. } if of == number => step(&mut case, &entry),
            _ => {
                return Err(StoreError::Index {
                    why: format!("fact {} is not of case {number}", frame.head.seq),
                });
            }
        }
    }
    Ok(case)
}

/// One fact more.
fn step(case: &mut Option<Case>, entry: &Entry) {
    if let Fact::Case { number, fact } = &entry.fact {
        match case {
            Some(case) => case.apply(entry.at, &entry.by, fact),
            None => *case = Case::begin(number.clone(), entry.at, &entry.by, fact),
        }
    }
}

/// The cases last folded; the one that came first goes first.
#[derive(Default)]
struct Folded {
    cases: HashMap<CaseNumber, Case>,
    order: VecDeque<CaseNumber>,
}

impl Folded {
    /// Applies a fact to its case and returns the case; `None` for a fact of no case.
    fn advance(
        &mut self,
        index: &Index,
        journal: &Journal,
        number: &CaseNumber,
        entry: &Entry,
    ) -> Result<Option<&Case>, StoreError> {
        let mut case = self.cases.remove(number);
        if case.is_none() {
            self.order.push_back(number.clone());
            case = fold(index, journal, number)?;
        }
        step(&mut case, entry);
        let Some(case) = case else {
            self.order.pop_back();
            return Ok(None);
        };
        if self.cases.len() >= MAX_FOLDED
            && let Some(oldest) = self.order.pop_front()
        {
            self.cases.remove(&oldest);
        }
        Ok(Some(self.cases.entry(number.clone()).or_insert(case)))
    }
}
