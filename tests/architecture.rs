//! Keeps the house in order: which room may name which, where foreign crates may live, how a file looks.
//!
//! A scan of the text, line by line. A renamed `extern crate` or a macro could evade it; a reviewer would see those.

use std::fs;
use std::path::Path;

/// Which rooms a room may name, as path prefixes under `crate::`. A row without `::` is the whole room.
const LAYERS: [(&str, &[&str]); 13] = [
    ("confine", &[]),
    ("domain", &[]),
    ("imaging", &[]),
    ("words", &[]),
    ("formats", &["imaging"]),
    ("scanner", &["domain"]),
    ("store", &["domain"]),
    ("paper", &["domain", "imaging", "words"]),
    ("station", &["confine", "domain", "imaging", "words", "formats", "scanner", "store", "paper"]),
    ("remote", &["domain", "words", "station"]),
    ("terminal", &["imaging"]),
    ("ui", &["domain", "imaging", "words", "station::contract", "terminal::graphics", "terminal::input"]),
    (
        "app",
        &[
            "confine", "domain", "imaging", "words", "formats", "scanner", "store", "paper", "station",
            "remote", "terminal", "ui",
        ],
    ),
];

/// `cli` stands above every other room and may name them all.
const TOP: &str = "cli";

/// Foreign crates and the only rooms that may name them.
const FOREIGN: [(&str, &[&str]); 12] = [
    ("landlock", &["confine"]),
    ("seccompiler", &["confine"]),
    ("argon2", &["station"]),
    ("sled", &["store"]),
    ("serialport", &["scanner"]),
    ("tokio_serial", &["scanner"]),
    ("ratatui", &["ui", "terminal", "app"]),
    ("crossterm", &["ui", "terminal", "app"]),
    ("clap", &["cli"]),
    ("krilla", &["paper"]),
    ("fluent_bundle", &["words"]),
    ("quick_xml", &["station"]),
];

/// What writes to a terminal or past the drawing of text, and the only files that may: everything else is cleaned on its way.
const WRITERS: [(&str, &[&str]); 5] = [
    ("set_symbol(", &[]),
    ("set_char(", &["ui/widgets/scrub.rs", "ui/widgets/image_pane.rs"]),
    ("Print(", &["cli/journal/read.rs"]),
    (
        "stdout()",
        &[
            "app/runtime.rs",
            "app/screen.rs",
            "cli.rs",
            // What standard output is, not what is written to it.
            "cli/data.rs",
            "cli/decode.rs",
            "cli/journal/read.rs",
            // Pictures, which are no text to be cleaned.
            "cli/view.rs",
            "cli/view/print.rs",
            "terminal/guard.rs",
        ],
    ),
    ("stderr()", &["cli.rs", "cli/decode.rs", "cli/purge.rs"]),
];

/// Rooms without tasks, channels or timers: they are called, and return.
const WITHOUT_RUNTIME: [&str; 6] = ["confine", "domain", "imaging", "words", "paper", "ui"];

/// Lines of a file without its tests: what a reader can hold.
const LINES_MAX: usize = 500;

/// A file of the product: its path under `src/` and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The room: the first part of the path.
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    /// Code lines, without comments and without the tests at the end, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .take_while(|line| line.trim_end() != "#[cfg(test)]")
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(place, line)| (place + 1, line.split(" // ").next().unwrap_or(line)))
    }
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect(&root, &root, &mut found);
    assert!(found.len() > 12, "the scan sees the sources");
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}

/// Whether `text` has `name` as a whole word, followed by `after`.
fn names(text: &str, name: &str, after: &str) -> bool {
    text.match_indices(name).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let is_word_start = !before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        is_word_start && text[start + name.len()..].starts_with(after)
    })
}

/// Paths that a line names under `crate::`.
fn named_rooms(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").filter_map(|(start, matched)| {
        let is_word_start = !line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let path = &line[start + matched.len()..];
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(path.len());
        (is_word_start && end > 0).then_some(&path[..end])
    })
}

fn is_allowed(room: &str, path: &str) -> bool {
    let allowed = LAYERS.iter().find(|(name, _)| *name == room).map_or([].as_slice(), |(_, allowed)| allowed);
    let is_under = |prefix: &str| {
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    room == TOP || is_under(room) || allowed.iter().any(|prefix| is_under(prefix))
}

/// Everything that is wrong with the arrows of a file.
fn arrow_faults(source: &Source) -> Vec<String> {
    let room = source.room();
    if matches!(room, "lib" | "main") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (number, line) in source.code() {
        let mut fault = |what: String| faults.push(format!("{}:{number}: {what}", source.path));
        if line.contains("crate::{") {
            fault("one room a line: no `crate::{`".to_owned());
        }
        if line.contains("super::super") {
            fault("name the room: no `super::super`".to_owned());
        }
        for path in named_rooms(line).filter(|path| !is_allowed(room, path)) {
            fault(format!("{room} may not name {path}"));
        }
        for (name, homes) in FOREIGN {
            let is_named = names(line, name, "::") || names(line, &format!("use {name}"), ";");
            if is_named && !homes.contains(&room) {
                fault(format!("{name} lives in {homes:?}"));
            }
        }
        for (name, homes) in WRITERS {
            let is_called = names(line, name, "");
            if is_called && !homes.contains(&source.path.as_str()) {
                fault(format!(
                    "{name} is called by {homes:?} only: what is written elsewhere is not cleaned"
                ));
            }
        }
        let has_runtime =
            names(line, "async", " ") || names(line, "tokio", "::") || names(line, "tokio", ";");
        if WITHOUT_RUNTIME.contains(&room) && has_runtime {
            fault(format!("{room} has no runtime: no async, no tokio"));
        }
    }
    faults
}

/// Everything that is wrong with the shape of a file.
fn shape_faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.text.starts_with("//! ") {
        faults.push(format!("{}: opens without its purpose", source.path));
    }
    if source.path.ends_with("mod.rs") {
        faults.push(format!("{}: a module is `name.rs`, not `mod.rs`", source.path));
    }
    let lines = source.text.lines().take_while(|line| line.trim_end() != "#[cfg(test)]").count();
    if lines > LINES_MAX {
        faults.push(format!("{}: {lines} lines, at most {LINES_MAX}", source.path));
    }
    faults
}

