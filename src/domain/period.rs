//! Periods of the booth's time as people name them: a moment, a day, a week, a month, from one to another.

use crate::domain::Moment;
use crate::domain::time::{booth_day, booth_midnight};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// From a moment, up to but not including another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first moment.
    pub from: Moment,
    /// The moment after the last.
    pub to: Moment,
}

impl Period {
    /// Whether a moment lies within it.
    pub fn holds(&self, moment: Moment) -> bool {
        (self.from..self.to).contains(&moment)
    }

    /// These days, both whole; `None` when the last is before the first.
    pub fn days(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let after = last.checked_add_days(Days::new(1))?;
        (first <= last).then(|| Self { from: booth_midnight(first), to: booth_midnight(after) })
    }

    /// The day of a moment.
    pub fn day_of(moment: Moment) -> Option<Self> {
        let day = booth_day(moment);
        Self::days(day, day)
    }

    /// The week of a moment, from Monday.
    pub fn week_of(moment: Moment) -> Option<Self> {
        let day = booth_day(moment);
        let monday = day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))?;
        Self::days(monday, monday.checked_add_days(Days::new(6))?)
    }

    /// The calendar month of a moment.
    pub fn month_of(moment: Moment) -> Option<Self> {
        let first = booth_day(moment).with_day(1)?;
        Self::days(first, first.checked_add_months(Months::new(1))?.pred_opt()?)
    }

    /// What a date or a time names at the booth: `2026-11-23` and `23.11.2026` are a day, `2026-11-23T08:00` and
    /// `23.11.2026 08:00` a minute, with `:30` a second.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, time) = match text.split_once(['T', ' ']) {
            Some((day, time)) => (day, Some(time.trim())),
            None => (text, None),
        };
        let day = parse_day(day)?;
        let Some(time) = time else { return Self::days(day, day) };
        let second = NaiveTime::parse_from_str(time, "%H:%M:%S").ok();
        let (time, length) = match second {
            Some(time) => (time, TimeDelta::seconds(1)),
            None => (NaiveTime::parse_from_str(time, "%H:%M").ok()?, TimeDelta::minutes(1)),
        };
        let since_midnight = NaiveDateTime::new(day, time) - NaiveDateTime::new(day, NaiveTime::MIN);
        let from = booth_midnight(day) + since_midnight;
        Some(Self { from, to: from + length })
    }
}

/// `2026-11-23` or `23.11.2026`, of this century: what has fewer digits is still being typed.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let day =
        NaiveDate::parse_from_str(text, "%d.%m.%Y").or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d"));
    day.ok().filter(|day| (2000..2100).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn what_people_write_is_a_period_of_the_booths_time() {
        for (text, from, to) in [
            ("2026-11-23", "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z"),
            (" 23.11.2026 ", "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z"),
            ("2026-11-23T08:00", "2026-11-23T03:00:00Z", "2026-11-23T03:01:00Z"),
            ("23.11.2026 08:00:30", "2026-11-23T03:00:30Z", "2026-11-23T03:00:31Z"),
            ("2026-11-23T00:00", "2026-11-22T19:00:00Z", "2026-11-22T19:01:00Z"),
        ] {
            assert_eq!(Period::parse(text), Some(Period { from: at(from), to: at(to) }), "{text}");
        }
        for text in
            ["", "23.11", "2026-13-01", "23.11.26", "0026-11-23", "23.11.2026 8", "2026-11-23T25:00", "x"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let now = at("2026-11-25T09:00:00Z");
        let days =
            |first: &str, last: &str| Period::days(parse_day(first).unwrap(), parse_day(last).unwrap());
        assert_eq!(Period::day_of(now), days("25.11.2026", "25.11.2026"));
        assert_eq!(Period::week_of(now), days("23.11.2026", "29.11.2026"));
        assert_eq!(Period::month_of(now), days("01.11.2026", "30.11.2026"));
        assert_eq!(Period::month_of(at("2026-12-31T20:00:00Z")), days("01.01.2027", "31.01.2027"));
        assert_eq!(days("02.11.2026", "01.11.2026"), None);
    }

    #[test]
    fn a_period_ends_before_its_end() {
        let day = Period::parse("2026-11-23").unwrap();
        assert!(day.holds(day.from) && !day.holds(day.to));
    }
}
