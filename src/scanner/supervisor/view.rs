//! What is known, as of one instant: for screens, and for the question whether a scan may begin.

use super::fault::refuse_open;
use super::judge::first_not_closed;
use super::mirror::{Side, is_off, max_age, whole_ms};
use super::rules::Rise;
use super::run::{Passage, Phase, Purpose, Run};
use super::{Order, Supervisor, elapsed};
use crate::domain::lane::{Contact, DeviceKind, Devices, Impediment, LaneReport, LaneView, Link};
use crate::domain::lane::{ScanPhase, SourceState, Stage};
use crate::domain::text::CleanText;
use crate::scanner::device::Uptime;
use crate::scanner::reports::{Calibration, Reported};

impl Supervisor {
    /// Everything known, as of `now`.
    pub fn view(&self, now: Uptime) -> LaneView {
        let (portal, source) = (self.portal.mirror.last(), self.source.mirror.last());
        let devices = Devices {
            portal: self.portal.mirror.side.view(now),
            source: self.source.mirror.side.view(now),
            monitor: self.monitor.mirror.side.view(now),
            detector: self.detector.mirror.side.view(now),
        };
        LaneView {
            link: self.link(),
            identity: self.connected.then(|| self.identity()),
            inputs: portal.map(|status| status.inputs).unwrap_or_default(),
            source: source.map_or(SourceState::Unknown, |status| status.state),
            warmup_ms: source.map_or(0, |status| status.warmup_s.saturating_mul(1000)),
            age_ms: devices
                .portal
                .age_ms
                .zip(devices.source.age_ms)
                .map(|(portal, source)| portal.max(source)),
            phase: self.phase(now),
            fault: self.fault,
            dose_nsv: self.dose(),
            frames_damaged: DeviceKind::ALL
                .iter()
                .fold(0, |sum: u32, kind| sum.saturating_add(devices.of(*kind).counters.damaged)),
            stage: self.stage(now),
            monitor: self.monitor.mirror.last().cloned().unwrap_or_default(),
            source_read: source.map(|status| status.read).unwrap_or_default(),
            speed_mm_s: portal.and_then(|status| status.speed_mm_s).map(u32::from),
            devices,
        }
    }

    /// The first reason, if any, why a scan may not be requested now.
    pub fn impediment(&self, now: Uptime) -> Option<Impediment> {
        self.beam_impediment(now)
            .or_else(|| self.schedule(now).map(|_| Impediment::WarmupRequired))
            .or_else(|| self.source_impediment(now))
            .or_else(|| self.image_awaited.as_ref().map(|_| Impediment::ImageAwaited))
            .or_else(|| (!self.is_dark_valid(now)).then_some(Impediment::NotCalibrated))
            .or_else(|| self.is_speed_dead(now).then_some(Impediment::Device(DeviceKind::Portal)))
    }

    /// The same for a warm-up, which needs neither the image's way nor the vehicle's.
    pub(super) fn warmup_impediment(&self, now: Uptime) -> Option<Impediment> {
        let occupied = self.portal.fresh(now).is_none_or(|status| status.object != Reported::Off);
        self.beam_impediment(now)
            .or_else(|| self.source_impediment(now))
            .or_else(|| occupied.then_some(Impediment::Busy))
            .or_else(|| self.calibrations.is_running(Calibration::Dark).then_some(Impediment::Busy))
    }

    pub(super) fn beam_impediment(&self, now: Uptime) -> Option<Impediment> {
        if self.is_nobody_there() {
            return Some(Impediment::Disconnected);
        }
        if let Some(kind) = self.missing() {
            return Some(Impediment::Device(kind));
        }
        if self.emergency {
            return Some(Impediment::EmergencyStop);
        }
        if self.fault.is_some() {
            return Some(Impediment::Fault);
        }
        if DeviceKind::ALL.into_iter().any(|kind| !self.is_fresh(now, kind)) {
            return Some(Impediment::Stale);
        }
        if self.run.is_some() {
            return Some(Impediment::Busy);
        }
        let status = self.portal.fresh(now)?;
        let open =
            first_not_closed(status.inputs).and_then(|(input, contact)| refuse_open(input, contact).err());
        open.or_else(|| (status.key_reset != Reported::Off).then_some(Impediment::EmergencyStop))
    }

