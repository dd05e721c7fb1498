//! The screens of the booth's day, driven by keys: what they ask of the station, and what they show in three languages.

use crate::support::oms::{
    SIZES, Seat, admitted, before, case, day, good_check, lane_checked, number, officer, ready_lane, request,
    snapshot,
};
use intrascope::domain::booth::{BoothState, CheckDone};
use intrascope::domain::case::CaseState;
use intrascope::domain::check::{CheckResult, CheckTest};
use intrascope::domain::malfunction::{
    Done, ImageTest, Malfunction, MalfunctionNumber, MalfunctionStep, Service, Symptom, TestResult, Told,
};
use intrascope::domain::officer::Role;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::shift::{Handover, HandoverItem, ShiftNumber, ShiftSummary};
use intrascope::domain::signed::Signed;
use intrascope::station::contract::day::DayRequest;
use intrascope::station::contract::{Pin, Reply, Request, Snapshot, StoreHealth};
use intrascope::ui::message::{Code, Effect, Purpose};
use intrascope::words::Language;
use std::sync::Arc;

const RU: Language = Language::Ru;
const SMALL: (u16, u16) = SIZES[0];

/// A booth on this day, with a truck that lacks nothing but the scan.
fn booth(day: BoothState) -> Snapshot {
    let truck = case(417, &[admitted(), lane_checked()], 30);
    Snapshot { day: Arc::new(day), ..snapshot(ready_lane(), vec![truck]) }
}

fn seat(day: BoothState, role: Role) -> Seat {
    Seat::signed_in(RU, SMALL, booth(day), role)
}

/// Opens a page of the day and draws it in every language at 80×24.
fn in_every_language(name: &str, role: Role, day: &dyn Fn() -> BoothState, keys: &[Code]) {
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, booth(day()), role);
        seat.press_all(keys);
        expect(name, language, &seat);
    }
}

fn expect(name: &str, language: Language, seat: &Seat) {
    let text = seat.text();
    assert!(!text.contains('⟨'), "{name} lacks a phrase in {language:?}:\n{text}");
    insta::assert_snapshot!(format!("{name}_{}", language.code()), text);
}

/// The step of the day among the effects.
fn asked(effects: Vec<Effect>) -> DayRequest {
    match request(effects) {
        Request::Day(request) => request,
        other => panic!("{other:?}"),
    }
}

fn yes(seat: &mut Seat) -> DayRequest {
    asked(seat.press_all(&[Code::Right, Code::Enter]))
}

fn done(seat: &mut Seat) {
    seat.answer(Purpose::Day, Ok(Reply::Acknowledged));
}

/// So many minutes ago, by somebody.
fn ago<T>(minutes: i64, role: Role, what: T) -> Done<T> {
    Done { at: before(minutes * 60), by: officer(role), what }
}

/// A malfunction found so many minutes ago.
fn found(number: u32, service: Service, minutes: i64) -> Malfunction {
    let symptom = Symptom {
        part: "линия детекторов, модуль 12".into(),
        symptom: "на снимке сплошная чёрная полоса по всей высоте, калибровка усиления её не убирает".into(),
        service,
    };
    Malfunction::new(MalfunctionNumber(number), ago(minutes, Role::Oac, symptom))
}

fn told(minutes: i64) -> Done<Told> {
    ago(
        minutes,
        Role::Oms,
        Told {
            whom: "дежурный по таможенному посту".into(), how: "телефон 4-17".into()
        },
    )
}

fn repaired(mut malfunction: Malfunction) -> Malfunction {
    malfunction.told.push(told(100));
    malfunction.repaired = Some(ago(60, Role::Oms, "модуль 12 заменён, разъём почищен".into()));
    malfunction
}

fn tested(malfunction: Malfunction) -> Malfunction {
    let test = ImageTest {
        result: TestResult::Passed, note: "клин 280 мм, проволока 2,0 мм".into()
    };
    Malfunction { tested: Some(ago(50, Role::Oms, test)), ..repaired(malfunction) }
}

fn with(malfunctions: Vec<Malfunction>) -> BoothState {
    let last_malfunction = malfunctions.iter().map(|found| found.number.0).max().unwrap_or(0);
    BoothState { malfunctions, last_malfunction, ..day() }
}

/// Three in the register: one stops the complex, one is in use and overdue, one is back.
fn register() -> BoothState {
    let mut back = tested(found(1, Service::Stopped, 300));
    back.returned = Some(ago(40, Role::Oms, officer(Role::Supervisor)));
    with(vec![found(2, Service::InUse, 90), found(3, Service::Stopped, 18), back])
}

