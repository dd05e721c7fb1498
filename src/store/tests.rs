//! The store as its users see it: facts in, cases out, and every way in which a folder can be found.

use super::*;
use crate::domain::case::CaseState;
use crate::domain::fact::{BoothFact, CaseFact};
use crate::store::samples::{booth_entry, case_entry, day, mark, number, registered, whole_case};
use std::fs;

const OPTIONS: Options = Options { segment_bytes: 4_096, ballast_bytes: 0, booth: KeyName::DEFAULT };

fn open(dir: &Path) -> (Store, OpenReport) {
    Store::open(dir, OPTIONS).unwrap()
}

/// A folder with one whole case, one just registered and a fact of the booth, closed in order.
fn kept() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, report) = open(dir.path());
    assert!(report.created);
    for entry in whole_case(1) {
        store.append(&entry).unwrap();
    }
    store.append(&booth_entry(BoothFact::SignedIn)).unwrap();
    store.append(&registered(2)).unwrap();
    store.close().unwrap();
    dir
}

/// The folder of [`kept`] answers as it must.
fn assert_kept(store: &mut Store) {
    let facts = whole_case(1).len();
    let case = store.case(&number(1)).unwrap().unwrap();
    assert_eq!((case.state, case.revision.0 as usize), (CaseState::Closed, facts));
    let unfinished = store.unfinished().unwrap();
    assert_eq!(unfinished.iter().map(|case| case.number.clone()).collect::<Vec<_>>(), [number(2)]);
    let rows = store.rows(10, None).unwrap();
    assert_eq!(rows, [store.case(&number(2)).unwrap().unwrap().row(), case.row()]);
    assert_eq!(store.rows(10, Some(&number(2))).unwrap(), [case.row()]);
    assert_eq!(store.rows(1, None).unwrap().len(), 1);
    assert_eq!(store.next_serial("39855302", day()).unwrap(), 3);
    assert_eq!(store.next_serial("55302", day()).unwrap(), 1);
    assert_eq!(store.next_serial("39855302", day().succ_opt().unwrap()).unwrap(), 1);
    let mut entries = whole_case(1);
    entries.extend([booth_entry(BoothFact::SignedIn), registered(2)]);
    let read = store.entries(1, 1_000).unwrap();
    assert_eq!(read, (1..).zip(entries).collect::<Vec<_>>());
    assert_eq!(store.entries(read.len() as u64, 5).unwrap().len(), 1);
    assert_eq!(store.case(&number(9)).unwrap(), None);
}

#[test]
fn facts_are_there_after_a_reopening() {
    let dir = kept();
    let (mut store, report) = open(dir.path());
    assert_eq!(
        (report.created, report.index, report.witness),
        (false, IndexReport::Kept, WitnessReport::Agreed)
    );
    assert_eq!(report.tail_cut, None);
    assert_kept(&mut store);
}

#[test]
fn a_case_is_the_fold_of_its_facts() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = open(dir.path());
    let mut expected: Option<Case> = None;
    let marks = (0..150).map(|place| case_entry(1, 10 + i64::from(place), mark(place)));
    for entry in whole_case(1).into_iter().chain(marks) {
        store.append(&entry).unwrap();
        let Fact::Case { fact, .. } = &entry.fact else { panic!("a fact of a case") };
        match &mut expected {
            Some(case) => case.apply(entry.at, &entry.by, fact),
            None => expected = Case::begin(number(1), entry.at, &entry.by, fact),
        }
        assert_eq!(store.case(&number(1)).unwrap(), expected);
    }
    drop(store);
    let (mut store, _) = open(dir.path());
    assert_eq!(store.case(&number(1)).unwrap(), expected, "read over three chunks of places");
}

#[test]
fn dropped_without_a_close_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = open(dir.path());
    for entry in whole_case(1) {
        store.append(&entry).unwrap();
    }
    drop(store);
    let (mut store, _) = open(dir.path());
    assert_eq!(store.case(&number(1)).unwrap().unwrap().state, CaseState::Closed);
}

