//! Drafts: what is being typed, a file each, kept through crashes and power cuts. No facts: nothing follows from them.

use crate::store::disk::{DiskLevel, Gauge};
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Secrecy, make_folder, open_regular, replace_file_as, sync_folder};
use std::fs;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Drafts kept at one time: one of every form for each of some twenty cases in work. Then the oldest goes.
pub const MAX_DRAFTS: usize = 256;

/// The longest file: 64 KiB of text, a byte of which JSON may write as six, and who wrote it when.
pub const MAX_DRAFT_FILE_BYTES: u64 = 6 * 64 * 1024 + 4 * 1024;

/// Names that are looked at in the folder: its drafts, as many that a crash left half written, and a few that are not ours.
const MAX_NAMES: usize = 4 * MAX_DRAFTS;

/// How the name of a draft ends.
const END: &str = ".draft";

/// How the name of a half-written one ends.
const HALF: &str = ".draft.tmp";

/// The longest name of a draft: a file system takes 255 bytes, the half-written one has four more.
const MAX_NAME_BYTES: usize = 200;

/// The name of a draft: small letters, digits and a few signs that no file system and no shell understands otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftName(String);

impl DraftName {
    /// A name of these parts; nothing where one of them has other characters.
    pub fn of(parts: &[&str]) -> Option<Self> {
        let is_part = |part: &&str| {
            let is_sign = |b: u8| matches!(b, b'.' | b'-' | b'_');
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || is_sign(b))
        };
        let name = parts.join("~");
        let fits = !parts.is_empty() && parts.iter().all(is_part) && name.len() <= MAX_NAME_BYTES;
        (fits && !name.starts_with('.')).then_some(Self(name))
    }

    /// Its parts.
    pub fn parts(&self) -> Vec<&str> {
        self.0.split('~').collect()
    }

    fn of_file(file: &str) -> Option<Self> {
        Self::of(&file.strip_suffix(END)?.split('~').collect::<Vec<_>>())
    }

    fn file(&self) -> String {
        format!("{}{END}", self.0)
    }
}

/// The folder of the drafts. One caller at a time writes to it.
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
    gauge: Gauge,
}

impl Drafts {
    pub(super) fn new(gauge: &Gauge) -> Self {
        Self { folder: gauge.folder().drafts(), gauge: gauge.clone() }
    }

    /// Keeps a draft in place of the one before: after a power cut it is this one or that one, whole.
    pub fn put(&self, name: &DraftName, content: &[u8]) -> Result<(), StoreError> {
        // What is left of a full disk is for the scan under way and its facts.
        if self.gauge.look().level == DiskLevel::Full {
            return Err(StoreError::DiskFull);
        }
        make_folder(&self.folder)?;
        self.make_room(name)?;
        replace_file_as(&self.folder, &name.file(), content, Secrecy::Owner)
    }

    /// What a draft holds; nothing where there is none.
    pub fn get(&self, name: &DraftName) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.folder.join(name.file());
        let file = match open_regular(&path) {
            Ok(file) => file,
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(MAX_DRAFT_FILE_BYTES + 1).read_to_end(&mut bytes).doing("read", &path)?;
        if bytes.len() as u64 > MAX_DRAFT_FILE_BYTES {
            return Err(StoreError::OriginalTooLarge { limit: MAX_DRAFT_FILE_BYTES });
        }
        Ok(Some(bytes))
    }

    /// The drafts that there are, the newest first.
    pub fn names(&self) -> Result<Vec<DraftName>, StoreError> {
        let mut found = Vec::new();
        for (file, path) in self.files()? {
            let Some(name) = DraftName::of_file(&file) else { continue };
            // One that went meanwhile is none.
            if let Ok(found_at) = fs::symlink_metadata(&path).map(|data| (data.mtime(), data.mtime_nsec())) {
                found.push((found_at, name));
            }
        }
        found.sort_by(|a, b| b.cmp(a));
        Ok(found.into_iter().map(|(_, name)| name).collect())
    }

    /// Lets a draft go; one that is not there has gone.
    pub fn remove(&self, name: &DraftName) -> Result<(), StoreError> {
        remove(&self.folder.join(name.file()))?;
        sync_folder(&self.folder)
    }

    /// Regular files of the folder; none where there is no folder.
    fn files(&self) -> Result<Vec<(String, PathBuf)>, StoreError> {
        let listed = match fs::read_dir(&self.folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).doing("list", &self.folder),
        };
        let mut files = Vec::new();
        for entry in listed.take(MAX_NAMES) {
            let entry = entry.doing("list", &self.folder)?;
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if let (true, Ok(name)) = (is_file, entry.file_name().into_string()) {
                files.push((name, entry.path()));
            }
        }
        Ok(files)
    }

    /// Lets the oldest go where one more would be too many, and what a crash left half written.
    fn make_room(&self, name: &DraftName) -> Result<(), StoreError> {
        for (file, path) in self.files()? {
            if file.ends_with(HALF) {
                remove(&path)?;
            }
        }
        let others: Vec<DraftName> = self.names()?.into_iter().filter(|known| known != name).collect();
        for oldest in others.iter().skip(MAX_DRAFTS - 1) {
            tracing::info!(draft = %oldest.0, "the oldest draft goes: there are too many");
            remove(&self.folder.join(oldest.file()))?;
        }
        Ok(())
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).doing("remove", path),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
