//! The places from which people work: what each admits at most, whatever PIN is typed there.

use crate::domain::officer::Role;
use crate::domain::step::StepKind;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Seats of one booth: two operators, the supervisors, and as many again for a second pair.
pub const MAX_SEATS: usize = 8;

/// A seat's short stable name: 1 to 16 of `a-z0-9-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SeatName(String);

/// A text that is no seat's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seat's name has 1 to 16 of a-z, 0-9 and dash")]
pub struct SeatNameFault;

impl SeatName {
    /// The longest name, characters.
    pub const MAX_CHARS: usize = 16;

    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, SeatNameFault> {
        let fits = (1..=Self::MAX_CHARS).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(SeatNameFault) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SeatName {
    type Error = SeatNameFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<SeatName> for String {
    fn from(name: SeatName) -> Self {
        name.0
    }
}

impl fmt::Display for SeatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a seat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the booth: whoever sits there sees the lane.
    Local,
    /// Elsewhere, over SSH: nothing there drives a scan, and nothing there stops one.
    Remote,
}

/// How many people may be signed in at a seat at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occupancy {
    /// One: a second one takes the seat over, and the first is told.
    One,
    /// Any number, each at an own console.
    Many,
}

/// A seat: a socket's ceiling of roles by the kernel's word.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// Its name.
    pub name: SeatName,
    /// The roles that may sign in there.
    pub roles: Vec<Role>,
    /// Where it is.
    pub place: Place,
    /// How many people at one time.
    pub occupancy: Occupancy,
    /// Whether only the officer with the name of the console's Unix account may sign in.
    #[serde(default)]
    pub person: Person,
}

/// Who may sign in at a seat, beside the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// Any officer with the role.
    #[default]
    Any,
    /// Only the officer whose id is the name of the Unix account that opened the console.
    OfAccount,
}

impl Seat {
    /// The one seat of a booth in one process: every role, any number of people, one after another.
    pub fn booth() -> Self {
        Self {
            name: SeatName("booth".to_owned()),
            roles: vec![Role::Oms, Role::Oac, Role::Supervisor],
            place: Place::Local,
            occupancy: Occupancy::Many,
            person: Person::Any,
        }
    }

    /// Whether a role may sign in here.
    pub fn admits(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether a step may be taken here, whoever takes it.
    pub fn opens(&self, step: StepKind) -> bool {
        match self.place {
            Place::Local => true,
            Place::Remote => opens_remotely(step),
        }
    }
}

/// The steps that a person who does not see the lane may take: to read, to write, to decide on a case. Named one by one: a new step
/// is a local one until somebody says otherwise.
fn opens_remotely(step: StepKind) -> bool {
    matches!(
        step,
        StepKind::ReportMalfunction
            | StepKind::ExplainDelay
            | StepKind::GiveOpinion
            | StepKind::AskRecheck
            | StepKind::Recheck
            | StepKind::Reopen
            | StepKind::Override
            | StepKind::Cancel
            | StepKind::RecordOutcome
            | StepKind::RecordSheet
            | StepKind::HandOver
            | StepKind::Purge
            | StepKind::WriteNote
            | StepKind::Instruct
            | StepKind::AcknowledgeNote
            | StepKind::AnswerNote
    )
}

/// Why something cannot be done from a console, or by this session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", content = "detail", rename_all = "snake_case")]
pub enum SeatFault {
    /// The step is not open at this seat.
    NotHere,
    /// The role may not sign in at this seat.
    RoleNotHere(Role),
    /// Only the officer of the console's account may sign in at this seat.
    NotOfAccount,
    /// Somebody is signed in at this seat, or this officer is at another: it can be taken over.
    Taken {
        /// Who.
        by: String,
        /// Where.
        seat: SeatName,
    },
    /// The session is locked: the PIN opens it.
    Locked,
    /// As many consoles as the station takes.
    Full,
    /// No such console, or nobody is signed in there.
    NobodyThere,
    /// As many proposals as the case takes.
    TooManyProposals,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_bounded() {
        assert_eq!(SeatName::parse("oms-2").unwrap().as_str(), "oms-2");
        for bad in ["", "OMS", "a seat", "abcdefghijklmnopq"] {
            assert_eq!(SeatName::parse(bad), Err(SeatNameFault), "{bad}");
        }
    }

    #[test]
    fn nothing_remote_drives_or_stops_a_scan() {
        let remote = Seat { place: Place::Remote, ..Seat::booth() };
        for step in [
            StepKind::Register,
            StepKind::Import,
            StepKind::Admit,
            StepKind::ConfirmLane,
            StepKind::RequestScan,
            StepKind::StopScan,
            StepKind::AcknowledgeFault,
            StepKind::PrepareSource,
            StepKind::ReturnToService,
            StepKind::GiveVerdict,
        ] {
            assert!(!remote.opens(step), "{step:?}");
            assert!(Seat::booth().opens(step), "{step:?}");
        }
        for step in [StepKind::Reopen, StepKind::WriteNote, StepKind::Instruct, StepKind::AnswerNote] {
            assert!(remote.opens(step), "{step:?}");
        }
    }
}
