//! The decoding process, as the real binary: what it decodes, what it survives, and what it cannot do.

use intrascope::confine::{Attempt, Confinement, Part};
use intrascope::domain::refusal::{ImportFault, Undecoded};
use intrascope::domain::scan::ImageHash;
use intrascope::imaging::pyramid::Pyramid;
use intrascope::station::decoding::Decoder;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_intrascope");

/// Wide enough for several tiles and levels.
const SIZE: (u32, u32) = (1_500, 700);

fn child() -> Decoder {
    Decoder::Child(PathBuf::from(PROGRAM))
}

fn hash() -> ImageHash {
    ImageHash::parse(&"5e".repeat(32)).unwrap()
}

fn pixel(place: u32) -> u16 {
    u16::try_from(place.wrapping_mul(2_654_435_761) >> 16).unwrap()
}

fn tiff(path: &Path) {
    let pixels: Vec<u16> = (0..SIZE.0 * SIZE.1).map(pixel).collect();
    let mut encoder = tiff::encoder::TiffEncoder::new(File::create(path).unwrap()).unwrap();
    encoder.write_image::<tiff::encoder::colortype::Gray16>(SIZE.0, SIZE.1, &pixels).unwrap();
}

fn grey_png(path: &Path, (width, height): (u32, u32)) {
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let mut rows = writer.stream_writer().unwrap();
    for row in 0..height {
        let row: Vec<u8> =
            (0..width).map(|column| u8::try_from(pixel(row * width + column) >> 8).unwrap()).collect();
        rows.write_all(&row).unwrap();
    }
    rows.finish().unwrap();
}

fn bytes_of(mut file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_child_decodes_what_this_process_would() {
    let folder = tempfile::tempdir().unwrap();
    let (tif, png) = (folder.path().join("a.tif"), folder.path().join("b.png"));
    tiff(&tif);
    grey_png(&png, (300, 200));
    for path in [tif, png] {
        let (here, there) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
        let head = Decoder::Here.make_tiles(&path, &hash(), &here).unwrap();
        assert_eq!(child().make_tiles(&path, &hash(), &there).unwrap(), head);
        assert_eq!(child().look_through(&path).unwrap(), head);
        assert!(bytes_of(&here) == bytes_of(&there), "the same tiles, byte for byte");
        assert_eq!(Pyramid::open(there).unwrap().origin().width, head.width);
    }
}

#[test]
fn a_broken_file_is_refused_as_in_this_process() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.tif");
    tiff(&whole);
    let bytes = fs::read(&whole).unwrap();
    let cut = bytes.len() / 2;
    let broken: [(&str, Vec<u8>); 5] = [
        ("empty.tif", Vec::new()),
        ("text.png", b"not an image at all".to_vec()),
        ("cut.tif", bytes[..cut].to_vec()),
        ("noise.jpg", (0..4_096).map(|place| u8::try_from(pixel(place) >> 8).unwrap()).collect()),
        ("scan.UFF", bytes),
    ];
    for (name, bytes) in broken {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let here = Decoder::Here.look_through(&path).unwrap_err();
        assert!(!matches!(here, ImportFault::NotDecoded(_)), "{name}");
        assert_eq!(child().look_through(&path).unwrap_err(), here, "{name}");
        let tiles = tempfile::tempfile().unwrap();
        assert_eq!(child().make_tiles(&path, &hash(), &tiles).unwrap_err(), here, "{name}");
    }
    assert!(matches!(child().look_through(&folder.path().join("none.tif")), Err(ImportFault::Unreadable(_))));
}

/// Sets the width and height of a PNG, and the checksum over them.
fn resized(png: &mut [u8], width: u32, height: u32) {
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.png");
    grey_png(&path, (16, 16));
    let mut bytes = fs::read(&path).unwrap();
    for (width, height) in [(u32::MAX >> 1, u32::MAX >> 1), (30_000, 30_000), (1 << 20, 1)] {
        resized(&mut bytes, width, height);
        fs::write(&path, &bytes).unwrap();
        let fault = child().look_through(&path).unwrap_err();
        assert!(matches!(fault, ImportFault::TooLarge(_) | ImportFault::Damaged), "{fault:?}");
    }
    resized(&mut bytes, 12_000, 12_000);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(child().look_through(&path), Err(ImportFault::Damaged), "promises what does not follow");
}

