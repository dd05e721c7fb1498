//! The figures of a period, each with its name.

use crate::domain::exemption::ExemptionGround;
use crate::domain::statistics::{
    Completeness, ExposureFigures, PersonFigures, Rate, SpanFigures, Statistics,
};
use crate::ui::phrases::{date_time, lane, named};
use crate::words::{Value, Words};
use chrono::TimeDelta;

/// What stands where there is nothing to say.
const NOTHING: &str = "—";

/// Every figure with its name, in the order of their meaning.
pub fn figures(words: Words, statistics: &Statistics) -> Vec<(String, String)> {
    let mut figures = vec![(words.say("stats-period"), period(statistics))];
    figures.extend(cases(words, statistics));
    figures.extend(pace(words, statistics));
    figures.extend(rates(words, statistics));
    figures.extend(exemptions(words, statistics));
    figures.extend(exposures(words, &statistics.exposures));
    figures.extend(statistics.people.iter().map(|figures| person(words, figures)));
    if statistics.completeness == Completeness::Truncated {
        figures.push((words.say("stats-truncated"), String::new()));
    }
    figures
}

/// The first and the last second.
pub fn period(statistics: &Statistics) -> String {
    let last = statistics.to - TimeDelta::seconds(1);
    format!("{} — {}", date_time(statistics.from), date_time(last))
}

/// Whatever is counted one by one: cases, scans, late steps, malfunctions.
pub fn cases(words: Words, statistics: &Statistics) -> Vec<(String, String)> {
    let (cases, scans) = (&statistics.cases, &statistics.scans);
    let counts = [
        ("stats-registered", cases.registered),
        ("stats-imported", cases.imported),
        ("stats-finished", cases.finished),
        ("stats-without-suspicion", cases.without_suspicion),
        ("stats-under-suspicion", cases.under_suspicion),
        ("stats-cancelled", cases.cancelled),
        ("stats-reopened", cases.reopened),
        ("stats-overridden", cases.overridden),
        ("stats-not-applied", cases.not_applied),
        ("stats-scans-first", scans.first),
        ("stats-scans-repeat", scans.repeat),
        ("stats-scans-completed", scans.completed),
        ("stats-scans-failed", scans.failed),
        ("stats-scans-no-image", scans.no_image),
        ("stats-scans-unfit", scans.unfit),
        ("stats-late", statistics.late_steps),
        ("stats-malfunctions", statistics.service.malfunctions),
    ];
    counts.into_iter().map(|(id, count)| (words.say(id), count.to_string())).collect()
}

/// How fast, and how long the complex stood.
pub fn pace(words: Words, statistics: &Statistics) -> Vec<(String, String)> {
    let per_hour = statistics.throughput.per_hour_hundredths;
    vec![
        (words.say("stats-per-hour"), per_hour.map_or_else(|| NOTHING.to_owned(), hundredths)),
        (words.say("stats-working-hours"), statistics.throughput.working_hours.to_string()),
        (words.say("stats-waiting"), span(words, &statistics.waiting)),
        (words.say("stats-decision"), span(words, &statistics.decision)),
        (words.say("stats-downtime"), clock(statistics.service.downtime_ms / 1_000)),
    ]
}

/// What was suspected and what was confirmed.
pub fn rates(words: Words, statistics: &Statistics) -> Vec<(String, String)> {
    let rates = [("stats-suspicion", &statistics.suspicion), ("stats-confirmed", &statistics.confirmed)];
    rates.into_iter().map(|(id, share)| (words.say(id), rate(words, share))).collect()
}

/// A ground of exemption where there is little room.
pub fn ground(words: Words, ground: ExemptionGround) -> String {
    named(words, "stats-exempt", &ground)
}

/// To what the complex was not applied.
fn exemptions(words: Words, statistics: &Statistics) -> Vec<(String, String)> {
    let grounds = statistics.exemptions.iter().map(|(ground, count)| {
        let name = [("ground", Value::from(self::ground(words, *ground)))];
        (words.say_with("stats-exempt", &name), count.to_string())
    });
    grounds.collect()
}

