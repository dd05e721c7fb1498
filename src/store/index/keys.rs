//! The keys of the index, each kind under a letter of its own. All numbers are big-endian, so that bytes sort as they do.
//!
//! ```text
//! m                         format, applied fact, its hash, cases
//! r chunk                   rows of 32 cases, in the order in which they began
//! x case piece              runs of a row that has too many of them
//! n year month day post / chunk   the cases of 512 serials
//! s first fact              places in the journal of every 32nd fact from there on
//! w window                  words of 65 536 cases: the first block
//! w window word 0 case      words of 65 536 cases: the block that begins there
//! ```

use crate::domain::number::CaseNumber;
use crate::store::index::numbers::SERIALS_PER_CHUNK;
use chrono::{Datelike, NaiveDate};

/// Format, applied fact, its hash, count of cases.
pub(super) const META: &[u8] = b"m";

/// Prefix of the serials.
pub(super) const NUMBERS: u8 = b'n';

/// Prefix of the places.
pub(super) const PLACES: u8 = b's';

/// A chunk of rows.
pub(super) fn rows(chunk: u32) -> Vec<u8> {
    [&b"r"[..], &chunk.to_be_bytes()].concat()
}

/// A piece of the runs of a case.
pub(super) fn spilled(ordinal: u32, piece: u16) -> Vec<u8> {
    [&b"x"[..], &ordinal.to_be_bytes(), &piece.to_be_bytes()].concat()
}

/// The serials around a case's.
pub(super) fn serials(number: &CaseNumber) -> Vec<u8> {
    let chunk = u16::try_from(number.serial() / SERIALS_PER_CHUNK).unwrap_or(u16::MAX);
    let mut key = day(number.day());
    key.extend_from_slice(number.post().as_bytes());
    // The post has 2, 5 or 8 digits: without an end mark one post's chunk could be another's key.
    key.push(b'/');
    key.extend_from_slice(&chunk.to_be_bytes());
    key
}

/// What every key of a day's serials begins with.
pub(super) fn day(day: NaiveDate) -> Vec<u8> {
    let mut key = vec![NUMBERS];
    // Case numbers have the years 2000 to 2099; a day outside sorts to an end and belongs to no case.
    let year = day.year().clamp(0, i32::from(u16::MAX));
    key.extend_from_slice(&u16::try_from(year).unwrap_or(u16::MAX).to_be_bytes());
    key.extend([day.month(), day.day()].map(|part| u8::try_from(part).unwrap_or(u8::MAX)));
    key
}

/// Day and post of a key of serials.
pub(super) fn day_and_post(key: &[u8]) -> Option<(NaiveDate, &str)> {
    let (day, rest) = key.get(1..)?.split_first_chunk::<4>()?;
    let [y0, y1, month, date] = *day;
    let year = i32::from(u16::from_be_bytes([y0, y1]));
    let post = rest.get(..rest.len().checked_sub(3)?)?;
    let day = NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(date))?;
    Some((day, std::str::from_utf8(post).ok()?))
}

/// The places from a fact on.
pub(super) fn places(first: u64) -> Vec<u8> {
    let mut key = vec![PLACES];
    key.extend_from_slice(&first.to_be_bytes());
    key
}

/// The first fact of a key of places.
pub(super) fn first_of_places(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.get(1..)?.try_into().ok()?))
}

/// The first block of a window.
pub(super) fn window(window: u16) -> Vec<u8> {
    let mut key = vec![b'w'];
    key.extend_from_slice(&window.to_be_bytes());
    key
}

/// The block that begins with a word and a case.
pub(super) fn words(of: u16, word: &[u8], id: u16) -> Vec<u8> {
    let mut key = window(of);
    key.extend_from_slice(word);
    // No word has a zero: the end mark sorts before every continuation.
    key.push(0);
    key.extend_from_slice(&id.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_sort_by_day_and_read_back() {
        let numbers = [
            "39855302/311225/999999",
            "39855302/010126/000001",
            "39855302/010126/000600",
            "39855302/231126/000001",
        ];
        let keys: Vec<Vec<u8>> =
            numbers.iter().map(|text| serials(&CaseNumber::parse(text).unwrap())).collect();
        assert!(keys.is_sorted());
        for (key, text) in keys.iter().zip(numbers) {
            let number = CaseNumber::parse(text).unwrap();
            assert_eq!(day_and_post(key), Some((number.day(), number.post())));
        }
        assert_eq!(day_and_post(b"n"), None);
        assert_eq!(day_and_post(b"n000000"), None);
    }

    #[test]
    fn a_words_blocks_sort_by_word_then_case() {
        let keys = [
            window(1),
            words(1, b"ab", 0),
            words(1, b"ab", 300),
            words(1, b"aba", 2),
            words(1, b"b", 1),
            window(2),
        ];
        assert!(keys.is_sorted());
    }
}
