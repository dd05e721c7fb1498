//! How full the disk is, what a full one still takes, and what is given back so that facts can be kept on it.
//!
//! Full is not zero: the room below [`FULL_BYTES`] is there for the scan that is under way, for the facts that end it
//! and for the sheet of a verdict already given. New scans and verdicts are refused before it is touched.

use crate::store::error::{Doing, StoreError};
use crate::store::folder::Folder;
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The largest original of a real scan: 25 m of vehicle in 2 energies of 16 bits are some 200 MB.
const SCAN_BYTES: u64 = 200 << 20;

/// Its tiles: the pixels once more, and a third for the smaller levels.
const TILE_BYTES: u64 = SCAN_BYTES / 3 * 4;

/// The journal's next segment.
const SEGMENT_BYTES: u64 = 64 << 20;

/// A sheet is some 2 MB; a shift's worth of unprinted ones.
const SHEET_BYTES: u64 = 16 << 20;

/// Below so much the disk is full: one scan as dropped and as kept, its tiles, a segment, sheets; some 750 MB.
const FULL_BYTES: u64 = 2 * SCAN_BYTES + TILE_BYTES + SEGMENT_BYTES + SHEET_BYTES;

/// On a small disk this part of it counts instead, so that a station can run there at all.
const FULL_SHARE: u64 = 16;

/// Below this part of the full mark even facts are in danger: what was reserved is given back.
const SCARCE_SHARE: u64 = 2;

/// Names that a file system must still take: a scan needs five, a flush of the index some tens.
const MIN_NAMES: u64 = 128;

/// How full a disk is, in the steps at which a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiskLevel {
    /// Less than 70 % used.
    #[default]
    Plenty,
    /// From 70 % on.
    From70,
    /// From 85 % on.
    From85,
    /// From 95 % on.
    From95,
    /// No room for one more scan, or a write was refused for want of room.
    Full,
}

impl DiskLevel {
    /// Of a percentage alone.
    pub fn of_percent(percent: u8) -> Self {
        match percent {
            0..70 => Self::Plenty,
            70..85 => Self::From70,
            85..95 => Self::From85,
            _ => Self::From95,
        }
    }
}

/// A disk as last measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// Used part of what this account may use, percent, rounded up.
    pub percent: u8,
    /// Bytes that this account may still write.
    pub free_bytes: u64,
    /// How full that is.
    pub level: DiskLevel,
}

/// A file system in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    used: u64,
    free: u64,
    names: u64,
}

impl Room {
    fn of(path: &Path) -> Result<Self, StoreError> {
        let found = rustix::fs::statvfs(path).doing("measure", path)?;
        let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
        // Some file systems count no names.
        let names = if found.f_files == 0 { u64::MAX } else { found.f_favail };
        Ok(Self {
            used: bytes(found.f_blocks.saturating_sub(found.f_bfree)),
            free: bytes(found.f_bavail),
            names,
        })
    }

    fn usable(self) -> u64 {
        self.used.saturating_add(self.free)
    }

    fn full_below(self) -> u64 {
        FULL_BYTES.min(self.usable() / FULL_SHARE)
    }

    fn scarce_below(self) -> u64 {
        self.full_below() / SCARCE_SHARE
    }

    /// The disk as a person is told of it. `owed` is what the ballast will take again, `refused` the room at which a
    /// write was refused.
    fn disk(self, owed: u64, refused: Option<u64>) -> Disk {
        let free = self.free.saturating_sub(owed);
        let hundredths = u128::from(self.used) * 100;
        let percent = hundredths.div_ceil(u128::from(self.usable().max(1))).min(100);
        let percent = u8::try_from(percent).unwrap_or(100);
        let still_refused = refused.is_some_and(|at| free <= at.saturating_add(self.scarce_below()));
        let is_full = free == 0 || free < self.full_below() || self.names < MIN_NAMES || still_refused;
        let level = if is_full { DiskLevel::Full } else { DiskLevel::of_percent(percent) };
        Disk { percent, free_bytes: self.free, level }
    }
}

/// Measures the disk of a data folder; clones share what they know.
#[derive(Debug, Clone)]
pub(super) struct Gauge {
    folder: Folder,
    ballast_bytes: u64,
    /// Room at which a write was refused, plus one; 0 for never.
    refused: Arc<AtomicU64>,
}

impl Gauge {
    pub(super) fn new(folder: &Folder, ballast_bytes: u64) -> Self {
        Self { folder: folder.clone(), ballast_bytes, refused: Arc::default() }
    }

    /// The data folder.
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The disk now. One that cannot be measured is taken for full: it will not take a scan either.
    pub(super) fn look(&self) -> Disk {
        let room = match Room::of(self.folder.root()) {
            Ok(room) => room,
            Err(error) => {
                tracing::warn!(%error, "the disk cannot be measured");
                return Disk { percent: 100, free_bytes: 0, level: DiskLevel::Full };
            }
        };
        let refused = self.refused.load(Ordering::Relaxed).checked_sub(1);
        let disk = room.disk(self.owed(room), refused);
        if disk.level != DiskLevel::Full {
            self.refused.store(0, Ordering::Relaxed);
        }
        disk
    }

    /// What the ballast will take again once there is room: what was given back makes no disk less full.
    fn owed(&self, room: Room) -> u64 {
        let wanted = room.usable() / Folder::ROOM_PER_BALLAST >= self.ballast_bytes;
        if wanted && !self.folder.ballast().exists() { self.ballast_bytes } else { 0 }
    }

