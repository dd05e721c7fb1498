//! Upkeep in quiet seconds: a damaged original is a fact, or healed where there is a second copy.

use super::{Desk, picture};
use crate::domain::fact::BoothFact;
use crate::store::Options;
use std::fs;
use std::path::Path;

const OPTIONS: Options = Options::sized(1 << 20, 0);

/// Snapshots that a station may make before it has healed one file: some twenty come each second.
const MAX_LOOKS: usize = 1_000;

/// The next run reads from the first original on.
fn begin_anew(data: &Path) {
    fs::remove_file(data.join("witness/scrub")).ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_original_is_told_and_with_a_second_copy_healed() {
    let dir = tempfile::tempdir().unwrap();
    let [data, second, source] = ["data", "second", "a.png"].map(|name| dir.path().join(name));
    picture(&source, 0);
    let desk = Desk::open(&data, OPTIONS).await;
    let case = desk.import(&source).await;
    let sha256 = case.image().unwrap().sha256.clone();
    let original = desk.store.vault().path(&sha256);
    desk.close().await;
    begin_anew(&data);
    fs::remove_file(&original).unwrap();
    fs::write(&original, b"other").unwrap();

    let desk = Desk::open(&data, OPTIONS).await;
    desk.until(|snapshot| snapshot.storage.damaged_originals == 1).await;
    let damaged = BoothFact::OriginalDamaged { sha256: sha256.clone() };
    assert_eq!(desk.booth_facts().await.iter().filter(|fact| **fact == damaged).count(), 1);
    desk.close().await;
    begin_anew(&data);

    let copy = second.join(&sha256.as_str()[..2]);
    fs::create_dir_all(&copy).unwrap();
    fs::copy(&source, copy.join(sha256.as_str())).unwrap();
    let desk = Desk::open(&data, Options { copies: Some(second), ..OPTIONS }).await;
    let healed = format!("original {}", sha256.as_str());
    let is_healed = |fact: &BoothFact| matches!(fact, BoothFact::Healed { what } if what.as_str() == healed);
    let mut looks = 0;
    while !desk.booth_facts().await.iter().any(is_healed) {
        desk.next().await;
        looks += 1;
        assert!(looks < MAX_LOOKS, "it is not healed");
    }
    assert_eq!(fs::read(&original).unwrap(), fs::read(&source).unwrap());
    desk.close().await;
}
