//! Checks a whole data folder against itself: chain, tree, checkpoints, originals, sheets, witness, index. It repairs and makes nothing.
//!
//! It works beside a running station. Then the index belongs to the station and is not looked at, and an unfinished
//! frame at the journal's end is the station's write under way.

mod attested;
mod begun;
mod chain;
mod deep;
mod derived;
mod finding;

pub use deep::Elsewhere;
pub use finding::{Finding, VerifyReport};

use crate::store::backup;
use crate::store::error::StoreError;
use crate::store::folder::{Folder, Hold};
use crate::store::vault::Vault;
use crate::store::verify::attested::Attested;
use crate::store::verify::chain::Chain;
use crate::store::witness::{self, Witness};
use std::path::{Path, PathBuf};

/// Whether a station holds the folder while it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Station {
    Running,
    Away,
}

/// Checks a data folder.
///
/// Memory grows by some 50 bytes an original, and by the size of the index, not with cases or facts.
pub fn verify(dir: &Path) -> VerifyReport {
    verify_against(dir, &[])
}

/// [`verify_against`], and every signature, the mirror and the second copies besides.
pub fn verify_deep(dir: &Path, older: &[PathBuf], elsewhere: &Elsewhere) -> VerifyReport {
    let mut report = verify_against(dir, older);
    deep::check(&Folder::new(dir), elsewhere, &mut report);
    report
}

/// Checks a data folder, and that its journal begins with what the checkpoints in these files were made of.
pub fn verify_against(dir: &Path, older: &[PathBuf]) -> VerifyReport {
    let folder = Folder::new(dir);
    let mut report = VerifyReport::default();
    let (station, hold) = match Hold::take_existing(&folder) {
        Ok(hold) => (Station::Away, hold),
        Err(StoreError::InUse { .. }) => (Station::Running, None),
        Err(error) => {
            report.note_error(&error);
            (Station::Away, None)
        }
    };
    // Before the journal: what is appended meanwhile then lies ahead of the witness, not behind it.
    let witness = witness::read(&folder.witness());
    let attested = Attested::gather(&folder, older, &mut report);
    let vault = Vault::alone(&folder);
    let mut chain = Chain::new(&folder, &vault, attested, &mut report);
    match witness {
        Ok(Witness::Names(head)) => chain.expect_witness(head),
        Ok(Witness::Missing) => chain.report().note(Finding::WitnessMissing),
        Ok(Witness::Unreadable) => chain.report().note(Finding::WitnessUnreadable),
        Err(error) => chain.report().note_error(&error),
    }
    let applied = (station == Station::Away).then(|| derived::Copied::of(&folder)).transpose();
    match &applied {
        Ok(Some(derived::Copied::Open { index, .. })) => chain.expect_index(index.applied()),
        Ok(_) => {}
        Err(error) => chain.report().note_error(error),
    }
    let walked = chain.walk(station);
    note_orphans(&vault, &walked, &mut report);
    match applied {
        // A backup has no index, and what is being restored has none yet.
        Ok(Some(derived::Copied::Missing)) if backup::is_without_index(&folder) => {}
        Ok(Some(copied)) => derived::check(&folder, &copied, &walked, &mut report),
        Ok(None) => report.note(Finding::IndexInUse),
        Err(_) => {}
    }
    note_backup(&folder, &mut report);
    drop(hold);
    report
}

/// What a backup's manifest vouches for must still be so.
fn note_backup(folder: &Folder, report: &mut VerifyReport) {
    match backup::check(folder) {
        Ok(faults) => {
            for file in faults.into_iter().flatten() {
                report.note(Finding::BackupDiffers { file });
            }
        }
        Err(error) => report.note_error(&error),
    }
}

/// Originals that no fact names: a crash between copy and fact leaves one. They do no harm.
fn note_orphans(vault: &Vault, walked: &chain::Walked, report: &mut VerifyReport) {
    let listed = vault.for_each(|file| match file {
        Ok(hash) if walked.names(&hash) => {}
        Ok(hash) => report.note(Finding::OriginalNotNamed { file: vault.path(&hash) }),
        Err(path) if walked.names_sealed(&path) => {}
        Err(path) => report.note(Finding::OriginalNotNamed { file: path }),
    });
    if let Err(error) = listed {
        report.note_error(&error);
    }
}

#[cfg(test)]
mod tests;
