//! Real terminals on a display without a screen: what they show of a picture, beside what its stream says.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "pixels of a screen are small numbers, and a real terminal is waited for by the real clock"
)]

mod cells;
mod compare;
mod display;
mod emulator;

use compare::{Picture, cell_size, settled};
use emulator::{Emulator, Passthrough, Running};
use icy_sixel::SixelImage;
use std::path::{Path, PathBuf};
use std::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_intrascope");

/// A scan of our own making: a truck's outline, a load that darkens, a wire, and noise as a detector has it.
fn scan(folder: &Path) -> PathBuf {
    let (width, height) = (2_000_usize, 500_usize);
    let mut noise = 722_u32;
    let pixels = (0..width * height).flat_map(|place| {
        let (x, y) = (place % width, place / width);
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let load = if (300..1_700).contains(&x) && (80..400).contains(&y) {
            14_000 + (x * 18) as u32
        } else {
            60_000
        };
        let wire = if y == 200 + x / 40 || x % 250 == 0 { load / 3 } else { 0 };
        u16::try_from(load - wire - (noise >> 22)).unwrap().to_be_bytes()
    });
    let pixels: Vec<u8> = pixels.collect();
    let path = folder.join("scan.png");
    let mut encoder = png::Encoder::new(std::fs::File::create(&path).unwrap(), width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Sixteen);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    path
}

/// What `intrascope view` prints into a pipe.
fn stream(scan: &Path, graphics: &str, size: &str) -> Vec<u8> {
    let arguments = ["--graphics", graphics, "--size", size, "--window", "none"];
    let view = Command::new(BINARY).arg("view").arg(scan).args(arguments).output().unwrap();
    assert!(view.status.success(), "{}", String::from_utf8_lossy(&view.stderr));
    view.stdout
}

/// The pixels of a sixel by a decoder that somebody else wrote.
fn decoded(sixel: &[u8]) -> Picture {
    let image = SixelImage::decode(sixel).unwrap();
    let pixels = image.pixels.chunks_exact(4).map(|p| [p[0], p[1], p[2]]).collect();
    Picture { width: image.width, height: image.height, pixels }
}

/// Shows what stands in a file, from the screen's corner, and says when it is done.
const SHOW: &str = r"printf '\033[2J\033[H\033[?25l'; cat stream >/dev/tty; drawn; tell drawn";

/// The mean error of a stream's picture on the emulator's screen; `None` where the emulator is not installed.
fn shown(emulator: Emulator, bytes: &[u8], picture: &Picture, enough: f64) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("stream"), bytes).unwrap();
    let running = Running::start(emulator, SHOW, folder.path())?;
    assert_eq!(running.hear(), "drawn");
    let found = settled(picture, &running.display, enough);
    eprintln!(
        "{emulator:?}: {}×{}, mean absolute error {:.3} of 255 at {},{}",
        picture.width, picture.height, found.mean_error, found.x, found.y
    );
    Some(found.mean_error)
}

/// Prints the picture by the terminal's own answers, from the screen's corner.
fn live(scan: &Path, options: &str) -> String {
    format!(
        "{BINARY} doctor --terminal --json >found </dev/tty 2>/dev/tty; printf '\\033[2J\\033[H\\033[?25l'; {BINARY} view {} {options} --window none; drawn; tell drawn",
        scan.display()
    )
}

/// What stands on the screen after `intrascope view` asked the terminal itself; `None` where the emulator is not installed.
fn viewed(emulator: Emulator, scan: &Path, size: &str, how: &str, enough: f64) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let picture = decoded(&stream(scan, "sixel", size));
    let running = Running::start(emulator, &live(scan, &format!("--size {size} {how}")), folder.path())?;
    assert_eq!(running.hear(), "drawn");
    let found = settled(&picture, &running.display, enough);
    eprintln!("{emulator:?} {size} {how}: mean absolute error {:.3} of 255", found.mean_error);
    Some(found.mean_error)
}

