//! Cases from forms in files, beside a running station and without one.

use crate::support::booth::{Seat, Site};
use intrascope::domain::case::CaseState;
use intrascope::words::{Language, Value, Words};
use std::fs;
use std::path::{Path, PathBuf};

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// The example of the published schema as a file of its own.
fn example(site: &Site) -> PathBuf {
    let schema: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(docs("case.schema.json")).unwrap()).unwrap();
    let file = site.data().join("form.json");
    fs::write(&file, schema["examples"][0].to_string()).unwrap();
    file
}

#[test]
fn both_kinds_of_forms_become_cases_beside_a_station_and_without_one() {
    let site = Site::new(Language::Ru);
    let json = example(&site);
    let run = site.run(&["case", "import", json.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    let shown = site.run(&["case", "show", "1"]).said;
    for part in ["12ABC16", "контрольная цифра должна быть 5", "ИИН 611124400143", "0,12 мкЗв/ч", "form.json"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }

    let mut booth = site.start();
    booth.sign_in(Seat::Oms);
    let referral = docs("referral.example.xml");
    let run = site.run(&["case", "import", referral.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    let left = Words::new(Language::Ru).say_with("command-not-kept", &[("path", Value::from("InstrNumber"))]);
    assert!(run.said.contains(&left), "{}", run.said);
    booth.wait_for_text("000002");
    booth.terminate(termlens::Signal::Term);
    assert_eq!(site.case(2).state, CaseState::Registered);
    site.expect_verified();
}

#[test]
fn faults_are_said_line_by_line_in_the_persons_language_and_nothing_is_kept() {
    for language in Language::ALL {
        let site = Site::new(language);
        let words = Words::new(language);
        let file = example(&site);
        let text = fs::read_to_string(&file).unwrap();
        let faulty = text.replace("так в накладной", "").replace("1150", "-1");
        fs::write(&file, faulty).unwrap();
        let run = site.run(&["case", "import", file.to_str().unwrap(), "/no/such/file"]);
        assert_eq!(run.code, Some(1), "{}", run.said);
        for (field, fault) in
            [("field-goods-code-reason", "fault-unusual-length"), ("field-gross", "fault-format")]
        {
            let spot = words.say_with(
                "row-goods",
                &[("number", Value::from(2)), ("field", Value::from(words.say(field)))],
            );
            let line = format!("  {spot}: {}\n", words.say(fault));
            assert!(run.said.contains(&line), "{line}{}", run.said);
        }
        assert!(run.said.contains("/no/such/file"), "{}", run.said);
        assert!(site.rows().is_empty());
    }
}