/// What the source exposed, as it was read back. A peak that nothing reported is not reported, and no zero.
pub fn exposures(words: Words, exposures: &ExposureFigures) -> Vec<(String, String)> {
    let or = |told: Option<String>| told.unwrap_or_else(|| words.say("lane-not-reported"));
    let beams = exposures.scans.saturating_add(exposures.outside);
    let some = |sum: String, without: u32| match without {
        0 => sum,
        _ if without == beams => words.say("lane-not-reported"),
        _ => {
            let values = [("sum", Value::from(sum)), ("beams", Value::from(without.to_string()))];
            words.say_with("stats-exposure-some", &values)
        }
    };
    let charge = lane::milliampere_seconds(words, exposures.charge_uas);
    let dose = Value::from(lane::micro(exposures.dose_nsv));
    let dose = words.say_with("stats-exposure-micro", &[("dose", dose)]);
    let hours = exposures
        .hours_tenths
        .map(|tenths| words.say_with("lane-hours-is", &[("hours", Value::from(lane::tenth(tenths)))]));
    vec![
        (words.say("stats-exposure-scans"), exposures.scans.to_string()),
        (words.say("stats-exposure-outside"), exposures.outside.to_string()),
        (words.say("stats-exposure-lost"), exposures.lost.to_string()),
        (words.say("stats-exposure-time"), clock(exposures.beam_ms / 1_000)),
        (words.say("stats-exposure-charge"), some(charge, exposures.without_charge)),
        (words.say("stats-exposure-dose"), some(dose, exposures.without_dose)),
        (words.say("stats-exposure-kv"), or(exposures.kv_max.map(|kv| lane::kilovolts(words, kv)))),
        (
            words.say("stats-exposure-current"),
            or(exposures.current_max.map(|now| lane::microamps(words, now))),
        ),
        (words.say("stats-exposure-hours"), or(hours)),
    ]
}

/// An officer's counts; the confirmed share only where there are enough outcomes for one.
pub fn person(words: Words, person: &PersonFigures) -> (String, String) {
    let events = ("events", Value::from(person.hit_rate.events()));
    let hits = match person.hit_rate.permille() {
        Some(permille) => words.say_with("stats-hits", &[("percent", Value::from(tenths(permille))), events]),
        None => words.say_with("stats-hits-too-few", &[events]),
    };
    let counts = [
        ("registered", Value::from(person.registered)),
        ("scans", Value::from(person.scans)),
        ("analyses", Value::from(person.analyses)),
        ("verdicts", Value::from(person.verdicts)),
        ("hits", Value::from(hits)),
    ];
    (person.name.to_string(), words.say_with("stats-person", &counts))
}

fn rate(words: Words, rate: &Rate) -> String {
    match rate.permille {
        None => NOTHING.to_owned(),
        Some(permille) => words.say_with(
            "stats-rate",
            &[
                ("percent", Value::from(tenths(permille))),
                ("part", Value::from(rate.part.to_string())),
                ("of", Value::from(rate.of.to_string())),
            ],
        ),
    }
}

fn span(words: Words, span: &SpanFigures) -> String {
    let (Some(median), Some(p90)) = (span.median_ms, span.p90_ms) else { return NOTHING.to_owned() };
    let time = |ms: u32| Value::from(clock(u64::from(ms) / 1_000));
    words.say_with("stats-span", &[("median", time(median)), ("p90", time(p90))])
}

/// Thousandths as percent: `4,1`.
fn tenths(permille: u32) -> String {
    format!("{},{}", permille / 10, permille % 10)
}

fn hundredths(value: u32) -> String {
    format!("{},{:02}", value / 100, value % 100)
}

/// `01:12`, or `3:01:12` where there are hours.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}
