//! What the supervisor orders: each thing sent once and never again by the driver, but for what ends a beam.

use super::{Link, Machine};
use crate::domain::lane::Setpoint;
use crate::scanner::device::{Output, Uptime};
use crate::scanner::reports::{SourceOrder, SourceReport};
use crate::scanner::source::dialect::{Answer, Axis, Dialect, Step};
use crate::scanner::source::exchange::{Asked, Purpose};
use std::collections::VecDeque;
use std::time::Duration;

/// Two stops within this time are one: less than a request waits for its answer.
const AT_ONCE: Duration = Duration::from_millis(20);

/// While the line is waited on to fall silent, the end of a beam is sent again so often.
const OFF_REPEAT: Duration = Duration::from_millis(250);

/// So many answers have to tell each setpoint.
const CONFIRMATIONS: u8 = 2;

/// An order on its way.
#[derive(Debug)]
pub(super) struct Job {
    order: SourceOrder,
    steps: VecDeque<Step>,
    /// The pause after the step that is under way.
    hold: Duration,
    due: Uptime,
    counts: (u16, u16),
    told: (u8, u8),
}

/// The steps of an order and the counts that it sets.
type Plan = (Vec<Step>, (u16, u16));

/// What ends a beam: wanted until a reading that was asked for after it says so.
#[derive(Debug, Default)]
pub(super) struct Off {
    pub(super) is_wanted: bool,
    /// When it was last sent.
    pub(super) sent_at: Uptime,
    /// The step of its sequence that comes next; 0 while none is under way.
    next: usize,
    hold: Duration,
    due: Uptime,
    /// The code of its refusal that was reported.
    refused: Option<u16>,
}

impl Off {
    /// Its sequence begins anew; what is wanted stays wanted.
    pub(super) fn restart(&mut self) {
        self.next = 0;
    }

    /// Nobody answered; what remains of the sequence is still sent.
    pub(super) fn missed(&mut self, now: Uptime) {
        self.due = now;
    }
}

impl<D: Dialect> Machine<D> {
    /// Takes an order. It waits for nothing but the answer that is under way: later it might be another world.
    pub(super) fn begin_job(&mut self, order: SourceOrder) {
        let is_idle = self.job.is_none() && !self.off.is_wanted && self.off.next == 0;
        let is_quiet = !self.exchange.is_draining();
        match self.plan(order) {
            Ok((steps, counts)) if is_idle && is_quiet => {
                if order != SourceOrder::ClearFault {
                    self.is_prepared = false;
                }
                let steps = steps.into();
                self.job =
                    Some(Job { order, steps, hold: Duration::ZERO, due: Uptime::ZERO, counts, told: (0, 0) });
            }
            Ok(_) => self.report(SourceReport::Refused { order, code: None }),
            Err(code) => self.report(SourceReport::Refused { order, code }),
        }
    }

    /// The steps of an order, or why it is refused here.
    fn plan(&self, order: SourceOrder) -> Result<Plan, Option<u16>> {
        let dialect = &self.exchange.dialect;
        let is_off = self.readings.is_off();
        match order {
            SourceOrder::Prepare(setpoint) if is_off && self.allows(setpoint) => {
                let (kv, current) = dialect.counts(setpoint);
                Ok((dialect.preparation(kv, current), (kv, current)))
            }
            SourceOrder::BeamOn if is_off && self.is_prepared => Ok((dialect.on().to_vec(), (0, 0))),
            SourceOrder::ClearFault => dialect.clear().map(|step| (vec![step], (0, 0))).map_err(Some),
            SourceOrder::Prepare(_) | SourceOrder::BeamOn | SourceOrder::BeamOff => Err(None),
        }
    }

    fn allows(&self, setpoint: Setpoint) -> bool {
        setpoint.kv <= self.limit.kv && setpoint.current <= self.limit.current
    }

    /// Sends the next step of the order, if one is due. Nothing is to be sent while it says no.
    pub(super) fn send_job(&mut self, now: Uptime) -> bool {
        let Some(job) = &mut self.job else { return false };
        if now < job.due {
            return false;
        }
        let Some(step) = job.steps.pop_front() else { return false };
        job.hold = step.hold;
        self.ask(now, step.request, Purpose::Job);
        true
    }

