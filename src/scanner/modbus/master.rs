//! The asking side: one request outstanding, every answer held against it, silence before the next one after anything went wrong.
//!
//! A serial answer has no number, so a late one looks like that of the next request. Two things keep them apart.
//! **Proof**: an answer that carries the counter which its own request wrote is that request's or nobody's. Such requests may follow a
//! miss as soon as the line is quiet, and the view lives on.
//! **Patience**: a request whose answer proves nothing waits until no earlier answer can come any more: the slave's worst response
//! after the request that was missed. Over TCP the transaction number is the proof of every answer.

use super::Framing;
use super::frame::{Answer, EXCEPTION_RTU, MAX_RTU, MAX_TCP, MBAP_BYTES, Request, RequestFault, crc};
use super::timing::{Duplex, Timing};
use crate::domain::lane::LinkCounters;
use crate::scanner::device::Uptime;
use std::time::Duration;

/// Bytes held at most: the longest frame, and as much noise before it.
const MAX_HELD: usize = 2 * MAX_TCP;

/// Silence within an answer that ends it. A frame has none longer than 1.5 characters, but a USB adapter hands its bytes on every
/// 16 ms.
const GAP: Duration = Duration::from_millis(20);

/// How an answer shows whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It does not.
    Patience,
    /// It need not: nothing is believed because of it, what follows it brings the proof.
    Elsewhere,
    /// The register at this place of it is this value, which the request, or one just before it, wrote.
    Echo {
        /// Place in the answer.
        place: usize,
        /// What was written.
        value: u16,
    },
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was answered.
    Answered(Answer),
    /// An answer came in time whose counter is another.
    WrongEcho,
    /// No answer in time.
    Missed,
    /// What came in its time is no answer.
    Damaged,
    /// A stream over TCP is out of step, and nothing brings it back: the connection has to be made anew.
    Lost,
}

#[derive(Debug)]
struct Outstanding {
    request: Request,
    proof: Proof,
    asked_at: Uptime,
}

/// The asking side of one line.
#[derive(Debug)]
pub struct Master {
    framing: Framing,
    unit: u8,
    timing: Timing,
    transaction: u16,
    outstanding: Option<Outstanding>,
    urgent: Option<Request>,
    held: Vec<u8>,
    /// Something went wrong and the line was not quiet since; from when quiet is counted.
    draining_from: Option<Uptime>,
    last_byte_at: Option<Uptime>,
    /// When the last request has left and the silence after it is over.
    line_free_at: Uptime,
    /// Until then an answer that was missed may still come.
    late_until: Uptime,
    /// What was given up for something urgent, and until when other answers were awaited then: its answer ends the wait for it.
    owed: Option<(Request, Uptime)>,
    counters: LinkCounters,
}

impl Master {
    /// A master of this unit.
    pub fn new(framing: Framing, unit: u8, timing: Timing) -> Self {
        Self {
            framing,
            unit,
            timing,
            transaction: 0,
            outstanding: None,
            urgent: None,
            held: Vec::new(),
            draining_from: None,
            last_byte_at: None,
            line_free_at: Uptime::ZERO,
            late_until: Uptime::ZERO,
            owed: None,
            counters: LinkCounters::default(),
        }
    }

    /// A port was opened. An answer to a question from before it is nobody's, so the line has to be quiet first.
    pub fn opened(&mut self, now: Uptime) {
        self.gone();
        self.counters.opened = self.counters.opened.saturating_add(1);
        self.draining_from = Some(now);
    }

    /// The port is gone, and what was asked with it.
    pub fn gone(&mut self) {
        if let Some(asked) = self.outstanding.take() {
            self.late_until = self.late_until.max(asked.asked_at + self.timing.worst);
        }
        self.urgent = None;
        self.owed = None;
        self.held.clear();
    }

    /// Counters since the beginning.
    pub fn counters(&self) -> LinkCounters {
        self.counters
    }

