//! Supervision on the screens: reasons of delays, the desk, the record's keys, override and outcome, the look at an image.

use crate::support::oac::{Seat, apply, asked, in_analysis, job, queued, step};
use crate::support::oms::{self, SIZES, before, number, officer};
use intrascope::domain::analysis::{Curve, FilterChain, Mark, Polarity};
use intrascope::domain::case::{Case, CaseState, Revision};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::officer::{OfficerId, Role, SealNumber};
use intrascope::domain::policy::Wording;
use intrascope::domain::refusal::Refusal;
use intrascope::domain::step::{By, Conclusion, SheetRecord, Step, Verdict};
use intrascope::domain::supervision::{Agreement, Opinion, Outcome, OutcomeResult, Recheck};
use intrascope::domain::text::CleanText;
use intrascope::station::contract::{Pin, Reply, Request, Snapshot};
use intrascope::ui::message::{Code, Effect, Message, Purpose};
use intrascope::words::Language;
use std::sync::Arc;

const RU: Language = Language::Ru;
const SMALL: (u16, u16) = SIZES[0];
const LONG: &str =
    "плотный предмет за второй осью полуприцепа, вне груза, форма цилиндра; с накладной не сходится";

fn in_every_language(name: &str, draw: impl Fn(Language) -> String) {
    for language in Language::ALL {
        let text = draw(language);
        assert!(!text.contains('⟨'), "{name} lacks a phrase in {language:?}:\n{text}");
        insta::assert_snapshot!(format!("{name}_{}", language.code()), text);
    }
}

fn conclusion(verdict: Verdict) -> Conclusion {
    Conclusion {
        mark: None,
        record: None,
        verdict,
        analysis: LONG.into(),
        recommendation: "досмотр нижней части полуприцепа".into(),
        filters: FilterChain {
            low: 12_000,
            high: 48_000,
            curve: Curve::Logarithm,
            polarity: Polarity::Normal,
            sharpen: 2,
        },
        viewed_percent: 96,
    }
}

fn given(verdict: Verdict) -> CaseFact {
    CaseFact::VerdictGiven(Box::new(conclusion(verdict)))
}

fn mark() -> CaseFact {
    let note = CleanText::new("плотный предмет");
    CaseFact::MarkPlaced(Mark { number: 1, x: 400, y: 300, width: 200, height: 100, note, proposed_by: None })
}

fn told(case: &Case, facts: &[(Role, CaseFact)]) -> Case {
    let count = i64::try_from(facts.len()).unwrap();
    (0..).zip(facts).fold(case.clone(), |case, (place, (role, fact))| {
        apply(&case, before(60 - 50 * place / count), *role, fact)
    })
}

/// Closed without suspicion, sheet and seal included.
fn closed() -> Case {
    let sheet =
        SheetRecord { file: "39855302-231126-000417-1.pdf".into(), sha256: "ab".repeat(32), printer: None };
    told(
        &in_analysis(),
        &[
            (Role::Oac, given(Verdict::WithoutSuspicion)),
            (Role::Oac, CaseFact::SheetPrinted(sheet)),
            (Role::Oac, CaseFact::Sealed { seal: SealNumber::parse("0417").unwrap() }),
        ],
    )
}

/// Handed over under suspicion, with one mark.
fn handed_over() -> Case {
    told(
        &in_analysis(),
        &[
            (Role::Oac, mark()),
            (Role::Oac, given(Verdict::UnderSuspicion)),
            (Role::Oac, CaseFact::HandedOver { to: "Кенжебаев М., пост Майкапчагай".into() }),
        ],
    )
}

fn reopened() -> Case {
    told(
        &closed(),
        &[(
            Role::Supervisor,
            CaseFact::Reopened {
                reason: "повторный взгляд на вторую ось".into(), second: None
            },
        )],
    )
}

fn opinion_asked() -> Case {
    told(
        &in_analysis(),
        &[(Role::Oac, CaseFact::SecondOpinionAsked { reason: "что за второй осью?".into() })],
    )
}

fn opinion_given() -> Case {
    let opinion = Opinion { sees: Verdict::UnderSuspicion, text: LONG.into() };
    told(&opinion_asked(), &[(Role::Supervisor, CaseFact::OpinionGiven(opinion))])
}

