//! The driver beside the simulated portal, over a line that does to answers what it likes.

#![expect(clippy::unchecked_time_subtraction, reason = "the times of a test go forward")]

use super::*;
use crate::domain::lane::{Contact, chain_impediment};
use crate::scanner::line::{Endpoint, Line};
use crate::scanner::modbus::Framing;
use crate::scanner::modbus::frame::crc;
use crate::scanner::reports::{PortalStatus, Reported};
use crate::scanner::simulator::Pace;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::portal::PortalPart;
use crate::scanner::simulator::world::{Part, PartOutput, World};
use proptest::prelude::*;

const PERMIT: PortalOutputs =
    PortalOutputs { horn: Switch::On, lights: Switch::On, permit: Switch::On, gates_closed: Switch::Off };

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn settings(cycle: Cycle) -> PortalSettings {
    let mut settings = PortalSettings::at(Line::at(Endpoint::Serial("/dev/ttyS0".into())));
    settings.map.cycle = cycle;
    settings
}

/// What a line does to an answer: its delay, and the bytes that arrive.
type Mangle = Box<dyn FnMut(Duration, Vec<u8>) -> Vec<(Duration, Vec<u8>)>>;

/// Driver and simulated portal in a hall, a millisecond a step; answers take 2 ms.
struct Hall {
    driver: PortalDriver,
    part: PortalPart,
    world: World,
    now: Duration,
    coming: Vec<(Duration, Vec<u8>)>,
    mangle: Mangle,
    reports: Vec<PortalReport>,
    preempted: Vec<Duration>,
    written: usize,
    closed: Option<LinkHint>,
}

impl Hall {
    fn new(settings: &PortalSettings) -> Self {
        let mut world = World::new(Pace::Fast);
        world.advance(ms(2_000));
        Self {
            driver: PortalDriver::new(settings),
            part: PortalPart::new(settings.framing(), 4711, 99),
            world,
            now: ms(2_000),
            coming: Vec::new(),
            mangle: Box::new(|now, bytes| vec![(now + ms(2), bytes)]),
            reports: Vec::new(),
            preempted: Vec::new(),
            written: 0,
            closed: None,
        }
    }

    fn up(settings: &PortalSettings) -> Self {
        let mut hall = Self::new(settings);
        hall.driver.opened(hall.now);
        hall.pass(150);
        assert!(hall.last().is_some(), "{:?}", hall.reports);
        hall
    }

    fn pass(&mut self, millis: u64) {
        for _ in 0..millis {
            self.now += ms(1);
            self.world.advance(self.now);
            let coming = std::mem::take(&mut self.coming);
            let (due, later): (Vec<_>, Vec<_>) = coming.into_iter().partition(|(at, _)| *at <= self.now);
            self.coming = later;
            for (_, bytes) in due {
                self.driver.received(self.now, &bytes);
                self.drain();
            }
            if self.now.as_millis().is_multiple_of(10) {
                self.driver.tick(self.now);
            }
            if self.now.as_millis().is_multiple_of(5) {
                self.part.tick(&mut self.world);
            }
            self.drain();
        }
    }

    fn drain(&mut self) {
        while let Some(output) = self.driver.next() {
            match output {
                Output::Write(bytes) => self.deliver(&bytes),
                Output::Preempt(bytes) => {
                    self.preempted.push(self.now);
                    self.deliver(&bytes);
                }
                Output::Report(report) => self.reports.push(report),
                Output::Close(hint) => {
                    self.closed = Some(hint);
                    self.driver.gone(self.now, hint);
                }
            }
        }
    }

    fn deliver(&mut self, bytes: &[u8]) {
        self.written += 1;
        self.part.received(&mut self.world, bytes);
        while let Some(PartOutput::Write(answer)) = self.part.next() {
            self.coming.extend((self.mangle)(self.now, answer));
        }
    }

    fn last(&self) -> Option<Reading<PortalStatus>> {
        self.reports.iter().rev().find_map(|report| match report {
            PortalReport::Status(reading) => Some(*reading),
            _ => None,
        })
    }

