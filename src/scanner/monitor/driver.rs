//! The monitor's state machine: bytes and time in, reports out. It never writes.
//!
//! The monitor is alive as long as its gamma lines come in their cadence and are not the same for ever. A line is dated from its first byte.

use crate::domain::lane::{LinkCounters, LinkHint};
use crate::scanner::device::{Driver, LinkReport, Output, Reading, Uptime};
use crate::scanner::monitor::MonitorSettings;
use crate::scanner::monitor::line::{MonitorLine, NoLine, Radiation, parse};
use crate::scanner::monitor::reader::{Piece, Reader};
use crate::scanner::monitor::traffic::{Order, Taken, Traffic};
use crate::scanner::reports::MonitorReport;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

/// Without a gamma line for so long within a vehicle the monitor is silent: two samples of 200 ms and one more.
const SAMPLE_LIMIT: Duration = Duration::from_millis(600);

/// The same line again within this is the line's repetition: half of the shortest cadence.
const REPEAT_LIMIT: Duration = Duration::from_millis(100);

/// What a sample costs of the time that has passed: four fifths of its cadence, for clocks that differ.
const SAMPLE_COST: Duration = Duration::from_millis(160);

/// Time that can be saved up for samples that come at once after a stall: 3 s are 18 samples.
const MAX_SAVED: Duration = Duration::from_secs(3);

/// Lines that make the link up. Noise makes one now and then, never two in a row.
const LINES_TO_BE_UP: u32 = 2;

/// The same gamma counts of all four detectors for so long are no fresh ones. A vehicle of the public simulator has the same for up to 20 s.
const STUCK_LIMIT: Duration = Duration::from_secs(30);

/// Lines that are taken in a tick of 10 ms: a stall of 3 s leaves 15 samples, 3 neutron lines and a speed line or two.
const MAX_LINES: u32 = 32;

/// Reports that wait to be taken: a tick's lines, each with an end and a refusal.
const MAX_WAITING: usize = 2 * 32;

/// Where the link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// No port, or it is about to be closed.
    Closed,
    /// The port is open; so many lines in a row were right, and whether a fresh gamma line was among them.
    Verifying { since: Uptime, lines: u32, has_gamma: bool },
    /// Lines come.
    Up,
}

/// The last gamma line.
#[derive(Debug, Clone, Copy)]
struct Last {
    line: MonitorLine,
    at: Uptime,
    /// Since when it is the same.
    since: Uptime,
}

/// The driver of a TSA monitor.
#[derive(Debug)]
pub struct MonitorDriver {
    settings: MonitorSettings,
    state: State,
    reader: Reader,
    traffic: Traffic,
    /// Last gamma line, last other line.
    last: [Option<Last>; 2],
    /// When the last fresh gamma line began.
    alive_at: Uptime,
    /// Whether anything came since that is no line.
    is_garbled: bool,
    saved: Duration,
    saved_at: Uptime,
    lines_left: u32,
    waiting: VecDeque<Output<MonitorReport>>,
    /// When the line began and ended that changed the view since it was last taken.
    changed: Option<(Uptime, Uptime)>,
    counters: LinkCounters,
}

impl MonitorDriver {
    /// A driver without a port.
    pub fn new(settings: MonitorSettings) -> Self {
        Self {
            traffic: Traffic::new(&settings),
            settings,
            state: State::Closed,
            reader: Reader::default(),
            last: [None; 2],
            alive_at: Uptime::ZERO,
            is_garbled: false,
            saved: MAX_SAVED,
            saved_at: Uptime::ZERO,
            lines_left: MAX_LINES,
            waiting: VecDeque::new(),
            changed: None,
            counters: LinkCounters::default(),
        }
    }

    fn report(&mut self, report: MonitorReport) {
        self.put(Output::Report(report));
    }

    fn put(&mut self, output: Output<MonitorReport>) {
        // The same refusal twice before anybody asked is one.
        if self.waiting.back() == Some(&output) {
            return;
        }
        if self.waiting.len() < MAX_WAITING {
            self.waiting.push_back(output);
        } else {
            bump(&mut self.counters.dropped);
        }
    }

    fn on_piece(&mut self, now: Uptime, piece: Piece) {
        let Piece::Line { bytes, begun_at } = piece else {
            self.refuse(NoLine::Grammar);
            return;
        };
        if self.lines_left == 0 {
            bump(&mut self.counters.dropped);
            return;
        }
        self.lines_left -= 1;
        match parse(&bytes) {
            Ok(line) if self.is_too_many(begun_at, line) => bump(&mut self.counters.dropped),
            Ok(line) => self.on_line(now, begun_at, line),
            Err(why) => self.refuse(why),
        }
    }

    fn refuse(&mut self, why: NoLine) {
        bump(&mut self.counters.damaged);
        self.is_garbled = true;
        if let State::Verifying { lines, .. } = &mut self.state {
            *lines = 0;
        }
        if why == NoLine::Range {
            self.report(MonitorReport::Implausible);
        }
    }

    /// Whether counts are repeated by the line, or are a sample more than time has passed for. An end that is told twice is seen by its number.
    fn is_too_many(&mut self, at: Uptime, line: MonitorLine) -> bool {
        let slot = usize::from(!is_gamma(line));
        let last = self.last.get(slot).copied().flatten().filter(|last| last.line == line);
        let is_repeated = last.is_some_and(|last| at.saturating_sub(last.at) < REPEAT_LIMIT);
        if is_repeated && !matches!(line, MonitorLine::Left(_)) {
            // However long it goes on: a line that is doubled without a pause is said once.
            if let Some(kept) = self.last.get_mut(slot).and_then(Option::as_mut) {
                kept.at = at;
            }
            return true;
        }
        if matches!(line, MonitorLine::Sample(Radiation::Gamma, ..)) {
            self.saved = (self.saved + at.saturating_sub(self.saved_at)).min(MAX_SAVED);
            self.saved_at = self.saved_at.max(at);
            let Some(rest) = self.saved.checked_sub(SAMPLE_COST) else { return true };
            self.saved = rest;
        }
        let since = last.map_or(at, |last| last.since);
        if let Some(kept) = self.last.get_mut(slot) {
            *kept = Some(Last { line, at, since });
        }
        false
    }

