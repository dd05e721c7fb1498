//! What the booth keeps: the journal of facts, the originals, and what is derived from them.
//!
//! Owns the data folder. It must never answer before a fact is on the disk, never skip damage, and never hold the only
//! copy of anything in its index.

mod attest;
mod backup;
mod base64;
mod booth_key;
mod checkpoint;
mod epoch;
mod error;
mod extract;
mod folder;
mod hash;
mod index;
mod journal;
mod opening;
mod records;
#[cfg(test)]
mod samples;
pub mod tree;
mod vault;
mod verify;
mod views;
mod witness;
mod writer;

pub use backup::{BackupError, BackupJob, BackupReport, OnDamage, RestoreReport, backup, restore};
pub use booth_key::{KeyName, KeyReport, Signer, VerifierKey, read_booth_key};
pub use checkpoint::Checkpoint;
pub use checkpoint::keeper::CheckpointReport;
pub use error::{Damage, StoreError};
pub use extract::{Extract, ExtractError, TakenCase, TakenFrame, TakenText, extract, public_key_pem};
pub use hash::Sha;
pub use journal::recovery::TailCut;
pub use opening::{IndexReport, OpenReport, WitnessReport};
pub use vault::{MAX_ORIGINAL_BYTES, Vault};
pub use verify::{Finding, VerifyReport, verify, verify_against};
pub use writer::StoreHandle;

use crate::domain::case::{Case, CaseRow};
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::store::checkpoint::keeper::{self, Keeper};
use crate::store::folder::{Folder, Hold};
use crate::store::index::Index;
use crate::store::journal::frame::Head;
use crate::store::journal::{Journal, MAX_BATCH, recovery};
use crate::store::records::Record;
use crate::store::views::Views;
use chrono::NaiveDate;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Facts after which index and witness are made durable though nobody was idle.
const REST_AFTER: usize = 64;

/// Unfinished cases returned at once; a booth has some tens.
pub const MAX_UNFINISHED: usize = 1_000;

/// Rows of cases returned at once: more than any list shows.
pub const MAX_ROWS: usize = 1_000;

/// Facts returned at once.
pub const MAX_ENTRIES: usize = 10_000;

/// Sizes of what the store makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Length at which a journal segment is followed by the next, bytes.
    pub segment_bytes: u64,
    /// Disk reserved that can be given back when the disk is full, bytes; 0 for none.
    pub ballast_bytes: u64,
    /// What the booth's key is called when it is made; a key keeps its name.
    pub booth: KeyName,
}

impl Default for Options {
    /// 64 MiB each: a segment then holds some 100 000 facts, half a year of a busy booth.
    fn default() -> Self {
        Self { segment_bytes: 64 << 20, ballast_bytes: 64 << 20, booth: KeyName::DEFAULT }
    }
}

/// A fact's place in the journal once it is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Its number, counted from 1 over the whole journal.
    pub seq: u64,
}

/// The data folder, held by this process.
pub struct Store {
    folder: Folder,
    journal: Journal,
    views: Views,
    vault: Vault,
    checkpoints: Keeper,
    unnamed_key: Option<String>,
    appended_since_rest: usize,
    // Last, so that the folder is let go after everything in it is closed.
    _hold: Hold,
}

impl Store {
    /// Opens a data folder, which is made when it does not exist.
    pub fn open(dir: &Path, options: Options) -> Result<(Self, OpenReport), StoreError> {
        let Options { segment_bytes, ballast_bytes, booth } = options;
        let folder = Folder::new(dir);
        backup::refuse_unfit(&folder)?;
        let hold = Hold::take(&folder)?;
        folder.lay_out()?;
        folder.make_ballast(ballast_bytes)?;
        let vault = Vault::new(&folder);
        vault.clear_unfinished()?;
        let (signer, key) = booth_key::open_or_make(&folder.keys(), &booth)?;

        let mut found = recovery::look(&folder.journal())?;
        let witness = witness::read(&folder.witness())?;
        let checkpoint = keeper::read(&folder.witness(), signer.key())?;
        let index = Index::find(&folder.index())?;
        let applied = match &index {
            index::Found::Open(_, applied) => Some(*applied),
            index::Found::Missing | index::Found::Unusable(_) => None,
        };
        opening::judge(&found, witness, applied, checkpoint.checkpoint())?;
        let tail_cut = found.cut_tail(&folder.journal())?;

        let created = found.segments.is_empty();
        let journal = Journal::open(&folder.journal(), found, segment_bytes)?;
        let (views, index) = opening::catch_up(&folder, &journal, index)?;
        let report = OpenReport {
            created,
            tail_cut,
            index,
            witness: WitnessReport::of(witness),
            checkpoint: checkpoint.report(),
            key,
        };
        let checkpoints =
            Keeper::new(folder.witness(), signer, epoch::find(&folder.witness(), &journal)?, checkpoint);
        let unnamed_key = report.key.unnamed();
        let mut store = Self {
            folder,
            journal,
            views,
            vault,
            checkpoints,
            unnamed_key,
            appended_since_rest: 0,
            _hold: hold,
        };
        store.idle()?;
        Ok((store, report))
    }

    /// Appends a fact and returns once it is on the disk.
    pub fn append(&mut self, entry: &Entry) -> Result<Appended, StoreError> {
        let appended =
            self.append_all(std::slice::from_ref(entry)).pop().unwrap_or(Err(StoreError::Closed))?;
        self.rest_if_due();
        Ok(appended)
    }

