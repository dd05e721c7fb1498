//! A longer text over several lines, broken between words, with the cursor kept in view.

use crate::ui::scene::Scene;
use crate::ui::theme::Role;
use crate::ui::widgets::field::{Field, Focus};
use ratatui::Frame;
use ratatui::layout::Rect;
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
    let shown = (0..height).map(|row| {
        let range = lines.get(first + row).cloned().unwrap_or(0..0);
        let line: String = text.get(range).unwrap_or(&[]).iter().collect();
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

/// The characters of each line: after the last space that fits, or mid-word where there is none.
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
        let length = room.iter().rposition(|&c| c == ' ').map_or(width, |space| space + 1);
        lines.push(start..start + length);
        start += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let text: Vec<char> = text.chars().collect();
        broken(&text, width).into_iter().map(|line| text[line].iter().collect()).collect()
    }

    #[test]
    fn lines_end_after_words() {
        assert_eq!(lines("плотный предмет в цитрусовых", 12), ["плотный ", "предмет в ", "цитрусовых"]);
        assert_eq!(lines("абвгдежз", 4), ["абвг", "дежз", ""]);
        assert_eq!(lines("", 4), [""]);
    }

    proptest! {
        #[test]
        fn no_character_is_lost(text in "[а-я ]{0,80}", width in 1_usize..20) {
            prop_assert_eq!(lines(&text, width).concat(), text.clone());
            prop_assert!(lines(&text, width).iter().all(|line| line.chars().count() <= width));
        }
    }
}
