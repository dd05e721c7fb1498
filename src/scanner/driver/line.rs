//! The channels between a lane's handle and whoever plays the lane: the driver's task, or a far end without a port.

use super::preview::Preview;
use super::task::Command;
use super::{LaneHandle, Owner};
use crate::domain::lane::{LaneReport, LaneView};
use crate::domain::number::ScanId;
use crate::scanner::drop;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, mpsc, watch};
use tokio::task::JoinSet;

/// Reports on their way to the station: as many as the task itself holds back (`task::MAX_PENDING`).
const REPORTS: usize = 64;

/// Requests and acknowledgements on their way to the task: one officer presses one key at a time; sixteen is a crowd.
const COMMANDS: usize = 16;

/// Where a stop goes: past every queue to the two devices that can end a beam, and to whoever supervises.
#[derive(Debug, Clone, Default)]
pub(in crate::scanner) struct Stops {
    pub(in crate::scanner) source: Arc<Notify>,
    pub(in crate::scanner) portal: Arc<Notify>,
    pub(in crate::scanner) lane: Arc<Notify>,
}

impl Stops {
    /// A stop: never blocks, and is not lost where nobody waits for it at this instant.
    pub(in crate::scanner) fn press(&self) {
        // Who supervises knows first: what a device says of its stop must not be taken for a fault of the scan.
        for way in [&self.lane, &self.source, &self.portal] {
            way.notify_one();
        }
    }
}

/// The station's ends.
pub(in crate::scanner) struct Near {
    commands: mpsc::Sender<Command>,
    stops: Stops,
    view: watch::Receiver<LaneView>,
    preview: watch::Receiver<Arc<Preview>>,
    pub(in crate::scanner) awaited: mpsc::Sender<ScanId>,
    shutdown: watch::Sender<bool>,
    reports: mpsc::Receiver<LaneReport>,
}

/// The player's ends.
pub(in crate::scanner) struct Far {
    pub(in crate::scanner) commands: mpsc::Receiver<Command>,
    pub(in crate::scanner) stops: Stops,
    pub(in crate::scanner) view: watch::Sender<LaneView>,
    pub(in crate::scanner) preview: watch::Sender<Arc<Preview>>,
    pub(in crate::scanner) awaited: mpsc::Receiver<ScanId>,
    pub(in crate::scanner) shutdown: watch::Receiver<bool>,
    pub(in crate::scanner) reports: mpsc::Sender<LaneReport>,
}

/// Makes both ends, of a lane of which nothing is known.
pub(in crate::scanner) fn line() -> (Near, Far) {
    let (report, reports) = mpsc::channel(REPORTS);
    let (command, commands) = mpsc::channel(COMMANDS);
    let (views, view) = watch::channel(LaneView::default());
    let (previews, preview) = watch::channel(Arc::new(Preview::default()));
    let (await_, awaited) = mpsc::channel(drop::MAX_AWAITED);
    let (end, ended) = watch::channel(false);
    let stops = Stops::default();
    let far = Far {
        commands,
        stops: stops.clone(),
        view: views,
        preview: previews,
        awaited,
        shutdown: ended,
        reports: report,
    };
    (Near { commands: command, stops, view, preview, awaited: await_, shutdown: end, reports }, far)
}

impl Near {
    /// The handle that owns the player's tasks, and the reports.
    pub(in crate::scanner) fn handle(
        self,
        drop: PathBuf,
        tasks: JoinSet<()>,
    ) -> (LaneHandle, mpsc::Receiver<LaneReport>) {
        let owner = Arc::new(Owner { shutdown: self.shutdown, tasks: Mutex::new(tasks) });
        let Self { commands, stops, view, preview, awaited, reports, .. } = self;
        (LaneHandle { commands, stops, view, preview, awaited, drop, owner }, reports)
    }
}
