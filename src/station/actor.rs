//! The actor: the one loop that asks the domain, keeps in the store and commands the scanner.
//!
//! **Invariant:** it answers `Done` only after the journal holds the fact. Stop goes past it, straight to the scanner.

mod approvals;
mod attest;
mod care;
mod cases;
mod checkpoints;
mod day;
mod drafts;
mod intake;
mod lane;
mod outcomes;
mod people;
mod purges;
mod reports;
mod requests;
mod seats;
mod stops;
mod storage;

use crate::domain::Moment;
use crate::domain::booth::BoothState;
use crate::domain::case::CaseRow;
use crate::domain::fact::BoothFact;
use crate::domain::intake::NotKept;
use crate::domain::lane::{LaneReport, LaneView};
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::Officer;
use crate::domain::purge::Term;
use crate::domain::refusal::{ImportFault, Refusal};
use crate::domain::registration::Registration;
use crate::domain::scan::ImageRecord;
use crate::domain::step::{By, SheetRecord};
use crate::domain::text::CleanText;
use crate::paper::print::Printer;
use crate::scanner::LaneHandle;
use crate::scanner::supervisor::LastUse;
use crate::station::actor::approvals::Askers;
use crate::station::actor::care::{Care, Changed};
use crate::station::actor::cases::Cases;
use crate::station::actor::checkpoints::{Asks, Due};
use crate::station::actor::seats::Seats;
use crate::station::actor::stops::Stops;
use crate::station::actor::storage::{DiskWatch, LOOK_EVERY, Upkeep};
use crate::station::clock::{Clock, JumpWatch};
use crate::station::contract::seats::ConsoleId;
use crate::station::contract::storage::{IndexProgress, Storage};
use crate::station::contract::{
    Answer, Booth, MAX_RECENT, Notice, NoticeKind, Picture, Snapshot, StoreHealth,
};
use crate::station::decoding::Decoder;
use crate::station::drafts::Desk as Drafts;
use crate::station::handle::{Ask, Ends, Handle, MAX_WAITING_NOTICES, MAX_WAITING_REQUESTS};
use crate::station::lines::Lines;
use crate::station::people::Comparer;
use crate::station::reading;
use crate::station::sessions::{RosterEntry, Sessions};
use crate::store::{ScrubFound, StoreError, StoreHandle};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

/// Jobs at one time: two cores, one of which must stay free for the lane.
const MAX_JOBS: usize = 8;

/// So often, where facts came since the last time, the index is flushed and the witness brought up.
const REST_EVERY: Duration = Duration::from_secs(1);

/// A store that rests longer is left to itself: the lane's reports must not wait for it.
const LONGEST_REST: Duration = Duration::from_secs(5);

/// Rows read for the list of the last finished cases: as many again may be unfinished.
const RECENT_READ: usize = MAX_RECENT * 2;

/// What a station is made of.
#[derive(Debug)]
pub struct Settings {
    /// The booth.
    pub booth: Arc<Booth>,
    /// Who may sign in.
    pub roster: Vec<RosterEntry>,
    /// Where sheets go.
    pub outbox: PathBuf,
    /// The printer, where one is configured.
    pub printer: Option<Printer>,
    /// What becomes of an accepted image's files in the drop folder.
    pub dropped: DroppedFiles,
    /// The clock that every fact is timed by.
    pub clock: Clock,
    /// How long pictures are kept.
    pub retention: Term,
    /// When a session locks by itself.
    pub idle: Idle,
    /// Who decodes images.
    pub decoder: Decoder,
}

/// After how long without a key a session locks by itself, and without a console ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    /// At a seat in the booth.
    pub local: Duration,
    /// At a seat elsewhere.
    pub remote: Duration,
    /// A session whose console broke off waits so long for it to come back.
    pub grace: Duration,
}

