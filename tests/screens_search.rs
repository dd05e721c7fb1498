//! The search screen: one question at a time, the latest text wins, and what is shown in three languages and two sizes.

use crate::support::oms::{
    SIZES, Seat, case, now, number, officer, ready_lane, registration, request, scanned, snapshot,
};
use intrascope::domain::analysis::{Curve, FilterChain, Polarity};
use intrascope::domain::case::{Case, CaseRow, CaseState};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::officer::Role;
use intrascope::domain::purge::Purge;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::{Party, PartyRole, Registration};
use intrascope::domain::scan::ImageHash;
use intrascope::domain::signed::Signed;
use intrascope::domain::step::{By, Conclusion, Verdict};
use intrascope::station::contract::search::{Found, More, SearchQuery};
use intrascope::station::contract::storage::{
    Disk, DiskLevel, IndexProgress, MirrorState, MirrorTrouble, Storage,
};
use intrascope::station::contract::{Notice, NoticeKind, Reply, Request, Snapshot, StoreHealth};
use intrascope::ui::message::{Code, Effect, Message, Purpose};
use intrascope::words::Language;
use std::sync::Arc;

const RU: Language = Language::Ru;
const SMALL: (u16, u16) = SIZES[0];

/// Draws the same situation in every language and size.
fn in_every_language(name: &str, open: impl Fn(Language, (u16, u16)) -> Seat) {
    for language in Language::ALL {
        for size in SIZES {
            let text = open(language, size).text();
            assert!(!text.contains('⟨'), "{name} lacks a phrase in {language:?}:\n{text}");
            insta::assert_snapshot!(format!("{name}_{}_{}x{}", language.code(), size.0, size.1), text);
        }
    }
}

/// The question among the effects, with its purpose.
fn asked(effects: &[Effect]) -> Option<(Purpose, SearchQuery)> {
    let mut questions = effects.iter().filter_map(|effect| match effect {
        Effect::Ask { purpose, request: Request::Search(query) } => Some((*purpose, query.clone())),
        _ => None,
    });
    let first = questions.next();
    assert!(questions.next().is_none(), "one question at a time");
    first
}

fn row(serial: u32, title: &str, state: CaseState) -> CaseRow {
    let row = case(serial, &[], 60 * i64::from(500 - serial.min(500))).row();
    CaseRow { title: title.into(), state, ..row }
}

fn found(rows: Vec<CaseRow>) -> Found {
    Found { rows, more: More::No, index: IndexProgress::Ready }
}

fn three() -> Found {
    found(vec![
        row(417, "123ABC16", CaseState::InAnalysis),
        row(416, "777KZ02", CaseState::HandedOver),
        row(415, "沪A12345", CaseState::Closed),
    ])
}

/// A seat at the search, its first question open.
fn searching(language: Language, size: (u16, u16), seen: Snapshot) -> (Seat, Purpose) {
    let mut seat = Seat::signed_in(language, size, seen, Role::Oms);
    let (purpose, query) = asked(&seat.press(Code::F(7))).unwrap();
    assert_eq!(query.text, "");
    (seat, purpose)
}

fn open() -> (Seat, Purpose) {
    searching(RU, SMALL, snapshot(ready_lane(), Vec::new()))
}

fn answer(seat: &mut Seat, purpose: Purpose, found: Found) -> Vec<Effect> {
    seat.answer(purpose, Ok(Reply::Found(found)))
}

#[test]
fn every_role_searches_by_f7_and_by_the_stroke() {
    for role in [Role::Oms, Role::Oac, Role::Supervisor] {
        for key in [Code::F(7), Code::Char('/')] {
            let mut seat = Seat::signed_in(RU, SMALL, snapshot(ready_lane(), Vec::new()), role);
            assert!(asked(&seat.press(key)).is_some(), "{role:?} {key:?}");
            seat.press(Code::Esc);
            assert!(seat.text().contains("ждут вас"), "{}", seat.text());
        }
    }
}

#[test]
fn one_question_is_under_way_and_the_latest_text_is_asked_next() {
    let (mut seat, first) = open();
    for c in "123".chars() {
        assert!(seat.press(Code::Char(c)).is_empty(), "the first answer has not come");
    }
    let (second, query) = asked(&answer(&mut seat, first, three())).unwrap();
    assert_eq!(query.text, "123");
    assert!(!seat.text().contains("777KZ02"), "the answer to an older text is not shown");
    assert!(answer(&mut seat, second, three()).is_empty());
    assert!(seat.text().contains("Найдено: 3") && seat.text().contains("777KZ02"), "{}", seat.text());
    assert!(seat.see(snapshot(ready_lane(), Vec::new())).is_empty(), "what was answered is not asked again");
}

