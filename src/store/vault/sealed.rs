//! The originals of sealed cases: one file for each case that names one, which only the case's key opens.
//!
//! An original is taken in before its case has a number. Until then it lies plain under the name of a copy under way,
//! which a start removes; it is sealed before the fact that names it is written, and its plain copy goes then.

use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::domain::step::SheetRecord;
use crate::store::case_keys::case_sha;
use crate::store::copies::Second;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{make_folder, open_regular, replace_file, sync_folder};
use crate::store::hash::{self, Sha};
use crate::store::seal::{Bound, Unsealed, is_whole, seal, sealed_bytes};
use crate::store::vault::{
    INCOMING, MAX_ORIGINAL_BYTES, READ_ONLY, Removed, Vault, is_missing, remove_if_there,
};
use rustix::fs::MemfdFlags;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Digits of the case's digest in a name: 64 bits tell a booth's cases apart, and the seal is bound to all of it.
const CASE_DIGITS: usize = 16;

/// Sealed files end so.
pub const SEALED: &str = ".sealed";

/// Whether what new cases keep is sealed. What was kept before stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encryption {
    /// It is kept as it came.
    #[default]
    Off,
    /// The originals of each case are sealed under a key of the case.
    Cases,
}

/// Plain bytes that a decoder opens by a path; they are there as long as this is.
#[derive(Debug)]
pub struct PlainFile {
    path: PathBuf,
    file: File,
}

impl PlainFile {
    /// Where they can be opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, at its beginning.
    pub fn into_file(self) -> File {
        self.file
    }
}

/// A file in memory, which no disk ever sees unless the machine swaps.
pub fn memory_file() -> io::Result<File> {
    Ok(File::from(rustix::fs::memfd_create("intrascope", MemfdFlags::CLOEXEC)?))
}

/// The name of the file that keeps an original of a sealed case.
pub(super) fn name(hash: &ImageHash, case: &CaseNumber) -> String {
    let case = case_sha(case).hex();
    format!("{}.{}{SEALED}", hash.as_str(), case.get(..CASE_DIGITS).unwrap_or_default())
}

/// Whether a file of this name is sealed.
pub(in crate::store) fn is_sealed_name(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(SEALED.as_bytes())
}

/// Whether a sealed file is as it was written; no key is needed.
pub(in crate::store) fn is_whole_at(path: &Path) -> Result<bool, StoreError> {
    is_whole(open_regular(path)?).doing("read", path)
}

fn bound(hash: &ImageHash, case: &CaseNumber) -> Bound {
    Bound::new(&Sha::parse(hash.as_str()).unwrap_or(Sha::NONE), case)
}

impl Vault {
    /// Seals what new cases keep, or does not.
    pub(in crate::store) fn sealing(self, encryption: Encryption) -> Self {
        Self { encryption, ..self }
    }

    /// Whether what new cases keep is sealed.
    pub fn encryption(&self) -> Encryption {
        self.encryption
    }

    /// Where an original that was just taken in lies until a fact names it.
    pub fn taken_in(&self, hash: &ImageHash) -> PathBuf {
        match self.encryption {
            Encryption::Off => self.path(hash),
            Encryption::Cases => self.originals.join(format!("{INCOMING}plain-{}", hash.as_str())),
        }
    }

    /// Where an original lies that this case keeps sealed, or would.
    pub(in crate::store) fn sealed_place(&self, hash: &ImageHash, case: &CaseNumber) -> PathBuf {
        self.place(&name(hash, case))
    }

    /// Whether this case keeps this original sealed, or did: one that is lost is missed under its sealed name.
    pub fn is_sealed(&self, hash: &ImageHash, case: &CaseNumber) -> bool {
        let sealed = self.place(&name(hash, case)).exists();
        // A key that is there but cannot be read is a key still.
        sealed || (!self.path(hash).exists() && !matches!(self.keys.get(case), Ok(None)))
    }

    /// The plain bytes of an original as a file: its own, or one in memory where it is sealed.
    pub fn open_plain(&self, hash: &ImageHash, case: &CaseNumber) -> Result<PlainFile, StoreError> {
        self.plain_at(self.place(&self.name_of(hash, case)), hash, case)
    }

    /// The plain bytes of a sheet, where they have the digest that it is known by.
    pub fn open_sheet(
        &self,
        path: &Path,
        sheet: &SheetRecord,
        case: &CaseNumber,
    ) -> Result<PlainFile, StoreError> {
        let hash = ImageHash::parse(&sheet.sha256).map_err(io::Error::other).doing("read", path)?;
        self.plain_at(path.to_owned(), &hash, case)
    }

