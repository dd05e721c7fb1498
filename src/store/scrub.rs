//! Scrubbing: in idle time the originals are read again, a piece at a time, and a damaged one is healed or told.
//!
//! It walks the journal, not the folder, so that a missing original is missed. Where it stopped it goes on.

use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::scan::{ImageHash, ImageRecord};
use crate::store::copies::Second;
use crate::store::error::{Doing, StoreError};
use crate::store::hash::Sha;
use crate::store::journal::recovery::Walk;
use crate::store::records;
use crate::store::vault::{Vault, is_missing};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::io::Read;
use std::path::PathBuf;

/// Read at one step: some 10 ms of a disk and of one core. At a step a second a busy post's year, 320 scans of 20 MB a
/// day, takes a week.
pub(super) const STEP_BYTES: u64 = 4 << 20;

/// Facts looked through at one step for the images that they name.
pub(super) const STEP_FACTS: usize = 256;

/// Damaged originals remembered, so that each is told once a run; a vault with more is beyond telling.
const MAX_TOLD: usize = 10_000;

/// Where the last run stopped, in the witness's folder: the number of a fact.
const PLACE: &str = "scrub";

/// What a step of scrubbing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScrubFound {
    /// Nothing wrong so far.
    Sound,
    /// Every original was read; the next step begins anew.
    RoundDone,
    /// A damaged or missing original was replaced by its second copy.
    Healed {
        /// Which.
        sha256: ImageHash,
    },
    /// A damaged or missing second copy was made anew.
    CopyHealed {
        /// Of which original.
        sha256: ImageHash,
    },
    /// An original is damaged or missing, and no copy of it is sound.
    Damaged {
        /// Which.
        sha256: ImageHash,
    },
}

/// An image that a fact names, and its case.
pub(super) type Named = (CaseNumber, ImageRecord);

/// The image that a fact names.
pub(super) fn image_in(entry: &Entry) -> Option<Named> {
    match &entry.fact {
        Fact::Case {
            number,
            fact: CaseFact::Imported { image, .. } | CaseFact::ImageAccepted { image, .. },
        } => Some((number.clone(), image.clone())),
        _ => None,
    }
}

/// What it lacks to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// Nothing: it has something to read.
    Nothing,
    /// To walk the facts from this number on.
    Walk(u64),
    /// To look through the next facts of its walk.
    Facts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Second,
}

/// A file whose digest is being computed.
struct Reading {
    image: Named,
    which: Which,
    source: Box<dyn Read + Send>,
    sha: Sha256,
    bytes: u64,
}

/// Scrubbing under way.
pub(super) struct Scrub {
    witness: PathBuf,
    next_seq: u64,
    walk: Option<Walk>,
    waiting: VecDeque<Named>,
    reading: Option<Reading>,
    told: BTreeSet<ImageHash>,
}

impl Scrub {
    /// Goes on where the last run stopped; a place that cannot be read is the beginning.
    pub(super) fn resume(witness: PathBuf) -> Self {
        let place = fs::read_to_string(witness.join(PLACE)).ok();
        let next_seq = place.and_then(|text| text.trim().parse().ok()).unwrap_or(1);
        Self { witness, next_seq, walk: None, waiting: VecDeque::new(), reading: None, told: BTreeSet::new() }
    }

    /// How many originals are damaged beyond healing, as far as this run has read.
    pub(super) fn damaged(&self) -> u32 {
        u32::try_from(self.told.len()).unwrap_or(u32::MAX)
    }

    /// What it lacks to go on.
    pub(super) fn wants(&self) -> Wants {
        match (&self.reading, self.waiting.is_empty(), &self.walk) {
            (None, true, None) => Wants::Walk(self.next_seq),
            (None, true, Some(_)) => Wants::Facts,
            _ => Wants::Nothing,
        }
    }

    /// Takes the facts that it walks from now on.
    pub(super) fn take_walk(&mut self, walk: Walk) -> ScrubFound {
        self.walk = Some(walk);
        ScrubFound::Sound
    }

    /// Looks through the next facts: the images that they name, and whether there were any facts.
    pub(super) fn look_on(&mut self) -> Result<(Vec<Named>, ScrubFound), StoreError> {
        self.keep_place();
        let mut images = Vec::new();
        for _ in 0..STEP_FACTS {
            let next = self.walk.as_mut().map_or(Ok(None), Walk::next);
            let Some((_, frame)) = next.inspect_err(|_| self.walk = None)? else {
                if !images.is_empty() {
                    // The round ends once these are read.
                    return Ok((images, ScrubFound::Sound));
                }
                self.walk = None;
                self.next_seq = 1;
                self.keep_place();
                return Ok((images, ScrubFound::RoundDone));
            };
            self.next_seq = frame.head.seq.saturating_add(1);
            let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
            images.extend(image_in(&entry));
        }
        Ok((images, ScrubFound::Sound))
    }

    /// The place is a hint, so it is not synced: a lost one costs a second look.
    fn keep_place(&self) {
        let kept = fs::write(self.witness.join(PLACE), format!("{}\n", self.next_seq));
        if let Err(error) = kept {
            tracing::debug!(%error, "the place of scrubbing is not kept");
        }
    }

