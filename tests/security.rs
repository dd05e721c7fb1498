//! `docs/SECURITY.md` names for each requirement the test that shows it, or says why there is none; here its names are looked up.

use std::collections::BTreeSet;
use std::path::Path;

/// The lines of the standards that the booth goes by; each has a row.
const REQUIREMENTS: [&str; 58] = [
    "| 2.2.2 ",
    "| 2.3.1 ",
    "| 2.3.4 ",
    "| 2.3.5 ",
    "| 6.1.3, 6.3.4 ",
    "| 6.2.1 ",
    "| 6.3.2 ",
    "| 6.3.8 ",
    "| 6.4.1 ",
    "| 6.4.6 ",
    "| 7.2.3 ",
    "| 7.4.2 ",
    "| 7.4.5 ",
    "| 7.5.3 ",
    "| 8.3.1 ",
    "| 8.3.2 ",
    "| 16.2.2 ",
    "| 16.4.1 ",
    "| 16.4.2 ",
    "| 16.4.3 ",
    "| 16.5.3 ",
    "| CR 1.1 RE(1) ",
    "| CR 1.5 ",
    "| CR 1.7 ",
    "| CR 1.10 ",
    "| CR 1.11 ",
    "| CR 1.12 ",
    "| CR 2.1 a",
    "| CR 2.1 RE(2) ",
    "| CR 2.1 RE(3) ",
    "| CR 2.1 RE(4) ",
    "| CR 2.5 ",
    "| CR 2.6 ",
    "| CR 2.7 ",
    "| CR 2.8 ",
    "| CR 2.9 ",
    "| CR 2.10 ",
    "| CR 2.11 ",
    "| CR 2.12 ",
    "| 800-63B 5.1.1.2 ",
    "| 800-63B 5.2.2 ",
    "| 800-63B 5.2.11 ",
    "| 800-63B 4.2.3, 4.3.3 ",
    "| 800-53 AC-3(2) ",
    "| 800-53 AC-5 ",
    "| 800-53 AC-11, AC-12 ",
    "| 800-53 AU-5 ",
    "| 800-53 AU-9(3) ",
    "| 800-53 AU-9(5) ",
    "| 800-53 AU-10 ",
    "| ISO 27001:2022 ",
    "| FIA_AFL.1 ",
    "| FIA_UAU.2 ",
    "| FIA_UAU.6 ",
    "| FMT_SMR.1 ",
    "| FTA_SSL.1, FTA_SSL.3 ",
    "| FAU_GEN, FAU_STG ",
    "| FDP_SDI ",
];

/// Names of tests in a text: words between backquotes that only a test is called.
fn names(text: &str) -> BTreeSet<&str> {
    let is_name = |word: &str| {
        word.len() > 20
            && word.contains('_')
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.split('`').skip(1).step_by(2).filter(|word| is_name(word)).collect()
}

/// Functions under a test's attribute in the sources of a folder.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            named_in(&std::fs::read_to_string(&path).unwrap(), found);
        }
    }
}

/// The same of one source.
fn named_in(source: &str, found: &mut BTreeSet<String>) {
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, name)) = line.split_once("fn ").filter(|_| is_test && !line.starts_with("//"))
        {
            found.insert(name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
            is_test = false;
        }
    }
}

#[test]
fn every_test_that_security_names_is_there_and_every_requirement_has_a_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/SECURITY.md")).unwrap();
    let mut known = BTreeSet::new();
    for folder in ["src", "tests"] {
        tests(&root.join(folder), &mut known);
    }
    let named = names(&text);
    let missing: Vec<&&str> = named.iter().filter(|name| !known.contains(**name)).collect();
    assert!(missing.is_empty(), "named and not there: {missing:#?}");
    assert!(named.len() > 60, "the tables were read: {}", named.len());
    let unsaid: Vec<&&str> = REQUIREMENTS.iter().filter(|id| !text.contains(**id)).collect();
    assert!(unsaid.is_empty(), "no line for {unsaid:?}");
    // A row tells by which test, or says why not.
    for row in text.lines().filter(|line| line.starts_with("| ") && !line.contains("shown by |")) {
        let said = row.trim_end_matches('|').rsplit('|').next().unwrap().trim();
        assert!(!names(said).is_empty() || said.len() > 8, "an empty row: {row}");
    }
    // Every test that bears a requirement's name is told of.
    let prefixes = ["asvs_", "iec_62443_", "nist_", "cfr_"];
    let untold: Vec<&String> = known
        .iter()
        .filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)))
        .filter(|name| !named.contains(name.as_str()))
        .collect();
    assert!(untold.is_empty(), "not told of: {untold:#?}");
}
