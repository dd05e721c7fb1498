//! How long the complex was out of service: the time with at least one malfunction that stopped it.

use crate::domain::Moment;
use crate::domain::malfunction::{MalfunctionNumber, Service, Symptom};
use crate::domain::period::Period;
use std::collections::BTreeSet;

/// Malfunctions that stop the complex at the same time; a booth with more has another trouble than counting them.
const MAX_OPEN: usize = 1_000;

/// The time out of service, as it is gathered.
#[derive(Debug)]
pub(super) struct Downtime {
    period: Period,
    stopped_by: BTreeSet<MalfunctionNumber>,
    since: Moment,
    total_ms: u64,
}

impl Downtime {
    pub(super) fn new(period: Period) -> Self {
        Self { period, stopped_by: BTreeSet::new(), since: period.from, total_ms: 0 }
    }

    /// A malfunction was found; `None` when too many are open.
    pub(super) fn found(&mut self, at: Moment, number: MalfunctionNumber, symptom: &Symptom) -> Option<()> {
        if symptom.service == Service::InUse {
            return Some(());
        }
        if self.stopped_by.is_empty() {
            self.since = at;
        }
        if self.stopped_by.len() >= MAX_OPEN {
            return None;
        }
        self.stopped_by.insert(number);
        Some(())
    }

    /// The complex is back in service after a malfunction.
    pub(super) fn returned(&mut self, at: Moment, number: MalfunctionNumber) {
        if self.stopped_by.remove(&number) && self.stopped_by.is_empty() {
            self.add_until(at);
        }
    }

    /// All of it; a malfunction that still stops the complex has done so until `now`.
    pub(super) fn total_ms(mut self, now: Moment) -> u64 {
        if !self.stopped_by.is_empty() {
            self.add_until(now);
        }
        self.total_ms
    }

    fn add_until(&mut self, end: Moment) {
        let (from, to) = (self.since.max(self.period.from), end.min(self.period.to));
        let span = u64::try_from((to - from).num_milliseconds()).unwrap_or(0);
        self.total_ms = self.total_ms.saturating_add(span);
    }
}
