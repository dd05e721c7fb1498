//! After every move: what no booth may ever be, and whether the real one is what the paper says.

use super::booth::{IMAGE, SEATS, moment};
use super::lived::Lived;
use super::model::{Model, Paper, Trouble};
use intrascope::domain::analysis::Mark;
use intrascope::domain::case::{Case, CaseState};
use intrascope::domain::fact::{CaseFact, Entry, Fact};
use intrascope::domain::malfunction::Malfunction;
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::OfficerId;
use intrascope::domain::procedure::lacking;
use intrascope::domain::shift::Shift;
use intrascope::domain::step::{Conclusion, Verdict};
use std::collections::BTreeSet;

/// Everything, after a move.
pub fn check(lived: &Lived, model: &Model) {
    assert_eq!(lived.cases.len(), model.cases.len());
    for (case, paper) in lived.cases.iter().zip(&model.cases) {
        has_its_requirements(case);
        assert_eq!(
            verdicts_of(&lived.entries, &case.number),
            case.rulings.len() + usize::from(case.conclusion.is_some())
        );
        is_as_on(paper, case);
    }
    booth_is_as_on(model, lived);
}

/// No state is reached without what the procedure asks for it.
fn has_its_requirements(case: &Case) {
    let verdict = case.conclusion.as_ref().map(|given| given.verdict);
    match case.state {
        CaseState::Closed => {
            assert_eq!(verdict, Some(Verdict::WithoutSuspicion));
            assert!(case.sheet.is_some() && case.seal.is_some(), "printed and sealed");
            assert!(case.marks.is_empty() && case.discrepancies.is_empty());
            assert!(case.stamps.printed.is_some() && case.stamps.sealed.is_some());
        }
        CaseState::Suspected | CaseState::HandedOver | CaseState::Examined => {
            is_founded(case, case.conclusion.as_ref().unwrap());
            let named = case.handed_to.as_ref().is_some_and(|to| !to.is_empty());
            assert!(named || case.state == CaseState::Suspected, "handed to a named officer");
            assert!(case.state != CaseState::Examined || !case.outcomes.is_empty(), "with its outcome");
        }
        CaseState::NotApplied => {
            let exemption = case.exemption.as_ref().unwrap();
            assert!(!exemption.alternative.is_empty(), "what was done instead");
            assert!(verdict.is_none() && case.rulings.is_empty() && case.image().is_none());
        }
        CaseState::Cleared | CaseState::Printed => assert_eq!(verdict, Some(Verdict::WithoutSuspicion)),
        CaseState::Cancelled => assert!(case.cancelled.as_ref().is_some_and(|why| !why.what.is_empty())),
        _ => assert_eq!(verdict, None, "a verdict stands only behind the analysis"),
    }
    assert!(case.marks.iter().all(is_within), "marks lie within the image");
    let numbers: BTreeSet<u16> = case.marks.iter().map(|mark| mark.number).collect();
    assert_eq!(numbers.len(), case.marks.len(), "a number names one mark");
    for ruling in case.rulings.iter().filter(|r| r.conclusion.verdict == Verdict::UnderSuspicion) {
        assert!(!ruling.marks.is_empty() || !ruling.discrepancies.is_empty(), "a ruling keeps its ground");
        assert!(ruling.given.is_some() && !ruling.reason.is_empty());
    }
}

fn is_founded(case: &Case, given: &Conclusion) {
    assert_eq!(given.verdict, Verdict::UnderSuspicion);
    assert!(!case.marks.is_empty() || !case.discrepancies.is_empty(), "a zone or a discrepancy");
    assert!(!given.analysis.is_empty() && !given.recommendation.is_empty());
    assert!(lacking(case, given).is_empty());
}

fn is_within(mark: &Mark) -> bool {
    mark.x + mark.width <= IMAGE.0 && mark.y + mark.height <= IMAGE.1 && mark.width * mark.height > 0
}

fn verdicts_of(entries: &[Entry], of: &CaseNumber) -> usize {
    let is_verdict = |entry: &&Entry| match &entry.fact {
        Fact::Case { number, fact: CaseFact::VerdictGiven(_) | CaseFact::Overridden(_) } => number == of,
        _ => false,
    };
    entries.iter().filter(is_verdict).count()
}

