//! The one task that owns the port: it wakes, asks the machine, and does what the machine wants.

use crate::domain::lane::ImageFault;
use crate::domain::lane::Impediment;
use crate::domain::lane::LaneReport;
use crate::domain::lane::LaneView;
use crate::domain::number::ScanId;
use crate::scanner::driver::DriverSettings;
use crate::scanner::driver::machine::Folder;
use crate::scanner::driver::machine::Machine;
use crate::scanner::driver::machine::Output;
use crate::scanner::driver::machine::Uptime;
use crate::scanner::driver::preview::Preview;
use crate::scanner::driver::preview::Waterfall;
use crate::scanner::link::Message;
use crate::scanner::port;
use connection::Connection;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

mod connection;

/// Five ticks to a poll: every deadline of the machine is met within 10 ms.
const TICK: Duration = Duration::from_millis(10);

/// A view that differs only in its counters is published this often.
const VIEW_PERIOD: Duration = Duration::from_millis(50);

/// Ten previews a second, as many as an eye follows.
const PREVIEW_PERIOD: Duration = Duration::from_millis(100);

/// The first pause before the port is opened again; doubled up to [`MAX_BACKOFF`].
const MIN_BACKOFF: Duration = Duration::from_millis(100);

/// The longest pause before the port is opened again.
const MAX_BACKOFF: Duration = Duration::from_secs(5);

/// Reports held back while the station is slow. Never exceeded, because everything that could begin new reports waits for
/// [`HEADROOM`].
const MAX_PENDING: usize = 64;

/// Room that must be left before a connection, a request, an acknowledgement or an image begins. One connection may bring
/// 4 reports (connected, two faults, disconnected), one scan 3 (warning, beam, end), one acknowledgement 2 (cleared, the next fault),
/// an image 1, an image that could not be awaited 1: at most 11 are on their way at any time.
const HEADROOM: usize = 16;

/// How long the last stop may take to leave at the end.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What a handle asks for.
pub(in crate::scanner) enum Command {
    RequestScan { scan: ScanId, folder: Folder, reply: oneshot::Sender<Result<(), Impediment>> },
    AcknowledgeFault { reply: oneshot::Sender<Result<(), Impediment>> },
    Prepare { reply: oneshot::Sender<Result<(), Impediment>> },
}

/// Where the task speaks.
pub(super) struct Mouths {
    pub(super) reports: mpsc::Sender<LaneReport>,
    pub(super) view: watch::Sender<LaneView>,
    pub(super) preview: watch::Sender<Arc<Preview>>,
    pub(super) awaited: mpsc::Sender<ScanId>,
}

/// Where the task listens.
pub(super) struct Ears {
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) stop: Arc<Notify>,
    pub(super) shutdown: watch::Receiver<bool>,
    pub(super) images: mpsc::Receiver<LaneReport>,
}

/// Why the task woke.
enum Wake {
    Shutdown,
    Stop,
    Tick,
    Written(std::io::Result<usize>),
    Read(std::io::Result<usize>),
    Command(Command),
    Image(LaneReport),
    ReportTaken,
}

pub(super) struct Task {
    port: PathBuf,
    machine: Machine,
    mouths: Mouths,
    connection: Option<Connection>,
    pending: VecDeque<LaneReport>,
    waterfall: Waterfall,
    started_at: Instant,
    reopen_at: Uptime,
    backoff: Duration,
    view_at: Uptime,
    preview_at: Uptime,
}

impl Task {
    pub(super) fn new(settings: DriverSettings, mouths: Mouths) -> Self {
        Self {
            port: settings.port,
            machine: Machine::new(settings.expected_model, settings.max_beam),
            mouths,
            connection: None,
            pending: VecDeque::with_capacity(MAX_PENDING),
            waterfall: Waterfall::default(),
            started_at: Instant::now(),
            reopen_at: Uptime::ZERO,
            backoff: MIN_BACKOFF,
            view_at: Uptime::ZERO,
            preview_at: Uptime::ZERO,
        }
    }

