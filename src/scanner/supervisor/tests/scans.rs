//! A scan from its request to its image, and what may forbid its beginning.

use super::bench::{Bench, SETPOINT, Will, id, ms};
use crate::domain::lane::{
    Contact, DeviceKind, Exposure, Followed, Impediment, Input, LaneFault, LaneReport, LinkHint,
};
use crate::domain::lane::{Occupancy, ScanPhase, SourceState, Stage};
use crate::domain::scan::ScanEnd;
use crate::scanner::device::LinkReport;
use crate::scanner::reports::CalibrationFigures;
use crate::scanner::reports::{
    Calibration, DetectorOrder, DetectorReport, MonitorReport, Outcome, PortalOrder,
};
use crate::scanner::reports::{Reported, SourceOrder, Switch};
use crate::scanner::supervisor::{Event, Folder, LastUse, Order, Rules};

#[test]
fn a_scan_is_followed_from_its_request_to_its_image() {
    let mut bench = Bench::ready();
    let occupancy = Occupancy { number: Some(7), samples: 30, ..Occupancy::default() };
    bench.tell(Event::Monitor(MonitorReport::OccupancyEnded(occupancy)));
    bench.begin_beam();
    for number in [0, 1, 4, 4, 3, 5, u32::MAX] {
        bench.tell(Event::Detector(DetectorReport::Column { number, pixels: vec![1] }));
    }
    let expected = ScanPhase::Beam { scan: id(), columns: 4, columns_expected: 10, lost: 2 };
    assert_eq!((bench.view().phase, bench.view().stage), (expected, Stage::Scanning));
    bench.pass();
    bench.run(200);
    let [ScanEnd::Completed { columns: 4, lost: 6, beam_ms, dose_nsv: Some(4) }] = bench.ends()[..] else {
        panic!("{:?}", bench.ends())
    };
    let exposure = Exposure {
        kv_max: Some(SETPOINT.kv),
        current_max: Some(SETPOINT.current),
        beam_ms,
        charge_uas: Some((SETPOINT.current.0 * beam_ms + 500) / 1_000),
        followed: Followed::ToItsEnd,
        hours_before: Some(70),
        hours_after: Some(71),
        dose_nsv: Some(4),
        background: Some(1_500),
        occupancy: Some(occupancy),
    };
    let tail: Vec<_> =
        bench.log.iter().rev().filter(|order| !matches!(order, Order::Portal(_))).take(3).collect();
    let end = bench.ends()[0].clone();
    assert_eq!(tail[0], &Order::AwaitImage(id()));
    assert_eq!(tail[1], &Order::Report(LaneReport::ScanEnded { scan: id(), end }));
    assert_eq!(tail[2], &Order::Report(LaneReport::Exposed { scan: Some(id()), exposure }));
    assert!(bench.log.contains(&Order::Detector(DetectorOrder::End(id(), Outcome::Whole))));
    assert_eq!((bench.beams_on(), bench.fault()), (1, None));

    assert_eq!((bench.view().phase, bench.view().stage), (ScanPhase::Idle, Stage::Finalising));
    assert_eq!(bench.supervisor.impediment(bench.now), Some(Impediment::ImageAwaited));
    bench.supervisor.image_settled(bench.now, &id());
    assert_eq!((bench.supervisor.impediment(bench.now), bench.view().stage), (None, Stage::Ready));
}

#[test]
fn the_beam_comes_last_and_goes_first() {
    let mut bench = Bench::ready();
    bench.begin_beam();
    bench.pass();
    bench.run(200);
    let outputs = |order: &Order| match order {
        Order::Portal(PortalOrder::Outputs(outputs)) => Some((outputs.horn, outputs.permit)),
        _ => None,
    };
    let (on, off) = (Switch::On, Switch::Off);
    let steps: Vec<_> = bench
        .log
        .iter()
        .filter_map(|order| match order {
            Order::Source(SourceOrder::BeamOn) => Some("on"),
            Order::Source(SourceOrder::BeamOff) => Some("off"),
            Order::Source(SourceOrder::Prepare(_)) => Some("set"),
            other => outputs(other).map(|levels| match levels {
                levels if levels == (on, off) => "warn",
                levels if levels == (on, on) => "permit",
                levels if levels == (off, off) => "rest",
                levels => panic!("{levels:?}"),
            }),
        })
        .collect();
    assert_eq!(steps, ["warn", "set", "permit", "on", "off", "warn", "rest"]);
}

