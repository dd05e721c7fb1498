//! Power cuts on a real ext4: whatever the disk kept of its unflushed writes, everything acknowledged is there.
//!
//! The driver of the cuts is a tool beside the project: a disk with a volatile write cache. Where it is not at hand, or may not
//! be used, the tests say so and go on. Plain sled under the same cuts must fail, or the cuts cut nothing.

use crate::support::proof::{alone, has, is_root, program};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Cuts on every run of the tests: some 80 s.
const CUTS: u32 = 30;

/// Cuts of the long run: some 10 min.
const MANY_CUTS: u32 = 200;

/// Plain sled must have failed by then. It fails about every second cut.
const MAX_CONTROL_CUTS: u32 = 20;

/// Cuts of plain sled between two looks.
const CONTROL_CUTS: u32 = 4;

/// Where the tool is looked for otherwise.
const TOOL: &str = "INTRASCOPE_POWER_CUT";

#[test]
fn acknowledged_steps_survive_power_cuts() {
    let Some(tool) = tool() else { return };
    let _alone = alone();
    expect_all_passed(&cut(&tool, Store::Booth, CUTS, 1), CUTS);
}

#[test]
#[ignore = "takes ten minutes: cargo test power_cut -- --ignored"]
fn acknowledged_steps_survive_many_power_cuts() {
    let Some(tool) = tool() else { return };
    let _alone = alone();
    expect_all_passed(&cut(&tool, Store::Booth, MANY_CUTS, 2), MANY_CUTS);
}

#[test]
fn a_store_that_does_not_sync_is_found_out() {
    let Some(tool) = tool() else { return };
    let _alone = alone();
    for seed in 0..MAX_CONTROL_CUTS / CONTROL_CUTS {
        let result = cut(&tool, Store::PlainSled, CONTROL_CUTS, u64::from(seed));
        if result.failed > 0 {
            eprintln!("plain sled: {} of {CONTROL_CUTS} failed at seed {seed}", result.failed);
            return;
        }
    }
    panic!("plain sled survived {MAX_CONTROL_CUTS} power cuts: the harness is blind");
}

#[derive(Debug, Clone, Copy)]
enum Store {
    Booth,
    PlainSled,
}

/// What the tool counted, and all that it said: the seed of every failure stands in it.
#[derive(Debug)]
struct Cuts {
    passed: u32,
    failed: u32,
    said: String,
}

fn expect_all_passed(cuts: &Cuts, trials: u32) {
    assert_eq!((cuts.passed, cuts.failed), (trials, 0), "{}", cuts.said);
}

fn cut(tool: &Path, store: Store, trials: u32, seed: u64) -> Cuts {
    let (write, check) = match store {
        Store::Booth => ("write", "check"),
        Store::PlainSled => ("write-sled", "check-sled"),
    };
    let program = program().display();
    let done = Command::new(tool)
        .args(["--trials", &trials.to_string(), "--seed", &seed.to_string()])
        .args(["--writer", &format!("{program} {write} {{dir}}")])
        .args(["--verify", &format!("{program} {check} {{dir}} {{acked}}")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    let (passed, failed) = totals(&said).unwrap_or_else(|| panic!("no totals: {said}"));
    Cuts { passed, failed, said }
}

/// Reads `N passed, N failed`.
fn totals(said: &str) -> Option<(u32, u32)> {
    said.lines().rev().find_map(|line| {
        let (passed, failed) = line.split_once(" passed, ")?;
        Some((passed.parse().ok()?, failed.strip_suffix(" failed")?.parse().ok()?))
    })
}

/// The tool, where it may be used.
fn tool() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/power-cut");
    let tool = std::env::var_os(TOOL).map_or_else(beside, PathBuf::from);
    let lacking = [
        (!tool.is_file()).then_some("the tool is not at hand"),
        (!is_root()).then_some("only root may mount"),
        (!Path::new("/dev/fuse").exists()).then_some("there is no /dev/fuse"),
        (!["python3", "losetup", "mkfs.ext4"].into_iter().all(has))
            .then_some("e2fsprogs or losetup is missing"),
    ];
    if let Some(why) = lacking.into_iter().flatten().next() {
        eprintln!("no power cuts: {why}");
        return None;
    }
    Some(tool)
}
