//! Approvals: asked for on one session, approved on another by another person, over the digest of the exact action.

use super::{Actor, JobDone};
use crate::domain::approval::{
    Action, ActionKind, ApprovalNumber, Asked, MAX_PENDING, PENDING_FOR, Pending, Seconded, may_second,
};
use crate::domain::authority::{authorise, authorise_case, authorise_role, relation};
use crate::domain::case::{Case, Revision};
use crate::domain::fact::{BoothFact, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, Role};
use crate::domain::procedure::decide;
use crate::domain::purge::is_due;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{By, Step, StepKind};
use crate::domain::text::CleanText;
use crate::station::contract::approvals::digest;
use crate::station::contract::seats::ConsoleId;
use crate::station::contract::{Answer, Asker, Pin, Reply, SessionId, StoreHealth};
use crate::store::MAX_PURGES;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot;

/// On which session each pending approval was asked for. A start forgets them: its sessions are all new.
#[derive(Debug, Default)]
pub(super) struct Askers(BTreeMap<ApprovalNumber, Place>);

/// From which session and console somebody asks or approves.
type Place = (SessionId, ConsoleId);

/// Whether two sessions are those of two people at two places. Another person than the asker always has another session; they sit at
/// two consoles, unless the booth has but the one in the station's own process.
fn is_apart(asker: Option<Place>, approver: Place) -> bool {
    asker.is_none_or(|asker| {
        asker.0 != approver.0 && (asker.1 != approver.1 || approver.1 == ConsoleId::default())
    })
}

impl Actor {
    /// Whether this very officer, in this role, may sign in.
    fn is_known(&self, officer: &Officer) -> bool {
        let account = self.day.people.account(&officer.id);
        let has_account =
            account.is_some_and(|account| account.is_active() && account.roles.contains(&officer.role));
        has_account || self.sessions.is_known(officer)
    }

    /// Asks for an action that another person is to approve. It is refused where it could not be taken now.
    pub(super) async fn propose(&mut self, asker: Asker, action: Action, pin: Option<Pin>) -> Answer {
        let (session, officer) = self.session(asker)?;
        let Some(kind) = action.kind() else {
            return Err(Refusal::NothingToApprove(step_of(&action)));
        };
        self.may_be_done(&officer, &action).await?;
        if kind == ActionKind::Override {
            // It is a verdict: whoever asks for it signs it.
            self.identify(&(officer.id.clone(), pin.unwrap_or_default())).await?;
        }
        if self.day.approvals.len() >= MAX_PENDING {
            return Err(Refusal::Requirement(Requirement::FewerOfAKind));
        }
        let number = ApprovalNumber(self.day.last_approval.0.saturating_add(1));
        let sha256 = digest(number, &officer, &action);
        let now = self.settings.clock.now();
        let expires = now.checked_add_signed(PENDING_FOR).unwrap_or(now);
        let asked = Asked { number, action, sha256, expires };
        self.record_approval(By::Officer(officer), BoothFact::ApprovalAsked(Box::new(asked))).await?;
        let console = self.sessions.seated(session)?.console;
        self.askers.0.insert(number, (session, console));
        Ok(Reply::ApprovalAsked(number))
    }

