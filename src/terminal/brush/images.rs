//! Pictures on a terminal that keeps images by their numbers (the kitty graphics protocol): sent once, then only placed and let go.

use crate::terminal::canvas::{Canvas, Cells, Patch};
use crate::terminal::graphics::kitty::{self, ImageId, PlacementId};
use crate::terminal::graphics::{Area, CellSize, Picture, Tolerance};
use std::num::NonZeroU32;

/// One image that the terminal has, and where it was placed.
#[derive(Debug)]
struct Image {
    number: u32,
    /// Of the picture.
    cells: Cells,
    placed: Vec<Cells>,
    /// It is part of what is wanted, be it under text for now.
    is_needed: bool,
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

    /// The bytes that send a patch's pixels; nothing, and the patch stays bare, where there is no memory for them.
    pub(super) fn send(&mut self, patch: &Patch, part: &Picture, tolerance: Tolerance) -> Vec<u8> {
        self.images.push(Image {
            number: patch.object,
            cells: patch.cells,
            placed: Vec::new(),
            is_needed: true,
        });
        kitty::transmit(part, image(patch.object), tolerance).unwrap_or_default()
    }

    /// The bytes that bring every image to where it is to be seen, and let go of those that are not.
    ///
    /// Text hides an image by its being left out there: an image under text would be seen through it.
    pub(super) fn place(&mut self, canvas: &Canvas, cell: CellSize) -> Vec<u8> {
        let area = canvas.wanted().map(|wanted| wanted.area);
        let (mut placed, mut taken_away) = (Vec::new(), Vec::new());
        for image in &mut self.images {
            let seen = canvas.seen_of(image.number);
            image.is_needed = canvas.needs(image.number);
            if seen == image.placed && image.is_needed && self.area == area {
                continue;
            }
            // A placement of the same number takes the place of the one before it.
            for (number, cells) in (1_u32..).zip(&seen) {
                placed.extend(placement(image, (number, *cells), area.unwrap_or(*cells), cell));
            }
            let id = self::image(image.number);
            if !image.is_needed {
                taken_away.extend(kitty::delete(id));
            }
            for (number, _) in (1_u32..).zip(&image.placed).skip(seen.len()).filter(|_| image.is_needed) {
                taken_away.extend(kitty::hide(id, PlacementId(counted(number))));
            }
            image.placed = seen;
        }
        // What goes, goes last: nothing is bare in between.
        self.images.retain(|image| image.is_needed);
        self.area = area;
        [placed, taken_away].concat()
    }
}

/// Places the part of an image that lies in `cells`, which count from the picture's corner as the image's own do.
fn placement(image: &Image, (number, cells): (u32, Cells), area: Cells, cell: CellSize) -> Vec<u8> {
    let (across, down) = (u32::from(cell.width), u32::from(cell.height));
    let corner = |cells: u16, side: u32| i32::try_from(u32::from(cells) * side).unwrap_or(i32::MAX);
    let source = Area {
        left: corner(cells.column - image.cells.column, across),
        top: corner(cells.row - image.cells.row, down),
        width: u32::from(cells.columns) * across,
        height: u32::from(cells.rows) * down,
    };
    let size = kitty::Cells { columns: cells.columns, rows: cells.rows };
    // The terminal counts from 1.
    let (row, column) = (u32::from(area.row + cells.row) + 1, u32::from(area.column + cells.column) + 1);
    let mut bytes = format!("\x1b[{row};{column}H").into_bytes();
    bytes.extend(kitty::place(self::image(image.number), PlacementId(counted(number)), source, size));
    bytes
}

fn image(number: u32) -> ImageId {
    ImageId(counted(number))
}

/// Numbers here begin at 1.
fn counted(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}
