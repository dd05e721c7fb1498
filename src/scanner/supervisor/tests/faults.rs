//! The latched fault: the first counts, and only an officer clears it, when its cause is gone by a fresh word.

use super::bench::{Bench, Will, closed};
use crate::domain::lane::{
    Contact, DeviceKind, Impediment, Input, LaneFault, LaneReport, LinkHint, SourceState, Stage,
};
use crate::domain::scan::ScanEnd;
use crate::scanner::device::LinkReport;
use crate::scanner::reports::{
    DetectorReport, MonitorReport, PortalReport, Reported, SourceOrder, SourceReport,
};
use crate::scanner::supervisor::{Event, Order};

#[test]
fn a_fault_is_cleared_by_an_officer_and_only_when_its_cause_is_gone() {
    let mut bench = Bench::ready();
    bench.begin_beam();
    bench.portal.inputs.gates = Contact::Open;
    bench.run(60);
    bench.portal.inputs.light_curtain = Contact::Open;
    bench.run(1_000);
    let fault = LaneFault::Opened(Input::Gates);
    assert_eq!((bench.fault(), bench.view().stage), (Some(fault), Stage::Fault), "the first, not the last");
    assert_eq!(bench.acknowledge(), Err(Impediment::Open(Input::Gates)));
    bench.portal.inputs.gates = Contact::Unknown;
    bench.run(50);
    assert_eq!(bench.acknowledge(), Err(Impediment::Unknown(Input::Gates)));
    bench.portal.inputs = closed();
    bench.run(50);
    bench.portal_will = Will::Silent;
    bench.run(310);
    assert_eq!(bench.acknowledge(), Err(Impediment::Stale), "a word, but not a fresh one");
    bench.portal_will = Will::Obeys;
    bench.run(5_000);
    assert_eq!(bench.fault(), Some(fault), "time alone clears nothing");
    bench.acknowledge().unwrap();
    assert!(bench.has(&LaneReport::FaultCleared(fault)));
    assert_eq!(bench.acknowledge(), Ok(()), "nothing is left");
}

#[test]
fn a_fault_of_the_source_is_cleared_by_the_device() {
    let mut bench = Bench::ready();
    bench.source.fault = 7;
    bench.source_will = Will::Ignores;
    bench.run(60);
    let fault = LaneFault::Source(7);
    assert_eq!(bench.fault(), Some(fault));
    bench.acknowledge().unwrap();
    bench.run(100);
    assert_eq!(bench.fault(), Some(fault), "the device has not cleared it");
    assert_eq!(bench.count(&Order::Source(SourceOrder::ClearFault)), 1, "once");
    bench.source.fault = 0;
    bench.run(60);
    assert!(bench.has(&LaneReport::FaultCleared(fault)));

    bench.source.fault = 7;
    bench.run(60);
    bench.source.fault = 0;
    bench.run(3_000);
    assert_eq!(bench.fault(), Some(fault), "it went by itself, but no officer saw it");
    bench.acknowledge().unwrap();
    assert_eq!(bench.fault(), None);
}

#[test]
fn a_fault_is_told_once_and_the_next_one_not_at_all() {
    let mut bench = Bench::ready();
    bench.source.fault = 7;
    bench.run(200);
    bench.source.fault = 8;
    bench.run(200);
    let raised = bench.log.iter().filter(|order| matches!(order, Order::Report(LaneReport::FaultRaised(_))));
    assert_eq!(raised.collect::<Vec<_>>(), [&Order::Report(LaneReport::FaultRaised(LaneFault::Source(7)))]);
}

