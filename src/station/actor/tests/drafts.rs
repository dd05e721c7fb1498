//! Drafts through the station: kept, seen by the next officer of the role, gone with their step, and through every restart.

use super::disk::draft as form;
use super::{Desk, booth, clear, done, officer, picture};
use crate::domain::case::Case;
use crate::domain::note::{NoteKind, Written};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Step, StepKind};
use crate::station::actor::Settings;
use crate::station::contract::drafts::{DraftKey, FormKind, KeptDraft, MAX_DRAFT_BYTES};
use crate::station::contract::{Answer, Asker, Pin, Reply, Request};
use crate::station::sessions::RosterEntry;
use crate::store::{Options, verify};
use std::fs;
use std::path::{Path, PathBuf};

const OPTIONS: Options = Options::sized(1 << 20, 0);

/// A second OAC and a second supervisor.
const OTHERS: [(&str, Role); 2] = [("zhanov.e", Role::Oac), ("omarova.g", Role::Supervisor)];

async fn desk(data: &Path) -> Desk {
    let mut settings = booth(data);
    settings.roster.extend(OTHERS.map(|(id, role)| {
        let id = OfficerId::parse(id).unwrap();
        let officer = Officer { name: id.as_str().into(), id, role };
        RosterEntry { officer, pin: Pin::new("7777") }
    }));
    Desk::open_as(data, OPTIONS, Settings { ..settings }).await
}

async fn other(desk: &Desk, place: usize) -> Asker {
    let (id, role) = OTHERS[place];
    let (officer, pin) = (OfficerId::parse(id).unwrap(), Pin::new("7777"));
    match desk.ask(Asker::Nobody, Request::SignIn { officer, role, pin }).await {
        Ok(Reply::SignedIn(session)) => Asker::Session(session.id),
        other => panic!("{other:?}"),
    }
}

async fn keep(desk: &Desk, asker: Asker, key: &DraftKey, text: &str) -> Answer {
    desk.ask(asker, Request::KeepDraft { key: key.clone(), text: text.to_owned() }).await
}

/// Who has left what, as this officer sees it.
async fn seen(desk: &Desk, asker: Asker, key: &DraftKey) -> Option<(String, String)> {
    match desk.ask(asker, Request::Draft(key.clone())).await {
        Ok(Reply::Draft(found)) => found.map(|draft| {
            let KeptDraft { author, text, .. } = *draft;
            (author.id.to_string(), text)
        }),
        other => panic!("{other:?}"),
    }
}

fn left(author: &str, text: &str) -> (String, String) {
    (author.to_owned(), text.to_owned())
}

fn of(case: &Case, form: FormKind) -> DraftKey {
    DraftKey::Case { number: case.number.clone(), form }
}

