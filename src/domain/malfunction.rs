//! A malfunction of the complex: from the symptom to the return to service by two named people.

use crate::domain::Moment;
use crate::domain::officer::Officer;
use crate::domain::policy::MalfunctionRule;
use crate::domain::refusal::Requirement;
use crate::domain::text::CleanText;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// A malfunction's number in this booth's register, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MalfunctionNumber(pub u32);

/// Whether the complex may be used while the malfunction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Out of service: scans are refused.
    Stopped,
    /// In use all the same.
    InUse,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symptom {
    /// Which part.
    pub part: CleanText,
    /// What it does, or does not.
    pub symptom: CleanText,
    /// Whether the complex was stopped.
    pub service: Service,
}

/// Who was told, how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whom.
    pub whom: CleanText,
    /// By which means.
    pub how: CleanText,
}

/// The image-quality test after a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageTest {
    /// What it came to.
    pub result: TestResult,
    /// What was tested and seen.
    pub note: CleanText,
}

/// What a test came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestResult {
    /// Passed.
    Passed,
    /// Failed: the repair goes on.
    Failed,
}

/// What somebody did at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done<T> {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: Officer,
    /// What.
    pub what: T,
}

/// A malfunction as its facts made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malfunction {
    /// Its number.
    pub number: MalfunctionNumber,
    /// What was found, by whom, when.
    pub found: Done<Symptom>,
    /// Everybody told so far.
    pub told: Vec<Done<Told>>,
    /// The repair that stands.
    pub repaired: Option<Done<CleanText>>,
    /// The last test since.
    pub tested: Option<Done<ImageTest>>,
    /// When it was returned to service, by whom, and the second person.
    pub returned: Option<Done<Officer>>,
}

/// What follows with a malfunction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", content = "detail", rename_all = "snake_case")]
pub enum MalfunctionStep {
    /// Somebody was told.
    Tell(Told),
    /// It was repaired: what was done, and by whom.
    Repair(CleanText),
    /// The image quality was tested.
    Test(ImageTest),
}

impl Malfunction {
    /// Found now.
    pub fn new(number: MalfunctionNumber, found: Done<Symptom>) -> Self {
        Self { number, found, told: Vec::new(), repaired: None, tested: None, returned: None }
    }

    /// Takes what followed. A repair after a failed test begins anew: its test is still to come.
    pub fn apply(&mut self, at: Moment, by: Officer, step: &MalfunctionStep) {
        match step {
            MalfunctionStep::Tell(told) => self.told.push(Done { at, by, what: told.clone() }),
            MalfunctionStep::Repair(work) => {
                self.repaired = Some(Done { at, by, what: work.clone() });
                self.tested = None;
            }
            MalfunctionStep::Test(test) => self.tested = Some(Done { at, by, what: test.clone() }),
        }
    }

    /// Whether it keeps the complex out of service.
    pub fn stops(&self) -> bool {
        self.returned.is_none() && self.found.what.service == Service::Stopped
    }

    /// Until when somebody must be told; `None` once somebody was.
    pub fn tell_by(&self, rule: &MalfunctionRule) -> Option<Moment> {
        let within = TimeDelta::minutes(i64::from(rule.tell_within_minutes));
        self.told.is_empty().then(|| self.found.at + within)
    }

    /// Until when it is to be back in service.
    pub fn repair_by(&self, rule: &MalfunctionRule) -> Moment {
        self.found.at + TimeDelta::hours(i64::from(rule.repair_within_hours))
    }

    /// What a step still lacks.
    pub fn lacking(&self, step: &MalfunctionStep) -> Option<Requirement> {
        let text = |text: &CleanText| text.is_empty();
        match step {
            MalfunctionStep::Tell(told) if text(&told.whom) => Some(Requirement::Recipient),
            MalfunctionStep::Tell(told) if text(&told.how) => Some(Requirement::Means),
            MalfunctionStep::Tell(_) => None,
            MalfunctionStep::Repair(work) => text(work).then_some(Requirement::Work),
            MalfunctionStep::Test(_) if self.repaired.is_none() => Some(Requirement::Repair),
            MalfunctionStep::Test(test) => text(&test.note).then_some(Requirement::Reason),
        }
    }

    /// What the return to service still lacks.
    pub fn lacking_for_return(&self) -> Option<Requirement> {
        match (&self.repaired, &self.tested) {
            (None, _) => Some(Requirement::Repair),
            (Some(_), Some(test)) if test.what.result == TestResult::Passed => None,
            (Some(_), _) => Some(Requirement::ImageTest),
        }
    }
}
