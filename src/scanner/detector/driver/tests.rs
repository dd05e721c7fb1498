//! The driver against a device of frames: identification, polls, columns, and whatever bytes there are.

use super::link::{SILENCE_LIMIT, VERIFY_LIMIT};
use super::*;
use crate::domain::number::ScanId;
use crate::scanner::detector::USUAL_MODEL;
use crate::scanner::detector::message::{LINK_VERSION, scan_tag};
use crate::scanner::line::{Endpoint, Line};
use crate::scanner::reports::{CalibrationFigures, Outcome};
use proptest::prelude::*;

const MS: Duration = Duration::from_millis(1);

fn settings() -> DetectorSettings {
    DetectorSettings::on(Line::at(Endpoint::Tcp("a:1".into())))
}

fn scan_id() -> ScanId {
    ScanId::parse("39855302-231126-000417-1").unwrap()
}

/// A driver and a device that says what the test says.
struct Bench {
    driver: DetectorDriver,
    now: Uptime,
    sequence: u16,
    host: Decoder,
}

impl Bench {
    fn new(settings: DetectorSettings) -> Self {
        let mut driver = DetectorDriver::new(settings);
        driver.opened(Uptime::ZERO);
        Self { driver, now: Uptime::ZERO, sequence: 500, host: Decoder::new() }
    }

    /// With the link up and everything taken.
    fn up() -> Self {
        let mut bench = Self::new(settings());
        bench.say(&identity(USUAL_MODEL, "7"));
        bench.run(120, |bench, message| {
            if let Message::Poll(poll) = message {
                bench.say(&Message::Status(Status { poll, ..Status::default() }));
            }
        });
        assert!(bench.driver.is_up());
        bench.reports();
        bench
    }

    fn say(&mut self, message: &Message) {
        let bytes = encode(&message.to_frame(self.sequence)).unwrap();
        self.sequence = self.sequence.wrapping_add(1);
        self.driver.received(self.now, &bytes);
    }

    fn outputs(&mut self) -> Vec<Output<DetectorReport>> {
        std::iter::from_fn(|| self.driver.next()).collect()
    }

    fn reports(&mut self) -> Vec<DetectorReport> {
        let report = |output| if let Output::Report(report) = output { Some(report) } else { None };
        self.outputs().into_iter().filter_map(report).collect()
    }

    /// The host's messages among these outputs.
    fn sent(&mut self, outputs: &[Output<DetectorReport>]) -> Vec<Message> {
        let mut sent = Vec::new();
        for output in outputs {
            if let Output::Write(bytes) = output {
                let frames = self.host.push(bytes);
                sent.extend(frames.iter().map(|frame| Message::from_frame(frame).unwrap()));
            }
        }
        sent
    }

    /// Ticks for so many milliseconds; each message of the host is given to `answer`. What is not a message is returned.
    fn run(
        &mut self,
        millis: u32,
        mut answer: impl FnMut(&mut Self, Message),
    ) -> Vec<Output<DetectorReport>> {
        let mut rest = Vec::new();
        for _ in 0..millis / 10 {
            self.now += 10 * MS;
            self.driver.tick(self.now);
            let outputs = self.outputs();
            for message in self.sent(&outputs) {
                answer(self, message);
            }
            rest.extend(outputs.into_iter().filter(|output| !matches!(output, Output::Write(_))));
        }
        rest.extend(self.outputs());
        rest
    }

    fn begin(&mut self) {
        self.driver.order(self.now, DetectorOrder::Begin(scan_id()));
        let outputs = self.outputs();
        let tag = scan_tag(&scan_id());
        let credit = Message::Credit { tag, upto: CREDIT_WINDOW };
        assert_eq!(self.sent(&outputs), [Message::Begin(scan_id()), credit]);
    }

    fn column(&mut self, number: u32) {
        self.say(&Message::Column { tag: scan_tag(&scan_id()), number, pixels: vec![9; 4] });
    }

    fn numbers(&mut self) -> Vec<u32> {
        let number =
            |report| if let DetectorReport::Column { number, .. } = report { Some(number) } else { None };
        self.reports().into_iter().filter_map(number).collect()
    }
}

fn identity(model: &str, serial: &str) -> Message {
    let [model, serial] = [model, serial].map(str::to_owned);
    Message::Identity { version: LINK_VERSION, model, serial, firmware: "1".into() }
}

