//! One frame: the part of an image a viewport shows, in 8 bits.

use super::pyramid::{Pyramid, PyramidError};
use super::raster::{Grey8, Raster, Rect};
use super::resample::resample;
use super::tone::Tone;
use super::viewport::{Area, ImageSize, Screen, Viewport};

/// Grey beyond the image's edges: darker than a screen's background, lighter than opaque cargo, so that neither is taken for the other.
pub const OUTSIDE: u8 = 24;
/// Most screen pixels of one frame: a 4K screen (3840 × 2160 = 8.3 million). With square pixels at most four times as many are
/// read of the level: 66 MB; a terminal's 1600 × 400 needs 5 MB.
pub const MAX_FRAME_PIXELS: u64 = 3_840 * 2_160;
/// The plane that is looked at: high energy, or the only one.
const LOOKED_AT: u8 = 0;

/// Draws what `viewport` shows of the image; the cost grows with the screen, not with the image.
///
/// # Errors
/// [`PyramidError::OutOfRange`] for a screen beyond [`MAX_FRAME_PIXELS`], else what reading the pyramid gives.
pub fn render(
    pyramid: &mut Pyramid,
    viewport: &Viewport,
    screen: Screen,
    tone: &Tone,
) -> Result<Grey8, PyramidError> {
    if u64::from(screen.width) * u64::from(screen.height) > MAX_FRAME_PIXELS {
        return Err(PyramidError::OutOfRange);
    }
    let mut frame = Grey8::filled(screen.width, screen.height, OUTSIDE);
    let image = ImageSize { width: pyramid.origin().width, height: pyramid.origin().height };
    let shown = viewport.clamped(image, screen).visible(screen);
    let (Some(across), Some(down)) = (
        Span::of(shown.x, shown.width, screen.width, image.width),
        Span::of(shown.y, shown.height, screen.height, image.height),
    ) else {
        return Ok(frame);
    };
    let level = level_for(across.step.min(down.step), pyramid.level_count());
    let toned = tone.apply(drawn(pyramid, level, across, down)?);
    for y in 0..down.length {
        let target = frame.row_mut(down.first + y).iter_mut().skip(across.first as usize);
        for (to, from) in target.zip(toned.row(y)) {
            *to = *from;
        }
    }
    Ok(frame)
}

