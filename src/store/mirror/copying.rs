//! Bringing a mirror up to a place of the journal: nothing is copied whose chain does not hold, nothing is cut that the
//! journal does not have.

use super::{MirrorFault, marker};
use crate::store::error::{Doing, StoreError};
use crate::store::folder::{Hold, sync_folder};
use crate::store::hash::{CHUNK_BYTES, Sha};
use crate::store::journal::End;
use crate::store::journal::frame::{self, Head, Next};
use crate::store::journal::segment::{self, Segment};
use std::fs::{File, OpenOptions};
use std::io::{BufReader, Seek, SeekFrom};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A mirror holds personal data like the data folder.
const PRIVATE: u32 = 0o600;

/// The copying, on the mirror's own thread.
pub(super) struct Copying {
    journal: PathBuf,
    root: PathBuf,
    gone: Arc<AtomicBool>,
    joined: Option<Joined>,
}

/// A mirror whose content is known.
struct Joined {
    end: End,
    file: File,
    // Held as long as this process writes the mirror.
    _marker: Option<Hold>,
}

impl Copying {
    pub(super) fn new(journal: &Path, root: &Path, gone: Arc<AtomicBool>) -> Self {
        Self { journal: journal.to_owned(), root: root.to_owned(), gone, joined: None }
    }

    /// Brings the mirror up to `end` and returns once it is on the device. After a fault every file is let go, so that the
    /// device can be unmounted, and the next try looks at everything anew.
    pub(super) fn reach(&mut self, end: End) -> Result<(), MirrorFault> {
        let joined = match self.joined.take() {
            Some(joined) => self.follow(joined, end),
            None => self.join(end),
        };
        self.joined = Some(joined?);
        Ok(())
    }

    fn mirror(&self) -> PathBuf {
        marker::journal(&self.root)
    }

    fn join(&self, end: End) -> Result<Joined, MirrorFault> {
        let held = marker::take(&self.root, marker::booth(&self.journal)?)?;
        let theirs = segment::numbers(&self.mirror())?;
        if let Some(more) = theirs.into_iter().find(|number| *number > end.segment) {
            return Err(MirrorFault::Ahead { segment: more });
        }
        self.copy_from(1, end, held)
    }

    /// Copies the segments from `first` to the end.
    fn copy_from(&self, first: u32, end: End, held: Option<Hold>) -> Result<Joined, MirrorFault> {
        for number in first..end.segment {
            let segment = Segment::open(&self.journal, number)?;
            if !self.is_sealed_alike(&segment)? {
                let length = length(&segment.path)?;
                self.copy_segment(&segment, length)?;
            }
        }
        let last = Segment::open(&self.journal, end.segment)?;
        let (head, file) = self.copy_segment(&last, end.offset)?;
        if head != end.head {
            return Err(MirrorFault::Differs { segment: end.segment });
        }
        Ok(Joined { end, file, _marker: held })
    }

    fn follow(&self, joined: Joined, end: End) -> Result<Joined, MirrorFault> {
        let Joined { end: at, file, _marker: held } = joined;
        if at.segment != end.segment {
            // The marker again: the device may have been taken out, and another folder lie in its place.
            drop((held, file));
            let held = marker::take(&self.root, marker::booth(&self.journal)?)?;
            return self.copy_from(at.segment, end, held);
        }
        let path = segment::path(&self.journal, end.segment);
        let from = Place { offset: at.offset, head: at.head };
        if verified(&path, end.segment, from, end.offset)? != end.head {
            return Err(MirrorFault::Differs { segment: end.segment });
        }
        self.copy_bytes(&path, &file, at.offset, end.offset)?;
        Ok(Joined { end, file, _marker: held })
    }

    /// Whether a segment that is written no more has the same beginning, length and last hash on the mirror.
    fn is_sealed_alike(&self, segment: &Segment) -> Result<bool, MirrorFault> {
        let path = segment::path(&self.mirror(), segment.number);
        if !path.exists() || length(&path)? != length(&segment.path)? {
            return Ok(false);
        }
        Ok(match Segment::open(&self.mirror(), segment.number) {
            Ok(theirs) => theirs.before == segment.before && theirs.last_hash()? == segment.last_hash()?,
            Err(StoreError::JournalDamaged { .. }) => false,
            Err(error) => return Err(error.into()),
        })
    }

