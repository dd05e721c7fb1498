//! What is asked of the store, from any thread: cases out of the journal, found through the index.
//!
//! An unfinished case is answered from memory. Everything else waits until the index has applied what was on the disk
//! when it was asked, or is told how far the index is.

use crate::domain::case::{Case, CaseRow};
use crate::domain::fact::{Entry, Fact};
use crate::domain::journal::{JournalPage, JournalQuery};
use crate::domain::number::CaseNumber;
use crate::store::error::StoreError;
use crate::store::facts;
use crate::store::folder::Folder;
use crate::store::follower::{IndexReport, IndexState, Shared};
use crate::store::index::{Index, Row, Stretch};
use crate::store::journal::reach::Reach;
use crate::store::live::Live;
use crate::store::live::revival::Revived;
use crate::store::pages::{Pages, Span, Walked, Wanted};
use crate::store::search::earlier::{self, EarlierFound, EarlierQuery};
use crate::store::search::{Found, Query, Searching};
use chrono::NaiveDate;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use tokio::sync::watch;

/// Those who ask; clones ask the same store.
#[derive(Clone)]
pub(super) struct Questions {
    folder: Folder,
    live: Arc<RwLock<Live>>,
    index: Arc<Shared>,
}

impl Questions {
    pub(super) fn new(folder: &Folder, live: &Arc<RwLock<Live>>, index: &Arc<Shared>) -> Self {
        Self { folder: folder.clone(), live: Arc::clone(live), index: Arc::clone(index) }
    }

    pub(super) fn live(&self) -> RwLockReadGuard<'_, Live> {
        // A panic between two facts leaves the cases as of the one before.
        self.live.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A case as of its last fact.
    pub(super) fn case(&self, number: &CaseNumber) -> Result<Option<Case>, StoreError> {
        if let Some(case) = self.live().case(number) {
            return Ok(Some(case.clone()));
        }
        let found = self.index.ask(|index| match index.ordinal(number)? {
            Some(ordinal) => reached(index, ordinal),
            None => Ok(None),
        })?;
        let Some((row, stretches)) = found else { return Ok(None) };
        self.blame(facts::fold(&mut self.reach(), &row.number, &stretches))
    }

    /// A finished case that the entry leads back into work, with the places of its facts.
    pub(super) fn revived(&self, entry: &Entry) -> Result<Option<Revived>, StoreError> {
        let number = match &entry.fact {
            Fact::Case { number, fact } if fact.revives() => number,
            _ => return Ok(None),
        };
        if self.live().case(number).is_some() {
            return Ok(None);
        }
        let found = self.index.ask(|index| match index.ordinal(number)? {
            Some(ordinal) => reached(index, ordinal),
            None => Ok(None),
        })?;
        let (_, stretches) = found.ok_or_else(|| StoreError::NoSuchCase { number: number.clone() })?;
        let (mut case, mut places, mut reach) = (None, Vec::new(), self.reach());
        for stretch in &stretches {
            for (position, frame) in reach.read(stretch)? {
                self.blame(facts::take(&mut case, number, &frame))?;
                places.push(position);
            }
        }
        let case = case.ok_or_else(|| StoreError::NoSuchCase { number: number.clone() })?;
        Ok(Some(Revived { number: number.clone(), case, places }))
    }

    /// Whether a case exists. One that begins is new when its serial is above all of its day.
    pub(super) fn exists(&self, number: &CaseNumber, begins: bool) -> Result<bool, StoreError> {
        {
            let live = self.live();
            if live.case(number).is_some() {
                return Ok(true);
            }
            let last = live.last_serial(number.post(), number.day());
            if begins && last.is_some_and(|last| number.serial() > last) {
                return Ok(false);
            }
        }
        self.index.ask(|index| Ok(index.ordinal(number)?.is_some()))
    }

