//! Words of an XRV as `PyMeasure` publishes them, words of a uX as its public scripts have them, and what is none.

use super::frame::{self, Coverage, Framer};
use super::*;
use crate::domain::lane::{Contact, SourceState};
use crate::scanner::line::{Endpoint, Line};
use crate::scanner::reports::Reported;
use proptest::prelude::*;

/// 105 tests of `PyMeasure` made these 119 pairs.
const VECTORS: &str = include_str!("../../../../tests/source_peers/xrv.tsv");

fn spellman(profile: &'static Profile) -> Spellman {
    let full = Setpoint { kv: TenthsKv(1_600), current: Microamps(30_000) };
    Spellman {
        profile,
        coverage: Coverage::ThroughComma,
        framer: Framer::new(Coverage::ThroughComma),
        model: "X".to_owned(),
        firmware: None,
        full,
    }
}

fn vectors() -> impl Iterator<Item = (&'static str, &'static str)> {
    VECTORS.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once('\t').unwrap())
}

fn framed(text: &str) -> Vec<u8> {
    [b"\x02", text.as_bytes(), b"\x03"].concat()
}

fn pieces(bytes: &[u8], coverage: Coverage) -> Vec<Piece> {
    let mut framer = Framer::new(coverage);
    bytes.iter().filter_map(|byte| framer.push(*byte)).collect()
}

fn word(text: &str) -> Vec<u8> {
    let found = pieces(&framed(text), Coverage::ThroughComma);
    let [Piece::Word(word)] = found.as_slice() else { panic!("{text} {found:?}") };
    word.clone()
}

/// Every request that the driver makes of an XRV.
fn requests() -> Vec<Request> {
    let set = |axis| (0..=FULL).map(move |count| Request::Set(axis, count));
    let plain = [
        Request::Status,
        Request::Faults,
        Request::Measured(Axis::Kv),
        Request::Held(Axis::Kv),
        Request::Held(Axis::Current),
        Request::Hours,
        Request::On(Edge::Begin),
        Request::Off(Edge::Begin),
        Request::Clear,
    ];
    let identify = (0..4).map(Request::Identify);
    identify.chain(plain).chain(set(Axis::Kv)).chain(set(Axis::Current)).collect()
}

const FULL: u16 = crate::scanner::source::FULL_COUNT;

#[test]
fn every_published_word_is_one_and_its_neighbours_are_none() {
    assert_eq!(vectors().count(), 119);
    for (request, answer) in vectors() {
        for text in [request, answer] {
            let body = &text[..text.len() - 2];
            assert_eq!(word(text), body.as_bytes());
            let broken = format!("{body},\u{3f}");
            assert_eq!(pieces(&framed(&broken), Coverage::ThroughComma), [Piece::Damaged], "{broken}");
        }
    }
}

#[test]
fn what_the_driver_asks_is_byte_for_byte_what_pymeasure_asks() {
    let dialect = spellman(&profile::XRV);
    let ours: std::collections::BTreeSet<Vec<u8>> =
        requests().into_iter().map(|request| dialect.encode(request)).collect();
    // What is asked of an XRV elsewhere: speed, hours reset, filament, power, FPGA, single monitors.
    let not_ours = ["07", "12", "13", "16", "17", "30", "32", "38", "43", "60", "65", "69", "70", "97"];
    let mut seen = 0;
    for (request, _) in vectors() {
        let is_ours = !not_ours.contains(&&request[..2]);
        assert_eq!(ours.contains(&framed(request)), is_ours, "{request}");
        seen += usize::from(is_ours);
    }
    assert!(seen >= 60, "{seen}");
}

