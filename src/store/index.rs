//! The index: sled, derived from the journal and disposable. The only place that names sled.
//!
//! sled 0.34.7 is beta by its author's words and its `flush` does not survive a power cut, so that nothing here is
//! believed: every batch names the fact up to which it holds, and what does not agree with the journal is rebuilt.

mod keys;
mod row;

pub(super) use row::IndexRow;

use crate::domain::case::{Case, CaseRow};
use crate::domain::number::CaseNumber;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::sync_folder;
use crate::store::hash::Sha;
use crate::store::journal::frame::Head;
use crate::store::journal::segment::Position;
use chrono::NaiveDate;
use std::fs::{self, File, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Any other format is rebuilt, not migrated.
const FORMAT: u16 = 1;

/// sled's cache; it is no bound on sled's memory, see the bound on values.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// How often sled's own thread flushes, milliseconds. It also drives sled's clearing of old segments.
const FLUSH_EVERY_MS: u64 = 500;

/// The longest value. Leaves of larger values pass sled's page size, and sled moves such pages to files that it never
/// syncs: in simulated power cuts 39 of 40 such databases came back wrong.
const MAX_VALUE_BYTES: usize = 4 * 1024;

/// Places in one value: 64 × 8 bytes.
const PLACES_PER_CHUNK: u32 = 64;

/// Bytes of a place: segment and offset.
const PLACE_BYTES: usize = 8;

/// The index, open.
pub(super) struct Index {
    db: sled::Db,
    /// Our own descriptor of sled's file: sled's flush pushes bytes without `fsync`, this makes them durable.
    file: File,
}

/// How the index was found.
pub(super) enum Found {
    /// It was opened and has applied the facts up to this one.
    Open(Index, Head),
    /// There is none.
    Missing,
    /// It cannot be used.
    Unusable(String),
}

/// What one fact changes.
pub(super) struct Change<'a> {
    pub(super) head: Head,
    pub(super) position: Position,
    /// The case as of this fact; `None` for a fact of the booth.
    pub(super) case: Option<&'a Case>,
}

impl Index {
    /// Opens what is there and makes nothing.
    pub(super) fn find(folder: &Path) -> Result<Found, StoreError> {
        if !folder.join("db").exists() {
            return Ok(Found::Missing);
        }
        Ok(match Self::open(folder)? {
            Ok(index) => match index.applied() {
                Ok(Some(head)) => Found::Open(index, head),
                Ok(None) => Found::Unusable("another format".to_owned()),
                Err(error) => Found::Unusable(error.to_string()),
            },
            Err(why) => Found::Unusable(why),
        })
    }

    /// Moves what is there aside, keeping one such, and makes an empty index.
    pub(super) fn start_over(folder: &Path, aside: &Path) -> Result<Self, StoreError> {
        if folder.exists() {
            if aside.exists() {
                fs::remove_dir_all(aside).doing("remove", aside)?;
            }
            fs::rename(folder, aside).doing("rename", folder)?;
        }
        let index = Self::open(folder)?.map_err(|why| StoreError::Index { why })?;
        index.db.insert(keys::META, meta(&Head::NONE)).map_err(failed)?;
        index.flush()?;
        for name in ["conf", "db"] {
            let path = folder.join(name);
            File::open(&path).and_then(|file| file.sync_all()).doing("sync", &path)?;
        }
        for made in [folder.join("blobs").as_path(), folder] {
            sync_folder(made)?;
        }
        folder.parent().map_or(Ok(()), sync_folder)?;
        Ok(index)
    }

    /// The inner error is sled's own word, or that it panicked.
    fn open(folder: &Path) -> Result<Result<Self, String>, StoreError> {
        remove_half_snapshots(folder)?;
        let config =
            sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(Some(FLUSH_EVERY_MS));
        let db = match catch_unwind(AssertUnwindSafe(|| config.open())) {
            Ok(Ok(db)) => db,
            Ok(Err(error)) => return Ok(Err(error.to_string())),
            Err(_) => return Ok(Err("sled panicked".to_owned())),
        };
        let path = folder.join("db");
        let file = OpenOptions::new().read(true).write(true).open(&path).doing("open", &path)?;
        Ok(Ok(Self { db, file }))
    }

    /// The fact up to which it holds; `None` when it has another format.
    pub(super) fn applied(&self) -> Result<Option<Head>, StoreError> {
        Ok(self.get(keys::META)?.and_then(|bytes| read_meta(&bytes)))
    }

    /// Applies one fact, whole or not at all.
    pub(super) fn apply(&self, change: &Change<'_>) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        insert(&mut batch, keys::META, meta(&change.head))?;
        if let Some(case) = change.case {
            self.apply_to_case(&mut batch, case, change.position)?;
        }
        self.db.apply_batch(batch).map_err(failed)
    }

    fn apply_to_case(&self, batch: &mut sled::Batch, case: &Case, at: Position) -> Result<(), StoreError> {
        let row = IndexRow::of(&case.row());
        insert(batch, &keys::row(&case.number), row.to_bytes()?)?;

        let chunk = keys::places(&case.number, row.facts().saturating_sub(1) / PLACES_PER_CHUNK);
        let mut places = self.get(&chunk)?.unwrap_or_default();
        places.extend_from_slice(&at.segment.to_be_bytes());
        places.extend_from_slice(&at.offset.to_be_bytes());
        insert(batch, &chunk, places)?;

        if row.facts() == 1 {
            let (post, day) = (case.number.post(), case.number.day());
            let serial = self.last_serial(post, day)?.max(case.number.serial());
            insert(batch, &keys::serial(post, day), serial.to_be_bytes().to_vec())?;
        }
        let unfinished = keys::unfinished(&case.number);
        if case.state.is_finished() {
            batch.remove(unfinished);
            Ok(())
        } else {
            insert(batch, &unfinished, Vec::new())
        }
    }

