//! The latched first-out fault: raised once, cleared only by an officer after its cause has gone by a fresh word.

use super::judge::first_not_closed;
use super::mirror::{is_off, is_on};
use super::stop::Cause;
use super::{Order, Supervisor, elapsed};
use crate::domain::lane::{Contact, DeviceKind, Impediment, Input, LaneFault, LaneReport};
use crate::scanner::device::{Reading, Uptime};
use crate::scanner::reports::{PortalStatus, Reported, SourceOrder, SourceStatus};
use std::time::Duration;

/// How long an acknowledgement of the source's own fault waits for the device to clear it: many polls.
const ACKNOWLEDGE_LIMIT: Duration = Duration::from_secs(2);

impl Supervisor {
    /// An officer acknowledges the fault. A fault of the source is cleared by the device; the others as soon as their cause has gone.
    ///
    /// # Errors
    /// The cause that is still there.
    pub fn acknowledge_fault(&mut self, now: Uptime) -> Result<Vec<Order>, Impediment> {
        let Some(fault) = self.fault else { return Ok(Vec::new()) };
        self.require_rest(now)?;
        self.require_cause_gone(now, fault)?;
        if self.emergency {
            self.require_emergency_over(now)?;
        }
        let mut out = Vec::new();
        let source_says_so = self.source.fresh(now).is_some_and(|status| status.fault != 0);
        if matches!(fault, LaneFault::Source(_)) && source_says_so {
            self.acknowledged_at = Some(now);
            out.push(Order::Source(SourceOrder::ClearFault));
        } else {
            self.clear(fault, &mut out);
        }
        Ok(out)
    }

    /// Latches `fault` unless another was first.
    pub(super) fn raise(&mut self, fault: LaneFault, out: &mut Vec<Order>) {
        if fault == LaneFault::BeamStuck {
            self.raise_stuck(out);
        } else if self.fault.is_none() {
            self.fault = Some(fault);
            out.push(Order::Report(LaneReport::FaultRaised(fault)));
        }
    }

    /// The one fault that takes the place of the first: somebody has to press the emergency stop now.
    pub(super) fn raise_stuck(&mut self, out: &mut Vec<Order>) {
        if self.fault != Some(LaneFault::BeamStuck) {
            self.fault = Some(LaneFault::BeamStuck);
            out.push(Order::Report(LaneReport::FaultRaised(LaneFault::BeamStuck)));
        }
    }

    fn clear(&mut self, fault: LaneFault, out: &mut Vec<Order>) {
        self.fault = None;
        self.emergency = false;
        self.acknowledged_at = None;
        self.conflict_words = 0;
        out.push(Order::Report(LaneReport::FaultCleared(fault)));
    }

    /// Takes in a status of the portal: the emergency stop, and a permit that it denies beside a beam.
    pub(super) fn note_portal(&mut self, status: &PortalStatus, out: &mut Vec<Order>) {
        let pressed = status.inputs.emergency_stop == Contact::Open || is_on(status.key_reset);
        if pressed && !self.emergency {
            self.emergency = true;
            if self.is_sequencing() {
                // The run is stopped by what follows, and by this cause; the hardware has ended its beam already.
                self.order_off(out);
            }
            self.raise(LaneFault::EmergencyStop, out);
        }
        if status.permit == Reported::Off && self.source.radiates() && !self.is_ending() {
            self.conflict_words = self.conflict_words.saturating_add(1);
            if self.conflict_words > super::judge::CONFLICT_WORDS && self.run.is_none() {
                self.order_off(out);
                self.raise(LaneFault::Conflict, out);
            }
        } else {
            self.conflict_words = 0;
        }
    }

