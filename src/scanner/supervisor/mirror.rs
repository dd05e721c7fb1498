//! What is known of each device: what was asked of it, what it reports, what its interlock says. Three things, never mixed.

use super::Order;
use crate::domain::lane::{Contact, DeviceKind, DeviceView, Link, LinkCounters, LinkHint, MAX_VIEW_AGE};
use crate::domain::lane::{MonitorView, Setpoint, SourceState};
use crate::scanner::device::{LinkReport, Reading, Uptime};
use crate::scanner::reports::{
    DetectorStatus, PortalOrder, PortalOutputs, PortalStatus, Reported, SourceStatus,
};
use std::time::Duration;

/// A monitor speaks every 5 s while nobody is in it: two words may be lost.
const MONITOR_AGE: Duration = Duration::from_secs(15);

/// A detector's status changes slowly; its columns are counted by their numbers.
const DETECTOR_AGE: Duration = Duration::from_secs(2);

/// The oldest word of a device that still counts.
pub(super) const fn max_age(kind: DeviceKind) -> Duration {
    match kind {
        DeviceKind::Portal | DeviceKind::Source => MAX_VIEW_AGE,
        DeviceKind::Monitor => MONITOR_AGE,
        DeviceKind::Detector => DETECTOR_AGE,
    }
}

/// What is alike in all devices.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Side {
    pub(super) link: Link,
    pub(super) hint: LinkHint,
    pub(super) identity: Option<String>,
    /// Outlives the connection, so that the age goes on growing.
    pub(super) asked_at: Option<Uptime>,
    pub(super) round_trip: Option<Duration>,
    pub(super) counters: LinkCounters,
    /// When it last reported what cannot be.
    pub(super) implausible_at: Option<Uptime>,
}

impl Side {
    /// As a screen shows it.
    pub(super) fn view(&self, now: Uptime) -> DeviceView {
        DeviceView {
            link: self.link,
            hint: self.hint,
            identity: self.identity.clone(),
            age_ms: self.asked_at.map(|asked| whole_ms(now.saturating_sub(asked))),
            round_trip_us: self.round_trip.map(|trip| u32::try_from(trip.as_micros()).unwrap_or(u32::MAX)),
            counters: self.counters,
        }
    }
}

/// A device's side and its last word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Mirror<T> {
    pub(super) side: Side,
    reading: Option<Reading<T>>,
}

impl<T> Default for Mirror<T> {
    fn default() -> Self {
        Self { side: Side::default(), reading: None }
    }
}

impl<T> Mirror<T> {
    /// Its link changed. What was reported over another connection is not believed any longer.
    pub(super) fn link(&mut self, report: &LinkReport) {
        match report {
            LinkReport::Opened => self.side.link = Link::Verifying,
            LinkReport::Up { identity } => {
                self.side.link = Link::Up;
                self.side.hint = LinkHint::None;
                self.side.identity = Some(identity.clone());
            }
            LinkReport::Down(hint) => {
                self.side.link = Link::Down;
                self.side.hint = *hint;
                self.side.identity = None;
            }
            LinkReport::Restarted => {}
        }
        self.reading = None;
    }

    /// Takes a reading; `false` if it is older than the one that counts, of no connection, or dated after now.
    pub(super) fn take(&mut self, now: Uptime, reading: Reading<T>) -> bool {
        let newer = self.reading.as_ref().is_none_or(|last| reading.asked_at > last.asked_at);
        if self.side.link != Link::Up || !newer || reading.asked_at > now {
            return false;
        }
        self.side.asked_at = Some(reading.asked_at);
        self.side.round_trip = Some(reading.came_at.saturating_sub(reading.asked_at));
        self.reading = Some(reading);
        true
    }

    /// The last word over this connection.
    pub(super) fn last(&self) -> Option<&T> {
        self.reading.as_ref().map(|reading| &reading.value)
    }

    /// The last word, if it was asked for after `then`.
    pub(super) fn after(&self, then: Uptime) -> Option<&T> {
        self.reading.as_ref().filter(|reading| reading.asked_at > then).map(|reading| &reading.value)
    }

    /// The last word, if it is no older than `limit`.
    pub(super) fn fresh(&self, now: Uptime, limit: Duration) -> Option<&T> {
        let young = |reading: &&Reading<T>| now.saturating_sub(reading.asked_at) <= limit;
        self.reading.as_ref().filter(young).map(|reading| &reading.value)
    }

    pub(super) fn is_up(&self) -> bool {
        self.side.link == Link::Up
    }
}