#[test]
fn published_answers_say_what_pymeasure_takes_them_for() {
    let dialect = spellman(&profile::XRV);
    let says = |request, text: &str| dialect.fit(request, &word(text));
    let mine = |answer| Fit::Mine(answer);
    assert_eq!(says(Request::Held(Axis::Kv), "14,1280,x"), mine(Answer::Held(Axis::Kv, 1_280)));
    assert_eq!(says(Request::Held(Axis::Current), "15,4095,p"), mine(Answer::Held(Axis::Current, 4_095)));
    assert_eq!(says(Request::Set(Axis::Kv, 1_280), "10,$,c"), mine(Answer::Done));
    assert_eq!(says(Request::Hours, "21,300.670000,W"), mine(Answer::Hours(3_006)));
    assert_eq!(says(Request::Hours, "21,25650.000000,u"), mine(Answer::Hours(256_500)));
    // 1.2 × 160 kV × 1234/4095 and 1.2 × 30 mA × 2977/4095.
    let measured = Answer::Measured(Some(TenthsKv(579)), Some(Microamps(26_171)));
    assert_eq!(says(Request::Measured(Axis::Kv), "19,1234,2977,3783,512,768,6,7,899,~"), mine(measured));
    assert_eq!(says(Request::Held(Axis::Kv), "15,4095,p"), Fit::Other);
    let faults = vectors().filter_map(|(_, answer)| answer.starts_with("68,").then_some(answer));
    let told: Vec<Fit> = faults.map(|answer| says(Request::Faults, answer)).collect();
    let expected: Vec<Fit> = (0..=27).chain([1]).map(|number| mine(Answer::Fault(number))).collect();
    assert_eq!(told, expected);
}

#[test]
fn each_of_the_seventeen_flags_has_its_own_meaning() {
    let dialect = spellman(&profile::XRV);
    let flags = |answer: &str| match dialect.fit(Request::Status, &word(answer)) {
        Fit::Mine(Answer::Flags(flags)) => flags,
        other => panic!("{answer} {other:?}"),
    };
    let singles: Vec<Flags> = vectors()
        .filter(|(_, answer)| answer.starts_with("22,") && answer.matches('1').count() == 1)
        .map(|(_, answer)| flags(answer))
        .collect();
    assert_eq!(singles.len(), 17);
    let states: Vec<SourceState> = singles.iter().map(|flags| flags.state).collect();
    for (index, state) in states.iter().enumerate() {
        let expected = match index {
            0 => SourceState::BeamOn,
            4 => SourceState::Faulted,
            6 => SourceState::WarmingUp,
            8 => SourceState::Prewarning,
            15 => SourceState::Ready,
            _ => SourceState::Off,
        };
        assert_eq!(*state, expected, "{index}");
    }
    assert!(singles.iter().all(|flags| flags.interlock == Contact::Open), "one of three is not all");
    assert_eq!(singles[5].remote, Reported::Off);
    let all = flags("22,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,C");
    assert_eq!((all.state, all.interlock), (SourceState::BeamOn, Contact::Closed));
}

#[test]
fn a_ux_has_other_numbers_and_the_other_polarity() {
    let dialect = spellman(&profile::UX);
    let text = |request| String::from_utf8(dialect.encode(request)).unwrap();
    assert_eq!(text(Request::On(Edge::Begin))[1..6], *"99,1,");
    assert_eq!(text(Request::Clear)[1..4], *"52,");
    assert_eq!(text(Request::Faults)[1..4], *"32,");
    // Interlock 1 is open there: the example of its scripts.
    let Fit::Mine(Answer::Flags(flags)) = dialect.fit(Request::Status, b"22,0,1,0") else { panic!() };
    assert_eq!((flags.state, flags.interlock), (SourceState::Ready, Contact::Open));
    let Fit::Mine(Answer::Flags(flags)) = dialect.fit(Request::Status, b"22,1,0,0") else { panic!() };
    assert_eq!((flags.state, flags.interlock), (SourceState::BeamOn, Contact::Closed));
    let refused = |code| Fit::Mine(Answer::Refused(code));
    assert_eq!(dialect.fit(Request::On(Edge::Begin), b"99,0"), refused(0));
    assert_eq!(dialect.fit(Request::On(Edge::Begin), b"99,!,3"), refused(3));
}

