//! Text that came from outside, cleaned once at the boundary.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Shown in place of every character that was taken out, so that a reader sees that something was there.
pub const REMOVED: char = '\u{fffd}';

/// Text without control, bidirectional, zero-width or private-use characters, and no longer than its bound.
///
/// Source of the character classes: Unicode TR 36 (bidi spoofing) and ECMA-48 (controls).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct CleanText(String);

impl CleanText {
    /// The most characters that any cleaned text may have: a page of analysis text.
    pub const MAX_CHARS: usize = 2_000;

    /// Cleans `raw` and cuts it at [`Self::MAX_CHARS`].
    pub fn new(raw: &str) -> Self {
        Self::bounded(raw, Self::MAX_CHARS)
    }

    /// Cleans `raw` and cuts it at `max_chars`; surrounding white space goes, line breaks become spaces.
    pub fn bounded(raw: &str, max_chars: usize) -> Self {
        let clean: String = raw.trim().chars().map(clean_char).take(max_chars).collect();
        Self(clean)
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn clean_char(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_refused(c) => REMOVED,
        c => c,
    }
}

fn is_refused(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xe000..=0xf8ff
            | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0xe_0000..=0xe_0fff | 0xf_0000..=0x10_ffff)
}

impl From<String> for CleanText {
    fn from(raw: String) -> Self {
        Self::new(&raw)
    }
}

impl From<&str> for CleanText {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<CleanText> for String {
    fn from(text: CleanText) -> Self {
        text.0
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_fool_a_reader_is_marked() {
        assert_eq!(CleanText::new("ab\u{202e}cd\u{1b}[2J").as_str(), "ab\u{fffd}cd\u{fffd}[2J");
        assert_eq!(CleanText::new(" Қазақстан\nәіңғүұқөһ ").as_str(), "Қазақстан әіңғүұқөһ");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in any::<String>()) {
            let once = CleanText::new(&raw);
            prop_assert_eq!(CleanText::new(once.as_str()), once.clone());
            prop_assert!(once.as_str().chars().all(|c| !is_refused(c)));
        }
    }
}
