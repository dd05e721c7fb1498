//! The detector's link against a decoder that others wrote: the one of docs/PROTOCOL.md, with `PyPI`'s `cobs` and Python's `zlib`.

use crate::support::peers;
use intrascope::domain::number::ScanId;
use intrascope::scanner::detector::{DetectorDriver, DetectorSettings, USUAL_MODEL};
use intrascope::scanner::device::{Driver, Output};
use intrascope::scanner::line::{Endpoint, Line};
use intrascope::scanner::link::{Decoder, Frame};
use intrascope::scanner::reports::{DetectorOrder, DetectorReport, Outcome};
use intrascope::scanner::simulator::detector::DetectorPart;
use intrascope::scanner::simulator::world::{Part, PartOutput, World};
use intrascope::scanner::simulator::{Pace, Random};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const COLUMNS: u32 = 2_400;
const HEIGHT: usize = 256;
const STEP: Duration = Duration::from_millis(5);

/// The decoder as the description prints it.
fn decoder() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/PROTOCOL.md");
    let text = std::fs::read_to_string(page).unwrap();
    let mut blocks = text.split("```python\n").skip(1).filter_map(|block| block.split("```").next());
    blocks.find(|block| block.contains("from cobs import cobs")).unwrap().to_owned()
}

/// What the decoder says of these bytes, line by line.
fn decoded(python: &Path, bytes: &[u8]) -> Vec<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let mut command = Command::new(python);
    command.args(["-c", &decoder()]).stdin(Stdio::from(file.reopen().unwrap()));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn id() -> ScanId {
    ScanId::parse("39855302-231126-000417-1").unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// How the decoder prints a frame that is no column.
fn printed(frame: &Frame) -> String {
    let Frame { kind, sequence, payload } = frame;
    if *kind != 0x93 {
        return format!("kind {kind:#04x} #{sequence}: {}", hex(payload));
    }
    let (head, pixels) = payload.split_at(10);
    let number = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().unwrap());
    format!("column {} of scan {:08x}, {} pixels: {}", number(4), number(0), pixels.len(), hex(pixels))
}

/// A picture that has every byte in every neighbourhood: zeros are what COBS is about.
fn picture() -> Vec<Vec<u8>> {
    let mut random = Random::new(11);
    let column = |number: u32| -> Vec<u8> {
        match number % 4 {
            0 => vec![0; HEIGHT],
            1 => vec![255; HEIGHT],
            _ => {
                (0..HEIGHT).map(|_| random.bits().to_le_bytes()[0] & random.bits().to_le_bytes()[1]).collect()
            }
        }
    };
    (0..COLUMNS).map(column).collect()
}

/// All that went over the line in both directions.
#[derive(Default)]
struct Spoken {
    host: Vec<u8>,
    device: Vec<u8>,
    reported: Vec<(u32, Vec<u8>)>,
    ended: Vec<(u32, u32)>,
}

/// A whole scan between driver and simulated detector.
fn scan() -> Spoken {
    let (mut world, mut part) = (World::new(Pace::Fast), DetectorPart::new(7, 1));
    let mut driver = DetectorDriver::new(DetectorSettings::on(Line::at(Endpoint::Tcp("a:1".into()))));
    let mut spoken = Spoken::default();
    driver.opened(Duration::ZERO);
    let (mut was_begun, mut was_ended) = (false, false);
    while world.now() < Duration::from_secs(8) {
        let now = world.now() + STEP;
        world.advance(now);
        driver.tick(now);
        part.tick(&mut world);
        if now >= Duration::from_secs(2) && !was_begun {
            was_begun = true;
            driver.order(now, DetectorOrder::Begin(id()));
            (world.high_voltage, world.permit, world.scan) = (true, true, true);
        }
        if world.is_through() && !was_ended {
            was_ended = true;
            driver.order(now, DetectorOrder::End(id(), Outcome::Whole));
        }
        while let Some(output) = part.next() {
            match output {
                PartOutput::Write(bytes) => {
                    driver.received(now, &bytes);
                    spoken.device.extend(bytes);
                }
                PartOutput::Render(scan) => part.rendered(&scan, picture()),
                PartOutput::Drop(..) => {}
            }
        }
        while let Some(output) = driver.next() {
            match output {
                Output::Write(bytes) | Output::Preempt(bytes) => {
                    part.received(&mut world, &bytes);
                    spoken.host.extend(bytes);
                }
                Output::Report(DetectorReport::Column { number, pixels }) => {
                    spoken.reported.push((number, pixels));
                }
                Output::Report(DetectorReport::Ended { columns, dropped, .. }) => {
                    spoken.ended.push((columns, dropped));
                }
                Output::Report(_) => {}
                Output::Close(hint) => panic!("closed: {hint:?}"),
            }
        }
    }
    spoken
}

