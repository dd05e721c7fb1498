//! Which part of the image is on the screen, and how it moves.

use serde::{Deserialize, Serialize};

/// Most magnified: one image pixel as 16 × 16 screen pixels, beyond which there is nothing more to see.
pub const FINEST_ZOOM: f64 = 1.0 / 16.0;

/// Size of an image in its own pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImageSize {
    pub width: u32,
    pub height: u32,
}

/// The pixels an image is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    /// Width of a screen pixel over its height: 1 for graphics, 0.5 for whole cells of 8 × 16.
    pub pixel_aspect: f64,
}

impl Screen {
    /// A pixel wider or higher than eight times its other side is no terminal's.
    const ASPECTS: std::ops::RangeInclusive<f64> = 0.125..=8.0;

    fn aspect(self) -> f64 {
        if Self::ASPECTS.contains(&self.pixel_aspect) { self.pixel_aspect } else { 1.0 }
    }
}

/// A rectangle in image pixels, edges between pixels; it may reach beyond the image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// The image point in the middle of the screen and how much of the image one screen pixel takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Viewport {
    /// Image pixels from the left edge.
    pub centre_x: f64,
    /// Image pixels from the top edge.
    pub centre_y: f64,
    /// Image rows per screen row; columns follow from the aspect of the screen's pixels.
    pub zoom: f64,
}

impl Viewport {
    /// All of the image, as large as it goes.
    pub fn fit(image: ImageSize, screen: Screen) -> Self {
        let across = f64::from(image.width) / (f64::from(screen.width.max(1)) * screen.aspect());
        let down = f64::from(image.height) / f64::from(screen.height.max(1));
        Self {
            centre_x: f64::from(image.width) / 2.0,
            centre_y: f64::from(image.height) / 2.0,
            zoom: across.max(down).max(FINEST_ZOOM),
        }
    }

    /// Moves by screen pixels: positive looks further right and down. Clamp afterwards.
    #[must_use]
    pub fn pan(self, right: f64, down: f64, screen: Screen) -> Self {
        Self {
            centre_x: self.centre_x + right * self.zoom * screen.aspect(),
            centre_y: self.centre_y + down * self.zoom,
            ..self
        }
    }

    /// Multiplies the zoom (below 1 magnifies) and keeps the centre. Clamp afterwards.
    #[must_use]
    pub fn zoom_by(self, factor: f64) -> Self {
        Self { zoom: self.zoom * factor, ..self }
    }

    /// Multiplies the zoom and keeps one image point where it is on the screen. Clamp afterwards.
    #[must_use]
    pub fn zoom_at(self, factor: f64, x: f64, y: f64) -> Self {
        Self {
            centre_x: x + (self.centre_x - x) * factor,
            centre_y: y + (self.centre_y - y) * factor,
            zoom: self.zoom * factor,
        }
    }

    /// The nearest viewport that shows no more than the whole image and nothing beyond an edge that could be avoided.
    #[must_use]
    pub fn clamped(self, image: ImageSize, screen: Screen) -> Self {
        let fit = Self::fit(image, screen);
        if ![self.centre_x, self.centre_y, self.zoom].iter().all(|value| value.is_finite()) {
            return fit;
        }
        let zoom = self.zoom.clamp(FINEST_ZOOM, fit.zoom);
        let shown = Self { zoom, ..self }.visible(screen);
        Self {
            centre_x: clamp_centre(self.centre_x, shown.width, f64::from(image.width)),
            centre_y: clamp_centre(self.centre_y, shown.height, f64::from(image.height)),
            zoom,
        }
    }

    /// What of the image the screen shows; beyond the image where the image is smaller than the screen.
    pub fn visible(&self, screen: Screen) -> Area {
        let width = f64::from(screen.width) * self.zoom * screen.aspect();
        let height = f64::from(screen.height) * self.zoom;
        Area { x: self.centre_x - width / 2.0, y: self.centre_y - height / 2.0, width, height }
    }

    /// The image point under the middle of a screen pixel.
    pub fn image_point(&self, screen: Screen, column: u32, row: u32) -> (f64, f64) {
        let shown = self.visible(screen);
        let x = shown.x + (f64::from(column) + 0.5) * self.zoom * screen.aspect();
        (x, shown.y + (f64::from(row) + 0.5) * self.zoom)
    }

