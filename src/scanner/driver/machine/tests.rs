//! One table a rule of the lane.

use super::*;
use crate::domain::lane::Contact;
use crate::domain::lane::Input;
use crate::domain::scan::ScanEnd;
use crate::scanner::link::EndReason;
use crate::scanner::link::message::scan_tag;

type Change = fn(&mut ChainInputs, Contact);

fn ms(milliseconds: u64) -> Uptime {
    Uptime::from_millis(milliseconds)
}

fn id() -> ScanId {
    ScanId::parse("39855302-231126-000417-1").unwrap()
}

fn closed() -> ChainInputs {
    let closed = Contact::Closed;
    ChainInputs {
        chain: closed,
        emergency_stop: closed,
        doors: closed,
        gates: closed,
        light_curtain: closed,
        search_button: closed,
    }
}

/// A lane whose device answers as the test says, and a clock that the test turns.
struct Bench {
    machine: Machine,
    now: Uptime,
    status: Status,
    log: Vec<Output>,
}

impl Bench {
    fn connected() -> Self {
        let machine = Machine::new("Model".into(), Duration::from_secs(30));
        let status = Status { inputs: closed(), source: SourceState::Ready, ..Status::default() };
        let mut bench = Self { machine, now: ms(1000), status, log: Vec::new() };
        bench.open();
        bench.run(100);
        bench
    }

    fn open(&mut self) {
        let mut out = self.machine.on_open(self.now);
        assert_eq!(out, [Output::Send(Message::Identify)], "nothing but the read-only question goes first");
        out.extend(self.say(identity("Model")));
        self.take(out);
    }

    fn say(&mut self, message: Message) -> Vec<Output> {
        self.machine.on_message(self.now, message)
    }

    /// Keeps the outputs, and answers polls at once with the status that is set.
    fn take(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            if let Output::Send(Message::Poll(poll)) = output {
                let answer = Message::Status(Status { poll, ..self.status.clone() });
                let more = self.say(answer);
                self.take(more);
            }
            self.log.push(output);
        }
    }

    /// Lets time pass with a device that answers.
    fn run(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds / 10 {
            self.now += ms(10);
            let out = self.machine.on_tick(self.now);
            self.take(out);
        }
    }

    /// Lets time pass with a device that is silent.
    fn silent(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds / 10 {
            self.now += ms(10);
            let out = self.machine.on_tick(self.now);
            self.log.extend(out);
        }
    }

    fn request(&mut self) {
        let out = self.machine.request_scan(self.now, id(), Folder::Usable).unwrap();
        self.take(out);
    }

    fn begin_beam(&mut self) {
        self.request();
        self.status.scan = Some(id());
        self.status.source = SourceState::Prewarning;
        self.run(60);
        self.status.source = SourceState::BeamOn;
        self.run(60);
        assert!(matches!(self.phase(), ScanPhase::Beam { .. }), "{:?}", self.phase());
    }

    fn source_off(&mut self) {
        self.status.scan = None;
        self.status.source = SourceState::Ready;
    }

    fn ended(&mut self, reason: EndReason) {
        self.source_off();
        let out = self.say(Message::ScanEnded { reason, columns: 10, beam_ms: 900, dose_nsv: 4, scan: id() });
        self.take(out);
    }

    fn phase(&self) -> ScanPhase {
        self.machine.view(self.now).phase
    }

    fn fault(&self) -> Option<LaneFault> {
        self.machine.view(self.now).fault
    }

    fn stops(&self) -> usize {
        self.log.iter().filter(|output| **output == Output::SendStop).count()
    }

    fn ends(&self) -> Vec<ScanEnd> {
        let end = |output: &Output| match output {
            Output::Report(LaneReport::ScanEnded { end, .. }) => Some(end.clone()),
            _ => None,
        };
        self.log.iter().filter_map(end).collect()
    }

    fn has(&self, report: LaneReport) -> bool {
        self.log.contains(&Output::Report(report))
    }
}

