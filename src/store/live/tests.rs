//! What the booth needs at once is there whatever became of the file, and the index is not asked for it.

use super::*;
use crate::domain::fact::{BoothFact, CaseFact};
use crate::store::samples::{booth_entry, case_entry, day, registered, whole_case};
use crate::store::{Options, Store};
use std::fs;
use std::path::{Path, PathBuf};

const OPTIONS: Options = Options::sized(4_096, 0);

/// One finished case, two unfinished, closed in order.
fn kept() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    let others = [
        registered(2),
        booth_entry(BoothFact::SignedIn),
        registered(3),
        case_entry(2, 9, CaseFact::AnalysisBegan),
    ];
    for entry in whole_case(1).into_iter().chain(others) {
        store.append(&entry).unwrap();
    }
    store.close().unwrap();
    dir
}

fn assert_live(dir: &Path) {
    let (store, _) = Store::open(dir, OPTIONS).unwrap();
    let unfinished = store.unfinished().unwrap();
    assert_eq!(unfinished.iter().map(|case| case.number.serial()).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(unfinished[0].revision.0, 2);
    assert_eq!(store.next_serial("39855302", day()).unwrap(), 4);
}

fn file(dir: &Path) -> PathBuf {
    dir.join("witness/live")
}

#[test]
fn the_file_is_read_on_from_where_it_ends() {
    let dir = kept();
    let old = fs::read(file(dir.path())).unwrap();
    assert_live(dir.path());
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    store.append(&registered(4)).unwrap();
    store.append(&case_entry(3, 9, CaseFact::HandedOver { to: "пост 7".into() })).unwrap();
    store.close().unwrap();
    fs::write(file(dir.path()), old).unwrap();
    let (store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    let unfinished = store.unfinished().unwrap();
    assert_eq!(unfinished.iter().map(|case| case.number.serial()).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(store.next_serial("39855302", day()).unwrap(), 5);
}

#[test]
fn without_the_file_or_with_a_wrong_one_the_journal_is_walked() {
    let dir = kept();
    let whole = fs::read(file(dir.path())).unwrap();
    fs::remove_file(file(dir.path())).unwrap();
    assert_live(dir.path());
    for place in (0..whole.len()).step_by(7) {
        let mut altered = whole.clone();
        altered[place] ^= 1;
        fs::write(file(dir.path()), altered).unwrap();
        assert_live(dir.path());
    }
    for length in (0..whole.len()).step_by(11) {
        fs::write(file(dir.path()), &whole[..length]).unwrap();
        assert_live(dir.path());
    }
}

#[test]
fn a_file_of_another_journal_is_not_believed() {
    let (dir, other) = (kept(), tempfile::tempdir().unwrap());
    let (mut store, _) = Store::open(other.path(), OPTIONS).unwrap();
    for serial in 5..8 {
        store.append(&registered(serial)).unwrap();
    }
    store.close().unwrap();
    fs::copy(file(other.path()), file(dir.path())).unwrap();
    assert_live(dir.path());
}

#[test]
fn days_long_past_are_left_to_the_index() {
    let mut live = Live::empty();
    let first = NaiveDate::from_ymd_opt(2021, 1, 1).unwrap();
    for day in (0..MAX_DAYS as u64 + 10).map(|days| first + chrono::Days::new(days)) {
        live.note_serial(&CaseNumber::new("39855302", day, 7).unwrap());
    }
    assert_eq!(live.serials.len(), MAX_DAYS);
    assert_eq!(live.last_serial("39855302", first), None);
    assert_eq!(live.last_serial("39855302", first + chrono::Days::new(10)), Some(7));
    assert_eq!(live.last_serial("55302", first + chrono::Days::new(10)), Some(0));
}
