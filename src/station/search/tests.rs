//! What typed searches mean, in the three languages, and what rows they fit.

use super::*;
use crate::domain::case::{CaseRow, CaseState, Revision};
use crate::domain::number::CaseNumber;
use crate::station::contract::search::More;
use crate::station::contract::storage::IndexProgress;
use crate::words::{Language, Words};
use proptest::prelude::*;

const WITHOUT: Option<Verdict> = Some(Verdict::WithoutSuspicion);
const UNDER: Option<Verdict> = Some(Verdict::UnderSuspicion);

fn sought(text: &str) -> Sought {
    read(&SearchQuery { text: text.to_owned(), ..SearchQuery::default() })
}

#[test]
fn a_verdict_is_read_in_three_languages_and_the_rest_are_terms() {
    let table: [(&str, Option<Verdict>, &[&str]); 20] = [
        ("", None, &[]),
        ("  123ABC16  ", None, &["123ABC16"]),
        ("апельсины без подозрения", WITHOUT, &["апельсины"]),
        ("под подозрением 123abc16", UNDER, &["123abc16"]),
        ("Без подоз", WITHOUT, &[]),
        ("подозрения", None, &["подозрения"]),
        ("подшипники", None, &["подшипники"]),
        ("безалкогольные", None, &["безалкогольные"]),
        ("without suspicion lemons", WITHOUT, &["lemons"]),
        ("witho", WITHOUT, &[]),
        ("with suspicion", UNDER, &[]),
        ("wit", None, &["wit"]),
        ("under susp CSQU3054383", UNDER, &["CSQU3054383"]),
        ("un", None, &["un"]),
        ("und", UNDER, &[]),
        ("күдіксіз апельсин", WITHOUT, &["апельсин"]),
        ("күдікті", UNDER, &[]),
        ("күдікс", WITHOUT, &[]),
        ("күдік", None, &["күдік"]),
        ("ТОО «Алма», № 4471;", None, &["ТОО", "Алма", "4471"]),
    ];
    for (text, verdict, terms) in table {
        let read = sought(text);
        assert_eq!((read.verdict, read.terms.as_slice()), (verdict, owned(terms).as_slice()), "{text}");
        assert_eq!((read.from, read.to), (None, None), "{text}");
    }
}

fn owned(terms: &[&str]) -> Vec<String> {
    terms.iter().map(|term| (*term).to_owned()).collect()
}

#[test]
fn the_words_are_those_of_the_catalogue() {
    for language in Language::ALL {
        let words = Words::new(language);
        for (id, verdict) in [("verdict-without-suspicion", WITHOUT), ("verdict-under-suspicion", UNDER)] {
            let phrase = words.say(id);
            let named: Vec<Verdict> = phrase.split_whitespace().filter_map(verdict_of).collect();
            assert_eq!(named, Vec::from_iter(verdict), "{phrase}");
        }
    }
}

#[test]
fn dates_months_years_and_ranges_are_read() {
    let table = [
        ("23.11.2026", "2026-11-23", "2026-11-23"),
        ("1.2.2026", "2026-02-01", "2026-02-01"),
        ("11.2026", "2026-11-01", "2026-11-30"),
        ("02.2028", "2028-02-01", "2028-02-29"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("01.11.2026-23.11.2026", "2026-11-01", "2026-11-23"),
        ("23.11.2026–01.11.2026", "2026-11-01", "2026-11-23"),
        ("10.2026-11.2026", "2026-10-01", "2026-11-30"),
        ("2025-2026", "2025-01-01", "2026-12-31"),
        ("2026 11.2026", "2026-11-01", "2026-11-30"),
        ("23.11.2026,", "2026-11-23", "2026-11-23"),
    ];
    for (text, from, to) in table {
        let read = sought(text);
        assert_eq!((read.from, read.to), (from.parse().ok(), to.parse().ok()), "{text}");
        assert!(read.terms.is_empty(), "{text}");
    }
}

#[test]
fn what_is_no_date_is_a_term_and_what_may_become_one_waits() {
    for text in
        ["4471", "31.02.2026 ", "1999", "\"2026\"", "«2026»", "CMR-2026", "12.05-7", "39855302/231126/000417"]
    {
        let read = sought(text);
        assert_eq!((read.from, read.terms.len()), (None, 1), "{text}");
    }
    for text in ["23.", "23.1", "23.11.", "23.11.20", "01.11.2026-", "01.11.2026-2", "01.11.2026-23.11"] {
        assert_eq!(sought(text), Sought::default(), "{text}");
        assert_eq!(sought(&format!("{text} ")).terms.len(), 1, "the space ends it: {text}");
    }
}

#[test]
fn a_chosen_verdict_outranks_a_typed_one_and_terms_are_bounded() {
    let query = SearchQuery { text: "под подозрением".into(), verdict: WITHOUT, limit: 10 };
    assert_eq!(read(&query).verdict, WITHOUT);
    assert_eq!(sought("a b c d e f g h i j").terms.len(), MAX_TERMS);
    assert_eq!(sought(&"я".repeat(1_000)).terms, ["я".repeat(MAX_SEARCH_CHARS)]);
    assert_eq!(sought("ab\u{202e}cd").terms, ["ab\u{fffd}cd"]);
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let read = sought(&text);
        prop_assert!(read.terms.len() <= MAX_TERMS);
        prop_assert!(read.terms.iter().all(|term| !term.is_empty() && term.chars().count() <= MAX_SEARCH_CHARS));
    }

    #[test]
    fn digits_and_dots_are_read(text in "[0-9.–-]{0,24}") {
        let read = sought(&text);
        prop_assert!(read.from.is_some() == read.to.is_some());
    }
}

fn row(number: &str, title: &str, container: Option<&str>, state: CaseState) -> CaseRow {
    let at = "2026-11-23T09:00:00Z".parse().unwrap();
    CaseRow {
        number: CaseNumber::parse(number).unwrap(),
        state,
        revision: Revision(1),
        title: title.to_owned(),
        container: container.map(str::to_owned),
        changed_at: at,
        since: at,
        depth: None,
    }
}

#[test]
fn rows_held_are_found_by_what_a_list_shows() {
    let rows = vec![
        row("39855302/221126/000009", "123АВС16", Some("CSQU3054383"), CaseState::Closed),
        row("39855302/231126/000417", "777 KZ 02", None, CaseState::HandedOver),
        row("39855302/231126/000418", "truck front.png", None, CaseState::Queued),
        row("39855302/231126/000419", "", None, CaseState::Closed),
    ];
    let table: [(&str, &[u32]); 14] = [
        ("", &[419, 418, 417, 9]),
        ("123abc", &[9]),
        ("CSQU", &[9]),
        ("3054383", &[9]),
        ("417", &[417]),
        ("0004", &[419, 418, 417]),
        ("39855302/2311", &[419, 418, 417]),
        ("777kz", &[417]),
        ("front", &[418]),
        ("22.11.2026", &[9]),
        ("11.2026 777", &[417]),
        ("без подозрения", &[9]),
        ("under suspicion", &[417]),
        ("апельсины", &[]),
    ];
    for (text, serials) in table {
        let found = among(rows.clone(), &sought(text), 10, IndexProgress::Ready);
        let named: Vec<u32> = found.rows.iter().map(|row| row.number.serial()).collect();
        assert_eq!((named.as_slice(), found.more), (serials, More::No), "{text}");
    }
    let first = among(rows, &Sought::default(), 2, IndexProgress::Building { percent: 43 });
    assert_eq!((first.rows.len(), first.more), (2, More::Yes));
    assert_eq!(first.index, IndexProgress::Building { percent: 43 });
}
