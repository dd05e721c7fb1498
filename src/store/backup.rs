//! A backup: what cannot be made anew, copied beside a running station, in an order that leaves no fact without its image.
//!
//! Per segment: the originals and sheets that its facts name, then the segment, then the manifest that vouches for all.
//! A copy that breaks off is a shorter backup with the manifest of the one before, and is gone on with. Signing keys and
//! keys of cases are never copied: a backup that is stolen neither signs nor opens anything.

mod copy;
mod manifest;
mod restore;
mod walk;

pub use restore::{RestoreReport, restore};

pub(in crate::store) use manifest::{check, inside};
pub(in crate::store) use restore::{is_without_index, refuse_unfit};

use crate::domain::Moment;
use crate::store::backup::manifest::{MANIFEST, Manifest};
use crate::store::backup::walk::Walk;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, Hold, make_folder};
use crate::store::hash::Sha;
use crate::store::journal::recovery;
use crate::store::journal::segment::Segment;
use crate::store::vault::Vault;
use crate::store::verify::{Finding, VerifyReport, verify};
use rustix::io::Errno;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

/// Held while a backup is written; its file says that the folder is a backup's even before the first manifest.
const LOCK: &str = "backup.lock";

/// What becomes of a source with damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDamage {
    /// The backup is refused: a good one must not be followed by a bad one unseen.
    Refuse,
    /// What is sound is copied, what is not is named; nothing sound in the backup is overwritten by it.
    CopySound,
}

/// What a backup is made of.
#[derive(Debug, Clone, Copy)]
pub struct BackupJob<'a> {
    /// The data folder.
    pub source: &'a Path,
    /// The backup's folder, made when it does not exist.
    pub target: &'a Path,
    /// When.
    pub made_at: Moment,
    /// Damage.
    pub on_damage: OnDamage,
}

/// What a backup did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupReport {
    /// Facts in the backup.
    pub facts: u64,
    /// Files written this time.
    pub copied: u64,
    /// Their bytes.
    pub copied_bytes: u64,
    /// Files that were there already.
    pub kept: u64,
    /// What is damaged in the source, with [`OnDamage::CopySound`].
    pub damages: Vec<Finding>,
    /// What a check of the written backup found.
    pub verified: VerifyReport,
}

/// Why there is no backup, or none to restore from.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BackupError {
    /// A file could not be read or written, or the journal cannot be walked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// One of the two folders lies in the other.
    #[error("the backup and the data folder lie in one another")]
    Nested,
    /// Another backup is being written there.
    #[error("another backup is being written to {}", .0.display())]
    Busy(PathBuf),
    /// The folder holds other things.
    #[error("{} holds other files and is no backup", .0.display())]
    NotABackup(PathBuf),
    /// The backup is another booth's, or of a journal that went another way.
    #[error("the backup is of another journal")]
    Foreign,
    /// The backup holds facts that the data folder has not: restore from it instead.
    #[error("the backup holds {backup} facts, the data folder {source_facts}")]
    Newer {
        /// Facts of the backup.
        backup: u64,
        /// Facts of the data folder.
        source_facts: u64,
    },
    /// The backup's format is newer than this program.
    #[error("the backup has format {0}, which this version does not know")]
    Format(u32),
    /// There is no manifest, or none that can be read.
    #[error("{} is missing or cannot be read", .0.display())]
    NoManifest(PathBuf),
    /// The source is damaged.
    #[error("the data folder is damaged")]
    Damaged(Vec<Finding>),
    /// The backup does not hold.
    #[error("the backup does not hold")]
    DoesNotHold(Vec<Finding>),
    /// The folder to restore into is not empty.
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
}

/// Copies what is new and checks all that stands in the backup.
pub fn backup(job: &BackupJob<'_>) -> Result<BackupReport, BackupError> {
    let (source, target) = (Folder::new(job.source), Folder::new(job.target));
    let _hold = prepare(&source, &target)?;
    same_journal(&source, &target, job.on_damage)?;
    for folder in [target.journal(), target.originals(), target.outbox(), target.witness()] {
        make_folder(&folder)?;
    }
    let mut report = Walk::new(&source, &target, job).run()?;
    report.verified = verify(job.target);
    // What went bad in the backup itself is still sound in the source: it is copied once more.
    if report.damages.is_empty() && forget_damaged(&target, &report.verified)? {
        let again = Walk::new(&source, &target, job).run()?;
        report.copied = report.copied.saturating_add(again.copied);
        report.copied_bytes = report.copied_bytes.saturating_add(again.copied_bytes);
        report.verified = verify(job.target);
    }
    Ok(report)
}

