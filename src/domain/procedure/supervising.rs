//! The steps of supervision, and the reason of a delay: each adds a fact, none takes one back.

use crate::domain::authority::is_open_in;
use crate::domain::case::Case;
use crate::domain::fact::CaseFact;
use crate::domain::procedure::{Circumstances, MAX_MARKS, lacking, overdue, required};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Step, StepKind};
use crate::domain::supervision::{MAX_OF_A_KIND, MAX_OUTCOME_DOCUMENTS, Outcome, OutcomeResult, Override};
use std::collections::BTreeSet;

pub(super) fn decide(case: &Case, step: &Step, at: Circumstances<'_>) -> Result<CaseFact, Refusal> {
    match step {
        Step::ExplainDelay { reason } => {
            required(reason, Requirement::Reason)?;
            bounded(case.delays.len())?;
            match overdue(case, &at.policy.steps, at.now) {
                Some(_) => Ok(CaseFact::DelayExplained { state: case.state, reason: reason.clone() }),
                None => Err(Refusal::State { step: step.kind(), state: case.state }),
            }
        }
        Step::AskSecondOpinion { reason } => {
            required(reason, Requirement::Reason)?;
            bounded(case.opinions.len())?;
            Ok(CaseFact::SecondOpinionAsked { reason: reason.clone() })
        }
        Step::GiveOpinion(opinion) => {
            if case.opinion_asked.is_none() {
                return Err(Refusal::Requirement(Requirement::OpinionAsked));
            }
            required(&opinion.text, Requirement::Reason)?;
            Ok(CaseFact::OpinionGiven(opinion.clone()))
        }
        Step::AskRecheck { reason } => {
            required(reason, Requirement::Reason)?;
            bounded(case.rechecks.len())?;
            Ok(CaseFact::RecheckAsked { reason: reason.clone() })
        }
        Step::Recheck(recheck) => {
            required(&recheck.text, Requirement::Reason)?;
            bounded(case.rechecks.len())?;
            Ok(CaseFact::Rechecked(recheck.clone()))
        }
        Step::Reopen { reason } => {
            required(reason, Requirement::Reason)?;
            still_visible(case)?;
            bounded(case.rulings.len())?;
            Ok(CaseFact::Reopened { reason: reason.clone(), second: None })
        }
        Step::Override(by) => overrule(case, by),
        Step::Cancel { reason } => {
            required(reason, Requirement::Reason)?;
            Ok(CaseFact::Cancelled { reason: reason.clone(), second: None })
        }
        Step::RecordOutcome(outcome) => record_outcome(case, outcome),
        _ => Err(Refusal::State { step: step.kind(), state: case.state }),
    }
}

/// What was purged cannot be looked at again.
fn still_visible(case: &Case) -> Result<(), Refusal> {
    match (&case.purge, case.image()) {
        (Some(_), _) => Err(Refusal::AlreadyPurged),
        (None, None) => Err(Refusal::Requirement(Requirement::Image)),
        (None, Some(_)) => Ok(()),
    }
}

fn overrule(case: &Case, by: &Override) -> Result<CaseFact, Refusal> {
    required(&by.reason, Requirement::Reason)?;
    still_visible(case)?;
    bounded(case.rulings.len())?;
    let image = case.image();
    let fits = |start: u32, length: u32, whole: u32| {
        length > 0 && start.checked_add(length).is_some_and(|end| end <= whole)
    };
    let within = |mark: &crate::domain::analysis::Mark| {
        image.is_some_and(|image| {
            fits(mark.x, mark.width, image.width) && fits(mark.y, mark.height, image.height)
        })
    };
    if by.marks.len() > MAX_MARKS {
        return Err(Refusal::Requirement(Requirement::FewerMarks));
    }
    if !by.marks.iter().all(within) {
        return Err(Refusal::Requirement(Requirement::MarkWithinImage));
    }
    // A number stands for one zone: on the sheet, and when a mark is taken off.
    let numbers: BTreeSet<u16> = by.marks.iter().map(|mark| mark.number).collect();
    let highest = usize::from(case.marks_placed) + by.marks.len();
    let given = |number: &u16| (1..=highest).contains(&usize::from(*number));
    if numbers.len() < by.marks.len() || !numbers.iter().all(given) {
        return Err(Refusal::Requirement(Requirement::KnownMark));
    }
    let lines = case.registration.as_ref().map_or(0, |registration| registration.goods.len());
    let named: BTreeSet<u16> = by.discrepancies.iter().map(|noted| noted.goods_line).collect();
    if named.len() < by.discrepancies.len() || named.iter().any(|line| usize::from(*line) >= lines) {
        return Err(Refusal::Requirement(Requirement::KnownGoodsLine));
    }
    by.discrepancies.iter().try_for_each(|noted| required(&noted.note, Requirement::DiscrepancyNote))?;
    let judged = Case { marks: by.marks.clone(), discrepancies: by.discrepancies.clone(), ..case.clone() };
    match lacking(&judged, &by.conclusion).first() {
        Some(requirement) => Err(Refusal::Requirement(*requirement)),
        // Who the second person is, nobody says who asks.
        None => Ok(CaseFact::Overridden(Box::new(by.clone())).seconded(None)),
    }
}

fn record_outcome(case: &Case, outcome: &Outcome) -> Result<CaseFact, Refusal> {
    bounded(case.outcomes.len())?;
    if outcome.result == OutcomeResult::Confirmed {
        required(&outcome.found, Requirement::Found)?;
    }
    if outcome.documents.len() > MAX_OUTCOME_DOCUMENTS {
        return Err(Refusal::Requirement(Requirement::FewerOfAKind));
    }
    Ok(CaseFact::OutcomeRecorded(outcome.clone()))
}

/// An outcome from a file: nobody of the booth answers for it by name, so the station records it. Nothing where it is recorded
/// already, word for word: an earlier file read once more does not turn a later outcome back.
pub fn imported_outcome(case: &Case, outcome: &Outcome) -> Result<Option<CaseFact>, Refusal> {
    let step = StepKind::RecordOutcome;
    if !is_open_in(step, case.state) {
        return Err(Refusal::State { step, state: case.state });
    }
    if case.outcomes.iter().any(|recorded| recorded.what == *outcome) {
        return Ok(None);
    }
    record_outcome(case, outcome).map(Some)
}

fn bounded(count: usize) -> Result<(), Refusal> {
    if count < MAX_OF_A_KIND { Ok(()) } else { Err(Refusal::Requirement(Requirement::FewerOfAKind)) }
}
