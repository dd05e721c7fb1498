//! Fits to each cell the glyph and the two greys that are nearest to its pixels, by least squares, and takes
//! the colours that are set already where others would hardly be nearer.

use crate::terminal::graphics::cells::flats::{Flat, Flats};
use crate::terminal::graphics::cells::inked;
use crate::terminal::graphics::cells::levels::{Levels, Mixing, Side};
use crate::terminal::graphics::cells::shapes::{PARTS, Set, Sums, sums};
use crate::terminal::graphics::{Cell, CellColour, ColourDepth, Glyphs, Ink, Picture, braille};

/// Of a cell's parts a braille dot has so many.
const DOT_PARTS: i32 = PARTS / 8;
/// Bytes that any other glyph takes more than a space does.
const GLYPH_BYTES: i32 = 2;

/// The colours that are set before a cell is written, and which greys they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub(super) fg: CellColour,
    pub(super) bg: CellColour,
    front: Option<i32>,
    behind: Option<i32>,
}

impl Pen {
    const NONE: Self = Self { fg: CellColour::Default, bg: CellColour::Default, front: None, behind: None };
}

/// A glyph and its greys.
#[derive(Debug, Clone, Copy)]
struct Fit {
    cost: i32,
    glyph: char,
    front: Option<i32>,
    behind: Option<i32>,
}

/// Draws cells with a set of glyphs.
pub(super) struct Mosaic<'a> {
    set: &'a Set,
    glyphs: Glyphs,
    depth: ColourDepth,
    levels: &'a Levels,
    flats: Flats,
    pen: Pen,
}

impl<'a> Mosaic<'a> {
    pub(super) fn new(set: &'a Set, glyphs: Glyphs, depth: ColourDepth, levels: &'a Levels) -> Self {
        let flats = Flats::of(set, levels);
        Self { set, glyphs, depth, levels, flats, pen: Pen::NONE }
    }

    /// The cells of a picture that has the set's pixels for each of them.
    pub(super) fn draw(mut self, picture: &Picture, columns: u16) -> Vec<Cell> {
        let (across, down) = self.set.pixels;
        let (columns, width) = (usize::from(columns), picture.width() as usize);
        let mut cells = Vec::with_capacity(picture.grey().len() / (across * down).max(1));
        let mut inks = picture.overlay().chunks_exact(width * down);
        for band in picture.grey().chunks_exact(width * down) {
            let inks = inks.next().unwrap_or_default();
            let inked = inks.iter().any(Option::is_some);
            // Line by line: what changes in one row of a picture changes no cell of another.
            self.pen = Pen::NONE;
            for column in 0..columns {
                let left = column * across;
                let rows = || band.chunks_exact(width).map(move |row| &row[left..left + across]);
                let ink = if inked { inked::uppermost(inks, width, left, self.set.pixels) } else { None };
                let cell = match ink {
                    None => {
                        let fit = self.fit(&sums(self.glyphs, rows()));
                        self.take(fit)
                    }
                    Some((ink, mask)) => self.ink(ink, mask, rows()),
                };
                cells.push(cell);
            }
        }
        cells
    }

    /// The nearest of all glyphs and greys.
    fn fit(&self, sums: &Sums) -> Fit {
        let mut best = self.even(sums.whole);
        if self.glyphs == Glyphs::Braille {
            self.fit_dots(&mut best, sums);
        }
        for (shape, &under) in self.set.shapes.iter().zip(&sums.under) {
            let inside = (under, shape.parts);
            let outside = (sums.whole - under, PARTS - shape.parts);
            self.try_pair(&mut best, shape.glyph, inside, outside);
            if let Some(inverse) = shape.inverse {
                self.try_pair(&mut best, inverse, outside, inside);
            }
        }
        best
    }

    /// The brightest dots in one colour and the rest in the other, as many as are best: no other two groups of
    /// eight values have less error.
    fn fit_dots(&self, best: &mut Fit, sums: &Sums) {
        let mut order = [0, 1, 2, 3, 4, 5, 6, 7];
        order.sort_unstable_by_key(|&dot: &usize| std::cmp::Reverse(sums.under[dot]));
        let (mut under, mut parts, mut dots) = (0, 0, 0_u8);
        for &dot in &order[..7] {
            under += sums.under[dot];
            parts += DOT_PARTS;
            dots |= 1 << dot;
            let (inside, outside) = ((under, parts), (sums.whole - under, PARTS - parts));
            self.try_pair(best, braille::pattern(dots), inside, outside);
            self.try_pair(best, braille::pattern(!dots), outside, inside);
        }
    }

