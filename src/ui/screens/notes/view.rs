//! Draws the notes of a case.
//!
//! ```text
//!  ┌ Notes · 39855302/231126/000417: 3 ─────────────────────────────┐
//!  │   1   note         Akhmetov A., OMS    14:02 seal is damaged    │
//!  │ ▶ 2 ! instruction  Sarsenov D., sup.   14:04 look at the axle   │
//!  │   3 ✓ question     Nurlanova B., OAC   14:05 …                  │
//!  │ ──────────────────────────────────────────────────────────────  │
//!  │ instruction 2 · Sarsenov D., supervisor · to OAC · 23.11. 14:04 │
//!  │ Look at the second axle.                                        │
//!  │ ! not acknowledged: the verdict waits                           │
//!  └─────────────────────────────────────────────────────────────────┘
//! ```

use super::Notes;
use super::form::{NoteForm, Row, Writing};
use crate::domain::case::{Case, Stamp};
use crate::domain::note::{MAX_NOTE_CHARS, Note, NoteKind};
use crate::domain::officer::Role as Duty;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::day::minute;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::ui::widgets::text_block;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Notes of a page at 80×24: the body less frame and the chosen note.
pub(super) const PAGE: usize = 8;

/// Rows of the chosen note: who, six lines of text, its answer.
const DETAIL_ROWS: u16 = 10;

/// Columns of kind and author; the text has what is left.
const KIND: usize = 11;
const AUTHOR: usize = 22;

/// Columns of a label of the form.
const LABEL: u16 = 14;

pub(super) fn draw(screen: &Notes, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let case = screen.case(scene);
    let values = [
        ("number", Value::from(screen.number.to_string())),
        ("count", Value::from(case.map_or(0, |case| case.notes.len()))),
    ];
    let title = match screen.form.as_ref().map(|form| form.writing) {
        None => scene.words.say_with("notes-title", &values),
        Some(Writing::Note) => scene.words.say_with("notes-form-title", &values),
        Some(Writing::Answer(number)) => {
            scene.words.say_with("notes-answer-title", &[("number", Value::from(number))])
        }
    };
    let block = Block::bordered().title(format!(" {title} ")).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let Some(case) = case else {
        frame.render_widget(Paragraph::new(format!(" {}", scene.words.say("record-waiting"))), inner);
        return;
    };
    let [list, detail] = Layout::vertical([Constraint::Min(0), Constraint::Length(DETAIL_ROWS)]).areas(inner);
    match &screen.form {
        Some(form) => draw_form(form, case, frame, inner, scene),
        None if case.notes.is_empty() => {
            let said = format!(" {}", scene.words.say("notes-none"));
            frame.render_widget(Paragraph::new(said).style(scene.theme.style(Role::Faint)), inner);
        }
        None => {
            draw_list(screen, case, frame, list, scene);
            let lines = screen
                .note(case)
                .map_or_else(Vec::new, |note| detail_lines(note, usize::from(detail.width), scene));
            let lines = text_block::within(lines, detail.height, scene.theme.style(Role::Faint));
            frame.render_widget(Paragraph::new(lines), detail);
        }
    }
}

fn draw_list(screen: &Notes, case: &Case, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let (place, rows) = (screen.place(case), usize::from(area.height).max(1));
    let first = (place + 1).saturating_sub(rows);
    let width = usize::from(area.width);
    let lines: Vec<Line<'_>> = case
        .notes
        .iter()
        .enumerate()
        .skip(first)
        .take(rows)
        .map(|(at, note)| row(note, at == place, width, scene))
        .collect();
    frame.render_widget(Paragraph::new(lines), area);
}

fn row(note: &Note, is_chosen: bool, width: usize, scene: &Scene<'_>) -> Line<'static> {
    let marker = if is_chosen { "▶" } else { " " };
    let text = format!(
        " {marker}{:>3} {} {} {} {} {}",
        note.number,
        symbol(note),
        fit(&phrases::note_kind(scene.words, note.written.kind), KIND),
        fit(&author(scene.words, &note.stamp), AUTHOR),
        phrases::clock(note.stamp.at).get(..5).unwrap_or_default(),
        note.written.text
    );
    let role = match (is_chosen, note.is_open()) {
        (true, _) => Role::Focus,
        (false, true) => Role::Warning,
        (false, false) => Role::Text,
    };
    Line::styled(fit(&text, width), scene.theme.style(role))
}

/// Open, met, or nothing expected.
fn symbol(note: &Note) -> &'static str {
    match (note.written.kind, note.is_open()) {
        (NoteKind::Note, _) => " ",
        (_, true) => "!",
        (_, false) => "✓",
    }
}

