//! Approvals through the station: two people, two sessions, one exact action, ten minutes, and nothing done twice.

use super::{Desk, booth, done, officer, picture};
use crate::domain::approval::{Action, ActionKind, ApprovalNumber, MAX_PENDING, Pending, Seconded};
use crate::domain::case::{Case, CaseState};
use crate::domain::fact::BoothFact;
use crate::domain::malfunction::{
    ImageTest, MalfunctionNumber, MalfunctionStep, Service, Symptom, TestResult,
};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::policy::{People, Policy};
use crate::domain::purge::Term;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Step, StepKind, Verdict};
use crate::station::actor::Settings;
use crate::station::actor::tests::supervision::{overriding, ruled};
use crate::station::clock::{Clock, Driver};
use crate::station::contract::approvals::digest;
use crate::station::contract::day::{DayRequest, PolicyInForce};
use crate::station::contract::{Answer, Asker, Booth, Pin, Reply, Request};
use crate::station::sessions::RosterEntry;
use crate::store::{Options, verify};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const OPTIONS: Options = Options::sized(1 << 20, 0);

/// A second supervisor, and the OAC who is a supervisor on other days.
const OTHERS: [(&str, Role, &str); 2] =
    [("omarova.g", Role::Supervisor, "7777"), ("nurlanova.b", Role::Supervisor, "3507")];

/// Two people do everything that two people can be asked for.
fn settings(data: &Path) -> (Settings, Driver) {
    let (clock, driver) = Clock::driven("2026-11-23T04:00:00Z".parse().unwrap());
    let mut settings = Settings { clock, retention: Term::days(0), ..booth(data) };
    let people = People { two_people: ActionKind::ALL.into(), ..People::default() };
    let policy = Policy { people, ..settings.booth.policy.policy.clone() };
    let policy = PolicyInForce { policy, ..PolicyInForce::default() };
    settings.booth = Arc::new(Booth { policy, ..Booth::clone(&settings.booth) });
    settings.roster.extend(OTHERS.map(|(id, role, pin)| {
        let id = OfficerId::parse(id).unwrap();
        RosterEntry { officer: Officer { name: id.as_str().into(), id, role }, pin: Pin::new(pin) }
    }));
    (settings, driver)
}

async fn desk(data: &Path) -> (Desk, Driver) {
    let (settings, driver) = settings(data);
    (Desk::open_as(data, OPTIONS, settings).await, driver)
}

async fn other(desk: &Desk, place: usize) -> Asker {
    let (id, role, pin) = OTHERS[place];
    let (officer, pin) = (OfficerId::parse(id).unwrap(), Pin::new(pin));
    match desk.ask(Asker::Nobody, Request::SignIn { officer, role, pin }).await {
        Ok(Reply::SignedIn(session)) => Asker::Session(session.id),
        other => panic!("{other:?}"),
    }
}

fn of_step(case: &Case, step: Step) -> Action {
    Action::Step { case: case.number.clone(), revision: case.revision, taken: Box::new(step) }
}

async fn propose(desk: &Desk, asker: Asker, action: &Action, pin: &str) -> Answer {
    let request = Request::Propose { action: Box::new(action.clone()), pin: Some(Pin::new(pin)) };
    desk.ask(asker, request).await
}

/// The first supervisor asks; the approval as every console sees it.
async fn asked(desk: &Desk, asker: Asker, action: &Action) -> Pending {
    let number = match propose(desk, asker, action, "9001").await {
        Ok(Reply::ApprovalAsked(number)) => number,
        other => panic!("{other:?}"),
    };
    desk.until(|seen| seen.day.approval(number).is_some()).await;
    desk.station.handle.snapshot().borrow().day.approval(number).cloned().unwrap()
}

/// Approves by the digest of what is shown.
async fn approve(desk: &Desk, asker: Asker, pending: &Pending, pin: &str) -> Answer {
    let number = pending.asked.number;
    let sha256 = digest(number, &pending.by, &pending.asked.action);
    desk.ask(asker, Request::Approve { number, sha256, pin: Pin::new(pin) }).await
}

fn folder(seed: u8) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let (data, source) = (dir.path().join("data"), dir.path().join("a.png"));
    picture(&source, seed);
    (dir, data, source)
}

