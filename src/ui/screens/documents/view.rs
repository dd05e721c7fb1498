//! Draws the shipping documents.
//!
//! ```text
//! ┌ Shipping documents · 39855302/231126/000417 ───────────────────────────────┐
//! │ Document               waybill (CMR) 4471 · 21.11.2026                     │
//! │ Plate no.              123ABC16                                            │
//! │ Container no.          CSQU3054383                                         │
//! └────────────────────────────────────────────────────────────────────────────┘
//! ┌ Goods as declared: 2 ────────────────────────────────── discrepancies 1 ───┐
//! │    code        description                            packages    gross kg │
//! │ ▶1 0805        citrus                                    1 296       20400 │
//! │      × fewer packages than declared                                        │
//! └────────────────────────────────────────────────────────────────────────────┘
//!  Discrepancy on line 1: (the note)
//! ```

use super::{Documents, Pane};
use crate::domain::registration::{GoodsLine, Registration};
use crate::ui::frame::fit;
use crate::ui::phrases::{self, papers};
use crate::ui::scene::Scene;
use crate::ui::screens::analysis::wording;
use crate::ui::theme::Role;
use crate::ui::widgets::text_block;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

/// Widths of the columns; the description has what is left.
const PLACE: usize = 4;
const CODE: usize = 11;
const PACKAGES: usize = 10;
const GROSS: usize = 13;

/// Columns of the papers' labels.
const LABEL: usize = 23;

/// Lines of a frame, and of the heading above the goods.
const FRAME: u16 = 2;
const HEADING: u16 = 1;

/// Where each part is.
struct Areas {
    papers: Rect,
    goods: Rect,
    note: Rect,
}

