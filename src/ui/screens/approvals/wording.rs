//! The exact action of an approval in words: everything that is carried out, as both people read it.

use crate::domain::approval::Action;
use crate::domain::step::Step;
use crate::domain::supervision::Override;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::analysis::wording;
use crate::words::Value;

/// What is carried out, a paragraph each.
pub(super) fn action(action: &Action, scene: &Scene<'_>) -> Vec<String> {
    let words = scene.words;
    let mut told = vec![action.kind().map_or_else(String::new, |kind| phrases::action_kind(words, kind))];
    match action {
        Action::Purge { cases, reason } => {
            let list = cases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let values = [("count", Value::from(cases.len())), ("cases", Value::from(list))];
            told.push(words.say_with("approvals-cases", &values));
            told.push(because(reason.as_str(), scene));
        }
        Action::Step { case, revision, taken } => {
            let values = [("number", Value::from(case.to_string())), ("revision", Value::from(revision.0))];
            told.push(words.say_with("approvals-case", &values));
            told.extend(step(taken, scene));
        }
        Action::ReturnToService { number } => {
            let found = scene.snapshot.day.malfunction(*number);
            let what = found.map_or_else(String::new, |found| {
                format!("{}: {}", found.found.what.part, found.found.what.symptom)
            });
            let values = [("number", Value::from(number.0)), ("what", Value::from(what))];
            told.push(words.say_with("approvals-malfunction", &values));
        }
    }
    told
}

fn because(reason: &str, scene: &Scene<'_>) -> String {
    scene.words.say_with("approvals-because", &[("reason", Value::from(reason.to_owned()))])
}

fn step(step: &Step, scene: &Scene<'_>) -> Vec<String> {
    match step {
        Step::Override(ruling) => ruling_lines(ruling, scene),
        Step::Reopen { reason } | Step::Cancel { reason } => vec![because(reason.as_str(), scene)],
        // No other step needs two people; the station refuses it.
        _ => Vec::new(),
    }
}

fn ruling_lines(ruling: &Override, scene: &Scene<'_>) -> Vec<String> {
    let words = scene.words;
    let text = |id, text: &str| words.say_with(id, &[("text", Value::from(text.to_owned()))]);
    let conclusion = &ruling.conclusion;
    let mut told = vec![
        text("approvals-verdict", &scene.mark(conclusion.verdict)),
        because(ruling.reason.as_str(), scene),
    ];
    told.push(text("approvals-analysis", conclusion.analysis.as_str()));
    if !conclusion.recommendation.is_empty() {
        told.push(text("approvals-recommendation", conclusion.recommendation.as_str()));
    }
    told.extend(ruling.marks.iter().map(|mark| text("approvals-mark", &wording::mark(words, mark))));
    let noted = ruling.discrepancies.iter();
    told.extend(noted.map(|one| {
        text("approvals-discrepancy", &format!("{}: {}", u32::from(one.goods_line) + 1, one.note))
    }));
    let viewed = [("percent", Value::from(conclusion.viewed_percent))];
    told.push(words.say_with("verdict-page-ask-viewed", &viewed));
    told
}
