//! Random hours of a lane: requests, stops, doors, silences, lost and restarted devices, against what must hold whatever happens.
//!
//! The lane is on paper: its devices do what they are told while they are there. The oracle keeps its own account of what was told
//! to the supervisor and judges every order by that account alone.

mod account;

use account::Lane;
use intrascope::domain::lane::{Contact, DeviceKind, Input};
use intrascope::scanner::reports::Reported;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

/// Moves of one life.
const MOVES: std::ops::Range<usize> = 20..120;

/// Something that happens to a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Somebody asks for a scan.
    Request,
    /// Somebody asks for the warm-up.
    Prepare,
    /// Somebody stops.
    Stop,
    /// Somebody acknowledges.
    Acknowledge,
    /// The image came, or will not.
    Settle,
    /// Time passes, tens of milliseconds.
    Pass(u16),
    /// A vehicle drives through the beam.
    Drive,
    /// An input of the chain.
    Input(Input, Contact),
    /// The key at the panel.
    Key(Reported),
    /// The object in the beam.
    Object(Reported),
    /// The source's fault.
    SourceFault(u16),
    /// The source does not obey any more, or does again.
    Disobey(bool),
    /// A device does not speak, or does again.
    Mute(DeviceKind, bool),
    /// A device's port goes away, or comes back.
    Unplug(DeviceKind, bool),
    /// A device is reset.
    Reset(DeviceKind),
    /// A device says what cannot be.
    Nonsense(DeviceKind),
    /// An old word of the portal comes: all closed, and permitted.
    OldWord(u16),
    /// The source refuses what it was last told.
    Refuse(Option<u16>),
    /// Everything that is wrong is put right.
    Repair,
}

fn moves() -> impl Strategy<Value = Move> {
    let kind = || prop::sample::select(DeviceKind::ALL.to_vec());
    let input = prop::sample::select(vec![
        Input::Chain,
        Input::EmergencyStop,
        Input::Doors,
        Input::Gates,
        Input::LightCurtain,
        Input::SearchButton,
    ]);
    let contact = prop::sample::select(vec![Contact::Closed, Contact::Open, Contact::Unknown]);
    let reported = || prop::sample::select(vec![Reported::Off, Reported::On, Reported::Unknown]);
    prop_oneof![
        8 => Just(Move::Request),
        1 => Just(Move::Prepare),
        2 => Just(Move::Stop),
        4 => Just(Move::Acknowledge),
        4 => Just(Move::Settle),
        8 => (1u16..700).prop_map(Move::Pass),
        6 => Just(Move::Drive),
        2 => (input, contact).prop_map(|(input, contact)| Move::Input(input, contact)),
        1 => reported().prop_map(Move::Key),
        1 => reported().prop_map(Move::Object),
        1 => (0u16..3).prop_map(Move::SourceFault),
        1 => any::<bool>().prop_map(Move::Disobey),
        2 => (kind(), any::<bool>()).prop_map(|(kind, mute)| Move::Mute(kind, mute)),
        2 => (kind(), any::<bool>()).prop_map(|(kind, away)| Move::Unplug(kind, away)),
        1 => kind().prop_map(Move::Reset),
        1 => kind().prop_map(Move::Nonsense),
        2 => (1u16..1_000).prop_map(Move::OldWord),
        1 => prop::option::of(0u16..9).prop_map(Move::Refuse),
        8 => Just(Move::Repair),
    ]
}

/// What may be asked depends on nothing: a lane must bear every move at every moment.
struct OnPaper;

impl ReferenceStateMachine for OnPaper {
    type State = ();
    type Transition = Move;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Move> {
        moves().boxed()
    }

    fn apply((): (), _: &Move) {}
}

struct Supervised;

impl StateMachineTest for Supervised {
    type SystemUnderTest = Lane;
    type Reference = OnPaper;

    fn init_test((): &()) -> Lane {
        Lane::present()
    }

    fn apply(mut lane: Lane, (): &(), what: Move) -> Lane {
        lane.live(what);
        lane
    }

    fn check_invariants(lane: &Lane, (): &()) {
        lane.check_account();
    }

    fn teardown(lane: Lane, (): ()) {
        lane.end();
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 400, failure_persistence: None, ..Config::default() })]
    #[test]
    fn a_lane_bears_every_life(sequential MOVES => Supervised);
}

#[test]
fn random_lives_reach_the_ends_of_scans() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached = account::Reached::default();
    for _ in 0..200 {
        let life = prop::collection::vec(moves(), MOVES).new_tree(&mut runner).unwrap().current();
        let mut lane = Lane::present();
        for what in life {
            lane.live(what);
            lane.check_account();
        }
        reached.add(lane.end());
    }
    assert!(reached.is_everything(), "{reached:?}");
}