    /// Whether a request of this proof may be sent now.
    pub fn may_ask(&self, now: Uptime, proof: Proof) -> bool {
        if self.outstanding.is_some() || self.urgent.is_some() {
            return false;
        }
        if self.framing == Framing::Tcp {
            return true;
        }
        let heard = self.last_byte_at.unwrap_or_default();
        let quiet_at = match self.draining_from {
            Some(from) => from.max(heard) + self.timing.quiet,
            None if self.last_byte_at.is_some() => heard + self.timing.silence,
            None => Uptime::ZERO,
        };
        let patient = proof != Proof::Patience || now >= self.late_until;
        now >= quiet_at && now >= self.line_free_at && patient
    }

    /// Sends a request; to be called when [`Self::may_ask`].
    ///
    /// # Errors
    /// When no frame can carry it; nothing is outstanding then.
    pub fn ask(&mut self, now: Uptime, request: Request, proof: Proof) -> Result<Vec<u8>, RequestFault> {
        self.transaction = self.transaction.wrapping_add(1);
        let bytes = request.encode(self.framing, self.unit, self.transaction)?;
        if self.framing == Framing::Rtu {
            self.discard();
            let characters = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            self.line_free_at = now + self.timing.character.saturating_mul(characters) + self.timing.silence;
        }
        self.draining_from = None;
        self.outstanding = Some(Outstanding { request, proof, asked_at: now });
        Ok(bytes)
    }

    /// Something that must not wait for answers. Ask [`Self::take_urgent`] for its bytes, now and with every tick.
    pub fn hurry(&mut self, request: Request) {
        self.urgent = Some(request);
    }

    /// The bytes of what must not wait, as soon as the line can carry them: what is outstanding is given up for it, unless only one
    /// side may speak. Two frames without silence between them would be none.
    pub fn take_urgent(&mut self, now: Uptime) -> Option<Vec<u8>> {
        let is_answer_due =
            self.outstanding.as_ref().is_some_and(|asked| now < asked.asked_at + self.timing.deadline);
        let must_wait = now < self.line_free_at || self.timing.duplex == Duplex::Half && is_answer_due;
        if must_wait {
            return None;
        }
        let request = self.urgent.take()?;
        if let Some(given_up) = self.outstanding.take() {
            // Two that are owed cannot be told apart by one answer.
            self.owed = self.owed.is_none().then_some((given_up.request, self.late_until));
            self.late_until = self.late_until.max(given_up.asked_at + self.timing.worst);
        }
        self.ask(now, request, Proof::Elsewhere).ok()
    }

    /// Bytes came.
    pub fn received(&mut self, now: Uptime, bytes: &[u8]) -> Vec<Event> {
        let mut events: Vec<Event> = self.tick(now).into_iter().collect();
        for part in bytes.chunks(MAX_RTU) {
            match self.framing {
                Framing::Rtu => self.received_rtu(now, part, &mut events),
                Framing::Tcp => self.received_tcp(part, &mut events),
            }
        }
        self.last_byte_at = Some(now);
        events
    }

    /// Time went on.
    pub fn tick(&mut self, now: Uptime) -> Option<Event> {
        let Some(asked) = &self.outstanding else {
            let quiet = self.last_byte_at.is_some_and(|at| now >= at + self.timing.quiet);
            if quiet && self.framing == Framing::Rtu {
                self.discard();
            }
            return None;
        };
        let is_over = now >= asked.asked_at + self.timing.deadline;
        let has_begun = self.framing == Framing::Rtu && !self.held.is_empty();
        let is_torn = has_begun && self.last_byte_at.is_some_and(|at| now >= at + GAP);
        if is_over && !has_begun {
            self.counters.missed = self.counters.missed.saturating_add(1);
            self.give_up(now);
            return Some(Event::Missed);
        }
        if is_over || is_torn {
            self.discard();
            self.give_up(now);
            return Some(Event::Damaged);
        }
        None
    }

    fn give_up(&mut self, now: Uptime) {
        self.owed = None;
        if let Some(asked) = self.outstanding.take() {
            self.late_until = self.late_until.max(asked.asked_at + self.timing.worst);
        }
        self.draining_from = Some(now);
    }

    /// Throws away what is held, and counts what it was.
    fn discard(&mut self) {
        if self.held.is_empty() {
            return;
        }
        let held = std::mem::take(&mut self.held);
        self.count_unasked(&held);
    }

