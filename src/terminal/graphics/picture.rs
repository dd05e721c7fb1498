//! What is shown: grey or the colours of a palette, and over it the few inks in which frames, crosses and
//! labels are drawn.

mod part;

/// The colours that may lie over the grey. Grey carries the picture, so anything coloured was put there by
/// the console.
///
/// Yellow, cyan, magenta and orange: told apart by the colour-blind, and none is a grey of the picture. A
/// later ink is the one shown where two would share a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// The frame of a mark.
    Mark = 1,
    /// Writing on the picture.
    Label = 2,
    /// The mark that keys now act on.
    Selected = 3,
    /// The cross that arrows move.
    Cursor = 4,
}

impl Ink {
    /// Every ink.
    pub const ALL: [Self; 4] = [Self::Mark, Self::Label, Self::Selected, Self::Cursor];

    /// Red, green and blue in percent, the only unit sixel has.
    pub fn percent(self) -> (u8, u8, u8) {
        match self {
            Self::Mark => (100, 100, 0),
            Self::Label => (100, 53, 0),
            Self::Selected => (0, 100, 100),
            Self::Cursor => (100, 0, 100),
        }
    }

    /// Red, green and blue, 0–255: the same colours, which are also exactly those of [`Self::palette_256`].
    pub fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Mark => (255, 255, 0),
            Self::Label => (255, 135, 0),
            Self::Selected => (0, 255, 255),
            Self::Cursor => (255, 0, 255),
        }
    }

    /// The ink in the 6×6×6 cube of the 256-colour palette (16 + 36 r + 6 g + b).
    pub fn palette_256(self) -> u8 {
        match self {
            Self::Mark => 226,
            Self::Label => 208,
            Self::Selected => 51,
            Self::Cursor => 201,
        }
    }

    /// The nearest of the sixteen named colours (orange has none: the dark yellow, which a VGA palette shows
    /// as brown).
    pub fn palette_16(self) -> u8 {
        match self {
            Self::Mark => 11,
            Self::Label => 3,
            Self::Selected => 14,
            Self::Cursor => 13,
        }
    }
}

/// A rectangle on a picture, pixels; it may lie partly or wholly outside, as a mark does when the view has
/// moved away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub width: u32,
    pub height: u32,
}

/// Why something is no picture, or not one that fits its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// A side is nothing, or longer than any screen.
    #[error(
        "a picture of {width}×{height} pixels: sides are from 1 to {}×{}",
        Picture::MAX_WIDTH,
        Picture::MAX_HEIGHT
    )]
    Size { width: u32, height: u32 },
    /// The pixels do not fill the sides.
    #[error("{pixels} pixels for a picture of {width}×{height}")]
    Length { width: u32, height: u32, pixels: usize },
    /// A palette of nothing, or of more than indices can tell apart.
    #[error("a palette of {colours} colours: from 1 to {}", Picture::MOST_COLOURS)]
    Palette { colours: usize },
    /// A pixel of a colour that the palette does not have.
    #[error("a pixel of colour {index} in a palette of {colours}")]
    Index { index: u8, colours: usize },
    /// The picture was not made for so many cells.
    #[error("a picture of {width}×{height} pixels for {columns}×{rows} cells")]
    Cells { width: u32, height: u32, columns: u16, rows: u16 },
}

/// Red, green and blue, 0–255.
pub type Rgb = [u8; 3];

/// A picture as it is to appear, with inks over it. Rows from the top, pixels from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    grey: Vec<u8>,
    /// What rounding to eight bits left of each pixel, in 65 535ths; empty where nothing finer was known.
    rest: Vec<i8>,
    colours: Option<Colours>,
    /// Empty until something is drawn: most pictures have no ink.
    overlay: Vec<Option<Ink>>,
}

/// The pixels of a picture in colour.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Colours {
    indices: Vec<u8>,
    palette: Vec<Rgb>,
}

impl Picture {
    /// The widest picture: an 8K display has 7680×4320 pixels, and a picture is never larger than its screen.
    pub const MAX_WIDTH: u32 = 7680;
    /// The highest picture.
    pub const MAX_HEIGHT: u32 = 4320;
    /// The largest palette: an index is a byte.
    pub const MOST_COLOURS: usize = 256;

