//! What may be tried next: mostly what the procedure lets be done, and now and then anything at all.

use super::booth::{
    Deed, IMAGE, Lane, MAX_CASES, Measured, Move, Report, SEATS, conclusion, mark, noted, officer, size, text,
};
use super::law;
use super::model::{Fate, Model, Paper};
use intrascope::domain::analysis::{Discrepancy, Mark};
use intrascope::domain::case::CaseState;
use intrascope::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use intrascope::domain::lane::LaneFault;
use intrascope::domain::malfunction::{ImageTest, MalfunctionStep, Service, TestResult, Told};
use intrascope::domain::note::{NoteKind, Written};
use intrascope::domain::officer::{Role, SealNumber};
use intrascope::domain::scan::ScanEnd;
use intrascope::domain::step::{Confirmation, LaneCheck, SheetRecord, Step, StepKind, Verdict};
use intrascope::domain::supervision::{Agreement, Opinion, Outcome, OutcomeResult, Override, Recheck};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::Union;
use std::collections::BTreeSet;

/// Of ten steps so many are such as the procedure lets be taken; of the rest the first is one that it nearly does.
const OPEN_OF_TEN: u8 = 7;

/// The moves after which a booth may go on.
pub fn next(booth: &Model) -> BoxedStrategy<Move> {
    let seat = || 0..SEATS.len();
    let begins = u32::from(booth.cases.len() < MAX_CASES) * 6;
    let some = u32::from(!booth.cases.is_empty());
    let cases = 0..booth.cases.len().max(1);
    let (taken, reported, daily) = (booth.clone(), booth.clone(), booth.clone());
    let awaited = |paper: &Paper| matches!(paper.state, CaseState::Scanning | CaseState::AwaitingImage);
    let reports = if booth.cases.iter().any(awaited) { 25 } else { some * 3 };
    let turn = if booth.lane == Lane::Ready { (1, Lane::Faulted) } else { (20, Lane::Ready) };
    let lots = || any::<[Index; 4]>();
    let mut moves: Vec<(u32, BoxedStrategy<Move>)> = vec![
        (begins, seat().prop_map(|seat| Move::Present { seat }).boxed()),
        (begins / 6, seat().prop_map(|seat| Move::Import { seat }).boxed()),
        (some * 60, (0..10u8, lots()).prop_map(move |(luck, lots)| take(&taken, luck, lots)).boxed()),
        (reports, lots().prop_map(move |lots| report(&reported, lots)).boxed()),
        (
            if law::scans_barred(booth) { 30 } else { 12 },
            (0..10u8, lots()).prop_map(move |(luck, lots)| day(&daily, luck, lots)).boxed(),
        ),
        (4, prop_oneof![1..90i64, 90..1_500i64].prop_map(|minutes| Move::Wait { minutes }).boxed()),
        (turn.0, Just(Move::LaneTurns(turn.1)).boxed()),
        (2, seat().prop_map(|seat| Move::SignIn { seat }).boxed()),
        (some, (cases, seat(), seat()).prop_map(purge).boxed()),
        (2, Just(Move::Restart).boxed()),
    ];
    moves.retain(|(weight, _)| *weight > 0);
    Union::new_weighted(moves).boxed()
}

fn purge((case, first, second): (usize, usize, usize)) -> Move {
    Move::Purge { case, first, second }
}

fn take(booth: &Model, luck: u8, [case, clause, kind, which]: [Index; 4]) -> Move {
    let case = case.index(booth.cases.len());
    let steps = steps(&booth.cases[case]);
    let any: Vec<(usize, &Step)> =
        steps.iter().flat_map(|step| (0..SEATS.len()).map(move |seat| (seat, step))).collect();
    let is_open =
        |(seat, step): &(usize, &Step)| is_timely(step.kind(), luck) && law::takes(booth, case, *seat, step);
    let tried: Vec<(usize, &Step)> = match luck {
        0..OPEN_OF_TEN => any.iter().copied().filter(is_open).collect(),
        OPEN_OF_TEN => nearly(booth, case, &any, clause),
        _ => any.clone(),
    };
    let mut kinds: Vec<StepKind> = tried.iter().map(|(_, step)| step.kind()).collect();
    kinds.dedup();
    let lots: Vec<StepKind> =
        kinds.into_iter().flat_map(|kind| std::iter::repeat_n(kind, weight(kind))).collect();
    let (seat, step) = if lots.is_empty() {
        any[which.index(any.len())]
    } else {
        let kind = lots[kind.index(lots.len())];
        let of_kind: Vec<_> = tried.into_iter().filter(|(_, step)| step.kind() == kind).collect();
        of_kind[which.index(of_kind.len())]
    };
    Move::Take { case, seat, step: Box::new(step.clone()) }
}

