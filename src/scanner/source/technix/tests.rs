//! Lines of the published protocol, and what is none.

use super::*;
use proptest::prelude::*;

fn technix() -> Technix {
    let full = Setpoint { kv: TenthsKv(1_000), current: Microamps(50_000) };
    Technix { line: Vec::new(), is_skipping: false, model: "SR100kV-5kW".to_owned(), full }
}

#[test]
fn every_request_is_the_one_of_the_protocol_page() {
    let technix = technix();
    for (request, line) in [
        (Request::Set(Axis::Kv, 4_095), "d1,4095\r"),
        (Request::Set(Axis::Current, 0), "d2,0\r"),
        (Request::Measured(Axis::Kv), "a1\r"),
        (Request::Measured(Axis::Current), "a2\r"),
        (Request::On(Edge::Begin), "P5,1\r"),
        (Request::On(Edge::End), "P5,0\r"),
        (Request::Off(Edge::Begin), "P6,1\r"),
        (Request::Off(Edge::End), "P6,0\r"),
        (Request::Remote, "P7,0\r"),
        (Request::Status, "E\r"),
    ] {
        assert_eq!(technix.encode(request), line.as_bytes());
    }
}

#[test]
fn answers_are_the_command_and_a_value_without_a_mark_between() {
    let technix = technix();
    let says = |request, line: &str| technix.fit(request, line.as_bytes());
    // Half of 100 kV, as the page's own device simulator reads it back.
    let half = Answer::Measured(Some(TenthsKv(500)), None);
    assert_eq!(says(Request::Measured(Axis::Kv), "a12048"), Fit::Mine(half));
    assert_eq!(says(Request::Set(Axis::Kv, 12), "d1,12"), Fit::Mine(Answer::Held(Axis::Kv, 12)));
    assert_eq!(says(Request::On(Edge::Begin), "P5,1"), Fit::Mine(Answer::Done));
    for (request, line) in [
        (Request::Measured(Axis::Kv), "a22048"),
        (Request::Measured(Axis::Kv), "E12"),
        (Request::On(Edge::Begin), "P6,1"),
        (Request::Set(Axis::Kv, 12), "d1,13"),
        (Request::Set(Axis::Kv, 12), "d2,12"),
    ] {
        assert_eq!(says(request, line), Fit::Other, "{line}");
    }
    for line in
        ["a1", "a14096", "a1012", "a1-1", "E256", "E", "E01", "P5,2", "P9,1", "d3,1", "d1,", "", "x", "aé1"]
    {
        assert_eq!(says(Request::Measured(Axis::Kv), line), Fit::Damaged, "{line}");
    }
}

#[test]
fn the_eight_bits_are_those_of_the_page() {
    for (bits, state, interlock, remote) in [
        (0b0000_0001, SourceState::Ready, Contact::Closed, Reported::On),
        (0b0000_0010, SourceState::Faulted, Contact::Closed, Reported::On),
        (0b0000_0100, SourceState::Ready, Contact::Open, Reported::On),
        (0b0000_1000, SourceState::BeamOn, Contact::Closed, Reported::On),
        (0b0000_1010, SourceState::BeamOn, Contact::Closed, Reported::On),
        (0b0011_0000, SourceState::Ready, Contact::Closed, Reported::On),
        (0b0100_0000, SourceState::Ready, Contact::Closed, Reported::Off),
    ] {
        let flags = flags(bits);
        assert_eq!((flags.state, flags.interlock, flags.remote), (state, interlock, remote), "{bits:08b}");
    }
}

proptest! {
    #[test]
    fn any_bytes_stay_bounded_and_the_next_line_is_whole(before in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut technix = technix();
        for byte in &before {
            drop(technix.push(*byte));
            prop_assert!(technix.line.len() <= MAX_LINE);
        }
        drop(technix.push(b'\r'));
        let found: Vec<Piece> = b"a12048\r".iter().filter_map(|byte| technix.push(*byte)).collect();
        prop_assert_eq!(found, [Piece::Word(b"a12048".to_vec())]);
    }
}
