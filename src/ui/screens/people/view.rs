//! Draws the accounts.
//!
//! ```text
//!  ┌ Accounts: 12 ──────────────────────────────────────────────────┐
//!  │   sign-in          name                    roles       state   │
//!  │ ▶ serik.b          Serikov Bolat           OMS       ? waits … │
//!  │   akhmetov.a       Akhmetov Askar          OMS, OAC    active  │
//!  │                                                                │
//!  │ serik.b · Serikov Bolat · OMS                                  │
//!  │ proposed by Sarsenov D.                                        │
//!  │ » You proposed it: another supervisor activates it.            │
//!  └────────────────────────────────────────────────────────────────┘
//! ```

use super::form::{AccountForm, Row};
use super::{Mode, PeopleScreen, accounts};
use crate::domain::account::{Account, AccountState};
use crate::domain::officer::{OfficerId, Role as Duty};
use crate::station::contract::people::{FIRST_PIN_HOURS, FirstPin};
use crate::ui::frame::fit;
use crate::ui::phrases::people::all_roles;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Accounts of a page at 80×24: the body less frame, heading and foot.
pub(super) const PAGE: usize = 11;

/// Rows of what is to be known of the chosen account.
const FOOT_ROWS: u16 = 6;

/// Columns of the list; the state has what is left: 22 at 80.
const ID: usize = 16;
const NAME: usize = 20;
const ROLES: usize = 16;

/// Columns of a label of the form: the longest in any language, marker and gap included.
const LABEL: u16 = 22;

pub(super) fn draw(screen: &PeopleScreen, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let words = scene.words;
    let title = match &screen.mode {
        Mode::List => {
            let count = Value::from(scene.snapshot.day.people.accounts.len());
            words.say_with("people-title", &[("count", count)])
        }
        Mode::Form(_) => words.say("people-form-title"),
        Mode::FirstPins(_) => words.say("people-pin-title"),
    };
    let block = Block::bordered().title(format!(" {title} ")).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    match &screen.mode {
        Mode::List => draw_list(screen, frame, inner, scene),
        Mode::Form(form) => draw_form(form, frame, inner, scene),
        Mode::FirstPins(pins) => draw_pins(pins, frame, inner, scene),
    }
}

fn draw_list(screen: &PeopleScreen, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let [heading, list, foot] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(FOOT_ROWS)])
            .areas(area);
    let width = usize::from(area.width);
    let head = format!(
        "   {} {} {}   {}",
        fit(&words.say("people-column-id"), ID),
        fit(&words.say("people-column-name"), NAME),
        fit(&words.say("people-column-roles"), ROLES),
        words.say("people-column-state")
    );
    frame.render_widget(Paragraph::new(fit(&head, width)).style(scene.theme.style(Role::Faint)), heading);
    let all = accounts(scene);
    let place = screen.place(&all);
    let rows = usize::from(list.height).max(1);
    let first = (place + 1).saturating_sub(rows);
    let row = |(at, account): (usize, &&Account)| row(account, at == place, width, scene);
    let lines: Vec<Line<'_>> = all.iter().enumerate().skip(first).take(rows).map(row).collect();
    frame.render_widget(Paragraph::new(lines), list);
    let lines = all.get(place).map_or_else(Vec::new, |account| foot_lines(account, width, scene));
    let lines = text_block::within(lines, foot.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), foot);
}

