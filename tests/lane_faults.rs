//! The faults of the field, each between the real drivers and the simulated devices, in stepped time: what has to happen, how soon, and
//! what must never happen. Numbers are those of the list in docs/SCANNER.md.

#![expect(clippy::unchecked_time_subtraction, reason = "the times of a test go forward")]

use crate::support::virtual_lane::{STEP, VirtualLane};
use intrascope::domain::lane::{DeviceKind, Impediment, LaneFault, LaneReport, Link, LinkHint, Stage};
use intrascope::domain::number::ScanId;
use intrascope::domain::scan::ScanEnd;
use intrascope::scanner::simulator;
use intrascope::scanner::simulator::fault::{DeviceFault, LineFault};
use intrascope::scanner::source::SourceProfile;
use intrascope::scanner::supervisor::{LastUse, Schedule, Step};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A view that is older than 300 ms drops the beam; one poll may have been on its way, and the stop takes a step or two.
const DROP_LIMIT: Duration = Duration::from_millis(400);

/// What a healthy lane needs from its start until a scan may be requested: warm-up, two backgrounds, a dark calibration.
const READY_LIMIT: Duration = Duration::from_secs(40);

/// The whole of a scan: warning, beam, image.
const SCAN_LIMIT: Duration = Duration::from_secs(20);

fn scan(ordinal: u16) -> ScanId {
    ScanId::parse(&format!("39855302-231126-000417-{ordinal}")).unwrap()
}

fn ready() -> VirtualLane {
    ready_with(SourceProfile::SpellmanXrv, 7)
}

fn ready_with(source: SourceProfile, seed: u64) -> VirtualLane {
    let mut lane = VirtualLane::new(source, seed);
    let is_ready = lane.until(READY_LIMIT, |lane| lane.view().impediment().is_none());
    assert!(is_ready, "{:#?}", lane.view());
    lane
}

/// A lane in the beam with the vehicle in it.
fn scanning() -> VirtualLane {
    scanning_with(SourceProfile::SpellmanXrv)
}

fn scanning_with(source: SourceProfile) -> VirtualLane {
    let mut lane = ready_with(source, 7);
    lane.request(&scan(1)).unwrap();
    let is_on =
        lane.until(SCAN_LIMIT, |lane| lane.view().stage == Stage::Scanning && lane.world.passed().is_some());
    assert!(is_on, "{:#?}", lane.view());
    lane
}

fn ends(lane: &VirtualLane) -> Vec<&ScanEnd> {
    let ended = |report: &'_ LaneReport| matches!(report, LaneReport::ScanEnded { .. });
    lane.reports
        .iter()
        .filter(|report| ended(report))
        .filter_map(|report| match report {
            LaneReport::ScanEnded { end, .. } => Some(end),
            _ => None,
        })
        .collect()
}

fn raised(lane: &VirtualLane) -> Vec<LaneFault> {
    let fault = |report: &LaneReport| match report {
        LaneReport::FaultRaised(fault) => Some(*fault),
        _ => None,
    };
    lane.reports.iter().filter_map(fault).collect()
}

/// How long the beam stays on.
fn beam_off_after(lane: &mut VirtualLane) -> Duration {
    let from = lane.now();
    assert!(lane.until(Duration::from_secs(10), |lane| !lane.world.is_beam_on()), "the beam stays on");
    lane.now() - from
}

/// The fault has passed: no beam by itself, the fault acknowledged, a whole scan.
fn expect_recovery(lane: &mut VirtualLane, ordinal: u16) {
    let began = lane.now();
    while lane.now() < began + Duration::from_secs(8) {
        assert!(!lane.world.is_beam_on(), "the beam came back by itself");
        lane.step();
    }
    let is_ready = lane.until(READY_LIMIT, |lane| {
        if lane.view().fault.is_some() {
            // Refused while the cause is there.
            lane.acknowledge().ok();
        }
        lane.view().impediment().is_none()
    });
    assert!(is_ready, "{:#?}", lane.view());
    expect_whole_scan(lane, ordinal);
}

