//! Every byte of a small journal altered or cut off: told, or cut by the rule, and never passed over.

use super::*;
use crate::store::hash::Sha;
use crate::store::journal::recovery::look;
use crate::store::records::Kind;
use std::os::unix::fs::PermissionsExt;

const SEGMENT_BYTES: u64 = 1 << 16;

fn record(text: &str) -> Record {
    Record { kind: Kind::Booth, json: text.as_bytes().to_vec() }
}

fn open(folder: &Path, segment_bytes: u64) -> Journal {
    Journal::open(folder, look(folder).unwrap(), segment_bytes).unwrap()
}

/// Four facts in three writes: one, two together, one.
fn written(folder: &Path) -> Journal {
    let mut journal = open(folder, SEGMENT_BYTES);
    journal.append(&[record("first")]).unwrap();
    journal.append(&[record("second"), record("third")]).unwrap();
    journal.append(&[record("fourth")]).unwrap();
    journal
}

fn texts(journal: &Journal) -> Vec<String> {
    let mut walk = journal.walk(1);
    let mut texts = Vec::new();
    while let Some((position, frame)) = walk.next().unwrap() {
        assert_eq!(journal.frames(&[position]).unwrap().first(), Some(&frame));
        texts.push(String::from_utf8(frame.json).unwrap());
    }
    texts
}

const ALL: [&str; 4] = ["first", "second", "third", "fourth"];

#[test]
fn it_is_there_after_a_reopening_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let head = written(folder.path()).head();
    let mut journal = open(folder.path(), SEGMENT_BYTES);
    assert_eq!((journal.head(), texts(&journal)), (head, ALL.map(str::to_owned).to_vec()));
    assert_eq!(journal.append(&[record("fifth")]).unwrap()[0].0.seq, 5);
    assert_eq!(texts(&open(folder.path(), SEGMENT_BYTES)).len(), 5);
}

#[test]
fn segments_follow_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), 300);
    for fact in 0..20 {
        journal.append(&[record(&format!("fact {fact}"))]).unwrap();
        journal.reserve_next().unwrap();
    }
    assert!(segment::numbers(folder.path()).unwrap().len() > 5);
    let found = look(folder.path()).unwrap();
    for seq in 0..=20 {
        assert!(found.hash_at(seq).unwrap().is_some(), "{seq}");
    }
    assert_eq!(found.hash_at(21).unwrap(), None);
    assert_eq!(found.root_at(20).unwrap(), Some(journal.tree().1));
    assert_eq!(found.root_at(21).unwrap(), None);
    let mut journal = open(folder.path(), 300);
    assert_eq!(texts(&journal).len(), 20);
    assert_eq!(journal.append(&[record("more")]).unwrap()[0].0.seq, 21);
    let mut walk = journal.walk(18);
    assert_eq!(walk.next().unwrap().unwrap().1.head.seq, 18);
}

#[test]
fn a_missing_or_shortened_segment_is_told() {
    for damage in ["remove", "shorten", "swap"] {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = open(folder.path(), 300);
        for fact in 0..20 {
            journal.append(&[record(&format!("fact {fact}"))]).unwrap();
        }
        let path = |number| segment::path(folder.path(), number);
        match damage {
            "remove" => fs::remove_file(path(2)).unwrap(),
            "shorten" => OpenOptions::new().write(true).open(path(2)).unwrap().set_len(150).unwrap(),
            _ => {
                fs::rename(path(2), folder.path().join("aside")).unwrap();
                fs::rename(path(3), path(2)).unwrap();
                fs::rename(folder.path().join("aside"), path(3)).unwrap();
            }
        }
        assert!(matches!(look(folder.path()), Err(StoreError::JournalDamaged { .. })), "{damage}");
    }
}

