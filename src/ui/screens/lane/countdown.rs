//! The countdown of the warning: figures made of blocks, as large as the pane allows.

use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// A figure's rows; each bit is one block, the left one highest.
const ROWS: usize = 5;

/// Blocks across a figure, and the gap after it.
const BLOCKS: u16 = 3;
const GAP: u16 = 1;

/// A block is twice as wide as high in cells, so that it looks square.
const CELLS_PER_BLOCK: u16 = 2;

/// The longest warning that has figures: two of them.
const MAX_SECONDS: u32 = 99;

/// 3×5 shapes of 0 to 9.
const FIGURES: [[u8; ROWS]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

/// Draws the seconds as large as `area` allows, `words` under them.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, seconds: u32, (words, style): (Vec<String>, Style)) {
    if usize::from(area.height) < ROWS {
        return draw_words(frame, area, seconds, (words, style));
    }
    let [figures, text] = divide(area, words.len());
    let scale = scale(figures, seconds);
    let lines: Vec<Line<'_>> =
        shape(seconds, scale).into_iter().map(|row| Line::styled(row, style)).collect();
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let [middle] = Layout::vertical([Constraint::Length(height)]).flex(Flex::Center).areas(figures);
    frame.render_widget(Paragraph::new(lines).centered(), middle);
    let words: Vec<Line<'_>> = words.into_iter().map(|line| Line::styled(line, style)).collect();
    frame.render_widget(Paragraph::new(words).centered(), text);
}

/// Where no figure fits, its number stands before the words: whoever looks on has a row less.
fn draw_words(frame: &mut Frame<'_>, area: Rect, seconds: u32, (words, style): (Vec<String>, Style)) {
    let text = words.join("\n");
    let lines: Vec<Line<'_>> =
        format!("{seconds} {text}").lines().map(|line| Line::styled(line.to_owned(), style)).collect();
    frame.render_widget(Paragraph::new(lines).centered(), area);
}

/// The figures have the upper part; where they would be cut, the left one.
fn divide(area: Rect, words: usize) -> [Rect; 2] {
    let below = u16::try_from(words).unwrap_or(u16::MAX);
    let rows = u16::try_from(ROWS).unwrap_or(u16::MAX);
    if area.height >= rows.saturating_add(below) {
        return Layout::vertical([Constraint::Min(0), Constraint::Length(below)]).areas(area);
    }
    let [figures, beside] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(2)]).areas(area);
    let [text] = Layout::vertical([Constraint::Length(below)]).flex(Flex::Center).areas(beside);
    [figures, text]
}

fn figures(seconds: u32) -> Vec<[u8; ROWS]> {
    seconds
        .min(MAX_SECONDS)
        .to_string()
        .bytes()
        .filter_map(|digit| FIGURES.get(usize::from(digit.wrapping_sub(b'0'))).copied())
        .collect()
}

/// How many times the shape fits into the pane.
fn scale(area: Rect, seconds: u32) -> u16 {
    let count = u16::try_from(figures(seconds).len()).unwrap_or(1);
    let width = count * (BLOCKS + GAP) * CELLS_PER_BLOCK;
    let rows = u16::try_from(ROWS).unwrap_or(u16::MAX);
    (area.height / rows).min(area.width / width.max(1)).max(1)
}

fn shape(seconds: u32, scale: u16) -> Vec<String> {
    let figures = figures(seconds);
    let across = usize::from(CELLS_PER_BLOCK * scale);
    let row = |place: usize| -> String {
        let blocks = figures.iter().enumerate().map(|(order, figure)| {
            let bits = figure.get(place).copied().unwrap_or(0);
            let cells = (0..BLOCKS).rev().map(|bit| if bits >> bit & 1 == 1 { "█" } else { " " });
            let drawn: String = cells.map(|cell| cell.repeat(across)).collect();
            let gap = if order == 0 { 0 } else { usize::from(GAP) * across };
            format!("{}{drawn}", " ".repeat(gap))
        });
        blocks.collect()
    };
    (0..ROWS).flat_map(|place| std::iter::repeat_n(row(place), usize::from(scale))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_five_looks_like_a_five() {
        assert_eq!(shape(5, 1), ["██████", "██    ", "██████", "    ██", "██████"]);
    }

    #[test]
    fn on_a_low_pane_the_words_stand_beside_the_figures() {
        let low = Rect::new(0, 0, 80, 5);
        let [figures, words] = divide(low, 2);
        assert_eq!((figures.height, words.height, words.y), (5, 2, 2));
        assert!(words.x >= figures.right());
        let [figures, words] = divide(Rect::new(0, 0, 80, 7), 2);
        assert_eq!((figures.height, words.y), (5, 5));
    }

    #[test]
    fn a_pane_without_room_for_a_figure_counts_in_words() {
        let backend = ratatui::backend::TestBackend::new(20, 4);
        let mut terminal = ratatui::Terminal::new(backend).unwrap();
        let words = (vec!["seconds".to_owned(), "stop".to_owned()], Style::default());
        terminal.draw(|frame| draw(frame, frame.area(), 12, words)).unwrap();
        let said: String =
            terminal.backend().buffer().content().iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(said.contains("12 seconds") && said.contains("stop") && !said.contains('█'), "{said}");
    }

    #[test]
    fn figures_grow_with_the_pane_and_never_beyond_it() {
        assert_eq!(scale(Rect::new(0, 0, 78, 5), 5), 1);
        assert_eq!(scale(Rect::new(0, 0, 130, 20), 5), 4);
        assert_eq!(scale(Rect::new(0, 0, 130, 20), 12), 4);
        let widest = shape(12, 4).iter().map(|row| row.chars().count()).max().unwrap();
        assert!(widest <= 130);
        assert_eq!(shape(12, 4).len(), 20);
    }
}
