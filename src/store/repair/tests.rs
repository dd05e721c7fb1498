//! Whatever byte of a folder is altered or missing: a check names it, and a copy brings it back.

use super::*;
use crate::domain::fact::{BoothFact, Entry, Fact};
use crate::store::journal::segment;
use crate::store::mirror::init;
use crate::store::samples::{case_entry, image, number, registered, sheet, whole_case};
use crate::store::tests::{copy, in_memory};
use std::collections::BTreeMap;
use std::fs;

/// Bytes between two altered ones where each costs a whole repair: some forty places a file.
const SAMPLES: usize = 40;

fn at() -> Moment {
    Moment::from_timestamp(1_795_500_000, 0).unwrap()
}

/// A folder with a whole case in several segments, a mirror that followed it, and a backup of all of it.
struct Booth {
    data: tempfile::TempDir,
    mirror: tempfile::TempDir,
    backup: tempfile::TempDir,
    entries: Vec<(u64, Entry)>,
}

impl Booth {
    fn new() -> Self {
        let [data, mirror, backup] = std::array::from_fn(|_| in_memory());
        let options = Options::sized(2_500, 0);
        let (mut store, _) = Store::open(data.path(), options.clone()).unwrap();
        let source = data.path().join("outbox").join(sheet().file);
        fs::write(&source, b"abc").unwrap();
        store.put_original(&source, Some(&image().sha256)).unwrap();
        store.append(&registered(2)).unwrap();
        drop(store);
        init(data.path(), mirror.path()).unwrap();
        let options = Options { mirror: Some(mirror.path().to_owned()), ..options };
        let (mut store, _) = Store::open(data.path(), options).unwrap();
        for entry in whole_case(1) {
            store.append(&entry).unwrap();
        }
        let entries = store.entries(1, 1_000).unwrap();
        store.close().unwrap();
        copy(data.path(), backup.path());
        assert_eq!(verify(data.path()).findings, []);
        Self { data, mirror, backup, entries }
    }

    fn journal(&self) -> PathBuf {
        self.data.path().join("journal")
    }

    fn files(&self) -> BTreeMap<u32, Vec<u8>> {
        let numbers = segment::numbers(&self.journal()).unwrap();
        let read = |number| fs::read(segment::path(&self.journal(), number)).unwrap();
        numbers.into_iter().map(|number| (number, read(number))).collect()
    }

    /// Heals the journal alone, without what is derived.
    fn heal(&self) -> (Option<Broken>, Vec<Repair>) {
        let folder = Folder::new(self.data.path());
        let mut repairs = Vec::new();
        let sources = [journal_in(self.mirror.path())];
        let witness = witnessed(&folder).unwrap();
        let broken = Healing::new(&folder, &sources, witness).run(&mut repairs).unwrap();
        (broken, repairs)
    }

    fn repair(&self, sources: &[&Path], salvage: Salvage) -> RepairReport {
        let sources: Vec<PathBuf> = sources.iter().map(|path| path.to_path_buf()).collect();
        repair(self.data.path(), &sources, salvage, at()).unwrap()
    }

    /// Puts the whole folder back as it was.
    fn reset(&self) {
        fs::remove_dir_all(self.data.path()).unwrap();
        copy(self.backup.path(), self.data.path());
    }

    fn assert_whole(&self, what: &str, report: &RepairReport) {
        assert_eq!(report.verified.findings, [], "{what}: {:?}", report.repairs);
        assert_eq!(self.read(), self.entries, "{what}");
    }

    fn read(&self) -> Vec<(u64, Entry)> {
        let options = Options { ballast_bytes: 0, ..Options::default() };
        Store::open(self.data.path(), options).unwrap().0.entries(1, 1_000).unwrap()
    }
}

/// Every altered byte and every length of a file.
fn damages(whole: &[u8], step: usize) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    let flips = (0..whole.len()).step_by(step).map(|place| {
        let mut bytes = whole.to_vec();
        bytes[place] ^= 1 << (place % 8);
        (format!("byte {place}"), bytes)
    });
    let cuts =
        (0..whole.len()).step_by(step).map(|length| (format!("length {length}"), whole[..length].to_vec()));
    flips.chain(cuts)
}

fn write(path: &Path, bytes: &[u8]) {
    // Originals may not be written to.
    drop(fs::remove_file(path));
    fs::write(path, bytes).unwrap();
}

