//! The station of the bench: real seats, real driver, simulated scanner, one case ready at the lane, and a probe of its ticks.

use intrascope::domain::case::Case;
use intrascope::domain::exemption::{Dimensions, GateAnswers};
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::purge::Term;
use intrascope::domain::registration::{DocumentDraft, Draft, GoodsDraft};
use intrascope::domain::seat::{Occupancy, Place, Seat, SeatName};
use intrascope::domain::step::{Confirmation, LaneCheck, Step};
use intrascope::domain::units::Millimetres;
use intrascope::remote::door::Door;
use intrascope::remote::seats::{Accounts, Seats};
use intrascope::scanner::LaneThread;
use intrascope::scanner::simulator::{self, Pace, PhantomCargo, SimulatorSettings};
use intrascope::scanner::source::SourceProfile;
use intrascope::station::actor::{self, DroppedFiles, Idle, Settings, Station};
use intrascope::station::clock::Clock;
use intrascope::station::contract::{Asker, Booth, Pin, Reply, Request};
use intrascope::station::decoding::Decoder;
use intrascope::station::handle::Handle;
use intrascope::station::sessions::RosterEntry;
use intrascope::store::{Options, Store, StoreHandle};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

pub const PIN: &str = "739146";
pub const PLATE: &str = "123ABC16";

/// Consoles of one seat in the booth are sixteen at most.
const OF_SEAT: usize = 12;

/// Who brings the case to the lane and asks for the scan; sits at the station's own console.
const DRIVER: &str = "driver";

/// The scan driver's own tick.
const TICK: Duration = Duration::from_millis(10);

/// A tick that is later than this is missed.
const MISSED: Duration = Duration::from_millis(20);

pub fn id(place: usize) -> String {
    format!("person{place:02}")
}

pub fn name(place: usize) -> String {
    format!("Name{place:02} P.")
}

fn seat_of(place: usize) -> String {
    if place == 0 { "oms".to_owned() } else { format!("lead-{}", (place - 1) / OF_SEAT) }
}

pub fn socket(folder: &Path, place: usize) -> PathBuf {
    folder.join(format!("{}.sock", seat_of(place)))
}

fn role(place: usize) -> Role {
    if place == 0 { Role::Oms } else { Role::Supervisor }
}

/// Ticks since they were last asked for.
#[derive(Default)]
struct Ticks {
    counted: u64,
    missed: u64,
    latest: Duration,
}

pub fn run(folder: &Path, consoles: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(serve(folder, consoles));
}

async fn serve(folder: &Path, consoles: usize) {
    let data = folder.join("data");
    std::fs::create_dir_all(data.join("drop")).unwrap();
    let simulator = simulator::spawn(SimulatorSettings {
        ports: data.join("ports"),
        drop: data.join("drop"),
        seed: 7,
        pace: Pace::Real,
        cargo: Box::new(PhantomCargo::new(7)),
        source: SourceProfile::SpellmanXrv,
        faults: Vec::new(),
    })
    .unwrap();
    let lane_thread = LaneThread::start().unwrap();
    let station = start(&lane_thread, &data, &simulator.ports, consoles).await;
    let seats = Seats::new(station.handle.clone()).unwrap();
    let mut served = Vec::new();
    for place in (0..consoles.max(1)).filter(|place| *place == 0 || (place - 1) % OF_SEAT == 0) {
        let name = SeatName::parse(&seat_of(place)).unwrap();
        let seat = Seat {
            name,
            roles: vec![role(place)],
            place: Place::Local,
            occupancy: Occupancy::Many,
            ..Seat::booth()
        };
        let door = Door::bind(&socket(folder, place), None).unwrap();
        served.push(seats.serve(door, seat, Accounts::Any).await.unwrap());
    }
    let case = bring(&station.handle).await;
    let ticks = Arc::new(Mutex::new(Ticks::default()));
    lane_thread.handle().unwrap().spawn(probe(Arc::clone(&ticks)));
    println!("ready");
    obey(&station.handle, &case, &ticks).await;
    drop(served);
    simulator.shutdown().await;
    station.shutdown().await;
}

/// A task beside the driver's, on the same thread and at the same interval: what keeps it waiting keeps the driver waiting.
async fn probe(ticks: Arc<Mutex<Ticks>>) {
    let mut interval = interval(TICK);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        let late = interval.tick().await.elapsed();
        let mut ticks = ticks.lock().unwrap();
        ticks.counted += 1;
        ticks.missed += u64::from(late > MISSED);
        ticks.latest = ticks.latest.max(late);
    }
}

