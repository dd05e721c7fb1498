//! A terminal's glass: what a stream of bytes leaves of text and pixels on it, read by parsers that are not ours.

use base64::Engine;
use icy_sixel::SixelImage;
use std::collections::{BTreeMap, HashMap};
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
    /// Images of the kitty protocol by number: sides and pixels.
    images: HashMap<u32, (usize, usize, Vec<[u8; 3]>)>,
    /// Where they are: by image and placement.
    placed: BTreeMap<(u32, u32), Placed>,
    /// The image on its way.
    coming: Option<(u32, String)>,
}

/// A placement: the cell of its corner, and the part of the image.
#[derive(Debug, Clone, Copy)]
struct Placed {
    cell: (usize, usize),
    from: (usize, usize),
    size: (usize, usize),
}

impl Glass {
    pub fn new((columns, rows): (u16, u16), (width, height): (u16, u16)) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        let cell = (usize::from(width), usize::from(height));
        let pixels = vec![None; columns * cell.0 * rows * cell.1];
        Self {
            columns,
            rows,
            cell,
            cursor: (0, 0),
            saved: (0, 0),
            sixel: None,
            pixels,
            sixels: 0,
            images: HashMap::new(),
            placed: BTreeMap::new(),
            coming: None,
        }
    }

    /// Reads what was sent. The parser passes over what is kitty's.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut parser = vte::Parser::new();
        let mut left = bytes;
        while let Some(at) = left.windows(3).position(|window| window == b"\x1b_G") {
            parser.advance(self, &left[..at]);
            let end = left[at..].windows(2).position(|window| window == b"\x1b\\").unwrap();
            self.kitty(std::str::from_utf8(&left[at + 3..at + end]).unwrap());
            left = &left[at + end + 2..];
        }
        parser.advance(self, left);
    }

    pub fn pixel(&self, x: usize, y: usize) -> Pixel {
        let of = |(key, placed): (&(u32, u32), &Placed)| {
            let (left, top) = (placed.cell.0 * self.cell.0, placed.cell.1 * self.cell.1);
            let is_within = x >= left && y >= top && x < left + placed.size.0 && y < top + placed.size.1;
            let (across, _, pixels) = self.images.get(&key.0)?;
            is_within.then(|| pixels[(placed.from.1 + y - top) * across + placed.from.0 + x - left])
        };
        let seen: Vec<[u8; 3]> = self.placed.iter().filter_map(of).collect();
        assert!(seen.len() <= 1, "two images at {x}, {y}");
        seen.first().copied().or(self.pixels[y * self.columns * self.cell.0 + x])
    }

    /// Images that the terminal has.
    pub fn images(&self) -> usize {
        self.images.len()
    }

    fn kitty(&mut self, sequence: &str) {
        let (control, payload) = sequence.split_once(';').unwrap_or((sequence, ""));
        let keys: HashMap<&str, &str> =
            control.split(',').map(|pair| pair.split_once('=').unwrap()).collect();
        let figure = |key: &str| keys.get(key).map_or(0, |value| value.parse::<u32>().unwrap());
        let side = |key: &str| usize::try_from(figure(key)).unwrap();
        let id = figure("i");
        match keys.get("a").copied() {
            // A question shows nothing.
            Some("q") => return,
            Some("t") => self.coming = Some((id, String::new())),
            Some("p") => {
                let size = (side("w"), side("h"));
                assert_eq!(size, (side("c") * self.cell.0, side("r") * self.cell.1), "scaled");
                assert!(self.images.contains_key(&id), "an image that was not sent");
                let placed = Placed { cell: self.cursor, from: (side("x"), side("y")), size };
                self.placed.insert((id, figure("p")), placed);
                return;
            }
            Some("d") => {
                let only = figure("p");
                self.placed.retain(|key, _| key.0 != id || (only > 0 && key.1 != only));
                if keys["d"] == "I" {
                    self.images.remove(&id);
                }
                return;
            }
            _ => {}
        }
        let (number, text) = self.coming.as_mut().unwrap();
        text.push_str(payload);
        if keys.get("m") == Some(&"0") {
            let file = base64::engine::general_purpose::STANDARD.decode(text.as_bytes()).unwrap();
            let number = *number;
            self.images.insert(number, decoded(&file));
            self.coming = None;
        }
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
        let figures: Vec<usize> = declared
            .split(|c: char| !c.is_ascii_digit())
            .take(4)
            .map(|figure| figure.parse().unwrap())
            .collect();
        let image = SixelImage::decode(&text).unwrap();
        assert_eq!(image.width, figures[2]);
        let (left, top) = (self.cursor.0 * self.cell.0, self.cursor.1 * self.cell.1);
        assert!(
            top + figures[3] <= (self.rows - 1) * self.cell.1,
            "a sixel on the last row scrolls the screen"
        );
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

fn decoded(file: &[u8]) -> (usize, usize, Vec<[u8; 3]>) {
    let mut decoder = png::Decoder::new(io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let pixels = match info.color_type {
        png::ColorType::Grayscale => pixels.iter().map(|&grey| [grey; 3]).collect(),
        png::ColorType::Rgb => pixels.chunks(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect(),
        other => panic!("{other:?}"),
    };
    (info.width as usize, info.height as usize, pixels)
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
