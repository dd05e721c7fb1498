//! The screens of the journal and of the statistics: one question at a time, pages in both directions, three languages.

use crate::support::oms::{
    SIZES, Seat, image, now, number, officer, ready_lane, registration, request, snapshot,
};
use intrascope::domain::exemption::ExemptionGround;
use intrascope::domain::fact::{BoothFact, CaseFact, Entry, Fact};
use intrascope::domain::fact_kind::FactKind;
use intrascope::domain::journal::{JournalLine, JournalPage, JournalQuery};
use intrascope::domain::lane::{Input, LaneFault, Microamps, TenthsKv};
use intrascope::domain::malfunction::{MalfunctionNumber, Service, Symptom};
use intrascope::domain::number::ScanId;
use intrascope::domain::officer::Role;
use intrascope::domain::period::Period;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::scan::{ScanEnd, ScanKind};
use intrascope::domain::statistics::{
    CaseFigures, Completeness, ExposureFigures, Rate, ScanFigures, ServiceFigures, SpanFigures, Statistics,
    Throughput,
};
use intrascope::domain::step::By;
use intrascope::station::contract::{Reply, Request};
use intrascope::ui::message::{Code, Effect, Purpose};
use intrascope::ui::screens::CurrentScreen;
use intrascope::ui::screens::journal::Journal;
use intrascope::ui::screens::statistics::StatisticsScreen;
use intrascope::words::Language;
use std::sync::Arc;

const SMALL: (u16, u16) = SIZES[0];
const RU: Language = Language::Ru;

fn in_every_language(name: &str, play: impl Fn(Language) -> Seat) {
    for language in Language::ALL {
        let text = play(language).text();
        insta::assert_snapshot!(format!("{name}_{}", language.code()), text);
    }
}

/// The question among the effects, and what it is asked for.
fn asked(effects: Vec<Effect>) -> (Purpose, Request) {
    let mut asked = effects.into_iter().filter_map(|effect| match effect {
        Effect::Ask { purpose, request } => Some((purpose, request)),
        _ => None,
    });
    let first = asked.next().unwrap();
    assert!(asked.next().is_none(), "one question only");
    first
}

fn journal_of(request: Request) -> JournalQuery {
    match request {
        Request::ReadJournal(query) => query,
        other => panic!("{other:?}"),
    }
}

fn line(seq: u64, by: Option<Role>, fact: Fact) -> JournalLine {
    let by = by.map_or(By::Station, |role| By::Officer(officer(role)));
    let seconds = i64::try_from(seq).unwrap() * 7;
    JournalLine { seq, entry: Entry::new(now() - chrono::TimeDelta::seconds(6_000 - seconds), by, fact) }
}

/// A page of every length of fact.
fn page(next: Option<u64>) -> JournalPage {
    let case = |fact| Fact::Case { number: number(417), fact };
    let booth = |fact| Fact::Booth { fact };
    let scan = ScanId::new(&number(417), 2);
    let symptom = Symptom {
        part: "источник излучения, модулятор".into(),
        symptom: "импульс пропадает через каждые пять минут".into(),
        service: Service::Stopped,
    };
    let repeat = ScanKind::Repeat {
        reason: "машина тронулась во время сканирования, снимок растянут".into(),
    };
    let end = ScanEnd::Faulted(LaneFault::Opened(Input::EmergencyStop));
    let facts = vec![
        (Some(Role::Oac), case(CaseFact::HandedOver { to: "Серік Б., пост 7".into() })),
        (Some(Role::Oac), case(CaseFact::AnalysisBegan)),
        (None, case(CaseFact::ImageAccepted { scan: scan.clone(), image: image(), manifest: None })),
        (Some(Role::Oms), booth(BoothFact::FaultAcknowledged(LaneFault::Opened(Input::EmergencyStop)))),
        (None, case(CaseFact::ScanEnded { scan: scan.clone(), end })),
        (Some(Role::Oms), case(CaseFact::ScanRequested { scan, kind: repeat })),
        (Some(Role::Oms), case(CaseFact::Registered(registration()))),
        (
            Some(Role::Supervisor),
            booth(BoothFact::MalfunctionFound { number: MalfunctionNumber(3), symptom }),
        ),
        (Some(Role::Supervisor), booth(BoothFact::SignedIn)),
        (None, booth(BoothFact::StationStarted { version: "0.1.0".into() })),
    ];
    let lines = (0..).zip(facts).map(|(place, (by, fact))| line(812 - place, by, fact)).collect();
    JournalPage { lines, next, looked: 10, last: 812 }
}

