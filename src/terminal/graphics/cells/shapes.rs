//! The glyphs of each set: which part of a cell each of them fills, and how a cell's pixels are summed under
//! all of them at once.

use crate::terminal::graphics::Glyphs;

/// Every sum counts so many parts a cell, however many pixels the cell has.
pub(super) const PARTS: i32 = 128;
/// The most shapes a set has: 19 of the Block Elements and 30 sextants.
pub(super) const SHAPES_MAX: usize = 49;

/// Two glyphs that are each other's negative, or one that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Fills `mask`.
    pub(super) glyph: char,
    /// Fills all but `mask`.
    pub(super) inverse: Option<char>,
    /// The pixels that `glyph` fills: bit `y × across + x` of the set's pixels a cell.
    pub(super) mask: u128,
    /// The parts of [`PARTS`] that `glyph` fills.
    pub(super) parts: i32,
}

/// A glyph that fills an even share of its cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tone {
    pub(super) glyph: char,
    /// The share, 0 to 1.
    pub(super) cover: f32,
}

/// A cell's pixels summed: all of them, and under each shape of its set in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums {
    /// 0 to 255 × [`PARTS`].
    pub(super) whole: i32,
    /// Of braille, which has no shapes, each dot's own.
    pub(super) under: [i32; SHAPES_MAX],
}

/// A set of glyphs.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) shapes: Vec<Shape>,
    /// Between an empty and a full cell; in order of their share.
    pub(super) tones: &'static [Tone],
    /// The glyph that fills its cell; none where no glyph does.
    pub(super) full: Option<char>,
    /// The glyph that fills its cell most.
    pub(super) solid: char,
    /// Pixels a cell.
    pub(super) pixels: (usize, usize),
}

/// Lower eighths from the lowest, then left eighths from the leftmost, then quadrants; with their negatives.
const EIGHTHS: [(char, Option<char>); 14] = [
    ('▁', None),
    ('▂', None),
    ('▃', None),
    ('▄', Some('▀')),
    ('▅', None),
    ('▆', None),
    ('▇', Some('▔')),
    ('▏', None),
    ('▎', None),
    ('▍', None),
    ('▌', Some('▐')),
    ('▋', None),
    ('▊', None),
    ('▉', Some('▕')),
];
const CORNERS: [(char, char, [bool; 4]); 5] = [
    ('▘', '▟', [true, false, false, false]),
    ('▝', '▙', [false, true, false, false]),
    ('▖', '▜', [false, false, true, false]),
    ('▗', '▛', [false, false, false, true]),
    ('▚', '▞', [true, false, false, true]),
];
/// Unicode's shades; fonts draw them as even patterns of a quarter, a half and three quarters.
const SHADES: [Tone; 3] =
    [Tone { glyph: '░', cover: 0.25 }, Tone { glyph: '▒', cover: 0.5 }, Tone { glyph: '▓', cover: 0.75 }];
/// Of the shades, those that Debian's usual console fonts have.
const FEW_SHADES: [Tone; 2] = [SHADES[0], SHADES[1]];

/// Signs of ASCII by their ink: measured on `DejaVu Sans Mono` at 13 to 20 pixels, and stretched so that the
/// fullest, which covers a quarter of its cell, counts as full. Neighbouring eyes see a field of them as even:
/// none is a stroke along an edge.
const SIGNS: [Tone; 14] = [
    Tone { glyph: '.', cover: 0.09 },
    Tone { glyph: ':', cover: 0.18 },
    Tone { glyph: ';', cover: 0.26 },
    Tone { glyph: '*', cover: 0.35 },
    Tone { glyph: '=', cover: 0.42 },
    Tone { glyph: 'v', cover: 0.49 },
    Tone { glyph: 'z', cover: 0.52 },
    Tone { glyph: 'o', cover: 0.62 },
    Tone { glyph: 'a', cover: 0.69 },
    Tone { glyph: '$', cover: 0.73 },
    Tone { glyph: '&', cover: 0.81 },
    Tone { glyph: '8', cover: 0.87 },
    Tone { glyph: '#', cover: 0.90 },
    Tone { glyph: '@', cover: 0.97 },
];
/// What ink is drawn with in ASCII: none of the signs of greys.
const ASCII_INK: char = 'X';

/// Pixels of a cell with Block Elements: an eighth is one across, two down.
const FINE: (usize, usize) = (8, 16);
/// Where the rows of sextants begin and end: sixteen pixels do not make three even rows, and terminals give
/// the middle one the odd pixel.
const SEXTANT_ROWS: [usize; 4] = [0, 5, 11, 16];
/// The sextants' two columns are the left and the right half, which Block Elements have.
const SEXTANT_LEFT: u32 = 21;
const SEXTANT_FIRST: u32 = 0x1FB00;