#[test]
fn what_does_not_fit_is_refused_and_the_rest_of_the_batch_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = open(dir.path());
    let fates = store.append_all(&[
        case_entry(1, 0, CaseFact::AnalysisBegan),
        registered(1),
        registered(1),
        case_entry(1, 1, CaseFact::AnalysisBegan),
    ]);
    assert!(matches!(&fates[0], Err(StoreError::NoSuchCase { .. })));
    assert_eq!(fates[1].as_ref().unwrap().seq, 1);
    assert!(matches!(&fates[2], Err(StoreError::CaseExists { .. })));
    assert_eq!(fates[3].as_ref().unwrap().seq, 2);
    assert_eq!(store.case(&number(1)).unwrap().unwrap().revision.0, 2);
    assert!(matches!(store.append(&registered(1)), Err(StoreError::CaseExists { .. })));
}

#[test]
fn a_removed_index_is_rebuilt() {
    let dir = kept();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let (mut store, report) = open(dir.path());
    assert_eq!(report.index, IndexReport::Rebuilt { frames: store.head().0 });
    assert_kept(&mut store);
}

#[test]
fn garbage_in_the_index_is_set_aside_and_the_index_rebuilt() {
    for round in 0..2 {
        for file in ["db", "conf"] {
            let dir = kept();
            let path = dir.path().join("index").join(file);
            let mut bytes = fs::read(&path).unwrap();
            let garbage = (0u8..=255).cycle().map(|byte| byte.wrapping_mul(31) ^ 0x5a);
            let from = if round == 0 { 0 } else { bytes.len() / 2 };
            bytes[from..].iter_mut().zip(garbage).for_each(|(byte, garbage)| *byte = garbage);
            fs::write(&path, bytes).unwrap();
            fs::write(dir.path().join("index/snap.0000000000000001.generating"), b"half").unwrap();
            // sled may or may not notice; either way the answers are those of the journal.
            let (mut store, report) = open(dir.path());
            assert_kept(&mut store);
            let rebuilt = matches!(report.index, IndexReport::Rebuilt { .. });
            assert_eq!(dir.path().join("index.bad").exists(), rebuilt, "{file} {round}: {report:?}");
            drop(store);
            assert_eq!(open(dir.path()).1.index, IndexReport::Kept);
        }
    }
}

#[test]
fn an_index_behind_catches_up() {
    let dir = kept();
    let aside = dir.path().join("aside");
    copy(&dir.path().join("index"), &aside);
    let (mut store, _) = open(dir.path());
    store.append(&case_entry(2, 1, CaseFact::AnalysisBegan)).unwrap();
    store.append(&registered(3)).unwrap();
    store.close().unwrap();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    fs::rename(&aside, dir.path().join("index")).unwrap();
    let (mut store, report) = open(dir.path());
    assert_eq!(report.index, IndexReport::Replayed { frames: 2 });
    assert_eq!(store.case(&number(2)).unwrap().unwrap().state, CaseState::InAnalysis);
    assert_eq!(store.next_serial("39855302", day()).unwrap(), 4);
}

#[test]
fn a_journal_that_lost_its_end_raises_the_alarm() {
    let dir = kept();
    let aside = dir.path().join("aside");
    copy(&dir.path().join("journal"), &aside);
    let (mut store, _) = open(dir.path());
    store.append(&registered(3)).unwrap();
    let (last, _) = store.head();
    store.close().unwrap();
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    fs::rename(&aside, dir.path().join("journal")).unwrap();
    let refused = Store::open(dir.path(), OPTIONS).err().unwrap();
    assert!(
        matches!(refused, StoreError::JournalBehindIndex { journal, index } if journal + 1 == index && index == last)
    );
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let refused = Store::open(dir.path(), OPTIONS).err().unwrap();
    assert!(matches!(refused, StoreError::JournalBehindWitness { witness, .. } if witness == last));
    assert!(!verify(dir.path()).holds());
}

#[test]
fn another_journal_of_the_same_length_raises_the_alarm() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (dir, serial) in [(&dir, 1), (&other, 2)] {
        let (mut store, _) = open(dir.path());
        store.append(&registered(serial)).unwrap();
        store.close().unwrap();
    }
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    copy(&other.path().join("journal"), &dir.path().join("journal"));
    let refused = Store::open(dir.path(), OPTIONS).err().unwrap();
    assert!(matches!(refused, StoreError::JournalBehindIndex { journal: 1, index: 1 }));
}

