//! A purge through the station: two PINs, the term, the files, the record.

use super::{Desk, done, officer, picture};
use crate::domain::analysis::{Curve, FilterChain, Mark, Polarity};
use crate::domain::case::Case;
use crate::domain::number::CaseNumber;
use crate::domain::purge::Term;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Conclusion, Step, Verdict};
use crate::station::contract::{Answer, Asker, Pin, Reply, Request};
use crate::store::{Encryption, Options, verify};
use crate::words::Language;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const OPTIONS: Options = Options::sized(1 << 20, 0);

fn verdict() -> Step {
    let filters =
        FilterChain { low: 0, high: 1_000, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };
    Step::GiveVerdict(Box::new(Conclusion {
        verdict: Verdict::UnderSuspicion,
        analysis: "dense".into(),
        recommendation: "open".into(),
        filters,
        viewed_percent: 100,
        mark: None,
        record: None,
    }))
}

/// A case from its import to its handing over, with a sheet.
async fn finished(desk: &Desk, source: &Path) -> Arc<Case> {
    let oac = desk.sign_in(1).await;
    let case = desk.import(source).await;
    let case = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    let mark = Mark { number: 1, x: 1, y: 1, width: 9, height: 9, note: "x".into(), proposed_by: None };
    let case = done(desk.step(oac, &case, Step::PlaceMark(mark)).await);
    let case = done(desk.step(oac, &case, verdict()).await);
    let (number, revision) = (case.number.clone(), case.revision);
    let sheet = Request::PrintSheet { case: number, revision, language: Language::En };
    let case = done(desk.ask(oac, sheet).await);
    done(desk.step(oac, &case, Step::HandOver { to: "examiner".into() }).await)
}

/// A purge on the word of these two officers, the second with this PIN.
async fn purge(desk: &Desk, cases: &[&CaseNumber], people: [usize; 2], pin: &str) -> Answer {
    let [(first, first_pin), (second, _)] = people.map(officer);
    let request = Request::Purge {
        cases: cases.iter().map(|number| (*number).clone()).collect(),
        reason: "term is over".into(),
        first: (first.id, first_pin),
        second: (second.id, Pin::new(pin)),
    };
    desk.ask(Asker::CommandLine, request).await
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_purge_what_is_finished_and_the_record_stays() {
    let dir = tempfile::tempdir().unwrap();
    let [data, a, b] = ["data", "a.png", "b.png"].map(|name| dir.path().join(name));
    picture(&a, 0);
    picture(&b, 1);
    let desk = Desk::open(&data, OPTIONS).await;
    let case = finished(&desk, &a).await;
    let open = desk.import(&b).await;
    let oac = desk.sign_in(1).await;

    assert_eq!(purge(&desk, &[&case.number], [1, 2], "0000").await.unwrap_err(), Refusal::WrongPin);
    assert_eq!(purge(&desk, &[&case.number], [2, 2], "9001").await.unwrap_err(), Refusal::SecondPerson);
    let both = [&case.number, &open.number];
    assert_eq!(purge(&desk, &both, [1, 2], "9001").await.unwrap_err(), Refusal::NotFinished);
    assert_eq!(files(&data.join("originals")), 2, "all or none");

    let reply = purge(&desk, &[&case.number, &case.number], [1, 2], "9001").await;
    assert!(matches!(reply, Ok(Reply::Purged { cases, waiting: 0 }) if cases == [case.number.clone()]));
    assert_eq!(files(&data.join("originals")), 1);
    assert_eq!(files(&data.join("tiles")), 1);
    assert_eq!(files(&data.join("outbox")), 0);
    let after = done(desk.ask(oac, Request::ShowCase(case.number.clone())).await);
    let gone = after.purge.clone().unwrap();
    assert_eq!((gone.images.len(), gone.second), (1, officer(2).0));
    assert_eq!(gone.sheet, Some(case.sheet.clone().unwrap().sha256));
    assert_eq!(after.image(), case.image(), "the digest stays");
    let picture = desk.ask(oac, Request::OpenPicture(case.number.clone())).await;
    assert_eq!(picture.unwrap_err(), Refusal::AlreadyPurged);
    assert_eq!(purge(&desk, &[&case.number], [1, 2], "9001").await.unwrap_err(), Refusal::AlreadyPurged);
    desk.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_goes_before_its_term_or_without_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let [data, a] = ["data", "a.png"].map(|name| dir.path().join(name));
    picture(&a, 0);
    let desk = Desk::open_with(&data, OPTIONS, Term::default()).await;
    let case = finished(&desk, &a).await;
    let refused = purge(&desk, &[&case.number], [1, 2], "9001").await.unwrap_err();
    assert!(matches!(refused, Refusal::BeforeTerm { .. }));
    let person = |place| {
        let (officer, pin) = officer(place);
        (officer.id, pin)
    };
    let request = Request::Purge {
        cases: vec![case.number.clone()],
        reason: " ".into(),
        first: person(1),
        second: person(2),
    };
    assert_eq!(desk.ask(Asker::Nobody, request.clone()).await.unwrap_err(), Refusal::NotSignedIn);
    let refused = desk.ask(Asker::CommandLine, request).await.unwrap_err();
    assert_eq!(refused, Refusal::Requirement(Requirement::Reason));
    assert_eq!(files(&data.join("originals")), 1);
    desk.close().await;
}

/// Files below a folder that hold these bytes, by name.
fn files_with(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes) {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_case_leaves_no_picture_on_the_disk_and_its_key_goes_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let (data, source) = (dir.path().join("data"), dir.path().join("scan.png"));
    picture(&source, 0);
    let desk = Desk::open(&data, Options { encryption: Encryption::Cases, ..OPTIONS }).await;
    let case = finished(&desk, &source).await;
    let oac = desk.sign_in(1).await;
    let opened = desk.ask(oac, Request::OpenPicture(case.number.clone())).await;
    assert!(opened.is_ok(), "{opened:?}");
    let sheet = case.sheet.clone().unwrap();
    assert!(sheet.file.ends_with(".pdf.sealed"), "{}", sheet.file);
    for plain in [fs::read(&source).unwrap().as_slice(), b"%PDF", b"\x89PNG"] {
        assert_eq!(files_with(&data, plain), [] as [String; 0]);
    }
    assert_eq!(files(&data.join("tiles")), 0, "tiles are in memory");
    assert_eq!(files(&data.join("keys/cases")), 1);
    desk.close().await;
    let before = verify(&data);
    assert!(before.holds() && before.images == 1, "{:?}", before.findings);

    let desk = Desk::open(&data, Options { encryption: Encryption::Cases, ..OPTIONS }).await;
    let reply = purge(&desk, &[&case.number], [1, 2], "9001").await;
    assert!(matches!(reply, Ok(Reply::Purged { waiting: 0, .. })), "{reply:?}");
    for folder in ["originals", "outbox", "keys/cases"] {
        assert_eq!(files(&data.join(folder)), 0, "{folder}");
    }
    desk.close().await;
    let after = verify(&data);
    assert!(after.holds(), "{:?}", after.findings);
}
