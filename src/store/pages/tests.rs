//! Every fact is found by every way of asking, in both directions, with the index and without it.

use super::*;
use crate::domain::fact::{BoothFact, Fact};
use crate::domain::fact_kind::FactKind;
use crate::domain::number::CaseNumber;
use crate::store::samples::{booth_entry, number, whole_case};
use crate::store::{Options, Store};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::fs::OpenOptions;
use std::io::Write;

const OPTIONS: Options = Options::sized(16 << 10, 0);

/// Two days of cases that lie within one another, one fact a minute, over several segments.
fn facts(cases: u32) -> Vec<Entry> {
    let cases: Vec<Vec<Entry>> = (1..=cases).map(whole_case).collect();
    let longest = cases.iter().map(Vec::len).max().unwrap_or(0);
    let mut entries = Vec::new();
    for place in 0..longest {
        entries.extend(cases.iter().filter_map(|case| case.get(place).cloned()));
        entries.push(booth_entry(BoothFact::SignedIn));
    }
    let start: Moment = "2026-11-20T00:00:00Z".parse().unwrap();
    for (minute, entry) in (0..).zip(&mut entries) {
        entry.at = start + TimeDelta::minutes(minute);
    }
    entries
}

fn filled(entries: &[Entry]) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), OPTIONS).unwrap();
    for write in entries.chunks(8) {
        assert!(store.append_all(write).iter().all(Result::is_ok));
    }
    (dir, store)
}

/// All pages of a query.
fn all(mut page: impl FnMut(&JournalQuery) -> JournalPage, query: &JournalQuery) -> Vec<u64> {
    let (mut seqs, mut query) = (Vec::new(), query.clone());
    loop {
        let found = page(&query);
        assert!(found.lines.len() <= query.limit.clamp(1, MAX_LINES));
        seqs.extend(found.lines.iter().map(|line| line.seq));
        match found.next {
            Some(next) => query.from = Some(next),
            None => return seqs,
        }
    }
}

/// What a look at each fact finds.
fn expected(entries: &[Entry], query: &JournalQuery) -> Vec<u64> {
    let found = (1..).zip(entries).filter(|(_, entry)| query.fits(entry)).map(|(seq, _)| seq);
    match query.order {
        Order::OldestFirst => found.collect(),
        Order::NewestFirst => found.collect::<Vec<_>>().into_iter().rev().collect(),
    }
}

fn queries(entries: &[Entry]) -> Vec<JournalQuery> {
    let plain = JournalQuery { limit: 7, ..JournalQuery::default() };
    let middle = entries[entries.len() / 2].at;
    let later = middle + TimeDelta::hours(1);
    let of = |case| JournalQuery { case: Some(case), ..plain.clone() };
    let questions = [
        plain.clone(),
        JournalQuery { limit: 0, since: Some(middle), ..plain.clone() },
        JournalQuery { limit: 10_000, ..plain.clone() },
        of(number(3)),
        of(CaseNumber::new("39855302", number(1).day(), 999).unwrap()),
        JournalQuery { kind: Some(FactKind::Scan), ..of(number(5)) },
        JournalQuery { kind: Some(FactKind::SignIn), ..plain.clone() },
        JournalQuery { person: Some("ахмет".into()), ..plain.clone() },
        JournalQuery { since: Some(middle), ..plain.clone() },
        JournalQuery { until: Some(middle), ..plain.clone() },
        JournalQuery { since: Some(middle), until: Some(later), ..plain.clone() },
        JournalQuery { since: Some(middle), ..of(number(2)) },
    ];
    let both = |query: JournalQuery| {
        [Order::NewestFirst, Order::OldestFirst].map(|order| JournalQuery { order, ..query.clone() })
    };
    questions.into_iter().flat_map(both).collect()
}

#[test]
fn every_question_is_answered_alike_with_the_index_and_without() {
    let entries = facts(20);
    let (dir, store) = filled(&entries);
    store.wait_for_index().unwrap();
    let mut reader = JournalReader::open(dir.path()).unwrap();
    assert_eq!(reader.torn(), None);
    assert!(reader.pages.segments.len() > 5, "several segments");
    for query in queries(&entries) {
        let expected = expected(&entries, &query);
        let questions = store.questions();
        assert_eq!(all(|query| questions.page(query).unwrap(), &query), expected, "{query:?}");
        assert_eq!(all(|query| reader.page(query).unwrap(), &query), expected, "{query:?}");
    }
}

#[test]
fn a_page_looks_at_so_many_facts_and_says_where_to_go_on() {
    let entries: Vec<Entry> = (0..MAX_LOOKED + 500).map(|_| booth_entry(BoothFact::SignedIn)).collect();
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(dir.path(), Options::sized(1 << 20, 0)).unwrap();
    assert!(store.append_all(&entries).iter().all(Result::is_ok));
    let query = JournalQuery { kind: Some(FactKind::Scanner), limit: 10, ..JournalQuery::default() };
    let page = JournalReader::open(dir.path()).unwrap().page(&query).unwrap();
    assert_eq!((page.lines.len(), page.looked, page.next), (0, MAX_LOOKED, Some(500)));
    let rest = JournalReader::open(dir.path()).unwrap().page(&JournalQuery { from: page.next, ..query });
    assert_eq!(
        rest.unwrap(),
        JournalPage { lines: Vec::new(), next: None, looked: 500, last: MAX_LOOKED + 500 }
    );
}