fn passing(acknowledged: &[u16]) -> BoothState {
    let items = vec![
        HandoverItem::Case { number: number(417), state: CaseState::LaneChecked },
        HandoverItem::Malfunction { number: MalfunctionNumber(3) },
        HandoverItem::Check,
        HandoverItem::Note {
            text: "Шлагбаум на выезде заедает, открывать вручную; ключ от шкафа у дежурного по посту, \
                   вернуть до конца смены. Очередь с утра больше обычной."
                .into(),
        },
    ];
    let acknowledged = acknowledged.iter().map(|item| (*item, officer(Role::Supervisor))).collect();
    let handover = Handover { by: officer(Role::Oms), at: before(300), items, acknowledged };
    let mut day = with(vec![found(3, Service::InUse, 18)]);
    day.checks.iter_mut().for_each(|done| done.check.overall = CheckResult::Limited);
    if let Some(shift) = &mut day.shift {
        shift.handover = Some(handover);
    }
    day
}

fn closed() -> BoothState {
    let figures = day().shift.unwrap().figures;
    let record = Signed {
        text: "{}\n".into(),
        key: "39855302-ИДК-2+1f2e3d4c+AbCdEf".into(),
        signature: "c2ln".into(),
    };
    let summary = ShiftSummary { shift: ShiftNumber(2), figures, record: Some(Box::new(record)) };
    BoothState { shift: None, last_summary: Some(summary), ..day() }
}

/// A month of checks, each a little worse in steel penetration.
fn month() -> BoothState {
    let done = |back: i64| {
        let mut check = good_check();
        let value = 280 + u32::try_from(back).unwrap();
        check.measured.values.insert(CheckTest::SteelPenetration, value);
        CheckDone { at: before(back * 86_400), by: officer(Role::Oms), check }
    };
    let checks = (1..=31).rev().map(done).collect();
    let baseline = vec![good_check().measured.values];
    BoothState { checks, baseline, ..day() }
}

#[test]
fn every_role_opens_the_day_and_comes_back() {
    for role in [Role::Oms, Role::Oac, Role::Supervisor] {
        let mut seat = seat(register(), role);
        assert!(seat.text().contains("F9 День"), "the queue's footer names it:\n{}", seat.text());
        seat.press(Code::F(9));
        assert!(seat.text().contains("День поста"), "{role:?}:\n{}", seat.text());
        for key in [Code::F(3), Code::F(4), Code::F(5)] {
            seat.press(key);
            assert!(!seat.text().contains("День поста"), "{role:?} {key:?}");
            seat.press(Code::Esc);
            assert!(seat.text().contains("День поста"), "{role:?} {key:?}:\n{}", seat.text());
        }
        seat.press(Code::Esc);
        assert!(seat.text().contains("ждут вас"));
    }
}

#[test]
fn the_pages_read_in_three_languages() {
    let f = Code::F;
    in_every_language("day_menu", Role::Oms, &register, &[f(9)]);
    in_every_language("day_menu_bare", Role::Oac, &BoothState::default, &[f(9)]);
    in_every_language("shift_none", Role::Oms, &BoothState::default, &[f(9), f(3)]);
    in_every_language("shift_closed", Role::Supervisor, &closed, &[f(9), f(3)]);
    in_every_language("shift_open", Role::Oms, &register, &[f(9), f(3)]);
    in_every_language("shift_passing", Role::Supervisor, &|| passing(&[0]), &[f(9), f(3), Code::Down]);
    in_every_language("shift_own", Role::Oms, &|| passing(&[0, 1]), &[f(9), f(3)]);
    let pin = [f(9), f(3), f(7), Code::Char('5')];
    in_every_language("shift_pin", Role::Supervisor, &|| passing(&[0, 1, 2, 3]), &pin);
    in_every_language("register", Role::Oms, &register, &[f(9), f(4)]);
    in_every_language("register_empty", Role::Oac, &day, &[f(9), f(4)]);
    let back = [f(9), f(4), Code::Down, Code::Down];
    in_every_language("register_returned", Role::Oms, &register, &back);
    in_every_language("check_saved", Role::Oac, &day, &[f(9), f(5)]);
}

