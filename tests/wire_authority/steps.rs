//! Every step with every case, by every role at every seat, over the seats' sockets.

use crate::support::desk::conclusion;
use crate::wire_authority::cast::{
    Hall, PEOPLE, ROLES, Reader, exemption, gate, lane_check, outcome, sheet, sit,
};
use crate::wire_authority::law::may;
use intrascope::domain::analysis::{Discrepancy, Mark};
use intrascope::domain::approval::Action;
use intrascope::domain::case::{CaseState, Revision};
use intrascope::domain::note::{NoteKind, Written};
use intrascope::domain::number::CaseNumber;
use intrascope::domain::officer::{Role, SealNumber};
use intrascope::domain::refusal::Refusal;
use intrascope::domain::seat::{Place, Seat, SeatFault};
use intrascope::domain::step::{Step, StepKind as S, Verdict};
use intrascope::domain::supervision::{Agreement, Opinion, Override, Recheck};
use intrascope::station::contract::{Answer, Asker, Request};
use intrascope::station::handle::Handle;
use intrascope::words::Language;
use std::path::PathBuf;

/// Nobody has looked at this revision: whoever may take the step is told that the case has changed, and nothing is done. Authority
/// comes before the revision, so whoever may not is told that.
const NEVER_SEEN: Revision = Revision(9_999);

/// A step of a kind; `None` for kinds that belong to no case, and for the sheet, which the station records itself.
pub fn step(kind: S) -> Option<Step> {
    let reason = || "так показал снимок".into();
    Some(match kind {
        S::Admit => Step::Admit(gate()),
        S::Exempt => Step::Exempt(exemption()),
        S::ConfirmLane => Step::ConfirmLane(lane_check()),
        S::RequestScan => Step::RequestScan { repeat_reason: None },
        S::BeginAnalysis => Step::BeginAnalysis,
        S::PlaceMark => {
            let mark = Mark { number: 1, x: 1, y: 1, width: 9, height: 9, note: reason(), proposed_by: None };
            Step::PlaceMark(mark)
        }
        S::RemoveMark => Step::RemoveMark { number: 1 },
        S::NoteDiscrepancy => Step::NoteDiscrepancy(Discrepancy { goods_line: 0, note: reason() }),
        S::RemoveDiscrepancy => Step::RemoveDiscrepancy { goods_line: 0 },
        S::RefuseImage => Step::RefuseImage { reason: reason() },
        S::GiveVerdict => Step::GiveVerdict(Box::new(conclusion(Verdict::WithoutSuspicion, "чисто", "нет"))),
        S::RecordSeal => Step::RecordSeal { seal: SealNumber::parse("0417").unwrap() },
        S::HandOver => Step::HandOver { to: "Сапаров".into() },
        S::ExplainDelay => Step::ExplainDelay { reason: reason() },
        S::AskSecondOpinion => Step::AskSecondOpinion { reason: reason() },
        S::GiveOpinion => Step::GiveOpinion(Opinion { sees: Verdict::UnderSuspicion, text: reason() }),
        S::AskRecheck => Step::AskRecheck { reason: reason() },
        S::Recheck => Step::Recheck(Recheck { agreement: Agreement::Agrees, text: reason() }),
        S::Reopen => Step::Reopen { reason: reason() },
        S::Override => Step::Override(Box::new(Override {
            reason: reason(),
            conclusion: conclusion(Verdict::WithoutSuspicion, "чисто", "нет"),
            marks: Vec::new(),
            discrepancies: Vec::new(),
            second: None,
        })),
        S::Cancel => Step::Cancel { reason: reason() },
        S::RecordOutcome => Step::RecordOutcome(outcome()),
        S::WriteNote => note(NoteKind::Note),
        S::Instruct => note(NoteKind::Instruction),
        S::AcknowledgeNote => Step::AcknowledgeNote { number: 1 },
        S::AnswerNote => Step::AnswerNote { number: 1, text: reason() },
        S::RecordSheet
        | S::Register
        | S::Import
        | S::StopScan
        | S::AcknowledgeFault
        | S::PrepareSource
        | S::OpenShift
        | S::HandOverShift
        | S::AcknowledgeItem
        | S::CloseShift
        | S::ReportMalfunction
        | S::FollowMalfunction
        | S::ReturnToService
        | S::RecordCheck
        | S::Purge
        | S::Approve => return None,
    })
}

fn note(kind: NoteKind) -> Step {
    Step::WriteNote(Written { kind, to: None, text: "осмотреть кабину".into() })
}

