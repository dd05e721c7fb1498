//! Earlier cases are found by any of their numbers, out of memory and out of sled, and nothing else is.

use super::*;
use crate::domain::container::ContainerNumber;
use crate::domain::earlier::Key;
use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::plate::Plate;
use crate::domain::registration::{DocumentKind, RecordedContainer, Registration, ShippingDocument};
use crate::store::samples::{day, registration, whole_case};
use crate::store::{Options, Store};
use std::path::Path;

const OPTIONS: Options = Options::sized(1 << 16, 0);

fn number(case: u32) -> CaseNumber {
    CaseNumber::new("39855302", day() + chrono::Days::new(u64::from(case / 10)), case % 10 + 1).unwrap()
}

/// The container `CSQU000000<n>`, whatever its check digit.
fn container(number: u32) -> RecordedContainer {
    let number = ContainerNumber::parse(&format!("CSQU{number:07}")).unwrap();
    let check = number.check_digit();
    RecordedContainer { number, check, reason: None, load: None }
}

fn document(number: &str) -> ShippingDocument {
    ShippingDocument { kind: DocumentKind::Waybill, number: number.into(), date: None }
}

/// A case of a truck of its own; every fifth has the same trailer, every seventh the same second container.
fn registered(case: u32) -> Registration {
    let mut registered = registration();
    registered.plate = Plate::parse(&format!("{case:04}ABC")).unwrap();
    registered.vehicle.trailers = vec![Plate::parse("11KLM16").unwrap()];
    registered.vehicle.trailers.retain(|_| case.is_multiple_of(5));
    registered.containers = vec![container(case), container(9_000_000)];
    registered.containers.truncate(if case.is_multiple_of(7) { 2 } else { 1 });
    registered.documents = vec![document(&format!("CMR {case}")), document(&format!("TD/{case}/77"))];
    registered
}

fn store(dir: &Path, cases: u32) -> Store {
    let (mut store, _) = Store::open(dir, OPTIONS).unwrap();
    let facts = |case: u32| {
        let mut entry = whole_case(1).remove(0);
        let fact = CaseFact::Registered(registered(case));
        entry.fact = Fact::Case { number: number(case), fact };
        entry
    };
    let entries: Vec<Entry> = (1..=cases).map(facts).collect();
    assert!(store.append_all(&entries).iter().all(Result::is_ok));
    store
}

fn query(keys: &[(Key, &str)]) -> EarlierQuery {
    let mut asked = Keys::default();
    for (key, number) in keys {
        asked.add(*key, number);
    }
    EarlierQuery { keys: asked, except: None, limit: 100 }
}

fn numbers(found: &EarlierFound) -> Vec<CaseNumber> {
    found.cases.iter().map(|case| case.number.clone()).collect()
}

/// Numbers that are asked for, and the cases that are found by them.
type Row = (&'static [(Key, &'static str)], &'static [u32]);

/// What each question finds, newest first.
fn expect_found(store: &Store) {
    let table: [Row; 9] = [
        (&[(Key::Plate, "0003 авс")], &[3]),
        (&[(Key::Plate, "0003AB")], &[]),
        (&[(Key::Trailer, "11klm-16")], &[40, 35, 30, 25, 20, 15, 10, 5]),
        (&[(Key::Container, "CSQU9000000")], &[35, 28, 21, 14, 7]),
        // Eight characters are kept of a number: the last three are compared in the journal.
        (&[(Key::Container, "CSQU0000012")], &[12]),
        (&[(Key::Document, "cmr12")], &[12]),
        (&[(Key::Document, "TD/9/77")], &[9]),
        (&[(Key::Plate, "0002ABC"), (Key::Document, "CMR 39"), (Key::Document, "CMR 1000")], &[39, 2]),
        (&[], &[]),
    ];
    for (keys, cases) in table {
        let found = store.earlier(&query(keys)).unwrap();
        assert_eq!(numbers(&found), cases.iter().map(|case| number(*case)).collect::<Vec<_>>(), "{keys:?}");
        assert_eq!(found.more, More::None);
    }
}

#[test]
fn any_number_finds_it_out_of_memory_and_out_of_sled() {
    let dir = tempfile::tempdir().unwrap();
    let kept = store(dir.path(), 40);
    expect_found(&kept);
    kept.close().unwrap();
    let (again, _) = Store::open(dir.path(), OPTIONS).unwrap();
    expect_found(&again);
}

#[test]
fn the_case_itself_is_no_earlier_one_and_the_limit_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 40);
    let trailer = query(&[(Key::Trailer, "11KLM16")]);
    let others = store.earlier(&EarlierQuery { except: Some(number(40)), limit: 2, ..trailer }).unwrap();
    assert_eq!((numbers(&others), others.more), (vec![number(35), number(30)], More::Older));
}
