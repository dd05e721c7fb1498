//! The signed texts, byte for byte, and how long they may become.

use super::*;
use crate::domain::analysis::{Curve, Discrepancy, Polarity};
use crate::domain::fact::CaseFact;
use crate::domain::lane::{Exposure, TenthsKv};
use crate::domain::officer::{OfficerId, Role};
use crate::domain::scan::{Depth, ImageHash};
use crate::domain::step::By;
use chrono::NaiveDate;

fn number() -> CaseNumber {
    CaseNumber::new("39855302", NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(), 417).unwrap()
}

fn at() -> Moment {
    Moment::from_timestamp(1_795_400_000, 0).unwrap()
}

fn image() -> ImageRecord {
    ImageRecord {
        sha256: ImageHash::parse(&"ab".repeat(32)).unwrap(),
        bytes: 3,
        format: "TIFF".to_owned(),
        width: 4_212,
        height: 903,
        bits: 16,
        energies: 2,
        depth: Depth::Full,
    }
}

fn officer() -> Officer {
    Officer {
        id: OfficerId::parse("nurlanova.b").unwrap(), name: "Нурланова Б.".into(), role: Role::Oac
    }
}

fn case(marks: u16, note: &str) -> Case {
    let imported = CaseFact::Imported { file: "a.tif".into(), image: image(), manifest: None, policy: None };
    let mut case = Case::begin(number(), at(), &By::Station, &imported).unwrap();
    let place =
        |number| Mark { number, x: 10, y: 20, width: 30, height: 40, note: note.into(), proposed_by: None };
    case.marks = (1..=marks).map(place).collect();
    case.discrepancies = vec![Discrepancy { goods_line: 0, note: note.into() }];
    case
}

fn conclusion() -> Conclusion {
    Conclusion {
        verdict: Verdict::UnderSuspicion,
        analysis: "плотный предмет".into(),
        recommendation: "досмотр".into(),
        filters: FilterChain {
            low: 12_000,
            high: 48_000,
            curve: Curve::Logarithm,
            polarity: Polarity::Normal,
            sharpen: 2,
        },
        viewed_percent: 98,
        mark: None,
        record: None,
    }
}

fn keys(text: &str) -> Vec<String> {
    let top = text.lines().filter(|line| line.starts_with("  \""));
    top.map(|line| line.split('"').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn a_scan_manifest_says_what_was_taken_in() {
    let mut scan = case(0, "").scans.remove(0);
    scan.outcome = Some(ScanEnd::Completed { columns: 4_212, lost: 3, beam_ms: 21_000, dose_nsv: Some(90) });
    scan.exposure = Some(Box::new(Exposure {
        kv_max: Some(TenthsKv(1_603)),
        charge_uas: Some(10_478),
        hours_after: Some(12_346),
        ..Exposure::default()
    }));
    let place = Place::new("39855302", Some("ИДК-2"));
    let text = scan_manifest((&number(), &scan), &image(), Some("SIM-1"), (&place, at()));
    assert!(text.starts_with("{\n") && text.ends_with("\n}\n"));
    let order = "what case scan kind imported_from image times beam scanner calibration booth signed_at";
    assert_eq!(keys(&text).join(" "), order);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["what"], MANIFEST);
    assert_eq!(value["beam"]["dose_nanosievert"], 90);
    assert_eq!(value["beam"]["highest_tenths_kilovolt"], 1_603);
    assert_eq!(value["beam"]["microampere_seconds"], 10_478);
    assert_eq!(value["beam"]["source_tenths_hour"], 12_346);
    assert!(value["beam"]["highest_microampere"].is_null(), "what was not told is no zero");
    assert_eq!(value["image"]["sha256"], "ab".repeat(32));
    assert_eq!(value["scan"], "39855302-231126-000417-1");
    assert_eq!((&value["scanner"], &value["calibration"]), (&"SIM-1".into(), &"not reported".into()));
}

#[test]
fn an_imported_image_is_vouched_for_from_its_bytes_on() {
    let place = Place::new("39855302", None);
    let text = import_manifest(&number(), "a.tif", &image(), (&place, at()));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["imported_from"], "a.tif");
    assert!(value["kind"].is_null() && value["beam"].is_null() && value["times"]["requested"].is_null());
}

#[test]
fn a_verdict_record_says_what_was_concluded_and_what_signing_meant() {
    let place = Place::new("39855302", Some("ИДК-2"));
    let text = verdict_record(&case(1, "плотный"), &conclusion(), (&officer(), None), (&place, at()));
    let order = "what case scan image_sha256 verdict meaning marks discrepancies analysis recommendation filters \
                 viewed_percent officer signing previous_verdicts booth signed_at";
    assert_eq!(keys(&text).join(" "), order);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["verdict"], "under_suspicion");
    assert_eq!(value["meaning"]["en"], "IC control under suspicion");
    assert_eq!(value["marks"][0]["note"], "плотный");
    assert_eq!(value["discrepancies"][0]["goods_line"], 1);
    assert_eq!(value["officer"]["id"], "nurlanova.b");
}

#[test]
fn no_case_makes_a_record_too_long_for_a_fact() {
    let place = Place::new("39855302", None);
    for (note, whole) in [("ы".repeat(200), true), ("\"".repeat(2_000), true), ("𝄞".repeat(2_000), true)]
    {
        let text = verdict_record(&case(99, &note), &conclusion(), (&officer(), None), (&place, at()));
        assert!(serde_json::to_string(&text).unwrap().len() <= MAX_TEXT_BYTES);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(!value["marks"][0]["note"].as_str().unwrap().is_empty(), whole);
        assert_eq!(value["marks"][98]["note_sha256"].as_str().unwrap().len(), 64);
    }
    let mut case = case(99, &"𝄞".repeat(200));
    case.discrepancies = (0..120)
        .map(|line| Discrepancy { goods_line: line, note: "𝄞".repeat(200).as_str().into() })
        .collect();
    let text = verdict_record(&case, &conclusion(), (&officer(), None), (&place, at()));
    assert!(serde_json::to_string(&text).unwrap().len() <= MAX_TEXT_BYTES);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["marks"][0]["note"], "", "named by its digest alone");
}
