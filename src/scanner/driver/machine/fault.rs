//! The latched first-out fault: raised once, cleared only by an officer after its cause has gone.

use super::{Machine, Output, Uptime, elapsed, radiates};
use crate::domain::lane::Contact;
use crate::domain::lane::Impediment;
use crate::domain::lane::LaneFault;
use crate::domain::lane::LaneReport;
use crate::domain::lane::Link;
use crate::domain::lane::MAX_VIEW_AGE;
use crate::scanner::link::Message;
use std::time::Duration;

/// How long an acknowledgement of the source's own fault waits for the device to clear it: forty polls.
const ACKNOWLEDGE_LIMIT: Duration = Duration::from_secs(2);

impl Machine {
    /// An officer acknowledges the fault. A fault of the source is cleared by the device; the others as soon as their cause has gone.
    pub fn acknowledge_fault(&mut self, now: Uptime) -> Result<Vec<Output>, Impediment> {
        let Some(fault) = self.fault else { return Ok(Vec::new()) };
        if let LaneFault::Source(_) = fault {
            self.require_fresh(now)?;
            self.acknowledged_at = Some(now);
            return Ok(vec![Output::Send(Message::AcknowledgeFault)]);
        }
        self.require_cause_gone(now, fault)?;
        let mut out = Vec::new();
        self.clear(fault, &mut out);
        Ok(out)
    }

    /// Latches `fault` unless another was first.
    pub(super) fn raise(&mut self, fault: LaneFault, out: &mut Vec<Output>) {
        if self.fault.is_none() {
            self.fault = Some(fault);
            out.push(Output::Report(LaneReport::FaultRaised(fault)));
        }
    }

    /// The one fault that takes the place of the first: somebody has to press the emergency stop now.
    pub(super) fn raise_stuck(&mut self, out: &mut Vec<Output>) {
        if self.fault != Some(LaneFault::BeamStuck) {
            self.fault = Some(LaneFault::BeamStuck);
            out.push(Output::Report(LaneReport::FaultRaised(LaneFault::BeamStuck)));
        }
    }

    /// Takes in the fault code of a status.
    pub(super) fn note_source_fault(&mut self, now: Uptime, code: u16, out: &mut Vec<Output>) {
        if code != 0 {
            self.raise(LaneFault::Source(code), out);
            return;
        }
        let acknowledged = self.acknowledged_at.take();
        let in_time = acknowledged.is_some_and(|at| elapsed(now, at) < ACKNOWLEDGE_LIMIT);
        if let (Some(fault @ LaneFault::Source(_)), true) = (self.fault, in_time) {
            self.clear(fault, out);
        }
    }

    fn clear(&mut self, fault: LaneFault, out: &mut Vec<Output>) {
        self.fault = None;
        self.acknowledged_at = None;
        out.push(Output::Report(LaneReport::FaultCleared(fault)));
    }

    fn require_fresh(&self, now: Uptime) -> Result<(), Impediment> {
        if self.view(now).link != Link::Up {
            return Err(Impediment::Disconnected);
        }
        match self.age(now) {
            Some(age) if age <= MAX_VIEW_AGE => Ok(()),
            _ => Err(Impediment::Stale),
        }
    }

    /// Every cause is gone only by a fresh word of an identified device: silence clears nothing.
    fn require_cause_gone(&self, now: Uptime, fault: LaneFault) -> Result<(), Impediment> {
        self.require_fresh(now)?;
        if self.scan.is_some() {
            return Err(Impediment::Busy);
        }
        let view = self.view(now);
        if radiates(view.source) {
            return Err(Impediment::SourceNotReady);
        }
        let LaneFault::Opened(input) = fault else { return Ok(()) };
        let contact = view.inputs.named().into_iter().find(|(name, _)| *name == input).map(|(_, c)| c);
        match contact {
            Some(Contact::Closed) => Ok(()),
            Some(Contact::Open) => Err(Impediment::Open(input)),
            Some(Contact::Unknown) | None => Err(Impediment::Unknown(input)),
        }
    }
}
