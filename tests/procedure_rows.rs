//! The seven rows of the procedure, each through the station's own requests; a test's name quotes its row.

use crate::support::desk::{self, Desk, draft, officer};
use intrascope::domain::analysis::{Discrepancy, Mark};
use intrascope::domain::booth::{BoothState, ScanBar};
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use intrascope::domain::fact::CaseFact;
use intrascope::domain::lane::Impediment;
use intrascope::domain::malfunction::{
    ImageTest, MalfunctionNumber, MalfunctionStep, Service, Symptom, TestResult,
};
use intrascope::domain::officer::{Role, SealNumber};
use intrascope::domain::policy::Policy;
use intrascope::domain::procedure::{Circumstances, decide};
use intrascope::domain::refusal::{Refusal, Requirement};
use intrascope::domain::registration::{DepartureDraft, Draft, Field, FieldFault, Ground};
use intrascope::domain::scan::ScanEnd;
use intrascope::domain::step::{By, Confirmation, LaneCheck, Step, StepKind, Verdict};
use intrascope::domain::supervision::{Outcome, OutcomeResult};
use intrascope::domain::text::CleanText;
use intrascope::domain::units::Millimetres;
use intrascope::station::contract::day::DayRequest;
use intrascope::station::contract::{Asker, Pin, Reply, Request};
use intrascope::ui::phrases;
use intrascope::words::{Language, Words};
use std::sync::Arc;
use std::time::Duration;

fn size(height: u32) -> Dimensions {
    Dimensions { length: Millimetres(18_700), width: Millimetres(2_500), height: Millimetres(height) }
}

/// A vehicle that fits, one that is a millimetre too high, and one that nobody has measured.
const FITS: u32 = 4_600;
const HIGH: u32 = 4_601;
const NOT_MEASURED: u32 = 0;

fn admit(height: u32) -> Step {
    Step::Admit(GateAnswers { dimensions: size(height) })
}

fn exempt(ground: ExemptionGround, height: Option<u32>, alternative: &str) -> Step {
    Step::Exempt(Exemption { ground, dimensions: height.map(size), alternative: alternative.into() })
}

fn conclusion(verdict: Verdict, analysis: &str, recommendation: &str) -> Step {
    Step::GiveVerdict(Box::new(desk::conclusion(verdict, analysis, recommendation)))
}

fn mark(number: u16, x: u32) -> Step {
    Step::PlaceMark(Mark {
        number,
        x,
        y: 0,
        width: 10,
        height: 10,
        note: "плотный предмет".into(),
        proposed_by: None,
    })
}

fn lacks(requirement: Requirement) -> Refusal {
    Refusal::Requirement(requirement)
}

fn closed_to(step: StepKind, state: CaseState) -> Refusal {
    Refusal::State { step, state }
}

fn checked() -> Step {
    let yes = Confirmation::Confirmed;
    Step::ConfirmLane(LaneCheck { driver_out: yes, zone_searched: yes })
}

/// Refused for that reason, and the case is as it was.
async fn refused(desk: &Desk, by: Asker, case: &Case, step: Step, why: Refusal) {
    assert_eq!(desk.take(by, case, step).await, Err(why));
    assert_eq!(desk.show(by, case).await.as_ref(), case, "a refusal changes nothing");
}

