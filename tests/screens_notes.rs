//! Notes of a case, approvals and drafts as they stand on the console, in three languages, and what their keys ask of the station.

use crate::support::oms::{Seat, before, case, now, number, officer, ready_lane, request, scanned, snapshot};
use intrascope::domain::approval::{Action, ApprovalNumber, Asked, Pending};
use intrascope::domain::booth::BoothState;
use intrascope::domain::case::Revision;
use intrascope::domain::fact::CaseFact;
use intrascope::domain::note::{NoteKind, Written};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::step::Step;
use intrascope::station::contract::approvals::digest;
use intrascope::station::contract::drafts::{DraftKey, FormKind, KeptDraft};
use intrascope::station::contract::{Pin, Reply, Request, Snapshot};
use intrascope::ui::message::{Code, Effect, Message, Purpose};
use intrascope::words::Language;
use std::sync::Arc;

const SMALL: (u16, u16) = (80, 24);

fn written(number: u16, kind: NoteKind, by: Role, to: Option<Role>, text: &str) -> (Role, CaseFact) {
    (by, CaseFact::NoteWritten { number, note: Written { kind, to, text: text.into() } })
}

/// A case in analysis with a note, an instruction to the OAC, and an answered question.
fn noted() -> Snapshot {
    let mut told = scanned(417);
    told.push((Role::Oac, CaseFact::AnalysisBegan));
    let instruction = "Посмотрите вторую ось прицепа: на прошлой неделе там был тайник, водитель тот же.";
    told.push(written(
        1,
        NoteKind::Note,
        Role::Oms,
        None,
        "Пломба повреждена, водитель говорит: при погрузке.",
    ));
    told.push(written(2, NoteKind::Question, Role::Oac, Some(Role::Oms), "Был ли водитель в кабине один?"));
    told.push((Role::Oms, CaseFact::NoteAnswered { number: 2, text: "Да, один.".into() }));
    told.push(written(3, NoteKind::Instruction, Role::Supervisor, Some(Role::Oac), instruction));
    snapshot(ready_lane(), vec![case(417, &told, 40)])
}

fn asked(effects: Vec<Effect>) -> Vec<Request> {
    let of = |effect| match effect {
        Effect::Ask { request, .. } => Some(request),
        _ => None,
    };
    effects.into_iter().filter_map(of).collect()
}

/// The record of the one case, and its notes over it.
fn at_notes(language: Language, snapshot: Snapshot, role: Role) -> Seat {
    let mut seat = Seat::signed_in(language, SMALL, snapshot, role);
    seat.press_all(&[Code::F(3), Code::F(11)]);
    seat
}

#[test]
fn notes_stand_with_author_kind_and_what_came_of_them() {
    for language in Language::ALL {
        let seat = at_notes(language, noted(), Role::Oac);
        insta::assert_snapshot!(format!("notes_{}", language.code()), seat.text());
    }
    let mut seat = at_notes(Language::Ru, noted(), Role::Oac);
    seat.press(Code::Up);
    insta::assert_snapshot!("notes_answered_ru", seat.text());
    seat.press(Code::Esc);
    assert!(seat.text().contains("Карточка") || seat.text().contains("000417"), "{}", seat.text());
}

#[test]
fn an_instruction_is_acknowledged_by_whom_it_is_to_and_by_nobody_else() {
    for (role, is_open) in [(Role::Oac, true), (Role::Oms, false), (Role::Supervisor, false)] {
        let mut seat = at_notes(Language::Ru, noted(), role);
        let requests = asked(seat.press(Code::F(6)));
        match &requests[..] {
            [Request::Take { step, .. }] if is_open => {
                assert_eq!(**step, Step::AcknowledgeNote { number: 3 });
            }
            [] if !is_open => {}
            other => panic!("{role:?}: {other:?}"),
        }
    }
}

#[test]
fn whoever_is_meant_is_told_on_every_screen_of_the_case_and_in_the_queue() {
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, noted(), Role::Oac);
        insta::assert_snapshot!(format!("queue_noted_{}", language.code()), seat.text());
        seat.press(Code::F(3));
        insta::assert_snapshot!(format!("record_noted_{}", language.code()), seat.text());
    }
    let seat = Seat::signed_in(Language::Ru, SMALL, noted(), Role::Oms);
    assert!(!seat.text().contains("ждут вас записи"), "{}", seat.text());
}

