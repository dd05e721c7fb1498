//! The journal's files: their names, their headers, and reading one from its beginning.
//!
//! Header: `magic 8 | format u16 | first seq u64 | hash before it 32 | sha256 of all that 32`, little-endian.

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::hash::Sha;
use crate::store::journal::frame::{self, Frame, HEAD_BYTES, Head, Next};
use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Bytes of a header.
pub(in crate::store) const HEADER_BYTES: u64 = 82;

/// The longest segment, bytes: a frame's place within it has 32 bits.
pub(in crate::store) const MAX_SEGMENT_BYTES: u64 = u32::MAX as u64;

const MAGIC: [u8; 8] = *b"INTRAJNL";
const FORMAT: u16 = 1;

/// A frame's place: segment and byte within it. Segments end below 4 GiB, see `MAX_SEGMENT_BYTES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) struct Position {
    pub(in crate::store) segment: u32,
    pub(in crate::store) offset: u32,
}

impl Position {
    /// So many bytes later in the same segment.
    pub(in crate::store) fn forward(self, bytes: u64) -> Self {
        let offset = u64::from(self.offset).saturating_add(bytes);
        Self { offset: u32::try_from(offset).unwrap_or(u32::MAX), ..self }
    }
}

/// A segment as its name and its header say.
#[derive(Debug, Clone)]
pub(in crate::store) struct Segment {
    pub(in crate::store) number: u32,
    pub(in crate::store) path: PathBuf,
    /// The end of the segment before it.
    pub(in crate::store) before: Head,
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

/// A header's bytes.
pub(in crate::store) fn header(before: &Head) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(82);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&before.seq.saturating_add(1).to_le_bytes());
    bytes.extend_from_slice(&before.hash.0);
    let own = Sha::of(&[&bytes]);
    bytes.extend_from_slice(&own.0);
    bytes
}

fn read_header(reader: &mut impl Read) -> std::io::Result<Option<Head>> {
    let mut bytes = [0; 82];
    if frame::read_up_to(reader, &mut bytes)? < bytes.len() {
        return Ok(None);
    }
    let field = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    let first = field(10, 18).try_into().map(u64::from_le_bytes).unwrap_or_default();
    let hash = field(18, 50).try_into().map_or(Sha::NONE, Sha);
    // A header has one form only: what it would be written as must be what stands there.
    let before = first.checked_sub(1).map(|seq| Head { seq, hash });
    Ok(before.filter(|before| header(before) == bytes))
}

impl Segment {
    /// Reads the header of segment `number`.
    pub(in crate::store) fn open(folder: &Path, number: u32) -> Result<Self, StoreError> {
        let path = path(folder, number);
        let mut file = File::open(&path).doing("open", &path)?;
        match read_header(&mut file).doing("read", &path)? {
            Some(before) => Ok(Self { number, path, before }),
            None => Err(damaged(number, 0, Damage::Header)),
        }
    }

    /// The last hash that the file ends with, unread otherwise: that before it when there is no frame.
    pub(in crate::store) fn last_hash(&self) -> Result<Sha, StoreError> {
        let file = File::open(&self.path).doing("open", &self.path)?;
        let length = file.metadata().doing("measure", &self.path)?.len();
        if length <= HEADER_BYTES {
            return Ok(self.before.hash);
        }
        let mut hash = Sha::NONE;
        file.read_exact_at(&mut hash.0, length.saturating_sub(Sha::BYTES as u64))
            .doing("read", &self.path)?;
        Ok(hash)
    }

    /// Reads its frames from the beginning.
    pub(in crate::store) fn scan(&self) -> Result<Scan, StoreError> {
        self.scan_from(HEADER_BYTES, self.before)
    }

    /// Reads its frames from `offset` on, where the one after `head` stands.
    pub(in crate::store) fn scan_from(&self, offset: u64, head: Head) -> Result<Scan, StoreError> {
        let mut file = File::open(&self.path).doing("open", &self.path)?;
        file.seek(SeekFrom::Start(offset)).doing("read", &self.path)?;
        Ok(Scan { reader: BufReader::new(file), segment: self.clone(), head, offset })
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
    open: Option<(u32, File, PathBuf)>,
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
        if self.open.as_ref().is_none_or(|(open, ..)| *open != number) {
            let path = path(&self.folder, number);
            self.open = Some((number, File::open(&path).doing("open", &path)?, path));
        }
        let Some((_, file, path)) = &mut self.open else { return damaged(Damage::Discontinuous) };
        let offset = u64::from(position.offset);
        let Some(before) = hash_place(offset) else { return damaged(Damage::Length) };
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

/// Where the hash before the frame at `offset` stands.
pub(super) fn hash_place(offset: u64) -> Option<u64> {
    match offset.checked_sub(HEADER_BYTES)? {
        // The first frame: the header's field, before the header's own hash.
        0 => Some(HEADER_BYTES - 2 * Sha::BYTES as u64),
        _ => offset.checked_sub(Sha::BYTES as u64),
    }
}

/// The error that names a damaged place.
pub(in crate::store) fn damaged(segment: u32, offset: u64, why: Damage) -> StoreError {
    StoreError::JournalDamaged { segment, offset, why }
}
