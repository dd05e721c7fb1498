//! The witness: the last fact as of some moment ago, kept apart from the journal.
//!
//! A hash chain alone cannot show that its end was cut off. The witness can, for all that it has seen: it is written on
//! idle, after some commits and at the close, so it may lag behind the journal and must never be ahead of it.

use crate::store::error::{Doing, StoreError};
use crate::store::folder::replace_file;
use crate::store::hash::Sha;
use crate::store::journal::frame::Head;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

const NAME: &str = "head";

/// A line of at most twenty digits, a space, 64 hexadecimal digits and the line's end; what is longer is none.
const MAX_BYTES: u64 = 20 + 1 + 64 + 1;

/// The witness as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Witness {
    /// There is none: a new folder, or it was removed.
    Missing,
    /// It cannot be read.
    Unreadable,
    /// It names this fact.
    Names(Head),
}

/// Reads it.
pub(super) fn read(folder: &Path) -> Result<Witness, StoreError> {
    let path = folder.join(NAME);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Witness::Missing),
        Err(error) => return Err(error).doing("open", &path),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).doing("read", &path)?;
    Ok(parse(&bytes).map_or(Witness::Unreadable, Witness::Names))
}

/// Writes it.
pub(super) fn write(folder: &Path, head: &Head) -> Result<(), StoreError> {
    replace_file(folder, NAME, format!("{} {}\n", head.seq, head.hash.hex()).as_bytes())
}

fn parse(bytes: &[u8]) -> Option<Head> {
    let line = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let (seq, hash) = line.split_once(' ')?;
    Some(Head { seq: seq.parse().ok()?, hash: Sha::parse(hash)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_reads_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), Witness::Missing);
        let head = Head { seq: u64::MAX, hash: Sha::of(&[b"x"]) };
        write(folder.path(), &head).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Witness::Names(head));
        std::fs::write(folder.path().join(NAME), "17 what?\n").unwrap();
        assert_eq!(read(folder.path()).unwrap(), Witness::Unreadable);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_head_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = parse(&bytes);
        }
    }
}
