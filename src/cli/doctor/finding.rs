//! What was found at a point: facts as the machine words them, and why something could not be told.

use super::point::Point;
use crate::domain::text::CleanText;
use crate::words::{Value, Words};
use serde::Serialize;

/// Facts that one point names: as many as stand on three lines; what fails comes first.
const MAX_FACTS: usize = 8;

/// Characters of one fact: a path, what is there, what is wanted.
const MAX_FACT_CHARS: usize = 200;

/// How a point stands, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// As it should be.
    #[serde(rename = "ok")]
    Holds,
    /// It cannot be told from here.
    Unknown,
    /// Not as it should be.
    Fails,
}

impl State {
    pub(super) fn mark(self) -> char {
        match self {
            Self::Holds => '✓',
            Self::Unknown => '?',
            Self::Fails => '✗',
        }
    }

    pub(super) fn word(self, words: Words) -> String {
        match self {
            Self::Holds => words.say("doctor-ok"),
            Self::Unknown => words.say("doctor-unknown"),
            Self::Fails => words.say("doctor-fails"),
        }
    }
}

/// Why something could not be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// There is no such file or folder.
    NotThere(String),
    /// This account may not look.
    NotAllowed(String),
    /// The program that knows is not installed.
    NoTool(String),
    /// It did not answer, or in words that are not known.
    NoAnswer(String),
}

impl Why {
    fn describe(&self, words: Words) -> String {
        let what = |what: &str| [("what", Value::from(what.to_owned()))];
        match self {
            Self::NotThere(path) => words.say_with("doctor-not-there", &what(path)),
            Self::NotAllowed(path) => words.say_with("doctor-not-allowed", &what(path)),
            Self::NoTool(tool) => words.say_with("doctor-no-tool", &what(tool)),
            Self::NoAnswer(tool) => words.say_with("doctor-no-answer", &what(tool)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fact {
    Seen(String),
    Untold(Why),
}

/// How one point stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) point: Point,
    pub(super) state: State,
    facts: Vec<(State, Fact)>,
}

impl Finding {
    /// Nothing seen yet.
    pub(super) fn at(point: Point) -> Self {
        Self { point, state: State::Holds, facts: Vec::new() }
    }

    /// One thing that was seen, and how it stands. The point stands as its worst.
    #[must_use]
    pub(super) fn and(mut self, state: State, fact: impl Into<String>) -> Self {
        self.put(state, Fact::Seen(fact.into()));
        self
    }

    /// A value that should be another, or is right.
    #[must_use]
    pub(super) fn compare(self, what: &str, found: &str, wanted: &str) -> Self {
        if found == wanted {
            self.and(State::Holds, format!("{what} = {found}"))
        } else {
            self.and(State::Fails, format!("{what} = {found} ≠ {wanted}"))
        }
    }

    /// Something that could not be told.
    #[must_use]
    pub(super) fn untold(mut self, why: Why) -> Self {
        self.put(State::Unknown, Fact::Untold(why));
        self
    }

    /// Something that should be there and is not; what may not be seen stays unknown.
    #[must_use]
    pub(super) fn missing(mut self, why: Why) -> Self {
        let state = if matches!(why, Why::NotThere(_)) { State::Fails } else { State::Unknown };
        self.put(state, Fact::Untold(why));
        self
    }

    fn put(&mut self, state: State, fact: Fact) {
        self.state = self.state.max(state);
        self.facts.push((state, fact));
    }

    /// What was found, the worst first, as a terminal may show it.
    pub(super) fn found(&self, words: Words) -> String {
        let mut facts: Vec<&(State, Fact)> = self.facts.iter().collect();
        facts.sort_by_key(|(state, _)| std::cmp::Reverse(*state));
        let shown = facts.iter().take(MAX_FACTS).map(|(_, fact)| match fact {
            Fact::Seen(text) => CleanText::bounded(text, MAX_FACT_CHARS).as_str().to_owned(),
            Fact::Untold(why) => CleanText::bounded(&why.describe(words), MAX_FACT_CHARS).as_str().to_owned(),
        });
        let more = (facts.len() > MAX_FACTS).then(|| format!("… +{}", facts.len() - MAX_FACTS));
        shown.chain(more).collect::<Vec<_>>().join("; ")
    }
}
