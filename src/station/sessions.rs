//! Who may sign in, who is signed in, and how long a wrong PIN makes one wait.

use crate::domain::Moment;
use crate::domain::account::Account;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::refusal::Refusal;
use crate::domain::seat::Seat;
use crate::station::contract::seats::{ConsoleId, Lock, SessionView, Token};
use crate::station::contract::{Pin, Reply, Session, SessionId};
use crate::station::people::Right;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Wrong PINs that cost nothing: fingers slip.
const FREE_FAILURES: u32 = 3;

/// The longest wait after wrong PINs. Longer would lock a booth that has a truck at the lane.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// Sessions at one time; the oldest gives way.
const MAX_SESSIONS: usize = 64;

/// An officer who may sign in, with the PIN.
#[derive(Debug, Clone)]
pub struct RosterEntry {
    /// The officer.
    pub officer: Officer,
    /// The PIN.
    pub pin: Pin,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

/// A session as the station knows it.
#[derive(Debug, Clone)]
pub struct Seated {
    /// The person.
    pub officer: Officer,
    /// At which console.
    pub console: ConsoleId,
    /// At which seat.
    pub seat: Arc<Seat>,
    /// Since when.
    pub since: Moment,
    /// The same, by the clock that nobody sets.
    pub begun: Instant,
    /// Whether it is locked.
    pub lock: Lock,
    /// What opens it again after a broken connection.
    pub token: Token,
    /// Since when its console is gone.
    pub gone: Option<Instant>,
}

impl Seated {
    /// The session as everybody sees it.
    pub fn view(&self, id: SessionId) -> SessionView {
        SessionView { id, officer: self.officer.clone(), since: self.since, lock: self.lock }
    }
}

/// The roster and the open sessions.
#[derive(Debug)]
pub struct Sessions {
    roster: Vec<RosterEntry>,
    open: BTreeMap<SessionId, Seated>,
    failures: BTreeMap<OfficerId, Failures>,
    last_id: u64,
    /// Sessions of people who must set an own PIN first.
    to_set: BTreeSet<SessionId>,
    /// What was compared beforehand for the request that is being answered.
    proven: Vec<Proven>,
}

/// An account's PIN that was compared.
#[derive(Debug)]
pub struct Proven {
    /// Whose, as typed.
    pub officer: OfficerId,
    /// The account, where the PIN was right.
    pub found: Result<(Account, Right), Refusal>,
}

impl Sessions {
    /// Nobody signed in.
    pub fn new(roster: Vec<RosterEntry>) -> Self {
        Self {
            roster,
            open: BTreeMap::new(),
            failures: BTreeMap::new(),
            last_id: 0,
            to_set: BTreeSet::new(),
            proven: Vec::new(),
        }
    }

    /// Opens a session for an officer whose PIN was right.
    pub fn open(&mut self, seated: Seated) -> Session {
        self.last_id += 1;
        let session =
            Session { id: SessionId(self.last_id), officer: seated.officer.clone(), token: seated.token };
        if matches!(self.proven(&session.officer.id), Some(Ok((_, Right::First)))) {
            self.to_set.insert(session.id);
        }
        while self.open.len() >= MAX_SESSIONS {
            let gone = self.open.pop_first();
            self.to_set.retain(|id| Some(*id) != gone.as_ref().map(|(id, _)| *id));
        }
        self.open.insert(session.id, seated);
        session
    }

    /// Compares the PIN of an officer who has this role.
    pub fn check_role(
        &mut self,
        id: &OfficerId,
        role: Role,
        pin: &Pin,
        now: Instant,
    ) -> Result<Officer, Refusal> {
        if let Some(found) = self.proven(id) {
            let (account, _) = found.as_ref().map_err(Clone::clone)?;
            return account.officer(role).ok_or(Refusal::WrongPin);
        }
        self.check_pin(id, pin, now)?;
        let entry = self.roster.iter().find(|entry| entry.officer.id == *id && entry.officer.role == role);
        entry.map(|entry| entry.officer.clone()).ok_or(Refusal::WrongPin)
    }

    /// Compares the PIN of an officer, counting wrong ones; whoever has several roles comes back in the first.
    pub fn check_pin(&mut self, id: &OfficerId, pin: &Pin, now: Instant) -> Result<Officer, Refusal> {
        if let Some(found) = self.proven(id) {
            let (account, _) = found.as_ref().map_err(Clone::clone)?;
            return account.first_officer().ok_or(Refusal::WrongPin);
        }
        self.check_wait(id, now)?;
        let entry = self.roster.iter().find(|entry| entry.officer.id == *id);
        match entry {
            Some(entry) if entry.pin == *pin => {
                self.failures.remove(id);
                Ok(entry.officer.clone())
            }
            // An unknown officer is not counted: the map stays as large as the roster.
            None => Err(Refusal::WrongPin),
            Some(_) => {
                let count = self.failures.get(id).map_or(0, |failures| failures.count) + 1;
                self.failures.insert(id.clone(), Failures { count, last: now });
                Err(Refusal::WrongPin)
            }
        }
    }

    fn check_wait(&self, id: &OfficerId, now: Instant) -> Result<(), Refusal> {
        let Some(failures) = self.failures.get(id) else { return Ok(()) };
        let wait = wait_after(failures.count);
        let left = wait.saturating_sub(now.saturating_duration_since(failures.last));
        if left.is_zero() {
            return Ok(());
        }
        let seconds = u32::try_from(left.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX);
        Err(Refusal::WaitAfterWrongPin { seconds })
    }

    /// Puts what was compared beforehand beside the request that is answered next, or takes it away again.
    pub fn prove(&mut self, proven: Vec<Proven>) {
        self.proven = proven;
    }

