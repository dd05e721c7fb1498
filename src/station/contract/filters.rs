//! The filter chain of a verdict and the tone of a picture are the same thing in two rooms.

use crate::domain::analysis::{Curve, FilterChain, Polarity};
use crate::imaging::tone::{self, MAX_SHARPEN, Tone};

/// The tone that shows what the officer saw.
pub fn tone_of(filters: &FilterChain) -> Tone {
    Tone {
        low: filters.low,
        high: filters.high,
        curve: match filters.curve {
            Curve::Linear => tone::Curve::Linear,
            Curve::Logarithm => tone::Curve::Logarithm,
        },
        polarity: match filters.polarity {
            Polarity::Normal => tone::Polarity::Normal,
            Polarity::Inverted => tone::Polarity::Inverted,
        },
        sharpen: filters.sharpen.min(MAX_SHARPEN),
    }
}

/// The filter chain that goes into the record.
pub fn filters_of(tone: &Tone) -> FilterChain {
    FilterChain {
        low: tone.low,
        high: tone.high,
        curve: match tone.curve {
            tone::Curve::Linear => Curve::Linear,
            tone::Curve::Logarithm => Curve::Logarithm,
        },
        polarity: match tone.polarity {
            tone::Polarity::Normal => Polarity::Normal,
            tone::Polarity::Inverted => Polarity::Inverted,
        },
        sharpen: tone.sharpen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_recorded_shows_what_was_seen(low: u16, high: u16, log: bool, inverted: bool, sharpen in 0..=MAX_SHARPEN) {
            let curve = if log { tone::Curve::Logarithm } else { tone::Curve::Linear };
            let polarity = if inverted { tone::Polarity::Inverted } else { tone::Polarity::Normal };
            let seen = Tone { low, high, curve, polarity, sharpen };
            prop_assert_eq!(tone_of(&filters_of(&seen)), seen);
        }
    }
}
