//! The driver of one lane: a handle to ask with, a view to look at, reports that each count.

pub(in crate::scanner) mod line;
pub mod machine;
pub mod preview;
mod task;

use crate::domain::lane::Impediment;
use crate::domain::lane::LaneReport;
use crate::domain::lane::LaneView;
use crate::domain::number::ScanId;
use crate::scanner::drop;
use line::line;
use machine::Folder;
pub use preview::Preview;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
pub(in crate::scanner) use task::Command;
use task::{Mouths, Task};
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
use tokio::task::JoinSet;

/// How long [`LaneHandle::shutdown`] waits for the last stop to leave before it takes the port away.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(1);

/// The beam that no scan needs: 20 m at the slowest pass of the field, 0.2 m/s, is 100 s; and a fifth more.
pub const DEFAULT_MAX_BEAM: Duration = Duration::from_mins(2);

/// How long an image may take after its scan.
pub const DEFAULT_IMAGE_DEADLINE: Duration = Duration::from_mins(1);

/// What a driver needs to know of its lane.
#[derive(Debug, Clone)]
pub struct DriverSettings {
    /// The port, best by a name that survives a replug (`/dev/serial/by-id/…`).
    pub port: PathBuf,
    /// The folder into which the complex drops its images.
    pub drop: PathBuf,
    /// The model that has to answer, letter for letter.
    pub expected_model: String,
    /// How long an image may take after its scan.
    pub image_deadline: Duration,
    /// The longest beam of one scan.
    pub max_beam: Duration,
}

/// One lane, to be asked. Clones are the same lane; when the last one is dropped the port is closed.
#[derive(Clone)]
pub struct LaneHandle {
    commands: mpsc::Sender<Command>,
    stop: Arc<Notify>,
    view: watch::Receiver<LaneView>,
    preview: watch::Receiver<Arc<Preview>>,
    awaited: mpsc::Sender<ScanId>,
    drop: PathBuf,
    owner: Arc<Owner>,
}

/// Owns the tasks: aborts them when it is dropped.
struct Owner {
    shutdown: watch::Sender<bool>,
    tasks: Mutex<JoinSet<()>>,
}

/// Begins to drive a lane. The port need not be there yet. Must be called within a tokio runtime.
///
/// The reports are to be taken without end. While nobody takes them the lane is still mirrored and stopped, but no scan begins.
pub fn connect(settings: DriverSettings) -> (LaneHandle, mpsc::Receiver<LaneReport>) {
    let (near, far) = line();
    let (images_in, images) = mpsc::channel(1);
    let mut tasks = JoinSet::new();
    tasks.spawn(drop::watch(settings.drop.clone(), settings.image_deadline, far.awaited, images_in));
    let mouths =
        Mouths { reports: far.reports, view: far.view, preview: far.preview, awaited: near.awaited.clone() };
    let ears = task::Ears { commands: far.commands, stop: far.stop, shutdown: far.shutdown, images };
    let drop = settings.drop.clone();
    tasks.spawn(Task::new(settings, mouths).run(ears));
    near.handle(drop, tasks)
}

impl LaneHandle {
    /// Everything known of the lane; a new one at least every 50 ms, for its age grows.
    pub fn view(&self) -> watch::Receiver<LaneView> {
        self.view.clone()
    }

    /// The preview of the running or last scan, at most ten a second.
    pub fn preview(&self) -> watch::Receiver<Arc<Preview>> {
        self.preview.clone()
    }

    /// Requests a scan. `Ok` says that the request is on its way; how the scan ended comes as one report.
    ///
    /// # Errors
    /// The first reason why the beam may not be requested, judged by the driver at the instant of sending.
    pub async fn request_scan(&self, scan: ScanId) -> Result<(), Impediment> {
        let path = self.drop.clone();
        // A share that hangs must hang here, not in the task that stops beams.
        let usable = tokio::task::spawn_blocking(move || drop::is_usable(&path)).await.unwrap_or(false);
        let folder = if usable { Folder::Usable } else { Folder::Unusable };
        self.ask(|reply| Command::RequestScan { scan, folder, reply }).await
    }

    /// Stops, before everything else that waits. Never blocks and cannot fail; may be called at any time and from anywhere.
    pub fn stop(&self) {
        self.stop.notify_one();
    }

    /// Clears the latched fault, for an officer, if its cause has gone. A fault of the source is cleared by the device: see the reports.
    ///
    /// # Errors
    /// The cause that is still there.
    pub async fn acknowledge_fault(&self) -> Result<(), Impediment> {
        self.ask(|reply| Command::AcknowledgeFault { reply }).await
    }

    /// Has the source warmed up by its schedule, for an officer: begins it, or goes on with it. `Ok` says that it is on its way.
    ///
    /// # Errors
    /// The first reason why the source may not be warmed up now.
    pub async fn prepare(&self) -> Result<(), Impediment> {
        self.ask(|reply| Command::Prepare { reply }).await
    }

    /// Awaits the image of a scan that ended before this driver began. Scans of this driver await theirs by themselves.
    pub async fn expect_image(&self, scan: ScanId) {
        if self.awaited.send(scan).await.is_err() {
            tracing::warn!("an image is no longer awaited: the driver has ended");
        }
    }

    /// Stops what may be on, closes the port and ends the tasks.
    pub async fn shutdown(&self) {
        self.owner.shutdown.send_replace(true);
        let mut tasks = self.owner.tasks.lock().await;
        let all_ended = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(SHUTDOWN_LIMIT, all_ended).await.is_err() {
            tasks.shutdown().await;
        }
    }

    async fn ask(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<(), Impediment>>) -> Command,
    ) -> Result<(), Impediment> {
        let (reply, answer) = oneshot::channel();
        if self.commands.send(command(reply)).await.is_err() {
            return Err(Impediment::Disconnected);
        }
        answer.await.unwrap_or(Err(Impediment::Disconnected))
    }
}

#[cfg(test)]
mod tests;
