//! The dial between fidelity and bytes: how far a pixel may be from what it should be.

use std::fmt;
use std::str::FromStr;

/// How far a grey may be from its source, in grey levels of 255; on top of what the terminal's own levels are
/// off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tolerance(u16);

/// Not a number of grey levels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tolerance is a number of grey levels from 0 to {}, with up to two decimals", Tolerance::MOST)]
pub struct UnknownTolerance;

impl Tolerance {
    /// Every pixel gets the nearest level that the terminal has.
    pub const NONE: Self = Self(0);
    /// What a picture in a hurry is sent with: about a third of the bytes, at 40 dB and more on cargo scans.
    pub const DRAFT: Self = Self(650);
    /// Half of all levels: nothing is left to be seen beyond it.
    pub const MOST: Self = Self(12_800);

    /// From hundredths of a grey level; at most [`Self::MOST`].
    pub const fn from_hundredths(hundredths: u16) -> Self {
        Self(if hundredths < Self::MOST.0 { hundredths } else { Self::MOST.0 })
    }

    /// In hundredths of a grey level.
    pub fn hundredths(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenths) if tenths % 10 == 0 => write!(f, "{whole}.{}", tenths / 10),
            (whole, hundredths) => write!(f, "{whole}.{hundredths:02}"),
        }
    }
}

impl FromStr for Tolerance {
    type Err = UnknownTolerance;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
            return Err(UnknownTolerance);
        }
        let whole: u16 = whole.parse().map_err(|_| UnknownTolerance)?;
        let part: u16 = format!("{decimals:0<2}").parse().map_err(|_| UnknownTolerance)?;
        let hundredths = whole.checked_mul(100).and_then(|sum| sum.checked_add(part));
        hundredths.map(Self).filter(|&dial| dial <= Self::MOST).ok_or(UnknownTolerance)
    }
}

/// What an encoder may use, and how faithful it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dial {
    /// Colour registers that the terminal has.
    pub registers: u16,
    pub tolerance: Tolerance,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_number_of_levels_is_refused() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1.234", "1e1", "128.01", "99999", "1,5", " 1", "nan"] {
            assert_eq!(text.parse::<Tolerance>(), Err(UnknownTolerance), "{text}");
        }
        assert_eq!("2.5".parse(), Ok(Tolerance(250)));
        assert_eq!("0".parse(), Ok(Tolerance::NONE));
        assert_eq!("128".parse(), Ok(Tolerance::MOST));
    }

    proptest! {
        #[test]
        fn a_tolerance_is_read_as_it_is_written(hundredths: u16) {
            let tolerance = Tolerance::from_hundredths(hundredths);
            prop_assert_eq!(tolerance.to_string().parse(), Ok(tolerance));
        }
    }
}
