//! The index: derived from the journal and disposable. It holds no fact, only where the facts of a case stand, how far
//! the case has come and by which words it is found.
//!
//! sled never lets go of what it has read, so that the whole index is counted as resident memory: some fifty bytes a
//! case, in few values. Changes gather in memory and go to sled together with the number of the last fact in them.

pub(super) mod block;
mod db;
mod keys;
mod numbers;
mod pending;
mod places;
mod row;
mod seqs;
mod varint;
mod wording;

pub(super) use db::Go;
pub(super) use numbers::Run;
pub(super) use places::STRIDE;
pub(super) use row::{Row, Standing};
pub(super) use seqs::Seqs;
pub(super) use wording::Fit;

use crate::domain::number::CaseNumber;
use crate::store::error::{Doing, StoreError};
use crate::store::index::db::{Db, Meta};
use crate::store::index::pending::Pending;
use crate::store::index::places::Places;
use crate::store::index::row::ROWS_PER_CHUNK;
use crate::store::journal::frame::Head;
use crate::store::journal::segment::Position;
use chrono::NaiveDate;
use std::fs;
use std::path::Path;

/// Cases of one window of words: two bytes name each.
pub(super) const WINDOW: u32 = 1 << 16;

/// Bytes of one piece of a row's runs.
const PIECE_BYTES: usize = 4_000;

/// Pieces of a row's runs: 256 KiB, more facts than a case can have in a segment.
const MAX_PIECES: u16 = 64;

/// The index, open.
pub(super) struct Index {
    db: Db,
    meta: Meta,
    pending: Pending,
}

/// How the index was found.
pub(super) enum Found {
    /// It was opened.
    Open(Index),
    /// There is none.
    Missing,
    /// It cannot be used.
    Unusable(String),
}

impl Found {
    /// The fact up to which it holds, where it was opened.
    pub(super) fn applied(&self) -> Option<Head> {
        match self {
            Self::Open(index) => Some(index.applied()),
            Self::Missing | Self::Unusable(_) => None,
        }
    }
}

/// What one fact changes.
pub(super) struct Change {
    pub(super) head: Head,
    pub(super) position: Position,
    /// What it changes of a case; `None` for a fact of the booth.
    pub(super) case: Option<CaseChange>,
}

/// What one fact changes of a case.
pub(super) struct CaseChange {
    pub(super) number: CaseNumber,
    /// The place of the case; `None` when the fact begins it.
    pub(super) ordinal: Option<u32>,
    pub(super) standing: Standing,
    /// Words, as they are kept.
    pub(super) words: Vec<Vec<u8>>,
}

/// Facts of a case that are read in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// A fact at or before the first, and its place.
    pub(super) from: (u64, Position),
    /// The facts.
    pub(super) seqs: Vec<u64>,
}

impl Index {
    /// Opens what is there and makes nothing.
    pub(super) fn find(folder: &Path) -> Result<Found, StoreError> {
        if !folder.join("db").exists() {
            return Ok(Found::Missing);
        }
        let db = match Db::open(folder)? {
            Ok(db) => db,
            Err(why) => return Ok(Found::Unusable(why)),
        };
        Ok(match db.meta() {
            Ok(Some(meta)) => Found::Open(Self { db, meta, pending: Pending::default() }),
            Ok(None) => Found::Unusable("another format".to_owned()),
            Err(error) => Found::Unusable(error.to_string()),
        })
    }

    /// Moves what is there aside, keeping one such, and makes an empty index.
    pub(super) fn start_over(folder: &Path, aside: &Path) -> Result<Self, StoreError> {
        if folder.exists() {
            if aside.exists() {
                fs::remove_dir_all(aside).doing("remove", aside)?;
            }
            fs::rename(folder, aside).doing("rename", folder)?;
        }
        let db = Db::create(folder)?;
        let meta = Meta { applied: Head::NONE, cases: 0 };
        Ok(Self { db, meta, pending: Pending::default() })
    }

    /// The fact up to which it holds.
    pub(super) fn applied(&self) -> Head {
        self.meta.applied
    }

    /// How many cases it knows.
    pub(super) fn cases(&self) -> u32 {
        self.meta.cases
    }

    /// Applies one fact; it reaches sled with [`Self::settle`].
    pub(super) fn apply(&mut self, change: Change) -> Result<(), StoreError> {
        let seq = change.head.seq;
        self.take_place(seq, change.position)?;
        if let Some(case) = change.case {
            let ordinal = match case.ordinal {
                Some(ordinal) => {
                    let chunk = self.chunk_mut(ordinal / ROWS_PER_CHUNK)?;
                    let row = chunk.get_mut((ordinal % ROWS_PER_CHUNK) as usize).ok_or_else(unreadable)?;
                    row.standing = case.standing;
                    row.seqs.push(seq);
                    ordinal
                }
                None => self.begin(case.number, case.standing, seq)?,
            };
            self.pending.add_words(ordinal, case.words);
        }
        self.pending.facts += 1;
        self.meta.applied = change.head;
        Ok(())
    }

