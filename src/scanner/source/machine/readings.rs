//! Round after round of readings, put together into one status that is as old as its oldest part.

use super::{Link, Machine, ROUND};
use crate::domain::lane::{Setpoint, SourceRead};
use crate::scanner::device::{LinkReport, Reading, Uptime};
use crate::scanner::reports::{Reported, SourceReport, SourceStatus};
use crate::scanner::source::dialect::{Answer, Axis, Dialect, Flags, Request};
use crate::scanner::source::exchange::{Asked, Purpose};
use std::time::Duration;

/// The hour counter moves a tenth in six minutes; before and after a scan it has to be a recent one.
const HOURS_AT_REST: Duration = Duration::from_secs(2);

/// In the beam the readings that end it come first.
const HOURS_IN_BEAM: Duration = Duration::from_secs(10);

/// A reading may exceed the site's limit by a twentieth: 1 % of converter, and a ramp that overshoots.
const OVER_LIMIT: (u32, u32) = (21, 20);

/// What a source has that says "fault" and does not say which.
pub const UNNAMED_FAULT: u16 = 255;

/// A part of a status: when it was asked for and when its answer was whole.
type Dated = Option<(Uptime, Uptime)>;

/// The longest round has four parts.
const PARTS: usize = 4;

/// What was read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Readings {
    flags: Option<Flags>,
    /// A status that differs from the last one and was told once.
    candidate: Option<Flags>,
    fault: u16,
    read: SourceRead,
    held: (Option<u16>, Option<u16>),
    dates: [Dated; PARTS],
    hours_at: Option<Uptime>,
    has_no_hours: bool,
}

impl Readings {
    /// Whether high voltage is reported off.
    pub(super) fn is_off(&self) -> bool {
        self.flags.is_some_and(Flags::is_off)
    }

    fn has_fault(&self) -> bool {
        let reported = |flags: Option<Flags>| flags.is_some_and(|flags| flags.fault == Reported::On);
        reported(self.flags) || reported(self.candidate)
    }

    fn are_hours_due(&self, now: Uptime) -> bool {
        let every = if self.is_off() { HOURS_AT_REST } else { HOURS_IN_BEAM };
        !self.has_no_hours && self.hours_at.is_none_or(|at| now.saturating_sub(at) >= every)
    }
}

impl<D: Dialect> Machine<D> {
    pub(super) fn is_round_due(&self, now: Uptime) -> bool {
        self.round_at.is_none_or(|at| now.saturating_sub(at) >= ROUND)
    }

    /// Asks for the next reading, if one is due.
    pub(super) fn send_poll(&mut self, now: Uptime) {
        if self.queue.is_empty() {
            if !self.is_round_due(now) {
                return;
            }
            self.round_at = Some(now);
            self.queue.extend(self.exchange.dialect.round());
            if self.readings.has_fault() && self.exchange.dialect.names_faults() {
                self.queue.insert(1, Request::Faults);
            }
            if self.exchange.dialect.counts_hours() && self.readings.are_hours_due(now) {
                self.queue.push_back(Request::Hours);
            }
        }
        if let Some(request) = self.queue.pop_front() {
            self.ask(now, request, Purpose::Poll);
        }
    }

    pub(super) fn on_reading(&mut self, now: Uptime, asked: Asked, answer: &Answer) {
        let is_part = match *answer {
            Answer::Flags(flags) => self.on_flags(flags),
            Answer::Measured(kv, current) => {
                let over = |value: u32, limit: u32| {
                    u64::from(value) * u64::from(OVER_LIMIT.1) > u64::from(limit) * u64::from(OVER_LIMIT.0)
                };
                let is_over = kv.is_some_and(|kv| over(kv.0, self.limit.kv.0))
                    || current.is_some_and(|current| over(current.0, self.limit.current.0));
                if is_over {
                    self.report(SourceReport::Implausible);
                } else {
                    self.readings.read.kv = kv.or(self.readings.read.kv);
                    self.readings.read.current = current.or(self.readings.read.current);
                }
                !is_over
            }
            Answer::Held(axis, count) => {
                self.on_held(axis, count);
                true
            }
            Answer::Fault(number) => {
                self.readings.fault = number;
                false
            }
            Answer::Hours(tenths) => {
                (self.readings.read.hours_tenths, self.readings.hours_at) = (Some(tenths), Some(asked.at));
                false
            }
            Answer::Refused(_) if asked.request == Request::Hours => {
                self.readings.has_no_hours = true;
                false
            }
            Answer::Refused(_) | Answer::Done | Answer::Text(_) => false,
        };
        if is_part && self.link == Link::Up {
            self.date(asked, now);
            self.tell();
        }
        self.end_off(asked);
    }

