//! The cases that the actor holds in memory: the unfinished whole, the last finished as rows.

use crate::domain::case::{Case, CaseRow, CaseState};
use crate::domain::fact::{CaseFact, Entry};
use crate::domain::number::{CaseNumber, ScanId};
use crate::station::contract::MAX_RECENT;
use crate::store::{StoreError, StoreHandle};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Unfinished cases and recent rows, each also as the shared list that snapshots carry.
pub(super) struct Cases {
    unfinished: BTreeMap<CaseNumber, Arc<Case>>,
    recent: Vec<CaseRow>,
    unfinished_list: Arc<Vec<Arc<Case>>>,
    recent_list: Arc<Vec<CaseRow>>,
}

impl Cases {
    /// Reads the unfinished from the store. The finished ones are listed when the index can name them.
    pub(super) async fn load(store: &StoreHandle) -> Result<Self, StoreError> {
        let unfinished = store.unfinished().await?;
        let mut cases = Self {
            unfinished: unfinished.into_iter().map(|case| (case.number.clone(), Arc::new(case))).collect(),
            recent: Vec::new(),
            unfinished_list: Arc::default(),
            recent_list: Arc::default(),
        };
        cases.share();
        Ok(cases)
    }

    /// Lists finished cases below those that have finished since the station began.
    pub(super) fn list(&mut self, rows: Vec<CaseRow>) {
        let is_new = |row: &CaseRow| {
            row.state.is_finished() && self.recent.iter().all(|known| known.number != row.number)
        };
        let new: Vec<CaseRow> = rows.into_iter().filter(is_new).collect();
        self.recent.extend(new);
        self.recent.truncate(MAX_RECENT);
        self.share();
    }

    fn share(&mut self) {
        let mut list: Vec<Arc<Case>> = self.unfinished.values().cloned().collect();
        list.sort_by_key(|case| case.stamps.presented.as_ref().map(|stamp| stamp.at));
        self.unfinished_list = Arc::new(list);
        self.recent_list = Arc::new(self.recent.clone());
    }

    pub(super) fn unfinished(&self) -> Arc<Vec<Arc<Case>>> {
        Arc::clone(&self.unfinished_list)
    }

    pub(super) fn recent(&self) -> Arc<Vec<CaseRow>> {
        Arc::clone(&self.recent_list)
    }

    /// A row of every case held, in no order.
    pub(super) fn rows(&self) -> Vec<CaseRow> {
        self.unfinished.values().map(|case| case.row()).chain(self.recent.iter().cloned()).collect()
    }

    pub(super) fn get(&self, number: &CaseNumber) -> Option<&Arc<Case>> {
        self.unfinished.get(number)
    }

    pub(super) fn count(&self) -> usize {
        self.unfinished.len()
    }

    /// The case whose scan is on, or whose image is awaited from it.
    pub(super) fn at_lane(&self) -> Option<CaseNumber> {
        self.unfinished
            .values()
            .find(|case| case.state == CaseState::Scanning)
            .map(|case| case.number.clone())
    }

    /// The case whose last scan this is.
    pub(super) fn of_scan(&self, scan: &ScanId) -> Option<&Arc<Case>> {
        self.unfinished.values().find(|case| case.last_scan().is_some_and(|last| last.id == *scan))
    }

    /// Takes a fact that the journal holds by now; the case as it is then comes back.
    pub(super) fn take(
        &mut self,
        number: &CaseNumber,
        entry: &Entry,
        fact: &CaseFact,
        finished: Option<&Arc<Case>>,
    ) -> Option<Arc<Case>> {
        let (at, by) = (entry.at, &entry.by);
        let known = self.unfinished.get(number).or(finished);
        let case = match known {
            Some(case) => {
                let mut case = Case::clone(case);
                case.apply(at, by, fact);
                case
            }
            None => Case::begin(number.clone(), at, by, fact)?,
        };
        let case = Arc::new(case);
        if case.state.is_finished() {
            self.unfinished.remove(number);
            if matches!(fact, CaseFact::Purged(_)) {
                // Years old: it does not come back among the recent ones.
                if let Some(row) = self.recent.iter_mut().find(|row| row.number == *number) {
                    *row = case.row();
                }
                self.share();
                return Some(case);
            }
            self.recent.retain(|row| row.number != *number);
            self.recent.insert(0, case.row());
            self.recent.truncate(MAX_RECENT);
        } else {
            self.unfinished.insert(number.clone(), Arc::clone(&case));
        }
        self.share();
        Some(case)
    }
}
