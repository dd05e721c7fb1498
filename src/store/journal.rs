//! The journal: the only truth. Facts are appended to segments, synced before anyone is told, and chained by hash.
//!
//! After a failed write or sync nobody can know what reached the disk, so the journal takes nothing more until it is
//! opened anew and its end is judged by the torn-tail rule, or until it is renewed. A sync is never tried twice: the kernel may have dropped
//! the pages that it could not write, and would report success for the rest.

pub(super) mod frame;
pub(super) mod marks;
pub(super) mod medium;
pub(super) mod reach;
pub(super) mod recovery;
mod renewal;
pub(super) mod segment;

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::folder::sync_folder;
use crate::store::hash::Sha;
use crate::store::journal::frame::{Head, OVERHEAD_BYTES, Opens};
use crate::store::journal::medium::Medium;
use crate::store::journal::recovery::{Found, MAX_WRITE_BYTES, Walk};
use crate::store::journal::segment::header::Header;
use crate::store::journal::segment::{MAX_SEGMENT_BYTES, Position, Segment, damaged};
use crate::store::records::Record;
use crate::store::tree::{self, Frontier};
use rustix::fs::FallocateFlags;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Most facts of one write. 256 of the longest frames are 64 MiB: a segment that ends with one stays below 4 GiB.
pub(super) const MAX_BATCH: usize = 256;

/// The next segment, its room reserved before it is needed. It has no header and no name until it is.
const NEXT_SEGMENT: &str = "next.tmp";

const _: () = assert!(MAX_SEGMENT_BYTES / 2 + MAX_WRITE_BYTES <= MAX_SEGMENT_BYTES, "places have 32 bits");

/// The end of the journal: the last fact, and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) segment: u32,
    pub(super) offset: u64,
    pub(super) head: Head,
}

/// The journal, open for appending.
#[derive(Debug)]
pub(super) struct Journal {
    folder: PathBuf,
    segments: Vec<Segment>,
    file: Box<dyn Medium>,
    path: PathBuf,
    end: u64,
    head: Head,
    frontier: Frontier,
    segment_bytes: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sound,
    Poisoned,
}

impl Journal {
    /// Opens what was found, its tail already cut. An empty folder gets its first segment.
    pub(super) fn open(folder: &Path, found: Found, segment_bytes: u64) -> Result<Self, StoreError> {
        let Found { mut segments, head, frontier, mut end, .. } = found;
        let segment_bytes = segment_bytes.min(MAX_SEGMENT_BYTES / 2);
        if segments.is_empty() {
            let first = begin_segment(folder, 1, (head, &frontier), segment_bytes)?;
            end = first.body;
            segments.push(first);
        }
        let Some(last) = segments.last() else { return Err(damaged(1, 0, Damage::Discontinuous)) };
        let path = last.path.clone();
        let file = medium::open(&path).doing("open", &path)?;
        Ok(Self {
            folder: folder.to_owned(),
            segments,
            file,
            path,
            end,
            head,
            frontier,
            segment_bytes,
            state: State::Sound,
        })
    }

    /// The last fact.
    pub(super) fn head(&self) -> Head {
        self.head
    }

    /// How many frames there are, and the root of the tree over them.
    pub(super) fn tree(&self) -> (u64, Sha) {
        (self.frontier.size(), self.frontier.root())
    }

    /// Where it ends: what a copy of it must reach.
    pub(super) fn end(&self) -> End {
        let segment = self.segments.last().map_or(1, |segment| segment.number);
        End { segment, offset: self.end, head: self.head }
    }

    /// Appends facts in one write and returns once they are on the disk, each with its place.
    pub(super) fn append(&mut self, records: &[Record]) -> Result<Vec<(Head, Position)>, StoreError> {
        if self.state == State::Poisoned {
            return Err(StoreError::JournalPoisoned);
        }
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let written = self.append_or_fail(records);
        if written.is_err() {
            self.state = State::Poisoned;
        }
        written
    }

