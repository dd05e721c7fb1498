//! Reads cases beside the actor: one case, rows, a search. While the index is not there, what the station holds is looked through.

use crate::domain::case::CaseRow;
use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::station::contract::search::{Found, MAX_FOUND, More, SearchQuery};
use crate::station::contract::storage::IndexProgress;
use crate::station::contract::{Answer, Reply};
use crate::station::search::{self, Sought};
use crate::store::{self, IndexState, StoreError, StoreHandle};
use std::sync::Arc;

/// What the store refuses, as consoles are told.
pub(super) fn refusal(error: &StoreError) -> Refusal {
    match error {
        StoreError::IndexNotReady { done, total } => {
            Refusal::IndexNotReady { percent: percent(*done, *total) }
        }
        other => Refusal::Store(other.to_string()),
    }
}

/// A case whole.
pub(super) async fn case(store: &StoreHandle, number: CaseNumber) -> Answer {
    let case = store.case(number).await.map_err(|error| refusal(&error))?;
    case.map(|case| Reply::Case(Arc::new(case))).ok_or(Refusal::NoCase)
}

/// Rows, newest first.
pub(super) async fn rows(store: &StoreHandle, limit: usize, before: Option<CaseNumber>) -> Answer {
    store.rows(limit, before).await.map(Reply::Rows).map_err(|error| refusal(&error))
}

/// The cases that a text fits; `held` are rows of those that the station has in memory.
pub(super) async fn search(store: &StoreHandle, query: &SearchQuery, held: Vec<CaseRow>) -> Answer {
    let (sought, limit) = (search::read(query), query.limit.min(MAX_FOUND));
    match store.search(asked(&sought, limit)).await {
        Ok(found) => Ok(Reply::Found(told(found))),
        Err(error) => Ok(Reply::Found(search::among(held, &sought, limit, without_index(&error)?))),
    }
}

/// How far the index is, where that is why it could not be asked.
pub(super) fn without_index(error: &StoreError) -> Result<IndexProgress, Refusal> {
    match error {
        StoreError::IndexNotReady { done, total } => {
            Ok(IndexProgress::Building { percent: percent(*done, *total) })
        }
        StoreError::Index { .. } | StoreError::JournalBehindIndex { .. } => {
            Ok(IndexProgress::Failed(error.to_string()))
        }
        // Damage of the journal and a closed store are no matter of the index.
        _ => Err(refusal(error)),
    }
}

/// The store's question.
fn asked(sought: &Sought, limit: usize) -> store::Query {
    let Sought { terms, verdict, from, to } = sought.clone();
    store::Query { terms, verdict, from, to, limit }
}

/// The store's answer, as consoles are told.
fn told(found: store::Found) -> Found {
    Found { rows: found.rows, more: more(found.more), index: IndexProgress::Ready }
}

/// Whether there is more, as consoles are told.
pub(super) fn more(more: store::More) -> More {
    match more {
        store::More::None => More::No,
        store::More::Older => More::Yes,
        store::More::Unknown => More::TypeMore,
    }
}

/// Searches a store that this process holds and whose index it has waited for.
pub fn search_here(store: &store::Store, query: &SearchQuery) -> Result<Found, StoreError> {
    store.search(&asked(&search::read(query), query.limit.min(MAX_FOUND))).map(told)
}

/// How far the index is. One that is only some facts behind is ready: a question waits for them.
pub(super) fn progress(state: IndexState) -> IndexProgress {
    match state {
        IndexState::Ready | IndexState::Following { .. } => IndexProgress::Ready,
        IndexState::Opening => IndexProgress::Building { percent: 0 },
        IndexState::Rebuilding { done, total } => IndexProgress::Building { percent: percent(done, total) },
        IndexState::Ahead { index, journal } => {
            IndexProgress::Failed(StoreError::JournalBehindIndex { journal, index }.to_string())
        }
        IndexState::Failed => IndexProgress::Failed(String::new()),
    }
}

/// Whole percent; a hundred only when nothing is left.
fn percent(done: u64, total: u64) -> u8 {
    let percent = done.saturating_mul(100).checked_div(total).unwrap_or(0);
    u8::try_from(percent.min(if done < total { 99 } else { 100 })).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_is_all() {
        let table = [(0, 0, 0), (0, 10, 0), (1, 3, 33), (999_999, 1_000_000, 99), (7, 7, 100), (9, 7, 100)];
        for (done, total, expected) in table {
            assert_eq!(percent(done, total), expected, "{done} of {total}");
        }
        assert_eq!(percent(u64::MAX - 1, u64::MAX), 1, "what no journal reaches does not overflow");
    }

    #[test]
    fn every_state_of_the_index_is_told() {
        let building = |percent| IndexProgress::Building { percent };
        assert_eq!(progress(IndexState::Opening), building(0));
        assert_eq!(progress(IndexState::Rebuilding { done: 43, total: 100 }), building(43));
        assert_eq!(progress(IndexState::Following { behind: 9 }), IndexProgress::Ready);
        assert_eq!(progress(IndexState::Ready), IndexProgress::Ready);
        for failed in [IndexState::Failed, IndexState::Ahead { index: 9, journal: 7 }] {
            assert!(matches!(progress(failed), IndexProgress::Failed(_)), "{failed:?}");
        }
    }

    #[test]
    fn an_index_that_is_not_ready_is_no_failure_of_the_store() {
        let behind = StoreError::IndexNotReady { done: 43, total: 100 };
        assert_eq!(refusal(&behind), Refusal::IndexNotReady { percent: 43 });
        assert!(matches!(refusal(&StoreError::Closed), Refusal::Store(_)));
    }
}
