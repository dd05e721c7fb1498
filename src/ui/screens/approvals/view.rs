//! Draws the approvals.
//!
//! ```text
//!  ┌ Approvals pending: 2 ───────────────────────────────────────────┐
//!  │ ▶ 7  override            Serikov B.         14:04 until 14:14   │
//!  │   8  purge               …                                      │
//!  │ ──────────────────────────────────────────────────────────────  │
//!  │ override                                                        │
//!  │ Case 39855302/231126/000417, revision 12                        │
//!  │ IC control under suspicion …                                    │
//!  │ SHA-256 9f86 d081 884c 7d65                                     │
//!  │ PIN: you approve … as the second person                         │
//!  └─────────────────────────────────────────────────────────────────┘
//! ```

use super::{Approvals, Mode, is_own, may_approve, shown_digest, wording};
use crate::domain::approval::Pending;
use crate::ui::frame::fit;
use crate::ui::phrases;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, Focus};
use crate::ui::widgets::text_block;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Rows of the list at 80×24.
const LIST_ROWS: u16 = 4;

/// Rows of the action's text at 80×24; a longer one scrolls.
pub(super) const TEXT_ROWS: usize = 8;

/// Rows for the PIN with its meaning, or for a reason.
const FOOT_ROWS: u16 = 5;

/// Columns of the list.
const KIND: usize = 24;
const NAME: usize = 24;

/// Hexadecimal digits of the digest that people compare, in groups of four.
const SHOWN_DIGITS: usize = 16;

pub(super) fn draw(screen: &Approvals, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let all = &scene.snapshot.day.approvals;
    let title = scene.words.say_with("approvals-title", &[("count", Value::from(all.len()))]);
    let block = Block::bordered().title(format!(" {title} ")).border_style(scene.theme.style(Role::Faint));
    let inner = block.inner(scene.body);
    frame.render_widget(block, scene.body);
    let Some(pending) = screen.pending(scene) else {
        let said = format!(" {}", scene.words.say("approvals-none"));
        frame.render_widget(Paragraph::new(said).style(scene.theme.style(Role::Faint)), inner);
        return;
    };
    let [list, text, digits, foot] = Layout::vertical([
        Constraint::Length(LIST_ROWS),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(FOOT_ROWS),
    ])
    .areas(inner);
    draw_list(screen, frame, list, scene);
    draw_text(screen, pending, frame, text, scene);
    draw_digest(pending, frame, digits, scene);
    match &screen.mode {
        Mode::List => draw_advice(pending, frame, foot, scene),
        Mode::Pin(pin) => draw_pin(pin, pending, frame, foot, scene),
        Mode::Reason(reason) => {
            let label = scene.words.say("approvals-reason");
            text_block::draw_labelled((reason, Focus::Here), &label, frame, foot, scene);
        }
    }
}

