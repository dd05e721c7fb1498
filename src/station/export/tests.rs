//! An export as the next program reads it: whole, readable by common tools, and nothing half-written.

mod verifier;

use super::*;
use crate::domain::Moment;
use crate::domain::analysis::{Curve, FilterChain, Mark, Polarity};
use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::number::ScanId;
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::scan::{Depth, ImageRecord};
use crate::domain::step::{By, Conclusion, SheetRecord, Verdict};
use crate::station::decoding::Decoder;
use crate::station::evidence::{Place, import_manifest, verdict_record};
use crate::store::{Options, Store};
use chrono::NaiveDate;
use std::fs;
use std::process::Command;

/// A grey picture, darker in its middle.
fn grey_png() -> Vec<u8> {
    let pixels: Vec<u8> =
        (0..64 * 48).map(|at| if (20..40).contains(&(at % 64)) { 60 } else { 200 }).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 64, 48);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn number(serial: u32) -> CaseNumber {
    CaseNumber::new("39855302", day(), serial).unwrap()
}

fn entry(fact: Fact) -> Entry {
    Entry::new(Moment::from_timestamp(1_795_400_000, 0).unwrap(), By::Station, fact)
}

fn of_case(serial: u32, fact: CaseFact) -> Entry {
    entry(Fact::Case { number: number(serial), fact })
}

fn conclusion() -> Conclusion {
    Conclusion {
        verdict: Verdict::WithoutSuspicion,
        analysis: "груз однороден".into(),
        recommendation: "".into(),
        filters: FilterChain {
            low: 0,
            high: 65_535,
            curve: Curve::Linear,
            polarity: Polarity::Normal,
            sharpen: 0,
        },
        viewed_percent: 98,
        mark: None,
        record: None,
    }
}

fn officer() -> Officer {
    Officer {
        id: OfficerId::parse("nurlanova.b").unwrap(), name: "Нурланова Б.".into(), role: Role::Oac
    }
}

/// A booth with two cases that have images, a sheet and a signed manifest.
struct Kept {
    dir: tempfile::TempDir,
    note: String,
    key: VerifierKey,
}

fn kept() -> Kept {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), Options { ballast_bytes: 0, ..Options::default() }).unwrap();
    let key = store.signer().key().clone();
    store.append(&entry(Fact::Booth { fact: BoothFact::KeyMade { key: key.to_string() } })).unwrap();
    let source = dir.path().join("outbox/sheet.pdf");
    fs::write(&source, grey_png()).unwrap();
    let (sha256, bytes) = store.put_original(&source, None).unwrap();
    let sheet =
        SheetRecord { file: "sheet.pdf".to_owned(), sha256: sha256.as_str().to_owned(), printer: None };
    let image = ImageRecord {
        sha256,
        bytes,
        format: "PNG".to_owned(),
        width: 64,
        height: 48,
        bits: 8,
        energies: 1,
        depth: Depth::Reduced,
    };
    for serial in 1..=2 {
        let at = entry(Fact::Booth { fact: BoothFact::SignedIn }).at;
        let text = import_manifest(&number(serial), "a.png", &image, (&Place::new("39855302", None), at));
        let manifest = Some(Box::new(store.signer().signed(text)));
        let mark =
            Mark { number: 1, x: 10, y: 10, width: 20, height: 20, note: "x".into(), proposed_by: None };
        let imported =
            CaseFact::Imported { file: "a.png".into(), image: image.clone(), manifest, policy: None };
        for fact in [imported, CaseFact::AnalysisBegan, CaseFact::MarkPlaced(mark)] {
            store.append(&of_case(serial, fact)).unwrap();
        }
        let case = store.case(&number(serial)).unwrap().unwrap();
        let text =
            verdict_record(&case, &conclusion(), (&officer(), None), (&Place::new("39855302", None), at));
        let record = Some(Box::new(store.signer().signed(text)));
        let given = CaseFact::VerdictGiven(Box::new(Conclusion { record, ..conclusion() }));
        store.append(&Entry { by: By::Officer(officer()), ..of_case(serial, given) }).unwrap();
        store.append(&of_case(serial, CaseFact::SheetPrinted(sheet.clone()))).unwrap();
    }
    let note = store.checkpoint(day()).unwrap();
    store.close().unwrap();
    Kept { dir, note, key }
}

impl Kept {
    fn export(&self, cases: &[CaseNumber], to: &Path) -> Result<ExportReport, ExportError> {
        export(&ExportJob {
            data: self.dir.path(),
            cases,
            checkpoint: &self.note,
            key: &self.key,
            to,
            decoder: &Decoder::Here,
        })
    }
}

fn folder(serial: u32) -> String {
    number(serial).to_string().replace('/', "-")
}