/// A console at the screen.
fn at(language: Language, screen: CurrentScreen) -> (Seat, Vec<Effect>) {
    let mut seat = Seat::signed_in(language, SMALL, snapshot(ready_lane(), Vec::new()), Role::Supervisor);
    let effects = seat.console.go_to(screen);
    (seat, effects)
}

fn journal(language: Language) -> (Seat, Purpose, JournalQuery) {
    let (seat, effects) = at(language, CurrentScreen::Journal(Box::<Journal>::default()));
    let (purpose, request) = asked(effects);
    (seat, purpose, journal_of(request))
}

#[test]
fn the_journal_is_seen() {
    in_every_language("journal", |language| {
        let (mut seat, purpose, _) = journal(language);
        seat.answer(purpose, Ok(Reply::Journal(page(None))));
        seat.press_all(&[Code::Down, Code::Down, Code::Down, Code::Down, Code::Down]);
        seat
    });
}

#[test]
fn filters_and_what_is_not_clear_are_seen() {
    in_every_language("journal_filtered", |language| {
        let (mut seat, purpose, _) = journal(language);
        seat.answer(purpose, Ok(Reply::Journal(page(Some(700)))));
        let (purpose, _) = asked(seat.press(Code::F(6)));
        seat.answer(purpose, Ok(Reply::Journal(JournalPage { lines: Vec::new(), ..page(Some(700)) })));
        seat.type_text("00041");
        seat
    });
}

#[test]
fn each_filter_is_asked_for_once_it_is_whole() {
    let (mut seat, purpose, query) = journal(RU);
    assert_eq!(query, JournalQuery { limit: query.limit, ..JournalQuery::default() });
    assert!(seat.press_all(&[Code::Char('0')]).is_empty(), "an answer is awaited");
    seat.answer(purpose, Ok(Reply::Journal(page(None))));
    seat.type_text("0041");
    let (purpose, request) = asked(seat.press(Code::Char('7')));
    assert_eq!(journal_of(request).case, Some(number(417)), "six digits are a case of the day");
    seat.answer(purpose, Ok(Reply::Journal(page(None))));
    let (purpose, request) = asked(seat.press_all(&[Code::Tab, Code::Char('а')]));
    assert_eq!(journal_of(request).person.as_deref(), Some("а"));
    seat.answer(purpose, Ok(Reply::Journal(page(None))));
    seat.press(Code::Tab);
    seat.type_text("22.11.202");
    let (purpose, request) = asked(seat.press(Code::Char('6')));
    let query = journal_of(request);
    let day = Period::parse("22.11.2026").unwrap();
    assert_eq!((query.since, query.until), (Some(day.from), Some(day.to)));
    assert_eq!(
        query.case.unwrap().to_string(),
        "39855302/221126/000417",
        "a serial is one of the day asked for"
    );
    seat.answer(purpose, Ok(Reply::Journal(page(None))));
    let (_, request) = asked(seat.press(Code::F(6)));
    assert_eq!(journal_of(request).kind, Some(FactKind::ALL[0]));
}

#[test]
fn pages_turn_both_ways_and_a_refusal_is_said_once() {
    let (mut seat, purpose, query) = journal(RU);
    assert_eq!(query.from, None);
    seat.answer(purpose, Ok(Reply::Journal(page(Some(700)))));
    let (older, request) = asked(seat.press(Code::PageDown));
    assert_eq!(journal_of(request).from, Some(700));
    assert!(seat.press(Code::PageDown).is_empty(), "one question at a time");
    seat.answer(older, Ok(Reply::Journal(page(None))));
    assert!(seat.press(Code::PageDown).is_empty(), "there is no older one");
    let (newer, request) = asked(seat.press(Code::PageUp));
    assert_eq!(journal_of(request).from, None);
    assert!(seat.answer(newer, Err(Refusal::Store("x".into()))).is_empty(), "not asked again at once");
    assert!(seat.press(Code::PageUp).is_empty());
}

