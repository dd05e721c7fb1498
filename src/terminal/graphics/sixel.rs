//! Sixel: the picture pixel for pixel, in up to 101 greys (the format counts in percent) or the colours of a
//! palette, and the inks.

mod band;
mod between;
mod levels;
pub(super) mod paint;
mod settle;

use crate::terminal::graphics::sixel::band::Band;
use crate::terminal::graphics::sixel::paint::{Paint, Palette};
use crate::terminal::graphics::{CellSize, Dial, Picture, Tolerance};

const BAND_ROWS: usize = 6;

/// What a terminal takes as one sixel picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SixelLimits {
    /// Colour registers.
    pub registers: u16,
    /// Widest and highest picture, pixels.
    pub max: (u32, u32),
}

/// One piece of a picture, and the cell where its upper left corner belongs, counted from the picture's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    pub column: u16,
    pub row: u16,
    /// Cells that the piece covers, wholly or partly.
    pub columns: u16,
    pub rows: u16,
    pub bytes: Vec<u8>,
}

/// A rectangle wholly inside a picture, pixels.
#[derive(Debug, Clone, Copy)]
struct Part {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Part {
    fn whole(picture: &Picture) -> Self {
        Self { left: 0, top: 0, width: picture.width() as usize, height: picture.height() as usize }
    }

    /// A row of the part, of a field with a value for each pixel of the picture.
    fn row<'a, T>(&self, field: &'a [T], picture: &Picture, row: usize) -> &'a [T] {
        let start = (self.top + row) * picture.width() as usize + self.left;
        &field[start..start + self.width]
    }
}

/// The whole picture as one sixel sequence.
///
/// Without a tolerance every pixel is the nearest of the 101 greys, some of them moved by a percent of one channel
/// where that is needed for 50 dB, or of as many as the registers leave beside the inks. With one, a grey is no farther off than the tolerance and what the 101 greys are off, if
/// the registers suffice for that: fewer levels and longer runs, for fewer bytes. The colours of a palette
/// keep what they are, in percent.
pub fn encode(picture: &Picture, dial: Dial) -> Vec<u8> {
    encode_part(picture, &Palette::of(picture, dial), Part::whole(picture))
}

/// The same, and the sum of the squares of what its greys are off on the terminal, levels of 255.
pub fn encode_measured(picture: &Picture, dial: Dial) -> (Vec<u8>, f64) {
    let (palette, part) = (Palette::of(picture, dial), Part::whole(picture));
    let paint = Paint::of(picture, &palette, part);
    (written(&paint, part), paint.squares(picture))
}

/// The picture in pieces that the terminal takes: xterm shows nothing at all of a picture beyond its limit.
/// Pieces begin on cells, because that is where a sixel can be placed.
///
/// xterm keeps the last 16 sixels. At its default limit of 1000×1000 a 4K screen takes 4×3 tiles: one picture
/// fits, drawn as a whole each time; patches added one by one would push its first tiles out.
pub fn tiles(picture: &Picture, limits: SixelLimits, tolerance: Tolerance, cell: CellSize) -> Vec<Tile> {
    // One for all pieces: where they meet nothing shall be seen.
    let palette = Palette::of(picture, Dial { registers: limits.registers, tolerance });
    let (cell_width, cell_height) = (usize::from(cell.width.max(1)), usize::from(cell.height.max(1)));
    let step_x = whole_cells(limits.max.0, cell_width);
    let step_y = whole_cells(limits.max.1, cell_height);
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut tiles = Vec::new();
    for top in (0..height).step_by(step_y) {
        for left in (0..width).step_by(step_x) {
            let part = Part { left, top, width: step_x.min(width - left), height: step_y.min(height - top) };
            tiles.push(Tile {
                column: cells(left, cell_width),
                row: cells(top, cell_height),
                columns: cells(part.width, cell_width),
                rows: cells(part.height, cell_height),
                bytes: encode_part(picture, &palette, part),
            });
        }
    }
    tiles
}

/// The most pixels within `limit` that are whole cells; one cell at the least.
fn whole_cells(limit: u32, cell: usize) -> usize {
    (limit as usize / cell).max(1) * cell
}

/// Cells that `pixels` reach into. A picture has at most 7680 pixels a side, so at most as many cells.
fn cells(pixels: usize, cell: usize) -> u16 {
    u16::try_from(pixels.div_ceil(cell)).unwrap_or(u16::MAX)
}

