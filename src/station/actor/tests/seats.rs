//! Seats, sessions, locks, take-over and looking on, at the station itself.

use super::*;
use crate::domain::fact::SessionEnd;
use crate::domain::seat::{Occupancy, Person, Place, Seat, SeatFault, SeatName};
use crate::station::contract::seats::{Attachment, Lock, Peer, Presence, SeatRequest, Token};
use tempfile::tempdir;

const OPTIONS: Options = Options::sized(1 << 20, 4 << 20);

fn seat(name: &str, role: Role) -> Arc<Seat> {
    let name = SeatName::parse(name).unwrap();
    Arc::new(Seat { name, roles: vec![role], occupancy: Occupancy::One, ..Seat::booth() })
}

fn remote() -> Arc<Seat> {
    let name = SeatName::parse("sup").unwrap();
    Arc::new(Seat {
        name,
        roles: vec![Role::Supervisor],
        place: Place::Remote,
        occupancy: Occupancy::Many,
        person: Person::OfAccount,
    })
}

fn peer(account: &str) -> Peer {
    Peer { uid: 1_000, account: account.into() }
}

impl Desk {
    fn console(&self, seat: &Arc<Seat>, account: &str) -> Handle {
        let attachment = Attachment { seat: Arc::clone(seat), peer: Some(peer(account)) };
        self.station.handle.attach(attachment).unwrap()
    }
}

async fn sign_in(handle: &Handle, place: usize) -> Result<Asker, Refusal> {
    let (officer, pin) = officer(place);
    let request = Request::SignIn { officer: officer.id, role: officer.role, pin };
    handle.ask(Asker::Nobody, request).await.map(asker)
}

async fn take_over(handle: &Handle, place: usize) -> Result<Asker, Refusal> {
    let (officer, pin) = officer(place);
    let request = SeatRequest::TakeOver { officer: officer.id, role: officer.role, pin };
    handle.ask(Asker::Nobody, Request::Seat(request)).await.map(asker)
}

fn asker(reply: Reply) -> Asker {
    match reply {
        Reply::SignedIn(session) => Asker::Session(session.id),
        other => panic!("{other:?}"),
    }
}

fn fault(result: Result<Asker, Refusal>) -> SeatFault {
    match result {
        Err(Refusal::Seat(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_seat_admits_its_roles_and_no_other_whatever_pin_is_typed() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let oms = desk.console(&seat("oms", Role::Oms), "intrascope-oms");
    assert_eq!(fault(sign_in(&oms, 1).await), SeatFault::RoleNotHere(Role::Oac));
    let asker = sign_in(&oms, 0).await.unwrap();
    assert!(oms.ask(asker, Request::ListCases { before: None, limit: 1 }).await.is_ok());
    desk.close().await;
}

#[tokio::test]
async fn a_session_is_worth_nothing_at_another_console() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let oms = desk.console(&seat("oms", Role::Oms), "intrascope-oms");
    let other = desk.console(&seat("oac", Role::Oac), "intrascope-oac");
    let asker = sign_in(&oms, 0).await.unwrap();
    let list = || Request::ListCases { before: None, limit: 1 };
    assert_eq!(other.ask(asker, list()).await.unwrap_err(), Refusal::NotSignedIn);
    assert_eq!(desk.ask(asker, list()).await.unwrap_err(), Refusal::NotSignedIn);
    // The command line is the station's own account, never a console's word.
    assert_eq!(other.ask(Asker::CommandLine, list()).await.unwrap_err(), Refusal::NotSignedIn);
    desk.close().await;
}

#[tokio::test]
async fn a_remote_seat_drives_nothing_stops_nothing_and_knows_its_person() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let stranger = desk.console(&remote(), "somebody");
    assert_eq!(fault(sign_in(&stranger, 2).await), SeatFault::NotOfAccount);
    let supervisor = desk.console(&remote(), "serik.b");
    let asker = sign_in(&supervisor, 2).await.unwrap();
    for request in [
        Request::StopScan,
        Request::AcknowledgeFault,
        Request::PrepareSource,
        Request::Import { path: "a.png".into() },
        Request::Register(Box::default()),
    ] {
        let refused = supervisor.ask(asker, request).await.unwrap_err();
        assert_eq!(refused, Refusal::Seat(SeatFault::NotHere));
    }
    desk.close().await;
}

#[tokio::test]
async fn a_seat_that_is_taken_over_ends_the_first_session_and_says_so() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let place = seat("oms", Role::Oms);
    let (first, second) = (desk.console(&place, "a"), desk.console(&place, "b"));
    let early = sign_in(&first, 0).await.unwrap();
    assert!(matches!(fault(sign_in(&second, 0).await), SeatFault::Taken { .. }));
    let late = take_over(&second, 0).await.unwrap();
    let list = || Request::ListCases { before: None, limit: 1 };
    assert_eq!(first.ask(early, list()).await.unwrap_err(), Refusal::NotSignedIn);
    assert!(second.ask(late, list()).await.is_ok());
    let id = first.console();
    desk.until(|seen| {
        let told = seen.consoles.iter().find(|console| console.id == id).and_then(|one| one.ended.clone());
        told.is_some_and(|ended| ended.why == SessionEnd::Elsewhere && ended.by.is_some())
    })
    .await;
    desk.close().await;
}

