//! What the booth keeps: the journal of facts, the originals, and what is derived from them.
//!
//! Owns the data folder. It must never answer before a fact is on the disk, never skip damage, and never hold the only
//! copy of anything in its index.

mod attest;
mod backup;
mod base64;
mod booth_key;
mod case_keys;
mod checkpoint;
mod copies;
mod disk;
mod drafts;
mod epoch;
mod error;
mod extract;
mod facts;
mod folder;
mod follower;
mod hash;
mod index;
mod journal;
mod live;
mod mirror;
mod opening;
mod pages;
mod people;
mod purge;
mod questions;
mod records;
mod repair;
#[cfg(test)]
mod samples;
mod scrub;
mod seal;
mod search;
mod terms;
pub mod tree;
mod vault;
mod verify;
mod witness;
mod writer;

pub use backup::{BackupError, BackupJob, BackupReport, OnDamage, RestoreReport, backup, restore};
pub use booth_key::{KeyName, KeyReport, Signer, VerifierKey, read_booth_key};
pub use case_keys::fill as fill_random;
pub use checkpoint::Checkpoint;
pub use checkpoint::keeper::CheckpointReport;
pub use disk::{Disk, DiskLevel};
pub use drafts::{DraftName, Drafts, MAX_DRAFTS};
pub use error::{Damage, StoreError};
pub use extract::{Extract, ExtractError, TakenCase, TakenFrame, TakenText, extract, public_key_pem};
pub use follower::{IndexReport, IndexState};
pub use hash::Sha;
pub use journal::recovery::TailCut;
pub use mirror::{Initialised, MirrorFault, MirrorState, init as init_mirror};
pub use opening::{OpenReport, WitnessReport};
pub use pages::{JournalReader, Span, Walked};
pub use people::{
    Credential, Failures, FirstUse, MAX_COUNTED, MAX_SEAT_FAILURES, MAX_SEATS, PeopleFile, Phc, SeatFailures,
    Secrets, Used,
};
pub use purge::MAX_PURGES;
pub use repair::{Repair, RepairReport, Salvage, repair};
pub use scrub::ScrubFound;
pub use search::earlier::{EarlierFound, EarlierQuery, MAX_EARLIER};
pub use search::{Found, MAX_FOUND, MAX_TERMS, More, Query};
pub use vault::sealed::{Encryption, PlainFile, SEALED, memory_file};
pub use vault::{MAX_ORIGINAL_BYTES, Vault};
pub use verify::{Elsewhere, Finding, VerifyReport, verify, verify_against, verify_deep};
pub use writer::StoreHandle;

use crate::domain::case::{Case, CaseRow};
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::store::checkpoint::keeper::{self, Keeper};
use crate::store::copies::Copies;
use crate::store::disk::Gauge;
use crate::store::folder::{Folder, Hold};
use crate::store::follower::{Follower, Given};
use crate::store::index::Index;
use crate::store::journal::frame::Head;
use crate::store::journal::recovery::Walk;
use crate::store::journal::{Journal, recovery};
use crate::store::live::{Live, revival};
use crate::store::mirror::Mirror;
use crate::store::questions::Questions;
use crate::store::records::Record;
use chrono::NaiveDate;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};
use tokio::sync::watch;

/// Facts after which index and witness are made durable though nobody was idle.
const REST_AFTER: usize = 64;

/// Unfinished cases returned at once; a booth has some tens.
pub const MAX_UNFINISHED: usize = 1_000;

/// Rows of cases returned at once: more than any list shows.
pub const MAX_ROWS: usize = 1_000;

/// Facts returned at once.
pub const MAX_ENTRIES: usize = 10_000;

/// Sizes of what the store makes, and where it makes more than one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Length at which a journal segment is followed by the next, bytes.
    pub segment_bytes: u64,
    /// Disk reserved that can be given back when the disk is full, bytes; 0 for none.
    pub ballast_bytes: u64,
    /// Where each original is kept a second time, best on another device; `None` for nowhere.
    pub copies: Option<PathBuf>,
    /// What the booth's key is called when it is made; a key keeps its name.
    pub booth: KeyName,
    /// The initialised folder of the mirror, on a second device.
    pub mirror: Option<PathBuf>,
    /// Whether what new cases keep is sealed.
    pub encryption: Encryption,
}

impl Options {
    /// Segments and ballast of these sizes, and nothing that is off by default.
    pub const fn sized(segment_bytes: u64, ballast_bytes: u64) -> Self {
        let booth = KeyName::DEFAULT;
        let encryption = Encryption::Off;
        Self { segment_bytes, ballast_bytes, booth, mirror: None, copies: None, encryption }
    }
}

