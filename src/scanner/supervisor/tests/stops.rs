//! What ends a run, and how its end is told.

use super::bench::{Bench, Will, closed, id, ms};
use crate::domain::lane::{
    ChainInputs, Contact, DeviceKind, Exposure, Followed, Input, LaneFault, LaneReport, LinkHint, Microamps,
    ScanPhase,
};
use crate::domain::lane::{Setpoint, SourceState, Stage, TenthsKv};
use crate::domain::scan::ScanEnd;
use crate::scanner::device::{LinkReport, Reading};
use crate::scanner::reports::{DetectorOrder, DetectorReport, Outcome, PortalReport, PortalStatus, Reported};
use crate::scanner::reports::{SourceOrder, SourceReport};
use crate::scanner::supervisor::{Event, Order};

const INPUTS: [Input; 6] = [
    Input::Chain,
    Input::EmergencyStop,
    Input::Doors,
    Input::Gates,
    Input::LightCurtain,
    Input::SearchButton,
];

/// Where in a scan a thing happens.
const PLACES: [fn(&mut Bench); 3] =
    [|bench| bench.request(), |bench| bench.begin_warning(), |bench| bench.begin_beam()];

fn began(place: fn(&mut Bench)) -> Bench {
    let mut bench = Bench::ready();
    place(&mut bench);
    bench
}

#[test]
fn any_input_that_is_not_closed_stops_everything_at_its_first_word() {
    for (place, input) in PLACES.into_iter().flat_map(|place| INPUTS.map(|input| (place, input))) {
        for contact in [Contact::Open, Contact::Unknown] {
            let mut bench = began(place);
            bench.portal.inputs.set(input, contact);
            let before = bench.beams_off();
            bench.run(50);
            let fault = if (input, contact) == (Input::EmergencyStop, Contact::Open) {
                LaneFault::EmergencyStop
            } else {
                LaneFault::Opened(input)
            };
            assert_eq!(bench.fault(), Some(fault));
            assert!(bench.beams_off() > before);
            bench.run(300);
            assert_eq!(bench.ends(), [ScanEnd::Faulted(fault)]);
            assert!(bench.log.contains(&Order::Detector(DetectorOrder::End(id(), Outcome::Broken))));
            assert!(!bench.log.contains(&Order::AwaitImage(id())));
            bench.portal.inputs = closed();
            let on = bench.beams_on();
            bench.run(10_000);
            assert_eq!((bench.beams_on(), bench.ends().len()), (on, 1), "never again by itself");
        }
    }
}

#[test]
fn the_input_that_opened_is_named_before_the_chain_that_it_opens() {
    let mut bench = began(PLACES[2]);
    bench.portal.inputs = ChainInputs { chain: Contact::Open, doors: Contact::Open, ..closed() };
    bench.run(50);
    assert_eq!(bench.fault(), Some(LaneFault::Opened(Input::Doors)));
}

#[test]
fn nothing_stands_before_a_stop() {
    for place in PLACES {
        let mut bench = began(place);
        let out = bench.supervisor.stop(bench.now);
        assert_eq!(out.first(), Some(&Order::Source(SourceOrder::BeamOff)));
        bench.take(out);
        bench.run(300);
        assert_eq!((bench.ends(), bench.fault()), (vec![ScanEnd::Stopped], None));
        assert_eq!(bench.view().stage, Stage::Ready);
    }
    let mut bench = began(PLACES[2]);
    bench.portal.inputs.doors = Contact::Open;
    let reading = Reading { value: bench.portal, asked_at: bench.now + ms(10), came_at: bench.now + ms(10) };
    let out = bench.supervisor.on(bench.now + ms(10), Event::Portal(PortalReport::Status(reading)));
    assert_eq!(
        out.first(),
        Some(&Order::Source(SourceOrder::BeamOff)),
        "the report of the fault comes after it"
    );
    let mut idle = Bench::ready();
    idle.stop();
    assert_eq!(idle.beams_off(), 1, "whatever is believed");
}

