//! The screens of the OMS, driven by keys: what they ask of the station, and what they show in three languages and two sizes.

use crate::support::oms::{
    SIZES, Seat, admitted, before, case, image, lane_checked, number, officer, preview, ready_lane, request,
    requested, scanned, snapshot,
};
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::exemption::{Exemption, ExemptionGround};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::lane::{Contact, Input, LaneFault, LaneView, ScanPhase, SourceState};
use intrascope::domain::number::ScanId;
use intrascope::domain::officer::{Role, SealNumber};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::{Field, FieldFault};
use intrascope::domain::scan::{ScanEnd, ScanKind};
use intrascope::domain::step::{By, Conclusion, SheetRecord, Step, Verdict};
use intrascope::station::contract::{Reply, Request, Snapshot};
use intrascope::ui::message::{Code, Effect, Purpose};
use intrascope::words::Language;
use std::sync::Arc;

const RU: Language = Language::Ru;
const SMALL: (u16, u16) = SIZES[0];

fn oms(snapshot: Snapshot) -> Seat {
    Seat::signed_in(RU, SMALL, snapshot, Role::Oms)
}

/// A lane view in which a scan of the case 417 is in some phase.
fn lane_in(phase: ScanPhase, source: SourceState) -> LaneView {
    LaneView { phase, source, ..ready_lane() }
}

fn scan_id() -> ScanId {
    ScanId::new(&number(417), 1)
}

/// Draws the same situation in every language and size.
fn in_every_language(name: &str, role: Role, open: impl Fn(Language, (u16, u16)) -> Seat) {
    for language in Language::ALL {
        for size in SIZES {
            let seat = open(language, size);
            let text = seat.text();
            assert!(!text.contains('⟨'), "{name} {role:?} lacks a phrase in {language:?}:\n{text}");
            insta::assert_snapshot!(format!("{name}_{}_{}x{}", language.code(), size.0, size.1), text);
        }
    }
}

fn fill_registration(seat: &mut Seat, container: &str) {
    seat.press(Code::F(5));
    seat.press(Code::Tab);
    for text in ["123abc16", container] {
        seat.type_text(text);
        seat.press(Code::Tab);
    }
    if container.ends_with('4') {
        seat.press(Code::Tab);
    }
    // The kind of document stays a waybill.
    seat.press(Code::Tab);
    for text in ["4471", "21.11.2026", "0805", "цитрусовые", "1296"] {
        seat.type_text(text);
        seat.press(Code::Enter);
    }
    seat.type_text("20400");
}

// Registration

#[test]
fn enter_on_the_last_field_registers_and_the_form_is_sent_once() {
    let mut seat = oms(snapshot(ready_lane(), Vec::new()));
    fill_registration(&mut seat, "csqu3054383");
    for text in ["", "ТОО «Алма»", ""] {
        assert!(seat.press(Code::Enter).is_empty(), "only the last field sends the form");
        seat.type_text(text);
    }
    let Request::Register(draft) = request(seat.press(Code::Enter)) else { panic!("a registration") };
    assert_eq!((draft.plate.as_str(), draft.containers[0].number.as_str()), ("123ABC16", "CSQU3054383"));
    let parties = draft.check().unwrap().parties;
    assert_eq!(parties.iter().map(|party| party.name.to_string()).collect::<Vec<_>>(), ["ТОО «Алма»"]);
    assert!(seat.press(Code::F(5)).is_empty(), "not sent twice");
    let made = case(417, &[], 0);
    assert!(seat.answer(Purpose::Register, Ok(Reply::Done(made))).is_empty());
    let text = seat.text();
    assert!(text.contains("Исключения") && text.contains("Оформлено дело"), "the gate follows:\n{text}");
}

#[test]
fn f5_shows_every_fault_and_goes_to_the_first() {
    let mut seat = oms(snapshot(ready_lane(), Vec::new()));
    seat.press(Code::F(5));
    assert!(!seat.text().contains('×'), "no fault before a field was left");
    assert!(seat.press(Code::F(5)).is_empty());
    let text = seat.text();
    assert_eq!(
        text.matches("× не заполнено").count(),
        5,
        "plate, document, code, description, mass:\n{text}"
    );
    assert!(text.contains("▶ Гос. номер ТС"), "{text}");
}