fn files(data: &Path) -> Vec<PathBuf> {
    fs::read_dir(data.join("drafts")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn folder() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let (data, source) = (dir.path().join("data"), dir.path().join("a.png"));
    picture(&source, 0);
    (dir, data, source)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_outlives_the_station_and_is_there_for_the_next_officer_of_the_role() {
    let (_dir, data, source) = folder();
    let first = desk(&data).await;
    let oac = first.sign_in(1).await;
    let case = first.import(&source).await;
    let case = done(first.step(oac, &case, Step::BeginAnalysis).await);
    let key = of(&case, FormKind::Verdict);
    assert_eq!(seen(&first, oac, &key).await, None);
    for text in ["{\"analysis\":\"г\"}", "{\"analysis\":\"груз\"}"] {
        assert!(matches!(keep(&first, oac, &key, text).await, Ok(Reply::Acknowledged)));
    }
    first.close().await;

    let again = desk(&data).await;
    let (oac, next, supervisor) = (again.sign_in(1).await, other(&again, 0).await, again.sign_in(2).await);
    let typed = "{\"analysis\":\"груз\"}";
    assert_eq!(seen(&again, oac, &key).await, Some(left("nurlanova.b", typed)));
    assert_eq!(seen(&again, next, &key).await, Some(left("nurlanova.b", typed)), "under its author's name");
    let refused = again.ask(supervisor, Request::Draft(key.clone())).await.unwrap_err();
    assert_eq!(refused, Refusal::Role(StepKind::GiveVerdict), "the form of another role");
    keep(&again, next, &key, "own").await.unwrap();
    assert_eq!(seen(&again, next, &key).await, Some(left("zhanov.e", "own")));
    assert_eq!(
        seen(&again, oac, &key).await,
        Some(left("nurlanova.b", typed)),
        "nobody writes over another's"
    );

    done(again.step(oac, &case, clear()).await);
    for asker in [oac, next] {
        assert_eq!(seen(&again, asker, &key).await, None, "the step was taken");
    }
    again.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_draft_of_a_note_goes_with_its_authors_note_alone() {
    let (_dir, data, source) = folder();
    let desk = desk(&data).await;
    let case = desk.import(&source).await;
    let (one, two) = (desk.sign_in(2).await, other(&desk, 1).await);
    let key = of(&case, FormKind::Note);
    keep(&desk, one, &key, "one's").await.unwrap();
    keep(&desk, two, &key, "two's").await.unwrap();
    let note = Step::WriteNote(Written { kind: NoteKind::Note, to: None, text: "seen".into() });
    done(desk.step(one, &case, note).await);
    assert_eq!(seen(&desk, two, &key).await, Some(left("omarova.g", "two's")));
    desk.ask(two, Request::DropDraft(key.clone())).await.unwrap();
    assert_eq!(seen(&desk, two, &key).await, None);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_is_drafted_until_it_is_registered_and_a_cancelled_case_keeps_no_draft() {
    let (_dir, data, source) = folder();
    let desk = desk(&data).await;
    let (oms, supervisor) = (desk.sign_in(0).await, desk.sign_in(2).await);
    let key = DraftKey::Registration { seat: "booth".to_owned() };
    keep(&desk, oms, &key, "123ABC").await.unwrap();
    done(desk.ask(oms, Request::Register(Box::new(form()))).await);
    assert_eq!(seen(&desk, oms, &key).await, None);

    let case = desk.import(&source).await;
    let outcome = of(&case, FormKind::Outcome);
    keep(&desk, supervisor, &outcome, "x").await.unwrap();
    done(desk.step(supervisor, &case, Step::Cancel { reason: "left".into() }).await);
    assert_eq!(seen(&desk, supervisor, &outcome).await, None);
    assert_eq!(files(&data), [] as [PathBuf; 0]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_draft_is_refused_or_passed_over() {
    let (_dir, data, source) = folder();
    let desk = desk(&data).await;
    let case = desk.import(&source).await;
    let oac = desk.sign_in(1).await;
    let key = of(&case, FormKind::Verdict);
    assert_eq!(keep(&desk, Asker::Nobody, &key, "x").await.unwrap_err(), Refusal::NotSignedIn);
    assert_eq!(keep(&desk, Asker::CommandLine, &key, "x").await.unwrap_err(), Refusal::NotSignedIn);
    let longest = "x".repeat(MAX_DRAFT_BYTES);
    keep(&desk, oac, &key, &longest).await.unwrap();
    let longer = keep(&desk, oac, &key, &"x".repeat(MAX_DRAFT_BYTES + 1)).await.unwrap_err();
    assert_eq!(longer, Refusal::Requirement(Requirement::ShorterText));
    // Whatever the text is made of, the file stays within its bound.
    keep(&desk, oac, &key, &"\u{1}".repeat(MAX_DRAFT_BYTES)).await.unwrap();
    keep(&desk, oac, &key, &longest).await.unwrap();
    assert_eq!(seen(&desk, oac, &key).await, Some(left("nurlanova.b", &longest)));
    let gone = DraftKey::Case {
        number: "39855302/231126/000999".to_owned().try_into().unwrap(),
        form: FormKind::Verdict,
    };
    assert_eq!(keep(&desk, oac, &gone, "x").await.unwrap_err(), Refusal::NoCase);
    let oms = desk.sign_in(0).await;
    let seat = DraftKey::Registration { seat: "../x".to_owned() };
    assert_eq!(keep(&desk, oms, &seat, "x").await.unwrap_err(), Refusal::NoDraft);
    let [file] = files(&data).try_into().unwrap();
    for bytes in [b"{".as_slice(), b"", b"\xff\xfe", b"{\"key\":{\"of\":\"day\",\"form\":\"check\"}}"] {
        fs::write(&file, bytes).unwrap();
        assert_eq!(seen(&desk, oac, &key).await, None);
    }
    // A draft that lies under another's name is nobody's.
    keep(&desk, oac, &key, "mine").await.unwrap();
    let forged = fs::read_to_string(&file).unwrap().replace("nurlanova.b", "zhanov.e");
    fs::write(&file, forged).unwrap();
    assert_eq!(seen(&desk, oac, &key).await, None);
    keep(&desk, oac, &key, "mine").await.unwrap();
    assert_eq!(seen(&desk, oac, &key).await, Some(left(officer(1).0.id.as_str(), "mine")));
    desk.close().await;
}
