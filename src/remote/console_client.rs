//! A console's hold on a station in another process: the same handle, fed over a seat's socket. It comes back by itself.

mod attached;
mod connection;
mod pending;

pub use connection::ConnectError;

use crate::domain::lane::LaneView;
use crate::domain::refusal::Refusal;
use crate::remote::console_client::connection::{Connection, open};
use crate::remote::console_client::pending::Pending;
use crate::remote::console_wire::{Ending, StationMark, VERSION};
use crate::station::contract::seats::{Link, Token};
use crate::station::contract::{Notice, Preview, SessionId, Snapshot};
use crate::station::handle::{Ask, Ends, Handle, MAX_WAITING_NOTICES, MAX_WAITING_REQUESTS};
use crate::station::lines::Lines;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// The first try to come back; each further one waits twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// The longest pause between two tries: nobody waits longer for a station that is there again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A request waits so long for a broken connection to come back. A person looks at the screen meanwhile.
const ANSWER_STANDS: Duration = Duration::from_secs(15);

/// The station ended the connection, and why, as the console shows it.
fn ended(why: Ending) -> Link {
    match why {
        Ending::NotAllowed => Link::NotAdmitted,
        Ending::TooManyOfAccount => Link::Full,
        Ending::StationStops | Ending::NotUnderstood => Link::Lost,
    }
}

/// A console attached to a station. Dropping it ends the connection.
#[derive(Debug)]
pub struct RemoteStation {
    handle: Handle,
    link: watch::Receiver<Link>,
    missed: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Drop for RemoteStation {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RemoteStation {
    /// The handle, as a console in the station's own process has it.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// How the connection stands. While it is not up the snapshot's lane is unknown, and requests are refused at once.
    pub fn link(&self) -> watch::Receiver<Link> {
        self.link.clone()
    }

    /// How many notices nobody knows any more: the snapshot has what they told.
    pub fn missed(&self) -> watch::Receiver<u64> {
        self.missed.clone()
    }
}

/// Attaches to the station at a seat's socket: one try, with the first whole snapshot. Afterwards it comes back for ever.
pub async fn connect(path: &Path) -> Result<RemoteStation, ConnectError> {
    let mut connection = open(path).await?;
    let first = connection.first_snapshot().await?;
    let (asks, asked) = mpsc::channel(MAX_WAITING_REQUESTS);
    let (snapshot, snapshots) = watch::channel(Arc::new(first));
    let (preview, previews) = watch::channel(Arc::default());
    let (notices, _) = broadcast::channel(MAX_WAITING_NOTICES);
    let (stop, stopped) = watch::channel(None);
    let (link, links) = watch::channel(Link::Up);
    let (missed, misses) = watch::channel(0);
    let lines = Arc::new(Lines::default());
    let handle = Handle::new(Ends {
        asks,
        snapshot: snapshots,
        preview: previews,
        notices: notices.clone(),
        stop: Arc::new(move || {
            stop.send_replace(Some(Instant::now()));
        }),
        lines: Arc::clone(&lines),
    });
    let client = Client {
        path: path.to_owned(),
        asks: asked,
        snapshot,
        preview,
        notices,
        stop: stopped,
        link,
        missed,
        lines,
        pending: Pending::default(),
        session: None,
        station: connection.welcome.station,
        last_notice: connection.welcome.notice,
    };
    let task = tokio::task::spawn(Box::pin(client.run(connection)));
    Ok(RemoteStation { handle, link: links, missed: misses, task })
}

/// Why a connection is over.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Over {
    /// Nobody holds the handle any more.
    Console,
    /// The station, or the way to it.
    Station(Link),
}

/// The other ends of the handle, across connections.
struct Client {
    path: PathBuf,
    asks: mpsc::Receiver<Ask>,
    snapshot: watch::Sender<Arc<Snapshot>>,
    preview: watch::Sender<Arc<Preview>>,
    notices: broadcast::Sender<Notice>,
    stop: watch::Receiver<Option<Instant>>,
    link: watch::Sender<Link>,
    missed: watch::Sender<u64>,
    lines: Arc<Lines>,
    pending: Pending,
    /// What opens the session again.
    session: Option<(SessionId, Token)>,
    station: StationMark,
    last_notice: u64,
}

async fn open_after(path: &Path, pause: Duration) -> Result<Connection, ConnectError> {
    sleep(pause).await;
    open(path).await
}

impl Client {
    async fn run(mut self, mut connection: Connection) {
        loop {
            match Box::pin(self.attached(connection)).await {
                Over::Console => return,
                Over::Station(why) => self.lose(why),
            }
            match self.come_back().await {
                Some(again) => connection = again,
                None => return,
            }
        }
    }

    /// The station is gone: whatever was known of the lane is known no more.
    fn lose(&mut self, why: Link) {
        self.link.send_replace(why);
        self.snapshot.send_modify(|snapshot| {
            *snapshot = Arc::new(Snapshot { lane: LaneView::default(), ..Snapshot::clone(snapshot) });
        });
        self.preview.send_replace(Arc::default());
        self.pending.keep_of(self.session.map(|(id, _)| id));
    }

    /// Tries until the station is there again; `None` when nobody holds the handle any more.
    async fn come_back(&mut self) -> Option<Connection> {
        let path = self.path.clone();
        let given_up = Instant::now() + ANSWER_STANDS;
        let mut pause = FIRST_PAUSE;
        loop {
            let mut trying = Box::pin(open_after(&path, pause));
            let tried = loop {
                tokio::select! {
                    tried = &mut trying => break tried,
                    asked = self.asks.recv() => {
                        // Whoever asked may be gone by now.
                        drop(asked?.answer.send(Err(Refusal::StationGone)));
                    }
                    () = tokio::time::sleep_until(given_up), if !self.pending.is_empty() => {
                        self.pending.keep_of(None);
                    }
                }
            };
            let link = match tried {
                Ok(connection) => return Some(connection),
                Err(ConnectError::WrongVersion(theirs)) => {
                    tracing::warn!(program = %theirs.program, "the station is of another version");
                    Link::OtherVersion { ours: VERSION, theirs: theirs.version }
                }
                Err(ConnectError::Full) => Link::Full,
                Err(ConnectError::Ended(why)) => ended(why),
                Err(_) => Link::Lost,
            };
            self.link.send_if_modified(|known| std::mem::replace(known, link.clone()) != link);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
