//! Pictures on a terminal that keeps images by their numbers (the kitty graphics protocol): sent once, then only placed and let go.

use crate::terminal::brush::png;
use crate::terminal::canvas::{Canvas, Cells, Patch};
use crate::terminal::graphics::{CellSize, Picture};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes of a sequence's payload: the protocol takes no more at a time.
const CHUNK: usize = 4096;

/// Where images stand among the layers of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// Under the text.
    Under,
    /// Where the terminal puts them.
    Usual,
}

/// One image that the terminal has, and where it was placed.
#[derive(Debug)]
struct Image {
    number: u32,
    /// Of the picture.
    cells: Cells,
    placed: Vec<Cells>,
}

/// The images that the terminal has.
#[derive(Debug, Default)]
pub(super) struct Images {
    area: Option<Cells>,
    images: Vec<Image>,
}

impl Images {
    /// The terminal may have kept anything or nothing: all that it might have is let go.
    pub(super) fn forget(&mut self) {
        self.area = None;
    }

    /// The bytes that send a patch's pixels.
    pub(super) fn send(&mut self, patch: &Patch, part: &Picture) -> Vec<u8> {
        let payload = STANDARD.encode(png::encode(part));
        let chunks: Vec<&[u8]> = payload.as_bytes().chunks(CHUNK).collect();
        let mut bytes = Vec::with_capacity(payload.len() + chunks.len() * 16 + 32);
        for (place, chunk) in chunks.iter().enumerate() {
            let more = u8::from(place + 1 < chunks.len());
            let head = match place {
                0 => format!("\x1b_Ga=t,f=100,q=2,i={},m={more};", patch.object),
                _ => format!("\x1b_Gm={more};"),
            };
            bytes.extend(head.bytes());
            bytes.extend(*chunk);
            bytes.extend(b"\x1b\\");
        }
        self.images.push(Image { number: patch.object, cells: patch.cells, placed: Vec::new() });
        bytes
    }

    /// The bytes that bring every image to where it is to be seen, and let go of those that are not.
    ///
    /// Text hides an image by its being left out there: an image under text would be seen through it.
    pub(super) fn place(&mut self, canvas: &Canvas, cell: CellSize, layer: Layer) -> Vec<u8> {
        let area = canvas.wanted().map(|wanted| wanted.area);
        let (mut placed, mut taken_away) = (Vec::new(), Vec::new());
        for image in &mut self.images {
            let seen = canvas.seen_of(image.number);
            if seen == image.placed && !seen.is_empty() && self.area == area {
                continue;
            }
            // A placement of the same number takes the place of the one before it.
            for (number, cells) in (1_u32..).zip(&seen) {
                placed.extend(placement(image, (number, *cells), area.unwrap_or(*cells), cell, layer));
            }
            if seen.is_empty() {
                // A capital letter lets go of the pixels too.
                taken_away.extend(format!("\x1b_Ga=d,d=I,q=2,i={}\x1b\\", image.number).bytes());
            }
            for number in seen.len() + 1..=image.placed.len().max(seen.len()) {
                let (image, placed) = (image.number, number);
                taken_away.extend(format!("\x1b_Ga=d,d=i,q=2,i={image},p={placed}\x1b\\").bytes());
            }
            image.placed = seen;
        }
        // What goes, goes last: nothing is bare in between.
        self.images.retain(|image| !image.placed.is_empty());
        self.area = area;
        [placed, taken_away].concat()
    }
}

/// Places the part of an image that lies in `cells`, which count from the picture's corner as the image's own do.
fn placement(
    image: &Image,
    (number, cells): (u32, Cells),
    area: Cells,
    cell: CellSize,
    layer: Layer,
) -> Vec<u8> {
    let (across, down) = (u32::from(cell.width), u32::from(cell.height));
    let left = u32::from(cells.column - image.cells.column) * across;
    let top = u32::from(cells.row - image.cells.row) * down;
    let (width, height) = (u32::from(cells.columns) * across, u32::from(cells.rows) * down);
    // The terminal counts from 1.
    let (row, column) = (u32::from(area.row + cells.row) + 1, u32::from(area.column + cells.column) + 1);
    let under = if layer == Layer::Under { ",z=-1" } else { "" };
    let (id, columns, rows) = (image.number, cells.columns, cells.rows);
    format!(
        "\x1b[{row};{column}H\x1b_Ga=p,C=1,q=2,i={id},p={number},x={left},y={top},w={width},h={height},c={columns},r={rows}{under}\x1b\\"
    )
    .into_bytes()
}
