//! One run of the beam: a scan or a warm-up, from its request to its end.

use super::exposure::Meter;
use super::rules::Step;
use super::stop::Cause;
use super::warmup::Warmup;
use super::{Order, Supervisor};
use crate::domain::lane::{DeviceKind, Occupancy, ScanPhase, Setpoint};
use crate::domain::number::ScanId;
use crate::scanner::device::Uptime;
use crate::scanner::driver::preview::MAX_PREVIEW_COLUMNS;
use crate::scanner::reports::{DetectorOrder, PortalOutputs, Switch};

/// Outputs while a beam is prepared: warning, closed gates, no permit.
pub(super) const WARNING: PortalOutputs =
    PortalOutputs { horn: Switch::On, lights: Switch::On, permit: Switch::Off, gates_closed: Switch::On };

/// Outputs while a beam is asked for.
pub(super) const PERMITTING: PortalOutputs = PortalOutputs { permit: Switch::On, ..WARNING };

/// Outputs at rest.
pub(super) const RESTING: PortalOutputs =
    PortalOutputs { horn: Switch::Off, lights: Switch::Off, permit: Switch::Off, gates_closed: Switch::Off };

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    /// The warning was asked for and is not yet reported.
    Warning { since: Uptime },
    /// The warning is reported, since then.
    Armed { since: Uptime },
    /// The permit was asked for and is not yet reported.
    Permitting { since: Uptime },
    /// The beam was asked for and is not yet reported.
    BeamRequested { since: Uptime },
    /// The beam is reported on, since then.
    Beam { since: Uptime },
    /// Between two steps of a warm-up: off, and then set anew.
    Changing { since: Uptime, setting_since: Option<Uptime> },
    /// The beam was asked off.
    Stopping { since: Uptime, cause: Cause },
    /// It is off; last words are awaited.
    Finalising { since: Uptime, cause: Cause },
}

/// Where the vehicle is, by the portal's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Passage {
    /// Before the beam.
    Before,
    /// In it; outside of the window of speeds since then.
    Inside { off_speed_since: Option<Uptime> },
    /// Gone from it, since then.
    Behind { since: Uptime },
}

/// A scan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Scan {
    pub(super) id: ScanId,
    pub(super) passage: Passage,
    received: u32,
    next_column: u32,
    /// Columns that the detector says it made.
    made: Option<u32>,
    pub(super) occupancy: Option<Occupancy>,
}

/// What the beam is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Purpose {
    /// A vehicle.
    Scan(Box<Scan>),
    /// The source itself.
    Warmup(Warmup),
}

impl Purpose {
    pub(super) fn scan(id: ScanId) -> Self {
        Self::Scan(Box::new(Scan {
            id,
            passage: Passage::Before,
            received: 0,
            next_column: 0,
            made: None,
            occupancy: None,
        }))
    }

    pub(super) fn warmup(steps: Vec<Step>) -> Self {
        Self::Warmup(Warmup::new(steps))
    }
}

/// A run whose end is not yet reported.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Run {
    pub(super) purpose: Purpose,
    pub(super) phase: Phase,
    pub(super) requested_at: Uptime,
    /// When the source was asked to set itself for what comes next.
    pub(super) setting_since: Uptime,
    /// When the beam was first ordered: whatever is reported, it may be on since then.
    pub(super) ordered_at: Option<Uptime>,
    pub(super) setpoint: Setpoint,
    pub(super) meter: Meter,
}

impl Run {
    pub(super) fn scan(&self) -> Option<&Scan> {
        match &self.purpose {
            Purpose::Scan(scan) => Some(scan),
            Purpose::Warmup(_) => None,
        }
    }

    pub(super) fn scan_mut(&mut self) -> Option<&mut Scan> {
        match &mut self.purpose {
            Purpose::Scan(scan) => Some(scan),
            Purpose::Warmup(_) => None,
        }
    }

    /// Whether it is still on its way to the beam, or in it.
    pub(super) const fn is_sequencing(&self) -> bool {
        !matches!(self.phase, Phase::Stopping { .. } | Phase::Finalising { .. })
    }

    /// Whether the permit was reported and the beam may be on.
    pub(super) const fn is_in_beam(&self) -> bool {
        matches!(self.phase, Phase::BeamRequested { .. } | Phase::Beam { .. } | Phase::Changing { .. })
    }
}