#[test]
fn only_a_supervisor_writes_an_instruction_and_not_to_supervisors() {
    let mut seat = at_notes(Language::Ru, noted(), Role::Supervisor);
    seat.press(Code::F(5));
    seat.press_all(&[
        Code::BackTab,
        Code::BackTab,
        Code::Right,
        Code::Tab,
        Code::Right,
        Code::Right,
        Code::Tab,
    ]);
    seat.type_text("Вскрыть нельзя без меня");
    insta::assert_snapshot!("note_form_ru", seat.text());
    let Request::Take { step, pin: None, .. } = request(seat.press(Code::F(5))) else { panic!() };
    let note =
        Written {
            kind: NoteKind::Instruction, to: Some(Role::Oac), text: "Вскрыть нельзя без меня".into()
        };
    assert_eq!(*step, Step::WriteNote(note));
    let mut operator = at_notes(Language::Ru, noted(), Role::Oms);
    operator.press(Code::F(5));
    assert!(!operator.text().contains("указание  "), "{}", operator.text());
}

/// A booth with one pending approval, asked by the other supervisor.
fn pending(by: Officer) -> (Snapshot, String) {
    let reason = "Ошибка при регистрации: другой прицеп, дело заведено второй раз";
    let action = Action::Step {
        case: number(417),
        revision: Revision(6),
        taken: Box::new(Step::Cancel { reason: reason.into() }),
    };
    let sha256 = digest(ApprovalNumber(7), &by, &action);
    let expires = now() + chrono::TimeDelta::minutes(9);
    let asked = Asked { number: ApprovalNumber(7), action, sha256: sha256.clone(), expires };
    let pending = Pending { by, at: before(60), asked };
    let plain = snapshot(ready_lane(), Vec::new());
    let day = BoothState { approvals: vec![pending], ..(*plain.day).clone() };
    (Snapshot { day: Arc::new(day), ..plain }, sha256)
}

fn other_supervisor() -> Officer {
    Officer {
        id: OfficerId::parse("serik.b").unwrap(), name: "Серікбаев Б.".into(), role: Role::Supervisor
    }
}

#[test]
fn the_exact_action_is_approved_by_the_digest_of_what_is_shown() {
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, pending(other_supervisor()).0, Role::Supervisor);
        assert!(seat.text().contains("Серікбаев Б."), "announced: {}", seat.text());
        seat.press_all(&[Code::F(9), Code::Char('8')]);
        insta::assert_snapshot!(format!("approvals_{}", language.code()), seat.text());
        seat.press(Code::F(5));
        seat.type_text("9001");
        insta::assert_snapshot!(format!("approve_{}", language.code()), seat.text());
        let approve = Request::Approve {
            number: ApprovalNumber(7),
            sha256: pending(other_supervisor()).1,
            pin: Pin::new("9001"),
        };
        assert_eq!(request(seat.press(Code::Enter)), approve);
    }
}

#[test]
fn what_differs_from_what_was_asked_is_not_approved() {
    let (snapshot, _) = pending(other_supervisor());
    let mut day = (*snapshot.day).clone();
    day.approvals[0].asked.action = Action::Purge { cases: vec![number(1)], reason: "срок".into() };
    let snapshot = Snapshot { day: Arc::new(day), ..snapshot };
    let mut seat = Seat::signed_in(Language::Ru, SMALL, snapshot, Role::Supervisor);
    seat.press_all(&[Code::F(9), Code::Char('8'), Code::F(5)]);
    insta::assert_snapshot!("approval_differs_ru", seat.text());
    assert!(asked(seat.press(Code::Enter)).is_empty());
}

#[test]
fn whoever_asked_withdraws_and_does_not_approve() {
    let (snapshot, _) = pending(officer(Role::Supervisor));
    let mut seat = Seat::signed_in(Language::Ru, SMALL, snapshot, Role::Supervisor);
    seat.press_all(&[Code::F(9), Code::Char('8')]);
    assert!(asked(seat.press(Code::F(5))).is_empty());
    insta::assert_snapshot!("approval_own_ru", seat.text());
    seat.press_all(&[Code::F(7), Code::Right]);
    let withdraw = Request::WithdrawApproval { number: ApprovalNumber(7) };
    assert_eq!(request(seat.press(Code::Enter)), withdraw);
}

