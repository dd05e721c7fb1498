//! The epoch: how often the journal was put back from a backup, counted from 1. Every checkpoint says it.
//!
//! The journal is what tells; a small file beside it only says where, so that a start need not read the whole journal.

use crate::domain::fact::{BoothFact, Fact};
use crate::store::error::{Doing, StoreError};
use crate::store::folder::replace_file;
use crate::store::journal::Journal;
use crate::store::records;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The epoch of a journal that was never put back.
pub(super) const FIRST: u32 = 1;

const NAME: &str = "epoch";

/// Ten digits, a space, twenty digits and the line's end; what is longer is none.
const MAX_BYTES: u64 = 10 + 1 + 20 + 1;

/// An epoch and the fact that began it; number 0 for the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    epoch: u32,
    seq: u64,
}

/// The epoch of an open journal. The file is believed where the fact that it names says the same, and made anew elsewhere.
pub(super) fn find(witness: &Path, journal: &Journal) -> Result<u32, StoreError> {
    if let Some(mark) = read(witness)?
        && is_so(mark, journal)?
    {
        return Ok(mark.epoch);
    }
    let mark = latest(journal, 1)?.unwrap_or(Mark { epoch: FIRST, seq: 0 });
    replace_file(witness, NAME, format!("{} {}\n", mark.epoch, mark.seq).as_bytes())?;
    Ok(mark.epoch)
}

fn is_so(mark: Mark, journal: &Journal) -> Result<bool, StoreError> {
    if mark.seq == 0 {
        return Ok(mark.epoch == FIRST);
    }
    let mut walk = journal.walk(mark.seq);
    Ok(match walk.next()? {
        Some((_, frame)) => {
            let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)?;
            matches!(entry.fact, Fact::Booth { fact: BoothFact::Restored { epoch, .. } } if epoch == mark.epoch)
        }
        None => false,
    })
}

/// The last restore that the journal names from fact `from` on.
fn latest(journal: &Journal, from: u64) -> Result<Option<Mark>, StoreError> {
    let mut walk = journal.walk(from);
    let mut latest: Option<Mark> = None;
    while let Some((_, frame)) = walk.next()? {
        let seq = frame.head.seq;
        // A record that this version cannot read is no reason not to start; `verify` names it.
        let Ok(entry) = records::decode(seq, frame.kind, frame.schema, &frame.json) else { continue };
        if let Fact::Booth { fact: BoothFact::Restored { epoch, .. } } = entry.fact {
            latest = Some(Mark { epoch, seq });
        }
    }
    Ok(latest)
}

fn read(witness: &Path) -> Result<Option<Mark>, StoreError> {
    let path = witness.join(NAME);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).doing("open", &path),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).doing("read", &path)?;
    Ok(parse(&bytes))
}

fn parse(bytes: &[u8]) -> Option<Mark> {
    let line = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let (epoch, seq) = line.split_once(' ')?;
    Some(Mark { epoch: epoch.parse().ok()?, seq: seq.parse().ok()? })
}