/// A supervisor at the record of a case.
fn at_record(language: Language, case: Case) -> Seat {
    let mut seat = Seat::new(Role::Supervisor, language, SMALL, vec![case]);
    seat.press(Code::F(3));
    seat
}

fn late() -> Refusal {
    Refusal::Late { state: CaseState::Queued, minutes: 47, limit: 30 }
}

// Delays

#[test]
fn a_late_step_asks_for_its_reason_and_is_taken_again_at_the_new_revision() {
    let case = queued();
    let mut seat = Seat::new(Role::Oac, RU, SMALL, vec![case.clone()]);
    assert_eq!(step(&seat.press(Code::Enter)).0, Step::BeginAnalysis);
    assert!(seat.refuse(Purpose::Step, late()).is_empty());
    let text = seat.screen();
    assert!(text.contains("47 мин") && text.contains("по политике 30"), "{text}");
    assert!(seat.press(Code::Enter).is_empty(), "no reason, no step");
    assert!(seat.screen().contains("причина"));
    seat.type_text("очередь? 1 q/");
    let effects = seat.press(Code::Enter);
    assert_eq!(step(&effects), (Step::ExplainDelay { reason: "очередь? 1 q/".into() }, None));
    assert_eq!(asked(&effects).0, Purpose::Reason);
    assert!(seat.press(Code::Enter).is_empty() && seat.press(Code::Esc).is_empty(), "sent once");
    let explained = CaseFact::DelayExplained { state: CaseState::Queued, reason: "очередь".into() };
    let explained = told(&case, &[(Role::Oac, explained)]);
    let effects = seat.done(Purpose::Reason, &explained);
    let (purpose, request) = asked(&effects);
    assert_eq!(purpose, Purpose::Step);
    let Request::Take { revision, step, .. } = request else { panic!("{request:?}") };
    assert_eq!((revision, *step), (explained.revision, Step::BeginAnalysis));
}

#[test]
fn what_was_typed_outlives_a_refusal_and_a_changed_case() {
    let case = queued();
    let mut seat = Seat::new(Role::Oac, RU, SMALL, vec![case.clone()]);
    seat.press(Code::Enter);
    seat.refuse(Purpose::Step, late());
    seat.type_text("очередь");
    seat.press(Code::Enter);
    assert!(seat.refuse(Purpose::Reason, Refusal::Store("полон".into())).is_empty());
    assert!(seat.screen().contains("очередь") && seat.screen().contains("полон"));
    seat.press(Code::Enter);
    let effects = seat.refuse(Purpose::Reason, Refusal::Changed);
    assert_eq!(asked(&effects), (Purpose::Reason, Request::ShowCase(number(417))));
    let newer = Case { revision: Revision(case.revision.0 + 3), ..case };
    assert!(seat.answer(Purpose::Reason, Ok(Reply::Case(Arc::new(newer.clone())))).is_empty());
    assert!(seat.screen().contains("Дело изменилось"), "{}", seat.screen());
    let (_, request) = asked(&seat.press(Code::Enter));
    assert!(matches!(request, Request::Take { revision, .. } if revision == newer.revision));
    let effects = seat.done(Purpose::Reason, &newer);
    assert!(
        matches!(step(&effects).0, Step::BeginAnalysis),
        "the screen begins anew: nobody looked at the new revision"
    );
}

#[test]
fn esc_gives_a_typed_reason_up_only_when_pressed_twice() {
    let mut seat = Seat::new(Role::Oac, RU, SMALL, vec![queued()]);
    seat.press(Code::Enter);
    seat.refuse(Purpose::Step, late());
    seat.type_text("очередь");
    seat.press(Code::Esc);
    assert!(seat.screen().contains("очередь"));
    seat.press(Code::Esc);
    assert!(!seat.screen().contains("очередь"));
}