impl Scan {
    /// Columns received, and those known to be lost when the detector says that it made `made`.
    pub(super) fn columns(&self, made: Option<u32>) -> (u32, u32) {
        let last = self.made.or(made).unwrap_or(0).max(self.next_column);
        (self.received, last.saturating_sub(self.received))
    }

    pub(super) const fn has_ended(&self) -> bool {
        self.made.is_some()
    }

    fn take_column(&mut self, number: u32) -> bool {
        let is_next_or_later = number >= self.next_column && number < MAX_PREVIEW_COLUMNS;
        if is_next_or_later {
            self.next_column = number + 1;
            self.received += 1;
        }
        is_next_or_later
    }

    /// As the station follows it.
    pub(super) fn phase(&self, phase: Phase, [made, expected]: [u32; 2], left_ms: u32) -> ScanPhase {
        let scan = self.id.clone();
        match phase {
            Phase::Warning { .. } => ScanPhase::Requested { scan },
            Phase::Armed { .. } | Phase::Permitting { .. } | Phase::BeamRequested { .. } => {
                ScanPhase::Prewarning { scan, remaining_ms: left_ms }
            }
            Phase::Beam { .. } | Phase::Changing { .. } => {
                // What it is making now is not lost.
                let (columns, lost) = self.columns(None);
                let columns_expected = expected.max(made).min(MAX_PREVIEW_COLUMNS);
                ScanPhase::Beam { scan, columns, columns_expected, lost }
            }
            Phase::Stopping { .. } | Phase::Finalising { .. } => ScanPhase::Stopping { scan },
        }
    }
}

impl Supervisor {
    /// Begins a run: the warning is asked for, and the detector told whose the columns will be.
    pub(super) fn begin_run(&mut self, now: Uptime, mut purpose: Purpose, out: &mut Vec<Order>) {
        let (setpoint, scan) = match &mut purpose {
            Purpose::Scan(scan) => {
                scan.occupancy = self.occupancy.take();
                (self.rules.setpoint, Some(scan.id.clone()))
            }
            Purpose::Warmup(warmup) => (warmup.setpoint(&self.rules), None),
        };
        let hours = self.source.mirror.last().and_then(|status| status.read.hours_tenths);
        let dose = self.portal.mirror.last().and_then(|status| status.dose_nsv);
        let background = self.monitor.mirror.last().and_then(|view| view.background);
        self.run = Some(Run {
            purpose,
            phase: Phase::Warning { since: now },
            requested_at: now,
            setting_since: now,
            ordered_at: None,
            setpoint,
            meter: Meter::begin(hours, dose, background),
        });
        self.calibrations.abandon();
        if let Some(scan) = scan {
            out.push(Order::PreviewBegan(scan.clone()));
            out.push(Order::Detector(DetectorOrder::Begin(scan)));
        }
        self.portal.ask(WARNING, out);
    }

    /// Whether a run is on that has not begun to stop.
    pub(super) fn is_sequencing(&self) -> bool {
        self.run.as_ref().is_some_and(Run::is_sequencing)
    }

    pub(super) fn on_column(&mut self, number: u32, pixels: Vec<u8>, out: &mut Vec<Order>) {
        let scan = self.run.as_mut().filter(|run| run.ordered_at.is_some()).and_then(Run::scan_mut);
        if scan.is_some_and(|scan| scan.take_column(number)) {
            out.push(Order::PreviewColumn { number, pixels });
        }
    }

    pub(super) fn on_detector_ended(&mut self, id: &ScanId, columns: u32) {
        let scan = self.run.as_mut().and_then(Run::scan_mut).filter(|scan| scan.id == *id);
        if let Some(scan) = scan {
            scan.made = Some(columns);
        }
    }

    /// A vehicle left the monitor: it belongs to the scan that has none yet, or to the next.
    pub(super) fn on_occupancy(&mut self, occupancy: Occupancy) {
        let scan = self.run.as_mut().and_then(Run::scan_mut);
        match scan.filter(|scan| scan.occupancy.is_none()) {
            Some(scan) => scan.occupancy = Some(occupancy),
            None => self.occupancy = Some(occupancy),
        }
    }

    /// The detector's temperature, for what is measured now.
    pub(super) fn temperature(&self) -> Option<i16> {
        self.detector.mirror.last().map(|status| status.temperature_tenths)
    }

    /// The first of these that is not up.
    pub(super) fn lost(&self, needed: &[DeviceKind]) -> Option<DeviceKind> {
        needed.iter().copied().find(|kind| !self.is_up(*kind))
    }
}
