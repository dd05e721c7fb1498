//! Who may do what: one table of role × step × case state × same person. What it does not name is denied.

use crate::domain::case::{Case, CaseState};
use crate::domain::officer::{Officer, Role};
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKind;

/// Whether the person who asks is the one who ran the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Somebody else ran it, or nobody yet.
    Other,
    /// The same person.
    RanTheScan,
}

/// The roles that may take a step.
fn roles(step: StepKind) -> &'static [Role] {
    match step {
        StepKind::Register
        | StepKind::Admit
        | StepKind::Exempt
        | StepKind::ConfirmLane
        | StepKind::RequestScan
        | StepKind::AcknowledgeFault => &[Role::Oms],
        // Anybody who sees the lane may stop the beam; the console lets even the sign-in screen do it.
        StepKind::StopScan => &[Role::Oms, Role::Oac, Role::Supervisor],
        StepKind::Import => &[Role::Oms, Role::Supervisor],
        StepKind::BeginAnalysis
        | StepKind::PlaceMark
        | StepKind::RemoveMark
        | StepKind::NoteDiscrepancy
        | StepKind::RemoveDiscrepancy
        | StepKind::RefuseImage
        | StepKind::GiveVerdict
        | StepKind::RecordSheet
        | StepKind::RecordSeal
        | StepKind::HandOver => &[Role::Oac],
    }
}

/// The case states in which a step is open; empty for steps that belong to no case.
fn states(step: StepKind) -> &'static [CaseState] {
    match step {
        StepKind::Register | StepKind::Import | StepKind::StopScan | StepKind::AcknowledgeFault => &[],
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
        | StepKind::GiveVerdict => &[CaseState::InAnalysis],
        StepKind::RecordSheet => {
            &[CaseState::Cleared, CaseState::Printed, CaseState::Suspected, CaseState::HandedOver]
        }
        StepKind::RecordSeal => &[CaseState::Printed],
        StepKind::HandOver => &[CaseState::Suspected],
    }
}

/// Whether the step needs another person than the one who ran the scan (two identities on every case, row 4).
fn needs_other_person(step: StepKind) -> bool {
    roles(step) == [Role::Oac]
}

/// Decides by role alone: for steps that belong to no case.
pub fn authorise_role(role: Role, step: StepKind) -> Result<(), Refusal> {
    if roles(step).contains(&role) { Ok(()) } else { Err(Refusal::Role(step)) }
}

/// Decides by the whole table.
pub fn authorise(role: Role, step: StepKind, state: CaseState, relation: Relation) -> Result<(), Refusal> {
    authorise_role(role, step)?;
    if needs_other_person(step) && relation == Relation::RanTheScan {
        return Err(Refusal::SamePerson);
    }
    if states(step).contains(&state) { Ok(()) } else { Err(Refusal::State { step, state }) }
}

/// Decides for an officer and a case, including who has it in analysis.
pub fn authorise_case(officer: &Officer, step: StepKind, case: &Case) -> Result<(), Refusal> {
    let relation = match case.scanned_by() {
        Some(id) if *id == officer.id => Relation::RanTheScan,
        _ => Relation::Other,
    };
    authorise(officer.role, step, case.state, relation)?;
    match case.analysed_by() {
        Some(id) if case.state == CaseState::InAnalysis && *id != officer.id => Err(Refusal::TakenBy(
            case.stamps
                .analysis_begun
                .as_ref()
                .and_then(|s| s.officer.as_ref())
                .map_or_else(String::new, |officer| officer.name.to_string()),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 3] = [Role::Oms, Role::Oac, Role::Supervisor];

    /// What the procedure opens, written once more by hand: state → role and steps.
    fn open(state: CaseState) -> (Role, &'static [StepKind]) {
        use StepKind as S;
        let analysis: &[StepKind] = &[
            S::BeginAnalysis,
            S::PlaceMark,
            S::RemoveMark,
            S::NoteDiscrepancy,
            S::RemoveDiscrepancy,
            S::RefuseImage,
            S::GiveVerdict,
        ];
        match state {
            CaseState::Registered => (Role::Oms, &[S::Admit, S::Exempt]),
            CaseState::Admitted => (Role::Oms, &[S::ConfirmLane, S::Exempt]),
            CaseState::LaneChecked => (Role::Oms, &[S::RequestScan, S::Exempt]),
            CaseState::Scanning | CaseState::AwaitingImage => (Role::Oms, &[]),
            CaseState::Queued => (Role::Oac, &[S::BeginAnalysis]),
            CaseState::InAnalysis => (Role::Oac, analysis),
            CaseState::Cleared | CaseState::HandedOver => (Role::Oac, &[S::RecordSheet]),
            CaseState::Printed => (Role::Oac, &[S::RecordSheet, S::RecordSeal]),
            CaseState::Suspected => (Role::Oac, &[S::RecordSheet, S::HandOver]),
            CaseState::Closed | CaseState::NotApplied => (Role::Supervisor, &[]),
        }
    }

    fn check(role: Role, step: StepKind, state: CaseState) {
        let (whose, steps) = open(state);
        for relation in [Relation::Other, Relation::RanTheScan] {
            let own_scan = role == Role::Oac && relation == Relation::RanTheScan;
            let expected = role == whose && steps.contains(&step) && !own_scan;
            let granted = authorise(role, step, state, relation).is_ok();
            assert_eq!(granted, expected, "{role:?} {step:?} {state:?} {relation:?}");
        }
    }

    #[test]
    fn every_cell_of_the_table_is_as_the_procedure_says() {
        let pairs = ROLES.into_iter().flat_map(|role| StepKind::ALL.map(|step| (role, step)));
        for (role, step) in pairs {
            for state in CaseState::ALL {
                check(role, step, state);
            }
        }
    }

    #[test]
    fn stop_is_open_to_every_role() {
        for role in ROLES {
            assert_eq!(authorise_role(role, StepKind::StopScan), Ok(()));
        }
    }
}
