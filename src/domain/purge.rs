//! Purge: pictures and sheets of a finished case go after their term, on the word of two people; their digests stay.
//!
//! The Order's public summary names no term. The shipped default is policy, not from the Order.

use crate::domain::Moment;
use crate::domain::case::Case;
use crate::domain::officer::Officer;
use crate::domain::refusal::Refusal;
use crate::domain::scan::ImageHash;
use crate::domain::text::CleanText;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// What was purged of a case. The entry's officer is the one who proposed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// Why.
    pub reason: CleanText,
    /// The second person.
    pub second: Officer,
    /// Digests of the originals that went.
    pub images: Vec<ImageHash>,
    /// Digest of the sheet that went, lower-case hexadecimal.
    pub sheet: Option<String>,
}

/// How long pictures are kept after a case's last fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term(TimeDelta);

impl Term {
    /// So many days.
    pub fn days(days: u32) -> Self {
        Self(TimeDelta::days(i64::from(days)))
    }
}

/// Whether a case's pictures may go now: it is finished, its term is over, and two different people say so.
pub fn may_purge(
    case: &Case,
    term: Term,
    now: Moment,
    first: &Officer,
    second: &Officer,
) -> Result<(), Refusal> {
    if first.id == second.id {
        return Err(Refusal::SecondPerson);
    }
    if case.purge.is_some() {
        return Err(Refusal::AlreadyPurged);
    }
    if !case.state.is_finished() {
        return Err(Refusal::NotFinished);
    }
    let due = case.changed_at.checked_add_signed(term.0).unwrap_or(Moment::MAX_UTC);
    if now < due { Err(Refusal::BeforeTerm { due: due.date_naive() }) } else { Ok(()) }
}
