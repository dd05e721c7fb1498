//! What a console may ask of the booth's day: shifts, malfunctions, checks. The booth's own state is in every snapshot.

use crate::domain::check::CheckValues;
use crate::domain::malfunction::{MalfunctionNumber, MalfunctionStep, Symptom};
use crate::domain::officer::OfficerId;
use crate::domain::policy::Policy;
use crate::domain::text::CleanText;
use crate::station::contract::Pin;
use serde::{Deserialize, Serialize};

/// Notes of one hand-over.
pub const MAX_NOTES: usize = 20;

/// The policy that the booth goes by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PolicyInForce {
    /// What it says.
    pub policy: Policy,
    /// SHA-256 of its file, lower-case hexadecimal; empty where there is no file, as in a test.
    pub sha256: String,
    /// The file.
    pub text: String,
}

impl PolicyInForce {
    /// What a case keeps of it.
    pub fn hash(&self) -> Option<String> {
        (!self.sha256.is_empty()).then(|| self.sha256.clone())
    }
}

/// A step of the booth's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayRequest {
    /// Open a shift; refused while one is open.
    OpenShift,
    /// Begin the hand-over: the station lists what is open, the notes are added.
    HandOver {
        /// Notes for the next shift.
        notes: Vec<CleanText>,
    },
    /// The next shift: this item is known.
    AcknowledgeItem {
        /// Its place in the list, from 0.
        item: u16,
    },
    /// The next shift: everything is acknowledged; the old shift closes with its signed summary, a new one opens.
    TakeOver {
        /// The PIN again.
        pin: Pin,
    },
    /// Close the shift with a signed summary; only where nothing is left to hand over.
    CloseShift {
        /// The PIN again.
        pin: Pin,
    },
    /// Report a malfunction.
    Report(Symptom),
    /// What followed with a malfunction.
    Follow {
        /// Which.
        number: MalfunctionNumber,
        /// What.
        step: MalfunctionStep,
    },
    /// Return the complex to service: the one who asks, and a second person by PIN.
    Return {
        /// Which malfunction is over.
        number: MalfunctionNumber,
        /// The second person.
        second: (OfficerId, Pin),
    },
    /// Record the daily check; the station judges it.
    Check(Box<CheckValues>),
}