    /// A case's row.
    pub(super) fn row(&self, number: &CaseNumber) -> Result<Option<IndexRow>, StoreError> {
        self.get(&keys::row(number))?
            .map(|bytes| IndexRow::from_bytes(&bytes).ok_or_else(unreadable))
            .transpose()
    }

    /// Rows, newest first, of the cases before `before`.
    pub(super) fn rows(&self, limit: usize, before: Option<&CaseNumber>) -> Result<Vec<CaseRow>, StoreError> {
        let end = before.map_or_else(|| end_of(keys::ROWS), keys::row);
        let rows = self.db.range(keys::ROWS.to_vec()..end).rev().take(limit);
        rows.map(|row| {
            let (_, bytes) = row.map_err(failed)?;
            IndexRow::from_bytes(&bytes).and_then(|row| row.to_case_row()).ok_or_else(unreadable)
        })
        .collect()
    }

    /// The numbers of the cases that somebody still has to do with, oldest first.
    pub(super) fn unfinished(&self, limit: usize) -> Result<Vec<CaseNumber>, StoreError> {
        let keys = self.db.scan_prefix(keys::UNFINISHED).keys().take(limit);
        keys.map(|key| keys::number(&key.map_err(failed)?).ok_or_else(unreadable)).collect()
    }

    /// Every case's number, oldest first.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Result<CaseNumber, StoreError>> + use<> {
        let keys = self.db.scan_prefix(keys::ROWS).keys();
        keys.map(|key| keys::number(&key.map_err(failed)?).ok_or_else(unreadable))
    }

    /// The places of a case's facts, oldest first; empty when there is no such case.
    pub(super) fn places(&self, number: &CaseNumber) -> Result<Vec<Position>, StoreError> {
        let Some(row) = self.row(number)? else { return Ok(Vec::new()) };
        let mut places = Vec::new();
        for chunk in 0..row.facts().div_ceil(PLACES_PER_CHUNK) {
            let bytes = self.get(&keys::places(number, chunk))?.ok_or_else(unreadable)?;
            places.extend(bytes.chunks_exact(PLACE_BYTES).filter_map(read_place));
        }
        if u32::try_from(places.len()) == Ok(row.facts()) { Ok(places) } else { Err(unreadable()) }
    }

    /// The day's highest serial at a post; 0 before the first case.
    pub(super) fn last_serial(&self, post: &str, day: NaiveDate) -> Result<u32, StoreError> {
        let Some(bytes) = self.get(&keys::serial(post, day))? else { return Ok(0) };
        bytes.as_slice().try_into().map(u32::from_be_bytes).map_err(|_| unreadable())
    }

    /// Makes all that was applied durable.
    pub(super) fn flush(&self) -> Result<(), StoreError> {
        self.db.flush().map_err(failed)?;
        self.file.sync_data().map_err(|error| StoreError::Index { why: error.to_string() })
    }

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.db.get(key).map_err(failed)?.map(|value| value.to_vec()))
    }
}

/// A kill while sled writes its start-up snapshot leaves a half of it, and sled would read it: 3 of 20 such databases did
/// not open until it was removed.
fn remove_half_snapshots(folder: &Path) -> Result<(), StoreError> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry.doing("list", folder)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(&path).doing("remove", &path)?;
        }
    }
    Ok(())
}

fn insert(batch: &mut sled::Batch, key: &[u8], value: Vec<u8>) -> Result<(), StoreError> {
    if value.len() > MAX_VALUE_BYTES {
        return Err(StoreError::Index { why: format!("a value of {} bytes", value.len()) });
    }
    batch.insert(key, value);
    Ok(())
}

fn meta(head: &Head) -> Vec<u8> {
    [&FORMAT.to_be_bytes()[..], &head.seq.to_be_bytes(), &head.hash.0].concat()
}

fn read_meta(bytes: &[u8]) -> Option<Head> {
    let (format, rest) = bytes.split_first_chunk::<2>()?;
    let (seq, hash) = rest.split_first_chunk::<8>()?;
    let head = Head { seq: u64::from_be_bytes(*seq), hash: Sha(hash.try_into().ok()?) };
    (u16::from_be_bytes(*format) == FORMAT).then_some(head)
}

fn read_place(bytes: &[u8]) -> Option<Position> {
    let (segment, offset) = bytes.split_first_chunk::<4>()?;
    Some(Position {
        segment: u32::from_be_bytes(*segment),
        offset: u32::from_be_bytes(offset.try_into().ok()?),
    })
}

/// The first key after all that begin with a one-letter prefix.
fn end_of(prefix: &[u8]) -> Vec<u8> {
    prefix.iter().map(|letter| letter.saturating_add(1)).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn failed(error: sled::Error) -> StoreError {
    StoreError::Index { why: error.to_string() }
}

fn unreadable() -> StoreError {
    StoreError::Index { why: "a value that this index cannot have".to_owned() }
}
