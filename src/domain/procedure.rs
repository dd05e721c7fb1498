//! The procedure's door: given a case and a step, either the fact that the step makes, or the refusal.

mod noting;
mod supervising;

pub use supervising::imported_outcome;

use crate::domain::Moment;
use crate::domain::authority::{authorise_case, taken};
use crate::domain::booth::BoothState;
use crate::domain::case::{Case, CaseState};
use crate::domain::exemption::{Dimensions, Exemption, ExemptionGround, GateAnswers};
use crate::domain::fact::CaseFact;
use crate::domain::lane::LaneView;
use crate::domain::number::ScanId;
use crate::domain::officer::{Officer, Role};
use crate::domain::policy::{Policy, StepTimes};
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::scan::{Scan, ScanKind};
use crate::domain::step::{Conclusion, Confirmation, LaneCheck, Step, StepKind, Verdict};
use crate::domain::text::CleanText;

/// Marks that may stand on one image: more cannot be told apart at 80×24.
pub const MAX_MARKS: usize = 99;

/// Scans of one case: the ordinal has three digits in the scan id.
pub const MAX_SCANS: usize = 99;

/// What a step is decided against, besides the case itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The booth's policy.
    pub policy: &'a Policy,
    /// The booth's own state.
    pub booth: &'a BoothState,
    /// The time.
    pub now: Moment,
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
    authorise_case(officer, step.kind(), case, at.policy.people.oms_and_oac_in_one)?;
    // A session may have begun before the shift did: who has worked as the other operator meanwhile is told so here.
    if at.booth.other_role_bars(at.policy, &officer.id, officer.role) {
        return Err(Refusal::OtherRole);
    }
    if leaves_its_state(step.kind(), case.state) {
        in_time(case, &at.policy.steps, at.now)?;
    }
    let limits = at.policy.complex.limits();
    match step {
        Step::Admit(answers) => admit(answers, &limits),
        Step::Exempt(exemption) => exempt(case, exemption, &limits),
        Step::ConfirmLane(check) => confirm_lane(*check),
        Step::RequestScan { repeat_reason } => request_scan(case, repeat_reason.as_ref(), at),
        Step::BeginAnalysis => begin_analysis(case, officer, at.booth),
        Step::PlaceMark(_) | Step::RemoveMark { .. } => decide_mark(case, officer, step),
        Step::NoteDiscrepancy(_) | Step::RemoveDiscrepancy { .. } => decide_discrepancy(case, step),
        Step::RefuseImage { reason } => refuse_image(case, reason),
        Step::GiveVerdict(conclusion) => match lacking(case, conclusion).first() {
            Some(requirement) => Err(Refusal::Requirement(*requirement)),
            None => noting::unheld(case, at.policy).map(|()| CaseFact::VerdictGiven(conclusion.clone())),
        },
        Step::RecordSheet(_) if case.purge.is_some() => Err(Refusal::AlreadyPurged),
        Step::RecordSheet(sheet) => Ok(CaseFact::SheetPrinted(sheet.clone())),
        Step::RecordSeal { seal } if !at.policy.seal.admits(seal.as_str()) => {
            Err(Refusal::Requirement(Requirement::SealByRule))
        }
        Step::RecordSeal { seal } => Ok(CaseFact::Sealed { seal: seal.clone() }),
        Step::HandOver { to } => {
            required(to, Requirement::Recipient)?;
            Ok(CaseFact::HandedOver { to: to.clone() })
        }
        Step::ExplainDelay { .. }
        | Step::AskSecondOpinion { .. }
        | Step::GiveOpinion(_)
        | Step::AskRecheck { .. }
        | Step::Recheck(_)
        | Step::Reopen { .. }
        | Step::Override(_)
        | Step::Cancel { .. }
        | Step::RecordOutcome(_) => supervising::decide(case, step, at),
        Step::WriteNote(_) | Step::AcknowledgeNote { .. } | Step::AnswerNote { .. } => {
            noting::decide(case, officer, step)
        }
    }
}

/// Whether a step takes the case out of its state by the work itself: those steps have their time.
fn leaves_its_state(step: StepKind, state: CaseState) -> bool {
    match step {
        StepKind::Admit
        | StepKind::Exempt
        | StepKind::ConfirmLane
        | StepKind::RequestScan
        | StepKind::GiveVerdict
        | StepKind::RefuseImage
        | StepKind::RecordSeal
        | StepKind::HandOver => true,
        StepKind::BeginAnalysis => state == CaseState::Queued,
        StepKind::RecordSheet => state == CaseState::Cleared,
        _ => false,
    }
}

