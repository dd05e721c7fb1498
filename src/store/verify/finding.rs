//! What a check may find. The words for it come from the caller; a finding names the place.

use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::store::error::{Damage, StoreError};
use std::path::PathBuf;

/// Findings kept; a folder with more is damaged beyond a list.
const MAX_FINDINGS: usize = 10_000;

/// One finding with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// There is no journal.
    JournalMissing,
    /// The journal is damaged.
    JournalDamaged {
        /// Number of the segment.
        segment: u32,
        /// Byte within it.
        offset: u64,
        /// What is wrong there.
        why: Damage,
    },
    /// A whole frame holds a record that this version cannot read.
    RecordUnreadable {
        /// Its number.
        seq: u64,
        /// Its schema.
        schema: u16,
    },
    /// A fact of a case that no earlier fact began.
    FactWithoutCase {
        /// Its number.
        seq: u64,
        /// The case.
        case: CaseNumber,
    },
    /// A fact names an original that is not there.
    OriginalMissing {
        /// The original.
        hash: ImageHash,
        /// The case.
        case: CaseNumber,
    },
    /// An original has another size or digest than the fact says.
    OriginalDamaged {
        /// The original.
        hash: ImageHash,
        /// The case.
        case: CaseNumber,
    },
    /// A file among the originals that no fact names. No failure.
    OriginalNotNamed {
        /// The file.
        file: PathBuf,
    },
    /// A fact names a sheet that is not there.
    SheetMissing {
        /// Its file name.
        file: String,
        /// The case.
        case: CaseNumber,
    },
    /// A sheet has another digest than the fact says.
    SheetDamaged {
        /// Its file name.
        file: String,
        /// The case.
        case: CaseNumber,
    },
    /// The witness names a fact that the journal does not hold, or holds otherwise.
    WitnessAhead {
        /// The fact that it names.
        witness: u64,
        /// The journal's last.
        journal: u64,
    },
    /// There is no witness.
    WitnessMissing,
    /// The witness cannot be read.
    WitnessUnreadable,
    /// A file that should hold a checkpoint holds none that can be read.
    CheckpointUnreadable {
        /// The file.
        file: PathBuf,
    },
    /// A checkpoint that names a key of the booth was not signed by it so.
    CheckpointForged {
        /// Its file.
        file: PathBuf,
        /// How many facts it speaks of.
        size: u64,
    },
    /// A checkpoint is signed by a key that neither the journal nor the key's file names.
    CheckpointForeign {
        /// Its file.
        file: PathBuf,
        /// Name and id of the key.
        key: String,
    },
    /// The journal has fewer facts than were signed: its end was cut off, or an older state was put in its place.
    Truncated {
        /// The checkpoint's file.
        file: PathBuf,
        /// How many facts were signed.
        checkpoint: u64,
        /// How many there are.
        journal: u64,
    },
    /// Among the first facts some are not those that were signed.
    Rewritten {
        /// The checkpoint's file.
        file: PathBuf,
        /// How many facts were signed.
        size: u64,
    },
    /// A station holds the index: it was not checked. No failure.
    IndexInUse,
    /// There is no index; it is rebuilt at the next start. Somebody took it away: a crash never does.
    IndexMissing,
    /// The index cannot be opened; it is rebuilt at the next start.
    IndexUnusable,
    /// The index lags behind the journal, as after a crash; it catches up at the next start. No failure.
    IndexBehind {
        /// The fact that it has applied.
        index: u64,
        /// The journal's last.
        journal: u64,
    },
    /// The index has applied a fact that the journal does not hold, or holds otherwise.
    IndexAhead {
        /// The fact that it has applied.
        index: u64,
        /// The journal's last.
        journal: u64,
    },
    /// The index's row of a case is not what the case's facts make.
    RowDiffers {
        /// The case.
        case: CaseNumber,
    },
    /// The index has another count of cases, or of their facts, than the journal.
    IndexIncomplete {
        /// Cases and facts of cases in the index.
        index: (u64, u64),
        /// The same in the journal.
        journal: (u64, u64),
    },
    /// The text that was signed with a fact is not by a key of the booth, or speaks of something else.
    SignatureWrong {
        /// The fact's number.
        seq: u64,
        /// The case.
        case: CaseNumber,
    },
    /// The text that was signed with the summary of a shift is not by a key of the booth.
    SummaryWrong {
        /// The fact's number.
        seq: u64,
    },
    /// A segment of the mirror is missing or differs.
    MirrorDiffers {
        /// Its number.
        segment: u32,
    },
    /// A second copy of an original is missing or damaged.
    CopyDamaged {
        /// The file.
        file: PathBuf,
        /// The case.
        case: CaseNumber,
    },
    /// A file of a backup is missing, shorter or altered since its manifest was written.
    BackupDiffers {
        /// Its path within the backup.
        file: String,
    },
    /// The journal was restored from a backup: a new epoch began. No failure, but never hidden.
    Restored {
        /// The fact's number.
        seq: u64,
        /// The epoch that it began.
        epoch: u32,
    },
    /// The system refused to show a file.
    Unreadable {
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        why: String,
    },
    /// There are more findings than are kept.
    More,
}

impl Finding {
    /// Whether it is about the index, which can be made anew.
    pub(in crate::store) fn is_of_index(&self) -> bool {
        matches!(
            self,
            Self::IndexMissing
                | Self::IndexUnusable
                | Self::IndexBehind { .. }
                | Self::IndexAhead { .. }
                | Self::RowDiffers { .. }
                | Self::IndexIncomplete { .. }
        )
    }

    /// Whether something was lost or altered. What is derived and catches up by itself is none.
    pub fn is_failure(&self) -> bool {
        !matches!(
            self,
            Self::OriginalNotNamed { .. }
                | Self::IndexInUse
                | Self::IndexBehind { .. }
                | Self::Restored { .. }
        )
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyReport {
    /// In the order in which they were found.
    pub findings: Vec<Finding>,
    /// Facts whose place in the chain holds.
    pub frames: u64,
    /// Originals whose digest holds.
    pub images: u64,
    /// Cases begun.
    pub cases: u64,
}

impl VerifyReport {
    /// Whether nothing was lost or altered.
    pub fn holds(&self) -> bool {
        !self.findings.iter().any(Finding::is_failure)
    }

    pub(super) fn note(&mut self, finding: Finding) {
        match self.findings.len() {
            length if length < MAX_FINDINGS => self.findings.push(finding),
            MAX_FINDINGS => self.findings.push(Finding::More),
            _ => {}
        }
    }

    pub(super) fn note_error(&mut self, error: &StoreError) {
        self.note(match error {
            StoreError::JournalDamaged { segment, offset, why } => {
                Finding::JournalDamaged { segment: *segment, offset: *offset, why: *why }
            }
            StoreError::Io { path, source, .. } => {
                Finding::Unreadable { file: path.clone(), why: source.to_string() }
            }
            StoreError::UnknownRecord { seq, schema, .. } => {
                Finding::RecordUnreadable { seq: *seq, schema: *schema }
            }
            StoreError::NotAFile { path } => {
                Finding::Unreadable { file: path.clone(), why: error.to_string() }
            }
            _ => Finding::IndexUnusable,
        });
    }
}
