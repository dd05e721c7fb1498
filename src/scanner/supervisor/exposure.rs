//! What a run exposed, from what was read back while the beam was reported on: never from what was asked for.

use super::elapsed;
use super::mirror::whole_ms;
use crate::domain::lane::{Exposure, Occupancy, SourceState};
use crate::scanner::device::{Reading, Uptime};
use crate::scanner::reports::SourceStatus;
use std::time::Duration;

/// The meter of one run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Meter {
    figures: Exposure,
    /// Times with the beam on that are over.
    total: Duration,
    /// The first and last word of the beam that is on.
    span: Option<(Uptime, Uptime)>,
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
        let first = self.span.map_or(at, |(first, _)| first);
        self.span = Some((first, at));
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
    pub(super) fn end(mut self, dose: Option<u32>, occupancy: Option<Occupancy>) -> Exposure {
        self.close();
        let dose_nsv = self.dose(dose);
        Exposure { beam_ms: whole_ms(self.total), dose_nsv, occupancy, ..self.figures }
    }
}