    /// Approves, and so carries out in the asker's name. What the journal holds afterwards is the action with both people in
    /// it, and no approval without it.
    pub(super) async fn approve(
        &mut self,
        asker: Asker,
        (number, sha256): (ApprovalNumber, String),
        pin: Pin,
        answer: oneshot::Sender<Answer>,
    ) {
        let found = match self.may_approve(asker, number, (&sha256, pin)).await {
            Ok((pending, second)) => self.carry_out(pending, second).await,
            Err(refusal) => Err(refusal),
        };
        if found.is_ok() {
            self.askers.0.remove(&number);
        }
        match found {
            Ok(Done::Answer(reply)) => drop(answer.send(Ok(*reply))),
            Ok(Done::Purged(cases)) => self.erase(cases, answer),
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    async fn may_approve(
        &mut self,
        asker: Asker,
        number: ApprovalNumber,
        (sha256, pin): (&str, Pin),
    ) -> Result<(Pending, Seconded), Refusal> {
        let (session, officer) = self.session(asker)?;
        let pending = self.day.approval(number).cloned().ok_or(Refusal::NoApproval)?;
        may_second(&pending.by, &officer, &self.policy().people)?;
        let console = self.sessions.seated(session)?.console;
        if !is_apart(self.askers.0.get(&number).copied(), (session, console)) {
            return Err(Refusal::SameSession);
        }
        self.identify(&(officer.id.clone(), pin)).await?;
        if pending.is_over(self.settings.clock.now()) {
            self.expire(number).await?;
            return Err(Refusal::ApprovalOver);
        }
        // Of what is in the journal, not of what the journal says of it: both must be what was looked at.
        if sha256 != pending.asked.sha256 || sha256 != digest(number, &pending.by, &pending.asked.action) {
            return Err(Refusal::Changed);
        }
        // Who asked may have gone from the booth meanwhile.
        if !self.is_known(&pending.by) {
            return Err(Refusal::NotSignedIn);
        }
        self.may_be_done(&pending.by, &pending.asked.action).await?;
        Ok((pending, Seconded { approval: number, by: officer }))
    }

    /// Whether an officer may take an action as everything stands now.
    async fn may_be_done(&mut self, by: &Officer, action: &Action) -> Result<(), Refusal> {
        match action {
            Action::Purge { cases, reason } => {
                authorise_role(by.role, StepKind::Purge)?;
                self.may_go(cases, reason).await
            }
            Action::Step { case, revision, taken } => {
                let case = self.case(case).await?;
                self.may_take(by, (&case, *revision), taken)
            }
            Action::ReturnToService { number } => {
                authorise_role(by.role, StepKind::ReturnToService)?;
                self.returnable(*number)
            }
        }
    }

    async fn may_go(&self, cases: &[CaseNumber], reason: &CleanText) -> Result<(), Refusal> {
        if reason.is_empty() {
            return Err(Refusal::Requirement(Requirement::Reason));
        }
        if cases.len() > MAX_PURGES {
            return Err(Refusal::Requirement(Requirement::FewerOfAKind));
        }
        if cases.is_empty() {
            return Err(Refusal::NoCase);
        }
        for number in cases {
            let case = self.case(number).await?;
            is_due(&case, self.settings.retention, self.settings.clock.now())?;
        }
        Ok(())
    }

    fn may_take(
        &mut self,
        by: &Officer,
        (case, revision): (&Case, Revision),
        step: &Step,
    ) -> Result<(), Refusal> {
        authorise_case(by, step.kind(), case, self.policy().people.oms_and_oac_in_one)?;
        if !case.is_known(revision, step.kind()) {
            return Err(Refusal::Changed);
        }
        self.view = self.lane.view().borrow().clone();
        decide(case, by, step, self.circumstances()).map(|_| ())
    }

    async fn carry_out(&mut self, pending: Pending, second: Seconded) -> Result<Done, Refusal> {
        let Pending { by, asked, .. } = pending;
        match asked.action {
            Action::Purge { cases, reason } => {
                let people = (&by, second.by, Some(asked.number));
                self.purge_for(&cases, reason, people).await.map(Done::Purged)
            }
            Action::Step { case, taken, .. } => self.carry_out_step(by, second, &case, &taken).await,
            Action::ReturnToService { number } => {
                let fact =
                    BoothFact::ReturnedToService { number, second: second.by, approval: Some(asked.number) };
                self.record_day(&by, fact).await?;
                Ok(Done::Answer(Box::new(Reply::Acknowledged)))
            }
        }
    }

    async fn carry_out_step(
        &mut self,
        by: Officer,
        second: Seconded,
        number: &CaseNumber,
        step: &Step,
    ) -> Result<Done, Refusal> {
        let case: Arc<Case> = self.case(number).await?;
        // Whoever judges with another judges as that other does: not an own verdict, not an own scan.
        let (relation, in_one) = (relation(&second.by, &case), self.policy().people.oms_and_oac_in_one);
        authorise(Role::Supervisor, step.kind(), case.state, relation, in_one)?;
        let fact = decide(&case, &by, step, self.circumstances())?.seconded(Some(second));
        let fact = self.signed(fact, &case, &by);
        let finished = case.state.is_finished().then_some(&case);
        let done = self.record(By::Officer(by), number, fact, finished).await?;
        Ok(Done::Answer(Box::new(Reply::Done(done))))
    }

    fn erase(&mut self, cases: Vec<CaseNumber>, answer: oneshot::Sender<Answer>) {
        let store = self.store.clone();
        self.jobs.spawn(async move {
            JobDone::Erased { answer: Some(answer), cases, found: store.finish_purges().await }
        });
    }

    /// The second person does not agree.
    pub(super) async fn refuse_approval(
        &mut self,
        asker: Asker,
        number: ApprovalNumber,
        reason: CleanText,
    ) -> Answer {
        let officer = self.officer(asker)?;
        let pending = self.day.approval(number).ok_or(Refusal::NoApproval)?;
        may_second(&pending.by, &officer, &self.policy().people)?;
        if reason.is_empty() {
            return Err(Refusal::Requirement(Requirement::Reason));
        }
        self.end_approval(By::Officer(officer), BoothFact::ApprovalRefused { number, reason }, number).await
    }

    /// Who asked does not ask any longer.
    pub(super) async fn withdraw_approval(&mut self, asker: Asker, number: ApprovalNumber) -> Answer {
        let officer = self.officer(asker)?;
        let pending = self.day.approval(number).ok_or(Refusal::NoApproval)?;
        if pending.by.id != officer.id {
            return Err(Refusal::OthersApproval);
        }
        self.end_approval(By::Officer(officer), BoothFact::ApprovalWithdrawn { number }, number).await
    }

    async fn end_approval(&mut self, by: By, fact: BoothFact, number: ApprovalNumber) -> Answer {
        self.record_approval(by, fact).await?;
        self.askers.0.remove(&number);
        Ok(Reply::Acknowledged)
    }

    async fn expire(&mut self, number: ApprovalNumber) -> Result<(), Refusal> {
        self.end_approval(By::Station, BoothFact::ApprovalExpired { number }, number).await.map(|_| ())
    }

    /// Once a second: approvals whose time is over end. A store that keeps nothing ends none; they are refused all the same.
    pub(super) async fn expire_approvals(&mut self) {
        let now = self.settings.clock.now();
        let over = self.day.approvals.iter().filter(|pending| pending.is_over(now));
        let over: Vec<ApprovalNumber> = over.map(|pending| pending.asked.number).collect();
        if over.is_empty() || self.health != StoreHealth::Keeps {
            return;
        }
        for number in over {
            self.expire(number).await.ok();
        }
        self.publish();
    }

    async fn record_approval(&mut self, by: By, fact: BoothFact) -> Result<(), Refusal> {
        self.append(self.settings.clock.entry(by, Fact::Booth { fact })).await
    }

    fn session(&self, asker: Asker) -> Result<(SessionId, Officer), Refusal> {
        match asker {
            Asker::Session(id) => self.sessions.officer(id).map(|officer| (id, officer)),
            Asker::Nobody | Asker::CommandLine => Err(Refusal::NotSignedIn),
        }
    }
}

/// What became of an action.
enum Done {
    /// It is done.
    Answer(Box<Reply>),
    /// Its facts are kept; the files of these cases are still to be erased.
    Purged(Vec<CaseNumber>),
}

pub(super) fn step_of(action: &Action) -> StepKind {
    match action {
        Action::Purge { .. } => StepKind::Purge,
        Action::Step { taken, .. } => taken.kind(),
        Action::ReturnToService { .. } => StepKind::ReturnToService,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_not_apart_from_itself() {
        let at = |session, console| (SessionId(session), ConsoleId(console));
        assert!(!is_apart(Some(at(1, 4)), at(1, 4)));
        assert!(!is_apart(Some(at(1, 4)), at(2, 4)), "one keyboard after the other's sign-out");
        assert!(is_apart(Some(at(1, 4)), at(2, 5)) && is_apart(None, at(2, 5)));
        assert!(is_apart(Some(at(1, 0)), at(2, 0)), "a booth with one console");
    }
}
