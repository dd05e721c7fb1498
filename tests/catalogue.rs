//! The catalogue: complete in every language, well formed, and without words that promise what no program can.

use intrascope::words::{Language, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Words that no phrase may have, in lower case: the console reports, it never vouches. «безопас» and «қауіпсіз» stand for their
/// whole families, "радиационная безопасность" among them.
const BANNED: [&str; 7] = ["safe", "certif", "guarantee", "безопас", "сертифи", "гарантир", "қауіпсіз"];

/// The longest phrase, characters: three lines of 80.
const PHRASE_CHARS_MAX: usize = 240;

/// One phrase as written: its text and the variables in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    text: String,
    variables: BTreeSet<String>,
}

/// Reads the phrases of a Fluent text; says what is wrong with it.
fn read(source: &str) -> (BTreeMap<String, Phrase>, Vec<String>) {
    let mut phrases = BTreeMap::new();
    let mut faults = Vec::new();
    if let Err((_, errors)) = fluent_bundle::FluentResource::try_new(source.to_owned()) {
        faults.extend(errors.iter().map(|error| format!("does not parse: {error}")));
    }
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once('=') {
            Some((id, text)) if !line.starts_with(char::is_whitespace) => {
                entries.push((id.trim().to_owned(), text.trim().to_owned()));
            }
            _ => {
                if let Some((_, text)) = entries.last_mut() {
                    text.push('\n');
                    text.push_str(line.trim());
                }
            }
        }
    }
    for (id, text) in entries {
        let text = text.trim().to_owned();
        if text.is_empty() {
            faults.push(format!("{id} is empty"));
        }
        let phrase = Phrase { variables: variables(&text), text };
        if phrases.insert(id.clone(), phrase).is_some() {
            faults.push(format!("{id} stands twice"));
        }
    }
    (phrases, faults)
}

/// Names after `$`.
fn variables(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect::<String>()
    };
    text.split('$').skip(1).map(name).collect()
}

/// What is wrong with a phrase's wording.
fn wording_faults(id: &str, text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut faults: Vec<String> = BANNED
        .iter()
        .filter(|banned| lower.contains(**banned))
        .map(|banned| format!("{id}: “{banned}” promises too much"))
        .collect();
    if text.lines().any(|line| line.chars().count() > PHRASE_CHARS_MAX) {
        faults.push(format!("{id}: longer than {PHRASE_CHARS_MAX} characters"));
    }
    faults
}

/// What `other` lacks, has too much, or says with other variables than `model`.
fn differences(model: &BTreeMap<String, Phrase>, other: &BTreeMap<String, Phrase>) -> Vec<String> {
    let missing = model.keys().filter(|id| !other.contains_key(*id)).map(|id| format!("{id} is missing"));
    let extra = other.keys().filter(|id| !model.contains_key(*id)).map(|id| format!("{id} is only here"));
    let changed = model
        .iter()
        .filter(|(id, phrase)| other.get(*id).is_some_and(|same| same.variables != phrase.variables))
        .map(|(id, _)| format!("{id} has other variables"));
    missing.chain(extra).chain(changed).collect()
}

/// The ids that a source text says: the first literal of every `say("…")` and `say_with("…"`.
fn said(source: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for door in ["say(", "say_with("] {
        let is_whole = |start: &usize| !source[..*start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        for start in source.match_indices(door).map(|(start, _)| start).filter(is_whole) {
            let rest = source[start + door.len()..].trim_start();
            let literal = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
            ids.extend(literal.map(str::to_owned));
        }
    }
    ids
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The whole catalogue of a language, and its faults.
fn catalogue(language: Language) -> (BTreeMap<String, Phrase>, Vec<String>) {
    let folder = root().join("src/words").join(language.code());
    let texts: Vec<String> =
        files(&folder, "ftl").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(!texts.is_empty(), "{} has files", folder.display());
    read(&texts.join("\n"))
}

#[test]
fn every_language_parses_and_has_no_empty_phrase() {
    for language in Language::ALL {
        let (_, faults) = catalogue(language);
        assert!(faults.is_empty(), "{}: {}", language.code(), faults.join("\n"));
    }
}

#[test]
fn every_file_of_the_catalogue_is_built_in() {
    for language in Language::ALL {
        let (phrases, _) = catalogue(language);
        let words = Words::new(language);
        let lost: Vec<&String> = phrases.keys().filter(|id| !words.has(id)).collect();
        assert!(lost.is_empty(), "{}: {lost:?}", language.code());
    }
}

#[test]
fn the_languages_say_the_same_things() {
    let (model, _) = catalogue(Language::En);
    for language in [Language::Kk, Language::Ru] {
        let faults = differences(&model, &catalogue(language).0);
        assert!(faults.is_empty(), "{}: {}", language.code(), faults.join("\n"));
    }
}

#[test]
fn no_phrase_promises_too_much_or_runs_on() {
    for language in Language::ALL {
        let faults: Vec<String> =
            catalogue(language).0.iter().flat_map(|(id, phrase)| wording_faults(id, &phrase.text)).collect();
        assert!(faults.is_empty(), "{}: {}", language.code(), faults.join("\n"));
    }
}

#[test]
fn every_phrase_that_the_program_says_exists() {
    let (phrases, _) = catalogue(Language::En);
    let said: BTreeSet<String> = files(&root().join("src"), "rs")
        .iter()
        .flat_map(|path| said(&fs::read_to_string(path).unwrap()))
        .collect();
    assert!(said.len() > 40, "the scan sees what is said");
    let missing: Vec<&String> = said.iter().filter(|id| !phrases.contains_key(*id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn faults_of_a_catalogue_are_seen() {
    assert_eq!(read("a-b = x { $n }\n# note\nc =\n    more\n").1, Vec::<String>::new());
    assert!(read("a = { $n\n").1.iter().any(|fault| fault.contains("parse")));
    assert!(read("a = x\na = y\n").1.iter().any(|fault| fault.contains("twice")));
    assert!(read("a =\nb = y\n").1.iter().any(|fault| fault == "a is empty"));
    let model = read("a = { $n } of { $m }\nb = y\n").0;
    assert_eq!(differences(&model, &read("a = { $m }, { $n }\nb = z\n").0), Vec::<String>::new());
    assert_eq!(differences(&model, &read("a = { $n }\nb = z\n").0), ["a has other variables"]);
    assert_eq!(
        differences(&model, &read("a = { $n } { $m }\nc = z\n").0),
        ["b is missing", "c is only here"]
    );
}

#[test]
fn faults_of_wording_are_seen() {
    for text in ["The lane is SAFE.", "Безопасно", "аймақ қауіпсіз", "certified", &"x".repeat(241)]
    {
        assert_eq!(wording_faults("a", text).len(), 1, "{text}");
    }
    assert_eq!(wording_faults("a", "Interlock chain closed"), Vec::<String>::new());
}

#[test]
fn what_is_said_is_found() {
    let source = "words.say(\"a-b\"); words.say_with(\n    \"c-d\", &[]); words.say(id); essay(\"e\")";
    let found: Vec<String> = said(source).into_iter().collect();
    assert_eq!(found, ["a-b", "c-d"]);
}
