//! Five people at one station: two in the booth, three by ssh; who they are, what they see of each other, what none of them may.

use super::machine::Machine;
use super::people::{
    OAC, OMS, OWN, PIN, SUPERVISORS, console, id, leave, let_in, say, sign_in, sign_in_here, sign_in_there,
};
use super::slow::SlowLine;
use super::terminals::{Ssh, local};
use crate::support::booth::{Booth, Vehicle};
use intrascope::domain::case::{Case, CaseRow};
use intrascope::domain::officer::Role;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::scan::ScanEnd;
use intrascope::domain::seat::SeatFault;
use intrascope::remote::console_client::RemoteStation;
use intrascope::station::contract::drafts::{DraftKey, FormKind};
use intrascope::station::contract::seats::SeatRequest;
use intrascope::station::contract::{Asker, Pin, Reply, Request};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use termlens::{Graphics, Key, Signal};

/// The farthest that a supervisor sits: a satellite's round trip, less what the terminal itself takes.
const FAR: Duration = Duration::from_millis(400);

/// The journal is read so often for a fact that is on its way.
const MOST_LOOKS: u32 = 100;

/// The station with all its people, and the ways to it.
struct Post {
    machine: Machine,
    at: SocketAddr,
    certificates: [PathBuf; 3],
}

impl Post {
    /// A supervisor's console, by an address, signed in.
    fn supervisor(&self, place: usize, at: SocketAddr, graphics: Graphics) -> Booth {
        let account = SUPERVISORS[place].0;
        let ssh = Ssh { machine: &self.machine, at, account, certificate: Some(&self.certificates[place]) };
        let mut booth = ssh.open(graphics, &[]);
        sign_in_there(&mut booth, SUPERVISORS[place]);
        booth
    }

    fn json(&self, arguments: &[&str]) -> String {
        self.machine.intrascope(&[arguments, &["--json", "--data", "/var/lib/intrascope"]].concat())
    }

    /// The facts of a kind of the journal, oldest first.
    fn facts(&self, fact: &str) -> Vec<Value> {
        let journal = self.json(&["journal"]);
        let facts = journal.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        facts.filter(|record| record["fact"] == fact).collect()
    }

    fn case(&self) -> Case {
        let rows: Vec<CaseRow> = serde_json::from_str(&self.json(&["case", "list"])).unwrap();
        serde_json::from_str(&self.json(&["case", "show", &rows[0].number.to_string()])).unwrap()
    }
}

#[test]
fn three_supervisors_by_ssh_and_two_seats_of_the_booth_work_at_one_station() {
    let Some(machine) = Machine::new() else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(let_in(&machine));
    let _complex = machine.complex();
    let _station = machine.station("station");
    let (_sshd, at) = machine.sshd();
    let certificates = [0, 1, 2].map(|place| machine.keys.certify(SUPERVISORS[place].0, place));
    let post = Post { machine, at, certificates };

    let mut oms = local(&post.machine, "oms");
    sign_in_here(&mut oms, OMS);
    let mut oac = local(&post.machine, "oac");
    sign_in_here(&mut oac, OAC);
    let near = SlowLine::before(at, Duration::ZERO);
    let far = SlowLine::before(at, FAR);
    let mut watching = post.supervisor(0, at, Graphics::None);
    let mut cut_off = post.supervisor(1, near.at, Graphics::None);
    let mut distant = post.supervisor(2, far.at, Graphics::Sixel);

    everybody_is_known_by_account(&post);
    everybody_sees([&mut oms, &mut oac, &mut watching, &mut cut_off, &mut distant]);
    the_watched_seat_shows_by_whom(&post, &mut oms, &mut watching);
    nothing_elsewhere_stops_a_scan(&post, &mut oms, [&mut watching, &mut cut_off, &mut distant]);
    pictures_come_to_a_distant_terminal(&mut oms, &mut distant);
    runtime.block_on(an_account_is_one_person_and_drafts_stay(&post));
    a_broken_line_ends_one_console(&post, near, &mut watching, &mut cut_off);
    leave(distant);
    assert!(oac.screen().contains(OAC.1));
}

/// The kernel's word, in the journal with each session.
fn everybody_is_known_by_account(post: &Post) {
    let facts = post.facts("signed_in_at");
    let signed_in = |officer: &str, seat: &str, account: &str| {
        let detail = json!({ "seat": seat, "account": account });
        facts.iter().any(|fact| fact["id"] == officer && fact["detail"] == detail)
    };
    assert!(signed_in(OMS.0, "oms", "intrascope-oms"), "{facts:#?}");
    assert!(signed_in(OAC.0, "oac", "intrascope-oac"), "{facts:#?}");
    for (account, _) in SUPERVISORS {
        assert!(signed_in(account, "sup", account), "{account}: {facts:#?}");
    }
}

/// The lane's state, and a case as soon as it is registered at the booth.
fn everybody_sees(booths: [&mut Booth; 5]) {
    let [oms, others @ ..] = booths;
    oms.wait_for_text(&say("source-ready"));
    oms.register(Vehicle::CITRUS);
    for booth in others {
        booth.wait_for_text(&say("source-ready"));
        booth.wait_for_text(Vehicle::CITRUS.plate);
    }
}

