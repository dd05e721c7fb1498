//! Times of what a person waits for: a frame of the picture, and an acknowledged fact. `cargo bench` prints medians.
//!
//! The peer of the picture (`icy_sixel`) is measured in the same run on the same pixels. Machines differ; ratios travel better.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench measures with the real clock, prints its table and stops at what it did not expect"
)]

use intrascope::domain::fact::{BoothFact, Entry, Fact};
use intrascope::domain::scan::ImageHash;
use intrascope::domain::step::By;
use intrascope::imaging::pyramid::{Origin, Pyramid, PyramidWriter};
use intrascope::imaging::render::render;
use intrascope::imaging::tone::Preset;
use intrascope::imaging::viewport::{ImageSize, Screen, Viewport};
use intrascope::station::decoding::Decoder;
use intrascope::store::{Options, Store};
use intrascope::terminal::graphics::{Dial, Picture, Tolerance, sixel};
use std::fs::File;
use std::io::BufWriter;
use std::time::{Duration, Instant};
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype::Gray16;

/// A large scan of the field: 20 m at 2.5 mm, 5 m high.
const SCAN: ImageSize = ImageSize { width: 8_000, height: 2_000 };

/// Rounds of each measurement, after one to warm up.
const ROUNDS: usize = 21;

fn main() {
    println!("{:<52} {:>12} {:>12}", "what", "median", "bytes");
    let folder = tempfile::tempdir().unwrap();
    let mut pyramid = make_pyramid(folder.path());
    for (width, height) in [(800, 480), (1_600, 400), (1_600, 900)] {
        picture(&mut pyramid, width, height);
    }
    decoding(folder.path());
    facts(folder.path());
}

/// The same scan out of its file, in this process and in one that can do nothing else.
fn decoding(folder: &std::path::Path) {
    let pixels: Vec<u16> = (0..SCAN.height).flat_map(|y| (0..SCAN.width).map(move |x| pixel(x, y))).collect();
    let (path, small) = (folder.join("scan.tif"), folder.join("small.tif"));
    for (path, (width, height)) in [(&path, (SCAN.width, SCAN.height)), (&small, (16, 16))] {
        let mut encoder = TiffEncoder::new(BufWriter::new(File::create(path).unwrap())).unwrap();
        let pixels = &pixels[..width as usize * height as usize];
        encoder.write_image::<Gray16>(width, height, pixels).unwrap();
    }
    let hash = ImageHash::parse(&"0".repeat(64)).unwrap();
    let child = Decoder::Child(env!("CARGO_BIN_EXE_intrascope").into());
    let tiles = |decoder: &Decoder, path: &std::path::Path| {
        median(|| {
            let file = tempfile::tempfile_in(folder).unwrap();
            decoder.make_tiles(path, &hash, &file).unwrap();
        })
    };
    row("tiles of the same from a TIFF, in this process", tiles(&Decoder::Here, &path), 0);
    row("the same in the confined process", tiles(&child, &path), 0);
    row("a 16×16 TIFF in this process", tiles(&Decoder::Here, &small), 0);
    row("the same in the confined process", tiles(&child, &small), 0);
}

fn median(mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn row(what: &str, time: Duration, bytes: usize) {
    let bytes = if bytes == 0 { String::new() } else { bytes.to_string() };
    println!("{what:<52} {:>9.3} ms {bytes:>12}", time.as_secs_f64() * 1_000.0);
}

/// A wedge with a weave over it: no two rows alike, every grey used.
fn pixel(x: u32, y: u32) -> u16 {
    let wedge = x * 7 + y * 3;
    let weave = (x ^ y) & 63;
    u16::try_from((wedge % 60_000) + weave).unwrap()
}

fn make_pyramid(folder: &std::path::Path) -> Pyramid {
    let path = folder.join("scan.pyr");
    let write = || {
        let origin = Origin {
            width: SCAN.width,
            height: SCAN.height,
            planes: 1,
            significant_bits: 16,
            sha256: "0".repeat(64),
        };
        let out = BufWriter::new(File::create(&path).unwrap());
        let mut writer = PyramidWriter::new(out, origin).unwrap();
        let mut row = vec![0; 8_000];
        for y in 0..SCAN.height {
            for (x, value) in (0..).zip(row.iter_mut()) {
                *value = pixel(x, y);
            }
            writer.push_row(0, &row).unwrap();
        }
        writer.finish().unwrap();
    };
    row("tiles of an 8000×2000 scan written", median(write), 0);
    Pyramid::open(File::open(&path).unwrap()).unwrap()
}

fn picture(pyramid: &mut Pyramid, width: u32, height: u32) {
    let screen = Screen { width, height, pixel_aspect: 1.0 };
    let viewport = Viewport::fit(SCAN, screen);
    let tone = Preset::Auto.tone(pyramid.histogram());
    let mut grey = render(pyramid, &viewport, screen, &tone).unwrap();
    let time = median(|| grey = render(pyramid, &viewport, screen, &tone).unwrap());
    row(&format!("{width}×{height}: rendered from tiles, 16 bit"), time, 0);
    let drawn = Picture::new(width, height, grey.pixels().to_vec()).unwrap();
    let mut bytes = 0;
    let time =
        median(|| bytes = sixel::encode(&drawn, Dial { registers: 101, tolerance: Tolerance::NONE }).len());
    row(&format!("{width}×{height}: sixel, 101 greys"), time, bytes);
    let rgba: Vec<u8> = grey.pixels().iter().flat_map(|v| [*v, *v, *v, 255]).collect();
    let time = median(|| bytes = peer(&rgba, width, height));
    row(&format!("{width}×{height}: peer, icy_sixel 0.7"), time, bytes);
}

fn peer(rgba: &[u8], width: u32, height: u32) -> usize {
    let (width, height) = (usize::try_from(width).unwrap(), usize::try_from(height).unwrap());
    icy_sixel::sixel_encode(rgba, width, height, &icy_sixel::EncodeOptions::default()).unwrap().len()
}

fn facts(folder: &std::path::Path) {
    let (mut store, _) = Store::open(&folder.join("store"), Options::default()).unwrap();
    let at = "2026-11-23T09:05:09Z".parse().unwrap();
    let entry = Entry::new(at, By::Station, Fact::Booth { fact: BoothFact::SignedIn });
    let time = median(|| {
        store.append(&entry).unwrap();
    });
    row("one fact on disk, acknowledged", time, 0);
    store.close().unwrap();
}
