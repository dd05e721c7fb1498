//! The greys that cells can have, in front and behind, and what it costs to change to one.

use crate::terminal::graphics::{CellColour, ColourDepth};

/// The grey ramp of the 256-colour palette: 232 is 8, each next one 10 more, 255 is 238.
const RAMP_FIRST: u8 = 232;
const RAMP_DARKEST: u8 = 8;
const RAMP_STEP: u8 = 10;
const RAMP_GREYS: u8 = 24;
/// The greys of the palette's colour cube (16 + 43 × step), as (grey, place): black and white, which the ramp
/// does not reach, and four between its own.
const CUBE: [(u8, u8); 6] = [(0, 16), (95, 59), (135, 102), (175, 145), (215, 188), (255, 231)];

/// The greys among the sixteen named colours as (grey, place): xterm's, and those of the emulators that took
/// them over.
const NAMED: [(u8, u8); 4] = [(0, 0), (127, 8), (229, 7), (255, 15)];

/// The same on the Linux console (`default_red` and its two fellows in `drivers/tty/vt/vt.c`), which has only
/// the eight dark colours behind.
const CONSOLE_FRONT: [(u8, u8); 4] = [(0, 0), (85, 8), (170, 7), (255, 15)];
const CONSOLE_BEHIND: [(u8, u8); 2] = [(0, 0), (170, 7)];

/// The greys of the Linux console once [`console_greys`] was sent. Red (1, 9), brown and yellow (3, 11), magenta
/// (13) and cyan (14) are left: states and marks have those colours.
const MADE_FRONT: [(u8, u8); 10] =
    [(0, 0), (28, 6), (57, 2), (85, 8), (113, 4), (142, 10), (170, 7), (198, 12), (227, 5), (255, 15)];
const MADE_BEHIND: [(u8, u8); 6] = [(0, 0), (28, 6), (57, 2), (113, 4), (170, 7), (227, 5)];

/// Bytes of `38;5;244` with its share of what begins and ends a sequence; of `38;2;200;200;200`; of `97`.
const CHANGE_256: i32 = 10;
const CHANGE_TRUECOLOR: i32 = 16;
const CHANGE_16: i32 = 4;

/// What a byte is worth in squared error summed over a cell: a colour is changed only where each of its bytes
/// takes so much error away. Measured on scans: 60 takes a sixth of the bytes of the 256-colour ramp for
/// 0.02 dB. 24-bit colours are for who wants the nearest picture, at any price.
const BYTE_256: i32 = 60;
const BYTE_TRUECOLOR: i32 = 2;

/// Of which greys even cells are mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mixing {
    /// There are greys enough.
    None,
    /// Of neighbours, whose patterns are hardly seen.
    Neighbours,
    /// Of any two: there are few.
    Any,
}

/// The greys that one side of a cell, front or behind, can have.
#[derive(Debug)]
pub(super) struct Side {
    nearest: [i32; 256],
    colours: [CellColour; 256],
    greys: Vec<u8>,
}

impl Side {
    fn of(greys: &[(u8, CellColour)]) -> Self {
        let mut colours = [CellColour::Default; 256];
        for &(grey, colour) in greys {
            colours[usize::from(grey)] = colour;
        }
        let mut nearest = [0; 256];
        for (value, place) in (0_u8..=255).zip(&mut nearest) {
            let off = |grey: &u8| grey.abs_diff(value);
            *place = greys.iter().map(|&(grey, _)| grey).min_by_key(off).unwrap_or_default().into();
        }
        Self { nearest, colours, greys: greys.iter().map(|&(grey, _)| grey).collect() }
    }

    /// The nearest grey that this side can have.
    pub(super) fn nearest(&self, grey: i32) -> i32 {
        self.nearest[place(grey)]
    }

    /// The colour of a grey that [`Self::nearest`] gave.
    pub(super) fn colour(&self, grey: i32) -> CellColour {
        self.colours[place(grey)]
    }

    /// Every grey of this side, dark to light.
    pub(super) fn greys(&self) -> impl Iterator<Item = i32> + Clone {
        self.greys.iter().map(|&grey| grey.into())
    }
}

fn place(grey: i32) -> usize {
    usize::try_from(grey.clamp(0, 255)).unwrap_or_default()
}

/// The greys of both sides.
#[derive(Debug)]
pub(super) struct Levels {
    pub(super) front: Side,
    pub(super) behind: Side,
    pub(super) mixing: Mixing,
    /// What a change of one side's colour costs, in squared error summed over a cell.
    pub(super) change: i32,
    /// What each byte costs of what is written anyway.
    pub(super) byte: i32,
}

