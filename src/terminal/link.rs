//! How much a link carries, by the terminal's own replies: each frame ends with a question, and the answer says that it was drawn.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

/// "Are you in order?" (`DSR 5`). The terminal answers `CSI 0 n` when it has come so far.
pub const FENCE: &[u8] = b"\x1b[5n";

/// An answer may take so long beyond what its bytes take: two satellites and a busy machine.
const LONGEST_ANSWER: Duration = Duration::from_secs(3);
/// So many answers must fail to come before a terminal counts as one that never answers.
const SILENCES: u32 = 2;
/// Shorter frames say nothing of the rate: their time is that of the way there and back.
const TELLING_BYTES: usize = 1 << 10;
/// What a frame counts for beside the one after it.
const MEMORY: f64 = 0.85;
/// Bytes a second. What was measured slower is an answer that was lost, or a machine that stood still: a modem of 9600 baud carries more.
const SLOWEST: f64 = 1_000.0;
/// A shorter time is that of the machines, not of the link.
const SHORTEST: Duration = Duration::from_millis(2);
/// What may be under way beyond what fills the link while an answer comes back: the wait of a key pressed meanwhile.
const AHEAD: Duration = Duration::from_millis(120);
/// Answers awaited at a time: each frame of a screen full of tiles may ask.
const MOST_FLIGHTS: usize = 64;

/// Whether the terminal answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// It has answered before.
    Yes,
    /// It never did: no question is put to it.
    Never,
}

/// A frame under way.
#[derive(Debug, Clone, Copy)]
struct Flight {
    bytes: usize,
    at: Duration,
    pace: Pace,
}

/// What set the pace of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// The link: its time tells the rate.
    Link,
    /// We ourselves, by the rate as it was known: its time tells nothing new.
    Own,
}

/// What is known of the link. Every `now` is a time since one and the same origin.
#[derive(Debug)]
pub struct Link {
    given: Option<f64>,
    answers: Answers,
    flying: VecDeque<Flight>,
    /// The quickest answer so far: the way there and back.
    quickest: Option<Duration>,
    last_answer: Option<Duration>,
    /// Bytes of the last frames and the seconds that they took, those long ago for less.
    carried: (f64, f64),
    silences: u32,
    /// When what was poured has left, by the rate.
    poured_until: Duration,
}

impl Link {
    /// A link of so many kilobits a second, or of which nothing is known.
    pub fn new(kbps: Option<NonZeroU32>, answers: Answers) -> Self {
        Self {
            given: kbps.map(|kbps| f64::from(kbps.get()) * 1000.0 / 8.0),
            answers,
            flying: VecDeque::new(),
            quickest: None,
            last_answer: None,
            carried: (0.0, 0.0),
            silences: 0,
            poured_until: Duration::ZERO,
        }
    }

    /// Something that the terminal was asked before came back after so long.
    pub fn round_trip(&mut self, time: Duration) {
        self.answers = Answers::Yes;
        // An answer of minutes later tells of a machine that slept, not of the link.
        if time <= LONGEST_ANSWER {
            self.quickest = Some(self.quickest.map_or(time, |quickest| quickest.min(time)));
        }
    }

