//! A picture of characters as lines of text, in as few bytes as say it.

use crate::terminal::graphics::{Cell, CellColour, CellGrid};

/// Glyphs and those with exactly the other half of the cell lit: with the colours changed over they show the same.
///
/// Not the empty and the full block: xterm leaves a dark line in each row of full ones.
const OPPOSITES: [(char, char); 9] = [
    ('▀', '▄'),
    ('▌', '▐'),
    ('▘', '▟'),
    ('▝', '▙'),
    ('▖', '▜'),
    ('▗', '▛'),
    ('▚', '▞'),
    ('▔', '▇'),
    ('▕', '▉'),
];

/// Appends the rows, each ended by a line feed with the terminal's own colours in force, so that no colour runs on into what is
/// printed next.
pub fn write(grid: &CellGrid, out: &mut Vec<u8>) {
    for row in grid.rows() {
        write_row(row, out);
    }
}

/// The colours that the terminal has in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: CellColour,
    bg: CellColour,
}

const OWN: Pen = Pen { fg: CellColour::Default, bg: CellColour::Default };

/// Which of the two ways of saying a cell was taken, and what it came to.
#[derive(Debug, Clone, Copy)]
struct Way {
    pen: Pen,
    bytes: usize,
    /// The way of the cell before from which this one is reached.
    from: usize,
}

/// Every cell can be said in two ways, itself and its opposite. Of the ways through the row the shortest is taken; what a cell costs
/// depends on the colours that the cells before it left in force.
fn write_row(row: &[Cell], out: &mut Vec<u8>) {
    let start = Way { pen: OWN, bytes: 0, from: 0 };
    let mut ways = vec![[Some(start), None]];
    for cell in row {
        let Some(&before) = ways.last() else { return };
        ways.push([Some(*cell), opposite(*cell)].map(|cell| cell.and_then(|cell| shortest(cell, before))));
    }
    let mut place = ways.last().map_or(0, |last| usize::from(is_shorter(last[1], last[0])));
    let mut chosen = Vec::with_capacity(row.len());
    for (cell, ways) in row.iter().zip(ways.iter().skip(1)).rev() {
        chosen.push(if place == 1 { opposite(*cell).unwrap_or(*cell) } else { *cell });
        place = ways.get(place).copied().flatten().map_or(0, |way| way.from);
    }
    let mut pen = OWN;
    for cell in chosen.into_iter().rev() {
        let needed = needed(cell, pen);
        change(pen, needed, out);
        pen = needed;
        out.extend_from_slice(cell.glyph.encode_utf8(&mut [0; 4]).as_bytes());
    }
    if pen != OWN {
        out.extend_from_slice(b"\x1b[0m");
    }
    out.push(b'\n');
}

fn is_shorter(way: Option<Way>, than: Option<Way>) -> bool {
    match (way, than) {
        (Some(way), Some(than)) => way.bytes < than.bytes,
        (way, _) => way.is_some(),
    }
}

/// The cheaper way to a cell from the two ways to the one before.
fn shortest(cell: Cell, before: [Option<Way>; 2]) -> Option<Way> {
    let to = |(from, way): (usize, Option<Way>)| {
        let way = way?;
        let pen = needed(cell, way.pen);
        Some(Way { pen, bytes: way.bytes + cost(way.pen, pen) + cell.glyph.len_utf8(), from })
    };
    before.into_iter().enumerate().filter_map(to).min_by_key(|way| way.bytes)
}

fn opposite(cell: Cell) -> Option<Cell> {
    // Which colour a terminal has as its own cannot be changed over; nor can the named ones, of which some have no bright background.
    let is_exact = |colour| matches!(colour, CellColour::Indexed(16..) | CellColour::Rgb(..));
    if !is_exact(cell.fg) || !is_exact(cell.bg) {
        return None;
    }
    let glyph = OPPOSITES.iter().find_map(|&(one, other)| match cell.glyph {
        glyph if glyph == one => Some(other),
        glyph if glyph == other => Some(one),
        _ => None,
    });
    Some(Cell { glyph: glyph?, fg: cell.bg, bg: cell.fg })
}

/// The colours in force once a cell is written: a space shows no foreground, a full block no background.
fn needed(cell: Cell, pen: Pen) -> Pen {
    Pen {
        fg: if cell.glyph == ' ' { pen.fg } else { cell.fg },
        bg: if cell.glyph == '█' { pen.bg } else { cell.bg },
    }
}

/// Bytes of [`change`].
fn cost(from: Pen, to: Pen) -> usize {
    let each = |from: CellColour, to: CellColour| if from == to { 0 } else { parameters(to) };
    match (each(from.fg, to.fg), each(from.bg, to.bg)) {
        (0, 0) => 0,
        // The introducer, the final letter, and a semicolon between.
        (0, one) | (one, 0) => one + 3,
        (one, other) => one + other + 4,
    }
}

/// Bytes of a colour's parameters, near enough to choose by: `39`; `31` to `107`; `38;5;n`; `38;2;r;g;b`.
fn parameters(colour: CellColour) -> usize {
    let digits = |value: u8| match value {
        0..=9 => 1,
        10..=99 => 2,
        _ => 3,
    };
    match colour {
        CellColour::Default | CellColour::Indexed(0..=15) => 2,
        CellColour::Indexed(index) => 5 + digits(index),
        CellColour::Rgb(red, green, blue) => 7 + digits(red) + digits(green) + digits(blue),
    }
}

