//! Pages of the journal in either direction, read from places nearby: no page costs a walk over the whole journal.
//!
//! Where the index is there it names the places; where it is not, one pass over a segment's heads does. Every fact that is
//! shown has had its checksum and its hash judged.

mod walking;

use crate::domain::Moment;
use crate::domain::fact::Entry;
use crate::domain::journal::{JournalLine, JournalPage, JournalQuery, MAX_LINES, Order, earlier, later};
use crate::store::error::{Damage, StoreError};
use crate::store::folder::Folder;
use crate::store::index::Stretch;
use crate::store::journal::frame::Frame;
use crate::store::journal::marks::Marks;
use crate::store::journal::reach::Reach;
use crate::store::journal::recovery;
use crate::store::journal::segment::{Position, Segment, damaged};
use crate::store::records;
use std::path::Path;
use std::sync::Arc;

pub use walking::{Span, Walked};

/// Facts that are looked at for one page: some 50 ms of reading. A filter that fits less often goes on with the next page.
const MAX_LOOKED: u64 = 20_000;

/// Facts read at once. At 256 KiB for the longest they are 16 MiB; usually they are 40 KiB.
const WINDOW: usize = 64;

/// Bytes of records in one page, but for the last of them: with that one a page stays below the longest reply, 8 MiB.
const MAX_PAGE_BYTES: usize = 4 << 20;

/// Facts between two wanted ones that are rather passed over than sought anew.
const MAX_GAP: u64 = 32;

/// Whoever knows a place near a fact; `None` when nobody does.
type Near = Box<dyn FnMut(u64) -> Option<(u64, Position)> + Send>;

/// The facts to be looked at.
pub(super) enum Wanted {
    /// All.
    All,
    /// These, ascending: those of a case.
    These(Vec<u64>),
}

/// A journal to be read beside whoever writes it.
pub(super) struct Pages {
    segments: Arc<[Segment]>,
    last: u64,
    near: Near,
    marks: Option<Marks>,
    reach: Reach,
}

impl Pages {
    /// The journal of these segments up to fact `last`.
    pub(super) fn new(folder: &Folder, segments: Arc<[Segment]>, last: u64, near: Near) -> Self {
        Self { segments, last, near, marks: None, reach: Reach::new(&folder.journal()) }
    }

    /// A page.
    pub(super) fn page(&mut self, query: &JournalQuery, wanted: &Wanted) -> Result<JournalPage, StoreError> {
        let mut page = JournalPage { lines: Vec::new(), next: None, looked: 0, last: self.last };
        let (limit, mut bytes) = (query.limit.clamp(1, MAX_LINES), 0);
        let mut from = self.first_of(query)?;
        loop {
            let window = self.window(wanted, query.order, from);
            let (Some(low), Some(high)) = (window.first(), window.last()) else { return Ok(page) };
            let beyond = match query.order {
                Order::NewestFirst => low.saturating_sub(1),
                Order::OldestFirst => high.saturating_add(1),
            };
            let mut frames = self.read(&window)?;
            if query.order == Order::NewestFirst {
                frames.reverse();
            }
            for frame in frames {
                let seq = frame.head.seq;
                if page.lines.len() >= limit || bytes >= MAX_PAGE_BYTES || page.looked >= MAX_LOOKED {
                    page.next = Some(seq);
                    return Ok(page);
                }
                page.looked = page.looked.saturating_add(1);
                let entry = decode(&frame)?;
                if query.is_past(&entry) {
                    return Ok(page);
                }
                if query.fits(&entry) {
                    bytes = bytes.saturating_add(frame.json.len());
                    page.lines.push(JournalLine { seq, entry });
                }
            }
            from = beyond;
        }
    }

    /// The fact at which looking begins.
    fn first_of(&mut self, query: &JournalQuery) -> Result<u64, StoreError> {
        match (query.from, query.order) {
            (Some(from), Order::NewestFirst) => Ok(from.min(self.last)),
            (Some(from), Order::OldestFirst) => Ok(from.max(1)),
            (None, Order::NewestFirst) => match query.until {
                Some(until) => Ok(self.first_at(later(until))?.saturating_sub(1)),
                None => Ok(self.last),
            },
            (None, Order::OldestFirst) => match query.since {
                Some(since) => self.first_at(earlier(since)),
                None => Ok(1),
            },
        }
    }

    /// The next facts to be read, ascending.
    fn window(&self, wanted: &Wanted, order: Order, from: u64) -> Vec<u64> {
        match (wanted, order) {
            (Wanted::All, Order::NewestFirst) => {
                let high = from.min(self.last);
                (high.saturating_sub(WINDOW as u64 - 1).max(1)..=high).collect()
            }
            (Wanted::All, Order::OldestFirst) => {
                (from..=from.saturating_add(WINDOW as u64 - 1).min(self.last)).collect()
            }
            (Wanted::These(seqs), Order::NewestFirst) => {
                let end = seqs.partition_point(|seq| *seq <= from);
                let begin = end.saturating_sub(WINDOW);
                seqs.get(begin..end).unwrap_or_default().to_vec()
            }
            (Wanted::These(seqs), Order::OldestFirst) => {
                let rest = seqs.iter().copied().skip_while(|seq| *seq < from);
                rest.take_while(|seq| *seq <= self.last).take(WINDOW).collect()
            }
        }
    }

