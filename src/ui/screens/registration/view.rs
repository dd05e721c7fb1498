//! Draws the registration form.
//!
//! ```text
//!  ┌ Registration ───────────────────────────────────────────────────────┐
//!  │  Ground                                                             │
//!  │▶ Direction             ← arrival →                                  │
//!  │  Vehicle                                                            │
//!  │  Plate no.             [123ABC16            ]                       │
//!  │  Container no.         [CSQU3054384         ] ISO 6346: 3 expected  │
//!  │× Reason (check digit)  [                    ] × digit is 3: reason  │
//!  │  …                                                                  │
//!  └─────────────────────────────────────────────────────────────────────┘
//! ```

use super::{Direction, RegistrationScreen, Row, TEXTS};
use crate::domain::container::CheckDigit;
use crate::domain::registration::{Field, FieldFault};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::{Block, Paragraph};
use std::collections::BTreeMap;

/// Columns of the marker, the longest label and the longest note; what is left is the field's.
const MARKER: u16 = 2;
const LABEL: u16 = 23;
const NOTE: u16 = 31;

/// Columns of a form: a wider one would tear the notes from their fields.
const MAX_FORM: u16 = 110;

/// Groups that have a heading.
const HEADINGS: usize = 4;

/// The only possible notes of the long texts are "not filled in" and "may stay empty": the field has the room instead.
const SHORT_NOTE: u16 = 21;

pub(super) fn draw(screen: &RegistrationScreen, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let title = format!(" {} ", scene.words.say("registration-title"));
    let block = Block::bordered().title(title).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let faults = screen.shown_faults();
    let [form] = Layout::horizontal([Constraint::Max(MAX_FORM)]).areas(inner);
    let mut lines = form.rows();
    let rows = screen.rows();
    // The longest form, a departure with a wrong check digit, has room at 80×24 without its headings only.
    let headed = rows.len() + HEADINGS <= usize::from(inner.height);
    for row in rows {
        if headed
            && let Some(id) = heading(row)
            && let Some(area) = lines.next()
        {
            let text = format!("  {}", scene.words.say(id));
            frame.render_widget(Paragraph::new(text).style(scene.theme.style(Role::Heading)), area);
        }
        if let Some(area) = lines.next() {
            draw_row(screen, row, &faults, (frame, area), scene);
        }
    }
}

/// The heading above the first row of a group.
fn heading(row: Row) -> Option<&'static str> {
    match row {
        Row::Direction => Some("registration-ground"),
        Row::Text(Field::Plate) => Some("registration-vehicle"),
        Row::DocumentKind => Some("registration-document"),
        Row::Text(Field::GoodsCode) => Some("registration-goods"),
        Row::Text(_) => None,
    }
}

fn draw_row(
    screen: &RegistrationScreen,
    row: Row,
    faults: &BTreeMap<Field, FieldFault>,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let note_width = if is_long(row) { SHORT_NOTE } else { NOTE };
    let [marker, label, field, note] = Layout::horizontal([
        Constraint::Length(MARKER),
        Constraint::Length(LABEL),
        Constraint::Min(0),
        Constraint::Length(note_width),
    ])
    .areas(area);
    let fault = match row {
        Row::Text(name) => faults.get(&name).copied(),
        Row::Direction | Row::DocumentKind => None,
    };
    let focused = screen.focus == row;
    let symbol = match (focused, fault) {
        (true, _) => "▶",
        (false, Some(_)) => "×",
        (false, None) => " ",
    };
    let style = if fault.is_some() { scene.theme.style(Role::Warning) } else { Style::default() };
    frame.render_widget(Span::styled(symbol, style), marker);
    let name = match row {
        Row::Direction => scene.words.say("registration-direction"),
        Row::DocumentKind => scene.words.say("registration-document-kind"),
        Row::Text(name) => phrases::field(scene.words, name),
    };
    frame.render_widget(Span::raw(fit(&name, usize::from(LABEL))), label);
    match row {
        Row::Text(name) => {
            draw_text(screen, name, (frame, field), scene);
            draw_note(screen, name, fault, (frame, note), scene);
        }
        // A choice may be longer than a field, and has no note.
        Row::Direction | Row::DocumentKind => {
            draw_choice(screen, row, (frame, field.union(note)), scene);
        }
    }
}

