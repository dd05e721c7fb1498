//! Words of the booth's day: deadlines and clocks of malfunctions, results of checks, numbers with decimals.

use crate::domain::Moment;
use crate::domain::check::CheckResult;
use crate::domain::malfunction::Malfunction;
use crate::domain::policy::MalfunctionRule;
use crate::domain::refusal::Refusal;
use crate::domain::time::{booth_day, booth_time};
use crate::ui::phrases;
use crate::words::{Value, Words};
use chrono::TimeDelta;

/// What is due with an open malfunction, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Somebody is to be told.
    Tell(Moment),
    /// The complex is to be back in service.
    Repair(Moment),
}

impl Due {
    /// What is due next: nobody repairs what nobody was told of.
    pub fn of(malfunction: &Malfunction, rule: &MalfunctionRule) -> Self {
        malfunction.tell_by(rule).map_or_else(|| Self::Repair(malfunction.repair_by(rule)), Self::Tell)
    }

    /// Whether the time has run out.
    pub fn is_over(self, now: Moment) -> bool {
        now >= self.at()
    }

    /// In words, with the time left or the time over.
    pub fn text(self, words: Words, now: Moment) -> String {
        let deadline = self.deadline(words, now);
        if self.is_over(now) {
            return deadline;
        }
        let left = words.say_with("due-left", &[("left", Value::from(hours(self.at() - now)))]);
        format!("{deadline} · {left}")
    }

    /// For the alarm line: a deadline on another day takes the place of the time left, which then is no matter of minutes.
    pub fn short(self, words: Words, now: Moment) -> String {
        let deadline = self.deadline(words, now);
        if self.is_over(now) || booth_day(self.at()) != booth_day(now) {
            return deadline;
        }
        format!("{deadline} ({})", hours(self.at() - now))
    }

    fn at(self) -> Moment {
        let (Self::Tell(at) | Self::Repair(at)) = self;
        at
    }

    fn deadline(self, words: Words, now: Moment) -> String {
        let (id, at) = match (self, self.is_over(now)) {
            (Self::Tell(at), false) => ("due-tell", at),
            (Self::Tell(at), true) => ("due-tell-over", at),
            (Self::Repair(at), false) => ("due-repair", at),
            (Self::Repair(at), true) => ("due-repair-over", at),
        };
        let (at, over) = (day_clock(at, now), hours(now - at));
        words.say_with(id, &[("at", Value::from(at)), ("over", Value::from(over))])
    }
}