impl Default for Options {
    /// 64 MiB each: a segment then holds some 100 000 facts, half a year of a busy booth.
    fn default() -> Self {
        Self::sized(64 << 20, 64 << 20)
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
    live: Arc<RwLock<Live>>,
    follower: Follower,
    questions: Questions,
    vault: Vault,
    checkpoints: Keeper,
    unnamed_key: Option<String>,
    gauge: Gauge,
    appended_since_rest: usize,
    mirror: Option<Mirror>,
    healed: Vec<Repair>,
    // Last, so that the folder is let go after everything in it is closed.
    _hold: Hold,
}

impl Store {
    /// Opens a data folder, which is made when it does not exist. What is damaged is healed from the mirror, where one is
    /// there and has it.
    #[expect(clippy::needless_pass_by_value, reason = "options are made for one opening")]
    pub fn open(dir: &Path, options: Options) -> Result<(Self, OpenReport), StoreError> {
        opening::with_mirror(dir, &options)
    }

    /// Opens a data folder without its mirror.
    fn open_first(dir: &Path, options: &Options) -> Result<(Self, OpenReport), StoreError> {
        let Options { segment_bytes, ballast_bytes, booth, .. } = options;
        let folder = Folder::new(dir);
        backup::refuse_unfit(&folder)?;
        let hold = Hold::take(&folder)?;
        folder.lay_out()?;
        let gauge = Gauge::new(&folder, *ballast_bytes);
        gauge.ease();
        gauge.reserve()?;
        let copies = Copies::open(options.copies.as_deref(), &folder.witness())?;
        let vault = Vault::new(&folder, &gauge, copies).sealing(options.encryption);
        vault.clear_unfinished()?;
        let (signer, key) = booth_key::open_or_make(&folder.keys(), booth)?;

        let mut found = recovery::look(&folder.journal())?;
        let witness = witness::read(&folder.witness())?;
        let checkpoint = keeper::read(&folder.witness(), signer.key())?;
        // Only a torn tail cannot be judged without the index. Otherwise nobody waits for sled.
        let given = if found.tail.is_some() {
            Given::Found(Box::new(Index::find(&folder.index())?))
        } else {
            Given::Nothing
        };
        let applied = match &given {
            Given::Found(found) => found.applied(),
            Given::Nothing => None,
        };
        opening::judge(&found, witness, applied, checkpoint.checkpoint())?;
        let tail_cut = found.cut_tail(&folder.journal())?;

        let created = found.segments.is_empty();
        let journal = Journal::open(&folder.journal(), found, *segment_bytes)?;
        let live = Arc::new(RwLock::new(Live::of(&folder, &journal)?));
        let follower = Follower::begin(&folder, journal.head(), journal.segments(), given)?;
        let questions = Questions::new(&folder, &live, follower.shared());
        let report = OpenReport {
            created,
            tail_cut,
            index: IndexReport::Pending,
            witness: WitnessReport::of(witness),
            checkpoint: checkpoint.report(),
            key,
            healed: Vec::new(),
        };
        let checkpoints =
            Keeper::new(folder.witness(), signer, epoch::find(&folder.witness(), &journal)?, checkpoint);
        let unnamed_key = report.key.unnamed();
        let mut store = Self {
            folder,
            journal,
            live,
            follower,
            questions,
            vault,
            gauge,
            checkpoints,
            unnamed_key,
            appended_since_rest: 0,
            mirror: None,
            healed: Vec::new(),
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
        let (mut fates, mut left) = (Vec::with_capacity(entries.len()), entries);
        while !left.is_empty() {
            let (batch, later) = left.split_at(revival::batch_of(left));
            fates.extend(self.append_batch(batch));
            left = later;
        }
        fates
    }

    fn append_batch(&mut self, batch: &[Entry]) -> Vec<Result<Appended, StoreError>> {
        if let Err(error) = self.follower.verdict() {
            return batch.iter().map(|_| Err(error.clone())).collect();
        }
        self.gauge.ease();
        let mut records = Vec::with_capacity(batch.len());
        let (mut begun, mut revived) = (HashSet::new(), Vec::new());
        let admitted: Vec<Result<&Entry, StoreError>> = batch
            .iter()
            .map(|entry| {
                let record = self.admit(entry, &mut begun)?;
                self.seal_image(entry)?;
                revived.extend(self.questions.revived(entry)?);
                records.push(record);
                Ok(entry)
            })
            .collect();
        let mut placed = match self.journal.append(&records) {
            Ok(placed) => placed.into_iter(),
            Err(error) => {
                self.gauge.note(&error);
                return admitted.into_iter().map(|fate| fate.and(Err(error.clone()))).collect();
            }
        };
        if let Some(mirror) = &mut self.mirror {
            mirror.keep(self.journal.end());
        }
        self.appended_since_rest = self.appended_since_rest.saturating_add(records.len());
        let mut live = self.live_mut();
        for case in revived {
            live.revive(case);
        }
        let settle = |fate: Result<&Entry, StoreError>| {
            let entry = fate?;
            let (head, position) = placed.next().ok_or(StoreError::JournalPoisoned)?;
            live.absorb(head, position, entry);
            if let Some((_, image)) = scrub::image_in(entry) {
                self.vault.named(&image.sha256);
            }
            Ok(Appended { seq: head.seq })
        };
        let fates = admitted.into_iter().map(settle).collect();
        drop(live);
        self.publish_named(batch);
        self.follower.tell(self.journal.head(), self.journal.segments());
        fates
    }

    /// What a fact names is sealed before the fact is written: a crash in between leaves a file that nothing names.
    fn seal_image(&self, entry: &Entry) -> Result<(), StoreError> {
        scrub::image_in(entry).map_or(Ok(()), |(case, image)| self.vault.seal(&image.sha256, &case))
    }

    /// The record of an entry that fits what the journal holds: a case begins once, and has facts only then.
    fn admit(&self, entry: &Entry, begun: &mut HashSet<CaseNumber>) -> Result<Record, StoreError> {
        let record = records::encode(entry)?;
        if let Fact::Case { number, fact } = &entry.fact {
            let begins = fact.begins_case();
            let exists = begun.contains(number) || self.exists(number, begins)?;
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

    fn exists(&self, number: &CaseNumber, begins: bool) -> Result<bool, StoreError> {
        match self.questions.exists(number, begins) {
            // An index that is given up knows nothing; the journal takes the fact, and a fold passes over what does
            // not fit.
            Err(
                StoreError::Index { .. }
                | StoreError::JournalDamaged { .. }
                | StoreError::UnknownRecord { .. },
            ) => Ok(!begins),
            answer => answer,
        }
    }

    /// A case as of its last fact.
    pub fn case(&self, number: &CaseNumber) -> Result<Option<Case>, StoreError> {
        self.questions.case(number)
    }

    /// The cases that somebody still has to do with, oldest first, at most [`MAX_UNFINISHED`].
    pub fn unfinished(&self) -> Result<Vec<Case>, StoreError> {
        Ok(self.questions.live().unfinished(MAX_UNFINISHED))
    }

    /// Rows of cases, newest first, at most `limit` and [`MAX_ROWS`], of those before `before`.
    pub fn rows(&self, limit: usize, before: Option<&CaseNumber>) -> Result<Vec<CaseRow>, StoreError> {
        self.questions.rows(limit.min(MAX_ROWS), before)
    }

    /// The cases that match a query, newest first.
    pub fn search(&self, query: &Query) -> Result<Found, StoreError> {
        self.questions.search(query)
    }

    /// The serial that the day's next case at a post gets.
    pub fn next_serial(&self, post: &str, day: NaiveDate) -> Result<u32, StoreError> {
        Ok(self.questions.last_serial(post, day)?.saturating_add(1))
    }

    /// What the index is doing, and every change of it.
    pub fn index_state(&self) -> watch::Receiver<IndexState> {
        self.questions.index_state()
    }

    /// Waits until the index has applied every fact, however long that takes, and says what became of it.
    pub fn wait_for_index(&self) -> Result<IndexReport, StoreError> {
        self.questions.wait_for_index()
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

    /// The facts from number `from` on, to be read beside the store.
    pub(in crate::store) fn walk(&self, from: u64) -> Walk {
        self.journal.walk(from.max(1))
    }

    /// The folder of the witness, and of what else must outlive a run.
    pub(in crate::store) fn witness(&self) -> PathBuf {
        self.folder.witness()
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

    /// Those who ask beside the store's thread.
    pub(in crate::store) fn questions(&self) -> Questions {
        self.questions.clone()
    }

    /// The originals.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Measures the disk of the data folder.
    pub(in crate::store) fn gauge(&self) -> &Gauge {
        &self.gauge
    }

    /// The folder of the printed sheets.
    pub fn outbox(&self) -> PathBuf {
        self.folder.outbox()
    }

    /// What can wait: has the index made durable, writes the witness and reserves the next segment.
    pub fn idle(&mut self) -> Result<(), StoreError> {
        self.appended_since_rest = 0;
        self.gauge.ease();
        let rested = self.rest();
        if let Err(error) = &rested {
            self.gauge.note(error);
        }
        rested
    }

    fn rest(&mut self) -> Result<(), StoreError> {
        self.follower.rest();
        self.live_mut().keep_if_due(&self.folder)?;
        self.tend_mirror();
        witness::write(&self.folder.witness(), &self.journal.head())?;
        if self.gauge.may_reserve() {
            self.gauge.reserve()?;
            self.journal.reserve_next()?;
        }
        Ok(())
    }

    /// Takes facts again after a failed write or sync, when the disk lets it. What was refused stays refused: it is cut off,
    /// and its bytes are kept.
    pub fn recover(&mut self) -> Result<Option<TailCut>, StoreError> {
        let cut = self.journal.renew()?;
        self.follower.tell(self.journal.head(), self.journal.segments());
        // The journal takes facts again: what is derived from it can wait for the next rest.
        if let Err(error) = self.idle() {
            tracing::warn!(%error, "index and witness are not up to date");
        }
        Ok(cut)
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
        let rested = self.idle();
        let kept = self.live_mut().keep(&self.folder);
        self.follower.end();
        rested.and(kept)
    }

    fn live_mut(&self) -> RwLockWriteGuard<'_, Live> {
        // A panic between two facts leaves the cases as of the one before.
        self.live.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
