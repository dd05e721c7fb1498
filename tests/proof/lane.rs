//! A lane without the beam's time: an instant lane that refuses every scan at once.
//!
//! The warning alone would take five seconds a case. So the refusal is taken out of the lane's reports, and those of a scan
//! that was completed, with its image in the drop folder, are put in its place. Requests, facts and images are the station's.

use crate::cases;
use anyhow::{Context, Result};
use intrascope::domain::lane::{DroppedImage, LaneReport};
use intrascope::domain::number::ScanId;
use intrascope::domain::scan::ScanEnd;
use intrascope::scanner::simulator::PhantomCargo;
use intrascope::scanner::simulator::instant::{self, FarEnd, Fate, InstantSettings, Steps};
use intrascope::scanner::{LaneHandle, drop};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;

/// Repeats nothing: no picture of its is used.
const SEED: u64 = 1;

/// The code with which the far end refuses: no device of the field uses it.
const BEAM_LEFT_OUT: u16 = 60_001;

/// As many reports as the driver itself holds back.
const REPORTS: usize = 64;

/// The lane's ends, and which case is before the scanner.
pub struct Lane {
    pub handle: LaneHandle,
    pub reports: mpsc::Receiver<LaneReport>,
    pub case: Arc<AtomicU64>,
}

/// Begins a lane whose images drop into `folder`.
pub async fn begin(folder: &Path) -> Result<Lane> {
    fs::create_dir_all(folder)?;
    let settings = InstantSettings {
        drop: folder.to_owned(),
        cargo: Box::new(PhantomCargo::coarse(SEED)),
        seed: SEED,
        steps: Steps::AtOnce,
    };
    let (handle, said, far) = instant::connect(settings);
    far.next_scan(Fate::Refused(BEAM_LEFT_OUT)).await;
    let (told, reports) = mpsc::channel(REPORTS);
    let case = Arc::new(AtomicU64::new(0));
    tokio::spawn(retell(said, told, far, folder.to_owned(), Arc::clone(&case)));
    Ok(Lane { handle, reports, case })
}

/// Hands the driver's reports on, with a completed scan in the place of every refusal of the far end.
async fn retell(
    mut said: mpsc::Receiver<LaneReport>,
    told: mpsc::Sender<LaneReport>,
    far: FarEnd,
    folder: PathBuf,
    case: Arc<AtomicU64>,
) {
    while let Some(report) = said.recv().await {
        let reports = match report {
            LaneReport::ScanEnded { scan, end: ScanEnd::Refused(BEAM_LEFT_OUT) } => {
                far.next_scan(Fate::Refused(BEAM_LEFT_OUT)).await;
                let (folder, id, k) = (folder.clone(), scan.clone(), case.load(Ordering::Acquire));
                // A disk that stands still must not hold the driver up.
                match tokio::task::spawn_blocking(move || drop_image(&folder, &id, k)).await {
                    Ok(Ok(image)) => completed(scan, image),
                    failed => {
                        eprintln!("the image cannot be dropped: {failed:?}");
                        vec![ended(scan, ScanEnd::Refused(BEAM_LEFT_OUT))]
                    }
                }
            }
            other => vec![other],
        };
        for report in reports {
            if told.send(report).await.is_err() {
                return;
            }
        }
    }
}

fn completed(scan: ScanId, image: DroppedImage) -> Vec<LaneReport> {
    let end = ScanEnd::Completed { columns: 64, lost: 0, beam_ms: 3_000, dose_nsv: Some(1) };
    vec![
        LaneReport::PrewarningBegan { scan: scan.clone() },
        LaneReport::BeamBegan { scan: scan.clone() },
        ended(scan.clone(), end),
        LaneReport::ImageDropped { scan, image },
    ]
}

fn ended(scan: ScanId, end: ScanEnd) -> LaneReport {
    LaneReport::ScanEnded { scan, end }
}

/// Drops the image as the complex does, and finds it as the driver does.
fn drop_image(folder: &Path, scan: &ScanId, k: u64) -> Result<DroppedImage> {
    let bytes = cases::image(k)?;
    fs::write(folder.join(drop::image_name(scan)), &bytes)?;
    let manifest = drop::Manifest {
        scan_id: scan.to_string(),
        file: drop::image_name(scan),
        bytes: bytes.len() as u64,
        sha256: cases::hexadecimal_digest(&bytes),
        significant_bits: 16,
        energies: 1,
    };
    let part = folder.join(format!("{scan}.part"));
    fs::write(&part, serde_json::to_vec(&manifest)?)?;
    fs::rename(&part, folder.join(drop::manifest_name(scan)))?;
    let found = drop::look(folder, scan).context("the manifest did not appear")?;
    found.map_err(|fault| anyhow::anyhow!("{fault:?}"))
}