/// Steps that one clause alone forbids, the same clause all of them: a rule that is lost shows there first.
fn nearly<'a>(booth: &Model, case: usize, any: &[(usize, &'a Step)], lot: Index) -> Vec<(usize, &'a Step)> {
    let barred: Vec<(usize, (usize, &Step))> = any
        .iter()
        .filter_map(|(seat, step)| Some((law::only_bar(booth, case, *seat, step)?, (*seat, *step))))
        .collect();
    let clauses: BTreeSet<usize> = barred.iter().map(|(clause, _)| *clause).collect();
    let clauses = Vec::from_iter(clauses);
    let Some(clause) = (!clauses.is_empty()).then(|| clauses[lot.index(clauses.len())]) else {
        return Vec::new();
    };
    barred.into_iter().filter(|(of, _)| *of == clause).map(|(_, tried)| tried).collect()
}

/// A case that must wait is seldom ended for want of anything else to do.
fn is_timely(kind: StepKind, luck: u8) -> bool {
    match kind {
        StepKind::Cancel => luck == 0,
        StepKind::Exempt => luck <= 1,
        _ => true,
    }
}

/// What leads a case on is tried more often than what ends it early.
fn weight(kind: StepKind) -> usize {
    match kind {
        StepKind::Admit | StepKind::ConfirmLane | StepKind::RequestScan | StepKind::BeginAnalysis => 8,
        StepKind::GiveVerdict | StepKind::RecordSeal | StepKind::HandOver | StepKind::ExplainDelay => 5,
        StepKind::RecordSheet | StepKind::RecordOutcome | StepKind::GiveOpinion => 3,
        StepKind::PlaceMark | StepKind::NoteDiscrepancy => 2,
        // What is open is met before more is written: the verdict may wait for it.
        StepKind::AcknowledgeNote | StepKind::AnswerNote => 6,
        _ => 1,
    }
}

/// Every step that may be tried with a case, the whole and the wanting, each kind together.
fn steps(paper: &Paper) -> Vec<Step> {
    let mut steps = at_the_gate();
    steps.extend(at_the_image(paper));
    steps.extend(after_the_verdict(paper));
    steps.extend(notes(paper));
    steps
}

fn at_the_gate() -> Vec<Step> {
    let (fits, high, none) = (size(18_700, 2_500, 4_000), size(18_700, 2_500, 4_601), size(18_700, 0, 4_000));
    let admit = |dimensions: Dimensions| Step::Admit(GateAnswers { dimensions });
    let exempt = |ground, dimensions, alternative: &str| {
        Step::Exempt(Exemption { ground, dimensions, alternative: text(alternative) })
    };
    let check = |driver_out, zone_searched| Step::ConfirmLane(LaneCheck { driver_out, zone_searched });
    let (yes, no) = (Confirmation::Confirmed, Confirmation::Open);
    vec![
        admit(fits),
        admit(high),
        admit(none),
        exempt(ExemptionGround::LiveAnimals, None, "осмотр"),
        exempt(ExemptionGround::LiveFish, None, ""),
        exempt(ExemptionGround::HatchingEggs, None, "осмотр"),
        exempt(ExemptionGround::Oversize, Some(high), "осмотр"),
        exempt(ExemptionGround::Oversize, Some(fits), "осмотр"),
        exempt(ExemptionGround::Oversize, None, "осмотр"),
        check(yes, yes),
        check(yes, no),
        check(no, yes),
        Step::RequestScan { repeat_reason: None },
        Step::RequestScan { repeat_reason: Some(text("")) },
        Step::RequestScan { repeat_reason: Some(text("смаз")) },
    ]
}

