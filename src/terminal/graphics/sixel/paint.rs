//! From a picture to colours by number: what each pixel of a sixel picture is painted with.

use crate::terminal::graphics::picture::deepened;
use crate::terminal::graphics::sixel::between::{Percent, brightness};
use crate::terminal::graphics::sixel::levels::Levels;
use crate::terminal::graphics::sixel::settle::Settler;
use crate::terminal::graphics::sixel::{BAND_ROWS, Part};
use crate::terminal::graphics::{Dial, Ink, Picture, Rgb, Tolerance};

/// The colours of a picture: greys or those of its palette first, then the inks in use.
pub(in crate::terminal::graphics) struct Palette {
    percent: Vec<Percent>,
    base: Base,
    /// By ink, its number among the colours.
    inks: [u8; Ink::ALL.len()],
}

/// What lies under the inks.
enum Base {
    Grey {
        levels: Levels,
        tolerance: Tolerance,
    },
    /// By index of the picture's palette, the number among the colours.
    Colours(Vec<u8>),
}

/// A part of a picture as numbers of colours.
pub(in crate::terminal::graphics) struct Paint<'a> {
    pub(in crate::terminal::graphics) percent: &'a [Percent],
    pub(in crate::terminal::graphics) pixels: Vec<u8>,
}

impl Palette {
    /// The colours for a picture, in no more registers than there are: the inks come first, and what is left
    /// is for the picture, two at the least.
    pub(in crate::terminal::graphics) fn of(picture: &Picture, dial: Dial) -> Self {
        let mut drawn = [false; Ink::ALL.len() + 1];
        for ink in picture.overlay().iter().flatten() {
            drawn[*ink as usize] = true;
        }
        let used = Ink::ALL.map(|ink| drawn[ink as usize]);
        let inked = used.iter().filter(|&&used| used).count();
        let registers = usize::from(dial.registers).min(Picture::MOST_COLOURS).saturating_sub(inked);
        let (base, mut percent) = match picture.palette() {
            Some((indices, palette)) => coloured(indices, palette, registers.max(2)),
            None => grey(Levels::choose(picture, registers, dial.tolerance), dial.tolerance),
        };
        let mut inks = [0; Ink::ALL.len()];
        for (number, (ink, used)) in inks.iter_mut().zip(Ink::ALL.into_iter().zip(used)) {
            if used {
                *number = u8::try_from(percent.len()).unwrap_or(u8::MAX);
                percent.push(ink.percent().into());
            }
        }
        Self { percent, base, inks }
    }

    fn ink(&self, ink: Ink) -> u8 {
        self.inks[ink as usize - Ink::ALL[0] as usize]
    }
}

fn grey(levels: Levels, tolerance: Tolerance) -> (Base, Vec<Percent>) {
    let percent = levels.colours().collect();
    (Base::Grey { levels, tolerance }, percent)
}

/// The colours of a palette that the picture uses, the most used first if the registers do not suffice for
/// all; the others become the nearest of those.
fn coloured(indices: &[u8], palette: &[Rgb], registers: usize) -> (Base, Vec<Percent>) {
    let mut pixels = vec![0_u32; palette.len()];
    for &index in indices {
        pixels[usize::from(index)] += 1;
    }
    let mut kept: Vec<(Percent, u32)> = Vec::new();
    for (&colour, &count) in palette.iter().zip(&pixels).filter(|&(_, &count)| count > 0) {
        let colour = colour.map(percent);
        match kept.iter_mut().find(|(other, _)| *other == colour) {
            Some((_, sum)) => *sum += count,
            None => kept.push((colour, count)),
        }
    }
    kept.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    kept.truncate(registers);
    let numbers = palette.iter().map(|colour| nearest(colour.map(percent), &kept)).collect();
    (Base::Colours(numbers), kept.into_iter().map(|(colour, _)| colour).collect())
}

