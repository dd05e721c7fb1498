//! The detector's state machine: frames, time and orders in; frames and reports out.
//!
//! Only the answer to the one outstanding poll counts, dated from when the poll was sent. After a miss it does not wait for silence: columns come
//! unasked, frames find their own beginning, and every answer carries the number of its poll, so that a late one is nobody's.

mod link;

use crate::domain::lane::{LinkCounters, LinkHint};
use crate::scanner::detector::message::{Message, Status};
use crate::scanner::detector::scan::{CREDIT_WINDOW, Fate, Scan};
use crate::scanner::detector::{DetectorSettings, MAX_COLUMNS};
use crate::scanner::device::{Driver, LinkReport, Output, Reading, Uptime};
use crate::scanner::link::frame::MAX_ENCODED;
use crate::scanner::link::{Decoder, encode};
use crate::scanner::reports::{Calibration, DetectorOrder, DetectorReport, DetectorStatus};
use link::LinkState;
use std::collections::VecDeque;
use std::time::Duration;

/// A poll goes out this often: six readings within 300 ms.
pub const POLL_PERIOD: Duration = Duration::from_millis(50);

/// A poll that is not answered by now is given up. Two lost polls still leave a view of less than 300 ms.
pub const POLL_LIMIT: Duration = Duration::from_millis(150);

/// Frames that are taken in a tick of 10 ms: 921 600 baud carry 4 columns of 256 pixels, and 12 of the shortest frames.
const MAX_FRAMES: u32 = 64;

/// Outputs that wait to be taken: a tick's frames and as much again of polls, credit and reports.
const MAX_WAITING: usize = 128;

/// Temperatures that are believed, tenths of a degree Celsius.
const TEMPERATURES: std::ops::RangeInclusive<i16> = -400..=1_000;

/// The poll that is outstanding.
#[derive(Debug, Clone, Copy)]
struct Asked {
    number: u32,
    at: Uptime,
}

/// The driver of the preview link.
#[derive(Debug)]
pub struct DetectorDriver {
    settings: DetectorSettings,
    link: LinkState,
    decoder: Decoder,
    /// Damaged frames of the decoders before this one, and messages that could not be read.
    damaged_before: u32,
    /// Goes on over reconnections, so that the first frame is never taken for a repetition.
    sequence: u16,
    /// The number of the last poll; goes on over reconnections, so that an answer of an older one is nobody's.
    last_poll: u32,
    polled_at: Option<Uptime>,
    outstanding: Option<Asked>,
    /// When the last poll that was answered in time was sent.
    answered_at: Uptime,
    is_garbled: bool,
    /// Bytes since the last frame that was one.
    unframed: usize,
    boot: Option<u32>,
    scan: Option<Scan>,
    calibrating: Option<Calibration>,
    frames_left: u32,
    waiting: VecDeque<Output<DetectorReport>>,
    counters: LinkCounters,
}

impl DetectorDriver {
    /// A driver without a port.
    pub fn new(settings: DetectorSettings) -> Self {
        Self {
            settings,
            link: LinkState::Closed,
            decoder: Decoder::new(),
            damaged_before: 0,
            sequence: 0,
            last_poll: 0,
            polled_at: None,
            outstanding: None,
            answered_at: Uptime::ZERO,
            is_garbled: false,
            unframed: 0,
            boot: None,
            scan: None,
            calibrating: None,
            frames_left: MAX_FRAMES,
            waiting: VecDeque::new(),
            counters: LinkCounters::default(),
        }
    }

    fn put(&mut self, output: Output<DetectorReport>) {
        if self.waiting.len() < MAX_WAITING {
            self.waiting.push_back(output);
        } else {
            bump(&mut self.counters.dropped, 1);
        }
    }

    fn report(&mut self, report: DetectorReport) {
        let output = Output::Report(report);
        // The same refusal twice before anybody asked is one.
        if self.waiting.back() != Some(&output) {
            self.put(output);
        }
    }

    fn send(&mut self, message: &Message) {
        let frame = message.to_frame(self.sequence);
        self.sequence = self.sequence.wrapping_add(1);
        // No message of the host is longer than a payload may be.
        if let Ok(bytes) = encode(&frame) {
            self.put(Output::Write(bytes));
        }
    }

