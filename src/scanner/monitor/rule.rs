//! The alarm rule: over ΣB + n·√ΣB, of one second. Computed from the monitor's own counts, in whole numbers.
//!
//! Source: `GammaThresholdOutput.java` of osh-oakridge-modules, with Σ over all detectors and the last five samples of 200 ms. The same form
//! is used for neutrons, whose samples are of a second.

use crate::domain::lane::MonitorAlarm;
use std::collections::VecDeque;

/// Samples of 200 ms that make the second of the rule.
pub const WINDOW: usize = 5;

/// The highest sum of one second that is no alarm, for a background a second and a number of standard deviations in tenths.
///
/// A background below one count is taken as one: its square root says nothing of such small numbers.
pub fn threshold(background: u32, sigma_tenths: u32) -> u32 {
    let background = u64::from(background.max(1));
    let sigma = u64::from(sigma_tenths);
    // n²·B in hundredths of tenths: at most 200² × 2 000 000, far within 64 bits. Counts are whole, so rounding down changes no verdict.
    let margin = (sigma * sigma * background / 100).isqrt();
    u32::try_from(background + margin).unwrap_or(u32::MAX)
}

/// The sum of the last second, once there is one.
#[derive(Debug, Clone, Default)]
pub struct Second {
    samples: VecDeque<u32>,
}

impl Second {
    /// Takes a sample of 200 ms and gives the sum of the last five.
    pub fn push(&mut self, sample: u32) -> Option<u32> {
        if self.samples.len() == WINDOW {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
        (self.samples.len() == WINDOW)
            .then(|| self.samples.iter().fold(0_u32, |sum, one| sum.saturating_add(*one)))
    }
}

/// What was told, against what was counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compared {
    /// The monitor told of an alarm.
    pub told: bool,
    /// The counts were over the threshold.
    pub over: bool,
}

impl Compared {
    /// The alarm.
    pub const fn alarm(self) -> MonitorAlarm {
        match (self.told, self.over) {
            (false, false) => MonitorAlarm::None,
            (true, true) => MonitorAlarm::Told,
            (true, false) => MonitorAlarm::ToldOnly,
            (false, true) => MonitorAlarm::Computed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thresholds_are_those_of_the_rule() {
        for (background, sigma_tenths, expected) in [
            (0, 50, 6),
            (1, 50, 6),
            (100, 50, 150),
            (848, 50, 848 + 145),
            (1_000, 50, 1_158),
            (1_000, 25, 1_079),
            (2_000_000, 200, 2_028_284),
        ] {
            assert_eq!(threshold(background, sigma_tenths), expected, "{background} {sigma_tenths}");
        }
    }

    #[test]
    fn a_second_is_five_samples_and_no_fewer() {
        let mut second = Second::default();
        let sums: Vec<Option<u32>> = (1..=7).map(|sample| second.push(sample)).collect();
        assert_eq!(sums, [None, None, None, None, Some(15), Some(20), Some(25)]);
    }

    proptest! {
        #[test]
        fn whole_numbers_say_what_real_ones_say(background in 1_u32..2_000_000, sigma in 10_u32..=200, sum in 0_u32..3_000_000) {
            let exact = f64::from(background) + f64::from(sigma) / 10.0 * f64::from(background).sqrt();
            // Where both are equal to the last bit either may round.
            if (f64::from(sum) - exact).abs() > 1e-6 {
                prop_assert_eq!(sum > threshold(background, sigma), f64::from(sum) > exact);
            }
        }
    }
}
