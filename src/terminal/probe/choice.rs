//! From what the terminal said to how pictures are drawn on it.

mod glyphs;

pub use glyphs::{ColourChoice, LinuxConsole, UnknownColours};

use crate::terminal::graphics::sixel::SixelLimits;
use crate::terminal::graphics::{ColourDepth, Glyphs};
use crate::terminal::probe::findings::Findings;
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

/// Names, as `XTVERSION` begins with them, of terminals with iTerm2's inline images.
const ITERM2: [&str; 3] = ["iTerm2", "WezTerm", "mintty"];
/// The same in the environment.
const ITERM2_PROGRAMS: [&str; 4] = ["iTerm.app", "iTerm2", "WezTerm", "mintty"];

/// Names, as `XTVERSION` begins with them, of terminals with 24-bit colours.
const TRUECOLOUR: [&str; 9] =
    ["kitty(", "foot(", "Konsole", "WezTerm", "VTE(", "ghostty", "contour", "iTerm2", "mintty"];

/// The first version of kitty with placeholder characters.
const KITTY_PLACEHOLDERS: (u32, u32) = (0, 28);

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
    /// Reached over ssh (`SSH_CONNECTION` or `SSH_TTY` is set).
    pub ssh: bool,
    /// `TERM_PROGRAM`, else `LC_TERMINAL`, which ssh passes on; empty when unset.
    pub program: String,
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

    /// Whether tmux stands between.
    pub fn is_in_tmux(&self) -> bool {
        self.tmux || self.term.starts_with("tmux")
    }

    /// Whether tmux or GNU screen stands between.
    pub fn is_multiplexed(&self) -> bool {
        self.is_in_tmux() || self.term.starts_with("screen")
    }
}

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graphics {
    /// Pixel for pixel, by the kitty graphics protocol.
    Kitty(KittyTerminal),
    /// Pixel for pixel, by sixels.
    Sixel(SixelLimits),
    /// Pixel for pixel, by iTerm2's inline images.
    Iterm2,
    /// With characters.
    Cells(Glyphs, ColourDepth),
    /// No pictures at all.
    Words,
}

/// What is known of a terminal with the kitty graphics protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KittyTerminal {
    /// How images can be placed.
    pub placements: Placements,
    /// Where images can stand.
    pub layers: Layers,
}

/// How images can be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placements {
    /// At the cursor only.
    Classic,
    /// By placeholder characters too (kitty since 0.28).
    Placeholders,
}

/// Where images can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layers {
    /// Over the text; whether under it is not known.
    Over,
    /// Under the text too (`z` below 0).
    Under,
}

/// How a picture's bytes reach the terminal that draws them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Passage {
    /// As they are.
    Direct,
    /// Within [`through_tmux`], counted from the outer terminal's corner and not from the pane's.
    Tmux,
}

/// What decided how pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The person asked for it.
    Asked,
    /// The terminal takes images of the kitty protocol: it said so.
    KittyAnswered,
    /// The terminal names sixels among its attributes.
    SixelNamed,
    /// The terminal's name is one with inline images.
    Iterm2Named,
    /// tmux or screen stands between: what it does to pixels is not known to it.
    Multiplexed,
    /// The terminal answered, and has no pixels.
    NoPixels,
    /// The terminal answered nothing, or not yet.
    Silent,
    /// The terminal is of a kind that is not asked.
    NotAsked,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::Asked,
        Self::KittyAnswered,
        Self::SixelNamed,
        Self::Iterm2Named,
        Self::Multiplexed,
        Self::NoPixels,
        Self::Silent,
        Self::NotAsked,
    ];

    /// The reason's name in phrases' ids.
    pub fn id(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::KittyAnswered => "kitty",
            Self::SixelNamed => "sixel",
            Self::Iterm2Named => "iterm2",
            Self::Multiplexed => "multiplexed",
            Self::NoPixels => "no-pixels",
            Self::Silent => "silent",
            Self::NotAsked => "not-asked",
        }
    }
}

