//! Consoles, sessions and who looks on: what a console may ask at all comes before everything else.

mod views;
mod watch;

use super::{Actor, approvals};
use crate::domain::fact::{BoothFact, SessionEnd};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::refusal::Refusal;
use crate::domain::seat::{Occupancy, Person, Place, Seat, SeatFault};
use crate::domain::step::{By, StepKind};
use crate::station::contract::day::DayRequest;
use crate::station::contract::seats::{
    Attachment, ConsoleId, ConsoleView, Ended, Lock, Proposal, SeatRequest, Token,
};
use crate::station::contract::{Answer, Asker, Pin, Reply, Request, Session, SessionId};
use crate::station::sessions::Seated;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// One sign-in lasts no longer (NIST SP 800-63B: 12 hours).
const MAX_SESSION: Duration = Duration::from_hours(12);

/// What the actor knows of consoles beside their lines and sessions.
#[derive(Debug, Default)]
pub(super) struct Seats {
    consoles: Arc<Vec<ConsoleView>>,
    ended: BTreeMap<ConsoleId, Ended>,
    watching: BTreeMap<ConsoleId, ConsoleId>,
    proposals: Arc<Vec<Proposal>>,
    last_proposal: u32,
}

impl Seats {
    pub(super) fn consoles(&self) -> Arc<Vec<ConsoleView>> {
        Arc::clone(&self.consoles)
    }

    pub(super) fn proposals(&self) -> Arc<Vec<Proposal>> {
        Arc::clone(&self.proposals)
    }
}

/// What becomes of whoever is signed in at the seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whoever {
    /// The newcomer is refused.
    Stays,
    /// The session ends and says so.
    Goes,
}

impl Actor {
    /// Whether a console may ask this at all: by its session, its lock and its seat.
    pub(super) fn admits(&self, console: ConsoleId, asker: Asker, request: &Request) -> Result<(), Refusal> {
        let line = self.lines.get(console).ok_or(Refusal::NotSignedIn)?;
        let seat = &line.attachment().seat;
        if seat.person == Person::OfAccount && !is_of_account(line.attachment(), request) {
            return Err(Refusal::Seat(SeatFault::NotOfAccount));
        }
        match asker {
            // The command line's own socket leads through the station's own line.
            Asker::CommandLine if console == ConsoleId::default() => return Ok(()),
            Asker::CommandLine => return Err(Refusal::NotSignedIn),
            Asker::Nobody => {}
            Asker::Session(id) => {
                let seated = self.sessions.seated(id)?;
                if seated.console != console {
                    return Err(Refusal::NotSignedIn);
                }
                if !seat.admits(seated.officer.role) {
                    return Err(Refusal::Seat(SeatFault::RoleNotHere(seated.officer.role)));
                }
                if seated.lock == Lock::Locked && !opens_locked(request) {
                    return Err(Refusal::Seat(SeatFault::Locked));
                }
            }
        }
        if opens(seat, request) { Ok(()) } else { Err(Refusal::Seat(SeatFault::NotHere)) }
    }

    /// What a person does with sessions and other people's consoles.
    pub(super) async fn seat(&mut self, console: ConsoleId, asker: Asker, request: SeatRequest) -> Answer {
        match request {
            SeatRequest::TakeOver { officer, role, pin } => {
                self.sign_in(console, (&officer, role), &pin, Whoever::Goes).await
            }
            SeatRequest::Resume { session, token } => self.resume(console, session, token),
            SeatRequest::Lock => self.lock(session_of(asker)?).await,
            SeatRequest::Unlock { pin } => self.unlock(session_of(asker)?, &pin).await,
            SeatRequest::Watch(target) => self.watch(console, asker, target).await,
            SeatRequest::Unwatch => {
                self.end_watch(console).await;
                Ok(Reply::Acknowledged)
            }
            SeatRequest::Propose { case, mark } => self.propose_mark(asker, case, mark),
            SeatRequest::Dismiss { proposal } => self.dismiss(asker, proposal),
        }
    }

    /// Signs a person in: the PIN first, for who does not know it learns nothing of shift and seats.
    pub(super) async fn sign_in(
        &mut self,
        console: ConsoleId,
        (id, role): (&OfficerId, Role),
        pin: &Pin,
        whoever: Whoever,
    ) -> Answer {
        match self.admit_person(console, (id, role), pin, whoever).await {
            Ok((session, came)) => {
                self.record_booth(By::Officer(session.officer.clone()), came).await;
                Ok(self.sessions.welcome(session))
            }
            Err(refusal) => {
                self.note_refused(id, &refusal).await;
                Err(refusal)
            }
        }
    }

