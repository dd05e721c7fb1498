//! The driver beside the simulated modulator, over a line that does to answers what it likes.

#![expect(clippy::unchecked_time_subtraction, reason = "the times of a test go forward")]

use super::*;
use crate::domain::lane::{Contact, Microamps, TenthsKv};
use crate::scanner::line::Line;
use crate::scanner::modbus::frame::crc;
use crate::scanner::reports::Reported;
use crate::scanner::simulator::Pace;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::simulator::source::ScandinovaPart;
use crate::scanner::simulator::world::{Part, PartOutput, World};
use crate::scanner::source::{Coverage, SourceProfile};
use proptest::prelude::*;

const SETPOINT: Setpoint = Setpoint { kv: TenthsKv(30_000), current: Microamps(100) };

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn settings(port: &str) -> SourceSettings {
    SourceSettings {
        line: Line::at(port.to_owned().try_into().unwrap()),
        profile: SourceProfile::Scandinova,
        model: "ScandiNova 17.1".into(),
        firmware: None,
        full_scale: Setpoint { kv: TenthsKv(60_000), current: Microamps(200) },
        limit: Setpoint { kv: TenthsKv(50_000), current: Microamps(200) },
        setpoint: SETPOINT,
        checksum: Coverage::default(),
    }
}

type Mangle = Box<dyn FnMut(Duration, Vec<u8>) -> Vec<(Duration, Vec<u8>)>>;

struct Hall {
    driver: ScandinovaDriver,
    part: ScandinovaPart,
    world: World,
    now: Duration,
    coming: Vec<(Duration, Vec<u8>)>,
    mangle: Mangle,
    reports: Vec<SourceReport>,
    sent: Vec<(Duration, Vec<u8>)>,
    preempted: Vec<Duration>,
    closed: Option<LinkHint>,
}

impl Hall {
    fn new(settings: &SourceSettings) -> Self {
        let mut world = World::new(Pace::Fast);
        world.advance(ms(2_000));
        world.permit = true;
        let framing =
            if matches!(settings.line.port, Endpoint::Tcp(_)) { Framing::Tcp } else { Framing::Rtu };
        Self {
            driver: ScandinovaDriver::new(settings),
            part: ScandinovaPart::new(framing, Pace::Fast),
            world,
            now: ms(2_000),
            coming: Vec::new(),
            mangle: Box::new(|now, bytes| vec![(now + ms(2), bytes)]),
            reports: Vec::new(),
            sent: Vec::new(),
            preempted: Vec::new(),
            closed: None,
        }
    }

    fn up(port: &str) -> Self {
        let mut hall = Self::new(&settings(port));
        hall.driver.opened(hall.now);
        hall.pass(500);
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
                Output::Write(bytes) => self.deliver(bytes),
                Output::Preempt(bytes) => {
                    self.preempted.push(self.now);
                    self.deliver(bytes);
                }
                Output::Report(report) => self.reports.push(report),
                Output::Close(hint) => {
                    self.closed = Some(hint);
                    self.driver.gone(self.now, hint);
                }
            }
        }
    }

    fn deliver(&mut self, bytes: Vec<u8>) {
        self.part.received(&mut self.world, &bytes);
        self.sent.push((self.now, bytes));
        while let Some(PartOutput::Write(answer)) = self.part.next() {
            self.coming.extend((self.mangle)(self.now, answer));
        }
    }

    fn order(&mut self, order: SourceOrder) {
        self.driver.order(self.now, order);
        self.drain();
    }

    fn last(&self) -> Option<Reading<SourceStatus>> {
        self.reports.iter().rev().find_map(|report| match report {
            SourceReport::Status(reading) => Some(*reading),
            _ => None,
        })
    }

    fn state(&self) -> SourceState {
        self.last().map_or(SourceState::Unknown, |reading| reading.value.state)
    }

    fn beam(&mut self) {
        self.order(SourceOrder::Prepare(SETPOINT));
        self.pass(500);
        assert!(self.reports.contains(&SourceReport::Prepared(SETPOINT)), "{:?}", self.reports);
        self.order(SourceOrder::BeamOn);
        self.pass(800);
        assert_eq!(self.state(), SourceState::BeamOn);
        assert!(self.world.high_voltage);
    }

    fn refusals(&self) -> Vec<(SourceOrder, Option<u16>)> {
        let refused = |report: &SourceReport| match report {
            SourceReport::Refused { order, code } => Some((*order, *code)),
            _ => None,
        };
        self.reports.iter().filter_map(refused).collect()
    }

    /// Writes of this value into the register of the target state.
    fn targets(&self, value: u8) -> usize {
        self.sent.iter().filter(|(_, bytes)| bytes.windows(5).any(|part| part == [6, 0, 1, 0, value])).count()
    }
}

