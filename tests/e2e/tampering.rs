//! What was changed on the disk behind the booth's back is named, and what can be rebuilt is rebuilt.

use crate::support::booth::Site;
use intrascope::words::{Language, Words};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with two cases of made-up images; no scan is needed.
fn imported(language: Language) -> Site {
    let site = Site::new(language);
    for level in [40, 200] {
        let file = site.data().join(format!("{level}.png"));
        fs::write(&file, super::import::grey_png(level)).unwrap();
        site.import(&file);
        fs::remove_file(file).unwrap();
    }
    site.expect_verified();
    site
}

fn flip(file: &Path, place: impl Fn(usize) -> usize) {
    let mut bytes = fs::read(file).unwrap();
    let place = place(bytes.len());
    bytes[place] ^= 0x10;
    // An original is read-only; whoever tampers with it is not kept out by that.
    fs::remove_file(file).unwrap();
    fs::write(file, bytes).unwrap();
}

/// The fixed beginning of a finding's phrase.
fn beginning(language: Language, id: &str) -> String {
    Words::new(language).say(id).split('{').next().unwrap().trim_end().to_owned()
}

fn journal(site: &Site) -> PathBuf {
    let mut segments: Vec<PathBuf> =
        fs::read_dir(site.data().join("journal")).unwrap().map(|entry| entry.unwrap().path()).collect();
    segments.sort();
    segments.swap_remove(0)
}

#[test]
fn a_changed_original_is_named_with_its_case() {
    let site = imported(Language::Kk);
    let case = site.case(2);
    let hash = case.last_scan().unwrap().image.as_ref().unwrap().sha256.as_str().to_owned();
    flip(&site.original(&hash), |length| length / 2);
    let said = site.expect_findings();
    assert!(said.contains(&beginning(Language::Kk, "verify-original-damaged")), "{said}");
    assert!(said.contains(&hash) && said.contains(&case.number.to_string()), "{said}");
}

#[test]
fn a_changed_journal_is_named_and_nothing_is_built_on_it() {
    let site = imported(Language::Ru);
    flip(&journal(&site), |length| length / 2);
    let said = site.expect_findings();
    assert!(said.contains(&beginning(Language::Ru, "verify-journal-damaged")), "{said}");
    for command in [["demo", "--fast"], ["case", "list"]] {
        let run = site.run(&command);
        assert_eq!(run.code, Some(1), "{}", run.said);
        assert!(run.said.contains(&beginning(Language::Ru, "verify-journal-damaged")), "{}", run.said);
    }
}

#[test]
fn a_lost_index_is_named_and_built_again_by_the_next_start() {
    let site = imported(Language::En);
    fs::remove_dir_all(site.data().join("index")).unwrap();
    let said = site.expect_findings();
    assert!(said.contains(&beginning(Language::En, "verify-index-missing")), "{said}");
    site.start().quit();
    site.expect_verified();
    assert_eq!(site.rows().len(), 2);
}