    /// The best even cell: one grey, or a pattern of two.
    fn even(&self, whole: i32) -> Fit {
        let mean = (whole + PARTS / 2) / PARTS;
        let mut best = self.flat(self.flats.nearest(mean), whole);
        if self.levels.mixing == Mixing::Any {
            return best;
        }
        let mut offer = |flat| {
            let fit = self.flat(flat, whole);
            if fit.cost < best.cost {
                best = fit;
            }
        };
        offer(Flat::space(self.levels.behind.nearest(mean)));
        if let Some(grey) = self.pen.behind {
            offer(Flat::space(grey));
        }
        if let (Some(front), Some(behind), Mixing::Neighbours) =
            (self.pen.front, self.pen.behind, self.levels.mixing)
        {
            for tone in self.set.tones {
                offer(Flat::mix(*tone, front, behind));
            }
        }
        best
    }

    /// What an even cell costs.
    fn flat(&self, flat: Flat, whole: i32) -> Fit {
        let changes = |grey: Option<i32>, set: Option<i32>| grey.is_some() && grey != set;
        let mut cost = squared(flat.shown, (whole, PARTS)) + flat.pattern;
        if flat.glyph != ' ' {
            cost += GLYPH_BYTES * self.levels.byte;
        }
        if changes(flat.front, self.pen.front) {
            cost += self.levels.change;
        }
        if changes(flat.behind, self.pen.behind) {
            cost += self.levels.change;
        }
        Fit { cost, glyph: flat.glyph, front: flat.front, behind: flat.behind }
    }

    fn try_pair(&self, best: &mut Fit, glyph: char, front: (i32, i32), behind: (i32, i32)) {
        let (front_cost, front_grey) = self.nearest(&self.levels.front, self.pen.front, front);
        let (behind_cost, behind_grey) = self.nearest(&self.levels.behind, self.pen.behind, behind);
        let cost = front_cost + behind_cost + GLYPH_BYTES * self.levels.byte;
        if cost < best.cost {
            *best = Fit { cost, glyph, front: Some(front_grey), behind: Some(behind_grey) };
        }
    }

    /// The better of the nearest grey and the one that is set already, and its cost.
    fn nearest(&self, side: &Side, set: Option<i32>, part: (i32, i32)) -> (i32, i32) {
        let (sum, parts) = part;
        let near = side.nearest((sum + parts / 2) / parts);
        let fresh = squared(near, part) + self.levels.change;
        match set.map(|grey| (squared(grey, part), grey)) {
            Some((cost, grey)) if cost <= fresh => (cost, grey),
            _ => (fresh, near),
        }
    }

    /// The cell of a fit; its colours are set from now on.
    fn take(&mut self, fit: Fit) -> Cell {
        if let Some(grey) = fit.front {
            self.pen.front = fit.front;
            self.pen.fg = self.levels.front.colour(grey);
        }
        if let Some(grey) = fit.behind {
            self.pen.behind = fit.behind;
            self.pen.bg = self.levels.behind.colour(grey);
        }
        Cell { glyph: fit.glyph, fg: self.pen.fg, bg: self.pen.bg }
    }

    /// A cell with ink: its shape in its colour, and the mean of the rest behind.
    fn ink<'p>(&mut self, ink: Ink, mask: u128, rows: impl Iterator<Item = &'p [u8]>) -> Cell {
        let (glyph, filled) = match self.glyphs {
            Glyphs::Braille => (braille::pattern(mask.to_le_bytes()[0]), mask),
            _ => inked::nearest(self.set, mask),
        };
        let rest = rows.flatten().enumerate().filter(|(place, _)| filled >> place & 1 == 0);
        let (sum, count) = rest.fold((0, 0), |(sum, count), (_, &grey)| (sum + i32::from(grey), count + 1));
        let grey = self.levels.behind.nearest(sum / count.max(1));
        self.pen = Pen {
            fg: ink.cell_colour(self.depth),
            bg: self.levels.behind.colour(grey),
            front: None,
            behind: Some(grey),
        };
        Cell { glyph, fg: self.pen.fg, bg: self.pen.bg }
    }
}

