//! The storage under the station's eyes: a disk that fills is a fact, and a full one is refused what would grow it.

use super::Actor;
use crate::domain::fact::BoothFact;
use crate::domain::refusal::Refusal;
use crate::domain::step::{By, StepKind};
use crate::station::contract::storage::{Disk, DiskLevel, Storage};
use std::time::Duration;

/// So often the disk is measured. A scan writes some 500 MB in a minute; the room kept free is for more than that.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(10);

/// A level is left only when the disk is so many percent below it: one at the brink is told once, not each time.
const BRINK_PERCENT: u8 = 2;

/// Which level was told last.
#[derive(Debug, Default)]
pub(super) struct DiskWatch {
    told: DiskLevel,
}

impl DiskWatch {
    /// Whether this is news that goes into the journal: a level higher than the one told last.
    pub(super) fn rises(&mut self, percent: u8, level: DiskLevel) -> bool {
        if level > self.told {
            self.told = level;
            return true;
        }
        let settled = match level {
            DiskLevel::Full => level,
            _ => DiskLevel::of_percent(percent.saturating_add(BRINK_PERCENT)).max(level),
        };
        self.told = self.told.min(settled);
        false
    }
}

impl Actor {
    /// Measures the disk and records a level that it has risen to.
    pub(super) async fn look_at_disk(&mut self) {
        let disk = self.store.disk();
        self.storage.disk = Disk { percent: disk.percent, level: disk.level };
        if self.disk_watch.rises(disk.percent, disk.level) {
            self.record_booth(By::Station, BoothFact::DiskFilled { percent: disk.percent }).await;
        }
    }

    /// Refuses what needs room for years to come while there is none; what ends a case under way goes on.
    pub(super) async fn require_room(&mut self, step: StepKind) -> Result<(), Refusal> {
        let grows = matches!(
            step,
            StepKind::Register | StepKind::Import | StepKind::RequestScan | StepKind::GiveVerdict
        );
        if !grows {
            return Ok(());
        }
        // As it is now, not as it was at the last look.
        self.look_at_disk().await;
        if self.storage.disk.level == DiskLevel::Full { Err(Refusal::DiskFull) } else { Ok(()) }
    }

    pub(super) fn storage(&self) -> Storage {
        self.storage.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_is_told_once_and_again_after_it_was_left() {
        let mut watch = DiskWatch::default();
        let told: Vec<(u8, bool)> = [60, 70, 71, 69, 70, 67, 70, 90, 96, 84, 86, 82, 86]
            .into_iter()
            .map(|percent| (percent, watch.rises(percent, DiskLevel::of_percent(percent))))
            .collect();
        let news: Vec<u8> = told.iter().filter(|(_, news)| *news).map(|(percent, _)| *percent).collect();
        assert_eq!(news, [70, 70, 90, 96, 86]);
        assert!(watch.rises(86, DiskLevel::Full));
        assert!(!watch.rises(86, DiskLevel::Full));
        assert!(!watch.rises(86, DiskLevel::From85));
        assert!(watch.rises(86, DiskLevel::Full));
    }
}
