//! SHA-256 as the store uses it: of frames, of heads, of files.

use crate::domain::scan::{HashFault, ImageHash};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{self, Read};

/// Bytes read from a file at once: 128 KiB, so that a 1 GiB original costs some eight thousand reads and no memory.
pub(super) const CHUNK_BYTES: usize = 128 * 1024;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha(pub(super) [u8; Sha::BYTES]);

impl Sha {
    /// Its length.
    pub(super) const BYTES: usize = 32;

    /// What stands before the first frame.
    pub(super) const NONE: Self = Self([0; Self::BYTES]);

    /// The digest of several parts, one after the other.
    pub(super) fn of(parts: &[&[u8]]) -> Self {
        let mut sha = Sha256::new();
        for part in parts {
            sha.update(part);
        }
        Self(sha.finalize().into())
    }

    /// 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = ImageHash::parse(text).ok()?;
        let mut bytes = [0; Self::BYTES];
        for (byte, digits) in bytes.iter_mut().zip(text.as_str().as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The digest as the name of an original.
    pub(super) fn to_image_hash(self) -> Result<ImageHash, HashFault> {
        ImageHash::parse(&self.hex())
    }
}

impl fmt::Debug for Sha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// Reads `source` to its end, at most `limit` bytes, and hands every piece to `keep`. Returns digest and length;
/// a length of `limit + 1` says that there was more.
pub(super) fn digest(
    source: impl Read,
    limit: u64,
    mut keep: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<(Sha, u64)> {
    let mut source = source.take(limit.saturating_add(1));
    let mut sha = Sha256::new();
    let mut length = 0u64;
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let count = match source.read(&mut buffer) {
            Ok(0) => return Ok((Sha(sha.finalize().into()), length)),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = buffer.get(..count).unwrap_or_default();
        sha.update(piece);
        keep(piece)?;
        length = length.saturating_add(piece.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_digest_of_abc() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Sha::of(&[b"a", b"bc"]).hex(), known);
        assert_eq!(Sha::parse(known), Some(Sha::of(&[b"abc"])));
        assert_eq!(digest(&b"abc"[..], 10, |_| Ok(())).unwrap(), (Sha::of(&[b"abc"]), 3));
        assert_eq!(Sha::parse("ba78"), None);
    }

    #[test]
    fn more_than_the_limit_is_told() {
        assert_eq!(digest(&b"abcd"[..], 2, |_| Ok(())).unwrap().1, 3);
    }
}