impl Default for Idle {
    /// Ten minutes in the booth, fifteen elsewhere (NIST SP 800-63B, AAL3: 15 minutes at most). A console that is started again
    /// needs seconds.
    fn default() -> Self {
        let [local, remote, grace] = [10, 15, 1].map(Duration::from_mins);
        Self { local, remote, grace }
    }
}

/// What becomes of an accepted image's files in the drop folder: the original is in the vault by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DroppedFiles {
    /// They stay: the folder is the complex's own.
    Keep,
    /// They go: the folder is ours.
    Remove,
}

/// A running station.
#[derive(Debug)]
pub struct Station {
    /// The hold that consoles take.
    pub handle: Handle,
    shutdown: watch::Sender<bool>,
    actor: JoinHandle<()>,
}

impl Station {
    /// Ends the station: beam stopped, jobs finished, journal closed.
    pub async fn shutdown(self) {
        self.shutdown.send_replace(true);
        // A panicked actor has said so already; there is nothing left to close.
        self.actor.await.ok();
    }
}

/// What a job found.
pub(super) enum JobDone {
    /// A dropped image was taken in, or not.
    TakenIn { scan: ScanId, dropped: PathBuf, found: Result<ImageRecord, ImportFault> },
    /// Tiles were opened, or not.
    Opened { answer: oneshot::Sender<Answer>, found: Result<Picture, Refusal> },
    /// Cases were read.
    Read { answer: oneshot::Sender<Answer>, found: Answer },
    /// The last finished cases were read, or could not be.
    Listed(Result<Vec<CaseRow>, StoreError>),
    /// A sheet was written, or not.
    Written {
        answer: oneshot::Sender<Answer>,
        officer: Officer,
        case: CaseNumber,
        found: Result<SheetRecord, Refusal>,
    },
    /// A request's PINs were compared.
    Proved(Box<people::Proved>),
    /// A first PIN that let nobody in may be used again.
    GivenBack,
    /// An account's secrets were written, or not.
    Prepared(Box<people::Prepared>),
    /// An image was imported, or not.
    Imported {
        answer: oneshot::Sender<Answer>,
        by: Option<Officer>,
        file: String,
        found: Result<ImageRecord, ImportFault>,
    },
    /// A form was read from a file, or not.
    FormRead {
        answer: oneshot::Sender<Answer>,
        by: Option<Officer>,
        found: Result<(Box<Registration>, NotKept), Refusal>,
    },
    /// The journal was signed, or a line of the log says why not.
    Signed,
    /// Purged cases were erased, as far as possible.
    Erased {
        answer: Option<oneshot::Sender<Answer>>,
        cases: Vec<CaseNumber>,
        found: Result<usize, StoreError>,
    },
    /// A step of the storage's upkeep was taken.
    KeptUp { copied: Result<(), StoreError>, found: Result<ScrubFound, StoreError>, damaged: u32 },
}

/// Whether facts came since the store was last let rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Due,
    Taken,
}

/// Whether the last finished cases are still to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listing {
    Due,
    Asked,
}

/// Whether the store has answered every fact so far within its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    InTime,
    /// One was given up, and nobody knows whether it was kept: the cases in memory may be behind the journal.
    GivenUp,
}

/// The actor's whole state.
pub(super) struct Actor {
    settings: Settings,
    jumps: JumpWatch,
    store: StoreHandle,
    lane: LaneHandle,
    view: LaneView,
    /// What the scanner said of itself when it was last connected.
    scanner: Option<CleanText>,
    sessions: Sessions,
    lines: Arc<Lines>,
    seats: Seats,
    comparer: Comparer,
    cases: Cases,
    /// The booth's own state, as of the last fact.
    day: Arc<BoothState>,
    health: StoreHealth,
    storage: Storage,
    listing: Listing,
    rest: Rest,
    disk_watch: DiskWatch,
    checkpoint: Due,
    care: Care,
    answers: Answers,
    upkeep: Upkeep,
    stops: Stops,
    drafts: Drafts,
    askers: Askers,
    jobs: JoinSet<JobDone>,
    snapshot: watch::Sender<Arc<Snapshot>>,
    notices: broadcast::Sender<Notice>,
    notice_number: u64,
}