/// The portal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Portal {
    /// What it reports; its inputs are its interlock.
    pub(super) mirror: Mirror<PortalStatus>,
    /// What is asked of it.
    pub(super) asked: PortalOutputs,
}

impl Portal {
    /// Asks for outputs, if they are not asked for already.
    pub(super) fn ask(&mut self, outputs: PortalOutputs, out: &mut Vec<Order>) {
        if self.asked != outputs {
            self.asked = outputs;
            self.repeat(out);
        }
    }

    /// Asks again: they are levels.
    pub(super) fn repeat(&self, out: &mut Vec<Order>) {
        out.push(Order::Portal(PortalOrder::Outputs(self.asked)));
    }

    /// Its last word, if it is young enough to act on.
    pub(super) fn fresh(&self, now: Uptime) -> Option<&PortalStatus> {
        self.mirror.fresh(now, MAX_VIEW_AGE)
    }
}

/// The source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Source {
    /// What it reports.
    pub(super) mirror: Mirror<SourceStatus>,
    /// The setpoint that was sent and read back, and when that was told.
    pub(super) prepared: Option<(Setpoint, Uptime)>,
    /// Since when every word, without a gap, reports high voltage off.
    pub(super) off_since: Option<Uptime>,
}

impl Source {
    pub(super) fn on_link(&mut self, report: &LinkReport) {
        self.mirror.link(report);
        (self.prepared, self.off_since) = (None, None);
    }

    pub(super) fn on_prepared(&mut self, now: Uptime, setpoint: Setpoint) {
        self.prepared = Some((setpoint, now));
    }

    pub(super) fn take(&mut self, now: Uptime, reading: Reading<SourceStatus>) -> bool {
        let without_gap = self.mirror.fresh(reading.asked_at, MAX_VIEW_AGE).is_some();
        if !self.mirror.take(now, reading) {
            return false;
        }
        let before = self.off_since.filter(|_| without_gap);
        self.off_since = is_off(&reading.value).then(|| before.unwrap_or(reading.asked_at));
        true
    }

    /// Its last word, if it is young enough to act on.
    pub(super) fn fresh(&self, now: Uptime) -> Option<&SourceStatus> {
        self.mirror.fresh(now, MAX_VIEW_AGE)
    }

    /// Whether high voltage is reported off by a word that is young enough.
    pub(super) fn is_off(&self, now: Uptime) -> bool {
        self.fresh(now).is_some_and(is_off)
    }

    /// What its own chain says, young or not at all.
    pub(super) fn interlock(&self, now: Uptime) -> Contact {
        self.fresh(now).map_or(Contact::Unknown, |status| status.interlock)
    }

    /// Whether its last word reports a beam or its own warning.
    pub(super) fn radiates(&self) -> bool {
        self.mirror.last().is_some_and(|status| radiates(status.state))
    }

    /// Whether its setpoint was read back as `wanted`, after `then`.
    pub(super) fn is_prepared(&self, wanted: Setpoint, then: Uptime) -> bool {
        self.prepared.is_some_and(|(setpoint, at)| setpoint == wanted && at >= then)
    }
}

/// The radiation portal monitor: nothing is asked of it, and it has no interlock.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Monitor {
    pub(super) mirror: Mirror<MonitorView>,
}

/// The detector: what is asked of it is the run's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Detector {
    pub(super) mirror: Mirror<DetectorStatus>,
}

/// Whether the source reports a beam or its own warning.
pub(super) const fn radiates(state: SourceState) -> bool {
    matches!(state, SourceState::Prewarning | SourceState::BeamOn)
}

/// Volts that are left of a beam: a fault with less than 1 kV measured is a source that is off.
const RESIDUAL_TENTHS_KV: u32 = 10;

/// Whether the source reports its high voltage off. In a fault that is what it measures, if it measures anything.
pub(super) fn is_off(status: &SourceStatus) -> bool {
    match status.state {
        SourceState::Off | SourceState::Ready | SourceState::WarmingUp => true,
        SourceState::Faulted => status.read.kv.is_some_and(|kv| kv.0 < RESIDUAL_TENTHS_KV),
        SourceState::Unknown | SourceState::Prewarning | SourceState::BeamOn => false,
    }
}

/// Whether something is reported on.
pub(super) fn is_on(reported: Reported) -> bool {
    reported == Reported::On
}

/// Whole milliseconds, rounded up: an age must never look younger than it is.
pub(super) fn whole_ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros().div_ceil(1000)).unwrap_or(u32::MAX)
}