#[test]
fn a_view_older_than_300_ms_drops_the_request() {
    for place in PLACES {
        for silent in [DeviceKind::Portal, DeviceKind::Source] {
            let mut bench = began(place);
            bench.run(50);
            let will =
                if silent == DeviceKind::Portal { &mut bench.portal_will } else { &mut bench.source_will };
            *will = Will::Silent;
            bench.run(300);
            assert_eq!(bench.fault(), None, "{silent:?}");
            bench.run(10);
            assert_eq!(bench.fault(), Some(LaneFault::StaleView), "{silent:?}");
            assert!(bench.beams_off() > 0);
        }
    }
}

#[test]
fn readings_are_dated_by_what_they_say_and_never_go_back() {
    let mut bench = Bench::ready();
    let late = |bench: &Bench, value: PortalStatus, asked_at| {
        let reading = Reading { value, asked_at, came_at: bench.now };
        Event::Portal(PortalReport::Status(reading))
    };
    bench.portal_will = Will::Silent;
    bench.run(100);
    let asked_at = bench.now.saturating_sub(ms(80));
    bench.tell(late(&bench, bench.portal, asked_at));
    assert_eq!(bench.view().age_ms, Some(80));
    let open = PortalStatus { inputs: ChainInputs::default(), ..bench.portal };
    bench.tell(late(&bench, open, asked_at));
    bench.tell(late(&bench, open, asked_at.saturating_sub(ms(10))));
    bench.tell(late(&bench, open, bench.now + ms(10)));
    assert_eq!(
        (bench.view().age_ms, bench.view().inputs),
        (Some(80), closed()),
        "older, equal, or of the future"
    );
    assert_eq!(bench.view().devices.portal.round_trip_us, Some(80_000));
}

#[test]
fn what_goes_wrong_in_the_beam_ends_it_by_its_name() {
    type Change = fn(&mut Bench);
    let setpoint = |kv| Setpoint { kv: TenthsKv(kv), current: Microamps(2_000) };
    let kinds = [DeviceKind::Portal, DeviceKind::Source, DeviceKind::Detector];
    let cases: [(Change, u64, LaneFault); 14] = [
        (|b| b.portal.key_reset = Reported::Unknown, 50, LaneFault::Opened(Input::EmergencyStop)),
        (|b| b.source.fault = 9, 50, LaneFault::Source(9)),
        (|b| b.source.interlock = Contact::Open, 50, LaneFault::Opened(Input::Chain)),
        (|b| b.source.interlock = Contact::Unknown, 50, LaneFault::Opened(Input::Chain)),
        (|b| b.source.remote = Reported::Off, 50, LaneFault::DeviceReset(DeviceKind::Source)),
        (|b| b.source.state = SourceState::Ready, 50, LaneFault::NoBeam),
        (|b| b.source.read.kv = Some(TenthsKv(1_681)), 1_050, LaneFault::Setpoint),
        (|b| b.source.read.kv = Some(TenthsKv(1_519)), 1_050, LaneFault::Setpoint),
        (|b| b.source.read.setpoint = Some(Setpoint::default()), 50, LaneFault::Setpoint),
        (|b| b.portal.permit = Reported::Off, 150, LaneFault::Conflict),
        (|b| b.portal.horn = Reported::Off, 50, LaneFault::Implausible(DeviceKind::Portal)),
        (|b| b.portal.lights = Reported::Unknown, 50, LaneFault::Implausible(DeviceKind::Portal)),
        (|b| b.detector.scan = None, 50, LaneFault::Implausible(DeviceKind::Detector)),
        (|_| (), 120_000, LaneFault::TooLong),
    ];
    for (change, within, fault) in cases {
        let mut bench = began(PLACES[2]);
        change(&mut bench);
        bench.run(within);
        assert_eq!(bench.fault(), Some(fault));
        bench.run(800);
        assert_eq!(bench.ends(), [ScanEnd::Faulted(fault)]);
    }
    for kind in kinds {
        let mut bench = began(PLACES[2]);
        bench.link(kind, LinkReport::Restarted);
        assert_eq!(bench.fault(), Some(LaneFault::DeviceReset(kind)));
        assert_eq!(bench.beams_off(), 1, "{kind:?}");
    }
    let mut close = began(PLACES[2]);
    close.source.read.setpoint = Some(setpoint(1_601));
    close.source.read.kv = Some(TenthsKv(1_679));
    close.run(2_000);
    assert_eq!(close.fault(), None, "a converter's step and the tolerance are no fault");
}