    /// Appends facts with as few writes as they fit in, and returns each one's fate once they are on the disk.
    pub fn append_all(&mut self, entries: &[Entry]) -> Vec<Result<Appended, StoreError>> {
        entries.chunks(MAX_BATCH).flat_map(|batch| self.append_batch(batch)).collect()
    }

    fn append_batch(&mut self, batch: &[Entry]) -> Vec<Result<Appended, StoreError>> {
        let mut records = Vec::with_capacity(batch.len());
        let mut begun = HashSet::new();
        let admitted: Vec<Result<&Entry, StoreError>> = batch
            .iter()
            .map(|entry| self.admit(entry, &mut begun).map(|record| records.push(record)).map(|()| entry))
            .collect();
        let mut placed = match self.journal.append(&records) {
            Ok(placed) => placed.into_iter(),
            Err(error) => return admitted.into_iter().map(|fate| fate.and(Err(error.clone()))).collect(),
        };
        self.appended_since_rest = self.appended_since_rest.saturating_add(records.len());
        let settle = |fate: Result<&Entry, StoreError>| {
            let entry = fate?;
            let (head, position) = placed.next().ok_or(StoreError::JournalPoisoned)?;
            self.views.absorb(&self.journal, head, position, entry);
            Ok(Appended { seq: head.seq })
        };
        let settled = admitted.into_iter().map(settle).collect();
        self.publish_named(batch);
        settled
    }

    /// The record of an entry that fits what the journal holds: a case begins once, and has facts only then.
    fn admit(&self, entry: &Entry, begun: &mut HashSet<CaseNumber>) -> Result<Record, StoreError> {
        let record = records::encode(entry)?;
        if let Fact::Case { number, fact } = &entry.fact {
            let begins = Case::begin(number.clone(), entry.at, &entry.by, fact).is_some();
            // Without an index nobody can tell; the journal takes the fact, and a fold passes over what does not fit.
            let exists = begun.contains(number) || self.views.knows(number).unwrap_or(!begins);
            match (begins, exists) {
                (true, true) => return Err(StoreError::CaseExists { number: number.clone() }),
                (false, false) => return Err(StoreError::NoSuchCase { number: number.clone() }),
                (true, false) => {
                    begun.insert(number.clone());
                }
                (false, true) => {}
            }
        }
        Ok(record)
    }

    /// A case as of its last fact.
    pub fn case(&mut self, number: &CaseNumber) -> Result<Option<Case>, StoreError> {
        self.views.case(&self.journal, number)
    }

    /// The cases that somebody still has to do with, oldest first, at most [`MAX_UNFINISHED`].
    pub fn unfinished(&mut self) -> Result<Vec<Case>, StoreError> {
        let numbers = self.views.ask(&self.journal, |index| index.unfinished(MAX_UNFINISHED))?;
        let cases = numbers.iter().map(|number| self.case(number));
        cases.filter_map(Result::transpose).collect()
    }

    /// Rows of cases, newest first, at most `limit` and [`MAX_ROWS`], of those before `before`.
    pub fn rows(&mut self, limit: usize, before: Option<&CaseNumber>) -> Result<Vec<CaseRow>, StoreError> {
        self.views.ask(&self.journal, |index| index.rows(limit.min(MAX_ROWS), before))
    }

    /// The serial that the day's next case at a post gets.
    pub fn next_serial(&mut self, post: &str, day: NaiveDate) -> Result<u32, StoreError> {
        let last = self.views.ask(&self.journal, |index| index.last_serial(post, day))?;
        Ok(last.saturating_add(1))
    }

    /// Facts with their numbers, from number `from_seq` on, at most `limit` and [`MAX_ENTRIES`].
    pub fn entries(&self, from_seq: u64, limit: usize) -> Result<Vec<(u64, Entry)>, StoreError> {
        let mut walk = self.journal.walk(from_seq.max(1));
        let mut entries = Vec::new();
        while entries.len() < limit.min(MAX_ENTRIES) {
            let Some((_, frame)) = walk.next()? else { break };
            let seq = frame.head.seq;
            entries.push((seq, records::decode(seq, frame.kind, frame.schema, &frame.json)?));
        }
        Ok(entries)
    }

    /// The last fact's number and hash: what the shift report prints as a witness of its own.
    pub fn head(&self) -> (u64, Sha) {
        let Head { seq, hash } = self.journal.head();
        (seq, hash)
    }

    /// Keeps an original; see [`Vault::put`].
    pub fn put_original(
        &self,
        source: &Path,
        expected: Option<&ImageHash>,
    ) -> Result<(ImageHash, u64), StoreError> {
        self.vault.put(source, expected)
    }

    /// The originals.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The folder of the printed sheets.
    pub fn outbox(&self) -> PathBuf {
        self.folder.outbox()
    }

    /// What can wait: makes index and witness durable and reserves the next segment.
    pub fn idle(&mut self) -> Result<(), StoreError> {
        self.appended_since_rest = 0;
        self.views.rest(&self.journal)?;
        // After the index, so that the witness never names more than a power cut leaves of either.
        witness::write(&self.folder.witness(), &self.journal.head())?;
        self.journal.reserve_next()
    }

    /// What can wait, once it has waited for [`REST_AFTER`] facts. A failure is told when it is tried again.
    pub(in crate::store) fn rest_if_due(&mut self) {
        if self.appended_since_rest >= REST_AFTER
            && let Err(error) = self.idle()
        {
            tracing::warn!(%error, "index and witness are not up to date");
        }
    }

    /// Closes the folder in order. A crash instead loses no fact.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.idle()
    }
}

#[cfg(test)]
mod tests;
