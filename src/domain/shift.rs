//! A shift: opened, handed over item by item, closed with a summary.

use crate::domain::Moment;
use crate::domain::case::CaseState;
use crate::domain::lane::Exposure;
use crate::domain::malfunction::MalfunctionNumber;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::signed::Signed;
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Items of one hand-over: a booth with more open cases than these is asked to finish some first.
pub const MAX_ITEMS: usize = 500;

/// A shift's number in this booth, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShiftNumber(pub u32);

/// Something that the next shift takes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum HandoverItem {
    /// An unfinished case.
    Case {
        /// Which.
        number: CaseNumber,
        /// Where it stood.
        state: CaseState,
    },
    /// An open malfunction.
    Malfunction {
        /// Which.
        number: MalfunctionNumber,
    },
    /// The last check failed or limits the use.
    Check,
    /// A note of the one who hands over.
    Note {
        /// It.
        text: CleanText,
    },
}

impl HandoverItem {
    /// Whether both name the same thing, in whatever state.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Case { number: a, .. }, Self::Case { number: b, .. }) => a == b,
            (Self::Malfunction { number: a }, Self::Malfunction { number: b }) => a == b,
            (Self::Check, Self::Check) => true,
            (Self::Note { text: a }, Self::Note { text: b }) => a == b,
            _ => false,
        }
    }
}

/// A hand-over under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Who hands over.
    pub by: Officer,
    /// Since when.
    pub at: Moment,
    /// What.
    pub items: Vec<HandoverItem>,
    /// The items acknowledged so far, each by whom.
    pub acknowledged: BTreeMap<u16, Officer>,
}

impl Handover {
    /// The items that nobody has acknowledged.
    pub fn open_items(&self) -> Vec<u16> {
        (0..u16::try_from(self.items.len()).unwrap_or(u16::MAX))
            .filter(|item| !self.acknowledged.contains_key(item))
            .collect()
    }
}

/// What a shift came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each counts what its name says, since the shift was opened")]
pub struct ShiftFigures {
    pub registered: u32,
    pub not_applied: u32,
    pub scans: u32,
    pub failed_scans: u32,
    pub without_suspicion: u32,
    pub under_suspicion: u32,
    pub cancelled: u32,
    pub malfunctions: u32,
    /// Milliseconds for which the beam was reported on, in scans and outside them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub beam_ms: u32,
    /// Nanosieverts at the operator's place, as read back over those exposures.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dose_nsv: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(figure: &u32) -> bool {
    *figure == 0
}

impl ShiftFigures {
    /// Adds what one exposure read back.
    pub fn expose(&mut self, exposure: &Exposure) {
        self.beam_ms = self.beam_ms.saturating_add(exposure.beam_ms);
        self.dose_nsv = self.dose_nsv.saturating_add(exposure.dose_nsv.unwrap_or(0));
    }
}

/// A shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Its number.
    pub number: ShiftNumber,
    /// Who opened it.
    pub opened_by: Officer,
    /// When.
    pub opened_at: Moment,
    /// In which roles each officer has worked on it: signed in, or taken a step.
    pub roles: BTreeMap<OfficerId, BTreeSet<Role>>,
    /// Its hand-over, once begun.
    pub handover: Option<Handover>,
    /// What it came to so far.
    pub figures: ShiftFigures,
}

/// The end of a shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftSummary {
    /// Which.
    pub shift: ShiftNumber,
    /// What it came to.
    pub figures: ShiftFigures,
    /// What the booth signed for the officer who closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<Signed>>,
}
