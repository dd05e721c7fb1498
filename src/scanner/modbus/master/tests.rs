//! Late, doubled, torn and lost answers, with a clock of one millisecond a step.

#![expect(clippy::unchecked_time_subtraction, reason = "the times of a test go forward")]

use super::*;
use crate::scanner::modbus::Table;
use crate::scanner::modbus::slave::{Registers, Slave};
use proptest::prelude::*;
use std::collections::VecDeque;

const TIMING: Timing = Timing {
    deadline: Duration::from_millis(300),
    worst: Duration::from_millis(500),
    quiet: Duration::from_millis(30),
    silence: Duration::from_micros(1_750),
    character: Duration::from_micros(95),
    duplex: Duplex::Full,
};

const QUICK: Timing = Timing { deadline: Duration::from_millis(100), ..TIMING };

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Register n holds 10 n; register 9 is the counter that is written.
struct Tens(u16);

impl Registers for Tens {
    fn read(&mut self, _: Table, address: u16) -> Option<u16> {
        Some(if address == 9 { self.0 } else { 10 * address })
    }

    fn is_writable(&self, address: u16) -> bool {
        address == 9
    }

    fn write(&mut self, _: u16, value: u16) {
        self.0 = value;
    }
}

/// A slave whose answers come late as the script says, and a clock of one millisecond a step.
struct Line {
    master: Master,
    slave: Slave,
    tens: Tens,
    now: Duration,
    delays: VecDeque<u64>,
    coming: Vec<(Duration, Vec<u8>)>,
    asked: Vec<Duration>,
}