#[test]
fn the_record_of_a_facts_case_leads_back_to_the_same_page() {
    let (mut seat, purpose, _) = journal(RU);
    seat.answer(purpose, Ok(Reply::Journal(page(Some(700)))));
    let (purpose, _) = asked(seat.press(Code::PageDown));
    seat.answer(purpose, Ok(Reply::Journal(page(None))));
    assert_eq!(request(seat.press(Code::Enter)), Request::ShowCase(number(417)));
    let (_, request) = asked(seat.press(Code::Esc));
    assert_eq!(journal_of(request).from, Some(700));
}

#[test]
fn a_fact_of_the_booth_has_no_record() {
    let (mut seat, purpose, _) = journal(RU);
    seat.answer(purpose, Ok(Reply::Journal(page(None))));
    seat.press_all(&[Code::Down; 9]);
    assert!(seat.press(Code::Enter).is_empty());
}

// Statistics

fn counted(completeness: Completeness) -> Reply {
    let day = Period::parse("23.11.2026").unwrap();
    let mut by_hour = [0; 24];
    for (hour, scans) in
        (0..).zip([4, 2, 1, 3, 6, 9, 14, 18, 21, 20, 17, 12, 15, 19, 18, 16, 13, 11, 9, 8, 7, 6, 5, 4])
    {
        by_hour[hour] = scans;
    }
    let exemptions = ExemptionGround::ALL.into_iter().zip([9, 1, 0, 4]).collect();
    let mut statistics = Statistics::of(&[], day, now());
    statistics.people = people();
    Reply::Statistics(Arc::new(Statistics {
        facts: 4_012,
        completeness,
        cases: CaseFigures {
            registered: 310,
            imported: 2,
            finished: 301,
            without_suspicion: 278,
            under_suspicion: 12,
            cancelled: 3,
            not_applied: 14,
            reopened: 1,
            overridden: 1,
        },
        scans: ScanFigures { first: 290, repeat: 6, completed: 258, failed: 7, no_image: 1, unfit: 2 },
        throughput: Throughput { by_hour, working_hours: 24, per_hour_hundredths: Some(1_075) },
        waiting: SpanFigures { count: 289, median_ms: Some(48_000), p90_ms: Some(194_000), left_out: 0 },
        decision: SpanFigures { count: 288, median_ms: Some(101_000), p90_ms: Some(4_205_000), left_out: 1 },
        suspicion: Rate::new(12, 290),
        confirmed: Rate::new(5, 9),
        exemptions,
        service: ServiceFigures { malfunctions: 2, downtime_ms: 5_025_000 },
        exposures: ExposureFigures {
            scans: 262,
            outside: 3,
            lost: 1,
            beam_ms: 4_512_300,
            charge_uas: 9_024_600,
            without_charge: 2,
            dose_nsv: 23_580,
            without_dose: 0,
            kv_max: Some(TenthsKv(1_603)),
            current_max: Some(Microamps(2_010)),
            hours_tenths: Some(4_133),
        },
        late_steps: 4,
        ..statistics
    }))
}

/// Two officers, counted from facts: nobody can make a rate otherwise.
fn people() -> Vec<intrascope::domain::statistics::PersonFigures> {
    let facts = [(Role::Oms, CaseFact::Registered(registration())), (Role::Oac, CaseFact::AnalysisBegan)];
    let entries = facts.map(|(role, fact)| {
        Entry::new(now(), By::Officer(officer(role)), Fact::Case { number: number(1), fact })
    });
    Statistics::of(&entries, Period::parse("23.11.2026").unwrap(), now()).people
}

