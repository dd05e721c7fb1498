//! `intrascope view`, as the real binary: what it prints is what an independent decoder reads, and it is the mean of the scan.

use base64::Engine;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use termlens::{Graphics, Terminal};

const PROGRAM: &str = env!("CARGO_BIN_EXE_intrascope");

/// Sides that divide by none of the sizes it is drawn in.
const SIZE: (u32, u32) = (997, 301);

/// A wedge with a weave and a wire, in 16 bits.
fn pixel(x: u32, y: u32) -> u16 {
    let wedge = x * 60_000 / SIZE.0;
    let weave = (x ^ y).wrapping_mul(2_654_435_761) >> 20;
    let wire = if x % 97 == y % 97 { 9_000 } else { 0 };
    u16::try_from((wedge + weave).saturating_sub(wire)).unwrap()
}

fn pixels() -> Vec<u16> {
    (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| pixel(x, y))).collect()
}

fn eight_bits() -> Vec<u8> {
    pixels().iter().map(|value| u8::try_from(value >> 8).unwrap()).collect()
}

fn png(path: &Path, colour: png::ColorType, depth: png::BitDepth, bytes: &[u8]) {
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), SIZE.0, SIZE.1);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if colour == png::ColorType::Indexed {
        // A palette upside down: an index is no grey.
        encoder.set_palette((0..=255_u8).rev().flat_map(|grey| [grey; 3]).collect::<Vec<u8>>());
    }
    encoder.write_header().unwrap().write_image_data(bytes).unwrap();
}

/// Every kind of file that a console imports and that can be made here, with the greys it means, 0 to 255.
fn made(folder: &Path) -> Vec<(PathBuf, Vec<f64>)> {
    use png::{BitDepth::Eight, BitDepth::Sixteen, ColorType};
    let deep: Vec<f64> = pixels().iter().map(|&value| f64::from(value) / 257.0).collect();
    let flat: Vec<f64> = eight_bits().iter().map(|&value| f64::from(value)).collect();
    let file = |name: &str| folder.join(name);
    let big_endian: Vec<u8> = pixels().iter().flat_map(|value| value.to_be_bytes()).collect();
    let tinted: Vec<u8> = eight_bits().iter().flat_map(|&value| [value, 255 - value, value / 2]).collect();
    let luma = |rgb: &[u8]| 0.299 * f64::from(rgb[0]) + 0.587 * f64::from(rgb[1]) + 0.114 * f64::from(rgb[2]);
    let (tinted_greys, _) = tinted.as_chunks::<3>();
    let tinted_greys = tinted_greys.iter().map(|rgb| luma(rgb)).collect();
    let veiled: Vec<u8> = eight_bits().iter().flat_map(|&value| [value, value ^ 0x55]).collect();
    let indices: Vec<u8> = eight_bits().iter().map(|&value| 255 - value).collect();
    png(&file("grey16.png"), ColorType::Grayscale, Sixteen, &big_endian);
    png(&file("grey8.png"), ColorType::Grayscale, Eight, &eight_bits());
    png(&file("rgb.png"), ColorType::Rgb, Eight, &tinted);
    png(&file("alpha.png"), ColorType::GrayscaleAlpha, Eight, &veiled);
    png(&file("palette.png"), ColorType::Indexed, Eight, &indices);
    let tiff = |name: &str| tiff::encoder::TiffEncoder::new(File::create(file(name)).unwrap()).unwrap();
    tiff("grey16.tif").write_image::<tiff::encoder::colortype::Gray16>(SIZE.0, SIZE.1, &pixels()).unwrap();
    tiff("grey8.tif").write_image::<tiff::encoder::colortype::Gray8>(SIZE.0, SIZE.1, &eight_bits()).unwrap();
    let mut dual = tiff("dual.tif");
    dual.write_image::<tiff::encoder::colortype::Gray16>(SIZE.0, SIZE.1, &pixels()).unwrap();
    let low: Vec<u16> = pixels().iter().map(|value| value / 3).collect();
    dual.write_image::<tiff::encoder::colortype::Gray16>(SIZE.0, SIZE.1, &low).unwrap();
    vec![
        (file("grey16.png"), deep.clone()),
        (file("grey8.png"), flat.clone()),
        (file("rgb.png"), tinted_greys),
        (file("alpha.png"), flat.clone()),
        (file("palette.png"), flat.clone()),
        (file("grey16.tif"), deep.clone()),
        (file("grey8.tif"), flat),
        (file("dual.tif"), deep),
    ]
}

fn scan(folder: &Path) -> PathBuf {
    let path = folder.join("scan.png");
    let bytes: Vec<u8> = pixels().iter().flat_map(|value| value.to_be_bytes()).collect();
    png(&path, png::ColorType::Grayscale, png::BitDepth::Sixteen, &bytes);
    path
}