    /// Takes a status if it is the last one or was told twice; else something else is asked for and then it again.
    fn on_flags(&mut self, flags: Flags) -> bool {
        let is_told = self.readings.flags == Some(flags) || self.readings.candidate == Some(flags);
        if !is_told {
            self.readings.candidate = Some(flags);
            let between = if self.readings.has_fault() && self.exchange.dialect.names_faults() {
                Request::Faults
            } else {
                self.exchange.dialect.round().get(1).copied().unwrap_or(Request::Hours)
            };
            self.queue.retain(|request| *request != between && *request != Request::Status);
            self.queue.push_front(Request::Status);
            self.queue.push_front(between);
            return false;
        }
        (self.readings.flags, self.readings.candidate) = (Some(flags), None);
        if flags.fault == Reported::Off {
            self.readings.fault = 0;
        }
        if flags.remote == Reported::Off {
            self.forget_held();
        }
        true
    }

    fn on_held(&mut self, axis: Axis, count: u16) {
        let held = &mut self.readings.held;
        match axis {
            Axis::Kv => held.0 = Some(count),
            Axis::Current => held.1 = Some(count),
        }
        let ours = self.held.map(|(_, kv, current)| if axis == Axis::Kv { kv } else { current });
        if count == 0 && ours.is_some_and(|ours| ours != 0) {
            self.forget_held();
        }
        self.refresh_setpoint();
    }

    /// A setpoint that was read back on the way of an order is as good as one of a round.
    pub(super) fn on_confirmation(&mut self, now: Uptime, asked: Asked, axis: Axis, count: u16) {
        if matches!(asked.request, Request::Held(_)) {
            self.on_held(axis, count);
            self.date(asked, now);
        }
    }

    pub(super) fn refresh_setpoint(&mut self) {
        self.readings.read.setpoint = self.setpoint();
    }

    /// What it holds; where it is what was set, in the very figures that were asked for.
    fn setpoint(&self) -> Option<Setpoint> {
        let (Some(kv), Some(current)) = self.readings.held else { return None };
        let told = self.exchange.dialect.setpoint(kv, current);
        let ours = self.held.map_or((told, kv, current), |held| held);
        Some(Setpoint {
            kv: if ours.1 == kv { ours.0.kv } else { told.kv },
            current: if ours.2 == current { ours.0.current } else { told.current },
        })
    }

    /// What was set in it is gone, or somebody else orders it now.
    fn forget_held(&mut self) {
        let is_news = self.held.take().is_some();
        self.is_prepared = false;
        if is_news {
            self.report(SourceReport::Link(LinkReport::Restarted));
            self.refuse_job(None);
        }
    }

    fn date(&mut self, asked: Asked, now: Uptime) {
        let index = self.exchange.dialect.round().iter().position(|request| *request == asked.request);
        if let Some(date) = index.and_then(|index| self.readings.dates.get_mut(index)) {
            *date = Some((asked.at, now));
        }
    }

    /// Reports the whole status, if every part of it was read.
    fn tell(&mut self) {
        let parts = self.exchange.dialect.round().len();
        let dates: Option<Vec<(Uptime, Uptime)>> = self.readings.dates.iter().take(parts).copied().collect();
        let (Some(flags), Some(oldest)) =
            (self.readings.flags, dates.and_then(|dates| dates.into_iter().min()))
        else {
            return;
        };
        let fault = match (flags.fault, self.readings.fault) {
            (Reported::On, 0) if self.exchange.dialect.names_faults() => UNNAMED_FAULT,
            (Reported::On, 0) => 1,
            (Reported::On, number) => number,
            (Reported::Off | Reported::Unknown, _) => 0,
        };
        // A source that is taken under remote control by the order that sets it is local until then, and nobody has to do anything.
        let is_to_be_taken = flags.remote == Reported::Off && self.exchange.dialect.takes_remote();
        let remote = if is_to_be_taken { Reported::Unknown } else { flags.remote };
        let value = SourceStatus {
            state: flags.state,
            interlock: flags.interlock,
            remote,
            read: self.readings.read,
            fault,
            warmup_s: 0,
        };
        self.report(SourceReport::Status(Reading { value, asked_at: oldest.0, came_at: oldest.1 }));
    }

    /// A status that was asked for after the stop and says off ends it.
    fn end_off(&mut self, asked: Asked) {
        let is_later = asked.request == Request::Status && asked.at >= self.off.sent_at;
        let is_told = self.readings.candidate.is_none() && self.readings.flags.is_some_and(Flags::is_off);
        if self.off.is_wanted && is_later && is_told {
            self.off.is_wanted = false;
        }
    }
}
