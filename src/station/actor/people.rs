//! PINs before what they open, and accounts: the comparer's word first, then the domain's, then the journal's.
//!
//! A request that carries an account's PIN waits for the comparer as a job, and is then answered like any other, with what was
//! proven beside it. Training officers have no accounts: their PINs are compared at once.

use super::{Actor, JobDone};
use crate::domain::account::{AccountBar, AccountFact, begin_accounts, decide_account, renew_supervisors};
use crate::domain::fact::{BoothFact, Fact, SessionEnd};
use crate::domain::officer::{Officer, OfficerId};
use crate::domain::refusal::Refusal;
use crate::domain::seat::Occupancy;
use crate::domain::secret::{self, SecretFault, Whose};
use crate::domain::step::{By, StepKind};
use crate::station::contract::day::DayRequest;
use crate::station::contract::people::{FirstPin, PeopleRequest};
use crate::station::contract::seats::{Attachment, ConsoleId, SeatRequest};
use crate::station::contract::{Answer, Asker, Pin, Reply, Request, SessionId};
use crate::station::handle::Ask;
use crate::station::people::{Attempt, Damaged, Give, Locks, Preparation, Proof, Purpose, Right, Standing};
use crate::station::sessions::Proven;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// A request with what the comparer said of its PINs.
#[derive(Debug)]
pub(in crate::station) struct Proved {
    ask: Ask,
    purpose: Purpose,
    proofs: Vec<Proof>,
}

/// A change of an account whose secrets are written.
#[derive(Debug)]
pub(in crate::station) struct Prepared {
    asker: Asker,
    request: PeopleRequest,
    fact: AccountFact,
    answer: oneshot::Sender<Answer>,
    found: Result<Vec<FirstPin>, Refusal>,
}

impl Actor {
    /// Sends an account's PINs ahead; a request without any comes back at once.
    pub(super) fn prove_first(&mut self, ask: Ask) -> Option<Ask> {
        if self.day.people.is_empty() {
            return Some(ask);
        }
        let Some((pins, purpose)) = self.pins_of(&ask) else { return Some(ask) };
        let admitted = match self.comparer.admit() {
            Ok(admitted) => admitted,
            Err(refusal) => {
                drop(ask.answer.send(Err(refusal)));
                return None;
            }
        };
        // Whoever asks for a role that the account has not is a stranger: a first PIN is not used up by it.
        let asked_role = match &ask.request {
            Request::SignIn { role, .. } | Request::Seat(SeatRequest::TakeOver { role, .. }) => Some(*role),
            _ => None,
        };
        let attempt = |(officer, pin): (OfficerId, Pin)| {
            let account = self.day.people.account(&officer);
            let has_role = |role| account.is_none_or(|account| account.roles.contains(&role));
            let standing = match asked_role {
                Some(role) if !has_role(role) => Standing::Stranger,
                Some(_) | None => Standing::of(&self.day.people, &officer),
            };
            Attempt { officer, pin, standing }
        };
        let attempts = pins.into_iter().map(attempt).collect();
        let place = (self.counted_at(ask.console, ask.asker), self.settings.clock.now());
        let comparer = self.comparer.clone();
        self.jobs.spawn(async move {
            let proofs = comparer.compare(attempts, purpose, place).await;
            drop(admitted);
            JobDone::Proved(Box::new(Proved { ask, purpose, proofs }))
        });
        None
    }

    /// The PINs that a request carries, with whose they are.
    fn pins_of(&self, ask: &Ask) -> Option<(Vec<(OfficerId, Pin)>, Purpose)> {
        let own = |pin: &Pin| {
            let officer = self.officer(ask.asker).ok()?;
            Some((vec![(officer.id, pin.clone())], Purpose::Confirm))
        };
        match &ask.request {
            Request::SignIn { officer, pin, .. }
            | Request::Seat(SeatRequest::TakeOver { officer, pin, .. }) => {
                Some((vec![(officer.clone(), pin.clone())], Purpose::SignIn))
            }
            Request::Take { step, pin, .. }
                if matches!(step.kind(), StepKind::GiveVerdict | StepKind::Override) =>
            {
                own(&pin.clone().unwrap_or_default())
            }
            Request::Purge { first, second, .. } => {
                Some((vec![first.clone(), second.clone()], Purpose::Confirm))
            }
            Request::Seat(SeatRequest::Unlock { pin })
            | Request::Approve { pin, .. }
            | Request::Propose { pin: Some(pin), .. }
            | Request::Day(DayRequest::TakeOver { pin } | DayRequest::CloseShift { pin }) => own(pin),
            Request::Day(DayRequest::Return { second, .. }) => Some((vec![second.clone()], Purpose::Confirm)),
            Request::People(PeopleRequest::SetPin { old, .. }) => {
                let officer = self.pin_setter(ask.asker).ok()?;
                Some((vec![(officer.id, old.clone())], Purpose::SetPin))
            }
            _ => None,
        }
    }