#[test]
fn a_fault_is_said_when_the_field_is_left_not_before() {
    let mut seat = oms(snapshot(ready_lane(), Vec::new()));
    seat.press_all(&[Code::F(5), Code::Tab, Code::Tab]);
    seat.type_text("CSQ");
    assert!(!seat.text().contains("неверный вид"));
    seat.press(Code::Down);
    assert!(seat.text().contains("× неверный вид: 4 буквы, 7 цифр"), "{}", seat.text());
}

#[test]
fn a_wrong_check_digit_opens_the_reason() {
    let mut seat = oms(snapshot(ready_lane(), Vec::new()));
    fill_registration(&mut seat, "csqu3054384");
    let text = seat.text();
    assert!(text.contains("× ISO 6346: 3, нужна причина"), "{text}");
    assert!(seat.press(Code::F(5)).is_empty(), "no reason, no case");
    seat.type_text("нанесён так");
    let Request::Register(draft) = request(seat.press(Code::F(5))) else { panic!("a registration") };
    assert_eq!(draft.containers[0].reason, "нанесён так");
}

#[test]
fn departure_opens_the_carriers_request() {
    let mut seat = oms(snapshot(ready_lane(), Vec::new()));
    seat.press(Code::F(5));
    assert!(!seat.text().contains("Заявление перевозчика"));
    seat.press(Code::Right);
    assert!(seat.text().contains("Заявление перевозчика"));
    seat.press(Code::F(5));
    assert!(seat.text().contains("▶ Заявление перевозчика"), "first bad field:\n{}", seat.text());
}

#[test]
fn a_refused_registration_keeps_what_was_typed() {
    let mut seat = oms(snapshot(ready_lane(), Vec::new()));
    fill_registration(&mut seat, "");
    seat.press(Code::F(5));
    let refusal = Refusal::Form(vec![(Field::Plate.into(), FieldFault::Format)]);
    seat.answer(Purpose::Register, Err(refusal));
    let text = seat.text();
    assert!(text.contains("▶ Гос. номер ТС") && text.contains("[123ABC16"), "{text}");
    assert!(matches!(request(seat.press(Code::F(5))), Request::Register(_)), "and may be sent again");
}

#[test]
fn escape_asks_before_typed_text_is_dropped() {
    let mut seat = oms(snapshot(ready_lane(), Vec::new()));
    seat.press_all(&[Code::F(5), Code::Tab]);
    seat.type_text("1");
    seat.press(Code::Esc);
    assert!(seat.text().contains("Уйти? Введённое останется черновиком"));
    seat.press(Code::Enter);
    assert!(seat.text().contains("[1 "), "no is the answer at first:\n{}", seat.text());
    seat.press_all(&[Code::Esc, Code::Right, Code::Enter]);
    assert!(seat.text().contains("Дел нет"), "{}", seat.text());
}

// Gate

fn at_gate() -> Seat {
    let mut seat = oms(snapshot(ready_lane(), vec![case(417, &[], 30)]));
    seat.press(Code::Enter);
    seat
}

fn measure(seat: &mut Seat, sides: [&str; 3]) {
    for side in sides {
        seat.type_text(side);
        seat.press(Code::Tab);
    }
}

#[test]
fn nothing_is_admitted_by_default() {
    let mut seat = at_gate();
    assert_eq!(seat.text().matches("[?]").count(), 4);
    assert!(seat.press(Code::F(5)).is_empty());
    // All dimensions fit, yet two questions are unanswered.
    seat.press_all(&[Code::Char(' '), Code::Tab, Code::Tab, Code::Tab]);
    measure(&mut seat, ["18,7", "2,5", "4"]);
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.text().contains("▶ [?] живая рыба"), "the first open question:\n{}", seat.text());
}

