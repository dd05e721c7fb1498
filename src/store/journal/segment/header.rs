//! A segment's header: `magic 8 | format u16 | first seq u64 | hash before it 32 | frontier 32 each | sha256 of all that`.
//!
//! Little-endian. The frontier is that of the tree of all frames before the segment: as many hashes as their number has
//! bits set. Format 1, which version 0.1.0 wrote, has none; it is read for ever and no longer written.

use crate::store::hash::Sha;
use crate::store::journal::frame::{Head, read_up_to};
use crate::store::tree::{Frontier, hashes_of};
use std::io::{self, Read};

const MAGIC: [u8; 8] = *b"INTRAJNL";

/// Without a frontier.
const CHAIN_ONLY: u16 = 1;

/// With the frontier.
const WITH_TREE: u16 = 2;

/// Bytes up to the hash before the first frame: what the header's length is told from.
const FIXED_BYTES: usize = 8 + 2 + 8;

/// Where the hash before the first frame stands.
pub(in crate::store) const HASH_AT: u64 = FIXED_BYTES as u64;

/// Where the frontier stands.
pub(in crate::store) const TREE_AT: u64 = HASH_AT + Sha::BYTES as u64;

/// What a segment's header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Header {
    /// The end of the segment before it.
    pub(in crate::store) before: Head,
    /// The tree of all frames before it; `None` in format 1.
    pub(in crate::store) frontier: Option<Frontier>,
}

impl Header {
    /// Its bytes.
    pub(in crate::store) fn bytes(&self) -> Vec<u8> {
        let format = if self.frontier.is_some() { WITH_TREE } else { CHAIN_ONLY };
        let mut bytes = Vec::with_capacity(usize::try_from(self.length()).unwrap_or_default());
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&format.to_le_bytes());
        bytes.extend_from_slice(&self.before.seq.saturating_add(1).to_le_bytes());
        bytes.extend_from_slice(&self.before.hash.0);
        for hash in self.frontier.iter().flat_map(Frontier::hashes) {
            bytes.extend_from_slice(&hash.0);
        }
        let own = Sha::of(&[&bytes]);
        bytes.extend_from_slice(&own.0);
        bytes
    }

    /// Its length: where the first frame begins.
    pub(in crate::store) fn length(&self) -> u64 {
        length(self.frontier.as_ref().map_or(0, |frontier| frontier.hashes().len()))
    }

    /// Reads it; `None` when it is short, altered or of another format.
    pub(in crate::store) fn read(reader: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = vec![0; FIXED_BYTES];
        if read_up_to(reader, &mut bytes)? < FIXED_BYTES {
            return Ok(None);
        }
        let Some((format, seq)) = fixed(&bytes) else { return Ok(None) };
        let Some(hashes) = hashes_in(format, seq) else { return Ok(None) };
        bytes.resize(usize::try_from(length(hashes)).unwrap_or_default(), 0);
        let rest = bytes.get_mut(FIXED_BYTES..).unwrap_or_default();
        if read_up_to(reader, rest)? < rest.len() {
            return Ok(None);
        }
        let mut read = rest.chunks_exact(Sha::BYTES).filter_map(|hash| hash.try_into().ok().map(Sha));
        let hash = read.next().unwrap_or(Sha::NONE);
        let frontier = Frontier::new(seq, read.take(hashes).collect()).filter(|_| format == WITH_TREE);
        let header = Self { before: Head { seq, hash }, frontier };
        // A header has one form only: what it would be written as must be what stands there.
        Ok((header.bytes() == bytes).then_some(header))
    }
}

/// Where the first frame begins in a file, told from the header's first bytes alone; the rest is not judged.
pub(in crate::store) fn body_of(reader: &mut impl Read) -> io::Result<Option<u64>> {
    let mut bytes = [0; FIXED_BYTES];
    let whole = read_up_to(reader, &mut bytes)? == FIXED_BYTES;
    let hashes = fixed(&bytes).filter(|_| whole).and_then(|(format, seq)| hashes_in(format, seq));
    Ok(hashes.map(length))
}

/// Format, and the number of the last frame before the segment.
fn fixed(bytes: &[u8]) -> Option<(u16, u64)> {
    let rest = bytes.strip_prefix(&MAGIC)?;
    let (format, rest) = rest.split_first_chunk()?;
    let (first, _) = rest.split_first_chunk()?;
    Some((u16::from_le_bytes(*format), u64::from_le_bytes(*first).checked_sub(1)?))
}

fn hashes_in(format: u16, seq: u64) -> Option<usize> {
    match format {
        CHAIN_ONLY => Some(0),
        WITH_TREE => Some(hashes_of(seq)),
        _ => None,
    }
}

/// With so many hashes of the frontier: at most 82 + 64 × 32 bytes.
fn length(hashes: usize) -> u64 {
    TREE_AT.saturating_add(((hashes + 1) * Sha::BYTES) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tree::leaf_hash;
    use proptest::prelude::*;

    fn header(seq: u64) -> Header {
        let hashes = (0..hashes_of(seq)).map(|bit| leaf_hash(&bit.to_le_bytes())).collect();
        Header { before: Head { seq, hash: Sha::of(&[b"before"]) }, frontier: Frontier::new(seq, hashes) }
    }

    #[test]
    fn both_formats_read_as_they_were_written() {
        for seq in [0, 1, 2, 7, 1 << 40, (1 << 40) - 1] {
            let with_tree = header(seq);
            let chain_only = Header { frontier: None, ..with_tree.clone() };
            assert_eq!(chain_only.length(), 82);
            for header in [with_tree, chain_only] {
                let bytes = header.bytes();
                assert_eq!(bytes.len() as u64, header.length());
                assert_eq!(body_of(&mut bytes.as_slice()).unwrap(), Some(header.length()));
                assert_eq!(Header::read(&mut bytes.as_slice()).unwrap(), Some(header));
            }
        }
    }

    #[test]
    fn every_altered_or_missing_byte_is_told() {
        let bytes = header(7).bytes();
        for place in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            assert_eq!(Header::read(&mut altered.as_slice()).unwrap(), None, "{place}");
            assert_eq!(Header::read(&mut &bytes[..place]).unwrap(), None, "{place}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_header_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(Header::read(&mut bytes.as_slice()).unwrap(), None);
            prop_assert_eq!(body_of(&mut bytes.as_slice()).unwrap(), None);
        }
    }
}
