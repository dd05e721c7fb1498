//! Backups and restores: complete, incremental, broken off at every step, of the wrong journal, of damaged ones.

use super::*;
use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::store::backup::restore::UNFINISHED;
use crate::store::samples::{booth_entry, case_entry, image, number, registered, sheet, whole_case};
use crate::store::tests::copy;
use crate::store::{Options, Store};

const OPTIONS: Options = Options::sized(4_096, 0);

fn at() -> Moment {
    Moment::from_timestamp(1_795_400_000, 0).unwrap()
}

/// A data folder with a whole case, its original and its sheet, over several segments.
fn kept() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    let source = dir.path().join("outbox").join(sheet().file);
    fs::write(&source, b"abc").unwrap();
    store.put_original(&source, Some(&image().sha256)).unwrap();
    for entry in whole_case(1).iter().chain([&registered(2)]) {
        store.append(entry).unwrap();
    }
    let key = store.unnamed_key().unwrap().to_owned();
    store.append(&booth_entry(BoothFact::KeyMade { key })).unwrap();
    store.checkpoint(crate::store::samples::day()).unwrap();
    store.close().unwrap();
    dir
}

fn append(dir: &Path, entries: &[Entry]) {
    let (mut store, _) = Store::open(dir, OPTIONS).unwrap();
    for entry in entries {
        store.append(entry).unwrap();
    }
    store.close().unwrap();
}

fn run(source: &Path, target: &Path) -> Result<BackupReport, BackupError> {
    backup(&BackupJob { source, target, made_at: at(), on_damage: OnDamage::Refuse })
}

fn run_anyway(source: &Path, target: &Path) -> Result<BackupReport, BackupError> {
    backup(&BackupJob { source, target, made_at: at(), on_damage: OnDamage::CopySound })
}

fn restored(from: &Path, to: &Path) -> Result<RestoreReport, BackupError> {
    restore(from, to, OPTIONS, (at(), |fact| Entry { fact, ..booth_entry(BoothFact::SignedOut) }))
}

/// Paths of all files below a folder.
fn files(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(dir).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_backup_holds_everything_but_what_can_be_made_anew_and_the_keys() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    let report = run(source.path(), target.path()).unwrap();
    assert_eq!((report.facts, report.verified.findings.clone()), (whole_case(1).len() as u64 + 2, vec![]));
    assert_eq!((report.verified.images, report.verified.cases), (1, 2));
    let found = files(target.path());
    let secret =
        |name: &String| name.contains("booth.key") || name.contains("index") || name.contains("tiles");
    assert!(!found.iter().any(secret), "{found:?}");
    assert!(found.contains(&"keys/booth.vkey".to_owned()) && found.contains(&"witness/head".to_owned()));
    assert!(matches!(Store::open(target.path(), OPTIONS), Err(StoreError::IsABackup { .. })));
}

#[test]
fn a_second_run_copies_only_what_is_new() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    let first = run(source.path(), target.path()).unwrap();
    let second = run(source.path(), target.path()).unwrap();
    assert_eq!((second.copied, second.kept, second.facts), (0, first.copied + first.kept, first.facts));
    append(source.path(), &[registered(3)]);
    let third = run(source.path(), target.path()).unwrap();
    assert_eq!((third.copied, third.facts), (1, first.facts + 1), "the last segment only");
    assert!(third.verified.holds());
    let lists = files(target.path()).into_iter().filter(|name| name.starts_with("originals-")).count();
    assert_eq!(lists, 1);
}

#[test]
fn a_running_station_is_copied_as_of_one_moment() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    let (mut store, _) = Store::open(source.path(), OPTIONS).unwrap();
    store.append(&registered(3)).unwrap();
    // A write under way: the first bytes of a frame.
    let last =
        crate::store::journal::segment::numbers(&source.path().join("journal")).unwrap().pop().unwrap();
    let segment = crate::store::journal::segment::path(&source.path().join("journal"), last);
    let mut bytes = fs::read(&segment).unwrap();
    let whole = bytes.len();
    bytes.extend_from_slice(&[7; 11]);
    fs::write(&segment, &bytes).unwrap();
    let report = run(source.path(), target.path()).unwrap();
    assert_eq!((report.facts, report.verified.holds()), (store.head().0, true));
    let copy = target.path().join("journal").join(segment.file_name().unwrap());
    assert_eq!(fs::metadata(copy).unwrap().len(), whole as u64);
}

