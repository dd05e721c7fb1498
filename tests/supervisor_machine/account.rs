//! A lane on paper, and the account by which the supervisor's orders are judged.

use super::Move;
use crate::support::lane;
use intrascope::domain::lane::{
    Contact, DeviceKind, LaneReport, LinkHint, MAX_VIEW_AGE, MIN_PREWARNING, SourceState, chain_impediment,
};
use intrascope::domain::number::ScanId;
use intrascope::domain::scan::ScanEnd;
use intrascope::scanner::device::{LinkReport, Uptime};
use intrascope::scanner::reports::{
    DetectorOrder, DetectorReport, MonitorReport, PortalOrder, PortalOutputs, PortalReport, PortalStatus,
    Reported, SourceOrder, SourceReport, SourceStatus, Switch,
};
use intrascope::scanner::supervisor::{Event, Folder, LastUse, Order, Supervisor};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The devices speak this often.
const PERIOD: Duration = Duration::from_millis(50);

/// The supervisor is called this often.
const TICK: Duration = Duration::from_millis(10);

/// How lives ended.
#[derive(Debug, Default)]
pub struct Reached {
    beams: usize,
    ends: BTreeSet<&'static str>,
}

impl Reached {
    pub fn add(&mut self, other: Self) {
        self.beams += other.beams;
        self.ends.extend(other.ends);
    }

    pub fn is_everything(&self) -> bool {
        self.beams > 0 && self.ends.len() == 4
    }
}

/// What the supervisor was told of the portal, and when that was asked for.
#[derive(Debug, Clone, Copy)]
struct Told {
    status: PortalStatus,
    asked_at: Uptime,
}

/// The lane and its account.
pub struct Lane {
    supervisor: Supervisor,
    now: Uptime,
    portal: PortalStatus,
    source: SourceStatus,
    scan: Option<ScanId>,
    obeys: bool,
    mute: BTreeSet<DeviceKind>,
    away: BTreeSet<DeviceKind>,
    last_order: Option<SourceOrder>,
    // The account.
    told: Option<Told>,
    /// Since when every word of the portal in a row says that the warning is on.
    warned_since: Option<Uptime>,
    accepted: BTreeMap<ScanId, Vec<ScanEnd>>,
    beams: BTreeMap<ScanId, usize>,
    images: BTreeSet<ScanId>,
    outputs: PortalOutputs,
    running: Option<ScanId>,
    asked: u32,
}

impl Lane {
    /// Four devices that were just identified.
    pub fn present() -> Self {
        let mut lane = Self {
            supervisor: Supervisor::new(lane::rules()),
            now: Duration::from_secs(1),
            portal: lane::portal(),
            source: lane::source(),
            scan: None,
            obeys: true,
            mute: BTreeSet::new(),
            away: BTreeSet::new(),
            last_order: None,
            told: None,
            warned_since: None,
            accepted: BTreeMap::new(),
            beams: BTreeMap::new(),
            images: BTreeSet::new(),
            outputs: PortalOutputs::default(),
            running: None,
            asked: 0,
        };
        lane.supervisor.last_use(lane.now, LastUse::Now);
        for event in lane::present() {
            lane.tell(event);
        }
        lane.pass(Duration::from_secs(1));
        lane
    }

    pub fn live(&mut self, what: Move) {
        match what {
            Move::Request => self.request(),
            Move::Prepare => {
                let orders = self.supervisor.prepare(self.now).unwrap_or_default();
                assert_eq!(orders, [], "no warm-up is ever due here");
            }
            Move::Stop => self.stop(),
            Move::Acknowledge => {
                let orders = self.supervisor.acknowledge_fault(self.now).unwrap_or_default();
                self.take(orders);
            }
            Move::Settle => self.settle(),
            Move::Pass(tens) => self.pass(TICK * u32::from(tens)),
            Move::Drive => self.drive_through(),
            Move::Input(input, contact) => self.portal.inputs.set(input, contact),
            Move::Key(key) => self.portal.key_reset = key,
            Move::Object(object) => self.portal.object = object,
            Move::SourceFault(code) => self.source.fault = code,
            Move::Disobey(disobeys) => self.obeys = !disobeys,
            Move::Mute(kind, true) => drop(self.mute.insert(kind)),
            Move::Mute(kind, false) => drop(self.mute.remove(&kind)),
            Move::Unplug(kind, away) => self.unplug(kind, away),
            Move::Reset(kind) => self.tell(lane::link(kind, LinkReport::Restarted)),
            Move::Nonsense(kind) => self.tell(nonsense(kind)),
            Move::OldWord(tens) => self.old_word(TICK * u32::from(tens)),
            Move::Refuse(code) => {
                if let Some(order) = self.last_order {
                    self.tell(Event::Source(SourceReport::Refused { order, code }));
                }
            }
            Move::Repair => self.repair(),
        }
    }