/// Takes the backup's folder for this run. A folder with other things in it is left alone.
fn prepare(source: &Folder, target: &Folder) -> Result<Hold, BackupError> {
    if !source.journal().is_dir() {
        return Err(BackupError::Damaged(vec![Finding::JournalMissing]));
    }
    let root = target.root();
    let known = root.join(LOCK).exists() || root.join(MANIFEST).exists();
    let empty = !root.exists() || fs::read_dir(root).doing("list", root)?.next().is_none();
    if !known && !empty {
        return Err(BackupError::NotABackup(root.to_owned()));
    }
    make_folder(root)?;
    let [from, to] = [source.root(), root].map(fs::canonicalize);
    let (from, to) = (from.doing("find", source.root())?, to.doing("find", root)?);
    if from.starts_with(&to) || to.starts_with(&from) {
        return Err(BackupError::Nested);
    }
    let path = root.join(LOCK);
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).doing("open", &path)?;
    match Hold::on(file) {
        Ok(hold) => Ok(hold),
        Err(Errno::WOULDBLOCK) => Err(BackupError::Busy(root.to_owned())),
        Err(errno) => Ok(Err(errno).doing("lock", &path)?),
    }
}

/// Refuses a backup whose journal is not the beginning of the source's.
fn same_journal(source: &Folder, target: &Folder, on_damage: OnDamage) -> Result<(), BackupError> {
    let manifest = Manifest::read(target)?;
    let (ours, theirs) = (first_hash(source), first_hash(target));
    if let (Some(ours), Some(theirs)) = (ours, theirs)
        && ours != theirs
    {
        return Err(BackupError::Foreign);
    }
    let seen = recovery::look(&target.journal()).ok().map(|found| found.head);
    let Some(seen) = seen.or_else(|| manifest.and_then(|manifest| manifest.head())) else { return Ok(()) };
    let found = match recovery::look(&source.journal()) {
        Ok(found) => found,
        Err(_) if on_damage == OnDamage::CopySound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if seen.seq > found.head.seq && on_damage == OnDamage::Refuse {
        return Err(BackupError::Newer { backup: seen.seq, source_facts: found.head.seq });
    }
    match found.hash_at(seen.seq) {
        Ok(Some(hash)) if hash == seen.hash => Ok(()),
        Ok(Some(_)) => Err(BackupError::Foreign),
        Ok(None) | Err(_) if on_damage == OnDamage::CopySound => Ok(()),
        Ok(None) => Err(BackupError::Newer { backup: seen.seq, source_facts: found.head.seq }),
        Err(error) => Err(error.into()),
    }
}

/// The hash of a journal's first fact: it tells journals apart. `None` where there is none, or none that can be read.
fn first_hash(folder: &Folder) -> Option<Sha> {
    let segment = Segment::open(&folder.journal(), 1).ok()?;
    let mut scan = segment.scan().ok()?;
    scan.next().ok()?;
    Some(scan.head().hash).filter(|_| scan.head().seq == 1)
}

/// Removes from a backup the originals and sheets that no longer hold; whether there were any.
fn forget_damaged(target: &Folder, verified: &VerifyReport) -> Result<bool, BackupError> {
    let vault = Vault::alone(target);
    let mut any = false;
    for finding in &verified.findings {
        let path = match finding {
            Finding::OriginalDamaged { hash, case } if vault.is_sealed(hash, case) => {
                vault.sealed_place(hash, case)
            }
            Finding::OriginalDamaged { hash, .. } => vault.path(hash),
            Finding::SheetDamaged { file, .. } => target.outbox().join(file),
            _ => continue,
        };
        fs::remove_file(&path).doing("remove", &path)?;
        any = true;
    }
    Ok(any)
}

#[cfg(test)]
mod tests;