#[test]
fn an_exported_case_is_whole() {
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    let report = kept.export(&[number(1), number(2), number(1)], to.path()).unwrap();
    assert_eq!((report.cases, report.facts), (2, 11));
    let case = to.path().join(folder(1));
    let scan = ScanId::new(&number(1), 1);
    let original = fs::read(case.join(format!("originals/{scan}.png"))).unwrap();
    assert_eq!(original, grey_png());
    let [seen, marked] = ["seen", "marks"].map(|kind| {
        let path = case.join(format!("pictures/{scan}-{kind}.png"));
        let mut reader =
            png::Decoder::new(io::BufReader::new(fs::File::open(path).unwrap())).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    });
    assert_eq!((seen[10 * 64 + 10], seen[10 * 64 + 29]), (200, 60));
    assert_eq!((marked[10 * 64 + 10], marked[11 * 64 + 11]), (255, 0), "a white frame with black beside it");
    assert_ne!(seen, marked);
    let sums =
        Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(&case).output();
    let sums = sums.unwrap();
    assert!(sums.status.success(), "{sums:?}");
    let listed = fs::read_to_string(case.join("SHA256SUMS")).unwrap().lines().count();
    assert_eq!(listed, 18, "{}", fs::read_to_string(case.join("SHA256SUMS")).unwrap());
    let text = fs::read_to_string(case.join("VERIFY.txt")).unwrap();
    for words in ["ҚАЛАЙ ТЕКСЕРУ", "КАК ПРОВЕРИТЬ", "HOW TO CHECK"] {
        assert!(text.contains(words), "{text}");
    }
    let lines = fs::read_to_string(case.join("frames.jsonl")).unwrap();
    for line in lines.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["record"]["number"], number(1).to_string());
    }
    assert_eq!(lines.lines().count(), 5);
}

#[test]
fn an_archive_holds_the_same_files() {
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    let cases = [number(1), number(2)];
    let archive = to.path().join("evidence.tar");
    kept.export(&cases, &archive).unwrap();
    kept.export(&cases, &to.path().join("folder")).unwrap();
    fs::create_dir(to.path().join("unpacked")).unwrap();
    let unpacked =
        Command::new("tar").args(["xf", "evidence.tar", "-C", "unpacked"]).current_dir(to.path()).output();
    assert!(unpacked.unwrap().status.success());
    let same =
        Command::new("diff").args(["-r", "folder", "unpacked"]).current_dir(to.path()).output().unwrap();
    assert!(same.status.success(), "{same:?}");
    assert_eq!(fs::read_dir(to.path()).unwrap().count(), 3, "no draft is left");
}

#[test]
fn nothing_is_written_over_and_nothing_half_written_is_left() {
    let (kept, to) = (kept(), tempfile::tempdir().unwrap());
    let archive = to.path().join("a.tar");
    kept.export(&[number(1)], to.path()).unwrap();
    kept.export(&[number(1)], &archive).unwrap();
    assert!(matches!(kept.export(&[number(1)], to.path()), Err(ExportError::Exists(_))));
    assert!(matches!(kept.export(&[number(1)], &archive), Err(ExportError::Exists(_))));
    assert!(matches!(
        kept.export(&[number(9)], to.path()),
        Err(ExportError::Extract(ExtractError::NoCase(_)))
    ));
    let original = fs::read_dir(kept.dir.path().join("originals")).unwrap().next().unwrap().unwrap().path();
    let original = fs::read_dir(original).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(&original).unwrap();
    let mut altered = grey_png();
    altered[50] ^= 1;
    for bytes in [None, Some(&b"short"[..]), Some(&altered[..])] {
        if let Some(bytes) = bytes {
            fs::write(&original, bytes).unwrap();
        }
        for to in [to.path().to_owned(), to.path().join("b.tar")] {
            assert!(matches!(kept.export(&[number(2)], &to), Err(ExportError::Original { .. })));
        }
    }
    assert_eq!(fs::read_dir(to.path()).unwrap().count(), 2, "the first export and the archive");
}

#[test]
fn another_journals_checkpoint_is_refused() {
    let (kept, other, to) = (kept(), kept(), tempfile::tempdir().unwrap());
    let job = ExportJob {
        data: kept.dir.path(),
        cases: &[number(1)],
        checkpoint: &other.note,
        key: &kept.key,
        to: &to.path().join("x"),
        decoder: &Decoder::Here,
    };
    assert!(matches!(export(&job), Err(ExportError::Extract(ExtractError::NotTheJournal))));
    assert!(matches!(export(&ExportJob { checkpoint: "no note", ..job }), Err(ExportError::Checkpoint)));
}