/// What the person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum GraphicsChoice {
    #[default]
    Auto,
    Kitty,
    Iterm2,
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
    pub const NAMES: [(&str, Self); 12] = [
        ("auto", Self::Auto),
        ("kitty", Self::Kitty),
        ("iterm2", Self::Iterm2),
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
            Self::Auto | Self::Kitty | Self::Iterm2 | Self::Sixel | Self::None => None,
        }
    }

    /// Settles how to draw. A person's choice is followed even where the terminal did not promise it.
    pub fn settle(self, findings: &Findings, environment: &Environment) -> Graphics {
        if let Some(glyphs) = self.glyphs() {
            return glyphs::cells(glyphs, findings, environment);
        }
        match self {
            Self::Kitty => Graphics::Kitty(kitty(findings)),
            Self::Iterm2 => Graphics::Iterm2,
            Self::Sixel => Graphics::Sixel(limits(findings, environment)),
            Self::None => Graphics::Words,
            _ => automatic(findings, environment).0,
        }
    }

    /// Why [`Self::settle`] settles as it does.
    pub fn reason(self, findings: &Findings, environment: &Environment) -> Reason {
        if self == Self::Auto { automatic(findings, environment).1 } else { Reason::Asked }
    }

    /// How the bytes of a picture that is drawn so have to go. tmux of 3.4 and on may draw sixels itself, and says so; for all else
    /// they are handed through, where the terminal around it was heard.
    pub fn passage(self, findings: &Findings, environment: &Environment) -> Passage {
        let natively = match self.settle(findings, environment) {
            Graphics::Sixel(_) => findings.sixel,
            Graphics::Kitty(_) | Graphics::Iterm2 => false,
            Graphics::Cells(..) | Graphics::Words => true,
        };
        let through = environment.is_in_tmux() && findings.outside.answered;
        if through && !natively { Passage::Tmux } else { Passage::Direct }
    }
}

/// Wraps a sequence so that tmux hands it to the terminal around it (where `allow-passthrough` is on, or tmux older than 3.3).
pub fn through_tmux(sequence: &str) -> String {
    format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"))
}

