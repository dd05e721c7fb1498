//! The driver of every source: identify, read round after round, carry out what is ordered once, and end a beam before all else.

mod orders;
mod readings;

use super::dialect::{Answer, Dialect, Request};
use super::exchange::{Event, Exchange, Heard, Purpose};
use crate::domain::lane::{LinkCounters, LinkHint, Setpoint};
use crate::scanner::device::{Driver, LinkReport, Output, Uptime};
use crate::scanner::reports::{SourceOrder, SourceReport};
use orders::{Job, Off};
use readings::Readings;
use std::collections::VecDeque;
use std::time::Duration;

/// A round of readings begins so often, if the line lets it; a Spellman's four at 9600 bits a second are 136 ms on the wire.
pub const ROUND: Duration = Duration::from_millis(100);

/// A source that answered nothing for so long is down: two misses and what is waited after each fit into it, so that no flap comes of one.
pub const DOWN_AFTER: Duration = Duration::from_secs(2);

/// A line on which nobody was identified and that is not silent for so long is closed. That of a source that was stays open: a stop
/// reaches it through its noise, and closing it would end that.
const BABBLE_LIMIT: Duration = Duration::from_secs(2);

/// One that named itself wrongly is asked again so often: cables are put right while it is watched.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// How the link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// No port, or it is to be closed.
    Closed,
    /// It is asked who it is; `down` once that was said of it at this port.
    Verifying { down: Option<LinkHint> },
    /// It is the configured one.
    Up,
}

/// The driver of a source that speaks this protocol.
pub struct Machine<D> {
    exchange: Exchange<D>,
    limit: Setpoint,
    link: Link,
    /// Whether it was the configured one at this opening of the port: a stop reaches it even while it is silent.
    is_known: bool,
    last_good: Uptime,
    last_answered: Option<Request>,
    ask_again_at: Uptime,
    identity: Vec<Answer>,
    readings: Readings,
    round_at: Option<Uptime>,
    queue: VecDeque<Request>,
    job: Option<Job>,
    off: Off,
    /// What was set in it and read back, with its counts.
    held: Option<(Setpoint, u16, u16)>,
    /// Whether the beam may be asked for once.
    is_prepared: bool,
    outputs: VecDeque<Output<SourceReport>>,
}

impl<D: Dialect> Machine<D> {
    /// A driver without port, within the limits of the site.
    pub(super) fn with(dialect: D, limit: Setpoint) -> Self {
        Self {
            exchange: Exchange::new(dialect),
            limit,
            link: Link::Closed,
            is_known: false,
            last_good: Uptime::ZERO,
            last_answered: None,
            ask_again_at: Uptime::ZERO,
            identity: Vec::new(),
            readings: Readings::default(),
            round_at: None,
            queue: VecDeque::new(),
            job: None,
            off: Off::default(),
            held: None,
            is_prepared: false,
            outputs: VecDeque::new(),
        }
    }

    fn report(&mut self, report: SourceReport) {
        self.outputs.push_back(Output::Report(report));
    }

    fn ask(&mut self, now: Uptime, request: Request, purpose: Purpose) {
        let bytes = self.exchange.ask(now, request, purpose);
        self.outputs.push_back(Output::Write(bytes));
    }

    /// What the source said and what was set in it is believed no longer.
    fn disbelieve(&mut self) {
        self.identity.clear();
        self.readings = Readings::default();
        self.queue.clear();
        self.round_at = None;
        (self.held, self.is_prepared) = (None, false);
        self.refuse_job(None);
    }

    /// Nothing of another opening of the port is sent or answered.
    fn begin_anew(&mut self) {
        self.outputs.retain(|output| matches!(output, Output::Report(_)));
        self.exchange.restart();
        self.off.restart();
        self.disbelieve();
    }

    fn go_down(&mut self, now: Uptime, hint: LinkHint) {
        let said = match self.link {
            Link::Verifying { down } => down,
            Link::Up | Link::Closed => None,
        };
        self.link = Link::Verifying { down: Some(hint) };
        self.last_good = now;
        if said != Some(hint) {
            self.report(SourceReport::Link(LinkReport::Down(hint)));
        }
        self.disbelieve();
    }

    fn silence_hint(&self) -> LinkHint {
        match self.exchange.heard {
            Heard::Nothing => LinkHint::Silent,
            // Its speed is right, and what it says answers nothing: too late, or stuck.
            Heard::Words => LinkHint::None,
            Heard::Garbage => LinkHint::Garbage,
        }
    }