#[tokio::test]
async fn a_locked_session_takes_its_pin_and_the_stop_only() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let oms = desk.console(&seat("oms", Role::Oms), "a");
    let asker = sign_in(&oms, 0).await.unwrap();
    assert!(oms.ask(asker, Request::Seat(SeatRequest::Lock)).await.is_ok());
    let list = || Request::ListCases { before: None, limit: 1 };
    assert_eq!(oms.ask(asker, list()).await.unwrap_err(), Refusal::Seat(SeatFault::Locked));
    assert!(oms.ask(asker, Request::StopScan).await.is_ok());
    let wrong = Request::Seat(SeatRequest::Unlock { pin: Pin::new("0000") });
    assert_eq!(oms.ask(asker, wrong).await.unwrap_err(), Refusal::WrongPin);
    let right = Request::Seat(SeatRequest::Unlock { pin: officer(0).1 });
    assert!(oms.ask(asker, right).await.is_ok());
    assert!(oms.ask(asker, list()).await.is_ok());
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_session_locks_by_itself_and_shows_nothing() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let oms = desk.console(&seat("oms", Role::Oms), "a");
    sign_in(&oms, 0).await.unwrap();
    let id = oms.console();
    oms.show(crate::station::contract::seats::Shown { screen: "gate".into(), ..Default::default() });
    tokio::time::advance(Idle::default().local).await;
    desk.until(|seen| {
        let console = seen.consoles.iter().find(|console| console.id == id).unwrap();
        let locked = console.session.as_ref().is_some_and(|session| session.lock == Lock::Locked);
        locked && console.shown.screen.is_empty()
    })
    .await;
    desk.close().await;
}

#[tokio::test]
async fn a_broken_connection_is_taken_up_by_its_token_at_its_seat() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let place = seat("oms", Role::Oms);
    let first = desk.console(&place, "a");
    let (person, pin) = officer(0);
    let request = Request::SignIn { officer: person.id, role: person.role, pin };
    let Ok(Reply::SignedIn(session)) = first.ask(Asker::Nobody, request).await else { panic!() };
    let resume = |token| Request::Seat(SeatRequest::Resume { session: session.id, token });
    let (second, elsewhere) = (desk.console(&place, "a"), desk.console(&seat("oms-2", Role::Oms), "a"));
    // While the first console is there, nobody takes its session.
    assert!(second.ask(Asker::Nobody, resume(session.token)).await.is_err());
    drop(first);
    while second.ask(Asker::Nobody, resume(session.token)).await.is_err() {
        assert!(elsewhere.ask(Asker::Nobody, resume(session.token)).await.is_err());
        assert!(second.ask(Asker::Nobody, resume(Token([7; 16]))).await.is_err());
        desk.next().await;
    }
    let list = Request::ListCases { before: None, limit: 1 };
    assert!(second.ask(Asker::Session(session.id), list).await.is_ok());
    desk.close().await;
}

