//! Reading facts by their numbers from a place nearby, and reading on from where one left off.

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::hash::Sha;
use crate::store::index::Stretch;
use crate::store::journal::frame::{self, Frame, HEAD_BYTES, Head, Next};
use crate::store::journal::segment::{self, Position, Scan, Segment, damaged, hash_place, header};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes read at once: a case's facts and what lies between them.
const READ_BYTES: usize = 16 * 1024;

struct Open {
    number: u32,
    /// Where the header ends.
    body: u64,
    reader: BufReader<File>,
}

/// Reads the facts of cases, and keeps the last segment open between them.
pub(in crate::store) struct Reach {
    folder: PathBuf,
    open: Option<Open>,
}

impl Reach {
    /// Of a journal's folder.
    pub(in crate::store) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: None }
    }

    /// The facts of a stretch, each with its place, its checksum and its hash judged.
    pub(in crate::store) fn read(&mut self, stretch: &Stretch) -> Result<Vec<(Position, Frame)>, StoreError> {
        let (mut seq, mut position) = stretch.from;
        let number = position.segment;
        let path = segment::path(&self.folder, number);
        if self.open.as_ref().is_none_or(|open| open.number != number) {
            let mut file = File::open(&path).doing("open", &path)?;
            let body = header::body_of(&mut file).doing("read", &path)?;
            let body = body.ok_or_else(|| damaged(number, 0, Damage::Header))?;
            self.open = Some(Open { number, body, reader: BufReader::with_capacity(READ_BYTES, file) });
        }
        let at = |position: Position, why| damaged(number, u64::from(position.offset), why);
        let Some(Open { body, reader, .. }) = &mut self.open else {
            return Err(at(position, Damage::Discontinuous));
        };
        let mut hash = first_hash(reader, position, *body)
            .doing("read", &path)?
            .ok_or(at(position, Damage::CutShort))?;
        let mut frames = Vec::with_capacity(stretch.seqs.len());
        for wanted in &stretch.seqs {
            while seq < *wanted {
                let (bytes, passed) =
                    pass(reader).doing("read", &path)?.ok_or(at(position, Damage::CutShort))?;
                (position, hash) = (position.forward(bytes), passed);
                seq = seq.saturating_add(1);
            }
            let before = Head { seq: seq.saturating_sub(1), hash };
            match frame::next(reader, &before).doing("read", &path)? {
                Next::Frame(frame) => {
                    let here = position;
                    (position, hash) = (position.forward(frame.bytes()), frame.head.hash);
                    seq = seq.saturating_add(1);
                    frames.push((here, frame));
                }
                Next::End => return Err(at(position, Damage::CutShort)),
                Next::Damaged(why) => return Err(at(position, why)),
            }
        }
        Ok(frames)
    }
}

/// Goes to a frame and returns the hash before it; `None` when the file has none there.
fn first_hash(reader: &mut BufReader<File>, position: Position, body: u64) -> std::io::Result<Option<Sha>> {
    let offset = u64::from(position.offset);
    let Some(place) = hash_place(offset, body) else { return Ok(None) };
    let mut hash = Sha::NONE;
    reader.seek(SeekFrom::Start(place))?;
    if frame::read_up_to(reader, &mut hash.0)? < Sha::BYTES {
        return Ok(None);
    }
    let past = offset.saturating_sub(place).saturating_sub(Sha::BYTES as u64);
    reader.seek_relative(i64::try_from(past).unwrap_or(i64::MAX))?;
    Ok(Some(hash))
}

/// Passes over a frame: its length and its hash.
pub(super) fn pass(reader: &mut BufReader<File>) -> std::io::Result<Option<(u64, Sha)>> {
    let (mut head, mut hash) = ([0; HEAD_BYTES], Sha::NONE);
    if frame::read_up_to(reader, &mut head)? < HEAD_BYTES {
        return Ok(None);
    }
    let Some(bytes) = frame::bytes_by_head(&head) else { return Ok(None) };
    let record = bytes.saturating_sub((HEAD_BYTES + Sha::BYTES) as u64);
    reader.seek_relative(i64::try_from(record).unwrap_or(i64::MAX))?;
    let whole = reader.read_exact(&mut hash.0).is_ok();
    Ok(whole.then_some((bytes, hash)))
}

/// Reads on after a fact, as far as it is told to go.
pub(in crate::store) struct Onward {
    scan: Scan,
    segment: u32,
}

impl Onward {
    /// Right after `head`; `near` is a fact at or before it with its place. `None` when the journal holds another fact
    /// there, or none.
    pub(in crate::store) fn after(
        folder: &Path,
        segments: &[Segment],
        head: Head,
        near: Option<(u64, Position)>,
    ) -> Result<Option<Self>, StoreError> {
        if let Some(from) = near
            && let Ok(frames) = Reach::new(folder).read(&Stretch { from, seqs: vec![head.seq] })
            && let Some((position, frame)) = frames.first()
            && let Some(segment) = segments.iter().find(|segment| segment.number == position.segment)
            && frame.head == head
        {
            let end = u64::from(position.offset).saturating_add(frame.bytes());
            return Ok(Some(Self { scan: segment.scan_from(end, head)?, segment: segment.number }));
        }
        let Some(segment) = segments.iter().rev().find(|segment| segment.before.seq <= head.seq) else {
            return Ok(None);
        };
        let mut scan = segment.scan()?;
        while scan.head().seq < head.seq {
            match scan.next()? {
                (_, Next::Frame(_)) => {}
                (_, Next::End) => return Ok(None),
                (_, Next::Damaged(why)) => return Err(damaged(segment.number, scan.offset(), why)),
            }
        }
        let number = segment.number;
        Ok((scan.head() == head).then_some(Self { scan, segment: number }))
    }

    /// The last fact that was read.
    pub(in crate::store) fn head(&self) -> Head {
        self.scan.head()
    }

    /// Forgets what was read ahead: it may have been half of a write.
    pub(in crate::store) fn refresh(&mut self) -> Result<(), StoreError> {
        self.scan.step_back()
    }

    /// The next fact, which the journal is known to hold.
    pub(in crate::store) fn next(&mut self, segments: &[Segment]) -> Result<(Position, Frame), StoreError> {
        loop {
            match self.scan.next()? {
                (position, Next::Frame(frame)) => return Ok((position, frame)),
                (_, Next::Damaged(why)) => return Err(damaged(self.segment, self.scan.offset(), why)),
                (_, Next::End) => {
                    let number = self.segment.saturating_add(1);
                    let next = segments.iter().find(|segment| segment.number == number);
                    let Some(next) = next.filter(|next| next.before == self.scan.head()) else {
                        return Err(damaged(self.segment, self.scan.offset(), Damage::CutShort));
                    };
                    // Opened once: an empty segment is followed by nothing that is known.
                    self.scan = next.scan()?;
                    self.segment = number;
                }
            }
        }
    }
}