/// 0–255 in percent: that which a terminal shows nearest to it.
fn percent(value: u8) -> u8 {
    u8::try_from((u16::from(value) * 100 + 127) / 255).unwrap_or(100)
}

fn nearest(colour: Percent, kept: &[(Percent, u32)]) -> u8 {
    let off = |other: Percent| -> u32 {
        colour.iter().zip(other).map(|(&a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let number = (0..kept.len()).min_by_key(|&number| off(kept[number].0)).unwrap_or(0);
    u8::try_from(number).unwrap_or(u8::MAX)
}

impl<'a> Paint<'a> {
    pub(in crate::terminal::graphics) fn whole(picture: &Picture, palette: &'a Palette) -> Self {
        Self::of(picture, palette, Part::whole(picture))
    }

    pub(super) fn of(picture: &Picture, palette: &'a Palette, part: Part) -> Self {
        let mut pixels = vec![0; part.width * part.height];
        match (&palette.base, picture.palette()) {
            (Base::Colours(numbers), Some((indices, _))) => {
                for (row, to) in pixels.chunks_mut(part.width).enumerate() {
                    for (number, &index) in to.iter_mut().zip(part.row(indices, picture, row)) {
                        *number = numbers[usize::from(index)];
                    }
                }
            }
            (Base::Grey { levels, tolerance }, _) => {
                let settler = Settler::new(levels, *tolerance, part.width);
                settle(settler, picture, part, &mut pixels);
            }
            (Base::Colours(_), None) => {}
        }
        let inked = if picture.overlay().is_empty() { 0 } else { part.height };
        for (row, to) in pixels.chunks_mut(part.width).enumerate().take(inked) {
            for (number, ink) in to.iter_mut().zip(part.row(picture.overlay(), picture, row)) {
                if let Some(ink) = ink {
                    *number = palette.ink(*ink);
                }
            }
        }
        Self { percent: &palette.percent, pixels }
    }

    /// The sum of the squares of what the whole picture's greys are off, levels of 255. Inks and palettes are as they should be.
    pub(super) fn squares(&self, picture: &Picture) -> f64 {
        if picture.palette().is_some() {
            return 0.0;
        }
        let shown: Vec<u16> = self.percent.iter().map(|&percent| brightness(percent)).collect();
        let square = |(place, (&colour, &grey)): (usize, (&u8, &u8))| {
            let meant = deepened(grey, picture.rest().get(place).copied().unwrap_or(0));
            let off = f64::from(shown[usize::from(colour)].abs_diff(meant)) / 257.0;
            if picture.ink(place).is_some() { 0.0 } else { off * off }
        };
        self.pixels.iter().zip(picture.grey()).enumerate().map(square).sum()
    }
}

/// The level of every grey, row by row.
fn settle(mut settler: Settler, picture: &Picture, part: Part, pixels: &mut [u8]) {
    let mut greys = vec![0; part.width];
    for (row, start) in (0..pixels.len()).step_by(part.width).enumerate() {
        deep(part.row(picture.grey(), picture, row), rest(picture, part, row), &mut greys);
        let (done, to) = pixels.split_at_mut(start);
        let above = if row % BAND_ROWS == 0 {
            settler.begin_band();
            &[]
        } else {
            &done[start - part.width..]
        };
        settler.row(&greys, above, &mut to[..part.width]);
    }
}

/// What eight bits left of the greys of a row; nothing where nothing finer was known.
fn rest(picture: &Picture, part: Part, row: usize) -> &[i8] {
    match picture.rest() {
        [] => &[],
        rest => part.row(rest, picture, row),
    }
}

/// Greys of 0–65 535 from those of eight bits and what these left.
fn deep(greys: &[u8], rest: &[i8], deep: &mut [u16]) {
    if rest.is_empty() {
        for (deep, &grey) in deep.iter_mut().zip(greys) {
            *deep = deepened(grey, 0);
        }
    }
    for ((deep, &grey), &rest) in deep.iter_mut().zip(greys).zip(rest) {
        *deep = deepened(grey, rest);
    }
}
