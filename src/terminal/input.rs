//! What the keyboard and the terminal say, in the console's own words, whatever layout and whatever emulator.

pub mod decoder;
pub mod layout;
pub mod reply;

pub use reply::Reply;

/// The most characters taken from one paste: fifty lines of eighty, more than any field holds.
pub const MAX_PASTE_CHARS: usize = 50 * 80;

/// One thing the terminal said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// Text as pasted, cut at [`MAX_PASTE_CHARS`]; not cleaned.
    Paste(String),
    Resize {
        columns: u16,
        rows: u16,
    },
    /// What the terminal itself answered: never a person's word.
    Reply(Reply),
}

/// One key. For a character, Shift is in the character already and not among the modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: Code,
    pub modifiers: Modifiers,
}

/// What was held down with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Modifiers {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

impl Modifiers {
    /// Ctrl alone.
    pub const CTRL: Self = Self { ctrl: true, alt: false, shift: false };
    /// Alt alone.
    pub const ALT: Self = Self { ctrl: false, alt: true, shift: false };
    /// Shift alone.
    pub const SHIFT: Self = Self { ctrl: false, alt: false, shift: true };
}

/// The key itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// As the layout gives it. See [`layout`] for what it means as a command, in a number or in a plate.
    Char(char),
    /// F1 and on.
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
}

impl Key {
    /// A key of the terminal's that is no character.
    pub(crate) fn named(code: Code, modifiers: Modifiers) -> Self {
        match (code, modifiers.shift) {
            // Shift is what makes it a back tab; saying it twice would make two keys of one.
            (Code::Tab, true) | (Code::BackTab, _) => {
                Self { code: Code::BackTab, modifiers: Modifiers { shift: false, ..modifiers } }
            }
            _ => Self { code, modifiers },
        }
    }

    /// A character with Ctrl or Alt is a command and never text, so its physical place counts.
    pub(crate) fn character(c: char, modifiers: Modifiers) -> Self {
        let held = Modifiers { shift: false, ..modifiers };
        if !held.ctrl && !held.alt {
            return Self { code: Code::Char(c), modifiers: held };
        }
        let folded = layout::fold_command(c);
        match (held.ctrl, held.alt, folded) {
            // PuTTY can be set to send this for the Backspace key.
            (true, false, 'h') => Self { code: Code::Backspace, modifiers: Modifiers::default() },
            (false, true, _) => match function_key(folded) {
                Some(number) => Self { code: Code::F(number), modifiers: Modifiers::default() },
                None => Self { code: Code::Char(folded), modifiers: held },
            },
            _ => Self { code: Code::Char(folded), modifiers: held },
        }
    }
}

/// Alt with a digit, or Esc and a digit at once, stands for a function key that the desktop keeps for itself (F1, F10 and F11 in
/// GNOME's terminal); dash and equals follow on the keyboard as F11 and F12 do.
fn function_key(c: char) -> Option<u8> {
    match c {
        '1'..='9' => u8::try_from(c).ok().map(|digit| digit - b'0'),
        '0' => Some(10),
        '-' => Some(11),
        '=' => Some(12),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_text_alone_and_places_with_ctrl_or_alt() {
        const PLAIN: Modifiers = Modifiers { ctrl: false, alt: false, shift: false };
        let (ctrl, alt, shift) = (Modifiers::CTRL, Modifiers::ALT, Modifiers::SHIFT);
        let rows = [
            // Text stays as the layout gives it, and Shift is in the letter.
            ('й', PLAIN, Code::Char('й'), PLAIN),
            ('Ә', shift, Code::Char('Ә'), PLAIN),
            // With Ctrl or Alt the place counts.
            ('c', ctrl, Code::Char('c'), ctrl),
            ('с', ctrl, Code::Char('c'), ctrl),
            ('й', alt, Code::Char('q'), alt),
            // Backspace as PuTTY may send it, on either layout.
            ('h', ctrl, Code::Backspace, PLAIN),
            ('р', ctrl, Code::Backspace, PLAIN),
            // Function keys by Alt or by Esc and a digit at once, Latin and Kazakh digit row.
            ('1', alt, Code::F(1), PLAIN),
            ('0', alt, Code::F(10), PLAIN),
            ('қ', alt, Code::F(10), PLAIN),
            ('ә', alt, Code::F(2), PLAIN),
            ('һ', alt, Code::F(12), PLAIN),
        ];
        for (c, held, code, modifiers) in rows {
            assert_eq!(Key::character(c, held), Key { code, modifiers }, "{c} with {held:?}");
        }
    }

    #[test]
    fn a_back_tab_is_one_key() {
        let back = Key { code: Code::BackTab, modifiers: Modifiers::default() };
        assert_eq!(Key::named(Code::Tab, Modifiers::SHIFT), back);
        assert_eq!(Key::named(Code::BackTab, Modifiers::SHIFT), back);
        assert_eq!(Key::named(Code::F(5), Modifiers::SHIFT).modifiers, Modifiers::SHIFT);
    }
}