    /// Age of what is known of the portal.
    fn age(&self) -> Duration {
        self.last().map_or(Duration::MAX, |reading| self.now - reading.asked_at)
    }

    fn order(&mut self, outputs: PortalOutputs) {
        self.driver.order(self.now, PortalOrder::Outputs(outputs));
        self.drain();
    }
}

#[test]
fn who_is_there_is_asked_before_anything_is_written() {
    for framing in [Framing::Rtu, Framing::Tcp] {
        let mut settings = settings(Cycle::Exchange);
        settings.framing = Some(framing);
        let mut driver = PortalDriver::new(&settings);
        driver.opened(ms(0));
        assert_eq!(driver.next(), Some(Output::Report(PortalReport::Link(LinkReport::Opened))));
        driver.tick(ms(40));
        let Some(Output::Write(first)) = driver.next() else { panic!("nothing is asked") };
        // Function 3, registers 0 to 6 of unit 1 (docs/PORTAL.md).
        let read = [1, 3, 0, 0, 0, 7];
        let expected = match framing {
            Framing::Rtu => [&read[..], &crc(&read)].concat(),
            Framing::Tcp => [&[0, 1, 0, 0, 0, 6][..], &read].concat(),
        };
        assert_eq!(first, expected);
    }
}

#[test]
fn a_cycle_is_one_exchange_with_the_counter_of_its_own() {
    let mut hall = Hall::up(&settings(Cycle::Exchange));
    let identity = "PLC 18768.1 4711".to_owned();
    assert!(hall.reports.contains(&PortalReport::Link(LinkReport::Up { identity })));
    hall.order(PERMIT);
    hall.pass(120);
    let status = hall.last().unwrap().value;
    assert_eq!(chain_impediment(&status.inputs), None);
    assert_eq!([status.horn, status.lights, status.permit], [Reported::On; 3]);
    assert_eq!(status.speed_mm_s, Some(0));
    assert!(hall.world.permit && hall.world.horn && hall.world.lights);
    let (before, reports) = (hall.written, hall.reports.len());
    hall.pass(1_000);
    assert_eq!(hall.written - before, 20);
    assert_eq!(hall.reports.len() - reports, 20);
    assert_eq!(
        hall.driver.counters().missed + hall.driver.counters().damaged + hall.driver.counters().late,
        0
    );
}

#[test]
fn both_cycles_and_framings_see_the_same() {
    for cycle in [Cycle::Exchange, Cycle::WriteThenRead] {
        for framing in [Framing::Rtu, Framing::Tcp] {
            let mut settings = settings(cycle);
            settings.framing = Some(framing);
            let mut hall = Hall::up(&settings);
            hall.order(PERMIT);
            hall.pass(200);
            assert!(hall.world.permit, "{cycle:?} {framing:?}");
            assert!(hall.age() < ms(100), "{cycle:?} {framing:?} {:?}", hall.age());
            hall.world.set_fault(DeviceFault::DoorOpens, true);
            hall.pass(100);
            assert_eq!(hall.last().unwrap().value.inputs.doors, Contact::Open);
            assert_eq!(hall.closed, None);
        }
    }
}

#[test]
fn another_device_is_let_go_and_never_written_to() {
    type Change = fn(&mut PortalSettings);
    let changes: [Change; 4] = [
        |settings| settings.map.protocol.value = 17,
        |settings| settings.map.revision.value = 2,
        |settings| settings.serial = Some("4712".into()),
        |settings| settings.map.boot.address = 900,
    ];
    for change in changes {
        let mut settings = settings(Cycle::Exchange);
        change(&mut settings);
        let mut hall = Hall::new(&settings);
        hall.driver.opened(hall.now);
        hall.order(PERMIT);
        hall.driver.stop(hall.now);
        hall.pass(1_000);
        assert_eq!(hall.closed, Some(LinkHint::Wrong));
        assert!(!hall.world.permit && !hall.world.horn);
        assert_eq!(hall.reports.last(), Some(&PortalReport::Link(LinkReport::Down(LinkHint::Wrong))));
    }
}