    /// A picture without inks; `grey` holds `width × height` pixels, 0 black to 255 white.
    pub fn new(width: u32, height: u32, grey: Vec<u8>) -> Result<Self, PictureFault> {
        if !(1..=Self::MAX_WIDTH).contains(&width) || !(1..=Self::MAX_HEIGHT).contains(&height) {
            return Err(PictureFault::Size { width, height });
        }
        let pixels = grey.len();
        if pixels != width as usize * height as usize {
            return Err(PictureFault::Length { width, height, pixels });
        }
        Ok(Self { width, height, grey, rest: Vec::new(), colours: None, overlay: Vec::new() })
    }

    /// A picture from greys of 0 to 65 535, of which encoders with levels between those of eight bits make
    /// use: sixel counts in percent, and a grey rounded twice is off by up to half a level more, which is
    /// half a decibel.
    pub fn deep(width: u32, height: u32, grey: &[u16]) -> Result<Self, PictureFault> {
        let level = |value: u16| (u32::from(value) + DEEP_A_LEVEL / 2) / DEEP_A_LEVEL;
        let levels: Vec<u8> =
            grey.iter().map(|&value| u8::try_from(level(value)).unwrap_or(u8::MAX)).collect();
        let left = |(&value, &level): (&u16, &u8)| {
            let rest = i32::from(value) - i32::from(deepened(level, 0));
            i8::try_from(rest).unwrap_or(i8::MAX)
        };
        let rest = grey.iter().zip(&levels).map(left).collect();
        Ok(Self { rest, ..Self::new(width, height, levels)? })
    }

    /// A picture in the colours of a palette; `indices` holds `width × height` pixels. Encoders that know
    /// only grey take its brightness.
    pub fn paletted(
        width: u32,
        height: u32,
        indices: Vec<u8>,
        palette: Vec<Rgb>,
    ) -> Result<Self, PictureFault> {
        let colours = palette.len();
        if !(1..=Self::MOST_COLOURS).contains(&colours) {
            return Err(PictureFault::Palette { colours });
        }
        if let Some(&index) = indices.iter().find(|&&index| usize::from(index) >= colours) {
            return Err(PictureFault::Index { index, colours });
        }
        let brightness: Vec<u8> = palette.iter().map(|&colour| luma(colour)).collect();
        let grey = indices.iter().map(|&index| brightness[usize::from(index)]).collect();
        Ok(Self { colours: Some(Colours { indices, palette }), ..Self::new(width, height, grey)? })
    }

    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    /// The grey of every pixel, without the inks; the brightness of pixels in colour.
    pub fn grey(&self) -> &[u8] {
        &self.grey
    }

    /// What eight bits left of each grey, in 65 535ths of the range: empty unless the picture was made
    /// [deep](Self::deep).
    pub fn rest(&self) -> &[i8] {
        &self.rest
    }

    /// How many pixels there are of each grey of 0 to 65 535, without the inks.
    pub(super) fn histogram(&self) -> Vec<u32> {
        let mut counts = vec![0; usize::from(u16::MAX) + 1];
        if self.rest.is_empty() {
            for &grey in &self.grey {
                counts[usize::from(deepened(grey, 0))] += 1;
            }
        }
        for (&grey, &rest) in self.grey.iter().zip(&self.rest) {
            counts[usize::from(deepened(grey, rest))] += 1;
        }
        counts
    }

    /// The index of every pixel and the palette; none for a grey picture.
    pub fn palette(&self) -> Option<(&[u8], &[Rgb])> {
        self.colours.as_ref().map(|colours| (colours.indices.as_slice(), colours.palette.as_slice()))
    }

    /// The ink of every pixel; empty where nothing was drawn.
    pub fn overlay(&self) -> &[Option<Ink>] {
        &self.overlay
    }

    /// The ink of the pixel at this place of [`Self::grey`].
    pub fn ink(&self, place: usize) -> Option<Ink> {
        self.overlay.get(place).copied().flatten()
    }

