//! Second copies of the originals, on another device where the policy names one.
//!
//! The first copy is durable before the second is begun: a second device that is absent, full or broken stops nobody.
//! What it lacks stands on a list that outlives the process, and is copied when it is there again.

use crate::store::error::{Doing, StoreError};
use crate::store::folder::{make_folder, open_regular, replace_file, sync_folder};
use crate::store::vault::{INCOMING, READ_ONLY, remove_where};
use std::collections::VecDeque;
use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The list of what the second device lacks, in the witness's folder: one file name a line.
const LIST: &str = "copies-due";

/// Says that the second device was seen once: from then on only one that carries the mark is ours.
const SEEN: &str = "copies-seen";

/// Lies on the second device: an empty mount point of the first disk does not have it.
const MARK: &str = "intrascope-copies";

/// Names on the list: three days of a busy post, 130 KB. What does not fit is found by scrubbing.
pub(super) const MAX_DUE: usize = 1_000;

/// The longest list that is read: names of at most 160 characters.
const MAX_LIST_BYTES: u64 = 160 * MAX_DUE as u64;

/// The second copies.
#[derive(Debug)]
pub(super) struct Copies {
    root: Option<PathBuf>,
    witness: PathBuf,
    due: Mutex<VecDeque<String>>,
    /// Its length, for whoever must not wait while it is written.
    count: AtomicUsize,
}

/// Whether a second copy is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// No policy asks for one.
    Off,
    /// Its device is not there.
    Absent,
    /// The device is there, the copy is not.
    Missing,
    /// It is there.
    There,
}

impl Copies {
    /// With what the list of the last run says.
    pub(super) fn open(root: Option<&Path>, witness: &Path) -> Result<Self, StoreError> {
        let due = if root.is_some() { read_list(witness)? } else { VecDeque::new() };
        let count = AtomicUsize::new(due.len());
        let (root, witness) = (root.map(Path::to_owned), witness.to_owned());
        let copies = Self { root, witness, due: Mutex::new(due), count };
        if copies.is_present() {
            // What a crash left there is in nobody's way: a device that refuses says so at the next copy.
            copies.root().map(|root| remove_where(root, |name| name.starts_with(INCOMING)).ok());
        }
        Ok(copies)
    }

    /// For a check: second copies are not looked at.
    pub(super) fn off() -> Self {
        Self { root: None, witness: PathBuf::new(), due: Mutex::default(), count: AtomicUsize::new(0) }
    }

    fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    fn is_present(&self) -> bool {
        let Some(root) = self.root() else { return false };
        root.is_dir() && (root.join(MARK).is_file() || !self.witness.join(SEEN).exists())
    }

