//! Draws the override page.
//!
//! ```text
//! ┌ Override · 39855302/231126/000417 ─────────────┐┌ Rests on ───────────────┐
//! │ [ ] IC control without suspicion  · stands     ││▶[x] mark 1 dense object │
//! │ [x] IC control under suspicion                 ││ [ ] 1 0805 citrus       │
//! │  × analysis text                               ││ What differs            │
//! │ Reason · Analysis · Recommendation             ││ Viewed 34 %, filters    │
//! │ PIN again: you sign as Sarsenov D.             ││                         │
//! └────────────────────────────────────────────────┘└─────────────────────────┘
//! ```

use super::{OverridePage, Part};
use crate::domain::step::Verdict;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::analysis::wording;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use unicode_width::UnicodeWidthStr;

/// Columns of the right side at 80; wider screens give it two fifths.
const RIGHT_COLUMNS: u16 = 28;

/// From this width both sides have all the room that they can use.
const WIDE_FROM: u16 = 120;

/// Rows of what the PIN means: the longest sentence in any language at 80 columns.
const MEANING_ROWS: u16 = 3;

/// Rows of the two verdicts and of what the chosen one lacks.
const CHOICE_ROWS: u16 = 6;

pub(super) fn draw(page: &OverridePage, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let right = if scene.body.width < WIDE_FROM { RIGHT_COLUMNS } else { scene.body.width * 2 / 5 };
    let [left, right] = Layout::horizontal([Constraint::Min(0), Constraint::Length(right)]).areas(scene.body);
    let number = [("number", Value::from(page.case.number.to_string()))];
    let left = bordered(frame, left, &scene.words.say_with("override-title", &number), scene);
    let right = bordered(frame, right, &scene.words.say("override-rests-on"), scene);
    draw_form(page, frame, left, scene);
    draw_findings(page, frame, right, scene);
}

fn bordered(frame: &mut Frame<'_>, area: Rect, title: &str, scene: &Scene<'_>) -> Rect {
    let room = usize::from(area.width.saturating_sub(4)).min(title.width());
    let block = Block::bordered()
        .title(format!(" {} ", fit(title, room)))
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

fn draw_form(page: &OverridePage, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let is_under = page.verdict == Verdict::UnderSuspicion;
    let [choice, reason, analysis, recommendation, pin] = Layout::vertical([
        Constraint::Length(CHOICE_ROWS),
        Constraint::Fill(2),
        Constraint::Fill(2),
        Constraint::Fill(u16::from(is_under) * 2),
        Constraint::Length(MEANING_ROWS + 1),
    ])
    .areas(area);
    draw_choice(page, frame, choice, scene);
    let texts = [
        ("override-reason", &page.reason, Part::Reason, reason),
        ("verdict-page-analysis", &page.analysis, Part::Analysis, analysis),
    ];
    let under = ("verdict-page-recommendation", &page.recommendation, Part::Recommendation, recommendation);
    for (id, field, part, area) in texts.into_iter().chain(is_under.then_some(under)) {
        text_block::draw_labelled((field, focus(page, part)), &scene.words.say(id), frame, area, scene);
    }
    draw_pin(page, frame, pin, scene);
}

fn focus(page: &OverridePage, part: Part) -> Focus {
    if page.focus == part { Focus::Here } else { Focus::Elsewhere }
}

fn draw_choice(page: &OverridePage, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let width = usize::from(area.width);
    let standing = page.case.conclusion.as_ref().map(|conclusion| conclusion.verdict);
    let mut lines = Vec::new();
    for verdict in [Verdict::WithoutSuspicion, Verdict::UnderSuspicion] {
        let is_chosen = page.verdict == verdict;
        let pointer = if is_chosen && page.focus == Part::Choice { "▶" } else { " " };
        let marker = if is_chosen { "[x]" } else { "[ ]" };
        let stands = if standing == Some(verdict) {
            format!(" · {}", words.say("override-stands"))
        } else {
            String::new()
        };
        let role = match (is_chosen, page.focus) {
            (true, Part::Choice) => Role::Focus,
            (true, _) => Role::Heading,
            (false, _) => Role::Text,
        };
        let text = format!("{pointer}{marker} {}{stands}", scene.mark(verdict));
        lines.push(Line::styled(fit(&text, width), scene.theme.style(role)));
    }
    for requirement in page.lacks() {
        let text = format!("  × {}", phrases::requirement(words, requirement));
        lines.push(Line::styled(fit(&text, width), scene.theme.style(Role::Warning)));
    }
    let lines = text_block::within(lines, area.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), area);
}

