//! What the answering side says to requests made by hand.

use super::*;
use proptest::prelude::*;

/// Ten of each; those from 5 can be written.
struct Ten([u16; 10]);

impl Registers for Ten {
    fn read(&mut self, table: Table, address: u16) -> Option<u16> {
        let value = *self.0.get(usize::from(address))?;
        Some(if table.is_bits() { value & 1 } else { value })
    }

    fn is_writable(&self, address: u16) -> bool {
        (5..10).contains(&address)
    }

    fn write(&mut self, address: u16, value: u16) {
        self.0[usize::from(address)] = value;
    }
}

fn ten() -> Ten {
    Ten([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
}

fn rtu(unit: u8, data: &[u8]) -> Vec<u8> {
    let mut frame = [&[unit], data].concat();
    frame.extend(crc::Crc::<u16>::new(&crc::CRC_16_MODBUS).checksum(&frame).to_le_bytes());
    frame
}

fn asked(data: &[u8]) -> (Vec<Vec<u8>>, [u16; 10]) {
    let mut ten = ten();
    let answers = Slave::new(Framing::Rtu, 7).received(Duration::ZERO, &rtu(7, data), &mut ten);
    (answers, ten.0)
}

#[test]
fn functions_are_answered_and_what_is_wrong_gets_its_exception() {
    let all = ten().0;
    let mut written = all;
    written[6..8].copy_from_slice(&[0x0102, 0x0304]);
    for (request, answer, after) in [
        (&[1, 0, 0, 0, 9][..], &[1, 2, 0b1010_1010, 0][..], all),
        (&[2, 0, 1, 0, 9], &[2, 2, 0b0101_0101, 1], all),
        (&[3, 0, 8, 0, 2], &[3, 4, 0, 8, 0, 9], all),
        (&[4, 0, 0, 0, 1], &[4, 2, 0, 0], all),
        (&[16, 0, 6, 0, 2, 4, 1, 2, 3, 4], &[16, 0, 6, 0, 2], written),
        (&[23, 0, 7, 0, 2, 0, 6, 0, 2, 4, 1, 2, 3, 4], &[23, 4, 3, 4, 0, 8], written),
        (&[3, 0, 9, 0, 2], &[0x83, 2], all),
        (&[3, 0, 0, 0, 0], &[0x83, 3], all),
        (&[3, 0, 0, 0, 126], &[0x83, 3], all),
        (&[6, 0, 4, 0, 1], &[0x86, 2], all),
        (&[16, 0, 4, 0, 2, 4, 1, 2, 3, 4], &[0x90, 2], all),
        (&[16, 0, 6, 0, 1, 4, 1, 2, 3, 4], &[0x90, 3], all),
        (&[5, 0, 0, 0xFF, 0], &[0x85, 1], all),
        (&[15, 0, 0, 0, 1, 1, 1], &[0x8F, 1], all),
        (&[43, 14, 1, 0], &[0xAB, 1], all),
    ] {
        assert_eq!(asked(request), (vec![rtu(7, answer)], after), "{request:?}");
    }
}

#[test]
fn other_units_frames_are_passed_over() {
    let mut slave = Slave::new(Framing::Rtu, 7);
    let stream = [rtu(8, &[3, 0, 0, 0, 1]), rtu(7, &[3, 0, 1, 0, 1]), rtu(0, &[6, 0, 6, 0, 9])].concat();
    let mut ten = ten();
    assert_eq!(slave.received(Duration::ZERO, &stream, &mut ten), [rtu(7, &[3, 2, 0, 1])]);
    assert_eq!(ten.0[6], 6);
}

#[test]
fn after_silence_a_frame_begins_anew() {
    let mut slave = Slave::new(Framing::Rtu, 7);
    let request = rtu(7, &[3, 0, 1, 0, 1]);
    assert!(slave.received(Duration::ZERO, &request[..5], &mut ten()).is_empty());
    assert_eq!(slave.received(Duration::from_millis(50), &request, &mut ten()).len(), 1);
}

#[test]
fn over_tcp_the_header_comes_back_with_the_answer() {
    let mut slave = Slave::new(Framing::Tcp, 7);
    let one = [0xAB, 0xCD, 0, 0, 0, 6, 7, 3, 0, 1, 0, 1];
    let two = [one, one].concat();
    let answers = slave.received(Duration::ZERO, &two[..17], &mut ten());
    assert_eq!(answers, [[0xAB, 0xCD, 0, 0, 0, 5, 7, 3, 2, 0, 1]]);
    assert_eq!(slave.received(Duration::ZERO, &two[17..], &mut ten()).len(), 1);
}

proptest! {
    #[test]
    fn any_bytes_cut_anywhere_are_survived(
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
        cut in 1usize..300,
        is_tcp in any::<bool>(),
    ) {
        let framing = if is_tcp { Framing::Tcp } else { Framing::Rtu };
        let mut slave = Slave::new(framing, 7);
        for part in bytes.chunks(cut) {
            slave.received(Duration::ZERO, part, &mut ten());
            prop_assert!(slave.held.len() <= MAX_FRAME);
        }
        let mut ten = ten();
        let request = [0, 1, 0, 0, 0, 6, 7, 3, 0, 1, 0, 1];
        let serial = rtu(7, &[3, 0, 1, 0, 1]);
        if framing == Framing::Rtu {
            prop_assert_eq!(slave.received(Duration::from_secs(1), &serial, &mut ten).len(), 1);
        } else {
            slave.received(Duration::from_secs(1), &request, &mut ten);
        }
    }
}
