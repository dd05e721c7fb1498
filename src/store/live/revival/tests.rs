//! A finished case that came back into work is there after every start, whatever became of the derived files.

use crate::domain::case::{Case, CaseState};
use crate::domain::fact::{CaseFact, Fact};
use crate::store::samples::{case_entry, number, registered, whole_case};
use crate::store::{Options, Store};
use std::fs;
use std::path::Path;

const OPTIONS: Options = Options::sized(4_096, 0);

fn reopened() -> CaseFact {
    CaseFact::Reopened { reason: "another look".into(), second: None }
}

/// A finished case, another one, the finished one reopened; closed in order or not.
fn kept(close: fn(Store)) -> (tempfile::TempDir, Case) {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    for entry in whole_case(1).into_iter().chain([registered(2)]) {
        store.append(&entry).unwrap();
    }
    store.close().unwrap();
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    store.wait_for_index().unwrap();
    assert!(store.case(&number(1)).unwrap().unwrap().state.is_finished());
    store.append(&case_entry(1, 900, reopened())).unwrap();
    let case = store.case(&number(1)).unwrap().unwrap();
    close(store);
    (dir, case)
}

fn assert_back(dir: &Path, case: &Case) {
    assert_eq!((case.state, case.rulings.len()), (CaseState::Queued, 1));
    let (store, _) = Store::open(dir, OPTIONS).unwrap();
    let unfinished = store.unfinished().unwrap();
    assert!(unfinished.contains(case), "among the unfinished: {unfinished:?}");
    store.wait_for_index().unwrap();
    assert_eq!(store.case(&number(1)).unwrap().as_ref(), Some(case));
    assert_eq!(store.rows(10, None).unwrap().iter().filter(|row| row.number == case.number).count(), 1);
}

#[test]
fn a_reopened_case_is_there_with_and_without_its_derived_files() {
    let closings: [fn(Store); 2] = [|store| store.close().unwrap(), |store| drop(store)];
    for close in closings {
        let (dir, case) = kept(close);
        assert_back(dir.path(), &case);
        for part in ["witness/live", "index"] {
            let path = dir.path().join(part);
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.unwrap();
            assert_back(dir.path(), &case);
        }
        Store::open(dir.path(), OPTIONS).unwrap().0.close().unwrap();
        let live = fs::read(dir.path().join("witness/live")).unwrap();
        let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
        store.append(&case_entry(1, 910, CaseFact::AnalysisBegan)).unwrap();
        store
            .append(&case_entry(2, 920, CaseFact::Cancelled { reason: "left".into(), second: None }))
            .unwrap();
        let case = store.case(&number(1)).unwrap().unwrap();
        drop(store);
        // A file older than the last facts is read on from where it ends.
        fs::write(dir.path().join("witness/live"), live).unwrap();
        let (store, _) = Store::open(dir.path(), OPTIONS).unwrap();
        assert_eq!(store.unfinished().unwrap(), [case]);
    }
}

#[test]
fn a_case_reopened_twice_keeps_every_verdict() {
    let (dir, _) = kept(|store| store.close().unwrap());
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    let verdict = whole_case(1).into_iter().find_map(|entry| match entry.fact {
        Fact::Case { fact: fact @ CaseFact::VerdictGiven(_), .. } => Some(fact),
        _ => None,
    });
    let verdict = verdict.unwrap();
    for (seconds, fact) in [(1_000, CaseFact::AnalysisBegan), (1_010, verdict), (1_020, reopened())] {
        store.append(&case_entry(1, seconds, fact)).unwrap();
    }
    store.close().unwrap();
    fs::remove_file(dir.path().join("witness/live")).unwrap();
    let (store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    let unfinished = store.unfinished().unwrap();
    let case = unfinished.iter().find(|case| case.number == number(1)).unwrap();
    assert_eq!((case.state, case.rulings.len()), (CaseState::Queued, 2));
}