    fn plain_at(&self, path: PathBuf, hash: &ImageHash, case: &CaseNumber) -> Result<PlainFile, StoreError> {
        if !is_sealed_name(&path) {
            return Ok(PlainFile { file: open_regular(&path)?, path });
        }
        let mut source = self.open_at(&path, hash, case)?;
        let mut file = memory_file().doing("make", &path)?;
        io::copy(&mut source, &mut file).and_then(|_| file.rewind()).doing("read", &path)?;
        // By our own number: a printing system's command opens it too.
        let path = PathBuf::from(format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd()));
        Ok(PlainFile { path, file })
    }

    /// Writes a sheet into the outbox, sealed under the key of its case; `name` has the ending of sealed files.
    pub fn seal_sheet(&self, name: &str, pdf: &[u8], case: &CaseNumber) -> Result<(), StoreError> {
        let path = self.outbox.join(name);
        let key = self.keys.get_or_make(case)?;
        let mut sealed = Vec::new();
        let bound = Bound::new(&Sha::of(&[pdf]), case);
        seal(pdf, &mut sealed, &key, &bound).doing("seal", &path)?;
        replace_file(&self.outbox, name, &sealed)
    }

    /// Opens a file that keeps an original, plain or sealed.
    pub(in crate::store) fn open_at(
        &self,
        path: &Path,
        hash: &ImageHash,
        case: &CaseNumber,
    ) -> Result<Box<dyn Read + Send>, StoreError> {
        let file = open_regular(path)?;
        if !is_sealed_name(path) {
            return Ok(Box::new(file));
        }
        let key = self.keys.get(case)?.ok_or_else(|| StoreError::NoCaseKey { number: case.clone() })?;
        match Unsealed::new(file, &key, bound(hash, case)) {
            Ok(source) => Ok(Box::new(source)),
            Err(_) => Err(StoreError::OriginalDamaged { hash: hash.clone() }),
        }
    }

    /// Whether the case's original is there, whole: by its digest, or by its seal's own where the keys are elsewhere.
    pub(in crate::store) fn holds_for(
        &self,
        hash: &ImageHash,
        case: &CaseNumber,
        bytes: u64,
    ) -> Result<bool, StoreError> {
        let place = self.place(&self.name_of(hash, case));
        self.holds_at(&place, hash, case, Some(bytes))
    }

    /// The same of any file that was sealed for the case.
    pub(in crate::store) fn holds_at(
        &self,
        place: &Path,
        hash: &ImageHash,
        case: &CaseNumber,
        bytes: Option<u64>,
    ) -> Result<bool, StoreError> {
        let source = match self.open_at(place, hash, case) {
            Ok(source) => source,
            Err(StoreError::NoCaseKey { .. }) if self.keys.are_elsewhere() => return is_whole_at(place),
            Err(StoreError::NoCaseKey { .. } | StoreError::OriginalDamaged { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        match hash::digest(source, MAX_ORIGINAL_BYTES, |_| Ok(())) {
            Ok((sha, length)) => Ok(bytes.is_none_or(|bytes| bytes == length) && sha.hex() == hash.as_str()),
            Err(error) if error.kind() == ErrorKind::InvalidData => Ok(false),
            Err(error) => Err(error).doing("read", place),
        }
    }

    /// Seals an original that was taken in for the case that is about to name it; its plain copy goes.
    pub(in crate::store) fn seal(&self, hash: &ImageHash, case: &CaseNumber) -> Result<(), StoreError> {
        if self.encryption == Encryption::Off {
            return Ok(());
        }
        let name = name(hash, case);
        let (place, waiting) = (self.place(&name), self.taken_in(hash));
        if !place.exists() {
            let from = match open_regular(&waiting) {
                Ok(file) => file,
                // Taken in before sealing was on, or never: then there is nothing to seal.
                Err(error) if is_missing(&error) => return Ok(()),
                Err(error) => return Err(error),
            };
            let draft = self.draft();
            let sealed = self.seal_into(from, &draft, &place, (hash, case));
            if sealed.is_err() {
                // The first error is the one to tell; a draft that stays goes at the next start.
                drop(fs::remove_file(&draft));
            }
            sealed.map_err(|error| self.gauge.noted(error))?;
        }
        self.second.keep(&place, &name)?;
        self.remove_waiting(hash)
    }

    fn seal_into(
        &self,
        from: File,
        draft: &Path,
        place: &Path,
        (hash, case): (&ImageHash, &CaseNumber),
    ) -> Result<(), StoreError> {
        let length = from.metadata().doing("measure", draft)?.len();
        self.gauge.admit(sealed_bytes(length))?;
        let key = self.keys.get_or_make(case)?;
        let mut to = BufWriter::new(File::create(draft).doing("create", draft)?);
        seal(from, &mut to, &key, &bound(hash, case)).and_then(|()| to.flush()).doing("seal", draft)?;
        to.get_ref().set_permissions(Permissions::from_mode(READ_ONLY)).doing("protect", draft)?;
        to.get_ref().sync_all().doing("sync", draft)?;
        let folder = place.parent().unwrap_or(&self.originals);
        make_folder(folder)?;
        fs::rename(draft, place).doing("rename", draft)?;
        sync_folder(folder)
    }

    /// Removes the plain copy, unless somebody else took the same original in and waits for a case too.
    fn remove_waiting(&self, hash: &ImageHash) -> Result<(), StoreError> {
        let unnamed = self.unnamed();
        if unnamed.iter().filter(|one| *one == hash).count() > 1 {
            return Ok(());
        }
        remove_if_there(&self.taken_in(hash))?;
        sync_folder(&self.originals)?;
        drop(unnamed);
        Ok(())
    }

    /// Removes what a purged case kept sealed, and its second copy.
    pub(in crate::store) fn remove_sealed(
        &self,
        hash: &ImageHash,
        case: &CaseNumber,
    ) -> Result<Removed, StoreError> {
        let name = name(hash, case);
        // The second copy first: a first one that is still there brings the purge back here after a crash.
        let second = self.second.remove(&name)?;
        let place = self.place(&name);
        remove_if_there(&place)?;
        if let Some(folder) = place.parent().filter(|folder| folder.is_dir()) {
            sync_folder(folder)?;
        }
        Ok(if second == Second::Absent { Removed::CopyLeft } else { Removed::Gone })
    }

    /// Destroys the key of a case: nothing that was sealed under it can be opened again.
    pub(in crate::store) fn destroy_key(&self, case: &CaseNumber) -> Result<(), StoreError> {
        self.keys.destroy(case)
    }
}

#[cfg(test)]
mod tests;
