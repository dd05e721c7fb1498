//! The catalogue: every phrase that a person reads, in Kazakh, Russian and English.
//!
//! One set of Fluent files a language, one file a subject. A missing phrase shows its id in angle brackets; a test fails on it first.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// The files of one language. Each language has the same.
macro_rules! catalogue {
    ($language:literal) => {
        &[
            include_str!(concat!("words/", $language, "/analysis.ftl")),
            include_str!(concat!("words/", $language, "/booth.ftl")),
            include_str!(concat!("words/", $language, "/commands.ftl")),
            include_str!(concat!("words/", $language, "/day.ftl")),
            include_str!(concat!("words/", $language, "/form.ftl")),
            include_str!(concat!("words/", $language, "/journal.ftl")),
            include_str!(concat!("words/", $language, "/lane.ftl")),
            include_str!(concat!("words/", $language, "/notes.ftl")),
            include_str!(concat!("words/", $language, "/people.ftl")),
            include_str!(concat!("words/", $language, "/procedure.ftl")),
            include_str!(concat!("words/", $language, "/repair.ftl")),
            include_str!(concat!("words/", $language, "/screens.ftl")),
            include_str!(concat!("words/", $language, "/search.ftl")),
            include_str!(concat!("words/", $language, "/seats.ftl")),
            include_str!(concat!("words/", $language, "/service.ftl")),
            include_str!(concat!("words/", $language, "/settings.ftl")),
            include_str!(concat!("words/", $language, "/sheet.ftl")),
            include_str!(concat!("words/", $language, "/statistics.ftl")),
            include_str!(concat!("words/", $language, "/storage.ftl")),
            include_str!(concat!("words/", $language, "/supervision.ftl")),
            include_str!(concat!("words/", $language, "/terminal.ftl")),
            include_str!(concat!("words/", $language, "/together.ftl")),
            include_str!(concat!("words/", $language, "/watch.ftl")),
        ]
    };
}

/// A language of the console.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Kazakh.
    Kk,
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order in which F2 turns them.
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language's own name, in its own script.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Kk => "Қазақша",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// The language whose code this is.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The next one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Kk => Self::Ru,
            Self::Ru => Self::En,
            Self::En => Self::Kk,
        }
    }

    fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Kk => catalogue!("kk"),
            Self::Ru => catalogue!("ru"),
            Self::En => catalogue!("en"),
        }
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; 3] = [const { OnceLock::new() }; 3];
        let place = match self {
            Self::Kk => 0,
            Self::Ru => 1,
            Self::En => 2,
        };
        BUNDLES[place].get_or_init(|| build(self))
    }
}

fn build(language: Language) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation marks (U+2068/9) would reach the screen and upset column counts.
    bundle.set_use_isolating(false);
    for source in language.sources() {
        // A catalogue that does not parse is caught by the tests; at run time what did parse is still used.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Says phrases in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    language: Language,
}

/// A value put into a phrase: a text or a number (numbers choose the plural form).
pub type Value<'a> = FluentValue<'a>;

impl Words {
    /// Words of a language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    pub fn language(self) -> Language {
        self.language
    }

    /// The phrase with this id.
    pub fn say(self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// The phrase with this id and these values.
    pub fn say_with(self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        let bundle = self.language.bundle();
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return format!("⟨{id}⟩");
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set((*name).to_owned(), value.clone());
        }
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// Whether the catalogue has the phrase.
    pub fn has(self, id: &str) -> bool {
        self.language.bundle().get_message(id).is_some_and(|message| message.value().is_some())
    }
}
