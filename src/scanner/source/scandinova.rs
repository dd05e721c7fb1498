//! The driver of a `ScandiNova` linac modulator over Modbus TCP (or RTU): watchdog, actual and target state, set and read values.
//!
//! Source: "`ScandiCAT` `ModbusTCP.xml`" and the EPICS support that SLAC published with it (`slac-epics-modules/ScandiNova`, 2023): input
//! registers 0 protocol, 1 revision, 2 watchdog as the modulator last took it, 3 actual state, 4 status bits, 5 access level, 6
//! warm-up left, 8 repetition rate, 20 target state, 21 voltage set, 27 rate set, 100 voltage read; holding registers 0 watchdog, 1
//! target state, 2 command bits, 100 voltage, 400 rate. Singles have their lower half first.
//!
//! The modulator copies the watchdog in its slow cycle, so the echo is that of one of the last cycles. A status is dated from when
//! **that** counter was sent: a late answer and a program that stands still both show their age by themselves.

mod orders;
mod status;

use super::SourceSettings;
use crate::domain::lane::{LinkCounters, LinkHint, Setpoint, SourceState};
use crate::scanner::device::{Driver, LinkReport, Output, Reading, Uptime};
use crate::scanner::line::{Endpoint, LineSettings, Parity};
use crate::scanner::modbus::frame::{Answer, Request};
use crate::scanner::modbus::master::{Event, Master, Proof};
use crate::scanner::modbus::timing::{Duplex, Timing};
use crate::scanner::modbus::{Framing, Table};
use crate::scanner::reports::{SourceOrder, SourceReport, SourceStatus};
use orders::{Off, Preparing};
use status::{Registers, Scale};
use std::collections::VecDeque;
use std::time::Duration;

/// What Modbus calls usual for serial lines is 8E1; the speed is that of the portal.
pub const USUAL: LineSettings =
    LineSettings { baud: 115_200, data_bits: 8, parity: Parity::Even, stop_bits: 1 };

/// A cycle begins this often: three readings in the 300 ms after which a view is stale, whatever the modulator's slow cycle.
pub const CYCLE_PERIOD: Duration = Duration::from_millis(80);

/// With no status for so long the connection is made anew.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(2);

/// Counters that an echo may be of: eight cycles are 640 ms, and what is older counts as standing still.
const BEATS: usize = 8;

/// Orders that wait: one of each kind.
const MAX_ORDERS: usize = 4;

const UNIT: u8 = 1;

/// As of the portal: what an answer may take, and the worst that can come late.
const DEADLINE: Duration = Duration::from_millis(100);
const WORST: Duration = Duration::from_millis(500);
const QUIET: Duration = Duration::from_millis(30);

/// Target states (holding register 1).
const STANDBY: u16 = 5;
const TRIG: u16 = 13;

/// What is read in every cycle: general state, target and set values, the voltage read.
const BLOCKS: [(u16, u16); 3] = [(0, 10), (20, 9), (100, 2)];

/// Which answer is awaited, or what is to be asked next.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Identity,
    Beat,
    Block(usize),
    /// A write of an order, and the order whose refusal it would be.
    Order(Request, SourceOrder),
    /// Off, past everything.
    Urgent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinkState {
    Down,
    Verifying { since: Uptime },
    Up { heard_at: Uptime },
}

/// The driver of one modulator.
#[derive(Debug)]
pub struct ScandinovaDriver {
    model: String,
    limit: Setpoint,
    scale: Scale,
    master: Master,
    link: LinkState,
    asked: Option<Step>,
    todo: VecDeque<Step>,
    orders: VecDeque<SourceOrder>,
    cycle_at: Uptime,
    counter: u16,
    beats: VecDeque<(u16, Uptime)>,
    last_beat: Option<(u16, Uptime)>,
    registers: Registers,
    state: SourceState,
    preparing: Option<Preparing>,
    is_prepared: bool,
    off: Off,
    has_heard: bool,
    out: VecDeque<Output<SourceReport>>,
}

