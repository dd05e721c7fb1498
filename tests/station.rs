//! A station without a complex, asked by consoles and by the command line.

use intrascope::domain::case::Case;
use intrascope::domain::earlier::Key;
use intrascope::domain::exemption::{Exemption, ExemptionGround};
use intrascope::domain::fact::{BoothFact, Fact};
use intrascope::domain::fact_kind::FactKind;
use intrascope::domain::journal::JournalQuery;
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::period::Period;
use intrascope::domain::policy::{Complex, Policy};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::{DocumentDraft, Draft, GoodsDraft, PartyDraft, PartyDrafts};
use intrascope::domain::step::Step;
use intrascope::remote::{server, socket_path};
use intrascope::scanner;
use intrascope::scanner::source::SourceProfile;
use intrascope::station::actor::{self, DroppedFiles, Settings, Station};
use intrascope::station::clock::Clock;
use intrascope::station::contract::day::PolicyInForce;
use intrascope::station::contract::earlier::EarlierQuery;
use intrascope::station::contract::search::{Found, More, SearchQuery};
use intrascope::station::contract::{Asker, Booth, NoticeKind, Pin, Reply, Request};
use intrascope::station::sessions::RosterEntry;
use intrascope::store::{MAX_ENTRIES, Options, Store, StoreHandle};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const OPTIONS: Options = Options::sized(1 << 20, 0);

/// Nothing here takes long; a machine that builds something else meanwhile may.
const PATIENCE: Duration = Duration::from_secs(20);

/// An hour, by which a clock is set.
const HOUR_MS: i64 = 3_600_000;

fn oms() -> Officer {
    Officer {
        id: OfficerId::parse("akhmetov.a").unwrap(), name: "Ахметов А.".into(), role: Role::Oms
    }
}

fn booth() -> Arc<Booth> {
    Arc::new(Booth {
        post_name: "Майкапчагай".to_owned(),
        ic_name: "ИДК-2".to_owned(),
        post_code: "39855302".to_owned(),
        policy: PolicyInForce {
            policy: Policy {
                complex: Complex { max_length_mm: 26_000, max_width_mm: 3_000, max_height_mm: 4_600 },
                ..Policy::default()
            },
            ..PolicyInForce::default()
        },
        roster: vec![oms()],
        training: None,
    })
}

/// A station on `folder` that goes by `clock`.
pub async fn start(folder: &Path, clock: Clock) -> Station {
    let drop = folder.join("drop");
    std::fs::create_dir_all(&drop).unwrap();
    let (store, _) = Store::open(folder, OPTIONS).unwrap();
    let (lane, reports) = scanner::connect(scanner::simulator::driver(
        SourceProfile::SpellmanXrv,
        &folder.join("no-ports"),
        folder.to_owned(),
    ));
    let settings = Settings {
        retention: intrascope::domain::purge::Term::default(),
        idle: actor::Idle::default(),
        booth: booth(),
        roster: vec![RosterEntry { officer: oms(), pin: Pin::new("1204") }],
        outbox: folder.join("outbox"),
        printer: None,
        decoder: intrascope::station::decoding::Decoder::Here,
        dropped: DroppedFiles::Keep,
        clock,
    };
    actor::start(settings, StoreHandle::spawn(store).unwrap(), lane, reports).await.unwrap()
}

async fn sign_in(station: &Station) -> Asker {
    let request = Request::SignIn { officer: oms().id, role: oms().role, pin: Pin::new("1204") };
    let Ok(Reply::SignedIn(session)) = station.handle.ask(Asker::Nobody, request).await else {
        panic!("signed in")
    };
    Asker::Session(session.id)
}

async fn register(station: &Station, asker: Asker, plate: &str, goods: &str) -> Arc<Case> {
    let draft = Draft {
        plate: plate.into(),
        documents: vec![DocumentDraft { number: "4471".into(), ..DocumentDraft::default() }],
        goods: vec![GoodsDraft {
            code: "0805".into(),
            description: goods.into(),
            gross: "20400".into(),
            ..GoodsDraft::default()
        }],
        parties: PartyDrafts {
            consignee: PartyDraft { name: "ТОО «Алма Трейд»".into(), ..PartyDraft::default() },
            ..PartyDrafts::default()
        },
        ..Draft::default()
    };
    let Ok(Reply::Done(case)) = station.handle.ask(asker, Request::Register(Box::new(draft))).await else {
        panic!("registered")
    };
    case
}

