//! Every other request by whoever may ask it: nobody, somebody else's session, a locked one, one with a first PIN, each role.

use crate::support::desk::{Desk, draft};
use crate::wire::support::console;
use crate::wire_authority::cast::{Hall, outcome};
use intrascope::domain::account::{AccountBar, AccountStep, NewPerson};
use intrascope::domain::analysis::Mark;
use intrascope::domain::approval::{Action, ApprovalNumber};
use intrascope::domain::case::Revision;
use intrascope::domain::check::CheckValues;
use intrascope::domain::journal::JournalQuery;
use intrascope::domain::malfunction::{MalfunctionNumber, MalfunctionStep, Service, Symptom};
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::{OfficerId, Role};
use intrascope::domain::period::Period;
use intrascope::domain::policy::Policy;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::Draft;
use intrascope::domain::seat::SeatFault;
use intrascope::domain::step::Step;
use intrascope::remote::console_client::RemoteStation;
use intrascope::station::contract::day::DayRequest;
use intrascope::station::contract::drafts::{DraftKey, FormKind};
use intrascope::station::contract::earlier::EarlierQuery;
use intrascope::station::contract::people::PeopleRequest;
use intrascope::station::contract::search::SearchQuery;
use intrascope::station::contract::seats::{ConsoleId, SeatRequest, Token};
use intrascope::station::contract::{Answer, Asker, Pin, Reply, Request, SessionId};
use intrascope::station::handle::Handle;
use intrascope::words::Language;
use std::collections::BTreeSet;

/// A PIN that is nobody's.
const WRONG: &str = "840257";

pub fn id(name: &str) -> OfficerId {
    OfficerId::parse(name).unwrap()
}

pub fn own_pin(name: &str) -> Pin {
    Pin::new(&format!("тыныш өзен {name} 7"))
}

/// A booth in service, without any roster.
pub struct InService {
    pub hall: Hall,
}

impl InService {
    pub async fn open() -> Self {
        Self { hall: Hall::serve(Desk::open_for(Policy::default(), &[]).await).await }
    }

    pub async fn enter(handle: &Handle, name: &str, role: Role, pin: Pin) -> Answer {
        handle.ask(Asker::Nobody, Request::SignIn { officer: id(name), role, pin }).await
    }

    pub async fn console(&self, seat: &str) -> RemoteStation {
        console(self.hall.path(seat)).await
    }

    /// Signed in with the own PIN.
    pub async fn entered(&self, seat: &str, name: &str, role: Role) -> (RemoteStation, Asker) {
        let station = self.console(seat).await;
        match Self::enter(&station.handle(), name, role, own_pin(name)).await {
            Ok(Reply::SignedIn(session)) => (station, Asker::Session(session.id)),
            other => panic!("{name}: {other:?}"),
        }
    }

    /// Signed in with a first PIN.
    pub async fn first(&self, seat: &str, name: &str, role: Role, pin: Pin) -> (RemoteStation, Asker) {
        let station = self.console(seat).await;
        match Self::enter(&station.handle(), name, role, pin).await {
            Ok(Reply::PinToBeSet(session)) => (station, Asker::Session(session.id)),
            other => panic!("{name}: {other:?}"),
        }
    }

    /// From a first PIN to an own one; signed out again.
    pub async fn set_own(&self, seat: &str, name: &str, role: Role, pin: Pin) {
        let (station, asker) = self.first(seat, name, role, pin.clone()).await;
        let set = Request::People(PeopleRequest::SetPin { old: pin, new: own_pin(name) });
        station.handle().ask(asker, set).await.unwrap();
        station.handle().ask(asker, Request::SignOut).await.unwrap();
    }

    /// Three supervisors, two operators with own PINs, and the first PIN of one who has not come yet.
    pub async fn people(&self) -> Pin {
        let person = |name: &str| NewPerson { id: id(name), name: name.into() };
        let begin = PeopleRequest::Begin(vec![person("sup.a"), person("sup.b")]);
        let begun = self.hall.desk.ask(Asker::CommandLine, Request::People(begin)).await;
        for (name, pin) in pins(begun) {
            self.set_own("lead", &name, Role::Supervisor, pin).await;
        }
        let (here, first) = self.entered("lead", "sup.a", Role::Supervisor).await;
        let (there, second) = self.entered("sup", "sup.b", Role::Supervisor).await;
        let mut last = None;
        for (name, role) in
            [("oms.a", Role::Oms), ("oms.b", Role::Oms), ("oac.a", Role::Oac), ("oac.new", Role::Oac)]
        {
            let create =
                AccountStep::Create { id: id(name), name: name.into(), roles: BTreeSet::from([role]) };
            here.handle().ask(first, Request::People(PeopleRequest::Step(create))).await.unwrap();
            let activate = AccountStep::Activate { id: id(name) };
            let given = there.handle().ask(second, Request::People(PeopleRequest::Step(activate))).await;
            let pin = pins(given).remove(0).1;
            if name == "oac.new" {
                last = Some(pin);
            } else {
                let seat = if role == Role::Oms { "oms" } else { "oac" };
                self.set_own(seat, name, role, pin).await;
            }
        }
        here.handle().ask(first, Request::SignOut).await.unwrap();
        there.handle().ask(second, Request::SignOut).await.unwrap();
        last.unwrap()
    }
}

