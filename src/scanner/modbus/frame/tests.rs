//! The specification's own frames, and bytes that are none.

use super::*;
use proptest::prelude::*;

/// The examples of the Application Protocol Specification V1.1b3, chapter 6, function and data: request, answer, meaning.
fn golden() -> Vec<(Request, Vec<u8>, Vec<u8>, Answer)> {
    let read = |table, address, count| Request::Read { table, address, count };
    let bits = |bytes: &[u8], count: usize| {
        let all = bytes.iter().flat_map(|byte| (0..8).map(move |at| byte >> at & 1 == 1));
        Answer::Bits(all.take(count).collect())
    };
    let exchange = Request::Exchange { address: 3, count: 6, to: 14, values: vec![0xFF; 3] };
    let exchanged = Answer::Words(vec![0x00FE, 0x0ACD, 0x0001, 0x0003, 0x000D, 0x00FF]);
    vec![
        (
            read(Table::Coil, 0x13, 0x13),
            vec![1, 0, 0x13, 0, 0x13],
            vec![1, 3, 0xCD, 0x6B, 5],
            bits(&[0xCD, 0x6B, 5], 19),
        ),
        (
            read(Table::Discrete, 0xC4, 0x16),
            vec![2, 0, 0xC4, 0, 0x16],
            vec![2, 3, 0xAC, 0xDB, 0x35],
            bits(&[0xAC, 0xDB, 0x35], 22),
        ),
        (
            read(Table::Holding, 0x6B, 3),
            vec![3, 0, 0x6B, 0, 3],
            vec![3, 6, 2, 0x2B, 0, 0, 0, 0x64],
            Answer::Words(vec![0x022B, 0, 0x64]),
        ),
        (read(Table::Input, 8, 1), vec![4, 0, 8, 0, 1], vec![4, 2, 0, 0x0A], Answer::Words(vec![10])),
        (
            Request::WriteOne { address: 1, value: 3 },
            vec![6, 0, 1, 0, 3],
            vec![6, 0, 1, 0, 3],
            Answer::Written,
        ),
        (
            Request::Write { address: 1, values: vec![0x000A, 0x0102] },
            vec![0x10, 0, 1, 0, 2, 4, 0, 0x0A, 1, 2],
            vec![0x10, 0, 1, 0, 2],
            Answer::Written,
        ),
        (
            exchange,
            vec![0x17, 0, 3, 0, 6, 0, 0x0E, 0, 3, 6, 0, 0xFF, 0, 0xFF, 0, 0xFF],
            vec![0x17, 0x0C, 0, 0xFE, 0x0A, 0xCD, 0, 1, 0, 3, 0, 0x0D, 0, 0xFF],
            exchanged,
        ),
    ]
}

fn rtu(unit: u8, data: &[u8]) -> Vec<u8> {
    let mut frame = [&[unit], data].concat();
    frame.extend(crc(&frame));
    frame
}

fn tcp(unit: u8, transaction: u16, data: &[u8]) -> Vec<u8> {
    let [high, low] = transaction.to_be_bytes();
    let length = u8::try_from(data.len() + 1).unwrap();
    [&[high, low, 0, 0, 0, length, unit], data].concat()
}

#[test]
fn a_serial_frame_is_the_one_that_everybody_shows() {
    // simplymodbus.ca, "Modbus RTU": registers 40108 to 40110 of unit 17.
    let request = Request::Read { table: Table::Holding, address: 0x6B, count: 3 };
    let bytes = [0x11, 3, 0, 0x6B, 0, 3, 0x76, 0x87];
    assert_eq!(request.encode(Framing::Rtu, 17, 0).unwrap(), bytes);
    let answer = [0x11, 3, 6, 0xAE, 0x41, 0x56, 0x52, 0x43, 0x40, 0x49, 0xAD];
    assert_eq!(request.read_rtu(17, &answer), Some(Answer::Words(vec![0xAE41, 0x5652, 0x4340])));
}

