//! Sign-in at a seat, the locked session, the taken seat and the lost station, as pictures in three languages.

use crate::support::oms::{Seat, officer, ready_lane, snapshot};
use intrascope::domain::fact::SessionEnd;
use intrascope::domain::officer::Role;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::seat::{Person, Place, SeatFault, SeatName};
use intrascope::station::contract::seats::{
    ConsoleId, ConsoleView, Ended, Link, Lock, Presence, SeatRequest, SessionView,
};
use intrascope::station::contract::{Booth, Request, SessionId, Snapshot};
use intrascope::ui::message::{Code, Effect, Message, Purpose};
use intrascope::words::Language;
use std::sync::Arc;

const SMALL: (u16, u16) = (80, 24);

/// This console at a seat with these roles.
fn own(roles: &[Role], place: Place, session: Option<(Role, Lock)>) -> ConsoleView {
    let snapshot = snapshot(ready_lane(), Vec::new());
    ConsoleView {
        id: ConsoleId(0),
        seat: SeatName::parse(if place == Place::Local { "oms" } else { "sup" }).unwrap(),
        place,
        roles: roles.to_vec(),
        person: if place == Place::Remote { Person::OfAccount } else { Person::Any },
        account: Some("zhumabaeva.s".into()),
        since: snapshot.at,
        session: session.map(|(role, lock)| SessionView {
            id: SessionId(1),
            officer: officer(role),
            since: snapshot.at,
            lock,
        }),
        ended: None,
        shown: Arc::default(),
        watching: None,
        pointing: None,
        presence: Presence::Here,
    }
}

fn seen(console: ConsoleView) -> Snapshot {
    Snapshot { consoles: Arc::new(vec![console]), ..snapshot(ready_lane(), Vec::new()) }
}

fn in_service(snapshot: Snapshot) -> Snapshot {
    let booth = Booth { training: None, roster: Vec::new(), ..(*snapshot.booth).clone() };
    Snapshot { booth: Arc::new(booth), ..snapshot }
}

fn requests(effects: Vec<Effect>) -> Vec<Request> {
    let of = |effect| match effect {
        Effect::Ask { request, .. } => Some(request),
        _ => None,
    };
    effects.into_iter().filter_map(of).collect()
}

#[test]
fn in_service_account_and_pin_are_typed_and_nobody_is_named() {
    for language in Language::ALL {
        let local = own(&[Role::Oms, Role::Supervisor], Place::Local, None);
        let seat = Seat::empty(language, SMALL, in_service(seen(local)));
        insta::assert_snapshot!(format!("service_sign_in_{}", language.code()), seat.text());
    }
    let mut seat = Seat::empty(
        Language::En,
        SMALL,
        in_service(seen(own(&[Role::Oms, Role::Supervisor], Place::Local, None))),
    );
    // Typed on a Russian layout: the keys are what counts.
    for c in "ф.лурьуещм".chars().chain("akhmetov.a".chars()) {
        seat.press(Code::Char(c));
    }
    for _ in 0..20 {
        seat.press(Code::Backspace);
    }
    seat.type_text("akhmetov.a");
    seat.press_all(&[Code::Down, Code::Right, Code::Down]);
    seat.type_text("a long Phrase");
    let asked = requests(seat.press(Code::Enter));
    let [Request::SignIn { officer, role: Role::Supervisor, .. }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(officer.as_str(), "akhmetov.a");
}

#[test]
fn a_remote_console_signs_in_its_own_account_only() {
    let remote = own(&[Role::Supervisor], Place::Remote, None);
    let mut seat = Seat::empty(Language::En, SMALL, in_service(seen(remote)));
    seat.type_text("secret words");
    let asked = requests(seat.press(Code::Enter));
    let [Request::SignIn { officer, role: Role::Supervisor, .. }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(officer.as_str(), "zhumabaeva.s");
}

#[test]
fn in_training_only_the_seats_roles_stand_on_the_screen() {
    let seat = Seat::empty(Language::Ru, SMALL, seen(own(&[Role::Oac], Place::Local, None)));
    let text = seat.text();
    assert!(text.contains("3507") && !text.contains("1204"), "{text}");
}

#[test]
fn a_taken_seat_is_taken_over_after_a_question() {
    let mut seat = Seat::empty(Language::En, SMALL, seen(own(&[Role::Oms], Place::Local, None)));
    seat.type_text("1204");
    let asked = requests(seat.press(Code::Enter));
    assert!(matches!(asked[..], [Request::SignIn { .. }]));
    let at = SeatName::parse("oms").unwrap();
    let taken = Refusal::Seat(SeatFault::Taken { by: "Сериков Д.".into(), seat: at });
    seat.answer(Purpose::SignIn, Err(taken));
    insta::assert_snapshot!("taken_seat", seat.text());
    seat.press(Code::Right);
    let asked = requests(seat.press(Code::Enter));
    assert!(matches!(asked[..], [Request::Seat(SeatRequest::TakeOver { role: Role::Oms, .. })]), "{asked:?}");
}

#[test]
fn a_locked_session_shows_no_work_takes_the_pin_and_stops_the_beam() {
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
        seat.see(seen(own(&[Role::Oms], Place::Local, Some((Role::Oms, Lock::Locked)))));
        insta::assert_snapshot!(format!("locked_{}", language.code()), seat.text());
        assert!(seat.press(Code::F(8)).iter().any(|effect| matches!(effect, Effect::Stop)));
        for key in [Code::F(5), Code::F(3), Code::F(4), Code::F(6), Code::F(9)].into_iter().skip(1) {
            assert!(requests(seat.press(key)).is_empty(), "{key:?}");
        }
        for c in "1204".chars() {
            seat.press(Code::Char(c));
        }
        let asked = requests(seat.press(Code::Enter));
        assert!(matches!(asked[..], [Request::Seat(SeatRequest::Unlock { .. })]), "{asked:?}");
        seat.see(seen(own(&[Role::Oms], Place::Local, Some((Role::Oms, Lock::Open)))));
        assert!(!seat.text().contains("••••"));
    }
}

#[test]
fn another_officer_signs_in_over_a_locked_session_or_goes_back_to_it() {
    let mut seat = Seat::signed_in(Language::En, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
    seat.see(seen(own(&[Role::Oms], Place::Local, Some((Role::Oms, Lock::Locked)))));
    seat.press(Code::F(5));
    assert!(seat.text().contains("1204"), "{}", seat.text());
    seat.press(Code::Esc);
    assert!(seat.text().contains("Locked"), "{}", seat.text());
}

#[test]
fn a_session_that_was_ended_says_so() {
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
        let mut console = own(&[Role::Oms], Place::Local, None);
        console.ended = Some(Ended {
            session: SessionId(1),
            officer: officer(Role::Oms),
            at: snapshot(ready_lane(), Vec::new()).at,
            why: SessionEnd::TakenOver,
            by: Some(officer(Role::Oac)),
        });
        seat.see(seen(console));
        insta::assert_snapshot!(format!("ended_{}", language.code()), seat.text());
    }
}

#[test]
fn a_lost_station_says_that_the_beam_is_unknown() {
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
        seat.console.update(Message::Link(Link::Lost));
        insta::assert_snapshot!(format!("lost_{}", language.code()), seat.text());
        seat.console.update(Message::Link(Link::OtherVersion { ours: 2, theirs: 3 }));
        insta::assert_snapshot!(format!("other_version_{}", language.code()), seat.text());
        seat.console.update(Message::Link(Link::Anew));
        assert!(seat.text().contains("PIN") || seat.text().contains("ПИН"), "{}", seat.text());
    }
}
