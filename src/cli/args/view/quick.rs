//! The options of a quick look, read without the machinery that every other command shares: it costs more memory than a small picture.

use super::{ViewArgs, filter, size, tolerance, window};
use crate::terminal::probe::{ColourChoice, GraphicsChoice};
use crate::words::Language;
use std::ffi::OsString;
use std::path::PathBuf;

/// What the command line says when nothing about it is out of the ordinary. `None` is for the common machinery: it knows what to say of
/// a fault, and gives help.
pub(in crate::cli) fn read(given: &[OsString]) -> Option<ViewArgs> {
    let mut args = ViewArgs {
        files: Vec::new(),
        graphics: GraphicsChoice::Auto,
        colours: ColourChoice::Auto,
        size: None,
        window: None,
        draft: None,
        filter: Vec::new(),
        lang: None,
    };
    let mut seen = Vec::new();
    let mut words = given.iter();
    while let Some(word) = words.next() {
        if word.is_empty() {
            return None;
        }
        if !word.as_encoded_bytes().starts_with(b"-") {
            args.files.push(PathBuf::from(word));
            continue;
        }
        let (name, joined) = match word.to_str()?.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.to_str()?, None),
        };
        // Only filters may be said twice.
        if name != "--filter" && seen.contains(&name) {
            return None;
        }
        seen.push(name);
        let value = match (name, joined) {
            ("--draft", joined) => joined.unwrap_or("draft"),
            (_, Some(joined)) => joined,
            (_, None) => words.next()?.to_str().filter(|value| !value.starts_with('-'))?,
        };
        put(&mut args, name, value)?;
    }
    (!args.files.is_empty()).then_some(args)
}

fn put(args: &mut ViewArgs, name: &str, value: &str) -> Option<()> {
    match name {
        "--graphics" => args.graphics = value.parse().ok()?,
        "--colours" => args.colours = value.parse().ok()?,
        "--size" => args.size = Some(size(value).ok()?),
        "--window" => args.window = Some(window(value).ok()?),
        "--draft" => args.draft = Some(tolerance(value).ok()?),
        "--filter" => {
            for name in value.split(',') {
                args.filter.push(filter(name).ok()?);
            }
        }
        "--lang" => args.lang = Some(Language::from_code(value)?),
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::ViewCommand;
    use super::*;
    use clap::Parser;
    use proptest::prelude::*;

    const WORDS: [&str; 40] = [
        "a.png",
        "b=c.tif",
        "-",
        "--",
        "-h",
        "--help",
        "--graphics",
        "--graphics=sixel",
        "sixel",
        "half",
        "auto",
        "--colours",
        "--colours=16",
        "256",
        "mono",
        "--size",
        "--size=800x600",
        "9x9px",
        "80x24cells",
        "0x0",
        "--window",
        "none",
        "--window=5..90",
        "9..1",
        "--draft",
        "--draft=2.5",
        "--draft=",
        "2.5",
        "--filter",
        "--filter=dense,sharpen=2",
        "log",
        "log,",
        "negative",
        "--lang",
        "--lang=kk",
        "en",
        "--size=",
        "-x",
        "--draft=draft",
        "",
    ];

    fn common(words: &[&str]) -> Option<ViewArgs> {
        let given = std::iter::once("intrascope view").chain(words.iter().copied());
        ViewCommand::try_parse_from(given).ok().map(|command| command.args)
    }

    #[test]
    fn an_ordinary_line_is_read_here() {
        let line =
            ["a.png", "--graphics", "sixel", "--size=800x600px", "--window", "none", "--draft", "b.png"];
        let args = read(&line.map(OsString::from)).unwrap();
        assert_eq!(format!("{args:?}"), format!("{:?}", common(&line).unwrap()));
        assert_eq!(args.files.len(), 2);
        assert!(read(&["a.png", "--help"].map(OsString::from)).is_none());
    }

    proptest! {
        #[test]
        fn what_is_read_here_is_what_the_common_machinery_reads(places in prop::collection::vec(0..WORDS.len(), 0..7)) {
            let words: Vec<&str> = places.iter().map(|&place| WORDS[place]).collect();
            let given: Vec<OsString> = words.iter().map(OsString::from).collect();
            if let Some(args) = read(&given) {
                prop_assert_eq!(Some(format!("{args:?}")), common(&words).map(|args| format!("{args:?}")));
            }
        }
    }
}