#[test]
fn an_answer_to_another_question_is_dropped() {
    let (mut seat, first) = open();
    answer(&mut seat, first, found(Vec::new()));
    let (second, _) = asked(&seat.press(Code::Char('7'))).unwrap();
    assert!(answer(&mut seat, first, three()).is_empty());
    assert!(!seat.text().contains("777KZ02"), "an answer of an earlier screen");
    answer(&mut seat, second, three());
    assert!(seat.text().contains("777KZ02"));
    assert!(answer(&mut seat, second, found(Vec::new())).is_empty());
    assert!(seat.text().contains("777KZ02"), "answered once");
}

#[test]
fn a_refused_question_is_said_and_not_repeated() {
    let (mut seat, first) = open();
    assert!(seat.answer(first, Err(Refusal::IndexNotReady { percent: 43 })).is_empty());
    assert!(seat.text().contains("43 %"), "{}", seat.text());
    assert!(seat.see(snapshot(ready_lane(), Vec::new())).is_empty());
    assert!(asked(&seat.press(Code::Char('x'))).is_some(), "another text is asked");
}

#[test]
fn letters_are_text_and_pasted_text_is_cleaned() {
    let (mut seat, first) = open();
    seat.press_all(&[Code::Char('/'), Code::Char('?'), Code::Char(' '), Code::Char('i')]);
    seat.console.update(Message::Pasted("\u{202e}x\u{1b}".into()));
    let (_, query) = asked(&answer(&mut seat, first, found(Vec::new()))).unwrap();
    assert_eq!(query.text, "/? i\u{fffd}x\u{fffd}");
}

#[test]
fn f6_turns_the_verdict_and_asks_anew() {
    let (mut seat, mut purpose) = open();
    for verdict in [Some(Verdict::WithoutSuspicion), Some(Verdict::UnderSuspicion), None] {
        answer(&mut seat, purpose, three());
        let (next, query) = asked(&seat.press(Code::F(6))).unwrap();
        assert_eq!(query.verdict, verdict);
        purpose = next;
    }
}

#[test]
fn a_record_is_opened_and_left_with_text_and_choice_kept() {
    let (mut seat, first) = open();
    seat.press(Code::Char('7'));
    let (second, _) = asked(&answer(&mut seat, first, three())).unwrap();
    answer(&mut seat, second, three());
    seat.press_all(&[Code::Down, Code::PageDown, Code::Up]);
    assert_eq!(request(seat.press(Code::Enter)), Request::ShowCase(number(416)));
    let effects = seat.press(Code::Esc);
    let (_, query) = asked(&effects).unwrap();
    assert_eq!(query.text, "7");
    assert!(seat.text().contains("▶ 39855302/231126/000416"), "{}", seat.text());
    // The text changes: the first row is the chosen one again.
    seat.press(Code::Backspace);
    assert!(seat.text().contains("▶ 39855302/231126/000417"), "{}", seat.text());
}

#[test]
fn enter_before_the_answer_opens_what_the_answer_brings() {
    let (mut seat, first) = open();
    seat.press_all(&[Code::Char('4'), Code::Enter]);
    let (second, _) = asked(&answer(&mut seat, first, three())).unwrap();
    let effects = answer(&mut seat, second, found(vec![row(416, "777KZ02", CaseState::Closed)]));
    assert_eq!(request(effects), Request::ShowCase(number(416)));

    let (mut seat, first) = open();
    seat.press_all(&[Code::Char('4'), Code::Enter, Code::Char('1')]);
    let (second, _) = asked(&answer(&mut seat, first, three())).unwrap();
    assert!(answer(&mut seat, second, three()).is_empty(), "a key after it takes it back");
    assert!(seat.text().contains("Поиск"));
}

#[test]
fn enter_on_nothing_opens_nothing() {
    let (mut seat, first) = open();
    answer(&mut seat, first, found(Vec::new()));
    assert!(seat.press_all(&[Code::Down, Code::PageDown, Code::Up, Code::Enter]).is_empty());
    assert!(seat.text().contains("Поиск"));
}

#[test]
fn a_row_shows_its_case_as_it_is_now() {
    let (mut seat, first) = open();
    answer(&mut seat, first, found(vec![case(417, &[], 5).row()]));
    assert!(seat.text().contains("оформлено"));
    seat.see(snapshot(ready_lane(), vec![case(417, &scanned(417), 5)]));
    assert!(seat.text().contains("в очереди"), "{}", seat.text());
}

