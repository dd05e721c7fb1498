//! The bench.

use crate::domain::lane::{LinkHint, SourceState};
use crate::scanner::device::{Driver, LinkReport, Output, Reading, Uptime};
use crate::scanner::reports::{SourceOrder, SourceReport, SourceStatus};
use crate::scanner::simulator::Pace;
use crate::scanner::simulator::source::{SpellmanModel, SpellmanPart, TechnixPart};
use crate::scanner::simulator::world::{Part, PartOutput, World};
use crate::scanner::source::*;
use std::time::Duration;

/// One step of time: what the port's task ticks with.
pub const STEP: Duration = Duration::from_millis(10);

type AnyDriver = Box<dyn Driver<Order = SourceOrder, Report = SourceReport>>;

/// What the line makes of an answer: bytes, each with how much later they come.
pub type Mangle = Box<dyn FnMut(Uptime, Vec<u8>) -> Vec<(Duration, Vec<u8>)>>;

/// A driver, a simulated source, the hall and the line between them.
pub struct Rig {
    pub driver: AnyDriver,
    pub part: Box<dyn Part>,
    pub world: World,
    pub now: Uptime,
    pub mangle: Mangle,
    pub is_host_dead: bool,
    under_way: Vec<(Uptime, Vec<u8>)>,
    pub sent: Vec<(Uptime, Vec<u8>)>,
    pub preempted: Vec<(Uptime, Vec<u8>)>,
    pub reports: Vec<(Uptime, SourceReport)>,
    pub closed: Vec<LinkHint>,
    /// High voltage as it truly was.
    pub truth: Vec<(Uptime, bool)>,
}

impl Rig {
    pub fn new(driver: AnyDriver, part: Box<dyn Part>) -> Self {
        Self {
            driver,
            part,
            world: World::new(Pace::Fast),
            now: Duration::ZERO,
            mangle: Box::new(|_, bytes| vec![(Duration::ZERO, bytes)]),
            is_host_dead: false,
            under_way: Vec::new(),
            sent: Vec::new(),
            preempted: Vec::new(),
            reports: Vec::new(),
            closed: Vec::new(),
            truth: Vec::new(),
        }
    }

    pub fn of(profile: SourceProfile) -> Self {
        let settings = super::settings(profile);
        let spellman = |model| Box::new(SpellmanPart::new(model, Pace::Fast, 7)) as Box<dyn Part>;
        let (driver, part): (AnyDriver, _) = match profile {
            SourceProfile::SpellmanXrv => {
                (Box::new(SpellmanDriver::new(&settings)), spellman(SpellmanModel::Xrv))
            }
            SourceProfile::SpellmanUx => {
                (Box::new(SpellmanDriver::new(&settings)), spellman(SpellmanModel::Ux))
            }
            _ => (Box::new(TechnixDriver::new(&settings)), Box::new(TechnixPart::new(Pace::Fast, 7))),
        };
        let mut rig = Self::new(driver, part);
        rig.driver.opened(Duration::ZERO);
        rig
    }

    /// One that is there, warm, with its chain closed and the permit given.
    pub fn ready(profile: SourceProfile) -> Self {
        let mut rig = Self::of(profile);
        rig.world.permit = true;
        rig.run(Duration::from_secs(3));
        assert_eq!(rig.status().value.state, SourceState::Ready, "{profile:?}");
        rig
    }

    /// One whose beam is on.
    pub fn in_beam(profile: SourceProfile) -> Self {
        let mut rig = Self::ready(profile);
        rig.order(SourceOrder::Prepare(super::settings(profile).setpoint));
        rig.run(Duration::from_millis(500));
        rig.order(SourceOrder::BeamOn);
        rig.run(Duration::from_secs(1));
        assert_eq!(rig.status().value.state, SourceState::BeamOn, "{profile:?}");
        rig
    }

    pub fn run(&mut self, time: Duration) {
        let until = self.now + time;
        while self.now < until {
            self.step();
        }
    }

    pub fn step(&mut self) {
        self.now += STEP;
        self.world.advance(self.now);
        self.part.tick(&mut self.world);
        self.truth.push((self.now, self.world.high_voltage));
        self.deliver();
        if !self.is_host_dead {
            self.driver.tick(self.now);
        }
        self.pump();
    }

    pub fn order(&mut self, order: SourceOrder) {
        self.driver.order(self.now, order);
        self.pump();
    }

    pub fn stop(&mut self) {
        self.driver.stop(self.now);
        self.pump();
    }

    fn deliver(&mut self) {
        let (due, later) =
            std::mem::take(&mut self.under_way).into_iter().partition(|(at, _)| *at <= self.now);
        self.under_way = later;
        let due: Vec<(Uptime, Vec<u8>)> = due;
        for (_, bytes) in due {
            if !self.is_host_dead {
                self.driver.received(self.now, &bytes);
            }
        }
    }

    /// What the driver says goes to the source at once; what the source says comes with the next step.
    fn pump(&mut self) {
        while let Some(output) = self.driver.next() {
            match output {
                Output::Write(bytes) => {
                    self.part.received(&mut self.world, &bytes);
                    self.sent.push((self.now, bytes));
                }
                Output::Preempt(bytes) => {
                    self.part.received(&mut self.world, &bytes);
                    self.preempted.push((self.now, bytes));
                }
                Output::Report(report) => self.reports.push((self.now, report)),
                Output::Close(hint) => {
                    self.closed.push(hint);
                    self.driver.gone(self.now, hint);
                }
            }
            self.truth.push((self.now, self.world.high_voltage));
        }
        while let Some(output) = self.part.next() {
            let PartOutput::Write(bytes) = output else { continue };
            for (delay, bytes) in (self.mangle)(self.now, bytes) {
                self.under_way.push((self.now + delay, bytes));
            }
        }
    }

    pub fn status(&self) -> Reading<SourceStatus> {
        let last = self.reports.iter().rev().find_map(|(_, report)| match report {
            SourceReport::Status(status) => Some(*status),
            _ => None,
        });
        last.unwrap()
    }

    /// Reports since this time that are no statuses.
    pub fn news(&self, since: Uptime) -> Vec<SourceReport> {
        let news = self
            .reports
            .iter()
            .filter(|(at, report)| *at >= since && !matches!(report, SourceReport::Status(_)));
        news.map(|(_, report)| report.clone()).collect()
    }

    /// The commands sent, without ends, checksum and last comma.
    pub fn commands(&self) -> Vec<String> {
        let all = self.sent.iter().chain(&self.preempted);
        let text = |bytes: &Vec<u8>| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            if text.starts_with('\u{2}') {
                text[1..text.len() - 3].to_owned()
            } else {
                text.trim_end().to_owned()
            }
        };
        all.map(|(_, bytes)| text(bytes)).collect()
    }

    pub fn count(&self, command: &str) -> usize {
        self.commands().iter().filter(|sent| *sent == command).count()
    }

    pub fn links(&self) -> Vec<LinkReport> {
        let links = self.reports.iter().filter_map(|(_, report)| match report {
            SourceReport::Link(link) => Some(link.clone()),
            _ => None,
        });
        links.collect()
    }
}