#[test]
fn a_late_verdict_is_signed_again_with_the_pin_that_was_typed() {
    let case = in_analysis();
    let mut seat = Seat::new(Role::Oac, RU, SMALL, vec![case.clone()]);
    seat.press(Code::Enter);
    let effects = seat.open_picture(&case);
    seat.render(&case, &job(&effects));
    seat.press_all(&[Code::F(9), Code::Up, Code::Tab, Code::Tab]);
    seat.type_text("3507");
    seat.press_all(&[Code::F(9), Code::Right]);
    let (first, pin) = step(&seat.press(Code::Enter));
    assert_eq!(pin, Some(Pin::new("3507")));
    seat.refuse(Purpose::Verdict, Refusal::Late { state: CaseState::InAnalysis, minutes: 21, limit: 20 });
    seat.type_text("сложный груз");
    seat.press(Code::Enter);
    let explained =
        CaseFact::DelayExplained { state: CaseState::InAnalysis, reason: "сложный груз".into() };
    let effects = seat.done(Purpose::Reason, &told(&case, &[(Role::Oac, explained)]));
    assert_eq!(step(&effects), (first, Some(Pin::new("3507"))));
    assert!(seat.refuse(Purpose::Verdict, Refusal::WrongPin).is_empty(), "once, and not again");
}

#[test]
fn a_late_sheet_and_a_stop_beside_the_reason() {
    let cleared = told(&in_analysis(), &[(Role::Oac, given(Verdict::WithoutSuspicion))]);
    let mut seat = Seat::new(Role::Oac, RU, SMALL, vec![cleared.clone()]);
    seat.press(Code::Enter);
    assert!(matches!(asked(&seat.press(Code::F(5))).1, Request::PrintSheet { .. }));
    seat.refuse(Purpose::Print, Refusal::Late { state: CaseState::Cleared, minutes: 31, limit: 30 });
    let stop = seat.press(Code::F(8));
    assert!(matches!(stop.first(), Some(Effect::Stop)), "stop works over every text");
    seat.type_text("нет бумаги");
    seat.press(Code::Enter);
    let newer = Case { revision: Revision(cleared.revision.0 + 1), ..cleared };
    let (purpose, request) = asked(&seat.done(Purpose::Reason, &newer));
    assert_eq!(purpose, Purpose::Print);
    assert!(matches!(request, Request::PrintSheet { revision, .. } if revision == newer.revision));
}

#[test]
fn a_late_answer_sweeps_away_no_text_and_takes_no_other_step_again() {
    let cleared = told(&in_analysis(), &[(Role::Oac, given(Verdict::WithoutSuspicion))]);
    let late = || Refusal::Late { state: CaseState::Cleared, minutes: 31, limit: 30 };
    let mut seat = Seat::new(Role::Supervisor, RU, SMALL, vec![cleared.clone()]);
    seat.press_all(&[Code::F(3), Code::F(7)]);
    seat.type_text("тень у стенки");
    seat.refuse(Purpose::Print, late());
    assert!(seat.screen().contains("тень у стенки"), "{}", seat.screen());
    // A mark is on its way, and the answer of something else comes late.
    let case = in_analysis();
    let mut seat = Seat::new(Role::Oac, RU, SMALL, vec![case.clone()]);
    seat.press(Code::Enter);
    let effects = seat.open_picture(&case);
    seat.render(&case, &job(&effects));
    seat.press_all(&[Code::F(5), Code::Enter]);
    seat.type_text("x");
    assert!(matches!(step(&seat.press(Code::Enter)).0, Step::PlaceMark(_)));
    seat.refuse(Purpose::Step, late());
    assert!(!seat.screen().contains("Причина задержки"), "{}", seat.screen());
}

#[test]
fn the_reason_of_a_delay_is_seen() {
    in_every_language("reason_late", |language| {
        let mut seat = Seat::new(Role::Oac, language, SMALL, vec![queued()]);
        seat.press(Code::Enter);
        seat.refuse(Purpose::Step, late());
        seat.type_text(LONG);
        seat.screen()
    });
}

// Second opinion

