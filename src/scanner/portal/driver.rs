//! The portal's driver: who is there, then a cycle every 50 ms that writes heartbeat and outputs and reads the status.
//!
//! A status counts when the echo in it is the counter of its own cycle; it is dated from the cycle's first request. Outputs are levels:
//! they are written with every cycle, so a lost one is written again by the next, and the portal drops the permit itself when the
//! counter no longer changes. A portal that was reset, or came back, gets all outputs off until somebody orders them anew.

use super::PortalSettings;
use super::map::{Block, Cycle, Image, PortalMap};
use crate::domain::lane::{LinkCounters, LinkHint};
use crate::scanner::device::{Driver, LinkReport, Output, Reading, Uptime};
use crate::scanner::modbus::frame::{Answer, Request};
use crate::scanner::modbus::master::{Event, Master, Proof};
use crate::scanner::reports::{PortalOrder, PortalOutputs, PortalReport, Switch};
use std::collections::VecDeque;
use std::time::Duration;

/// A cycle begins this often: six readings in the 300 ms after which a view is stale.
pub const CYCLE_PERIOD: Duration = Duration::from_millis(50);

/// With no status for so long the port is closed and opened anew. The portal has dropped the permit by then.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(2);

/// A portal that was not identified by now is let go.
pub const VERIFY_LIMIT: Duration = Duration::from_secs(2);

/// What the driver is about; of what is asked, which answer is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Nothing is asked.
    Rest,
    /// A block of the identity, by its number.
    Identity(usize),
    /// Heartbeat and outputs are written, the status is asked for next.
    Written,
    /// A block of the status, by its number; 0 is the one with the echo.
    Status(usize),
    /// Outputs that did not wait for the cycle.
    Urgent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinkState {
    Down,
    Verifying { since: Uptime },
    Up { heard_at: Uptime },
}

/// The driver of one portal.
#[derive(Debug)]
pub struct PortalDriver {
    map: PortalMap,
    serial: Option<String>,
    identity_blocks: Vec<Block>,
    blocks: Vec<Block>,
    master: Master,
    link: LinkState,
    step: Step,
    /// The next request of a cycle, or of the identity, that could not yet be sent.
    wanted: Option<Step>,
    cycle_at: Uptime,
    began_at: Uptime,
    counter: u16,
    /// An echo was another than it had to be. One that stands still is right once in 65 536, so the next right one is not enough.
    is_doubted: bool,
    boot: Option<u32>,
    image: Image,
    outputs: PortalOutputs,
    /// Bytes came since the port was opened.
    has_heard: bool,
    out: VecDeque<Output<PortalReport>>,
}

impl PortalDriver {
    /// A driver without a port. The settings are taken to be checked.
    pub fn new(settings: &PortalSettings) -> Self {
        let map = settings.map.clone();
        Self {
            identity_blocks: map.identity_blocks(),
            blocks: map.blocks(),
            map,
            serial: settings.serial.clone(),
            master: Master::new(settings.framing(), settings.unit, settings.timing()),
            link: LinkState::Down,
            step: Step::Rest,
            wanted: None,
            cycle_at: Uptime::ZERO,
            began_at: Uptime::ZERO,
            counter: 0,
            is_doubted: true,
            boot: None,
            image: Image::default(),
            outputs: PortalOutputs::default(),
            has_heard: false,
            out: VecDeque::new(),
        }
    }

    fn report(&mut self, report: PortalReport) {
        self.out.push_back(Output::Report(report));
    }

    fn close(&mut self, hint: LinkHint) {
        self.out.push_back(Output::Close(hint));
        self.link = LinkState::Down;
        self.step = Step::Rest;
        self.wanted = None;
        self.master.gone();
    }

    /// Begins what is due, goes on with what is wanted.
    fn advance(&mut self, now: Uptime) {
        if self.step != Step::Rest {
            return;
        }
        if self.wanted.is_none() && now >= self.cycle_at {
            self.cycle_at = now + CYCLE_PERIOD;
            self.image.clear();
            self.wanted = match self.link {
                LinkState::Down => None,
                LinkState::Verifying { .. } => Some(Step::Identity(0)),
                LinkState::Up { .. } => Some(self.first_of_cycle()),
            };
        }
        let Some(step) = self.wanted else { return };
        let Some((request, proof)) = self.request(step) else { return };
        if !self.master.may_ask(now, proof) {
            return;
        }
        if matches!(step, Step::Written) || step == Step::Status(0) && self.map.cycle == Cycle::Exchange {
            self.began_at = now;
        }
        self.wanted = None;
        if let Ok(bytes) = self.master.ask(now, request, proof) {
            self.step = step;
            self.out.push_back(Output::Write(bytes));
        }
    }

