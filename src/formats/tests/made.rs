//! Files made by the encoders of the same formats, and a JPEG made by hand.

use std::io::{Cursor, Write};

use ::png::{BitDepth, ColorType};
use ::tiff::encoder::{Compression, DeflateLevel, TiffEncoder, colortype};
use ::tiff::tags::Tag;

use super::{read, read_sound};
use crate::formats::*;
use crate::imaging::{Pyramid, Rect};

pub(super) fn png(colour: ColorType, depth: BitDepth, (width, height): (u32, u32), bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if colour == ColorType::Indexed {
        encoder.set_palette(vec![0, 0, 0, 100, 100, 100, 255, 255, 255]);
    }
    encoder.write_header().unwrap().write_image_data(bytes).unwrap();
    out
}

/// 16-bit grey, one page per plane, in strips of `rows` rows.
pub(super) fn tiff(
    planes: &[Vec<u16>],
    (width, height): (u32, u32),
    rows: u32,
    compression: Compression,
) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut out).unwrap().with_compression(compression);
    for plane in planes {
        let mut image = encoder.new_image::<colortype::Gray16>(width, height).unwrap();
        image.rows_per_strip(rows).unwrap();
        image.write_data(plane).unwrap();
    }
    out.into_inner()
}

pub(super) fn ramp(pixels: u16) -> Vec<u16> {
    (0..pixels).map(|index| index.wrapping_mul(997)).collect()
}

/// A TIFF of one uncompressed page written field by field, for what the encoder does not make.
struct RawTiff {
    big_endian: bool,
    entries: Vec<(u16, u16, Vec<u32>)>,
    pixels: Vec<u8>,
}

impl RawTiff {
    fn grey(big_endian: bool, (width, height): (u32, u32), bits: u32, photometric: u32) -> Self {
        let entries = vec![
            (256, 4, vec![width]),
            (257, 4, vec![height]),
            (258, 3, vec![bits]),
            (259, 3, vec![1]),
            (262, 3, vec![photometric]),
            (277, 3, vec![1]),
        ];
        Self { big_endian, entries, pixels: Vec::new() }
    }

