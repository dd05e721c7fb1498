//! What is wrong with a device of the lane, as its own check found it: the key in the file, and why, in the person's language.

use super::ScannerConfig;
use super::key::Key;
use crate::scanner::detector::DetectorFault;
use crate::scanner::detector::message::MAX_TEXT;
use crate::scanner::line::Endpoint;
use crate::scanner::portal::PortalFault;
use crate::scanner::portal::map::{MAX_BLOCKS, MapFault, MapProblem};
use crate::scanner::range::RangeFault;
use crate::scanner::source::SourceFault;
use crate::scanner::supervisor::{MAX_SCHEDULES, MAX_STEPS, RulesFault};
use crate::words::{Value, Words};
use std::path::PathBuf;

/// A setting of the lane that cannot be driven by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LaneProblem {
    /// How the line is set.
    Line(RangeFault),
    /// Another device has the same port.
    SamePort(&'static str),
    /// The portal.
    Portal(PortalFault),
    /// The source.
    Source(SourceFault),
    /// The monitor.
    Monitor(RangeFault),
    /// The detector.
    Detector(DetectorFault),
    /// The supervisor's rules.
    Rules(RulesFault),
}

/// The first device that makes no sense: its section, and what is wrong.
pub(super) fn find(scanner: &ScannerConfig) -> Result<(), (&'static str, LaneProblem)> {
    let lines = [
        ("scanner.portal", &scanner.portal.line),
        ("scanner.source", &scanner.source.line),
        ("scanner.monitor", &scanner.monitor.line),
        ("scanner.detector", &scanner.detector.line),
    ];
    for (place, (section, line)) in lines.iter().enumerate() {
        line.check().map_err(|fault| (*section, LaneProblem::Line(fault)))?;
        let end = End::of(&line.port);
        let taken = lines.iter().take(place).find(|(_, other)| End::of(&other.port) == end);
        if let Some((other, _)) = taken {
            return Err((*section, LaneProblem::SamePort(other)));
        }
    }
    scanner.portal.check().map_err(|fault| ("scanner.portal", LaneProblem::Portal(fault)))?;
    scanner.source.check().map_err(|fault| ("scanner.source", LaneProblem::Source(fault)))?;
    scanner.monitor.check().map_err(|fault| ("scanner.monitor", LaneProblem::Monitor(fault)))?;
    scanner.detector.check().map_err(|fault| ("scanner.detector", LaneProblem::Detector(fault)))?;
    scanner.rules.check().map_err(|fault| ("scanner.rules", LaneProblem::Rules(fault)))
}

/// What a port comes to: two names of one adapter are one port, where the adapter is there to tell.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Port(PathBuf),
    Place(String),
}

impl End {
    fn of(port: &Endpoint) -> Self {
        match port {
            Endpoint::Serial(path) => {
                Self::Port(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
            }
            Endpoint::Tcp(place) => Self::Place(place.to_ascii_lowercase()),
        }
    }
}

impl LaneProblem {
    /// The key that is wrong, below its section.
    pub(super) fn key(&self, section: Key) -> Key {
        match self {
            Self::Line(fault) => section.then("line").then(fault.field),
            Self::SamePort(_) => section.then("line.port"),
            Self::Portal(fault) => portal_key(fault, section),
            Self::Monitor(fault) | Self::Rules(RulesFault::Range(fault)) => section.then(fault.field),
            Self::Source(fault) => section.then(match fault {
                SourceFault::FullScale => "full_scale",
                SourceFault::Limit => "limit",
                SourceFault::Setpoint | SourceFault::NoVoltage => "setpoint",
                SourceFault::Model => "model",
                SourceFault::Checksum => "checksum",
            }),
            Self::Detector(fault) => section.then(match fault {
                DetectorFault::Model => "model",
                DetectorFault::Serial => "serial",
                DetectorFault::DataBits => "line.data_bits",
            }),
            Self::Rules(RulesFault::Speed) => section.then("speed_min_mm_s"),
            Self::Rules(RulesFault::Schedules) => section.then("conditioning"),
            Self::Rules(RulesFault::Steps(place)) => section.then("conditioning").at(*place).then("steps"),
            Self::Rules(RulesFault::Step(place, step)) => {
                section.then("conditioning").at(*place).then("steps").at(*step)
            }
        }
    }