#[test]
fn a_second_opinion_is_asked_given_and_read_before_the_verdict() {
    let case = in_analysis();
    let mut oac = Seat::new(Role::Oac, RU, SMALL, vec![case.clone()]);
    oac.press(Code::Enter);
    let effects = oac.open_picture(&case);
    oac.render(&case, &job(&effects));
    oac.press(Code::Char('o'));
    oac.type_text("что за осью?");
    assert_eq!(step(&oac.press(Code::Enter)).0, Step::AskSecondOpinion { reason: "что за осью?".into() });
    oac.done(Purpose::Reason, &opinion_asked());
    oac.publish(vec![opinion_asked()]);
    oac.press(Code::Char('o'));
    assert!(oac.screen().contains("ответа ещё нет"), "{}", oac.screen());

    let mut supervisor = at_record(RU, opinion_asked());
    supervisor.press_all(&[Code::F(4), Code::Down]);
    supervisor.type_text("цилиндр");
    let opinion = Opinion { sees: Verdict::UnderSuspicion, text: "цилиндр".into() };
    assert_eq!(step(&supervisor.press(Code::Enter)).0, Step::GiveOpinion(opinion));

    oac.publish(vec![opinion_given()]);
    assert!(oac.screen().contains("Второе мнение, Сарсенов Д."), "{}", oac.screen());
    oac.press(Code::F(9));
    assert!(oac.screen().contains("Второе"), "{}", oac.screen());
}

#[test]
fn opinions_are_seen() {
    in_every_language("opinion_verdict_page", |language| {
        let case = opinion_given();
        let mut seat = Seat::new(Role::Oac, language, SMALL, vec![case.clone()]);
        seat.press(Code::Enter);
        let effects = seat.open_picture(&case);
        seat.render(&case, &job(&effects));
        seat.press(Code::F(9));
        seat.screen()
    });
    in_every_language("opinion_giving", |language| {
        let mut seat = at_record(language, opinion_asked());
        seat.press(Code::F(4));
        seat.screen()
    });
}

// The record

#[test]
fn every_key_of_the_record_is_open_where_the_table_opens_its_step() {
    let open = |role, case: Case, key| {
        let mut seat = Seat::new(role, RU, SMALL, vec![case]);
        seat.press(Code::F(3));
        let before = seat.screen();
        seat.press(key);
        let after = seat.screen();
        // A refusal changes the message line alone.
        let body = |text: &str| text.lines().take(22).map(str::to_owned).collect::<Vec<_>>();
        body(&before) != body(&after)
    };
    let (f, ins, del) = (Code::F, Code::Insert, Code::Delete);
    for key in [f(4), f(6), f(7), ins] {
        assert!(open(Role::Supervisor, closed(), key), "{key:?}");
        assert!(!open(Role::Oac, closed(), key) && !open(Role::Oms, closed(), key), "{key:?}");
    }
    for key in [f(6), f(7), f(9), ins, f(4)] {
        assert!(!open(Role::Supervisor, in_analysis(), key), "{key:?} before a verdict");
    }
    assert!(open(Role::Supervisor, in_analysis(), del) && !open(Role::Supervisor, closed(), del));
    assert!(open(Role::Supervisor, handed_over(), f(9)) && !open(Role::Supervisor, closed(), f(9)));
    assert!(open(Role::Supervisor, opinion_asked(), f(4)));
}

#[test]
fn reasons_of_the_record_become_their_steps() {
    let reason = || CleanText::new("причина");
    let cases: [(Case, Code, Step); 4] = [
        (closed(), Code::F(7), Step::Reopen { reason: reason() }),
        (in_analysis(), Code::Delete, Step::Cancel { reason: reason() }),
        (closed(), Code::Insert, Step::AskRecheck { reason: reason() }),
        (closed(), Code::F(4), Step::Recheck(Recheck { agreement: Agreement::Agrees, text: reason() })),
    ];
    for (case, key, expected) in cases {
        let mut seat = at_record(RU, case.clone());
        seat.press(key);
        seat.type_text("причина");
        assert_eq!(step(&seat.press(Code::Enter)).0, expected);
        seat.done(Purpose::Reason, &case);
        assert!(seat.screen().contains("Записано."), "{}", seat.screen());
    }
}

#[test]
fn who_gave_the_verdict_neither_overrides_nor_rechecks_it() {
    let own = told(&in_analysis(), &[(Role::Supervisor, given(Verdict::WithoutSuspicion))]);
    for key in [Code::F(6), Code::F(4)] {
        let mut seat = Seat::new(Role::Supervisor, RU, SMALL, vec![own.clone()]);
        seat.press_all(&[Code::F(3), key]);
        assert!(seat.screen().contains("нужен другой человек"), "{}", seat.screen());
    }
}

