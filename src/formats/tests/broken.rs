//! Files that are too large, cut, changed, or no images at all.

use std::io::Cursor;
use std::path::Path;

use ::png::{BitDepth, ColorType};
use ::tiff::encoder::{Compression, DeflateLevel};
use proptest::prelude::*;

use super::made::{flat_jpeg, png, ramp, tiff};
use super::read;
use crate::formats::*;

const SMALL: Limits = Limits { max_width: 64, max_height: 64, max_pixels: 1_000, max_file_bytes: 20_000 };

fn samples() -> Vec<Vec<u8>> {
    let bytes: Vec<u8> = ramp(400).iter().flat_map(|value| value.to_be_bytes()).collect();
    vec![
        png(ColorType::Grayscale, BitDepth::Sixteen, (20, 20), &bytes),
        png(ColorType::Indexed, BitDepth::Two, (4, 4), &[0x19; 4]),
        tiff(&[ramp(400), ramp(400)], (20, 20), 3, Compression::Uncompressed),
        tiff(&[ramp(400)], (20, 20), 20, Compression::Lzw),
        tiff(&[ramp(400)], (20, 20), 6, Compression::Deflate(DeflateLevel::Fast)),
        flat_jpeg(40, 20, 1, 200),
        flat_jpeg(24, 24, 3, 90),
    ]
}

#[test]
fn what_is_not_read_is_named() {
    let mut dicom = vec![0; 128];
    dicom.extend(b"DICM");
    let cases: [(&[u8], &str); 6] = [
        (b"", "the image has no pixels"),
        (b"BM plus", "BMP images are not supported yet"),
        (&dicom, "DICOM and DICOS images are not supported yet"),
        (b"\0\0\0\x0cjP  \r\n", "JPEG 2000 images are not supported yet"),
        (b"GIF89a", "the file is no image this program knows"),
        (b"hello", "the file is no image this program knows"),
    ];
    for (bytes, message) in cases {
        assert_eq!(read(bytes, &Limits::default()).unwrap_err().to_string(), message);
        assert_eq!(probe(Cursor::new(bytes)).unwrap_err().to_string(), message);
    }
    let uff = ingest(Path::new("scan.UFF"), &SMALL, "", Cursor::new(Vec::new()));
    assert!(matches!(uff, Err(FormatError::NotSupportedYet("UFF"))));
}

#[test]
fn sizes_beyond_the_limits_are_refused_before_a_row_is_given() {
    let wide: Vec<u8> = vec![0; 65];
    let cases = [
        (png(ColorType::Grayscale, BitDepth::Eight, (65, 1), &wide), "width"),
        (png(ColorType::Grayscale, BitDepth::Eight, (1, 65), &wide), "height"),
        (png(ColorType::Grayscale, BitDepth::Eight, (32, 32), &[0; 1_024]), "number of pixels"),
        (tiff(&[ramp(65)], (65, 1), 1, Compression::Uncompressed), "width"),
        (flat_jpeg(40, 40, 1, 0), "number of pixels"),
        (vec![0x89; 20_001], "file"),
    ];
    for (bytes, what) in cases {
        let mut sink = Refusing;
        let error = read_rows(Cursor::new(bytes), &SMALL, &mut sink).unwrap_err();
        assert!(matches!(error, FormatError::TooLarge(found) if found == what), "{what}: {error}");
    }
    let wide_jpeg = read_rows(Cursor::new(flat_jpeg(65, 1, 1, 0)), &SMALL, &mut Refusing);
    assert!(wide_jpeg.is_err());
}

/// Fails the test when anything is decoded.
struct Refusing;

impl RowSink for Refusing {
    fn begin(&mut self, head: &ImageHead) -> Result<(), FormatError> {
        panic!("begun with {head:?}");
    }

    fn row(&mut self, _: u8, _: &[u16]) -> Result<(), FormatError> {
        panic!("a row was decoded");
    }
}

#[test]
fn a_few_bytes_that_claim_a_huge_image_take_no_memory() {
    let mut bomb = png(ColorType::Rgba, BitDepth::Sixteen, (1, 1), &[0; 8]);
    // The size, and the checksum that goes with it.
    bomb[16..20].copy_from_slice(&32_768_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&4_800_u32.to_be_bytes());
    bomb[28] = 1;
    let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    // Interlaced, 157 million pixels of 8 bytes would have to be held.
    let held = read(&bomb, &Limits::default());
    assert!(matches!(held, Err(FormatError::TooLarge("interlaced image"))), "{held:?}");

    let mut jpeg = flat_jpeg(8, 8, 1, 0);
    let size = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0x3f, 0xff, 0x3f, 0xff]);
    assert!(matches!(
        read(&jpeg, &Limits::default()),
        Err(FormatError::TooLarge("number of pixels" | "JPEG"))
    ));
}

#[test]
fn a_cut_file_is_refused_wherever_it_is_cut() {
    for (number, whole) in samples().iter().enumerate() {
        assert!(read(whole, &Limits::default()).is_ok(), "sample {number} is sound");
        for length in 0..whole.len() {
            let cut = read(&whole[..length], &Limits::default());
            assert!(cut.is_err(), "sample {number} cut to {length} of {}", whole.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_bytes_are_refused_or_read(start in 0..5_usize, rest in prop::collection::vec(any::<u8>(), 0..600)) {
        let starts: [&[u8]; 5] = [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"\xff\xd8\xff"];
        let bytes = [starts[start], &rest].concat();
        // `read` checks that whatever is accepted is complete and within its own head.
        let _accepted = read(&bytes, &SMALL).is_ok();
        let _known = probe(Cursor::new(&bytes)).is_ok();
    }

    #[test]
    fn changed_bytes_never_leave_the_limits(
        sample in 0..7_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = samples().swap_remove(sample);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok((head, _)) = read(&bytes, &SMALL) {
            prop_assert!(head.width <= 64 && head.height <= 64 && head.width * head.height <= 1_000);
        }
    }
}