    fn source_impediment(&self, now: Uptime) -> Option<Impediment> {
        // A source that cannot say who commands it is not held to it: what it then refuses, it refuses with a code.
        let ready = self.source.fresh(now).is_some_and(|status| {
            status.state == SourceState::Ready && status.remote != Reported::Off && status.fault == 0
        });
        // Open is open; a source whose chain holds our own permit may say so before it is given.
        let unknown = self.source.interlock(now) == Contact::Unknown;
        (!ready || unknown).then_some(Impediment::SourceNotReady)
    }

    /// Whether the source is off, sound, ours to order, and stays off until it is ordered to standby.
    pub(super) fn has_to_rise(&self, now: Uptime) -> bool {
        self.rules.rise == Rise::WhenOrdered
            && self.source.fresh(now).is_some_and(|status| {
                status.state == SourceState::Off && status.remote != Reported::Off && status.fault == 0
            })
    }

    fn is_speed_dead(&self, now: Uptime) -> bool {
        self.portal.fresh(now).is_none_or(|status| status.speed_mm_s.is_none())
    }

    /// Tells the station when all devices are there, and when that ends.
    pub(super) fn watch_links(&mut self, out: &mut Vec<Order>) {
        let present = self.missing().is_none();
        if present && !self.connected {
            out.push(Order::Report(LaneReport::Connected { identity: self.identity() }));
        } else if !present && self.connected {
            out.push(Order::Report(LaneReport::Disconnected));
        }
        self.connected = present;
    }

    fn identity(&self) -> String {
        let names = DeviceKind::ALL.map(|kind| self.side(kind).identity.clone().unwrap_or_default());
        CleanText::new(&names.join("; ")).to_string()
    }

    fn link(&self) -> Link {
        let links = DeviceKind::ALL.map(|kind| self.side(kind).link);
        if links.contains(&Link::Down) {
            Link::Down
        } else if links.contains(&Link::Verifying) {
            Link::Verifying
        } else {
            Link::Up
        }
    }

    fn dose(&self) -> Option<u32> {
        let now = self.portal.mirror.last().and_then(|status| status.dose_nsv);
        self.run.as_ref().map_or(self.last_dose, |run| run.meter.dose(now))
    }

    fn phase(&self, now: Uptime) -> ScanPhase {
        let Some(run) = &self.run else { return ScanPhase::Idle };
        let Some(scan) = run.scan() else { return ScanPhase::Idle };
        let detector = self.detector.mirror.last().filter(|status| status.scan.as_ref() == Some(&scan.id));
        let columns = detector.map_or([0, 0], |status| [status.columns, status.columns_expected]);
        scan.phase(run.phase, columns, self.left_ms(now, run.phase))
    }

    fn left_ms(&self, now: Uptime, phase: Phase) -> u32 {
        match phase {
            Phase::Armed { since } => whole_ms(self.rules.prewarning().saturating_sub(elapsed(now, since))),
            _ => 0,
        }
    }

    fn stage(&self, now: Uptime) -> Stage {
        if let Some(run) = &self.run {
            return self.stage_of_run(now, run);
        }
        if self.emergency {
            return Stage::EmergencyStop;
        }
        if self.fault.is_some() {
            return Stage::Fault;
        }
        match self.link() {
            Link::Down => return Stage::Disconnected,
            Link::Verifying => return Stage::Verifying,
            Link::Up => {}
        }
        if self.source.radiates() {
            return Stage::Stopping;
        }
        if self.image_awaited.is_some() && self.is_told_off() {
            return Stage::Finalising;
        }
        if self.calibrations.is_running(Calibration::Dark) {
            return Stage::CalibratingDark;
        }
        if self.schedule(now).is_some() || self.has_to_rise(now) {
            return Stage::WarmupRequired;
        }
        if self.impediment(now).is_none() { Stage::Ready } else { Stage::Standby }
    }

