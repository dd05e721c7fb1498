//! The vault: original images, byte for byte, under their SHA-256. Nothing in it is ever altered.

pub(super) mod sealed;

use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::store::case_keys::CaseKeys;
use crate::store::copies::{Copies, Second, copy_durably};
use crate::store::disk::Gauge;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, make_folder, open_regular, sync_folder};
use crate::store::hash;
use crate::store::vault::sealed::Encryption;
use std::collections::VecDeque;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The largest original: 1 GiB. The largest scan of a 25 m vehicle, 2 energies of 16 bits, is some 200 MB.
pub const MAX_ORIGINAL_BYTES: u64 = 1 << 30;

/// A copy under way; left over by a crash, it is removed at the next start.
pub(super) const INCOMING: &str = ".incoming-";

/// A damaged original that was replaced is kept under a name that begins so.
const DAMAGED: &str = "damaged-";

/// Originals that may wait for their fact: each waits for seconds, and a booth has one lane.
const MAX_UNNAMED: usize = 4_096;

/// Tiles and sheets under way end so.
const PART: &str = ".part";

/// Originals may be read by whoever the folder lets in, and written by nobody.
pub(super) const READ_ONLY: u32 = 0o444;

/// The vault. Clones share it: a copy may run beside the store's thread.
#[derive(Debug, Clone)]
pub struct Vault {
    originals: PathBuf,
    tiles: PathBuf,
    outbox: PathBuf,
    gauge: Gauge,
    second: Arc<Copies>,
    drafts: Arc<AtomicU64>,
    /// Originals that were put here and that no fact names yet.
    unnamed: Arc<Mutex<VecDeque<ImageHash>>>,
    keys: CaseKeys,
    encryption: Encryption,
}

/// What became of a purged original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Removed {
    /// It is gone, with its copies and tiles.
    Gone,
    /// Its second copy lies on a device that is not there.
    CopyLeft,
    /// It was just put here again, for a case that is about to be made.
    WantedAnew,
}

/// Damaged files of one original that are kept aside. One that is damaged more often has a disk that needs replacing.
const MAX_DAMAGED: u32 = 9_999;

impl Vault {
    /// Of a folder that no station looks after: nothing is measured, and nothing is kept twice.
    pub(super) fn alone(folder: &Folder) -> Self {
        Self::new(folder, &Gauge::new(folder, 0), Copies::off())
    }

    pub(super) fn new(folder: &Folder, gauge: &Gauge, second: Copies) -> Self {
        Self {
            originals: folder.originals(),
            tiles: folder.tiles(),
            outbox: folder.outbox(),
            gauge: gauge.clone(),
            second: Arc::new(second),
            drafts: Arc::default(),
            unnamed: Arc::default(),
            keys: CaseKeys::new(folder),
            encryption: Encryption::Off,
        }
    }

    /// Where the original of this hash lies, or would.
    pub fn path(&self, hash: &ImageHash) -> PathBuf {
        self.place(hash.as_str())
    }

    /// Where the tiles derived from it lie, or would. They are disposable.
    pub fn tiles_path(&self, hash: &ImageHash) -> PathBuf {
        self.tiles.join(format!("{}.pyr", hash.as_str()))
    }

    /// Copies a file into the vault and returns its hash and size once it is on the disk. With another hash than the
    /// expected one nothing is kept.
    pub fn put(&self, source: &Path, expected: Option<&ImageHash>) -> Result<(ImageHash, u64), StoreError> {
        let copy = self.draft();
        let kept = self.copy_in(source, &copy, expected);
        if kept.is_err() {
            // The first error is the one to tell; what cannot be removed now goes at the next start.
            drop(fs::remove_file(&copy));
        }
        kept.map_err(|error| self.gauge.noted(error))
    }

