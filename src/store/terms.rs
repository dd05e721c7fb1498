//! What a case is found by: its words and numbers, folded so that two people who write them differently meet.

use crate::domain::case::{Case, Stamp, Stamps};
use crate::domain::fact::{CaseFact, Entry, Fact};
use crate::domain::fold::fold;
use crate::domain::officer::Officer;
use crate::domain::registration::Registration;
use crate::domain::step::{By, Verdict};
use crate::store::index::block::MAX_WORD_BYTES;
use std::collections::BTreeSet;
use std::ops::Bound;

/// Characters kept of a term that has a digit among them: seven of a container's serial, eight of most plates.
const NUMBER_CHARS: usize = 8;

/// Characters kept of a word.
const WORD_CHARS: usize = 12;

/// Words taken of one text: a description has at most 200 characters.
const MAX_WORDS: usize = 64;

const _: () = assert!(WORD_CHARS * 4 <= MAX_WORD_BYTES, "four bytes a character at most");

/// Folded terms, whole.
pub(in crate::store) type Terms = BTreeSet<String>;

/// The verdict as a term: nobody can type the sign.
pub(in crate::store) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WithoutSuspicion => "=without",
        Verdict::UnderSuspicion => "=under",
    }
}

/// The terms that a fact adds to its case.
pub(in crate::store) fn of_entry(entry: &Entry) -> Terms {
    let mut terms = Terms::new();
    if let By::Officer(officer) = &entry.by {
        add_officer(&mut terms, officer);
    }
    if let Fact::Case { fact, .. } = &entry.fact {
        match fact {
            CaseFact::Registered(registration) => add_registration(&mut terms, registration),
            CaseFact::Imported { file, .. } => add_text(&mut terms, file.as_str()),
            CaseFact::VerdictGiven(conclusion) => {
                terms.insert(verdict(conclusion.verdict).to_owned());
            }
            CaseFact::Overridden(by) => {
                terms.insert(verdict(by.conclusion.verdict).to_owned());
            }
            _ => {}
        }
    }
    terms
}

/// The terms of a case as it stands.
pub(in crate::store) fn of_case(case: &Case) -> Terms {
    let mut terms = Terms::new();
    if let Some(registration) = &case.registration {
        add_registration(&mut terms, registration);
    }
    if let Some(file) = &case.imported_from {
        add_text(&mut terms, file.as_str());
    }
    if let Some(conclusion) = &case.conclusion {
        terms.insert(verdict(conclusion.verdict).to_owned());
    }
    for officer in stamps(&case.stamps).into_iter().flatten().filter_map(|stamp| stamp.officer.as_ref()) {
        add_officer(&mut terms, officer);
    }
    terms
}

fn stamps(stamps: &Stamps) -> [&Option<Stamp>; 13] {
    [
        &stamps.presented,
        &stamps.admitted,
        &stamps.lane_checked,
        &stamps.scan_requested,
        &stamps.scan_begun,
        &stamps.scan_ended,
        &stamps.image_in,
        &stamps.analysis_begun,
        &stamps.verdict,
        &stamps.printed,
        &stamps.sealed,
        &stamps.handed_over,
        &stamps.closed,
    ]
}

fn add_registration(terms: &mut Terms, registration: &Registration) {
    add_whole(terms, registration.plate.as_str());
    for trailer in &registration.vehicle.trailers {
        add_whole(terms, trailer.as_str());
    }
    if let Some(driver) = &registration.vehicle.driver {
        add_text(terms, driver.name.as_str());
    }
    for container in &registration.containers {
        let number = container.number.as_str();
        add_whole(terms, number);
        // Officers read a container out by its digits.
        add_whole(terms, number.get(4..).unwrap_or_default());
    }
    for document in &registration.documents {
        add_whole(terms, document.number.as_str());
        add_text(terms, document.number.as_str());
    }
    for line in &registration.goods {
        add_whole(terms, &line.code);
        add_text(terms, line.description.as_str());
    }
    for party in &registration.parties {
        add_text(terms, party.name.as_str());
        if let Some(tax_id) = &party.tax_id {
            add_whole(terms, tax_id.id.as_str());
        }
    }
    for profile in &registration.risk_profiles {
        add_whole(terms, profile.as_str());
    }
    if let Some(file) = &registration.imported_from {
        add_text(terms, file.as_str());
    }
}