impl Set {
    pub(super) fn of(glyphs: Glyphs) -> Self {
        let shapes = match glyphs {
            Glyphs::Blocks => blocks(),
            Glyphs::Sextants => blocks().into_iter().chain(sextants()).collect(),
            Glyphs::Quadrants => halves().into_iter().chain(corners()).collect(),
            Glyphs::Console => halves(),
            Glyphs::Halves => vec![shape(('▄', Some('▀')), (1, 2), |_, y| y == 1)],
            // Any dots may be lit: the fit chooses among all of them without a list.
            Glyphs::Shades | Glyphs::Braille | Glyphs::Ascii => Vec::new(),
        };
        let tones: &[Tone] = match glyphs {
            Glyphs::Shades => &FEW_SHADES,
            Glyphs::Ascii => &SIGNS,
            Glyphs::Braille => &[],
            _ => &SHADES,
        };
        let (full, solid) = match glyphs {
            Glyphs::Ascii => (None, ASCII_INK),
            _ => (Some('█'), '█'),
        };
        let (across, down) = glyphs.pixels_a_cell();
        Self { shapes, tones, full, solid, pixels: (across.into(), down.into()) }
    }
}

fn shape(
    (glyph, inverse): (char, Option<char>),
    (across, down): (usize, usize),
    filled: impl Fn(usize, usize) -> bool,
) -> Shape {
    let places = (0..across * down).filter(|place| filled(place % across, place / across));
    let mask = places.fold(0_u128, |mask, place| mask | 1 << place);
    let pixels = i32::try_from(across * down).unwrap_or(PARTS);
    let parts = i32::try_from(mask.count_ones()).unwrap_or(0) * PARTS / pixels;
    Shape { glyph, inverse, mask, parts }
}

fn blocks() -> Vec<Shape> {
    let lower = (1..).zip(&EIGHTHS[..7]).map(|(n, &glyphs)| shape(glyphs, FINE, move |_, y| y >= 16 - 2 * n));
    let left = (1..).zip(&EIGHTHS[7..]).map(|(n, &glyphs)| shape(glyphs, FINE, move |x, _| x < n));
    let corners = CORNERS.iter().map(|&(glyph, inverse, filled)| {
        shape((glyph, Some(inverse)), FINE, move |x, y| filled[y / 8 * 2 + x / 4])
    });
    lower.chain(left).chain(corners).collect()
}

fn halves() -> Vec<Shape> {
    vec![shape(('▄', Some('▀')), (2, 2), |_, y| y == 1), shape(('▌', Some('▐')), (2, 2), |x, _| x == 0)]
}

fn corners() -> impl Iterator<Item = Shape> {
    CORNERS
        .iter()
        .map(|&(glyph, inverse, filled)| shape((glyph, Some(inverse)), (2, 2), move |x, y| filled[y * 2 + x]))
}

/// Sextants without the lower right one; those with it are their negatives.
fn sextants() -> impl Iterator<Item = Shape> {
    (1..32_u32).filter(|&bits| bits != SEXTANT_LEFT).map(|bits| {
        let filled = move |x: usize, y: usize| {
            let row = usize::from(y >= SEXTANT_ROWS[1]) + usize::from(y >= SEXTANT_ROWS[2]);
            bits >> (row * 2 + x / 4) & 1 == 1
        };
        shape((sextant(bits), Some(sextant(63 - bits))), FINE, filled)
    })
}

/// Unicode leaves out nothing, all, and the two halves.
fn sextant(bits: u32) -> char {
    let left_out = u32::from(bits > SEXTANT_LEFT) + u32::from(bits > 63 - SEXTANT_LEFT);
    char::from_u32(SEXTANT_FIRST + bits - 1 - left_out).unwrap_or(' ')
}

/// Sums a cell whose rows of pixels are given, top first.
pub(super) fn sums<'a>(glyphs: Glyphs, rows: impl Iterator<Item = &'a [u8]>) -> Sums {
    match glyphs {
        Glyphs::Blocks => fine(rows, Sextants::Without),
        Glyphs::Sextants => fine(rows, Sextants::With),
        _ => coarse(glyphs, rows),
    }
}