    fn on_message(&mut self, now: Uptime, message: Message) {
        match message {
            Message::Identity { version, model, serial, firmware } => {
                self.on_identity(version, [&model, &serial, &firmware]);
            }
            Message::Status(status) => self.on_status(now, status),
            Message::Column { tag, number, pixels } if self.is_up() => self.on_column(tag, number, pixels),
            Message::Ended { columns, dropped, scan } if self.is_up() => {
                match self.scan.as_mut().filter(|known| known.id == scan && !known.is_ended) {
                    Some(_) if columns > MAX_COLUMNS || dropped > columns => self.refuse(),
                    Some(known) => {
                        known.is_ended = true;
                        let lost = known.lost_at_end(columns);
                        bump(&mut self.counters.dropped, lost);
                        bump(&mut self.counters.accepted, 1);
                        self.report(DetectorReport::Ended { scan, columns, dropped });
                    }
                    None => bump(&mut self.counters.late, 1),
                }
            }
            Message::Calibrated(which, figures) if self.is_up() => {
                if self.calibrating.take_if(|asked| *asked == which).is_some() {
                    bump(&mut self.counters.accepted, 1);
                    self.report(DetectorReport::Calibrated(which, figures));
                } else {
                    bump(&mut self.counters.late, 1);
                }
            }
            Message::Refused(code) if self.is_up() => {
                bump(&mut self.counters.accepted, 1);
                self.report(DetectorReport::Refused(code));
            }
            // Before the device is identified its other words mean nothing; host messages are never for us.
            _ => bump(&mut self.counters.late, 1),
        }
    }

    /// A word that cannot be: refused, not clamped.
    fn refuse(&mut self) {
        bump(&mut self.damaged_before, 1);
        self.report(DetectorReport::Implausible);
    }

    fn on_status(&mut self, now: Uptime, status: Status) {
        let Some(asked) = self.outstanding.take_if(|asked| asked.number == status.poll) else {
            bump(&mut self.counters.late, 1);
            return;
        };
        let figures_fit = status.columns <= MAX_COLUMNS
            && status.columns_expected <= MAX_COLUMNS
            && status.dropped <= status.columns
            && TEMPERATURES.contains(&status.temperature_tenths);
        if !figures_fit {
            self.refuse();
            return;
        }
        bump(&mut self.counters.accepted, 1);
        self.answered_at = asked.at;
        self.is_garbled = false;
        self.count_towards_up();
        if !self.is_up() {
            return;
        }
        self.on_boot(status.boot);
        self.compare_scan(asked.at, &status);
        let value = DetectorStatus {
            scan: status.scan,
            columns: status.columns,
            columns_expected: status.columns_expected,
            dropped: status.dropped,
            temperature_tenths: status.temperature_tenths,
        };
        self.report(DetectorReport::Status(Reading { value, asked_at: asked.at, came_at: now }));
    }

    /// A detector that was started anew has no scan and no calibration any longer.
    fn on_boot(&mut self, boot: u32) {
        if self.boot.replace(boot).is_some_and(|known| known != boot) {
            self.scan = None;
            self.calibrating = None;
            self.report(DetectorReport::Link(LinkReport::Restarted));
        }
    }

    /// Another scan in the place of the one that was begun cannot be. None may be: the order was lost, and the supervisor sees it.
    fn compare_scan(&mut self, asked_at: Uptime, status: &Status) {
        let Some(scan) = self.scan.as_mut().filter(|scan| asked_at > scan.begun_at && !scan.is_over) else {
            return;
        };
        match &status.scan {
            Some(named) if *named == scan.id => scan.made(status.columns),
            Some(_) if !scan.is_misnamed => {
                scan.is_misnamed = true;
                self.report(DetectorReport::Implausible);
            }
            _ => {}
        }
    }

    fn on_column(&mut self, tag: u32, number: u32, pixels: Vec<u8>) {
        let fate = self.scan.as_mut().map_or(Fate::Late, |scan| scan.take(tag, number, pixels.len()));
        match fate {
            Fate::Taken { lost } => {
                bump(&mut self.counters.accepted, 1);
                bump(&mut self.counters.dropped, lost);
                self.report(DetectorReport::Column { number, pixels });
            }
            Fate::Late => bump(&mut self.counters.late, 1),
            Fate::Refused => self.refuse(),
        }
    }

    /// Credit is given while what came is taken away.
    fn give_credit(&mut self, now: Uptime) {
        if !self.is_up() || self.waiting.len() > MAX_WAITING / 2 {
            return;
        }
        if let Some((tag, upto)) = self.scan.as_mut().and_then(|scan| scan.credit(now)) {
            self.send(&Message::Credit { tag, upto });
        }
    }