fn identity(model: &str) -> Message {
    Message::Identity { model: model.into(), serial: "7\u{1b}[2J".into(), firmware: "1".into() }
}

#[test]
fn a_device_is_identified_before_it_is_believed() {
    let mut machine = Machine::new("Model".into(), Duration::from_secs(30));
    machine.on_open(ms(0));
    assert_eq!(machine.on_message(ms(1), Message::Status(Status::default())), []);
    assert_eq!(machine.view(ms(1)).link, Link::Verifying);
    assert_eq!(machine.on_tick(ms(500)), [Output::Send(Message::Identify)]);
    assert_eq!(machine.on_tick(ms(2000)), [Output::Close]);
    machine.on_gone();
    machine.on_open(ms(3000));
    let out = machine.on_message(ms(3001), identity("Model"));
    let clean = "Model 7\u{fffd}[2J 1".to_owned();
    assert_eq!(out[0], Output::Report(LaneReport::Connected { identity: clean }));
    assert_eq!(out[1], Output::Send(Message::Poll(1)));
}

#[test]
fn another_device_is_let_go_and_its_fault_stays_until_the_right_one_answers() {
    let mut bench = Bench::connected();
    bench.machine.on_gone();
    bench.machine.on_open(bench.now);
    let out = bench.say(identity("Spellman"));
    assert_eq!(out, [Output::Report(LaneReport::FaultRaised(LaneFault::WrongDevice)), Output::Close]);
    bench.machine.on_gone();
    assert_eq!(bench.machine.acknowledge_fault(bench.now), Err(Impediment::Disconnected));
    bench.open();
    assert_eq!(bench.machine.view(bench.now).impediment(), Some(Impediment::Fault));
    assert!(bench.machine.acknowledge_fault(bench.now).is_ok());
    assert_eq!(bench.fault(), None);
}

#[test]
fn a_reading_is_dated_from_its_poll_and_late_answers_are_nobodys() {
    let mut bench = Bench::connected();
    let poll = |out: &[Output]| {
        let number = |output: &Output| match output {
            Output::Send(Message::Poll(number)) => Some(*number),
            _ => None,
        };
        out.iter().find_map(number)
    };
    let sent_at = bench.now + ms(60);
    let first = poll(&bench.machine.on_tick(sent_at)).unwrap();
    bench.now = sent_at + ms(140);
    let answer = |poll| {
        Message::Status(Status { poll, source: SourceState::Off, inputs: closed(), ..Status::default() })
    };
    bench.say(answer(first));
    assert_eq!(bench.machine.view(bench.now).age_ms, Some(140), "not the age of the arrival");

    let second = poll(&bench.machine.on_tick(bench.now)).unwrap();
    bench.now += ms(160);
    let third = poll(&bench.machine.on_tick(bench.now)).unwrap();
    assert_eq!((second, third), (first + 1, first + 2));
    bench.say(answer(second));
    bench.say(answer(first));
    bench.say(answer(third + 1));
    assert_eq!(bench.machine.view(bench.now).age_ms, Some(300), "the late and the unknown do not count");
    bench.say(answer(third));
    bench.say(answer(third));
    assert_eq!(bench.machine.view(bench.now).age_ms, Some(0));
}

#[test]
fn polls_go_on_every_50_ms_and_the_age_grows_when_nothing_answers() {
    let mut bench = Bench::connected();
    bench.log.clear();
    bench.run(1000);
    let polls = bench.log.iter().filter(|o| matches!(o, Output::Send(Message::Poll(_)))).count();
    assert_eq!(polls, 20);
    bench.silent(1500);
    assert!(bench.machine.view(bench.now).age_ms.is_some_and(|age| age >= 1500));
    bench.silent(600);
    assert!(bench.log.contains(&Output::Close), "silence is a lost link");
    bench.machine.on_gone();
    let view = bench.machine.view(bench.now + ms(5000));
    assert!(view.age_ms.is_some_and(|age| age >= 7000));
    assert_eq!((view.inputs, view.source), (ChainInputs::default(), SourceState::Unknown));
}