impl ScandinovaDriver {
    /// A driver without a connection. The model is `ScandiNova PROTOCOL.REVISION`, as in its first two registers: every customer's
    /// protocol has its own number.
    pub fn new(settings: &SourceSettings) -> Self {
        let framing = match settings.line.port {
            Endpoint::Serial(_) => Framing::Rtu,
            Endpoint::Tcp(_) => Framing::Tcp,
        };
        let (silence, character) = Timing::of_line(&settings.line.settings(USUAL));
        let timing = Timing {
            deadline: DEADLINE,
            worst: WORST,
            quiet: QUIET,
            silence,
            character,
            duplex: Duplex::Full,
        };
        Self {
            model: settings.model.clone(),
            limit: settings.limit,
            scale: Scale(settings.full_scale),
            master: Master::new(framing, UNIT, timing),
            link: LinkState::Down,
            asked: None,
            todo: VecDeque::new(),
            orders: VecDeque::new(),
            cycle_at: Uptime::ZERO,
            counter: 0,
            beats: VecDeque::new(),
            last_beat: None,
            registers: Registers::default(),
            state: SourceState::Unknown,
            preparing: None,
            is_prepared: false,
            off: Off::Idle,
            has_heard: false,
            out: VecDeque::new(),
        }
    }

    fn report(&mut self, report: SourceReport) {
        self.out.push_back(Output::Report(report));
    }

    fn forget(&mut self) {
        self.master.gone();
        self.link = LinkState::Down;
        self.asked = None;
        self.todo.clear();
        self.orders.clear();
        self.beats.clear();
        self.last_beat = None;
        self.state = SourceState::Unknown;
        self.preparing = None;
        self.is_prepared = false;
        self.off = Off::Idle;
    }

    fn close(&mut self, hint: LinkHint) {
        self.forget();
        self.out.push_back(Output::Close(hint));
    }

    /// Begins the cycle that is due, asks what is next.
    fn advance(&mut self, now: Uptime) {
        if self.asked.is_some() {
            return;
        }
        if self.todo.is_empty() && now >= self.cycle_at {
            self.cycle_at = now + CYCLE_PERIOD;
            self.registers.clear();
            match self.link {
                LinkState::Down => {}
                LinkState::Verifying { .. } => self.todo.push_back(Step::Identity),
                LinkState::Up { .. } => self.begin_cycle(now),
            }
        }
        let Some(step) = self.todo.front() else { return };
        if !self.master.may_ask(now, Proof::Patience) {
            return;
        }
        let step = step.clone();
        self.todo.pop_front();
        let input = |(address, count)| Request::Read { table: Table::Input, address, count };
        let request = match &step {
            Step::Identity => input((0, 3)),
            Step::Block(number) => input(BLOCKS.get(*number).copied().unwrap_or(BLOCKS[0])),
            Step::Order(request, _) => request.clone(),
            Step::Urgent => Request::WriteOne { address: 1, value: STANDBY },
            Step::Beat => {
                self.counter = self.counter.wrapping_add(1);
                self.beats.push_back((self.counter, now));
                if self.beats.len() > BEATS {
                    self.beats.pop_front();
                }
                Request::WriteOne { address: 0, value: self.counter }
            }
        };
        if let Ok(bytes) = self.master.ask(now, request, Proof::Patience) {
            self.asked = Some(step);
            self.out.push_back(Output::Write(bytes));
        }
    }

    fn begin_cycle(&mut self, now: Uptime) {
        self.todo_orders(now);
        self.todo.push_back(Step::Beat);
        self.todo.extend((0..BLOCKS.len()).map(Step::Block));
    }

    fn on_event(&mut self, now: Uptime, event: Event) {
        match event {
            Event::Answered(answer) => self.on_answer(now, answer),
            // Whether an order's write arrived is for the supervisor to see in the next status; it is not sent again.
            Event::Missed | Event::Damaged => {
                self.asked = None;
                self.todo.clear();
                self.cycle_at = now;
            }
            Event::WrongEcho => {}
            Event::Lost => self.close(LinkHint::Garbage),
        }
    }

    fn on_answer(&mut self, now: Uptime, answer: Answer) {
        match (self.asked.take(), answer) {
            (Some(Step::Identity), answer) => self.on_identity(now, &answer),
            (Some(Step::Block(number)), Answer::Words(words)) => {
                self.registers.add(BLOCKS.get(number).map_or(0, |block| block.0), words);
                if number + 1 == BLOCKS.len() {
                    self.on_cycle(now);
                }
            }
            (Some(Step::Order(_, order)), Answer::Exception(code)) => {
                self.refused(order, Some(u16::from(code)));
            }
            // A block that the modulator does not have leaves the cycle without a status.
            _ => {}
        }
    }

