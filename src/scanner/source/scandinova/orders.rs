//! What is ordered of the modulator: sent once, but for off, which is repeated until it is confirmed.

use super::status;
use super::{LinkState, STANDBY, ScandinovaDriver, Step, TRIG};
use crate::domain::lane::{Setpoint, SourceState};
use crate::scanner::device::{Output, Reading, Uptime};
use crate::scanner::modbus::frame::Request;
use crate::scanner::reports::{SourceOrder, SourceReport, SourceStatus};
use std::time::Duration;

/// Set values that are not read back alike twice by now were not taken.
const READBACK_LIMIT: Duration = Duration::from_secs(1);

/// Readings that have to agree with what was sent.
const READBACKS: u8 = 2;

/// Whether the beam is to be off and that is not yet confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Off {
    Idle,
    Wanted { since: Uptime },
}

/// Two stops within this time are one: less than a request waits for its answer.
const AT_ONCE: Duration = Duration::from_millis(20);

/// A setpoint that was sent and is not yet read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Preparing {
    setpoint: Setpoint,
    sent_at: Uptime,
    agreed: u8,
}

impl ScandinovaDriver {
    pub(super) fn refused(&mut self, order: SourceOrder, code: Option<u16>) {
        if let SourceOrder::Prepare(_) = order {
            self.preparing = None;
        }
        self.report(SourceReport::Refused { order, code });
    }

    /// What of the orders goes before the next cycle.
    pub(super) fn todo_orders(&mut self, now: Uptime) {
        let write = |address, value| Request::WriteOne { address, value };
        if self.off != Off::Idle {
            self.todo.push_back(Step::Order(write(1, STANDBY), SourceOrder::BeamOff));
        }
        let Some(order) = self.orders.pop_front() else { return };
        let is_off = matches!(self.state, SourceState::Off | SourceState::Ready | SourceState::WarmingUp);
        match order {
            SourceOrder::Prepare(setpoint) => {
                self.is_prepared = false;
                let fits = setpoint.kv <= self.limit.kv && setpoint.current <= self.limit.current;
                let (Some([volts, rate]), true) = (self.scale.singles(setpoint), fits && is_off) else {
                    return self.refused(order, None);
                };
                self.preparing = Some(Preparing { setpoint, sent_at: now, agreed: 0 });
                for (address, single) in [(100, volts), (400, rate)] {
                    let values = status::words(single).to_vec();
                    self.todo.push_back(Step::Order(Request::Write { address, values }, order));
                }
            }
            SourceOrder::BeamOn
                if std::mem::take(&mut self.is_prepared)
                    && self.off == Off::Idle
                    && self.state == SourceState::Ready =>
            {
                self.todo.push_back(Step::Order(write(1, TRIG), order));
            }
            SourceOrder::ClearFault => {
                self.todo.push_back(Step::Order(write(2, 1), order));
                // "Remember to set it back to zero afterwards."
                self.todo.push_back(Step::Order(write(2, 0), order));
            }
            SourceOrder::Standby if self.off == Off::Idle && self.state == SourceState::Off => {
                self.todo.push_back(Step::Order(write(1, STANDBY), order));
            }
            SourceOrder::BeamOn | SourceOrder::Standby => self.refused(order, None),
            SourceOrder::BeamOff => {}
        }
    }

    /// Off, before everything else.
    pub(super) fn switch_off(&mut self, now: Uptime) {
        if !matches!(self.link, LinkState::Up { .. }) {
            return;
        }
        self.orders.retain(|order| *order == SourceOrder::ClearFault);
        self.is_prepared = false;
        self.preparing = None;
        match self.off {
            // The officer's stop and the supervisor's come together: one of them is on its way already.
            Off::Wanted { since } if now.saturating_sub(since) < AT_ONCE => return,
            Off::Wanted { .. } => {}
            Off::Idle => self.off = Off::Wanted { since: now },
        }
        self.master.hurry(Request::WriteOne { address: 1, value: STANDBY });
        self.send_urgent(now);
    }

    pub(super) fn send_urgent(&mut self, now: Uptime) {
        if let Some(bytes) = self.master.take_urgent(now) {
            self.asked = Some(Step::Urgent);
            self.todo.clear();
            self.cycle_at = now;
            self.out.push_back(Output::Preempt(bytes));
        }
    }

    /// A status that was asked for after the off says whether it came to be.
    pub(super) fn check_off(&mut self, asked_at: Uptime) {
        let is_off = matches!(self.state, SourceState::Off | SourceState::Ready | SourceState::WarmingUp);
        if let Off::Wanted { since } = self.off
            && asked_at > since
            && is_off
        {
            self.off = Off::Idle;
        }
    }

    pub(super) fn check_prepared(&mut self, now: Uptime, reading: Reading<SourceStatus>) {
        let Some(mut preparing) = self.preparing.filter(|preparing| reading.asked_at > preparing.sent_at)
        else {
            return;
        };
        let agrees = self.scale.singles(preparing.setpoint).is_some_and(|sent| self.registers.holds(sent));
        preparing.agreed = if agrees { preparing.agreed + 1 } else { 0 };
        self.preparing = Some(preparing);
        if preparing.agreed >= READBACKS {
            self.preparing = None;
            self.is_prepared = true;
            self.report(SourceReport::Prepared(preparing.setpoint));
        } else if now >= preparing.sent_at + READBACK_LIMIT {
            self.refused(SourceOrder::Prepare(preparing.setpoint), None);
        }
    }
}
