//! What a site decides of its lane, as the settings file says it: setpoint, times, limits, warm-up schedules.

use crate::domain::lane::{MIN_PREWARNING, Microamps, Setpoint, TenthsKv};
use crate::scanner::range::RangeFault;
use crate::scanner::source::SourceSettings;
use serde::Deserialize;
use std::ops::RangeInclusive;
use std::time::Duration;

/// The longest beam of one scan that can be set: 20 m at 0.05 m/s is 400 s, and half as much again.
const MAX_BEAM_LIMIT_S: u32 = 600;

/// Steps that a schedule may have: the step's number is shown in two digits and kept in eight bits.
pub const MAX_STEPS: usize = 99;

/// Schedules that a site may have.
pub const MAX_SCHEDULES: usize = 16;

/// The warning before the beam, seconds: [`MIN_PREWARNING`] to a minute, in which nobody forgets what it was for.
const PREWARNING_S: RangeInclusive<u32> = 5..=60;

/// The age of a dark calibration, seconds: a minute, for it takes seconds itself, to a day.
const DARK_AGE_S: RangeInclusive<u32> = 60..=86_400;

/// The rules of a lane. What the file leaves open is as in [`Rules::default`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Voltage (tenths of a kilovolt) and current (microamperes) of a scan; the whole of a warm-up's percentages. The file says it
    /// of the source, beside its limit, and nowhere else.
    #[serde(skip)]
    pub setpoint: Setpoint,
    /// The warning before the beam, seconds; never less than [`MIN_PREWARNING`].
    pub prewarning_s: u32,
    /// The longest beam of one scan, seconds.
    pub max_beam_s: u32,
    /// The beam goes on so long after the object is reported gone, milliseconds.
    pub tail_ms: u32,
    /// The slowest pass, millimetres a second.
    pub speed_min_mm_s: u16,
    /// The fastest.
    pub speed_max_mm_s: u16,
    /// How long the speed may be outside while the object is in the beam, milliseconds.
    pub speed_grace_ms: u32,
    /// How far the measured voltage may be from what was set, per cent.
    pub kv_tolerance_percent: u8,
    /// What the source takes to reach its voltage, milliseconds.
    pub ramp_ms: u32,
    /// A dark calibration is good for so long, seconds.
    pub dark_age_s: u32,
    /// And while the detector's temperature is no further off, tenths of a degree.
    pub drift_tenths: u16,
    /// The highest noise of a dark calibration, hundredths of a count.
    pub dark_noise_hundredths: u32,
    /// The highest noise of an air calibration, per cent of its mean.
    pub air_noise_percent: u8,
    /// The most pixels at the end of their range, in either.
    pub saturated_max: u16,
    /// The most pixels that do not follow.
    pub dead_max: u16,
    /// Warm-up schedules; without any no warm-up is ever due.
    pub conditioning: Vec<Schedule>,
    /// How its source comes to standby: the protocol's, not the site's.
    #[serde(skip)]
    pub rise: Rise,
}

/// How a source comes from off to standby, in which it may be asked for the beam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rise {
    /// By itself, once it has power.
    #[default]
    ByItself,
    /// When it is ordered to: no officer, no filament.
    WhenOrdered,
}

/// A warm-up for a source that stood idle for so long.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Due after so many days without a beam; the highest that fits is taken.
    pub idle_days: u32,
    /// What is done.
    pub steps: Vec<Step>,
}

/// A step of a warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Voltage, per cent of the setpoint.
    pub kv_percent: u8,
    /// Current, per cent of the setpoint.
    pub current_percent: u8,
    /// How long, seconds.
    pub hold_s: u32,
}

/// Which rule is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RulesFault {
    /// A number out of its range.
    #[error(transparent)]
    Range(#[from] RangeFault),
    /// The window of speeds is empty.
    #[error("speed_min_mm_s: must be lower than speed_max_mm_s")]
    Speed,
    /// More schedules than a site has.
    #[error("conditioning: up to {MAX_SCHEDULES} schedules")]
    Schedules,
    /// A schedule without steps or with too many, by its place from 0.
    #[error("conditioning[{0}].steps: 1 to {MAX_STEPS} of them")]
    Steps(usize),
    /// A step that cannot be driven: schedule and step, by their places from 0.
    #[error("conditioning[{0}].steps[{1}]: up to 100 %, held for a second or more")]
    Step(usize, usize),
}

