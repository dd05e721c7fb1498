//! Cases from forms in files: by the station or by an officer who may register, wholly or not at all.

use super::{Desk, done};
use crate::domain::case::CaseState;
use crate::domain::refusal::Refusal;
use crate::domain::registration::{Field, FieldFault};
use crate::domain::step::StepKind;
use crate::station::contract::{Answer, Asker, Reply, Request};
use crate::store::Options;
use std::fs;
use std::path::Path;

const REFERRAL: &str = include_str!("../../../../docs/referral.example.xml");

fn import(path: &Path) -> Request {
    Request::ImportCase { path: path.to_owned() }
}

fn imported(answer: Answer) -> Reply {
    answer.expect("it is taken")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_becomes_a_case_of_the_station_or_of_the_officer_and_a_faulty_one_of_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(&folder.path().join("data"), Options::default()).await;
    let (oms, oac) = (desk.sign_in(0).await, desk.sign_in(1).await);
    let [good, bad] = ["good.xml", "bad.xml"].map(|name| folder.path().join(name));
    fs::write(&good, REFERRAL).unwrap();
    fs::write(&bad, REFERRAL.replace("123ABC16", "").replace("UZ", "XX")).unwrap();

    let Reply::CaseImported { case, not_kept } = imported(desk.ask(Asker::CommandLine, import(&good)).await)
    else {
        panic!("an imported case")
    };
    assert_eq!(
        (case.state, &case.stamps.presented.as_ref().unwrap().officer),
        (CaseState::Registered, &None)
    );
    assert!(!not_kept.names.is_empty());
    assert_eq!(case.registration.as_ref().unwrap().imported_from, Some("good.xml".into()));
    assert_eq!(done(desk.ask(oac, Request::ShowCase(case.number.clone())).await), case);

    let Reply::CaseImported { case: second, .. } = imported(desk.ask(oms, import(&good)).await) else {
        panic!("an imported case")
    };
    let by = second.stamps.presented.as_ref().and_then(|stamp| stamp.officer.as_ref());
    assert_eq!(by.map(|officer| officer.id.as_str()), Some("akhmetov.a"));

    assert_eq!(desk.ask(oac, import(&good)).await.unwrap_err(), Refusal::Role(StepKind::Register));
    assert_eq!(desk.ask(Asker::Nobody, import(&good)).await.unwrap_err(), Refusal::NotSignedIn);
    assert_eq!(
        desk.ask(Asker::CommandLine, import(&bad)).await.unwrap_err(),
        Refusal::Form(vec![
            (Field::Plate.into(), FieldFault::Missing),
            (Field::Origin.into(), FieldFault::NoCountry)
        ])
    );
    let Ok(Reply::Rows(rows)) =
        desk.ask(Asker::CommandLine, Request::ListCases { before: None, limit: 10 }).await
    else {
        panic!("rows")
    };
    assert_eq!(rows.len(), 2, "a refused form leaves no case");
    desk.close().await;
}
