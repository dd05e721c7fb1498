//! The simulated lane at work: one world, four devices, each behind a pseudo terminal of its own.

use super::cargo::{Cargo, CargoError, CargoImage};
use super::disturbed::Disturbed;
use super::fault::{Fault, LineFault, PlannedFault};
use super::world::{DropForm, Part, PartOutput, World};
use super::{NamedLink, files};
use crate::domain::lane::DeviceKind;
use crate::domain::number::ScanId;
use crate::scanner::port::{self, PseudoPort};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// A column of the fast pace is due every 3 ms.
const TICK: Duration = Duration::from_millis(5);

/// Read at once from a host.
const READ_BYTES: usize = 4096;

/// Pictures on their way from the renderer: one scan at a time, and the one before it that was stopped.
const PICTURES: usize = 2;

/// What the line has not taken: a second of 921 600 baud; the rest is lost, as on a line without flow control.
const MAX_UNSENT: usize = 92_160;

/// One device behind its line.
pub(super) struct Device {
    kind: DeviceKind,
    part: Box<dyn Part>,
    line: Disturbed,
    unsent: VecDeque<u8>,
    plugged: Option<Plugged>,
    link: PathBuf,
}

/// A port that is there.
struct Plugged {
    pseudo: PseudoPort,
    _link: NamedLink,
}

impl Device {
    /// A device whose port has this name; the pseudo terminal is made at once.
    pub(super) fn new(kind: DeviceKind, part: Box<dyn Part>, folder: &Path, seed: u64) -> io::Result<Self> {
        let link = folder.join(kind.id());
        let mut device =
            Self { kind, part, line: Disturbed::new(seed), unsent: VecDeque::new(), plugged: None, link };
        device.plug()?;
        Ok(device)
    }

    fn plug(&mut self) -> io::Result<()> {
        let pseudo = port::pseudo()?;
        let link = NamedLink::make(&self.link, &pseudo.path)?;
        self.plugged = Some(Plugged { pseudo, _link: link });
        Ok(())
    }

    fn unplug(&mut self) {
        self.plugged = None;
        self.line.clear();
        self.unsent.clear();
    }

    /// Sends what is due, as far as the line takes it.
    fn send(&mut self, now: Duration) {
        let due = self.line.due(now);
        let room = MAX_UNSENT.saturating_sub(self.unsent.len());
        self.unsent.extend(due.into_iter().take(room));
        while let (Some(Plugged { pseudo, .. }), false) = (&mut self.plugged, self.unsent.is_empty()) {
            match pseudo.device.try_write(self.unsent.as_slices().0) {
                Ok(sent) if sent > 0 => drop(self.unsent.drain(..sent)),
                _ => break,
            }
        }
    }
}

/// A picture that the renderer finished, or could not.
type Picture = (ScanId, Result<Arc<CargoImage>, CargoError>, Vec<Vec<u8>>);

/// The task.
pub(super) struct HallTask {
    world: World,
    devices: Vec<Device>,
    planned: VecDeque<(Duration, Fault, bool)>,
    cargo: Arc<Mutex<Box<dyn Cargo + Send>>>,
    drop: PathBuf,
    started_at: Instant,
    picture: Option<(ScanId, Arc<CargoImage>)>,
    pictures: mpsc::Sender<Picture>,
    pictures_in: mpsc::Receiver<Picture>,
    jobs: JoinSet<()>,
}

impl HallTask {
    pub(super) fn new(
        world: World,
        devices: Vec<Device>,
        faults: &[PlannedFault],
        cargo: Box<dyn Cargo + Send>,
        drop: PathBuf,
    ) -> Self {
        let (pictures, pictures_in) = mpsc::channel(PICTURES);
        Self {
            world,
            devices,
            planned: plan(faults),
            cargo: Arc::new(Mutex::new(cargo)),
            drop,
            started_at: Instant::now(),
            picture: None,
            pictures,
            pictures_in,
            jobs: JoinSet::new(),
        }
    }

    pub(super) async fn run(mut self, mut shutdown: watch::Receiver<bool>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut buffer = vec![0; READ_BYTES];
        loop {
            tokio::select! {
                biased;
                _ = shutdown.changed() => break,
                _ = ticks.tick() => self.on_tick(),
                (place, count) = read_any(&mut self.devices, &mut buffer) => {
                    self.on_bytes(place, buffer.get(..count).unwrap_or_default());
                }
                Some(picture) = self.pictures_in.recv() => self.on_picture(picture),
                Some(_) = self.jobs.join_next() => {}
            }
        }
        // An image that is being written is written to its end.
        while self.jobs.join_next().await.is_some() {}
    }