#[test]
fn the_speed_is_watched_while_the_object_is_in_the_beam() {
    for speed in [None, Some(199), Some(7_001)] {
        let mut bench = began(PLACES[2]);
        bench.portal.speed_mm_s = speed;
        bench.run(1_000);
        assert_eq!(bench.fault(), None, "nothing is in the beam");
        bench.portal.object = Reported::On;
        bench.run(300);
        assert_eq!(bench.fault(), None);
        bench.run(100);
        assert_eq!(bench.fault(), Some(LaneFault::Speed));
    }
    let mut steady = began(PLACES[2]);
    steady.portal.object = Reported::On;
    for speed in [200, 100, 900, 100, 7_000] {
        steady.portal.speed_mm_s = Some(speed);
        steady.run(250);
    }
    assert_eq!(steady.fault(), None, "it came back within its grace");
}

#[test]
fn a_gap_between_a_truck_and_its_trailer_does_not_end_the_scan() {
    let mut bench = began(PLACES[2]);
    for object in [Reported::On, Reported::Off, Reported::On] {
        bench.portal.object = object;
        bench.run(250);
    }
    assert_eq!(bench.ends(), []);
    bench.portal.object = Reported::Off;
    bench.run(800);
    assert!(matches!(bench.ends()[..], [ScanEnd::Completed { .. }]));
}

fn exposures(bench: &Bench) -> Vec<&Exposure> {
    let own = |order: &'_ Order| -> bool {
        matches!(order, Order::Report(LaneReport::Exposed { scan, .. }) if *scan == Some(id()))
    };
    let logged = bench.log.iter().filter(|order| own(order));
    logged
        .filter_map(|order| match order {
            Order::Report(LaneReport::Exposed { exposure, .. }) => Some(exposure),
            _ => None,
        })
        .collect()
}

#[test]
fn every_end_leaves_one_line_in_the_log_of_exposures() {
    for place in PLACES {
        let mut bench = began(place);
        bench.stop();
        bench.run(300);
        let log = exposures(&bench);
        assert_eq!((bench.ends().len(), log.len()), (1, 1));
        assert_eq!(log[0].had_beam(), bench.beams_on() > 0, "{:?}", log[0]);
        assert_eq!(log[0].followed, Followed::ToItsEnd);
    }
    let mut bench = began(PLACES[2]);
    bench.run(400);
    bench.link(DeviceKind::Source, LinkReport::Down(LinkHint::NoPort));
    bench.run(1_000);
    let log = exposures(&bench);
    assert_eq!((bench.ends().len(), log.len()), (1, 1));
    assert_eq!(log[0].followed, Followed::Lost, "nobody saw the beam go off");
    assert!(log[0].beam_ms >= 300 && log[0].kv_max.is_some(), "{:?}", log[0]);
}

#[test]
fn an_unconfirmed_stop_means_a_stuck_beam() {
    let mut bench = began(PLACES[2]);
    bench.source_will = Will::Ignores;
    bench.stop();
    bench.run(480);
    assert_eq!(bench.fault(), None);
    bench.run(30);
    assert_eq!(bench.fault(), Some(LaneFault::BeamStuck));
    assert!(bench.beams_off() > 5, "repeated with every word that shows the beam");
    assert_eq!(bench.portal.horn, Reported::On, "the warning stays while the beam does");
    assert!(bench.acknowledge().is_err());
    assert_eq!(bench.ends(), []);
    bench.source.state = SourceState::Ready;
    bench.run(200);
    assert_eq!((bench.ends(), bench.portal.horn), (vec![ScanEnd::Stopped], Reported::Off));
    bench.acknowledge().unwrap();
    assert_eq!(bench.fault(), None);
}

