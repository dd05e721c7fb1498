//! Technix SR: lines of text that echo their command, without a checksum, from a source with a watchdog of 5 s.
//!
//! Source: the protocol page of `fkivela/HVCtl` (`doc/sphinx/protocol.rst`). It neither names itself nor tells its setpoint: who it is
//! shows in three read-only answers that have its grammar, and each setpoint is sent twice, with high voltage off, for the two echoes.

use super::dialect::{Answer, Axis, Dialect, Edge, Fit, Flags, Piece, Request, Step};
use super::machine::Machine;
use super::{FULL_COUNT, SourceSettings, from_count};
use crate::domain::lane::{Contact, Microamps, Setpoint, SourceState, TenthsKv};
use crate::scanner::reports::Reported;
use std::time::Duration;

/// What drives a Technix.
pub type TechnixDriver = Machine<Technix>;

/// How long a switching pulse lasts.
pub const PULSE: Duration = Duration::from_millis(100);

/// The code under which [`crate::scanner::reports::SourceOrder::ClearFault`] is refused: only the button at its front panel clears its fault.
pub const PANEL_ONLY: u16 = 1;

/// The longest line: `d1,4095`, and one more.
const MAX_LINE: usize = 8;

/// The protocol.
pub struct Technix {
    line: Vec<u8>,
    /// The rest of a line that is damaged is skipped.
    is_skipping: bool,
    model: String,
    full: Setpoint,
}

impl TechnixDriver {
    /// The driver of a Technix.
    pub fn new(settings: &SourceSettings) -> Self {
        let dialect = Technix {
            line: Vec::with_capacity(MAX_LINE),
            is_skipping: false,
            model: settings.model.clone(),
            full: settings.full_scale,
        };
        Self::with(dialect, settings.limit)
    }
}

fn command(request: Request) -> String {
    match request {
        Request::Identify(0) | Request::Status | Request::Faults | Request::Hours => "E".to_owned(),
        Request::Identify(1) | Request::Measured(Axis::Kv) | Request::Held(Axis::Kv) => "a1".to_owned(),
        Request::Identify(_) | Request::Measured(Axis::Current) | Request::Held(Axis::Current) => {
            "a2".to_owned()
        }
        Request::Set(Axis::Kv, count) => format!("d1,{count}"),
        Request::Set(Axis::Current, count) => format!("d2,{count}"),
        Request::Remote => "P7,0".to_owned(),
        Request::On(Edge::Begin) => "P5,1".to_owned(),
        Request::On(Edge::End) => "P5,0".to_owned(),
        Request::Off(Edge::Begin) => "P6,1".to_owned(),
        Request::Off(Edge::End) | Request::Clear => "P6,0".to_owned(),
    }
}

/// A number at the end of an answer: digits only, no zero before others.
fn number(text: &str, highest: u16) -> Option<u16> {
    let is_plain = text == "0" || !text.starts_with('0');
    let is_number = is_plain && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok().filter(|number| *number <= highest) } else { None }
}

/// The eight bits of `E`, the lowest first: regulation, fault, interlock open, high voltage, on, off, local, inhibit.
fn flags(bits: u16) -> Flags {
    let bit = |index: u16| if bits & (1 << index) == 0 { Reported::Off } else { Reported::On };
    let state = match (bit(3), bit(1)) {
        (Reported::On, _) => SourceState::BeamOn,
        (_, Reported::On) => SourceState::Faulted,
        _ => SourceState::Ready,
    };
    Flags {
        state,
        interlock: if bit(2) == Reported::On { Contact::Open } else { Contact::Closed },
        remote: if bit(6) == Reported::On { Reported::Off } else { Reported::On },
        fault: bit(1),
    }
}

/// Whether a line is a word of the protocol at all.
fn is_word(line: &str) -> bool {
    let value = |text: &str| number(text, FULL_COUNT).is_some();
    match line.split_at_checked(1) {
        Some(("E", rest)) => number(rest, 255).is_some(),
        Some(("a", rest)) => {
            rest.split_at_checked(1).is_some_and(|(axis, rest)| matches!(axis, "1" | "2") && value(rest))
        }
        Some(("d", rest)) => {
            rest.split_once(',').is_some_and(|(axis, rest)| matches!(axis, "1" | "2") && value(rest))
        }
        Some(("P", rest)) => rest
            .split_once(',')
            .is_some_and(|(pin, rest)| matches!(pin, "5" | "6" | "7" | "8") && matches!(rest, "0" | "1")),
        _ => false,
    }
}

