//! Opening a folder: what may be believed of it.

use crate::store::booth_key::KeyReport;
use crate::store::checkpoint::Checkpoint;
use crate::store::checkpoint::keeper::CheckpointReport;
use crate::store::error::StoreError;
use crate::store::follower::IndexReport;
use crate::store::journal::frame::Head;
use crate::store::journal::recovery::{Found, TailCut};
use crate::store::mirror::{Mirror, MirrorFault, MirrorState};
use crate::store::repair::{self, Repair};
use crate::store::witness::Witness;
use crate::store::{Options, Store};
use std::path::Path;

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
    /// What the latest checkpoint said.
    pub checkpoint: CheckpointReport,
    /// What became of the booth's key.
    pub key: KeyReport,
    /// What was damaged or lost and was healed from the mirror.
    pub healed: Vec<Repair>,
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

/// Opens a folder and its mirror. The mirror heals what does not open, and what opens but has lost facts.
pub(super) fn with_mirror(dir: &Path, options: &Options) -> Result<(Store, OpenReport), StoreError> {
    let Some(root) = &options.mirror else { return Store::open_first(dir, options) };
    let mut healed = Vec::new();
    let (mut store, mut report) = match Store::open_first(dir, options) {
        Err(error) if error.is_damage() => {
            healed = repair::heal_from_mirror(dir, root, error)?;
            Store::open_first(dir, options)?
        }
        opened => opened?,
    };
    let start = |store: &Store| Mirror::start(&store.folder.journal(), root, store.journal.end());
    let mut mirror = start(&store)?;
    if let MirrorState::Lost { why: why @ MirrorFault::Ahead { .. } } = mirror.state() {
        let lost = StoreError::JournalBehindMirror { why: why.to_string() };
        // The folder is let go while it is healed, and the mirror with it.
        drop((mirror, store));
        healed.extend(repair::heal_from_mirror(dir, root, lost)?);
        (store, report) = Store::open_first(dir, options)?;
        mirror = start(&store)?;
    }
    store.mirror = Some(mirror);
    store.healed.clone_from(&healed);
    report.healed = healed;
    Ok((store, report))
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
