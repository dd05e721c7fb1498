//! The way out of a run: the beam is asked off until it is reported off, last words are awaited, and the end is told once.

use super::mirror::{is_off, radiates};
use super::run::{Phase, Purpose, RESTING, Run, WARNING};
use super::{CONFIRM_LIMIT, Order, STOP_LIMIT, Supervisor, elapsed};
use crate::domain::lane::{DeviceKind, Exposure, Followed, LaneFault, LaneReport};
use crate::domain::scan::ScanEnd;
use crate::scanner::device::{Reading, Uptime};
use crate::scanner::reports::{DetectorOrder, Outcome, PortalOutputs, SourceOrder, SourceStatus, Switch};

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cause {
    /// It was through.
    Completed,
    /// Somebody at a console.
    Officer,
    /// A device said no, with this code.
    Refused(u16),
    /// A fault.
    Fault(LaneFault),
}

impl Supervisor {
    /// Orders the beam off and, if a run is on, remembers why; the first cause of a run's end stays its cause.
    pub(super) fn begin_stop(&mut self, now: Uptime, cause: Cause, out: &mut Vec<Order>) {
        // Before the report of the fault: nothing may stand before a stop.
        self.order_off(out);
        if let Cause::Fault(fault) = cause {
            self.raise(fault, out);
        }
        if let Some(run) = self.run.as_mut().filter(|run| run.is_sequencing()) {
            run.phase = Phase::Stopping { since: now, cause };
        }
        self.calibrations.abandon_air();
    }

    /// Both that hold the beam are told, each by itself. The warning stays until the beam is reported off.
    pub(super) fn order_off(&mut self, out: &mut Vec<Order>) {
        out.push(Order::Source(SourceOrder::BeamOff));
        self.portal.asked = PortalOutputs { permit: Switch::Off, ..self.portal.asked };
        self.portal.repeat(out);
    }

    /// A stop is confirmed by a word that was asked for after it.
    pub(super) fn await_off(&mut self, now: Uptime, since: Uptime, cause: Cause, out: &mut Vec<Order>) {
        let confirmed = self.source.mirror.after(since).is_some_and(is_off);
        let may_be_on =
            self.run.as_ref().is_some_and(|run| run.ordered_at.is_some()) || self.source.radiates();
        let overdue = elapsed(now, since) >= STOP_LIMIT;
        if confirmed {
            self.portal.ask(RESTING, out);
            self.finalise(now, cause, out);
            return;
        }
        if overdue && may_be_on {
            self.raise_stuck(out);
        }
        // A source that is gone confirms nothing any more: the run ends, and the fault and the warning stay.
        if !self.is_up(DeviceKind::Source) && (overdue || !may_be_on) {
            self.finalise(now, cause, out);
        }
    }

    fn finalise(&mut self, now: Uptime, cause: Cause, out: &mut Vec<Order>) {
        let Some(run) = &mut self.run else { return };
        run.phase = Phase::Finalising { since: now, cause };
        if let Some(scan) = run.scan() {
            let outcome = if cause == Cause::Completed { Outcome::Whole } else { Outcome::Broken };
            out.push(Order::Detector(DetectorOrder::End(scan.id.clone(), outcome)));
        }
    }

    /// The detector's last word of its columns and the portal's of the dose, or the end of their time.
    pub(super) fn await_last_words(
        &mut self,
        now: Uptime,
        since: Uptime,
        cause: Cause,
        out: &mut Vec<Order>,
    ) {
        let Some(run) = &self.run else { return };
        let columns_known =
            run.scan().is_none_or(|scan| scan.has_ended() || !self.is_up(DeviceKind::Detector));
        let dose_known = self.portal.mirror.after(since).is_some() || !self.is_up(DeviceKind::Portal);
        if (columns_known && dose_known) || elapsed(now, since) >= CONFIRM_LIMIT {
            self.end_run(now, cause, out);
        }
    }