#[test]
fn first_of_all_it_is_asked_who_it_is_and_nothing_else() {
    let mut bench = Bench::new(settings());
    let mut asked = Vec::new();
    let rest = bench.run(2_100, |_, message| asked.push(message));
    // Once as the port is opened, then every 500 ms.
    assert_eq!(asked, [Message::Identify, Message::Identify, Message::Identify, Message::Identify]);
    assert_eq!(rest.last(), Some(&Output::Close(LinkHint::Silent)));
    assert!(VERIFY_LIMIT < 2_100 * MS);
}

#[test]
fn only_the_configured_one_comes_up() {
    let wanted = DetectorSettings { serial: Some("7".into()), ..settings() };
    let old =
        Message::Identity { version: 1, model: USUAL_MODEL.into(), serial: "7".into(), firmware: "1".into() };
    for wrong in [identity("Other", "7"), identity(USUAL_MODEL, "8"), old] {
        let mut bench = Bench::new(wanted.clone());
        bench.say(&wrong);
        assert!(bench.outputs().contains(&Output::Close(LinkHint::Wrong)), "{wrong:?}");
    }
    let mut bench = Bench::new(wanted);
    bench.say(&identity(USUAL_MODEL, "7"));
    assert!(!bench.outputs().iter().any(|output| matches!(output, Output::Close(_))));
}

#[test]
fn a_status_is_dated_from_its_poll_and_answers_no_other() {
    let mut bench = Bench::up();
    let mut polls = Vec::new();
    bench.run(200, |bench, message| {
        if let Message::Poll(number) = message {
            polls.push((number, bench.now));
        }
    });
    // The first was given up after 150 ms; its answer comes while the second is outstanding.
    let [(old, _), (new, asked_at), ..] = polls[..] else { panic!("two polls: {polls:?}") };
    assert_eq!(bench.driver.counters().missed, 1);
    bench.say(&Message::Status(Status { poll: old, columns: 1, ..Status::default() }));
    assert_eq!((bench.reports(), bench.driver.counters().late), (vec![], 1));
    bench.now += 30 * MS;
    bench.say(&Message::Status(Status { poll: new, columns: 2, ..Status::default() }));
    let reports = bench.reports();
    let [DetectorReport::Status(reading)] = &reports[..] else { panic!("{reports:?}") };
    assert_eq!((reading.value.columns, reading.asked_at, reading.came_at), (2, asked_at, bench.now));
    bench.say(&Message::Status(Status { poll: new, columns: 3, ..Status::default() }));
    assert_eq!((bench.reports(), bench.driver.counters().late), (vec![], 2));
}

#[test]
fn a_device_that_is_slow_within_the_limit_stays_and_one_beyond_it_goes_for_good() {
    for (delay, stays) in [(135_u32, true), (165, false)] {
        let mut bench = Bench::up();
        let mut due: VecDeque<(Uptime, u32)> = VecDeque::new();
        let (mut downs, mut ups) = (0, 0);
        for _ in 0..1_000 {
            bench.now += 10 * MS;
            while due.front().is_some_and(|(at, _)| *at <= bench.now) {
                let (_, poll) = due.pop_front().unwrap();
                bench.say(&Message::Status(Status { poll, ..Status::default() }));
            }
            bench.driver.tick(bench.now);
            let outputs = bench.outputs();
            for message in bench.sent(&outputs) {
                match message {
                    Message::Poll(number) => due.push_back((bench.now + delay * MS, number)),
                    Message::Identify => bench.say(&identity(USUAL_MODEL, "7")),
                    _ => {}
                }
            }
            for output in outputs {
                match output {
                    Output::Close(hint) => {
                        bench.driver.gone(bench.now, hint);
                        bench.driver.opened(bench.now);
                        downs += 1;
                    }
                    Output::Report(DetectorReport::Link(LinkReport::Up { .. })) => ups += 1,
                    _ => {}
                }
            }
        }
        assert_eq!((downs == 0, ups), (stays, 0), "{delay} ms: {downs} closings");
    }
}

#[test]
fn silence_closes_the_port_and_noise_is_called_so() {
    let (low, high) = ([0; 200], [0xFF; 200]);
    for (noise, hint) in [
        (&[][..], LinkHint::Silent),
        (&[1, 2, 3, 0], LinkHint::Garbage),
        (&low, LinkHint::Garbage),
        (&high, LinkHint::Garbage),
    ] {
        let mut bench = Bench::up();
        let rest = bench.run(2_300, |bench, _| bench.driver.received(bench.now, noise));
        assert!(rest.contains(&Output::Close(hint)), "{hint:?}");
        assert!(SILENCE_LIMIT < 2_300 * MS);
    }
}

