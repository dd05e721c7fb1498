//! Exports cases as evidence that outlives this program: originals, what the officer saw, the record, every fact byte for
//! byte with the proof that it stands in the journal, and a text that says how to check all that.
//!
//! Files are only read; a station may run beside it. A folder or archive appears whole or not at all.

mod bundle;
mod picture;
mod sink;

use crate::domain::number::CaseNumber;
use crate::station::decoding::Decoder;
use crate::station::export::sink::Sink;
use crate::store::{Checkpoint, ExtractError, StoreError, VerifierKey, extract};
use std::io;
use std::path::{Path, PathBuf};

/// Cases of one export: more are exported in several.
pub const MAX_CASES: usize = 1_000;

/// What is exported, and whereto.
#[derive(Debug, Clone)]
pub struct ExportJob<'a> {
    /// The data folder.
    pub data: &'a Path,
    /// Which cases.
    pub cases: &'a [CaseNumber],
    /// The checkpoint that the proofs lead to, as a signed note.
    pub checkpoint: &'a str,
    /// The booth's public key.
    pub key: &'a VerifierKey,
    /// A folder, or an archive whose name ends in `.tar`.
    pub to: &'a Path,
    /// Who decodes pictures whose tiles are not there.
    pub decoder: &'a Decoder,
}

/// What was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportReport {
    /// Cases.
    pub cases: usize,
    /// Files.
    pub files: u64,
    /// Facts that the checkpoint names.
    pub facts: u64,
}

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The cases cannot be taken out of the journal.
    #[error(transparent)]
    Extract(#[from] ExtractError),
    /// A file of the store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The checkpoint cannot be read.
    #[error("the checkpoint cannot be read")]
    Checkpoint,
    /// Too many cases.
    #[error("at most {MAX_CASES} cases at once")]
    TooMany,
    /// There is something already.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// An original is missing or is not what the record says.
    #[error("the original {hash} of case {case} is missing or damaged")]
    Original {
        /// Which case.
        case: CaseNumber,
        /// Its digest in the record.
        hash: String,
    },
    /// The sheet is missing or is not what the record says.
    #[error("the sheet of case {0} is missing or damaged")]
    Sheet(CaseNumber),
    /// The picture cannot be drawn.
    #[error("the picture of case {case}: {why}")]
    Picture {
        /// Which case.
        case: CaseNumber,
        /// What was wrong.
        why: String,
    },
    /// Writing failed.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// What.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
}

/// Exports cases.
pub fn export(job: &ExportJob<'_>) -> Result<ExportReport, ExportError> {
    let mut cases = job.cases.to_vec();
    cases.sort();
    cases.dedup();
    if cases.len() > MAX_CASES {
        return Err(ExportError::TooMany);
    }
    let checkpoint = checkpoint_of(job.checkpoint).ok_or(ExportError::Checkpoint)?;
    let taken = extract(job.data, &cases, (checkpoint.size, &checkpoint.root.hex()))?;
    let mut sink = Sink::open(job.to)?;
    let written = bundle::write_all(&mut sink, job, &taken);
    match written.and_then(|()| sink.finish()) {
        Ok(files) => Ok(ExportReport { cases: cases.len(), files, facts: taken.size }),
        Err(error) => {
            sink.abandon();
            Err(error)
        }
    }
}

/// The signed text of a note ends at its first empty line.
fn checkpoint_of(note: &str) -> Option<Checkpoint> {
    let end = note.find("\n\n")?;
    Checkpoint::parse(note.get(..=end)?)
}

#[cfg(test)]
mod tests;
