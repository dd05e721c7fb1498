//! Where a site's PLC keeps what the console needs: the register map, as a TOML file says it, and the reference map.

mod check;
mod image;

use crate::scanner::modbus::Table;
pub use check::{Block, MAX_BLOCKS, MapFault, MapProblem};
pub use image::{Image, Implausible};
use serde::Deserialize;

/// The protocol's number of the reference map: "IP".
pub const REFERENCE_PROTOCOL: u16 = 0x4950;

/// How the heartbeat and the status travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// Function 23: written and read in one request.
    #[default]
    Exchange,
    /// Function 16, then a read: for PLCs without function 23, or whose program copies the counter a cycle later.
    WriteThenRead,
}

/// Which level means closed, pressed, present, on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// 1.
    #[default]
    High,
    /// 0.
    Low,
}

/// Which of two registers of a long number comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordOrder {
    /// The upper half.
    #[default]
    HighFirst,
    /// The lower half.
    LowFirst,
}

/// Where a two-valued signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bit {
    /// Which table.
    #[serde(default = "holding")]
    pub table: Table,
    /// Its address, counted from 0.
    pub address: u16,
    /// Which bit of a register, 0 the lowest; none in a table of bits.
    #[serde(default)]
    pub bit: Option<u8>,
    /// Which level is closed, pressed, present, on.
    #[serde(default)]
    pub polarity: Polarity,
}

/// Where a number is, how it is scaled, and what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// Which table, one of registers.
    #[serde(default = "holding")]
    pub table: Table,
    /// Its address, counted from 0.
    pub address: u16,
    /// Registers, 1 or 2.
    #[serde(default = "single")]
    pub words: u8,
    /// Which of two comes first.
    #[serde(default)]
    pub order: WordOrder,
    /// What is read is multiplied with this,
    #[serde(default = "unscaled")]
    pub multiply: u16,
    /// and divided by this.
    #[serde(default = "unscaled")]
    pub divide: u16,
    /// The least it may be, scaled.
    #[serde(default)]
    pub min: u32,
    /// The most it may be, scaled.
    #[serde(default = "unlimited")]
    pub max: u32,
}

/// A register whose value is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Which table.
    #[serde(default = "holding")]
    pub table: Table,
    /// Its address.
    pub address: u16,
    /// What has to be in it.
    pub value: u16,
}

/// A register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Which table.
    #[serde(default = "holding")]
    pub table: Table,
    /// Its address.
    pub address: u16,
}

/// The register of the outputs that are asked for, and its bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputBits {
    /// A holding register beside that of the heartbeat.
    pub address: u16,
    /// Horn.
    pub horn: u8,
    /// Lights.
    pub lights: u8,
    /// Scan permit.
    pub permit: u8,
    /// Gates closed; none where the portal cannot be asked for it.
    #[serde(default)]
    pub gates_closed: Option<u8>,
}

/// The map. What stands in one block of 125 registers is of one instant; see [`PortalMap::blocks`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalMap {
    /// How heartbeat and status travel.
    #[serde(default)]
    pub cycle: Cycle,
    /// The protocol's number.
    pub protocol: Expected,
    /// Its revision.
    pub revision: Expected,
    /// The PLC's serial number.
    #[serde(default)]
    pub serial: Option<Number>,
    /// Another value after every start of the PLC.
    pub boot: Number,
    /// The holding register into which the heartbeat is written.
    pub heartbeat: u16,
    /// Where the PLC's program copies it to.
    pub echo: Place,
    /// The outputs that are asked for.
    pub outputs: OutputBits,
    /// The whole chain closed.
    pub chain: Bit,
    /// All emergency stops released.
    pub emergency_stop: Bit,
    /// All doors closed.
    pub doors: Bit,
    /// Both gates closed.
    pub gates: Bit,
    /// The zone's light curtain clear.
    pub light_curtain: Bit,
    /// The search button pressed.
    pub search_button: Bit,
    /// The key still has to be turned after an emergency stop.
    pub key_reset: Bit,
    /// A vehicle where the beam goes.
    pub object: Bit,
    /// The horn as it is driven.
    pub horn: Bit,
    /// The lights as they are driven.
    pub lights: Bit,
    /// The scan permit as it is given.
    pub permit: Bit,
    /// The speed, in millimetres a second once it is scaled.
    #[serde(default)]
    pub speed: Option<Number>,
    /// The speed sensor is alive.
    #[serde(default)]
    pub speed_alive: Option<Bit>,
    /// The dose since the PLC began to count, in nanosieverts once it is scaled.
    #[serde(default)]
    pub dose: Option<Number>,
}