    async fn admit_person(
        &mut self,
        console: ConsoleId,
        (id, role): (&OfficerId, Role),
        pin: &Pin,
        whoever: Whoever,
    ) -> Result<(Session, BoothFact), Refusal> {
        let line = self.lines.get(console).ok_or(Refusal::NotSignedIn)?;
        let Attachment { seat, peer } = line.attachment().clone();
        let officer = self.sessions.check_role(id, role, pin, Instant::now())?;
        if !seat.admits(role) {
            return Err(Refusal::Seat(SeatFault::RoleNotHere(role)));
        }
        if self.day.other_role_bars(self.policy(), id, role) {
            return Err(Refusal::OtherRole);
        }
        self.make_room(console, &seat, &officer, whoever).await?;
        let came = match peer {
            Some(peer) => BoothFact::SignedInAt { seat: seat.name.clone(), account: peer.account },
            None => BoothFact::SignedIn,
        };
        self.seats.ended.remove(&console);
        line.stir();
        let session = self.sessions.open(Seated {
            officer,
            console,
            seat,
            since: self.settings.clock.now(),
            begun: Instant::now(),
            lock: Lock::Open,
            token: token()?,
            gone: None,
        });
        Ok((session, came))
    }

    /// Ends the sessions that a new one does not stand beside, or refuses the new one.
    async fn make_room(
        &mut self,
        console: ConsoleId,
        seat: &Arc<Seat>,
        officer: &Officer,
        whoever: Whoever,
    ) -> Result<(), Refusal> {
        let in_way: Vec<(SessionId, Seated, SessionEnd)> = self
            .sessions
            .all()
            .filter_map(|(id, seated)| {
                in_way(console, seat, officer, seated).map(|why| (id, seated.clone(), why))
            })
            .collect();
        // Whether a console is gone is noted once a second; its officer, who comes back sooner, is not asked about themselves.
        let is_here = |seated: &Seated| seated.gone.is_none() && self.lines.get(seated.console).is_some();
        let present = in_way.iter().find(|(_, seated, _)| is_here(seated));
        if let (Some((_, seated, _)), Whoever::Stays) = (present, whoever) {
            let (by, seat) = (seated.officer.name.to_string(), seated.seat.name.clone());
            return Err(Refusal::Seat(SeatFault::Taken { by, seat }));
        }
        for (id, _, why) in in_way {
            self.end_session(id, why, Some(officer.clone())).await;
        }
        Ok(())
    }

    /// Ends a session without its officer; its console is told why.
    pub(super) async fn end_session(&mut self, id: SessionId, why: SessionEnd, by: Option<Officer>) {
        let Some(seated) = self.sessions.sign_out(id) else { return };
        self.end_watch(seated.console).await;
        let at = self.settings.clock.now();
        let officer = seated.officer;
        let ended = Ended { session: id, officer: officer.clone(), at, why, by: by.clone() };
        self.seats.ended.insert(seated.console, ended);
        let fact = BoothFact::SessionEnded { officer, seat: seated.seat.name.clone(), why };
        self.record_booth(by.map_or(By::Station, By::Officer), fact).await;
    }

    fn resume(&mut self, console: ConsoleId, id: SessionId, token: Token) -> Answer {
        let line = self.lines.get(console).ok_or(Refusal::NotSignedIn)?;
        let seated = self.sessions.seated_mut(id)?;
        // Only at the seat where it began, and only once its first console is gone.
        if seated.token != token || seated.seat != line.attachment().seat || seated.gone.is_none() {
            return Err(Refusal::NotSignedIn);
        }
        seated.console = console;
        seated.gone = None;
        let officer = seated.officer.clone();
        Ok(Reply::SignedIn(Session { id, officer, token }))
    }

    async fn lock(&mut self, id: SessionId) -> Answer {
        let seated = self.sessions.seated_mut(id)?;
        if seated.lock == Lock::Open {
            seated.lock = Lock::Locked;
            let (officer, seat, console) = (seated.officer.clone(), seated.seat.name.clone(), seated.console);
            self.end_watch(console).await;
            self.record_booth(By::Officer(officer), BoothFact::SessionLocked { seat }).await;
        }
        Ok(Reply::Acknowledged)
    }

    async fn unlock(&mut self, id: SessionId, pin: &Pin) -> Answer {
        let officer = self.sessions.officer(id)?;
        self.sessions.check_pin(&officer.id, pin, Instant::now())?;
        let seated = self.sessions.seated_mut(id)?;
        let was = std::mem::replace(&mut seated.lock, Lock::Open);
        let (seat, console) = (seated.seat.name.clone(), seated.console);
        if let Some(line) = self.lines.get(console) {
            line.stir();
        }
        if was == Lock::Locked {
            self.record_booth(By::Officer(officer), BoothFact::SessionUnlocked { seat }).await;
        }
        Ok(Reply::Acknowledged)
    }

    /// Once a second: sessions whose console is gone, that nobody used, or that last too long.
    pub(super) async fn look_at_sessions(&mut self) {
        let now = Instant::now();
        let sessions: Vec<(SessionId, Seated)> =
            self.sessions.all().map(|(id, seated)| (id, seated.clone())).collect();
        for (id, seated) in sessions {
            let line = self.lines.get(seated.console);
            let gone = match (&line, seated.gone) {
                (Some(_), _) => None,
                (None, since) => Some(since.unwrap_or(now)),
            };
            if let Ok(seated) = self.sessions.seated_mut(id) {
                seated.gone = gone;
            }
            if gone.is_some_and(|since| now.duration_since(since) >= self.settings.idle.grace) {
                self.end_session(id, SessionEnd::ConsoleGone, None).await;
            } else if now.duration_since(seated.begun) >= MAX_SESSION {
                self.end_session(id, SessionEnd::TooLong, None).await;
            } else if line
                .is_some_and(|line| now.duration_since(line.active()) >= self.idle(seated.seat.place))
                && seated.lock == Lock::Open
            {
                self.lock(id).await.ok();
            }
        }
    }