fn pins(answer: Answer) -> Vec<(String, Pin)> {
    match answer {
        Ok(Reply::FirstPins(pins)) => {
            pins.into_iter().map(|first| (first.officer.as_str().to_owned(), first.pin)).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// One letter an answer: `-` nobody is signed in, `L` locked, `F` a first PIN, `R` the role, `H` not here, `o` past all of these.
fn letter(answer: &Answer) -> char {
    match answer {
        Err(Refusal::NotSignedIn) => '-',
        Err(Refusal::Seat(SeatFault::Locked)) => 'L',
        Err(Refusal::PinMustBeSet) => 'F',
        Err(Refusal::Role(_) | Refusal::Account(AccountBar::Role)) => 'R',
        Err(Refusal::Seat(SeatFault::NotHere)) => 'H',
        Err(Refusal::StationGone) => panic!("no answer at all"),
        _ => 'o',
    }
}

/// The columns: nobody, another console's session, a locked one, one with a first PIN, OMS, OAC, supervisor far away, supervisor in the
/// booth. Nothing here is done: each request that is let through fails for what it asks, or reads.
#[expect(clippy::too_many_lines, reason = "one table, read by eye from top to bottom")]
fn table() -> Vec<(&'static str, Request)> {
    let case = || CaseNumber::parse("39855302/231126/000777").unwrap();
    let number = MalfunctionNumber(9);
    let pin = || Pin::new(WRONG);
    let two = || (id("nobody"), pin());
    let day = Request::Day;
    let seat = Request::Seat;
    let mark = Mark { number: 1, x: 0, y: 0, width: 1, height: 1, note: "".into(), proposed_by: None };
    let symptom = Symptom { part: "".into(), symptom: "".into(), service: Service::Stopped };
    let registration = || DraftKey::Registration { seat: "booth".to_owned() };
    let of_case = |form| DraftKey::Case { number: case(), form };
    let back = Action::ReturnToService { number };
    let purge = Action::Purge { cases: Vec::new(), reason: "".into() };
    let step = |step| Request::Take { case: case(), revision: Revision(1), step: Box::new(step), pin: None };
    let today = Period::parse("2026-11-23").unwrap();
    vec![
        // Coming in is open to whoever stands there; over a locked session too.
        ("o-oooooo", Request::SignIn { officer: id("nobody"), role: Role::Oac, pin: pin() }),
        ("o-oooooo", seat(SeatRequest::TakeOver { officer: id("nobody"), role: Role::Oac, pin: pin() })),
        ("--L-----", seat(SeatRequest::Resume { session: SessionId(1), token: Token::default() })),
        // Reading.
        ("--LFoooo", Request::ShowCase(case())),
        ("--LFoooo", Request::ListCases { before: None, limit: 1 }),
        ("--LFoooo", Request::Search(SearchQuery { text: "a".into(), verdict: None, limit: 1 })),
        ("--LFoooo", Request::ReadJournal(JournalQuery { limit: 1, ..JournalQuery::default() })),
        ("--LFoooo", Request::Statistics(today)),
        ("--LFoooo", Request::Earlier(EarlierQuery::typed(&draft(), 1))),
        ("--LFoooo", Request::Checkpoint),
        ("--LFRooo", Request::OpenPicture(case())),
        // Cases.
        ("--LFoRHR", Request::Register(Box::<Draft>::default())),
        ("--LFoRHo", Request::Import { path: "/nowhere/a.png".into() }),
        ("--LFoRHR", Request::ImportCase { path: "/nowhere/a.json".into() }),
        ("--LFoooo", step(Step::Cancel { reason: "".into() })),
        ("--LFooHo", step(Step::RequestScan { repeat_reason: None })),
        ("--LFoooo", Request::PrintSheet { case: case(), revision: Revision(1), language: Language::Kk }),
        // The lane. The stop is open to whoever stands in the booth.
        ("o-ooooHo", Request::StopScan),
        ("--LFoRHR", Request::AcknowledgeFault),
        ("--LFoRHR", Request::PrepareSource),
        // Two people.
        ("--LFRRHo", Request::Purge { cases: vec![case()], reason: "a".into(), first: two(), second: two() }),
        ("--LFoRHo", Request::Propose { action: Box::new(back), pin: None }),
        ("--LFRRoo", Request::Propose { action: Box::new(purge), pin: None }),
        ("--LFoooo", Request::Approve { number: ApprovalNumber(9), sha256: String::new(), pin: pin() }),
        ("--LFoooo", Request::RefuseApproval { number: ApprovalNumber(9), reason: "a".into() }),
        ("--LFoooo", Request::WithdrawApproval { number: ApprovalNumber(9) }),
        // Drafts.
        ("--LFoRHR", Request::KeepDraft { key: registration(), text: "{}".to_owned() }),
        ("--LFoRRR", Request::Draft(registration())),
        ("--LFoRHR", Request::DropDraft(registration())),
        ("--LFoooo", Request::KeepDraft { key: of_case(FormKind::Note), text: "{}".to_owned() }),
        ("--LFRoHR", Request::KeepDraft { key: of_case(FormKind::Verdict), text: "{}".to_owned() }),
        ("--LFRRoo", Request::Draft(of_case(FormKind::Override))),
        // The booth's day.
        ("--LFoRHo", day(DayRequest::HandOver { notes: Vec::new() })),
        ("--LFoRHo", day(DayRequest::AcknowledgeItem { item: 0 })),
        ("--LFoRHo", day(DayRequest::TakeOver { pin: pin() })),
        ("--LFoRHo", day(DayRequest::CloseShift { pin: pin() })),
        ("--LFoooo", day(DayRequest::Report(symptom))),
        ("--LFoRHo", day(DayRequest::Follow { number, step: MalfunctionStep::Repair("".into()) })),
        ("--LFoRHo", day(DayRequest::Return { number, second: two() })),
        (
            "--LFoRHo",
            day(DayRequest::Check(Box::new(CheckValues {
                values: std::collections::BTreeMap::new(),
                doses: Vec::new(),
                note: "".into(),
            }))),
        ),
        // Looking on.
        ("--LFRRoo", seat(SeatRequest::Watch(ConsoleId(999)))),
        ("o-Looooo", seat(SeatRequest::Unwatch)),
        ("--LFRRoo", seat(SeatRequest::Propose { case: case(), mark })),
        ("--LFoooo", seat(SeatRequest::Dismiss { proposal: 9 })),
        // People. Setting an own PIN is all that a first one opens.
        ("--LFRRoo", Request::People(PeopleRequest::Step(AccountStep::Disable { id: id("nobody") }))),
        ("--Looooo", Request::People(PeopleRequest::SetPin { old: pin(), new: own_pin("x") })),
        ("HHHHHHHH", Request::People(PeopleRequest::Begin(Vec::new()))),
        ("HHHHHHHH", Request::People(PeopleRequest::Renew(Vec::new()))),
        // The command line's own.
        ("HHHHHHHH", Request::RecordBackup { to: "usb".into(), facts: 1 }),
        ("HHHHHHHH", Request::RecordOutcome { case: case(), outcome: outcome() }),
        // What changes the sessions themselves comes last.
        ("--oooooo", seat(SeatRequest::Lock)),
        ("--oFoooo", seat(SeatRequest::Unlock { pin: pin() })),
        ("--LLLLLL", Request::ShowCase(case())),
        ("o-oooooo", Request::SignOut),
        ("--------", Request::ShowCase(case())),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_8_2_1_every_other_request_is_answered_by_who_asks_and_from_where_over_the_wire() {
    let service = InService::open().await;
    let first = service.people().await;
    let nobody = service.console("lead").await;
    let (oms, oms_session) = service.entered("oms", "oms.a", Role::Oms).await;
    let locked = service.entered("oms", "oms.b", Role::Oms).await;
    locked.0.handle().ask(locked.1, Request::Seat(SeatRequest::Lock)).await.unwrap();
    let columns: Vec<(Handle, Asker)> =
        vec![(nobody.handle(), Asker::Nobody), (nobody.handle(), oms_session), (locked.0.handle(), locked.1)];
    let to_set = service.first("oac", "oac.new", Role::Oac, first).await;
    let oac = service.entered("oac", "oac.a", Role::Oac).await;
    let far = service.entered("sup", "sup.a", Role::Supervisor).await;
    let lead = service.entered("lead", "sup.b", Role::Supervisor).await;
    let oms = (oms, oms_session);
    let others = [&to_set, &oms, &oac, &far, &lead].map(|(station, asker)| (station.handle(), *asker));
    let columns: Vec<(Handle, Asker)> = columns.into_iter().chain(others).collect();
    let mut wrong = Vec::new();
    for (expected, request) in table() {
        let mut found = String::new();
        for (handle, asker) in &columns {
            found.push(letter(&handle.ask(*asker, request.clone()).await));
        }
        if found != expected {
            wrong.push(format!("{found} and not {expected}: {request:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    service.hall.close().await;
}