fn is_as_on(paper: &Paper, case: &Case) {
    let id = |id: Option<&OfficerId>| id.map(|id| id.as_str().to_owned());
    let told = |person: Option<&'static str>| person.map(str::to_owned);
    assert_eq!((case.state, case.revision.0), (paper.state, paper.facts));
    assert_eq!((case.since, case.changed_at), (moment(paper.since), moment(paper.changed)));
    assert_eq!((case.scans.len(), id(case.scanned_by())), (paper.scans, told(paper.ran)));
    if paper.state == CaseState::InAnalysis {
        assert_eq!(id(case.analysed_by()), told(paper.analyst));
    }
    let marks: BTreeSet<u16> = case.marks.iter().map(|mark| mark.number).collect();
    let lines: BTreeSet<u16> = case.discrepancies.iter().map(|noted| noted.goods_line).collect();
    assert_eq!((marks, case.marks_placed), (paper.marks.clone(), paper.placed));
    assert_eq!(lines, paper.lines);
    let by = case.stamps.verdict.as_ref().and_then(|stamp| stamp.officer.as_ref());
    let standing = case.conclusion.as_ref().map(|given| (given.verdict, by.unwrap().id.as_str()));
    assert_eq!(standing, paper.verdict);
    let given = |by: &Option<intrascope::domain::case::Stamp>| {
        by.as_ref().and_then(|stamp| stamp.officer.as_ref()).map(|by| by.id.as_str().to_owned())
    };
    let rulings: Vec<_> = case
        .rulings
        .iter()
        .map(|ruling| (ruling.conclusion.verdict, given(&ruling.given).unwrap()))
        .collect();
    let expected: Vec<_> = paper.rulings.iter().map(|(verdict, by)| (*verdict, (*by).to_owned())).collect();
    assert_eq!(rulings, expected);
    let notes: Vec<_> = case
        .notes
        .iter()
        .map(|note| {
            let by = note.stamp.officer.as_ref().unwrap();
            let met = note.acknowledged.is_some() || note.answer.is_some();
            (note.written.kind, note.written.to, (by.id.as_str(), by.role), met)
        })
        .collect();
    let papers = paper.notes.iter().map(|note| (note.kind, note.to, SEATS[note.by], note.met.is_some()));
    assert_eq!(notes, papers.collect::<Vec<_>>());
    let there = [
        case.sheet.is_some(),
        case.seal.is_some(),
        case.handed_to.is_some(),
        case.purge.is_some(),
        case.opinion_asked.is_some(),
        case.recheck_asked.is_some(),
    ];
    let papers = [paper.sheet, paper.sealed, paper.handed, paper.purged, paper.asked, paper.recheck];
    assert_eq!(there, papers.map(|paper| paper.is_some()));
}

fn booth_is_as_on(model: &Model, lived: &Lived) {
    let booth = &lived.booth;
    assert_eq!(booth.last_shift, model.shifts);
    assert_eq!(booth.shift.is_some(), model.shift.is_some());
    if let (Some(shift), Some(paper)) = (&booth.shift, &model.shift) {
        shift_is_as_on(paper, shift);
    }
    let mut papers: Vec<&Trouble> = model.troubles.iter().collect();
    papers.sort_by_key(|trouble| trouble.number);
    let mut found: Vec<&Malfunction> = booth.malfunctions.iter().collect();
    found.sort_by_key(|found| found.number);
    assert_eq!(found.len(), papers.len());
    for (found, paper) in found.into_iter().zip(papers) {
        assert_eq!(found.number.0, paper.number);
        assert_eq!((found.told.len(), found.found.what.service), (paper.told, paper.service));
        assert_eq!(found.repaired.is_some(), paper.repaired.is_some());
        assert_eq!(found.tested.as_ref().map(|test| test.what.result), paper.tested);
        assert_eq!(found.returned.is_some(), paper.returned.is_some());
        let two = found.returned.as_ref().is_none_or(|done| done.by.id != done.what.id);
        assert!(two, "two named people return it to service");
    }
    assert_eq!(
        booth.checks.back().map(|done| done.check.overall),
        model.checks.last().map(|(_, came)| *came)
    );
    let numbers = |cases: &[usize]| -> Vec<CaseNumber> {
        cases.iter().map(|case| lived.cases[*case].number.clone()).collect()
    };
    assert_eq!(Vec::from(booth.rechecks.clone()), numbers(&model.rechecks));
    assert_eq!(Vec::from(booth.outcomes_due.clone()), numbers(&model.outcomes_due));
}

fn shift_is_as_on(paper: &super::model::ShiftPaper, shift: &Shift) {
    assert_eq!((shift.number.0, &shift.figures), (paper.number, &paper.figures));
    let roles: Vec<_> = shift.roles.iter().map(|(id, roles)| (id.as_str(), roles)).collect();
    let told: Vec<_> = paper.roles.iter().map(|(id, roles)| (*id, roles)).collect();
    assert_eq!(roles, told);
    let handover = shift.handover.as_ref().map(|handover| {
        let known: Vec<u16> = handover.acknowledged.keys().copied().collect();
        (handover.by.id.as_str(), handover.items.len(), known)
    });
    let handing = paper
        .handover
        .as_ref()
        .map(|handing| (handing.by, usize::from(handing.items), handing.known.iter().copied().collect()));
    assert_eq!(handover, handing);
}
