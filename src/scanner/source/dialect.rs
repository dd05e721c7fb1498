//! What tells one protocol of sources from another: how a request is written, and what an answer to it says.

use crate::domain::lane::{Contact, Microamps, Setpoint, SourceState, TenthsKv};
use crate::scanner::reports::Reported;
use crate::scanner::source::{from_count, to_count};
use std::time::Duration;

/// Voltage or current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Voltage.
    Kv,
    /// Current.
    Current,
}

/// The two ends of a pulse that switches; where one command switches, it is the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The pulse begins.
    Begin,
    /// It ends.
    End,
}

/// What a source is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Who it is: the step of its identification. Changes nothing.
    Identify(u8),
    /// How it stands. Changes nothing.
    Status,
    /// Which faults it has. Changes nothing.
    Faults,
    /// What it measures; of some the one answer tells both. Changes nothing.
    Measured(Axis),
    /// What it holds as its setpoint. Changes nothing.
    Held(Axis),
    /// Hours with high voltage on. Changes nothing.
    Hours,
    /// To hold this count as its setpoint.
    Set(Axis, u16),
    /// To obey this line.
    Remote,
    /// High voltage on.
    On(Edge),
    /// High voltage off.
    Off(Edge),
    /// To forget its latched faults.
    Clear,
}

/// A request, and how long nothing of its sequence follows its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The request.
    pub request: Request,
    /// The pause after it.
    pub hold: Duration,
}

impl Step {
    /// A request without a pause after it.
    pub const fn plain(request: Request) -> Self {
        Self { request, hold: Duration::ZERO }
    }
}

/// What a status answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags {
    /// Its state.
    pub state: SourceState,
    /// Its own interlock input, polarity undone.
    pub interlock: Contact,
    /// Whether it obeys this line.
    pub remote: Reported,
    /// Whether it reports a fault, whatever its state.
    pub fault: Reported,
}

impl Flags {
    /// Whether high voltage is reported off.
    pub fn is_off(self) -> bool {
        self.state != SourceState::BeamOn && self.state != SourceState::Unknown
    }
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Fields of text.
    Text(Vec<String>),
    /// Its status.
    Flags(Flags),
    /// The number of its fault, 0 is none.
    Fault(u16),
    /// Measured voltage and current, as far as this answer tells them.
    Measured(Option<TenthsKv>, Option<Microamps>),
    /// A setpoint as it holds it.
    Held(Axis, u16),
    /// Hours with high voltage on, tenths.
    Hours(u32),
    /// Done.
    Done,
    /// Refused with this code.
    Refused(u16),
}

/// How a word fits a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// It answers it.
    Mine(Answer),
    /// It is a word of the protocol that answers something else.
    Other,
    /// It is none.
    Damaged,
}

/// What comes of a byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A whole word whose checksum, if there is one, is right.
    Word(Vec<u8>),
    /// It is outside of words.
    Noise,
    /// A word is damaged.
    Damaged,
}

/// A protocol. It has no time and remembers nothing but the word that is under way.
pub trait Dialect: Send {
    /// The bytes of a request.
    fn encode(&self, request: Request) -> Vec<u8>;

    /// Takes a byte. What is kept of a word is bounded.
    fn push(&mut self, byte: u8) -> Option<Piece>;

    /// Whether a word is under way.
    fn is_within(&self) -> bool;

    /// Forgets the word that is under way.
    fn forget(&mut self);

    /// What a word says where this was asked.
    fn fit(&self, request: Request, word: &[u8]) -> Fit;

    /// What it is asked first; all of it read-only.
    fn identification(&self) -> &'static [Request];

    /// Who it is by its answers to that; `None` if it is another than the configured one.
    fn identity(&self, answers: &[Answer]) -> Option<String>;

    /// What has to be fresh in every report; the status first, and at least one more.
    fn round(&self) -> &'static [Request];

    /// Whether setting it takes it under remote control: it is local until then, and after its watchdog.
    fn takes_remote(&self) -> bool {
        false
    }

    /// How its faults are asked for, where the status does not tell which.
    fn names_faults(&self) -> bool;

    /// Whether it counts hours.
    fn counts_hours(&self) -> bool;

    /// What makes these counts its setpoint, each of them told by two answers.
    fn preparation(&self, kv: u16, current: u16) -> Vec<Step>;

    /// What switches on.
    fn on(&self) -> &'static [Step];

    /// What switches off.
    fn off(&self) -> &'static [Step];

    /// What forgets faults.
    ///
    /// # Errors
    /// The code of the refusal, where only a person at the device can do it.
    fn clear(&self) -> Result<Step, u16>;

    /// What the highest count of its converters means.
    fn full_scale(&self) -> Setpoint;

    /// The setpoint of these counts.
    fn setpoint(&self, kv: u16, current: u16) -> Setpoint {
        let full = self.full_scale();
        Setpoint {
            kv: TenthsKv(from_count(kv, full.kv.0, 10)),
            current: Microamps(from_count(current, full.current.0, 10)),
        }
    }

    /// The counts of a setpoint.
    fn counts(&self, setpoint: Setpoint) -> (u16, u16) {
        let full = self.full_scale();
        (to_count(setpoint.kv.0, full.kv.0), to_count(setpoint.current.0, full.current.0))
    }
}
