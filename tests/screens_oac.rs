//! The OAC's screens, driven by keys: what they ask of the station, and how they look in three languages at two sizes.

use crate::support::oac::{
    LARGE, SMALL, Seat, apply, asked, before, imported, in_analysis, job, queued, step,
};
use intrascope::domain::analysis::{Discrepancy, Mark};
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::officer::{Role, SealNumber};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::registration::{Party, PartyRole};
use intrascope::domain::scan::ScanEnd;
use intrascope::domain::step::{Conclusion, SheetRecord, Step, Verdict};
use intrascope::domain::text::CleanText;
use intrascope::station::contract::{Pin, Request};
use intrascope::terminal::graphics::Glyphs;
use intrascope::terminal::input::Code;
use intrascope::ui::message::{Effect, PictureMode, Purpose};
use intrascope::ui::phrases;
use intrascope::words::{Language, Words};

fn oac(cases: &[&Case]) -> Seat {
    let cases = cases.iter().map(|case| (*case).clone()).collect();
    Seat::new(Role::Oac, Language::En, SMALL, cases)
}

/// A seat with the case's image on the screen.
fn looking(language: Language, size: (u16, u16), case: &Case) -> Seat {
    let mut seat = Seat::new(Role::Oac, language, size, vec![case.clone()]);
    show(&mut seat, case);
    seat
}

fn show(seat: &mut Seat, case: &Case) {
    assert!(matches!(asked(&seat.press(Code::Enter)), (Purpose::Picture, Request::OpenPicture(_))));
    let first = job(&seat.open_picture(case));
    assert_eq!(first.tone, None, "the automatic window comes first");
    // With the image on the screen the earlier cases are asked for, where the case has numbers to ask by.
    let after = seat.render(case, &first);
    let is_earlier = |effect: &Effect| matches!(effect, Effect::Ask { purpose: Purpose::Earlier(_), .. });
    assert_eq!(after.len(), usize::from(case.registration.is_some()));
    assert!(after.iter().all(is_earlier));
}

fn mark(number: u16, note: &str) -> Mark {
    let x = 700 + 220 * u32::from(number);
    Mark { number, x, y: 300, width: 180, height: 140, note: CleanText::new(note), proposed_by: None }
}

fn with(case: &Case, facts: &[CaseFact]) -> Case {
    facts.iter().fold(case.clone(), |case, fact| apply(&case, before(20), Role::Oac, fact))
}

fn marked() -> Case {
    let noted = Discrepancy {
        goods_line: 0, note: CleanText::new("мест заметно меньше заявленного")
    };
    with(
        &in_analysis(),
        &[
            CaseFact::MarkPlaced(mark(1, "плотный предмет за стенкой кузова")),
            CaseFact::MarkPlaced(mark(2, "")),
            CaseFact::DiscrepancyNoted(noted),
        ],
    )
}

fn concluded(case: &Case, verdict: Verdict) -> Case {
    let chain = intrascope::domain::analysis::FilterChain {
        low: 0,
        high: 65_535,
        curve: intrascope::domain::analysis::Curve::Linear,
        polarity: intrascope::domain::analysis::Polarity::Normal,
        sharpen: 0,
    };
    let conclusion = Conclusion {
        mark: None,
        record: None,
        verdict,
        analysis: CleanText::new("плотный предмет"),
        recommendation: CleanText::new("вскрыть стенку"),
        filters: chain,
        viewed_percent: 96,
    };
    with(case, &[CaseFact::VerdictGiven(Box::new(conclusion))])
}

fn printed(case: &Case) -> Case {
    let sheet = SheetRecord {
        file: "39855302-231126-000417.pdf".to_owned(),
        sha256: "0b".repeat(32),
        printer: Some("booth-12".to_owned()),
    };
    with(case, &[CaseFact::SheetPrinted(sheet)])
}

#[test]
fn a_queued_case_is_taken_before_its_picture_is_opened() {
    let case = queued();
    let mut seat = oac(&[&case]);
    let effects = seat.press(Code::Enter);
    assert_eq!(step(&effects), (Step::BeginAnalysis, None));
    let effects = seat.done(Purpose::Step, &in_analysis());
    assert_eq!(asked(&effects), (Purpose::Picture, Request::OpenPicture(case.number)));
}

