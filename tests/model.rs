//! Every life of the beam's request that a bad link, a crash and a door can make, looked through by a model checker.
//!
//! The supervisor is the one of the product; the portal, its link and the clock are abstract: ticks of 100 ms, at most three
//! frames on their way, which get lost, late and doubled. The source says nothing of the chain, which is the worst it can do.
//! The devices' own watchdogs are not in it: the portal's second is ten ticks, beyond the horizon that can be looked through, and a model
//! that gave them a shorter one would prove that model alone. `lane_faults` lets the console die before each of the simulated sources.
//! How an answer is matched and dated is a parameter: the right way must hold, and two wrong ones must be found out.

mod hall;

use hall::{Hall, Rule, Step};
use stateright::{Checker, HasDiscoveries, Model, Property};
use std::collections::BTreeSet;

/// A request may outlive the opening of the chain by fewer ticks than this: the oldest view that counts is 300 ms old, and what is
/// older is found at the next tick.
const BOUND: u8 = 4;

const BOUNDED: &str = "no request of the beam while the chain has been open longer than the bound";
const NOT_RESUMED: &str = "a console that was started anew asks for no beam";
const FOUND_AND_STOPPED: &str = "a console that was started anew stops the beam that it finds";
const REQUESTED: &str = "the beam is asked for over this link";
const OPENED: &str = "the chain opens beside a request";
const SURVIVED: &str = "a good link keeps the beam to the end";
const OUTLIVED: &str = "a request outlives the opening by some ticks";

/// The booth with one way of believing answers.
struct Booth {
    rule: Rule,
    /// Ticks that are looked at.
    horizon: u8,
}

impl Model for Booth {
    type State = Hall;
    type Action = Step;

    fn init_states(&self) -> Vec<Hall> {
        vec![Hall::before_the_beam(self.rule), Hall::in_the_beam(self.rule)]
    }

    fn actions(&self, hall: &Hall, steps: &mut Vec<Step>) {
        hall.steps(steps);
    }

    fn next_state(&self, hall: &Hall, step: Step) -> Option<Hall> {
        let mut next = hall.clone();
        next.take(step);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(BOUNDED, |_, hall: &Hall| {
                !(hall.asks_for_beam() && hall.open_for().is_some_and(|ticks| ticks >= BOUND))
            }),
            Property::always(NOT_RESUMED, |_, hall: &Hall| !(hall.is_second_life() && hall.asks_for_beam())),
            Property::always(FOUND_AND_STOPPED, |_, hall: &Hall| {
                !(hall.is_second_life() && hall.has_heard_source() && hall.has_high_voltage())
            }),
            Property::sometimes(REQUESTED, |_, hall: &Hall| hall.asked_within()),
            Property::sometimes(OPENED, |_, hall: &Hall| hall.open_for().is_some() && hall.asks_for_beam()),
            Property::sometimes(OUTLIVED, |_, hall: &Hall| {
                hall.open_for() >= Some(BOUND - 1) && hall.asks_for_beam()
            }),
            Property::sometimes(SURVIVED, |booth: &Self, hall: &Hall| {
                hall.tick() == booth.horizon && hall.asks_for_beam()
            }),
        ]
    }

    fn within_boundary(&self, hall: &Hall) -> bool {
        hall.tick() <= self.horizon
    }
}

#[test]
fn a_request_never_outlives_the_chain_by_more_than_the_bound() {
    let booth = Booth { rule: Rule::MatchedAndDatedFromSending, horizon: 7 };
    let checker = booth.checker().spawn_bfs().join();
    eprintln!("{} states, {} of them different", checker.state_count(), checker.unique_state_count());
    checker.assert_properties();
}

#[test]
fn a_wrong_way_of_believing_answers_is_found_out() {
    for rule in [Rule::AnyAnswer, Rule::DatedFromArrival] {
        let found = HasDiscoveries::AnyOf(BTreeSet::from([BOUNDED]));
        let checker = Booth { rule, horizon: 12 }.checker().finish_when(found).spawn_bfs().join();
        let path = checker.assert_any_discovery(BOUNDED);
        let last = path.last_state();
        assert!(last.asks_for_beam() && last.open_for() >= Some(BOUND), "{rule:?}");
        eprintln!("{rule:?}: found in {} states by {:?}", checker.state_count(), path.into_actions());
    }
}