    /// Whether the source's last word is that high voltage is off.
    fn is_told_off(&self) -> bool {
        self.source.mirror.last().is_some_and(is_off)
    }

    fn stage_of_run(&self, now: Uptime, run: &Run) -> Stage {
        match (run.phase, &run.purpose) {
            (Phase::Warning { .. }, _) => Stage::Armed { left_ms: whole_ms(self.rules.prewarning()) },
            (Phase::Armed { .. } | Phase::Permitting { .. }, _) => {
                Stage::Armed { left_ms: self.left_ms(now, run.phase) }
            }
            (Phase::Finalising { .. }, _) if self.is_told_off() => Stage::Finalising,
            // A source that is gone has told of no end.
            (Phase::Stopping { .. } | Phase::Finalising { .. }, _) => Stage::Stopping,
            (phase, Purpose::Warmup(warmup)) => {
                let held = match phase {
                    Phase::Beam { since } => elapsed(now, since),
                    _ => std::time::Duration::ZERO,
                };
                let (step, of, left) = warmup.place(held);
                Stage::Conditioning { step, of, left_ms: whole_ms(left) }
            }
            (Phase::Beam { .. }, Purpose::Scan(scan)) => {
                let is_air =
                    self.calibrations.is_running(Calibration::Air) && scan.passage == Passage::Before;
                if is_air { Stage::CalibratingAir } else { Stage::Scanning }
            }
            _ => Stage::BeamRequested,
        }
    }

    pub(super) fn side(&self, kind: DeviceKind) -> &Side {
        match kind {
            DeviceKind::Portal => &self.portal.mirror.side,
            DeviceKind::Source => &self.source.mirror.side,
            DeviceKind::Monitor => &self.monitor.mirror.side,
            DeviceKind::Detector => &self.detector.mirror.side,
        }
    }

    pub(super) fn side_mut(&mut self, kind: DeviceKind) -> &mut Side {
        match kind {
            DeviceKind::Portal => &mut self.portal.mirror.side,
            DeviceKind::Source => &mut self.source.mirror.side,
            DeviceKind::Monitor => &mut self.monitor.mirror.side,
            DeviceKind::Detector => &mut self.detector.mirror.side,
        }
    }

    pub(super) fn is_up(&self, kind: DeviceKind) -> bool {
        match kind {
            DeviceKind::Portal => self.portal.mirror.is_up(),
            DeviceKind::Source => self.source.mirror.is_up(),
            DeviceKind::Monitor => self.monitor.mirror.is_up(),
            DeviceKind::Detector => self.detector.mirror.is_up(),
        }
    }

    /// The first device that is not up.
    pub(super) fn missing(&self) -> Option<DeviceKind> {
        self.lost(&DeviceKind::ALL)
    }

    pub(super) fn is_nobody_there(&self) -> bool {
        DeviceKind::ALL.into_iter().all(|kind| self.side(kind).link == Link::Down)
    }

    /// Whether a device has spoken over this connection, and lately enough.
    pub(super) fn is_fresh(&self, now: Uptime, kind: DeviceKind) -> bool {
        let limit = max_age(kind);
        match kind {
            DeviceKind::Portal => self.portal.mirror.fresh(now, limit).is_some(),
            DeviceKind::Source => self.source.mirror.fresh(now, limit).is_some(),
            DeviceKind::Monitor => self.monitor.mirror.fresh(now, limit).is_some(),
            DeviceKind::Detector => self.detector.mirror.fresh(now, limit).is_some(),
        }
    }
}
