//! What a run exposed, from what was read back while the beam was reported on: never from what was asked for.

use super::elapsed;
use super::mirror::whole_ms;
use crate::domain::lane::{Exposure, Followed, Microamps, Occupancy, SourceState};
use crate::scanner::device::{Reading, Uptime};
use crate::scanner::reports::SourceStatus;
use std::time::Duration;

/// Current over time, microampere-milliseconds. A word of the beam without a current makes the sum unknown for good: what is missing in it
/// would be told as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Charge {
    /// No beam was seen.
    #[default]
    None,
    Known(u64),
    Unknown,
}

/// The meter of one run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Meter {
    figures: Exposure,
    /// Times with the beam on that are over.
    total: Duration,
    /// The first and last word of the beam that is on.
    span: Option<(Uptime, Uptime)>,
    /// The current in the last word of it.
    current: Option<Microamps>,
    /// Current over time so far.
    charge: Charge,
    dose_before: Option<u32>,
}

impl Meter {
    /// Begins before the beam, with what the devices last said.
    pub(super) fn begin(hours: Option<u32>, dose: Option<u32>, background: Option<u32>) -> Self {
        let figures = Exposure { hours_before: hours, background, ..Exposure::default() };
        Self { figures, dose_before: dose, ..Self::default() }
    }

    /// Takes in a word of the source.
    pub(super) fn take(&mut self, reading: &Reading<SourceStatus>) {
        let (status, at) = (&reading.value, reading.asked_at);
        self.figures.hours_after = status.read.hours_tenths.or(self.figures.hours_after);
        if status.state != SourceState::BeamOn {
            self.close();
            return;
        }
        self.figures.kv_max = self.figures.kv_max.max(status.read.kv);
        self.figures.current_max = self.figures.current_max.max(status.read.current);
        let (first, last) = self.span.unwrap_or((at, at));
        self.add(status.read.current, elapsed(at, last));
        self.span = Some((first, at));
    }

    /// Between two words the current is taken for the mean of both.
    fn add(&mut self, now: Option<Microamps>, passed: Duration) {
        let before = if self.span.is_some() { self.current } else { now };
        self.current = now;
        let Some((Microamps(now), Microamps(before))) = now.zip(before) else {
            self.charge = Charge::Unknown;
            return;
        };
        let part = (u64::from(now) + u64::from(before)).saturating_mul(u64::from(whole_ms(passed))) / 2;
        self.charge = match self.charge {
            Charge::None => Charge::Known(part),
            Charge::Known(sum) => Charge::Known(sum.saturating_add(part)),
            Charge::Unknown => Charge::Unknown,
        };
    }

    fn close(&mut self) {
        if let Some((first, last)) = self.span.take() {
            self.total = self.total.saturating_add(elapsed(last, first));
        }
    }

    /// The dose since the beginning, where the portal has a meter.
    pub(super) fn dose(&self, now: Option<u32>) -> Option<u32> {
        now.zip(self.dose_before).and_then(|(now, before)| now.checked_sub(before))
    }

    /// The figures, after the last word.
    pub(super) fn end(
        mut self,
        dose: Option<u32>,
        occupancy: Option<Occupancy>,
        followed: Followed,
    ) -> Exposure {
        self.close();
        let dose_nsv = self.dose(dose);
        let charge_uas = match self.charge {
            Charge::Known(sum) => Some(u32::try_from(sum.saturating_add(500) / 1_000).unwrap_or(u32::MAX)),
            Charge::None | Charge::Unknown => None,
        };
        let beam_ms = whole_ms(self.total);
        Exposure { beam_ms, charge_uas, followed, dose_nsv, occupancy, ..self.figures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lane::SourceRead;

    fn word(meter: &mut Meter, at_ms: u64, state: SourceState, current: Option<u32>) {
        let read = SourceRead { current: current.map(Microamps), ..SourceRead::default() };
        let at = Duration::from_millis(at_ms);
        let value = SourceStatus { state, read, ..SourceStatus::default() };
        meter.take(&Reading { value, asked_at: at, came_at: at });
    }

    #[test]
    fn current_over_time_is_summed_from_readings_in_the_beam() {
        let mut meter = Meter::begin(None, None, None);
        let on = SourceState::BeamOn;
        for (at, state, current) in [
            (0, SourceState::Ready, 0),
            (100, on, 0),
            (200, on, 2_000),
            (1_200, on, 2_000),
            (1_300, SourceState::Ready, 1_500),
            (5_000, on, 4_000),
            (6_000, on, 4_000),
        ] {
            word(&mut meter, at, state, Some(current));
        }
        let told = meter.end(None, None, Followed::ToItsEnd);
        // 0.1 s from nothing to 2 mA, a second at 2 mA, a second at 4 mA.
        assert_eq!((told.beam_ms, told.charge_uas), (2_100, Some(100 + 2_000 + 4_000)));
    }

    #[test]
    fn a_reading_without_a_current_makes_the_sum_unknown_and_no_beam_makes_none() {
        let mut meter = Meter::begin(None, None, None);
        for (at, current) in [(0, Some(2_000)), (100, None), (200, Some(2_000)), (300, Some(2_000))] {
            word(&mut meter, at, SourceState::BeamOn, current);
        }
        let told = meter.end(None, None, Followed::ToItsEnd);
        assert_eq!((told.beam_ms, told.charge_uas, told.current_max), (300, None, Some(Microamps(2_000))));
        let dark = Meter::begin(None, None, None).end(None, None, Followed::ToItsEnd);
        assert!(!dark.had_beam() && dark.charge_uas.is_none());
    }
}
