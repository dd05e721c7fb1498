//! Images from another machine become cases; what is no image does not.

use crate::support::booth::{Seat, Site, real_scan, shared};
use intrascope::domain::case::CaseState;
use intrascope::domain::scan::Depth;
use intrascope::words::{Language, Words};
use std::fs;

/// A grey PNG with a darker square in its middle.
pub(super) fn grey_png(level: u8) -> Vec<u8> {
    const SIDE: u32 = 64;
    let pixels: Vec<u8> = (0..SIDE * SIDE)
        .map(|at| {
            let (x, y) = (at % SIDE, at / SIDE);
            let is_inside = (24..40).contains(&x) && (24..40).contains(&y);
            if is_inside { level / 2 } else { level }
        })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn a_lossy_image_is_taken_with_its_flag_and_can_be_analysed() {
    let Some(image) = real_scan("060_5e67b033635812f4b0291801") else { return };
    let site = Site::new(Language::Ru);
    let flag = Words::new(Language::Ru).say("depth-reduced");
    let run = site.import(&image);
    assert!(run.said.contains(&flag), "{}", run.said);
    let list = site.run(&["case", "list"]);
    assert!(list.said.contains(&flag), "{}", list.said);
    assert_eq!(site.rows()[0].depth, Some(Depth::Reduced));

    let mut booth = site.start();
    booth.sign_in(Seat::Oac);
    booth.wait_for("depth-reduced-short");
    booth.open_analysis();
    booth.wait_for_text(&flag);
    let case = site.case(1);
    assert_eq!((case.state, case.registration), (CaseState::InAnalysis, None));
    // Beside a running station the file goes through it.
    site.import(&image);
    booth.terminate(termlens::Signal::Term);
    // The scanner's port and the store are open in the station, and must not be in its decoder.
    let log = fs::read_to_string(site.data().join("log/intrascope.log")).unwrap();
    assert!(!log.contains("was not decoded"), "{log}");
    assert!(!log.contains("descriptors"), "{log}");
    assert_eq!(site.case(2).state, CaseState::Queued);
    site.expect_verified();
}

#[test]
fn a_big_endian_tiff_is_taken_at_full_depth() {
    let Some(image) = shared("image_quality_nist/N4255_1.tif") else { return };
    assert_eq!(fs::read(&image).unwrap()[..2], *b"MM", "big-endian");
    let site = Site::new(Language::Ru);
    site.import(&image);
    let case = site.case(1);
    let kept = case.last_scan().unwrap().image.as_ref().unwrap();
    assert_eq!((kept.depth, kept.bits), (Depth::Full, 16));
    assert_eq!(fs::read(site.original(kept.sha256.as_str())).unwrap(), fs::read(&image).unwrap());
    let mut booth = site.start();
    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth.terminate(termlens::Signal::Term);
    site.expect_verified();
}

#[test]
fn what_is_no_image_is_refused_and_nothing_is_kept() {
    let site = Site::new(Language::En);
    let text = site.data().join("note.jpg");
    fs::write(&text, "not an image").unwrap();
    for file in ["/dev/null", "/dev/zero", "/no/such/file", text.to_str().unwrap()] {
        let run = site.run(&["import", file]);
        assert_eq!(run.code, Some(1), "{file}: {}", run.said);
        assert!(run.said.contains(file), "{}", run.said);
    }
    assert!(site.rows().is_empty());
    assert_eq!(fs::read_dir(site.data().join("originals")).unwrap().count(), 0);
    site.expect_verified();
}
