//! A lane without the beam's time: the real driver on a real serial path, whose far end refuses every scan at once.
//!
//! The warning alone would take five seconds a case. So the refusal is taken out of the driver's reports, and those of a scan
//! that was completed, with its image in the drop folder, are put in its place. Requests, facts and images are the station's.

use crate::cases;
use anyhow::{Context, Result};
use intrascope::domain::lane::{ChainInputs, Contact, DroppedImage, LaneReport, SourceState};
use intrascope::domain::number::ScanId;
use intrascope::domain::scan::ScanEnd;
use intrascope::scanner::link::{Decoder, EndReason, Message, Status, encode};
use intrascope::scanner::{DriverSettings, LaneHandle, driver, drop, simulator};
use rustix::fs::{Mode, OFlags};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio_serial::{SerialPort, SerialStream};

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

/// Begins to drive a lane whose images drop into `folder`.
pub fn begin(folder: &Path) -> Result<Lane> {
    fs::create_dir_all(folder)?;
    let settings = DriverSettings {
        port: far_end()?,
        drop: folder.to_owned(),
        expected_model: simulator::MODEL.to_owned(),
        image_deadline: driver::DEFAULT_IMAGE_DEADLINE,
        max_beam: driver::DEFAULT_MAX_BEAM,
    };
    let (handle, said) = intrascope::scanner::connect(settings);
    let (told, reports) = mpsc::channel(REPORTS);
    let case = Arc::new(AtomicU64::new(0));
    tokio::spawn(retell(said, told, folder.to_owned(), Arc::clone(&case)));
    Ok(Lane { handle, reports, case })
}

/// Makes a pseudo terminal with a device at its other end, which answers as long as the runtime lives.
fn far_end() -> Result<PathBuf> {
    let (device, mut near) = SerialStream::pair()?;
    near.set_exclusive(false)?;
    let path = near.name().context("the pseudo terminal has no name")?;
    // A serial stream keeps a lock on its port, which would keep the driver out; a plain file does not.
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let held = File::from(rustix::fs::open(path.as_str(), flags, Mode::empty())?);
    tokio::spawn(answer(device, held));
    Ok(PathBuf::from(path))
}

async fn answer(mut device: SerialStream, _held: File) {
    let (mut decoder, mut buffer, mut sequence) = (Decoder::new(), vec![0; 4_096], 0_u16);
    while let Ok(read) = device.read(&mut buffer).await {
        let frames = decoder.push(buffer.get(..read).unwrap_or_default());
        for message in frames.iter().filter_map(|frame| Message::from_frame(frame).ok()) {
            let Some(reply) = reply(message) else { continue };
            sequence = sequence.wrapping_add(1);
            let bytes = encode(&reply.to_frame(sequence)).unwrap_or_default();
            if device.write_all(&bytes).await.is_err() {
                return;
            }
        }
    }
}

fn reply(message: Message) -> Option<Message> {
    let closed = Contact::Closed;
    let inputs = ChainInputs {
        chain: closed,
        emergency_stop: closed,
        doors: closed,
        gates: closed,
        light_curtain: closed,
        search_button: closed,
    };
    match message {
        Message::Identify => Some(Message::Identity {
            model: simulator::MODEL.to_owned(),
            serial: "PROOF".to_owned(),
            firmware: "1".to_owned(),
        }),
        Message::Poll(poll) => {
            Some(Message::Status(Status { poll, inputs, source: SourceState::Ready, ..Status::default() }))
        }
        Message::RequestScan(scan) => Some(Message::Refused { code: BEAM_LEFT_OUT, scan }),
        Message::Recall(scan) => Some(Message::ScanEnded {
            reason: EndReason::NotKnown,
            columns: 0,
            beam_ms: 0,
            dose_nsv: 0,
            scan,
        }),
        _ => None,
    }
}

/// Hands the driver's reports on, with a completed scan in the place of every refusal of the far end.
async fn retell(
    mut said: mpsc::Receiver<LaneReport>,
    told: mpsc::Sender<LaneReport>,
    folder: PathBuf,
    case: Arc<AtomicU64>,
) {
    while let Some(report) = said.recv().await {
        let reports = match report {
            LaneReport::ScanEnded { scan, end: ScanEnd::Refused(BEAM_LEFT_OUT) } => {
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
    let end = ScanEnd::Completed { columns: 64, lost: 0, beam_ms: 3_000, dose_nsv: 1 };
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
