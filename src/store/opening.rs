//! Opening a folder: what may be believed of it, and how the index is brought up to the journal.

use crate::store::booth_key::KeyReport;
use crate::store::checkpoint::Checkpoint;
use crate::store::checkpoint::keeper::CheckpointReport;
use crate::store::error::StoreError;
use crate::store::folder::Folder;
use crate::store::index;
use crate::store::journal::Journal;
use crate::store::journal::frame::Head;
use crate::store::journal::recovery::{Found, TailCut};
use crate::store::views::Views;
use crate::store::witness::Witness;

/// What opening found and put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The folder had no journal and got its first segment.
    pub created: bool,
    /// The rest of a torn write that was cut off.
    pub tail_cut: Option<TailCut>,
    /// What became of the index.
    pub index: IndexReport,
    /// What the witness said.
    pub witness: WitnessReport,
    /// What the latest checkpoint said.
    pub checkpoint: CheckpointReport,
    /// What became of the booth's key.
    pub key: KeyReport,
}

/// What became of the index at the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexReport {
    /// It agreed with the journal.
    Kept,
    /// It was behind; so many facts were applied.
    Replayed {
        /// How many.
        frames: u64,
    },
    /// It was missing or could not be used, and was made anew from so many facts.
    Rebuilt {
        /// How many.
        frames: u64,
    },
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

/// Refuses a journal that has lost or changed what index, witness or checkpoint have seen, and a tail that may not be cut.
pub(super) fn judge(
    found: &Found,
    witness: Witness,
    applied: Option<Head>,
    checkpoint: Option<&Checkpoint>,
) -> Result<(), StoreError> {
    let witnessed = match witness {
        Witness::Names(head) => Some(head),
        Witness::Missing | Witness::Unreadable => None,
    };
    let signed = checkpoint.map(|checkpoint| checkpoint.size);
    let seen =
        [witnessed, applied].into_iter().flatten().map(|head| head.seq).chain(signed).max().unwrap_or(0);
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
    if let Some(checkpoint) = checkpoint
        && found.root_at(checkpoint.size)? != Some(checkpoint.root)
    {
        return Err(StoreError::JournalBehindCheckpoint { journal, checkpoint: checkpoint.size });
    }
    Ok(())
}

/// Brings the index up to the journal, or makes it anew.
pub(super) fn catch_up(
    folder: &Folder,
    journal: &Journal,
    found: index::Found,
) -> Result<(Views, IndexReport), StoreError> {
    if let index::Found::Open(index, applied) = found {
        let mut views = Views::new(folder, Some(index));
        match views.replay(journal, applied.seq.saturating_add(1)) {
            Ok(0) => return Ok((views, IndexReport::Kept)),
            Ok(frames) => return Ok((views, IndexReport::Replayed { frames })),
            Err(StoreError::Index { why }) => tracing::warn!(why, "the index is rebuilt"),
            Err(error) => return Err(error),
        }
    } else if let index::Found::Unusable(why) = found {
        tracing::warn!(why, "the index is rebuilt");
    }
    let mut views = Views::new(folder, None);
    let frames = views.rebuild(journal)?;
    Ok((views, IndexReport::Rebuilt { frames }))
}