    fn on_identity(&mut self, now: Uptime, answer: &Answer) {
        let Answer::Words(words) = answer else { return self.close(LinkHint::Wrong) };
        let [protocol, revision, echo] = words[..] else { return self.close(LinkHint::Wrong) };
        let identity = format!("ScandiNova {protocol}.{revision}");
        if identity != self.model {
            return self.close(LinkHint::Wrong);
        }
        self.link = LinkState::Up { heard_at: now };
        self.counter = echo;
        self.cycle_at = now;
        self.report(SourceReport::Link(LinkReport::Up { identity }));
    }

    /// When the counter in the echo was sent; `None` for one that was not sent lately, or stands still.
    fn beat_of_echo(&mut self) -> Option<Uptime> {
        let echo = self.registers.word(2)?;
        let (_, sent_at) = *self.beats.iter().rev().find(|(counter, _)| *counter == echo)?;
        // A value that stands still comes round once in 65 536 and is not younger for it; and no status is older than the last.
        let is_new =
            self.last_beat.is_none_or(|(last, at)| if last == echo { at == sent_at } else { sent_at > at });
        is_new.then(|| self.last_beat = Some((echo, sent_at)))?;
        Some(sent_at)
    }

    fn on_cycle(&mut self, now: Uptime) {
        let Some(asked_at) = self.beat_of_echo() else { return };
        self.link = LinkState::Up { heard_at: now };
        match self.registers.status(self.scale) {
            Ok(value) => self.on_status(now, Reading { value, asked_at, came_at: now }),
            Err(_) => self.report(SourceReport::Implausible),
        }
    }

    fn on_status(&mut self, now: Uptime, reading: Reading<SourceStatus>) {
        let was_known = self.state != SourceState::Unknown;
        self.state = reading.value.state;
        if was_known && self.registers.is_starting() {
            self.is_prepared = false;
            self.preparing = None;
            self.report(SourceReport::Link(LinkReport::Restarted));
        }
        self.check_off(reading.asked_at);
        self.report(SourceReport::Status(reading));
        self.check_prepared(now, reading);
    }
}

impl Driver for ScandinovaDriver {
    type Order = SourceOrder;
    type Report = SourceReport;

    fn opened(&mut self, now: Uptime) {
        self.forget();
        self.master.opened(now);
        self.link = LinkState::Verifying { since: now };
        self.cycle_at = now;
        self.has_heard = false;
        self.report(SourceReport::Link(LinkReport::Opened));
        self.advance(now);
    }

    fn gone(&mut self, _: Uptime, hint: LinkHint) {
        self.forget();
        self.report(SourceReport::Link(LinkReport::Down(hint)));
    }

    fn received(&mut self, now: Uptime, bytes: &[u8]) {
        if self.link == LinkState::Down {
            return;
        }
        self.has_heard = true;
        for event in self.master.received(now, bytes) {
            self.on_event(now, event);
        }
        self.send_urgent(now);
        self.advance(now);
    }

    fn tick(&mut self, now: Uptime) {
        if let Some(event) = self.master.tick(now) {
            self.on_event(now, event);
        }
        self.send_urgent(now);
        let is_over = match self.link {
            LinkState::Down => false,
            LinkState::Verifying { since: at } | LinkState::Up { heard_at: at } => now >= at + SILENCE_LIMIT,
        };
        if is_over {
            self.close(if self.has_heard { LinkHint::Garbage } else { LinkHint::Silent });
        }
        self.advance(now);
    }

    fn order(&mut self, now: Uptime, order: SourceOrder) {
        if order == SourceOrder::BeamOff {
            self.switch_off(now);
        } else if matches!(self.link, LinkState::Up { .. }) && self.orders.len() < MAX_ORDERS {
            self.orders.push_back(order);
        }
    }

    fn stop(&mut self, now: Uptime) {
        self.switch_off(now);
    }

    fn next(&mut self) -> Option<Output<SourceReport>> {
        self.out.pop_front()
    }

    fn counters(&self) -> LinkCounters {
        self.master.counters()
    }
}

#[cfg(test)]
mod tests;
