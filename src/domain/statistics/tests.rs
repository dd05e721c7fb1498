//! Every figure by a table of facts whose count is plain to see.

use super::*;
use crate::domain::analysis::{Curve, FilterChain, Polarity};
use crate::domain::exemption::Exemption;
use crate::domain::fact::{BoothFact, CaseFact, Fact};
use crate::domain::lane::ImageFault;
use crate::domain::malfunction::{MalfunctionNumber, Service, Symptom};
use crate::domain::number::{CaseNumber, ScanId};
use crate::domain::officer::{Officer, OfficerId, Role, SealNumber};
use crate::domain::scan::{Depth, ImageHash, ImageRecord, ScanEnd, ScanKind};
use crate::domain::step::{By, Conclusion, Verdict};
use crate::domain::supervision::{Outcome, OutcomeResult, Override};
use chrono::TimeDelta;

fn day() -> Period {
    Period::parse("2026-11-23").unwrap()
}

/// So many seconds after the day began.
fn at(seconds: i64) -> Moment {
    day().from + TimeDelta::seconds(seconds)
}

fn officer(id: &str) -> Officer {
    Officer { id: OfficerId::parse(id).unwrap(), name: id.to_uppercase().as_str().into(), role: Role::Oac }
}

fn of_case(serial: u32, seconds: i64, by: &str, fact: CaseFact) -> Entry {
    let number = CaseNumber::new("39855302", crate::domain::time::booth_day(at(0)), serial).unwrap();
    Entry::new(at(seconds), By::Officer(officer(by)), Fact::Case { number, fact })
}

fn of_booth(seconds: i64, fact: BoothFact) -> Entry {
    Entry::new(at(seconds), By::Officer(officer("a")), Fact::Booth { fact })
}

fn scan() -> ScanId {
    ScanId::parse("39855302-231126-000001-1").unwrap()
}

fn image() -> CaseFact {
    let image = ImageRecord {
        sha256: ImageHash::parse(&"ab".repeat(32)).unwrap(),
        bytes: 1,
        format: "TIFF".to_owned(),
        width: 1,
        height: 1,
        bits: 16,
        energies: 2,
        depth: Depth::Full,
    };
    CaseFact::ImageAccepted { scan: scan(), image, manifest: None }
}

fn conclusion(verdict: Verdict) -> Conclusion {
    let filters =
        FilterChain { low: 0, high: 1, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };
    let (analysis, recommendation) = ("".into(), "".into());
    Conclusion { verdict, analysis, recommendation, filters, viewed_percent: 100, mark: None, record: None }
}

fn verdict(verdict: Verdict) -> CaseFact {
    CaseFact::VerdictGiven(Box::new(conclusion(verdict)))
}

fn overridden(verdict: Verdict) -> CaseFact {
    let (marks, discrepancies) = (Vec::new(), Vec::new());
    CaseFact::Overridden(Box::new(Override {
        reason: "r".into(),
        conclusion: conclusion(verdict),
        marks,
        discrepancies,
        second: None,
    }))
}

fn outcome(result: OutcomeResult) -> CaseFact {
    CaseFact::OutcomeRecorded(Outcome { result, found: "f".into(), documents: Vec::new() })
}

fn sealed() -> CaseFact {
    CaseFact::Sealed { seal: SealNumber::parse("0417").unwrap() }
}

fn ended(end: ScanEnd) -> CaseFact {
    CaseFact::ScanEnded { scan: scan(), end }
}

fn completed() -> CaseFact {
    ended(ScanEnd::Completed { columns: 1, lost: 0, beam_ms: 1, dose_nsv: Some(1) })
}

fn found(number: u32, service: Service) -> BoothFact {
    let symptom = Symptom { part: "p".into(), symptom: "s".into(), service };
    BoothFact::MalfunctionFound { number: MalfunctionNumber(number), symptom }
}

fn returned(number: u32) -> BoothFact {
    BoothFact::ReturnedToService { number: MalfunctionNumber(number), second: officer("b"), approval: None }
}

fn counted(entries: &[Entry]) -> Statistics {
    Statistics::of(entries, day(), at(90_000))
}

