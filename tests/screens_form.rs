//! The form by its sections, and earlier cases beside form and image: nothing typed is lost, nothing is cut without a mark.

use crate::support::oac;
use crate::support::oms::{Seat, before, case, ready_lane, request, snapshot};
use intrascope::domain::case::{Case, CaseRow, CaseState, Revision};
use intrascope::domain::earlier::Key;
use intrascope::domain::fact::CaseFact;
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::Role;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::draft::MAX_GOODS;
use intrascope::domain::registration::{
    ContainerDraft, ContainerLoad, DocumentDraft, DocumentKind, Draft, Field, FieldFault, GoodsDraft,
    PartyDraft, PartyDrafts, RadiationDraft, RadiationUnit, Registration, VehicleDraft, VehicleKind,
};
use intrascope::domain::step::Verdict;
use intrascope::domain::supervision::OutcomeResult;
use intrascope::station::contract::earlier::{Earlier, EarlierQuery, EarlierRow};
use intrascope::station::contract::search::More;
use intrascope::station::contract::storage::IndexProgress;
use intrascope::station::contract::{Reply, Request};
use intrascope::ui::message::{Code, Effect, Purpose};
use intrascope::words::Language;

const SMALL: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (132, 43);

/// The longest of what real papers have.
const CONSIGNEE: &str = "«Қазақстан темір жолы – Жүк тасымалы» ЖШС Өскемен бөлімшесі";
const GOODS: &str =
    "Электрооборудование распределительное низковольтное в сборе, части и принадлежности к нему";

fn form(language: Language, size: (u16, u16)) -> Seat {
    let mut seat = Seat::signed_in(language, size, snapshot(ready_lane(), Vec::new()), Role::Oms);
    seat.press(Code::F(5));
    seat
}

/// Writes into the fields from the focus on, one field a text.
fn fill(seat: &mut Seat, texts: &[&str]) {
    for text in texts {
        seat.type_text(text);
        seat.press(Code::Tab);
    }
}

/// The first page as a usual truck has it, from its opening on.
fn fill_main(seat: &mut Seat) {
    seat.press(Code::Tab);
    fill(seat, &["123abc16", "csqu3054383", "", "4471", "21.11.2026", "85371091", GOODS, "1296", "20400"]);
}

/// Row after row of goods on their own page, up to so many.
fn fill_goods(seat: &mut Seat, rows: usize) {
    for row in 2..=rows {
        seat.press(Code::F(3));
        fill(seat, &["0805", &format!("цитрусовые {row}"), "10", "100", "90", "tr"]);
    }
}

fn draft_sent(seat: &mut Seat) -> Draft {
    match request(seat.press(Code::F(5))) {
        Request::Register(draft) => *draft,
        other => panic!("no registration: {other:?}"),
    }
}

/// Every field of the form filled in, by keys alone; the focus is on the last page.
fn fill_all(seat: &mut Seat) {
    fill_main(seat);
    fill(seat, &["Xinjiang Fruit Co. 新疆果业", CONSIGNEE]);
    seat.press_all(&[Code::F(7), Code::Tab, Code::Right, Code::Tab]);
    fill(seat, &["kz", "45klm16"]);
    seat.press(Code::F(3));
    seat.press(Code::F(3));
    fill(seat, &["78нор16", "Әбдірахманұлы Нұрсұлтан Қайратбекұлы", "№ 043517822 ІІМ 12.04.2021", "5"]);
    seat.press_all(&[Code::F(7), Code::Tab, Code::Right, Code::F(3)]);
    fill(seat, &["csqu3054384", "на борту нанесён с ошибкой, по документам так же"]);
    seat.press_all(&[Code::Left, Code::F(7), Code::F(3), Code::Right, Code::Tab]);
    fill(seat, &["XB12345678", "20.11.2026"]);
    seat.press(Code::F(7));
    fill_goods(seat, 3);
    seat.press_all(&[Code::F(7), Code::Tab, Code::Tab]);
    fill(seat, &["", "080940004327", "указан в накладной так"]);
    seat.press_all(&[Code::F(7)]);
    fill(seat, &["55301/231126/00001", "0,12"]);
    seat.press_all(&[Code::Right, Code::Tab]);
    fill(seat, &["РКСБ-104 «Радиан»", "1187", "№ ВТ-08-12-4471 до 14.03.2027"]);
}

