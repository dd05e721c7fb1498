//! Text that came from outside, cleaned once at the boundary.

mod shown;

pub use shown::{MAX_MARKS, is_mark, is_shown};

use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Shown in place of every character that was taken out, so that a reader sees that something was there.
pub const REMOVED: char = '\u{fffd}';

/// Text without control, bidirectional, zero-width, unassigned or private-use characters and without towers of marks, and no
/// longer than its bound.
///
/// Source of the character classes: Unicode TR 36 (bidi spoofing) and ECMA-48 (controls). What stands in a journal reads as it
/// did when it was written, whatever has been refused since; [`shown()`] is what a screen makes of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(into = "String")]
pub struct CleanText(String);

impl CleanText {
    /// The most characters that any cleaned text may have: a page of analysis text.
    pub const MAX_CHARS: usize = 2_000;

    /// Cleans `raw` and cuts it at [`Self::MAX_CHARS`].
    pub fn new(raw: &str) -> Self {
        Self::bounded(raw, Self::MAX_CHARS)
    }

    /// Cleans `raw` and cuts it at `max_chars`; surrounding white space goes, line breaks and wide spaces become spaces.
    pub fn bounded(raw: &str, max_chars: usize) -> Self {
        let mut clean: String = cleaned(raw.trim().chars().map(plain_space)).take(max_chars).collect();
        clean.truncate(clean.trim_end().len());
        Self(clean)
    }

    /// As texts were cleaned when the first journals were written. A fact that is read must be the fact that was written.
    fn as_kept(raw: &str) -> Self {
        let mut kept: String = raw.trim().chars().map(kept_char).take(Self::MAX_CHARS).collect();
        // Where it is cut among spaces they would go when it is read the next time.
        kept.truncate(kept.trim_end().len());
        Self(kept)
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

/// Any text as it may go to a terminal: what has no shape is marked. Line breaks stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    let is_clean = text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte));
    if is_clean {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| cleaned(line.chars().map(plain_space)).collect::<String>());
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// Marks every character without a shape, and every mark that is one too many.
fn cleaned(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    // A mark at the beginning would stand on whatever is shown before the text.
    chars.scan(MAX_MARKS, |marks, c| {
        *marks = if is_mark(c) { *marks + 1 } else { 0 };
        Some(if *marks > MAX_MARKS || !is_shown(c) { REMOVED } else { c })
    })
}

fn plain_space(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{2028}' | '\u{2029}' => c,
        c if c.is_whitespace() && !c.is_control() => ' ',
        c => c,
    }
}

fn kept_char(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_refused_in_journals(c) => REMOVED,
        c => c,
    }
}

fn is_refused_in_journals(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xe000..=0xf8ff
            | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0xe_0000..=0xe_0fff | 0xf_0000..=0x10_ffff)
}

impl<'de> Deserialize<'de> for CleanText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|raw| Self::as_kept(&raw))
    }
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
        assert_eq!(CleanText::new("20\u{a0}400\u{202f}kg").as_str(), "20 400 kg");
    }

    #[test]
    fn every_class_without_a_shape_is_refused() {
        for c in [
            '\u{7f}',
            '\u{85}',
            '\u{9b}',
            '\u{ad}',
            '\u{378}',
            '\u{61c}',
            '\u{115f}',
            '\u{180e}',
            '\u{200b}',
            '\u{200d}',
            '\u{2028}',
            '\u{202e}',
            '\u{2069}',
            '\u{3164}',
            '\u{e000}',
            '\u{fdd0}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fff9}',
            '\u{ffff}',
            '\u{1d173}',
            '\u{e0041}',
            '\u{10fffd}',
        ] {
            assert!(!is_shown(c), "U+{:04X}", u32::from(c));
        }
        for c in "aZ~ ёӘһ№₸«»—…✓▲█⣿é漢字한ไ😀\u{301}\u{fffd}'\"\\".chars() {
            assert!(is_shown(c), "U+{:04X}", u32::from(c));
        }
        assert!(is_mark('\u{301}') && is_mark('\u{489}') && is_mark('\u{5b4}'));
        assert!(!is_mark('a') && !is_mark('ё') && !is_mark('"') && !is_mark('\u{202e}'));
    }

    #[test]
    fn a_tower_of_marks_is_cut_down() {
        let tower = format!("а{}б\u{301}", "\u{301}".repeat(6));
        assert_eq!(CleanText::new(&tower).as_str(), "а\u{301}\u{301}\u{301}\u{301}\u{fffd}\u{fffd}б\u{301}");
        assert_eq!(CleanText::new("\u{301}а").as_str(), "\u{fffd}а", "nothing to stand on");
    }

    #[test]
    fn a_text_cut_among_spaces_reads_twice_as_once() {
        let json = serde_json::to_string(&format!("a{}b", " ".repeat(CleanText::MAX_CHARS))).unwrap();
        let once: CleanText = serde_json::from_str(&json).unwrap();
        let twice: CleanText = serde_json::from_str(&serde_json::to_string(&once).unwrap()).unwrap();
        assert_eq!(once, twice);
    }

    #[test]
    fn what_journals_hold_reads_as_it_was_written() {
        for kept in ["а\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "\u{378}20\u{a0}400", "a  b"] {
            let json = serde_json::to_string(kept).unwrap();
            let read: CleanText = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    #[test]
    fn shown_text_keeps_its_lines() {
        assert_eq!(shown("a\nb\n"), "a\nb\n");
        assert_eq!(shown("Б\u{1b}[2J\nв\u{202e}\r\n"), "Б\u{fffd}[2J\nв\u{fffd} \n");
    }

    fn mean() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<String>(),
            "[\u{300}-\u{36f}]{1,40}",
            Just("\u{1b}]52;c;aGk=\u{7}".to_owned()),
            Just(" \u{a0}\n".to_owned()),
            (0..=u32::from(char::MAX)).prop_map(|code| char::from_u32(code).unwrap_or('a').to_string()),
        ];
        prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in mean(), max in 0_usize..80) {
            let once = CleanText::bounded(&raw, max);
            prop_assert_eq!(CleanText::bounded(once.as_str(), max), once.clone());
            prop_assert!(once.as_str().chars().all(is_shown));
            prop_assert!(once.as_str().chars().count() <= max);
            let json = serde_json::to_string(&once).unwrap();
            prop_assert_eq!(serde_json::from_str::<CleanText>(&json).unwrap(), once, "kept as it was cleaned");
        }

        #[test]
        fn showing_twice_changes_nothing(raw in mean()) {
            let once = shown(&raw).into_owned();
            prop_assert_eq!(shown(&once), once.as_str());
            prop_assert!(once.split('\n').all(|line| line.chars().all(is_shown)));
        }
    }
}
