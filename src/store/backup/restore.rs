//! Making a data folder of a backup. The restore is a fact of the journal: whoever compares checkpoints sees it for ever.

use crate::domain::Moment;
use crate::domain::fact::{BoothFact, Entry, Fact};
use crate::domain::text::CleanText;
use crate::store::backup::manifest::{MANIFEST, Manifest};
use crate::store::backup::walk::Walk;
use crate::store::backup::{BackupError, BackupJob, OnDamage};
use crate::store::epoch;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, make_folder, sync_folder};
use crate::store::journal::Journal;
use crate::store::journal::recovery::{self, Walk as JournalWalk};
use crate::store::verify::{VerifyReport, verify};
use crate::store::{Options, Store, records};
use std::fs::{self, OpenOptions};
use std::path::Path;

/// Lies in a folder while it is being restored into: no station starts on half a journal.
pub(in crate::store) const UNFINISHED: &str = "RESTORING";

/// Made by a file system, not by a person.
const NO_CONTENT: &str = "lost+found";

/// Characters of the backup's path that the fact keeps.
const MAX_FROM_CHARS: usize = 200;

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// Facts that came from the backup.
    pub facts: u64,
    /// The epoch that begins.
    pub epoch: u32,
    /// Files written.
    pub copied: u64,
}

/// Makes a data folder of a backup. The store is told who restores and when: `entry` dresses the fact.
pub fn restore(
    from: &Path,
    to: &Path,
    options: Options,
    (at, entry): (Moment, impl Fn(Fact) -> Entry),
) -> Result<RestoreReport, BackupError> {
    let (source, target) = (Folder::new(from), Folder::new(to));
    if Manifest::read(&source)?.is_none() {
        return Err(BackupError::NoManifest(from.join(MANIFEST)));
    }
    expect_holds(&verify(from))?;
    begin(to)?;
    for folder in [target.journal(), target.originals(), target.outbox(), target.witness()] {
        make_folder(&folder)?;
    }
    let job = BackupJob { source: from, target: to, made_at: at, on_damage: OnDamage::Refuse };
    let (copied, _) = Walk::new(&source, &target, &job).copy()?;
    expect_holds(&verify(to))?;
    let (facts, epoch) = record(&target, from, &options, &entry)?;
    let marker = to.join(UNFINISHED);
    fs::remove_file(&marker).doing("remove", &marker)?;
    sync_folder(to)?;
    // Makes the index, so that what was restored can be checked before any station starts on it.
    let (mut store, _) = Store::open(to, options)?;
    // The old key is in no backup: the store has made another, and the journal must name it.
    if let Some(key) = store.unnamed_key().map(str::to_owned) {
        store.append(&entry(Fact::Booth { fact: BoothFact::KeyMade { key } }))?;
    }
    store.close()?;
    Ok(RestoreReport { facts, epoch, copied })
}

fn expect_holds(report: &VerifyReport) -> Result<(), BackupError> {
    if report.holds() {
        return Ok(());
    }
    let failures = report.findings.iter().filter(|finding| finding.is_failure());
    Err(BackupError::DoesNotHold(failures.cloned().collect()))
}

/// Takes a folder that nothing is in.
fn begin(to: &Path) -> Result<(), BackupError> {
    if to.exists() {
        for entry in fs::read_dir(to).doing("list", to)? {
            if entry.doing("list", to)?.file_name() != NO_CONTENT {
                return Err(BackupError::NotEmpty(to.to_owned()));
            }
        }
    }
    make_folder(to)?;
    let marker = to.join(UNFINISHED);
    let file = OpenOptions::new().write(true).create_new(true).open(&marker).doing("create", &marker)?;
    file.sync_all().doing("sync", &marker)?;
    Ok(sync_folder(to)?)
}

/// Appends the fact of the restore: the first new fact of the next epoch.
fn record(
    target: &Folder,
    from: &Path,
    options: &Options,
    entry: impl Fn(Fact) -> Entry,
) -> Result<(u64, u32), BackupError> {
    let found = recovery::look(&target.journal())?;
    let facts = found.head.seq;
    let epoch = highest_epoch(&found)?.saturating_add(1);
    let from = CleanText::bounded(&from.display().to_string(), MAX_FROM_CHARS);
    let fact = BoothFact::Restored { epoch, facts, root: found.frontier.root().hex(), from };
    let record = records::encode(&entry(Fact::Booth { fact }))?;
    let mut journal = Journal::open(&target.journal(), found, options.segment_bytes)?;
    journal.append(&[record])?;
    Ok((facts, epoch))
}

/// The highest epoch that the journal names.
fn highest_epoch(found: &recovery::Found) -> Result<u32, StoreError> {
    let mut walk = JournalWalk::new(&found.segments, 1, found.head.seq);
    let mut highest = epoch::FIRST;
    while let Some((_, frame)) = walk.next()? {
        let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
        if let Fact::Booth { fact: BoothFact::Restored { epoch, .. } } = entry.fact {
            highest = highest.max(epoch);
        }
    }
    Ok(highest)
}

/// Refuses a folder that no station may start on: a backup, or half a restore.
pub(in crate::store) fn refuse_unfit(folder: &Folder) -> Result<(), StoreError> {
    let root = folder.root();
    if root.join(UNFINISHED).exists() {
        return Err(StoreError::RestoreUnfinished { folder: root.to_owned() });
    }
    if root.join(MANIFEST).exists() {
        return Err(StoreError::IsABackup { folder: root.to_owned() });
    }
    Ok(())
}

/// Whether a folder has no index yet, and rightly so.
pub(in crate::store) fn is_without_index(folder: &Folder) -> bool {
    folder.root().join(UNFINISHED).exists() || folder.root().join(MANIFEST).exists()
}
