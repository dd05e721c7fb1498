//! Every file of a folder altered and cut short: told, or of no consequence, and never a panic.

use super::*;
use crate::domain::fact::Entry;

/// Bytes of a file that are altered; of a longer one so many, spread evenly.
const SAMPLES: usize = 24;

/// What a check must tell of whatever is altered in it.
fn is_evidence(name: &str) -> bool {
    let parts = ["journal/", "originals/", "outbox/", "witness/head", "witness/checkpoint"];
    parts.iter().any(|part| name.starts_with(part))
}

fn facts(dir: &Path) -> Option<Vec<(u64, Entry)>> {
    let (store, _) = Store::open(dir, OPTIONS).ok()?;
    // The index is judged on its own thread, and must not bring the process down.
    store.wait_for_index().ok();
    store.entries(1, 100).ok()
}

/// A folder with everything in it: two cases, an original, a sheet, checkpoints, key, index.
fn whole() -> tempfile::TempDir {
    let dir = kept();
    let (mut store, report) = Store::open(dir.path(), OPTIONS).unwrap();
    if let Some(key) = report.key.unnamed() {
        store.append(&crate::store::samples::booth_entry(BoothFact::KeyMade { key })).unwrap();
    }
    store.checkpoint(crate::store::samples::day()).unwrap();
    store.close().unwrap();
    fs::remove_dir_all(dir.path().join("tiles")).unwrap();
    dir
}

fn damaged(bytes: &[u8]) -> Vec<Vec<u8>> {
    let step = bytes.len().div_ceil(SAMPLES).max(1);
    let places = (0..bytes.len()).step_by(step);
    let flipped = places.clone().map(|place| {
        let mut bytes = bytes.to_vec();
        bytes[place] ^= 0x41;
        bytes
    });
    flipped.chain(places.map(|length| bytes[..length].to_vec())).collect()
}

#[test]
fn every_file_altered_or_cut_short_is_told_or_of_no_consequence() {
    let dir = whole();
    let report = verify(dir.path());
    assert!(report.holds(), "{:?}", report.findings);
    let sound = facts(dir.path()).unwrap();
    let files: Vec<PathBuf> = listing(dir.path()).into_iter().map(|(path, ..)| path).collect();
    for path in files.iter().filter(|path| path.is_file()) {
        let name = path.strip_prefix(dir.path()).unwrap().to_str().unwrap();
        for bytes in damaged(&fs::read(path).unwrap()) {
            let hurt = tempfile::tempdir().unwrap();
            copy(dir.path(), hurt.path());
            rewrite(&hurt.path().join(name), &bytes);
            let report = verify(hurt.path());
            assert!(!is_evidence(name) || !report.holds(), "{name}, {} bytes: passed over", bytes.len());
            // A start refuses, or has every fact.
            if let Some(read) = facts(hurt.path()) {
                assert_eq!(read.get(..sound.len()), Some(sound.as_slice()), "{name}, {} bytes", bytes.len());
            }
        }
    }
}
