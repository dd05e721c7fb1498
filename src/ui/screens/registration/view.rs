//! Draws the registration form.
//!
//! ```text
//!  ┌▶Main×1 Vehicle Containers Documents Goods Parties Risk ─────────────┐
//!  │  Ground                                                             │
//!  │▶ Direction             ← arrival →                                  │
//!  │  Vehicle                                                            │
//!  │  Plate no.*            [123ABC16            ]                       │
//!  │  Container no.         [CSQU3054384         ] ISO 6346: 3 expected  │
//!  │× Reason (check digit)* [                    ] × digit is 3: reason  │
//!  │  …                                                                  │
//!  └ earlier cases: 2, the last 12.11.2026 under suspicion ─ * required ─┘
//! ```

mod notes;

use super::RegistrationScreen;
use super::fields::{self, Entry};
use super::sections::Section;
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{Field, FieldFault, Spot};
use crate::ui::frame::fit;
use crate::ui::phrases::{self, earlier};
use crate::ui::scene::Scene;
use crate::ui::screens::earlier::panel_lines;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field as TextField, Focus};
use crate::ui::widgets::text_block;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Columns of the marker, the longest label and the longest note; what is left is the field's.
const MARKER: u16 = 2;
const LABEL: u16 = 23;
const NOTE: u16 = 31;

/// Columns of a form: a wider one would tear the notes from their fields.
const MAX_FORM: u16 = 110;

/// Headings of the first page.
const HEADINGS: usize = 4;

/// The only possible notes of the long texts are short: the field has the room instead.
const SHORT_NOTE: u16 = 21;

/// From this width the earlier cases stand beside the form, which needs 78 columns of its own.
const SIDE_FROM: u16 = 112;
const SIDE_COLUMNS: u16 = 32;

/// A line of the page.
enum Item {
    Heading(String),
    Row(Spot),
}

pub(super) fn draw(screen: &RegistrationScreen, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let is_wide = scene.body.width >= SIDE_FROM;
    let side_columns = if is_wide { SIDE_COLUMNS } else { 0 };
    let [body, side] =
        Layout::horizontal([Constraint::Min(0), Constraint::Length(side_columns)]).areas(scene.body);
    let faults = screen.shown_faults();
    let height = usize::from(body.height.saturating_sub(2));
    let items = items(screen, scene.words, height);
    let place = |item: &Item| matches!(item, Item::Row(spot) if *spot == screen.focus);
    let focus = items.iter().position(place).unwrap_or(0);
    let first = focus.saturating_sub(height / 2).min(items.len().saturating_sub(height));
    let mut block = Block::bordered()
        .title(tabs(screen.section, &faults, screen, scene))
        .border_style(scene.theme.style(Role::Faint));
    let corner = corner(first, items.len(), height, scene.words);
    if !is_wide && let Some(found) = screen.lookout.found() {
        let room = usize::from(body.width).saturating_sub(corner.width() + 6);
        let said = format!(" {} ", earlier::summary(scene.words, found));
        let role = if found.rows.is_empty() { Role::Faint } else { Role::Heading };
        block = block.title_bottom(Line::styled(fit(&said, said.width().min(room)), scene.theme.style(role)));
    }
    block = block.title_bottom(Line::from(corner).right_aligned());
    let inner = block.inner(body);
    frame.render_widget(block, body);
    let [form] = Layout::horizontal([Constraint::Max(MAX_FORM)]).areas(inner);
    for (item, area) in items.iter().skip(first).zip(form.rows()) {
        match item {
            Item::Heading(text) => {
                let heading = Paragraph::new(format!("  {text}")).style(scene.theme.style(Role::Heading));
                frame.render_widget(heading, area);
            }
            Item::Row(spot) => draw_row(screen, *spot, faults.get(spot).copied(), (frame, area), scene),
        }
    }
    if is_wide {
        draw_side(screen, frame, side, scene);
    }
}

/// Which lines there are where not all are in view, else what the star means.
fn corner(first: usize, count: usize, height: usize, words: Words) -> String {
    if count <= height {
        return format!(" {} ", words.say("form-required"));
    }
    let last = Value::from((first + height).min(count));
    let values = [("first", Value::from(first + 1)), ("last", last), ("count", Value::from(count))];
    format!(" {} ", words.say_with("record-place", &values))
}