#[test]
fn the_record_tells_every_verdict_and_what_supervision_added() {
    let mut case = told(
        &reopened(),
        &[
            (
                Role::Oac,
                CaseFact::DelayExplained {
                    state: CaseState::Queued, reason: "смена сдавалась".into()
                },
            ),
            (Role::Oac, CaseFact::AnalysisBegan),
            (Role::Oac, mark()),
            (Role::Oac, given(Verdict::UnderSuspicion)),
            (Role::Oac, CaseFact::HandedOver { to: "Кенжебаев М.".into() }),
        ],
    );
    let outcome = Outcome {
        result: OutcomeResult::Confirmed,
        found: "сигареты, 400 блоков".into(),
        documents: vec!["акт 17".into(), "протокол 3".into()],
    };
    let by = By::Officer(officer(Role::Supervisor));
    case.apply(before(4), &by, &CaseFact::OutcomeRecorded(outcome));
    case.policy = Some("0f".repeat(32));
    let case = Case { opinions: opinion_given().opinions, ..case };
    in_every_language("record_supervised", |language| {
        let seen = oms::snapshot(oms::ready_lane(), vec![Arc::new(case.clone())]);
        let mut seat = oms::Seat::signed_in(language, (80, 120), seen, Role::Supervisor);
        seat.press(Code::F(3));
        seat.text()
    });
}

#[test]
fn the_image_is_looked_at_with_its_marks_and_filters_and_nothing_can_be_changed() {
    let case = handed_over();
    let mut seat = at_record(RU, case.clone());
    assert_eq!(asked(&seat.press(Code::F(3))).1, Request::OpenPicture(number(417)));
    let effects = seat.open_picture(&case);
    let tone = job(&effects).tone.unwrap();
    assert_eq!((tone.low, tone.high, tone.sharpen), (12_000, 48_000, 2));
    seat.render(&case, &job(&effects));
    for key in [Code::F(5), Code::F(7), Code::F(9), Code::Delete, Code::Enter] {
        assert!(seat.press(key).is_empty(), "{key:?} changes nothing");
    }
    assert!(!seat.press(Code::Tab).is_empty(), "marks are gone through");
    in_every_language("look", |language| {
        let mut seat = at_record(language, case.clone());
        seat.press(Code::F(3));
        let effects = seat.open_picture(&case);
        seat.render(&case, &job(&effects));
        seat.screen()
    });
    seat.press(Code::Esc);
    assert!(seat.screen().contains("Дело · "), "{}", seat.screen());
}

#[test]
fn an_oms_is_shown_no_image() {
    let mut seat = Seat::new(Role::Oms, RU, SMALL, vec![closed()]);
    assert!(seat.press_all(&[Code::F(3), Code::F(3)]).is_empty());
}

// Override

#[test]
fn an_override_lacks_what_a_verdict_lacks_and_asks_for_the_pin_last() {
    let case = handed_over();
    let mut seat = at_record(RU, case.clone());
    seat.press(Code::F(6));
    // The other verdict is chosen: without suspicion, so the mark does not stay.
    seat.press(Code::F(9));
    assert!(seat.screen().contains("причина"), "{}", seat.screen());
    seat.type_text("груз соответствует");
    seat.press(Code::F(9));
    seat.type_text("5150");
    seat.press_all(&[Code::F(9), Code::Right]);
    let (taken, pin) = step(&seat.press(Code::Enter));
    let Step::Override(taken) = taken else { panic!("{taken:?}") };
    assert_eq!(pin, Some(Pin::new("5150")));
    assert_eq!(taken.reason, "груз соответствует".into());
    assert_eq!(taken.conclusion.verdict, Verdict::WithoutSuspicion);
    assert_eq!(taken.conclusion.viewed_percent, 0, "whoever has not looked signs that");
    assert!(taken.marks.is_empty() && taken.discrepancies.is_empty());
    let overridden = told(&case, &[(Role::Supervisor, CaseFact::Overridden(taken))]);
    seat.done(Purpose::Verdict, &overridden);
    let text = seat.screen();
    assert!(text.contains("Заключение заменено") && text.contains("F5"), "the supervisor prints: {text}");
}

