//! Every message there and back, and whatever else may come over the line.

use super::*;
use proptest::prelude::*;

fn scans() -> impl Strategy<Value = ScanId> {
    "[0-9]{8}-[0-9]{6}-[0-9]{6}-[0-9]{1,3}".prop_map(|text| ScanId::parse(&text).unwrap())
}

fn calibrations() -> impl Strategy<Value = Calibration> {
    prop_oneof![Just(Calibration::Dark), Just(Calibration::Air)]
}

fn statuses() -> impl Strategy<Value = Message> {
    (any::<[u32; 5]>(), any::<i16>(), prop::option::of(scans())).prop_map(
        |(numbers, temperature_tenths, scan)| {
            let [poll, boot, columns, columns_expected, dropped] = numbers;
            Message::Status(Status {
                poll,
                boot,
                columns,
                columns_expected,
                dropped,
                temperature_tenths,
                scan,
            })
        },
    )
}

fn messages() -> impl Strategy<Value = Message> {
    prop_oneof![
        Just(Message::Identify),
        any::<u32>().prop_map(Message::Poll),
        scans().prop_map(Message::Begin),
        (any::<u32>(), any::<u32>()).prop_map(|(tag, upto)| Message::Credit { tag, upto }),
        (scans(), prop_oneof![Just(Outcome::Whole), Just(Outcome::Broken)])
            .prop_map(|(scan, outcome)| Message::End(scan, outcome)),
        calibrations().prop_map(Message::Calibrate),
        (any::<u8>(), "\\PC{0,16}", "\\PC{0,16}", "[0-9.]{0,16}").prop_map(
            |(version, model, serial, firmware)| Message::Identity { version, model, serial, firmware }
        ),
        statuses(),
        (any::<u32>(), any::<u32>(), prop::collection::vec(any::<u8>(), 1..=MAX_HEIGHT))
            .prop_map(|(tag, number, pixels)| Message::Column { tag, number, pixels }),
        (any::<u32>(), any::<u32>(), scans()).prop_map(|(columns, dropped, scan)| Message::Ended {
            columns,
            dropped,
            scan
        }),
        (calibrations(), any::<[u16; 3]>(), any::<u32>()).prop_map(
            |(which, [mean, saturated, dead], noise_hundredths)| {
                Message::Calibrated(which, CalibrationFigures { mean, noise_hundredths, saturated, dead })
            }
        ),
        any::<u16>().prop_map(Message::Refused),
    ]
}

proptest! {
    #[test]
    fn a_message_reads_as_it_was_written(message in messages(), sequence in any::<u16>()) {
        let frame = message.to_frame(sequence);
        prop_assert!(crate::scanner::link::encode(&frame).is_ok());
        prop_assert_eq!(Message::from_frame(&frame), Ok(message));
    }

    #[test]
    fn a_payload_with_a_byte_more_or_less_is_no_message(message in messages()) {
        let frame = message.to_frame(0);
        let mut longer = frame.clone();
        longer.payload.push(0);
        prop_assert_eq!(Message::from_frame(&longer), Err(MessageFault::Payload(frame.kind)));
        let mut shorter = frame.clone();
        if shorter.payload.pop().is_some() {
            prop_assert_eq!(Message::from_frame(&shorter), Err(MessageFault::Payload(frame.kind)));
        }
    }

    #[test]
    fn any_payload_is_read_or_refused(kind in any::<u8>(), payload in prop::collection::vec(any::<u8>(), 0..600)) {
        let frame = Frame { kind, sequence: 0, payload };
        if let Ok(message) = Message::from_frame(&frame) {
            prop_assert_eq!(message.to_frame(0), frame);
        }
    }
}

#[test]
fn messages_are_at_their_described_places() {
    let scan = ScanId::parse("1-2-3-4").unwrap();
    let status = Status {
        poll: 7,
        boot: 0x0102_0304,
        columns: 300,
        columns_expected: 900,
        dropped: 2,
        temperature_tenths: -15,
        scan: Some(scan.clone()),
    };
    let frame = Message::Status(status).to_frame(1);
    let expected = [
        &[7, 0, 0, 0, 4, 3, 2, 1, 44, 1, 0, 0, 132, 3, 0, 0, 2, 0, 0, 0, 0xF1, 0xFF, 7],
        b"1-2-3-4".as_slice(),
    ];
    assert_eq!((frame.kind, frame.payload), (0x92, expected.concat()));
    let frame = Message::End(scan.clone(), Outcome::Whole).to_frame(1);
    assert_eq!((frame.kind, frame.payload), (0x15, [&[1, 7], b"1-2-3-4".as_slice()].concat()));
    let frame = Message::Credit { tag: scan_tag(&scan), upto: 64 }.to_frame(1);
    assert_eq!(frame.payload, [&scan_tag(&scan).to_le_bytes(), [64, 0, 0, 0].as_slice()].concat());
    let figures = CalibrationFigures { mean: 300, noise_hundredths: 450, saturated: 1, dead: 2 };
    let frame = Message::Calibrated(Calibration::Air, figures).to_frame(1);
    assert_eq!((frame.kind, frame.payload), (0x95, vec![2, 44, 1, 194, 1, 0, 0, 1, 0, 2, 0]));
}

#[test]
fn a_kind_that_nobody_described_is_refused_by_name() {
    let frame = Frame { kind: 0x02, sequence: 0, payload: vec![7, 0, 0, 0] };
    assert_eq!(Message::from_frame(&frame), Err(MessageFault::UnknownKind(0x02)));
}
