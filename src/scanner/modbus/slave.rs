//! The answering side, for simulated devices: requests cut out of a stream, registers read and written, answers and exceptions.
//!
//! It shares nothing with the asking side but the protocol: frames are read and built here by hand.

use super::{Framing, Table};
use std::time::Duration;

/// The longest frame of either framing.
const MAX_FRAME: usize = 260;

/// A frame that stands still for so long is none: more than two ticks of a simulated device, less than a master's patience.
const FRAME_LIMIT: Duration = Duration::from_millis(12);

/// "Illegal function".
const ILLEGAL_FUNCTION: u8 = 1;

/// "Illegal data address".
const ILLEGAL_ADDRESS: u8 = 2;

/// "Illegal data value": here a count that no frame carries.
const ILLEGAL_VALUE: u8 = 3;

/// What a device keeps.
pub trait Registers {
    /// The register, or the bit as 0 or 1, at this address; `None` if there is none.
    fn read(&mut self, table: Table, address: u16) -> Option<u16>;

    /// Whether the holding register can be written.
    fn is_writable(&self, address: u16) -> bool;

    /// Writes one that can be.
    fn write(&mut self, address: u16, value: u16);
}

/// The answering side of one line.
#[derive(Debug)]
pub struct Slave {
    framing: Framing,
    unit: u8,
    held: Vec<u8>,
    heard_at: Duration,
}

/// How far the bytes held are a request.
enum Cut {
    More,
    Whole(usize),
    Broken,
}

impl Slave {
    /// A slave of this unit; it keeps silent for others.
    pub fn new(framing: Framing, unit: u8) -> Self {
        Self { framing, unit, held: Vec::new(), heard_at: Duration::ZERO }
    }

    /// Bytes came; gives the answers, in order.
    pub fn received(&mut self, now: Duration, bytes: &[u8], registers: &mut dyn Registers) -> Vec<Vec<u8>> {
        if now.saturating_sub(self.heard_at) > FRAME_LIMIT && self.framing == Framing::Rtu {
            self.held.clear();
        }
        self.heard_at = now;
        let mut answers = Vec::new();
        for part in bytes.chunks(MAX_FRAME) {
            self.held.extend(part);
            loop {
                match self.cut() {
                    Cut::More => break,
                    Cut::Broken => self.held.clear(),
                    Cut::Whole(length) => {
                        let frame: Vec<u8> = self.held.drain(..length).collect();
                        answers.extend(self.answer(&frame, registers));
                    }
                }
            }
            self.held.truncate(MAX_FRAME);
        }
        answers
    }

    fn cut(&self) -> Cut {
        match self.framing {
            Framing::Rtu => self.cut_rtu(),
            Framing::Tcp => match *self.held {
                [_, _, 0, 0, high, low, ..] => {
                    let length = usize::from(u16::from_be_bytes([high, low]));
                    if !(2..=254).contains(&length) {
                        Cut::Broken
                    } else if self.held.len() < 6 + length {
                        Cut::More
                    } else {
                        Cut::Whole(6 + length)
                    }
                }
                [_, _, _, _, _, _, ..] => Cut::Broken,
                _ => Cut::More,
            },
        }
    }

    fn cut_rtu(&self) -> Cut {
        let expected = match *self.held {
            [_, 1..=6, ..] => Some(8),
            [_, 15 | 16, ..] => self.held.get(6).map(|count| 9 + usize::from(*count)),
            [_, 23, ..] => self.held.get(10).map(|count| 13 + usize::from(*count)),
            // Another function: the frame is as long as its sum says.
            [_, _, ..] => {
                return if self.held.len() >= 4 && is_summed(&self.held) {
                    Cut::Whole(self.held.len())
                } else if self.held.len() > MAX_FRAME {
                    Cut::Broken
                } else {
                    Cut::More
                };
            }
            _ => None,
        };
        match expected {
            Some(length) if length > MAX_FRAME => Cut::Broken,
            Some(length) => match self.held.get(..length) {
                Some(frame) if is_summed(frame) => Cut::Whole(length),
                Some(_) => Cut::Broken,
                None => Cut::More,
            },
            None => Cut::More,
        }
    }

    /// The answer to a whole frame; none to one for another unit.
    fn answer(&self, frame: &[u8], registers: &mut dyn Registers) -> Option<Vec<u8>> {
        let (head, rest) = match self.framing {
            Framing::Rtu => (&[][..], frame.get(..frame.len() - 2)?),
            Framing::Tcp => frame.split_at_checked(6)?,
        };
        let (&[unit, function], data) = rest.split_first_chunk::<2>()?;
        (unit == self.unit).then_some(())?;
        let mut answer = match serve(function, data, registers) {
            Ok(data) => [&[unit, function][..], &data].concat(),
            Err(code) => vec![unit, function | 0x80, code],
        };
        match self.framing {
            Framing::Rtu => answer.extend(sum(&answer)),
            Framing::Tcp => {
                let length = u16::try_from(answer.len()).ok()?.to_be_bytes();
                answer = [head.get(..4)?, &length, &answer].concat();
            }
        }
        Some(answer)
    }
}

