//! Whether a screen tells every state by words and symbols: what has a state's look has something to read in it,
//! and a screen without colours has none.

use intrascope::ui::theme::{Role, Theme, ThemeName};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

/// The roles that tell a state.
const STATES: [Role; 3] = [Role::Alarm, Role::Warning, Role::Mark];

/// Stops the test where a state is told by its look alone.
pub fn expect_told(screen: &Buffer, name: ThemeName) {
    let theme = Theme::built_in(name);
    if name == ThemeName::Mono {
        let coloured =
            screen.content().iter().find(|cell| (cell.fg, cell.bg) != (Color::Reset, Color::Reset));
        assert_eq!(coloured, None, "a colour on a screen without colours");
    }
    for style in STATES.map(|role| theme.style(role)).into_iter().filter(is_seen) {
        for y in screen.area.rows().map(|row| row.y) {
            for (start, end) in runs(screen, y, style) {
                let told = |y: u16| (start..end).any(|x| is_read(screen, x, y, style));
                // A block of several rows is told by any of them.
                let is_block = |y: &u16| (start..end).any(|x| has(&screen[(x, *y)], style));
                let above = (0..=y).rev().take_while(is_block);
                let is_told = above.chain((y..screen.area.height).take_while(is_block)).any(told);
                assert!(
                    is_told,
                    "row {y}, columns {start} to {end}: a state with nothing to read\n{screen:?}"
                );
            }
        }
    }
}

/// Whether the style shows where nothing is written: bold and coloured blanks do not.
fn is_seen(style: &Style) -> bool {
    style.bg.is_some() || style.add_modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED)
}

/// Where a row has a style, from and up to.
fn runs(screen: &Buffer, y: u16, style: Style) -> Vec<(u16, u16)> {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for x in (0..screen.area.width).filter(|&x| has(&screen[(x, y)], style)) {
        match runs.last_mut() {
            Some((_, end)) if *end == x => *end = x + 1,
            _ => runs.push((x, x + 1)),
        }
    }
    runs
}

fn has(cell: &Cell, style: Style) -> bool {
    cell.fg == style.fg.unwrap_or(Color::Reset)
        && cell.modifier & (Modifier::BOLD | Modifier::REVERSED | Modifier::UNDERLINED) == style.add_modifier
}

fn is_read(screen: &Buffer, x: u16, y: u16, style: Style) -> bool {
    has(&screen[(x, y)], style) && !screen[(x, y)].symbol().trim().is_empty()
}
