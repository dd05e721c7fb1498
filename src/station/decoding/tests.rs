//! What a station believes of its decoder.

use super::*;
use crate::domain::refusal::Undecoded;
use crate::formats::{Coding, ImageFormat};

fn head() -> ImageHead {
    ImageHead {
        format: ImageFormat::Tiff,
        width: 640,
        height: 480,
        bits: 16,
        significant_bits: 12,
        planes: 2,
        coding: Coding::Lossless,
    }
}

#[test]
fn a_head_that_no_image_has_is_refused() {
    assert!(is_possible(&head()));
    for wrong in [
        ImageHead { width: 0, ..head() },
        ImageHead { height: u32::MAX, ..head() },
        ImageHead { bits: 12, ..head() },
        ImageHead { significant_bits: 17, ..head() },
        ImageHead { significant_bits: 0, ..head() },
        ImageHead { planes: 3, ..head() },
    ] {
        assert!(!is_possible(&wrong), "{wrong:?}");
    }
}

#[test]
fn what_a_decoder_says_is_cleaned_and_cut() {
    let said = "\u{1b}]52;c;aGk=\u{7}\u{202e}".repeat(1_000);
    for fault in [
        ImportFault::NotSupported(said.clone()),
        ImportFault::TooLarge(said.clone()),
        ImportFault::Unreadable(said.clone()),
        ImportFault::NotKept(said),
    ] {
        let text = cleaned(fault).to_string();
        assert!(text.chars().count() <= MAX_DETAIL_CHARS + 60, "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text}");
    }
    assert_eq!(cleaned(ImportFault::Damaged), ImportFault::Damaged);
}

#[test]
fn a_report_survives_its_way() {
    for found in
        [Ok(head()), Err(ImportFault::Damaged), Err(ImportFault::NotDecoded(Undecoded::Ended { signal: 9 }))]
    {
        let report = Report { confinement: Confinement::Full, found: found.clone() };
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap().found, found, "{json}");
    }
}

#[test]
fn tiles_of_another_original_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, tiles) = (folder.path().join("a.png"), tempfile::tempfile().unwrap());
    let mut encoder = png::Encoder::new(File::create(&path).unwrap(), 64, 48);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[7; 64 * 48]).unwrap();
    let hash = |digit: &str| ImageHash::parse(&digit.repeat(64)).unwrap();
    let head = Decoder::Here.make_tiles(&path, &hash("a"), &tiles).unwrap();
    assert_eq!(Decoder::Here.look_through(&path).unwrap(), head);
    assert_eq!(prove(&tiles, &hash("a"), &head), Ok(()));
    let wrong = Err(ImportFault::NotDecoded(Undecoded::NoAnswer));
    assert_eq!(prove(&tiles, &hash("b"), &head), wrong);
    assert_eq!(prove(&tiles, &hash("a"), &ImageHead { width: 63, ..head.clone() }), wrong);
    tiles.set_len(100).unwrap();
    assert_eq!(prove(&tiles, &hash("a"), &head), wrong);
}

#[test]
fn a_pipe_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    rustix::fs::mkfifoat(rustix::fs::CWD, &path, 0o600.into()).unwrap();
    assert!(matches!(Decoder::Here.look_through(&path), Err(ImportFault::Unreadable(_))));
    assert!(matches!(Decoder::Here.look_through(folder.path()), Err(ImportFault::Unreadable(_))));
}

#[test]
fn a_program_that_is_no_decoder_is_a_clear_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    std::fs::write(&path, "x").unwrap();
    let ask = |program: &str| Decoder::Child(PathBuf::from(program)).look_through(&path).unwrap_err();
    assert!(matches!(ask("/no/such/program"), ImportFault::NotDecoded(Undecoded::NotStarted { .. })));
    assert_eq!(ask("/bin/true"), ImportFault::NotDecoded(Undecoded::NoAnswer));
    // It echoes a sentence of its own.
    assert_eq!(ask("/bin/ls"), ImportFault::NotDecoded(Undecoded::NoAnswer));
}