#[test]
fn a_word_asked_for_before_the_stop_confirms_nothing() {
    let mut bench = began(PLACES[2]);
    bench.source_will = Will::Silent;
    bench.portal_will = Will::Silent;
    bench.run(20);
    bench.stop();
    let asked_at = bench.now;
    bench.now += ms(30);
    bench.source.state = SourceState::Ready;
    let status = |asked_at, came_at| {
        Event::Source(SourceReport::Status(Reading { value: bench.source, asked_at, came_at }))
    };
    let (before, after) = (status(asked_at, bench.now), status(asked_at + ms(10), bench.now));
    bench.tell(before);
    assert!(matches!(bench.view().phase, ScanPhase::Stopping { .. }));
    assert_eq!(bench.view().stage, Stage::Stopping);
    bench.tell(after);
    assert_eq!(bench.view().stage, Stage::Finalising);
}

#[test]
fn a_stuck_beam_takes_the_place_of_the_first_fault() {
    let mut bench = began(PLACES[2]);
    bench.source_will = Will::Ignores;
    bench.portal.inputs.gates = Contact::Open;
    bench.run(700);
    let opened = LaneFault::Opened(Input::Gates);
    assert!(
        bench.has(&LaneReport::FaultRaised(opened))
            && bench.has(&LaneReport::FaultRaised(LaneFault::BeamStuck))
    );
    assert_eq!(bench.fault(), Some(LaneFault::BeamStuck));
    bench.source.state = SourceState::Off;
    bench.run(300);
    assert_eq!(bench.ends(), [ScanEnd::Faulted(opened)]);
}

#[test]
fn what_is_not_reported_in_its_time_is_no_beam() {
    let mut unwarned = Bench::ready();
    unwarned.portal_will = Will::Ignores;
    unwarned.request();
    unwarned.run(990);
    assert_eq!(unwarned.fault(), None);
    unwarned.run(10);
    assert_eq!(unwarned.fault(), Some(LaneFault::NoBeam));

    let mut unpermitted = began(PLACES[1]);
    unpermitted.portal_will = Will::Ignores;
    unpermitted.run(6_100);
    assert_eq!((unpermitted.fault(), unpermitted.beams_on()), (Some(LaneFault::NoBeam), 0));

    let mut dark = began(PLACES[1]);
    dark.run(4_000);
    dark.source_will = Will::Ignores;
    dark.run(2_300);
    assert_eq!((dark.fault(), dark.beams_on()), (Some(LaneFault::NoBeam), 1), "asked for once");

    let mut unset = Bench::ready();
    unset.source_will = Will::Ignores;
    unset.request();
    unset.run(7_200);
    assert_eq!((unset.fault(), unset.beams_on()), (Some(LaneFault::Setpoint), 0));
}

#[test]
fn a_refused_beam_is_asked_off_and_its_code_is_told() {
    let mut bench = began(PLACES[1]);
    bench.source_will = Will::Ignores;
    bench.tell(Event::Source(SourceReport::Prepared(super::bench::SETPOINT)));
    bench.run(5_100);
    assert_eq!(bench.beams_on(), 1);
    bench.tell(Event::Source(SourceReport::Refused { order: SourceOrder::BeamOn, code: Some(4) }));
    bench.run(300);
    assert_eq!((bench.ends(), bench.beams_on(), bench.beams_off()), (vec![ScanEnd::Refused(4)], 1, 1));

    let mut drifted = began(PLACES[1]);
    let order = SourceOrder::Prepare(super::bench::SETPOINT);
    drifted.tell(Event::Source(SourceReport::Refused { order, code: None }));
    assert_eq!(drifted.fault(), Some(LaneFault::Setpoint));
}

#[test]
fn a_detector_that_says_no_more_costs_columns_but_not_the_scan() {
    let mut bench = began(PLACES[2]);
    for number in 0..4 {
        bench.tell(Event::Detector(DetectorReport::Column { number, pixels: vec![] }));
    }
    bench.detector.columns = 9;
    bench.run(50);
    bench.detector_will = Will::Ignores;
    bench.pass();
    assert_eq!(bench.ends(), []);
    bench.run(1_000);
    assert!(
        matches!(bench.ends()[..], [ScanEnd::Completed { columns: 4, lost: 5, .. }]),
        "{:?}",
        bench.ends()
    );
}