#[test]
fn three_times_no_and_dimensions_that_fit_admit() {
    let mut seat = at_gate();
    seat.press_all(&[Code::Left, Code::Tab, Code::Char(' '), Code::Tab, Code::Left, Code::Tab]);
    measure(&mut seat, ["18,7", "2.5", "4"]);
    let Request::Take { step, revision, .. } = request(seat.press(Code::F(5))) else { panic!("a step") };
    let Step::Admit(answers) = *step else { panic!("admission") };
    assert_eq!((answers.dimensions.length.0, answers.dimensions.height.0, revision.0), (18_700, 4_000, 1));
    assert!(seat.press(Code::F(5)).is_empty(), "not sent twice");
    let admitted = case(417, &[admitted()], 0);
    seat.see(snapshot(ready_lane(), vec![Arc::clone(&admitted)]));
    seat.answer(Purpose::Step, Ok(Reply::Done(admitted)));
    assert!(seat.text().contains("Цепь и устройства"), "the lane follows");
}

#[test]
fn a_yes_closes_admission_and_asks_what_was_done_instead() {
    let mut seat = at_gate();
    seat.press(Code::Right);
    assert!(seat.text().contains("Что сделано вместо ИДК"));
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.press(Code::F(6)).is_empty());
    assert!(seat.text().contains("▶ Что сделано"), "the alternative is lacking:\n{}", seat.text());
    seat.type_text("досмотр");
    assert!(seat.press(Code::F(6)).is_empty(), "asks first");
    assert!(seat.text().contains("Закрыть дело: ИДК не применён?"));
    let Request::Take { step, .. } = request(seat.press_all(&[Code::Right, Code::Enter])) else {
        panic!("a step")
    };
    let exemption =
        Exemption {
            ground: ExemptionGround::LiveAnimals, dimensions: None, alternative: "досмотр".into()
        };
    assert_eq!(*step, Step::Exempt(exemption));
}

#[test]
fn excess_of_one_side_is_a_ground_with_the_dimensions() {
    let mut seat = at_gate();
    seat.press_all(&[Code::Left, Code::Tab, Code::Left, Code::Tab, Code::Left, Code::Tab]);
    measure(&mut seat, ["18,7", "2,5", "4,7"]);
    assert!(seat.text().contains("× больше на 0,2"), "{}", seat.text());
    assert!(seat.press(Code::F(5)).is_empty());
    seat.type_text("таможенный осмотр");
    seat.press(Code::F(6));
    let Request::Take { step, .. } = request(seat.press_all(&[Code::Right, Code::Enter])) else {
        panic!("a step")
    };
    let Step::Exempt(exemption) = *step else { panic!("an exemption") };
    assert_eq!(exemption.ground, ExemptionGround::Oversize);
    assert_eq!(exemption.dimensions.unwrap().height.0, 4_700);
}

#[test]
fn leaving_the_gate_with_answers_asks_first() {
    let mut seat = at_gate();
    seat.press_all(&[Code::Left, Code::Esc]);
    assert!(seat.text().contains("Уйти? Введённое останется черновиком"));
    let mut untouched = at_gate();
    untouched.press(Code::Esc);
    assert!(untouched.text().contains("ждут вас: 1"));
}

// Lane

fn at_lane(lane: LaneView, case: Arc<Case>) -> Seat {
    let mut seat = oms(snapshot(lane, vec![case]));
    seat.press(Code::Enter);
    seat
}

#[test]
fn a_scan_is_requested_after_both_confirmations_and_a_yes() {
    let mut seat = at_lane(ready_lane(), case(417, &[admitted()], 30));
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.text().contains("водитель вышел."), "says what is lacking:\n{}", seat.text());
    seat.press_all(&[Code::Char(' '), Code::Down, Code::Enter]);
    let Request::Take { step, .. } = request(seat.press(Code::F(5))) else { panic!("a step") };
    assert!(matches!(*step, Step::ConfirmLane(_)));
    assert!(seat.press(Code::F(5)).is_empty(), "not sent twice");
    let checked = case(417, &[admitted(), lane_checked()], 0);
    assert!(seat.answer(Purpose::Step, Ok(Reply::Done(Arc::clone(&checked)))).is_empty(), "asks first");
    assert!(seat.text().contains("Запросить скан?"));
    let Request::Take { step, revision, .. } = request(seat.press_all(&[Code::Right, Code::Enter])) else {
        panic!("a step")
    };
    assert_eq!((*step, revision), (Step::RequestScan { repeat_reason: None }, checked.revision));
}

