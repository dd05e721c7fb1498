//! Notes of a case: a word to those who work on it, an instruction that is acknowledged, a question that is answered.

use crate::domain::case::{Case, Revision, Stamp};
use crate::domain::officer::Role;
use crate::domain::step::StepKind;
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};

/// Notes of one case: four pages of the smallest screen. What needs more words is said in another place.
pub const MAX_NOTES: usize = 50;

/// Characters of a note and of an answer: six lines of 80 and a little. Fifty notes with their answers are then some 100 KB.
pub const MAX_NOTE_CHARS: usize = 500;

/// What is expected of those who read a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Nothing.
    Note,
    /// That an operator acknowledges it.
    Instruction,
    /// That somebody answers it.
    Question,
}

impl NoteKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Note, Self::Instruction, Self::Question];
}

/// A note as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// What is expected.
    pub kind: NoteKind,
    /// To whom; to everybody where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Role>,
    /// What it says.
    pub text: CleanText,
}

/// An answer with who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What it says.
    pub text: CleanText,
    /// Who and when.
    pub stamp: Stamp,
}

/// A note with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its number within the case, from 1.
    pub number: u16,
    /// What was written.
    #[serde(flatten)]
    pub written: Written,
    /// By whom and when.
    pub stamp: Stamp,
    /// Who acknowledged it and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Stamp>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answered>,
}

impl Note {
    /// Whether what it expects has not come yet.
    pub fn is_open(&self) -> bool {
        match self.written.kind {
            NoteKind::Note => false,
            NoteKind::Instruction => self.acknowledged.is_none(),
            NoteKind::Question => self.answer.is_none(),
        }
    }

    /// Whether it is to those of a role.
    pub fn is_to(&self, role: Role) -> bool {
        self.written.to.is_none_or(|to| to == role)
    }

    /// Whether the OAC has to see to it before a verdict: what an OAC has asked waits for others.
    pub fn holds_verdict(&self) -> bool {
        let by_oac = self.stamp.officer.as_ref().is_some_and(|by| by.role == Role::Oac);
        self.is_open() && self.is_to(Role::Oac) && !by_oac
    }
}

impl Case {
    /// Whether who looked at a revision may take a step with the case as it is now. Notes neither wait for the work nor disturb
    /// it; only what is signed with a PIN has seen them all.
    pub fn is_known(&self, revision: Revision, step: StepKind) -> bool {
        let missed = self.revision.0.checked_sub(revision.0);
        match step {
            StepKind::WriteNote | StepKind::Instruct | StepKind::AcknowledgeNote | StepKind::AnswerNote => {
                missed.is_some()
            }
            StepKind::GiveVerdict | StepKind::Override => missed == Some(0),
            _ => missed.is_some_and(|missed| missed <= self.noted),
        }
    }

    /// The note with this number.
    pub fn note(&self, number: u16) -> Option<&Note> {
        self.notes.iter().find(|note| note.number == number)
    }

    /// The first note that holds the verdict.
    pub fn held_by(&self) -> Option<&Note> {
        self.notes.iter().find(|note| note.holds_verdict())
    }

    fn note_mut(&mut self, number: u16) -> Option<&mut Note> {
        self.notes.iter_mut().find(|note| note.number == number)
    }

    pub(in crate::domain) fn write_note(&mut self, stamp: Stamp, number: u16, written: &Written) {
        let written = written.clone();
        self.notes.push(Note { number, written, stamp, acknowledged: None, answer: None });
    }

    pub(in crate::domain) fn acknowledge_note(&mut self, stamp: Stamp, number: u16) {
        if let Some(note) = self.note_mut(number) {
            note.acknowledged = Some(stamp);
        }
    }

