//! The built binary behind a link of 256 kbit/s and 200 ms there and back: what has come after so many bytes, and what a key waits for.
//!
//! Bytes are counted, not time: the link takes 32 of them a millisecond, and what a loaded machine does slowly costs none.

use crate::support::booth::{Booth, Seat, Site, Vehicle, real_scan};
use crate::support::glass::Glass;
use intrascope::words::{Language, Words};
use std::path::Path;
use termlens::{Key, Signal};

const KBPS: u32 = 256;
const ROUND_TRIP_MS: u32 = 200;
/// Two pictures that are each within 50 dB of a third.
const WHOLE_DB: f64 = 44.0;
/// A link that carries all at once.
const FAST: u32 = 1_000_000;
/// What the link carries in a time, the way there and back taken off.
const fn bytes_within(ms: u32) -> usize {
    (ms - ROUND_TRIP_MS) as usize * KBPS as usize / 8
}

/// A key waits for what is on its way: what fills the link there and back, a piece of a draft that has begun, and its own frame.
const LONGEST_WAIT: usize = bytes_within(2 * ROUND_TRIP_MS) + (12 << 10);

/// Cells of 10×20: pictures of 800 by up to 480 pixels.
const SIZE: (u16, u16) = (80, 30);
const CELL: (u16, u16) = (10, 20);

/// What the near side saw: bytes that came down, and between them those that were sent up.
struct Seen {
    down: Vec<u8>,
    /// After how many bytes which were sent.
    up: Vec<(usize, Vec<u8>)>,
}

fn seen(log: &Path) -> Seen {
    let bytes = std::fs::read(log).unwrap();
    let (mut left, mut seen) = (bytes.as_slice(), Seen { down: Vec::new(), up: Vec::new() });
    while let [letter, a, b, c, d, rest @ ..] = left {
        let (piece, after) = rest.split_at(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
        match letter {
            b'D' => seen.down.extend(piece),
            _ => seen.up.push((seen.down.len(), piece.to_vec())),
        }
        left = after;
    }
    seen
}

impl Seen {
    /// After how many bytes a key was sent for the last time.
    fn last(&self, key: &[u8]) -> usize {
        let found = self.up.iter().rev().find(|(_, sent)| sent == key);
        found.unwrap_or_else(|| panic!("{key:?} was not sent")).0
    }

    /// What stands on the glass after so many bytes.
    fn glass(&self, bytes: usize) -> Glass {
        let mut glass = Glass::new(SIZE, CELL);
        glass.feed(&self.down[..bytes.min(self.down.len())]);
        glass
    }

    /// Bytes from a place on to the end of the first that is like this.
    fn until(&self, from: usize, text: &str) -> usize {
        let found = self.down[from..].windows(text.len()).position(|window| window == text.as_bytes());
        found.unwrap_or_else(|| panic!("no {text}")) + text.len()
    }
}

fn pixels(glass: &Glass) -> Vec<Option<[u8; 3]>> {
    let (width, height) = (usize::from(SIZE.0 * CELL.0), usize::from(SIZE.1 * CELL.1));
    (0..height).flat_map(|y| (0..width).map(move |x| glass.pixel(x, y))).collect()
}

/// The share of the whole picture's pixels that are there, and how true these are, decibels.
fn beside(glass: &Glass, whole: &[Option<[u8; 3]>]) -> (f64, f64) {
    let brightness = |colour: [u8; 3]| {
        colour.iter().zip([0.299, 0.587, 0.114]).map(|(&part, weight)| f64::from(part) * weight).sum::<f64>()
    };
    let (mut wanted, mut there, mut squares) = (0_u32, 0_u32, 0.0);
    for (shown, &pixel) in pixels(glass).into_iter().zip(whole) {
        let Some(pixel) = pixel else { continue };
        wanted += 1;
        if let Some(shown) = shown {
            there += 1;
            squares += (brightness(shown) - brightness(pixel)).powi(2);
        }
    }
    let mean: f64 = squares / f64::from(there.max(1));
    (f64::from(there) / f64::from(wanted), 10.0 * (255.0_f64.powi(2) / mean.max(1e-9)).log10())
}

/// A booth where a vehicle waits for its analysis.
fn scanned(scan: Option<std::path::PathBuf>) -> Site {
    let site = Site::new(Language::En).scanning(scan);
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.scan(Vehicle::CITRUS);
    booth.terminate(Signal::Term);
    site
}

/// The picture is there, as true as it gets.
fn wait_for_the_whole(booth: &mut Booth) {
    let draft = Words::new(Language::En).say("picture-draft");
    booth.wait_long_until("the whole picture", |screen| {
        screen.graphics().sixel() > 0 && !screen.contains(&draft)
    });
}

/// The case's picture opened behind a link, up to the whole of it. The console goes on.
fn opened(site: &Site, link: (u32, u32), log: &Path) -> (Booth, Seen) {
    let mut booth = site.far(SIZE, CELL, link, log);
    booth.sign_in(Seat::Oac);
    booth.wait_for_queue();
    booth.press(Key::Enter);
    booth.wait_for("analysis-window");
    if link.0 == KBPS {
        booth.wait_for("picture-draft");
    }
    wait_for_the_whole(&mut booth);
    (booth, seen(log))
}

#[test]
fn a_picture_comes_coarse_then_readable_then_whole_and_keys_do_not_wait() {
    let site = scanned(real_scan("060_5e67b033635812f4b0291801"));
    let fast = site.automatic().told_of_link(FAST);
    let (booth, at_once) = opened(&fast, (FAST, 0), &fast.data().join("at-once"));
    let whole = pixels(&at_once.glass(usize::MAX));
    booth.terminate(Signal::Term);

    // Nobody tells of the link: it is measured.
    let site = fast.automatic();

    let log = site.data().join("seen");
    let (mut booth, slowly) = opened(&site, (KBPS, ROUND_TRIP_MS), &log);
    let key = slowly.last(b"\r");
    let after = |ms: u32| {
        let (share, decibels) = beside(&slowly.glass(key + bytes_within(ms)), &whole);
        eprintln!("what {ms} ms carry: {:.0} % of the picture, {decibels:.1} dB", share * 100.0);
        (share, decibels)
    };
    assert!(after(500).0 >= 1.0, "all of it is there, in blocks");
    assert!(after(2_000).1 >= 34.0, "it can be read");
    eprintln!("the whole after {} bytes", slowly.down.len() - key);
    // Pieces have greys of their own, each the nearest that its terminal has: never more than a step of the 101 apart.
    let (share, decibels) = beside(&slowly.glass(usize::MAX), &whole);
    assert!(share >= 1.0 && decibels >= WHOLE_DB, "in the end nothing is lost: {decibels} dB");

    // In the middle of the draft of another picture.
    booth.press(Key::Char('i'));
    booth.wait_for("picture-draft");
    booth.press(Key::F(1));
    booth.wait_for("help-title");
    let all = seen(&log);
    let waited = all.until(all.last(b"\x1bOP"), &Words::new(Language::En).say("help-title"));
    eprintln!("a key's answer after {waited} bytes");
    assert!(waited <= LONGEST_WAIT, "{waited}");
    booth.terminate(Signal::Term);
}