fn expect_whole_scan(lane: &mut VirtualLane, ordinal: u16) {
    let before = ends(lane).len();
    lane.request(&scan(ordinal)).unwrap();
    let ended = lane.until(SCAN_LIMIT, |lane| ends(lane).len() > before);
    assert!(ended, "{:#?}", lane.view());
    assert!(matches!(ends(lane).last(), Some(ScanEnd::Completed { .. })), "{:?}", lane.reports);
    let id = scan(ordinal);
    assert!(lane.until(Duration::from_secs(2), |lane| lane.dropped.iter().any(|(of, _)| *of == id)));
    lane.supervisor.image_settled(lane.now(), &id);
}

#[test]
fn a_healthy_lane_scans_with_every_source() {
    for source in SourceProfile::ALL {
        let mut lane = ready_with(source, 7);
        expect_whole_scan(&mut lane, 1);
        assert_eq!((raised(&lane), lane.columns > 100), (vec![], true), "{source:?}");
    }
}

/// Faults 1–7, 10, 12, 13, 19, 20: whatever the portal's line does in the beam, the beam is off in time, and nothing comes back by itself.
#[test]
fn whatever_the_portals_line_does_in_the_beam_the_beam_is_off_in_time() {
    for fault in LineFault::all() {
        // Twice the same answer, a slow one and words between them leave the view fresh.
        let is_harmless = matches!(
            fault,
            LineFault::DuplicateReply | LineFault::Slow | LineFault::Banner | LineFault::Flood
        );
        let mut lane = scanning();
        lane.line(DeviceKind::Portal, fault, true);
        if is_harmless {
            lane.run(Duration::from_secs(1));
        } else {
            let after = beam_off_after(&mut lane);
            assert!(after <= DROP_LIMIT, "{fault:?}: {after:?}");
            lane.run(Duration::from_secs(2));
            assert!(matches!(ends(&lane)[..], [ScanEnd::Faulted(_)]), "{fault:?}: {:?}", lane.reports);
            assert_eq!(raised(&lane).len(), 1, "{fault:?}: the first-out cause alone");
        }
        lane.line(DeviceKind::Portal, fault, false);
        lane.until(SCAN_LIMIT, |lane| ends(lane).len() == 1 && !lane.world.is_beam_on());
        if let Some(ScanEnd::Completed { .. }) = ends(&lane).first() {
            lane.supervisor.image_settled(lane.now(), &scan(1));
        }
        expect_recovery(&mut lane, 2);
    }
}

#[test]
fn whatever_the_sources_line_does_in_the_beam_the_scan_ends_once_and_the_beam_stays_off() {
    for fault in LineFault::all() {
        let mut lane = scanning();
        lane.line(DeviceKind::Source, fault, true);
        assert!(lane.until(SCAN_LIMIT, |lane| ends(lane).len() == 1), "{fault:?}: {:#?}", lane.view());
        assert!(lane.until(Duration::from_secs(2), |lane| !lane.world.is_beam_on()), "{fault:?}");
        lane.line(DeviceKind::Source, fault, false);
        if let Some(ScanEnd::Completed { .. }) = ends(&lane).first() {
            lane.supervisor.image_settled(lane.now(), &scan(1));
        }
        expect_recovery(&mut lane, 2);
    }
}

#[test]
fn whatever_the_other_lines_do_the_scan_ends_once() {
    for kind in [DeviceKind::Monitor, DeviceKind::Detector] {
        for fault in LineFault::all() {
            let mut lane = scanning();
            lane.line(kind, fault, true);
            assert!(lane.until(SCAN_LIMIT, |lane| ends(lane).len() == 1), "{kind:?} {fault:?}");
            assert!(
                lane.until(Duration::from_secs(2), |lane| !lane.world.is_beam_on()),
                "{kind:?} {fault:?}"
            );
            lane.line(kind, fault, false);
            lane.supervisor.image_settled(lane.now(), &scan(1));
            expect_recovery(&mut lane, 2);
        }
    }
}

