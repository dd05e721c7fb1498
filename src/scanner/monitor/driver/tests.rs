//! The driver against lines in time: identification, silence, floods, noise, and whatever bytes there are.

use super::*;
use crate::domain::lane::{MonitorAlarm, MonitorView, Occupancy};
use crate::scanner::line::{Endpoint, Line};
use proptest::prelude::*;

const MS: Duration = Duration::from_millis(1);

fn driver() -> MonitorDriver {
    let mut driver = MonitorDriver::new(MonitorSettings::on(Line::at(Endpoint::Tcp("a:1".into()))));
    driver.opened(Uptime::ZERO);
    driver
}

fn outputs(driver: &mut MonitorDriver) -> Vec<Output<MonitorReport>> {
    std::iter::from_fn(|| driver.next()).collect()
}

fn ends(outputs: &[Output<MonitorReport>]) -> Vec<Occupancy> {
    let end = |output: &Output<MonitorReport>| match output {
        Output::Report(MonitorReport::OccupancyEnded(occupancy)) => Some(*occupancy),
        _ => None,
    };
    outputs.iter().filter_map(end).collect()
}

fn view(outputs: &[Output<MonitorReport>]) -> Option<Reading<MonitorView>> {
    outputs.iter().rev().find_map(|output| match output {
        Output::Report(MonitorReport::View(view)) => Some(view.clone()),
        _ => None,
    })
}

/// A line of four counts around this one, all different from one call to the next.
fn line(code: &str, count: u32, turn: u32) -> Vec<u8> {
    let [a, b] = [count + turn % 7, count + turn % 5];
    format!("{code},{a:06},{b:06},{count:06},{a:06}\r\n").into_bytes()
}

/// A driver whose link is up since 10 ms.
fn up() -> MonitorDriver {
    let mut driver = driver();
    driver.received(10 * MS, &[line("NB", 2, 0), line("GB", 250, 0)].concat());
    let outputs = outputs(&mut driver);
    assert!(matches!(outputs[1], Output::Report(MonitorReport::Link(LinkReport::Up { .. }))), "{outputs:?}");
    driver
}

fn down(hint: LinkHint) -> Output<MonitorReport> {
    Output::Report(MonitorReport::Link(LinkReport::Down(hint)))
}

#[test]
fn one_line_is_no_link_and_two_are() {
    let mut driver = driver();
    driver.received(10 * MS, &line("GB", 250, 0));
    assert_eq!(outputs(&mut driver), [Output::Report(MonitorReport::Link(LinkReport::Opened))]);
    driver.received(20 * MS, b"NB,00\r\n");
    driver.received(30 * MS, &line("NB", 2, 0));
    assert_eq!(outputs(&mut driver), [], "what came between was no line, so it begins anew");
    driver.received(40 * MS, &line("NB", 3, 0));
    let outputs = outputs(&mut driver);
    assert!(matches!(outputs[0], Output::Report(MonitorReport::Link(LinkReport::Up { .. }))));
    assert_eq!(view(&outputs).unwrap().value.background, Some(1_000));
}

#[test]
fn a_view_is_dated_from_the_first_byte_of_its_line() {
    let mut driver = up();
    let bytes = line("GS", 50, 0);
    driver.received(400 * MS, &bytes[..3]);
    driver.received(430 * MS, &bytes[3..]);
    let reading = view(&outputs(&mut driver)).unwrap();
    assert_eq!((reading.asked_at, reading.came_at), (400 * MS, 430 * MS));
    assert!(reading.value.is_occupied);
}

#[test]
fn between_vehicles_two_backgrounds_may_be_late_and_within_one_two_samples() {
    let mut driver = up();
    driver.tick(11_009 * MS);
    assert_eq!(outputs(&mut driver), []);
    driver.tick(11_010 * MS);
    assert_eq!(outputs(&mut driver), [down(LinkHint::Silent)]);
    driver.received(12_000 * MS, &[line("NB", 2, 1), line("GB", 250, 1)].concat());
    assert!(matches!(outputs(&mut driver)[0], Output::Report(MonitorReport::Link(LinkReport::Up { .. }))));
    driver.received(13_000 * MS, &line("GS", 50, 0));
    driver.tick(13_599 * MS);
    assert!(!outputs(&mut driver).contains(&down(LinkHint::Silent)));
    driver.tick(13_600 * MS);
    assert_eq!(outputs(&mut driver), [down(LinkHint::Silent)]);
}