    /// Draws a frame inside the edges of `area`, `thickness` pixels wide; sides that lie outside the picture
    /// are not drawn.
    pub fn draw_frame(&mut self, area: Area, ink: Ink, thickness: u32) {
        let (left, top) = (i64::from(area.left), i64::from(area.top));
        let (right, bottom) = (left + i64::from(area.width), top + i64::from(area.height));
        let across = i64::from(thickness.min(area.width));
        let down = i64::from(thickness.min(area.height));
        self.fill((left, top), (right, top + down), ink);
        self.fill((left, bottom - down), (right, bottom), ink);
        self.fill((left, top), (left + across, bottom), ink);
        self.fill((right - across, top), (right, bottom), ink);
    }

    /// Draws an upright cross whose four arms reach `arm` pixels from its centre.
    pub fn draw_cross(&mut self, x: i32, y: i32, arm: u32, ink: Ink) {
        let (x, y, arm) = (i64::from(x), i64::from(y), i64::from(arm));
        self.fill((x - arm, y), (x + arm + 1, y + 1), ink);
        self.fill((x, y - arm), (x + 1, y + arm + 1), ink);
    }

    /// Draws a frame of which every other stretch of `dash` pixels is left out.
    pub fn draw_dashed_frame(&mut self, area: Area, ink: Ink, thickness: u32, dash: u32) {
        let whole = self.overlay.clone();
        self.draw_frame(area, ink, thickness);
        let (width, dash) = (self.width.max(1) as usize, dash.max(1) as usize);
        for (place, drawn) in self.overlay.iter_mut().enumerate() {
            if ((place % width + place / width) / dash) % 2 == 1 {
                *drawn = whole.get(place).copied().flatten();
            }
        }
    }

    /// Draws a slanting cross whose four arms reach `arm` pixels from its centre each way.
    pub fn draw_saltire(&mut self, x: i32, y: i32, arm: u32, ink: Ink) {
        let (x, y) = (i64::from(x), i64::from(y));
        let arm = i64::from(arm.min(Self::MAX_WIDTH));
        for step in -arm..=arm {
            self.fill((x + step, y + step), (x + step + 1, y + step + 1), ink);
            self.fill((x + step, y - step), (x + step + 1, y - step + 1), ink);
        }
    }

    /// Refuses a picture that does not have `wide × high` pixels for each of `columns × rows` cells.
    pub(super) fn check_cells(&self, cells: (u16, u16), pixels: (u32, u32)) -> Result<(), PictureFault> {
        let (columns, rows) = cells;
        if self.width == u32::from(columns) * pixels.0 && self.height == u32::from(rows) * pixels.1 {
            return Ok(());
        }
        Err(PictureFault::Cells { width: self.width, height: self.height, columns, rows })
    }

    /// Inks the pixels from one corner up to, not including, the other. Clipped first: a mark may be far
    /// larger than the view.
    fn fill(&mut self, from: (i64, i64), to: (i64, i64), ink: Ink) {
        let (columns, rows) = (clip(from.0, to.0, self.width), clip(from.1, to.1, self.height));
        if columns.is_empty() || rows.is_empty() {
            return;
        }
        self.overlay.resize(self.grey.len(), None);
        for y in rows {
            let row = y * self.width as usize;
            self.overlay[row + columns.start..row + columns.end].fill(Some(ink));
        }
    }
}

/// 65 535 over 255.
pub(super) const DEEP_A_LEVEL: u32 = 257;

/// A grey of 0–65 535 from its eight bits and what these left.
pub(super) fn deepened(grey: u8, rest: i8) -> u16 {
    (u16::from(grey) * 257).saturating_add_signed(rest.into())
}

/// Brightness by the weights of ITU-R BT.601, which sum to 1000 here.
fn luma([red, green, blue]: Rgb) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u8::try_from((sum + 500) / 1000).unwrap_or(u8::MAX)
}