#[test]
fn a_refused_beginning_says_why_in_the_pane() {
    let mut seat = oac(&[&queued()]);
    seat.press(Code::Enter);
    assert!(seat.refuse(Purpose::Step, Refusal::SamePerson).is_empty());
    let said = phrases::refusal(Words::new(Language::En), &Refusal::SamePerson);
    let begins: String = said.chars().take(20).collect();
    assert_eq!(seat.screen().matches(&begins).count(), 2, "pane and message line");
}

#[test]
fn a_failed_render_says_why_in_the_pane_and_forbids_the_verdict() {
    let case = in_analysis();
    let mut seat = oac(&[&case]);
    seat.press(Code::Enter);
    let first = job(&seat.open_picture(&case));
    seat.rendered(&case, &first, Err("tile 4 is damaged".to_owned()));
    assert!(seat.screen().contains("tile 4 is damaged"));
    seat.press(Code::F(9));
    assert!(seat.screen().contains("The image has to be on the screen first."));
}

#[test]
fn nothing_is_rendered_unless_something_changed_and_stale_pictures_are_dropped() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    assert!(seat.publish(vec![case.clone()]).is_empty());
    let nearer = job(&seat.press(Code::PageUp));
    let nearest = job(&seat.press(Code::PageUp));
    assert!(nearest.viewport.zoom < nearer.viewport.zoom && nearest.generation > nearer.generation);
    let shown = seat.screen();
    seat.rendered(&case, &nearer, Err("stale".to_owned()));
    assert_eq!(seat.screen(), shown);
    let wide = job(&seat.resize(LARGE));
    assert!(wide.screen.width > nearest.screen.width);
}

#[test]
fn a_sixel_fills_the_pane_and_stays_there_under_a_question() {
    let case = marked();
    let mut seat =
        Seat::with_graphics(Role::Oac, Language::En, SMALL, vec![case.clone()], PictureMode::Pixels);
    show(&mut seat, &case);
    let placement = seat.placement().unwrap();
    assert_eq!((placement.area.width, placement.area.height), (80, 17));
    assert_eq!((placement.picture.width(), placement.picture.height()), (800, 340));
    let next = job(&seat.press(Code::Tab));
    seat.render(&case, &next);
    seat.press(Code::Delete);
    assert_eq!(seat.placement().unwrap().area, placement.area);
}

#[test]
fn a_window_made_too_small_and_large_again_loses_nothing() {
    let case = marked();
    let mut seat = looking(Language::En, SMALL, &case);
    let near = job(&seat.press_all(&[Code::PageUp, Code::PageUp, Code::Home, Code::PageUp, Code::Right]));
    seat.render(&case, &near);
    let before = seat.screen();
    for size in [(1, 1), (40, 3), (200, 60), SMALL] {
        let job = job(&seat.resize(size));
        seat.render(&case, &job);
        seat.screen();
    }
    assert_eq!(seat.screen(), before);
}

#[test]
fn an_officer_who_opens_a_colleagues_case_is_told_so() {
    let mut case = in_analysis();
    let colleague = case.stamps.analysis_begun.as_mut().and_then(|stamp| stamp.officer.as_mut()).unwrap();
    colleague.id = intrascope::domain::officer::OfficerId::parse("omarov.t").unwrap();
    colleague.name = CleanText::new("Омаров Т.");
    let mut seat = oac(&[&case]);
    seat.press(Code::Enter);
    assert!(seat.screen().contains("Омаров Т. has the image in analysis"));
}

#[test]
fn only_what_was_on_the_screen_at_reading_size_counts_as_viewed() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    assert!(seat.screen().contains("viewed 0 %"), "2 000 pixels on 160 dots are too coarse");
    for _ in 0..4 {
        let job = job(&seat.press(Code::PageUp));
        seat.render(&case, &job);
    }
    let screen = seat.screen();
    assert!(!screen.contains("viewed 0 %") && !screen.contains("viewed 100 %"), "{screen}");
}

