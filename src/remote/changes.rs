//! What changed from one snapshot to the next, in parts that fit a frame; and the snapshot that they make of the one before.

use crate::domain::Moment;
use crate::domain::booth::BoothState;
use crate::domain::case::{Case, CaseRow};
use crate::domain::lane::{LaneView, ScanPhase};
use crate::domain::number::CaseNumber;
use crate::station::contract::seats::{ConsoleId, ConsoleView, Proposal};
use crate::station::contract::storage::Storage;
use crate::station::contract::{Booth, MAX_RECENT, MAX_UNFINISHED, Snapshot, StoreHealth};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

/// Cases of one part at most.
pub const MAX_CASES_OF_PART: usize = 64;

/// A part ends after the case that brings its cases beyond so many bytes: with the largest case it is still half a frame.
pub const PART_BYTES: usize = 2 << 20;

/// A part of what changed. Whatever is absent is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Whether another part belongs to the same snapshot.
    pub part: Part,
    /// The station's time.
    pub at: Moment,
    /// The booth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booth: Option<Arc<Booth>>,
    /// The lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Box<LaneView>>,
    /// The case at the lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane_case: Option<AtLane>,
    /// Unfinished cases that are there no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<CaseNumber>,
    /// Unfinished cases that are new or changed, by their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Placed>,
    /// The last finished cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recent: Option<Arc<Vec<CaseRow>>>,
    /// The store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreHealth>,
    /// The storage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// The booth's day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Arc<BoothState>>,
    /// Which console this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<ConsoleId>,
    /// The consoles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consoles: Option<Arc<Vec<ConsoleView>>>,
    /// Proposed marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposals: Option<Arc<Vec<Proposal>>>,
}

/// Whether an update is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Another part follows.
    More,
    /// The last part: the snapshot is whole.
    Complete,
}

/// The case whose scan is on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtLane {
    /// None.
    Nobody,
    /// This one.
    Case(CaseNumber),
}

/// A case and its place among the unfinished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Its place in the new list, from 0.
    pub place: usize,
    /// The case.
    pub case: Arc<Case>,
}

/// How soon a change must be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// There is none.
    None,
    /// Time went on, and what is counted with it; or another console shows something else.
    Routine,
    /// Something is other than it was.
    AtOnce,
}

/// Why updates make no snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFault {
    /// The first one lacks a part.
    #[error("the first update lacks a part")]
    Incomplete,
    /// More cases than there may be.
    #[error("more cases than there may be")]
    TooMany,
    /// A case has a place beyond the list's end.
    #[error("a case has a place beyond the list's end")]
    Misplaced,
    /// A case comes twice.
    #[error("a case comes twice")]
    Twice,
}

/// How soon the change from `known` to `new` must be told.
pub fn urgency(known: Option<&Snapshot>, new: &Snapshot) -> Urgency {
    let Some(known) = known else { return Urgency::AtOnce };
    let same_lists = same(&known.unfinished, &new.unfinished) && same(&known.recent, &new.recent);
    let same_rest = same(&known.booth, &new.booth) && same(&known.day, &new.day) && known.own == new.own;
    let same_values =
        known.lane_case == new.lane_case && known.store == new.store && known.storage == new.storage;
    if !(same_lists && same_rest && same_values && steady(&known.lane) == steady(&new.lane)) {
        return Urgency::AtOnce;
    }
    // What others show and where they point moves as often as they press keys.
    let same_others = same(&known.consoles, &new.consoles) && same(&known.proposals, &new.proposals);
    let still = known.lane == new.lane && known.at == new.at;
    if same_others && still { Urgency::None } else { Urgency::Routine }
}

fn same<T: PartialEq>(known: &Arc<T>, new: &Arc<T>) -> bool {
    Arc::ptr_eq(known, new) || known == new
}

/// The lane without what counts on by itself; whether its word is fresh stays.
fn steady(lane: &LaneView) -> (LaneView, bool) {
    let phase = match lane.phase.clone() {
        ScanPhase::Prewarning { scan, .. } => ScanPhase::Prewarning { scan, remaining_ms: 0 },
        ScanPhase::Beam { scan, columns_expected, .. } => {
            ScanPhase::Beam { scan, columns: 0, columns_expected, lost: 0 }
        }
        other => other,
    };
    let steady = LaneView { age_ms: None, warmup_ms: 0, dose_nsv: None, phase, ..lane.clone() };
    (steady, lane.is_fresh())
}

