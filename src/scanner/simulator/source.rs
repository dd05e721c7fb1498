//! The simulated sources: the tube with its ramp, filament, watchdog and hours, which all of them share, and a protocol for each.

pub mod scandinova;
pub mod spellman;
pub mod technix;

use super::Pace;
use super::fault::DeviceFault;
use super::world::{Part, World};
use crate::domain::lane::{Microamps, Setpoint, TenthsKv};
use crate::scanner::line::Line;
use crate::scanner::modbus::Framing;
use crate::scanner::source::{Coverage, SourceProfile, SourceSettings};
pub use scandinova::ScandinovaPart;
pub use spellman::{SpellmanModel, SpellmanPart};
use std::time::Duration;
pub use technix::TechnixPart;

/// High voltage is whole after so long.
const RAMP: Duration = Duration::from_millis(200);

/// Somebody at the panel needs so long to see a fault that has gone and to press its button.
const PANEL: Duration = Duration::from_secs(2);

/// The highest count of a converter.
const FULL: u16 = 4_095;

/// What a source reads back beside what it was given, while its setpoints drift.
const DRIFT: u16 = 137;

/// The simulated source of this profile.
pub fn part(profile: SourceProfile, pace: Pace, seed: u64) -> Box<dyn Part> {
    match profile {
        SourceProfile::SpellmanXrv => Box::new(SpellmanPart::new(SpellmanModel::Xrv, pace, seed)),
        SourceProfile::SpellmanUx => Box::new(SpellmanPart::new(SpellmanModel::Ux, pace, seed)),
        SourceProfile::TechnixSr => Box::new(TechnixPart::new(pace, seed)),
        SourceProfile::Scandinova => Box::new(ScandinovaPart::new(Framing::Rtu, pace)),
    }
}

/// How the simulated source of this profile is driven: nine tenths of its voltage allowed, three quarters used.
pub fn settings(profile: SourceProfile, line: Line) -> SourceSettings {
    let figures = |kv, current| Setpoint { kv: TenthsKv(kv), current: Microamps(current) };
    let (model, full_scale) = match profile {
        SourceProfile::SpellmanXrv => ("XRV160P3000", figures(1_600, 30_000)),
        SourceProfile::SpellmanUx => ("UX50P50", figures(500, 2_000)),
        SourceProfile::TechnixSr => ("SR100", figures(1_000, 10_000)),
        SourceProfile::Scandinova => ("ScandiNova 17.1", figures(60_000, 100_000)),
    };
    let share = |of: u32, from: u32| full_scale.kv.0 * of / from;
    SourceSettings {
        line,
        profile,
        model: model.to_owned(),
        firmware: None,
        full_scale,
        limit: figures(share(9, 10), full_scale.current.0 / 2),
        setpoint: figures(share(3, 4), full_scale.current.0 / 4),
        checksum: Coverage::default(),
    }
}

/// Why a source has switched off by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trip {
    /// An arc.
    Arc,
    /// The host was silent.
    Watchdog,
}

/// Why an order is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// It refuses everything, or something forbids it now.
    NotNow,
    /// The interlock is open.
    Interlock,
}

/// A tube and its generator.
#[derive(Debug)]
struct Tube {
    kv: u16,
    current: u16,
    on_since: Option<Duration>,
    warm_since: Option<Duration>,
    warm_up: Duration,
    is_local: bool,
    trips: Vec<Trip>,
    /// When the cause of a trip was last there.
    calm_since: Duration,
    heard_at: Duration,
    watchdog: Duration,
    /// Hours before the simulation began, tenths.
    hours_before: u64,
    hours_reset_at: Duration,
    was_reset: bool,
    was_local: bool,
}

impl Tube {
    fn new(pace: Pace, seed: u64, watchdog: Duration) -> Self {
        let warm_up = match pace {
            Pace::Real => Duration::from_secs(12),
            Pace::Fast => Duration::from_secs(1),
        };
        Self {
            kv: 0,
            current: 0,
            on_since: None,
            warm_since: Some(Duration::ZERO),
            warm_up,
            is_local: false,
            trips: Vec::new(),
            calm_since: Duration::ZERO,
            heard_at: Duration::ZERO,
            watchdog,
            hours_before: 10_000 + seed % 10_000,
            hours_reset_at: Duration::ZERO,
            was_reset: false,
            was_local: false,
        }
    }

