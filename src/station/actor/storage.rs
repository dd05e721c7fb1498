//! The storage under the station's eyes: a disk that fills is a fact, and a full one is refused what would grow it.

use super::{Actor, JobDone};
use crate::domain::case::{Case, CaseState};
use crate::domain::fact::BoothFact;
use crate::domain::refusal::Refusal;
use crate::domain::step::{By, StepKind};
use crate::station::contract::storage::{Disk, DiskLevel, Storage};
use crate::store::{ScrubFound, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// So often the disk is measured. A scan writes some 500 MB in a minute; the room kept free is for more than that.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(10);

/// A round over all originals begins no sooner than so long after the last: a disk need not be worn for a small booth.
const ROUND_EVERY: Duration = Duration::from_hours(24);

/// A step that failed is not tried again at once: a full second device would be filled over and over.
const TRY_AGAIN_AFTER: Duration = Duration::from_mins(1);

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

/// Whether a step of upkeep is under way, and when originals are read next.
#[derive(Debug, Default)]
pub(super) struct Upkeep {
    step: UpkeepStep,
    scrub_after: Option<Instant>,
    copy_after: Option<Instant>,
    pub(super) purges: Purges,
}

/// Whether purges of an earlier run, or of an absent device, may wait to be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Purges {
    /// To be looked at.
    #[default]
    Unknown,
    /// None.
    Finished,
    /// Some could not be finished: looked at again then.
    Again(Instant),
}

impl Purges {
    fn are_due(self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Finished => false,
            Self::Again(at) => Instant::now() >= at,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum UpkeepStep {
    #[default]
    None,
    UnderWay,
}

impl Actor {
    /// In a quiet second: copies what waits for its second copy and reads some of the originals again. Never while the
    /// lane is taken or an image is awaited, and never two steps at once.
    pub(super) fn keep_up(&mut self) {
        self.storage.copies_due = self.store.vault().copies_due();
        let awaited = |case: &Arc<Case>| case.state == CaseState::AwaitingImage;
        let is_busy = self.view.phase.scan().is_some()
            || self.cases.at_lane().is_some()
            || self.cases.unfinished().iter().any(awaited)
            || self.upkeep.step == UpkeepStep::UnderWay
            || !self.jobs.is_empty();
        let is_time = |after: Option<Instant>| after.is_none_or(|after| Instant::now() >= after);
        let may_scrub = is_time(self.upkeep.scrub_after);
        if !is_busy && self.upkeep.purges.are_due() {
            return self.finish_purges();
        }
        let may_copy = self.storage.copies_due > 0 && is_time(self.upkeep.copy_after);
        if is_busy || !(may_scrub || may_copy) {
            return;
        }
        self.upkeep.step = UpkeepStep::UnderWay;
        let store = self.store.clone();
        self.jobs.spawn(async move {
            let copied = if may_copy { store.copy_due().await } else { Ok(()) };
            let found = if may_scrub { store.scrub_step().await } else { Ok(ScrubFound::Sound) };
            JobDone::KeptUp { copied, found, damaged: store.damaged_originals() }
        });
    }

    /// Takes what a step of upkeep found: what was healed and what cannot be is a fact.
    pub(super) async fn kept_up(
        &mut self,
        copied: Result<(), StoreError>,
        found: Result<ScrubFound, StoreError>,
        damaged: u32,
    ) {
        self.upkeep.step = UpkeepStep::None;
        if let Err(error) = copied {
            // It stays on the list, and the length of the list is on every screen.
            tracing::warn!(%error, "a second copy waits on");
            self.upkeep.copy_after = Some(Instant::now() + TRY_AGAIN_AFTER);
        }
        self.storage.damaged_originals = damaged;
        let fact = match found {
            Ok(ScrubFound::Sound) => return,
            Ok(ScrubFound::RoundDone) => {
                self.upkeep.scrub_after = Some(Instant::now() + ROUND_EVERY);
                return;
            }
            Ok(ScrubFound::Healed { sha256 }) => {
                BoothFact::Healed { what: format!("original {}", sha256.as_str()).as_str().into() }
            }
            Ok(ScrubFound::CopyHealed { sha256 }) => {
                BoothFact::Healed { what: format!("second copy of {}", sha256.as_str()).as_str().into() }
            }
            Ok(ScrubFound::Damaged { sha256 }) => BoothFact::OriginalDamaged { sha256 },
            Err(error) => {
                tracing::warn!(%error, "an original cannot be read again");
                self.upkeep.scrub_after = Some(Instant::now() + TRY_AGAIN_AFTER);
                return;
            }
        };
        self.record_booth(By::Station, fact).await;
    }

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