fn encode_part(picture: &Picture, palette: &Palette, part: Part) -> Vec<u8> {
    written(&Paint::of(picture, palette, part), part)
}

fn written(paint: &Paint<'_>, part: Part) -> Vec<u8> {
    let registers = registers_by_use(paint, part.width);
    let mut bytes = Vec::new();
    // `"1;1;w;h` makes pixels square (a bare P1 of 0 means 2:1) and tells the size before the first pixel.
    bytes.extend(format!("\x1bPq\"1;1;{};{}", part.width, part.height).bytes());
    for (register, [red, green, blue]) in registers.iter().zip(paint.percent) {
        if let Some(register) = register {
            bytes.extend(format!("#{register};2;{red};{green};{blue}").bytes());
        }
    }
    let mut band = Band::new(part.width, &registers);
    for (number, rows) in paint.pixels.chunks(BAND_ROWS * part.width).enumerate() {
        if number > 0 {
            bytes.push(b'-');
        }
        band.take(rows, part.width);
        band.draw(&mut bytes);
    }
    bytes.extend(b"\x1b\\");
    bytes
}

/// Gives the shortest register numbers to the colours that must be chosen in the most bands; none to those
/// not in use.
fn registers_by_use(paint: &Paint<'_>, width: usize) -> Vec<Option<u16>> {
    let colours = paint.percent.len();
    let mut bands = vec![0_u32; colours];
    for band in paint.pixels.chunks(BAND_ROWS * width) {
        let mut seen = [false; Picture::MOST_COLOURS];
        for &colour in band {
            seen[usize::from(colour)] = true;
        }
        for (count, seen) in bands.iter_mut().zip(seen) {
            *count += u32::from(seen);
        }
    }
    let mut used: Vec<usize> = (0..colours).filter(|&colour| bands[colour] > 0).collect();
    used.sort_by_key(|&colour| std::cmp::Reverse(bands[colour]));
    let mut registers = vec![None; colours];
    for (colour, register) in used.into_iter().zip(0..) {
        registers[colour] = Some(register);
    }
    registers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::{Area, Ink, Rgb};
    use icy_sixel::SixelImage;
    use proptest::prelude::*;

    /// A percent as the terminals count it back to eight bits.
    fn byte(percent: u16) -> u8 {
        u8::try_from((u32::from(percent) * 255 + 50) / 100).unwrap()
    }

    /// The grey that `value` should become, by searching all of them and not as the encoder counts.
    fn intended(value: u8, ink: Option<Ink>) -> [u8; 3] {
        if let Some(ink) = ink {
            return ink.rgb().into();
        }
        // Of two as near the lower is taken.
        let near = (0..=100).map(byte).min_by_key(|grey| grey.abs_diff(value));
        [near.unwrap(); 3]
    }

    /// Decodes with a transparent background, so that a pixel nobody painted shows. The decoder fills its
    /// last band up to six rows; those beyond the declared height must be left unpainted.
    fn pixels(bytes: &[u8]) -> (usize, usize, Vec<[u8; 3]>) {
        let text = std::str::from_utf8(bytes).unwrap().replacen("\x1bPq", "\x1bP0;1q", 1);
        let declared =
            text.split_once("\"1;1;").unwrap().1.split_once('#').unwrap().0.split_once(';').unwrap();
        let (width, height): (usize, usize) = (declared.0.parse().unwrap(), declared.1.parse().unwrap());
        let image = SixelImage::decode(text.as_bytes()).unwrap();
        assert_eq!((image.width, image.height), (width, height.next_multiple_of(BAND_ROWS)));
        let (shown, beyond) = image.pixels.split_at(width * height * 4);
        assert!(shown.chunks(4).all(|p| p[3] == 255), "a pixel is not painted");
        assert!(beyond.chunks(4).all(|p| p[3] == 0), "painted below the picture");
        (width, height, shown.chunks(4).map(|p| [p[0], p[1], p[2]]).collect())
    }

    /// Every pixel's grey and ink.
    fn inked(picture: &Picture) -> impl Iterator<Item = (u8, Option<Ink>)> + '_ {
        picture.grey().iter().enumerate().map(|(place, &value)| (value, picture.ink(place)))
    }

    fn intended_pixels(picture: &Picture) -> Vec<[u8; 3]> {
        inked(picture).map(|(value, ink)| intended(value, ink)).collect()
    }

    fn check(picture: &Picture, bytes: &[u8]) {
        let (width, height, shown) = pixels(bytes);
        assert_eq!((width, height), (picture.width() as usize, picture.height() as usize));
        let meant = intended_pixels(picture);
        let square = |value: &u8| f64::from(intended(*value, None)[0].abs_diff(*value)).powi(2);
        let error = picture.grey().iter().map(square).sum::<f64>() / count(&shown);
        if error < ENOUGH {
            assert!(shown == meant, "the pixels differ");
        } else {
            check_between(picture, &shown);
        }
    }

    /// What the 101 greys may be off before others are taken.
    const ENOUGH: f64 = 0.617;

    fn count(shown: &[[u8; 3]]) -> f64 {
        f64::from(u32::try_from(shown.len()).unwrap())
    }

    /// Brightness, levels of 255.
    fn brightness(colour: [u8; 3]) -> f64 {
        colour.iter().zip([0.299, 0.587, 0.114]).map(|(&value, weight)| f64::from(value) * weight).sum()
    }

    /// Greys are the nearest by brightness of all that are shown, and of each channel at most a percent off.
    fn check_between(picture: &Picture, shown: &[[u8; 3]]) {
        let bare = shown.iter().zip(inked(picture)).filter(|(_, (_, ink))| ink.is_none());
        let mut greys: Vec<[u8; 3]> = bare.map(|(pixel, _)| *pixel).collect();
        greys.sort_unstable();
        greys.dedup();
        let spread = |grey: &[u8; 3]| grey.iter().max().unwrap() - grey.iter().min().unwrap();
        assert!(greys.iter().all(|grey| spread(grey) <= 3), "a colour");
        for (pixel, (value, ink)) in shown.iter().zip(inked(picture)) {
            if let Some(ink) = ink {
                assert_eq!(*pixel, <[u8; 3]>::from(ink.rgb()));
                continue;
            }
            let off = |grey: &[u8; 3]| (brightness(*grey) - f64::from(value)).abs();
            let least = greys.iter().map(off).fold(f64::INFINITY, f64::min);
            assert!(off(pixel) < least + 0.01, "{pixel:?} for {value}");
        }
    }

    /// Of a few levels, each grey is the nearest of those shown anywhere; inks are exact.
    fn check_few(picture: &Picture, bytes: &[u8], registers: u16) {
        let (_, _, shown) = pixels(bytes);
        let mut greys = Vec::new();
        let mut inks = Vec::new();
        for (pixel, (_, ink)) in shown.iter().zip(inked(picture)) {
            let list = if ink.is_some() { &mut inks } else { &mut greys };
            list.push(*pixel);
        }
        for list in [&mut greys, &mut inks] {
            list.sort_unstable();
            list.dedup();
        }
        assert!(greys.len() <= usize::from(registers).saturating_sub(inks.len()).max(2));
        for (pixel, (value, ink)) in shown.iter().zip(inked(picture)) {
            if let Some(ink) = ink {
                assert_eq!(*pixel, <[u8; 3]>::from(ink.rgb()));
            } else {
                let least = greys.iter().map(|grey| grey[0].abs_diff(value)).min();
                assert_eq!(Some(pixel[0].abs_diff(value)), least);
            }
        }
    }

    fn all(registers: u16) -> Dial {
        Dial { registers, tolerance: Tolerance::NONE }
    }

    fn ramp() -> Picture {
        Picture::new(256, 7, (0..7).flat_map(|_| 0..=255_u8).collect()).unwrap()
    }

    #[test]
    fn all_101_greys_arrive() {
        let bytes = encode(&ramp(), all(1024));
        check(&ramp(), &bytes);
        let mut levels: Vec<[u8; 3]> = pixels(&bytes).2;
        levels.sort_unstable();
        levels.dedup();
        assert_eq!(levels.len(), 101);
    }

    fn decibels(picture: &Picture, bytes: &[u8]) -> f64 {
        let (_, _, shown) = pixels(bytes);
        let square = |(pixel, &value): (&[u8; 3], &u8)| (brightness(*pixel) - f64::from(value)).powi(2);
        let sum: f64 = shown.iter().zip(picture.grey()).map(square).sum();
        10.0 * (255.0 * 255.0 * count(&shown) / sum).log10()
    }

    #[test]
    fn greys_that_lie_badly_get_greys_of_their_own() {
        // The grid has 232 and 235, 115 and 117, and so on: each of these is one off.
        let grey = |pixel: usize| [233, 116, 9, 202][pixel % 4];
        let picture = Picture::new(64, 12, (0..64 * 12).map(grey).collect()).unwrap();
        let bytes = encode(&picture, all(256));
        check(&picture, &bytes);
        assert!(decibels(&picture, &bytes) > 50.0);
        let grid = encode(&picture, all(64));
        check_few(&picture, &grid, 64);
        assert!(decibels(&picture, &grid) < 49.0, "fewer registers than greys: the grid alone");
    }

    #[test]
    fn inks_take_their_registers_from_the_greys() {
        let mut picture = ramp();
        picture.draw_frame(Area { left: 3, top: 1, width: 40, height: 5 }, Ink::Mark, 1);
        picture.draw_cross(100, 3, 2, Ink::Cursor);
        let bytes = encode(&picture, all(16));
        check_few(&picture, &bytes, 16);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("#15;2;") && !text.contains("#16"), "sixteen registers, no more");
        for registers in 0..8 {
            check_few(&picture, &encode(&picture, all(registers)), registers);
        }
    }

    #[test]
    fn an_even_picture_is_one_run_a_band() {
        let picture = Picture::new(800, 12, vec![0; 9600]).unwrap();
        assert_eq!(encode(&picture, all(256)), b"\x1bPq\"1;1;800;12#0;2;0;0;0#0!800~-#0!800~\x1b\\");
    }

    #[test]
    fn a_run_goes_on_under_pixels_that_come_later() {
        let picture = Picture::new(9, 1, vec![0, 0, 0, 0, 255, 0, 0, 0, 0]).unwrap();
        let text = String::from_utf8(encode(&picture, all(256))).unwrap();
        assert!(text.ends_with("#0!9@$!4?#1@\x1b\\"), "{text}");
    }

    #[test]
    fn tiles_keep_the_limit_begin_on_cells_and_make_up_the_picture() {
        let (width, height) = (123_u32, 101_u32);
        let grey = (0..width * height).map(|pixel| u8::try_from(pixel * 7 % 256).unwrap()).collect();
        let mut picture = Picture::new(width, height, grey).unwrap();
        picture.draw_cross(60, 50, 30, Ink::Selected);
        let cell = CellSize { width: 7, height: 13 };
        let limits = SixelLimits { registers: 1024, max: (50, 40) };
        let tiles = tiles(&picture, limits, Tolerance::NONE, cell);
        // 50 px hold 7 cells of 7: 49 px; 40 px hold 3 cells of 13: 39 px.
        assert_eq!(tiles.len(), 3 * 3);
        let mut seen = vec![None; (width * height) as usize];
        for tile in &tiles {
            let (across, down, shown) = pixels(&tile.bytes);
            assert!(across <= 50 && down <= 40);
            assert_eq!(usize::from(tile.columns), across.div_ceil(7));
            assert_eq!(usize::from(tile.rows), down.div_ceil(13));
            for (place, pixel) in shown.into_iter().enumerate() {
                let x = usize::from(tile.column) * 7 + place % across;
                let y = usize::from(tile.row) * 13 + place / across;
                assert!(seen[y * width as usize + x].replace(pixel).is_none(), "covered twice");
            }
        }
        let seen: Vec<[u8; 3]> = seen.into_iter().map(Option::unwrap).collect();
        assert!(seen == intended_pixels(&picture));
    }

    #[test]
    fn a_limit_below_one_cell_still_gives_one_cell() {
        let picture = Picture::new(20, 40, vec![9; 800]).unwrap();
        let limits = SixelLimits { registers: 0, max: (0, 0) };
        assert_eq!(tiles(&picture, limits, Tolerance::NONE, CellSize { width: 10, height: 20 }).len(), 4);
        assert_eq!(tiles(&picture, limits, Tolerance::NONE, CellSize { width: 0, height: 0 }).len(), 800);
    }

    fn any_picture() -> impl Strategy<Value = Picture> {
        // Few greys make long runs and many collisions, all greys make many planes: both are wanted.
        let greys = prop_oneof![Just(2_u8), Just(5), Just(255)];
        (1..=97_u32, 1..=97_u32, greys).prop_flat_map(|(width, height, greys)| {
            let count = (width * height) as usize;
            let grey = proptest::collection::vec(0..=greys, count);
            let marks = proptest::collection::vec((-9..99_i32, -9..99_i32, 0..60_u32, 0..4_usize), 0..6);
            (Just((width, height)), grey, marks).prop_map(move |((width, height), grey, marks)| {
                let stretched = grey.iter().map(|&v| v * (255 / greys)).collect();
                let mut picture = Picture::new(width, height, stretched).unwrap();
                for (left, top, side, ink) in marks {
                    let area = Area { left, top, width: side, height: side / 2 };
                    picture.draw_frame(area, Ink::ALL[ink], 1 + side / 20);
                }
                picture
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_picture_is_decoded_to_exactly_its_pixels(picture in any_picture(), registers in 0..300_u16) {
            let bytes = encode(&picture, all(registers));
            let mut inks: Vec<_> = inked(&picture).filter_map(|(_, ink)| ink).collect();
            inks.dedup();
            inks.sort_unstable();
            inks.dedup();
            // All greys, and some between them, are there where the inks leave 101 registers.
            if usize::from(registers) >= 101 + inks.len() {
                check(&picture, &bytes);
            } else {
                check_few(&picture, &bytes, registers);
            }
        }

        #[test]
        fn no_pixel_is_farther_off_than_the_tolerance(picture in any_picture(), hundredths in 0..3000_u16) {
            let tolerance = Tolerance::from_hundredths(hundredths);
            let (_, _, shown) = pixels(&encode(&picture, Dial { registers: 256, tolerance }));
            for (pixel, (value, ink)) in shown.iter().zip(inked(&picture)) {
                match ink {
                    Some(ink) => prop_assert_eq!(*pixel, <[u8; 3]>::from(ink.rgb())),
                    // 1.5: half the widest step of the 101 greys.
                    None => prop_assert!(u16::from(pixel[0].abs_diff(value)) * 100 <= hundredths + 150),
                }
            }
        }

        #[test]
        fn a_palette_arrives_in_percent(
            palette in proptest::collection::vec(any::<Rgb>(), 1..=256), seed: u32, width in 1..60_u32
        ) {
            let height = 9;
            let mut state = seed;
            let indices: Vec<u8> = (0..width * height).map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                u8::try_from((state >> 16) as usize % palette.len()).unwrap()
            }).collect();
            let picture = Picture::paletted(width, height, indices.clone(), palette.clone()).unwrap();
            let (_, _, shown) = pixels(&encode(&picture, all(1024)));
            for (pixel, index) in shown.iter().zip(indices) {
                for (&shown, value) in pixel.iter().zip(palette[usize::from(index)]) {
                    let nearest = (0..=100).map(byte).map(|grey| grey.abs_diff(value)).min().unwrap();
                    prop_assert_eq!(shown.abs_diff(value), nearest);
                }
            }
            // With few registers there are that many colours, all of them of the palette.
            let (_, _, mut few) = pixels(&encode(&picture, all(16)));
            few.sort_unstable();
            few.dedup();
            prop_assert!(few.len() <= 16);
            prop_assert!(few.iter().all(|colour| shown.contains(colour)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn greys_in_a_narrow_range_are_above_50_decibels(base in 0..=250_u8, seed: u32, greys in 1..=5_u32) {
            let mut state = seed;
            let grey = (0..40 * 13).map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                base + u8::try_from((state >> 16) % greys).unwrap()
            });
            let picture = Picture::new(40, 13, grey.collect()).unwrap();
            let bytes = encode(&picture, all(256));
            check(&picture, &bytes);
            prop_assert!(decibels(&picture, &bytes) > 50.0);
        }
    }

    #[test]
    fn deeper_greys_are_rounded_once() {
        // 4.3 of 255: nearer to the 5 of 2 % than to the 3 of 1 %; as 4 it would be as near to both.
        let picture = Picture::deep(1, 1, &[1105]).unwrap();
        assert_eq!(picture.grey(), [4]);
        assert_eq!(pixels(&encode(&picture, all(256))).2, [[5; 3]]);
    }
}