#[test]
fn the_first_question_reads_protocol_revision_and_echo() {
    for (port, expected) in [
        ("tcp:10.0.0.9:502", vec![0, 1, 0, 0, 0, 6, 1, 4, 0, 0, 0, 3]),
        ("/dev/ttyS0", [&[1, 4, 0, 0, 0, 3][..], &crc(&[1, 4, 0, 0, 0, 3])].concat()),
    ] {
        let mut driver = ScandinovaDriver::new(&settings(port));
        driver.opened(ms(0));
        driver.tick(ms(40));
        driver.next();
        assert_eq!(driver.next(), Some(Output::Write(expected)));
    }
}

#[test]
fn a_beam_is_prepared_read_back_twice_asked_for_once_and_ended() {
    for port in ["tcp:10.0.0.9:502", "/dev/ttyS0"] {
        let mut hall = Hall::up(port);
        let status = hall.last().unwrap().value;
        assert_eq!(
            (status.state, status.interlock, status.remote),
            (SourceState::Ready, Contact::Closed, Reported::On)
        );
        hall.beam();
        let read = hall.last().unwrap().value.read;
        assert_eq!(read.setpoint, Some(SETPOINT));
        assert_eq!((read.kv, read.current), (Some(SETPOINT.kv), Some(SETPOINT.current)));
        assert_eq!(hall.targets(13), 1);
        hall.order(SourceOrder::BeamOff);
        hall.pass(600);
        assert_eq!(hall.state(), SourceState::Ready);
        assert!(!hall.world.high_voltage);
        let offs = hall.targets(5);
        hall.pass(300);
        assert_eq!(hall.targets(5), offs, "confirmed, not said again");
        hall.order(SourceOrder::BeamOn);
        hall.pass(200);
        assert_eq!(hall.refusals(), [(SourceOrder::BeamOn, None)], "a beam has to be prepared each time");
    }
}

#[test]
fn from_off_it_comes_to_standby_when_it_is_ordered_to_and_not_by_itself() {
    let mut hall = Hall::up("tcp:10.0.0.9:502");
    hall.world.set_fault(DeviceFault::SourceReset, true);
    hall.pass(200);
    hall.world.set_fault(DeviceFault::SourceReset, false);
    hall.pass(5_000);
    assert_eq!((hall.state(), hall.targets(5)), (SourceState::Off, 0));
    hall.order(SourceOrder::Standby);
    hall.pass(5_000);
    assert_eq!((hall.state(), hall.targets(5)), (SourceState::Ready, 1));
    assert!(hall.refusals().is_empty());
    hall.order(SourceOrder::Standby);
    hall.pass(200);
    assert_eq!(hall.refusals(), [(SourceOrder::Standby, None)], "only from off");
    hall.beam();
}

#[test]
fn another_protocol_is_let_go_and_never_written_to() {
    for model in ["ScandiNova 26.1", "ScandiNova 17.2"] {
        let mut hall = Hall::new(&SourceSettings { model: model.into(), ..settings("tcp:10.0.0.9:502") });
        hall.driver.opened(hall.now);
        hall.order(SourceOrder::BeamOn);
        hall.driver.stop(hall.now);
        hall.pass(300);
        assert_eq!(hall.closed, Some(LinkHint::Wrong));
        assert_eq!(hall.sent.len(), 1);
    }
}