#[test]
fn a_verdict_stands_once_whatever_was_reopened_or_overridden() {
    let statistics = counted(&[
        of_case(1, 10, "b", verdict(Verdict::UnderSuspicion)),
        of_case(1, 20, "b", CaseFact::HandedOver { to: "x".into() }),
        of_case(2, 30, "b", verdict(Verdict::WithoutSuspicion)),
        of_case(2, 40, "b", sealed()),
        of_case(1, 50, "s", CaseFact::Reopened { reason: "r".into(), second: None }),
        of_case(2, 60, "s", overridden(Verdict::UnderSuspicion)),
        of_case(3, 70, "b", verdict(Verdict::WithoutSuspicion)),
        of_case(3, 80, "b", sealed()),
        of_case(2, 90, "s", CaseFact::HandedOver { to: "x".into() }),
    ]);
    let expected = CaseFigures {
        finished: 2,
        without_suspicion: 1,
        under_suspicion: 1,
        reopened: 1,
        overridden: 1,
        ..CaseFigures::default()
    };
    assert_eq!(statistics.cases, expected);
    assert_eq!(statistics.suspicion, Rate { part: 1, of: 2, permille: Some(500) });
}

#[test]
fn scans_are_counted_by_kind_and_by_the_booths_hour() {
    let repeat = ScanKind::Repeat { reason: "r".into() };
    let statistics = counted(&[
        of_case(1, 0, "a", CaseFact::ScanRequested { scan: scan(), kind: ScanKind::First }),
        of_case(1, 3_599, "a", completed()),
        of_case(1, 3_600, "a", completed()),
        of_case(1, 3_700, "a", CaseFact::ScanRequested { scan: scan(), kind: repeat }),
        of_case(1, 7_199, "a", completed()),
        of_case(1, 7_200, "a", ended(ScanEnd::Stopped)),
        of_case(1, 7_300, "a", CaseFact::ImageMissing { scan: scan(), why: ImageFault::NeverCame }),
        of_case(1, 7_400, "a", CaseFact::ImageUnfit { scan: scan(), reason: "r".into() }),
        of_case(1, 86_400, "a", completed()),
    ]);
    let expected = ScanFigures { first: 1, repeat: 1, completed: 3, failed: 1, no_image: 1, unfit: 1 };
    assert_eq!(statistics.scans, expected);
    assert_eq!(statistics.throughput.by_hour[..3], [1, 2, 0]);
    let Throughput { working_hours, per_hour_hundredths, .. } = statistics.throughput;
    assert_eq!((working_hours, per_hour_hundredths), (2, Some(150)));
    assert_eq!(statistics.facts, 8, "the next day's fact is not of it");
}

#[test]
fn times_are_counted_where_they_end() {
    let statistics = counted(&[
        of_case(1, -60, "a", image()),
        of_case(1, 40, "b", CaseFact::AnalysisBegan),
        of_case(1, 100, "b", verdict(Verdict::WithoutSuspicion)),
        of_case(2, -60, "a", image()),
        of_case(2, -30, "b", CaseFact::AnalysisBegan),
        of_case(2, 30, "b", verdict(Verdict::WithoutSuspicion)),
        of_case(3, 200, "a", image()),
        of_case(3, 210, "b", CaseFact::AnalysisBegan),
        of_case(3, 220, "b", CaseFact::ImageUnfit { scan: scan(), reason: "r".into() }),
        of_case(4, 300, "a", image()),
        of_case(4, 290, "b", CaseFact::AnalysisBegan),
        of_case(5, -32 * 86_400, "a", image()),
        of_case(5, 400, "b", CaseFact::AnalysisBegan),
    ]);
    let waiting = SpanFigures { count: 2, median_ms: Some(10_000), p90_ms: Some(100_000), left_out: 1 };
    assert_eq!(statistics.waiting, waiting);
    let decision = SpanFigures { count: 2, median_ms: Some(60_000), p90_ms: Some(60_000), left_out: 0 };
    assert_eq!(statistics.decision, decision);
}