const fn holding() -> Table {
    Table::Holding
}

const fn single() -> u8 {
    1
}

const fn unscaled() -> u16 {
    1
}

const fn unlimited() -> u32 {
    u32::MAX
}

impl Bit {
    const fn of_holding(address: u16, bit: u8) -> Self {
        Self { table: Table::Holding, address, bit: Some(bit), polarity: Polarity::High }
    }
}

impl Number {
    const fn of_holding(address: u16, words: u8) -> Self {
        Self {
            table: Table::Holding,
            address,
            words,
            order: WordOrder::HighFirst,
            multiply: 1,
            divide: 1,
            min: 0,
            max: u32::MAX,
        }
    }
}

impl Default for PortalMap {
    fn default() -> Self {
        Self::reference()
    }
}

impl PortalMap {
    /// The reference map (docs/PORTAL.md): all of the status in holding registers 0 to 11, heartbeat and outputs in 16 and 17.
    pub const fn reference() -> Self {
        Self {
            cycle: Cycle::Exchange,
            protocol: expected_at(0, REFERENCE_PROTOCOL),
            revision: expected_at(1, 1),
            serial: Some(Number::of_holding(2, 2)),
            boot: Number::of_holding(4, 2),
            heartbeat: 16,
            echo: Place { table: Table::Holding, address: 6 },
            outputs: OutputBits { address: 17, horn: 0, lights: 1, permit: 2, gates_closed: Some(3) },
            chain: Bit::of_holding(7, 0),
            emergency_stop: Bit::of_holding(7, 1),
            doors: Bit::of_holding(7, 2),
            gates: Bit::of_holding(7, 3),
            light_curtain: Bit::of_holding(7, 4),
            search_button: Bit::of_holding(7, 5),
            key_reset: Bit::of_holding(7, 6),
            object: Bit::of_holding(7, 7),
            speed_alive: Some(Bit::of_holding(7, 8)),
            horn: Bit::of_holding(8, 0),
            lights: Bit::of_holding(8, 1),
            permit: Bit::of_holding(8, 2),
            speed: Some(Number { multiply: 10, max: 20_000, ..Number::of_holding(9, 1) }),
            dose: Some(Number::of_holding(10, 2)),
        }
    }

    /// The two-valued inputs by the names that the file has for them.
    fn bits(&self) -> impl Iterator<Item = (&'static str, Bit)> {
        [
            ("chain", self.chain),
            ("emergency_stop", self.emergency_stop),
            ("doors", self.doors),
            ("gates", self.gates),
            ("light_curtain", self.light_curtain),
            ("search_button", self.search_button),
            ("key_reset", self.key_reset),
            ("object", self.object),
            ("horn", self.horn),
            ("lights", self.lights),
            ("permit", self.permit),
        ]
        .into_iter()
        .chain(self.speed_alive.map(|bit| ("speed_alive", bit)))
    }

    /// The numbers of every cycle.
    fn numbers(&self) -> impl Iterator<Item = (&'static str, Number)> {
        [("boot", Some(self.boot)), ("speed", self.speed), ("dose", self.dose)]
            .into_iter()
            .filter_map(|(name, number)| Some((name, number?)))
    }
}

const fn expected_at(address: u16, value: u16) -> Expected {
    Expected { table: Table::Holding, address, value }
}

#[cfg(test)]
mod tests;
