//! One frame of the journal: `len u32 | crc32 u32 | seq u64 | kind u8 | schema u16 | record | sha256`, little-endian.
//!
//! `len` is the record's length. The CRC covers all but itself and the hash: it tells a torn write and finds frames in
//! a damaged file. The hash covers the hash before it and everything of this frame: it is the chain.

use crate::store::error::Damage;
use crate::store::hash::Sha;
use crate::store::records::{MAX_RECORD_BYTES, Record, SCHEMA};
use crate::store::tree;
use crc::{CRC_32_ISO_HDLC, Crc};
use std::io::{self, Read};

/// Bytes before the record.
pub(in crate::store) const HEAD_BYTES: usize = 4 + 4 + 8 + 1 + 2;

/// Bytes of a frame besides its record.
pub(in crate::store) const OVERHEAD_BYTES: usize = HEAD_BYTES + Sha::BYTES;

/// Set in `kind` of a frame that begins a write. What follows it up to the next such frame went to the disk in the same
/// write, and was acknowledged together with it or not at all.
const OPENS_WRITE: u8 = 0x80;

const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// A place in the chain: the last frame's number and hash. Number 0 stands before the first frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Head {
    pub(in crate::store) seq: u64,
    pub(in crate::store) hash: Sha,
}

impl Head {
    /// Before the first frame.
    pub(in crate::store) const NONE: Self = Self { seq: 0, hash: Sha::NONE };
}

/// A whole frame whose checksum, number and hash hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Frame {
    /// Its place in the chain.
    pub(in crate::store) head: Head,
    pub(in crate::store) kind: u8,
    pub(in crate::store) schema: u16,
    pub(in crate::store) json: Vec<u8>,
    /// What stands before the record, as it stands in the file.
    raw: [u8; HEAD_BYTES],
}

impl Frame {
    /// Its leaf in the tree.
    pub(in crate::store) fn leaf(&self) -> Sha {
        tree::leaf(&[&self.raw, &self.json, &self.head.hash.0])
    }

    /// Its length in the file.
    pub(in crate::store) fn bytes(&self) -> u64 {
        (OVERHEAD_BYTES + self.json.len()) as u64
    }
}

/// Whether a frame begins a write or continues one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Opens {
    Write,
    Nothing,
}

/// Appends the frame that follows `before` to `buffer` and returns its place.
pub(in crate::store) fn encode(buffer: &mut Vec<u8>, before: &Head, record: &Record, opens: Opens) -> Head {
    let seq = before.seq.saturating_add(1);
    // Records are bounded at MAX_RECORD_BYTES, far below 4 GiB; the reader would refuse a longer one.
    let length = u32::try_from(record.json.len()).unwrap_or(u32::MAX).to_le_bytes();
    let flag = if opens == Opens::Write { OPENS_WRITE } else { 0 };
    let mut body = Vec::with_capacity(11 + record.json.len());
    body.extend_from_slice(&seq.to_le_bytes());
    body.push(record.kind.code() | flag);
    body.extend_from_slice(&SCHEMA.to_le_bytes());
    body.extend_from_slice(&record.json);
    let crc = checksum(&[&length, &body]).to_le_bytes();
    let hash = Sha::of(&[&before.hash.0, &length, &crc, &body]);
    for part in [&length[..], &crc, &body, &hash.0] {
        buffer.extend_from_slice(part);
    }
    Head { seq, hash }
}

/// What stands next in a segment.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) enum Next {
    Frame(Frame),
    End,
    Damaged(Damage),
}

/// Reads the frame that follows `before`.
pub(in crate::store) fn next(reader: &mut impl Read, before: &Head) -> io::Result<Next> {
    let mut raw = [0; HEAD_BYTES];
    match read_up_to(reader, &mut raw)? {
        0 => return Ok(Next::End),
        HEAD_BYTES => {}
        _ => return Ok(Next::Damaged(Damage::CutShort)),
    }
    let head = RawHead::read(&raw);
    if head.record_bytes > MAX_RECORD_BYTES {
        return Ok(Next::Damaged(Damage::Length));
    }
    let mut json = vec![0; head.record_bytes];
    let mut hash = Sha::NONE;
    let whole =
        read_up_to(reader, &mut json)? == json.len() && read_up_to(reader, &mut hash.0)? == Sha::BYTES;
    if !whole {
        return Ok(Next::Damaged(Damage::CutShort));
    }
    Ok(match head.judge(&json, &hash, before) {
        None => Next::Frame(Frame {
            head: Head { seq: head.seq, hash },
            kind: head.kind & !OPENS_WRITE,
            schema: head.schema,
            json,
            raw,
        }),
        Some(damage) => Next::Damaged(damage),
    })
}

/// Whether a write that was begun after the damage at the start of `bytes` left a frame in them. `expected` is the number
/// that the damaged frame should have. Such a frame means that what is damaged had been on the disk, and acknowledged.
pub(in crate::store) fn later_write_in(bytes: &[u8], expected: u64) -> bool {
    // No frame is shorter than its overhead, so that the numbers in reach are few: a cheap sieve before the checksum.
    let reach = expected.saturating_add((bytes.len() / OVERHEAD_BYTES) as u64);
    (1..bytes.len()).any(|start| {
        let Some((head, rest)) = bytes.get(start..).and_then(|rest| rest.split_first_chunk::<HEAD_BYTES>())
        else {
            return false;
        };
        let head = RawHead::read(head);
        head.kind & OPENS_WRITE != 0
            && (expected..=reach).contains(&head.seq)
            && rest.get(..head.record_bytes).is_some_and(|json| head.crc == head.computed_crc(json))
    })
}