/// Whether a step can be refused for coming late.
pub fn can_be_late(step: StepKind) -> bool {
    CaseState::ALL.into_iter().any(|state| leaves_its_state(step, state))
}

/// Minutes that the policy gives a state; `None` where it sets no time.
fn minutes_for(state: CaseState, times: &StepTimes) -> Option<u32> {
    let minutes = match state {
        CaseState::Registered => times.registered,
        CaseState::Admitted => times.admitted,
        CaseState::LaneChecked => times.lane_checked,
        CaseState::Queued => times.queued,
        CaseState::InAnalysis => times.in_analysis,
        CaseState::Cleared => times.cleared,
        CaseState::Printed => times.printed,
        CaseState::Suspected => times.suspected,
        CaseState::Scanning
        | CaseState::AwaitingImage
        | CaseState::HandedOver
        | CaseState::Closed
        | CaseState::NotApplied
        | CaseState::Examined
        | CaseState::Cancelled => 0,
    };
    (minutes > 0).then_some(minutes)
}

/// By how much a case has stood too long where it stands: minutes there, and minutes given. `None` while it has not, or was
/// explained.
pub fn overdue(case: &Case, times: &StepTimes, now: Moment) -> Option<(u32, u32)> {
    let limit = minutes_for(case.state, times)?;
    let minutes = u32::try_from((now - case.since).num_minutes()).unwrap_or(0);
    (minutes >= limit && !case.delay_explained()).then_some((minutes, limit))
}

fn in_time(case: &Case, times: &StepTimes, now: Moment) -> Result<(), Refusal> {
    match overdue(case, times, now) {
        Some((minutes, limit)) => Err(Refusal::Late { state: case.state, minutes, limit }),
        None => Ok(()),
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

fn exempt(case: &Case, exemption: &Exemption, limits: &Dimensions) -> Result<CaseFact, Refusal> {
    // What the beam has passed through was not left out: such a case is scanned again, or cancelled.
    if case.scans.iter().any(Scan::was_applied) {
        return Err(Refusal::State { step: StepKind::Exempt, state: case.state });
    }
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

fn request_scan(case: &Case, reason: Option<&CleanText>, at: Circumstances<'_>) -> Result<CaseFact, Refusal> {
    if let Some(bar) = at.booth.bars_scans(at.policy, at.now) {
        return Err(Refusal::Barred(bar));
    }
    if let Some(impediment) = at.lane.impediment() {
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

/// An image whose reader has gone with the shift before is taken over; nobody else takes it from its reader.
fn begin_analysis(case: &Case, officer: &Officer, booth: &BoothState) -> Result<CaseFact, Refusal> {
    match case.state {
        CaseState::Queued => Ok(CaseFact::AnalysisBegan),
        CaseState::InAnalysis if case.analysed_by() != Some(&officer.id) => {
            if is_left_behind(case, booth) {
                Ok(CaseFact::AnalysisBegan)
            } else {
                Err(taken(case))
            }
        }
        state => Err(Refusal::State { step: StepKind::BeginAnalysis, state }),
    }
}

/// Whether the analysis began before the present shift did.
pub fn is_left_behind(case: &Case, booth: &BoothState) -> bool {
    let begun = case.stamps.analysis_begun.as_ref().map(|stamp| stamp.at);
    let opened = booth.shift.as_ref().map(|shift| shift.opened_at);
    begun.zip(opened).is_some_and(|(begun, opened)| begun < opened)
}

fn decide_mark(case: &Case, officer: &Officer, step: &Step) -> Result<CaseFact, Refusal> {
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
            proposed(officer, mark.proposed_by.as_ref())?;
            Ok(CaseFact::MarkPlaced(mark.clone()))
        }
        _ => Err(Refusal::Requirement(Requirement::KnownMark)),
    }
}

/// A mark that somebody proposed was proposed by a supervisor, and by another person than the one who places it.
fn proposed(officer: &Officer, by: Option<&Officer>) -> Result<(), Refusal> {
    match by {
        Some(by) if by.role != Role::Supervisor || by.id == officer.id => {
            Err(Refusal::Requirement(Requirement::Proposal))
        }
        _ => Ok(()),
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

#[cfg(test)]
mod tests;
