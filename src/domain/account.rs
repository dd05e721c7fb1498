//! Accounts: who may sign in at a booth in service, in which roles, and by whose two words that came about.
//!
//! What is not named here is refused. An account never takes part in a change of itself, and no change leaves the booth with
//! fewer than two supervisors, without whom nobody could be let in any more.

use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::refusal::Refusal;
use crate::domain::step::By;
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts of a booth: 8 posts' worth of 60 people would share one, and a fold of 500 is 100 KB.
pub const MAX_ACCOUNTS: usize = 500;

/// Characters of a name, as printed on a sheet.
pub const MAX_NAME_CHARS: usize = 60;

/// Supervisors that must stay able to sign in: each step wants two.
pub const MIN_SUPERVISORS: usize = 2;

/// How an account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum AccountState {
    /// Waits for the word of a second supervisor.
    Proposed {
        /// The first.
        by: OfficerId,
    },
    /// May sign in.
    Active,
    /// Too many wrong PINs: a supervisor unlocks it.
    Locked,
    /// May not sign in.
    Disabled,
}

/// One person's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Stable id.
    pub id: OfficerId,
    /// Name as printed on the sheet.
    pub name: CleanText,
    /// The roles that may be signed in with; never empty.
    pub roles: BTreeSet<Role>,
    /// How it stands.
    pub state: AccountState,
    /// Number of the secret that holds; 0 before there was one. It only ever grows, so that an old file of secrets opens
    /// nothing.
    pub credential: u32,
    /// Who proposed it last; none for the booth's first two.
    pub made_by: Option<OfficerId>,
    /// Who activated it last; none before that, and for the booth's first two.
    pub activated_by: Option<OfficerId>,
}

impl Account {
    /// The person in one of the account's roles.
    pub fn officer(&self, role: Role) -> Option<Officer> {
        let has = self.roles.contains(&role);
        has.then(|| Officer { id: self.id.clone(), name: self.name.clone(), role })
    }

    /// The person in the first of the account's roles.
    pub fn first_officer(&self) -> Option<Officer> {
        self.roles.first().and_then(|role| self.officer(*role))
    }

    /// Whether it may sign in, with the right secret.
    pub fn is_active(&self) -> bool {
        self.state == AccountState::Active
    }
}

/// A person to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    /// Id.
    pub id: OfficerId,
    /// Name.
    pub name: CleanText,
}

/// What a supervisor does with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum AccountStep {
    /// Propose a new one.
    Create {
        /// Id.
        id: OfficerId,
        /// Name.
        name: CleanText,
        /// Roles.
        roles: BTreeSet<Role>,
    },
    /// Take a proposal back.
    Withdraw {
        /// Whose.
        id: OfficerId,
    },
    /// The second word: what was proposed holds, with a new first PIN.
    Activate {
        /// Whose.
        id: OfficerId,
    },
    /// Let the person in no more.
    Disable {
        /// Whose.
        id: OfficerId,
    },
    /// Propose to let a disabled person in again, in these roles: other roles take this way too.
    Enable {
        /// Whose.
        id: OfficerId,
        /// Roles from then on.
        roles: BTreeSet<Role>,
    },
    /// Give a new first PIN.
    ResetPin {
        /// Whose.
        id: OfficerId,
    },
    /// Let a locked person try again.
    Unlock {
        /// Whose.
        id: OfficerId,
    },
}

impl AccountStep {
    /// Whose account.
    pub fn whose(&self) -> &OfficerId {
        match self {
            Self::Create { id, .. }
            | Self::Withdraw { id }
            | Self::Activate { id }
            | Self::Disable { id }
            | Self::Enable { id, .. }
            | Self::ResetPin { id }
            | Self::Unlock { id } => id,
        }
    }
}

/// What may happen to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "account", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants say what happened")]
pub enum AccountFact {
    /// The booth's first two supervisors.
    Begun {
        supervisors: Vec<NewPerson>,
    },
    Created {
        officer: OfficerId,
        name: CleanText,
        roles: BTreeSet<Role>,
    },
    Withdrawn {
        officer: OfficerId,
    },
    Activated {
        officer: OfficerId,
        credential: u32,
    },
    Disabled {
        officer: OfficerId,
    },
    /// To be let in again, once a second supervisor says so too.
    Enabled {
        officer: OfficerId,
        roles: BTreeSet<Role>,
    },
    PinReset {
        officer: OfficerId,
        credential: u32,
    },
    PinSet {
        officer: OfficerId,
        credential: u32,
    },
    Locked {
        officer: OfficerId,
    },
    Unlocked {
        officer: OfficerId,
    },
    /// New first PINs for two supervisors, by whoever holds the data folder: secrets are in no backup.
    Renewed {
        supervisors: BTreeMap<OfficerId, u32>,
    },
}

/// The accounts as of the last fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct People {
    /// By id.
    pub accounts: BTreeMap<OfficerId, Account>,
}