fn earlier_row(serial: u32, matched: &[Key], verdict: Option<Verdict>) -> EarlierRow {
    let row = CaseRow {
        number: CaseNumber::parse(&format!("39855302/121126/{serial:06}")).unwrap(),
        state: if verdict.is_some() { CaseState::Examined } else { CaseState::NotApplied },
        revision: Revision(9),
        title: "123ABC16".into(),
        container: Some("CSQU3054383".into()),
        changed_at: before(86_400),
        since: before(86_400),
        depth: None,
    };
    let outcome = verdict.map(|_| OutcomeResult::NotConfirmed);
    EarlierRow { row, matched: matched.to_vec(), verdict, outcome }
}

fn earlier(rows: usize) -> Earlier {
    let all = [Key::Plate, Key::Trailer, Key::Container, Key::Document];
    let rows = (0..rows).map(|place| {
        let serial = 417 - u32::try_from(place).unwrap();
        if place == 0 {
            earlier_row(serial, &all, Some(Verdict::UnderSuspicion))
        } else {
            earlier_row(serial, &all[..1], None)
        }
    });
    Earlier { rows: rows.collect(), more: More::No, index: IndexProgress::Ready }
}

/// The question for earlier cases among the effects.
fn asked_earlier(effects: &[Effect]) -> Option<(Purpose, EarlierQuery)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { purpose, request: Request::Earlier(query) } => Some((*purpose, query.clone())),
        _ => None,
    })
}

/// Types a plate and answers what is asked by it, until nothing is asked any more.
fn type_known_plate(seat: &mut Seat, found: &Earlier) {
    seat.press(Code::Tab);
    let mut asked = None;
    for c in "123abc16".chars() {
        asked = asked_earlier(&seat.press(Code::Char(c))).or(asked);
    }
    while let Some((purpose, _)) = asked {
        asked = asked_earlier(&seat.answer(purpose, Ok(Reply::Earlier(found.clone()))));
    }
}

// The form

#[test]
fn every_field_of_every_section_reaches_the_station() {
    let mut seat = form(Language::Ru, SMALL);
    fill_all(&mut seat);
    let draft = draft_sent(&mut seat);
    let registration = draft.check().unwrap();
    assert_eq!(draft.vehicle.kind, Some(VehicleKind::HeavyTruck));
    assert_eq!(draft.vehicle.country, "KZ");
    assert_eq!(draft.trailers, ["45KLM16", "78НОР16"]);
    assert_eq!(draft.vehicle.driver_name, "Әбдірахманұлы Нұрсұлтан Қайратбекұлы");
    assert_eq!(registration.vehicle.axles, Some(5));
    let loads: Vec<Option<ContainerLoad>> = draft.containers.iter().map(|one| one.load).collect();
    assert_eq!(loads, [Some(ContainerLoad::Full), Some(ContainerLoad::Part)]);
    assert!(registration.containers[1].reason.is_some() && registration.containers[0].reason.is_none());
    assert_eq!(registration.documents[1].kind, DocumentKind::TirCarnet);
    assert_eq!((registration.goods.len(), registration.goods[2].description.as_str()), (3, "цитрусовые 3"));
    assert_eq!(registration.parties.len(), 2);
    assert!(registration.parties[1].tax_id.as_ref().is_some_and(|id| id.reason.is_some()));
    assert_eq!(registration.risk_profiles.len(), 1);
    assert_eq!(registration.radiation.map(|reading| reading.unit), Some(RadiationUnit::MicrosievertPerHour));
}

