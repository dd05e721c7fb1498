//! Random lives of a whole lane: the four real drivers and the real supervisor on the simulated devices and their hall, in stepped time.
//!
//! The reference is what an officer knows of the booth, and what the procedure lets that officer expect (reference design 4.3): it is
//! told what is done and when, and never what the program made of it. `PROPTEST_CASES` makes more lives of it.

mod booth;
mod causes;
mod judge;
mod life;
mod screen;
mod truth;

use booth::{Booth, Deed, Move, Start, Trouble, starts};
use intrascope::scanner::simulator::fault::DeviceFault;
use intrascope::scanner::source::SourceProfile;
use life::{Life, Reached};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

/// Moves of one life: a minute of the lane on the average.
const MOVES: std::ops::Range<usize> = 4..16;

/// Lives of one run in a debug build: a second of a processor carries some minutes of a lane.
const LIVES: u32 = 32;

/// Every supervisor's state of the reference design.
const STAGES: [&str; 15] = [
    "Disconnected",
    "Verifying",
    "Standby",
    "WarmupRequired",
    "Conditioning",
    "CalibratingDark",
    "CalibratingAir",
    "Ready",
    "Armed",
    "BeamRequested",
    "Scanning",
    "Stopping",
    "Finalising",
    "Fault",
    "EmergencyStop",
];

struct InTheBooth;

impl ReferenceStateMachine for InTheBooth {
    type State = Booth;
    type Transition = Move;

    fn init_state() -> BoxedStrategy<Booth> {
        starts().prop_map(Booth::new).boxed()
    }

    fn transitions(booth: &Booth) -> BoxedStrategy<Move> {
        booth.moves()
    }

    fn apply(mut booth: Booth, what: &Move) -> Booth {
        booth.take(what);
        booth
    }
}

struct Lane;

impl StateMachineTest for Lane {
    type SystemUnderTest = Life;
    type Reference = InTheBooth;

    fn init_test(booth: &Booth) -> Life {
        Life::begin(booth)
    }

    fn apply(mut life: Life, booth: &Booth, what: Move) -> Life {
        life.take(&what, booth);
        life
    }

    fn check_invariants(life: &Life, _: &Booth) {
        life.check_books();
    }

    fn teardown(life: Life, booth: Booth) {
        life.end(booth);
    }
}

fn config() -> Config {
    let usual = Config { failure_persistence: None, max_shrink_time: 120_000, ..Config::default() };
    // Whoever asks for more gets more, and others; the usual run says the same of the same program every time.
    let is_asked = std::env::var_os("PROPTEST_CASES").is_some();
    if is_asked { usual } else { Config { cases: LIVES, rng_seed: RngSeed::Fixed(11), ..usual } }
}

prop_state_machine! {
    #![proptest_config(config())]
    #[test]
    fn a_whole_lane_bears_every_life(sequential MOVES => Lane);
}

/// A life of their own for every two troubles: they come into a scan on its way, on a source of each profile in turn.
fn lived(number: usize, troubles: &[Trouble], runner: &mut TestRunner) -> Reached {
    let profile = SourceProfile::ALL[number % SourceProfile::ALL.len()];
    let start = Start { profile, seed: 7, is_cold: number.is_multiple_of(8) };
    let mut booth = Booth::new(start);
    let mut life = Life::begin(&booth);
    let first = if start.is_cold { Deed::Prepare } else { Deed::Request };
    let onset = u32::try_from(number % 8).unwrap() * 1_000 + 2_500;
    let switched = || troubles.iter().copied().map(Deed::Switch);
    let last = if number % 5 == 1 { Deed::Stop } else { Deed::Acknowledge };
    // Every third uX, which says why, refuses what it is set to.
    let refusing = (number % 12 == 9).then_some(Deed::Switch(Trouble::Device(DeviceFault::SourceRefuses)));
    let scripted = [
        Move { deeds: vec![first], millis: onset },
        Move { deeds: switched().collect(), millis: 4_000 },
        Move { deeds: vec![Deed::Acknowledge], millis: 200 },
        Move { deeds: switched().chain([last]).collect(), millis: 1_000 },
        Move { deeds: vec![Deed::Mend, Deed::Acknowledge], millis: 1_000 },
        Move { deeds: [Deed::Request].into_iter().chain(refusing).collect(), millis: 1_000 },
        Move { deeds: vec![last], millis: 1_000 },
        Move { deeds: vec![Deed::Mend, Deed::Acknowledge], millis: 4_000 },
        Move { deeds: vec![Deed::Acknowledge, Deed::Request], millis: 6_500 },
        // A beam that the portal lets through, and a console that begins anew beside it.
        Move {
            deeds: vec![Deed::Switch(Trouble::Device(DeviceFault::Conflict)), Deed::RestartConsole],
            millis: 3_000,
        },
    ];
    for place in 0..scripted.len() + 2 {
        let random = || booth.moves().new_tree(runner).unwrap().current();
        let what = scripted.get(place).cloned().unwrap_or_else(random);
        booth.take(&what);
        life.take(&what, &booth);
        life.check_books();
    }
    // Each recovers in the test of random lives; here some do.
    if number.is_multiple_of(4) { life.end(booth) } else { life.reached() }
}

/// A life whose whole scan drops its image like this.
fn pictured(fault: DeviceFault) -> Reached {
    let start = Start { profile: SourceProfile::SpellmanXrv, seed: 7, is_cold: false };
    let mut booth = Booth::new(start);
    let mut life = Life::begin(&booth);
    for (deeds, millis) in [
        (vec![Deed::Switch(Trouble::Device(fault)), Deed::Request], 13_000),
        (vec![Deed::Switch(Trouble::Device(fault)), Deed::LookForImage], 500),
    ] {
        let what = Move { deeds, millis };
        booth.take(&what);
        life.take(&what, &booth);
    }
    life.end(booth)
}

#[test]
fn fixed_lives_reach_every_state_by_every_trouble() {
    let mut runner = TestRunner::deterministic();
    let mut reached = Reached::default();
    for (number, troubles) in Trouble::all().chunks(2).enumerate() {
        reached.add(lived(number, troubles, &mut runner));
    }
    for fault in [DeviceFault::ImageMissing, DeviceFault::ImageMisnamed, DeviceFault::ImageAltered] {
        reached.add(pictured(fault));
    }
    assert_everything(&reached);
}

/// Every state, deed, end and image was reached.
fn assert_everything(reached: &Reached) {
    for stage in STAGES {
        assert!(reached.stages.contains(stage), "{stage} is not in {:?}", reached.stages);
    }
    let deeds = [Deed::Request, Deed::Prepare, Deed::Stop, Deed::Acknowledge, Deed::LookForImage]
        .into_iter()
        .chain([Deed::TurnKey, Deed::Mend, Deed::ChangeVehicle, Deed::RestartConsole])
        .chain(Trouble::all().into_iter().map(Deed::Switch));
    for deed in deeds.map(|deed| format!("{deed:?}")) {
        assert!(reached.deeds.contains(&deed), "{deed} is in no life");
    }
    assert!(reached.deeds.iter().any(|deed| deed.starts_with("PowerCycle")));
    assert_eq!(reached.ends.len(), 4, "{:?}", reached.ends);
    assert_eq!(reached.images.len(), 4, "{:?}", reached.images);
    assert!(reached.faults.len() >= 12, "{:?}", reached.faults);
}