/// Whose sixteen colours they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Palette {
    Emulator,
    LinuxConsole,
}

impl Levels {
    /// The greys of a depth.
    pub(super) fn of(depth: ColourDepth, palette: Palette) -> Self {
        match (depth, palette) {
            (ColourDepth::Truecolor, _) => {
                let all: Vec<_> = (0..=255).map(|grey| (grey, CellColour::Rgb(grey, grey, grey))).collect();
                let sides = (Side::of(&all), Side::of(&all));
                Self::new(sides, Mixing::None, (CHANGE_TRUECOLOR, BYTE_TRUECOLOR))
            }
            (ColourDepth::Grey256, _) => {
                let ramp = ramp();
                Self::new((indexed(&ramp), indexed(&ramp)), Mixing::Neighbours, (CHANGE_256, BYTE_256))
            }
            (ColourDepth::Ansi16, Palette::Emulator) => {
                Self::new((indexed(&NAMED), indexed(&NAMED)), Mixing::Any, (CHANGE_16, BYTE_256))
            }
            (ColourDepth::Ansi16, Palette::LinuxConsole) => {
                let sides = (indexed(&CONSOLE_FRONT), indexed(&CONSOLE_BEHIND));
                Self::new(sides, Mixing::Any, (CHANGE_16, BYTE_256))
            }
            (ColourDepth::ConsoleGreys, _) => {
                let sides = (indexed(&MADE_FRONT), indexed(&MADE_BEHIND));
                Self::new(sides, Mixing::Any, (CHANGE_16, BYTE_256))
            }
            (ColourDepth::Mono, _) => {
                let sides = (Side::of(&[(255, CellColour::Default)]), Side::of(&[(0, CellColour::Default)]));
                Self::new(sides, Mixing::Any, (0, 0))
            }
        }
    }

    fn new((front, behind): (Side, Side), mixing: Mixing, (bytes, byte): (i32, i32)) -> Self {
        Self { front, behind, mixing, change: bytes * byte, byte }
    }
}

/// What makes ten greys of the Linux console's sixteen colours (`console_codes(4)`: `ESC ] P nrrggbb`).
///
/// Each is followed by a string terminator, which the console passes over: any other terminal would take
/// all that follows, up to the next one, as the system command that the beginning looks like.
pub fn console_greys() -> String {
    let is_made = |&&(grey, place): &&(u8, u8)| !CONSOLE_FRONT.contains(&(grey, place));
    let made = MADE_FRONT.iter().filter(is_made);
    let said = made.map(|(grey, place)| format!("\x1b]P{place:x}{grey:02x}{grey:02x}{grey:02x}\x1b\\"));
    said.collect::<Vec<_>>().concat()
}

fn indexed(greys: &[(u8, u8)]) -> Side {
    let colours: Vec<_> = greys.iter().map(|&(grey, place)| (grey, CellColour::Indexed(place))).collect();
    Side::of(&colours)
}

/// The 30 greys of the 256-colour palette and their places, dark to light.
fn ramp() -> Vec<(u8, u8)> {
    let steps = (0..RAMP_GREYS).map(|step| (RAMP_DARKEST + RAMP_STEP * step, RAMP_FIRST + step));
    let mut greys: Vec<_> = steps.chain(CUBE).collect();
    greys.sort_unstable();
    greys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grey_gets_its_nearest_and_that_has_a_colour() {
        for (depth, palette, greys) in [
            (ColourDepth::Truecolor, Palette::Emulator, 256),
            (ColourDepth::Grey256, Palette::Emulator, 30),
            (ColourDepth::Ansi16, Palette::Emulator, 4),
            (ColourDepth::Ansi16, Palette::LinuxConsole, 2),
        ] {
            let side = Levels::of(depth, palette).behind;
            assert_eq!(side.greys().count(), greys);
            for grey in 0..=255 {
                let off = side.greys().map(|level| level.abs_diff(grey)).min().unwrap();
                assert_eq!(side.nearest(grey).abs_diff(grey), off, "{grey} in {depth:?}");
                assert_ne!(side.colour(side.nearest(grey)), CellColour::Default);
            }
        }
    }

    #[test]
    fn the_ramp_has_its_places_in_the_palette() {
        let side = Levels::of(ColourDepth::Grey256, Palette::Emulator).front;
        let rows = [
            (0, 0, 16),
            (3, 0, 16),
            (5, 8, 232),
            (128, 128, 244),
            (134, 135, 102),
            (240, 238, 255),
            (250, 255, 231),
        ];
        for (grey, level, place) in rows {
            assert_eq!((side.nearest(grey), side.colour(level)), (level, CellColour::Indexed(place)));
        }
    }
}
