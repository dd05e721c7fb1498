//! People: officers, their roles and their personal numbered seals.

use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an officer is on this shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Operator managing system: registers the vehicle and runs the scan.
    Oms,
    /// Operator of image analysis and comparison: reads the image and gives the verdict.
    Oac,
    /// Supervisor: looks on.
    Supervisor,
}

/// A short stable name of an officer within the booth: 1 to 32 of `a-z0-9.-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OfficerId(String);

/// A text that is no officer id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an officer id has 1 to 32 of a-z, 0-9, dot and dash")]
pub struct OfficerIdFault;

impl OfficerId {
    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, OfficerIdFault> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
        if fits { Ok(Self(text.to_owned())) } else { Err(OfficerIdFault) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OfficerId {
    type Error = OfficerIdFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<OfficerId> for String {
    fn from(id: OfficerId) -> Self {
        id.0
    }
}

impl fmt::Display for OfficerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An officer as every fact names them: who, and in which role.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Officer {
    /// Stable id.
    pub id: OfficerId,
    /// Name as printed on the sheet.
    pub name: CleanText,
    /// Role on this shift.
    pub role: Role,
}

/// The number of a personal numbered seal (PNS): 1 to 4 letters or digits (`LNPID` of the Union's documents).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SealNumber(String);

/// A text that is no seal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seal number has 1 to 4 letters or digits")]
pub struct SealFault;

impl SealNumber {
    /// The longest number, characters.
    pub const MAX_CHARS: usize = 4;

    /// Reads a number as stamped.
    pub fn parse(typed: &str) -> Result<Self, SealFault> {
        let number = typed.trim().to_uppercase();
        let fits = (1..=Self::MAX_CHARS).contains(&number.chars().count())
            && number.chars().all(char::is_alphanumeric);
        if fits { Ok(Self(number)) } else { Err(SealFault) }
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SealNumber {
    type Error = SealFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<SealNumber> for String {
    fn from(number: SealNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_and_ids_are_bounded() {
        assert_eq!(SealNumber::parse(" 0417 ").unwrap().as_str(), "0417");
        for bad in ["", "12345", "1;", " "] {
            assert_eq!(SealNumber::parse(bad), Err(SealFault), "{bad}");
        }
        assert!(OfficerId::parse("akhmetov.a").is_ok());
        assert!(OfficerId::parse("Akhmetov").is_err());
        assert!(OfficerId::parse("").is_err());
    }
}
