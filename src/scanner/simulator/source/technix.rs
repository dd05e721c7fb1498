//! A simulated Technix SR: levels that are pulsed, one bit for every fault, a watchdog of 5 s that leaves it in local mode.

use super::{PANEL, Tube};
use crate::scanner::simulator::Pace;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::world::{Part, PartOutput, World};
use std::collections::VecDeque;
use std::time::Duration;

/// A Technix that hears nothing for so long takes its high voltage away and goes to local mode.
pub const WATCHDOG: Duration = Duration::from_secs(5);

/// The longest line that is kept; the longest command has 7 bytes.
const MAX_LINE: usize = 16;

/// The device.
#[derive(Debug)]
pub struct TechnixPart {
    tube: Tube,
    /// The levels of P5 to P8: on, off, local, inhibit.
    levels: [bool; 4],
    line: Vec<u8>,
    outputs: VecDeque<PartOutput>,
}

impl TechnixPart {
    /// A device that was just switched on: in local mode, as its watchdog leaves it.
    pub fn new(pace: Pace, seed: u64) -> Self {
        let mut tube = Tube::new(pace, seed, WATCHDOG);
        // It has no word for a filament that is not yet warm.
        (tube.is_local, tube.warm_up) = (true, Duration::ZERO);
        Self { tube, levels: [false; 4], line: Vec::new(), outputs: VecDeque::new() }
    }

    fn obey(&mut self, world: &mut World, line: &str) -> Option<String> {
        // Its state is as of now, not as of the last tick.
        self.tick(world);
        let tube = &self.tube;
        let answer = match line {
            "E" => format!("E{}", self.status(world)),
            "a1" => format!("a1{}", tube.measured(world, tube.kv, 10)),
            "a2" => format!("a2{}", tube.measured(world, tube.current, 10)),
            _ => {
                let (target, value) = line.split_once(',')?;
                let value: u16 = value.parse().ok()?;
                self.change(world, target, value)?;
                line.to_owned()
            }
        };
        self.tube.heard_at = world.now();
        Some(answer)
    }

    /// What changes something; what it does not understand, or refuses, it does not answer.
    fn change(&mut self, world: &mut World, target: &str, value: u16) -> Option<()> {
        if world.has(DeviceFault::SourceRefuses) && target != "P6" {
            return None;
        }
        match (target, value) {
            ("d1", 0..=super::FULL) => self.tube.kv = value,
            ("d2", 0..=super::FULL) => self.tube.current = value,
            ("P5" | "P6" | "P7" | "P8", 0 | 1) => self.set_level(world, target, value == 1),
            _ => return None,
        }
        Some(())
    }

    fn set_level(&mut self, world: &mut World, target: &str, is_high: bool) {
        let index = match target {
            "P5" => 0,
            "P6" => 1,
            "P7" => 2,
            _ => 3,
        };
        let Some(level) = self.levels.get_mut(index) else { return };
        let was_high = std::mem::replace(level, is_high);
        match target {
            // It switches at the pulse's end, and only if nothing forbids it; a refusal shows in its status alone.
            "P5" if was_high && !is_high && !self.is_inhibited() && !self.is_held_off() => {
                let is_on = self.tube.switch_on(world).is_ok();
                tracing::trace!(is_on, "the simulated source was pulsed");
            }
            "P6" | "P8" if is_high => self.tube.switch_off(world),
            "P7" if !world.has(DeviceFault::SourceLocal) && !world.has(DeviceFault::SourceReset) => {
                self.tube.is_local = is_high;
            }
            _ => {}
        }
    }

    fn is_held_off(&self) -> bool {
        self.levels.get(1).copied().unwrap_or(false)
    }

    fn is_inhibited(&self) -> bool {
        self.levels.get(3).copied().unwrap_or(false)
    }

    fn status(&self, world: &mut World) -> u8 {
        let [on, off, _, inhibit] = self.levels;
        let bits = [
            true,
            !self.tube.trips.is_empty(),
            !world.is_chain_closed(),
            self.tube.is_on(),
            on,
            off,
            self.tube.is_local,
            inhibit,
        ];
        bits.iter().rev().fold(0, |byte, bit| (byte << 1) | u8::from(*bit))
    }
}

impl Part for TechnixPart {
    fn received(&mut self, world: &mut World, bytes: &[u8]) {
        for byte in bytes {
            if *byte != b'\r' {
                if self.line.len() < MAX_LINE {
                    self.line.push(*byte);
                }
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let answer = str::from_utf8(&line).ok().and_then(|line| self.obey(world, line));
            if let Some(answer) = answer {
                self.outputs.push_back(PartOutput::Write(format!("{answer}\r").into_bytes()));
            }
        }
    }

    fn tick(&mut self, world: &mut World) {
        self.tube.tick(world);
        if self.tube.is_forgotten(world) {
            self.tube.switch_off(world);
            self.tube.is_local = true;
        }
        // Its fault is taken back at its panel only.
        if world.now().saturating_sub(self.tube.calm_since) >= PANEL {
            self.tube.trips.clear();
        }
    }

    fn next(&mut self) -> Option<PartOutput> {
        self.outputs.pop_front()
    }
}
