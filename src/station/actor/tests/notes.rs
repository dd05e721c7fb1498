//! Notes through the station: an instruction to the OAC holds the verdict until it is acknowledged, where policy says so.

use super::{Desk, booth, clear, done, picture};
use crate::domain::analysis::Mark;
use crate::domain::case::{Case, CaseState};
use crate::domain::note::{MAX_NOTE_CHARS, MAX_NOTES, NoteKind, Written};
use crate::domain::officer::{Officer, Role};
use crate::domain::policy::{Policy, SupervisionRule};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Step, StepKind};
use crate::station::actor::Settings;
use crate::station::contract::day::PolicyInForce;
use crate::station::contract::{Asker, Booth, Request};
use crate::store::{Options, verify};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const OPTIONS: Options = Options::sized(1 << 20, 0);

fn write(kind: NoteKind, text: &str) -> Step {
    Step::WriteNote(Written { kind, to: None, text: text.into() })
}

fn folder() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let (data, source) = (dir.path().join("data"), dir.path().join("a.png"));
    picture(&source, 0);
    (dir, data, source)
}

async fn refused(desk: &Desk, asker: Asker, case: &Case, step: Step) -> Refusal {
    desk.step(asker, case, step).await.unwrap_err()
}

fn lenient(data: &Path) -> Settings {
    let settings = booth(data);
    let supervision = SupervisionRule { instruction_holds_verdict: false };
    let policy = Policy { supervision, ..settings.booth.policy.policy.clone() };
    let policy = PolicyInForce { policy, ..PolicyInForce::default() };
    Settings { booth: Arc::new(Booth { policy, ..Booth::clone(&settings.booth) }), ..settings }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instruction_is_acknowledged_and_a_question_answered_before_the_verdict() {
    let (_dir, data, source) = folder();
    let desk = Desk::open(&data, OPTIONS).await;
    let [oms, oac, supervisor] = [desk.sign_in(0).await, desk.sign_in(1).await, desk.sign_in(2).await];
    let case = desk.import(&source).await;
    let case = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    let instruct = || write(NoteKind::Instruction, "second axle");
    for asker in [oms, oac] {
        assert_eq!(refused(&desk, asker, &case, instruct()).await, Refusal::Role(StepKind::Instruct));
    }
    let case = done(desk.step(supervisor, &case, instruct()).await);
    let case = done(desk.step(oms, &case, write(NoteKind::Question, "which pallet?")).await);
    let case = done(desk.step(oac, &case, write(NoteKind::Question, "who loaded it?")).await);
    let open = |number, kind| Refusal::NoteOpen { number, kind };
    assert_eq!(refused(&desk, oac, &case, clear()).await, open(1, NoteKind::Instruction));
    let known = |number| Step::AcknowledgeNote { number };
    assert_eq!(refused(&desk, supervisor, &case, known(1)).await, Refusal::Role(StepKind::AcknowledgeNote));
    for number in [0, 2, 4] {
        let lacks = Refusal::Requirement(Requirement::KnownNote);
        assert_eq!(refused(&desk, oac, &case, known(number)).await, lacks);
    }
    let case = done(desk.step(oac, &case, known(1)).await);
    assert_eq!(refused(&desk, oac, &case, clear()).await, open(2, NoteKind::Question));
    let answer = |number| Step::AnswerNote { number, text: "the third".into() };
    assert_eq!(refused(&desk, oms, &case, answer(2)).await, Refusal::OwnNote);
    let case = done(desk.step(oac, &case, answer(2)).await);
    let cleared = done(desk.step(oac, &case, clear()).await);
    assert_eq!(cleared.state, CaseState::Cleared, "what the OAC has asked waits for others");
    let answered = done(desk.step(supervisor, &cleared, answer(3)).await);
    desk.close().await;

    let desk = Desk::open(&data, OPTIONS).await;
    let case = done(desk.ask(Asker::CommandLine, Request::ShowCase(case.number.clone())).await);
    assert_eq!(case, answered);
    assert_eq!(case.notes.len(), 3);
    assert!(case.notes.iter().all(|note| !note.is_open()));
    desk.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_may_let_the_verdict_go_before_the_notes() {
    let (_dir, data, source) = folder();
    let desk = Desk::open_as(&data, OPTIONS, lenient(&data)).await;
    let (oac, supervisor) = (desk.sign_in(1).await, desk.sign_in(2).await);
    let case = desk.import(&source).await;
    let case = done(desk.step(supervisor, &case, write(NoteKind::Instruction, "second axle")).await);
    let case = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    let case = done(desk.step(oac, &case, clear()).await);
    let known = done(desk.step(oac, &case, Step::AcknowledgeNote { number: 1 }).await);
    assert!(!known.notes[0].is_open(), "and acknowledged after it all the same");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_are_bounded_and_say_something_and_a_proposed_mark_says_by_whom() {
    let (_dir, data, source) = folder();
    let desk = Desk::open(&data, OPTIONS).await;
    let (oac, supervisor) = (desk.sign_in(1).await, desk.sign_in(2).await);
    let mut case = desk.import(&source).await;
    let lacks = Refusal::Requirement;
    assert_eq!(refused(&desk, oac, &case, write(NoteKind::Note, " ")).await, lacks(Requirement::NoteText));
    let long = "ш".repeat(MAX_NOTE_CHARS + 1);
    assert_eq!(
        refused(&desk, oac, &case, write(NoteKind::Note, &long)).await,
        lacks(Requirement::ShorterText)
    );
    for _ in 0..MAX_NOTES {
        case = done(desk.step(oac, &case, write(NoteKind::Note, "x")).await);
    }
    let full = refused(&desk, oac, &case, write(NoteKind::Note, "x")).await;
    assert_eq!(full, lacks(Requirement::FewerOfAKind));

    case = done(desk.step(oac, &case, Step::BeginAnalysis).await);
    let by = |place: usize| super::officer(place).0;
    let mark = |number, proposed_by| {
        let note = "dense".into();
        Step::PlaceMark(Mark {
            number,
            x: 1,
            y: 1,
            width: 9,
            height: 9,
            note,
            proposed_by: Some(proposed_by),
        })
    };
    let nobody = Officer { id: "nobody".to_owned().try_into().unwrap(), ..by(2) };
    for wrong in [by(0), by(1), nobody, Officer { role: Role::Supervisor, ..by(1) }] {
        assert_eq!(refused(&desk, oac, &case, mark(1, wrong)).await, lacks(Requirement::Proposal));
    }
    case = done(desk.step(oac, &case, mark(1, by(2))).await);
    assert_eq!(case.marks[0].proposed_by, Some(by(2)));
    desk.ask(supervisor, Request::SignOut).await.unwrap();
    case = done(desk.step(oac, &case, mark(1, by(2))).await);
    let gone = refused(&desk, oac, &case, mark(2, by(2))).await;
    assert_eq!(gone, lacks(Requirement::Proposal), "who has left proposes nothing");
    desk.close().await;
}
