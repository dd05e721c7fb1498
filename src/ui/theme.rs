//! A few semantic roles, each with a style: grey carries the normal, colour only what is abnormal or selected.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::str::FromStr;

const QUIET: &str = include_str!("../../themes/quiet.toml");
const COLOURBLIND: &str = include_str!("../../themes/colourblind.toml");
const MONO: &str = include_str!("../../themes/mono.toml");

/// What a piece of the screen is; never which widget it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Normal text.
    Text,
    /// Labels, frames, what may be overlooked.
    Faint,
    /// Header and footer.
    Band,
    /// A heading.
    Heading,
    /// The focused field or the chosen row.
    Focus,
    /// Needs an action now.
    Alarm,
    /// Out of the ordinary, no action yet.
    Warning,
    /// A zone that the OAC marked.
    Mark,
}

/// Styles of every role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    text: Look,
    faint: Look,
    band: Look,
    heading: Look,
    focus: Look,
    alarm: Look,
    warning: Look,
    mark: Look,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    /// ANSI name, `default`, or a place in the 256-colour palette.
    #[serde(default, deserialize_with = "colour_name")]
    colour: Option<Color>,
    /// The same of what is behind.
    #[serde(default, deserialize_with = "colour_name")]
    behind: Option<Color>,
    #[serde(default)]
    emphasis: Vec<Emphasis>,
}

fn colour_name<'de, D: serde::Deserializer<'de>>(source: D) -> Result<Option<Color>, D::Error> {
    let name = String::deserialize(source)?;
    name.parse().map(Some).map_err(|_| serde::de::Error::custom(format!("no colour: {name}")))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Emphasis {
    Bold,
    Reverse,
    Underline,
}

/// The themes that come with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// Grey, and four ANSI colours for what is abnormal.
    #[default]
    Quiet,
    /// Blue and orange instead of red, yellow and cyan, each on black: told apart whichever colours the eye lacks.
    ColourBlind,
    /// No colour at all: `NO_COLOR`, monochrome terminals.
    Mono,
}

/// A word that is none of [`ThemeName::NAMES`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("themes are {}", ThemeName::NAMES.map(|(name, _)| name).join(", "))]
pub struct UnknownTheme;

impl ThemeName {
    /// Every theme by its name.
    pub const NAMES: [(&str, Self); 3] =
        [("quiet", Self::Quiet), ("colourblind", Self::ColourBlind), ("mono", Self::Mono)];
}

impl FromStr for ThemeName {
    type Err = UnknownTheme;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::NAMES.into_iter().find(|(name, _)| *name == text);
        named.map(|(_, theme)| theme).ok_or(UnknownTheme)
    }
}

impl Theme {
    /// A theme that comes with the program.
    pub fn built_in(name: ThemeName) -> Self {
        let source = match name {
            ThemeName::Quiet => QUIET,
            ThemeName::ColourBlind => COLOURBLIND,
            ThemeName::Mono => MONO,
        };
        // All are parsed by a test; should one ever fail, an unstyled screen still tells every state by word and symbol.
        toml::from_str(source).unwrap_or_else(|_| Self::plain())
    }

    fn plain() -> Self {
        let look = Look::default;
        Self {
            text: look(),
            faint: look(),
            band: look(),
            heading: look(),
            focus: look(),
            alarm: look(),
            warning: look(),
            mark: look(),
        }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        let look = match role {
            Role::Text => &self.text,
            Role::Faint => &self.faint,
            Role::Band => &self.band,
            Role::Heading => &self.heading,
            Role::Focus => &self.focus,
            Role::Alarm => &self.alarm,
            Role::Warning => &self.warning,
            Role::Mark => &self.mark,
        };
        let style = Style { fg: look.colour, bg: look.behind, ..Style::default() };
        look.emphasis.iter().fold(style, |style, emphasis| {
            style.add_modifier(match emphasis {
                Emphasis::Bold => Modifier::BOLD,
                Emphasis::Reverse => Modifier::REVERSED,
                Emphasis::Underline => Modifier::UNDERLINED,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_parses_and_has_a_name() {
        for (name, theme) in ThemeName::NAMES {
            assert_eq!(name.parse(), Ok(theme));
            assert_ne!(Theme::built_in(theme), Theme::plain(), "{name}");
        }
        let unknown = "loud".parse::<ThemeName>().unwrap_err();
        assert_eq!(unknown.to_string(), "themes are quiet, colourblind, mono");
    }

    const ROLES: [Role; 8] = [
        Role::Text,
        Role::Faint,
        Role::Band,
        Role::Heading,
        Role::Focus,
        Role::Alarm,
        Role::Warning,
        Role::Mark,
    ];

    /// Light of a place in the 256-colour palette: linear red, green and blue, 0 to 1.
    fn light(colour: Color) -> [f64; 3] {
        const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
        let Color::Indexed(place) = colour else { panic!("{colour:?} is the terminal's to choose") };
        assert!(place >= 16, "{place} is the terminal's to choose");
        let step = |share: u8| STEPS[usize::from((place - 16) / share % 6)];
        let bytes = if place < 232 { [step(36), step(6), step(1)] } else { [8 + 10 * (place - 232); 3] };
        bytes.map(|byte| {
            let part = f64::from(byte) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// WCAG 2's relative luminance.
    fn luminance([red, green, blue]: [f64; 3]) -> f64 {
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn colours_that_a_theme_names_itself_are_read_easily() {
        let theme = Theme::built_in(ThemeName::ColourBlind);
        let mut checked = 0;
        for role in ROLES {
            let style = theme.style(role);
            let (Some(fg), Some(bg)) = (style.fg, style.bg) else {
                assert_eq!((style.fg, style.bg), (None, None), "{role:?}: half of a contrast is none");
                continue;
            };
            let (one, other) = (luminance(light(fg)), luminance(light(bg)));
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{role:?} has {contrast}");
            checked += 1;
        }
        assert_eq!(checked, 4);
    }

    #[test]
    fn states_differ_for_eyes_without_red_green_or_blue() {
        // Machado, Oliveira and Fernandes 2009, severity 1.0: what is left for a protanope, a deuteranope, a tritanope.
        const EYES: [[[f64; 3]; 3]; 3] = [
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ];
        let theme = Theme::built_in(ThemeName::ColourBlind);
        let states =
            [Role::Alarm, Role::Warning, Role::Mark].map(|role| light(theme.style(role).fg.unwrap()));
        for eye in EYES {
            let seen = states.map(|state| {
                eye.map(|row| row.iter().zip(state).map(|(weight, part)| weight * part).sum::<f64>())
            });
            for (place, one) in seen.iter().enumerate() {
                for other in &seen[place + 1..] {
                    let apart = one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(apart > 0.3, "{apart} apart of the 1.7 from black to white");
                }
            }
        }
    }

    #[test]
    fn no_two_states_differ_by_colour_alone_in_mono() {
        let mono = Theme::built_in(ThemeName::Mono);
        let styles: Vec<Style> =
            [Role::Text, Role::Focus, Role::Alarm, Role::Warning].map(|role| mono.style(role)).to_vec();
        for (place, style) in styles.iter().enumerate() {
            assert_eq!(style.fg, None);
            assert!(styles.iter().skip(place + 1).all(|other| other != style));
        }
    }
}
