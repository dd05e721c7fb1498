//! The simulated modulator: the registers of a `ScandiNova`, its state machine step by step, its warm-up and its watchdog.

use crate::scanner::modbus::slave::{Registers, Slave};
use crate::scanner::modbus::{Framing, Table};
use crate::scanner::simulator::Pace;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::world::{Part, PartOutput, World};
use std::collections::VecDeque;
use std::time::Duration;

/// The unit that it answers as.
pub const UNIT: u8 = 1;

/// Protocol and revision, as it names itself: `ScandiNova 17.1`.
const IDENTITY: [i16; 2] = [17, 1];

/// From one state to the next.
const STEP: Duration = Duration::from_millis(40);

/// A watchdog that did not change for so long takes the modulator to standby.
const WATCHDOG: Duration = Duration::from_secs(1);

/// The modulator copies the watchdog this often: its slow cycle.
const SLOW_CYCLE: Duration = Duration::from_millis(50);

const OFF: i16 = 1;
const STANDBY: i16 = 5;
const HV: i16 = 9;
const TRIG: i16 = 13;

/// The way up, by which it goes down too: off, standby, high voltage, trigger, and the requests between them.
const UP: [i16; 7] = [1, 4, 5, 8, 9, 12, 13];
const DOWN: [i16; 7] = [13, 11, 9, 7, 5, 3, 1];

/// "Reads back its highest value": beyond what the converters can.
const IMPLAUSIBLE_VOLTS: f32 = 4_095.0;

#[derive(Debug)]
struct Modulator {
    watchdog: u16,
    echo: u16,
    copied_at: Duration,
    changed_at: Duration,
    state: i16,
    stepped_at: Duration,
    target: i16,
    command: u16,
    /// Voltage, filament, pulse width, rate: each two registers, as they were written.
    set: [[u16; 2]; 4],
    warm_at: Duration,
    has_error: bool,
    was_reset: bool,
}

/// The simulated modulator.
#[derive(Debug)]
pub struct ScandinovaPart {
    slave: Slave,
    modulator: Modulator,
    out: VecDeque<Vec<u8>>,
}

impl ScandinovaPart {
    /// A modulator that was just switched on.
    pub fn new(framing: Framing, pace: Pace) -> Self {
        let warm_at = match pace {
            Pace::Real => Duration::from_secs(12),
            Pace::Fast => Duration::from_secs(1),
        };
        let modulator = Modulator {
            watchdog: 0,
            echo: 0,
            copied_at: Duration::ZERO,
            changed_at: Duration::ZERO,
            state: STANDBY,
            stepped_at: Duration::ZERO,
            target: STANDBY,
            command: 0,
            set: [[0; 2]; 4],
            warm_at,
            has_error: false,
            was_reset: false,
        };
        Self { slave: Slave::new(framing, UNIT), modulator, out: VecDeque::new() }
    }
}

impl Part for ScandinovaPart {
    fn received(&mut self, world: &mut World, bytes: &[u8]) {
        let now = world.now();
        let answers = self.slave.received(now, bytes, &mut Access { modulator: &mut self.modulator, world });
        self.out.extend(answers);
    }

    fn tick(&mut self, world: &mut World) {
        self.modulator.run(world);
    }

    fn next(&mut self) -> Option<PartOutput> {
        self.out.pop_front().map(PartOutput::Write)
    }
}

/// A single, its lower half first.
fn words(value: f32) -> [u16; 2] {
    let [a, b, c, d] = value.to_be_bytes();
    [u16::from_be_bytes([c, d]), u16::from_be_bytes([a, b])]
}

fn single([low, high]: [u16; 2]) -> f32 {
    f32::from_bits(u32::from(high) << 16 | u32::from(low))
}

impl Modulator {
    fn run(&mut self, world: &mut World) {
        let now = world.now();
        let is_reset = world.has(DeviceFault::SourceReset);
        if is_reset && !self.was_reset {
            (self.state, self.target, self.set) = (0, OFF, [[0; 2]; 4]);
            self.stepped_at = now;
        }
        self.was_reset = is_reset;
        if now >= self.copied_at + SLOW_CYCLE {
            self.copied_at = now;
            self.echo = self.watchdog;
        }
        if world.has(DeviceFault::SourceArc) {
            self.has_error = true;
        }
        if self.command & 1 == 1 && !world.has(DeviceFault::SourceArc) {
            self.has_error = false;
        }
        let may_be_on = world.is_chain_closed() && !self.has_error && now < self.changed_at + WATCHDOG;
        let is_stuck = world.has(DeviceFault::HighVoltageStuck) && world.is_chain_closed();
        if !may_be_on && !is_stuck {
            self.target = self.target.min(STANDBY);
            // An interlock needs no way down.
            self.state = self.state.min(STANDBY);
        } else if now >= self.stepped_at + STEP {
            self.stepped_at = now;
            self.step(now, world);
        }
        world.high_voltage = matches!(self.state, 11 | TRIG);
    }

