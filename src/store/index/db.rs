//! sled itself, with the rules under which it may be used. The only place that names it.
//!
//! sled 0.34.7 is beta by its author's words and its `flush` does not survive a power cut, so that nothing here is
//! believed: every batch names the fact up to which it holds, and what does not agree with the journal is rebuilt.

use crate::store::error::{Doing, StoreError};
use crate::store::folder::sync_folder;
use crate::store::hash::Sha;
use crate::store::index::keys;
use crate::store::journal::frame::Head;
use std::fs::{self, File, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Any other format is rebuilt, not migrated. Raised also when cases come to be found by other words: since 3 by trailers,
/// drivers, tax numbers and risk profiles.
const FORMAT: u16 = 3;

/// sled's cache; it is no bound on sled's memory, which is the index's whole size.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;

/// How often sled's own thread flushes, milliseconds. It also drives sled's clearing of old segments.
const FLUSH_EVERY_MS: u64 = 500;

/// The longest value. Leaves of larger values pass sled's page size, and sled moves such pages to files that it never
/// syncs: in simulated power cuts 39 of 40 such databases came back wrong.
pub(super) const MAX_VALUE_BYTES: usize = 4 * 1024;

/// What the index says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meta {
    /// The fact up to which it holds.
    pub(super) applied: Head,
    /// Cases that it knows.
    pub(super) cases: u32,
}

/// sled, open.
pub(super) struct Db {
    db: sled::Db,
    /// Our own descriptor of sled's file: sled's flush pushes bytes without `fsync`, this makes them durable.
    file: File,
}

/// A key and its value.
pub(super) type Item = (Vec<u8>, Vec<u8>);

/// Changes that are made together or not at all.
#[derive(Default)]
pub(super) struct Batch {
    batch: sled::Batch,
}

impl Batch {
    pub(super) fn insert(&mut self, key: Vec<u8>, value: Vec<u8>) -> Result<(), StoreError> {
        if value.len() > MAX_VALUE_BYTES {
            return Err(StoreError::Index { why: format!("a value of {} bytes", value.len()) });
        }
        self.batch.insert(key, value);
        Ok(())
    }

    pub(super) fn meta(&mut self, meta: &Meta) -> Result<(), StoreError> {
        self.insert(keys::META.to_vec(), meta_bytes(meta))
    }
}

impl Db {
    /// Makes an empty one, and its names durable.
    pub(super) fn create(folder: &Path) -> Result<Self, StoreError> {
        let db = Self::open(folder)?.map_err(|why| StoreError::Index { why })?;
        let mut batch = Batch::default();
        batch.meta(&Meta { applied: Head::NONE, cases: 0 })?;
        db.apply(batch)?;
        db.flush()?;
        for name in ["conf", "db"] {
            let path = folder.join(name);
            File::open(&path).and_then(|file| file.sync_all()).doing("sync", &path)?;
        }
        for made in [folder.join("blobs").as_path(), folder] {
            sync_folder(made)?;
        }
        folder.parent().map_or(Ok(()), sync_folder)?;
        Ok(db)
    }

    /// The inner error is sled's own word, or that it panicked.
    pub(super) fn open(folder: &Path) -> Result<Result<Self, String>, StoreError> {
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

    /// `None` when it has another format.
    pub(super) fn meta(&self) -> Result<Option<Meta>, StoreError> {
        Ok(self.get(keys::META)?.and_then(|bytes| read_meta(&bytes)))
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.db.get(key).map_err(failed)?.map(|value| value.to_vec()))
    }

    /// The last value at or before `key` whose key begins with `prefix`.
    pub(super) fn at_or_before(&self, key: &[u8], prefix: &[u8]) -> Result<Option<Item>, StoreError> {
        let Some(found) = self.db.range(..=key).next_back() else { return Ok(None) };
        let (found, value) = found.map_err(failed)?;
        Ok(found.starts_with(prefix).then(|| (found.to_vec(), value.to_vec())))
    }

    /// The values from `key` on whose keys begin with `prefix`, handed to `each` until it says to stop.
    pub(super) fn from(
        &self,
        key: &[u8],
        prefix: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> Result<Go, StoreError>,
    ) -> Result<(), StoreError> {
        for found in self.db.range(key..) {
            let (key, value) = found.map_err(failed)?;
            if !key.starts_with(prefix) || each(&key, &value)? == Go::Stop {
                break;
            }
        }
        Ok(())
    }

    /// The first key after `key` that begins with `prefix`.
    pub(super) fn after(&self, key: &[u8], prefix: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let found = self.db.get_gt(key).map_err(failed)?;
        Ok(found.map(|(key, _)| key.to_vec()).filter(|key| key.starts_with(prefix)))
    }

    pub(super) fn apply(&self, batch: Batch) -> Result<(), StoreError> {
        self.db.apply_batch(batch.batch).map_err(failed)
    }

    /// Makes all that was applied durable.
    pub(super) fn flush(&self) -> Result<(), StoreError> {
        self.db.flush().map_err(failed)?;
        self.file.sync_data().map_err(|error| StoreError::Index { why: error.to_string() })
    }
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Go {
    On,
    Stop,
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

fn meta_bytes(meta: &Meta) -> Vec<u8> {
    let Head { seq, hash } = meta.applied;
    [&FORMAT.to_be_bytes()[..], &seq.to_be_bytes(), &hash.0, &meta.cases.to_be_bytes()].concat()
}

fn read_meta(bytes: &[u8]) -> Option<Meta> {
    let (format, rest) = bytes.split_first_chunk::<2>()?;
    let (seq, rest) = rest.split_first_chunk::<8>()?;
    let (hash, cases) = rest.split_first_chunk::<{ Sha::BYTES }>()?;
    let applied = Head { seq: u64::from_be_bytes(*seq), hash: Sha(*hash) };
    let meta = Meta { applied, cases: u32::from_be_bytes(cases.try_into().ok()?) };
    (u16::from_be_bytes(*format) == FORMAT).then_some(meta)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn failed(error: sled::Error) -> StoreError {
    StoreError::Index { why: error.to_string() }
}
