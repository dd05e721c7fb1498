//! A longer text over several lines, broken between words, with the cursor kept in view.

use crate::ui::frame::fit;
use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, Focus};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws a field over all the lines of `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, field: &Field, scene: &Scene<'_>, focus: Focus) {
    let width = usize::from(area.width).max(1);
    let height = usize::from(area.height).max(1);
    let text: Vec<char> = field.value().chars().collect();
    let lines = broken(&text, width);
    let cursor = field.cursor();
    let at = lines.iter().rposition(|line| line.start <= cursor).unwrap_or(0);
    let first = if focus == Focus::Here { (at + 1).saturating_sub(height) } else { 0 };
    let role = if focus == Focus::Here { Role::Focus } else { Role::Text };
    // Where the cursor is, the text moves with it; elsewhere what lies below is marked.
    let is_cut = focus == Focus::Elsewhere && lines.len() > height;
    let shown = (0..height).map(|row| {
        let range = lines.get(first + row).cloned().unwrap_or(0..0);
        let mut line: String = text.get(range).unwrap_or(&[]).iter().collect();
        if is_cut && row + 1 == height {
            line = format!("{}…", line.chars().take(width.saturating_sub(1)).collect::<String>().trim_end());
        }
        Line::styled(format!("{line:<width$}"), scene.theme.style(role))
    });
    frame.render_widget(Paragraph::new(shown.collect::<Vec<_>>()), area);
    if focus == Focus::Here {
        let start = lines.get(at).map_or(0, |line| line.start);
        let column = u16::try_from(cursor - start.min(cursor)).unwrap_or(0).min(area.width.saturating_sub(1));
        let row = u16::try_from(at - first).unwrap_or(0);
        frame.set_cursor_position((area.x + column, area.y + row));
    }
}

/// Draws a field under its label; a bar shows how far the text reaches.
pub fn draw_labelled(
    (field, focus): (&Field, Focus),
    label: &str,
    frame: &mut Frame<'_>,
    area: Rect,
    scene: &Scene<'_>,
) {
    let [heading, text] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let (marker, role) = if focus == Focus::Here { ("▶", Role::Heading) } else { (" ", Role::Faint) };
    let label = fit(&format!("{marker}{label}"), usize::from(area.width));
    frame.render_widget(Paragraph::new(label).style(scene.theme.style(role)), heading);
    // The bar shows how far the text reaches while it has no focus.
    let bars = vec![Line::styled(" │", scene.theme.style(Role::Faint)); usize::from(text.height)];
    frame.render_widget(Paragraph::new(bars), text);
    let text = Rect { x: text.x + 3, width: text.width.saturating_sub(4), ..text };
    draw(frame, text, field, scene, focus);
}

/// A text in lines of at most `width` characters.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    let text: Vec<char> = text.chars().collect();
    let ranges = broken(&text, width.saturating_add(1));
    ranges.into_iter().map(|line| text.get(line).unwrap_or(&[]).iter().collect()).collect()
}

/// Cuts lines to the rows there are; the last one then says how many more there are.
pub fn within(mut lines: Vec<Line<'static>>, rows: u16, style: Style) -> Vec<Line<'static>> {
    let rows = usize::from(rows);
    if lines.len() > rows && rows > 0 {
        let more = lines.len() - (rows - 1);
        lines.truncate(rows - 1);
        lines.push(Line::styled(format!("  … +{more}"), style));
    }
    lines
}

/// The characters of each line: after the last space that fits, or mid-word where there is none. A space between two digits
/// sets thousands apart and breaks nothing.
fn broken(text: &[char], width: usize) -> Vec<std::ops::Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    loop {
        let rest = text.get(start..).unwrap_or(&[]);
        // One column stays free at the end of the last line: the cursor stands there.
        if rest.len() < width {
            lines.push(start..text.len());
            return lines;
        }
        let room = rest.get(..width).unwrap_or(rest);
        let is_digit = |place: usize| rest.get(place).is_some_and(char::is_ascii_digit);
        let ends_word = |&space: &usize| {
            room.get(space) == Some(&' ') && !(space > 0 && is_digit(space - 1) && is_digit(space + 1))
        };
        let length = (0..width).rev().find(ends_word).map_or(width, |space| space + 1);
        lines.push(start..start + length);
        start += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str, width: usize) -> Vec<String> {
        let text: Vec<char> = text.chars().collect();
        broken(&text, width).into_iter().map(|line| text[line].iter().collect()).collect()
    }

    #[test]
    fn lines_end_after_words() {
        assert_eq!(typed("плотный предмет в цитрусовых", 12), ["плотный ", "предмет в ", "цитрусовых"]);
        assert_eq!(typed("лимоны 20 400 кг", 12), ["лимоны ", "20 400 кг"]);
        assert_eq!(typed("абвгдежз", 4), ["абвг", "дежз", ""]);
        assert_eq!(typed("", 4), [""]);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let rows = |count: usize| within(vec![Line::raw("x"); count], 3, Style::default());
        assert_eq!(rows(3).len(), 3);
        assert_eq!(rows(5).last().map(ToString::to_string).as_deref(), Some("  … +3"));
    }

    proptest! {
        #[test]
        fn no_character_is_lost(text in "[а-я ]{0,80}", width in 1_usize..20) {
            prop_assert_eq!(typed(&text, width).concat(), text.clone());
            prop_assert!(typed(&text, width).iter().all(|line| line.chars().count() <= width));
        }
    }
}