fn snippet(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: format!("//! Purpose.\n{text}\n") }
}

#[test]
fn no_room_names_what_it_may_not() {
    let faults: Vec<String> = sources().iter().flat_map(arrow_faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_opens_with_its_purpose_and_is_short() {
    let faults: Vec<String> = sources().iter().flat_map(shape_faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn lib_lists_the_rooms_and_nothing_else() {
    let lib = sources().into_iter().find(|source| source.path == "lib.rs").unwrap();
    let mut listed: Vec<&str> =
        lib.text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut rooms: Vec<&str> = LAYERS.iter().map(|(room, _)| *room).chain([TOP]).collect();
    listed.sort_unstable();
    rooms.sort_unstable();
    assert_eq!(listed, rooms);
    assert!(lib.text.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn the_tests_themselves_open_with_their_purpose() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            assert!(fs::read_to_string(&path).unwrap().starts_with("//! "), "{}", path.display());
        }
    }
}

#[test]
fn a_wrong_arrow_is_seen() {
    for (path, text) in [
        ("domain/case.rs", "use crate::store::Store;"),
        ("ui/lane.rs", "use crate::station::actor::Actor;"),
        ("ui.rs", "use crate::terminal::guard::Guard;"),
        ("ui/lane.rs", "    let x: crate::remote::Client = y();"),
        ("scanner/port.rs", "use crate::imaging::Raster;"),
        ("words.rs", "use crate::domain::Moment;"),
        ("station/actor.rs", "use crate::ui::Console;"),
        ("app.rs", "use crate::cli::settings::Settings;"),
        ("paper/sheet.rs", "use crate::{domain, words};"),
        ("paper/sheet.rs", "use super::super::words;"),
        ("paper/sheet.rs", "use crate::stationery::Paper;"),
        ("station/actor.rs", "use sled::Db;"),
        ("domain/lane.rs", "fn port() -> Box<dyn serialport::SerialPort> { todo() }"),
        ("store/cases.rs", "use ratatui::Frame;"),
        ("remote.rs", "use crossterm::event::Event;"),
        ("app.rs", "use clap::Parser;"),
        ("station.rs", "use krilla::Document;"),
        ("cli.rs", "use krilla;"),
        ("ui/lane.rs", "async fn draw() {}"),
        ("domain.rs", "use tokio::sync::mpsc;"),
        ("ui/lane.rs", "cell.set_symbol(text);"),
        ("ui/lane.rs", "cell.set_char(c);"),
        ("app/effects.rs", "queue!(out, Print(text))?;"),
        ("station/actor.rs", "writeln!(io::stdout(), \"{text}\")?;"),
        ("terminal/probe.rs", "rustix::stdio::stderr();"),
    ] {
        assert_eq!(arrow_faults(&snippet(path, text)).len(), 1, "{path}: {text}");
    }
}

#[test]
fn a_right_arrow_is_let_through() {
    for (path, text) in [
        ("ui/lane.rs", "use crate::station::contract::Snapshot;"),
        ("ui/lane.rs", "use crate::terminal::graphics::Cells;"),
        ("paper/sheet.rs", "use crate::paper::canvas::Area;"),
        ("cli/doctor.rs", "use crate::store::Store;"),
        ("store/cases.rs", "use sled::Db;"),
        ("station/actor.rs", "// sled::Db lives elsewhere, as crate::ui::x does"),
        ("domain/fact.rs", "let unassailed = settled::x(); let asynchronous = 1;"),
        ("scanner.rs", "async fn read() { tokio::select! {} }"),
        ("cli.rs", "writeln!(io::stdout(), \"{line}\")"),
        ("station/jobs.rs", "CaseFact::SheetPrinted(sheet); command.stdout(Stdio::null());"),
        ("domain/case.rs", "pub(crate) fn x() {}\n#[cfg(test)]\nmod tests { use crate::store::Store; }"),
    ] {
        assert_eq!(arrow_faults(&snippet(path, text)), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn a_wrong_shape_is_seen() {
    let long = "let x = 1;\n".repeat(LINES_MAX);
    assert_eq!(shape_faults(&snippet("store/cases.rs", &long)).len(), 1);
    assert_eq!(shape_faults(&snippet("store/mod.rs", "")).len(), 1);
    let bare = Source { path: "store.rs".to_owned(), text: "use sled::Db;".to_owned() };
    assert_eq!(shape_faults(&bare).len(), 1);
    let tested = format!("let x = 1;\n#[cfg(test)]\nmod tests {{\n{long}}}");
    assert!(shape_faults(&snippet("store/cases.rs", &tested)).is_empty());
}
