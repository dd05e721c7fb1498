//! What the booth's day raises: a complex out of service with its running clock, and what else refuses scans or only reminds.

use crate::domain::Moment;
use crate::domain::booth::{CheckStanding, ScanBar};
use crate::domain::malfunction::Malfunction;
use crate::domain::policy::Consequence;
use crate::station::contract::Snapshot;
use crate::ui::alarms::{Alarm, Note};
use crate::ui::phrases::day::{Due, running};
use crate::words::{Value, Words};

/// The malfunction that stops the complex, as its clock shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// The malfunction's number.
    pub number: u32,
    /// Since when.
    pub since: Moment,
    /// What is due next.
    pub due: Due,
    /// The time.
    pub now: Moment,
}

impl Stopped {
    /// What stops the complex, if anything does. Where several malfunctions do, the clock is the longest one's.
    pub fn of(snapshot: &Snapshot, now: Moment) -> Option<Self> {
        let malfunction = snapshot.day.out_of_service()?;
        let due = due(malfunction, snapshot);
        Some(Self { number: malfunction.number.0, since: malfunction.found.at, due, now })
    }

    /// Since when it stands still, as a running clock.
    pub fn clock(&self) -> String {
        running(self.since, self.now)
    }

    pub(super) fn text(&self, words: Words) -> String {
        words.say_with(
            "alarm-out-of-service",
            &[
                ("span", Value::from(self.clock())),
                ("number", Value::from(self.number)),
                ("due", Value::from(self.due.short(words, self.now))),
            ],
        )
    }
}

fn due(malfunction: &Malfunction, snapshot: &Snapshot) -> Due {
    Due::of(malfunction, &snapshot.booth.policy.policy.malfunction)
}

/// What of the day needs an action.
pub(super) fn raised(snapshot: &Snapshot, now: Moment) -> Option<Alarm> {
    if let Some(stopped) = Stopped::of(snapshot, now) {
        return Some(Alarm::OutOfService(stopped));
    }
    match snapshot.day.bars_scans(&snapshot.booth.policy.policy, now)? {
        // Said above, with its clock.
        ScanBar::OutOfService(_) => None,
        bar => Some(Alarm::Barred(bar)),
    }
}

/// What of the day is only worth knowing. What refuses scans is an alarm and is not said twice.
pub(super) fn note(snapshot: &Snapshot, now: Moment) -> Option<Note> {
    let (day, policy) = (&snapshot.day, &snapshot.booth.policy.policy);
    let overdue = day
        .open_malfunctions()
        .filter(|malfunction| !malfunction.stops())
        .map(|malfunction| (malfunction.number.0, due(malfunction, snapshot)))
        .find(|(_, due)| due.is_over(now));
    if let Some((number, due)) = overdue {
        return Some(Note::MalfunctionOver { number, due, now });
    }
    let reminds = |consequence| consequence == Consequence::Remind;
    match day.check_standing(now) {
        CheckStanding::Failed if reminds(policy.daily_check.failed) => return Some(Note::CheckFailed),
        CheckStanding::Missing if reminds(policy.daily_check.missing) => return Some(Note::CheckMissing),
        CheckStanding::Failed | CheckStanding::Missing | CheckStanding::Done(_) => {}
    }
    (day.shift.is_none() && reminds(policy.shift.none_open)).then_some(Note::NoShift)
}

/// The phrase of a bar, with what to do.
pub(super) fn bar_text(words: Words, bar: ScanBar) -> String {
    match bar {
        ScanBar::CheckMissing => words.say("alarm-check-missing"),
        ScanBar::NoShift => words.say("alarm-no-shift"),
        ScanBar::CheckFailed | ScanBar::OutOfService(_) => words.say("alarm-check-failed"),
    }
}
