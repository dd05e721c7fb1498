//! Every cell of the table, against what the procedure opens, written once more by hand.

use super::*;
use crate::domain::step::StepKind as S;
use CaseState as C;

const ROLES: [Role; 3] = [Role::Oms, Role::Oac, Role::Supervisor];

/// Steps with a case that are open to a role in a state, whoever the person is.
fn open(role: Role, state: CaseState) -> Vec<StepKind> {
    let late = [
        C::Registered,
        C::Admitted,
        C::LaneChecked,
        C::Queued,
        C::InAnalysis,
        C::Cleared,
        C::Printed,
        C::Suspected,
    ];
    let mut steps = by_role(role, state).to_vec();
    if late.contains(&state) {
        steps.push(S::ExplainDelay);
    }
    // Notes follow a case wherever it stands.
    steps.extend([S::WriteNote, S::AnswerNote]);
    steps.push(if role == Role::Supervisor { S::Instruct } else { S::AcknowledgeNote });
    steps
}

fn by_role(role: Role, state: CaseState) -> &'static [StepKind] {
    match (role, state) {
        (Role::Oms, C::Registered) => &[S::Admit, S::Exempt],
        (Role::Oms, C::Admitted) => &[S::ConfirmLane, S::Exempt],
        (Role::Oms, C::LaneChecked) => &[S::RequestScan, S::Exempt],
        (Role::Oac, C::Queued) => &[S::BeginAnalysis],
        (Role::Oac, C::InAnalysis) => &[
            S::BeginAnalysis,
            S::PlaceMark,
            S::RemoveMark,
            S::NoteDiscrepancy,
            S::RemoveDiscrepancy,
            S::RefuseImage,
            S::AskSecondOpinion,
            S::GiveVerdict,
        ],
        (Role::Oac, C::Cleared | C::HandedOver) => &[S::RecordSheet],
        (Role::Oac, C::Printed) => &[S::RecordSheet, S::RecordSeal],
        (Role::Oac, C::Suspected) => &[S::RecordSheet, S::HandOver],
        (Role::Supervisor, C::Registered | C::Admitted | C::LaneChecked | C::Queued) => &[S::Cancel],
        (Role::Supervisor, C::InAnalysis) => &[S::Cancel, S::GiveOpinion],
        (Role::Supervisor, C::Cleared) => {
            &[S::AskRecheck, S::Recheck, S::Reopen, S::Override, S::RecordSheet]
        }
        (Role::Supervisor, C::Printed) => {
            &[S::AskRecheck, S::Recheck, S::Reopen, S::Override, S::RecordSheet, S::RecordSeal]
        }
        (Role::Supervisor, C::Closed) => &[S::AskRecheck, S::Recheck, S::Reopen, S::Override],
        (Role::Supervisor, C::Suspected) => {
            &[S::AskRecheck, S::Recheck, S::Reopen, S::Override, S::RecordSheet, S::HandOver]
        }
        (Role::Supervisor, C::HandedOver) => {
            &[S::AskRecheck, S::Recheck, S::Reopen, S::Override, S::RecordSheet, S::RecordOutcome]
        }
        (Role::Supervisor, C::Examined) => {
            &[S::AskRecheck, S::Recheck, S::Reopen, S::Override, S::RecordOutcome]
        }
        _ => &[],
    }
}

/// Whether the same person may: written by hand, one line a rule.
fn same_person_may(role: Role, step: StepKind, relation: Relation, in_one: Leave) -> bool {
    let (ran, gave) = match relation {
        Relation::Other => (false, false),
        Relation::RanTheScan => (true, false),
        Relation::GaveTheVerdict => (false, true),
        Relation::Both => (true, true),
    };
    let ran = ran && in_one == Leave::Refused;
    match (role, step) {
        (Role::Oac, S::ExplainDelay | S::WriteNote | S::AcknowledgeNote | S::AnswerNote) => true,
        (Role::Oac, _) => !ran,
        (Role::Supervisor, S::RecordSheet | S::RecordSeal | S::HandOver) => gave,
        (Role::Supervisor, S::Recheck) => !gave,
        (Role::Supervisor, S::Override | S::GiveOpinion) => !ran && !gave,
        _ => true,
    }
}

#[test]
fn every_cell_of_role_step_state_and_same_person_is_as_the_procedure_says() {
    let mut cells = 0;
    for (role, state) in ROLES.into_iter().flat_map(|role| CaseState::ALL.map(|state| (role, state))) {
        let open = open(role, state);
        for step in StepKind::ALL {
            for relation in Relation::ALL {
                for in_one in [Leave::Refused, Leave::Allowed] {
                    let expected = open.contains(&step) && same_person_may(role, step, relation, in_one);
                    let granted = authorise(role, step, state, relation, in_one).is_ok();
                    assert_eq!(granted, expected, "{role:?} {step:?} {state:?} {relation:?} {in_one:?}");
                    cells += 1;
                }
            }
        }
    }
    assert_eq!(cells, 3 * 15 * 42 * 4 * 2);
}

#[test]
fn steps_without_a_case_go_by_the_role() {
    use Role::{Oac, Oms, Supervisor};
    let table: [(StepKind, &[Role]); 15] = [
        (S::Register, &[Oms]),
        (S::Import, &[Oms, Supervisor]),
        (S::StopScan, &[Oms, Oac, Supervisor]),
        (S::AcknowledgeFault, &[Oms]),
        (S::PrepareSource, &[Oms]),
        (S::OpenShift, &[Oms, Supervisor]),
        (S::HandOverShift, &[Oms, Supervisor]),
        (S::AcknowledgeItem, &[Oms, Supervisor]),
        (S::CloseShift, &[Oms, Supervisor]),
        (S::ReportMalfunction, &[Oms, Oac, Supervisor]),
        (S::FollowMalfunction, &[Oms, Supervisor]),
        (S::ReturnToService, &[Oms, Supervisor]),
        (S::RecordCheck, &[Oms, Supervisor]),
        (S::Purge, &[Supervisor]),
        (S::Approve, &[Supervisor]),
    ];
    for (step, may) in table {
        for role in ROLES {
            assert_eq!(authorise_role(role, step).is_ok(), may.contains(&role), "{role:?} {step:?}");
        }
    }
}
