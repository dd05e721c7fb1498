//! Checking the index against the journal, on a copy: sled writes into whatever it opens.

use crate::store::error::{Doing, StoreError};
use crate::store::facts;
use crate::store::folder::Folder;
use crate::store::index::{Found, Index, Standing};
use crate::store::journal::reach::Reach;
use crate::store::terms;
use crate::store::verify::chain::{Seen, Walked};
use crate::store::verify::finding::{Finding, VerifyReport};
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The copy holds plates and container numbers: for nobody else's eyes.
const PRIVATE: u32 = 0o700;

/// The index as copied out of the data folder.
pub(super) enum Copied {
    Open { index: Box<Index>, _scratch: Scratch },
    Missing,
    Unusable,
}

impl Copied {
    pub(super) fn of(folder: &Folder) -> Result<Self, StoreError> {
        let index = folder.index();
        if !index.join("db").exists() {
            return Ok(Self::Missing);
        }
        let scratch = Scratch::make()?;
        copy_folder(&index, &scratch.path)?;
        Ok(match Index::find(&scratch.path)? {
            Found::Open(index) => Self::Open { index: Box::new(index), _scratch: scratch },
            Found::Missing | Found::Unusable(_) => Self::Unusable,
        })
    }
}

/// Compares the index with what the chain's walk has seen, and each row with the fold of its case.
pub(super) fn check(folder: &Folder, copied: &Copied, walked: &Walked, report: &mut VerifyReport) {
    let index = match copied {
        Copied::Open { index, .. } => index,
        Copied::Missing => return report.note(Finding::IndexMissing),
        Copied::Unusable => return report.note(Finding::IndexUnusable),
    };
    let Some((applied, seen)) = walked.index else { return };
    let journal = walked.head.seq;
    if seen != Seen::Same {
        return report.note(Finding::IndexAhead { index: applied.seq, journal });
    }
    if applied.seq < journal {
        return report.note(Finding::IndexBehind { index: applied.seq, journal });
    }
    let mut counted = (0u64, 0u64);
    let mut reach = Reach::new(&folder.journal());
    for ordinal in 0..index.cases() {
        match check_row(&mut reach, index, ordinal, report) {
            Ok(facts) => counted = (counted.0.saturating_add(1), counted.1.saturating_add(facts)),
            Err(error) => return report.note_error(&error),
        }
    }
    // Every row was found to have the facts of its own case only: equal counts then leave no fact out.
    let expected = (report.cases, walked.case_facts);
    if counted != expected {
        report.note(Finding::IndexIncomplete { index: counted, journal: expected });
    }
}

/// Folds a case from the places that the index names, compares its row and its words, and returns the count of its facts.
fn check_row(
    reach: &mut Reach,
    index: &Index,
    ordinal: u32,
    report: &mut VerifyReport,
) -> Result<u64, StoreError> {
    let missing = || StoreError::Index { why: format!("row {ordinal} is missing") };
    let row = index.row(ordinal)?.ok_or_else(missing)?;
    let folded = facts::fold(reach, &row.number, &index.reach(&row)?)?;
    let same = folded.as_ref().is_some_and(|case| {
        Standing::of(case) == row.standing && u64::from(case.revision.0) == row.seqs.count()
    });
    let mut found = same && index.ordinal(&row.number)? == Some(ordinal);
    for term in folded.iter().flat_map(terms::of_case) {
        found = found && index.has(ordinal, &terms::key(&term))?;
    }
    if !found {
        report.note(Finding::RowDiffers { case: row.number.clone() });
    }
    Ok(row.seqs.count())
}

/// A folder among the system's temporary files, removed when this is dropped.
pub(super) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn make() -> Result<Self, StoreError> {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let name =
            format!("intrascope-verify-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // Fails when the name is taken: nobody else's folder is ever used, or removed.
        fs::DirBuilder::new().mode(PRIVATE).create(&path).doing("create", &path)?;
        Ok(Self { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, path = %self.path.display(), "a temporary folder was left");
        }
    }
}

/// Copies the files of a folder and of the folders right in it: sled's layout has no more levels.
fn copy_folder(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut folders = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        for entry in fs::read_dir(&from).doing("list", &from)? {
            let path = entry.doing("list", &from)?.path();
            let target = to.join(path.file_name().unwrap_or_default());
            if path.is_dir() {
                fs::create_dir(&target).doing("create", &target)?;
                folders.push((path, target));
            } else {
                fs::copy(&path, &target).doing("copy", &path)?;
            }
        }
    }
    Ok(())
}