#[test]
fn what_leaves_the_grammar_is_no_answer() {
    let dialect = spellman(&profile::XRV);
    for (request, body) in [
        (Request::Held(Axis::Kv), "14"),
        (Request::Held(Axis::Kv), "14,"),
        (Request::Held(Axis::Kv), "14,0128"),
        (Request::Held(Axis::Kv), "14,4096"),
        (Request::Held(Axis::Kv), "14,12 8"),
        (Request::Held(Axis::Kv), "14,1280,1"),
        (Request::Held(Axis::Kv), "14,$"),
        (Request::Status, "22,0,1,0"),
        (Request::Status, "22,0,1,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0"),
        (Request::Faults, "68,0,0,0"),
        (Request::Measured(Axis::Kv), "19,1,2,3,4,5,6,7"),
        (Request::Hours, "21,01.5"),
        (Request::Hours, "21,1e9"),
        (Request::Hours, "21,9999999999.0"),
        (Request::Set(Axis::Kv, 1), "10,$,$"),
        (Request::Set(Axis::Kv, 1), "10,"),
        (Request::Set(Axis::Kv, 1), "1"),
        (Request::Set(Axis::Kv, 1), "100,$"),
    ] {
        assert_eq!(dialect.fit(request, body.as_bytes()), Fit::Damaged, "{body}");
    }
}

#[test]
fn each_coverage_of_the_checksum_proves_its_own_words_only() {
    for coverage in [Coverage::ThroughComma, Coverage::BeforeComma, Coverage::None] {
        let bytes = frame::encode(10, Some(1_280), coverage);
        assert_eq!(pieces(&bytes, coverage), [Piece::Word(b"10,1280".to_vec())]);
        for other in [Coverage::ThroughComma, Coverage::BeforeComma, Coverage::None] {
            if other != coverage {
                assert_eq!(pieces(&bytes, other), [Piece::Damaged], "{coverage:?} {other:?}");
            }
        }
    }
}

#[test]
fn a_model_other_than_the_configured_one_has_no_identity() {
    let line = Line::at(Endpoint::Serial("/dev/ttyS0".into()));
    assert_eq!(line.settings(crate::scanner::source::USUAL).baud, 9_600);
    let dialect = spellman(&profile::XRV);
    let answers = |model: &str, scale: [&str; 3]| {
        let text = |fields: &[&str]| Answer::Text(fields.iter().map(|field| (*field).to_owned()).collect());
        let configuration = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
        [text(&[model]), text(&["SWM1", "7"]), text(&scale), text(&configuration)]
    };
    let identity = |model, scale| dialect.identity(&answers(model, scale));
    assert_eq!(identity("X", ["160", "30", "0"]).as_deref(), Some("X, SWM1 7, watchdog 12"));
    assert_eq!(identity("X", ["160.0", "30.0", "1"]).as_deref(), Some("X, SWM1 7, watchdog 12"));
    assert_eq!(identity("Y", ["160", "30", "0"]), None);
    assert_eq!(identity("X", ["160", "20", "0"]), None);
    assert_eq!(identity("X", ["x", "30", "0"]), None);
}

proptest! {
    #[test]
    fn any_bytes_stay_bounded_and_what_is_written_is_found_between_them(
        before in prop::collection::vec(any::<u8>(), 0..300),
        count in 0u16..=4_095,
    ) {
        let mut framer = Framer::new(Coverage::ThroughComma);
        for byte in &before {
            drop(framer.push(*byte));
        }
        let bytes = frame::encode(11, Some(count), Coverage::ThroughComma);
        let found: Vec<Piece> = bytes.iter().filter_map(|byte| framer.push(*byte)).collect();
        prop_assert_eq!(found.last(), Some(&Piece::Word(format!("11,{count}").into_bytes())));
    }

    #[test]
    fn one_changed_bit_never_makes_another_reading(index in 0usize..40, bit in 0u8..8) {
        let dialect = spellman(&profile::XRV);
        let good = framed("22,1,1,1,0,0,0,1,0,0,0,1,0,0,0,0,1,1,M");
        let answer = |bytes: &[u8]| -> Vec<Fit> {
            let found = pieces(bytes, Coverage::ThroughComma);
            let words = found.into_iter().filter_map(|piece| match piece {
                Piece::Word(word) => Some(dialect.fit(Request::Status, &word)),
                Piece::Noise | Piece::Damaged => None,
            });
            words.filter(|fit| matches!(fit, Fit::Mine(_))).collect()
        };
        prop_assert_eq!(answer(&good).len(), 1);
        let mut bad = good.clone();
        let index = index % good.len();
        bad[index] ^= 1 << bit;
        prop_assert_eq!(answer(&bad), []);
    }
}
