//! The procedure's rules once more, written from its text and not from the program: which moves a booth may take.

use super::booth::{Deed, IMAGE, Lane, Move, Report, SEATS, moment};
use super::model::{Fate, Model, Paper, ShiftPaper, Trouble, judged};
use intrascope::domain::analysis::{Discrepancy, Mark};
use intrascope::domain::case::CaseState as C;
use intrascope::domain::check::CheckResult;
use intrascope::domain::exemption::{Dimensions, Exemption, ExemptionGround};
use intrascope::domain::malfunction::{MalfunctionStep, Service, TestResult};
use intrascope::domain::note::NoteKind;
use intrascope::domain::officer::Role;
use intrascope::domain::policy::{Consequence, Leave, SealCharacters};
use intrascope::domain::step::{Conclusion, Confirmation, Step, StepKind as S, Verdict};
use intrascope::domain::supervision::{OutcomeResult, Override};
use intrascope::domain::time::booth_day;
use std::collections::BTreeSet;

/// States in which a verdict stands.
const RULED: [C; 6] = [C::Cleared, C::Printed, C::Closed, C::Suspected, C::HandedOver, C::Examined];

/// Whether the procedure lets a move be made.
pub fn fate(booth: &Model, what: &Move) -> Fate {
    let taken = match what {
        Move::Present { seat } => SEATS[*seat].1 == Role::Oms && may_work_as(booth, *seat),
        Move::Import { seat } => SEATS[*seat].1 != Role::Oac && may_work_as(booth, *seat),
        Move::Take { case, seat, step } => takes(booth, *case, *seat, step),
        Move::Lane { case, report } => awaits(booth.cases[*case].state, report),
        Move::Day { seat, deed } => day(booth, *seat, deed),
        Move::Purge { case, first, second } => {
            let paper = &booth.cases[*case];
            paper.state.is_finished() && paper.purged.is_none() && SEATS[*first].0 != SEATS[*second].0
        }
        Move::SignIn { seat } => may_work_as(booth, *seat),
        Move::LaneTurns(_) | Move::Wait { .. } | Move::Restart => true,
    };
    if taken { Fate::Taken } else { Fate::Refused }
}

pub fn after_verdict(verdict: Verdict) -> C {
    match verdict {
        Verdict::WithoutSuspicion => C::Cleared,
        Verdict::UnderSuspicion => C::Suspected,
    }
}

/// A report of a scan that nobody awaits changes nothing.
fn awaits(state: C, report: &Report) -> bool {
    match report {
        Report::Prewarning | Report::Beam | Report::Ended(_) => state == C::Scanning,
        Report::Image | Report::Missing => state == C::AwaitingImage,
    }
}

/// Nobody is both operators on one shift, unless the policy lets them.
fn may_work_as(booth: &Model, seat: usize) -> bool {
    let (person, role) = SEATS[seat];
    let worked = |as_role| {
        let roles = booth.shift.as_ref().and_then(|shift| shift.roles.get(person));
        roles.is_some_and(|roles| roles.contains(&as_role))
    };
    match role {
        _ if booth.policy.people.oms_and_oac_in_one == Leave::Allowed => true,
        Role::Oms => !worked(Role::Oac),
        Role::Oac => !worked(Role::Oms),
        Role::Supervisor => true,
    }
}

/// Whether a case may take a step by the person on a seat.
pub fn takes(booth: &Model, case: usize, seat: usize, step: &Step) -> bool {
    clauses(booth, case, seat, step).iter().all(|holds| *holds)
}

/// The only clause that forbids a step; `None` where none or several do.
pub fn only_bar(booth: &Model, case: usize, seat: usize, step: &Step) -> Option<usize> {
    let clauses = clauses(booth, case, seat, step);
    let mut bars = (0..clauses.len()).filter(|clause| !clauses[*clause]);
    bars.next().filter(|_| bars.next().is_none())
}