#[test]
fn what_went_bad_in_the_backup_is_copied_again() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    run(source.path(), target.path()).unwrap();
    let original = Vault::alone(&Folder::new(target.path())).path(&image().sha256);
    let sheet = target.path().join("outbox").join(sheet().file);
    let segment = target.path().join("journal/seg-00000001.jnl");
    let mut altered = fs::read(&segment).unwrap();
    altered[200] ^= 1;
    for (path, bytes) in [(&original, b"abd".to_vec()), (&sheet, b"abd".to_vec()), (&segment, altered)] {
        fs::remove_file(path).unwrap();
        fs::write(path, bytes).unwrap();
    }
    assert!(!verify(target.path()).holds());
    let report = run(source.path(), target.path()).unwrap();
    assert_eq!((report.copied, report.verified.findings), (3, vec![]));
    assert_eq!(fs::read(original).unwrap(), b"abc");
}

#[test]
fn a_foreign_and_a_newer_backup_are_left_alone() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    run(source.path(), target.path()).unwrap();
    let before = files(target.path());
    let other = tempfile::tempdir().unwrap();
    append(other.path(), &[registered(2), registered(3)]);
    assert!(matches!(run(other.path(), target.path()), Err(BackupError::Foreign)));
    // The same beginning, another continuation.
    let fork = tempfile::tempdir().unwrap();
    copy(source.path(), fork.path());
    append(source.path(), &[registered(3)]);
    append(fork.path(), &[registered(4), registered(5)]);
    run(source.path(), target.path()).unwrap();
    assert!(matches!(run(fork.path(), target.path()), Err(BackupError::Foreign)));
    // The source as it was before.
    let older = tempfile::tempdir().unwrap();
    append(older.path(), &whole_case(1));
    assert!(matches!(run(older.path(), target.path()), Err(BackupError::Newer { .. })));
    assert_eq!(files(target.path()).len(), before.len());
}

#[test]
fn folders_that_are_no_backups_are_left_alone() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    fs::write(target.path().join("holiday.jpg"), b"x").unwrap();
    assert!(matches!(run(source.path(), target.path()), Err(BackupError::NotABackup(_))));
    assert_eq!(files(target.path()), ["holiday.jpg"]);
    let inside = source.path().join("backup");
    assert!(matches!(run(source.path(), &inside), Err(BackupError::Nested)));
    let none = tempfile::tempdir().unwrap();
    assert!(matches!(run(none.path(), &target.path().join("x")), Err(BackupError::Damaged(_))));
}

#[test]
fn a_damaged_source_is_refused_or_copied_with_its_damage_named() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    run(source.path(), target.path()).unwrap();
    let segment = source.path().join("journal/seg-00000001.jnl");
    let sound = fs::read(&segment).unwrap();
    let mut bytes = sound.clone();
    bytes[200] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    assert!(matches!(run(source.path(), target.path()), Err(BackupError::Damaged(_))));
    let report = run_anyway(source.path(), target.path()).unwrap();
    assert!(matches!(report.damages[..], [Finding::JournalDamaged { segment: 1, .. }]), "{report:?}");
    assert_eq!(fs::read(target.path().join("journal/seg-00000001.jnl")).unwrap(), sound, "kept sound");
    let fresh = tempfile::tempdir().unwrap();
    let report = run_anyway(source.path(), fresh.path()).unwrap();
    assert!(!report.verified.holds() && !report.damages.is_empty());
    assert_eq!(fs::read(fresh.path().join("journal/seg-00000001.jnl")).unwrap(), bytes, "what there is");
}

#[test]
fn missing_and_altered_originals_are_named() {
    let source = kept();
    let original = Vault::alone(&Folder::new(source.path())).path(&image().sha256);
    fs::remove_file(&original).unwrap();
    let fresh = || tempfile::tempdir().unwrap();
    let missing = run(source.path(), fresh().path());
    assert!(
        matches!(&missing, Err(BackupError::Damaged(found)) if matches!(found[..], [Finding::OriginalMissing { .. }]))
    );
    assert_eq!(run_anyway(source.path(), fresh().path()).unwrap().damages.len(), 1);
    for wrong in [&b"abd"[..], b"ab", b"abcd"] {
        fs::write(&original, wrong).unwrap();
        let damaged = run(source.path(), fresh().path());
        assert!(
            matches!(&damaged, Err(BackupError::Damaged(found)) if matches!(found[..], [Finding::OriginalDamaged { .. }]))
        );
        fs::remove_file(&original).unwrap();
    }
}

