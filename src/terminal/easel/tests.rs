//! A picture over links of every speed, in a time of its own: when what is on the glass, and what a key waits for.

use super::*;
use crate::terminal::canvas::Cells;
use crate::terminal::graphics::sixel::SixelLimits;
use crate::terminal::graphics::{CellSize, Picture};
use crate::terminal::link::Answers;
use crate::terminal::probe::{Graphics, Passage};
use std::num::NonZeroU32;
use std::sync::Arc;

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// 800 × 480 pixels of something like a scan.
fn picture(turn: u32) -> Arc<Picture> {
    let noise = |x: u32, y: u32| {
        (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D) >> 30
    };
    let pixel = |x: u32, y: u32| {
        let body = if y > 120 && x > 130 { 90 + ((x + turn) / 40 + y / 30) % 5 * 25 } else { 225 };
        u8::try_from(body + noise(x, y)).unwrap()
    };
    let grey = (0..480).flat_map(|y| (0..800).map(move |x| pixel(x, y))).collect();
    Arc::new(Picture::new(800, 480, grey).unwrap())
}

fn wanted(picture: &Arc<Picture>) -> Wanted {
    let area = Cells { column: 0, row: 2, columns: 80, rows: 24 };
    Wanted { area, picture: Arc::clone(picture), covered: vec![false; area.count()] }
}

fn easel() -> Easel {
    let limits = SixelLimits { registers: 1024, max: (1_000, 1_000) };
    let cell = CellSize { width: 10, height: 20 };
    Easel::new(Way::of(Graphics::Sixel(limits), Passage::Direct, cell).unwrap())
}

/// A terminal at the far end of a link: it draws what has arrived and answers then.
struct Far {
    bytes_a_second: f64,
    one_way: Duration,
    busy_until: Duration,
    answers: std::collections::VecDeque<Duration>,
}

impl Far {
    fn new(kbps: u32, one_way: Duration) -> Self {
        let bytes_a_second = f64::from(kbps) * 125.0;
        Self { bytes_a_second, one_way, busy_until: ms(0), answers: std::collections::VecDeque::new() }
    }

    /// When the last of these bytes is drawn.
    fn send(&mut self, bytes: usize, now: Duration) -> Duration {
        let time = Duration::from_secs_f64(f64::from(u32::try_from(bytes).unwrap()) / self.bytes_a_second);
        self.busy_until = self.busy_until.max(now) + time;
        let drawn = self.busy_until + self.one_way;
        self.answers.push_back(drawn + self.one_way);
        drawn
    }
}

/// When the glass had the picture so true, counted from when it was wanted.
#[derive(Debug, Default)]
struct Times {
    coarse: Option<Duration>,
    draft: Option<Duration>,
    exact: Option<Duration>,
    pieces: usize,
    longest: usize,
}

/// Lets time pass from `now` on until all is there, or until `end`.
fn watch(easel: &mut Easel, link: &mut Link, far: &mut Far, now: &mut Duration, end: Duration) -> Times {
    let (begun, mut times) = (*now, Times::default());
    while *now < end {
        while far.answers.front().is_some_and(|answer| answer <= now) {
            link.answered(far.answers.pop_front().unwrap());
        }
        let rested = now.saturating_sub(begun);
        let rest = match rested {
            _ if rested >= ms(600) => Rest::Long,
            _ if rested >= ms(120) => Rest::Short,
            _ => Rest::None,
        };
        while easel.is_pouring() || link.has_room() {
            let piece = if easel.is_pouring() {
                if *now < link.pours_at() {
                    break;
                }
                easel.pour().unwrap().0
            } else {
                let Some(piece) = easel.step(link, rest, 0) else { break };
                piece
            };
            // The far end answers each; that of a part of a sixel comes with its end in truth.
            if easel.is_pouring() {
                link.pour(piece.len(), *now);
            }
            link.sent(piece.len(), *now);
            let drawn = far.send(piece.len(), *now).saturating_sub(begun);
            times.pieces += 1;
            times.longest = times.longest.max(piece.len());
            match easel.fidelity().unwrap() {
                Fidelity::Wrong => {}
                Fidelity::Coarse => times.coarse = times.coarse.or(Some(drawn)),
                Fidelity::Draft => times.draft = times.draft.or(Some(drawn)),
                Fidelity::Exact => times.exact = times.exact.or(Some(drawn)),
            }
        }
        *now += ms(1);
    }
    times
}

