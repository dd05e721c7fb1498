//! Devices that come, go, and are found with a beam that nobody asked for.

use super::bench::{Bench, Will, id};
use crate::domain::lane::{
    Contact, DeviceKind, Impediment, LaneFault, LaneReport, Link, LinkHint, SourceState, Stage,
};
use crate::domain::scan::ScanEnd;
use crate::scanner::device::LinkReport;
use crate::scanner::reports::{PortalOrder, PortalOutputs, Reported, SourceOrder};
use crate::scanner::supervisor::{Order, Rules, Supervisor};

const DOWN: LinkReport = LinkReport::Down(LinkHint::NoPort);

#[test]
fn a_lane_is_connected_when_all_four_are_there() {
    let mut bench = Bench::connected(Rules::default());
    let connected = LaneReport::Connected { identity: "portal; source; monitor; detector".into() };
    assert_eq!(bench.count(&Order::Report(connected)), 1);
    bench.run(100);
    for kind in DeviceKind::ALL {
        bench.link(kind, DOWN);
        assert_eq!((bench.view().link, bench.view().devices.of(kind).hint), (Link::Down, LinkHint::NoPort));
        assert_eq!(bench.view().stage, Stage::Disconnected);
        bench.link(kind, LinkReport::Opened);
        assert_eq!(bench.view().stage, Stage::Verifying);
        bench.link(kind, LinkReport::Up { identity: "another\u{1b}[2J".into() });
    }
    assert_eq!(bench.count(&Order::Report(LaneReport::Disconnected)), 4);
    assert!(bench.view().identity.is_some_and(|text| !text.contains('\u{1b}')));
    assert_eq!(bench.fault(), None, "at rest nothing was lost that was needed");
}

#[test]
fn what_was_reported_over_another_connection_is_not_believed() {
    let mut bench = Bench::ready();
    bench.link(DeviceKind::Portal, DOWN);
    bench.run(2_000);
    let view = bench.view();
    assert_eq!(view.inputs.chain, Contact::Unknown);
    assert!(view.age_ms.is_some_and(|age| age >= 2_000), "the age goes on growing");
    bench.link(DeviceKind::Portal, LinkReport::Opened);
    bench.link(DeviceKind::Portal, LinkReport::Up { identity: "portal".into() });
    assert_eq!(bench.supervisor.impediment(bench.now), Some(Impediment::Stale));
    bench.run(100);
    assert_eq!(bench.supervisor.impediment(bench.now), None);
}

#[test]
fn a_lost_device_ends_the_scan_exactly_once_and_the_beam_does_not_come_back_with_it() {
    for kind in [DeviceKind::Portal, DeviceKind::Source, DeviceKind::Detector] {
        let mut bench = Bench::ready();
        bench.begin_beam();
        match kind {
            DeviceKind::Portal => bench.portal_will = Will::Silent,
            DeviceKind::Source => bench.source_will = Will::Silent,
            _ => bench.detector_will = Will::Silent,
        }
        bench.link(kind, DOWN);
        assert!(bench.beams_off() > 0);
        bench.run(3_000);
        let lost = LaneFault::DeviceLost(kind);
        assert_eq!(bench.ends(), [ScanEnd::Faulted(lost)], "{kind:?}");
        let latched = if kind == DeviceKind::Source { LaneFault::BeamStuck } else { lost };
        assert_eq!(bench.fault(), Some(latched), "an end that nobody confirms is a stuck beam");
        assert!(bench.acknowledge().is_err());
        for will in [&mut bench.portal_will, &mut bench.source_will, &mut bench.detector_will] {
            *will = Will::Obeys;
        }
        bench.link(kind, LinkReport::Opened);
        bench.link(kind, LinkReport::Up { identity: kind.id().into() });
        (bench.source.state, bench.detector.scan) = (SourceState::Ready, None);
        bench.run(10_000);
        assert_eq!((bench.beams_on(), bench.ends().len()), (1, 1));
        bench.acknowledge().unwrap();
        bench.run(1_000);
        assert_eq!(bench.view().stage, Stage::Ready);
        assert_eq!(bench.portal.horn, Reported::Off);
    }
}

#[test]
fn a_source_that_is_lost_before_the_beam_is_not_called_stuck() {
    let mut bench = Bench::ready();
    bench.begin_warning();
    bench.source_will = Will::Silent;
    bench.link(DeviceKind::Source, DOWN);
    bench.run(2_000);
    let lost = LaneFault::DeviceLost(DeviceKind::Source);
    assert_eq!((bench.ends(), bench.fault()), (vec![ScanEnd::Faulted(lost)], Some(lost)));
}

#[test]
fn a_scan_goes_on_without_the_monitor_and_no_other_begins() {
    let mut bench = Bench::ready();
    bench.begin_beam();
    bench.link(DeviceKind::Monitor, DOWN);
    bench.pass();
    bench.run(200);
    assert!(matches!(bench.ends()[..], [ScanEnd::Completed { .. }]));
    bench.supervisor.image_settled(bench.now, &id());
    assert_eq!(bench.supervisor.impediment(bench.now), Some(Impediment::Device(DeviceKind::Monitor)));
}

#[test]
fn a_beam_that_is_found_after_a_restart_is_warned_of_and_stopped() {
    let mut bench = Bench::ready();
    bench.begin_beam();
    bench.supervisor = Supervisor::new(Rules::default());
    bench.log.clear();
    for kind in DeviceKind::ALL {
        bench.link(kind, LinkReport::Opened);
        bench.link(kind, LinkReport::Up { identity: kind.id().into() });
    }
    let first = bench.log.iter().find(|order| matches!(order, Order::Portal(_)));
    let Some(Order::Portal(PortalOrder::Outputs(outputs))) = first else { panic!("{first:?}") };
    assert_eq!(*outputs, PortalOutputs::default(), "no permit from an older life");
    bench.source_will = Will::Ignores;
    bench.run(600);
    assert!(bench.beams_off() > 5);
    assert!(bench.has(&LaneReport::FaultRaised(LaneFault::Conflict)));
    assert_eq!((bench.fault(), bench.portal.horn), (Some(LaneFault::BeamStuck), Reported::On));
    bench.source_will = Will::Obeys;
    bench.run(200);
    assert_eq!((bench.source.state, bench.portal.horn), (SourceState::Ready, Reported::Off));
    assert_eq!((bench.beams_on(), bench.ends().len()), (0, 0), "nothing is taken up again");
    bench.acknowledge().unwrap();
    let in_the_books = |bench: &Bench| -> Vec<u32> {
        let logged = bench.log.iter().filter_map(|order| match order {
            Order::Report(LaneReport::Exposed { scan: None, exposure }) => Some(exposure.beam_ms),
            _ => None,
        });
        logged.collect()
    };
    assert_eq!(in_the_books(&bench), Vec::<u32>::new(), "it may come again");
    bench.run(1_100);
    let beams = in_the_books(&bench);
    assert!(beams.len() == 1 && beams[0] >= 500, "{beams:?}");
}

#[test]
fn an_identified_device_is_ordered_nothing_that_turns_anything_on() {
    let bench = Bench::connected(Rules::default());
    for order in &bench.log {
        let harmless = match order {
            Order::Portal(PortalOrder::Outputs(outputs)) => *outputs == PortalOutputs::default(),
            Order::Source(order) => *order == SourceOrder::BeamOff,
            Order::Report(_) => true,
            _ => false,
        };
        assert!(harmless, "{order:?}");
    }
}