#[test]
fn the_warning_counts_from_when_it_is_reported_and_lasts_five_seconds() {
    let mut bench = Bench::ready();
    bench.portal_will = Will::Ignores;
    bench.request();
    bench.run(800);
    assert_eq!(bench.view().phase, ScanPhase::Requested { scan: id() });
    (bench.portal.horn, bench.portal.lights) = (Reported::On, Reported::On);
    bench.portal_will = Will::Obeys;
    bench.run(50);
    let reported_at = bench.now;
    while bench.beams_on() == 0 {
        bench.run(10);
        assert!(bench.now < reported_at + ms(6_000));
    }
    assert!(bench.now >= reported_at + ms(5_000));

    let mut shorter = Bench::connected(Rules { prewarning_s: 1, ..Rules::default() });
    shorter.supervisor.last_use(shorter.now, LastUse::Now);
    shorter.run(1_500);
    shorter.begin_warning();
    shorter.run(4_500);
    assert_eq!(shorter.beams_on(), 0, "no rule makes it shorter");
}

#[test]
fn a_request_is_judged_at_its_instant() {
    type Change = fn(&mut Bench);
    let cases: [(Change, Impediment); 14] = [
        (|b| b.portal.inputs.gates = Contact::Open, Impediment::Open(Input::Gates)),
        (|b| b.portal.inputs.doors = Contact::Unknown, Impediment::Unknown(Input::Doors)),
        (|b| b.portal.key_reset = Reported::Unknown, Impediment::EmergencyStop),
        (|b| b.portal.key_reset = Reported::On, Impediment::EmergencyStop),
        (|b| b.portal.speed_mm_s = None, Impediment::Device(DeviceKind::Portal)),
        (|b| b.portal_will = Will::Silent, Impediment::Stale),
        (|b| b.source_will = Will::Silent, Impediment::Stale),
        (|b| b.source.state = SourceState::Off, Impediment::SourceNotReady),
        (|b| b.source.state = SourceState::WarmingUp, Impediment::SourceNotReady),
        (|b| b.source.remote = Reported::Off, Impediment::SourceNotReady),
        (|b| b.source.interlock = Contact::Unknown, Impediment::SourceNotReady),
        (|b| b.source.fault = 3, Impediment::Fault),
        (
            |b| b.link(DeviceKind::Monitor, LinkReport::Down(LinkHint::Silent)),
            Impediment::Device(DeviceKind::Monitor),
        ),
        (|b| b.supervisor.last_use(b.now, LastUse::Unknown), Impediment::WarmupRequired),
    ];
    for (change, impediment) in cases {
        let mut bench = Bench::ready();
        change(&mut bench);
        bench.run(350);
        let refused = bench.supervisor.request_scan(bench.now, id(), Folder::Usable);
        assert_eq!(refused, Err(impediment));
        assert_eq!(bench.beams_on(), 0);
    }
    let mut bench = Bench::ready();
    let refused = bench.supervisor.request_scan(bench.now, id(), Folder::Unusable);
    assert_eq!(refused, Err(Impediment::NoImageFolder));
    bench.request();
    assert_eq!(bench.supervisor.request_scan(bench.now, id(), Folder::Usable), Err(Impediment::Busy));
}

#[test]
fn a_refusal_before_the_beam_ends_the_scan_without_a_fault() {
    let source = Event::Source(crate::scanner::reports::SourceReport::Refused {
        order: SourceOrder::Prepare(SETPOINT),
        code: Some(2),
    });
    for refusal in [source, Event::Detector(DetectorReport::Refused(2))] {
        let mut bench = Bench::ready();
        bench.begin_warning();
        bench.tell(refusal);
        bench.run(200);
        assert_eq!((bench.ends(), bench.fault()), (vec![ScanEnd::Refused(2)], None));
        assert_eq!((bench.beams_on(), bench.beams_off()), (0, 1));
        assert_eq!(bench.view().stage, Stage::Ready);
    }
}

#[test]
fn dark_is_measured_by_itself_and_only_after_the_beam_is_off() {
    let mut bench = Bench::connected(Rules::default());
    bench.supervisor.last_use(bench.now, LastUse::Now);
    bench.run(400);
    assert_eq!(bench.supervisor.impediment(bench.now), Some(Impediment::NotCalibrated));
    assert_eq!(bench.calibrations(Calibration::Dark), 0, "not yet off for long enough");
    bench.run(300);
    assert_eq!(bench.calibrations(Calibration::Dark), 1);
    assert_eq!(bench.supervisor.impediment(bench.now), None);

    bench.detector.temperature_tenths += 21;
    bench.run(100);
    assert_eq!(bench.calibrations(Calibration::Dark), 2, "another temperature");
    bench.link(DeviceKind::Detector, LinkReport::Restarted);
    bench.run(100);
    assert_eq!(bench.calibrations(Calibration::Dark), 3, "another detector, for all that is known");
    bench.run(599_000);
    assert_eq!(bench.calibrations(Calibration::Dark), 3);
    bench.run(2_000);
    assert_eq!(bench.calibrations(Calibration::Dark), 4, "ten minutes");
}

