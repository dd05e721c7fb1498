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
    /// Cases that were not carried on.
    pub(super) cancelled: u64,
    /// Scans asked for.
    pub(super) scans: u64,
    /// Scans refused while the complex was out of service.
    pub(super) barred: u64,
    /// Scans that ended before the vehicle was whole, or without an image.
    pub(super) failed: u64,
    /// Images that could not be analysed.
    pub(super) unfit: u64,
    /// Verdicts without suspicion.
    pub(super) without: u64,
    /// Verdicts under suspicion.
    pub(super) under: u64,
    /// Delays explained.
    pub(super) delays: u64,
    /// Second opinions.
    pub(super) opinions: u64,
    /// Re-checks of verdicts.
    pub(super) rechecks: u64,
    /// Cases reopened.
    pub(super) reopened: u64,
    /// Verdicts overridden by another person.
    pub(super) overridden: u64,
    /// Outcomes: suspicion confirmed.
    pub(super) confirmed: u64,
    /// Outcomes: suspicion not confirmed.
    pub(super) not_confirmed: u64,
    /// Shifts handed over.
    pub(super) handovers: u64,
    /// Daily checks, repeated ones too.
    pub(super) checks: u64,
    /// Malfunctions.
    pub(super) malfunctions: u64,
}

impl Tally {
    /// The counts in words, a line each.
    pub(super) fn lines(self, words: Words) -> Vec<String> {
        let counts = [
            ("month-vehicles", self.vehicles),
            ("month-turned-away", self.turned_away),
            ("month-exempt", self.exempt),
            ("month-cancelled", self.cancelled),
            ("month-scans", self.scans),
            ("month-barred", self.barred),
            ("month-failed", self.failed),
            ("month-unfit", self.unfit),
            ("month-without-suspicion", self.without),
            ("month-under-suspicion", self.under),
            ("month-delays", self.delays),
            ("month-opinions", self.opinions),
            ("month-rechecks", self.rechecks),
            ("month-reopened", self.reopened),
            ("month-overridden", self.overridden),
            ("month-confirmed", self.confirmed),
            ("month-not-confirmed", self.not_confirmed),
            ("month-handovers", self.handovers),
            ("month-checks", self.checks),
            ("month-malfunctions", self.malfunctions),
        ];
        counts.iter().map(|(id, count)| words.say_with(id, &[("count", Value::from(*count))])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn every_count_has_its_words() {
        for language in Language::ALL {
            let lines = Tally::default().lines(Words::new(language));
            assert!(lines.iter().all(|line| !line.contains('⟨')), "{lines:?}");
        }
    }
}