/// Fault 3: a late answer is counted and never taken, whichever device is late.
#[test]
fn late_answers_are_nobodys() {
    for kind in [DeviceKind::Portal, DeviceKind::Source, DeviceKind::Detector] {
        let mut lane = ready();
        let before = lane.view().devices.of(kind).counters.late;
        lane.line(kind, LineFault::LateReply, true);
        lane.run(Duration::from_secs(2));
        let taken = lane.view().devices.of(kind).counters.accepted;
        lane.device(DeviceFault::DoorOpens, true);
        lane.run(Duration::from_secs(3));
        assert_ne!(lane.view().impediment(), None, "{kind:?}");
        assert_eq!(
            lane.view().devices.of(kind).counters.accepted,
            taken,
            "{kind:?}: a late answer was taken"
        );
        let _ = before;
    }
}

/// Fault 7: a portal that answers with its counter standing still is stale, though its words are right.
#[test]
fn a_frozen_portal_is_stale_though_it_answers() {
    let mut lane = scanning();
    lane.device(DeviceFault::PortalFrozen, true);
    let after = beam_off_after(&mut lane);
    assert!(after <= DROP_LIMIT, "{after:?}");
    lane.device(DeviceFault::PortalFrozen, false);
    expect_recovery(&mut lane, 2);
}

/// Faults 8 and 9: a line of zeros and a line at another speed are said to be what they are.
#[test]
fn a_line_that_makes_no_sense_is_told_as_one() {
    for (kind, fault) in [
        (DeviceKind::Portal, LineFault::Break),
        (DeviceKind::Source, LineFault::Break),
        (DeviceKind::Portal, LineFault::WrongBaud),
        (DeviceKind::Source, LineFault::WrongBaud),
        (DeviceKind::Monitor, LineFault::WrongBaud),
        (DeviceKind::Detector, LineFault::WrongBaud),
    ] {
        let mut lane = VirtualLane::new(SourceProfile::SpellmanXrv, 3);
        lane.line(kind, fault, true);
        let told = lane
            .until(Duration::from_secs(20), |lane| lane.view().devices.of(kind).hint == LinkHint::Garbage);
        assert!(told, "{kind:?} {fault:?}: {:?}", lane.view().devices.of(kind));
        assert_ne!(lane.view().devices.of(kind).link, Link::Up);
        lane.line(kind, fault, false);
        assert!(lane.until(READY_LIMIT, |lane| lane.view().impediment().is_none()), "{kind:?} {fault:?}");
    }
}

/// Faults 10 and 11: a port that goes in the beam ends it at once; back again, everything begins with who it is.
#[test]
fn an_unplugged_device_ends_the_beam_and_begins_anew() {
    for kind in [DeviceKind::Portal, DeviceKind::Source] {
        let mut lane = scanning();
        lane.line(kind, LineFault::Unplug, true);
        let after = beam_off_after(&mut lane);
        // The source's own watchdog has to do it where the source is the one that cannot be told.
        let limit = if kind == DeviceKind::Portal { 50 } else { 400 };
        assert!(after <= Duration::from_millis(limit), "{kind:?}: {after:?}");
        lane.run(Duration::from_secs(1));
        assert_eq!(ends(&lane)[..], [&ScanEnd::Faulted(LaneFault::DeviceLost(kind))]);
        lane.line(kind, LineFault::Unplug, false);
        expect_recovery(&mut lane, 2);
    }
}

/// Fault 12: nine tenths of the time that an answer has do not make a link flap.
#[test]
fn a_slow_portal_does_not_flap() {
    let mut lane = ready();
    lane.line(DeviceKind::Portal, LineFault::Slow, true);
    let told = lane.reports.len();
    lane.run(Duration::from_secs(10));
    assert_eq!(lane.reports.len(), told, "{:?}", lane.reports);
    assert_eq!(lane.view().devices.portal.link, Link::Up);
}