    /// Answers a request whose PINs were compared. An account may have changed meanwhile: what holds now counts.
    pub(super) async fn proved(&mut self, proved: Proved) {
        let Proved { ask, purpose, proofs } = proved;
        let mut firsts = Vec::new();
        let mut proven = Vec::with_capacity(proofs.len());
        for proof in proofs {
            if proof.locks == Locks::Now && self.day.people.may_lock(&proof.officer) {
                let fact = AccountFact::Locked { officer: proof.officer.clone() };
                self.record_booth(By::Station, BoothFact::Account(fact)).await;
            }
            if let (Ok(Right::First), Purpose::SignIn, Standing::Known { credential, .. }) =
                (&proof.outcome, purpose, &proof.standing)
            {
                firsts.push((proof.officer.clone(), *credential));
            }
            let holds = Standing::of(&self.day.people, &proof.officer).is_same(&proof.standing);
            let account = self.day.people.account(&proof.officer).filter(|_| holds);
            let found = proof.outcome.and_then(|right| {
                let account = account.cloned().ok_or(Refusal::WrongPin)?;
                Ok((account, right))
            });
            proven.push(Proven { officer: proof.officer, found });
        }
        self.sessions.prove(proven);
        // Its session may have ended or been locked while the PIN was compared.
        match self.admits(ask.console, ask.asker, &ask.request) {
            Ok(()) => self.answer_proven(ask).await,
            Err(refusal) => drop(ask.answer.send(Err(refusal))),
        }
        self.sessions.prove(Vec::new());
        for (officer, number) in firsts {
            self.give_back(officer, number);
        }
    }

    /// A first PIN that was right is not used up where shift or seat kept the person out.
    fn give_back(&mut self, officer: OfficerId, number: u32) {
        if !self.sessions.awaits_pin(&officer) {
            let comparer = self.comparer.clone();
            self.jobs.spawn(async move {
                comparer.give_back(officer, number).await;
                JobDone::GivenBack
            });
        }
    }

