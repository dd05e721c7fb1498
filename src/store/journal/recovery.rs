//! What a journal's folder holds, and whether what stands at its end may be cut as the rest of a torn write.

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::sync_folder;
use crate::store::hash::Sha;
use crate::store::journal::MAX_BATCH;
use crate::store::journal::frame::{Frame, Head, Next, OVERHEAD_BYTES, later_write_in};
use crate::store::journal::segment::{self, Position, Scan, Segment, damaged};
use crate::store::records::MAX_RECORD_BYTES;
use crate::store::tree::Frontier;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Cut tails that are kept; a folder with more has another trouble than power cuts.
const MAX_CUTS: u32 = 9_999;

/// The longest write. A longer tail is no torn write, whatever it is.
pub(in crate::store) const MAX_WRITE_BYTES: u64 = (MAX_BATCH * (MAX_RECORD_BYTES + OVERHEAD_BYTES)) as u64;

/// The journal as found, nothing changed yet.
#[derive(Debug)]
pub(in crate::store) struct Found {
    /// Every segment, each continuing the one before it.
    pub(in crate::store) segments: Vec<Segment>,
    /// The last whole frame.
    pub(in crate::store) head: Head,
    /// The tree over all whole frames.
    pub(in crate::store) frontier: Frontier,
    /// Where it ends in the last segment.
    pub(in crate::store) end: u64,
    /// What stands after it, where anything does.
    pub(in crate::store) tail: Option<Tail>,
}

/// Bytes after the last whole frame of the last segment.
#[derive(Debug)]
pub(in crate::store) struct Tail {
    pub(in crate::store) why: Damage,
    pub(in crate::store) bytes: Vec<u8>,
}

/// A tail that was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TailCut {
    /// Number of the segment.
    pub segment: u32,
    /// Byte at which it was cut.
    pub offset: u64,
    /// How many bytes were cut.
    pub bytes: u64,
    /// The file that keeps them.
    pub kept_in: PathBuf,
}

/// Reads the headers of all segments and the frames of the last.
pub(in crate::store) fn look(folder: &Path) -> Result<Found, StoreError> {
    let segments = segments(folder)?;
    let Some(last) = segments.last() else {
        let frontier = Frontier::default();
        return Ok(Found { segments, head: Head::NONE, frontier, end: 0, tail: None });
    };
    let mut frontier = frontier_before(&segments, segments.len().saturating_sub(1))?;
    let mut scan = last.scan()?;
    let why = scan_to_end(&mut scan, &mut frontier)?;
    let (head, end) = (scan.head(), scan.offset());
    let tail = why.map(|why| Ok::<_, StoreError>(Tail { why, bytes: rest_of(last, end)? })).transpose()?;
    Ok(Found { segments, head, frontier, end, tail })
}

/// The segments of a folder; refused unless they are numbered from 1 without a gap and each continues the one before it.
pub(in crate::store) fn segments(folder: &Path) -> Result<Vec<Segment>, StoreError> {
    let mut segments: Vec<Segment> = Vec::new();
    for (expected, number) in (1..).zip(segment::numbers(folder)?) {
        if number != expected {
            return Err(damaged(expected, 0, Damage::Discontinuous));
        }
        let segment = Segment::open(folder, number)?;
        let (hash, least) = match segments.last() {
            Some(previous) => (previous.last_hash()?, previous.before.seq),
            None => (Sha::NONE, 0),
        };
        if segment.before.hash != hash || segment.before.seq < least {
            return Err(damaged(number, 0, Damage::Discontinuous));
        }
        segments.push(segment);
    }
    Ok(segments)
}

/// The tree of all frames before the segment at `index`: as its header says, or where that is of format 1, read anew.
fn frontier_before(segments: &[Segment], index: usize) -> Result<Frontier, StoreError> {
    let known = segments.get(..=index).unwrap_or_default().iter().rposition(|s| s.frontier.is_some());
    let mut frontier = known.and_then(|at| segments.get(at)?.frontier.clone()).unwrap_or_default();
    for segment in segments.get(known.unwrap_or(0)..index).unwrap_or_default() {
        let mut scan = segment.scan()?;
        if let Some(why) = scan_to_end(&mut scan, &mut frontier)? {
            return Err(damaged(segment.number, scan.offset(), why));
        }
    }
    Ok(frontier)
}

fn scan_to_end(scan: &mut Scan, frontier: &mut Frontier) -> Result<Option<Damage>, StoreError> {
    loop {
        match scan.next()?.1 {
            Next::Frame(frame) => frontier.push(frame.leaf()),
            Next::End => return Ok(None),
            Next::Damaged(why) => return Ok(Some(why)),
        }
    }
}

/// What stands after `from`, as much as the longest write and a byte more.
pub(in crate::store) fn rest_of(segment: &Segment, from: u64) -> Result<Vec<u8>, StoreError> {
    let file = File::open(&segment.path).doing("open", &segment.path)?;
    let length = file.metadata().doing("measure", &segment.path)?.len();
    let length = length.saturating_sub(from).min(MAX_WRITE_BYTES + 1);
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    file.read_exact_at(&mut bytes, from).doing("read", &segment.path)?;
    Ok(bytes)
}

