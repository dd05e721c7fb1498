//! Draws the shift.
//!
//! ```text
//!  ┌ Shift ──────────────────────────────────────────────────────┐
//!  │ Shift 2 · opened 23.11.2026 08:00 · Akhmetov A. · for 6:05  │
//!  │ registered 41      IC not applied 3      scans 38 …         │
//!  │                                                             │
//!  │ Nurlanova B. hands over since 14:00: 1 of 3 acknowledged    │
//!  │  [x] case …/000417 · 123ABC16 · queued         Serikov D.   │
//!  │▶ [ ] malfunction 3 · detector line                          │
//!  │  [ ] note: the barrier sticks …                             │
//!  │                                                             │
//!  │ the chosen item whole                                       │
//!  │ » what is to be done now                                    │
//!  └─────────────────────────────────────────────────────────────┘
//! ```

use super::{Ending, Mode, Notes, ShiftScreen, handover, is_own, items, officer_name, shift};
use crate::domain::officer::Role as Duty;
use crate::domain::shift::{Handover, ShiftFigures};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::day::{key_name, minute};
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::form::Form;
use crate::ui::widgets::text_block;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Items of a page at 80×24.
pub(super) const PAGE: usize = 7;

/// Rows of the heading: shift, three of figures, one empty.
const HEAD_ROWS: u16 = 5;

/// Rows below the list: one empty, three of the chosen item (a note of 200 characters), one of advice.
const FOOT_ROWS: u16 = 5;

/// Columns of an acknowledgement's name.
const NAME: usize = 18;

/// Columns of the label before a typed line.
const LABEL: u16 = 12;

pub(super) fn draw(screen: &ShiftScreen, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let title = format!(" {} ", scene.words.say("shift-title"));
    let block = Block::bordered().title(title).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let [head, list, foot] =
        Layout::vertical([Constraint::Length(HEAD_ROWS), Constraint::Min(0), Constraint::Length(FOOT_ROWS)])
            .areas(inner);
    frame.render_widget(Paragraph::new(heading(scene, usize::from(head.width))), head);
    match &screen.mode {
        Mode::Notes(notes) => draw_notes(notes, frame, [list, foot], scene),
        Mode::Overview => draw_overview(screen, frame, [list, foot], scene),
        Mode::Pin(ending, form) => {
            draw_list(screen, frame, list, scene);
            draw_pin((*ending, form), frame, foot, scene);
        }
    }
}

/// The open shift and its figures; without one, the last that was closed and who signed its summary.
fn heading(scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let words = scene.words;
    let heading = |text: String| Line::styled(fit(&text, width), scene.theme.style(Role::Heading));
    if let Some(shift) = shift(scene) {
        let values = [
            ("number", Value::from(shift.number.0)),
            ("at", Value::from(minute(shift.opened_at))),
            ("name", Value::from(shift.opened_by.name.to_string())),
            ("span", Value::from(phrases::span(shift.opened_at, scene.now))),
        ];
        let mut lines = vec![heading(words.say_with("shift-since", &values))];
        lines.extend(figures(words, &shift.figures, width));
        return lines;
    }
    vec![heading(words.say("shift-none"))]
}

/// Every figure with its name, three in a row.
fn figures(words: Words, figures: &ShiftFigures, width: usize) -> Vec<Line<'static>> {
    let named = [
        (words.say("shift-registered"), figures.registered),
        (words.say("shift-scans"), figures.scans),
        (words.say("shift-without-suspicion"), figures.without_suspicion),
        (words.say("shift-not-applied"), figures.not_applied),
        (words.say("shift-failed-scans"), figures.failed_scans),
        (words.say("shift-under-suspicion"), figures.under_suspicion),
        (words.say("shift-cancelled"), figures.cancelled),
        (words.say("shift-malfunctions"), figures.malfunctions),
    ];
    let counted = named.iter().map(|(name, count)| format!("{name} {count}"));
    let exposed = phrases::lane::shift_exposure(words, figures);
    let cells: Vec<String> = counted.chain([exposed]).map(|cell| fit(&cell, width / 3)).collect();
    cells.chunks(3).map(|row| Line::raw(row.concat())).collect()
}

fn draw_overview(screen: &ShiftScreen, frame: &mut Frame<'_>, [list, foot]: [Rect; 2], scene: &Scene<'_>) {
    let width = usize::from(foot.width);
    if shift(scene).is_none() {
        frame.render_widget(Paragraph::new(last_summary(scene, width)), list);
    } else {
        draw_list(screen, frame, list, scene);
    }
    let shown = items::shown(scene);
    let chosen = shown.get(screen.place.min(shown.len().saturating_sub(1)));
    let text = chosen.map_or_else(String::new, |item| items::text(item, scene));
    let mut lines = vec![Line::raw("")];
    let whole = text_block::lines(&text, width).into_iter().map(Line::raw).collect();
    lines.extend(text_block::within(whole, FOOT_ROWS - 2, scene.theme.style(Role::Faint)));
    lines.resize(usize::from(FOOT_ROWS - 1), Line::raw(""));
    let advice = format!("» {}", advice(scene));
    lines.push(Line::styled(fit(&advice, width), scene.theme.style(Role::Heading)));
    frame.render_widget(Paragraph::new(lines), foot);
}