    fn copy_in(
        &self,
        source: &Path,
        copy: &Path,
        expected: Option<&ImageHash>,
    ) -> Result<(ImageHash, u64), StoreError> {
        let from = open_regular(source)?;
        self.gauge.admit(from.metadata().doing("measure", source)?.len())?;
        let mut to = File::create(copy).doing("create", copy)?;
        let (sha, bytes) =
            hash::digest(from, MAX_ORIGINAL_BYTES, |piece| to.write_all(piece)).doing("copy", source)?;
        if bytes > MAX_ORIGINAL_BYTES {
            return Err(StoreError::OriginalTooLarge { limit: MAX_ORIGINAL_BYTES });
        }
        let found = sha.to_image_hash().map_err(io::Error::other).doing("name", copy)?;
        if let Some(expected) = expected.filter(|expected| **expected != found) {
            return Err(StoreError::OriginalDiffers { expected: expected.clone(), found });
        }
        to.set_permissions(Permissions::from_mode(READ_ONLY)).doing("protect", copy)?;
        to.sync_all().doing("sync", copy)?;
        self.announce(&found);
        if self.encryption == Encryption::Cases {
            let waiting = self.taken_in(&found);
            fs::rename(copy, &waiting).doing("rename", copy).inspect_err(|_| self.named(&found))?;
            return Ok((found, bytes));
        }
        self.settle(copy, &found, bytes).inspect_err(|_| self.named(&found))?;
        self.second.keep(&self.path(&found), found.as_str())?;
        Ok((found, bytes))
    }

    /// From now on no purge takes this original away, until a fact names it and purges can see that.
    fn announce(&self, hash: &ImageHash) {
        let mut unnamed = self.unnamed();
        if unnamed.len() >= MAX_UNNAMED {
            unnamed.pop_front();
        }
        unnamed.push_back(hash.clone());
    }

    /// A fact names this original by now.
    pub(super) fn named(&self, hash: &ImageHash) {
        let mut unnamed = self.unnamed();
        if let Some(place) = unnamed.iter().position(|one| one == hash) {
            unnamed.remove(place);
        }
    }

    fn unnamed(&self) -> MutexGuard<'_, VecDeque<ImageHash>> {
        self.unnamed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes a purged original with all its copies and its tiles. Nothing there is nothing to remove.
    pub(super) fn remove(&self, hash: &ImageHash, case: &CaseNumber) -> Result<Removed, StoreError> {
        let unnamed = self.unnamed();
        if unnamed.contains(hash) {
            return Ok(Removed::WantedAnew);
        }
        let name = self.name_of(hash, case);
        // The second copy first: a first one that is still there brings the purge back here after a crash.
        let second = self.second.remove(&name)?;
        let aside = format!("{DAMAGED}{}-", hash.as_str());
        remove_where(&self.originals, |name| name.starts_with(&aside))?;
        for path in [self.tiles_path(hash), self.place(&name)] {
            remove_if_there(&path)?;
        }
        if let Some(folder) = self.place(&name).parent().filter(|folder| folder.is_dir()) {
            sync_folder(folder)?;
        }
        sync_folder(&self.tiles)?;
        drop(unnamed);
        Ok(if second == Second::Absent { Removed::CopyLeft } else { Removed::Gone })
    }

    /// Removes the sheets whose names begin so.
    pub(super) fn remove_sheets(&self, beginning: &str) -> Result<(), StoreError> {
        remove_where(&self.outbox, |name| name.starts_with(beginning))?;
        sync_folder(&self.outbox)
    }

    /// Gives the copy its name, unless the vault has that original already.
    fn settle(&self, copy: &Path, hash: &ImageHash, bytes: u64) -> Result<(), StoreError> {
        let path = self.path(hash);
        if path.exists() {
            if !self.holds(hash, bytes)? {
                return Err(StoreError::OriginalDamaged { hash: hash.clone() });
            }
            // Whoever put it here may have died before its name was on the disk, or is about to make it so.
            self.sync_place(&path)?;
            return fs::remove_file(copy).doing("remove", copy);
        }
        make_folder(path.parent().unwrap_or(&self.originals))?;
        fs::rename(copy, &path).doing("rename", copy)?;
        self.sync_place(&path)
    }

    /// Makes a file's name durable, and that of its folder, which may be as new.
    fn sync_place(&self, path: &Path) -> Result<(), StoreError> {
        sync_folder(path.parent().unwrap_or(&self.originals))?;
        sync_folder(&self.originals)
    }