#[test]
fn every_altered_byte_and_every_length_of_the_journal_is_healed_byte_for_byte() {
    let booth = Booth::new();
    let whole = booth.files();
    assert!(whole.len() > 2);
    for (number, sound) in &whole {
        let path = segment::path(&booth.journal(), *number);
        for (what, bytes) in damages(sound, 1) {
            fs::write(&path, &bytes).unwrap();
            let (broken, repairs) = booth.heal();
            let what = format!("segment {number}, {what}");
            assert_eq!(broken, None, "{what}");
            let [Repair::Segment { segment, kept_in: Some(kept_in), .. }] = repairs.as_slice() else {
                panic!("{what}: {repairs:?}")
            };
            assert_eq!(segment, number, "{what}");
            let kept_in = booth.data.path().join(kept_in);
            assert!(fs::read(&kept_in).unwrap() == bytes, "{what}: the damaged bytes are kept");
            assert!(booth.files() == whole, "{what}");
            fs::remove_file(kept_in).unwrap();
        }
    }
}

#[test]
fn a_repair_brings_back_facts_and_all_that_is_derived() {
    let booth = Booth::new();
    for (number, sound) in booth.files() {
        for (what, bytes) in damages(&sound, sound.len() / 5) {
            write(&segment::path(&booth.journal(), number), &bytes);
            let what = format!("segment {number}, {what}");
            let findings = verify(booth.data.path()).findings;
            assert!(!findings.is_empty(), "{what} is silent");
            let report = booth.repair(&[booth.mirror.path()], Salvage::No);
            booth.assert_whole(&what, &report);
        }
    }
}

#[test]
fn originals_sheets_and_the_witness_are_put_back() {
    let booth = Booth::new();
    let hash = image().sha256;
    let original = format!("originals/{}/{}", &hash.as_str()[..2], hash.as_str());
    for file in [original.as_str(), &format!("outbox/{}", sheet().file), "witness/head"] {
        let path = booth.data.path().join(file);
        let sound = fs::read(&path).unwrap();
        for (what, bytes) in damages(&sound, sound.len().div_ceil(SAMPLES)) {
            write(&path, &bytes);
            let what = format!("{file}, {what}");
            let findings = verify(booth.data.path()).findings;
            let report = booth.repair(&[booth.backup.path()], Salvage::No);
            // The witness may come to name an earlier fact, or the same in other words: that takes nothing away.
            assert!(!findings.is_empty() || file == "witness/head", "{what} is silent");
            booth.assert_whole(&what, &report);
            assert_eq!(fs::read(&path).unwrap(), sound, "{what}");
        }
        fs::remove_file(&path).unwrap();
        booth.assert_whole(file, &booth.repair(&[booth.backup.path()], Salvage::No));
    }
}

#[test]
fn an_altered_index_is_found_or_changes_no_answer() {
    let booth = Booth::new();
    for file in ["db", "conf"] {
        let path = booth.data.path().join("index").join(file);
        let sound = fs::read(booth.backup.path().join("index").join(file)).unwrap();
        // sled's file is mostly unused room: the places are spread over the part that is not.
        let used = sound.iter().rposition(|byte| *byte != 0).unwrap_or(0) + 1;
        for (what, bytes) in damages(&sound[..used], used.div_ceil(8)) {
            fs::write(&path, [bytes.as_slice(), &sound[used..]].concat()).unwrap();
            let report = booth.repair(&[booth.mirror.path()], Salvage::No);
            let what = format!("{file}, {what}");
            booth.assert_whole(&what, &report);
            booth.reset();
        }
    }
}

#[test]
fn several_damages_are_healed_from_several_copies() {
    let booth = Booth::new();
    let files = booth.files();
    let last = *files.keys().last().unwrap();
    fs::remove_file(segment::path(&booth.journal(), last)).unwrap();
    fs::remove_file(segment::path(&booth.journal(), 1)).unwrap();
    write(&segment::path(&booth.journal(), 2), &files[&2][..300]);
    // Neither copy is whole either.
    fs::remove_file(segment::path(&journal_in(booth.mirror.path()), 1)).unwrap();
    fs::remove_file(segment::path(&journal_in(booth.backup.path()), last)).unwrap();
    let report = booth.repair(&[booth.mirror.path(), booth.backup.path()], Salvage::No);
    booth.assert_whole("two copies", &report);
    assert_eq!(booth.files(), files);
}

#[test]
fn a_copy_with_other_facts_is_refused() {
    let booth = Booth::new();
    let other = tempfile::tempdir().unwrap();
    let options = Options::sized(2_500, 0);
    let (mut store, _) = Store::open(other.path(), options).unwrap();
    store.append(&registered(2)).unwrap();
    // The same first fact, then others: a copy that someone wrote anew.
    for entry in whole_case(3) {
        store.append(&entry).unwrap();
    }
    drop(store);
    let path = segment::path(&booth.journal(), 2);
    let mut bytes = fs::read(&path).unwrap();
    bytes[200] ^= 1;
    write(&path, &bytes);
    let report = booth.repair(&[other.path()], Salvage::No);
    assert!(report.repairs.iter().any(|repair| matches!(repair, Repair::SegmentLost { segment: 2, .. })));
    assert!(report.repairs.contains(&Repair::Disagrees { source: journal_in(other.path()) }));
    assert_eq!(fs::read(&path).unwrap(), bytes, "nothing was changed");
    let report = booth.repair(&[other.path(), booth.backup.path()], Salvage::No);
    booth.assert_whole("the backup heals what the other could not", &report);
}