fn row(account: &Account, is_chosen: bool, width: usize, scene: &Scene<'_>) -> Line<'static> {
    let (symbol, state, role) = standing(&account.state, scene);
    let marker = if is_chosen { "▶" } else { " " };
    let text = format!(
        " {marker} {} {} {} {symbol} {state}",
        fit(account.id.as_str(), ID),
        fit(account.name.as_str(), NAME),
        fit(&all_roles(scene.words, &account.roles), ROLES),
    );
    let role = if is_chosen { Role::Focus } else { role };
    Line::styled(fit(&text, width), scene.theme.style(role))
}

/// Symbol and word of a state; only what is out of the ordinary has a colour.
fn standing(state: &AccountState, scene: &Scene<'_>) -> (&'static str, String, Role) {
    match state {
        AccountState::Proposed { .. } => ("?", scene.words.say("people-state-proposed"), Role::Warning),
        AccountState::Active => (" ", scene.words.say("people-state-active"), Role::Text),
        AccountState::Locked => ("×", scene.words.say("people-state-locked"), Role::Warning),
        AccountState::Disabled => ("–", scene.words.say("people-state-disabled"), Role::Faint),
    }
}

impl PeopleScreen {
    /// The name of an account's person; the id where there is no such account any more.
    pub(super) fn name_of(id: &OfficerId, scene: &Scene<'_>) -> String {
        let account = scene.snapshot.day.people.account(id);
        account.map_or_else(|| id.to_string(), |account| account.name.to_string())
    }
}

/// The chosen account whole, by whose word it is, and what is to be done.
fn foot_lines(account: &Account, width: usize, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let words = scene.words;
    let name = |id: &Option<OfficerId>| {
        id.as_ref().map_or_else(|| "—".to_owned(), |id| PeopleScreen::name_of(id, scene))
    };
    let roles = all_roles(words, &account.roles);
    let whole = format!("{} · {} · {roles}", account.id, account.name);
    let by = match (&account.state, &account.made_by) {
        (AccountState::Proposed { by }, _) => {
            let by = Value::from(PeopleScreen::name_of(by, scene));
            words.say_with("people-proposed-by", &[("name", by)])
        }
        (_, None) => words.say("people-first-two"),
        (_, made_by) => words.say_with(
            "people-made-by",
            &[("made", Value::from(name(made_by))), ("activated", Value::from(name(&account.activated_by)))],
        ),
    };
    let mut lines = vec![Line::raw("")];
    let mut add = |text: &str, role: Role| {
        let rows = text_block::lines(text, width.saturating_sub(2)).into_iter();
        lines.extend(rows.map(|row| Line::styled(format!(" {row}"), scene.theme.style(role))));
    };
    add(&whole, Role::Text);
    add(&by, Role::Text);
    add(&format!("» {}", advice(account, scene)), Role::Heading);
    lines
}

fn advice(account: &Account, scene: &Scene<'_>) -> String {
    let own = scene.session.map(|session| &session.officer.id);
    let words = scene.words;
    match &account.state {
        _ if own == Some(&account.id) => words.say("account-bar-own"),
        AccountState::Proposed { by } if own == Some(by) => words.say("account-bar-same-supervisor"),
        AccountState::Proposed { .. } => words.say("people-advice-proposed"),
        AccountState::Active => words.say("people-advice-active"),
        AccountState::Locked => words.say("people-advice-locked"),
        AccountState::Disabled => words.say("people-advice-disabled"),
    }
}

fn draw_form(form: &AccountForm, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let head = form.known.as_ref().map(|account| format!(" {} · {}", account.id, account.name));
    let lines = vec![Line::raw(""), Line::raw(fit(&head.unwrap_or_default(), usize::from(area.width)))];
    let [top, rows, foot] =
        Layout::vertical([Constraint::Length(2), Constraint::Min(0), Constraint::Length(4)]).areas(area);
    frame.render_widget(Paragraph::new(lines), top);
    let heights = form.rows().into_iter().map(|row| match row {
        Row::Id | Row::Name => Constraint::Length(2),
        Row::Role(_) => Constraint::Length(1),
    });
    let areas = Layout::vertical(heights.chain([Constraint::Min(0)])).split(rows);
    for (row, area) in form.rows().into_iter().zip(areas.iter()) {
        draw_row(form, row, (frame, Rect { height: 1, ..*area }), scene);
    }
    let hint =
        text_block::lines(&format!("» {}", words.say("people-form-hint")), usize::from(foot.width) - 2);
    let style = scene.theme.style(Role::Heading);
    let hint = hint.into_iter().map(|line| Line::styled(format!(" {line}"), style)).collect();
    frame.render_widget(Paragraph::new(text_block::within(hint, foot.height, style)), foot);
}

fn draw_row(form: &AccountForm, row: Row, (frame, area): (&mut Frame<'_>, Rect), scene: &Scene<'_>) {
    let words = scene.words;
    let is_here = form.here() == Some(row);
    let marker = if is_here { "▶" } else { " " };
    let [left, right] = Layout::horizontal([Constraint::Length(LABEL), Constraint::Min(0)]).areas(area);
    let (label, field) = match row {
        Row::Id => (words.say("people-column-id"), Some(&form.id)),
        Row::Name => (words.say("people-form-name"), Some(&form.name)),
        Row::Role(role) => {
            let mark = if form.roles.contains(&role) { "[x]" } else { "[ ]" };
            let name = words.say(match role {
                Duty::Oms => "role-name-oms",
                Duty::Oac => "role-name-oac",
                Duty::Supervisor => "role-name-supervisor",
            });
            let style = if is_here { Role::Focus } else { Role::Text };
            let text = fit(&format!(" {marker} {mark} {name}"), usize::from(area.width));
            frame.render_widget(Paragraph::new(text).style(scene.theme.style(style)), area);
            return;
        }
    };
    frame.render_widget(
        Paragraph::new(fit(&format!(" {marker} {label}"), usize::from(LABEL).saturating_sub(1))),
        left,
    );
    let Some(field) = field else { return };
    let [open, inside, close] =
        Layout::horizontal([Constraint::Length(1), Constraint::Min(0), Constraint::Length(2)]).areas(right);
    frame.render_widget("[", open);
    frame.render_widget("]", close);
    field.draw(frame, inside, scene, if is_here { Focus::Here } else { Focus::Elsewhere });
}

/// First PINs, large enough to be copied by hand, and what they are good for.
fn draw_pins(pins: &[FirstPin], frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let width = usize::from(area.width).saturating_sub(4);
    let mut lines = vec![Line::raw("")];
    for pin in pins {
        let whose = format!("  {} · {}", pin.officer, PeopleScreen::name_of(&pin.officer, scene));
        lines.push(Line::raw(fit(&whose, width)));
        lines.push(Line::raw(""));
        let shown = format!("    {}   {}    ", scene.words.say("people-pin"), pin.pin.as_typed());
        lines.push(Line::styled(shown, scene.theme.style(Role::Focus)));
        lines.push(Line::raw(""));
    }
    let hours = [("hours", Value::from(FIRST_PIN_HOURS))];
    let said = scene.words.say_with("people-pin-detail", &hours);
    let rows = text_block::lines(&format!("» {said}"), width).into_iter();
    lines.extend(rows.map(|row| Line::styled(format!("  {row}"), scene.theme.style(Role::Heading))));
    let lines = text_block::within(lines, area.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), area);
}
