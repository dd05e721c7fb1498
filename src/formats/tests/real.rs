//! Real scans, where they are at hand; they are not part of the project.

use std::path::PathBuf;

use crate::formats::*;
use crate::imaging::{ImageSize, Preset, Pyramid, Screen, Viewport, render};

const FOLDERS: [&str; 4] = ["cargo_ajna", "cargo_hs", "dual_energy_real", "image_quality_nist"];

/// The folder of scans: beside the project, or where `INTRASCOPE_SHARED` says.
fn scans() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("INTRASCOPE_SHARED").map_or_else(beside, PathBuf::from).join("data");
    if folder.join("MANIFEST.csv").exists() {
        return Some(folder);
    }
    eprintln!("skipped: no real scans in {}", folder.display());
    None
}

/// File, width, height and bits of each listed scan that is an image file. Only descriptions, behind these columns, are quoted.
fn listed(folder: &Path) -> Vec<(PathBuf, u32, u32, u8)> {
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.csv")).unwrap();
    let mut scans = Vec::new();
    for line in manifest.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let known = FOLDERS.iter().any(|known| fields[0].starts_with(&format!("{known}/")));
        if known {
            let number = |index: usize| fields[index].parse::<u32>().unwrap();
            scans.push((folder.join(fields[0]), number(6), number(7), u8::try_from(number(8)).unwrap()));
        }
    }
    scans
}

#[test]
fn every_real_scan_is_read_whole_and_drawn() {
    let Some(folder) = scans() else { return };
    let all = listed(&folder);
    assert!(all.len() > 25, "the list is read: {}", all.len());
    for (path, width, height, bits) in all {
        let name = path.display();
        let out = tempfile::tempfile().unwrap();
        let head = ingest(&path, &Limits::default(), &"0".repeat(64), &out).unwrap();
        assert_eq!((head.width, head.height, head.bits), (width, height, bits), "{name}");
        assert_eq!(head.depth(), if bits == 16 { Depth::Full } else { Depth::Reduced }, "{name}");
        assert_eq!(probe(BufReader::new(File::open(&path).unwrap())).unwrap(), head, "{name}");

        let mut pyramid = Pyramid::open(out).unwrap();
        let screen = Screen { width: 200, height: 60, pixel_aspect: 1.0 };
        let view = Viewport::fit(ImageSize { width, height }, screen);
        let tone = Preset::Auto.tone(pyramid.histogram());
        let frame = render(&mut pyramid, &view, screen, &tone).unwrap();
        let mut greys = [false; 256];
        frame.pixels().iter().for_each(|&grey| greys[usize::from(grey)] = true);
        let shown = greys.iter().filter(|shown| **shown).count();
        assert!(shown > 40, "{name}: the window shows {shown} greys");
    }
}

#[test]
fn a_real_scan_cut_short_is_refused() {
    let Some(folder) = scans() else { return };
    for (path, ..) in listed(&folder) {
        let whole = std::fs::read(&path).unwrap();
        for share in [2, 50, 98] {
            let cut = &whole[..whole.len() * share / 100];
            let result = super::read(cut, &Limits::default());
            assert!(result.is_err(), "{} cut to {share} %", path.display());
        }
    }
}
