//! The lane's supervisor: what four devices report goes in, what is asked of them and told of them comes out. No port, no clock.
//!
//! It holds a permissive in series with the hardware's own chain: it mirrors, refuses, requests and stops. What it believes comes
//! from the devices alone, each reading dated from its request; unknown and stale count as bad. It is a value: the same events
//! at the same times give the same orders, so a model checker can drive the very one that drives the lane.

mod calibration;
mod exposure;
mod fault;
mod judge;
mod mirror;
mod rules;
mod run;
mod sequence;
mod stop;
mod stranger;
mod view;
mod warmup;

pub use rules::{MAX_SCHEDULES, MAX_STEPS, Rise, Rules, RulesFault, Schedule, Step};
pub use warmup::LastUse;

use crate::domain::lane::{DeviceKind, Impediment, LaneFault, LaneReport, LinkCounters, LinkHint, Occupancy};
use crate::domain::number::ScanId;
use crate::scanner::device::{LinkReport, Uptime};
use crate::scanner::reports::{DetectorOrder, DetectorReport, MonitorReport, Outcome, PortalOrder};
use crate::scanner::reports::{PortalReport, SourceOrder, SourceReport};
use calibration::Calibrations;
use mirror::{Detector, Monitor, Portal, Source};
use run::{Purpose, Run};
use std::sync::Arc;
use std::time::Duration;
use stop::Cause;
use stranger::Stranger;
use warmup::Idle;

/// A stop that is not confirmed by now means that the beam is stuck (reference design: 500 ms to the confirmed end).
pub const STOP_LIMIT: Duration = Duration::from_millis(500);

/// What is asked of a device must be reported within this time: several polls and their limits.
pub const CONFIRM_LIMIT: Duration = Duration::from_secs(1);

/// Setpoints must have been read back by so long after the end of the pre-warning.
pub const PREPARE_LIMIT: Duration = Duration::from_secs(2);

/// A scan that the detector still has open so long after its end, or after this program's beginning, is nobody's.
const STRAY_FOR: Duration = Duration::from_millis(500);

/// What one device tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// The portal.
    Portal(PortalReport),
    /// The source.
    Source(SourceReport),
    /// The radiation portal monitor.
    Monitor(MonitorReport),
    /// The detector.
    Detector(DetectorReport),
    /// The counters of a device's link, as they stand.
    Counters(DeviceKind, LinkCounters),
}

/// What the supervisor wants done, in this order: what ends a beam stands first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Of the portal.
    Portal(PortalOrder),
    /// Of the source.
    Source(SourceOrder),
    /// Of the detector.
    Detector(DetectorOrder),
    /// A report for the station.
    Report(LaneReport),
    /// A scan was accepted: its preview begins empty.
    PreviewBegan(ScanId),
    /// A preview column that is new.
    PreviewColumn {
        /// Its number.
        number: u32,
        /// Top pixel first.
        pixels: Vec<u8>,
    },
    /// From now on an image is awaited for this scan.
    AwaitImage(ScanId),
}

/// Whether the folder into which images drop can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// It exists and can be written.
    Usable,
    /// It does not exist or cannot be written.
    Unusable,
}

/// The supervisor of one lane.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Supervisor {
    rules: Arc<Rules>,
    portal: Portal,
    source: Source,
    monitor: Monitor,
    detector: Detector,
    run: Option<Run>,
    calibrations: Calibrations,
    idle: Idle,
    /// The first-out fault.
    fault: Option<LaneFault>,
    /// When an officer acknowledged a fault of the source that the device has yet to clear.
    acknowledged_at: Option<Uptime>,
    /// The emergency stop was reported, and nobody has acknowledged its end.
    emergency: bool,
    /// Since when a beam is reported that nobody asked for.
    orphan_since: Option<Uptime>,
    /// What such a beam exposes.
    stranger: Option<Stranger>,
    /// Words of the portal in a row that deny the permit while the source reports its beam.
    conflict_words: u8,
    /// Whether the station was told that all devices are there.
    connected: bool,
    image_awaited: Option<ScanId>,
    /// The vehicle that left the monitor and that no scan has taken yet.
    occupancy: Option<Occupancy>,
    /// Dose of the last scan.
    last_dose: Option<u32>,
    /// What the detector has open though nobody runs it, and since when.
    stray: Option<(ScanId, Uptime)>,
}

