//! Vehicles as their lines tell of them, in every order that a line may bring.

use super::*;
use crate::domain::lane::MonitorAlarm;
use crate::scanner::line::{Endpoint, Line};
use crate::scanner::monitor::line::parse;

fn traffic() -> Traffic {
    Traffic::new(&MonitorSettings::on(Line::at(Endpoint::Tcp("a:1".into()))))
}

fn take(traffic: &mut Traffic, text: &str) -> Taken {
    traffic.take(parse(text.as_bytes()).unwrap())
}

fn sample(code: &str, count: u32) -> String {
    format!("{code},{count:06},{count:06},{count:06},{count:06}")
}

/// Backgrounds of 1 000 and 8 a second, then a vehicle of these gamma lines and its end.
fn vehicle(traffic: &mut Traffic, gamma: &[(&str, u32)], neutrons: &[(&str, u32)], number: u32) -> Taken {
    take(traffic, &sample("NB", 2));
    take(traffic, &sample("GB", 250));
    for (code, count) in gamma.iter().chain(neutrons) {
        assert_eq!(take(traffic, &sample(code, *count)), Taken::only(Order::Right));
    }
    take(traffic, &format!("GX,{number:06},001000,000000,000000"))
}

#[test]
fn an_alarm_is_told_counted_both_or_neither() {
    let quiet = [("GS", 50); 8];
    let loud = [("GS", 90); 8];
    let told = [("GS", 90), ("GS", 90), ("GS", 90), ("GS", 90), ("GA", 90)];
    let told_only = [("GS", 50), ("GA", 50), ("GS", 50), ("GS", 50), ("GS", 50)];
    for (gamma, neutrons, expected) in [
        (quiet.as_slice(), [("NS", 2)].as_slice(), (MonitorAlarm::None, MonitorAlarm::None)),
        (&loud, &[("NS", 40)], (MonitorAlarm::Computed, MonitorAlarm::Computed)),
        (&told, &[("NA", 40)], (MonitorAlarm::Told, MonitorAlarm::Told)),
        (&told_only, &[("NS", 2), ("NA", 2)], (MonitorAlarm::ToldOnly, MonitorAlarm::ToldOnly)),
        // Not one second long: nothing follows from the counts.
        (&loud[..4], &[], (MonitorAlarm::None, MonitorAlarm::None)),
    ] {
        let ended = vehicle(&mut traffic(), gamma, neutrons, 7).ended.unwrap();
        assert_eq!((ended.gamma_alarm, ended.neutron_alarm), expected, "{gamma:?} {neutrons:?}");
        assert_eq!((ended.number, ended.background), (Some(7), 1_000));
        assert_eq!(ended.samples as usize, gamma.len());
    }
}

#[test]
fn the_highest_second_is_kept_and_the_chart_is_bounded() {
    let mut traffic = traffic();
    let rising: Vec<(&str, u32)> = (0..100).map(|count| ("GS", count)).chain([("GS", 0); 9]).collect();
    let ended = vehicle(&mut traffic, &rising, &[("NS", 3), ("NS", 1)], 1).ended.unwrap();
    assert_eq!((ended.gamma_max, ended.neutron_max), (4 * (95 + 96 + 97 + 98 + 99), 12));
    let view = traffic.view();
    assert_eq!((view.chart.len(), view.chart.first()), (CHART_SAMPLES, Some(&(49 * 20))));
    assert_eq!((view.occupancy, view.is_occupied, view.threshold), (Some(ended), false, Some(1_158)));
}

#[test]
fn the_end_is_one_event_however_often_it_is_told() {
    let mut traffic = traffic();
    assert!(vehicle(&mut traffic, &[("GS", 50)], &[], 12).ended.is_some());
    assert_eq!(take(&mut traffic, "GX,000012,001000,000000,000000"), Taken::only(Order::Repeated));
    take(&mut traffic, &sample("GS", 50));
    assert_eq!(take(&mut traffic, "GX,000012,001000,000000,000000"), Taken::only(Order::Repeated));
    assert!(traffic.is_occupied(), "the next vehicle goes on");
    assert_eq!(take(&mut traffic, "GX,000013,001000,000000,000000").ended.unwrap().number, Some(13));
}

