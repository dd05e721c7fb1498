//! What the index keeps of a case: its number, where it stands, and which facts of the journal are its own.
//!
//! Nothing that a person reads is kept here: a list folds the few cases that it shows from the journal. Rows lie 32 to a
//! value in the order in which the cases began, each told by its difference from the one before it.

use crate::domain::case::{Case, CaseState};
use crate::domain::number::CaseNumber;
use crate::domain::scan::Depth;
use crate::store::index::seqs::Seqs;
use crate::store::index::varint;
use chrono::{Datelike, NaiveDate};

/// Rows in one value. A row has at most a byte of flags, 9 of post, 3 of day and 3 of serial (each a varint), 10 of the
/// first fact, 1 of length and [`MAX_INLINE`] of runs: 32 × 91 bytes stay below the 4 KiB of a value.
pub(in crate::store) const ROWS_PER_CHUNK: u32 = 32;

/// Bytes of runs within a row. A case with more, some sixty interruptions, has its runs in values of their own.
const MAX_INLINE: usize = 64;

const NEXT_NUMBER: u8 = 0x10;
const FULL: u8 = 0x20;
const REDUCED: u8 = 0x40;
const SPILLED: u8 = 0x80;

/// A case's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Row {
    pub(in crate::store) number: CaseNumber,
    pub(in crate::store) standing: Standing,
    pub(in crate::store) seqs: Seqs,
}

/// Where a case stands, as the index keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Standing {
    pub(in crate::store) state: CaseState,
    pub(in crate::store) depth: Option<Depth>,
}

impl Standing {
    pub(in crate::store) fn of(case: &Case) -> Self {
        Self { state: case.state, depth: case.image().map(|image| image.depth) }
    }

    fn to_flags(self) -> u8 {
        let state = CaseState::ALL.iter().position(|known| *known == self.state);
        let depth = match self.depth {
            None => 0,
            Some(Depth::Full) => FULL,
            Some(Depth::Reduced) => REDUCED,
        };
        state.and_then(|state| u8::try_from(state).ok()).unwrap_or(0x0f) | depth
    }

    fn from_flags(flags: u8) -> Option<Self> {
        let state = *CaseState::ALL.get(usize::from(flags & 0x0f))?;
        let depth = match (flags & FULL, flags & REDUCED) {
            (0, 0) => None,
            (0, _) => Some(Depth::Reduced),
            (_, 0) => Some(Depth::Full),
            _ => return None,
        };
        Some(Self { state, depth })
    }
}

/// A chunk as bytes, and the runs that did not fit into it, by their row's place.
pub(super) fn encode(rows: &[Row]) -> (Vec<u8>, Vec<(usize, Vec<u8>)>) {
    let (mut bytes, mut spilled) = (Vec::new(), Vec::new());
    let mut before: Option<&Row> = None;
    for (place, row) in rows.iter().enumerate() {
        let runs = row.seqs.to_bytes();
        let follows = before.is_some_and(|before| is_next(&before.number, &row.number));
        let next = if follows { NEXT_NUMBER } else { 0 };
        let spills = if runs.len() > MAX_INLINE { SPILLED } else { 0 };
        bytes.push(row.standing.to_flags() | next | spills);
        if !follows {
            push_number(&mut bytes, before.map(|before| &before.number), &row.number);
        }
        let first = before.map_or(0, |before| before.seqs.first());
        varint::push_signed(&mut bytes, row.seqs.first().wrapping_sub(first).cast_signed());
        if spills == 0 {
            varint::push(&mut bytes, runs.len() as u64);
            bytes.extend_from_slice(&runs);
        } else {
            spilled.push((place, runs));
        }
        before = Some(row);
    }
    (bytes, spilled)
}