/// Closes a case without a scan.
async fn exempt(station: &Station, asker: Asker, case: &Case) {
    let exemption =
        Exemption {
            ground: ExemptionGround::LiveAnimals, dimensions: None, alternative: "осмотр".into()
        };
    let (case, revision) = (case.number.clone(), case.revision);
    let step = Box::new(Step::Exempt(exemption));
    let answer = station.handle.ask(asker, Request::Take { case, revision, step, pin: None }).await;
    assert!(matches!(answer, Ok(Reply::Done(_))), "{answer:?}");
}

async fn search(station: &Station, asker: Asker, text: &str) -> Result<Found, Refusal> {
    let query = SearchQuery { text: text.into(), verdict: None, limit: 10 };
    match station.handle.ask(asker, Request::Search(query)).await? {
        Reply::Found(found) => Ok(found),
        other => panic!("{other:?}"),
    }
}

fn plates(found: &Found) -> Vec<&str> {
    found.rows.iter().map(|row| row.title.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_found_as_soon_as_it_is_registered_and_by_those_who_may_read() {
    let folder = tempfile::tempdir().unwrap();
    let station = start(folder.path(), Clock::machine()).await;
    let officer = sign_in(&station).await;
    register(&station, officer, "123ABC16", "апельсины").await;
    register(&station, officer, "777KZ02", "лимоны").await;
    for asker in [officer, Asker::CommandLine] {
        let found = search(&station, asker, "").await.unwrap();
        assert_eq!((plates(&found), found.more), (vec!["777KZ02", "123ABC16"], More::No));
        assert_eq!(plates(&search(&station, asker, "123авс").await.unwrap()), ["123ABC16"]);
        assert_eq!(plates(&search(&station, asker, "777 000002").await.unwrap()), ["777KZ02"]);
        assert_eq!(plates(&search(&station, asker, "апельс 4471").await.unwrap()), ["123ABC16"]);
        assert_eq!(plates(&search(&station, asker, "ахметов лимон").await.unwrap()), ["777KZ02"]);
        assert_eq!(plates(&search(&station, asker, "алма трейд").await.unwrap()), ["777KZ02", "123ABC16"]);
        assert!(search(&station, asker, "888").await.unwrap().rows.is_empty());
        assert!(search(&station, asker, "777 без подозрения").await.unwrap().rows.is_empty());
    }
    assert_eq!(search(&station, Asker::Nobody, "").await, Err(Refusal::NotSignedIn));
    station.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_cases_of_a_plate_are_found_with_what_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let station = start(folder.path(), Clock::machine()).await;
    let officer = sign_in(&station).await;
    let first = register(&station, officer, "123ABC16", "апельсины").await;
    register(&station, officer, "777KZ02", "лимоны").await;
    let case = register(&station, officer, "123ABC16", "лимоны").await;
    let of_plate = Draft { plate: "123 авс-16".into(), ..Draft::default() };
    let table = [
        (EarlierQuery::typed(&of_plate, 10), vec!["123ABC16", "123ABC16"]),
        (EarlierQuery::typed(&Draft { plate: "123ABC1".into(), ..Draft::default() }, 10), vec![]),
        // All three came with the same waybill.
        (
            EarlierQuery::of(&case.number, case.registration.as_ref().unwrap(), 10),
            vec!["777KZ02", "123ABC16"],
        ),
    ];
    for (query, plates) in table {
        let answer = station.handle.ask(officer, Request::Earlier(query.clone())).await;
        let Ok(Reply::Earlier(found)) = answer else { panic!("{answer:?}") };
        let titles: Vec<&str> = found.rows.iter().map(|found| found.row.title.as_str()).collect();
        assert_eq!((titles, found.more), (plates, More::No), "{query:?}");
        if query.except.is_some() {
            let last = found.rows.last().unwrap();
            assert_eq!((&last.row.number, &*last.matched), (&first.number, &[Key::Plate, Key::Document][..]));
        }
    }
    let nobody = station.handle.ask(Asker::Nobody, Request::Earlier(EarlierQuery::default())).await;
    assert!(matches!(nobody, Err(Refusal::NotSignedIn)), "{nobody:?}");
    station.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finished_cases_are_listed_and_read_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let station = start(folder.path(), Clock::machine()).await;
    let officer = sign_in(&station).await;
    let case = register(&station, officer, "123ABC16", "лошади").await;
    exempt(&station, officer, &case).await;
    station.shutdown().await;

    let station = start(folder.path(), Clock::machine()).await;
    let mut snapshots = station.handle.snapshot();
    let listed = snapshots.wait_for(|snapshot| !snapshot.recent.is_empty());
    let listed = tokio::time::timeout(PATIENCE, listed).await.unwrap().unwrap().recent.clone();
    assert_eq!(listed.iter().map(|row| &row.number).collect::<Vec<_>>(), [&case.number]);
    let officer = sign_in(&station).await;
    let Ok(Reply::Case(read)) = station.handle.ask(officer, Request::ShowCase(case.number.clone())).await
    else {
        panic!("a case")
    };
    assert!(read.state.is_finished());
    let nobody = station.handle.ask(Asker::Nobody, Request::ShowCase(case.number.clone())).await;
    assert!(matches!(nobody, Err(Refusal::NotSignedIn)), "{nobody:?}");
    let unknown = CaseNumber::parse("39855302/231126/999999").unwrap();
    let unknown = station.handle.ask(officer, Request::ShowCase(unknown)).await;
    assert!(matches!(unknown, Err(Refusal::NoCase)), "{unknown:?}");
    station.shutdown().await;
}

// On one thread the actor does not run before its notices are listened to.
#[tokio::test]
async fn a_clock_that_was_set_is_a_fact_and_a_notice() {
    let folder = tempfile::tempdir().unwrap();
    let (clock, driver) = Clock::driven(Clock::machine().now());
    let station = start(folder.path(), clock).await;
    let mut notices = station.handle.notices();
    driver.advance(Duration::from_hours(2));
    driver.set_by(HOUR_MS);
    let by_ms = tokio::time::timeout(PATIENCE, async {
        loop {
            if let NoticeKind::ClockJumped { by_ms } = notices.recv().await.unwrap().what {
                return by_ms;
            }
        }
    });
    let by_ms = by_ms.await.unwrap();
    assert_eq!(by_ms, HOUR_MS, "not the hours that passed");
    station.shutdown().await;
    let (store, _) = Store::open(folder.path(), OPTIONS).unwrap();
    let jumps: Vec<i64> = store
        .entries(1, MAX_ENTRIES)
        .unwrap()
        .into_iter()
        .filter_map(|(_, entry)| match entry.fact {
            Fact::Booth { fact: BoothFact::ClockJumped { by_ms } } => Some(by_ms),
            _ => None,
        })
        .collect();
    assert_eq!(jumps, [by_ms], "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn journal_and_figures_are_the_same_by_the_station_and_from_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let station = start(folder.path(), Clock::machine()).await;
    let officer = sign_in(&station).await;
    let case = register(&station, officer, "123ABC16", "лошади").await;
    exempt(&station, officer, &case).await;
    let today = Period::day_of(case.changed_at).unwrap();
    let query = JournalQuery { case: Some(case.number.clone()), limit: 10, ..JournalQuery::default() };
    for request in [Request::ReadJournal(query.clone()), Request::Statistics(today)] {
        let nobody = station.handle.ask(Asker::Nobody, request).await;
        assert!(matches!(nobody, Err(Refusal::NotSignedIn)), "{nobody:?}");
    }
    let Ok(Reply::Journal(page)) = station.handle.ask(officer, Request::ReadJournal(query)).await else {
        panic!("a page")
    };
    let kinds: Vec<_> = page.lines.iter().map(|line| line.entry.fact.kind()).collect();
    assert_eq!((kinds, page.next), (vec![FactKind::Case; 2], None));
    let Ok(Reply::Statistics(counted)) = station.handle.ask(officer, Request::Statistics(today)).await else {
        panic!("figures")
    };
    assert_eq!((counted.cases.registered, counted.exemptions[&ExemptionGround::LiveAnimals]), (1, 1));

    let server = server::serve(&socket_path(folder.path()), station.handle.clone()).unwrap();
    let said = |args: &'static [&str]| {
        let data = folder.path().to_owned();
        let run = move || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_intrascope"));
            let output = command.args(args).arg("--data").arg(data).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        tokio::task::spawn_blocking(run)
    };
    let (journal, figures) =
        (["journal", "--json", "--kind", "case"].as_slice(), ["stats", "--csv"].as_slice());
    let beside = (said(journal).await.unwrap(), said(figures).await.unwrap());
    drop(server);
    station.shutdown().await;
    let alone = (said(journal).await.unwrap(), said(figures).await.unwrap());
    assert_eq!(beside.0, alone.0);
    // Stopping is a fact of its own.
    let besides_facts =
        |cells: &str| cells.lines().filter(|line| !line.starts_with("facts,")).collect::<String>();
    assert_eq!(besides_facts(&beside.1), besides_facts(&alone.1));
    assert!(beside.1.contains("cases.not_applied,1"), "{}", beside.1);
}
