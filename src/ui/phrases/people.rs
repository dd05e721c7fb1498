//! Accounts and PINs in words: what was refused, and what happened.

use crate::domain::account::{AccountBar, AccountFact};
use crate::domain::officer::{OfficerId, Role};
use crate::domain::refusal::Refusal;
use crate::domain::secret::{MAX_CHARS, MIN_CHARS, SecretFault};
use crate::ui::phrases::{named, role};
use crate::words::{Value, Words};
use std::collections::BTreeSet;

/// A refusal that has to do with accounts or PINs.
pub(super) fn refusal(words: Words, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Account(bar) => account_bar(words, *bar),
        Refusal::Secret(fault) => secret_fault(words, *fault),
        Refusal::PinMustBeSet => words.say("refusal-pin-must-be-set"),
        Refusal::AccountLocked => words.say("refusal-account-locked"),
        Refusal::SeatPaused { seconds } => {
            words.say_with("refusal-seat-paused", &[("seconds", Value::from(*seconds))])
        }
        _ => words.say("refusal-too-many-sign-ins"),
    }
}

/// Why a step with an account is refused.
pub fn account_bar(words: Words, bar: AccountBar) -> String {
    named(words, "account-bar", &bar)
}

/// Why a text may be no PIN.
pub fn secret_fault(words: Words, fault: SecretFault) -> String {
    let chars = |id, count: usize| words.say_with(id, &[("count", Value::from(count))]);
    match fault {
        SecretFault::Short => chars("secret-short", MIN_CHARS),
        SecretFault::Long => chars("secret-long", MAX_CHARS),
        SecretFault::Common
        | SecretFault::Repeated
        | SecretFault::Run
        | SecretFault::Date
        | SecretFault::Name
        | SecretFault::Same => named(words, "secret", &fault),
    }
}

/// What happened to an account.
pub fn account_fact(words: Words, fact: &AccountFact) -> String {
    let of = |id, officer: &OfficerId| words.say_with(id, &[("officer", Value::from(officer.to_string()))]);
    match fact {
        AccountFact::Begun { supervisors } => {
            let names = supervisors.iter().map(|person| person.id.to_string());
            named_people(words, "fact-account-begun", names)
        }
        AccountFact::Created { officer, name, roles } => words.say_with(
            "fact-account-created",
            &[
                ("officer", Value::from(officer.to_string())),
                ("name", Value::from(name.to_string())),
                ("roles", Value::from(all_roles(words, roles))),
            ],
        ),
        AccountFact::Withdrawn { officer } => of("fact-account-withdrawn", officer),
        AccountFact::Activated { officer, .. } => of("fact-account-activated", officer),
        AccountFact::Disabled { officer } => of("fact-account-disabled", officer),
        AccountFact::Enabled { officer, roles } => words.say_with(
            "fact-account-enabled",
            &[("officer", Value::from(officer.to_string())), ("roles", Value::from(all_roles(words, roles)))],
        ),
        AccountFact::PinReset { officer, .. } => of("fact-account-pin-reset", officer),
        AccountFact::PinSet { officer, .. } => of("fact-account-pin-set", officer),
        AccountFact::Locked { officer } => of("fact-account-locked", officer),
        AccountFact::Unlocked { officer } => of("fact-account-unlocked", officer),
        AccountFact::Renewed { supervisors } => {
            named_people(words, "fact-account-renewed", supervisors.keys().map(ToString::to_string))
        }
    }
}

fn named_people(words: Words, id: &'static str, names: impl Iterator<Item = String>) -> String {
    let names = names.collect::<Vec<_>>().join(", ");
    words.say_with(id, &[("people", Value::from(names))])
}

fn all_roles(words: Words, roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|one| role(words, *one)).collect::<Vec<_>>().join(", ")
}
