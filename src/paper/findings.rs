//! What the OAC found, as running text: marks, discrepancies, analysis and the recommendation for the examination.

use crate::domain::case::Case;
use crate::domain::step::{Conclusion, Verdict};
use crate::domain::time::booth_time;
use crate::paper::column::Column;
use crate::words::Words;

/// Writes the findings; nothing is written for what the officer left empty.
pub(super) fn write(column: &mut Column<'_>, case: &Case, conclusion: &Conclusion, words: Words) {
    superseded(column, case, words);
    marks(column, case, words);
    discrepancies(column, case, words);
    for (head, text) in [
        (words.say("sheet-analysis"), &conclusion.analysis),
        (words.say("sheet-recommendation"), &conclusion.recommendation),
    ] {
        if !text.is_empty() {
            column.head(&head);
            column.paragraph(text.as_str());
        }
    }
}

/// Whoever holds two sheets of one case must see which one stands.
fn superseded(column: &mut Column<'_>, case: &Case, words: Words) {
    let Some(before) = case.rulings.last() else { return };
    let mark = match before.conclusion.verdict {
        Verdict::WithoutSuspicion => words.say("sheet-mark-without"),
        Verdict::UnderSuspicion => words.say("sheet-mark-under"),
    };
    let at = before
        .given
        .as_ref()
        .map_or_else(String::new, |given| booth_time(given.at).format("%d.%m.%Y %H:%M:%S").to_string());
    column.head(&words.say("sheet-superseded-head"));
    let values = [("mark", mark.into()), ("at", at.into()), ("reason", before.reason.as_str().into())];
    column.paragraph(&words.say_with("sheet-superseded", &values));
}

fn marks(column: &mut Column<'_>, case: &Case, words: Words) {
    if case.marks.is_empty() {
        return;
    }
    column.head(&words.say("sheet-marks"));
    for mark in &case.marks {
        let note =
            if mark.note.is_empty() { words.say("sheet-no-note") } else { mark.note.as_str().to_owned() };
        column.paragraph(&format!("{}. {note}", mark.number));
    }
}

fn discrepancies(column: &mut Column<'_>, case: &Case, words: Words) {
    if case.discrepancies.is_empty() {
        return;
    }
    column.head(&words.say("sheet-discrepancies"));
    for discrepancy in &case.discrepancies {
        let number = (u32::from(discrepancy.goods_line) + 1).to_string();
        column.paragraph(&words.say_with(
            "sheet-discrepancy",
            &[("number", number.into()), ("note", discrepancy.note.as_str().into())],
        ));
    }
}
