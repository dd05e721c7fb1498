//! Search finds by whatever a person remembers, in whichever script, and shows nothing that does not match.

use super::*;
use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::number::CaseNumber;
use crate::domain::plate::Plate;
use crate::domain::registration::GoodsLine;
use crate::domain::units::Grams;
use crate::store::samples::{day, registration, whole_case};
use crate::store::{Options, Store};
use std::path::Path;

const OPTIONS: Options = Options::sized(1 << 16, 0);

const PLATES: [&str; 4] = ["123ABC16", "А777ВС199", "沪A12345", "KZ 5544-B"];
const GOODS: [&str; 4] = ["цитрусовые свежие", "қант, ұн", "shoes of leather", "электрооборудование прочее"];

/// Cases over many days, their plates and goods in turn; every fourth is a whole case of the samples.
fn store(dir: &Path, cases: u32) -> Store {
    let (mut store, _) = Store::open(dir, OPTIONS).unwrap();
    let entries: Vec<Entry> = (1..=cases).flat_map(facts).collect();
    assert!(store.append_all(&entries).iter().all(Result::is_ok));
    store
}

fn number(case: u32) -> CaseNumber {
    CaseNumber::new("39855302", day() + chrono::Days::new(u64::from(case / 10)), case % 10 + 1).unwrap()
}

fn facts(case: u32) -> Vec<Entry> {
    let mut facts = whole_case(1);
    if !case.is_multiple_of(4) {
        facts.truncate(1);
    }
    let turn = (case % 4) as usize;
    for entry in &mut facts {
        let Fact::Case { number: of, fact } = &mut entry.fact else { panic!("a fact of a case") };
        *of = number(case);
        if let CaseFact::Registered(registered) = fact {
            let goods = GoodsLine {
                code: "0805".to_owned(),
                description: GOODS[turn].into(),
                code_reason: None,
                packages: None,
                gross: Grams(1_000),
                net: None,
                origin: None,
            };
            *registered = crate::domain::registration::Registration {
                plate: Plate::parse(PLATES[turn]).unwrap(),
                goods: vec![goods],
                ..registration()
            };
        }
    }
    facts
}

fn query(typed: &str) -> Query {
    Query { terms: typed.split_whitespace().map(str::to_owned).collect(), limit: 100, ..Query::default() }
}

fn found(store: &Store, typed: &str) -> usize {
    store.search(&query(typed)).unwrap().rows.len()
}

#[test]
fn a_case_is_found_by_what_people_remember_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 40);
    for (typed, count) in [
        ("", 40),
        ("123abc16", 10),
        ("123 abc", 10),
        ("a777bc", 10),
        ("а777вс199", 10),
        ("沪a1", 10),
        ("kz5544", 10),
        ("kz-5544-b", 10),
        ("CSQU3054383", 40),
        ("csqu 3054383", 40),
        ("3054383", 40),
        ("305438", 40),
        ("4471", 40),
        ("цитрус", 10),
        ("кант", 10),
        ("Қант", 10),
        ("shoes leather", 10),
        ("shoes цитрус", 0),
        ("электрооборудование", 10),
        ("электрооборудованием", 0),
        ("электрооборудовз", 0),
        ("ахметов", 40),
        ("akhmetov", 40),
        ("0805", 40),
        ("CSQU3054384", 0),
        ("000007", 4),
        ("7", 4),
        ("231126/000007", 1),
        ("39855302/2411", 10),
        ("39855302/241126/000001 shoes", 1),
    ] {
        assert_eq!(found(&store, typed), count, "{typed}");
    }
}

#[test]
fn newest_first_and_no_more_than_asked() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 40);
    let some = store.search(&Query { limit: 3, ..query("ахметов") }).unwrap();
    let numbers: Vec<CaseNumber> = some.rows.iter().map(|row| row.number.clone()).collect();
    assert_eq!((numbers, some.more), (vec![number(40), number(39), number(38)], More::Older));
    let all = store.search(&Query { limit: 10, ..query("цитрус") }).unwrap();
    assert_eq!((all.rows.len(), all.more), (10, More::None));
    assert_eq!(all.rows[0], store.case(&number(40)).unwrap().unwrap().row());
}

#[test]
fn verdict_and_days_narrow() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 40);
    let given = Query { verdict: Some(Verdict::WithoutSuspicion), ..query("") };
    assert_eq!(store.search(&given).unwrap().rows.len(), 10);
    let other = Query { verdict: Some(Verdict::UnderSuspicion), ..query("") };
    assert_eq!(store.search(&other).unwrap().rows.len(), 0);
    let next = day() + chrono::Days::new(1);
    let days = Query { from: Some(next), to: Some(next), ..query("") };
    assert_eq!(store.search(&days).unwrap().rows.len(), 10);
    let days = Query { to: Some(day()), ..query("shoes") };
    assert_eq!(store.search(&days).unwrap().rows.len(), 2);
    let none = Query { from: Some(next), to: Some(day()), ..query("") };
    assert_eq!(store.search(&none).unwrap().rows.len(), 0);
}

#[test]
fn the_answers_are_the_same_out_of_sled_and_out_of_memory() {
    let dir = tempfile::tempdir().unwrap();
    let kept = store(dir.path(), 700);
    let ask = |store: &Store| -> Vec<Found> {
        ["", "shoes", "7", "a777 кант", "ахметов 沪"].map(|typed| store.search(&query(typed)).unwrap()).into()
    };
    let fresh = ask(&kept);
    kept.close().unwrap();
    let (reopened, _) = Store::open(dir.path(), OPTIONS).unwrap();
    assert_eq!(ask(&reopened), fresh);
}
