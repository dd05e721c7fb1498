//! Even cells: which glyph over which two greys shows a grey best that the terminal itself does not have.

use crate::terminal::graphics::cells::levels::{Levels, Mixing};
use crate::terminal::graphics::cells::shapes::{PARTS, Set, Tone};

/// The dots of a pattern are an error too, but one that a person hardly sees from where a screen is read: an
/// eighth of it counts.
const PATTERN_SHARE: f32 = 8.0;

/// A glyph over two greys that together show one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flat {
    pub(super) glyph: char,
    /// None where the glyph shows nothing of that side.
    pub(super) front: Option<i32>,
    pub(super) behind: Option<i32>,
    /// The grey that it shows.
    pub(super) shown: i32,
    /// What its dots cost, in squared error over all parts of a cell.
    pub(super) pattern: i32,
}

impl Flat {
    pub(super) fn space(grey: i32) -> Self {
        Self { glyph: ' ', front: None, behind: Some(grey), shown: grey, pattern: 0 }
    }

    pub(super) fn full(glyph: char, grey: i32) -> Self {
        Self { glyph, front: Some(grey), behind: None, shown: grey, pattern: 0 }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "greys are below 256")]
    pub(super) fn mix(tone: Tone, front: i32, behind: i32) -> Self {
        let apart = (front - behind) as f32;
        let shown = (behind as f32 + apart * tone.cover).round() as i32;
        let spread = apart * apart * tone.cover * (1.0 - tone.cover);
        let pattern = (spread * PARTS as f32 / PATTERN_SHARE) as i32;
        Self { glyph: tone.glyph, front: Some(front), behind: Some(behind), shown, pattern }
    }
}

/// The best flat for each grey.
#[derive(Debug)]
pub(super) struct Flats(Vec<Flat>);

impl Flats {
    pub(super) fn of(set: &Set, levels: &Levels) -> Self {
        let all = mixed(set, levels);
        let best = |grey: i32| {
            let cost = |flat: &&Flat| (flat.shown - grey).pow(2) * PARTS + flat.pattern;
            all.iter().min_by_key(cost).copied()
        };
        Self((0..=255).filter_map(best).collect())
    }

    /// The best for a grey of 0 to 255.
    pub(super) fn nearest(&self, grey: i32) -> Flat {
        let place = usize::try_from(grey.clamp(0, 255)).unwrap_or_default();
        self.0.get(place).copied().unwrap_or(Flat::space(0))
    }
}

/// Every flat that is worth having.
fn mixed(set: &Set, levels: &Levels) -> Vec<Flat> {
    let mut all: Vec<Flat> = levels.behind.greys().map(Flat::space).collect();
    // A full block is the font's, and many fonts leave a line of the cell free: an empty one is better, but where
    // not every grey can be behind.
    if let (Some(full), Mixing::Any) = (set.full, levels.mixing) {
        all.extend(levels.front.greys().map(|grey| Flat::full(full, grey)));
    }
    let pairs: Vec<(i32, i32)> = match levels.mixing {
        Mixing::None => Vec::new(),
        Mixing::Neighbours => {
            let next = levels.behind.greys().skip(1);
            levels.behind.greys().zip(next).flat_map(|(dark, light)| [(light, dark), (dark, light)]).collect()
        }
        Mixing::Any => levels
            .behind
            .greys()
            .flat_map(|behind| levels.front.greys().map(move |front| (front, behind)))
            .filter(|(front, behind)| front != behind)
            .collect(),
    };
    for (front, behind) in pairs {
        all.extend(set.tones.iter().map(|tone| Flat::mix(*tone, front, behind)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::cells::levels::Palette;
    use crate::terminal::graphics::{ColourDepth, Glyphs};

    fn farthest(glyphs: Glyphs, depth: ColourDepth, palette: Palette) -> i32 {
        let flats = Flats::of(&Set::of(glyphs), &Levels::of(depth, palette));
        (0..=255).map(|grey| (flats.nearest(grey).shown - grey).abs()).max().unwrap()
    }

    #[test]
    fn mixing_comes_nearer_than_the_greys_themselves() {
        // The greys alone are off by 8, 63 and 42 at the worst.
        assert_eq!(farthest(Glyphs::Blocks, ColourDepth::Grey256, Palette::Emulator), 2);
        assert_eq!(farthest(Glyphs::Blocks, ColourDepth::Ansi16, Palette::Emulator), 21);
        assert_eq!(farthest(Glyphs::Console, ColourDepth::Ansi16, Palette::LinuxConsole), 14);
        assert_eq!(farthest(Glyphs::Blocks, ColourDepth::Truecolor, Palette::Emulator), 0);
    }

    #[test]
    fn two_greys_and_shades_make_five() {
        let flats = Flats::of(&Set::of(Glyphs::Halves), &Levels::of(ColourDepth::Mono, Palette::Emulator));
        let drawn: String = [0, 60, 128, 190, 255].map(|grey| flats.nearest(grey).glyph).iter().collect();
        assert_eq!(drawn, " ░▒▓█");
    }
}
