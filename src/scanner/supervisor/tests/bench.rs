//! A lane on paper: four devices that do what they are told unless a test says otherwise, and a clock that the test turns.

use crate::domain::lane::{ChainInputs, Contact, DeviceKind, LaneFault, LaneReport, LaneView};
use crate::domain::lane::{Microamps, MonitorView, Setpoint, SourceRead, SourceState, TenthsKv};
use crate::domain::number::ScanId;
use crate::domain::scan::ScanEnd;
use crate::scanner::device::{LinkReport, Reading, Uptime};
use crate::scanner::reports::{
    Calibration, CalibrationFigures, DetectorOrder, DetectorReport, DetectorStatus,
};
use crate::scanner::reports::{
    MonitorReport, PortalOrder, PortalOutputs, PortalReport, PortalStatus, Reported,
};
use crate::scanner::reports::{SourceOrder, SourceReport, SourceStatus, Switch};
use crate::scanner::supervisor::{Event, Folder, LastUse, Order, Rules, Supervisor};

pub(super) fn ms(milliseconds: u64) -> Uptime {
    Uptime::from_millis(milliseconds)
}

pub(super) fn id() -> ScanId {
    ScanId::parse("39855302-231126-000417-1").unwrap()
}

pub(super) fn closed() -> ChainInputs {
    let closed = Contact::Closed;
    ChainInputs {
        chain: closed,
        emergency_stop: closed,
        doors: closed,
        gates: closed,
        light_curtain: closed,
        search_button: closed,
    }
}

pub(super) const SETPOINT: Setpoint = Setpoint { kv: TenthsKv(1_600), current: Microamps(2_000) };

/// What a device does of its own will.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Will {
    /// What it is told.
    Obeys,
    /// Nothing of it, though it goes on to speak.
    Ignores,
    /// It does not speak.
    Silent,
}

pub(super) struct Bench {
    pub(super) supervisor: Supervisor,
    pub(super) now: Uptime,
    pub(super) portal: PortalStatus,
    pub(super) source: SourceStatus,
    pub(super) detector: DetectorStatus,
    pub(super) monitor: MonitorView,
    pub(super) portal_will: Will,
    pub(super) source_will: Will,
    pub(super) detector_will: Will,
    pub(super) monitor_will: Will,
    /// Follow the measured voltage and the hours by hand.
    pub(super) kv_by_hand: bool,
    pub(super) figures: CalibrationFigures,
    pub(super) log: Vec<Order>,
    pending: Vec<Event>,
}

impl Bench {
    /// A lane at rest, used a moment ago, dark measured.
    pub(super) fn ready() -> Self {
        let mut bench = Self::connected(Rules::default());
        bench.supervisor.last_use(bench.now, LastUse::Now);
        bench.run(1_500);
        assert_eq!(bench.supervisor.impediment(bench.now), None);
        bench.log.clear();
        bench
    }

    /// Four devices that have just been identified.
    pub(super) fn connected(rules: Rules) -> Self {
        let mut bench = Self {
            supervisor: Supervisor::new(rules),
            now: ms(1_000),
            portal: PortalStatus {
                inputs: closed(),
                key_reset: Reported::Off,
                object: Reported::Off,
                horn: Reported::Off,
                lights: Reported::Off,
                permit: Reported::Off,
                speed_mm_s: Some(900),
                dose_nsv: Some(100),
            },
            source: SourceStatus {
                state: SourceState::Ready,
                interlock: Contact::Closed,
                remote: Reported::On,
                read: SourceRead { hours_tenths: Some(70), ..SourceRead::default() },
                ..SourceStatus::default()
            },
            detector: DetectorStatus { temperature_tenths: 251, ..DetectorStatus::default() },
            monitor: MonitorView { background: Some(1_500), ..MonitorView::default() },
            portal_will: Will::Obeys,
            source_will: Will::Obeys,
            detector_will: Will::Obeys,
            monitor_will: Will::Obeys,
            kv_by_hand: false,
            figures: CalibrationFigures { mean: 400, noise_hundredths: 300, ..CalibrationFigures::default() },
            log: Vec::new(),
            pending: Vec::new(),
        };
        for kind in DeviceKind::ALL {
            bench.link(kind, LinkReport::Opened);
            bench.link(kind, LinkReport::Up { identity: kind.id().to_owned() });
        }
        bench
    }

    pub(super) fn link(&mut self, kind: DeviceKind, link: LinkReport) {
        self.tell(match kind {
            DeviceKind::Portal => Event::Portal(PortalReport::Link(link)),
            DeviceKind::Source => Event::Source(SourceReport::Link(link)),
            DeviceKind::Monitor => Event::Monitor(MonitorReport::Link(link)),
            DeviceKind::Detector => Event::Detector(DetectorReport::Link(link)),
        });
    }

    pub(super) fn tell(&mut self, event: Event) {
        let out = self.supervisor.on(self.now, event);
        self.take(out);
    }

    /// Keeps the orders, and does what they say.
    pub(super) fn take(&mut self, orders: Vec<Order>) {
        for order in &orders {
            match order {
                Order::Portal(PortalOrder::Outputs(outputs)) if self.portal_will == Will::Obeys => {
                    self.drive(*outputs);
                }
                Order::Source(order) if self.source_will == Will::Obeys => self.drive_source(*order),
                Order::Detector(order) if self.detector_will == Will::Obeys => self.drive_detector(order),
                _ => {}
            }
        }
        self.log.extend(orders);
        for event in std::mem::take(&mut self.pending) {
            self.tell(event);
        }
    }

