//! The driver of one lane: a handle to ask with, a view to look at, reports that each count.
//!
//! Each device's port has a task of its own, one more supervises; a stop goes to all of them at once.

pub(in crate::scanner) mod line;
pub mod preview;
mod task;

use crate::domain::lane::DeviceKind;
use crate::domain::lane::Impediment;
use crate::domain::lane::LaneReport;
use crate::domain::lane::LaneView;
use crate::domain::number::ScanId;
use crate::scanner::detector::{self, DetectorDriver, DetectorSettings};
use crate::scanner::device::Driver;
use crate::scanner::drop;
use crate::scanner::line::{Line, LineSettings};
use crate::scanner::monitor::{self, MonitorDriver, MonitorSettings};
use crate::scanner::portal::{self, PortalDriver, PortalSettings};
use crate::scanner::ports::{Port, PortEars, PortSettings, PortWord};
use crate::scanner::reports::{DetectorReport, MonitorReport, PortalReport, SourceReport};
use crate::scanner::source::{AnySource, SourceSettings};
use crate::scanner::supervisor::{Event, Folder, LastUse, Rules, Supervisor};
use line::{Stops, line};
pub use preview::Preview;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
pub(in crate::scanner) use task::Command;
use task::{Ears, Mouths, Past, Task, Ways};
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How long [`LaneHandle::shutdown`] waits for the last stop to leave before it takes the ports away.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(1);

/// How long an image may take after its scan.
pub const DEFAULT_IMAGE_DEADLINE: Duration = Duration::from_mins(1);

/// Words of the four ports on their way to the supervisor: a tick's worth of a preview at full speed from each.
const EVENTS: usize = 64;

/// Orders on their way to one port: a scan has eight in all.
const ORDERS: usize = 16;

/// What a driver needs to know of its lane.
#[derive(Debug, Clone)]
pub struct DriverSettings {
    /// The devices.
    pub devices: Devices,
    /// What the supervisor goes by.
    pub rules: Rules,
    /// When the source was used last, as far as anybody knows.
    pub last_use: LastUse,
    /// The folder into which the complex drops its images.
    pub drop: PathBuf,
    /// How long an image may take after its scan.
    pub image_deadline: Duration,
}

/// The devices of a lane, each with its line.
#[derive(Debug, Clone)]
pub struct Devices {
    /// The portal's PLC.
    pub portal: PortalSettings,
    /// The source.
    pub source: SourceSettings,
    /// The radiation portal monitor.
    pub monitor: MonitorSettings,
    /// The detector's preview link.
    pub detector: DetectorSettings,
}

/// One lane, to be asked. Clones are the same lane; when the last one is dropped the ports are closed.
#[derive(Clone)]
pub struct LaneHandle {
    commands: mpsc::Sender<Command>,
    stops: Stops,
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

/// Begins to drive a lane. The ports need not be there yet. Must be called within a tokio runtime.
///
/// The reports are to be taken without end. While nobody takes them the lane is still mirrored and stopped, but no scan begins.
pub fn connect(settings: DriverSettings) -> (LaneHandle, mpsc::Receiver<LaneReport>) {
    let (near, far) = line();
    let (images_in, images) = mpsc::channel(1);
    let (say, events) = mpsc::channel(EVENTS);
    let mut tasks = JoinSet::new();
    tasks.spawn(drop::watch(settings.drop.clone(), settings.image_deadline, far.awaited, images_in));
    let DriverSettings { devices, rules, last_use, drop: folder, .. } = settings;
    let mut ports = Ports { tasks, say, shutdown: far.shutdown.clone(), began: Instant::now() };
    let Devices { portal, source, monitor, detector } = devices;
    let (line, usual) = (portal.line.clone(), portal::USUAL);
    let portal =
        ports.open(PortalDriver::new(&portal), (&line, usual), Arc::clone(&far.stops.portal), portal_word);
    let (line, usual) = (source.line.clone(), source.usual());
    let source =
        ports.open(AnySource::new(&source), (&line, usual), Arc::clone(&far.stops.source), source_word);
    let (line, usual) = (monitor.line.clone(), monitor::USUAL);
    let silent = Arc::new(Notify::new());
    let _unasked = ports.open(MonitorDriver::new(monitor), (&line, usual), Arc::clone(&silent), monitor_word);
    let (line, usual) = (detector.line.clone(), detector::USUAL);
    let detector = ports.open(DetectorDriver::new(detector), (&line, usual), silent, detector_word);
    let ways = Ways { portal, source, detector };
    let mouths = Mouths {
        reports: far.reports,
        view: far.view,
        preview: far.preview,
        awaited: near.awaited.clone(),
        ways,
    };
    let ears = Ears {
        commands: far.commands,
        stop: Arc::clone(&far.stops.lane),
        shutdown: far.shutdown,
        images,
        events,
    };
    let mut supervisor = Supervisor::new(rules);
    supervisor.last_use(Duration::ZERO, last_use);
    let past = if last_use == LastUse::Now { Past::None } else { Past::Told };
    ports.tasks.spawn(Task::new(supervisor, past, mouths, ports.began).run(ears));
    near.handle(folder, ports.tasks)
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
        self.stops.press();
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

    /// Tells when the source was used last, as it was kept: whether a warm-up is due goes by it. A simulated source has no past, and
    /// does not hear of one.
    pub async fn last_used(&self, last: LastUse) {
        if self.commands.send(Command::LastUse(last)).await.is_err() {
            tracing::warn!("nobody is told when the source was used: the driver has ended");
        }
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

/// The tasks of the ports while they are made.
struct Ports {
    tasks: JoinSet<()>,
    say: mpsc::Sender<Event>,
    shutdown: watch::Receiver<bool>,
    began: Instant,
}

impl Ports {
    /// Starts the task of one port; gives the way to it.
    fn open<D: Driver<Order: Send, Report: Send> + 'static>(
        &mut self,
        driver: D,
        (line, usual): (&Line, LineSettings),
        stop: Arc<Notify>,
        translate: fn(PortWord<D::Report>) -> Event,
    ) -> mpsc::Sender<D::Order> {
        let (way, orders) = mpsc::channel(ORDERS);
        let settings =
            PortSettings { port: line.port.clone(), settings: line.settings(usual), began: self.began };
        let ears = PortEars { orders, stop, shutdown: self.shutdown.clone() };
        self.tasks.spawn(Port::new(driver, settings, self.say.clone(), translate).run(ears));
        way
    }
}

fn portal_word(word: PortWord<PortalReport>) -> Event {
    match word {
        PortWord::Report(report) => Event::Portal(report),
        PortWord::Counters(counters) => Event::Counters(DeviceKind::Portal, counters),
    }
}

fn source_word(word: PortWord<SourceReport>) -> Event {
    match word {
        PortWord::Report(report) => Event::Source(report),
        PortWord::Counters(counters) => Event::Counters(DeviceKind::Source, counters),
    }
}

fn monitor_word(word: PortWord<MonitorReport>) -> Event {
    match word {
        PortWord::Report(report) => Event::Monitor(report),
        PortWord::Counters(counters) => Event::Counters(DeviceKind::Monitor, counters),
    }
}

fn detector_word(word: PortWord<DetectorReport>) -> Event {
    match word {
        PortWord::Report(report) => Event::Detector(report),
        PortWord::Counters(counters) => Event::Counters(DeviceKind::Detector, counters),
    }
}

#[cfg(test)]
mod tests;
