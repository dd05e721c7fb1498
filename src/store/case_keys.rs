//! The key of each sealed case: a file of its own that no backup takes, so that destroying it erases the case everywhere.

use crate::domain::number::CaseNumber;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, Secrecy, make_folder, open_regular, replace_file_as, sync_folder};
use crate::store::hash::Sha;
use rustix::rand::{GetRandomFlags, getrandom};
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// A key of the cipher, bytes.
pub(super) const KEY_BYTES: usize = 32;

/// The key of one case; it is wiped from memory when it is dropped.
#[derive(Clone)]
pub(super) struct CaseKey(pub(super) Zeroizing<[u8; KEY_BYTES]>);

/// What it is is shown to nobody.
impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseKey")
    }
}

/// The digest that stands for a case in the names of files: the number itself would tell the day.
pub(super) fn case_sha(case: &CaseNumber) -> Sha {
    Sha::of(&[case.to_string().as_bytes()])
}

/// The folder of the keys. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct CaseKeys {
    folder: PathBuf,
    /// Two who need the key of a new case must get the same one.
    making: Arc<Mutex<()>>,
}

impl CaseKeys {
    pub(super) fn new(folder: &Folder) -> Self {
        Self { folder: folder.keys().join("cases"), making: Arc::default() }
    }

    fn place(&self, case: &CaseNumber) -> (PathBuf, String) {
        let hash = case_sha(case).hex();
        (self.folder.join(hash.get(..2).unwrap_or_default()), format!("{hash}.key"))
    }

    /// The key of a case; `None` where it was never made, or is destroyed.
    pub(super) fn get(&self, case: &CaseNumber) -> Result<Option<CaseKey>, StoreError> {
        let (folder, name) = self.place(case);
        let path = folder.join(name);
        let file = match open_regular(&path) {
            Ok(file) => file,
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES + 1));
        file.take(KEY_BYTES as u64 + 1).read_to_end(&mut bytes).doing("read", &path)?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        // A key whose destruction was cut short is zeros: no key was ever that.
        if bytes.len() == KEY_BYTES && bytes.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        if bytes.len() != KEY_BYTES {
            return Err(io::Error::from(ErrorKind::InvalidData)).doing("read", &path);
        }
        key.copy_from_slice(&bytes);
        Ok(Some(CaseKey(key)))
    }

    /// The key of a case, made where there is none. It is on the disk before this returns, and so before anything that
    /// only it can open.
    pub(super) fn get_or_make(&self, case: &CaseNumber) -> Result<CaseKey, StoreError> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = self.get(case)? {
            return Ok(key);
        }
        let (folder, name) = self.place(case);
        make_folder(&self.folder)?;
        make_folder(&folder)?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        fill(key.as_mut_slice()).doing("make", &folder)?;
        replace_file_as(&folder, &name, key.as_slice(), Secrecy::Owner)?;
        Ok(CaseKey(key))
    }

    /// Whether the keys are kept in another folder than this one, as those of a backup are.
    pub(super) fn are_elsewhere(&self) -> bool {
        !self.folder.exists()
    }

    /// Destroys the key of a case: overwritten, then unlinked. Nothing there is nothing to destroy.
    pub(super) fn destroy(&self, case: &CaseNumber) -> Result<(), StoreError> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let (folder, name) = self.place(case);
        // A crash while the key was made may have left it as a draft too.
        for path in [folder.join(format!("{name}.tmp")), folder.join(name)] {
            let mut file = match OpenOptions::new().write(true).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error).doing("open", &path),
            };
            file.write_all(&[0; KEY_BYTES]).doing("overwrite", &path)?;
            file.sync_all().doing("sync", &path)?;
            fs::remove_file(&path).doing("remove", &path)?;
        }
        if folder.is_dir() { sync_folder(&folder) } else { Ok(()) }
    }
}

/// Fills `bytes` from the system's own randomness.
pub fn fill(bytes: &mut [u8]) -> io::Result<()> {
    let wanted = bytes.len();
    let filled = getrandom(bytes, GetRandomFlags::empty())?;
    if filled == wanted { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_stays_until_it_is_destroyed_and_is_another_then() {
        let dir = tempfile::tempdir().unwrap();
        let keys = CaseKeys::new(&Folder::new(dir.path()));
        let case = crate::store::samples::number(1);
        assert!(keys.get(&case).unwrap().is_none());
        keys.destroy(&case).unwrap();
        let first = keys.get_or_make(&case).unwrap();
        assert_eq!(*keys.get(&case).unwrap().unwrap().0, *first.0);
        assert_eq!(*keys.get_or_make(&case).unwrap().0, *first.0);
        let (folder, name) = keys.place(&case);
        let path = folder.join(name);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let draft = path.with_extension("key.tmp");
        fs::copy(&path, &draft).unwrap();
        keys.destroy(&case).unwrap();
        assert!(!path.exists() && !draft.exists());
        assert_ne!(*keys.get_or_make(&case).unwrap().0, *first.0);
    }

    #[test]
    fn a_destruction_cut_short_leaves_no_key_and_a_short_file_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let keys = CaseKeys::new(&Folder::new(dir.path()));
        let case = crate::store::samples::number(1);
        keys.get_or_make(&case).unwrap();
        let (folder, name) = keys.place(&case);
        fs::write(folder.join(&name), [0; KEY_BYTES]).unwrap();
        assert!(keys.get(&case).unwrap().is_none());
        fs::write(folder.join(&name), [1; KEY_BYTES - 1]).unwrap();
        assert!(keys.get(&case).is_err());
        assert!(keys.get_or_make(&case).is_err(), "a key that cannot be read is never replaced");
    }
}