#[test]
fn long_silence_opens_the_port_anew_and_once() {
    let mut driver = up();
    driver.tick(12_000 * MS);
    driver.tick(23_000 * MS);
    driver.tick(23_010 * MS);
    assert_eq!(outputs(&mut driver), [down(LinkHint::Silent), Output::Close(LinkHint::Silent)]);
    driver.received(23_020 * MS, &line("GB", 250, 0));
    assert_eq!(outputs(&mut driver), [], "a port that is to be closed is no longer listened to");
}

#[test]
fn bytes_that_are_no_lines_are_called_so() {
    let mut driver = driver();
    for at in 1..=110 {
        driver.received(at * 100 * MS, &[0; 50]);
        driver.tick(at * 100 * MS);
    }
    assert!(outputs(&mut driver).contains(&Output::Close(LinkHint::Garbage)));
}

#[test]
fn the_same_counts_for_ever_are_no_sign_of_life() {
    let mut driver = up();
    let mut seen = Vec::new();
    for turn in 0..40 {
        let now = 5_000 * MS * (turn + 1);
        driver.received(now, &[line("NB", 2, turn), line("GB", 250, 0)].concat());
        driver.tick(now + MS);
        seen.extend(outputs(&mut driver));
    }
    assert!(seen.contains(&down(LinkHint::Silent)));
    let up = |output: &&Output<MonitorReport>| {
        matches!(output, Output::Report(MonitorReport::Link(LinkReport::Up { .. })))
    };
    assert_eq!(seen.iter().filter(up).count(), 0, "and it does not come back by them");
}

#[test]
fn a_garbled_byte_costs_its_line_and_no_other() {
    let mut driver = up();
    for turn in 0..20 {
        let mut bytes = line("GS", 50, turn);
        if turn == 10 {
            bytes[5] = 0xFF;
        }
        driver.received(200 * MS * (turn + 2), &bytes);
        driver.tick(200 * MS * (turn + 2));
    }
    driver.received(4_500 * MS, b"GX,000012,001000,000000,000000\r\n");
    let outputs = outputs(&mut driver);
    let [occupancy] = ends(&outputs)[..] else { panic!("one end") };
    assert_eq!((occupancy.samples, occupancy.number, occupancy.neutron_max), (19, Some(12), 0));
    assert_eq!(driver.counters().damaged, 1);
}

#[test]
fn what_the_line_doubles_counts_once() {
    let mut driver = up();
    for turn in 0..10 {
        let now = 200 * MS * (turn + 2);
        driver.received(now, &line("GS", 50, turn));
        driver.received(now + 20 * MS, &line("GS", 50, turn));
    }
    let end = b"GX,000012,001000,000000,000000\r\n";
    driver.received(2_500 * MS, &[end.as_slice(), end].concat());
    let outputs = outputs(&mut driver);
    assert_eq!(ends(&outputs).len(), 1);
    assert_eq!(ends(&outputs)[0].samples, 10);
    assert_eq!((driver.counters().dropped, driver.counters().late), (10, 1));
    assert!(!outputs.contains(&Output::Report(MonitorReport::Implausible)));
}

#[test]
fn a_vehicle_in_it_when_the_link_goes_is_told_of() {
    let mut driver = up();
    driver.received(200 * MS, &line("GA", 50, 0));
    driver.gone(300 * MS, LinkHint::NoPort);
    let outputs = outputs(&mut driver);
    assert_eq!(ends(&outputs)[0].gamma_alarm, MonitorAlarm::ToldOnly);
    assert_eq!(outputs.last(), Some(&down(LinkHint::NoPort)));
    assert_eq!(view(&outputs), None, "nothing that was reported is believed any longer");
}

#[test]
fn what_cannot_be_is_reported_and_not_counted_in() {
    let mut driver = up();
    driver.received(200 * MS, b"GS,999999,000050,000050,000050\r\n");
    assert_eq!(outputs(&mut driver), [Output::Report(MonitorReport::Implausible)]);
    assert!(!driver.traffic.is_occupied());
}

#[test]
fn a_line_that_is_doubled_without_end_is_said_once_and_is_no_life() {
    let mut driver = up();
    let mut seen = Vec::new();
    for tick in 0..200 {
        let now = 200 * MS + 10 * MS * tick;
        driver.received(now, &line("GS", 50, 0).repeat(40));
        driver.tick(now);
        seen.extend(outputs(&mut driver));
    }
    assert_eq!(driver.traffic.view().occupancy.unwrap().samples, 1);
    assert!(seen.contains(&down(LinkHint::Silent)));
}

