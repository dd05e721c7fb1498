//! When a warm-up is due, and how it is driven.

use super::bench::{Bench, Will, ms};
use crate::domain::lane::{
    Contact, Impediment, Input, LaneFault, LaneReport, Microamps, Setpoint, SourceState, Stage, TenthsKv,
};
use crate::scanner::reports::{Reported, SourceOrder};
use crate::scanner::supervisor::{LastUse, Order, Rise, Rules, Schedule, Step};
use std::time::Duration;

const fn step(kv_percent: u8, current_percent: u8, hold_s: u32) -> Step {
    Step { kv_percent, current_percent, hold_s }
}

fn rules() -> Rules {
    let short = Schedule { idle_days: 1, steps: vec![step(50, 10, 20)] };
    let long = Schedule { idle_days: 30, steps: vec![step(20, 0, 30), step(60, 50, 20), step(100, 100, 10)] };
    Rules { conditioning: vec![long, short], ..Rules::default() }
}

fn cold() -> Bench {
    let mut bench = Bench::connected(rules());
    bench.run(1_500);
    assert_eq!(bench.view().stage, Stage::WarmupRequired);
    bench
}

fn prepare(bench: &mut Bench) {
    let out = bench.supervisor.prepare(bench.now).unwrap();
    bench.take(out);
}

fn setpoints(bench: &Bench) -> Vec<Setpoint> {
    let sent = |order: &Order| match order {
        Order::Source(SourceOrder::Prepare(setpoint)) => Some(*setpoint),
        _ => None,
    };
    bench.log.iter().filter_map(sent).collect()
}

fn part(kv: u32, current: u32) -> Setpoint {
    Setpoint { kv: TenthsKv(kv), current: Microamps(current) }
}

#[test]
fn a_source_that_rises_when_ordered_is_brought_to_standby_by_the_officer_alone() {
    let rising = Rules { rise: Rise::WhenOrdered, conditioning: Vec::new(), ..Rules::default() };
    let mut bench = Bench::connected(rising.clone());
    bench.source.state = SourceState::Off;
    bench.run(1_500);
    assert_eq!(bench.view().stage, Stage::WarmupRequired);
    assert_eq!(bench.count(&Order::Source(SourceOrder::Standby)), 0, "not by itself");
    prepare(&mut bench);
    bench.run(200);
    assert_eq!(bench.count(&Order::Source(SourceOrder::Standby)), 1, "once");
    assert_eq!(bench.view().stage, Stage::Ready);

    let mut open = Bench::connected(rising);
    open.source.state = SourceState::Off;
    open.portal.inputs.set(Input::Doors, Contact::Open);
    open.run(1_500);
    assert!(open.supervisor.prepare(open.now).is_err(), "the filament too waits for the chain");

    let mut other = Bench::connected(Rules { conditioning: Vec::new(), ..Rules::default() });
    other.source.state = SourceState::Off;
    other.run(1_500);
    assert_eq!(other.view().stage, Stage::Standby);
    assert!(other.supervisor.prepare(other.now).is_err());
}

#[test]
fn the_longest_schedule_is_due_when_nobody_knows_better() {
    let day = Duration::from_hours(24);
    let kept = |idle, hours_tenths| LastUse::Kept { idle, hours_tenths };
    let cases = [
        (LastUse::Now, 0),
        (LastUse::Unknown, 3),
        (kept(Duration::ZERO, Some(70)), 0),
        (kept(day, Some(70)), 1),
        (kept(day * 29, Some(70)), 1),
        (kept(day * 30, Some(70)), 3),
        (kept(day * 400, Some(69)), 3),
        (kept(Duration::ZERO, Some(69)), 0),
        (kept(Duration::ZERO, Some(68)), 3),
        (kept(Duration::ZERO, Some(71)), 3),
        (kept(Duration::ZERO, None), 3),
    ];
    for (last, steps) in cases {
        let mut bench = Bench::connected(rules());
        bench.supervisor.last_use(bench.now, last);
        bench.run(1_500);
        let due = bench.supervisor.schedule(bench.now).map_or(0, |schedule| schedule.steps.len());
        assert_eq!(due, steps, "{last:?}");
        assert_eq!(bench.supervisor.impediment(bench.now) == Some(Impediment::WarmupRequired), steps > 0);
    }
}

#[test]
fn time_goes_on_while_the_program_runs() {
    let mut bench = Bench::connected(rules());
    bench.supervisor.last_use(bench.now, LastUse::Now);
    let later = bench.now + Duration::from_hours(24);
    assert!(bench.supervisor.schedule(later.saturating_sub(ms(1))).is_none());
    assert!(bench.supervisor.schedule(later).is_some());
}

