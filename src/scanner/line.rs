//! Where a device's line is and how it is set, as the settings file says it.

use crate::scanner::range::RangeFault;
use serde::Deserialize;
use std::path::PathBuf;

/// The end of a line at this machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Endpoint {
    /// A serial port, best by a name that survives a replug (`/dev/serial/by-id/…`).
    Serial(PathBuf),
    /// `tcp:HOST:PORT`: a terminal server, or a device with a network.
    Tcp(String),
}

/// A text that names no end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a port is a path such as /dev/serial/by-id/… or tcp:HOST:PORT")]
pub struct EndpointFault;

impl TryFrom<String> for Endpoint {
    type Error = EndpointFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.strip_prefix("tcp:") {
            Some(place) => {
                let (host, port) = place.rsplit_once(':').ok_or(EndpointFault)?;
                let fits = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port != 0);
                if fits { Ok(Self::Tcp(place.to_owned())) } else { Err(EndpointFault) }
            }
            None if text.starts_with('/') => Ok(Self::Serial(PathBuf::from(text))),
            None => Err(EndpointFault),
        }
    }
}

/// Parity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parity {
    /// None.
    None,
    /// Even.
    Even,
    /// Odd.
    Odd,
}

/// How a serial line is set. Of no meaning for TCP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSettings {
    /// Bits a second.
    pub baud: u32,
    /// 7 or 8.
    pub data_bits: u8,
    /// Parity.
    pub parity: Parity,
    /// 1 or 2.
    pub stop_bits: u8,
}

impl std::fmt::Display for LineSettings {
    /// As engineers write it: `19200 8E1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parity = match self.parity {
            Parity::None => 'N',
            Parity::Even => 'E',
            Parity::Odd => 'O',
        };
        write!(f, "{} {}{parity}{}", self.baud, self.data_bits, self.stop_bits)
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Serial(path) => write!(f, "{}", path.display()),
            Self::Tcp(place) => write!(f, "tcp:{place}"),
        }
    }
}

impl LineSettings {
    /// 8N1 at this speed.
    pub const fn plain(baud: u32) -> Self {
        Self { baud, data_bits: 8, parity: Parity::None, stop_bits: 1 }
    }
}

/// A line in the settings file: its end, and what differs from the device's usual settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its end.
    pub port: Endpoint,
    /// Bits a second.
    #[serde(default)]
    pub baud: Option<u32>,
    /// 7 or 8.
    #[serde(default)]
    pub data_bits: Option<u8>,
    /// Parity.
    #[serde(default)]
    pub parity: Option<Parity>,
    /// 1 or 2.
    #[serde(default)]
    pub stop_bits: Option<u8>,
}

/// Bits a second that serial ports of this system can be set to: from the slowest of old modems to the fastest of its constants.
const BAUD: std::ops::RangeInclusive<u32> = 300..=4_000_000;

impl Line {
    /// Whether a port can be set so.
    ///
    /// # Errors
    /// The first number that no port has.
    pub fn check(&self) -> Result<(), RangeFault> {
        RangeFault::find(&[
            ("baud", self.baud.unwrap_or(*BAUD.start()), BAUD),
            ("data_bits", u32::from(self.data_bits.unwrap_or(8)), 7..=8),
            ("stop_bits", u32::from(self.stop_bits.unwrap_or(1)), 1..=2),
        ])
    }

    /// The line at this end with the device's usual settings.
    pub const fn at(port: Endpoint) -> Self {
        Self { port, baud: None, data_bits: None, parity: None, stop_bits: None }
    }

    /// Its settings, where `usual` are those of the device.
    pub fn settings(&self, usual: LineSettings) -> LineSettings {
        LineSettings {
            baud: self.baud.unwrap_or(usual.baud),
            data_bits: self.data_bits.unwrap_or(usual.data_bits),
            parity: self.parity.unwrap_or(usual.parity),
            stop_bits: self.stop_bits.unwrap_or(usual.stop_bits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_paths_or_places_of_a_network() {
        let read = |text: &str| Endpoint::try_from(text.to_owned());
        assert_eq!(read("/dev/ttyS0"), Ok(Endpoint::Serial("/dev/ttyS0".into())));
        assert_eq!(read("tcp:10.0.0.7:502"), Ok(Endpoint::Tcp("10.0.0.7:502".to_owned())));
        for wrong in ["", "ttyS0", "tcp:", "tcp:10.0.0.7", "tcp::502", "tcp:a:0", "tcp:a:70000"] {
            assert_eq!(read(wrong), Err(EndpointFault), "{wrong}");
        }
    }

    #[test]
    fn what_the_file_leaves_open_is_the_devices_own() {
        let mut line = Line::at(Endpoint::Serial("/dev/ttyS0".into()));
        line.parity = Some(Parity::Even);
        let settings = line.settings(LineSettings::plain(9_600));
        assert_eq!((settings.baud, settings.parity, settings.stop_bits), (9_600, Parity::Even, 1));
    }

    #[test]
    fn what_no_port_has_is_named() {
        let read = |text: &str| toml::from_str::<Line>(&format!("port = \"/dev/ttyS0\"\n{text}")).unwrap();
        assert_eq!(read("baud = 9600\ndata_bits = 7\nstop_bits = 2").check(), Ok(()));
        for (text, field) in
            [("baud = 0", "baud"), ("data_bits = 9", "data_bits"), ("stop_bits = 3", "stop_bits")]
        {
            assert_eq!(read(text).check().map_err(|fault| fault.field), Err(field), "{text}");
        }
    }
}
