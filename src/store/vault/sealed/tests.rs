//! Sealed cases on a real store: no plain byte stays, every copy opens or is told, and a purge leaves nothing to open.

use super::*;
use crate::domain::fact::{CaseFact, Entry};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::purge::Purge;
use crate::domain::scan::ImageRecord;
use crate::store::samples::{case_entry, image, number};
use crate::store::{BackupJob, Finding, OnDamage, Options, Store, backup, verify};

const PLAIN: &[u8] = b"plain bytes of a scan that nobody may find on the disk";

fn open(dir: &Path) -> Store {
    let copies = Some(dir.join("second"));
    let options = Options { copies, encryption: Encryption::Cases, ..Options::sized(1 << 16, 0) };
    Store::open(&dir.join("data"), options).unwrap().0
}

fn made() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("second")).unwrap();
    let store = open(dir.path());
    (dir, store)
}

fn take_in(store: &Store) -> ImageHash {
    let source = tempfile::NamedTempFile::new().unwrap();
    fs::write(source.path(), PLAIN).unwrap();
    store.put_original(source.path(), None).unwrap().0
}

fn imported(serial: u32, sha256: &ImageHash) -> Entry {
    let image = ImageRecord { sha256: sha256.clone(), bytes: PLAIN.len() as u64, ..image() };
    case_entry(serial, 0, CaseFact::Imported { file: "scan".into(), image, manifest: None, policy: None })
}

fn import(store: &mut Store, serial: u32) -> ImageHash {
    let sha256 = take_in(store);
    store.append(&imported(serial, &sha256)).unwrap();
    sha256
}

fn purged(serial: u32, hash: &ImageHash) -> Entry {
    let second = Officer { id: OfficerId::parse("b").unwrap(), name: "B".into(), role: Role::Supervisor };
    let purge =
        Purge { reason: "term".into(), second, images: vec![hash.clone()], sheet: None, approval: None };
    case_entry(serial, 9, CaseFact::Purged(Box::new(purge)))
}

/// Files under a folder that hold these bytes.
fn files_with(dir: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes) {
                found.push(path);
            }
        }
    }
    found
}

fn read(store: &Store, hash: &ImageHash, serial: u32) -> Result<Vec<u8>, StoreError> {
    let mut plain = Vec::new();
    store.vault().open(hash, &number(serial))?.read_to_end(&mut plain).unwrap();
    Ok(plain)
}

