//! Search: the cases that have every word asked for, newest first.
//!
//! The index names the cases, window by window; each that is shown is then folded from the journal and compared with
//! what was asked, whole. A word that the index has cut, or holds wrongly, therefore shows nothing that does not match.

pub(in crate::store) mod earlier;
mod ids;
mod pattern;

use crate::domain::case::{Case, CaseRow};
use crate::domain::fold::fold;
use crate::domain::step::Verdict;
use crate::store::error::StoreError;
use crate::store::facts;
use crate::store::index::{Fit, Go, Index, WINDOW};
use crate::store::journal::reach::Reach;
use crate::store::search::ids::Ids;
use crate::store::search::pattern::Pattern;
use crate::store::terms;
use chrono::NaiveDate;
use std::ops::Range;

/// Rows returned at once: more than any list shows.
pub const MAX_FOUND: usize = 200;

/// Words of one question; what is typed beyond them is not asked for.
pub const MAX_TERMS: usize = 16;

/// Words that may be the parts of one plate or number.
const MAX_PARTS: usize = 4;

/// Names of cases that one question may read: some 30 ms of reading.
const MAX_READ: usize = 4_000_000;

/// Cases that are folded for one question: some 50 ms of reading.
const MAX_FOLDED: usize = 500;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What was typed, split at white space. A case has to match each.
    pub terms: Vec<String>,
    /// The verdict given.
    pub verdict: Option<Verdict>,
    /// The first day of registration.
    pub from: Option<NaiveDate>,
    /// The last day of registration.
    pub to: Option<NaiveDate>,
    /// Rows wanted, at most [`MAX_FOUND`].
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The cases, newest first.
    pub rows: Vec<CaseRow>,
    /// Whether there are others.
    pub more: More,
}

/// Whether there are more cases than were returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// These are all.
    None,
    /// There are older ones.
    Older,
    /// So many cases had to be looked at that the search ended early; a longer word finds the rest.
    Unknown,
}

/// One thing that was typed.
struct Term {
    /// All of it as one word: a plate or a number, whatever stands between its parts.
    joined: String,
    /// Its parts, where there are several.
    parts: Vec<String>,
    /// It as a case number or the start of one.
    numbers: Vec<Pattern>,
    /// The cases that have such a number.
    numbered: Vec<Range<u32>>,
}

/// A search under way.
pub(in crate::store) struct Searching<'a> {
    query: &'a Query,
    index: &'a Index,
    reach: Reach,
    terms: Vec<Term>,
    /// All that was typed as one: a plate is often typed with spaces.
    whole: Option<Term>,
    read: usize,
    folded: usize,
}

impl<'a> Searching<'a> {
    pub(in crate::store) fn new(query: &'a Query, index: &'a Index, reach: Reach) -> Self {
        let mut terms: Vec<Term> =
            query.terms.iter().take(MAX_TERMS).filter_map(|typed| Term::of(typed)).collect();
        // Longer ones are rarer: most windows are left after the first.
        terms.sort_by_key(|term| std::cmp::Reverse(term.joined.len()));
        let whole = Term::of(&query.terms.concat()).filter(|_| (2..=MAX_PARTS).contains(&query.terms.len()));
        Self { query, index, reach, terms, whole, read: 0, folded: 0 }
    }

    pub(in crate::store) fn run(mut self) -> Result<Found, StoreError> {
        let days = self.find_numbers()?;
        let limit = self.query.limit.min(MAX_FOUND);
        let mut rows = Vec::new();
        let windows = self.index.cases().div_ceil(WINDOW);
        for window in (0..windows).rev() {
            let ids = self.window(window, days.as_deref())?;
            for id in ids.newest_first() {
                if self.folded >= MAX_FOLDED {
                    return Ok(Found { rows, more: More::Unknown });
                }
                let Some(case) = self.case(window * WINDOW + u32::from(id))? else { continue };
                if !self.matches(&case) {
                    continue;
                }
                if rows.len() == limit {
                    return Ok(Found { rows, more: More::Older });
                }
                rows.push(case.row());
            }
            if self.read > MAX_READ && window > 0 {
                return Ok(Found { rows, more: More::Unknown });
            }
        }
        Ok(Found { rows, more: More::None })
    }

