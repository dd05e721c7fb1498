//! The one place that reads the machine's clocks, and the clock that a station goes by: the machine's, or a driven one.

use crate::domain::Moment;
use crate::domain::fact::{Entry, Fact};
use crate::domain::step::By;
use crate::domain::time::{ClockReading, ClockSync};
use rustix::time::ClockId;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Where the kernel names the machine's start.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// The kernel's name of a start is a UUID: 36 characters.
const BOOT_ID_CHARS: usize = 36;

/// systemd-timesyncd leaves this file once it has set the clock by a server.
const TIMESYNCD_MARK: &str = "/run/systemd/timesync/synchronized";

/// Both time keepers that a Debian has: while neither's folder is there, nobody keeps the clock.
const KEEPERS: [&str; 2] = ["/run/systemd/timesync", "/run/chrony"];

/// The name of the start that a driven clock tells: it is no machine's, and the same each time.
const DRIVEN_BOOT: &str = "driven";

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

/// The clock that a station and its jobs go by. Clones tell the same time.
#[derive(Debug, Clone)]
pub struct Clock {
    began: (Moment, u64),
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Machine,
    Driven(Arc<Hands>),
}

/// Where a driven clock stands, milliseconds from its beginning.
#[derive(Debug, Default)]
struct Hands {
    passed: AtomicI64,
    set_by: AtomicI64,
}

/// Moves a driven clock.
#[derive(Debug, Clone)]
pub struct Driver(Arc<Hands>);

impl Clock {
    /// The machine's clocks, first read now: a wall clock that is set from then on is recorded.
    pub fn machine() -> Self {
        Self { began: (now(), uptime_ms()), source: Source::Machine }
    }

    /// A clock that stands at `start` until its driver moves it, for a booth whose days pass as fast as its records are
    /// written.
    pub fn driven(start: Moment) -> (Self, Driver) {
        let hands = Arc::new(Hands::default());
        (Self { began: (start, 0), source: Source::Driven(Arc::clone(&hands)) }, Driver(hands))
    }

    /// Wall clock and uptime in milliseconds, of one instant.
    pub fn both(&self) -> (Moment, u64) {
        let Source::Driven(hands) = &self.source else { return (now(), uptime_ms()) };
        let (passed, set_by) = (hands.passed.load(Ordering::Acquire), hands.set_by.load(Ordering::Acquire));
        let wall = chrono::TimeDelta::milliseconds(passed.saturating_add(set_by));
        let at = self.began.0.checked_add_signed(wall).unwrap_or(Moment::MAX_UTC);
        (at, u64::try_from(passed).unwrap_or(0))
    }

    /// The wall clock.
    pub fn now(&self) -> Moment {
        self.both().0
    }

    /// An entry of this moment with all clocks.
    pub fn entry(&self, by: By, fact: Fact) -> Entry {
        let (at, uptime_ms) = self.both();
        let clock = match self.source {
            Source::Machine => ClockReading { uptime_ms, ..reading() },
            Source::Driven(_) => {
                ClockReading { uptime_ms, boot: DRIVEN_BOOT.to_owned(), sync: ClockSync::Free }
            }
        };
        Entry { clock: Some(clock), ..Entry::new(at, by, fact) }
    }

    /// Watches from the first reading on.
    pub fn watch(&self) -> JumpWatch {
        JumpWatch::new(self.began.0, self.began.1)
    }
}

impl Driver {
    /// Lets time pass: wall clock and uptime go on together.
    pub fn advance(&self, by: Duration) {
        self.0.passed.fetch_add(milliseconds(by), Ordering::AcqRel);
    }

    /// Sets the wall clock forward, or back where negative, as a person does: a jump.
    pub fn set_by(&self, ms: i64) {
        self.0.set_by.fetch_add(ms, Ordering::AcqRel);
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
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
    fn a_driven_clock_goes_as_far_as_it_is_driven() {
        let (clock, driver) = Clock::driven(at(0));
        let mut watch = clock.watch();
        driver.advance(Duration::from_mins(90));
        assert_eq!(clock.clone().both(), (at(5_400_000), 5_400_000));
        let entry = clock.entry(By::Station, sample());
        let told = entry.clock.unwrap();
        assert_eq!((entry.at, told.uptime_ms, told.boot.as_str()), (at(5_400_000), 5_400_000, DRIVEN_BOOT));
        let (wall, uptime_ms) = clock.both();
        assert_eq!(watch.look(wall, uptime_ms), None, "both went on");
        driver.set_by(-60_000);
        let (wall, uptime_ms) = clock.both();
        assert_eq!(watch.look(wall, uptime_ms), Some(-60_000), "set back");
        let (other, _) = Clock::driven(at(0));
        assert_eq!(other.now(), at(0), "each is its own");
    }

    #[test]
    fn a_machines_clock_tells_the_machines_time() {
        let clock = Clock::machine();
        let (wall, uptime_ms) = clock.both();
        assert!(wall >= clock.began.0 && uptime_ms >= clock.began.1);
        assert_eq!(clock.watch().look(wall, uptime_ms), None);
        assert_eq!(clock.entry(By::Station, sample()).clock.unwrap().boot, boot());
    }

    fn sample() -> Fact {
        Fact::Booth { fact: crate::domain::fact::BoothFact::StationStopped }
    }

    #[test]
    fn the_machines_clocks_are_read() {
        let (first, second) = (reading(), reading());
        assert_eq!(first.boot, second.boot);
        assert_eq!(first.boot.len(), BOOT_ID_CHARS);
        assert!(first.uptime_ms > 0 && second.uptime_ms >= first.uptime_ms);
    }
}
