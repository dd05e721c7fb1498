//! Half blocks: every cell shows two pixels, one above the other.

use crate::terminal::graphics::{
    Cell, CellColour, CellGrid, ColourDepth, Picture, PictureFault, diffuse::diffuse,
};

/// A cell shows this many pixels, across and down.
const PIXELS_PER_CELL: (u32, u32) = (1, 2);

/// The greys among the sixteen named colours, dark to light, and their places in the palette.
const GREYS_16: [u8; 4] = [0, 85, 170, 255];
const PLACES_16: [u8; 4] = [0, 8, 7, 15];

/// The grey ramp of the 256-colour palette: 232 is 8, each next one 10 more, 255 is 238.
const RAMP_FIRST: u8 = 232;
const RAMP_LAST: u8 = 255;
const RAMP_DARKEST: u8 = 8;
const RAMP_STEP: u8 = 10;
/// Black and white come from the colour cube: the ramp reaches neither.
const BLACK_256: u8 = 16;
const WHITE_256: u8 = 231;

/// Draws a picture of `columns × 2·rows` pixels with half blocks.
///
/// Depths with two or four greys are diffused; with 26 or more an even step is less disturbing than dots.
pub fn half(
    picture: &Picture,
    columns: u16,
    rows: u16,
    depth: ColourDepth,
) -> Result<CellGrid, PictureFault> {
    picture.check_cells((columns, rows), PIXELS_PER_CELL)?;
    let cells = match depth {
        ColourDepth::Mono => pair_rows(&lit(picture), columns, two_colours),
        _ => pair_rows(&colours(picture, depth), columns, pair),
    };
    Ok(CellGrid { columns, cells })
}

/// Joins each upper row of pixels with the row under it.
fn pair_rows<T: Copy>(pixels: &[T], columns: u16, join: impl Fn(T, T) -> Cell) -> Vec<Cell> {
    let width = usize::from(columns);
    pixels
        .chunks_exact(2 * width)
        .flat_map(|rows| {
            let (upper, lower) = rows.split_at(width);
            upper.iter().zip(lower)
        })
        .map(|(&above, &below)| join(above, below))
        .collect()
}

/// The colour of every pixel.
fn colours(picture: &Picture, depth: ColourDepth) -> Vec<CellColour> {
    let mut colours: Vec<CellColour> = match depth {
        ColourDepth::Ansi16 | ColourDepth::Mono => {
            let levels = diffuse(picture.grey(), picture.width() as usize, &GREYS_16);
            levels.iter().map(|&level| CellColour::Indexed(PLACES_16[usize::from(level)])).collect()
        }
        ColourDepth::Grey256 => picture.grey().iter().map(|&v| CellColour::Indexed(grey_256(v))).collect(),
        ColourDepth::Truecolor => picture.grey().iter().map(|&v| CellColour::Rgb(v, v, v)).collect(),
    };
    for (colour, ink) in colours.iter_mut().zip(picture.overlay()) {
        if let Some(ink) = ink {
            *colour = ink.cell_colour(depth);
        }
    }
    colours
}

/// The nearest grey of the 256-colour palette.
fn grey_256(value: u8) -> u8 {
    // Half-way between black and the ramp's 8, and between the ramp's 238 and white.
    const BLACK_BELOW: u8 = 4;
    const WHITE_FROM: u8 = 247;
    match value {
        0..BLACK_BELOW => BLACK_256,
        WHITE_FROM.. => WHITE_256,
        _ => {
            let steps = (value.saturating_sub(RAMP_DARKEST) + RAMP_STEP / 2) / RAMP_STEP;
            RAMP_FIRST + steps.min(RAMP_LAST - RAMP_FIRST)
        }
    }
}

/// Two pixels as one cell. The Linux console has bright foregrounds but only dark backgrounds
/// (`linux/drivers/tty/vt`: of a background's channels only the top bit is kept), so a bright pixel takes the
/// foreground wherever only one is bright.
fn pair(above: CellColour, below: CellColour) -> Cell {
    match (bright(above), bright(below)) {
        (false, false) if above == below => Cell { glyph: ' ', fg: CellColour::Default, bg: below },
        (true, true) if above == below => Cell { glyph: '█', fg: above, bg: CellColour::Default },
        (false, true) => Cell { glyph: '▄', fg: below, bg: above },
        _ => Cell { glyph: '▀', fg: above, bg: below },
    }
}

/// One of the eight bright named colours.
fn bright(colour: CellColour) -> bool {
    matches!(colour, CellColour::Indexed(8..=15))
}

