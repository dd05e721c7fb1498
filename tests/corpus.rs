//! The fuzzers' kept corpus: every entrance takes every file that once taught something.

#[path = "fuzz/src/lib.rs"]
mod entrances;

use std::fs;
use std::path::Path;

/// Bytes of the whole corpus: it is kept beside the sources.
const MAX_BYTES: usize = 256 * 1024;

type Entrance = (&'static str, fn(&[u8]));

const ENTRANCES: [Entrance; 13] = [
    ("link", entrances::link),
    ("monitor", entrances::monitor),
    ("wire", entrances::wire),
    ("console", entrances::console),
    ("image", entrances::image),
    ("tiles", entrances::tiles),
    ("report", entrances::report),
    ("intake", entrances::intake),
    ("outcomes", entrances::outcomes),
    ("policy", entrances::policy),
    ("theme", entrances::theme),
    ("text", entrances::text),
    ("input", entrances::input),
];

#[test]
fn every_entrance_takes_its_corpus() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let mut total = 0;
    for (name, entrance) in ENTRANCES {
        assert!(fuzz.join("fuzz_targets").join(format!("{name}.rs")).is_file(), "{name} has its fuzzer");
        let files: Vec<_> = fs::read_dir(fuzz.join("corpus").join(name)).unwrap().collect();
        assert!(!files.is_empty(), "{name} has a corpus");
        for file in files {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            total += bytes.len();
            entrance(&bytes);
        }
    }
    assert_eq!(fs::read_dir(fuzz.join("fuzz_targets")).unwrap().count(), ENTRANCES.len());
    assert!(total < MAX_BYTES, "{total} bytes");
}

/// Damages of each entrance's corpus: a minute's worth of a fuzzer without its feedback, in some seconds.
const DAMAGES: u64 = 300;

