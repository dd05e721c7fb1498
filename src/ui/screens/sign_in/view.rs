//! Draws the sign-in screen.
//!
//! ```text
//!              INTRASCOPE
//!   booth · complex and what it reports
//!
//!   ▶ Akhmetov A.      OMS     PIN 1204      (the PIN in training only)
//!     Nurlanova B.     OAC     PIN 3507
//!
//!   PIN ••••
//!
//!   Қазақша · [Русский] · English
//! ```

use super::SignIn;
use crate::domain::officer::Officer;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::words::{Language, Value};
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Width of the block in the middle, columns.
const BLOCK_WIDTH: u16 = 64;

/// Rows above the list of officers.
const TITLE_ROWS: u16 = 7;

pub(super) fn draw(screen: &SignIn, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let officers = u16::try_from(scene.snapshot.booth.roster.len()).unwrap_or(8).min(8);
    let [middle] = Layout::horizontal([Constraint::Max(BLOCK_WIDTH)]).flex(Flex::Center).areas(scene.body);
    let [title, roster, _, pin, _, languages] = Layout::vertical([
        Constraint::Length(TITLE_ROWS),
        Constraint::Length(officers),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Length(1),
    ])
    .flex(Flex::Center)
    .areas(middle);
    draw_title(frame, title, scene);
    let rows: Vec<Line<'_>> = scene
        .snapshot
        .booth
        .roster
        .iter()
        .enumerate()
        .map(|(place, officer)| officer_row(officer, place == screen.chosen, scene))
        .collect();
    frame.render_widget(Paragraph::new(rows), roster);
    draw_pin(screen, frame, pin, scene);
    frame.render_widget(Paragraph::new(language_row(scene)).centered(), languages);
}

fn draw_title(frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let booth = &scene.snapshot.booth;
    let complex =
        format!("{} · {}", booth.ic_name, phrases::complex_state(scene.words, &scene.snapshot.lane));
    let mut lines = vec![
        Line::styled("I N T R A S C O P E", scene.theme.style(Role::Heading)),
        Line::raw(""),
        Line::raw(booth.post_name.clone()),
        Line::raw(complex),
        Line::raw(""),
    ];
    if booth.training.is_some() {
        lines.push(Line::styled(scene.words.say("sign-in-training"), scene.theme.style(Role::Warning)));
    }
    frame.render_widget(Paragraph::new(lines).centered(), area);
}

fn officer_row<'a>(officer: &Officer, chosen: bool, scene: &Scene<'_>) -> Line<'a> {
    let pin =
        scene.snapshot.booth.training.as_ref().and_then(|pins| pins.iter().find(|(id, _)| *id == officer.id));
    let pin = pin.map_or_else(String::new, |(_, pin)| {
        scene.words.say_with("sign-in-pin-is", &[("pin", Value::from(pin.clone()))])
    });
    let marker = if chosen { "▶" } else { " " };
    let role = scene.words.say(match officer.role {
        crate::domain::officer::Role::Oms => "role-name-oms",
        crate::domain::officer::Role::Oac => "role-name-oac",
        crate::domain::officer::Role::Supervisor => "role-name-supervisor",
    });
    let text = format!(" {marker} {:<16} {:<28} {pin:<12}", officer.name.to_string(), role);
    let style = if chosen { scene.theme.style(Role::Focus) } else { scene.theme.style(Role::Text) };
    Line::styled(text, style)
}

fn draw_pin(screen: &SignIn, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let label = scene.words.say("sign-in-pin");
    let width = u16::try_from(label.chars().count()).unwrap_or(10) + 3;
    let [left, field, hint] =
        Layout::horizontal([Constraint::Length(width), Constraint::Length(14), Constraint::Min(0)])
            .areas(area);
    frame.render_widget(Paragraph::new(format!("   {label}")), left);
    screen.pin.draw(frame, field, scene, Focus::Here);
    let hint_text = format!("  {}", scene.words.say("sign-in-hint"));
    frame.render_widget(Paragraph::new(hint_text).style(scene.theme.style(Role::Faint)), hint);
}

fn language_row(scene: &Scene<'_>) -> Line<'static> {
    let mut spans = vec![Span::raw("F2  ")];
    for language in Language::ALL {
        let own = language.own_name();
        if language == scene.words.language() {
            spans.push(Span::styled(format!("[{own}]"), scene.theme.style(Role::Heading)));
        } else {
            spans.push(Span::raw(format!(" {own} ")));
        }
        spans.push(Span::raw("  "));
    }
    Line::from(spans)
}
