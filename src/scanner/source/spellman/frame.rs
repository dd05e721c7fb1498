//! A Spellman word: `STX`, two digits of command, fields each followed by a comma, one byte of checksum, `ETX`.
//!
//! The checksum leaves two bits of every byte unproved and no order of bytes; the grammar of each answer proves the rest, and readings
//! that decide are asked for twice.

use crate::scanner::source::FULL_COUNT;
use crate::scanner::source::dialect::Piece;
use serde::Deserialize;

const STX: u8 = 0x02;
const ETX: u8 = 0x03;

/// The longest word between its ends: 27 faults with their commas, a command and a checksum are 58; names and configurations are
/// shorter than 80.
pub const MAX_WORD: usize = 96;

/// What the checksum covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// All from the command to the last comma, which counts.
    #[default]
    ThroughComma,
    /// All from the command to the last comma, which does not count: so the text of one maker of equipment has it.
    BeforeComma,
    /// There is no checksum: over a network the device leaves it to the network.
    None,
}

/// The checksum of a word: the negated sum, cut to what is a printable letter.
fn checksum(covered: &[u8]) -> u8 {
    let sum = covered.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    (sum.wrapping_neg() & 0x7F) | 0x40
}

fn covered(word: &[u8], coverage: Coverage) -> &[u8] {
    match coverage {
        Coverage::BeforeComma => word.strip_suffix(b",").unwrap_or(word),
        Coverage::ThroughComma | Coverage::None => word,
    }
}

/// The bytes of a command.
pub fn encode(command: u8, argument: Option<u16>, coverage: Coverage) -> Vec<u8> {
    let word = match argument {
        Some(argument) => format!("{command:02},{argument},"),
        None => format!("{command:02},"),
    };
    let mut bytes = vec![STX];
    bytes.extend_from_slice(word.as_bytes());
    if coverage != Coverage::None {
        bytes.push(checksum(covered(word.as_bytes(), coverage)));
    }
    bytes.push(ETX);
    bytes
}

/// The number of a command: exactly two digits.
pub fn command(field: &[u8]) -> Option<u8> {
    match field {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

/// A count: digits only, no zero before others, at most 4095.
pub fn digits(field: &[u8]) -> Option<u16> {
    let is_plain = field == b"0" || (!field.is_empty() && field.len() <= 4 && !field.starts_with(b"0"));
    if !is_plain || !field.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(field).ok()?.parse().ok().filter(|count| *count <= FULL_COUNT)
}

/// A decimal in tenths, cut after the first decimal; at most nine digits before the point and nine after it.
pub fn decimal_tenths(field: &[u8]) -> Option<u32> {
    let text = str::from_utf8(field).ok()?;
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let is_number =
        |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = whole == "0" || !whole.starts_with('0');
    if !is_number(whole) || !is_number(decimals) || !is_plain {
        return None;
    }
    let tenth: u32 = decimals.get(..1)?.parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(10)?.checked_add(tenth)
}

/// Finds words in bytes.
#[derive(Debug)]
pub struct Framer {
    coverage: Coverage,
    word: Option<Vec<u8>>,
}

impl Framer {
    /// Before the first byte.
    pub fn new(coverage: Coverage) -> Self {
        Self { coverage, word: None }
    }

    /// Whether a word is under way.
    pub fn is_within(&self) -> bool {
        self.word.is_some()
    }

    /// Takes a byte; a word that is whole comes without its ends, its checksum and its last comma.
    pub fn push(&mut self, byte: u8) -> Option<Piece> {
        match (byte, self.word.as_mut()) {
            (STX, within) => {
                let is_broken = within.is_some();
                self.word = Some(Vec::with_capacity(MAX_WORD));
                is_broken.then_some(Piece::Damaged)
            }
            (ETX, Some(_)) => {
                let word = self.word.take().unwrap_or_default();
                Some(self.check(word).map_or(Piece::Damaged, Piece::Word))
            }
            (0x20..=0x7F, Some(word)) if word.len() < MAX_WORD => {
                word.push(byte);
                None
            }
            (_, Some(_)) => {
                self.word = None;
                Some(Piece::Damaged)
            }
            (_, None) => Some(Piece::Noise),
        }
    }

    fn check(&self, mut word: Vec<u8>) -> Option<Vec<u8>> {
        if self.coverage != Coverage::None {
            let sum = word.pop()?;
            if sum != checksum(covered(&word, self.coverage)) {
                return None;
            }
        }
        (word.pop()? == b',').then_some(word)
    }
}
