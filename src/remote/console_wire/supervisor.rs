//! What a remote seat may ask: another set of words, in which nothing drives or stops a scan. Whatever is not here does not decode.

use crate::domain::case::Revision;
use crate::domain::journal::JournalQuery;
use crate::domain::malfunction::Symptom;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{OfficerId, Role};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::seat::SeatFault;
use crate::domain::step::Step;
use crate::domain::supervision::{Opinion, Outcome, Override, Recheck};
use crate::domain::text::CleanText;
use crate::station::contract::day::DayRequest;
use crate::station::contract::earlier::EarlierQuery;
use crate::station::contract::search::SearchQuery;
use crate::station::contract::seats::SeatRequest;
use crate::station::contract::{Pin, Request};
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
    Purge { cases: Vec<CaseNumber>, reason: CleanText, first: (OfficerId, Pin), second: (OfficerId, Pin) },
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
}

/// A step of the day that may be taken from a remote seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented where the day's request of the same name is")]
pub enum SupervisorDay {
    Report(Symptom),
}

impl From<SupervisorRequest> for Request {
    fn from(request: SupervisorRequest) -> Self {
        match request {
            SupervisorRequest::SignIn { officer, role, pin } => Self::SignIn { officer, role, pin },
            SupervisorRequest::SignOut => Self::SignOut,
            SupervisorRequest::Take { case, revision, step, pin } => {
                Self::Take { case, revision, step: Box::new((*step).into()), pin }
            }
            SupervisorRequest::PrintSheet { case, revision, language } => {
                Self::PrintSheet { case, revision, language }
            }
            SupervisorRequest::ShowCase(case) => Self::ShowCase(case),
            SupervisorRequest::ListCases { before, limit } => Self::ListCases { before, limit },
            SupervisorRequest::Search(query) => Self::Search(query),
            SupervisorRequest::ReadJournal(query) => Self::ReadJournal(query),
            SupervisorRequest::Statistics(period) => Self::Statistics(period),
            SupervisorRequest::Earlier(query) => Self::Earlier(query),
            SupervisorRequest::OpenPicture(case) => Self::OpenPicture(case),
            SupervisorRequest::Checkpoint => Self::Checkpoint,
            SupervisorRequest::Seat(request) => Self::Seat(request),
            SupervisorRequest::Purge { cases, reason, first, second } => {
                Self::Purge { cases, reason, first, second }
            }
            SupervisorRequest::Day(SupervisorDay::Report(symptom)) => Self::Day(DayRequest::Report(symptom)),
        }
    }
}

impl TryFrom<Request> for SupervisorRequest {
    type Error = Refusal;

    fn try_from(request: Request) -> Result<Self, Refusal> {
        Ok(match request {
            Request::SignIn { officer, role, pin } => Self::SignIn { officer, role, pin },
            Request::SignOut => Self::SignOut,
            Request::Take { case, revision, step, pin } => {
                Self::Take { case, revision, step: Box::new((*step).try_into()?), pin }
            }
            Request::PrintSheet { case, revision, language } => Self::PrintSheet { case, revision, language },
            Request::ShowCase(case) => Self::ShowCase(case),
            Request::ListCases { before, limit } => Self::ListCases { before, limit },
            Request::Search(query) => Self::Search(query),
            Request::ReadJournal(query) => Self::ReadJournal(query),
            Request::Statistics(period) => Self::Statistics(period),
            Request::Earlier(query) => Self::Earlier(query),
            Request::OpenPicture(case) => Self::OpenPicture(case),
            Request::Checkpoint => Self::Checkpoint,
            Request::Seat(request) => Self::Seat(request),
            Request::Purge { cases, reason, first, second } => Self::Purge { cases, reason, first, second },
            Request::Day(DayRequest::Report(symptom)) => Self::Day(SupervisorDay::Report(symptom)),
            // Whatever else there is, now or later, is not for a remote seat until it stands above.
            _ => return Err(Refusal::Seat(SeatFault::NotHere)),
        })
    }
}

impl From<SupervisorStep> for Step {
    fn from(step: SupervisorStep) -> Self {
        match step {
            SupervisorStep::HandOver { to } => Self::HandOver { to },
            SupervisorStep::ExplainDelay { reason } => Self::ExplainDelay { reason },
            SupervisorStep::GiveOpinion(opinion) => Self::GiveOpinion(opinion),
            SupervisorStep::AskRecheck { reason } => Self::AskRecheck { reason },
            SupervisorStep::Recheck(recheck) => Self::Recheck(recheck),
            SupervisorStep::Reopen { reason } => Self::Reopen { reason },
            SupervisorStep::Override(by) => Self::Override(by),
            SupervisorStep::Cancel { reason } => Self::Cancel { reason },
            SupervisorStep::RecordOutcome(outcome) => Self::RecordOutcome(outcome),
        }
    }
}

impl TryFrom<Step> for SupervisorStep {
    type Error = Refusal;

    fn try_from(step: Step) -> Result<Self, Refusal> {
        Ok(match step {
            Step::HandOver { to } => Self::HandOver { to },
            Step::ExplainDelay { reason } => Self::ExplainDelay { reason },
            Step::GiveOpinion(opinion) => Self::GiveOpinion(opinion),
            Step::AskRecheck { reason } => Self::AskRecheck { reason },
            Step::Recheck(recheck) => Self::Recheck(recheck),
            Step::Reopen { reason } => Self::Reopen { reason },
            Step::Override(by) => Self::Override(by),
            Step::Cancel { reason } => Self::Cancel { reason },
            Step::RecordOutcome(outcome) => Self::RecordOutcome(outcome),
            _ => return Err(Refusal::Seat(SeatFault::NotHere)),
        })
    }
}
