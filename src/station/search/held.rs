//! Searches the cases that the station holds in memory: all that can be found while the index is not there.

use crate::domain::case::CaseRow;
use crate::domain::plate::fold_for_search;
use crate::station::contract::search::{Found, More};
use crate::station::contract::storage::IndexProgress;
use crate::station::search::Sought;
use std::cmp::Reverse;

/// The rows that fit, newest first, at most `limit`. Rows hold no goods, documents or parties: only what a list shows is looked at.
pub fn among(rows: Vec<CaseRow>, sought: &Sought, limit: usize, index: IndexProgress) -> Found {
    let terms: Vec<String> = sought.terms.iter().map(|term| fold_for_search(term)).collect();
    let mut rows: Vec<CaseRow> = rows.into_iter().filter(|row| fits(row, sought, &terms)).collect();
    rows.sort_by_key(|row| Reverse(place(row)));
    let more = if rows.len() > limit { More::Yes } else { More::No };
    rows.truncate(limit);
    Found { rows, more, index }
}

fn place(row: &CaseRow) -> (chrono::NaiveDate, u32) {
    (row.number.day(), row.number.serial())
}

fn fits(row: &CaseRow, sought: &Sought, terms: &[String]) -> bool {
    let day = row.number.day();
    let in_time = sought.from.is_none_or(|from| day >= from) && sought.to.is_none_or(|to| day <= to);
    in_time
        && sought.verdict.is_none_or(|verdict| row.verdict() == Some(verdict))
        && terms.iter().all(|term| holds(row, term))
}

/// Plate and container from their beginning, a number also by its serial, with or without its zeros.
fn holds(row: &CaseRow, term: &str) -> bool {
    let number = row.number.to_string();
    let container = row.container.as_deref().map(fold_for_search).unwrap_or_default();
    let digits = container.trim_start_matches(|c: char| c.is_alphabetic());
    let parts = [number.as_str(), container.as_str(), digits];
    parts.iter().any(|part| !part.is_empty() && part.starts_with(term))
        || row.number.short().starts_with(term)
        || row.number.serial().to_string() == term
        || fold_for_search(&row.title).starts_with(term)
        || row.title.split_whitespace().any(|word| fold_for_search(word).starts_with(term))
}
