//! The mirror follows byte for byte, is given up when it does not, and comes back; only its own folder is ever filled.

use super::*;
use crate::store::journal::segment;
use crate::store::samples::{case_entry, image, number, registered, sheet, whole_case};
use crate::store::tests::{copy, in_memory};
use crate::store::{Options, Store, verify};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Data and mirror, each in its folder.
struct Booth {
    data: tempfile::TempDir,
    mirror: tempfile::TempDir,
}

fn options(mirror: Option<&Path>) -> Options {
    Options { mirror: mirror.map(Path::to_owned), ..Options::sized(4_096, 0) }
}

impl Booth {
    /// One whole case in several segments, and an initialised, still empty mirror.
    fn new() -> Self {
        let booth = Self { data: in_memory(), mirror: in_memory() };
        let (mut store, _) = Store::open(booth.data.path(), options(None)).unwrap();
        let source = booth.data.path().join("outbox").join(sheet().file);
        fs::write(&source, b"abc").unwrap();
        store.put_original(&source, Some(&image().sha256)).unwrap();
        for entry in whole_case(1) {
            store.append(&entry).unwrap();
        }
        store.close().unwrap();
        assert_eq!(init(booth.data.path(), booth.mirror.path()).unwrap(), Initialised::SameDevice);
        booth
    }

    fn open(&self) -> Store {
        Store::open(self.data.path(), options(Some(self.mirror.path()))).unwrap().0
    }

    /// The segments' bytes, of the data and of the mirror.
    fn segments(&self) -> [BTreeMap<u32, Vec<u8>>; 2] {
        [self.data.path(), self.mirror.path()].map(|root| segments(&root.join("journal")))
    }

    fn assert_alike(&self) {
        let [ours, theirs] = self.segments();
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        assert!(ours == theirs, "the bytes differ");
    }

    fn last_of_mirror(&self) -> PathBuf {
        let journal = self.mirror.path().join("journal");
        segment::path(&journal, *segment::numbers(&journal).unwrap().last().unwrap())
    }
}

fn segments(journal: &Path) -> BTreeMap<u32, Vec<u8>> {
    let numbers = segment::numbers(journal).unwrap();
    numbers.into_iter().map(|number| (number, fs::read(segment::path(journal, number)).unwrap())).collect()
}

fn is_joined(store: &Store) -> bool {
    matches!(store.mirror_state(), MirrorState::Joined { .. })
}

fn lost(store: &Store) -> MirrorFault {
    match store.mirror_state() {
        MirrorState::Lost { why } => why,
        other => panic!("{other:?}"),
    }
}

/// Rests as often as a lost mirror is left alone, and waits for what was begun.
fn rest_and_settle(store: &mut Store) {
    for _ in 0..RESTS_BETWEEN_LOOKS {
        store.idle().unwrap();
    }
    let end = store.journal.end();
    store.mirror.as_mut().unwrap().settle(end);
}

#[test]
fn it_joins_at_the_opening_and_holds_every_fact_before_it_is_acknowledged() {
    let booth = Booth::new();
    let mut store = booth.open();
    let frames = store.head().0;
    assert_eq!(store.mirror_state(), MirrorState::Joined { frames });
    booth.assert_alike();
    let begun = segment::numbers(&booth.data.path().join("journal")).unwrap().len();
    for serial in 2..12 {
        store.append(&registered(serial)).unwrap();
        booth.assert_alike();
    }
    assert!(segment::numbers(&booth.mirror.path().join("journal")).unwrap().len() > begun);
    assert!(is_joined(&store));
    drop(store);
    assert!(is_joined(&booth.open()), "what is alike is not copied again");
}

#[test]
fn a_folder_that_nobody_initialised_is_not_filled() {
    let booth = Booth::new();
    let mount_point = tempfile::tempdir().unwrap();
    let options = options(Some(mount_point.path()));
    let (mut store, _) = Store::open(booth.data.path(), options).unwrap();
    assert_eq!(lost(&store), MirrorFault::NotThere);
    store.append(&registered(2)).unwrap();
    rest_and_settle(&mut store);
    assert_eq!(lost(&store), MirrorFault::NotThere);
    assert_eq!(fs::read_dir(mount_point.path()).unwrap().count(), 0);
    // The stick is put in.
    copy(booth.mirror.path(), mount_point.path());
    rest_and_settle(&mut store);
    assert_eq!(store.mirror_state(), MirrorState::Joined { frames: store.head().0 });
    let theirs = segments(&mount_point.path().join("journal"));
    assert!(theirs == segments(&booth.data.path().join("journal")));
}

