//! The one place that reads the machine's clocks.

use crate::domain::Moment;
use crate::domain::fact::{Entry, Fact};
use crate::domain::step::By;
use crate::domain::time::{ClockReading, ClockSync};
use rustix::time::ClockId;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// Where the kernel names the machine's start.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// The kernel's name of a start is a UUID: 36 characters.
const BOOT_ID_CHARS: usize = 36;

/// systemd-timesyncd leaves this file once it has set the clock by a server.
const TIMESYNCD_MARK: &str = "/run/systemd/timesync/synchronized";

/// Both time keepers that a Debian has: while neither's folder is there, nobody keeps the clock.
const KEEPERS: [&str; 2] = ["/run/systemd/timesync", "/run/chrony"];

/// Wall and monotonic clock may drift apart by so much between two looks before it is a jump, milliseconds. A time
/// server slews by 0.05 % at most: 1 s in half an hour.
pub const JUMP_MS: i64 = 1_000;

/// Reads the wall clock.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
pub fn now() -> Moment {
    chrono::Utc::now()
}

/// Milliseconds since the machine's start, sleep included.
pub fn uptime_ms() -> u64 {
    let time = rustix::time::clock_gettime(ClockId::Boottime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    seconds.saturating_mul(1_000).saturating_add(u64::try_from(time.tv_nsec / 1_000_000).unwrap_or(0))
}

/// The other clocks.
pub fn reading() -> ClockReading {
    ClockReading { uptime_ms: uptime_ms(), boot: boot().to_owned(), sync: sync() }
}

/// An entry of this moment with all clocks.
pub fn entry(by: By, fact: Fact) -> Entry {
    Entry { clock: Some(reading()), ..Entry::new(now(), by, fact) }
}

fn boot() -> &'static str {
    static BOOT: OnceLock<String> = OnceLock::new();
    BOOT.get_or_init(|| {
        let id = fs::read_to_string(BOOT_ID).unwrap_or_default();
        id.trim().chars().take(BOOT_ID_CHARS).collect()
    })
}

/// chrony keeps its state to itself: beside it nobody tells.
fn sync() -> ClockSync {
    let [timesyncd, chrony] = KEEPERS.map(|folder| Path::new(folder).exists());
    match (Path::new(TIMESYNCD_MARK).exists(), timesyncd, chrony) {
        (true, ..) => ClockSync::Synchronised,
        (false, _, true) => ClockSync::Unknown,
        (false, _, false) => ClockSync::Free,
    }
}

/// Watches the wall clock against the monotonic one.
#[derive(Debug)]
pub struct JumpWatch {
    wall_minus_uptime_ms: i64,
}

impl JumpWatch {
    /// From these readings on.
    pub fn new(wall: Moment, uptime_ms: u64) -> Self {
        Self { wall_minus_uptime_ms: difference(wall, uptime_ms) }
    }

    /// By how much the wall clock jumped since the last look, milliseconds; `None` while it did not.
    pub fn look(&mut self, wall: Moment, uptime_ms: u64) -> Option<i64> {
        let now = difference(wall, uptime_ms);
        let by = now.saturating_sub(self.wall_minus_uptime_ms);
        self.wall_minus_uptime_ms = now;
        (by.abs() >= JUMP_MS).then_some(by)
    }
}

fn difference(wall: Moment, uptime_ms: u64) -> i64 {
    wall.timestamp_millis().saturating_sub(i64::try_from(uptime_ms).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Moment {
        Moment::from_timestamp_millis(1_795_400_000_000 + ms).unwrap()
    }

    #[test]
    fn only_a_jump_is_a_jump() {
        let mut watch = JumpWatch::new(at(0), 5_000);
        assert_eq!(watch.look(at(10_000), 15_000), None, "both went on");
        assert_eq!(watch.look(at(10_900), 15_500), None, "slewing is no jump");
        assert_eq!(watch.look(at(3_610_900), 15_500), Some(3_600_000), "set forward by an hour");
        assert_eq!(watch.look(at(3_610_900), 15_500), None, "told once");
        assert_eq!(watch.look(at(10_900), 15_500), Some(-3_600_000), "set back");
    }

    #[test]
    fn the_machines_clocks_are_read() {
        let (first, second) = (reading(), reading());
        assert_eq!(first.boot, second.boot);
        assert_eq!(first.boot.len(), BOOT_ID_CHARS);
        assert!(first.uptime_ms > 0 && second.uptime_ms >= first.uptime_ms);
    }
}
