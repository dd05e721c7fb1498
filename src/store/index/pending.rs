//! What the index has not yet handed to sled: changes of many facts, so that a value is written once for all of them.

use crate::store::error::StoreError;
use crate::store::index::db::{Batch, Db};
use crate::store::index::numbers::{self, Run};
use crate::store::index::places::Places;
use crate::store::index::row::{self, ROWS_PER_CHUNK, Row};
use crate::store::index::wording::Fit;
use crate::store::index::{MAX_PIECES, PIECE_BYTES, keys, unreadable, wording};
use std::collections::{BTreeMap, BTreeSet};

/// Facts that wait at most: some 1 400 cases, whose rows and words are 3 MB in memory.
const MAX_FACTS: usize = 16_384;

/// Words that wait at most: 80 bytes each with their node, 5 MB.
const MAX_WORDS: usize = 65_536;

/// Changes in memory, each the whole new value or an addition to one.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) rows: BTreeMap<u32, Vec<Row>>,
    pub(super) serials: BTreeMap<Vec<u8>, Vec<Run>>,
    pub(super) places: Vec<Places>,
    words: BTreeSet<(u16, Vec<u8>, u16)>,
    pub(super) facts: usize,
}

impl Pending {
    pub(super) fn is_full(&self) -> bool {
        self.facts >= MAX_FACTS || self.words.len() >= MAX_WORDS
    }

    pub(super) fn add_words(&mut self, ordinal: u32, words: Vec<Vec<u8>>) {
        let (window, id) = split(ordinal);
        self.words.extend(words.into_iter().map(|word| (window, word, id)));
    }

    /// See [`crate::store::index::Index::each_with`].
    pub(super) fn each_with(
        &self,
        window: u16,
        (start, fit): (&[u8], Fit),
        each: &mut dyn FnMut(u16),
    ) -> usize {
        let from = (window, start.to_vec(), 0);
        let found =
            self.words.range(from..).take_while(|(of, word, _)| *of == window && fit.holds(word, start));
        found.map(|(_, _, id)| each(*id)).count()
    }

    /// Whether a case has exactly this word.
    pub(super) fn has(&self, window: u16, word: &[u8], id: u16) -> bool {
        self.words.contains(&(window, word.to_vec(), id))
    }

    /// All of it, as sled takes it.
    pub(super) fn batch(&self, db: &Db) -> Result<Batch, StoreError> {
        let mut batch = Batch::default();
        for (chunk, rows) in &self.rows {
            let (bytes, spilled) = row::encode(rows);
            batch.insert(keys::rows(*chunk), bytes)?;
            for (place, runs) in spilled {
                let ordinal = chunk * ROWS_PER_CHUNK + u32::try_from(place).map_err(|_| unreadable())?;
                spill(&mut batch, ordinal, &runs)?;
            }
        }
        for (key, runs) in &self.serials {
            batch.insert(key.clone(), numbers::encode(runs))?;
        }
        for places in &self.places {
            batch.insert(keys::places(places.first), places.encode())?;
        }
        wording::add(db, &mut batch, &self.words)?;
        Ok(batch)
    }
}

/// A case's window of words, and its name within it.
pub(in crate::store) fn split(ordinal: u32) -> (u16, u16) {
    let [a, b, c, d] = ordinal.to_be_bytes();
    (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]))
}

fn spill(batch: &mut Batch, ordinal: u32, runs: &[u8]) -> Result<(), StoreError> {
    for (piece, bytes) in (0u16..).zip(runs.chunks(PIECE_BYTES)) {
        if piece >= MAX_PIECES {
            return Err(StoreError::Index { why: format!("case {ordinal} has too many facts") });
        }
        batch.insert(keys::spilled(ordinal, piece), bytes.to_vec())?;
    }
    Ok(())
}
