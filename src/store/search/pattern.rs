//! What was typed, as a case number or a part of one: a serial, the day and a serial, the post and a day, or all three.

use crate::domain::number::CaseNumber;
use crate::store::index::Run;
use chrono::NaiveDate;
use std::ops::Range;

/// Digits of a serial.
const SERIAL_DIGITS: usize = 6;

/// Digits of a day, DDMMYY.
const DAY_DIGITS: usize = 6;

/// A part of a case number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    post: Option<String>,
    day: String,
    /// First and last serial.
    serials: (u32, u32),
}

impl Pattern {
    /// Every way in which what was typed can be a number; none when it cannot.
    pub(super) fn of(typed: &str) -> Vec<Self> {
        let parts: Vec<&str> = typed.trim().split('/').collect();
        if parts.iter().any(|part| !part.bytes().all(|byte| byte.is_ascii_digit())) {
            return Vec::new();
        }
        let pattern = |post: Option<&str>, day: &str, serials: (u32, u32)| Self {
            post: post.map(str::to_owned),
            day: day.to_owned(),
            serials,
        };
        match parts.as_slice() {
            [serial] => serials(serial).into_iter().map(|serials| pattern(None, "", serials)).collect(),
            [first, second] => {
                let (post, day) = (Some(*first).filter(|post| !post.is_empty()), second.len() <= DAY_DIGITS);
                let of_post = post.filter(|_| day).map(|post| pattern(Some(post), second, ALL));
                let of_day = (first.len() == DAY_DIGITS).then(|| starts(second)).into_iter().flatten();
                of_post.into_iter().chain(of_day.map(|serials| pattern(None, first, serials))).collect()
            }
            [post, day, serial] if day.len() == DAY_DIGITS => {
                let post = Some(*post).filter(|post| !post.is_empty());
                starts(serial).into_iter().map(|serials| pattern(post, day, serials)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a number is such a one.
    pub(super) fn matches(&self, number: &CaseNumber) -> bool {
        self.is_of(number.day(), number.post())
            && (self.serials.0..=self.serials.1).contains(&number.serial())
    }

    /// The cases of a run whose numbers are such.
    pub(super) fn ordinals(&self, day: NaiveDate, post: &str, run: &Run) -> Range<u32> {
        if self.is_of(day, post) { run.ordinals(self.serials.0, self.serials.1) } else { 0..0 }
    }

    fn is_of(&self, day: NaiveDate, post: &str) -> bool {
        self.post.as_ref().is_none_or(|of| of == post)
            && (self.day.is_empty() || day.format("%d%m%y").to_string().starts_with(&self.day))
    }
}

const ALL: (u32, u32) = (0, CaseNumber::MAX_SERIAL);

/// A serial alone: as a number, or with the zeros that it begins with.
fn serials(typed: &str) -> Vec<(u32, u32)> {
    let begins_with_zero = typed.starts_with('0');
    starts(typed).into_iter().filter(|(first, last)| first == last || begins_with_zero).collect()
}

/// A serial or the start of one, after its day.
fn starts(typed: &str) -> Vec<(u32, u32)> {
    if typed.is_empty() {
        return vec![ALL];
    }
    let (Ok(number), Some(missing)) = (typed.parse::<u32>(), SERIAL_DIGITS.checked_sub(typed.len())) else {
        return Vec::new();
    };
    // At most six digits in all: far below 32 bits.
    let step = 10u32.pow(u32::try_from(missing).unwrap_or(0));
    let start = (number * step, number * step + step - 1);
    if missing == 0 { vec![start] } else { vec![(number, number), start] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_what_people_type_of_it() {
        let number = CaseNumber::parse("39855302/231126/000417").unwrap();
        for typed in
            ["417", "000417", "0004", "231126/417", "231126/0004", "39855302/23", "39855302/231126/", "/231126/000417"]
        {
            assert!(Pattern::of(typed).iter().any(|pattern| pattern.matches(&number)), "{typed}");
        }
        for typed in ["41", "418", "4170", "221126/417", "39855301/23", "39855302/231126/5", "12AB", "1234567", "a/b"] {
            assert!(!Pattern::of(typed).iter().any(|pattern| pattern.matches(&number)), "{typed}");
        }
    }
}