/// What a start makes of these bytes, when nobody has seen more than `seen` facts: the facts that are left, or damage.
fn started(bytes: &[u8], seen: u64) -> Result<Vec<String>, StoreError> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(segment::path(folder.path(), 1), bytes).unwrap();
    let mut found = look(folder.path())?;
    found.judge_tail(seen)?;
    if let Some(cut) = found.cut_tail(folder.path())? {
        let kept = fs::read(&cut.kept_in).unwrap();
        assert_eq!(kept, bytes[usize::try_from(cut.offset).unwrap()..], "every cut byte is kept");
        assert_eq!(cut.bytes, kept.len() as u64);
    }
    Ok(texts(&Journal::open(folder.path(), found, SEGMENT_BYTES)?))
}

#[test]
fn every_altered_byte_is_told_or_cut_with_the_last_write() {
    let folder = tempfile::tempdir().unwrap();
    drop(written(folder.path()));
    let whole = fs::read(segment::path(folder.path(), 1)).unwrap();
    assert_eq!(started(&whole, 4).unwrap(), ALL);
    let last_write = whole.len() - (OVERHEAD_BYTES + "fourth".len());
    for place in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] ^= flip;
            assert!(started(&bytes, 4).is_err(), "seen by the witness, byte {place}");
            match started(&bytes, 0) {
                Ok(left) => {
                    assert!(place >= last_write, "byte {place} was passed over");
                    assert_eq!(left, ALL[..3]);
                }
                Err(StoreError::JournalDamaged { segment, .. }) => {
                    assert!(place < last_write, "byte {place}: a torn write must be cut");
                    assert_eq!(segment, 1);
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}

#[test]
fn every_truncation_is_told_or_cut_by_the_rule() {
    let folder = tempfile::tempdir().unwrap();
    drop(written(folder.path()));
    let whole = fs::read(segment::path(folder.path(), 1)).unwrap();
    for length in 0..whole.len() {
        let bytes = &whole[..length];
        match started(bytes, 0) {
            Ok(left) => assert_eq!(left, ALL[..left.len()], "{length}"),
            Err(StoreError::JournalDamaged { .. }) => {
                assert!(length < 82, "only a header cannot be cut: {length}");
            }
            Err(other) => panic!("{other}"),
        }
        // A cut within a frame is refused once it was seen. One between two frames leaves no tail: only the hash that
        // the witness names can tell it.
        if let Ok(left) = started(bytes, 4) {
            let folder = tempfile::tempdir().unwrap();
            fs::write(segment::path(folder.path(), 1), bytes).unwrap();
            assert!(left.len() < 4);
            assert_eq!(look(folder.path()).unwrap().hash_at(4).unwrap(), None);
        }
    }
}

#[test]
fn a_half_written_batch_goes_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = written(folder.path());
    let before = usize::try_from(journal.end).unwrap();
    journal.append(&[record("lost"), record("lost too"), record("and this")]).unwrap();
    let mut bytes = fs::read(segment::path(folder.path(), 1)).unwrap();
    // The disk took the later blocks of the write, not the first one.
    bytes[before..before + 20].fill(0);
    assert_eq!(started(&bytes, 4).unwrap(), ALL);
    assert!(started(&bytes, 5).is_err());
}

#[test]
fn zeros_after_the_end_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    drop(written(folder.path()));
    let mut bytes = fs::read(segment::path(folder.path(), 1)).unwrap();
    bytes.extend_from_slice(&[0; 5_000]);
    assert_eq!(started(&bytes, 4).unwrap(), ALL);
}

#[test]
fn a_failed_write_poisons_until_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = written(folder.path());
    let sound =
        std::mem::replace(&mut journal.file, OpenOptions::new().write(true).open("/dev/full").unwrap());
    assert!(matches!(journal.append(&[record("lost")]), Err(StoreError::Io { doing: "write", .. })));
    journal.file = sound;
    assert!(matches!(journal.append(&[record("after")]), Err(StoreError::JournalPoisoned)));
    assert_eq!(journal.head().seq, 4);
    drop(journal);
    let mut journal = open(folder.path(), SEGMENT_BYTES);
    assert_eq!(texts(&journal), ALL);
    assert_eq!(journal.append(&[record("fifth")]).unwrap()[0].0.seq, 5);
}

