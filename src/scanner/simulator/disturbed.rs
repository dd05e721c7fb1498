//! A line with faults: what the device says goes out late, twice, cut, mangled or not at all.

use super::fault::LineFault;
use super::random::Random;
use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

/// How late a late answer is: later than any request waits.
const LATE: Duration = Duration::from_millis(400);

/// How slow a slow answer is: nine tenths of what a request waits.
const SLOW: Duration = Duration::from_millis(90);

/// Between two bytes that trickle.
const TRICKLE: Duration = Duration::from_millis(30);

/// A stuck line repeats its frame this often, as an honest device would answer polls.
const STUCK_PERIOD: Duration = Duration::from_millis(50);

/// A boot banner comes this often.
const BANNER_PERIOD: Duration = Duration::from_secs(1);

/// What a controller says of itself when it starts.
const BANNER: &[u8] = b"\r\n\r\nBoot loader 2.4 (build 1187)\r\nRAM ok, config ok, starting...\r\n";

/// Zero bytes of a break in a tick of 5 ms: 921 600 baud carry 460.
const BREAK_BYTES: usize = 460;

/// Repetitions in a tick when a line floods: 4 000 words a second.
const FLOOD_WORDS: usize = 20;

/// What may wait to be sent: a second of a line of 921 600 baud. Beyond it the line loses bytes, as one without flow control does.
const MAX_WAITING: usize = 92_160;

/// One direction of a line, from the device to the host.
#[derive(Debug)]
pub struct Disturbed {
    faults: BTreeSet<LineFault>,
    random: Random,
    queue: VecDeque<(Duration, Vec<u8>)>,
    waiting: usize,
    last: Vec<u8>,
    stuck: Option<Vec<u8>>,
    repeated_at: Duration,
    banner_at: Duration,
}

impl Disturbed {
    /// A line without faults; `seed` makes its noise repeatable.
    pub fn new(seed: u64) -> Self {
        Self {
            faults: BTreeSet::new(),
            random: Random::new(seed),
            queue: VecDeque::new(),
            waiting: 0,
            last: Vec::new(),
            stuck: None,
            repeated_at: Duration::ZERO,
            banner_at: Duration::ZERO,
        }
    }

    /// Switches a fault on or off.
    pub fn set(&mut self, fault: LineFault, is_on: bool) {
        if is_on {
            self.faults.insert(fault);
        } else {
            self.faults.remove(&fault);
        }
        self.stuck = self.stuck.take().filter(|_| self.has(LineFault::StuckFrame));
    }

    /// Whether a fault is on.
    pub fn has(&self, fault: LineFault) -> bool {
        self.faults.contains(&fault)
    }

    /// The device says this.
    pub fn say(&mut self, now: Duration, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        self.last.clone_from(&bytes);
        if self.has(LineFault::StuckFrame) {
            self.stuck.get_or_insert(bytes);
            return;
        }
        if self.has(LineFault::LostReply) || self.has(LineFault::Break) {
            return;
        }
        let bytes = self.mangled(bytes);
        let due = now + self.delay();
        if self.has(LineFault::Trickle) {
            for (place, byte) in (0u32..).zip(bytes) {
                self.push(due + TRICKLE * place, vec![byte]);
            }
            return;
        }
        if self.has(LineFault::DuplicateReply) {
            self.push(due, bytes.clone());
        }
        self.push(due, bytes);
    }

    /// What goes out by now.
    pub fn due(&mut self, now: Duration) -> Vec<u8> {
        let mut out = self.unasked(now);
        // A later word may be due before an earlier one that is late: the line keeps no order then, as the fault has it.
        let (mut due, rest): (VecDeque<_>, VecDeque<_>) =
            self.queue.drain(..).partition(|(at, _)| *at <= now);
        self.queue = rest;
        for (_, bytes) in due.drain(..) {
            self.waiting = self.waiting.saturating_sub(bytes.len());
            out.extend(bytes);
        }
        out
    }

    /// The device's port is gone: nothing that waits arrives.
    pub fn clear(&mut self) {
        self.queue.clear();
        self.waiting = 0;
    }

    fn push(&mut self, due: Duration, bytes: Vec<u8>) {
        if self.waiting + bytes.len() <= MAX_WAITING {
            self.waiting += bytes.len();
            self.queue.push_back((due, bytes));
        }
    }

    fn delay(&self) -> Duration {
        if self.has(LineFault::LateReply) {
            LATE
        } else if self.has(LineFault::Slow) {
            SLOW
        } else {
            Duration::ZERO
        }
    }