#[test]
fn filters_change_live_and_home_asks_for_the_automatic_window() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    assert!(seat.press(Code::F(6)).is_empty());
    let narrow = job(&seat.press(Code::Left));
    assert_eq!(narrow.tone.map(|tone| (tone.low, tone.high)), Some((13_800, 46_200)));
    assert!(seat.screen().contains("window 13 800…46 200"));
    assert_eq!(job(&seat.press(Code::Home)).tone, None);
    assert!(seat.press(Code::F(9)).is_empty(), "no window yet to sharpen");
}

#[test]
fn a_frame_becomes_a_mark_with_its_note_and_a_refusal_loses_nothing_typed() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    seat.press_all(&[Code::F(5), Code::Right, Code::Tab, Code::Down, Code::Enter]);
    seat.type_text("dense object");
    let (placed, _) = step(&seat.press(Code::Enter));
    let Step::PlaceMark(mark) = placed else { panic!("{placed:?}") };
    assert_eq!((mark.number, mark.note.as_str()), (1, "dense object"));
    assert!(mark.x > 800 && mark.height > 160, "{mark:?}");
    assert!(seat.press(Code::Enter).is_empty(), "nothing is sent twice");
    seat.refuse(Purpose::Step, Refusal::Changed);
    assert!(seat.screen().contains("dense object"));
    assert!(matches!(step(&seat.press(Code::Enter)).0, Step::PlaceMark(_)));
    seat.done(Purpose::Step, &with(&case, &[CaseFact::MarkPlaced(mark)]));
    assert!(seat.screen().contains("Mark 1 placed."));
}

#[test]
fn typed_text_is_given_up_only_after_a_question() {
    let mut seat = looking(Language::En, SMALL, &in_analysis());
    seat.press_all(&[Code::F(5), Code::Enter]);
    seat.type_text("dense");
    seat.press(Code::Esc);
    assert!(seat.screen().contains("Discard the typed text?"));
    seat.press(Code::Enter);
    assert!(seat.screen().contains("what is seen: dense"), "no is the answer unless one moves to yes");
    seat.press_all(&[Code::Esc, Code::Right, Code::Enter]);
    assert!(!seat.screen().contains("dense"));
}

#[test]
fn tab_goes_round_the_marks_and_a_mark_is_removed_only_after_a_question() {
    let case = marked();
    let mut seat = looking(Language::En, SMALL, &case);
    let near = job(&seat.press_all(&[Code::PageUp, Code::PageUp, Code::PageUp]));
    seat.render(&case, &near);
    let first = job(&seat.press(Code::Tab));
    let second = job(&seat.press(Code::Tab));
    assert!(second.viewport.centre_x > first.viewport.centre_x);
    assert_eq!(job(&seat.press(Code::Tab)).viewport, first.viewport);
    assert!(seat.press(Code::Delete).is_empty());
    let effects = seat.press_all(&[Code::Right, Code::Enter]);
    assert_eq!(step(&effects).0, Step::RemoveMark { number: 1 });
    seat.done(Purpose::Step, &with(&case, &[CaseFact::MarkRemoved { number: 1 }]));
    assert!(seat.screen().contains("Mark 1 removed."));
}

#[test]
fn an_unfit_image_needs_a_reason_and_a_yes() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    assert!(seat.press_all(&[Code::F(7), Code::Enter]).is_empty());
    assert!(seat.screen().contains("Say why the image is unfit."));
    seat.type_text("blurred");
    assert!(seat.press(Code::Enter).is_empty());
    let effects = seat.press_all(&[Code::Right, Code::Enter]);
    assert_eq!(step(&effects).0, Step::RefuseImage { reason: CleanText::new("blurred") });
}

#[test]
fn an_imported_image_cannot_be_sent_back_to_a_lane() {
    let case = with(&imported(), &[CaseFact::AnalysisBegan]);
    let mut seat = looking(Language::En, SMALL, &case);
    assert!(seat.press(Code::F(7)).is_empty());
    assert!(seat.screen().contains("a repeat scan is not possible"));
}