    fn on_tick(&mut self) {
        let now = self.started_at.elapsed();
        while self.planned.front().is_some_and(|(at, ..)| *at <= now) {
            if let Some((_, fault, is_on)) = self.planned.pop_front() {
                self.switch(fault, is_on);
            }
        }
        self.world.advance(now);
        for place in 0..self.devices.len() {
            if let Some(device) = self.devices.get_mut(place) {
                device.part.tick(&mut self.world);
            }
            self.perform(place);
        }
    }

    fn switch(&mut self, fault: Fault, is_on: bool) {
        match fault {
            Fault::Device(fault) => self.world.set_fault(fault, is_on),
            Fault::Line(kind, fault) => {
                let Some(device) = self.devices.iter_mut().find(|device| device.kind == kind) else { return };
                device.line.set(fault, is_on);
                match (fault, is_on) {
                    (LineFault::Unplug, true) => device.unplug(),
                    (LineFault::Unplug, false) => {
                        if let Err(fault) = device.plug() {
                            tracing::warn!(%fault, "a simulated port does not come back");
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn on_bytes(&mut self, place: usize, bytes: &[u8]) {
        self.world.advance(self.started_at.elapsed());
        if let Some(device) = self.devices.get_mut(place) {
            device.part.received(&mut self.world, bytes);
        }
        self.perform(place);
    }

    fn on_picture(&mut self, (scan, image, columns): Picture) {
        match image {
            Ok(image) => self.picture = Some((scan.clone(), image)),
            Err(fault) => tracing::warn!(%fault, "the simulated cargo has no image"),
        }
        for device in &mut self.devices {
            device.part.rendered(&scan, columns.clone());
        }
    }

    fn perform(&mut self, place: usize) {
        let now = self.world.now();
        loop {
            let Some(device) = self.devices.get_mut(place) else { return };
            match device.part.next() {
                Some(PartOutput::Write(bytes)) => device.line.say(now, bytes),
                Some(PartOutput::Render(scan)) => self.render(scan),
                Some(PartOutput::Drop(scan, form)) => self.drop_image(&scan, form),
                None => {
                    device.send(now);
                    return;
                }
            }
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

    fn drop_image(&mut self, scan: &ScanId, form: DropForm) {
        let Some((id, image)) = self.picture.take_if(|(id, _)| id == scan) else { return };
        let folder = self.drop.clone();
        self.jobs.spawn_blocking(move || {
            if let Err(fault) = files::drop_image(&folder, &id, &image, form) {
                tracing::warn!(%fault, "the simulated image could not be dropped");
            }
        });
    }
}

/// What begins and ends when, in its order. A port that is unplugged comes back after 3 s unless it was said otherwise.
fn plan(faults: &[PlannedFault]) -> VecDeque<(Duration, Fault, bool)> {
    let mut plan: Vec<_> = faults
        .iter()
        .flat_map(|planned| {
            let usual = match planned.fault {
                Fault::Line(_, LineFault::Unplug) => Some(Duration::from_secs(3)),
                _ => None,
            };
            let end = planned.lasts.or(usual).map(|lasts| (planned.at + lasts, planned.fault, false));
            [Some((planned.at, planned.fault, true)), end].into_iter().flatten()
        })
        .collect();
    plan.sort_by_key(|(at, ..)| *at);
    plan.into()
}

/// Waits until a host has said something to one of the devices; gives which and how much.
async fn read_any(devices: &mut [Device], buffer: &mut [u8]) -> (usize, usize) {
    std::future::poll_fn(|context| {
        for (place, device) in devices.iter_mut().enumerate() {
            if device.line.has(LineFault::NotReading) {
                continue;
            }
            if let Poll::Ready(count) = read_one(device, buffer, context) {
                return Poll::Ready((place, count));
            }
        }
        Poll::Pending
    })
    .await
}

fn read_one(device: &mut Device, buffer: &mut [u8], context: &mut Context<'_>) -> Poll<usize> {
    let Some(Plugged { pseudo, .. }) = &mut device.plugged else { return Poll::Pending };
    let mut read = ReadBuf::new(buffer);
    match Pin::new(&mut pseudo.device).poll_read(context, &mut read) {
        Poll::Ready(Ok(())) if !read.filled().is_empty() => Poll::Ready(read.filled().len()),
        // The other end is held open here, so this is the pseudo terminal's own end.
        Poll::Ready(_) => {
            device.unplug();
            Poll::Pending
        }
        Poll::Pending => Poll::Pending,
    }
}