#[test]
fn what_does_not_fit_is_refused_and_what_is_refused_is_not_said_again() {
    let mut hall = Hall::up("tcp:10.0.0.9:502");
    let beyond = SourceOrder::Prepare(Setpoint { kv: TenthsKv(50_001), ..SETPOINT });
    hall.order(beyond);
    hall.pass(200);
    assert_eq!(hall.refusals(), [(beyond, None)]);
    hall.world.set_fault(DeviceFault::SetpointDrifts, true);
    hall.order(SourceOrder::Prepare(SETPOINT));
    hall.pass(1_500);
    assert_eq!(hall.refusals()[1..], [(SourceOrder::Prepare(SETPOINT), None)]);
    hall.world.set_fault(DeviceFault::SetpointDrifts, false);
    hall.order(SourceOrder::Prepare(SETPOINT));
    hall.pass(500);
    hall.world.set_fault(DeviceFault::SourceRefuses, true);
    hall.order(SourceOrder::BeamOn);
    hall.pass(500);
    assert_eq!(hall.refusals()[2..], [(SourceOrder::BeamOn, Some(2))]);
    assert_eq!((hall.targets(13), hall.state()), (1, SourceState::Ready));
}

#[test]
fn a_stop_leaves_within_a_tick_and_off_is_repeated_until_it_is_reported() {
    for port in ["tcp:10.0.0.9:502", "/dev/ttyS0"] {
        for moment in (0..90).step_by(7) {
            let mut hall = Hall::up(port);
            hall.beam();
            hall.pass(moment);
            let pressed = hall.now;
            hall.world.set_fault(DeviceFault::HighVoltageStuck, true);
            hall.driver.stop(hall.now);
            hall.drain();
            hall.pass(400);
            let took = *hall.preempted.first().unwrap() - pressed;
            assert!(took <= ms(13), "{port} {moment}: {took:?}");
            assert_eq!(hall.state(), SourceState::BeamOn, "nothing but what it reports");
            assert!(hall.targets(5) >= 4);
            hall.world.set_fault(DeviceFault::HighVoltageStuck, false);
            hall.pass(600);
            assert_eq!(hall.state(), SourceState::Ready);
        }
    }
}

#[test]
fn silence_ends_the_beam_at_the_modulator_and_the_link_here() {
    let mut hall = Hall::up("tcp:10.0.0.9:502");
    hall.beam();
    hall.driver.gone(hall.now, LinkHint::NoPort);
    hall.pass(1_100);
    assert!(!hall.world.high_voltage, "its own watchdog");
    let mut hall = Hall::up("tcp:10.0.0.9:502");
    hall.mangle = Box::new(|_, _| vec![]);
    let before = hall.last();
    hall.pass(2_200);
    assert_eq!(hall.last(), before);
    assert_eq!(hall.closed, Some(LinkHint::Garbage));
}

#[test]
fn faults_resets_and_impossible_values_are_told() {
    let mut hall = Hall::up("tcp:10.0.0.9:502");
    hall.world.set_fault(DeviceFault::SourceArc, true);
    hall.pass(300);
    assert_eq!((hall.state(), hall.last().unwrap().value.fault), (SourceState::Faulted, 32));
    hall.world.set_fault(DeviceFault::SourceArc, false);
    hall.pass(200);
    assert_eq!(hall.state(), SourceState::Faulted, "latched");
    hall.order(SourceOrder::ClearFault);
    hall.pass(300);
    assert_eq!(hall.state(), SourceState::Ready);
    hall.world.set_fault(DeviceFault::DoorOpens, true);
    hall.world.set_fault(DeviceFault::SourceLocal, true);
    hall.pass(300);
    let status = hall.last().unwrap().value;
    assert_eq!((status.interlock, status.remote), (Contact::Open, Reported::Off));
    hall.world.set_fault(DeviceFault::SourceImplausible, true);
    hall.pass(200);
    let before = hall.last();
    hall.pass(300);
    assert_eq!((hall.last(), hall.reports.last()), (before, Some(&SourceReport::Implausible)));
}

