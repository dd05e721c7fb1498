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

    #[test]
    fn what_was_recorded_shows_what_was_seen() {
        let tone = Tone {
            low: 1_200,
            high: 48_000,
            curve: tone::Curve::Logarithm,
            polarity: tone::Polarity::Inverted,
            sharpen: 2,
        };
        assert_eq!(tone_of(&filters_of(&tone)), tone);
    }
}
