//! The consoles of a booth: who sits where, what each shows, who looks on.

use crate::domain::Moment;
use crate::domain::fact::SessionEnd;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::seat::{Person, Place, Seat, SeatName};
use crate::domain::text::CleanText;
use crate::imaging::tone::Tone;
use crate::station::contract::{Pin, SessionId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Consoles at one time: two operators, a spare pair, and sixty supervisors.
pub const MAX_CONSOLES: usize = 64;

/// Proposed marks that one case may have waiting: as many as one person can look at.
pub const MAX_PROPOSALS: usize = 16;

/// One attached console, counted from the station's start; 0 is the one in the station's own process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct ConsoleId(pub u64);

/// Whose process opened a console, by the kernel's word.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Peer {
    /// The Unix account's number.
    pub uid: u32,
    /// Its name; its number as text where it has none.
    pub account: CleanText,
}

/// What the station knows of a console when it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Where.
    pub seat: Arc<Seat>,
    /// Whose process; `None` for the console in the station's own.
    pub peer: Option<Peer>,
}

/// What opens a session again after a broken connection: 128 random bits, known to the console alone.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Token(pub [u8; 16]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A console as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleView {
    /// Which.
    pub id: ConsoleId,
    /// At which seat.
    pub seat: SeatName,
    /// Where that is.
    pub place: Place,
    /// The roles that may sign in there.
    pub roles: Vec<Role>,
    /// Whether only the officer of the console's account.
    #[serde(default)]
    pub person: Person,
    /// The Unix account, where another process is the console.
    pub account: Option<CleanText>,
    /// Since when it is there.
    pub since: Moment,
    /// Who is signed in.
    pub session: Option<SessionView>,
    /// The last session that ended here without its officer, until somebody signs in.
    pub ended: Option<Ended>,
    /// What it shows; empty while nobody is signed in or the session is locked.
    pub shown: Arc<Shown>,
    /// The console at which it looks on.
    pub watching: Option<ConsoleId>,
    /// Where its officer points, on the image of the watched case.
    pub pointing: Option<Pointing>,
    /// Whether it is there.
    #[serde(default)]
    pub presence: Presence,
}

/// Whether a console is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It is.
    #[default]
    Here,
    /// It went away; its session waits for it a while.
    Gone,
}

/// A signed-in person as everybody sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// The person.
    pub officer: Officer,
    /// Since when.
    pub since: Moment,
    /// Whether it is locked.
    pub lock: Lock,
}

/// Whether a session is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// It takes requests.
    #[default]
    Open,
    /// Only the PIN, the stop and the end are taken.
    Locked,
}

/// A session that ended without its officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub officer: Officer,
    /// When.
    pub at: Moment,
    /// Why.
    pub why: SessionEnd,
    /// By whom, where a person did it.
    pub by: Option<Officer>,
}

/// What a console shows, for whoever looks on at their own size.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shown {
    /// The screen, by the name of its section of the keymap.
    pub screen: CleanText,
    /// The case that is open there.
    pub case: Option<CaseNumber>,
    /// The part of the image, where the screen has one.
    pub view: Option<ShownView>,
    /// What is being typed there, as the screen's draft; never a secret.
    pub draft: Option<String>,
}

/// The longest draft that is shown to others, bytes.
pub const MAX_SHOWN_DRAFT: usize = 64 * 1024;

/// The part of the image that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownView {
    /// The image point in the middle of the screen, thousandths of an image pixel.
    pub centre: (i64, i64),
    /// Image rows per row of cells, millionths: the same whatever the display draws with. `u64::MAX` where all of the image is shown.
    pub zoom_millionths: u64,
    /// Grey scale; `None` while the automatic one is not known yet.
    pub tone: Option<Tone>,
    /// Where the officer's cross is, image pixels.
    pub cross: Option<(u32, u32)>,
}

/// Where somebody who looks on points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointing {
    /// On whose image.
    pub case: CaseNumber,
    /// Pixels of the original.
    pub x: u32,
    /// Pixels of the original.
    pub y: u32,
}

/// A zone that a supervisor proposes to mark: nothing of the record until the OAC marks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number, counted from the station's start.
    pub number: u32,
    /// Who proposes.
    pub by: Officer,
    /// On whose image.
    pub case: CaseNumber,
    /// The zone, as a mark would have it; its number counts nothing.
    pub mark: crate::domain::analysis::Mark,
}

/// What a person does with sessions and other people's consoles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", content = "with", rename_all = "snake_case")]
pub enum SeatRequest {
    /// Sign in where somebody is signed in, or while signed in elsewhere: that session ends and says so.
    TakeOver {
        /// Who.
        officer: OfficerId,
        /// As what.
        role: Role,
        /// PIN.
        pin: Pin,
    },
    /// Open the own session again after the connection broke.
    Resume {
        /// Which.
        session: SessionId,
        /// Its token.
        token: Token,
    },
    /// Lock the own session.
    Lock,
    /// Open it again.
    Unlock {
        /// PIN.
        pin: Pin,
    },
    /// Look on at a console; supervisors only.
    Watch(ConsoleId),
    /// Look on no more.
    Unwatch,
    /// Propose a mark on the image of a case in analysis; supervisors only.
    Propose {
        /// Whose.
        case: CaseNumber,
        /// The zone.
        mark: crate::domain::analysis::Mark,
    },
    /// Take a proposal away: by whoever made it, or by the OAC of the case, kept or not.
    Dismiss {
        /// Which.
        proposal: u32,
    },
}

/// How a console in another process stands with its station.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Link {
    /// It answers.
    #[default]
    Up,
    /// It does not answer; the console goes on trying. What the beam does is not known.
    Lost,
    /// It answers again, and a session that was open could not be taken up.
    Anew,
    /// It speaks another version of the wire; the console must be the station's own program.
    OtherVersion {
        /// The console's.
        ours: u16,
        /// The station's.
        theirs: u16,
    },
    /// It has as many consoles as it takes; the console goes on trying.
    Full,
    /// It does not take this Unix account at this seat.
    NotAdmitted,
}
