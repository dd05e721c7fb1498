//! What each officer did: counts, and the confirmed share only where there are enough outcomes.

use crate::domain::officer::{Officer, OfficerId};
use crate::domain::statistics::Rate;
use crate::domain::statistics::hit_rate::HitRate;
use crate::domain::supervision::OutcomeResult;
use crate::domain::text::CleanText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Officers that are counted: more than any post has had.
pub const MAX_PEOPLE: usize = 1_000;

/// What an officer did in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFigures {
    /// Who.
    pub id: OfficerId,
    /// The name as of the last fact.
    pub name: CleanText,
    /// Cases registered.
    pub registered: u32,
    /// Scans requested.
    pub scans: u32,
    /// Analyses begun.
    pub analyses: u32,
    /// Verdicts given, overrides among them.
    pub verdicts: u32,
    /// The confirmed share of the suspicions, of which an outcome was recorded in the period.
    pub hit_rate: HitRate,
}

/// What is counted of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Registered,
    Scan,
    Analysis,
    Verdict,
}

#[derive(Debug, Default)]
struct Person {
    name: CleanText,
    registered: u32,
    scans: u32,
    analyses: u32,
    verdicts: u32,
    outcomes: Outcomes,
}

/// Outcomes, and how many of them were confirmed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outcomes {
    confirmed: u32,
    all: u32,
}

impl Outcomes {
    pub(super) fn add(&mut self, result: OutcomeResult) {
        self.all = self.all.saturating_add(1);
        if result == OutcomeResult::Confirmed {
            self.confirmed = self.confirmed.saturating_add(1);
        }
    }

    pub(super) fn take_back(&mut self, result: OutcomeResult) {
        self.all = self.all.saturating_sub(1);
        if result == OutcomeResult::Confirmed {
            self.confirmed = self.confirmed.saturating_sub(1);
        }
    }

    pub(super) fn rate(self) -> Rate {
        Rate::new(self.confirmed, self.all)
    }
}

/// Everybody.
#[derive(Debug, Default)]
pub(super) struct People {
    known: BTreeMap<OfficerId, Person>,
}

impl People {
    /// Counts a deed; `None` when there are too many people.
    pub(super) fn count(&mut self, officer: &Officer, deed: Deed) -> Option<()> {
        let person = self.person(&officer.id)?;
        person.name.clone_from(&officer.name);
        let figure = match deed {
            Deed::Registered => &mut person.registered,
            Deed::Scan => &mut person.scans,
            Deed::Analysis => &mut person.analyses,
            Deed::Verdict => &mut person.verdicts,
        };
        *figure = figure.saturating_add(1);
        Some(())
    }

    /// Changes the outcomes of whoever gave the verdict; `None` when there are too many people.
    pub(super) fn outcomes(&mut self, author: &Officer, change: impl FnOnce(&mut Outcomes)) -> Option<()> {
        let person = self.person(&author.id)?;
        if person.name.is_empty() {
            person.name.clone_from(&author.name);
        }
        change(&mut person.outcomes);
        Some(())
    }

    fn person(&mut self, id: &OfficerId) -> Option<&mut Person> {
        if self.known.len() >= MAX_PEOPLE && !self.known.contains_key(id) {
            return None;
        }
        Some(self.known.entry(id.clone()).or_default())
    }

    pub(super) fn figures(self) -> Vec<PersonFigures> {
        let figures = |(id, person): (OfficerId, Person)| PersonFigures {
            id,
            name: person.name,
            registered: person.registered,
            scans: person.scans,
            analyses: person.analyses,
            verdicts: person.verdicts,
            hit_rate: HitRate::of(person.outcomes.confirmed, person.outcomes.all),
        };
        self.known.into_iter().map(figures).collect()
    }
}
