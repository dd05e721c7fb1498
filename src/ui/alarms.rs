//! What needs an action now, most urgent first, and what is only worth knowing.

pub mod day;

use crate::domain::Moment;
use crate::domain::booth::ScanBar;
use crate::domain::lane::LaneFault;
use crate::station::contract::storage::{DiskLevel, IndexProgress, MirrorState, MirrorTrouble, Storage};
use crate::station::contract::{Snapshot, StoreHealth};
use crate::ui::alarms::day::Stopped;
use crate::ui::phrases;
use crate::ui::phrases::day::Due;
use crate::words::{Value, Words};
use std::mem::discriminant;

/// Something that needs an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// A fault that a person near the beam may pay for.
    Danger(LaneFault),
    /// Nothing is recorded any more.
    StoreFailed(String),
    /// Any other fault of the complex.
    Fault(LaneFault),
    /// No scan, no verdict.
    DiskFull,
    /// No scan: a malfunction keeps the complex out of service.
    OutOfService(Stopped),
    /// No scan: the daily check or the shift refuses it.
    Barred(ScanBar),
    /// Evidence is damaged.
    OriginalsDamaged(u32),
    /// The journal is on one device only.
    MirrorLost(MirrorTrouble),
    /// From 95 %.
    DiskNearlyFull(u8),
    /// From 85 %.
    DiskFilling(u8),
    /// Older cases cannot be found.
    IndexFailed(String),
}

/// Something worth knowing that needs no action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The index is being built.
    IndexBuilding(u8),
    /// A malfunction with which the complex is in use is overdue.
    MalfunctionOver {
        /// Its number.
        number: u32,
        /// What is overdue.
        due: Due,
        /// The time.
        now: Moment,
    },
    /// The daily check failed, and policy only reminds of it.
    CheckFailed,
    /// The day has no check yet.
    CheckMissing,
    /// No shift is open.
    NoShift,
    /// The disk is filled from 70 %.
    Disk(u8),
    /// Second copies are still to be made.
    CopiesDue(u32),
}

/// Every alarm that stands, most urgent first.
pub fn raised(snapshot: &Snapshot, now: Moment) -> Vec<Alarm> {
    let mut alarms = of_storage(&snapshot.storage);
    alarms.extend(day::raised(snapshot, now));
    if let StoreHealth::Failed(why) = &snapshot.store {
        alarms.push(Alarm::StoreFailed(why.clone()));
    }
    alarms.extend(snapshot.lane.fault.map(|fault| match fault {
        LaneFault::BeamStuck => Alarm::Danger(fault),
        other => Alarm::Fault(other),
    }));
    alarms.sort_by_key(Alarm::urgency);
    alarms
}

fn of_storage(storage: &Storage) -> Vec<Alarm> {
    let percent = storage.disk.percent;
    let disk = match storage.disk.level {
        DiskLevel::Plenty | DiskLevel::From70 => None,
        DiskLevel::From85 => Some(Alarm::DiskFilling(percent)),
        DiskLevel::From95 => Some(Alarm::DiskNearlyFull(percent)),
        DiskLevel::Full => Some(Alarm::DiskFull),
    };
    let damaged = (storage.damaged_originals > 0).then_some(storage.damaged_originals);
    let mirror = match &storage.mirror {
        MirrorState::Lost(why) => Some(Alarm::MirrorLost(why.clone())),
        MirrorState::Off | MirrorState::Joined | MirrorState::CatchingUp => None,
    };
    let index = match &storage.index {
        IndexProgress::Failed(why) => Some(Alarm::IndexFailed(why.clone())),
        IndexProgress::Ready | IndexProgress::Building { .. } => None,
    };
    [disk, damaged.map(Alarm::OriginalsDamaged), mirror, index].into_iter().flatten().collect()
}

/// What is worth knowing while no key has been answered. A filling disk may stand for weeks: it does not hide the day's.
pub fn note(snapshot: &Snapshot, now: Moment) -> Option<Note> {
    let storage = &snapshot.storage;
    if let IndexProgress::Building { percent } = storage.index {
        return Some(Note::IndexBuilding(percent));
    }
    if let Some(note) = day::note(snapshot, now) {
        return Some(note);
    }
    if storage.disk.level == DiskLevel::From70 {
        return Some(Note::Disk(storage.disk.percent));
    }
    (storage.copies_due > 0).then_some(Note::CopiesDue(storage.copies_due))
}

