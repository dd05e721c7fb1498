//! Connections that break: the console knows nothing of the lane, and nothing is done twice.

use super::support::{Count, Sockets, Stub, console, link, officer, oms, seen, soon};
use crate::support::desk::{Desk, PIN, draft};
use intrascope::domain::lane::LaneView;
use intrascope::domain::officer::Role;
use intrascope::domain::policy::Policy;
use intrascope::domain::refusal::Refusal;
use intrascope::station::contract::seats::{Link, Lock, SeatRequest};
use intrascope::station::contract::{Asker, Pin, Reply, Request, SessionId};

fn sign_in() -> Request {
    let officer = officer(Role::Oms);
    Request::SignIn { officer: officer.id, role: Role::Oms, pin: Pin::new(PIN) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_station_is_shown_as_one_and_refuses_at_once() {
    let stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let station = console(&sockets.serve(oms()).await).await;
    let handle = station.handle();
    assert_ne!(handle.snapshot().borrow().lane, LaneView::default());
    sockets.close().await;
    link(&station, |link| *link == Link::Lost).await;
    seen(&handle, |snapshot| snapshot.lane == LaneView::default()).await;
    let gone = soon("refused", handle.ask(Asker::Nobody, Request::Checkpoint)).await;
    assert_eq!(gone.unwrap_err(), Refusal::StationGone);
    // What happened meanwhile is told when it is back.
    let mut notices = handle.notices();
    stub.notify(1);
    sockets.serve(oms()).await;
    link(&station, |link| *link == Link::Up).await;
    seen(&handle, |snapshot| snapshot.lane != LaneView::default()).await;
    assert_eq!(soon("the notice", notices.recv()).await.unwrap().number, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_asked_again_by_its_session_and_carried_out_once() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let station = console(&sockets.serve(oms()).await).await;
    let handle = station.handle();
    let signing = tokio::task::spawn(async move { handle.ask(Asker::Nobody, sign_in()).await });
    stub.let_in().await;
    soon("signed in", signing).await.unwrap().unwrap();
    let done = Count::default();
    let (handle, session) = (station.handle(), Asker::Session(SessionId(1)));
    let registering =
        tokio::task::spawn(async move { handle.ask(session, Request::Register(Box::new(draft()))).await });
    let register = stub.asked().await;
    done.add();
    // The connection breaks while the station is at it.
    sockets.close().await;
    link(&station, |link| *link == Link::Lost).await;
    sockets.serve(oms()).await;
    let resume = stub.asked().await;
    assert!(matches!(&resume.request, Request::Seat(SeatRequest::Resume { session, .. }) if session.0 == 1));
    assert_eq!(resume.asker, Asker::Nobody);
    // The station has not seen yet that the first console is gone.
    resume.answer.send(Err(Refusal::NotSignedIn)).unwrap();
    stub.let_in().await;
    register.answer.send(Ok(Reply::Acknowledged)).unwrap();
    assert!(matches!(soon("answered", registering).await.unwrap(), Ok(Reply::Acknowledged)));
    assert!(stub.asks.try_recv().is_err(), "asked once");
    assert_eq!(done.get(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_session_a_request_is_answered_and_not_asked_again() {
    let mut stub = Stub::new();
    let mut sockets = Sockets::new(stub.handle.clone());
    let station = console(&sockets.serve(oms()).await).await;
    let handle = station.handle();
    let asking = tokio::task::spawn(async move { handle.ask(Asker::Nobody, Request::Checkpoint).await });
    let _asked = stub.asked().await;
    sockets.close().await;
    assert_eq!(soon("answered", asking).await.unwrap().unwrap_err(), Refusal::StationGone);
    sockets.serve(oms()).await;
    link(&station, |link| *link == Link::Up).await;
    assert!(stub.asks.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_the_real_station_outlives_its_connection() {
    let desk = Desk::open(Policy::default()).await;
    let mut sockets = Sockets::new(desk.handle());
    let station = console(&sockets.serve(oms()).await).await;
    let handle = station.handle();
    let Ok(Reply::SignedIn(session)) = handle.ask(Asker::Nobody, sign_in()).await else {
        panic!("signed in")
    };
    let asker = Asker::Session(session.id);
    sockets.close().await;
    link(&station, |link| *link == Link::Lost).await;
    sockets.serve(oms()).await;
    link(&station, |link| *link == Link::Up).await;
    // Asked before the session is open again: it waits for that.
    let answer = soon("registered", handle.ask(asker, Request::Register(Box::new(draft())))).await;
    assert!(matches!(answer, Ok(Reply::Done(_))), "{answer:?}");
    let own = seen(&handle, |snapshot| snapshot.own_console().is_some_and(|own| own.session.is_some())).await;
    assert_eq!(own.own_console().unwrap().session.as_ref().unwrap().lock, Lock::Open);
    desk.close().await;
    link(&station, |link| *link != Link::Up).await;
}