    /// Does the next thing, if there is one to do: at most one request is under way.
    fn advance(&mut self, now: Uptime) {
        if self.link == Link::Closed {
            return;
        }
        if let Some(event) = self.exchange.tick(now) {
            self.on_event(now, event);
        }
        if now.saturating_sub(self.last_good) >= DOWN_AFTER {
            self.go_down(now, self.silence_hint());
        }
        if !self.is_known && self.exchange.draining(now).is_some_and(|time| time >= BABBLE_LIMIT) {
            self.outputs.push_back(Output::Close(LinkHint::Garbage));
            self.link = Link::Closed;
            return;
        }
        self.repeat_off_while_draining(now);
        if !self.exchange.is_free() || self.send_off(now) {
            return;
        }
        if self.link != Link::Up {
            self.identify(now);
        } else if !self.send_job(now) {
            self.send_poll(now);
        }
    }

    fn identify(&mut self, now: Uptime) {
        if now < self.ask_again_at {
            return;
        }
        if let Some(request) = self.exchange.dialect.identification().get(self.identity.len()) {
            self.ask(now, *request, Purpose::Identify);
        }
    }

    fn on_event(&mut self, now: Uptime, event: Event) {
        match event {
            Event::Answered(asked, answer) => {
                match asked.purpose {
                    Purpose::Identify => self.on_identity(now, asked.request, answer),
                    Purpose::Poll => self.on_reading(now, asked, &answer),
                    Purpose::Job => self.on_job_answer(now, asked, &answer),
                    Purpose::Off => self.on_off_answer(now, &answer),
                }
                // A line on which one answer is stuck answers one kind of request for ever, and is as good as silent.
                let is_another = self.last_answered.replace(asked.request) != Some(asked.request);
                if is_another && (asked.purpose != Purpose::Identify || self.link == Link::Up) {
                    self.last_good = now;
                }
            }
            Event::Missed(asked) => match asked.purpose {
                Purpose::Identify => self.identity.clear(),
                Purpose::Poll => self.queue.clear(),
                Purpose::Job => self.refuse_job(None),
                Purpose::Off => self.off.missed(now),
            },
        }
    }

    fn on_identity(&mut self, now: Uptime, request: Request, answer: Answer) {
        let steps = self.exchange.dialect.identification();
        // The question may be one of a round that was given up meanwhile.
        if steps.get(self.identity.len()) != Some(&request) {
            return;
        }
        self.identity.push(answer);
        if self.identity.len() < steps.len() {
            return;
        }
        let answers = std::mem::take(&mut self.identity);
        if let Some(identity) = self.exchange.dialect.identity(&answers) {
            (self.link, self.is_known) = (Link::Up, true);
            self.report(SourceReport::Link(LinkReport::Up { identity }));
        } else {
            self.ask_again_at = now + ASK_AGAIN;
            self.is_known = false;
            self.go_down(now, LinkHint::Wrong);
        }
    }
}

impl<D: Dialect> Driver for Machine<D> {
    type Order = SourceOrder;
    type Report = SourceReport;

    fn opened(&mut self, now: Uptime) {
        self.begin_anew();
        self.link = Link::Verifying { down: None };
        (self.is_known, self.last_good, self.ask_again_at) = (false, now, now);
        let counters = &mut self.exchange.counters;
        counters.opened = counters.opened.saturating_add(1);
        self.report(SourceReport::Link(LinkReport::Opened));
        self.advance(now);
    }

    fn gone(&mut self, _now: Uptime, hint: LinkHint) {
        // The first cause is the line's; the order that dies with it comes after.
        self.report(SourceReport::Link(LinkReport::Down(hint)));
        self.begin_anew();
        (self.link, self.is_known) = (Link::Closed, false);
    }

    fn received(&mut self, now: Uptime, bytes: &[u8]) {
        if self.link == Link::Closed {
            return;
        }
        for event in self.exchange.received(now, bytes) {
            self.on_event(now, event);
        }
        self.advance(now);
    }

    fn tick(&mut self, now: Uptime) {
        self.advance(now);
    }

    fn order(&mut self, now: Uptime, order: SourceOrder) {
        match order {
            SourceOrder::BeamOff => self.begin_off(now),
            SourceOrder::Prepare(_)
            | SourceOrder::BeamOn
            | SourceOrder::ClearFault
            | SourceOrder::Standby => {
                if self.link == Link::Up {
                    self.begin_job(order);
                    self.advance(now);
                }
            }
        }
    }

    fn stop(&mut self, now: Uptime) {
        self.begin_off(now);
    }

    fn next(&mut self) -> Option<Output<SourceReport>> {
        self.outputs.pop_front()
    }

    fn counters(&self) -> LinkCounters {
        self.exchange.counters
    }
}
