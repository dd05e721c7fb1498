//! kill -9 at any instant: every acknowledged fact is there at the next start, and the folder verifies.
//!
//! The child is this very test binary. It says `A <number> <fact>` on its output once a fact is acknowledged; the parent
//! kills it at an instant of its own choice, the start-up included, and reads everything again.

use chrono::{DateTime, NaiveDate};
use intrascope::domain::analysis::Mark;
use intrascope::domain::exemption::{Dimensions, GateAnswers};
use intrascope::domain::fact::{CaseFact, Entry, Fact};
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::{Officer, OfficerId, Role};
use intrascope::domain::plate::Plate;
use intrascope::domain::registration::{GoodsLine, Ground, Registration};
use intrascope::domain::step::By;
use intrascope::domain::units::{Grams, Millimetres};
use intrascope::store::{MAX_ENTRIES, MAX_UNFINISHED, Options, Store, StoreError, StoreHandle, verify};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often the child is killed.
const KILLS: u64 = 100;

/// The longest that a child lives: long enough for some hundred facts and several segments.
const MAX_LIFE_MS: u64 = 200;

/// After so many kills a new folder is begun, so that kills also hit its making.
const KILLS_PER_FOLDER: u64 = 5;

/// Tells the child its folder.
const FOLDER: &str = "INTRASCOPE_CRASH_TEST_FOLDER";

/// Small segments, so that many kills meet the beginning of one.
pub(crate) const OPTIONS: Options = Options::sized(16 * 1024, 0);

/// Facts asked for at once, so that some go down in one write.
const TOGETHER: u16 = 5;

/// Facts acknowledged: number in the journal to JSON.
pub(crate) type Acknowledged = BTreeMap<u64, String>;

#[test]
fn no_acknowledged_fact_is_lost() {
    let mut random = 0x1f2e_3d4c_5b6a_7988_u64;
    let mut total = 0;
    let mut folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Acknowledged::new();
    for kill in 0..KILLS {
        if kill % KILLS_PER_FOLDER == 0 {
            folder = tempfile::tempdir().unwrap();
            acknowledged.clear();
        }
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let life = Duration::from_millis((random >> 33) % MAX_LIFE_MS);
        let lines = run_and_kill(folder.path(), life);
        total += lines.len();
        acknowledged.extend(lines);
        check(folder.path(), &acknowledged, kill);
    }
    assert!(total > 1_000, "the children had time to acknowledge facts: {total}");
}

#[test]
fn a_second_process_is_kept_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = spawn(folder.path());
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    while !line.starts_with("A ") {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the child ended");
    }
    assert!(matches!(Store::open(folder.path(), OPTIONS), Err(StoreError::InUse { .. })));
    let report = verify(folder.path());
    assert!(report.holds(), "beside a running station: {:?}", report.findings);
    child.kill().unwrap();
    child.wait().unwrap();
    Store::open(folder.path(), OPTIONS).unwrap();
}

fn spawn(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store_crash::child", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn run_and_kill(folder: &Path, life: Duration) -> Acknowledged {
    let mut child = spawn(folder);
    let mut output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        output.read_to_end(&mut bytes).unwrap();
        bytes
    });
    std::thread::sleep(life);
    child.kill().unwrap();
    child.wait().unwrap();
    let said = String::from_utf8(reader.join().unwrap()).unwrap();
    assert!(!said.contains("panicked") && !said.contains("FAILED"), "{said}");
    // What is no whole line was not said.
    said.split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n')?.strip_prefix("A ")?.split_once(' '))
        .map(|(seq, fact)| (seq.parse().unwrap(), fact.to_owned()))
        .collect()
}

