//! How a person wants pictures on each of their terminals, kept from one day to the next.

use crate::terminal::probe::choice::GraphicsChoice;
use serde::{Deserialize, Serialize};

/// Terminals that are kept; the oldest give way.
const MAX_TERMINALS: usize = 64;

/// The longest file that is read: every terminal with long names, some times over.
pub const MAX_BYTES: usize = 32 * 1024;

/// Choices by terminal. An account may sit at a booth's xterm in the morning and come from a house at night: each has its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedChoices {
    #[serde(default)]
    terminal: Vec<SavedChoice>,
}

/// One terminal's choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedChoice {
    /// `TERM`.
    term: String,
    /// What the terminal calls itself; empty where it does not.
    #[serde(default)]
    name: String,
    graphics: GraphicsChoice,
}

/// Why saved choices could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SavedFault {
    /// Longer than [`MAX_BYTES`].
    #[error("longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Not what [`SavedChoices::to_text`] writes.
    #[error("{0}")]
    Broken(String),
}

impl SavedChoices {
    /// Reads what [`Self::to_text`] wrote.
    pub fn parse(text: &str) -> Result<Self, SavedFault> {
        if text.len() > MAX_BYTES {
            return Err(SavedFault::TooLong);
        }
        let mut read: Self =
            toml::from_str(text).map_err(|fault| SavedFault::Broken(fault.message().to_owned()))?;
        read.cut();
        Ok(read)
    }

    /// The choice for this terminal; automatic where none was saved.
    pub fn of(&self, term: &str, name: Option<&str>) -> GraphicsChoice {
        let name = name.unwrap_or_default();
        let found = self.terminal.iter().find(|saved| saved.term == term && saved.name == name);
        found.map_or(GraphicsChoice::Auto, |saved| saved.graphics)
    }

    /// Keeps a choice in place of the one before; automatic needs no keeping.
    pub fn keep(&mut self, term: &str, name: Option<&str>, graphics: GraphicsChoice) {
        let name = name.unwrap_or_default().to_owned();
        self.terminal.retain(|saved| saved.term != term || saved.name != name);
        if graphics != GraphicsChoice::Auto {
            self.terminal.push(SavedChoice { term: term.to_owned(), name, graphics });
        }
        self.cut();
    }

    /// The file's text.
    pub fn to_text(&self) -> Result<String, SavedFault> {
        toml::to_string(self).map_err(|fault| SavedFault::Broken(fault.to_string()))
    }

    fn cut(&mut self) {
        let surplus = self.terminal.len().saturating_sub(MAX_TERMINALS);
        self.terminal.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_terminal_has_its_own_choice() {
        let mut saved = SavedChoices::default();
        saved.keep("xterm", Some("XTerm(379)"), GraphicsChoice::Sixel);
        saved.keep("xterm", None, GraphicsChoice::Half);
        saved.keep("xterm", None, GraphicsChoice::Braille);
        assert_eq!(saved.of("xterm", Some("XTerm(379)")), GraphicsChoice::Sixel);
        assert_eq!(saved.of("xterm", None), GraphicsChoice::Braille);
        assert_eq!(saved.of("xterm", Some("foot(1.13.1)")), GraphicsChoice::Auto);
        let read = SavedChoices::parse(&saved.to_text().unwrap()).unwrap();
        assert_eq!(read, saved);
        saved.keep("xterm", None, GraphicsChoice::Auto);
        assert_eq!(saved.terminal.len(), 1);
    }

    #[test]
    fn a_broken_file_says_why_and_no_file_grows_for_ever() {
        for text in
            ["terminal = 1", "[[terminal]]\nterm = \"x\"\ngraphics = \"films\"", "[[terminal", "x = 1"]
        {
            assert!(matches!(SavedChoices::parse(text), Err(SavedFault::Broken(_))), "{text}");
        }
        assert_eq!(SavedChoices::parse(&" ".repeat(MAX_BYTES + 1)), Err(SavedFault::TooLong));
        assert_eq!(SavedChoices::parse("").unwrap(), SavedChoices::default());
        let mut saved = SavedChoices::default();
        (0..=MAX_TERMINALS).for_each(|n| saved.keep(&n.to_string(), None, GraphicsChoice::Half));
        assert_eq!(saved.terminal.len(), MAX_TERMINALS);
        assert_eq!(saved.of("0", None), GraphicsChoice::Auto);
        assert_eq!(saved.of("1", None), GraphicsChoice::Half);
    }

    proptest! {
        #[test]
        fn any_names_are_read_as_they_were_kept(term: String, name: String) {
            let mut saved = SavedChoices::default();
            saved.keep(&term, Some(&name), GraphicsChoice::Sixel);
            prop_assert_eq!(SavedChoices::parse(&saved.to_text().unwrap()).unwrap(), saved);
        }
    }
}