    fn mangled(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.has(LineFault::Truncated) {
            bytes.truncate(bytes.len() / 2);
        }
        if self.has(LineFault::BitFlip) {
            let (place, bit) = (self.below(bytes.len()), self.below(8));
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << bit;
            }
        }
        if self.has(LineFault::DigitSwap)
            && let Some(place) = first_pair(&bytes)
        {
            bytes.swap(place, place + 1);
        }
        if self.has(LineFault::WrongBaud) {
            bytes = bytes.into_iter().map(|byte| byte.rotate_left(3) ^ 0xb6).collect();
        }
        if self.has(LineFault::Noise) {
            let inside = self.below(bytes.len() + 1);
            let noise: Vec<u8> = (0..3).map(|_| self.byte()).collect();
            bytes.splice(inside..inside, noise);
            let before: Vec<u8> = (0..4).map(|_| self.byte()).collect();
            bytes.splice(0..0, before);
            bytes.push(self.byte());
        }
        bytes
    }

    /// What comes without the device having said anything.
    fn unasked(&mut self, now: Duration) -> Vec<u8> {
        if self.has(LineFault::Break) {
            return vec![0; BREAK_BYTES];
        }
        let mut out = Vec::new();
        if self.has(LineFault::Banner) && now.saturating_sub(self.banner_at) >= BANNER_PERIOD {
            self.banner_at = now;
            out.extend(BANNER);
        }
        if let Some(frame) = &self.stuck
            && now.saturating_sub(self.repeated_at) >= STUCK_PERIOD
        {
            self.repeated_at = now;
            out.extend(frame);
        }
        if self.has(LineFault::Flood) {
            out.extend(self.last.iter().copied().cycle().take(self.last.len() * FLOOD_WORDS));
        }
        out
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.random.pick(bound)).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.random.pick(256)).unwrap_or(0)
    }
}

/// The first two neighbours that are different digits, else that are different bytes.
fn first_pair(bytes: &[u8]) -> Option<usize> {
    let differ = |pair: &[u8]| matches!(pair, [a, b] if a != b);
    let digits = |pair: &[u8]| pair.iter().all(u8::is_ascii_digit);
    let pairs = || bytes.windows(2);
    pairs().position(|pair| differ(pair) && digits(pair)).or_else(|| pairs().position(differ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(9);

    fn said(fault: LineFault, after: Duration) -> Vec<u8> {
        let mut line = Disturbed::new(3);
        line.set(fault, true);
        line.say(NOW, b"GB,000123".to_vec());
        line.due(NOW + after)
    }

    #[test]
    fn each_fault_does_what_it_is_named_for() {
        let word = b"GB,000123".as_slice();
        let (now, soon) = (Duration::ZERO, Duration::from_millis(100));
        assert_eq!(said(LineFault::LostReply, soon), b"");
        assert_eq!(
            (said(LineFault::LateReply, soon), said(LineFault::LateReply, LATE)),
            (vec![], word.to_vec())
        );
        assert_eq!((said(LineFault::Slow, now), said(LineFault::Slow, soon)), (vec![], word.to_vec()));
        assert_eq!(said(LineFault::DuplicateReply, now), [word, word].concat());
        assert_eq!(said(LineFault::Truncated, now), b"GB,0");
        assert_eq!(said(LineFault::Trickle, soon), b"GB,0");
        assert_eq!(said(LineFault::DigitSwap, now), b"GB,001023");
        assert_eq!(said(LineFault::Break, now), vec![0; BREAK_BYTES]);
        assert_eq!(said(LineFault::StuckFrame, now), word);
        assert_eq!(said(LineFault::Flood, now).len(), word.len() * (FLOOD_WORDS + 1));
        let flipped = said(LineFault::BitFlip, now);
        let bits: u32 = flipped.iter().zip(word).map(|(a, b)| (a ^ b).count_ones()).sum();
        assert_eq!((flipped.len(), bits), (word.len(), 1));
        assert!(said(LineFault::WrongBaud, now).iter().zip(word).all(|(a, b)| a != b));
        assert_eq!(said(LineFault::Noise, now).len(), word.len() + 8);
        assert!(said(LineFault::Banner, now).starts_with(BANNER));
    }

    #[test]
    fn what_waits_is_bounded_and_a_fault_that_ends_leaves_no_trace() {
        let mut line = Disturbed::new(3);
        line.set(LineFault::LateReply, true);
        for _ in 0..2_000 {
            line.say(NOW, vec![7; 100]);
        }
        assert!(line.due(NOW + LATE).len() <= MAX_WAITING);
        line.set(LineFault::LateReply, false);
        line.set(LineFault::StuckFrame, true);
        line.say(NOW, b"old".to_vec());
        line.set(LineFault::StuckFrame, false);
        line.say(NOW, b"new".to_vec());
        assert_eq!(line.due(NOW), b"new");
    }
}
