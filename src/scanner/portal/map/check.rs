//! Whether a map can be, and which blocks of registers its reading takes.

use super::{Bit, Cycle, Number, PortalMap};
use crate::scanner::modbus::Table;
use crate::scanner::modbus::frame::{MAX_BITS, MAX_READ};

/// Registers that nobody asked for and that are read along, rather than asking twice: a request costs as much as 16 of them.
const MAX_UNUSED: u16 = 16;

/// Requests of one cycle at most: each takes a tick of 10 ms, and the cycle is 50.
pub const MAX_BLOCKS: usize = 4;

/// What is wrong, by the name in the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct MapFault {
    /// The name in the file.
    pub name: &'static str,
    /// What is wrong with it.
    pub problem: MapProblem,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MapProblem {
    /// A register has bits 0 to 15, and needs one named.
    #[error("in a table of registers it needs a bit from 0 to 15")]
    Bit,
    /// A table of bits has none within its addresses.
    #[error("in a table of bits it has no bit of its own")]
    BitOfBit,
    /// A number or a counter in a table of bits.
    #[error("it needs a table of registers, \"holding\" or \"input\"")]
    Table,
    /// Neither one nor two registers.
    #[error("words: 1 or 2, and no further than register 65535")]
    Words,
    /// A scale of nothing, or a range without anything in it.
    #[error("multiply and divide are 1 or more, min is not above max")]
    Scale,
    /// Another signal is at the same place.
    #[error("it is at the same place as {0}")]
    Twice(&'static str),
    /// Heartbeat and outputs go in one write.
    #[error("its register has to be the one before or after that of the heartbeat")]
    NotBeside,
    /// Function 23 reads holding registers.
    #[error("with cycle = \"exchange\" it has to be a holding register")]
    NotHolding,
    /// What is written would come back as what was read.
    #[error("it is the register that is written: an echo comes from the PLC's program")]
    Mirror,
    /// The status lies too far apart.
    #[error("the signals take more than {MAX_BLOCKS} requests: bring them closer together")]
    Scattered,
}

/// A run of registers or bits that is read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    /// Of this table.
    pub table: Table,
    /// From here.
    pub address: u16,
    /// So many.
    pub count: u16,
}

impl Block {
    /// Where in it this address is, if it is.
    pub fn place(&self, table: Table, address: u16) -> Option<usize> {
        let place = address.checked_sub(self.address)?;
        (table == self.table && place < self.count).then_some(usize::from(place))
    }
}

impl Number {
    fn places(&self) -> impl Iterator<Item = (Table, u16)> {
        let Self { table, address, words, .. } = *self;
        (0..u16::from(words)).map(move |more| (table, address.saturating_add(more)))
    }

    fn check(&self) -> Result<(), MapProblem> {
        if self.table.is_bits() {
            return Err(MapProblem::Table);
        }
        if !(1..=2).contains(&self.words) || self.words == 2 && self.address == u16::MAX {
            return Err(MapProblem::Words);
        }
        if self.multiply == 0 || self.divide == 0 || self.min > self.max {
            return Err(MapProblem::Scale);
        }
        Ok(())
    }
}

/// A table, an address in it, and a bit of what is there.
type Place = (Table, u16, Option<u8>);

impl Bit {
    fn check(self) -> Result<(), MapProblem> {
        match (self.table.is_bits(), self.bit) {
            (true, None) | (false, Some(0..=15)) => Ok(()),
            (true, Some(_)) => Err(MapProblem::BitOfBit),
            (false, _) => Err(MapProblem::Bit),
        }
    }
}

