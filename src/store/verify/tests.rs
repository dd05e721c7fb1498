//! Everything that can be wrong with a folder is found, and a check changes nothing.

use super::*;
use crate::domain::fact::{BoothFact, CaseFact};
use crate::store::samples::{case_entry, image, number, registered, sheet, whole_case};
use crate::store::tests::copy;
use crate::store::{Damage, Options, Store};
use std::fs;
use std::path::PathBuf;

const OPTIONS: Options = Options::sized(4_096, 0);

/// A whole case with its original and its sheet, and one just registered.
fn kept() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    let source = dir.path().join("outbox").join(sheet().file);
    fs::write(&source, b"abc").unwrap();
    store.put_original(&source, Some(&image().sha256)).unwrap();
    for entry in whole_case(1).iter().chain([&registered(2)]) {
        store.append(entry).unwrap();
    }
    store.close().unwrap();
    dir
}

fn original(dir: &Path) -> PathBuf {
    Vault::alone(&Folder::new(dir)).path(&image().sha256)
}

fn rewrite(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Name, length and last change of every file.
fn listing(dir: &Path) -> Vec<(PathBuf, u64, std::time::SystemTime)> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let meta = fs::metadata(&path).unwrap();
            if meta.is_dir() {
                folders.push(path.clone());
            }
            files.push((path, meta.len(), meta.modified().unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn a_sound_folder_holds_and_is_left_as_it_is() {
    let dir = kept();
    let before = listing(dir.path());
    let report = verify(dir.path());
    assert_eq!(report.findings, []);
    assert!(report.holds());
    assert_eq!((report.frames, report.images, report.cases), (whole_case(1).len() as u64 + 1, 1, 2));
    assert_eq!(listing(dir.path()), before);
}

#[test]
fn an_empty_folder_holds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let report = verify(&dir.path().join("none"));
    assert!(report.findings.contains(&Finding::JournalMissing));
    assert!(!report.holds());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn every_altered_byte_of_the_journal_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let two_each = Options { segment_bytes: 2_000, ..OPTIONS };
    let (mut store, _) = Store::open(dir.path(), two_each).unwrap();
    for serial in 1..=4 {
        store.append(&registered(serial)).unwrap();
    }
    store.close().unwrap();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    assert_eq!(verify(dir.path()).findings, [Finding::IndexMissing]);
    let journal = dir.path().join("journal");
    let numbers = crate::store::journal::segment::numbers(&journal).unwrap();
    assert!(numbers.len() > 1);
    for number in numbers {
        let path = crate::store::journal::segment::path(&journal, number);
        let whole = fs::read(&path).unwrap();
        for place in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[place] ^= 1 << (place % 8);
            fs::write(&path, &bytes).unwrap();
            let report = verify(dir.path());
            let named = report
                .findings
                .iter()
                .any(|found| matches!(found, Finding::JournalDamaged { segment, .. } if *segment == number));
            assert!(named && !report.holds(), "segment {number}, byte {place}: {:?}", report.findings);
        }
        fs::write(&path, &whole).unwrap();
    }
    assert_eq!(verify(dir.path()).findings, [Finding::IndexMissing]);
}

#[test]
fn a_journal_cut_between_two_facts_is_found_by_the_witness() {
    let dir = kept();
    let mut store = Store::open(dir.path(), OPTIONS).unwrap().0;
    let path = dir.path().join("journal");
    let aside = dir.path().join("aside");
    copy(&path, &aside);
    store.append(&case_entry(2, 3, CaseFact::AnalysisBegan)).unwrap();
    store.close().unwrap();
    fs::remove_dir_all(&path).unwrap();
    fs::rename(aside, path).unwrap();
    let findings = verify(dir.path()).findings;
    assert!(findings.iter().any(|found| matches!(found, Finding::WitnessAhead { .. })), "{findings:?}");
    assert!(findings.iter().any(|found| matches!(found, Finding::IndexAhead { .. })), "{findings:?}");
}

#[test]
fn originals_are_hashed_again() {
    let (hash, case) = (image().sha256, number(1));
    let dir = kept();
    rewrite(&original(dir.path()), b"abd");
    let damaged = Finding::OriginalDamaged { hash: hash.clone(), case: case.clone() };
    assert_eq!(verify(dir.path()).findings, [damaged]);
    fs::remove_file(original(dir.path())).unwrap();
    assert_eq!(verify(dir.path()).findings, [Finding::OriginalMissing { hash, case }]);
    assert!(!verify(dir.path()).holds());
}

#[test]
fn a_file_that_no_fact_names_is_noted_and_no_failure() {
    let dir = kept();
    let stray = dir.path().join("originals/ba/stray");
    fs::write(&stray, b"x").unwrap();
    let report = verify(dir.path());
    assert_eq!(report.findings, [Finding::OriginalNotNamed { file: stray }]);
    assert!(report.holds());
}

#[test]
fn sheets_are_hashed_again() {
    let dir = kept();
    let (file, case) = (sheet().file, number(1));
    let path = dir.path().join("outbox").join(&file);
    rewrite(&path, b"abd");
    assert_eq!(
        verify(dir.path()).findings,
        [Finding::SheetDamaged { file: file.clone(), case: case.clone() }]
    );
    fs::remove_file(&path).unwrap();
    assert_eq!(verify(dir.path()).findings, [Finding::SheetMissing { file, case }]);
}

#[test]
fn a_sheet_outside_the_outbox_is_no_sheet() {
    let dir = kept();
    let mut store = Store::open(dir.path(), OPTIONS).unwrap().0;
    fs::write(dir.path().join("elsewhere.pdf"), b"abc").unwrap();
    let outside = crate::domain::step::SheetRecord { file: "../elsewhere.pdf".to_owned(), ..sheet() };
    store.append(&case_entry(2, 1, CaseFact::SheetPrinted(outside.clone()))).unwrap();
    store.close().unwrap();
    assert_eq!(verify(dir.path()).findings, [Finding::SheetMissing { file: outside.file, case: number(2) }]);
}

#[test]
fn the_index_is_compared_with_the_facts() {
    let dir = kept();
    let index = dir.path().join("index");
    let aside = dir.path().join("aside");
    copy(&index, &aside);
    let mut store = Store::open(dir.path(), OPTIONS).unwrap().0;
    store.append(&case_entry(2, 3, CaseFact::AnalysisBegan)).unwrap();
    store.close().unwrap();
    let last = verify(dir.path()).frames;

    fs::remove_dir_all(&index).unwrap();
    let report = verify(dir.path());
    assert_eq!((report.holds(), report.findings), (false, vec![Finding::IndexMissing]));
    assert!(!index.exists(), "a check makes nothing");

    fs::rename(&aside, &index).unwrap();
    let behind = Finding::IndexBehind { index: last - 1, journal: last };
    assert_eq!(verify(dir.path()).findings, [behind]);

    fs::write(index.join("conf"), b"no configuration").unwrap();
    assert_eq!(verify(dir.path()).findings, [Finding::IndexUnusable]);
}

#[test]
fn an_altered_row_or_word_is_found() {
    let dir = kept();
    for prefix in [b"r", b"w", b"n"] {
        let db = sled::open(dir.path().join("index")).unwrap();
        let (key, value) = db.scan_prefix(prefix).next().unwrap().unwrap();
        let mut altered = value.to_vec();
        altered[0] ^= 1;
        db.insert(&key, altered).unwrap();
        drop(db);
        let findings = verify(dir.path()).findings;
        let found =
            |finding: &Finding| matches!(finding, Finding::RowDiffers { .. } | Finding::IndexUnusable);
        assert!(findings.iter().any(found), "{findings:?}");
        let db = sled::open(dir.path().join("index")).unwrap();
        db.insert(&key, value).unwrap();
        drop(db);
        assert_eq!(verify(dir.path()).findings, []);
    }
}

#[test]
fn beside_a_running_station_the_index_is_its_own_and_a_write_under_way_is_no_damage() {
    let dir = kept();
    let (store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    let journal = dir.path().join("journal");
    let numbers = crate::store::journal::segment::numbers(&journal).unwrap();
    let last = crate::store::journal::segment::path(&journal, *numbers.last().unwrap());
    let whole = fs::read(&last).unwrap();
    fs::write(&last, [whole.as_slice(), b"half a frame"].concat()).unwrap();
    let report = verify(dir.path());
    assert_eq!((report.holds(), report.findings), (true, vec![Finding::IndexInUse]));

    let mut altered = whole.clone();
    altered[100] ^= 1;
    fs::write(&last, &altered).unwrap();
    let findings = verify(dir.path()).findings;
    assert!(
        findings
            .iter()
            .any(|found| matches!(found, Finding::WitnessAhead { .. } | Finding::JournalDamaged { .. }))
    );

    fs::write(&last, [whole.as_slice(), b"half a frame"].concat()).unwrap();
    drop(store);
    let findings = verify(dir.path()).findings;
    let torn = Finding::JournalDamaged {
        segment: *numbers.last().unwrap(),
        offset: whole.len() as u64,
        why: Damage::CutShort,
    };
    assert_eq!(findings, [torn]);
}

#[test]
fn a_deep_check_judges_signatures_and_second_copies() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, report) = Store::open(dir.path(), OPTIONS).unwrap();
    let source = dir.path().join("outbox").join(sheet().file);
    fs::write(&source, b"abc").unwrap();
    store.put_original(&source, None).unwrap();
    let key = report.key.unnamed().unwrap();
    store.append(&crate::store::samples::booth_entry(BoothFact::KeyMade { key })).unwrap();
    let signer = store.signer().clone();
    let text = |case: u32| format!("{} {}", number(case), image().sha256.as_str());
    let mut forged = signer.signed(text(2));
    forged.text.push(' ');
    let texts = [signer.signed(text(1)), forged, signer.signed(text(1))];
    for (serial, manifest) in (1..).zip(texts) {
        let manifest = Some(Box::new(manifest));
        let fact = CaseFact::Imported { file: "scan.tif".into(), image: image(), manifest, policy: None };
        store.append(&case_entry(serial, 0, fact)).unwrap();
    }
    store.close().unwrap();
    let wrong = |seq, case| Finding::SignatureWrong { seq, case: number(case) };
    let found = verify_deep(dir.path(), &[], &Elsewhere::default()).findings;
    assert_eq!(found, [wrong(3, 2), wrong(4, 3)], "one is altered, one speaks of another case");

    let copies = tempfile::tempdir().unwrap();
    let elsewhere = Elsewhere { mirror: None, copies: Some(copies.path().to_owned()) };
    let missing = verify_deep(dir.path(), &[], &elsewhere).findings;
    let named = missing.iter().filter(|finding| matches!(finding, Finding::CopyDamaged { .. })).count();
    assert_eq!(named, 1, "one original, however many cases name it");
    let place = copies.path().join(&image().sha256.as_str()[..2]);
    fs::create_dir(&place).unwrap();
    fs::write(place.join(image().sha256.as_str()), b"abc").unwrap();
    assert_eq!(verify_deep(dir.path(), &[], &elsewhere).findings.len(), 2);
}

mod whole;