/// An image in the hands of the OAC.
async fn in_analysis(desk: &Desk, oac: Asker) -> Arc<Case> {
    let case = desk.import(Asker::CommandLine, "scan.png").await;
    desk.take(oac, &case, Step::BeginAnalysis).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn row_1_swifter_measures_on_a_malfunction_scans_are_refused_until_repaired_tested_and_returned_by_two()
{
    let desk = Desk::open(Policy::default()).await;
    let oms = desk.sign_in("akhmetov.a", Role::Oms).await;
    let case = desk.register(oms, draft()).await.unwrap();
    let case = desk.take(oms, &case, admit(FITS)).await.unwrap();
    let case = desk.take(oms, &case, checked()).await.unwrap();
    let request = || Step::RequestScan { repeat_reason: None };
    let number = MalfunctionNumber(1);
    let symptom = Symptom {
        part: "источник".into(), symptom: "нет пучка".into(), service: Service::Stopped
    };
    desk.day(oms, DayRequest::Report(symptom)).await.unwrap();
    let barred = Refusal::Barred(ScanBar::OutOfService(number));
    let follow = |step| DayRequest::Follow { number, step };
    let test =
        |result| follow(MalfunctionStep::Test(ImageTest { result, note: "сталь 280 мм".into() }));
    let give_back = |second: &str| DayRequest::Return {
        number,
        second: (officer(second, Role::Supervisor).id, Pin::new(desk::PIN)),
    };
    let repaired = || follow(MalfunctionStep::Repair("замена платы".into()));
    for (request_of_day, answer) in [
        (give_back("serik.b"), Err(lacks(Requirement::Repair))),
        (test(TestResult::Passed), Err(lacks(Requirement::Repair))),
        (repaired(), Ok(())),
        (give_back("serik.b"), Err(lacks(Requirement::ImageTest))),
        (test(TestResult::Failed), Ok(())),
        (give_back("serik.b"), Err(lacks(Requirement::ImageTest))),
        (repaired(), Ok(())),
        (test(TestResult::Passed), Ok(())),
        (give_back("akhmetov.a"), Err(Refusal::SecondPerson)),
    ] {
        refused(&desk, oms, &case, request(), barred.clone()).await;
        assert_eq!(desk.day(oms, request_of_day.clone()).await, answer, "{request_of_day:?}");
    }
    refused(&desk, oms, &case, request(), barred).await;
    desk.day(oms, give_back("serik.b")).await.unwrap();
    // Back in service: what is left is that no complex is connected here.
    refused(&desk, oms, &case, request(), Refusal::Lane(Impediment::Disconnected)).await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_2_the_ic_is_not_used_for_live_animals_live_fish_hatching_eggs_and_oversize() {
    let desk = Desk::open(Policy::default()).await;
    let oms = desk.sign_in("akhmetov.a", Role::Oms).await;
    for ground in ExemptionGround::ALL {
        let case = desk.register(oms, draft()).await.unwrap();
        let height = (ground == ExemptionGround::Oversize).then_some(HIGH);
        refused(&desk, oms, &case, exempt(ground, height, " "), lacks(Requirement::Alternative)).await;
        let closed = desk.take(oms, &case, exempt(ground, height, "осмотр")).await.unwrap();
        assert_eq!(closed.state, CaseState::NotApplied);
        let kept = closed.exemption.as_ref().unwrap();
        assert_eq!((kept.ground, kept.alternative.as_str()), (ground, "осмотр"));
        assert!(closed.stamps.closed.is_some() && closed.scans.is_empty());
        refused(&desk, oms, &closed, admit(FITS), closed_to(StepKind::Admit, CaseState::NotApplied)).await;
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_2_dimensions_are_checked_against_what_this_ic_can_scan() {
    let desk = Desk::open(Policy::default()).await;
    let oms = desk.sign_in("akhmetov.a", Role::Oms).await;
    let case = desk.register(oms, draft()).await.unwrap();
    let oversize = |height| exempt(ExemptionGround::Oversize, height, "осмотр");
    for (step, lacking) in [
        (admit(HIGH), Requirement::WithinLimits),
        (admit(NOT_MEASURED), Requirement::Dimensions),
        (oversize(Some(FITS)), Requirement::BeyondLimits),
        (oversize(Some(NOT_MEASURED)), Requirement::Dimensions),
        (oversize(None), Requirement::Dimensions),
    ] {
        refused(&desk, oms, &case, step, lacks(lacking)).await;
    }
    assert_eq!(desk.take(oms, &case, admit(FITS)).await.unwrap().state, CaseState::Admitted);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_3_the_ic_is_applied_on_arrival_and_on_departure_on_written_request_of_the_carrier() {
    let desk = Desk::open(Policy::default()).await;
    let oms = desk.sign_in("akhmetov.a", Role::Oms).await;
    assert_eq!(
        desk.register(oms, draft()).await.unwrap().registration.as_ref().unwrap().ground,
        Ground::Arrival
    );
    let departure = |number: &str, date: &str| {
        let (request_number, request_date) = (number.to_owned(), date.to_owned());
        Draft { departure: Some(DepartureDraft { request_number, request_date }), ..draft() }
    };
    let (number, date) = (
        (Field::RequestNumber.into(), FieldFault::RequestMissing),
        (Field::RequestDate.into(), FieldFault::RequestMissing),
    );
    for (draft, faults) in [
        (departure("", ""), vec![number, date]),
        (departure(" ", "21.11.2026"), vec![number]),
        (departure("17/4", ""), vec![date]),
    ] {
        let answer = desk.register(oms, draft).await;
        assert_eq!(answer, Err(Refusal::Form(faults)));
    }
    let Ok(Reply::Rows(rows)) = desk.ask(oms, Request::ListCases { before: None, limit: 10 }).await else {
        panic!("rows")
    };
    assert_eq!(rows.len(), 1, "a refused departure makes no case");
    let case = desk.register(oms, departure("17/4", "21.11.2026")).await.unwrap();
    let ground = &case.registration.as_ref().unwrap().ground;
    assert!(matches!(ground, Ground::Departure { request_number, .. } if request_number.as_str() == "17/4"));
    desk.close().await;
}

#[test]
fn row_3_departure_without_the_carriers_written_request_is_refused_with_the_rules_words() {
    let refusal = Refusal::Form(vec![(Field::RequestNumber.into(), FieldFault::RequestMissing)]);
    for (language, rule) in [
        (Language::Kk, ["кету", "тасымалдаушының жазбаша өтінішімен ғана", "нөмірі", "күні"]),
        (Language::Ru, ["убытие", "только по письменному заявлению перевозчика", "номер", "дата"]),
        (Language::En, ["departure", "only on the carrier's written request", "number", "date"]),
    ] {
        let said = phrases::refusal(Words::new(language), &refusal).to_lowercase();
        assert!(rule.iter().all(|word| said.contains(word)), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_4_oms_and_oac_are_two_roles_and_nobody_is_both_on_one_shift() {
    let desk = Desk::open(Policy::default()).await;
    let oms = desk.sign_in("akhmetov.a", Role::Oms).await;
    let oac = desk.sign_in("nurlanova.b", Role::Oac).await;
    // The session is older than the shift.
    let dual = desk.sign_in("dauletov.e", Role::Oac).await;
    assert_eq!(desk.register(oac, draft()).await, Err(Refusal::Role(StepKind::Register)));
    let case = desk.import(oms, "scan.png").await;
    refused(&desk, oms, &case, Step::BeginAnalysis, Refusal::Role(StepKind::BeginAnalysis)).await;
    desk.day(oms, DayRequest::OpenShift).await.unwrap();
    let as_oms = desk.sign_in("dauletov.e", Role::Oms).await;
    assert_eq!(desk.try_sign_in("dauletov.e", Role::Oac).await, Err(Refusal::OtherRole));
    refused(&desk, dual, &case, Step::BeginAnalysis, Refusal::OtherRole).await;
    desk.register(as_oms, draft()).await.unwrap();
    let read = desk.take(oac, &case, Step::BeginAnalysis).await.unwrap();
    assert_eq!(read.analysed_by(), Some(&officer("nurlanova.b", Role::Oac).id));
    desk.close().await;
}

/// The OAC's steps with an image that the person on the OAC's seat has scanned.
#[test]
fn row_4_two_identities_on_every_case() {
    let draft = draft().check().unwrap();
    let (number, at) = ("39855302/231126/000417", "2026-11-23T09:00:00Z".parse().unwrap());
    let number = intrascope::domain::number::CaseNumber::parse(number).unwrap();
    let dual = By::Officer(officer("dauletov.e", Role::Oms));
    let mut case = Case::begin(number, at, &dual, &CaseFact::Registered(draft)).unwrap();
    for fact in scanned(&case) {
        case.apply(at, &dual, &fact);
    }
    let (policy, booth, lane) = (Policy::default(), BoothState::default(), crate::support::oms::ready_lane());
    let began = |person| {
        let now = at;
        let at = Circumstances { policy: &policy, booth: &booth, now, lane: &lane };
        decide(&case, &officer(person, Role::Oac), &Step::BeginAnalysis, at)
    };
    assert_eq!(began("dauletov.e"), Err(Refusal::SamePerson));
    assert_eq!(began("nurlanova.b"), Ok(CaseFact::AnalysisBegan));
}

fn scanned(case: &Case) -> Vec<CaseFact> {
    let scan = intrascope::domain::number::ScanId::new(&case.number, 1);
    let kind = intrascope::domain::scan::ScanKind::First;
    let end = ScanEnd::Completed { columns: 1_800, lost: 0, beam_ms: 18_000, dose_nsv: Some(12) };
    vec![
        CaseFact::ScanRequested { scan: scan.clone(), kind },
        CaseFact::ScanEnded { scan: scan.clone(), end },
        CaseFact::ImageAccepted { scan, image: crate::support::oms::image(), manifest: None },
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn row_5_the_oac_analyses_the_image_to_find_the_risk_area() {
    let desk = Desk::open(Policy::default()).await;
    let oac = desk.sign_in("nurlanova.b", Role::Oac).await;
    let case = in_analysis(&desk, oac).await;
    refused(&desk, oac, &case, mark(1, 55), lacks(Requirement::MarkWithinImage)).await;
    refused(&desk, oac, &case, mark(2, 0), lacks(Requirement::KnownMark)).await;
    let case = desk.take(oac, &case, mark(1, 54)).await.unwrap();
    let case = desk.take(oac, &case, mark(1, 3)).await.unwrap();
    assert_eq!(case.marks.iter().map(|mark| (mark.number, mark.x)).collect::<Vec<_>>(), [(1, 3)]);
    desk.close().await;
}

#[test]
fn row_5_false_declaration_is_found_line_by_line() {
    let (number, at) = ("39855302/231126/000417", "2026-11-23T09:00:00Z".parse().unwrap());
    let number = intrascope::domain::number::CaseNumber::parse(number).unwrap();
    let oac = officer("nurlanova.b", Role::Oac);
    let (oms, oac_did) = (By::Officer(officer("akhmetov.a", Role::Oms)), By::Officer(oac.clone()));
    let registered = CaseFact::Registered(draft().check().unwrap());
    let mut case = Case::begin(number, at, &oms, &registered).unwrap();
    for fact in scanned(&case) {
        case.apply(at, &oms, &fact);
    }
    case.apply(at, &oac_did, &CaseFact::AnalysisBegan);
    let (policy, booth, lane) = (Policy::default(), BoothState::default(), crate::support::oms::ready_lane());
    let noted = |goods_line, note: &str| {
        let step = Step::NoteDiscrepancy(Discrepancy { goods_line, note: note.into() });
        decide(&case, &oac, &step, Circumstances { policy: &policy, booth: &booth, now: at, lane: &lane })
    };
    assert_eq!(noted(1, "мест больше"), Err(lacks(Requirement::KnownGoodsLine)), "the truck has one line");
    assert_eq!(noted(0, " "), Err(lacks(Requirement::DiscrepancyNote)));
    assert!(matches!(noted(0, "мест больше"), Ok(CaseFact::DiscrepancyNoted(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_6_without_suspicion_is_entered_stamped_on_the_printed_image_and_closed_with_the_pns() {
    let desk = Desk::open(Policy::default()).await;
    let oac = desk.sign_in("nurlanova.b", Role::Oac).await;
    let clear = || conclusion(Verdict::WithoutSuspicion, "", "");
    let seal = |number| Step::RecordSeal { seal: SealNumber::parse(number).unwrap() };
    let case = in_analysis(&desk, oac).await;
    let case = desk.take(oac, &case, mark(1, 0)).await.unwrap();
    refused(&desk, oac, &case, clear(), lacks(Requirement::NoMarks)).await;
    let case = desk.take(oac, &case, Step::RemoveMark { number: 1 }).await.unwrap();
    let case = desk.take(oac, &case, clear()).await.unwrap();
    assert_eq!(case.state, CaseState::Cleared);
    refused(&desk, oac, &case, seal("0417"), closed_to(StepKind::RecordSeal, CaseState::Cleared)).await;
    let to = CleanText::new("Серік Б.");
    refused(&desk, oac, &case, Step::HandOver { to }, closed_to(StepKind::HandOver, CaseState::Cleared))
        .await;
    refused(&desk, oac, &case, clear(), closed_to(StepKind::GiveVerdict, CaseState::Cleared)).await;
    let printed = desk.print(oac, &case).await.unwrap();
    let sheet = printed.sheet.as_ref().unwrap();
    assert!(desk.outbox().join(&sheet.file).exists() && printed.state == CaseState::Printed);
    let closed = desk.take(oac, &printed, seal("0417")).await.unwrap();
    assert_eq!(closed.state, CaseState::Closed);
    assert_eq!(closed.seal, Some(SealNumber::parse("0417").unwrap()));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_7_under_suspicion_needs_a_zone_the_analysis_and_a_recommendation_then_hand_over_and_outcome() {
    let desk = Desk::open(Policy::default()).await;
    let oac = desk.sign_in("nurlanova.b", Role::Oac).await;
    let supervisor = desk.sign_in("serik.b", Role::Supervisor).await;
    let suspect = |analysis, recommendation| conclusion(Verdict::UnderSuspicion, analysis, recommendation);
    let hand_over = |to: &str| Step::HandOver { to: to.into() };
    let outcome = |result, found: &str| {
        Step::RecordOutcome(Outcome { result, found: found.into(), documents: vec!["АД-7".into()] })
    };
    let case = in_analysis(&desk, oac).await;
    let zone = lacks(Requirement::MarkOrDiscrepancy);
    refused(&desk, oac, &case, suspect("плотный предмет", "досмотр"), zone).await;
    let case = desk.take(oac, &case, mark(1, 0)).await.unwrap();
    refused(&desk, oac, &case, suspect(" ", "досмотр"), lacks(Requirement::AnalysisText)).await;
    let unadvised = suspect("плотный предмет", "");
    refused(&desk, oac, &case, unadvised, lacks(Requirement::Recommendation)).await;
    let case = desk.take(oac, &case, suspect("плотный предмет", "досмотр")).await.unwrap();
    assert_eq!(case.state, CaseState::Suspected);
    let early = closed_to(StepKind::RecordOutcome, CaseState::Suspected);
    refused(&desk, supervisor, &case, outcome(OutcomeResult::NotConfirmed, ""), early).await;
    refused(&desk, oac, &case, hand_over(" "), lacks(Requirement::Recipient)).await;
    let case = desk.take(oac, &case, hand_over("Серік Б., пост 7")).await.unwrap();
    assert_eq!(
        (case.state, case.handed_to.clone()),
        (CaseState::HandedOver, Some("Серік Б., пост 7".into()))
    );
    let found = lacks(Requirement::Found);
    refused(&desk, supervisor, &case, outcome(OutcomeResult::Confirmed, ""), found).await;
    let by_oac = outcome(OutcomeResult::Confirmed, "сигареты");
    refused(&desk, oac, &case, by_oac.clone(), Refusal::Role(StepKind::RecordOutcome)).await;
    let case = desk.take(supervisor, &case, by_oac).await.unwrap();
    assert_eq!(case.state, CaseState::Examined);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_over_its_policy_time_needs_a_reason() {
    let desk = Desk::open(Policy::default()).await;
    let oms = desk.sign_in("akhmetov.a", Role::Oms).await;
    let case = desk.register(oms, draft()).await.unwrap();
    let explain = |reason: &str| Step::ExplainDelay { reason: reason.into() };
    let in_time = closed_to(StepKind::ExplainDelay, CaseState::Registered);
    refused(&desk, oms, &case, explain("очередь"), in_time).await;
    desk.clock.advance(Duration::from_hours(1));
    let late = Refusal::Late { state: CaseState::Registered, minutes: 60, limit: 60 };
    refused(&desk, oms, &case, admit(FITS), late).await;
    refused(&desk, oms, &case, explain(" "), lacks(Requirement::Reason)).await;
    let case = desk.take(oms, &case, explain("очередь")).await.unwrap();
    let case = desk.take(oms, &case, admit(FITS)).await.unwrap();
    assert_eq!((case.state, case.delays.len()), (CaseState::Admitted, 1));
    desk.close().await;
}

#[test]
fn there_are_exactly_two_verdicts_and_the_states_of_a_scan_are_none() {
    let read = |word: &str| serde_json::from_str::<Verdict>(&format!("\"{word}\""));
    assert_eq!(read("without_suspicion").unwrap(), Verdict::WithoutSuspicion);
    assert_eq!(read("under_suspicion").unwrap(), Verdict::UnderSuspicion);
    for state_of_a_scan in ["cannot_analyse", "repeat", "failure", "image_unfit", "none", ""] {
        let refused = read(state_of_a_scan).unwrap_err().to_string();
        assert!(refused.contains("expected `without_suspicion` or `under_suspicion`"), "{refused}");
    }
    let (number, at) = ("39855302/231126/000417", "2026-11-23T09:00:00Z".parse().unwrap());
    let number = intrascope::domain::number::CaseNumber::parse(number).unwrap();
    let oms = By::Officer(officer("akhmetov.a", Role::Oms));
    let mut case = Case::begin(number, at, &oms, &CaseFact::Registered(draft().check().unwrap())).unwrap();
    let facts = scanned(&case);
    let CaseFact::ScanRequested { scan, .. } = facts[0].clone() else { panic!("a request") };
    let unfit = CaseFact::ImageUnfit { scan, reason: "смаз".into() };
    for fact in facts.iter().chain([&unfit]) {
        case.apply(at, &oms, fact);
        assert_eq!((case.conclusion.clone(), case.row().verdict()), (None, None), "{fact:?}");
    }
    assert_eq!(case.state, CaseState::Admitted, "the vehicle is scanned again");
}
