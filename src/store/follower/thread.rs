//! The follower's thread: opening, judging, following, and beginning anew after a failure.

use crate::store::error::StoreError;
use crate::store::follower::applying::Folding;
use crate::store::follower::progress::{IndexReport, Phase};
use crate::store::follower::{Given, Shared};
use crate::store::index::{Found, Index};
use crate::store::journal::frame::Head;
use crate::store::journal::reach::Onward;
use std::sync::PoisonError;

/// Facts applied before those who wait are told.
const AT_ONCE: u64 = 512;

/// Rebuilds that are tried one after the other before the index is given up for a while.
const MAX_ATTEMPTS: u32 = 3;

/// Rests after which an index that was given up is tried again: a booth rests once a second.
const RESTS_BEFORE_RETRY: u64 = 60;

/// Why the following came to an end.
enum Ended {
    /// The store closes.
    Stopped,
    /// The index is not what it should be.
    Distrusted,
}

/// Follows until the store closes.
pub(super) fn follow(shared: &Shared, given: Given) {
    let mut given = Some(given);
    let mut attempts = 0;
    while !shared.progress().stop {
        let ended = match (given.take(), attempts) {
            (Some(Given::Found(found)), _) => settle_on(shared, Ok(*found)),
            (_, 0) => settle_on(shared, Index::find(&shared.folder.index())),
            _ => start_over(shared),
        }
        .and_then(|reading| reading.map_or(Ok(Ended::Stopped), |reading| serve(shared, reading)));
        let applied = shared.progress().applied;
        match ended {
            Ok(Ended::Stopped) if shared.progress().stop => {}
            // Ahead of the journal: nothing is applied, whatever is told.
            Ok(Ended::Stopped) => wait_for_stop(shared),
            Ok(Ended::Distrusted) | Err(StoreError::Index { .. }) if attempts < MAX_ATTEMPTS => {
                attempts += 1;
                tracing::warn!(applied, "the index is made anew");
            }
            Ok(Ended::Distrusted) => fail(shared, StoreError::Index { why: "it was wrong again".to_owned() }),
            Err(error) => {
                fail(shared, error);
                attempts = 0;
            }
        }
        close_index(shared);
    }
}

/// Lets sled go, with what waits in memory on the disk.
fn close_index(shared: &Shared) {
    let Some(mut index) = shared.write().take() else { return };
    if let Err(error) = index.settle().and_then(|()| index.flush()) {
        tracing::warn!(%error, "the index was not closed in order");
    }
}

fn fail(shared: &Shared, error: StoreError) {
    tracing::warn!(%error, "there is no index for now");
    *shared.write() = None;
    let mut progress = shared.progress();
    progress.phase = Phase::Failed(error);
    progress.distrusted = false;
    shared.publish(&progress);
    let retry_at = progress.rests_asked.saturating_add(RESTS_BEFORE_RETRY);
    while !progress.stop && progress.rests_asked < retry_at {
        progress = shared.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
    }
}

fn wait_for_stop(shared: &Shared) {
    let mut progress = shared.progress();
    while !progress.stop {
        progress = shared.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Compares an index with the journal; `None` when it is ahead of it.
fn settle_on(shared: &Shared, found: Result<Found, StoreError>) -> Result<Option<Onward>, StoreError> {
    let index = match found? {
        Found::Open(index) => index,
        Found::Missing => return start_over(shared),
        Found::Unusable(why) => {
            tracing::warn!(why, "the index is made anew");
            return start_over(shared);
        }
    };
    let (head, segments) = {
        let progress = shared.progress();
        (progress.head, progress.segments.clone())
    };
    let applied = index.applied();
    let near = index.place(applied.seq).ok();
    let reading = match Onward::after(&shared.folder.journal(), &segments, applied, near)? {
        Some(reading) if applied.seq <= head.seq => reading,
        _ => {
            let mut progress = shared.progress();
            progress.phase = Phase::Ahead { index: applied.seq };
            shared.publish(&progress);
            return Ok(None);
        }
    };
    let behind = head.seq.saturating_sub(applied.seq);
    let report = if behind == 0 { IndexReport::Kept } else { IndexReport::Replayed { frames: behind } };
    begin(shared, index, report);
    Ok(Some(reading))
}

/// Begins with an empty index.
fn start_over(shared: &Shared) -> Result<Option<Onward>, StoreError> {
    *shared.write() = None;
    let index = Index::start_over(&shared.folder.index(), &shared.folder.bad_index())?;
    let (head, segments) = {
        let progress = shared.progress();
        (progress.head, progress.segments.clone())
    };
    begin(shared, index, IndexReport::Rebuilt { frames: head.seq });
    Onward::after(&shared.folder.journal(), &segments, Head::NONE, None)
}

fn begin(shared: &Shared, index: Index, report: IndexReport) {
    let applied = index.applied().seq;
    *shared.write() = Some(index);
    let mut progress = shared.progress();
    (progress.phase, progress.applied, progress.report) = (Phase::Following, applied, report);
    // What was found wrong while it was opened is wrong still, unless it is new.
    progress.distrusted &= !matches!(report, IndexReport::Rebuilt { .. });
    shared.publish(&progress);
}

/// Applies what the journal holds, as it comes.
fn serve(shared: &Shared, mut reading: Onward) -> Result<Ended, StoreError> {
    let mut folding = Folding::new(shared);
    let mut rested = 0;
    loop {
        let (to, segments, rest) = {
            let mut progress = shared.progress();
            while !progress.stop
                && !progress.distrusted
                && progress.head.seq <= reading.head().seq
                && progress.rests_asked == rested
            {
                progress = shared.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
            }
            if progress.stop {
                return Ok(Ended::Stopped);
            }
            if progress.distrusted {
                return Ok(Ended::Distrusted);
            }
            (progress.head.seq, progress.segments.clone(), progress.rests_asked)
        };
        reading.refresh()?;
        let until = to.min(reading.head().seq.saturating_add(AT_ONCE));
        while reading.head().seq < until {
            let (position, frame) = reading.next(&segments)?;
            folding.apply(shared, position, &frame)?;
        }
        {
            let mut progress = shared.progress();
            progress.applied = reading.head().seq;
            shared.publish(&progress);
        }
        if rest != rested && until == to {
            rested = rest;
            shared.write().as_mut().ok_or(StoreError::Closed)?.settle()?;
            // Syncing takes no more than reading: nobody who asks waits for the disk.
            shared.read().as_ref().ok_or(StoreError::Closed)?.flush()?;
        }
    }
}

impl Shared {
    /// Tells those who wait, and those who watch.
    fn publish(&self, progress: &crate::store::follower::Progress) {
        let state = progress.state();
        self.state.send_if_modified(|known| std::mem::replace(known, state) != state);
        self.changed.notify_all();
    }
}