/// Reads a chunk; `spilled` gives the runs of the row at a place. `None` when these bytes are no rows.
pub(super) fn decode(mut bytes: &[u8], spilled: impl Fn(usize) -> Option<Vec<u8>>) -> Option<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::with_capacity(ROWS_PER_CHUNK as usize);
    while let Some(flags) = varint::take_byte(&mut bytes) {
        let before = rows.last();
        let number = if flags & NEXT_NUMBER == 0 {
            take_number(&mut bytes, before.map(|row| &row.number))?
        } else {
            let number = &before?.number;
            CaseNumber::new(number.post(), number.day(), number.serial().checked_add(1)?).ok()?
        };
        let first = before.map_or(0, |row| row.seqs.first());
        let first = first.wrapping_add(varint::take_signed(&mut bytes)?.cast_unsigned());
        let seqs = if flags & SPILLED == 0 {
            let length = usize::try_from(varint::take(&mut bytes)?).ok()?;
            Seqs::from_bytes(first, varint::take_bytes(&mut bytes, length)?)?
        } else {
            Seqs::from_bytes(first, &spilled(rows.len())?)?
        };
        rows.push(Row { number, standing: Standing::from_flags(flags)?, seqs });
    }
    Some(rows)
}

fn is_next(before: &CaseNumber, number: &CaseNumber) -> bool {
    before.post() == number.post()
        && before.day() == number.day()
        && before.serial().checked_add(1) == Some(number.serial())
}

fn push_number(bytes: &mut Vec<u8>, before: Option<&CaseNumber>, number: &CaseNumber) {
    let post = number.post();
    let same = before.is_some_and(|before| before.post() == post);
    let length = if same { 0 } else { u8::try_from(post.len()).unwrap_or(0) };
    bytes.push(length);
    bytes.extend_from_slice(post.get(..usize::from(length)).unwrap_or_default().as_bytes());
    let day = before.map_or(0, |before| before.day().num_days_from_ce());
    varint::push_signed(bytes, i64::from(number.day().num_days_from_ce()) - i64::from(day));
    varint::push(bytes, u64::from(number.serial()));
}

fn take_number(bytes: &mut &[u8], before: Option<&CaseNumber>) -> Option<CaseNumber> {
    let length = usize::from(varint::take_byte(bytes)?);
    let post = varint::take_bytes(bytes, length)?;
    let post = if length == 0 { before?.post() } else { std::str::from_utf8(post).ok()? };
    let day = i64::from(before.map_or(0, |before| before.day().num_days_from_ce()));
    let day = day.checked_add(varint::take_signed(bytes)?)?;
    let day = NaiveDate::from_num_days_from_ce_opt(i32::try_from(day).ok()?)?;
    CaseNumber::new(post, day, varint::take_u32(bytes)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn rows(facts: &[(u32, u64, usize)]) -> Vec<Row> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let row = |(serial, first, runs): &(u32, u64, usize)| {
            let mut seqs = Seqs::one(*first);
            (1..*runs as u64).for_each(|run| seqs.push(first + 2 * run));
            let state = CaseState::ALL[*serial as usize % CaseState::ALL.len()];
            let depth = [None, Some(Depth::Full), Some(Depth::Reduced)][*serial as usize % 3];
            let post = ["39855302", "55302", "39"][(*serial as usize / 7) % 3];
            Row {
                number: CaseNumber::new(post, day, *serial).unwrap(),
                standing: Standing { state, depth },
                seqs,
            }
        };
        facts.iter().map(row).collect()
    }

    proptest! {
        #[test]
        fn rows_read_as_they_were_kept(facts in proptest::collection::vec((1u32..50, 1u64..1 << 40, 1usize..90), 0..32)) {
            let rows = rows(&facts);
            let (bytes, spilled) = encode(&rows);
            prop_assert!(bytes.len() <= 4_096);
            let spilled: BTreeMap<usize, Vec<u8>> = spilled.into_iter().collect();
            prop_assert_eq!(decode(&bytes, |place| spilled.get(&place).cloned()), Some(rows));
        }

        #[test]
        fn any_bytes_are_rows_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode(&bytes, |_| None);
        }
    }

    #[test]
    fn a_days_usual_cases_take_a_dozen_bytes_each() {
        let facts: Vec<(u32, u64, usize)> = (0..32).map(|case| (case % 7 + 1, 1_000 + 12 * u64::from(case), 6)).collect();
        assert!(encode(&rows(&facts)).0.len() < 32 * 14);
    }
}
