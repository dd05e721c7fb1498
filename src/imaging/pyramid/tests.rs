//! A pyramid gives back what went in, or says that it is damaged.

use std::fs::File;
use std::os::unix::fs::FileExt;

use proptest::prelude::*;

use super::cache::CACHED_TILES;
use super::header::HEADER_BYTES;
use super::*;
use crate::imaging::raster::{Raster, Rect};

fn origin(width: u32, height: u32, planes: u8) -> Origin {
    Origin { width, height, planes, significant_bits: 12, sha256: "0123456789abcdef".repeat(4) }
}

/// A value that depends on the place, so that any pixel put elsewhere is found out.
fn value(plane: u8, x: u32, y: u32) -> u16 {
    let mixed = (x + 1).wrapping_mul(2_654_435_761) ^ (y + 7).wrapping_mul(40_503) ^ (u32::from(plane) << 21);
    u16::try_from(mixed >> 16).unwrap()
}

fn source(plane: u8, width: u32, height: u32) -> Raster {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| value(plane, x, y)));
    Raster::new(width, height, pixels.collect()).unwrap()
}

fn written(width: u32, height: u32, planes: u8) -> File {
    let file = tempfile::tempfile().unwrap();
    let mut writer = PyramidWriter::new(&file, origin(width, height, planes)).unwrap();
    for plane in 0..planes {
        for row in source(plane, width, height).rows() {
            writer.push_row(plane, row).unwrap();
        }
    }
    writer.finish().unwrap();
    file
}

/// The level above, computed pixel by pixel.
fn halved(level: &Raster) -> Raster {
    let (width, height) = (level.width().div_ceil(2), level.height().div_ceil(2));
    let mut pixels = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let places = [(0, 0), (1, 0), (0, 1), (1, 1)];
        let there: Vec<u32> =
            places.iter().filter_map(|(dx, dy)| level.at(2 * x + dx, 2 * y + dy)).map(u32::from).collect();
        let count = u32::try_from(there.len()).unwrap();
        pixels.push(u16::try_from((there.iter().sum::<u32>() + count / 2) / count).unwrap());
    }
    Raster::new(width, height, pixels).unwrap()
}

#[test]
fn every_level_is_the_exact_mean_of_the_one_below() {
    for (width, height) in [(1, 1), (256, 256), (257, 1), (1, 513), (1_030, 515), (600, 271)] {
        let mut pyramid = Pyramid::open(written(width, height, 2)).unwrap();
        for plane in 0..2 {
            let mut expected = source(plane, width, height);
            for level in 0..pyramid.level_count() {
                let size = pyramid.level_size(level).unwrap();
                assert_eq!(size, (expected.width(), expected.height()));
                let all = pyramid.region(plane, level, Rect::new(0, 0, size.0, size.1)).unwrap();
                assert!(all == expected, "{width}×{height}, plane {plane}, level {level}");
                expected = halved(&expected);
            }
        }
        let top = pyramid.level_size(pyramid.level_count() - 1).unwrap();
        assert!(top.0 <= TILE && top.1 <= TILE);
    }
}

#[test]
fn planes_may_come_row_about() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = PyramidWriter::new(&file, origin(300, 300, 2)).unwrap();
    for y in 0..300 {
        for plane in 0..2 {
            writer.push_row(plane, source(plane, 300, 300).row(y)).unwrap();
        }
    }
    writer.finish().unwrap();
    let mut pyramid = Pyramid::open(file).unwrap();
    for plane in 0..2 {
        assert!(pyramid.region(plane, 0, Rect::new(0, 0, 300, 300)).unwrap() == source(plane, 300, 300));
    }
}

#[test]
fn the_header_tells_what_the_image_was() {
    let pyramid = Pyramid::open(written(300, 200, 2)).unwrap();
    assert_eq!(pyramid.origin(), &origin(300, 200, 2));
    let counted: u32 = pyramid.histogram().iter().sum();
    assert_eq!(counted, 60_000, "plane 0 only");
    let bin = usize::from(value(0, 5, 5) >> 4);
    assert!(pyramid.histogram()[bin] > 0);
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let new = || PyramidWriter::new(tempfile::tempfile().unwrap(), origin(4, 2, 1)).unwrap();
    let mut writer = new();
    assert!(matches!(writer.push_row(0, &[0; 3]), Err(PyramidError::Rows)));
    assert!(matches!(writer.push_row(1, &[0; 4]), Err(PyramidError::Rows)));
    writer.push_row(0, &[0; 4]).unwrap();
    assert!(matches!(writer.finish(), Err(PyramidError::Rows)));
    let mut writer = new();
    writer.push_row(0, &[0; 4]).unwrap();
    writer.push_row(0, &[0; 4]).unwrap();
    assert!(matches!(writer.push_row(0, &[0; 4]), Err(PyramidError::Rows)));
}

#[test]
fn impossible_images_are_refused_before_memory_is_taken() {
    let refused = [
        origin(0, 1, 1),
        origin(1, 0, 1),
        origin(MAX_WIDTH + 1, 1, 1),
        origin(1, MAX_HEIGHT + 1, 1),
        origin(1, 1, 3),
        Origin { sha256: "0".repeat(63), ..origin(1, 1, 1) },
        Origin { sha256: "G".repeat(64), ..origin(1, 1, 1) },
        Origin { significant_bits: 17, ..origin(1, 1, 1) },
    ];
    for origin in refused {
        let result = PyramidWriter::new(tempfile::tempfile().unwrap(), origin.clone());
        assert!(matches!(result, Err(PyramidError::Description(_))), "{origin:?}");
    }
}

