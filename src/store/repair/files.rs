//! Healing originals and sheets: each is known by its digest, so that any copy that has the digest is the thing itself.

use super::{Repair, free_name};
use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::{ImageHash, ImageRecord};
use crate::domain::step::SheetRecord;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Folder, make_folder, open_regular, sync_folder};
use crate::store::hash::{Sha, digest};
use crate::store::journal::frame::Next;
use crate::store::journal::segment::{self, Segment};
use crate::store::records;
use crate::store::vault::sealed::{is_sealed_name, is_whole_at};
use crate::store::vault::{MAX_ORIGINAL_BYTES, Vault};
use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Damaged originals and sheets are kept here.
const ASIDE: &str = "damaged";

/// Puts back the originals and the sheets that a fact names, that are missing or altered, and that a source has.
pub(super) fn heal(
    folder: &Folder,
    sources: &[PathBuf],
    repairs: &mut Vec<Repair>,
) -> Result<(), StoreError> {
    let mut healing = Healing { folder, vault: Vault::alone(folder), sources, repairs, seen: HashSet::new() };
    for number in segment::numbers(&folder.journal())? {
        // What is damaged was told already: the facts before it count all the same.
        let Ok(segment) = Segment::open(&folder.journal(), number) else { continue };
        let mut scan = segment.scan()?;
        while let (_, Next::Frame(frame)) = scan.next()? {
            if let Ok(entry) = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json) {
                healing.entry(&entry)?;
            }
        }
    }
    Ok(())
}

struct Healing<'a> {
    folder: &'a Folder,
    vault: Vault,
    sources: &'a [PathBuf],
    repairs: &'a mut Vec<Repair>,
    /// Originals already looked at: 32 bytes each.
    seen: HashSet<Sha>,
}

impl Healing<'_> {
    fn entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        match &entry.fact {
            Fact::Case {
                number,
                fact: CaseFact::Imported { image, .. } | CaseFact::ImageAccepted { image, .. },
            } => {
                if self.vault.is_sealed(&image.sha256, number) {
                    return self.sealed_original(image, number);
                }
                self.original(image)
            }
            Fact::Case { fact: CaseFact::SheetPrinted(sheet), .. } => self.sheet(sheet),
            _ => Ok(()),
        }
    }

    fn original(&mut self, image: &ImageRecord) -> Result<(), StoreError> {
        let Some(sha) = Sha::parse(image.sha256.as_str()) else { return Ok(()) };
        let path = self.vault.path(&image.sha256);
        if !self.seen.insert(sha) || has_digest(&path, sha) {
            return Ok(());
        }
        let Some(from) = self.copy_with(&format!("originals/{}", in_vault(&image.sha256)), sha) else {
            return Ok(());
        };
        let kept_in = move_aside(self.folder, &path)?;
        self.vault.put(&from, Some(&image.sha256))?;
        self.repairs.push(Repair::Original { hash: image.sha256.clone(), from, kept_in });
        Ok(())
    }

    /// A sealed original is checked and copied as it lies: a repair has no use for its key.
    fn sealed_original(&mut self, image: &ImageRecord, case: &CaseNumber) -> Result<(), StoreError> {
        let path = self.vault.sealed_place(&image.sha256, case);
        if let Some((from, kept_in)) = self.sealed(&path)? {
            self.repairs.push(Repair::Original { hash: image.sha256.clone(), from, kept_in });
        }
        Ok(())
    }

    /// Replaces a sealed file that is not whole; where from, and where the old one is kept.
    fn sealed(&mut self, path: &Path) -> Result<Option<(PathBuf, Option<PathBuf>)>, StoreError> {
        let is_whole = |path: &Path| is_whole_at(path).unwrap_or(false);
        let Ok(name) = path.strip_prefix(self.folder.root()) else { return Ok(None) };
        let found = self.sources.iter().map(|source| source.join(name)).find(|path| is_whole(path));
        let Some(from) = found.filter(|_| !is_whole(path)) else { return Ok(None) };
        let kept_in = move_aside(self.folder, path)?;
        make_folder(path.parent().unwrap_or(self.folder.root()))?;
        self.vault.restore(&from, path)?;
        Ok(Some((from, kept_in)))
    }

    fn sheet(&mut self, sheet: &SheetRecord) -> Result<(), StoreError> {
        let mut parts = Path::new(&sheet.file).components();
        // A name that leads out of the outbox names no sheet.
        let is_name = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
        let path = self.folder.outbox().join(&sheet.file);
        if is_name && is_sealed_name(&path) {
            if let Some((from, kept_in)) = self.sealed(&path)? {
                self.repairs.push(Repair::Sheet { file: sheet.file.clone(), from, kept_in });
            }
            return Ok(());
        }
        let Some(sha) = Sha::parse(&sheet.sha256).filter(|sha| is_name && !has_digest(&path, *sha)) else {
            return Ok(());
        };
        let Some(from) = self.copy_with(&format!("outbox/{}", sheet.file), sha) else { return Ok(()) };
        let kept_in = move_aside(self.folder, &path)?;
        let draft = path.with_extension("tmp");
        fs::copy(&from, &draft).doing("copy", &from)?;
        fs::File::open(&draft).and_then(|file| file.sync_all()).doing("sync", &draft)?;
        fs::rename(&draft, &path).doing("rename", &draft)?;
        sync_folder(&self.folder.outbox())?;
        self.repairs.push(Repair::Sheet { file: sheet.file.clone(), from, kept_in });
        Ok(())
    }

    /// The first source that has the file with this digest.
    fn copy_with(&self, file: &str, sha: Sha) -> Option<PathBuf> {
        self.sources.iter().map(|source| source.join(file)).find(|path| has_digest(path, sha))
    }
}

/// Moves a damaged file to a folder of its own, and returns its new place, from the data folder on.
pub(super) fn move_aside(folder: &Folder, path: &Path) -> Result<Option<PathBuf>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let aside = folder.root().join(ASIDE);
    make_folder(&aside)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kept = free_name(&aside, |number| format!("{number:04}-{name}"));
    fs::rename(path, &kept).doing("rename", path)?;
    sync_folder(&aside)?;
    Ok(Some(kept.strip_prefix(folder.root()).map(Path::to_owned).unwrap_or(kept)))
}

/// An original's place below `originals`.
fn in_vault(hash: &ImageHash) -> String {
    format!("{}/{}", hash.as_str().get(..2).unwrap_or_default(), hash.as_str())
}

/// Whether the file is there, can be read and has this digest.
fn has_digest(path: &Path, sha: Sha) -> bool {
    let read = open_regular(path).ok().and_then(|file| digest(file, MAX_ORIGINAL_BYTES, |_| Ok(())).ok());
    read.is_some_and(|(found, _)| found == sha)
}