#[test]
fn a_fault_on_another_page_is_gone_to_and_named_with_its_row() {
    let mut seat = form(Language::Ru, SMALL);
    fill_main(&mut seat);
    seat.press(Code::F(7));
    seat.press_all(&[Code::F(7); 3]);
    fill_goods(&mut seat, 2);
    seat.press_all(&[Code::Up, Code::Up]);
    seat.press_all(&[Code::Backspace; 3]);
    seat.type_text("200");
    seat.press_all(&[Code::F(6), Code::F(6)]);
    assert!(seat.text().contains("Товары×1"), "{}", seat.text());
    assert!(seat.press(Code::F(5)).is_empty(), "more net than gross is no registration");
    let text = seat.text();
    assert!(text.contains("▶Товары×1") && text.contains("▶ Масса нетто, кг"), "{text}");
    assert!(text.contains("×Товар 2: Масса нетто, кг"), "{text}");
    // The same from the station, about what only it knows.
    seat.press_all(&[Code::Backspace; 3]);
    assert_eq!(draft_sent(&mut seat).goods[1].net, "");
    let refusal = Refusal::Form(vec![(Field::Plate.into(), FieldFault::Format)]);
    seat.answer(Purpose::Register, Err(refusal));
    let text = seat.text();
    assert!(text.contains("▶ Гос. номер ТС*") && text.contains("[123ABC16"), "{text}");
}

#[test]
fn a_row_is_removed_only_after_a_question_unless_it_is_empty() {
    let mut seat = form(Language::Ru, SMALL);
    fill_main(&mut seat);
    seat.press_all(&[Code::F(7); 4]);
    fill_goods(&mut seat, 3);
    seat.press_all(&[Code::F(3), Code::F(9)]);
    assert!(seat.text().contains("Товар 3 из 3"), "an empty row goes at once:\n{}", seat.text());
    seat.press_all(&[Code::PageUp, Code::F(9)]);
    assert!(seat.text().contains("Убрать строку") && seat.text().contains("цитрусовые 2"), "{}", seat.text());
    seat.press_all(&[Code::Enter, Code::F(9), Code::Right, Code::Enter]);
    let goods = draft_sent(&mut seat).goods;
    let names: Vec<&str> = goods.iter().map(|line| line.description.as_str()).collect();
    assert_eq!(names, [GOODS, "цитрусовые 3"]);
    assert_eq!((goods[1].net.as_str(), goods[1].origin.as_str()), ("90", "TR"));
}

#[test]
fn the_form_takes_as_many_rows_as_the_case_and_an_empty_one_is_not_doubled() {
    let mut seat = form(Language::Ru, SMALL);
    fill_main(&mut seat);
    seat.press_all(&[Code::F(7); 4]);
    fill_goods(&mut seat, MAX_GOODS);
    seat.press(Code::F(3));
    assert!(seat.text().contains("Строк больше 99 форма не принимает"), "{}", seat.text());
    assert_eq!(draft_sent(&mut seat).check().unwrap().goods.len(), MAX_GOODS);
    let mut seat = form(Language::Ru, SMALL);
    seat.press_all(&[Code::F(7), Code::F(7), Code::F(3), Code::F(3)]);
    assert!(seat.text().contains("Контейнер 1 из 1"), "{}", seat.text());
}

#[test]
fn the_reason_for_an_unusual_code_is_asked_for_when_the_code_was_left() {
    let mut seat = form(Language::Ru, SMALL);
    seat.press(Code::Tab);
    fill(&mut seat, &["123abc16", "", "", "4471", ""]);
    seat.type_text("08055");
    assert!(!seat.text().contains("Причина (длина кода)"), "it may become 080550:\n{}", seat.text());
    seat.press(Code::Tab);
    assert!(seat.text().contains("▶ Причина (длина кода)*"), "{}", seat.text());
    seat.press(Code::Up);
    seat.type_text("0");
    assert!(!seat.text().contains("Причина (длина кода)"), "{}", seat.text());
}

