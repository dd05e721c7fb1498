//! The way to the beam and through it: warning, permit, beam, object, tail. Each step waits for a word asked for after the last one.

use super::mirror::{is_off, is_on};
use super::run::{PERMITTING, Passage, Phase, Purpose, Run};
use super::stop::Cause;
use super::warmup::Next;
use super::{Order, Supervisor, elapsed};
use crate::domain::lane::{Contact, LaneFault, LaneReport, SourceState};
use crate::scanner::device::Uptime;
use crate::scanner::reports::{Calibration, PortalStatus, Reported, SourceOrder};
use std::time::Duration;

impl Supervisor {
    /// Moves the run on by everything that is known at `now`.
    pub(super) fn advance_run(&mut self, now: Uptime, out: &mut Vec<Order>) {
        let Some(run) = &self.run else { return };
        match run.phase {
            Phase::Stopping { since, cause } => self.await_off(now, since, cause, out),
            Phase::Finalising { since, cause } => self.await_last_words(now, since, cause, out),
            phase => match self.reason_to_stop(now) {
                Some(cause) => self.begin_stop(now, cause, out),
                None => self.advance_phase(now, phase, out),
            },
        }
    }

    fn advance_phase(&mut self, now: Uptime, phase: Phase, out: &mut Vec<Order>) {
        match phase {
            Phase::Warning { since } => self.await_warning(now, since, out),
            Phase::Armed { since } => self.await_prewarning(now, since, out),
            Phase::Permitting { since } => self.await_permit(now, since, out),
            Phase::BeamRequested { since } => self.await_beam(now, since, out),
            Phase::Beam { since } => self.follow_beam(now, since, out),
            Phase::Changing { setting_since, since } => self.change_step(now, since, setting_since, out),
            Phase::Stopping { .. } | Phase::Finalising { .. } => {}
        }
    }

    fn enter(&mut self, phase: Phase) {
        if let Some(run) = &mut self.run {
            run.phase = phase;
        }
    }

    /// The pre-warning counts from when it is reported, and the source is set meanwhile.
    fn await_warning(&mut self, now: Uptime, since: Uptime, out: &mut Vec<Order>) {
        let warns = |status: &PortalStatus| is_on(status.horn) && is_on(status.lights);
        if !self.portal.mirror.after(since).is_some_and(warns) {
            return;
        }
        self.enter(Phase::Armed { since: now });
        if let Some(scan) = self.run.as_ref().and_then(Run::scan) {
            out.push(Order::Report(LaneReport::PrewarningBegan { scan: scan.id.clone() }));
        }
        self.set_source(now, out);
    }

    fn set_source(&mut self, now: Uptime, out: &mut Vec<Order>) {
        if let Some(run) = &mut self.run {
            run.setting_since = now;
            out.push(Order::Source(SourceOrder::Prepare(run.setpoint)));
        }
    }

    fn is_set(&self) -> bool {
        self.run.as_ref().is_some_and(|run| self.source.is_prepared(run.setpoint, run.setting_since))
    }

    /// The whole warning must be over by a word of the portal that was asked for after its end.
    fn await_prewarning(&mut self, now: Uptime, since: Uptime, out: &mut Vec<Order>) {
        let end = since.saturating_add(self.rules.prewarning());
        if now >= end && self.portal.mirror.after(end).is_some() && self.is_set() {
            self.enter(Phase::Permitting { since: now });
            self.portal.ask(PERMITTING, out);
        }
    }

    fn await_permit(&mut self, now: Uptime, since: Uptime, out: &mut Vec<Order>) {
        let permitted = self.portal.mirror.after(since).is_some_and(|status| is_on(status.permit));
        let able = self.source.mirror.after(since).is_some_and(|status| {
            is_off(status) && status.interlock == Contact::Closed && status.remote != Reported::Off
        });
        if permitted && able && self.is_set() {
            self.order_beam(now, out);
        }
    }

    fn order_beam(&mut self, now: Uptime, out: &mut Vec<Order>) {
        if let Some(run) = &mut self.run {
            run.ordered_at.get_or_insert(now);
            run.phase = Phase::BeamRequested { since: now };
            out.push(Order::Source(SourceOrder::BeamOn));
        }
    }