/// Faults 13 and 14: a device that was reset in the beam is a fault; at rest it is begun anew.
#[test]
fn a_device_that_resets_itself_is_found_out() {
    for (fault, kind) in
        [(DeviceFault::PortalReset, DeviceKind::Portal), (DeviceFault::SourceReset, DeviceKind::Source)]
    {
        let mut lane = scanning();
        lane.device(fault, true);
        assert!(beam_off_after(&mut lane) <= DROP_LIMIT);
        lane.run(Duration::from_secs(2));
        assert!(matches!(ends(&lane)[..], [ScanEnd::Faulted(_)]), "{kind:?}");
        lane.device(fault, false);
        expect_recovery(&mut lane, 2);
    }
}

/// Fault 15: nothing here knows the wall clock; where it cannot be believed the longest warm-up is due.
#[test]
fn a_clock_that_cannot_be_believed_asks_for_the_longest_warm_up() {
    let mut settings = simulator::driver(SourceProfile::SpellmanXrv, Path::new("/"), PathBuf::from("/"));
    settings.last_use = LastUse::Unknown;
    let mut lane = VirtualLane::with(settings, SourceProfile::SpellmanXrv, 7);
    assert!(
        lane.until(READY_LIMIT, |lane| lane.view().impediment() == Some(Impediment::WarmupRequired)),
        "{:?}",
        lane.view()
    );
    assert_eq!(lane.view().stage, Stage::WarmupRequired);
    assert_eq!(lane.request(&scan(1)), Err(Impediment::WarmupRequired));
}

/// Fault 16: what cannot be is refused, not clamped.
#[test]
fn an_impossible_reading_is_a_fault() {
    for (fault, kind) in [
        (DeviceFault::SpeedImplausible, DeviceKind::Portal),
        (DeviceFault::SourceImplausible, DeviceKind::Source),
    ] {
        let mut lane = scanning();
        lane.device(fault, true);
        assert!(beam_off_after(&mut lane) <= DROP_LIMIT * 2, "{fault:?}");
        lane.run(Duration::from_secs(1));
        assert_eq!(raised(&lane).first(), Some(&LaneFault::Implausible(kind)), "{fault:?}");
        lane.device(fault, false);
        expect_recovery(&mut lane, 2);
    }
}

/// Fault 20: every line floods; a stop is on the wires of source and portal within its step.
#[test]
fn a_stop_passes_four_floods() {
    let mut lane = scanning();
    for kind in DeviceKind::ALL {
        lane.line(kind, LineFault::Flood, true);
    }
    lane.run(Duration::from_millis(50));
    let pressed = lane.now();
    lane.stop();
    lane.step();
    let said = |kind| lane.said(kind).into_iter().any(|(at, _)| at >= pressed && at <= pressed + STEP);
    assert!(said(DeviceKind::Source) && said(DeviceKind::Portal));
    assert!(beam_off_after(&mut lane) <= Duration::from_millis(50));
}

/// Faults 21 and 22: two truths are a fault; a beam that does not go off says who has to press what.
#[test]
fn contradictions_and_a_stuck_beam_are_told() {
    let mut lane = scanning();
    lane.device(DeviceFault::Conflict, true);
    assert!(
        lane.until(Duration::from_secs(3), |lane| raised(lane).contains(&LaneFault::Conflict)),
        "{:?}",
        lane.reports
    );
    let mut lane = scanning();
    lane.device(DeviceFault::HighVoltageStuck, true);
    lane.stop();
    let stuck = lane.until(Duration::from_secs(2), |lane| raised(lane).contains(&LaneFault::BeamStuck));
    assert!(stuck, "{:?}", lane.reports);
    lane.device(DeviceFault::HighVoltageStuck, false);
    expect_recovery(&mut lane, 2);
}

