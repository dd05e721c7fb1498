//! Draws one field of the form: its sign, its name, what was typed or chosen, and its note.

use super::notes;
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{Field, FieldFault, Spot};
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::screens::registration::RegistrationScreen;
use crate::ui::screens::registration::fields::{self, Entry};
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field as TextField, Focus};
use crate::words::Words;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

/// Columns of the marker, the longest label and the longest note; what is left is the field's.
const MARKER: u16 = 2;
const LABEL: u16 = 23;
const NOTE: u16 = 31;

/// The only possible notes of the long texts are short: the field has the room instead.
const SHORT_NOTE: u16 = 21;

pub(super) fn draw(
    screen: &RegistrationScreen,
    spot: Spot,
    fault: Option<FieldFault>,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let note_width = if is_long(spot.field) { SHORT_NOTE } else { NOTE };
    let [marker, label, field, note] = Layout::horizontal([
        Constraint::Length(MARKER),
        Constraint::Length(LABEL),
        Constraint::Min(0),
        Constraint::Length(note_width),
    ])
    .areas(area);
    let symbol = match (screen.focus == spot, fault) {
        (true, _) => "▶",
        (false, Some(_)) => "×",
        (false, None) => " ",
    };
    let style = if fault.is_some() { scene.theme.style(Role::Warning) } else { Style::default() };
    frame.render_widget(Span::styled(symbol, style), marker);
    frame.render_widget(Span::raw(label_text(screen, spot, scene.words)), label);
    match fields::entry(spot.field) {
        Entry::Text(_, longest) => {
            draw_text(screen, (spot, longest), (frame, field), scene);
            notes::draw(screen, spot, fault, (frame, note), scene);
        }
        // A choice may be longer than a field; its note stands where it is wrong.
        Entry::Choice(_) if fault.is_none() => draw_choice(screen, spot, (frame, field.union(note)), scene),
        Entry::Choice(_) => {
            draw_choice(screen, spot, (frame, field), scene);
            notes::draw(screen, spot, fault, (frame, note), scene);
        }
    }
}

/// The field's name, with a star where it must be filled in; the rows of a list without headings have their numbers too.
fn label_text(screen: &RegistrationScreen, spot: Spot, words: Words) -> String {
    let name = phrases::field(words, spot.field);
    let numbered = spot.field.group().filter(|group| screen.sheet.rows(*group) > 1);
    match numbered {
        Some(RowGroup::Trailer | RowGroup::RiskProfile) => {
            let number = format!(" {}", spot.row + 1);
            fit(&name, name.width().min(usize::from(LABEL) - number.len() - 1)) + &number
        }
        _ if fields::is_required(spot.field) => fit(&format!("{name}*"), usize::from(LABEL)),
        _ => fit(&name, usize::from(LABEL)),
    }
}

fn draw_choice(
    screen: &RegistrationScreen,
    spot: Spot,
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    let (words, sheet, row) = (scene.words, &screen.sheet, usize::from(spot.row));
    let none = || words.say("form-not-chosen");
    let chosen = match spot.field {
        Field::DocumentKind => phrases::document_kind(words, sheet.document_kind(row)),
        Field::VehicleKind => {
            sheet.vehicle_kind().map_or_else(none, |kind| phrases::vehicle_kind(words, kind))
        }
        Field::ContainerLoad => {
            sheet.load(row).map_or_else(none, |load| phrases::container_load(words, load))
        }
        Field::RadiationUnit => sheet.unit().map_or_else(none, |unit| phrases::radiation_unit(words, unit)),
        _ if sheet.is_departure() => words.say("registration-departure"),
        _ => words.say("registration-arrival"),
    };
    let focused = screen.focus == spot;
    let text = if focused { format!("← {chosen} →") } else { format!("  {chosen}") };
    let style = scene.theme.style(if focused { Role::Focus } else { Role::Text });
    frame.render_widget(Span::styled(fit(&text, text.width().min(area.width.into())), style), area);
}

fn draw_text(
    screen: &RegistrationScreen,
    (spot, longest): (Spot, usize),
    (frame, area): (&mut Frame<'_>, Rect),
    scene: &Scene<'_>,
) {
    // As long as what it may hold, with one more column for the cursor: the field's length is its first hint.
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
    let focus = if screen.focus == spot { Focus::Here } else { Focus::Elsewhere };
    match (screen.sheet.text(spot), fields::entry(spot.field)) {
        (Some(text), _) => text.draw(frame, inside, scene, focus),
        (None, Entry::Text(kind, max)) => TextField::new(kind, max).draw(frame, inside, scene, focus),
        (None, Entry::Choice(_)) => {}
    }
}

fn is_long(field: Field) -> bool {
    use Field as F;
    matches!(
        field,
        F::GoodsDescription
            | F::Consignor
            | F::Consignee
            | F::Carrier
            | F::DriverName
            | F::DriverDocument
            | F::RiskProfile
            | F::RadiationDevice
            | F::RadiationNumber
            | F::RadiationVerification
    )
}