    /// What a frame is to end with: the question, or nothing where none would be answered.
    pub fn fence(&self) -> &'static [u8] {
        match self.answers {
            Answers::Yes if self.flying.len() < MOST_FLIGHTS => FENCE,
            Answers::Yes | Answers::Never => &[],
        }
    }

    /// A frame that ends with a fence was handed over.
    pub fn sent(&mut self, bytes: usize, now: Duration) {
        self.flying.push_back(Flight { bytes, at: now, pace: Pace::Link });
    }

    /// The last of so many poured bytes was handed over, with a fence; the first of them went out at `at`.
    pub fn sent_poured(&mut self, bytes: usize, at: Duration) {
        self.flying.push_back(Flight { bytes, at, pace: Pace::Own });
    }

    /// The terminal answered a fence.
    pub fn answered(&mut self, now: Duration) {
        self.answers = Answers::Yes;
        self.silences = 0;
        let Some(flight) = self.flying.pop_front() else { return };
        let elapsed = now.saturating_sub(flight.at);
        // The link had nothing else to carry from the answer before on, or, where it stood still, from when the frame came to it.
        let free = flight.at + self.quickest.unwrap_or_default();
        let begun = self.last_answer.map_or(free, |last| last.max(free));
        if flight.bytes >= TELLING_BYTES && flight.pace == Pace::Link {
            let service = now.saturating_sub(begun).max(SHORTEST).as_secs_f64();
            // Sums, because answers come in bunches: one that is late makes the next look early.
            let (bytes, seconds) = self.carried;
            self.carried = (bytes * MEMORY + count(flight.bytes), seconds * MEMORY + service);
        }
        self.quickest = Some(self.quickest.map_or(elapsed, |quickest| quickest.min(elapsed)));
        self.last_answer = Some(now);
    }

    /// Gives up the answers that should have come long ago.
    pub fn look(&mut self, now: Duration) {
        let late = |flight: &Flight| now >= flight.at + self.longest(flight.bytes);
        if self.flying.front().is_some_and(late) {
            self.flying.clear();
            self.silences += 1;
            if self.silences >= SILENCES {
                self.answers = Answers::Never;
            }
        }
    }

    /// When [`Link::look`] has something to give up; none while no answer is awaited.
    pub fn due(&self) -> Option<Duration> {
        self.flying.front().map(|flight| flight.at + self.longest(flight.bytes))
    }

    fn longest(&self, bytes: usize) -> Duration {
        // Twice its time: others may use the link too.
        LONGEST_ANSWER + 2 * self.quickest.unwrap_or_default() + 2 * self.time(bytes).unwrap_or_default()
    }

    /// Bytes of which no answer tells yet that they were drawn.
    pub fn under_way(&self) -> usize {
        self.flying.iter().map(|flight| flight.bytes).sum()
    }

    /// Whether more of a picture may follow what is under way. Where no answers come, the writer alone decides.
    pub fn has_room(&self) -> bool {
        let flying = self.under_way();
        let Some(rate) = self.rate() else { return flying == 0 };
        let filled = rate * (self.quickest.unwrap_or_default() + AHEAD).as_secs_f64();
        flying == 0 || count(flying) < filled
    }

    /// Bytes were handed over between which no question can be put: only the rate tells when they have left.
    pub fn pour(&mut self, bytes: usize, now: Duration) {
        self.poured_until = self.poured_until.max(now) + self.time(bytes).unwrap_or_default();
    }

    /// When more may be poured: so little is left then that a key pressed meanwhile does not wait long.
    pub fn pours_at(&self) -> Duration {
        self.poured_until.saturating_sub(AHEAD)
    }

    /// How long so many bytes take on the link; none while nothing is known of it.
    pub fn time(&self, bytes: usize) -> Option<Duration> {
        // An hour is as good as for ever, and no figure overflows.
        self.rate().map(|rate| Duration::from_secs_f64((count(bytes) / rate).min(3_600.0)))
    }

    /// The quickest answer so far: the way there and back. No time where there was none.
    pub fn way_and_back(&self) -> Duration {
        self.quickest.unwrap_or_default()
    }

    /// Bytes that the link carries in a time; none while nothing is known of it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates: as much as can be said"
    )]
    pub fn bytes_in(&self, time: Duration) -> Option<usize> {
        self.rate().map(|rate| (rate * time.as_secs_f64()) as usize)
    }

    fn rate(&self) -> Option<f64> {
        let (bytes, seconds) = self.carried;
        let measured = (seconds > 0.0).then(|| bytes / seconds);
        self.given.or(measured.map(|rate| rate.max(SLOWEST))).map(|rate| rate.max(1.0))
    }
}

