//! kill -9 of a whole station at any instant: its start, the making of its index and a start after a kill included.

use crate::support::proof::{Acknowledged, alone, check, listen, spawn, writer};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// Kills on every run of the tests.
const KILLS: u32 = 60;

/// Kills of the long run.
const MANY_KILLS: u32 = 1_000;

/// After so many checks a new folder is begun, so that kills also hit its making.
const CHECKS_PER_FOLDER: u32 = 6;

/// A start takes some 100 ms until its first step: kills within this time hit the start.
const START_MS: u64 = 150;

/// The longest that a writer lives otherwise: some hundred steps, and several segments.
const WORK_MS: u64 = 900;

/// One in so many starts finds no index and has to make one.
const NO_INDEX_IN: u64 = 4;

/// One in so many kills is followed by another, in the start that recovers from it.
const AGAIN_IN: u64 = 3;

#[test]
fn acknowledged_steps_survive_kills() {
    let _alone = alone();
    kill_again_and_again(KILLS, 1);
}

#[test]
#[ignore = "takes a quarter of an hour: cargo test kill:: -- --ignored --nocapture"]
fn acknowledged_steps_survive_a_thousand_kills() {
    let _alone = alone();
    kill_again_and_again(MANY_KILLS, 2);
}

#[derive(Debug, Default)]
struct Totals {
    kills: u32,
    checks: u32,
    steps: u64,
    /// Kills before the first acknowledged step.
    in_start: u32,
    without_index: u32,
    again: u32,
}

/// Chance by a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

fn kill_again_and_again(kills: u32, seed: u64) {
    let (mut dice, mut totals) = (Dice(seed), Totals::default());
    let mut folder = new_folder();
    let mut runs = Vec::new();
    while totals.kills < kills {
        if totals.checks % CHECKS_PER_FOLDER == 0 {
            (folder, runs) = (new_folder(), Vec::new());
        }
        let data = folder.path().join("data");
        let life = if dice.one_in(3) { dice.below(START_MS) } else { START_MS + dice.below(WORK_MS) };
        runs.extend(kill_after(&data, life, &mut dice, &mut totals));
        while dice.one_in(AGAIN_IN) {
            totals.again += 1;
            let life = dice.below(START_MS);
            runs.extend(kill_after(&data, life, &mut dice, &mut totals));
        }
        totals.checks += 1;
        if let Err(why) = check(&data, &runs) {
            let kept = folder.keep();
            panic!("seed {seed}, kill {}: {why}\nkept in {}; {runs:?}", totals.kills, kept.display());
        }
    }
    eprintln!("{totals:?}");
    assert!(totals.steps > 0 && totals.in_start > 0 && totals.again > 0, "{totals:?}");
}

fn new_folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Starts a writer and kills it after `life` milliseconds.
fn kill_after(data: &Path, life: u64, dice: &mut Dice, totals: &mut Totals) -> Option<Acknowledged> {
    let index = data.join("index");
    if index.is_dir() && dice.one_in(NO_INDEX_IN) {
        fs::remove_dir_all(&index).unwrap();
        totals.without_index += 1;
    }
    let mut child = spawn(writer(data));
    // The instant is what is tried here; nothing is waited for.
    std::thread::sleep(Duration::from_millis(life));
    child.kill().unwrap();
    let said = listen(&mut child);
    assert_eq!(said.words, "", "the writer ended by itself");
    totals.kills += 1;
    match said.acknowledged {
        Some(run) => totals.steps += run.last + 1 - run.first * 5,
        None => totals.in_start += 1,
    }
    said.acknowledged
}