fn alter(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[40] ^= 1;
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn nothing_plain_stays_once_the_fact_is_written_and_the_case_opens_it() {
    let (dir, mut store) = made();
    let hash = take_in(&store);
    assert_eq!(files_with(dir.path(), PLAIN), [store.vault().taken_in(&hash)]);
    store.append(&imported(1, &hash)).unwrap();
    assert_eq!(files_with(dir.path(), PLAIN), [] as [PathBuf; 0]);
    assert_eq!(read(&store, &hash, 1).unwrap(), PLAIN);
    let plain = store.vault().open_plain(&hash, &number(1)).unwrap();
    assert_eq!(fs::read(plain.path()).unwrap(), PLAIN);
    let second = store.vault().second().path(&name(&hash, &number(1))).unwrap();
    assert_eq!(fs::read(second).unwrap(), fs::read(store.vault().sealed_place(&hash, &number(1))).unwrap());
    store.close().unwrap();
    let report = verify(&dir.path().join("data"));
    assert!(report.holds() && report.images == 1, "{:?}", report.findings);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn a_crash_before_the_fact_leaves_nothing_plain_at_the_next_start() {
    let (dir, store) = made();
    let hash = take_in(&store);
    // The key and the sealed file were made; the fact was not written.
    let from = open_regular(&store.vault().taken_in(&hash)).unwrap();
    let (draft, place) = (store.vault().draft(), store.vault().sealed_place(&hash, &number(1)));
    store.vault().seal_into(from, &draft, &place, (&hash, &number(1))).unwrap();
    store.close().unwrap();
    assert_eq!(files_with(dir.path(), PLAIN).len(), 1);
    let mut store = open(dir.path());
    assert_eq!(files_with(dir.path(), PLAIN), [] as [PathBuf; 0]);
    // The number is given anew, and its key and file serve.
    assert_eq!(import(&mut store, 1), hash);
    assert_eq!(read(&store, &hash, 1).unwrap(), PLAIN);
    store.close().unwrap();
    assert!(verify(&dir.path().join("data")).holds());
}

#[test]
fn two_cases_of_one_scan_have_a_file_and_a_key_each() {
    let (dir, mut store) = made();
    let hash = take_in(&store);
    take_in(&store);
    store.append(&imported(1, &hash)).unwrap();
    assert_eq!(files_with(dir.path(), PLAIN).len(), 1, "the other case is still to come");
    store.append(&imported(2, &hash)).unwrap();
    assert_eq!(files_with(dir.path(), PLAIN).len(), 0);
    store.purge(&[purged(1, &hash)]).unwrap();
    assert!(read(&store, &hash, 1).is_err());
    assert_eq!(read(&store, &hash, 2).unwrap(), PLAIN);
    // A sealed file under another case's name does not open.
    let sealed = fs::read(store.vault().sealed_place(&hash, &number(2))).unwrap();
    import(&mut store, 3);
    let third = store.vault().sealed_place(&hash, &number(3));
    fs::remove_file(&third).unwrap();
    fs::write(&third, sealed).unwrap();
    assert!(!store.vault().holds_for(&hash, &number(3), PLAIN.len() as u64).unwrap());
    store.close().unwrap();
    let report = verify(&dir.path().join("data"));
    assert_eq!(report.findings, [Finding::OriginalDamaged { hash, case: number(3) }]);
}

#[test]
fn a_purge_destroys_key_and_files_and_the_folder_still_holds() {
    let (dir, mut store) = made();
    let hash = import(&mut store, 1);
    let kept = fs::read(store.vault().sealed_place(&hash, &number(1))).unwrap();
    store.purge(&[purged(1, &hash)]).unwrap();
    assert!(store.vault().keys.get(&number(1)).unwrap().is_none());
    let second = store.vault().second().path(&name(&hash, &number(1))).unwrap();
    let place = store.vault().sealed_place(&hash, &number(1));
    assert!(!place.exists() && !second.exists());
    // Whoever has a copy of the sealed file has nothing.
    fs::write(&place, kept).unwrap();
    assert!(matches!(store.vault().open(&hash, &number(1)), Err(StoreError::NoCaseKey { .. })));
    fs::remove_file(&place).unwrap();
    store.close().unwrap();
    assert!(verify(&dir.path().join("data")).holds());
    fs::remove_dir_all(dir.path().join("data/index")).unwrap();
    let store = open(dir.path());
    assert!(store.case(&number(1)).unwrap().unwrap().purge.is_some());
}

#[test]
fn a_key_that_is_gone_without_a_purge_is_a_failure_that_names_the_case() {
    let (dir, mut store) = made();
    let hash = import(&mut store, 1);
    store.vault().destroy_key(&number(1)).unwrap();
    store.close().unwrap();
    let report = verify(&dir.path().join("data"));
    assert!(!report.holds());
    assert_eq!(report.findings, [Finding::OriginalDamaged { hash, case: number(1) }]);
}

#[test]
fn a_damaged_or_missing_sealed_file_is_told() {
    let (dir, mut store) = made();
    let hash = import(&mut store, 1);
    let place = store.vault().sealed_place(&hash, &number(1));
    alter(&place);
    assert!(!is_whole_at(&place).unwrap());
    store.close().unwrap();
    let data = dir.path().join("data");
    let case = number(1);
    let damaged = Finding::OriginalDamaged { hash: hash.clone(), case: case.clone() };
    assert_eq!(verify(&data).findings, [damaged]);
    fs::remove_file(&place).unwrap();
    assert_eq!(verify(&data).findings, [Finding::OriginalMissing { hash, case }]);
}

#[test]
fn a_backup_has_the_sealed_file_and_no_key_and_holds_without_one() {
    let (dir, mut store) = made();
    let hash = import(&mut store, 1);
    let made_at = imported(1, &hash).at;
    store.close().unwrap();
    let (data, target) = (dir.path().join("data"), dir.path().join("backup"));
    let job = BackupJob { source: &data, target: &target, made_at, on_damage: OnDamage::Refuse };
    backup(&job).unwrap();
    assert!(!target.join("keys/cases").exists());
    assert_eq!(files_with(&target, PLAIN), [] as [PathBuf; 0]);
    let report = verify(&target);
    assert!(report.holds() && report.images == 1, "{:?}", report.findings);
    let copy = Vault::alone(&crate::store::folder::Folder::new(&target)).sealed_place(&hash, &number(1));
    alter(&copy);
    assert!(!verify(&target).holds(), "a copy is checked without its key");
    fs::remove_file(&copy).unwrap();
    backup(&job).unwrap();
    assert!(verify(&target).holds());
    alter(&Vault::alone(&crate::store::folder::Folder::new(&data)).sealed_place(&hash, &number(1)));
    assert!(backup(&job).is_err(), "damage is not copied");
}

#[test]
fn a_sealed_sheet_opens_for_its_case_and_its_damage_is_told() {
    let (dir, mut store) = made();
    import(&mut store, 1);
    let sha256 = Sha::of(&[PLAIN]).hex();
    let file = format!("{}1.pdf{SEALED}", crate::store::purge::sheet_prefix(&number(1)));
    let sheet = SheetRecord { file: file.clone(), sha256, printer: None };
    store.vault().seal_sheet(&file, PLAIN, &number(1)).unwrap();
    store.append(&case_entry(1, 1, CaseFact::SheetPrinted(sheet.clone()))).unwrap();
    assert_eq!(files_with(dir.path(), PLAIN), [] as [PathBuf; 0]);
    let path = store.outbox().join(&file);
    let plain = store.vault().open_sheet(&path, &sheet, &number(1)).unwrap();
    assert_eq!(fs::read(plain.path()).unwrap(), PLAIN);
    assert!(store.vault().open_sheet(&path, &sheet, &number(2)).is_err());
    let made_at = case_entry(1, 0, CaseFact::SheetPrinted(sheet)).at;
    store.close().unwrap();
    let (data, target) = (dir.path().join("data"), dir.path().join("backup"));
    backup(&BackupJob { source: &data, target: &target, made_at, on_damage: OnDamage::Refuse }).unwrap();
    assert!(verify(&target).holds());
    alter(&path);
    assert_eq!(verify(&data).findings, [Finding::SheetDamaged { file, case: number(1) }]);
}