#[test]
fn frames_are_those_of_the_specification() {
    for (request, asked, answered, meaning) in golden() {
        assert_eq!(request.encode(Framing::Rtu, 5, 9).unwrap(), rtu(5, &asked), "{request:?}");
        assert_eq!(request.encode(Framing::Tcp, 5, 900).unwrap(), tcp(5, 900, &asked), "{request:?}");
        assert_eq!(request.answer_rtu(), answered.len() + 3);
        assert_eq!(request.read_rtu(5, &rtu(5, &answered)), Some(meaning.clone()), "{request:?}");
        assert_eq!(request.read_tcp(5, 900, &tcp(5, 900, &answered)), Some(meaning), "{request:?}");
        let exception = [request.function() | 0x80, 2];
        assert_eq!(request.read_rtu(5, &rtu(5, &exception)), Some(Answer::Exception(2)));
        assert_eq!(request.read_tcp(5, 1, &tcp(5, 1, &exception)), Some(Answer::Exception(2)));
    }
}

#[test]
fn another_units_or_transactions_answer_is_not_read() {
    for (request, _, answered, _) in golden() {
        assert_eq!(request.read_rtu(5, &rtu(6, &answered)), None);
        assert_eq!(request.read_tcp(5, 900, &tcp(5, 901, &answered)), None);
        assert_eq!(request.read_tcp(5, 900, &tcp(6, 900, &answered)), None);
        let mut other = answered;
        other[0] ^= 1;
        assert_eq!(request.read_rtu(5, &rtu(5, &other)), None, "{request:?}");
    }
}

#[test]
fn what_no_frame_carries_is_refused() {
    let read = |table, address, count| Request::Read { table, address, count };
    for request in [
        read(Table::Holding, 0, 0),
        read(Table::Input, 0, 126),
        read(Table::Coil, 0, 2_001),
        read(Table::Holding, 65_535, 2),
        Request::Write { address: 0, values: vec![] },
        Request::Write { address: 0, values: vec![0; 124] },
        Request::Exchange { address: 0, count: 1, to: 0, values: vec![0; 122] },
        Request::Exchange { address: 0, count: 126, to: 0, values: vec![0] },
    ] {
        assert_eq!(request.encode(Framing::Rtu, 1, 0), Err(RequestFault), "{request:?}");
    }
    let longest = Request::Exchange { address: 0, count: 125, to: 0, values: vec![0; 121] };
    assert!(longest.encode(Framing::Rtu, 1, 0).unwrap().len() <= MAX_RTU);
    assert!(longest.encode(Framing::Tcp, 1, 0).unwrap().len() <= MAX_TCP);
    assert!(longest.answer_rtu() <= MAX_RTU && read(Table::Coil, 0, MAX_BITS).answer_rtu() <= MAX_RTU);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(which in 0usize..7, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (request, ..) = golden().swap_remove(which);
        // Right sums and headers over whatever is inside, so that what is inside is looked at.
        let data: Vec<u8> = [request.function()].into_iter().chain(bytes.iter().copied()).take(253).collect();
        for answer in [
            request.read_rtu(1, &bytes),
            request.read_tcp(1, 1, &bytes),
            request.read_rtu(1, &rtu(1, &data)),
            request.read_rtu(1, &rtu(1, &bytes)),
        ].into_iter().flatten() {
            if let (Answer::Words(words), Request::Read { count, .. } | Request::Exchange { count, .. }) = (&answer, &request) {
                prop_assert_eq!(words.len(), usize::from(*count));
            }
        }
    }

    #[test]
    fn a_changed_bit_is_always_seen(which in 0usize..7, at in any::<prop::sample::Index>(), bit in 0u32..8) {
        let (request, _, answered, _) = golden().swap_remove(which);
        let mut frame = rtu(5, &answered);
        let at = at.index(frame.len());
        frame[at] ^= 1_u8 << bit;
        prop_assert_eq!(request.read_rtu(5, &frame), None);
    }
}