#[test]
fn an_end_that_is_told_again_makes_no_view_fresher() {
    let mut driver = up();
    driver.received(200 * MS, &line("GS", 50, 0));
    driver.received(400 * MS, b"GX,000012,001000,000000,000000\r\n");
    outputs(&mut driver);
    driver.received(900 * MS, b"GX,000012,001000,000000,000000\r\n");
    assert_eq!(outputs(&mut driver), []);
}

#[test]
fn a_flood_of_lines_is_bounded_and_counted() {
    let mut driver = up();
    let mut taken = 0;
    for tick in 0..500 {
        let now = 100 * MS + 10 * MS * tick;
        for turn in 0..100 {
            driver.received(now, &line("GS", 50, tick * 100 + turn));
        }
        driver.tick(now);
        taken += outputs(&mut driver).len();
        assert!(driver.waiting.len() <= MAX_WAITING);
    }
    let occupancy = driver.traffic.view().occupancy.unwrap();
    // 3 s saved up and 5 s that went by, at 160 ms each.
    assert!(occupancy.samples <= 8_000 / 160 + 1, "{occupancy:?}");
    assert!(occupancy.gamma_max < 1_100, "{occupancy:?}");
    assert!(taken <= 500, "one view a tick");
    assert!(driver.counters().dropped > 49_000);
}

/// A minute and a half of the public simulator (sandialabs/SRLS, unmodified): milliseconds, a tab, what it sent. Three vehicles of its model,
/// with nothing, a gamma source, and both; one by hand; the cabinet opened and closed.
const RECORDED: &str = include_str!("srls.txt");

#[test]
fn what_the_public_simulator_says_is_taken_whole() {
    use MonitorAlarm::{None as Quiet, Told, ToldOnly};
    let mut driver = driver();
    let mut heard = Vec::new();
    let mut now = Uptime::ZERO;
    for recorded in RECORDED.lines() {
        let (at, text) = recorded.split_once('\t').unwrap();
        let at = MS * at.parse().unwrap();
        while now + 10 * MS <= at {
            now += 10 * MS;
            driver.tick(now);
        }
        driver.received(at, format!("{text}\r\n").as_bytes());
        heard.extend(outputs(&mut driver));
    }
    let links: Vec<&Output<MonitorReport>> =
        heard.iter().filter(|output| matches!(output, Output::Report(MonitorReport::Link(_)))).collect();
    assert_eq!(links.len(), 2, "opened and up, and never down again: {links:?}");
    let alarms = |ended: &Occupancy| (ended.number, ended.gamma_alarm, ended.neutron_alarm);
    assert_eq!(
        ends(&heard).iter().map(alarms).collect::<Vec<_>>(),
        [(None, Quiet, Quiet), (None, Told, Quiet), (None, Told, ToldOnly), (Some(1), Quiet, Quiet),]
    );
    let tampered = |output: &Output<MonitorReport>| match output {
        Output::Report(MonitorReport::View(view)) => Some(view.value.tampered),
        _ => None,
    };
    let tampered: Vec<bool> = heard.iter().filter_map(tampered).collect();
    assert!(tampered.contains(&true) && tampered.last() == Some(&false));
    assert_eq!(driver.counters().damaged, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_cut_anywhere_leave_it_bounded_and_believing_nothing(
        chunks in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..300), 0_u32..50), 0..60),
    ) {
        let mut driver = driver();
        let mut now = Uptime::ZERO;
        for (bytes, wait) in chunks {
            now += MS * wait;
            driver.received(now, &bytes);
            driver.tick(now);
            for output in outputs(&mut driver) {
                let is_up = matches!(output, Output::Report(MonitorReport::Link(LinkReport::Up { .. })));
                prop_assert!(!is_up);
            }
        }
    }

    #[test]
    fn lines_are_taken_alike_however_they_are_cut(cuts in prop::collection::vec(1_usize..40, 1..30)) {
        let mut stream = Vec::new();
        for turn in 0..10 {
            stream.extend(line("GS", 50, turn));
        }
        stream.extend(b"GX,000012,001000,000000,000000\r\n");
        let mut driver = up();
        let mut rest = stream.as_slice();
        for cut in cuts.into_iter().cycle() {
            let (piece, later) = rest.split_at(cut.min(rest.len()));
            driver.received(200 * MS, piece);
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(ends(&outputs(&mut driver))[0].samples, 10);
    }
}
