//! The simulated portal: a PLC of the reference map (docs/PORTAL.md) that mirrors the hall and drives horn, lights and permit.
//!
//! The permit is given only while it is asked for, the chain is closed and the heartbeat lives; once it was taken away it has to be
//! asked for anew. It reads none of the console's maps: the registers are written down here a second time.

use super::fault::DeviceFault;
use super::world::{Part, PartOutput, World};
use crate::domain::lane::Contact;
use crate::scanner::modbus::slave::{Registers, Slave};
use crate::scanner::modbus::{Framing, Table};
use std::collections::VecDeque;
use std::time::Duration;

/// The unit that it answers as.
pub const UNIT: u8 = 1;

/// A heartbeat that did not change for so long is dead: the permit goes.
const HEARTBEAT_LIMIT: Duration = Duration::from_secs(1);

/// "IP", and the map's revision.
const IDENTITY: [u16; 2] = [0x4950, 1];

/// Registers that can be read: identity to dose, then heartbeat and outputs.
const STATUS: u16 = 12;
const HEARTBEAT: u16 = 16;
const OUTPUTS: u16 = 17;

/// 80 m/s in the speed register's centimetres a second.
const IMPLAUSIBLE_SPEED: u16 = 8_000;

/// What is held in the PLC.
#[derive(Debug)]
struct Plc {
    serial: u32,
    boot: u32,
    heartbeat: u16,
    echo: u16,
    /// When the echo last changed, as of the program's own watchdog.
    beat_at: Option<Duration>,
    outputs: u16,
    /// The permit was taken away while it was asked for.
    is_withdrawn: bool,
    /// The status as it was when the program stopped.
    frozen: Option<[u16; STATUS as usize]>,
    was_reset: bool,
}

/// The simulated portal.
#[derive(Debug)]
pub struct PortalPart {
    slave: Slave,
    plc: Plc,
    out: VecDeque<Vec<u8>>,
}

impl PortalPart {
    /// A portal with this serial number that was started at this stamp.
    pub fn new(framing: Framing, serial: u32, boot: u32) -> Self {
        let plc = Plc {
            serial,
            boot,
            heartbeat: 0,
            echo: 0,
            beat_at: None,
            outputs: 0,
            is_withdrawn: false,
            frozen: None,
            was_reset: false,
        };
        Self { slave: Slave::new(framing, UNIT), plc, out: VecDeque::new() }
    }
}

impl Part for PortalPart {
    fn received(&mut self, world: &mut World, bytes: &[u8]) {
        self.plc.run(world);
        let now = world.now();
        let answers = self.slave.received(now, bytes, &mut Program { plc: &mut self.plc, world });
        self.out.extend(answers);
        self.plc.run(world);
    }

    fn tick(&mut self, world: &mut World) {
        self.plc.run(world);
    }

    fn next(&mut self) -> Option<PartOutput> {
        self.out.pop_front().map(PartOutput::Write)
    }
}

fn bits(levels: impl IntoIterator<Item = bool>) -> u16 {
    levels.into_iter().enumerate().fold(0, |word, (place, level)| word | u16::from(level) << place)
}

fn halves(value: u32) -> [u16; 2] {
    let [a, b, c, d] = value.to_be_bytes();
    [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]
}

impl Plc {
    /// One cycle of its program.
    fn run(&mut self, world: &mut World) {
        let is_reset = world.has(DeviceFault::PortalReset);
        if is_reset && !self.was_reset {
            self.boot = self.boot.wrapping_add(1);
            (self.heartbeat, self.echo, self.outputs, self.beat_at) = (0, 0, 0, None);
            self.is_withdrawn = false;
        }
        self.was_reset = is_reset;
        if world.has(DeviceFault::PortalFrozen) {
            if self.frozen.is_none() {
                self.frozen = Some(self.status(world));
            }
        } else {
            self.frozen = None;
        }
        self.drive(world);
    }

    fn drive(&mut self, world: &mut World) {
        let is_alive = self.beat_at.is_some_and(|at| world.now() < at + HEARTBEAT_LIMIT);
        let asks = |bit: u16| self.outputs >> bit & 1 == 1;
        let asks_permit = asks(2);
        if self.frozen.is_none() {
            world.horn = asks(0) && is_alive;
            world.lights = asks(1) && is_alive;
        }
        let is_allowed = is_alive && world.is_chain_closed() && !world.has(DeviceFault::Conflict);
        if !asks_permit {
            self.is_withdrawn = false;
        } else if world.permit && !is_allowed {
            self.is_withdrawn = true;
        }
        world.permit = asks_permit && is_allowed && !self.is_withdrawn;
    }

    fn beat(&mut self, now: Duration) {
        if self.frozen.is_none() && self.echo != self.heartbeat {
            self.echo = self.heartbeat;
            self.beat_at = Some(now);
        }
    }

    /// Registers 0 to 11.
    fn status(&self, world: &mut World) -> [u16; STATUS as usize] {
        let inputs = world.inputs();
        let closed = [
            inputs.chain,
            inputs.emergency_stop,
            inputs.doors,
            inputs.gates,
            inputs.light_curtain,
            inputs.search_button,
        ];
        let is_alive = !world.has(DeviceFault::SpeedDead);
        let others = [world.awaits_key(), world.passed().is_some(), is_alive];
        let contacts = closed.into_iter().map(|contact| contact == Contact::Closed).chain(others);
        let speed = if world.has(DeviceFault::SpeedImplausible) {
            IMPLAUSIBLE_SPEED
        } else {
            world.speed_mm_s() / 10
        };
        let gates = self.outputs >> 3 & 1 == 1;
        let ([serial_high, serial_low], [boot_high, boot_low]) = (halves(self.serial), halves(self.boot));
        let [dose_high, dose_low] = halves(world.dose_nsv());
        [
            IDENTITY[0],
            IDENTITY[1],
            serial_high,
            serial_low,
            boot_high,
            boot_low,
            self.echo,
            bits(contacts),
            bits([world.horn, world.lights, world.permit, gates]),
            if is_alive { speed } else { 0 },
            dose_high,
            dose_low,
        ]
    }
}

/// The PLC while a request is answered.
struct Program<'a> {
    plc: &'a mut Plc,
    world: &'a mut World,
}

impl Registers for Program<'_> {
    fn read(&mut self, table: Table, address: u16) -> Option<u16> {
        let status = self.plc.frozen.unwrap_or_else(|| self.plc.status(self.world));
        let bit = |word: usize| (address < 16).then(|| status.get(word).map(|word| word >> address & 1))?;
        match (table, address) {
            (Table::Discrete, _) => bit(7),
            (Table::Coil, _) => bit(8),
            (Table::Holding, HEARTBEAT) => Some(self.plc.heartbeat),
            (Table::Holding, OUTPUTS) => Some(self.plc.outputs),
            (Table::Holding | Table::Input, STATUS..HEARTBEAT) => Some(0),
            (Table::Holding | Table::Input, _) => status.get(usize::from(address)).copied(),
        }
    }

    fn is_writable(&self, address: u16) -> bool {
        matches!(address, HEARTBEAT | OUTPUTS)
    }

    fn write(&mut self, address: u16, value: u16) {
        if address == HEARTBEAT {
            self.plc.heartbeat = value;
            self.plc.beat(self.world.now());
        } else {
            self.plc.outputs = value;
        }
    }
}

#[cfg(test)]
mod tests;
