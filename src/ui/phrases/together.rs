//! Phrases of what people do together: kinds of notes, what needs two people, and why it was refused.

use crate::domain::approval::ActionKind;
use crate::domain::note::NoteKind;
use crate::domain::refusal::Refusal;
use crate::ui::phrases::{named, step};
use crate::words::{Value, Words};

/// The name of what two people do.
pub fn action_kind(words: Words, kind: ActionKind) -> String {
    step(words, kind.step())
}

/// The name of a kind of notes.
pub fn note_kind(words: Words, kind: NoteKind) -> String {
    named(words, "note", &kind)
}

pub(super) fn refusal(words: Words, refusal: &Refusal) -> String {
    match refusal {
        Refusal::OwnNote => words.say("refusal-own-note"),
        Refusal::NoteOpen { number, kind } => words.say_with(
            "refusal-note-open",
            &[("number", Value::from(*number)), ("kind", Value::from(note_kind(words, *kind)))],
        ),
        Refusal::NeedsSecond(kind) => {
            words.say_with("refusal-needs-second", &[("what", Value::from(action_kind(words, *kind)))])
        }
        Refusal::NothingToApprove(kind) => {
            words.say_with("refusal-nothing-to-approve", &[("step", Value::from(step(words, *kind)))])
        }
        Refusal::SameSession => words.say("refusal-same-session"),
        Refusal::NoApproval => words.say("refusal-no-approval"),
        Refusal::ApprovalOver => words.say("refusal-approval-over"),
        Refusal::OthersApproval => words.say("refusal-others-approval"),
        _ => words.say("refusal-no-draft"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::step::StepKind;
    use crate::words::Language;

    #[test]
    fn every_kind_and_every_refusal_has_words_in_every_language() {
        let refusals = NoteKind::ALL
            .map(|kind| Refusal::NoteOpen { number: 3, kind })
            .into_iter()
            .chain(ActionKind::ALL.map(Refusal::NeedsSecond))
            .chain([Refusal::OwnNote, Refusal::NothingToApprove(StepKind::Admit), Refusal::SameSession])
            .chain([Refusal::NoApproval, Refusal::ApprovalOver, Refusal::OthersApproval, Refusal::NoDraft]);
        for refusal in refusals {
            for language in Language::ALL {
                let said = crate::ui::phrases::refusal(Words::new(language), &refusal);
                assert!(!said.is_empty() && !said.contains(['⟨', '{']), "{language:?} {refusal:?}: {said}");
            }
        }
    }
}
