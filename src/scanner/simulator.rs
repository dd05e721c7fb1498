//! The far end: four simulated devices in one hall, each at the other side of a pseudo terminal of its own, and their images.
//!
//! They share nothing with the drivers but the bytes of the lines and the files of the drop folder.

pub mod cargo;
pub mod detector;
pub mod disturbed;
pub mod fault;
mod files;
mod hall;
mod hall_task;
pub mod instant;
mod load;
pub mod monitor;
pub mod physics;
pub mod portal;
mod random;
mod scene;
pub mod source;
mod truck;
pub mod world;

use crate::domain::lane::DeviceKind;
use crate::scanner::detector::DetectorSettings;
use crate::scanner::driver::{DEFAULT_IMAGE_DEADLINE, Devices, DriverSettings};
use crate::scanner::line::{Endpoint, Line};
use crate::scanner::modbus::Framing;
use crate::scanner::monitor::MonitorSettings;
use crate::scanner::portal::PortalSettings;
use crate::scanner::source::SourceProfile;
use crate::scanner::supervisor::{LastUse, Rules};
pub use cargo::{Cargo, CargoError, CargoImage, PhantomCargo};
use detector::DetectorPart;
use fault::PlannedFault;
use hall_task::{Device, HallTask};
use monitor::MonitorPart;
use portal::PortalPart;
pub use random::Random;
use std::io;
use std::path::{Path, PathBuf};
use tokio::sync::watch;
use tokio::task::JoinSet;
use world::{Part, World};

/// How fast the hall and the source go about their work. The pre-warning never lasts less than 5 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As a small complex does: 12 s of warm-up, 18 s of beam, 4 s between vehicles.
    Real,
    /// For tests and impatient visitors: 1 s, 3 s, 1 s.
    Fast,
}

/// What a simulated lane is made of.
pub struct SimulatorSettings {
    /// The folder in which the devices' ports get their names: `portal`, `source`, `monitor`, `detector`. They are removed at the end.
    pub ports: PathBuf,
    /// The folder into which images are dropped; it must exist.
    pub drop: PathBuf,
    /// The same seed gives the same serial numbers, counts and noise; pass it to the cargo too.
    pub seed: u64,
    /// How fast.
    pub pace: Pace,
    /// What passes through the hall.
    pub cargo: Box<dyn Cargo + Send>,
    /// Which source stands in it.
    pub source: SourceProfile,
    /// What goes wrong, and when.
    pub faults: Vec<PlannedFault>,
}

/// A simulator at work. Ends when it is dropped.
pub struct Simulator {
    /// Where the hosts open the ports.
    pub ports: PathBuf,
    shutdown: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Simulator {
    /// The end of a device's line.
    pub fn port(&self, kind: DeviceKind) -> Endpoint {
        Endpoint::Serial(self.ports.join(kind.id()))
    }

    /// Ends the simulator and waits for its files to be finished; the host finds its ports gone.
    pub async fn shutdown(mut self) {
        self.shutdown.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Makes the pseudo terminals and begins to play. Must be called within a tokio runtime.
///
/// # Errors
/// When a pseudo terminal or the link to it cannot be made.
pub fn spawn(settings: SimulatorSettings) -> io::Result<Simulator> {
    std::fs::create_dir_all(&settings.ports)?;
    let seed = settings.seed;
    let devices: io::Result<Vec<Device>> = parts(settings.source, settings.pace, seed)
        .into_iter()
        .map(|(kind, part)| Device::new(kind, part, &settings.ports, seed))
        .collect();
    let (shutdown, ended) = watch::channel(false);
    let task =
        HallTask::new(World::new(settings.pace), devices?, &settings.faults, settings.cargo, settings.drop);
    let mut tasks = JoinSet::new();
    tasks.spawn(task.run(ended));
    Ok(Simulator { ports: settings.ports, shutdown, tasks })
}

/// The simulated devices, in the order of [`DeviceKind::ALL`].
pub fn parts(source: SourceProfile, pace: Pace, seed: u64) -> [(DeviceKind, Box<dyn Part>); 4] {
    [
        (DeviceKind::Portal, Box::new(portal(seed))),
        (DeviceKind::Source, source::part(source, pace, seed)),
        (DeviceKind::Monitor, Box::new(MonitorPart::new(seed))),
        (DeviceKind::Detector, Box::new(DetectorPart::new(seed, boot(seed)))),
    ]
}

fn portal(seed: u64) -> PortalPart {
    let serial = u32::try_from(seed % 100_000).unwrap_or_default();
    PortalPart::new(Framing::Rtu, serial, boot(seed))
}

/// The stamp of a start: another seed is another start.
fn boot(seed: u64) -> u32 {
    u32::try_from(seed % 1_000_000).unwrap_or_default() + 1_000_000
}

/// How a lane of simulated devices is driven, whose ports lie in this folder. A simulated source has no past: it is warm.
pub fn driver(source: SourceProfile, ports: &Path, drop: PathBuf) -> DriverSettings {
    let line = |kind: DeviceKind| Line::at(Endpoint::Serial(ports.join(kind.id())));
    let source = source::settings(source, line(DeviceKind::Source));
    DriverSettings {
        rules: Rules::default().with(&source),
        devices: Devices {
            portal: PortalSettings::at(line(DeviceKind::Portal)),
            source,
            monitor: MonitorSettings::on(line(DeviceKind::Monitor)),
            detector: DetectorSettings::on(line(DeviceKind::Detector)),
        },
        last_use: LastUse::Now,
        drop,
        image_deadline: DEFAULT_IMAGE_DEADLINE,
    }
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

#[cfg(test)]
mod tests;
