//! Supervision through the station: what comes after a verdict stands beside it, through every restart.

use super::{Desk, booth, done, officer, picture};
use crate::domain::Moment;
use crate::domain::analysis::{Curve, FilterChain, Mark, Polarity};
use crate::domain::booth::{BoothState, MAX_WAITING};
use crate::domain::case::{Case, CaseState};
use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::officer::SealNumber;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{By, Conclusion, Step, StepKind, Verdict};
use crate::domain::supervision::{Agreement, Opinion, Outcome, OutcomeResult, Override, Recheck};
use crate::station::clock::Clock;
use crate::station::contract::{Answer, Asker, Pin, Reply, Request};
use crate::store::{Options, verify};
use crate::words::Language;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const OPTIONS: Options = Options::sized(1 << 20, 0);

fn conclusion(verdict: Verdict) -> Conclusion {
    let filters =
        FilterChain { low: 0, high: 1_000, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };
    let recommendation = if verdict == Verdict::UnderSuspicion { "open" } else { "" };
    Conclusion {
        verdict,
        analysis: "as seen".into(),
        recommendation: recommendation.into(),
        filters,
        viewed_percent: 100,
        mark: None,
        record: None,
    }
}

fn mark() -> Mark {
    Mark { number: 1, x: 1, y: 1, width: 9, height: 9, note: "dense".into(), proposed_by: None }
}

pub(super) fn overriding(verdict: Verdict) -> Step {
    let marks = if verdict == Verdict::UnderSuspicion { vec![mark()] } else { Vec::new() };
    let conclusion = conclusion(verdict);
    Step::Override(Box::new(Override {
        reason: "seen again".into(),
        conclusion,
        marks,
        discrepancies: vec![],
        second: None,
    }))
}

async fn with_pin(desk: &Desk, asker: Asker, case: &Case, step: Step, pin: &str) -> Answer {
    let (case, revision) = (case.number.clone(), case.revision);
    desk.ask(asker, Request::Take { case, revision, step: Box::new(step), pin: Some(Pin::new(pin)) }).await
}

async fn print(desk: &Desk, asker: Asker, case: &Case) -> Answer {
    let (case, revision) = (case.number.clone(), case.revision);
    desk.ask(asker, Request::PrintSheet { case, revision, language: Language::En }).await
}

async fn show(desk: &Desk, number: &CaseNumber) -> Arc<Case> {
    done(desk.ask(Asker::CommandLine, Request::ShowCase(number.clone())).await)
}

/// A case with this verdict, printed and sealed or handed over.
pub(super) async fn ruled(desk: &Desk, case: Arc<Case>, verdict: Verdict) -> Arc<Case> {
    let oac = desk.sign_in(1).await;
    let mut case = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    if verdict == Verdict::UnderSuspicion {
        case = done(desk.step(oac, &case, Step::PlaceMark(mark())).await);
    }
    case = done(desk.step(oac, &case, Step::GiveVerdict(Box::new(conclusion(verdict)))).await);
    if verdict == Verdict::UnderSuspicion {
        return done(desk.step(oac, &case, Step::HandOver { to: "examiner".into() }).await);
    }
    let case = done(print(desk, oac, &case).await);
    done(desk.step(oac, &case, Step::RecordSeal { seal: SealNumber::parse("0417").unwrap() }).await)
}

/// A folder and an image to import, of this seed.
fn folder(seed: u8) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let (data, source) = (dir.path().join("data"), dir.path().join("a.png"));
    picture(&source, seed);
    (dir, data, source)
}