#[test]
fn the_last_outcome_of_a_case_counts_for_whoever_gave_the_verdict() {
    let mut entries = vec![
        of_case(1, -100, "b", verdict(Verdict::UnderSuspicion)),
        of_case(1, 10, "s", outcome(OutcomeResult::Confirmed)),
        of_case(1, 20, "s", outcome(OutcomeResult::NotConfirmed)),
        of_case(2, 30, "c", verdict(Verdict::UnderSuspicion)),
        of_case(2, 40, "s", outcome(OutcomeResult::Confirmed)),
    ];
    let statistics = counted(&entries);
    assert_eq!(statistics.confirmed, Rate { part: 1, of: 2, permille: Some(500) });
    let figures: Vec<(&str, u32, u32, Option<u32>)> = statistics
        .people
        .iter()
        .map(|person| {
            let rate = person.hit_rate;
            (person.id.as_str(), person.verdicts, rate.events(), rate.permille())
        })
        .collect();
    assert_eq!(figures, [("b", 0, 1, None), ("c", 1, 1, None)]);
    for serial in 3..=101 {
        entries.push(of_case(serial, 50, "c", verdict(Verdict::UnderSuspicion)));
        entries.push(of_case(serial, 60, "s", outcome(OutcomeResult::NotConfirmed)));
    }
    let statistics = counted(&entries);
    let rates: Vec<Option<u32>> = statistics.people.iter().map(|person| person.hit_rate.permille()).collect();
    assert_eq!(rates, [None, Some(10)]);
}

#[test]
fn downtime_is_the_time_with_at_least_one_that_stops() {
    let stopped = |number| found(number, Service::Stopped);
    let statistics = counted(&[
        of_booth(-1_000, stopped(1)),
        of_booth(100, returned(1)),
        of_booth(200, found(2, Service::InUse)),
        of_booth(300, stopped(3)),
        of_booth(400, stopped(4)),
        of_booth(500, returned(3)),
        of_booth(700, returned(4)),
        of_booth(86_000, stopped(5)),
    ]);
    let expected = ServiceFigures { malfunctions: 4, downtime_ms: (100 + 400 + 400) * 1_000 };
    assert_eq!(statistics.service, expected);
    let still = Statistics::of(&[of_booth(100, stopped(1))], day(), at(160));
    assert_eq!(still.service.downtime_ms, 60_000, "until now");
    let old = Statistics::of(&[of_booth(-93 * 86_400, stopped(1))], day(), at(160));
    assert_eq!(old.service.downtime_ms, 0, "not known any more");
}

#[test]
fn exemptions_cancellations_and_late_steps_are_counted() {
    let exempt =
        |ground| CaseFact::NotApplied(Exemption { ground, dimensions: None, alternative: "x".into() });
    let delay =
        CaseFact::DelayExplained { state: crate::domain::case::CaseState::Queued, reason: "r".into() };
    let statistics = counted(&[
        of_case(1, 1, "a", exempt(ExemptionGround::LiveFish)),
        of_case(2, 2, "a", exempt(ExemptionGround::LiveFish)),
        of_case(3, 3, "s", CaseFact::Cancelled { reason: "r".into(), second: None }),
        of_case(4, 4, "a", delay),
    ]);
    let expected = CaseFigures { finished: 3, cancelled: 1, not_applied: 2, ..CaseFigures::default() };
    assert_eq!(statistics.cases, expected);
    assert_eq!(statistics.exemptions[&ExemptionGround::LiveFish], 2);
    assert_eq!(statistics.exemptions.len(), 4);
    assert_eq!(statistics.late_steps, 1);
}

#[test]
fn nothing_has_no_rates() {
    let statistics = counted(&[]);
    assert_eq!(statistics.suspicion, Rate { part: 0, of: 0, permille: None });
    assert_eq!(statistics.throughput.per_hour_hundredths, None);
    assert_eq!(statistics.waiting, SpanFigures::default());
    let text = serde_json::to_string(&statistics).unwrap();
    assert_eq!(serde_json::from_str::<Statistics>(&text).unwrap(), statistics);
}
