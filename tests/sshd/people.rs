//! The people of the booth: let in as the guides say, each with a PIN of their own.

use super::machine::Machine;
use super::terminals::LANGUAGE;
use crate::support::booth::Booth;
use intrascope::domain::account::AccountStep;
use intrascope::domain::officer::{OfficerId, Role};
use intrascope::remote::console_client::{RemoteStation, connect};
use intrascope::station::contract::people::{FirstPin, PeopleRequest};
use intrascope::station::contract::{Answer, Asker, Pin, Reply, Request};
use intrascope::words::Words;
use termlens::Key;

/// Everybody's own PIN, as a console folds what is typed.
pub const PIN: &str = "archa-7042";

/// The three supervisors who come by SSH.
pub const SUPERVISORS: [(&str, &str); 3] =
    [("zhumabaeva.s", "Жұмабаева С."), ("sarsenov.d", "Сарсенов Д."), ("serik-b", "Серік Б.")];

pub const OMS: (&str, &str) = ("akhmetov.a", "Ахметов А.");
pub const OAC: (&str, &str) = ("nurlanova.b", "Нурланова Б.");

/// The account that runs the tests is a supervisor's too: it speaks the wire itself.
pub const OWN: (&str, &str) = ("root", "Тексеруші Т.");

/// Everybody beside the first two.
const OTHERS: [(&str, &str, Role, &str); 4] = [
    (SUPERVISORS[2].0, SUPERVISORS[2].1, Role::Supervisor, "sup"),
    (OWN.0, OWN.1, Role::Supervisor, "sup"),
    (OMS.0, OMS.1, Role::Oms, "oms"),
    (OAC.0, OAC.1, Role::Oac, "oac"),
];

pub fn id(text: &str) -> OfficerId {
    OfficerId::parse(text).unwrap()
}

/// A console of this process's own account at a seat.
pub async fn console(machine: &Machine, seat: &str) -> RemoteStation {
    connect(&machine.socket(seat)).await.unwrap()
}

pub async fn sign_in(station: &RemoteStation, officer: &str, role: Role, pin: &str) -> Answer {
    let request = Request::SignIn { officer: id(officer), role, pin: Pin::new(pin) };
    station.handle().ask(Asker::Nobody, request).await
}

/// From a first PIN to an own one; the session goes on.
async fn settle(station: &RemoteStation, officer: &str, role: Role, first: &str) -> Asker {
    let answer = sign_in(station, officer, role, first).await;
    let Ok(Reply::PinToBeSet(session)) = answer else { panic!("{officer}: {answer:?}") };
    let asker = Asker::Session(session.id);
    let set = PeopleRequest::SetPin { old: Pin::new(first), new: Pin::new(PIN) };
    station.handle().ask(asker, Request::People(set)).await.unwrap();
    asker
}

async fn step(station: &RemoteStation, asker: Asker, step: AccountStep) -> Reply {
    station.handle().ask(asker, Request::People(PeopleRequest::Step(step))).await.unwrap()
}

/// The first two by the command line, the others by these two; all before anybody's account of the machine counts.
pub async fn let_in(machine: &Machine) {
    let [first, second] = [SUPERVISORS[0], SUPERVISORS[1]];
    let given = [first, second].map(|(id, name)| format!("{id}:{name}"));
    let supervisors = ["--supervisor", &given[0], "--supervisor", &given[1]];
    let config = ["setup", "--lang", "en", "--config", "/etc/intrascope/first.toml"];
    let said = machine.intrascope(&[&config[..], &supervisors[..]].concat());
    let pin = |id: &str| {
        let mut lines = said.lines().filter_map(|line| line.split_once("   PIN "));
        lines.find(|(officer, _)| *officer == id).unwrap().1.to_owned()
    };
    let station = machine.station("first");
    let (one, two) = (console(machine, "sup").await, console(machine, "sup").await);
    let proposing = settle(&one, first.0, Role::Supervisor, &pin(first.0)).await;
    let activating = settle(&two, second.0, Role::Supervisor, &pin(second.0)).await;
    for (officer, name, role, seat) in OTHERS {
        let create = AccountStep::Create { id: id(officer), name: name.into(), roles: [role].into() };
        step(&one, proposing, create).await;
        let activated = step(&two, activating, AccountStep::Activate { id: id(officer) }).await;
        let Reply::FirstPins(pins) = activated else { panic!("{activated:?}") };
        let [FirstPin { pin, .. }] = pins.as_slice() else { panic!("{pins:?}") };
        let own = console(machine, seat).await;
        settle(&own, officer, role, pin.as_typed()).await;
    }
    drop((one, two));
    machine.stop(station);
    for (account, _) in SUPERVISORS {
        machine.enrol(account);
    }
}

/// Signs in at a remote seat, where the account is the console's own.
pub fn sign_in_there(booth: &mut Booth, (account, name): (&str, &str)) {
    booth.wait_for("sign-in-service-hint");
    booth.wait_for_text(account);
    enter_pin(booth, name);
}

/// Signs in at a local seat.
pub fn sign_in_here(booth: &mut Booth, (account, name): (&str, &str)) {
    booth.wait_for("sign-in-service-hint");
    booth.write(account);
    booth.wait_for_text(account);
    booth.press(Key::Tab);
    enter_pin(booth, name);
}

/// Signs out and closes the console: ssh ends with it, and says so.
pub fn leave(mut booth: Booth) {
    booth.press(Key::F(10));
    booth.answer_yes("ask-sign-out");
    booth.wait_for("sign-in-service-hint");
    booth.quit();
}

fn enter_pin(booth: &mut Booth, name: &str) {
    booth.write(PIN);
    booth.wait_for_text(&"•".repeat(PIN.chars().count()));
    booth.press(Key::Enter);
    booth.wait_for_queue();
    booth.wait_for_text(name);
}

/// A phrase as screens here show it.
pub fn say(id: &str) -> String {
    Words::new(LANGUAGE).say(id)
}