/// Opens the folder as the next start does, and looks for every acknowledged fact, in the journal and in its case.
pub(crate) fn check(folder: &Path, acknowledged: &Acknowledged, kill: u64) {
    let (store, report) = Store::open(folder, OPTIONS).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
    let kept = all_entries(&store);
    for (seq, fact) in acknowledged {
        let entry = kept.get(seq).unwrap_or_else(|| panic!("kill {kill}: fact {seq} is lost; {report:?}"));
        assert_eq!(&serde_json::to_string(entry).unwrap(), fact, "kill {kill}: fact {seq}");
    }
    let mut facts: BTreeMap<&CaseNumber, u32> = BTreeMap::new();
    for entry in kept.values() {
        let Fact::Case { number, .. } = &entry.fact else { panic!("only facts of cases were written") };
        *facts.entry(number).or_default() += 1;
    }
    let mut open_cases = 0;
    for (number, count) in &facts {
        let case = store.case(number).unwrap().unwrap();
        assert_eq!(case.revision.0, *count, "kill {kill}: case {number}");
        open_cases += usize::from(!case.state.is_finished());
    }
    assert_eq!(store.unfinished().unwrap().len(), open_cases.min(MAX_UNFINISHED), "kill {kill}");
    store.close().unwrap();
    let report = verify(folder);
    assert_eq!(report.findings, [], "kill {kill}");
    assert_eq!((report.frames, report.cases), (kept.len() as u64, facts.len() as u64), "kill {kill}");
}

fn all_entries(store: &Store) -> BTreeMap<u64, Entry> {
    let mut entries = BTreeMap::new();
    loop {
        let next = entries.last_key_value().map_or(1, |(seq, _)| seq + 1);
        let page = store.entries(next, MAX_ENTRIES).unwrap();
        if page.is_empty() {
            return entries;
        }
        entries.extend(page);
    }
}

/// The child: registers cases and adds facts to them until it is killed.
#[test]
#[ignore = "started by the tests of this file, and killed by them"]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let (store, _) = Store::open(&folder, OPTIONS).unwrap();
    let store = StoreHandle::spawn(store).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let first = store.next_serial("39855302".to_owned(), day()).await.unwrap();
        for serial in first.. {
            add_case(&store, serial).await;
            if serial % 7 == 0 {
                store.idle().await.unwrap();
            }
        }
    });
}

async fn add_case(store: &StoreHandle, serial: u32) {
    acknowledge(store, entry(serial, CaseFact::Registered(registration()))).await;
    let dimensions =
        Dimensions { length: Millimetres(18_700), width: Millimetres(2_500), height: Millimetres(4_000) };
    acknowledge(store, entry(serial, CaseFact::Admitted(GateAnswers { dimensions }))).await;
    let marks = (1..=TOGETHER).map(|number| {
        let mark = Mark {
            number,
            x: 1,
            y: 2,
            width: 3,
            height: 4,
            note: "плотный предмет".into(),
            proposed_by: None,
        };
        acknowledge(store, entry(serial, CaseFact::MarkPlaced(mark)))
    });
    futures::future::join_all(marks).await;
    if !serial.is_multiple_of(4) {
        acknowledge(store, entry(serial, CaseFact::HandedOver { to: "Серік Б., пост 7".into() })).await;
    }
}

async fn acknowledge(store: &StoreHandle, entry: Entry) {
    let json = serde_json::to_string(&entry).unwrap();
    let seq = store.append(entry).await.unwrap().seq;
    // One write, below the pipe's 4 KiB: it is said as a whole or not at all.
    std::io::stdout().write_all(format!("A {seq} {json}\n").as_bytes()).unwrap();
    std::io::stdout().flush().unwrap();
}

pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

pub(crate) fn entry(serial: u32, fact: CaseFact) -> Entry {
    let officer =
        Officer {
            id: OfficerId::parse("akhmetov.a").unwrap(), name: "Ахметов А.".into(), role: Role::Oms
        };
    Entry {
        clock: None,
        at: DateTime::from_timestamp(1_795_400_000 + i64::from(serial), 0).unwrap(),
        by: By::Officer(officer),
        fact: Fact::Case { number: CaseNumber::new("39855302", day(), serial).unwrap(), fact },
    }
}

pub(crate) fn registration() -> Registration {
    Registration {
        goods: vec![GoodsLine {
            code: "0805".to_owned(),
            description: "цитрусовые".into(),
            code_reason: None,
            packages: Some(1_296),
            gross: Grams(20_400_000),
            net: None,
            origin: None,
        }],
        ..Registration::bare(Ground::Arrival, Plate::parse("123ABC16").unwrap())
    }
}
