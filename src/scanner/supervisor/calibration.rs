//! The detector's dark and air: when they are due, when they are good, and when they are out of their limits.

use super::mirror::is_off;
use super::rules::Rules;
use super::stop::Cause;
use super::{Order, Supervisor, elapsed};
use crate::domain::lane::{DeviceKind, LaneFault};
use crate::scanner::device::Uptime;
use crate::scanner::reports::{Calibration, CalibrationFigures, DetectorOrder, PortalStatus, Reported};
use std::time::Duration;

/// High voltage has to be reported off for so long before dark is measured: scintillators glow on, voltages fall slowly.
const OFF_FOR: Duration = Duration::from_millis(500);

/// A dark is 32 frames or more: at the slowest line rate of the field that is a second, and five times as much.
const DARK_LIMIT: Duration = Duration::from_secs(5);

/// A calibration that is good.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Measured {
    at: Uptime,
    temperature: Option<i16>,
}

/// What is measured, and what is being measured.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Calibrations {
    dark: Option<Measured>,
    running: Option<(Calibration, Uptime)>,
    /// What came of an air calibration, and when: good only if nothing is in the beam by a word that was asked for after it.
    claimed: Option<(CalibrationFigures, Uptime)>,
}

impl Calibrations {
    /// A device was reset: what was measured is of another.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whatever comes of the one that is on is not wanted.
    pub(super) fn abandon(&mut self) {
        (self.running, self.claimed) = (None, None);
    }

    /// The beam ends: air can no longer be measured.
    pub(super) fn abandon_air(&mut self) {
        if self.is_running(Calibration::Air) {
            self.abandon();
        }
    }

    pub(super) fn is_running(&self, which: Calibration) -> bool {
        self.running.is_some_and(|(running, _)| running == which)
    }

    fn is_dark_valid(&self, now: Uptime, temperature: Option<i16>, rules: &Rules) -> bool {
        self.dark.as_ref().is_some_and(|dark| {
            let steady = match (dark.temperature, temperature) {
                (Some(then), Some(now)) => then.abs_diff(now) <= rules.drift_tenths,
                _ => false,
            };
            steady && elapsed(now, dark.at) <= Duration::from_secs(u64::from(rules.dark_age_s))
        })
    }
}

impl Supervisor {
    /// Whether a scan may rely on the dark that was measured.
    pub(super) fn is_dark_valid(&self, now: Uptime) -> bool {
        self.calibrations.is_dark_valid(now, self.temperature(), &self.rules)
    }

    pub(super) fn begin_calibration(&mut self, now: Uptime, which: Calibration, out: &mut Vec<Order>) {
        self.calibrations.running = Some((which, now));
        out.push(Order::Detector(DetectorOrder::Calibrate(which)));
    }

    /// What happens at rest: outputs go back to rest once the beam is reported off, and dark is measured when it is due.
    pub(super) fn advance_rest(&mut self, now: Uptime, out: &mut Vec<Order>) {
        if self.run.is_some() {
            return;
        }
        let is_off = self.source.is_off(now);
        if is_off {
            self.portal.ask(super::run::RESTING, out);
        }
        match self.calibrations.running {
            Some((_, since)) => self.watch_dark(now, since, out),
            None if self.is_dark_due(now) => self.begin_calibration(now, Calibration::Dark, out),
            None => {}
        }
    }

    fn is_dark_due(&self, now: Uptime) -> bool {
        let off_long = self.source.off_since.is_some_and(|since| elapsed(now, since) >= OFF_FOR);
        let present = self.missing().is_none() && self.is_fresh(now, DeviceKind::Detector);
        let undisturbed = self.fault.is_none() && !self.emergency;
        off_long && self.source.is_off(now) && present && undisturbed && !self.is_dark_valid(now)
    }

    fn watch_dark(&mut self, now: Uptime, since: Uptime, out: &mut Vec<Order>) {
        let no_longer_off = self.source.mirror.after(since).is_some_and(|status| !is_off(status));
        if no_longer_off || !self.is_up(DeviceKind::Detector) || !self.is_up(DeviceKind::Source) {
            self.calibrations.abandon();
        } else if elapsed(now, since) >= DARK_LIMIT {
            self.calibrations.abandon();
            self.raise(LaneFault::Calibration, out);
        }
    }

    /// A calibration has ended; one that nobody waits for any longer counts for nothing.
    pub(super) fn on_calibrated(
        &mut self,
        now: Uptime,
        which: Calibration,
        figures: CalibrationFigures,
        out: &mut Vec<Order>,
    ) {
        let running = self.calibrations.running.filter(|(running, _)| *running == which);
        let Some((_, since)) = running else { return };
        if which == Calibration::Air {
            self.calibrations.claimed = Some((figures, now));
            return;
        }
        self.calibrations.abandon();
        let lit = self.source.off_since.is_none_or(|off| off > since);
        let noise_max = self.rules.dark_noise_hundredths;
        if lit {
            // Measured again, once high voltage is off for long enough.
        } else if is_within(&figures, noise_max, &self.rules) {
            self.calibrations.dark = Some(Measured { at: now, temperature: self.temperature() });
        } else {
            self.refuse_calibration(now, out);
        }
    }

    /// Judges an air calibration when the portal says, asked after its end, that nothing is in the beam. The detector keeps it.
    pub(super) fn judge_air(&mut self, now: Uptime, status: &PortalStatus, out: &mut Vec<Order>) {
        let claimed = self.calibrations.claimed.filter(|(_, at)| self.portal.mirror.after(*at).is_some());
        let Some((figures, _)) = claimed.filter(|_| status.object == Reported::Off) else { return };
        self.calibrations.abandon();
        // Hundredths of a count, and hundredths of the mean.
        let noise_max = u32::from(figures.mean) * u32::from(self.rules.air_noise_percent);
        if !is_within(&figures, noise_max, &self.rules) {
            self.refuse_calibration(now, out);
        }
    }

    fn refuse_calibration(&mut self, now: Uptime, out: &mut Vec<Order>) {
        let fault = LaneFault::Calibration;
        if self.is_sequencing() {
            self.begin_stop(now, Cause::Fault(fault), out);
        } else {
            self.raise(fault, out);
        }
    }

    /// The detector refused. Dark it must be able to measure; air it cannot once the object is in, and its last one serves. Anything
    /// else was for the scan.
    pub(super) fn on_detector_refusal(&mut self, now: Uptime, code: u16, out: &mut Vec<Order>) {
        if self.calibrations.is_running(Calibration::Air) {
            self.calibrations.abandon();
        } else if self.calibrations.is_running(Calibration::Dark) {
            self.calibrations.abandon();
            self.refuse_calibration(now, out);
        } else if self.is_sequencing() {
            self.begin_stop(now, Cause::Refused(code), out);
        }
    }
}

fn is_within(figures: &CalibrationFigures, noise_max: u32, rules: &Rules) -> bool {
    figures.noise_hundredths <= noise_max
        && figures.saturated <= rules.saturated_max
        && figures.dead <= rules.dead_max
}