/// The part of `from..to` that lies in `0..length`; an empty range when there is none.
fn clip(from: i64, to: i64, length: u32) -> std::ops::Range<usize> {
    let within = |edge: i64| usize::try_from(edge.clamp(0, i64::from(length))).unwrap_or(0);
    let start = within(from);
    start..within(to).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(picture: &Picture) -> Vec<String> {
        let shown = |ink: &Option<Ink>| ink.map_or('.', |ink| char::from(b'0' + ink as u8));
        let inks: Vec<Option<Ink>> = (0..picture.grey().len()).map(|place| picture.ink(place)).collect();
        inks.chunks(picture.width() as usize).map(|row| row.iter().map(shown).collect()).collect()
    }

    fn black(width: u32, height: u32) -> Picture {
        Picture::new(width, height, vec![0; (width * height) as usize]).unwrap()
    }

    #[test]
    fn sides_and_pixels_must_agree() {
        assert_eq!(Picture::new(0, 4, vec![]), Err(PictureFault::Size { width: 0, height: 4 }));
        assert!(matches!(Picture::new(u32::MAX, u32::MAX, vec![]), Err(PictureFault::Size { .. })));
        assert!(matches!(Picture::new(2, 2, vec![0; 3]), Err(PictureFault::Length { pixels: 3, .. })));
    }

    #[test]
    fn a_palette_must_hold_every_index() {
        let palette = vec![[255, 0, 0], [0, 0, 255]];
        assert_eq!(Picture::paletted(1, 1, vec![0], vec![]), Err(PictureFault::Palette { colours: 0 }));
        let strange = Picture::paletted(2, 1, vec![1, 2], palette.clone());
        assert_eq!(strange, Err(PictureFault::Index { index: 2, colours: 2 }));
        let picture = Picture::paletted(2, 1, vec![1, 0], palette.clone()).unwrap();
        assert_eq!(picture.palette(), Some((&[1, 0][..], palette.as_slice())));
        assert_eq!(picture.grey(), [29, 76]);
    }

    #[test]
    fn a_deep_grey_is_its_level_and_the_rest() {
        for value in 0..=u16::MAX {
            let picture = Picture::deep(1, 1, &[value]).unwrap();
            let again = i32::from(picture.grey()[0]) * 257 + i32::from(picture.rest()[0]);
            assert!(again.abs_diff(value.into()) <= 1, "{value} became {again}");
        }
    }

    #[test]
    fn a_frame_is_drawn_inside_its_area() {
        let mut picture = black(6, 5);
        picture.draw_frame(Area { left: 1, top: 1, width: 4, height: 3 }, Ink::Mark, 1);
        assert_eq!(drawn(&picture), ["......", ".1111.", ".1..1.", ".1111.", "......"]);
    }

    #[test]
    fn sides_outside_the_picture_are_not_drawn() {
        let mut picture = black(4, 3);
        picture.draw_frame(Area { left: -2, top: -1, width: 4, height: 9 }, Ink::Selected, 1);
        assert_eq!(drawn(&picture), [".3..", ".3..", ".3.."]);
    }

    #[test]
    fn a_cross_is_clipped_at_the_corner() {
        let mut picture = black(4, 3);
        picture.draw_cross(0, 0, 2, Ink::Cursor);
        assert_eq!(drawn(&picture), ["444.", "4...", "4..."]);
    }

    #[test]
    fn a_dashed_frame_has_gaps_and_a_saltire_slants() {
        let mut picture = black(6, 3);
        picture.draw_dashed_frame(Area { left: 0, top: 0, width: 6, height: 3 }, Ink::Label, 1, 2);
        assert_eq!(drawn(&picture), ["22..22", "2.....", "..22.."]);
        let mut picture = black(3, 3);
        picture.draw_saltire(1, 1, 1, Ink::Label);
        assert_eq!(drawn(&picture), ["2.2", ".2.", "2.2"]);
    }

    proptest! {
        #[test]
        fn no_frame_or_cross_reaches_outside_or_takes_long(
            left: i32, top: i32, width: u32, height: u32, thickness: u32
        ) {
            let mut picture = black(7, 5);
            picture.draw_frame(Area { left, top, width, height }, Ink::Mark, thickness);
            picture.draw_cross(left, top, thickness, Ink::Cursor);
            picture.draw_dashed_frame(Area { left, top, width, height }, Ink::Label, thickness, thickness);
            picture.draw_saltire(left, top, thickness, Ink::Label);
            prop_assert!(matches!(picture.overlay().len(), 0 | 35));
        }
    }
}