/// Bytes as a number to reckon with.
fn count(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// A link of 32 000 bytes a second and 200 ms there and back.
    fn slow_frame(link: &mut Link, bytes: usize, now: &mut Duration) {
        link.sent(bytes, *now);
        *now += ms(200) + Duration::from_secs_f64(count(bytes) / 32_000.0);
        link.answered(*now);
        *now += ms(1_000);
    }

    #[test]
    fn the_rate_is_measured_without_the_way_there_and_back() {
        let mut link = Link::new(None, Answers::Yes);
        let mut now = ms(0);
        slow_frame(&mut link, 8, &mut now);
        slow_frame(&mut link, 3_200, &mut now);
        let time = link.time(32_000).unwrap();
        assert!((ms(990)..ms(1_010)).contains(&time), "{time:?}");
    }

    #[test]
    fn frames_that_follow_closely_are_measured_by_the_time_between_their_answers() {
        let mut link = Link::new(None, Answers::Yes);
        link.round_trip(ms(200));
        link.sent(3_200, ms(0));
        link.sent(3_200, ms(1));
        link.answered(ms(300));
        link.answered(ms(400));
        let time = link.time(32_000).unwrap();
        assert!((ms(990)..ms(1_010)).contains(&time), "{time:?}");
    }

    #[test]
    fn answers_that_come_in_bunches_tell_no_wonders() {
        let mut link = Link::new(None, Answers::Yes);
        link.round_trip(ms(200));
        for turn in 0..4 {
            let at = ms(turn * 5_000);
            (0..4).for_each(|_| link.sent(3_200, at));
            // The terminal was busy: what it drew after 300, 400, 500 and 600 ms is told at once.
            (0..4).for_each(|_| link.answered(at + ms(600)));
            let time = link.time(32_000).unwrap();
            // A bunch that ends with what was there at once looks a little faster than it is.
            assert!((ms(700)..ms(2_500)).contains(&time), "{time:?}");
        }
    }

    #[test]
    fn what_we_held_back_ourselves_does_not_make_the_link_slower() {
        let mut link = Link::new(None, Answers::Yes);
        let mut now = ms(0);
        slow_frame(&mut link, 8, &mut now);
        slow_frame(&mut link, 6_400, &mut now);
        let before = link.time(32_000);
        link.sent_poured(32_000, now);
        link.answered(now + ms(9_000));
        assert_eq!(link.time(32_000), before);
    }

    #[test]
    fn the_link_is_kept_full_and_not_fuller() {
        let mut link = Link::new(NonZeroU32::new(256), Answers::Yes);
        link.round_trip(ms(200));
        // 32 bytes a millisecond for 320 ms.
        assert!(link.has_room());
        link.sent(9_000, ms(0));
        assert!(link.has_room());
        link.sent(2_000, ms(1));
        assert!(!link.has_room());
        link.answered(ms(490));
        assert!(link.has_room());
    }

    #[test]
    fn nothing_known_is_one_frame_at_a_time() {
        let mut link = Link::new(None, Answers::Yes);
        assert!(link.has_room() && link.time(1).is_none());
        link.sent(10, ms(0));
        assert!(!link.has_room());
    }

    #[test]
    fn a_terminal_that_never_answers_is_asked_twice_and_no_more() {
        let mut link = Link::new(None, Answers::Yes);
        for turn in 0..2 {
            assert_eq!(link.fence(), FENCE);
            link.sent(5_000, ms(turn * 10_000));
            link.look(ms(turn * 10_000 + 2_900));
            assert!(!link.has_room());
            assert_eq!(link.due(), Some(ms(turn * 10_000 + 3_000)));
            link.look(ms(turn * 10_000 + 3_000));
            assert!(link.has_room());
        }
        assert!(link.fence().is_empty());
        // A late answer is an answer.
        link.answered(ms(60_000));
        assert_eq!(link.fence(), FENCE);
    }

    #[test]
    fn an_answer_that_was_lost_makes_no_link_of_minutes() {
        let mut link = Link::new(None, Answers::Yes);
        link.round_trip(ms(5));
        link.sent(5_000, ms(0));
        // Its answer is lost; the next one is taken for it, half a minute later.
        link.sent(5_000, ms(30_000));
        link.answered(ms(30_010));
        assert!(!link.has_room());
        assert!(link.due().unwrap() <= ms(30_000 + 3_000 + 10_000 + 100), "{:?}", link.due());
    }

    #[test]
    fn a_slow_link_is_not_taken_for_silence() {
        let mut link = Link::new(NonZeroU32::new(64), Answers::Yes);
        link.sent(80_000, ms(0));
        link.look(ms(15_000));
        assert!(!link.has_room());
        assert_eq!(link.bytes_in(ms(500)), Some(4_000));
    }
}
