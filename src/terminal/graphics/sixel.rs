//! Sixel: the picture pixel for pixel, in up to 101 greys (the format counts in percent) and the inks.
//!
//! A band is six rows; each colour in use is drawn over the band in turn, and a later colour covers an
//! earlier one. A pixel that a later colour will cover may therefore be painted by an earlier one, which lets
//! its runs go on unbroken: a tenth to a quarter fewer bytes for the same pixels.

use crate::terminal::graphics::{CellSize, Dial, Ink, Picture, Tolerance};

/// Sixel colours are in percent: 0 to 100 are all the greys there are.
const MOST_GREYS: u8 = 101;
/// Fewer than black and white is no picture, whatever the terminal says of its registers.
const FEWEST_GREYS: u8 = 2;
const PERCENT: u16 = 100;
/// The greys come first among the colours, then the inks.
const FIRST_INK: u8 = MOST_GREYS;
const COLOURS: usize = FIRST_INK as usize + Ink::ALL.len();

const BAND_ROWS: usize = 6;
/// All six pixels of a band's column.
const WHOLE_COLUMN: u8 = 0b11_1111;
/// The character for a column with no pixel; the pixels are bits added to it.
const EMPTY_COLUMN: u8 = b'?';
/// `!4~` and `~~~~`: from four on, the count is shorter.
const SHORTEST_COUNTED: usize = 4;

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

/// The whole picture as one sixel sequence. With fewer registers than 101 and the inks in use there are fewer
/// greys.
pub fn encode(picture: &Picture, dial: Dial) -> Vec<u8> {
    let whole = Part { left: 0, top: 0, width: picture.width() as usize, height: picture.height() as usize };
    encode_part(picture, whole, dial)
}

/// The picture in pieces that the terminal takes: xterm shows nothing at all of a picture beyond its limit.
/// Pieces begin on cells, because that is where a sixel can be placed.
///
/// xterm keeps the last 16 sixels. At its default limit of 1000×1000 a 4K screen takes 4×3 tiles: one picture
/// fits, drawn as a whole each time; patches added one by one would push its first tiles out.
pub fn tiles(picture: &Picture, limits: SixelLimits, tolerance: Tolerance, cell: CellSize) -> Vec<Tile> {
    let dial = Dial { registers: limits.registers, tolerance };
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
                bytes: encode_part(picture, part, dial),
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

fn encode_part(picture: &Picture, part: Part, dial: Dial) -> Vec<u8> {
    let greys = greys(picture, part, dial.registers);
    let colours = colours(picture, part, greys);
    let registers = registers_by_use(&colours, part.width);
    let mut bytes = Vec::new();
    // `"1;1;w;h` makes pixels square (a bare P1 of 0 means 2:1) and tells the size before the first pixel.
    bytes.extend(format!("\x1bPq\"1;1;{};{}", part.width, part.height).bytes());
    for (colour, register) in registers.iter().enumerate() {
        if let Some(register) = register {
            let (red, green, blue) = percent(colour, greys);
            bytes.extend(format!("#{register};2;{red};{green};{blue}").bytes());
        }
    }
    let mut band = Band::new(part.width);
    for (number, rows) in colours.chunks(BAND_ROWS * part.width).enumerate() {
        if number > 0 {
            bytes.push(b'-');
        }
        band.take(rows, part.width);
        band.draw(&registers, &mut bytes);
    }
    bytes.extend(b"\x1b\\");
    bytes
}

/// How many greys are left when the inks in use have their registers.
fn greys(picture: &Picture, part: Part, registers: u16) -> u16 {
    let inked = |ink: &Ink| rows(picture.overlay(), picture, part).any(|row| row.contains(&Some(*ink)));
    let inks = Ink::ALL.iter().filter(|ink| inked(ink)).count();
    let left = registers.saturating_sub(u16::try_from(inks).unwrap_or(u16::MAX));
    left.clamp(FEWEST_GREYS.into(), MOST_GREYS.into())
}

/// The rows of one part of a picture-sized field.
fn rows<'a, T>(field: &'a [T], picture: &Picture, part: Part) -> impl Iterator<Item = &'a [T]> {
    let width = picture.width() as usize;
    field.chunks(width).skip(part.top).take(part.height).map(move |row| &row[part.left..][..part.width])
}