#[test]
fn what_is_initialised_and_what_is_not() {
    let booth = Booth::new();
    let (data, mirror) = (booth.data.path(), booth.mirror.path());
    assert_eq!(init(data, mirror).unwrap(), Initialised::Already);
    let other = Booth::new();
    let mut store = Store::open(other.data.path(), options(None)).unwrap().0;
    store.append(&registered(2)).unwrap();
    drop(store);
    // The same first fact is the same booth; another first fact is another.
    assert_eq!(init(other.data.path(), mirror).unwrap(), Initialised::Already);
    let third = tempfile::tempdir().unwrap();
    assert_eq!(init(third.path(), &mirror.join("new")).unwrap(), Initialised::NoFacts);
    assert!(!mirror.join("new").exists());
    let mut store = Store::open(third.path(), options(None)).unwrap().0;
    store.append(&registered(9)).unwrap();
    drop(store);
    assert_eq!(init(third.path(), mirror).unwrap(), Initialised::Foreign);
    assert_eq!(init(data, third.path()).unwrap(), Initialised::Foreign, "a data folder is no mirror");
    let store = Store::open(third.path(), options(Some(mirror))).unwrap().0;
    assert_eq!(lost(&store), MirrorFault::Foreign);
    assert_eq!(segments(&mirror.join("journal")).len(), 0);
}

#[test]
fn another_journal_of_the_same_booth_is_not_written_over() {
    let booth = Booth::new();
    let fork = tempfile::tempdir().unwrap();
    copy(booth.data.path(), fork.path());
    let mut store = booth.open();
    store.append(&registered(2)).unwrap();
    store.append(&registered(4)).unwrap();
    drop(store);
    let [_, before] = booth.segments();
    let mut store = Store::open(fork.path(), options(None)).unwrap().0;
    for serial in 3..6 {
        store.append(&registered(serial)).unwrap();
    }
    drop(store);
    let (mut store, report) = Store::open(fork.path(), options(Some(booth.mirror.path()))).unwrap();
    assert!(matches!(lost(&store), MirrorFault::Differs { .. }), "{:?}", store.mirror_state());
    assert_eq!(report.healed, []);
    rest_and_settle(&mut store);
    assert!(matches!(lost(&store), MirrorFault::Differs { .. }));
    let [_, after] = booth.segments();
    assert!(before == after, "a refused mirror is left as it is");
}

#[test]
fn a_mirror_that_is_taken_out_is_lost_and_catches_up_when_it_is_back() {
    let booth = Booth::new();
    let mut store = booth.open();
    assert!(is_joined(&store));
    let aside = booth.mirror.path().with_extension("out");
    fs::rename(booth.mirror.path(), &aside).unwrap();
    for serial in 2..12 {
        store.append(&registered(serial)).unwrap();
    }
    assert_eq!(lost(&store), MirrorFault::NotThere, "told at the latest with the next segment");
    fs::rename(&aside, booth.mirror.path()).unwrap();
    rest_and_settle(&mut store);
    assert_eq!(store.mirror_state(), MirrorState::Joined { frames: store.head().0 });
    booth.assert_alike();
    store.append(&registered(20)).unwrap();
    booth.assert_alike();
}

#[test]
fn a_damaged_or_torn_copy_is_made_anew() {
    let booth = Booth::new();
    drop(booth.open());
    let [whole, _] = booth.segments();
    let mirror = booth.mirror.path().join("journal");
    let sealed = segment::path(&mirror, 1);
    let last = booth.last_of_mirror();
    let damages: [&dyn Fn(); 6] = [
        &|| fs::remove_file(&sealed).unwrap(),
        &|| fs::write(&sealed, &whole[&1][..1_000]).unwrap(),
        &|| fs::write(&sealed, b"no header").unwrap(),
        &|| fs::write(&last, [fs::read(&last).unwrap().as_slice(), b"half a frame"].concat()).unwrap(),
        &|| fs::write(&last, &fs::read(&last).unwrap()[..90]).unwrap(),
        &|| {
            let mut bytes = fs::read(&last).unwrap();
            bytes[100] ^= 1;
            fs::write(&last, bytes).unwrap();
        },
    ];
    for (place, damage) in damages.iter().enumerate() {
        damage();
        let store = booth.open();
        assert!(is_joined(&store), "{place}: {:?}", store.mirror_state());
        booth.assert_alike();
    }
}

#[test]
fn damage_of_the_journal_is_not_copied() {
    let booth = Booth::new();
    let mut store = booth.open();
    let path = segment::path(&booth.data.path().join("journal"), 1);
    let mut bytes = fs::read(&path).unwrap();
    bytes[1_500] ^= 1;
    fs::write(&path, &bytes).unwrap();
    fs::remove_file(segment::path(&booth.mirror.path().join("journal"), 1)).unwrap();
    for serial in 2..6 {
        store.append(&registered(serial)).unwrap();
    }
    drop(store);
    let store = booth.open();
    let why = lost(&store);
    assert!(matches!(&why, MirrorFault::Failed(text) if text.contains("segment 1 is damaged")), "{why:?}");
    assert!(!segment::path(&booth.mirror.path().join("journal"), 1).exists());
}

