//! A terminal's glass: what a stream of bytes leaves of text and pixels on it, read by parsers that are not ours.

use icy_sixel::SixelImage;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use intrascope::terminal::writer::Sink;

/// Takes all bytes at once and keeps them.
#[derive(Debug, Clone, Default)]
pub struct Tape(Arc<Mutex<Vec<u8>>>);

impl Tape {
    /// What was written since the last time.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Sink for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn wait(&mut self, _: Duration) -> io::Result<()> {
        Ok(())
    }
}

/// A pixel on the glass: none where a cell of text is.
pub type Pixel = Option<[u8; 3]>;

/// Columns × rows of cells, and their pixels.
pub struct Glass {
    columns: usize,
    rows: usize,
    cell: (usize, usize),
    cursor: (usize, usize),
    saved: (usize, usize),
    sixel: Option<Vec<u8>>,
    pixels: Vec<Pixel>,
    /// How many sixels there were.
    pub sixels: usize,
}

impl Glass {
    pub fn new((columns, rows): (u16, u16), (width, height): (u16, u16)) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        let cell = (usize::from(width), usize::from(height));
        let pixels = vec![None; columns * cell.0 * rows * cell.1];
        Self { columns, rows, cell, cursor: (0, 0), saved: (0, 0), sixel: None, pixels, sixels: 0 }
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        vte::Parser::new().advance(self, bytes);
    }

    pub fn pixel(&self, x: usize, y: usize) -> Pixel {
        self.pixels[y * self.columns * self.cell.0 + x]
    }

    fn clear_cell(&mut self, column: usize, row: usize) {
        let across = self.columns * self.cell.0;
        for y in row * self.cell.1..(row + 1) * self.cell.1 {
            self.pixels[y * across + column * self.cell.0..][..self.cell.0].fill(None);
        }
    }

    fn show(&mut self, sixel: &[u8]) {
        let text = [b"\x1bPq", sixel, b"\x1b\\"].concat();
        let declared = std::str::from_utf8(sixel).unwrap().trim_start_matches('"');
        let figures: Vec<usize> =
            declared.split(|c: char| !c.is_ascii_digit()).take(4).map(|figure| figure.parse().unwrap()).collect();
        let image = SixelImage::decode(&text).unwrap();
        assert_eq!(image.width, figures[2]);
        let (left, top) = (self.cursor.0 * self.cell.0, self.cursor.1 * self.cell.1);
        assert!(top + figures[3] <= (self.rows - 1) * self.cell.1, "a sixel on the last row scrolls the screen");
        let across = self.columns * self.cell.0;
        for y in 0..figures[3] {
            for x in 0..image.width {
                let rgba = &image.pixels[(y * image.width + x) * 4..][..4];
                assert_eq!(rgba[3], 255, "transparent");
                self.pixels[(top + y) * across + left + x] = Some([rgba[0], rgba[1], rgba[2]]);
            }
        }
        self.sixels += 1;
    }
}

impl vte::Perform for Glass {
    fn print(&mut self, c: char) {
        for _ in 0..unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) {
            if self.cursor.0 < self.columns && self.cursor.1 < self.rows {
                self.clear_cell(self.cursor.0, self.cursor.1);
            }
            self.cursor.0 += 1;
        }
    }

    fn csi_dispatch(&mut self, params: &vte::Params, intermediates: &[u8], _: bool, action: char) {
        let figure = |place: usize| params.iter().nth(place).map_or(1, |param| usize::from(param[0]).max(1));
        match (intermediates, action) {
            ([], 'H') => self.cursor = (figure(1) - 1, figure(0) - 1),
            ([], 'J') => self.pixels.fill(None),
            _ => {}
        }
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        match byte {
            b'7' => self.saved = self.cursor,
            b'8' => self.cursor = self.saved,
            _ => {}
        }
    }

    fn hook(&mut self, _: &vte::Params, _: &[u8], _: bool, action: char) {
        assert_eq!(action, 'q');
        self.sixel = Some(Vec::new());
    }

    fn put(&mut self, byte: u8) {
        self.sixel.as_mut().unwrap().push(byte);
    }

    fn unhook(&mut self) {
        let sixel = self.sixel.take().unwrap();
        self.show(&sixel);
    }
}
