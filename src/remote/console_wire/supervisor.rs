//! What a remote seat may ask: another set of words, in which nothing drives or stops a scan. Whatever is not here does not decode.

mod convert;

use crate::domain::account::AccountStep;
use crate::domain::approval::ApprovalNumber;
use crate::domain::case::Revision;
use crate::domain::journal::JournalQuery;
use crate::domain::malfunction::Symptom;
use crate::domain::note::Written;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{OfficerId, Role};
use crate::domain::period::Period;
use crate::domain::supervision::{Opinion, Outcome, Override, Recheck};
use crate::domain::text::CleanText;
use crate::station::contract::Pin;
use crate::station::contract::drafts::DraftKey;
use crate::station::contract::earlier::EarlierQuery;
use crate::station::contract::search::SearchQuery;
use crate::station::contract::seats::SeatRequest;
use crate::words::Language;
use serde::{Deserialize, Serialize};

/// A request of a remote seat; each is the station's request of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented where the station's request of the same name is")]
pub enum SupervisorRequest {
    SignIn { officer: OfficerId, role: Role, pin: Pin },
    SignOut,
    Take { case: CaseNumber, revision: Revision, step: Box<SupervisorStep>, pin: Option<Pin> },
    PrintSheet { case: CaseNumber, revision: Revision, language: Language },
    ShowCase(CaseNumber),
    ListCases { before: Option<CaseNumber>, limit: usize },
    Search(SearchQuery),
    ReadJournal(JournalQuery),
    Statistics(Period),
    Earlier(EarlierQuery),
    OpenPicture(CaseNumber),
    Checkpoint,
    Day(SupervisorDay),
    Seat(SeatRequest),
    People(SupervisorPeople),
    Propose { action: Box<SupervisorAction>, pin: Option<Pin> },
    Approve { number: ApprovalNumber, sha256: String, pin: Pin },
    RefuseApproval { number: ApprovalNumber, reason: CleanText },
    WithdrawApproval { number: ApprovalNumber },
    KeepDraft { key: DraftKey, text: String },
    Draft(DraftKey),
    DropDraft(DraftKey),
}

/// A step that may be taken from a remote seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented where the procedure's step of the same name is")]
pub enum SupervisorStep {
    HandOver { to: CleanText },
    ExplainDelay { reason: CleanText },
    GiveOpinion(Opinion),
    AskRecheck { reason: CleanText },
    Recheck(Recheck),
    Reopen { reason: CleanText },
    Override(Box<Override>),
    Cancel { reason: CleanText },
    RecordOutcome(Outcome),
    WriteNote(Written),
    AcknowledgeNote { number: u16 },
    AnswerNote { number: u16, text: CleanText },
}

/// A step of the day that may be taken from a remote seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented where the day's request of the same name is")]
pub enum SupervisorDay {
    Report(Symptom),
}

/// A step with accounts, or an own PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented where the request about people of the same name is")]
pub enum SupervisorPeople {
    Step(AccountStep),
    SetPin { old: Pin, new: Pin },
}

/// An action that may be proposed from a remote seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented where the action of the same name is")]
pub enum SupervisorAction {
    Purge { cases: Vec<CaseNumber>, reason: CleanText },
    Step { case: CaseNumber, revision: Revision, taken: Box<SupervisorStep> },
}