    /// One step towards the target.
    fn step(&mut self, now: Duration, world: &World) {
        let highest = if now < self.warm_at {
            STANDBY
        } else if world.has(DeviceFault::NoHighVoltage) {
            HV
        } else {
            TRIG
        };
        let target = self.target.min(highest);
        let after = |way: &[i16]| {
            let place = way.iter().position(|state| *state == self.state)?;
            way.get(place + 1).copied()
        };
        let is_between = !matches!(self.state, OFF | STANDBY | HV | TRIG);
        let next = if self.state <= 0 {
            Some(OFF)
        } else if target > self.state {
            after(&UP).or_else(|| after(&DOWN))
        } else if target < self.state && !world.has(DeviceFault::HighVoltageStuck) {
            after(&DOWN).or(if is_between { Some(STANDBY) } else { None })
        } else {
            None
        };
        self.state = next.unwrap_or(self.state);
    }

    fn input(&self, world: &mut World, address: u16) -> Option<u16> {
        let half = |pair: [u16; 2], first: u16| pair.get(usize::from(address - first)).copied();
        let is_local = world.has(DeviceFault::SourceLocal) || world.has(DeviceFault::SourceReset);
        let [volts, _, width, rate] = self.set;
        let drifted =
            if world.has(DeviceFault::SetpointDrifts) { words(single(volts) * 0.96) } else { volts };
        let is_charged = self.state >= HV;
        Some(match address {
            0 => IDENTITY[0].cast_unsigned(),
            1 => IDENTITY[1].cast_unsigned(),
            2 => self.echo,
            3 => self.state.cast_unsigned(),
            4 => u16::from(!world.is_chain_closed()) << 1 | u16::from(self.has_error) << 5,
            5 => u16::from(is_local),
            6 | 7 => half(words(self.warm_at.saturating_sub(world.now()).as_secs_f32()), 6)?,
            8 | 9 => half(if self.state == TRIG { rate } else { [0; 2] }, 8)?,
            20 => self.target.cast_unsigned(),
            21 | 22 => half(drifted, 21)?,
            23 | 24 => half(self.set[1], 23)?,
            25 | 26 => half(width, 25)?,
            27 | 28 => half(rate, 27)?,
            100 | 101 if world.has(DeviceFault::SourceImplausible) => half(words(IMPLAUSIBLE_VOLTS), 100)?,
            100 | 101 => half(if is_charged { volts } else { [0; 2] }, 100)?,
            _ => return None,
        })
    }
}

/// The modulator while a request is answered.
struct Access<'a> {
    modulator: &'a mut Modulator,
    world: &'a mut World,
}

impl Registers for Access<'_> {
    fn read(&mut self, table: Table, address: u16) -> Option<u16> {
        match table {
            Table::Input => self.modulator.input(self.world, address),
            Table::Coil | Table::Discrete | Table::Holding => None,
        }
    }

    fn is_writable(&self, address: u16) -> bool {
        let is_register = matches!(address, 0..=2 | 100 | 101 | 200 | 201 | 300 | 301 | 400 | 401);
        is_register && (address == 0 || !self.world.has(DeviceFault::SourceRefuses))
    }

    fn write(&mut self, address: u16, value: u16) {
        let modulator = &mut *self.modulator;
        match address {
            0 => {
                if modulator.watchdog != value {
                    modulator.changed_at = self.world.now();
                }
                modulator.watchdog = value;
            }
            1 if !self.world.has(DeviceFault::SourceLocal) => modulator.target = value.cast_signed(),
            2 => {
                modulator.command = value;
                modulator.run(self.world);
            }
            _ => {
                let place = (usize::from(address / 100).saturating_sub(1), usize::from(address % 100));
                let register = modulator.set.get_mut(place.0).and_then(|pair| pair.get_mut(place.1));
                if let Some(register) = register {
                    *register = value;
                }
            }
        }
    }
}