fn building(percent: u8) -> Snapshot {
    let storage = Storage { index: IndexProgress::Building { percent }, ..Storage::default() };
    Snapshot { storage, ..snapshot(ready_lane(), Vec::new()) }
}

#[test]
fn what_was_found_in_a_part_is_asked_for_again_once_the_index_is_whole() {
    let (mut seat, first) = searching(RU, SMALL, building(43));
    answer(&mut seat, first, Found { index: IndexProgress::Building { percent: 43 }, ..three() });
    assert!(seat.text().contains("43 %"), "{}", seat.text());
    assert!(seat.see(building(60)).is_empty());
    let again = seat.see(snapshot(ready_lane(), Vec::new()));
    assert!(asked(&again).is_some());
    assert!(seat.see(snapshot(ready_lane(), Vec::new())).is_empty(), "once");
}

// What is seen

#[test]
fn the_search_is_seen() {
    in_every_language("search", |language, size| {
        let (mut seat, first) = searching(language, size, snapshot(ready_lane(), Vec::new()));
        "12".chars().for_each(|c| drop(seat.press(Code::Char(c))));
        let (second, _) = asked(&answer(&mut seat, first, three())).unwrap();
        answer(&mut seat, second, three());
        seat.press(Code::Down);
        seat
    });
}

#[test]
fn a_long_list_and_an_index_under_way_are_seen() {
    in_every_language("search_building", |language, size| {
        let seen = building(43);
        let mut seat = Seat::signed_in(language, size, seen, Role::Oac);
        let (first, _) = asked(&seat.press(Code::F(7))).unwrap();
        answer(&mut seat, first, found(Vec::new()));
        let (second, _) = asked(&seat.press(Code::F(6))).unwrap();
        let rows = (300..400).rev().map(|serial| row(serial, "123ABC16", CaseState::Printed)).collect();
        let index = IndexProgress::Building { percent: 43 };
        answer(&mut seat, second, Found { rows, more: More::Yes, index });
        seat.press_all(&[Code::PageDown, Code::PageDown]);
        seat
    });
}

#[test]
fn every_sentence_of_the_search_fits() {
    for language in Language::ALL {
        let (mut seat, mut purpose) = searching(language, SMALL, building(99));
        for (more, rows) in [(More::No, 0), (More::No, 100), (More::Yes, 100), (More::TypeMore, 0)] {
            let (next, _) = asked(&{
                let mut effects = answer(&mut seat, purpose, found(Vec::new()));
                effects.extend(seat.press(Code::Char('x')));
                effects
            })
            .unwrap();
            let rows = (0..rows).map(|place| row(900 - place, "123ABC16", CaseState::Closed)).collect();
            let index = IndexProgress::Building { percent: 99 };
            answer(&mut seat, next, Found { rows, more, index });
            purpose = next;
            let text = seat.text();
            let status = text.lines().nth(4).unwrap();
            assert!(!status.contains('…') && !status.contains('⟨'), "{language:?} {more:?}: {status}");
        }
    }
}

// Alarms and notes

#[test]
fn the_most_urgent_alarm_is_shown_with_the_count_of_the_others() {
    let storage = Storage {
        disk: Disk { percent: 96, level: DiskLevel::Full },
        damaged_originals: 2,
        mirror: MirrorState::Lost(MirrorTrouble::NotThere),
        ..Storage::default()
    };
    in_every_language("alarms", |language, size| {
        let seen = Snapshot { storage: storage.clone(), ..snapshot(ready_lane(), Vec::new()) };
        Seat::signed_in(language, size, seen, Role::Oms)
    });
    let failed = StoreHealth::Failed("disk".into());
    let seen = Snapshot { storage, store: failed, ..snapshot(ready_lane(), Vec::new()) };
    let seat = Seat::signed_in(RU, SMALL, seen, Role::Oms);
    assert!(seat.text().contains("Запись не ведётся") && seat.text().contains("+3"), "{}", seat.text());
}