/// Starts a station on an open store and a connected lane: what was interrupted is brought to its end first.
pub async fn start(
    settings: Settings,
    store: StoreHandle,
    lane: LaneHandle,
    reports: mpsc::Receiver<LaneReport>,
) -> Result<Station, StoreError> {
    let cases = Cases::load(&store).await?;
    let day = Arc::new(store.booth_state().await?);
    lane.last_used(last_use(&day, settings.clock.now())).await;
    let view = lane.view().borrow().clone();
    let first = Snapshot {
        booth: Arc::clone(&settings.booth),
        at: settings.clock.now(),
        lane: view.clone(),
        lane_case: None,
        unfinished: cases.unfinished(),
        recent: cases.recent(),
        store: StoreHealth::Keeps,
        storage: Storage::default(),
        day: Arc::clone(&day),
        own: ConsoleId::default(),
        consoles: Arc::default(),
        proposals: Arc::default(),
    };
    let (snapshot, snapshots) = watch::channel(Arc::new(first));
    let (notices, _) = broadcast::channel(MAX_WAITING_NOTICES);
    let ((asks, asked), (shutdown, ended)) = (mpsc::channel(MAX_WAITING_REQUESTS), watch::channel(false));
    let lines = Arc::new(Lines::default());
    let stop_lane = lane.clone();
    let handle = Handle::new(Ends {
        asks,
        snapshot: snapshots,
        preview: lane.preview(),
        notices: notices.clone(),
        stop: Arc::new(move || stop_lane.stop()),
        lines: Arc::clone(&lines),
    });
    let mut sessions = Sessions::new(settings.roster.clone());
    if !day.people.is_empty() {
        sessions.end_training();
    }
    let (comparer, drafts) = (Comparer::new(store.people().clone()), Drafts::open(store.drafts()));
    let actor = Actor {
        jumps: settings.clock.watch(),
        settings,
        store,
        lane,
        view,
        scanner: None,
        sessions,
        lines,
        seats: Seats::default(),
        comparer,
        cases,
        day,
        health: StoreHealth::Keeps,
        storage: Storage::default(),
        listing: Listing::Due,
        rest: Rest::Taken,
        disk_watch: DiskWatch::default(),
        checkpoint: Due::later(),
        care: Care::default(),
        answers: Answers::InTime,
        upkeep: Upkeep::default(),
        stops: Stops::default(),
        drafts,
        askers: Askers::default(),
        jobs: JoinSet::new(),
        snapshot,
        notices,
        notice_number: 0,
    };
    let actor = tokio::task::spawn(actor.run(asked, reports, ended));
    Ok(Station { handle, shutdown, actor })
}

/// What the journal says of the source's last beam. A clock that stands before it is not believed.
fn last_use(day: &BoothState, now: Moment) -> LastUse {
    let known = day.last_exposure.and_then(|last| {
        let idle = (now - last.at).to_std().ok()?;
        Some(LastUse::Kept { idle, hours_tenths: last.hours_tenths })
    });
    known.unwrap_or(LastUse::Unknown)
}

