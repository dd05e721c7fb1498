//! Requests to bytes, and the bytes of one whole answer to what it says; nothing of time or of streams.

use super::{Framing, Table};
use crc::{CRC_16_MODBUS, Crc};
use rmodbus::client::ModbusRequest;
use rmodbus::{ErrorKind, ModbusProto};

/// The longest frame of a serial line: 1 unit, 253 of function and data, 2 CRC.
pub const MAX_RTU: usize = 256;

/// The longest frame over TCP: 7 of header, 253 of function and data.
pub const MAX_TCP: usize = 260;

/// Registers of one read: 125 (and of the reading half of function 23).
pub const MAX_READ: u16 = 125;

/// Bits of one read: as many as 125 registers hold, so that every answer fits one length byte with room.
pub const MAX_BITS: u16 = 2_000;

/// Registers of one write of function 16.
pub const MAX_WRITE: usize = 123;

/// Registers of the writing half of function 23.
pub const MAX_EXCHANGE: usize = 121;

/// Bytes of the MBAP header, the unit included.
pub const MBAP_BYTES: usize = 7;

/// An exception on a serial line: unit, function with its highest bit, code, CRC.
pub const EXCEPTION_RTU: usize = 5;

const CRC16: Crc<u16> = Crc::<u16>::new(&CRC_16_MODBUS);

const EXCHANGE: u8 = 23;

/// What is asked of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Functions 1 to 4.
    Read {
        /// Of this table.
        table: Table,
        /// From here.
        address: u16,
        /// So many registers or bits.
        count: u16,
    },
    /// Function 6.
    WriteOne {
        /// Here.
        address: u16,
        /// This.
        value: u16,
    },
    /// Function 16.
    Write {
        /// From here.
        address: u16,
        /// These.
        values: Vec<u16>,
    },
    /// Function 23: written first, read then.
    Exchange {
        /// Holding registers are read from here.
        address: u16,
        /// So many.
        count: u16,
        /// Written from here.
        to: u16,
        /// These.
        values: Vec<u16>,
    },
}

/// What a device answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Registers, as many as were asked for.
    Words(Vec<u16>),
    /// Bits, as many as were asked for.
    Bits(Vec<bool>),
    /// It was written.
    Written,
    /// Its exception's code.
    Exception(u8),
}

/// A request that no frame can carry: nothing to read or write, or more than the functions allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a Modbus request reads at most {MAX_READ} registers or {MAX_BITS} bits and writes at most {MAX_WRITE}"
)]
pub struct RequestFault;

impl From<ErrorKind> for RequestFault {
    fn from(_: ErrorKind) -> Self {
        Self
    }
}

/// The CRC of a serial frame, in the order in which it goes on the line.
pub fn crc(bytes: &[u8]) -> [u8; 2] {
    CRC16.checksum(bytes).to_le_bytes()
}

impl Request {
    /// The function's number.
    pub const fn function(&self) -> u8 {
        match self {
            Self::Read { table, .. } => table.function(),
            Self::WriteOne { .. } => 6,
            Self::Write { .. } => 16,
            Self::Exchange { .. } => EXCHANGE,
        }
    }

    /// Bytes after the function in the answer that is no exception.
    fn answer_bytes(&self) -> usize {
        match self {
            Self::Read { table, count, .. } if table.is_bits() => 1 + usize::from(count.div_ceil(8)),
            Self::Read { count, .. } | Self::Exchange { count, .. } => 1 + 2 * usize::from(*count),
            Self::WriteOne { .. } | Self::Write { .. } => 4,
        }
    }

    fn check(&self) -> Result<(), RequestFault> {
        let fits = |count: u16, address: u16, most: u16| {
            count > 0 && count <= most && u32::from(address) + u32::from(count) <= 0x1_0000
        };
        let words = |values: &[u16], address: u16, most: usize| {
            let most = u16::try_from(most).unwrap_or(u16::MAX);
            u16::try_from(values.len()).is_ok_and(|count| fits(count, address, most))
        };
        let is_right = match self {
            Self::Read { table, address, count } => {
                fits(*count, *address, if table.is_bits() { MAX_BITS } else { MAX_READ })
            }
            Self::WriteOne { .. } => true,
            Self::Write { address, values } => words(values, *address, MAX_WRITE),
            Self::Exchange { address, count, to, values } => {
                fits(*count, *address, MAX_READ) && words(values, *to, MAX_EXCHANGE)
            }
        };
        if is_right { Ok(()) } else { Err(RequestFault) }
    }