fn the_watched_seat_shows_by_whom(post: &Post, oms: &mut Booth, watching: &mut Booth) {
    watching.press(Key::F(6));
    watching.wait_for("desk-seats");
    // Seats stand in the order in which their consoles came: the first one is the OMS's.
    watching.press(Key::Home);
    watching.wait_for_row_of(&["▶", OMS.1]);
    for (_, name) in &SUPERVISORS[1..] {
        watching.wait_for_row_of(&[&say("seat-sup"), name]);
    }
    watching.press(Key::Enter);
    watching.wait_for("watch-title");
    watching.wait_for_text(OMS.1);
    oms.wait_for("watched-by");
    oms.wait_for_text(SUPERVISORS[0].1);
    // What is done there is seen here, as it is done.
    oms.admit();
    watching.wait_for("lane-devices");
    assert_eq!(post.facts("watch_began").len(), 1);
}

/// The stop key elsewhere leaves a scan alone, whatever the screen; the one in the booth ends it.
fn nothing_elsewhere_stops_a_scan(post: &Post, oms: &mut Booth, others: [&mut Booth; 3]) {
    oms.check_lane(None);
    oms.request_scan();
    oms.wait_for_warning();
    for booth in others {
        booth.press(Key::F(8));
        booth.wait_for("said-no-stop-here");
    }
    oms.wait_for_beam();
    assert!(post.facts("stop_requested").is_empty());
    oms.press(Key::F(8));
    oms.wait_for("scan-end-stopped");
    let case = post.case();
    assert_eq!(case.last_scan().unwrap().outcome, Some(ScanEnd::Stopped));
    // The stop goes past the journal, which hears of it afterwards.
    let stops =
        (0..MOST_LOOKS).map(|_| post.facts("stop_requested")).find(|stops| !stops.is_empty()).unwrap();
    let [stop] = stops.as_slice() else { panic!("{stops:?}") };
    assert_eq!(stop["id"], OMS.0);
}

/// The terminal's word for its graphics passes through ssh, and the picture comes back; keys are answered over the same line.
fn pictures_come_to_a_distant_terminal(oms: &mut Booth, distant: &mut Booth) {
    oms.check_lane(Some("водитель вернулся"));
    oms.request_scan();
    oms.wait_for_image();
    distant.press(Key::Enter);
    distant.wait_for_text(&format!("F3 {}", say("key-look-at-image")));
    assert_eq!(distant.screen().graphics().sixel(), 0);
    distant.press(Key::F(3));
    distant.wait_until("a picture", |screen| screen.graphics().sixel() > 0);
    distant.press(Key::F(1));
    distant.wait_for("help-title");
    // One by one: what arrives together after an Esc is another key.
    let help = say("help-title");
    distant.press(Key::Esc);
    distant.wait_until("the help's end", |screen| !screen.contains(&help));
    distant.press(Key::Esc);
    distant.wait_for_text(&format!("F3 {}", say("key-look-at-image")));
    distant.press(Key::Esc);
    distant.wait_for_queue();
}

/// At the supervisors' seat an account signs in as its own officer alone. What is typed there outlives its console.
async fn an_account_is_one_person_and_drafts_stay(post: &Post) {
    let own = console(&post.machine, "sup").await;
    let answer = sign_in(&own, SUPERVISORS[0].0, Role::Supervisor, PIN).await;
    assert_eq!(answer.unwrap_err(), Refusal::Seat(SeatFault::NotOfAccount));
    let key = DraftKey::Case { number: post.case().number, form: FormKind::Note };
    // The station may not have noticed yet that the console before is gone: its session is taken over then.
    let ask = async |station: &RemoteStation, request| {
        let (officer, role, pin) = (id(OWN.0), Role::Supervisor, Pin::new(PIN));
        let enter = Request::Seat(SeatRequest::TakeOver { officer, role, pin });
        let answer = station.handle().ask(Asker::Nobody, enter).await;
        let Ok(Reply::SignedIn(session)) = answer else { panic!("{answer:?}") };
        station.handle().ask(Asker::Session(session.id), request).await
    };
    ask(&own, Request::KeepDraft { key: key.clone(), text: "үшінші қорап".to_owned() }).await.unwrap();
    drop(own);
    let again = console(&post.machine, "sup").await;
    let kept = ask(&again, Request::Draft(key)).await;
    let Ok(Reply::Draft(Some(draft))) = kept else { panic!("{kept:?}") };
    assert_eq!((draft.text.as_str(), draft.author.id), ("үшінші қорап", id(OWN.0)));
}

/// A line that breaks, or a client that is killed, is seen by the others; its officer comes back without asking anybody.
fn a_broken_line_ends_one_console(post: &Post, line: SlowLine, watching: &mut Booth, cut_off: &mut Booth) {
    watching.press(Key::Esc);
    watching.wait_for("desk-seats");
    let (account, name) = SUPERVISORS[1];
    line.cut();
    assert!(!cut_off.end_status().success());
    let seen_gone = [name, &say("desk-gone")];
    watching.wait_for_row_of(&seen_gone);
    let mut back = post.supervisor(1, post.at, Graphics::None);
    watching.wait_for_no_row_of(&seen_gone);
    back.signal(Signal::Kill);
    watching.wait_for_row_of(&seen_gone);
    let back = post.supervisor(1, post.at, Graphics::None);
    watching.wait_for_no_row_of(&seen_gone);
    let ended: Vec<Value> = post.facts("session_ended");
    let of_account = ended.iter().filter(|fact| fact["detail"]["officer"]["id"] == account);
    assert_eq!(of_account.filter(|fact| fact["detail"]["why"] == "elsewhere").count(), 2, "{ended:#?}");
    leave(back);
}
