//! How keys change the tone of the picture.

use crate::imaging::tone::{Curve, MAX_SHARPEN, Polarity, Tone};
use crate::ui::keymap::Action;

/// Narrowest window: 256 of 65 536 values, one for each grey of the screen.
const MIN_WIDTH: i32 = 256;

/// One key press widens by a tenth and shifts by a twentieth of the window: about twenty presses go through a scan.
const WIDEN_DIVISOR: i32 = 10;
const SHIFT_DIVISOR: i32 = 20;

/// Changes a tone as an action says; false when the action is none of a filter.
pub(super) fn change(tone: &mut Tone, action: Action) -> bool {
    let width = i32::from(tone.high) - i32::from(tone.low);
    let widen = (width / WIDEN_DIVISOR).max(MIN_WIDTH);
    let shift = (width / SHIFT_DIVISOR).max(MIN_WIDTH / 2);
    match action {
        Action::Left => put_window(tone, width - widen, 0),
        Action::Right => put_window(tone, width + widen, 0),
        Action::Up => put_window(tone, width, shift),
        Action::Down => put_window(tone, width, -shift),
        Action::Invert => {
            tone.polarity = match tone.polarity {
                Polarity::Normal => Polarity::Inverted,
                Polarity::Inverted => Polarity::Normal,
            }
        }
        Action::Curve => {
            tone.curve = match tone.curve {
                Curve::Linear => Curve::Logarithm,
                Curve::Logarithm => Curve::Linear,
            }
        }
        Action::Sharpen => tone.sharpen = if tone.sharpen >= MAX_SHARPEN { 0 } else { tone.sharpen + 1 },
        _ => return false,
    }
    true
}

/// Puts the window to a width about its middle, moved by `shift`, within what a sample can be.
fn put_window(tone: &mut Tone, width: i32, shift: i32) {
    let whole = i32::from(u16::MAX);
    let width = width.clamp(MIN_WIDTH, whole);
    let middle = i32::midpoint(i32::from(tone.low), i32::from(tone.high)) + shift;
    let low = (middle - width / 2).clamp(0, whole - width);
    tone.low = u16::try_from(low).unwrap_or(0);
    tone.high = u16::try_from(low + width).unwrap_or(u16::MAX);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Tone =
        Tone { low: 12_000, high: 48_000, curve: Curve::Linear, polarity: Polarity::Normal, sharpen: 0 };

    fn changed(action: Action) -> Tone {
        let mut tone = START;
        assert!(change(&mut tone, action));
        tone
    }

    #[test]
    fn each_key_changes_its_own_part() {
        assert_eq!((changed(Action::Left).low, changed(Action::Left).high), (13_800, 46_200));
        assert_eq!((changed(Action::Right).low, changed(Action::Right).high), (10_200, 49_800));
        assert_eq!((changed(Action::Up).low, changed(Action::Up).high), (13_800, 49_800));
        assert_eq!((changed(Action::Down).low, changed(Action::Down).high), (10_200, 46_200));
        assert_eq!(changed(Action::Invert), Tone { polarity: Polarity::Inverted, ..START });
        assert_eq!(changed(Action::Curve), Tone { curve: Curve::Logarithm, ..START });
        assert_eq!(changed(Action::Sharpen), Tone { sharpen: 1, ..START });
        assert!(!change(&mut START.clone(), Action::Confirm));
    }

    #[test]
    fn sharpening_comes_round() {
        let mut tone = Tone { sharpen: MAX_SHARPEN, ..START };
        change(&mut tone, Action::Sharpen);
        assert_eq!(tone.sharpen, 0);
    }

    proptest! {
        #[test]
        fn no_run_of_keys_breaks_the_window(low: u16, high: u16, keys in prop::collection::vec(0_usize..4, 0..60)) {
            let mut tone = Tone { low, high, ..START };
            for key in keys {
                change(&mut tone, [Action::Left, Action::Right, Action::Up, Action::Down][key]);
                prop_assert!(i32::from(tone.high) - i32::from(tone.low) >= MIN_WIDTH);
            }
        }
    }
}