#[test]
fn kazakh_and_pasted_text_is_kept_as_it_came() {
    let mut seat = form(Language::Kk, SMALL);
    seat.press_all(&[Code::F(7); 5]);
    seat.paste("ЖШС «Ғұмыр Өңір»\nІшкі көлік");
    assert!(seat.text().contains("ЖШС «Ғұмыр Өңір»"), "{}", seat.text());
}

// Earlier cases

#[test]
fn while_one_types_one_question_is_under_way_and_the_latest_is_asked_next() {
    let mut seat = form(Language::Ru, SMALL);
    seat.press(Code::Tab);
    let asked: Vec<_> = "123abc16".chars().map(|c| asked_earlier(&seat.press(Code::Char(c)))).collect();
    let under_way: Vec<usize> = (0..asked.len()).filter(|place| asked[*place].is_some()).collect();
    assert_eq!(under_way, [2], "three characters say something, and the rest waits for the answer");
    let (first, _) = asked[2].clone().unwrap();
    let next = asked_earlier(&seat.answer(first, Ok(Reply::Earlier(earlier(0)))));
    let (last, query) = next.unwrap();
    assert_eq!(
        query,
        EarlierQuery::typed(&Draft { plate: "123ABC16".into(), ..Draft::default() }, query.limit)
    );
    assert!(seat.answer(last, Ok(Reply::Earlier(earlier(2)))).is_empty());
    assert!(seat.text().contains("ранее: 2, последнее 12.11.2026 под подозрением"), "{}", seat.text());
    seat.press(Code::Tab);
    assert!(seat.press(Code::Char('c')).is_empty(), "what changes no number asks for nothing");
}

#[test]
fn opening_an_earlier_case_never_loses_the_draft() {
    let mut seat = form(Language::Ru, SMALL);
    type_known_plate(&mut seat, &earlier(2));
    seat.press_all(&[Code::Tab, Code::Tab, Code::Tab]);
    seat.type_text("4471");
    seat.press_all(&[Code::Left, Code::Left]);
    let (text, cursor) = (seat.text(), seat.cursor());
    seat.press(Code::F(4));
    assert!(
        seat.text().contains("Ранее дел: 2") && seat.text().contains("то же: ТС, прицеп"),
        "{}",
        seat.text()
    );
    let shown = request(seat.press_all(&[Code::Down, Code::Enter]));
    assert!(matches!(&shown, Request::ShowCase(number) if number.serial() == 416), "{shown:?}");
    seat.press(Code::Esc);
    assert!(seat.text().contains("▶ 39855302/121126/000416"), "back at the list:\n{}", seat.text());
    let again = seat.press(Code::Esc);
    assert_eq!((seat.text(), seat.cursor()), (text, cursor));
    let (_, query) = asked_earlier(&again).unwrap();
    assert_eq!(query.keys.folded().len(), 2, "what may have changed meanwhile is asked for again");
    seat.type_text("x");
    seat.press(Code::F(7));
    assert!(seat.text().contains("123ABC16"));
}

#[test]
fn without_earlier_cases_and_while_the_form_is_sent_there_is_no_list() {
    let mut seat = form(Language::Ru, SMALL);
    seat.press(Code::F(4));
    assert!(seat.text().contains("Ранее дел нет."), "{}", seat.text());
    let mut seat = form(Language::Ru, SMALL);
    type_known_plate(&mut seat, &earlier(1));
    seat.press(Code::Tab);
    fill(&mut seat, &["", "", "4471", "", "0805", "цитрусовые", "", "20400"]);
    draft_sent(&mut seat);
    seat.press(Code::F(4));
    assert!(seat.text().contains("Оформление") || seat.text().contains("▶Главное"), "{}", seat.text());
    let made = case(417, &[], 0);
    seat.answer(Purpose::Register, Ok(Reply::Done(made)));
    assert!(seat.text().contains("Исключения"), "the answer found the form:\n{}", seat.text());
}

