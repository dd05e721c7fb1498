//! Manifests and images as they may lie in the folder.

use super::*;

type Change = fn(&mut Manifest);

fn id() -> ScanId {
    ScanId::parse("39855302-231126-000417-1").unwrap()
}

fn manifest(image: &[u8]) -> Manifest {
    Manifest {
        scan_id: id().to_string(),
        file: image_name(&id()),
        bytes: u64::try_from(image.len()).unwrap(),
        sha256: hex(&Sha256::digest(image)),
        significant_bits: 16,
        energies: 2,
    }
}

fn write(folder: &Path, image: &[u8], manifest: &Manifest) {
    std::fs::write(folder.join(image_name(&id())), image).unwrap();
    std::fs::write(folder.join(manifest_name(&id())), serde_json::to_vec(manifest).unwrap()).unwrap();
}

#[test]
fn an_image_is_taken_when_all_its_manifest_says_is_true() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(look(folder.path(), &id()), None);
    write(folder.path(), b"pixels", &manifest(b"pixels"));
    let image = look(folder.path(), &id()).unwrap().unwrap();
    assert_eq!((image.bytes, image.path), (6, folder.path().join(image_name(&id()))));
    assert_eq!(image.sha256, hex(&Sha256::digest(b"pixels")));
}

#[test]
fn every_untrue_word_of_a_manifest_is_found() {
    let cases: [(Change, ImageFault); 7] = [
        (|m| m.sha256 = "0".repeat(64), ImageFault::DigestDiffers),
        (|m| m.bytes += 1, ImageFault::DigestDiffers),
        (|m| m.bytes -= 1, ImageFault::DigestDiffers),
        (|m| m.scan_id = "39855302-231126-000417-2".into(), ImageFault::BadManifest),
        (|m| m.file = "../../etc/passwd".into(), ImageFault::BadManifest),
        (|m| m.file = "39855302-231126-000417-2.tif".into(), ImageFault::BadManifest),
        (|m| m.bytes = MAX_IMAGE_BYTES + 1, ImageFault::BadManifest),
    ];
    for (change, why) in cases {
        let folder = tempfile::tempdir().unwrap();
        let mut untrue = manifest(b"pixels");
        change(&mut untrue);
        write(folder.path(), b"pixels", &untrue);
        assert_eq!(look(folder.path(), &id()), Some(Err(why)), "{untrue:?}");
    }
}

#[test]
fn what_is_no_manifest_or_no_plain_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: String| folder.path().join(name);
    std::fs::write(at(manifest_name(&id())), "{").unwrap();
    assert_eq!(look(folder.path(), &id()), Some(Err(ImageFault::BadManifest)));
    std::fs::write(at(manifest_name(&id())), vec![b' '; 70_000]).unwrap();
    assert_eq!(look(folder.path(), &id()), Some(Err(ImageFault::BadManifest)));
    write(folder.path(), b"pixels", &manifest(b"pixels"));
    std::fs::rename(at(image_name(&id())), at("elsewhere.tif".into())).unwrap();
    assert_eq!(look(folder.path(), &id()), Some(Err(ImageFault::Unreadable)));
    std::os::unix::fs::symlink(at("elsewhere.tif".into()), at(image_name(&id()))).unwrap();
    assert_eq!(look(folder.path(), &id()), Some(Err(ImageFault::Unreadable)), "a link is not followed");
}

#[tokio::test(start_paused = true)]
async fn an_image_that_never_comes_is_missed_at_its_deadline_and_others_are_ignored() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("39855302-231126-000418-1.json"), "{}").unwrap();
    let (scans, scans_in) = mpsc::channel(4);
    let (reports_in, mut reports) = mpsc::channel(4);
    let begun = Instant::now();
    let watcher = tokio::spawn(watch(folder.path().into(), Duration::from_mins(1), scans_in, reports_in));
    scans.send(id()).await.unwrap();
    scans.send(id()).await.unwrap();
    let report = reports.recv().await.unwrap();
    assert_eq!(report, LaneReport::ImageMissing { scan: id(), why: ImageFault::NeverCame });
    assert!(begun.elapsed() >= Duration::from_mins(1));
    drop(reports);
    watcher.await.unwrap();
}

#[tokio::test]
async fn a_wrong_digest_in_the_folder_is_a_missing_image() {
    let folder = tempfile::tempdir().unwrap();
    let (scans, scans_in) = mpsc::channel(4);
    let (reports_in, mut reports) = mpsc::channel(4);
    tokio::spawn(watch(folder.path().into(), Duration::from_mins(1), scans_in, reports_in));
    scans.send(id()).await.unwrap();
    let mut untrue = manifest(b"pixels");
    untrue.sha256 = "f".repeat(64);
    write(folder.path(), b"pixels", &untrue);
    let report = reports.recv().await.unwrap();
    assert_eq!(report, LaneReport::ImageMissing { scan: id(), why: ImageFault::DigestDiffers });
}

