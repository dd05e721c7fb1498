//! Draws the record.
//!
//! ```text
//!  ┌ Record · 39855302/231126/000417 ─────────────────────── 1–18 of 46 ─┐
//!  │ REGISTRATION                                                        │
//!  │   Direction            arrival                                      │
//!  │   Plate no.            123ABC16                                     │
//!  │ …                                                                   │
//!  └─────────────────────────────────────────────────────────────────────┘
//! ```

use super::Record;
use super::story::{Entry, story};
use crate::domain::case::Case;
use crate::ui::frame::fit;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::words::Value;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use unicode_width::UnicodeWidthChar;

/// Columns of a label, and of the indent before it.
const LABEL: usize = 24;
const INDENT: usize = 2;

/// Lines of a page.
pub(super) fn page(body: Rect) -> usize {
    usize::from(Block::bordered().inner(body).height).max(1)
}

pub(super) fn draw(screen: &Record, frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let lines = screen.case(scene).map(|case| lines(case, scene));
    let block = Block::bordered()
        .title(format!(" {} · {} ", scene.words.say("record-title"), screen.number))
        .border_style(scene.theme.style(Role::Faint));
    let Some(lines) = lines else {
        let text = format!(" {}", scene.words.say("record-waiting"));
        frame.render_widget(Paragraph::new(text).block(block), scene.body);
        return;
    };
    let page = page(scene.body);
    // A screen made higher after scrolling shows the last page, never an empty one.
    let first = screen.first.min(lines.len().saturating_sub(page));
    let last = (first + page).min(lines.len());
    let place = scene.words.say_with(
        "record-place",
        &[
            ("first", Value::from(first + 1)),
            ("last", Value::from(last)),
            ("count", Value::from(lines.len())),
        ],
    );
    let block = block.title(Line::from(format!(" {place} ")).right_aligned());
    let shown: Vec<Line<'_>> = lines.into_iter().skip(first).take(page).collect();
    frame.render_widget(Paragraph::new(shown).block(block), scene.body);
}

/// The story in lines as wide as the body allows.
pub(super) fn lines(case: &Case, scene: &Scene<'_>) -> Vec<Line<'static>> {
    let inner = usize::from(Block::bordered().inner(scene.body).width);
    let room = inner.saturating_sub(LABEL + INDENT).max(1);
    story(case, scene.words).into_iter().flat_map(|entry| entry_lines(entry, room, scene)).collect()
}

fn entry_lines(entry: Entry, room: usize, scene: &Scene<'_>) -> Vec<Line<'static>> {
    match entry {
        Entry::Heading(text) => vec![Line::styled(format!(" {text}"), scene.theme.style(Role::Heading))],
        Entry::Row(label, value) => wrapped(&value, room)
            .into_iter()
            .enumerate()
            .map(|(place, part)| {
                let label = if place == 0 { fit(&label, LABEL - 1) } else { " ".repeat(LABEL - 1) };
                Line::raw(format!("{:INDENT$}{label} {part}", ""))
            })
            .collect(),
    }
}

/// Breaks a text at spaces into parts of at most `room` columns; a longer word is broken where it must be.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let width: usize = word.trim_end().chars().filter_map(UnicodeWidthChar::width).sum();
        if used > 0 && used + width > room {
            parts.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > room && c != ' ' {
                parts.push(String::new());
                used = 0;
            }
            if let Some(part) = parts.last_mut() {
                part.push(c);
            }
            used += wide;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn words_stay_whole_and_a_hash_is_broken() {
        assert_eq!(wrapped("плотный предмет у оси", 12), ["плотный ", "предмет у ", "оси"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("", 3), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_sticks_out(text in "[a-zа-яқғ漢 ]{0,60}", room in 2usize..30) {
            let parts = wrapped(&text, room);
            prop_assert_eq!(parts.concat(), text);
            prop_assert!(parts.iter().all(|part| part.trim_end().width() <= room));
        }
    }
}