fn draw_list(screen: &Approvals, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let (place, rows) = (screen.place(scene), usize::from(area.height).max(1));
    let first = (place + 1).saturating_sub(rows);
    let row = |(at, pending): (usize, &Pending)| {
        let marker = if at == place { "▶" } else { " " };
        let kind = pending.asked.action.kind().map(|kind| phrases::action_kind(scene.words, kind));
        let hour = |moment| phrases::clock(moment).get(..5).unwrap_or_default().to_owned();
        let until = scene.words.say_with(
            "approvals-until",
            &[("at", Value::from(hour(pending.at))), ("until", Value::from(hour(pending.asked.expires)))],
        );
        let text = format!(
            " {marker}{:>4} {} {} {until}",
            pending.asked.number.0,
            fit(&kind.unwrap_or_default(), KIND),
            fit(pending.by.name.as_str(), NAME),
        );
        let role = if at == place { Role::Focus } else { Role::Text };
        Line::styled(fit(&text, usize::from(area.width)), scene.theme.style(role))
    };
    let all = scene.snapshot.day.approvals.iter().enumerate();
    let lines: Vec<Line<'_>> = all.skip(first).take(rows).map(row).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

/// The exact action in lines; both people read the same ones.
pub(super) fn text_lines(pending: &Pending, scene: &Scene<'_>) -> Vec<String> {
    let width = usize::from(scene.body.width).saturating_sub(4);
    let told = wording::action(&pending.asked.action, scene);
    told.iter().flat_map(|paragraph| text_block::lines(paragraph, width)).collect()
}

fn draw_text(screen: &Approvals, pending: &Pending, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let lines = text_lines(pending, scene);
    let rows = usize::from(area.height).saturating_sub(1);
    let first = screen.first.min(lines.len().saturating_sub(rows));
    let left = lines.len().saturating_sub(first + rows);
    let rule = if left + first > 0 {
        let values = [("first", Value::from(first + 1)), ("count", Value::from(lines.len()))];
        format!("─ {} ", scene.words.say_with("approvals-more", &values))
    } else {
        String::new()
    };
    let width = usize::from(area.width);
    let rule = format!("{rule}{}", "─".repeat(width.saturating_sub(rule.chars().count())));
    let mut shown = vec![Line::styled(rule, scene.theme.style(Role::Faint))];
    shown.extend(lines.into_iter().skip(first).take(rows).map(|line| Line::raw(format!(" {line}"))));
    frame.render_widget(Paragraph::new(shown), area);
}

fn draw_digest(pending: &Pending, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let (text, role) = match shown_digest(pending) {
        Some(digest) => (format!(" SHA-256 {} …", grouped(&digest)), Role::Heading),
        None => (format!(" × {}", scene.words.say("approvals-differs")), Role::Warning),
    };
    let text = fit(&text, usize::from(area.width));
    frame.render_widget(Paragraph::new(text).style(scene.theme.style(role)), area);
}

/// The first digits of a digest, in groups of four.
fn grouped(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().take(SHOWN_DIGITS).collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn draw_advice(pending: &Pending, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let words = scene.words;
    let advice = if is_own(pending, scene) {
        words.say("approvals-advice-own")
    } else if may_approve(pending, scene) {
        words.say("approvals-advice")
    } else {
        words.say("approvals-advice-other")
    };
    draw_hint(&advice, frame, area, scene);
}

fn draw_hint(text: &str, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let style = scene.theme.style(Role::Heading);
    let rows = text_block::lines(&format!("» {text}"), usize::from(area.width).saturating_sub(2));
    let rows = rows.into_iter().map(|row| Line::styled(format!(" {row}"), style)).collect();
    let rows = text_block::within(rows, area.height, scene.theme.style(Role::Faint));
    frame.render_widget(Paragraph::new(rows), area);
}

/// The PIN with what it means.
fn draw_pin(pin: &Field, pending: &Pending, frame: &mut Frame<'_>, area: Rect, scene: &Scene<'_>) {
    let name = scene.session.map_or_else(String::new, |session| session.officer.name.to_string());
    let kind = pending.asked.action.kind().map(|kind| phrases::action_kind(scene.words, kind));
    let values = [
        ("name", Value::from(name)),
        ("what", Value::from(kind.unwrap_or_default())),
        ("number", Value::from(pending.asked.number.0)),
        ("asker", Value::from(pending.by.name.to_string())),
    ];
    let [meaning, row, _] =
        Layout::vertical([Constraint::Length(3), Constraint::Length(1), Constraint::Min(0)]).areas(area);
    draw_hint(&scene.words.say_with("approvals-pin", &values), frame, meaning, scene);
    let [label, open, field, close, _] = Layout::horizontal([
        Constraint::Length(8),
        Constraint::Length(1),
        Constraint::Length(24),
        Constraint::Length(1),
        Constraint::Min(0),
    ])
    .areas(row);
    frame.render_widget(Paragraph::new(format!(" ▶ {}", scene.words.say("verdict-page-pin-label"))), label);
    frame.render_widget("[", open);
    frame.render_widget("]", close);
    pin.draw(frame, field, scene, Focus::Here);
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn sixteen_digits_are_compared_in_groups_of_four() {
        assert_eq!(grouped(&"9f86d081884c7d65".repeat(4)), "9f86 d081 884c 7d65");
        assert_eq!(grouped(""), "");
    }
}
