//! From what is known of the terminal to the characters and colours that pictures are drawn with where it has
//! no pixels.

use crate::terminal::graphics::{ColourDepth, Glyphs};
use crate::terminal::probe::choice::{Environment, Graphics, known_depth};
use crate::terminal::probe::findings::Findings;
use std::fmt;
use std::str::FromStr;

/// Names, as `XTVERSION` begins with them, of terminals that draw sextants themselves and need no font for them.
const SEXTANTS: [&str; 5] = ["kitty(", "foot(", "WezTerm", "ghostty", "contour"];
/// GNOME's library of terminals draws them since 0.61, which it names as 6100.
const VTE: &str = "VTE(";
const VTE_SEXTANTS: u32 = 6100;
/// Names of terminals that draw block elements themselves, or come with fonts that have all of them.
const BLOCKS: [&str; 6] = ["XTerm(", "Konsole", "iTerm2", "mintty", "tmux", "Rio"];

/// The same by how `TERM` begins, for terminals that do not tell their names.
const TERM_SEXTANTS: [&str; 3] = ["foot", "xterm-kitty", "wezterm"];
const TERM_BLOCKS: [&str; 6] = ["alacritty", "mlterm", "konsole", "vte", "tmux", "screen"];

/// Debian's sets of console fonts (`CODESET` in `/etc/default/console-setup`) that have half blocks and shades, as
/// the kernel's own font has; all its others have `█`, `░` and `▒` and nothing else of the kind.
const FULL_CODESETS: [&str; 4] = ["FullCyrAsia", "FullCyrSlav", "FullGreek", "CyrKoi"];

/// What is known of the Linux console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinuxConsole {
    /// The terminal is none of this machine's virtual terminals: its font is not known, nor whether it is one.
    #[default]
    Elsewhere,
    /// A virtual terminal of this machine with a font of few glyphs, or one that is not known.
    Few,
    /// A virtual terminal of this machine with a font that has half blocks and shades.
    Full,
}

impl LinuxConsole {
    /// A virtual terminal of this machine by the settings of its font, `/etc/default/console-setup`; without such
    /// a file the kernel's own font is there.
    pub fn by_settings(settings: Option<&str>) -> Self {
        let Some(settings) = settings else { return Self::Full };
        let codeset = settings.lines().rev().find_map(|line| line.trim().strip_prefix("CODESET="));
        let codeset = codeset.map(|name| name.trim().trim_matches(['"', '\'']));
        // Another line of that file may name a font beside them all.
        let is_full = codeset.is_some_and(|name| FULL_CODESETS.contains(&name));
        let own = settings
            .lines()
            .any(|line| line.trim().strip_prefix("FONT=").is_some_and(|font| !font.trim().is_empty()));
        if is_full && !own { Self::Full } else { Self::Few }
    }
}

/// The colours that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourChoice {
    /// As many as the terminal is known to have; of 24-bit ones the 256 greys of the palette, which take half
    /// the bytes and look the same.
    #[default]
    Auto,
    Depth(ColourDepth),
}

/// A word that is none of [`ColourChoice::NAMES`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("colours are one of {}", ColourChoice::NAMES.map(|(name, _)| name).join(", "))]
pub struct UnknownColours;

impl ColourChoice {
    /// Every choice by its name.
    pub const NAMES: [(&str, Self); 5] = [
        ("auto", Self::Auto),
        ("truecolor", Self::Depth(ColourDepth::Truecolor)),
        ("256", Self::Depth(ColourDepth::Grey256)),
        ("16", Self::Depth(ColourDepth::Ansi16)),
        ("mono", Self::Depth(ColourDepth::Mono)),
    ];

    /// A way of drawing with these colours instead of its own; pixels stay what they are.
    pub fn apply(self, graphics: Graphics) -> Graphics {
        match (self, graphics) {
            (Self::Depth(depth), Graphics::Cells(glyphs, _)) => Graphics::Cells(glyphs, depth),
            _ => graphics,
        }
    }
}

impl FromStr for ColourChoice {
    type Err = UnknownColours;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::NAMES.into_iter().find(|(name, _)| *name == text);
        named.map(|(_, choice)| choice).ok_or(UnknownColours)
    }
}

