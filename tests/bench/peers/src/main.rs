//! Intrascope's store beside SQLite and redb: the same cases, in one run, on one disk. Prints a table in Markdown.
//!
//! ```text
//! cargo run --release -- --cases 50000 [--dir DIR]
//! ```
//!
//! Every fact is a commit of its own with one entry in each index; loading alone commits [`workload::BATCH`] at once. Each
//! measurement is a process of its own, so that memory is that of one engine and a kill is a kill. The slow disk is this disk
//! with ten milliseconds added to every sync by a library that is put before the C library's.

mod bare;
mod engine;
mod journal;
mod measure;
mod redb;
mod slow;
mod sqlite;
mod table;
mod workload;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// Cases where nothing else is asked for.
const CASES: u32 = 5_000;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words.as_slice() {
        ["load", engine, dir, cases] => measure::load(engine, Path::new(dir), cases.parse()?),
        ["steps", engine, dir, from, facts] => {
            measure::steps(engine, Path::new(dir), from.parse()?, facts.parse()?)
        }
        ["forever", engine, dir, from] => measure::forever(engine, Path::new(dir), from.parse()?),
        ["open", engine, dir] => measure::open(engine, Path::new(dir)),
        ["lookup", engine, dir, cases] => measure::lookup(engine, Path::new(dir), cases.parse()?),
        _ => compare(&words),
    }
}

fn compare(words: &[&str]) -> Result<()> {
    let (mut cases, mut dir) = (CASES, None);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let value = rest.next().with_context(|| format!("{word} needs a value"))?;
        match *word {
            "--cases" => cases = value.parse()?,
            "--dir" => dir = Some(PathBuf::from(value)),
            other => bail!("{other} is not known: --cases N, --dir DIR"),
        }
    }
    let folder = match dir {
        Some(dir) => tempfile::tempdir_in(dir)?,
        None => tempfile::tempdir()?,
    };
    table::print(cases, folder.path())
}
