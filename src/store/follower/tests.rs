//! The index follows whatever happens to it, and who asks meanwhile is told how far it is.

use crate::domain::fact::CaseFact;
use crate::store::follower::progress::{Phase, Progress};
use crate::store::journal::frame::Head;
use crate::store::samples::{case_entry, number, registered};
use crate::store::{IndexReport, IndexState, Options, Store, StoreError, verify};
use std::fs;
use std::path::Path;

/// Small segments, so that cases cross them.
const OPTIONS: Options = Options::sized(4_096, 0);

const CASES: u32 = 150;

fn open(dir: &Path) -> Store {
    Store::open(dir, OPTIONS).unwrap().0
}

/// Many cases whose facts come in turns, over many segments.
fn many(dir: &Path) {
    let mut store = open(dir);
    let begun: Vec<_> = (1..=CASES).map(registered).collect();
    let analysed = (1..=CASES).map(|serial| case_entry(serial, 60, CaseFact::AnalysisBegan));
    let ended =
        (1..=CASES).map(|serial| case_entry(serial, 90, CaseFact::HandedOver { to: "пост 7".into() }));
    let entries: Vec<_> = begun.into_iter().chain(analysed).chain(ended).collect();
    assert!(store.append_all(&entries).iter().all(Result::is_ok));
    store.close().unwrap();
}

fn assert_many(store: &Store) {
    store.wait_for_index().unwrap();
    let rows = store.rows(1_000, None).unwrap();
    assert_eq!(rows.len(), CASES as usize);
    assert!(rows.iter().rev().map(|row| row.number.serial()).eq(1..=CASES));
    assert!(rows.iter().all(|row| row.revision.0 == 3));
    assert_eq!(store.rows(5, Some(&number(10))).unwrap()[0].number, number(9));
    assert_eq!(store.rows(5, Some(&number(CASES + 7))).unwrap()[0].number, number(CASES));
}

#[test]
fn the_way_is_the_same_live_after_a_kill_and_from_nothing() {
    let dir = tempfile::tempdir().unwrap();
    many(dir.path());
    assert_many(&open(dir.path()));
    assert_eq!(verify(dir.path()).findings, []);
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let store = open(dir.path());
    assert_many(&store);
    assert_eq!(store.wait_for_index().unwrap(), IndexReport::Rebuilt { frames: u64::from(CASES) * 3 });
    drop(store);
    assert_eq!(verify(dir.path()).findings, []);
}

#[test]
fn a_start_that_cannot_open_sled_locks_nobody_out() {
    let dir = tempfile::tempdir().unwrap();
    many(dir.path());
    fs::write(dir.path().join("index/conf"), b"no configuration").unwrap();
    let mut store = open(dir.path());
    store.append(&registered(CASES + 1)).unwrap();
    assert_eq!(store.wait_for_index().unwrap(), IndexReport::Rebuilt { frames: u64::from(CASES) * 3 });
    assert_eq!(store.rows(1, None).unwrap()[0].number, number(CASES + 1));
    assert_eq!(*store.index_state().borrow(), IndexState::Ready);
}

#[test]
fn a_store_without_an_index_takes_facts_and_says_why_it_cannot_answer() {
    let dir = tempfile::tempdir().unwrap();
    many(dir.path());
    // A file where the folder should be: sled can neither be opened nor made.
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    fs::create_dir(dir.path().join("index.bad")).unwrap();
    fs::write(dir.path().join("index"), b"").unwrap();
    let aside = dir.path().join("index.bad/held");
    fs::create_dir(&aside).unwrap();
    let mut store = open(dir.path());
    // It is moved aside like any other index that cannot be used.
    store.append(&registered(CASES + 1)).unwrap();
    assert!(store.wait_for_index().is_ok());
    assert_eq!(store.unfinished().unwrap().len(), 1);
}

#[test]
fn a_question_is_answered_refused_or_waits_by_how_far_the_index_is() {
    let head = Head { seq: 200_000, ..Head::NONE };
    let mut progress = Progress::new(head, &[]);
    assert!(!progress.answers(200_000) && !progress.is_settled());
    progress.phase = Phase::Following;
    progress.applied = 100_000;
    assert!(progress.answers(200_000), "far behind: refused at once");
    let refused = progress.refusal(200_000);
    assert!(matches!(refused, Err(StoreError::IndexNotReady { done: 100_000, total: 200_000 })));
    assert_eq!(progress.state(), IndexState::Rebuilding { done: 100_000, total: 200_000 });
    progress.applied = 199_990;
    assert!(!progress.answers(200_000), "nearly there: it waits");
    assert_eq!(progress.state(), IndexState::Following { behind: 10 });
    assert!(progress.refusal(150_000).is_ok());
    progress.applied = 200_000;
    assert!(progress.answers(200_000) && progress.is_settled());
    progress.distrusted = true;
    assert!(!progress.answers(200_000) && progress.refusal(200_000).is_err());
    progress.phase = Phase::Ahead { index: 200_001 };
    assert!(matches!(progress.refusal(1), Err(StoreError::JournalBehindIndex { .. })));
}