#[test]
fn a_lost_answer_costs_a_cycle_and_lost_answers_cost_the_view() {
    for cycle in [Cycle::Exchange, Cycle::WriteThenRead] {
        let mut hall = Hall::up(&settings(cycle));
        hall.order(PERMIT);
        let mut count = 0;
        hall.mangle = Box::new(move |now, bytes| {
            count += 1;
            if count == 5 { vec![] } else { vec![(now + ms(2), bytes)] }
        });
        for _ in 0..60 {
            hall.pass(10);
            assert!(hall.age() < ms(300), "{cycle:?}: one lost answer, {:?}", hall.age());
        }
        assert_eq!(hall.driver.counters().missed, 1);
        hall.mangle = Box::new(|_, _| vec![]);
        hall.pass(2_100);
        assert!(hall.age() > ms(2_000));
        assert_eq!(hall.closed, Some(LinkHint::Garbage));
    }
}

/// The dangerous one: the answer of a cycle that was given up looks like the next cycle's, function, length and sum.
#[test]
fn a_late_status_is_never_the_next_cycles() {
    for (cycle, late) in [(Cycle::Exchange, 3), (Cycle::WriteThenRead, 3), (Cycle::WriteThenRead, 4)] {
        for delay in (105..480).step_by(15) {
            let mut hall = Hall::up(&settings(cycle));
            let mut count = 0;
            hall.mangle = Box::new(move |now, bytes| {
                count += 1;
                vec![(now + ms(if count == late { delay } else { 2 }), bytes)]
            });
            // The door opens after the request that is answered late was served with it closed.
            hall.pass(170);
            hall.world.set_fault(DeviceFault::DoorOpens, true);
            let opened_at = hall.now;
            for _ in 0..600 {
                hall.pass(1);
                let reading = hall.last().unwrap();
                let says_closed = reading.value.inputs.doors == Contact::Closed;
                assert!(!says_closed || reading.asked_at <= opened_at, "{cycle:?} {late} {delay} ms");
            }
            assert_eq!(hall.last().unwrap().value.inputs.doors, Contact::Open);
            assert!(hall.age() < ms(120));
            assert!(hall.driver.counters().late + hall.driver.counters().missed > 0);
        }
    }
}

#[test]
fn a_frozen_program_is_no_reading() {
    for cycle in [Cycle::Exchange, Cycle::WriteThenRead] {
        let mut hall = Hall::up(&settings(cycle));
        hall.order(PERMIT);
        hall.pass(200);
        hall.world.set_fault(DeviceFault::PortalFrozen, true);
        hall.pass(60);
        let frozen = hall.last().unwrap();
        hall.pass(2_000);
        assert_eq!(hall.last(), Some(frozen));
        assert_eq!(hall.closed, Some(LinkHint::Garbage));
        assert!(!hall.world.permit);
    }
}

#[test]
fn a_reset_portal_is_told_of_and_gets_no_output_back_by_itself() {
    let mut hall = Hall::up(&settings(Cycle::Exchange));
    hall.order(PERMIT);
    hall.pass(200);
    hall.world.set_fault(DeviceFault::PortalReset, true);
    hall.pass(500);
    let restarts = |hall: &Hall| {
        hall.reports.iter().filter(|report| **report == PortalReport::Link(LinkReport::Restarted)).count()
    };
    assert_eq!(restarts(&hall), 1);
    assert!(!hall.world.permit && !hall.world.horn);
    assert!(hall.age() < ms(100), "the view goes on");
    // And while the port was away.
    hall.world.set_fault(DeviceFault::PortalReset, false);
    hall.pass(50);
    hall.driver.gone(hall.now, LinkHint::NoPort);
    hall.world.set_fault(DeviceFault::PortalReset, true);
    hall.pass(50);
    hall.driver.opened(hall.now);
    // An answer to what was asked before may still come for half a second; only then is it asked who is there.
    hall.pass(700);
    assert_eq!(restarts(&hall), 2);
}

