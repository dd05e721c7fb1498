//! A calibration of the simulated detector: what it measures is what the beam and the vehicle were while it lasted.

use crate::scanner::reports::{Calibration, CalibrationFigures};
use crate::scanner::simulator::Random;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::world::World;
use std::time::Duration;

/// How long a calibration takes: 100 readings of 3 ms.
const MEASURING: Duration = Duration::from_millis(300);

/// Mean without beam, counts.
const DARK: f32 = 310.0;

/// Mean with beam and nothing in it, counts.
const AIR: f32 = 52_000.0;

/// Mean with beam while a vehicle is in it for a part of the time, counts.
const VEHICLE: f32 = 21_000.0;

/// A measurement that goes on.
#[derive(Debug)]
pub(super) struct Measuring {
    which: Calibration,
    until: Duration,
    had_beam: bool,
    had_dark: bool,
    had_vehicle: bool,
}

impl Measuring {
    /// Begins now.
    pub(super) fn new(which: Calibration, now: Duration) -> Self {
        Self { which, until: now + MEASURING, had_beam: false, had_dark: false, had_vehicle: false }
    }

    /// What is measured.
    pub(super) fn which(&self) -> Calibration {
        self.which
    }

    /// Sees what is in front of the detector.
    pub(super) fn watch(&mut self, world: &mut World) {
        let is_on = world.is_beam_on();
        self.had_beam |= is_on;
        self.had_dark |= !is_on;
        self.had_vehicle |= world.passed().is_some();
    }

    /// The figures, once it is over.
    pub(super) fn figures(&self, world: &World, random: &mut Random) -> Option<CalibrationFigures> {
        if world.now() < self.until {
            return None;
        }
        let (mean, noise) = match (self.had_beam, self.had_dark, self.had_vehicle) {
            (false, ..) => (DARK, 4.5),
            // Beam and dark within one measurement: the mean lies between, the spread is as wide as that.
            (true, true, _) => (AIR / 2.0, AIR / 2.0),
            (true, false, true) => (VEHICLE, 9_000.0),
            // 16 384 quanta are full scale: their root is 0.8 %.
            (true, false, false) => (AIR, 405.0),
        };
        let is_noisy = world.has(DeviceFault::NoisyCalibration);
        let noise = if is_noisy { noise * 20.0 } else { noise } * random.between(0.98, 1.02);
        let mean = mean * random.between(0.998, 1.002);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive, and at most some hundred thousands of hundredths: the saturating cast of a rounded number"
        )]
        let (mean, noise_hundredths) = (mean.round() as u16, (noise * 100.0).round() as u32);
        Some(CalibrationFigures { mean, noise_hundredths, saturated: 0, dead: if is_noisy { 40 } else { 0 } })
    }
}