    /// Where the second copy of this file lies, or would.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.root()?.join(name.get(..2).unwrap_or_default()).join(name))
    }

    /// Whether the second copy of a file is there; its content is not looked at.
    pub(super) fn second(&self, name: &str) -> Second {
        match self.path(name) {
            None => Second::Off,
            Some(_) if !self.is_present() => Second::Absent,
            Some(path) if path.is_file() => Second::There,
            Some(_) => Second::Missing,
        }
    }

    /// Makes the second copy of a file that is durable by now; what cannot be made goes on the list.
    pub(super) fn keep(&self, first: &Path, name: &str) -> Result<(), StoreError> {
        let made = match self.second(name) {
            Second::Off | Second::There => return Ok(()),
            Second::Absent => None,
            Second::Missing => Some(self.copy(first, name)),
        };
        match made {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => {
                tracing::warn!(%error, "the second copy of an original is put off");
                self.put_off(name)
            }
            None => self.put_off(name),
        }
    }

    /// Copies anew whatever is there.
    pub(super) fn copy(&self, first: &Path, name: &str) -> Result<(), StoreError> {
        let (Some(root), Some(path)) = (self.root(), self.path(name)) else { return Ok(()) };
        if !root.join(MARK).exists() {
            replace_file(root, MARK, b"second copies of originals\n")?;
        }
        if !self.witness.join(SEEN).exists() {
            replace_file(&self.witness, SEEN, b"")?;
        }
        let draft = root.join(format!("{INCOMING}{name}"));
        let copied = copy_durably(first, &draft, &path);
        if copied.is_err() {
            // The first error is the one to tell.
            drop(fs::remove_file(&draft));
        }
        copied
    }

    /// How many files wait for their second copy.
    pub(super) fn due(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    fn list(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a file on the list.
    pub(super) fn put_off(&self, name: &str) -> Result<(), StoreError> {
        let mut due = self.list();
        if due.len() >= MAX_DUE || due.iter().any(|one| one == name) {
            return Ok(());
        }
        due.push_back(name.to_owned());
        self.write(&due)
    }

    /// Takes a file off the list: it was purged, or copied.
    pub(super) fn forget(&self, name: &str) -> Result<(), StoreError> {
        let mut due = self.list();
        let before = due.len();
        due.retain(|one| one != name);
        if due.len() == before { Ok(()) } else { self.write(&due) }
    }

    fn write(&self, due: &VecDeque<String>) -> Result<(), StoreError> {
        self.count.store(due.len(), Ordering::Relaxed);
        let lines: String = due.iter().flat_map(|name| [name.as_str(), "\n"]).collect();
        replace_file(&self.witness, LIST, lines.as_bytes())
    }

    /// Copies the file that waits longest; one that fails goes behind the others. `first` says where it lies.
    pub(super) fn catch_up(&self, first: impl Fn(&str) -> PathBuf) -> Result<(), StoreError> {
        if !self.is_present() {
            return Ok(());
        }
        let Some(name) = self.list().front().cloned() else { return Ok(()) };
        let path = first(&name);
        let copied = if path.is_file() { self.copy(&path, &name) } else { Ok(()) };
        if copied.is_err() {
            self.list().rotate_left(1);
            return copied;
        }
        self.forget(&name)
    }

    /// Removes the second copy of a purged file; whether the device was there to do so.
    pub(super) fn remove(&self, name: &str) -> Result<Second, StoreError> {
        self.forget(name)?;
        let second = self.second(name);
        if let (Second::There, Some(path)) = (second, self.path(name)) {
            fs::remove_file(&path).doing("remove", &path)?;
            path.parent().map_or(Ok(()), sync_folder)?;
        }
        Ok(second)
    }
}

/// Copies a file so that its name stands for its whole content: written, synced, protected, renamed, folder synced.
pub(super) fn copy_durably(from: &Path, draft: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = open_regular(from)?;
    let bytes = source.metadata().doing("measure", from)?.len();
    let device = draft.parent().unwrap_or(draft);
    let room = rustix::fs::statvfs(device).doing("measure", device)?;
    if room.f_bavail.saturating_mul(room.f_frsize) < bytes {
        return Err(StoreError::DiskFull);
    }
    let mut file = File::create(draft).doing("create", draft)?;
    std::io::copy(&mut source, &mut file).doing("copy", from)?;
    file.set_permissions(Permissions::from_mode(READ_ONLY)).doing("protect", draft)?;
    file.sync_all().doing("sync", draft)?;
    let folder = to.parent().unwrap_or(to);
    make_folder(folder)?;
    fs::rename(draft, to).doing("rename", draft)?;
    sync_folder(folder)
}

fn read_list(witness: &Path) -> Result<VecDeque<String>, StoreError> {
    let path = witness.join(LIST);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(VecDeque::new()),
        Err(error) => return Err(error).doing("open", &path),
    };
    let mut bytes = Vec::new();
    file.take(MAX_LIST_BYTES).read_to_end(&mut bytes).doing("read", &path)?;
    let text = String::from_utf8_lossy(&bytes);
    // A line that is no name of an original leads nowhere; scrubbing finds what it meant.
    let is_name =
        |line: &&str| line.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') && line.len() >= 64;
    Ok(text.lines().filter(is_name).take(MAX_DUE).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn made() -> (tempfile::TempDir, PathBuf, PathBuf, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let [witness, second, first] = ["witness", "second", "first"].map(|name| dir.path().join(name));
        fs::create_dir(&witness).unwrap();
        fs::create_dir(&second).unwrap();
        fs::write(&first, b"abc").unwrap();
        (dir, witness, second, first)
    }

    #[test]
    fn a_copy_is_made_at_once_and_read_only() {
        let (_dir, witness, second, first) = made();
        let copies = Copies::open(Some(&second), &witness).unwrap();
        copies.keep(&first, NAME).unwrap();
        let path = copies.path(NAME).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"abc");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, READ_ONLY);
        assert_eq!((copies.second(NAME), copies.due()), (Second::There, 0));
        assert_eq!(copies.remove(NAME).unwrap(), Second::There);
        assert_eq!(copies.second(NAME), Second::Missing);
    }

    #[test]
    fn an_absent_device_is_caught_up_with_and_its_empty_mount_point_is_not_it() {
        let (dir, witness, second, first) = made();
        Copies::open(Some(&second), &witness).unwrap().keep(&first, NAME).unwrap();
        let aside = dir.path().join("aside");
        fs::rename(&second, &aside).unwrap();
        fs::create_dir(&second).unwrap();

        let other = NAME.replace("ba", "bb");
        let copies = Copies::open(Some(&second), &witness).unwrap();
        copies.keep(&first, &other).unwrap();
        assert_eq!((copies.second(&other), copies.due()), (Second::Absent, 1));
        assert_eq!(fs::read_dir(&second).unwrap().count(), 0, "nothing is written into a mount point");
        copies.catch_up(|_| first.clone()).unwrap();
        assert_eq!(copies.due(), 1);

        fs::remove_dir(&second).unwrap();
        fs::rename(&aside, &second).unwrap();
        let copies = Copies::open(Some(&second), &witness).unwrap();
        assert_eq!(copies.due(), 1, "the list outlives the process");
        copies.catch_up(|_| first.clone()).unwrap();
        assert_eq!((copies.second(&other), copies.due()), (Second::There, 0));
    }

    #[test]
    fn a_device_that_refuses_costs_nothing_but_a_line() {
        let (_dir, witness, second, first) = made();
        // A file where the folder would be: no copy can be made, root or not.
        fs::write(second.join("ba"), b"").unwrap();
        let copies = Copies::open(Some(&second), &witness).unwrap();
        copies.keep(&first, NAME).unwrap();
        copies.keep(&first, NAME).unwrap();
        assert_eq!(copies.due(), 1);
        assert!(copies.catch_up(|_| first.clone()).is_err());
        assert!(!second.join(format!("{INCOMING}{NAME}")).exists());
        copies.list().resize(MAX_DUE, NAME.to_owned());
        copies.put_off(&NAME.replace("ba", "bb")).unwrap();
        assert_eq!(copies.list().len(), MAX_DUE, "the list is bounded");
    }

    #[test]
    fn a_list_of_nonsense_is_no_list() {
        let (_dir, witness, second, _) = made();
        fs::write(witness.join(LIST), format!("../../etc/passwd\n{NAME}\n\n\u{0}\n")).unwrap();
        assert_eq!(Copies::open(Some(&second), &witness).unwrap().due(), 1);
    }
}
