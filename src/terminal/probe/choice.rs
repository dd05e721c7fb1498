//! From what the terminal said to how pictures are drawn on it.

mod glyphs;

pub use glyphs::{ColourChoice, LinuxConsole, UnknownColours};

use crate::terminal::graphics::sixel::SixelLimits;
use crate::terminal::graphics::{ColourDepth, Glyphs};
use crate::terminal::probe::parser::Findings;
use std::fmt;
use std::str::FromStr;

/// Registers where the terminal does not say: what the emulators without `XTSMGRAPHICS` have. Only the VT340
/// itself has 16.
const USUAL_REGISTERS: u16 = 256;
const VT340_REGISTERS: u16 = 16;
/// Largest sixel picture where the terminal does not say: xterm's default, and it draws nothing at all of a
/// larger one.
const USUAL_GEOMETRY: (u32, u32) = (1000, 1000);

/// Beginnings of `TERM` of terminals with 256 colours whose entry does not end in `256color`.
const COLOURFUL: [&str; 9] =
    ["xterm", "foot", "konsole", "mlterm", "kitty", "alacritty", "wezterm", "tmux", "screen"];

/// The environment as far as it tells of the terminal; read where the program starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// `TERM`, empty when unset.
    pub term: String,
    /// `COLORTERM`, empty when unset. ssh does not pass it on.
    pub colorterm: String,
    /// `NO_COLOR` is set to something.
    pub no_color: bool,
    /// `TMUX` is set.
    pub tmux: bool,
    /// The locale for characters: `LC_ALL`, `LC_CTYPE` or `LANG`; empty when unset.
    pub locale: String,
    /// What is known of the Linux console, where the terminal is one.
    pub console: LinuxConsole,
}

impl Environment {
    /// Whether the terminal is worth asking. These have no pixels to tell of, and may print what they do not
    /// know.
    pub fn is_worth_asking(&self) -> bool {
        !matches!(self.term.as_str(), "" | "dumb" | "linux")
    }
}

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graphics {
    /// Pixel for pixel.
    Sixel(SixelLimits),
    /// With characters.
    Cells(Glyphs, ColourDepth),
    /// No pictures at all.
    Words,
}

/// What the person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GraphicsChoice {
    #[default]
    Auto,
    Sixel,
    /// Half blocks and the finer blocks beside them.
    Half,
    /// Half blocks and nothing finer.
    Halves,
    Quadrants,
    Sextants,
    Braille,
    /// What fonts of the Linux console have.
    Console,
    Ascii,
    /// Words only: for a link that carries no pictures.
    None,
}

/// A word that is none of [`GraphicsChoice::NAMES`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("graphics are one of {}", GraphicsChoice::NAMES.map(|(name, _)| name).join(", "))]
pub struct UnknownGraphics;

impl GraphicsChoice {
    /// Every choice by its name.
    pub const NAMES: [(&str, Self); 10] = [
        ("auto", Self::Auto),
        ("sixel", Self::Sixel),
        ("half", Self::Half),
        ("halves", Self::Halves),
        ("quadrants", Self::Quadrants),
        ("sextants", Self::Sextants),
        ("braille", Self::Braille),
        ("console", Self::Console),
        ("ascii", Self::Ascii),
        ("none", Self::None),
    ];
    /// Another name of [`Self::Half`].
    const BLOCKS: &str = "blocks";

    /// The characters of a choice of characters.
    fn glyphs(self) -> Option<Glyphs> {
        match self {
            Self::Half => Some(Glyphs::Blocks),
            Self::Halves => Some(Glyphs::Halves),
            Self::Quadrants => Some(Glyphs::Quadrants),
            Self::Sextants => Some(Glyphs::Sextants),
            Self::Braille => Some(Glyphs::Braille),
            Self::Console => Some(Glyphs::Console),
            Self::Ascii => Some(Glyphs::Ascii),
            Self::Auto | Self::Sixel | Self::None => None,
        }
    }

    /// Settles how to draw. A person's choice is followed even where the terminal did not promise it.
    pub fn settle(self, findings: &Findings, environment: &Environment) -> Graphics {
        if let Some(glyphs) = self.glyphs() {
            return glyphs::cells(glyphs, environment);
        }
        match self {
            Self::Sixel => Graphics::Sixel(limits(findings, environment)),
            Self::Auto if shows_sixel(findings, environment) => {
                Graphics::Sixel(limits(findings, environment))
            }
            Self::None => Graphics::Words,
            _ => glyphs::characters(findings, environment),
        }
    }
}

impl FromStr for GraphicsChoice {
    type Err = UnknownGraphics;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == Self::BLOCKS {
            return Ok(Self::Half);
        }
        let named = Self::NAMES.into_iter().find(|(name, _)| *name == text);
        named.map(|(_, choice)| choice).ok_or(UnknownGraphics)
    }
}

impl fmt::Display for GraphicsChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::NAMES.into_iter().find(|(_, choice)| choice == self);
        f.write_str(named.map_or("", |(name, _)| name))
    }
}

