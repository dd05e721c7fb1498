//! The procedure's door: given a case and a step, either the fact that the step makes, or the refusal.

use crate::domain::authority::authorise_case;
use crate::domain::case::{Case, CaseState};
use crate::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use crate::domain::fact::CaseFact;
use crate::domain::lane::LaneView;
use crate::domain::number::ScanId;
use crate::domain::officer::Officer;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::scan::ScanKind;
use crate::domain::step::{Conclusion, Confirmation, LaneCheck, Step, StepKind, Verdict};
use crate::domain::text::CleanText;

/// Marks that may stand on one image: more cannot be told apart at 80×24.
pub const MAX_MARKS: usize = 99;

/// Scans of one case: the ordinal has three digits in the scan id.
pub const MAX_SCANS: usize = 99;

/// What a step is decided against, besides the case itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// What this complex can scan.
    pub limits: &'a Dimensions,
    /// The lane as last reported.
    pub lane: &'a LaneView,
}

/// Decides a step. The fact it returns becomes true only once the journal holds it.
pub fn decide(
    case: &Case,
    officer: &Officer,
    step: &Step,
    at: Circumstances<'_>,
) -> Result<CaseFact, Refusal> {
    authorise_case(officer, step.kind(), case)?;
    match step {
        Step::Admit(answers) => admit(answers, at.limits),
        Step::Exempt(exemption) => exempt(exemption, at.limits),
        Step::ConfirmLane(check) => confirm_lane(*check),
        Step::RequestScan { repeat_reason } => request_scan(case, repeat_reason.as_ref(), at.lane),
        Step::BeginAnalysis => begin_analysis(case),
        Step::PlaceMark(_) | Step::RemoveMark { .. } => decide_mark(case, step),
        Step::NoteDiscrepancy(_) | Step::RemoveDiscrepancy { .. } => decide_discrepancy(case, step),
        Step::RefuseImage { reason } => refuse_image(case, reason),
        Step::GiveVerdict(conclusion) => match lacking(case, conclusion).first() {
            Some(requirement) => Err(Refusal::Requirement(*requirement)),
            None => Ok(CaseFact::VerdictGiven(conclusion.clone())),
        },
        Step::RecordSheet(sheet) => Ok(CaseFact::SheetPrinted(sheet.clone())),
        Step::RecordSeal { seal } => Ok(CaseFact::Sealed { seal: seal.clone() }),
        Step::HandOver { to } => {
            required(to, Requirement::Recipient)?;
            Ok(CaseFact::HandedOver { to: to.clone() })
        }
    }
}

fn admit(answers: &GateAnswers, limits: &Dimensions) -> Result<CaseFact, Refusal> {
    if !answers.dimensions.are_positive() {
        return Err(Refusal::Requirement(Requirement::Dimensions));
    }
    if !answers.dimensions.fit_within(limits) {
        return Err(Refusal::Requirement(Requirement::WithinLimits));
    }
    Ok(CaseFact::Admitted(answers.clone()))
}

fn exempt(exemption: &Exemption, limits: &Dimensions) -> Result<CaseFact, Refusal> {
    required(&exemption.alternative, Requirement::Alternative)?;
    if exemption.ground == ExemptionGround::Oversize {
        match &exemption.dimensions {
            Some(dimensions) if dimensions.are_positive() && dimensions.fit_within(limits) => {
                return Err(Refusal::Requirement(Requirement::BeyondLimits));
            }
            Some(dimensions) if dimensions.are_positive() => {}
            _ => return Err(Refusal::Requirement(Requirement::Dimensions)),
        }
    }
    Ok(CaseFact::NotApplied(exemption.clone()))
}

fn confirm_lane(check: LaneCheck) -> Result<CaseFact, Refusal> {
    match (check.driver_out, check.zone_searched) {
        (Confirmation::Open, _) => Err(Refusal::Requirement(Requirement::DriverOut)),
        (_, Confirmation::Open) => Err(Refusal::Requirement(Requirement::ZoneSearched)),
        (Confirmation::Confirmed, Confirmation::Confirmed) => Ok(CaseFact::LaneConfirmed(check)),
    }
}

