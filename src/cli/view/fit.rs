//! How large a picture is drawn: inside of what was asked for or of the window, its aspect kept.

use crate::cli::args::{Size, Unit};
use crate::imaging::ImageSize;
use crate::terminal::graphics::{CellSize, Picture, USUAL_CELL};
use crate::terminal::probe::{Graphics, Window};

/// A terminal that does not know its own size.
const USUAL_WINDOW: (u32, u32) = (80, 24);

/// The terminal that is printed to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    pub(super) window: Window,
    pub(super) cell: CellSize,
}

impl Screen {
    /// Columns and rows, where the terminal knows them.
    fn cells(self) -> Option<(u32, u32)> {
        let cells = (u32::from(self.window.columns), u32::from(self.window.rows));
        (cells.0 > 0 && cells.1 > 0).then_some(cells)
    }
}

/// Whether an image may be drawn larger than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Any,
    /// Pixel for pixel there is nothing more to see, and more to send.
    OwnPixels,
}

/// The place for a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Canvas {
    /// Pixels of the screen.
    room: (u32, u32),
    pub(super) cell: CellSize,
    /// Pixels of the picture in one cell, where characters draw it.
    glyph: Option<(u16, u16)>,
    scale: Scale,
}

impl Canvas {
    /// The place that was asked for, else the window without its last row: there the prompt comes, and a sixel that touched it would
    /// scroll the screen. No terminal shows more columns than it has, nor a picture by pixels that is higher than itself.
    pub(super) fn new(size: Option<Size>, graphics: Graphics, screen: Option<Screen>) -> Self {
        let cell = screen.map_or(USUAL_CELL, |screen| screen.cell);
        let glyph = match graphics {
            Graphics::Cells(glyphs, _) => Some(glyphs.pixels_a_cell()),
            _ => None,
        };
        let pixels = |(columns, rows): (u32, u32)| {
            (columns.saturating_mul(cell.width.into()), rows.saturating_mul(cell.height.into()))
        };
        let within = |(columns, rows): (u32, u32)| pixels((columns, rows.saturating_sub(1).max(1)));
        let window = screen.and_then(Screen::cells);
        let asked = size.map(|Size { width, height, unit }| match unit {
            Some(Unit::Cells) => pixels((width, height)),
            None if glyph.is_some() => pixels((width, height)),
            Some(Unit::Pixels) | None => (width, height),
        });
        let room = match (asked, window.map(within)) {
            (None, window) => window.unwrap_or_else(|| within(USUAL_WINDOW)),
            (Some(asked), None) => asked,
            (Some(asked), Some(window)) if glyph.is_some() => (asked.0.min(window.0), asked.1),
            (Some(asked), Some(window)) => (asked.0.min(window.0), asked.1.min(window.1)),
        };
        let scale = if size.is_none() && glyph.is_none() { Scale::OwnPixels } else { Scale::Any };
        Self { room, cell, glyph, scale }
    }

    /// Pixels of the picture of an image.
    pub(super) fn pixels(&self, image: ImageSize) -> (u32, u32) {
        match self.glyph {
            None => self.fitted(image, (Picture::MAX_WIDTH, Picture::MAX_HEIGHT)),
            Some((across, down)) => {
                let (columns, rows) = self.cells(image);
                (u32::from(columns) * u32::from(across), u32::from(rows) * u32::from(down))
            }
        }
    }

    /// Columns and rows that characters draw an image on.
    pub(super) fn cells(&self, image: ImageSize) -> (u16, u16) {
        let (across, down) = self.glyph.unwrap_or((1, 1));
        let (width, height) = (u32::from(self.cell.width.max(1)), u32::from(self.cell.height.max(1)));
        let most = |pixels: u32, each: u16| pixels / u32::from(each.max(1));
        let most_columns = (self.room.0 / width).clamp(1, most(Picture::MAX_WIDTH, across));
        let most_rows = (self.room.1 / height).clamp(1, most(Picture::MAX_HEIGHT, down));
        let fitted = self.fitted(image, (most_columns * width, most_rows * height));
        let cells = |pixels: u32, side: u32, most: u32| {
            u16::try_from(((pixels + side / 2) / side).clamp(1, most)).unwrap_or(u16::MAX)
        };
        (cells(fitted.0, width, most_columns), cells(fitted.1, height, most_rows))
    }

