//! How long wrong PINs make one wait: by the person's name, and by the seat. No wait is ever longer than its cap.
//!
//! Counted by the wall clock, since the counters outlive the machine's start. A clock that was set back begins the wait anew
//! from then, instead of adding what it was set back by.

use crate::domain::Moment;
use crate::store::{Failures, MAX_SEAT_FAILURES, SeatFailures};
use chrono::TimeDelta;

/// Seconds to wait after so many wrong PINs in a row: fingers slip three times for nothing.
const WAITS: [u32; 10] = [0, 0, 0, 2, 5, 15, 30, 60, 120, 300];

/// Wrong PINs in a row that lock an account: NIST SP 800-63B-4, 5.2.11.
pub const HARD_STOP: u32 = 10;

/// Wrong PINs of a seat are counted over so many seconds.
const SEAT_SPAN: i64 = 600;

/// Seconds that a seat pauses after too many. Not more the next time: a booth has a truck at the lane.
const SEAT_PAUSE: u32 = 120;

/// Seconds that are left of a person's wait; 0 for none.
pub fn wait(failures: &mut Failures, now: Moment) -> u32 {
    let place = usize::try_from(failures.count).unwrap_or(usize::MAX).min(WAITS.len());
    let wait = place.checked_sub(1).and_then(|place| WAITS.get(place)).copied().unwrap_or(0);
    left(&mut failures.last, wait, now)
}

/// Counts a wrong PIN.
pub fn count(failures: Option<Failures>, now: Moment) -> Failures {
    let count = failures.map_or(0, |failures| failures.count).saturating_add(1);
    Failures { count, last: now }
}

/// Seconds that are left of a seat's pause; 0 for none.
pub fn pause(seat: &mut SeatFailures, now: Moment) -> u32 {
    let Some(since) = &mut seat.paused else { return 0 };
    let left = left(since, SEAT_PAUSE, now);
    if left == 0 {
        seat.paused = None;
    }
    left
}

/// Counts a wrong PIN of a seat; too many begin a pause.
pub fn count_at_seat(seat: &mut SeatFailures, now: Moment) {
    // A time after now was counted before the clock was set back.
    seat.times.retain(|time| *time <= now && *time > now - TimeDelta::seconds(SEAT_SPAN));
    seat.times.push_back(now);
    if seat.times.len() >= MAX_SEAT_FAILURES {
        seat.times.clear();
        seat.paused = Some(now);
    }
}

fn left(since: &mut Moment, wait: u32, now: Moment) -> u32 {
    *since = (*since).min(now);
    let passed = (now - *since).num_milliseconds();
    let left = i64::from(wait).saturating_mul(1_000).saturating_sub(passed).max(0);
    u32::try_from((left + 999) / 1_000).unwrap_or(wait)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_timestamp(1_795_400_000 + seconds, 0).unwrap()
    }

    #[test]
    fn iec_62443_4_2_cr_1_11_unsuccessful_logins_cost_more_and_more_time() {
        let mut failures = None;
        let mut waits = Vec::new();
        for _ in 0..12 {
            let mut counted = count(failures, at(0));
            waits.push(wait(&mut counted, at(0)));
            failures = Some(counted);
        }
        assert_eq!(waits, [0, 0, 0, 2, 5, 15, 30, 60, 120, 300, 300, 300]);
        let mut last = failures.unwrap();
        assert_eq!((wait(&mut last, at(299)), wait(&mut last, at(300))), (1, 0));
    }

    #[test]
    fn a_clock_that_was_set_back_lengthens_no_wait() {
        let mut failures = Failures { count: 10, last: at(86_400) };
        assert_eq!(wait(&mut failures, at(0)), 300, "the cap, from now on");
        assert_eq!(wait(&mut failures, at(300)), 0);
        let mut seat = SeatFailures { paused: Some(at(86_400)), ..SeatFailures::default() };
        assert_eq!(pause(&mut seat, at(0)), 120);
        assert_eq!((pause(&mut seat, at(120)), seat.paused), (0, None));
    }

    #[test]
    fn iec_62443_4_2_cr_1_11_a_seat_pauses_for_two_minutes_and_never_for_longer() {
        let mut seat = SeatFailures::default();
        for second in 0..19 {
            count_at_seat(&mut seat, at(second));
            assert_eq!(pause(&mut seat, at(second)), 0);
        }
        count_at_seat(&mut seat, at(19));
        assert_eq!(pause(&mut seat, at(19)), 120);
        assert_eq!(pause(&mut seat, at(139)), 0);
        for second in (200..).step_by(32).take(60) {
            count_at_seat(&mut seat, at(second));
            assert_eq!(pause(&mut seat, at(second)), 0, "twenty in ten minutes are wanted");
        }
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_its_cap_whatever_the_clock_does(looks in proptest::collection::vec(-100_000i64..100_000, 1..60)) {
            let (mut failures, mut seat) = (None, SeatFailures::default());
            for look in looks {
                let mut counted = count(failures, at(look));
                prop_assert!(wait(&mut counted, at(look / 2)) <= 300);
                count_at_seat(&mut seat, at(look));
                prop_assert!(pause(&mut seat, at(-look)) <= 120);
                prop_assert!(seat.times.len() < MAX_SEAT_FAILURES);
                failures = Some(counted);
            }
        }
    }
}