impl Rules {
    /// Looks for a rule that cannot be kept.
    ///
    /// # Errors
    /// The first, naming its field.
    pub fn check(&self) -> Result<(), RulesFault> {
        RangeFault::find(&[
            ("prewarning_s", self.prewarning_s, PREWARNING_S),
            ("max_beam_s", self.max_beam_s, 1..=MAX_BEAM_LIMIT_S),
            ("kv_tolerance_percent", u32::from(self.kv_tolerance_percent), 1..=20),
            ("dark_age_s", self.dark_age_s, DARK_AGE_S),
        ])?;
        if self.speed_min_mm_s >= self.speed_max_mm_s {
            return Err(RulesFault::Speed);
        }
        if self.conditioning.len() > MAX_SCHEDULES {
            return Err(RulesFault::Schedules);
        }
        let fits = |step: &Step| step.kv_percent <= 100 && step.current_percent <= 100 && step.hold_s > 0;
        for (place, schedule) in self.conditioning.iter().enumerate() {
            if !(1..=MAX_STEPS).contains(&schedule.steps.len()) {
                return Err(RulesFault::Steps(place));
            }
            if let Some(step) = schedule.steps.iter().position(|step| !fits(step)) {
                return Err(RulesFault::Step(place, step));
            }
        }
        Ok(())
    }

    /// These rules with what the source decides of them.
    #[must_use]
    pub fn with(self, source: &SourceSettings) -> Self {
        Self { setpoint: source.setpoint, rise: source.profile.rise(), ..self }
    }

    /// The warning before the beam: whatever was set, never less than the standard asks for.
    pub fn prewarning(&self) -> Duration {
        Duration::from_secs(u64::from(self.prewarning_s)).max(MIN_PREWARNING)
    }

    /// The longest beam of one scan.
    pub(super) fn max_beam(&self) -> Duration {
        Duration::from_secs(u64::from(self.max_beam_s))
    }

    /// What a warm-up's step asks of the source.
    pub(super) fn part(&self, step: Step) -> Setpoint {
        let of = |whole: u32, percent: u8| {
            u32::try_from(u64::from(whole) * u64::from(percent) / 100).unwrap_or(u32::MAX)
        };
        Setpoint {
            kv: TenthsKv(of(self.setpoint.kv.0, step.kv_percent)),
            current: Microamps(of(self.setpoint.current.0, step.current_percent)),
        }
    }
}

impl Step {
    pub(super) fn hold(self) -> Duration {
        Duration::from_secs(u64::from(self.hold_s))
    }
}

impl Default for Rules {
    /// 160 kV and 2 mA; a pass of 0.2 to 7 m/s; ten minutes of dark (Teledyne: five to ten when the temperature drifts).
    fn default() -> Self {
        Self {
            setpoint: Setpoint { kv: TenthsKv(1_600), current: Microamps(2_000) },
            prewarning_s: 5,
            max_beam_s: 120,
            tail_ms: 300,
            speed_min_mm_s: 200,
            speed_max_mm_s: 7_000,
            speed_grace_ms: 300,
            kv_tolerance_percent: 5,
            ramp_ms: 1_000,
            dark_age_s: 600,
            drift_tenths: 20,
            dark_noise_hundredths: 2_000,
            air_noise_percent: 3,
            saturated_max: 0,
            dead_max: 16,
            conditioning: vec![Schedule::after_three_months()],
            rise: Rise::ByItself,
        }
    }
}

impl Schedule {
    /// Oxford Instruments, for a tube that is new or stood for three months: lowest voltage without current for 15 minutes, then a
    /// fifth of the current; up by 5 kV (3 % of 160 kV) every 5 minutes to half the voltage; full current; and up again to the full
    /// voltage.
    pub fn after_three_months() -> Self {
        const LOWEST: u8 = 10;
        const STEP: u8 = 3;
        let step = |kv_percent, current_percent, minutes: u32| Step {
            kv_percent,
            current_percent,
            hold_s: minutes * 60,
        };
        let climb = |from: u8, to: u8, current: u8| {
            let between = (from..to).step_by(usize::from(STEP)).skip(1).chain([to]);
            between.map(move |kv| step(kv, current, 5))
        };
        let mut steps = vec![step(LOWEST, 0, 15), step(LOWEST, 20, 5)];
        steps.extend(climb(LOWEST, 50, 20));
        steps.push(step(50, 100, 5));
        steps.extend(climb(50, 100, 100));
        Self { idle_days: 90, steps }
    }
}