/// The papers have as many lines as they need, and half of the body at most.
fn areas(screen: &Documents, scene: &Scene<'_>) -> Areas {
    let lines = match &screen.case().registration {
        Some(registration) => paper_lines(registration, scene, scene.body.width).len(),
        None => 2,
    };
    let needs = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(FRAME);
    let [papers, goods, note] = Layout::vertical([
        Constraint::Length(needs.min(scene.body.height / 2)),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(scene.body);
    Areas { papers, goods, note }
}

/// Lines of the papers that are shown at once, and how many there are.
pub(super) fn papers_page(screen: &Documents, scene: &Scene<'_>) -> (usize, usize) {
    let page = usize::from(areas(screen, scene).papers.height.saturating_sub(FRAME)).max(1);
    let registration = screen.case().registration.as_ref();
    (page, registration.map_or(0, |registration| paper_lines(registration, scene, scene.body.width).len()))
}

/// Goods lines of a page: half of what is shown, since the chosen one may take the other half with its details.
pub(super) fn goods_page(screen: &Documents, scene: &Scene<'_>) -> usize {
    usize::from(areas(screen, scene).goods.height.saturating_sub(FRAME + HEADING) / 2).max(1)
}

pub(super) fn draw(screen: &Documents, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let areas = areas(screen, scene);
    if let Some(registration) = &screen.case().registration {
        draw_papers(screen, registration, (frame, areas.papers), scene);
        draw_goods(screen, frame, areas.goods, scene);
    } else {
        let inner = papers_block(screen, String::new(), (frame, areas.papers), scene);
        let file = screen.case().imported_from.as_ref().map(ToString::to_string).unwrap_or_default();
        let file = scene.words.say_with("documents-imported", &[("file", Value::from(file))]);
        frame.render_widget(Paragraph::new(format!(" × {file}")).wrap(Wrap { trim: false }), inner);
    }
    if let Some(line) = &screen.note {
        let place = [("line", Value::from(screen.chosen_place()))];
        line.draw(frame, areas.note, scene, &scene.words.say_with("documents-note", &place));
    }
}

fn papers_block(
    screen: &Documents,
    place: String,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) -> Rect {
    let number = [("number", Value::from(screen.case().number.to_string()))];
    let title = scene.words.say_with("documents-title", &number);
    let title = Line::from(format!("{}{title} ", marker(screen, Pane::Papers)));
    let corner = phrases::depth_corner(scene.words, screen.case());
    let corner = Line::styled(corner, scene.theme.style(Role::Warning));
    bordered((frame, area), title, corner, place, scene)
}

/// The sign of the part that the arrows move.
fn marker(screen: &Documents, pane: Pane) -> &'static str {
    if screen.pane == pane { "▶" } else { " " }
}

fn bordered(
    (frame, area): (&mut Frame<'_>, Rect),
    title: Line<'_>,
    right: Line<'_>,
    below: String,
    scene: &Scene<'_>,
) -> Rect {
    let block = Block::bordered()
        .title(title)
        .title(right.right_aligned())
        .title_bottom(Line::from(below).right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

fn draw_papers(
    screen: &Documents,
    registration: &Registration,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let lines = paper_lines(registration, scene, area.width);
    let page = usize::from(area.height.saturating_sub(FRAME)).max(1);
    let first = screen.first.min(lines.len().saturating_sub(page));
    let place = if lines.len() > page { place(first, page, lines.len(), scene.words) } else { String::new() };
    let inner = papers_block(screen, place, (frame, area), scene);
    let lines: Vec<Line<'_>> = lines.into_iter().skip(first).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Which lines are in view.
fn place(first: usize, page: usize, count: usize, words: Words) -> String {
    let last = Value::from((first + page).min(count));
    let values = [("first", Value::from(first + 1)), ("last", last), ("count", Value::from(count))];
    format!(" {} ", words.say_with("record-place", &values))
}

/// The papers over as many lines as they need; what is out of the ordinary has its sign and its colour.
fn paper_lines(registration: &Registration, scene: &Scene<'_>, width: u16) -> Vec<Line<'static>> {
    let room = usize::from(width).saturating_sub(usize::from(FRAME) + LABEL + 2).max(1);
    let mut lines = Vec::new();
    for (label, value) in papers::paper_lines(scene.words, registration) {
        let role = if value.contains('×') { Role::Warning } else { Role::Text };
        for (row, part) in text_block::lines(&value, room).into_iter().enumerate() {
            let label = if row == 0 { fit(&label, LABEL) } else { " ".repeat(LABEL) };
            lines.push(Line::styled(format!(" {label} {part}"), scene.theme.style(role)));
        }
    }
    lines
}

fn draw_goods(screen: &Documents, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let count = [("count", Value::from(screen.case().discrepancies.len()))];
    let right = Line::from(format!(" {} ", words.say_with("documents-discrepancies", &count)));
    let count = [("count", Value::from(screen.goods().len()))];
    let title = words.say_with("papers-title-goods", &count);
    let title = Line::from(format!("{}{title} ", marker(screen, Pane::Goods)));
    let inner = bordered((frame, area), title, right, String::new(), scene);
    let width = usize::from(inner.width);
    let heading = columns(
        ["", &words.say("documents-code"), &words.say("documents-description")],
        [&words.say("documents-packages"), &words.say("documents-gross")],
        width,
    );
    frame.render_widget(
        Paragraph::new(Line::styled(heading, scene.theme.style(Role::Faint))),
        Rect { height: inner.height.min(HEADING), ..inner },
    );
    let below = Rect { y: inner.y + HEADING, height: inner.height.saturating_sub(HEADING), ..inner };
    let mut lines = Vec::new();
    let mut chosen_end = 0;
    for (line, goods) in (0_u16..).zip(screen.goods()) {
        lines.extend(goods_lines(screen, line, goods, scene, width));
        if line == screen.chosen {
            chosen_end = lines.len();
        }
    }
    // The chosen line, its details and its discrepancy stay in view however many lines there are.
    let first = chosen_end.saturating_sub(usize::from(below.height).saturating_sub(1));
    let lines = lines.into_iter().skip(first).collect();
    let lines = text_block::within(lines, below.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), below);
}

fn goods_lines(
    screen: &Documents,
    line: u16,
    goods: &GoodsLine,
    scene: &Scene<'_>,
    width: usize,
) -> Vec<Line<'static>> {
    let is_chosen = line == screen.chosen;
    let marker = format!("{}{}", if is_chosen { " ▶" } else { "  " }, line + 1);
    let packages = goods.packages.map_or("—".to_owned(), |count| wording::grouped(count.into()));
    let text = columns(
        [&marker, &goods.code, goods.description.as_str()],
        [&packages, &wording::kilograms(goods.gross)],
        width,
    );
    let role = if is_chosen { Role::Focus } else { Role::Text };
    let mut lines = vec![Line::styled(text, scene.theme.style(role))];
    if is_chosen {
        let mut details = papers::goods_details(scene.words, goods);
        if goods.description.as_str().width() > description_room(width) {
            details.insert(0, goods.description.to_string());
        }
        lines.extend(detail_lines(&details.join(" · "), scene, width));
    }
    if let Some(noted) = screen.discrepancy(line) {
        let text = fit(&format!("     × {}", noted.note), width);
        lines.push(Line::styled(text, scene.theme.style(Role::Warning)));
    }
    lines
}

/// The chosen line's whole description where its column cuts it, and what has no column.
fn detail_lines(details: &str, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    if details.is_empty() {
        return Vec::new();
    }
    let role = if details.contains('×') { Role::Warning } else { Role::Text };
    let parts = text_block::lines(details, width.saturating_sub(6).max(1)).into_iter();
    parts.map(|part| Line::styled(format!("     {part}"), scene.theme.style(role))).collect()
}

fn description_room(width: usize) -> usize {
    width.saturating_sub(PLACE + CODE + PACKAGES + GROSS + 5)
}

fn columns(left: [&str; 3], right: [&str; 2], width: usize) -> String {
    let [place, code, description] = left;
    let [packages, gross] = right;
    let room = description_room(width);
    let packages = fit(packages, PACKAGES);
    let gross = fit(gross, GROSS);
    format!(
        "{} {} {} {:>PACKAGES$} {:>GROSS$} ",
        fit(place, PLACE),
        fit(code, CODE),
        fit(description, room),
        packages.trim_end(),
        gross.trim_end()
    )
}