#[test]
fn a_scan_is_followed_from_its_request_to_its_image() {
    let mut bench = Bench::connected();
    bench.begin_beam();
    for number in [0, 1, 4, 4, 3, 5] {
        let out = bench.say(Message::Column { tag: scan_tag(&id()), number, pixels: vec![1] });
        bench.take(out);
    }
    assert_eq!(bench.say(Message::Column { tag: 1, number: 6, pixels: vec![1] }), [], "of another scan");
    let far = Message::Column { tag: scan_tag(&id()), number: u32::MAX, pixels: vec![1] };
    assert_eq!(bench.say(far), [], "beyond any scan");
    bench.status.columns_expected = 10;
    bench.run(60);
    let expected = ScanPhase::Beam { scan: id(), columns: 4, columns_expected: 10, lost: 2 };
    assert_eq!(bench.phase(), expected);
    bench.ended(EndReason::Completed);
    bench.ended(EndReason::Completed);
    assert_eq!(bench.ends(), [ScanEnd::Completed { columns: 4, lost: 6, beam_ms: 900, dose_nsv: 4 }]);
    assert!(bench.log.contains(&Output::AwaitImage(id())));
    assert!(bench.has(LaneReport::PrewarningBegan { scan: id() }));
    assert!(bench.has(LaneReport::BeamBegan { scan: id() }));
    assert_eq!((bench.stops(), bench.fault()), (0, None));
}

#[test]
fn a_request_is_judged_at_its_instant() {
    let mut bench = Bench::connected();
    let request =
        |bench: &mut Bench, folder| bench.machine.request_scan(bench.now, id(), folder).unwrap_err();
    assert_eq!(request(&mut bench, Folder::Unusable), Impediment::NoImageFolder);
    bench.status.inputs.gates = Contact::Open;
    bench.run(100);
    assert_eq!(request(&mut bench, Folder::Usable), Impediment::Open(Input::Gates));
    bench.status.inputs = closed();
    bench.run(100);
    bench.silent(310);
    assert_eq!(request(&mut bench, Folder::Usable), Impediment::Stale);
    bench.run(300);
    bench.request();
    assert_eq!(request(&mut bench, Folder::Usable), Impediment::Busy);
}

#[test]
fn a_refusal_ends_the_scan_without_a_fault() {
    let mut bench = Bench::connected();
    bench.request();
    let out = bench.say(Message::Refused { code: 2, scan: id() });
    bench.take(out);
    assert_eq!((bench.ends(), bench.fault()), (vec![ScanEnd::Refused(2)], None));
}

#[test]
fn any_input_that_is_not_closed_stops_the_beam() {
    let inputs: [(Input, Change); 5] = [
        (Input::Chain, |i, c| i.chain = c),
        (Input::EmergencyStop, |i, c| i.emergency_stop = c),
        (Input::Gates, |i, c| i.gates = c),
        (Input::LightCurtain, |i, c| i.light_curtain = c),
        (Input::SearchButton, |i, c| i.search_button = c),
    ];
    for (input, change) in inputs {
        for contact in [Contact::Open, Contact::Unknown] {
            for in_beam in [true, false] {
                let mut bench = Bench::connected();
                if in_beam {
                    bench.begin_beam();
                } else {
                    bench.request();
                }
                change(&mut bench.status.inputs, contact);
                bench.run(60);
                let fault = LaneFault::Opened(input);
                assert_eq!((bench.fault(), bench.phase()), (Some(fault), ScanPhase::Stopping { scan: id() }));
                assert!(bench.stops() > 0);
                bench.ended(EndReason::Stopped);
                assert_eq!(bench.ends(), [ScanEnd::Faulted(fault)]);
                assert!(!bench.log.contains(&Output::AwaitImage(id())));
            }
        }
    }
}

