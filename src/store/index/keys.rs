//! The keys of the index, each kind under a letter of its own. All numbers are big-endian, so that bytes sort as they do.
//!
//! ```text
//! m                         format, applied fact, its hash
//! r year month day serial post   a case's row           (a day's cases lie together, the newest last)
//! p year month day serial post chunk   places of 64 of its facts
//! u year month day serial post   state of a case that is not finished
//! n year month day post     the day's highest serial
//! ```

use crate::domain::number::CaseNumber;
use chrono::{Datelike, NaiveDate};

/// Format, applied fact and its hash.
pub(super) const META: &[u8] = b"m";

/// Prefix of the rows.
pub(super) const ROWS: &[u8] = b"r";

/// Prefix of the unfinished cases.
pub(super) const UNFINISHED: &[u8] = b"u";

/// A case's row.
pub(super) fn row(number: &CaseNumber) -> Vec<u8> {
    case(b'r', number)
}

/// The mark of an unfinished case.
pub(super) fn unfinished(number: &CaseNumber) -> Vec<u8> {
    case(b'u', number)
}

/// One chunk of the places of a case's facts.
pub(super) fn places(number: &CaseNumber, chunk: u32) -> Vec<u8> {
    let mut key = case(b'p', number);
    // The post has 2, 5 or 8 digits: without an end mark one case's chunk could be another's key.
    key.push(b'/');
    key.extend_from_slice(&chunk.to_be_bytes());
    key
}

/// The highest serial of a day.
pub(super) fn serial(post: &str, day: NaiveDate) -> Vec<u8> {
    let mut key = vec![b'n'];
    push_day(&mut key, day);
    key.extend_from_slice(post.as_bytes());
    key
}

/// The number within the key of a row or of an unfinished case.
pub(super) fn number(key: &[u8]) -> Option<CaseNumber> {
    let (day, rest) = key.get(1..)?.split_first_chunk::<4>()?;
    let (serial, post) = rest.split_first_chunk::<4>()?;
    let [y0, y1, month, date] = *day;
    let year = i32::from(u16::from_be_bytes([y0, y1]));
    let day = NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(date))?;
    CaseNumber::new(std::str::from_utf8(post).ok()?, day, u32::from_be_bytes(*serial)).ok()
}

fn case(kind: u8, number: &CaseNumber) -> Vec<u8> {
    let mut key = vec![kind];
    push_day(&mut key, number.day());
    key.extend_from_slice(&number.serial().to_be_bytes());
    key.extend_from_slice(number.post().as_bytes());
    key
}

fn push_day(key: &mut Vec<u8>, day: NaiveDate) {
    // Case numbers have the years 2000 to 2099; a day outside sorts to an end and belongs to no case.
    key.extend_from_slice(&u16::try_from(day.year()).unwrap_or(u16::MAX).to_be_bytes());
    key.extend([day.month(), day.day()].map(|part| u8::try_from(part).unwrap_or(u8::MAX)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_day_then_serial_and_read_back() {
        let numbers = [
            "39855302/311225/999999",
            "39855302/010126/000001",
            "55302/010126/000002",
            "39855302/231126/000001",
        ];
        let keys: Vec<Vec<u8>> = numbers.iter().map(|text| row(&CaseNumber::parse(text).unwrap())).collect();
        assert!(keys.is_sorted());
        for (key, text) in keys.iter().zip(numbers) {
            assert_eq!(number(key).unwrap().to_string(), text);
        }
        assert_eq!(number(b"r"), None);
        assert_eq!(number(b"u0000000000"), None);
    }
}