    fn begin(&mut self, number: CaseNumber, standing: Standing, seq: u64) -> Result<u32, StoreError> {
        let ordinal = self.meta.cases;
        let key = keys::serials(&number);
        let mut runs = self.serials(&key)?;
        numbers::add(&mut runs, number.serial(), ordinal);
        self.pending.serials.insert(key, runs);
        self.chunk_mut(ordinal / ROWS_PER_CHUNK)?.push(Row { number, standing, seqs: Seqs::one(seq) });
        self.meta.cases = ordinal.saturating_add(1);
        Ok(ordinal)
    }

    fn take_place(&mut self, seq: u64, position: Position) -> Result<(), StoreError> {
        if self.pending.places.is_empty()
            && let Some(places) = self.places_before(seq)?
        {
            self.pending.places.push(places);
        }
        if !self.pending.places.last_mut().is_some_and(|places| places.take(seq, position)) {
            self.pending.places.push(Places::begin(seq, position));
        }
        Ok(())
    }

    /// Whether so much waits in memory that it should go to sled.
    pub(super) fn is_full(&self) -> bool {
        self.pending.is_full()
    }

    /// Hands what waits in memory to sled, whole or not at all.
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        if self.pending.facts == 0 {
            return Ok(());
        }
        let mut batch = self.pending.batch(&self.db)?;
        batch.meta(&self.meta)?;
        self.db.apply(batch)?;
        self.pending = Pending::default();
        Ok(())
    }

    /// Makes all that was settled durable.
    pub(super) fn flush(&self) -> Result<(), StoreError> {
        self.db.flush()
    }

    /// The place of a case in the order in which they began.
    pub(super) fn ordinal(&self, number: &CaseNumber) -> Result<Option<u32>, StoreError> {
        Ok(numbers::find(&self.serials(&keys::serials(number))?, number.serial()))
    }

    /// A case's row.
    pub(super) fn row(&self, ordinal: u32) -> Result<Option<Row>, StoreError> {
        let place = (ordinal % ROWS_PER_CHUNK) as usize;
        let chunk = ordinal / ROWS_PER_CHUNK;
        match self.pending.rows.get(&chunk) {
            Some(rows) => Ok(rows.get(place).cloned()),
            None => Ok(self.read_chunk(chunk)?.into_iter().nth(place)),
        }
    }

    /// The end of the cases that began before this one: those of the day at its post, or of the last day before it.
    pub(super) fn end_before(&self, number: &CaseNumber) -> Result<u32, StoreError> {
        if let Some(ordinal) = self.ordinal(number)? {
            return Ok(ordinal);
        }
        let mut end = 0;
        let last = keys::day(number.day().succ_opt().unwrap_or(NaiveDate::MAX));
        // No such case: those of its day with lower serials, and those of the days before.
        if let Some((key, _)) = self.db.at_or_before(&last, &[keys::NUMBERS])?
            && let Some((day, _)) = keys::day_and_post(&key)
        {
            self.each_serials(day, number.day(), |_, post, run| {
                let below = if post == number.post() { number.serial().saturating_sub(1) } else { u32::MAX };
                end = end.max(run.ordinals(0, below).end);
                Go::On
            })?;
        }
        Ok(end)
    }

    /// The day's highest serial at a post; 0 before the first case.
    pub(super) fn last_serial(&self, post: &str, day: NaiveDate) -> Result<u32, StoreError> {
        let mut last = 0;
        self.each_serials(day, day, |_, of, run| {
            if of == post {
                last = last.max(run.serial.saturating_add(run.length).saturating_sub(1));
            }
            Go::On
        })?;
        Ok(last)
    }

    /// The serials of the days `from..=to`, by day.
    pub(super) fn each_serials(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        mut each: impl FnMut(NaiveDate, &str, &Run) -> Go,
    ) -> Result<(), StoreError> {
        let mut hand = |key: &[u8], runs: &[Run]| -> Result<Go, StoreError> {
            let (day, post) = keys::day_and_post(key).ok_or_else(unreadable)?;
            if day > to {
                return Ok(Go::Stop);
            }
            let all = runs.iter().all(|run| each(day, post, run) == Go::On);
            Ok(if all { Go::On } else { Go::Stop })
        };
        let pending = &self.pending.serials;
        self.db.from(&keys::day(from), &[keys::NUMBERS], |key, value| {
            if pending.contains_key(key) {
                return Ok(Go::On);
            }
            hand(key, &numbers::decode(value).ok_or_else(unreadable)?)
        })?;
        for (key, runs) in pending.range(keys::day(from)..) {
            if hand(key, runs)? == Go::Stop {
                break;
            }
        }
        Ok(())
    }

    /// The cases of a window that have a word that fits; returns how many were handed over.
    pub(super) fn each_with(
        &self,
        window: u16,
        asked: (&[u8], Fit),
        each: &mut dyn FnMut(u16),
    ) -> Result<usize, StoreError> {
        let kept = wording::read(&self.db, window, asked, each)?;
        Ok(kept + self.pending.each_with(window, asked, each))
    }

    /// Whether a case is found by exactly this word.
    pub(super) fn has(&self, ordinal: u32, word: &[u8]) -> Result<bool, StoreError> {
        let (window, id) = pending::split(ordinal);
        Ok(self.pending.has(window, word, id) || wording::has(&self.db, window, word, id)?)
    }

    /// Where the facts of a row stand, in stretches that are read in one go.
    pub(super) fn reach(&self, row: &Row) -> Result<Vec<Stretch>, StoreError> {
        let (mut stretches, mut near): (Vec<Stretch>, Option<Places>) = (Vec::new(), None);
        for (start, length) in row.seqs.runs() {
            let last = start.saturating_add(u64::from(*length)).saturating_sub(1);
            let from = self.place_near(*start, &mut near)?;
            let whole = self.place_near(last, &mut near)?.1.segment == from.1.segment;
            for seq in *start..=last {
                // A run may go on in the next segment, and is then read fact by fact.
                let place = if whole { from } else { self.place_near(seq, &mut near)? };
                match stretches.last_mut() {
                    Some(stretch) if stretch.covers(seq, place) => stretch.seqs.push(seq),
                    _ => stretches.push(Stretch { from: place, seqs: vec![seq] }),
                }
            }
        }
        Ok(stretches)
    }

    /// A fact at or before this one, and its place.
    pub(super) fn place(&self, seq: u64) -> Result<(u64, Position), StoreError> {
        self.place_near(seq, &mut None)
    }

    fn place_near(&self, seq: u64, near: &mut Option<Places>) -> Result<(u64, Position), StoreError> {
        if let Some(places) = near.as_ref().filter(|places| places.surely_covers(seq)) {
            return places.before(seq).ok_or_else(unreadable);
        }
        *near = match self.pending.places.iter().rev().find(|places| places.first <= seq) {
            Some(places) => Some(places.clone()),
            None => self.places_before(seq)?,
        };
        near.as_ref().and_then(|places| places.before(seq)).ok_or_else(unreadable)
    }

    fn places_before(&self, seq: u64) -> Result<Option<Places>, StoreError> {
        let Some((key, value)) = self.db.at_or_before(&keys::places(seq), &[keys::PLACES])? else {
            return Ok(None);
        };
        let first = keys::first_of_places(&key).ok_or_else(unreadable)?;
        Places::decode(first, &value).map(Some).ok_or_else(unreadable)
    }

    fn serials(&self, key: &[u8]) -> Result<Vec<Run>, StoreError> {
        if let Some(runs) = self.pending.serials.get(key) {
            return Ok(runs.clone());
        }
        let Some(bytes) = self.db.get(key)? else { return Ok(Vec::new()) };
        numbers::decode(&bytes).ok_or_else(unreadable)
    }

    fn chunk_mut(&mut self, chunk: u32) -> Result<&mut Vec<Row>, StoreError> {
        if !self.pending.rows.contains_key(&chunk) {
            let rows = self.read_chunk(chunk)?;
            self.pending.rows.insert(chunk, rows);
        }
        self.pending.rows.get_mut(&chunk).ok_or_else(unreadable)
    }

    fn read_chunk(&self, chunk: u32) -> Result<Vec<Row>, StoreError> {
        let Some(bytes) = self.db.get(&keys::rows(chunk))? else { return Ok(Vec::new()) };
        let spilled = |place: usize| self.spilled(chunk * ROWS_PER_CHUNK + u32::try_from(place).ok()?).ok();
        row::decode(&bytes, spilled).ok_or_else(unreadable)
    }

    fn spilled(&self, ordinal: u32) -> Result<Vec<u8>, StoreError> {
        let mut runs = Vec::new();
        for piece in 0..MAX_PIECES {
            let bytes = self.db.get(&keys::spilled(ordinal, piece))?.unwrap_or_default();
            runs.extend_from_slice(&bytes);
            if bytes.len() < PIECE_BYTES {
                break;
            }
        }
        Ok(runs)
    }
}

impl Stretch {
    /// Whether a fact is read along with those there are: in the same segment, and soon after the last.
    fn covers(&self, seq: u64, place: (u64, Position)) -> bool {
        let last = self.seqs.last().copied().unwrap_or_default();
        place.1.segment == self.from.1.segment && seq.saturating_sub(last) <= STRIDE
    }
}

pub(super) fn unreadable() -> StoreError {
    StoreError::Index { why: "a value that this index cannot have".to_owned() }
}