#[test]
fn the_emergency_stop_ends_at_the_panel_and_then_with_an_officer() {
    for in_beam in [true, false] {
        let mut bench = Bench::ready();
        if in_beam {
            bench.begin_beam();
        }
        bench.portal.inputs.emergency_stop = Contact::Open;
        bench.portal.inputs.chain = Contact::Open;
        bench.portal.key_reset = Reported::On;
        bench.run(500);
        assert_eq!(
            (bench.fault(), bench.view().stage),
            (Some(LaneFault::EmergencyStop), Stage::EmergencyStop)
        );
        assert_eq!(bench.acknowledge(), Err(Impediment::EmergencyStop));
        bench.portal.inputs.emergency_stop = Contact::Closed;
        bench.run(100);
        assert_eq!(bench.acknowledge(), Err(Impediment::EmergencyStop), "the key is not turned");
        bench.portal.key_reset = Reported::Unknown;
        bench.run(100);
        assert_eq!(bench.acknowledge(), Err(Impediment::EmergencyStop), "nobody says that it is");
        bench.portal.key_reset = Reported::Off;
        bench.run(100);
        assert_eq!(bench.acknowledge(), Err(Impediment::Open(Input::Chain)));
        bench.portal.inputs = closed();
        bench.run(10_000);
        assert_eq!(bench.view().stage, Stage::EmergencyStop, "nothing comes back by itself");
        bench.acknowledge().unwrap();
        assert_ne!(bench.view().stage, Stage::EmergencyStop);
        let ends = if in_beam { vec![ScanEnd::Faulted(LaneFault::EmergencyStop)] } else { vec![] };
        assert_eq!((bench.ends(), bench.beams_on()), (ends, usize::from(in_beam)));
    }
}

#[test]
fn a_stuck_beam_that_the_emergency_stop_ended_needs_both_gone() {
    let mut bench = Bench::ready();
    bench.begin_beam();
    bench.source_will = Will::Ignores;
    bench.stop();
    bench.run(600);
    bench.portal.inputs.emergency_stop = Contact::Open;
    bench.portal.key_reset = Reported::On;
    bench.source.state = SourceState::Off;
    bench.run(300);
    assert_eq!((bench.fault(), bench.view().stage), (Some(LaneFault::BeamStuck), Stage::EmergencyStop));
    assert_eq!(bench.acknowledge(), Err(Impediment::EmergencyStop));
    bench.portal.inputs = closed();
    bench.portal.key_reset = Reported::Off;
    bench.run(100);
    bench.acknowledge().unwrap();
    assert_eq!(bench.fault(), None);
}

#[test]
fn what_cannot_be_is_refused_and_latched_until_the_device_speaks_sense() {
    let cases = [
        (DeviceKind::Portal, Event::Portal(PortalReport::Implausible), true),
        (DeviceKind::Source, Event::Source(SourceReport::Implausible), true),
        (DeviceKind::Detector, Event::Detector(DetectorReport::Implausible), true),
        (DeviceKind::Monitor, Event::Monitor(MonitorReport::Implausible), false),
    ];
    for (kind, event, stops) in cases {
        let mut bench = Bench::ready();
        bench.begin_beam();
        bench.tell(event.clone());
        let fault = LaneFault::Implausible(kind);
        assert_eq!((bench.fault(), bench.beams_off() > 0), (Some(fault), stops), "{kind:?}");
        bench.stop();
        bench.run(300);
        bench.tell(event);
        assert_eq!(bench.acknowledge(), Err(Impediment::Stale), "{kind:?}: nothing sensible was said since");
        bench.run(100);
        bench.acknowledge().unwrap();
    }
}

#[test]
fn another_device_is_a_fault_until_the_right_one_answers() {
    let mut bench = Bench::ready();
    bench.link(DeviceKind::Source, LinkReport::Down(LinkHint::Wrong));
    assert_eq!(bench.fault(), Some(LaneFault::WrongDevice));
    assert_eq!(bench.acknowledge(), Err(Impediment::Device(DeviceKind::Source)));
    bench.link(DeviceKind::Source, LinkReport::Opened);
    bench.link(DeviceKind::Source, LinkReport::Up { identity: "source".into() });
    bench.run(100);
    bench.acknowledge().unwrap();
    assert_eq!(bench.fault(), None);
}
