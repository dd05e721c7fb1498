//! The one task that supervises a lane: it hears the four ports, asks the supervisor, and does what the supervisor wants.

use crate::domain::lane::{DeviceKind, ImageFault, Impediment, LaneReport, LaneView};
use crate::domain::number::ScanId;
use crate::scanner::device::Uptime;
use crate::scanner::driver::preview::{Preview, Waterfall};
use crate::scanner::ports::hand_over;
use crate::scanner::reports::{DetectorOrder, PortalOrder, SourceOrder};
use crate::scanner::supervisor::{Event, Folder, LastUse, Order, Supervisor};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

/// Every deadline of the supervisor is met within 10 ms.
const TICK: Duration = Duration::from_millis(10);

/// A view that differs only in its counters is published this often.
const VIEW_PERIOD: Duration = Duration::from_millis(50);

/// Ten previews a second, as many as an eye follows.
const PREVIEW_PERIOD: Duration = Duration::from_millis(100);

/// Reports held back while the station is slow. Never exceeded, because everything that could begin new reports waits for
/// [`HEADROOM`].
const MAX_PENDING: usize = 64;

/// Room that must be left before a request, an acknowledgement or an image begins. Connections may bring 4 reports
/// (connected, two faults, disconnected), one scan 4 (warning, beam, exposure, end), one acknowledgement 2 (cleared, the next fault),
/// an image 1, an image that could not be awaited 1: at most 12 are on their way at any time.
const HEADROOM: usize = 16;

/// What a handle asks for.
pub(in crate::scanner) enum Command {
    RequestScan { scan: ScanId, folder: Folder, reply: oneshot::Sender<Result<(), Impediment>> },
    AcknowledgeFault { reply: oneshot::Sender<Result<(), Impediment>> },
    Prepare { reply: oneshot::Sender<Result<(), Impediment>> },
    LastUse(LastUse),
}

/// Whether the source has a past that somebody knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// It was made just now: a simulated one.
    None,
    /// Whoever keeps the journal tells it.
    Told,
}

/// The orders' ways to the ports.
pub(super) struct Ways {
    pub(super) portal: mpsc::Sender<PortalOrder>,
    pub(super) source: mpsc::Sender<SourceOrder>,
    pub(super) detector: mpsc::Sender<DetectorOrder>,
}

/// Where the task speaks.
pub(super) struct Mouths {
    pub(super) reports: mpsc::Sender<LaneReport>,
    pub(super) view: watch::Sender<LaneView>,
    pub(super) preview: watch::Sender<Arc<Preview>>,
    pub(super) awaited: mpsc::Sender<ScanId>,
    pub(super) ways: Ways,
}

/// Where the task listens.
pub(super) struct Ears {
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) stop: Arc<Notify>,
    pub(super) shutdown: watch::Receiver<bool>,
    pub(super) images: mpsc::Receiver<LaneReport>,
    pub(super) events: mpsc::Receiver<Event>,
}

/// Why the task woke.
enum Wake {
    Shutdown,
    Stop,
    Tick,
    Command(Command),
    Image(LaneReport),
    Event(Event),
    ReportTaken,
}

pub(super) struct Task {
    supervisor: Supervisor,
    past: Past,
    mouths: Mouths,
    pending: VecDeque<LaneReport>,
    waterfall: Waterfall,
    began: Instant,
    view_at: Uptime,
    preview_at: Uptime,
}

impl Task {
    pub(super) fn new(supervisor: Supervisor, past: Past, mouths: Mouths, began: Instant) -> Self {
        Self {
            supervisor,
            past,
            mouths,
            pending: VecDeque::with_capacity(MAX_PENDING),
            waterfall: Waterfall::default(),
            began,
            view_at: Uptime::ZERO,
            preview_at: Uptime::ZERO,
        }
    }