#[test]
fn a_removed_journal_raises_the_alarm() {
    let dir = kept();
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    assert!(matches!(
        Store::open(dir.path(), OPTIONS),
        Err(StoreError::JournalBehindIndex { journal: 0, .. })
    ));
}

/// The path of the last segment.
fn last_segment(dir: &Path) -> PathBuf {
    let journal = dir.join("journal");
    let number = journal::segment::numbers(&journal).unwrap().pop().unwrap();
    journal::segment::path(&journal, number)
}

#[test]
fn a_torn_write_is_cut_and_kept_beside() {
    let dir = kept();
    let path = last_segment(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    let whole = bytes.len();
    bytes.extend_from_slice(b"half a frame");
    fs::write(&path, &bytes).unwrap();
    let (mut store, report) = open(dir.path());
    let cut = report.tail_cut.unwrap();
    assert_eq!((cut.offset, cut.bytes), (whole as u64, 12));
    assert_eq!(fs::read(cut.kept_in).unwrap(), b"half a frame");
    assert_kept(&mut store);
    store.append(&registered(3)).unwrap();
    drop(store);
    assert_eq!(open(dir.path()).1.tail_cut, None);
}

#[test]
fn a_tail_that_the_witness_has_seen_is_no_torn_write() {
    let dir = kept();
    let path = last_segment(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - 10);
    fs::write(&path, &bytes).unwrap();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    for _ in 0..2 {
        let refused = Store::open(dir.path(), OPTIONS).err().unwrap();
        assert!(matches!(refused, StoreError::JournalDamaged { why: Damage::CutShort, .. }), "{refused}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "what is suspect is left as it is");
    }
}

#[test]
fn damage_in_an_old_segment_is_named_and_not_passed_over() {
    let dir = kept();
    let first = dir.path().join("journal/seg-00000001.jnl");
    let mut bytes = fs::read(&first).unwrap();
    assert_ne!(first, last_segment(dir.path()), "the samples fill more than one segment");
    bytes[200] ^= 1;
    fs::write(&first, bytes).unwrap();
    let (mut store, _) = open(dir.path());
    let refused = store.entries(1, 100).unwrap_err();
    assert!(matches!(refused, StoreError::JournalDamaged { segment: 1, why: Damage::Checksum, .. }));
    assert!(matches!(store.case(&number(1)), Err(StoreError::JournalDamaged { .. })));
    drop(store);
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    assert!(matches!(Store::open(dir.path(), OPTIONS), Err(StoreError::JournalDamaged { .. })));
}

#[test]
fn a_lost_index_costs_no_fact() {
    let dir = kept();
    let (mut store, _) = open(dir.path());
    store.views = Views::new(&store.folder, None);
    let seq = store.append(&case_entry(2, 5, CaseFact::AnalysisBegan)).unwrap().seq;
    assert_eq!(seq, store.head().0);
    assert_eq!(store.case(&number(2)).unwrap().unwrap().state, CaseState::InAnalysis);
    assert_eq!(store.next_serial("39855302", day()).unwrap(), 3);
}

#[test]
fn one_process_holds_the_folder() {
    let dir = kept();
    let (store, _) = open(dir.path());
    assert!(matches!(Store::open(dir.path(), OPTIONS), Err(StoreError::InUse { .. })));
    drop(store);
    open(dir.path());
}

#[test]
fn the_ballast_is_made_where_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path(), Options { ballast_bytes: 1 << 16, ..OPTIONS }).unwrap();
    drop(store);
    assert_eq!(fs::metadata(dir.path().join("reserve.bin")).unwrap().len(), 1 << 16);
    let dir = tempfile::tempdir().unwrap();
    Store::open(dir.path(), Options { ballast_bytes: u64::MAX, ..OPTIONS }).unwrap();
    assert!(!dir.path().join("reserve.bin").exists());
}

#[test]
fn a_witness_that_cannot_be_read_is_told_and_written_anew() {
    let dir = kept();
    fs::write(dir.path().join("witness/head"), b"?").unwrap();
    assert_eq!(open(dir.path()).1.witness, WitnessReport::Unreadable);
    fs::remove_file(dir.path().join("witness/head")).unwrap();
    assert_eq!(open(dir.path()).1.witness, WitnessReport::Missing);
    assert_eq!(open(dir.path()).1.witness, WitnessReport::Agreed);
}

/// Copies a folder.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}
