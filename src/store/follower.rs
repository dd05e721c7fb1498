//! The follower: the one thread that writes the index. It reads the journal and applies what it finds.
//!
//! There is one way only: the newest fact, the facts since a crash and a whole journal are all read and applied alike.
//! It is told how far the journal goes, and nobody who registers or scans waits for it. A start that was killed, or a
//! sled that cannot be opened, costs a rebuild and locks nobody out.

mod applying;
mod progress;
mod thread;

pub use progress::{IndexReport, IndexState};

use crate::store::error::{Doing, StoreError};
use crate::store::folder::Folder;
use crate::store::follower::progress::{Phase, Progress};
use crate::store::index::{Found, Index};
use crate::store::journal::frame::Head;
use crate::store::journal::segment::Segment;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;

/// The longest that a question waits for the facts that were on the disk when it was asked. The index is some
/// milliseconds behind; one that is further behind is being rebuilt, and says so.
const LONGEST_QUESTION: Duration = Duration::from_secs(2);

/// The longest that the first fact waits for the index to be opened and judged: sled took 61 s on the slowest disk.
const LONGEST_VERDICT: Duration = Duration::from_mins(2);

/// The longest that an ordered end waits for the index to catch up. What is left is applied at the next start.
const LONGEST_END: Duration = Duration::from_secs(2);

/// What the follower's thread and those who ask share.
pub(super) struct Shared {
    folder: Folder,
    index: RwLock<Option<Index>>,
    progress: Mutex<Progress>,
    changed: Condvar,
    state: watch::Sender<IndexState>,
}

/// The follower, as the store holds it. It ends when this is dropped.
pub(super) struct Follower {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Begins with a journal that ends at `head`.
    pub(super) fn begin(
        folder: &Folder,
        head: Head,
        segments: &[Segment],
        found: Given,
    ) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared {
            folder: folder.clone(),
            index: RwLock::new(None),
            progress: Mutex::new(Progress::new(head, segments)),
            changed: Condvar::new(),
            state: watch::Sender::new(IndexState::Opening),
        });
        let followed = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("index".to_owned());
        let thread = thread
            .spawn(move || thread::follow(&followed, found))
            .doing("start a thread for", folder.root())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Tells how far the journal goes.
    pub(super) fn tell(&self, head: Head, segments: &[Segment]) {
        let mut progress = self.shared.progress();
        progress.head = head;
        if progress.segments.len() != segments.len() {
            progress.segments = segments.into();
        }
        self.shared.changed.notify_all();
    }

    /// Asks for what is applied to be made durable, and does not wait for it.
    pub(super) fn rest(&self) {
        self.shared.progress().rests_asked += 1;
        self.shared.changed.notify_all();
    }

    /// Whether facts may be appended: an index that has seen other facts than the journal holds forbids it.
    pub(super) fn verdict(&self) -> Result<(), StoreError> {
        let progress = self.shared.wait(LONGEST_VERDICT, |progress| progress.phase.is_judged());
        match &progress.phase {
            Phase::Ahead { index } => {
                Err(StoreError::JournalBehindIndex { journal: progress.head.seq, index: *index })
            }
            _ => Ok(()),
        }
    }

    /// Waits for the index to catch up, for as long as an ordered end may take, and ends the thread.
    pub(super) fn end(&mut self) {
        drop(self.shared.wait(LONGEST_END, Progress::is_settled));
        self.stop();
    }

    fn stop(&mut self) {
        self.shared.progress().stop = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the index's thread panicked; the index is rebuilt at the next start");
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What the opening has found of the index already.
pub(super) enum Given {
    /// Nothing: the thread looks for itself.
    Nothing,
    /// It was opened to judge a torn tail.
    Found(Box<Found>),
}

impl Shared {
    /// Puts a question to the index once it has applied every fact that is on the disk now.
    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Index) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let asked = self.progress().head.seq;
        let progress = self.wait(LONGEST_QUESTION, |progress| progress.answers(asked));
        progress.refusal(asked)?;
        let asked = progress.head.seq;
        drop(progress);
        let answer = match self.read().as_ref() {
            Some(index) => question(index),
            None => Err(StoreError::IndexNotReady { done: 0, total: asked }),
        };
        if let Err(StoreError::Index { why }) = &answer {
            self.distrust(why);
        }
        answer
    }

    /// The journal as of its last fact.
    pub(super) fn journal(&self) -> (Head, Arc<[Segment]>) {
        let progress = self.progress();
        (progress.head, Arc::clone(&progress.segments))
    }

    /// Has the index made anew: an answer showed that it is not what it should be.
    pub(super) fn distrust(&self, why: &str) {
        tracing::warn!(why, "the index is made anew");
        self.progress().distrusted = true;
        self.changed.notify_all();
    }

    /// What the index is doing.
    pub(super) fn state(&self) -> watch::Receiver<IndexState> {
        self.state.subscribe()
    }

    /// Waits until the index has caught up or cannot, however long that takes, and says what became of it.
    pub(super) fn wait_until_settled(&self) -> Result<IndexReport, StoreError> {
        let mut progress = self.progress();
        while !progress.is_settled() {
            progress = self.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
        let head = progress.head.seq;
        progress.refusal(head)?;
        Ok(progress.report)
    }

    fn wait(&self, longest: Duration, until: impl Fn(&Progress) -> bool) -> MutexGuard<'_, Progress> {
        let waited = self.changed.wait_timeout_while(self.progress(), longest, |progress| !until(progress));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        // Every change of it is a whole one, so that a panic elsewhere leaves nothing half-changed.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, Option<Index>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Option<Index>> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
