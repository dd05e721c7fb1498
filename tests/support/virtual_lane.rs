//! A whole lane without ports and without waiting: the real drivers and the real supervisor against the simulated devices, on
//! lines that can have every fault, in a time that is stepped.

use intrascope::domain::lane::{DeviceKind, LaneReport, LaneView, LinkHint};
use intrascope::domain::number::ScanId;
use intrascope::scanner::detector::DetectorDriver;
use intrascope::scanner::device::{Driver, Output};
use intrascope::scanner::driver::DriverSettings;
use intrascope::scanner::modbus::Framing;
use intrascope::scanner::monitor::MonitorDriver;
use intrascope::scanner::portal::PortalDriver;
use intrascope::scanner::simulator::detector::DetectorPart;
use intrascope::scanner::simulator::disturbed::Disturbed;
use intrascope::scanner::simulator::fault::{DeviceFault, LineFault};
use intrascope::scanner::simulator::monitor::MonitorPart;
use intrascope::scanner::simulator::portal::PortalPart;
use intrascope::scanner::simulator::source::part;
use intrascope::scanner::simulator::world::{DropForm, Part, PartOutput, World};
use intrascope::scanner::simulator::{self, Pace};
use intrascope::scanner::source::{AnySource, SourceProfile};
use intrascope::scanner::supervisor::{Event, Folder, LastUse, Order, Supervisor};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The simulator's own step.
pub const STEP: Duration = Duration::from_millis(5);

/// The drivers and the supervisor are told the time so often.
const TICK: u32 = 2;

/// A port that was closed is opened again after this time.
const REOPEN: Duration = Duration::from_millis(200);

/// Columns and pixels of the pictures: enough to count, little to carry.
const PICTURE: (usize, usize) = (120, 8);

/// A driver and its device, with the line between them.
struct Wire<D: Driver> {
    driver: D,
    part: Box<dyn Part>,
    line: Disturbed,
    is_open: bool,
    reopen_at: Duration,
    /// Bytes for the device, when they left and which.
    said: VecDeque<(Duration, Vec<u8>)>,
}

impl<D: Driver> Wire<D> {
    fn new(driver: D, part: Box<dyn Part>, seed: u64) -> Self {
        let (line, said) = (Disturbed::new(seed), VecDeque::new());
        Self { driver, part, line, is_open: false, reopen_at: Duration::ZERO, said }
    }

    fn is_plugged(&self) -> bool {
        !self.line.has(LineFault::Unplug)
    }

    /// One step: the device acts, its bytes arrive, the driver acts, its bytes arrive. Gives what the driver reports.
    fn step(&mut self, now: Duration, world: &mut World, ticks: bool) -> (Vec<D::Report>, Vec<PartOutput>) {
        let (mut reports, mut asked) = (Vec::new(), Vec::new());
        if self.is_open && !self.is_plugged() {
            self.close(now, LinkHint::NoPort);
        } else if !self.is_open && self.is_plugged() && now >= self.reopen_at {
            self.is_open = true;
            self.driver.opened(now);
        }
        self.part.tick(world);
        self.hear_part(now, &mut asked);
        let due = self.line.due(now);
        if self.is_open && !due.is_empty() {
            self.driver.received(now, &due);
        }
        if ticks {
            self.driver.tick(now);
        }
        self.perform(now, world, &mut reports, &mut asked);
        (reports, asked)
    }

    fn hear_part(&mut self, now: Duration, asked: &mut Vec<PartOutput>) {
        while let Some(output) = self.part.next() {
            match output {
                PartOutput::Write(bytes) => self.line.say(now, bytes),
                other => asked.push(other),
            }
        }
    }

    fn perform(
        &mut self,
        now: Duration,
        world: &mut World,
        reports: &mut Vec<D::Report>,
        asked: &mut Vec<PartOutput>,
    ) {
        while let Some(output) = self.driver.next() {
            match output {
                Output::Report(report) => reports.push(report),
                Output::Close(hint) => self.close(now, hint),
                Output::Write(bytes) | Output::Preempt(bytes) if self.is_open => {
                    self.said.push_back((now, bytes.clone()));
                    self.said.drain(..self.said.len().saturating_sub(64));
                    if !self.line.has(LineFault::NotReading) {
                        self.part.received(world, &bytes);
                        self.hear_part(now, asked);
                    }
                }
                Output::Write(_) | Output::Preempt(_) => {}
            }
        }
    }

    fn close(&mut self, now: Duration, hint: LinkHint) {
        if std::mem::take(&mut self.is_open) {
            self.line.clear();
            self.reopen_at = now + REOPEN;
            self.driver.gone(now, hint);
        }
    }
}

