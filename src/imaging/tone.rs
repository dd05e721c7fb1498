//! From 16 bits to 8: the window, its curve, polarity and sharpening.

mod window;

use serde::{Deserialize, Serialize};

use super::raster::{Grey8, Raster};
pub use window::{Window, auto_window};

/// Strongest sharpening step.
pub const MAX_SHARPEN: u8 = 4;

/// How grey runs between the ends of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Curve {
    /// Even steps of transmission.
    Linear,
    /// Even steps of absorption (−ln T): opens dense cargo, as each tenth-value layer of steel takes the same step.
    Logarithm,
}

/// Which end is bright on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Polarity {
    /// Air bright.
    Normal,
    /// Air dark.
    Inverted,
}

/// The tone in force: kept with a verdict, so that another person sees what the officer saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tone {
    /// Value drawn as the dark end; below it too.
    pub low: u16,
    /// Value drawn as the bright end; above it too.
    pub high: u16,
    pub curve: Curve,
    pub polarity: Polarity,
    /// 0 (off) to [`MAX_SHARPEN`].
    pub sharpen: u8,
}

/// A tone for a purpose, at one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Preset {
    /// The window that shows this image's cargo.
    Auto,
    /// Everything the scanner measured.
    Full,
    /// Behind steel: the dark part of the window, logarithmic.
    Dense,
    /// Thin and organic goods: the bright part of the window.
    Light,
}

impl Preset {
    pub const ALL: [Self; 4] = [Self::Auto, Self::Full, Self::Dense, Self::Light];

    /// The tone it means for an image with that histogram ([`super::Pyramid::histogram`]).
    pub fn tone(self, histogram: &[u32]) -> Tone {
        let Window { low, high, middle } = auto_window(histogram);
        let span = high.saturating_sub(low);
        // With half of the cargo in the darkest quarter of the window, little but black would be on the screen: absorption opens it.
        let auto_curve = if middle.saturating_sub(low) < span / 4 { Curve::Logarithm } else { Curve::Linear };
        let (low, high, curve) = match self {
            Self::Auto => (low, high, auto_curve),
            Self::Full => (0, u16::MAX, Curve::Linear),
            Self::Dense => (low / 2, low + span / 3, Curve::Logarithm),
            Self::Light => (low + span / 2, high, Curve::Linear),
        };
        Tone { low, high, curve, polarity: Polarity::Normal, sharpen: 0 }
    }
}

impl Tone {
    /// The screen value of each of the 65 536 values: never falling for [`Polarity::Normal`], never rising for the other.
    #[expect(clippy::large_stack_arrays, reason = "64 KiB, once a frame, on a stack of 2 MiB at least")]
    pub fn lut(&self) -> Box<[u8; 65_536]> {
        let mut lut = Box::new([0; 65_536]);
        for (value, grey) in (0_u16..=u16::MAX).zip(lut.iter_mut()) {
            *grey = match self.polarity {
                Polarity::Normal => to_screen(self.share(value)),
                Polarity::Inverted => 255 - to_screen(self.share(value)),
            };
        }
        lut
    }

    /// Where a value lies in the window, 0 at its low end to 1 at its high one.
    fn share(&self, value: u16) -> f64 {
        let (low, high) = (f64::from(self.low), f64::from(self.high.max(self.low.saturating_add(1))));
        let value = f64::from(value).clamp(low, high);
        match self.curve {
            Curve::Linear => (value - low) / (high - low).max(1.0),
            // From 1: nothing measured has no logarithm.
            Curve::Logarithm => logarithm_share(low.max(1.0), value.max(1.0), high),
        }
    }

    /// Sharpens a frame and takes it to the screen's range in 16 bits, for encoders that have levels between those of eight.
    pub fn apply_deep(&self, frame: Raster) -> Raster {
        let (width, height) = (frame.width(), frame.height());
        let frame = if self.sharpen == 0 { frame } else { sharpened(&frame, self.sharpen.min(MAX_SHARPEN)) };
        let is_whole = (self.low, self.high) == (0, u16::MAX) && self.curve == Curve::Linear;
        if is_whole && self.polarity == Polarity::Normal {
            return frame;
        }
        let deep = |value| match self.polarity {
            Polarity::Normal => to_deep(self.share(value)),
            Polarity::Inverted => u16::MAX - to_deep(self.share(value)),
        };
        let lut: Vec<u16> = (0..=u16::MAX).map(deep).collect();
        let mut pixels = frame.into_pixels();
        for value in &mut pixels {
            *value = lut.get(usize::from(*value)).copied().unwrap_or(0);
        }
        Raster::new(width, height, pixels).unwrap_or_else(|| Raster::filled(width, height, 0))
    }

    /// Sharpens a frame and takes it to 8 bits.
    pub fn apply(&self, frame: Raster) -> Grey8 {
        let (width, height) = (frame.width(), frame.height());
        let frame = if self.sharpen == 0 { frame } else { sharpened(&frame, self.sharpen.min(MAX_SHARPEN)) };
        let lut = self.lut();
        let grey = |&value: &u16| lut.get(usize::from(value)).copied().unwrap_or(0);
        let pixels = frame.pixels().iter().map(grey).collect();
        Grey8::new(width, height, pixels).unwrap_or_else(|| Grey8::filled(width, height, 0))
    }
}

