//! The tube by itself: ramp, filament, watchdog, hours.

use super::*;

const STEP: Duration = Duration::from_millis(5);

fn hall() -> World {
    let mut world = World::new(Pace::Fast);
    world.advance(Duration::from_secs(3));
    assert!(world.is_chain_closed());
    world
}

fn after(world: &mut World, tube: &mut Tube, time: Duration) {
    let until = world.now() + time;
    while world.now() < until {
        let now = world.now() + STEP;
        world.advance(now);
        tube.tick(world);
    }
}

#[test]
fn a_cold_tube_is_not_switched_on_and_a_warm_one_ramps() {
    let mut world = World::new(Pace::Real);
    let mut tube = Tube::new(Pace::Real, 0, Duration::from_secs(1));
    world.advance(Duration::from_secs(11));
    assert_eq!(tube.switch_on(&mut world), Err(Refusal::NotNow));
    world.advance(Duration::from_secs(12));
    assert_eq!(tube.switch_on(&mut world), Ok(()));
    tube.kv = 3_000;
    assert_eq!(tube.measured(&world, tube.kv, 10), 0);
    after(&mut world, &mut tube, RAMP / 2);
    assert_eq!(tube.measured(&world, tube.kv, 10), 1_500);
    after(&mut world, &mut tube, RAMP);
    assert_eq!((tube.measured(&world, tube.kv, 10), tube.measured(&world, tube.kv, 12)), (3_000, 2_500));
}

#[test]
fn an_open_chain_takes_high_voltage_away_and_gives_none() {
    let (mut world, mut tube) = (hall(), Tube::new(Pace::Fast, 0, Duration::from_secs(1)));
    assert_eq!(tube.switch_on(&mut world), Ok(()));
    assert!(world.high_voltage);
    world.set_fault(DeviceFault::GateOpens, true);
    tube.tick(&mut world);
    assert!(!world.high_voltage && !tube.is_on());
    assert_eq!(tube.switch_on(&mut world), Err(Refusal::Interlock));
    world.set_fault(DeviceFault::GateOpens, false);
    after(&mut world, &mut tube, STEP);
    assert!(!world.high_voltage, "it does not come back by itself");
}

#[test]
fn hours_count_the_beam_and_nothing_else() {
    let (mut world, mut tube) = (hall(), Tube::new(Pace::Fast, 23, Duration::from_secs(1)));
    assert_eq!(tube.micro_hours(&world), 1_002_300_000);
    assert_eq!(tube.switch_on(&mut world), Ok(()));
    after(&mut world, &mut tube, Duration::from_secs(1));
    assert_eq!(tube.micro_hours(&world), 1_002_300_000, "without a permit there is no beam");
    world.permit = true;
    after(&mut world, &mut tube, Duration::from_millis(1_800));
    // Half of a thousandth of an hour.
    assert_eq!(tube.micro_hours(&world), 1_002_300_500);
    tube.reset_hours(&world);
    assert_eq!(tube.micro_hours(&world), 0);
}

#[test]
fn a_stuck_source_stays_on_until_the_fault_is_gone() {
    let (mut world, mut tube) = (hall(), Tube::new(Pace::Fast, 0, Duration::from_secs(1)));
    assert_eq!(tube.switch_on(&mut world), Ok(()));
    world.set_fault(DeviceFault::HighVoltageStuck, true);
    tube.switch_off(&mut world);
    after(&mut world, &mut tube, STEP);
    assert!(world.high_voltage);
    world.set_fault(DeviceFault::HighVoltageStuck, false);
    tube.switch_off(&mut world);
    assert!(!world.high_voltage);
}
