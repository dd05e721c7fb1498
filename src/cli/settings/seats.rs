//! A seat as the settings file writes it.

use crate::domain::officer::Role;
use crate::domain::seat::{Occupancy, Person, Place, Seat, SeatName, SeatNameFault};
use serde::Deserialize;

/// A seat: a socket's ceiling of roles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeatConfig {
    /// Its name, and that of its socket.
    pub(crate) name: String,
    /// The roles that may sign in there.
    pub(crate) roles: Vec<Role>,
    /// Where it is.
    pub(crate) place: Place,
    /// How many people at one time.
    pub(crate) sessions: Occupancy,
    /// The Unix group that may open its socket.
    pub(crate) group: String,
    /// Whether only the officer with the name of the console's Unix account may sign in.
    #[serde(default)]
    pub(crate) bind_account: bool,
}

/// The three seats of a usual booth: two operators in it, supervisors elsewhere.
pub(super) fn usual() -> Vec<SeatConfig> {
    let seat = |name: &str, role, place, sessions| SeatConfig {
        name: name.to_owned(),
        roles: vec![role],
        place,
        sessions,
        group: format!("intrascope-{name}"),
        bind_account: place == Place::Remote,
    };
    vec![
        seat("oms", Role::Oms, Place::Local, Occupancy::One),
        seat("oac", Role::Oac, Place::Local, Occupancy::One),
        seat("sup", Role::Supervisor, Place::Remote, Occupancy::Many),
    ]
}

impl SeatConfig {
    /// The seat as the station knows it. Its name was checked with the settings.
    pub(crate) fn seat(&self) -> Result<Seat, SeatNameFault> {
        Ok(Seat {
            name: SeatName::parse(&self.name)?,
            roles: self.roles.clone(),
            place: self.place,
            occupancy: self.sessions,
            person: if self.bind_account { Person::OfAccount } else { Person::Any },
        })
    }
}