#[test]
fn a_stale_view_stops_the_beam_and_the_warning() {
    for in_beam in [true, false] {
        let mut bench = Bench::connected();
        if in_beam {
            bench.begin_beam();
        } else {
            bench.request();
        }
        bench.run(50);
        bench.silent(250);
        assert_eq!(bench.stops(), 0);
        bench.silent(110);
        assert_eq!((bench.fault(), bench.stops()), (Some(LaneFault::StaleView), 1));
    }
}

#[test]
fn an_unconfirmed_stop_means_a_stuck_beam() {
    let mut bench = Bench::connected();
    bench.begin_beam();
    let out = bench.machine.stop(bench.now);
    assert_eq!(out, [Output::SendStop], "at once, and nothing before it");
    bench.run(480);
    assert_eq!(bench.fault(), None);
    bench.run(30);
    assert_eq!(bench.fault(), Some(LaneFault::BeamStuck));
    assert!(bench.stops() > 5, "a stop is repeated with every answer that shows the beam");
    assert_eq!(bench.machine.acknowledge_fault(bench.now), Err(Impediment::Busy));
    assert_eq!(bench.ends(), []);
    bench.source_off();
    bench.run(60);
    assert_eq!(bench.ends(), [ScanEnd::Stopped]);
    assert!(bench.machine.acknowledge_fault(bench.now).is_ok());
    assert_eq!(bench.machine.view(bench.now).impediment(), None);
}

#[test]
fn a_stuck_beam_takes_the_place_of_the_first_fault() {
    let mut bench = Bench::connected();
    bench.begin_beam();
    bench.status.inputs.gates = Contact::Open;
    bench.run(600);
    let raised = |fault| LaneReport::FaultRaised(fault);
    assert!(bench.has(raised(LaneFault::Opened(Input::Gates))) && bench.has(raised(LaneFault::BeamStuck)));
    assert_eq!(bench.fault(), Some(LaneFault::BeamStuck));
    bench.source_off();
    bench.run(60);
    assert_eq!(bench.ends(), [ScanEnd::Faulted(LaneFault::Opened(Input::Gates))]);
}

#[test]
fn deadlines_of_warning_and_beam() {
    let mut bench = Bench::connected();
    bench.request();
    bench.run(1000);
    assert_eq!(bench.fault(), Some(LaneFault::NoBeam), "no warning in its time");

    let mut bench = Bench::connected();
    bench.request();
    (bench.status.scan, bench.status.source) = (Some(id()), SourceState::Prewarning);
    bench.run(14_900);
    assert_eq!(bench.fault(), None);
    bench.run(100);
    assert_eq!(bench.fault(), Some(LaneFault::NoBeam), "no beam in its time");

    let mut bench = Bench::connected();
    bench.begin_beam();
    bench.run(30_000);
    assert_eq!(
        (bench.fault(), bench.phase()),
        (Some(LaneFault::TooLong), ScanPhase::Stopping { scan: id() })
    );
}

#[test]
fn a_lost_link_ends_the_scan_exactly_once_and_a_beam_found_after_it_is_stopped() {
    let mut bench = Bench::connected();
    bench.begin_beam();
    let out = bench.machine.on_gone();
    bench.take(out);
    let again = bench.machine.on_gone();
    assert_eq!(again, []);
    assert_eq!(bench.ends(), [ScanEnd::Faulted(LaneFault::LinkLost)]);
    assert!(bench.has(LaneReport::Disconnected));
    bench.log.clear();
    bench.open();
    assert!(bench.stops() > 0, "the device still reports the beam of a scan that nobody follows");
    bench.run(520);
    assert!(bench.has(LaneReport::FaultRaised(LaneFault::BeamStuck)));
    assert_eq!(bench.ends(), []);
    bench.source_off();
    bench.run(60);
    assert!(bench.machine.acknowledge_fault(bench.now).is_ok());
}