/// Everything that a step needs, clause by clause.
fn clauses(booth: &Model, case: usize, seat: usize, step: &Step) -> [bool; 6] {
    let paper = &booth.cases[case];
    [
        is_open(SEATS[seat].1, paper.state, step.kind()),
        is_the_readers(booth, paper, seat, step.kind()),
        person_may(booth, paper, seat, step.kind()),
        may_work_as(booth, seat),
        !(must_be_in_time(step.kind(), paper.state) && is_late(booth, paper)),
        says_enough(booth, paper, seat, step) && notes_let(booth, paper, seat, step),
    ]
}

/// An image in analysis is one OAC's alone.
fn is_the_readers(booth: &Model, paper: &Paper, seat: usize, step: S) -> bool {
    let (person, role) = SEATS[seat];
    role != Role::Oac
        || paper.state != C::InAnalysis
        || is_a_note(step)
        || match step {
            // Who went with the shift before leaves the image to the next one.
            S::BeginAnalysis => paper.analyst != Some(person) && is_left_behind(booth, paper),
            _ => paper.analyst == Some(person),
        }
}

/// Anybody leaves a note beside the one who reads the image.
fn is_a_note(step: S) -> bool {
    matches!(step, S::WriteNote | S::AcknowledgeNote | S::AnswerNote)
}

fn is_left_behind(booth: &Model, paper: &Paper) -> bool {
    booth.shift.as_ref().is_some_and(|shift| paper.begun < shift.opened)
}

fn is_open(role: Role, state: C, step: S) -> bool {
    let open: &[C] = match (role, step) {
        (Role::Oms, S::Admit) => &[C::Registered],
        (Role::Oms, S::Exempt) => &[C::Registered, C::Admitted, C::LaneChecked],
        (Role::Oms, S::ConfirmLane) => &[C::Admitted],
        (Role::Oms, S::RequestScan) => &[C::LaneChecked],
        (Role::Oac, S::BeginAnalysis) => &[C::Queued, C::InAnalysis],
        (
            Role::Oac,
            S::PlaceMark
            | S::RemoveMark
            | S::NoteDiscrepancy
            | S::RemoveDiscrepancy
            | S::RefuseImage
            | S::AskSecondOpinion
            | S::GiveVerdict,
        )
        | (Role::Supervisor, S::GiveOpinion) => &[C::InAnalysis],
        (Role::Oac | Role::Supervisor, S::RecordSheet) => {
            &[C::Cleared, C::Printed, C::Suspected, C::HandedOver]
        }
        (Role::Oac | Role::Supervisor, S::RecordSeal) => &[C::Printed],
        (Role::Oac | Role::Supervisor, S::HandOver) => &[C::Suspected],
        (Role::Supervisor, S::AskRecheck | S::Recheck | S::Reopen | S::Override) => &RULED,
        (Role::Supervisor, S::Cancel) => {
            &[C::Registered, C::Admitted, C::LaneChecked, C::Queued, C::InAnalysis]
        }
        (Role::Supervisor, S::RecordOutcome) => &[C::HandedOver, C::Examined],
        (_, S::WriteNote | S::AnswerNote)
        | (Role::Oms | Role::Oac, S::AcknowledgeNote)
        | (Role::Supervisor, S::Instruct) => &C::ALL,
        (_, S::ExplainDelay) => &[
            C::Registered,
            C::Admitted,
            C::LaneChecked,
            C::Queued,
            C::InAnalysis,
            C::Cleared,
            C::Printed,
            C::Suspected,
        ],
        _ => &[],
    };
    open.contains(&state)
}