    /// The screen place of an image point, in screen pixels from the top left; it may lie off the screen.
    pub fn screen_point(&self, screen: Screen, x: f64, y: f64) -> (f64, f64) {
        let shown = self.visible(screen);
        ((x - shown.x) / (self.zoom * screen.aspect()), (y - shown.y) / self.zoom)
    }
}

fn clamp_centre(centre: f64, shown: f64, whole: f64) -> f64 {
    if shown >= whole { whole / 2.0 } else { centre.clamp(shown / 2.0, whole - shown / 2.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCREEN: Screen = Screen { width: 160, height: 50, pixel_aspect: 0.5 };
    const IMAGE: ImageSize = ImageSize { width: 4_000, height: 1_000 };

    #[test]
    fn fit_shows_the_whole_image_in_its_own_proportions() {
        let shown = Viewport::fit(IMAGE, SCREEN).visible(SCREEN);
        assert!((shown.width - 4_000.0).abs() < 1e-6 && shown.x.abs() < 1e-6, "{shown:?}");
        // 160 half-width pixels are as wide as 80 are high: 50 rows then show 80 : 50 of 4000 columns.
        assert!((shown.height - 2_500.0).abs() < 1e-6, "{shown:?}");
    }

    #[test]
    fn a_small_image_is_not_blown_up_beyond_the_finest_zoom() {
        let view = Viewport::fit(ImageSize { width: 1, height: 1 }, SCREEN);
        assert!((view.zoom - FINEST_ZOOM).abs() < 1e-12);
    }

    #[test]
    fn nonsense_shows_the_whole_image() {
        let view = Viewport { centre_x: f64::NAN, centre_y: 0.0, zoom: f64::INFINITY };
        assert_eq!(view.clamped(IMAGE, SCREEN), Viewport::fit(IMAGE, SCREEN));
        let odd = Screen { pixel_aspect: f64::NAN, ..SCREEN };
        assert!(Viewport::fit(IMAGE, odd).zoom.is_finite());
    }

    proptest! {
        #[test]
        fn the_image_never_leaves_the_screen(x in -1e6..1e6_f64, y in -1e6..1e6_f64, zoom in 1e-6..1e6_f64) {
            let shown = Viewport { centre_x: x, centre_y: y, zoom }.clamped(IMAGE, SCREEN).visible(SCREEN);
            for (start, length, whole) in [(shown.x, shown.width, 4_000.0), (shown.y, shown.height, 1_000.0)] {
                if length >= whole {
                    prop_assert!(start <= 1e-6 && start + length >= whole - 1e-6);
                } else {
                    prop_assert!(start >= -1e-6 && start + length <= whole + 1e-6);
                }
            }
        }

        #[test]
        fn moving_back_comes_back(x in 0.0..4e3_f64, y in 0.0..1e3_f64, right in -99.0..99.0_f64, factor in 0.1..9.0_f64) {
            let view = Viewport { centre_x: x, centre_y: y, zoom: 2.0 };
            let there = view.pan(right, -right, SCREEN).zoom_at(factor, 70.0, 30.0);
            let back = there.zoom_at(1.0 / factor, 70.0, 30.0).pan(-right, right, SCREEN);
            prop_assert!((back.centre_x - x).abs() < 1e-6 && (back.centre_y - y).abs() < 1e-6);
            prop_assert!((back.zoom - view.zoom).abs() < 1e-9);
        }

        #[test]
        fn zooming_keeps_the_point_in_place(x in 0.0..4e3_f64, y in 0.0..1e3_f64, factor in 0.1..9.0_f64) {
            let view = Viewport { centre_x: 900.0, centre_y: 300.0, zoom: 2.0 };
            let before = view.screen_point(SCREEN, x, y);
            let after = view.zoom_at(factor, x, y).screen_point(SCREEN, x, y);
            prop_assert!((before.0 - after.0).abs() < 1e-6 && (before.1 - after.1).abs() < 1e-6);
        }

        #[test]
        fn a_screen_pixel_and_its_image_point_name_each_other(column in 0..160_u32, row in 0..50_u32) {
            let view = Viewport { centre_x: 900.0, centre_y: 300.0, zoom: 0.7 };
            let (x, y) = view.image_point(SCREEN, column, row);
            let (across, down) = view.screen_point(SCREEN, x, y);
            prop_assert!((across - f64::from(column) - 0.5).abs() < 1e-6);
            prop_assert!((down - f64::from(row) - 0.5).abs() < 1e-6);
        }
    }
}
