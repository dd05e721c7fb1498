//! A booth to be killed: it works through cases for ever, and looks afterwards whether everything acknowledged is there.
//!
//! ```text
//! proof write DIR [ROUNDS]    a station with two officers; `A <n>` on a line of its own after each acknowledged step
//! proof insist DIR ROUNDS     the same with officers who try again what the store refused
//! proof check DIR ACKED       0 when every step up to ACKED is there and whole; -1 when none was acknowledged
//! proof check DIR A:B,C:D     the same for several runs: each began with case A and acknowledged step B last
//! proof write-sled DIR        the same steps in plain sled with `flush()` after each: the harness must find it wanting
//! proof check-sled DIR ACKED
//! ```
//!
//! Step `n` is step `n % 5` of round `n / 5`. In round `r` the OMS takes case `r` through the lane while the OAC reads case
//! `r - 1`. All that a case holds follows from its number, so that the check needs no other word of what was written.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of the tests: it speaks on its standard streams"
)]

mod booth;
mod cases;
mod check;
mod lane;
mod plain_sled;
mod write;

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;
use write::Patience;

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words.as_slice() {
        ["write", dir] => runtime()?.block_on(write::write(Path::new(dir), u64::MAX, Patience::None)),
        ["write", dir, rounds] => {
            runtime()?.block_on(write::write(Path::new(dir), rounds.parse()?, Patience::None))
        }
        ["insist", dir, rounds] => {
            runtime()?.block_on(write::write(Path::new(dir), rounds.parse()?, Patience::TriesAgain))
        }
        ["check", dir, acked] => check::check(Path::new(dir), &check::runs(acked)?),
        ["write-sled", dir] => plain_sled::write(Path::new(dir)),
        ["check-sled", dir, acked] => plain_sled::check(Path::new(dir), acked.parse()?),
        _ => bail!(
            "usage: proof write DIR [ROUNDS] | insist DIR ROUNDS | check DIR ACKED | write-sled DIR | check-sled DIR ACKED"
        ),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    runtime.context("the runtime")
}

/// Says that a step is acknowledged: one write, so that it is said whole or not at all.
fn acknowledge(step: u64) -> Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(format!("A {step}\n").as_bytes())?;
    Ok(out.flush()?)
}
