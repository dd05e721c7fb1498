//! A grid of cells as bytes for a stream: only what changes, and nothing but colours, characters and line
//! ends.

use crate::terminal::graphics::{Cell, CellColour, CellGrid};
use std::io::Write;

/// Which of the two colours is told.
#[derive(Clone, Copy)]
enum Side {
    Front,
    Behind,
}

/// The rows, each ended by a line end, and the terminal's own colours after the last.
///
/// The line ends are bare; a terminal in raw mode needs a carriage return before each. Colours are ended
/// before each line end: what a terminal scrolls in at the bottom would take the one behind.
pub fn stream(grid: &CellGrid) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(grid.cells.len() * CELL_BYTES);
    let mut set = (CellColour::Default, CellColour::Default);
    for row in grid.rows() {
        for cell in row {
            change(&mut bytes, &mut set, *cell);
            let mut utf8 = [0; 4];
            bytes.extend_from_slice(cell.glyph.encode_utf8(&mut utf8).as_bytes());
        }
        if set.1 != CellColour::Default {
            bytes.extend_from_slice(b"\x1b[49m");
            set.1 = CellColour::Default;
        }
        bytes.push(b'\n');
    }
    if set.0 != CellColour::Default {
        bytes.truncate(bytes.len() - 1);
        bytes.extend_from_slice(b"\x1b[m\n");
    }
    bytes
}

/// What a cell takes about: a glyph of three bytes, and a colour.
const CELL_BYTES: usize = 14;

/// Sets the colours that the cell's glyph shows and that are not set.
fn change(bytes: &mut Vec<u8>, set: &mut (CellColour, CellColour), cell: Cell) {
    let front = cell.glyph != ' ' && cell.fg != set.0;
    let behind = cell.glyph != '█' && cell.bg != set.1;
    if !front && !behind {
        return;
    }
    bytes.extend_from_slice(b"\x1b[");
    if front {
        set.0 = cell.fg;
        tell(bytes, cell.fg, Side::Front);
    }
    if front && behind {
        bytes.push(b';');
    }
    if behind {
        set.1 = cell.bg;
        tell(bytes, cell.bg, Side::Behind);
    }
    bytes.push(b'm');
}

fn tell(bytes: &mut Vec<u8>, colour: CellColour, side: Side) {
    let tens = match side {
        Side::Front => 30,
        Side::Behind => 40,
    };
    // Writing to a vector cannot fail.
    match colour {
        CellColour::Default => write!(bytes, "{}", tens + 9),
        CellColour::Indexed(place @ 0..8) => write!(bytes, "{}", tens + place),
        CellColour::Indexed(place @ 8..16) => write!(bytes, "{}", tens + 60 + place - 8),
        CellColour::Indexed(place) => write!(bytes, "{};5;{place}", tens + 8),
        CellColour::Rgb(red, green, blue) => write!(bytes, "{};2;{red};{green};{blue}", tens + 8),
    }
    .ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a terminal shows of a stream: rows of cells. Nothing but colours, characters and line ends may be in it.
    fn shown(stream: &[u8]) -> Vec<Vec<Cell>> {
        let text = std::str::from_utf8(stream).unwrap();
        let (mut rows, mut row) = (Vec::new(), Vec::new());
        let (mut fg, mut bg) = (CellColour::Default, CellColour::Default);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\n' => {
                    assert_eq!(bg, CellColour::Default, "a line that scrolls in would have a colour");
                    rows.push(std::mem::take(&mut row));
                }
                '\x1b' => {
                    assert_eq!(rest.next(), Some('['));
                    let words: String = rest.by_ref().take_while(|c| *c != 'm').collect();
                    let mut words = words
                        .split(';')
                        .filter(|word| !word.is_empty())
                        .map(|word| word.parse::<u8>().unwrap());
                    let mut told = 0;
                    while let Some(word) = words.next() {
                        told += 1;
                        let mut next = || words.next().unwrap();
                        let colour = match word % 10 {
                            8 if word < 50 => match next() {
                                5 => CellColour::Indexed(next()),
                                2 => CellColour::Rgb(next(), next(), next()),
                                other => panic!("38;{other}"),
                            },
                            9 => CellColour::Default,
                            place => CellColour::Indexed(place + if word >= 90 { 8 } else { 0 }),
                        };
                        match word {
                            30..=39 | 90..=97 => fg = colour,
                            40..=49 | 100..=107 => bg = colour,
                            other => panic!("{other}"),
                        }
                    }
                    if told == 0 {
                        (fg, bg) = (CellColour::Default, CellColour::Default);
                    }
                }
                c => {
                    assert!(!c.is_control());
                    row.push(Cell { glyph: c, fg, bg });
                }
            }
        }
        assert_eq!((fg, bg, row), (CellColour::Default, CellColour::Default, Vec::new()));
        rows
    }

    /// A cell without the colour that its glyph does not show.
    fn seen(cell: Cell) -> Cell {
        match cell.glyph {
            ' ' => Cell { fg: CellColour::Default, ..cell },
            '█' => Cell { bg: CellColour::Default, ..cell },
            _ => cell,
        }
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        let colour = || {
            prop_oneof![
                Just(CellColour::Default),
                any::<u8>().prop_map(CellColour::Indexed),
                (0_u8..20).prop_map(CellColour::Indexed),
                any::<[u8; 3]>().prop_map(|[red, green, blue]| CellColour::Rgb(red, green, blue)),
            ]
        };
        let glyph = prop_oneof![Just(' '), Just('█'), Just('▌'), Just('\u{1FB00}'), Just('⣿'), Just('#')];
        (glyph, colour(), colour()).prop_map(|(glyph, fg, bg)| Cell { glyph, fg, bg })
    }

    proptest! {
        #[test]
        fn any_grid_is_shown_exactly(columns in 1_u16..7, cells in proptest::collection::vec(any_cell(), 1..60)) {
            let rows = (cells.len() / usize::from(columns)).max(1);
            let cells: Vec<Cell> = cells.iter().copied().cycle().take(rows * usize::from(columns)).collect();
            let grid = CellGrid { columns, cells };
            let shown: Vec<Vec<Cell>> = shown(&stream(&grid)).into_iter().map(|row| row.into_iter().map(seen).collect()).collect();
            let meant: Vec<Vec<Cell>> = grid.rows().map(|row| row.iter().copied().map(seen).collect()).collect();
            prop_assert_eq!(shown, meant);
        }
    }

    #[test]
    fn only_what_changes_is_told() {
        let cell = |glyph, fg, bg| Cell { glyph, fg: CellColour::Indexed(fg), bg: CellColour::Indexed(bg) };
        let cells = vec![
            cell('▀', 240, 250),
            cell('▄', 240, 250),
            cell(' ', 7, 250),
            cell('█', 12, 3),
            cell('x', 12, 3),
        ];
        let bytes = stream(&CellGrid { columns: 5, cells });
        let text = "\x1b[38;5;240;48;5;250m▀▄ \x1b[94m█\x1b[43mx\x1b[49m\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), format!("{}\x1b[m\n", text.trim_end()));
    }
}