    fn append_or_fail(&mut self, records: &[Record]) -> Result<Vec<(Head, Position)>, StoreError> {
        let bytes: usize = records.iter().map(|record| OVERHEAD_BYTES + record.json.len()).sum();
        if self.end > self.body() && self.end.saturating_add(bytes as u64) > self.segment_bytes {
            self.begin_next_segment()?;
        }
        let segment = self.segments.last().map_or(1, |segment| segment.number);
        let mut frontier = self.frontier.clone();
        let mut buffer = Vec::with_capacity(bytes);
        let mut placed: Vec<(Head, Position)> = Vec::with_capacity(records.len());
        for record in records {
            let before = placed.last().map_or(self.head, |(head, _)| *head);
            let opens = if placed.is_empty() { Opens::Write } else { Opens::Nothing };
            let start = buffer.len();
            let offset = u32::try_from(self.end.saturating_add(start as u64))
                .map_err(|_| damaged(segment, self.end, Damage::Length))?;
            let head = frame::encode(&mut buffer, &before, record, opens);
            frontier.push(tree::leaf_hash(buffer.get(start..).unwrap_or_default()));
            placed.push((head, Position { segment, offset }));
        }
        self.file.write(&buffer, self.end).doing("write", &self.path)?;
        self.file.sync().doing("sync", &self.path)?;
        self.end = self.end.saturating_add(buffer.len() as u64);
        self.head = placed.last().map_or(self.head, |(head, _)| *head);
        self.frontier = frontier;
        Ok(placed)
    }

    /// Where the last segment's first frame begins.
    fn body(&self) -> u64 {
        self.segments.last().map_or(0, |segment| segment.body)
    }

    fn begin_next_segment(&mut self) -> Result<(), StoreError> {
        let number = self.segments.last().map_or(1, |segment| segment.number.saturating_add(1));
        let segment = begin_segment(&self.folder, number, (self.head, &self.frontier), self.segment_bytes)?;
        self.path.clone_from(&segment.path);
        self.file = medium::open(&segment.path).doing("open", &segment.path)?;
        self.end = segment.body;
        self.segments.push(segment);
        Ok(())
    }

    /// Reserves the next segment's room once the present one is half full, so that no officer waits for it and a full
    /// disk is noticed early.
    pub(super) fn reserve_next(&self) -> Result<(), StoreError> {
        let path = self.folder.join(NEXT_SEGMENT);
        if self.end < self.segment_bytes / 2 || path.exists() {
            return Ok(());
        }
        let file = File::create(&path).doing("create", &path)?;
        reserve(&file, self.segment_bytes);
        Ok(())
    }

    /// Puts another medium in the place of the last segment's file.
    #[cfg(test)]
    pub(super) fn swap_medium(&mut self, medium: Box<dyn Medium>) -> Box<dyn Medium> {
        std::mem::replace(&mut self.file, medium)
    }

    /// The facts from number `from` to the last.
    pub(super) fn walk(&self, from: u64) -> Walk {
        Walk::new(&self.segments, from, self.head.seq)
    }

    /// Every segment, the one that is written last.
    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

/// Makes a segment under another name, and names it once its header is on the disk: a segment has a whole header or is
/// none.
fn begin_segment(
    folder: &Path,
    number: u32,
    (before, frontier): (Head, &Frontier),
    bytes: u64,
) -> Result<Segment, StoreError> {
    let header = Header { before, frontier: Some(frontier.clone()) };
    let draft = folder.join(NEXT_SEGMENT);
    let path = segment::path(folder, number);
    // Room already reserved for the draft is lost by truncation, so that only what is longer than nothing is cut.
    let file =
        OpenOptions::new().write(true).create(true).truncate(false).open(&draft).doing("create", &draft)?;
    if file.metadata().doing("measure", &draft)?.len() > 0 {
        file.set_len(0).doing("cut", &draft)?;
    }
    reserve(&file, bytes);
    file.write_all_at(&header.bytes(), 0).doing("write", &draft)?;
    file.sync_all().doing("sync", &draft)?;
    fs::rename(&draft, &path).doing("rename", &draft)?;
    sync_folder(folder)?;
    Ok(Segment::new(number, path, header))
}

/// Reserves blocks without changing the file's length, so that its end stays the journal's end. Where the file system
/// cannot, the segment grows as it is written.
fn reserve(file: &File, bytes: u64) {
    let reserved = rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, 0, bytes);
    if let Err(errno) = reserved {
        tracing::debug!(%errno, "no room was reserved for a journal segment");
    }
}

#[cfg(test)]
pub(super) mod tests;