    fn first_of_cycle(&mut self) -> Step {
        self.counter = self.counter.wrapping_add(1);
        match self.map.cycle {
            Cycle::Exchange => Step::Status(0),
            Cycle::WriteThenRead => Step::Written,
        }
    }

    fn request(&self, step: Step) -> Option<(Request, Proof)> {
        let read =
            |block: &Block| Request::Read { table: block.table, address: block.address, count: block.count };
        let (to, values) = self.map.write(self.counter, self.outputs);
        match step {
            Step::Rest => None,
            Step::Identity(number) => Some((read(self.identity_blocks.get(number)?), Proof::Patience)),
            Step::Written | Step::Urgent => Some((Request::Write { address: to, values }, Proof::Elsewhere)),
            Step::Status(0) => {
                let block = self.blocks.first()?;
                let place = block.place(self.map.echo.table, self.map.echo.address)?;
                let request = match self.map.cycle {
                    Cycle::Exchange => {
                        Request::Exchange { address: block.address, count: block.count, to, values }
                    }
                    Cycle::WriteThenRead => read(block),
                };
                Some((request, Proof::Echo { place, value: self.counter }))
            }
            Step::Status(number) => Some((read(self.blocks.get(number)?), Proof::Patience)),
        }
    }

    fn on_event(&mut self, now: Uptime, event: Event) {
        match event {
            Event::Answered(answer) => self.on_answer(now, answer),
            Event::WrongEcho => self.is_doubted = true,
            // What was written is a level, so the next cycle writes it again; what was read is read again.
            Event::Missed | Event::Damaged => {
                self.step = Step::Rest;
                self.wanted = None;
                self.cycle_at = now;
            }
            Event::Lost => self.close(LinkHint::Garbage),
        }
    }

    fn on_answer(&mut self, now: Uptime, answer: Answer) {
        let step = std::mem::replace(&mut self.step, Step::Rest);
        let block = match step {
            Step::Rest | Step::Urgent => return,
            Step::Written => {
                if answer == Answer::Written {
                    self.wanted = Some(Step::Status(0));
                }
                return;
            }
            Step::Identity(number) => self.identity_blocks.get(number),
            Step::Status(number) => self.blocks.get(number),
        };
        let is_taken = block.copied().is_some_and(|block| self.image.add(block, answer));
        match step {
            // A device that has no such registers is another one.
            Step::Identity(_) if !is_taken => self.close(LinkHint::Wrong),
            Step::Identity(number) if number + 1 < self.identity_blocks.len() => {
                self.wanted = Some(Step::Identity(number + 1));
            }
            Step::Identity(_) => self.on_identity(now),
            Step::Status(number) if is_taken && number + 1 < self.blocks.len() => {
                self.wanted = Some(Step::Status(number + 1));
            }
            Step::Status(_) if is_taken => self.on_status(now),
            _ => {}
        }
    }

    fn on_identity(&mut self, now: Uptime) {
        let word = |place: (_, u16)| self.image.word(place.0, place.1);
        let (protocol, revision) = (self.map.protocol, self.map.revision);
        let serial = self.map.serial.map(|serial| self.image.number(serial)).transpose();
        let is_ours = word((protocol.table, protocol.address)) == Some(protocol.value)
            && word((revision.table, revision.address)) == Some(revision.value);
        let echo = word((self.map.echo.table, self.map.echo.address));
        let (true, Ok(serial), Ok(boot), Some(echo)) =
            (is_ours, serial, self.image.number(self.map.boot), echo)
        else {
            self.close(LinkHint::Wrong);
            return;
        };
        if self.serial.is_some() && self.serial != serial.map(|serial| serial.to_string()) {
            self.close(LinkHint::Wrong);
            return;
        }
        let serial = serial.map_or_else(String::new, |serial| format!(" {serial}"));
        let identity = format!("PLC {}.{}{serial}", protocol.value, revision.value);
        self.link = LinkState::Up { heard_at: now };
        // No counter that the portal saw lately, from whomever, comes again soon.
        self.counter = echo;
        self.is_doubted = true;
        self.outputs = PortalOutputs::default();
        self.cycle_at = now;
        self.report(PortalReport::Link(LinkReport::Up { identity }));
        if self.boot.replace(boot).is_some_and(|known| known != boot) {
            self.report(PortalReport::Link(LinkReport::Restarted));
        }
    }

