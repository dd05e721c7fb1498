//! A note, or an answer, while it is typed.

use crate::domain::note::{MAX_NOTE_CHARS, NoteKind, Written};
use crate::domain::officer::Role;
use crate::domain::refusal::Requirement;
use crate::domain::step::Step;
use crate::domain::text::CleanText;
use crate::ui::keymap::Action;
use crate::ui::message::Input;
use crate::ui::widgets::field::{Field, FieldKind};
use serde::{Deserialize, Serialize};

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    Note,
    /// The answer to this question.
    Answer(u16),
}

/// A row of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Kind,
    To,
    Text,
}

/// What was chosen and typed, as the station keeps it.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    kind: NoteKind,
    to: Option<Role>,
    /// Of an answer, to which question.
    #[serde(default)]
    question: Option<u16>,
    text: String,
}

/// What was chosen and typed.
#[derive(Debug)]
pub(super) struct NoteForm {
    pub(super) writing: Writing,
    may_instruct: bool,
    pub(super) kind: NoteKind,
    pub(super) to: Option<Role>,
    pub(super) text: Field,
    focus: usize,
}

impl NoteForm {
    /// A note to everybody.
    pub(super) fn of_note(may_instruct: bool) -> Self {
        Self {
            writing: Writing::Note,
            may_instruct,
            kind: NoteKind::Note,
            to: None,
            text: Field::new(FieldKind::Text, MAX_NOTE_CHARS),
            focus: 2,
        }
    }

    /// The answer to a question.
    pub(super) fn of_answer(number: u16) -> Self {
        Self { writing: Writing::Answer(number), focus: 0, ..Self::of_note(false) }
    }

    pub(super) fn rows(&self) -> &'static [Row] {
        match self.writing {
            Writing::Note => &[Row::Kind, Row::To, Row::Text],
            Writing::Answer(_) => &[Row::Text],
        }
    }

    pub(super) fn here(&self) -> Row {
        self.rows().get(self.focus).copied().unwrap_or(Row::Text)
    }

    pub(super) fn takes_text(&self) -> bool {
        self.here() == Row::Text
    }

    /// The kinds that this officer may write.
    pub(super) fn kinds(&self) -> Vec<NoteKind> {
        NoteKind::ALL.into_iter().filter(|kind| self.may_instruct || *kind != NoteKind::Instruction).collect()
    }

    /// To whom the chosen kind may be: no supervisor acknowledges instructions.
    pub(super) fn addressees(&self) -> Vec<Option<Role>> {
        let all = [None, Some(Role::Oms), Some(Role::Oac), Some(Role::Supervisor)];
        let fits = |to: &Option<Role>| self.kind != NoteKind::Instruction || *to != Some(Role::Supervisor);
        all.into_iter().filter(fits).collect()
    }

    pub(super) fn act(&mut self, action: Action) {
        let count = self.rows().len();
        match (action, self.here()) {
            (Action::NextField | Action::Confirm, _) => self.focus = (self.focus + 1) % count,
            (Action::PreviousField, _) => self.focus = (self.focus + count - 1) % count,
            (Action::Left | Action::Right | Action::Toggle, Row::Kind) => {
                self.kind = turned(&self.kinds(), self.kind, action);
                if !self.addressees().contains(&self.to) {
                    self.to = None;
                }
            }
            (Action::Left | Action::Right | Action::Toggle, Row::To) => {
                self.to = turned(&self.addressees(), self.to, action);
            }
            (other, Row::Text) => {
                self.text.edit(other);
            }
            _ => {}
        }
    }

    pub(super) fn edit(&mut self, input: &Input) {
        match (self.here(), input) {
            (Row::Text, Input::Typed(c)) => self.text.type_char(*c),
            (Row::Text, Input::Pasted(text)) => self.text.paste(text),
            _ => {}
        }
    }

    /// The step, or what it still lacks.
    pub(super) fn step(&self) -> Result<Step, Requirement> {
        let text = CleanText::bounded(self.text.value(), MAX_NOTE_CHARS);
        if text.is_empty() {
            return Err(Requirement::NoteText);
        }
        Ok(match self.writing {
            Writing::Note => Step::WriteNote(Written { kind: self.kind, to: self.to, text }),
            Writing::Answer(number) => Step::AnswerNote { number, text },
        })
    }

    fn question(&self) -> Option<u16> {
        match self.writing {
            Writing::Note => None,
            Writing::Answer(number) => Some(number),
        }
    }

    /// What the station keeps of it; nothing where nothing is typed.
    pub(super) fn kept(&self) -> Option<String> {
        let text = self.text.value().to_owned();
        let kept = Kept { kind: self.kind, to: self.to, question: self.question(), text };
        if kept.text.is_empty() { None } else { serde_json::to_string(&kept).ok() }
    }

    /// Takes what the station kept; false where it is no note.
    pub(super) fn restore(&mut self, text: &str) -> bool {
        let Ok(kept) = serde_json::from_str::<Kept>(text) else { return false };
        if kept.question != self.question() {
            return false;
        }
        if self.kinds().contains(&kept.kind) {
            self.kind = kept.kind;
        }
        if self.addressees().contains(&kept.to) {
            self.to = kept.to;
        }
        self.text.set(&kept.text);
        true
    }
}

/// The next or the one before, round and round.
fn turned<T: Copy + PartialEq>(all: &[T], now: T, action: Action) -> T {
    let place = all.iter().position(|one| *one == now).unwrap_or(0);
    let next = if action == Action::Left { place + all.len().saturating_sub(1) } else { place + 1 };
    all.get(next % all.len().max(1)).copied().unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_instruction_is_to_a_supervisor_nor_by_an_operator() {
        let mut form = NoteForm::of_note(true);
        form.act(Action::PreviousField);
        assert_eq!(form.here(), Row::To);
        form.act(Action::Left);
        assert_eq!(form.to, Some(Role::Supervisor));
        form.act(Action::PreviousField);
        form.act(Action::Right);
        assert_eq!((form.kind, form.to), (NoteKind::Instruction, None));
        assert!(!NoteForm::of_note(false).kinds().contains(&NoteKind::Instruction));
    }

    #[test]
    fn what_is_kept_comes_back_and_nothing_is_kept_of_nothing() {
        let mut form = NoteForm::of_note(true);
        assert_eq!(form.kept(), None);
        (form.kind, form.to) = (NoteKind::Instruction, Some(Role::Oac));
        form.edit(&Input::Pasted("проверить ось".to_owned()));
        let mut again = NoteForm::of_note(true);
        assert!(again.restore(&form.kept().unwrap()) && !again.restore("{}"));
        assert_eq!(again.step(), form.step());
        let mut operator = NoteForm::of_note(false);
        operator.restore(&form.kept().unwrap());
        assert_eq!(operator.kind, NoteKind::Note, "an operator writes no instruction");
    }
}