#[test]
fn a_whole_scan_is_read_frame_by_frame_by_a_decoder_that_others_wrote() {
    let Some(python) = peers::python(&["cobs"]) else { return };
    let spoken = scan();
    assert_eq!(spoken.ended, [(COLUMNS, 0)]);
    let picture = picture();
    assert!(spoken.reported.iter().map(|(_, pixels)| pixels).eq(&picture), "every column was reported");
    for (bytes, at_least) in [(&spoken.device, 2_500), (&spoken.host, 200)] {
        let frames = Decoder::new().push(bytes);
        let lines = decoded(&python, bytes);
        assert!(frames.len() >= at_least, "{}", frames.len());
        assert!(frames.iter().map(printed).eq(lines.iter().cloned()));
    }
    let lines = decoded(&python, &spoken.device);
    let columns: Vec<&String> = lines.iter().filter(|line| line.starts_with("column ")).collect();
    // The tag as `zlib.crc32(b"39855302-231126-000417-1")` gives it.
    let script = format!("import zlib; print(f'{{zlib.crc32(b\"{}\"):08x}}')", id());
    let tag = Command::new(&python).args(["-c", &script]).output().unwrap();
    let tag = String::from_utf8(tag.stdout).unwrap();
    let expected = (0..).zip(&picture).map(|(number, pixels): (u32, _)| {
        format!("column {number} of scan {}, {HEIGHT} pixels: {}", tag.trim(), hex(pixels))
    });
    assert!(expected.eq(columns.into_iter().cloned()));
    assert!(lines.iter().any(|line| line.contains(&hex(USUAL_MODEL.as_bytes()))));
}

/// Changes a frame as a line may: a bit, a byte less, a byte more, two bytes exchanged, the rest cut off.
fn damage(random: &mut Random, frame: &mut Vec<u8>) {
    let place = |random: &mut Random, below: usize| usize::try_from(random.pick(below as u64)).unwrap();
    for _ in 0..=random.pick(3) {
        let (at, byte) = (place(random, frame.len()), random.bits().to_le_bytes()[0]);
        match random.pick(5) {
            0 => frame[at] ^= 1 << (byte % 8),
            1 if frame.len() > 1 => drop(frame.remove(at)),
            2 => frame.insert(at, byte),
            3 if at > 0 => frame.swap(at - 1, at),
            _ => frame.truncate(at.max(1)),
        }
    }
}

#[test]
fn what_a_line_damaged_is_accepted_by_neither() {
    let Some(python) = peers::python(&["cobs"]) else { return };
    let spoken = scan();
    let sound: Vec<&[u8]> = spoken.device.split_inclusive(|byte| *byte == 0).collect();
    let known: std::collections::HashSet<String> =
        Decoder::new().push(&spoken.device).iter().map(printed).collect();
    for seed in 0..4 {
        let mut random = Random::new(seed);
        let (mut stream, mut damaged) = (Vec::new(), 0);
        for frame in &sound {
            let mut frame = frame.to_vec();
            if random.chance(0.6) {
                damaged += 1;
                damage(&mut random, &mut frame);
            }
            stream.extend(frame);
        }
        stream.push(0);
        let mut decoder = Decoder::new();
        let ours: Vec<String> = decoder.push(&stream).iter().map(printed).collect();
        let theirs = decoded(&python, &stream);
        let refused = theirs.iter().filter(|line| *line == "damaged").count();
        let accepted: Vec<&String> = theirs.iter().filter(|line| *line != "damaged").collect();
        assert!(damaged > 1_400 && ours.len() > 500, "{damaged} {}", ours.len());
        assert!(ours.iter().eq(accepted), "both take the same frames");
        assert_eq!(usize::try_from(decoder.damaged()).unwrap(), refused);
        let wrong = ours.iter().filter(|line| !known.contains(*line)).count();
        assert_eq!(wrong, 0, "seed {seed}: {} accepted, {refused} refused", ours.len());
    }
}