/// Hours and minutes of a span, `02:13`.
pub fn hours(span: TimeDelta) -> String {
    let minutes = span.num_minutes().max(0);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Hours, minutes and seconds since a moment, `02:13:44`: a clock that stands on a screen for hours keeps its width.
pub fn running(since: Moment, now: Moment) -> String {
    let seconds = (now - since).num_seconds().max(0);
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// Time of day, `14:30`; with the day where it is not today.
pub fn day_clock(at: Moment, now: Moment) -> String {
    let form = if booth_day(at) == booth_day(now) { "%H:%M" } else { "%d.%m %H:%M" };
    booth_time(at).format(form).to_string()
}

/// A check's result with its mark: never by colour alone.
pub fn check_result(words: Words, result: CheckResult) -> String {
    let (symbol, word) = match result {
        CheckResult::Pass => ("✓", words.say("result-pass")),
        CheckResult::Limited => ("!", words.say("result-limited")),
        CheckResult::Fail => ("×", words.say("result-fail")),
    };
    format!("{symbol} {word}")
}

/// The name of a shift or malfunction is its number; of a key, what stands before its second plus sign.
pub fn key_name(key: &str) -> String {
    key.splitn(3, '+').take(2).collect::<Vec<_>>().join("+")
}

/// A whole number of a unit's parts with a decimal comma, `2,50`.
pub fn fixed(value: u32, decimals: u8) -> String {
    let unit = 10_u32.pow(u32::from(decimals.min(6)));
    if unit == 1 {
        return value.to_string();
    }
    format!("{},{:0width$}", value / unit, value % unit, width = usize::from(decimals))
}

/// Reads a number with at most so many decimals, `2,5` or `2.5`; `None` when it is none or too large.
pub fn read_fixed(typed: &str, decimals: u8) -> Option<u32> {
    let typed = typed.trim().replace(',', ".");
    let (whole, fraction) = typed.split_once('.').unwrap_or((&typed, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let width = usize::from(decimals);
    let is_number = !whole.is_empty() && are_digits(whole) && are_digits(fraction) && fraction.len() <= width;
    if !is_number {
        return None;
    }
    let unit = 10_u32.checked_pow(u32::from(decimals))?;
    let whole: u32 = whole.parse().ok()?;
    let parts: u32 = if width == 0 { 0 } else { format!("{fraction:0<width$}").parse().ok()? };
    whole.checked_mul(unit)?.checked_add(parts)
}

/// Date and time without seconds, `23.11.2026 14:05`.
pub fn minute(moment: Moment) -> String {
    let whole = phrases::date_time(moment);
    whole.rsplit_once(':').map_or_else(|| whole.clone(), |(minute, _)| minute.to_owned())
}

/// A refusal of the booth's day; empty for any other.
pub(super) fn refusal(words: Words, refusal: &Refusal) -> String {
    match refusal {
        Refusal::ShiftOpen => words.say("refusal-shift-open"),
        Refusal::NoShift => words.say("refusal-no-shift"),
        Refusal::OwnHandover => words.say("refusal-own-handover"),
        Refusal::NoMalfunction => words.say("refusal-no-malfunction"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::malfunction::{Done, MalfunctionNumber, Service, Symptom, Told};
    use crate::domain::officer::{Officer, OfficerId, Role};
    use crate::words::Language;
    use proptest::prelude::*;

    fn at(time: &str) -> Moment {
        format!("2026-11-23T{time}Z").parse().unwrap()
    }

    fn done<T>(what: T) -> Done<T> {
        let by = Officer { id: OfficerId::parse("a").unwrap(), name: "А".into(), role: Role::Oms };
        Done { at: at("09:00:00"), by, what }
    }

    fn found() -> Malfunction {
        let symptom = Symptom { part: "p".into(), symptom: "s".into(), service: Service::Stopped };
        Malfunction::new(MalfunctionNumber(3), done(symptom))
    }

    #[test]
    fn first_somebody_is_told_then_it_is_repaired_and_each_runs_over() {
        let rule = MalfunctionRule::default();
        let words = Words::new(Language::En);
        let text = |malfunction: &Malfunction, now| Due::of(malfunction, &rule).text(words, now);
        let mut malfunction = found();
        assert_eq!(text(&malfunction, at("09:18:00")), "tell by 14:30 · 00:12 left");
        assert_eq!(text(&malfunction, at("09:31:30")), "tell now! overdue by 00:01");
        malfunction.told.push(done(Told { whom: "x".into(), how: "y".into() }));
        assert_eq!(text(&malfunction, at("09:31:30")), "repair by 24.11 14:00 · 23:28 left");
        let next_day = at("09:31:30") + TimeDelta::days(2);
        assert_eq!(text(&malfunction, next_day), "repair! overdue by 24:31");
        let today = at("09:31:30");
        assert_eq!(Due::of(&found(), &rule).short(words, at("09:18:00")), "tell by 14:30 (00:12)");
        assert_eq!(Due::of(&malfunction, &rule).short(words, today), "repair by 24.11 14:00");
    }

    #[test]
    fn numbers_are_read_as_they_are_typed() {
        for (typed, decimals, value) in [
            ("2,5", 2, Some(250)),
            ("2.05", 2, Some(205)),
            ("280", 0, Some(280)),
            ("0,12", 3, Some(120)),
            ("2,505", 2, None),
            ("2,", 0, Some(2)),
            (",5", 2, None),
            ("-1", 0, None),
            ("", 0, None),
            ("4294967296", 0, None),
            ("42949673", 2, None),
        ] {
            assert_eq!(read_fixed(typed, decimals), value, "{typed}");
        }
    }

    #[test]
    fn a_clock_keeps_its_width_and_never_runs_backwards() {
        assert_eq!(running(at("09:00:00"), at("11:13:44")), "02:13:44");
        assert_eq!(running(at("09:00:00"), at("08:00:00")), "00:00:00");
        assert_eq!(key_name("booth+1f2e3d4c+AbC+x"), "booth+1f2e3d4c");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(value: u32, decimals in 0_u8..=3) {
            prop_assert_eq!(read_fixed(&fixed(value, decimals), decimals), Some(value));
        }
    }
}
