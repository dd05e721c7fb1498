//! Opening a folder: what may be believed of it, and how the index is brought up to the journal.

use crate::store::error::StoreError;
use crate::store::folder::Folder;
use crate::store::index;
use crate::store::journal::Journal;
use crate::store::journal::frame::Head;
use crate::store::journal::recovery::{Found, TailCut};
use crate::store::mirror::{Mirror, MirrorFault, MirrorState};
use crate::store::repair::{self, Repair};
use crate::store::views::Views;
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
    /// What became of the index.
    pub index: IndexReport,
    /// What the witness said.
    pub witness: WitnessReport,
    /// What was damaged or lost and was healed from the mirror.
    pub healed: Vec<Repair>,
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