#[test]
fn columns_of_the_scan_that_was_begun_come_once_in_order_and_gaps_are_counted() {
    let mut bench = Bench::up();
    bench.column(0);
    assert!(bench.numbers().is_empty(), "nothing was begun");
    bench.begin();
    for number in [0, 1, 1, 4, 2] {
        bench.column(number);
    }
    bench.say(&Message::Column { tag: 1, number: 5, pixels: vec![9; 4] });
    assert_eq!(bench.numbers(), [0, 1, 4]);
    let counters = bench.driver.counters();
    assert_eq!((counters.dropped, counters.late), (2, 4));
    bench.say(&Message::Ended { columns: 7, dropped: 1, scan: scan_id() });
    bench.say(&Message::Ended { columns: 7, dropped: 1, scan: scan_id() });
    let ended = DetectorReport::Ended { scan: scan_id(), columns: 7, dropped: 1 };
    assert_eq!(bench.reports(), [ended], "an end is one event");
    assert_eq!(bench.driver.counters().dropped, 4);
}

#[test]
fn credit_follows_what_came_and_is_never_exceeded() {
    let mut bench = Bench::up();
    bench.begin();
    for number in 0..CREDIT_WINDOW / 2 {
        bench.column(number);
    }
    let outputs = bench.outputs();
    let tag = scan_tag(&scan_id());
    assert_eq!(bench.sent(&outputs), [Message::Credit { tag, upto: CREDIT_WINDOW * 3 / 2 }]);
    bench.column(CREDIT_WINDOW * 3 / 2);
    assert_eq!(bench.reports(), [DetectorReport::Implausible], "nobody gave credit for that");
}

#[test]
fn columns_that_were_all_lost_do_not_hold_the_scan_up() {
    let mut bench = Bench::up();
    bench.begin();
    let mut upto = 0;
    bench.run(500, |bench, message| match message {
        Message::Poll(poll) => {
            let scan = Some(scan_id());
            bench.say(&Message::Status(Status {
                poll,
                columns: 300,
                dropped: 236,
                scan,
                ..Status::default()
            }));
        }
        Message::Credit { upto: given, .. } => upto = given,
        _ => {}
    });
    assert_eq!(upto, 300 + CREDIT_WINDOW);
}

#[test]
fn a_scan_that_was_ended_gets_no_more_credit_though_its_end_was_never_told() {
    let mut bench = Bench::up();
    bench.begin();
    bench.driver.order(bench.now, DetectorOrder::End(scan_id(), Outcome::Broken));
    let mut credits = 0;
    bench.run(1_000, |bench, message| match message {
        Message::Poll(poll) => bench.say(&Message::Status(Status { poll, ..Status::default() })),
        Message::Credit { .. } => credits += 1,
        _ => {}
    });
    assert_eq!(credits, 0);
    bench.say(&Message::Ended { columns: 0, dropped: 0, scan: scan_id() });
    let ended = DetectorReport::Ended { scan: scan_id(), columns: 0, dropped: 0 };
    assert!(bench.reports().contains(&ended), "and its late end is still heard");
}

#[test]
fn what_cannot_be_is_refused_whole() {
    for change in [
        (|status: &mut Status| status.columns = MAX_COLUMNS + 1) as fn(&mut Status),
        |status| status.columns_expected = u32::MAX,
        |status| status.dropped = 1,
        |status| status.temperature_tenths = 1_001,
        |status| status.temperature_tenths = i16::MIN,
    ] {
        let mut bench = Bench::up();
        let rest = bench.run(60, |bench, message| {
            if let Message::Poll(poll) = message {
                let mut status = Status { poll, ..Status::default() };
                change(&mut status);
                bench.say(&Message::Status(status));
            }
        });
        assert_eq!(rest, [Output::Report(DetectorReport::Implausible)]);
    }
}

#[test]
fn another_scan_in_its_place_is_seen_once_and_none_is_left_to_the_supervisor() {
    let mut bench = Bench::up();
    bench.begin();
    let status = |bench: &mut Bench, scan: Option<ScanId>| {
        bench.run(300, |bench, message| {
            if let Message::Poll(poll) = message {
                bench.say(&Message::Status(Status { poll, scan: scan.clone(), ..Status::default() }));
            }
        })
    };
    let implausible = Output::Report(DetectorReport::Implausible);
    assert!(!status(&mut bench, None).contains(&implausible));
    assert!(!status(&mut bench, Some(scan_id())).contains(&implausible));
    let other = ScanId::parse("39855302-231126-000418-1").unwrap();
    let outputs = status(&mut bench, Some(other));
    assert_eq!(outputs.iter().filter(|output| **output == implausible).count(), 1);
}