#[test]
fn the_forms_read_in_three_languages() {
    let f = Code::F;
    in_every_language("report", Role::Oac, &day, &[f(9), f(4), f(5), Code::Tab, Code::Tab, Code::Right]);
    in_every_language("tell", Role::Oms, &register, &[f(9), f(4), f(3)]);
    let ready = || with(vec![tested(found(4, Service::Stopped, 120))]);
    in_every_language("test", Role::Oms, &ready, &[f(9), f(4), f(6), Code::Right]);
    in_every_language("return", Role::Oms, &ready, &[f(9), f(4), f(7), Code::Right]);
    for language in Language::ALL {
        let mut seat = Seat::signed_in(language, SMALL, booth(register()), Role::Oms);
        seat.press_all(&[f(9), f(3), f(6)]);
        seat.type_text("Шлагбаум заедает");
        seat.press(Code::Enter);
        expect("shift_notes", language, &seat);
        let mut seat = Seat::signed_in(language, SMALL, booth(month()), Role::Oms);
        seat.press_all(&[f(9), f(5)]);
        fill_check(&mut seat, "281");
        // Back to steel penetration: its trend is shown.
        seat.press_all(&[Code::Up; 9]);
        expect("check_typing", language, &seat);
    }
}

/// The clock of a stopped complex is on every screen; here on the one where scans are asked for, and under a worse alarm.
#[test]
fn a_stopped_complex_is_said_at_the_lane_before_the_key_is_pressed() {
    in_every_language(
        "lane_stopped",
        Role::Oms,
        &|| with(vec![found(3, Service::Stopped, 18)]),
        &[Code::Enter],
    );
    let mut seat = seat(with(vec![found(3, Service::Stopped, 18)]), Role::Oms);
    seat.press(Code::Enter);
    let barred = "» Сканирование запрещено: ИДК остановлен, неисправность 3.";
    assert!(seat.text().contains(barred), "{}", seat.text());
    assert!(!seat.text().contains("F5 Скан"), "the key is not offered");
    assert!(seat.press(Code::F(5)).is_empty(), "nothing is asked of the station");
    assert!(seat.text().contains("×Сканирование запрещено"), "{}", seat.text());

    let mut worse = booth(with(vec![found(3, Service::Stopped, 18)]));
    worse.store = StoreHealth::Failed("EIO".into());
    seat.see(worse);
    let text = seat.text();
    assert!(text.contains("остановлен 00:18:00") && text.contains("EIO"), "{text}");
    seat.see(booth(day()));
    assert!(seat.text().contains("F5 Скан"), "{}", seat.text());
}

#[test]
fn a_shift_is_opened_after_a_question_and_only_by_those_who_may() {
    let mut oac = seat(BoothState::default(), Role::Oac);
    oac.press_all(&[Code::F(9), Code::F(3)]);
    assert!(oac.press(Code::F(5)).is_empty());
    assert!(oac.text().contains("открытие смены"), "the refusal names the step:\n{}", oac.text());

    let mut seat = seat(BoothState::default(), Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(3)]);
    assert!(seat.press(Code::F(5)).is_empty(), "it is asked first");
    assert_eq!(yes(&mut seat), DayRequest::OpenShift);
    seat.answer(Purpose::Day, Err(Refusal::ShiftOpen));
    assert!(seat.text().contains("Смена уже открыта"), "{}", seat.text());
}

#[test]
fn notes_are_kept_until_the_station_has_them() {
    let mut seat = seat(day(), Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(3), Code::F(6)]);
    seat.type_text("первая");
    seat.press(Code::Enter);
    seat.type_text("вторая");
    seat.press(Code::Esc);
    assert!(seat.text().contains("Уйти"), "leaving is asked about:\n{}", seat.text());
    seat.press(Code::Esc);
    seat.press(Code::F(5));
    let request = yes(&mut seat);
    assert_eq!(request, DayRequest::HandOver { notes: vec!["первая".into(), "вторая".into()] });
    seat.answer(Purpose::Day, Err(Refusal::Store("EIO".into())));
    assert!(seat.text().contains("2. вторая"), "a refusal loses nothing:\n{}", seat.text());
    seat.press(Code::F(4));
    seat.press(Code::F(5));
    let request = yes(&mut seat);
    assert_eq!(request, DayRequest::HandOver { notes: vec!["первая".into(), "вторая".into()] });
    done(&mut seat);
    assert!(seat.text().contains("смена передаётся"), "{}", seat.text());
}

