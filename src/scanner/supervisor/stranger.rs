//! A beam that no run of this console asked for, after a crash of it or a lost link: what it exposed is as real as a scan's.

use super::exposure::Meter;
use super::mirror::is_off;
use super::{Order, Supervisor, elapsed};
use crate::domain::lane::{DeviceKind, Followed, LaneReport, SourceState};
use crate::scanner::device::{Reading, Uptime};
use crate::scanner::reports::SourceStatus;
use std::time::Duration;

/// A beam of no run that comes again within this time is the same one: a source that flickers writes a line a second at most.
const STRANGER_REST: Duration = Duration::from_secs(1);

/// A beam that no run of this console asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Stranger {
    meter: Meter,
    off_since: Option<Uptime>,
}

impl Supervisor {
    /// A beam of no run is kept in the books as well: what it exposed is as real as a scan's.
    pub(super) fn note_stranger(&mut self, now: Uptime, reading: &Reading<SourceStatus>) {
        let is_on = reading.value.state == SourceState::BeamOn;
        if is_on && self.stranger.is_none() {
            let dose = self.portal.mirror.last().and_then(|status| status.dose_nsv);
            let meter = Meter::begin(reading.value.read.hours_tenths, dose, None);
            self.stranger = Some(Stranger { meter, off_since: None });
        }
        if let Some(stranger) = &mut self.stranger {
            stranger.meter.take(reading);
            stranger.off_since = if is_on {
                None
            } else {
                stranger.off_since.or_else(|| is_off(&reading.value).then_some(now))
            };
        }
    }

    /// Its line is written once it stays off, or nobody can tell any more.
    pub(super) fn settle_stranger(&mut self, now: Uptime, out: &mut Vec<Order>) {
        let is_lost = !self.is_up(DeviceKind::Source);
        let ends = |stranger: &mut Stranger| {
            is_lost || stranger.off_since.is_some_and(|since| elapsed(now, since) >= STRANGER_REST)
        };
        if let Some(Stranger { meter, off_since }) = self.stranger.take_if(ends) {
            let dose = self.portal.mirror.last().and_then(|status| status.dose_nsv);
            let followed = if off_since.is_some() { Followed::ToItsEnd } else { Followed::Lost };
            let exposure = meter.end(dose, None, followed);
            out.push(Order::Report(LaneReport::Exposed { scan: None, exposure }));
        }
    }
}
