//! Whether the source has to be warmed up, and which step of that is next.

use super::rules::{Rules, Schedule, Step};
use super::{Supervisor, elapsed};
use crate::domain::lane::Setpoint;
use crate::scanner::device::Uptime;
use std::time::Duration;

/// After an unstable step the one before it is held for at least so long (Oxford Instruments: five minutes).
const STEP_BACK_HOLD: Duration = Duration::from_mins(5);

/// A source that has to go back more often than this is left to its service.
const MAX_STEPS_BACK: u8 = 10;

/// When the source was last used, as the program has kept it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LastUse {
    /// Nobody knows, or the clock went backwards since.
    #[default]
    Unknown,
    /// It was kept.
    Kept {
        /// Time since, by the wall clock.
        idle: Duration,
        /// The source's own hour counter then, tenths; `None` for a source without one.
        hours_tenths: Option<u32>,
    },
    /// Just now, whatever its counter says: a simulated source has no past.
    Now,
}

/// Since when the source stands idle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Idle {
    last: LastUse,
    told_at: Uptime,
    /// The last whole beam of this program's own.
    beam_at: Option<Uptime>,
}

impl Idle {
    pub(super) fn told(now: Uptime, last: LastUse) -> Self {
        Self { last, told_at: now, beam_at: None }
    }

    /// A beam ended that the source was warm for, or that made it warm.
    pub(super) fn beam_ended(&mut self, now: Uptime) {
        self.beam_at = Some(now);
    }

    /// How long it has been idle; `None` if nobody knows, or two accounts of it differ.
    fn duration(&self, now: Uptime, hours: Option<u32>) -> Option<Duration> {
        if let Some(at) = self.beam_at {
            return Some(elapsed(now, at));
        }
        let since = elapsed(now, self.told_at);
        match self.last {
            LastUse::Unknown => None,
            LastUse::Now => Some(since),
            LastUse::Kept { idle, hours_tenths } => {
                agree(hours_tenths, hours).then(|| idle.saturating_add(since))
            }
        }
    }

    /// The schedule that is due, if any.
    pub(super) fn schedule<'rules>(
        &self,
        now: Uptime,
        rules: &'rules Rules,
        hours: Option<u32>,
    ) -> Option<&'rules Schedule> {
        let idle = self.duration(now, hours);
        let due = |schedule: &&Schedule| {
            idle.is_none_or(|idle| idle >= Duration::from_hours(24).saturating_mul(schedule.idle_days))
        };
        rules.conditioning.iter().filter(due).max_by_key(|schedule| schedule.idle_days)
    }
}

/// Whether the counter that was kept is the one that the source reports; the last beam may have turned it by one.
fn agree(kept: Option<u32>, reported: Option<u32>) -> bool {
    match (kept, reported) {
        (None, None) => true,
        (Some(kept), Some(reported)) => reported.checked_sub(kept).is_some_and(|more| more <= 1),
        _ => false,
    }
}

/// A warm-up on its way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Warmup {
    steps: Vec<Step>,
    index: usize,
    steps_back: u8,
    hold: Duration,
}

/// What follows from a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It is held.
    Hold,
    /// Another step is to be set.
    Change,
    /// That was the last.
    Done,
    /// It went back too often.
    GiveUp,
}

impl Warmup {
    pub(super) fn new(steps: Vec<Step>) -> Self {
        let hold = steps.first().map_or(Duration::ZERO, |step| step.hold());
        Self { steps, index: 0, steps_back: 0, hold }
    }

    /// What its step asks of the source.
    pub(super) fn setpoint(&self, rules: &Rules) -> Setpoint {
        self.steps.get(self.index).map_or(rules.setpoint, |step| rules.part(*step))
    }

    /// Its number counted from 1, of how many, and what is left of it.
    pub(super) fn place(&self, held: Duration) -> (u8, u8, Duration) {
        let number = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
        (number(self.index + 1), number(self.steps.len()), self.hold.saturating_sub(held))
    }

    /// What follows after its step was held so long.
    pub(super) fn after(&mut self, held: Duration, is_stable: bool) -> Next {
        if !is_stable {
            return self.back();
        }
        if held < self.hold {
            return Next::Hold;
        }
        match self.steps.get(self.index + 1) {
            Some(step) => {
                self.index += 1;
                self.hold = step.hold();
                Next::Change
            }
            None => Next::Done,
        }
    }

    fn back(&mut self) -> Next {
        self.steps_back += 1;
        self.index = self.index.saturating_sub(1);
        self.hold = self.steps.get(self.index).map_or(STEP_BACK_HOLD, |step| step.hold().max(STEP_BACK_HOLD));
        if self.steps_back > MAX_STEPS_BACK { Next::GiveUp } else { Next::Change }
    }
}

impl Supervisor {
    /// The warm-up that is due now.
    pub(super) fn schedule(&self, now: Uptime) -> Option<&Schedule> {
        let hours = self.source.mirror.last().and_then(|status| status.read.hours_tenths);
        self.idle.schedule(now, &self.rules, hours)
    }
}
