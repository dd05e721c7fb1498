//! One sample of every shape, held by a golden file: a shape that changes without a new version is seen.

use super::*;
use crate::domain::approval::{Action, ApprovalNumber};
use crate::domain::case::Revision;
use crate::domain::lane::LaneFault;
use crate::domain::malfunction::{MalfunctionNumber, Symptom};
use crate::domain::officer::{OfficerId, Role};
use crate::domain::period::Period;
use crate::domain::registration::{DocumentDraft, Draft, GoodsDraft};
use crate::domain::step::{Step, StepKind, Verdict};
use crate::remote::changes::changes;
use crate::remote::samples::{at, case, number, officer, snapshot};
use crate::station::contract::day::DayRequest;
use crate::station::contract::drafts::{DraftKey, KeptDraft};
use crate::station::contract::earlier::{Earlier, EarlierQuery};
use crate::station::contract::people::{FirstPin, PeopleRequest};
use crate::station::contract::search::{Found, More, SearchQuery};
use crate::station::contract::seats::{SeatRequest, Token};
use crate::station::contract::storage::IndexProgress;
use crate::station::contract::{NoticeKind, Pin, Session};
use crate::words::Language;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

fn pin() -> Pin {
    Pin::new("1204")
}

fn id() -> OfficerId {
    officer("akhmetov.a", Role::Oms).id
}

fn symptom() -> Symptom {
    Symptom {
        part: "source".into(),
        symptom: "no beam".into(),
        service: crate::domain::malfunction::Service::Stopped,
    }
}

fn draft_key() -> DraftKey {
    DraftKey::Registration { seat: "oms".to_owned() }
}

fn session() -> Session {
    Session { id: SessionId(4), officer: officer("akhmetov.a", Role::Oms), token: Token([7; 16]) }
}