/// Two identities on every case, and nobody judges an own verdict.
fn person_may(booth: &Model, paper: &Paper, seat: usize, step: S) -> bool {
    let (person, role) = SEATS[seat];
    let ran = paper.ran == Some(person) && booth.policy.people.oms_and_oac_in_one == Leave::Refused;
    let gave = paper.verdict.is_some_and(|(_, by)| by == person);
    match (role, step) {
        (_, S::ExplainDelay | S::WriteNote | S::AcknowledgeNote | S::AnswerNote) => true,
        (Role::Oac, _) => !ran,
        (Role::Supervisor, S::RecordSheet | S::RecordSeal | S::HandOver) => gave,
        (_, S::Recheck) => !gave,
        (_, S::Override | S::GiveOpinion) => !gave && !ran,
        _ => true,
    }
}

/// The steps that lead a case on have their time; looking, noting and supervision have none.
fn must_be_in_time(step: S, state: C) -> bool {
    match step {
        S::Admit
        | S::Exempt
        | S::ConfirmLane
        | S::RequestScan
        | S::RefuseImage
        | S::GiveVerdict
        | S::RecordSeal
        | S::HandOver => true,
        S::BeginAnalysis => state == C::Queued,
        S::RecordSheet => state == C::Cleared,
        _ => false,
    }
}

pub fn is_late(booth: &Model, paper: &Paper) -> bool {
    let times = &booth.policy.steps;
    let given = match paper.state {
        C::Registered => times.registered,
        C::Admitted => times.admitted,
        C::LaneChecked => times.lane_checked,
        C::Queued => times.queued,
        C::InAnalysis => times.in_analysis,
        C::Cleared => times.cleared,
        C::Printed => times.printed,
        C::Suspected => times.suspected,
        _ => 0,
    };
    let stood = (booth.now - paper.since) / 60;
    given > 0 && stood >= i64::from(given) && paper.explained != Some((paper.state, paper.since))
}

/// What each step must say.
fn says_enough(booth: &Model, paper: &Paper, seat: usize, step: &Step) -> bool {
    match step {
        Step::Admit(answers) => is_whole(&answers.dimensions) && fits(booth, &answers.dimensions),
        Step::Exempt(exemption) => paper.applied == 0 && is_exempt(booth, exemption),
        Step::ConfirmLane(check) => {
            check.driver_out == Confirmation::Confirmed && check.zone_searched == Confirmation::Confirmed
        }
        Step::RequestScan { repeat_reason } => {
            let explained = paper.scans == 0 || repeat_reason.as_ref().is_some_and(|why| !why.is_empty());
            let free = booth.cases.iter().all(|other| other.state != C::Scanning);
            explained && free && booth.lane == Lane::Ready && !scans_barred(booth)
        }
        Step::PlaceMark(mark) => {
            let numbered = paper.marks.contains(&mark.number) || mark.number == paper.placed + 1;
            let found = mark.proposed_by.as_ref();
            let proposed =
                found.is_none_or(|by| by.role == Role::Supervisor && by.id.as_str() != SEATS[seat].0);
            numbered && is_within(mark) && proposed
        }
        Step::RemoveMark { number } => paper.marks.contains(number),
        Step::NoteDiscrepancy(noted) => names_a_line(paper, noted),
        Step::RemoveDiscrepancy { goods_line } => paper.lines.contains(goods_line),
        // An imported image has no lane to go back to.
        Step::RefuseImage { reason } => paper.from_file.is_none() && !reason.is_empty(),
        Step::GiveVerdict(given) => is_founded(given, paper.marks.len() + paper.lines.len()),
        Step::RecordSheet(_) | Step::AcknowledgeNote { .. } => paper.purged.is_none(),
        Step::RecordSeal { seal } => is_by_rule(booth, seal.as_str()),
        Step::HandOver { to } => !to.is_empty(),
        Step::ExplainDelay { reason } => !reason.is_empty() && is_late(booth, paper),
        Step::GiveOpinion(opinion) => paper.asked.is_some() && !opinion.text.is_empty(),
        Step::Recheck(recheck) => !recheck.text.is_empty(),
        Step::AskSecondOpinion { reason } | Step::AskRecheck { reason } | Step::Cancel { reason } => {
            !reason.is_empty()
        }
        Step::Reopen { reason } => !reason.is_empty() && paper.purged.is_none(),
        Step::Override(by) => paper.purged.is_none() && overrules(paper, by),
        Step::RecordOutcome(outcome) => {
            let found = outcome.result == OutcomeResult::NotConfirmed || !outcome.found.is_empty();
            found && outcome.documents.len() <= 20
        }
        Step::BeginAnalysis => true,
        // Half an instruction is another one: too long a text is refused, not cut.
        Step::WriteNote(note) => {
            let text = note.text.as_str().chars().count();
            let reaches = note.kind != NoteKind::Instruction || note.to != Some(Role::Supervisor);
            paper.purged.is_none() && (1..=500).contains(&text) && reaches && paper.notes.len() < 50
        }
        Step::AnswerNote { text, .. } => {
            paper.purged.is_none() && (1..=500).contains(&text.as_str().chars().count())
        }
    }
}

