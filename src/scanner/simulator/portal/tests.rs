//! The simulated portal, asked by the frames of the other side.

use super::*;
use crate::scanner::modbus::frame::{Answer, Request};
use crate::scanner::simulator::Pace;

struct Hall {
    part: PortalPart,
    world: World,
}

impl Hall {
    /// A vehicle stands ready, the chain is closed.
    fn new() -> Self {
        let mut hall = Self { part: PortalPart::new(Framing::Rtu, 4711, 99), world: World::new(Pace::Fast) };
        hall.pass(2_000);
        hall
    }

    fn pass(&mut self, millis: u64) {
        for _ in 0..millis / 5 {
            let now = self.world.now() + Duration::from_millis(5);
            self.world.advance(now);
            self.part.tick(&mut self.world);
        }
    }

    fn ask(&mut self, request: &Request) -> Answer {
        let bytes = request.encode(Framing::Rtu, UNIT, 0).unwrap();
        self.part.received(&mut self.world, &bytes);
        let Some(PartOutput::Write(answer)) = self.part.next() else { panic!("no answer") };
        request.read_rtu(UNIT, &answer).unwrap()
    }

    fn beat(&mut self, counter: u16, outputs: u16) -> Vec<u16> {
        let values = vec![counter, outputs];
        match self.ask(&Request::Exchange { address: 0, count: 12, to: 16, values }) {
            Answer::Words(words) => words,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn every_table_tells_the_same() {
    let mut hall = Hall::new();
    let status = hall.beat(1, 0b1011);
    assert_eq!(status[..7], [0x4950, 1, 0, 4711, 0, 99, 1]);
    assert_eq!(status[7], 0b1_0011_1111);
    let read = |table, address, count| Request::Read { table, address, count };
    let again = hall.ask(&read(Table::Input, 0, 12));
    assert_eq!(again, hall.ask(&read(Table::Holding, 0, 12)));
    let bits = |word: u16| Answer::Bits((0..16).map(|place| word >> place & 1 == 1).collect());
    assert_eq!(hall.ask(&read(Table::Discrete, 0, 16)), bits(status[7]));
    assert_eq!(hall.ask(&read(Table::Coil, 0, 16)), bits(0b1011));
    assert_eq!(hall.ask(&read(Table::Input, 16, 1)), Answer::Exception(2));
    assert_eq!(hall.ask(&Request::WriteOne { address: 7, value: 1 }), Answer::Exception(2));
}

#[test]
fn the_permit_goes_with_the_heartbeat_and_the_chain_and_has_to_be_asked_for_anew() {
    let mut hall = Hall::new();
    hall.beat(1, 0b100);
    assert!(hall.world.permit);
    hall.pass(900);
    hall.beat(1, 0b100);
    assert!(hall.world.permit);
    hall.pass(150);
    assert!(!hall.world.permit, "the counter did not change for a second");
    hall.beat(2, 0b100);
    assert!(!hall.world.permit, "not by itself");
    hall.beat(3, 0);
    hall.beat(4, 0b100);
    assert!(hall.world.permit);
    hall.world.set_fault(DeviceFault::DoorOpens, true);
    assert_eq!(hall.beat(5, 0b100)[7] & 0b101, 0);
    assert!(!hall.world.permit);
    hall.world.set_fault(DeviceFault::DoorOpens, false);
    hall.beat(6, 0b100);
    assert!(!hall.world.permit);
}

#[test]
fn a_reset_forgets_outputs_and_a_frozen_program_its_echo() {
    let mut hall = Hall::new();
    hall.beat(7, 0b111);
    hall.world.set_fault(DeviceFault::PortalReset, true);
    hall.pass(10);
    assert!(!hall.world.permit && !hall.world.horn);
    let status = hall.ask(&Request::Read { table: Table::Holding, address: 4, count: 3 });
    assert_eq!(status, Answer::Words(vec![0, 100, 0]));
    hall.beat(8, 0b111);
    hall.world.set_fault(DeviceFault::PortalFrozen, true);
    hall.pass(10);
    hall.world.set_fault(DeviceFault::DoorOpens, true);
    let status = hall.beat(9, 0b111);
    assert_eq!((status[6], status[7] & 4), (8, 4), "what it says is what was");
    hall.pass(1_000);
    assert!(!hall.world.permit);
}

#[test]
fn the_speed_sensor_fails_as_it_is_told() {
    let mut hall = Hall::new();
    hall.world.set_fault(DeviceFault::SpeedImplausible, true);
    assert_eq!(hall.beat(1, 0)[9], 8_000);
    hall.world.set_fault(DeviceFault::SpeedDead, true);
    let status = hall.beat(2, 0);
    assert_eq!((status[9], status[7] >> 8 & 1), (0, 0));
    hall.world.set_fault(DeviceFault::Conflict, true);
    assert_eq!(hall.beat(3, 0b100)[8], 0);
}