#[test]
fn an_end_whose_word_was_lost_is_asked_for() {
    let mut bench = Bench::connected();
    bench.begin_beam();
    bench.source_off();
    bench.run(60);
    assert!(bench.log.contains(&Output::Send(Message::Recall(id()))));
    assert_eq!(bench.ends(), []);
    bench.ended(EndReason::Completed);
    assert!(matches!(bench.ends()[..], [ScanEnd::Completed { .. }]));

    let mut bench = Bench::connected();
    bench.begin_beam();
    bench.source_off();
    bench.run(1200);
    assert_eq!(bench.ends(), [ScanEnd::Faulted(LaneFault::LinkLost)]);
    assert_eq!(bench.fault(), Some(LaneFault::LinkLost));
}

#[test]
fn the_devices_own_ends_are_told_as_what_they_are() {
    let cases = [
        (EndReason::Stopped, ScanEnd::Stopped, None),
        (EndReason::Watchdog, ScanEnd::Faulted(LaneFault::StaleView), Some(LaneFault::StaleView)),
        (EndReason::Source(9), ScanEnd::Faulted(LaneFault::Source(9)), Some(LaneFault::Source(9))),
        (EndReason::NotKnown, ScanEnd::Faulted(LaneFault::LinkLost), Some(LaneFault::LinkLost)),
        (
            EndReason::Opened(Input::LightCurtain),
            ScanEnd::Faulted(LaneFault::Opened(Input::LightCurtain)),
            Some(LaneFault::Opened(Input::LightCurtain)),
        ),
    ];
    for (reason, end, fault) in cases {
        let mut bench = Bench::connected();
        bench.begin_beam();
        bench.ended(reason);
        assert_eq!((bench.ends(), bench.fault()), (vec![end], fault));
    }
}

#[test]
fn a_fault_is_cleared_by_an_officer_and_only_when_its_cause_is_gone() {
    let mut bench = Bench::connected();
    bench.begin_beam();
    bench.status.inputs.gates = Contact::Open;
    bench.run(60);
    bench.status.inputs.light_curtain = Contact::Open;
    bench.ended(EndReason::Stopped);
    bench.run(1000);
    let fault = LaneFault::Opened(Input::Gates);
    assert_eq!(bench.fault(), Some(fault), "the first, not the last");
    assert_eq!(bench.machine.acknowledge_fault(bench.now), Err(Impediment::Open(Input::Gates)));
    bench.status.inputs = closed();
    bench.run(5000);
    assert_eq!(bench.fault(), Some(fault), "time alone clears nothing");
    let out = bench.machine.acknowledge_fault(bench.now).unwrap();
    assert_eq!(out, [Output::Report(LaneReport::FaultCleared(fault))]);
    assert_eq!(bench.machine.acknowledge_fault(bench.now), Ok(vec![]));
}

#[test]
fn a_fault_of_the_source_is_cleared_by_the_device() {
    let mut bench = Bench::connected();
    bench.status.fault = 7;
    bench.run(60);
    assert_eq!(bench.fault(), Some(LaneFault::Source(7)));
    let out = bench.machine.acknowledge_fault(bench.now).unwrap();
    assert_eq!(out, [Output::Send(Message::AcknowledgeFault)]);
    bench.status.fault = 0;
    bench.run(60);
    assert!(bench.has(LaneReport::FaultCleared(LaneFault::Source(7))));

    bench.status.fault = 7;
    bench.run(60);
    bench.status.fault = 0;
    bench.run(60);
    assert_eq!(bench.fault(), Some(LaneFault::Source(7)), "it went by itself, but no officer saw it");
}

#[test]
fn the_beam_never_begins_again_by_itself() {
    let mut bench = Bench::connected();
    bench.begin_beam();
    let out = bench.machine.on_gone();
    bench.take(out);
    bench.source_off();
    bench.open();
    bench.run(10_000);
    let requests = bench.log.iter().filter(|o| matches!(o, Output::Send(Message::RequestScan(_)))).count();
    assert_eq!(requests, 1);
}