    fn await_beam(&mut self, now: Uptime, since: Uptime, out: &mut Vec<Order>) {
        let on = self.source.mirror.after(since).is_some_and(|status| status.state == SourceState::BeamOn);
        if !on {
            return;
        }
        self.enter(Phase::Beam { since: now });
        if let Some(scan) = self.run.as_ref().and_then(Run::scan) {
            out.push(Order::Report(LaneReport::BeamBegan { scan: scan.id.clone() }));
            if self.portal.fresh(now).is_some_and(|status| status.object == Reported::Off) {
                self.begin_calibration(now, Calibration::Air, out);
            }
        }
    }

    fn follow_beam(&mut self, now: Uptime, since: Uptime, out: &mut Vec<Order>) {
        match self.run.as_ref().map(|run| &run.purpose) {
            Some(Purpose::Scan(_)) => self.follow_object(now, out),
            Some(Purpose::Warmup(_)) => self.hold_step(now, since, out),
            None => {}
        }
    }

    /// Follows the object through the beam. A gap between a truck and its trailer is shorter than the tail, or the object is back in.
    fn follow_object(&mut self, now: Uptime, out: &mut Vec<Order>) {
        let Some(status) = self.portal.fresh(now).copied() else { return };
        self.judge_air(now, &status, out);
        let off_speed = !self.is_speed_in_window(status.speed_mm_s);
        let tail = Duration::from_millis(u64::from(self.rules.tail_ms));
        let Some(scan) = self.run.as_mut().and_then(Run::scan_mut) else { return };
        let passage = scan.passage;
        scan.passage = match (passage, status.object) {
            (Passage::Before | Passage::Behind { .. }, Reported::On) => {
                Passage::Inside { off_speed_since: off_speed.then_some(now) }
            }
            (Passage::Inside { .. }, Reported::Off) => Passage::Behind { since: now },
            (Passage::Inside { off_speed_since }, _) => {
                Passage::Inside { off_speed_since: off_speed.then(|| off_speed_since.unwrap_or(now)) }
            }
            (passage, _) => passage,
        };
        let through = matches!(scan.passage, Passage::Behind { since } if elapsed(now, since) >= tail);
        if passage == Passage::Before && scan.passage != Passage::Before {
            // What air was not measured by now is no longer air: the last one serves.
            self.calibrations.abandon();
        }
        if through {
            self.begin_stop(now, Cause::Completed, out);
        }
    }

    fn is_speed_in_window(&self, speed: Option<u16>) -> bool {
        speed.is_some_and(|speed| (self.rules.speed_min_mm_s..=self.rules.speed_max_mm_s).contains(&speed))
    }

    fn hold_step(&mut self, now: Uptime, since: Uptime, out: &mut Vec<Order>) {
        let Some(status) = self.source.fresh(now).copied() else { return };
        let Some(run) = &self.run else { return };
        let is_stable = self.is_stable(now, run, &status);
        let rules = self.rules.clone();
        let Some(Run { purpose: Purpose::Warmup(warmup), setpoint, phase, .. }) = &mut self.run else {
            return;
        };
        match warmup.after(elapsed(now, since), is_stable) {
            Next::Hold => {}
            Next::Change => {
                *setpoint = warmup.setpoint(&rules);
                *phase = Phase::Changing { since: now, setting_since: None };
                out.push(Order::Source(SourceOrder::BeamOff));
            }
            Next::Done => self.begin_stop(now, Cause::Completed, out),
            Next::GiveUp => self.begin_stop(now, Cause::Fault(LaneFault::Setpoint), out),
        }
    }

    /// A setpoint is only changed with high voltage reported off.
    fn change_step(
        &mut self,
        now: Uptime,
        since: Uptime,
        setting_since: Option<Uptime>,
        out: &mut Vec<Order>,
    ) {
        let off = self.source.mirror.after(since).is_some_and(is_off);
        match setting_since {
            None if off => {
                self.enter(Phase::Changing { since, setting_since: Some(now) });
                self.set_source(now, out);
            }
            Some(_) if off && self.is_set() => self.order_beam(now, out),
            _ => {}
        }
    }
}
