//! Draws the page on which an own PIN is set.
//!
//! ```text
//!  ┌ Own PIN · Akhmetov A. ─────────────────────────────────┐
//!  │  Until you have set an own PIN, nothing else is open.  │
//!  │  6 to 64 characters: a phrase is easier to keep …      │
//!  │                                                        │
//!  │ ▶ New PIN            [••••••••                 ]       │
//!  │   New PIN again      [                         ]       │
//!  └────────────────────────────────────────────────────────┘
//! ```

use super::{Cause, NewPin, Part, Progress};
use crate::domain::secret::{MAX_CHARS, MIN_CHARS};
use crate::ui::frame::fit;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::Focus;
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use unicode_width::UnicodeWidthStr;

/// Columns of a label: the longest in any language, marker and gap included.
const LABEL: u16 = 24;

/// Columns of a field; longer PINs scroll.
const FIELD: u16 = 36;

/// Rows of what there is to know: the longest rules in any language, and why nothing else is open.
const RULE_ROWS: u16 = 9;

pub(super) fn draw(screen: &NewPin, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let name = scene.session.map_or_else(String::new, |session| session.officer.name.to_string());
    let title = scene.words.say_with("new-pin-title", &[("name", Value::from(name))]);
    let room = usize::from(scene.body.width.saturating_sub(4)).min(title.width());
    let block = Block::bordered()
        .title(format!(" {} ", fit(&title, room)))
        .border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let [rules, fields] = Layout::vertical([Constraint::Length(RULE_ROWS), Constraint::Min(0)]).areas(inner);
    frame.render_widget(Paragraph::new(rule_lines(screen, usize::from(rules.width), scene)), rules);
    let heights = screen.parts().iter().map(|_| Constraint::Length(2)).chain([Constraint::Min(0)]);
    let areas = Layout::vertical(heights).split(fields);
    for (part, area) in screen.parts().iter().zip(areas.iter()) {
        draw_row(screen, *part, (frame, Rect { height: 1, ..*area }), scene);
    }
    if screen.progress == Progress::Sent
        && let Some(rest) = areas.last()
    {
        let said = format!(" » {}", scene.words.say("new-pin-sent"));
        frame.render_widget(Paragraph::new(said).style(scene.theme.style(Role::Heading)), *rest);
    }
}

/// Why it is asked for, and what may be a PIN.
fn rule_lines(screen: &NewPin, width: usize, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let room = width.saturating_sub(2);
    let bounds = [("min", Value::from(MIN_CHARS)), ("max", Value::from(MAX_CHARS))];
    let why = match screen.cause {
        Cause::FirstPin => scene.words.say("new-pin-why"),
        Cause::Choice => scene.words.say("new-pin-others-end"),
    };
    let mut lines = vec![Line::raw("")];
    let mut add = |text: &str, role: Role| {
        let rows = text_block::lines(text, room).into_iter();
        lines.extend(rows.map(|row| Line::styled(format!(" {row}"), scene.theme.style(role))));
    };
    add(&why, Role::Heading);
    add(&scene.words.say_with("new-pin-rules", &bounds), Role::Text);
    add(&scene.words.say("new-pin-refused"), Role::Faint);
    lines
}

fn draw_row(screen: &NewPin, part: Part, (frame, area): (&mut Frame<'_>, Rect), scene: &Scene<'_>) {
    let label = match (part, screen.cause) {
        (Part::Old, Cause::FirstPin) => scene.words.say("new-pin-first"),
        (Part::Old, Cause::Choice) => scene.words.say("new-pin-old"),
        (Part::New, _) => scene.words.say("new-pin-new"),
        (Part::Again, _) => scene.words.say("new-pin-again"),
    };
    let is_here = screen.focus == part;
    let marker = if is_here { "▶" } else { " " };
    let [left, open, field, close, _] = Layout::horizontal([
        Constraint::Length(LABEL),
        Constraint::Length(1),
        Constraint::Length(FIELD),
        Constraint::Length(1),
        Constraint::Min(0),
    ])
    .areas(area);
    let label = fit(&format!(" {marker} {label}"), usize::from(LABEL.saturating_sub(1)));
    frame.render_widget(Paragraph::new(label), left);
    frame.render_widget("[", open);
    frame.render_widget("]", close);
    let focus = if is_here { Focus::Here } else { Focus::Elsewhere };
    screen.field_of(part).draw(frame, field, scene, focus);
}
