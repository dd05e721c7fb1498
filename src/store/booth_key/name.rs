//! What a booth's key is called: one name for all of its life, in every checkpoint's first line.

use std::borrow::Cow;
use std::fmt;

/// The longest name, characters.
const MAX_CHARS: usize = 100;

/// How every name begins.
const ROOT: &str = "intrascope";

/// A C2SP key name: no space, no plus, nothing that cannot be seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyName(Cow<'static, str>);

impl KeyName {
    /// Of a booth that nobody has named.
    pub const DEFAULT: Self = Self(Cow::Borrowed("intrascope/booth"));

    /// Made of what tells booths apart, as post code and complex. What a name may not have becomes a hyphen.
    pub fn of(parts: &[&str]) -> Self {
        let name = std::iter::once(ROOT).chain(parts.iter().copied()).collect::<Vec<_>>().join("/");
        let name: String = name.chars().map(|c| if fits(c) { c } else { '-' }).take(MAX_CHARS).collect();
        Self(Cow::Owned(name))
    }

    /// Reads a name.
    pub(in crate::store) fn parse(text: &str) -> Option<Self> {
        let whole = !text.is_empty() && text.chars().count() <= MAX_CHARS && text.chars().all(fits);
        whole.then(|| Self(Cow::Owned(text.to_owned())))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for KeyName {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn fits(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && c != '+'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_what_tells_booths_apart() {
        assert_eq!(KeyName::of(&["39855302", "ИДК-2"]).as_str(), "intrascope/39855302/ИДК-2");
        assert_eq!(KeyName::of(&["a b+c\u{2028}\n"]).as_str(), "intrascope/a-b-c--");
        let long = "x".repeat(200);
        for name in [KeyName::of(&[&long]), KeyName::DEFAULT, KeyName::of(&[])] {
            assert_eq!(KeyName::parse(name.as_str()), Some(name));
        }
        for text in ["", "a b", "a+b", "a\nb", long.as_str()] {
            assert_eq!(KeyName::parse(text), None, "{text:?}");
        }
    }
}