/// The colour of every pixel: the nearest grey, or the ink over it.
fn colours(picture: &Picture, part: Part, greys: u16) -> Vec<u8> {
    let level = |value: u8| nearest(u16::from(value), u16::from(u8::MAX), greys - 1);
    let levels: Vec<u8> = (0..=u8::MAX).map(|value| u8::try_from(level(value)).unwrap_or(u8::MAX)).collect();
    let grey_rows = rows(picture.grey(), picture, part);
    let ink_rows = rows(picture.overlay(), picture, part);
    grey_rows
        .zip(ink_rows)
        .flat_map(|(grey, inks)| grey.iter().zip(inks))
        .map(|(&value, ink)| ink.map_or(levels[usize::from(value)], ink_colour))
        .collect()
}

fn ink_colour(ink: Ink) -> u8 {
    FIRST_INK + ink as u8 - Ink::ALL[0] as u8
}

/// `value` of `of` on a scale up to `top`, rounded to the nearest.
fn nearest(value: u16, of: u16, top: u16) -> u16 {
    (value * top + of / 2) / of
}

fn percent(colour: usize, greys: u16) -> (u16, u16, u16) {
    let ink = colour.checked_sub(FIRST_INK.into()).and_then(|ink| Ink::ALL.get(ink));
    if let Some(ink) = ink {
        let (red, green, blue) = ink.percent();
        return (red.into(), green.into(), blue.into());
    }
    let level = u16::try_from(colour).unwrap_or(0);
    let grey = nearest(level, greys - 1, PERCENT);
    (grey, grey, grey)
}

/// Gives the shortest register numbers to the colours that must be chosen in the most bands; none to those
/// not in use.
fn registers_by_use(colours: &[u8], width: usize) -> [Option<u16>; COLOURS] {
    let mut bands = [0_u32; COLOURS];
    for band in colours.chunks(BAND_ROWS * width) {
        let mut seen = [false; COLOURS];
        for &colour in band {
            seen[usize::from(colour)] = true;
        }
        for (count, seen) in bands.iter_mut().zip(seen) {
            *count += u32::from(seen);
        }
    }
    let mut used: Vec<usize> = (0..COLOURS).filter(|&colour| bands[colour] > 0).collect();
    used.sort_by_key(|&colour| std::cmp::Reverse(bands[colour]));
    let mut registers = [None; COLOURS];
    for (colour, register) in used.into_iter().zip(0..) {
        registers[colour] = Some(register);
    }
    registers
}

/// Where one colour has pixels in a band: a column, and which of its six.
type Pixels = (usize, u8);

/// Six rows, colour by colour.
struct Band {
    /// The columns of each colour, left to right.
    planes: Vec<Vec<Pixels>>,
    /// By column, the pixels whose own colour is yet to come: whatever is painted there now will be covered.
    undrawn: Vec<u8>,
}

impl Band {
    fn new(width: usize) -> Self {
        Self { planes: vec![Vec::new(); COLOURS], undrawn: vec![0; width] }
    }

    /// Sorts up to six rows by colour. The last band of a picture may have fewer: no colour has pixels in the
    /// missing ones, and a run paints only what some column of it must have, so they stay unpainted.
    fn take(&mut self, colours: &[u8], width: usize) {
        self.planes.iter_mut().for_each(Vec::clear);
        let rows: Vec<&[u8]> = colours.chunks(width).collect();
        self.undrawn.fill(WHOLE_COLUMN);
        for column in 0..width {
            for (bit, row) in rows.iter().enumerate() {
                let plane = &mut self.planes[usize::from(row[column])];
                match plane.last_mut() {
                    Some((last, pixels)) if *last == column => *pixels |= 1 << bit,
                    _ => plane.push((column, 1 << bit)),
                }
            }
        }
    }

    /// Draws the colours, those in the most columns first: they have the most runs to gain from painting
    /// where others follow.
    fn draw(&mut self, registers: &[Option<u16>; COLOURS], bytes: &mut Vec<u8>) {
        let mut order: Vec<usize> = (0..COLOURS).filter(|&colour| !self.planes[colour].is_empty()).collect();
        order.sort_by_key(|&colour| std::cmp::Reverse(self.planes[colour].len()));
        for (turn, &colour) in order.iter().enumerate() {
            if turn > 0 {
                bytes.push(b'$');
            }
            bytes.extend(format!("#{}", registers[colour].unwrap_or(0)).bytes());
            draw_plane(&self.planes[colour], &self.undrawn, bytes);
            for &(column, pixels) in &self.planes[colour] {
                self.undrawn[column] &= !pixels;
            }
        }
    }
}

