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

use super::{At, SignIn, fixed_account, is_training, roles, roster};
use crate::domain::officer::{Officer, Role as Duty};
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

/// Columns of a label, where account, role and PIN stand below one another.
const LABEL_WIDTH: u16 = 14;

/// Officers on the screen at one time.
const MOST_OFFICERS: usize = 8;

/// Rows above the list of officers.
const TITLE_ROWS: u16 = 7;

pub(super) fn draw(screen: &SignIn, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let officers = roster(scene);
    let rows = if is_training(&scene.snapshot.booth) { officers.len().min(MOST_OFFICERS) } else { 2 };
    let [middle] = Layout::horizontal([Constraint::Max(BLOCK_WIDTH)]).flex(Flex::Center).areas(scene.body);
    let [title, who, _, pin, _, languages] = Layout::vertical([
        Constraint::Length(TITLE_ROWS),
        Constraint::Length(u16::try_from(rows).unwrap_or(2)),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Length(1),
    ])
    .flex(Flex::Center)
    .areas(middle);
    draw_title(frame, title, scene);
    if is_training(&scene.snapshot.booth) {
        let row = |(place, officer): (usize, &&Officer)| officer_row(officer, place == screen.chosen, scene);
        let first = (screen.chosen + 1).saturating_sub(MOST_OFFICERS);
        let rows: Vec<Line<'_>> = officers.iter().enumerate().skip(first).map(row).collect();
        frame.render_widget(Paragraph::new(rows), who);
    } else {
        draw_account(screen, frame, who, scene);
    }
    draw_pin(screen, frame, pin, scene);
    frame.render_widget(Paragraph::new(language_row(scene)).centered(), languages);
}

/// Who signs in, where nobody is named: the account is typed, or the console's own.
fn draw_account(screen: &SignIn, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let [name, role] = Layout::vertical([Constraint::Length(1), Constraint::Length(1)]).areas(area);
    let field = labelled(name, &scene.words.say("sign-in-officer"), frame);
    match fixed_account(scene) {
        Some(account) => frame.render_widget(Paragraph::new(account.to_owned()), field),
        None => screen.account.draw(frame, field, scene, focus(screen.at(scene) == At::Account)),
    }
    let field = labelled(role, &scene.words.say("sign-in-role"), frame);
    let roles = roles(scene);
    let chosen = roles.get(screen.role).copied();
    let text = chosen.map_or_else(String::new, |role| role_name(role, scene));
    let text = if roles.len() > 1 { format!("◂ {text} ▸") } else { text };
    let style = if screen.at(scene) == At::Role { Role::Focus } else { Role::Text };
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(style)), field);
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
    let role = role_name(officer.role, scene);
    let text = format!(" {marker} {:<16} {:<28} {pin:<12}", officer.name.to_string(), role);
    let style = if chosen { scene.theme.style(Role::Focus) } else { scene.theme.style(Role::Text) };
    Line::styled(text, style)
}

fn role_name(role: Duty, scene: &Scene<'_>) -> String {
    scene.words.say(match role {
        Duty::Oms => "role-name-oms",
        Duty::Oac => "role-name-oac",
        Duty::Supervisor => "role-name-supervisor",
    })
}

/// Writes a label; what is left of the line comes back.
fn labelled(area: Rect, label: &str, frame: &mut Frame<'_>) -> Rect {
    let [left, field] = Layout::horizontal([Constraint::Length(LABEL_WIDTH), Constraint::Min(0)]).areas(area);
    frame.render_widget(Paragraph::new(format!("   {label}")), left);
    field
}

fn focus(is_here: bool) -> Focus {
    if is_here { Focus::Here } else { Focus::Elsewhere }
}

fn draw_pin(screen: &SignIn, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let label = scene.words.say("sign-in-pin");
    let booth = &scene.snapshot.booth;
    let (width, hint_text) = if is_training(booth) {
        (u16::try_from(label.chars().count()).unwrap_or(10) + 3, scene.words.say("sign-in-hint"))
    } else {
        (LABEL_WIDTH, scene.words.say("sign-in-service-hint"))
    };
    let [left, field, hint] =
        Layout::horizontal([Constraint::Length(width), Constraint::Length(14), Constraint::Min(0)])
            .areas(area);
    frame.render_widget(Paragraph::new(format!("   {label}")), left);
    screen.pin(booth).draw(frame, field, scene, focus(screen.at(scene) == At::Pin));
    let hint_text = format!("  {hint_text}");
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