    /// Takes the images that it is to read.
    pub(super) fn feed(&mut self, images: Vec<Named>) {
        self.waiting.extend(images);
    }

    /// Reads one piece more.
    pub(super) fn step(&mut self, vault: &Vault) -> Result<ScrubFound, StoreError> {
        let Some(reading) = self.reading.take() else {
            let Some(image) = self.waiting.pop_front() else { return Ok(ScrubFound::Sound) };
            return self.begin(vault, image, Which::First);
        };
        self.read_on(vault, reading)
    }

    fn begin(&mut self, vault: &Vault, image: Named, which: Which) -> Result<ScrubFound, StoreError> {
        let (case, record) = &image;
        let source = match which {
            Which::First => vault.open(&record.sha256, case),
            Which::Second => vault.open_second(&record.sha256, case),
        };
        match source {
            Ok(source) => {
                self.reading = Some(Reading { image, which, source, sha: Sha256::new(), bytes: 0 });
                Ok(ScrubFound::Sound)
            }
            Err(error) if is_missing(&error) => self.mend(vault, image, which),
            Err(StoreError::OriginalDamaged { .. } | StoreError::NoCaseKey { .. }) => {
                self.mend(vault, image, which)
            }
            Err(error) => Err(error),
        }
    }

    fn read_on(&mut self, vault: &Vault, mut reading: Reading) -> Result<ScrubFound, StoreError> {
        let mut piece = Vec::new();
        let read = reading.source.by_ref().take(STEP_BYTES).read_to_end(&mut piece);
        reading.sha.update(&piece);
        reading.bytes = reading.bytes.saturating_add(piece.len() as u64);
        match read {
            // A sector that cannot be read, or a seal that does not hold, is damage like any other.
            Err(_) => self.mend(vault, reading.image, reading.which),
            Ok(_) if reading.bytes > reading.image.1.bytes => self.mend(vault, reading.image, reading.which),
            Ok(_) if piece.len() as u64 == STEP_BYTES => {
                self.reading = Some(reading);
                Ok(ScrubFound::Sound)
            }
            Ok(_) => {
                let found = Sha(reading.sha.finalize().into());
                if found.hex() != reading.image.1.sha256.as_str() {
                    return self.mend(vault, reading.image, reading.which);
                }
                self.told.remove(&reading.image.1.sha256);
                self.after_sound(vault, reading.image, reading.which)
            }
        }
    }

    /// After a sound first copy comes the second, where there is one.
    fn after_sound(&mut self, vault: &Vault, image: Named, which: Which) -> Result<ScrubFound, StoreError> {
        if which == Which::Second {
            return Ok(ScrubFound::Sound);
        }
        let name = vault.name_of(&image.1.sha256, &image.0);
        match vault.second().second(&name) {
            Second::Off | Second::Absent => Ok(ScrubFound::Sound),
            Second::Missing => self.mend(vault, image, Which::Second),
            Second::There => self.begin(vault, image, Which::Second),
        }
    }

    fn mend(&mut self, vault: &Vault, image: Named, which: Which) -> Result<ScrubFound, StoreError> {
        let (case, record) = image;
        let sha256 = record.sha256;
        match which {
            Which::Second => {
                vault.renew_second(&sha256, &case)?;
                Ok(ScrubFound::CopyHealed { sha256 })
            }
            Which::First if vault.heal(&sha256, &case)? => {
                self.told.remove(&sha256);
                Ok(ScrubFound::Healed { sha256 })
            }
            Which::First if self.told.contains(&sha256) || self.told.len() >= MAX_TOLD => {
                Ok(ScrubFound::Sound)
            }
            Which::First => {
                self.told.insert(sha256.clone());
                Ok(ScrubFound::Damaged { sha256 })
            }
        }
    }
}

impl Vault {
    /// Replaces a damaged or missing original by its second copy where that is sound; the damaged file is kept aside.
    fn heal(&self, hash: &ImageHash, case: &CaseNumber) -> Result<bool, StoreError> {
        let name = self.name_of(hash, case);
        if self.second().second(&name) != Second::There || !self.second_is_sound(hash, case) {
            return Ok(false);
        }
        let (Some(source), place) = (self.second().path(&name), self.place(&name)) else { return Ok(false) };
        if place.exists() {
            let aside = self.free_name(hash);
            fs::rename(&place, &aside).doing("rename", &place)?;
        }
        self.restore(&source, &place)?;
        Ok(true)
    }

    fn renew_second(&self, hash: &ImageHash, case: &CaseNumber) -> Result<(), StoreError> {
        let name = self.name_of(hash, case);
        match self.second().copy(&self.place(&name), &name) {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "a second copy is put off");
                self.second().put_off(&name)
            }
        }
    }

    fn second_is_sound(&self, hash: &ImageHash, case: &CaseNumber) -> bool {
        let digest = self.open_second(hash, case).and_then(|source| {
            let path = self.path(hash);
            crate::store::hash::digest(source, crate::store::MAX_ORIGINAL_BYTES, |_| Ok(()))
                .doing("read", &path)
        });
        digest.is_ok_and(|(sha, _)| sha.hex() == hash.as_str())
    }
}

#[cfg(test)]
mod tests;
