//! The log of dose and hours as a table: a line for each beam, of what was read back and nothing else.

use crate::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use crate::domain::lane::{Exposure, Followed};
use crate::domain::number::ScanId;
use crate::domain::officer::Officer;
use crate::ui::phrases;
use crate::ui::phrases::lane::{tenth, thousandths};
use crate::words::Words;
use std::fmt::Write as _;

/// What was not reported.
const UNSAID: &str = "—";

/// Columns of each cell: a time of the booth, a scan's id, a name, and figures with their decimals.
const WIDTHS: [usize; 9] = [19, 26, 16, 7, 8, 10, 11, 13, 8];

/// The first so many are words, the others figures.
const WORDS: usize = 3;

/// The names of the columns, under what the marks in them mean.
pub(super) fn head(words: Words) -> String {
    let names = [
        words.say("exposures-at"),
        words.say("exposures-scan"),
        words.say("exposures-who"),
        words.say("exposures-kv"),
        words.say("exposures-current"),
        words.say("exposures-seconds"),
        words.say("exposures-charge"),
        words.say("exposures-hours"),
        words.say("exposures-dose"),
    ];
    format!("{}\n{}", words.say("exposures-note"), line(&names))
}

/// The line of an exposure; of any other fact as the journal tells it.
pub(super) fn row(words: Words, entry: &Entry) -> String {
    match &entry.fact {
        Fact::Case { fact: CaseFact::ScanExposed { scan, exposure, armed_by }, .. } => {
            cells(words, entry, (Some(scan), armed_by.as_deref()), exposure)
        }
        Fact::Booth { fact: BoothFact::SourceExposed { scan, exposure } } => {
            cells(words, entry, (scan.as_ref(), None), exposure)
        }
        _ => phrases::fact(words, entry),
    }
}

fn cells(
    words: Words,
    entry: &Entry,
    (scan, armed_by): (Option<&ScanId>, Option<&Officer>),
    exposure: &Exposure,
) -> String {
    let or = |told: Option<String>| told.unwrap_or_else(|| UNSAID.to_owned());
    let least = if exposure.followed == Followed::Lost { "≥" } else { "" };
    let beam = thousandths(u64::from(exposure.beam_ms));
    line(&[
        phrases::date_time(entry.at),
        scan.map_or_else(|| words.say("exposures-outside"), ToString::to_string),
        or(armed_by.map(|officer| officer.name.to_string())),
        or(exposure.kv_max.map(|kv| tenth(kv.0))),
        or(exposure.current_max.map(|current| thousandths(u64::from(current.0)))),
        format!("{least}{beam}"),
        or(exposure.charge_uas.map(|charge| format!("{least}{}", thousandths(u64::from(charge))))),
        or(exposure.hours_after.or(exposure.hours_before).map(tenth)),
        or(exposure.dose_nsv.map(|dose| dose.to_string())),
    ])
}

/// Words to the left, figures to the right.
fn line(cells: &[String; 9]) -> String {
    let mut line = String::new();
    for (place, (cell, width)) in cells.iter().zip(WIDTHS).enumerate() {
        let gap = if place == 0 { "" } else { "  " };
        // Writing to a string cannot fail.
        let written = if place < WORDS {
            write!(line, "{gap}{cell:<width$}")
        } else {
            write!(line, "{gap}{cell:>width$}")
        };
        written.unwrap_or(());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    const RECORDS: &str = include_str!("../../store/records/schema-1.jsonl");

    #[test]
    fn every_exposure_is_a_line_under_its_columns() {
        for language in Language::ALL {
            let words = Words::new(language);
            let head = head(words);
            assert!(!head.contains('⟨'), "{head}");
            let rows: Vec<String> = RECORDS
                .lines()
                .map(|line| serde_json::from_str::<Entry>(line).unwrap())
                .filter(|entry| entry.fact.kind() == crate::domain::fact_kind::FactKind::Exposure)
                .map(|entry| row(words, &entry))
                .collect();
            assert_eq!(rows.len(), 6, "{rows:?}");
            let width = head.lines().last().unwrap().chars().count();
            assert!(rows.iter().all(|row| row.chars().count() == width), "{head}\n{rows:#?}");
            assert!(rows[0].contains("160,3") && rows[0].contains("1234,6") && rows[0].contains("21,040"));
            assert!(rows[4].contains("10,478") && rows[5].contains("≥0,000"), "{rows:#?}");
        }
    }
}
