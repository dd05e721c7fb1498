//! Random numbers of 128 bits, as 32 hexadecimal digits: JSON's own numbers end at 53 bits in many readers.

use rustix::rand::{GetRandomFlags, getrandom};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;

/// Hexadecimal digits of 128 bits.
const DIGITS: usize = 32;

/// What makes a request the same one when it is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(Random);

/// One run of a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StationMark(Random);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Random(u128);

/// A text that is no number of 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("32 hexadecimal digits are expected")]
pub struct KeyFault;

impl Key {
    /// A new one, from the system's randomness.
    pub fn random() -> io::Result<Self> {
        Random::new().map(Self)
    }

    /// One that a test can name.
    pub fn from_number(number: u128) -> Self {
        Self(Random(number))
    }
}

impl StationMark {
    /// A new one, from the system's randomness.
    pub fn random() -> io::Result<Self> {
        Random::new().map(Self)
    }

    /// One that a test can name.
    pub fn from_number(number: u128) -> Self {
        Self(Random(number))
    }
}

impl Random {
    fn new() -> io::Result<Self> {
        let mut bytes = [0; 16];
        // 16 bytes are never given in part (getrandom(2)).
        getrandom(&mut bytes[..], GetRandomFlags::empty())?;
        Ok(Self(u128::from_le_bytes(bytes)))
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl From<Random> for String {
    fn from(random: Random) -> Self {
        format!("{:032x}", random.0)
    }
}

impl TryFrom<String> for Random {
    type Error = KeyFault;

    fn try_from(text: String) -> Result<Self, KeyFault> {
        let fits = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !fits {
            return Err(KeyFault);
        }
        u128::from_str_radix(&text, 16).map(Self).map_err(|_| KeyFault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_differ_and_a_sign_is_no_digit() {
        assert_ne!(Key::random().unwrap(), Key::random().unwrap());
        let signed = format!("\"+{}\"", "1".repeat(31));
        assert!(serde_json::from_str::<Key>(&signed).is_err());
    }

    proptest! {
        #[test]
        fn a_key_reads_as_it_is_written(number: u128) {
            let key = Key::from_number(number);
            prop_assert_eq!(serde_json::from_slice::<Key>(&serde_json::to_vec(&key).unwrap()).unwrap(), key);
        }
    }
}