fn draw_pin(page: &OverridePage, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let [meaning, field] =
        Layout::vertical([Constraint::Length(MEANING_ROWS), Constraint::Length(1)]).areas(area);
    let name = scene.session.map_or_else(String::new, |session| session.officer.name.to_string());
    let values = [
        ("name", Value::from(name)),
        ("verdict", Value::from(scene.mark(page.verdict))),
        ("case", Value::from(page.case.number.short())),
        ("revision", Value::from(page.case.revision.0)),
    ];
    let text = scene.words.say_with("override-pin", &values);
    let is_here = page.focus == Part::Pin;
    let style = scene.theme.style(if is_here { Role::Heading } else { Role::Faint });
    let text = format!("{}{text}", if is_here { "▶" } else { " " });
    let rows = text_block::lines(&text, usize::from(area.width));
    let rows = rows.into_iter().map(|row| Line::styled(row, style)).collect();
    frame.render_widget(Paragraph::new(text_block::within(rows, MEANING_ROWS, style)), meaning);
    let label = format!(" {} [", scene.words.say("verdict-page-pin-label"));
    let width = u16::try_from(label.width()).unwrap_or(6);
    let [left, right, end] =
        Layout::horizontal([Constraint::Length(width), Constraint::Length(14), Constraint::Length(1)])
            .areas(field);
    frame.render_widget(Paragraph::new(label).style(style), left);
    frame.render_widget(Paragraph::new("]").style(style), end);
    page.pin.draw(frame, right, scene, focus(page, Part::Pin));
}

/// Marks and goods lines, the note of the chosen one, and below what else is signed.
fn draw_findings(page: &OverridePage, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let width = usize::from(area.width);
    let mut signed = vec![Line::raw(fit(
        &scene.words.say_with("verdict-page-viewed", &[("percent", Value::from(page.viewed_percent))]),
        width,
    ))];
    if let Some(filters) = &page.filters {
        let chain = wording::chain(scene.words, filters);
        signed.extend(chain.iter().map(|part| Line::raw(fit(&format!(" {part}"), width))));
    }
    let rows = u16::try_from(signed.len()).unwrap_or(5);
    let note_rows = if page.findings.note().is_some() { 4 } else { 0 };
    let [list, note, below] =
        Layout::vertical([Constraint::Min(0), Constraint::Length(note_rows), Constraint::Length(rows)])
            .areas(area);
    let is_here = page.focus == Part::Findings;
    let lines = page.findings.lines(scene.words);
    let room = usize::from(list.height).max(1);
    let first = (page.findings.chosen() + 1).saturating_sub(room);
    let shown = lines.iter().enumerate().skip(first).take(room).map(|(place, text)| {
        let is_chosen = is_here && place == page.findings.chosen();
        let pointer = if is_chosen { "▶" } else { " " };
        let role = if is_chosen { Role::Focus } else { Role::Text };
        Line::styled(fit(&format!("{pointer}{text}"), width), scene.theme.style(role))
    });
    let shown: Vec<Line<'_>> = if lines.is_empty() {
        let nothing = text_block::lines(&scene.words.say("override-no-findings"), width);
        nothing.into_iter().map(Line::raw).collect()
    } else {
        shown.collect()
    };
    frame.render_widget(Paragraph::new(shown), list);
    if let Some(field) = page.findings.note() {
        let here = if is_here { Focus::Here } else { Focus::Elsewhere };
        text_block::draw_labelled((field, here), &scene.words.say("override-note"), frame, note, scene);
    }
    frame.render_widget(Paragraph::new(signed).style(scene.theme.style(Role::Faint)), below);
}