    /// Rows of cases, newest first, at most `limit`, of those before `before`.
    pub(super) fn rows(&self, limit: usize, before: Option<&CaseNumber>) -> Result<Vec<CaseRow>, StoreError> {
        let found = self.index.ask(|index| {
            let end = before.map_or_else(|| Ok(index.cases()), |before| index.end_before(before))?;
            let found = (0..end).rev().take(limit).map(|ordinal| reached(index, ordinal));
            found.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()
        })?;
        let mut reach = self.reach();
        let mut rows = Vec::with_capacity(found.len());
        for (row, stretches) in found {
            let live = self.live().case(&row.number).map(Case::row);
            let row = match live {
                Some(row) => Some(row),
                None => self.blame(facts::fold(&mut reach, &row.number, &stretches))?.map(|case| case.row()),
            };
            rows.extend(row);
        }
        Ok(rows)
    }

    /// The day's highest serial at a post; 0 before the first case.
    pub(super) fn last_serial(&self, post: &str, day: NaiveDate) -> Result<u32, StoreError> {
        let known = self.live().last_serial(post, day);
        known.map_or_else(|| self.index.ask(|index| index.last_serial(post, day)), Ok)
    }

    /// See [`crate::store::search`].
    pub(super) fn search(&self, query: &Query) -> Result<Found, StoreError> {
        self.index.ask(|index| Searching::new(query, index, self.reach()).run())
    }

    /// A page of the journal.
    pub(super) fn page(&self, query: &JournalQuery) -> Result<JournalPage, StoreError> {
        let wanted = match &query.case {
            Some(number) => self.facts_of(number)?,
            None => Wanted::All,
        };
        self.pages().page(query, &wanted)
    }

    /// Hands the facts of a span of time to `each`.
    pub(super) fn walk(&self, span: &Span, each: &mut dyn FnMut(&Entry)) -> Result<Walked, StoreError> {
        self.pages().walk(span, each)
    }

    /// The facts of a case as the index knows them; while there is none, all are looked through.
    fn facts_of(&self, number: &CaseNumber) -> Result<Wanted, StoreError> {
        if !self.has_index() {
            return Ok(Wanted::All);
        }
        let row = |index: &Index| index.ordinal(number)?.map(|ordinal| index.row(ordinal)).transpose();
        match self.index.ask(row) {
            Ok(row) => {
                Ok(Wanted::These(row.flatten().map(|row| row.seqs.iter().collect()).unwrap_or_default()))
            }
            Err(StoreError::IndexNotReady { .. } | StoreError::Index { .. }) => Ok(Wanted::All),
            Err(error) => Err(error),
        }
    }

    fn has_index(&self) -> bool {
        matches!(*self.index.state().borrow(), IndexState::Ready | IndexState::Following { .. })
    }

    fn pages(&self) -> Pages {
        let (head, segments) = self.index.journal();
        let (index, mut asks) = (Arc::clone(&self.index), self.has_index());
        // An index that does not answer once is not asked again: each question may wait for it.
        let near = move |seq| {
            let place = asks.then(|| index.ask(|index| index.place(seq)).ok()).flatten();
            asks = place.is_some();
            place
        };
        Pages::new(&self.folder, segments, head.seq, Box::new(near))
    }

    /// See [`crate::store::search::earlier`].
    pub(super) fn earlier(&self, query: &EarlierQuery) -> Result<EarlierFound, StoreError> {
        self.index.ask(|index| earlier::find(query, index, &mut self.reach()))
    }

    pub(super) fn index_state(&self) -> watch::Receiver<IndexState> {
        self.index.state()
    }

    pub(super) fn wait_for_index(&self) -> Result<IndexReport, StoreError> {
        self.index.wait_until_settled()
    }

    /// A fact that is not the case's is the index's error.
    fn blame<T>(&self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Index { why }) = &answer {
            self.index.distrust(why);
        }
        answer
    }

    fn reach(&self) -> Reach {
        Reach::new(&self.folder.journal())
    }
}

/// A row, and where its facts stand.
fn reached(index: &Index, ordinal: u32) -> Result<Option<(Row, Vec<Stretch>)>, StoreError> {
    let Some(row) = index.row(ordinal)? else { return Ok(None) };
    let stretches = index.reach(&row)?;
    Ok(Some((row, stretches)))
}