impl Technix {
    fn answer(&self, request: Request, rest: &str) -> Option<Answer> {
        match request {
            Request::Status => number(rest, 255).map(|bits| Answer::Flags(flags(bits))),
            // No list of faults is public: there is one bit.
            Request::Faults => number(rest, 255).map(|bits| Answer::Fault((bits >> 1) & 1)),
            Request::Identify(0) => number(rest, 255).map(|bits| Answer::Fault(bits & 1)),
            Request::Identify(_) => number(rest, FULL_COUNT).map(|count| Answer::Held(Axis::Kv, count)),
            Request::Measured(axis) | Request::Held(axis) => {
                number(rest, FULL_COUNT).map(|count| match axis {
                    Axis::Kv => Answer::Measured(Some(TenthsKv(from_count(count, self.full.kv.0, 10))), None),
                    Axis::Current => {
                        Answer::Measured(None, Some(Microamps(from_count(count, self.full.current.0, 10))))
                    }
                })
            }
            Request::Set(axis, count) => rest.is_empty().then_some(Answer::Held(axis, count)),
            Request::Hours => None,
            Request::Remote | Request::On(_) | Request::Off(_) | Request::Clear => {
                rest.is_empty().then_some(Answer::Done)
            }
        }
    }
}

impl Dialect for Technix {
    fn encode(&self, request: Request) -> Vec<u8> {
        let mut bytes = command(request).into_bytes();
        bytes.push(b'\r');
        bytes
    }

    fn push(&mut self, byte: u8) -> Option<Piece> {
        let is_text = byte.is_ascii_alphanumeric() || byte == b',';
        if byte == b'\r' {
            let line = std::mem::take(&mut self.line);
            let is_skipped = std::mem::take(&mut self.is_skipping);
            return (!line.is_empty() && !is_skipped).then_some(Piece::Word(line));
        }
        if self.is_skipping {
            return None;
        }
        if !is_text || self.line.len() >= MAX_LINE {
            self.line.clear();
            self.is_skipping = true;
            return Some(Piece::Damaged);
        }
        self.line.push(byte);
        None
    }

    fn is_within(&self) -> bool {
        !self.line.is_empty() || self.is_skipping
    }

    fn forget(&mut self) {
        self.line.clear();
        self.is_skipping = false;
    }

    fn fit(&self, request: Request, word: &[u8]) -> Fit {
        let Ok(line) = str::from_utf8(word) else { return Fit::Damaged };
        let mine = line.strip_prefix(&command(request)).and_then(|rest| self.answer(request, rest));
        match mine {
            Some(answer) => Fit::Mine(answer),
            None if is_word(line) => Fit::Other,
            None => Fit::Damaged,
        }
    }

    fn identification(&self) -> &'static [Request] {
        const STEPS: [Request; 3] = [Request::Identify(0), Request::Identify(1), Request::Identify(2)];
        &STEPS
    }

    fn identity(&self, _answers: &[Answer]) -> Option<String> {
        Some(self.model.clone())
    }

    fn round(&self) -> &'static [Request] {
        const ROUND: [Request; 3] =
            [Request::Status, Request::Measured(Axis::Kv), Request::Measured(Axis::Current)];
        &ROUND
    }

    fn takes_remote(&self) -> bool {
        true
    }

    fn names_faults(&self) -> bool {
        false
    }

    fn counts_hours(&self) -> bool {
        false
    }

    fn preparation(&self, kv: u16, current: u16) -> Vec<Step> {
        let (set_kv, set_current) = (Request::Set(Axis::Kv, kv), Request::Set(Axis::Current, current));
        [Request::Remote, set_kv, set_current, set_kv, set_current].map(Step::plain).to_vec()
    }

    fn on(&self) -> &'static [Step] {
        const ON: [Step; 2] =
            [Step { request: Request::On(Edge::Begin), hold: PULSE }, Step::plain(Request::On(Edge::End))];
        &ON
    }

    fn off(&self) -> &'static [Step] {
        const OFF: [Step; 3] = [
            Step { request: Request::Off(Edge::Begin), hold: PULSE },
            // A pulse that the stop went past must not stay on. Its end would switch on: it comes while off is still held.
            Step::plain(Request::On(Edge::End)),
            Step::plain(Request::Off(Edge::End)),
        ];
        &OFF
    }

    fn clear(&self) -> Result<Step, u16> {
        Err(PANEL_ONLY)
    }

    fn full_scale(&self) -> Setpoint {
        self.full
    }
}

#[cfg(test)]
mod tests;
