//! Modbus over serial lines and TCP: one request at a time, and an answer that has to show whose it is.
//!
//! Sources: "MODBUS Application Protocol Specification V1.1b3" (functions 1, 2, 3, 4, 6, 16, 23 and exceptions), "MODBUS over Serial
//! Line V1.02" (RTU, 2.5.1), "MODBUS Messaging on TCP/IP Implementation Guide V1.0b" (MBAP). The frames that `rmodbus` knows are
//! built and read by it; when to send, what to wait for, what to throw away is decided here.

pub mod frame;
pub mod master;
pub mod slave;
pub mod timing;

use serde::Deserialize;

/// How requests and answers are framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// Unit, function, data, CRC-16; silence between frames.
    Rtu,
    /// The MBAP header: transaction, protocol 0, length, unit.
    Tcp,
}

/// The four tables of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Bits that can be written, function 1.
    Coil,
    /// Bits that cannot, function 2.
    Discrete,
    /// Registers that can be written, function 3.
    Holding,
    /// Registers that cannot, function 4.
    Input,
}

impl Table {
    /// The function that reads it.
    pub const fn function(self) -> u8 {
        match self {
            Self::Coil => 1,
            Self::Discrete => 2,
            Self::Holding => 3,
            Self::Input => 4,
        }
    }

    /// Whether it is one of bits.
    pub const fn is_bits(self) -> bool {
        matches!(self, Self::Coil | Self::Discrete)
    }
}