    /// Whether a file of `bytes` may be written: it must leave the facts their room.
    pub(super) fn admit(&self, bytes: u64) -> Result<(), StoreError> {
        let room = Room::of(self.folder.root())?;
        if room.free < bytes.saturating_add(room.scarce_below()) { Err(StoreError::DiskFull) } else { Ok(()) }
    }

    /// Before facts are written: gives back what was reserved when the room is scarce.
    pub(super) fn ease(&self) {
        let scarce = Room::of(self.folder.root()).is_ok_and(|room| room.free < room.scarce_below());
        if scarce {
            self.give_back();
        }
    }

    /// In idle time: reserves the ballast again when there is room for it.
    pub(super) fn reserve(&self) -> Result<(), StoreError> {
        if self.look().level < DiskLevel::From95 {
            self.folder.make_ballast(self.ballast_bytes)?;
        }
        Ok(())
    }

    /// Whether the journal's next segment may be reserved ahead of its need.
    pub(super) fn may_reserve(&self) -> bool {
        self.look().level != DiskLevel::Full
    }

    fn give_back(&self) {
        for path in [self.folder.ballast(), self.folder.journal().join("next.tmp")] {
            match fs::remove_file(&path) {
                Ok(()) => tracing::warn!(path = %path.display(), "reserved room was given back"),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => tracing::warn!(%error, path = %path.display(), "reserved room is kept"),
            }
        }
    }

    /// Takes note of a failed write: one that found no room makes the disk full whatever the numbers say (a quota).
    pub(super) fn note(&self, error: &StoreError) {
        if found_no_room(error) {
            let free = Room::of(self.folder.root()).map_or(0, |room| room.free);
            self.refused.store(free.saturating_add(1), Ordering::Relaxed);
            self.give_back();
        }
    }

    /// The failure as its caller is to be told of it, taken note of.
    pub(super) fn noted(&self, error: StoreError) -> StoreError {
        self.note(&error);
        if found_no_room(&error) { StoreError::DiskFull } else { error }
    }
}

/// Whether the system had no room for a write.
fn found_no_room(error: &StoreError) -> bool {
    let StoreError::Io { source, .. } = error else { return false };
    [Errno::NOSPC, Errno::DQUOT].iter().any(|errno| source.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    const MIB: u64 = 1 << 20;
    const GIB: u64 = 1 << 30;

    fn room(used: u64, free: u64) -> Room {
        Room { used, free, names: u64::MAX }
    }

    #[test]
    fn the_steps_are_where_the_person_is_told() {
        let level = |used, free| room(used, free).disk(0, None).level;
        let hundred = |used: u64| level(used * GIB, (100 - used) * GIB);
        assert_eq!(hundred(0), DiskLevel::Plenty);
        assert_eq!(hundred(69), DiskLevel::Plenty);
        assert_eq!(hundred(70), DiskLevel::From70);
        assert_eq!(hundred(84), DiskLevel::From70);
        assert_eq!(hundred(85), DiskLevel::From85);
        assert_eq!(hundred(95), DiskLevel::From95);
        assert_eq!(hundred(99), DiskLevel::From95, "1 GiB holds one more scan");
        assert_eq!(level(100 * GIB, FULL_BYTES - 1), DiskLevel::Full);
        assert_eq!(level(100 * GIB, FULL_BYTES), DiskLevel::From95);
        assert_eq!(level(0, 96 * MIB), DiskLevel::Plenty, "a small disk is a disk");
        assert_eq!(level(90 * MIB, 6 * MIB), DiskLevel::From85);
        assert_eq!(level(91 * MIB, 5 * MIB), DiskLevel::Full);
        assert_eq!(level(0, 0), DiskLevel::Full);
        assert_eq!(Room { names: 3, ..room(0, GIB) }.disk(0, None).level, DiskLevel::Full);
    }

    #[test]
    fn what_was_given_back_makes_no_room() {
        let small = room(90 * MIB, 6 * MIB);
        assert_eq!(small.disk(MIB, None).level, DiskLevel::Full);
        assert_eq!(small.disk(MIB, None).free_bytes, 6 * MIB);
        assert_eq!(small.disk(0, None).percent, 94);
    }

    #[test]
    fn a_refused_write_counts_until_there_is_more_room_than_then() {
        let room = room(50 * MIB, 46 * MIB);
        assert_eq!(room.disk(0, Some(46 * MIB)).level, DiskLevel::Full);
        assert_eq!(room.disk(0, Some(42 * MIB)).level, DiskLevel::Plenty);
    }

    #[test]
    fn only_want_of_room_is_want_of_room() {
        let dir = tempfile::tempdir().unwrap();
        let gauge = Gauge::new(&Folder::new(dir.path()), 0);
        let failed = |errno: Errno| {
            Err::<(), _>(io::Error::from(errno)).doing("write", dir.path()).expect_err("it failed")
        };
        assert!(matches!(gauge.noted(failed(Errno::IO)), StoreError::Io { .. }));
        assert_eq!(gauge.refused.load(Ordering::Relaxed), 0);
        assert!(matches!(gauge.noted(failed(Errno::NOSPC)), StoreError::DiskFull));
        assert_eq!(gauge.look().level, DiskLevel::Full);
        assert!(matches!(gauge.admit(u64::MAX), Err(StoreError::DiskFull)));
        gauge.admit(0).unwrap();
    }
}
