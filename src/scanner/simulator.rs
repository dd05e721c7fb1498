//! The far end: a complex that plays itself at the other side of a pseudo terminal, with its hall, its source and its images.
//!
//! It shares nothing with the driver but the bytes of the link and the files of the drop folder.

pub mod cargo;
mod device;
pub mod disturbed;
pub mod fault;
mod files;
mod hall;
mod hall_task;
pub mod instant;
mod load;
pub mod physics;
mod random;
mod scene;
mod truck;
pub mod world;

use crate::domain::number::ScanId;
use crate::scanner::link::Decoder;
use crate::scanner::link::Message;
use crate::scanner::link::encode;
use crate::scanner::port;
pub use cargo::{Cargo, CargoError, CargoImage, PhantomCargo};
pub use device::MODEL;
use device::{Device, Output};
pub use random::Random;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// A column of the fast pace is due every 3.3 ms.
const TICK: Duration = Duration::from_millis(5);

/// A line that takes nothing for so long loses what was to be sent, as a serial line without flow control does.
const WRITE_LIMIT: Duration = Duration::from_millis(250);

/// Read at once from the host: 240 polls.
const READ_BYTES: usize = 4096;

/// Pictures on their way from the renderer: one scan at a time, and the one before it that was stopped.
const PICTURES: usize = 2;

/// How fast the hall and the source go about their work. The pre-warning never lasts less than 5 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As a small complex does: 12 s of warm-up, 18 s of beam, 4 s between vehicles.
    Real,
    /// For tests and impatient visitors: 1 s, 3 s, 1 s.
    Fast,
}

/// What a simulator is made of.
pub struct SimulatorSettings {
    /// A link to be made to the pseudo terminal, so that the port has a name that lasts. Removed at the end.
    pub link: Option<PathBuf>,
    /// The folder into which images are dropped; it must exist.
    pub drop: PathBuf,
    /// The same seed gives the same serial number; pass it to the cargo too.
    pub seed: u64,
    /// How fast.
    pub pace: Pace,
    /// What passes through the hall.
    pub cargo: Box<dyn Cargo + Send>,
}