#[test]
fn on_a_thin_link_a_picture_is_coarse_at_once_then_readable_then_exact() {
    let (mut easel, mut link, mut far) =
        (easel(), Link::new(NonZeroU32::new(256), Answers::Yes), Far::new(256, ms(100)));
    link.round_trip(ms(200));
    easel.want(Some(wanted(&picture(0))));
    let mut now = ms(0);
    let times = watch(&mut easel, &mut link, &mut far, &mut now, ms(20_000));
    eprintln!("{times:?}");
    // A key takes a hundred milliseconds to come.
    assert!(times.coarse.unwrap() <= ms(400), "{times:?}");
    assert!(times.draft.unwrap() <= ms(1_900), "{times:?}");
    assert!(times.exact.is_some(), "{times:?}");
}

#[test]
fn a_key_gives_up_what_is_on_its_way_and_is_coarse_soon() {
    let (mut easel, mut link, mut far) =
        (easel(), Link::new(NonZeroU32::new(256), Answers::Yes), Far::new(256, ms(100)));
    link.round_trip(ms(200));
    let mut now = ms(0);
    easel.want(Some(wanted(&picture(0))));
    // In the middle of the draft.
    watch(&mut easel, &mut link, &mut far, &mut now, ms(1_000));
    easel.want(Some(wanted(&picture(20))));
    let end = now + ms(20_000);
    let times = watch(&mut easel, &mut link, &mut far, &mut now, end);
    eprintln!("{times:?}");
    assert!(times.coarse.unwrap() <= ms(900), "{times:?}");
    assert!(times.exact.is_some());
}

#[test]
fn a_fast_link_gets_the_whole_in_one_piece() {
    for kbps in [None, NonZeroU32::new(100_000)] {
        let (mut easel, link) = (easel(), Link::new(kbps, Answers::Yes));
        easel.want(Some(wanted(&picture(0))));
        assert!(easel.step(&link, Rest::None, 0).is_some());
        assert_eq!(easel.fidelity(), Some(Fidelity::Exact));
        assert!(easel.step(&link, Rest::Long, 0).is_none() && easel.waits_for(&link).is_none());
    }
}

#[test]
fn a_small_change_is_exact_even_on_a_thin_link() {
    let (mut easel, link) = (easel(), Link::new(NonZeroU32::new(256), Answers::Yes));
    let before = picture(0);
    easel.want(Some(wanted(&before)));
    while easel.pour().is_some() || easel.step(&link, Rest::Long, 0).is_some() {}
    let mut after = Picture::clone(&before);
    after.draw_cross(400, 300, 3, crate::terminal::graphics::Ink::Cursor);
    easel.want(Some(wanted(&Arc::new(after))));
    let bytes = easel.step(&link, Rest::None, 0).unwrap();
    assert!(bytes.len() < 2_000, "{}", bytes.len());
    assert_eq!(easel.fidelity(), Some(Fidelity::Exact));
}

#[test]
fn drafts_wait_until_the_keys_rest() {
    let (mut easel, link) = (easel(), Link::new(NonZeroU32::new(256), Answers::Yes));
    easel.want(Some(wanted(&picture(0))));
    assert!(easel.step(&link, Rest::None, 0).is_some());
    assert!(easel.step(&link, Rest::None, 0).is_none());
    assert_eq!((easel.fidelity(), easel.waits_for(&link)), (Some(Fidelity::Coarse), Some(Rest::Short)));
    while easel.step(&link, Rest::Short, 0).is_some() {}
    assert_eq!((easel.fidelity(), easel.waits_for(&link)), (Some(Fidelity::Draft), Some(Rest::Long)));
}