#[test]
fn each_item_is_acknowledged_by_itself_and_then_the_pin_takes_over() {
    let mut seat = seat(passing(&[]), Role::Supervisor);
    seat.press_all(&[Code::F(9), Code::F(3)]);
    assert!(seat.press(Code::F(7)).is_empty());
    assert!(seat.text().contains("подтверждение каждого пункта"), "{}", seat.text());
    for item in 0..4 {
        assert_eq!(asked(seat.press(Code::Enter)), DayRequest::AcknowledgeItem { item });
        assert!(seat.press(Code::Enter).is_empty(), "one at a time");
        let known: Vec<u16> = (0..=item).collect();
        seat.see(booth(passing(&known)));
        done(&mut seat);
    }
    assert!(seat.press(Code::Enter).is_empty(), "nothing is left");
    seat.press(Code::F(7));
    seat.type_text("5150");
    assert!(!seat.text().contains("5150"), "the PIN is not shown");
    let take_over = DayRequest::TakeOver { pin: Pin::new("5150") };
    assert_eq!(asked(seat.press(Code::Enter)), take_over);
    seat.answer(Purpose::Day, Err(Refusal::WrongPin));
    assert!(seat.press(Code::Enter).is_empty(), "a wrong PIN is typed again");
}

#[test]
fn who_hands_over_does_not_take_over() {
    let mut seat = seat(passing(&[0, 1, 2, 3]), Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(3)]);
    for key in [Code::Enter, Code::F(7)] {
        assert!(seat.press(key).is_empty());
        assert!(seat.text().contains("Сдающий смену её не принимает"), "{}", seat.text());
    }
}

#[test]
fn a_shift_closes_only_where_nothing_is_left() {
    let mut left = seat(day(), Role::Oms);
    left.press_all(&[Code::F(9), Code::F(3), Code::F(9)]);
    assert!(left.text().contains("есть незакрытое"), "{}", left.text());
    let mut nothing = booth(day());
    nothing.unfinished = Arc::default();
    let mut seat = Seat::signed_in(RU, SMALL, nothing, Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(3), Code::F(9)]);
    seat.type_text("1204");
    assert_eq!(asked(seat.press(Code::F(5))), DayRequest::CloseShift { pin: Pin::new("1204") });
}

#[test]
fn a_report_says_whether_the_complex_is_stopped_and_nobody_chooses_for_the_person() {
    let mut seat = seat(day(), Role::Oac);
    seat.press_all(&[Code::F(9), Code::F(4), Code::F(5)]);
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.text().contains("какой узел"), "{}", seat.text());
    seat.type_text("ворота");
    seat.press(Code::Tab);
    seat.type_text("не закрываются");
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.text().contains("Укажите, остановлен ли ИДК"), "{}", seat.text());
    seat.press(Code::Esc);
    seat.press(Code::Esc);
    assert!(seat.text().contains("не закрываются"), "what was typed is still there");
    seat.press(Code::Char(' '));
    let report =
        Symptom {
            part: "ворота".into(), symptom: "не закрываются".into(), service: Service::Stopped
        };
    assert_eq!(asked(seat.press(Code::F(5))), DayRequest::Report(report));
    done(&mut seat);
    seat.see(booth(register()));
    assert!(seat.text().contains("▶ 3"), "the new one is chosen:\n{}", seat.text());
}

#[test]
fn the_policy_offers_names_and_types_over_nothing() {
    let mut seat = seat(register(), Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(4), Code::F(3)]);
    seat.press(Code::PageDown);
    assert!(seat.text().contains("[сервисная служба ИДК"), "{}", seat.text());
    seat.press(Code::Char('!'));
    seat.press(Code::PageDown);
    assert!(seat.text().contains("[сервисная служба ИДК!"), "{}", seat.text());
    seat.press(Code::Tab);
    seat.type_text("телефон");
    let told = Told { whom: "сервисная служба ИДК!".into(), how: "телефон".into() };
    let step = MalfunctionStep::Tell(told);
    assert_eq!(asked(seat.press(Code::F(5))), DayRequest::Follow { number: MalfunctionNumber(3), step });
}

#[test]
fn a_return_names_two_people_and_lacks_nothing_but_the_pin() {
    let mut early = seat(with(vec![repaired(found(4, Service::Stopped, 120))]), Role::Oms);
    early.press_all(&[Code::F(9), Code::F(4), Code::F(7)]);
    assert!(early.text().contains("успешная проверка качества снимка"), "{}", early.text());

    let mut seat = seat(with(vec![tested(found(4, Service::Stopped, 120))]), Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(4), Code::F(7), Code::Right, Code::Tab]);
    seat.type_text("3507");
    assert!(seat.press(Code::F(5)).is_empty());
    let text = seat.text();
    assert!(text.contains("Ахметов А. и Нурланова Б."), "the two are named before:\n{text}");
    let second = (officer(Role::Oac).id, Pin::new("3507"));
    assert_eq!(yes(&mut seat), DayRequest::Return { number: MalfunctionNumber(4), second });
    seat.answer(Purpose::Day, Err(Refusal::WrongPin));
    assert!(!seat.text().contains("••••") && seat.text().contains("← Нурланова Б. →"), "{}", seat.text());
}

