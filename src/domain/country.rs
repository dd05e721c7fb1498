//! Countries: the two-letter codes of ISO 3166-1.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Every code that ISO 3166-1 assigns, in alphabetical order.
const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM \
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA \
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO \
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// A country by its two letters.
///
/// Only what is typed is compared with the list: a record keeps its code when a country has left the list since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

/// Why a text is no country's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CountryFault {
    /// Not two Latin letters.
    #[error("a country code has two Latin letters")]
    Shape,
    /// Two letters that ISO 3166-1 assigns to no country.
    #[error("ISO 3166-1 has no such code")]
    Unassigned,
}

impl CountryCode {
    /// Reads a code as typed; case does not count.
    pub fn parse(typed: &str) -> Result<Self, CountryFault> {
        let code = Self::shaped(typed.trim())?;
        if CODES.split_whitespace().any(|known| known == code.as_str()) {
            Ok(code)
        } else {
            Err(CountryFault::Unassigned)
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn shaped(text: &str) -> Result<Self, CountryFault> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(CountryFault::Shape),
        }
    }
}

impl TryFrom<String> for CountryCode {
    type Error = CountryFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::shaped(&text)
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_order() {
        let codes: Vec<&str> = CODES.split_whitespace().collect();
        // ISO 3166-1 assigns 249 codes.
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by(|a, b| a < b));
        assert!(codes.iter().all(|code| CountryCode::parse(code).is_ok()));
    }

    #[test]
    fn neighbours_are_known_and_inventions_are_not() {
        for typed in ["KZ", "cn", " Uz ", "KG", "RU", "TR"] {
            assert_eq!(CountryCode::parse(typed).unwrap().as_str(), typed.trim().to_uppercase());
        }
        // SU and YU were withdrawn, XX and UK never assigned.
        for typed in ["SU", "YU", "XX", "UK", "ZZ"] {
            assert_eq!(CountryCode::parse(typed), Err(CountryFault::Unassigned), "{typed}");
        }
        for typed in ["", "K", "KAZ", "К7", "КЗ", "7Z", "K Z"] {
            assert_eq!(CountryCode::parse(typed), Err(CountryFault::Shape), "{typed}");
        }
    }

    #[test]
    fn a_record_keeps_a_country_that_has_left_the_list() {
        let kept: CountryCode = serde_json::from_str("\"SU\"").unwrap();
        assert_eq!(kept.as_str(), "SU");
        assert!(serde_json::from_str::<CountryCode>("\"Союз\"").is_err());
    }
}
