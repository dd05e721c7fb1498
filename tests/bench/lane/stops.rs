//! The stop key, pressed again and again: how long it takes from the key to the wire.

use crate::relay::{Babble, Relay, Wire};
use crate::support::booth::{Booth, Vehicle};
use std::sync::Arc;
use std::time::{Duration, Instant};
use termlens::Key;

/// A stop that is not on the wire by then is lost.
const LOST: Duration = Duration::from_secs(2);

/// Two stops within 20 ms are one for the driver: what was sent so shortly before a key is not that key's.
const ONE: Duration = Duration::from_millis(25);

/// How long a scan of the fast pace goes on after its request: 5 s of warning, 3 s of beam, and last words.
const SCAN_MS: u64 = 9_000;

/// Random numbers that are the same in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn between(&mut self, from: u64, to: u64) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_millis(from + self.0 % (to - from))
    }
}

/// What a row of presses came to.
#[derive(Default)]
pub struct Presses {
    pub took: Vec<Duration>,
    pub lost: u32,
    /// A stop was on the wire so shortly before the key that it cannot be told whose the next is.
    pub beside: u32,
}

impl Presses {
    fn add(&mut self, from: Instant, at: Option<Instant>) {
        match at {
            Some(at) => self.took.push(at.duration_since(from)),
            None => self.lost += 1,
        }
    }

    /// The share's time; a lost stop takes for ever.
    pub fn share(&self, percent: usize) -> Duration {
        let mut all = self.took.clone();
        all.extend((0..self.lost).map(|_| LOST));
        all.sort();
        let place = (all.len() * percent).div_ceil(100).clamp(1, all.len().max(1)) - 1;
        all.get(place).copied().unwrap_or(LOST)
    }
}

fn press(booth: &mut Booth, wire: &Wire, presses: &mut Presses) -> Option<Instant> {
    let before = Instant::now();
    let is_beside = wire.look(|seen| seen.offs.last().is_some_and(|at| before.duration_since(*at) < ONE));
    booth.press(Key::F(8));
    if is_beside {
        presses.beside += 1;
        return None;
    }
    let at = wire.wait(LOST, |seen| seen.offs.iter().rev().take_while(|at| **at >= before).last().copied());
    presses.add(before, at);
    Some(before)
}

/// Presses while no scan is on: a stop is sent all the same.
pub fn at_rest(booth: &mut Booth, wire: &Arc<Wire>, count: usize, random: &mut Random) -> Presses {
    let mut presses = Presses::default();
    for _ in 0..count {
        std::thread::sleep(random.between(90, 260));
        press(booth, wire, &mut presses);
    }
    presses
}

/// Presses at random moments of real scans, with all four lines flooding since shortly before the key.
pub fn in_scans(
    booth: &mut Booth,
    (wire, relays): (&Arc<Wire>, &[Relay]),
    scans: usize,
    random: &mut Random,
) -> (Presses, Presses) {
    let (mut offs, mut permits) = (Presses::default(), Presses::default());
    let mut is_at_lane = false;
    for number in 0..scans {
        if is_at_lane {
            booth.check_lane(Some("стоп по кнопке"));
            booth.request_scan();
        } else {
            booth.bring_to_scan(Vehicle::CITRUS);
        }
        std::thread::sleep(random.between(0, SCAN_MS));
        let babble = if number % 2 == 0 { Babble::AtSpeed } else { Babble::Flood };
        for relay in relays {
            relay.set(babble);
        }
        std::thread::sleep(random.between(10, 250));
        let was_permitted = wire.look(|seen| seen.permits.last().is_some_and(|(_, permit)| *permit));
        let before = press(booth, wire, &mut offs);
        if let (true, Some(before)) = (was_permitted, before) {
            let at = wire.wait(LOST, |seen| {
                let ended = seen.permits.iter().find(|(at, permit)| *at >= before && !permit);
                ended.map(|(at, _)| *at)
            });
            permits.add(before, at);
        }
        for relay in relays {
            relay.set(Babble::Quiet);
        }
        is_at_lane = settle(booth);
    }
    if is_at_lane {
        booth.press(Key::Esc);
    }
    (offs, permits)
}

/// Waits for the end of the scan, and acknowledges what fault came of it meanwhile; whether the case is still at the lane.
fn settle(booth: &mut Booth) -> bool {
    let [repeat, handed, fault] = ["lane-repeat-reason", "lane-handed", "lane-fault-acknowledge"]
        .map(|id| booth.words().say(id).chars().take(20).collect::<String>());
    loop {
        booth.wait_long_until("the end of the scan", |screen| {
            [&repeat, &handed, &fault].into_iter().any(|text| screen.contains(text))
        });
        if !booth.screen().contains(&fault) {
            return booth.screen().contains(&repeat);
        }
        booth.press(Key::F(12));
        std::thread::sleep(Duration::from_millis(500));
    }
}