impl fmt::Display for ColourChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::NAMES.into_iter().find(|(_, choice)| choice == self);
        f.write_str(named.map_or("", |(name, _)| name))
    }
}

/// A picture in characters of a person's choice, with the colours of the terminal.
pub(super) fn cells(glyphs: Glyphs, findings: &Findings, environment: &Environment) -> Graphics {
    Graphics::Cells(glyphs, depth(glyphs, findings, environment))
}

/// The best characters that the terminal is known to show.
pub(super) fn characters(findings: &Findings, environment: &Environment) -> Graphics {
    cells(glyphs(findings, environment), findings, environment)
}

fn glyphs(findings: &Findings, environment: &Environment) -> Glyphs {
    let term = environment.term.as_str();
    if is_plain(term) || has_other_characters(&environment.locale) {
        return Glyphs::Ascii;
    }
    if term == "linux" {
        return if environment.console == LinuxConsole::Full { Glyphs::Console } else { Glyphs::Shades };
    }
    let begins = |names: &[&str], with: &str| names.iter().any(|name| with.starts_with(name));
    // A multiplexer's name says nothing of the terminal around it, whose font need not have sextants.
    let within = environment.tmux || begins(&["tmux", "screen"], term);
    let name = findings.name.as_deref().unwrap_or_default();
    let has_sextants = begins(&SEXTANTS, name) || vte(name).is_some_and(|version| version >= VTE_SEXTANTS);
    match () {
        () if within => Glyphs::Blocks,
        () if has_sextants || name.is_empty() && begins(&TERM_SEXTANTS, term) => Glyphs::Sextants,
        () if begins(&BLOCKS, name) || vte(name).is_some() || begins(&TERM_BLOCKS, term) => Glyphs::Blocks,
        // PuTTY and its like: fonts of Windows have the half blocks and the shades, and often nothing finer.
        () => Glyphs::Halves,
    }
}