fn draw_choice(
    screen: &RegistrationScreen,
    row: Row,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let chosen = match row {
        Row::DocumentKind => phrases::document_kind(scene.words, screen.document_kind),
        _ => scene.words.say(match screen.direction {
            Direction::Arrival => "registration-arrival",
            Direction::Departure => "registration-departure",
        }),
    };
    let focused = screen.focus == row;
    let text = if focused { format!("← {chosen} →") } else { format!("  {chosen}") };
    let style = scene.theme.style(if focused { Role::Focus } else { Role::Text });
    frame.render_widget(Span::styled(text, style), area);
}

fn draw_text(
    screen: &RegistrationScreen,
    name: Field,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    // As long as what it may hold, with one more column for the cursor: the field's length is its first hint.
    let longest = TEXTS.iter().find(|(field, ..)| *field == name).map_or(0, |(_, _, max)| *max);
    let longest = u16::try_from(longest).unwrap_or(u16::MAX).saturating_add(1);
    let [open, inside, close, _] = Layout::horizontal([
        Constraint::Length(1),
        Constraint::Length(longest.min(area.width.saturating_sub(3))),
        Constraint::Length(1),
        Constraint::Min(0),
    ])
    .areas(area);
    frame.render_widget("[", open);
    frame.render_widget("]", close);
    let focus = if screen.focus == Row::Text(name) { Focus::Here } else { Focus::Elsewhere };
    if let Some(text) = screen.texts.get(&name) {
        text.draw(frame, inside, scene, focus);
    }
}

/// Beside the field: what is wrong with it, else what ISO 6346 gives, else how it is filled in.
fn draw_note(
    screen: &RegistrationScreen,
    name: Field,
    fault: Option<FieldFault>,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let (text, role) = match fault {
        Some(FieldFault::Format) => {
            let fault = phrases::field_fault(scene.words, FieldFault::Format);
            (format!("× {fault}: {}", hint(name, scene)), Role::Warning)
        }
        Some(fault) => (format!("× {}", phrases::field_fault(scene.words, fault)), Role::Warning),
        None => plain_note(screen, name, scene),
    };
    let text = fit(&text, usize::from(area.width));
    frame.render_widget(Span::styled(text, scene.theme.style(role)), area);
}

fn plain_note(screen: &RegistrationScreen, name: Field, scene: &Scene<'_>) -> (String, Role) {
    let digit = if name == Field::Container { screen.check_digit() } else { None };
    let empty = screen.typed(name).is_empty();
    match digit {
        Some(CheckDigit::Matches) => {
            let last = screen.typed(name).chars().last().map_or_else(String::new, String::from);
            (scene.words.say_with("registration-iso-matches", &[("digit", Value::from(last))]), Role::Faint)
        }
        Some(CheckDigit::Expected(digit)) => {
            let said = scene.words.say_with("registration-iso-expected", &[("digit", Value::from(digit))]);
            (format!("× {said}"), Role::Warning)
        }
        None if screen.focus == Row::Text(name) => (hint(name, scene), Role::Faint),
        None if empty && is_optional(name) => (scene.words.say("registration-optional"), Role::Faint),
        None => (String::new(), Role::Faint),
    }
}

fn is_long(row: Row) -> bool {
    use Field::{Carrier, Consignee, Consignor, GoodsDescription};
    matches!(row, Row::Text(GoodsDescription | Consignor | Consignee | Carrier))
}

fn is_optional(name: Field) -> bool {
    matches!(
        name,
        Field::Container
            | Field::DocumentDate
            | Field::Packages
            | Field::Consignor
            | Field::Consignee
            | Field::Carrier
    )
}

/// How a field is filled in.
fn hint(name: Field, scene: &Scene<'_>) -> String {
    scene.words.say(match name {
        Field::RequestDate | Field::DocumentDate => "registration-hint-date",
        Field::Plate => "registration-hint-plate",
        Field::Container => "registration-hint-container",
        Field::ContainerReason => "registration-hint-reason",
        Field::GoodsCode => "registration-hint-code",
        Field::Packages => "registration-hint-packages",
        Field::Gross => "registration-hint-gross",
        Field::RequestNumber
        | Field::DocumentNumber
        | Field::GoodsDescription
        | Field::Consignor
        | Field::Consignee
        | Field::Carrier => "registration-hint-as-printed",
        _ => "registration-optional",
    })
}