/// A sequence that looks random and is the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// Changes, cuts, doubles or takes over a piece, up to four times.
fn damaged(whole: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=random.below(4) {
        let place = random.below(bytes.len());
        let end = (place + random.below(16)).min(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(place),
            1 => bytes.extend_from_within(place..end),
            2 => drop(bytes.drain(place..end)),
            3 => {
                let from = random.below(other.len());
                bytes.splice(place..end, other[from..(from + 24).min(other.len())].iter().copied());
            }
            4 => bytes[place..end].fill([0, 0xff, 0x7f, 0x80][random.below(4)]),
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    bytes
}

fn damage_all(times: u64) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    for (name, entrance) in ENTRANCES {
        let mut files: Vec<_> =
            fs::read_dir(corpus.join(name)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let files: Vec<Vec<u8>> = files.into_iter().map(|path| fs::read(path).unwrap()).collect();
        let mut random = Random(0x1f2e_3d4c_5b6a_7988);
        for round in 0..times {
            let (one, other) = (random.below(files.len()), random.below(files.len()));
            let bytes = damaged(&files[one], &files[other], &mut random);
            let run = std::panic::catch_unwind(|| entrance(&bytes));
            assert!(run.is_ok(), "{name}, damage {round}: {bytes:?}");
        }
    }
}

#[test]
fn every_entrance_takes_its_corpus_damaged() {
    damage_all(DAMAGES);
}

#[test]
#[ignore = "runs for minutes"]
fn every_entrance_takes_its_corpus_damaged_a_hundred_thousand_times() {
    damage_all(100_000);
}

/// Writes what the corpus began with: `cargo test --test suite -- --ignored the_corpus_begins`.
#[test]
#[ignore = "writes files beside the sources"]
fn the_corpus_begins_with_what_is_understood() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    for (target, name, bytes) in beginnings() {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    }
}

type Beginning = (&'static str, &'static str, Vec<u8>);

fn beginnings() -> Vec<Beginning> {
    let text = |target, name, text: &str| (target, name, text.as_bytes().to_vec());
    let mut all = vec![
        text("wire", "list", r#"{"version":1,"ask":"list_cases","before":null,"limit":20}"#),
        text("wire", "show", r#"{"version":1,"ask":"show_case","number":"39855302/231126/000417"}"#),
        text("wire", "refused", r#"{"version":1,"say":"refused","why":{"refusal":"not_signed_in"}}"#),
        text("report", "fault", r#"{"confinement":{"confined":"full"},"found":{"Err":{"fault":"damaged"}}}"#),
        text(
            "outcomes",
            "one",
            r#"[{"case":"39855302/231126/000417","result":"confirmed","found":"x","documents":["1"]}]"#,
        ),
        text("policy", "shipped", include_str!("../src/cli/policy.toml")),
        text("theme", "quiet", include_str!("../themes/quiet.toml")),
        text(
            "text",
            "tricks",
            "Ә\u{301}\u{301}\u{301}\u{301}\u{301} \u{1b}]52;c;a\u{7}\u{202e}\u{a0}\u{378}\n",
        ),
        text("input", "keys", "aй\u{1b}[A\u{1b}OP\u{1b}[1;5C\u{1b}[[A\u{1b}[7$\u{1b}[97;5u\u{1b}1\u{1b}\r"),
        text(
            "input",
            "answers",
            "\u{1b}_Gi=31;OK\u{1b}\\\u{1b}[?2;0;1000;1000S\u{1b}P>|XTerm(379)\u{1b}\\\u{1b}[6;16;8t\u{1b}[?63;4c\u{1b}[0n",
        ),
        text("input", "paste", "\u{1b}[200~AB\u{1b}[A\nұ\u{1b}[201~\u{1b}]11;rgb:0/0/0\u{7}\u{1b}[M !!q"),
        text("intake", "referral.xml", include_str!("../docs/referral.example.xml")),
        text("intake", "form.json", FORM),
        ("link", "detector", detector()),
        text("monitor", "vehicle", VEHICLE),
        ("image", "grey8.png", png(::png::BitDepth::Eight, 1)),
        ("image", "grey16.png", png(::png::BitDepth::Sixteen, 2)),
        ("image", "grey16.tif", tiff(tiff::encoder::Compression::Uncompressed)),
        ("image", "lzw.tif", tiff(tiff::encoder::Compression::Lzw)),
        ("image", "packbits.tif", tiff(tiff::encoder::Compression::Packbits)),
    ];
    let picture = all.iter().find(|(_, name, _)| *name == "grey8.png").unwrap().2.clone();
    all.push(("tiles", "small", tiles(&picture)));
    all.extend(console());
    all
}

/// Right frames of the console wire, each as a line and all of the short ones with their lengths; and updates that follow one another.
fn console() -> Vec<Beginning> {
    const RIGHT: &str = include_str!("../src/remote/console_wire/golden-3.jsonl");
    const SHORT: usize = 120;
    let frame = |line: &str| [&u32::try_from(line.len()).unwrap().to_le_bytes(), line.as_bytes()].concat();
    let short = RIGHT.lines().filter(|line| line.len() < SHORT).flat_map(frame).collect();
    let kinds = [
        ("greeting", "{\"hello"),
        ("to-station", "{\"ask"),
        ("to-console", "{\"answer"),
        ("update", "{\"update"),
    ];
    let lines = kinds.map(|(name, begins)| {
        let lines: Vec<&str> = RIGHT.lines().filter(|line| line.starts_with(begins)).collect();
        ("console", name, lines.join("\n").into_bytes())
    });
    let other = RIGHT.lines().filter(|line| kinds.iter().all(|(_, begins)| !line.starts_with(begins)));
    let other = ("console", "other", other.collect::<Vec<_>>().join("\n").into_bytes());
    let updates = ("console", "updates", UPDATES.as_bytes().to_vec());
    lines.into_iter().chain([("console", "frames", short), other, updates]).collect()
}

const UPDATES: &str = r#"{"update":{"part":"more","at":"2026-11-23T02:13:21Z","lane_case":{"case":"39855302/231126/000001"}}}
{"update":{"part":"complete","at":"2026-11-23T02:13:22Z","gone":["39855302/231126/000001"],"store":{"failed":"x"},"own":4}}
{"preview":{"scan":"39855302-231126-000001-1","height":1,"first":0,"pixels":"AAE="}}
{"preview":{"scan":"39855302-231126-000001-1","height":1,"first":2,"pixels":"AAE="}}"#;

const FORM: &str = r#"{"direction":"arrival","plate":"123ABC16","documents":[{"kind":"waybill","number":"4471","date":"2026-11-21"}],"goods":[{"code":"0805","description":"x","gross":"20400"}]}"#;

const VEHICLE: &str = "NB,000002,000003,000002,000001\r\nGB,000251,000249,000250,000252\r\nGS,000050,000051,000049,000050\r
NS,000002,000001,000002,000003\r\nSP,0.2249,03.032,004.88,000000\r\nGA,000150,000151,000149,000150,00-00-04.841\r
NA,000042,000041,000042,000043\r\nGX,000012,008000,000000,000000\r\nTT,000000,000000,000000,000000\r
GH,005000,004900,005100,005000\r\nSG1,000800,000100,05,10,5.0,0\r\nTC,111111,111111,111111,111111\r\n";

fn detector() -> Vec<u8> {
    use intrascope::domain::number::{CaseNumber, ScanId};
    use intrascope::scanner::detector::message::{Message, Status};
    use intrascope::scanner::link::frame::encode;
    use intrascope::scanner::reports::{Calibration, CalibrationFigures, Outcome};
    let scan = ScanId::new(&CaseNumber::parse("39855302/231126/000417").unwrap(), 1);
    let [model, serial, firmware] = ["IS", "1", "2"].map(str::to_owned);
    let messages = [
        Message::Identify,
        Message::Poll(1),
        Message::Begin(scan.clone()),
        Message::Credit { tag: 7, upto: 64 },
        Message::End(scan.clone(), Outcome::Whole),
        Message::Calibrate(Calibration::Air),
        Message::Identity { version: 2, model, serial, firmware },
        Message::Status(Status { poll: 1, scan: Some(scan.clone()), ..Status::default() }),
        Message::Column { tag: 7, number: 1, pixels: vec![9; 16] },
        Message::Ended { columns: 9, dropped: 1, scan },
        Message::Calibrated(Calibration::Dark, CalibrationFigures::default()),
        Message::Refused(3),
    ];
    (0..).zip(messages).flat_map(|(place, message)| encode(&message.to_frame(place)).unwrap()).collect()
}

fn png(depth: ::png::BitDepth, bytes: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, 20, 12);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(depth);
    let pixels: Vec<u8> = (0..20 * 12 * bytes).map(|place| u8::try_from(place % 251).unwrap()).collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    out
}

fn tiff(compression: tiff::encoder::Compression) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let pixels: Vec<u16> = (0..20 * 12).map(|place| place * 97).collect();
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut out).unwrap().with_compression(compression);
    encoder.write_image::<tiff::encoder::colortype::Gray16>(20, 12, &pixels).unwrap();
    out.into_inner()
}

fn tiles(png: &[u8]) -> Vec<u8> {
    use intrascope::formats::{Limits, ingest_rows};
    let mut out = std::io::Cursor::new(Vec::new());
    ingest_rows(std::io::Cursor::new(png), &Limits::default(), &"0".repeat(64), &mut out).unwrap();
    out.into_inner()
}
