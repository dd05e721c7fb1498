//! The journal's files: their names, and reading one from its beginning.

pub(in crate::store) mod header;

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::hash::Sha;
use crate::store::journal::frame::{self, Frame, HEAD_BYTES, Head, Next};
use crate::store::journal::segment::header::{HASH_AT, Header};
use crate::store::tree::Frontier;
use std::fs::{self, File};
use std::io::{BufReader, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The longest segment, bytes: a frame's place within it has 32 bits.
pub(in crate::store) const MAX_SEGMENT_BYTES: u64 = u32::MAX as u64;

/// A frame's place: segment and byte within it. Segments end below 4 GiB, see `MAX_SEGMENT_BYTES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) struct Position {
    pub(in crate::store) segment: u32,
    pub(in crate::store) offset: u32,
}

/// A segment as its name and its header say.
#[derive(Debug, Clone)]
pub(in crate::store) struct Segment {
    pub(in crate::store) number: u32,
    pub(in crate::store) path: PathBuf,
    /// The end of the segment before it.
    pub(in crate::store) before: Head,
    /// The tree of all frames before it, where the header tells it.
    pub(in crate::store) frontier: Option<Frontier>,
    /// Where its first frame begins.
    pub(in crate::store) body: u64,
}

/// The path of a segment.
pub(in crate::store) fn path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("seg-{number:08}.jnl"))
}

/// The numbers of the segments in a folder, ascending. Other files are not looked at.
pub(in crate::store) fn numbers(folder: &Path) -> Result<Vec<u32>, StoreError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder).doing("list", folder)? {
        let name = entry.doing("list", folder)?.file_name();
        let digits =
            name.to_str().and_then(|name| name.strip_prefix("seg-")).and_then(|n| n.strip_suffix(".jnl"));
        if let Some(number) = digits.filter(|digits| digits.len() == 8).and_then(|digits| digits.parse().ok())
        {
            numbers.push(number);
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}

impl Segment {
    /// Reads the header of segment `number`.
    pub(in crate::store) fn open(folder: &Path, number: u32) -> Result<Self, StoreError> {
        let path = path(folder, number);
        let mut file = File::open(&path).doing("open", &path)?;
        match Header::read(&mut file).doing("read", &path)? {
            Some(header) => Ok(Self::new(number, path, header)),
            None => Err(damaged(number, 0, Damage::Header)),
        }
    }

    /// With a header that was read or written.
    pub(in crate::store) fn new(number: u32, path: PathBuf, header: Header) -> Self {
        let body = header.length();
        Self { number, path, before: header.before, frontier: header.frontier, body }
    }

    /// The last hash that the file ends with, unread otherwise: that before it when there is no frame.
    pub(in crate::store) fn last_hash(&self) -> Result<Sha, StoreError> {
        let file = File::open(&self.path).doing("open", &self.path)?;
        let length = file.metadata().doing("measure", &self.path)?.len();
        if length <= self.body {
            return Ok(self.before.hash);
        }
        let mut hash = Sha::NONE;
        file.read_exact_at(&mut hash.0, length.saturating_sub(Sha::BYTES as u64))
            .doing("read", &self.path)?;
        Ok(hash)
    }

    /// Reads its frames from the beginning.
    pub(in crate::store) fn scan(&self) -> Result<Scan, StoreError> {
        let mut file = File::open(&self.path).doing("open", &self.path)?;
        file.seek(SeekFrom::Start(self.body)).doing("read", &self.path)?;
        Ok(Scan { reader: BufReader::new(file), segment: self.clone(), head: self.before, offset: self.body })
    }
}

/// Reading a segment, frame by frame.
#[derive(Debug)]
pub(in crate::store) struct Scan {
    reader: BufReader<File>,
    segment: Segment,
    head: Head,
    offset: u64,
}

impl Scan {
    /// The next frame with its place. After damage, `offset` is where the damaged frame begins.
    pub(in crate::store) fn next(&mut self) -> Result<(Position, Next), StoreError> {
        let position =
            Position { segment: self.segment.number, offset: u32::try_from(self.offset).unwrap_or(u32::MAX) };
        let next = frame::next(&mut self.reader, &self.head).doing("read", &self.segment.path)?;
        if let Next::Frame(frame) = &next {
            self.head = frame.head;
            self.offset = self.offset.saturating_add(frame.bytes());
        }
        Ok((position, next))
    }

    /// Goes back to where the last whole frame ended, to read again what another process may still be writing.
    pub(in crate::store) fn step_back(&mut self) -> Result<(), StoreError> {
        self.reader.seek(SeekFrom::Start(self.offset)).doing("read", &self.segment.path)?;
        Ok(())
    }

    /// The last frame that was whole.
    pub(in crate::store) fn head(&self) -> Head {
        self.head
    }

    /// Where it ends.
    pub(in crate::store) fn offset(&self) -> u64 {
        self.offset
    }
}

/// Reads single frames by their place, and keeps the last segment open between them.
#[derive(Debug)]
pub(in crate::store) struct Reader {
    folder: PathBuf,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    number: u32,
    file: File,
    path: PathBuf,
    body: u64,
}

impl Open {
    fn segment(folder: &Path, number: u32) -> Result<Self, StoreError> {
        let path = path(folder, number);
        let mut file = File::open(&path).doing("open", &path)?;
        match header::body_of(&mut file).doing("read", &path)? {
            Some(body) => Ok(Self { number, file, path, body }),
            None => Err(damaged(number, 0, Damage::Header)),
        }
    }

    /// Where the hash before the frame at `offset` stands.
    fn hash_place(&self, offset: u64) -> Option<u64> {
        match offset.checked_sub(self.body)? {
            0 => Some(HASH_AT),
            _ => offset.checked_sub(Sha::BYTES as u64),
        }
    }
}

impl Reader {
    pub(in crate::store) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: None }
    }

    /// The frame at `position`, with its checksum and its hash judged: the hash before it stands right before it in the
    /// file, in the header for a segment's first frame.
    pub(in crate::store) fn frame(&mut self, position: Position) -> Result<Frame, StoreError> {
        let damaged = |why| Err(damaged(position.segment, u64::from(position.offset), why));
        let number = position.segment;
        if self.open.as_ref().is_none_or(|open| open.number != number) {
            self.open = Some(Open::segment(&self.folder, number)?);
        }
        let Some(open) = &mut self.open else { return damaged(Damage::Discontinuous) };
        let offset = u64::from(position.offset);
        let Some(before) = open.hash_place(offset) else { return damaged(Damage::Length) };
        let Open { file, path, .. } = open;
        let mut hash = Sha::NONE;
        let mut head = [0; HEAD_BYTES];
        if file.read_exact_at(&mut hash.0, before).is_err() || file.read_exact_at(&mut head, offset).is_err()
        {
            return damaged(Damage::CutShort);
        }
        file.seek(SeekFrom::Start(offset)).doing("read", path)?;
        let seq = head.get(8..16).and_then(|s| s.try_into().ok()).map_or(0, u64::from_le_bytes);
        let Some(seq) = seq.checked_sub(1) else { return damaged(Damage::Sequence) };
        match frame::next(&mut BufReader::new(&*file), &Head { seq, hash }).doing("read", path)? {
            Next::Frame(frame) => Ok(frame),
            Next::End => damaged(Damage::CutShort),
            Next::Damaged(why) => damaged(why),
        }
    }
}

/// The error that names a damaged place.
pub(in crate::store) fn damaged(segment: u32, offset: u64, why: Damage) -> StoreError {
    StoreError::JournalDamaged { segment, offset, why }
}
