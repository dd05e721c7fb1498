//! Healing the journal: every segment is walked, and what does not hold is put together from the copies that have it.

use super::assembling::{Assembled, assemble};
use super::{Broken, Repair, free_name};
use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::{Folder, sync_folder};
use crate::store::hash::Sha;
use crate::store::journal::frame::{Head, Loose, later_write_in, loose_in};
use crate::store::journal::recovery::{self, MAX_WRITE_BYTES};
use crate::store::journal::segment::{self, MAX_SEGMENT_BYTES, Segment};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A segment being put together; one left by a crash is written over.
const DRAFT: &str = "heal.tmp";

/// The journal being healed.
pub(super) struct Healing<'a> {
    root: &'a Path,
    journal: PathBuf,
    sources: &'a [PathBuf],
    witness: Option<Head>,
}

/// One segment of ours as it was found.
struct Ours {
    number: u32,
    after: Option<Head>,
    /// How far it holds by itself.
    whole: Option<Assembled>,
    /// Whole frames after the first damage: what a copy must have too.
    later: Vec<Loose>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Holds,
    Damaged,
}

impl Ours {
    /// Whether nothing of our own says which bytes belong here.
    fn is_unconnected(&self) -> bool {
        self.after.is_none() && self.whole.is_none() && self.later.is_empty()
    }
}

impl<'a> Healing<'a> {
    /// `sources` are journal folders.
    pub(super) fn new(folder: &'a Folder, sources: &'a [PathBuf], witness: Option<Head>) -> Self {
        Self { root: folder.root(), journal: folder.journal(), sources, witness }
    }

    /// Heals what can be healed, and returns the first damage that stays.
    pub(super) fn run(&self, repairs: &mut Vec<Repair>) -> Result<Option<Broken>, StoreError> {
        let own_last = segment::numbers(&self.journal)?.last().copied().unwrap_or(0);
        let sources = self.sources_that_agree(own_last, repairs);
        let numbers = |source: &PathBuf| segment::numbers(source).unwrap_or_default();
        let last = sources.iter().flat_map(numbers).max().unwrap_or(0).max(own_last);
        let mut broken = None;
        let mut after = Some(Head::NONE);
        for number in 1..=last {
            let ours = self.look(number, after, own_last)?;
            let healed = self.heal(&ours, own_last, &sources, repairs)?;
            after = match (healed, &ours.whole) {
                (Some(head), _) => Some(head),
                (None, Some(whole)) if ours.state == State::Holds => Some(whole.head),
                // Copies may have segments that do not continue ours: they are no loss.
                (None, _) if number > own_last => break,
                (None, whole) => {
                    let (offset, why, head) = match whole {
                        Some(whole) => (whole.end, whole.stop, whole.head),
                        None => (0, Damage::Discontinuous, after.unwrap_or(Head::NONE)),
                    };
                    repairs.push(Repair::SegmentLost { segment: number, offset, why });
                    broken = broken.or(Some(Broken { segment: number, offset, last: head.seq, why }));
                    None
                }
            };
        }
        Ok(broken)
    }

    /// Copies that do not contradict the witness. Where nothing of our own is left, only those that bear it out.
    fn sources_that_agree(&self, own_last: u32, repairs: &mut Vec<Repair>) -> Vec<PathBuf> {
        let mut agree = Vec::new();
        for source in self.sources {
            let said = self.witness.map(|head| {
                let found = recovery::look(source).and_then(|found| found.hash_at(head.seq));
                found.map(|hash| hash.map(|hash| hash == head.hash))
            });
            let agrees = match said {
                Some(Ok(Some(same))) => same,
                // It cannot be asked, or ends before the witness: what it has must then continue our own facts.
                Some(Ok(None) | Err(_)) | None => own_last > 0,
            };
            if agrees {
                agree.push(source.clone());
            } else {
                repairs.push(Repair::Disagrees { source: source.clone() });
            }
        }
        agree
    }

    fn look(&self, number: u32, after: Option<Head>, own_last: u32) -> Result<Ours, StoreError> {
        let whole = assemble(&[&self.journal], number, after, None)?;
        let rest =
            rest_of(&segment::path(&self.journal, number), whole.as_ref().map_or(0, |whole| whole.end))?;
        let seq = whole.as_ref().map(|whole| whole.head).or(after).map_or(0, |head| head.seq);
        let later = loose_in(&rest, seq.saturating_add(1));
        let holds = whole.as_ref().is_some_and(|whole| {
            let next = (number < own_last).then(|| Segment::open(&self.journal, number + 1).ok()).flatten();
            let continued = next.is_none_or(|next| next.before == whole.head);
            let witnessed = self.bears_out_witness(whole, number >= own_last);
            let clean = if number == own_last {
                // The rest of a torn write is the next start's to judge and to cut.
                !later_write_in(&rest, seq.saturating_add(1)) && rest.len() as u64 <= MAX_WRITE_BYTES
            } else {
                rest.is_empty()
            };
            continued && witnessed && clean
        });
        let state = if holds { State::Holds } else { State::Damaged };
        Ok(Ours { number, after, whole, later, state })
    }

