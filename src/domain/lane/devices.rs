//! The devices of a lane, each with its link, its identity and the age of its last word.

use super::Link;
use serde::{Deserialize, Serialize};

/// The devices that make a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// The portal's PLC: interlock chain, gates, horn, lights, speed, scan permit.
    Portal,
    /// The X-ray source: its high-voltage generator or its modulator.
    Source,
    /// The radiation portal monitor.
    Monitor,
    /// The detector's preview link.
    Detector,
}

impl DeviceKind {
    /// All, in the order in which screens show them.
    pub const ALL: [Self; 4] = [Self::Portal, Self::Source, Self::Monitor, Self::Detector];

    /// The word that settings, folders of ports and command lines use.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Source => "source",
            Self::Monitor => "monitor",
            Self::Detector => "detector",
        }
    }
}

/// Why a device is not there, as far as its bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkHint {
    /// Nothing is known against it.
    #[default]
    None,
    /// The port is not there.
    NoPort,
    /// Another process holds the port.
    Held,
    /// The port is open and silent: cable, power, or the other side's settings.
    Silent,
    /// Bytes come that are no words of its protocol: speed or parity differ, or it is another device.
    Garbage,
    /// It named itself, and is not the one that is configured.
    Wrong,
    /// It takes no more bytes.
    Stuck,
}

/// Counters of one link since the program began; all of them stop at their highest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct LinkCounters {
    /// Words taken.
    pub accepted: u32,
    /// Words refused: checksum, grammar, range.
    pub damaged: u32,
    /// Answers that came after their time or for nobody.
    pub late: u32,
    /// Requests that nobody answered in time.
    pub missed: u32,
    /// Words lost or thrown away because there were too many.
    pub dropped: u32,
    /// How often the port was opened.
    pub opened: u32,
}

/// One device as it is known at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct DeviceView {
    /// Its link.
    pub link: Link,
    /// Why it is not up.
    pub hint: LinkHint,
    /// Model, serial number and firmware as it reported them.
    pub identity: Option<String>,
    /// Time since the request that its last word answered, or since its last word where it speaks unasked; milliseconds.
    pub age_ms: Option<u32>,
    /// The last round trip from request to answer, microseconds.
    pub round_trip_us: Option<u32>,
    /// Its counters.
    pub counters: LinkCounters,
}

/// All devices.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Devices {
    /// The portal's PLC.
    pub portal: DeviceView,
    /// The source.
    pub source: DeviceView,
    /// The radiation portal monitor.
    pub monitor: DeviceView,
    /// The detector's preview link.
    pub detector: DeviceView,
}

impl Devices {
    /// The one of this kind.
    pub const fn of(&self, kind: DeviceKind) -> &DeviceView {
        match kind {
            DeviceKind::Portal => &self.portal,
            DeviceKind::Source => &self.source,
            DeviceKind::Monitor => &self.monitor,
            DeviceKind::Detector => &self.detector,
        }
    }

    /// The one of this kind, to be changed.
    pub const fn of_mut(&mut self, kind: DeviceKind) -> &mut DeviceView {
        match kind {
            DeviceKind::Portal => &mut self.portal,
            DeviceKind::Source => &mut self.source,
            DeviceKind::Monitor => &mut self.monitor,
            DeviceKind::Detector => &mut self.detector,
        }
    }

    /// The first that is not up, if any.
    pub fn missing(&self) -> Option<DeviceKind> {
        DeviceKind::ALL.into_iter().find(|kind| self.of(*kind).link != Link::Up)
    }
}
