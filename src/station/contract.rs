//! Everything that a console may ask of the station, and everything that it may see.
#![warn(missing_docs)]

pub mod approvals;
pub mod day;
pub mod drafts;
pub mod earlier;
pub mod filters;
pub mod people;
pub mod search;
pub mod seats;
pub mod storage;

use crate::domain::Moment;
use crate::domain::approval::{Action, ApprovalNumber};
use crate::domain::booth::BoothState;
use crate::domain::case::{Case, CaseRow, CaseState, Revision};
use crate::domain::exemption::Dimensions;
use crate::domain::intake::NotKept;
use crate::domain::journal::{JournalPage, JournalQuery};
use crate::domain::lane::{LaneFault, LaneView};
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::period::Period;
use crate::domain::policy::Leave;
use crate::domain::refusal::Refusal;
use crate::domain::registration::Draft;
use crate::domain::scan::ImageRecord;
use crate::domain::secret;
use crate::domain::statistics::Statistics;
use crate::domain::step::Step;
use crate::domain::supervision::Outcome;
use crate::domain::text::CleanText;
use crate::station::contract::day::{DayRequest, PolicyInForce};
use crate::station::contract::drafts::{DraftKey, KeptDraft};
use crate::station::contract::earlier::{Earlier, EarlierQuery};
use crate::station::contract::people::{FirstPin, PeopleRequest};
use crate::station::contract::search::{Found, SearchQuery};
use crate::station::contract::seats::{ConsoleId, ConsoleView, Proposal, SeatRequest, Token};
use crate::station::contract::storage::Storage;
use crate::words::Language;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fs::File;
use std::sync::Arc;
use zeroize::Zeroizing;

pub use crate::scanner::Preview;

/// Cases that a snapshot's `recent` list may hold: two pages of the largest screen.
pub const MAX_RECENT: usize = 100;

/// Cases that may be unfinished at one time. A busy post has 320 trucks a day; none may be pushed out.
pub const MAX_UNFINISHED: usize = 1_000;

/// On whose word a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// A console with nobody signed in: it may sign in and stop the beam.
    Nobody,
    /// A signed-in person.
    Session(SessionId),
    /// The command line of the account that runs the station: it may read cases and import images.
    CommandLine,
}

/// One signed-in person at one console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub u64);

/// A personal identification number or password as typed; never printed by `Debug`, and wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// The longest PIN that may be set.
    pub const MAX_CHARS: usize = secret::MAX_CHARS;

    /// Takes what was typed.
    pub fn new(typed: &str) -> Self {
        // One more than may be set: a longer one is known for one, and never taken for its beginning.
        let most = typed.char_indices().nth(Self::MAX_CHARS + 1).map_or(typed.len(), |(end, _)| end);
        Self(Zeroizing::new(typed.get(..most).unwrap_or_default().to_owned()))
    }

    /// What was typed, for comparing in the station only.
    pub fn as_typed(&self) -> &str {
        &self.0
    }
}