/// What changed from `known` to `new`, at least one part; all of it where nothing is known.
pub fn changes(known: Option<&Snapshot>, new: &Snapshot) -> Vec<Update> {
    let mut last = Update {
        booth: shared(known.map(|known| &known.booth), &new.booth),
        lane: value(known.map(|known| &known.lane), &new.lane).map(Box::new),
        lane_case: value(known.map(|known| &known.lane_case), &new.lane_case).map(AtLane::from),
        recent: shared(known.map(|known| &known.recent), &new.recent),
        store: value(known.map(|known| &known.store), &new.store),
        storage: value(known.map(|known| &known.storage), &new.storage),
        day: shared(known.map(|known| &known.day), &new.day),
        own: value(known.map(|known| &known.own), &new.own),
        consoles: shared(known.map(|known| &known.consoles), &new.consoles),
        proposals: shared(known.map(|known| &known.proposals), &new.proposals),
        ..Update::empty(Part::Complete, new.at)
    };
    let (gone, placed) = match known {
        Some(known) if Arc::ptr_eq(&known.unfinished, &new.unfinished) => return vec![last],
        Some(known) => moved(&known.unfinished, &new.unfinished),
        None => (Vec::new(), place_all(&new.unfinished)),
    };
    last.gone = gone;
    let mut parts = in_parts(placed, new.at);
    if let Some(cases) = parts.pop() {
        last.cases = cases.cases;
    }
    parts.push(last);
    parts
}

fn shared<T: PartialEq>(known: Option<&Arc<T>>, new: &Arc<T>) -> Option<Arc<T>> {
    let is_known = known.is_some_and(|known| same(known, new));
    (!is_known).then(|| Arc::clone(new))
}

fn value<T: PartialEq + Clone>(known: Option<&T>, new: &T) -> Option<T> {
    (known != Some(new)).then(|| new.clone())
}

fn place_all(list: &[Arc<Case>]) -> Vec<Placed> {
    list.iter().enumerate().map(|(place, case)| Placed { place, case: Arc::clone(case) }).collect()
}

/// What is gone and what is new or changed. Where those that stayed are in another order, every case is placed anew.
fn moved(known: &[Arc<Case>], new: &[Arc<Case>]) -> (Vec<CaseNumber>, Vec<Placed>) {
    let before: BTreeMap<&CaseNumber, &Arc<Case>> = known.iter().map(|case| (&case.number, case)).collect();
    let now: BTreeSet<&CaseNumber> = new.iter().map(|case| &case.number).collect();
    let gone =
        known.iter().map(|case| &case.number).filter(|number| !now.contains(number)).cloned().collect();
    let stayed = known.iter().map(|case| &case.number).filter(|number| now.contains(number));
    let staying = new.iter().map(|case| &case.number).filter(|number| before.contains_key(number));
    if !stayed.eq(staying) {
        return (gone, place_all(new));
    }
    let is_known = |case: &Arc<Case>| {
        before.get(&case.number).is_some_and(|known| Arc::ptr_eq(known, case) || **known == *case)
    };
    let placed = new.iter().enumerate().filter(|(_, case)| !is_known(case));
    (gone, placed.map(|(place, case)| Placed { place, case: Arc::clone(case) }).collect())
}

/// Cases in parts that fit a frame.
fn in_parts(placed: Vec<Placed>, at: Moment) -> Vec<Update> {
    let mut parts: Vec<Update> = Vec::new();
    let mut bytes = PART_BYTES;
    for case in placed {
        match parts.last_mut() {
            Some(part) if bytes < PART_BYTES && part.cases.len() < MAX_CASES_OF_PART => {
                bytes += size(&case);
                part.cases.push(case);
            }
            _ => {
                bytes = size(&case);
                parts.push(Update { cases: vec![case], ..Update::empty(Part::More, at) });
            }
        }
    }
    parts
}

/// Bytes of a value on the wire.
fn size<T: Serialize>(value: &T) -> usize {
    let mut counter = Counter(0);
    match serde_json::to_writer(&mut counter, value) {
        Ok(()) => counter.0,
        // It will not fit any frame either, and is said so there.
        Err(_) => PART_BYTES,
    }
}

struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Update {
    /// Nothing but the time.
    pub fn empty(part: Part, at: Moment) -> Self {
        Self {
            part,
            at,
            booth: None,
            lane: None,
            lane_case: None,
            gone: Vec::new(),
            cases: Vec::new(),
            recent: None,
            store: None,
            storage: None,
            day: None,
            own: None,
            consoles: None,
            proposals: None,
        }
    }
}

impl From<Option<CaseNumber>> for AtLane {
    fn from(case: Option<CaseNumber>) -> Self {
        case.map_or(Self::Nobody, Self::Case)
    }
}