/// The squared error of showing `parts` pixels of a sum as one grey, less what is the same for every grey.
fn squared(grey: i32, (sum, parts): (i32, i32)) -> i32 {
    grey * (parts * grey - 2 * sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::cells::levels::Palette;
    use crate::terminal::graphics::{Area, CellGrid};
    use proptest::prelude::*;

    const DEPTHS: [ColourDepth; 4] =
        [ColourDepth::Truecolor, ColourDepth::Grey256, ColourDepth::Ansi16, ColourDepth::Mono];
    const DRAWN: [Glyphs; 8] = [
        Glyphs::Blocks,
        Glyphs::Sextants,
        Glyphs::Quadrants,
        Glyphs::Halves,
        Glyphs::Braille,
        Glyphs::Console,
        Glyphs::Shades,
        Glyphs::Ascii,
    ];

    fn drawn(glyphs: Glyphs, depth: ColourDepth, columns: u16, grey: &[u8]) -> CellGrid {
        let (across, down) = glyphs.pixels_a_cell();
        let width = u32::from(columns * across);
        let height = u32::try_from(grey.len()).unwrap() / width;
        let picture = Picture::new(width, height, grey.to_vec()).unwrap();
        glyphs.draw(&picture, columns, u16::try_from(height).unwrap() / down, depth).unwrap()
    }

    fn grey_of(colour: CellColour, otherwise: u8) -> f64 {
        match colour {
            CellColour::Rgb(red, green, blue) => {
                assert!(red == green && green == blue);
                red.into()
            }
            CellColour::Indexed(place) => {
                let ramp = Levels::of(ColourDepth::Grey256, Palette::Emulator).front;
                let named = Levels::of(ColourDepth::Ansi16, Palette::Emulator).front;
                let side = if place < 16 { named } else { ramp };
                side.greys().find(|&grey| side.colour(grey) == colour).unwrap().into()
            }
            CellColour::Default => otherwise.into(),
        }
    }

    /// The error of one cell of 8×16 pixels as it is seen.
    fn error(cell: &Cell, set: &Set, pixels: &[u8]) -> f64 {
        let (front, behind) = (grey_of(cell.fg, 255), grey_of(cell.bg, 0));
        let all = u128::MAX >> (128 - pixels.len());
        let shape = |glyph: char| {
            set.shapes.iter().find_map(|shape| match glyph {
                _ if shape.glyph == glyph => Some(shape.mask),
                _ if shape.inverse == Some(glyph) => Some(all & !shape.mask),
                _ => None,
            })
        };
        let share = |place: usize| match cell.glyph {
            ' ' => 0.0,
            '█' => 1.0,
            '░' => 0.25,
            '▒' => 0.5,
            '▓' => 0.75,
            glyph => f64::from(u8::from(shape(glyph).unwrap() >> place & 1 == 1)),
        };
        let seen = |place: usize| behind + (front - behind) * share(place);
        pixels.iter().enumerate().map(|(place, &pixel)| (f64::from(pixel) - seen(place)).powi(2)).sum()
    }

    /// The least error that any glyph of the set can have with any two greys.
    fn least(set: &Set, pixels: &[u8]) -> f64 {
        let spread = |of: &dyn Fn(usize) -> bool| {
            let kept: Vec<f64> =
                pixels.iter().enumerate().filter(|(place, _)| of(*place)).map(|(_, &p)| p.into()).collect();
            let mean = kept.iter().sum::<f64>() / f64::from(u32::try_from(kept.len().max(1)).unwrap());
            kept.iter().map(|pixel| (pixel - mean).powi(2)).sum::<f64>()
        };
        let split =
            |mask: u128| spread(&|place| mask >> place & 1 == 1) + spread(&|place| mask >> place & 1 == 0);
        set.shapes.iter().map(|shape| split(shape.mask)).chain([spread(&|_| true)]).fold(f64::MAX, f64::min)
    }

    proptest! {
        #[test]
        fn no_glyph_and_no_greys_would_have_been_much_nearer(
            pixels in proptest::collection::vec(any::<u8>(), 128), smooth in 1_u8..40
        ) {
            let pixels: Vec<u8> = pixels.iter().map(|pixel| 100 + pixel / smooth.max(2)).collect();
            for (glyphs, depth, greys, byte) in [
                (Glyphs::Blocks, ColourDepth::Truecolor, 0.5_f64, 2.0),
                (Glyphs::Sextants, ColourDepth::Truecolor, 0.5, 2.0),
                (Glyphs::Blocks, ColourDepth::Grey256, 5.0, 60.0),
            ] {
                let set = Set::of(glyphs);
                let cell = *drawn(glyphs, depth, 1, &pixels).cell(0, 0).unwrap();
                // A grey may be off by half a step; and a colour may be one that saves its bytes.
                let allowed = 128.0 * greys * greys + 34.0 * byte;
                prop_assert!(error(&cell, &set, &pixels) <= least(&set, &pixels) + allowed);
            }
        }

        #[test]
        fn any_pixels_are_drawn_with_glyphs_of_the_set_in_greys(
            grey in proptest::collection::vec(any::<u8>(), 2 * 8 * 16), depth in 0_usize..4
        ) {
            for glyphs in DRAWN {
                let (across, down) = glyphs.pixels_a_cell();
                let pixels = usize::from(across) * usize::from(down) * 2;
                let grid = drawn(glyphs, DEPTHS[depth], 2, &grey[..pixels]);
                let set = Set::of(glyphs);
                for cell in grid.rows().flatten() {
                    let known = set.shapes.iter().flat_map(|shape| [Some(shape.glyph), shape.inverse]).flatten();
                    let tones = set.tones.iter().map(|tone| tone.glyph);
                    let known: Vec<char> = known.chain(tones).chain(set.full).chain([' ']).collect();
                    let is_braille = glyphs == Glyphs::Braille && ('\u{2800}'..'\u{2900}').contains(&cell.glyph);
                    prop_assert!(is_braille || known.contains(&cell.glyph), "{glyphs:?} {}", cell.glyph);
                    if !matches!(glyphs, Glyphs::Console | Glyphs::Shades) {
                        grey_of(cell.fg, 255);
                        grey_of(cell.bg, 0);
                    }
                }
            }
        }

        #[test]
        fn ink_is_seen_in_every_set_and_depth(place in 0_u32..16 * 32, ink in 0_usize..4) {
            for (glyphs, depth) in DRAWN.into_iter().flat_map(|glyphs| DEPTHS.map(|depth| (glyphs, depth))) {
                let (across, down) = glyphs.pixels_a_cell();
                let (width, height) = (u32::from(across) * 2, u32::from(down) * 2);
                let mut picture = Picture::new(width, height, vec![255; (width * height) as usize]).unwrap();
                let (x, y) = (place % 16 * width / 16, place / 16 * height / 32);
                let dot = Area { left: x.cast_signed(), top: y.cast_signed(), width: 1, height: 1 };
                picture.draw_frame(dot, Ink::ALL[ink], 1);
                let grid = glyphs.draw(&picture, 2, 2, depth).unwrap();
                let column = u16::try_from(x).unwrap() / across;
                let row = u16::try_from(y).unwrap() / down;
                let cell = grid.cell(column, row).unwrap();
                prop_assert_ne!(cell.glyph, ' ');
                prop_assert_eq!(cell.fg, Ink::ALL[ink].cell_colour(depth));
                prop_assert!(cell.bg != cell.fg || depth == ColourDepth::Mono);
            }
        }
    }

    #[test]
    fn a_colour_that_is_set_is_taken_again() {
        let row: Vec<u8> = [98, 102, 99, 104].into_iter().flat_map(|value| [value; 8]).collect();
        let grid = drawn(Glyphs::Blocks, ColourDepth::Grey256, 4, &row.repeat(16));
        let colours: Vec<CellColour> = grid.rows().flatten().map(|cell| cell.bg).collect();
        assert!(colours.iter().all(|colour| *colour == colours[0]));
    }
}
