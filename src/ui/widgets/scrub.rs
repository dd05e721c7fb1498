//! The last look at a frame before it goes out: no cell holds what a terminal could take for anything but a shape.
//!
//! Texts are cleaned where they come in. This holds for every field of every screen all the same, those of tomorrow included.

use crate::domain::text::{MAX_MARKS, REMOVED, is_mark, is_shown};
use ratatui::buffer::Buffer;

/// Marks every cell that is not clean.
pub fn scrub(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !is_clean(cell.symbol()) {
            cell.set_char(REMOVED);
        }
    }
}

fn is_clean(symbol: &str) -> bool {
    symbol.chars().all(is_shown) && symbol.chars().filter(|c| is_mark(*c)).count() <= MAX_MARKS
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn only_shapes_are_left() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let symbols = ["\u{1b}[2J", "Ә", "и\u{306}", "\u{202e}", "e\u{301}\u{301}\u{301}\u{301}\u{301}", "█"];
        for (cell, symbol) in buffer.content.iter_mut().zip(symbols) {
            cell.set_symbol(symbol);
        }
        scrub(&mut buffer);
        let symbols: Vec<&str> = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(symbols, ["\u{fffd}", "Ә", "и\u{306}", "\u{fffd}", "\u{fffd}", "█"]);
    }
}