impl PortalMap {
    /// Whether the map can be.
    ///
    /// # Errors
    /// The first name at which it cannot.
    pub fn check(&self) -> Result<(), MapFault> {
        let at = |name: &'static str| move |problem: MapProblem| MapFault { name, problem };
        let mut seen: Vec<(&'static str, Place)> = Vec::new();
        for (name, bit) in self.bits() {
            bit.check().map_err(at(name))?;
            let place = (bit.table, bit.address, bit.bit);
            if let Some((other, _)) = seen.iter().find(|(_, seen)| *seen == place) {
                return Err(at(name)(MapProblem::Twice(other)));
            }
            seen.push((name, place));
        }
        for (name, number) in self.numbers().chain(self.serial.map(|number| ("serial", number))) {
            number.check().map_err(at(name))?;
        }
        let tables =
            [("protocol", self.protocol.table), ("revision", self.revision.table), ("echo", self.echo.table)];
        if let Some((name, _)) = tables.into_iter().find(|(_, table)| table.is_bits()) {
            return Err(at(name)(MapProblem::Table));
        }
        if self.cycle == Cycle::Exchange && self.echo.table != Table::Holding {
            return Err(at("echo")(MapProblem::NotHolding));
        }
        if self.echo.table == Table::Holding && self.echo.address == self.heartbeat {
            return Err(at("echo")(MapProblem::Mirror));
        }
        self.check_outputs().map_err(at("outputs"))?;
        if self.blocks().len() > MAX_BLOCKS {
            return Err(at("map")(MapProblem::Scattered));
        }
        Ok(())
    }

    fn check_outputs(&self) -> Result<(), MapProblem> {
        let outputs = &self.outputs;
        if outputs.address.abs_diff(self.heartbeat) != 1 {
            return Err(MapProblem::NotBeside);
        }
        let named = [
            ("horn", Some(outputs.horn)),
            ("lights", Some(outputs.lights)),
            ("permit", Some(outputs.permit)),
            ("gates_closed", outputs.gates_closed),
        ];
        let mut seen: Vec<(&'static str, u8)> = Vec::new();
        for (name, bit) in named.into_iter().filter_map(|(name, bit)| Some((name, bit?))) {
            if bit > 15 {
                return Err(MapProblem::Bit);
            }
            if let Some((other, _)) = seen.iter().find(|(_, seen)| *seen == bit) {
                return Err(MapProblem::Twice(other));
            }
            seen.push((name, bit));
        }
        Ok(())
    }

    /// What is read in every cycle; the block with the echo first.
    pub fn blocks(&self) -> Vec<Block> {
        let bits = self.bits().map(|(_, bit)| (bit.table, bit.address));
        let numbers = self.numbers().flat_map(|(_, number)| number.places().collect::<Vec<_>>());
        let echo = (self.echo.table, self.echo.address);
        let mut blocks = gather(bits.chain(numbers).chain([echo]).collect());
        if let Some(main) = blocks.iter().position(|block| block.place(echo.0, echo.1).is_some()) {
            blocks.swap(0, main);
        }
        blocks
    }

    /// What is read once, to learn who answers.
    pub fn identity_blocks(&self) -> Vec<Block> {
        let fixed = [
            (self.protocol.table, self.protocol.address),
            (self.revision.table, self.revision.address),
            (self.echo.table, self.echo.address),
        ];
        let numbers = self.serial.into_iter().chain([self.boot]);
        gather(
            fixed.into_iter().chain(numbers.flat_map(|number| number.places().collect::<Vec<_>>())).collect(),
        )
    }
}

fn gather(mut places: Vec<(Table, u16)>) -> Vec<Block> {
    places.sort_unstable();
    let mut blocks: Vec<Block> = Vec::new();
    for (table, address) in places {
        let most = if table.is_bits() { MAX_BITS } else { MAX_READ };
        if let Some(last) = blocks.last_mut().filter(|last| last.table == table) {
            let count = (address - last.address).saturating_add(1);
            if count <= most && count <= last.count.saturating_add(1 + MAX_UNUSED) {
                last.count = last.count.max(count);
                continue;
            }
        }
        blocks.push(Block { table, address, count: 1 });
    }
    blocks
}