#[test]
fn no_to_the_question_leaves_the_lane_checked_and_f5_asks_again() {
    let checked = case(417, &[admitted(), lane_checked()], 0);
    let mut seat = at_lane(ready_lane(), checked);
    assert!(seat.press_all(&[Code::F(5), Code::Enter]).is_empty());
    seat.press(Code::F(5));
    assert!(seat.text().contains("Запросить скан?"));
}

#[test]
fn each_impediment_closes_f5_and_is_named() {
    let open = |change: fn(&mut LaneView)| {
        let mut lane = ready_lane();
        change(&mut lane);
        let mut seat = at_lane(lane, case(417, &[admitted()], 30));
        seat.press_all(&[Code::Char(' '), Code::Down, Code::Char(' ')]);
        let asked = seat.press(Code::F(5));
        assert!(asked.is_empty(), "no request");
        seat.text()
    };
    assert!(open(|lane| lane.inputs.gates = Contact::Open).contains("не в порядке: Ворота"));
    assert!(open(|lane| lane.inputs.chain = Contact::Unknown).contains("не сообщено: Цепь"));
    let stale = open(|lane| lane.age_ms = Some(820));
    assert!(stale.contains("данные ИДК устарели") && !stale.contains("замкнута"), "{stale}");
    assert!(open(|lane| lane.source = SourceState::WarmingUp).contains("источник не готов"));
    assert!(open(|lane| lane.fault = Some(LaneFault::NoBeam)).contains("Скан не начался"));
}

#[test]
fn another_case_at_the_lane_closes_f5() {
    let taken = Snapshot {
        lane_case: Some(number(416)),
        ..snapshot(ready_lane(), vec![case(417, &[admitted()], 30)])
    };
    let mut seat = oms(taken);
    seat.press_all(&[Code::Enter, Code::Char(' '), Code::Down, Code::Char(' ')]);
    assert!(seat.press(Code::F(5)).is_empty());
    assert!(seat.text().contains("занимает другое дело"), "{}", seat.text());
}

#[test]
fn a_repeat_needs_its_reason_and_new_confirmations() {
    let stopped = CaseFact::ScanEnded { scan: scan_id(), end: ScanEnd::Stopped };
    let told = [admitted(), lane_checked(), requested(417, 1), (Role::Oms, stopped)];
    let mut seat = at_lane(ready_lane(), case(417, &told, 5));
    assert_eq!(seat.text().matches("[ ]").count(), 2, "confirmed anew for every scan:\n{}", seat.text());
    assert!(seat.text().contains("остановлен"));
    seat.press_all(&[Code::Char(' '), Code::Down, Code::Char(' ')]);
    assert!(seat.press(Code::F(5)).is_empty());
    seat.type_text("человек у зоны");
    seat.press(Code::F(5));
    let mut again = told.to_vec();
    again.push(lane_checked());
    seat.answer(Purpose::Step, Ok(Reply::Done(case(417, &again, 0))));
    let Request::Take { step, .. } = request(seat.press_all(&[Code::Right, Code::Enter])) else {
        panic!("a step")
    };
    assert_eq!(*step, Step::RequestScan { repeat_reason: Some("человек у зоны".into()) });
}

#[test]
fn in_the_warning_only_stop_and_help_are_open() {
    let told = [admitted(), lane_checked(), requested(417, 1)];
    let warning = ScanPhase::Prewarning { scan: scan_id(), remaining_ms: 3_400 };
    let mut seat = at_lane(lane_in(warning, SourceState::Prewarning), case(417, &told, 2));
    let text = seat.text();
    let footer = text.lines().last().unwrap().trim_matches('"').trim().to_owned();
    assert_eq!(footer, "F8 СТОП  F1 Помощь");
    assert!(seat.press_all(&[Code::Esc, Code::F(3), Code::F(6), Code::F(5)]).is_empty());
    assert!(seat.text().contains("██████"), "still the countdown");
    assert!(seat.press(Code::F(8)).iter().any(|effect| matches!(effect, Effect::Stop)));
}

