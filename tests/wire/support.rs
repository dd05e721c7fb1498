//! Seats at a socket, a station that answers as the test says, and a console that says whatever the test says.

use intrascope::domain::Moment;
use intrascope::domain::booth::BoothState;
use intrascope::domain::lane::{Contact, LaneView, Link as LaneLink};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::seat::{Occupancy, Place, Seat, SeatName};
use intrascope::remote::console_client::{RemoteStation, connect};
use intrascope::remote::console_wire::{Greeting, ToConsole};
use intrascope::remote::door::Door;
use intrascope::remote::frame::{
    MAX_TO_CONSOLE, MAX_TO_STATION, SILENCE, decode, encode, read_frame, write_frame,
};
use intrascope::remote::seats::{Accounts, Seats, ServedSeat, this_program};
use intrascope::station::contract::day::PolicyInForce;
use intrascope::station::contract::seats::{ConsoleId, ConsoleView, Link, Lock, SessionView, Token};
use intrascope::station::contract::storage::Storage;
use intrascope::station::contract::{
    Booth, Notice, NoticeKind, Preview, Reply, Request, Session, SessionId, Snapshot, StoreHealth,
};
use intrascope::station::handle::{Ask, Ends, Handle};
use intrascope::station::lines::Lines;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::sync::{broadcast, mpsc, watch};

/// Nothing here takes long; a machine that builds something else meanwhile may.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what}"))
}

pub fn seat(name: &str, roles: &[Role], place: Place) -> Seat {
    let name = SeatName::parse(name).unwrap();
    Seat { name, roles: roles.to_vec(), place, occupancy: Occupancy::Many, ..Seat::booth() }
}

pub fn oms() -> Seat {
    seat("oms", &[Role::Oms], Place::Local)
}

pub fn supervisors() -> Seat {
    seat("sup", &[Role::Supervisor], Place::Remote)
}

/// The seats of a station, each at a socket of its folder.
pub struct Sockets {
    pub seats: Seats,
    folder: TempDir,
    served: Vec<ServedSeat>,
}

impl Sockets {
    pub fn new(handle: Handle) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { seats: Seats::new(handle).unwrap(), folder, served: Vec::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.sock"))
    }

    pub async fn serve(&mut self, seat: Seat) -> PathBuf {
        self.serve_to(seat, Accounts::Any).await
    }

    pub async fn serve_to(&mut self, seat: Seat, accounts: Accounts) -> PathBuf {
        let path = self.path(seat.name.as_str());
        let door = Door::bind(&path, None).unwrap();
        self.served.push(self.seats.serve(door, seat, accounts).await.unwrap());
        path
    }

