//! The picture as the officer saw it: the signed filter chain over the original, with and without the marks.

use crate::domain::analysis::{FilterChain, Mark};
use crate::domain::scan::ImageRecord;
use crate::imaging::pyramid::Pyramid;
use crate::imaging::raster::Grey8;
use crate::imaging::render::{MAX_FRAME_PIXELS, render};
use crate::imaging::viewport::{ImageSize, Screen, Viewport};
use crate::station::contract::filters::tone_of;
use crate::station::decoding::Decoder;
use crate::station::jobs::{self, Tiles};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows and columns of a digit.
const DIGIT: (u32, u32) = (3, 5);

/// The ten digits in 3 × 5 dots, a row in each three bits from the top.
const DIGITS: [u16; 10] = [
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_010_010_010,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
];

/// A dot of a digit for so many pixels of the picture's longer side: readable where the whole picture is on a screen.
const PIXELS_PER_DOT: u32 = 500;

/// Draws the picture. Tiles that the station has are used; without them they are made for this once.
pub(super) fn as_seen(
    decoder: &Decoder,
    original: &Path,
    tiles: &Tiles,
    image: &ImageRecord,
    filters: FilterChain,
) -> Result<Grey8, String> {
    let scratch = Scratch::new();
    let file = match tiles {
        Tiles::At(tiles) if jobs::holds(tiles, &image.sha256) => File::open(tiles),
        Tiles::At(_) => {
            jobs::make_tiles(decoder, original, &image.sha256, &scratch.0)
                .map_err(|error| error.to_string())?;
            File::open(&scratch.0)
        }
        Tiles::Memory => jobs::tiles_in_memory(decoder, original, &image.sha256)
            .map(|(_, file)| Ok(file))
            .map_err(|e| e.to_string())?,
    };
    let mut pyramid =
        Pyramid::open(file.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    let size = ImageSize { width: image.width, height: image.height };
    let screen = screen_of(size);
    let viewport = Viewport::fit(size, screen);
    render(&mut pyramid, &viewport, screen, &tone_of(&filters)).map_err(|error| error.to_string())
}

/// As many pixels as the image has, or as one frame may have.
fn screen_of(size: ImageSize) -> Screen {
    let (mut width, mut height) = (size.width.max(1), size.height.max(1));
    while u64::from(width) * u64::from(height) > MAX_FRAME_PIXELS {
        (width, height) = (width.div_ceil(2), height.div_ceil(2));
    }
    Screen { width, height, pixel_aspect: 1.0 }
}

/// Draws the marks as numbered frames: white beside black, so that they show on any grey.
pub(super) fn draw_marks(picture: &mut Grey8, image: &ImageRecord, marks: &[Mark]) {
    let (width, height) = (picture.width(), picture.height());
    let across = |x: u32| scaled(x, width, image.width);
    let down = |y: u32| scaled(y, height, image.height);
    let dot = (width.max(height) / PIXELS_PER_DOT).max(1);
    for mark in marks {
        let (left, top) = (across(mark.x), down(mark.y));
        let right = across(mark.x.saturating_add(mark.width)).saturating_sub(1).max(left);
        let bottom = down(mark.y.saturating_add(mark.height)).saturating_sub(1).max(top);
        for (inset, grey) in [(0, 255), (1, 0)] {
            let by = inset * dot;
            frame(
                picture,
                [left + by, top + by, right.saturating_sub(by), bottom.saturating_sub(by)],
                (dot, grey),
            );
        }
        number(picture, (left + 3 * dot, top + 3 * dot), mark.number, dot);
    }
}

fn scaled(value: u32, pixels: u32, of: u32) -> u32 {
    let scaled = u64::from(value) * u64::from(pixels) / u64::from(of.max(1));
    u32::try_from(scaled).unwrap_or(pixels).min(pixels.saturating_sub(1))
}

fn frame(picture: &mut Grey8, [left, top, right, bottom]: [u32; 4], (thick, grey): (u32, u8)) {
    fill(picture, (left, top), (right.saturating_sub(left) + 1, thick), grey);
    fill(picture, (left, (bottom + 1).saturating_sub(thick)), (right.saturating_sub(left) + 1, thick), grey);
    fill(picture, (left, top), (thick, bottom.saturating_sub(top) + 1), grey);
    fill(picture, ((right + 1).saturating_sub(thick), top), (thick, bottom.saturating_sub(top) + 1), grey);
}

fn number(picture: &mut Grey8, (left, top): (u32, u32), number: u16, dot: u32) {
    let digits: Vec<u16> =
        number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect();
    let count = u32::try_from(digits.len()).unwrap_or(1);
    let size = ((count * (DIGIT.0 + 1) + 1) * dot, (DIGIT.1 + 2) * dot);
    fill(picture, (left, top), size, 0);
    for (place, digit) in (0u32..).zip(digits) {
        for (row, column) in (0..DIGIT.1).flat_map(|row| (0..DIGIT.0).map(move |column| (row, column))) {
            if digit >> (14 - row * DIGIT.0 - column) & 1 == 1 {
                let at = (left + (place * (DIGIT.0 + 1) + column + 1) * dot, top + (row + 1) * dot);
                fill(picture, at, (dot, dot), 255);
            }
        }
    }
}

/// Fills a rectangle, as much of it as lies on the picture.
fn fill(picture: &mut Grey8, (left, top): (u32, u32), (width, height): (u32, u32), grey: u8) {
    let bottom = top.saturating_add(height).min(picture.height());
    for y in top..bottom {
        let row = picture.row_mut(y).iter_mut().skip(left as usize).take(width as usize);
        row.for_each(|pixel| *pixel = grey);
    }
}

/// The picture as an 8-bit grey PNG.
pub(super) fn png(picture: &Grey8) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(picture.pixels()).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A file among the system's temporary ones, removed when this is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("intrascope-export-{}-{made}.pyr", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Not there when the tiles were.
        fs::remove_file(&self.0).ok();
    }
}
