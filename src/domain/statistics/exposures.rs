//! What the source exposed in a period, as it was read back: sums, peaks, and how often a device said nothing.

use crate::domain::lane::{Exposure, Followed, Microamps, TenthsKv};
use serde::{Deserialize, Serialize};

/// Beams of a period, in scans and outside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExposureFigures {
    /// Scans of a case with a beam.
    pub scans: u32,
    /// Beams outside: warm-ups, calibrations, scans that no case awaited.
    pub outside: u32,
    /// Of both, those that were not followed to their end: their figures are the least that they were.
    pub lost: u32,
    /// Time with the beam reported on, milliseconds.
    pub beam_ms: u64,
    /// Current over time, microampere-seconds.
    pub charge_uas: u64,
    /// Beams of which the current was not reported throughout.
    pub without_charge: u32,
    /// Dose at the operator's place, nanosieverts.
    pub dose_nsv: u64,
    /// Beams of which no dose was reported.
    pub without_dose: u32,
    /// The highest voltage read back.
    pub kv_max: Option<TenthsKv>,
    /// The highest current read back.
    pub current_max: Option<Microamps>,
    /// The source's hour counter as it was last reported, tenths.
    pub hours_tenths: Option<u32>,
}

/// Whether a beam belongs to a scan of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beam {
    OfScan,
    Outside,
}

impl ExposureFigures {
    /// Adds what one exposure read back. One without a beam tells the hours and nothing else.
    pub(super) fn add(&mut self, of: Beam, exposure: &Exposure) {
        self.hours_tenths = exposure.hours_after.or(exposure.hours_before).or(self.hours_tenths);
        if !exposure.had_beam() {
            return;
        }
        let one_more = |figure: &mut u32| *figure = figure.saturating_add(1);
        one_more(match of {
            Beam::OfScan => &mut self.scans,
            Beam::Outside => &mut self.outside,
        });
        if exposure.followed == Followed::Lost {
            one_more(&mut self.lost);
        }
        self.beam_ms = self.beam_ms.saturating_add(u64::from(exposure.beam_ms));
        match exposure.charge_uas {
            Some(charge) => self.charge_uas = self.charge_uas.saturating_add(u64::from(charge)),
            None => one_more(&mut self.without_charge),
        }
        match exposure.dose_nsv {
            Some(dose) => self.dose_nsv = self.dose_nsv.saturating_add(u64::from(dose)),
            None => one_more(&mut self.without_dose),
        }
        self.kv_max = self.kv_max.max(exposure.kv_max);
        self.current_max = self.current_max.max(exposure.current_max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_device_did_not_say_is_counted_and_not_taken_for_nothing() {
        let told = Exposure {
            kv_max: Some(TenthsKv(1_600)),
            current_max: Some(Microamps(500)),
            beam_ms: 2_000,
            charge_uas: Some(1_000),
            dose_nsv: Some(7),
            hours_after: Some(70),
            ..Exposure::default()
        };
        let mut figures = ExposureFigures::default();
        figures.add(Beam::OfScan, &told);
        figures.add(
            Beam::Outside,
            &Exposure { kv_max: Some(TenthsKv(800)), beam_ms: 500, ..Exposure::default() },
        );
        figures.add(Beam::OfScan, &Exposure::lost());
        figures.add(Beam::OfScan, &Exposure { hours_before: Some(71), ..Exposure::default() });
        let expected = ExposureFigures {
            scans: 2,
            outside: 1,
            lost: 1,
            beam_ms: 2_500,
            charge_uas: 1_000,
            without_charge: 2,
            dose_nsv: 7,
            without_dose: 2,
            kv_max: Some(TenthsKv(1_600)),
            current_max: Some(Microamps(500)),
            hours_tenths: Some(71),
        };
        assert_eq!(figures, expected);
    }
}
