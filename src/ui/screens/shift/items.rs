//! What a shift leaves to the next one, and how each item reads.

use crate::domain::booth::CheckStanding;
use crate::domain::check::CheckResult;
use crate::domain::number::CaseNumber;
use crate::domain::shift::HandoverItem;
use crate::ui::phrases;
use crate::ui::phrases::day::check_result;
use crate::ui::scene::Scene;
use crate::words::Value;

/// What the station would list now: open cases, open malfunctions, a check that failed or limits the use.
pub(super) fn left_open(scene: &Scene<'_>) -> Vec<HandoverItem> {
    let (snapshot, day) = (scene.snapshot, &scene.snapshot.day);
    let cases = snapshot
        .unfinished
        .iter()
        .map(|case| HandoverItem::Case { number: case.number.clone(), state: case.state });
    let malfunctions =
        day.open_malfunctions().map(|malfunction| HandoverItem::Malfunction { number: malfunction.number });
    let check = match day.check_standing(scene.now) {
        CheckStanding::Failed | CheckStanding::Done(CheckResult::Limited) => Some(HandoverItem::Check),
        CheckStanding::Missing | CheckStanding::Done(_) => None,
    };
    cases.chain(malfunctions).chain(check).collect()
}

/// The list of the hand-over under way; before it, what it would have.
pub(super) fn shown(scene: &Scene<'_>) -> Vec<HandoverItem> {
    match super::handover(scene) {
        Some(handover) => handover.items.clone(),
        None if super::shift(scene).is_some() => left_open(scene),
        None => Vec::new(),
    }
}

/// An item in a line of the list, where the end of a case's number is enough.
pub(super) fn line(item: &HandoverItem, scene: &Scene<'_>) -> String {
    said(item, |number| format!("…{}", number.short()), scene)
}

/// An item in a sentence.
pub(super) fn text(item: &HandoverItem, scene: &Scene<'_>) -> String {
    said(item, CaseNumber::to_string, scene)
}

fn said(item: &HandoverItem, named: impl Fn(&CaseNumber) -> String, scene: &Scene<'_>) -> String {
    let words = scene.words;
    match item {
        HandoverItem::Case { number, state } => {
            let title = scene.snapshot.case(number).map_or_else(|| "—".to_owned(), |case| case.row().title);
            let values = [
                ("number", Value::from(named(number))),
                ("title", Value::from(title)),
                ("state", Value::from(phrases::state(words, *state))),
            ];
            words.say_with("shift-item-case", &values)
        }
        HandoverItem::Malfunction { number } => {
            let found = scene.snapshot.day.malfunction(*number);
            let part = found.map_or_else(|| "—".to_owned(), |found| found.found.what.part.to_string());
            let values = [("number", Value::from(number.0)), ("part", Value::from(part))];
            words.say_with("shift-item-malfunction", &values)
        }
        HandoverItem::Check => {
            let last = scene.snapshot.day.checks.back();
            let result = last.map_or_else(String::new, |done| check_result(words, done.check.overall));
            words.say_with("shift-item-check", &[("result", Value::from(result))])
        }
        HandoverItem::Note { text } => {
            words.say_with("shift-item-note", &[("text", Value::from(text.to_string()))])
        }
    }
}