    /// Whether a segment has the fact that the witness names, where it lies in it; the last one must not end before it.
    fn bears_out_witness(&self, assembled: &Assembled, is_last: bool) -> bool {
        let Some(witness) = self.witness else { return true };
        match assembled.frames.get(&witness.seq) {
            Some((_, hash)) => *hash == witness.hash,
            None => !is_last || witness.seq <= assembled.head.seq,
        }
    }

    /// Takes from the copies what ours lacks, and returns the last fact of the segment when it was changed.
    fn heal(
        &self,
        ours: &Ours,
        own_last: u32,
        sources: &[PathBuf],
        repairs: &mut Vec<Repair>,
    ) -> Result<Option<Head>, StoreError> {
        if ours.state == State::Holds && ours.number < own_last || ours.is_unconnected() {
            return Ok(None);
        }
        // Each copy alone, then all together: one may have what another lacks.
        let alone = sources.iter().map(std::slice::from_ref);
        let together = (sources.len() > 1).then_some(sources);
        for some in alone.chain(together) {
            let folders: Vec<&Path> =
                std::iter::once(self.journal.as_path()).chain(some.iter().map(PathBuf::as_path)).collect();
            let Some(found) = assemble(&folders, ours.number, ours.after, None)? else { continue };
            let more = match (&ours.whole, ours.state) {
                (None, _) => true,
                (Some(whole), State::Holds) => found.end > whole.end,
                (Some(whole), State::Damaged) => found.end >= whole.end,
            };
            if !more || !self.is_sound(ours, &found, own_last, some) {
                continue;
            }
            let draft = self.journal.join(DRAFT);
            assemble(&folders, ours.number, ours.after, Some(&draft))?;
            let kept_in = self.put_in_place(ours.number, &draft)?;
            let from = some.to_vec();
            repairs.push(Repair::Segment { segment: ours.number, from, kept_in, last: found.head.seq });
            return Ok(Some(found.head));
        }
        Ok(None)
    }

    /// Whether what was put together has every whole frame of ours, and is continued by the next segment.
    fn is_sound(&self, ours: &Ours, found: &Assembled, own_last: u32, sources: &[PathBuf]) -> bool {
        let body_of = |seq: u64| found.frames.get(&seq).map(|(body, _): &(Sha, Sha)| *body);
        let has_ours = ours.later.iter().all(|frame| {
            // A torn write's frames were never acknowledged: that a copy does not have them says nothing against it.
            ours.state == State::Holds || body_of(frame.seq) == Some(frame.body)
        });
        let next = ours.number.saturating_add(1);
        let own_next = Segment::open(&self.journal, next).ok();
        let next = own_next.or_else(|| sources.iter().find_map(|source| Segment::open(source, next).ok()));
        let continued = next.is_none_or(|next| next.before == found.head);
        let last_known =
            sources.iter().filter_map(|source| segment::numbers(source).ok()?.last().copied()).max();
        let is_last = ours.number >= own_last.max(last_known.unwrap_or(0));
        has_ours && continued && self.bears_out_witness(found, is_last)
    }

    /// Moves the old file aside and the new one to its place.
    fn put_in_place(&self, number: u32, draft: &Path) -> Result<Option<PathBuf>, StoreError> {
        let path = segment::path(&self.journal, number);
        let mut kept_in = None;
        if path.exists() {
            let aside = free_name(&self.journal, |free| format!("damaged-{free:04}-seg-{number:08}.jnl"));
            fs::rename(&path, &aside).doing("rename", &path)?;
            // Told from the data folder on, so that it can be found by who reads it elsewhere.
            kept_in = Some(aside.strip_prefix(self.root).map(Path::to_owned).unwrap_or(aside));
        }
        fs::rename(draft, &path).doing("rename", draft)?;
        sync_folder(&self.journal)?;
        Ok(kept_in)
    }
}

/// What stands in a file from `from` on; nothing when there is no file.
fn rest_of(path: &Path, from: u64) -> Result<Vec<u8>, StoreError> {
    let mut rest = Vec::new();
    if path.exists() {
        let mut file = File::open(path).doing("open", path)?;
        file.seek(SeekFrom::Start(from)).doing("read", path)?;
        file.take(MAX_SEGMENT_BYTES).read_to_end(&mut rest).doing("read", path)?;
    }
    Ok(rest)
}
