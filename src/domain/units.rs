//! Units as types: a length cannot be mistaken for a mass.

use serde::{Deserialize, Serialize};

/// Thousandths of what was typed with a decimal comma or point: at most `whole_digits` before it and three after it.
pub(super) fn read_thousandths(typed: &str, whole_digits: usize) -> Option<u64> {
    let text = typed.replace(',', ".");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let are_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let fits = (1..=whole_digits).contains(&whole.len()) && fraction.len() <= 3;
    if !fits || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let units: u64 = whole.parse().ok()?;
    let thousandths: u64 = format!("{fraction:0<3}").parse().ok()?;
    Some(units * 1_000 + thousandths)
}

/// Thousandths with the decimal comma of the three languages and no idle zeros: `18,75`.
pub(super) fn thousandths_text(value: u64) -> String {
    let fraction = format!("{:03}", value % 1_000);
    let fraction = fraction.trim_end_matches('0');
    let whole = value / 1_000;
    if fraction.is_empty() { whole.to_string() } else { format!("{whole},{fraction}") }
}

/// A length in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millimetres(pub u32);

impl Millimetres {
    /// Reads metres as an officer types them: `18,75`, `18.75`, `4`. At most three decimals; `None` when it is no length.
    pub fn from_metres(text: &str) -> Option<Self> {
        let millimetres = read_thousandths(text.trim(), 3)?;
        u32::try_from(millimetres).ok().map(Self)
    }

    /// Metres with the decimal comma of the three languages and no idle zeros: `18,75`.
    pub fn to_metres(self) -> String {
        thousandths_text(u64::from(self.0))
    }
}

/// A mass in grams, so that `20400,5` kg is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grams(pub u64);

impl Grams {
    /// Reads kilograms with up to three decimals, as typed or as printed (`20 400,5`); `None` when it is no mass.
    pub fn from_kilograms(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        read_thousandths(&text, 7).map(Self)
    }

    /// Kilograms with a decimal comma and no idle zeros.
    pub fn to_kilograms(self) -> String {
        thousandths_text(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_typed() {
        for (text, millimetres) in
            [("18,75", 18_750), ("18.75", 18_750), ("4", 4_000), ("2,5", 2_500), ("0,001", 1)]
        {
            assert_eq!(Millimetres::from_metres(text), Some(Millimetres(millimetres)), "{text}");
        }
        for text in ["", "x", "1,2,3", "-4", "1e3", "18,7512", "1000", ","] {
            assert_eq!(Millimetres::from_metres(text), None, "{text}");
        }
        assert_eq!(Millimetres(18_750).to_metres(), "18,75");
        assert_eq!(Millimetres(4_000).to_metres(), "4");
    }

    #[test]
    fn masses_are_read_as_typed() {
        assert_eq!(Grams::from_kilograms("20400").map(Grams::to_kilograms), Some("20400".to_owned()));
        assert_eq!(Grams::from_kilograms("20400,5").map(Grams::to_kilograms), Some("20400,5".to_owned()));
        assert_eq!(Grams::from_kilograms("19 999,5").map(Grams::to_kilograms), Some("19999,5".to_owned()));
        assert_eq!(Grams::from_kilograms("20-400"), None);
    }
}