impl People {
    /// Whether there is no account at all.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// An account.
    pub fn account(&self, id: &OfficerId) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// Supervisors who may sign in, without one.
    pub fn other_supervisors(&self, without: &OfficerId) -> usize {
        let is_one = |account: &&Account| {
            account.is_active() && account.roles.contains(&Role::Supervisor) && account.id != *without
        };
        self.accounts.values().filter(is_one).count()
    }

    /// Whether wrong PINs may lock this account: not where it would leave nobody to unlock it. Such a one waits instead.
    pub fn may_lock(&self, id: &OfficerId) -> bool {
        self.account(id).is_some_and(Account::is_active) && self.other_supervisors(id) > 0
    }

    /// Takes a fact that the journal holds. It never refuses: what does not fit changes nothing.
    pub fn apply(&mut self, by: &By, fact: &AccountFact) {
        let by = match by {
            By::Officer(officer) => Some(officer.id.clone()),
            By::Station => None,
        };
        match fact {
            AccountFact::Begun { supervisors } => {
                for person in supervisors {
                    self.accounts.insert(person.id.clone(), first_account(person));
                }
            }
            AccountFact::Created { officer, name, roles } => {
                self.propose(officer, name.clone(), roles.clone(), by);
            }
            AccountFact::Withdrawn { officer } => self.withdraw(officer),
            AccountFact::Enabled { officer, roles } => {
                if let Some(account) = self.accounts.get_mut(officer) {
                    account.roles.clone_from(roles);
                    account.made_by.clone_from(&by);
                    account.state = by.map_or(AccountState::Disabled, |by| AccountState::Proposed { by });
                }
            }
            AccountFact::Activated { officer, credential } => {
                self.change(officer, |account| {
                    account.state = AccountState::Active;
                    account.activated_by = by;
                    account.credential = account.credential.max(*credential);
                });
            }
            AccountFact::Disabled { officer } => {
                self.change(officer, |account| account.state = AccountState::Disabled);
            }
            AccountFact::Locked { officer } => {
                self.change(officer, |account| account.state = AccountState::Locked);
            }
            AccountFact::Unlocked { officer } => {
                self.change(officer, |account| account.state = AccountState::Active);
            }
            AccountFact::PinReset { officer, credential } => self.renew(officer, *credential),
            AccountFact::PinSet { officer, credential } => {
                self.change(officer, |account| account.credential = account.credential.max(*credential));
            }
            AccountFact::Renewed { supervisors } => {
                for (officer, credential) in supervisors {
                    self.renew(officer, *credential);
                }
            }
        }
    }

    fn change(&mut self, officer: &OfficerId, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts.get_mut(officer) {
            change(account);
        }
    }

    fn propose(
        &mut self,
        officer: &OfficerId,
        name: CleanText,
        roles: BTreeSet<Role>,
        by: Option<OfficerId>,
    ) {
        let Some(by) = by else { return };
        let account = Account {
            id: officer.clone(),
            name,
            roles,
            state: AccountState::Proposed { by: by.clone() },
            credential: 0,
            made_by: Some(by),
            activated_by: None,
        };
        self.accounts.entry(officer.clone()).or_insert(account);
    }

    /// One that never held is gone; one that held before is disabled again.
    fn withdraw(&mut self, officer: &OfficerId) {
        let held = self.account(officer).is_some_and(|account| account.credential > 0);
        if held {
            self.change(officer, |account| account.state = AccountState::Disabled);
        } else {
            self.accounts.remove(officer);
        }
    }

    /// A new first PIN also ends a lock: whoever gives it has seen the person.
    fn renew(&mut self, officer: &OfficerId, credential: u32) {
        self.change(officer, |account| {
            account.credential = account.credential.max(credential);
            if account.state == AccountState::Locked {
                account.state = AccountState::Active;
            }
        });
    }
}

fn first_account(person: &NewPerson) -> Account {
    Account {
        id: person.id.clone(),
        name: person.name.clone(),
        roles: BTreeSet::from([Role::Supervisor]),
        state: AccountState::Active,
        credential: 1,
        made_by: None,
        activated_by: None,
    }
}

/// Why a step with an account is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountBar {
    /// Only a supervisor with an account manages accounts.
    Role,
    /// There are accounts already: the first two are made once.
    Begun,
    /// Two different people are wanted.
    TwoPeople,
    /// The id is taken.
    Exists,
    /// No such account.
    Unknown,
    /// An account needs a role.
    NoRole,
    /// An account needs a name.
    NoName,
    /// The bound is reached.
    TooMany,
    /// Nobody changes the own account.
    Own,
    /// Who proposed it does not activate it.
    SameSupervisor,
    /// Two supervisors must stay.
    LastSupervisors,
    /// Not in the account's state.
    State,
    /// Not a supervisor's account.
    NotSupervisor,
}

