//! The portal's PLC: interlock chain, gates, horn, lights, speed and scan permit over Modbus, by the site's map of its registers.

pub mod driver;
pub mod map;

use crate::scanner::line::{Endpoint, Line, LineSettings, Parity};
use crate::scanner::modbus::Framing;
use crate::scanner::modbus::timing::{Duplex, Timing};
use crate::scanner::range::RangeFault;
pub use driver::PortalDriver;
pub use map::{MapFault, PortalMap};
use serde::Deserialize;
use std::time::Duration;

/// A line as PLCs are delivered (8E1), but at 115 200 baud: a cycle of the reference map, 21 and 29 bytes of 11 bits, is 4.8 ms there
/// and 28.6 ms at 19 200, where a stop would wait up to 14 ms for the frame before it.
pub const USUAL: LineSettings =
    LineSettings { baud: 115_200, data_bits: 8, parity: Parity::Even, stop_bits: 1 };

/// Two answers of 100 ms may be lost in the 300 ms after which a view is stale.
const DEADLINE_MS: u16 = 100;

/// A deadline above this leaves no answer in the 300 ms after which a view is stale.
const DEADLINE_MAX_MS: u16 = 250;

/// The slave's worst response, for answers that prove nothing.
const WORST_MS: u16 = 500;

/// A slave that needs longer is broken.
const WORST_MAX_MS: u16 = 5_000;

/// The longest pause within an answer that came through a USB adapter is 16 ms.
const QUIET_MS: u16 = 30;

/// The portal in the settings file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalSettings {
    /// Its line.
    pub line: Line,
    /// Its address on the line, or its unit behind a gateway.
    #[serde(default = "one")]
    pub unit: u8,
    /// The framing; left out it is that of the line's end.
    #[serde(default)]
    pub framing: Option<Framing>,
    /// RS-485 on two wires: a stop waits for the answer that is due.
    #[serde(default)]
    pub half_duplex: bool,
    /// An answer later than this is nobody's, milliseconds.
    #[serde(default = "deadline_ms")]
    pub deadline_ms: u16,
    /// The slave's worst response, milliseconds.
    #[serde(default = "worst_ms")]
    pub worst_ms: u16,
    /// The silence that ends a drain, milliseconds.
    #[serde(default = "quiet_ms")]
    pub quiet_ms: u16,
    /// The serial number that has to answer; left out any does.
    #[serde(default)]
    pub serial: Option<String>,
    /// The registers of this site; left out they are the reference map's.
    #[serde(default)]
    pub map: PortalMap,
}

fn one() -> u8 {
    1
}

fn deadline_ms() -> u16 {
    DEADLINE_MS
}

fn worst_ms() -> u16 {
    WORST_MS
}

fn quiet_ms() -> u16 {
    QUIET_MS
}

/// What is wrong in the portal's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PortalFault {
    /// A number out of its range.
    #[error(transparent)]
    Range(#[from] RangeFault),
    /// `framing = "tcp"` on a serial port.
    #[error("framing: \"tcp\" needs a port of the form tcp:HOST:PORT")]
    Framing,
    /// A serial number in the settings, and none in the map.
    #[error("serial: the map does not say where the serial number is")]
    Serial,
    /// The map.
    #[error("map.{0}")]
    Map(#[from] MapFault),
}

impl PortalSettings {
    /// A portal of the reference map on this line.
    pub fn at(line: Line) -> Self {
        Self {
            line,
            unit: 1,
            framing: None,
            half_duplex: false,
            deadline_ms: DEADLINE_MS,
            worst_ms: WORST_MS,
            quiet_ms: QUIET_MS,
            serial: None,
            map: PortalMap::reference(),
        }
    }

    /// Whether everything in it can be.
    ///
    /// # Errors
    /// The first field that cannot.
    pub fn check(&self) -> Result<(), PortalFault> {
        let is_tcp = self.framing() == Framing::Tcp;
        RangeFault::find(&[
            ("unit", u32::from(self.unit), if is_tcp { 0..=255 } else { 1..=247 }),
            ("deadline_ms", u32::from(self.deadline_ms), 10..=u32::from(DEADLINE_MAX_MS)),
            ("worst_ms", u32::from(self.worst_ms), u32::from(self.deadline_ms)..=u32::from(WORST_MAX_MS)),
            ("quiet_ms", u32::from(self.quiet_ms), 5..=100),
        ])?;
        if is_tcp && matches!(self.line.port, Endpoint::Serial(_)) {
            return Err(PortalFault::Framing);
        }
        if self.serial.is_some() && self.map.serial.is_none() {
            return Err(PortalFault::Serial);
        }
        Ok(self.map.check()?)
    }

    /// The framing, said or implied.
    pub fn framing(&self) -> Framing {
        self.framing.unwrap_or(match self.line.port {
            Endpoint::Serial(_) => Framing::Rtu,
            Endpoint::Tcp(_) => Framing::Tcp,
        })
    }

    /// The line's times.
    pub fn timing(&self) -> Timing {
        let millis = |millis: u16| Duration::from_millis(u64::from(millis));
        let (silence, character) = Timing::of_line(&self.line.settings(USUAL));
        Timing {
            deadline: millis(self.deadline_ms),
            worst: millis(self.worst_ms),
            quiet: millis(self.quiet_ms),
            silence,
            character,
            duplex: if self.half_duplex { Duplex::Half } else { Duplex::Full },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PortalSettings, String> {
        toml::from_str(text).map_err(|fault| fault.to_string())
    }

    #[test]
    fn what_is_left_out_is_usual() {
        let settings = read("[line]\nport = \"/dev/ttyS0\"").unwrap();
        assert_eq!(settings, PortalSettings::at(settings.line.clone()));
        assert_eq!(settings.check(), Ok(()));
        assert_eq!(settings.framing(), Framing::Rtu);
        let tcp = read("[line]\nport = \"tcp:10.0.0.7:502\"").unwrap();
        assert_eq!(tcp.framing(), Framing::Tcp);
        assert!(read("units = 3\n[line]\nport = \"/dev/ttyS0\"").unwrap_err().contains("units"));
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (line, field) in [
            ("unit = 0", "unit"),
            ("unit = 248", "unit"),
            ("deadline_ms = 300", "deadline_ms"),
            ("worst_ms = 90", "worst_ms"),
            ("quiet_ms = 0", "quiet_ms"),
            ("framing = \"tcp\"", "framing"),
        ] {
            let settings = read(&format!("{line}\n[line]\nport = \"/dev/ttyS0\"")).unwrap();
            let said = settings.check().unwrap_err().to_string();
            assert!(said.starts_with(field), "{line}: {said}");
        }
        let mut settings = read("serial = \"7\"\n[line]\nport = \"/dev/ttyS0\"").unwrap();
        assert_eq!(settings.check(), Ok(()));
        settings.map.serial = None;
        assert_eq!(settings.check(), Err(PortalFault::Serial));
        settings.map.doors.bit = Some(16);
        settings.serial = None;
        assert!(settings.check().unwrap_err().to_string().starts_with("map.doors"));
    }
}