#[test]
fn a_queued_case_leaves_the_lane_by_itself() {
    let told = [admitted(), lane_checked(), requested(417, 1)];
    let mut seat = at_lane(ready_lane(), case(417, &told, 2));
    seat.see(snapshot(ready_lane(), vec![case(417, &scanned(417), 0)]));
    let text = seat.text();
    assert!(text.contains("передано в очередь ОАС") && text.contains("Дела"), "{text}");
}

#[test]
fn a_preview_of_another_case_is_not_shown() {
    let told = [admitted(), lane_checked(), requested(417, 1)];
    let mut seat = at_lane(ready_lane(), case(417, &told, 2));
    seat.preview(preview(ScanId::new(&number(416), 1), 300));
    assert!(seat.text().contains("Изображение растёт"), "{}", seat.text());
    seat.preview(preview(scan_id(), 300));
    assert!(!seat.text().contains("Изображение растёт"));
}

#[test]
fn a_vehicle_found_exempt_at_the_lane_goes_back_to_the_gate() {
    let mut seat = at_lane(ready_lane(), case(417, &[admitted()], 30));
    seat.press(Code::F(6));
    let text = seat.text();
    assert!(text.contains("[18,7") && text.matches("[ ]").count() == 4, "as it was admitted:\n{text}");
    assert!(seat.press(Code::F(5)).is_empty(), "not admitted twice");
    seat.press(Code::Esc);
    assert!(seat.text().contains("Цепь и устройства"), "back at the lane:\n{}", seat.text());
    seat.press_all(&[Code::F(6), Code::Right, Code::F(6)]);
    seat.type_text("осмотр");
    seat.press(Code::F(6));
    let Request::Take { step, .. } = request(seat.press_all(&[Code::Right, Code::Enter])) else {
        panic!("a step")
    };
    assert!(matches!(*step, Step::Exempt(exemption) if exemption.ground == ExemptionGround::LiveAnimals));
}

// Record

fn conclusion(verdict: Verdict) -> CaseFact {
    CaseFact::VerdictGiven(Box::new(Conclusion {
        mark: None,
        record: None,
        verdict,
        analysis: "плотный предмет за второй осью, вне груза, форма цилиндра; с накладной не сходится".into(),
        recommendation: "досмотр нижней части полуприцепа".into(),
        filters: intrascope::domain::analysis::FilterChain {
            low: 12_000,
            high: 48_000,
            curve: intrascope::domain::analysis::Curve::Logarithm,
            polarity: intrascope::domain::analysis::Polarity::Normal,
            sharpen: 2,
        },
        viewed_percent: 96,
    }))
}

fn finished(serial: u32) -> Arc<Case> {
    let sheet = SheetRecord {
        file: "39855302-231126-000417-1.pdf".into(),
        sha256: image().sha256.as_str().to_owned(),
        printer: Some("idk-office".into()),
    };
    let mut told = scanned(serial);
    told.extend([
        (Role::Oac, CaseFact::AnalysisBegan),
        (Role::Oac, conclusion(Verdict::WithoutSuspicion)),
        (Role::Oac, CaseFact::SheetPrinted(sheet)),
        (Role::Oac, CaseFact::Sealed { seal: SealNumber::parse("0417").unwrap() }),
    ]);
    case(serial, &told, 60)
}

/// A seat at the record of a finished case, which only the station still has.
fn at_record(language: Language, size: (u16, u16)) -> Seat {
    let recent = Arc::new(vec![finished(417).row()]);
    let seen = Snapshot { recent, ..snapshot(ready_lane(), Vec::new()) };
    let mut seat = Seat::signed_in(language, size, seen, Role::Oms);
    assert_eq!(request(seat.press(Code::F(3))), Request::ShowCase(number(417)));
    seat.answer(Purpose::Case, Ok(Reply::Case(finished(417))));
    seat
}