/// Types a value, or chooses the first answer, and goes on.
fn put(seat: &mut Seat, text: &str) {
    match text {
        "→" => assert!(seat.press(Code::Right).is_empty()),
        typed => seat.type_text(typed),
    }
    seat.press(Code::Tab);
}

/// Types a whole check, the steel penetration as given; the focus is at the note then.
fn fill_check(seat: &mut Seat, steel: &str) {
    for text in ["25", "→", "→", "2", steel, "1,8", "1,9", "4,5", "4"] {
        put(seat, text);
    }
    // Place and device stand as in the last check: only the rate is read anew.
    seat.press(Code::Tab);
    seat.type_text("0,12");
    seat.press_all(&[Code::Tab; 3]);
}

#[test]
fn a_check_is_judged_while_it_is_typed_and_saved_whole() {
    let mut seat = seat(month(), Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(5)]);
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.text().contains("В проверке не хватает: прогрев"), "{}", seat.text());
    fill_check(&mut seat, "279");
    assert!(seat.text().contains("Итог: ! ограничение"), "{}", seat.text());
    seat.press(Code::Esc);
    assert!(seat.text().contains("Уйти"), "leaving is asked about");
    seat.press(Code::Esc);
    let DayRequest::Check(values) = asked(seat.press(Code::F(5))) else { panic!("no check") };
    assert_eq!(values.values[&CheckTest::SteelPenetration], 279);
    assert_eq!(values.values[&CheckTest::Contrast], 190);
    assert_eq!((values.doses.len(), values.doses[0].rate_nsv_h), (1, 120));
    seat.answer(Purpose::Day, Err(Refusal::Store("EIO".into())));
    assert!(seat.text().contains("[279"), "a refusal loses nothing:\n{}", seat.text());
    assert!(matches!(asked(seat.press(Code::F(5))), DayRequest::Check(_)));
    seat.see(booth(day()));
    done(&mut seat);
    assert!(seat.text().contains("Проверка записана: ! ограничение"), "{}", seat.text());
}

#[test]
fn a_failed_check_is_asked_about_and_a_wrong_number_is_named() {
    let mut seat = seat(BoothState { checks: [].into(), ..day() }, Role::Supervisor);
    seat.press_all(&[Code::F(9), Code::F(5)]);
    for text in ["25", "→", "→", "99", "280", "1,888", "1,9", "4,5", "4"] {
        put(&mut seat, text);
    }
    assert!(seat.text().contains("Не число: проволока"), "{}", seat.text());
    for text in ["кабина", "0,12", "ДКГ-07", "31.02.2027"] {
        seat.type_text(text);
        seat.press(Code::Tab);
    }
    seat.press_all(&[Code::F(5), Code::Backspace]);
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.text().contains("Доза 1: не хватает или неверно: поверен до"), "{}", seat.text());
    seat.press_all(&[Code::Backspace; 10]);
    seat.type_text("28.02.2027");
    assert!(seat.text().contains("Итог: × не пройдено"), "{}", seat.text());
    assert!(seat.press(Code::F(5)).is_empty(), "a failed check is asked about");
    assert!(matches!(yes(&mut seat), DayRequest::Check(_)));
}

#[test]
fn dose_readings_come_and_go() {
    let mut seat = seat(month(), Role::Oms);
    seat.press_all(&[Code::F(9), Code::F(5)]);
    fill_check(&mut seat, "281");
    // The empty row behind the first: three more readings, then the second goes.
    for place in ["вход", "выход", "пульт"] {
        seat.type_text(place);
        seat.press_all(&[Code::Tab; 4]);
    }
    seat.press_all(&[Code::BackTab; 8]);
    assert!(seat.text().contains("[выход"), "{}", seat.text());
    seat.press(Code::F(4));
    assert!(!seat.text().contains("[выход") && seat.text().contains("[пульт"), "{}", seat.text());
    assert!(seat.text().contains("Доза 2: не хватает или неверно: мкЗв/ч"), "{}", seat.text());
}