/// Instructions are acknowledged and questions answered by those to whom they are, never by their author, and once. What is
/// open to the OAC and by nobody of the OAC holds the verdict, where policy says so.
fn notes_let(booth: &Model, paper: &Paper, seat: usize, step: &Step) -> bool {
    let (person, role) = SEATS[seat];
    let meets = |number: &u16, kind| {
        paper.notes.get(usize::from(*number).wrapping_sub(1)).is_some_and(|note| {
            note.kind == kind
                && note.met.is_none()
                && SEATS[note.by].0 != person
                && note.to.is_none_or(|to| to == role)
        })
    };
    match step {
        Step::AcknowledgeNote { number } => meets(number, NoteKind::Instruction),
        Step::AnswerNote { number, .. } => meets(number, NoteKind::Question),
        Step::GiveVerdict(_) if booth.policy.supervision.instruction_holds_verdict => {
            paper.notes.iter().all(|note| {
                let to_oac = note.to.is_none_or(|to| to == Role::Oac) && SEATS[note.by].1 != Role::Oac;
                note.kind == NoteKind::Note || note.met.is_some() || !to_oac
            })
        }
        _ => true,
    }
}

fn is_whole(size: &Dimensions) -> bool {
    ![size.length, size.width, size.height].iter().any(|side| side.0 == 0)
}

fn fits(booth: &Model, size: &Dimensions) -> bool {
    let complex = &booth.policy.complex;
    size.length.0 <= complex.max_length_mm
        && size.width.0 <= complex.max_width_mm
        && size.height.0 <= complex.max_height_mm
}

fn is_exempt(booth: &Model, exemption: &Exemption) -> bool {
    let ground = match exemption.ground {
        ExemptionGround::Oversize => {
            exemption.dimensions.as_ref().is_some_and(|size| is_whole(size) && !fits(booth, size))
        }
        ExemptionGround::LiveAnimals | ExemptionGround::LiveFish | ExemptionGround::HatchingEggs => true,
    };
    ground && !exemption.alternative.is_empty()
}

fn is_within(mark: &Mark) -> bool {
    let ends = (u64::from(mark.x) + u64::from(mark.width), u64::from(mark.y) + u64::from(mark.height));
    mark.width > 0 && mark.height > 0 && ends.0 <= u64::from(IMAGE.0) && ends.1 <= u64::from(IMAGE.1)
}

fn names_a_line(paper: &Paper, noted: &Discrepancy) -> bool {
    noted.goods_line < paper.goods && !noted.note.is_empty()
}

/// Rows 6 and 7: nothing found and nothing differs; or something does, with the analysis and a recommendation.
fn is_founded(given: &Conclusion, found: usize) -> bool {
    match given.verdict {
        Verdict::WithoutSuspicion => found == 0,
        Verdict::UnderSuspicion => {
            found > 0 && !given.analysis.is_empty() && !given.recommendation.is_empty()
        }
    }
}