#[test]
fn without_a_copy_nothing_is_touched_unless_it_is_salvaged() {
    let booth = Booth::new();
    let path = segment::path(&booth.journal(), 2);
    let mut bytes = fs::read(&path).unwrap();
    bytes[200] ^= 1;
    write(&path, &bytes);
    let before = booth.files();
    let report = booth.repair(&[], Salvage::No);
    assert!(!report.verified.holds());
    assert!(matches!(report.repairs.as_slice(), [Repair::SegmentLost { segment: 2, .. }]));
    assert!(booth.files() == before);

    let report = booth.repair(&[], Salvage::Yes);
    assert!(report.verified.holds(), "{:?}", report.verified.findings);
    let Some(Repair::Salvaged { last, kept_in, later: Some((first, end)), exported }) = report.repairs.last()
    else {
        panic!("{:?}", report.repairs)
    };
    let kept_in = booth.data.path().join(kept_in);
    let moved = |number: &u32| fs::read(segment::path(&kept_in, *number)).unwrap();
    assert!(before.iter().all(|(number, bytes)| moved(number) == *bytes), "the old journal is kept whole");
    let read = booth.read();
    let whole = usize::try_from(*last).unwrap();
    assert_eq!(read[..whole], booth.entries[..whole]);
    let lost = BoothFact::Repaired {
        lost_from: last + 1,
        lost_to: Some(booth.entries.len() as u64),
        kept_in: "journal-damaged-0001".to_owned(),
    };
    assert_eq!(read[whole].1, Entry::new(at(), crate::domain::step::By::Station, Fact::Booth { fact: lost }));
    assert_eq!(read.len(), whole + 1);
    // One fact is damaged, all later ones are written out.
    assert_eq!((*first, *end), (last + 2, booth.entries.len() as u64));
    let after = fs::read_to_string(kept_in.join("after.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> =
        after.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, *exported);
    assert_eq!(lines.len(), booth.entries.len() - whole - 1);
    for line in lines {
        let seq = usize::try_from(line["seq"].as_u64().unwrap()).unwrap();
        let entry: Entry = serde_json::from_value(line["entry"].clone()).unwrap();
        assert_eq!(entry, booth.entries[seq - 1].1);
    }
}

#[test]
fn a_lost_end_is_told_and_can_be_salvaged() {
    let booth = Booth::new();
    let last = *booth.files().keys().last().unwrap();
    fs::remove_file(segment::path(&booth.journal(), last)).unwrap();
    let report = booth.repair(&[], Salvage::No);
    assert!(!report.verified.holds());
    let report = booth.repair(&[], Salvage::Yes);
    assert!(report.verified.holds(), "{:?} {:?}", report.repairs, report.verified.findings);
    let read = booth.read();
    let Fact::Booth { fact: BoothFact::Repaired { lost_from, lost_to, .. } } = &read.last().unwrap().1.fact
    else {
        panic!("the last fact says what is lost")
    };
    assert_eq!((*lost_from, *lost_to), (read.len() as u64, Some(booth.entries.len() as u64)));
}

#[test]
fn a_running_station_and_a_folder_that_is_not_there_are_refused() {
    let booth = Booth::new();
    let (mut store, _) =
        Store::open(booth.data.path(), Options { ballast_bytes: 0, ..Options::default() }).unwrap();
    let refused = repair(booth.data.path(), &[], Salvage::No, at()).unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }));
    store.append(&case_entry(2, 9, crate::domain::fact::CaseFact::AnalysisBegan)).unwrap();
    assert_eq!(store.case(&number(2)).unwrap().unwrap().revision.0, 2);
    drop(store);
    let none = booth.data.path().join("none");
    assert!(repair(&none, &[], Salvage::Yes, at()).is_err());
    assert!(!none.exists());
}

#[test]
fn a_sound_folder_is_left_as_it_is() {
    let booth = Booth::new();
    let before = booth.files();
    let report = booth.repair(&[booth.mirror.path(), booth.backup.path()], Salvage::Yes);
    assert_eq!(report.repairs, []);
    booth.assert_whole("nothing to do", &report);
    assert!(booth.files() == before);
}
