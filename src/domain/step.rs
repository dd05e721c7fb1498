//! The steps of the procedure that a person takes with a case.

use crate::domain::analysis::{Discrepancy, FilterChain, Mark};
use crate::domain::exemption::{Exemption, GateAnswers};
use crate::domain::note::{NoteKind, Written};
use crate::domain::officer::{Officer, SealNumber};
use crate::domain::policy::Wording;
use crate::domain::signed::Signed;
use crate::domain::supervision::{Opinion, Outcome, Override, Recheck};
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// One step with what it needs. Registration is no step: it makes the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// OMS: no exemption applies; the vehicle is admitted.
    Admit(GateAnswers),
    /// OMS: the complex is not used; the case closes.
    Exempt(Exemption),
    /// OMS: driver out, zone searched.
    ConfirmLane(LaneCheck),
    /// OMS: request the scan; a repeat needs its reason.
    RequestScan {
        /// Why a repeat is made.
        repeat_reason: Option<CleanText>,
    },
    /// OAC: open the image for analysis.
    BeginAnalysis,
    /// OAC: mark a zone.
    PlaceMark(Mark),
    /// OAC: take a mark off again.
    RemoveMark {
        /// Which.
        number: u16,
    },
    /// OAC: name a discrepancy with the documents.
    NoteDiscrepancy(Discrepancy),
    /// OAC: withdraw a discrepancy.
    RemoveDiscrepancy {
        /// Which goods line.
        goods_line: u16,
    },
    /// OAC: the image cannot be analysed; ask for a repeat.
    RefuseImage {
        /// Why.
        reason: CleanText,
    },
    /// OAC: give the verdict.
    GiveVerdict(Box<Conclusion>),
    /// OAC: the sheet was printed (taken by the station once the file is on disk).
    RecordSheet(SheetRecord),
    /// OAC: the seal's imprint is on the sheet.
    RecordSeal {
        /// Its number.
        seal: SealNumber,
    },
    /// OAC: hand the case over for examination to a named officer.
    HandOver {
        /// To whom: name and post, as typed.
        to: CleanText,
    },
    /// Whoever takes the next step: why the case stood longer than the policy gives it.
    ExplainDelay {
        /// Why.
        reason: CleanText,
    },
    /// OAC: ask a supervisor to look at the image too.
    AskSecondOpinion {
        /// What about.
        reason: CleanText,
    },
    /// Supervisor: what the image shows, in the supervisor's view.
    GiveOpinion(Opinion),
    /// Supervisor: put a verdict into the re-check queue.
    AskRecheck {
        /// Why.
        reason: CleanText,
    },
    /// Supervisor: what the re-check came to.
    Recheck(Recheck),
    /// Supervisor: back into analysis; the verdict so far stays visible.
    Reopen {
        /// Why.
        reason: CleanText,
    },
    /// Supervisor: another verdict by another person.
    Override(Box<Override>),
    /// Supervisor: the case is not carried on.
    Cancel {
        /// Why.
        reason: CleanText,
    },
    /// Supervisor: what the examination found.
    RecordOutcome(Outcome),
    /// Anybody: a note or a question about the case; a supervisor: an instruction.
    WriteNote(Written),
    /// An operator: the instruction is known.
    AcknowledgeNote {
        /// Which.
        number: u16,
    },
    /// Anybody else than who asked: the answer to a question.
    AnswerNote {
        /// To which.
        number: u16,
        /// What it says.
        text: CleanText,
    },
}

/// What the OMS confirms at the lane before a scan is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LaneCheck {
    /// The driver is out of the vehicle.
    pub driver_out: Confirmation,
    /// The zone was searched and nobody is in it.
    pub zone_searched: Confirmation,
}

/// Confirmed by a person, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Confirmed.
    Confirmed,
    /// Not confirmed.
    Open,
}

/// The two verdicts; there is no third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// "IC control without suspicion".
    WithoutSuspicion,
    /// "IC control under suspicion".
    UnderSuspicion,
}

/// A verdict with all that is signed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// Which.
    pub verdict: Verdict,
    /// Text of the analysis; required under suspicion.
    pub analysis: CleanText,
    /// Recommendation for the examination; required under suspicion.
    pub recommendation: CleanText,
    /// The filter chain in force.
    pub filters: FilterChain,
    /// Share of the image that was on the screen at reading size, percent.
    pub viewed_percent: u8,
    /// The mark as the policy worded it when it was entered; catalogue's wording where none was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Wording>,
    /// What the booth signed when the verdict was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<Signed>>,
}

