//! Freight container numbers: ISO 6346 shape and check digit.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A container number of the right shape: three owner letters, category U, J, Z or R, seven digits.
///
/// The check digit may still be wrong: a mis-painted container is recorded as painted, with the officer's reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContainerNumber(String);

/// Why a text is no container number at all. Such an error blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContainerFault {
    /// Not eleven letters and digits.
    #[error("a container number has 4 letters and 7 digits")]
    Length,
    /// The first four are not letters, or the last seven not digits.
    #[error("4 letters come first, then 7 digits")]
    Shape,
    /// The fourth letter is not U, J, Z or R.
    #[error("the fourth letter is U, J, Z or R")]
    Category,
}

/// Whether the last digit is the one that ISO 6346 computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckDigit {
    /// It is.
    Matches,
    /// It is not; the computed digit stands inside.
    Expected(u8),
}

impl ContainerNumber {
    /// Reads a number as typed: spaces, dashes and case do not count.
    pub fn parse(typed: &str) -> Result<Self, ContainerFault> {
        let number: String =
            typed.chars().filter(|c| !matches!(c, ' ' | '-' | '/')).map(|c| c.to_ascii_uppercase()).collect();
        if number.chars().count() != 11 {
            return Err(ContainerFault::Length);
        }
        let shaped = number
            .chars()
            .enumerate()
            .all(|(place, c)| if place < 4 { c.is_ascii_uppercase() } else { c.is_ascii_digit() });
        match (shaped, number.chars().nth(3)) {
            (false, _) => Err(ContainerFault::Shape),
            (true, Some('U' | 'J' | 'Z' | 'R')) => Ok(Self(number)),
            (true, _) => Err(ContainerFault::Category),
        }
    }

    /// Compares the last digit with the computed one.
    pub fn check_digit(&self) -> CheckDigit {
        let expected = computed_digit(&self.0);
        let painted = self.0.bytes().last().map(|b| b.wrapping_sub(b'0'));
        if painted == Some(expected) { CheckDigit::Matches } else { CheckDigit::Expected(expected) }
    }

    /// The number, eleven characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// ISO 6346 annex A: letter values skip the multiples of eleven; each is weighted with a power of two; modulo 11, ten counts as zero.
fn computed_digit(number: &str) -> u8 {
    let sum: u32 = number.chars().take(10).zip(0..10u32).map(|(c, place)| letter_value(c) << place).sum();
    u8::try_from(sum % 11 % 10).unwrap_or(0)
}

fn letter_value(c: char) -> u32 {
    match c.to_digit(36) {
        Some(value) if value >= 10 => value + (value - 1) / 10,
        Some(digit) => digit,
        None => 0,
    }
}

impl TryFrom<String> for ContainerNumber {
    type Error = ContainerFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ContainerNumber> for String {
    fn from(number: ContainerNumber) -> Self {
        number.0
    }
}

impl fmt::Display for ContainerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letter_values_skip_multiples_of_eleven() {
        for (letter, value) in [('A', 10), ('B', 12), ('K', 21), ('L', 23), ('U', 32), ('V', 34), ('Z', 38)] {
            assert_eq!(letter_value(letter), value, "{letter}");
        }
    }

    #[test]
    fn known_numbers_match_their_digit() {
        for number in
            ["CSQU3054383", "TASU1170000", "MSKU9070323", "TCNU7200794", "TOLU4734787", "GYOU4047990"]
        {
            let number = ContainerNumber::parse(number).unwrap();
            assert_eq!(number.check_digit(), CheckDigit::Matches, "{number}");
        }
        for (number, expected) in [("CSQU3054384", 3), ("TCNU1234560", 5)] {
            let number = ContainerNumber::parse(number).unwrap();
            assert_eq!(number.check_digit(), CheckDigit::Expected(expected), "{number}");
        }
    }

    #[test]
    fn shape_errors_are_named() {
        for (typed, fault) in [
            ("CSQU305438", ContainerFault::Length),
            ("", ContainerFault::Length),
            ("CS1U3054383", ContainerFault::Shape),
            ("CSQU30543A3", ContainerFault::Shape),
            ("СSQU3054383", ContainerFault::Shape),
            ("CSQX3054383", ContainerFault::Category),
        ] {
            assert_eq!(ContainerNumber::parse(typed), Err(fault), "{typed}");
        }
        assert_eq!(ContainerNumber::parse("csqu 305438-3").unwrap().as_str(), "CSQU3054383");
    }

    /// The rule once more, from its text: the sum's rest and the digit painted for it.
    fn by_the_book(number: &str) -> (u32, u32) {
        const VALUES: [u32; 26] = [
            10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36,
            37, 38,
        ];
        let value = |byte: u8| match byte {
            b'A'..=b'Z' => VALUES[usize::from(byte - b'A')],
            _ => u32::from(byte - b'0'),
        };
        let rest =
            number.bytes().take(10).zip(0_u32..).map(|(b, at)| value(b) * 2_u32.pow(at)).sum::<u32>() % 11;
        (rest, rest % 10)
    }

    proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(10_000))]

        /// A generated number passes with its digit.
        #[test]
        fn generated_numbers_pass(body in "[A-Z]{3}[UJZR][0-9]{6}") {
            let (_, digit) = by_the_book(&body);
            let number = ContainerNumber::parse(&format!("{body}{digit}")).unwrap();
            prop_assert_eq!(number.check_digit(), CheckDigit::Matches);
        }

        /// One altered digit is noticed. The rule has one blind spot: a rest of ten is painted as 0, as a rest of nought is, so a change that
        /// turns the one into the other cannot be seen by anybody.
        #[test]
        fn one_altered_digit_is_noticed_but_for_ten_painted_as_nought(
            body in "[A-Z]{3}[UJZR][0-9]{6}",
            place in 4_usize..11,
            shift in 1_u8..10,
        ) {
            let (rest, digit) = by_the_book(&body);
            let mut altered = format!("{body}{digit}").into_bytes();
            altered[place] = b'0' + (altered[place] - b'0' + shift) % 10;
            let altered = String::from_utf8(altered).unwrap();
            let (rest_after, _) = by_the_book(&altered);
            let is_blind = place < 10 && [rest, rest_after].iter().all(|rest| rest % 10 == 0);
            let check = ContainerNumber::parse(&altered).unwrap().check_digit();
            prop_assert_eq!(check == CheckDigit::Matches, is_blind, "{} {}", rest, rest_after);
        }
    }

    proptest! {
        #[test]
        fn exactly_one_digit_matches(owner in "[A-Z]{3}", serial in "[0-9]{6}") {
            let matching = (0..10)
                .filter(|digit| {
                    ContainerNumber::parse(&format!("{owner}U{serial}{digit}")).unwrap().check_digit()
                        == CheckDigit::Matches
                })
                .count();
            prop_assert_eq!(matching, 1);
        }

        #[test]
        fn any_text_is_refused_or_kept(text in any::<String>()) {
            if let Ok(number) = ContainerNumber::parse(&text) {
                prop_assert_eq!(number.as_str().len(), 11);
            }
        }
    }
}