impl Line {
    fn new(timing: Timing, delays: &[u64]) -> Self {
        Self {
            master: Master::new(Framing::Rtu, 1, timing),
            slave: Slave::new(Framing::Rtu, 1),
            tens: Tens(0),
            now: ms(0),
            delays: delays.iter().copied().collect(),
            coming: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn step(&mut self) -> Vec<Event> {
        self.now += ms(1);
        let mut events = Vec::new();
        let coming = std::mem::take(&mut self.coming).into_iter();
        let (due, later): (Vec<_>, Vec<_>) = coming.partition(|(at, _)| *at <= self.now);
        self.coming = later;
        for (_, bytes) in due {
            events.extend(self.master.received(self.now, &bytes));
        }
        if self.now.as_millis().is_multiple_of(10) {
            events.extend(self.master.tick(self.now));
        }
        events
    }

    fn deliver(&mut self, bytes: &[u8]) {
        let delay = ms(self.delays.pop_front().unwrap_or(2));
        for answer in self.slave.received(self.now, bytes, &mut self.tens) {
            self.coming.push((self.now + delay, answer));
        }
    }

    /// Asks as soon as it may, and waits for what becomes of it.
    fn ask(&mut self, request: &Request, proof: Proof) -> Vec<Event> {
        let mut before = Vec::new();
        while !self.master.may_ask(self.now, proof) {
            before.extend(self.step());
            assert!(self.now < Duration::from_mins(1), "a line that never comes to rest");
        }
        assert!(before.is_empty(), "{before:?}");
        let bytes = self.master.ask(self.now, request.clone(), proof).unwrap();
        self.asked.push(self.now);
        self.deliver(&bytes);
        loop {
            let events = self.step();
            let is_over = events.iter().any(|event| *event != Event::WrongEcho);
            before.extend(events);
            if is_over {
                return before;
            }
        }
    }
}

fn read(address: u16) -> Request {
    Request::Read { table: Table::Holding, address, count: 3 }
}

fn words(address: u16) -> Vec<Event> {
    vec![Event::Answered(Answer::Words((address..address + 3).map(|address| 10 * address).collect()))]
}

fn exchange(counter: u16) -> (Request, Proof) {
    let request = Request::Exchange { address: 8, count: 2, to: 9, values: vec![counter] };
    (request, Proof::Echo { place: 1, value: counter })
}

fn echoed(counter: u16) -> Vec<Event> {
    vec![Event::Answered(Answer::Words(vec![80, counter]))]
}

/// The experiment of the late answer: `ok, late (400 ms), ok, ok, ok` and a patience of 300 ms. A library that does not wait
/// answers the third request with the registers of the second.
#[test]
fn a_late_answer_is_never_the_next_requests() {
    let mut line = Line::new(TIMING, &[2, 400, 2, 2, 2]);
    assert_eq!(line.ask(&read(1), Proof::Patience), words(1));
    assert_eq!(line.ask(&read(10), Proof::Patience), [Event::Missed]);
    for address in [20, 30, 40] {
        assert_eq!(line.ask(&read(address), Proof::Patience), words(address));
    }
    let counters = line.master.counters();
    assert_eq!((counters.accepted, counters.missed, counters.late, counters.damaged), (4, 1, 1, 0));
    assert!(
        line.asked[2] - line.asked[1] >= TIMING.worst,
        "nothing can come late any more when the next is sent"
    );
}

/// The same function, the same count: only the counter tells them apart, and the line need not rest for the slave's worst time.
#[test]
fn a_proven_request_follows_a_miss_at_once_and_takes_only_its_own_counter() {
    let mut line = Line::new(QUICK, &[2, 400, 300, 2, 2]);
    let mut ask = |counter| {
        let (request, proof) = exchange(counter);
        line.ask(&request, proof)
    };
    assert_eq!(ask(1), echoed(1));
    assert_eq!(ask(2), [Event::Missed]);
    assert_eq!(ask(3), [Event::Missed]);
    assert_eq!(ask(4), echoed(4));
    // The third's answer and then the second's are still on their way.
    let mut all = Vec::new();
    for counter in 5..200 {
        all.push((counter, ask(counter)));
    }
    let wrong = all.iter().flat_map(|(_, events)| events).filter(|event| **event == Event::WrongEcho).count();
    assert!(all.iter().all(|(counter, events)| events.ends_with(&echoed(*counter))), "{all:?}");
    assert!(line.asked[2] - line.asked[1] < ms(150), "a lost answer costs one cycle, not the view");
    let counters = line.master.counters();
    assert_eq!(counters.late, 2, "{wrong} of them while another was awaited");
}

#[test]
fn a_frozen_counter_is_seen_although_answers_come() {
    let mut line = Line::new(QUICK, &[]);
    let (request, _) = exchange(7);
    let events = line.ask(&request, Proof::Echo { place: 1, value: 8 });
    assert_eq!(events, [Event::WrongEcho, Event::Missed]);
}

#[test]
fn noise_before_and_after_an_answer_is_counted_and_the_answer_read() {
    let mut master = Master::new(Framing::Rtu, 1, QUICK);
    master.ask(ms(0), read(1), Proof::Patience).unwrap();
    let mut bytes = vec![0, 0, 1, 3, 6, 0xFF];
    bytes.extend([1, 3, 6, 0, 10, 0, 20, 0, 30]);
    let sum = crc(&bytes[6..]);
    bytes.extend(sum);
    bytes.extend([0, 0]);
    assert_eq!(master.received(ms(5), &bytes), words(1));
    assert!(!master.may_ask(ms(20), Proof::Patience));
    master.tick(ms(36));
    assert!(master.may_ask(ms(36), Proof::Patience));
    assert_eq!(master.counters().damaged, 2);
}

#[test]
fn a_torn_answer_ends_at_the_first_silence() {
    let mut master = Master::new(Framing::Rtu, 1, QUICK);
    master.ask(ms(0), read(1), Proof::Patience).unwrap();
    assert!(master.received(ms(5), &[1, 3, 6, 0]).is_empty());
    assert_eq!(master.tick(ms(20)), None);
    assert_eq!(master.tick(ms(30)), Some(Event::Damaged));
    assert_eq!(master.counters().damaged, 1);
}

#[test]
fn a_doubled_answer_answers_once() {
    let mut master = Master::new(Framing::Rtu, 1, QUICK);
    let mut slave = Slave::new(Framing::Rtu, 1);
    let request = master.ask(ms(0), read(1), Proof::Patience).unwrap();
    let answer = slave.received(ms(0), &request, &mut Tens(0)).concat();
    assert_eq!(master.received(ms(1), &[answer.clone(), answer].concat()), words(1));
    assert_eq!(master.tick(ms(40)), None);
    assert_eq!((master.counters().accepted, master.counters().late), (1, 1));
}

#[test]
fn a_stop_waits_for_its_own_frame_only_and_on_two_wires_for_the_answer() {
    let stop = Request::Write { address: 9, values: vec![0] };
    for (duplex, first_at) in [(Duplex::Full, 3), (Duplex::Half, 101)] {
        let mut master = Master::new(Framing::Rtu, 1, Timing { duplex, ..QUICK });
        master.ask(ms(0), read(1), Proof::Patience).unwrap();
        master.hurry(stop.clone());
        // Eight characters of 95 µs and the silence after them: two frames on end would be none.
        assert_eq!(master.take_urgent(ms(1)), None);
        let sent = (2..200).find(|at| {
            master.tick(ms(*at));
            master.take_urgent(ms(*at)).is_some()
        });
        assert!(sent.is_some_and(|at| at <= first_at), "{duplex:?} {sent:?}");
        assert_eq!(duplex == Duplex::Half, sent >= Some(100));
    }
}

/// What was given up for a stop is awaited no longer once its answer came, which is nobody's.
#[test]
fn the_answer_that_a_stop_went_past_ends_the_wait_for_it() {
    for comes in [true, false] {
        let mut master = Master::new(Framing::Rtu, 1, QUICK);
        let mut slave = Slave::new(Framing::Rtu, 1);
        let asked = master.ask(ms(0), read(1), Proof::Patience).unwrap();
        master.hurry(Request::Write { address: 9, values: vec![0] });
        let stop = master.take_urgent(ms(5)).unwrap();
        let mut answers = if comes { slave.received(ms(6), &asked, &mut Tens(0)).concat() } else { vec![] };
        answers.extend(slave.received(ms(9), &stop, &mut Tens(0)).concat());
        assert_eq!(master.received(ms(10), &answers), [Event::Answered(Answer::Written)]);
        assert_eq!(
            (master.may_ask(ms(50), Proof::Patience), master.counters().late),
            (comes, u32::from(comes))
        );
        assert!(master.may_ask(ms(500), Proof::Patience));
    }
}

#[test]
fn over_tcp_the_transaction_number_keeps_answers_apart_and_a_broken_stream_is_given_up() {
    let mut master = Master::new(Framing::Tcp, 1, QUICK);
    let mut slave = Slave::new(Framing::Tcp, 1);
    let first = master.ask(ms(0), read(1), Proof::Patience).unwrap();
    assert_eq!(master.tick(ms(100)), Some(Event::Missed));
    let second = master.ask(ms(100), read(2), Proof::Patience).unwrap();
    let both = slave.received(ms(100), &[first, second].concat(), &mut Tens(0)).concat();
    let mut events = Vec::new();
    for part in both.chunks(4) {
        events.extend(master.received(ms(101), part));
    }
    assert_eq!(events, words(2));
    assert_eq!(master.counters().late, 1);
    master.ask(ms(110), read(3), Proof::Patience).unwrap();
    assert_eq!(master.received(ms(111), &[9; 12]), [Event::Lost]);
}

proptest! {
    #[test]
    fn no_bytes_are_an_answer_by_chance(
        noise in prop::collection::vec(any::<u8>(), 0..3_000),
        cut in 1usize..400,
        is_tcp in any::<bool>(),
    ) {
        let framing = if is_tcp { Framing::Tcp } else { Framing::Rtu };
        let mut master = Master::new(framing, 1, QUICK);
        let (request, proof) = exchange(0xBEEF);
        master.ask(ms(0), request, proof).unwrap();
        for part in noise.chunks(cut) {
            for event in master.received(ms(1), part) {
                prop_assert!(!matches!(event, Event::Answered(Answer::Words(_))));
            }
            prop_assert!(master.held.len() <= MAX_HELD);
        }
    }

    /// Whatever is late, twice or lost: what is accepted is the value of the request that was sent last.
    #[test]
    fn accepted_means_own(delays in prop::collection::vec(prop_oneof![3 => 1u64..20, 1 => 90u64..499], 1..30)) {
        let mut line = Line::new(QUICK, &delays);
        for counter in 1..40 {
            let (request, proof) = exchange(counter);
            let events = line.ask(&request, proof);
            let is_right = events.ends_with(&echoed(counter)) || events.ends_with(&[Event::Missed]) || events.ends_with(&[Event::Damaged]);
            prop_assert!(is_right, "{:?}", events);
            let patient = line.ask(&read(100 + counter), Proof::Patience);
            prop_assert!(patient == words(100 + counter) || patient == [Event::Missed], "{:?}", patient);
        }
    }
}