fn statistics(language: Language) -> (Seat, Purpose, Period) {
    let (seat, effects) = at(language, CurrentScreen::Statistics(Box::<StatisticsScreen>::default()));
    let (purpose, period) = period_of(effects);
    (seat, purpose, period)
}

fn period_of(effects: Vec<Effect>) -> (Purpose, Period) {
    match asked(effects) {
        (purpose, Request::Statistics(period)) => (purpose, period),
        (_, other) => panic!("{other:?}"),
    }
}

#[test]
fn the_statistics_are_seen() {
    in_every_language("statistics", |language| {
        let (mut seat, purpose, _) = statistics(language);
        seat.answer(purpose, Ok(counted(Completeness::Whole)));
        seat
    });
}

#[test]
fn the_officers_are_seen_and_nobody_has_a_rate_of_few_outcomes() {
    in_every_language("statistics_people", |language| {
        let (mut seat, purpose, _) = statistics(language);
        seat.answer(purpose, Ok(counted(Completeness::Truncated)));
        seat.press(Code::F(9));
        seat
    });
}

#[test]
fn the_exposures_are_seen_and_what_nobody_told_is_no_zero() {
    in_every_language("statistics_exposures", |language| {
        let (mut seat, purpose, _) = statistics(language);
        seat.answer(purpose, Ok(counted(Completeness::Whole)));
        seat.press(Code::F(9));
        seat.press(Code::F(9));
        seat
    });
    in_every_language("statistics_exposures_untold", |language| {
        let (mut seat, purpose, _) = statistics(language);
        let nothing = Statistics::of(&[], Period::parse("23.11.2026").unwrap(), now());
        seat.answer(purpose, Ok(Reply::Statistics(Arc::new(nothing))));
        seat.press(Code::F(9));
        seat.press(Code::F(9));
        seat
    });
}

#[test]
fn dates_are_typed() {
    in_every_language("statistics_dates", |language| {
        let (mut seat, purpose, _) = statistics(language);
        seat.answer(purpose, Ok(counted(Completeness::Whole)));
        seat.press(Code::F(7));
        seat.type_text("24.11.2026");
        seat.press(Code::Tab);
        seat.type_text("23.11.2026");
        seat
    });
    let (mut seat, purpose, today) = statistics(RU);
    assert_eq!(Some(today), Period::parse("23.11.2026"));
    seat.answer(purpose, Ok(counted(Completeness::Whole)));
    seat.press(Code::F(7));
    seat.type_text("01.11.2026");
    assert!(seat.press(Code::Enter).is_empty(), "the last date is not typed yet");
    seat.type_text("03.11.2026");
    let (purpose, period) = period_of(seat.press(Code::Enter));
    let three = Period {
        from: Period::parse("01.11.2026").unwrap().from,
        to: Period::parse("03.11.2026").unwrap().to,
    };
    assert_eq!(period, three);
    seat.answer(purpose, Ok(counted(Completeness::Whole)));
    let (_, later) = period_of(seat.press(Code::Right));
    assert_eq!(later.from, three.to);
}

#[test]
fn keys_choose_the_period_and_the_latest_wins() {
    let (mut seat, purpose, today) = statistics(RU);
    assert!(seat.press_all(&[Code::F(5), Code::F(6)]).is_empty(), "an answer is awaited");
    let (purpose, month) = period_of(seat.answer(purpose, Ok(counted(Completeness::Whole))));
    assert_eq!(Some(month), Period::month_of(now()));
    seat.answer(purpose, Ok(counted(Completeness::Whole)));
    let (purpose, before) = period_of(seat.press(Code::Left));
    assert_eq!(before.to, month.from);
    seat.answer(purpose, Ok(counted(Completeness::Whole)));
    let (purpose, day) = period_of(seat.press(Code::F(4)));
    assert_eq!(day, today);
    seat.answer(purpose, Ok(counted(Completeness::Whole)));
    let (_, week) = period_of(seat.press(Code::F(5)));
    assert_eq!(Some(week), Period::week_of(now()));
}
