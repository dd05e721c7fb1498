//! A simulated Spellman: an XRV with every command that `PyMeasure` knows of it, or a uX with those that are public.
//!
//! It shares no line with the driver: its words are cut and proved here a second time.

use super::{Refusal, Trip, Tube, held};
use crate::scanner::simulator::Pace;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::world::{Part, PartOutput, World};
use std::collections::VecDeque;
use std::time::Duration;

/// The model that it calls itself.
pub const XRV_MODEL: &str = "XRV160P3000";

/// The same of a uX.
pub const UX_MODEL: &str = "UX50P50";

/// Its firmware, as the answer to 23 has it.
pub const FIRMWARE: (&str, u16) = ("SWM00152-001", 1_042);

/// Full scale of the XRV: 160 kV, 30 mA.
pub const XRV_FULL: (u32, u32) = (160, 30);

/// An XRV that hears nothing for so long takes its high voltage away.
pub const WATCHDOG: Duration = Duration::from_secs(1);

/// The longest command that is kept; the longest there is has 16 bytes.
const MAX_COMMAND: usize = 32;

/// The codes of an XRV's refusals: an argument out of range, and for want of a better one whatever else does not go now.
const OUT_OF_RANGE: &str = "!,3";
const UNKNOWN_COMMAND: &str = "!,2";

/// Which Spellman.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpellmanModel {
    /// XRV.
    Xrv,
    /// uX.
    Ux,
}

/// What an XRV keeps besides its setpoints.
#[derive(Debug)]
struct Filament {
    limit: u16,
    preheat: u16,
    is_large: bool,
    power: (u16, u16),
}

/// The device.
#[derive(Debug)]
pub struct SpellmanPart {
    model: SpellmanModel,
    tube: Tube,
    filament: Filament,
    command: Option<Vec<u8>>,
    outputs: VecDeque<PartOutput>,
}

impl SpellmanPart {
    /// A device that was just switched on.
    pub fn new(model: SpellmanModel, pace: Pace, seed: u64) -> Self {
        let mut tube = Tube::new(pace, seed, WATCHDOG);
        if model == SpellmanModel::Ux {
            // It has no word for a filament that is not yet warm.
            tube.warm_up = Duration::ZERO;
        }
        Self {
            model,
            tube,
            filament: Filament { limit: 2_048, preheat: 1_024, is_large: false, power: (3_000, 1_500) },
            command: None,
            outputs: VecDeque::new(),
        }
    }

    /// A command with its checksum, without its ends: a wrong checksum has no answer at all.
    fn obey(&mut self, world: &mut World, command: &[u8]) {
        let Some((sum, text)) = command.split_last() else { return };
        if *sum != sum_of(text) {
            return;
        }
        let Ok(text) = str::from_utf8(text) else { return };
        let mut fields = text.split(',');
        let number = fields.next().unwrap_or_default().to_owned();
        let arguments: Vec<u32> = fields.filter_map(|field| field.parse().ok()).collect();
        // Its state is as of now, not as of the last tick.
        self.tick(world);
        self.tube.heard_at = world.now();
        let answer = self.read(world, &number).unwrap_or_else(|| self.change(world, &number, &arguments));
        let word = format!("{number},{answer},");
        let mut bytes = vec![0x02];
        bytes.extend_from_slice(word.as_bytes());
        bytes.extend([sum_of(word.as_bytes()), 0x03]);
        self.outputs.push_back(PartOutput::Write(bytes));
    }

