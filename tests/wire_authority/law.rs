//! The law, written by hand: who may take which step with a case in which state, from which seat. What has no row is refused.

use crate::wire_authority::cast::Reader;
use intrascope::domain::authority::Relation;
use intrascope::domain::case::CaseState::{self, *};
use intrascope::domain::officer::Role;
use intrascope::domain::seat::Place;
use intrascope::domain::step::StepKind as S;

/// What the row asks of the person beside the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Anybody,
    /// Not who ran the scan; and while somebody reads the image, only the reader.
    Reader,
    /// Not who ran the scan; another's reading does not bar it.
    NotOfTheScan,
    /// Nobody but who reads the image, where somebody does.
    AnybodyButBesideTheReader,
    OfTheVerdict,
    NotOfTheVerdict,
    NotOfTheCase,
}

/// Where the row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Booth,
    Anywhere,
}

const WAITING: &[CaseState] =
    &[Registered, Admitted, LaneChecked, Queued, InAnalysis, Cleared, Printed, Suspected];
const RULED: &[CaseState] = &[Cleared, Printed, Suspected, HandedOver, Closed, Examined];
const UNRULED: &[CaseState] = &[Registered, Admitted, LaneChecked, Queued, InAnalysis];
const ALL: &[CaseState] = &CaseState::ALL;

type Row = (Role, S, Who, From, &'static [CaseState]);

const ROWS: &[Row] = &[
    (Role::Oms, S::Admit, Who::Anybody, From::Booth, &[Registered]),
    (Role::Oms, S::Exempt, Who::Anybody, From::Booth, &[Registered, Admitted, LaneChecked]),
    (Role::Oms, S::ConfirmLane, Who::Anybody, From::Booth, &[Admitted]),
    (Role::Oms, S::RequestScan, Who::Anybody, From::Booth, &[LaneChecked]),
    (Role::Oms, S::ExplainDelay, Who::Anybody, From::Anywhere, WAITING),
    (Role::Oms, S::WriteNote, Who::Anybody, From::Anywhere, ALL),
    (Role::Oms, S::AnswerNote, Who::Anybody, From::Anywhere, ALL),
    (Role::Oms, S::AcknowledgeNote, Who::Anybody, From::Anywhere, ALL),
    (Role::Oac, S::BeginAnalysis, Who::NotOfTheScan, From::Booth, &[Queued, InAnalysis]),
    (Role::Oac, S::PlaceMark, Who::Reader, From::Booth, &[InAnalysis]),
    (Role::Oac, S::RemoveMark, Who::Reader, From::Booth, &[InAnalysis]),
    (Role::Oac, S::NoteDiscrepancy, Who::Reader, From::Booth, &[InAnalysis]),
    (Role::Oac, S::RemoveDiscrepancy, Who::Reader, From::Booth, &[InAnalysis]),
    (Role::Oac, S::RefuseImage, Who::Reader, From::Booth, &[InAnalysis]),
    (Role::Oac, S::AskSecondOpinion, Who::Reader, From::Booth, &[InAnalysis]),
    (Role::Oac, S::GiveVerdict, Who::Reader, From::Booth, &[InAnalysis]),
    (
        Role::Oac,
        S::RecordSheet,
        Who::NotOfTheScan,
        From::Anywhere,
        &[Cleared, Printed, Suspected, HandedOver],
    ),
    (Role::Oac, S::RecordSeal, Who::NotOfTheScan, From::Booth, &[Printed]),
    (Role::Oac, S::HandOver, Who::NotOfTheScan, From::Anywhere, &[Suspected]),
    (Role::Oac, S::ExplainDelay, Who::AnybodyButBesideTheReader, From::Anywhere, WAITING),
    (Role::Oac, S::WriteNote, Who::Anybody, From::Anywhere, ALL),
    (Role::Oac, S::AnswerNote, Who::Anybody, From::Anywhere, ALL),
    (Role::Oac, S::AcknowledgeNote, Who::Anybody, From::Anywhere, ALL),
    (Role::Supervisor, S::GiveOpinion, Who::NotOfTheCase, From::Anywhere, &[InAnalysis]),
    (Role::Supervisor, S::AskRecheck, Who::Anybody, From::Anywhere, RULED),
    (Role::Supervisor, S::Recheck, Who::NotOfTheVerdict, From::Anywhere, RULED),
    (Role::Supervisor, S::Reopen, Who::Anybody, From::Anywhere, RULED),
    (Role::Supervisor, S::Override, Who::NotOfTheCase, From::Anywhere, RULED),
    (Role::Supervisor, S::Cancel, Who::Anybody, From::Anywhere, UNRULED),
    (Role::Supervisor, S::RecordOutcome, Who::Anybody, From::Anywhere, &[HandedOver, Examined]),
    (
        Role::Supervisor,
        S::RecordSheet,
        Who::OfTheVerdict,
        From::Anywhere,
        &[Cleared, Printed, Suspected, HandedOver],
    ),
    (Role::Supervisor, S::RecordSeal, Who::OfTheVerdict, From::Booth, &[Printed]),
    (Role::Supervisor, S::HandOver, Who::OfTheVerdict, From::Anywhere, &[Suspected]),
    (Role::Supervisor, S::ExplainDelay, Who::Anybody, From::Anywhere, WAITING),
    (Role::Supervisor, S::WriteNote, Who::Anybody, From::Anywhere, ALL),
    (Role::Supervisor, S::Instruct, Who::Anybody, From::Anywhere, ALL),
    (Role::Supervisor, S::AnswerNote, Who::Anybody, From::Anywhere, ALL),
];

/// Steps that a remote seat has words for, whoever asks there; written by hand too.
pub const REMOTE_STEPS: [S; 14] = [
    S::HandOver,
    S::ExplainDelay,
    S::GiveOpinion,
    S::AskRecheck,
    S::Recheck,
    S::Reopen,
    S::Override,
    S::Cancel,
    S::RecordOutcome,
    S::RecordSheet,
    S::WriteNote,
    S::Instruct,
    S::AcknowledgeNote,
    S::AnswerNote,
];

/// Whether a scan was asked for in a case that stands there, and whether a verdict stands in it.
fn past(state: CaseState) -> (bool, bool) {
    match state {
        Registered | Admitted | LaneChecked | NotApplied | Cancelled => (false, false),
        Scanning | AwaitingImage | Queued | InAnalysis => (true, false),
        Cleared | Printed | Suspected | HandedOver | Closed | Examined => (true, true),
    }
}

/// One cell.
pub fn may(
    role: Role,
    step: S,
    (state, reader): (CaseState, Reader),
    relation: Relation,
    place: Place,
) -> bool {
    let (scanned, ruled) = past(state);
    let ran = scanned && matches!(relation, Relation::RanTheScan | Relation::Both);
    let gave = ruled && matches!(relation, Relation::GaveTheVerdict | Relation::Both);
    let beside = state == InAnalysis && reader == Reader::Another;
    let who = |who: Who| match who {
        Who::Anybody => true,
        Who::Reader => !ran && !beside,
        Who::NotOfTheScan => !ran,
        Who::AnybodyButBesideTheReader => !beside,
        Who::OfTheVerdict => gave,
        Who::NotOfTheVerdict => !gave,
        Who::NotOfTheCase => !ran && !gave,
    };
    ROWS.iter().any(|(may, what, whom, from, states)| {
        let here = *from == From::Anywhere || place == Place::Local;
        *may == role && *what == step && here && states.contains(&state) && who(*whom)
    })
}