    /// The largest size of the image's aspect within the room and these limits.
    fn fitted(&self, image: ImageSize, (most_width, most_height): (u32, u32)) -> (u32, u32) {
        let (mut width, mut height) = (self.room.0.min(most_width), self.room.1.min(most_height));
        if self.scale == Scale::OwnPixels {
            (width, height) = (width.min(image.width), height.min(image.height));
        }
        let (own_width, own_height) = (u64::from(image.width.max(1)), u64::from(image.height.max(1)));
        let scaled = |side: u32, own: u64, other: u64| {
            let side = (2 * u64::from(side) * other + own) / (2 * own);
            u32::try_from(side).unwrap_or(u32::MAX).max(1)
        };
        if u64::from(width) * own_height <= u64::from(height) * own_width {
            (width.max(1), scaled(width, own_width, own_height).min(height.max(1)))
        } else {
            (scaled(height, own_height, own_width).min(width.max(1)), height.max(1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::sixel::SixelLimits;
    use crate::terminal::graphics::{ColourDepth, Glyphs};
    use proptest::prelude::*;

    const PIXELS: Graphics = Graphics::Sixel(SixelLimits { registers: 256, max: (1000, 1000) });
    const HALVES: Graphics = Graphics::Cells(Glyphs::Halves, ColourDepth::Grey256);

    fn size(width: u32, height: u32, unit: Option<Unit>) -> Size {
        Size { width, height, unit }
    }

    fn screen(columns: u16, rows: u16) -> Screen {
        let window = Window { columns, rows, ..Window::default() };
        Screen { window, cell: CellSize { width: 8, height: 16 } }
    }

    fn image(width: u32, height: u32) -> ImageSize {
        ImageSize { width, height }
    }

    #[test]
    fn a_size_counts_what_draws_the_picture_unless_it_says_what() {
        let scan = image(8000, 2000);
        assert_eq!(Canvas::new(Some(size(800, 480, None)), PIXELS, None).pixels(scan), (800, 200));
        assert_eq!(Canvas::new(Some(size(80, 24, Some(Unit::Cells))), PIXELS, None).pixels(scan), (800, 200));
        assert_eq!(Canvas::new(Some(size(120, 40, None)), HALVES, None).cells(scan), (120, 15));
        assert_eq!(
            Canvas::new(Some(size(1200, 800, Some(Unit::Pixels))), HALVES, None).cells(scan),
            (120, 15)
        );
        assert_eq!(Canvas::new(Some(size(100, 9999, None)), PIXELS, None).pixels(image(50, 20)), (100, 40));
    }

    #[test]
    fn the_window_is_filled_but_for_its_last_row() {
        assert_eq!(Canvas::new(None, PIXELS, Some(screen(100, 25))).pixels(image(8000, 8000)), (384, 384));
        assert_eq!(
            Canvas::new(None, PIXELS, Some(screen(100, 25))).pixels(image(90, 30)),
            (90, 30),
            "no larger"
        );
        assert_eq!(Canvas::new(None, HALVES, Some(screen(100, 25))).cells(image(90, 30)), (100, 17));
        assert_eq!(Canvas::new(None, HALVES, Some(screen(100, 1))).cells(image(30, 90)), (1, 1));
        assert_eq!(
            Canvas::new(None, HALVES, Some(screen(0, 0))).cells(image(10, 10)),
            (46, 23),
            "80 by 24 is usual"
        );
    }

    #[test]
    fn what_is_asked_for_still_has_to_fit_the_terminal() {
        let wide = Some(size(4000, 4000, None));
        assert_eq!(Canvas::new(wide, PIXELS, Some(screen(100, 25))).pixels(image(500, 500)), (384, 384));
        assert_eq!(Canvas::new(wide, HALVES, Some(screen(100, 25))).cells(image(500, 500)), (100, 50));
    }

    proptest! {
        #[test]
        fn nothing_is_larger_than_its_place_or_out_of_shape(
            (width, height) in (1..40_000_u32, 1..40_000_u32), (x, y) in (1..9_000_u32, 1..9_000_u32),
        ) {
            let (w, h) = Canvas::new(Some(size(x, y, None)), PIXELS, None).pixels(image(width, height));
            prop_assert!(1 <= w && w <= x.min(Picture::MAX_WIDTH) && 1 <= h && h <= y.min(Picture::MAX_HEIGHT));
            let share = |most: u32, own: u32| f64::from(most) / f64::from(own);
            let scale = share(x.min(Picture::MAX_WIDTH), width).min(share(y.min(Picture::MAX_HEIGHT), height));
            prop_assert!((f64::from(w) - (f64::from(width) * scale).max(1.0)).abs() <= 0.501);
            prop_assert!((f64::from(h) - (f64::from(height) * scale).max(1.0)).abs() <= 0.501);
            let canvas = Canvas::new(Some(size(x, y, None)), HALVES, None);
            let (columns, rows) = canvas.cells(image(width, height));
            prop_assert!(u32::from(columns) <= x && u32::from(rows) <= y && columns > 0 && rows > 0);
            prop_assert_eq!(canvas.pixels(image(width, height)), (u32::from(columns), 2 * u32::from(rows)));
        }
    }
}