/// Registers of one cycle, state and warm-up as given.
fn registers(state: u16, bits: u16, warmup: f32, volts: f32) -> Registers {
    let [low, high] = status::words(warmup);
    let mut registers = Registers::default();
    registers.add(0, vec![17, 1, 9, state, bits, 0, low, high, 0, 0]);
    registers.add(20, vec![5, 0, 0, 0, 0, 0, 0, 0, 0]);
    registers.add(100, status::words(volts).to_vec());
    registers
}

#[test]
fn states_mean_no_more_than_they_say() {
    use SourceState::{BeamOn, Faulted, Off, Prewarning, Ready, WarmingUp};
    let scale = Scale(settings("/dev/ttyS0").full_scale);
    let mut table = vec![(0xFFFF, 0.0, Faulted), (5, 0.5, WarmingUp), (5, 0.0, Ready), (99, 0.0, Off)];
    table.extend([0, 1, 2, 3, 4, 6].map(|state| (state, 0.0, Off)));
    table.extend([8, 9, 10, 12].map(|state| (state, 0.0, Prewarning)));
    table.extend([7, 11, 13].map(|state| (state, 0.0, BeamOn)));
    for (state, warmup, meaning) in table {
        let status = registers(state, 0, warmup, 600.0).status(scale).unwrap();
        assert_eq!(status.state, meaning, "{state}");
        assert_eq!(status.read.kv, Some(TenthsKv(30_000)));
    }
    for wrong in [
        registers(14, 0, 0.0, 0.0),
        registers(5, 0, f32::NAN, 0.0),
        registers(5, 0, -1.0, 0.0),
        registers(5, 0, 0.0, f32::INFINITY),
        registers(5, 0, 0.0, 1_441.0),
    ] {
        assert!(wrong.status(scale).is_err(), "{wrong:?}");
    }
    assert_eq!(registers(9, 0b10, 0.0, 0.0).status(scale).unwrap().interlock, Contact::Open);
}

proptest! {
    /// Delayed, lost and doubled answers: a beam that has ended is never reported on by a reading dated after its end.
    #[test]
    fn no_status_is_younger_than_what_it_says(
        seeds in prop::collection::vec((0u8..8, 1u64..480), 1..40),
        is_serial in any::<bool>(),
    ) {
        let mut hall = Hall::up(if is_serial { "/dev/ttyS0" } else { "tcp:10.0.0.9:502" });
        hall.beam();
        let mut turn = seeds.into_iter().cycle();
        hall.mangle = Box::new(move |now, bytes| match turn.next().unwrap_or_default() {
            (0, _) => vec![],
            (1, delay) => vec![(now + ms(delay), bytes)],
            (2, delay) => vec![(now + ms(2), bytes.clone()), (now + ms(2 + delay), bytes)],
            _ => vec![(now + ms(2), bytes)],
        });
        hall.pass(200);
        hall.world.set_fault(DeviceFault::DoorOpens, true);
        hall.pass(10);
        let ended_at = hall.now;
        hall.pass(1_500);
        for report in &hall.reports {
            if let SourceReport::Status(reading) = report {
                prop_assert!(reading.value.state != SourceState::BeamOn || reading.asked_at <= ended_at);
                prop_assert!(reading.asked_at <= reading.came_at);
            }
        }
    }

    #[test]
    fn any_bytes_cut_anywhere_are_survived_and_make_no_reading(
        noise in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..30),
        is_serial in any::<bool>(),
    ) {
        let mut hall = Hall::up(if is_serial { "/dev/ttyS0" } else { "tcp:10.0.0.9:502" });
        hall.mangle = Box::new(|_, _| vec![]);
        hall.pass(60);
        let before = hall.last();
        for bytes in noise {
            hall.driver.received(hall.now, &bytes);
            hall.pass(20);
        }
        prop_assert_eq!(hall.last(), before);
    }
}