#[tokio::test]
async fn a_session_whose_console_does_not_come_back_ends() {
    let folder = tempdir().unwrap();
    let idle = Idle { grace: Duration::ZERO, ..Idle::default() };
    let desk = Desk::open_by(folder.path(), OPTIONS, |settings| Settings { idle, ..settings }).await;
    let console = desk.console(&seat("oms", Role::Oms), "a");
    sign_in(&console, 0).await.unwrap();
    drop(console);
    let is_end =
        |fact: &BoothFact| matches!(fact, BoothFact::SessionEnded { why: SessionEnd::ConsoleGone, .. });
    while !desk.booth_facts().await.iter().any(is_end) {
        desk.next().await;
    }
    desk.close().await;
}

#[tokio::test(start_paused = true)]
async fn nist_800_63b_4_2_3_a_session_ends_after_twelve_hours_however_busy_it_is() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let console = desk.console(&seat("oms", Role::Oms), "a");
    let asker = sign_in(&console, 0).await.unwrap();
    let list = || Request::ListCases { before: None, limit: 1 };
    tokio::time::advance(Duration::from_hours(12) - Duration::from_secs(5)).await;
    console.stir();
    assert!(console.ask(asker, list()).await.is_ok());
    tokio::time::advance(Duration::from_secs(5)).await;
    console.stir();
    let id = console.console();
    desk.until(|seen| {
        let own = seen.consoles.iter().find(|console| console.id == id).unwrap();
        own.session.is_none() && own.ended.as_ref().is_some_and(|ended| ended.why == SessionEnd::TooLong)
    })
    .await;
    assert_eq!(console.ask(asker, list()).await.unwrap_err(), Refusal::NotSignedIn);
    desk.close().await;
}

#[tokio::test]
async fn a_console_that_went_away_is_seen_as_gone_while_its_session_waits() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let console = desk.console(&seat("oms", Role::Oms), "a");
    let id = console.console();
    sign_in(&console, 0).await.unwrap();
    let is_there = |presence| {
        move |seen: &Arc<Snapshot>| {
            let console = seen.consoles.iter().find(|one| one.id == id);
            console.is_some_and(|one| one.presence == presence && one.session.is_some())
        }
    };
    desk.until(is_there(Presence::Here)).await;
    drop(console);
    desk.until(is_there(Presence::Gone)).await;
    desk.close().await;
}

#[tokio::test]
async fn a_supervisor_looks_on_and_is_seen_and_nobody_else_looks_on() {
    let folder = tempdir().unwrap();
    let desk = Desk::open(folder.path(), OPTIONS).await;
    let oms = desk.console(&seat("oms", Role::Oms), "a");
    let oac = desk.console(&seat("oac", Role::Oac), "b");
    let sup = desk.console(&remote(), "serik.b");
    let watch = |id| Request::Seat(SeatRequest::Watch(id));
    let supervisor = sign_in(&sup, 2).await.unwrap();
    let nobody = sup.ask(supervisor, watch(oms.console())).await.unwrap_err();
    assert_eq!(nobody, Refusal::Seat(SeatFault::NobodyThere));
    sign_in(&oms, 0).await.unwrap();
    let reader = sign_in(&oac, 1).await.unwrap();
    assert!(matches!(oac.ask(reader, watch(oms.console())).await.unwrap_err(), Refusal::Role(_)));
    assert!(sup.ask(supervisor, watch(oms.console())).await.is_ok());
    let (from, to) = (sup.console(), oms.console());
    desk.until(|seen| seen.consoles.iter().any(|one| one.id == from && one.watching == Some(to))).await;
    assert!(sup.ask(supervisor, Request::Seat(SeatRequest::Unwatch)).await.is_ok());
    let facts = desk.booth_facts().await;
    assert!(facts.iter().any(|fact| matches!(fact, BoothFact::WatchBegan { .. })));
    assert!(facts.iter().any(|fact| matches!(fact, BoothFact::WatchEnded { .. })));
    desk.close().await;
}