fn logarithm_share(low: f64, value: f64, high: f64) -> f64 {
    let span = (high / low).ln();
    if span > 0.0 { (value / low).ln() / span } else { 1.0 }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share in 0..=1 times 255")]
fn to_screen(share: f64) -> u8 {
    (share * 255.0).round() as u8
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share in 0..=1 times 65535")]
fn to_deep(share: f64) -> u16 {
    (share * f64::from(u16::MAX)).round() as u16
}

/// Unsharp mask: adds `steps` / 2 times the difference from the binomial mean of the 3 × 3 neighbours.
fn sharpened(frame: &Raster, steps: u8) -> Raster {
    let mut pixels = Vec::with_capacity(frame.pixels().len());
    for y in 0..frame.height() {
        let above = frame.row(y.saturating_sub(1));
        let row = frame.row(y);
        let below = if y + 1 < frame.height() { frame.row(y + 1) } else { row };
        // Column sums 1-2-1, at most 4 × 65 535; across them 1-2-1 again makes sixteenths.
        let columns: Vec<i32> = row
            .iter()
            .zip(above.iter().zip(below))
            .map(|(&middle, (&above, &below))| i32::from(above) + 2 * i32::from(middle) + i32::from(below))
            .collect();
        let mut left = columns.first().copied().unwrap_or(0);
        for (index, (&value, &middle)) in row.iter().zip(&columns).enumerate() {
            let right = columns.get(index + 1).copied().unwrap_or(middle);
            let sixteenths = left + 2 * middle + right;
            let difference = 16 * i32::from(value) - sixteenths;
            let sharp = i32::from(value) + difference * i32::from(steps) / 32;
            pixels.push(u16::try_from(sharp.clamp(0, i32::from(u16::MAX))).unwrap_or(u16::MAX));
            left = middle;
        }
    }
    Raster::new(frame.width(), frame.height(), pixels).unwrap_or_else(|| frame.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tone(low: u16, high: u16, curve: Curve) -> Tone {
        Tone { low, high, curve, polarity: Polarity::Normal, sharpen: 0 }
    }

    #[test]
    fn the_window_takes_the_whole_screen_range() {
        for curve in [Curve::Linear, Curve::Logarithm] {
            let lut = tone(10_000, 50_000, curve).lut();
            assert_eq!((lut[0], lut[10_000], lut[50_000], lut[65_535]), (0, 0, 255, 255), "{curve:?}");
        }
        assert_eq!(tone(10_000, 50_000, Curve::Linear).lut()[30_000], 128);
        // Halfway in ln between 100 and 10 000 lies 1 000.
        assert_eq!(tone(100, 10_000, Curve::Logarithm).lut()[1_000], 128);
    }

    #[test]
    fn sharpening_leaves_flat_grey_and_raises_an_edge() {
        let flat = Raster::filled(5, 4, 30_000);
        assert_eq!(sharpened(&flat, 4), flat);
        let edge = Raster::new(4, 1, vec![20_000, 20_000, 40_000, 40_000]).unwrap();
        // Binomial means are 20 000, 25 000, 35 000, 40 000; two steps add the difference once.
        assert_eq!(sharpened(&edge, 2).pixels(), &[20_000, 15_000, 45_000, 40_000]);
        let wire = Raster::new(3, 3, vec![65_535, 65_535, 65_535, 65_535, 0, 65_535, 65_535, 65_535, 65_535])
            .unwrap();
        assert_eq!(sharpened(&wire, 4).at(1, 1), Some(0), "stays in range");
    }

    #[test]
    fn dense_cargo_is_opened_by_itself() {
        let mut histogram = vec![0; 4_096];
        for (value, count) in [(200, 10), (2_000, 800), (40_000, 200), (65_535, 5_000)] {
            histogram[value / 16] = count;
        }
        assert_eq!(Preset::Auto.tone(&histogram).curve, Curve::Logarithm);
        histogram[30_000 / 16] = 5_000;
        assert_eq!(Preset::Auto.tone(&histogram).curve, Curve::Linear);
    }

    #[test]
    fn every_preset_has_a_window_even_for_nothing() {
        for preset in Preset::ALL {
            for histogram in [vec![], vec![0; 4_096], vec![1; 4_096]] {
                let tone = preset.tone(&histogram);
                assert!(tone.low < tone.high, "{preset:?} {tone:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn deep_tones_are_the_same_to_eight_bits(values in prop::collection::vec(0..=u16::MAX, 12), (low, span, log, inverted, sharpen) in (0..60_000_u16, 2..5_000_u16, any::<bool>(), any::<bool>(), 0..3_u8)) {
            let curve = if log { Curve::Logarithm } else { Curve::Linear };
            let polarity = if inverted { Polarity::Inverted } else { Polarity::Normal };
            for (low, high) in [(low, low + span), (0, u16::MAX)] {
                let tone = Tone { low, high, curve, polarity, sharpen };
                let frame = Raster::new(4, 3, values.clone()).unwrap();
                let deep = tone.apply_deep(frame.clone());
                let flat = tone.apply(frame);
                prop_assert!(deep.pixels().iter().zip(flat.pixels()).all(|(deep, flat)| deep.abs_diff(u16::from(*flat) * 257) <= 129));
            }
        }

        #[test]
        fn grey_never_falls_with_transmission(low: u16, high: u16, log: bool, inverted: bool) {
            let mut tone = tone(low, high, if log { Curve::Logarithm } else { Curve::Linear });
            prop_assert!(tone.lut().is_sorted());
            if inverted {
                tone.polarity = Polarity::Inverted;
                prop_assert!(tone.lut().iter().rev().is_sorted());
            }
        }
    }
}
