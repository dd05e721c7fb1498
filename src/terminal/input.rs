//! What the keyboard says, in the console's own words, whatever layout it stands on.

pub mod layout;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

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

/// Reads one event; none for those that mean nothing here (mouse, focus, releases, keys no booth has).
pub fn read(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) => read_key(key).map(Input::Key),
        Event::Paste(text) => Some(Input::Paste(text.chars().take(MAX_PASTE_CHARS).collect())),
        Event::Resize(columns, rows) => Some(Input::Resize { columns, rows }),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

fn read_key(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let modifiers = Modifiers {
        ctrl: key.modifiers.contains(KeyModifiers::CONTROL),
        alt: key.modifiers.contains(KeyModifiers::ALT),
        shift: key.modifiers.contains(KeyModifiers::SHIFT),
    };
    match key.code {
        KeyCode::Char(c) => Some(read_char(c, modifiers)),
        // Shift is what makes it a back tab; saying it twice would make two keys of one.
        KeyCode::BackTab => {
            Some(Key { code: Code::BackTab, modifiers: Modifiers { shift: false, ..modifiers } })
        }
        code => Some(Key { code: read_code(code)?, modifiers }),
    }
}

/// A character with Ctrl or Alt is a command and never text, so its physical place counts.
fn read_char(c: char, modifiers: Modifiers) -> Key {
    let held = Modifiers { shift: false, ..modifiers };
    if !held.ctrl && !held.alt {
        return Key { code: Code::Char(c), modifiers: held };
    }
    let folded = layout::fold_command(c);
    match (held.ctrl, held.alt, folded) {
        // PuTTY can be set to send this for the Backspace key.
        (true, false, 'h') => Key { code: Code::Backspace, modifiers: Modifiers::default() },
        (false, true, _) => match function_key(folded) {
            Some(number) => Key { code: Code::F(number), modifiers: Modifiers::default() },
            None => Key { code: Code::Char(folded), modifiers: held },
        },
        _ => Key { code: Code::Char(folded), modifiers: held },
    }
}

/// Alt with a digit, or Esc and a digit in one read, stands for a function key that the desktop keeps for
/// itself (F1, F10 and F11 in GNOME's terminal); dash and equals follow on the keyboard as F11 and F12 do.
///
/// An Esc that comes alone is Esc at once: to wait whether a digit follows would delay every way back.
fn function_key(c: char) -> Option<u8> {
    match c {
        '1'..='9' => u8::try_from(c).ok().map(|digit| digit - b'0'),
        '0' => Some(10),
        '-' => Some(11),
        '=' => Some(12),
        _ => None,
    }
}

fn read_code(code: KeyCode) -> Option<Code> {
    Some(match code {
        KeyCode::F(number) => Code::F(number),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Modifiers = Modifiers { ctrl: false, alt: false, shift: false };
    const CTRL: Modifiers = Modifiers { ctrl: true, ..PLAIN };
    const ALT: Modifiers = Modifiers { alt: true, ..PLAIN };
    const SHIFT: Modifiers = Modifiers { shift: true, ..PLAIN };

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<Input> {
        read(Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn keys_are_read() {
        let (none, ctrl, alt, shift) =
            (KeyModifiers::NONE, KeyModifiers::CONTROL, KeyModifiers::ALT, KeyModifiers::SHIFT);
        let rows = [
            // Text stays as the layout gives it, and Shift is in the letter.
            (KeyCode::Char('й'), none, Code::Char('й'), PLAIN),
            (KeyCode::Char('Ә'), shift, Code::Char('Ә'), PLAIN),
            // With Ctrl or Alt the place counts.
            (KeyCode::Char('c'), ctrl, Code::Char('c'), CTRL),
            (KeyCode::Char('с'), ctrl, Code::Char('c'), CTRL),
            (KeyCode::Char('й'), alt, Code::Char('q'), ALT),
            // Backspace as PuTTY may send it, on either layout.
            (KeyCode::Char('h'), ctrl, Code::Backspace, PLAIN),
            (KeyCode::Char('р'), ctrl, Code::Backspace, PLAIN),
            // Function keys by Alt or by Esc and a digit at once, Latin and Kazakh digit row.
            (KeyCode::Char('1'), alt, Code::F(1), PLAIN),
            (KeyCode::Char('0'), alt, Code::F(10), PLAIN),
            (KeyCode::Char('қ'), alt, Code::F(10), PLAIN),
            (KeyCode::Char('ә'), alt, Code::F(2), PLAIN),
            (KeyCode::Char('һ'), alt, Code::F(12), PLAIN),
            (KeyCode::Esc, none, Code::Esc, PLAIN),
            (KeyCode::F(5), shift, Code::F(5), SHIFT),
            (KeyCode::BackTab, shift, Code::BackTab, PLAIN),
        ];
        for (code, held, expected, modifiers) in rows {
            let expected = Input::Key(Key { code: expected, modifiers });
            assert_eq!(key(code, held), Some(expected), "{code:?} with {held:?}");
        }
    }

    #[test]
    fn a_release_is_no_second_key() {
        let release = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(read(Event::Key(release)), None);
        let repeat = KeyEvent::new_with_kind(KeyCode::Down, KeyModifiers::NONE, KeyEventKind::Repeat);
        assert!(read(Event::Key(repeat)).is_some());
        assert_eq!(key(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }

    #[test]
    fn a_paste_is_cut_between_characters() {
        let pasted = read(Event::Paste("ұ".repeat(MAX_PASTE_CHARS + 1)));
        assert_eq!(pasted, Some(Input::Paste("ұ".repeat(MAX_PASTE_CHARS))));
    }
}