fn request_scan(case: &Case, reason: Option<&CleanText>, lane: &LaneView) -> Result<CaseFact, Refusal> {
    if let Some(impediment) = lane.impediment() {
        return Err(Refusal::Lane(impediment));
    }
    if case.scans.len() >= MAX_SCANS {
        return Err(Refusal::Requirement(Requirement::FewerScans));
    }
    let ordinal = u16::try_from(case.scans.len() + 1).unwrap_or(u16::MAX);
    let kind = match (case.scans.is_empty(), reason.filter(|reason| !reason.is_empty())) {
        (true, _) => ScanKind::First,
        (false, Some(reason)) => ScanKind::Repeat { reason: reason.clone() },
        (false, None) => return Err(Refusal::Requirement(Requirement::RepeatReason)),
    };
    Ok(CaseFact::ScanRequested { scan: ScanId::new(&case.number, ordinal), kind })
}

fn begin_analysis(case: &Case) -> Result<CaseFact, Refusal> {
    match case.state {
        CaseState::Queued => Ok(CaseFact::AnalysisBegan),
        state => Err(Refusal::State { step: StepKind::BeginAnalysis, state }),
    }
}

fn decide_mark(case: &Case, step: &Step) -> Result<CaseFact, Refusal> {
    match step {
        Step::RemoveMark { number } if case.marks.iter().any(|mark| mark.number == *number) => {
            Ok(CaseFact::MarkRemoved { number: *number })
        }
        Step::PlaceMark(mark) => {
            let known = case.marks.iter().any(|m| m.number == mark.number);
            let next = case.marks_placed.checked_add(1) == Some(mark.number);
            let within = case.image().is_some_and(|image| {
                let fits = |start: u32, length: u32, whole: u32| {
                    length > 0 && start.checked_add(length).is_some_and(|end| end <= whole)
                };
                fits(mark.x, mark.width, image.width) && fits(mark.y, mark.height, image.height)
            });
            if !known && !next {
                return Err(Refusal::Requirement(Requirement::KnownMark));
            }
            if !known && case.marks.len() >= MAX_MARKS {
                return Err(Refusal::Requirement(Requirement::FewerMarks));
            }
            if !within {
                return Err(Refusal::Requirement(Requirement::MarkWithinImage));
            }
            Ok(CaseFact::MarkPlaced(mark.clone()))
        }
        _ => Err(Refusal::Requirement(Requirement::KnownMark)),
    }
}

fn decide_discrepancy(case: &Case, step: &Step) -> Result<CaseFact, Refusal> {
    let lines = case.registration.as_ref().map_or(0, |registration| registration.goods.len());
    match step {
        Step::NoteDiscrepancy(noted) => {
            if usize::from(noted.goods_line) >= lines {
                return Err(Refusal::Requirement(Requirement::KnownGoodsLine));
            }
            required(&noted.note, Requirement::DiscrepancyNote)?;
            Ok(CaseFact::DiscrepancyNoted(noted.clone()))
        }
        Step::RemoveDiscrepancy { goods_line }
            if case.discrepancies.iter().any(|d| d.goods_line == *goods_line) =>
        {
            Ok(CaseFact::DiscrepancyRemoved { goods_line: *goods_line })
        }
        _ => Err(Refusal::Requirement(Requirement::KnownGoodsLine)),
    }
}

fn refuse_image(case: &Case, reason: &CleanText) -> Result<CaseFact, Refusal> {
    required(reason, Requirement::Reason)?;
    // An imported image has no lane to go back to: its case waits for a verdict on what there is.
    match (case.last_scan(), &case.registration) {
        (Some(scan), Some(_)) => Ok(CaseFact::ImageUnfit { scan: scan.id.clone(), reason: reason.clone() }),
        _ => Err(Refusal::State { step: StepKind::RefuseImage, state: case.state }),
    }
}

/// What a verdict still lacks, all of it, so that the screen can say so before anything is signed (rows 6 and 7).
pub fn lacking(case: &Case, conclusion: &Conclusion) -> Vec<Requirement> {
    let none = |absent: bool, requirement| absent.then_some(requirement);
    let found = match conclusion.verdict {
        Verdict::WithoutSuspicion => [
            none(!case.marks.is_empty(), Requirement::NoMarks),
            none(!case.discrepancies.is_empty(), Requirement::NoDiscrepancies),
            None,
        ],
        Verdict::UnderSuspicion => [
            none(case.marks.is_empty() && case.discrepancies.is_empty(), Requirement::MarkOrDiscrepancy),
            none(conclusion.analysis.is_empty(), Requirement::AnalysisText),
            none(conclusion.recommendation.is_empty(), Requirement::Recommendation),
        ],
    };
    found.into_iter().flatten().collect()
}

fn required(text: &CleanText, requirement: Requirement) -> Result<(), Refusal> {
    if text.is_empty() { Err(Refusal::Requirement(requirement)) } else { Ok(()) }
}
