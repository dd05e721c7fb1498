//! The frame that an officer moves over a zone before it becomes a mark.

use crate::domain::analysis::Mark;
use crate::domain::text::CleanText;
use crate::imaging::viewport::{Area, ImageSize};
use crate::ui::keymap::Action;

/// A new frame is a fifth of what is shown, large enough to be seen and soon made to fit.
const FIRST_SHARE: f64 = 0.2;

/// One arrow moves or stretches by this share of what is shown: two columns of eighty.
const STEP_SHARE: f64 = 1.0 / 40.0;

/// One key grows the frame by a quarter.
const GROWTH: f64 = 1.25;

/// The smallest frame, image pixels: a mark covers one at least.
const MIN_SIDE: f64 = 1.0;

/// What the arrows do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grip {
    Move,
    Size,
}

/// A frame not yet placed, image pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Framing {
    pub(super) area: Area,
    pub(super) grip: Grip,
}

impl Framing {
    /// A frame about a point.
    pub(super) fn about((x, y): (f64, f64), visible: Area, image: ImageSize) -> Self {
        let (width, height) = (visible.width * FIRST_SHARE, visible.height * FIRST_SHARE);
        let area = Area { x: x - width / 2.0, y: y - height / 2.0, width, height };
        Self { area: within(area, bounds(visible, image)), grip: Grip::Move }
    }

    /// Moves, stretches or grows; what would leave the shown part of the image is held at its edge.
    pub(super) fn change(&mut self, action: Action, visible: Area, image: ImageSize) {
        let (across, down) = (visible.width * STEP_SHARE, visible.height * STEP_SHARE);
        match action {
            Action::Left => self.shift(-across, 0.0),
            Action::Right => self.shift(across, 0.0),
            Action::Up => self.shift(0.0, -down),
            Action::Down => self.shift(0.0, down),
            Action::ZoomIn => self.grow(GROWTH),
            Action::ZoomOut => self.grow(1.0 / GROWTH),
            Action::Toggle => {
                self.grip = match self.grip {
                    Grip::Move => Grip::Size,
                    Grip::Size => Grip::Move,
                }
            }
            _ => {}
        }
        self.area = within(self.area, bounds(visible, image));
    }

    fn shift(&mut self, across: f64, down: f64) {
        match self.grip {
            Grip::Move => {
                self.area.x += across;
                self.area.y += down;
            }
            Grip::Size => {
                self.area.width += across;
                self.area.height += down;
            }
        }
    }

    fn grow(&mut self, factor: f64) {
        let (width, height) = (self.area.width * factor, self.area.height * factor);
        self.area.x -= (width - self.area.width) / 2.0;
        self.area.y -= (height - self.area.height) / 2.0;
        (self.area.width, self.area.height) = (width, height);
    }

    /// The mark that it becomes, in whole pixels of the image.
    pub(super) fn mark(&self, number: u16, note: CleanText, image: ImageSize) -> Mark {
        let (x, width) = whole_pixels(self.area.x, self.area.width, image.width);
        let (y, height) = whole_pixels(self.area.y, self.area.height, image.height);
        Mark { number, x, y, width, height, note, proposed_by: None }
    }
}

/// The part of the image that is shown.
fn bounds(visible: Area, image: ImageSize) -> Area {
    let (x, y) = (visible.x.max(0.0), visible.y.max(0.0));
    let right = (visible.x + visible.width).min(f64::from(image.width));
    let bottom = (visible.y + visible.height).min(f64::from(image.height));
    Area { x, y, width: (right - x).max(MIN_SIDE), height: (bottom - y).max(MIN_SIDE) }
}

/// `min` and `max` in place of `clamp`, which panics where rounding puts the ends of a range the wrong way round.
fn within(area: Area, bounds: Area) -> Area {
    let width = area.width.max(MIN_SIDE).min(bounds.width);
    let height = area.height.max(MIN_SIDE).min(bounds.height);
    Area {
        x: area.x.min(bounds.x + bounds.width - width).max(bounds.x),
        y: area.y.min(bounds.y + bounds.height - height).max(bounds.y),
        width,
        height,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates; then cut to the image"
)]
fn whole_pixels(start: f64, length: f64, whole: u32) -> (u32, u32) {
    let first = (start.floor() as u32).min(whole.saturating_sub(1));
    let end = ((start + length).ceil() as u32).min(whole).max(first + 1);
    (first, end - first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const IMAGE: ImageSize = ImageSize { width: 2_000, height: 500 };
    const WHOLE: Area = Area { x: 0.0, y: -100.0, width: 2_000.0, height: 700.0 };

    #[test]
    fn arrows_move_then_stretch() {
        let mut frame = Framing::about((1_000.0, 250.0), WHOLE, IMAGE);
        assert_eq!(frame.area, Area { x: 800.0, y: 180.0, width: 400.0, height: 140.0 });
        frame.change(Action::Right, WHOLE, IMAGE);
        assert!((frame.area.x - 850.0).abs() < 1e-9);
        frame.change(Action::Toggle, WHOLE, IMAGE);
        frame.change(Action::Left, WHOLE, IMAGE);
        assert!((frame.area.x - 850.0).abs() < 1e-9 && (frame.area.width - 350.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn whatever_is_pressed_the_mark_lies_on_the_image(
            x in 0.0..2_000.0_f64, y in 0.0..500.0_f64, keys in prop::collection::vec(0_usize..7, 0..90)
        ) {
            const KEYS: [Action; 7] = [
                Action::Left, Action::Right, Action::Up, Action::Down, Action::ZoomIn, Action::ZoomOut, Action::Toggle,
            ];
            let mut frame = Framing::about((x, y), WHOLE, IMAGE);
            for key in keys {
                frame.change(KEYS[key], WHOLE, IMAGE);
            }
            let mark = frame.mark(1, CleanText::default(), IMAGE);
            prop_assert!(mark.width >= 1 && mark.x + mark.width <= IMAGE.width, "{mark:?}");
            prop_assert!(mark.height >= 1 && mark.y + mark.height <= IMAGE.height, "{mark:?}");
        }
    }
}
