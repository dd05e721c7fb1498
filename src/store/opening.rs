//! Opening a folder: what may be believed of it.

use crate::store::error::StoreError;
use crate::store::follower::IndexReport;
use crate::store::journal::frame::Head;
use crate::store::journal::recovery::{Found, TailCut};
use crate::store::witness::Witness;

/// What opening found and put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The folder had no journal and got its first segment.
    pub created: bool,
    /// The rest of a torn write that was cut off.
    pub tail_cut: Option<TailCut>,
    /// What is known of the index already; see [`crate::store::Store::wait_for_index`].
    pub index: IndexReport,
    /// What the witness said.
    pub witness: WitnessReport,
}

/// What the witness said at the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WitnessReport {
    /// It agreed with the journal.
    Agreed,
    /// There was none.
    Missing,
    /// It could not be read.
    Unreadable,
}

impl WitnessReport {
    /// Of a witness that was judged.
    pub(super) fn of(witness: Witness) -> Self {
        match witness {
            Witness::Names(_) => Self::Agreed,
            Witness::Missing => Self::Missing,
            Witness::Unreadable => Self::Unreadable,
        }
    }
}

/// Refuses a journal that has lost or changed what index or witness have seen, and a tail that may not be cut.
pub(super) fn judge(found: &Found, witness: Witness, applied: Option<Head>) -> Result<(), StoreError> {
    let witnessed = match witness {
        Witness::Names(head) => Some(head),
        Witness::Missing | Witness::Unreadable => None,
    };
    let seen = [witnessed, applied].into_iter().flatten().map(|head| head.seq).max().unwrap_or(0);
    found.judge_tail(seen)?;
    let journal = found.head.seq;
    if let Some(head) = applied.filter(|head| head.seq > 0)
        && found.hash_at(head.seq)? != Some(head.hash)
    {
        return Err(StoreError::JournalBehindIndex { journal, index: head.seq });
    }
    if let Some(head) = witnessed
        && found.hash_at(head.seq)? != Some(head.hash)
    {
        return Err(StoreError::JournalBehindWitness { journal, witness: head.seq });
    }
    Ok(())
}