#[test]
fn the_documents_keep_the_view_and_note_a_discrepancy() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    let near = job(&seat.press_all(&[Code::PageUp, Code::PageUp, Code::Right]));
    seat.render(&case, &near);
    seat.press_all(&[Code::F(4), Code::Down, Code::Enter]);
    assert!(seat.press(Code::Enter).is_empty(), "a discrepancy needs its note");
    seat.type_text("other goods");
    let (noted, _) = step(&seat.press(Code::Enter));
    let discrepancy = Discrepancy { goods_line: 1, note: CleanText::new("other goods") };
    assert_eq!(noted, Step::NoteDiscrepancy(discrepancy.clone()));
    let case = with(&case, &[CaseFact::DiscrepancyNoted(discrepancy)]);
    seat.done(Purpose::Step, &case);
    let back = job(&seat.press(Code::F(4)));
    assert_eq!((back.viewport, back.tone), (near.viewport, near.tone));
}

#[test]
fn a_discrepancy_is_withdrawn_only_after_a_question() {
    let mut seat = looking(Language::En, SMALL, &marked());
    assert!(seat.press_all(&[Code::F(4), Code::Delete]).is_empty());
    let effects = seat.press_all(&[Code::Right, Code::Enter]);
    assert_eq!(step(&effects).0, Step::RemoveDiscrepancy { goods_line: 0 });
}

#[test]
fn the_verdict_that_marks_forbid_cannot_be_chosen() {
    let mut seat = looking(Language::En, SMALL, &marked());
    seat.press_all(&[Code::F(9), Code::Up]);
    let screen = seat.screen();
    assert!(screen.contains("This verdict cannot be given now") && !screen.contains("[x]"), "{screen}");
    seat.press(Code::Down);
    assert!(seat.screen().contains("[x]"));
}

#[test]
fn a_verdict_is_signed_with_all_that_the_page_shows() {
    let case = marked();
    let mut seat = looking(Language::En, SMALL, &case);
    seat.press_all(&[Code::F(9), Code::Down, Code::Tab, Code::Tab, Code::Tab]);
    seat.type_text("3507");
    assert!(seat.press(Code::Enter).is_empty(), "the analysis text is lacking and has the focus now");
    seat.type_text("dense object");
    seat.press(Code::Tab);
    seat.type_text("open the wall");
    assert!(seat.press(Code::F(9)).is_empty(), "it asks first");
    let effects = seat.press_all(&[Code::Right, Code::Enter]);
    assert_eq!(asked(&effects).0, Purpose::Verdict);
    let (signed, pin) = step(&effects);
    let Step::GiveVerdict(conclusion) = signed else { panic!("{signed:?}") };
    assert_eq!(pin, Some(Pin::new("3507")));
    assert_eq!(conclusion.verdict, Verdict::UnderSuspicion);
    assert_eq!(
        (conclusion.analysis.as_str(), conclusion.recommendation.as_str()),
        ("dense object", "open the wall")
    );
    assert_eq!(
        (conclusion.filters.low, conclusion.filters.high, conclusion.viewed_percent),
        (12_000, 48_000, 0)
    );
    seat.refuse(Purpose::Verdict, Refusal::WrongPin);
    let screen = seat.screen();
    assert!(screen.contains("dense object") && !screen.contains('•'), "text stays, the PIN goes: {screen}");
    seat.done(Purpose::Verdict, &concluded(&case, Verdict::UnderSuspicion));
    assert!(seat.screen().contains("Handed over to"));
}

#[test]
fn the_officer_may_look_at_the_image_again_without_losing_the_verdicts_text() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    seat.press_all(&[Code::F(9), Code::Up, Code::Tab]);
    seat.type_text("nothing found");
    let effects = seat.press(Code::Esc);
    assert!(
        matches!(effects.as_slice(), [Effect::Render(_), Effect::Ask { purpose: Purpose::KeepDraft, .. }]),
        "back at the image, rendered anew, and the text is kept: {effects:?}"
    );
    seat.press(Code::F(9));
    assert!(seat.screen().contains("nothing found"));
    seat.press_all(&[Code::Esc, Code::Esc]);
    assert!(seat.screen().contains("Leave the case?"));
}

#[test]
fn a_mark_placed_after_the_choice_takes_the_choice_back() {
    let mut seat = looking(Language::En, SMALL, &in_analysis());
    seat.press_all(&[Code::F(9), Code::Up]);
    assert!(seat.screen().contains("[x]"));
    seat.publish(vec![marked()]);
    assert!(!seat.screen().contains("[x]"));
}