fn requests() -> Vec<Request> {
    let draft = Draft {
        plate: "123ABC16".into(),
        documents: vec![DocumentDraft { number: "4471".into(), ..DocumentDraft::default() }],
        goods: vec![GoodsDraft { code: "0805".into(), ..GoodsDraft::default() }],
        ..Draft::default()
    };
    let reason = || "a reason".into();
    let take = |step| Request::Take {
        case: number(1),
        revision: Revision(3),
        step: Box::new(step),
        pin: Some(pin()),
    };
    vec![
        Request::SignIn { officer: id(), role: Role::Oms, pin: pin() },
        Request::SignOut,
        Request::Register(Box::new(draft)),
        take(Step::Reopen { reason: reason() }),
        Request::PrintSheet { case: number(1), revision: Revision(3), language: Language::Kk },
        Request::StopScan,
        Request::AcknowledgeFault,
        Request::PrepareSource,
        Request::ShowCase(number(1)),
        Request::ListCases { before: Some(number(2)), limit: 20 },
        Request::Search(SearchQuery { text: "123".into(), verdict: Some(Verdict::UnderSuspicion), limit: 9 }),
        Request::ReadJournal(serde_json::from_str(r#"{"limit":5}"#).unwrap()),
        Request::Statistics(Period { from: at(0), to: at(60) }),
        Request::Earlier(EarlierQuery::typed(&Draft { plate: "123ABC16".into(), ..Draft::default() }, 5)),
        Request::OpenPicture(number(1)),
        Request::Checkpoint,
        Request::Purge {
            cases: vec![number(1)],
            reason: reason(),
            first: (id(), pin()),
            second: (id(), pin()),
        },
        Request::Import { path: "/media/usb/a.tiff".into() },
        Request::Day(DayRequest::TakeOver { pin: pin() }),
        Request::Day(DayRequest::Report(symptom())),
        Request::ImportCase { path: "/media/usb/a.xml".into() },
        Request::RecordOutcome {
            case: number(1),
            outcome: serde_json::from_str(r#"{"result":"confirmed","found":"x","documents":[]}"#).unwrap(),
        },
        Request::Seat(SeatRequest::Resume { session: SessionId(4), token: Token([7; 16]) }),
        Request::People(PeopleRequest::SetPin { old: pin(), new: pin() }),
        Request::Propose {
            action: Box::new(Action::Purge { cases: vec![number(1)], reason: reason() }),
            pin: Some(pin()),
        },
        Request::Propose {
            action: Box::new(Action::ReturnToService { number: MalfunctionNumber(3) }),
            pin: None,
        },
        Request::Approve { number: ApprovalNumber(3), sha256: "ab".to_owned(), pin: pin() },
        Request::RefuseApproval { number: ApprovalNumber(3), reason: reason() },
        Request::WithdrawApproval { number: ApprovalNumber(3) },
        Request::KeepDraft { key: draft_key(), text: "x".to_owned() },
        Request::Draft(draft_key()),
        Request::DropDraft(draft_key()),
        Request::RecordBackup { to: "/media/usb".into(), facts: 7 },
    ]
}

fn replies() -> Vec<Reply> {
    let statistics =
        crate::domain::statistics::Fold::new(Period { from: at(0), to: at(60) }, at(90)).finish();
    vec![
        Reply::SignedIn(session()),
        Reply::PinToBeSet(session()),
        Reply::FirstPins(vec![FirstPin { officer: id(), pin: pin() }]),
        Reply::ApprovalAsked(ApprovalNumber(3)),
        Reply::Draft(Some(Box::new(KeptDraft {
            key: draft_key(),
            author: officer("akhmetov.a", Role::Oms),
            at: at(0),
            text: "x".to_owned(),
        }))),
        Reply::Acknowledged,
        Reply::Done(case(1, 2)),
        Reply::CaseImported { case: case(1, 2), not_kept: crate::domain::intake::NotKept::default() },
        Reply::Case(case(1, 2)),
        Reply::Rows(vec![case(1, 2).row()]),
        Reply::Found(Found { rows: vec![case(1, 2).row()], more: More::Yes, index: IndexProgress::Ready }),
        Reply::Journal(crate::domain::journal::JournalPage {
            lines: Vec::new(),
            next: Some(3),
            looked: 9,
            last: 9,
        }),
        Reply::Statistics(std::sync::Arc::new(statistics)),
        Reply::Earlier(Earlier {
            rows: Vec::new(),
            more: More::No,
            index: IndexProgress::Building { percent: 3 },
        }),
        Reply::Checkpoint("booth/1\n7\nroot=\n".to_owned()),
        Reply::Purged { cases: vec![number(1)], waiting: 1 },
    ]
}

fn asked<R>(request: R) -> Asked<R> {
    Asked { id: 7, key: Key::from_number(0xfe), session: Some(SessionId(4)), request }
}

fn from_consoles() -> Vec<FromLocal> {
    let mut all = vec![
        FromLocal::Stop(StopWord::Now),
        FromLocal::Active,
        FromLocal::Show(Box::new(Shown { screen: "lane".into(), ..Shown::default() })),
        FromLocal::Point(Some(Pointing { case: number(1), x: 3, y: 4 })),
        FromLocal::Replay { after: 12 },
        FromLocal::Heartbeat,
    ];
    all.extend(requests().into_iter().map(|request| FromLocal::Ask(Box::new(asked(request)))));
    all
}

fn image() -> ImageRecord {
    serde_json::from_value(serde_json::json!({
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "bytes": 3, "format": "TIFF", "width": 4_212, "height": 903, "bits": 16, "energies": 2, "depth": "full",
    }))
    .unwrap()
}

fn to_consoles() -> Vec<ToConsole> {
    let welcome = Welcome {
        version: VERSION,
        station: StationMark::from_number(9),
        console: ConsoleId(3),
        seat: Seat::booth(),
        uid: 1_000,
        notice: 12,
    };
    let columns = Columns { scan: None, height: 2, first: 0, pixels: "AAE=".to_owned() };
    let mut all = vec![
        ToConsole::Welcome(welcome),
        ToConsole::WrongVersion(Hello { version: VERSION, program: "0.1.0".into() }),
        ToConsole::Full,
        ToConsole::Preview(columns),
        ToConsole::Notice(Notice { number: 13, what: NoticeKind::FaultRaised(LaneFault::LinkLost) }),
        ToConsole::Missed { from: 1, to: 9 },
        ToConsole::NotUnderstood { id: Some(7), why: "?".into() },
        ToConsole::Heartbeat,
        ToConsole::Ended(Ending::StationStops),
    ];
    let updates = changes(None, &snapshot(vec![case(1, 2)]));
    all.extend(updates.into_iter().map(|update| ToConsole::Update(Box::new(update))));
    let mut told: Vec<Told> = replies().into_iter().map(Told::Reply).collect();
    told.push(Told::Picture { case: number(1), image: image() });
    told.push(Told::Refused(Refusal::Role(StepKind::RequestScan)));
    all.extend(told.into_iter().map(|told| ToConsole::Answer { id: 7, told: Box::new(told) }));
    all
}

fn line<T: Serialize + serde::de::DeserializeOwned + Debug>(sample: &T) -> String {
    let line = serde_json::to_string(sample).unwrap();
    let read: T = serde_json::from_str(&line).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), line);
    line
}

/// Set to write the golden file anew, together with a new version.
const WRITE: &str = "WIRE_GOLDEN_WRITE";

#[test]
fn every_shape_is_as_the_golden_file_of_this_version_has_it() {
    let hello = Greeting { hello: Hello { version: VERSION, program: "0.1.0".into() } };
    let lines: Vec<String> = [line(&hello)]
        .into_iter()
        .chain(from_consoles().iter().map(line))
        .chain(to_consoles().iter().map(line))
        .collect();
    let file = format!("src/remote/console_wire/golden-{VERSION}.jsonl");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    }
    let golden = std::fs::read_to_string(&file).expect("a golden file of this version");
    let golden: Vec<&str> = golden.lines().collect();
    for (line, golden) in lines.iter().zip(&golden) {
        assert_eq!(line, golden, "a shape changed: raise VERSION, then write the golden file with {WRITE}=1");
    }
    assert_eq!(lines.len(), golden.len(), "shapes came or went: raise VERSION, then {WRITE}=1");
}