    fn request(&mut self) {
        self.asked += 1;
        let scan = lane::scan(self.asked);
        let Ok(orders) = self.supervisor.request_scan(self.now, scan.clone(), Folder::Usable) else { return };
        assert_eq!(self.running, None, "one scan at a time");
        assert!(self.is_closed_and_fresh(), "accepted beside {:?}", self.told);
        assert_eq!(self.images.len(), 0, "the last image is not settled");
        self.accepted.insert(scan.clone(), Vec::new());
        self.running = Some(scan);
        self.take(orders);
    }

    fn stop(&mut self) {
        let orders = self.supervisor.stop(self.now);
        assert_eq!(orders.first(), Some(&Order::Source(SourceOrder::BeamOff)));
        self.take(orders);
        assert_eq!(self.outputs.permit, Switch::Off);
    }

    fn settle(&mut self) {
        for scan in std::mem::take(&mut self.images) {
            self.supervisor.image_settled(self.now, &scan);
        }
    }

    fn drive_through(&mut self) {
        for (object, millis) in [(Reported::On, 800), (Reported::Off, 500)] {
            self.portal.object = object;
            self.pass(Duration::from_millis(millis));
        }
    }

    fn unplug(&mut self, kind: DeviceKind, away: bool) {
        if away && self.away.insert(kind) {
            self.tell(lane::link(kind, LinkReport::Down(LinkHint::NoPort)));
        } else if !away && self.away.remove(&kind) {
            self.tell(lane::link(kind, LinkReport::Opened));
            self.tell(lane::link(kind, LinkReport::Up { identity: kind.id().to_owned() }));
        }
    }

    /// An answer that comes long after it was asked for: what it says was true then.
    fn old_word(&mut self, age: Duration) {
        let asked_at = self.now.saturating_sub(age);
        let status =
            PortalStatus { permit: Reported::On, horn: Reported::On, lights: Reported::On, ..lane::portal() };
        self.tell_portal(status, asked_at);
    }

    fn repair(&mut self) {
        (self.portal.inputs, self.portal.key_reset) = (lane::closed(), Reported::Off);
        (self.portal.object, self.source.fault, self.obeys) = (Reported::Off, 0, true);
        self.mute.clear();
        for kind in DeviceKind::ALL {
            self.unplug(kind, false);
        }
        self.pass(Duration::from_millis(800));
        self.settle();
        let orders = self.supervisor.acknowledge_fault(self.now).unwrap_or_default();
        self.take(orders);
        self.pass(Duration::from_millis(200));
    }

