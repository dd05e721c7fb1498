//! What can go wrong at the store's edge, and what a damaged journal looks like.

use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why the store refuses. Cloned to every waiter of a failed commit.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the data folder.
    #[error("another process holds {}", folder.display())]
    InUse {
        /// The data folder.
        folder: PathBuf,
    },
    /// The system refused an operation on a file.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system answered.
        source: Arc<io::Error>,
    },
    /// The journal is damaged where the torn-tail rule does not allow a cut.
    #[error("journal segment {segment} is damaged at byte {offset}: {why}")]
    JournalDamaged {
        /// Number of the segment file.
        segment: u32,
        /// Byte within the segment.
        offset: u64,
        /// What is wrong there.
        why: Damage,
    },
    /// The index has seen facts that the journal does not hold: its end was lost, or it was altered.
    #[error("the index has applied fact {index}, the journal ends at {journal} or differs there")]
    JournalBehindIndex {
        /// Last sequence number of the journal.
        journal: u64,
        /// Sequence number that the index has applied.
        index: u64,
    },
    /// The witness has seen facts that the journal does not hold.
    #[error("the witness names fact {witness}, the journal ends at {journal} or differs there")]
    JournalBehindWitness {
        /// Last sequence number of the journal.
        journal: u64,
        /// Sequence number that the witness names.
        witness: u64,
    },
    /// The booth has signed a journal that this one does not begin with.
    #[error("the latest checkpoint is of {checkpoint} facts, the journal has {journal} or differs there")]
    JournalBehindCheckpoint {
        /// Last sequence number of the journal.
        journal: u64,
        /// How many facts the checkpoint is of.
        checkpoint: u64,
    },
    /// The mirror holds facts that the journal does not hold: its end was lost.
    #[error("{why}")]
    JournalBehindMirror {
        /// What the mirror said.
        why: String,
    },
    /// An earlier write or sync failed: nothing is appended until the store is opened anew.
    #[error("an earlier write failed; the journal takes nothing until it is opened anew")]
    JournalPoisoned,
    /// A fact is longer than a frame may be.
    #[error("a fact of {bytes} bytes is longer than the {limit} that a frame may have")]
    FactTooLong {
        /// Its length as JSON.
        bytes: usize,
        /// The longest allowed.
        limit: usize,
    },
    /// A fact cannot be written as JSON.
    #[error("a fact cannot be written: {why}")]
    Unwritable {
        /// What the encoder said.
        why: String,
    },
    /// A whole frame holds a record that this version cannot read.
    #[error("record {seq} of schema {schema} cannot be read: {why}")]
    UnknownRecord {
        /// Its sequence number.
        seq: u64,
        /// Its schema number.
        schema: u16,
        /// What the decoder said.
        why: String,
    },
    /// A first fact for a case that exists already.
    #[error("case {number} exists already")]
    CaseExists {
        /// Its number.
        number: CaseNumber,
    },
    /// A later fact for a case that does not exist.
    #[error("there is no case {number}")]
    NoSuchCase {
        /// The number.
        number: CaseNumber,
    },
    /// The index failed and could not be rebuilt.
    #[error("the index: {why}")]
    Index {
        /// What it said.
        why: String,
    },
    /// The index is behind: it is being opened or made anew, and what it has not read yet cannot be asked for.
    #[error("the index has read {done} of {total} facts")]
    IndexNotReady {
        /// Facts that it has applied.
        done: u64,
        /// Facts of the journal.
        total: u64,
    },
    /// The source of an original is no regular file.
    #[error("{} is no regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// An original is larger than the vault takes.
    #[error("the file is larger than {limit} bytes")]
    OriginalTooLarge {
        /// The largest allowed.
        limit: u64,
    },
    /// The file's digest is not the expected one; nothing was kept.
    #[error("the file's SHA-256 is {found}, not {expected}", found = found.as_str(), expected = expected.as_str())]
    OriginalDiffers {
        /// Digest that was announced.
        expected: ImageHash,
        /// Digest that was computed.
        found: ImageHash,
    },
    /// The vault already has a file of this name whose content is another.
    #[error("the kept original {hash} is damaged", hash = hash.as_str())]
    OriginalDamaged {
        /// Its name.
        hash: ImageHash,
    },
    /// What a case keeps sealed cannot be opened: its key was destroyed, or is kept elsewhere.
    #[error("the key of case {number} is not here")]
    NoCaseKey {
        /// The case.
        number: CaseNumber,
    },
    /// The file of the accounts' secrets is damaged.
    #[error("{} is damaged: {why}", path.display())]
    SecretsDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// More purges at once than are kept in mind.
    #[error("more than {limit} cases are to be purged at once")]
    TooManyPurges {
        /// The most allowed.
        limit: usize,
    },
    /// The disk has no room for it; nothing was kept.
    #[error("the disk is full")]
    DiskFull,
    /// The folder is a backup: a station that wrote into it would spoil it.
    #[error("{} is a backup; restore it into a folder of its own", folder.display())]
    IsABackup {
        /// The folder.
        folder: PathBuf,
    },
    /// A restore into the folder broke off.
    #[error("a restore into {} broke off; remove the folder and restore again", folder.display())]
    RestoreUnfinished {
        /// The folder.
        folder: PathBuf,
    },
    /// The store's thread has ended.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the journal itself is damaged or has lost facts, so that another copy of it may help.
    pub(super) fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::JournalDamaged { .. }
                | Self::JournalBehindIndex { .. }
                | Self::JournalBehindWitness { .. }
                | Self::JournalBehindMirror { .. }
        )
    }
}

/// What is wrong at a place of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The segment's header is short, altered or of another format.
    #[error("the segment's header is damaged")]
    Header,
    /// A segment is missing, or does not continue the one before it.
    #[error("the segment does not continue the one before it")]
    Discontinuous,
    /// The file ends within a frame.
    #[error("the file ends within a frame")]
    CutShort,
    /// The frame's length is beyond what a frame may have.
    #[error("the frame's length is impossible")]
    Length,
    /// The frame's checksum does not match.
    #[error("the frame's checksum does not match")]
    Checksum,
    /// The frame's sequence number does not follow the one before it.
    #[error("the frame's sequence number does not follow")]
    Sequence,
    /// The frame's hash does not continue the chain.
    #[error("the hash chain is broken")]
    Chain,
    /// The segment's header holds another tree than the frames before it make.
    #[error("the header's tree is not that of the facts before it")]
    Tree,
}

/// Names what was tried, and on which file, in an I/O error.
pub(super) trait Doing<T> {
    /// Turns the system's answer into the store's.
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T, E: Into<io::Error>> Doing<T> for Result<T, E> {
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Io {
            doing,
            path: path.to_owned(),
            source: Arc::new(source.into()),
        })
    }
}