/// Does what the other process says, a line each, until it goes.
async fn obey(handle: &Handle, case: &Case, ticks: &Mutex<Ticks>) {
    let (told, mut orders) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || {
        for order in std::io::stdin().lines().map_while(Result::ok) {
            if told.blocking_send(order).is_err() {
                return;
            }
        }
    });
    while let Some(order) = orders.recv().await {
        if order == "scan" {
            scan(handle, case).await;
            *ticks.lock().unwrap() = Ticks::default();
            println!("scanning");
        } else {
            let phase = format!("{:?}", handle.snapshot().borrow().lane.phase);
            let phase = phase.split([' ', '{']).next().unwrap_or_default().to_owned();
            let Ticks { counted, missed, latest } = std::mem::take(&mut *ticks.lock().unwrap());
            let late = latest.as_secs_f64() * 1_000.0;
            println!("ticks {counted}, later than 20 ms {missed}, the latest by {late:.1} ms; lane {phase}");
        }
    }
}

async fn start(lane_thread: &LaneThread, data: &Path, ports: &Path, consoles: usize) -> Station {
    let (store, _) = Store::open(data, Options::default()).unwrap();
    let (lane, reports) =
        lane_thread.connect(simulator::driver(SourceProfile::SpellmanXrv, ports, data.join("drop")));
    let entry = |id: &str, name: &str, role| RosterEntry {
        officer: Officer { id: OfficerId::parse(id).unwrap(), name: name.into(), role },
        pin: Pin::new(PIN),
    };
    let mut roster: Vec<RosterEntry> =
        (0..consoles).map(|place| entry(&id(place), &name(place), role(place))).collect();
    roster.push(entry(DRIVER, DRIVER, Role::Oms));
    let booth = Booth {
        post_name: "Майқапшағай".to_owned(),
        ic_name: "ИДК-2".to_owned(),
        post_code: "39855302".to_owned(),
        policy: intrascope::station::contract::day::PolicyInForce::default(),
        roster: Vec::new(),
        training: None,
    };
    let settings = Settings {
        booth: Arc::new(booth),
        roster,
        outbox: data.join("outbox"),
        printer: None,
        dropped: DroppedFiles::Remove,
        clock: Clock::machine(),
        retention: Term::default(),
        idle: Idle::default(),
        decoder: Decoder::Here,
    };
    actor::start(settings, StoreHandle::spawn(store).unwrap(), lane, reports).await.unwrap()
}

async fn sign_in(handle: &Handle) -> Asker {
    let officer = OfficerId::parse(DRIVER).unwrap();
    let request = Request::SignIn { officer, role: Role::Oms, pin: Pin::new(PIN) };
    match handle.ask(Asker::Nobody, request).await {
        Ok(Reply::SignedIn(session)) => Asker::Session(session.id),
        other => panic!("{other:?}"),
    }
}

async fn take(handle: &Handle, asker: Asker, case: &Case, step: Step) -> Result<Arc<Case>, String> {
    let (number, revision) = (case.number.clone(), case.revision);
    let request = Request::Take { case: number, revision, step: Box::new(step), pin: None };
    match handle.ask(asker, request).await {
        Ok(Reply::Done(case)) => Ok(case),
        other => Err(format!("{other:?}")),
    }
}

/// A case at the lane, checked; nobody is signed in at the station's own console afterwards, so that no desk shows it.
async fn bring(handle: &Handle) -> Arc<Case> {
    let asker = sign_in(handle).await;
    let draft = Draft {
        plate: PLATE.into(),
        documents: vec![DocumentDraft { number: "4471".into(), ..DocumentDraft::default() }],
        goods: vec![GoodsDraft {
            code: "0805".into(),
            description: "лимоны свежие".into(),
            gross: "20400".into(),
            ..GoodsDraft::default()
        }],
        ..Draft::default()
    };
    let Ok(Reply::Done(case)) = handle.ask(asker, Request::Register(Box::new(draft))).await else {
        panic!("registered")
    };
    let size =
        Dimensions { length: Millimetres(18_700), width: Millimetres(2_500), height: Millimetres(4_000) };
    let case = take(handle, asker, &case, Step::Admit(GateAnswers { dimensions: size })).await.unwrap();
    let yes = Confirmation::Confirmed;
    let check = LaneCheck { driver_out: yes, zone_searched: yes };
    let case = take(handle, asker, &case, Step::ConfirmLane(check)).await.unwrap();
    handle.ask(asker, Request::SignOut).await.unwrap();
    case
}

/// Asks for the scan as soon as the hall and the source let it.
async fn scan(handle: &Handle, case: &Case) {
    let asker = sign_in(handle).await;
    let begun = Instant::now();
    while let Err(why) = take(handle, asker, case, Step::RequestScan { repeat_reason: None }).await {
        assert!(begun.elapsed() < Duration::from_mins(1), "{why}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
