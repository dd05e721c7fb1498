//! Identify, prepare, on, off: what is sent, in which order and how often.

use super::rig::{Rig, STEP};
use super::{figures, settings};
use crate::domain::lane::{Contact, LinkHint, SourceState};
use crate::scanner::device::LinkReport;
use crate::scanner::reports::{SourceOrder, SourceReport};
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::source::*;
use std::time::Duration;

const ALL: [SourceProfile; 3] =
    [SourceProfile::SpellmanXrv, SourceProfile::SpellmanUx, SourceProfile::TechnixSr];

const SECOND: Duration = Duration::from_secs(1);

fn on_command(profile: SourceProfile) -> &'static str {
    match profile {
        SourceProfile::SpellmanXrv => "98,1",
        SourceProfile::SpellmanUx => "99,1",
        _ => "P5,1",
    }
}

#[test]
fn it_is_known_before_anything_but_a_read_is_sent() {
    for (profile, reads) in [
        (SourceProfile::SpellmanXrv, vec!["26", "23", "28", "27"]),
        (SourceProfile::SpellmanUx, vec!["26", "23"]),
        (SourceProfile::TechnixSr, vec!["E", "a1", "a2"]),
    ] {
        let mut rig = Rig::of(profile);
        // An order to a source that nobody knows is forgotten.
        rig.order(SourceOrder::Prepare(settings(profile).setpoint));
        while rig.links().len() < 2 {
            rig.step();
        }
        assert_eq!(rig.commands()[..reads.len()], reads);
        assert!(matches!(&rig.links()[1], LinkReport::Up { identity } if !identity.is_empty()));
        rig.run(SECOND);
        let reads_only = |command: &String| !command.contains(',');
        assert!(rig.commands().iter().all(reads_only), "{:?}", rig.commands());
    }
}

#[test]
fn another_model_or_firmware_or_scale_is_never_ordered_anything() {
    type Change = fn(&mut SourceSettings);
    let changes: [Change; 4] = [
        |s| s.model = "XRV225".to_owned(),
        |s| s.firmware = Some("SWM1 1".to_owned()),
        |s| s.full_scale.kv.0 = 1_610,
        |s| s.full_scale.current.0 = 29_000,
    ];
    for change in changes {
        let mut changed = settings(SourceProfile::SpellmanXrv);
        change(&mut changed);
        let mut rig = Rig::of(SourceProfile::SpellmanXrv);
        rig.driver = Box::new(SpellmanDriver::new(&changed));
        rig.driver.opened(Duration::ZERO);
        rig.run(3 * SECOND);
        rig.stop();
        rig.run(6 * SECOND);
        assert_eq!(rig.links(), [LinkReport::Opened, LinkReport::Down(LinkHint::Wrong)]);
        assert!(rig.commands().iter().all(|command| ["26", "23", "28", "27"].contains(&command.as_str())));
    }
}

#[test]
fn a_status_is_as_old_as_its_oldest_part_and_never_older_than_a_view_may_be() {
    for profile in ALL {
        let mut rig = Rig::ready(profile);
        for _ in 0..300 {
            rig.step();
            let age = rig.now.saturating_sub(rig.status().asked_at);
            assert!(age <= ROUND + 7 * STEP, "{profile:?} {age:?}");
        }
    }
}

#[test]
fn a_beam_comes_after_its_preparation_once_and_ends_when_told() {
    for profile in ALL {
        let mut rig = Rig::ready(profile);
        let setpoint = settings(profile).setpoint;
        rig.order(SourceOrder::Prepare(setpoint));
        rig.run(SECOND / 2);
        assert_eq!(rig.news(2 * SECOND), [SourceReport::Prepared(setpoint)]);
        assert_eq!(rig.count(on_command(profile)), 0);
        rig.order(SourceOrder::BeamOn);
        rig.run(SECOND);
        let status = rig.status().value;
        assert_eq!((status.state, status.fault), (SourceState::BeamOn, 0));
        assert_eq!(status.interlock, Contact::Closed);
        assert!(status.read.kv.unwrap().0.abs_diff(setpoint.kv.0) <= 2, "{status:?}");
        assert!(status.read.current.unwrap().0.abs_diff(setpoint.current.0) <= 10, "{status:?}");
        if profile != SourceProfile::TechnixSr {
            assert_eq!(status.read.setpoint, Some(setpoint));
            assert!(status.read.hours_tenths.unwrap() >= 10_000);
        }
        assert!(rig.world.is_beam_on());
        rig.stop();
        assert!(!rig.world.high_voltage);
        rig.run(SECOND);
        assert_ne!(rig.status().value.state, SourceState::BeamOn);
        assert_eq!(rig.count(on_command(profile)), 1);
        // One beam for one preparation.
        let since = rig.now;
        rig.order(SourceOrder::BeamOn);
        rig.run(SECOND / 10);
        assert_eq!(rig.news(since), [SourceReport::Refused { order: SourceOrder::BeamOn, code: None }]);
    }
}

#[test]
fn a_stop_goes_past_the_request_under_way_and_is_repeated_until_read() {
    for profile in ALL {
        let mut rig = Rig::in_beam(profile);
        rig.world.set_fault(DeviceFault::HighVoltageStuck, true);
        rig.stop();
        assert_eq!(rig.preempted.last().unwrap().0, rig.now);
        rig.run(SECOND);
        let repeated = rig.preempted.len();
        assert!(repeated >= 4, "{profile:?} {repeated}");
        assert_eq!(rig.status().value.state, SourceState::BeamOn);
        rig.world.set_fault(DeviceFault::HighVoltageStuck, false);
        rig.run(SECOND);
        let ended = rig.preempted.len();
        assert_ne!(rig.status().value.state, SourceState::BeamOn);
        rig.run(SECOND);
        assert_eq!(rig.preempted.len(), ended, "read off, told off no more");
        assert_eq!(rig.driver.counters().missed, 0);
    }
}

#[test]
fn what_is_beyond_the_site_is_refused_here() {
    let mut rig = Rig::ready(SourceProfile::SpellmanXrv);
    let since = rig.now;
    for setpoint in [figures(1_441, 100), figures(100, 15_001)] {
        rig.order(SourceOrder::Prepare(setpoint));
    }
    rig.run(SECOND / 2);
    let refused = |report: &SourceReport| matches!(report, SourceReport::Refused { code: None, .. });
    assert!(rig.news(since).len() == 2 && rig.news(since).iter().all(refused));
    assert!(!rig.commands().iter().any(|command| command.starts_with("10") || command.starts_with("11")));
}

#[test]
fn a_stop_takes_an_order_back_that_was_not_yet_sent() {
    let mut rig = Rig::ready(SourceProfile::SpellmanXrv);
    rig.order(SourceOrder::Prepare(settings(SourceProfile::SpellmanXrv).setpoint));
    rig.run(SECOND / 2);
    let since = rig.now;
    // The round is under way, so the order waits; the stop does not.
    rig.driver.order(rig.now, SourceOrder::BeamOn);
    rig.driver.stop(rig.now);
    rig.run(SECOND);
    assert!(rig.news(since).contains(&SourceReport::Refused { order: SourceOrder::BeamOn, code: None }));
    assert!(!rig.world.high_voltage);
}

#[test]
fn a_technix_clears_its_fault_at_its_panel_only() {
    let mut rig = Rig::ready(SourceProfile::TechnixSr);
    let since = rig.now;
    rig.order(SourceOrder::ClearFault);
    let code = Some(technix::PANEL_ONLY);
    assert_eq!(rig.news(since), [SourceReport::Refused { order: SourceOrder::ClearFault, code }]);
}