#[test]
fn an_end_that_the_first_lost_is_taken_from_the_mirror_at_the_start() {
    let booth = Booth::new();
    let kept = tempfile::tempdir().unwrap();
    copy(booth.data.path(), kept.path());
    let mut store = booth.open();
    for serial in 2..8 {
        store.append(&registered(serial)).unwrap();
    }
    let head = store.head();
    store.append(&case_entry(2, 1, crate::domain::fact::CaseFact::AnalysisBegan)).unwrap();
    let entries = store.entries(1, 1_000).unwrap();
    drop(store);
    // The device comes back as it was before, index and witness included: nothing in it tells that anything is missing.
    fs::remove_dir_all(booth.data.path()).unwrap();
    copy(kept.path(), booth.data.path());
    let (store, report) = Store::open(booth.data.path(), options(Some(booth.mirror.path()))).unwrap();
    assert!(!report.healed.is_empty());
    assert_eq!(store.head().0, head.0 + 1);
    assert_eq!(store.entries(1, 1_000).unwrap(), entries);
    assert_eq!(store.case(&number(2)).unwrap().unwrap().revision.0, 2);
    assert!(is_joined(&store));
    drop(store);
    booth.assert_alike();
    // The index may lag behind a store that was not closed.
    assert!(verify(booth.data.path()).holds());
}

#[test]
fn damage_that_stops_a_start_is_healed_from_the_mirror() {
    for damage in ["flip", "remove", "all"] {
        let booth = Booth::new();
        let mut store = booth.open();
        let entries = store.entries(1, 1_000).unwrap();
        store.idle().unwrap();
        drop(store);
        let journal = booth.data.path().join("journal");
        let last = *segment::numbers(&journal).unwrap().last().unwrap();
        match damage {
            "flip" => {
                let path = segment::path(&journal, last);
                let mut bytes = fs::read(&path).unwrap();
                bytes[120] ^= 0x10;
                fs::write(&path, bytes).unwrap();
            }
            "remove" => fs::remove_file(segment::path(&journal, 1)).unwrap(),
            _ => fs::remove_dir_all(&journal).unwrap(),
        }
        let (store, report) = Store::open(booth.data.path(), options(Some(booth.mirror.path()))).unwrap();
        assert!(!report.healed.is_empty(), "{damage}");
        assert_eq!(store.entries(1, 1_000).unwrap(), entries, "{damage}");
        drop(store);
        assert_eq!(verify(booth.data.path()).findings, [], "{damage}");
        booth.assert_alike();
    }
}

#[test]
fn a_device_that_hangs_is_given_up_after_the_deadline() {
    let booth = Booth::new();
    let mut store = booth.open();
    let journal = booth.mirror.path().join("journal");
    let next = segment::numbers(&journal).unwrap().len() + 1;
    let pipe = segment::path(&journal, u32::try_from(next).unwrap());
    // Opening a pipe that nobody reads waits for ever, as a stuck device does.
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    store.mirror.as_mut().unwrap().deadline = Duration::from_secs(2);
    let mut serial = 2;
    while is_joined(&store) {
        store.append(&registered(serial)).unwrap();
        serial += 1;
        assert!(serial < 50);
    }
    assert_eq!(lost(&store), MirrorFault::Hung);
    store.append(&registered(serial)).unwrap();
    for _ in 0..2 * RESTS_BETWEEN_LOOKS {
        store.idle().unwrap();
    }
    assert_eq!(lost(&store), MirrorFault::Hung, "a thread that hangs is not asked again");
    // The folder is let go all the same, though the thread still hangs.
    drop(store);
    Store::open(booth.data.path(), options(None)).unwrap();
}

/// A file system of 64 KiB, unmounted when this is dropped.
struct Tiny(tempfile::TempDir);

impl Tiny {
    /// `None` where nobody may mount.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|done| done.status.success());
        mounted.then_some(Self(folder))
    }
}

impl Drop for Tiny {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

#[test]
fn a_full_mirror_is_lost_and_costs_no_fact() {
    let Some(tiny) = Tiny::mount() else {
        eprintln!("skipped: this needs the right to mount a small file system");
        return;
    };
    let booth = Booth::new();
    let root = tiny.0.path();
    init(booth.data.path(), root).unwrap();
    let (mut store, _) = Store::open(booth.data.path(), options(Some(root))).unwrap();
    assert!(is_joined(&store));
    let mut serial = 2;
    while is_joined(&store) {
        store.append(&registered(serial)).unwrap();
        serial += 1;
        assert!(serial < 500);
    }
    assert!(matches!(lost(&store), MirrorFault::Failed(why) if why.contains("No space")));
    store.append(&registered(serial)).unwrap();
    assert_eq!(store.rows(1, None).unwrap()[0].number, number(serial));
}
