//! Going on after a failed write or sync, without an end of the process and without trusting what the kernel still shows.
//!
//! After a failed sync the kernel calls pages clean that never reached the disk, and another sync would report success. So
//! nothing of the failed write is kept: it was refused. What was acknowledged before is read again from the disk itself, and
//! the next fact goes into a new segment.

use crate::store::error::{Damage, Doing, StoreError};
use crate::store::journal::frame::{Head, Next};
use crate::store::journal::recovery::{self, TailCut};
use crate::store::journal::segment::{Segment, damaged};
use crate::store::journal::{Journal, State};
use rustix::fs::Advice;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;

/// Bytes before the end that are remembered while the rest is looked up on the disk: a failed write may have torn the block
/// that the last acknowledged facts share with it. File systems' blocks have 64 KiB at most, a disk array's stripe 1 MiB.
const SHARED_BYTES: u64 = 1 << 20;

impl Journal {
    /// Makes a journal that took nothing more take facts again, and returns what was cut: the rest of refused facts. Fails as
    /// often as the disk does, and can then be asked again.
    pub(in crate::store) fn renew(&mut self) -> Result<Option<TailCut>, StoreError> {
        if self.state == State::Sound {
            return Ok(None);
        }
        let Some(last) = self.segments.last().cloned() else {
            return Err(damaged(1, 0, Damage::Discontinuous));
        };
        // Opened anew: an open file remembers the errors of its past.
        let file = OpenOptions::new().read(true).write(true).open(&last.path).doing("open", &last.path)?;
        let shared = self.shared_with_failed_write(&last, &file)?;
        let cut = self.cut_refused(&last, &file)?;
        self.trust_disk(&last, &file, &shared)?;
        self.begin_next_segment()?;
        self.state = State::Sound;
        Ok(cut)
    }

    /// The last acknowledged bytes as memory still has them, once their chain is seen to hold there.
    pub(super) fn shared_with_failed_write(
        &self,
        last: &Segment,
        file: &File,
    ) -> Result<Vec<u8>, StoreError> {
        self.check(last)?;
        let length = self.end.min(SHARED_BYTES);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        file.read_exact_at(&mut bytes, self.end.saturating_sub(length)).doing("read", &last.path)?;
        Ok(bytes)
    }

    /// Reads the last segment from the disk itself, and puts the end back that memory had where the disk has torn it.
    pub(super) fn trust_disk(&self, last: &Segment, file: &File, shared: &[u8]) -> Result<(), StoreError> {
        drop_from_memory(file);
        let Err(error) = self.check(last) else { return Ok(()) };
        tracing::warn!(%error, "the end of the last segment is written again");
        let start = self.end.saturating_sub(shared.len() as u64);
        file.write_all_at(shared, start).doing("write", &last.path)?;
        file.sync_all().doing("sync", &last.path)?;
        drop_from_memory(file);
        self.check(last)
    }

    /// Cuts what stands after the last acknowledged fact, and keeps its bytes.
    fn cut_refused(&self, last: &Segment, file: &File) -> Result<Option<TailCut>, StoreError> {
        let length = file.metadata().doing("measure", &last.path)?.len();
        let bytes = length.saturating_sub(self.end);
        let mut cut = None;
        if bytes > 0 {
            let kept_in = recovery::keep(&self.folder, &recovery::rest_of(last, self.end)?)?;
            cut = Some(TailCut { segment: last.number, offset: self.end, bytes, kept_in });
            file.set_len(self.end).doing("cut", &last.path)?;
        }
        file.sync_all().doing("sync", &last.path)?;
        Ok(cut)
    }

    /// Reads the last segment up to the last acknowledged fact.
    fn check(&self, last: &Segment) -> Result<(), StoreError> {
        let mut scan = last.scan()?;
        while scan.offset() < self.end {
            match scan.next()?.1 {
                Next::Frame(_) => {}
                Next::End => return Err(damaged(last.number, scan.offset(), Damage::CutShort)),
                Next::Damaged(why) => return Err(damaged(last.number, scan.offset(), why)),
            }
        }
        let Head { seq, hash } = self.head;
        if scan.head().seq == seq && scan.head().hash == hash {
            Ok(())
        } else {
            Err(damaged(last.number, scan.offset(), Damage::Chain))
        }
    }
}

/// Lets the next reading come from the disk. A file system that has no disk has nothing to forget.
fn drop_from_memory(file: &File) {
    if let Err(errno) = rustix::fs::fadvise(file, 0, None, Advice::DontNeed) {
        tracing::debug!(%errno, "the last segment may be read from memory");
    }
}