    fn drive(&mut self, outputs: PortalOutputs) {
        let reported = |switch| if switch == Switch::On { Reported::On } else { Reported::Off };
        self.portal.horn = reported(outputs.horn);
        self.portal.lights = reported(outputs.lights);
        self.portal.permit = reported(outputs.permit);
    }

    fn drive_source(&mut self, order: SourceOrder) {
        match order {
            SourceOrder::Prepare(setpoint) => {
                self.source.read.setpoint = Some(setpoint);
                self.pending.push(Event::Source(SourceReport::Prepared(setpoint)));
            }
            SourceOrder::BeamOn => {
                self.source.state = SourceState::BeamOn;
                if !self.kv_by_hand {
                    self.source.read.kv = self.source.read.setpoint.map(|set| set.kv);
                    self.source.read.current = self.source.read.setpoint.map(|set| set.current);
                }
            }
            SourceOrder::BeamOff if self.source.state == SourceState::BeamOn => {
                self.source.state = SourceState::Ready;
                self.source.read.hours_tenths = Some(71);
                self.portal.dose_nsv = Some(104);
            }
            SourceOrder::BeamOff => {}
            SourceOrder::ClearFault => self.source.fault = 0,
            SourceOrder::Standby => self.source.state = SourceState::Ready,
        }
    }

    fn drive_detector(&mut self, order: &DetectorOrder) {
        let event = match order {
            DetectorOrder::Begin(scan) => {
                (self.detector.scan, self.detector.columns_expected) = (Some(scan.clone()), 10);
                return;
            }
            DetectorOrder::End(scan, _) => {
                DetectorReport::Ended { scan: scan.clone(), columns: 10, dropped: 0 }
            }
            DetectorOrder::Calibrate(which) => DetectorReport::Calibrated(*which, self.figures),
        };
        self.pending.push(Event::Detector(event));
    }

    /// Lets time pass with the devices that speak: every 50 ms, answered at once.
    pub(super) fn run(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds / 10 {
            self.now += ms(10);
            if self.now.as_millis().is_multiple_of(50) {
                self.speak();
            }
            let out = self.supervisor.tick(self.now);
            self.take(out);
        }
    }

    pub(super) fn speak(&mut self) {
        if self.portal_will != Will::Silent {
            self.tell(Event::Portal(PortalReport::Status(self.reading(self.portal))));
        }
        if self.source_will != Will::Silent {
            self.tell(Event::Source(SourceReport::Status(self.reading(self.source))));
        }
        if self.detector_will != Will::Silent {
            self.tell(Event::Detector(DetectorReport::Status(self.reading(self.detector.clone()))));
        }
        if self.monitor_will != Will::Silent {
            self.tell(Event::Monitor(MonitorReport::View(self.reading(self.monitor.clone()))));
        }
    }

    fn reading<T>(&self, value: T) -> Reading<T> {
        Reading { value, asked_at: self.now, came_at: self.now }
    }

    pub(super) fn request(&mut self) {
        let out = self.supervisor.request_scan(self.now, id(), Folder::Usable).unwrap();
        self.take(out);
    }

    /// A scan whose warning is reported.
    pub(super) fn begin_warning(&mut self) {
        self.request();
        self.run(200);
        assert!(self.has(&LaneReport::PrewarningBegan { scan: id() }));
    }

    /// A scan whose beam is reported on, with nothing in it.
    pub(super) fn begin_beam(&mut self) {
        self.begin_warning();
        self.run(5_400);
        assert!(self.has(&LaneReport::BeamBegan { scan: id() }), "{:?}", self.view());
    }

    /// The vehicle passes.
    pub(super) fn pass(&mut self) {
        self.portal.object = Reported::On;
        self.run(1_000);
        self.portal.object = Reported::Off;
        self.run(600);
    }

    pub(super) fn stop(&mut self) {
        let out = self.supervisor.stop(self.now);
        self.take(out);
    }

    pub(super) fn acknowledge(&mut self) -> Result<(), crate::domain::lane::Impediment> {
        let out = self.supervisor.acknowledge_fault(self.now)?;
        self.take(out);
        Ok(())
    }

    pub(super) fn view(&self) -> LaneView {
        self.supervisor.view(self.now)
    }

    pub(super) fn fault(&self) -> Option<LaneFault> {
        self.view().fault
    }

    pub(super) fn count(&self, order: &Order) -> usize {
        self.log.iter().filter(|other| *other == order).count()
    }

    pub(super) fn beams_on(&self) -> usize {
        self.count(&Order::Source(SourceOrder::BeamOn))
    }

    pub(super) fn beams_off(&self) -> usize {
        self.count(&Order::Source(SourceOrder::BeamOff))
    }

    pub(super) fn has(&self, report: &LaneReport) -> bool {
        self.log.iter().any(|order| matches!(order, Order::Report(other) if other == report))
    }

    pub(super) fn ends(&self) -> Vec<ScanEnd> {
        let end = |order: &Order| match order {
            Order::Report(LaneReport::ScanEnded { end, .. }) => Some(end.clone()),
            _ => None,
        };
        self.log.iter().filter_map(end).collect()
    }

    pub(super) fn calibrations(&self, which: Calibration) -> usize {
        self.count(&Order::Detector(DetectorOrder::Calibrate(which)))
    }
}
