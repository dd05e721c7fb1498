//! The handle that every console holds, local or remote: ask, look, listen, stop.

use crate::domain::refusal::Refusal;
use crate::domain::seat::Place;
use crate::station::clock;
use crate::station::contract::seats::{Attachment, ConsoleId, ConsoleView, Pointing, Shown};
use crate::station::contract::{Answer, Asker, Notice, Preview, Request, Snapshot};
use crate::station::lines::{Line, Lines};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Requests that may wait for the actor: eight consoles with one key each in flight, four times over.
pub const MAX_WAITING_REQUESTS: usize = 32;

/// Notices that a console may lag behind before it is told that it missed some.
pub const MAX_WAITING_NOTICES: usize = 256;

/// One request on its way to the actor.
#[derive(Debug)]
pub struct Ask {
    /// From which console.
    pub console: ConsoleId,
    /// On whose word.
    pub asker: Asker,
    /// What.
    pub request: Request,
    /// Where the answer goes.
    pub answer: oneshot::Sender<Answer>,
}

/// What stops the beam without waiting for anybody.
pub type StopLine = Arc<dyn Fn() + Send + Sync>;

/// A console's hold on the station. Cloning it is cheap.
#[derive(Clone)]
pub struct Handle {
    asks: mpsc::Sender<Ask>,
    snapshot: watch::Receiver<Arc<Snapshot>>,
    preview: watch::Receiver<Arc<Preview>>,
    notices: broadcast::Sender<Notice>,
    stop: StopLine,
    lines: Arc<Lines>,
    line: Arc<Line>,
}

/// The ends of a handle that whoever answers holds the others of: an actor, or a connection to one.
pub struct Ends {
    /// Where requests go.
    pub asks: mpsc::Sender<Ask>,
    /// The latest state.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// The latest preview columns.
    pub preview: watch::Receiver<Arc<Preview>>,
    /// What happened.
    pub notices: broadcast::Sender<Notice>,
    /// What stops the beam.
    pub stop: StopLine,
    /// The consoles.
    pub lines: Arc<Lines>,
}

impl Handle {
    /// The handle of the console in this process: its line is the first of `ends.lines`.
    pub fn new(ends: Ends) -> Self {
        let Ends { asks, snapshot, preview, notices, stop, lines } = ends;
        let line = lines.own(clock::now());
        Self { asks, snapshot, preview, notices, stop, lines, line }
    }

    /// A handle for another console. The console is gone when the last clone of it is. A remote one stops nothing.
    pub fn attach(&self, attachment: Attachment) -> Result<Self, Refusal> {
        let stop = match attachment.seat.place {
            Place::Local => Arc::clone(&self.stop),
            Place::Remote => Arc::new(|| {}),
        };
        let line = self.lines.attach(attachment, clock::now())?;
        Ok(Self { stop, line, ..self.clone() })
    }

    /// Which console this is the handle of.
    pub fn console(&self) -> ConsoleId {
        self.line.id()
    }

    /// This console by its line alone: the station lists it a moment later.
    pub fn bare_view(&self) -> ConsoleView {
        self.line.bare_view()
    }

    /// A person did something: an idle session locks later.
    pub fn stir(&self) {
        self.line.stir();
    }

    /// What this console shows now, for whoever looks on. Only a change wakes anybody.
    pub fn show(&self, shown: Shown) {
        self.line.show(shown);
    }

    /// Where this console's officer points, on the image that they look on at.
    pub fn point(&self, pointing: Option<Pointing>) {
        self.line.point(pointing);
    }

    /// Asks and waits for the answer. A stop goes to the scanner first and to the actor, for the journal, afterwards.
    pub async fn ask(&self, asker: Asker, request: Request) -> Answer {
        if request == Request::StopScan {
            (self.stop)();
        }
        let (answer, reply) = oneshot::channel();
        let ask = Ask { console: self.line.id(), asker, request, answer };
        self.asks.send(ask).await.map_err(|_| Refusal::StationGone)?;
        reply.await.map_err(|_| Refusal::StationGone)?
    }

    /// Stops the scan now, past every queue.
    pub fn stop_now(&self) {
        (self.stop)();
    }

    /// The latest state.
    pub fn snapshot(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshot.clone()
    }

    /// The latest preview columns.
    pub fn preview(&self) -> watch::Receiver<Arc<Preview>> {
        self.preview.clone()
    }

    /// Notices from now on.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.notices.subscribe()
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}