#[test]
fn implausible_values_are_refused_and_a_dead_sensor_has_no_speed() {
    let mut hall = Hall::up(&settings(Cycle::Exchange));
    hall.world.set_fault(DeviceFault::SpeedDead, true);
    hall.pass(100);
    assert_eq!(hall.last().unwrap().value.speed_mm_s, None);
    hall.world.set_fault(DeviceFault::SpeedDead, false);
    hall.world.set_fault(DeviceFault::SpeedImplausible, true);
    hall.pass(60);
    let before = hall.last();
    hall.pass(300);
    assert_eq!(hall.last(), before);
    assert_eq!(hall.reports.last(), Some(&PortalReport::Implausible));
    assert_eq!(hall.closed, None);
}

#[test]
fn a_stop_goes_out_at_once_wherever_the_cycle_stands() {
    for cycle in [Cycle::Exchange, Cycle::WriteThenRead] {
        for half_duplex in [false, true] {
            for moment in 0..60 {
                let settings = PortalSettings { half_duplex, ..settings(cycle) };
                let mut hall = Hall::up(&settings);
                hall.order(PERMIT);
                hall.pass(200 + moment);
                assert!(hall.world.permit);
                let pressed = hall.now;
                hall.driver.stop(hall.now);
                hall.drain();
                hall.pass(30);
                let took = hall.preempted.first().map(|at| *at - pressed);
                assert!(took <= Some(ms(13)) && took.is_some(), "{cycle:?} {moment} ms: {took:?}");
                assert!(!hall.world.permit && hall.world.horn, "the warning stays, the permit goes");
                hall.pass(200);
                assert!(!hall.world.permit && hall.age() < ms(100), "and the cycles go on without it");
            }
        }
    }
}

#[test]
fn a_stop_passes_a_portal_that_does_not_answer() {
    for half_duplex in [false, true] {
        let settings = PortalSettings { half_duplex, ..settings(Cycle::Exchange) };
        let mut hall = Hall::up(&settings);
        hall.order(PERMIT);
        hall.pass(200);
        hall.mangle = Box::new(|_, _| vec![]);
        hall.pass(60);
        let pressed = hall.now;
        hall.order(PortalOutputs { permit: Switch::Off, ..PERMIT });
        hall.pass(120);
        let took = *hall.preempted.first().unwrap() - pressed;
        assert!(took <= if half_duplex { ms(110) } else { ms(13) }, "{half_duplex}: {took:?}");
        assert!(!hall.world.permit);
    }
}

#[test]
fn a_slow_portal_is_seen_in_its_time_and_one_beyond_it_is_given_up_once() {
    for cycle in [Cycle::Exchange, Cycle::WriteThenRead] {
        let mut hall = Hall::up(&settings(cycle));
        hall.mangle = Box::new(|now, bytes| vec![(now + ms(90), bytes)]);
        hall.pass(400);
        // Two answers of 90 ms make a cycle without function 23, and the age of the one before it comes on top.
        let bound = if cycle == Cycle::Exchange { ms(300) } else { ms(420) };
        for _ in 0..300 {
            hall.pass(10);
            assert!(hall.age() < bound, "{cycle:?} {:?}", hall.age());
        }
        assert_eq!((hall.closed, hall.driver.counters().missed), (None, 0));
        hall.mangle = Box::new(|now, bytes| vec![(now + ms(110), bytes)]);
        let before = hall.reports.len();
        hall.pass(6_000);
        assert_eq!(hall.closed, Some(LinkHint::Garbage));
        let links = hall.reports[before..].iter().filter(|report| matches!(report, PortalReport::Link(_)));
        assert_eq!(links.count(), 1, "{cycle:?}: down, and nothing in between");
    }
}

#[test]
fn a_babbling_line_is_given_up_and_a_stop_still_leaves() {
    let mut hall = Hall::up(&settings(Cycle::Exchange));
    for _ in 0..1_990 {
        hall.driver.received(hall.now, &[0; 500]);
        hall.pass(1);
    }
    let before = hall.preempted.len();
    hall.driver.stop(hall.now);
    hall.drain();
    assert!(hall.preempted.len() > before || hall.closed.is_some());
    hall.pass(100);
    assert_eq!(hall.closed, Some(LinkHint::Garbage));
    let mut silent = Hall::new(&settings(Cycle::Exchange));
    silent.mangle = Box::new(|_, _| vec![]);
    silent.driver.opened(silent.now);
    silent.pass(2_100);
    assert_eq!(silent.closed, Some(LinkHint::Silent));
}