fn author(words: Words, stamp: &Stamp) -> String {
    stamp.officer.as_ref().map_or_else(
        || "—".to_owned(),
        |officer| format!("{}, {}", officer.name, phrases::role(words, officer.role)),
    )
}

fn addressee(words: Words, to: Option<Duty>) -> String {
    to.map_or_else(|| words.say("notes-to-all"), |role| phrases::role(words, role))
}

/// The chosen note whole, and what came of it.
fn detail_lines(note: &Note, width: usize, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let words = scene.words;
    let head = words.say_with(
        "notes-head",
        &[
            ("kind", Value::from(phrases::note_kind(words, note.written.kind))),
            ("number", Value::from(note.number)),
            ("name", Value::from(author(words, &note.stamp))),
            ("to", Value::from(addressee(words, note.written.to))),
            ("at", Value::from(minute(note.stamp.at))),
        ],
    );
    let mut lines = vec![Line::styled("─".repeat(width), scene.theme.style(Role::Faint))];
    let mut add = |text: &str, role: Role| {
        let rows = text_block::lines(text, width.saturating_sub(2)).into_iter();
        lines.extend(rows.map(|row| Line::styled(format!(" {row}"), scene.theme.style(role))));
    };
    add(&head, Role::Heading);
    add(note.written.text.as_str(), Role::Text);
    let by = |id, stamp: &Stamp| {
        let name = Value::from(author(words, stamp));
        words.say_with(id, &[("name", name), ("at", Value::from(minute(stamp.at)))])
    };
    if let Some(stamp) = &note.acknowledged {
        add(&format!("✓ {}", by("notes-acknowledged", stamp)), Role::Text);
    }
    if let Some(answer) = &note.answer {
        add(&format!("✓ {}", by("notes-answered", &answer.stamp)), Role::Heading);
        add(answer.text.as_str(), Role::Text);
    }
    if note.is_open() {
        let waits = match note.written.kind {
            NoteKind::Question => words.say("notes-open-question"),
            NoteKind::Note | NoteKind::Instruction => words.say("notes-open-instruction"),
        };
        let holds = scene.snapshot.booth.policy.policy.supervision.instruction_holds_verdict;
        let held = if holds && note.holds_verdict() {
            format!(" {}", words.say("notes-holds-verdict"))
        } else {
            String::new()
        };
        add(&format!("! {waits}{held}"), Role::Warning);
    }
    lines
}

fn draw_form(form: &NoteForm, case: &Case, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let asked = match form.writing {
        Writing::Answer(number) => case.note(number),
        Writing::Note => None,
    };
    let width = usize::from(area.width);
    let question = asked.map_or_else(Vec::new, |note| detail_lines(note, width, scene));
    let question = text_block::within(question, DETAIL_ROWS, scene.theme.style(Role::Faint));
    let above = u16::try_from(question.len()).unwrap_or(DETAIL_ROWS);
    let picks = if form.writing == Writing::Note { 4 } else { 0 };
    let [top, rows, text] =
        Layout::vertical([Constraint::Length(above), Constraint::Length(picks), Constraint::Min(0)])
            .areas(area);
    frame.render_widget(Paragraph::new(question), top);
    if picks > 0 {
        let kinds = form.kinds().into_iter().map(|kind| (phrases::note_kind(words, kind), kind == form.kind));
        let to = form.addressees().into_iter().map(|to| (addressee(words, to), to == form.to));
        let kinds = choice(form, Row::Kind, (&words.say("notes-kind"), kinds), scene);
        let to = choice(form, Row::To, (&words.say("notes-to"), to), scene);
        let lines = vec![Line::raw(""), kinds, to];
        frame.render_widget(Paragraph::new(lines), rows);
    }
    let typed = form.text.value().chars().count();
    let values = [("count", Value::from(typed)), ("max", Value::from(MAX_NOTE_CHARS))];
    let label = words.say_with("notes-text", &values);
    let focus = if form.takes_text() { Focus::Here } else { Focus::Elsewhere };
    text_block::draw_labelled((&form.text, focus), &label, frame, text, scene);
}

fn choice(
    form: &NoteForm,
    row: Row,
    (label, options): (&str, impl Iterator<Item = (String, bool)>),
    scene: &Scene<'_>,
) -> Line<'static> {
    let is_here = form.here() == row;
    let marker = if is_here { "▶" } else { " " };
    let shown = options.map(|(name, is_chosen)| format!("[{}] {name}", if is_chosen { "x" } else { " " }));
    let shown = shown.collect::<Vec<_>>().join("  ");
    let label = fit(&format!("{marker}{label}"), usize::from(LABEL));
    let role = if is_here { Role::Focus } else { Role::Text };
    Line::styled(format!("{label}{shown}"), scene.theme.style(role))
}