    fn proven(&self, id: &OfficerId) -> Option<&Result<(Account, Right), Refusal>> {
        self.proven.iter().find(|proven| proven.officer == *id).map(|proven| &proven.found)
    }

    /// Whether somebody is on the way from a first PIN to an own one.
    pub fn awaits_pin(&self, officer: &OfficerId) -> bool {
        self.to_set.iter().any(|id| self.open.get(id).is_some_and(|open| open.officer.id == *officer))
    }

    /// The first account ends training: who is not in it signs in no more.
    pub fn end_training(&mut self) {
        self.roster.clear();
        self.open.clear();
    }

    /// What a new session may do.
    pub fn welcome(&self, session: Session) -> Reply {
        if self.to_set.contains(&session.id) { Reply::PinToBeSet(session) } else { Reply::SignedIn(session) }
    }

    /// An officer's sessions.
    pub fn of(&self, officer: &OfficerId) -> Vec<SessionId> {
        self.all().filter(|(_, seated)| seated.officer.id == *officer).map(|(id, _)| id).collect()
    }

    /// The own PIN is set: the session may do what the role may.
    pub fn pin_set(&mut self, id: SessionId) {
        self.to_set.remove(&id);
    }

    /// The officer of a session that may set an own PIN: every one.
    pub fn pin_setter(&self, id: SessionId) -> Result<Officer, Refusal> {
        self.seated(id).map(|seated| seated.officer.clone())
    }

    /// The officer of a session that may do what the role may.
    pub fn officer(&self, id: SessionId) -> Result<Officer, Refusal> {
        if self.to_set.contains(&id) {
            return Err(Refusal::PinMustBeSet);
        }
        self.seated(id).map(|seated| seated.officer.clone())
    }

    /// A session.
    pub fn seated(&self, id: SessionId) -> Result<&Seated, Refusal> {
        self.open.get(&id).ok_or(Refusal::NotSignedIn)
    }

    /// The same, to be locked, opened, or moved to another console.
    pub fn seated_mut(&mut self, id: SessionId) -> Result<&mut Seated, Refusal> {
        self.open.get_mut(&id).ok_or(Refusal::NotSignedIn)
    }

    /// Every session, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (SessionId, &Seated)> {
        self.open.iter().map(|(id, seated)| (*id, seated))
    }

    /// The session that a console has now: the newest.
    pub fn at(&self, console: ConsoleId) -> Option<(SessionId, &Seated)> {
        self.all().filter(|(_, seated)| seated.console == console).last()
    }

    /// Whether this very officer, in this role, may sign in.
    pub fn is_known(&self, officer: &Officer) -> bool {
        self.roster.iter().any(|entry| entry.officer == *officer)
    }

    /// Whether this very officer, in this role, has a session.
    pub fn is_signed_in(&self, officer: &Officer) -> bool {
        self.open.values().any(|seated| seated.officer == *officer)
    }

    /// Ends a session.
    pub fn sign_out(&mut self, id: SessionId) -> Option<Seated> {
        self.to_set.remove(&id);
        self.open.remove(&id)
    }
}

/// Nothing for the first wrong PINs, then 2, 4, 8 … seconds.
fn wait_after(failures: u32) -> Duration {
    match failures.checked_sub(FREE_FAILURES) {
        None => Duration::ZERO,
        Some(extra) => Duration::from_secs(2u64.saturating_pow(extra.min(16) + 1)).min(MAX_WAIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> (Sessions, OfficerId) {
        let id = OfficerId::parse("akhmetov").unwrap();
        let officer = Officer { id: id.clone(), name: "Ахметов А.".into(), role: Role::Oms };
        (Sessions::new(vec![RosterEntry { officer, pin: Pin::new("1204") }]), id)
    }

    fn seated(officer: Officer) -> Seated {
        Seated {
            officer,
            console: ConsoleId(3),
            seat: Arc::new(Seat::booth()),
            since: Moment::UNIX_EPOCH,
            begun: Instant::now(),
            lock: Lock::Open,
            token: Token::default(),
            gone: None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn wrong_pins_cost_more_and_more_time_and_a_right_one_clears_them() {
        let (mut sessions, id) = sessions();
        let wrong = Pin::new("0000");
        for _ in 0..FREE_FAILURES {
            assert_eq!(sessions.check_role(&id, Role::Oms, &wrong, Instant::now()), Err(Refusal::WrongPin));
        }
        let right = Pin::new("1204");
        assert_eq!(
            sessions.check_role(&id, Role::Oms, &right, Instant::now()),
            Err(Refusal::WaitAfterWrongPin { seconds: 2 })
        );
        tokio::time::advance(Duration::from_secs(2)).await;
        let officer = sessions.check_role(&id, Role::Oms, &right, Instant::now()).unwrap();
        let session = sessions.open(seated(officer));
        assert!(sessions.officer(session.id).is_ok());
        assert_eq!(sessions.at(ConsoleId(3)).unwrap().0, session.id);
        sessions.sign_out(session.id);
        assert_eq!(sessions.officer(session.id), Err(Refusal::NotSignedIn));
        assert_eq!(sessions.check_role(&id, Role::Oms, &wrong, Instant::now()), Err(Refusal::WrongPin));
        assert!(sessions.check_role(&id, Role::Oms, &right, Instant::now()).is_ok());
    }

    #[test]
    fn the_wait_is_bounded() {
        assert_eq!(wait_after(2), Duration::ZERO);
        assert_eq!(wait_after(3), Duration::from_secs(2));
        assert_eq!(wait_after(u32::MAX), MAX_WAIT);
    }
}