    /// What changes nothing.
    fn read(&self, world: &mut World, number: &str) -> Option<String> {
        let tube = &self.tube;
        let is_xrv = self.model == SpellmanModel::Xrv;
        let ours = match number {
            "14" => held(world, tube.kv).to_string(),
            "15" => held(world, tube.current).to_string(),
            "21" => {
                let hours = tube.micro_hours(world);
                format!("{}.{:06}", hours / 1_000_000, hours % 1_000_000)
            }
            "22" if is_xrv => self.xrv_status(world),
            "22" => bits(&[tube.is_on(), !world.is_chain_closed(), !tube.trips.is_empty()]),
            "23" => format!("{},{}", FIRMWARE.0, FIRMWARE.1),
            "26" => if is_xrv { XRV_MODEL } else { UX_MODEL }.to_owned(),
            "20" if !is_xrv => {
                let (kv, current) =
                    (tube.measured(world, tube.kv, 10), tube.measured(world, tube.current, 12));
                format!("409,2291,{kv},{current},1137,1489,426")
            }
            "32" if !is_xrv => bits(&[false, tube.trips.contains(&Trip::Arc), false, false, false]),
            _ if is_xrv => return self.read_xrv(world, number),
            _ => return None,
        };
        Some(ours)
    }

    fn read_xrv(&self, world: &World, number: &str) -> Option<String> {
        let tube = &self.tube;
        let (kv, current) = (tube.measured(world, tube.kv, 12), tube.measured(world, tube.current, 12));
        let filament = &self.filament;
        let answer = match number {
            "16" => filament.limit.to_string(),
            "17" => filament.preheat.to_string(),
            "19" => format!(
                "{kv},{current},{},0,0,{},{},{current}",
                filament.preheat, filament.limit, filament.preheat
            ),
            // Over-voltage %, ramps, pre-warning, arcs, quench, the highest kV and mA, and the watchdog in seconds.
            "27" => format!("0,110,200,200,0,4,0,100,0,{},{},{}", XRV_FULL.0, XRV_FULL.1, WATCHDOG.as_secs()),
            "28" => format!("{},{},0", XRV_FULL.0, XRV_FULL.1),
            "38" => format!("{},{},4500,3000,10,10", filament.power.0, filament.power.1),
            "43" => "SWM00199-001,3261".to_owned(),
            "60" => kv.to_string(),
            "65" => "2601".to_owned(),
            "68" => self.xrv_faults(),
            "69" => format!("541,0,{kv},{kv},2596,2895,2596,2895,3509,2601"),
            _ => return None,
        };
        Some(answer)
    }

    /// Seventeen flags, interlocks 1 when closed.
    fn xrv_status(&self, world: &mut World) -> String {
        let (tube, is_closed) = (&self.tube, world.is_chain_closed());
        let mut flags = [false; 17];
        let set = [
            (0, tube.is_on()),
            (1, is_closed),
            (2, is_closed),
            (4, !tube.trips.is_empty()),
            (5, tube.is_local),
            (6, tube.warm_since.is_some()),
            (7, self.filament.is_large),
            (9, self.filament.is_large),
            (10, !self.filament.is_large),
            (15, tube.is_warm(world)),
            (16, true),
        ];
        for (index, is_set) in set {
            if let Some(flag) = flags.get_mut(index) {
                *flag = is_set;
            }
        }
        bits(&flags)
    }

    /// Twenty-seven flags: an arc at the anode is the twelfth, the watchdog the twenty-second.
    fn xrv_faults(&self) -> String {
        let is_set = |index| match index {
            11 => self.tube.trips.contains(&Trip::Arc),
            21 => self.tube.trips.contains(&Trip::Watchdog),
            _ => false,
        };
        bits(&(0..27).map(is_set).collect::<Vec<_>>())
    }