#[test]
fn an_index_that_is_being_built_is_named_and_asked_again_when_it_is_whole() {
    let mut seat = form(Language::Ru, SMALL);
    let part = Earlier { index: IndexProgress::Building { percent: 43 }, ..earlier(0) };
    type_known_plate(&mut seat, &part);
    assert!(seat.text().contains("указатель 43 %"), "{}", seat.text());
    let effects = seat.see(snapshot(ready_lane(), Vec::new()));
    assert!(asked_earlier(&effects).is_some(), "the index is whole now");
}

#[test]
fn beside_the_image_they_are_listed_and_the_view_comes_back_as_it_was() {
    let case = oac::in_analysis();
    let mut seat = oac::Seat::new(Role::Oac, Language::Ru, SMALL, vec![case.clone()]);
    let opened = seat.press(Code::Enter);
    assert!(asked_earlier(&opened).is_none(), "the image comes first");
    let first = oac::job(&seat.open_picture(&case));
    let effects = seat.render(&case, &first);
    let (purpose, query) = asked_earlier(&effects).unwrap();
    assert_eq!(query.except, Some(case.number.clone()));
    assert!(seat.answer(purpose, Ok(Reply::Earlier(earlier(3)))).is_empty());
    assert!(seat.screen().contains("ранее: 3 · под подозрением, не подтверждено · F11"), "{}", seat.screen());
    // Zoomed, another tone, and a frame half placed.
    let near = oac::job(&seat.press_all(&[Code::PageUp, Code::PageUp, Code::Right]));
    seat.render(&case, &near);
    let near = oac::job(&seat.press(Code::Char('i')));
    seat.render(&case, &near);
    seat.press_all(&[Code::F(5), Code::Right]);
    let before = seat.screen();
    seat.press(Code::F(11));
    assert!(seat.screen().contains("Ранее дел: 3"), "{}", seat.screen());
    seat.press_all(&[Code::Enter, Code::Esc]);
    let back = oac::job(&seat.press(Code::Esc));
    assert_eq!((back.viewport, &back.tone), (near.viewport, &near.tone));
    seat.render(&case, &back);
    assert_eq!(seat.screen(), before, "zoom, tone, frame and share viewed");
}

// What is seen

fn seen(name: &str, language: Language, seat: &Seat) {
    let text = seat.text();
    assert!(!text.contains('⟨'), "{name} lacks a phrase in {language:?}:\n{text}");
    insta::assert_snapshot!(format!("form_{name}_{}", language.code()), text);
}

#[test]
fn every_section_is_seen() {
    for language in Language::ALL {
        let mut seat = form(language, SMALL);
        fill_all(&mut seat);
        for name in ["risk", "parties", "goods", "documents", "containers", "vehicle", "main"] {
            seen(name, language, &seat);
            seat.press(Code::F(6));
        }
    }
}

#[test]
fn many_rows_and_their_faults_are_seen() {
    for language in Language::ALL {
        let mut seat = form(language, SMALL);
        fill_main(&mut seat);
        seat.press_all(&[Code::F(7); 4]);
        fill_goods(&mut seat, MAX_GOODS);
        seat.press_all(&[Code::Up, Code::Backspace]);
        seat.press(Code::F(5));
        seen("goods_99", language, &seat);
    }
}

#[test]
fn earlier_cases_are_seen() {
    for language in Language::ALL {
        let mut seat = form(language, SMALL);
        type_known_plate(&mut seat, &earlier(2));
        seen("earlier", language, &seat);
        seat.press(Code::F(4));
        seen("earlier_list", language, &seat);
        let mut wide = form(language, WIDE);
        type_known_plate(&mut wide, &earlier(2));
        seen("earlier_wide", language, &wide);
    }
}

