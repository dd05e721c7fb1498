//! Who may do what: one table of role × step × case state × same person. What it does not name is denied.

use crate::domain::case::{Case, CaseState};
use crate::domain::officer::{Officer, OfficerId, Role};
use crate::domain::policy::Leave;
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKind;

/// What the person who asks has done with the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Neither of the two.
    Other,
    /// Ran the scan.
    RanTheScan,
    /// Gave the verdict that stands.
    GaveTheVerdict,
    /// Both.
    Both,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 4] = [Self::Other, Self::RanTheScan, Self::GaveTheVerdict, Self::Both];

    fn ran_the_scan(self) -> bool {
        matches!(self, Self::RanTheScan | Self::Both)
    }

    fn gave_the_verdict(self) -> bool {
        matches!(self, Self::GaveTheVerdict | Self::Both)
    }
}

/// The roles that may take a step.
fn roles(step: StepKind) -> &'static [Role] {
    match step {
        StepKind::Register
        | StepKind::Admit
        | StepKind::Exempt
        | StepKind::ConfirmLane
        | StepKind::RequestScan
        | StepKind::AcknowledgeFault
        | StepKind::PrepareSource => &[Role::Oms],
        // Anybody who sees the lane may stop the beam; the console lets even the sign-in screen do it.
        StepKind::StopScan
        | StepKind::ReportMalfunction
        | StepKind::ExplainDelay
        | StepKind::WriteNote
        | StepKind::AnswerNote => &[Role::Oms, Role::Oac, Role::Supervisor],
        StepKind::AcknowledgeNote => &[Role::Oms, Role::Oac],
        StepKind::Import
        | StepKind::OpenShift
        | StepKind::HandOverShift
        | StepKind::AcknowledgeItem
        | StepKind::CloseShift
        | StepKind::FollowMalfunction
        | StepKind::ReturnToService
        | StepKind::RecordCheck => &[Role::Oms, Role::Supervisor],
        StepKind::BeginAnalysis
        | StepKind::PlaceMark
        | StepKind::RemoveMark
        | StepKind::NoteDiscrepancy
        | StepKind::RemoveDiscrepancy
        | StepKind::RefuseImage
        | StepKind::AskSecondOpinion
        | StepKind::GiveVerdict => &[Role::Oac],
        // A supervisor brings only an own verdict to its end.
        StepKind::RecordSheet | StepKind::RecordSeal | StepKind::HandOver => &[Role::Oac, Role::Supervisor],
        StepKind::GiveOpinion
        | StepKind::AskRecheck
        | StepKind::Recheck
        | StepKind::Reopen
        | StepKind::Override
        | StepKind::Cancel
        | StepKind::RecordOutcome
        | StepKind::Instruct
        | StepKind::Purge
        | StepKind::Approve => &[Role::Supervisor],
    }
}

/// States in which a verdict stands.
const RULED: &[CaseState] = &[
    CaseState::Cleared,
    CaseState::Printed,
    CaseState::Closed,
    CaseState::Suspected,
    CaseState::HandedOver,
    CaseState::Examined,
];

/// The case states in which a step is open; empty for steps that belong to no case.
fn states(step: StepKind) -> &'static [CaseState] {
    match step {
        StepKind::Register
        | StepKind::Import
        | StepKind::StopScan
        | StepKind::AcknowledgeFault
        | StepKind::PrepareSource
        | StepKind::OpenShift
        | StepKind::HandOverShift
        | StepKind::AcknowledgeItem
        | StepKind::CloseShift
        | StepKind::ReportMalfunction
        | StepKind::FollowMalfunction
        | StepKind::ReturnToService
        | StepKind::RecordCheck
        | StepKind::Purge
        | StepKind::Approve => &[],
        // Notes follow a case wherever it stands; what was purged has no more words.
        StepKind::WriteNote | StepKind::Instruct | StepKind::AcknowledgeNote | StepKind::AnswerNote => {
            &CaseState::ALL
        }
        StepKind::Admit => &[CaseState::Registered],
        // The vehicle may turn out to be exempt at the lane too, as long as nothing was scanned.
        StepKind::Exempt => &[CaseState::Registered, CaseState::Admitted, CaseState::LaneChecked],
        StepKind::ConfirmLane => &[CaseState::Admitted],
        StepKind::RequestScan => &[CaseState::LaneChecked],
        StepKind::BeginAnalysis => &[CaseState::Queued, CaseState::InAnalysis],
        StepKind::PlaceMark
        | StepKind::RemoveMark
        | StepKind::NoteDiscrepancy
        | StepKind::RemoveDiscrepancy
        | StepKind::RefuseImage
        | StepKind::AskSecondOpinion
        | StepKind::GiveOpinion
        | StepKind::GiveVerdict => &[CaseState::InAnalysis],
        StepKind::RecordSheet => {
            &[CaseState::Cleared, CaseState::Printed, CaseState::Suspected, CaseState::HandedOver]
        }
        StepKind::RecordSeal => &[CaseState::Printed],
        StepKind::HandOver => &[CaseState::Suspected],
        StepKind::AskRecheck | StepKind::Recheck | StepKind::Reopen | StepKind::Override => RULED,
        // Not while the beam may be on or its image is on the way.
        StepKind::Cancel => &[
            CaseState::Registered,
            CaseState::Admitted,
            CaseState::LaneChecked,
            CaseState::Queued,
            CaseState::InAnalysis,
        ],
        StepKind::RecordOutcome => &[CaseState::HandedOver, CaseState::Examined],
        StepKind::ExplainDelay => &[
            CaseState::Registered,
            CaseState::Admitted,
            CaseState::LaneChecked,
            CaseState::Queued,
            CaseState::InAnalysis,
            CaseState::Cleared,
            CaseState::Printed,
            CaseState::Suspected,
        ],
    }
}

