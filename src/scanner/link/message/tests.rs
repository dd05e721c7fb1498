//! Every message there and back, and whatever else may come over the line.

use super::*;
use proptest::prelude::*;

fn contacts() -> impl Strategy<Value = Contact> {
    prop::sample::select(vec![Contact::Unknown, Contact::Closed, Contact::Open])
}

fn scans() -> impl Strategy<Value = ScanId> {
    "[0-9]{8}-[0-9]{6}-[0-9]{6}-[0-9]{1,3}".prop_map(|text| ScanId::parse(&text).unwrap())
}

fn reasons() -> impl Strategy<Value = EndReason> {
    prop_oneof![
        Just(EndReason::NotKnown),
        Just(EndReason::Completed),
        Just(EndReason::Stopped),
        Just(EndReason::Watchdog),
        prop::sample::select(INPUTS.to_vec()).prop_map(EndReason::Opened),
        any::<u16>().prop_map(EndReason::Source),
    ]
}

prop_compose! {
    fn statuses()(
        numbers in any::<[u32; 7]>(),
        contact in prop::array::uniform5(contacts()),
        state in (0u8..=6).prop_map(|code| source(code).unwrap()),
        fault in any::<u16>(),
        scan in prop::option::of(scans()),
    ) -> Status {
        let [poll, warmup_ms, prewarning_ms, columns_sent, columns_expected, dose_nsv, beam_ms] = numbers;
        let [chain, emergency_stop, gates, light_curtain, search_button] = contact;
        let inputs = ChainInputs { chain, emergency_stop, doors: gates, gates, light_curtain, search_button };
        Status { poll, inputs, source: state, warmup_ms, prewarning_ms, fault, columns_sent,
            columns_expected, dose_nsv, beam_ms, scan }
    }
}

fn messages() -> impl Strategy<Value = Message> {
    prop_oneof![
        Just(Message::Identify),
        Just(Message::Stop),
        Just(Message::AcknowledgeFault),
        any::<u32>().prop_map(Message::Poll),
        scans().prop_map(Message::RequestScan),
        scans().prop_map(Message::Recall),
        ("\\PC{0,16}", "\\PC{0,16}", "[0-9.]{0,16}")
            .prop_map(|(model, serial, firmware)| Message::Identity { model, serial, firmware }),
        statuses().prop_map(Message::Status),
        (any::<u32>(), any::<u32>(), prop::collection::vec(any::<u8>(), 1..=MAX_HEIGHT))
            .prop_map(|(tag, number, pixels)| Message::Column { tag, number, pixels }),
        (reasons(), any::<[u32; 3]>(), scans()).prop_map(|(reason, [columns, beam_ms, dose_nsv], scan)| {
            Message::ScanEnded { reason, columns, beam_ms, dose_nsv, scan }
        }),
        (any::<u16>(), scans()).prop_map(|(code, scan)| Message::Refused { code, scan }),
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
fn a_kind_that_nobody_described_is_refused_by_name() {
    let frame = Frame { kind: 0x7F, sequence: 0, payload: vec![] };
    assert_eq!(Message::from_frame(&frame), Err(MessageFault::UnknownKind(0x7F)));
}