/// Every way to ask for a step with a case.
pub fn requests(case: &CaseNumber) -> Vec<(S, Request)> {
    let (revision, pin) = (NEVER_SEEN, None);
    let mut all: Vec<(S, Request)> = S::ALL
        .into_iter()
        .filter_map(|kind| {
            let step = Box::new(step(kind)?);
            assert_eq!(step.kind(), kind);
            Some((kind, Request::Take { case: case.clone(), revision, step, pin: pin.clone() }))
        })
        .collect();
    let print = Request::PrintSheet { case: case.clone(), revision, language: Language::Kk };
    all.push((S::RecordSheet, print));
    for kind in [S::Reopen, S::Override, S::Cancel] {
        let taken = Box::new(step(kind).unwrap());
        let action = Box::new(Action::Step { case: case.clone(), revision, taken });
        all.push((kind, Request::Propose { action, pin: None }));
    }
    all
}

/// What the station made of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// The person may: only the revision was wrong.
    May,
    /// By role, state or person not.
    MayNot,
    /// Not from this seat.
    NotHere,
}

fn said(answer: &Answer) -> Said {
    match answer {
        Err(Refusal::Changed) => Said::May,
        Err(
            Refusal::Role(_)
            | Refusal::State { .. }
            | Refusal::SamePerson
            | Refusal::OwnVerdict
            | Refusal::TakenBy(_),
        ) => Said::MayNot,
        Err(Refusal::Seat(SeatFault::NotHere)) => Said::NotHere,
        other => panic!("nothing of the table: {other:?}"),
    }
}

/// One person's row of the table in one role at one seat; how many cells it has.
async fn row(
    (who, role): (usize, Role),
    (handle, asker): (&Handle, Asker),
    seat: &Seat,
    cases: &[(CaseState, Reader, CaseNumber)],
) -> usize {
    let mut cells = 0;
    let (person, relation) = PEOPLE[who];
    for (state, reader, case) in cases {
        for (kind, request) in requests(case) {
            let way = std::mem::discriminant(&request);
            let answer = handle.ask(asker, request).await;
            let expected = match may(role, kind, (*state, *reader), relation, seat.place) {
                true => Said::May,
                false if seat.place == Place::Remote && !super::law::REMOTE_STEPS.contains(&kind) => {
                    Said::NotHere
                }
                false => Said::MayNot,
            };
            let cell =
                format!("{person} as {role:?} at {}: {kind:?} ({way:?}) {state:?} {reader:?}", seat.name);
            assert_eq!(said(&answer), expected, "{cell}: {answer:?}");
            cells += 1;
        }
        // A sheet is recorded by the station alone, whoever says that there is one.
        let recorded = Box::new(Step::RecordSheet(sheet()));
        let request = Request::Take { case: case.clone(), revision: NEVER_SEEN, step: recorded, pin: None };
        assert_ne!(said(&handle.ask(asker, request).await), Said::May, "{state:?}");
    }
    cells
}

/// Everything of one person, seat by seat.
async fn person(
    who: usize,
    cases: Vec<(CaseState, Reader, CaseNumber)>,
    seats: Vec<(Seat, PathBuf)>,
) -> usize {
    let mut cells = 0;
    for (seat, path) in &seats {
        for role in ROLES {
            let (station, session) = sit(path, PEOPLE[who].0, role).await;
            let handle = station.handle();
            match session {
                Ok(asker) => {
                    assert_eq!(seat.roles, [role], "only the seat's own role signs in");
                    cells += row((who, role), (&handle, asker), seat, &cases).await;
                    handle.ask(asker, Request::SignOut).await.unwrap();
                    for (_, request) in requests(&cases[0].2) {
                        let after = handle.ask(asker, request).await.unwrap_err();
                        assert!(matches!(after, Refusal::NotSignedIn | Refusal::Seat(SeatFault::NotHere)));
                    }
                }
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::Seat(SeatFault::RoleNotHere(role)));
                    assert_ne!(seat.roles, [role]);
                }
            }
        }
    }
    cells
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_8_3_1_every_cell_of_role_step_state_person_and_seat_is_as_the_law_says_over_the_wire() {
    let hall = Hall::open().await;
    let mut people = tokio::task::JoinSet::new();
    for who in 0..PEOPLE.len() {
        let cases = hall.cases(who).await;
        people.spawn(Box::pin(person(who, cases, hall.paths.clone())));
    }
    let cells: usize = people.join_all().await.into_iter().sum();
    // Four people, at four seats one role each, sixteen cases, thirty ways to ask.
    assert_eq!(cells, 4 * 4 * 16 * 30);
    hall.close().await;
}
