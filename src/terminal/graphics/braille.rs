//! Braille: every cell shows eight dots, two across and four down, lit or not. The last resort, for two
//! colours.

use crate::terminal::graphics::{
    Cell, CellColour, CellGrid, ColourDepth, Ink, Picture, PictureFault, diffuse::diffuse,
};

/// A cell shows this many pixels, across and down.
const PIXELS_PER_CELL: (u32, u32) = (2, 4);

/// Unicode's first braille pattern; the dots are bits added to it.
const FIRST_PATTERN: u32 = 0x2800;

/// The bit of each dot, by row, left and right (Unicode: dots 1–6 first, then 7 and 8 below them).
const DOTS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// Draws a picture of `2·columns × 4·rows` pixels with braille dots; `depth` is for the inks, the grey has
/// the terminal's own foreground.
///
/// The share of lit dots is the grey itself. Fonts draw dots as discs that cover some 0.4 of their place, so
/// the picture is darker than the grey; lighting more dots to make up for it would need all of them at 0.4 of
/// white and show everything lighter as one even field, which hides exactly the thin material. Even contrast
/// over the whole range is worth more.
pub fn cells(
    picture: &Picture,
    columns: u16,
    rows: u16,
    depth: ColourDepth,
) -> Result<CellGrid, PictureFault> {
    picture.check_cells((columns, rows), PIXELS_PER_CELL)?;
    let lit = diffuse(picture.grey(), picture.width() as usize, &[0, 255]);
    let mut cells = Vec::with_capacity(usize::from(columns) * usize::from(rows));
    for row in 0..usize::from(rows) {
        cells.extend((0..usize::from(columns)).map(|column| cell(picture, &lit, (column, row), depth)));
    }
    Ok(CellGrid { columns, cells })
}

/// One cell. Where there is ink only the ink is lit: grey dots in its cell would take its colour and swallow
/// the line.
fn cell(picture: &Picture, lit: &[u8], (column, row): (usize, usize), depth: ColourDepth) -> Cell {
    let mut grey_dots = 0;
    let mut ink_dots = 0;
    let mut uppermost: Option<Ink> = None;
    for (down, bits) in DOTS.iter().enumerate() {
        for (across, bit) in bits.iter().enumerate() {
            let pixel = (row * DOTS.len() + down) * picture.width() as usize + column * bits.len() + across;
            if let Some(ink) = picture.overlay()[pixel] {
                ink_dots |= bit;
                uppermost = uppermost.max(Some(ink));
            }
            if lit[pixel] == 1 {
                grey_dots |= bit;
            }
        }
    }
    let (dots, fg) = match uppermost {
        Some(ink) => (ink_dots, ink.cell_colour(depth)),
        None => (grey_dots, CellColour::Default),
    };
    Cell { glyph: pattern(dots), fg, bg: CellColour::Default }
}

/// The character for a set of dots. No dots is a space: the empty pattern is missing in fonts that draw a box
/// instead.
fn pattern(dots: u32) -> char {
    match dots {
        0 => ' ',
        _ => char::from_u32(FIRST_PATTERN + dots).unwrap_or(' '),
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