fn view(file: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.arg("view").arg(file).args(options).env_clear().env("LANG", "en_GB.UTF-8").stdin(Stdio::null());
    command.output().unwrap()
}

/// What is printed, of a picture that has to come out.
fn printed(file: &Path, options: &[&str]) -> Vec<u8> {
    let output = view(file, options);
    assert!(output.status.success(), "{options:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
    output.stdout
}

/// Brightness of a sixel picture, whose greys may be a percent off in a channel, by a decoder of somebody else's; it fills the last band up, and the stream says how high the picture is.
fn decoded(stream: &[u8]) -> (u32, u32, Vec<f64>) {
    let image = icy_sixel::SixelImage::decode(stream).unwrap();
    let head = String::from_utf8_lossy(stream.get(..40).unwrap()).into_owned();
    let mut sides =
        head.split('"').nth(1).unwrap().split([';', '#']).skip(2).map(|side| side.parse().unwrap());
    let (width, height): (u32, u32) = (sides.next().unwrap(), sides.next().unwrap());
    assert!(image.width == width as usize && (height as usize..height as usize + 6).contains(&image.height));
    let (pixels, _) = image.pixels.as_chunks::<4>();
    let pixels = &pixels[..(width * height) as usize];
    let is_grey = |colour: &[u8]| colour.iter().max().unwrap() - colour.iter().min().unwrap() <= 3;
    assert!(pixels.iter().all(|pixel| is_grey(&pixel[..3]) && pixel[3] == 255));
    let brightness = |pixel: &[u8; 4]| {
        pixel.iter().zip([0.299, 0.587, 0.114]).map(|(&part, weight)| f64::from(part) * weight).sum()
    };
    (width, height, pixels.iter().map(brightness).collect())
}

/// The mean of the source under every output pixel, pixel by pixel and part by part.
fn area_average(greys: &[f64], (width, height): (u32, u32)) -> Vec<f64> {
    let share = |place: u32, source: u32, out: u32| -> Vec<(u32, f64)> {
        let step = f64::from(source) / f64::from(out);
        let (from, to) = (f64::from(place) * step, f64::from(place + 1) * step);
        (0..source)
            .map(|at| (at, (to.min(f64::from(at + 1)) - from.max(f64::from(at))).max(0.0) / step))
            .filter(|(_, share)| *share > 1e-9)
            .collect()
    };
    let across: Vec<_> = (0..width).map(|x| share(x, SIZE.0, width)).collect();
    let down: Vec<_> = (0..height).map(|y| share(y, SIZE.1, height)).collect();
    let mean = |xs: &[(u32, f64)], ys: &[(u32, f64)]| -> f64 {
        let parts = ys.iter().flat_map(|&(y, down)| xs.iter().map(move |&(x, across)| (x, y, across * down)));
        parts.map(|(x, y, share)| share * greys[(y * SIZE.0 + x) as usize]).sum()
    };
    down.iter().flat_map(|ys| across.iter().map(|xs| mean(xs, ys))).collect()
}

fn psnr(greys: &[f64], ideal: &[f64]) -> f64 {
    assert_eq!(greys.len(), ideal.len());
    let error: f64 = greys.iter().zip(ideal).map(|(grey, ideal)| (grey - ideal).powi(2)).sum();
    10.0 * (255.0 * 255.0 * f64::from(u32::try_from(greys.len()).unwrap()) / error).log10()
}

const LOSSLESS: [&str; 6] = ["--graphics", "sixel", "--size", "400x400px", "--window", "none"];

#[test]
fn every_kind_of_file_comes_out_as_its_exact_mean() {
    let folder = tempfile::tempdir().unwrap();
    for (path, greys) in made(folder.path()) {
        let stream = printed(&path, &LOSSLESS);
        assert!(stream.starts_with(b"\x1bP") && stream.ends_with(b"\x1b\\\n"));
        let (width, height, drawn) = decoded(&stream);
        assert_eq!((width, height), (400, 121), "fitted, the aspect kept");
        let db = psnr(&drawn, &area_average(&greys, (width, height)));
        // Greys rounded once, to 101 levels, are 50.2 dB from the mean; rounded to eight bits before, 49.7; a row or a weight that is
        // wrong, below 45.
        assert!(db >= 50.0, "{}: {db} dB", path.display());
    }
}

#[test]
fn a_draft_is_smaller_and_still_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    let lossless = printed(&path, &LOSSLESS);
    let ideal: Vec<f64> = pixels().iter().map(|&value| f64::from(value) / 257.0).collect();
    let mut before = lossless.len();
    for draft in ["--draft=2", "--draft", "--draft=12"] {
        let stream = printed(&path, &[&LOSSLESS[..], &[draft]].concat());
        assert!(stream.len() < before, "{draft}: {} bytes after {before}", stream.len());
        before = stream.len();
        let (width, height, drawn) = decoded(&stream);
        let db = psnr(&drawn, &area_average(&ideal, (width, height)));
        assert!(draft != "--draft" || db >= 40.0, "{draft}: {db} dB");
    }
    assert_eq!(printed(&path, &[&LOSSLESS[..], &["--draft=0"]].concat()), lossless);
}

