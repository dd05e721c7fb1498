//! What an older checkpoint finds: a forged, a rewritten, a truncated and a rolled-back journal.

use crate::domain::fact::{BoothFact, CaseFact};
use crate::store::booth_key::{KeyName, open_or_make};
use crate::store::checkpoint::{Checkpoint, notes_in};
use crate::store::journal::recovery::look;
use crate::store::journal::segment::header::TREE_AT;
use crate::store::journal::segment::{self, Segment};
use crate::store::journal::{Journal, tests::as_version_0_1};
use crate::store::samples::{booth_entry, case_entry, day, registered, whole_case};
use crate::store::tests::copy;
use crate::store::{
    CheckpointReport, Damage, Finding, KeyReport, Options, Sha, Store, StoreError, records, verify,
    verify_against,
};
use std::fs;
use std::path::{Path, PathBuf};

const OPTIONS: Options = Options { segment_bytes: 2_048, ballast_bytes: 0, booth: KeyName::DEFAULT };

fn open(dir: &Path) -> Store {
    Store::open(dir, OPTIONS).unwrap().0
}

/// A folder of several segments, and the checkpoint of its facts, kept elsewhere.
struct Booth {
    dir: tempfile::TempDir,
    elsewhere: tempfile::TempDir,
}

impl Booth {
    fn new() -> Self {
        let booth = Self { dir: tempfile::tempdir().unwrap(), elsewhere: tempfile::tempdir().unwrap() };
        let mut store = open(booth.path());
        let key = store.unnamed_key().unwrap().to_owned();
        store.append(&booth_entry(BoothFact::KeyMade { key })).unwrap();
        for entry in whole_case(1) {
            store.append(&entry).unwrap();
        }
        fs::write(booth.older(), store.checkpoint(day()).unwrap()).unwrap();
        store.append(&registered(2)).unwrap();
        store.append(&case_entry(2, 1, CaseFact::AnalysisBegan)).unwrap();
        store.close().unwrap();
        // Sheets and originals are the matter of other tests: here, only what is said of the journal counts.
        assert_eq!(booth.said(&[]), []);
        booth
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn older(&self) -> PathBuf {
        self.elsewhere.path().join("older.txt")
    }

    fn journal(&self) -> PathBuf {
        self.path().join("journal")
    }

    /// Takes away everything that knows better than the journal, as whoever alters it would.
    fn forget(&self) {
        for folder in ["witness", "index", "keys"] {
            fs::remove_dir_all(self.path().join(folder)).unwrap();
        }
    }

    /// What is said of the journal and its checkpoints.
    fn said(&self, older: &[PathBuf]) -> Vec<Finding> {
        let of_journal = |finding: &Finding| {
            !matches!(
                finding,
                Finding::OriginalMissing { .. }
                    | Finding::SheetMissing { .. }
                    | Finding::WitnessMissing
                    | Finding::IndexMissing
            )
        };
        verify_against(self.path(), older).findings.into_iter().filter(of_journal).collect()
    }

    fn size(&self) -> u64 {
        let note = notes_in(&fs::read_to_string(self.older()).unwrap()).remove(0);
        Checkpoint::parse(&note.text).unwrap().size
    }

    /// Writes the first `keep` facts anew, with `alter` done to each of them: every checksum, hash and header holds.
    fn rechain(&self, keep: usize, alter: impl Fn(&mut Vec<u8>)) {
        let old = self.elsewhere.path().join("old");
        fs::rename(self.journal(), &old).unwrap();
        fs::create_dir(self.journal()).unwrap();
        let journal = Journal::open(&old, look(&old).unwrap(), OPTIONS.segment_bytes).unwrap();
        let found = look(&self.journal()).unwrap();
        let mut anew = Journal::open(&self.journal(), found, OPTIONS.segment_bytes).unwrap();
        let mut walk = journal.walk(1);
        for _ in 0..keep {
            let (_, frame) = walk.next().unwrap().unwrap();
            let entry = records::decode(frame.head.seq, frame.kind, frame.schema, &frame.json).unwrap();
            let mut record = records::encode(&entry).unwrap();
            alter(&mut record.json);
            anew.append(&[record]).unwrap();
        }
    }
}

fn altered_seal(json: &mut Vec<u8>) {
    let text = String::from_utf8(json.clone()).unwrap();
    *json = text.replace("\"0417\"", "\"0418\"").into_bytes();
}

#[test]
fn an_older_checkpoint_of_a_sound_journal_holds() {
    let booth = Booth::new();
    assert!(booth.size() > 10 && segment::numbers(&booth.journal()).unwrap().len() > 2);
    assert_eq!(booth.said(&[booth.older()]), []);
    let (_, report) = Store::open(booth.path(), OPTIONS).unwrap();
    assert_eq!((report.checkpoint, report.key), (CheckpointReport::Agreed, KeyReport::Kept));
}

#[test]
fn a_rechained_journal_is_found_by_an_older_checkpoint_alone() {
    let booth = Booth::new();
    let all = usize::try_from(verify(booth.path()).frames).unwrap();
    booth.rechain(all, altered_seal);
    let size = booth.size();
    let own: Vec<PathBuf> = ["witness/checkpoints/2026-11-23.txt", "witness/checkpoint"]
        .map(|file| booth.path().join(file))
        .into();
    let said = booth.said(&[]);
    for file in own {
        assert!(said.contains(&Finding::Rewritten { file, size }), "{said:?}");
    }
    booth.forget();
    assert_eq!(
        booth.said(&[]),
        [],
        "without a witness from outside, a journal that was written anew is a journal"
    );
    assert_eq!(booth.said(&[booth.older()]), [Finding::Rewritten { file: booth.older(), size }]);
}

#[test]
fn a_journal_written_anew_under_another_key_is_found_too() {
    let booth = Booth::new();
    let other = tempfile::tempdir().unwrap();
    let theirs = open_or_make(other.path(), &KeyName::DEFAULT).unwrap().0.key().to_string();
    let all = usize::try_from(verify(booth.path()).frames).unwrap();
    booth.rechain(all, |json| {
        let text = String::from_utf8(json.clone()).unwrap();
        let Some((before, rest)) = text.split_once("intrascope/booth+") else { return };
        let (_, after) = rest.split_once('"').unwrap();
        *json = format!("{before}{theirs}\"{after}").into_bytes();
    });
    booth.forget();
    let said = booth.said(&[booth.older()]);
    assert!(matches!(&said[..], [Finding::CheckpointForeign { .. }, Finding::Rewritten { .. }]), "{said:?}");
}

#[test]
fn a_truncated_and_a_rolled_back_journal_are_found_with_both_numbers() {
    for keep in [1, 7, 14] {
        let booth = Booth::new();
        booth.rechain(keep, |_| {});
        booth.forget();
        let truncated =
            Finding::Truncated { file: booth.older(), checkpoint: booth.size(), journal: keep as u64 };
        assert_eq!(booth.said(&[booth.older()]), [truncated]);
    }
    // Rolled back to an earlier copy of everything, then gone on with.
    let booth = Booth::new();
    let copied = booth.elsewhere.path().join("copied");
    copy(booth.path(), &copied);
    let mut store = open(booth.path());
    store.append(&registered(3)).unwrap();
    fs::write(booth.older(), store.checkpoint(day()).unwrap()).unwrap();
    store.close().unwrap();
    fs::remove_dir_all(booth.path()).unwrap();
    fs::rename(&copied, booth.path()).unwrap();
    let said = booth.said(&[booth.older()]);
    assert!(
        matches!(&said[..], [Finding::Truncated { checkpoint, journal, .. }] if checkpoint - journal == 1),
        "{said:?}"
    );
    let mut store = open(booth.path());
    store.append(&registered(4)).unwrap();
    store.close().unwrap();
    let said = booth.said(&[booth.older()]);
    assert!(matches!(&said[..], [Finding::Rewritten { .. }]), "{said:?}");
}

#[test]
fn a_forged_checkpoint_and_an_empty_file_are_named() {
    let booth = Booth::new();
    let note = fs::read_to_string(booth.older()).unwrap();
    let forged = note.replacen(&format!("\n{}\n", booth.size()), "\n3\n", 1);
    fs::write(booth.older(), forged).unwrap();
    assert_eq!(booth.said(&[booth.older()]), [Finding::CheckpointForged { file: booth.older(), size: 3 }]);
    fs::write(booth.older(), "no checkpoint\n").unwrap();
    assert_eq!(booth.said(&[booth.older()]), [Finding::CheckpointUnreadable { file: booth.older() }]);
    fs::remove_file(booth.older()).unwrap();
    assert!(matches!(&booth.said(&[booth.older()])[..], [Finding::Unreadable { .. }]));
}

#[test]
fn a_header_with_another_tree_is_named() {
    let booth = Booth::new();
    let last = segment::numbers(&booth.journal()).unwrap().pop().unwrap();
    let path = segment::path(&booth.journal(), last);
    let mut bytes = fs::read(&path).unwrap();
    let body = usize::try_from(Segment::open(&booth.journal(), last).unwrap().body).unwrap();
    let own = body - 32;
    bytes[usize::try_from(TREE_AT).unwrap()] ^= 1;
    let sha = Sha::of(&[&bytes[..own]]);
    bytes[own..body].copy_from_slice(&sha.0);
    fs::write(&path, bytes).unwrap();
    let damaged = Finding::JournalDamaged { segment: last, offset: TREE_AT, why: Damage::Tree };
    assert_eq!(booth.said(&[]), [damaged]);
}

#[test]
fn a_missing_segment_is_named_once_and_what_follows_it_still_agrees() {
    let booth = Booth::new();
    fs::remove_file(segment::path(&booth.journal(), 2)).unwrap();
    let said = booth.said(&[booth.older()]);
    let of_tree = |finding: &&Finding| {
        matches!(finding, Finding::Rewritten { .. } | Finding::JournalDamaged { why: Damage::Tree, .. })
    };
    assert_eq!(said.iter().find(of_tree), None, "{said:?}");
    let missing = Finding::JournalDamaged { segment: 3, offset: 0, why: Damage::Discontinuous };
    assert!(said.contains(&missing), "{said:?}");
}

#[test]
fn a_start_refuses_a_journal_that_the_latest_checkpoint_has_seen_otherwise() {
    let booth = Booth::new();
    let (checkpoint, key) = (booth.path().join("witness/checkpoint"), booth.path().join("keys"));
    let aside = booth.elsewhere.path().join("aside");
    for (keep, alter) in
        [(5, (|_| {}) as fn(&mut Vec<u8>)), (usize::try_from(booth.size()).unwrap(), altered_seal)]
    {
        let booth = Booth { dir: tempfile::tempdir().unwrap(), elsewhere: tempfile::tempdir().unwrap() };
        copy(key.parent().unwrap(), booth.path());
        booth.rechain(keep, alter);
        fs::remove_dir_all(booth.path().join("index")).unwrap();
        fs::remove_file(booth.path().join("witness/head")).unwrap();
        let refused = Store::open(booth.path(), OPTIONS).err().unwrap();
        assert!(
            matches!(refused, StoreError::JournalBehindCheckpoint { journal, .. } if journal == keep as u64),
            "{refused}"
        );
    }
    fs::rename(&checkpoint, &aside).unwrap();
    assert_eq!(Store::open(booth.path(), OPTIONS).unwrap().1.checkpoint, CheckpointReport::Missing);
    let note = fs::read_to_string(&aside).unwrap();
    fs::write(&checkpoint, note.replacen('1', "2", 1)).unwrap();
    assert_eq!(Store::open(booth.path(), OPTIONS).unwrap().1.checkpoint, CheckpointReport::Unreadable);
    fs::rename(&aside, &checkpoint).unwrap();
    fs::remove_dir_all(&key).unwrap();
    let (mut store, report) = Store::open(booth.path(), OPTIONS).unwrap();
    assert_eq!(report.checkpoint, CheckpointReport::NotOurs);
    let KeyReport::Made(key) = report.key else { panic!("the key is another") };
    // The new key is named, and what the old one signed still holds: the journal names both.
    store.append(&booth_entry(BoothFact::KeyMade { key })).unwrap();
    assert_eq!(store.unnamed_key(), None);
    store.checkpoint(day()).unwrap();
    store.close().unwrap();
    assert_eq!(booth.said(&[booth.older()]), []);
}

#[test]
fn a_journal_of_version_0_1_is_signed_and_checked() {
    let booth = Booth::new();
    as_version_0_1(&booth.journal());
    // The index names places of the segments as they were.
    fs::remove_dir_all(booth.path().join("index")).unwrap();
    assert_eq!(booth.said(&[booth.older()]), []);
    let (mut store, report) = Store::open(booth.path(), OPTIONS).unwrap();
    assert_eq!(report.checkpoint, CheckpointReport::Agreed);
    store.checkpoint(day()).unwrap();
    store.close().unwrap();
    assert_eq!(booth.said(&[booth.older()]), []);
}

#[test]
fn what_has_not_grown_is_not_signed_again() {
    let booth = Booth::new();
    let mut store = open(booth.path());
    let first = store.checkpoint(day()).unwrap();
    let file = booth.path().join("witness/checkpoint");
    fs::remove_file(&file).unwrap();
    assert_eq!(store.checkpoint(day()).unwrap(), first);
    assert!(!file.exists(), "nothing was written");
    store.append(&registered(3)).unwrap();
    let second = store.checkpoint(day().succ_opt().unwrap()).unwrap();
    assert_ne!(first, second);
    for (file, note) in [
        ("checkpoint", &second),
        ("checkpoints/2026-11-23.txt", &first),
        ("checkpoints/2026-11-24.txt", &second),
    ] {
        assert_eq!(&fs::read_to_string(booth.path().join("witness").join(file)).unwrap(), note);
    }
}
