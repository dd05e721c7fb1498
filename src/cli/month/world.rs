//! The booth of the month: its station, its lane and the desks, and what everybody asks of them.

use super::agenda::{Agenda, Gate, Pool, Since};
use super::crew::Duty;
use super::tally::Tally;
use crate::domain::booth::BoothState;
use crate::domain::case::{Case, CaseState};
use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::domain::step::{Step, StepKind};
use crate::scanner::simulator::instant::FarEnd;
use crate::station::contract::day::DayRequest;
use crate::station::contract::{Answer, Asker, Reply, Request};
use crate::station::handle::Handle;
use anyhow::{Context, Result, bail};
use std::sync::atomic::{AtomicU64, Ordering};
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
    /// Closed while scans are refused.
    pub(super) service: Gate,
    /// Closed while somebody has something to bring to its end.
    pub(super) business: Gate,
    pub(super) seed: u64,
    /// When nothing new is begun any more.
    pub(super) end: Since,
    shift: AtomicU64,
    tally: Mutex<Tally>,
}

/// A case as an officer works on it.
pub(super) type Worked = Arc<Case>;

impl World {
    pub(super) fn new(agenda: &Agenda, station: Handle, far: FarEnd, (seed, end): (u64, Since)) -> Self {
        Self {
            agenda: agenda.clone(),
            station,
            far,
            oms: Pool::new(agenda, []),
            oac: Pool::new(agenda, []),
            supervisors: Pool::new(agenda, []),
            lane: Pool::new(agenda, [Lane]),
            service: Gate::new(agenda),
            business: Gate::new(agenda),
            seed,
            end,
            shift: AtomicU64::new(0),
            tally: Mutex::default(),
        }
    }

    /// Asks as the officer.
    pub(super) async fn ask(&self, duty: &Duty, request: Request) -> Answer {
        self.station.ask(Asker::Session(duty.session), request).await
    }

    /// Takes a step of the booth's day.
    pub(super) async fn day(&self, duty: &Duty, request: DayRequest) -> Result<()> {
        let name = format!("{request:?}");
        self.ask(duty, Request::Day(request)).await.map(|_| ()).context(name)
    }

    /// The booth's own state, after everything that was asked by now.
    pub(super) async fn booth(&self) -> Result<Arc<BoothState>> {
        // Nobody signs out: the answer comes after the snapshot of whatever was asked before.
        self.station.ask(Asker::Nobody, Request::SignOut).await?;
        Ok(Arc::clone(&self.station.snapshot().borrow().day))
    }

    /// Takes a step with the case; the case as it is then. A delay is explained first where the policy asks for it.
    pub(super) async fn take(&self, duty: &Duty, case: &Case, step: Step) -> Result<Worked> {
        let kind = step.kind();
        let taken = self.try_take(duty, case, step).await;
        taken.with_context(|| format!("{kind:?} of {}", case.number))
    }

    /// As [`Self::take`], with the refusal for whoever expects one.
    pub(super) async fn try_take(&self, duty: &Duty, case: &Case, step: Step) -> Result<Worked, Refusal> {
        match self.once(duty, case, step.clone()).await {
            Err(Refusal::Late { state, .. }) => {
                let reason = delay_reason(state).into();
                let explained = self.once(duty, case, Step::ExplainDelay { reason }).await?;
                self.tally().delays += 1;
                self.once(duty, &explained, step).await
            }
            other => other,
        }
    }

    async fn once(&self, duty: &Duty, case: &Case, step: Step) -> Result<Worked, Refusal> {
        let needs_pin = matches!(step.kind(), StepKind::GiveVerdict | StepKind::Override);
        let pin = needs_pin.then(|| duty.member.pin.clone());
        let (number, revision) = (case.number.clone(), case.revision);
        let request = Request::Take { case: number, revision, step: Box::new(step), pin };
        match self.ask(duty, request).await? {
            Reply::Done(case) => Ok(case),
            _ => Err(Refusal::NoCase),
        }
    }

    /// The case as the station has it after everything that the lane has said by now.
    pub(super) async fn case(&self, number: &CaseNumber) -> Result<Worked> {
        match self.station.ask(Asker::CommandLine, Request::ShowCase(number.clone())).await? {
            Reply::Case(case) => Ok(case),
            other => bail!("no case: {other:?}"),
        }
    }

    /// Another shift has taken over.
    pub(super) fn begin_shift(&self, shift: u64) {
        self.shift.store(shift, Ordering::Release);
    }

    /// An officer is done with something: back to the desks, or home where the next shift has taken over.
    pub(super) async fn release(&self, duty: Duty, desks: &Pool<Duty>) -> Result<()> {
        if duty.shift < self.shift.load(Ordering::Acquire) {
            return self.sign_out(&duty).await;
        }
        desks.give(duty);
        Ok(())
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

/// The case of a request that was done.
pub(super) fn done(answer: Answer) -> Result<Worked> {
    match answer? {
        Reply::Done(case) => Ok(case),
        other => bail!("not done: {other:?}"),
    }
}

/// Why a case stood so long where it stands.
fn delay_reason(state: CaseState) -> &'static str {
    match state {
        CaseState::Registered => "водитель донёс документы позже",
        CaseState::Admitted => "очередь к ИДК",
        CaseState::LaneChecked => "ИДК не работал",
        CaseState::Queued => "талдаушылар бос емес, кезек",
        CaseState::InAnalysis => "ожидалось второе мнение",
        CaseState::Cleared | CaseState::Printed => "замена картриджа принтера",
        _ => "ожидалась группа досмотра",
    }
}
