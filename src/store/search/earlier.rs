//! Earlier cases: those that have one of the numbers asked for, whole, newest first.

use crate::domain::case::Case;
use crate::domain::earlier::Keys;
use crate::domain::number::CaseNumber;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::facts;
use crate::store::index::{Fit, Index, WINDOW};
use crate::store::journal::reach::Reach;
use crate::store::search::ids::Ids;
use crate::store::search::{MAX_FOLDED, MAX_READ, More};
use crate::store::terms;

/// Cases returned at once: four pages of the largest screen. Each is folded whole, at some 0,1 ms.
pub const MAX_EARLIER: usize = 200;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EarlierQuery {
    /// The numbers; one of them is enough.
    pub keys: Keys,
    /// The case that is looked at itself.
    pub except: Option<CaseNumber>,
    /// Cases wanted, at most [`MAX_EARLIER`].
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFound {
    /// The cases whole, newest first.
    pub cases: Vec<Case>,
    /// Whether there are others.
    pub more: More,
}

impl Store {
    /// The cases that have one of the numbers asked for, newest first.
    pub fn earlier(&self, query: &EarlierQuery) -> Result<EarlierFound, StoreError> {
        self.questions.earlier(query)
    }
}

pub(in crate::store) fn find(
    query: &EarlierQuery,
    index: &Index,
    reach: &mut Reach,
) -> Result<EarlierFound, StoreError> {
    let words: Vec<Vec<u8>> = query.keys.folded().into_iter().map(terms::key).collect();
    let limit = query.limit.min(MAX_EARLIER);
    let (mut cases, mut read, mut folded) = (Vec::new(), 0, 0);
    if words.is_empty() {
        return Ok(EarlierFound { cases, more: More::None });
    }
    for window in (0..index.cases().div_ceil(WINDOW)).rev() {
        let mut ids = Ids::none();
        for word in &words {
            // A window's number has 16 bits: a case's has 32.
            let place = (window & 0xffff) as u16;
            read += index.each_with(place, (word, Fit::Whole), &mut |id| ids.set(id))?;
        }
        for id in ids.newest_first() {
            if folded >= MAX_FOLDED {
                return Ok(EarlierFound { cases, more: More::Unknown });
            }
            folded += 1;
            let Some(case) = whole(index, window * WINDOW + u32::from(id), reach)? else { continue };
            if !is_earlier(query, &case) {
                continue;
            }
            if cases.len() == limit {
                return Ok(EarlierFound { cases, more: More::Older });
            }
            cases.push(case);
        }
        if read > MAX_READ && window > 0 {
            return Ok(EarlierFound { cases, more: More::Unknown });
        }
    }
    Ok(EarlierFound { cases, more: More::None })
}

/// The index keeps the beginning of a long number only: what it names is compared whole.
fn is_earlier(query: &EarlierQuery, case: &Case) -> bool {
    let is_same = |registration| !query.keys.matched(registration).is_empty();
    query.except.as_ref() != Some(&case.number) && case.registration.as_ref().is_some_and(is_same)
}

fn whole(index: &Index, ordinal: u32, reach: &mut Reach) -> Result<Option<Case>, StoreError> {
    let Some(row) = index.row(ordinal)? else { return Ok(None) };
    let stretches = index.reach(&row)?;
    facts::fold(reach, &row.number, &stretches)
}

#[cfg(test)]
mod tests;
