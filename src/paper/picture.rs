//! The X-ray image on the sheet, with the marks as numbered frames over it.

use crate::domain::analysis::Mark;
use crate::paper::PaperError;
use crate::paper::canvas::{Area, BLACK, Canvas, Pen, WHITE};
use crate::paper::sheet::SheetImage;
use crate::paper::typeface::Style;
use krilla::image::{BitsPerComponent, CustomImage, Image, ImageColorspace};
use std::sync::Arc;

/// The most pixels that a sheet takes: A4 at 600 dots an inch is 7 016 × 4 961, which is 34.8 million.
pub(super) const PIXELS_MAX: u64 = 35_000_000;

const NUMBER: Style = Style::bold(6.0).grey(WHITE);

/// 8-bit grey pixels as the PDF writer takes them.
#[derive(Hash, Clone)]
struct Grey {
    size: (u32, u32),
    pixels: Arc<[u8]>,
}

impl CustomImage for Grey {
    fn color_channel(&self) -> &[u8] {
        &self.pixels
    }

    fn alpha_channel(&self) -> Option<&[u8]> {
        None
    }

    fn bits_per_component(&self) -> BitsPerComponent {
        BitsPerComponent::Eight
    }

    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn icc_profile(&self) -> Option<&[u8]> {
        None
    }

    fn color_space(&self) -> ImageColorspace {
        ImageColorspace::Luma
    }
}

/// The image for the PDF, or why it cannot be printed. The writer panics on a wrong length, so it is checked here.
pub(super) fn embed(image: &SheetImage) -> Result<Image, PaperError> {
    let pixels = u64::from(image.width) * u64::from(image.height);
    let refused = || PaperError::Image { width: image.width, height: image.height, bytes: image.grey.len() };
    if pixels == 0 || pixels > PIXELS_MAX || u64::try_from(image.grey.len()) != Ok(pixels) {
        return Err(refused());
    }
    let grey = Grey { size: (image.width, image.height), pixels: image.grey.as_slice().into() };
    Image::from_custom(grey, false).map_err(|_| refused())
}

/// The largest area of the image's shape within `room`, in the middle of its width and at its top.
pub(super) fn place(width: u32, height: u32, room: Area) -> Area {
    let scale = (room.width / points(width.max(1))).min(room.height / points(height.max(1)));
    let (width, height) = (points(width.max(1)) * scale, points(height.max(1)) * scale);
    Area { x: room.x + (room.width - width) / 2.0, width, height, ..room }
}

/// Where a mark lies on the sheet: pixel edges map to exact fractions of the picture, and nothing leaves the picture.
pub(super) fn on_sheet(mark: &Mark, original: (u32, u32), picture: Area) -> Area {
    let across = |pixel: u32| picture.width * points(pixel.min(original.0)) / points(original.0.max(1));
    let down = |pixel: u32| picture.height * points(pixel.min(original.1)) / points(original.1.max(1));
    let (left, top) = (across(mark.x), down(mark.y));
    Area {
        x: picture.x + left,
        y: picture.y + top,
        width: across(mark.x.saturating_add(mark.width)) - left,
        height: down(mark.y.saturating_add(mark.height)) - top,
    }
}

/// Draws the picture and its marks; `original` is the size in pixels that the marks count in.
pub(super) fn draw(
    canvas: &mut Canvas<'_, '_>,
    image: Image,
    marks: &[Mark],
    original: (u32, u32),
    picture: Area,
) {
    canvas.picture(image, picture);
    canvas.frame(picture, Pen::solid(0.5, BLACK));
    for mark in marks {
        let area = on_sheet(mark, original, picture);
        // White around black: the frame is seen on any grey.
        canvas.frame(area, Pen::solid(2.4, WHITE));
        canvas.frame(area, Pen::solid(1.1, BLACK));
    }
    for mark in marks {
        number(canvas, mark.number, on_sheet(mark, original, picture), picture);
    }
}

/// The number stands on the frame's upper edge, or inside where the picture ends above it.
fn number(canvas: &mut Canvas<'_, '_>, number: u16, frame: Area, picture: Area) {
    const HEIGHT: f32 = 8.0;
    let text = number.to_string();
    let width = canvas.faces.width(&text, NUMBER) + 4.0;
    let above = frame.y - HEIGHT;
    let y = if above >= picture.y { above } else { frame.y };
    let x = frame.x.min(picture.right() - width);
    let label = Area { x, y, width, height: HEIGHT };
    canvas.fill(label, BLACK);
    canvas.frame(label, Pen::solid(0.5, WHITE));
    canvas.text(x + 2.0, y + 6.1, NUMBER, &text);
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an f32 holds every pixel coordinate below 16.7 million exactly"
)]
fn points(pixels: u32) -> f32 {
    pixels as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::CleanText;

    const ROOM: Area = Area { x: 24.0, y: 60.0, width: 800.0, height: 260.0 };

    fn mark(x: u32, y: u32, width: u32, height: u32) -> Mark {
        Mark { number: 1, x, y, width, height, note: CleanText::default(), proposed_by: None }
    }

    #[test]
    fn the_picture_keeps_its_shape() {
        let wide = place(8_000, 2_000, ROOM);
        assert_eq!((wide.x, wide.width, wide.height), (24.0, 800.0, 200.0));
        let tall = place(1_000, 1_000, ROOM);
        assert_eq!((tall.x, tall.width, tall.height), (294.0, 260.0, 260.0));
    }

    #[test]
    fn a_mark_lies_on_the_pixels_that_it_names() {
        let picture = place(8_000, 2_000, ROOM);
        let area = on_sheet(&mark(4_000, 500, 10, 20), (8_000, 2_000), picture);
        assert_eq!(area, Area { x: 424.0, y: 110.0, width: 1.0, height: 2.0 });
    }

    #[test]
    fn a_mark_beyond_the_image_stays_within_the_picture() {
        let picture = place(8_000, 2_000, ROOM);
        let area = on_sheet(&mark(7_990, u32::MAX, u32::MAX, u32::MAX), (8_000, 2_000), picture);
        assert!(area.right() <= picture.right() && area.bottom() <= picture.bottom());
    }

    #[test]
    fn an_image_that_is_not_its_size_is_refused() {
        for (width, height, bytes) in [(0, 0, 0), (10, 10, 99), (10, 10, 101), (u32::MAX, u32::MAX, 4)] {
            let image = SheetImage { width, height, grey: vec![0; bytes] };
            assert!(matches!(embed(&image), Err(PaperError::Image { .. })), "{width}×{height}");
        }
    }
}