fn overrules(paper: &Paper, by: &Override) -> bool {
    let numbers: BTreeSet<u16> = by.marks.iter().map(|mark| mark.number).collect();
    let lines: BTreeSet<u16> = by.discrepancies.iter().map(|noted| noted.goods_line).collect();
    let highest = paper.placed + u16::try_from(by.marks.len()).unwrap();
    !by.reason.is_empty()
        && by.marks.iter().all(is_within)
        && numbers.len() == by.marks.len()
        && numbers.iter().all(|number| (1..=highest).contains(number))
        && lines.len() == by.discrepancies.len()
        && by.discrepancies.iter().all(|noted| names_a_line(paper, noted))
        && is_founded(&by.conclusion, numbers.len() + lines.len())
}

fn is_by_rule(booth: &Model, seal: &str) -> bool {
    let rule = &booth.policy.seal;
    let length = seal.chars().count();
    let made_of = match rule.characters {
        SealCharacters::Digits => seal.chars().all(|c| c.is_ascii_digit()),
        SealCharacters::LettersAndDigits => seal.chars().all(char::is_alphanumeric),
    };
    made_of && length >= usize::from(rule.min) && length <= usize::from(rule.max)
}

/// Out of service, or what the policy says of the check and of the shift.
pub fn scans_barred(booth: &Model) -> bool {
    let refused = |consequence| consequence == Consequence::RefuseScans;
    let policy = &booth.policy;
    let stopped = booth.troubles.iter().any(|t| t.service == Service::Stopped && t.returned.is_none());
    let today = booth_day(moment(booth.now));
    let check = match booth.checks.last() {
        Some((_, CheckResult::Fail)) => refused(policy.daily_check.failed),
        Some((day, _)) if *day == today => false,
        _ => refused(policy.daily_check.missing),
    };
    stopped || check || (booth.shift.is_none() && refused(policy.shift.none_open))
}

fn day(booth: &Model, seat: usize, deed: &Deed) -> bool {
    let (person, role) = SEATS[seat];
    // Anybody may report; the day itself belongs to the OMS and the supervisor.
    if role == Role::Oac && !matches!(deed, Deed::Report { .. }) {
        return false;
    }
    let shift = booth.shift.as_ref();
    let others = |shift: &ShiftPaper| shift.handover.clone().filter(|handover| handover.by != person);
    match deed {
        Deed::OpenShift => shift.is_none(),
        Deed::HandOver { .. } => shift.is_some(),
        Deed::Acknowledge { item } => shift.and_then(others).is_some_and(|handing| *item < handing.items),
        Deed::TakeOver => {
            shift.and_then(others).is_some_and(|handing| handing.known.len() == usize::from(handing.items))
        }
        Deed::CloseShift => shift.is_some() && booth.left_open() == 0,
        Deed::Report { part, symptom, .. } => !part.is_empty() && !symptom.is_empty(),
        Deed::Follow { number, step } => open_trouble(booth, *number).is_some_and(|open| follows(open, step)),
        Deed::Return { number, second } => open_trouble(booth, *number).is_some_and(|open| {
            open.repaired.is_some() && open.tested == Some(TestResult::Passed) && SEATS[*second].0 != person
        }),
        Deed::Check(measured) => judged(*measured).is_some(),
    }
}

fn open_trouble(booth: &Model, number: u32) -> Option<&Trouble> {
    booth.troubles.iter().find(|trouble| trouble.number == number && trouble.returned.is_none())
}

fn follows(open: &Trouble, step: &MalfunctionStep) -> bool {
    match step {
        MalfunctionStep::Tell(told) => !told.whom.is_empty() && !told.how.is_empty(),
        MalfunctionStep::Repair(work) => !work.is_empty(),
        MalfunctionStep::Test(test) => open.repaired.is_some() && !test.note.is_empty(),
    }
}
