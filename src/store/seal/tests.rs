//! Sealed files: every boundary comes back whole, and nothing that was altered opens.

use super::*;
use crate::store::case_keys::KEY_BYTES;
use crate::store::samples;
use std::io::{Seek, SeekFrom};

fn key(byte: u8) -> CaseKey {
    CaseKey(Zeroizing::new([byte; KEY_BYTES]))
}

fn bound(serial: u32) -> Bound {
    Bound::new(&Sha::of(&[b"plain"]), &samples::number(serial))
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    seal(plain, &mut bytes, &key(7), &bound(1)).unwrap();
    bytes
}

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

fn opened(bytes: &[u8], key: &CaseKey, bound: Bound) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    Unsealed::new(file(bytes), key, bound)?.read_to_end(&mut plain).map(|_| plain)
}

#[test]
fn every_boundary_of_chunks_comes_back() {
    for length in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 5]
    {
        let plain: Vec<u8> = (0..251).cycle().take(length).collect();
        let bytes = sealed(&plain);
        assert_eq!(bytes.len() as u64, sealed_bytes(length as u64));
        assert_eq!(opened(&bytes, &key(7), bound(1)).unwrap(), plain, "{length}");
        assert!(is_whole(file(&bytes)).unwrap());
    }
}

#[test]
fn every_flipped_byte_and_every_cut_is_told() {
    let bytes = sealed(b"some plain bytes");
    for place in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[place] ^= 1;
        assert!(opened(&altered, &key(7), bound(1)).is_err(), "byte {place}");
        assert!(!is_whole(file(&altered)).unwrap(), "byte {place}");
        assert!(opened(&bytes[..place], &key(7), bound(1)).is_err(), "cut at {place}");
        assert!(!is_whole(file(&bytes[..place])).unwrap(), "cut at {place}");
    }
    let longer = [bytes.as_slice(), b"x"].concat();
    assert!(opened(&longer, &key(7), bound(1)).is_err());
}

/// The trailer is recomputed, as somebody who alters a file would do.
#[test]
fn chunks_that_are_dropped_or_swapped_do_not_open() {
    let plain = vec![5; 3 * CHUNK_BYTES];
    let bytes = sealed(&plain);
    let head = usize::try_from(HEAD_BYTES).unwrap();
    let chunk = CHUNK_BYTES + TAG_BYTES;
    let part = |number: usize| &bytes[head + number * chunk..head + (number + 1) * chunk];
    for order in [&[0, 1][..], &[1, 0, 2], &[0, 2], &[0, 1, 1, 2], &[2]] {
        let mut altered = bytes[..head].to_vec();
        for number in order {
            altered.extend_from_slice(part(*number));
        }
        altered.extend_from_slice(&Sha::of(&[&altered]).0);
        assert!(is_whole(file(&altered)).unwrap());
        assert!(opened(&altered, &key(7), bound(1)).is_err(), "{order:?}");
    }
}

#[test]
fn another_key_another_case_and_another_original_do_not_open() {
    let bytes = sealed(b"plain");
    assert!(opened(&bytes, &key(8), bound(1)).is_err());
    assert!(opened(&bytes, &key(7), bound(2)).is_err());
    let other = Bound::new(&Sha::of(&[b"other"]), &samples::number(1));
    assert!(opened(&bytes, &key(7), other).is_err());
}

#[test]
fn the_same_bytes_sealed_twice_differ() {
    assert_ne!(sealed(b"plain"), sealed(b"plain"));
}