/// Cells of one to eight pixels.
fn coarse<'a>(glyphs: Glyphs, rows: impl Iterator<Item = &'a [u8]>) -> Sums {
    let (mut pixels, mut count) = ([0; 8], 0);
    for (pixel, value) in pixels.iter_mut().zip(rows.flatten()) {
        (*pixel, count) = (i32::from(*value), count + 1);
    }
    let scale = PARTS / count.max(1);
    let [a, b, c, d, ..] = pixels;
    let all = match glyphs {
        Glyphs::Halves => [b, 0, 0, 0, 0, 0, 0, 0],
        Glyphs::Braille => pixels,
        _ => [c + d, a + c, a, b, c, d, a + d, 0],
    };
    let mut under = [0; SHAPES_MAX];
    for (sum, of) in under.iter_mut().zip(all) {
        *sum = of * scale;
    }
    Sums { whole: pixels.iter().sum::<i32>() * scale, under }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sextants {
    With,
    Without,
}

/// Every other byte of eight.
const EVEN: u64 = 0x00FF_00FF_00FF_00FF;

/// Cells of 8×16 pixels. Four 16-bit sums are added at once in a word; the largest is 16 × 255.
fn fine<'a>(rows: impl Iterator<Item = &'a [u8]>, with: Sextants) -> Sums {
    let mut columns = [0_u64; 2];
    // Sums of the left and of the right half of all rows above each row.
    let mut above = [[0_i32; 2]; FINE.1 + 1];
    for (y, row) in rows.enumerate().take(FINE.1) {
        let word = row.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let (even, odd) = (word & EVEN, word >> 8 & EVEN);
        columns[0] += even;
        columns[1] += odd;
        let pairs = even + odd;
        let halves = pairs + (pairs >> 16);
        above[y + 1] = [above[y][0] + lane(halves, 0), above[y][1] + lane(halves, 2)];
    }
    let [left, right] = above[FINE.1];
    let whole = left + right;
    let mut under = [0; SHAPES_MAX];
    for n in 1..8 {
        let [left_above, right_above] = above[FINE.1 - 2 * n];
        under[n - 1] = whole - left_above - right_above;
    }
    let mut sum = 0;
    for x in 0..7 {
        sum += lane(columns[x % 2], x / 2);
        under[7 + x] = sum;
    }
    let [top_left, top_right] = above[8];
    under[14..19].copy_from_slice(&[
        top_left,
        top_right,
        left - top_left,
        right - top_right,
        top_left + right - top_right,
    ]);
    if with == Sextants::With {
        sum_sextants(&above, &mut under);
    }
    Sums { whole, under }
}

fn sum_sextants(above: &[[i32; 2]; FINE.1 + 1], under: &mut [i32; SHAPES_MAX]) {
    let mut sums = [0; 32];
    for (bit, sum) in [0, 1, 2, 3, 4].into_iter().map(|bit| {
        let (row, side) = (bit / 2, bit % 2);
        (bit, above[SEXTANT_ROWS[row + 1]][side] - above[SEXTANT_ROWS[row]][side])
    }) {
        for bits in 1 << bit..2 << bit {
            sums[bits] = sums[bits - (1 << bit)] + sum;
        }
    }
    let kept = (1..32).filter(|&bits| bits != SEXTANT_LEFT as usize);
    for (place, bits) in under[19..].iter_mut().zip(kept) {
        *place = sums[bits];
    }
}

/// One of a word's four sums.
fn lane(word: u64, place: usize) -> i32 {
    i32::try_from((word >> (16 * place)) & u64::from(u16::MAX)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sums under a shape's mask, pixel by pixel.
    fn plainly(shape: &Shape, pixels: &[u8]) -> i32 {
        let scale = PARTS / i32::try_from(pixels.len()).unwrap();
        let under = pixels.iter().enumerate().filter(|(place, _)| shape.mask >> place & 1 == 1);
        under.map(|(_, &pixel)| i32::from(pixel) * scale).sum()
    }

    #[test]
    fn every_shape_and_its_negative_are_there_once() {
        for (glyphs, shapes, glyphs_drawn) in [
            (Glyphs::Blocks, 19, 28),
            (Glyphs::Sextants, 49, 88),
            (Glyphs::Quadrants, 7, 14),
            (Glyphs::Halves, 1, 2),
        ] {
            let set = Set::of(glyphs);
            assert_eq!(set.shapes.len(), shapes);
            let mut drawn: Vec<char> =
                set.shapes.iter().flat_map(|shape| [Some(shape.glyph), shape.inverse]).flatten().collect();
            drawn.sort_unstable();
            drawn.dedup();
            assert_eq!(drawn.len(), glyphs_drawn, "{glyphs:?}");
        }
    }

    #[test]
    fn shapes_fill_what_unicode_says() {
        let set = Set::of(Glyphs::Sextants);
        let filled = |glyph: char| {
            let shape = set.shapes.iter().find(|shape| shape.glyph == glyph).unwrap();
            (shape.parts, shape.mask & 1 == 1, shape.mask >> 127 == 1)
        };
        assert_eq!(filled('▁'), (16, false, true));
        assert_eq!(filled('▉'), (112, true, false));
        assert_eq!(filled('▚'), (64, true, true));
        assert_eq!(filled('\u{1FB00}'), (20, true, false));
        assert_eq!(filled('\u{1FB1D}'), (108, true, false));
        assert_eq!(
            (sextant(20), sextant(22), sextant(41), sextant(43), sextant(62)),
            ('\u{1FB13}', '\u{1FB14}', '\u{1FB27}', '\u{1FB28}', '\u{1FB3B}')
        );
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_masks(pixels in proptest::collection::vec(any::<u8>(), 128)) {
            for glyphs in [Glyphs::Blocks, Glyphs::Sextants, Glyphs::Quadrants, Glyphs::Console, Glyphs::Halves] {
                let set = Set::of(glyphs);
                let pixels = &pixels[..set.pixels.0 * set.pixels.1];
                let sums = sums(glyphs, pixels.chunks_exact(set.pixels.0));
                for (shape, sum) in set.shapes.iter().zip(sums.under) {
                    prop_assert_eq!(sum, plainly(shape, pixels), "{}", shape.glyph);
                }
            }
        }
    }
}