/// A frame's head as its bytes say, nothing believed yet.
struct RawHead {
    record_bytes: usize,
    crc: u32,
    seq: u64,
    kind: u8,
    schema: u16,
}

impl RawHead {
    fn read(bytes: &[u8; HEAD_BYTES]) -> Self {
        let [l0, l1, l2, l3, c0, c1, c2, c3, s0, s1, s2, s3, s4, s5, s6, s7, kind, v0, v1] = *bytes;
        Self {
            record_bytes: usize::try_from(u32::from_le_bytes([l0, l1, l2, l3])).unwrap_or(usize::MAX),
            crc: u32::from_le_bytes([c0, c1, c2, c3]),
            seq: u64::from_le_bytes([s0, s1, s2, s3, s4, s5, s6, s7]),
            kind,
            schema: u16::from_le_bytes([v0, v1]),
        }
    }

    fn length(&self) -> [u8; 4] {
        u32::try_from(self.record_bytes).unwrap_or(u32::MAX).to_le_bytes()
    }

    fn body_head(&self) -> [u8; 11] {
        let [s0, s1, s2, s3, s4, s5, s6, s7] = self.seq.to_le_bytes();
        let [v0, v1] = self.schema.to_le_bytes();
        [s0, s1, s2, s3, s4, s5, s6, s7, self.kind, v0, v1]
    }

    fn computed_crc(&self, json: &[u8]) -> u32 {
        checksum(&[&self.length(), &self.body_head(), json])
    }

    fn judge(&self, json: &[u8], hash: &Sha, before: &Head) -> Option<Damage> {
        let parts: [&[u8]; 5] =
            [&before.hash.0, &self.length(), &self.crc.to_le_bytes(), &self.body_head(), json];
        if self.computed_crc(json) != self.crc {
            Some(Damage::Checksum)
        } else if before.seq.checked_add(1) != Some(self.seq) {
            Some(Damage::Sequence)
        } else if Sha::of(&parts) != *hash {
            Some(Damage::Chain)
        } else {
            None
        }
    }
}

fn checksum(parts: &[&[u8]]) -> u32 {
    let mut digest = CRC.digest();
    for part in parts {
        digest.update(part);
    }
    digest.finalize()
}

/// Fills `buffer` as far as the reader goes, and says how far.
pub(in crate::store) fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::records::Kind;
    use proptest::prelude::*;

    fn record(json: &[u8]) -> Record {
        Record { kind: Kind::Booth, json: json.to_vec() }
    }

    #[test]
    fn a_frame_reads_as_it_was_written() {
        let mut bytes = Vec::new();
        let first = encode(&mut bytes, &Head::NONE, &record(b"one"), Opens::Write);
        let second = encode(&mut bytes, &first, &record(b"two"), Opens::Nothing);
        let mut reader = &bytes[..];
        let Next::Frame(one) = next(&mut reader, &Head::NONE).unwrap() else { panic!("no frame") };
        let Next::Frame(two) = next(&mut reader, &one.head).unwrap() else { panic!("no frame") };
        assert_eq!((one.head, two.head, two.json.as_slice()), (first, second, &b"two"[..]));
        assert_eq!((one.kind, one.schema), (Kind::Booth.code(), SCHEMA));
        assert_eq!(next(&mut reader, &two.head).unwrap(), Next::End);
        assert_eq!(one.bytes() + two.bytes(), bytes.len() as u64);
        let (first, second) = bytes.split_at(usize::try_from(one.bytes()).unwrap());
        assert_eq!((one.leaf(), two.leaf()), (tree::leaf_hash(first), tree::leaf_hash(second)));
    }

    #[test]
    fn only_a_later_write_speaks_against_a_torn_tail() {
        let mut bytes = Vec::new();
        let first = encode(&mut bytes, &Head::NONE, &record(b"one"), Opens::Write);
        let same_write = bytes.len();
        let second = encode(&mut bytes, &first, &record(b"two"), Opens::Nothing);
        assert!(!later_write_in(&bytes, 1), "the same write went down as a whole");
        encode(&mut bytes, &second, &record(b"three"), Opens::Write);
        assert!(later_write_in(&bytes, 1));
        assert!(later_write_in(&bytes[same_write..], 2));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let read = next(&mut &bytes[..], &Head::NONE).unwrap();
            prop_assert!(!matches!(read, Next::Frame(_)));
            later_write_in(&bytes, 1);
        }

        #[test]
        fn no_flipped_bit_passes(json in proptest::collection::vec(any::<u8>(), 0..80), place in any::<usize>(), bit in 0..8) {
            let mut bytes = Vec::new();
            encode(&mut bytes, &Head::NONE, &record(&json), Opens::Write);
            let place = place % bytes.len();
            bytes[place] ^= 1u8 << bit;
            prop_assert!(matches!(next(&mut &bytes[..], &Head::NONE).unwrap(), Next::Damaged(_)));
        }
    }
}