    /// The bytes that go on the line. `transaction` is of no meaning on a serial line.
    ///
    /// # Errors
    /// When no frame can carry it.
    pub fn encode(&self, framing: Framing, unit: u8, transaction: u16) -> Result<Vec<u8>, RequestFault> {
        self.check()?;
        let mut frame = client(framing, unit, transaction);
        let mut bytes = Vec::with_capacity(MAX_TCP);
        match self {
            Self::Read { table: Table::Coil, address, count } => {
                frame.generate_get_coils(*address, *count, &mut bytes)?;
            }
            Self::Read { table: Table::Discrete, address, count } => {
                frame.generate_get_discretes(*address, *count, &mut bytes)?;
            }
            Self::Read { table: Table::Holding, address, count } => {
                frame.generate_get_holdings(*address, *count, &mut bytes)?;
            }
            Self::Read { table: Table::Input, address, count } => {
                frame.generate_get_inputs(*address, *count, &mut bytes)?;
            }
            Self::WriteOne { address, value } => frame.generate_set_holding(*address, *value, &mut bytes)?,
            Self::Write { address, values } => {
                frame.generate_set_holdings_bulk(*address, values, &mut bytes)?;
            }
            Self::Exchange { address, count, to, values } => {
                return Ok(exchange(
                    framing,
                    unit,
                    transaction,
                    &exchange_data([*address, *count, *to], values)?,
                ));
            }
        }
        Ok(bytes)
    }

    /// How long the answer on a serial line is, when it is no exception.
    pub fn answer_rtu(&self) -> usize {
        // Unit, function, CRC.
        2 + self.answer_bytes() + 2
    }

    /// What exactly these bytes, a whole serial frame, answer to this request of this unit; `None` if they do not.
    pub fn read_rtu(&self, unit: u8, bytes: &[u8]) -> Option<Answer> {
        let (body, sum) = bytes.split_last_chunk::<2>()?;
        (crc(body) == *sum && *body.first()? == unit).then_some(())?;
        self.read(client(Framing::Rtu, unit, 0), bytes, body.get(1..)?)
    }

    /// What exactly these bytes, a whole frame with its header, answer to this request.
    pub fn read_tcp(&self, unit: u8, transaction: u16, bytes: &[u8]) -> Option<Answer> {
        let (header, data) = bytes.split_first_chunk::<MBAP_BYTES>()?;
        let (first, second) = (transaction.to_be_bytes(), u16::try_from(data.len() + 1).ok()?.to_be_bytes());
        let expected = [first[0], first[1], 0, 0, second[0], second[1], unit];
        (*header == expected).then(|| self.read(client(Framing::Tcp, unit, transaction), bytes, data))?
    }

    /// `data` is function and what follows it, of a frame whose sum, unit and length are right.
    fn read(&self, mut frame: ModbusRequest, whole: &[u8], data: &[u8]) -> Option<Answer> {
        let (&function, rest) = data.split_first()?;
        if function == self.function() | 0x80 {
            return if let [code] = rest { Some(Answer::Exception(*code)) } else { None };
        }
        (function == self.function() && rest.len() == self.answer_bytes()).then_some(())?;
        match self {
            Self::Read { table, address, count } => {
                (usize::from(*rest.first()?) == rest.len() - 1).then_some(())?;
                frame.func = rmodbus::consts::ModbusFunction::try_from(function).ok()?;
                (frame.reg, frame.count) = (*address, *count);
                if table.is_bits() {
                    let mut bits = Vec::new();
                    frame.parse_bool(whole, &mut bits).ok()?;
                    return (bits.len() == usize::from(*count)).then_some(Answer::Bits(bits));
                }
                let mut words = Vec::new();
                frame.parse_u16(whole, &mut words).ok()?;
                (words.len() == usize::from(*count)).then_some(Answer::Words(words))
            }
            Self::Exchange { .. } => {
                let (&announced, data) = rest.split_first()?;
                (usize::from(announced) == data.len()).then(|| Answer::Words(words(data)))
            }
            Self::WriteOne { address, value } => echoes(rest, [*address, *value]),
            Self::Write { address, values } => echoes(rest, [*address, u16::try_from(values.len()).ok()?]),
        }
    }
}

fn client(framing: Framing, unit: u8, transaction: u16) -> ModbusRequest {
    match framing {
        Framing::Rtu => ModbusRequest::new(unit, ModbusProto::Rtu),
        Framing::Tcp => ModbusRequest::new_tcp_udp(unit, transaction),
    }
}

fn words(bytes: &[u8]) -> Vec<u16> {
    bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect()
}

fn echoes(rest: &[u8], expected: [u16; 2]) -> Option<Answer> {
    (words(rest) == expected).then_some(Answer::Written)
}

/// Function 23 is not among those of `rmodbus`.
fn exchange_data(places: [u16; 3], values: &[u16]) -> Result<Vec<u8>, RequestFault> {
    let count = u8::try_from(values.len()).map_err(|_| RequestFault)?;
    let bytes = count.checked_mul(2).ok_or(RequestFault)?;
    let mut data = vec![EXCHANGE];
    data.extend(places.into_iter().chain([u16::from(count)]).flat_map(u16::to_be_bytes));
    data.push(bytes);
    data.extend(values.iter().copied().flat_map(u16::to_be_bytes));
    Ok(data)
}

fn exchange(framing: Framing, unit: u8, transaction: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(MAX_TCP);
    if framing == Framing::Tcp {
        let length = u16::try_from(data.len() + 1).unwrap_or(u16::MAX);
        bytes.extend([transaction, 0, length].into_iter().flat_map(u16::to_be_bytes));
    }
    bytes.push(unit);
    bytes.extend(data);
    if framing == Framing::Rtu {
        bytes.extend(crc(&bytes));
    }
    bytes
}

#[cfg(test)]
mod tests;