/// A decoder that does something else first.
fn script(folder: &Path, text: &str) -> Decoder {
    let path = folder.join("decoder");
    // Under another name first: a file that is open for writing cannot be started.
    let draft = folder.join("draft");
    fs::write(&draft, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&draft, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(&draft, &path).unwrap();
    Decoder::Child(path)
}

#[test]
fn a_decoder_that_misbehaves_is_a_clear_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    grey_png(&path, (64, 48));
    let refused = |text: &str| match script(folder.path(), text).look_through(&path) {
        Err(ImportFault::NotDecoded(why)) => why,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(refused("kill -KILL $$"), Undecoded::Ended { signal: 9 });
    assert_eq!(refused("kill -XCPU $$"), Undecoded::Ended { signal: 24 });
    assert_eq!(refused("exit 0"), Undecoded::NoAnswer);
    assert_eq!(refused("echo '{}' >&2"), Undecoded::NoAnswer);
    assert_eq!(refused("while :; do echo flood >&2; done"), Undecoded::NoAnswer);
    let found = r#"{"format":"Png","width":64,"height":4000000000,"bits":8,"significant_bits":8,"planes":1,"coding":"Lossy"}"#;
    let answer = format!(r#"echo '{{"confinement":{{"confined":"full"}},"found":{{"Ok":{found}}}}}' >&2"#);
    assert_eq!(refused(&answer), Undecoded::NoAnswer, "a head that no image has");
    let honest = answer.replace("4000000000", "48");
    assert!(script(folder.path(), &honest).look_through(&path).is_ok(), "the answer is understood");
    let tiles = tempfile::tempfile().unwrap();
    let made = script(folder.path(), &honest).make_tiles(&path, &hash(), &tiles);
    assert_eq!(made.unwrap_err(), ImportFault::NotDecoded(Undecoded::NoAnswer), "tiles that are not there");
}

#[test]
fn a_decoder_killed_at_its_work_is_a_clear_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let (path, fifo) = (folder.path().join("a.png"), folder.path().join("began"));
    // Enough to be at work for longer than the signal takes.
    grey_png(&path, (6_000, 4_000));
    rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, 0o600.into()).unwrap();
    let text = format!("echo $$ >'{}'; exec '{PROGRAM}' \"$@\"", fifo.display());
    let decoder = script(folder.path(), &text);
    let killer = std::thread::spawn(move || {
        let process = fs::read_to_string(fifo).unwrap().trim().parse().unwrap();
        let process = rustix::process::Pid::from_raw(process).unwrap();
        rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
    });
    let tiles = tempfile::tempfile().unwrap();
    let fault = decoder.make_tiles(&path, &hash(), &tiles).unwrap_err();
    killer.join().unwrap();
    assert_eq!(fault, ImportFault::NotDecoded(Undecoded::Ended { signal: 9 }));
    assert!(child().look_through(&path).is_ok(), "the file was not to blame");
}

#[test]
fn a_pipe_is_no_image() {
    let (reader, mut writer) = std::io::pipe().unwrap();
    let mut command = Command::new(PROGRAM);
    command.arg("decode").stdin(reader).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    // It cannot be measured, and is not waited for.
    writer.write_all(b"\x89PNG").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("unreadable"), "{said}");
}

/// What the machine's kernel lets a confined process do.
fn tried(process: &str) -> (Confinement, Vec<Attempt>) {
    let output = Command::new(PROGRAM).args(["confinement", process, "--json"]).output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let part = |name: &str| said.get(name).cloned().unwrap();
    (serde_json::from_value(part("confinement")).unwrap(), serde_json::from_value(part("passed")).unwrap())
}

/// An old kernel lacks Landlock, and whoever runs the tests may have left files open: both must be named, and seccomp has to do.
fn nothing_else_is_missing(confinement: &Confinement) {
    for missing in confinement.missing() {
        assert!(matches!(missing.part, Part::Files | Part::Descriptors), "{confinement:?}");
    }
}

#[test]
fn a_confined_decoder_can_do_nothing_else() {
    let (confinement, passed) = tried("decoder");
    nothing_else_is_missing(&confinement);
    assert_eq!(passed, []);
}

#[test]
fn a_confined_console_starts_nothing_and_reaches_no_network() {
    let (confinement, passed) = tried("console");
    nothing_else_is_missing(&confinement);
    for attempt in [Attempt::Local, Attempt::Thread] {
        assert!(passed.contains(&attempt), "a console needs {attempt:?}");
    }
    for attempt in [Attempt::Start, Attempt::Internet] {
        assert!(!passed.contains(&attempt), "{attempt:?}");
    }
    if confinement == Confinement::Full {
        for attempt in [Attempt::ReadFile, Attempt::WriteFile] {
            assert!(!passed.contains(&attempt), "{attempt:?}");
        }
    }
}
