//! Drafts on a disk that is full, fails, was torn or holds what is not ours.

use super::*;
use crate::store::folder::Folder;
use proptest::prelude::*;
use std::fs::File;
use std::os::unix::fs::PermissionsExt;

fn drafts() -> (tempfile::TempDir, Drafts) {
    let dir = tempfile::tempdir().unwrap();
    let drafts = Drafts::new(&Gauge::new(&Folder::new(dir.path()), 0));
    (dir, drafts)
}

fn name(serial: usize) -> DraftName {
    DraftName::of(&["case", &format!("39855302-231126-{serial:06}"), "verdict", "a"]).unwrap()
}

/// Makes a draft as old as that, seconds.
fn age(drafts: &Drafts, name: &DraftName, seconds: u64) {
    let file = File::options().write(true).open(drafts.folder.join(name.file())).unwrap();
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000 - seconds);
    file.set_modified(time).unwrap();
}

#[test]
fn the_last_one_kept_is_found_and_what_was_let_go_is_not() {
    let (_dir, drafts) = drafts();
    assert_eq!(drafts.get(&name(1)).unwrap(), None);
    assert_eq!(drafts.names().unwrap(), []);
    drafts.put(&name(1), b"one").unwrap();
    drafts.put(&name(1), b"two").unwrap();
    assert_eq!(drafts.get(&name(1)).unwrap().unwrap(), b"two");
    let mode = fs::metadata(drafts.folder.join(name(1).file())).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else reads what is being typed");
    drafts.remove(&name(1)).unwrap();
    drafts.remove(&name(1)).unwrap();
    assert_eq!(drafts.get(&name(1)).unwrap(), None);
}

#[test]
fn the_oldest_goes_when_there_are_too_many() {
    let (_dir, drafts) = drafts();
    for serial in 0..MAX_DRAFTS {
        drafts.put(&name(serial), b"x").unwrap();
        age(&drafts, &name(serial), (MAX_DRAFTS - serial) as u64);
    }
    drafts.put(&name(7), b"again").unwrap();
    assert_eq!(drafts.names().unwrap().len(), MAX_DRAFTS, "one that is there takes no room");
    drafts.put(&name(MAX_DRAFTS), b"new").unwrap();
    assert_eq!(drafts.names().unwrap().len(), MAX_DRAFTS);
    assert_eq!(drafts.get(&name(0)).unwrap(), None);
    assert!(drafts.get(&name(1)).unwrap().is_some());
    assert_eq!(drafts.names().unwrap().first(), Some(&name(MAX_DRAFTS)), "the newest first");
}

#[test]
fn a_half_written_one_is_never_read_and_goes_with_the_next() {
    let (_dir, drafts) = drafts();
    drafts.put(&name(1), b"whole").unwrap();
    let half = drafts.folder.join(format!("{}.tmp", name(1).file()));
    fs::write(&half, b"ha").unwrap();
    assert_eq!(drafts.get(&name(1)).unwrap().unwrap(), b"whole");
    assert_eq!(drafts.names().unwrap(), [name(1)]);
    drafts.put(&name(2), b"x").unwrap();
    assert!(!half.exists());
}

#[test]
fn what_is_no_draft_is_left_alone_and_hurts_nobody() {
    let (_dir, drafts) = drafts();
    drafts.put(&name(1), b"x").unwrap();
    fs::create_dir(drafts.folder.join(name(2).file())).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", drafts.folder.join(name(3).file())).unwrap();
    fs::write(drafts.folder.join("README"), b"x").unwrap();
    fs::write(drafts.folder.join("A~B.draft"), b"x").unwrap();
    assert_eq!(drafts.names().unwrap(), [name(1)]);
    assert!(drafts.get(&name(2)).is_err() && drafts.get(&name(3)).is_err(), "no link is followed");
    let long = vec![b'x'; usize::try_from(MAX_DRAFT_FILE_BYTES).unwrap() + 1];
    fs::write(drafts.folder.join(name(4).file()), long).unwrap();
    assert!(matches!(drafts.get(&name(4)), Err(StoreError::OriginalTooLarge { .. })));
    drafts.put(&name(5), b"y").unwrap();
    assert!(drafts.folder.join("README").exists());
}

/// The new one cannot be written at all, as on a disk that answers EIO or has no room: the one before stays.
#[test]
fn a_write_that_fails_leaves_the_one_before() {
    let (_dir, drafts) = drafts();
    drafts.put(&name(1), b"before").unwrap();
    // Not even root writes a file where a folder that is not empty stands.
    let half = drafts.folder.join(format!("{}.tmp", name(1).file()));
    fs::create_dir_all(half.join("x")).unwrap();
    assert!(matches!(drafts.put(&name(1), b"after"), Err(StoreError::Io { .. })));
    assert_eq!(drafts.get(&name(1)).unwrap().unwrap(), b"before");
    fs::remove_dir_all(&half).unwrap();
    drafts.put(&name(1), b"after").unwrap();
    assert_eq!(drafts.get(&name(1)).unwrap().unwrap(), b"after");
}

proptest! {
    #[test]
    fn a_name_is_read_as_it_was_made_or_is_none(parts in proptest::collection::vec("[a-zA-Z0-9~./_-]{0,12}", 0..5)) {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        if let Some(name) = DraftName::of(&parts) {
            prop_assert_eq!(name.parts(), parts);
            let file = name.file();
            prop_assert!(!file.contains('/') && !file.starts_with('.'));
            prop_assert_eq!(DraftName::of_file(&file), Some(name));
        }
    }
}