/// Whether storage or day raise a kind of alarm that they did not raise before. Faults and a store that fails have notices of
/// their own.
pub fn has_new(before: &Snapshot, after: &Snapshot) -> bool {
    let raised = |snapshot: &Snapshot| {
        let mut alarms = of_storage(&snapshot.storage);
        alarms.extend(day::raised(snapshot, snapshot.at));
        alarms
    };
    let known = raised(before);
    raised(after).iter().any(|alarm| known.iter().all(|old| discriminant(old) != discriminant(alarm)))
}

impl Alarm {
    /// Its place in the order: a person in danger, then the record, then the work at the lane, then what is lost if nobody
    /// comes in time.
    fn urgency(&self) -> u8 {
        match self {
            Self::Danger(_) => 0,
            Self::StoreFailed(_) => 1,
            Self::Fault(_) => 2,
            Self::DiskFull => 3,
            Self::OutOfService(_) => 4,
            Self::Barred(_) => 5,
            Self::OriginalsDamaged(_) => 6,
            Self::MirrorLost(_) => 7,
            Self::DiskNearlyFull(_) => 8,
            Self::DiskFilling(_) => 9,
            Self::IndexFailed(_) => 10,
        }
    }

    /// Its mark: two signs for what cannot wait.
    pub fn symbol(&self) -> &'static str {
        match self {
            Self::DiskNearlyFull(_) | Self::DiskFilling(_) | Self::IndexFailed(_) => "! ",
            _ => "!!",
        }
    }

    /// What, and what to do.
    pub fn text(&self, words: Words) -> String {
        let why = |why: &String| Value::from(why.clone());
        match self {
            Self::Danger(fault) | Self::Fault(fault) => format!(
                "{} · {} · F12",
                phrases::lane_fault(words, *fault),
                phrases::lane_fault_advice(words, *fault)
            ),
            Self::StoreFailed(text) => words.say_with("alarm-store", &[("why", why(text))]),
            Self::DiskFull => words.say("alarm-disk-full"),
            Self::OutOfService(stopped) => stopped.text(words),
            Self::Barred(bar) => day::bar_text(words, *bar),
            Self::OriginalsDamaged(count) => {
                words.say_with("alarm-originals", &[("count", Value::from(*count))])
            }
            Self::MirrorLost(text) => {
                words.say_with("alarm-mirror", &[("why", Value::from(trouble(words, text)))])
            }
            Self::DiskNearlyFull(percent) => {
                words.say_with("alarm-disk-now", &[("percent", Value::from(*percent))])
            }
            Self::DiskFilling(percent) => words.say_with("alarm-disk", &[("percent", Value::from(*percent))]),
            // The index does not always say why.
            Self::IndexFailed(text) => {
                words.say_with("alarm-index", &[("why", why(text))]).trim_end_matches([' ', '·']).to_owned()
            }
        }
    }
}

impl Note {
    /// In a sentence.
    pub fn text(&self, words: Words) -> String {
        match self {
            Self::IndexBuilding(percent) => {
                words.say_with("note-index", &[("percent", Value::from(*percent))])
            }
            Self::MalfunctionOver { number, due, now } => {
                let due = Value::from(due.text(words, *now));
                words.say_with("note-malfunction-over", &[("number", Value::from(*number)), ("due", due)])
            }
            Self::CheckFailed => words.say("note-check-failed"),
            Self::CheckMissing => words.say("note-check-missing"),
            Self::NoShift => words.say("note-no-shift"),
            Self::Disk(percent) => words.say_with("note-disk", &[("percent", Value::from(*percent))]),
            Self::CopiesDue(count) => words.say_with("note-copies", &[("count", Value::from(*count))]),
        }
    }
}

/// Why the mirror takes nothing.
fn trouble(words: Words, why: &MirrorTrouble) -> String {
    match why {
        MirrorTrouble::NotThere => words.say("mirror-trouble-not-there"),
        MirrorTrouble::Foreign => words.say("mirror-trouble-foreign"),
        MirrorTrouble::Differs => words.say("mirror-trouble-differs"),
        MirrorTrouble::InUse => words.say("mirror-trouble-in-use"),
        MirrorTrouble::Hung => words.say("mirror-trouble-hung"),
        MirrorTrouble::Failed(why) => why.clone(),
    }
}

#[cfg(test)]
mod tests;