#[test]
fn the_sheet_is_printed_once_and_the_seal_closes_the_case() {
    let case = concluded(&in_analysis(), Verdict::WithoutSuspicion);
    let mut seat = oac(&[&case]);
    seat.press(Code::Enter);
    assert!(seat.press(Code::Enter).is_empty(), "the sheet comes first");
    assert!(matches!(asked(&seat.press(Code::F(5))), (Purpose::Print, Request::PrintSheet { .. })));
    assert!(seat.press(Code::F(5)).is_empty(), "nothing is printed twice");
    let case = printed(&case);
    seat.done(Purpose::Print, &case);
    seat.type_text("0417");
    assert!(seat.press(Code::Enter).is_empty(), "it asks first");
    let effects = seat.press_all(&[Code::Right, Code::Enter]);
    let seal = SealNumber::parse("0417").unwrap();
    assert_eq!(step(&effects).0, Step::RecordSeal { seal: seal.clone() });
    let closed = with(&case, &[CaseFact::Sealed { seal }]);
    assert_eq!(closed.state, CaseState::Closed);
    seat.done(Purpose::Step, &closed);
    assert!(seat.screen().contains("the case is closed"));
}

#[test]
fn a_failed_print_can_be_asked_for_again() {
    let case = concluded(&in_analysis(), Verdict::WithoutSuspicion);
    let mut seat = oac(&[&case]);
    seat.press_all(&[Code::Enter, Code::F(5)]);
    seat.refuse(Purpose::Print, Refusal::Paper("no paper".to_owned()));
    assert!(matches!(asked(&seat.press(Code::F(5))), (Purpose::Print, _)));
}

#[test]
fn a_suspected_case_is_handed_over_to_somebody_named() {
    let case = concluded(&marked(), Verdict::UnderSuspicion);
    let mut seat = oac(&[&case]);
    seat.press_all(&[Code::Enter, Code::Enter]);
    assert!(seat.screen().contains("Say to whom the case is handed over"));
    seat.type_text("Iskakov M., inspector");
    let effects = seat.press_all(&[Code::Enter, Code::Right, Code::Enter]);
    assert_eq!(step(&effects).0, Step::HandOver { to: CleanText::new("Iskakov M., inspector") });
}

#[test]
fn a_case_that_moved_on_elsewhere_is_left() {
    let case = in_analysis();
    let mut seat = looking(Language::En, SMALL, &case);
    seat.publish(vec![concluded(&case, Verdict::WithoutSuspicion)]);
    assert!(seat.screen().contains("PNS stamped on the sheet"));
}

/// Every screen in every language at both sizes, as an officer sees it.
fn snapshots(name: &str, draw: impl Fn(Language, (u16, u16)) -> Seat) {
    for language in Language::ALL {
        for size in [SMALL, LARGE] {
            let seat = draw(language, size);
            insta::assert_snapshot!(format!("{name}_{}_{}", language.code(), size.0), seat.screen());
        }
    }
}

#[test]
fn the_image_with_its_marks() {
    snapshots("analysis", |language, size| {
        let case = marked();
        let mut seat = looking(language, size, &case);
        let near = job(&seat.press_all(&[Code::PageUp, Code::Tab]));
        seat.render(&case, &near);
        seat
    });
}

#[test]
fn the_image_of_an_imported_case_while_its_filters_change() {
    snapshots("analysis_filters", |language, size| {
        let case = with(&imported(), &[CaseFact::AnalysisBegan]);
        let mut seat = looking(language, size, &case);
        seat.press(Code::F(6));
        let job = job(&seat.press_all(&[Code::F(7), Code::F(9), Code::Insert]));
        seat.render(&case, &job);
        seat
    });
}

#[test]
fn a_note_being_typed() {
    snapshots("analysis_note", |language, size| {
        let mut seat = looking(language, size, &marked());
        seat.press_all(&[Code::F(5), Code::Enter]);
        seat.type_text("плотный предмет");
        seat
    });
}

