//! The latest checkpoint beside the journal, and the last of every day: witnesses that nobody can rewrite without the key.

use crate::store::booth_key::{KeyName, Signer, VerifierKey};
use crate::store::checkpoint::{Checkpoint, Judged, notes_in};
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{make_folder, open_regular, replace_file};
use crate::store::journal::Journal;
use chrono::NaiveDate;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

const LATEST: &str = "checkpoint";

/// The folder of the days' last checkpoints.
const DAYS: &str = "checkpoints";

/// A file with one checkpoint of ours is some 400 bytes; a longer one has something else in it.
const MAX_BYTES: u64 = 16 * 1024;

/// What the latest checkpoint said at the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckpointReport {
    /// It agreed with the journal.
    Agreed,
    /// There was none.
    Missing,
    /// It could not be read, or its signature does not hold.
    Unreadable,
    /// It is signed by another key than the booth's present one.
    NotOurs,
}

/// The latest checkpoint as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Found {
    /// Signed by the booth's key: it is believed. The whole note stands beside it.
    Signed(Checkpoint, String),
    Missing,
    Unreadable,
    NotOurs,
}

impl Found {
    pub(in crate::store) fn checkpoint(&self) -> Option<&Checkpoint> {
        match self {
            Self::Signed(checkpoint, _) => Some(checkpoint),
            Self::Missing | Self::Unreadable | Self::NotOurs => None,
        }
    }

    /// Of a checkpoint that was judged.
    pub(in crate::store) fn report(&self) -> CheckpointReport {
        match self {
            Self::Signed(..) => CheckpointReport::Agreed,
            Self::Missing => CheckpointReport::Missing,
            Self::Unreadable => CheckpointReport::Unreadable,
            Self::NotOurs => CheckpointReport::NotOurs,
        }
    }
}

/// Reads the latest checkpoint.
pub(in crate::store) fn read(witness: &Path, key: &VerifierKey) -> Result<Found, StoreError> {
    let Some(text) = read_text(&witness.join(LATEST))? else { return Ok(Found::Missing) };
    let notes = notes_in(&text);
    let [note] = notes.as_slice() else { return Ok(Found::Unreadable) };
    Ok(match (note.judge(std::slice::from_ref(key)), Checkpoint::parse(&note.text)) {
        (Judged::Holds, Some(checkpoint)) => Found::Signed(checkpoint, text),
        (Judged::Foreign(_), Some(_)) => Found::NotOurs,
        (_, None) | (Judged::Forged, _) => Found::Unreadable,
    })
}

/// Every file of a checkpoint: the latest, and those of the days in their order.
pub(in crate::store) fn files(witness: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let (latest, days) = (witness.join(LATEST), witness.join(DAYS));
    let mut files = Vec::new();
    match std::fs::read_dir(&days) {
        Ok(entries) => {
            for entry in entries {
                files.push(entry.doing("list", &days)?.path());
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).doing("list", &days),
    }
    // A draft that a crash left is no checkpoint.
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    if latest.exists() {
        files.push(latest);
    }
    Ok(files)
}

/// A checkpoint's file; `None` where there is none. What is no text is read as far as it is.
pub(in crate::store) fn read_text(path: &Path) -> Result<Option<String>, StoreError> {
    let file = match open_regular(path) {
        Ok(file) => file,
        Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes).doing("read", path)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Signs checkpoints and keeps them.
#[derive(Debug)]
pub(in crate::store) struct Keeper {
    witness: PathBuf,
    signer: Signer,
    epoch: u32,
    latest: Option<(Checkpoint, String)>,
}

impl Keeper {
    pub(in crate::store) fn new(witness: PathBuf, signer: Signer, epoch: u32, found: Found) -> Self {
        let latest = match found {
            Found::Signed(checkpoint, note) => Some((checkpoint, note)),
            Found::Missing | Found::Unreadable | Found::NotOurs => None,
        };
        Self { witness, signer, epoch, latest }
    }

    pub(in crate::store) fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Signs the journal as it is and returns the note. What has not grown since the last one is not signed again.
    pub(in crate::store) fn sign(&mut self, journal: &Journal, day: NaiveDate) -> Result<String, StoreError> {
        let origin: KeyName = self.signer.key().name().clone();
        let (size, root) = journal.tree();
        let checkpoint = Checkpoint { origin, size, root, epoch: self.epoch, head: journal.head().hash };
        if let Some((latest, note)) = &self.latest
            && *latest == checkpoint
        {
            return Ok(note.clone());
        }
        let note = checkpoint.signed(&self.signer);
        let days = self.witness.join(DAYS);
        make_folder(&days)?;
        replace_file(&days, &format!("{}.txt", day.format("%Y-%m-%d")), note.as_bytes())?;
        replace_file(&self.witness, LATEST, note.as_bytes())?;
        self.latest = Some((checkpoint, note.clone()));
        Ok(note)
    }
}