#[test]
fn a_storage_alarm_rings_once_and_a_note_never() {
    let mut seat = Seat::signed_in(RU, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
    let at = |percent, level| Snapshot {
        storage: Storage { disk: Disk { percent, level }, ..Storage::default() },
        ..snapshot(ready_lane(), Vec::new())
    };
    assert!(seat.see(at(71, DiskLevel::From70)).is_empty());
    assert!(seat.text().contains("Диск занят на 71 %."), "{}", seat.text());
    let effects = seat.see(at(85, DiskLevel::From85));
    assert!(matches!(effects.as_slice(), [Effect::Bell]), "{effects:?}");
    assert!(seat.see(at(86, DiskLevel::From85)).is_empty());
    assert!(seat.see(building(1)).is_empty());
    assert!(seat.text().contains("1 %"));
}

#[test]
fn a_clock_that_was_set_is_said_unless_a_key_was_answered() {
    let mut seat = Seat::signed_in(RU, SMALL, snapshot(ready_lane(), Vec::new()), Role::Oms);
    let notice = Notice { number: 1, what: NoticeKind::ClockJumped { by_ms: -3_661_000 } };
    assert!(seat.console.update(Message::Notice(notice)).is_empty());
    assert!(seat.text().contains("−01:01:01"), "{}", seat.text());
}

// The record and the documents

fn signed(text: &str) -> Signed {
    let key = "intrascope.kz/39855302/2+1a2b3c4d+AbCdEf".to_owned();
    Signed { text: text.into(), key, signature: "c2ln".into() }
}

fn with_parties() -> Registration {
    let party = |role, name: &str| Party { role, name: name.into(), tax_id: None };
    let parties = vec![
        party(PartyRole::Consignor, "Xinjiang Fruit Co. 新疆果业"),
        party(PartyRole::Consignee, "ТОО «Алма Трейд», БИН 123456789012"),
        party(PartyRole::Carrier, "ИП Жолдасов"),
    ];
    Registration { parties, ..registration() }
}

/// A case with parties, signatures and a purge.
fn purged() -> Arc<Case> {
    let mut told = scanned(417);
    for (_, fact) in &mut told {
        if let CaseFact::ImageAccepted { manifest, .. } = fact {
            *manifest = Some(Box::new(signed("manifest")));
        }
    }
    let conclusion = Conclusion {
        verdict: Verdict::UnderSuspicion,
        analysis: "плотный предмет".into(),
        recommendation: "досмотр".into(),
        filters: FilterChain {
            low: 0,
            high: 65_535,
            curve: Curve::Linear,
            polarity: Polarity::Normal,
            sharpen: 0,
        },
        viewed_percent: 90,
        mark: None,
        record: Some(Box::new(signed("verdict"))),
    };
    let purge = Purge {
        reason: "истёк срок хранения".into(),
        second: officer(Role::Supervisor),
        images: vec![ImageHash::parse(&"9f86d081884c7d65".repeat(4)).unwrap()],
        sheet: Some("ab".repeat(32)),
        approval: None,
    };
    told.extend([
        (Role::Oac, CaseFact::AnalysisBegan),
        (Role::Oac, CaseFact::VerdictGiven(Box::new(conclusion))),
        (Role::Oac, CaseFact::HandedOver { to: "Иванов И.".into() }),
        (Role::Oac, CaseFact::Purged(Box::new(purge))),
    ]);
    let mut case = Case::clone(&case(417, &told, 60));
    case.registration = Some(with_parties());
    Arc::new(case)
}

#[test]
fn parties_signatures_and_purge_are_in_the_record() {
    in_every_language("record_purged", |language, size| {
        let (mut seat, first) = searching(language, size, snapshot(ready_lane(), Vec::new()));
        answer(&mut seat, first, found(vec![purged().row()]));
        assert_eq!(request(seat.press(Code::Enter)), Request::ShowCase(number(417)));
        seat.answer(Purpose::Case, Ok(Reply::Case(purged())));
        if size == SMALL {
            seat.press_all(&[Code::PageDown, Code::PageDown]);
        }
        seat
    });
    let (mut seat, first) = searching(RU, (132, 90), snapshot(ready_lane(), Vec::new()));
    answer(&mut seat, first, found(vec![purged().row()]));
    seat.press(Code::Enter);
    seat.answer(Purpose::Case, Ok(Reply::Case(purged())));
    let text = seat.text();
    for said in [
        "新疆果业",
        "Алма Трейд",
        "Жолдасов",
        "intrascope.kz/39855302/2+1a2b3c4d",
        "Сарсенов Д.",
        "истёк срок",
    ] {
        assert!(text.contains(said), "{said}:\n{text}");
    }
    assert_eq!(text.matches("подписано постом").count(), 2, "image and verdict:\n{text}");
    assert!(!text.contains("AbCdEf"), "a key is named by its id");
}

#[test]
fn an_erased_case_says_who_purged_it_and_no_verdict() {
    let fact = |case: &Arc<Case>| CaseFact::Purged(Box::new(case.purge.clone().unwrap()));
    let by = By::Officer(officer(Role::Oac));
    let erased = Case::begin(number(417), now(), &by, &fact(&purged())).unwrap();
    assert_eq!(erased.row().verdict(), None, "nobody knows it any more");
    assert!(erased.stamps.purged.is_some() && erased.stamps.presented.is_none());
}