#[test]
fn a_failed_sync_poisons() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = written(folder.path());
    // A pipe-like device takes the bytes and cannot sync them.
    journal.file = OpenOptions::new().write(true).open("/dev/null").unwrap();
    assert!(matches!(journal.append(&[record("lost")]), Err(StoreError::Io { doing: "sync", .. })));
    assert!(matches!(journal.append(&[record("after")]), Err(StoreError::JournalPoisoned)));
}

#[test]
fn a_failed_roll_poisons() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), 150);
    journal.append(&[record("first")]).unwrap();
    fs::create_dir(folder.path().join(NEXT_SEGMENT)).unwrap();
    assert!(journal.append(&[record("second")]).is_err());
    fs::remove_dir(folder.path().join(NEXT_SEGMENT)).unwrap();
    assert!(matches!(journal.append(&[record("second")]), Err(StoreError::JournalPoisoned)));
}

#[test]
fn a_header_left_by_a_crash_is_no_segment() {
    let folder = tempfile::tempdir().unwrap();
    let head = Head { seq: 9, hash: Sha::of(&[b"elsewhere"]) };
    fs::write(folder.path().join(NEXT_SEGMENT), Header { before: head, frontier: None }.bytes()).unwrap();
    assert_eq!(texts(&written(folder.path())), ALL);
    assert_eq!(fs::metadata(segment::path(folder.path(), 1)).unwrap().permissions().mode() & 0o111, 0);
}

/// The segment files turned into what version 0.1.0 wrote: headers of format 1 before the same frames.
pub(in crate::store) fn as_version_0_1(folder: &Path) {
    for number in segment::numbers(folder).unwrap() {
        let segment = Segment::open(folder, number).unwrap();
        let bytes = fs::read(&segment.path).unwrap();
        let body = usize::try_from(segment.body).unwrap();
        let header = Header { before: segment.before, frontier: None }.bytes();
        fs::write(&segment.path, [header.as_slice(), &bytes[body..]].concat()).unwrap();
    }
}

#[test]
fn a_journal_of_version_0_1_opens_with_its_tree_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), 300);
    let mut roots = vec![journal.tree().1];
    for fact in 0..20 {
        journal.append(&[record(&format!("fact {fact}"))]).unwrap();
        roots.push(journal.tree().1);
    }
    drop(journal);
    as_version_0_1(folder.path());
    let found = look(folder.path()).unwrap();
    assert!(found.segments.len() > 5 && found.segments.iter().all(|segment| segment.frontier.is_none()));
    for (size, root) in (0..).zip(&roots) {
        assert_eq!(found.root_at(size).unwrap(), Some(*root), "{size}");
    }
    let mut journal = open(folder.path(), 300);
    assert_eq!(journal.tree(), (20, roots[20]));
    for fact in 20..30 {
        journal.append(&[record(&format!("fact {fact}"))]).unwrap();
    }
    let tree = journal.tree();
    assert_eq!(texts(&journal).len(), 30);
    let found = look(folder.path()).unwrap();
    assert!(found.segments.last().unwrap().frontier.is_some(), "what is new has the tree");
    assert_eq!(open(folder.path(), 300).tree(), tree);
    for (size, root) in (0..).zip(&roots) {
        assert_eq!(found.root_at(size).unwrap(), Some(*root), "{size}");
    }
}

#[test]
fn a_damaged_segment_whose_tree_must_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), 300);
    for fact in 0..20 {
        journal.append(&[record(&format!("fact {fact}"))]).unwrap();
    }
    drop(journal);
    as_version_0_1(folder.path());
    let path = segment::path(folder.path(), 2);
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(matches!(look(folder.path()), Err(StoreError::JournalDamaged { segment: 2, .. })));
}
