//! The simulated detector heard by the driver, over whole scans and with every fault that it can have.

use super::*;
use crate::scanner::detector::{DetectorDriver, DetectorSettings};
use crate::scanner::device::{Driver, Output};
use crate::scanner::line::{Endpoint, Line};
use crate::scanner::reports::{CalibrationFigures, DetectorOrder, DetectorReport, DetectorStatus};
use crate::scanner::simulator::Pace;
use std::time::Duration;

const STEP: Duration = Duration::from_millis(5);
const COLUMNS: u32 = 900;

struct Booth {
    world: World,
    part: DetectorPart,
    driver: DetectorDriver,
    reports: Vec<DetectorReport>,
    drops: Vec<(ScanId, DropForm)>,
}

fn id() -> ScanId {
    ScanId::parse("39855302-231126-000417-1").unwrap()
}

impl Booth {
    fn new() -> Self {
        let settings = DetectorSettings::on(Line::at(Endpoint::Tcp("a:1".into())));
        let mut booth = Self {
            world: World::new(Pace::Fast),
            part: DetectorPart::new(7, 1),
            driver: DetectorDriver::new(settings),
            reports: Vec::new(),
            drops: Vec::new(),
        };
        booth.driver.opened(Duration::ZERO);
        booth.go(2_000);
        booth
    }

    fn go(&mut self, millis: u64) {
        let until = self.world.now() + Duration::from_millis(millis);
        while self.world.now() < until {
            self.world.advance(self.world.now() + STEP);
            self.driver.tick(self.world.now());
            self.exchange();
            self.part.tick(&mut self.world);
            self.exchange();
        }
    }

    fn exchange(&mut self) {
        while let Some(output) = self.driver.next() {
            match output {
                Output::Write(bytes) | Output::Preempt(bytes) => self.part.received(&mut self.world, &bytes),
                Output::Report(report) => self.reports.push(report),
                Output::Close(hint) => panic!("closed: {hint:?}"),
            }
        }
        while let Some(output) = self.part.next() {
            match output {
                PartOutput::Write(bytes) => self.driver.received(self.world.now(), &bytes),
                PartOutput::Render(scan) => {
                    let columns = (0..COLUMNS).map(|number| vec![number.to_le_bytes()[0]; 64]).collect();
                    self.part.rendered(&scan, columns);
                }
                PartOutput::Drop(scan, form) => self.drops.push((scan, form)),
            }
        }
    }

    fn order(&mut self, order: DetectorOrder) {
        self.driver.order(self.world.now(), order);
        self.exchange();
        self.exchange();
    }

    fn beam(&mut self, is_on: bool) {
        (self.world.high_voltage, self.world.permit) = (is_on, is_on);
        self.world.scan = true;
    }

    /// A whole scan, or one whose beam ends after so many milliseconds.
    fn scan(&mut self, beam_ms: u64, outcome: Outcome) {
        self.order(DetectorOrder::Begin(id()));
        self.go(100);
        self.beam(true);
        self.go(beam_ms);
        self.order(DetectorOrder::End(id(), outcome));
        self.beam(false);
        self.go(100);
    }

    fn columns(&self) -> Vec<u32> {
        let number = |report: &DetectorReport| match report {
            DetectorReport::Column { number, pixels } => {
                assert_eq!(*pixels, [number.to_le_bytes()[0]; 64]);
                Some(*number)
            }
            _ => None,
        };
        self.reports.iter().filter_map(number).collect()
    }

    fn ended(&self) -> Vec<(u32, u32)> {
        let ended = |report: &DetectorReport| match report {
            DetectorReport::Ended { scan, columns, dropped } if *scan == id() => Some((*columns, *dropped)),
            _ => None,
        };
        self.reports.iter().filter_map(ended).collect()
    }

    fn last_status(&self) -> &DetectorStatus {
        let mut backwards = self.reports.iter().rev();
        let status = backwards.find_map(|report| match report {
            DetectorReport::Status(status) => Some(&status.value),
            _ => None,
        });
        status.unwrap()
    }

    fn calibrate(&mut self, which: Calibration) -> CalibrationFigures {
        self.reports.clear();
        self.order(DetectorOrder::Calibrate(which));
        self.go(320);
        let figures = |report: &DetectorReport| match report {
            DetectorReport::Calibrated(done, figures) if *done == which => Some(*figures),
            _ => None,
        };
        self.reports.iter().find_map(figures).unwrap()
    }
}

#[test]
fn a_whole_scan_brings_every_column_once_and_its_image() {
    let mut booth = Booth::new();
    booth.scan(3_100, Outcome::Whole);
    assert!(booth.columns().into_iter().eq(0..COLUMNS));
    assert_eq!((booth.ended(), &booth.drops), (vec![(COLUMNS, 0)], &vec![(id(), DropForm::True)]));
    let counters = booth.driver.counters();
    assert_eq!((counters.damaged, counters.dropped, counters.missed), (0, 0, 0));
    assert_eq!(booth.last_status().scan, None);
    assert!((240..260).contains(&booth.last_status().temperature_tenths));
}