    /// Runs until it is told to end or every handle has gone. The ports say the last stop by themselves.
    pub(super) async fn run(mut self, mut ears: Ears) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let wake = self.next_wake(&mut ears, &mut ticks).await;
            let now = self.now();
            match wake {
                Wake::Shutdown => break,
                Wake::Stop => {
                    let orders = self.supervisor.stop(now);
                    self.perform(orders);
                }
                Wake::Tick => {
                    let orders = self.supervisor.tick(now);
                    self.perform(orders);
                }
                Wake::Event(event) => {
                    let orders = self.supervisor.on(now, event);
                    self.perform(orders);
                }
                Wake::Command(command) => self.on_command(now, command),
                Wake::Image(report) => self.on_image(now, report),
                Wake::ReportTaken => {}
            }
            self.publish(self.now());
        }
        let orders = self.supervisor.stop(self.now());
        self.perform(orders);
    }

    /// Waits for the next thing to do. The order is the rule: a stop before everything, then time, then what was asked for; devices
    /// that flood and a station that is slow come last.
    async fn next_wake(&mut self, ears: &mut Ears, ticks: &mut Interval) -> Wake {
        let has_room = self.has_room();
        tokio::select! {
            biased;
            _ = ears.shutdown.changed() => Wake::Shutdown,
            () = ears.stop.notified() => Wake::Stop,
            _ = ticks.tick() => Wake::Tick,
            Some(command) = ears.commands.recv() => Wake::Command(command),
            () = hand_over(&self.mouths.reports, &mut self.pending) => Wake::ReportTaken,
            Some(report) = ears.images.recv(), if has_room => Wake::Image(report),
            Some(event) = ears.events.recv() => Wake::Event(event),
        }
    }

    fn now(&self) -> Uptime {
        self.began.elapsed()
    }

    fn has_room(&self) -> bool {
        self.pending.len() + HEADROOM <= MAX_PENDING
    }

    fn on_image(&mut self, now: Uptime, report: LaneReport) {
        if let LaneReport::ImageDropped { scan, .. } | LaneReport::ImageMissing { scan, .. } = &report {
            self.supervisor.image_settled(now, scan);
        }
        self.pending.push_back(report);
    }

    fn on_command(&mut self, now: Uptime, command: Command) {
        let has_room = self.has_room();
        let (result, reply) = match command {
            Command::LastUse(last) => {
                if self.past == Past::Told {
                    self.supervisor.last_use(now, last);
                }
                return;
            }
            // Reports that nobody takes are a station that is not there.
            Command::RequestScan { reply, .. }
            | Command::AcknowledgeFault { reply }
            | Command::Prepare { reply }
                if !has_room =>
            {
                (Err(Impediment::Busy), reply)
            }
            Command::RequestScan { scan, folder, reply } => {
                (self.supervisor.request_scan(now, scan, folder), reply)
            }
            Command::AcknowledgeFault { reply } => (self.supervisor.acknowledge_fault(now), reply),
            Command::Prepare { reply } => (self.supervisor.prepare(now), reply),
        };
        let answer = result.map(|orders| self.perform(orders));
        if reply.send(answer).is_err() {
            tracing::debug!("whoever asked the lane did not wait for the answer");
        }
    }

    fn perform(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Portal(order) => give(&self.mouths.ways.portal, order, DeviceKind::Portal),
                Order::Source(order) => give(&self.mouths.ways.source, order, DeviceKind::Source),
                Order::Detector(order) => give(&self.mouths.ways.detector, order, DeviceKind::Detector),
                Order::Report(report) => self.pending.push_back(report),
                Order::PreviewBegan(scan) => self.waterfall.begin(scan),
                Order::PreviewColumn { number, pixels } => self.waterfall.add(number, &pixels),
                Order::AwaitImage(scan) => self.await_image(scan),
            }
        }
    }

    fn await_image(&mut self, scan: ScanId) {
        if let Err(full) = self.mouths.awaited.try_send(scan) {
            // Too many are awaited: said at once rather than forgotten.
            let scan = full.into_inner();
            let now = self.now();
            self.supervisor.image_settled(now, &scan);
            self.pending.push_back(LaneReport::ImageMissing { scan, why: ImageFault::NeverCame });
        }
    }

    fn publish(&mut self, now: Uptime) {
        let view = self.supervisor.view(now);
        let is_due = now.saturating_sub(self.view_at) >= VIEW_PERIOD;
        let published = self.mouths.view.send_if_modified(|old| {
            let differs = substance(old) != substance(&view) || (is_due && *old != view);
            if differs {
                *old = view;
            }
            differs
        });
        if published {
            self.view_at = now;
        }
        if now.saturating_sub(self.preview_at) >= PREVIEW_PERIOD
            && let Some(preview) = self.waterfall.take_new()
        {
            self.preview_at = now;
            self.mouths.preview.send_replace(preview);
        }
    }
}

/// An order that its port does not take is one for a port that is stuck: what ends a beam goes there by another way, at once.
fn give<O>(way: &mpsc::Sender<O>, order: O, kind: DeviceKind) {
    if way.try_send(order).is_err() {
        tracing::warn!(device = kind.id(), "a port takes no more orders");
    }
}

/// What of a view is worth telling at once: all but its counters.
fn substance(view: &LaneView) -> impl PartialEq + use<> {
    let LaneView { link, inputs, source, fault, stage, .. } = *view;
    let links = DeviceKind::ALL.map(|kind| view.devices.of(kind).link);
    let phase = std::mem::discriminant(&view.phase);
    (link, inputs, source, fault, std::mem::discriminant(&stage), phase, links)
}