impl Found {
    /// The hash of fact `seq`; `None` when the journal ends before it.
    pub(in crate::store) fn hash_at(&self, seq: u64) -> Result<Option<Sha>, StoreError> {
        if seq == self.head.seq {
            return Ok(Some(self.head.hash));
        }
        let Some(segment) = self.segments.iter().rev().find(|segment| segment.before.seq <= seq) else {
            return Ok((seq == 0).then_some(Sha::NONE));
        };
        if seq > self.head.seq {
            return Ok(None);
        }
        let mut scan = segment.scan()?;
        while scan.head().seq < seq {
            match scan.next()? {
                (_, Next::Frame(_)) => {}
                (_, Next::End) => return Ok(None),
                (_, Next::Damaged(why)) => return Err(damaged(segment.number, scan.offset(), why)),
            }
        }
        Ok(Some(scan.head().hash))
    }

    /// The root of the tree over the first `size` facts; `None` when the journal has fewer.
    pub(in crate::store) fn root_at(&self, size: u64) -> Result<Option<Sha>, StoreError> {
        if size == self.frontier.size() {
            return Ok(Some(self.frontier.root()));
        }
        let Some(index) = self.segments.iter().rposition(|segment| segment.before.seq <= size) else {
            return Ok(None);
        };
        let Some(segment) = self.segments.get(index).filter(|_| size < self.head.seq) else {
            return Ok(None);
        };
        let mut frontier = frontier_before(&self.segments, index)?;
        let mut scan = segment.scan()?;
        while frontier.size() < size {
            match scan.next()? {
                (_, Next::Frame(frame)) => frontier.push(frame.leaf()),
                (_, Next::End) => return Ok(None),
                (_, Next::Damaged(why)) => return Err(damaged(segment.number, scan.offset(), why)),
            }
        }
        Ok((frontier.size() == size).then(|| frontier.root()))
    }

    /// Refuses a tail that may not be cut. Only a write that was never acknowledged may: nothing that was written later
    /// follows it, and neither witness nor checkpoint nor index (`seen` is the highest of them) has seen a fact of it.
    pub(in crate::store) fn judge_tail(&self, seen: u64) -> Result<(), StoreError> {
        let (Some(tail), Some(last)) = (&self.tail, self.segments.last()) else { return Ok(()) };
        let torn = self.head.seq.saturating_add(1);
        let too_long = tail.bytes.len() as u64 > MAX_WRITE_BYTES;
        if seen >= torn || too_long || later_write_in(&tail.bytes, torn) {
            return Err(damaged(last.number, self.end, tail.why));
        }
        Ok(())
    }

    /// Cuts the tail that was judged, if there is one, and keeps its bytes.
    pub(in crate::store) fn cut_tail(&mut self, folder: &Path) -> Result<Option<TailCut>, StoreError> {
        let (Some(tail), Some(last)) = (&self.tail, self.segments.last()) else { return Ok(None) };
        let kept_in = keep(folder, &tail.bytes)?;
        let file = OpenOptions::new().write(true).open(&last.path).doing("open", &last.path)?;
        file.set_len(self.end).doing("cut", &last.path)?;
        file.sync_all().doing("sync", &last.path)?;
        let cut = TailCut { segment: last.number, offset: self.end, bytes: tail.bytes.len() as u64, kept_in };
        self.tail = None;
        Ok(Some(cut))
    }
}

/// Writes the cut bytes beside the journal, under the first number that is free.
fn keep(folder: &Path, bytes: &[u8]) -> Result<PathBuf, StoreError> {
    let free = (1..=MAX_CUTS).map(|number| folder.join(format!("cut-{number:04}.bin"))).find(|p| !p.exists());
    let path = free.unwrap_or_else(|| folder.join("cut-last.bin"));
    let mut file = File::create(&path).doing("create", &path)?;
    file.write_all(bytes).doing("write", &path)?;
    file.sync_all().doing("sync", &path)?;
    sync_folder(folder)?;
    Ok(path)
}

/// Reads the facts after `from`, over all segments, and judges the chain on its way.
#[derive(Debug)]
pub(in crate::store) struct Walk {
    segments: std::vec::IntoIter<Segment>,
    scan: Option<(u32, Scan)>,
    from: u64,
    to: u64,
}

impl Walk {
    /// The facts `from..=to`.
    pub(in crate::store) fn new(segments: &[Segment], from: u64, to: u64) -> Self {
        let first = segments.iter().rposition(|segment| segment.before.seq < from.max(1)).unwrap_or(0);
        let segments = segments.get(first..).unwrap_or_default().to_vec();
        Self { segments: segments.into_iter(), scan: None, from, to }
    }

    /// The next fact; `None` after the last.
    pub(in crate::store) fn next(&mut self) -> Result<Option<(Position, Frame)>, StoreError> {
        while self.from <= self.to {
            let Some((number, scan)) = &mut self.scan else {
                let Some(segment) = self.segments.next() else {
                    return Err(damaged(0, 0, Damage::CutShort));
                };
                self.scan = Some((segment.number, segment.scan()?));
                continue;
            };
            match scan.next()? {
                (position, Next::Frame(frame)) if frame.head.seq >= self.from => {
                    self.from = frame.head.seq.saturating_add(1);
                    return Ok(Some((position, frame)));
                }
                (_, Next::Frame(_)) => {}
                (_, Next::End) => self.scan = None,
                (_, Next::Damaged(why)) => return Err(damaged(*number, scan.offset(), why)),
            }
        }
        Ok(None)
    }
}
