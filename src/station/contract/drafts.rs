//! Drafts: what is being typed at a console, kept by the station until its step is taken. No facts, and never a secret.

use crate::domain::Moment;
use crate::domain::number::CaseNumber;
use crate::domain::officer::Officer;
use crate::domain::step::StepKind;
use serde::{Deserialize, Serialize};

/// Bytes of a draft's text: the fullest registration form, typed, has some 40 KB.
pub const MAX_DRAFT_BYTES: usize = 64 * 1024;

/// What a draft is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum DraftKey {
    /// A registration form, which belongs to no case yet.
    Registration {
        /// The seat's name, small letters and digits.
        seat: String,
    },
    /// A form of a case.
    Case {
        /// Which case.
        number: CaseNumber,
        /// Which form.
        form: FormKind,
    },
    /// A form of the booth's day.
    Day {
        /// Which.
        form: DayForm,
    },
}

/// The forms of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the form of the step of that name")]
pub enum FormKind {
    Gate,
    Documents,
    Verdict,
    HandOver,
    Delay,
    Opinion,
    Recheck,
    Reopen,
    Override,
    Cancel,
    Outcome,
    Note,
    Answer,
}

/// The forms of the booth's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the form of that name")]
pub enum DayForm {
    HandOver,
    Malfunction,
    Check,
}

/// A draft with its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDraft {
    /// Of what.
    pub key: DraftKey,
    /// Who typed it: it stays under this name whoever reads it.
    pub author: Officer,
    /// When it was last kept.
    pub at: Moment,
    /// What was typed, as the console wrote it.
    pub text: String,
}

impl FormKind {
    /// Every form.
    pub const ALL: [Self; 13] = [
        Self::Gate,
        Self::Documents,
        Self::Verdict,
        Self::HandOver,
        Self::Delay,
        Self::Opinion,
        Self::Recheck,
        Self::Reopen,
        Self::Override,
        Self::Cancel,
        Self::Outcome,
        Self::Note,
        Self::Answer,
    ];

    /// The step that the form leads to: who may take it may keep a draft of it.
    pub fn step(self) -> StepKind {
        match self {
            Self::Gate => StepKind::Admit,
            Self::Documents => StepKind::NoteDiscrepancy,
            Self::Verdict => StepKind::GiveVerdict,
            Self::HandOver => StepKind::HandOver,
            Self::Delay => StepKind::ExplainDelay,
            Self::Opinion => StepKind::GiveOpinion,
            Self::Recheck => StepKind::Recheck,
            Self::Reopen => StepKind::Reopen,
            Self::Override => StepKind::Override,
            Self::Cancel => StepKind::Cancel,
            Self::Outcome => StepKind::RecordOutcome,
            Self::Note => StepKind::WriteNote,
            Self::Answer => StepKind::AnswerNote,
        }
    }

    /// Whether several people may fill it in at one time for one case: the step of one says nothing of the others' drafts.
    pub fn is_of_each(self) -> bool {
        matches!(self, Self::Note | Self::Answer | Self::Delay)
    }
}

impl DraftKey {
    /// The step that the form leads to.
    pub fn step(&self) -> StepKind {
        match self {
            Self::Registration { .. } => StepKind::Register,
            Self::Case { form, .. } => form.step(),
            Self::Day { form: DayForm::HandOver } => StepKind::HandOverShift,
            Self::Day { form: DayForm::Malfunction } => StepKind::ReportMalfunction,
            Self::Day { form: DayForm::Check } => StepKind::RecordCheck,
        }
    }
}