    /// Notes the cases whose numbers match, and returns those of the days asked for where days are.
    fn find_numbers(&mut self) -> Result<Option<Vec<Range<u32>>>, StoreError> {
        let (from, to) = (self.query.from, self.query.to);
        let has_days = from.is_some() || to.is_some();
        let patterns = self.terms.iter().any(|term| !term.numbers.is_empty());
        if !has_days && !patterns {
            return Ok(None);
        }
        let (mut days, terms) = (Vec::new(), &mut self.terms);
        let (first, last) = (from.unwrap_or(NaiveDate::MIN), to.unwrap_or(NaiveDate::MAX));
        self.index.each_serials(first, last, |day, post, run| {
            if has_days {
                days.push(run.ordinals(0, u32::MAX));
            }
            for term in terms.iter_mut() {
                let found = term.numbers.iter().map(|pattern| pattern.ordinals(day, post, run));
                term.numbered.extend(found.filter(|range| !range.is_empty()));
            }
            Go::On
        })?;
        Ok(has_days.then_some(days))
    }

    /// The cases of a window that the index says match.
    fn window(&mut self, window: u32, days: Option<&[Range<u32>]>) -> Result<Ids, StoreError> {
        let first = window * WINDOW;
        let end = self.index.cases().min(first.saturating_add(WINDOW));
        let mut ids = Ids::none();
        match days {
            Some(days) => ids.add_ranges(days, first, end),
            None => ids.add_ranges(std::slice::from_ref(&(first..end)), first, end),
        }
        if let Some(verdict) = self.query.verdict
            && !ids.is_empty()
        {
            ids.keep(&beginning(self.index, window, terms::verdict(verdict), &mut self.read)?);
        }
        if ids.is_empty() {
            return Ok(ids);
        }
        let mut whole = Ids::none();
        if let Some(term) = &self.whole {
            whole = term.find(self.index, window, &mut self.read)?;
            whole.keep(&ids);
        }
        for term in &self.terms {
            if ids.is_empty() {
                break;
            }
            ids.keep(&term.find(self.index, window, &mut self.read)?);
        }
        ids.add(&whole);
        Ok(ids)
    }

    fn case(&mut self, ordinal: u32) -> Result<Option<Case>, StoreError> {
        self.folded += 1;
        let Some(row) = self.index.row(ordinal)? else { return Ok(None) };
        let stretches = self.index.reach(&row)?;
        facts::fold(&mut self.reach, &row.number, &stretches)
    }

    fn matches(&self, case: &Case) -> bool {
        let day = case.number.day();
        let in_days =
            self.query.from.is_none_or(|from| from <= day) && self.query.to.is_none_or(|to| day <= to);
        let given = case.conclusion.as_ref().map(|conclusion| conclusion.verdict);
        let as_asked = self.query.verdict.is_none_or(|verdict| given == Some(verdict));
        if !in_days || !as_asked {
            return false;
        }
        let terms = terms::of_case(case);
        self.terms.iter().all(|term| term.matches(case, &terms))
            || self.whole.as_ref().is_some_and(|whole| whole.matches(case, &terms))
    }
}

impl Term {
    /// `None` when nothing was typed that a case could have.
    fn of(typed: &str) -> Option<Self> {
        let (joined, parts) = (fold(typed), terms::words(typed).collect::<Vec<_>>());
        let parts = if parts.len() > 1 { parts } else { Vec::new() };
        let term = Self { joined, parts, numbers: Pattern::of(typed), numbered: Vec::new() };
        (!term.joined.is_empty() || !term.numbers.is_empty()).then_some(term)
    }

    /// The cases of a window that the index says match.
    fn find(&self, index: &Index, window: u32, read: &mut usize) -> Result<Ids, StoreError> {
        let first = window * WINDOW;
        let mut ids = Ids::none();
        ids.add_ranges(&self.numbered, first, first.saturating_add(WINDOW));
        if !self.joined.is_empty() {
            ids.add(&beginning(index, window, &self.joined, read)?);
        }
        if let Some((part, others)) = self.parts.split_first() {
            let mut all = beginning(index, window, part, read)?;
            for part in others {
                if all.is_empty() {
                    break;
                }
                all.keep(&beginning(index, window, part, read)?);
            }
            ids.add(&all);
        }
        Ok(ids)
    }

    fn matches(&self, case: &Case, terms: &terms::Terms) -> bool {
        self.numbers.iter().any(|pattern| pattern.matches(&case.number))
            || (!self.joined.is_empty() && terms::begins(terms, &self.joined))
            || (!self.parts.is_empty() && self.parts.iter().all(|part| terms::begins(terms, part)))
    }
}

/// The cases of a window that have a word beginning so.
fn beginning(index: &Index, window: u32, folded: &str, read: &mut usize) -> Result<Ids, StoreError> {
    let mut ids = Ids::none();
    // A window's number has 16 bits: a case's has 32.
    let window = (window & 0xffff) as u16;
    *read += index.each_with(window, (&terms::key(folded), Fit::Beginning), &mut |id| ids.set(id))?;
    Ok(ids)
}

#[cfg(test)]
mod tests;