    /// All blocks of a cycle are there, and its echo was right.
    fn on_status(&mut self, now: Uptime) {
        self.link = LinkState::Up { heard_at: now };
        if let Ok(boot) = self.image.number(self.map.boot)
            && self.boot.replace(boot) != Some(boot)
        {
            self.outputs = PortalOutputs::default();
            self.report(PortalReport::Link(LinkReport::Restarted));
        }
        if std::mem::take(&mut self.is_doubted) {
            self.cycle_at = now;
            return;
        }
        let report = match self.map.read(&self.image) {
            Ok(value) => PortalReport::Status(Reading { value, asked_at: self.began_at, came_at: now }),
            Err(_) => PortalReport::Implausible,
        };
        self.report(report);
    }

    fn check_silence(&mut self, now: Uptime) {
        let is_over = match self.link {
            LinkState::Down => false,
            LinkState::Verifying { since } => now >= since + VERIFY_LIMIT,
            LinkState::Up { heard_at } => now >= heard_at + SILENCE_LIMIT,
        };
        if is_over {
            self.close(if self.has_heard { LinkHint::Garbage } else { LinkHint::Silent });
        }
    }

    /// Writes the outputs past the cycle, as soon as the line can carry them.
    fn hurry(&mut self, now: Uptime) {
        if !matches!(self.link, LinkState::Up { .. }) {
            return;
        }
        self.counter = self.counter.wrapping_add(1);
        if let Some((request, _)) = self.request(Step::Urgent) {
            self.master.hurry(request);
            self.send_urgent(now);
        }
    }

    fn send_urgent(&mut self, now: Uptime) {
        if let Some(bytes) = self.master.take_urgent(now) {
            self.step = Step::Urgent;
            self.wanted = None;
            self.out.push_back(Output::Preempt(bytes));
        }
    }
}

impl Driver for PortalDriver {
    type Order = PortalOrder;
    type Report = PortalReport;

    fn opened(&mut self, now: Uptime) {
        self.master.opened(now);
        self.link = LinkState::Verifying { since: now };
        self.step = Step::Rest;
        self.wanted = None;
        self.cycle_at = now;
        self.has_heard = false;
        self.report(PortalReport::Link(LinkReport::Opened));
        self.advance(now);
    }

    fn gone(&mut self, _: Uptime, hint: LinkHint) {
        self.master.gone();
        self.link = LinkState::Down;
        self.step = Step::Rest;
        self.wanted = None;
        self.image.clear();
        self.outputs = PortalOutputs::default();
        self.report(PortalReport::Link(LinkReport::Down(hint)));
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
    }

    fn tick(&mut self, now: Uptime) {
        if let Some(event) = self.master.tick(now) {
            self.on_event(now, event);
        }
        self.send_urgent(now);
        self.check_silence(now);
        self.advance(now);
    }

    fn order(&mut self, now: Uptime, order: PortalOrder) {
        let PortalOrder::Outputs(outputs) = order;
        if !matches!(self.link, LinkState::Up { .. }) {
            return;
        }
        let ends_permit = self.outputs.permit == Switch::On && outputs.permit == Switch::Off;
        self.outputs = outputs;
        if ends_permit {
            self.hurry(now);
        }
    }

    fn stop(&mut self, now: Uptime) {
        self.outputs.permit = Switch::Off;
        self.hurry(now);
    }

    fn next(&mut self) -> Option<Output<PortalReport>> {
        self.out.pop_front()
    }

    fn counters(&self) -> LinkCounters {
        self.master.counters()
    }
}

#[cfg(test)]
mod tests;
