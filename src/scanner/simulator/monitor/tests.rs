//! The simulated monitor heard by the driver, with every fault that it can have.

use super::*;
use crate::domain::lane::{MonitorAlarm, MonitorView, Occupancy};
use crate::scanner::device::{Driver, LinkReport, Output};
use crate::scanner::line::{Endpoint, Line};
use crate::scanner::monitor::{MonitorDriver, MonitorSettings};
use crate::scanner::reports::MonitorReport;
use crate::scanner::simulator::Pace;

const STEP: Duration = Duration::from_millis(5);

/// What a booth heard.
#[derive(Default)]
struct Heard {
    ended: Vec<Occupancy>,
    views: Vec<MonitorView>,
    refused: usize,
    links: Vec<LinkReport>,
}

struct Booth {
    world: World,
    part: MonitorPart,
    driver: MonitorDriver,
}

impl Booth {
    fn new(pace: Pace) -> Self {
        let settings = MonitorSettings::on(Line::at(Endpoint::Tcp("a:1".into())));
        let mut booth =
            Self { world: World::new(pace), part: MonitorPart::new(7), driver: MonitorDriver::new(settings) };
        booth.driver.opened(Duration::ZERO);
        booth
    }

    /// Goes on for so long; the beam is switched on and off now and then, so that vehicles change.
    fn go(&mut self, time: Duration) -> Heard {
        let mut heard = Heard::default();
        let until = self.world.now() + time;
        while self.world.now() < until {
            let now = self.world.now() + STEP;
            let is_on = now.as_secs() % 10 > 6;
            (self.world.high_voltage, self.world.permit) = (is_on, is_on);
            self.world.scan = true;
            self.world.advance(now);
            self.part.tick(&mut self.world);
            while let Some(PartOutput::Write(bytes)) = self.part.next() {
                self.driver.received(now, &bytes);
            }
            self.driver.tick(now);
            while let Some(Output::Report(report)) = self.driver.next() {
                match report {
                    MonitorReport::Link(link) => heard.links.push(link),
                    MonitorReport::View(view) => heard.views.push(view.value),
                    MonitorReport::OccupancyEnded(occupancy) => heard.ended.push(occupancy),
                    MonitorReport::Implausible => heard.refused += 1,
                }
            }
        }
        heard
    }
}

#[test]
fn vehicles_of_an_hour_pass_without_an_alarm_or_a_word_refused() {
    for pace in [Pace::Real, Pace::Fast] {
        let mut booth = Booth::new(pace);
        let heard = booth.go(Duration::from_hours(1));
        assert!(heard.ended.len() > 300, "{}", heard.ended.len());
        assert_eq!(heard.refused, 0);
        assert_eq!(heard.links.len(), 2, "opened and up: {:?}", heard.links);
        for (place, occupancy) in (1..).zip(&heard.ended) {
            assert_eq!(occupancy.number, Some(place));
            assert_eq!(
                (occupancy.gamma_alarm, occupancy.neutron_alarm),
                (MonitorAlarm::None, MonitorAlarm::None)
            );
            assert!(occupancy.samples >= MIN_SAMPLES && occupancy.gamma_max > 600, "{occupancy:?}");
        }
        let counters = booth.driver.counters();
        assert_eq!((counters.damaged, counters.dropped, counters.late), (0, 0, 0));
        assert!(heard.views.iter().any(|view| view.is_occupied && view.chart.len() > 5));
    }
}

#[test]
fn sources_in_vehicles_are_told_or_found() {
    for (fault, gamma, neutron) in [
        (DeviceFault::GammaAlarm, MonitorAlarm::Told, MonitorAlarm::None),
        (DeviceFault::GammaUnsaid, MonitorAlarm::Computed, MonitorAlarm::None),
        (DeviceFault::NeutronAlarm, MonitorAlarm::None, MonitorAlarm::Told),
    ] {
        let mut booth = Booth::new(Pace::Fast);
        booth.world.set_fault(fault, true);
        let heard = booth.go(Duration::from_mins(1));
        assert!(heard.ended.len() > 3);
        for occupancy in heard.ended {
            assert_eq!((occupancy.gamma_alarm, occupancy.neutron_alarm), (gamma, neutron), "{fault:?}");
        }
    }
}

#[test]
fn an_end_that_is_said_twice_is_one_and_a_vehicle_without_neutrons_ends() {
    let mut booth = Booth::new(Pace::Fast);
    booth.world.set_fault(DeviceFault::OccupancyTwice, true);
    booth.world.set_fault(DeviceFault::NoNeutronLines, true);
    let heard = booth.go(Duration::from_mins(2));
    let numbers: Vec<_> = heard.ended.iter().map(|occupancy| occupancy.number.unwrap()).collect();
    assert!(numbers.len() > 6 && (1..).zip(&numbers).all(|(place, number)| *number == place));
    assert_eq!(booth.driver.counters().late as usize, numbers.len());
    assert!(heard.ended.iter().all(|occupancy| occupancy.neutron_max == 0));
}

#[test]
fn tamper_and_high_counts_are_seen_and_go_again() {
    let mut booth = Booth::new(Pace::Real);
    booth.go(Duration::from_secs(6));
    for fault in [DeviceFault::MonitorTamper, DeviceFault::MonitorHigh] {
        booth.world.set_fault(fault, true);
        let view = booth.go(Duration::from_secs(12)).views.pop().unwrap();
        booth.world.set_fault(fault, false);
        let after = booth.go(Duration::from_secs(12)).views.pop().unwrap();
        let flags = |view: &MonitorView| (view.tampered, view.faulty);
        assert_eq!(flags(&after), (false, false));
        let is_tamper = fault == DeviceFault::MonitorTamper;
        assert_eq!(flags(&view), (is_tamper, !is_tamper));
    }
}

#[test]
fn counts_that_cannot_be_are_refused_and_the_monitor_is_soon_gone() {
    let mut booth = Booth::new(Pace::Real);
    booth.go(Duration::from_secs(6));
    booth.world.set_fault(DeviceFault::MonitorImplausible, true);
    let heard = booth.go(Duration::from_secs(20));
    assert!(heard.refused > 0 && heard.ended.iter().all(|occupancy| occupancy.gamma_max < 10_000));
    assert!(matches!(heard.links.first(), Some(LinkReport::Down(_))), "{:?}", heard.links);
}