    /// The only place where a run ends: taking it is what makes the report come exactly once.
    fn end_run(&mut self, now: Uptime, cause: Cause, out: &mut Vec<Order>) {
        let Some(Run { purpose, meter, ordered_at, .. }) = self.run.take() else { return };
        let dose = self.portal.mirror.last().and_then(|status| status.dose_nsv);
        let radiated = ordered_at.is_some();
        let is_scan = matches!(purpose, Purpose::Scan(_));
        if radiated && (is_scan || cause == Cause::Completed) {
            self.idle.beam_ended(now);
        }
        let occupancy = match &purpose {
            Purpose::Scan(scan) => scan.occupancy,
            Purpose::Warmup(_) => None,
        };
        let is_followed = self.is_up(DeviceKind::Source) || !radiated;
        let followed = if is_followed { Followed::ToItsEnd } else { Followed::Lost };
        let exposure = meter.end(dose, occupancy, followed);
        self.last_dose = exposure.dose_nsv;
        let exposed = |scan| Order::Report(LaneReport::Exposed { scan, exposure: exposure.clone() });
        match purpose {
            Purpose::Warmup(_) => out.extend(radiated.then(|| exposed(None))),
            Purpose::Scan(scan) => {
                // Also where no beam was ordered: a scan has its line in the log in any case.
                out.push(exposed(Some(scan.id.clone())));
                let made =
                    self.detector.mirror.last().filter(|status| status.scan.as_ref() == Some(&scan.id));
                let columns = scan.columns(made.map(|status| status.columns));
                let end = end_by(cause, columns, &exposure);
                out.push(Order::Report(LaneReport::ScanEnded { scan: scan.id.clone(), end }));
                if cause == Cause::Completed {
                    self.image_awaited = Some(scan.id.clone());
                    out.push(Order::AwaitImage(scan.id));
                }
            }
        }
    }

    /// Takes in a status of the source: its fault, its beam, its figures.
    pub(super) fn note_source(&mut self, now: Uptime, reading: &Reading<SourceStatus>, out: &mut Vec<Order>) {
        self.note_source_fault(now, reading, out);
        let radiates = radiates(reading.value.state);
        match &mut self.run {
            Some(run) => run.meter.take(reading),
            None => self.note_stranger(now, reading),
        }
        let stopping = self.run.as_ref().map(|run| run.phase);
        let repeats = match stopping {
            Some(Phase::Stopping { since, .. }) => reading.asked_at > since && !is_off(&reading.value),
            Some(Phase::Changing { since, setting_since: None }) => reading.asked_at > since && radiates,
            Some(Phase::Finalising { .. }) | None => radiates,
            Some(_) => false,
        };
        let is_orphan = radiates && matches!(stopping, None | Some(Phase::Finalising { .. }));
        if is_orphan {
            // Nobody was warned of it: they are now, until it is reported off.
            self.portal.asked = WARNING;
        }
        if repeats {
            // A stop may be repeated without harm; anything else may not.
            self.order_off_again(out);
        }
        self.orphan_since = is_orphan.then(|| self.orphan_since.unwrap_or(now));
        if !radiates {
            self.conflict_words = 0;
        }
    }

    fn order_off_again(&mut self, out: &mut Vec<Order>) {
        let changing = matches!(self.run.as_ref().map(|run| run.phase), Some(Phase::Changing { .. }));
        if changing {
            out.push(Order::Source(SourceOrder::BeamOff));
        } else {
            self.order_off(out);
        }
    }

    /// A beam that is reported although nobody asked for it: after a crash of the console, or after a lost link.
    pub(super) fn watch_orphan(&mut self, now: Uptime, out: &mut Vec<Order>) {
        if !self.is_up(DeviceKind::Source) {
            self.orphan_since = None;
        }
        if self.orphan_since.is_some_and(|since| elapsed(now, since) >= STOP_LIMIT) {
            self.raise_stuck(out);
        }
    }
}

fn end_by(cause: Cause, (columns, lost): (u32, u32), exposure: &Exposure) -> ScanEnd {
    match cause {
        Cause::Completed => {
            ScanEnd::Completed { columns, lost, beam_ms: exposure.beam_ms, dose_nsv: exposure.dose_nsv }
        }
        Cause::Officer => ScanEnd::Stopped,
        Cause::Refused(code) => ScanEnd::Refused(code),
        Cause::Fault(fault) => ScanEnd::Faulted(fault),
    }
}
