//! What the supervisors' socket has words for, frame by frame: whatever drives a scan does not even decode there.

use crate::support::desk::{Desk, PIN, draft, officer};
use crate::wire::support::{Raw, Sockets, oms, soon, supervisors};
use crate::wire_authority::law::REMOTE_STEPS;
use crate::wire_authority::steps::step;
use intrascope::domain::approval::Action;
use intrascope::domain::case::Revision;
use intrascope::domain::malfunction::MalfunctionNumber;
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::Role;
use intrascope::domain::policy::Policy;
use intrascope::domain::step::{Step, StepKind};
use intrascope::remote::console_wire::{Asked, FromLocal, Greeting, Key, StopWord, ToConsole, Told};
use intrascope::remote::seats::this_program;
use intrascope::station::contract::day::DayRequest;
use intrascope::station::contract::people::PeopleRequest;
use intrascope::station::contract::{Pin, Request};
use std::path::Path;

/// Whether the station understood a frame, and did more than answer that nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// It was a request, and was refused since nobody is signed in.
    Words,
    /// It was none.
    Nonsense,
}

/// Says one frame on a connection of its own.
async fn say(path: &Path, frame: &FromLocal) -> Heard {
    let mut raw = loop {
        let mut raw = Raw::dial(path).await;
        raw.say(&Greeting { hello: this_program() }).await;
        // The one before may still be on its way out.
        if let Some(ToConsole::Welcome(_)) = soon("a word", raw.hear()).await {
            break raw;
        }
    };
    raw.say(frame).await;
    let word = raw
        .hear_until(|word| matches!(word, ToConsole::NotUnderstood { .. } | ToConsole::Answer { .. }))
        .await;
    match word {
        ToConsole::NotUnderstood { .. } => Heard::Nonsense,
        ToConsole::Answer { told, .. } => {
            assert!(matches!(*told, Told::Refused(_)), "{told:?}");
            Heard::Words
        }
        other => panic!("{other:?}"),
    }
}

fn ask(request: Request) -> FromLocal {
    FromLocal::Ask(Box::new(Asked { id: 1, key: Key::random().unwrap(), session: None, request }))
}

fn take(step: Step) -> Request {
    Request::Take { case: case(), revision: Revision(1), step: Box::new(step), pin: None }
}

fn case() -> CaseNumber {
    CaseNumber::parse("39855302/231126/000001").unwrap()
}

/// What drives a scan, the lane or the booth's machines, in every way that a local seat has for it.
fn of_the_booth() -> Vec<Request> {
    let pin = || (officer("sarsenov.d", Role::Supervisor).id, Pin::new(PIN));
    let number = MalfunctionNumber(1);
    let step = |step| Action::Step { case: case(), revision: Revision(1), taken: Box::new(step) };
    vec![
        Request::StopScan,
        Request::AcknowledgeFault,
        Request::PrepareSource,
        Request::Register(Box::new(draft())),
        Request::Import { path: "/a.png".into() },
        Request::ImportCase { path: "/a.json".into() },
        Request::RecordBackup { to: "usb".into(), facts: 1 },
        Request::Purge { cases: vec![case()], reason: "срок".into(), first: pin(), second: pin() },
        Request::Day(DayRequest::OpenShift),
        Request::Day(DayRequest::HandOver { notes: Vec::new() }),
        Request::Day(DayRequest::AcknowledgeItem { item: 0 }),
        Request::Day(DayRequest::TakeOver { pin: Pin::new(PIN) }),
        Request::Day(DayRequest::CloseShift { pin: Pin::new(PIN) }),
        Request::Day(DayRequest::Return { number, second: pin() }),
        Request::People(PeopleRequest::Begin(Vec::new())),
        Request::People(PeopleRequest::Renew(Vec::new())),
        Request::Propose { action: Box::new(Action::ReturnToService { number }), pin: None },
        Request::Propose { action: Box::new(step(Step::RequestScan { repeat_reason: None })), pin: None },
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn iec_62443_4_2_cr_2_1_what_drives_a_scan_does_not_even_decode_at_the_supervisors_socket() {
    let desk = Desk::open(Policy::default()).await;
    let mut sockets = Sockets::new(desk.handle());
    let (local, remote) = (sockets.serve(oms()).await, sockets.serve(supervisors()).await);
    assert_eq!(say(&remote, &FromLocal::Stop(StopWord::Now)).await, Heard::Nonsense);
    for request in of_the_booth() {
        assert_eq!(say(&remote, &ask(request.clone())).await, Heard::Nonsense, "{request:?}");
    }
    for kind in StepKind::ALL {
        let Some(step) = step(kind) else { continue };
        let frame = ask(take(step));
        let expected = if REMOTE_STEPS.contains(&kind) { Heard::Words } else { Heard::Nonsense };
        assert_eq!(say(&remote, &frame).await, expected, "{kind:?}");
        // The same frame is words in the booth: what is missing there is nothing but the seat.
        assert_eq!(say(&local, &frame).await, Heard::Words, "{kind:?}");
    }
    drop(sockets);
    desk.close().await;
}
