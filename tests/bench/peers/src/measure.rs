//! The measurements, each a process of its own that prints one line of JSON.

use crate::engine;
use crate::workload::{self, BATCH, FACTS, Step};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Cases looked up, and pages read.
const LOOKUPS: u32 = 2_000;
const PAGES: u32 = 200;

/// What a process measured; what it did not measure is zero.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Measured {
    pub whole_ms: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub page_p50_us: f64,
    pub page_p99_us: f64,
    pub rss_mib: f64,
    pub peak_mib: f64,
}

/// Loads so many cases, many facts to a commit.
pub fn load(engine: &str, dir: &Path, cases: u32) -> Result<()> {
    let begun = Instant::now();
    let mut engine = engine::open(engine, dir)?;
    let mut batch: Vec<Step> = Vec::new();
    for case in 0..cases {
        batch.extend(workload::case(case)?);
        if batch.len() >= BATCH {
            engine.append(&batch)?;
            batch.clear();
        }
    }
    if !batch.is_empty() {
        engine.append(&batch)?;
    }
    let (rss_mib, peak_mib) = memory()?;
    engine.close()?;
    say(Measured { whole_ms: ms(begun.elapsed()), rss_mib, peak_mib, ..Measured::default() })
}

/// One fact after the other, each on the disk before the next.
pub fn steps(engine: &str, dir: &Path, from: u32, facts: u32) -> Result<()> {
    let mut engine = engine::open(engine, dir)?;
    let mut times = Vec::new();
    for case in from..from + facts / FACTS {
        for step in workload::case(case)? {
            let begun = Instant::now();
            engine.append(std::slice::from_ref(&step))?;
            times.push(begun.elapsed());
        }
    }
    let (rss_mib, peak_mib) = memory()?;
    engine.close()?;
    let (p50_us, p99_us) = percentiles(&mut times)?;
    say(Measured { p50_us, p99_us, rss_mib, peak_mib, ..Measured::default() })
}

/// The same until somebody kills it; a line after each fact.
pub fn forever(engine: &str, dir: &Path, from: u32) -> Result<()> {
    let mut engine = engine::open(engine, dir)?;
    for case in from.. {
        for step in workload::case(case)? {
            engine.append(std::slice::from_ref(&step))?;
            println!("A");
        }
    }
    Ok(())
}

/// Opens it and reads the first page: from then on somebody can work.
pub fn open(engine: &str, dir: &Path) -> Result<()> {
    let begun = Instant::now();
    let mut engine = engine::open(engine, dir)?;
    let rows = engine.first_page()?;
    let whole_ms = ms(begun.elapsed());
    ensure!(rows == engine::PAGE, "{rows} rows");
    let (rss_mib, peak_mib) = memory()?;
    engine.close()?;
    say(Measured { whole_ms, rss_mib, peak_mib, ..Measured::default() })
}

/// Cases by their numbers, all over the years, and the first page.
pub fn lookup(engine: &str, dir: &Path, cases: u32) -> Result<()> {
    let mut engine = engine::open(engine, dir)?;
    let (mut times, mut pages) = (Vec::new(), Vec::new());
    for nth in 0..LOOKUPS {
        let number = workload::number(nth.wrapping_mul(2_654_435_761) % cases)?;
        let begun = Instant::now();
        let case = engine.case(&number)?;
        times.push(begun.elapsed());
        let facts = case.with_context(|| format!("{number} is not there"))?.revision.0;
        ensure!(facts == FACTS, "{number} has {facts} facts");
    }
    for _ in 0..PAGES {
        let begun = Instant::now();
        engine.first_page()?;
        pages.push(begun.elapsed());
    }
    let ((p50_us, p99_us), (page_p50_us, page_p99_us)) = (percentiles(&mut times)?, percentiles(&mut pages)?);
    let (rss_mib, peak_mib) = memory()?;
    engine.close()?;
    say(Measured { p50_us, p99_us, page_p50_us, page_p99_us, rss_mib, peak_mib, ..Measured::default() })
}

fn say(measured: Measured) -> Result<()> {
    let mut out = std::io::stdout().lock();
    Ok(writeln!(out, "{}", serde_json::to_string(&measured)?)?)
}

fn percentiles(times: &mut [Duration]) -> Result<(f64, f64)> {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).map(|time| time.as_secs_f64() * 1e6);
    at(50).zip(at(99)).context("nothing was measured")
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Resident memory now and at its highest, MiB.
fn memory() -> Result<(f64, f64)> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
    };
    field("VmRSS:").zip(field("VmHWM:")).context("no memory in /proc/self/status")
}
