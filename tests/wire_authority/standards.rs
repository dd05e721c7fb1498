//! Requirements of ASVS 5.0 and IEC 62443-4-2 by their own names, as they are met over the seats' sockets; `docs/SECURITY.md` lists them.

use crate::support::desk::{PIN, draft};
use crate::wire::support::{seen, soon};
use crate::wire_authority::cast::{Hall, gate, lane_check, sit};
use crate::wire_authority::others::{InService, id};
use intrascope::domain::account::AccountStep;
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::fact::{CaseFact, Fact, SessionEnd};
use intrascope::domain::journal::JournalQuery;
use intrascope::domain::officer::Role;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::Draft;
use intrascope::domain::seat::SeatFault;
use intrascope::domain::step::{By, Step, StepKind};
use intrascope::remote::console_client::RemoteStation;
use intrascope::station::contract::people::PeopleRequest;
use intrascope::station::contract::seats::{Presence, SeatRequest, Token};
use intrascope::station::contract::{Asker, Pin, Reply, Request, Session};
use intrascope::station::handle::Handle;
use std::sync::Arc;

async fn seated(hall: &Hall, seat: &str, id: &str, role: Role) -> (RemoteStation, Handle, Asker) {
    let (station, session) = sit(hall.path(seat), id, role).await;
    let handle = station.handle();
    (station, handle, session.unwrap())
}

async fn take(handle: &Handle, asker: Asker, case: &Case, step: Step) -> Result<Arc<Case>, Refusal> {
    let (number, revision, pin) = (case.number.clone(), case.revision, Some(Pin::new(PIN)));
    let request = Request::Take { case: number, revision, step: Box::new(step), pin };
    match handle.ask(asker, request).await? {
        Reply::Done(case) => Ok(case),
        other => panic!("{other:?}"),
    }
}

