//! The file of the unfinished cases: numbers and places, never what a case says, and the booth's own state.

use crate::domain::booth::BoothState;
use crate::domain::number::CaseNumber;
use crate::store::error::StoreError;
use crate::store::facts;
use crate::store::folder::{Folder, replace_file};
use crate::store::hash::Sha;
use crate::store::journal::frame::Head;
use crate::store::journal::segment::{Position, Reader};
use crate::store::live::{Live, Open};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;

const NAME: &str = "live";

/// Another version is not read: the journal is walked instead.
const VERSION: u16 = 2;

/// The longest file: 100 000 unfinished cases of twelve facts, 20 bytes a place.
const MAX_BYTES: u64 = 32 << 20;

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u16,
    seq: u64,
    hash: String,
    place: Option<(u32, u32)>,
    known_from: Option<NaiveDate>,
    serials: Vec<(NaiveDate, String, u32)>,
    open: Vec<(CaseNumber, Vec<(u32, u32)>)>,
    booth: BoothState,
}

/// Writes it, so that a reader finds the old one or the new.
pub(super) fn write(folder: &Folder, live: &Live) -> Result<(), StoreError> {
    let place = |place: &Position| (place.segment, place.offset);
    let kept = Kept {
        version: VERSION,
        seq: live.head.seq,
        hash: live.head.hash.hex(),
        place: live.place.as_ref().map(place),
        known_from: (live.known_from > NaiveDate::MIN).then_some(live.known_from),
        serials: live.serials.iter().map(|((day, post), last)| (*day, post.clone(), *last)).collect(),
        open: live
            .open
            .iter()
            .map(|(number, open)| (number.clone(), open.places.iter().map(place).collect()))
            .collect(),
        booth: live.booth.clone(),
    };
    let bytes =
        serde_json::to_vec(&kept).map_err(|error| StoreError::Unwritable { why: error.to_string() })?;
    let sum = Sha::of(&[&bytes]).hex();
    replace_file(&folder.witness(), NAME, &[sum.as_bytes(), b"\n", &bytes].concat())
}

/// Reads it with the cases that it names; `None` when it is missing or not what the journal says.
pub(super) fn read(folder: &Folder) -> Option<Live> {
    let mut bytes = Vec::new();
    let file = File::open(folder.witness().join(NAME)).ok()?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    let (sum, json) = bytes.split_at_checked(2 * Sha::BYTES)?;
    let json = json.strip_prefix(b"\n")?;
    if Sha::of(&[json]).hex().as_bytes() != sum {
        return None;
    }
    let kept: Kept = serde_json::from_slice(json).ok()?;
    if kept.version != VERSION {
        return None;
    }
    let head = Head { seq: kept.seq, hash: Sha::parse(&kept.hash)? };
    let mut live = Live {
        head,
        place: kept.place.map(position),
        known_from: kept.known_from.unwrap_or(NaiveDate::MIN),
        written: kept.seq,
        booth: kept.booth,
        ..Live::empty()
    };
    live.serials = kept.serials.into_iter().map(|(day, post, last)| ((day, post), last)).collect();
    let mut reader = Reader::new(&folder.journal());
    for (number, places) in kept.open {
        let open = open(&mut reader, &number, places.into_iter().map(position).collect())?;
        live.open.insert(number, open);
    }
    Some(live)
}

fn open(reader: &mut Reader, number: &CaseNumber, places: Vec<Position>) -> Option<Open> {
    let mut case = None;
    for place in &places {
        facts::take(&mut case, number, &reader.frame(*place).ok()?).ok()?;
    }
    let case = case.filter(|case| !case.state.is_finished())?;
    Some(Open { case, places })
}

fn position((segment, offset): (u32, u32)) -> Position {
    Position { segment, offset }
}
