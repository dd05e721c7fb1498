//! The daily check of the complex: tests of IEC 62523 and ANSI N42.46 with this booth's limits, dose readings, the judgement.
//!
//! Values are whole numbers of a test's unit so that they compare exactly; a limit says from which value on a test passes.

use crate::domain::text::CleanText;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Dose readings of one check: one at each place of a controlled zone.
pub const MAX_DOSES: usize = 12;

/// A test of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckTest {
    /// Warm-up of the source, minutes.
    WarmUp,
    /// Offset calibration of the detectors: 1 done, 0 not.
    OffsetCalibration,
    /// Gain calibration of the detectors: 1 done, 0 not.
    GainCalibration,
    /// Dead detector channels.
    DeadChannels,
    /// Steel penetration, mm.
    SteelPenetration,
    /// Thinnest wire seen in air, hundredths of a millimetre.
    Wire,
    /// Contrast sensitivity, hundredths of a percent.
    Contrast,
    /// Spatial resolution, hundredths of a millimetre.
    Resolution,
    /// Material steps named right.
    MaterialSteps,
}

/// Which values are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More.
    More,
    /// Less.
    Less,
}

/// The values from which on a test passes, or passes with a limitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// As good as this passes.
    pub pass: u32,
    /// As good as this, yet not as `pass`, is limited; worse fails.
    pub limited: u32,
}

impl CheckTest {
    /// Every test, in the order in which it is done.
    pub const ALL: [Self; 9] = [
        Self::WarmUp,
        Self::OffsetCalibration,
        Self::GainCalibration,
        Self::DeadChannels,
        Self::SteelPenetration,
        Self::Wire,
        Self::Contrast,
        Self::Resolution,
        Self::MaterialSteps,
    ];

    /// Which of its values are better.
    pub fn better(self) -> Better {
        match self {
            Self::OffsetCalibration
            | Self::GainCalibration
            | Self::SteelPenetration
            | Self::MaterialSteps => Better::More,
            Self::WarmUp | Self::DeadChannels | Self::Wire | Self::Contrast | Self::Resolution => {
                Better::Less
            }
        }
    }

    /// Digits behind the point in which its value is written: hundredths, or whole.
    pub fn decimals(self) -> u8 {
        match self {
            Self::Wire | Self::Contrast | Self::Resolution => 2,
            _ => 0,
        }
    }

    /// Limits of a usual complex of 6 megavolts; not from the Order, and not from the standards, which leave them to the maker.
    pub fn usual_limit(self) -> Limit {
        let (pass, limited) = match self {
            Self::WarmUp => (30, 60),
            Self::OffsetCalibration | Self::GainCalibration => (1, 1),
            Self::DeadChannels => (4, 12),
            Self::SteelPenetration => (280, 240),
            Self::Wire | Self::Contrast => (200, 300),
            Self::Resolution => (500, 700),
            Self::MaterialSteps => (4, 3),
        };
        Limit { pass, limited }
    }
}

/// What a test, or the whole check, came to. Later is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// As it should be.
    Pass,
    /// Usable with a limitation.
    Limited,
    /// Not usable.
    Fail,
}

impl Limit {
    /// Judges a value.
    pub fn judge(self, better: Better, value: u32) -> CheckResult {
        let reaches = |limit: u32| match better {
            Better::More => value >= limit,
            Better::Less => value <= limit,
        };
        match (reaches(self.pass), reaches(self.limited)) {
            (true, _) => CheckResult::Pass,
            (false, true) => CheckResult::Limited,
            (false, false) => CheckResult::Fail,
        }
    }
}

/// A dose rate read at a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DoseReading {
    /// Where.
    pub place: CleanText,
    /// Dose rate, nSv/h.
    pub rate_nsv_h: u32,
    /// The device's name and number.
    pub device: CleanText,
    /// The device's verification holds up to and with this day.
    pub verified_until: NaiveDate,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckValues {
    /// A value for each test.
    pub values: BTreeMap<CheckTest, u32>,
    /// Dose readings.
    pub doses: Vec<DoseReading>,
    /// Anything else, in words.
    pub note: CleanText,
}

