//! Lines as their sources print them, and everything that is nearly one.

use super::*;
use MonitorLine::{Background, Fault, Left, Sample, Setup, Speed, TamperCleared, Tampered};
use Radiation::{Gamma, Neutron};
use proptest::prelude::*;

const ALL: [&str; 16] = [
    "GB,000212,000209,000220,000198",
    "NB,000002,000005,000001,000003",
    "GH,000512,000209,000220,000198",
    "GL,000012,000209,000220,000198",
    "NH,000112,000005,000001,000003",
    "GS,000042,000041,000040,000043",
    "GA,000242,000241,000240,000243",
    "NS,000002,000001,000000,000001",
    "NA,000022,000021,000020,000021",
    "GX,000001,004741,000000,000000",
    "SP,0.2249,03.032,004.88,000000",
    "TT,000000,000000,000000,000000",
    "TC,111111,111111,111111,111111",
    "SG1,000800,000100,05,10,5.0,0",
    "SG2,4,0.056,5.026,1,1V,A02",
    "SN2,0.454,5.026,0.454,5.026,A02",
];

fn line(text: &str) -> MonitorLine {
    parse(text.as_bytes()).unwrap_or_else(|why| panic!("{text}: {why:?}"))
}

#[test]
fn lines_of_the_public_simulator_are_read() {
    let counts = |a, b, c, d| Counts([a, b, c, d]);
    assert_eq!(line(ALL[0]), Background(Gamma, counts(212, 209, 220, 198)));
    assert_eq!(line(ALL[1]), Background(Neutron, counts(2, 5, 1, 3)));
    assert_eq!(line(ALL[2]), Fault(Gamma, counts(512, 209, 220, 198)));
    assert_eq!(line(ALL[4]), Fault(Neutron, counts(112, 5, 1, 3)));
    assert_eq!(line(ALL[5]), Sample(Gamma, Word::Scan, counts(42, 41, 40, 43)));
    assert_eq!(line(ALL[6]), Sample(Gamma, Word::Alarm, counts(242, 241, 240, 243)));
    assert_eq!(line(ALL[8]), Sample(Neutron, Word::Alarm, counts(22, 21, 20, 21)));
    assert_eq!(line(ALL[9]), Left(1));
    assert_eq!([line(ALL[10]), line(ALL[11]), line(ALL[12])], [Speed, Tampered, TamperCleared]);
    assert_eq!([line(ALL[13]), line(ALL[14]), line(ALL[15])], [Setup; 3]);
}

#[test]
fn lines_of_daily_files_end_with_their_time() {
    assert_eq!(line("NB,000002,000005,000001,000003,00-00-04.841"), line(ALL[1]));
    for time in
        ["24-00-04.841", "00-60-04.841", "00-00-60.841", "00-00-04.84", "00-00-04.8411", "00:00:04.841"]
    {
        let text = format!("NB,000002,000005,000001,000003,{time}");
        assert_eq!(parse(text.as_bytes()), Err(NoLine::Grammar), "{time}");
    }
}

#[test]
fn what_is_nearly_a_line_is_none() {
    for text in [
        "",
        "GB",
        "GB,",
        "GQ,000212,000209,000220,000198",
        "gb,000212,000209,000220,000198",
        "GB,000212,000209,000220",
        "GB,000212,000209,000220,000198,000001",
        "GB,00212,000209,000220,000198",
        "GB,0000212,000209,000220,000198",
        "GB,+00212,000209,000220,000198",
        "GB,00021 ,000209,000220,000198",
        "GB,00021O,000209,000220,000198",
        " GB,000212,000209,000220,000198",
        "GB,000212,000209,000220,000198 ",
        "GB,000212,000209,000220,000198GB,000212,000209,000220,000198",
        "SP,0.2249,03.032,004.88",
        "SP,0.2249,03.032,00488.,000000",
        "SP,0.2249,03.032,00.4.8,000000",
        "SG1,000800",
        "SG4,000800,000100,05,10,5.0,0",
        "SG1,000800,000100,05,10,5.0,0,0",
        "SG1,000800,000100,05,10,5.0,<0>",
    ] {
        assert_eq!(parse(text.as_bytes()), Err(NoLine::Grammar), "{text}");
    }
}

#[test]
fn what_cannot_be_is_refused_and_not_cut() {
    for text in [
        "GB,999999,000209,000220,000198",
        "GB,002050,000209,000220,000198",
        "GB,000212,000209,000981,000198",
        "GS,000042,000041,000040,500001",
        "NS,000002,100001,000000,000001",
        "SP,0.0100,178.95,288.00,000000",
    ] {
        assert_eq!(parse(text.as_bytes()), Err(NoLine::Range), "{text}");
    }
    assert!(matches!(line("GB,000212,000209,000936,000198"), Background(Gamma, _)));
    // A source may be near one detector: a sample is never refused for that.
    assert!(matches!(line("GA,050000,000041,000040,000043"), Sample(Gamma, Word::Alarm, _)));
    assert_eq!(line("GS,500000,500000,500000,500000"), Sample(Gamma, Word::Scan, Counts([MAX_GAMMA; 4])));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if parse(&bytes).is_ok() {
            prop_assert!(bytes.len() <= MAX_LINE && bytes.is_ascii());
        }
    }

    /// A flipped bit may make another digit, which nothing can see, or one code into another; never anything else.
    #[test]
    fn a_flipped_bit_is_seen_outside_of_digits_and_codes(
        which in prop::sample::select(ALL[..13].to_vec()),
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let mut bytes = which.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let is_digit = which.as_bytes()[at].is_ascii_digit() && bytes[at].is_ascii_digit();
        if at > 1 && !is_digit {
            prop_assert_eq!(parse(&bytes), Err(NoLine::Grammar));
        }
    }

    #[test]
    fn a_line_that_was_cut_or_joined_is_none(
        which in prop::sample::select(ALL[..13].to_vec()),
        cut in any::<prop::sample::Index>(),
    ) {
        let cut = cut.index(which.len());
        prop_assert_eq!(parse(&which.as_bytes()[..cut]), Err(NoLine::Grammar));
        let joined = format!("{}{which}", &which[..cut]);
        if cut > 0 {
            prop_assert_eq!(parse(joined.as_bytes()), Err(NoLine::Grammar));
        }
    }
}