    fn count_unasked(&mut self, bytes: &[u8]) {
        let is_frame =
            bytes.split_last_chunk::<2>().is_some_and(|(body, sum)| body.len() > 1 && crc(body) == *sum);
        if let Some((request, late_until)) = &self.owed
            && request.read_rtu(self.unit, bytes).is_some()
        {
            self.late_until = *late_until;
            self.owed = None;
        }
        let counter = if is_frame { &mut self.counters.late } else { &mut self.counters.damaged };
        *counter = counter.saturating_add(1);
    }

    fn received_rtu(&mut self, now: Uptime, bytes: &[u8], events: &mut Vec<Event>) {
        if self.outstanding.is_none() {
            self.draining_from.get_or_insert(now);
        }
        let room = MAX_HELD.saturating_sub(self.held.len());
        self.held.extend(bytes.iter().take(room));
        while let Some((start, end, answer)) = self.find() {
            let rest = self.held.split_off(end);
            let before: Vec<u8> = self.held.drain(..start).collect();
            self.held = rest;
            if !before.is_empty() {
                self.count_unasked(&before);
                self.draining_from = Some(now);
            }
            self.judge(answer, events);
        }
        if self.outstanding.is_none() && !self.held.is_empty() {
            self.draining_from.get_or_insert(now);
        } else if bytes.len() > room {
            self.discard();
            self.give_up(now);
            events.push(Event::Damaged);
        }
    }

    /// The first place in what is held at which the outstanding request's answer stands whole: unit, function, length and CRC.
    fn find(&self) -> Option<(usize, usize, Answer)> {
        let asked = self.outstanding.as_ref()?;
        (0..self.held.len()).find_map(|start| {
            if *self.held.get(start)? != self.unit {
                return None;
            }
            [asked.request.answer_rtu(), EXCEPTION_RTU].into_iter().find_map(|length| {
                let answer = asked.request.read_rtu(self.unit, self.held.get(start..start + length)?)?;
                Some((start, start + length, answer))
            })
        })
    }

    /// An answer of the right shape; whether it is the outstanding request's own is for its proof to say.
    fn judge(&mut self, answer: Answer, events: &mut Vec<Event>) {
        let is_own = match (&answer, self.outstanding.as_ref().map(|asked| asked.proof)) {
            (_, None) => false,
            (Answer::Words(words), Some(Proof::Echo { place, value })) => words.get(place) == Some(&value),
            (_, Some(_)) => true,
        };
        if is_own {
            self.outstanding = None;
            self.counters.accepted = self.counters.accepted.saturating_add(1);
            events.push(Event::Answered(answer));
        } else {
            self.counters.late = self.counters.late.saturating_add(1);
            events.push(Event::WrongEcho);
        }
    }

    fn received_tcp(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        self.held.extend(bytes);
        while let Some((&[t0, t1, p0, p1, l0, l1, unit], _)) = self.held.split_first_chunk::<MBAP_BYTES>() {
            let length = usize::from(u16::from_be_bytes([l0, l1]));
            if [p0, p1] != [0, 0] || !(3..=MAX_TCP - MBAP_BYTES + 1).contains(&length) || unit != self.unit {
                self.counters.damaged = self.counters.damaged.saturating_add(1);
                self.gone();
                events.push(Event::Lost);
                return;
            }
            let end = MBAP_BYTES - 1 + length;
            if self.held.len() < end {
                return;
            }
            let frame: Vec<u8> = self.held.drain(..end).collect();
            let transaction = u16::from_be_bytes([t0, t1]);
            match self.outstanding.as_ref() {
                Some(asked) if transaction == self.transaction => {
                    if let Some(answer) = asked.request.read_tcp(unit, transaction, &frame) {
                        self.judge(answer, events);
                    } else {
                        self.counters.damaged = self.counters.damaged.saturating_add(1);
                        self.outstanding = None;
                        events.push(Event::Damaged);
                    }
                }
                _ => self.counters.late = self.counters.late.saturating_add(1),
            }
        }
    }
}

#[cfg(test)]
mod tests;