/// A simulator at work. Ends when it is dropped.
pub struct Simulator {
    /// Where the host opens the port.
    pub port: PathBuf,
    shutdown: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Simulator {
    /// Ends the simulator and waits for its files to be finished; the host finds its port gone.
    pub async fn shutdown(mut self) {
        self.shutdown.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Makes the pseudo terminal and begins to play. Must be called within a tokio runtime.
///
/// # Errors
/// When the pseudo terminal or the link to it cannot be made.
pub fn spawn(settings: SimulatorSettings) -> io::Result<Simulator> {
    let pseudo = port::pseudo()?;
    let slave = pseudo.path.clone();
    let link = settings.link.as_deref().map(|link| NamedLink::make(link, &slave)).transpose()?;
    let port = link.as_ref().map_or(slave, |link| link.path.clone());
    let (shutdown, shutdown_in) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let play = Play::new(settings, pseudo, link);
    tasks.spawn(play.run(shutdown_in));
    Ok(Simulator { port, shutdown, tasks })
}

/// A symbolic link that is there as long as this is.
struct NamedLink {
    path: PathBuf,
    target: PathBuf,
}

impl NamedLink {
    /// Makes the link under another name first, so that it takes the place of an old one at once.
    fn make(path: &Path, target: &Path) -> io::Result<Self> {
        let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        match std::fs::remove_file(&part) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
            _ => {}
        }
        std::os::unix::fs::symlink(target, &part)?;
        std::fs::rename(&part, path)?;
        Ok(Self { path: path.to_owned(), target: target.to_owned() })
    }
}

impl Drop for NamedLink {
    fn drop(&mut self) {
        // Another simulator may have taken the name meanwhile; its link stays.
        let is_ours = std::fs::read_link(&self.path).is_ok_and(|target| target == self.target);
        if is_ours && let Err(fault) = std::fs::remove_file(&self.path) {
            tracing::warn!(%fault, "the link to the simulator's port stays behind");
        }
    }
}

/// A picture that the renderer finished, or could not.
type Picture = (ScanId, Result<Arc<CargoImage>, CargoError>, Vec<Vec<u8>>);

/// The simulator's task.
struct Play {
    pseudo: port::PseudoPort,
    _link: Option<NamedLink>,
    drop: PathBuf,
    cargo: Arc<Mutex<Box<dyn Cargo + Send>>>,
    device: Device,
    decoder: Decoder,
    started_at: Instant,
    next_sequence: u16,
    picture: Option<(ScanId, Arc<CargoImage>)>,
    pictures: mpsc::Sender<Picture>,
    pictures_in: mpsc::Receiver<Picture>,
    jobs: JoinSet<()>,
}

impl Play {
    fn new(settings: SimulatorSettings, pseudo: port::PseudoPort, link: Option<NamedLink>) -> Self {
        let (pictures, pictures_in) = mpsc::channel(PICTURES);
        Self {
            pseudo,
            _link: link,
            drop: settings.drop,
            cargo: Arc::new(Mutex::new(settings.cargo)),
            device: Device::new(settings.pace, settings.seed),
            decoder: Decoder::new(),
            started_at: Instant::now(),
            next_sequence: 0,
            picture: None,
            pictures,
            pictures_in,
            jobs: JoinSet::new(),
        }
    }

    async fn run(mut self, mut shutdown: watch::Receiver<bool>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let outputs = tokio::select! {
                biased;
                _ = shutdown.changed() => break,
                read = self.pseudo.device.read(&mut buffer) => match read {
                    Ok(count) if count > 0 => self.on_bytes(buffer.get(..count).unwrap_or_default()),
                    // The slave is held open here, so this is the pseudo terminal's own end.
                    _ => break,
                },
                Some(picture) = self.pictures_in.recv() => self.on_picture(picture),
                Some(_) = self.jobs.join_next() => Vec::new(),
                _ = ticks.tick() => self.device.on_tick(self.started_at.elapsed()),
            };
            self.perform(outputs).await;
        }
        // An image that is being written is written to its end.
        while self.jobs.join_next().await.is_some() {}
    }

    fn on_bytes(&mut self, bytes: &[u8]) -> Vec<Output> {
        let now = self.started_at.elapsed();
        let frames = self.decoder.push(bytes);
        let messages = frames.iter().filter_map(|frame| Message::from_frame(frame).ok());
        messages.flat_map(|message| self.device.on_message(now, &message)).collect()
    }

    fn on_picture(&mut self, (scan, image, columns): Picture) -> Vec<Output> {
        match image {
            Ok(image) => {
                self.device.on_rendered(&scan, columns);
                self.picture = Some((scan, image));
                Vec::new()
            }
            Err(fault) => {
                tracing::warn!(%fault, "the simulated cargo has no image");
                self.device.on_render_failed(self.started_at.elapsed(), &scan)
            }
        }
    }

    async fn perform(&mut self, outputs: Vec<Output>) {
        let mut bytes = Vec::new();
        for output in outputs {
            match output {
                Output::Send(message) => {
                    let frame = message.to_frame(self.next_sequence);
                    self.next_sequence = self.next_sequence.wrapping_add(1);
                    bytes.extend(encode(&frame).unwrap_or_default());
                }
                Output::Render(scan) => self.render(scan),
                Output::Drop(scan) => self.drop_image(&scan),
            }
        }
        if !bytes.is_empty() && timeout(WRITE_LIMIT, self.pseudo.device.write_all(&bytes)).await.is_err() {
            tracing::debug!("nobody reads the simulator's port");
        }
    }

    fn render(&mut self, scan: ScanId) {
        let (cargo, pictures) = (self.cargo.clone(), self.pictures.clone());
        self.jobs.spawn_blocking(move || {
            let image = cargo.lock().unwrap_or_else(PoisonError::into_inner).next_scan(&scan).map(Arc::new);
            let columns = image.as_ref().map_or(Vec::new(), |image| image.preview_columns());
            if pictures.blocking_send((scan, image, columns)).is_err() {
                tracing::debug!("the simulator ended before its picture was ready");
            }
        });
    }

    fn drop_image(&mut self, scan: &ScanId) {
        let Some((id, image)) = self.picture.take_if(|(id, _)| id == scan) else { return };
        let folder = self.drop.clone();
        self.jobs.spawn_blocking(move || {
            if let Err(fault) = files::drop_image(&folder, &id, &image) {
                tracing::warn!(%fault, "the simulated image could not be dropped");
            }
        });
    }
}

#[cfg(test)]
mod tests;