/// The names that a shape knows, as it names them itself when it meets one that it does not know.
fn names<T: serde::de::DeserializeOwned + Debug>() -> BTreeSet<String> {
    let fault = serde_json::from_str::<T>(r#""no such name""#).unwrap_err().to_string();
    let (_, named) = fault.split_once("expected").unwrap_or_else(|| panic!("{fault}"));
    named.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn tags<T: Serialize>(samples: &[T]) -> BTreeSet<String> {
    let tag = |sample: &T| match serde_json::to_value(sample).unwrap() {
        serde_json::Value::String(tag) => tag,
        serde_json::Value::Object(object) => object.keys().next().unwrap().clone(),
        other => panic!("{other}"),
    };
    samples.iter().map(tag).collect()
}

#[test]
fn every_name_has_a_sample() {
    assert_eq!(tags(&requests()), names::<Request>());
    assert_eq!(tags(&replies()), names::<Reply>());
    assert_eq!(tags(&from_consoles()), names::<FromLocal>());
    assert_eq!(tags(&to_consoles()), names::<ToConsole>());
}

#[test]
fn a_remote_seat_has_no_word_that_drives_or_stops_a_scan() {
    for request in requests() {
        let told = serde_json::to_vec(&FromLocal::Ask(Box::new(asked(request.clone())))).unwrap();
        let heard = serde_json::from_slice::<FromRemote>(&told);
        let spoken = SupervisorRequest::try_from(request.clone());
        assert_eq!(heard.is_ok(), spoken.is_ok(), "{request:?}");
        if let Ok(spoken) = spoken {
            assert_eq!(Request::from(spoken), request);
        }
    }
    let stop = serde_json::to_vec(&FromLocal::Stop(StopWord::Now)).unwrap();
    assert!(serde_json::from_slice::<FromRemote>(&stop).is_err());
    for words in [r#"{"stop":"now"}"#, r#"{"stop":null}"#, r#"{"stop":{}}"#, r#""stop""#] {
        assert!(serde_json::from_str::<FromRemote>(words).is_err(), "{words}");
    }
    for step in ["request_scan", "confirm_lane", "begin_analysis", "give_verdict", "admit"] {
        let words = format!(r#"{{"step":"{step}"}}"#);
        assert!(serde_json::from_str::<SupervisorStep>(&words).is_err(), "{step}");
    }
}

#[test]
fn a_pin_is_said_and_never_printed() {
    let request =
        FromLocal::Ask(Box::new(asked(Request::SignIn { officer: id(), role: Role::Oms, pin: pin() })));
    assert!(!format!("{request:?}").contains("1204"));
    let long = format!("\"{}\"", "9".repeat(1_000));
    // One more than may be: a longer one is known for one.
    assert_eq!(serde_json::from_str::<Pin>(&long).unwrap().as_typed().len(), Pin::MAX_CHARS + 1);
}

#[test]
fn a_greeting_of_any_version_is_read() {
    let other = r#"{"hello":{"version":900,"program":"9.0","more":[1,2]},"else":1}"#;
    assert_eq!(serde_json::from_str::<Greeting>(other).unwrap().hello.version, 900);
}
