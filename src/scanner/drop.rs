//! The drop folder: waits for the image of one named scan, and proves it against its manifest.
//!
//! The complex writes `<scan-id>.tif` whole, then lets `<scan-id>.json` appear by renaming it. Only the awaited names are ever
//! opened: what else lies there, newer or not, is nobody's image.

use crate::domain::lane::DroppedImage;
use crate::domain::lane::ImageFault;
use crate::domain::lane::LaneReport;
use crate::domain::number::ScanId;
use rustix::fs::{Access, Mode, OFlags, StatVfs, StatVfsMountFlags};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// The longest manifest that is read: ten fields of at most a hundred bytes, sixty times over.
pub const MAX_MANIFEST_BYTES: u64 = 64 * 1024;

/// The largest image that is read: 20 m at 1 200 pixels, two energies of 16 bits are 70 MB; fifteen times that.
pub const MAX_IMAGE_BYTES: u64 = 1024 * 1024 * 1024;

/// Scans that may await their images at once: more than a day's scans of one lane would need.
pub const MAX_AWAITED: usize = 64;

/// How often the folder is looked at.
const LOOK_PERIOD: Duration = Duration::from_millis(200);

/// Read at once when a digest is computed.
const CHUNK_BYTES: usize = 256 * 1024;

/// What the complex says of an image. Other fields are for other readers.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// Whose image.
    pub scan_id: String,
    /// Always `<scan-id>.tif`.
    pub file: String,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Bits of a sample that mean something.
    pub significant_bits: u8,
    /// Pages of the file.
    pub energies: u8,
}

/// The manifest's name.
pub fn manifest_name(scan: &ScanId) -> String {
    format!("{scan}.json")
}

/// The image's name.
pub fn image_name(scan: &ScanId) -> String {
    format!("{scan}.tif")
}

/// Room that an image needs, twice: 70 MB, written by the complex while the one before it may still lie there.
pub const MIN_ROOM_BYTES: u64 = 140_000_000;

/// Whether images can be taken from `folder`: a folder that this process may read and write, with room for an image.
pub fn is_usable(folder: &Path) -> bool {
    let access = Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK;
    // Root is let through by permissions, not by what is mounted for reading alone.
    let is_open = folder.is_dir() && rustix::fs::access(folder, access).is_ok();
    is_open && rustix::fs::statvfs(folder).is_ok_and(|room| has_room(&room))
}

/// Whether there is room for an image. Some network shares measure nothing and say that all of it is nought: what is not told is not full.
fn has_room(room: &StatVfs) -> bool {
    let is_writable = !room.f_flag.contains(StatVfsMountFlags::RDONLY);
    let is_measured = room.f_blocks > 0;
    let free = room.f_bavail.saturating_mul(room.f_frsize);
    is_writable && (!is_measured || free >= MIN_ROOM_BYTES)
}

/// Looks once for the image of `scan`: `None` while its manifest has not appeared. Blocks while it reads.
pub fn look(folder: &Path, scan: &ScanId) -> Option<Result<DroppedImage, ImageFault>> {
    // What cannot be opened for now, such as on a share that is away, has not come either: the deadline decides.
    let manifest = open_plain(&folder.join(manifest_name(scan))).ok()?;
    Some(read_manifest(manifest, scan).and_then(|manifest| prove(folder, scan, &manifest)))
}

/// Opens a plain file and nothing else: no link is followed, a pipe does not hold the reader up.
fn open_plain(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("no plain file")) }
}

fn read_manifest(file: File, scan: &ScanId) -> Result<Manifest, ImageFault> {
    let mut text = Vec::new();
    file.take(MAX_MANIFEST_BYTES + 1).read_to_end(&mut text).map_err(|_| ImageFault::BadManifest)?;
    if u64::try_from(text.len()).is_ok_and(|length| length > MAX_MANIFEST_BYTES) {
        return Err(ImageFault::BadManifest);
    }
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| ImageFault::BadManifest)?;
    let is_ours = manifest.scan_id == scan.as_str() && manifest.file == image_name(scan);
    let fits = (1..=MAX_IMAGE_BYTES).contains(&manifest.bytes);
    if is_ours && fits { Ok(manifest) } else { Err(ImageFault::BadManifest) }
}

fn prove(folder: &Path, scan: &ScanId, manifest: &Manifest) -> Result<DroppedImage, ImageFault> {
    // The name is made from the id, never taken from the manifest.
    let path = folder.join(image_name(scan));
    let (bytes, sha256) = open_plain(&path)
        .and_then(|file| digest(file, manifest.bytes))
        .map_err(|_| ImageFault::Unreadable)?;
    if bytes == manifest.bytes && sha256 == manifest.sha256 {
        Ok(DroppedImage { path, bytes, sha256 })
    } else {
        Err(ImageFault::DigestDiffers)
    }
}

/// Length and SHA-256 of a file; reading ends one byte after `expected`, where the answer is already no.
fn digest(file: File, expected: u64) -> io::Result<(u64, String)> {
    let mut file = file.take(expected.saturating_add(1));
    let (mut hasher, mut buffer, mut length) = (Sha256::new(), vec![0; CHUNK_BYTES], 0_u64);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        length += u64::try_from(read).unwrap_or(0);
    }
    Ok((length, hex(&hasher.finalize())))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0F)]).collect()
}

/// A scan whose image is awaited until `deadline`.
struct Awaited {
    scan: ScanId,
    deadline: Instant,
}

/// Waits for the images of the scans that come through `scans`; one report each goes to `reports`. Ends when either side has gone.
pub async fn watch(
    folder: PathBuf,
    patience: Duration,
    mut scans: mpsc::Receiver<ScanId>,
    reports: mpsc::Sender<LaneReport>,
) {
    let mut awaited: VecDeque<Awaited> = VecDeque::new();
    let mut ticks = tokio::time::interval(LOOK_PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            // Further ones wait in the channel, whose sender knows when it is full.
            scan = scans.recv(), if awaited.len() < MAX_AWAITED => match scan {
                Some(scan) if awaited.iter().any(|known| known.scan == scan) => {}
                Some(scan) => awaited.push_back(Awaited { scan, deadline: Instant::now() + patience }),
                None => return,
            },
            () = reports.closed() => return,
            _ = ticks.tick(), if !awaited.is_empty() => {
                // Each is looked at once, the ones still awaited go to the back.
                for _ in 0..awaited.len() {
                    let Some(one) = awaited.pop_front() else { break };
                    let Some(report) = outcome(&folder, &one).await else {
                        awaited.push_back(one);
                        continue;
                    };
                    if reports.send(report).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

async fn outcome(folder: &Path, awaited: &Awaited) -> Option<LaneReport> {
    let (folder, scan) = (folder.to_owned(), awaited.scan.clone());
    let is_late = Instant::now() >= awaited.deadline;
    let looked = tokio::task::spawn_blocking(move || look(&folder, &scan)).await;
    let scan = awaited.scan.clone();
    match looked {
        Ok(Some(Ok(image))) => Some(LaneReport::ImageDropped { scan, image }),
        Ok(Some(Err(why))) => Some(LaneReport::ImageMissing { scan, why }),
        Ok(None) if is_late => Some(LaneReport::ImageMissing { scan, why: ImageFault::NeverCame }),
        Ok(None) => None,
        Err(_) => Some(LaneReport::ImageMissing { scan, why: ImageFault::Unreadable }),
    }
}

#[cfg(test)]
mod tests;
