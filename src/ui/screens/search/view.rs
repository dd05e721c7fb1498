//! Draws the search.
//!
//! ```text
//!  ┌ Search ─────────────────────────────────────── verdict: all ─┐
//!  │ Look for  [апельсины 11.2026                               ] │
//!  │ found: 2                                                     │
//!  │   number                  plate     container    outcome     │
//!  │ ▶ 39855302/231126/000417  123ABC16  CSQU3054383  in analysis │
//!  │   39855302/221126/000009  …                                  │
//!  └──────────────────────────────────────────────────────────────┘
//! ```

use super::Search;
use crate::domain::case::{CaseRow, CaseState};
use crate::domain::step::Verdict;
use crate::domain::time::booth_time;
use crate::station::contract::search::{Found, More};
use crate::station::contract::storage::IndexProgress;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::phrases::seats;
use crate::ui::scene::Scene;
use crate::ui::screens::queue::held;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use unicode_width::UnicodeWidthStr;

/// Rows that are no case: the field, what was found, the heading.
const HEAD_ROWS: u16 = 3;

/// From this width a row has its date: at 80 columns the number has it.
const DATED_FROM: usize = 100;

/// Widths of the columns: marker, number, plate (13 characters at most), container, date and time. The outcome has what is
/// left: 25 columns at 80.
const MARKER: usize = 2;
const NUMBER: usize = 22;
const PLATE: usize = 13;
const CONTAINER: usize = 11;
const DATE: usize = 16;

/// Cases of a page.
pub(super) fn page(body: Rect) -> usize {
    usize::from(Block::bordered().inner(body).height.saturating_sub(HEAD_ROWS)).max(1)
}

pub(super) fn draw(screen: &Search, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let block = Block::bordered()
        .title(format!(" {} ", words.say("search-title")))
        .title(Line::from(format!(" {} ", filter(screen.verdict, words))).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let rows = screen.rows(scene);
    let here = screen.place(&rows);
    let held = rows.get(here).and_then(|row| held(&row.number, scene));
    let block = block.title_bottom(held.unwrap_or_default());
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let [field, status, list] =
        Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Min(0)]).areas(inner);
    draw_field(screen, frame, field, scene);
    let width = usize::from(inner.width);
    let text = format!(" {}", fit(&status_text(screen, words), width.saturating_sub(1)));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Faint)), status);
    let page = page(scene.body);
    let mut lines = vec![Line::styled(heading(words, width), scene.theme.style(Role::Faint))];
    for (place, row) in rows.iter().enumerate().skip(here.saturating_sub(page - 1)).take(page) {
        let role = match (place == here, row.state.is_finished()) {
            (true, _) => Role::Focus,
            (false, true) => Role::Faint,
            (false, false) => Role::Text,
        };
        lines.push(Line::styled(line(row, place == here, scene, width), scene.theme.style(role)));
    }
    frame.render_widget(Paragraph::new(lines), list);
}

fn draw_field(screen: &Search, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let label = format!(" {} ", scene.words.say("search-label"));
    let width = u16::try_from(label.width()).unwrap_or(area.width);
    let [left, field, _] =
        Layout::horizontal([Constraint::Length(width), Constraint::Min(0), Constraint::Length(1)])
            .areas(area);
    frame.render_widget(Paragraph::new(label).style(scene.theme.style(Role::Heading)), left);
    screen.field.draw(frame, field, scene, Focus::Here);
}

fn filter(verdict: Option<Verdict>, words: Words) -> String {
    let which = verdict.map_or_else(|| words.say("search-any-verdict"), |verdict| named(verdict, words));
    words.say_with("search-verdict", &[("verdict", Value::from(which))])
}

/// A verdict in the words of the state that it leads to: two words, where the Order's mark has four.
fn named(verdict: Verdict, words: Words) -> String {
    let state = match verdict {
        Verdict::WithoutSuspicion => CaseState::Cleared,
        Verdict::UnderSuspicion => CaseState::Suspected,
    };
    phrases::state(words, state)
}

/// How many there are, and whether these are all.
fn status_text(screen: &Search, words: Words) -> String {
    let Some(found) = &screen.found else { return words.say("search-waiting") };
    let count = [("count", Value::from(found.rows.len()))];
    let is_blank = screen.field.value().trim().is_empty();
    let said = match (found.more, found.rows.is_empty()) {
        (More::TypeMore, _) => words.say_with("search-type-more", &count),
        _ if is_blank && screen.verdict.is_none() => words.say("search-hint"),
        (More::Yes, _) => words.say_with("search-more", &count),
        (More::No, true) => words.say("search-none"),
        (More::No, false) => words.say_with("search-found", &count),
    };
    match partly(found, words) {
        Some(why) => format!("{said} · {why}"),
        None => said,
    }
}

/// Why not every case was looked through.
fn partly(found: &Found, words: Words) -> Option<String> {
    match &found.index {
        IndexProgress::Ready => None,
        IndexProgress::Building { percent } => {
            Some(words.say_with("search-building", &[("percent", Value::from(*percent))]))
        }
        IndexProgress::Failed(_) => Some(words.say("search-no-index")),
    }
}

fn heading(words: Words, width: usize) -> String {
    let say = |id| words.say(id);
    columns(
        "",
        [&say("queue-number"), &say("queue-vehicle"), &say("queue-container"), &say("search-outcome")],
        &say("search-date"),
        width,
    )
}

fn line(row: &CaseRow, is_chosen: bool, scene: &Scene<'_>, width: usize) -> String {
    let words = scene.words;
    let marker = if is_chosen { "▶" } else { "" };
    let date = booth_time(row.changed_at).format("%d.%m.%Y %H:%M").to_string();
    let container = row.container.as_deref().unwrap_or("—");
    let at = seats::held_by(scene.snapshot, &row.number);
    let at = at.map_or_else(String::new, |(console, _)| format!("@{} ", console.seat));
    let outcome = format!("{at}{}", outcome(row, words));
    columns(marker, [&row.number.to_string(), &row.title, container, &outcome], &date, width)
}

/// State and verdict; the verdict first, so that it is never what is cut off, and alone where the state is its name.
fn outcome(row: &CaseRow, words: Words) -> String {
    let state = phrases::state(words, row.state);
    let flag = phrases::depth_flag_short(words, row.depth).map(|flag| format!(" ({flag})"));
    let verdict = row.verdict().map(|verdict| named(verdict, words)).filter(|named| *named != state);
    let said = verdict.map_or_else(|| state.clone(), |verdict| format!("{verdict}, {state}"));
    said + &flag.unwrap_or_default()
}

fn columns(marker: &str, cells: [&str; 4], date: &str, width: usize) -> String {
    let [number, plate, container, outcome] = cells;
    let dated = if width >= DATED_FROM { DATE + 1 } else { 0 };
    let room = width.saturating_sub(1 + MARKER + NUMBER + PLATE + CONTAINER + 3 + dated);
    let mut cells = vec![
        format!(" {}{}", fit(marker, MARKER), fit(number, NUMBER)),
        fit(plate, PLATE),
        fit(container, CONTAINER),
        fit(outcome, room),
    ];
    if dated > 0 {
        cells.push(fit(date, DATE));
    }
    cells.join(" ")
}