#[test]
fn a_broken_scan_ends_with_what_was_made_and_drops_nothing() {
    let mut booth = Booth::new();
    booth.scan(1_500, Outcome::Broken);
    let columns = booth.columns();
    assert!(columns.len() > 200 && columns.len() < 800);
    assert_eq!(booth.ended(), [(u32::try_from(columns.len()).unwrap(), 0)]);
    assert_eq!(booth.drops, []);
}

#[test]
fn images_come_as_their_faults_say() {
    for (fault, drops) in [
        (DeviceFault::ImageMissing, vec![]),
        (DeviceFault::ImageMisnamed, vec![(id(), DropForm::Misnamed)]),
        (DeviceFault::ImageAltered, vec![(id(), DropForm::Altered)]),
    ] {
        let mut booth = Booth::new();
        booth.world.set_fault(fault, true);
        booth.scan(3_100, Outcome::Whole);
        assert_eq!(booth.drops, drops);
    }
}

#[test]
fn lost_columns_are_gaps_that_the_host_counts() {
    let mut booth = Booth::new();
    booth.world.set_fault(DeviceFault::ColumnsLost, true);
    booth.scan(3_100, Outcome::Whole);
    assert_eq!(booth.columns().len(), 810);
    assert_eq!((booth.ended(), booth.driver.counters().dropped), (vec![(COLUMNS, 0)], 90));
}

#[test]
fn columns_of_another_scan_are_taken_for_nobodys() {
    let mut booth = Booth::new();
    booth.world.set_fault(DeviceFault::WrongScan, true);
    booth.scan(3_100, Outcome::Whole);
    assert!(booth.columns().is_empty());
    assert!(booth.reports.contains(&DetectorReport::Implausible));
}

#[test]
fn without_credit_columns_are_dropped_and_told() {
    let mut part = DetectorPart::new(7, 1);
    let mut world = World::new(Pace::Fast);
    let say = |part: &mut DetectorPart, world: &mut World, message: &Message, sequence| {
        part.received(world, &encode(&message.to_frame(sequence)).unwrap());
    };
    say(&mut part, &mut world, &Message::Begin(id()), 0);
    say(&mut part, &mut world, &Message::Credit { tag: scan_tag(&id()), upto: 10 }, 1);
    say(&mut part, &mut world, &Message::Credit { tag: 1, upto: 99 }, 2);
    part.rendered(&id(), vec![vec![1]; 100]);
    world.advance(Duration::from_secs(2));
    (world.high_voltage, world.permit, world.scan) = (true, true, true);
    let mut now = world.now();
    while !world.is_through() {
        now += STEP;
        world.advance(now);
        part.tick(&mut world);
    }
    part.tick(&mut world);
    let mut host = Decoder::new();
    let mut said = Vec::new();
    while let Some(output) = part.next() {
        if let PartOutput::Write(bytes) = output {
            said.extend(host.push(&bytes).iter().map(|frame| Message::from_frame(frame).unwrap()));
        }
    }
    assert_eq!(said.len(), 11);
    assert_eq!(said.last(), Some(&Message::Ended { columns: 100, dropped: 90, scan: id() }));
}

#[test]
fn calibrations_measure_what_is_there() {
    let mut booth = Booth::new();
    let dark = booth.calibrate(Calibration::Dark);
    assert!(dark.mean < 400 && dark.noise_hundredths < 1_000, "{dark:?}");
    let air_without_beam = booth.calibrate(Calibration::Air);
    assert!(air_without_beam.mean < 400);
    booth.beam(true);
    booth.go(50);
    let air = booth.calibrate(Calibration::Air);
    assert!((50_000..54_000).contains(&air.mean) && air.noise_hundredths < 50_000, "{air:?}");
    booth.go(200);
    let with_vehicle = booth.calibrate(Calibration::Air);
    assert!(with_vehicle.mean < 40_000, "{with_vehicle:?}");
    booth.beam(false);
    booth.go(50);
    booth.world.set_fault(DeviceFault::NoisyCalibration, true);
    let noisy = booth.calibrate(Calibration::Dark);
    assert!(noisy.noise_hundredths > 5_000 && noisy.dead > 0, "{noisy:?}");
}

#[test]
fn what_cannot_be_done_now_is_refused_by_its_code() {
    let mut booth = Booth::new();
    booth.order(DetectorOrder::End(id(), Outcome::Whole));
    assert_eq!(booth.reports.last(), Some(&DetectorReport::Refused(refusal::NOT_BEGUN)));
    booth.order(DetectorOrder::Begin(id()));
    booth.order(DetectorOrder::Begin(other(&id())));
    assert_eq!(booth.reports.last(), Some(&DetectorReport::Refused(refusal::BUSY)));
    booth.part.rendered(&id(), Vec::new());
    booth.exchange();
    booth.exchange();
    assert_eq!(booth.reports.last(), Some(&DetectorReport::Refused(refusal::NO_PICTURE)));
}
