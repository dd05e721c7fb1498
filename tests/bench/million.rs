//! Five years of a booth: cases generated through the store's own door, and what it then costs to start, list and search.
//!
//! `cargo bench --bench million -- --cases 100000 --dir DIR [--keep]`. The folder is used again when it holds the cases.
//! To see a slow disk, run it under an `LD_PRELOAD` or `strace` that delays every sync; `--steps` prints those times alone.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench measures with the real clock, prints its table and stops at what it did not expect"
)]

#[path = "million/booth.rs"]
mod booth;
#[path = "million/phases.rs"]
mod phases;

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// What was asked on the command line.
struct Asked {
    cases: u32,
    dir: PathBuf,
    phase: Option<String>,
    steps_only: bool,
}

fn main() {
    let asked = ask();
    match asked.phase.as_deref() {
        None => all(&asked),
        Some("generate") => phases::generate(&asked.dir, asked.cases),
        Some("open") => phases::open(&asked.dir, asked.cases),
        Some("rebuild") => phases::rebuild(&asked.dir),
        Some("steps") => phases::steps(&asked.dir, asked.cases),
        Some("run") => phases::run_until_killed(&asked.dir, asked.cases),
        Some(other) => panic!("no phase {other}"),
    }
}

fn ask() -> Asked {
    let mut asked =
        Asked { cases: 20_000, dir: std::env::temp_dir().join("million"), phase: None, steps_only: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--cases" => asked.cases = words.next().unwrap().parse().unwrap(),
            "--dir" => asked.dir = words.next().unwrap().into(),
            "--phase" => asked.phase = words.next(),
            "--steps" => asked.steps_only = true,
            // Cargo's own.
            "--bench" => {}
            other => panic!("unknown: {other}"),
        }
    }
    asked
}

/// Every phase in a process of its own, so that each has its own memory.
fn all(asked: &Asked) {
    if !asked.steps_only {
        if !asked.dir.join("journal").exists() {
            phase(asked, "generate");
        }
        sizes(&asked.dir);
        println!("-- rebuilt from nothing");
        phase(asked, "rebuild");
        sizes(&asked.dir);
        println!("-- started after an ordered end");
        phase(asked, "open");
    }
    println!("-- durable steps");
    phase(asked, "steps");
    if !asked.steps_only {
        println!("-- started after a kill");
        let mut running = start(asked, "run");
        // Long enough for the start and some hundred facts; the kill itself is what is measured afterwards.
        std::thread::sleep(std::time::Duration::from_secs(5));
        running.kill().unwrap();
        running.wait().unwrap();
        phase(asked, "open");
    }
}

fn start(asked: &Asked, phase: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--cases", &asked.cases.to_string(), "--phase", phase, "--dir"]).arg(&asked.dir);
    command.spawn().unwrap()
}

fn phase(asked: &Asked, name: &str) {
    let ended = start(asked, name).wait().unwrap();
    assert!(ended.success(), "{name} failed");
}

fn sizes(dir: &Path) {
    for part in ["journal", "index", "witness"] {
        println!("{:<44} {:>14} bytes", format!("{part} on disk"), folder_bytes(&dir.join(part)));
    }
}

fn folder_bytes(dir: &Path) -> u64 {
    let entries =
        std::fs::read_dir(dir).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries
        .iter()
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() { folder_bytes(&path) } else { path.metadata().map_or(0, |meta| meta.len()) }
        })
        .sum()
}
