//! Braille: every cell shows eight dots, two across and four down, lit or not; here for screens of two colours.

use crate::terminal::graphics::{
    Cell, CellColour, CellGrid, ColourDepth, Ink, Picture, PictureFault, diffuse::diffuse,
};

/// A cell shows this many pixels, across and down.
const PIXELS_PER_CELL: (u32, u32) = (2, 4);

/// Unicode's first braille pattern; the dots are bits added to it.
const FIRST_PATTERN: u32 = 0x2800;

/// The bit of each dot, row by row, left and right (Unicode: dots 1–6 first, then 7 and 8 below them).
const DOTS: [u32; 8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

/// How many dots are lit for a grey: 1 − (1 − grey)^1.6, because fonts draw dots as discs that cover only a part
/// of their place. To make up for all of it the power would be 2.6 (discs that cover 0.385, as those of `DejaVu` do), and all that is
/// lighter than a third of white would be one even field, which hides exactly the thin material; at 1.6 the dark
/// has its brightness back and the light still its steps.
const COVER_POWER: f32 = 1.6;

/// Draws a picture of `2·columns × 4·rows` pixels with braille dots in the terminal's own colours; `depth` is
/// for the inks.
pub fn cells(
    picture: &Picture,
    columns: u16,
    rows: u16,
    depth: ColourDepth,
) -> Result<CellGrid, PictureFault> {
    picture.check_cells((columns, rows), PIXELS_PER_CELL)?;
    let wanted: Vec<u8> = picture.grey().iter().map(|&grey| density(grey)).collect();
    let lit = diffuse(&wanted, picture.width() as usize, &[0, 255]);
    let mut cells = Vec::with_capacity(usize::from(columns) * usize::from(rows));
    for row in 0..usize::from(rows) {
        cells.extend((0..usize::from(columns)).map(|column| cell(picture, &lit, (column, row), depth)));
    }
    Ok(CellGrid { columns, cells })
}

/// The share of dots that shows a grey, of 255.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
fn density(grey: u8) -> u8 {
    let dark = 1.0 - f32::from(grey) / 255.0;
    (255.0 * (1.0 - dark.powf(COVER_POWER))).round() as u8
}

/// One cell. Where there is ink only the ink is lit: grey dots in its cell would take its colour and swallow
/// the line.
fn cell(picture: &Picture, lit: &[u8], (column, row): (usize, usize), depth: ColourDepth) -> Cell {
    let (mut grey_dots, mut ink_dots) = (0, 0);
    let mut uppermost: Option<Ink> = None;
    for dot in 0..DOTS.len() {
        let pixel = (row * 4 + dot / 2) * picture.width() as usize + column * 2 + dot % 2;
        if let Some(ink) = picture.ink(pixel) {
            ink_dots |= 1 << dot;
            uppermost = uppermost.max(Some(ink));
        }
        if lit[pixel] == 1 {
            grey_dots |= 1 << dot;
        }
    }
    let (dots, fg) = match uppermost {
        Some(ink) => (ink_dots, ink.cell_colour(depth)),
        None => (grey_dots, CellColour::Default),
    };
    Cell { glyph: pattern(dots), fg, bg: CellColour::Default }
}

/// The character for a set of dots, bit `row × 2 + column` for each. No dots is a space: the empty pattern is
/// missing in fonts that draw a box instead.
pub(super) fn pattern(dots: u8) -> char {
    let bits = (0..).zip(DOTS).filter(|(dot, _)| dots >> dot & 1 == 1).map(|(_, bit)| bit);
    match bits.sum::<u32>() {
        0 => ' ',
        bits => char::from_u32(FIRST_PATTERN + bits).unwrap_or(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::Area;

    fn only(picture: &Picture) -> Cell {
        *cells(picture, 1, 1, ColourDepth::Ansi16).unwrap().cell(0, 0).unwrap()
    }

    #[test]
    fn every_dot_has_its_place() {
        let places = ['⠁', '⠈', '⠂', '⠐', '⠄', '⠠', '⡀', '⢀'];
        for (place, glyph) in places.into_iter().enumerate() {
            let mut grey = vec![0; 8];
            grey[place] = 255;
            assert_eq!(only(&Picture::new(2, 4, grey).unwrap()).glyph, glyph);
        }
        assert_eq!(only(&Picture::new(2, 4, vec![255; 8]).unwrap()).glyph, '⣿');
        assert_eq!(only(&Picture::new(2, 4, vec![0; 8]).unwrap()).glyph, ' ');
    }

    #[test]
    fn ink_is_lit_alone_in_its_cell_and_the_later_ink_wins() {
        let mut picture = Picture::new(2, 4, vec![255; 8]).unwrap();
        picture.draw_frame(Area { left: 0, top: 0, width: 1, height: 4 }, Ink::Mark, 1);
        assert_eq!(only(&picture), Cell { glyph: '⡇', fg: CellColour::Indexed(11), bg: CellColour::Default });
        picture.draw_cross(0, 0, 0, Ink::Cursor);
        assert_eq!(only(&picture).fg, CellColour::Indexed(13));
    }

    #[test]
    fn cells_read_left_to_right_and_down() {
        let mut grey = vec![0; 4 * 8];
        grey[4 * 4 + 2] = 255;
        let picture = Picture::new(4, 8, grey).unwrap();
        let grid = cells(&picture, 2, 2, ColourDepth::Mono).unwrap();
        let text: Vec<String> = grid.rows().map(|row| row.iter().map(|cell| cell.glyph).collect()).collect();
        assert_eq!(text, ["  ", " ⠁"]);
    }

    #[test]
    fn a_picture_made_for_other_cells_is_refused() {
        let picture = Picture::new(2, 4, vec![0; 8]).unwrap();
        assert!(matches!(cells(&picture, 1, 2, ColourDepth::Mono), Err(PictureFault::Cells { .. })));
        assert!(matches!(cells(&picture, 2, 1, ColourDepth::Mono), Err(PictureFault::Cells { .. })));
    }
}