#[test]
fn a_calibration_out_of_its_limits_is_a_fault() {
    for change in [0, 1, 2] {
        let mut bench = Bench::connected(Rules::default());
        bench.supervisor.last_use(bench.now, LastUse::Now);
        match change {
            0 => bench.figures.noise_hundredths = 2_001,
            1 => bench.figures.saturated = 1,
            _ => bench.figures.dead = 17,
        }
        bench.run(1_500);
        assert_eq!((bench.fault(), bench.view().stage), (Some(LaneFault::Calibration), Stage::Fault));
        assert_eq!(bench.calibrations(Calibration::Dark), 1, "not again by itself");
        bench.figures = CalibrationFigures::default();
        bench.acknowledge().unwrap();
        bench.run(100);
        assert_eq!(bench.view().stage, Stage::Ready);
    }
}

#[test]
fn air_is_measured_while_nothing_is_in_the_beam() {
    let mut bench = Bench::ready();
    bench.detector_will = Will::Ignores;
    bench.detector.scan = Some(id());
    bench.begin_beam();
    assert_eq!(bench.view().stage, Stage::CalibratingAir);
    bench.portal.object = Reported::On;
    bench.run(100);
    assert_eq!(bench.view().stage, Stage::Scanning, "the object came first: the last air serves");
    bench.figures.noise_hundredths = u32::MAX;
    bench.tell(Event::Detector(DetectorReport::Calibrated(Calibration::Air, bench.figures)));
    assert_eq!(bench.fault(), None, "nobody waits for it any longer");

    for (noise_hundredths, object, fault) in [
        (120_000, Reported::Off, None),
        (120_001, Reported::Off, Some(LaneFault::Calibration)),
        (120_001, Reported::On, None),
    ] {
        let mut bench = Bench::ready();
        bench.figures =
            CalibrationFigures { mean: 40_000, noise_hundredths, ..CalibrationFigures::default() };
        bench.begin_warning();
        while bench.calibrations(Calibration::Air) == 0 {
            bench.run(10);
        }
        bench.portal.object = object;
        bench.run(100);
        assert_eq!(bench.fault(), fault, "what came in while it was measured is no fault of the detector");
    }

    let mut refused = Bench::ready();
    refused.detector_will = Will::Ignores;
    refused.detector.scan = Some(id());
    refused.begin_beam();
    refused.tell(Event::Detector(DetectorReport::Refused(3)));
    assert_eq!((refused.fault(), refused.view().stage), (None, Stage::Scanning), "the last air serves");
    refused.tell(Event::Detector(DetectorReport::Refused(5)));
    refused.detector_will = Will::Obeys;
    refused.run(1_500);
    assert_eq!(refused.ends(), [ScanEnd::Refused(5)]);

    let mut occupied = Bench::ready();
    occupied.begin_warning();
    occupied.portal.object = Reported::On;
    occupied.run(5_500);
    assert_eq!(occupied.calibrations(Calibration::Air), 0);
}

#[test]
fn an_occupancy_belongs_to_one_scan() {
    let mut bench = Bench::ready();
    let ended = |number| {
        let occupancy = Occupancy { number: Some(number), ..Occupancy::default() };
        Event::Monitor(MonitorReport::OccupancyEnded(occupancy))
    };
    bench.tell(ended(1));
    bench.tell(ended(2));
    bench.begin_beam();
    bench.tell(ended(3));
    bench.pass();
    bench.run(200);
    bench.supervisor.image_settled(bench.now, &id());
    bench.begin_warning();
    bench.run(5_400);
    bench.pass();
    bench.run(200);
    let exposed: Vec<_> = bench
        .log
        .iter()
        .filter_map(|order| match order {
            Order::Report(LaneReport::Exposed { exposure, .. }) => exposure.occupancy.and_then(|o| o.number),
            _ => None,
        })
        .collect();
    assert_eq!(exposed, [2, 3], "the last one before the request; the next stood in the monitor meanwhile");
}
