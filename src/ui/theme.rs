//! A few semantic roles, each with a style: grey carries the normal, colour only what is abnormal or selected.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

const QUIET: &str = include_str!("../../themes/quiet.toml");
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
    /// ANSI name or `default`.
    #[serde(default, deserialize_with = "colour_name")]
    colour: Option<Color>,
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
    /// No colour at all: `NO_COLOR`, monochrome terminals.
    Mono,
}

impl Theme {
    /// A theme that comes with the program.
    pub fn built_in(name: ThemeName) -> Self {
        let source = match name {
            ThemeName::Quiet => QUIET,
            ThemeName::Mono => MONO,
        };
        // Both are parsed by a test; should one ever fail, an unstyled screen still tells every state by word and symbol.
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
        let style = look.colour.map_or_else(Style::default, |colour| Style::default().fg(colour));
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
    fn both_themes_parse() {
        for source in [QUIET, MONO] {
            toml::from_str::<Theme>(source).unwrap();
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
