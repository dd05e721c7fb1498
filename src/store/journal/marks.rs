//! Places of a segment's facts, made by passing over it: for whoever reads near a fact while there is no index.

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::journal::reach::pass;
use crate::store::journal::segment::{Position, Segment, damaged};
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};

/// Facts from one mark to the next. A segment of 64 MiB has some 100,000 facts: 1,600 marks, 25 KiB.
const STRIDE: u64 = 64;

/// Bytes read at once.
const READ_BYTES: usize = 256 * 1024;

/// The places of every 64th fact of a segment.
#[derive(Debug)]
pub(in crate::store) struct Marks {
    /// The segment.
    pub(in crate::store) segment: u32,
    first: u64,
    offsets: Vec<u32>,
}

impl Marks {
    /// Passes over a segment up to fact `last`, which it is known to hold. No record is read or judged.
    pub(in crate::store) fn of(segment: &Segment, last: u64) -> Result<Self, StoreError> {
        let mut file = File::open(&segment.path).doing("open", &segment.path)?;
        file.seek(SeekFrom::Start(segment.body)).doing("read", &segment.path)?;
        let mut reader = BufReader::with_capacity(READ_BYTES, file);
        let first = segment.before.seq.saturating_add(1);
        let mut offset = segment.body;
        let mut offsets = Vec::new();
        for seq in first..=last {
            if (seq - first).is_multiple_of(STRIDE) {
                let place = u32::try_from(offset);
                offsets.push(place.map_err(|_| damaged(segment.number, offset, Damage::Length))?);
            }
            let passed = pass(&mut reader).doing("read", &segment.path)?;
            let (bytes, _) = passed.ok_or_else(|| damaged(segment.number, offset, Damage::CutShort))?;
            offset = offset.saturating_add(bytes);
        }
        Ok(Self { segment: segment.number, first, offsets })
    }

    /// A fact at or before this one, and its place.
    pub(in crate::store) fn before(&self, seq: u64) -> Option<(u64, Position)> {
        let step = seq.checked_sub(self.first)? / STRIDE;
        let step = step.min((self.offsets.len() as u64).checked_sub(1)?);
        let offset = *self.offsets.get(usize::try_from(step).ok()?)?;
        Some((self.first + step * STRIDE, Position { segment: self.segment, offset }))
    }
}