impl From<AtLane> for Option<CaseNumber> {
    fn from(at: AtLane) -> Self {
        match at {
            AtLane::Nobody => None,
            AtLane::Case(case) => Some(case),
        }
    }
}

/// Puts parts together again; a snapshot comes out only when its last part is in.
#[derive(Debug, Default)]
pub struct Assembly {
    waiting: Option<Update>,
}

impl Assembly {
    /// Takes a part of what changed since `known`.
    pub fn take(&mut self, known: Option<&Snapshot>, part: Update) -> Result<Option<Snapshot>, ChangeFault> {
        let whole = match self.waiting.take() {
            None => part,
            Some(waiting) => waiting.and(part),
        };
        let recent = whole.recent.as_ref().map_or(0, |recent| recent.len());
        if whole.cases.len() > MAX_UNFINISHED || whole.gone.len() > MAX_UNFINISHED || recent > MAX_RECENT {
            return Err(ChangeFault::TooMany);
        }
        match whole.part {
            Part::More => {
                self.waiting = Some(whole);
                Ok(None)
            }
            Part::Complete => apply(known, whole).map(Some),
        }
    }
}

impl Update {
    /// Both parts in one.
    fn and(mut self, mut later: Self) -> Self {
        self.gone.append(&mut later.gone);
        self.cases.append(&mut later.cases);
        Self {
            part: later.part,
            at: later.at,
            booth: later.booth.or(self.booth),
            lane: later.lane.or(self.lane),
            lane_case: later.lane_case.or(self.lane_case),
            gone: self.gone,
            cases: self.cases,
            recent: later.recent.or(self.recent),
            store: later.store.or(self.store),
            storage: later.storage.or(self.storage),
            day: later.day.or(self.day),
            own: later.own.or(self.own),
            consoles: later.consoles.or(self.consoles),
            proposals: later.proposals.or(self.proposals),
        }
    }
}

/// The snapshot that a whole update makes of the one before.
fn apply(known: Option<&Snapshot>, update: Update) -> Result<Snapshot, ChangeFault> {
    let unfinished = place(known.map(|known| &known.unfinished), update.gone, update.cases)?;
    Ok(Snapshot {
        at: update.at,
        unfinished,
        booth: either(update.booth, known.map(|known| &known.booth))?,
        lane: either(update.lane.map(|lane| *lane), known.map(|known| &known.lane))?,
        lane_case: either(update.lane_case.map(Into::into), known.map(|known| &known.lane_case))?,
        recent: either(update.recent, known.map(|known| &known.recent))?,
        store: either(update.store, known.map(|known| &known.store))?,
        storage: either(update.storage, known.map(|known| &known.storage))?,
        day: either(update.day, known.map(|known| &known.day))?,
        own: either(update.own, known.map(|known| &known.own))?,
        consoles: either(update.consoles, known.map(|known| &known.consoles))?,
        proposals: either(update.proposals, known.map(|known| &known.proposals))?,
    })
}

/// What is new, or else as it was.
fn either<T: Clone>(new: Option<T>, known: Option<&T>) -> Result<T, ChangeFault> {
    new.or_else(|| known.cloned()).ok_or(ChangeFault::Incomplete)
}

/// The list after those that are gone went, and each of those that come has its place.
fn place(
    known: Option<&Arc<Vec<Arc<Case>>>>,
    gone: Vec<CaseNumber>,
    mut placed: Vec<Placed>,
) -> Result<Arc<Vec<Arc<Case>>>, ChangeFault> {
    if let (Some(known), true, true) = (known, gone.is_empty(), placed.is_empty()) {
        return Ok(Arc::clone(known));
    }
    let coming: BTreeSet<CaseNumber> = placed.iter().map(|placed| placed.case.number.clone()).collect();
    if coming.len() < placed.len() {
        return Err(ChangeFault::Twice);
    }
    let mut leaving: BTreeSet<CaseNumber> = gone.into_iter().collect();
    leaving.extend(coming);
    let mut list: Vec<Arc<Case>> = known.map(|known| known.to_vec()).unwrap_or_default();
    list.retain(|case| !leaving.contains(&case.number));
    if list.len() + placed.len() > MAX_UNFINISHED {
        return Err(ChangeFault::TooMany);
    }
    placed.sort_by_key(|placed| placed.place);
    for Placed { place, case } in placed {
        if place > list.len() {
            return Err(ChangeFault::Misplaced);
        }
        list.insert(place, case);
    }
    Ok(Arc::new(list))
}

#[cfg(test)]
mod tests;
