//! The policy at work in the station: its hash, its change, its wording, its rules of people, seals and samples.

use super::{Desk, booth, clear, done, picture};
use crate::domain::fact::BoothFact;
use crate::domain::number::CaseNumber;
use crate::domain::officer::{Officer, OfficerId, Role, SealNumber};
use crate::domain::policy::{Leave, Policy, RecheckRule, SealCharacters, SealRule, Wording};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::Step;
use crate::station::actor::Settings;
use crate::station::contract::day::{DayRequest, PolicyInForce};
use crate::station::contract::{Answer, Asker, Booth, Pin, Reply, Request};
use crate::station::sessions::RosterEntry;
use crate::store::Options;
use crate::words::Language;
use std::path::Path;
use std::sync::Arc;

const OPTIONS: Options = Options::sized(1 << 20, 0);

/// Both operators in one person.
fn dual(role: Role) -> RosterEntry {
    let id = OfficerId::parse("serikov.d").unwrap();
    RosterEntry { officer: Officer { id, name: "Сериков Д.".into(), role }, pin: Pin::new("2816") }
}

fn settings(data: &Path, policy: Policy, sha256: &str) -> Settings {
    let mut settings = booth(data);
    let policy = PolicyInForce { policy, sha256: sha256.to_owned(), text: format!("text of {sha256}") };
    settings.booth = Arc::new(Booth { policy, ..Booth::clone(&settings.booth) });
    settings.roster.extend([dual(Role::Oms), dual(Role::Oac)]);
    settings
}

async fn desk(data: &Path, policy: Policy, sha256: &str) -> Desk {
    Desk::open_as(data, OPTIONS, settings(data, policy, sha256)).await
}

async fn sign_in_dual(desk: &Desk, role: Role) -> Answer {
    let RosterEntry { officer, pin } = dual(role);
    desk.ask(Asker::Nobody, Request::SignIn { officer: officer.id, role, pin }).await
}

fn asker(answer: Answer) -> Asker {
    match answer {
        Ok(Reply::SignedIn(session)) => Asker::Session(session.id),
        other => panic!("{other:?}"),
    }
}

async fn changes(desk: &Desk) -> Vec<(Option<String>, String)> {
    let facts = desk.booth_facts().await.into_iter();
    facts
        .filter_map(|fact| match fact {
            BoothFact::PolicyChanged(change) => {
                assert_eq!(change.text, format!("text of {}", change.sha256));
                Some((change.before, change.sha256))
            }
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_policy_is_a_fact_and_each_case_keeps_the_one_that_it_began_under() {
    let dir = tempfile::tempdir().unwrap();
    let (data, image) = (dir.path().join("data"), dir.path().join("a.png"));
    picture(&image, 0);
    let mut cases: Vec<CaseNumber> = Vec::new();
    for sha256 in ["aa", "aa", "bb"] {
        let desk = desk(&data, Policy::default(), sha256).await;
        let case = desk.import(&image).await;
        assert_eq!(case.policy.as_deref(), Some(sha256));
        cases.push(case.number.clone());
        if sha256 == "bb" {
            let expected = [(None, "aa".to_owned()), (Some("aa".to_owned()), "bb".to_owned())];
            assert_eq!(changes(&desk).await, expected, "the second start under the same policy says nothing");
            let first = done(desk.ask(Asker::CommandLine, Request::ShowCase(cases[0].clone())).await);
            assert_eq!(first.policy.as_deref(), Some("aa"));
        }
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mark_is_kept_as_worded_the_seal_follows_its_rule_and_the_sample_is_rechecked() {
    let dir = tempfile::tempdir().unwrap();
    let (data, image) = (dir.path().join("data"), dir.path().join("a.png"));
    picture(&image, 0);
    let mut policy = Policy::default();
    let wording =
        Wording { kk: "К".into(), ru: "без замечаний".into(), en: "nothing seen".into() };
    policy.marks.without_suspicion = wording.clone();
    policy.seal = SealRule { characters: SealCharacters::Digits, min: 4, max: 4 };
    policy.recheck = RecheckRule { every: 1 };
    let desk = desk(&data, policy, "aa").await;
    let oac = desk.sign_in(1).await;
    let case = desk.import(&image).await;
    let case = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    let case = done(desk.step(oac, &case, clear()).await);
    let given = case.conclusion.clone().unwrap();
    assert_eq!(given.mark, Some(wording));
    assert!(given.record.unwrap().text.contains("без замечаний"));
    assert_eq!(case.recheck_asked.as_ref().unwrap().what.as_str(), "1/1");
    desk.until(|snapshot| snapshot.day.rechecks.contains(&case.number)).await;
    let (number, revision) = (case.number.clone(), case.revision);
    let print = Request::PrintSheet { case: number, revision, language: Language::Ru };
    let case = done(desk.ask(oac, print).await);
    for (typed, fits) in [("17", false), ("041A", false), ("0417", true)] {
        let seal = Step::RecordSeal { seal: SealNumber::parse(typed).unwrap() };
        let answer = desk.step(oac, &case, seal).await;
        if fits {
            assert_eq!(done(answer).seal.as_ref().unwrap().as_str(), typed);
        } else {
            assert_eq!(answer.unwrap_err(), Refusal::Requirement(Requirement::SealByRule), "{typed}");
        }
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_officer_is_not_both_operators_on_one_shift_unless_policy_allows_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let strict = desk(&data, Policy::default(), "aa").await;
    let oms = strict.sign_in(0).await;
    assert!(strict.ask(oms, Request::Day(DayRequest::OpenShift)).await.is_ok());
    assert_ne!(asker(sign_in_dual(&strict, Role::Oms).await), Asker::Nobody);
    assert_eq!(sign_in_dual(&strict, Role::Oac).await.unwrap_err(), Refusal::OtherRole);
    assert_ne!(asker(sign_in_dual(&strict, Role::Oms).await), Asker::Nobody);
    let wrong = Request::SignIn { officer: dual(Role::Oac).officer.id, role: Role::Oac, pin: Pin::new("1") };
    assert_eq!(strict.ask(Asker::Nobody, wrong).await.unwrap_err(), Refusal::WrongPin, "and learns nothing");
    strict.close().await;

    let strict = desk(&data, Policy::default(), "aa").await;
    assert_eq!(
        sign_in_dual(&strict, Role::Oac).await.unwrap_err(),
        Refusal::OtherRole,
        "a restart forgets nothing"
    );
    strict.close().await;

    let mut policy = Policy::default();
    policy.people.oms_and_oac_in_one = Leave::Allowed;
    let lenient = desk(&data, policy, "bb").await;
    assert_ne!(asker(sign_in_dual(&lenient, Role::Oac).await), Asker::Nobody);
    lenient.close().await;
}