/// The file that a kitty or iTerm2 stream carries.
fn carried(stream: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(stream).unwrap();
    let payload = if let Some(inline) = text.strip_prefix("\x1b]1337;File=") {
        inline.split_once(':').unwrap().1.strip_suffix("\x07\n").unwrap().to_owned()
    } else {
        let pieces = text.strip_suffix("\x1b\\\n").unwrap().split("\x1b\\");
        pieces
            .map(|piece| piece.strip_prefix("\x1b_G").unwrap().split_once(';').unwrap().1)
            .collect::<String>()
    };
    base64::engine::general_purpose::STANDARD.decode(payload).unwrap()
}

#[test]
fn terminals_that_take_files_get_every_grey_and_leave_the_cursor_below() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    let ideal: Vec<f64> = pixels().iter().map(|&value| f64::from(value) / 257.0).collect();
    let ideal = area_average(&ideal, (400, 121));
    for graphics in ["kitty", "iterm2"] {
        let stream = printed(&path, &["--graphics", graphics, "--size", "400x400", "--window", "none"]);
        let text = String::from_utf8_lossy(&stream);
        assert!(
            !text.contains("C=1") && !text.contains("doNotMoveCursor"),
            "the next line would lie over it"
        );
        let mut reader = png::Decoder::new(std::io::Cursor::new(carried(&stream))).read_info().unwrap();
        let mut greys = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut greys).unwrap();
        assert_eq!((frame.width, frame.height, frame.color_type), (400, 121, png::ColorType::Grayscale));
        let greys: Vec<f64> = greys.into_iter().map(f64::from).collect();
        let db = psnr(&greys, &ideal);
        // Rounding to 8 bits is 58.9 dB from the mean.
        assert!(db >= 58.5, "{graphics}: {db} dB");
    }
}

#[test]
fn windows_and_filters_change_the_tone() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    let drawn = |options: &[&str]| {
        let options = [&["--graphics", "sixel", "--size", "99x99"][..], options].concat();
        decoded(&printed(&path, &options)).2
    };
    let whole = drawn(&["--window", "none"]);
    let negative = drawn(&["--window", "none", "--filter", "negative"]);
    assert!(whole.iter().zip(&negative).all(|(&a, &b)| (a + b - 255.0).abs() <= 3.0));
    let narrow = drawn(&["--window", "20000..30000"]);
    assert!(narrow.iter().any(|grey| *grey < 0.5) && narrow.iter().any(|grey| *grey > 254.5));
    assert_eq!(drawn(&[]), drawn(&["--window", "auto"]));
    assert_ne!(drawn(&[]), whole);
    assert_ne!(drawn(&["--filter", "dense"]), drawn(&[]));
    assert_eq!(drawn(&["--filter", "full"]), whole);
    assert_ne!(drawn(&["--filter", "log,sharpen=4"]), drawn(&["--filter", "log"]));
    assert_eq!(drawn(&["--filter", "log", "--filter", "linear", "--window", "none"]), whole);
}

#[test]
fn characters_have_the_size_in_cells_and_end_their_colours() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    for graphics in ["half", "braille"] {
        for colours in ["auto", "truecolor", "256", "16", "mono"] {
            let options = ["--graphics", graphics, "--size", "60x40", "--colours", colours];
            let text = String::from_utf8(printed(&path, &options)).unwrap();
            let rows: Vec<&str> = text.lines().collect();
            assert_eq!(rows.len(), 9, "60 columns of 1 to 2 for an image of 997 by 301");
            for row in rows {
                let mut parts = row.split('\x1b');
                let glyphs: usize = parts.next().unwrap().chars().count()
                    + parts.map(|part| part.split_once('m').unwrap().1.chars().count()).sum::<usize>();
                assert_eq!(glyphs, 60);
                assert!(!row.contains('\x1b') || row.ends_with("\x1b[0m") || colours == "mono");
            }
        }
    }
    let depth =
        |colours| printed(&path, &["--graphics", "half", "--size", "60x40", "--colours", colours]).len();
    assert!(depth("256") * 2 < depth("truecolor"));
}

