//! After a purge nothing of the pictures is left, everything else is, and a crash in between is made good.

use super::*;
use crate::domain::fact::CaseFact;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::purge::Purge;
use crate::domain::scan::ImageRecord;
use crate::domain::step::SheetRecord;
use crate::store::samples::{case_entry, image, number, sheet};
use crate::store::{Options, verify};
use std::path::Path;

fn open(dir: &Path) -> Store {
    let options = Options { copies: Some(dir.join("second")), ..Options::sized(1 << 16, 0) };
    Store::open(&dir.join("data"), options).unwrap().0
}

fn made() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("second")).unwrap();
    let store = open(dir.path());
    (dir, store)
}

/// A case of these bytes, with tiles and a sheet.
fn import(dir: &Path, store: &mut Store, serial: u32, bytes: &[u8]) -> ImageHash {
    let source = dir.join("scan");
    fs::write(&source, bytes).unwrap();
    let (sha256, length) = store.put_original(&source, None).unwrap();
    let image = ImageRecord { sha256: sha256.clone(), bytes: length, ..image() };
    let fact = CaseFact::Imported { file: "scan".into(), image, manifest: None, policy: None };
    store.append(&case_entry(serial, 0, fact)).unwrap();
    fs::write(store.vault().tiles_path(&sha256), b"tiles").unwrap();
    let file = format!("{}1.pdf", sheet_prefix(&number(serial)));
    fs::write(store.outbox().join(&file), b"abc").unwrap();
    let sheet = SheetRecord { file, ..sheet() };
    store.append(&case_entry(serial, 1, CaseFact::SheetPrinted(sheet))).unwrap();
    sha256
}

fn purged(serial: u32, images: &[&ImageHash]) -> Entry {
    let second = Officer { id: OfficerId::parse("b").unwrap(), name: "B".into(), role: Role::Supervisor };
    let images = images.iter().map(|hash| (*hash).clone()).collect();
    let purge = Purge { reason: "term".into(), second, images, sheet: Some(sheet().sha256), approval: None };
    case_entry(serial, 9, CaseFact::Purged(Box::new(purge)))
}

/// Names of files that have to do with an original.
fn traces(dir: &Path, hash: &ImageHash) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.contains(hash.as_str()) {
                found.push(name);
            }
        }
    }
    found
}

fn assert_holds(dir: &Path) {
    let report = verify(&dir.join("data"));
    assert!(report.holds(), "{:?}", report.findings);
}

#[test]
fn a_purge_takes_every_copy_and_leaves_the_record() {
    let (dir, mut store) = made();
    let gone = import(dir.path(), &mut store, 1, b"one");
    let kept = import(dir.path(), &mut store, 2, b"two");
    fs::write(dir.path().join(format!("data/originals/damaged-{}-1", gone.as_str())), b"x").unwrap();
    store.purge(&[purged(1, &[&gone])]).unwrap();
    assert_eq!(traces(dir.path(), &gone), Vec::<String>::new());
    assert_eq!(traces(dir.path(), &kept).len(), 3, "both copies and the tiles");
    let sheets: Vec<_> = fs::read_dir(store.outbox()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(sheets.len(), 1);
    let case = store.case(&number(1)).unwrap().unwrap();
    assert_eq!(case.purge.unwrap().images, std::slice::from_ref(&gone));
    assert_eq!(case.scans[0].image.as_ref().unwrap().sha256, gone);
    assert_eq!(store.finish_purges().unwrap(), 0);
    store.close().unwrap();
    assert_holds(dir.path());
}

#[test]
fn an_original_that_another_case_names_stays_until_that_is_purged_too() {
    let (dir, mut store) = made();
    let shared = import(dir.path(), &mut store, 1, b"same");
    import(dir.path(), &mut store, 2, b"same");
    store.purge(&[purged(1, &[&shared])]).unwrap();
    assert_eq!(traces(dir.path(), &shared).len(), 3);
    store.close().unwrap();
    assert_holds(dir.path());
    let mut store = open(dir.path());
    store.purge(&[purged(2, &[&shared])]).unwrap();
    assert_eq!(traces(dir.path(), &shared), Vec::<String>::new());
    store.close().unwrap();
    assert_holds(dir.path());
}

#[test]
fn an_original_that_is_being_put_here_again_stays() {
    let (dir, mut store) = made();
    let hash = import(dir.path(), &mut store, 1, b"again");
    let source = dir.path().join("scan");
    store.put_original(&source, None).unwrap();
    store.purge(&[purged(1, &[&hash])]).unwrap();
    assert!(store.vault().path(&hash).exists());
}

#[test]
fn a_crash_at_any_step_is_made_good_at_the_next_start() {
    let (dir, mut store) = made();
    let hash = import(dir.path(), &mut store, 1, b"one");
    store.announce_purges(&[number(1)]).unwrap();
    drop(store);
    let mut store = open(dir.path());
    assert_eq!(store.finish_purges().unwrap(), 0);
    assert!(store.vault().path(&hash).exists(), "without its fact nothing is purged");

    store.announce_purges(&[number(1)]).unwrap();
    store.append(&purged(1, &[&hash])).unwrap();
    fs::remove_file(store.vault().tiles_path(&hash)).unwrap();
    drop(store);
    let mut store = open(dir.path());
    assert_eq!(store.purges_due().unwrap().len(), 1);
    assert_eq!(store.finish_purges().unwrap(), 0);
    assert_eq!(traces(dir.path(), &hash), Vec::<String>::new());
    assert!(store.purges_due().unwrap().is_empty());
    store.close().unwrap();
    assert_holds(dir.path());
}

#[test]
fn a_second_copy_on_an_absent_device_is_not_forgotten() {
    let (dir, mut store) = made();
    let hash = import(dir.path(), &mut store, 1, b"one");
    let [second, aside] = ["second", "aside"].map(|name| dir.path().join(name));
    fs::rename(&second, &aside).unwrap();
    store.purge(&[purged(1, &[&hash])]).unwrap();
    assert_eq!(traces(dir.path(), &hash).len(), 1);
    assert_eq!(store.finish_purges().unwrap(), 1);
    fs::rename(&aside, &second).unwrap();
    assert_eq!(store.finish_purges().unwrap(), 0);
    assert_eq!(traces(dir.path(), &hash), Vec::<String>::new());
}

#[test]
fn a_purge_of_nothing_is_refused() {
    let (_dir, mut store) = made();
    assert!(matches!(store.purge(&[purged(1, &[])]), Err(StoreError::NoSuchCase { .. })));
    let numbers: Vec<_> = (1..=501).map(number).collect();
    assert!(matches!(store.announce_purges(&numbers), Err(StoreError::TooManyPurges { .. })));
}
