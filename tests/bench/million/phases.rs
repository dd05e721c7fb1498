//! What is measured, each phase in a process of its own.

use crate::booth;
use chrono::NaiveDate;
use intrascope::domain::officer::Role;
use intrascope::domain::step::Verdict;
use intrascope::store::{More, Options, Query, Store};
use std::path::Path;
use std::time::{Duration, Instant};

/// Cases whose facts are appended at once.
const SHIFT: u32 = 40;

const LOOKUPS: u32 = 20_000;
const SEARCHES: u32 = 5_000;
const STEPS: u32 = 500;

/// The kinds of search, in turn.
const KINDS: [&str; 12] = [
    "plate",
    "plate, 3 characters",
    "container",
    "container's digits",
    "document",
    "number: day and serial",
    "one word of goods",
    "two words of goods",
    "officer and word",
    "verdict and word",
    "month and word",
    "nothing there",
];

fn time(what: &str, time: Duration) {
    println!("{what:<44} {:>14.3} ms", time.as_secs_f64() * 1_000.0);
}

fn percentiles(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1_000.0;
    println!("{what:<44} p50 {:>8.3}  p99 {:>8.3}  max {:>8.3} ms", at(50), at(99), at(100));
}

fn memory(what: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let kib = |name: &str| -> f64 {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1_024.0
    };
    println!("{:<44} {:>14.1} MiB (peak {:.1})", format!("memory {what}"), kib("VmRSS"), kib("VmHWM"));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let answer = work();
    (answer, begun.elapsed())
}

pub fn generate(dir: &Path, cases: u32) {
    let (mut store, _) = Store::open(dir, Options::default()).unwrap();
    let begun = Instant::now();
    for from in (0..cases).step_by(SHIFT as usize) {
        for fate in store.append_all(&booth::shift(from, (from + SHIFT).min(cases), cases)) {
            fate.unwrap();
        }
    }
    let facts = store.head().0;
    let took = begun.elapsed();
    let each_second = u128::from(facts) * 1_000 / took.as_millis().max(1);
    println!("{cases} cases, {facts} facts, {each_second} facts/s");
    time("generated", took);
    time("index caught up after", timed(|| store.wait_for_index().unwrap()).1);
    memory("after generating");
    store.close().unwrap();
}

pub fn rebuild(dir: &Path) {
    std::fs::remove_dir_all(dir.join("index")).unwrap();
    let begun = Instant::now();
    let (store, _) = Store::open(dir, Options::default()).unwrap();
    time("opened while there is no index", begun.elapsed());
    store.next_serial(booth::POST, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()).unwrap();
    store.wait_for_index().unwrap();
    time("index made anew", begun.elapsed());
    memory("after the rebuild");
    store.close().unwrap();
}

pub fn open(dir: &Path, cases: u32) {
    let begun = Instant::now();
    let (store, _) = Store::open(dir, Options::default()).unwrap();
    time("opened", begun.elapsed());
    store.unfinished().unwrap();
    store.next_serial(booth::POST, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()).unwrap();
    time("unfinished cases and next number", begun.elapsed());
    let report = store.wait_for_index().unwrap();
    time(&format!("index: {report:?}"), begun.elapsed());
    let (rows, took) = timed(|| store.rows(100, None).unwrap());
    time(&format!("first page, {} rows", rows.len()), took);
    time("station ready", begun.elapsed());
    memory("after the first page");
    let mut times = Vec::new();
    for round in 0..20 {
        let before = booth::number(cases - 1 - round * cases / 40, cases);
        times.push(timed(|| store.rows(50, Some(&before)).unwrap()).1);
    }
    percentiles("page of 50 rows, anywhere", times);
    lookups(&store, cases);
    searches(&store, cases);
    memory("after lookups and searches");
    store.close().unwrap();
}

fn lookups(store: &Store, cases: u32) {
    let mut times = Vec::new();
    for round in 0..LOOKUPS {
        let number = booth::number(booth::below(round, 200, cases), cases);
        let (case, took) = timed(|| store.case(&number).unwrap());
        assert_eq!(case.unwrap().number, number);
        times.push(took);
    }
    percentiles("a case by its number", times);
    memory("after the lookups");
}

fn searches(store: &Store, cases: u32) {
    let mut times = vec![Vec::new(); KINDS.len()];
    let mut unknown = 0;
    for round in 0..SEARCHES {
        let case = booth::below(round, 201, cases);
        let kind = round as usize % KINDS.len();
        let query = query(kind, case, cases);
        let (found, took) = timed(|| store.search(&query).unwrap());
        let expected = booth::number(case, cases);
        let there = found.rows.iter().any(|row| row.number == expected);
        assert!(there || found.more != More::None || kind == KINDS.len() - 1, "{query:?} misses {expected}");
        unknown += u32::from(found.more == More::Unknown);
        times[kind].push(took);
    }
    for (kind, times) in KINDS.iter().zip(times.clone()) {
        percentiles(&format!("search: {kind}"), times);
    }
    percentiles("search: all kinds", times.concat());
    println!("{:<44} {unknown:>14}", "searches that ended early");
}

fn query(kind: usize, case: u32, cases: u32) -> Query {
    let plate = booth::plate(case);
    let number = booth::number(case, cases);
    let word = booth::word(case, 30);
    let officer = booth::officer(case, 11, Role::Oms).id.to_string();
    let terms = match kind {
        0 => vec![plate],
        1 => vec![plate.chars().take(3).collect()],
        // One truck in ten has no container.
        2 | 3 if booth::random(case, 8).is_multiple_of(10) => vec![plate],
        2 => vec![booth::container(case)],
        3 => vec![booth::container(case).split_off(4)],
        4 => vec![booth::document(case)],
        5 => vec![format!("{}/{:06}", number.day().format("%d%m%y"), number.serial())],
        6 | 9 | 10 => vec![word],
        7 => vec![word, booth::word(case, 40)],
        8 => vec![officer, word],
        _ => vec![format!("zzq{plate}")],
    };
    let verdict = match (kind, booth::is_suspected(case)) {
        (9, true) => Some(Verdict::UnderSuspicion),
        (9, false) => Some(Verdict::WithoutSuspicion),
        _ => None,
    };
    let days =
        (kind == 10).then(|| (number.day() - chrono::Days::new(15), number.day() + chrono::Days::new(15)));
    Query { terms, verdict, from: days.map(|days| days.0), to: days.map(|days| days.1), limit: 50 }
}

/// Cases after those that were generated, so that the folder can be used again.
fn fresh(store: &Store, cases: u32) -> u32 {
    let mut case = cases;
    while store.case(&booth::number(case, cases)).unwrap().is_some() {
        case += 1;
    }
    case
}

pub fn steps(dir: &Path, cases: u32) {
    let (mut store, _) = Store::open(dir, Options::default()).unwrap();
    store.wait_for_index().unwrap();
    let mut times = Vec::new();
    let mut case = fresh(&store, cases);
    while times.len() < STEPS as usize {
        for entry in booth::facts(case, cases) {
            times.push(timed(|| store.append(&entry).unwrap()).1);
        }
        case += 1;
    }
    percentiles("one durable step", times);
    store.close().unwrap();
}

pub fn run_until_killed(dir: &Path, cases: u32) {
    let (mut store, _) = Store::open(dir, Options::default()).unwrap();
    store.wait_for_index().unwrap();
    for case in fresh(&store, cases).. {
        for entry in booth::facts(case, cases) {
            store.append(&entry).unwrap();
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