#[test]
fn an_override_under_suspicion_rests_on_named_goods_lines() {
    let mut seat = at_record(RU, closed());
    seat.press(Code::F(6));
    let lacks = seat.screen();
    assert!(lacks.contains("рекомендац"), "{lacks}");
    seat.press(Code::Tab);
    seat.type_text("вторая ось");
    seat.press(Code::Tab);
    seat.type_text("цилиндр за осью");
    seat.press(Code::Tab);
    seat.type_text("досмотр");
    seat.press_all(&[Code::Tab, Code::Down]);
    seat.type_text("иной товар");
    seat.press(Code::Tab);
    seat.type_text("5150");
    seat.press_all(&[Code::F(9), Code::Right]);
    let (taken, _) = step(&seat.press(Code::Enter));
    let Step::Override(taken) = taken else { panic!("{taken:?}") };
    assert_eq!(taken.conclusion.verdict, Verdict::UnderSuspicion);
    let noted: Vec<_> = taken.discrepancies.iter().map(|d| (d.goods_line, d.note.as_str())).collect();
    assert_eq!(noted, [(1, "иной товар")]);
}

#[test]
fn override_and_outcome_are_seen() {
    in_every_language("override", |language| {
        let mut seat = at_record(language, closed());
        seat.press_all(&[Code::F(6), Code::Tab]);
        seat.type_text(LONG);
        seat.press_all(&[Code::Tab, Code::Tab, Code::Tab]);
        seat.type_text("по снимку не цитрусовые");
        seat.screen()
    });
    in_every_language("outcome", |language| {
        let mut seat = at_record(language, handed_over());
        seat.press_all(&[Code::F(9), Code::Up, Code::Tab]);
        seat.type_text(LONG);
        seat.press(Code::Tab);
        seat.type_text("акт 17, протокол 3");
        seat.screen()
    });
}

// Outcome

#[test]
fn an_outcome_is_recorded_from_the_record() {
    let mut seat = at_record(RU, handed_over());
    seat.press_all(&[Code::F(9), Code::Up, Code::F(9)]);
    assert!(seat.screen().contains("что обнаружено"), "{}", seat.screen());
    seat.type_text("сигареты");
    seat.press(Code::Tab);
    seat.type_text("акт 17; протокол 3,");
    seat.press_all(&[Code::F(9), Code::Right]);
    let (taken, _) = step(&seat.press(Code::Enter));
    let documents = vec!["акт 17".into(), "протокол 3".into()];
    let outcome = Outcome { result: OutcomeResult::Confirmed, found: "сигареты".into(), documents };
    assert_eq!(taken, Step::RecordOutcome(outcome.clone()));
    seat.done(
        Purpose::Step,
        &told(&handed_over(), &[(Role::Supervisor, CaseFact::OutcomeRecorded(outcome))]),
    );
    assert!(seat.screen().contains("Исход записан"), "{}", seat.screen());
}

// Desk and queue

fn desk_snapshot() -> Snapshot {
    let asked = opinion_asked();
    let mut seen = oms::snapshot(oms::ready_lane(), vec![Arc::new(asked)]);
    let mut day = (*seen.day).clone();
    day.rechecks.extend([number(415), number(416)]);
    day.outcomes_due.push_back(number(401));
    seen.day = Arc::new(day);
    seen
}

fn numbered(serial: u32, case: Case) -> Arc<Case> {
    Arc::new(Case { number: number(serial), ..case })
}

/// The desk with everything that it asked for.
fn desk(language: Language) -> oms::Seat {
    let mut seat = oms::Seat::signed_in(language, SMALL, desk_snapshot(), Role::Supervisor);
    let mut effects = seat.press(Code::F(6));
    let recheck =
        told(&closed(), &[(Role::Supervisor, CaseFact::RecheckAsked { reason: "новый оператор".into() })]);
    let mut sampled = closed();
    sampled.apply(before(90), &By::Station, &CaseFact::RecheckAsked { reason: "1/50".into() });
    for case in [numbered(415, recheck), numbered(416, sampled), numbered(401, handed_over())] {
        assert_eq!(oms::request(effects), Request::ShowCase(case.number.clone()));
        effects = seat.answer(Purpose::Case, Ok(Reply::Case(case)));
    }
    assert!(effects.is_empty(), "each is asked for once");
    seat
}