fn at_the_image(paper: &Paper) -> Vec<Step> {
    let next = paper.placed + 1;
    let known = paper.marks.first().copied().unwrap_or(0);
    let places = [
        (next, (0, 0), (1, 1)),
        (next, (10, 10), (20, 20)),
        (next, (0, 0), IMAGE),
        (next, (IMAGE.0 - 9, 0), (10, 10)),
        (next, (0, IMAGE.1), (1, 1)),
        (next, (u32::MAX, 0), (2, 1)),
        (next, (3, 3), (0, 5)),
        (next + 1, (3, 3), (5, 5)),
        (known, (5, 5), (9, 9)),
        (known, (5, 5), (900, 9)),
    ];
    let verdict = |verdict, analysis: &str, recommendation: &str| {
        Step::GiveVerdict(Box::new(conclusion(verdict, analysis, recommendation)))
    };
    let mut steps = vec![Step::BeginAnalysis];
    steps.extend(places.map(|(number, at, size)| Step::PlaceMark(mark(number, at, size))));
    let proposed = |seat| Mark { proposed_by: Some(officer(seat)), ..mark(next, (0, 0), (1, 1)) };
    steps.extend([6, 7, 0].map(|seat| Step::PlaceMark(proposed(seat))));
    steps.extend([known, next].map(|number| Step::RemoveMark { number }));
    let lines = [noted(0, "мест больше"), noted(1, "вес"), noted(1, ""), noted(2, "вес")];
    steps.extend(lines.map(Step::NoteDiscrepancy));
    steps.extend([0, 1].map(|goods_line| Step::RemoveDiscrepancy { goods_line }));
    steps.extend(["смаз", ""].map(|reason| Step::RefuseImage { reason: text(reason) }));
    steps.extend(["тень у оси", ""].map(|reason| Step::AskSecondOpinion { reason: text(reason) }));
    steps.extend([
        verdict(Verdict::WithoutSuspicion, "", ""),
        verdict(Verdict::UnderSuspicion, "плотный предмет", "досмотр"),
        verdict(Verdict::UnderSuspicion, "", "досмотр"),
        verdict(Verdict::UnderSuspicion, "плотный предмет", ""),
    ]);
    steps
}

fn after_the_verdict(paper: &Paper) -> Vec<Step> {
    let sheet = || SheetRecord { file: "a.pdf".into(), sha256: "ab".into(), printer: None };
    let seal = |number| Step::RecordSeal { seal: SealNumber::parse(number).unwrap() };
    let mut steps = vec![Step::RecordSheet(sheet()), seal("0417"), seal("7"), seal("А17")];
    steps.extend(["Серік Б., пост 7", ""].map(|to| Step::HandOver { to: text(to) }));
    let reasons = ["ошибка", ""];
    steps.extend(reasons.map(|reason| Step::ExplainDelay { reason: text(reason) }));
    let sees = Verdict::UnderSuspicion;
    steps.extend(reasons.map(|why| Step::GiveOpinion(Opinion { sees, text: text(why) })));
    steps.extend(reasons.map(|reason| Step::AskRecheck { reason: text(reason) }));
    let agreement = Agreement::Differs;
    steps.extend(reasons.map(|why| Step::Recheck(Recheck { agreement, text: text(why) })));
    steps.extend(reasons.map(|reason| Step::Reopen { reason: text(reason) }));
    steps.extend(overrides(paper));
    steps.extend(reasons.map(|reason| Step::Cancel { reason: text(reason) }));
    let outcome = |result, found: &str, papers: usize| {
        Step::RecordOutcome(Outcome { result, found: text(found), documents: vec![text("АД-7"); papers] })
    };
    steps.extend([
        outcome(OutcomeResult::Confirmed, "сигареты", 1),
        outcome(OutcomeResult::Confirmed, "", 1),
        outcome(OutcomeResult::NotConfirmed, "", 20),
        outcome(OutcomeResult::NotConfirmed, "", 21),
    ]);
    steps
}

