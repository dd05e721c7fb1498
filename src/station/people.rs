//! Compares what was typed with the accounts' secrets: one at a time, off the actor, counted on the disk before it is answered.
//!
//! Whoever is no account waits, is compared and is locked like one: nobody learns by trying who is.

pub mod alone;
mod hashing;
mod keeping;
mod lockout;
#[cfg(test)]
mod tests;

use crate::domain::Moment;
use crate::domain::account::{Account, AccountFact, AccountState, People};
use crate::domain::officer::OfficerId;
use crate::domain::refusal::Refusal;
use crate::station::contract::Pin;
use crate::station::contract::people::FirstPin;
use crate::station::people::keeping::Keeping;
use crate::store::PeopleFile;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests whose PINs may be compared or wait for it: half of the actor's jobs, so that others are taken meanwhile. The last
/// waits for 4 × 2 × 44 ms.
const MAX_ASKERS: usize = 4;

pub use crate::station::contract::people::FIRST_PIN_HOURS;

/// What a PIN is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in: a first PIN does so once.
    SignIn,
    /// Again, to do what weighs more: a first PIN does not.
    Confirm,
    /// To set another: the first PIN that was used to sign in does so.
    SetPin,
}

/// How the name that was typed stands with the booth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// An account whose secret has this number.
    Known {
        /// The number.
        credential: u32,
        /// What ten wrong PINs do.
        after: AfterTen,
    },
    /// A locked account.
    Locked,
    /// No account, or none that may sign in.
    Stranger,
}

/// What ten wrong PINs in a row do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterTen {
    /// They lock the account.
    Locks,
    /// Each costs the longest wait: nobody else could unlock the account.
    Waits,
}

impl Standing {
    /// As the accounts are now.
    pub fn of(people: &People, officer: &OfficerId) -> Self {
        match people.account(officer) {
            Some(Account { state: AccountState::Active, credential, .. }) => {
                let after = if people.may_lock(officer) { AfterTen::Locks } else { AfterTen::Waits };
                Self::Known { credential: *credential, after }
            }
            Some(Account { state: AccountState::Locked, .. }) => Self::Locked,
            Some(_) | None => Self::Stranger,
        }
    }

    /// Whether the same secret counts for both.
    pub fn is_same(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Known { credential: one, .. }, Self::Known { credential: two, .. }) if one == two)
    }
}

/// A PIN to be compared.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Whose, as typed.
    pub officer: OfficerId,
    /// It, as typed.
    pub pin: Pin,
    /// How that name stands.
    pub standing: Standing,
}

/// Which kind of PIN was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// The person's own.
    Own,
    /// A first one.
    First,
}

/// What the comparison came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Whose.
    pub officer: OfficerId,
    /// How that name stood when it was compared.
    pub standing: Standing,
    /// Whether it was right.
    pub outcome: Result<Right, Refusal>,
    /// Whether it was one wrong PIN too many: the account is to be locked.
    pub locks: Locks,
}

/// Whether an account is to be locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locks {
    /// It is.
    Now,
    /// It stays as it is.
    No,
}

/// A new secret.
#[derive(Debug, Clone)]
pub struct Give {
    /// Whose.
    pub officer: OfficerId,
    /// The number that holds until the journal says otherwise.
    pub holds: u32,
    /// The new one's number.
    pub number: u32,
    /// An own PIN; a first one is made where there is none.
    pub own: Option<Pin>,
}

impl Give {
    /// The first PINs that a fact wants.
    pub fn first(people: &People, fact: &AccountFact) -> Vec<Self> {
        let holds = |officer: &OfficerId| people.account(officer).map_or(0, |account| account.credential);
        let give = |officer: &OfficerId, number: u32| Self {
            officer: officer.clone(),
            holds: holds(officer),
            number,
            own: None,
        };
        match fact {
            AccountFact::Activated { officer, credential }
            | AccountFact::PinReset { officer, credential } => {
                vec![give(officer, *credential)]
            }
            AccountFact::Begun { supervisors } => {
                supervisors.iter().map(|person| give(&person.id, 1)).collect()
            }
            AccountFact::Renewed { supervisors } => {
                supervisors.iter().map(|(officer, number)| give(officer, *number)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What becomes of a file of secrets that is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damaged {
    /// It is told.
    Refuse,
    /// It is put aside: its secrets are to be replaced.
    PutAside,
}

/// Secrets to be written.
#[derive(Debug, Clone)]
pub struct Preparation {
    /// New ones.
    pub give: Vec<Give>,
    /// Whose wrong PINs are forgotten.
    pub forget: Vec<OfficerId>,
    /// Damage.
    pub damaged: Damaged,
}

impl Preparation {
    /// Whether there is nothing to be written.
    pub fn is_empty(&self) -> bool {
        self.give.is_empty() && self.forget.is_empty()
    }
}

/// The comparer. Clones share it.
#[derive(Debug, Clone)]
pub struct Comparer {
    keeping: Arc<Mutex<Keeping>>,
    askers: Arc<Semaphore>,
}

impl Comparer {
    /// On the data folder's file, which is read when it is first needed.
    pub fn new(file: PeopleFile) -> Self {
        Self {
            keeping: Arc::new(Mutex::new(Keeping::new(file))),
            askers: Arc::new(Semaphore::new(MAX_ASKERS)),
        }
    }

    /// A place among those who ask, until it is dropped.
    pub fn admit(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.askers).try_acquire_owned().map_err(|_| Refusal::TooManySignIns)
    }

    /// Compares, in turn and off this thread.
    pub async fn compare(
        &self,
        attempts: Vec<Attempt>,
        purpose: Purpose,
        (seat, now): (String, Moment),
    ) -> Vec<Proof> {
        let this = self.clone();
        let asked = attempts.clone();
        let compared = tokio::task::spawn_blocking(move || {
            let mut keeping = this.lock();
            attempts.iter().map(|attempt| keeping.compare(attempt, purpose, (&seat, now))).collect()
        });
        compared.await.unwrap_or_else(|error| {
            let refused = |Attempt { officer, standing, .. }| {
                let outcome = Err(Refusal::Store(error.to_string()));
                Proof { officer, standing, outcome, locks: Locks::No }
            };
            asked.into_iter().map(refused).collect()
        })
    }

    /// Writes new secrets beside those that hold, off this thread; the first PINs among them come back.
    pub async fn prepare(&self, preparation: Preparation, now: Moment) -> Result<Vec<FirstPin>, Refusal> {
        let this = self.clone();
        let prepared = tokio::task::spawn_blocking(move || this.lock().prepare(&preparation, now));
        prepared.await.unwrap_or_else(|error| Err(Refusal::Store(error.to_string())))
    }

    /// Lets a first PIN be used after all: it was right, and nobody was let in with it.
    pub async fn give_back(&self, officer: OfficerId, number: u32) {
        let this = self.clone();
        // A crash in between leaves it used up: then another one is given.
        tokio::task::spawn_blocking(move || this.lock().give_back(&officer, number)).await.ok();
    }

    fn lock(&self) -> MutexGuard<'_, Keeping> {
        // A panic in between leaves counters that are one too low at worst in memory; the file is whole.
        self.keeping.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