    /// Runs until it is told to end or every handle has gone.
    pub(super) async fn run(mut self, mut ears: Ears) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let wake = self.next_wake(&mut ears, &mut ticks).await;
            let now = self.now();
            match wake {
                Wake::Shutdown => break,
                Wake::Stop => {
                    let outputs = self.machine.stop(now);
                    self.perform(outputs);
                }
                Wake::Tick => self.on_tick(now),
                Wake::Written(result) => self.on_written(now, result),
                Wake::Read(result) => self.on_read(now, result),
                Wake::Command(command) => self.on_command(now, command),
                Wake::Image(report) => self.pending.push_back(report),
                Wake::ReportTaken => {}
            }
            self.publish(self.now());
        }
        self.last_words().await;
    }

    /// Waits for the next thing to do. The order is the rule: a stop before everything, then time, then what waits to be sent;
    /// a device that floods and a station that is slow come last.
    async fn next_wake(&mut self, ears: &mut Ears, ticks: &mut Interval) -> Wake {
        let has_room = self.pending.len() + HEADROOM <= MAX_PENDING;
        let (reading, writing) = match &mut self.connection {
            Some(connection) => {
                let (reading, writing) = connection.halves();
                (Some(reading), Some(writing))
            }
            None => (None, None),
        };
        tokio::select! {
            biased;
            _ = ears.shutdown.changed() => Wake::Shutdown,
            () = ears.stop.notified() => Wake::Stop,
            _ = ticks.tick() => Wake::Tick,
            result = connection::write(writing) => Wake::Written(result),
            Some(command) = ears.commands.recv() => Wake::Command(command),
            () = hand_over(&self.mouths.reports, &mut self.pending) => Wake::ReportTaken,
            Some(report) = ears.images.recv(), if has_room => Wake::Image(report),
            result = connection::read(reading) => Wake::Read(result),
        }
    }

    fn now(&self) -> Uptime {
        self.started_at.elapsed()
    }

    fn has_room(&self) -> bool {
        self.pending.len() + HEADROOM <= MAX_PENDING
    }

    fn on_tick(&mut self, now: Uptime) {
        if self.connection.is_none() && now >= self.reopen_at && self.has_room() {
            self.open(now);
        }
        if self.connection.as_mut().is_some_and(|connection| connection.is_write_stuck(now)) {
            self.gone();
        }
        let outputs = self.machine.on_tick(now);
        self.perform(outputs);
    }

    fn open(&mut self, now: Uptime) {
        self.reopen_at = now + self.backoff;
        self.backoff = (self.backoff * 2).min(MAX_BACKOFF);
        match port::open_complex(&self.port) {
            Ok(port) => {
                self.connection = Some(Connection::new(port));
                let outputs = self.machine.on_open(now);
                self.perform(outputs);
            }
            Err(fault) => tracing::debug!(%fault, "the scanner's port does not open"),
        }
    }

    /// Drops every handle of the port before it may be opened again, or the kernel would give the device a new name.
    fn gone(&mut self) {
        self.connection = None;
        self.reopen_at = self.now() + self.backoff;
        let outputs = self.machine.on_gone();
        self.perform(outputs);
    }

    fn on_written(&mut self, now: Uptime, result: std::io::Result<usize>) {
        match (result, &mut self.connection) {
            (Ok(written), Some(connection)) if written > 0 => connection.sent(written, now),
            _ => self.gone(),
        }
    }

    fn on_read(&mut self, now: Uptime, result: std::io::Result<usize>) {
        // A serial port that is gone reads zero bytes for ever (tokio-serial), or fails.
        let Some(connection) =
            self.connection.as_mut().filter(|_| result.as_ref().is_ok_and(|read| *read > 0))
        else {
            self.gone();
            return;
        };
        let messages = connection.received(result.unwrap_or(0));
        self.machine.set_frames_damaged(connection.damaged());
        for message in messages {
            let outputs = self.machine.on_message(now, message);
            self.perform(outputs);
        }
        if self.machine.is_up() {
            self.backoff = MIN_BACKOFF;
        }
    }

    fn on_command(&mut self, now: Uptime, command: Command) {
        let (result, reply) = match command {
            // Reports that nobody takes are a station that is not there.
            Command::RequestScan { reply, .. } | Command::AcknowledgeFault { reply } if !self.has_room() => {
                (Err(Impediment::Busy), reply)
            }
            Command::RequestScan { scan, folder, reply } => {
                (self.machine.request_scan(now, scan, folder), reply)
            }
            Command::AcknowledgeFault { reply } => (self.machine.acknowledge_fault(now), reply),
            // This device warms itself up and takes no word about it.
            Command::Prepare { reply } => (Err(Impediment::SourceNotReady), reply),
        };
        let answer = result.map(|outputs| self.perform(outputs));
        if reply.send(answer).is_err() {
            tracing::debug!("whoever asked the lane did not wait for the answer");
        }
    }

    fn perform(&mut self, outputs: Vec<Output>) {
        let now = self.now();
        for output in outputs {
            match output {
                Output::Send(message) => self.with_connection(|connection| connection.send(&message, now)),
                Output::SendStop => {
                    self.with_connection(|connection| connection.preempt(&Message::Stop, now));
                }
                Output::Report(report) => self.pending.push_back(report),
                Output::PreviewBegan(scan) => self.waterfall.begin(scan),
                Output::PreviewColumn { number, pixels } => self.waterfall.add(number, &pixels),
                Output::AwaitImage(scan) => self.await_image(scan),
                Output::Close => self.gone(),
            }
        }
    }

    fn with_connection(&mut self, act: impl FnOnce(&mut Connection)) {
        if let Some(connection) = &mut self.connection {
            act(connection);
        }
    }

    fn await_image(&mut self, scan: ScanId) {
        if let Err(full) = self.mouths.awaited.try_send(scan) {
            // Too many are awaited: said at once rather than forgotten.
            let scan = full.into_inner();
            self.pending.push_back(LaneReport::ImageMissing { scan, why: ImageFault::NeverCame });
        }
    }

    fn publish(&mut self, now: Uptime) {
        let view = self.machine.view(now);
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

    /// An orderly end leaves no beam behind. If the line is stuck, the device's watchdog does it a second later.
    async fn last_words(&mut self) {
        if !self.machine.may_radiate() {
            return;
        }
        let outputs = self.machine.stop(self.now());
        self.perform(outputs);
        let Some(connection) = &mut self.connection else { return };
        if tokio::time::timeout(LAST_WORDS, connection.flush()).await.is_err() {
            tracing::warn!("the last stop did not leave: the device's watchdog has to end the beam");
        }
    }
}

/// What of a view is worth telling at once: all but its counters.
fn substance(view: &LaneView) -> impl PartialEq + use<> {
    let LaneView { link, inputs, source, fault, .. } = *view;
    (link, inputs, source, fault, std::mem::discriminant(&view.phase))
}

/// Gives the oldest report to the station when it has room. Nothing is lost if the wait is cut short.
async fn hand_over(reports: &mpsc::Sender<LaneReport>, pending: &mut VecDeque<LaneReport>) {
    if pending.is_empty() {
        return std::future::pending().await;
    }
    match reports.reserve().await {
        Ok(permit) => {
            if let Some(report) = pending.pop_front() {
                permit.send(report);
            }
        }
        // The station has gone; it will read the lane anew when it is back.
        Err(_) => pending.clear(),
    }
}
