//! What comes after a verdict, or beside it: second opinion, re-check, reopening, override, outcome. None edits the past.

use crate::domain::Moment;
use crate::domain::analysis::{Discrepancy, Mark};
use crate::domain::approval::Seconded;
use crate::domain::case::{CaseState, Stamp};
use crate::domain::officer::SealNumber;
use crate::domain::scan::ImageHash;
use crate::domain::step::{Conclusion, SheetRecord, Verdict};
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// Rulings, opinions, re-checks, outcomes and delays of one case, each: a case that comes back more often is another matter.
pub const MAX_OF_A_KIND: usize = 50;

/// Documents that one outcome may name.
pub const MAX_OUTCOME_DOCUMENTS: usize = 20;

/// A supervisor's view of an image in analysis. No verdict: the OAC gives that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Which verdict the supervisor would give.
    pub sees: Verdict,
    /// Why.
    pub text: CleanText,
}

/// Whether a re-check came to the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The same.
    Agrees,
    /// Not the same.
    Differs,
}

/// A supervisor's re-check of a verdict. It changes no verdict: reopening or override does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    /// Whether it came to the same.
    pub agreement: Agreement,
    /// What was seen.
    pub text: CleanText,
}

/// Another verdict by another person, in place of the one that stands; that one stays visible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Why.
    pub reason: CleanText,
    /// The verdict with all that is signed.
    pub conclusion: Conclusion,
    /// The marks that it rests on.
    pub marks: Vec<Mark>,
    /// The discrepancies that it rests on.
    pub discrepancies: Vec<Discrepancy>,
    /// On whose word too; the station says so, nobody who asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Box<Seconded>>,
}

/// What the examination found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeResult {
    /// The suspicion was confirmed.
    Confirmed,
    /// It was not.
    NotConfirmed,
}

/// The outcome of an examination after a verdict under suspicion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What it came to.
    pub result: OutcomeResult,
    /// What was found, in words; required when confirmed.
    pub found: CleanText,
    /// Numbers of the documents drawn up.
    pub documents: Vec<CleanText>,
}

/// Something with who and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped<T> {
    /// Who and when.
    pub stamp: Stamp,
    /// What.
    pub what: T,
}

/// Why a step took longer than the policy gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    /// The state in which the case stood too long.
    pub state: CaseState,
    /// Since when it stood there.
    pub since: Moment,
    /// Why.
    pub reason: CleanText,
}

/// A verdict that stood once, with all that belonged to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The verdict.
    pub conclusion: Conclusion,
    /// Who gave it and when.
    pub given: Option<Stamp>,
    /// The original that it was given on.
    pub image: Option<ImageHash>,
    /// Its marks.
    pub marks: Vec<Mark>,
    /// Its discrepancies.
    pub discrepancies: Vec<Discrepancy>,
    /// Its sheet.
    pub sheet: Option<SheetRecord>,
    /// Its seal.
    pub seal: Option<SealNumber>,
    /// To whom it was handed over.
    pub handed_to: Option<CleanText>,
    /// Who ended it and when.
    pub ended: Stamp,
    /// Why.
    pub reason: CleanText,
}