    fn is_on(&self) -> bool {
        self.on_since.is_some()
    }

    fn is_warm(&self, world: &World) -> bool {
        self.warm_since.is_some_and(|since| world.now().saturating_sub(since) >= self.warm_up)
    }

    /// What happens by itself: panel, arcs, interlock.
    fn tick(&mut self, world: &mut World) {
        self.follow_panel(world);
        if world.has(DeviceFault::SourceArc) {
            self.calm_since = world.now();
            self.trip(world, Trip::Arc);
        }
        if !world.is_chain_closed() || world.has(DeviceFault::NoHighVoltage) {
            self.switch_off(world);
        }
        world.high_voltage = self.is_on();
    }

    /// Whether the host was silent for longer than the watchdog allows.
    fn is_forgotten(&self, world: &World) -> bool {
        world.now().saturating_sub(self.heard_at) >= self.watchdog
    }

    /// Resets and local mode, as faults make them: at their beginning, and taken back at the panel at their end.
    fn follow_panel(&mut self, world: &mut World) {
        let (reset, local) = (world.has(DeviceFault::SourceReset), world.has(DeviceFault::SourceLocal));
        if reset && !self.was_reset {
            (self.kv, self.current, self.on_since) = (0, 0, None);
            self.trips.clear();
        }
        if (reset && !self.was_reset) || (local && !self.was_local) {
            self.is_local = true;
            self.on_since = None;
        }
        if (self.was_reset && !reset) || (self.was_local && !local) {
            self.is_local = false;
        }
        (self.was_reset, self.was_local) = (reset, local);
    }

    fn trip(&mut self, world: &mut World, why: Trip) {
        if !self.trips.contains(&why) {
            self.trips.push(why);
        }
        self.switch_off(world);
    }

    fn switch_on(&mut self, world: &mut World) -> Result<(), Refusal> {
        if !world.is_chain_closed() {
            return Err(Refusal::Interlock);
        }
        if world.has(DeviceFault::SourceRefuses)
            || self.is_local
            || !self.trips.is_empty()
            || !self.is_warm(world)
        {
            return Err(Refusal::NotNow);
        }
        if !world.has(DeviceFault::NoHighVoltage) {
            self.on_since.get_or_insert(world.now());
            world.high_voltage = true;
        }
        Ok(())
    }

    fn switch_off(&mut self, world: &mut World) {
        if !world.has(DeviceFault::HighVoltageStuck) {
            self.on_since = None;
            world.high_voltage = false;
        }
    }

    /// What a converter shows of a setpoint while it ramps; `over` tenths tell how far it reaches.
    fn measured(&self, world: &World, count: u16, over: u32) -> u16 {
        if world.has(DeviceFault::SourceImplausible) {
            return FULL;
        }
        let Some(since) = self.on_since else { return 0 };
        let ramp = world.now().saturating_sub(since).min(RAMP).as_millis();
        let share = u32::try_from(ramp).unwrap_or(0) * u32::from(count) / 200;
        u16::try_from(share * 10 / over).unwrap_or(FULL).min(FULL)
    }

    /// The hours begin anew.
    fn reset_hours(&mut self, world: &World) {
        (self.hours_before, self.hours_reset_at) = (0, world.beam_total());
    }

    /// Hours with the beam on, in millionths.
    fn micro_hours(&self, world: &World) -> u64 {
        let beam = world.beam_total().saturating_sub(self.hours_reset_at);
        let millis = u64::try_from(beam.as_millis()).unwrap_or(u64::MAX);
        self.hours_before * 100_000 + millis.saturating_mul(1_000) / 3_600
    }
}

/// A setpoint as a source tells it.
fn held(world: &World, count: u16) -> u16 {
    if world.has(DeviceFault::SetpointDrifts) { count.saturating_add(DRIFT).min(FULL) } else { count }
}

#[cfg(test)]
mod tests;
