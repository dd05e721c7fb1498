//! One request at a time: who may answer it, what comes too late, and when the line is quiet enough for the next one.
//!
//! Neither protocol numbers its requests, so nothing is asked after a miss or damage until the line has been silent longer than any
//! answer takes, and no request is the same as the one before it.

use super::dialect::{Answer, Dialect, Fit, Piece, Request};
use crate::domain::lane::LinkCounters;
use crate::scanner::device::Uptime;
use std::time::Duration;

/// How long an answer may take: the longest, 60 bytes at 9600 bits a second, is 63 ms on the wire, its request 6 ms; as much again for
/// the device and 60 ms for a converter that collects bytes for 16 ms on each way.
pub const REPLY_LIMIT: Duration = Duration::from_millis(200);

/// How long the line has to be silent after a miss or damage. More than any answer was ever late on a line that works.
pub const DRAIN_SILENCE: Duration = Duration::from_millis(500);

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To know who is there.
    Identify,
    /// To know how it stands.
    Poll,
    /// An order of the supervisor.
    Job,
    /// To end a beam.
    Off,
}

/// The request that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) request: Request,
    pub(super) purpose: Purpose,
    /// When it was sent.
    pub(super) at: Uptime,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// It was answered.
    Answered(Asked, Answer),
    /// It was not, or by something damaged.
    Missed(Asked),
}

/// A poll and two stops, the officer's and the supervisor's, and one to spare.
const MAX_ABANDONED: usize = 4;

/// A line that is waited on to fall silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Drain {
    since: Uptime,
    last: Uptime,
}

/// The exchange with a source.
pub(super) struct Exchange<D> {
    pub(super) dialect: D,
    pub(super) counters: LinkCounters,
    asked: Option<Asked>,
    /// What was under way when stops went past it, [`MAX_ABANDONED`] at most: each may still be answered, once.
    abandoned: Vec<Request>,
    /// The last word that was taken, while it may come a second time.
    last: Option<Vec<u8>>,
    drain: Option<Drain>,
    pub(super) heard: Heard,
    /// Whether the byte before was none of a word: noise is counted once, however long.
    is_noisy: bool,
}

/// What came since the last good answer, at its worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heard {
    /// Nothing.
    Nothing,
    /// Words, but no answers.
    Words,
    /// What is no word.
    Garbage,
}

impl<D: Dialect> Exchange<D> {
    pub(super) fn new(dialect: D) -> Self {
        Self {
            dialect,
            counters: LinkCounters::default(),
            asked: None,
            abandoned: Vec::new(),
            last: None,
            drain: None,
            heard: Heard::Nothing,
            is_noisy: false,
        }
    }

    /// Begins anew, at a port that was opened.
    pub(super) fn restart(&mut self) {
        self.dialect.forget();
        (self.asked, self.last, self.drain) = (None, None, None);
        self.abandoned.clear();
        self.heard = Heard::Nothing;
    }

    /// Whether a request may be sent.
    pub(super) fn is_free(&self) -> bool {
        self.asked.is_none() && self.drain.is_none()
    }

    /// Whether the line is waited on to fall silent.
    pub(super) fn is_draining(&self) -> bool {
        self.drain.is_some()
    }

    /// For how long the line has been waited on to fall silent.
    pub(super) fn draining(&self, now: Uptime) -> Option<Duration> {
        self.drain.map(|drain| now.saturating_sub(drain.since))
    }

    /// Sends a request. What was under way is abandoned: only a stop does that.
    pub(super) fn ask(&mut self, now: Uptime, request: Request, purpose: Purpose) -> Vec<u8> {
        if let Some(asked) = self.asked.take() {
            self.abandoned.truncate(MAX_ABANDONED - 1);
            self.abandoned.insert(0, asked.request);
        }
        if self.drain.is_none() {
            self.asked = Some(Asked { request, purpose, at: now });
        }
        self.dialect.encode(request)
    }

    /// Takes bytes. All words after the first answer are judged as if nothing had been asked since: it was not.
    pub(super) fn received(&mut self, now: Uptime, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            match self.dialect.push(*byte) {
                None => {}
                Some(Piece::Noise) => self.noise(now),
                Some(Piece::Damaged) => {
                    self.damage(now);
                    self.is_noisy = true;
                    events.extend(self.fail(now));
                }
                Some(Piece::Word(word)) => {
                    self.is_noisy = false;
                    events.extend(self.judge(now, word));
                }
            }
        }
        if self.dialect.is_within() {
            self.disturb(now);
        }
        events
    }

    /// Time went on.
    pub(super) fn tick(&mut self, now: Uptime) -> Option<Event> {
        if self.drain.is_some_and(|drain| now.saturating_sub(drain.last) >= DRAIN_SILENCE) {
            self.drain = None;
            self.last = None;
            self.abandoned.clear();
            self.dialect.forget();
        }
        let is_over = self.asked.is_some_and(|asked| now.saturating_sub(asked.at) >= REPLY_LIMIT);
        if !is_over {
            return None;
        }
        self.counters.missed = self.counters.missed.saturating_add(1);
        self.fail(now)
    }

    fn judge(&mut self, now: Uptime, word: Vec<u8>) -> Option<Event> {
        if self.drain.is_some() {
            // The answers to stops that are repeated meanwhile are expected.
            let is_off = self.dialect.off().iter().any(|step| self.fits(step.request, &word));
            if !is_off {
                self.count_late();
                self.disturb(now);
            }
            return None;
        }
        let fit = self.asked.map(|asked| (asked, self.dialect.fit(asked.request, &word)));
        match fit {
            Some((asked, Fit::Mine(answer))) => {
                self.counters.accepted = self.counters.accepted.saturating_add(1);
                (self.asked, self.last, self.heard) = (None, Some(word), Heard::Nothing);
                Some(Event::Answered(asked, answer))
            }
            Some((_, Fit::Damaged)) => {
                self.damage(now);
                self.fail(now)
            }
            Some((_, Fit::Other)) | None => self.unasked(now, &word),
        }
    }

    /// A word that nobody asked for: once the answer to what a stop went past, once the last answer again; else the line is off its step.
    fn unasked(&mut self, now: Uptime, word: &[u8]) -> Option<Event> {
        self.count_late();
        if let Some(place) = self.abandoned.iter().position(|request| self.fits(*request, word)) {
            self.abandoned.remove(place);
            return None;
        }
        if self.last.take().is_some_and(|last| last == word) {
            return None;
        }
        self.fail(now)
    }

    fn fits(&self, request: Request, word: &[u8]) -> bool {
        matches!(self.dialect.fit(request, word), Fit::Mine(_))
    }

    /// The request under way, if any, gets no answer any more; the line has to fall silent.
    fn fail(&mut self, now: Uptime) -> Option<Event> {
        self.drain.get_or_insert(Drain { since: now, last: now }).last = now;
        self.asked.take().map(Event::Missed)
    }

    fn disturb(&mut self, now: Uptime) {
        if let Some(drain) = &mut self.drain {
            drain.last = now;
        }
    }

    fn noise(&mut self, now: Uptime) {
        if std::mem::replace(&mut self.is_noisy, true) {
            self.disturb(now);
        } else {
            self.damage(now);
        }
    }

    fn damage(&mut self, now: Uptime) {
        self.counters.damaged = self.counters.damaged.saturating_add(1);
        self.heard = Heard::Garbage;
        self.disturb(now);
    }

    fn count_late(&mut self) {
        self.counters.late = self.counters.late.saturating_add(1);
        self.heard = self.heard.max(Heard::Words);
    }
}