/// The sheet as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SheetRecord {
    /// File name in the outbox.
    pub file: String,
    /// SHA-256 of the PDF, lower-case hexadecimal.
    pub sha256: String,
    /// What the printer queue answered, where one is configured.
    pub printer: Option<String>,
}

/// A step's kind, for the table of authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each names the step of the same name")]
pub enum StepKind {
    Register,
    Admit,
    Exempt,
    ConfirmLane,
    RequestScan,
    StopScan,
    AcknowledgeFault,
    PrepareSource,
    BeginAnalysis,
    PlaceMark,
    RemoveMark,
    NoteDiscrepancy,
    RemoveDiscrepancy,
    RefuseImage,
    GiveVerdict,
    RecordSheet,
    RecordSeal,
    HandOver,
    Import,
    ExplainDelay,
    AskSecondOpinion,
    GiveOpinion,
    AskRecheck,
    Recheck,
    Reopen,
    Override,
    Cancel,
    RecordOutcome,
    OpenShift,
    HandOverShift,
    AcknowledgeItem,
    CloseShift,
    ReportMalfunction,
    FollowMalfunction,
    ReturnToService,
    RecordCheck,
    WriteNote,
    Instruct,
    AcknowledgeNote,
    AnswerNote,
    Purge,
    Approve,
}

impl StepKind {
    /// Every kind.
    pub const ALL: [Self; 42] = [
        Self::Register,
        Self::Admit,
        Self::Exempt,
        Self::ConfirmLane,
        Self::RequestScan,
        Self::StopScan,
        Self::AcknowledgeFault,
        Self::PrepareSource,
        Self::BeginAnalysis,
        Self::PlaceMark,
        Self::RemoveMark,
        Self::NoteDiscrepancy,
        Self::RemoveDiscrepancy,
        Self::RefuseImage,
        Self::GiveVerdict,
        Self::RecordSheet,
        Self::RecordSeal,
        Self::HandOver,
        Self::Import,
        Self::ExplainDelay,
        Self::AskSecondOpinion,
        Self::GiveOpinion,
        Self::AskRecheck,
        Self::Recheck,
        Self::Reopen,
        Self::Override,
        Self::Cancel,
        Self::RecordOutcome,
        Self::OpenShift,
        Self::HandOverShift,
        Self::AcknowledgeItem,
        Self::CloseShift,
        Self::ReportMalfunction,
        Self::FollowMalfunction,
        Self::ReturnToService,
        Self::RecordCheck,
        Self::WriteNote,
        Self::Instruct,
        Self::AcknowledgeNote,
        Self::AnswerNote,
        Self::Purge,
        Self::Approve,
    ];
}

impl Step {
    /// The step's kind.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Admit(_) => StepKind::Admit,
            Self::Exempt(_) => StepKind::Exempt,
            Self::ConfirmLane(_) => StepKind::ConfirmLane,
            Self::RequestScan { .. } => StepKind::RequestScan,
            Self::BeginAnalysis => StepKind::BeginAnalysis,
            Self::PlaceMark(_) => StepKind::PlaceMark,
            Self::RemoveMark { .. } => StepKind::RemoveMark,
            Self::NoteDiscrepancy(_) => StepKind::NoteDiscrepancy,
            Self::RemoveDiscrepancy { .. } => StepKind::RemoveDiscrepancy,
            Self::RefuseImage { .. } => StepKind::RefuseImage,
            Self::GiveVerdict(_) => StepKind::GiveVerdict,
            Self::RecordSheet(_) => StepKind::RecordSheet,
            Self::RecordSeal { .. } => StepKind::RecordSeal,
            Self::HandOver { .. } => StepKind::HandOver,
            Self::ExplainDelay { .. } => StepKind::ExplainDelay,
            Self::AskSecondOpinion { .. } => StepKind::AskSecondOpinion,
            Self::GiveOpinion(_) => StepKind::GiveOpinion,
            Self::AskRecheck { .. } => StepKind::AskRecheck,
            Self::Recheck(_) => StepKind::Recheck,
            Self::Reopen { .. } => StepKind::Reopen,
            Self::Override(_) => StepKind::Override,
            Self::Cancel { .. } => StepKind::Cancel,
            Self::RecordOutcome(_) => StepKind::RecordOutcome,
            Self::WriteNote(written) if written.kind == NoteKind::Instruction => StepKind::Instruct,
            Self::WriteNote(_) => StepKind::WriteNote,
            Self::AcknowledgeNote { .. } => StepKind::AcknowledgeNote,
            Self::AnswerNote { .. } => StepKind::AnswerNote,
        }
    }
}

/// Who did something: a person, or the station itself on the device's word.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum By {
    /// A person.
    Officer(Officer),
    /// The station.
    Station,
}