/// A pixel on a screen of two colours.
#[derive(Clone, Copy)]
struct Lit {
    grey: bool,
    ink: bool,
}

fn lit(picture: &Picture) -> Vec<Lit> {
    let levels = diffuse(picture.grey(), picture.width() as usize, &[0, 255]);
    let inks = picture.overlay().iter().map(Option::is_some);
    levels.iter().zip(inks).map(|(&level, ink)| Lit { grey: level == 1, ink }).collect()
}

/// In a cell that holds ink only the ink is lit: lit grey beside it would swallow the line.
fn two_colours(above: Lit, below: Lit) -> Cell {
    let inked = above.ink || below.ink;
    let shown = |pixel: Lit| if inked { pixel.ink } else { pixel.grey };
    let glyph = match (shown(above), shown(below)) {
        (false, false) => ' ',
        (true, false) => '▀',
        (false, true) => '▄',
        (true, true) => '█',
    };
    Cell { glyph, fg: CellColour::Default, bg: CellColour::Default }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::{Area, Ink};

    fn column(above: u8, below: u8, depth: ColourDepth) -> Cell {
        let picture = Picture::new(1, 2, vec![above, below]).unwrap();
        *half(&picture, 1, 1, depth).unwrap().cell(0, 0).unwrap()
    }

    #[test]
    fn every_grey_gets_its_nearest_of_the_26() {
        let level = |place: u8| match place {
            BLACK_256 => 0_i32,
            WHITE_256 => 255,
            _ => 8 + 10 * (i32::from(place) - 232),
        };
        let all: Vec<u8> = (RAMP_FIRST..=RAMP_LAST).chain([BLACK_256, WHITE_256]).collect();
        for value in 0..=255_u8 {
            let off = |place: u8| (level(place) - i32::from(value)).abs();
            let best = all.iter().map(|&place| off(place)).min().unwrap();
            assert_eq!(off(grey_256(value)), best, "grey {value}");
        }
    }

    #[test]
    fn a_cell_shows_the_upper_pixel_over_the_lower() {
        use CellColour::{Default, Indexed, Rgb};
        let rows = [
            (0, 255, ColourDepth::Truecolor, '▀', Rgb(0, 0, 0), Rgb(255, 255, 255)),
            (7, 7, ColourDepth::Truecolor, ' ', Default, Rgb(7, 7, 7)),
            (0, 128, ColourDepth::Grey256, '▀', Indexed(16), Indexed(244)),
            (170, 0, ColourDepth::Ansi16, '▀', Indexed(7), Indexed(0)),
            (0, 255, ColourDepth::Ansi16, '▄', Indexed(15), Indexed(0)),
            (255, 0, ColourDepth::Ansi16, '▀', Indexed(15), Indexed(0)),
            (255, 255, ColourDepth::Ansi16, '█', Indexed(15), Default),
            (255, 0, ColourDepth::Mono, '▀', Default, Default),
            (0, 0, ColourDepth::Mono, ' ', Default, Default),
        ];
        for (above, below, depth, glyph, fg, bg) in rows {
            assert_eq!(
                column(above, below, depth),
                Cell { glyph, fg, bg },
                "{above} over {below}, {depth:?}"
            );
        }
    }

    #[test]
    fn ink_takes_its_colour_in_every_depth() {
        let mut picture = Picture::new(2, 2, vec![255; 4]).unwrap();
        picture.draw_frame(Area { left: 0, top: 0, width: 2, height: 1 }, Ink::Mark, 1);
        let top = |depth| half(&picture, 2, 1, depth).unwrap().cell(1, 0).copied().unwrap();
        assert_eq!(top(ColourDepth::Truecolor).fg, CellColour::Rgb(255, 255, 0));
        assert_eq!(top(ColourDepth::Grey256).fg, CellColour::Indexed(226));
        assert_eq!(top(ColourDepth::Ansi16).fg, CellColour::Indexed(11));
        // Two colours: the white under the line goes dark, or the line would not be seen.
        assert_eq!(top(ColourDepth::Mono).glyph, '▀');
    }

    #[test]
    fn a_picture_made_for_other_cells_is_refused() {
        let picture = Picture::new(3, 4, vec![0; 12]).unwrap();
        assert!(half(&picture, 3, 2, ColourDepth::Mono).is_ok());
        for (columns, rows) in [(3, 4), (2, 2), (3, 1), (0, 0)] {
            let refused = half(&picture, columns, rows, ColourDepth::Mono);
            assert_eq!(refused, Err(PictureFault::Cells { width: 3, height: 4, columns, rows }));
        }
    }
}
