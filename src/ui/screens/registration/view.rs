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
mod rows;

use super::RegistrationScreen;
use super::sections::Section;
use crate::domain::registration::fault::RowGroup;
use crate::domain::registration::{Field, FieldFault, Spot};
use crate::ui::frame::fit;
use crate::ui::phrases::earlier;
use crate::ui::scene::Scene;
use crate::ui::screens::earlier::panel_lines;
use crate::ui::theme::Role;
use crate::ui::widgets::text_block;
use crate::words::{Value, Words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Columns of a form: a wider one would tear the notes from their fields.
const MAX_FORM: u16 = 110;

/// Headings of the first page.
const HEADINGS: usize = 4;

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
    let mut corner = corner(first, items.len(), height, scene.words);
    if !is_wide && let Some(found) = screen.lookout.found() {
        let width = usize::from(body.width.saturating_sub(2));
        let said = format!(" {} ", earlier::summary(scene.words, found));
        // What the star means is the first thing that there is no room for.
        if items.len() <= height && said.width() + corner.width() > width {
            corner.clear();
        }
        let room = width.saturating_sub(corner.width());
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
            Item::Row(spot) => rows::draw(screen, *spot, faults.get(spot).copied(), (frame, area), scene),
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
            // Digits of faults: three for the goods, one for vehicle and parties, two for each other page; and the sign of each.
            let faults = 3 + 2 + 4 * 2 + Section::ALL.len();
            // A space closes them, and the corners of the frame stand beside them.
            assert!(names + faults < 78, "{language:?} needs {}", names + faults);
        }
    }
}
