//! The verdict on the front of the sheet: the stamp with the seal's place, or the heading of a suspicion.
//!
//! ```text
//! ╔══════════════════════════════╗     ┌──────────────────────────────┐
//! ║   the mark, three languages  ║     │▓▓ the mark, three languages ▓▓│
//! ║  PNS no. ______     ╭─────╮  ║     │  findings …                  │
//! ║  date               │ seal│  ║     │                              │
//! ║  officer            ╰─────╯  ║     │  handed over to ___________  │
//! ║  signature ____              ║     │  officer, signature ________ │
//! ╚══════════════════════════════╝     └──────────────────────────────┘
//! ```

use crate::domain::policy::Wording;
use crate::domain::step::{Conclusion, Verdict};
use crate::paper::canvas::{Area, BLACK, Canvas, DIM, Dash, Pen, WHITE};
use crate::paper::typeface::{Style, Weight};
use crate::words::{Language, Words};

/// Height of the stamp.
pub(super) const STAMP_HEIGHT: f32 = 138.0;
/// Height of the heading of a suspicion.
pub(super) const HEADING_HEIGHT: f32 = 46.0;
/// Height of the hand-over at the foot of a suspicion.
pub(super) const HANDOVER_HEIGHT: f32 = 34.0;

const MARK: Style = Style::bold(10.5);
const LABEL: Style = Style::regular(6.4).grey(DIM);
const VALUE: Style = Style::regular(8.0);
/// 76 points across are 27 mm: a round seal of 25 mm does not touch the line.
const SEAL_RADIUS: f32 = 38.0;

/// What the officer signs with.
pub(super) struct Signature<'a> {
    /// The verdict.
    pub(super) conclusion: &'a Conclusion,
    /// Name of the officer who gave the verdict.
    pub(super) officer: &'a str,
    /// Date of the verdict, DD.MM.YYYY.
    pub(super) date: &'a str,
    /// The seal's number; empty until it is recorded.
    pub(super) seal: &'a str,
    /// To whom the case is handed over; empty until it is.
    pub(super) handed_to: &'a str,
}

/// The mark of a verdict in the three languages: as it was entered, or as the catalogue words it where that was not kept.
fn marks(conclusion: &Conclusion) -> [String; 3] {
    if let Some(Wording { kk, ru, en }) = &conclusion.mark {
        return [kk.clone(), ru.clone(), en.clone()];
    }
    let verdict = conclusion.verdict;
    Language::ALL.map(|language| {
        let words = Words::new(language);
        match verdict {
            Verdict::WithoutSuspicion => words.say("sheet-mark-without"),
            Verdict::UnderSuspicion => words.say("sheet-mark-under"),
        }
    })
}

/// Draws the stamp of a verdict without suspicion at the top of `area`.
pub(super) fn draw_stamp(canvas: &mut Canvas<'_, '_>, area: Area, words: Words, signature: &Signature<'_>) {
    let outer = Area { height: STAMP_HEIGHT, ..area }.inset(1.0);
    canvas.frame(outer, Pen::solid(1.6, BLACK));
    let inner = outer.inset(3.2);
    canvas.frame(inner, Pen::solid(0.6, BLACK));
    let middle = inner.x + inner.width / 2.0;
    let mut baseline = inner.y + 14.0;
    for mark in marks(signature.conclusion) {
        let style = shrunk(canvas, &mark, MARK, inner.width - 10.0);
        canvas.text_at(middle, baseline, style, &mark);
        baseline += 13.5;
    }
    let seal_x = inner.right() - SEAL_RADIUS - 6.0;
    let seal_y = inner.bottom() - SEAL_RADIUS - 5.0;
    canvas.circle(seal_x, seal_y, SEAL_RADIUS, Pen { width: 0.7, grey: DIM, dash: Dash::Dashed });
    // The first of the label's words stands above the second: a circle is widest in the middle.
    let lines = canvas.faces.wrap(&words.say("sheet-seal-place"), LABEL, SEAL_RADIUS * 1.5);
    for (line, y) in lines.iter().take(3).zip([-4.0, 4.0, 12.0]) {
        canvas.text_at(seal_x, seal_y + y, LABEL, line);
    }
    let left = inner.x + 6.0;
    let right = seal_x - SEAL_RADIUS - 8.0;
    let rows = [
        (words.say("sheet-seal-number"), signature.seal),
        (words.say("sheet-verdict-date"), signature.date),
        (words.say("sheet-officer"), signature.officer),
        (words.say("sheet-signature"), ""),
    ];
    for ((label, value), y) in rows.iter().zip([66.0, 85.0, 104.0, 123.0]) {
        blank(canvas, Area { x: left, y: outer.y + y, width: right - left, height: 0.0 }, label, value);
    }
}

/// Draws the heading of a verdict under suspicion at the top of `area`.
pub(super) fn draw_heading(canvas: &mut Canvas<'_, '_>, area: Area, conclusion: &Conclusion) {
    let band = Area { height: HEADING_HEIGHT - 4.0, ..area };
    canvas.fill(band, BLACK);
    let mut baseline = band.y + 12.5;
    for mark in marks(conclusion) {
        let style = shrunk(canvas, &mark, MARK.grey(WHITE), band.width - 12.0);
        canvas.text_at(band.x + band.width / 2.0, baseline, style, &mark);
        baseline += 12.5;
    }
}

/// Draws the lines of the hand-over in `area`.
pub(super) fn draw_handover(
    canvas: &mut Canvas<'_, '_>,
    area: Area,
    words: Words,
    signature: &Signature<'_>,
) {
    let officer_width = area.width * 0.6;
    let label = words.say("sheet-handed-to");
    blank(canvas, Area { y: area.y + 11.0, ..area }, &label, signature.handed_to);
    let officer = Area { y: area.y + 28.0, width: officer_width, ..area };
    blank(canvas, officer, &words.say("sheet-officer"), signature.officer);
    let signature = Area { x: officer.right() + 8.0, width: area.width - officer_width - 8.0, ..officer };
    blank(canvas, signature, &words.say("sheet-signature"), "");
}

/// A line to write on: its label small beneath it, its value, where known, on it.
fn blank(canvas: &mut Canvas<'_, '_>, line: Area, label: &str, value: &str) {
    canvas.rule(line.x, line.right(), line.y, Pen::solid(0.5, BLACK));
    let value = canvas.faces.fit(value, VALUE, line.width - 4.0);
    canvas.text(line.x + 2.0, line.y - 2.0, VALUE, &value);
    let small = Style { size: 5.2, weight: Weight::Regular, grey: DIM };
    let label = canvas.faces.fit(label, small, line.width);
    canvas.text(line.x, line.y + 5.6, small, &label);
}

/// The style, smaller where the text would not fit: a mark is policy text and must never be cut.
fn shrunk(canvas: &Canvas<'_, '_>, text: &str, style: Style, width: f32) -> Style {
    let needed = canvas.faces.width(text, style);
    if needed <= width { style } else { Style { size: style.size * width / needed, ..style } }
}
