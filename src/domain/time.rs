//! Moments, and the booth's fixed zone.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Offset, Utc};
use serde::{Deserialize, Serialize};

/// A moment on the wall clock, UTC. Durations between two of them may lie when the clock was set: order is the journal's.
pub type Moment = DateTime<Utc>;

/// What the machine's clocks said when an entry was made, besides the wall clock. It tells whether two wall times may be
/// compared; it never orders anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClockReading {
    /// Milliseconds since the machine's start, sleep included; it only goes forward within one boot.
    pub uptime_ms: u64,
    /// The machine's start, as the kernel names it; empty where it does not.
    pub boot: String,
    /// Whether the wall clock was kept by a time server.
    pub sync: ClockSync,
}

/// Whether the wall clock is kept by a time server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockSync {
    /// It is.
    Synchronised,
    /// It is not.
    Free,
    /// Nobody on the machine tells.
    Unknown,
}

/// The single zone of Kazakhstan since 1 March 2024: UTC+5, no summer time.
const BOOTH_OFFSET_SECONDS: i32 = 5 * 3_600;

/// A moment as the booth's wall clock shows it.
pub fn booth_time(moment: Moment) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(BOOTH_OFFSET_SECONDS).unwrap_or_else(|| Utc.fix());
    moment.with_timezone(&offset)
}

/// The booth's day of a moment: it goes into the case number.
pub fn booth_day(moment: Moment) -> NaiveDate {
    booth_time(moment).date_naive()
}

/// The moment at which a day of the booth begins.
pub fn booth_midnight(day: NaiveDate) -> Moment {
    let midnight = day.and_time(NaiveTime::MIN);
    let offset = booth_time(Moment::UNIX_EPOCH).offset().fix();
    midnight.checked_sub_offset(offset).unwrap_or(midnight).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_booths_day_turns_at_nineteen_utc() {
        let before: Moment = "2026-11-23T18:59:59Z".parse().unwrap();
        let after: Moment = "2026-11-23T19:00:00Z".parse().unwrap();
        assert_eq!(booth_day(before).to_string(), "2026-11-23");
        assert_eq!(booth_day(after).to_string(), "2026-11-24");
    }
}
