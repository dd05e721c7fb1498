//! One row of samples to one row of 16-bit grey.

/// What the first channels of a pixel are; further ones (alpha, extra samples) are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    /// Grey first.
    Grey,
    /// Red, green, blue first.
    Rgb,
}

impl Channels {
    /// Fewest samples a pixel must have.
    pub(super) fn least(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
        }
    }
}

/// Scales 8 bits to 16 so that 255 becomes 65 535: times 257.
pub(super) fn widen(byte: u8) -> u16 {
    u16::from(byte) * 257
}

/// Appends the grey of each pixel of `samples`, `per_pixel` samples each.
pub(super) fn push_grey(samples: &[u16], channels: Channels, per_pixel: usize, out: &mut Vec<u16>) {
    if per_pixel == 1 {
        out.extend_from_slice(samples);
        return;
    }
    let pixels = samples.chunks_exact(per_pixel.max(1));
    match channels {
        Channels::Grey => out.extend(pixels.filter_map(|pixel| pixel.first())),
        Channels::Rgb => out.extend(pixels.map(|pixel| match *pixel {
            [red, green, blue, ..] => luma(red, green, blue),
            _ => 0,
        })),
    }
}

/// ITU-R BT.601 luma in thousandths; equal samples give themselves, so grey stored as RGB comes through unchanged.
fn luma(red: u16, green: u16, blue: u16) -> u16 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u16::try_from((sum + 500) / 1_000).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_stored_as_colour_is_unchanged() {
        for value in [0, 1, 257, 30_000, 65_535] {
            assert_eq!(luma(value, value, value), value);
        }
        assert_eq!(luma(65_535, 0, 0), 19_595);
    }

    #[test]
    fn alpha_is_left_out() {
        let mut row = Vec::new();
        push_grey(&[7, 0, 8, 65_535], Channels::Grey, 2, &mut row);
        push_grey(&[9, 9, 9, 0], Channels::Rgb, 4, &mut row);
        assert_eq!(row, [7, 8, 9]);
        assert_eq!(widen(255), 65_535);
    }
}