/// One colour of one band, from the left edge to its last pixel.
fn draw_plane(plane: &[Pixels], undrawn: &[u8], bytes: &mut Vec<u8>) {
    let mut run = Run::new();
    let mut next = 0;
    for &(column, pixels) in plane {
        run.pass(&undrawn[next..column], bytes);
        run.reach(pixels, undrawn[column], bytes);
        next = column + 1;
    }
    run.write(bytes);
}

/// Columns that one and the same character can draw: as long as there is a set of pixels that holds all that
/// must be painted and nothing that may not.
struct Run {
    columns: usize,
    must: u8,
    may: u8,
}

impl Run {
    fn new() -> Self {
        Self { columns: 0, must: 0, may: WHOLE_COLUMN }
    }

    /// Takes one more column in, or writes the run and begins another.
    fn reach(&mut self, must: u8, may: u8, bytes: &mut Vec<u8>) {
        let (all_must, all_may) = (self.must | must, self.may & may);
        if all_must & !all_may == 0 {
            *self = Self { columns: self.columns + 1, must: all_must, may: all_may };
        } else {
            self.write(bytes);
            *self = Self { columns: 1, must, may };
        }
    }

    /// Takes columns in where this colour has no pixel.
    fn pass(&mut self, gap: &[u8], bytes: &mut Vec<u8>) {
        for (done, &may) in gap.iter().enumerate() {
            if self.must | self.may == 0 {
                // An empty run that can only stay empty: the rest of the gap need not be looked at.
                self.columns += gap.len() - done;
                return;
            }
            self.reach(0, may, bytes);
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let character = EMPTY_COLUMN + self.must;
        if self.columns < SHORTEST_COUNTED {
            bytes.extend(std::iter::repeat_n(character, self.columns));
        } else {
            bytes.extend(format!("!{}", self.columns).bytes());
            bytes.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::Area;
    use icy_sixel::SixelImage;
    use proptest::prelude::*;

    /// A percent as the terminals count it back to eight bits.
    fn byte(percent: u16) -> u8 {
        u8::try_from((u32::from(percent) * 255 + 50) / 100).unwrap()
    }

    /// The pixel that `value` and `ink` should become, by searching the scale for the nearest grey and not as
    /// the encoder counts.
    fn intended(value: u8, ink: Option<Ink>, greys: u16) -> [u8; 3] {
        if let Some(ink) = ink {
            return ink.rgb().into();
        }
        let steps = u32::from(greys) - 1;
        let off = |level: &u32| (level * 255).abs_diff(u32::from(value) * steps);
        let level = (0..=steps).min_by_key(off).unwrap();
        // Halves go up: of two percents as near the first found is taken.
        let grey =
            (0..=100).rev().min_by_key(|percent: &u32| (percent * steps).abs_diff(level * 100)).unwrap();
        [byte(u16::try_from(grey).unwrap()); 3]
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

    fn intended_pixels(picture: &Picture, greys: u16) -> Vec<[u8; 3]> {
        let pairs = picture.grey().iter().zip(picture.overlay());
        pairs.map(|(&value, &ink)| intended(value, ink, greys)).collect()
    }

    fn check(picture: &Picture, bytes: &[u8], greys: u16) {
        let (width, height, shown) = pixels(bytes);
        assert_eq!((width, height), (picture.width() as usize, picture.height() as usize));
        assert!(shown == intended_pixels(picture, greys), "the pixels differ");
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
        check(&ramp(), &bytes, 101);
        let mut levels: Vec<[u8; 3]> = pixels(&bytes).2;
        levels.sort_unstable();
        levels.dedup();
        assert_eq!(levels.len(), 101);
    }

    #[test]
    fn inks_take_their_registers_from_the_greys() {
        let mut picture = ramp();
        picture.draw_frame(Area { left: 3, top: 1, width: 40, height: 5 }, Ink::Mark, 1);
        picture.draw_cross(100, 3, 2, Ink::Cursor);
        let bytes = encode(&picture, all(16));
        check(&picture, &bytes, 14);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("#15;2;") && !text.contains("#16"), "sixteen registers, no more");
        for registers in 0..8 {
            check(&picture, &encode(&picture, all(registers)), registers.saturating_sub(2).max(2));
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
        assert!(text.ends_with("#0!9@$#1!4?@\x1b\\"), "{text}");
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
        assert!(seen == intended_pixels(&picture, 101));
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
            let inks = Ink::ALL.iter().filter(|&&ink| picture.overlay().contains(&Some(ink))).count();
            let greys = registers.saturating_sub(u16::try_from(inks).unwrap()).clamp(2, 101);
            check(&picture, &encode(&picture, all(registers)), greys);
        }
    }
}