    /// Takes a step with an account: at once, or as a job where secrets are written.
    pub(super) async fn start_people(
        &mut self,
        asker: Asker,
        request: PeopleRequest,
        answer: oneshot::Sender<Answer>,
    ) {
        match self.begin_people(asker, &request) {
            Ok((fact, preparation)) if preparation.is_empty() => {
                let done = self.record_people(asker, fact).await.map(|()| Reply::Acknowledged);
                drop(answer.send(done));
            }
            Ok((fact, preparation)) => {
                let admitted = match self.comparer.admit() {
                    Ok(admitted) => admitted,
                    Err(refusal) => return drop(answer.send(Err(refusal))),
                };
                let (comparer, now) = (self.comparer.clone(), self.settings.clock.now());
                self.jobs.spawn(async move {
                    let found = comparer.prepare(preparation, now).await;
                    drop(admitted);
                    JobDone::Prepared(Box::new(Prepared { asker, request, fact, answer, found }))
                });
            }
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    fn begin_people(
        &mut self,
        asker: Asker,
        request: &PeopleRequest,
    ) -> Result<(AccountFact, Preparation), Refusal> {
        if let PeopleRequest::SetPin { old, .. } = request {
            let officer = self.pin_setter(asker)?;
            self.sessions.check_pin(&officer.id, old, Instant::now())?;
        }
        let fact = self.decide_people(asker, request)?;
        let preparation = self.preparation(&fact, request);
        Ok((fact, preparation))
    }

    /// The fact that a request makes as things are now. The old PIN is compared elsewhere.
    fn decide_people(&self, asker: Asker, request: &PeopleRequest) -> Result<AccountFact, Refusal> {
        let people = &self.day.people;
        match (request, asker) {
            (PeopleRequest::Step(step), _) => decide_account(people, &self.officer(asker)?, step),
            (PeopleRequest::SetPin { old, new }, _) => self.decide_pin(&self.pin_setter(asker)?, old, new),
            (PeopleRequest::Begin(supervisors), Asker::CommandLine) => begin_accounts(people, supervisors),
            (PeopleRequest::Renew(supervisors), Asker::CommandLine) => renew_supervisors(people, supervisors),
            (PeopleRequest::Begin(_) | PeopleRequest::Renew(_), _) => Err(Refusal::NotSignedIn),
        }
    }

    fn decide_pin(&self, officer: &Officer, old: &Pin, new: &Pin) -> Result<AccountFact, Refusal> {
        let account = self.day.people.account(&officer.id).ok_or(Refusal::Account(AccountBar::Unknown))?;
        if old == new {
            return Err(Refusal::Secret(SecretFault::Same));
        }
        let booth = &self.settings.booth;
        let booth = [booth.post_name.as_str(), booth.ic_name.as_str(), booth.post_code.as_str()];
        let whose = Whose { officer: &officer.id, name: account.name.as_str(), booth: &booth };
        secret::check(new.as_typed(), whose).map_err(Refusal::Secret)?;
        let credential = account.credential.saturating_add(1);
        Ok(AccountFact::PinSet { officer: officer.id.clone(), credential })
    }

    /// What is written before the fact: whoever reads the fact finds the secret that it names.
    fn preparation(&self, fact: &AccountFact, request: &PeopleRequest) -> Preparation {
        let mut give = Give::first(&self.day.people, fact);
        if let (AccountFact::PinSet { officer, credential }, PeopleRequest::SetPin { new, .. }) =
            (fact, request)
        {
            let (officer, number) = (officer.clone(), *credential);
            give.push(Give { officer, holds: number.saturating_sub(1), number, own: Some(new.clone()) });
        }
        let mut forget: Vec<OfficerId> = give.iter().map(|give| give.officer.clone()).collect();
        if let AccountFact::Unlocked { officer } = fact {
            forget.push(officer.clone());
        }
        let damaged = match fact {
            AccountFact::Begun { .. } | AccountFact::Renewed { .. } => Damaged::PutAside,
            _ => Damaged::Refuse,
        };
        Preparation { give, forget, damaged }
    }

    /// Records a change whose secrets are on the disk, unless it has become another one meanwhile.
    pub(super) async fn prepared(&mut self, prepared: Prepared) {
        let Prepared { asker, request, fact, answer, found } = prepared;
        let done = match (found, self.decide_people(asker, &request)) {
            (Ok(pins), Ok(again)) if again == fact => self.record_people(asker, fact).await.map(|()| pins),
            (Ok(_), Ok(_)) => Err(Refusal::Changed),
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
        };
        let reply =
            done.map(|pins| if pins.is_empty() { Reply::Acknowledged } else { Reply::FirstPins(pins) });
        // Whoever asked may be gone by now; what was done is done, and a PIN that nobody saw can be reset.
        drop(answer.send(reply));
    }

    async fn record_people(&mut self, asker: Asker, fact: AccountFact) -> Result<(), Refusal> {
        let by = self.pin_setter(asker).map_or(By::Station, By::Officer);
        let recorded = Fact::Booth { fact: BoothFact::Account(fact.clone()) };
        self.append(self.settings.clock.entry(by, recorded)).await?;
        // Changes apply at once: whoever works under what no longer holds signs in again.
        match &fact {
            AccountFact::Disabled { officer } | AccountFact::PinReset { officer, .. } => {
                self.end_sessions_of(officer, None, asker).await;
            }
            AccountFact::PinSet { officer, .. } => {
                let own = if let Asker::Session(id) = asker { Some(id) } else { None };
                self.end_sessions_of(officer, own, asker).await;
            }
            AccountFact::Begun { .. } => self.sessions.end_training(),
            AccountFact::Renewed { supervisors } => {
                for officer in supervisors.keys() {
                    self.end_sessions_of(officer, None, asker).await;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Ends an officer's sessions but `kept`, whose own PIN is set now.
    async fn end_sessions_of(&mut self, officer: &OfficerId, kept: Option<SessionId>, asker: Asker) {
        let by = self.pin_setter(asker).ok();
        for id in self.sessions.of(officer) {
            if Some(id) == kept {
                self.sessions.pin_set(id);
            } else {
                self.end_session(id, SessionEnd::Account, by.clone()).await;
            }
        }
    }

    /// Writes a refused sign-in down. While an account's owner or a seat waits, nothing was compared, and nobody is given a way
    /// to fill the journal.
    pub(super) async fn note_refused(&mut self, officer: &OfficerId, refusal: &Refusal) {
        let is_waiting = matches!(refusal, Refusal::WaitAfterWrongPin { .. } | Refusal::SeatPaused { .. });
        if self.day.people.is_empty() || !is_waiting {
            let officer = officer.as_str().into();
            self.record_booth(By::Station, BoothFact::SignInRefused { officer }).await;
        }
    }

    /// Where wrong PINs are counted, beside the person: at the seat, and at a seat for many at whose account it is. One account must
    /// not make all supervisors wait.
    fn counted_at(&self, console: ConsoleId, asker: Asker) -> String {
        if asker == Asker::CommandLine {
            return "command-line".to_owned();
        }
        let Some(line) = self.lines.get(console) else { return String::new() };
        let Attachment { seat, peer } = line.attachment();
        match (seat.occupancy, peer) {
            (Occupancy::Many, Some(peer)) => format!("{}:{}", seat.name, peer.account),
            (Occupancy::One | Occupancy::Many, _) => seat.name.to_string(),
        }
    }

    /// The officer of a session, even of one that must set an own PIN first.
    fn pin_setter(&self, asker: Asker) -> Result<Officer, Refusal> {
        match asker {
            Asker::Session(id) => self.sessions.pin_setter(id),
            Asker::Nobody | Asker::CommandLine => Err(Refusal::NotSignedIn),
        }
    }
}
