//! The secrets in memory and on the disk: what is counted is written before it is answered.

use crate::domain::Moment;
use crate::domain::officer::OfficerId;
use crate::domain::refusal::Refusal;
use crate::station::contract::Pin;
use crate::station::contract::people::FirstPin;
use crate::station::people::{
    AfterTen, Attempt, Damaged, FIRST_PIN_HOURS, Give, Locks, Preparation, Proof, Purpose, Right, Standing,
    hashing, lockout,
};
use crate::store::{
    Credential, Failures, FirstUse, MAX_COUNTED, MAX_SEATS, PeopleFile, Phc, Secrets, StoreError, Used,
};
use chrono::TimeDelta;

/// What the file says, and a digest that is nobody's.
#[derive(Debug)]
struct Loaded {
    secrets: Secrets,
    nobody: Phc,
}

/// The secrets.
#[derive(Debug)]
pub struct Keeping {
    file: PeopleFile,
    loaded: Option<Loaded>,
}

impl Keeping {
    pub fn new(file: PeopleFile) -> Self {
        Self { file, loaded: None }
    }

    /// Compares one PIN; wrong ones are on the disk when this returns.
    pub fn compare(&mut self, attempt: &Attempt, purpose: Purpose, (seat, now): (&str, Moment)) -> Proof {
        let (outcome, locks) = match self.outcome(attempt, purpose, (seat, now)) {
            Ok(right) => (Ok(right), Locks::No),
            Err(Refused::Why(refusal)) => (Err(refusal), Locks::No),
            Err(Refused::TooOften) => (Err(Refusal::AccountLocked), Locks::Now),
        };
        let Attempt { officer, standing, .. } = attempt.clone();
        Proof { officer, standing, outcome, locks }
    }

    fn outcome(
        &mut self,
        attempt: &Attempt,
        purpose: Purpose,
        (seat, now): (&str, Moment),
    ) -> Result<Right, Refused> {
        let file = self.file.clone();
        let loaded = self.load(Damaged::Refuse)?;
        let before = loaded.secrets.clone();
        let outcome = loaded.judge(attempt, purpose, (seat, now));
        if loaded.secrets == before {
            return outcome;
        }
        match (file.write(&loaded.secrets), &outcome) {
            (Ok(()), _) => outcome,
            // A counter that was not cleared harms nobody; a person with the right PIN must not be kept out by a full disk.
            (Err(error), Ok(Right::Own)) => {
                tracing::warn!(%error, "the counters of wrong PINs are not up to date");
                outcome
            }
            (Err(error), Ok(Right::First)) => {
                // It is not used up, since nobody was let in with it.
                loaded.secrets = before;
                Err(Refused::Why(kept(&error)))
            }
            (Err(error), Err(_)) => Err(Refused::Why(kept(&error))),
        }
    }

    /// Writes new secrets; the old ones hold until the journal names the new.
    pub fn prepare(&mut self, preparation: &Preparation, now: Moment) -> Result<Vec<FirstPin>, Refusal> {
        let file = self.file.clone();
        let loaded = self.load(preparation.damaged).map_err(Refused::refusal)?;
        let mut secrets = loaded.secrets.clone();
        let mut pins = Vec::new();
        for give in &preparation.give {
            pins.extend(put(&mut secrets, give, now)?);
        }
        for officer in &preparation.forget {
            secrets.failures.remove(officer);
        }
        if secrets != loaded.secrets {
            file.write(&secrets).map_err(|error| kept(&error))?;
            loaded.secrets = secrets;
        }
        Ok(pins)
    }

    /// Lets a first PIN be used after all.
    pub fn give_back(&mut self, officer: &OfficerId, number: u32) {
        let Some(loaded) = &mut self.loaded else { return };
        let held = loaded.secrets.credentials.get_mut(officer);
        let credential = held.and_then(|held| held.iter_mut().find(|credential| credential.number == number));
        let Some(first) = credential.and_then(|credential| credential.first.as_mut()) else { return };
        first.used = Used::No;
        if let Err(error) = self.file.write(&loaded.secrets) {
            tracing::warn!(%error, "a first PIN was not given back");
        }
    }