fn tab(words: Words, section: Section) -> String {
    words.say(match section {
        Section::Main => "form-main",
        Section::Vehicle => "form-vehicle",
        Section::Containers => "form-containers",
        Section::Documents => "form-documents",
        Section::Goods => "form-goods",
        Section::Parties => "form-parties",
        Section::Risk => "form-risk",
    })
}

/// The names of the sections, each with the faults that stand on it.
fn tabs(
    current: Section,
    faults: &BTreeMap<Spot, FieldFault>,
    screen: &RegistrationScreen,
    scene: &Scene<'_>,
) -> Line<'static> {
    let mut spans = Vec::new();
    for section in Section::ALL {
        let count = section.spots(&screen.sheet).iter().filter(|spot| faults.contains_key(spot)).count();
        let (marker, role) = if section == current { ("▶", Role::Focus) } else { (" ", Role::Text) };
        let name = format!("{marker}{}", tab(scene.words, section));
        spans.push(Span::styled(name, scene.theme.style(role)));
        if count > 0 {
            spans.push(Span::styled(format!("×{count}"), scene.theme.style(Role::Warning)));
        }
    }
    spans.push(Span::raw(" "));
    Line::from(spans)
}

/// The page in lines. The first page's headings go where they leave no room for its fields; lists are scrolled.
fn items(screen: &RegistrationScreen, words: Words, height: usize) -> Vec<Item> {
    let spots = screen.spots();
    let headed = screen.section != Section::Main || spots.len() + HEADINGS <= height;
    let mut items = Vec::new();
    for spot in spots {
        if let Some(text) = heading(screen, spot, words).filter(|_| headed) {
            items.push(Item::Heading(text));
        }
        items.push(Item::Row(spot));
    }
    items
}

/// The heading above a field that begins something.
fn heading(screen: &RegistrationScreen, spot: Spot, words: Words) -> Option<String> {
    let row = |id, group| {
        let count = Value::from(screen.sheet.rows(group));
        Some(words.say_with(id, &[("number", Value::from(spot.row + 1)), ("count", count)]))
    };
    match (screen.section, spot.field) {
        (Section::Main, Field::Direction) => Some(words.say("registration-ground")),
        (Section::Main | Section::Vehicle, Field::Plate) => Some(words.say("registration-vehicle")),
        (Section::Main, Field::DocumentKind) => Some(words.say("registration-document")),
        (Section::Main, Field::GoodsCode) => Some(words.say("registration-goods")),
        (Section::Main, _) => None,
        (_, Field::Trailer) if spot.row == 0 => Some(words.say("form-trailers")),
        (_, Field::DriverName) => Some(words.say("form-driver")),
        (_, Field::Container) => row("form-row-container", RowGroup::Container),
        (_, Field::DocumentKind) => row("form-row-document", RowGroup::Document),
        (_, Field::GoodsCode) => row("form-row-goods", RowGroup::Goods),
        (_, Field::Consignor) => Some(words.say("form-parties-heading")),
        (_, Field::RiskProfile) if spot.row == 0 => Some(words.say("form-risk-profiles")),
        (_, Field::RadiationValue) => Some(words.say("form-radiation")),
        _ => None,
    }
}

fn draw_row(
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
    use Field::{Carrier, Consignee, Consignor, DriverName, GoodsDescription};
    matches!(field, GoodsDescription | Consignor | Consignee | Carrier | DriverName)
}

/// The earlier cases of what was typed so far.
fn draw_side(screen: &RegistrationScreen, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let mut block = Block::bordered().border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(area);
    let (title, lines) = match screen.lookout.found() {
        Some(found) => {
            if let Some(why) = earlier::partly(words, found) {
                block = block.title_bottom(fit(&format!(" {why} "), usize::from(inner.width)));
            }
            let count = [("count", Value::from(earlier::count(found)))];
            let lines = panel_lines(found, scene, usize::from(inner.width));
            (words.say_with("earlier-title", &count), lines)
        }
        None => (words.say("earlier-heading"), Vec::new()),
    };
    frame.render_widget(block.title(format!(" {title} ")), area);
    let lines = text_block::within(lines, inner.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(lines), inner);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn the_names_of_the_sections_fit_beside_all_the_faults_there_can_be() {
        for language in Language::ALL {
            let names: usize =
                Section::ALL.iter().map(|section| tab(Words::new(language), *section).width() + 1).sum();
            // Three digits of faults for the goods, two for three other pages, one for the rest, and the sign of each.
            assert!(names + 3 + 3 * 2 + 3 + 7 < 78, "{language:?} needs {names}");
        }
    }
}