    /// Ends every seat with its consoles; the station goes on.
    pub async fn close(&mut self) {
        self.served.clear();
        soon("every console is gone", async {
            while self.seats.consoles() > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

/// Waits until the client's connection stands as expected.
pub async fn link(station: &RemoteStation, expected: impl FnMut(&Link) -> bool) {
    soon("the link", station.link().wait_for(expected)).await.unwrap();
}

/// Waits until the console has a snapshot as expected.
pub async fn seen(handle: &Handle, mut expected: impl FnMut(&Snapshot) -> bool) -> Arc<Snapshot> {
    let mut snapshots = handle.snapshot();
    Arc::clone(&*soon("the snapshot", snapshots.wait_for(|snapshot| expected(snapshot))).await.unwrap())
}

/// A station whose every part the test holds.
pub struct Stub {
    pub handle: Handle,
    pub asks: mpsc::Receiver<Ask>,
    pub snapshot: watch::Sender<Arc<Snapshot>>,
    pub preview: watch::Sender<Arc<Preview>>,
    pub notices: broadcast::Sender<Notice>,
    pub stops: watch::Receiver<u32>,
    pub lines: Arc<Lines>,
}

pub fn officer(role: Role) -> Officer {
    Officer { id: OfficerId::parse("akhmetov.a").unwrap(), name: "Ахметов А.".into(), role }
}

pub fn snapshot() -> Snapshot {
    let booth = Booth {
        post_name: "Майкапчагай".to_owned(),
        ic_name: "ИДК-2".to_owned(),
        post_code: "39855302".to_owned(),
        policy: PolicyInForce::default(),
        roster: vec![officer(Role::Oms)],
        training: None,
    };
    let mut lane = LaneView { link: LaneLink::Up, ..LaneView::default() };
    lane.inputs.gates = Contact::Closed;
    Snapshot {
        booth: Arc::new(booth),
        at: Moment::UNIX_EPOCH,
        lane,
        lane_case: None,
        unfinished: Arc::default(),
        recent: Arc::default(),
        store: StoreHealth::Keeps,
        storage: Storage::default(),
        day: Arc::new(BoothState { last_shift: 7, ..BoothState::default() }),
        own: ConsoleId::default(),
        consoles: Arc::default(),
        proposals: Arc::default(),
    }
}

impl Stub {
    pub fn new() -> Self {
        let (asked, asks) = mpsc::channel(64);
        let (snapshot, snapshots) = watch::channel(Arc::new(snapshot()));
        let (preview, previews) = watch::channel(Arc::default());
        let (notices, _) = broadcast::channel(256);
        let (stop, stops) = watch::channel(0);
        let lines = Arc::new(Lines::default());
        let handle = Handle::new(Ends {
            asks: asked,
            snapshot: snapshots,
            preview: previews,
            notices: notices.clone(),
            stop: Arc::new(move || stop.send_modify(|stops| *stops += 1)),
            lines: Arc::clone(&lines),
        });
        Self { handle, asks, snapshot, preview, notices, stops, lines }
    }

    /// The next request, not answered yet.
    pub async fn asked(&mut self) -> Ask {
        soon("a request", self.asks.recv()).await.unwrap()
    }

    /// Publishes another state.
    pub fn publish(&self, change: impl FnOnce(&mut Snapshot)) {
        self.snapshot.send_modify(|snapshot| {
            let mut next = Snapshot::clone(snapshot);
            change(&mut next);
            *snapshot = Arc::new(next);
        });
    }

    /// Shows every console that is attached as one with a person signed in.
    pub fn seat_everybody(&self, lock: Lock) {
        let officer = officer(Role::Oms);
        let view = |id: ConsoleId, seat: &Seat| ConsoleView {
            id,
            seat: seat.name.clone(),
            place: seat.place,
            roles: seat.roles.clone(),
            account: None,
            since: Moment::UNIX_EPOCH,
            session: Some(SessionView {
                id: SessionId(1),
                officer: officer.clone(),
                since: Moment::UNIX_EPOCH,
                lock,
            }),
            ended: None,
            shown: Arc::default(),
            watching: None,
            pointing: None,
        };
        let views = self.lines.live().iter().map(|line| view(line.id(), &line.attachment().seat)).collect();
        self.publish(|snapshot| snapshot.consoles = Arc::new(views));
    }

    pub fn notify(&self, number: u64) {
        // Nobody listening is no fault.
        self.notices.send(Notice { number, what: NoticeKind::ClockJumped { by_ms: 1 } }).ok();
    }

    /// Answers a sign-in or a resumption.
    pub async fn let_in(&mut self) {
        let ask = self.asked().await;
        assert!(matches!(ask.request, Request::SignIn { .. } | Request::Seat(_)), "{:?}", ask.request);
        let session = Session { id: SessionId(1), officer: officer(Role::Oms), token: Token([7; 16]) };
        ask.answer.send(Ok(Reply::SignedIn(session))).unwrap();
    }

    pub fn stopped(&self) -> u32 {
        *self.stops.borrow()
    }
}

pub async fn console(path: &std::path::Path) -> RemoteStation {
    soon("attached", connect(path)).await.unwrap()
}

/// A console that says whatever the test says.
pub struct Raw {
    pub stream: UnixStream,
}

impl Raw {
    pub async fn dial(path: &std::path::Path) -> Self {
        Self { stream: UnixStream::connect(path).await.unwrap() }
    }

    /// Connected and greeted.
    pub async fn greeted(path: &std::path::Path) -> Self {
        let mut raw = Self::dial(path).await;
        raw.say(&Greeting { hello: this_program() }).await;
        let word = raw.hear().await;
        assert!(matches!(word, Some(ToConsole::Welcome(_))), "{word:?}");
        raw
    }

    pub async fn say<T: Serialize>(&mut self, word: &T) {
        write_frame(&mut self.stream, &encode(word, MAX_TO_STATION).unwrap()).await.unwrap();
    }

    /// Says bytes as they are; whether they were taken.
    pub async fn shout(&mut self, bytes: &[u8]) -> bool {
        write_frame(&mut self.stream, bytes).await.is_ok()
    }

    /// The next word; `None` at the end.
    pub async fn hear(&mut self) -> Option<ToConsole> {
        let body = read_frame(&mut self.stream, MAX_TO_CONSOLE, SILENCE).await.ok()?;
        Some(decode(&body).unwrap())
    }

    /// The next word that is as expected.
    pub async fn hear_until(&mut self, mut expected: impl FnMut(&ToConsole) -> bool) -> ToConsole {
        soon("a word", async {
            loop {
                let word = self.hear().await.expect("the connection stands");
                if expected(&word) {
                    return word;
                }
            }
        })
        .await
    }
}

/// A counter that tasks share.
#[derive(Clone, Default)]
pub struct Count(Arc<AtomicU32>);

impl Count {
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}
