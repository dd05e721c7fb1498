//! The reading of the radiation control as it was taken from its device. The console records it and judges nothing.

use crate::domain::text::CleanText;
use crate::domain::units::{read_thousandths, thousandths_text};
use serde::{Deserialize, Serialize};

/// The unit that the device shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RadiationUnit {
    /// µSv/h.
    MicrosievertPerHour,
    /// µR/h.
    MicroroentgenPerHour,
    /// Counts per second.
    CountsPerSecond,
}

impl RadiationUnit {
    /// Every unit, in the order in which the form offers them.
    pub const ALL: [Self; 3] = [Self::MicrosievertPerHour, Self::MicroroentgenPerHour, Self::CountsPerSecond];
}

/// A reading in thousandths of its unit, so that `0,12` is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RadiationValue(pub u64);

impl RadiationValue {
    /// Digits before the comma: counters show six at most.
    const MAX_WHOLE: usize = 7;

    /// Reads a value as typed, `0,12`; `None` when it is none.
    pub fn parse(typed: &str) -> Option<Self> {
        read_thousandths(typed.trim(), Self::MAX_WHOLE).map(Self)
    }

    /// With a decimal comma and no idle zeros.
    pub fn to_text(self) -> String {
        thousandths_text(self.0)
    }
}

/// A reading with the device that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Radiation {
    /// Value.
    pub value: RadiationValue,
    /// Unit.
    pub unit: RadiationUnit,
    /// Name of the device.
    pub device: CleanText,
    /// Its number.
    pub number: CleanText,
    /// Its certificate of verification, where it was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<CleanText>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_kept_exactly_as_typed() {
        for (typed, value, shown) in [
            ("0,12", 120, "0,12"),
            ("0.12", 120, "0,12"),
            (" 14 ", 14_000, "14"),
            ("9999999,999", 9_999_999_999, "9999999,999"),
        ] {
            assert_eq!(RadiationValue::parse(typed), Some(RadiationValue(value)), "{typed}");
            assert_eq!(RadiationValue(value).to_text(), shown);
        }
        for typed in ["", ",5", "-1", "0,1234", "12345678", "0,1 мкЗв", "1e3", "١"] {
            assert_eq!(RadiationValue::parse(typed), None, "{typed}");
        }
    }
}