/// The lane.
pub struct VirtualLane {
    pub world: World,
    pub supervisor: Supervisor,
    seed: u64,
    portal: Wire<PortalDriver>,
    source: Wire<AnySource>,
    monitor: Wire<MonitorDriver>,
    detector: Wire<DetectorDriver>,
    now: Duration,
    steps: u32,
    /// What the station was told, in its order; taken by whoever looks.
    pub reports: Vec<LaneReport>,
    /// Scans whose images the complex dropped.
    pub dropped: Vec<(ScanId, DropForm)>,
    /// Scans whose images are awaited.
    pub awaited: Vec<ScanId>,
    /// Preview columns of the running scan.
    pub columns: u32,
    /// Columns whose pixels are of another scan than the one whose preview they were put into.
    pub foreign_columns: u32,
    previewed: Option<ScanId>,
}

/// The pixels of a scan's picture: another scan has others.
fn ink(scan: &ScanId) -> u8 {
    let sum = scan.as_str().bytes().fold(0u32, |sum, byte| (sum * 31 + u32::from(byte)) % 251);
    u8::try_from(sum).unwrap()
}

impl VirtualLane {
    /// A lane with this source, all of it just switched on.
    pub fn new(source: SourceProfile, seed: u64) -> Self {
        let settings = simulator::driver(source, Path::new("/nowhere"), PathBuf::from("/nowhere"));
        Self::with(settings, source, seed)
    }

    /// The same with settings of one's own.
    pub fn with(settings: DriverSettings, source: SourceProfile, seed: u64) -> Self {
        let DriverSettings { devices, rules, last_use, .. } = settings;
        let mut supervisor = Supervisor::new(rules);
        supervisor.last_use(Duration::ZERO, last_use);
        let mut parts = simulator::parts(source, Pace::Fast, seed).into_iter();
        let mut part = || parts.next().unwrap().1;
        Self {
            world: World::new(Pace::Fast),
            supervisor,
            seed,
            portal: Wire::new(PortalDriver::new(&devices.portal), part(), seed),
            source: Wire::new(AnySource::new(&devices.source), part(), seed + 1),
            monitor: Wire::new(MonitorDriver::new(devices.monitor), part(), seed + 2),
            detector: Wire::new(DetectorDriver::new(devices.detector), part(), seed + 3),
            now: Duration::ZERO,
            steps: 0,
            reports: Vec::new(),
            dropped: Vec::new(),
            awaited: Vec::new(),
            columns: 0,
            foreign_columns: 0,
            previewed: None,
        }
    }

    /// The supervisor and the drivers die and begin anew; the devices live on.
    pub fn restart(&mut self, last_use: LastUse, settings: DriverSettings) {
        let DriverSettings { devices, rules, .. } = settings;
        self.supervisor = Supervisor::new(rules);
        self.supervisor.last_use(self.now, last_use);
        self.portal.driver = PortalDriver::new(&devices.portal);
        self.source.driver = AnySource::new(&devices.source);
        self.monitor.driver = MonitorDriver::new(devices.monitor);
        self.detector.driver = DetectorDriver::new(devices.detector);
        for is_open in [
            &mut self.portal.is_open,
            &mut self.source.is_open,
            &mut self.monitor.is_open,
            &mut self.detector.is_open,
        ] {
            *is_open = false;
        }
    }

    /// A device's power goes and comes back: what it held is gone, its serial number is its own.
    pub fn power_cycle(&mut self, kind: DeviceKind, source: SourceProfile, starts: u32) {
        let seed = self.seed;
        let boot = 5_000_000 + starts;
        let serial = u32::try_from(seed % 100_000).unwrap();
        match kind {
            DeviceKind::Portal => {
                self.portal.part = Box::new(PortalPart::new(Framing::Rtu, serial, boot));
            }
            DeviceKind::Source => self.source.part = part(source, Pace::Fast, seed),
            DeviceKind::Monitor => self.monitor.part = Box::new(MonitorPart::new(seed)),
            DeviceKind::Detector => self.detector.part = Box::new(DetectorPart::new(seed, boot)),
        }
    }

    pub fn now(&self) -> Duration {
        self.now
    }

    /// Whether an officer would look now: once a second.
    pub fn view_is_due(&self) -> bool {
        self.steps.is_multiple_of(200)
    }

    pub fn view(&self) -> LaneView {
        self.supervisor.view(self.now)
    }

    /// Switches a fault of a line.
    pub fn line(&mut self, kind: DeviceKind, fault: LineFault, is_on: bool) {
        self.line_of(kind).set(fault, is_on);
    }

    /// Whether a line has a fault.
    pub fn has(&mut self, kind: DeviceKind, fault: LineFault) -> bool {
        self.line_of(kind).has(fault)
    }