#[test]
fn a_frame_in_hand_over_half_blocks() {
    let case = marked();
    let mut seat = Seat::with_graphics(
        Role::Oac,
        Language::Ru,
        SMALL,
        vec![case.clone()],
        PictureMode::Cells(Glyphs::Halves),
    );
    show(&mut seat, &case);
    seat.press(Code::F(5));
    insta::assert_snapshot!("analysis_frame_ru_80", seat.screen());
}

#[test]
fn the_documents_page() {
    snapshots("documents", |language, size| {
        let mut seat = looking(language, size, &marked());
        seat.press_all(&[Code::F(4), Code::Enter]);
        seat
    });
}

#[test]
fn the_documents_name_the_parties_where_half_of_the_body_stays_for_the_goods() {
    let party = |role, name: &str| Party { role, name: name.into(), tax_id: None };
    let parties = vec![
        party(PartyRole::Consignor, "Xinjiang Fruit Co. 新疆果业"),
        party(PartyRole::Consignee, "ТОО «Алма Трейд», БИН 123456789012"),
        party(PartyRole::Carrier, "ИП Жолдасов"),
    ];
    let mut case = marked();
    case.registration.iter_mut().for_each(|registration| registration.parties.clone_from(&parties));
    snapshots("documents_parties", |language, size| {
        let mut seat = looking(language, size, &case);
        seat.press(Code::F(4));
        seat
    });
    // Many documents leave no half: what does not fit is counted, and the goods stay in view.
    case.registration.iter_mut().for_each(|registration| {
        registration.documents = vec![registration.documents[0].clone(); 6];
    });
    let mut seat = looking(Language::Ru, SMALL, &case);
    seat.press(Code::F(4));
    let screen = seat.screen();
    assert!(screen.contains("1–8 из 12") && screen.contains("лимоны свежие"), "{screen}");
}

#[test]
fn the_documents_of_an_imported_case() {
    snapshots("documents_imported", |language, size| {
        let mut seat = looking(language, size, &with(&imported(), &[CaseFact::AnalysisBegan]));
        seat.press(Code::F(4));
        seat
    });
}

#[test]
fn the_verdict_page_as_opened() {
    snapshots("verdict_opened", |language, size| {
        let mut seat = looking(language, size, &marked());
        seat.press(Code::F(9));
        seat
    });
}

#[test]
fn the_verdict_page_before_signing() {
    snapshots("verdict_signing", |language, size| {
        let mut seat = looking(language, size, &marked());
        seat.press_all(&[Code::F(9), Code::Down, Code::Tab]);
        seat.type_text("За передней стенкой кузова плотный предмет прямоугольной формы, не похож на лимоны.");
        seat.press(Code::Tab);
        seat.type_text("Вскрыть переднюю стенку, проверить полость.");
        seat.press(Code::Tab);
        seat.type_text("3507");
        seat
    });
}

#[test]
fn the_question_before_a_verdict() {
    snapshots("verdict_question", |language, size| {
        let mut seat = looking(language, size, &in_analysis());
        seat.press_all(&[Code::F(9), Code::Up, Code::Tab, Code::Tab]);
        seat.type_text("3507");
        seat.press(Code::Enter);
        seat
    });
}

#[test]
fn closing_without_suspicion() {
    let cleared = concluded(&in_analysis(), Verdict::WithoutSuspicion);
    for (name, case) in [("closing_cleared", cleared.clone()), ("closing_printed", printed(&cleared))] {
        snapshots(name, |language, size| {
            let mut seat = Seat::new(Role::Oac, language, size, vec![case.clone()]);
            seat.press(Code::Enter);
            seat
        });
    }
}

#[test]
fn closing_under_suspicion() {
    snapshots("closing_suspected", |language, size| {
        let case = concluded(&marked(), Verdict::UnderSuspicion);
        let mut seat = Seat::new(Role::Oac, language, size, vec![case]);
        seat.press(Code::Enter);
        seat.type_text("Искаков М., отдел таможенного досмотра");
        seat
    });
}

#[test]
fn every_scan_end_leaves_the_fixture_in_the_queue() {
    // The fixture is built from facts: should the life of a case change, this fails before a snapshot misleads.
    let case = queued();
    assert_eq!(case.state, CaseState::Queued);
    assert!(matches!(case.scans[0].outcome, Some(ScanEnd::Completed { .. })));
}