    fn is_ending(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.is_sequencing())
    }

    /// Takes in the fault code of a status. Within a run it is judged there, with the stop before the report.
    pub(super) fn note_source_fault(
        &mut self,
        now: Uptime,
        reading: &Reading<SourceStatus>,
        out: &mut Vec<Order>,
    ) {
        let code = reading.value.fault;
        if code != 0 {
            if !self.is_sequencing() {
                self.raise(LaneFault::Source(code), out);
            }
            return;
        }
        let acknowledged = self.acknowledged_at.filter(|at| reading.asked_at > *at);
        let Some(at) = acknowledged else { return };
        self.acknowledged_at = None;
        if let Some(fault @ LaneFault::Source(_)) = self.fault
            && elapsed(now, at) < ACKNOWLEDGE_LIMIT
        {
            self.clear(fault, out);
        }
    }

    /// An order was refused. None is tried again; one for the beam may have taken effect all the same.
    pub(super) fn on_refusal(
        &mut self,
        now: Uptime,
        order: SourceOrder,
        code: Option<u16>,
        out: &mut Vec<Order>,
    ) {
        let is_scan = self.run.as_ref().is_some_and(|run| run.scan().is_some());
        let cause = match (order, code) {
            (SourceOrder::Prepare(_) | SourceOrder::BeamOn, Some(code)) if is_scan => Cause::Refused(code),
            (SourceOrder::Prepare(_), _) => Cause::Fault(LaneFault::Setpoint),
            (SourceOrder::BeamOn, _) => Cause::Fault(LaneFault::NoBeam),
            // Its status goes on to say what it did not do.
            (SourceOrder::BeamOff | SourceOrder::ClearFault | SourceOrder::Standby, _) => return,
        };
        if self.is_sequencing() {
            self.begin_stop(now, cause, out);
        }
    }

    /// No fault is acknowledged beside a run, or beside a beam that is not reported off.
    fn require_rest(&self, now: Uptime) -> Result<(), Impediment> {
        if let Some(kind) = self.lost(&[DeviceKind::Portal, DeviceKind::Source]) {
            return Err(if self.is_nobody_there() {
                Impediment::Disconnected
            } else {
                Impediment::Device(kind)
            });
        }
        let (Some(_), Some(source)) = (self.portal.fresh(now), self.source.fresh(now)) else {
            return Err(Impediment::Stale);
        };
        if self.run.is_some() {
            return Err(Impediment::Busy);
        }
        // A source in a fault may not say whether it is off; its own fault is for it to clear.
        let own = matches!(self.fault, Some(LaneFault::Source(_))) && !self.source.radiates();
        if is_off(source) || own { Ok(()) } else { Err(Impediment::SourceNotReady) }
    }

    /// Every cause is gone only by a fresh word: silence clears nothing.
    fn require_cause_gone(&self, now: Uptime, fault: LaneFault) -> Result<(), Impediment> {
        match fault {
            LaneFault::Opened(input) => self.require_closed(now, input),
            LaneFault::WrongDevice => self.missing().map_or(Ok(()), |kind| Err(Impediment::Device(kind))),
            LaneFault::DeviceLost(kind) | LaneFault::DeviceReset(kind) => self.require_word(now, kind),
            LaneFault::Implausible(kind) => {
                self.require_word(now, kind)?;
                let side = self.side(kind);
                if side.asked_at > side.implausible_at { Ok(()) } else { Err(Impediment::Stale) }
            }
            LaneFault::Calibration => self.require_word(now, DeviceKind::Detector),
            _ => Ok(()),
        }
    }

    fn require_word(&self, now: Uptime, kind: DeviceKind) -> Result<(), Impediment> {
        if !self.is_up(kind) {
            return Err(Impediment::Device(kind));
        }
        if self.is_fresh(now, kind) { Ok(()) } else { Err(Impediment::Stale) }
    }

    fn require_closed(&self, now: Uptime, input: Input) -> Result<(), Impediment> {
        let inputs = self.portal.fresh(now).map(|status| status.inputs).unwrap_or_default();
        let contact = inputs.named().into_iter().find(|(name, _)| *name == input).map(|(_, contact)| contact);
        contact.map_or(Ok(()), |contact| refuse_open(input, contact))
    }

    /// The key was turned at the panel, and everything is closed again: both by the portal's word.
    fn require_emergency_over(&self, now: Uptime) -> Result<(), Impediment> {
        let status = self.portal.fresh(now).ok_or(Impediment::Stale)?;
        if status.key_reset != Reported::Off || status.inputs.emergency_stop != Contact::Closed {
            return Err(Impediment::EmergencyStop);
        }
        first_not_closed(status.inputs).map_or(Ok(()), |(input, contact)| refuse_open(input, contact))
    }
}

/// An input that is not reported closed is refused.
pub(super) const fn refuse_open(input: Input, contact: Contact) -> Result<(), Impediment> {
    match contact {
        Contact::Closed => Ok(()),
        Contact::Open => Err(Impediment::Open(input)),
        Contact::Unknown => Err(Impediment::Unknown(input)),
    }
}