fn change(from: Pen, to: Pen, out: &mut Vec<u8>) {
    let mut selected = Vec::new();
    if from.fg != to.fg {
        selected.push(parameter(to.fg, 30));
    }
    if from.bg != to.bg {
        selected.push(parameter(to.bg, 40));
    }
    if !selected.is_empty() {
        out.extend_from_slice(format!("\x1b[{}m", selected.join(";")).as_bytes());
    }
}

/// A colour of the foreground (`base` 30) or the background (40). The sixteen named ones by the numbers that terminals know which know
/// no others.
fn parameter(colour: CellColour, base: u16) -> String {
    match colour {
        CellColour::Default => format!("{}", base + 9),
        CellColour::Indexed(index @ 0..=7) => format!("{}", base + u16::from(index)),
        CellColour::Indexed(index @ 8..=15) => format!("{}", base + 60 + u16::from(index - 8)),
        CellColour::Indexed(index) => format!("{};5;{index}", base + 8),
        CellColour::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::{ColourDepth, Glyphs, Picture};
    use proptest::prelude::*;

    fn text(grid: &CellGrid) -> String {
        let mut bytes = Vec::new();
        write(grid, &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    fn halves(width: u32, height: u32, grey: Vec<u8>, depth: ColourDepth) -> CellGrid {
        let picture = Picture::new(width, height, grey).unwrap();
        let (columns, rows) = (u16::try_from(width).unwrap(), u16::try_from(height / 2).unwrap());
        Glyphs::Halves.draw(&picture, columns, rows, depth).unwrap()
    }

    /// How a cell is divided, and the colours of its two parts, the upper or left one first.
    type Seen = (char, CellColour, CellColour);

    fn seen(glyph: char, pen: Pen) -> Seen {
        match glyph {
            ' ' => ('▀', pen.bg, pen.bg),
            '█' => ('▀', pen.fg, pen.fg),
            '▄' => ('▀', pen.bg, pen.fg),
            '▐' => ('▌', pen.bg, pen.fg),
            other => (other, pen.fg, pen.bg),
        }
    }

    fn colour(base: u16, parameters: &mut std::vec::IntoIter<u16>, first: u16) -> CellColour {
        let byte =
            |parameters: &mut std::vec::IntoIter<u16>| u8::try_from(parameters.next().unwrap()).unwrap();
        if first == base + 9 {
            return CellColour::Default;
        }
        match (first - base, parameters.as_slice().first()) {
            (8, Some(5)) => {
                parameters.next();
                CellColour::Indexed(byte(parameters))
            }
            (8, Some(2)) => {
                parameters.next();
                CellColour::Rgb(byte(parameters), byte(parameters), byte(parameters))
            }
            (named @ 0..=7, _) => CellColour::Indexed(u8::try_from(named).unwrap()),
            (named, _) => CellColour::Indexed(u8::try_from(named - 60 + 8).unwrap()),
        }
    }

    /// What a terminal would show.
    fn read(text: &str) -> Vec<Vec<Seen>> {
        let (mut pen, mut rows) = (OWN, vec![Vec::new()]);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\n' => {
                    assert_eq!(pen, OWN, "no colour runs on");
                    rows.push(Vec::new());
                }
                '\x1b' => {
                    assert_eq!(rest.next(), Some('['));
                    let typed: String = rest.by_ref().take_while(|&c| c != 'm').collect();
                    let numbers: Vec<u16> = typed.split(';').map(|number| number.parse().unwrap()).collect();
                    let mut numbers = numbers.into_iter();
                    while let Some(first) = numbers.next() {
                        match first {
                            0 => pen = OWN,
                            30..=39 | 90..=97 => pen.fg = colour(30, &mut numbers, first),
                            _ => pen.bg = colour(40, &mut numbers, first),
                        }
                    }
                }
                glyph => rows.last_mut().unwrap().push(seen(glyph, pen)),
            }
        }
        assert!(rows.pop().unwrap().is_empty(), "the last row is ended");
        rows
    }

    #[test]
    fn a_colour_is_said_once() {
        let grid = halves(4, 2, vec![255, 255, 255, 255, 8, 8, 8, 8], ColourDepth::Truecolor);
        assert_eq!(text(&grid), "\x1b[38;2;8;8;8;48;2;255;255;255m▄▄▄▄\x1b[0m\n");
    }

    #[test]
    fn what_is_upside_down_keeps_the_colours() {
        let grid = halves(4, 2, vec![255, 8, 255, 8, 8, 255, 8, 255], ColourDepth::Truecolor);
        assert_eq!(text(&grid).matches('\x1b').count(), 2, "{}", text(&grid));
    }

    proptest! {
        #[test]
        fn the_terminal_shows_what_was_meant(
            (width, rows) in (1..12_u32, 1..5_u32), grey in prop::collection::vec(prop_oneof![Just(0), Just(128), any::<u8>()], 96), depth in 0..4_usize,
        ) {
            let depth = [ColourDepth::Truecolor, ColourDepth::Grey256, ColourDepth::Ansi16, ColourDepth::Mono][depth];
            let grid = halves(width, 2 * rows, grey[..(2 * width * rows) as usize].to_vec(), depth);
            let meant: Vec<Vec<_>> = grid
                .rows()
                .map(|row| row.iter().map(|cell| seen(cell.glyph, Pen { fg: cell.fg, bg: cell.bg })).collect())
                .collect();
            prop_assert_eq!(read(&text(&grid)), meant);
        }
    }
}