/// The colours that cells can have, as far as the environment tells.
pub fn colour_depth(environment: &Environment) -> ColourDepth {
    let term = environment.term.as_str();
    if environment.no_color || matches!(term, "" | "dumb") || term.starts_with("vt") {
        return ColourDepth::Mono;
    }
    // The Linux console takes 24-bit colours and shows sixteen.
    if term == "linux" {
        return ColourDepth::Ansi16;
    }
    if matches!(environment.colorterm.as_str(), "truecolor" | "24bit") || term.ends_with("-direct") {
        return ColourDepth::Truecolor;
    }
    if term.ends_with("256color") || COLOURFUL.iter().any(|name| term.starts_with(name)) {
        return ColourDepth::Grey256;
    }
    ColourDepth::Ansi16
}

/// tmux with sixel says so whether or not the terminal around it can; where it cannot, a line of text stands
/// for the picture.
fn shows_sixel(findings: &Findings, environment: &Environment) -> bool {
    let multiplexed = environment.tmux
        || environment.term.starts_with("tmux")
        || environment.term.starts_with("screen")
        || findings.name.as_deref().is_some_and(|name| name.starts_with("tmux"));
    findings.sixel && !multiplexed
}

fn limits(findings: &Findings, environment: &Environment) -> SixelLimits {
    let usual = if environment.term.starts_with("vt340") { VT340_REGISTERS } else { USUAL_REGISTERS };
    SixelLimits {
        registers: findings.registers.unwrap_or(usual),
        max: findings.geometry.unwrap_or(USUAL_GEOMETRY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(term: &str) -> Environment {
        Environment { term: term.to_owned(), ..Environment::default() }
    }

    fn sixel() -> Findings {
        Findings { answered: true, sixel: true, ..Findings::default() }
    }

    #[test]
    fn names_are_read_and_shown() {
        for (name, choice) in GraphicsChoice::NAMES {
            assert_eq!(name.parse(), Ok(choice));
            assert_eq!(choice.to_string(), name);
        }
        let unknown = "kitty".parse::<GraphicsChoice>().unwrap_err();
        let names = GraphicsChoice::NAMES.map(|(name, _)| name).join(", ");
        assert_eq!(unknown.to_string(), format!("graphics are one of {names}"));
        assert_eq!("blocks".parse(), Ok(GraphicsChoice::Half));
    }

    #[test]
    fn the_terminal_decides_when_the_person_does_not() {
        use ColourDepth::{Ansi16, Grey256, Mono};
        let usual = Graphics::Sixel(SixelLimits { registers: 256, max: (1000, 1000) });
        let none = Findings::default();
        let in_tmux = Environment { tmux: true, ..environment("xterm-256color") };
        let named_tmux = Findings { name: Some("tmux 3.5a".to_owned()), ..sixel() };
        let colourless = Environment { no_color: true, ..environment("xterm-256color") };
        let rows = [
            (environment("xterm-256color"), sixel(), usual),
            (environment("xterm-256color"), none.clone(), Graphics::Cells(Glyphs::Halves, Grey256)),
            (in_tmux, sixel(), Graphics::Cells(Glyphs::Blocks, Grey256)),
            (environment("xterm-256color"), named_tmux, Graphics::Cells(Glyphs::Blocks, Grey256)),
            (environment("screen"), sixel(), Graphics::Cells(Glyphs::Blocks, Grey256)),
            (colourless.clone(), none.clone(), Graphics::Cells(Glyphs::Halves, Mono)),
            (colourless, sixel(), usual),
            (environment("linux"), none.clone(), Graphics::Cells(Glyphs::Shades, Ansi16)),
            (environment("vt100"), none.clone(), Graphics::Cells(Glyphs::Ascii, Mono)),
            (environment("rxvt"), none, Graphics::Cells(Glyphs::Halves, Ansi16)),
        ];
        for (environment, findings, expected) in rows {
            let settled = GraphicsChoice::Auto.settle(&findings, &environment);
            assert_eq!(settled, expected, "{environment:?} {findings:?}");
        }
    }

    #[test]
    fn a_person_is_followed_and_reported_limits_are_kept() {
        let reported = Findings { registers: Some(1024), geometry: Some((800, 480)), ..Findings::default() };
        let limits = SixelLimits { registers: 1024, max: (800, 480) };
        let xterm = environment("xterm");
        assert_eq!(GraphicsChoice::Sixel.settle(&reported, &xterm), Graphics::Sixel(limits));
        let vt340 = GraphicsChoice::Sixel.settle(&Findings::default(), &environment("vt340"));
        assert_eq!(vt340, Graphics::Sixel(SixelLimits { registers: 16, max: (1000, 1000) }));
        let braille = GraphicsChoice::Braille.settle(&sixel(), &xterm);
        assert_eq!(braille, Graphics::Cells(Glyphs::Braille, ColourDepth::Grey256));
        let half = GraphicsChoice::Half.settle(&sixel(), &environment("vt100"));
        assert_eq!(half, Graphics::Cells(Glyphs::Blocks, ColourDepth::Mono));
    }

    #[test]
    fn depths_come_from_the_environment() {
        let direct = Environment { colorterm: "truecolor".to_owned(), ..environment("xterm-256color") };
        assert_eq!(colour_depth(&direct), ColourDepth::Truecolor);
        assert_eq!(colour_depth(&environment("putty-256color")), ColourDepth::Grey256);
        let console = Environment { colorterm: "truecolor".to_owned(), ..environment("linux") };
        assert_eq!(colour_depth(&console), ColourDepth::Ansi16);
        assert_eq!(colour_depth(&environment("")), ColourDepth::Mono);
        assert!(!environment("linux").is_worth_asking() && environment("xterm").is_worth_asking());
    }
}
