//! What a month came to, counted while it passes: for the person who filled a folder, never for the records.

use crate::words::{Value, Words};

/// Counts of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// Vehicles that came.
    pub(super) vehicles: u64,
    /// Departures turned away until the carrier's written request was there.
    pub(super) turned_away: u64,
    /// Complex not applied.
    pub(super) exempt: u64,
    /// Scans asked for.
    pub(super) scans: u64,
    /// Scans that ended before the vehicle was whole, or without an image.
    pub(super) failed: u64,
    /// Images that could not be analysed.
    pub(super) unfit: u64,
    /// Verdicts without suspicion.
    pub(super) without: u64,
    /// Verdicts under suspicion.
    pub(super) under: u64,
}

impl Tally {
    /// The counts in words, a line each.
    pub(super) fn lines(self, words: Words) -> Vec<String> {
        let line = |id: &str, count: u64| words.say_with(id, &[("count", Value::from(count))]);
        vec![
            line("month-vehicles", self.vehicles),
            line("month-turned-away", self.turned_away),
            line("month-exempt", self.exempt),
            line("month-scans", self.scans),
            line("month-failed", self.failed),
            line("month-unfit", self.unfit),
            line("month-without-suspicion", self.without),
            line("month-under-suspicion", self.under),
        ]
    }
}