#[test]
fn the_desk_lists_what_waits_and_leads_to_the_records_and_back() {
    in_every_language("desk", |language| desk(language).text());
    let mut seat = desk(RU);
    seat.press_all(&[Code::Down, Code::Down, Code::Down]);
    assert_eq!(oms::request(seat.press(Code::Enter)), Request::ShowCase(number(401)));
    seat.answer(Purpose::Case, Ok(Reply::Case(numbered(401, handed_over()))));
    assert!(seat.text().contains("Дело · 39855302/231126/000401"), "{}", seat.text());
    seat.press(Code::Esc);
    assert!(seat.text().contains("Стол старшего"), "{}", seat.text());
    let mut oac = oms::Seat::signed_in(RU, SMALL, desk_snapshot(), Role::Oac);
    assert!(oac.press(Code::F(6)).is_empty() && !oac.text().contains("Стол"));
}

#[test]
fn the_desk_bears_more_than_it_shows() {
    let mut seen = desk_snapshot();
    let mut day = (*seen.day).clone();
    day.outcomes_due = (1..=1_000).map(number).collect();
    seen.day = Arc::new(day);
    let mut seat = oms::Seat::signed_in(RU, SMALL, seen, Role::Supervisor);
    let mut effects = seat.press(Code::F(6));
    let mut asked = 0;
    while !effects.is_empty() {
        asked += 1;
        effects = seat.answer(Purpose::Case, Err(Refusal::NoCase));
    }
    assert!(asked < 20, "only what is in sight: {asked}");
    seat.press(Code::End);
    assert!(seat.text().contains("001000"), "{}", seat.text());
}

#[test]
fn the_queue_tells_reopened_cases_and_questions() {
    in_every_language("queue_supervised", |language| {
        let numbered = |serial, case: Case| Case { number: number(serial), ..case };
        let again = told(&reopened(), &[(Role::Oac, CaseFact::AnalysisBegan)]);
        let cases = vec![numbered(411, opinion_asked()), numbered(412, reopened()), numbered(413, again)];
        let cancelled = told(
            &queued(),
            &[(Role::Supervisor, CaseFact::Cancelled { reason: "уехал".into(), second: None })],
        );
        let mut seen = oms::snapshot(oms::ready_lane(), cases.into_iter().map(Arc::new).collect());
        seen.recent = Arc::new(vec![numbered(405, cancelled).row()]);
        oms::Seat::signed_in(language, SMALL, seen, Role::Supervisor).text()
    });
}

#[test]
fn pasted_text_reaches_the_reason_cleaned_when_sent() {
    let mut seat = oms::Seat::signed_in(
        RU,
        SMALL,
        oms::snapshot(oms::ready_lane(), vec![Arc::new(closed())]),
        Role::Supervisor,
    );
    seat.press_all(&[Code::F(3), Code::F(7)]);
    seat.console.update(Message::Pasted("a\u{202e}b".into()));
    let Request::Take { step, .. } = oms::request(seat.press(Code::Enter)) else { panic!("no step") };
    assert_eq!(*step, Step::Reopen { reason: "a\u{fffd}b".into() });
    assert!(OfficerId::parse("zhumabaeva.s").is_ok());
}

#[test]
fn a_verdict_is_named_as_it_was_entered_whatever_the_catalogue_says() {
    let mut case = handed_over();
    let wording = |text: &str| Wording { kk: text.into(), ru: text.into(), en: text.into() };
    case.conclusion.as_mut().unwrap().mark = Some(wording("ОТМЕТКА ПРОШЛОГО ГОДА"));
    let mut seat = at_record(RU, case);
    seat.press(Code::F(7));
    assert!(seat.screen().contains("Действует: ОТМЕТКА ПРОШЛОГО ГОДА"), "{}", seat.screen());
}
