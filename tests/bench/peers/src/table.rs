//! The run: every engine through every measurement, and the table.

use crate::measure::Measured;
use crate::slow;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

const ENGINES: [&str; 3] = ["intrascope", "sqlite", "redb"];

/// Facts measured one by one, on this disk and on the slow one.
const FACTS: u32 = 2_000;
const SLOW_FACTS: u32 = 300;

/// Facts after which the kill comes.
const FACTS_BEFORE_KILL: usize = 500;

/// Measured cases are new ones: far behind those that were loaded.
const STEPS_BEHIND: u32 = 1_000;

pub fn print(cases: u32, folder: &Path) -> Result<()> {
    let slow = slow::library(folder)?;
    println!("{cases} cases of 10 facts; durable step: p50 / p99\n");
    println!(
        "| engine | load s | disk MB | step ms | step ms, sync + 10 ms | open ms, clean | open ms, killed | case µs | first page µs | MiB at open | MiB after lookups | MiB peak of load |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    let bare = folder.join("bare");
    let floor = run(&["steps", "bare", path(&bare)?, "0", &FACTS.to_string()], None)?;
    let slow_floor = slow_steps("bare", &bare, 0, slow.as_deref())?;
    println!("| one write, one sync | | | {} | {} | | | | | | | |", pair(floor), slow_floor);
    for engine in ENGINES {
        println!("{}", row(engine, cases, &folder.join(engine), slow.as_deref())?);
    }
    Ok(())
}

fn row(engine: &str, cases: u32, dir: &Path, slow: Option<&Path>) -> Result<String> {
    let dir_text = path(dir)?;
    let load = run(&["load", engine, dir_text, &cases.to_string()], None)?;
    let disk = bytes(dir)? as f64 / 1e6;
    let clean = run(&["open", engine, dir_text], None)?;
    let lookup = run(&["lookup", engine, dir_text, &cases.to_string()], None)?;
    let from = cases + STEPS_BEHIND;
    let steps = run(&["steps", engine, dir_text, &from.to_string(), &FACTS.to_string()], None)?;
    let slow_steps = slow_steps(engine, dir, from + STEPS_BEHIND, slow)?;
    kill(engine, dir_text, from + 2 * STEPS_BEHIND)?;
    let killed = run(&["open", engine, dir_text], None)?;
    Ok(format!(
        "| {engine} | {:.1} | {disk:.1} | {} | {slow_steps} | {:.1} | {:.1} | {:.0} / {:.0} | {:.0} / {:.0} | {:.1} | {:.1} | {:.1} |",
        load.whole_ms / 1e3,
        pair(steps),
        clean.whole_ms,
        killed.whole_ms,
        lookup.p50_us,
        lookup.p99_us,
        lookup.page_p50_us,
        lookup.page_p99_us,
        clean.rss_mib,
        lookup.rss_mib,
        load.peak_mib,
    ))
}

fn slow_steps(engine: &str, dir: &Path, from: u32, slow: Option<&Path>) -> Result<String> {
    let Some(library) = slow else { return Ok("no C compiler".to_owned()) };
    let words = ["steps", engine, path(dir)?, &from.to_string(), &SLOW_FACTS.to_string()];
    Ok(pair(run(&words, Some(library))?))
}

fn pair(measured: Measured) -> String {
    format!("{:.2} / {:.2}", measured.p50_us / 1e3, measured.p99_us / 1e3)
}

/// Runs one measurement.
fn run(words: &[&str], preload: Option<&Path>) -> Result<Measured> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words);
    if let Some(library) = preload {
        command.env("LD_PRELOAD", library);
    }
    let output = command.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "{words:?} failed");
    serde_json::from_slice(&output.stdout).with_context(|| format!("{words:?}"))
}

/// Kills an engine amid its commits.
fn kill(engine: &str, dir: &str, from: u32) -> Result<()> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["forever", engine, dir, &from.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().context("the child's output")?;
    let said = BufReader::new(output).lines().take(FACTS_BEFORE_KILL).count();
    child.kill()?;
    child.wait()?;
    ensure!(said == FACTS_BEFORE_KILL, "{engine} ended by itself");
    Ok(())
}

/// Bytes that a folder takes on the disk.
fn bytes(folder: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt;
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        sum += if about.is_dir() { bytes(&entry.path())? } else { about.blocks() * 512 };
    }
    Ok(sum)
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no UTF-8")
}
