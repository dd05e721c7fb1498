//! The booth's day under the real actor: every fact, every refusal in its words, and that a restart keeps all of it.

use super::disk::{at_the_lane, refused};
use super::*;
use crate::domain::booth::{BoothState, ScanBar};
use crate::domain::check::{CheckFault, CheckResult, CheckTest, CheckValues, DoseReading};
use crate::domain::lane::Impediment;
use crate::domain::malfunction::{
    ImageTest, MalfunctionNumber, MalfunctionStep, Service, Symptom, TestResult, Told,
};
use crate::domain::policy::Consequence;
use crate::domain::refusal::Requirement;
use crate::domain::shift::{HandoverItem, ShiftNumber};
use crate::domain::step::StepKind;
use crate::station::contract::day::{DayRequest, MAX_NOTES};
use crate::store::verify;

const OPTIONS: Options = Options::sized(1 << 20, 4 << 20);

/// Places of the people in [`OFFICERS`].
const OMS: usize = 0;
const OAC: usize = 1;
const SUPERVISOR: usize = 2;

impl Desk {
    async fn day(&self, asker: Asker, request: DayRequest) -> Answer {
        self.ask(asker, Request::Day(request)).await
    }

    /// The step is taken.
    async fn take(&self, asker: Asker, request: DayRequest) {
        let said = format!("{request:?}");
        assert!(matches!(self.day(asker, request).await, Ok(Reply::Acknowledged)), "{said}");
    }

    /// The step is refused for what it lacks.
    async fn lacks(&self, asker: Asker, request: DayRequest, requirement: Requirement) {
        assert_eq!(refused(self.day(asker, request).await), Refusal::Requirement(requirement));
    }

    /// The booth's state once it is so.
    async fn state(&self, mut is_so: impl FnMut(&BoothState) -> bool) -> Arc<BoothState> {
        self.until(|snapshot| is_so(&snapshot.day)).await;
        Arc::clone(&self.station.handle.snapshot().borrow().day)
    }

    /// What a scan of this case is refused for.
    async fn scan_refusal(&self, oms: Asker, case: &crate::domain::case::Case) -> Refusal {
        refused(self.step(oms, case, Step::RequestScan { repeat_reason: None }).await)
    }
}

/// Nothing but the link to the scanner, which these tests do not have, forbids the scan.
const ALLOWED: Refusal = Refusal::Lane(Impediment::Disconnected);

fn pin(place: usize) -> Pin {
    officer(place).1
}

fn symptom(service: Service) -> DayRequest {
    DayRequest::Report(Symptom {
        part: "линия детекторов".into(), symptom: "полоса".into(), service
    })
}

fn follow(number: u32, step: MalfunctionStep) -> DayRequest {
    DayRequest::Follow { number: MalfunctionNumber(number), step }
}

fn tell(whom: &str, how: &str) -> MalfunctionStep {
    MalfunctionStep::Tell(Told { whom: whom.into(), how: how.into() })
}

fn repair() -> MalfunctionStep {
    MalfunctionStep::Repair("модуль заменён".into())
}

fn test(result: TestResult) -> MalfunctionStep {
    MalfunctionStep::Test(ImageTest { result, note: "клин 280 мм".into() })
}

fn give_back(number: u32, second: usize, typed: &str) -> DayRequest {
    let second = (officer(second).0.id, Pin::new(typed));
    DayRequest::Return { number: MalfunctionNumber(number), second }
}

fn values() -> CheckValues {
    let dose = DoseReading {
        place: "кабина".into(),
        rate_nsv_h: 120,
        device: "ДКГ-07 № 1412".into(),
        verified_until: "2999-01-01".parse().unwrap(),
    };
    let values = CheckTest::ALL.map(|test| (test, test.usual_limit().pass)).into();
    CheckValues { values, doses: vec![dose], note: "".into() }
}

fn checked(values: CheckValues) -> DayRequest {
    DayRequest::Check(Box::new(values))
}