/// The station ended and begun again, after what was done to the folder meanwhile.
async fn again(desk: Desk, data: &Path, meanwhile: impl FnOnce(&Path)) -> Desk {
    desk.close().await;
    meanwhile(data);
    Desk::open(data, OPTIONS).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reopened_case_is_ruled_anew_and_keeps_both_verdicts_through_every_start() {
    let (_dir, data, source) = folder(0);
    let desk = Desk::open(&data, OPTIONS).await;
    let case = desk.import(&source).await;
    let first = ruled(&desk, case, Verdict::WithoutSuspicion).await;
    assert_eq!(first.state, CaseState::Closed);
    // The finished case is nowhere but in the store by now.
    let desk = again(desk, &data, |_| {}).await;
    let supervisor = desk.sign_in(2).await;
    let nothing = Step::Reopen { reason: " ".into() };
    assert_eq!(
        desk.step(supervisor, &first, nothing).await.unwrap_err(),
        Refusal::Requirement(Requirement::Reason)
    );
    let oac = desk.sign_in(1).await;
    let reopen = Step::Reopen { reason: "another look".into() };
    assert_eq!(desk.step(oac, &first, reopen.clone()).await.unwrap_err(), Refusal::Role(StepKind::Reopen));
    let reopened = done(desk.step(supervisor, &first, reopen).await);
    assert_eq!((reopened.state, reopened.rulings.len()), (CaseState::Queued, 1));
    assert_eq!(reopened.rulings[0].conclusion, *first.conclusion.as_ref().unwrap());
    assert_eq!(reopened.rulings[0].seal, first.seal);
    assert!(reopened.conclusion.is_none() && reopened.seal.is_none());

    let lost = |part: &'static str| move |data: &Path| drop(fs::remove_file(data.join(part)));
    let desk = again(desk, &data, |_| {}).await;
    desk.until(|seen| seen.case(&reopened.number) == Some(&reopened)).await;
    let desk = again(desk, &data, lost("witness/live")).await;
    desk.until(|seen| seen.case(&reopened.number) == Some(&reopened)).await;

    let second = ruled(&desk, reopened, Verdict::UnderSuspicion).await;
    assert_eq!((second.state, second.rulings.len()), (CaseState::HandedOver, 1));
    let desk = again(desk, &data, |data| fs::remove_dir_all(data.join("index")).unwrap()).await;
    desk.until(|seen| !seen.recent.is_empty()).await;
    assert_eq!(show(&desk, &second.number).await, second);
    desk.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_person_overrides_and_brings_the_new_verdict_to_its_end() {
    let (_dir, data, source) = folder(1);
    let desk = Desk::open(&data, OPTIONS).await;
    let case = desk.import(&source).await;
    let first = ruled(&desk, case, Verdict::UnderSuspicion).await;
    let (supervisor, oac) = (desk.sign_in(2).await, desk.sign_in(1).await);
    let step = || overriding(Verdict::WithoutSuspicion);
    assert_eq!(
        with_pin(&desk, oac, &first, step(), "3507").await.unwrap_err(),
        Refusal::Role(StepKind::Override)
    );
    assert_eq!(with_pin(&desk, supervisor, &first, step(), "0000").await.unwrap_err(), Refusal::WrongPin);
    assert_eq!(print(&desk, supervisor, &first).await.unwrap_err(), Refusal::Role(StepKind::RecordSheet));
    let over = done(with_pin(&desk, supervisor, &first, step(), "9001").await);
    assert_eq!((over.state, over.rulings.len()), (CaseState::Cleared, 1));
    assert_eq!(over.rulings[0].marks, first.marks);
    for own in [
        overriding(Verdict::UnderSuspicion),
        Step::Recheck(Recheck { agreement: Agreement::Agrees, text: "x".into() }),
    ] {
        let answer = with_pin(&desk, supervisor, &over, own, "9001").await;
        assert_eq!(answer.unwrap_err(), Refusal::OwnVerdict);
    }
    let printed = done(print(&desk, supervisor, &over).await);
    let seal = Step::RecordSeal { seal: SealNumber::parse("7").unwrap() };
    let closed = done(desk.step(supervisor, &printed, seal).await);
    assert_eq!(closed.state, CaseState::Closed);
    let desk = again(desk, &data, |_| {}).await;
    assert_eq!(show(&desk, &closed.number).await, closed);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_case_goes_no_further_and_an_opinion_needs_its_question() {
    let (_dir, data, source) = folder(2);
    let desk = Desk::open(&data, OPTIONS).await;
    let (supervisor, oac) = (desk.sign_in(2).await, desk.sign_in(1).await);
    let case = desk.import(&source).await;
    let case = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    let opinion = || Step::GiveOpinion(Opinion { sees: Verdict::UnderSuspicion, text: "dense".into() });
    assert_eq!(
        desk.step(supervisor, &case, opinion()).await.unwrap_err(),
        Refusal::Requirement(Requirement::OpinionAsked)
    );
    let asked = done(desk.step(oac, &case, Step::AskSecondOpinion { reason: "what is it?".into() }).await);
    let given = done(desk.step(supervisor, &asked, opinion()).await);
    assert_eq!(
        (given.state, given.opinions.len()),
        (CaseState::InAnalysis, 1),
        "the verdict stays the OAC's"
    );
    let cancelled =
        done(desk.step(supervisor, &given, Step::Cancel { reason: "left the queue".into() }).await);
    assert_eq!(cancelled.state, CaseState::Cancelled);
    let verdict = Step::GiveVerdict(Box::new(conclusion(Verdict::WithoutSuspicion)));
    assert!(matches!(desk.step(oac, &cancelled, verdict).await.unwrap_err(), Refusal::State { .. }));
    let desk = again(desk, &data, |_| {}).await;
    assert_eq!(show(&desk, &cancelled.number).await, cancelled);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outcome_is_due_until_it_is_recorded_by_the_supervisor_or_from_a_file_and_once() {
    let (_dir, data, source) = folder(3);
    let desk = Desk::open(&data, OPTIONS).await;
    let case = desk.import(&source).await;
    let import = |case: &CaseNumber, outcome: &Outcome| Request::RecordOutcome {
        case: case.clone(),
        outcome: outcome.clone(),
    };
    let not = Outcome { result: OutcomeResult::NotConfirmed, found: "".into(), documents: vec![] };
    let early = desk.ask(Asker::CommandLine, import(&case.number, &not)).await;
    assert!(matches!(early.unwrap_err(), Refusal::State { .. }));
    let handed = ruled(&desk, case, Verdict::UnderSuspicion).await;
    desk.until(|seen| seen.day.outcomes_due.contains(&handed.number)).await;
    let supervisor = desk.sign_in(2).await;
    assert_eq!(
        desk.ask(supervisor, import(&handed.number, &not)).await.unwrap_err(),
        Refusal::NotSignedIn,
        "a person has a step of the procedure for it"
    );
    let examined = done(desk.step(supervisor, &handed, Step::RecordOutcome(not.clone())).await);
    assert_eq!(examined.state, CaseState::Examined);
    desk.until(|seen| seen.day.outcomes_due.is_empty()).await;

    let known = desk.ask(Asker::CommandLine, import(&handed.number, &not)).await.unwrap();
    assert!(matches!(known, Reply::Case(case) if case.revision == examined.revision), "no second fact");
    let found = Outcome {
        result: OutcomeResult::Confirmed,
        found: "cigarettes".into(),
        documents: vec!["17".into()],
    };
    let newer = desk.ask(Asker::CommandLine, import(&handed.number, &found)).await.unwrap();
    let Reply::Done(newer) = newer else { panic!("{newer:?}") };
    assert_eq!(newer.outcomes.last().map(|last| (&last.what, &last.stamp.officer)), Some((&found, &None)));
    let old = desk.ask(Asker::CommandLine, import(&handed.number, &not)).await.unwrap();
    assert!(matches!(old, Reply::Case(_)), "an old file read once more turns nothing back");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_step_waits_for_its_reason_and_only_once() {
    let (_dir, data, source) = folder(4);
    let (clock, driver) = Clock::driven("2026-11-23T04:00:00Z".parse().unwrap());
    let desk = Desk::open_by(&data, OPTIONS, |settings| super::Settings { clock, ..settings }).await;
    let case = desk.import(&source).await;
    let oac = desk.sign_in(1).await;
    let early = Step::ExplainDelay { reason: "none yet".into() };
    assert!(matches!(desk.step(oac, &case, early).await.unwrap_err(), Refusal::State { .. }));
    driver.advance(Duration::from_mins(47));
    let late = Refusal::Late { state: CaseState::Queued, minutes: 47, limit: 30 };
    assert_eq!(desk.step(oac, &case, Step::BeginAnalysis).await.unwrap_err(), late);
    let explained = done(desk.step(oac, &case, Step::ExplainDelay { reason: "shift change".into() }).await);
    let begun = done(desk.step(oac, &explained, Step::BeginAnalysis).await);
    assert_eq!((begun.state, begun.delays.len()), (CaseState::InAnalysis, 1));
    driver.advance(Duration::from_mins(29));
    let verdict = Step::GiveVerdict(Box::new(conclusion(Verdict::WithoutSuspicion)));
    let cleared = done(desk.step(oac, &begun, verdict).await);
    driver.advance(Duration::from_mins(30));
    assert!(matches!(print(&desk, oac, &cleared).await.unwrap_err(), Refusal::Late { .. }), "the sheet too");
    let explained = done(desk.step(oac, &cleared, Step::ExplainDelay { reason: "no paper".into() }).await);
    assert_eq!(done(print(&desk, oac, &explained).await).state, CaseState::Printed);
    desk.close().await;
}

#[test]
fn the_lists_of_a_supervisor_are_bounded_and_each_case_stands_once() {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let at: Moment = "2026-11-23T04:00:00Z".parse().unwrap();
    let number = |serial: usize| CaseNumber::new("39855302", day, u32::try_from(serial).unwrap()).unwrap();
    let mut booth = BoothState::default();
    let mut tell = |serial, fact| {
        let fact = Fact::Case { number: number(serial), fact };
        booth.apply(&Entry::new(at, By::Officer(officer(2).0), fact));
        (booth.rechecks.len(), booth.outcomes_due.len())
    };
    for serial in 1..=MAX_WAITING + 5 {
        for _ in 0..2 {
            tell(serial, CaseFact::RecheckAsked { reason: "x".into() });
            let lengths = tell(serial, CaseFact::HandedOver { to: "x".into() });
            assert_eq!(lengths, (serial.min(MAX_WAITING), serial.min(MAX_WAITING)));
        }
    }
    let lengths = tell(MAX_WAITING, CaseFact::Reopened { reason: "x".into(), second: None });
    assert_eq!(lengths, (MAX_WAITING - 1, MAX_WAITING - 1));
    assert_eq!(booth_front(&booth), Some(number(6)), "the oldest gave way");
}

fn booth_front(state: &BoothState) -> Option<CaseNumber> {
    state.rechecks.front().cloned()
}

#[test]
fn the_settings_of_these_tests_are_the_shipped_step_times() {
    let settings = booth(Path::new("."));
    assert_eq!(
        (settings.booth.policy.policy.steps.queued, settings.booth.policy.policy.steps.cleared),
        (30, 30)
    );
}
