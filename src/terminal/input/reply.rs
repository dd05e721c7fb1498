//! What terminals answer when they are asked: read from the sequence's own bytes.

use crate::terminal::input::decoder::parameters::numbers;

/// Characters of a terminal's name that are kept; the longest known has under 40.
const MAX_NAME: usize = 64;

/// Attributes of one answer that are kept; the longest known has 15.
const MAX_ATTRIBUTES: usize = 32;

/// An answer. What has no row here is swallowed where it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The terminal has worked off all that was sent before the question (`CSI 5 n`, answered `CSI 0 n`).
    Ready,
    /// Where the cursor is, counted from 1 (`CSI 6 n`). A first row with columns 2 to 8 is F3 with a modifier in the same bytes and
    /// is read as that key.
    Cursor { row: u16, column: u16 },
    /// Primary device attributes (`CSI c`): the class, then what the terminal can.
    Attributes(Vec<u16>),
    /// A private mode (`DECRQM`): 0 unknown, 1 set, 2 reset, 3 and 4 the same for ever.
    Mode { mode: u16, state: u16 },
    /// `XTSMGRAPHICS`: item 1 for colour registers, 2 for a sixel picture's size; status 0 for success, then the figures.
    Limit { item: u32, status: u32, figures: Vec<u32> },
    /// Name and version (`XTVERSION`), printable ASCII.
    Name(String),
    /// `XTWINOPS`: 4 the window and 6 a cell in pixels, 8 the window in cells; height first, as it is told.
    Size { item: u32, height: u32, width: u32 },
    /// The kitty graphics protocol's word on an image.
    Kitty { image: u32, outcome: Outcome },
}

/// How a question of the kitty graphics protocol ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// "OK".
    Taken,
    /// An error's name; the terminal knows the protocol all the same.
    Refused,
}

impl Reply {
    /// An answer in the form of a control sequence: `private` is its mark (`?`, `>`), `text` what stands before the last byte.
    pub(crate) fn of_control(private: Option<u8>, text: &str, last: u8) -> Option<Self> {
        match (private, last) {
            (Some(b'?'), b'c') => Some(Self::Attributes(attributes(text))),
            (Some(b'?'), b'S') => match *numbers(text) {
                [Some(item), Some(status), ref figures @ ..] => Some(Self::Limit {
                    item,
                    status,
                    figures: figures.iter().map_while(|&figure| figure).collect(),
                }),
                _ => None,
            },
            (Some(b'?'), b'y') => match *numbers(text.strip_suffix('$')?) {
                [Some(mode), Some(state)] => Some(Self::Mode { mode: small(mode)?, state: small(state)? }),
                _ => None,
            },
            (None, b'n') => (text == "0").then_some(Self::Ready),
            (None, b'R') => match *numbers(text) {
                [Some(row), Some(column)] => Some(Self::Cursor { row: small(row)?, column: small(column)? }),
                _ => None,
            },
            (None, b't') => match *numbers(text) {
                [Some(item), Some(height), Some(width)] => Some(Self::Size { item, height, width }),
                _ => None,
            },
            _ => None,
        }
    }

    /// An answer in the form of a device control string.
    pub(crate) fn of_device(body: &[u8]) -> Option<Self> {
        let name = body.strip_prefix(b">|")?;
        let printable = name.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
        (printable && name.len() <= MAX_NAME).then(|| Self::Name(String::from_utf8_lossy(name).into_owned()))
    }

    /// An answer in the form of an application's string: the kitty graphics protocol's.
    pub(crate) fn of_application(body: &[u8]) -> Option<Self> {
        let (keys, message) = std::str::from_utf8(body.strip_prefix(b"G")?).ok()?.split_once(';')?;
        let image = keys.split(',').find_map(|key| key.strip_prefix("i="))?.parse().ok()?;
        let outcome = if message == "OK" { Outcome::Taken } else { Outcome::Refused };
        Some(Self::Kitty { image, outcome })
    }
}

fn small(number: u32) -> Option<u16> {
    u16::try_from(number).ok()
}

/// What is no number, or too large to be one, is no attribute.
fn attributes(text: &str) -> Vec<u16> {
    numbers(text).into_iter().take(MAX_ATTRIBUTES).map(|number| number.and_then(small).unwrap_or(0)).collect()
}