async fn nothing_pending(desk: &Desk) {
    desk.until(|seen| seen.day.approvals.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_2_3_5_multi_user_approval_of_a_purge() {
    let (_dir, data, source) = folder(0);
    let (desk, _driver) = desk(&data).await;
    let case = desk.import(&source).await;
    let case = ruled(&desk, case, Verdict::UnderSuspicion).await;
    let (first, second) = (desk.sign_in(2).await, other(&desk, 0).await);
    let cases = vec![case.number.clone()];
    let person = |place| (officer(place).0.id, officer(place).1);
    let direct =
        Request::Purge { cases: cases.clone(), reason: "term".into(), first: person(1), second: person(2) };
    assert_eq!(desk.ask(first, direct).await.unwrap_err(), Refusal::NeedsSecond(ActionKind::Purge));
    let oac = desk.sign_in(1).await;
    let action = Action::Purge { cases: cases.clone(), reason: "term".into() };
    assert_eq!(propose(&desk, oac, &action, "3507").await.unwrap_err(), Refusal::Role(StepKind::Purge));
    for asker in [Asker::Nobody, Asker::CommandLine] {
        assert_eq!(propose(&desk, asker, &action, "").await.unwrap_err(), Refusal::NotSignedIn);
    }
    let open = desk.import(&source).await;
    let early = Action::Purge { cases: vec![open.number.clone()], reason: "term".into() };
    assert_eq!(propose(&desk, first, &early, "").await.unwrap_err(), Refusal::NotFinished);
    let unsaid = Action::Purge { cases, reason: " ".into() };
    let lacks = Refusal::Requirement(Requirement::Reason);
    assert_eq!(propose(&desk, first, &unsaid, "").await.unwrap_err(), lacks);

    let pending = asked(&desk, first, &action).await;
    let reply = approve(&desk, second, &pending, "7777").await;
    assert!(matches!(reply, Ok(Reply::Purged { waiting: 0, .. })), "{reply:?}");
    nothing_pending(&desk).await;
    let gone = done(desk.ask(oac, Request::ShowCase(case.number.clone())).await);
    let purge = gone.purge.clone().unwrap();
    assert_eq!((purge.second.id.as_str(), purge.approval), ("omarova.g", Some(ApprovalNumber(1))));
    let by = gone.stamps.purged.as_ref().and_then(|stamp| stamp.officer.clone());
    assert_eq!(by, Some(officer(2).0), "in the name of the one who asked");
    assert_eq!(approve(&desk, second, &pending, "7777").await.unwrap_err(), Refusal::NoApproval);
    desk.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn iec_62443_4_2_cr_2_1_re_4_dual_approval_of_an_override() {
    let (_dir, data, source) = folder(1);
    let (desk, _driver) = desk(&data).await;
    let case = desk.import(&source).await;
    let case = ruled(&desk, case, Verdict::UnderSuspicion).await;
    let [oac, first] = [desk.sign_in(1).await, desk.sign_in(2).await];
    let (second, judge) = (other(&desk, 0).await, other(&desk, 1).await);
    let step = overriding(Verdict::WithoutSuspicion);
    let alone = desk.step(first, &case, step.clone()).await.unwrap_err();
    assert_eq!(alone, Refusal::NeedsSecond(ActionKind::Override));
    let action = of_step(&case, step);
    assert_eq!(propose(&desk, first, &action, "0000").await.unwrap_err(), Refusal::WrongPin);
    let pending = asked(&desk, first, &action).await;

    let again = desk.sign_in(2).await;
    for own in [first, again] {
        assert_eq!(approve(&desk, own, &pending, "9001").await.unwrap_err(), Refusal::SecondPerson);
    }
    assert_eq!(approve(&desk, oac, &pending, "3507").await.unwrap_err(), Refusal::Role(StepKind::Approve));
    assert_eq!(approve(&desk, second, &pending, "0000").await.unwrap_err(), Refusal::WrongPin);
    assert_eq!(
        approve(&desk, judge, &pending, "3507").await.unwrap_err(),
        Refusal::OwnVerdict,
        "nor does whoever gave the verdict, in another role"
    );
    for asker in [Asker::Nobody, Asker::CommandLine] {
        assert_eq!(approve(&desk, asker, &pending, "7777").await.unwrap_err(), Refusal::NotSignedIn);
    }
    let other_action = of_step(&case, overriding(Verdict::UnderSuspicion));
    let number = pending.asked.number;
    let sha256 = digest(number, &pending.by, &other_action);
    let shown = desk.ask(second, Request::Approve { number, sha256, pin: Pin::new("7777") }).await;
    assert_eq!(shown.unwrap_err(), Refusal::Changed, "another action was shown");

    let over = done(approve(&desk, second, &pending, "7777").await);
    assert_eq!((over.state, over.rulings.len()), (CaseState::Cleared, 1));
    let given = over.stamps.verdict.as_ref().and_then(|stamp| stamp.officer.clone());
    assert_eq!(given, Some(officer(2).0));
    let record = over.conclusion.as_ref().unwrap().record.as_ref().unwrap();
    let record: serde_json::Value = serde_json::from_str(&record.text).unwrap();
    assert_eq!((&record["officer"]["id"], &record["second"]["id"]), (&"serik.b".into(), &"omarova.g".into()));
    nothing_pending(&desk).await;
    let late = approve(&desk, second, &pending, "7777").await.unwrap_err();
    assert_eq!(late, Refusal::NoApproval, "and not twice");
    desk.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_outlives_the_station_and_is_carried_out_only_by_being_approved() {
    let (_dir, data, source) = folder(2);
    let (first_run, driver) = desk(&data).await;
    let case = first_run.import(&source).await;
    let case = ruled(&first_run, case, Verdict::WithoutSuspicion).await;
    let first = first_run.sign_in(2).await;
    driver.advance(Duration::from_mins(1));
    let reopen = Step::Reopen { reason: "another look".into() };
    let direct = first_run.step(first, &case, reopen.clone()).await.unwrap_err();
    assert_eq!(direct, Refusal::NeedsSecond(ActionKind::Reopen));
    let pending = asked(&first_run, first, &of_step(&case, reopen)).await;
    first_run.close().await;

    // The clock of the next run stands at the first one's beginning: behind the asking, so it is moved there first.
    let (settings, driver) = settings(&data);
    driver.advance(Duration::from_mins(5));
    let desk = Desk::open_as(&data, OPTIONS, settings).await;
    assert_eq!(desk.station.handle.snapshot().borrow().day.approvals, std::slice::from_ref(&pending));
    let shown = done(desk.ask(Asker::CommandLine, Request::ShowCase(case.number.clone())).await);
    assert_eq!(shown.state, CaseState::Closed, "a start carries nothing out");
    let second = other(&desk, 0).await;
    let reopened = done(approve(&desk, second, &pending, "7777").await);
    assert_eq!(reopened.state, CaseState::Queued);
    nothing_pending(&desk).await;
    desk.close().await;
    let entries = crate::store::Store::open(&data, OPTIONS).unwrap().0.entries(1, 10_000).unwrap();
    let seconds: Vec<_> = entries
        .into_iter()
        .filter_map(|(_, entry)| match entry.fact {
            crate::domain::fact::Fact::Case {
                fact: crate::domain::fact::CaseFact::Reopened { second, .. },
                ..
            } => second,
            _ => None,
        })
        .collect();
    let [second] = seconds.try_into().unwrap();
    let Seconded { approval, by } = *second;
    assert_eq!((approval, by.id.as_str()), (pending.asked.number, "omarova.g"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_has_moved_on_is_not_the_one_that_was_asked_about() {
    let (_dir, data, source) = folder(3);
    let (desk, _driver) = desk(&data).await;
    let case = desk.import(&source).await;
    let (oac, first, second) = (desk.sign_in(1).await, desk.sign_in(2).await, other(&desk, 0).await);
    let cancel = Step::Cancel { reason: "left".into() };
    let pending = asked(&desk, first, &of_step(&case, cancel.clone())).await;
    let begun = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    assert_eq!(approve(&desk, second, &pending, "7777").await.unwrap_err(), Refusal::Changed);
    assert_eq!(propose(&desk, first, &pending.asked.action, "").await.unwrap_err(), Refusal::Changed);
    let newer = asked(&desk, first, &of_step(&begun, cancel)).await;
    let cancelled = done(approve(&desk, second, &newer, "7777").await);
    assert_eq!(cancelled.state, CaseState::Cancelled);
    let single = of_step(&begun, Step::BeginAnalysis);
    let refused = propose(&desk, first, &single, "").await.unwrap_err();
    assert_eq!(refused, Refusal::NothingToApprove(StepKind::BeginAnalysis));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_ends_after_ten_minutes_or_by_either_persons_word() {
    let (_dir, data, source) = folder(4);
    let (desk, driver) = desk(&data).await;
    let case = desk.import(&source).await;
    let (oac, first, second) = (desk.sign_in(1).await, desk.sign_in(2).await, other(&desk, 0).await);
    let cancel = of_step(&case, Step::Cancel { reason: "left".into() });
    let end = |pending: &Pending, reason: &str| Request::RefuseApproval {
        number: pending.asked.number,
        reason: reason.into(),
    };
    let withdraw = |pending: &Pending| Request::WithdrawApproval { number: pending.asked.number };

    let refused = asked(&desk, first, &cancel).await;
    assert_eq!(desk.ask(first, end(&refused, "no")).await.unwrap_err(), Refusal::SecondPerson);
    assert_eq!(desk.ask(oac, end(&refused, "no")).await.unwrap_err(), Refusal::Role(StepKind::Approve));
    let lacks = Refusal::Requirement(Requirement::Reason);
    assert_eq!(desk.ask(second, end(&refused, " ")).await.unwrap_err(), lacks);
    assert_eq!(desk.ask(second, withdraw(&refused)).await.unwrap_err(), Refusal::OthersApproval);
    desk.ask(second, end(&refused, "still at the lane")).await.unwrap();
    let withdrawn = asked(&desk, first, &cancel).await;
    desk.ask(first, withdraw(&withdrawn)).await.unwrap();
    nothing_pending(&desk).await;
    for pending in [&refused, &withdrawn] {
        assert_eq!(approve(&desk, second, pending, "7777").await.unwrap_err(), Refusal::NoApproval);
    }

    let late = asked(&desk, first, &cancel).await;
    driver.advance(Duration::from_mins(10));
    let refusal = approve(&desk, second, &late, "7777").await.unwrap_err();
    assert!(matches!(refusal, Refusal::ApprovalOver | Refusal::NoApproval), "{refusal:?}");
    nothing_pending(&desk).await;
    let unseen = asked(&desk, first, &cancel).await;
    driver.advance(Duration::from_mins(11));
    nothing_pending(&desk).await;
    assert_eq!(approve(&desk, second, &unseen, "7777").await.unwrap_err(), Refusal::NoApproval);
    let expired = |fact: &BoothFact| matches!(fact, BoothFact::ApprovalExpired { .. });
    assert_eq!(desk.booth_facts().await.iter().filter(|fact| expired(fact)).count(), 2, "each once");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_complex_returns_to_service_on_the_word_of_two_and_the_list_is_bounded() {
    let (_dir, data, _) = folder(5);
    let (desk, _driver) = desk(&data).await;
    let (oms, second) = (desk.sign_in(0).await, other(&desk, 0).await);
    let number = MalfunctionNumber(1);
    let day = |request| desk.ask(oms, Request::Day(request));
    let back = Action::ReturnToService { number };
    assert_eq!(propose(&desk, oms, &back, "").await.unwrap_err(), Refusal::NoMalfunction);
    let symptom = Symptom { part: "belt".into(), symptom: "stands".into(), service: Service::Stopped };
    day(DayRequest::Report(symptom)).await.unwrap();
    let repair = MalfunctionStep::Repair("changed".into());
    day(DayRequest::Follow { number, step: repair }).await.unwrap();
    let lacks = Refusal::Requirement(Requirement::ImageTest);
    assert_eq!(propose(&desk, oms, &back, "").await.unwrap_err(), lacks);
    let test = ImageTest { result: TestResult::Passed, note: "steel".into() };
    day(DayRequest::Follow { number, step: MalfunctionStep::Test(test) }).await.unwrap();
    let direct = DayRequest::Return { number, second: (officer(2).0.id, officer(2).1) };
    assert_eq!(day(direct).await.unwrap_err(), Refusal::NeedsSecond(ActionKind::ReturnToService));
    let mut last = None;
    for _ in 0..MAX_PENDING {
        last = Some(asked(&desk, oms, &back).await);
    }
    let full = propose(&desk, oms, &back, "").await.unwrap_err();
    assert_eq!(full, Refusal::Requirement(Requirement::FewerOfAKind));
    let pending = last.unwrap();
    assert!(matches!(approve(&desk, second, &pending, "7777").await, Ok(Reply::Acknowledged)));
    desk.until(|seen| seen.day.out_of_service().is_none()).await;
    let facts = desk.booth_facts().await;
    let approval = Some(pending.asked.number);
    assert!(facts.iter().any(|fact| matches!(
        fact,
        BoothFact::ReturnedToService { second, approval: by, .. }
            if second.id.as_str() == "omarova.g" && *by == approval
    )));
    desk.close().await;
}