/// What is to be done now.
fn advice(scene: &Scene<'_>) -> String {
    let words = scene.words;
    if scene.session.is_some_and(|session| session.officer.role == Duty::Oac) {
        return words.say("shift-hint-reader");
    }
    match (shift(scene), handover(scene)) {
        (None, _) => words.say("shift-hint-open"),
        (Some(_), Some(handover)) if is_own(handover, scene) => words.say("shift-hint-own"),
        (Some(_), Some(handover)) if handover.open_items().is_empty() => words.say("shift-hint-take-over"),
        (Some(_), Some(_)) => words.say("shift-hint-acknowledge"),
        (Some(_), None) => match items::left_open(scene).len() {
            0 => words.say("shift-nothing-left"),
            _ => words.say("shift-hint-pass"),
        },
    }
}

fn last_summary(scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let words = scene.words;
    let Some(summary) = &scene.snapshot.day.last_summary else { return Vec::new() };
    let number = Value::from(summary.shift.0);
    let mut lines = vec![Line::raw(words.say_with("shift-last", &[("number", number)]))];
    lines.extend(figures(words, &summary.figures, width));
    lines.push(Line::raw(match &summary.record {
        Some(record) => {
            let key = Value::from(key_name(&record.key));
            fit(&words.say_with("shift-signed", &[("key", key)]), width)
        }
        None => words.say("shift-unsigned"),
    }));
    lines
}

/// The line above the list: who hands over and how far it is; before a hand-over, how much it would be.
fn list_heading(scene: &Scene<'_>) -> String {
    let words = scene.words;
    let Some(handover) = handover(scene) else {
        let count = Value::from(items::shown(scene).len());
        return words.say_with("shift-left", &[("count", count)]);
    };
    let count = handover.items.len();
    let name = Value::from(handover.by.name.to_string());
    let at = Value::from(phrases::clock(handover.at));
    if count == 0 {
        return words.say_with("shift-passing-nothing", &[("name", name), ("at", at)]);
    }
    let done = Value::from(count - handover.open_items().len());
    words.say_with(
        "shift-passing",
        &[("name", name), ("at", at), ("done", done), ("count", Value::from(count))],
    )
}

fn draw_list(screen: &ShiftScreen, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    if shift(scene).is_none() {
        return;
    }
    let (width, rows) = (usize::from(area.width), usize::from(area.height).saturating_sub(1).max(1));
    let shown = items::shown(scene);
    let handover = handover(scene);
    let chosen = screen.place.min(shown.len().saturating_sub(1));
    let first = (chosen + 1).saturating_sub(rows);
    let mut lines = vec![Line::styled(fit(&list_heading(scene), width), scene.theme.style(Role::Faint))];
    for (place, item) in shown.iter().enumerate().skip(first).take(rows) {
        let (symbol, name) = acknowledged(handover, place);
        let marker = if place == chosen { "▶" } else { " " };
        let room = width.saturating_sub(NAME + 2 + symbol.chars().count() + 1);
        let text = fit(&items::line(item, scene), room);
        let line = format!("{marker} {symbol}{text} {}", fit(&name, NAME));
        let role = if place == chosen { Role::Focus } else { Role::Text };
        lines.push(Line::styled(fit(&line, width), scene.theme.style(role)));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

/// The box of an item, and who acknowledged it; before a hand-over there is nothing to acknowledge.
fn acknowledged(handover: Option<&Handover>, place: usize) -> (&'static str, String) {
    let Some(handover) = handover else { return ("", String::new()) };
    match u16::try_from(place).ok().and_then(|place| handover.acknowledged.get(&place)) {
        Some(officer) => ("[x] ", officer.name.to_string()),
        None => ("[ ] ", String::new()),
    }
}

fn draw_notes(notes: &Notes, frame: &mut Frame<'_>, [list, foot]: [Rect; 2], scene: &Scene<'_>) {
    let words = scene.words;
    let width = usize::from(list.width);
    let mut lines = vec![Line::styled(words.say("shift-notes-title"), scene.theme.style(Role::Faint))];
    let rows = usize::from(list.height).saturating_sub(1);
    let first = notes.kept.len().saturating_sub(rows);
    let kept = notes.kept.iter().enumerate().skip(first);
    lines.extend(kept.map(|(place, note)| Line::raw(fit(&format!("{:>3}. {note}", place + 1), width))));
    frame.render_widget(Paragraph::new(lines), list);
    let typed = Rect { y: foot.y + 1, height: 1, ..foot };
    notes.form.draw_row((0, &words.say("shift-note"), LABEL), (frame, typed), &[], scene);
    draw_hint(&words.say("shift-notes-hint"), frame, foot, scene);
}

fn draw_pin((ending, form): (Ending, &Form), frame: &mut Frame<'_>, foot: Rect, scene: &Scene<'_>) {
    let number = shift(scene).map_or(0, |shift| shift.number.0);
    let name = [("name", officer_name(scene)), ("number", Value::from(number))];
    let said = match ending {
        Ending::TakeOver => scene.words.say_with("shift-pin-take-over", &name),
        Ending::Close => scene.words.say_with("shift-pin-close", &name),
    };
    let typed = Rect { y: foot.y + 1, height: 1, width: foot.width.min(LABEL + 16), ..foot };
    form.draw_row((0, &scene.words.say("shift-pin"), LABEL), (frame, typed), &[], scene);
    draw_hint(&said, frame, foot, scene);
}

/// What there is to know, in the last two lines.
fn draw_hint(text: &str, frame: &mut Frame<'_>, foot: Rect, scene: &Scene<'_>) {
    let area = Rect { y: foot.y + foot.height.saturating_sub(2), height: 2, ..foot };
    let lines = text_block::lines(&format!("» {text}"), usize::from(foot.width));
    let lines = lines.into_iter().map(|line| Line::styled(line, scene.theme.style(Role::Heading))).collect();
    let lines = text_block::within(lines, area.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), area);
}