    fn load(&mut self, damaged: Damaged) -> Result<&mut Loaded, Refused> {
        if self.loaded.is_none() {
            let secrets = match (self.file.read(), damaged) {
                (Err(StoreError::SecretsDamaged { .. }), Damaged::PutAside) => {
                    self.file.set_aside().map(|()| Secrets::default())
                }
                (read, _) => read,
            };
            let secrets = secrets.map_err(|error| Refused::Why(kept(&error)))?;
            let nobody = hashing::first_pin().and_then(|pin| hashing::digest(&pin)).map_err(Refused::Why)?;
            self.loaded = Some(Loaded { secrets, nobody });
        }
        self.loaded.as_mut().ok_or(Refused::Why(Refusal::StationGone))
    }
}

/// Why a PIN opened nothing.
enum Refused {
    Why(Refusal),
    /// One wrong PIN too many for an account.
    TooOften,
}

impl Refused {
    fn refusal(self) -> Refusal {
        match self {
            Self::Why(refusal) => refusal,
            Self::TooOften => Refusal::AccountLocked,
        }
    }
}

impl Loaded {
    fn judge(
        &mut self,
        attempt: &Attempt,
        purpose: Purpose,
        (seat, now): (&str, Moment),
    ) -> Result<Right, Refused> {
        let Attempt { officer, pin, standing } = attempt;
        self.may_try(officer, standing, (seat, now))?;
        let credential = match standing {
            Standing::Known { credential, .. } => self.usable(officer, *credential, purpose, now),
            Standing::Locked | Standing::Stranger => None,
        };
        let phc = credential.as_ref().map_or(&self.nobody, |credential| &credential.phc);
        // The digest of nobody is compared too: the answer takes as long, and is the same.
        let is_right = hashing::is_of(pin, phc);
        match credential {
            Some(credential) if is_right => {
                self.secrets.failures.remove(officer);
                let right = if credential.first.is_some() { Right::First } else { Right::Own };
                self.note_use(officer, &credential, purpose, pin);
                Ok(right)
            }
            Some(_) | None => Err(self.count(officer, standing, (seat, now))),
        }
    }

    /// Whether the seat and the person may try now.
    fn may_try(
        &mut self,
        officer: &OfficerId,
        standing: &Standing,
        (seat, now): (&str, Moment),
    ) -> Result<(), Refused> {
        let paused = self.secrets.seats.get_mut(seat).map_or(0, |seat| lockout::pause(seat, now));
        if paused > 0 {
            return Err(Refused::Why(Refusal::SeatPaused { seconds: paused }));
        }
        if *standing == Standing::Locked {
            return Err(Refused::Why(Refusal::AccountLocked));
        }
        let Some(failures) = self.secrets.failures.get_mut(officer) else { return Ok(()) };
        if failures.count >= lockout::HARD_STOP {
            match standing {
                // The fact of the lock did not reach the journal: once more.
                Standing::Known { after: AfterTen::Locks, .. } => return Err(Refused::TooOften),
                Standing::Known { after: AfterTen::Waits, .. } => {}
                Standing::Locked | Standing::Stranger => return Err(Refused::Why(Refusal::AccountLocked)),
            }
        }
        match lockout::wait(failures, now) {
            0 => Ok(()),
            seconds => Err(Refused::Why(Refusal::WaitAfterWrongPin { seconds })),
        }
    }

    /// The secret that the journal names, where it may be used for this.
    fn usable(&self, officer: &OfficerId, number: u32, purpose: Purpose, now: Moment) -> Option<Credential> {
        let held = self.secrets.credentials.get(officer)?;
        let credential = held.iter().find(|credential| credential.number == number)?;
        let may = match (credential.first, purpose) {
            (None, _) => true,
            (Some(FirstUse { until, used: Used::No }), Purpose::SignIn)
            | (Some(FirstUse { until, used: Used::Yes }), Purpose::SetPin) => now < until,
            (Some(_), _) => false,
        };
        may.then(|| credential.clone())
    }