/// Fault 23: the console dies in the beam; the devices' watchdogs end it, and what comes back believes the devices alone.
#[test]
fn a_console_that_dies_in_the_beam_leaves_none_and_remembers_nothing() {
    for source in SourceProfile::ALL {
        let mut lane = scanning_with(source);
        let settings = simulator::driver(source, Path::new("/"), PathBuf::from("/"));
        lane.restart(LastUse::Now, settings);
        assert!(beam_off_after(&mut lane) <= Duration::from_millis(1_500), "{source:?}");
        assert_eq!(lane.view().phase.scan(), None, "a scan is not remembered");
        expect_recovery(&mut lane, 2);
    }
}

/// Fault 23: nobody comes back. The portal's watchdog ends the beam within a second and its cycle; where the portal holds it on, the
/// source's own does, if it has one.
#[test]
fn a_console_that_stays_dead_in_the_beam_leaves_it_to_the_devices_watchdogs() {
    for (source, alone) in [
        (SourceProfile::SpellmanXrv, Some(1)),
        (SourceProfile::SpellmanUx, None),
        (SourceProfile::TechnixSr, Some(5)),
        (SourceProfile::Scandinova, Some(1)),
    ] {
        for portal_holds in [false, true] {
            let mut lane = scanning_with(source);
            lane.device(DeviceFault::Conflict, portal_holds);
            for kind in DeviceKind::ALL {
                lane.line(kind, LineFault::NotReading, true);
            }
            let seconds = if portal_holds { alone } else { Some(1) };
            let Some(seconds) = seconds else { continue };
            let after = beam_off_after(&mut lane);
            assert!(
                after <= Duration::from_millis(seconds * 1_000 + 100),
                "{source:?} {portal_holds}: {after:?}"
            );
            lane.run(Duration::from_secs(2));
            assert!(!lane.world.is_beam_on());
        }
    }
}

/// Fault 24: without its image a scan keeps the next one from beginning.
#[test]
fn the_next_scan_waits_for_the_image_of_the_last() {
    let mut lane = ready();
    lane.device(DeviceFault::ImageMissing, true);
    lane.request(&scan(1)).unwrap();
    assert!(lane.until(SCAN_LIMIT, |lane| ends(lane).len() == 1));
    let again = lane.until(READY_LIMIT, |lane| lane.view().impediment().is_none());
    assert!(!again, "a scan may be requested without the image of the last");
    assert_eq!(lane.request(&scan(2)), Err(Impediment::ImageAwaited));
    assert_eq!((lane.awaited.as_slice(), lane.dropped.len()), ([scan(1)].as_slice(), 0));
    lane.device(DeviceFault::ImageMissing, false);
    lane.supervisor.image_settled(lane.now(), &scan(1));
    expect_recovery(&mut lane, 3);
}

/// Fault 25: a refusal is told with its code, and what changes the source is said once.
#[test]
fn a_refused_order_is_not_said_again() {
    let mut lane = ready();
    lane.device(DeviceFault::SourceRefuses, true);
    lane.request(&scan(1)).unwrap();
    assert!(lane.until(SCAN_LIMIT, |lane| ends(lane).len() == 1), "{:#?}", lane.view());
    let on = lane.said(DeviceKind::Source).iter().filter(|(_, bytes)| bytes.starts_with(b"\x0298,1")).count();
    assert!(on <= 1, "{on} orders for the beam");
    assert!(!lane.world.is_beam_on());
    lane.device(DeviceFault::SourceRefuses, false);
    expect_recovery(&mut lane, 2);
}