    fn idle(&self, place: Place) -> Duration {
        match place {
            Place::Local => self.settings.idle.local,
            Place::Remote => self.settings.idle.remote,
        }
    }
}

fn session_of(asker: Asker) -> Result<SessionId, Refusal> {
    match asker {
        Asker::Session(id) => Ok(id),
        Asker::Nobody | Asker::CommandLine => Err(Refusal::NotSignedIn),
    }
}

/// Why an open session does not stand beside a new one: the seat takes one person, or the person sits elsewhere.
fn in_way(console: ConsoleId, seat: &Seat, officer: &Officer, seated: &Seated) -> Option<SessionEnd> {
    if seated.officer.id == officer.id && seated.console != console {
        return Some(SessionEnd::Elsewhere);
    }
    let one = seat.occupancy == Occupancy::One && seated.seat.name == seat.name;
    // Whoever signs in over a locked session takes its place, at whatever seat.
    let locked = seated.console == console && seated.lock == Lock::Locked;
    (one || locked).then_some(SessionEnd::TakenOver)
}

/// Whether whoever signs in is the one whose account opened the console, by the kernel's word: no PIN is even compared otherwise.
fn is_of_account(attachment: &Attachment, request: &Request) -> bool {
    let (Request::SignIn { officer, .. } | Request::Seat(SeatRequest::TakeOver { officer, .. })) = request
    else {
        return true;
    };
    attachment.peer.as_ref().is_some_and(|peer| peer.account.as_str() == officer.as_str())
}

/// What a locked session takes.
fn opens_locked(request: &Request) -> bool {
    matches!(
        request,
        Request::StopScan
            | Request::SignOut
            | Request::SignIn { .. }
            | Request::Seat(SeatRequest::Unlock { .. } | SeatRequest::TakeOver { .. } | SeatRequest::Lock)
    )
}

/// Whether a seat opens a request, whoever asks.
fn opens(seat: &Seat, request: &Request) -> bool {
    match (step_of(request), request) {
        (Some(step), _) => seat.opens(step),
        // Two PINs at one keyboard are for the booth, and files are for its command line.
        (None, Request::Purge { .. } | Request::RecordBackup { .. } | Request::RecordOutcome { .. }) => {
            seat.place == Place::Local
        }
        (None, _) => true,
    }
}

/// The step that a request takes; none where it reads, signs in or looks on.
fn step_of(request: &Request) -> Option<StepKind> {
    match request {
        Request::Register(_) => Some(StepKind::Register),
        Request::Take { step, .. } => Some(step.kind()),
        Request::PrintSheet { .. } => Some(StepKind::RecordSheet),
        Request::StopScan => Some(StepKind::StopScan),
        Request::AcknowledgeFault => Some(StepKind::AcknowledgeFault),
        Request::PrepareSource => Some(StepKind::PrepareSource),
        Request::Import { .. } | Request::ImportCase { .. } => Some(StepKind::Import),
        Request::Day(step) => Some(day_step(step)),
        Request::Propose { action, .. } => Some(approvals::step_of(action)),
        Request::KeepDraft { key, .. } | Request::DropDraft(key) => Some(key.step()),
        Request::SignIn { .. }
        | Request::SignOut
        | Request::ShowCase(_)
        | Request::ListCases { .. }
        | Request::Search(_)
        | Request::ReadJournal(_)
        | Request::Statistics(_)
        | Request::Earlier(_)
        | Request::OpenPicture(_)
        | Request::Draft(_)
        | Request::Checkpoint
        | Request::Purge { .. }
        | Request::Seat(_)
        | Request::People(_)
        | Request::Approve { .. }
        | Request::RefuseApproval { .. }
        | Request::WithdrawApproval { .. }
        | Request::RecordOutcome { .. }
        | Request::RecordBackup { .. } => None,
    }
}

fn day_step(request: &DayRequest) -> StepKind {
    match request {
        DayRequest::OpenShift => StepKind::OpenShift,
        DayRequest::HandOver { .. } | DayRequest::TakeOver { .. } => StepKind::HandOverShift,
        DayRequest::AcknowledgeItem { .. } => StepKind::AcknowledgeItem,
        DayRequest::CloseShift { .. } => StepKind::CloseShift,
        DayRequest::Report(_) => StepKind::ReportMalfunction,
        DayRequest::Follow { .. } => StepKind::FollowMalfunction,
        DayRequest::Return { .. } => StepKind::ReturnToService,
        DayRequest::Check(_) => StepKind::RecordCheck,
    }
}

fn token() -> Result<Token, Refusal> {
    let mut bytes = [0; 16];
    let filled = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty());
    match filled {
        Ok(16) => Ok(Token(bytes)),
        _ => Err(Refusal::Store("no random numbers".to_owned())),
    }
}
