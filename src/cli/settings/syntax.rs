//! What the parser has against a file, in the person's language: its own words are English and made for programmers.

use super::key::{Key, line_of};
use crate::scanner::line::EndpointFault;
use crate::words::{Value, Words};

/// Names that are listed of those that would have been known: a section of the map has 26.
const MAX_NAMES: usize = 30;

/// A fault of the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The key around the place, as far as the file can be read.
    pub(crate) key: String,
    /// What is wrong there.
    pub(crate) why: Problem,
}

/// What can be wrong where the parser stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No TOML: the line as it is written, and the parser's own words.
    NoToml { written: String, why: String },
    /// A key that is not known here.
    Unknown { name: String, known: Vec<String> },
    /// A word that is none of those that may stand here.
    Word { name: String, known: Vec<String> },
    /// A key that has to be there.
    Missing(String),
    /// A key twice.
    Twice(String),
    /// A value of another kind.
    Kind { found: Kind, wanted: Kind },
    /// A number that does not fit.
    Number { found: String, wanted: Kind },
    /// No end of a line.
    Port,
    /// Something else, in the parser's own words.
    Other(String),
}

/// Kinds of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole { bounds: Option<(String, String)> },
    Fraction,
    YesNo,
    Table,
    List,
    Other(String),
}

impl Syntax {
    /// Reads the parser's message strictly; what it says otherwise is kept as it is.
    pub(super) fn of(text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        let line = line_of(text, start);
        let message = error.message();
        let why = if toml::de::DeTable::parse(text).is_ok() {
            problem(message)
        } else if message == "duplicate key" {
            let rest = text.get(start..).unwrap_or_default();
            Problem::Twice(
                rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            )
        } else {
            let written = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned();
            Problem::NoToml { written, why: message.to_owned() }
        };
        Self { line, key: Key::around(text, start).to_string(), why }
    }

    /// The fault in the person's language; texts of the file pass through `shown`.
    pub(super) fn describe(&self, words: Words, shown: fn(&str) -> String) -> String {
        let why = self.why.describe(words, shown);
        let line = Value::from(self.line.to_string());
        let says_key = matches!(
            self.why,
            Problem::Word { .. } | Problem::Kind { .. } | Problem::Number { .. } | Problem::Port
        );
        if says_key && !self.key.is_empty() {
            let key = Value::from(shown(&self.key));
            return words
                .say_with("settings-line-key", &[("line", line), ("key", key), ("why", Value::from(why))]);
        }
        words.say_with("settings-line", &[("line", line), ("why", Value::from(why))])
    }
}

fn problem(message: &str) -> Problem {
    let quoted = |rest: &str| rest.split('`').nth(1).unwrap_or_default().to_owned();
    if message == EndpointFault.to_string() {
        return Problem::Port;
    }
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return Problem::Unknown { name: quoted(rest), known: names(rest) };
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        return Problem::Word { name: quoted(rest), known: names(rest) };
    }
    if let Some(rest) = message.strip_prefix("missing field ") {
        return Problem::Missing(quoted(rest));
    }
    if let Some(rest) = message.strip_prefix("duplicate field ") {
        return Problem::Twice(quoted(rest));
    }
    if let Some((found, wanted)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        return Problem::Kind { found: found_kind(found), wanted: wanted_kind(wanted) };
    }
    if let Some((found, wanted)) =
        message.strip_prefix("invalid value: ").and_then(|rest| rest.split_once(", expected "))
    {
        let number = if found.contains('`') { quoted(found) } else { found.to_owned() };
        return Problem::Number { found: number, wanted: wanted_kind(wanted) };
    }
    Problem::Other(message.to_owned())
}

/// The names after "expected": each between back ticks.
fn names(rest: &str) -> Vec<String> {
    let known = rest.split_once(", expected ").map_or("", |(_, known)| known);
    known.split('`').skip(1).step_by(2).take(MAX_NAMES).map(str::to_owned).collect()
}

fn found_kind(found: &str) -> Kind {
    match found.split([' ', '`']).next().unwrap_or_default() {
        "string" => Kind::Text,
        "integer" => Kind::Whole { bounds: None },
        "floating" => Kind::Fraction,
        "boolean" => Kind::YesNo,
        "map" => Kind::Table,
        "sequence" => Kind::List,
        _ => Kind::Other(found.to_owned()),
    }
}

fn wanted_kind(wanted: &str) -> Kind {
    let up_to = |most: u64| Kind::Whole { bounds: Some(("0".to_owned(), most.to_string())) };
    match wanted {
        "a string" | "path string" => Kind::Text,
        "a boolean" => Kind::YesNo,
        "u8" => up_to(u64::from(u8::MAX)),
        "u16" => up_to(u64::from(u16::MAX)),
        "u32" => up_to(u64::from(u32::MAX)),
        "u64" | "usize" => up_to(u64::MAX),
        "a sequence" => Kind::List,
        _ if wanted.starts_with("struct ") || wanted == "a map" => Kind::Table,
        _ => Kind::Other(wanted.to_owned()),
    }
}

impl Problem {
    fn describe(&self, words: Words, shown: fn(&str) -> String) -> String {
        let text = |value: &str| Value::from(shown(value));
        // These are names of our own, and few: nothing of the file, and never cut.
        let listed = |known: &[String]| Value::from(known.join(", "));
        match self {
            Self::NoToml { written, why } => {
                words.say_with("settings-no-toml", &[("written", text(written)), ("why", text(why))])
            }
            Self::Unknown { name, known } => {
                words.say_with("settings-unknown-key", &[("name", text(name)), ("known", listed(known))])
            }
            Self::Word { name, known } => {
                words.say_with("settings-unknown-word", &[("name", text(name)), ("known", listed(known))])
            }
            Self::Missing(name) => words.say_with("settings-missing-key", &[("name", text(name))]),
            Self::Twice(name) => words.say_with("settings-key-twice", &[("name", text(name))]),
            Self::Kind { found, wanted } => words.say_with(
                "settings-kind",
                &[
                    ("found", Value::from(found.describe(words, shown))),
                    ("wanted", Value::from(wanted.describe(words, shown))),
                ],
            ),
            Self::Number { found, wanted } => words.say_with(
                "settings-number",
                &[("found", text(found)), ("wanted", Value::from(wanted.describe(words, shown)))],
            ),
            Self::Port => words.say("settings-port"),
            Self::Other(why) => shown(why),
        }
    }
}

impl Kind {
    fn describe(&self, words: Words, shown: fn(&str) -> String) -> String {
        match self {
            Self::Text => words.say("settings-kind-text"),
            Self::Whole { bounds: None } => words.say("settings-kind-whole"),
            Self::Whole { bounds: Some((from, to)) } => words.say_with(
                "settings-kind-bounded",
                &[("from", Value::from(from.clone())), ("to", Value::from(to.clone()))],
            ),
            Self::Fraction => words.say("settings-kind-fraction"),
            Self::YesNo => words.say("settings-kind-yes-no"),
            Self::Table => words.say("settings-kind-table"),
            Self::List => words.say("settings-kind-list"),
            Self::Other(kind) => shown(kind),
        }
    }
}
