//! Faults of the source and of its line: what is reported, what is refused, what is never believed.

#![expect(clippy::unchecked_time_subtraction, reason = "the times of a test go forward")]

use super::rig::{Rig, STEP};
use super::settings;
use crate::domain::lane::{LinkHint, SourceState};
use crate::scanner::device::LinkReport;
use crate::scanner::reports::{Reported, SourceOrder, SourceReport};
use crate::scanner::simulator::fault::DeviceFault;
use crate::scanner::source::*;
use proptest::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

const XRV: SourceProfile = SourceProfile::SpellmanXrv;
const TECHNIX: SourceProfile = SourceProfile::TechnixSr;
const SECOND: Duration = Duration::from_secs(1);

fn with_fault(mut rig: Rig, fault: DeviceFault) -> Rig {
    rig.world.set_fault(fault, true);
    rig.run(SECOND);
    rig
}

#[test]
fn a_source_that_lost_its_settings_has_restarted() {
    for profile in [XRV, TECHNIX] {
        for fault in [DeviceFault::SourceReset, DeviceFault::SourceLocal] {
            let rig = with_fault(Rig::in_beam(profile), fault);
            assert_eq!(rig.links().last(), Some(&LinkReport::Restarted), "{profile:?} {fault:?}");
            assert_eq!(rig.links().iter().filter(|link| **link == LinkReport::Restarted).count(), 1);
            let expected = if profile == TECHNIX { Reported::Unknown } else { Reported::Off };
            assert_eq!(rig.status().value.remote, expected);
            assert!(!rig.world.high_voltage);
        }
    }
}

#[test]
fn an_arc_ends_the_beam_under_its_number_until_an_officer_clears_it() {
    let mut rig = with_fault(Rig::in_beam(XRV), DeviceFault::SourceArc);
    assert_eq!((rig.status().value.state, rig.status().value.fault), (SourceState::Faulted, 12));
    rig.world.set_fault(DeviceFault::SourceArc, false);
    rig.run(SECOND);
    assert_eq!(rig.status().value.state, SourceState::Faulted);
    rig.order(SourceOrder::ClearFault);
    rig.run(SECOND);
    assert_eq!((rig.status().value.state, rig.status().value.fault), (SourceState::Ready, 0));
    assert_eq!(rig.count("31"), 1);
    let technix = with_fault(Rig::in_beam(TECHNIX), DeviceFault::SourceArc);
    assert_eq!((technix.status().value.state, technix.status().value.fault), (SourceState::Faulted, 1));
}

#[test]
fn a_setpoint_that_is_read_back_differently_is_no_preparation() {
    let mut rig = with_fault(Rig::ready(XRV), DeviceFault::SetpointDrifts);
    let (since, order) = (rig.now, SourceOrder::Prepare(settings(XRV).setpoint));
    rig.order(order);
    rig.run(SECOND);
    assert_eq!(rig.news(since), [SourceReport::Refused { order, code: None }]);
    rig.order(SourceOrder::BeamOn);
    rig.run(SECOND);
    assert_eq!(rig.count("98,1"), 0);
}

#[test]
fn a_refusal_is_told_with_its_code_and_not_tried_again() {
    let mut rig = with_fault(Rig::ready(XRV), DeviceFault::SourceRefuses);
    let (since, order) = (rig.now, SourceOrder::Prepare(settings(XRV).setpoint));
    rig.order(order);
    rig.run(2 * SECOND);
    assert_eq!(rig.news(since), [SourceReport::Refused { order, code: Some(3) }]);
    assert_eq!(rig.commands().iter().filter(|command| command.starts_with("10,")).count(), 1);
    // A uX says with a digit that its interlock is open.
    let mut rig = Rig::ready(SourceProfile::SpellmanUx);
    rig.order(SourceOrder::Prepare(settings(SourceProfile::SpellmanUx).setpoint));
    rig.run(SECOND / 2);
    rig.world.set_fault(DeviceFault::DoorOpens, true);
    let since = rig.now;
    rig.order(SourceOrder::BeamOn);
    rig.run(SECOND);
    assert_eq!(rig.news(since), [SourceReport::Refused { order: SourceOrder::BeamOn, code: Some(0) }]);
    assert_eq!(rig.count("99,1"), 1);
}

