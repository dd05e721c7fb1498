//! Earlier cases in words: how many there are, what was the same and what came of them.

use crate::domain::case::CaseState;
use crate::domain::earlier::Key;
use crate::domain::step::Verdict;
use crate::domain::supervision::OutcomeResult;
use crate::station::contract::earlier::{Earlier, EarlierRow};
use crate::station::contract::search::More;
use crate::station::contract::storage::IndexProgress;
use crate::ui::phrases;
use crate::words::{Value, Words};

/// How many there are and what the last one came to; that the index is not whole, where it is not.
pub fn summary(words: Words, earlier: &Earlier) -> String {
    let count = count(earlier);
    let said = match earlier.rows.first() {
        Some(last) => {
            let what = Value::from(came_to(words, last));
            let values = [("count", Value::from(count)), ("date", Value::from(date(last))), ("what", what)];
            words.say_with("earlier-summary", &values)
        }
        None => words.say("earlier-none"),
    };
    partly(words, earlier).map_or_else(|| said.clone(), |why| format!("{said} · {why}"))
}

/// How many there are and what the last one came to, where there is little room.
pub fn brief(words: Words, earlier: &Earlier) -> String {
    let what = earlier.rows.first().map(|last| came_to(words, last)).unwrap_or_default();
    let values = [("count", Value::from(count(earlier))), ("what", Value::from(what))];
    words.say_with("earlier-brief", &values)
}

/// Their count, with a sign where there are more.
pub fn count(earlier: &Earlier) -> String {
    let more = if earlier.more == More::No { "" } else { "+" };
    format!("{}{more}", earlier.rows.len())
}

/// Why not every case was looked through.
pub fn partly(words: Words, earlier: &Earlier) -> Option<String> {
    match &earlier.index {
        IndexProgress::Ready => None,
        IndexProgress::Building { percent } => {
            Some(words.say_with("search-building", &[("percent", Value::from(*percent))]))
        }
        IndexProgress::Failed(_) => Some(words.say("search-no-index")),
    }
}

/// The day on which the case was registered.
pub fn date(found: &EarlierRow) -> String {
    found.row.number.day().format("%d.%m.%Y").to_string()
}

/// The verdict and what the examination came to; the state where there is no verdict.
pub fn came_to(words: Words, found: &EarlierRow) -> String {
    let state = match found.verdict {
        Some(Verdict::WithoutSuspicion) => CaseState::Cleared,
        Some(Verdict::UnderSuspicion) => CaseState::Suspected,
        None => found.row.state,
    };
    let said = phrases::state(words, state);
    match found.outcome {
        Some(OutcomeResult::Confirmed) => format!("{said}, {}", words.say("earlier-confirmed")),
        Some(OutcomeResult::NotConfirmed) => format!("{said}, {}", words.say("earlier-not-confirmed")),
        None => said,
    }
}

/// What is the same.
pub fn same(words: Words, found: &EarlierRow) -> String {
    let named = |key: &Key| {
        words.say(match key {
            Key::Plate => "earlier-plate",
            Key::Trailer => "earlier-trailer",
            Key::Container => "earlier-container",
            Key::Document => "earlier-document",
        })
    };
    let keys: Vec<String> = found.matched.iter().map(named).collect();
    words.say_with("earlier-same", &[("keys", Value::from(keys.join(", ")))])
}