#[test]
fn signals_in_several_blocks_are_read_in_one_cycle() {
    let mut settings = settings(Cycle::Exchange);
    // The simulated portal has the same bits as discrete inputs.
    for (place, bit) in
        [&mut settings.map.doors, &mut settings.map.gates].into_iter().zip([2, 3]).map(|(b, p)| (p, b))
    {
        (bit.table, bit.address, bit.bit) = (crate::scanner::modbus::Table::Discrete, place, None);
    }
    assert_eq!(settings.check(), Ok(()));
    let mut hall = Hall::up(&settings);
    hall.world.set_fault(DeviceFault::GateOpens, true);
    hall.pass(150);
    let status = hall.last().unwrap();
    assert_eq!((status.value.inputs.doors, status.value.inputs.gates), (Contact::Closed, Contact::Open));
    assert!(status.came_at - status.asked_at >= ms(10), "dated from the first request of the cycle");
}

proptest! {
    #[test]
    fn any_bytes_cut_anywhere_are_survived_and_make_no_reading(
        noise in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..400), 0..40),
        cycle in prop_oneof![Just(Cycle::Exchange), Just(Cycle::WriteThenRead)],
    ) {
        let mut hall = Hall::up(&settings(cycle));
        hall.mangle = Box::new(|_, _| vec![]);
        hall.pass(60);
        let before = hall.last();
        for bytes in noise {
            hall.driver.received(hall.now, &bytes);
            hall.pass(20);
        }
        prop_assert_eq!(hall.last(), before);
    }

    /// Delayed, doubled, cut and flipped answers: whatever is reported is the hall as it was after its request was sent.
    #[test]
    fn what_is_reported_was_so_after_its_request(
        seeds in prop::collection::vec((0u8..12, 1u64..480, any::<u16>()), 1..60),
        flips in prop::collection::vec(30u64..400, 1..6),
        cycle in prop_oneof![Just(Cycle::Exchange), Just(Cycle::WriteThenRead)],
    ) {
        let mut hall = Hall::up(&settings(cycle));
        let mut turn = seeds.into_iter().cycle();
        hall.mangle = Box::new(move |now, mut bytes| {
            let (kind, delay, at) = turn.next().unwrap_or_default();
            match kind {
                0 => vec![],
                1 => vec![(now + ms(delay), bytes)],
                2 => vec![(now + ms(2), bytes.clone()), (now + ms(2 + delay), bytes)],
                3 => { bytes.truncate(usize::from(at) % bytes.len()); vec![(now + ms(2), bytes)] }
                4 => { let at = usize::from(at) % bytes.len(); bytes[at] ^= 4; vec![(now + ms(2), bytes)] }
                5 => vec![(now + ms(1), at.to_be_bytes().to_vec()), (now + ms(2), bytes)],
                _ => vec![(now + ms(2), bytes)],
            }
        });
        // When the door was open.
        let (mut is_open, mut changes) = (false, vec![]);
        for pause in flips {
            hall.pass(pause);
            is_open = !is_open;
            hall.world.set_fault(DeviceFault::DoorOpens, is_open);
            changes.push((hall.now, is_open));
        }
        hall.pass(500);
        for report in &hall.reports {
            let PortalReport::Status(reading) = report else { continue };
            let says_open = reading.value.inputs.doors == Contact::Open;
            let at_request = changes.iter().rev().find(|(at, _)| *at < reading.asked_at).is_some_and(|(_, open)| *open);
            let changed = changes.iter().any(|(at, _)| (reading.asked_at..=reading.came_at).contains(at));
            prop_assert!(says_open == at_request || changed, "{:?} {:?}", reading, changes);
        }
    }
}