#[test]
fn a_key_cuts_a_long_sixel_short_and_its_cells_come_again() {
    let (mut easel, link) = (easel(), Link::new(NonZeroU32::new(256), Answers::Yes));
    easel.want(Some(wanted(&picture(0))));
    while !easel.is_pouring() {
        assert!(easel.step(&link, Rest::Long, 0).unwrap().len() <= 16_000);
    }
    assert_eq!(easel.fidelity(), Some(Fidelity::Draft));
    assert!(easel.step(&link, Rest::Long, 0).is_none(), "nothing goes into a sixel");
    assert_eq!(easel.cut(), b"\x1b\\\x1b8");
    assert_eq!((easel.is_pouring(), easel.fidelity()), (false, Some(Fidelity::Wrong)));
    assert!(easel.step(&link, Rest::None, 0).unwrap().len() < 10_000, "a coarse stripe");
    assert_eq!(easel.fidelity(), Some(Fidelity::Coarse));
    assert_eq!(easel.cut(), b"");
}

/// Every draft that may be sent can be read: 34 dB and more, decoded as a terminal does.
#[test]
fn every_draft_can_be_read() {
    let cells = Cells { column: 0, row: 0, columns: 80, rows: 24 };
    let patch = |fidelity| Patch { cells, fidelity, object: 1, origin: (0, 0) };
    let mut pictures = vec![("structure and noise", picture(0))];
    let real = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cargo_ajna");
    pictures.extend(real_scans(&real).into_iter().map(|picture| ("a real scan", picture)));
    for (what, picture) in pictures {
        let easel = {
            let mut easel = easel();
            easel.want(Some(wanted(&picture)));
            easel
        };
        for budget in [None, Some(1)] {
            let mut brush = Brush::new(easel.way());
            let bytes = brush.paint(&easel.canvas, &[patch(Fidelity::Draft)], budget);
            let from = bytes.windows(2).position(|pair| pair == b"\x1bP").unwrap();
            let shown = icy_sixel::SixelImage::decode(&bytes[from..]).unwrap();
            let pairs = shown.pixels.chunks(4).zip(picture.grey());
            let squares: u32 = pairs.map(|(rgba, &grey)| u32::from(rgba[0].abs_diff(grey)).pow(2)).sum();
            let mean = f64::from(squares) / (800.0 * 480.0);
            let decibels = 10.0 * (255.0_f64.powi(2) / mean).log10();
            eprintln!("{what}: a draft within {budget:?} has {} bytes, {decibels:.2} dB", bytes.len());
            assert!(decibels >= 34.0, "{what}, {budget:?}: {decibels:.2} dB");
        }
    }
}

/// 800 × 480 pixels of the first scans of a folder, their greys as they are; none where the folder is not there.
fn real_scans(folder: &std::path::Path) -> Vec<Arc<Picture>> {
    let Ok(files) = std::fs::read_dir(folder) else {
        eprintln!("skipped: no scans in {}", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "jpg"));
    paths.sort();
    paths.iter().take(5).map(|path| real_scan(path)).collect()
}

fn real_scan(path: &std::path::Path) -> Arc<Picture> {
    let mut decoder = zune_jpeg::JpegDecoder::new(std::io::Cursor::new(std::fs::read(path).unwrap()));
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    let channels = pixels.len() / (width * height);
    let at = |(x, y): (usize, usize)| pixels[(y * height / 480 * width + x * width / 800) * channels];
    let grey = (0..480).flat_map(|y| (0..800).map(move |x| (x, y))).map(at).collect();
    Arc::new(Picture::new(800, 480, grey).unwrap())
}