/// As much as a case holds: 8 containers, 20 documents, 99 goods lines.
fn whole() -> Registration {
    let container = |place: u32| ContainerDraft {
        number: format!("CSQU{place:07}"),
        reason: "так на борту".into(),
        load: None,
    };
    let document = |place: u32| DocumentDraft {
        kind: Some(DocumentKind::ALL[place as usize % 6]),
        number: format!("KZ-39855302-{place:05}"),
        date: "21.11.2026".into(),
    };
    let goods = |place: u32| GoodsDraft {
        code: if place == 3 { "08055".into() } else { "8537109100".into() },
        code_reason: if place == 3 { "так в накладной".into() } else { String::new() },
        description: format!("{GOODS} № {place}"),
        packages: "12".into(),
        gross: "20400,5".into(),
        net: "19000".into(),
        origin: "CN".into(),
    };
    let party = |tax_id: &str| PartyDraft {
        name: CONSIGNEE.into(),
        tax_id: tax_id.into(),
        tax_reason: "указан в накладной так".into(),
    };
    Draft {
        plate: "123ABC16".into(),
        vehicle: VehicleDraft {
            kind: Some(VehicleKind::HeavyTruck),
            country: "KZ".into(),
            driver_name: "Әбдірахманұлы Нұрсұлтан".into(),
            driver_document: "043517822".into(),
            axles: "5".into(),
        },
        trailers: vec!["45KLM16".into()],
        containers: (1..=8).map(container).collect(),
        documents: (1..=20).map(document).collect(),
        goods: (1..=99).map(goods).collect(),
        parties: PartyDrafts { consignee: party("080940004327"), ..PartyDrafts::default() },
        risk_profiles: vec!["55301/231126/00001".into()],
        radiation: RadiationDraft {
            value: "0,12".into(),
            unit: Some(RadiationUnit::MicrosievertPerHour),
            device: "РКСБ-104".into(),
            number: "1187".into(),
            verification: "до 14.03.2027".into(),
        },
        ..Draft::default()
    }
    .check()
    .unwrap()
}

fn in_analysis_with(registration: Registration) -> Case {
    let case = Case { registration: Some(registration), ..oac::queued() };
    oac::apply(&case, before(72), Role::Oac, &CaseFact::AnalysisBegan)
}

fn documents(language: Language, case: &Case) -> oac::Seat {
    let mut seat = oac::Seat::new(Role::Oac, language, SMALL, vec![case.clone()]);
    seat.press(Code::Enter);
    let first = oac::job(&seat.open_picture(case));
    seat.render(case, &first);
    seat.press(Code::F(4));
    seat
}

#[test]
fn all_papers_and_all_goods_are_reached_beside_the_image() {
    let case = in_analysis_with(whole());
    for language in Language::ALL {
        let mut seat = documents(language, &case);
        seat.press_all(&[Code::Down, Code::Down]);
        insta::assert_snapshot!(format!("papers_goods_{}", language.code()), seat.screen());
        seat.press_all(&[Code::PageDown; 99]);
        assert!(seat.screen().contains("▶99"), "{}", seat.screen());
        seat.press(Code::Tab);
        let mut pages = vec![seat.screen()];
        for _ in 0..30 {
            seat.press(Code::PageDown);
            pages.push(seat.screen());
        }
        insta::assert_snapshot!(format!("papers_end_{}", language.code()), seat.screen());
        for text in ["KZ-39855302-00020", "CSQU0000008", "45KLM16", "080940004327", "РКСБ-104"] {
            assert!(pages.iter().any(|page| page.contains(text)), "{text} is nowhere");
        }
    }
}

#[test]
fn a_discrepancy_stands_against_any_line() {
    let case = in_analysis_with(whole());
    let mut seat = documents(Language::En, &case);
    seat.press_all(&[Code::Down; 98]);
    seat.press(Code::Enter);
    seat.type_text("nothing there");
    let (noted, _) = oac::step(&seat.press(Code::Enter));
    let is_last =
        matches!(&noted, intrascope::domain::step::Step::NoteDiscrepancy(noted) if noted.goods_line == 98);
    assert!(is_last, "{noted:?}");
}