/// The first two supervisors of a booth: once, and two.
pub fn begin_accounts(people: &People, supervisors: &[NewPerson]) -> Result<AccountFact, Refusal> {
    if !people.is_empty() {
        return Err(Refusal::Account(AccountBar::Begun));
    }
    let ids: BTreeSet<&OfficerId> = supervisors.iter().map(|person| &person.id).collect();
    if ids.len() != MIN_SUPERVISORS || supervisors.len() != MIN_SUPERVISORS {
        return Err(Refusal::Account(AccountBar::TwoPeople));
    }
    let named =
        |person: &NewPerson| checked_name(&person.name).map(|name| NewPerson { id: person.id.clone(), name });
    let supervisors = supervisors.iter().map(named).collect::<Result<_, _>>()?;
    Ok(AccountFact::Begun { supervisors })
}

/// New first PINs for two supervisors, where the secrets are lost.
pub fn renew_supervisors(people: &People, supervisors: &[OfficerId]) -> Result<AccountFact, Refusal> {
    let ids: BTreeSet<&OfficerId> = supervisors.iter().collect();
    if ids.len() != MIN_SUPERVISORS {
        return Err(Refusal::Account(AccountBar::TwoPeople));
    }
    let renewed = ids.into_iter().map(|id| {
        let account = people.account(id).ok_or(Refusal::Account(AccountBar::Unknown))?;
        if !account.roles.contains(&Role::Supervisor) {
            return Err(Refusal::Account(AccountBar::NotSupervisor));
        }
        match account.state {
            AccountState::Active | AccountState::Locked => {
                Ok((id.clone(), account.credential.saturating_add(1)))
            }
            AccountState::Proposed { .. } | AccountState::Disabled => {
                Err(Refusal::Account(AccountBar::State))
            }
        }
    });
    Ok(AccountFact::Renewed { supervisors: renewed.collect::<Result<_, _>>()? })
}

/// Whether the step may be taken, and the fact that it makes.
pub fn decide_account(people: &People, by: &Officer, step: &AccountStep) -> Result<AccountFact, Refusal> {
    may_manage(people, by)?;
    let bar = |bar| Err(Refusal::Account(bar));
    if *step.whose() == by.id {
        return bar(AccountBar::Own);
    }
    if let AccountStep::Create { id, name, roles } = step {
        return create(people, id, name, roles);
    }
    let Some(account) = people.account(step.whose()) else { return bar(AccountBar::Unknown) };
    let officer = account.id.clone();
    let credential = account.credential.saturating_add(1);
    match (step, &account.state) {
        (AccountStep::Activate { .. }, AccountState::Proposed { by: first }) if *first == by.id => {
            bar(AccountBar::SameSupervisor)
        }
        (AccountStep::Activate { .. }, AccountState::Proposed { .. }) => {
            Ok(AccountFact::Activated { officer, credential })
        }
        (AccountStep::Withdraw { .. }, AccountState::Proposed { .. }) => {
            Ok(AccountFact::Withdrawn { officer })
        }
        (AccountStep::Disable { .. }, AccountState::Active | AccountState::Locked) => {
            let is_supervisor = account.roles.contains(&Role::Supervisor);
            if is_supervisor && people.other_supervisors(&officer) < MIN_SUPERVISORS {
                return bar(AccountBar::LastSupervisors);
            }
            Ok(AccountFact::Disabled { officer })
        }
        (AccountStep::Enable { roles, .. }, AccountState::Disabled) => {
            if roles.is_empty() {
                return bar(AccountBar::NoRole);
            }
            Ok(AccountFact::Enabled { officer, roles: roles.clone() })
        }
        (AccountStep::ResetPin { .. }, AccountState::Active | AccountState::Locked) => {
            Ok(AccountFact::PinReset { officer, credential })
        }
        (AccountStep::Unlock { .. }, AccountState::Locked) => Ok(AccountFact::Unlocked { officer }),
        _ => bar(AccountBar::State),
    }
}

/// A supervisor by session and by account: who was disabled a moment ago manages nobody.
fn may_manage(people: &People, by: &Officer) -> Result<(), Refusal> {
    let own = people.account(&by.id).filter(|account| account.is_active());
    let holds = own.is_some_and(|account| account.roles.contains(&Role::Supervisor));
    if by.role == Role::Supervisor && holds { Ok(()) } else { Err(Refusal::Account(AccountBar::Role)) }
}

fn create(
    people: &People,
    id: &OfficerId,
    name: &CleanText,
    roles: &BTreeSet<Role>,
) -> Result<AccountFact, Refusal> {
    if people.account(id).is_some() {
        return Err(Refusal::Account(AccountBar::Exists));
    }
    if people.accounts.len() >= MAX_ACCOUNTS {
        return Err(Refusal::Account(AccountBar::TooMany));
    }
    if roles.is_empty() {
        return Err(Refusal::Account(AccountBar::NoRole));
    }
    Ok(AccountFact::Created { officer: id.clone(), name: checked_name(name)?, roles: roles.clone() })
}

fn checked_name(name: &CleanText) -> Result<CleanText, Refusal> {
    let name = CleanText::bounded(name.as_str(), MAX_NAME_CHARS);
    if name.is_empty() { Err(Refusal::Account(AccountBar::NoName)) } else { Ok(name) }
}

#[cfg(test)]
mod tests;
