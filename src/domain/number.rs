//! Case numbers and scan ids.

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Customs post code / DDMMYY / six-digit serial, as the Union's act of inspection is numbered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber {
    post: String,
    day: chrono::NaiveDate,
    serial: u32,
}

/// A text that is no case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a case number is POST/DDMMYY/SERIAL, such as 39855302/231126/000417")]
pub struct NumberFault;

impl CaseNumber {
    /// The highest serial of one day: six digits.
    pub const MAX_SERIAL: u32 = 999_999;

    /// Makes a number; the post code has 2, 5 or 8 digits (`CustomsCode` of the Union's documents).
    pub fn new(post: &str, day: chrono::NaiveDate, serial: u32) -> Result<Self, NumberFault> {
        let post_fits = matches!(post.len(), 2 | 5 | 8) && post.bytes().all(|b| b.is_ascii_digit());
        let year_fits = (2000..2100).contains(&day.year());
        if !post_fits || !year_fits || serial == 0 || serial > Self::MAX_SERIAL {
            return Err(NumberFault);
        }
        Ok(Self { post: post.to_owned(), day, serial })
    }

    /// Reads `POST/DDMMYY/SERIAL`.
    pub fn parse(text: &str) -> Result<Self, NumberFault> {
        let mut parts = text.trim().split('/');
        let (Some(post), Some(day), Some(serial), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NumberFault);
        };
        let digits =
            |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(day, 6) || !digits(serial, 6) {
            return Err(NumberFault);
        }
        let number = |slice: Option<&str>| slice.and_then(|s| s.parse::<u32>().ok()).ok_or(NumberFault);
        let (d, m, y) = (number(day.get(0..2))?, number(day.get(2..4))?, number(day.get(4..6))?);
        let year = 2000 + i32::try_from(y).map_err(|_| NumberFault)?;
        let day = chrono::NaiveDate::from_ymd_opt(year, m, d).ok_or(NumberFault)?;
        Self::new(post, day, number(Some(serial))?)
    }

    /// The day on which the case was registered, booth time.
    pub fn day(&self) -> chrono::NaiveDate {
        self.day
    }

    /// The serial within the day.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// The post's code.
    pub fn post(&self) -> &str {
        &self.post
    }

    /// The serial with its zeros, as officers say it: `000417`.
    pub fn short(&self) -> String {
        format!("{:06}", self.serial)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{:06}", self.post, self.day.format("%d%m%y"), self.serial)
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = NumberFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.to_string()
    }
}

/// The id of one scan, issued when the scan is requested: `POST-DDMMYY-SERIAL-N`.
///
/// It is also the stem of the file that the complex drops, so it has only digits and dashes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScanId(String);

impl ScanId {
    /// The longest id, bytes: 8 + 6 + 6 + 3 digits and three dashes.
    pub const MAX_BYTES: usize = 26;

    /// The id of the case's `ordinal`th scan, counted from 1.
    pub fn new(case: &CaseNumber, ordinal: u16) -> Self {
        Self(format!("{}-{}-{:06}-{ordinal}", case.post, case.day.format("%d%m%y"), case.serial))
    }

    /// Reads an id that a device or a file name carries.
    pub fn parse(text: &str) -> Result<Self, NumberFault> {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        if parts.len() == 4 && digits && text.len() <= Self::MAX_BYTES {
            Ok(Self(text.to_owned()))
        } else {
            Err(NumberFault)
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scan's place among the scans of its case, with the case's serial: `000417-1`.
    pub fn short(&self) -> String {
        self.0.splitn(3, '-').nth(2).unwrap_or(&self.0).to_owned()
    }
}

impl TryFrom<String> for ScanId {
    type Error = NumberFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ScanId> for String {
    fn from(id: ScanId) -> Self {
        id.0
    }
}

impl fmt::Display for ScanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_it_is_written() {
        let number = CaseNumber::parse("39855302/231126/000417").unwrap();
        assert_eq!(number.to_string(), "39855302/231126/000417");
        assert_eq!((number.post(), number.serial(), number.short().as_str()), ("39855302", 417, "000417"));
        assert_eq!(ScanId::new(&number, 1).as_str(), "39855302-231126-000417-1");
        assert_eq!(ScanId::new(&number, 1).short(), "000417-1");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "39855302/231126/417",
            "3985530x/231126/000417",
            "39855302/320126/000417",
            "39855302/231126/000000",
            "39855302/231126/000417/1",
            "398553/231126/000417",
            "../../etc/passwd",
            "39855302/+31126/000417",
        ] {
            assert_eq!(CaseNumber::parse(text), Err(NumberFault), "{text}");
        }
        for text in ["", "1-2-3", "1-2-3-x", "../1-2-3", "1-2-3-4-5", "1--3-4"] {
            assert_eq!(ScanId::parse(text), Err(NumberFault), "{text}");
        }
    }
}
