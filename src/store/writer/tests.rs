//! The store's thread: facts from many askers, answered when they are on the disk.

use super::*;
use crate::domain::case::CaseState;
use crate::domain::fact::CaseFact;
use crate::store::samples::{case_entry, day, number, registered, whole_case};
use crate::store::{Options, verify};
use futures::future::join_all;
use std::collections::BTreeSet;
use std::fs::OpenOptions;

const OPTIONS: Options = Options::sized(1 << 16, 0);

fn spawned(dir: &Path) -> StoreHandle {
    StoreHandle::spawn(Store::open(dir, OPTIONS).unwrap().0).unwrap()
}

#[tokio::test]
async fn many_askers_are_each_answered_with_their_own_number() {
    let dir = tempfile::tempdir().unwrap();
    let store = spawned(dir.path());
    let appended = join_all((1..=400).map(|serial| store.append(registered(serial)))).await;
    let seqs: BTreeSet<u64> = appended.into_iter().map(|fate| fate.unwrap().seq).collect();
    assert_eq!(seqs, (1..=400).collect());
    assert_eq!(store.next_serial("39855302".to_owned(), day()).await.unwrap(), 401);
    assert_eq!(store.rows(5, None).await.unwrap().len(), 5);
    assert_eq!(store.unfinished().await.unwrap().len(), 400);
    assert_eq!(store.entries(399, 10).await.unwrap().len(), 2);
    store.close().await.unwrap();
    assert!(verify(dir.path()).holds());
}

#[tokio::test]
async fn an_answer_after_an_append_knows_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = spawned(dir.path());
    for entry in whole_case(1) {
        store.append(entry).await.unwrap();
    }
    assert_eq!(store.case(number(1)).await.unwrap().unwrap().state, CaseState::Closed);
    let refused = store.append(case_entry(2, 0, CaseFact::AnalysisBegan)).await;
    assert!(matches!(refused, Err(StoreError::NoSuchCase { .. })));
    store.idle().await.unwrap();
}

#[tokio::test]
async fn a_closed_store_refuses_and_lets_the_folder_go() {
    let dir = tempfile::tempdir().unwrap();
    let store = spawned(dir.path());
    store.append(registered(1)).await.unwrap();
    store.close().await.unwrap();
    assert!(matches!(store.append(registered(2)).await, Err(StoreError::Closed)));
    assert!(Store::open(dir.path(), OPTIONS).unwrap().0.case(&number(1)).unwrap().is_some());
}

#[tokio::test]
async fn an_original_is_kept_beside_the_thread() {
    let dir = tempfile::tempdir().unwrap();
    let store = spawned(dir.path());
    let source = dir.path().join("scan.tif");
    std::fs::write(&source, b"abc").unwrap();
    let (hash, bytes) = store.put_original(source, None).await.unwrap();
    assert_eq!((std::fs::read(store.vault().path(&hash)).unwrap().as_slice(), bytes), (&b"abc"[..], 3));
    assert!(store.outbox().is_dir());
}

#[tokio::test]
async fn it_takes_facts_again_after_a_recovery_and_refused_ones_stay_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = spawned(dir.path());
    store.append(registered(1)).await.unwrap();
    store.idle().await.unwrap();
    // It takes the bytes and cannot sync them.
    let broken = OpenOptions::new().write(true).open("/dev/null").unwrap();
    let swapped = store.ask(|store| Ok(store.journal.swap_medium(Box::new(broken)))).await;
    drop(swapped.unwrap());
    let fates = join_all((2..5).map(|serial| store.append(registered(serial)))).await;
    assert!(fates.iter().all(Result::is_err));
    assert!(matches!(store.append(registered(2)).await, Err(StoreError::JournalPoisoned)));
    assert_eq!(store.case(number(1)).await.unwrap().unwrap().revision.0, 1, "what is kept can be read");
    assert_eq!(store.recover().await.unwrap(), None, "nothing reached the file");
    assert_eq!(store.case(number(2)).await.unwrap(), None);
    assert_eq!(store.append(registered(2)).await.unwrap().seq, 2);
    assert_eq!(store.recover().await.unwrap(), None);
    store.close().await.unwrap();
    assert_eq!(verify(dir.path()).findings, []);
}

#[tokio::test]
async fn the_handle_knows_the_mirror() {
    let [dir, mirror] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let store = spawned(dir.path());
    assert_eq!(store.mirror_state(), MirrorState::None);
    store.append(registered(1)).await.unwrap();
    store.close().await.unwrap();
    crate::store::init_mirror(dir.path(), mirror.path()).unwrap();
    let options = Options { mirror: Some(mirror.path().to_owned()), ..OPTIONS };
    let store = StoreHandle::spawn(Store::open(dir.path(), options).unwrap().0).unwrap();
    assert_eq!(store.mirror_state(), MirrorState::Joined { frames: 1 });
    assert_eq!(store.healed(), []);
    std::fs::remove_dir_all(mirror.path()).unwrap();
    // Enough for another segment: its folder is gone.
    for entry in (2..200).map(registered) {
        store.append(entry).await.unwrap();
    }
    store.tend_mirror().await.unwrap();
    store.idle().await.unwrap();
    assert!(matches!(store.mirror_state(), MirrorState::Lost { .. }));
}
