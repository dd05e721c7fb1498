//! A remote seat's words as the station's own, and back as far as they go.

use super::{SupervisorAction, SupervisorDay, SupervisorPeople, SupervisorRequest, SupervisorStep};
use crate::domain::approval::Action;
use crate::domain::refusal::Refusal;
use crate::domain::seat::SeatFault;
use crate::domain::step::Step;
use crate::station::contract::Request;
use crate::station::contract::day::DayRequest;
use crate::station::contract::people::PeopleRequest;

/// Whatever has no word here is not for a remote seat, until it is given one.
const NOT_HERE: Refusal = Refusal::Seat(SeatFault::NotHere);

impl From<SupervisorRequest> for Request {
    fn from(request: SupervisorRequest) -> Self {
        use SupervisorRequest as Remote;
        match request {
            Remote::SignIn { officer, role, pin } => Self::SignIn { officer, role, pin },
            Remote::SignOut => Self::SignOut,
            Remote::PrintSheet { case, revision, language } => Self::PrintSheet { case, revision, language },
            Remote::ShowCase(case) => Self::ShowCase(case),
            Remote::ListCases { before, limit } => Self::ListCases { before, limit },
            Remote::Search(query) => Self::Search(query),
            Remote::ReadJournal(query) => Self::ReadJournal(query),
            Remote::Statistics(period) => Self::Statistics(period),
            Remote::Earlier(query) => Self::Earlier(query),
            Remote::OpenPicture(case) => Self::OpenPicture(case),
            Remote::Checkpoint => Self::Checkpoint,
            Remote::Seat(request) => Self::Seat(request),
            Remote::Approve { number, sha256, pin } => Self::Approve { number, sha256, pin },
            Remote::RefuseApproval { number, reason } => Self::RefuseApproval { number, reason },
            Remote::WithdrawApproval { number } => Self::WithdrawApproval { number },
            Remote::KeepDraft { key, text } => Self::KeepDraft { key, text },
            Remote::Draft(key) => Self::Draft(key),
            Remote::DropDraft(key) => Self::DropDraft(key),
            Remote::Take { case, revision, step, pin } => {
                Self::Take { case, revision, step: Box::new((*step).into()), pin }
            }
            Remote::Day(SupervisorDay::Report(symptom)) => Self::Day(DayRequest::Report(symptom)),
            Remote::People(SupervisorPeople::Step(step)) => Self::People(PeopleRequest::Step(step)),
            Remote::People(SupervisorPeople::SetPin { old, new }) => {
                Self::People(PeopleRequest::SetPin { old, new })
            }
            Remote::Propose { action, pin } => Self::Propose { action: Box::new((*action).into()), pin },
        }
    }
}

impl TryFrom<Request> for SupervisorRequest {
    type Error = Refusal;

    fn try_from(request: Request) -> Result<Self, Refusal> {
        Ok(match request {
            Request::SignIn { officer, role, pin } => Self::SignIn { officer, role, pin },
            Request::SignOut => Self::SignOut,
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
            Request::Approve { number, sha256, pin } => Self::Approve { number, sha256, pin },
            Request::RefuseApproval { number, reason } => Self::RefuseApproval { number, reason },
            Request::WithdrawApproval { number } => Self::WithdrawApproval { number },
            Request::KeepDraft { key, text } => Self::KeepDraft { key, text },
            Request::Draft(key) => Self::Draft(key),
            Request::DropDraft(key) => Self::DropDraft(key),
            Request::Take { case, revision, step, pin } => {
                Self::Take { case, revision, step: Box::new((*step).try_into()?), pin }
            }
            Request::Day(DayRequest::Report(symptom)) => Self::Day(SupervisorDay::Report(symptom)),
            Request::People(PeopleRequest::Step(step)) => Self::People(SupervisorPeople::Step(step)),
            Request::People(PeopleRequest::SetPin { old, new }) => {
                Self::People(SupervisorPeople::SetPin { old, new })
            }
            Request::Propose { action, pin } => {
                Self::Propose { action: Box::new((*action).try_into()?), pin }
            }
            _ => return Err(NOT_HERE),
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
            SupervisorStep::WriteNote(written) => Self::WriteNote(written),
            SupervisorStep::AcknowledgeNote { number } => Self::AcknowledgeNote { number },
            SupervisorStep::AnswerNote { number, text } => Self::AnswerNote { number, text },
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
            Step::WriteNote(written) => Self::WriteNote(written),
            Step::AcknowledgeNote { number } => Self::AcknowledgeNote { number },
            Step::AnswerNote { number, text } => Self::AnswerNote { number, text },
            _ => return Err(NOT_HERE),
        })
    }
}

impl From<SupervisorAction> for Action {
    fn from(action: SupervisorAction) -> Self {
        match action {
            SupervisorAction::Purge { cases, reason } => Self::Purge { cases, reason },
            SupervisorAction::Step { case, revision, taken } => {
                Self::Step { case, revision, taken: Box::new((*taken).into()) }
            }
        }
    }
}

impl TryFrom<Action> for SupervisorAction {
    type Error = Refusal;

    fn try_from(action: Action) -> Result<Self, Refusal> {
        Ok(match action {
            Action::Purge { cases, reason } => Self::Purge { cases, reason },
            Action::Step { case, revision, taken } => {
                Self::Step { case, revision, taken: Box::new((*taken).try_into()?) }
            }
            Action::ReturnToService { .. } => return Err(NOT_HERE),
        })
    }
}