    /// A first PIN is used up; an own one gets a new digest once the costs have risen.
    fn note_use(&mut self, officer: &OfficerId, used: &Credential, purpose: Purpose, pin: &Pin) {
        let held = self.secrets.credentials.get_mut(officer);
        let Some(credential) = held.and_then(|held| held.iter_mut().find(|held| held.number == used.number))
        else {
            return;
        };
        if purpose == Purpose::SignIn
            && let Some(first) = &mut credential.first
        {
            first.used = Used::Yes;
        }
        if hashing::is_outdated(&credential.phc)
            && let Ok(phc) = hashing::digest(pin)
        {
            credential.phc = phc;
        }
    }

    fn count(&mut self, officer: &OfficerId, standing: &Standing, (seat, now): (&str, Moment)) -> Refused {
        if self.secrets.seats.len() < MAX_SEATS || self.secrets.seats.contains_key(seat) {
            lockout::count_at_seat(self.secrets.seats.entry(seat.to_owned()).or_default(), now);
        }
        let counted = lockout::count(self.secrets.failures.get(officer).copied(), now);
        self.secrets.failures.insert(officer.clone(), counted);
        self.forget_oldest_stranger();
        match standing {
            Standing::Known { after: AfterTen::Locks, .. } if counted.count >= lockout::HARD_STOP => {
                Refused::TooOften
            }
            Standing::Stranger if counted.count >= lockout::HARD_STOP => Refused::Why(Refusal::AccountLocked),
            Standing::Known { .. } | Standing::Locked | Standing::Stranger => Refused::Why(Refusal::WrongPin),
        }
    }

    /// Invented names give way to one another; an account's counter never does.
    fn forget_oldest_stranger(&mut self) {
        if self.secrets.failures.len() <= MAX_COUNTED {
            return;
        }
        let is_stranger = |id: &OfficerId| !self.secrets.credentials.contains_key(id);
        let strangers = self.secrets.failures.iter().filter(|(id, _)| is_stranger(id));
        let oldest = strangers.min_by_key(|(_, Failures { last, .. })| *last).map(|(id, _)| id.clone());
        if let Some(oldest) = oldest {
            self.secrets.failures.remove(&oldest);
        }
    }
}

/// Puts a new secret beside the one that holds; a first PIN that was made for it comes back.
fn put(secrets: &mut Secrets, give: &Give, now: Moment) -> Result<Option<FirstPin>, Refusal> {
    let (pin, first) = if let Some(pin) = &give.own {
        (pin.clone(), None)
    } else {
        let until = now + TimeDelta::hours(FIRST_PIN_HOURS);
        (hashing::first_pin()?, Some(FirstUse { until, used: Used::No }))
    };
    let credential = Credential { number: give.number, phc: hashing::digest(&pin)?, first };
    let held = secrets.credentials.entry(give.officer.clone()).or_default();
    held.retain(|credential| credential.number == give.holds && credential.number != give.number);
    held.push(credential);
    Ok(first.map(|_| FirstPin { officer: give.officer.clone(), pin }))
}

fn kept(error: &StoreError) -> Refusal {
    Refusal::Store(error.to_string())
}

#[cfg(test)]
impl Keeping {
    /// The digest that is nobody's.
    pub fn nobody(&self) -> Option<&Phc> {
        self.loaded.as_ref().map(|loaded| &loaded.nobody)
    }

    /// An officer's secrets.
    pub fn held(&self, officer: &OfficerId) -> Vec<Credential> {
        let held = self.loaded.as_ref().and_then(|loaded| loaded.secrets.credentials.get(officer));
        held.cloned().unwrap_or_default()
    }
}
