//! Whatever is ordered, whatever fails and whatever the line does: nothing is reported that was not true since it was asked for.

use super::rig::Rig;
use super::settings;
use crate::domain::lane::SourceState;
use crate::scanner::device::Uptime;
use crate::scanner::reports::{SourceOrder, SourceReport};
use crate::scanner::simulator::Random;
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::source::SourceProfile;
use proptest::prelude::*;
use std::time::Duration;

/// What somebody does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Prepare,
    BeamOn,
    Stop,
    Clear,
    Fault(DeviceFault, bool),
    Unplug,
    Wait,
}

fn deed() -> impl Strategy<Value = (Deed, u64)> {
    let faults = [
        DeviceFault::DoorOpens,
        DeviceFault::SourceReset,
        DeviceFault::SourceLocal,
        DeviceFault::SourceArc,
        DeviceFault::NoHighVoltage,
        DeviceFault::SetpointDrifts,
        DeviceFault::SourceImplausible,
        DeviceFault::SourceRefuses,
    ];
    let fault = (prop::sample::select(faults.to_vec()), any::<bool>())
        .prop_map(|(fault, is_on)| Deed::Fault(fault, is_on));
    let deeds = prop_oneof![
        3 => Just(Deed::Prepare),
        3 => Just(Deed::BeamOn),
        2 => Just(Deed::Stop),
        1 => Just(Deed::Clear),
        2 => fault,
        1 => Just(Deed::Unplug),
        2 => Just(Deed::Wait),
    ];
    (deeds, 0u64..1_200)
}

/// A line on which one answer in so many is lost, late, doubled, cut, or has a bit changed.
fn bad_line(rig: &mut Rig, seed: u64, one_in: u64) {
    let mut random = Random::new(seed);
    rig.mangle = Box::new(move |_, mut bytes| {
        let at_once = Duration::ZERO;
        if random.pick(one_in) != 0 {
            return vec![(at_once, bytes)];
        }
        let late = Duration::from_millis(220 + random.pick(400));
        let place = usize::try_from(random.pick(bytes.len() as u64)).unwrap();
        match random.pick(6) {
            0 => Vec::new(),
            1 => vec![(late, bytes)],
            2 => vec![(at_once, bytes.clone()), (at_once, bytes)],
            3 => vec![(at_once, bytes.clone()), (late, bytes)],
            4 => vec![(at_once, bytes[..place].to_vec())],
            _ => {
                // Without a checksum a changed digit is another digit: only what two readings say counts there.
                bytes[place] ^= 1 << random.pick(8);
                vec![(at_once, bytes)]
            }
        }
    });
}

fn act(rig: &mut Rig, profile: SourceProfile, deed: Deed) {
    match deed {
        Deed::Prepare => rig.order(SourceOrder::Prepare(settings(profile).setpoint)),
        Deed::BeamOn => rig.order(SourceOrder::BeamOn),
        Deed::Stop => rig.stop(),
        Deed::Clear => rig.order(SourceOrder::ClearFault),
        Deed::Fault(fault, is_on) => rig.world.set_fault(fault, is_on),
        Deed::Unplug => {
            rig.driver.gone(rig.now, crate::domain::lane::LinkHint::NoPort);
            rig.step();
            rig.driver.opened(rig.now);
        }
        Deed::Wait => {}
    }
}

/// Every status says of high voltage what was so at some time since it was asked for.
fn lies(rig: &Rig) -> Vec<(Uptime, SourceReport)> {
    let is_lie = |(at, report): &&(Uptime, SourceReport)| match report {
        SourceReport::Status(status) => {
            let is_on = status.value.state == SourceState::BeamOn;
            let since = rig.truth.partition_point(|(time, _)| *time < status.asked_at);
            let then = rig.truth[since..].iter().take_while(|(time, _)| time <= at);
            !then.clone().any(|(_, truth)| *truth == is_on)
        }
        _ => false,
    };
    rig.reports.iter().filter(is_lie).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_report_is_older_than_it_says_and_no_beam_comes_by_itself(
        deeds in prop::collection::vec(deed(), 1..40),
        profile in prop::sample::select(vec![
            SourceProfile::SpellmanXrv, SourceProfile::SpellmanUx, SourceProfile::TechnixSr,
        ]),
        seed in any::<u64>(),
        one_in in 2u64..30,
    ) {
        let mut rig = Rig::ready(profile);
        bad_line(&mut rig, seed, one_in);
        let mut asked = 0;
        for (deed, millis) in deeds {
            asked += usize::from(matches!(deed, Deed::BeamOn));
            act(&mut rig, profile, deed);
            rig.run(Duration::from_millis(millis));
            prop_assert_eq!(lies(&rig), []);
        }
        let on = if profile == SourceProfile::SpellmanXrv { "98,1" } else { "99,1" };
        let on = if profile == SourceProfile::TechnixSr { "P5,1" } else { on };
        let prepared = rig.reports.iter().filter(|(_, report)| matches!(report, SourceReport::Prepared(_))).count();
        prop_assert!(rig.count(on) <= prepared.min(asked), "{} {} {}", rig.count(on), prepared, asked);
        // A stop on a line that is whole again ends it, whatever was before.
        rig.mangle = Box::new(|_, bytes| vec![(Duration::ZERO, bytes)]);
        rig.run(Duration::from_secs(4));
        rig.stop();
        rig.run(Duration::from_secs(1));
        prop_assert!(!rig.world.high_voltage);
    }
}

#[test]
fn a_stop_within_the_pulse_that_switches_on_leaves_nothing_on() {
    for millis in [1, 20, 60, 99, 101, 130] {
        let mut rig = Rig::ready(SourceProfile::TechnixSr);
        rig.order(SourceOrder::Prepare(settings(SourceProfile::TechnixSr).setpoint));
        rig.run(Duration::from_secs(1));
        rig.order(SourceOrder::BeamOn);
        rig.run(Duration::from_millis(millis));
        rig.stop();
        rig.run(Duration::from_secs(1));
        assert!(!rig.world.high_voltage, "stopped {millis} ms after the order");
    }
}
