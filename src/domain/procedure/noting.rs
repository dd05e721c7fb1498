//! The steps with notes: who writes, acknowledges and answers is the table's; here is what each must say, and to whom.

use crate::domain::case::Case;
use crate::domain::fact::CaseFact;
use crate::domain::note::{MAX_NOTE_CHARS, MAX_NOTES, Note, NoteKind, Written};
use crate::domain::officer::{Officer, Role};
use crate::domain::policy::Policy;
use crate::domain::refusal::{Refusal, Requirement};
use crate::domain::step::{Step, StepKind};
use crate::domain::text::CleanText;

pub(super) fn decide(case: &Case, officer: &Officer, step: &Step) -> Result<CaseFact, Refusal> {
    if case.purge.is_some() {
        return Err(Refusal::AlreadyPurged);
    }
    match step {
        Step::WriteNote(written) => write(case, written),
        Step::AcknowledgeNote { number } => {
            concerned(case, officer, (*number, NoteKind::Instruction), StepKind::AcknowledgeNote)?;
            Ok(CaseFact::NoteAcknowledged { number: *number })
        }
        Step::AnswerNote { number, text } => {
            concerned(case, officer, (*number, NoteKind::Question), StepKind::AnswerNote)?;
            worded(text)?;
            Ok(CaseFact::NoteAnswered { number: *number, text: text.clone() })
        }
        _ => Err(Refusal::State { step: step.kind(), state: case.state }),
    }
}

fn write(case: &Case, written: &Written) -> Result<CaseFact, Refusal> {
    worded(&written.text)?;
    // An instruction is to those who work; nobody else could acknowledge it.
    if written.kind == NoteKind::Instruction && written.to == Some(Role::Supervisor) {
        return Err(Refusal::Role(StepKind::AcknowledgeNote));
    }
    if case.notes.len() >= MAX_NOTES {
        return Err(Refusal::Requirement(Requirement::FewerOfAKind));
    }
    // The bound is far below the largest number.
    let number = u16::try_from(case.notes.len() + 1).unwrap_or(u16::MAX);
    Ok(CaseFact::NoteWritten { number, note: written.clone() })
}

fn worded(text: &CleanText) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::Requirement(Requirement::NoteText));
    }
    // What is too long is refused and not cut: half an instruction is another one.
    if text.as_str().chars().count() > MAX_NOTE_CHARS {
        return Err(Refusal::Requirement(Requirement::ShorterText));
    }
    Ok(())
}

/// An open note of this kind, to the officer's role and of another person.
fn concerned(
    case: &Case,
    officer: &Officer,
    (number, kind): (u16, NoteKind),
    step: StepKind,
) -> Result<(), Refusal> {
    let is_open = |note: &&Note| note.written.kind == kind && note.is_open();
    let note = case.note(number).filter(is_open).ok_or(Refusal::Requirement(Requirement::KnownNote))?;
    if note.stamp.officer.as_ref().is_some_and(|by| by.id == officer.id) {
        return Err(Refusal::OwnNote);
    }
    if note.is_to(officer.role) { Ok(()) } else { Err(Refusal::Role(step)) }
}

/// What an OAC has not seen to yet holds the verdict, where policy says so.
pub(super) fn unheld(case: &Case, policy: &Policy) -> Result<(), Refusal> {
    match case.held_by() {
        Some(note) if policy.supervision.instruction_holds_verdict => {
            Err(Refusal::NoteOpen { number: note.number, kind: note.written.kind })
        }
        _ => Ok(()),
    }
}