/// Whether a step is open in a state, whoever takes it.
pub fn is_open_in(step: StepKind, state: CaseState) -> bool {
    states(step).contains(&state)
}

/// What a step asks of the person beside the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    /// Nothing.
    Anybody,
    /// Not the one who ran the scan, unless policy lets one officer be both (two identities on every case, row 4).
    NotOfTheScan,
    /// Not the one who gave the verdict.
    NotOfTheVerdict,
    /// Neither of them.
    NotOfTheCase,
}

fn person(role: Role, step: StepKind) -> Person {
    match (role, step) {
        (_, StepKind::Recheck) => Person::NotOfTheVerdict,
        (_, StepKind::Override | StepKind::GiveOpinion) => Person::NotOfTheCase,
        (Role::Oac, StepKind::RecordSheet | StepKind::RecordSeal | StepKind::HandOver) => {
            Person::NotOfTheScan
        }
        (_, step) if roles(step) == [Role::Oac] => Person::NotOfTheScan,
        _ => Person::Anybody,
    }
}

/// Decides by role alone: for steps that belong to no case.
pub fn authorise_role(role: Role, step: StepKind) -> Result<(), Refusal> {
    if roles(step).contains(&role) { Ok(()) } else { Err(Refusal::Role(step)) }
}

/// Decides by the whole table; `in_one` says whether policy lets one officer be OMS and OAC.
pub fn authorise(
    role: Role,
    step: StepKind,
    state: CaseState,
    relation: Relation,
    in_one: Leave,
) -> Result<(), Refusal> {
    authorise_role(role, step)?;
    let person = person(role, step);
    let of_scan = relation.ran_the_scan() && in_one == Leave::Refused;
    let ending = matches!(step, StepKind::RecordSheet | StepKind::RecordSeal | StepKind::HandOver);
    if ending && role == Role::Supervisor && !relation.gave_the_verdict() {
        return Err(Refusal::Role(step));
    }
    if of_scan && matches!(person, Person::NotOfTheScan | Person::NotOfTheCase) {
        return Err(Refusal::SamePerson);
    }
    if relation.gave_the_verdict() && matches!(person, Person::NotOfTheVerdict | Person::NotOfTheCase) {
        return Err(Refusal::OwnVerdict);
    }
    if states(step).contains(&state) { Ok(()) } else { Err(Refusal::State { step, state }) }
}

/// What an officer has done with a case.
pub fn relation(officer: &Officer, case: &Case) -> Relation {
    let is_own = |id: Option<&OfficerId>| id == Some(&officer.id);
    let given = case.stamps.verdict.as_ref().and_then(|stamp| stamp.officer.as_ref()).map(|by| &by.id);
    let gave = case.conclusion.is_some() && is_own(given);
    match (is_own(case.scanned_by()), gave) {
        (false, false) => Relation::Other,
        (true, false) => Relation::RanTheScan,
        (false, true) => Relation::GaveTheVerdict,
        (true, true) => Relation::Both,
    }
}

/// Decides for an officer and a case, including who has it in analysis.
pub fn authorise_case(officer: &Officer, step: StepKind, case: &Case, in_one: Leave) -> Result<(), Refusal> {
    authorise(officer.role, step, case.state, relation(officer, case), in_one)?;
    match case.analysed_by() {
        // Who may take the analysis over depends on the shift: the procedure says.
        Some(_) if step == StepKind::BeginAnalysis || is_of_notes(step) => Ok(()),
        Some(id) if case.state == CaseState::InAnalysis && officer.role == Role::Oac && *id != officer.id => {
            Err(taken(case))
        }
        _ => Ok(()),
    }
}

/// Whether a step is about notes, which anybody leaves beside the one who reads the image.
fn is_of_notes(step: StepKind) -> bool {
    matches!(step, StepKind::WriteNote | StepKind::AcknowledgeNote | StepKind::AnswerNote)
}

/// Another officer has the image.
pub(super) fn taken(case: &Case) -> Refusal {
    let reader = case.stamps.analysis_begun.as_ref().and_then(|stamp| stamp.officer.as_ref());
    Refusal::TakenBy(reader.map_or_else(String::new, |officer| officer.name.to_string()))
}

#[cfg(test)]
mod tests;
