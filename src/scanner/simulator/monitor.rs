//! The simulated radiation portal monitor: speaks TSA lines of the vehicle that drives into the hall, and hears nothing.

use crate::scanner::simulator::Random;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::world::{Part, PartOutput, World};
use std::collections::VecDeque;
use std::time::Duration;

/// Backgrounds between vehicles.
const BACKGROUND_PERIOD: Duration = Duration::from_secs(5);

/// The first background after a vehicle.
const FIRST_BACKGROUND: Duration = Duration::from_millis(500);

/// Gamma samples of a vehicle; every fifth is followed by one of neutrons.
const SAMPLE_PERIOD: Duration = Duration::from_millis(200);

/// Samples that a vehicle has at least: the monitor holds it a little after its beam is free again, 1.4 s in all.
const MIN_SAMPLES: u32 = 7;

/// Gamma counts a second of one detector without a vehicle; a vehicle shields a tenth of them.
const GAMMA: f32 = 250.0;

/// Neutron counts a second of one detector.
const NEUTRONS: f32 = 2.0;

/// Seconds over which the neutron background is averaged: of one second alone it would be chance.
const NEUTRON_AVERAGE: f32 = 20.0;

/// How much a source in the vehicle adds.
const SOURCE_FACTOR: f32 = 3.0;

/// How many neutrons a neutron source in the vehicle adds, a second and detector.
const SOURCE_NEUTRONS: f32 = 40.0;

/// The monitor.
#[derive(Debug)]
pub struct MonitorPart {
    random: Random,
    out: VecDeque<PartOutput>,
    /// When the next background or sample is due.
    due: Duration,
    /// Samples of the vehicle that is in it.
    samples: Option<u32>,
    vehicles: u32,
    tampered: bool,
    /// The background was measured: before that no vehicle is watched for.
    has_background: bool,
}

impl MonitorPart {
    /// A monitor that is switched on at time zero.
    pub fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed ^ 0x4D_4F4E),
            out: VecDeque::new(),
            due: Duration::ZERO,
            samples: None,
            vehicles: 0,
            tampered: false,
            has_background: false,
        }
    }

    fn line(&mut self, code: &str, counts: [u32; 4]) {
        let [a, b, c, d] = counts;
        let line = format!("{code},{a:06},{b:06},{c:06},{d:06}\r\n");
        self.out.push_back(PartOutput::Write(line.into_bytes()));
    }

    /// Counts of the four detectors around a mean, spread as counts of chance are; `averaged` over so many times the interval.
    fn counts(&mut self, mean: f32, averaged: f32) -> [u32; 4] {
        [(); 4].map(|()| {
            let count = mean + (mean / averaged).sqrt() * self.random.normal();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and some thousands: the saturating cast of a rounded number"
            )]
            let count = count.round().clamp(0.0, 99_999.0) as u32;
            count
        })
    }

    fn say_gamma(&mut self, world: &World, code: &str, counts: [u32; 4]) {
        let is_broken = world.has(DeviceFault::MonitorImplausible);
        self.line(code, if is_broken { [999_999; 4] } else { counts });
    }

    fn say_background(&mut self, world: &World) {
        let neutrons = self.counts(NEUTRONS, NEUTRON_AVERAGE);
        self.line("NB", neutrons);
        if world.has(DeviceFault::MonitorHigh) {
            let counts = self.counts(GAMMA * 20.0, 5.0);
            self.say_gamma(world, "GH", counts);
        } else {
            // A background is averaged over the time between two of them.
            let counts = self.counts(GAMMA, 5.0);
            self.say_gamma(world, "GB", counts);
        }
    }

    fn say_sample(&mut self, world: &World, number: u32) {
        let has_source = world.has(DeviceFault::GammaAlarm) || world.has(DeviceFault::GammaUnsaid);
        let factor = if has_source { SOURCE_FACTOR } else { 0.9 };
        let counts = self.counts(GAMMA / 5.0 * factor, 1.0);
        // It takes a second to know.
        let is_said = number >= 5 && world.has(DeviceFault::GammaAlarm);
        self.say_gamma(world, if is_said { "GA" } else { "GS" }, counts);
        if number % 5 == 2 && !world.has(DeviceFault::NoNeutronLines) {
            let has_source = world.has(DeviceFault::NeutronAlarm);
            let mean = if has_source { NEUTRONS + SOURCE_NEUTRONS } else { NEUTRONS };
            let counts = self.counts(mean, 1.0);
            self.line(if has_source { "NA" } else { "NS" }, counts);
        }
        if number % 6 == 5 {
            self.out.push_back(PartOutput::Write(b"SP,0.2249,03.032,004.88,000000\r\n".to_vec()));
        }
    }

    fn say_left(&mut self, world: &World) {
        // Its counter has six digits.
        self.vehicles = self.vehicles % 999_999 + 1;
        let times = if world.has(DeviceFault::OccupancyTwice) { 2 } else { 1 };
        for _ in 0..times {
            self.line("GX", [self.vehicles, 8_000, 0, 0]);
        }
    }

    fn on_due(&mut self, world: &mut World) {
        let is_in = world.vehicle_in_monitor().is_some();
        match self.samples {
            None if !is_in || !self.has_background => {
                self.say_background(world);
                self.has_background = true;
                self.due = world.now() + BACKGROUND_PERIOD;
            }
            Some(samples) if !is_in && samples >= MIN_SAMPLES => {
                self.say_left(world);
                self.samples = None;
                self.due = world.now() + FIRST_BACKGROUND;
            }
            samples => {
                let number = samples.unwrap_or(0);
                self.say_sample(world, number);
                self.samples = Some(number + 1);
                self.due += SAMPLE_PERIOD;
            }
        }
    }
}

impl Part for MonitorPart {
    fn received(&mut self, _world: &mut World, _bytes: &[u8]) {}

    fn tick(&mut self, world: &mut World) {
        let is_tampered = world.has(DeviceFault::MonitorTamper);
        if is_tampered != self.tampered {
            self.tampered = is_tampered;
            let (code, count) = if is_tampered { ("TT", 0) } else { ("TC", 111_111) };
            self.line(code, [count; 4]);
        }
        // A vehicle that drives in is seen at once, not with the next background.
        let is_watching = self.has_background && self.samples.is_none() && self.due > world.now();
        if is_watching && world.vehicle_in_monitor().is_some() {
            self.due = world.now();
        }
        if world.now() >= self.due {
            self.on_due(world);
        }
    }

    fn next(&mut self) -> Option<PartOutput> {
        self.out.pop_front()
    }
}

#[cfg(test)]
mod tests;