// By hand: what serde's `from` and `into` pass on would stay in memory.
impl Serialize for Pin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Pin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let typed = Zeroizing::new(String::deserialize(deserializer)?);
        Ok(Self::new(&typed))
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// What a console may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Sign in with a PIN.
    SignIn {
        /// Who.
        officer: OfficerId,
        /// As what: an officer may have more than one role.
        role: Role,
        /// PIN.
        pin: Pin,
    },
    /// End the session.
    SignOut,
    /// Register a vehicle: makes a case.
    Register(Box<Draft>),
    /// Take a step with a case.
    Take {
        /// Which.
        case: CaseNumber,
        /// The revision that the person looked at.
        revision: Revision,
        /// The step.
        step: Box<Step>,
        /// The PIN again: required for a verdict, not looked at otherwise.
        pin: Option<Pin>,
    },
    /// Write the sheet, print it where a printer is configured, and record both.
    PrintSheet {
        /// Which case.
        case: CaseNumber,
        /// The revision that the person looked at.
        revision: Revision,
        /// Language of the labels; the stamp is in all three.
        language: Language,
    },
    /// Stop the scan: open to everybody, even with nobody signed in.
    StopScan,
    /// Acknowledge the latched fault.
    AcknowledgeFault,
    /// Warm the source up by its schedule: begin, or go on. The devices' answers are seen in the lane's view.
    PrepareSource,
    /// A case whole, whatever its state.
    ShowCase(CaseNumber),
    /// Rows of cases, newest first.
    ListCases {
        /// Only cases before this one.
        before: Option<CaseNumber>,
        /// At most so many.
        limit: usize,
    },
    /// Rows of the cases that a text fits, newest first.
    Search(SearchQuery),
    /// A page of the journal.
    ReadJournal(JournalQuery),
    /// The figures of a period.
    Statistics(Period),
    /// Rows of the cases with the same plate, trailer, container or document, newest first.
    Earlier(EarlierQuery),
    /// The picture of the case's image, as a read-only file of tiles.
    OpenPicture(CaseNumber),
    /// Sign the journal as it is now.
    Checkpoint,
    /// Purge finished cases after their term: pictures and sheets go, digests and facts stay. Two people must say so.
    Purge {
        /// Which.
        cases: Vec<CaseNumber>,
        /// Why.
        reason: CleanText,
        /// The one who proposes it.
        first: (OfficerId, Pin),
        /// The second person.
        second: (OfficerId, Pin),
    },
    /// Make a case from an image file that another machine made.
    Import {
        /// The file, on the station's machine.
        path: std::path::PathBuf,
    },
    /// Ask for an action that another person is to approve.
    Propose {
        /// The exact action.
        action: Box<Action>,
        /// The PIN again: required for an override, not looked at otherwise.
        pin: Option<Pin>,
    },
    /// Approve what another person has asked for; it is carried out at once.
    Approve {
        /// Which.
        number: ApprovalNumber,
        /// The digest of what was shown; see [`approvals::digest`].
        sha256: String,
        /// The PIN again.
        pin: Pin,
    },
    /// Refuse to approve it.
    RefuseApproval {
        /// Which.
        number: ApprovalNumber,
        /// Why.
        reason: CleanText,
    },
    /// Ask for it no longer.
    WithdrawApproval {
        /// Which.
        number: ApprovalNumber,
    },
    /// Keep what is being typed.
    KeepDraft {
        /// Of what.
        key: DraftKey,
        /// What was typed, at most [`drafts::MAX_DRAFT_BYTES`].
        text: String,
    },
    /// What was being typed: one's own draft, or the one that another officer of the same role has left.
    Draft(DraftKey),
    /// Let the draft go that [`Request::Draft`] shows.
    DropDraft(DraftKey),
    /// A step of the booth's day.
    Day(DayRequest),
    /// What a person does with sessions and other people's consoles.
    Seat(SeatRequest),
    /// A step with accounts, or an own PIN.
    People(PeopleRequest),
    /// Make a case from a form in a file, JSON or XML.
    ImportCase {
        /// The file, on the station's machine.
        path: std::path::PathBuf,
    },
    /// Record an outcome of an examination from a file; open to the command line only. A case that has it already comes back as
    /// it is.
    RecordOutcome {
        /// Whose.
        case: CaseNumber,
        /// What it came to.
        outcome: Outcome,
    },
    /// Write down that a backup was made; open to the command line only.
    RecordBackup {
        /// Where.
        to: CleanText,
        /// Up to which fact it reaches.
        facts: u64,
    },
}

/// What the station answers when it has done what was asked. `Done` comes only after the fact is on disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Signed in.
    SignedIn(Session),
    /// Signed in with a first PIN: the session may do nothing but set an own one.
    PinToBeSet(Session),
    /// First PINs, shown this once.
    FirstPins(Vec<FirstPin>),
    /// Signed out, stopped, acknowledged: nothing more to say.
    Acknowledged,
    /// The step's fact is on disk; the case as it is now.
    Done(Arc<Case>),
    /// A case was made from a file.
    CaseImported {
        /// The case.
        case: Arc<Case>,
        /// What stood in the file and has no place in a case.
        not_kept: NotKept,
    },
    /// A case.
    Case(Arc<Case>),
    /// Rows.
    Rows(Vec<CaseRow>),
    /// What a search found.
    Found(Found),
    /// A page of the journal.
    Journal(JournalPage),
    /// The figures of a period.
    Statistics(Arc<Statistics>),
    /// Earlier cases.
    Earlier(Earlier),
    /// A checkpoint of the journal, as a signed note.
    Checkpoint(String),
    /// The approval is asked for, under this number.
    ApprovalAsked(ApprovalNumber),
    /// A draft, where there is one.
    Draft(Option<Box<KeptDraft>>),
    /// A picture. To another process its file goes as a descriptor, never as bytes.
    #[serde(skip)]
    Picture(Picture),
    /// Purged, as far as every device is there.
    Purged {
        /// Which cases.
        cases: Vec<CaseNumber>,
        /// So many cases have a second copy on a device that is not there; it goes when the device is.
        waiting: usize,
    },
}

