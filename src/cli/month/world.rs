//! The booth of the month: its station, its lane and the desks, and what everybody asks of them.

use super::agenda::{Agenda, Pool};
use super::crew::Duty;
use super::tally::Tally;
use crate::domain::case::Case;
use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::domain::step::{Step, StepKind};
use crate::scanner::simulator::instant::FarEnd;
use crate::station::contract::{Answer, Asker, Pin, Reply, Request};
use crate::station::handle::Handle;
use anyhow::{Context, Result, bail};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What there is one of, to be taken in turn.
pub(super) struct Lane;

/// Everything that the month's people share.
pub(super) struct World {
    pub(super) agenda: Agenda,
    pub(super) station: Handle,
    pub(super) far: FarEnd,
    /// Officers who register and scan.
    pub(super) oms: Pool<Duty>,
    /// Officers who read images.
    pub(super) oac: Pool<Duty>,
    /// Officers who look after the others.
    pub(super) supervisors: Pool<Duty>,
    pub(super) lane: Pool<Lane>,
    /// Given once when the last vehicle has gone.
    pub(super) last_gone: Pool<()>,
    pub(super) seed: u64,
    tally: Mutex<Tally>,
}

/// A case as an officer works on it.
pub(super) type Worked = Arc<Case>;

impl World {
    pub(super) fn new(agenda: &Agenda, station: Handle, far: FarEnd, seed: u64) -> Self {
        Self {
            agenda: agenda.clone(),
            station,
            far,
            oms: Pool::new(agenda, []),
            oac: Pool::new(agenda, []),
            supervisors: Pool::new(agenda, []),
            lane: Pool::new(agenda, [Lane]),
            last_gone: Pool::new(agenda, []),
            seed,
            tally: Mutex::default(),
        }
    }

    /// Asks as the officer.
    pub(super) async fn ask(&self, duty: &Duty, request: Request) -> Answer {
        self.station.ask(Asker::Session(duty.session), request).await
    }

    /// Takes a step with the case; the case as it is then.
    pub(super) async fn take(&self, duty: &Duty, case: &Case, step: Step) -> Result<Worked> {
        let kind = step.kind();
        let pin = (kind == StepKind::GiveVerdict).then(|| duty.member.pin.clone());
        self.take_with(duty, case, step, pin).await.with_context(|| format!("{kind:?} of {}", case.number))
    }

    async fn take_with(&self, duty: &Duty, case: &Case, step: Step, pin: Option<Pin>) -> Result<Worked> {
        let (number, revision) = (case.number.clone(), case.revision);
        let request = Request::Take { case: number, revision, step: Box::new(step), pin };
        done(self.ask(duty, request).await)
    }

    /// The case as the station has it after everything that the lane has said by now.
    pub(super) async fn case(&self, number: &CaseNumber) -> Result<Worked> {
        match self.station.ask(Asker::CommandLine, Request::ShowCase(number.clone())).await? {
            Reply::Case(case) => Ok(case),
            other => bail!("no case: {other:?}"),
        }
    }

    /// An officer is done with something: back to the desks, or home where the shift is over.
    pub(super) async fn release(&self, duty: Duty, desks: &Pool<Duty>) -> Result<()> {
        if self.agenda.now() >= super::shifts::end_of(duty.shift) {
            self.sign_out(&duty).await
        } else {
            desks.give(duty);
            Ok(())
        }
    }

    /// Ends an officer's session.
    pub(super) async fn sign_out(&self, duty: &Duty) -> Result<()> {
        self.ask(duty, Request::SignOut).await?;
        Ok(())
    }

    /// What was counted.
    pub(super) fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The case of a step that was taken.
pub(super) fn done(answer: Answer) -> Result<Worked> {
    match answer {
        Ok(Reply::Done(case)) => Ok(case),
        Ok(other) => bail!("not done: {other:?}"),
        Err(refusal) => Err(Refusal::into(refusal)),
    }
}
