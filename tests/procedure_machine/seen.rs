//! What lives of the booth have come to, so that a proof which reaches nothing is seen to reach nothing.

use super::booth::Move;
use super::lived::Lived;
use super::model::Fate;
use intrascope::domain::fact::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// One fact of every kind that the journal knows.
const EVERY_FACT: &str = include_str!("../../src/store/records/schema-1.jsonl");

/// The facts of the booth's day; the others are of machines and files.
const OF_THE_DAY: [&str; 10] = [
    "policy_changed",
    "signed_in",
    "shift_opened",
    "handover_began",
    "handover_acknowledged",
    "shift_closed",
    "malfunction_found",
    "malfunction_followed",
    "returned_to_service",
    "daily_check_done",
];

/// Counts over many lives.
#[derive(Debug, Default)]
pub struct Seen {
    pub states: BTreeMap<String, u32>,
    pub facts: BTreeMap<String, u32>,
    pub moves: BTreeMap<(String, &'static str), u32>,
    pub most_rulings: usize,
}

/// What the devices read back is no move of the procedure; `station::actor::tests::exposures` tries it.
const DEVICES_OWN: &str = "scan_exposed";

impl Seen {
    pub fn note_move(&mut self, what: &Move, fate: Fate) {
        let first = |told: String| told.split([' ', '(']).next().unwrap_or_default().to_owned();
        let name = match what {
            Move::Take { step, .. } => format!("{:?}", step.kind()),
            Move::Day { deed, .. } => format!("day {}", first(format!("{deed:?}"))),
            other => format!("move {}", first(format!("{other:?}"))),
        };
        let fate = if fate == Fate::Taken { "taken" } else { "refused" };
        *self.moves.entry((name, fate)).or_default() += 1;
    }

    pub fn note_states(&mut self, lived: &Lived) {
        for case in &lived.cases {
            *self.states.entry(format!("{:?}", case.state)).or_default() += 1;
            self.most_rulings = self.most_rulings.max(case.rulings.len());
        }
    }

    pub fn note_facts(&mut self, entries: &[Entry]) {
        for entry in entries {
            let told = serde_json::to_value(entry).unwrap();
            *self.facts.entry(kind(&told)).or_default() += 1;
        }
    }

    /// Kinds of facts that no life has come to.
    pub fn missing_facts(&self) -> Vec<String> {
        let of_cases = EVERY_FACT.lines().filter_map(|line| {
            let told: serde_json::Value = serde_json::from_str(line).unwrap();
            (told["of"] == "case").then(|| kind(&told)).filter(|kind| kind != DEVICES_OWN)
        });
        let expected: BTreeSet<String> = of_cases.chain(OF_THE_DAY.map(str::to_owned)).collect();
        expected.into_iter().filter(|kind| !self.facts.contains_key(kind)).collect()
    }
}

fn kind(told: &serde_json::Value) -> String {
    told["fact"].as_str().unwrap().to_owned()
}
