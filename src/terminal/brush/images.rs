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
    /// [`Canvas::origin`] when it was sent.
    origin: (i32, i32),
    placed: Vec<Cells>,
    /// It is part of what is wanted, be it under text for now.
    is_needed: bool,
}

/// The images that the terminal has.
#[derive(Debug, Default)]
pub(super) struct Images {
    area: Option<Cells>,
    origin: (i32, i32),
    held: Vec<Image>,
}

impl Images {
    /// The terminal may have kept anything or nothing: all that it might have is let go.
    pub(super) fn forget(&mut self) {
        self.area = None;
    }

    /// The bytes that send a patch's pixels; nothing, and the patch stays bare, where there is no memory for them.
    pub(super) fn send(&mut self, patch: &Patch, part: &Picture, tolerance: Tolerance) -> Vec<u8> {
        self.held.push(Image {
            number: patch.object,
            cells: patch.cells,
            origin: patch.origin,
            placed: Vec::new(),
            is_needed: true,
        });
        kitty::transmit(part, image(patch.object), tolerance).unwrap_or_default()
    }

    /// The bytes that bring every image to where it is to be seen, and let go of those that are not.
    ///
    /// Text hides an image by its being left out there: an image under text would be seen through it.
    pub(super) fn place(&mut self, canvas: &Canvas, cell: CellSize) -> Vec<u8> {
        let (area, origin) = (canvas.wanted().map(|wanted| wanted.area), canvas.origin());
        let is_elsewhere = (self.area, self.origin) != (area, origin);
        let (mut placed, mut taken_away) = (Vec::new(), Vec::new());
        for image in &mut self.held {
            let seen = canvas.seen_of(image.number);
            image.is_needed = canvas.needs(image.number);
            if seen == image.placed && image.is_needed && !is_elsewhere {
                continue;
            }
            // A placement of the same number takes the place of the one before it.
            for (number, cells) in (1_u32..).zip(&seen) {
                let place = (area.unwrap_or(*cells), origin);
                placed.extend(placement(image, (number, *cells), place, cell));
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
        self.held.retain(|image| image.is_needed);
        (self.area, self.origin) = (area, origin);
        [placed, taken_away].concat()
    }
}

/// Places the part of an image that lies in `cells`, which count from the picture's corner as it is now; the image's own from where it
/// was when the image was sent.
fn placement(
    image: &Image,
    (number, cells): (u32, Cells),
    (area, origin): (Cells, (i32, i32)),
    cell: CellSize,
) -> Vec<u8> {
    let (across, down) = (u32::from(cell.width), u32::from(cell.height));
    let within =
        |now: u16, moved: i32, sent: u16| i32::from(now).wrapping_add(moved).wrapping_sub(sent.into());
    let right = within(cells.column, origin.0.wrapping_sub(image.origin.0), image.cells.column);
    let below = within(cells.row, origin.1.wrapping_sub(image.origin.1), image.cells.row);
    let source = Area {
        left: right.saturating_mul(cell.width.into()),
        top: below.saturating_mul(cell.height.into()),
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