fn notes(paper: &Paper) -> Vec<Step> {
    let write = |kind, to, words: &str| Step::WriteNote(Written { kind, to, text: text(words) });
    let mut steps: Vec<Step> = NoteKind::ALL
        .into_iter()
        .flat_map(|kind| {
            [None, Some(Role::Oms), Some(Role::Oac), Some(Role::Supervisor)].map(|to| (kind, to))
        })
        .map(|(kind, to)| write(kind, to, "вторая ось"))
        .collect();
    steps.extend([write(NoteKind::Note, None, ""), write(NoteKind::Note, None, &"ш".repeat(501))]);
    let last = u16::try_from(paper.notes.len()).unwrap();
    steps.extend((0..=last + 1).map(|number| Step::AcknowledgeNote { number }));
    steps.extend((0..=last + 1).map(|number| Step::AnswerNote { number, text: text("догружен") }));
    steps.extend(["", &"ш".repeat(501)].map(|said| Step::AnswerNote { number: last, text: text(said) }));
    steps
}

fn overrides(paper: &Paper) -> Vec<Step> {
    let over = |reason: &str, verdict, marks, discrepancies: Vec<Discrepancy>| {
        let conclusion = conclusion(verdict, "плотный предмет", "досмотр");
        Step::Override(Box::new(Override {
            reason: text(reason),
            conclusion,
            marks,
            discrepancies,
            second: None,
        }))
    };
    let (clear, suspect) = (Verdict::WithoutSuspicion, Verdict::UnderSuspicion);
    let (next, inside) = (paper.placed + 1, (10, 10));
    vec![
        over("ошибка", clear, vec![], vec![]),
        over("", clear, vec![], vec![]),
        over("ошибка", clear, vec![mark(next, inside, inside)], vec![]),
        over("ошибка", suspect, vec![mark(next, inside, inside)], vec![]),
        over("ошибка", suspect, vec![mark(next, inside, inside), mark(next, inside, inside)], vec![]),
        over("ошибка", suspect, vec![mark(1, inside, (1, 1)), mark(2, inside, (1, 1))], vec![]),
        over("ошибка", suspect, vec![mark(0, inside, inside)], vec![]),
        over("ошибка", suspect, vec![mark(next, inside, (900, 1))], vec![]),
        over("ошибка", suspect, vec![], vec![noted(1, "вес")]),
        over("ошибка", suspect, vec![], vec![noted(1, "вес"), noted(1, "вес")]),
        over("ошибка", suspect, vec![], vec![noted(2, "вес")]),
        over("ошибка", suspect, vec![], vec![noted(0, "")]),
        over("ошибка", suspect, vec![], vec![]),
    ]
}

/// What the scanner says: mostly of a scan that is awaited.
fn report(booth: &Model, [case, which, ..]: [Index; 4]) -> Move {
    let completed = ScanEnd::Completed { columns: 9, lost: 0, beam_ms: 9, dose_nsv: Some(9) };
    let reports = [
        Report::Prewarning,
        Report::Beam,
        Report::Ended(completed.clone()),
        Report::Ended(completed.clone()),
        Report::Ended(completed.clone()),
        Report::Ended(completed),
        Report::Ended(ScanEnd::Stopped),
        Report::Ended(ScanEnd::Refused(3)),
        Report::Ended(ScanEnd::Faulted(LaneFault::LinkLost)),
        Report::Image,
        Report::Image,
        Report::Image,
        Report::Missing,
    ];
    let all: Vec<Move> = (0..booth.cases.len())
        .flat_map(|case| reports.iter().cloned().map(move |report| Move::Lane { case, report }))
        .collect();
    let awaited: Vec<&Move> = all.iter().filter(|what| law::fate(booth, what) == Fate::Taken).collect();
    let from =
        if awaited.is_empty() { &all[case.index(all.len())] } else { awaited[which.index(awaited.len())] };
    from.clone()
}