#[test]
fn an_empty_journal_has_an_empty_page() {
    let (dir, store) = filled(&[]);
    let page = JournalPage { lines: Vec::new(), next: None, looked: 0, last: 0 };
    for order in [Order::NewestFirst, Order::OldestFirst] {
        let query = JournalQuery { order, since: Some(Moment::MIN_UTC), ..JournalQuery::default() };
        assert_eq!(JournalReader::open(dir.path()).unwrap().page(&query).unwrap(), page);
        assert_eq!(store.questions().page(&query).unwrap(), page);
    }
}

#[test]
fn a_torn_tail_is_told_and_a_damaged_fact_is_an_error() {
    let entries = facts(6);
    let (dir, store) = filled(&entries);
    store.close().unwrap();
    let mut segments: Vec<_> = std::fs::read_dir(dir.path().join("journal"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|own| own == "jnl"))
        .collect();
    segments.sort();
    let last = segments.last().unwrap();
    OpenOptions::new().append(true).open(last).unwrap().write_all(b"torn").unwrap();
    let mut reader = JournalReader::open(dir.path()).unwrap();
    assert_eq!(reader.torn(), Some(Damage::CutShort));
    let query = JournalQuery { limit: 200, ..JournalQuery::default() };
    assert_eq!(all(|query| reader.page(query).unwrap(), &query), expected(&entries, &query));
    let mut bytes = std::fs::read(&segments[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&segments[0], bytes).unwrap();
    let mut reader = JournalReader::open(dir.path()).unwrap();
    let oldest = JournalQuery { order: Order::OldestFirst, ..query };
    assert!(matches!(reader.page(&oldest), Err(StoreError::JournalDamaged { segment: 1, .. })));
}

#[test]
fn a_span_is_walked_whole_or_said_to_be_cut() {
    let entries = facts(20);
    let (dir, _store) = filled(&entries);
    let mut reader = JournalReader::open(dir.path()).unwrap();
    let hour = |hour| entries[0].at + TimeDelta::hours(hour);
    let span = Span { booth_from: hour(0), from: hour(2), to: hour(4), limit: 10_000 };
    let mut seen = Vec::new();
    assert_eq!(reader.walk(&span, &mut |entry| seen.push(entry.clone())).unwrap(), Walked::Whole);
    let within = |entry: &&Entry| (span.from..span.to).contains(&entry.at);
    assert!(entries.iter().filter(within).all(|entry| seen.contains(entry)));
    let cut = reader.walk(&Span { limit: 3, ..span }, &mut |_| {}).unwrap();
    assert_eq!(cut, Walked::Cut);
}

#[test]
fn facts_of_cases_before_their_span_are_passed_over() {
    let mut entries = facts(2);
    let count = i64::try_from(entries.len()).unwrap();
    for (place, entry) in (0..).zip(&mut entries) {
        entry.at += TimeDelta::days(10 * place / count);
    }
    let (dir, _store) = filled(&entries);
    let mut reader = JournalReader::open(dir.path()).unwrap();
    let (from, to) = (entries[0].at + TimeDelta::days(5), entries[0].at + TimeDelta::days(20));
    let mut seen = Vec::new();
    let span = Span { booth_from: entries[0].at, from, to, limit: 10_000 };
    reader.walk(&span, &mut |entry| seen.push(entry.clone())).unwrap();
    let early = |entry: &&Entry| entry.at < earlier(from);
    assert!(seen.iter().filter(early).all(|entry| matches!(entry.fact, Fact::Booth { .. })));
    assert!(seen.iter().any(|entry| entry.at < earlier(from)));
    assert!(entries.iter().filter(|entry| entry.at >= from).all(|entry| seen.contains(entry)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Clocks that go back and forth by less than the slack hide no fact.
    #[test]
    fn clocks_that_are_set_hide_no_fact(jumps in proptest::collection::vec(-700i64..700, 60), at in 0i64..60) {
        let mut entries = facts(3);
        entries.truncate(60);
        let start = entries[0].at;
        for ((entry, jump), hours) in entries.iter_mut().zip(&jumps).zip(0..) {
            entry.at = start + TimeDelta::hours(3 * hours) + TimeDelta::minutes(*jump);
        }
        let (dir, _store) = filled(&entries);
        let mut reader = JournalReader::open(dir.path()).unwrap();
        let since = start + TimeDelta::hours(3 * at);
        for order in [Order::NewestFirst, Order::OldestFirst] {
            for query in [
                JournalQuery { order, limit: 9, since: Some(since), ..JournalQuery::default() },
                JournalQuery { order, limit: 9, until: Some(since), ..JournalQuery::default() },
            ] {
                prop_assert_eq!(all(|query| reader.page(query).unwrap(), &query), expected(&entries, &query));
            }
        }
    }
}