/// A check as it was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyCheck {
    /// What was measured.
    #[serde(flatten)]
    pub measured: CheckValues,
    /// Each test's result.
    pub results: BTreeMap<CheckTest, CheckResult>,
    /// Whether every dose meter was within its verification.
    pub meters: CheckResult,
    /// The worst of them.
    pub overall: CheckResult,
}

/// Why values make no check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckFault {
    /// This test has no value.
    Missing(CheckTest),
    /// There is no dose reading, or one without place or device.
    Dose,
    /// Too many dose readings.
    TooManyDoses,
}

/// Judges a check by the policy's limits. A meter whose verification is over limits it: its reading proves little.
pub fn judge(
    measured: CheckValues,
    limits: &BTreeMap<CheckTest, Limit>,
    day: NaiveDate,
) -> Result<DailyCheck, CheckFault> {
    let mut results = BTreeMap::new();
    for (test, limit) in limits {
        let value = measured.values.get(test).ok_or(CheckFault::Missing(*test))?;
        results.insert(*test, limit.judge(test.better(), *value));
    }
    let whole = |dose: &DoseReading| !dose.place.is_empty() && !dose.device.is_empty();
    if measured.doses.is_empty() || !measured.doses.iter().all(whole) {
        return Err(CheckFault::Dose);
    }
    if measured.doses.len() > MAX_DOSES {
        return Err(CheckFault::TooManyDoses);
    }
    let verified = measured.doses.iter().all(|dose| dose.verified_until >= day);
    let meters = if verified { CheckResult::Pass } else { CheckResult::Limited };
    let overall = results.values().copied().chain([meters]).max().unwrap_or(CheckResult::Fail);
    Ok(DailyCheck { measured, results, meters, overall })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn limits() -> BTreeMap<CheckTest, Limit> {
        CheckTest::ALL.into_iter().map(|test| (test, test.usual_limit())).collect()
    }

    fn good() -> CheckValues {
        let dose = DoseReading {
            place: "кабина".into(),
            rate_nsv_h: 120,
            device: "ДКГ-07 № 1412".into(),
            verified_until: day(),
        };
        let values = CheckTest::ALL.into_iter().map(|test| (test, test.usual_limit().pass)).collect();
        CheckValues { values, doses: vec![dose], note: CleanText::default() }
    }

    #[test]
    fn the_worst_test_is_the_result() {
        assert_eq!(judge(good(), &limits(), day()).unwrap().overall, CheckResult::Pass);
        let mut limited = good();
        limited.values.insert(CheckTest::SteelPenetration, 279);
        assert_eq!(judge(limited.clone(), &limits(), day()).unwrap().overall, CheckResult::Limited);
        limited.values.insert(CheckTest::DeadChannels, 13);
        let failed = judge(limited, &limits(), day()).unwrap();
        assert_eq!(failed.overall, CheckResult::Fail);
        assert_eq!(failed.results[&CheckTest::SteelPenetration], CheckResult::Limited);
    }

    #[test]
    fn each_limit_cuts_where_it_says() {
        let more = Limit { pass: 280, limited: 240 };
        let less = Limit { pass: 4, limited: 12 };
        for (value, result) in
            [(280, CheckResult::Pass), (279, CheckResult::Limited), (239, CheckResult::Fail)]
        {
            assert_eq!(more.judge(Better::More, value), result, "{value}");
        }
        for (value, result) in [(4, CheckResult::Pass), (5, CheckResult::Limited), (13, CheckResult::Fail)] {
            assert_eq!(less.judge(Better::Less, value), result, "{value}");
        }
    }

    #[test]
    fn what_is_missing_is_named_and_an_overdue_meter_limits() {
        let mut check = good();
        check.values.remove(&CheckTest::Wire);
        assert_eq!(judge(check, &limits(), day()), Err(CheckFault::Missing(CheckTest::Wire)));
        let none = CheckValues { doses: Vec::new(), ..good() };
        assert_eq!(judge(none, &limits(), day()), Err(CheckFault::Dose));
        let later = day().succ_opt().unwrap();
        assert_eq!(judge(good(), &limits(), later).unwrap().overall, CheckResult::Limited);
    }
}
