//! A stream of characters and colours as a picture: each glyph as its definition says, on cells of a measured size.

use super::compare::Picture;
use vte::{Params, Parser, Perform};

/// A cell's glyph, its colour and its ground, as places of the 256-colour palette.
type Cell = (char, u8, u8);

const GREY: u8 = 7;
const BLACK: u8 = 0;

struct Reader {
    rows: Vec<Vec<Cell>>,
    colours: (u8, u8),
}

/// The cells of a stream, row by row.
pub fn cells(stream: &[u8]) -> Vec<Vec<Cell>> {
    let mut reader = Reader { rows: vec![Vec::new()], colours: (GREY, BLACK) };
    Parser::new().advance(&mut reader, stream);
    reader.rows.retain(|row| !row.is_empty());
    reader.rows
}

impl Perform for Reader {
    fn print(&mut self, glyph: char) {
        let (ink, ground) = self.colours;
        if let Some(row) = self.rows.last_mut() {
            row.push((glyph, ink, ground));
        }
    }

    fn execute(&mut self, byte: u8) {
        if byte == b'\n' {
            self.rows.push(Vec::new());
        }
    }

    fn csi_dispatch(&mut self, params: &Params, _: &[u8], _: bool, action: char) {
        if action != 'm' {
            return;
        }
        let numbers: Vec<u16> = params.iter().flatten().copied().collect();
        let mut rest = numbers.as_slice();
        while let [first, after @ ..] = rest {
            rest = after;
            match (*first, after) {
                (0, _) => self.colours = (GREY, BLACK),
                (39, _) => self.colours.0 = GREY,
                (49, _) => self.colours.1 = BLACK,
                (38, [5, colour, after @ ..]) => (self.colours.0, rest) = (*colour as u8, after),
                (48, [5, colour, after @ ..]) => (self.colours.1, rest) = (*colour as u8, after),
                (ink @ 30..=37, _) => self.colours.0 = (ink - 30) as u8,
                (ground @ 40..=47, _) => self.colours.1 = (ground - 40) as u8,
                (ink @ 90..=97, _) => self.colours.0 = (ink - 82) as u8,
                (ground @ 100..=107, _) => self.colours.1 = (ground - 92) as u8,
                (other, _) => panic!("another attribute: {other}"),
            }
        }
    }
}

/// The picture on cells of so many pixels.
pub fn drawn(rows: &[Vec<Cell>], (width, height): (usize, usize)) -> Picture {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let (all_across, all_down) = (columns * width, rows.len() * height);
    let mut pixels = vec![[0; 3]; all_across * all_down];
    for (row, cells) in rows.iter().enumerate() {
        for (column, &(glyph, ink, ground)) in cells.iter().enumerate() {
            for y in 0..height {
                for x in 0..width {
                    let (across, down) =
                        ((2 * x + 1) as f64 / (2 * width) as f64, (2 * y + 1) as f64 / (2 * height) as f64);
                    let pixel = &mut pixels[(row * height + y) * all_across + column * width + x];
                    *pixel = match shade(glyph) {
                        Some(quarters) => mixed(rgb(ink), rgb(ground), quarters),
                        None if is_inked(glyph, across, down) => rgb(ink),
                        None => rgb(ground),
                    };
                }
            }
        }
    }
    Picture { width: all_across, height: all_down, pixels }
}

/// How many quarters of a shade are ink. Fonts draw them as dots; what an eye sees is the mean.
fn shade(glyph: char) -> Option<u16> {
    "░▒▓".chars().zip(1..).find(|(shade, _)| *shade == glyph).map(|(_, quarters)| quarters)
}

fn mixed(ink: [u8; 3], ground: [u8; 3], quarters: u16) -> [u8; 3] {
    std::array::from_fn(|place| {
        let sum = u16::from(ink[place]) * quarters + u16::from(ground[place]) * (4 - quarters);
        u8::try_from(sum / 4).unwrap()
    })
}

/// Whether a point of a cell, from its upper left corner, is painted (The Unicode Standard, Block Elements).
fn is_inked(glyph: char, x: f64, y: f64) -> bool {
    let (right, lower) = (x >= 0.5, y >= 0.5);
    let eighths = |first: char| f64::from(glyph as u32 - first as u32 + 1) / 8.0;
    match glyph {
        ' ' => false,
        '█' => true,
        '▀' => !lower,
        '▁'..='▇' => y >= 1.0 - eighths('▁'),
        '▉'..='▏' => x < 1.0 - eighths('▉'),
        '▐' => right,
        '▔' => y < 0.125,
        '▕' => x >= 0.875,
        '▖' => !right && lower,
        '▗' => right && lower,
        '▘' => !right && !lower,
        '▝' => right && !lower,
        '▙' => !right || lower,
        '▚' => right == lower,
        '▛' => !right || !lower,
        '▜' => right || !lower,
        '▞' => right != lower,
        '▟' => right || lower,
        other => panic!("a glyph that is not of Unicode's Block Elements: {other:?}"),
    }
}

/// xterm's palette; of the first sixteen only the greys are met here.
fn rgb(colour: u8) -> [u8; 3] {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match colour {
        0 => [0; 3],
        7 => [229; 3],
        8 => [127; 3],
        15 => [255; 3],
        1..=14 => panic!("a colour that is no grey: {colour}"),
        16..=231 => {
            let place = usize::from(colour - 16);
            [STEPS[place / 36], STEPS[place / 6 % 6], STEPS[place % 6]]
        }
        232..=255 => [8 + 10 * (colour - 232); 3],
    }
}