fn add_officer(terms: &mut Terms, officer: &Officer) {
    add_whole(terms, officer.id.as_str());
    add_text(terms, officer.name.as_str());
}

fn add_whole(terms: &mut Terms, text: &str) {
    let folded = fold(text);
    if !folded.is_empty() {
        terms.insert(folded);
    }
}

fn add_text(terms: &mut Terms, text: &str) {
    terms.extend(words(text).take(MAX_WORDS).filter(|word| word.chars().nth(1).is_some()));
}

/// The folded words of a text.
pub(in crate::store) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| !word.is_empty())
}

/// A folded term as the index keeps it: cut, a byte for a Latin or Russian letter, four for any other. What begins a term
/// also begins its bytes, and no byte is zero.
pub(in crate::store) fn key(folded: &str) -> Vec<u8> {
    // Of its beginning alone: a start of it must be cut as it is.
    let has_digit = folded.chars().take(NUMBER_CHARS).any(|c| c.is_ascii_digit());
    let chars = if has_digit { NUMBER_CHARS } else { WORD_CHARS };
    let mut bytes = Vec::with_capacity(chars);
    for c in folded.chars().take(chars) {
        let [_, upper, middle, lower] = u32::from(c).to_be_bytes();
        match (upper, middle, lower) {
            (0, 0, 0x01..=0x7f) => bytes.push(lower),
            (0, 0x04, 0x30..=0x4f) => bytes.push(0x50 + lower),
            _ => bytes.extend([0xfe, sevens(c, 14), sevens(c, 7), sevens(c, 0)]),
        }
    }
    bytes
}

/// Seven bits of a code point, never zero.
fn sevens(c: char, shift: u32) -> u8 {
    let [.., lowest] = (u32::from(c) >> shift).to_be_bytes();
    lowest | 0x80
}

/// Whether one of the terms begins so.
pub(in crate::store) fn begins(terms: &Terms, folded: &str) -> bool {
    let from = (Bound::Included(folded), Bound::Unbounded);
    terms.range::<str, _>(from).next().is_some_and(|term| term.starts_with(folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_differently_meets() {
        for (typed, kept) in [
            ("123авс 16", "123 ABC-16"),
            ("ЦИТРУСОВЫЕ", "цитрусовые"),
            ("қант", "кант"),
            ("мёд", "мед"),
            ("akhmetov.a", "Akhmetova"),
            ("тіркеме", "тиркеме"),
        ] {
            assert_eq!(fold(typed), fold(kept));
        }
    }

    #[test]
    fn a_usual_term_takes_a_byte_a_character() {
        assert_eq!(key(&fold("CSQU3054383")).len(), NUMBER_CHARS);
        assert_eq!(key(&fold("цитрусовые")).len(), 10);
        assert_eq!(key(&fold("электрооборудование")).len(), WORD_CHARS);
        assert_eq!(key("沪a12345").len(), 4 + 6);
    }

    /// Whatever a case is found by as it stands came with one of its facts: verification compares just that.
    #[test]
    fn every_fact_brings_the_terms_that_it_gives_its_case() {
        let first = samples::registered(1);
        let Fact::Case { number, fact } = &first.fact else { panic!("a case") };
        let begun = Case::begin(number.clone(), first.at, &first.by, fact).unwrap();
        let before = of_entry(&first);
        assert!(of_case(&begun).is_subset(&before));
        for entry in samples::every_fact() {
            let Fact::Case { fact, .. } = &entry.fact else { continue };
            let mut case = begun.clone();
            case.apply(entry.at, &entry.by, fact);
            let known: Terms = before.union(&of_entry(&entry)).cloned().collect();
            let lost: Vec<_> = of_case(&case).difference(&known).cloned().collect();
            assert!(lost.is_empty(), "{fact:?}: {lost:?}");
        }
    }

    proptest! {
        #[test]
        fn what_begins_a_term_begins_its_bytes(text in any::<String>(), chars in 0usize..20) {
            let folded = fold(&text);
            let start: String = folded.chars().take(chars).collect();
            prop_assert!(key(&folded).starts_with(&key(&start)));
            prop_assert!(key(&folded).len() <= MAX_WORD_BYTES && !key(&folded).contains(&0));
        }
    }
}