#[test]
fn what_cannot_be_shown_is_told_in_the_persons_language_and_the_rest_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    let whole = fs::read(&path).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let mut huge = whole[..33].to_vec();
    huge[16..24].copy_from_slice(&[0x7f; 8]);
    let bad = [
        file("empty.png", b""),
        file("cut.png", &whole[..whole.len() / 2]),
        file("last.png", &whole[..whole.len() - 6]),
        file("huge.png", &huge),
        file("text.txt", b"no picture at all"),
        file("scan.uff", &whole),
        folder.path().to_owned(),
        folder.path().join("not there.png"),
        PathBuf::from("/dev/zero"),
    ];
    for language in ["kk", "ru", "en"] {
        for bad in &bad {
            let output = view(bad, &[&LOSSLESS[..], &["--lang", language]].concat());
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(output.stdout.is_empty() && !output.status.success(), "{}", bad.display());
            assert!(told.starts_with("intrascope: ") && told.trim_end().lines().count() == 1, "{told}");
            assert!(!told.contains("panicked") && !told.contains('⟨'), "{told}");
        }
    }
    let mut command = Command::new(PROGRAM);
    let both = command.arg("view").arg(&bad[1]).arg(&path).args(LOSSLESS).env("LANG", "en").output().unwrap();
    assert_eq!(both.stdout, printed(&path, &LOSSLESS), "the other file is shown");
    assert!(!both.status.success());
}

#[test]
fn into_a_pipe_the_missing_option_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    for (options, missing) in [
        (&[][..], "--graphics, --size"),
        (&["--graphics", "sixel"], "--size"),
        (&["--size", "80x40"], "--graphics"),
        (&["--graphics", "auto", "--size", "80x40"], "--graphics"),
    ] {
        let mut told: Vec<String> = Vec::new();
        for language in ["kk", "ru", "en"] {
            let output = view(&path, &[options, &["--lang", language]].concat());
            assert!(output.stdout.is_empty() && !output.status.success());
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains(missing), "{said}");
            assert_eq!(said.matches("--").count(), missing.matches("--").count(), "{said}");
            told.push(said);
        }
        assert!(told[0] != told[1] && told[1] != told[2], "{told:?}");
    }
    for wrong in [
        ["--size", "0x9"],
        ["--window", "9..1"],
        ["--draft=x", "--lang=en"],
        ["--filter", "blur"],
        ["--graphics", "x"],
    ] {
        let output = view(&path, &wrong);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{wrong:?}");
    }
    let eight = folder.path().join("eight.png");
    png(&eight, png::ColorType::Grayscale, png::BitDepth::Eight, &eight_bits());
    let beyond = view(&eight, &["--graphics", "sixel", "--size", "9x9", "--window", "0..256"]);
    assert!(String::from_utf8(beyond.stderr).unwrap().contains("255") && !beyond.status.success());
}

#[test]
fn a_reader_that_has_read_enough_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    // Larger than a pipe holds, so that the writer meets the closed end.
    let mut command = Command::new(PROGRAM);
    command.arg("view").arg(&path).args(["--graphics", "sixel", "--size", "3000x3000px"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn whatever_a_file_holds_the_program_ends_in_order() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus/image");
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(corpus).unwrap() {
        let path = file.unwrap().path();
        let whole = fs::read(&path).unwrap();
        let damaged = folder.path().join("damaged");
        for cut in [whole.len(), whole.len() / 2, whole.len() / 3] {
            let mut bytes = whole[..cut].to_vec();
            if cut < whole.len() {
                let middle = cut / 2;
                bytes[middle] ^= 0xff;
            }
            File::create(&damaged).unwrap().write_all(&bytes).unwrap();
            let output = view(&damaged, &["--graphics", "half", "--size", "20x10"]);
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {told}", path.display());
            assert!(output.status.success() != output.stdout.is_empty(), "{}: {told}", path.display());
        }
    }
}

#[test]
fn on_a_terminal_it_asks_draws_and_leaves_the_line_below() {
    let folder = tempfile::tempdir().unwrap();
    let path = scan(folder.path());
    let mut terminal = Terminal::builder()
        .size(100, 30)
        .graphics(Graphics::Sixel)
        .cell_size(8, 16)
        .env("TERM", "xterm-256color")
        .env("TMUX", "")
        .timeout(Duration::from_secs(20))
        .arg("view")
        .arg(path.to_str().unwrap())
        .arg(path.to_str().unwrap())
        .spawn(PROGRAM)
        .unwrap();
    assert!(terminal.wait_exit().unwrap().success());
    let screen = terminal.screen();
    let seen = screen.graphics();
    assert_eq!(seen.sixel(), 2, "{}", screen.text());
    // 797 of 997 pixels: 100 columns of 8.
    assert_eq!(seen.last().unwrap().size(), Some((800, 242)));
    let (row, column, _) = screen.cursor();
    assert_eq!(column, 0);
    assert!(
        row == 29,
        "two pictures of 16 rows, each with its name, scrolled the screen; the cursor is on its last row"
    );
    assert_eq!(
        screen.full_text().matches("scan.png").count(),
        2,
        "each has its name: {}",
        screen.full_text()
    );
}