async fn register(handle: &Handle, asker: Asker) -> Arc<Case> {
    match handle.ask(asker, Request::Register(Box::new(draft()))).await {
        Ok(Reply::Done(case)) => case,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_2_2_2_a_form_is_checked_in_the_station_whatever_the_console_lets_through() {
    let hall = Hall::open().await;
    let (_console, oms, asker) = seated(&hall, "oms", "other.o", Role::Oms).await;
    let empty = oms.ask(asker, Request::Register(Box::<Draft>::default())).await.unwrap_err();
    assert!(matches!(empty, Refusal::Form(ref faults) if !faults.is_empty()), "{empty:?}");
    let mut wrong = draft();
    wrong.goods[0].gross = "-1".into();
    let wrong = oms.ask(asker, Request::Register(Box::new(wrong))).await.unwrap_err();
    assert!(matches!(wrong, Refusal::Form(_)), "{wrong:?}");
    hall.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_2_3_1_steps_come_in_their_order_or_not_at_all() {
    let hall = Hall::open().await;
    let (_console, oms, asker) = seated(&hall, "oms", "other.o", Role::Oms).await;
    let case = register(&oms, asker).await;
    let scan = || Step::RequestScan { repeat_reason: None };
    let closed = |step, state| Refusal::State { step, state };
    let early = take(&oms, asker, &case, scan()).await.unwrap_err();
    assert_eq!(early, closed(StepKind::RequestScan, CaseState::Registered));
    let early = take(&oms, asker, &case, Step::ConfirmLane(lane_check())).await.unwrap_err();
    assert_eq!(early, closed(StepKind::ConfirmLane, CaseState::Registered));
    let case = take(&oms, asker, &case, Step::Admit(gate())).await.unwrap();
    let early = take(&oms, asker, &case, scan()).await.unwrap_err();
    assert_eq!(early, closed(StepKind::RequestScan, CaseState::Admitted));
    let case = take(&oms, asker, &case, Step::ConfirmLane(lane_check())).await.unwrap();
    let again = take(&oms, asker, &case, Step::Admit(gate())).await.unwrap_err();
    assert_eq!(again, closed(StepKind::Admit, CaseState::LaneChecked));
    hall.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_2_3_4_of_two_who_take_one_image_at_once_one_has_it() {
    let hall = Hall::open().await;
    let case = hall.desk.import(Asker::CommandLine, "scan.png").await;
    let (_one, first, a) = seated(&hall, "oac", "other.o", Role::Oac).await;
    let (_two, second, b) = seated(&hall, "oac", "judge.j", Role::Oac).await;
    let both = tokio::join!(
        take(&first, a, &case, Step::BeginAnalysis),
        take(&second, b, &case, Step::BeginAnalysis)
    );
    let refused = match both {
        (Ok(_), Err(refusal)) | (Err(refusal), Ok(_)) => refusal,
        other => panic!("one of both: {other:?}"),
    };
    assert!(matches!(refused, Refusal::Changed | Refusal::TakenBy(_)), "{refused:?}");
    hall.close().await;
}

async fn session(handle: &Handle, id_: &str, role: Role) -> Session {
    let request = Request::SignIn { officer: id(id_), role, pin: Pin::new(PIN) };
    match handle.ask(Asker::Nobody, request).await {
        Ok(Reply::SignedIn(session)) => session,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_7_2_3_a_broken_session_is_taken_up_by_128_random_bits_alone() {
    let hall = Hall::open().await;
    let first = crate::wire::support::console(hall.path("oms")).await;
    let second = crate::wire::support::console(hall.path("oms")).await;
    let own = session(&first.handle(), "other.o", Role::Oms).await;
    let another = session(&second.handle(), "judge.j", Role::Oms).await;
    assert_ne!(own.token, another.token);
    assert_eq!(size_of_val(&own.token.0) * 8, 128);
    assert!(!format!("{own:?}").contains(&format!("{:?}", own.token.0)), "it is not printed");
    let resume = |token| Request::Seat(SeatRequest::Resume { session: own.id, token });
    // While its console is there nobody takes it up, by whatever token.
    let there = second.handle().ask(Asker::Nobody, resume(own.token)).await;
    assert_eq!(there.unwrap_err(), Refusal::NotSignedIn);
    drop(first);
    seen(&second.handle(), |snapshot| {
        snapshot.consoles.iter().any(|console| console.presence == Presence::Gone)
    })
    .await;
    let third = crate::wire::support::console(hall.path("oms")).await;
    let taken_up = soon("taken up", async {
        loop {
            for bit in [0, 7, 64, 127] {
                let mut token = own.token;
                token.0[bit / 8] ^= 1 << (bit % 8);
                let guessed = third.handle().ask(Asker::Nobody, resume(token)).await;
                assert_eq!(guessed.unwrap_err(), Refusal::NotSignedIn, "bit {bit}");
            }
            let none = third.handle().ask(Asker::Nobody, resume(Token::default())).await;
            assert_eq!(none.unwrap_err(), Refusal::NotSignedIn);
            // The station looks once a second whether a console is gone.
            if let Ok(reply) = third.handle().ask(Asker::Nobody, resume(own.token)).await {
                return reply;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
    assert!(matches!(taken_up, Reply::SignedIn(ref session) if session.id == own.id), "{taken_up:?}");
    hall.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_7_4_5_and_8_3_2_a_supervisors_word_ends_open_sessions_at_once() {
    let service = InService::open().await;
    service.people().await;
    let (lead, supervisor) = service.entered("lead", "sup.a", Role::Supervisor).await;
    let people = [("oms", "oms.a", Role::Oms), ("oac", "oac.a", Role::Oac)];
    let steps = [AccountStep::Disable { id: id("oms.a") }, AccountStep::ResetPin { id: id("oac.a") }];
    for ((seat, name, role), step) in people.into_iter().zip(steps) {
        let (console, asker) = service.entered(seat, name, role).await;
        let handle = console.handle();
        let list = || Request::ListCases { before: None, limit: 1 };
        assert!(handle.ask(asker, list()).await.is_ok());
        lead.handle().ask(supervisor, Request::People(PeopleRequest::Step(step))).await.unwrap();
        assert_eq!(handle.ask(asker, list()).await.unwrap_err(), Refusal::NotSignedIn, "{name}");
        let told = seen(&handle, |snapshot| snapshot.own_console().is_some_and(|own| own.ended.is_some()));
        let ended = told.await.own_console().unwrap().ended.clone().unwrap();
        assert_eq!((ended.why, ended.by.unwrap().id), (SessionEnd::Account, id("sup.a")));
        let pin = crate::wire_authority::others::own_pin(name);
        let again = InService::enter(&handle, name, role, pin).await;
        assert_eq!(again.unwrap_err(), Refusal::WrongPin, "{name}");
    }
    service.hall.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn iec_62443_4_2_cr_1_1_re_1_and_cr_2_8_every_fact_of_a_person_names_that_person() {
    let hall = Hall::open().await;
    let mut cases = Vec::new();
    for name in ["other.o", "judge.j"] {
        let (_console, oms, asker) = seated(&hall, "oms", name, Role::Oms).await;
        cases.push((name, register(&oms, asker).await));
    }
    let (_console, handle, asker) = seated(&hall, "sup", "both.b", Role::Supervisor).await;
    for (name, case) in cases {
        let query = JournalQuery { case: Some(case.number.clone()), limit: 10, ..JournalQuery::default() };
        let Ok(Reply::Journal(page)) = handle.ask(asker, Request::ReadJournal(query)).await else {
            panic!("a page")
        };
        let entry = &page.lines[0].entry;
        assert!(matches!(entry.fact, Fact::Case { fact: CaseFact::Registered(_), .. }));
        assert!(matches!(&entry.by, By::Officer(officer) if officer.id == id(name)));
        // ASVS 16.2.2: one time for all, UTC.
        let told = serde_json::to_value(entry).unwrap();
        assert!(told["at"].as_str().unwrap().ends_with('Z'), "{told}");
    }
    hall.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn iec_62443_4_2_cr_1_10_a_refused_sign_in_tells_nothing_and_no_pin_is_ever_shown() {
    let hall = Hall::open().await;
    let station = crate::wire::support::console(hall.path("oac")).await;
    let typed = "840257";
    let mut said = Vec::new();
    for (name, role) in [("other.o", Role::Oac), ("nobody.n", Role::Oac)] {
        let request = Request::SignIn { officer: id(name), role, pin: Pin::new(typed) };
        assert!(!format!("{request:?}").contains(typed));
        said.push(station.handle().ask(Asker::Nobody, request).await.unwrap_err());
    }
    assert_eq!(said, [Refusal::WrongPin, Refusal::WrongPin], "known and unknown alike");
    hall.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn iec_62443_4_2_cr_2_5_a_locked_console_is_sent_nothing_takes_the_pin_and_still_stops() {
    let hall = Hall::open().await;
    let (_console, oms, asker) = seated(&hall, "oms", "other.o", Role::Oms).await;
    let (_beside, other, theirs) = seated(&hall, "oms", "judge.j", Role::Oms).await;
    let case = register(&oms, asker).await;
    seen(&oms, |snapshot| snapshot.case(&case.number).is_some()).await;
    oms.ask(asker, Request::Seat(SeatRequest::Lock)).await.unwrap();
    // The station sends it no more: it is not merely covered.
    let locked = seen(&oms, |snapshot| snapshot.unfinished.is_empty()).await;
    assert!(locked.recent.is_empty() && locked.proposals.is_empty() && locked.consoles.len() == 1);
    let refused = oms.ask(asker, Request::ShowCase(case.number.clone())).await.unwrap_err();
    assert_eq!(refused, Refusal::Seat(SeatFault::Locked));
    assert!(oms.ask(asker, Request::StopScan).await.is_ok());
    let unlock = |pin| Request::Seat(SeatRequest::Unlock { pin: Pin::new(pin) });
    assert_eq!(oms.ask(asker, unlock("840257")).await.unwrap_err(), Refusal::WrongPin);
    // Not from another console, be the PIN right.
    assert_eq!(other.ask(asker, unlock(PIN)).await.unwrap_err(), Refusal::NotSignedIn);
    other.ask(theirs, unlock(PIN)).await.unwrap();
    assert!(oms.ask(asker, Request::ShowCase(case.number.clone())).await.is_err(), "still locked");
    oms.ask(asker, unlock(PIN)).await.unwrap();
    seen(&oms, |snapshot| snapshot.case(&case.number).is_some()).await;
    hall.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn iec_62443_4_2_cr_2_7_one_officer_has_one_session_and_the_new_one_ends_the_old_by_its_word() {
    let hall = Hall::open().await;
    let (_console, first, early) = seated(&hall, "oac", "other.o", Role::Oac).await;
    let (second_console, refused) = sit(hall.path("oac"), "other.o", Role::Oac).await;
    assert!(matches!(refused, Err(Refusal::Seat(SeatFault::Taken { .. }))), "{refused:?}");
    let over = SeatRequest::TakeOver { officer: id("other.o"), role: Role::Oac, pin: Pin::new(PIN) };
    let taken = second_console.handle().ask(Asker::Nobody, Request::Seat(over)).await;
    assert!(matches!(taken, Ok(Reply::SignedIn(_))), "{taken:?}");
    let list = Request::ListCases { before: None, limit: 1 };
    assert_eq!(first.ask(early, list).await.unwrap_err(), Refusal::NotSignedIn);
    let told = seen(&first, |snapshot| snapshot.own_console().is_some_and(|own| own.ended.is_some()));
    assert_eq!(told.await.own_console().unwrap().ended.clone().unwrap().why, SessionEnd::Elsewhere);
    hall.close().await;
}