    /// Brings one segment up to `end` and returns the last fact there.
    fn copy_segment(&self, segment: &Segment, end: u64) -> Result<(Head, File), MirrorFault> {
        let start = Place { offset: segment.scan()?.offset(), head: segment.before };
        let from = match self.whole_part(segment)? {
            Some(theirs) if theirs.offset > end => {
                return Err(MirrorFault::Ahead { segment: segment.number });
            }
            Some(theirs) if !is_place_in(segment, theirs, start)? => {
                return Err(MirrorFault::Differs { segment: segment.number });
            }
            found => found,
        };
        let head = verified(&segment.path, segment.number, from.unwrap_or(start), end)?;
        let path = segment::path(&self.mirror(), segment.number);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(PRIVATE);
        let file = options.open(&path).doing("open", &path)?;
        let from = from.map_or(0, |place| place.offset);
        // What follows is a copy that a power cut tore, or damaged: the journal has it whole, as was just seen.
        file.set_len(from).doing("cut", &path)?;
        self.copy_bytes(&segment.path, &file, from, end)?;
        sync_folder(&self.mirror())?;
        Ok((head, file))
    }

    /// How far the mirror's segment is whole; `None` when it has none, or not even a header.
    fn whole_part(&self, segment: &Segment) -> Result<Option<Place>, MirrorFault> {
        let mirror = self.mirror();
        if !segment::path(&mirror, segment.number).exists() {
            return Ok(None);
        }
        let theirs = match Segment::open(&mirror, segment.number) {
            Ok(theirs) if theirs.before != segment.before => {
                return Err(MirrorFault::Differs { segment: segment.number });
            }
            Ok(theirs) => theirs,
            Err(StoreError::JournalDamaged { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut scan = theirs.scan()?;
        while let (_, Next::Frame(_)) = scan.next()? {}
        Ok(Some(Place { offset: scan.offset(), head: scan.head() }))
    }

    fn copy_bytes(&self, from: &Path, to: &File, start: u64, end: u64) -> Result<(), MirrorFault> {
        let source = File::open(from).doing("open", from)?;
        let mut buffer = vec![0; CHUNK_BYTES];
        let mut at = start;
        while at < end {
            if self.gone.load(Ordering::Relaxed) {
                return Err(MirrorFault::Failed("the store was closed".to_owned()));
            }
            let count = usize::try_from(end - at).unwrap_or(CHUNK_BYTES).min(CHUNK_BYTES);
            let Some(piece) = buffer.get_mut(..count) else { break };
            source.read_exact_at(piece, at).doing("read", from)?;
            to.write_all_at(piece, at).doing("write", &self.root)?;
            at = at.saturating_add(count as u64);
        }
        to.sync_data().doing("sync", &self.root)?;
        Ok(())
    }
}

/// A place within a segment, and the last fact before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    offset: u64,
    head: Head,
}

/// Whether the journal's segment has the same fact before that place. The chain then says the same of all before it.
fn is_place_in(segment: &Segment, place: Place, start: Place) -> Result<bool, StoreError> {
    if place.offset <= start.offset {
        return Ok(place == start);
    }
    let file = File::open(&segment.path).doing("open", &segment.path)?;
    let mut hash = Sha::NONE;
    let at = place.offset.saturating_sub(Sha::BYTES as u64);
    Ok(file.read_exact_at(&mut hash.0, at).is_ok() && hash == place.head.hash)
}

/// Walks the journal's own frames from a place to `end`, and returns the last fact: what does not hold is not copied.
fn verified(path: &Path, number: u32, from: Place, end: u64) -> Result<Head, MirrorFault> {
    let mut file = File::open(path).doing("open", path)?;
    file.seek(SeekFrom::Start(from.offset)).doing("read", path)?;
    let mut reader = BufReader::new(file);
    let mut place = from;
    while place.offset < end {
        match frame::next(&mut reader, &place.head).doing("read", path)? {
            Next::Frame(frame) => {
                place = Place { offset: place.offset.saturating_add(frame.bytes()), head: frame.head };
            }
            Next::End => break,
            Next::Damaged(why) => return Err(segment::damaged(number, place.offset, why).into()),
        }
    }
    if place.offset == end { Ok(place.head) } else { Err(MirrorFault::Differs { segment: number }) }
}

fn length(path: &Path) -> Result<u64, StoreError> {
    Ok(std::fs::metadata(path).doing("measure", path)?.len())
}