#[test]
fn a_finished_case_is_asked_for_once_and_scrolls_to_its_end() {
    let mut seat = at_record(RU, SMALL);
    assert!(seat.text().contains("CSQU3054383"));
    assert!(seat.see(snapshot(ready_lane(), Vec::new())).is_empty(), "not asked again");
    seat.press_all(&[Code::PageDown; 9]);
    let text = seat.text();
    assert!(text.contains("Закрыто") && text.contains("Нурланова Б."), "{text}");
    seat.press_all(&[Code::PageUp; 9]);
    assert!(seat.text().contains("Состояние"));
    seat.press(Code::Esc);
    assert!(seat.text().contains("ждут вас: 0"));
}

#[test]
fn the_sheet_is_printed_again_by_the_oac_only() {
    let mut told = scanned(417);
    told.extend([(Role::Oac, CaseFact::AnalysisBegan), (Role::Oac, conclusion(Verdict::WithoutSuspicion))]);
    let cleared = case(417, &told, 5);
    for (role, asks) in [(Role::Oac, true), (Role::Oms, false), (Role::Supervisor, false)] {
        let seen = snapshot(ready_lane(), vec![Arc::clone(&cleared)]);
        let mut seat = Seat::signed_in(RU, SMALL, seen, role);
        seat.press(Code::F(3));
        let effects = seat.press(Code::F(5));
        assert_eq!(!effects.is_empty(), asks, "{role:?}");
        if asks {
            assert!(matches!(request(effects), Request::PrintSheet { language: Language::Ru, .. }));
            assert!(seat.press(Code::F(5)).is_empty(), "not sent twice");
        }
    }
}

// What is seen

#[test]
fn sign_in_and_queue_are_seen() {
    in_every_language("sign_in", Role::Oms, |language, size| {
        Seat::empty(language, size, snapshot(ready_lane(), Vec::new()))
    });
    let mut analysed = scanned(415);
    analysed.push((Role::Oac, CaseFact::AnalysisBegan));
    let cases = vec![
        case(414, &scanned(414), 48),
        case(415, &analysed, 125),
        case(416, &[admitted(), lane_checked()], 70),
        case(417, &[], 30),
    ];
    in_every_language("queue", Role::Oms, |language, size| {
        let recent = Arc::new(vec![finished(413).row()]);
        let seen = Snapshot { recent, ..snapshot(ready_lane(), cases.clone()) };
        Seat::signed_in(language, size, seen, Role::Oms)
    });
}

#[test]
fn registration_is_seen() {
    in_every_language("registration_empty", Role::Oms, |language, size| {
        let mut seat = Seat::signed_in(language, size, snapshot(ready_lane(), Vec::new()), Role::Oms);
        seat.press(Code::F(5));
        seat
    });
    in_every_language("registration_faults", Role::Oms, |language, size| {
        let mut seat = Seat::signed_in(language, size, snapshot(ready_lane(), Vec::new()), Role::Oms);
        fill_registration(&mut seat, "csqu3054384");
        seat.press_all(&[Code::Backspace; 5]);
        seat.press_all(&[Code::Tab, Code::Right]);
        seat.press(Code::F(5));
        seat
    });
    in_every_language("registration_leaving", Role::Oms, |language, size| {
        let mut seat = Seat::signed_in(language, size, snapshot(ready_lane(), Vec::new()), Role::Oms);
        fill_registration(&mut seat, "csqu3054383");
        seat.press(Code::Esc);
        seat
    });
}

#[test]
fn the_gate_is_seen() {
    let open = |language, size| {
        let seen = snapshot(ready_lane(), vec![case(417, &[], 30)]);
        let mut seat = Seat::signed_in(language, size, seen, Role::Oms);
        seat.press(Code::Enter);
        seat
    };
    in_every_language("gate_open", Role::Oms, open);
    in_every_language("gate_oversize", Role::Oms, |language, size| {
        let mut seat = open(language, size);
        seat.press_all(&[Code::Left, Code::Tab, Code::Left, Code::Tab, Code::Left, Code::Tab]);
        measure(&mut seat, ["18,7", "2,5", "4,7"]);
        seat
    });
    in_every_language("gate_question", Role::Oms, |language, size| {
        let mut seat = open(language, size);
        seat.press_all(&[Code::Right, Code::F(6)]);
        seat.type_text("таможенный досмотр с вскрытием, акт 17; животные осмотрены ветеринаром поста");
        seat.press(Code::F(6));
        seat
    });
}

