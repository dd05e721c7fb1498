//! Every kind of damage, with a second copy and without.

use super::*;
use crate::store::samples::{case_entry, number, registered};
use crate::store::{Options, Store, StoreHandle, verify};
use futures::future::join_all;
use std::path::Path;

/// Two pieces and a bit, so that a file is read in more than one step.
fn content(seed: u8) -> Vec<u8> {
    (0..2 * STEP_BYTES + 5).map(|place| u8::try_from(place % 241).unwrap() ^ seed).collect()
}

struct Place {
    dir: tempfile::TempDir,
    store: StoreHandle,
    images: Vec<ImageRecord>,
}

impl Place {
    async fn with_images(count: u8) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("second")).unwrap();
        let store = open(dir.path());
        store.append(registered(1)).await.unwrap();
        let mut images = Vec::new();
        for seed in 0..count {
            let source = dir.path().join("scan");
            fs::write(&source, content(seed)).unwrap();
            let (sha256, bytes) = store.put_original(source, None).await.unwrap();
            let image = ImageRecord { sha256, bytes, ..crate::store::samples::image() };
            let fact = CaseFact::ImageAccepted {
                scan: crate::domain::number::ScanId::new(&number(1), 1),
                image: image.clone(),
                manifest: None,
            };
            store.append(case_entry(1, 1, fact)).await.unwrap();
            images.push(image);
        }
        Self { dir, store, images }
    }

    fn first(&self, place: usize) -> PathBuf {
        self.store.vault().path(&self.images[place].sha256)
    }

    fn second(&self, place: usize) -> PathBuf {
        self.store.vault().second().path(self.images[place].sha256.as_str()).unwrap()
    }

    /// One round; what it found.
    async fn round(&self) -> Vec<ScrubFound> {
        let mut found = Vec::new();
        loop {
            match self.store.scrub_step().await.unwrap() {
                ScrubFound::Sound => {}
                ScrubFound::RoundDone => return found,
                other => found.push(other),
            }
        }
    }
}

fn open(dir: &Path) -> StoreHandle {
    let options = Options { copies: Some(dir.join("second")), ..Options::sized(1 << 16, 0) };
    StoreHandle::spawn(Store::open(&dir.join("data"), options).unwrap().0).unwrap()
}

fn rewrite(path: &Path, change: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn sound_originals_are_left_as_they_are() {
    let place = Place::with_images(2).await;
    assert_eq!(place.round().await, []);
    assert_eq!(fs::read(place.second(1)).unwrap(), content(1));
}

#[tokio::test]
async fn any_damage_is_healed_from_a_sound_second_copy() {
    let place = Place::with_images(3).await;
    rewrite(&place.first(0), |bytes| *bytes.last_mut().unwrap() ^= 1);
    rewrite(&place.first(1), |bytes| bytes.push(0));
    fs::remove_file(place.first(2)).unwrap();
    let healed = |at: usize| ScrubFound::Healed { sha256: place.images[at].sha256.clone() };
    assert_eq!(place.round().await, [healed(0), healed(1), healed(2)]);
    for at in 0..3 {
        assert_eq!(fs::read(place.first(at)).unwrap(), content(u8::try_from(at).unwrap()));
    }
    let aside = |at: usize| {
        place.dir.path().join(format!("data/originals/damaged-{}-1", place.images[at].sha256.as_str()))
    };
    assert_eq!(fs::read(aside(1)).unwrap().len(), content(1).len() + 1, "the damaged file is kept aside");
    assert!(aside(0).exists() && !aside(2).exists());
    assert_eq!(place.round().await, []);
    place.store.close().await.unwrap();
    let report = verify(&place.dir.path().join("data"));
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn damage_without_a_sound_copy_is_told_once_and_nothing_is_touched() {
    let place = Place::with_images(2).await;
    rewrite(&place.first(0), |bytes| bytes[7] ^= 1);
    rewrite(&place.second(0), |bytes| bytes[7] ^= 1);
    rewrite(&place.first(1), |bytes| bytes.truncate(9));
    fs::remove_file(place.second(1)).unwrap();
    let damaged = |at: usize| ScrubFound::Damaged { sha256: place.images[at].sha256.clone() };
    assert_eq!(place.round().await, [damaged(0), damaged(1)]);
    assert_eq!(fs::read(place.first(1)).unwrap().len(), 9);
    assert_eq!(place.round().await, []);
}

#[tokio::test]
async fn a_damaged_second_copy_is_made_anew() {
    let place = Place::with_images(2).await;
    rewrite(&place.second(0), |bytes| bytes[7] ^= 1);
    fs::remove_file(place.second(1)).unwrap();
    let healed = |at: usize| ScrubFound::CopyHealed { sha256: place.images[at].sha256.clone() };
    assert_eq!(place.round().await, [healed(0), healed(1)]);
    assert_eq!(fs::read(place.second(1)).unwrap(), content(1));
}

#[tokio::test]
async fn it_goes_on_where_the_last_run_stopped() {
    let place = Place::with_images(1).await;
    // More than two steps' worth.
    for fate in join_all((2..700).map(|serial| place.store.append(registered(serial)))).await {
        fate.unwrap();
    }
    let reached = || place.store.scrub().next_seq > STEP_FACTS as u64;
    for _ in 0..20 {
        if reached() && place.store.scrub().wants() == Wants::Facts {
            break;
        }
        place.store.scrub_step().await.unwrap();
    }
    assert!(reached());
    place.store.scrub_step().await.unwrap();
    place.store.close().await.unwrap();
    let again = open(place.dir.path());
    assert_eq!(again.scrub().wants(), Wants::Walk(STEP_FACTS as u64 + 1));
    fs::write(place.dir.path().join("data/witness/scrub"), "what?").unwrap();
    assert_eq!(Scrub::resume(place.dir.path().join("data/witness")).wants(), Wants::Walk(1));
}