/// Chain, emergency stop and speed: any change ends the beam, and the emergency stop comes back by the key alone.
#[test]
fn whatever_opens_ends_the_beam_and_the_key_is_the_panels() {
    for fault in
        [DeviceFault::DoorOpens, DeviceFault::GateOpens, DeviceFault::CurtainCrossed, DeviceFault::TooFast]
    {
        let mut lane = scanning();
        lane.device(fault, true);
        assert!(lane.until(Duration::from_secs(3), |lane| ends(lane).len() == 1), "{fault:?}");
        assert!(!lane.world.is_beam_on(), "{fault:?}");
        lane.device(fault, false);
        expect_recovery(&mut lane, 2);
    }
    let mut lane = scanning();
    lane.device(DeviceFault::EmergencyStop, true);
    assert_eq!(beam_off_after(&mut lane), Duration::ZERO, "the hardware's chain needs nobody");
    lane.run(Duration::from_secs(2));
    assert_eq!(lane.view().stage, Stage::EmergencyStop);
    lane.device(DeviceFault::EmergencyStop, false);
    lane.run(Duration::from_secs(2));
    assert!(lane.acknowledge().is_err(), "no key was turned");
    lane.world.turn_key();
    expect_recovery(&mut lane, 2);
}

/// A source that does what it is told is never said to be stuck, whenever the stop is pressed.
#[test]
fn a_stop_at_any_moment_of_the_beam_is_confirmed_by_every_source() {
    for source in SourceProfile::ALL {
        for after in (0..400).step_by(25) {
            let mut lane = ready_with(source, 7);
            lane.request(&scan(1)).unwrap();
            assert!(lane.until(SCAN_LIMIT, |lane| lane.view().stage == Stage::BeamRequested));
            lane.run(Duration::from_millis(after));
            lane.stop();
            lane.run(Duration::from_secs(2));
            assert_eq!((ends(&lane), raised(&lane)), (vec![&ScanEnd::Stopped], vec![]), "{source:?} {after}");
        }
    }
}

/// A source that is gone has told of no end: the screen does not say that its beam is off.
#[test]
fn a_beam_whose_source_is_gone_is_not_told_off() {
    let mut lane = scanning();
    lane.line(DeviceKind::Source, LineFault::Unplug, true);
    lane.until(Duration::from_secs(3), |lane| {
        let view = lane.view();
        assert!(view.stage != Stage::Finalising, "{view:#?}");
        false
    });
}

/// A source that is cold by what is known of it is warmed up on an officer's word, step by step, and only then scans.
#[test]
fn a_warm_up_by_its_schedule_makes_every_source_ready() {
    for source in SourceProfile::ALL {
        warm_up(source);
    }
}

fn warm_up(source: SourceProfile) {
    let mut settings = simulator::driver(source, Path::new("/"), PathBuf::from("/"));
    settings.last_use = LastUse::Unknown;
    let step = |kv_percent| Step { kv_percent, current_percent: kv_percent, hold_s: 2 };
    settings.rules.conditioning = vec![Schedule { idle_days: 1, steps: vec![step(50), step(100)] }];
    let mut lane = VirtualLane::with(settings, source, 7);
    assert!(lane.until(READY_LIMIT, |lane| lane.view().impediment() == Some(Impediment::WarmupRequired)));
    // A beam needs the warning and a free zone, whatever it is for.
    let accepted = lane.until(READY_LIMIT, |lane| lane.prepare().is_ok());
    assert!(accepted, "{:#?}", lane.view());
    let mut steps = Vec::new();
    let is_ready = lane.until(Duration::from_mins(2), |lane| {
        if let Stage::Conditioning { step, of, .. } = lane.view().stage
            && steps.last() != Some(&(step, of))
        {
            steps.push((step, of));
        }
        lane.view().impediment().is_none()
    });
    assert!(is_ready, "{steps:?} {:?} {:#?}", lane.reports, lane.view());
    assert_eq!(steps, [(1, 2), (2, 2)]);
    assert!(lane.reports.iter().any(|report| matches!(report, LaneReport::Exposed { scan: None, .. })));
    expect_whole_scan(&mut lane, 1);
}