    fn short(&self, value: u16) -> [u8; 2] {
        if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn long(&self, value: u32) -> [u8; 4] {
        if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    /// Pixels at 8, then the directory with at most four bytes of value in each entry.
    fn bytes(mut self) -> Vec<u8> {
        self.entries.sort();
        let mut out = if self.big_endian { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        out.extend(self.long(8 + u32::try_from(self.pixels.len()).unwrap()));
        out.extend(&self.pixels);
        out.extend(self.short(u16::try_from(self.entries.len()).unwrap()));
        let mut outside = Vec::new();
        let after = u32::try_from(out.len() + self.entries.len() * 12 + 4).unwrap();
        for (tag, kind, values) in &self.entries {
            out.extend(self.short(*tag));
            out.extend(self.short(*kind));
            out.extend(self.long(u32::try_from(values.len()).unwrap()));
            if values.len() > 1 {
                out.extend(self.long(after + u32::try_from(outside.len()).unwrap()));
                outside.extend(values.iter().flat_map(|&value| self.long(value)));
            } else if *kind == 3 {
                out.extend(self.short(u16::try_from(values[0]).unwrap()));
                out.extend([0, 0]);
            } else {
                out.extend(self.long(values[0]));
            }
        }
        out.extend([0; 4]);
        out.extend(outside);
        out
    }
}

/// A baseline JPEG of one value: every block is a difference of 0 from the first one.
pub(super) fn flat_jpeg(width: u16, height: u16, components: u8, value: u8) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
    out.extend([8; 64]);
    out.extend([0xff, 0xc0, 0, 8 + 3 * components, 8]);
    out.extend(height.to_be_bytes());
    out.extend(width.to_be_bytes());
    out.push(components);
    (1..=components).for_each(|id| out.extend([id, 0x11, 0]));
    // DC: nine codes of four bits for differences of 0 to 8 bits. AC: one code of one bit, the end of the block.
    out.extend([0xff, 0xc4, 0, 28, 0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend(0..9);
    out.extend([0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend([0xff, 0xda, 0, 6 + 2 * components, components]);
    (1..=components).for_each(|id| out.extend([id, 0]));
    out.extend([0, 63, 0]);
    out.extend(flat_scan(width, height, components, value));
    out.extend([0xff, 0xd9]);
    out
}

fn flat_scan(width: u16, height: u16, components: u8, value: u8) -> Vec<u8> {
    let difference = i32::from(value) - 128;
    let size = 32 - difference.unsigned_abs().leading_zeros();
    let low_bits = if difference < 0 { difference + (1 << size) - 1 } else { difference };
    let mut bits: Vec<u32> = (0..4).rev().map(|bit| size >> bit & 1).collect();
    bits.extend((0..size).rev().map(|bit| u32::try_from(low_bits).unwrap() >> bit & 1));
    bits.push(0);
    let blocks = usize::from(width.div_ceil(8)) * usize::from(height.div_ceil(8)) * usize::from(components);
    bits.extend(std::iter::repeat_n(0, (blocks - 1) * 5));
    bits.resize(bits.len().next_multiple_of(8), 1);
    let bytes =
        bits.chunks(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | u8::try_from(*bit).unwrap()));
    // A byte of ones in the data is followed by a zero, so that it is no marker.
    bytes.flat_map(|byte| if byte == 0xff { vec![0xff, 0] } else { vec![byte] }).collect()
}

#[test]
fn every_kind_of_png_becomes_grey() {
    type Case<'a> = (ColorType, BitDepth, (u32, u32), &'a [u8], &'a [u16]);
    let cases: [Case<'_>; 8] = [
        (ColorType::Grayscale, BitDepth::One, (3, 1), &[0b1010_0000], &[65_535, 0, 65_535]),
        (ColorType::Grayscale, BitDepth::Two, (3, 1), &[0b0001_1000], &[0, 21_845, 43_690]),
        (ColorType::Grayscale, BitDepth::Four, (2, 1), &[0x1f], &[4_369, 65_535]),
        (ColorType::Grayscale, BitDepth::Eight, (2, 2), &[0, 1, 2, 255], &[0, 257, 514, 65_535]),
        (ColorType::Grayscale, BitDepth::Sixteen, (2, 1), &[0x12, 0x34, 0xff, 0xfe], &[0x1234, 0xfffe]),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, (2, 1), &[9, 0, 8, 255], &[9 * 257, 8 * 257]),
        (ColorType::Rgb, BitDepth::Eight, (2, 1), &[7, 7, 7, 255, 0, 0], &[7 * 257, 19_595]),
        (ColorType::Indexed, BitDepth::Two, (3, 1), &[0b0001_1000], &[0, 25_700, 65_535]),
    ];
    for (colour, depth, size, bytes, grey) in cases {
        let (head, planes) = read_sound(&png(colour, depth, size, bytes));
        assert_eq!(planes, [grey], "{colour:?} {depth:?}");
        assert_eq!((head.width, head.height), size);
        let deep = depth == BitDepth::Sixteen;
        assert_eq!((head.bits, head.depth()), if deep { (16, Depth::Full) } else { (8, Depth::Reduced) });
    }
}

#[test]
fn an_interlaced_png_is_put_together() {
    // 2 × 2, Adam7: pass 1 has (0,0), pass 6 has (1,0), pass 7 the second row; each line begins with filter 0.
    let mut bytes = png(ColorType::Grayscale, BitDepth::Eight, (2, 2), &[0; 4]);
    bytes[28] = 1;
    let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let header = crc.checksum(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&header);
    bytes.truncate(33);
    let lines = [0, 10, 0, 20, 0, 30, 40];
    // One stored block of zlib, and the Adler-32 of it.
    let (a, b) = lines.iter().fold((1_u32, 0_u32), |(a, b), &byte| (a + byte, b + a + byte));
    let mut data = b"IDAT\x78\x01\x01\x07\x00\xf8\xff".to_vec();
    data.extend(lines.map(|byte| u8::try_from(byte).unwrap()));
    data.extend((b << 16 | a).to_be_bytes());
    for chunk in [data, b"IEND".to_vec()] {
        bytes.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
        bytes.extend(&chunk);
        bytes.extend(crc.checksum(&chunk).to_be_bytes());
    }
    let (_, planes) = read_sound(&bytes);
    assert_eq!(planes, [[10 * 257, 20 * 257, 30 * 257, 40 * 257]]);
}

#[test]
fn the_first_frame_of_an_animation_is_the_image() {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, 2, 1);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[1, 2]).unwrap();
    writer.write_image_data(&[3, 4]).unwrap();
    writer.finish().unwrap();
    assert_eq!(read_sound(&out).1, [[257, 514]]);
}

#[test]
fn every_compression_of_a_tiff_and_two_energies() {
    let planes = [ramp(70 * 31), ramp(70 * 31).into_iter().rev().collect()];
    let methods = [
        Compression::Uncompressed,
        Compression::Lzw,
        Compression::Deflate(DeflateLevel::Fast),
        Compression::Packbits,
    ];
    for (compression, rows) in methods.into_iter().zip([1, 7, 31, 10]) {
        let (head, read) = read_sound(&tiff(&planes, (70, 31), rows, compression));
        assert_eq!((head.planes, head.bits, head.depth()), (2, 16, Depth::Full));
        assert!(read == planes, "strips of {rows} rows");
    }
}

#[test]
fn either_byte_order_and_either_meaning_of_zero() {
    for (big_endian, photometric) in [(false, 0), (false, 1), (true, 0), (true, 1)] {
        let mut file = RawTiff::grey(big_endian, (3, 2), 16, photometric);
        let values = [0_u16, 1, 256, 40_000, 65_534, 65_535];
        file.pixels = values.iter().flat_map(|&value| file.short(value)).collect();
        // Two strips of one row, and a private tag.
        file.entries.extend([
            (273, 4, vec![8, 14]),
            (278, 4, vec![1]),
            (279, 4, vec![6, 6]),
            (50_838, 4, vec![1, 2]),
        ]);
        let white_is_zero = photometric == 0;
        let expected = values.map(|value| if white_is_zero { 65_535 - value } else { value });
        assert_eq!(
            read_sound(&file.bytes()).1,
            [expected],
            "big endian {big_endian}, photometric {photometric}"
        );
    }
}

#[test]
fn tiles_are_put_together() {
    let mut file = RawTiff::grey(false, (20, 17), 8, 1);
    file.pixels = (0..4)
        .flat_map(|tile| (0..256_u32).map(move |at| u8::try_from(tile * 64 + at / 8).unwrap()))
        .collect();
    file.entries.extend([
        (322, 4, vec![16]),
        (323, 4, vec![16]),
        (324, 4, vec![8, 264, 520, 776]),
        (325, 4, vec![256; 4]),
    ]);
    let (head, planes) = read_sound(&file.bytes());
    assert_eq!((head.width, head.height, head.depth()), (20, 17, Depth::Reduced));
    let at = |x: u16, y: u16| planes[0][usize::from(y) * 20 + usize::from(x)] / 257;
    let expected = |x: u16, y: u16| (y / 16 * 2 + x / 16) * 64 + (y % 16 * 16 + x % 16) / 8;
    for (x, y) in (0..17).flat_map(|y| (0..20).map(move |x| (x, y))) {
        assert_eq!(at(x, y), expected(x, y), "{x}, {y}");
    }
}

#[test]
fn colour_and_previews_of_a_tiff() {
    let mut out = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut out).unwrap();
    encoder.write_image::<colortype::RGB16>(2, 1, &[5, 5, 5, 65_535, 0, 0]).unwrap();
    encoder.write_image::<colortype::Gray8>(1, 1, &[9]).unwrap();
    let (head, planes) = read_sound(&out.into_inner());
    assert_eq!((head.planes, planes), (1, vec![vec![5, 19_595]]));
}

#[test]
fn a_third_energy_is_refused_rather_than_left_out() {
    let three = tiff(&[ramp(4), ramp(4), ramp(4)], (2, 2), 2, Compression::Uncompressed);
    assert!(matches!(read(&three, &Limits::default()), Err(FormatError::Unsupported(_))));
    assert!(matches!(probe(Cursor::new(three)), Err(FormatError::Unsupported(_))));
}

#[test]
fn a_scan_made_from_eight_bits_says_so() {
    for (note, bits) in
        [(r#"{"significant_bits":8,"by":"simulator"}"#, 8), (r#"{"significant_bits":0}"#, 1), ("{", 16)]
    {
        let mut out = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut out).unwrap();
        let mut image = encoder.new_image::<colortype::Gray16>(2, 2).unwrap();
        image.encoder().write_tag(Tag::ImageDescription, note).unwrap();
        image.write_data(&ramp(4)).unwrap();
        let (head, _) = read_sound(&out.into_inner());
        assert_eq!((head.bits, head.significant_bits), (16, bits), "{note}");
        assert_eq!(head.depth() == Depth::Full, bits == 16);
    }
}

#[test]
fn jpeg_in_grey_and_grey_as_colour() {
    for (components, value) in [(1, 128), (1, 200), (1, 3), (3, 200), (3, 90)] {
        let (head, planes) = read_sound(&flat_jpeg(21, 13, components, value));
        assert_eq!(
            (head.width, head.height, head.coding, head.depth()),
            (21, 13, Coding::Lossy, Depth::Reduced)
        );
        assert!(planes[0].iter().all(|&grey| grey == u16::from(value) * 257), "{components} {value}");
    }
}

#[test]
fn an_original_becomes_a_pyramid() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("scan.tif");
    let planes = [ramp(300 * 20), ramp(300 * 20).into_iter().rev().collect()];
    File::create(&path).unwrap().write_all(&tiff(&planes, (300, 20), 3, Compression::Lzw)).unwrap();
    let out = tempfile::tempfile().unwrap();
    let head = ingest(&path, &Limits::default(), &"a".repeat(64), &out).unwrap();
    let mut pyramid = Pyramid::open(out).unwrap();
    assert_eq!((pyramid.origin().planes, pyramid.origin().significant_bits), (2, 16));
    assert_eq!((head.planes, pyramid.origin().sha256.as_str()), (2, "a".repeat(64).as_str()));
    for (number, plane) in (0..).zip(&planes) {
        assert!(pyramid.region(number, 0, Rect::new(0, 0, 300, 20)).unwrap().pixels() == plane);
    }
}