    /// What changes something: `$`, or why not.
    fn change(&mut self, world: &mut World, number: &str, arguments: &[u32]) -> String {
        let is_xrv = self.model == SpellmanModel::Xrv;
        let (on_off, reset) = if is_xrv { ("98", "31") } else { ("99", "52") };
        if world.has(DeviceFault::SourceRefuses) && !(number == on_off && arguments == [0]) {
            return OUT_OF_RANGE.to_owned();
        }
        let count = match arguments {
            [count] => u16::try_from(*count).ok().filter(|count| *count <= super::FULL),
            _ => None,
        };
        match (number, count) {
            ("10", Some(count)) if !self.tube.is_local => self.tube.kv = count,
            ("11", Some(count)) if !self.tube.is_local => self.tube.current = count,
            (number, Some(1)) if number == on_off => match self.tube.switch_on(world) {
                Ok(()) => {}
                Err(refusal) => return self.refusal(refusal),
            },
            (number, Some(0)) if number == on_off => self.tube.switch_off(world),
            (number, None) if number == reset && arguments.is_empty() => {
                // A cause that is still there trips it again at once.
                self.tube.trips.clear();
                self.tube.tick(world);
            }
            _ if is_xrv => return self.change_xrv(world, number, arguments, count),
            _ => return UNKNOWN_COMMAND.to_owned(),
        }
        "$".to_owned()
    }

    fn change_xrv(&mut self, world: &World, number: &str, arguments: &[u32], count: Option<u16>) -> String {
        match (number, count, arguments) {
            ("07", Some(1..=5), _) | ("71", _, _) => {}
            ("12", Some(count), _) => self.filament.limit = count,
            ("13", Some(count), _) => self.filament.preheat = count,
            ("30", None, []) => self.tube.reset_hours(world),
            ("32", Some(size @ 0..=1), _) => self.filament.is_large = size == 1,
            ("70", Some(1), _) => {
                self.tube.warm_since.get_or_insert(world.now());
            }
            ("70", Some(0), _) => self.tube.warm_since = None,
            ("97", None, [large @ 0..=4_500, small @ 0..=3_000]) => {
                let power = |watts: u32| u16::try_from(watts).unwrap_or(0);
                self.filament.power = (power(*large), power(*small));
            }
            ("07" | "10" | "11" | "12" | "13" | "32" | "70" | "97" | "98", ..) => {
                return OUT_OF_RANGE.to_owned();
            }
            _ => return UNKNOWN_COMMAND.to_owned(),
        }
        "$".to_owned()
    }

    /// A uX has digits for it: 0 is its interlock, 1 whatever else.
    fn refusal(&self, refusal: Refusal) -> String {
        match (self.model, refusal) {
            (SpellmanModel::Xrv, _) => OUT_OF_RANGE.to_owned(),
            (SpellmanModel::Ux, Refusal::Interlock) => "0".to_owned(),
            (SpellmanModel::Ux, Refusal::NotNow) => "1".to_owned(),
        }
    }
}

/// Two's complement of the sum, bit 7 cleared, bit 6 set.
fn sum_of(text: &[u8]) -> u8 {
    let sum: u32 = text.iter().map(|byte| u32::from(*byte)).sum();
    let cut = (0x1_0000 - (sum & 0xFFFF)) & 0x7F;
    u8::try_from(cut).unwrap_or(0) | 0x40
}

fn bits(flags: &[bool]) -> String {
    flags.iter().map(|is_set| if *is_set { "1" } else { "0" }).collect::<Vec<_>>().join(",")
}

impl Part for SpellmanPart {
    fn received(&mut self, world: &mut World, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                0x02 => self.command = Some(Vec::new()),
                0x03 => {
                    if let Some(command) = self.command.take() {
                        self.obey(world, &command);
                    }
                }
                // What is longer than any command is dropped, and what follows it until the next begins.
                _ if self.command.as_ref().is_some_and(|command| command.len() >= MAX_COMMAND) => {
                    self.command = None;
                }
                _ => self.command.iter_mut().for_each(|command| command.push(*byte)),
            }
        }
    }

    fn tick(&mut self, world: &mut World) {
        self.tube.tick(world);
        if self.model == SpellmanModel::Xrv && self.tube.is_on() && self.tube.is_forgotten(world) {
            self.tube.trip(world, Trip::Watchdog);
        }
    }

    fn next(&mut self) -> Option<PartOutput> {
        self.outputs.pop_front()
    }
}