/// The raw 16-bit value of a pixel of the full image; `None` outside it.
///
/// # Errors
/// What reading the pyramid gives.
pub fn transmission_at(
    pyramid: &mut Pyramid,
    plane: u8,
    x: u32,
    y: u32,
) -> Result<Option<u16>, PyramidError> {
    match pyramid.region(plane, 0, Rect::new(x, y, 1, 1)) {
        Ok(raster) => Ok(raster.at(0, 0)),
        Err(PyramidError::OutOfRange) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The screen pixels along one side that lie on the image, and the image pixels under them.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: u32,
    length: u32,
    /// Image pixels from the image's edge to the first of these screen pixels.
    start: f64,
    /// Image pixels per screen pixel.
    step: f64,
}

impl Span {
    /// A screen pixel lies on the image when its middle does. `None` when no pixel does.
    fn of(shown_from: f64, shown: f64, screen: u32, image: u32) -> Option<Self> {
        let step = shown / f64::from(screen.max(1));
        let on_image = |pixel: &u32| {
            let middle = shown_from + (f64::from(*pixel) + 0.5) * step;
            middle >= 0.0 && middle < f64::from(image)
        };
        let first = (0..screen).find(on_image)?;
        let length = u32::try_from((first..screen).take_while(on_image).count()).ok()?;
        Some(Self { first, length, start: shown_from + f64::from(first) * step, step })
    }

    fn end(self) -> f64 {
        self.start + f64::from(self.length) * self.step
    }
}

/// The smallest level that still has at least one pixel for every screen pixel.
fn level_for(step: f64, levels: u8) -> u8 {
    (1..levels).take_while(|&level| step >= scale_of(level)).last().unwrap_or(0)
}

fn scale_of(level: u8) -> f64 {
    f64::from(1_u32 << level.min(31))
}

fn drawn(pyramid: &mut Pyramid, level: u8, across: Span, down: Span) -> Result<Raster, PyramidError> {
    let scale = scale_of(level);
    let (width, height) = pyramid.level_size(level).ok_or(PyramidError::OutOfRange)?;
    let (left, right) = pixels_around(across.start / scale, across.end() / scale, width);
    let (top, bottom) = pixels_around(down.start / scale, down.end() / scale, height);
    let source = pyramid.region(LOOKED_AT, level, Rect::new(left, top, right - left, bottom - top))?;
    let area = Area {
        x: across.start / scale - f64::from(left),
        y: down.start / scale - f64::from(top),
        width: (across.end() - across.start) / scale,
        height: (down.end() - down.start) / scale,
    };
    Ok(resample(&source, area, across.length, down.length))
}

/// The whole pixels around `start .. end` and one more on each side, for the bilinear neighbours.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates; then cut to the level"
)]
fn pixels_around(start: f64, end: f64, size: u32) -> (u32, u32) {
    let first = ((start - 1.0).floor() as u32).min(size.saturating_sub(1));
    (first, ((end + 1.0).ceil() as u32).clamp(first + 1, size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::pyramid::{Origin, PyramidWriter};
    use crate::imaging::tone::{Curve, Polarity};

    const FULL: Tone =
        Tone { low: 0, high: u16::MAX, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };

    /// An image whose columns run from dark to bright.
    fn ramp(width: u32, height: u32) -> Pyramid {
        let file = tempfile::tempfile().unwrap();
        let origin = Origin { width, height, planes: 1, significant_bits: 16, sha256: "0".repeat(64) };
        let mut writer = PyramidWriter::new(&file, origin).unwrap();
        let row: Vec<u16> = (0..width).map(|x| u16::try_from(x * 65_535 / (width - 1)).unwrap()).collect();
        for _ in 0..height {
            writer.push_row(0, &row).unwrap();
        }
        writer.finish().unwrap();
        Pyramid::open(file).unwrap()
    }

    #[test]
    fn the_whole_image_keeps_its_proportions_and_its_surroundings_are_told_apart() {
        let mut pyramid = ramp(1_000, 200);
        let screen = Screen { width: 100, height: 40, pixel_aspect: 1.0 };
        let view = Viewport::fit(ImageSize { width: 1_000, height: 200 }, screen);
        let frame = render(&mut pyramid, &view, screen, &FULL).unwrap();
        for y in 0..40 {
            let inside = (10..30).contains(&y);
            assert_eq!(frame.row(y).iter().all(|&grey| grey == OUTSIDE), !inside, "row {y}");
        }
        let row = frame.row(20);
        assert!(
            row.is_sorted() && row[0] <= 2 && row[99] >= 253 && (126..=129).contains(&row[50]),
            "{row:?}"
        );
    }

    #[test]
    fn a_magnified_pixel_is_drawn_where_it_is() {
        let mut pyramid = ramp(600, 300);
        let screen = Screen { width: 64, height: 32, pixel_aspect: 1.0 };
        let view = Viewport { centre_x: 300.5, centre_y: 150.0, zoom: FINE };
        let frame = render(&mut pyramid, &view, screen, &FULL).unwrap();
        let (x, y) = view.image_point(screen, 32, 16);
        let under = transmission_at(&mut pyramid, 0, floor(x), floor(y)).unwrap().unwrap();
        assert!(u16::from(frame.row(16)[32]).abs_diff(under / 257) <= 1);
    }

    const FINE: f64 = 1.0 / 16.0;

    fn floor(value: f64) -> u32 {
        (0..10_000).take_while(|&whole| f64::from(whole) <= value).last().unwrap()
    }

    #[test]
    fn columns_of_a_narrow_pixel_are_half_as_wide() {
        let mut pyramid = ramp(400, 400);
        let screen = Screen { width: 80, height: 40, pixel_aspect: 0.5 };
        let view = Viewport::fit(ImageSize { width: 400, height: 400 }, screen);
        let frame = render(&mut pyramid, &view, screen, &FULL).unwrap();
        assert!(
            frame.row(0).is_sorted() && frame.row(39)[79] >= 250,
            "the square fills 80 × 40 half-wide pixels"
        );
    }

    #[test]
    fn the_value_under_the_cursor_is_the_measured_one() {
        let mut pyramid = ramp(300, 10);
        assert_eq!(transmission_at(&mut pyramid, 0, 299, 9).unwrap(), Some(65_535));
        assert_eq!(transmission_at(&mut pyramid, 0, 300, 9).unwrap(), None);
        assert_eq!(transmission_at(&mut pyramid, 1, 0, 0).unwrap(), None);
    }

    #[test]
    fn odd_screens_are_drawn_or_refused() {
        let mut pyramid = ramp(300, 10);
        let view = Viewport { centre_x: f64::NAN, centre_y: 1e300, zoom: -1.0 };
        for (width, height) in [(0, 0), (0, 9), (1, 1), (1, 500), (700, 1)] {
            let screen = Screen { width, height, pixel_aspect: 1.0 };
            let frame = render(&mut pyramid, &view, screen, &FULL).unwrap();
            assert_eq!((frame.width(), frame.height()), (width, height));
        }
        let huge = Screen { width: u32::MAX, height: u32::MAX, pixel_aspect: 1.0 };
        assert!(matches!(render(&mut pyramid, &view, huge, &FULL), Err(PyramidError::OutOfRange)));
    }
}