/// The version that GNOME's library tells.
fn vte(name: &str) -> Option<u32> {
    let digits = name.strip_prefix(VTE)?;
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// A terminal of letters only.
fn is_plain(term: &str) -> bool {
    matches!(term, "" | "dumb") || term.starts_with("vt")
}

/// Whether the locale names characters other than Unicode's. One that names none, as `C` does, says nothing of
/// the terminal.
fn has_other_characters(locale: &str) -> bool {
    let characters = locale.split_once('.').map(|(_, characters)| characters.split('@').next());
    characters.flatten().is_some_and(|set| !set.replace('-', "").eq_ignore_ascii_case("utf8"))
}

fn depth(glyphs: Glyphs, findings: &Findings, environment: &Environment) -> ColourDepth {
    match known_depth(findings, environment) {
        ColourDepth::Truecolor => ColourDepth::Grey256,
        ColourDepth::Ansi16
            if environment.console != LinuxConsole::Elsewhere
                && matches!(glyphs, Glyphs::Console | Glyphs::Shades) =>
        {
            ColourDepth::ConsoleGreys
        }
        depth => depth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(term: &str) -> Environment {
        Environment { term: term.to_owned(), ..Environment::default() }
    }

    #[test]
    fn colours_are_read_and_shown() {
        for (name, choice) in ColourChoice::NAMES {
            assert_eq!(name.parse(), Ok(choice));
            assert_eq!(choice.to_string(), name);
        }
        let unknown = "8".parse::<ColourChoice>().unwrap_err();
        assert_eq!(unknown.to_string(), "colours are one of auto, truecolor, 256, 16, mono");
        let halves = Graphics::Cells(Glyphs::Halves, ColourDepth::Grey256);
        assert_eq!(ColourChoice::Auto.apply(halves), halves);
        let mono = ColourChoice::Depth(ColourDepth::Mono);
        assert_eq!(mono.apply(halves), Graphics::Cells(Glyphs::Halves, ColourDepth::Mono));
        assert_eq!(mono.apply(Graphics::Words), Graphics::Words);
    }

    #[test]
    fn each_terminal_gets_the_finest_glyphs_that_it_is_known_to_draw() {
        let rows = [
            ("xterm-256color", Some("XTerm(379)"), Glyphs::Blocks),
            ("xterm-256color", Some("Konsole 22.12.3"), Glyphs::Blocks),
            ("xterm-256color", Some("VTE(6800)"), Glyphs::Sextants),
            ("xterm-256color", Some("VTE(5202)"), Glyphs::Blocks),
            ("xterm-kitty", Some("kitty(0.26.5)"), Glyphs::Sextants),
            ("foot", Some("foot(1.13.1)"), Glyphs::Sextants),
            ("foot", None, Glyphs::Sextants),
            ("mlterm", None, Glyphs::Blocks),
            ("alacritty", None, Glyphs::Blocks),
            ("tmux-256color", Some("tmux 3.5a"), Glyphs::Blocks),
            ("screen-256color", None, Glyphs::Blocks),
            ("xterm-256color", None, Glyphs::Halves),
            ("putty-256color", None, Glyphs::Halves),
            ("linux", None, Glyphs::Shades),
            ("dumb", None, Glyphs::Ascii),
            ("vt100", None, Glyphs::Ascii),
            ("", None, Glyphs::Ascii),
        ];
        for (term, name, expected) in rows {
            let findings = Findings { name: name.map(str::to_owned), ..Findings::default() };
            assert_eq!(glyphs(&findings, &environment(term)), expected, "{term} {name:?}");
        }
    }

    #[test]
    fn only_a_locale_with_other_characters_leaves_ascii() {
        let rows = [
            ("ru_RU.UTF-8", false),
            ("kk_KZ.utf8", false),
            ("en_GB.UTF-8@euro", false),
            ("C.UTF-8", false),
            ("C", false),
            ("", false),
            ("ru_RU.KOI8-R", true),
            ("kk_KZ.pt154", true),
            ("en_US.ISO-8859-1", true),
        ];
        for (locale, expected) in rows {
            assert_eq!(has_other_characters(locale), expected, "{locale}");
            let environment = Environment { locale: locale.to_owned(), ..environment("foot") };
            assert_eq!(glyphs(&Findings::default(), &environment) == Glyphs::Ascii, expected);
        }
    }

    #[test]
    fn the_linux_console_gets_greys_made_where_it_is_one() {
        let of = |term: &str, console| {
            characters(&Findings::default(), &Environment { console, ..environment(term) })
        };
        let made = ColourDepth::ConsoleGreys;
        assert_eq!(of("linux", LinuxConsole::Full), Graphics::Cells(Glyphs::Console, made));
        assert_eq!(of("linux", LinuxConsole::Few), Graphics::Cells(Glyphs::Shades, made));
        let far = of("linux", LinuxConsole::Elsewhere);
        assert_eq!(far, Graphics::Cells(Glyphs::Shades, ColourDepth::Ansi16));
        let others = LinuxConsole::Elsewhere;
        assert_eq!(of("rxvt", others), Graphics::Cells(Glyphs::Halves, ColourDepth::Ansi16));
        assert_eq!(of("dumb", others), Graphics::Cells(Glyphs::Ascii, ColourDepth::Mono));
        let colourless = Environment { no_color: true, console: LinuxConsole::Full, ..environment("linux") };
        let drawn = characters(&Findings::default(), &colourless);
        assert_eq!(drawn, Graphics::Cells(Glyphs::Console, ColourDepth::Mono));
    }

    #[test]
    fn a_font_is_known_by_its_settings() {
        let rows = [
            (None, LinuxConsole::Full),
            (Some("CODESET=\"FullCyrAsia\"\nFONTSIZE=\"8x16\"\n"), LinuxConsole::Full),
            (Some("CODESET=\"CyrAsia\"\n"), LinuxConsole::Few),
            (Some("#CODESET=FullGreek\nCODESET='guess'"), LinuxConsole::Few),
            (Some("CODESET=FullGreek\nFONT='x.psf.gz'"), LinuxConsole::Few),
            (Some("CODESET=FullGreek\nFONT="), LinuxConsole::Full),
            (Some(""), LinuxConsole::Few),
        ];
        for (settings, expected) in rows {
            assert_eq!(LinuxConsole::by_settings(settings), expected, "{settings:?}");
        }
    }
}