#[test]
fn an_approval_that_is_gone_takes_its_pin_with_it() {
    let (there, _) = pending(other_supervisor());
    let mut seat = Seat::signed_in(Language::Ru, SMALL, there, Role::Supervisor);
    seat.press_all(&[Code::F(9), Code::Char('8'), Code::F(5)]);
    seat.type_text("9001");
    seat.see(snapshot(ready_lane(), Vec::new()));
    assert!(asked(seat.press(Code::Enter)).is_empty());
    assert!(!seat.text().contains("••••"), "{}", seat.text());
}

#[test]
fn nobody_does_it_alone_and_the_same_words_are_asked_for() {
    let mut seat = Seat::signed_in(Language::Ru, SMALL, noted(), Role::Supervisor);
    seat.press_all(&[Code::F(3), Code::Delete]);
    seat.type_text("Дело заведено дважды");
    let Request::Take { case, revision, step, .. } = request(seat.press(Code::Enter)) else { panic!() };
    let kind = intrascope::domain::approval::ActionKind::Cancel;
    seat.answer(Purpose::Reason, Err(Refusal::NeedsSecond(kind)));
    insta::assert_snapshot!("reason_second_ru", seat.text());
    let action = Box::new(Action::Step { case, revision, taken: step });
    assert_eq!(request(seat.press(Code::Enter)), Request::Propose { action, pin: None });
    seat.answer(Purpose::Reason, Ok(Reply::ApprovalAsked(ApprovalNumber(8))));
    assert!(seat.text().contains("Согласование 8"), "{}", seat.text());
}

fn tick(seat: &mut Seat, seconds: i64) -> Vec<Request> {
    asked(seat.console.update(Message::Clock(now() + chrono::TimeDelta::seconds(seconds))))
}

fn note_key() -> DraftKey {
    DraftKey::Case { number: number(417), form: FormKind::Note }
}

#[test]
fn what_is_typed_is_kept_and_comes_back_with_its_author() {
    let mut seat = at_notes(Language::Ru, noted(), Role::Oms);
    assert_eq!(asked(seat.press(Code::F(5))), [Request::Draft(note_key())]);
    seat.answer(Purpose::Draft, Ok(Reply::Draft(None)));
    seat.type_text("Водитель сменился");
    let kept = tick(&mut seat, 3);
    let [Request::KeepDraft { key, text }] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!(*key, note_key());
    assert!(tick(&mut seat, 9).is_empty(), "nothing changed");
    let mut other = at_notes(Language::Ru, noted(), Role::Oms);
    other.press(Code::F(5));
    let draft =
        KeptDraft { key: key.clone(), author: officer(Role::Oms), at: before(30), text: text.clone() };
    other.answer(Purpose::Draft, Ok(Reply::Draft(Some(Box::new(draft)))));
    insta::assert_snapshot!("draft_restored_ru", other.text());
}

#[test]
fn leaving_a_form_says_that_its_draft_stays_or_drops_it() {
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
        seat.press_all(&[Code::F(5), Code::Tab]);
        seat.type_text("123ABC16");
        seat.press(Code::Esc);
        insta::assert_snapshot!(format!("leave_draft_{}", language.code()), seat.text());
        seat.press(Code::Right);
        let kept = asked(seat.press(Code::Enter));
        assert!(matches!(kept[..], [Request::KeepDraft { .. }]), "{kept:?}");
    }
    let mut seat = Seat::signed_in(Language::Ru, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
    seat.press_all(&[Code::F(5), Code::Tab]);
    seat.type_text("123ABC16");
    seat.press_all(&[Code::Esc, Code::Left]);
    let dropped = asked(seat.press(Code::Enter));
    assert!(matches!(dropped[..], [Request::DropDraft(_)]), "{dropped:?}");
}

#[test]
fn what_is_typed_goes_to_the_station_before_the_session_ends() {
    let mut seat = Seat::signed_in(Language::Ru, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
    seat.press_all(&[Code::F(5), Code::Tab]);
    seat.type_text("123ABC16");
    seat.press_all(&[Code::F(10), Code::Right]);
    let requests = asked(seat.press(Code::Enter));
    assert!(matches!(requests[..], [Request::KeepDraft { .. }, Request::SignOut]), "{requests:?}");
}