#[test]
fn a_detector_that_was_started_anew_says_so_by_its_stamp() {
    let mut bench = Bench::up();
    bench.begin();
    let rest = bench.run(60, |bench, message| {
        if let Message::Poll(poll) = message {
            bench.say(&Message::Status(Status { poll, boot: 1, ..Status::default() }));
        }
    });
    assert_eq!(rest[0], Output::Report(DetectorReport::Link(LinkReport::Restarted)));
    bench.column(0);
    assert!(bench.numbers().is_empty());
}

#[test]
fn orders_are_sent_once_and_to_an_identified_device_only() {
    let orders = [
        DetectorOrder::Begin(scan_id()),
        DetectorOrder::Calibrate(Calibration::Dark),
        DetectorOrder::End(scan_id(), Outcome::Whole),
    ];
    let mut bench = Bench::new(settings());
    bench.outputs();
    for order in &orders {
        bench.driver.order(bench.now, order.clone());
    }
    assert_eq!(bench.outputs(), []);
    let mut bench = Bench::up();
    for order in orders {
        bench.driver.order(bench.now, order);
    }
    let mut sent = Vec::new();
    bench.run(1_000, |bench, message| match message {
        Message::Poll(poll) => bench.say(&Message::Status(Status { poll, ..Status::default() })),
        Message::Credit { .. } => {}
        message => sent.push(message),
    });
    let [begin, calibrate, end] = &sent[..] else { panic!("{sent:?}") };
    assert!(matches!(begin, Message::Begin(_)) && matches!(end, Message::End(..)));
    assert_eq!(*calibrate, Message::Calibrate(Calibration::Dark));
}

#[test]
fn a_calibration_answers_the_one_that_was_asked_for() {
    let mut bench = Bench::up();
    let figures = CalibrationFigures { mean: 300, ..CalibrationFigures::default() };
    bench.say(&Message::Calibrated(Calibration::Dark, figures));
    assert_eq!(bench.reports(), [], "none was asked for");
    bench.driver.order(bench.now, DetectorOrder::Calibrate(Calibration::Dark));
    bench.say(&Message::Calibrated(Calibration::Air, figures));
    bench.say(&Message::Calibrated(Calibration::Dark, figures));
    bench.say(&Message::Calibrated(Calibration::Dark, figures));
    assert_eq!(bench.reports(), [DetectorReport::Calibrated(Calibration::Dark, figures)]);
    assert_eq!(bench.driver.counters().late, 3);
}

#[test]
fn nothing_of_a_link_is_believed_once_it_is_gone() {
    let mut bench = Bench::up();
    bench.begin();
    bench.driver.gone(bench.now, LinkHint::NoPort);
    assert_eq!(bench.reports(), [DetectorReport::Link(LinkReport::Down(LinkHint::NoPort))]);
    bench.column(0);
    assert_eq!(bench.reports(), []);
}

#[test]
fn a_flood_of_frames_is_bounded_and_counted() {
    let mut bench = Bench::up();
    bench.begin();
    bench.run(60, |_, _| {});
    for _ in 0..100 {
        for _ in 0..1_000 {
            bench.say(&Message::Refused(1));
        }
        assert!(bench.driver.waiting.len() <= MAX_WAITING);
    }
    assert_eq!(bench.driver.counters().dropped, 100_000 - MAX_FRAMES);
    let Some(asked) = bench.driver.outstanding else { panic!("a poll is outstanding") };
    bench.say(&Message::Status(Status { poll: asked.number, ..Status::default() }));
    let answered = |report: &DetectorReport| matches!(report, DetectorReport::Status(_));
    assert!(bench.reports().iter().any(answered), "the answer is heard through the flood");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_cut_anywhere_leave_it_bounded_and_believing_nothing(
        chunks in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..700), 0_u32..100), 0..40),
    ) {
        let mut bench = Bench::up();
        bench.begin();
        for (bytes, wait) in chunks {
            bench.now += MS * wait;
            bench.driver.received(bench.now, &bytes);
            bench.driver.tick(bench.now);
            for report in bench.reports() {
                prop_assert!(matches!(report, DetectorReport::Link(_)), "{:?}", report);
            }
        }
    }
}