fn spoilt() -> CheckValues {
    let mut values = values();
    values.values.insert(CheckTest::DeadChannels, 99);
    values
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shift_passes_from_one_person_to_another_item_by_item() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let desk = Desk::open(&data, OPTIONS).await;
    let [oms, oac, next] = [desk.sign_in(OMS).await, desk.sign_in(OAC).await, desk.sign_in(SUPERVISOR).await];
    let hand_over =
        |notes: &[&str]| DayRequest::HandOver { notes: notes.iter().map(|&n| n.into()).collect() };
    let take_over = |place| DayRequest::TakeOver { pin: pin(place) };
    for early in [hand_over(&[]), take_over(SUPERVISOR), DayRequest::AcknowledgeItem { item: 0 }] {
        assert_eq!(refused(desk.day(next, early).await), Refusal::NoShift);
    }
    assert_eq!(refused(desk.day(oac, DayRequest::OpenShift).await), Refusal::Role(StepKind::OpenShift));
    assert_eq!(refused(desk.day(Asker::Nobody, DayRequest::OpenShift).await), Refusal::NotSignedIn);
    desk.take(oms, DayRequest::OpenShift).await;
    assert_eq!(refused(desk.day(next, DayRequest::OpenShift).await), Refusal::ShiftOpen);
    desk.lacks(next, take_over(SUPERVISOR), Requirement::Handover).await;

    let truck = at_the_lane(&desk, oms).await;
    desk.take(oac, symptom(Service::InUse)).await;
    desk.take(oms, checked(spoilt())).await;
    desk.lacks(oms, DayRequest::CloseShift { pin: pin(OMS) }, Requirement::Handover).await;
    let many: Vec<String> = (0..=MAX_NOTES).map(|note| format!("записка {note}")).collect();
    let many = hand_over(&many.iter().map(String::as_str).collect::<Vec<_>>());
    desk.lacks(oms, many, Requirement::FewerOfAKind).await;
    desk.take(oms, hand_over(&["ранний список", "ещё записка"])).await;
    desk.take(oms, hand_over(&["шлагбаум заедает", " "])).await;

    let passing = |state: &BoothState| state.shift.as_ref().and_then(|shift| shift.handover.clone());
    let state = desk.state(|state| passing(state).is_some_and(|passed| passed.items.len() == 4)).await;
    let items = passing(&state).unwrap().items;
    assert!(matches!(&items[0], HandoverItem::Case { number, .. } if *number == truck.number));
    assert_eq!(items[1], HandoverItem::Malfunction { number: MalfunctionNumber(1) });
    assert_eq!(items[2..], [HandoverItem::Check, HandoverItem::Note { text: "шлагбаум заедает".into() }]);

    let item = |item| DayRequest::AcknowledgeItem { item };
    assert_eq!(refused(desk.day(oms, item(0)).await), Refusal::OwnHandover);
    assert_eq!(refused(desk.day(oms, take_over(OMS)).await), Refusal::OwnHandover);
    assert_eq!(refused(desk.day(oac, item(0)).await), Refusal::Role(StepKind::AcknowledgeItem));
    desk.lacks(next, item(4), Requirement::KnownItem).await;
    for known in [0, 1, 1, 3] {
        desk.take(next, item(known)).await;
        desk.lacks(next, take_over(SUPERVISOR), Requirement::Acknowledgement).await;
    }
    desk.take(next, item(2)).await;
    assert_eq!(refused(desk.day(next, take_over(OMS)).await), Refusal::WrongPin);
    desk.take(next, take_over(SUPERVISOR)).await;

    let state = desk.state(|state| state.last_shift == 2).await;
    let shift = state.shift.clone().unwrap();
    assert_eq!((shift.number, shift.opened_by.clone()), (ShiftNumber(2), officer(SUPERVISOR).0));
    assert_eq!(shift.handover, None);
    let summary = state.last_summary.clone().unwrap();
    assert_eq!(
        (summary.shift, summary.figures.registered, summary.figures.malfunctions),
        (ShiftNumber(1), 1, 1)
    );
    let record = summary.record.unwrap();
    assert!(record.text.contains("intrascope shift summary 1") && !record.signature.is_empty());
    let facts = desk.booth_facts().await;
    let acknowledged = facts.iter().filter(|fact| matches!(fact, BoothFact::HandoverAcknowledged { .. }));
    assert_eq!(acknowledged.count(), 4, "an item that is known already is no second fact");
    let wrong = facts.iter().filter(|fact| matches!(fact, BoothFact::SignInRefused { .. }));
    assert_eq!(wrong.count(), 1, "a wrong PIN is a fact");
    desk.close().await;

    let desk = Desk::open(&data, OPTIONS).await;
    assert_eq!(desk.state(|_| true).await, state, "a restart keeps the day");
    desk.close().await;
    let report = verify(&data);
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shift_with_nothing_left_closes_with_the_pin_and_the_next_has_the_next_number() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::open(dir.path(), OPTIONS).await;
    let oms = desk.sign_in(OMS).await;
    let close = |typed: &str| DayRequest::CloseShift { pin: Pin::new(typed) };
    assert_eq!(refused(desk.day(oms, close("1204")).await), Refusal::NoShift);
    for number in 1..=3 {
        desk.take(oms, DayRequest::OpenShift).await;
        assert_eq!(refused(desk.day(oms, close("0000")).await), Refusal::WrongPin);
        desk.take(oms, close("1204")).await;
        let state = desk.state(|state| state.shift.is_none() && state.last_shift == number).await;
        assert_eq!(state.last_summary.as_ref().unwrap().shift, ShiftNumber(number));
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_complex_scans_again_only_when_it_was_repaired_tested_and_returned_by_two() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let desk = Desk::open(&data, OPTIONS).await;
    let [oms, oac] = [desk.sign_in(OMS).await, desk.sign_in(OAC).await];
    let truck = at_the_lane(&desk, oms).await;
    assert_eq!(desk.scan_refusal(oms, &truck).await, ALLOWED);

    for (part, words, lacking) in [("", "x", Requirement::Part), ("x", " ", Requirement::Symptom)] {
        let symptom = Symptom { part: part.into(), symptom: words.into(), service: Service::Stopped };
        desk.lacks(oac, DayRequest::Report(symptom), lacking).await;
    }
    desk.take(oac, symptom(Service::InUse)).await;
    assert_eq!(desk.scan_refusal(oms, &truck).await, ALLOWED, "in use all the same");
    desk.take(oac, symptom(Service::Stopped)).await;
    let barred = Refusal::Barred(ScanBar::OutOfService(MalfunctionNumber(2)));
    assert_eq!(desk.scan_refusal(oms, &truck).await, barred);

    assert_eq!(refused(desk.day(oac, follow(2, repair())).await), Refusal::Role(StepKind::FollowMalfunction));
    assert_eq!(refused(desk.day(oms, follow(9, repair())).await), Refusal::NoMalfunction);
    desk.lacks(oms, follow(2, tell("", "телефон")), Requirement::Recipient).await;
    desk.lacks(oms, follow(2, tell("дежурный", "")), Requirement::Means).await;
    desk.lacks(oms, follow(2, test(TestResult::Passed)), Requirement::Repair).await;
    desk.lacks(oms, follow(2, MalfunctionStep::Repair(" ".into())), Requirement::Work).await;
    desk.lacks(oms, give_back(2, OAC, "3507"), Requirement::Repair).await;
    desk.take(oms, follow(2, tell("дежурный", "телефон"))).await;
    desk.take(oms, follow(2, repair())).await;
    desk.lacks(oms, give_back(2, OAC, "3507"), Requirement::ImageTest).await;
    desk.take(oms, follow(2, test(TestResult::Failed))).await;
    desk.lacks(oms, give_back(2, OAC, "3507"), Requirement::ImageTest).await;
    desk.take(oms, follow(2, repair())).await;
    desk.lacks(oms, give_back(2, OAC, "3507"), Requirement::ImageTest).await;
    desk.take(oms, follow(2, test(TestResult::Passed))).await;
    assert_eq!(refused(desk.day(oms, give_back(2, OMS, "1204")).await), Refusal::SecondPerson);
    assert_eq!(refused(desk.day(oms, give_back(2, OAC, "1111")).await), Refusal::WrongPin);
    assert_eq!(
        refused(desk.day(oac, give_back(2, OMS, "1204")).await),
        Refusal::Role(StepKind::ReturnToService)
    );
    assert_eq!(desk.scan_refusal(oms, &truck).await, barred, "not before it is returned");
    desk.take(oms, give_back(2, OAC, "3507")).await;
    assert_eq!(desk.scan_refusal(oms, &truck).await, ALLOWED);
    assert_eq!(refused(desk.day(oms, give_back(2, OAC, "3507")).await), Refusal::NoMalfunction);

    let state = desk.state(|state| state.open_malfunctions().count() == 1).await;
    let done = state.malfunction(MalfunctionNumber(2)).unwrap();
    let returned = done.returned.as_ref().unwrap();
    assert_eq!((&returned.by, &returned.what), (&officer(OMS).0, &officer(OAC).0));
    assert_eq!((done.found.by.clone(), done.told.len()), (officer(OAC).0, 1));
    desk.close().await;
    let desk = Desk::open(&data, OPTIONS).await;
    assert_eq!(desk.state(|_| true).await, state, "a restart keeps the register");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_is_judged_by_the_limits_and_a_failed_one_refuses_scans() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::open(dir.path(), OPTIONS).await;
    let [oms, oac] = [desk.sign_in(OMS).await, desk.sign_in(OAC).await];
    let truck = at_the_lane(&desk, oms).await;
    let mut short = values();
    short.values.remove(&CheckTest::Wire);
    let fault = Refusal::Check(CheckFault::Missing(CheckTest::Wire));
    assert_eq!(refused(desk.day(oms, checked(short)).await), fault);
    let no_dose = CheckValues { doses: Vec::new(), ..values() };
    assert_eq!(refused(desk.day(oms, checked(no_dose)).await), Refusal::Check(CheckFault::Dose));
    assert_eq!(refused(desk.day(oac, checked(values())).await), Refusal::Role(StepKind::RecordCheck));

    let mut limited = values();
    limited.values.insert(CheckTest::SteelPenetration, 279);
    let table = [
        (spoilt(), CheckResult::Fail, Refusal::Barred(ScanBar::CheckFailed)),
        (limited, CheckResult::Limited, ALLOWED),
        (values(), CheckResult::Pass, ALLOWED),
    ];
    for (count, (values, result, refusal)) in (1..).zip(table) {
        desk.take(oms, checked(values)).await;
        let state = desk.state(|state| state.checks.len() == count).await;
        assert_eq!(state.checks.back().unwrap().check.overall, result);
        assert_eq!(desk.scan_refusal(oms, &truck).await, refusal);
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn policy_says_what_a_missing_check_and_a_missing_shift_refuse() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = booth(dir.path());
    let mut strict = (*settings.booth).clone();
    strict.policy.policy.daily_check.missing = Consequence::RefuseScans;
    strict.policy.policy.shift.none_open = Consequence::RefuseScans;
    settings.booth = Arc::new(strict);
    let desk = Desk::open_as(dir.path(), OPTIONS, settings).await;
    let oms = desk.sign_in(OMS).await;
    let truck = at_the_lane(&desk, oms).await;
    assert_eq!(desk.scan_refusal(oms, &truck).await, Refusal::Barred(ScanBar::CheckMissing));
    desk.take(oms, checked(values())).await;
    assert_eq!(desk.scan_refusal(oms, &truck).await, Refusal::Barred(ScanBar::NoShift));
    desk.take(oms, DayRequest::OpenShift).await;
    assert_eq!(desk.scan_refusal(oms, &truck).await, ALLOWED);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_shift_takes_over_what_came_up_meanwhile_and_the_image_of_a_reader_who_has_gone() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let images = ["a.png", "b.png"].map(|name| dir.path().join(name));
    (0..).zip(&images).for_each(|(seed, image)| picture(image, seed));
    let settings = booth(&data);
    let second = RosterEntry {
        officer: Officer {
            id: OfficerId::parse("omarov.t").unwrap(),
            name: "omarov.t".into(),
            role: Role::Oac,
        },
        pin: Pin::new("7"),
    };
    let roster = settings.roster.iter().cloned().chain([second.clone()]).collect();
    let desk = Desk::open_as(&data, OPTIONS, Settings { roster, ..settings }).await;
    let (oms, reader, supervisor) =
        (desk.sign_in(OMS).await, desk.sign_in(OAC).await, desk.sign_in(SUPERVISOR).await);
    let RosterEntry { officer: Officer { id, role, .. }, pin: typed } = second;
    let other = match desk.ask(Asker::Nobody, Request::SignIn { officer: id, role, pin: typed }).await {
        Ok(Reply::SignedIn(session)) => Asker::Session(session.id),
        answer => panic!("{answer:?}"),
    };
    desk.take(oms, DayRequest::OpenShift).await;
    let first = desk.import(&images[0]).await;
    let read = done(desk.step(reader, &first, Step::BeginAnalysis).await);
    let taken = Refusal::TakenBy("nurlanova.b".to_owned());
    assert_eq!(refused(desk.step(other, &read, Step::BeginAnalysis).await), taken, "on the same shift");

    desk.take(oms, DayRequest::HandOver { notes: Vec::new() }).await;
    let late = desk.import(&images[1]).await;
    let day = desk.state(|day| day.shift.as_ref().is_some_and(|shift| shift.figures.registered == 2)).await;
    let items = day.shift.as_ref().unwrap().handover.as_ref().unwrap().items.clone();
    assert!(
        items.iter().any(|item| matches!(item, HandoverItem::Case { number, .. } if *number == late.number))
    );
    desk.take(supervisor, DayRequest::AcknowledgeItem { item: 0 }).await;
    let take_over = DayRequest::TakeOver { pin: pin(SUPERVISOR) };
    desk.lacks(supervisor, take_over.clone(), Requirement::Acknowledgement).await;
    desk.take(supervisor, DayRequest::AcknowledgeItem { item: 1 }).await;
    desk.take(supervisor, take_over).await;

    let read = done(desk.step(other, &read, Step::BeginAnalysis).await);
    assert_eq!(read.analysed_by().map(OfficerId::as_str), Some("omarov.t"));
    let taken = Refusal::TakenBy("omarov.t".to_owned());
    assert_eq!(
        refused(desk.step(reader, &read, Step::BeginAnalysis).await),
        taken,
        "and now it is this one's"
    );
    desk.close().await;
}
