//! What a console at a seat sees and may do.

use super::support::{Raw, Sockets, Stub, console, link, oms, seat, seen, snapshot, soon, supervisors};
use crate::support::desk::{Desk, PIN, draft, officer};
use intrascope::domain::officer::Role;
use intrascope::domain::policy::Policy;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::seat::{Place, SeatFault};
use intrascope::remote::changes::Assembly;
use intrascope::remote::console_client::{ConnectError, connect};
use intrascope::remote::console_wire::{Ending, Hello, ToConsole, ToStation, VERSION};
use intrascope::remote::seats::Accounts;
use intrascope::station::contract::seats::{Link, Lock, Shown};
use intrascope::station::contract::{Answer, Asker, Pin, Preview, Reply, Request, StoreHealth};
use intrascope::station::handle::Handle;
use intrascope::words::Language;
use std::io::{Read, Write};
use std::sync::Arc;

async fn sign_in(handle: &Handle, id: &str, role: Role) -> Answer {
    let request = Request::SignIn { officer: officer(id, role).id, role, pin: Pin::new(PIN) };
    handle.ask(Asker::Nobody, request).await
}

async fn signed_in(handle: &Handle, id: &str, role: Role) -> Asker {
    match sign_in(handle, id, role).await {
        Ok(Reply::SignedIn(session)) => Asker::Session(session.id),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_seats_and_a_supervisor_work_on_one_case_over_their_sockets() {
    let desk = Desk::open(Policy::default()).await;
    let mut sockets = Sockets::new(desk.handle());
    let oms = console(&sockets.serve(oms()).await).await;
    let oac = console(&sockets.serve(seat("oac", &[Role::Oac], Place::Local)).await).await;
    let sup = console(&sockets.serve(supervisors()).await).await;
    let [oms, oac, sup] = [oms.handle(), oac.handle(), sup.handle()];
    let asker = signed_in(&oms, "akhmetov.a", Role::Oms).await;
    let Ok(Reply::Done(case)) = oms.ask(asker, Request::Register(Box::new(draft()))).await else {
        panic!("registered")
    };
    assert!(seen(&oms, |snapshot| snapshot.case(&case.number).is_some()).await.own_console().is_some());
    // The other seats see nothing of it before somebody signs in there.
    assert!(oac.snapshot().borrow().unfinished.is_empty());
    let reader = signed_in(&oac, "nurlanova.b", Role::Oac).await;
    seen(&oac, |snapshot| snapshot.case(&case.number).is_some()).await;
    signed_in(&sup, "sarsenov.d", Role::Supervisor).await;
    let whole = seen(&sup, |snapshot| snapshot.case(&case.number).is_some()).await;
    assert_eq!(**whole.case(&case.number).unwrap(), *case);
    // Another console's session is good for nobody else.
    let stolen = oac.ask(asker, Request::ShowCase(case.number.clone())).await;
    assert_eq!(stolen.unwrap_err(), Refusal::NotSignedIn);
    let stale =
        Request::PrintSheet { case: case.number.clone(), revision: case.revision, language: Language::Ru };
    assert!(oac.ask(reader, stale).await.is_err());
    oms.ask(asker, Request::SignOut).await.unwrap();
    seen(&oms, |snapshot| snapshot.unfinished.is_empty()).await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_admits_its_roles_and_the_supervisors_has_no_word_for_a_scan() {
    let desk = Desk::open(Policy::default()).await;
    let mut sockets = Sockets::new(desk.handle());
    let operator = console(&sockets.serve(oms()).await).await;
    let supervisor = console(&sockets.serve(supervisors()).await).await;
    let (oms, sup) = (operator.handle(), supervisor.handle());
    let refused = sign_in(&oms, "nurlanova.b", Role::Oac).await.unwrap_err();
    assert_eq!(refused, Refusal::Seat(SeatFault::RoleNotHere(Role::Oac)));
    let asker = signed_in(&sup, "sarsenov.d", Role::Supervisor).await;
    for request in [
        Request::Register(Box::new(draft())),
        Request::StopScan,
        Request::AcknowledgeFault,
        Request::PrepareSource,
    ] {
        assert_eq!(sup.ask(asker, request).await.unwrap_err(), Refusal::Seat(SeatFault::NotHere));
    }
    let local = Request::RecordBackup { to: "usb".into(), facts: 1 };
    assert!(oms.ask(Asker::Nobody, local).await.is_err());
    assert_eq!(oms.ask(Asker::CommandLine, Request::Checkpoint).await.unwrap_err(), Refusal::NotSignedIn);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_comes_as_a_file_that_cannot_be_written() {
    let desk = Desk::open(Policy::default()).await;
    let local = desk.sign_in("sarsenov.d", Role::Supervisor).await;
    let case = desk.import(local, "truck.png").await;
    let Ok(Reply::Picture(ours)) = desk.ask(local, Request::OpenPicture(case.number.clone())).await else {
        panic!("a picture")
    };
    let mut expected = Vec::new();
    (&*ours.tiles).read_to_end(&mut expected).unwrap();
    let mut sockets = Sockets::new(desk.handle());
    let station = console(&sockets.serve(seat("oac", &[Role::Oac], Place::Local)).await).await;
    let handle = station.handle();
    let nobody = handle.ask(Asker::Nobody, Request::OpenPicture(case.number.clone())).await;
    assert_eq!(nobody.unwrap_err(), Refusal::NotSignedIn);
    let asker = signed_in(&handle, "nurlanova.b", Role::Oac).await;
    let answer = handle.ask(asker, Request::OpenPicture(case.number.clone())).await;
    let Ok(Reply::Picture(theirs)) = answer else { panic!("{answer:?}") };
    assert_eq!((theirs.case, theirs.image), (case.number.clone(), ours.image));
    let mut read = Vec::new();
    (&*theirs.tiles).read_to_end(&mut read).unwrap();
    assert_eq!(read, expected);
    assert!((&*theirs.tiles).write(b"x").is_err());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_goes_past_requests_that_nobody_answers() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let station = console(&sockets.serve(oms()).await).await;
    for _ in 0..20 {
        let handle = station.handle();
        tokio::task::spawn(async move { handle.ask(Asker::Nobody, Request::Checkpoint).await });
    }
    stub.asked().await;
    station.handle().stop_now();
    soon("the stop", stub.stops.wait_for(|stops| *stops > 0)).await.unwrap();
    // A remote seat's handle stops nothing, whatever its process says.
    let remote = console(&sockets.serve(supervisors()).await).await;
    let before = stub.stopped();
    remote.handle().stop_now();
    let asking = remote.handle();
    let asked = tokio::task::spawn(async move { asking.ask(Asker::Nobody, Request::Checkpoint).await });
    while let Ok(Some(ask)) = tokio::time::timeout(super::support::PATIENCE, stub.asks.recv()).await {
        let is_remote = ask.console == stub.lines.live().last().unwrap().id();
        ask.answer.send(Ok(Reply::Acknowledged)).ok();
        if is_remote {
            break;
        }
    }
    soon("answered", asked).await.unwrap().unwrap();
    assert_eq!(stub.stopped(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_has_the_latest_state_and_an_open_session_alone_the_picture() {
    let stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let station = console(&sockets.serve(oms()).await).await;
    let handle = station.handle();
    assert_eq!(handle.snapshot().borrow().day.last_shift, 0, "nobody is signed in");
    let columns = Preview { scan: None, height: 4, columns: 3, pixels: Arc::new(vec![9; 12]) };
    stub.preview.send_replace(Arc::new(columns.clone()));
    stub.seat_everybody(Lock::Open);
    seen(&handle, |snapshot| snapshot.day.last_shift == 7).await;
    soon("columns", handle.preview().wait_for(|preview| **preview == columns)).await.unwrap();
    stub.seat_everybody(Lock::Locked);
    seen(&handle, |snapshot| snapshot.day.last_shift == 0).await;
    soon("no columns", handle.preview().wait_for(|preview| preview.columns == 0)).await.unwrap();
    for failed in 1..=500 {
        stub.publish(|snapshot| snapshot.storage.copies_due = failed);
    }
    seen(&handle, |snapshot| snapshot.storage.copies_due == 500).await;
    // What the console does comes to its line.
    handle.show(Shown { screen: "lane".into(), ..Shown::default() });
    let line = stub.lines.live().into_iter().last().unwrap();
    soon("shown", async {
        while line.shown().screen.as_str() != "lane" {
            stub.lines.changed().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_reads_slowly_gets_fewer_updates_and_the_same_state() {
    let stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let mut raw = Raw::greeted(&sockets.serve(oms()).await).await;
    for failed in 1..=2_000 {
        stub.publish(|snapshot| snapshot.store = StoreHealth::Failed(format!("{failed}")));
    }
    let (mut assembly, mut known, mut updates) = (Assembly::default(), None, 0);
    loop {
        let word = raw.hear_until(|word| matches!(word, ToConsole::Update(_))).await;
        let ToConsole::Update(part) = word else { continue };
        updates += 1;
        if let Some(snapshot) = assembly.take(known.as_ref(), *part).unwrap() {
            let is_last = snapshot.store == StoreHealth::Failed("2000".to_owned());
            known = Some(snapshot);
            if is_last {
                break;
            }
        }
    }
    assert!(updates < 200, "{updates}");
    let expected = stub.snapshot.borrow().clone();
    assert_eq!(known.unwrap().lane, expected.lane);
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_are_told_in_order_and_again_by_number() {
    let stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let station = console(&path).await;
    let mut notices = station.handle().notices();
    (1..=40).for_each(|number| stub.notify(number));
    for number in 1..=40 {
        assert_eq!(soon("a notice", notices.recv()).await.unwrap().number, number);
    }
    let mut raw = Raw::greeted(&path).await;
    raw.say(&ToStation::<Request, ()>::Replay { after: 38 }).await;
    for expected in [39, 40] {
        let word = raw.hear_until(|word| matches!(word, ToConsole::Notice(_))).await;
        assert!(matches!(word, ToConsole::Notice(notice) if notice.number == expected));
    }
    stub.notify(50);
    let word = raw.hear_until(|word| matches!(word, ToConsole::Missed { .. })).await;
    assert!(matches!(word, ToConsole::Missed { from: 41, to: 49 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_and_a_full_station_are_told_in_words() {
    let stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let mut other = Raw::dial(&path).await;
    let hello = Hello { version: VERSION + 1, program: "9.9".into() };
    other.say(&intrascope::remote::console_wire::Greeting { hello }).await;
    let word = soon("a word", other.hear()).await;
    assert!(matches!(word, Some(ToConsole::WrongVersion(hello)) if hello.version == VERSION));
    assert!(other.hear().await.is_none());

    let mut held = Vec::new();
    let refused = loop {
        match connect(&path).await {
            Ok(station) => held.push(station),
            Err(refused) => break refused,
        }
    };
    assert!(matches!(refused, ConnectError::Ended(Ending::TooManyOfAccount)), "{refused}");
    assert!(held.len() <= intrascope::remote::seats::MAX_OF_ACCOUNT);
    held.clear();
    let nobody = sockets.serve_to(supervisors(), Accounts::Only(vec![4_000_000])).await;
    let refused = soon("refused", connect(&nobody)).await.unwrap_err();
    assert!(matches!(refused, ConnectError::Ended(Ending::NotAllowed)), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_of_another_version_is_named_and_met_again_later() {
    let stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let path = sockets.serve(oms()).await;
    let station = console(&path).await;
    sockets.close().await;
    link(&station, |link| *link == Link::Lost).await;
    let other = tokio::net::UnixListener::bind(&path).unwrap();
    let (stream, _) = soon("the console comes back", other.accept()).await.unwrap();
    let mut stream = Raw { stream };
    stream.say(&ToConsole::WrongVersion(Hello { version: 77, program: "7.7".into() })).await;
    link(&station, |link| matches!(link, Link::OtherVersion { theirs: 77, .. })).await;
    drop((stream, other));
    std::fs::remove_file(&path).unwrap();
    sockets.serve(oms()).await;
    link(&station, |link| *link == Link::Up).await;
    assert_eq!(station.handle().snapshot().borrow().lane, snapshot().lane);
}
