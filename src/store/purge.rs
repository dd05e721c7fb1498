//! Purge: what the facts say has gone is removed, every copy of it, and a crash in between changes nothing of that.
//!
//! The case's number goes on a list first, then the fact into the journal, then the files from the disk, then the
//! number off the list. An original that another case names stays, and so does one that somebody is putting here again.

use crate::domain::case::Case;
use crate::domain::fact::{Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::ImageHash;
use crate::store::error::{Doing, StoreError};
use crate::store::folder::replace_file;
use crate::store::journal::recovery::Walk;
use crate::store::records;
use crate::store::scrub::{Named, image_in};
use crate::store::vault::Removed;
use crate::store::{Appended, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;

/// The list of purges that are not finished, in the witness's folder: one case number a line.
const LIST: &str = "purges-due";

/// Cases purged together, and on the list: their numbers fit in one request, and in one page of a person's reading.
pub const MAX_PURGES: usize = 500;

/// Which cases name an original that is to go.
#[derive(Debug, Default)]
pub(super) struct Namers(BTreeMap<ImageHash, BTreeSet<CaseNumber>>);

impl Namers {
    /// Of these originals.
    fn of(images: impl IntoIterator<Item = ImageHash>) -> Self {
        Self(images.into_iter().map(|hash| (hash, BTreeSet::new())).collect())
    }

    /// Looks through all facts of a walk; returns the last.
    pub(super) fn look_through(&mut self, walk: &mut Walk) -> Result<u64, StoreError> {
        let mut last = 0;
        while let Some((_, frame)) = walk.next()? {
            last = frame.head.seq;
            let entry = records::decode(last, frame.kind, frame.schema, &frame.json)?;
            let Some((number, image)) = image_in(&entry) else { continue };
            if let Some(namers) = self.0.get_mut(&image.sha256) {
                namers.insert(number);
            }
        }
        Ok(last)
    }

    fn others(&self, hash: &ImageHash, case: &CaseNumber) -> impl Iterator<Item = &CaseNumber> {
        self.0.get(hash).into_iter().flatten().filter(move |number| *number != case)
    }
}

/// The names of a case's sheets begin so.
pub fn sheet_prefix(number: &CaseNumber) -> String {
    format!("{}-", number.to_string().replace('/', "-"))
}

impl Store {
    /// Appends the facts of purges, each of one case, and erases what they name. What cannot be erased now, since its
    /// second copy is on a device that is not there, stays on the list; see [`Store::finish_purges`].
    pub fn purge(&mut self, entries: &[Entry]) -> Result<Vec<Appended>, StoreError> {
        self.announce_purges(&entries.iter().filter_map(case_of).collect::<Vec<_>>())?;
        let appended: Result<Vec<_>, _> = self.append_all(entries).into_iter().collect();
        self.finish_purges()?;
        appended
    }

    /// Puts cases on the list of purges that are not finished: before their facts are written.
    pub fn announce_purges(&mut self, numbers: &[CaseNumber]) -> Result<(), StoreError> {
        let mut due = self.purges_due()?;
        due.extend(numbers.iter().cloned());
        if due.len() > MAX_PURGES {
            return Err(StoreError::TooManyPurges { limit: MAX_PURGES });
        }
        self.write_purges(&due)
    }

    /// The cases whose purge is not known to be finished.
    pub fn purges_due(&self) -> Result<BTreeSet<CaseNumber>, StoreError> {
        let path = self.witness().join(LIST);
        match fs::read_to_string(&path) {
            // A line that is no number was never written by us.
            Ok(text) => Ok(text.lines().filter_map(|line| CaseNumber::parse(line).ok()).collect()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(error).doing("read", &path),
        }
    }

    fn write_purges(&self, due: &BTreeSet<CaseNumber>) -> Result<(), StoreError> {
        let lines: Vec<String> = due.iter().map(|number| format!("{number}\n")).collect();
        replace_file(&self.witness(), LIST, lines.concat().as_bytes())
    }

    /// Erases what purges on the list left, and returns how many still wait. It walks the whole journal: see
    /// [`crate::store::StoreHandle::finish_purges`] for one that does so beside the store.
    pub fn finish_purges(&mut self) -> Result<usize, StoreError> {
        let Some((mut namers, mut walk)) = self.begin_erasing()? else { return Ok(0) };
        let last = namers.look_through(&mut walk)?;
        self.erase(namers, last)
    }

    /// What must be known before anything is erased: who names the originals that are to go. `None` when none are.
    pub(in crate::store) fn begin_erasing(&mut self) -> Result<Option<(Namers, Walk)>, StoreError> {
        let due = self.purges_due()?;
        if due.is_empty() {
            return Ok(None);
        }
        let mut images = Vec::new();
        for number in &due {
            images.extend(self.case(number)?.iter().flat_map(purged_images));
        }
        Ok(Some((Namers::of(images), self.walk(1))))
    }

    /// Erases what purges on the list name; `namers` has seen all facts up to `seen`. Returns how many still wait.
    pub(in crate::store) fn erase(&mut self, mut namers: Namers, seen: u64) -> Result<usize, StoreError> {
        namers.look_through(&mut self.walk(seen.saturating_add(1)))?;
        let mut left = BTreeSet::new();
        for number in self.purges_due()? {
            // Without its fact nothing was purged: a crash came before it.
            let Some(case) = self.case(&number)?.filter(|case| case.purge.is_some()) else { continue };
            if self.erase_case(&case, &namers)? == Removed::CopyLeft {
                left.insert(number);
            }
        }
        self.write_purges(&left)?;
        Ok(left.len())
    }

    fn erase_case(&mut self, case: &Case, namers: &Namers) -> Result<Removed, StoreError> {
        let mut removed = Removed::Gone;
        // The key first: from then on no copy can be opened, wherever it lies.
        self.vault().destroy_key(&case.number)?;
        for hash in purged_images(case) {
            if self.vault().remove_sealed(&hash, &case.number)? == Removed::CopyLeft {
                removed = Removed::CopyLeft;
            }
            let others: Vec<CaseNumber> = namers.others(&hash, &case.number).cloned().collect();
            let mut is_kept = false;
            for other in others {
                is_kept |= self.case(&other)?.is_some_and(|other| other.purge.is_none());
            }
            if !is_kept && self.vault().remove(&hash, &case.number)? == Removed::CopyLeft {
                removed = Removed::CopyLeft;
            }
        }
        self.vault().remove_sheets(&sheet_prefix(&case.number))?;
        Ok(removed)
    }

    /// Those of the images whose case still has its pictures.
    pub(in crate::store) fn unpurged(&mut self, images: Vec<Named>) -> Result<Vec<Named>, StoreError> {
        let mut kept = Vec::with_capacity(images.len());
        for (number, image) in images {
            if self.case(&number)?.is_none_or(|case| case.purge.is_none()) {
                kept.push((number, image));
            }
        }
        Ok(kept)
    }
}

fn purged_images(case: &Case) -> Vec<ImageHash> {
    case.purge.as_ref().map_or_else(Vec::new, |purge| purge.images.clone())
}

fn case_of(entry: &Entry) -> Option<CaseNumber> {
    match &entry.fact {
        Fact::Case { number, .. } => Some(number.clone()),
        Fact::Booth { .. } => None,
    }
}

#[cfg(test)]
mod tests;