fn day(booth: &Model, luck: u8, [lot, which, ..]: [Index; 4]) -> Move {
    let deeds = deeds(booth);
    let any: Vec<(usize, &Deed)> =
        deeds.iter().flat_map(|deed| (0..SEATS.len()).map(move |seat| (seat, deed))).collect();
    let is_open = |(seat, deed): &(usize, &Deed)| {
        law::fate(booth, &Move::Day { seat: *seat, deed: (*deed).clone() }) == Fate::Taken
    };
    let open = any.iter().copied().filter(|tried| luck < OPEN_OF_TEN && is_open(tried));
    let lots: Vec<_> = open.flat_map(|tried| std::iter::repeat_n(tried, urgency(booth, tried.1))).collect();
    let (seat, deed) =
        if lots.is_empty() { any[which.index(any.len())] } else { lots[lot.index(lots.len())] };
    Move::Day { seat, deed: deed.clone() }
}

/// What ends something is done more often than what begins it, so that the booth comes back into service.
fn urgency(booth: &Model, deed: &Deed) -> usize {
    match deed {
        Deed::Report { .. } | Deed::Check(_) => 1,
        Deed::OpenShift | Deed::HandOver { .. } => 3,
        Deed::Acknowledge { .. } => 6,
        Deed::TakeOver | Deed::CloseShift => 9,
        Deed::Return { .. } => 20,
        Deed::Follow { number, step } => {
            let found = booth.troubles.iter().find(|trouble| trouble.number == *number);
            match (step, found.map(|trouble| (trouble.repaired, trouble.tested))) {
                (MalfunctionStep::Repair(_), Some((None, _)))
                | (MalfunctionStep::Test(_), Some((Some(()), None))) => 8,
                _ => 1,
            }
        }
    }
}

fn deeds(booth: &Model) -> Vec<Deed> {
    let mut deeds = vec![Deed::OpenShift, Deed::TakeOver, Deed::CloseShift];
    deeds.extend(["ключ у дежурного", ""].map(|note| Deed::HandOver { note: text(note) }));
    let handing = booth.shift.as_ref().and_then(|shift| shift.handover.as_ref());
    let items = handing.map_or(0, |handing| handing.items);
    let unknown = (0..items).filter(|item| !handing.is_some_and(|handing| handing.known.contains(item)));
    deeds.extend(unknown.chain([items]).map(|item| Deed::Acknowledge { item }));
    let report = |part: &str, symptom: &str, service| Deed::Report {
        part: text(part),
        symptom: text(symptom),
        service,
    };
    deeds.extend([report("", "полоса", Service::Stopped), report("детектор", "", Service::Stopped)]);
    if booth.troubles.iter().filter(|trouble| trouble.returned.is_none()).count() < 2 {
        deeds.push(report("детектор", "полоса", Service::InUse));
        deeds.push(report("источник", "нет пучка", Service::Stopped));
    }
    let open = booth.troubles.iter().filter(|trouble| trouble.returned.is_none());
    for trouble in open.take(2).chain(booth.troubles.last()) {
        let number = trouble.number;
        deeds.extend(followed().map(|step| Deed::Follow { number, step }));
        deeds.extend([1, 4, 7].map(|second| Deed::Return { number, second }));
    }
    let measured = [
        Measured::Good,
        Measured::Good,
        Measured::Limited,
        Measured::Bad,
        Measured::MeterOverdue,
        Measured::NoValue,
        Measured::NoDose,
    ];
    deeds.extend(measured.map(Deed::Check));
    deeds
}

fn followed() -> [MalfunctionStep; 8] {
    let tell = |whom: &str, how: &str| MalfunctionStep::Tell(Told { whom: text(whom), how: text(how) });
    let test = |result, note: &str| MalfunctionStep::Test(ImageTest { result, note: text(note) });
    [
        tell("дежурный", "телефон"),
        tell("", "телефон"),
        tell("дежурный", ""),
        MalfunctionStep::Repair(text("замена платы")),
        MalfunctionStep::Repair(text("")),
        test(TestResult::Passed, "сталь 280 мм"),
        test(TestResult::Passed, ""),
        test(TestResult::Failed, "полоса"),
    ]
}
