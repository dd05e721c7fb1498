//! Draws earlier cases.
//!
//! ```text
//!  ┌ Earlier cases: 2 ──────────────────────────────────────────────────┐
//!  │ ▶ 39855302/121126/000417  123ABC16  under suspicion, confirmed     │
//!  │     12.11.2026 · the same: plate, container                        │
//!  │   39855302/011126/000009  …                                        │
//!  └────────────────────────────────────────────────────────────────────┘
//! ```

use super::EarlierCases;
use crate::station::contract::earlier::{Earlier, EarlierRow};
use crate::ui::frame::fit;
use crate::ui::phrases::earlier;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Lines of one case.
const LINES: usize = 2;

/// Widths of the columns; what came of the case has what is left: 38 columns at 80.
const MARKER: usize = 2;
const NUMBER: usize = 22;
const PLATE: usize = 13;

/// Cases of a page.
pub(super) fn page(body: Rect) -> usize {
    (usize::from(Block::bordered().inner(body).height) / LINES).max(1)
}

pub(super) fn draw(screen: &EarlierCases, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let count = [("count", Value::from(earlier::count(&screen.found)))];
    let mut block = Block::bordered()
        .title(format!(" {} ", words.say_with("earlier-title", &count)))
        .border_style(scene.theme.style(Role::Faint));
    if let Some(why) = earlier::partly(words, &screen.found) {
        block = block.title_bottom(format!(" {why} "));
    }
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let page = page(scene.body);
    let first = screen.chosen.saturating_sub(page - 1);
    let mut lines = Vec::new();
    for (place, found) in screen.found.rows.iter().enumerate().skip(first).take(page) {
        lines.extend(row_lines(found, place == screen.chosen, usize::from(inner.width), scene));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn row_lines(found: &EarlierRow, is_chosen: bool, width: usize, scene: &Scene<'_>) -> [Line<'static>; LINES] {
    let marker = if is_chosen { "▶" } else { "" };
    let room = width.saturating_sub(1 + MARKER + NUMBER + PLATE + 2);
    let head = format!(
        " {}{} {} {}",
        fit(marker, MARKER),
        fit(&found.row.number.to_string(), NUMBER),
        fit(&found.row.title, PLATE),
        fit(&earlier::came_to(scene.words, found), room)
    );
    let same = format!("     {} · {}", earlier::date(found), earlier::same(scene.words, found));
    let role = if is_chosen { Role::Focus } else { Role::Text };
    [
        Line::styled(head, scene.theme.style(role)),
        Line::styled(fit(&same, width), scene.theme.style(Role::Faint)),
    ]
}

/// The cases for a narrow panel beside another screen, newest first: date, what came of it, what is the same.
pub fn panel_lines(found: &Earlier, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut add = |text: &str, indent: &str, role: Role| {
        let room = width.saturating_sub(indent.len()).max(1);
        let parts = text_block::lines(text, room).into_iter();
        lines.extend(parts.map(|part| Line::styled(format!("{indent}{part}"), scene.theme.style(role))));
    };
    for row in &found.rows {
        add(&format!("{} …{}", earlier::date(row), row.row.number.short()), " ", Role::Text);
        add(&earlier::came_to(scene.words, row), "   ", Role::Text);
        add(&earlier::same(scene.words, row), "   ", Role::Faint);
    }
    lines
}
