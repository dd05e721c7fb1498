//! The data folder: where each file lies, who holds it, and how a name in it is made durable.

use crate::store::error::{Doing, StoreError};
use rustix::fs::{FallocateFlags, FlockOperation, Mode, OFlags};
use rustix::io::Errno;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The data folder and the places in it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Room that there must be for a ballast, as a multiple of it: it must never fill the disk itself.
    pub(super) const ROOM_PER_BALLAST: u64 = 8;

    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.root.join("LOCK")
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    pub(super) fn originals(&self) -> PathBuf {
        self.root.join("originals")
    }

    pub(super) fn tiles(&self) -> PathBuf {
        self.root.join("tiles")
    }

    pub(super) fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    pub(super) fn bad_index(&self) -> PathBuf {
        self.root.join("index.bad")
    }

    pub(super) fn witness(&self) -> PathBuf {
        self.root.join("witness")
    }

    pub(super) fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    pub(super) fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    pub(super) fn drafts(&self) -> PathBuf {
        self.root.join("drafts")
    }

    pub(super) fn ballast(&self) -> PathBuf {
        self.root.join("reserve.bin")
    }

    /// Makes the folders that are missing and makes their names durable.
    pub(super) fn lay_out(&self) -> Result<(), StoreError> {
        for folder in [self.journal(), self.originals(), self.tiles(), self.witness(), self.outbox()] {
            make_folder(&folder)?;
        }
        sync_folder(&self.root)
    }

    /// Reserves `bytes` of disk that can be given back when the disk is full. Without room for it, or on a file
    /// system that cannot reserve, there is simply none.
    pub(super) fn make_ballast(&self, bytes: u64) -> Result<(), StoreError> {
        let path = self.ballast();
        if bytes == 0 || path.exists() {
            return Ok(());
        }
        let room = rustix::fs::statvfs(&self.root).doing("measure", &self.root)?;
        if room.f_bavail.saturating_mul(room.f_frsize) < bytes.saturating_mul(Self::ROOM_PER_BALLAST) {
            return Ok(());
        }
        let file = File::create(&path).doing("create", &path)?;
        match rustix::fs::fallocate(&file, FallocateFlags::empty(), 0, bytes) {
            Ok(()) => file.sync_all().doing("sync", &path),
            Err(_) => fs::remove_file(&path).doing("remove", &path),
        }
    }
}

/// The hold on a data folder, a backup or a mirror; it ends when this is dropped, or when the process dies.
#[derive(Debug)]
pub(super) struct Hold {
    file: File,
}

impl Drop for Hold {
    /// Let go for all who share the open file: a child that was forked a moment ago, and has not begun its program yet, would
    /// hold the folder on.
    fn drop(&mut self) {
        rustix::fs::flock(&self.file, FlockOperation::NonBlockingUnlock).ok();
    }
}

impl Hold {
    /// Locks a file against every other process, without waiting; `WOULDBLOCK` where another has it.
    pub(super) fn on(file: File) -> Result<Self, Errno> {
        rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).map(|()| Self { file })
    }

    /// Takes the folder, which is made when it does not exist.
    pub(super) fn take(folder: &Folder) -> Result<Self, StoreError> {
        make_folder(folder.root())?;
        let path = folder.lock();
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(&path).doing("open", &path)?;
        lock(file, folder)
    }

    /// Takes the folder without making anything; `None` when it has no lock file, so that nobody can hold it.
    pub(super) fn take_existing(folder: &Folder) -> Result<Option<Self>, StoreError> {
        let path = folder.lock();
        match File::open(&path) {
            Ok(file) => lock(file, folder).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).doing("open", &path),
        }
    }
}

fn lock(file: File, folder: &Folder) -> Result<Hold, StoreError> {
    match Hold::on(file) {
        Ok(hold) => Ok(hold),
        Err(Errno::WOULDBLOCK) => Err(StoreError::InUse { folder: folder.root().to_owned() }),
        Err(errno) => Err(errno).doing("lock", &folder.lock()),
    }
}

/// Makes a folder and its parents, for the owner alone (they hold personal data), and the name of the last durable.
pub(super) fn make_folder(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).doing("create", path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    // The parent of a bare relative name is the empty path.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path).and_then(|folder| folder.sync_all()).doing("sync", path)
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// Whoever may read the folder.
    Folder,
    /// The owner alone, whatever becomes of the folder.
    Owner,
}

impl Secrecy {
    fn mode(self) -> u32 {
        match self {
            Self::Folder => 0o666,
            Self::Owner => 0o600,
        }
    }
}

/// Writes a small file so that a reader finds the old content or the new, never a part.
pub(super) fn replace_file(folder: &Path, name: &str, content: &[u8]) -> Result<(), StoreError> {
    replace_file_as(folder, name, content, Secrecy::Folder)
}

/// [`replace_file`], for those who may read it.
pub(super) fn replace_file_as(
    folder: &Path,
    name: &str,
    content: &[u8],
    secrecy: Secrecy,
) -> Result<(), StoreError> {
    let (path, draft) = (folder.join(name), folder.join(format!("{name}.tmp")));
    let replaced = write_draft(&draft, content, secrecy)
        .and_then(|()| fs::rename(&draft, &path).doing("rename", &draft))
        .and_then(|()| sync_folder(folder));
    if replaced.is_err() {
        // The first error is the one to tell; a draft that stays is written over the next time.
        drop(fs::remove_file(&draft));
    }
    replaced
}

fn write_draft(draft: &Path, content: &[u8], secrecy: Secrecy) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(secrecy.mode());
    let mut file = options.open(draft).doing("create", draft)?;
    if secrecy == Secrecy::Owner {
        // A draft that a crash left may have been opened to others meanwhile.
        file.set_permissions(fs::Permissions::from_mode(secrecy.mode())).doing("protect", draft)?;
    }
    file.write_all(content).doing("write", draft)?;
    file.sync_all().doing("sync", draft)
}

/// Opens a regular file for reading: no link is followed and a pipe does not block.
pub(super) fn open_regular(path: &Path) -> Result<File, StoreError> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty()).doing("open", path)?);
    if file.metadata().doing("measure", path)?.is_file() {
        Ok(file)
    } else {
        Err(StoreError::NotAFile { path: path.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_ends_when_it_is_dropped_whoever_else_has_the_file_open() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let hold = Hold::on(File::create(&path).unwrap()).unwrap();
        // What a forked child has until its program begins.
        let shared = hold.file.try_clone().unwrap();
        assert_eq!(Hold::on(File::open(&path).unwrap()).unwrap_err(), Errno::WOULDBLOCK);
        drop(hold);
        assert!(Hold::on(File::open(&path).unwrap()).is_ok());
        drop(shared);
    }
}
