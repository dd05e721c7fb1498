//! The figures of a period: a fold over the facts of the journal and nothing else. What each figure is stands in
//! docs/STATISTICS.md; an independent recount is made from the same definitions.

mod downtime;
mod exposures;
mod fold;
mod hit_rate;
mod people;
mod spans;

pub use exposures::ExposureFigures;
pub use fold::{BOOTH_LEAD, CASE_LEAD, Fold, MAX_CASES};
pub use hit_rate::{HitRate, MIN_EVENTS};
pub use people::{MAX_PEOPLE, PersonFigures};
pub use spans::{MAX_SPANS, SpanFigures};

use crate::domain::Moment;
use crate::domain::exemption::ExemptionGround;
use crate::domain::fact::Entry;
use crate::domain::period::Period;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that is counted of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// The first moment of the period.
    pub from: Moment,
    /// The moment after its last.
    pub to: Moment,
    /// Facts of the period.
    pub facts: u64,
    /// Whether all of them were counted.
    pub completeness: Completeness,
    /// Cases.
    pub cases: CaseFigures,
    /// Scans.
    pub scans: ScanFigures,
    /// Scans by the hour.
    pub throughput: Throughput,
    /// From the image to the beginning of its analysis.
    pub waiting: SpanFigures,
    /// From the beginning of the analysis to the verdict.
    pub decision: SpanFigures,
    /// Verdicts under suspicion among all that stand.
    pub suspicion: Rate,
    /// Confirmed outcomes among all.
    pub confirmed: Rate,
    /// Cases to which the complex was not applied, by ground.
    pub exemptions: BTreeMap<ExemptionGround, u32>,
    /// The complex out of service.
    pub service: ServiceFigures,
    /// Beams as they were read back.
    pub exposures: ExposureFigures,
    /// Steps over their time whose reason was given.
    pub late_steps: u32,
    /// Each officer who made a fact of a case.
    pub people: Vec<PersonFigures>,
}

/// Whether all facts of the period were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completeness {
    /// They were.
    #[default]
    Whole,
    /// There are more than are counted at once: a shorter period is counted whole.
    Truncated,
}

/// Cases of a period, each by its own facts in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseFigures {
    /// Registered, or made from an imported image.
    pub registered: u32,
    /// Of those, made from an imported image.
    pub imported: u32,
    /// Finished, and not taken up again.
    pub finished: u32,
    /// With a verdict without suspicion that stands.
    pub without_suspicion: u32,
    /// With a verdict under suspicion that stands.
    pub under_suspicion: u32,
    /// Cancelled.
    pub cancelled: u32,
    /// The complex was not applied.
    pub not_applied: u32,
    /// Times that a verdict was reopened.
    pub reopened: u32,
    /// Times that a verdict was overridden.
    pub overridden: u32,
}

/// Scans of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScanFigures {
    /// First scans requested.
    pub first: u32,
    /// Repeats requested.
    pub repeat: u32,
    /// Scans that the device completed.
    pub completed: u32,
    /// Scans that ended otherwise: stopped, refused, a fault.
    pub failed: u32,
    /// Completed scans without an image.
    pub no_image: u32,
    /// Images that were unfit.
    pub unfit: u32,
}

/// Completed scans by the hour of the booth's day in which they ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Throughput {
    /// By hour of the day, 0 to 23.
    pub by_hour: [u32; 24],
    /// Hours with at least one scan, each day's own.
    pub working_hours: u32,
    /// Scans of a working hour, hundredths, rounded half up; none where there is no working hour.
    pub per_hour_hundredths: Option<u32>,
}

/// A share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rate {
    /// So many.
    pub part: u32,
    /// Of so many.
    pub of: u32,
    /// In thousandths, rounded half up; none of nothing.
    pub permille: Option<u32>,
}

impl Rate {
    /// So many of so many.
    pub fn new(part: u32, of: u32) -> Self {
        Self { part, of, permille: quotient(part, of, 1_000) }
    }
}

/// The complex out of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServiceFigures {
    /// Malfunctions found.
    pub malfunctions: u32,
    /// Time with at least one malfunction that stopped the complex, milliseconds, cut to the period.
    pub downtime_ms: u64,
}

/// `part` of `of` in so many parts, rounded half up.
pub(super) fn quotient(part: u32, of: u32, scale: u64) -> Option<u32> {
    let of = u64::from(of);
    let twice = u64::from(part).checked_mul(scale)?.checked_mul(2)?.checked_add(of)?;
    u32::try_from(twice.checked_div(of.checked_mul(2)?)?).ok()
}

impl Statistics {
    /// Counts a period. `entries` are facts in the journal's order: those of the period, and before it as many as
    /// [`CASE_LEAD`] and [`BOOTH_LEAD`] say, where there are any. `now` ends what is still going on.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>, period: Period, now: Moment) -> Self {
        let mut fold = Fold::new(period, now);
        entries.into_iter().for_each(|entry| fold.take(entry));
        fold.finish()
    }
}

#[cfg(test)]
mod tests;