#[test]
fn a_stop_rings_once_and_the_reminders_give_way() {
    let mut seat = seat(day(), Role::Oms);
    let stopped = || booth(with(vec![found(3, Service::Stopped, 18)]));
    let rings = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Bell));
    assert!(rings(&seat.see(stopped())) && !rings(&seat.see(stopped())));
    seat.see(booth(BoothState { shift: None, ..day() }));
    assert!(seat.text().contains("· Смена не открыта (список дел, F9)."), "{}", seat.text());
    assert!(seat.text().contains("смены нет"), "the header says it too");
}

/// What is offered at the same time stands in the footer whole, in every language.
#[test]
fn the_footers_of_the_day_hold_their_keys_at_80_columns() {
    let keys = |name: &str, day: &dyn Fn() -> BoothState, role, keys: &[Code], offered: &[&str]| {
        for language in Language::ALL {
            let words = intrascope::words::Words::new(language);
            let mut seat = Seat::signed_in(language, SMALL, booth(day()), role);
            seat.press_all(keys);
            let text = seat.text();
            let footer = text.lines().last().unwrap().to_owned();
            for id in ["key-back", "key-help", "key-stop-scan"].iter().chain(offered) {
                let phrase = words.say(id);
                assert!(footer.contains(&phrase), "{name} {language:?} lacks «{phrase}»: {footer}");
            }
        }
    };
    let f = Code::F;
    let ready = || with(vec![tested(found(4, Service::Stopped, 120))]);
    let steps = ["key-report-malfunction", "key-tell", "key-return-to-service"];
    keys("register", &ready, Role::Supervisor, &[f(9), f(4)], &steps);
    let mended = || with(vec![repaired(found(4, Service::Stopped, 120))]);
    let steps = ["key-report-malfunction", "key-tell", "key-repair", "key-test-image"];
    keys("register", &mended, Role::Supervisor, &[f(9), f(4)], &steps);
    let open = ["key-confirm", "key-pass-shift"];
    keys("items", &|| passing(&[0]), Role::Supervisor, &[f(9), f(3)], &open);
    let known = ["key-pass-shift", "key-take-over"];
    keys("known", &|| passing(&[0, 1, 2, 3]), Role::Supervisor, &[f(9), f(3)], &known);
    let form = ["key-save", "key-next-field"];
    keys("form", &day, Role::Oms, &[f(9), f(4), f(5)], &form);
    let dose: Vec<Code> = [f(9), f(5), f(6)].into_iter().chain([Code::Tab; 9]).collect();
    keys("check", &day, Role::Oms, &dose, &["key-save", "key-remove-dose", "key-next-field"]);
    keys("saved", &day, Role::Oms, &[f(9), f(5)], &["key-new-check"]);
}

/// The longest real words, and a large screen.
#[test]
fn long_words_are_wrapped_or_cut_with_a_mark() {
    let longest = || {
        let mut malfunction = tested(found(128, Service::Stopped, 6_000));
        let part =
            "система перемещения портала, шкаф управления приводами левой стороны, частотный преобразователь";
        malfunction.found.what.part = part.into();
        malfunction.found.by.name = "Құрманғазыұлы-Бекмұхамедов Ә. Ғ.".into();
        with(vec![malfunction])
    };
    in_every_language("register_longest", Role::Supervisor, &longest, &[Code::F(9), Code::F(4)]);
    let mut seat = Seat::signed_in(RU, SMALL, booth(longest()), Role::Supervisor);
    seat.press_all(&[Code::F(9), Code::F(4)]);
    assert!(seat.text().contains("… +") && seat.text().contains("PgDn"), "{}", seat.text());
    let shown: String = std::iter::repeat_with(|| {
        seat.press(Code::PageDown);
        seat.text()
    })
    .take(12)
    .collect();
    assert!(shown.contains("клин 280 мм"), "the rest is scrolled to:\n{shown}");
    for (name, day, keys) in [
        ("register", &longest as &dyn Fn() -> BoothState, [Code::F(9), Code::F(4)]),
        ("shift_passing", &|| passing(&[0]), [Code::F(9), Code::F(3)]),
        ("check_saved", &month, [Code::F(9), Code::F(5)]),
    ] {
        let mut seat = Seat::signed_in(RU, SIZES[1], booth(day()), Role::Oac);
        seat.press_all(&keys);
        insta::assert_snapshot!(format!("{name}_ru_132"), seat.text());
    }
}
