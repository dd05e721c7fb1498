//! What may be a PIN or a password: long enough, and nothing that is tried first.
//!
//! No rule of composition: any characters, in any mixture. What is refused is what stands on the lists of those who guess.

use crate::domain::officer::OfficerId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The shortest secret, characters: NIST SP 800-63B-4 for a PIN that is one of two factors.
pub const MIN_CHARS: usize = 6;

/// The longest secret, characters. Longer ones are refused, never cut.
pub const MAX_CHARS: usize = 64;

/// A part of a name this short is in too many words to be refused.
const MIN_NAME_CHARS: usize = 4;

/// Years that a date of birth or of a journey may have.
const YEARS: std::ops::RangeInclusive<u32> = 1_900..=2_099;

/// Common PINs and passwords, one a line, lower case.
const BLOCKLIST: &str = include_str!("secret/blocklist.txt");

/// Why a text may be no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretFault {
    /// Shorter than [`MIN_CHARS`].
    Short,
    /// Longer than [`MAX_CHARS`].
    Long,
    /// On the list of the common ones.
    Common,
    /// One piece over and over: `777777`, `121212`, `abcabc`.
    Repeated,
    /// Up or down by one: `123456`, `fedcba`.
    Run,
    /// A date or two years.
    Date,
    /// The person's id or name, or the booth's.
    Name,
    /// The one that holds now.
    Same,
}

/// Whose secret it is to be: their names are guessed first.
#[derive(Debug, Clone, Copy)]
pub struct Whose<'a> {
    /// The person's id.
    pub officer: &'a OfficerId,
    /// The person's name.
    pub name: &'a str,
    /// Names of post and complex.
    pub booth: &'a [&'a str],
}

/// Whether the text may be this person's secret.
pub fn check(text: &str, whose: Whose<'_>) -> Result<(), SecretFault> {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    match text.chars().count() {
        count if count < MIN_CHARS => return Err(SecretFault::Short),
        count if count > MAX_CHARS => return Err(SecretFault::Long),
        _ => {}
    }
    let lower: String = chars.iter().collect();
    let faults = [
        (is_repeated(&chars), SecretFault::Repeated),
        (is_run(&chars), SecretFault::Run),
        (is_date(&chars), SecretFault::Date),
        (is_named(&lower, whose), SecretFault::Name),
        (is_common(&lower), SecretFault::Common),
    ];
    faults.into_iter().find(|(holds, _)| *holds).map_or(Ok(()), |(_, fault)| Err(fault))
}

fn is_common(lower: &str) -> bool {
    static LIST: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| BLOCKLIST.lines().collect());
    LIST.contains(lower)
}

/// A piece of at most half the text, over and over; the last time it may be cut short.
fn is_repeated(chars: &[char]) -> bool {
    (1..=chars.len() / 2)
        .any(|piece| chars.iter().zip(chars.iter().skip(piece)).all(|(one, other)| one == other))
}

fn is_run(chars: &[char]) -> bool {
    let steps = |step: i64| {
        chars.windows(2).all(|pair| match pair {
            // After 9 comes 0 on every keyboard.
            ['9', '0'] if step == 1 => true,
            ['0', '9'] if step == -1 => true,
            [one, other] => i64::from(u32::from(*other)) - i64::from(u32::from(*one)) == step,
            _ => false,
        })
    };
    steps(1) || steps(-1)
}

/// `DDMMYY`, `YYMMDD`, `DDMMYYYY`, `YYYYMMDD`, with or without separators, or two years.
fn is_date(chars: &[char]) -> bool {
    let separators = ['.', '/', '-', ' '];
    let Some(digits) = chars
        .iter()
        .filter(|c| !separators.contains(c))
        .map(|c| c.to_digit(10))
        .collect::<Option<Vec<u32>>>()
    else {
        return false;
    };
    let number = |from: usize, to: usize| {
        digits.get(from..to).map(|part| part.iter().fold(0, |sum, digit| sum * 10 + digit))
    };
    let day_month = |day: Option<u32>, month: Option<u32>| {
        matches!((day, month), (Some(1..=31), Some(1..=12)) | (Some(1..=12), Some(1..=31)))
    };
    let year = |year: Option<u32>| year.is_some_and(|year| YEARS.contains(&year));
    match digits.len() {
        6 => day_month(number(0, 2), number(2, 4)) || day_month(number(2, 4), number(4, 6)),
        8 => {
            let ends = day_month(number(0, 2), number(2, 4)) && year(number(4, 8));
            let begins = year(number(0, 4)) && day_month(number(4, 6), number(6, 8));
            ends || begins || (year(number(0, 4)) && year(number(4, 8)))
        }
        _ => false,
    }
}

/// A name with nothing but digits and signs around it is no secret either.
fn is_named(lower: &str, whose: Whose<'_>) -> bool {
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let names = std::iter::once(whose.officer.as_str())
        .chain(std::iter::once(whose.name))
        .chain(whose.booth.iter().copied());
    names.flat_map(|name| name.split(|c: char| !c.is_alphanumeric()).chain(std::iter::once(name))).any(
        |part| {
            let part = part.to_lowercase();
            let part_letters: String = part.chars().filter(|c| c.is_alphabetic()).collect();
            let is_long = |text: &str| text.chars().count() >= MIN_NAME_CHARS;
            (is_long(&part) && lower == part) || (is_long(&part_letters) && letters == part_letters)
        },
    )
}

#[cfg(test)]
mod tests;
