//! Records of every schema that was ever written must be readable for ever.

use super::*;
use crate::store::samples;
use proptest::prelude::*;

/// Schema 1, one fact of every kind. This file is never changed; a new kind of fact adds a line.
const SCHEMA_1: &str = include_str!("schema-1.jsonl");

#[test]
fn schema_1_is_read_as_it_was_written() {
    let entries = samples::every_fact();
    assert_eq!(SCHEMA_1.lines().count(), entries.len());
    for (line, entry) in SCHEMA_1.lines().zip(entries) {
        let kind = Kind::of(&entry.fact).code();
        assert_eq!(decode(1, kind, 1, line.as_bytes()).unwrap(), entry, "{line}");
        let record = encode(&entry).unwrap();
        assert_eq!(std::str::from_utf8(&record.json).unwrap(), line, "what is written has changed");
    }
}

/// Ninety-nine lines with every text as long as it may be, in letters of two bytes, and all else as full as the form allows.
#[test]
fn the_fullest_form_is_kept() {
    let text = |chars: usize| crate::domain::text::CleanText::new(&"ң".repeat(chars));
    let mut form = samples::whole_registration();
    let line = crate::domain::registration::GoodsLine {
        description: text(200),
        code_reason: Some(text(200)),
        ..form.goods[1].clone()
    };
    form.goods = vec![line; 99];
    form.documents = vec![form.documents[0].clone(); 20];
    form.containers = vec![form.containers[1].clone(); 8];
    form.risk_profiles = vec![text(40); 20];
    let entry = samples::case_entry(1, 0, crate::domain::fact::CaseFact::Registered(form));
    assert!(encode(&entry).is_ok());
}

#[test]
fn what_is_not_known_is_told() {
    let record = encode(&samples::registered(1)).unwrap();
    for (kind, schema) in [(1, 2), (1, 0), (2, 1), (0, 1)] {
        let read = decode(7, kind, schema, &record.json);
        assert!(matches!(read, Err(StoreError::UnknownRecord { seq: 7, .. })), "{kind} {schema}");
    }
}

#[test]
fn a_fact_longer_than_a_frame_is_refused() {
    let mut registration = samples::registration();
    registration.goods = vec![registration.goods[0].clone(); 5_000];
    let entry = samples::case_entry(1, 0, crate::domain::fact::CaseFact::Registered(registration));
    assert!(matches!(encode(&entry), Err(StoreError::FactTooLong { .. })));
}

proptest! {
    #[test]
    fn any_bytes_are_an_entry_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(decode(1, 1, 1, &bytes).is_err());
    }
}
