//! Draws the shipping documents.
//!
//! ```text
//! ┌ Shipping documents · 39855302/231126/000417 ───────────────────────────────┐
//! │ CMR 4471 · 21.11.2026                                                      │
//! │ vehicle 123ABC16 · container CSQU3054383                                   │
//! └────────────────────────────────────────────────────────────────────────────┘
//! ┌ Goods as declared ───────────────────────────────────── discrepancies 1 ───┐
//! │    code        description                            packages    gross kg │
//! │ ▶1 0805        citrus                                    1 296       20400 │
//! │      × fewer packages than declared                                        │
//! └────────────────────────────────────────────────────────────────────────────┘
//!  Discrepancy on line 1: (the note)
//! ```

use super::Documents;
use crate::domain::container::CheckDigit;
use crate::domain::registration::{GoodsLine, Ground, Party, PartyRole, Registration};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::analysis::wording;
use crate::ui::theme::Role;
use crate::ui::widgets::text_block;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Wrap};

/// Widths of the columns; the description has what is left.
const PLACE: usize = 4;
const CODE: usize = 11;
const PACKAGES: usize = 10;
const GROSS: usize = 13;

/// Rows of the upper block besides one a document: vehicle, container, frame.
const FIXED_ROWS: u16 = 4;

pub(super) fn draw(screen: &Documents, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let documents =
        screen.case().registration.as_ref().map_or(1, |registration| registration.documents.len());
    let rows = u16::try_from(documents).unwrap_or(u16::MAX).min(6) + FIXED_ROWS;
    // The parties have a row each where at least half of the body is left for the goods.
    let parties = screen.case().registration.as_ref().map_or(0, |registration| registration.parties.len());
    let with_parties = rows.saturating_add(u16::try_from(parties).unwrap_or(u16::MAX));
    let rows = if with_parties <= scene.body.height / 2 { with_parties } else { rows };
    let [papers, goods, note] =
        Layout::vertical([Constraint::Length(rows), Constraint::Min(0), Constraint::Length(1)])
            .areas(scene.body);
    let number = [("number", Value::from(screen.case().number.to_string()))];
    let title = scene.words.say_with("documents-title", &number);
    let corner = phrases::depth_corner(scene.words, screen.case());
    let corner = Line::styled(corner, scene.theme.style(Role::Warning));
    let inner = bordered(frame, papers, Line::from(format!(" {title} ")), corner, scene);
    if let Some(registration) = &screen.case().registration {
        let lines = paper_lines(registration, scene, usize::from(inner.width));
        let lines = text_block::within(lines, inner.height, scene.theme.style(Role::Faint));
        frame.render_widget(Paragraph::new(lines), inner);
        draw_goods(screen, frame, goods, scene);
    } else {
        let file = screen.case().imported_from.as_ref().map(ToString::to_string).unwrap_or_default();
        let file = scene.words.say_with("documents-imported", &[("file", Value::from(file))]);
        frame.render_widget(Paragraph::new(format!(" × {file}")).wrap(Wrap { trim: false }), inner);
    }
    if let Some(line) = &screen.note {
        let place = [("line", Value::from(screen.chosen_place()))];
        line.draw(frame, note, scene, &scene.words.say_with("documents-note", &place));
    }
}

fn bordered(frame: &mut Frame<'_>, area: Rect, title: Line<'_>, right: Line<'_>, scene: &Scene<'_>) -> Rect {
    let block = Block::bordered()
        .title(title)
        .title(right.right_aligned())
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

fn paper_lines(registration: &Registration, scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let words = scene.words;
    let plain = |text: String| Line::raw(fit(&format!(" {text}"), width));
    let mut lines: Vec<Line<'static>> =
        registration.documents.iter().map(|document| plain(wording::document(words, document))).collect();
    let ground = match &registration.ground {
        Ground::Arrival => words.say("documents-arrival"),
        Ground::Departure { request_number, request_date } => words.say_with(
            "documents-departure",
            &[
                ("number", Value::from(request_number.to_string())),
                ("date", Value::from(request_date.format("%d.%m.%Y").to_string())),
            ],
        ),
    };
    let plate =
        words.say_with("documents-vehicle", &[("plate", Value::from(registration.plate.to_string()))]);
    lines.push(plain(format!("{plate} · {ground}")));
    for container in &registration.containers {
        let number = [("number", Value::from(container.number.to_string()))];
        let text = words.say_with("documents-container", &number);
        lines.push(match (container.check, &container.reason) {
            (CheckDigit::Matches, _) => plain(text),
            (CheckDigit::Expected(digit), reason) => {
                let reason = reason.as_ref().map(ToString::to_string).unwrap_or_default();
                let wrong = words.say_with(
                    "documents-check-digit",
                    &[("digit", Value::from(digit)), ("reason", Value::from(reason))],
                );
                Line::styled(fit(&format!(" {text} × {wrong}"), width), scene.theme.style(Role::Warning))
            }
        });
    }
    lines.extend(registration.parties.iter().map(|party| plain(party_text(party, words))));
    lines
}

fn party_text(party: &Party, words: Words) -> String {
    let name = [("name", Value::from(party.name.to_string()))];
    match party.role {
        PartyRole::Consignor => words.say_with("documents-consignor", &name),
        PartyRole::Consignee => words.say_with("documents-consignee", &name),
        PartyRole::Carrier => words.say_with("documents-carrier", &name),
    }
}

fn draw_goods(screen: &Documents, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let count = [("count", Value::from(screen.case().discrepancies.len()))];
    let right = Line::from(format!(" {} ", words.say_with("documents-discrepancies", &count)));
    let title = Line::from(format!(" {} ", words.say("documents-goods")));
    let inner = bordered(frame, area, title, right, scene);
    let width = usize::from(inner.width);
    let heading = columns(
        ["", &words.say("documents-code"), &words.say("documents-description")],
        [&words.say("documents-packages"), &words.say("documents-gross")],
        width,
    );
    frame.render_widget(
        Paragraph::new(Line::styled(heading, scene.theme.style(Role::Faint))),
        Rect { height: inner.height.min(1), ..inner },
    );
    let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let mut lines = Vec::new();
    let mut chosen_row = 0;
    for (line, goods) in (0_u16..).zip(screen.goods()) {
        if line == screen.chosen {
            chosen_row = lines.len();
        }
        lines.extend(goods_lines(screen, line, goods, scene, width));
    }
    // The chosen line and its discrepancy stay in view however many lines there are.
    let first = (chosen_row + 2).saturating_sub(usize::from(below.height));
    let shown: Vec<Line<'_>> = lines.into_iter().skip(first).collect();
    frame.render_widget(Paragraph::new(shown), below);
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
    if let Some(noted) = screen.discrepancy(line) {
        let text = fit(&format!("     × {}", noted.note), width);
        lines.push(Line::styled(text, scene.theme.style(Role::Warning)));
    }
    lines
}

fn columns(left: [&str; 3], right: [&str; 2], width: usize) -> String {
    let [place, code, description] = left;
    let [packages, gross] = right;
    let room = width.saturating_sub(PLACE + CODE + PACKAGES + GROSS + 5);
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