    fn line_of(&mut self, kind: DeviceKind) -> &mut Disturbed {
        match kind {
            DeviceKind::Portal => &mut self.portal.line,
            DeviceKind::Source => &mut self.source.line,
            DeviceKind::Monitor => &mut self.monitor.line,
            DeviceKind::Detector => &mut self.detector.line,
        }
    }

    /// Switches a fault of a device or of the hall.
    pub fn device(&mut self, fault: DeviceFault, is_on: bool) {
        self.world.set_fault(fault, is_on);
    }

    /// What was said to a device last, oldest first.
    pub fn said(&self, kind: DeviceKind) -> Vec<(Duration, Vec<u8>)> {
        let said = match kind {
            DeviceKind::Portal => &self.portal.said,
            DeviceKind::Source => &self.source.said,
            DeviceKind::Monitor => &self.monitor.said,
            DeviceKind::Detector => &self.detector.said,
        };
        said.iter().cloned().collect()
    }

    pub fn request(&mut self, scan: &ScanId) -> Result<(), intrascope::domain::lane::Impediment> {
        let orders = self.supervisor.request_scan(self.now, scan.clone(), Folder::Usable)?;
        self.perform(orders);
        Ok(())
    }

    pub fn stop(&mut self) {
        self.source.driver.stop(self.now);
        self.portal.driver.stop(self.now);
        let orders = self.supervisor.stop(self.now);
        self.perform(orders);
    }

    pub fn acknowledge(&mut self) -> Result<(), intrascope::domain::lane::Impediment> {
        let orders = self.supervisor.acknowledge_fault(self.now)?;
        self.perform(orders);
        Ok(())
    }

    pub fn prepare(&mut self) -> Result<(), intrascope::domain::lane::Impediment> {
        let orders = self.supervisor.prepare(self.now)?;
        self.perform(orders);
        Ok(())
    }

    /// One step of 5 ms.
    pub fn step(&mut self) {
        self.now += STEP;
        self.steps = self.steps.wrapping_add(1);
        let ticks = self.steps.is_multiple_of(TICK);
        self.world.advance(self.now);
        let mut asked = Vec::new();
        let mut events: Vec<Event> = Vec::new();
        let (reports, more) = self.portal.step(self.now, &mut self.world, ticks);
        events.extend(reports.into_iter().map(Event::Portal));
        asked.extend(more);
        let (reports, more) = self.source.step(self.now, &mut self.world, ticks);
        events.extend(reports.into_iter().map(Event::Source));
        asked.extend(more);
        let (reports, more) = self.monitor.step(self.now, &mut self.world, ticks);
        events.extend(reports.into_iter().map(Event::Monitor));
        asked.extend(more);
        let (reports, more) = self.detector.step(self.now, &mut self.world, ticks);
        events.extend(reports.into_iter().map(Event::Detector));
        asked.extend(more);
        for event in events {
            let orders = self.supervisor.on(self.now, event);
            self.perform(orders);
        }
        if ticks {
            let orders = self.supervisor.tick(self.now);
            self.perform(orders);
        }
        for output in asked {
            self.serve(output);
        }
    }

    /// Steps until `found`, for so long at most; whether it was found.
    pub fn until(&mut self, limit: Duration, mut found: impl FnMut(&mut Self) -> bool) -> bool {
        let end = self.now + limit;
        while self.now < end {
            if found(self) {
                return true;
            }
            self.step();
        }
        found(self)
    }

    /// Steps for so long.
    pub fn run(&mut self, time: Duration) {
        self.until(time, |_| false);
    }

    fn serve(&mut self, output: PartOutput) {
        match output {
            PartOutput::Render(scan) => {
                let columns = vec![vec![ink(&scan); PICTURE.1]; PICTURE.0];
                self.detector.part.rendered(&scan, columns);
            }
            PartOutput::Drop(scan, form) => self.dropped.push((scan, form)),
            PartOutput::Write(_) => {}
        }
    }

    fn perform(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Portal(order) => self.portal.driver.order(self.now, order),
                Order::Source(order) => self.source.driver.order(self.now, order),
                Order::Detector(order) => self.detector.driver.order(self.now, order),
                Order::Report(report) => self.reports.push(report),
                Order::PreviewBegan(scan) => (self.columns, self.previewed) = (0, Some(scan)),
                Order::PreviewColumn { pixels, .. } => {
                    let ours = self.previewed.as_ref().map(ink);
                    self.columns += 1;
                    self.foreign_columns += u32::from(pixels.iter().any(|pixel| Some(*pixel) != ours));
                }
                Order::AwaitImage(scan) => self.awaited.push(scan),
            }
        }
    }
}