#[test]
fn an_unfinished_pyramid_is_none() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = PyramidWriter::new(&file, origin(300, 2, 1)).unwrap();
    writer.push_row(0, &[9; 300]).unwrap();
    drop(writer);
    assert!(matches!(Pyramid::open(file), Err(PyramidError::NotAPyramid)));
}

#[test]
fn any_flipped_byte_is_found() {
    let file = written(300, 300, 1);
    let length = file.metadata().unwrap().len();
    for position in (0..length).step_by(997).chain([0, 8, 11, HEADER_BYTES as u64, length - 1]) {
        let mut byte = [0];
        file.read_exact_at(&mut byte, position).unwrap();
        file.write_all_at(&[byte[0] ^ 0x10], position).unwrap();
        let all = Pyramid::open(file.try_clone().unwrap()).and_then(|mut pyramid| {
            pyramid.region(0, 0, Rect::new(0, 0, 300, 300))?;
            pyramid.region(0, 1, Rect::new(0, 0, 150, 150))
        });
        assert!(all.is_err(), "byte {position} of {length}");
        file.write_all_at(&byte, position).unwrap();
    }
    assert!(Pyramid::open(file).is_ok());
}

#[test]
fn a_cut_file_is_damaged_not_a_failing_disk() {
    let file = written(700, 300, 1);
    for length in [0, 10, HEADER_BYTES as u64, HEADER_BYTES as u64 + 5_000] {
        let cut = file.try_clone().unwrap();
        cut.set_len(length).unwrap();
        let result = Pyramid::open(cut);
        assert!(matches!(result, Err(PyramidError::NotAPyramid | PyramidError::Damaged(_))), "{result:?}");
    }
}

#[test]
fn the_cache_is_bounded() {
    let mut pyramid = Pyramid::open(written(TILE * 90, TILE * 2, 1)).unwrap();
    let (width, height) = pyramid.level_size(0).unwrap();
    pyramid.region(0, 0, Rect::new(0, 0, width, height)).unwrap();
    assert_eq!(pyramid.cached_tiles(), CACHED_TILES);
}

#[test]
fn pixels_beyond_the_image_are_refused() {
    let mut pyramid = Pyramid::open(written(300, 200, 1)).unwrap();
    let outside = [
        (0, 0, Rect::new(0, 0, 301, 1)),
        (0, 0, Rect::new(300, 199, 1, 1)),
        (0, 0, Rect::new(u32::MAX, 0, 2, 1)),
        (1, 0, Rect::new(0, 0, 1, 1)),
        (0, 9, Rect::new(0, 0, 1, 1)),
    ];
    for (plane, level, rect) in outside {
        assert!(matches!(pyramid.region(plane, level, rect), Err(PyramidError::OutOfRange)), "{rect:?}");
    }
    assert_eq!(pyramid.region(0, 0, Rect::new(300, 200, 0, 0)).unwrap().pixels(), &[] as &[u16]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_region_is_the_source_there(
        (width, height) in (1..=600_u32, 1..=600_u32), (x, y, w, h) in (0..600_u32, 0..600_u32, 1..600_u32, 1..600_u32),
    ) {
        let mut pyramid = Pyramid::open(written(width, height, 1)).unwrap();
        let expected = source(0, width, height);
        prop_assert!(pyramid.region(0, 0, Rect::new(0, 0, width, height)).unwrap() == expected);
        let (x, y) = (x % width, y % height);
        let rect = Rect::new(x, y, w.min(width - x), h.min(height - y));
        let region = pyramid.region(0, 0, rect).unwrap();
        for (row, line) in (y..).zip(region.rows()) {
            prop_assert_eq!(line, &expected.row(row)[x as usize..(x + rect.width) as usize]);
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..30_000), magic: bool) {
        let file = tempfile::tempfile().unwrap();
        file.write_all_at(&bytes, 0).unwrap();
        if magic {
            file.write_all_at(b"XRAYPYR\n\x01\0", 0).unwrap();
        }
        prop_assert!(Pyramid::open(file).is_err());
    }

    #[test]
    fn changed_bytes_never_become_other_pixels(changes in prop::collection::vec(any::<(u32, u8)>(), 1..4)) {
        let file = written(300, 20, 1);
        let length = file.metadata().unwrap().len();
        for (position, byte) in changes {
            file.write_all_at(&[byte], u64::from(position) % length).unwrap();
        }
        let read = Pyramid::open(file).and_then(|mut pyramid| pyramid.region(0, 0, Rect::new(0, 0, 300, 20)));
        prop_assert!(read.is_err() || read.is_ok_and(|all| all == source(0, 300, 20)));
    }

    #[test]
    fn a_forged_index_reads_nothing_wrong(offset: u64, crc: u32) {
        let file = written(20, 20, 1);
        let index = HEADER_BYTES as u64 + 20 * 20 * 2;
        let mut entry = offset.to_le_bytes().to_vec();
        entry.extend(crc.to_le_bytes());
        entry.extend(CRC.checksum(&entry).to_le_bytes());
        file.write_all_at(&entry, index).unwrap();
        let mut pyramid = Pyramid::open(file).unwrap();
        let read = pyramid.region(0, 0, Rect::new(0, 0, 20, 20));
        prop_assert!(matches!(read, Err(PyramidError::Damaged("tile"))), "{:?}", read);
    }
}