    fn on_line(&mut self, now: Uptime, begun_at: Uptime, line: MonitorLine) {
        let was_occupied = self.traffic.is_occupied();
        let Taken { order, ended } = self.traffic.take(line);
        match order {
            Order::Right => bump(&mut self.counters.accepted),
            Order::Repeated => bump(&mut self.counters.late),
            Order::Wrong => {
                bump(&mut self.counters.damaged);
                self.report(MonitorReport::Implausible);
            }
        }
        let is_fresh = is_gamma(line)
            && self.last[0].is_some_and(|last| begun_at.saturating_sub(last.since) < STUCK_LIMIT);
        // A vehicle that begins by a neutron line has its first gamma line still to come.
        let has_begun = !was_occupied && self.traffic.is_occupied();
        if is_fresh || has_begun {
            self.alive_at = begun_at;
        }
        if is_fresh {
            self.is_garbled = false;
        }
        if order == Order::Right {
            self.count_towards_up(is_fresh);
        }
        if let Some(ended) = ended {
            self.report(MonitorReport::OccupancyEnded(ended));
        }
        // What was said before makes nothing fresher.
        if order == Order::Right || ended.is_some() {
            self.changed = Some((begun_at, now));
        }
    }

    fn count_towards_up(&mut self, is_fresh_gamma: bool) {
        let State::Verifying { lines, has_gamma, .. } = &mut self.state else { return };
        *lines = lines.saturating_add(1);
        *has_gamma |= is_fresh_gamma;
        if *lines >= LINES_TO_BE_UP && *has_gamma {
            self.state = State::Up;
            let identity = "TSA/Rapiscan lines".to_owned();
            self.report(MonitorReport::Link(LinkReport::Up { identity }));
        }
    }

    fn hint(&self) -> LinkHint {
        if self.is_garbled { LinkHint::Garbage } else { LinkHint::Silent }
    }

    /// Silent for two cadences: down, and heard again once two lines have come. Silent for long: the port is opened anew.
    fn watch(&mut self, now: Uptime) {
        let quiet = now.saturating_sub(self.alive_at);
        let limit = if self.traffic.is_occupied() { SAMPLE_LIMIT } else { self.settings.background_limit() };
        match self.state {
            State::Up if quiet >= limit => {
                bump(&mut self.counters.missed);
                self.state = State::Verifying { since: now, lines: 0, has_gamma: false };
                let hint = self.hint();
                self.report(MonitorReport::Link(LinkReport::Down(hint)));
            }
            State::Verifying { since, .. }
                if now.saturating_sub(since) >= self.settings.background_limit() =>
            {
                self.state = State::Closed;
                let hint = self.hint();
                self.put(Output::Close(hint));
            }
            _ => {}
        }
    }
}

impl Driver for MonitorDriver {
    type Order = Infallible;
    type Report = MonitorReport;

    fn opened(&mut self, now: Uptime) {
        bump(&mut self.counters.opened);
        self.state = State::Verifying { since: now, lines: 0, has_gamma: false };
        self.reader = Reader::default();
        self.last = [None; 2];
        (self.alive_at, self.is_garbled) = (now, false);
        (self.saved, self.saved_at) = (MAX_SAVED, now);
        self.report(MonitorReport::Link(LinkReport::Opened));
    }

    fn gone(&mut self, _now: Uptime, hint: LinkHint) {
        // What was told of a vehicle is not lost with the link.
        if let Some(ended) = self.traffic.abandon() {
            self.report(MonitorReport::OccupancyEnded(ended));
        }
        self.state = State::Closed;
        self.traffic = Traffic::new(&self.settings);
        self.changed = None;
        self.report(MonitorReport::Link(LinkReport::Down(hint)));
    }

    fn received(&mut self, now: Uptime, bytes: &[u8]) {
        if self.state == State::Closed {
            return;
        }
        for &byte in bytes {
            if let Some(piece) = self.reader.push(now, byte) {
                self.on_piece(now, piece);
            }
        }
    }

    fn tick(&mut self, now: Uptime) {
        self.lines_left = MAX_LINES;
        self.watch(now);
    }

    fn order(&mut self, _now: Uptime, order: Infallible) {
        match order {}
    }

    fn stop(&mut self, _now: Uptime) {}

    fn next(&mut self) -> Option<Output<MonitorReport>> {
        if let Some(output) = self.waiting.pop_front() {
            return Some(output);
        }
        if self.state != State::Up {
            return None;
        }
        let (asked_at, came_at) = self.changed.take()?;
        let value = self.traffic.view();
        Some(Output::Report(MonitorReport::View(Reading { value, asked_at, came_at })))
    }

    fn counters(&self) -> LinkCounters {
        self.counters
    }
}

fn is_gamma(line: MonitorLine) -> bool {
    matches!(
        line,
        MonitorLine::Background(Radiation::Gamma, _)
            | MonitorLine::Fault(Radiation::Gamma, _)
            | MonitorLine::Sample(Radiation::Gamma, ..)
    )
}

fn bump(counter: &mut u32) {
    *counter = counter.saturating_add(1);
}

#[cfg(test)]
mod tests;