    /// Why, in the person's language.
    pub(super) fn describe(&self, words: Words) -> String {
        match self {
            Self::Line(fault)
            | Self::Monitor(fault)
            | Self::Portal(PortalFault::Range(fault))
            | Self::Rules(RulesFault::Range(fault)) => range(fault, words),
            Self::SamePort(other) => {
                words.say_with("settings-same-port", &[("section", Value::from(*other))])
            }
            Self::Portal(PortalFault::Framing) => words.say("settings-framing"),
            Self::Portal(PortalFault::Serial) => words.say("settings-serial-unmapped"),
            Self::Portal(PortalFault::Map(fault)) => map(&fault.problem, words),
            Self::Source(fault) => source(*fault, words),
            Self::Detector(DetectorFault::Model | DetectorFault::Serial) => {
                words.say_with("settings-text", &[("most", Value::from(MAX_TEXT))])
            }
            Self::Detector(DetectorFault::DataBits) => words.say("settings-eight-bits"),
            Self::Rules(fault) => rules(*fault, words),
        }
    }
}

fn portal_key(fault: &PortalFault, section: Key) -> Key {
    match fault {
        PortalFault::Range(fault) => section.then(fault.field),
        PortalFault::Framing => section.then("framing"),
        PortalFault::Serial => section.then("serial"),
        // The map as a whole has no name of its own in it.
        PortalFault::Map(MapFault { problem: MapProblem::Scattered, .. }) => section.then("map"),
        PortalFault::Map(fault) => section.then("map").then(fault.name),
    }
}

fn range(fault: &RangeFault, words: Words) -> String {
    words.say_with(
        "settings-range",
        &[
            ("value", Value::from(fault.value.to_string())),
            ("from", Value::from(fault.from.to_string())),
            ("to", Value::from(fault.to.to_string())),
        ],
    )
}

fn source(fault: SourceFault, words: Words) -> String {
    match fault {
        SourceFault::FullScale => words.say("settings-full-scale"),
        SourceFault::Limit => words.say("settings-limit"),
        SourceFault::Setpoint => words.say("settings-setpoint"),
        SourceFault::NoVoltage => words.say("settings-no-voltage"),
        SourceFault::Model => words.say("settings-model"),
        SourceFault::Checksum => words.say("settings-checksum"),
    }
}

fn map(problem: &MapProblem, words: Words) -> String {
    match problem {
        MapProblem::Bit => words.say("settings-map-bit"),
        MapProblem::BitOfBit => words.say("settings-map-bit-of-bit"),
        MapProblem::Table => words.say("settings-map-table"),
        MapProblem::Words => words.say("settings-map-words"),
        MapProblem::Scale => words.say("settings-map-scale"),
        MapProblem::Twice(other) => words.say_with("settings-map-twice", &[("other", Value::from(*other))]),
        MapProblem::NotBeside => words.say("settings-map-not-beside"),
        MapProblem::NotHolding => words.say("settings-map-not-holding"),
        MapProblem::Mirror => words.say("settings-map-mirror"),
        MapProblem::Scattered => {
            words.say_with("settings-map-scattered", &[("most", Value::from(MAX_BLOCKS))])
        }
    }
}

fn rules(fault: RulesFault, words: Words) -> String {
    match fault {
        RulesFault::Range(fault) => range(&fault, words),
        RulesFault::Speed => words.say("settings-speeds"),
        RulesFault::Schedules => {
            words.say_with("settings-schedules", &[("most", Value::from(MAX_SCHEDULES))])
        }
        RulesFault::Steps(_) => words.say_with("settings-steps", &[("most", Value::from(MAX_STEPS))]),
        RulesFault::Step(..) => words.say("settings-step"),
    }
}