/// CRC-16 as the specification computes it, bit by bit (Serial Line V1.02, appendix B).
fn sum(bytes: &[u8]) -> [u8; 2] {
    let mut register = 0xFFFF_u16;
    for byte in bytes {
        register ^= u16::from(*byte);
        for _ in 0..8 {
            let carry = register & 1 == 1;
            register >>= 1;
            if carry {
                register ^= 0xA001;
            }
        }
    }
    register.to_le_bytes()
}

fn is_summed(frame: &[u8]) -> bool {
    frame.split_last_chunk::<2>().is_some_and(|(body, tail)| sum(body) == *tail)
}

fn word(data: &[u8], at: usize) -> Result<u16, u8> {
    let pair = data.get(at..at + 2).and_then(|pair| pair.first_chunk::<2>()).ok_or(ILLEGAL_VALUE)?;
    Ok(u16::from_be_bytes(*pair))
}

/// What follows the function in the answer, or the exception's code.
fn serve(function: u8, data: &[u8], registers: &mut dyn Registers) -> Result<Vec<u8>, u8> {
    match function {
        1 => read_bits(Table::Coil, data, registers),
        2 => read_bits(Table::Discrete, data, registers),
        3 => read_words(Table::Holding, data, registers),
        4 => read_words(Table::Input, data, registers),
        6 => {
            let (address, value) = (word(data, 0)?, word(data, 2)?);
            write(address, &value.to_be_bytes(), registers)?;
            Ok(data.get(..4).ok_or(ILLEGAL_VALUE)?.to_vec())
        }
        16 => {
            let (address, count) = (word(data, 0)?, word(data, 2)?);
            let values = written(data.get(4..).ok_or(ILLEGAL_VALUE)?, count, 123)?;
            write(address, values, registers)?;
            Ok(data.get(..4).ok_or(ILLEGAL_VALUE)?.to_vec())
        }
        23 => {
            let (address, count) = (word(data, 4)?, word(data, 6)?);
            let values = written(data.get(8..).ok_or(ILLEGAL_VALUE)?, count, 121)?;
            write(address, values, registers)?;
            read_words(Table::Holding, data, registers)
        }
        _ => Err(ILLEGAL_FUNCTION),
    }
}

/// The values of a write: their length in bytes, then they themselves.
fn written(data: &[u8], count: u16, most: u16) -> Result<&[u8], u8> {
    let (&bytes, values) = data.split_first().ok_or(ILLEGAL_VALUE)?;
    let fits = (1..=most).contains(&count)
        && usize::from(bytes) == values.len()
        && values.len() == 2 * usize::from(count);
    if fits { Ok(values) } else { Err(ILLEGAL_VALUE) }
}

fn addresses(address: u16, count: usize) -> Result<std::ops::RangeInclusive<u16>, u8> {
    let last = u16::try_from(count - 1).ok().and_then(|more| address.checked_add(more));
    Ok(address..=last.ok_or(ILLEGAL_ADDRESS)?)
}

fn write(address: u16, values: &[u8], registers: &mut dyn Registers) -> Result<(), u8> {
    let values = values.as_chunks::<2>().0;
    let range = addresses(address, values.len())?;
    // All or nothing.
    if range.clone().any(|address| !registers.is_writable(address)) {
        return Err(ILLEGAL_ADDRESS);
    }
    range.zip(values).for_each(|(address, value)| registers.write(address, u16::from_be_bytes(*value)));
    Ok(())
}

fn read_all(table: Table, data: &[u8], most: u16, registers: &mut dyn Registers) -> Result<Vec<u16>, u8> {
    let (address, count) = (word(data, 0)?, word(data, 2)?);
    if !(1..=most).contains(&count) {
        return Err(ILLEGAL_VALUE);
    }
    let range = addresses(address, usize::from(count))?;
    range.map(|address| registers.read(table, address).ok_or(ILLEGAL_ADDRESS)).collect()
}

fn read_words(table: Table, data: &[u8], registers: &mut dyn Registers) -> Result<Vec<u8>, u8> {
    let words = read_all(table, data, 125, registers)?;
    let length = u8::try_from(2 * words.len()).map_err(|_| ILLEGAL_VALUE)?;
    Ok([length].into_iter().chain(words.into_iter().flat_map(u16::to_be_bytes)).collect())
}

fn read_bits(table: Table, data: &[u8], registers: &mut dyn Registers) -> Result<Vec<u8>, u8> {
    let bits = read_all(table, data, 2_000, registers)?;
    let bytes: Vec<u8> = bits
        .chunks(8)
        .map(|eight| eight.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit != 0)))
        .collect();
    let length = u8::try_from(bytes.len()).map_err(|_| ILLEGAL_VALUE)?;
    Ok([length].into_iter().chain(bytes).collect())
}

#[cfg(test)]
mod tests;