#[test]
fn a_backup_that_broke_off_is_still_the_one_before() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    run(source.path(), target.path()).unwrap();
    let manifest = fs::read(target.path().join(MANIFEST)).unwrap();
    let list = files(target.path()).into_iter().find(|name| name.starts_with("originals-")).unwrap();
    let listed = fs::read(target.path().join(&list)).unwrap();
    append(source.path(), &[registered(3), registered(4)]);
    run(source.path(), target.path()).unwrap();
    // All of the second run but its manifest.
    fs::write(target.path().join(MANIFEST), manifest).unwrap();
    fs::write(target.path().join(list), listed).unwrap();
    assert_eq!(verify(target.path()).findings, []);
    let to = tempfile::tempdir().unwrap();
    assert_eq!(restored(target.path(), to.path()).unwrap().epoch, 2);
    let again = run(source.path(), target.path()).unwrap();
    assert_eq!((again.copied, again.verified.holds()), (0, true));
}

#[test]
fn a_restore_is_visible_for_ever() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    let facts = run(source.path(), target.path()).unwrap().facts;
    let to = tempfile::tempdir().unwrap();
    let report = restored(target.path(), to.path()).unwrap();
    assert_eq!((report.facts, report.epoch), (facts, 2));
    let checked = verify(to.path());
    assert_eq!(checked.findings, [Finding::Restored { seq: facts + 1, epoch: 2 }]);
    assert!(checked.holds());
    let (mut store, _) = Store::open(to.path(), OPTIONS).unwrap();
    let (_, entry) = store.entries(facts + 1, 1).unwrap().pop().unwrap();
    assert!(matches!(entry.fact, Fact::Booth { fact: BoothFact::Restored { epoch: 2, .. } }));
    assert!(store.case(&number(1)).unwrap().is_some());
    assert!(store.checkpoint(crate::store::samples::day()).unwrap().contains("\nepoch 2\n"));
    fs::remove_file(to.path().join("witness/epoch")).unwrap();
    store.append(&case_entry(2, 5, CaseFact::AnalysisBegan)).unwrap();
    store.close().unwrap();
    let (store, _) = Store::open(to.path(), OPTIONS).unwrap();
    assert!(
        store.signer().key().to_string()
            != fs::read_to_string(source.path().join("keys/booth.vkey")).unwrap().trim()
    );
    store.close().unwrap();
    assert!(
        fs::read_to_string(to.path().join("witness/epoch")).unwrap().starts_with("2 "),
        "from the journal"
    );
    // The restored journal goes another way than the booth that made the backup, and on from there.
    run(to.path(), target.path()).unwrap();
    let twice = tempfile::tempdir().unwrap();
    assert_eq!(restored(target.path(), twice.path()).unwrap().epoch, 3);
    append(source.path(), &[registered(3)]);
    assert!(run(source.path(), target.path()).is_err());
}

#[test]
fn a_restore_refuses_what_it_must() {
    let (source, target) = (kept(), tempfile::tempdir().unwrap());
    run(source.path(), target.path()).unwrap();
    assert!(matches!(restored(target.path(), source.path()), Err(BackupError::NotEmpty(_))));
    let to = || tempfile::tempdir().unwrap();
    assert!(matches!(restored(source.path(), to().path()), Err(BackupError::NoManifest(_))));
    let path = target.path().join(MANIFEST);
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, manifest.replace("\"format\": 1", "\"format\": 2")).unwrap();
    assert!(matches!(restored(target.path(), to().path()), Err(BackupError::Format(2))));
    fs::write(&path, "{}").unwrap();
    assert!(matches!(restored(target.path(), to().path()), Err(BackupError::NoManifest(_))));
    fs::write(&path, &manifest).unwrap();
    let segment = target.path().join("journal/seg-00000002.jnl");
    let bytes = fs::read(&segment).unwrap();
    for cut in [0, 81, bytes.len() - 1] {
        fs::write(&segment, &bytes[..cut]).unwrap();
        assert!(matches!(restored(target.path(), to().path()), Err(BackupError::DoesNotHold(_))), "{cut}");
    }
    fs::write(&segment, &bytes).unwrap();
    let half = to();
    fs::write(half.path().join(UNFINISHED), b"").unwrap();
    assert!(matches!(Store::open(half.path(), OPTIONS), Err(StoreError::RestoreUnfinished { .. })));
    assert!(restored(target.path(), &to().path().join("new")).is_ok());
}
