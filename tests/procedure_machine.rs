//! Random lives of a booth beside a model written from the procedure's text: every step, every report, faults and restarts.

mod booth;
mod kept;

mod law;
mod lived;
mod model;
mod moves;
mod same;
mod seen;

use booth::Move;
use intrascope::domain::case::CaseState;
use intrascope::domain::policy::{Consequence, Leave, Policy, SealCharacters, SealRule, StepTimes};
use intrascope::domain::step::StepKind;
use lived::Lived;
use model::Model;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use seen::Seen;

/// Moves of one life: some four cases from their presentation to their end.
const MOVES: std::ops::Range<usize> = 60..200;

/// Lives by which everything must have been reached.
const LIVES: u32 = 100;

/// The seed of those lives.
const SEED: [u8; 32] = *b"every state, every fact, a step.";

/// What is done beside the steps of a case.
const BESIDE_CASES: [&str; 13] = [
    "move Present",
    "move Import",
    "move Purge",
    "move SignIn",
    "day OpenShift",
    "day HandOver",
    "day Acknowledge",
    "day TakeOver",
    "day CloseShift",
    "day Report",
    "day Follow",
    "day Return",
    "day Check",
];

/// The booth on paper, as proptest drives it.
struct OnPaper;

impl ReferenceStateMachine for OnPaper {
    type State = Model;
    type Transition = Move;

    fn init_state() -> BoxedStrategy<Model> {
        policies().prop_map(Model::new).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Move> {
        moves::next(model)
    }

    fn apply(model: Model, what: &Move) -> Model {
        model.after(what)
    }

    /// Taking moves away may take away the case that a later one is about.
    fn preconditions(model: &Model, what: &Move) -> bool {
        match what {
            Move::Take { case, .. } | Move::Lane { case, .. } | Move::Purge { case, .. } => {
                *case < model.cases.len()
            }
            Move::Present { .. } | Move::Import { .. } => model.cases.len() < booth::MAX_CASES,
            _ => true,
        }
    }
}

/// Policies that differ in everything that the procedure looks at.
fn policies() -> BoxedStrategy<Policy> {
    let leave = prop_oneof![2 => Just(Leave::Refused), 1 => Just(Leave::Allowed)];
    let consequence = || {
        prop_oneof![
            2 => Just(Consequence::Remind),
            1 => Just(Consequence::RefuseScans),
            1 => Just(Consequence::Nothing),
        ]
    };
    let times = prop_oneof![
        2 => Just(StepTimes::default()),
        1 => Just(StepTimes { queued: 0, in_analysis: 0, ..StepTimes::default() }),
    ];
    let seal = prop_oneof![
        Just(SealRule::default()),
        Just(SealRule { characters: SealCharacters::Digits, min: 3, max: 4 }),
    ];
    let consequences = (consequence(), consequence(), consequence());
    (leave, consequences, times, seal, 0..3u32)
        .prop_map(|(leave, (failed, missing, none_open), steps, seal, every)| {
            let mut policy = Policy { steps, seal, ..Policy::default() };
            policy.people.oms_and_oac_in_one = leave;
            (policy.daily_check.failed, policy.daily_check.missing) = (failed, missing);
            policy.shift.none_open = none_open;
            policy.recheck.every = every;
            policy.supervision.instruction_holds_verdict = every != 1;
            policy
        })
        .boxed()
}

/// The real booth beside it.
struct Beside;

impl StateMachineTest for Beside {
    type SystemUnderTest = Lived;
    type Reference = OnPaper;

    fn init_test(model: &Model) -> Lived {
        Lived::begin(model)
    }

    fn apply(mut lived: Lived, model: &Model, what: Move) -> Lived {
        assert_eq!(lived.live(&what), model.last, "{what:?}");
        lived
    }

    fn check_invariants(lived: &Lived, model: &Model) {
        same::check(lived, model);
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_officers_and_machines_do_the_booth_is_as_the_procedure_says(
        sequential MOVES => Beside
    );
}

prop_state_machine! {
    #![proptest_config(Config { cases: 1_500, failure_persistence: None, ..Config::default() })]

    #[test]
    #[ignore = "minutes: many more lives than a suite has time for"]
    fn whatever_officers_and_machines_do_for_long_the_booth_is_as_the_procedure_says(
        sequential 1..300usize => Beside
    );
}

/// A life from the seed.
fn life(runner: &mut TestRunner) -> (Model, Vec<Move>) {
    let tree = OnPaper::sequential_strategy(MOVES).new_tree(runner).unwrap();
    let (model, moves, _) = tree.current();
    (model, moves)
}

fn seeded() -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &SEED))
}

#[test]
fn the_lives_reach_every_state_every_fact_and_every_step_taken_and_refused() {
    let (mut seen, mut runner) = (Seen::default(), seeded());
    for _ in 0..LIVES {
        let (mut model, moves) = life(&mut runner);
        let mut lived = Lived::begin(&model);
        for what in moves {
            model = model.after(&what);
            let fate = lived.live(&what);
            assert_eq!(fate, model.last, "{what:?}");
            seen.note_move(&what, fate);
            seen.note_states(&lived);
        }
        same::check(&lived, &model);
        seen.note_facts(&lived.entries);
    }
    let states = CaseState::ALL.map(|state| format!("{state:?}"));
    let unseen: Vec<_> = states.iter().filter(|state| !seen.states.contains_key(*state)).collect();
    assert!(unseen.is_empty(), "no case was ever {unseen:?}");
    assert_eq!(seen.missing_facts(), Vec::<String>::new(), "facts that never came to be");
    let steps = StepKind::ALL.map(|kind| format!("{kind:?}"));
    let tried = steps.into_iter().filter(|name| seen.moves.keys().any(|(seen, _)| seen == name));
    let names: Vec<String> = tried.chain(BESIDE_CASES.map(str::to_owned)).collect();
    assert_eq!(names.len(), 27 + BESIDE_CASES.len(), "every step with a case was tried");
    for name in names {
        for fate in ["taken", "refused"] {
            assert!(seen.moves.contains_key(&(name.clone(), fate)), "{name} was never {fate}");
        }
    }
    assert!(seen.most_rulings > 1, "verdicts were reopened and overridden again");
}
