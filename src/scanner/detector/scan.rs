//! The columns of one scan as they come: only its own, each once, within the credit that was given.

use crate::domain::number::ScanId;
use crate::scanner::detector::MAX_COLUMNS;
use crate::scanner::detector::message::scan_tag;
use crate::scanner::device::Uptime;
use std::time::Duration;

/// Columns that may be on their way: 64 of 536 bytes are 34 KB, less than half a second of the line and a fifth of a second of scanning.
pub const CREDIT_WINDOW: u32 = 64;

/// Credit that was given is said again, in case it was lost; it is a number, not an addition, so that costs nothing.
const CREDIT_REPEAT: Duration = Duration::from_millis(100);

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is the scan's; so many before it are lost.
    Taken {
        /// How many.
        lost: u32,
    },
    /// It came before, or is of another scan.
    Late,
    /// Beyond the credit, beyond all numbers, or of another height than the first.
    Refused,
}

/// The scan that was begun.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) id: ScanId,
    tag: u32,
    /// The number that follows the highest that came.
    next: u32,
    height: Option<usize>,
    granted: u32,
    granted_at: Option<Uptime>,
    /// The detector has told its end.
    pub(super) is_ended: bool,
    /// The supervisor ended it.
    pub(super) is_over: bool,
    /// Another scan was named in its place, and that was reported.
    pub(super) is_misnamed: bool,
    /// When it was begun: what was asked before says nothing of it.
    pub(super) begun_at: Uptime,
}

impl Scan {
    /// A scan that begins now.
    pub(super) fn new(id: ScanId, begun_at: Uptime) -> Self {
        let tag = scan_tag(&id);
        Self {
            id,
            tag,
            next: 0,
            height: None,
            granted: 0,
            granted_at: None,
            is_ended: false,
            is_over: false,
            is_misnamed: false,
            begun_at,
        }
    }

    /// Takes a column.
    pub(super) fn take(&mut self, tag: u32, number: u32, height: usize) -> Fate {
        if tag != self.tag || number < self.next {
            return Fate::Late;
        }
        if number >= self.granted || *self.height.get_or_insert(height) != height {
            return Fate::Refused;
        }
        let lost = number - self.next;
        self.next = number + 1;
        Fate::Taken { lost }
    }

    /// The detector's count of columns, all of which are made: credit goes on from there even where every one of them was lost.
    pub(super) fn made(&mut self, columns: u32) {
        let wanted = columns.saturating_add(CREDIT_WINDOW).min(MAX_COLUMNS);
        self.granted = self.granted.max(wanted);
    }

    /// Columns that are lost at the end of a scan of so many.
    pub(super) fn lost_at_end(&mut self, columns: u32) -> u32 {
        let lost = columns.saturating_sub(self.next);
        self.next = self.next.max(columns);
        lost
    }

    /// Credit that has to be said now: tag, and the first number that may not be sent.
    pub(super) fn credit(&mut self, now: Uptime) -> Option<(u32, u32)> {
        if self.is_ended || self.is_over {
            return None;
        }
        let wanted = self.next.saturating_add(CREDIT_WINDOW).min(MAX_COLUMNS).max(self.granted);
        let is_used_up = wanted.saturating_sub(self.granted) >= CREDIT_WINDOW / 2;
        let is_due = self.granted_at.is_none_or(|at| now.saturating_sub(at) >= CREDIT_REPEAT);
        if !is_used_up && !is_due {
            return None;
        }
        self.granted = wanted;
        self.granted_at = Some(now);
        Some((self.tag, wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan() -> Scan {
        let mut scan = Scan::new(ScanId::parse("1-2-3-4").unwrap(), Uptime::ZERO);
        assert_eq!(scan.credit(Uptime::ZERO), Some((scan.tag, CREDIT_WINDOW)));
        scan
    }

    #[test]
    fn a_column_counts_once_in_its_own_scan_and_within_the_credit() {
        let mut scan = scan();
        let tag = scan.tag;
        for (tag, number, height, fate) in [
            (tag, 0, 9, Fate::Taken { lost: 0 }),
            (tag, 0, 9, Fate::Late),
            (tag ^ 1, 1, 9, Fate::Late),
            (tag, 3, 9, Fate::Taken { lost: 2 }),
            (tag, 2, 9, Fate::Late),
            (tag, 4, 8, Fate::Refused),
            (tag, CREDIT_WINDOW, 9, Fate::Refused),
            (tag, u32::MAX, 9, Fate::Refused),
            (tag, CREDIT_WINDOW - 1, 9, Fate::Taken { lost: 59 }),
        ] {
            assert_eq!(scan.take(tag, number, height), fate, "{number}");
        }
        assert_eq!((scan.lost_at_end(70), scan.lost_at_end(70)), (6, 0));
    }

    #[test]
    fn credit_is_given_by_halves_said_again_and_ends_with_the_highest_number() {
        let mut scan = scan();
        let ms = Duration::from_millis;
        for number in 0..31 {
            scan.take(scan.tag, number, 1);
            assert_eq!(scan.credit(ms(50)), None);
        }
        scan.take(scan.tag, 31, 1);
        assert_eq!(scan.credit(ms(50)), Some((scan.tag, 96)));
        assert_eq!(scan.credit(ms(149)), None);
        assert_eq!(scan.credit(ms(150)), Some((scan.tag, 96)));
        scan.made(500);
        assert_eq!(
            scan.credit(ms(250)),
            Some((scan.tag, 564)),
            "columns that were lost take no credit with them"
        );
        scan.made(u32::MAX);
        assert_eq!(scan.credit(ms(350)), Some((scan.tag, MAX_COLUMNS)));
        scan.is_ended = true;
        assert_eq!(scan.credit(ms(450)), None);
    }
}