    /// The second copies.
    pub(super) fn second(&self) -> &Copies {
        &self.second
    }

    /// How many originals wait for their second copy.
    pub fn copies_due(&self) -> u32 {
        u32::try_from(self.second.due()).unwrap_or(u32::MAX)
    }

    /// Makes one of the second copies that are due, where their device is there.
    pub fn copy_due(&self) -> Result<(), StoreError> {
        self.second.catch_up(|name| self.place(name))
    }

    /// The name of the file that keeps this original.
    pub(super) fn name_of(&self, hash: &ImageHash, case: &CaseNumber) -> String {
        let sealed = self.is_sealed(hash, case);
        if sealed { sealed::name(hash, case) } else { hash.as_str().to_owned() }
    }

    /// An original's own bytes, from its beginning.
    pub fn open(&self, hash: &ImageHash, case: &CaseNumber) -> Result<Box<dyn Read + Send>, StoreError> {
        let name = self.name_of(hash, case);
        self.open_at(&self.place(&name), hash, case)
    }

    /// The same of its second copy.
    pub(super) fn open_second(
        &self,
        hash: &ImageHash,
        case: &CaseNumber,
    ) -> Result<Box<dyn Read + Send>, StoreError> {
        let name = self.name_of(hash, case);
        self.open_at(&self.second.path(&name).unwrap_or_default(), hash, case)
    }

    /// A name for a damaged file that is kept aside: never one that is taken.
    pub(super) fn free_name(&self, hash: &ImageHash) -> PathBuf {
        let name = |number: u32| self.originals.join(format!("{DAMAGED}{}-{number}", hash.as_str()));
        (1..=MAX_DAMAGED).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
    }

    /// Puts a copy of a sound file in its place, durably.
    pub(super) fn restore(&self, source: &Path, place: &Path) -> Result<(), StoreError> {
        let draft = self.draft();
        let restored = copy_durably(source, &draft, place);
        if restored.is_err() {
            // The first error is the one to tell; a draft that stays goes at the next start.
            drop(fs::remove_file(&draft));
        }
        restored
    }

    fn draft(&self) -> PathBuf {
        self.originals.join(format!("{INCOMING}{}", self.drafts.fetch_add(1, Ordering::Relaxed)))
    }

    /// Where a file of the vault lies by its name.
    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.originals.join(name.get(..2).unwrap_or_default()).join(name)
    }

    /// Whether the original is there with this size and still has the digest that names it.
    pub fn holds(&self, hash: &ImageHash, bytes: u64) -> Result<bool, StoreError> {
        let path = self.path(hash);
        let file = open_regular(&path)?;
        if file.metadata().doing("measure", &path)?.len() != bytes {
            return Ok(false);
        }
        let (sha, _) = hash::digest(file, MAX_ORIGINAL_BYTES, |_| Ok(())).doing("read", &path)?;
        Ok(sha.hex() == hash.as_str())
    }

    /// Removes what a crash left unfinished: copies of originals, parts of tiles and of sheets.
    pub(super) fn clear_unfinished(&self) -> Result<(), StoreError> {
        remove_where(&self.originals, |name| name.starts_with(INCOMING))?;
        remove_where(&self.tiles, |name| name.ends_with(PART))?;
        remove_where(&self.outbox, |name| name.ends_with(PART))
    }

    /// Calls `each` with every file of the vault: the hash that names it, or its path when the name is no such hash.
    pub(super) fn for_each(
        &self,
        mut each: impl FnMut(Result<ImageHash, PathBuf>),
    ) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.originals).doing("list", &self.originals)? {
            let entry = entry.doing("list", &self.originals)?.path();
            if !entry.is_dir() {
                let unfinished =
                    entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with(INCOMING));
                if !unfinished {
                    each(Err(entry));
                }
                continue;
            }
            for file in fs::read_dir(&entry).doing("list", &entry)? {
                let path = file.doing("list", &entry)?.path();
                let hash = path.file_name().and_then(|name| name.to_str()).map(ImageHash::parse);
                each(match hash {
                    Some(Ok(hash)) if self.path(&hash) == path => Ok(hash),
                    _ => Err(path),
                });
            }
        }
        Ok(())
    }
}

