//! What was read of the map's registers, and what it means.

use super::{Bit, Block, Number, Polarity, PortalMap, WordOrder};
use crate::domain::lane::{ChainInputs, Contact};
use crate::scanner::modbus::Table;
use crate::scanner::modbus::frame::Answer;
use crate::scanner::reports::{PortalOutputs, PortalStatus, Reported, Switch};

/// The registers of one cycle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image(Vec<(Block, Vec<u16>)>);

/// A number out of its range, or a register that was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Implausible;

impl Image {
    /// Adds what was answered for a block; false if it is no answer for it.
    pub fn add(&mut self, block: Block, answer: Answer) -> bool {
        let values = match answer {
            Answer::Words(words) => words,
            Answer::Bits(bits) => bits.into_iter().map(u16::from).collect(),
            Answer::Written | Answer::Exception(_) => return false,
        };
        let fits = values.len() == usize::from(block.count);
        if fits {
            self.0.push((block, values));
        }
        fits
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// One register, or one bit as 0 or 1.
    pub fn word(&self, table: Table, address: u16) -> Option<u16> {
        self.0.iter().find_map(|(block, values)| values.get(block.place(table, address)?).copied())
    }

    fn bit(&self, bit: Bit) -> Option<bool> {
        let level = self.word(bit.table, bit.address)? >> bit.bit.unwrap_or(0) & 1 == 1;
        Some(level == (bit.polarity == Polarity::High))
    }

    fn contact(&self, bit: Bit) -> Contact {
        match self.bit(bit) {
            Some(true) => Contact::Closed,
            Some(false) => Contact::Open,
            None => Contact::Unknown,
        }
    }

    fn reported(&self, bit: Bit) -> Reported {
        match self.bit(bit) {
            Some(true) => Reported::On,
            Some(false) => Reported::Off,
            None => Reported::Unknown,
        }
    }

    /// A number, scaled.
    ///
    /// # Errors
    /// When it is out of its range.
    pub fn number(&self, number: Number) -> Result<u32, Implausible> {
        let read = |more: u16| number.address.checked_add(more).and_then(|at| self.word(number.table, at));
        let first = u32::from(read(0).ok_or(Implausible)?);
        let raw = match (number.words, number.order) {
            (2, order) => {
                let second = u32::from(read(1).ok_or(Implausible)?);
                let (high, low) =
                    if order == WordOrder::HighFirst { (first, second) } else { (second, first) };
                high << 16 | low
            }
            _ => first,
        };
        let scaled = u64::from(raw) * u64::from(number.multiply) / u64::from(number.divide.max(1));
        let scaled = u32::try_from(scaled).map_err(|_| Implausible)?;
        if (number.min..=number.max).contains(&scaled) { Ok(scaled) } else { Err(Implausible) }
    }
}

impl PortalMap {
    /// What the registers mean.
    ///
    /// # Errors
    /// When a number is out of its range: nothing of such a cycle is believed.
    pub fn read(&self, image: &Image) -> Result<PortalStatus, Implausible> {
        let inputs = ChainInputs {
            chain: image.contact(self.chain),
            emergency_stop: image.contact(self.emergency_stop),
            doors: image.contact(self.doors),
            gates: image.contact(self.gates),
            light_curtain: image.contact(self.light_curtain),
            search_button: image.contact(self.search_button),
        };
        let is_alive = self.speed_alive.is_none_or(|bit| image.bit(bit) == Some(true));
        let speed = self.speed.filter(|_| is_alive).map(|speed| image.number(speed)).transpose()?;
        Ok(PortalStatus {
            inputs,
            key_reset: image.reported(self.key_reset),
            object: image.reported(self.object),
            horn: image.reported(self.horn),
            lights: image.reported(self.lights),
            permit: image.reported(self.permit),
            speed_mm_s: speed.map(u16::try_from).transpose().map_err(|_| Implausible)?,
            dose_nsv: self.dose.map(|dose| image.number(dose)).transpose()?,
        })
    }

    /// Heartbeat and outputs as one write: the first register, and the two values.
    pub fn write(&self, counter: u16, outputs: PortalOutputs) -> (u16, Vec<u16>) {
        let bit = |switch: Switch, bit: u8| if switch == Switch::On { 1_u16 << (bit & 15) } else { 0 };
        let places = &self.outputs;
        let level = bit(outputs.horn, places.horn)
            | bit(outputs.lights, places.lights)
            | bit(outputs.permit, places.permit)
            | places.gates_closed.map_or(0, |place| bit(outputs.gates_closed, place));
        if places.address > self.heartbeat {
            (self.heartbeat, vec![counter, level])
        } else {
            (places.address, vec![level, counter])
        }
    }
}