    /// These facts, ascending, with as few seeks as they allow.
    fn read(&mut self, seqs: &[u64]) -> Result<Vec<Frame>, StoreError> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for seq in seqs {
            let segment = self.segment_of(*seq)?.number;
            let joins = |stretch: &Stretch| {
                let last = stretch.seqs.last().copied().unwrap_or(0);
                stretch.from.1.segment == segment && seq.saturating_sub(last) <= MAX_GAP
            };
            match stretches.last_mut() {
                Some(stretch) if joins(stretch) => stretch.seqs.push(*seq),
                _ => stretches.push(Stretch { from: self.place(*seq)?, seqs: vec![*seq] }),
            }
        }
        let mut frames = Vec::with_capacity(seqs.len());
        for stretch in &stretches {
            frames.extend(self.reach.read(stretch)?.into_iter().map(|(_, frame)| frame));
        }
        Ok(frames)
    }

    /// A fact at or before this one in the same segment, and its place.
    fn place(&mut self, seq: u64) -> Result<(u64, Position), StoreError> {
        let segment = self.segment_of(seq)?;
        let (number, first) = (segment.number, segment.before.seq.saturating_add(1));
        if seq == first {
            return Ok((first, body(segment)?));
        }
        let near = (self.near)(seq).filter(|(near, at)| at.segment == number && (first..=seq).contains(near));
        if let Some(near) = near {
            return Ok(near);
        }
        if self.marks.as_ref().is_none_or(|marks| marks.segment != number) {
            self.marks = Some(Marks::of(self.segment_of(seq)?, self.last_in(number))?);
        }
        let marked = self.marks.as_ref().and_then(|marks| marks.before(seq));
        marked.ok_or_else(|| damaged(number, 0, Damage::Discontinuous))
    }

    /// The segment in which a fact stands.
    fn segment_of(&self, seq: u64) -> Result<&Segment, StoreError> {
        let found = self.segments.iter().rev().find(|segment| segment.before.seq < seq);
        found.ok_or_else(|| damaged(1, 0, Damage::Discontinuous))
    }

    /// The last fact of a segment.
    fn last_in(&self, number: u32) -> u64 {
        let next = self.segments.iter().find(|segment| segment.number > number);
        next.map_or(self.last, |next| next.before.seq.min(self.last))
    }

    /// The first fact from which on times are at or after `moment`, found by halving: first among the segments, then
    /// within one. All facts before it are earlier than `moment` and the slack of a clock.
    fn first_at(&mut self, moment: Moment) -> Result<u64, StoreError> {
        let (mut before, mut after) = (0, self.last.saturating_add(1));
        let mut begins: Vec<u64> =
            self.segments.iter().map(|segment| segment.before.seq.saturating_add(1)).collect();
        begins.retain(|first| (1..=self.last).contains(first));
        begins.dedup();
        while let Some(first) = begins.get(begins.len() / 2).copied() {
            let rest = begins.split_off(begins.len() / 2);
            if self.at(first)? < moment {
                before = first;
                begins = rest.get(1..).unwrap_or_default().to_vec();
            } else {
                after = first;
            }
        }
        while after.saturating_sub(before) > 1 {
            let middle = before + (after - before) / 2;
            if self.at(middle)? < moment {
                before = middle;
            } else {
                after = middle;
            }
        }
        Ok(after)
    }

    fn at(&mut self, seq: u64) -> Result<Moment, StoreError> {
        let frames = self.read(&[seq])?;
        let frame = frames.first().ok_or_else(|| damaged(1, 0, Damage::Discontinuous))?;
        Ok(decode(frame)?.at)
    }
}

/// Where a segment's first fact stands.
fn body(segment: &Segment) -> Result<Position, StoreError> {
    let offset = u32::try_from(segment.body);
    let offset = offset.map_err(|_| damaged(segment.number, 0, Damage::Header))?;
    Ok(Position { segment: segment.number, offset })
}

fn decode(frame: &Frame) -> Result<Entry, StoreError> {
    records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json)
}

/// A data folder's journal, read by a process that holds nothing and changes nothing.
pub struct JournalReader {
    pages: Pages,
    torn: Option<Damage>,
}

impl JournalReader {
    /// Looks at the journal of a data folder.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let folder = Folder::new(dir);
        let found = recovery::look(&folder.journal())?;
        let torn = found.tail.map(|tail| tail.why);
        let pages = Pages::new(&folder, found.segments.into(), found.head.seq, Box::new(|_| None));
        Ok(Self { pages, torn })
    }

    /// What stands behind the last whole fact and is none: the rest of a write that was cut off, or damage.
    pub fn torn(&self) -> Option<Damage> {
        self.torn
    }

    /// A page.
    pub fn page(&mut self, query: &JournalQuery) -> Result<JournalPage, StoreError> {
        self.pages.page(query, &Wanted::All)
    }

    /// Reads on through a span of time.
    pub fn walk(&mut self, span: &Span, each: &mut dyn FnMut(&Entry)) -> Result<Walked, StoreError> {
        self.pages.walk(span, each)
    }
}

#[cfg(test)]
mod tests;