impl TryFrom<String> for GraphicsChoice {
    type Error = UnknownGraphics;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<GraphicsChoice> for String {
    fn from(choice: GraphicsChoice) -> Self {
        choice.to_string()
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

/// The colours that cells can have, as far as the environment and the terminal's own name tell: over ssh the name is all there is.
pub fn known_depth(findings: &Findings, environment: &Environment) -> ColourDepth {
    let told = colour_depth(environment);
    let is_colourful = |name: &str| TRUECOLOUR.iter().any(|known| name.starts_with(known));
    let is_known = !environment.is_multiplexed() && findings.name.as_deref().is_some_and(is_colourful);
    if told == ColourDepth::Grey256 && is_known { ColourDepth::Truecolor } else { told }
}

/// The best that is known to work, and what decided: kitty, then sixels, then iTerm2's images, then characters.
///
/// Within tmux and screen, characters. tmux with sixels names them whether or not the terminal around it has them, and where that
/// has none, a line of text stands for the picture; what is handed through stays on the glass when another pane or window comes.
/// Who knows better, says `--graphics`.
fn automatic(findings: &Findings, environment: &Environment) -> (Graphics, Reason) {
    let cells = |reason| (glyphs::characters(findings, environment), reason);
    if !environment.is_worth_asking() {
        return cells(Reason::NotAsked);
    }
    if environment.is_multiplexed() || findings.is_tmux() {
        return cells(Reason::Multiplexed);
    }
    if !findings.answered {
        return cells(Reason::Silent);
    }
    if findings.takes_kitty() {
        return (Graphics::Kitty(kitty(findings)), Reason::KittyAnswered);
    }
    if findings.sixel {
        return (Graphics::Sixel(limits(findings, environment)), Reason::SixelNamed);
    }
    if has_iterm2_images(findings, environment) {
        return (Graphics::Iterm2, Reason::Iterm2Named);
    }
    cells(Reason::NoPixels)
}

/// A terminal's own name outweighs the environment, which a terminal started from another one inherits.
fn has_iterm2_images(findings: &Findings, environment: &Environment) -> bool {
    match &findings.name {
        Some(name) => ITERM2.iter().any(|known| name.starts_with(known)),
        None => ITERM2_PROGRAMS.contains(&environment.program.as_str()),
    }
}

fn kitty(findings: &Findings) -> KittyTerminal {
    let name = findings.name.as_deref().unwrap_or_default();
    let version = name.strip_prefix("kitty(").and_then(major_and_minor);
    let has_placeholders =
        version.is_some_and(|version| version >= KITTY_PLACEHOLDERS) || name.starts_with("ghostty");
    let placements = if has_placeholders { Placements::Placeholders } else { Placements::Classic };
    let is_known = ["ghostty", "Konsole", "WezTerm"].iter().any(|known| name.starts_with(known));
    // On kitty 0.26 without a graphics card old text was seen beside pictures, under text and over it: the plainer layer is taken.
    let layers = if is_known || has_placeholders { Layers::Under } else { Layers::Over };
    KittyTerminal { placements, layers }
}

/// The first two numbers of a version such as `0.26.5)`.
fn major_and_minor(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
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
    use crate::terminal::input::reply::Outcome;

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
        let unknown = "sixels".parse::<GraphicsChoice>().unwrap_err();
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
    fn protocols_come_in_the_order_of_what_they_show() {
        let answered =
            |name: &str| Findings { answered: true, name: Some(name.to_owned()), ..Findings::default() };
        let settled = |findings: &Findings| {
            let xterm = environment("xterm-256color");
            (GraphicsChoice::Auto.settle(findings, &xterm), GraphicsChoice::Auto.reason(findings, &xterm))
        };
        let kitty = |placements, layers| Graphics::Kitty(KittyTerminal { placements, layers });
        let rows = [
            (
                Findings { kitty: Some(Outcome::Taken), ..answered("kitty(0.26.5)") },
                kitty(Placements::Classic, Layers::Over),
            ),
            (
                Findings { kitty: Some(Outcome::Taken), ..answered("kitty(0.35.2)") },
                kitty(Placements::Placeholders, Layers::Under),
            ),
            (
                Findings { kitty: Some(Outcome::Taken), ..answered("kitty(1.0.0)") },
                kitty(Placements::Placeholders, Layers::Under),
            ),
            (
                Findings { kitty: Some(Outcome::Taken), sixel: true, ..answered("Konsole 22.12.3") },
                kitty(Placements::Classic, Layers::Under),
            ),
            (
                Findings { kitty: Some(Outcome::Taken), ..answered("") },
                kitty(Placements::Classic, Layers::Over),
            ),
            (answered("iTerm2 3.5.0"), Graphics::Iterm2),
            (answered("VTE(6800)"), Graphics::Cells(Glyphs::Sextants, ColourDepth::Grey256)),
        ];
        for (findings, expected) in rows {
            assert_eq!(settled(&findings).0, expected, "{findings:?}");
        }
        // Who says a name by the environment only, is believed when nothing contradicts, and answers at least.
        let program = Environment { program: "iTerm.app".to_owned(), ..environment("xterm") };
        let nameless = Findings { answered: true, ..Findings::default() };
        assert_eq!(GraphicsChoice::Auto.settle(&nameless, &program), Graphics::Iterm2);
        assert_ne!(GraphicsChoice::Auto.settle(&answered("XTerm(379)"), &program), Graphics::Iterm2);
        assert_eq!(GraphicsChoice::Auto.reason(&Findings::default(), &program), Reason::Silent);
        // Half of the answers are no answer: what ends them did not come.
        let cut = Findings { kitty: Some(Outcome::Taken), ..Findings::default() };
        assert_eq!(settled(&cut).1, Reason::Silent);
    }

    #[test]
    fn through_tmux_goes_only_what_it_does_not_draw_and_what_arrives() {
        let tmux = Environment { tmux: true, ..environment("screen-256color") };
        let heard = |sixel| {
            let outside = crate::terminal::probe::Outside { answered: true, sixel: true, kitty: false };
            Findings { answered: true, sixel, outside, ..Findings::default() }
        };
        assert_eq!(GraphicsChoice::Auto.passage(&heard(false), &tmux), Passage::Direct);
        assert_eq!(GraphicsChoice::Auto.reason(&heard(true), &tmux), Reason::Multiplexed);
        assert_eq!(GraphicsChoice::Sixel.passage(&heard(false), &tmux), Passage::Tmux);
        assert_eq!(GraphicsChoice::Sixel.passage(&heard(true), &tmux), Passage::Direct);
        assert_eq!(GraphicsChoice::Kitty.passage(&heard(true), &tmux), Passage::Tmux);
        assert_eq!(GraphicsChoice::Sixel.passage(&Findings::default(), &tmux), Passage::Direct);
        assert_eq!(GraphicsChoice::Kitty.passage(&heard(false), &environment("xterm")), Passage::Direct);
        assert_eq!(through_tmux("\x1b[c"), "\x1bPtmux;\x1b\x1b[c\x1b\\");
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
    fn over_ssh_the_name_tells_of_colours() {
        let named = |name: &str| Findings { name: Some(name.to_owned()), ..Findings::default() };
        let over_ssh = environment("xterm-256color");
        assert_eq!(known_depth(&named("foot(1.13.1)"), &over_ssh), ColourDepth::Truecolor);
        assert_eq!(known_depth(&named("XTerm(379)"), &over_ssh), ColourDepth::Grey256);
        let colourless = Environment { no_color: true, ..over_ssh.clone() };
        assert_eq!(known_depth(&named("foot(1.13.1)"), &colourless), ColourDepth::Mono);
        let in_tmux = Environment { tmux: true, ..over_ssh };
        assert_eq!(known_depth(&named("foot(1.13.1)"), &in_tmux), ColourDepth::Grey256);
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