#[test]
fn a_sixel_is_on_the_screen_pixel_for_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = stream(&scan(folder.path()), "sixel", "800x480px");
    let picture = decoded(&bytes);
    for emulator in [Emulator::Xterm, Emulator::XtermRaised, Emulator::Mlterm] {
        if let Some(error) = shown(emulator, &bytes, &picture, 1.0) {
            assert!(error <= 1.0, "{emulator:?}: {error}");
        }
    }
}

/// xterm at its usual limit shows nothing of a picture of 1,200 pixels in one piece.
#[test]
fn a_terminal_that_is_asked_gets_what_it_can_show() {
    let folder = tempfile::tempdir().unwrap();
    let scan = scan(folder.path());
    let pixels = [Emulator::Xterm, Emulator::XtermRaised, Emulator::Mlterm, Emulator::Kitty];
    for emulator in pixels {
        if let Some(error) = viewed(emulator, &scan, "1200x300px", "--graphics auto", 1.5) {
            assert!(error <= 1.5, "{emulator:?}: {error}");
        }
    }
}

/// What is handed through tmux is drawn by the terminal around it; where tmux hands nothing through, nothing is there.
#[test]
fn tmux_hands_a_sixel_through_where_it_may() {
    let folder = tempfile::tempdir().unwrap();
    let scan = scan(folder.path());
    if let Some(error) = viewed(Emulator::Tmux(Passthrough::On), &scan, "800x200px", "--graphics sixel", 1.0)
    {
        assert!(error <= 1.0, "{error}");
    }
    if let Some(error) =
        viewed(Emulator::Tmux(Passthrough::Off), &scan, "800x200px", "--graphics sixel", 300.0)
    {
        assert!(error > 100.0, "{error}: tmux has drawn what it was not to");
    }
}

/// What fonts may make of characters: shades are dots where the stream means an even grey.
const ENOUGH_FOR_CELLS: f64 = 8.0;

/// Prints a white block to measure cells by, then what stands in a file.
const MEASURED: &str = r"
printf '\033[2J\033[H\033[?25l\033[48;5;231m'
for _ in 1 2 3 4; do printf '          \r\n'; done
printf '\033[0m'; drawn; tell white; wait_go
printf '\033[2J\033[H'; cat stream >/dev/tty; drawn; tell drawn
";

/// The mean error of cells on the emulator's screen.
fn shown_cells(emulator: Emulator, graphics: &str) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let bytes = stream(&scan(folder.path()), graphics, "120x40cells");
    // The terminal is in raw mode: a line feed alone would go straight down.
    let raw = String::from_utf8(bytes.clone()).unwrap().replace("\r\n", "\n").replace('\n', "\r\n");
    std::fs::write(folder.path().join("stream"), raw).unwrap();
    let mut running = Running::start(emulator, MEASURED, folder.path())?;
    assert_eq!(running.hear(), "white");
    let cell = cell_size(&running.display);
    running.go_on();
    assert_eq!(running.hear(), "drawn");
    let picture = cells::drawn(&cells::cells(&bytes), cell);
    let found = settled(&picture, &running.display, ENOUGH_FOR_CELLS);
    eprintln!(
        "{emulator:?}, {graphics}, cells of {cell:?}: mean absolute error {:.3} of 255",
        found.mean_error
    );
    Some(found.mean_error)
}

#[test]
fn blocks_are_where_their_stream_says() {
    for (emulator, graphics) in [
        (Emulator::Pterm, "halves"),
        (Emulator::Xterm, "half"),
        (Emulator::Mlterm, "half"),
        (Emulator::Kitty, "half"),
        (Emulator::Console, "console"),
    ] {
        if let Some(error) = shown_cells(emulator, graphics) {
            assert!(error <= ENOUGH_FOR_CELLS, "{emulator:?}, {graphics}: {error}");
        }
    }
}