    /// Asks again once the last answer has come or was given up.
    fn poll(&mut self, now: Uptime) {
        if self.outstanding.take_if(|asked| now.saturating_sub(asked.at) >= POLL_LIMIT).is_some() {
            bump(&mut self.counters.missed, 1);
            self.miss_towards_up();
        }
        let is_due = self.polled_at.is_none_or(|at| now.saturating_sub(at) >= POLL_PERIOD);
        if !self.is_named() || !is_due || self.outstanding.is_some() {
            return;
        }
        self.last_poll = self.last_poll.wrapping_add(1);
        self.polled_at = Some(now);
        self.outstanding = Some(Asked { number: self.last_poll, at: now });
        self.send(&Message::Poll(self.last_poll));
    }
}

impl Driver for DetectorDriver {
    type Order = DetectorOrder;
    type Report = DetectorReport;

    fn opened(&mut self, now: Uptime) {
        bump(&mut self.counters.opened, 1);
        self.renew_decoder();
        self.outstanding = None;
        self.polled_at = None;
        self.answered_at = now;
        (self.is_garbled, self.unframed) = (false, 0);
        self.report(DetectorReport::Link(LinkReport::Opened));
        self.identify(now);
    }

    fn gone(&mut self, _now: Uptime, hint: LinkHint) {
        self.link = LinkState::Closed;
        self.renew_decoder();
        self.outstanding = None;
        self.scan = None;
        self.calibrating = None;
        // What waits to be sent was meant for the link that is gone.
        self.waiting.retain(|output| matches!(output, Output::Report(_)));
        self.report(DetectorReport::Link(LinkReport::Down(hint)));
    }

    fn received(&mut self, now: Uptime, bytes: &[u8]) {
        if self.link == LinkState::Closed {
            return;
        }
        let damaged = self.decoder.damaged();
        let frames = self.decoder.push(bytes);
        // A line on the wrong level has bytes without end and never a frame, be they all delimiters or none.
        self.unframed = if frames.is_empty() { self.unframed.saturating_add(bytes.len()) } else { 0 };
        self.is_garbled |= self.unframed > 2 * MAX_ENCODED;
        for frame in frames {
            let message = Message::from_frame(&frame);
            // Only one status can be an answer, so a flood cannot be of them, and it must not hide it.
            let is_answer = matches!(message, Ok(Message::Status(_)));
            if self.frames_left == 0 && !is_answer {
                bump(&mut self.counters.dropped, 1);
                continue;
            }
            self.frames_left = self.frames_left.saturating_sub(1);
            match message {
                Ok(message) => self.on_message(now, message),
                Err(_) => bump(&mut self.damaged_before, 1),
            }
        }
        self.is_garbled |= self.decoder.damaged() != damaged;
        self.give_credit(now);
    }

    fn tick(&mut self, now: Uptime) {
        self.frames_left = MAX_FRAMES;
        self.watch(now);
        self.poll(now);
        self.give_credit(now);
    }

    fn order(&mut self, now: Uptime, order: DetectorOrder) {
        if !self.is_up() {
            return;
        }
        match order {
            DetectorOrder::Begin(scan) => {
                self.send(&Message::Begin(scan.clone()));
                self.scan = Some(Scan::new(scan, now));
                self.give_credit(now);
            }
            DetectorOrder::End(scan, outcome) => {
                if let Some(known) = self.scan.as_mut().filter(|known| known.id == scan) {
                    known.is_over = true;
                }
                self.send(&Message::End(scan, outcome));
            }
            DetectorOrder::Calibrate(which) => {
                self.calibrating = Some(which);
                self.send(&Message::Calibrate(which));
            }
        }
    }

    fn stop(&mut self, _now: Uptime) {}

    fn next(&mut self) -> Option<Output<DetectorReport>> {
        self.waiting.pop_front()
    }

    fn counters(&self) -> LinkCounters {
        let damaged = self.damaged_before.saturating_add(self.decoder.damaged());
        LinkCounters { damaged, ..self.counters }
    }
}

fn bump(counter: &mut u32, by: u32) {
    *counter = counter.saturating_add(by);
}

/// What is waiting fits: a window's columns and a tick's answers leave room.
const _: () = assert!(CREDIT_WINDOW as usize <= MAX_WAITING / 2);

#[cfg(test)]
mod tests;
