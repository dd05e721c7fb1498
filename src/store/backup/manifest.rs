//! The manifest of a backup: what it holds, as of which fact, and the digests that vouch for it.
//!
//! `MANIFEST.json` names every segment, witness and key with size and digest, and the list of originals and sheets, which
//! is a file of its own in the form of `sha256sum`: half a million originals are no reason to hold them in memory.

use crate::domain::Moment;
use crate::store::backup::BackupError;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, open_regular};
use crate::store::hash::{Sha, digest};
use crate::store::journal::frame::Head;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Component, Path};

/// Its name.
pub(super) const MANIFEST: &str = "MANIFEST.json";

/// The format that is written.
pub(super) const FORMAT: u32 = 1;

/// What every backup's manifest says it is.
const WHAT: &str = "intrascope backup";

/// The longest manifest: five years are some hundred segments and two thousand daily checkpoints, 200 bytes each.
const MAX_BYTES: u64 = 8 << 20;

/// The largest file that a manifest names: a segment ends below 4 GiB.
const MAX_FILE_BYTES: u64 = 4 << 30;

/// A backup's manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) what: String,
    pub(super) format: u32,
    /// Version of the program that wrote it.
    pub(super) version: String,
    pub(super) made_at: Moment,
    /// Hash of the journal's first fact: it tells journals apart.
    pub(super) journal: String,
    /// The booth's public key, where it has one.
    pub(super) booth: Option<String>,
    /// Facts up to which the backup reaches.
    pub(super) facts: u64,
    /// The last fact's hash.
    pub(super) head: String,
    /// Root of the journal's Merkle tree at that fact.
    pub(super) root: Option<String>,
    /// What was damaged in the source; empty for a whole backup.
    pub(super) damaged: Vec<String>,
    /// The segments.
    pub(super) files: Vec<Listed>,
    /// Witnesses and public keys as of the manifest. A later backup that breaks off may have replaced them already: they
    /// are checked by what they say of the journal, not by this.
    pub(super) notes: Vec<Listed>,
    /// The list of originals and sheets.
    pub(super) list: Listed,
}

/// A file with what vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Listed {
    /// Within the backup.
    pub(in crate::store) path: String,
    pub(in crate::store) bytes: u64,
    pub(in crate::store) sha256: String,
}

impl Manifest {
    /// A manifest of this program's format.
    pub(super) fn new(made_at: Moment, head: &Head, list: Listed) -> Self {
        Self {
            what: WHAT.to_owned(),
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            journal: String::new(),
            booth: None,
            facts: head.seq,
            head: head.hash.hex(),
            root: None,
            damaged: Vec::new(),
            files: Vec::new(),
            notes: Vec::new(),
            list,
        }
    }

    /// Reads the manifest of a backup; `None` when there is none yet.
    pub(super) fn read(folder: &Folder) -> Result<Option<Self>, BackupError> {
        #[derive(Deserialize)]
        struct Format {
            what: String,
            format: u32,
        }
        let path = folder.root().join(MANIFEST);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Ok(Err(error).doing("open", &path)?),
        };
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).doing("read", &path)?;
        let format: Format =
            serde_json::from_slice(&bytes).map_err(|_| BackupError::NoManifest(path.clone()))?;
        match format {
            Format { what, .. } if what != WHAT => Err(BackupError::NoManifest(path)),
            Format { format, .. } if format > FORMAT => Err(BackupError::Format(format)),
            _ => serde_json::from_slice(&bytes).map(Some).map_err(|_| BackupError::NoManifest(path)),
        }
    }

    /// The fact that it reaches to.
    pub(super) fn head(&self) -> Option<Head> {
        Some(Head { seq: self.facts, hash: Sha::parse(&self.head)? })
    }
}

/// Compares a backup's files with its manifest and names those that differ; nothing when the folder is no backup. A file
/// may have grown: a later backup that broke off leaves longer segments, and the manifest vouches for their beginning.
pub(in crate::store) fn check(folder: &Folder) -> Result<Option<Vec<String>>, StoreError> {
    let manifest = match Manifest::read(folder) {
        Ok(None) => return Ok(None),
        Ok(Some(manifest)) => manifest,
        Err(BackupError::Store(error)) => return Err(error),
        Err(_) => return Ok(Some(vec![MANIFEST.to_owned()])),
    };
    let mut faults = Vec::new();
    for listed in manifest.files.iter().chain([&manifest.list]) {
        if !holds(folder.root(), listed) {
            faults.push(listed.path.clone());
        }
    }
    Ok(Some(faults))
}

fn holds(root: &Path, listed: &Listed) -> bool {
    let Some(path) = inside(root, &listed.path) else { return false };
    if listed.bytes > MAX_FILE_BYTES {
        return false;
    }
    let Ok(file) = open_regular(&path) else { return false };
    let found = digest(file.take(listed.bytes), MAX_FILE_BYTES, |_| Ok(()));
    found.is_ok_and(|(sha, bytes)| bytes == listed.bytes && sha.hex() == listed.sha256)
}

/// A path of a manifest as one below the backup; `None` for a path that leads out of it.
pub(in crate::store) fn inside(root: &Path, path: &str) -> Option<std::path::PathBuf> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    (plain && !path.is_empty()).then(|| root.join(path))
}

/// Removes the lists of earlier manifests.
pub(super) fn remove_other_lists(root: &Path, present: &str, prefix: &str) -> Result<(), StoreError> {
    for entry in fs::read_dir(root).doing("list", root)? {
        let path = entry.doing("list", root)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(prefix) && name != present {
            fs::remove_file(&path).doing("remove", &path)?;
        }
    }
    Ok(())
}
