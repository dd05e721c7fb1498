//! Both verdicts from the empty queue to the end of the case, by keyboard alone.

use crate::support::booth::{Booth, Seat, Site, Vehicle, real_scan};
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::officer::SealNumber;
use intrascope::domain::step::Verdict;
use intrascope::words::{Language, Words};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::Command;

const CITRUS: &str = "008_5e67b031635812f4b02916ce";
const OTHER: &str = "032_5e67b032635812f4b0291746";

#[test]
fn without_suspicion_in_russian() {
    without_suspicion(&Site::new(Language::Ru).scanning(real_scan(CITRUS)));
}

#[test]
fn without_suspicion_in_kazakh() {
    without_suspicion(&Site::new(Language::Kk).scanning(real_scan(CITRUS)));
}

#[test]
fn without_suspicion_in_english_on_a_large_screen() {
    without_suspicion(&Site::large(Language::En));
}

#[test]
fn under_suspicion_in_russian() {
    under_suspicion(&Site::new(Language::Ru).scanning(real_scan(OTHER)));
}

#[test]
fn under_suspicion_in_kazakh() {
    under_suspicion(&Site::new(Language::Kk).scanning(real_scan(OTHER)));
}

/// Every real scan at hand, both verdicts, every language: some minutes, for a person who wants to see it once.
#[test]
#[ignore = "minutes long: cargo test -- --ignored every_real_scan"]
fn every_real_scan_goes_either_way_in_every_language() {
    let Some(first) = real_scan(CITRUS) else { return };
    let mut scans: Vec<_> =
        std::fs::read_dir(first.parent().unwrap()).unwrap().map(|f| f.unwrap().path()).collect();
    scans.retain(|file| file.extension().is_some_and(|extension| extension == "jpg"));
    scans.sort();
    for scan in scans {
        eprintln!("{}", scan.display());
        std::thread::scope(|scope| {
            for language in Language::ALL {
                let scan = &scan;
                scope.spawn(move || {
                    without_suspicion(&Site::new(language).scanning(Some(scan.clone())));
                    under_suspicion(&Site::new(language).scanning(Some(scan.clone())));
                });
            }
        });
    }
}

/// From the empty queue to the image before the OAC.
fn up_to_analysis(site: &Site) -> Booth {
    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    booth.scan(Vehicle::CITRUS);
    booth.sign_out();
    booth.sign_in(Seat::Oac);
    booth.open_analysis();
    booth
}

pub(super) fn without_suspicion(site: &Site) {
    let mut booth = up_to_analysis(site);
    booth.sign_without_suspicion("Снимок соответствует документам");
    booth.sign();
    booth.print();
    booth.record_seal("A12");
    let told = site.case(1);
    booth.sign_out();
    booth.quit();

    assert_eq!(told, site.case(1), "the running station and the store tell the same");
    assert_eq!(told.state, CaseState::Closed);
    assert_eq!(told.seal.as_ref().map(SealNumber::as_str), Some("A12"));
    expect_kept(site, &told, Verdict::WithoutSuspicion);
    expect_stamp(&site.data().join("outbox").join(sheet(&told)));
}

pub(super) fn under_suspicion(site: &Site) {
    let mut booth = up_to_analysis(site);
    booth.mark(1, "плотный предмет за перегородкой");
    booth.sign_under_suspicion("Предмет не назван в накладной", "Вскрыть у перегородки");
    booth.sign();
    booth.print();
    booth.hand_over("Сериков Е., пост досмотра");
    let told = site.case(1);
    booth.sign_out();
    booth.quit();

    assert_eq!(told, site.case(1), "the running station and the store tell the same");
    assert_eq!(told.state, CaseState::HandedOver);
    assert_eq!(told.handed_to.as_ref().map(ToString::to_string).unwrap(), "Сериков Е., пост досмотра");
    let notes: Vec<String> = told.marks.iter().map(|mark| mark.note.to_string()).collect();
    assert_eq!(notes, ["плотный предмет за перегородкой"]);
    expect_kept(site, &told, Verdict::UnderSuspicion);
}

fn sheet(case: &Case) -> String {
    case.sheet.as_ref().unwrap().file.clone()
}

/// The verdict, the original under its own hash, the sheet; and the folder verifies.
fn expect_kept(site: &Site, case: &Case, verdict: Verdict) {
    assert_eq!(case.conclusion.as_ref().unwrap().verdict, verdict);
    let image = case.last_scan().unwrap().image.as_ref().unwrap();
    let original = std::fs::read(site.original(image.sha256.as_str())).unwrap();
    assert_eq!(hex(&Sha256::digest(&original)), image.sha256.as_str());
    let printed = std::fs::read(site.data().join("outbox").join(sheet(case))).unwrap();
    assert!(printed.starts_with(b"%PDF-"));
    assert_eq!(hex(&Sha256::digest(&printed)), case.sheet.as_ref().unwrap().sha256.as_str());
    site.expect_verified();
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The mark of "without suspicion" is on the sheet in the three languages.
fn expect_stamp(sheet: &Path) {
    let Ok(output) = Command::new("pdftotext").arg(sheet).arg("-").output() else {
        eprintln!("no pdftotext: the stamp's words are not looked for");
        return;
    };
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for language in Language::ALL {
        let mark = Words::new(language).say("verdict-without-suspicion");
        assert!(text.contains(&mark), "«{mark}» is not in:\n{text}");
    }
}