    /// Time passes, and whoever is there speaks.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += TICK;
            if self.now.as_millis().is_multiple_of(PERIOD.as_millis()) {
                self.speak();
            }
            let orders = self.supervisor.tick(self.now);
            self.take(orders);
            self.check_request();
        }
    }

    fn speak(&mut self) {
        let now = self.now;
        if self.speaks(DeviceKind::Portal) {
            self.tell_portal(self.portal, now);
        }
        if self.speaks(DeviceKind::Source) {
            self.tell(Event::Source(SourceReport::Status(lane::reading(self.source, now, now))));
        }
        for (kind, event) in [DeviceKind::Monitor, DeviceKind::Detector]
            .into_iter()
            .zip(lane::bystanders(now, self.scan.clone()))
        {
            if self.speaks(kind) {
                self.tell(event);
            }
        }
    }

    fn speaks(&self, kind: DeviceKind) -> bool {
        !self.mute.contains(&kind) && !self.away.contains(&kind)
    }

    fn tell_portal(&mut self, status: PortalStatus, asked_at: Uptime) {
        if !self.away.contains(&DeviceKind::Portal) && self.told.is_none_or(|told| asked_at > told.asked_at) {
            self.told = Some(Told { status, asked_at });
            let warns = (status.horn, status.lights) == (Reported::On, Reported::On);
            self.warned_since = warns.then(|| self.warned_since.unwrap_or(self.now));
        }
        self.tell(Event::Portal(PortalReport::Status(lane::reading(status, asked_at, self.now))));
    }

    fn tell(&mut self, event: Event) {
        if let Event::Portal(PortalReport::Link(_)) = event {
            (self.told, self.warned_since) = (None, None);
        }
        let orders = self.supervisor.on(self.now, event);
        self.take(orders);
    }

    fn is_closed_and_fresh(&self) -> bool {
        self.told.is_some_and(|told| {
            chain_impediment(&told.status.inputs).is_none() && self.now <= told.asked_at + MAX_VIEW_AGE
        })
    }

    /// At every instant: whoever asks for a beam has a fresh word that the chain is closed.
    fn check_request(&self) {
        if self.outputs.permit == Switch::On {
            assert!(
                self.is_closed_and_fresh(),
                "a permit is asked for beside {:?} at {:?}",
                self.told,
                self.now
            );
            assert!(self.running.is_some(), "a permit is asked for, and no scan is on");
        }
    }

    /// Judges the orders, and does them.
    fn take(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Portal(PortalOrder::Outputs(outputs)) => self.drive(outputs),
                Order::Source(order) => self.order_source(order),
                Order::Detector(order) => self.order_detector(order),
                Order::Report(LaneReport::ScanEnded { scan, end }) => {
                    assert_eq!(self.running.take().as_ref(), Some(&scan));
                    self.accepted.entry(scan).or_default().push(end);
                }
                Order::AwaitImage(scan) => {
                    let completed = |ends: &Vec<ScanEnd>| matches!(ends[..], [ScanEnd::Completed { .. }]);
                    assert!(self.accepted.get(&scan).is_some_and(completed));
                    self.images.insert(scan);
                }
                Order::Report(_) | Order::PreviewBegan(_) | Order::PreviewColumn { .. } => {}
            }
        }
    }

    fn drive(&mut self, outputs: PortalOutputs) {
        self.outputs = outputs;
        if self.away.contains(&DeviceKind::Portal) {
            return;
        }
        let reported = |switch| if switch == Switch::On { Reported::On } else { Reported::Off };
        self.portal.horn = reported(outputs.horn);
        self.portal.lights = reported(outputs.lights);
        self.portal.permit = reported(outputs.permit);
    }

    fn order_source(&mut self, order: SourceOrder) {
        self.last_order = Some(order);
        if order == SourceOrder::BeamOn {
            self.check_beam();
        }
        if !self.obeys || self.away.contains(&DeviceKind::Source) {
            return;
        }
        match order {
            SourceOrder::Prepare(setpoint) => {
                self.source.read.setpoint = Some(setpoint);
                self.tell(Event::Source(SourceReport::Prepared(setpoint)));
            }
            SourceOrder::BeamOn => {
                self.source.state = SourceState::BeamOn;
                self.source.read.kv = self.source.read.setpoint.map(|set| set.kv);
            }
            SourceOrder::BeamOff | SourceOrder::Standby => self.source.state = SourceState::Ready,
            SourceOrder::ClearFault => self.source.fault = 0,
        }
    }

    /// Before every beam: an accepted scan that had none yet, a closed chain by a fresh word, a permit, five seconds of warning.
    fn check_beam(&mut self) {
        let scan = self.running.clone().unwrap();
        let beams = self.beams.entry(scan).or_default();
        *beams += 1;
        assert_eq!(*beams, 1, "the beam never begins again by itself");
        assert!(self.is_closed_and_fresh(), "{:?}", self.told);
        let told = self.told.unwrap();
        assert_eq!((told.status.permit, told.status.key_reset), (Reported::On, Reported::Off));
        assert_ne!(told.status.inputs.emergency_stop, Contact::Open);
        assert!(self.warned_since.is_some_and(|since| self.now >= since + MIN_PREWARNING));
    }

    fn order_detector(&mut self, order: DetectorOrder) {
        if self.away.contains(&DeviceKind::Detector) {
            return;
        }
        match order {
            DetectorOrder::Begin(scan) => self.scan = Some(scan),
            DetectorOrder::End(scan, _) => {
                self.scan = None;
                self.tell(Event::Detector(DetectorReport::Ended { scan, columns: 0, dropped: 0 }));
            }
            DetectorOrder::Calibrate(which) => self.tell(lane::calibrated(which)),
        }
    }

    /// No scan has two ends, and all but the one that is on have one.
    pub fn check_account(&self) {
        for (scan, ends) in &self.accepted {
            let expected = usize::from(self.running.as_ref() != Some(scan));
            assert_eq!(ends.len(), expected, "{scan:?}: {ends:?}");
        }
    }

    /// All is put right: the scan that is on ends, and no other begins.
    pub fn end(mut self) -> Reached {
        self.repair();
        self.stop();
        self.pass(Duration::from_secs(3));
        assert_eq!(self.running, None);
        self.check_account();
        let beams: usize = self.beams.values().sum();
        self.pass(Duration::from_secs(20));
        assert_eq!(beams, self.beams.values().sum::<usize>(), "nothing begins by itself");
        let name = |end: &ScanEnd| match end {
            ScanEnd::Completed { .. } => "completed",
            ScanEnd::Stopped => "stopped",
            ScanEnd::Refused(_) => "refused",
            ScanEnd::Faulted(_) => "faulted",
        };
        Reached { beams, ends: self.accepted.values().flatten().map(name).collect() }
    }
}

fn nonsense(kind: DeviceKind) -> Event {
    match kind {
        DeviceKind::Portal => Event::Portal(PortalReport::Implausible),
        DeviceKind::Source => Event::Source(SourceReport::Implausible),
        DeviceKind::Monitor => Event::Monitor(MonitorReport::Implausible),
        DeviceKind::Detector => Event::Detector(DetectorReport::Implausible),
    }
}