    pub(super) fn on_job_answer(&mut self, now: Uptime, asked: Asked, answer: &Answer) {
        let Some(job) = &mut self.job else { return };
        job.due = now + job.hold;
        match *answer {
            Answer::Held(axis, count) => {
                let (target, told) = match axis {
                    Axis::Kv => (job.counts.0, &mut job.told.0),
                    Axis::Current => (job.counts.1, &mut job.told.1),
                };
                *told = told.saturating_add(1);
                if count != target {
                    return self.refuse_job(None);
                }
                self.on_confirmation(now, asked, axis, count);
            }
            Answer::Done => {}
            Answer::Refused(code) => return self.refuse_job(Some(code)),
            _ => return self.refuse_job(None),
        }
        if self.job.as_ref().is_some_and(|job| job.steps.is_empty()) {
            self.finish_job();
        }
    }

    fn finish_job(&mut self) {
        let Some(job) = self.job.take() else { return };
        // A status in the middle of the change says nothing any more.
        self.queue.clear();
        let SourceOrder::Prepare(setpoint) = job.order else { return };
        if job.told != (CONFIRMATIONS, CONFIRMATIONS) {
            return self.report(SourceReport::Refused { order: job.order, code: None });
        }
        self.held = Some((setpoint, job.counts.0, job.counts.1));
        self.is_prepared = true;
        self.refresh_setpoint();
        self.report(SourceReport::Prepared(setpoint));
    }

    /// The order, if there is one, has ended without success.
    pub(super) fn refuse_job(&mut self, code: Option<u16>) {
        if let Some(job) = self.job.take() {
            self.report(SourceReport::Refused { order: job.order, code });
        }
    }

    /// Ends the beam at once, past everything that waits, and until a reading says that it has ended.
    pub(super) fn begin_off(&mut self, now: Uptime) {
        self.refuse_job(None);
        self.is_prepared = false;
        self.queue.clear();
        // The officer's stop and the supervisor's come together: one of them is on its way already.
        let is_on_its_way = self.off.is_wanted && now.saturating_sub(self.off.sent_at) < AT_ONCE;
        (self.off.is_wanted, self.off.refused) = (true, None);
        if is_on_its_way {
            return;
        }
        if self.link != Link::Closed && self.is_known {
            self.preempt_off(now);
        }
    }

    fn preempt_off(&mut self, now: Uptime) {
        let Some(step) = self.exchange.dialect.off().first().copied() else { return };
        let bytes = self.exchange.ask(now, step.request, Purpose::Off);
        self.outputs.push_back(Output::Preempt(bytes));
        self.off.sent_at = now;
        (self.off.next, self.off.hold, self.off.due) = (1, step.hold, now + step.hold);
    }

    pub(super) fn repeat_off_while_draining(&mut self, now: Uptime) {
        let is_due = now.saturating_sub(self.off.sent_at) >= OFF_REPEAT;
        if self.off.is_wanted && self.is_known && is_due && self.exchange.is_draining() {
            self.preempt_off(now);
        }
    }

    /// Sends what ends the beam, if it is due; whether it was.
    pub(super) fn send_off(&mut self, now: Uptime) -> bool {
        if !self.is_known {
            return false;
        }
        if self.off.next == 0 {
            // The readings that tell whether it worked come between two of them.
            let is_due = self.off.is_wanted && self.queue.is_empty() && self.is_round_due(now);
            if is_due {
                self.preempt_off(now);
            }
            return is_due;
        }
        if now < self.off.due {
            return false;
        }
        let Some(step) = self.exchange.dialect.off().get(self.off.next).copied() else {
            self.off.next = 0;
            return false;
        };
        (self.off.next, self.off.hold) = (self.off.next + 1, step.hold);
        // Only what is read after the last of its steps confirms it.
        self.off.sent_at = now;
        self.ask(now, step.request, Purpose::Off);
        true
    }

    pub(super) fn on_off_answer(&mut self, now: Uptime, answer: &Answer) {
        self.off.due = now + self.off.hold;
        // It is repeated all the same; each code is told once.
        if let Answer::Refused(code) = answer
            && self.off.refused.replace(*code) != Some(*code)
        {
            self.report(SourceReport::Refused { order: SourceOrder::BeamOff, code: Some(*code) });
        }
    }
}
