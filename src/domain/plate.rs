//! Registration plates: kept as typed, folded for search only.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A plate as an officer typed it: 1 to 13 characters (foreign plates are the norm at a border).
///
/// Source of the bound: `TransportStateSign` of the Union's electronic documents (1–13).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Plate(String);

/// Why a text is no plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlateFault {
    /// Nothing typed.
    #[error("the plate is empty")]
    Empty,
    /// More than 13 characters.
    #[error("a plate has at most 13 characters")]
    TooLong,
    /// Something that is neither a letter nor a digit, space or dash.
    #[error("a plate has letters, digits, spaces and dashes")]
    Character,
}

impl Plate {
    /// The longest plate, characters.
    pub const MAX_CHARS: usize = 13;

    /// Reads a plate; letters become capitals, of whatever script they are.
    pub fn parse(typed: &str) -> Result<Self, PlateFault> {
        let plate: String = typed.trim().to_uppercase();
        match plate.chars().count() {
            0 => Err(PlateFault::Empty),
            n if n > Self::MAX_CHARS => Err(PlateFault::TooLong),
            _ if !plate.chars().any(char::is_alphanumeric) => Err(PlateFault::Character),
            _ if plate.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')) => Ok(Self(plate)),
            _ => Err(PlateFault::Character),
        }
    }

    /// The plate as typed, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which plates are looked up: without spaces and dashes, Cyrillic look-alikes as their Latin twins.
    pub fn folded(&self) -> String {
        fold_for_search(&self.0)
    }
}

/// Folds any text as plates are folded, for comparing what is typed with what is kept.
pub fn fold_for_search(text: &str) -> String {
    text.to_uppercase().chars().filter(|c| !matches!(c, ' ' | '-')).map(latin_twin).collect()
}

/// The Latin capital that looks like this Cyrillic capital; every other character as it is.
pub fn latin_twin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        'І' => 'I',
        other => other,
    }
}

impl TryFrom<String> for Plate {
    type Error = PlateFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Plate> for String {
    fn from(plate: Plate) -> Self {
        plate.0
    }
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_meet_in_search_and_stay_as_typed() {
        let cyrillic = Plate::parse("123авс16").unwrap();
        assert_eq!(cyrillic.as_str(), "123АВС16");
        assert_eq!(cyrillic.folded(), Plate::parse("123 abc-16").unwrap().folded());
    }

    #[test]
    fn what_is_no_plate_is_named() {
        assert_eq!(Plate::parse("  "), Err(PlateFault::Empty));
        assert_eq!(Plate::parse("--"), Err(PlateFault::Character));
        assert_eq!(Plate::parse("12345678901234"), Err(PlateFault::TooLong));
        assert_eq!(Plate::parse("12;DROP"), Err(PlateFault::Character));
        assert_eq!(Plate::parse("沪A12345").unwrap().as_str(), "沪A12345");
    }
}