#[test]
fn no_high_voltage_is_never_reported_as_one() {
    for profile in [XRV, TECHNIX] {
        let mut rig = with_fault(Rig::ready(profile), DeviceFault::NoHighVoltage);
        rig.order(SourceOrder::Prepare(settings(profile).setpoint));
        rig.run(SECOND / 2);
        rig.order(SourceOrder::BeamOn);
        rig.run(2 * SECOND);
        assert_eq!(rig.status().value.state, SourceState::Ready);
    }
}

#[test]
fn the_highest_count_is_implausible_and_makes_the_view_old() {
    for profile in [XRV, TECHNIX] {
        let rig = with_fault(Rig::in_beam(profile), DeviceFault::SourceImplausible);
        assert!(rig.news(rig.now - SECOND / 2).contains(&SourceReport::Implausible));
        assert!(rig.now - rig.status().asked_at >= Duration::from_millis(900), "{profile:?}");
    }
}

#[test]
fn a_host_that_dies_in_the_beam_loses_it_to_the_watchdog() {
    for (profile, watchdog) in [(XRV, SECOND), (TECHNIX, 5 * SECOND)] {
        let mut rig = Rig::in_beam(profile);
        rig.is_host_dead = true;
        rig.run(watchdog - 4 * STEP);
        // The chain ends a beam only where somebody opens it; the vehicle may be through by then.
        let was_on = rig.world.high_voltage;
        rig.run(10 * STEP);
        assert!(!rig.world.high_voltage);
        assert!(was_on || profile == TECHNIX);
        rig.is_host_dead = false;
        rig.run(2 * SECOND);
        let expected = if profile == XRV { (SourceState::Faulted, 22) } else { (SourceState::Ready, 0) };
        assert_eq!((rig.status().value.state, rig.status().value.fault), expected);
        assert!(!rig.world.high_voltage, "no beam comes back by itself");
    }
}

#[test]
fn a_late_answer_answers_nothing() {
    let mut rig = Rig::in_beam(XRV);
    let (since, ready) = (rig.now, rig.status().asked_at);
    rig.mangle = Box::new(|_, bytes| vec![(Duration::from_millis(400), bytes)]);
    rig.run(3 * SECOND);
    assert!(rig.status().asked_at <= since + STEP, "{ready:?}");
    assert!(rig.driver.counters().late >= 2 && rig.driver.counters().missed >= 2);
    assert_eq!(rig.links().last(), Some(&LinkReport::Down(LinkHint::None)));
}

#[test]
fn one_answer_that_is_lost_is_waited_out_and_no_link_is_lost() {
    for profile in [XRV, TECHNIX] {
        let mut rig = Rig::ready(profile);
        let mut left = 1;
        rig.mangle = Box::new(move |_, bytes| {
            left -= 1;
            if left == 0 { Vec::new() } else { vec![(Duration::ZERO, bytes)] }
        });
        let sent = rig.sent.len();
        rig.run(2 * SECOND);
        assert_eq!((rig.driver.counters().missed, rig.links().len()), (1, 2));
        let gap = rig.sent[sent + 1].0.checked_sub(rig.sent[sent].0).unwrap();
        assert!(gap >= REPLY_LIMIT + DRAIN_SILENCE, "{gap:?}");
        assert!(rig.now - rig.status().asked_at < Duration::from_millis(200));
    }
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    for profile in [XRV, TECHNIX] {
        let mut rig = Rig::ready(profile);
        rig.mangle = Box::new(|_, bytes| vec![(Duration::ZERO, bytes.clone()), (Duration::ZERO, bytes)]);
        rig.order(SourceOrder::Prepare(settings(profile).setpoint));
        rig.run(SECOND);
        assert!(rig.driver.counters().late > 10 && rig.driver.counters().missed == 0);
        assert!(rig.news(SECOND).contains(&SourceReport::Prepared(settings(profile).setpoint)));
    }
}

#[test]
fn a_stuck_or_silent_or_babbling_line_is_down_and_said_why() {
    type Line = fn(&[u8]) -> Vec<u8>;
    let stuck: Line = |_| b"\x0222,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1,P\x03".to_vec();
    let silent: Line = |_| Vec::new();
    let wrong_speed: Line = |bytes| bytes.iter().map(|byte| byte ^ 0xC3).collect();
    let rows = [(stuck, LinkHint::None), (silent, LinkHint::Silent), (wrong_speed, LinkHint::Garbage)];
    for (line, hint) in rows {
        let mut rig = Rig::ready(XRV);
        rig.mangle = Box::new(move |_, bytes| vec![(Duration::ZERO, line(&bytes))]);
        rig.run(4 * SECOND);
        assert_eq!(rig.links()[2..], [LinkReport::Down(hint)]);
        rig.mangle = Box::new(|_, bytes| vec![(Duration::ZERO, bytes)]);
        rig.run(2 * SECOND);
        assert!(matches!(rig.links().last(), Some(LinkReport::Up { .. })));
    }
}