/// Whether the system said that there is no such file.
pub(super) fn is_missing(error: &StoreError) -> bool {
    matches!(error, StoreError::Io { source, .. } if source.kind() == ErrorKind::NotFound)
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).doing("remove", path),
        _ => Ok(()),
    }
}

pub(super) fn remove_where(folder: &Path, unfinished: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).doing("list", folder)? {
        let entry = entry.doing("list", folder)?;
        if unfinished(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path()).doing("remove", &entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::new(data.path());
        folder.lay_out().unwrap();
        let vault = Vault::new(&folder, &Gauge::new(&folder, 0), Copies::off());
        (data, vault)
    }

    fn files(vault: &Vault) -> usize {
        let mut count = 0;
        vault.for_each(|_| count += 1).unwrap();
        count
    }

    #[test]
    fn an_original_is_kept_under_its_digest_and_read_only() {
        let (data, vault) = vault();
        let source = data.path().join("scan.tif");
        fs::write(&source, b"abc").unwrap();
        let (hash, bytes) = vault.put(&source, None).unwrap();
        assert_eq!(hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(bytes, 3);
        assert!(vault.path(&hash).ends_with(format!("originals/ba/{}", hash.as_str())));
        assert_eq!(fs::read(vault.path(&hash)).unwrap(), b"abc");
        assert_eq!(fs::metadata(vault.path(&hash)).unwrap().permissions().mode() & 0o777, READ_ONLY);
        assert_eq!(vault.put(&source, Some(&hash)).unwrap(), (hash, 3), "twice is once");
        assert_eq!(files(&vault), 1);
    }

    #[test]
    fn another_digest_keeps_nothing() {
        let (data, vault) = vault();
        let source = data.path().join("scan.tif");
        fs::write(&source, b"abc").unwrap();
        let other = ImageHash::parse(&"0".repeat(64)).unwrap();
        assert!(matches!(vault.put(&source, Some(&other)), Err(StoreError::OriginalDiffers { .. })));
        assert_eq!(fs::read_dir(data.path().join("originals")).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_original_is_told_and_left_as_it_is() {
        let (data, vault) = vault();
        let source = data.path().join("scan.tif");
        fs::write(&source, b"abc").unwrap();
        let (hash, _) = vault.put(&source, None).unwrap();
        fs::remove_file(vault.path(&hash)).unwrap();
        fs::write(vault.path(&hash), b"abd").unwrap();
        assert!(matches!(vault.put(&source, None), Err(StoreError::OriginalDamaged { .. })));
        assert_eq!(fs::read(vault.path(&hash)).unwrap(), b"abd");
    }

    #[test]
    fn links_folders_and_what_is_not_there_are_refused() {
        let (data, vault) = vault();
        let link = data.path().join("link");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        assert!(matches!(vault.put(&link, None), Err(StoreError::Io { .. })));
        assert!(matches!(vault.put(data.path(), None), Err(StoreError::NotAFile { .. })));
        assert!(matches!(vault.put(Path::new("/dev/zero"), None), Err(StoreError::NotAFile { .. })));
        assert!(vault.put(&data.path().join("none"), None).is_err());
        assert_eq!(fs::read_dir(data.path().join("originals")).unwrap().count(), 0);
    }

    #[test]
    fn a_copy_that_a_crash_left_goes_at_the_next_start() {
        let (data, vault) = vault();
        for name in ["originals/.incoming-7", "tiles/a.part", "outbox/1-2.part"] {
            fs::write(data.path().join(name), b"half").unwrap();
        }
        vault.clear_unfinished().unwrap();
        assert_eq!(fs::read_dir(data.path().join("tiles")).unwrap().count(), 0);
        assert_eq!(fs::read_dir(data.path().join("outbox")).unwrap().count(), 0);
        assert_eq!(fs::read_dir(data.path().join("originals")).unwrap().count(), 0);
    }
}