impl Actor {
    #[expect(clippy::cognitive_complexity, reason = "one loop with one short arm for each source")]
    async fn run(
        mut self,
        mut asks: mpsc::Receiver<Ask>,
        mut reports: mpsc::Receiver<LaneReport>,
        mut ended: watch::Receiver<bool>,
    ) {
        self.begin().await;
        let mut view = self.lane.view();
        let mut look = tokio::time::interval(LOOK_EVERY);
        let lines = Arc::clone(&self.lines);
        self.list_recent();
        // An index that takes less than a rest to be opened is nothing worth telling.
        let mut pause = tokio::time::interval_at(Instant::now() + REST_EVERY, REST_EVERY);
        loop {
            tokio::select! {
                biased;
                _ = ended.changed() => break,
                Some(report) = reports.recv() => self.report(report).await,
                // A job that panicked has said so; its asker hears that the answer is gone.
                Some(Ok(done)) = self.jobs.join_next() => self.job_done(done).await,
                Some(ask) = asks.recv(), if self.jobs.len() < MAX_JOBS => self.answer(ask).await,
                // Before the view, which changes twenty times a second and would starve whatever stands below it.
                _ = pause.tick() => {
                    self.pause(Asks::of(&asks)).await;
                    continue;
                }
                _ = look.tick() => self.look_at_disk().await,
                () = lines.changed() => {}
                changed = view.changed() => {
                    if changed.is_err() {
                        break;
                    }
                    self.view = view.borrow_and_update().clone();
                    // Nobody comes, goes or signs in by what the lane reports: the seats stand as they are.
                    self.publish();
                    continue;
                }
            }
            self.view_seats();
            self.publish();
        }
        self.end().await;
    }

    /// Once a second: what nobody asks for, and somebody must look after.
    async fn pause(&mut self, asks: Asks) {
        self.look_at_index();
        self.look_at_clock().await;
        self.expire_approvals().await;
        self.take_rest().await;
        self.sign_if_due(asks);
        self.keep_up();
        self.look_at_sessions().await;
        // Without a scanner no report follows that would bring a lock or an end to the consoles.
        let seats = self.view_seats();
        if self.take_care().await == Changed::Yes || seats == Changed::Yes {
            self.publish();
        }
    }

    /// Lets the store put its derived parts in order. What cannot be flushed now is replayed at the next start.
    async fn take_rest(&mut self) {
        if self.rest == Rest::Due {
            self.rest = Rest::Taken;
            tokio::time::timeout(LONGEST_REST, self.store.idle()).await.ok();
        }
    }

    /// How far the index is; the finished cases are listed as soon as it can name them.
    fn look_at_index(&mut self) {
        let index = reading::progress(*self.store.index_state().borrow());
        if index == IndexProgress::Ready && self.listing == Listing::Due {
            self.list_recent();
        }
        if index != self.storage.index {
            self.storage.index = index;
            self.publish();
        }
    }

    /// As a job: the booth does not wait for its index.
    fn list_recent(&mut self) {
        self.listing = Listing::Asked;
        let store = self.store.clone();
        self.jobs.spawn(async move { JobDone::Listed(store.rows(RECENT_READ, None).await) });
    }

    /// A wall clock that was set is a fact: who reads the journal must know which times it orders.
    async fn look_at_clock(&mut self) {
        let (wall, uptime_ms) = self.settings.clock.both();
        if let Some(by_ms) = self.jumps.look(wall, uptime_ms) {
            self.record_booth(By::Station, BoothFact::ClockJumped { by_ms }).await;
            self.notify(NoticeKind::ClockJumped { by_ms });
        }
    }

    /// Puts everything that a console shows into one snapshot.
    fn publish(&self) {
        self.snapshot.send_replace(Arc::new(Snapshot {
            booth: Arc::clone(&self.settings.booth),
            at: self.settings.clock.now(),
            lane: self.view.clone(),
            lane_case: self.cases.at_lane(),
            unfinished: self.cases.unfinished(),
            recent: self.cases.recent(),
            store: self.health.clone(),
            storage: self.storage(),
            day: Arc::clone(&self.day),
            own: ConsoleId::default(),
            consoles: self.seats.consoles(),
            proposals: self.seats.proposals(),
        }));
    }

    fn notify(&mut self, what: NoticeKind) {
        self.notice_number += 1;
        // Nobody listening is no fault.
        self.notices.send(Notice { number: self.notice_number, what }).ok();
    }
}

#[cfg(test)]
mod tests;
