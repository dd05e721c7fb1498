//! What a console may ask about people: steps with accounts, an own PIN. The accounts themselves are in every snapshot.

use crate::domain::account::{AccountStep, NewPerson};
use crate::domain::officer::OfficerId;
use crate::station::contract::Pin;
use serde::{Deserialize, Serialize};

/// Hours in which a first PIN must be used.
pub const FIRST_PIN_HOURS: i64 = 72;

/// A request about people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleRequest {
    /// A supervisor's step with an account. Activating and resetting answer with a first PIN.
    Step(AccountStep),
    /// Set an own PIN, or a new one; every session may.
    SetPin {
        /// The one that holds, or the first PIN.
        old: Pin,
        /// The new one.
        new: Pin,
    },
    /// Make the first two supervisors; open to the command line only, while there is no account.
    Begin(Vec<NewPerson>),
    /// Give two supervisors new first PINs, since the secrets are lost; open to the command line only.
    Renew(Vec<OfficerId>),
}

/// A first PIN and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstPin {
    /// Whose.
    pub officer: OfficerId,
    /// It.
    pub pin: Pin,
}
