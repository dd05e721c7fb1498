//! Keys that are sent as sequences: which bytes mean which key in the terminals of today and of long ago.

use super::parameters::part;
use crate::terminal::input::{Code, Key, Modifiers};

/// The kitty protocol's word for a key that was let go.
const RELEASED: u32 = 3;

/// Reads a control sequence without a private mark: what stands before its last byte, and that byte.
///
/// xterm puts modifiers behind a semicolon (`1;5A`), rxvt into the last byte (`7^`, `7$`, `7@`, `a`).
pub(super) fn of_control(text: &str, last: u8) -> Option<Key> {
    let modifiers = || held(part(text, 1, 0));
    if part(text, 1, 1) == Some(RELEASED) {
        return None;
    }
    match last {
        b'~' if text.starts_with("27;") => character(part(text, 2, 0)?, None, modifiers()),
        b'~' => Some(Key::named(numbered(part(text, 0, 0)?)?, modifiers())),
        b'^' => rxvt(text, Modifiers::CTRL),
        b'$' => rxvt(text, Modifiers::SHIFT),
        b'@' => rxvt(text, Modifiers { ctrl: true, shift: true, alt: false }),
        b'u' => unicode(text, modifiers()),
        b'Z' => Some(Key::named(Code::BackTab, modifiers())),
        b'a'..=b'd' if text.is_empty() => {
            Some(Key::named(lettered(last.to_ascii_uppercase())?, Modifiers::SHIFT))
        }
        _ => Some(Key::named(lettered(last)?, modifiers())),
    }
}

fn rxvt(text: &str, modifiers: Modifiers) -> Option<Key> {
    Some(Key::named(numbered(text.parse().ok()?)?, modifiers))
}

/// Reads a key of application mode (`ESC O …`): cursor keys, F1 to F4, the keypad; rxvt's arrows with Ctrl are small letters.
pub(super) fn of_application(text: &str, last: u8) -> Option<Key> {
    // Some put the modifier where the first number would be: `ESC O 5 P`.
    let place = usize::from(text.contains(';'));
    let modifiers = held(part(text, place, 0));
    match last {
        b'M' => Some(Key::named(Code::Enter, modifiers)),
        b'I' => Some(Key::named(Code::Tab, modifiers)),
        b' ' => Some(Key::character(' ', modifiers)),
        b'X' => Some(Key::character('=', modifiers)),
        b'a'..=b'd' => Some(Key::named(lettered(last.to_ascii_uppercase())?, Modifiers::CTRL)),
        // The keypad's keys have the characters' own order, 64 further on.
        b'j'..=b'y' => Some(Key::character(char::from(last - 64), modifiers)),
        _ => Some(Key::named(lettered(last)?, modifiers)),
    }
}

/// The Linux console's F1 to F5: `CSI [ A` and on.
pub(super) fn of_console(last: u8) -> Option<Key> {
    matches!(last, b'A'..=b'E').then(|| Key::named(Code::F(last - b'A' + 1), Modifiers::default()))
}

/// Ctrl with a letter and its like: what a keyboard sends below the space, and for Backspace.
pub(super) fn of_byte(byte: u8) -> Key {
    let ctrl = |c: u8| Key::character(char::from(c), Modifiers::CTRL);
    let plain = |code| Key::named(code, Modifiers::default());
    match byte {
        0 => ctrl(b' '),
        b'\t' => plain(Code::Tab),
        // What was typed before the terminal was ours had its returns made newlines.
        b'\r' | b'\n' => plain(Code::Enter),
        0x1b => plain(Code::Esc),
        0x7f => plain(Code::Backspace),
        0x01..=0x1a => ctrl(byte - 1 + b'a'),
        _ => ctrl(byte.wrapping_sub(0x1c).wrapping_add(b'4')),
    }
}

/// `1 + Shift + 2 Alt + 4 Ctrl`, and above them keys that no booth has.
fn held(number: Option<u32>) -> Modifiers {
    let bits = number.unwrap_or(1).saturating_sub(1);
    Modifiers { shift: bits & 1 != 0, alt: bits & 2 != 0, ctrl: bits & 4 != 0 }
}

fn lettered(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'P' => Code::F(1),
        b'Q' => Code::F(2),
        b'R' => Code::F(3),
        b'S' => Code::F(4),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<Code> {
    let f = |first: u32, number: u32| u8::try_from(number - first + 1).ok().map(Code::F);
    match number {
        1 | 7 => Some(Code::Home),
        2 => Some(Code::Insert),
        3 => Some(Code::Delete),
        4 | 8 => Some(Code::End),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => f(11, number),
        17..=21 => f(12, number),
        23..=26 => f(13, number),
        28..=29 => f(14, number),
        31..=34 => f(15, number),
        _ => None,
    }
}

/// `CSI code : shifted ; modifiers ; text u`.
fn unicode(text: &str, modifiers: Modifiers) -> Option<Key> {
    let code = part(text, 0, 0)?;
    let typed = part(text, 2, 0).or_else(|| part(text, 0, 1).filter(|_| modifiers.shift));
    character(code, typed, modifiers)
}

/// A key by its code point; `typed` is the character that it made, where the terminal tells.
fn character(code: u32, typed: Option<u32>, modifiers: Modifiers) -> Option<Key> {
    let named = match code {
        0..=8 | 10..=12 | 14..=26 | 28..=31 => None,
        9 => Some(Code::Tab),
        13 | 57_414 => Some(Code::Enter),
        27 => Some(Code::Esc),
        127 => Some(Code::Backspace),
        57_376..=57_387 => u8::try_from(code - 57_376 + 13).ok().map(Code::F),
        57_417..=57_426 => keypad(code),
        _ => return typed.or_else(|| upper(code, modifiers)).and_then(|c| text(c, modifiers)),
    };
    Some(Key::named(named?, modifiers))
}

fn text(code: u32, modifiers: Modifiers) -> Option<Key> {
    let c = match code {
        // The keypad's digits and signs.
        57_399..=57_408 => char::from_digit(code - 57_399, 10)?,
        57_409 => '.',
        57_410 => '/',
        57_411 => '*',
        57_412 => '-',
        57_413 => '+',
        57_415 => '=',
        // Lone modifiers, sound and media keys.
        57_344..=63_743 => return None,
        _ => char::from_u32(code).filter(|c| !c.is_control())?,
    };
    Some(Key::character(c, modifiers))
}

/// A letter with Shift is a capital.
fn upper(code: u32, modifiers: Modifiers) -> Option<u32> {
    let c = char::from_u32(code)?;
    let mut capitals = c.to_uppercase();
    match (modifiers.shift, capitals.next(), capitals.next()) {
        (true, Some(capital), None) => Some(u32::from(capital)),
        _ => Some(code),
    }
}

fn keypad(code: u32) -> Option<Code> {
    const KEYS: [Code; 10] = [
        Code::Left,
        Code::Right,
        Code::Up,
        Code::Down,
        Code::PageUp,
        Code::PageDown,
        Code::Home,
        Code::End,
        Code::Insert,
        Code::Delete,
    ];
    KEYS.get(usize::try_from(code.checked_sub(57_417)?).ok()?).copied()
}