#[test]
fn the_lane_is_seen() {
    let lane = |language, size, lane: LaneView, told: &[(Role, CaseFact)]| {
        let seen = snapshot(lane, vec![case(417, told, 30)]);
        let mut seat = Seat::signed_in(language, size, seen, Role::Oms);
        seat.press(Code::Enter);
        seat
    };
    let on = [admitted(), lane_checked(), requested(417, 1)];
    in_every_language("lane_ready", Role::Oms, |language, size| {
        let mut seat = lane(language, size, ready_lane(), &[admitted()]);
        seat.press_all(&[Code::Char(' '), Code::Down, Code::Char(' ')]);
        seat
    });
    in_every_language("lane_stale", Role::Oms, |language, size| {
        lane(language, size, LaneView { age_ms: Some(1_820), ..ready_lane() }, &[admitted()])
    });
    in_every_language("lane_warning", Role::Oms, |language, size| {
        let phase = ScanPhase::Prewarning { scan: scan_id(), remaining_ms: 3_400 };
        lane(language, size, lane_in(phase, SourceState::Prewarning), &on)
    });
    in_every_language("lane_beam", Role::Oms, |language, size| {
        let phase = ScanPhase::Beam { scan: scan_id(), columns: 306, columns_expected: 900, lost: 2 };
        let mut seat = lane(language, size, lane_in(phase, SourceState::BeamOn), &on);
        seat.preview(preview(scan_id(), 306));
        seat
    });
    in_every_language("lane_fault", Role::Oms, |language, size| {
        let end = ScanEnd::Faulted(LaneFault::Opened(Input::LightCurtain));
        let mut told = on.to_vec();
        told.push((Role::Oms, CaseFact::ScanEnded { scan: scan_id(), end }));
        let mut view = ready_lane();
        view.fault = Some(LaneFault::Opened(Input::LightCurtain));
        view.inputs.light_curtain = Contact::Open;
        view.inputs.chain = Contact::Open;
        lane(language, size, view, &told)
    });
    in_every_language("lane_repeat", Role::Oms, |language, size| {
        let end = ScanEnd::Completed { columns: 900, lost: 4, beam_ms: 18_000, dose_nsv: Some(12) };
        let mut told = on.to_vec();
        told.push((Role::Oms, CaseFact::ScanEnded { scan: scan_id(), end }));
        let unfit = CaseFact::ImageUnfit {
            scan: scan_id(), reason: "смазан, водитель тронулся".into()
        };
        told.push((Role::Oac, unfit));
        let mut seat = lane(language, size, ready_lane(), &told);
        seat.press_all(&[Code::Char(' '), Code::Down, Code::Char(' '), Code::Down]);
        seat.type_text("снимок смазан");
        seat
    });
    in_every_language("lane_question", Role::Oms, |language, size| {
        let mut seat = lane(language, size, ready_lane(), &[admitted(), lane_checked()]);
        seat.press(Code::F(5));
        seat
    });
}

#[test]
fn the_record_is_seen() {
    in_every_language("record", Role::Oms, at_record);
    in_every_language("record_end", Role::Oms, |language, size| {
        let mut seat = at_record(language, size);
        seat.press_all(&[Code::PageDown; 9]);
        seat
    });
    in_every_language("record_exempt", Role::Oms, |language, size| {
        let oversize = Exemption {
            ground: ExemptionGround::Oversize,
            dimensions: Some(crate::support::oms::metres(18_700, 2_500, 4_700)),
            alternative: "таможенный осмотр, акт 17".into(),
        };
        let exempt = case(417, &[(Role::Oms, CaseFact::NotApplied(oversize))], 5);
        let recent = Arc::new(vec![exempt.row()]);
        let seen = Snapshot { recent, ..snapshot(ready_lane(), Vec::new()) };
        let mut seat = Seat::signed_in(language, size, seen, Role::Oms);
        seat.press(Code::F(3));
        seat.answer(Purpose::Case, Ok(Reply::Case(exempt)));
        seat
    });
}

