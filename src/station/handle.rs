//! The handle that every console holds, local or remote: ask, look, listen, stop.

use crate::domain::refusal::Refusal;
use crate::station::contract::{Answer, Asker, Notice, Preview, Request, Snapshot};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Requests that may wait for the actor: eight consoles with one key each in flight, four times over.
pub const MAX_WAITING_REQUESTS: usize = 32;

/// Notices that a console may lag behind before it is told that it missed some.
pub const MAX_WAITING_NOTICES: usize = 256;

/// One request on its way to the actor.
#[derive(Debug)]
pub struct Ask {
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
}

impl Handle {
    /// Joins the ends that the actor made.
    pub fn new(
        asks: mpsc::Sender<Ask>,
        snapshot: watch::Receiver<Arc<Snapshot>>,
        preview: watch::Receiver<Arc<Preview>>,
        notices: broadcast::Sender<Notice>,
        stop: StopLine,
    ) -> Self {
        Self { asks, snapshot, preview, notices, stop }
    }

    /// Asks and waits for the answer. A stop goes to the scanner first and to the actor, for the journal, afterwards.
    pub async fn ask(&self, asker: Asker, request: Request) -> Answer {
        if request == Request::StopScan {
            (self.stop)();
        }
        let (answer, reply) = oneshot::channel();
        self.asks.send(Ask { asker, request, answer }).await.map_err(|_| Refusal::StationGone)?;
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
