//! How much is read from a line: what its speed can carry and a good deal more, whatever babbles at the other end.
//!
//! A pseudo terminal, a USB adapter gone mad or a terminal server delivers megabytes a second where the device's line carries kilobytes. What is
//! beyond the budget stays in the kernel, whose buffer is bounded.

use crate::scanner::device::Uptime;
use crate::scanner::line::LineSettings;

/// The shortest character on a line: start, seven bits, stop.
const CHARACTER_BITS: u64 = 9;

/// Twice what the line carries, so that what a stall left behind is worked off while the device goes on.
const MARGIN: u64 = 2;

/// On a slow line as well so many bytes a second: a kernel holds 64 KiB back, which is worked off within a second.
const LEAST_RATE: u64 = 65_536;

/// What may come at once after a pause: one read (4096), as much as a USB adapter hands over in 44 ms at 921 600 baud.
const BURST: u64 = 4_096;

/// Reads of one period: a UART that hands over eight bytes at a time at 921 600 baud needs 12. More come of a line that trickles
/// bytes as fast as they are taken.
const READS: u32 = 32;

/// The period of reads: a tick of the port.
const PERIOD: Uptime = super::TICK;

/// What may be read now.
#[derive(Debug)]
pub(super) struct Budget {
    /// Bytes a second.
    rate: u64,
    bytes: u64,
    reads: u32,
    /// Up to when bytes were granted.
    granted_at: Uptime,
    /// When the reads of this period began to be counted.
    period_at: Uptime,
}

impl Budget {
    /// The budget of such a line.
    pub(super) fn of(line: LineSettings) -> Self {
        let rate = (u64::from(line.baud) / CHARACTER_BITS).saturating_mul(MARGIN).max(LEAST_RATE);
        Self { rate, bytes: BURST, reads: READS, granted_at: Uptime::ZERO, period_at: Uptime::ZERO }
    }

    /// Whether anything may be read.
    pub(super) fn is_left(&self) -> bool {
        self.bytes > 0 && self.reads > 0
    }

    /// At most so many bytes may be read at once.
    pub(super) fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }

    /// So many bytes were read.
    pub(super) fn spend(&mut self, count: usize) {
        self.bytes = self.bytes.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        self.reads = self.reads.saturating_sub(1);
    }

    /// Time went on.
    pub(super) fn grant(&mut self, now: Uptime) {
        let passed = u64::try_from(now.saturating_sub(self.granted_at).as_micros()).unwrap_or(u64::MAX);
        let grant = passed.saturating_mul(self.rate) / 1_000_000;
        if grant > 0 {
            // What passes while the program does not run is granted whole: the line went on meanwhile.
            let most = BURST.max(grant.min(self.rate));
            self.bytes = self.bytes.saturating_add(grant).min(most);
            self.granted_at = now;
        }
        if now.saturating_sub(self.period_at) >= PERIOD {
            (self.reads, self.period_at) = (READS, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Reads as much as it may, each 10 ms, for a second, after a second of rest.
    fn read_in_a_second(baud: u32, at_once: usize) -> usize {
        let mut budget = Budget::of(LineSettings::plain(baud));
        let mut read = 0;
        for tick in 0..100 {
            budget.grant(Duration::from_millis(1_000 + 10 * tick));
            while budget.is_left() {
                let count = at_once.min(budget.bytes());
                budget.spend(count);
                read += count;
            }
        }
        read
    }

    #[test]
    fn a_line_is_read_faster_than_it_speaks_and_no_faster_than_twice() {
        for baud in [9_600, 19_200, 115_200, 921_600, 3_000_000] {
            let speaks = usize::try_from(baud / 10).unwrap();
            let read = read_in_a_second(baud, 4_096);
            let rate = usize::try_from(Budget::of(LineSettings::plain(baud)).rate).unwrap();
            assert!(read > speaks * 2 && read <= 2 * rate, "{baud}: {read}");
        }
    }

    #[test]
    fn single_bytes_are_read_as_often_as_a_line_may_deliver_them_and_not_without_end() {
        assert_eq!(read_in_a_second(921_600, 1), 100 * usize::try_from(READS).unwrap());
        assert!(read_in_a_second(921_600, 8) >= 25_000);
    }

    #[test]
    fn a_stall_is_caught_up_with_and_time_that_stands_still_grants_nothing() {
        let mut budget = Budget::of(LineSettings::plain(921_600));
        budget.grant(Duration::from_secs(5));
        assert_eq!(budget.bytes(), 204_800);
        budget.spend(204_800);
        budget.grant(Duration::from_secs(5));
        budget.grant(Duration::from_secs(4));
        assert!(!budget.is_left());
        budget.grant(Duration::from_secs(5) + Duration::from_millis(10));
        assert_eq!(budget.bytes(), 2_048);
    }
}
