//! What waits for the officer at this console, and for nobody else: notes of the case on the screen, approvals to be given.

use crate::domain::case::Case;
use crate::domain::note::Note;
use crate::domain::number::CaseNumber;
use crate::domain::officer::Role;
use crate::ui::keymap::{Action, Keymap, Layer, shown_name};
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::approvals::may_approve;
use crate::ui::screens::notes::waits_for_own;
use crate::words::Value;

/// Every notice in a sentence, the most urgent first: what is on the screen, then what runs out by itself.
pub fn raised(case: Option<&CaseNumber>, layer: Layer, scene: &Scene<'_>) -> Vec<String> {
    let case = case.and_then(|number| scene.snapshot.case(number));
    let notes = case.into_iter().flat_map(|case| waiting(case, scene));
    let notes = notes.map(|note| of_note(note, layer, scene));
    let approvals = scene.snapshot.day.approvals.iter().filter(|pending| may_approve(pending, scene));
    let approvals = approvals.map(|pending| {
        let kind = pending.asked.action.kind().map(|kind| phrases::action_kind(scene.words, kind));
        let until = phrases::clock(pending.asked.expires).get(..5).unwrap_or_default().to_owned();
        scene.words.say_with(
            "notice-approval",
            &[
                ("what", Value::from(kind.unwrap_or_default())),
                ("name", Value::from(pending.by.name.to_string())),
                ("until", Value::from(until)),
            ],
        )
    });
    notes.chain(approvals).collect()
}

/// The notes of a case that wait for this officer.
pub fn waiting<'a>(case: &'a Case, scene: &Scene<'a>) -> impl Iterator<Item = &'a Note> {
    let scene = *scene;
    case.notes.iter().filter(move |note| waits_for_own(note, &scene))
}

/// Whether a note keeps this officer from giving the verdict.
pub fn holds_verdict(note: &Note, scene: &Scene<'_>) -> bool {
    let role = scene.session.map(|session| session.officer.role);
    let policy = &scene.snapshot.booth.policy.policy;
    role == Some(Role::Oac) && note.holds_verdict() && policy.supervision.instruction_holds_verdict
}

fn of_note(note: &Note, layer: Layer, scene: &Scene<'_>) -> String {
    let bound = Keymap::built_in().bindings(layer).iter().find(|binding| binding.action == Action::Notes);
    let key = bound.and_then(|binding| binding.keys.first()).map_or("", |key| shown_name(key));
    let name = note.stamp.officer.as_ref().map_or_else(String::new, |by| by.name.to_string());
    let values = [
        ("kind", Value::from(phrases::note_kind(scene.words, note.written.kind))),
        ("number", Value::from(note.number)),
        ("name", Value::from(name)),
        ("text", Value::from(note.written.text.to_string())),
        ("key", Value::from(key.to_owned())),
    ];
    if holds_verdict(note, scene) {
        scene.words.say_with("notice-note-holds", &values)
    } else {
        scene.words.say_with("notice-note", &values)
    }
}
