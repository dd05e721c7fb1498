//! A sealed file: chunks under the key of their case, in an order that cannot be changed or cut, and a digest for whoever
//! must check a copy without the key.
//!
//! Magic, version, 19 random bytes, chunks of at most 64 KiB each with its tag, and the SHA-256 of all that. The nonce of
//! a chunk is the random bytes, its number and whether it is the last (the STREAM construction).

use crate::domain::number::CaseNumber;
use crate::store::case_keys::{CaseKey, case_sha, fill};
use crate::store::hash::{Sha, digest};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use zeroize::Zeroizing;

/// Begins every sealed file; the last two bytes are the version of the format.
const MAGIC: &[u8; 8] = b"ISSEAL\x00\x01";

/// Random bytes of a file's nonces: 24 less the number of the chunk and the flag of the last.
const PREFIX_BYTES: usize = 24 - 4 - 1;

/// Plain bytes of a chunk; 1 GiB, the largest original, is 16 384 of them, far from the 2³² that a number counts.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// The tag of a chunk.
const TAG_BYTES: usize = 16;

const HEAD_BYTES: u64 = (MAGIC.len() + PREFIX_BYTES) as u64;

/// What a sealed file is bound to: one that is given another name cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bound(Vec<u8>);

impl Bound {
    /// To the digest of the plain bytes and to the case.
    pub(super) fn new(sha: &Sha, case: &CaseNumber) -> Self {
        Self([MAGIC.as_slice(), &sha.0, &case_sha(case).0].concat())
    }
}

/// The length of the sealed file of so many plain bytes.
pub(super) fn sealed_bytes(plain: u64) -> u64 {
    let chunks = plain.div_ceil(CHUNK_BYTES as u64).max(1);
    HEAD_BYTES + plain + chunks * TAG_BYTES as u64 + Sha::BYTES as u64
}

fn nonce(prefix: &[u8; PREFIX_BYTES], chunk: u32, is_last: bool) -> XNonce {
    let mut nonce = XNonce::default();
    let parts = prefix.iter().copied().chain(chunk.to_be_bytes()).chain([u8::from(is_last)]);
    nonce.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    nonce
}

fn broken() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "the seal does not hold")
}

/// Seals all of `source` into `to`.
pub(super) fn seal(
    mut source: impl Read,
    to: &mut impl Write,
    key: &CaseKey,
    bound: &Bound,
) -> io::Result<()> {
    let cipher = XChaCha20Poly1305::new((&*key.0).into());
    let mut prefix = [0; PREFIX_BYTES];
    fill(&mut prefix)?;
    let mut sha = Sha256::new();
    let mut put = |bytes: &[u8]| {
        sha.update(bytes);
        to.write_all(bytes)
    };
    put(MAGIC)?;
    put(&prefix)?;
    let mut chunk = next_chunk(&mut source)?;
    for number in 0u32.. {
        // A chunk ahead, since the last one must say that it is.
        let next = next_chunk(&mut source)?;
        let nonce = nonce(&prefix, number, next.is_empty());
        cipher.encrypt_in_place(&nonce, &bound.0, &mut *chunk).map_err(|_| broken())?;
        put(&chunk)?;
        if next.is_empty() {
            break;
        }
        chunk = next;
    }
    let trailer = sha.finalize();
    to.write_all(&trailer)
}

fn next_chunk(source: &mut impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut chunk = Zeroizing::new(Vec::with_capacity(CHUNK_BYTES + TAG_BYTES));
    source.take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}

/// Whether the file is as it was written, as far as can be told without its key.
pub(super) fn is_whole(mut file: File) -> io::Result<bool> {
    let Some(body) = file.metadata()?.len().checked_sub(Sha::BYTES as u64) else { return Ok(false) };
    let (sha, read) = digest((&file).take(body), body, |_| Ok(()))?;
    let mut trailer = [0; Sha::BYTES];
    file.read_exact(&mut trailer)?;
    Ok(read == body && trailer == sha.0)
}

/// The plain bytes of a sealed file, chunk by chunk; bytes are handed out only after their tag was checked.
pub(super) struct Unsealed {
    cipher: XChaCha20Poly1305,
    bound: Bound,
    prefix: [u8; PREFIX_BYTES],
    file: File,
    /// Bytes of chunks that are not read yet.
    left: u64,
    number: u32,
    sha: Sha256,
    chunk: Zeroizing<Vec<u8>>,
    taken: usize,
}

impl Unsealed {
    /// Begins to read; `file` stands at its beginning.
    pub(super) fn new(mut file: File, key: &CaseKey, bound: Bound) -> io::Result<Self> {
        let left = file.metadata()?.len().checked_sub(HEAD_BYTES + Sha::BYTES as u64).ok_or_else(broken)?;
        let (mut magic, mut prefix) = ([0; MAGIC.len()], [0; PREFIX_BYTES]);
        file.read_exact(&mut magic)?;
        file.read_exact(&mut prefix)?;
        if magic != *MAGIC || left == 0 {
            return Err(broken());
        }
        let mut sha = Sha256::new();
        sha.update(magic);
        sha.update(prefix);
        let cipher = XChaCha20Poly1305::new((&*key.0).into());
        let chunk = Zeroizing::new(Vec::new());
        Ok(Self { cipher, bound, prefix, file, left, number: 0, sha, chunk, taken: 0 })
    }

    fn open_next(&mut self) -> io::Result<()> {
        let length = self.left.min((CHUNK_BYTES + TAG_BYTES) as u64);
        let mut chunk = Zeroizing::new(Vec::with_capacity(CHUNK_BYTES + TAG_BYTES));
        if (&self.file).take(length).read_to_end(&mut chunk)? as u64 != length {
            return Err(broken());
        }
        self.sha.update(&*chunk);
        self.left -= length;
        let nonce = nonce(&self.prefix, self.number, self.left == 0);
        self.cipher.decrypt_in_place(&nonce, &self.bound.0, &mut *chunk).map_err(|_| broken())?;
        if self.left == 0 {
            let mut trailer = [0; Sha::BYTES];
            self.file.read_exact(&mut trailer)?;
            let found: [u8; Sha::BYTES] = self.sha.finalize_reset().into();
            if trailer != found {
                return Err(broken());
            }
        }
        self.number = self.number.checked_add(1).ok_or_else(broken)?;
        (self.chunk, self.taken) = (chunk, 0);
        Ok(())
    }
}

impl Read for Unsealed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.chunk.len() && self.left > 0 {
            self.open_next()?;
        }
        let rest = self.chunk.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