    pub(in crate::domain) fn answer_note(&mut self, stamp: Stamp, number: u16, text: &CleanText) {
        if let Some(note) = self.note_mut(number) {
            note.answer = Some(Answered { text: text.clone(), stamp });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::officer::{Officer, OfficerId};

    const ROLES: [Role; 3] = [Role::Oms, Role::Oac, Role::Supervisor];

    fn stamp(role: Role) -> Stamp {
        let officer = Officer { id: OfficerId::parse("a").unwrap(), name: "А".into(), role };
        Stamp { at: "2026-11-23T04:00:00Z".parse().unwrap(), officer: Some(officer) }
    }

    fn note(kind: NoteKind, by: Role, to: Option<Role>) -> Note {
        let written = Written { kind, to, text: "х".into() };
        Note { number: 1, written, stamp: stamp(by), acknowledged: None, answer: None }
    }

    /// Written by hand: what an OAC must see to, by kind, author and addressee.
    #[test]
    fn a_verdict_waits_for_what_is_open_to_the_oac_and_not_by_an_oac() {
        let mut held = 0;
        for kind in NoteKind::ALL {
            for by in ROLES {
                for to in [None, Some(Role::Oms), Some(Role::Oac), Some(Role::Supervisor)] {
                    let expected = match (kind, by, to) {
                        (NoteKind::Note, ..) | (_, Role::Oac, _) => false,
                        (_, _, to) => matches!(to, None | Some(Role::Oac)),
                    };
                    assert_eq!(note(kind, by, to).holds_verdict(), expected, "{kind:?} {by:?} {to:?}");
                    held += u32::from(expected);
                }
            }
        }
        assert_eq!(held, 2 * 2 * 2);
    }

    #[test]
    fn what_was_met_holds_nothing() {
        let by = stamp(Role::Oac);
        let known =
            Note { acknowledged: Some(by.clone()), ..note(NoteKind::Instruction, Role::Supervisor, None) };
        let answer = Some(Answered { text: "да".into(), stamp: by.clone() });
        let answered = Note { answer, ..note(NoteKind::Question, Role::Oms, None) };
        let unasked = Note { acknowledged: Some(by), ..note(NoteKind::Question, Role::Oms, None) };
        assert!(!known.holds_verdict() && !answered.holds_verdict());
        assert!(unasked.holds_verdict(), "an acknowledgement answers no question");
    }

    #[test]
    fn notes_do_not_disturb_the_work_and_a_verdict_has_seen_them_all() {
        use crate::domain::fact::CaseFact;
        use crate::domain::step::By;
        let (at, by) = ("2026-11-23T04:00:00Z".parse().unwrap(), By::Station);
        let image = crate::domain::scan::ImageRecord {
            sha256: crate::domain::scan::ImageHash::parse(&"ab".repeat(32)).unwrap(),
            bytes: 1,
            format: "PNG".into(),
            width: 1,
            height: 1,
            bits: 8,
            energies: 1,
            depth: crate::domain::scan::Depth::Full,
        };
        let number = crate::domain::number::CaseNumber::parse("39855302/231126/000001").unwrap();
        let begun = CaseFact::Imported { file: "a".into(), image, manifest: None, policy: None };
        let mut case = Case::begin(number, at, &by, &begun).unwrap();
        let looked = case.revision;
        let known = |case: &Case, step| case.is_known(looked, step);
        let written = Written { kind: NoteKind::Note, to: None, text: "х".into() };
        for number in 1..=2 {
            case.apply(at, &by, &CaseFact::NoteWritten { number, note: written.clone() });
            assert!(known(&case, StepKind::PlaceMark) && known(&case, StepKind::WriteNote));
            assert!(!known(&case, StepKind::GiveVerdict) && !known(&case, StepKind::Override));
        }
        case.apply(at, &by, &CaseFact::AnalysisBegan);
        assert!(!known(&case, StepKind::PlaceMark) && known(&case, StepKind::AnswerNote));
        let ahead = Revision(case.revision.0 + 1);
        assert!(StepKind::ALL.into_iter().all(|step| !case.is_known(ahead, step)));
    }
}