impl Supervisor {
    /// A supervisor that knows of no device and of no last use: whatever it is to know, the devices and the caller tell.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules: Arc::new(rules),
            portal: Portal::default(),
            source: Source::default(),
            monitor: Monitor::default(),
            detector: Detector::default(),
            run: None,
            calibrations: Calibrations::default(),
            idle: Idle::default(),
            fault: None,
            acknowledged_at: None,
            emergency: false,
            orphan_since: None,
            stranger: None,
            conflict_words: 0,
            connected: false,
            image_awaited: None,
            occupancy: None,
            last_dose: None,
            stray: None,
        }
    }

    /// When the source was last used, as the caller has kept it; without this word the longest warm-up is due.
    pub fn last_use(&mut self, now: Uptime, last: LastUse) {
        self.idle = Idle::told(now, last);
    }

    /// A device told something.
    pub fn on(&mut self, now: Uptime, event: Event) -> Vec<Order> {
        let mut out = Vec::new();
        match event {
            Event::Portal(report) => self.on_portal(now, report, &mut out),
            Event::Source(report) => self.on_source(now, report, &mut out),
            Event::Monitor(report) => self.on_monitor(now, report, &mut out),
            Event::Detector(report) => self.on_detector(now, report, &mut out),
            Event::Counters(kind, counters) => self.side_mut(kind).counters = counters,
        }
        self.advance(now, &mut out);
        out
    }

    /// Time went on. Wants to be called every few milliseconds.
    pub fn tick(&mut self, now: Uptime) -> Vec<Order> {
        let mut out = Vec::new();
        self.advance(now, &mut out);
        out
    }

    /// An officer's stop, or the console's own end: ordered whatever the supervisor believes.
    pub fn stop(&mut self, now: Uptime) -> Vec<Order> {
        let mut out = Vec::new();
        self.begin_stop(now, Cause::Officer, &mut out);
        out
    }

    /// Requests a scan.
    ///
    /// # Errors
    /// The first reason why the beam may not be requested at this instant.
    pub fn request_scan(
        &mut self,
        now: Uptime,
        scan: ScanId,
        folder: Folder,
    ) -> Result<Vec<Order>, Impediment> {
        if let Some(impediment) = self.impediment(now) {
            return Err(impediment);
        }
        if folder == Folder::Unusable {
            return Err(Impediment::NoImageFolder);
        }
        let mut out = Vec::new();
        self.begin_run(now, Purpose::scan(scan), &mut out);
        Ok(out)
    }

    /// Begins the warm-up that is due, after a source that does not rise by itself was ordered to standby; nothing if neither is.
    ///
    /// # Errors
    /// The first reason why the beam may not be requested at this instant.
    pub fn prepare(&mut self, now: Uptime) -> Result<Vec<Order>, Impediment> {
        if self.has_to_rise(now) {
            return self.beam_impediment(now).map_or(Ok(vec![Order::Source(SourceOrder::Standby)]), Err);
        }
        if let Some(impediment) = self.warmup_impediment(now) {
            return Err(impediment);
        }
        let steps = self.schedule(now).map(|schedule| schedule.steps.clone());
        let Some(steps) = steps.filter(|steps| !steps.is_empty()) else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        self.begin_run(now, Purpose::warmup(steps), &mut out);
        Ok(out)
    }

    /// The image of this scan came, or is missing for good: the next scan may be requested.
    pub fn image_settled(&mut self, _now: Uptime, scan: &ScanId) {
        self.image_awaited.take_if(|awaited| awaited == scan);
    }

    /// Whether a beam or its warning may be on: asked for, reported, or not reported off.
    pub fn may_radiate(&self) -> bool {
        self.run.is_some() || self.source.radiates()
    }

    fn on_portal(&mut self, now: Uptime, report: PortalReport, out: &mut Vec<Order>) {
        match report {
            PortalReport::Link(link) => {
                let is_new = matches!(link, LinkReport::Up { .. } | LinkReport::Restarted);
                self.portal.mirror.link(&link);
                if is_new {
                    self.portal.repeat(out);
                }
                self.on_link(now, DeviceKind::Portal, &link, out);
            }
            PortalReport::Status(reading) => {
                if self.portal.mirror.take(now, reading) {
                    self.note_portal(&reading.value, out);
                }
            }
            PortalReport::Implausible => self.on_implausible(now, DeviceKind::Portal, out),
        }
    }

    fn on_source(&mut self, now: Uptime, report: SourceReport, out: &mut Vec<Order>) {
        match report {
            SourceReport::Link(link) => {
                self.source.on_link(&link);
                self.on_link(now, DeviceKind::Source, &link, out);
            }
            SourceReport::Status(reading) => {
                if self.source.take(now, reading) {
                    self.note_source(now, &reading, out);
                }
            }
            SourceReport::Prepared(setpoint) => self.source.on_prepared(now, setpoint),
            SourceReport::Refused { order, code } => self.on_refusal(now, order, code, out),
            SourceReport::Implausible => self.on_implausible(now, DeviceKind::Source, out),
        }
    }

    fn on_monitor(&mut self, now: Uptime, report: MonitorReport, out: &mut Vec<Order>) {
        match report {
            MonitorReport::Link(link) => {
                self.monitor.mirror.link(&link);
                self.on_link(now, DeviceKind::Monitor, &link, out);
            }
            MonitorReport::View(reading) => {
                self.monitor.mirror.take(now, reading);
            }
            MonitorReport::OccupancyEnded(occupancy) => self.on_occupancy(occupancy),
            MonitorReport::Implausible => self.on_implausible(now, DeviceKind::Monitor, out),
        }
    }

    fn on_detector(&mut self, now: Uptime, report: DetectorReport, out: &mut Vec<Order>) {
        match report {
            DetectorReport::Link(link) => {
                self.detector.mirror.link(&link);
                self.on_link(now, DeviceKind::Detector, &link, out);
            }
            DetectorReport::Status(reading) => {
                let stray = reading.value.scan.clone();
                self.detector.mirror.take(now, reading);
                self.end_stray(now, stray, out);
            }
            DetectorReport::Column { number, pixels } => self.on_column(number, pixels, out),
            DetectorReport::Calibrated(which, figures) => self.on_calibrated(now, which, figures, out),
            DetectorReport::Ended { scan, columns, .. } => self.on_detector_ended(&scan, columns),
            DetectorReport::Refused(code) => self.on_detector_refusal(now, code, out),
            DetectorReport::Implausible => self.on_implausible(now, DeviceKind::Detector, out),
        }
    }

    /// A scan that nobody runs any more, left open in the detector by a program that died or a word that was lost. An end may be said again.
    fn end_stray(&mut self, now: Uptime, stray: Option<ScanId>, out: &mut Vec<Order>) {
        let Some(scan) = stray.filter(|_| self.run.is_none()) else {
            self.stray = None;
            return;
        };
        match &self.stray {
            Some((known, since)) if *known == scan && elapsed(now, *since) < STRAY_FOR => {}
            Some((known, _)) if *known == scan => {
                self.stray = Some((scan.clone(), now));
                out.push(Order::Detector(DetectorOrder::End(scan, Outcome::Broken)));
            }
            _ => self.stray = Some((scan, now)),
        }
    }

    /// What a change of any link means beside its own mirror.
    fn on_link(&mut self, now: Uptime, kind: DeviceKind, link: &LinkReport, out: &mut Vec<Order>) {
        match link {
            LinkReport::Down(LinkHint::Wrong) => self.fail(now, kind, LaneFault::WrongDevice, out),
            LinkReport::Restarted if kind != DeviceKind::Monitor => {
                self.calibrations.forget();
                if self.is_sequencing() {
                    self.fail(now, kind, LaneFault::DeviceReset(kind), out);
                }
            }
            _ => {}
        }
    }

    /// Out of its range: latched, and a beam is not kept on beside it. The monitor has no part in the beam.
    fn on_implausible(&mut self, now: Uptime, kind: DeviceKind, out: &mut Vec<Order>) {
        self.side_mut(kind).implausible_at = Some(now);
        self.fail(now, kind, LaneFault::Implausible(kind), out);
    }

    fn fail(&mut self, now: Uptime, kind: DeviceKind, fault: LaneFault, out: &mut Vec<Order>) {
        if self.is_sequencing() && kind != DeviceKind::Monitor {
            self.begin_stop(now, Cause::Fault(fault), out);
        } else {
            self.raise(fault, out);
        }
    }

    /// Everything that follows from what is known at `now`.
    fn advance(&mut self, now: Uptime, out: &mut Vec<Order>) {
        self.watch_orphan(now, out);
        self.advance_run(now, out);
        self.advance_rest(now, out);
        self.watch_links(out);
        self.settle_stranger(now, out);
    }
}

fn elapsed(now: Uptime, since: Uptime) -> Duration {
    now.saturating_sub(since)
}

#[cfg(test)]
mod tests;
