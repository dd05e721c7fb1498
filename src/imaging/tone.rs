//! From 16 bits to 8: the window, its curve, polarity and sharpening.

mod window;

use serde::{Deserialize, Serialize};

use super::raster::{Grey8, Raster};
pub use window::auto_window;

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
        let (low, high) = auto_window(histogram);
        let span = high - low;
        let (low, high, curve) = match self {
            Self::Auto => (low, high, Curve::Linear),
            Self::Full => (0, u16::MAX, Curve::Linear),
            Self::Dense => (low / 2, low + span / 3, Curve::Logarithm),
            Self::Light => (low + span / 2, high, Curve::Linear),
        };
        Tone { low, high, curve, polarity: Polarity::Normal, sharpen: 0 }
    }
}

impl Tone {
    /// The screen value of each of the 65 536 values: never falling for [`Polarity::Normal`], never rising for the other.
    pub fn lut(&self) -> Box<[u8; 65_536]> {
        let mut lut = Box::new([0; 65_536]);
        let (low, high) = (f64::from(self.low), f64::from(self.high.max(self.low.saturating_add(1))));
        for (value, grey) in (0_u16..=u16::MAX).zip(lut.iter_mut()) {
            let value = f64::from(value).clamp(low, high);
            let share = match self.curve {
                Curve::Linear => (value - low) / (high - low).max(1.0),
                // From 1: nothing measured has no logarithm.
                Curve::Logarithm => logarithm_share(low.max(1.0), value.max(1.0), high),
            };
            *grey = match self.polarity {
                Polarity::Normal => to_screen(share),
                Polarity::Inverted => 255 - to_screen(share),
            };
        }
        lut
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