#[test]
fn a_case_of_the_fixture_is_told_by_its_facts() {
    let told = case(417, &scanned(417), 0);
    assert_eq!((told.state, told.since), (CaseState::Queued, before(0)));
    assert_eq!(told.scans[0].kind, ScanKind::First);
    assert!(matches!(By::Officer(officer(Role::Oms)), By::Officer(by) if by.role == Role::Oms));
}

// Words that must fit

fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

#[test]
fn phrases_fit_their_columns_at_80() {
    use intrascope::domain::lane::ChainInputs;
    use intrascope::ui::phrases;
    for language in Language::ALL {
        let words = intrascope::words::Words::new(language);
        let fits =
            |text: String, room: usize| assert!(width(&text) <= room, "{language:?}: {text} in {room}");
        for state in CaseState::ALL {
            fits(phrases::state(words, state), 17);
        }
        for (input, _) in ChainInputs::default().named() {
            fits(phrases::input(words, input), 17);
            for contact in [Contact::Unknown, Contact::Closed, Contact::Open] {
                fits(phrases::contact(words, input, contact), 13);
            }
            let fault = LaneFault::Opened(input);
            let alarm = [phrases::lane_fault(words, fault), phrases::lane_fault_advice(words, fault)];
            fits(format!(" !! {} · F12", alarm.join(" · ")), 80);
        }
        let faults = [
            LaneFault::LinkLost,
            LaneFault::StaleView,
            LaneFault::Source(65_535),
            LaneFault::BeamStuck,
            LaneFault::NoBeam,
            LaneFault::TooLong,
            LaneFault::WrongDevice,
        ];
        for fault in faults {
            let alarm = [phrases::lane_fault(words, fault), phrases::lane_fault_advice(words, fault)];
            fits(format!(" !! {} · F12", alarm.join(" · ")), 80);
        }
        for ground in ExemptionGround::ALL {
            fits(phrases::exemption(words, ground), 55);
        }
    }
}

#[test]
fn the_footer_holds_every_key_at_80_columns() {
    use intrascope::ui::keymap::{Action, Footer, Keymap, Layer, shown_name};
    let layers = [Layer::SignIn, Layer::Queue, Layer::Registration, Layer::Gate, Layer::Lane, Layer::Record];
    for language in Language::ALL {
        let words = intrascope::words::Words::new(language);
        for layer in layers {
            let keymap = Keymap::built_in();
            let shown = keymap.bindings(layer).iter().chain(keymap.bindings(Layer::Global));
            let shown = shown.filter(|binding| binding.footer == Footer::Shown);
            // F12 is shown while a fault stands, when F5 and F6 of the lane are shut; F5 and F6 of the gate exclude each other.
            let shown = shown
                .filter(|binding| !matches!(binding.action, Action::AcknowledgeFault))
                .filter(|binding| layer != Layer::Gate || binding.action != Action::Admit)
                // A source that has to be warmed up shuts F5.
                .filter(|binding| binding.action != Action::PrepareSource)
                // A new case is the OMS's, the desk the supervisor's.
                .filter(|binding| binding.action != Action::OpenDesk)
                // Of a handed-over case a supervisor may do the most: its sheet and its end are not among that, and Esc is in the help.
                .filter(|binding| {
                    let elsewhere = [Action::PrintSheet, Action::CancelCase, Action::Back];
                    layer != Layer::Record || !elsewhere.contains(&binding.action)
                });
            let used: usize = shown
                .map(|binding| {
                    let phrase = words.say(&binding.action.phrase_id());
                    width(shown_name(&binding.keys[0])) + width(&phrase) + 3
                })
                .sum();
            assert!(used < 80, "{layer:?} in {language:?} needs {used}");
        }
    }
}