#[test]
fn a_folder_is_usable_only_if_it_is_one() {
    let folder = tempfile::tempdir().unwrap();
    assert!(is_usable(folder.path()));
    assert!(!is_usable(&folder.path().join("nowhere")));
    std::fs::write(folder.path().join("file"), "").unwrap();
    assert!(!is_usable(&folder.path().join("file")));
}

#[test]
fn a_full_or_read_only_folder_is_not_usable_and_one_that_is_not_measured_is() {
    let folder = tempfile::tempdir().unwrap();
    let measured = |change: fn(&mut StatVfs)| {
        let mut room = rustix::fs::statvfs(folder.path()).unwrap();
        (room.f_frsize, room.f_blocks, room.f_bavail) = (4_096, 1_000_000, 500_000);
        room.f_flag.remove(StatVfsMountFlags::RDONLY);
        change(&mut room);
        has_room(&room)
    };
    assert!(measured(|_| {}));
    assert!(measured(|room| room.f_bavail = MIN_ROOM_BYTES.div_ceil(4_096)));
    assert!(!measured(|room| room.f_bavail = MIN_ROOM_BYTES / 4_096));
    assert!(!measured(|room| room.f_bavail = 0));
    assert!(!measured(|room| room.f_flag |= StatVfsMountFlags::RDONLY));
    assert!(measured(|room| (room.f_blocks, room.f_bavail) = (0, 0)));
}

#[test]
fn a_folder_that_may_not_be_written_is_not_usable() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    // Permissions bind everybody but root.
    let may_write = std::fs::write(folder.path().join("probe"), "").is_ok();
    assert_eq!(is_usable(folder.path()), may_write);
}

#[test]
fn an_image_without_its_manifest_and_one_of_another_scan_have_not_come() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(image_name(&id())), b"pixels").unwrap();
    std::fs::write(folder.path().join(format!("{}.part", manifest_name(&id()))), b"{").unwrap();
    assert_eq!(look(folder.path(), &id()), None);
    // Newer, whole, and nobody's: the file of the next scan.
    let other = ScanId::parse("39855302-231126-000417-2").unwrap();
    let mut theirs = manifest(b"pixels");
    (theirs.scan_id, theirs.file) = (other.to_string(), image_name(&other));
    std::fs::write(folder.path().join(image_name(&other)), b"pixels").unwrap();
    std::fs::write(folder.path().join(manifest_name(&other)), serde_json::to_vec(&theirs).unwrap()).unwrap();
    assert_eq!(look(folder.path(), &id()), None);
    // The same words under the awaited name are a lie.
    std::fs::write(folder.path().join(manifest_name(&id())), serde_json::to_vec(&theirs).unwrap()).unwrap();
    assert_eq!(look(folder.path(), &id()), Some(Err(ImageFault::BadManifest)));
}

#[tokio::test(start_paused = true)]
async fn the_folder_going_away_is_an_image_that_never_comes() {
    let folder = tempfile::tempdir().unwrap();
    let (scans, scans_in) = mpsc::channel(4);
    let (reports_in, mut reports) = mpsc::channel(4);
    tokio::spawn(watch(folder.path().into(), Duration::from_secs(30), scans_in, reports_in));
    scans.send(id()).await.unwrap();
    folder.close().unwrap();
    let report = reports.recv().await.unwrap();
    assert_eq!(report, LaneReport::ImageMissing { scan: id(), why: ImageFault::NeverCame });
}

#[tokio::test(start_paused = true)]
async fn every_awaited_scan_has_its_own_word_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (scans, scans_in) = mpsc::channel(4);
    let (reports_in, mut reports) = mpsc::channel(4);
    tokio::spawn(watch(folder.path().into(), Duration::from_secs(30), scans_in, reports_in));
    let next = ScanId::parse("39855302-231126-000417-2").unwrap();
    for scan in [&id(), &next] {
        scans.send(scan.clone()).await.unwrap();
    }
    write(folder.path(), b"pixels", &manifest(b"pixels"));
    let LaneReport::ImageDropped { scan, .. } = reports.recv().await.unwrap() else { panic!("an image") };
    assert_eq!(scan, id());
    let report = reports.recv().await.unwrap();
    assert_eq!(report, LaneReport::ImageMissing { scan: next, why: ImageFault::NeverCame });
}
