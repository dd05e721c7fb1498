//! The detector's preview link: columns as they are made, for eyes only, with a number each, a tag of their scan and credit for so many.
//!
//! It is Intrascope's own; `docs/PROTOCOL.md` describes it byte by byte. The image that counts comes through the drop folder.

pub mod driver;
pub mod message;
mod scan;

pub use driver::DetectorDriver;

use crate::scanner::detector::message::MAX_TEXT;
use crate::scanner::line::Line;
use crate::scanner::line::LineSettings;
use serde::Deserialize;

/// 150 columns a second of 512 pixels need 80 000 bytes a second; 921 600 baud carry 92 160.
pub const USUAL: LineSettings = LineSettings::plain(921_600);

/// The model that is expected where the settings file names none.
pub const USUAL_MODEL: &str = "Intrascope Preview";

/// The most columns of a scan: 9 times the simulator's 900, 4 MiB at the highest column (512 pixels).
pub const MAX_COLUMNS: u32 = 8_192;

/// The detector in the settings file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectorSettings {
    /// Its line.
    pub line: Line,
    /// The model that it must name.
    #[serde(default = "usual_model")]
    pub model: String,
    /// The serial number that it must name, where it matters which of two it is.
    #[serde(default)]
    pub serial: Option<String>,
}

fn usual_model() -> String {
    USUAL_MODEL.to_owned()
}

/// A setting of the detector that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DetectorFault {
    /// Empty or too long to be on the wire.
    #[error("model must have 1 to {MAX_TEXT} bytes")]
    Model,
    /// The same.
    #[error("serial must have 1 to {MAX_TEXT} bytes")]
    Serial,
    /// Frames need all 8 bits of a byte.
    #[error("line.data_bits must be 8")]
    DataBits,
}

impl DetectorSettings {
    /// The usual settings on this line.
    pub fn on(line: Line) -> Self {
        Self { line, model: usual_model(), serial: None }
    }

    /// Whether every field can be used.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn check(&self) -> Result<(), DetectorFault> {
        let fits = |text: &str| (1..=MAX_TEXT).contains(&text.len());
        if !fits(&self.model) {
            return Err(DetectorFault::Model);
        }
        if self.serial.as_deref().is_some_and(|serial| !fits(serial)) {
            return Err(DetectorFault::Serial);
        }
        if self.line.data_bits.is_some_and(|bits| bits != 8) {
            return Err(DetectorFault::DataBits);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_cannot_be_used_is_named() {
        let read = |text: &str| -> Result<DetectorSettings, toml::de::Error> {
            toml::from_str(&format!("line = {{ port = \"tcp:a:1\" }}\n{text}"))
        };
        let usual = read("").unwrap();
        assert_eq!((usual.check(), &usual), (Ok(()), &DetectorSettings::on(usual.line.clone())));
        for (text, fault) in [
            ("model = \"\"".to_owned(), DetectorFault::Model),
            (format!("model = \"{}\"", "x".repeat(65)), DetectorFault::Model),
            ("serial = \"\"".to_owned(), DetectorFault::Serial),
        ] {
            assert_eq!(read(&text).unwrap().check(), Err(fault), "{text}");
        }
        assert!(read("modell = \"x\"").is_err());
        let mut settings = usual;
        settings.line.data_bits = Some(7);
        assert_eq!(settings.check(), Err(DetectorFault::DataBits));
    }
}