#[test]
fn a_line_that_never_falls_silent_is_down_and_a_stop_leaves_however_long_it_lasts() {
    for noise in [vec![0; 64], vec![0xFF; 64], b"\x0219,1,2,3,4,5,6,7,8,f\x03".to_vec()] {
        let mut rig = Rig::in_beam(XRV);
        rig.mangle = Box::new(|_, _| Vec::new());
        for steps in [150, 400, 4_000] {
            for _ in 0..steps {
                rig.step();
                rig.driver.received(rig.now, &noise);
            }
            rig.stop();
            // It is repeated anyway: what was sent within 20 ms is this stop as well.
            let last = rig.preempted.last().map(|(at, _)| rig.now - *at);
            assert!(last.is_some_and(|ago| ago < 2 * STEP), "{last:?}");
            assert!(!rig.world.high_voltage);
        }
        assert!(matches!(rig.links().last(), Some(LinkReport::Down(_))));
        assert_eq!(rig.closed, []);
        rig.mangle = Box::new(|_, bytes| vec![(Duration::ZERO, bytes)]);
        rig.run(2 * SECOND);
        assert!(matches!(rig.links().last(), Some(LinkReport::Up { .. })));
    }
}

#[test]
fn a_line_that_never_falls_silent_and_on_which_nobody_was_known_is_closed() {
    let mut rig = Rig::of(XRV);
    rig.mangle = Box::new(|_, _| Vec::new());
    for _ in 0..500 {
        rig.driver.received(rig.now, &[0; 64]);
        rig.step();
    }
    assert_eq!(rig.closed, [LinkHint::Garbage]);
    rig.stop();
    assert!(rig.preempted.is_empty());
}

#[test]
fn a_banner_is_counted_and_no_reading() {
    let mut rig = Rig::ready(XRV);
    let damaged = rig.driver.counters().damaged;
    rig.driver.received(rig.now, b"0,0,0,0 XRV BOOT 1.0\r\n");
    rig.run(SECOND);
    assert_eq!(rig.driver.counters().damaged, damaged + 1);
    assert_eq!(rig.links().len(), 2);
}

#[test]
fn digits_that_change_places_do_not_end_in_a_state_that_was_told_once() {
    let mut rig = Rig::in_beam(XRV);
    let left = Rc::new(Cell::new(5));
    let swaps = Rc::clone(&left);
    // The sum of the bytes stays what it is: high voltage off, interlock open.
    rig.mangle = Box::new(move |_, mut bytes| {
        if bytes.starts_with(b"\x0222,1,0") || bytes.starts_with(b"\x0222,1,1") {
            swaps.set(swaps.get() - 1);
            if swaps.get() == 0 {
                bytes.swap(4, 6 + 2 * 3);
            }
        }
        vec![(Duration::ZERO, bytes)]
    });
    let since = rig.now;
    rig.run(2 * SECOND);
    let told = rig.reports.iter().filter(|(at, _)| *at > since);
    let states = told.filter_map(|(_, report)| match report {
        SourceReport::Status(status) => Some(status.value.state),
        _ => None,
    });
    assert!(states.collect::<Vec<_>>().iter().all(|state| *state == SourceState::BeamOn));
    assert!(left.get() <= 0);
}

proptest! {
    #[test]
    fn any_bytes_cut_anywhere_make_no_report_of_a_source(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..60),
        is_technix in any::<bool>(),
    ) {
        let profile = if is_technix { TECHNIX } else { XRV };
        let mut rig = Rig::of(profile);
        rig.mangle = Box::new(|_, _| Vec::new());
        for chunk in chunks {
            rig.driver.received(rig.now, &chunk);
            rig.step();
            prop_assert!(rig.reports.iter().all(|(_, report)| matches!(
                report,
                SourceReport::Link(LinkReport::Opened | LinkReport::Down(_))
            )));
        }
    }
}