/// An answer or a refusal.
pub type Answer = Result<Reply, Refusal>;

/// A session as its console knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The person.
    pub officer: Officer,
    /// What opens it again after a broken connection.
    pub token: Token,
}

/// The tiles of an image, open for reading only.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Whose.
    pub case: CaseNumber,
    /// The original that the tiles were made from.
    pub image: ImageRecord,
    /// `imaging` pyramid file.
    pub tiles: Arc<File>,
}

/// The booth as every console names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booth {
    /// Customs post.
    pub post_name: String,
    /// Inspection complex.
    pub ic_name: String,
    /// Post code, first part of every case number.
    pub post_code: String,
    /// The policy in force.
    pub policy: PolicyInForce,
    /// Officers who may sign in.
    pub roster: Vec<Officer>,
    /// In training, the PINs that the sign-in screen names beside the officers; `None` in service.
    pub training: Option<Vec<(OfficerId, String)>>,
}

impl Booth {
    /// Whether policy lets one officer be OMS and OAC.
    pub fn in_one(&self) -> Leave {
        self.policy.policy.people.oms_and_oac_in_one
    }

    /// What this complex can scan.
    pub fn limits(&self) -> Dimensions {
        self.policy.policy.complex.limits()
    }
}

/// Whether the store keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreHealth {
    /// It does.
    #[default]
    Keeps,
    /// It does not; what it said.
    Failed(String),
}

/// Everything that a console shows, as of one instant; the latest one wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The booth.
    pub booth: Arc<Booth>,
    /// The station's time.
    pub at: Moment,
    /// The lane.
    pub lane: LaneView,
    /// The case whose scan is on.
    pub lane_case: Option<CaseNumber>,
    /// Unfinished cases, oldest first, at most [`MAX_UNFINISHED`].
    pub unfinished: Arc<Vec<Arc<Case>>>,
    /// Finished cases, newest first, at most [`MAX_RECENT`].
    pub recent: Arc<Vec<CaseRow>>,
    /// The store.
    pub store: StoreHealth,
    /// Disk, copies, mirror and index.
    pub storage: Storage,
    /// Shift, malfunctions, checks, what waits for a supervisor.
    pub day: Arc<BoothState>,
    /// Which of the consoles this is.
    pub own: ConsoleId,
    /// Everybody's consoles, in the order in which they came.
    pub consoles: Arc<Vec<ConsoleView>>,
    /// Marks that supervisors propose, oldest first.
    pub proposals: Arc<Vec<Proposal>>,
}

impl Snapshot {
    /// The unfinished case with this number.
    pub fn case(&self, number: &CaseNumber) -> Option<&Arc<Case>> {
        self.unfinished.iter().find(|case| case.number == *number)
    }

    /// This console as everybody sees it.
    pub fn own_console(&self) -> Option<&ConsoleView> {
        self.consoles.iter().find(|console| console.id == self.own)
    }

    /// The consoles that look on at this one, with their officers.
    pub fn watchers(&self) -> impl Iterator<Item = (&ConsoleView, &Officer)> {
        let own = self.own;
        self.consoles
            .iter()
            .filter(move |console| console.watching == Some(own))
            .filter_map(|console| console.session.as_ref().map(|session| (console, &session.officer)))
    }
}

/// Something that happened, in order; each counts, yet none is the only carrier of a fact: the snapshot has it too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, counted from 1 at the station's start.
    pub number: u64,
    /// What.
    pub what: NoticeKind,
}

/// Kinds of notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A case came into another state.
    CaseMoved {
        /// Which.
        case: CaseNumber,
        /// Into which.
        state: CaseState,
    },
    /// A fault was latched.
    FaultRaised(LaneFault),
    /// The latched fault was cleared.
    FaultCleared(LaneFault),
    /// The store stopped keeping.
    StoreFailed(String),
    /// The machine's wall clock was set, by so many milliseconds.
    ClockJumped {
        /// Forward, or back where negative.
        by_ms: i64,
    },
    /// The store keeps again.
    StoreRecovered,
}
