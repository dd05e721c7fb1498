//! IIN and BIN: the twelve digits by which Kazakhstan names people and firms, and their control digit.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Digits of a number.
const DIGITS: usize = 12;
/// Weights of the first pass over the first eleven digits.
const FIRST: [u32; DIGITS - 1] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/// Weights of the second pass, taken where the first leaves ten.
const SECOND: [u32; DIGITS - 1] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

/// An IIN or BIN of the right shape. Its control digit may be wrong: what the document has is recorded, with the officer's reason.
///
/// Dates inside a number are not judged: real numbers with impossible ones exist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxId(String);

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxIdKind {
    /// A person's.
    Iin,
    /// A firm's or an entrepreneur's.
    Bin,
}

/// Whether the last digit is the one that the rule computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxIdCheck {
    /// It is.
    Matches,
    /// It is not; the computed digit stands inside.
    Expected(u8),
    /// Both passes leave ten: no number can begin with these eleven digits.
    Impossible,
}

/// Why a text is no IIN or BIN at all. Such an error blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an IIN or BIN has 12 digits")]
pub struct TaxIdFault;

impl TaxId {
    /// Reads a number as typed: spaces do not count.
    pub fn parse(typed: &str) -> Result<Self, TaxIdFault> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(TaxIdFault)
        }
    }

    /// By the fifth digit: a day of the month begins with 0 to 3, the types of firms are 4, 5 and 6.
    pub fn kind(&self) -> TaxIdKind {
        match self.0.as_bytes().get(4) {
            Some(b'4'..) => TaxIdKind::Bin,
            _ => TaxIdKind::Iin,
        }
    }

    /// Compares the last digit with the computed one.
    pub fn check(&self) -> TaxIdCheck {
        let last = self.0.chars().last().and_then(|c| c.to_digit(10));
        match self.control_digit() {
            None => TaxIdCheck::Impossible,
            Some(digit) if Some(u32::from(digit)) == last => TaxIdCheck::Matches,
            Some(digit) => TaxIdCheck::Expected(digit),
        }
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first pass, and the second where the first leaves ten; `None` where the second leaves ten too.
    fn control_digit(&self) -> Option<u8> {
        let rest = |weights: [u32; DIGITS - 1]| -> Option<u8> {
            let digits = self.0.chars().filter_map(|c| c.to_digit(10));
            let sum: u32 = digits.zip(weights).map(|(digit, weight)| digit * weight).sum();
            u8::try_from(sum % 11).ok().filter(|rest| *rest < 10)
        };
        rest(FIRST).or_else(|| rest(SECOND))
    }
}

impl TryFrom<String> for TaxId {
    type Error = TaxIdFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<TaxId> for String {
    fn from(id: TaxId) -> Self {
        id.0
    }
}

impl fmt::Display for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
