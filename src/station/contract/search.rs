//! A search of the cases as it is asked and answered.

use crate::domain::case::CaseRow;
use crate::domain::step::Verdict;
use crate::station::contract::storage::IndexProgress;
use serde::{Deserialize, Serialize};

/// Characters of a search that are read: a plate, a container, a document and a few words of goods.
pub const MAX_SEARCH_CHARS: usize = 200;

/// Rows of one answer at most: four pages of the largest screen. Whoever needs older ones types more.
pub const MAX_FOUND: usize = 200;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct SearchQuery {
    /// The text as typed: words, numbers, dates, a verdict's words. Every one of them must fit; empty for the newest cases.
    pub text: String,
    /// Only cases with this verdict; it outranks one that is named in the text.
    pub verdict: Option<Verdict>,
    /// At most so many.
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Newest first.
    pub rows: Vec<CaseRow>,
    /// Whether these are all.
    pub more: More,
    /// How much of the cases was looked through.
    pub index: IndexProgress,
}

/// Whether there is more than what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum More {
    /// These are all.
    No,
    /// There are older ones beyond the limit.
    Yes,
    /// Too many words begin like this for all of them to be looked at: more letters are needed.
    TypeMore,
}
