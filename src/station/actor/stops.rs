//! Whose stops the journal has: a stop goes past the actor to the scanner, which may end the scan before the actor hears why.

use crate::domain::number::ScanId;
use crate::domain::scan::ScanEnd;

/// What is known of the last stop of a scan.
#[derive(Debug, Default)]
pub(super) struct Stops {
    /// The last scan whose stop was asked for.
    asked: Option<ScanId>,
    /// The last scan, where it ended by a stop that nobody has asked for so far.
    unsaid: Option<ScanId>,
}

impl Stops {
    /// The scanner ended a scan.
    pub(super) fn ended(&mut self, scan: &ScanId, end: &ScanEnd) {
        let is_unsaid = *end == ScanEnd::Stopped && self.asked.as_ref() != Some(scan);
        self.unsaid = is_unsaid.then(|| scan.clone());
    }

    /// The scan that a request to stop means: the one under way, else the one that it has ended already.
    pub(super) fn meant(&mut self, under_way: Option<&ScanId>) -> Option<ScanId> {
        let meant = under_way.cloned().or(self.unsaid.take())?;
        self.asked = Some(meant.clone());
        Some(meant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPLETED: ScanEnd = ScanEnd::Completed { columns: 1, lost: 0, beam_ms: 1, dose_nsv: Some(0) };

    fn scan(ordinal: u16) -> ScanId {
        ScanId::parse(&format!("50301-030826-000417-{ordinal}")).unwrap()
    }

    #[test]
    fn a_stop_that_ended_its_scan_before_it_was_heard_of_names_it() {
        let mut stops = Stops::default();
        stops.ended(&scan(1), &ScanEnd::Stopped);
        assert_eq!(stops.meant(None), Some(scan(1)));
        assert_eq!(stops.meant(None), None);
    }

    #[test]
    fn a_stop_that_was_heard_of_first_is_not_said_twice() {
        let mut stops = Stops::default();
        assert_eq!(stops.meant(Some(&scan(1))), Some(scan(1)));
        stops.ended(&scan(1), &ScanEnd::Stopped);
        assert_eq!(stops.meant(None), None);
    }

    #[test]
    fn a_scan_that_ended_by_itself_was_stopped_by_nobody() {
        let mut stops = Stops::default();
        stops.ended(&scan(1), &COMPLETED);
        assert_eq!(stops.meant(None), None);
        stops.ended(&scan(2), &ScanEnd::Stopped);
        stops.ended(&scan(3), &COMPLETED);
        assert_eq!(stops.meant(None), None);
    }

    #[test]
    fn a_stop_means_the_scan_under_way_before_one_that_is_over() {
        let mut stops = Stops::default();
        stops.ended(&scan(1), &ScanEnd::Stopped);
        assert_eq!(stops.meant(Some(&scan(2))), Some(scan(2)));
    }
}
