//! The shapes of the console wire: a versioned mirror of the station's contract, one value a frame.
//!
//! Both sides must speak [`VERSION`], exactly. Only [`Greeting`] and [`ToConsole::WrongVersion`] stay as they are for ever: by them
//! two versions tell each other which they are.

mod key;
mod supervisor;

pub use key::{Key, StationMark};
pub use supervisor::{SupervisorAction, SupervisorDay, SupervisorPeople, SupervisorRequest, SupervisorStep};

use crate::domain::number::CaseNumber;
use crate::domain::refusal::Refusal;
use crate::domain::scan::ImageRecord;
use crate::domain::seat::Seat;
use crate::domain::text::CleanText;
use crate::remote::changes::Update;
use crate::remote::columns::Columns;
use crate::station::contract::seats::{ConsoleId, Pointing, Shown};
use crate::station::contract::{Notice, Reply, Request, SessionId};
use serde::{Deserialize, Serialize};

/// What both sides must speak. It rises with every change of a shape: `golden-N.jsonl` beside this file holds them.
pub const VERSION: u16 = 3;

/// The first frame of every version, read before anything else is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    /// What the other side says of itself.
    pub hello: Hello,
}

/// What a console says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Its version of the wire.
    pub version: u16,
    /// Its program's version, for the log and for words.
    pub program: CleanText,
}

/// What a console at a local seat says.
pub type FromLocal = ToStation<Request, StopWord>;

/// What a console at a remote seat says: it has no word that drives or stops a scan.
pub type FromRemote = ToStation<SupervisorRequest, Never>;

/// A frame to the station. `R` is what this seat may ask, `S` its word for a stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToStation<R, S> {
    /// A request, to be answered by its id.
    Ask(Box<Asked<R>>),
    /// Stop the beam, past every queue.
    Stop(S),
    /// A person did something at the console.
    Active,
    /// What the console shows, for whoever looks on.
    Show(Box<Shown>),
    /// Where its officer points.
    Point(Option<Pointing>),
    /// The notices after this one, again.
    Replay {
        /// The last that is known; 0 for all that are kept.
        after: u64,
    },
    /// The console is there.
    Heartbeat,
}

/// A request on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked<R> {
    /// The console's number for it; the answer bears it.
    pub id: u64,
    /// The same key asked again gets the same answer: nothing is done twice.
    pub key: Key,
    /// The session that the console means; `None` for nobody signed in.
    pub session: Option<SessionId>,
    /// What.
    pub request: R,
}

/// The word that stops the beam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopWord {
    /// Now.
    Now,
}

/// A word that cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Never {}

/// A frame to a console.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToConsole {
    /// It is attached.
    Welcome(Welcome),
    /// The station speaks another version.
    WrongVersion(Hello),
    /// There are as many consoles as the station takes.
    Full,
    /// A part of what changed since the last update.
    Update(Box<Update>),
    /// New columns of the preview.
    Preview(Columns),
    /// Something happened.
    Notice(Notice),
    /// Notices that are not kept any more.
    Missed {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// The answer to a request.
    Answer {
        /// The console's number for it.
        id: u64,
        /// The answer.
        told: Box<Told>,
    },
    /// A frame was not understood.
    NotUnderstood {
        /// The console's number for it, where that much was understood.
        id: Option<u64>,
        /// What was wrong with it.
        why: CleanText,
    },
    /// The station is there.
    Heartbeat,
    /// The station ends the connection.
    Ended(Ending),
}

/// What a console is told when it is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The station's version of the wire.
    pub version: u16,
    /// This run of the station: another one counts its notices and sessions anew.
    pub station: StationMark,
    /// Which console this is.
    pub console: ConsoleId,
    /// The seat.
    pub seat: Seat,
    /// The Unix account's number, as the kernel told the station.
    pub uid: u32,
    /// The last notice so far.
    pub notice: u64,
}

/// An answer on the wire.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// It was done, or read.
    Reply(Reply),
    /// A picture was opened; its file comes as the one descriptor of this frame.
    Picture {
        /// Whose.
        case: CaseNumber,
        /// The original that the tiles were made from.
        image: ImageRecord,
    },
    /// It was refused.
    Refused(Refusal),
}

/// Why the station ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The station goes down.
    StationStops,
    /// Too many frames were not understood.
    NotUnderstood,
    /// The Unix account may not sit here.
    NotAllowed,
    /// The account has as many consoles open as one may.
    TooManyOfAccount,
}

#[cfg(test)]
mod tests;