#[test]
fn a_warm_up_is_driven_step_by_step_behind_the_full_warning() {
    let mut bench = cold();
    prepare(&mut bench);
    bench.run(5_000);
    assert_eq!(bench.beams_on(), 0);
    assert!(matches!(bench.view().stage, Stage::Armed { .. }));
    bench.run(1_000);
    let Stage::Conditioning { step: 1, of: 3, left_ms } = bench.view().stage else {
        panic!("{:?}", bench.view().stage)
    };
    assert!((29_000..=30_000).contains(&left_ms), "{left_ms}");
    bench.run(62_000);
    assert_eq!(setpoints(&bench), [part(320, 0), part(960, 1_000), part(1_600, 2_000)]);
    assert_eq!((bench.beams_on(), bench.fault()), (3, None));
    assert_eq!(bench.view().stage, Stage::Ready);
    let exposed = bench.log.iter().find_map(|order| match order {
        Order::Report(LaneReport::Exposed { scan: None, exposure }) => Some(exposure.clone()),
        _ => None,
    });
    let exposure = exposed.unwrap();
    assert_eq!(exposure.kv_max, Some(TenthsKv(1_600)));
    assert!((59_000..61_000).contains(&exposure.beam_ms), "{}", exposure.beam_ms);
}

#[test]
fn the_voltage_is_off_whenever_it_is_set_anew() {
    let mut bench = cold();
    prepare(&mut bench);
    bench.run(70_000);
    let orders: Vec<_> = bench
        .log
        .iter()
        .filter_map(|order| match order {
            Order::Source(SourceOrder::Prepare(_)) => Some('p'),
            Order::Source(SourceOrder::BeamOn) => Some('1'),
            Order::Source(SourceOrder::BeamOff) => Some('0'),
            _ => None,
        })
        .collect();
    assert_eq!(orders, ['p', '1', '0', 'p', '1', '0', 'p', '1', '0']);
}

#[test]
fn an_unstable_step_goes_back_and_is_held_longer() {
    let mut bench = cold();
    prepare(&mut bench);
    bench.run(37_000);
    assert!(matches!(bench.view().stage, Stage::Conditioning { step: 2, .. }), "{:?}", bench.view().stage);
    bench.source.read.kv = Some(TenthsKv(900));
    bench.run(1_500);
    let Stage::Conditioning { step: 1, left_ms, .. } = bench.view().stage else {
        panic!("{:?}", bench.view().stage)
    };
    assert!(left_ms > 298_000, "{left_ms}");
    assert_eq!(bench.fault(), None);

    bench.kv_by_hand = true;
    bench.source.read.kv = Some(TenthsKv(900));
    bench.run(60_000);
    assert_eq!(bench.fault(), Some(LaneFault::Setpoint), "it goes back so often and no more");
    let sent = setpoints(&bench).len();
    bench.run(10_000);
    assert_eq!((setpoints(&bench).len(), bench.view().stage), (sent, Stage::Fault));
}

#[test]
fn an_officer_ends_a_warm_up_and_it_stays_due() {
    let mut bench = cold();
    prepare(&mut bench);
    bench.run(20_000);
    bench.stop();
    bench.run(500);
    assert_eq!((bench.view().stage, bench.fault()), (Stage::WarmupRequired, None));
    assert_eq!((bench.ends().len(), bench.beams_on()), (0, 1));
}

#[test]
fn a_warm_up_has_the_conditions_of_a_beam() {
    type Change = fn(&mut Bench);
    let cases: [(Change, Impediment); 5] = [
        (|b| b.portal.inputs.doors = Contact::Open, Impediment::Open(Input::Doors)),
        (|b| b.portal.object = Reported::On, Impediment::Busy),
        (|b| b.portal.object = Reported::Unknown, Impediment::Busy),
        (|b| b.source.remote = Reported::Off, Impediment::SourceNotReady),
        (|b| b.portal_will = Will::Silent, Impediment::Stale),
    ];
    for (change, impediment) in cases {
        let mut bench = cold();
        change(&mut bench);
        bench.run(350);
        assert_eq!(bench.supervisor.prepare(bench.now), Err(impediment));
    }
    let mut occupied = cold();
    prepare(&mut occupied);
    occupied.run(10_000);
    occupied.portal.object = Reported::On;
    occupied.run(50);
    assert_eq!(occupied.fault(), Some(LaneFault::Conflict), "nothing belongs into its beam");
    let mut warm = Bench::ready();
    assert_eq!(warm.supervisor.prepare(warm.now), Ok(vec![]), "none is due");
}