#[test]
fn an_end_that_was_lost_is_seen_by_the_background_and_its_late_line_is_nobodys() {
    let mut traffic = traffic();
    vehicle(&mut traffic, &[("GS", 50)], &[], 12);
    take(&mut traffic, &sample("GA", 50));
    let ended = take(&mut traffic, &sample("GB", 250)).ended.unwrap();
    assert_eq!((ended.number, ended.gamma_alarm, traffic.ends_missed), (None, MonitorAlarm::ToldOnly, 1));
    assert_eq!(take(&mut traffic, "GX,000013,001000,000000,000000"), Taken::only(Order::Repeated));
    assert_eq!(vehicle(&mut traffic, &[("GS", 50)], &[], 14).order, Order::Right);
}

#[test]
fn a_number_that_does_not_follow_is_not_believed_until_the_next_one_follows_it() {
    let mut traffic = traffic();
    vehicle(&mut traffic, &[("GS", 50)], &[], 12);
    let damaged = vehicle(&mut traffic, &[("GS", 50)], &[], 33);
    assert_eq!((damaged.order, damaged.ended.unwrap().number), (Order::Wrong, None));
    assert_eq!(vehicle(&mut traffic, &[("GS", 50)], &[], 14).order, Order::Right);
    // A monitor that was switched off and on counts from 1.
    assert_eq!(vehicle(&mut traffic, &[("GS", 50)], &[], 1).order, Order::Wrong);
    assert_eq!(vehicle(&mut traffic, &[("GS", 50)], &[], 2).ended.unwrap().number, Some(2));
    assert_eq!(vehicle(&mut traffic, &[("GS", 50)], &[], 3).order, Order::Right);
}

#[test]
fn a_monitor_that_does_not_count_says_0() {
    let mut traffic = traffic();
    for _ in 0..3 {
        let taken = vehicle(&mut traffic, &[("GS", 50)], &[], 0);
        assert_eq!((taken.order, taken.ended.unwrap().number), (Order::Right, None));
        assert_eq!(take(&mut traffic, "GX,000000,001000,000000,000000").order, Order::Repeated);
    }
}

#[test]
fn an_end_without_a_vehicle_cannot_be() {
    assert_eq!(take(&mut traffic(), "GX,000012,001000,000000,000000"), Taken::only(Order::Wrong));
}

#[test]
fn a_vehicle_without_a_neutron_line_ends_as_any_other() {
    let ended = vehicle(&mut traffic(), &[("GS", 50); 6], &[], 1).ended.unwrap();
    assert_eq!((ended.neutron_max, ended.neutron_alarm), (0, MonitorAlarm::None));
}

#[test]
fn without_a_background_nothing_follows_from_the_counts() {
    let mut traffic = traffic();
    for _ in 0..6 {
        take(&mut traffic, &sample("GA", 400_000));
    }
    let ended = take(&mut traffic, "GX,000001,001000,000000,000000").ended.unwrap();
    assert_eq!((ended.gamma_alarm, ended.background), (MonitorAlarm::ToldOnly, 0));
}

#[test]
fn faults_last_until_their_own_background_and_tamper_until_it_is_cleared() {
    let mut traffic = traffic();
    for (text, faulty, tampered) in [
        (sample("GH", 9_000), true, false),
        (sample("NB", 2), true, false),
        (sample("GB", 250), false, false),
        (sample("NH", 2_000), true, false),
        (sample("TT", 0), true, true),
        (sample("NB", 2), false, true),
        (sample("GL", 1), true, true),
        (sample("TC", 111_111), true, false),
    ] {
        take(&mut traffic, &text);
        let view = traffic.view();
        assert_eq!((view.faulty, view.tampered), (faulty, tampered), "{text}");
    }
}
