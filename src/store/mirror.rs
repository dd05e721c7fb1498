//! The mirror: the journal once more, byte for byte, on a second device.
//!
//! The first device is written and synced, then the mirror, then the fact is acknowledged. One after the other, not both at
//! once: a mirror is then never ahead of a first device that keeps what it was told is kept, so that whatever a mirror has
//! more is something that the first has lost. The mirror has a thread of its own, and the booth waits for it only so long.

mod copying;
mod marker;

pub use marker::{Initialised, init};
pub(super) use marker::{is_there, journal as journal_in};

use crate::store::error::{Doing, StoreError};
use crate::store::journal::End;
use crate::store::{Repair, Store};
use copying::Copying;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A mirror that does not answer for so long is lost: half a minute of stuck USB would be half a minute without a verdict.
/// A slow stick syncs a few kilobytes in some 100 ms. Tests share their disk with whatever else runs, and shorten it
/// where a device is to hang.
const DEADLINE: Duration = Duration::from_secs(if cfg!(test) { 120 } else { 2 });

/// A lost mirror is looked for again after so many rests of the store, some ten seconds in a station.
const RESTS_BETWEEN_LOOKS: u32 = 10;

impl Store {
    /// Looks after a mirror that does not follow; it never waits for a device that may be stuck.
    pub fn tend_mirror(&mut self) {
        if let Some(mirror) = &mut self.mirror {
            mirror.rest(self.journal.end());
        }
    }

    /// How the mirror stands.
    pub fn mirror_state(&self) -> MirrorState {
        self.mirror.as_ref().map(Mirror::state).cloned().unwrap_or_default()
    }

    /// What the opening healed from the mirror.
    pub fn healed(&self) -> &[Repair] {
        &self.healed
    }
}

/// How the mirror stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MirrorState {
    /// None is configured.
    #[default]
    None,
    /// It is being brought up to the journal.
    CatchingUp,
    /// It holds every acknowledged fact.
    Joined {
        /// Facts that it held when it joined.
        frames: u64,
    },
    /// It does not follow.
    Lost {
        /// Why not.
        why: MirrorFault,
    },
}

/// Why a mirror does not follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MirrorFault {
    /// The folder has no marker: the device is not there, or was never initialised.
    #[error("no initialised mirror is there")]
    NotThere,
    /// The folder is the mirror of another journal.
    #[error("the mirror belongs to another journal")]
    Foreign,
    /// The mirror has facts that the journal does not have.
    #[error("the mirror holds facts that the journal has lost, from segment {segment} on")]
    Ahead {
        /// The first segment of which it has more.
        segment: u32,
    },
    /// The mirror has other facts than the journal.
    #[error("the mirror's segment {segment} differs from the journal's")]
    Differs {
        /// The first segment that differs.
        segment: u32,
    },
    /// Another process writes this mirror.
    #[error("another process writes the mirror")]
    InUse,
    /// It did not answer in time.
    #[error("the mirror does not answer")]
    Hung,
    /// The system refused, or the journal to be copied is damaged.
    #[error("{0}")]
    Failed(String),
}

impl From<StoreError> for MirrorFault {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// The mirror as the store's thread sees it.
pub(super) struct Mirror {
    jobs: Option<SyncSender<End>>,
    done: Receiver<Result<End, MirrorFault>>,
    thread: Option<JoinHandle<()>>,
    gone: Arc<AtomicBool>,
    under_way: bool,
    rests: u32,
    deadline: Duration,
    state: MirrorState,
}

impl fmt::Debug for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mirror").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Mirror {
    /// Starts to bring the mirror in `root` up to the journal, and gives it a moment to get there.
    pub(super) fn start(journal: &Path, root: &Path, end: End) -> Result<Self, StoreError> {
        let (jobs, waiting) = sync_channel(1);
        let (answers, done) = sync_channel(1);
        let gone = Arc::new(AtomicBool::new(false));
        let mut copying = Copying::new(journal, root, Arc::clone(&gone));
        let serve = move || {
            while let Ok(end) = waiting.recv() {
                let reached = copying.reach(end).map(|()| end);
                if answers.send(reached).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new()
            .name("mirror".to_owned())
            .spawn(serve)
            .doing("start a thread for", root)?;
        let mut mirror = Self {
            jobs: Some(jobs),
            done,
            thread: Some(thread),
            gone,
            under_way: false,
            rests: 0,
            deadline: DEADLINE,
            state: MirrorState::CatchingUp,
        };
        mirror.ask(end);
        let answer = mirror.wait();
        mirror.take(answer, end);
        Ok(mirror)
    }

    pub(super) fn state(&self) -> &MirrorState {
        &self.state
    }

    /// Waits until a mirror that has joined holds the journal up to `end`. Any other is left to [`Mirror::rest`].
    pub(super) fn keep(&mut self, end: End) {
        if let MirrorState::Joined { frames } = self.state {
            self.ask(end);
            self.state = match self.wait() {
                Ok(_) => MirrorState::Joined { frames },
                Err(why) => MirrorState::Lost { why },
            };
        }
    }

    /// Goes on with what a mirror that has not joined still lacks, without waiting for a device that may be stuck.
    pub(super) fn rest(&mut self, end: End) {
        if matches!(self.state, MirrorState::Joined { .. }) {
            return;
        }
        if self.under_way {
            if let Ok(answer) = self.done.try_recv() {
                self.under_way = false;
                self.take(answer, end);
            }
            return;
        }
        self.rests = self.rests.saturating_add(1);
        if self.rests >= RESTS_BETWEEN_LOOKS {
            self.rests = 0;
            self.ask(end);
        }
    }

    /// Takes the answer of a mirror that has not joined. It joins only when it holds all that there is by now.
    fn take(&mut self, answer: Result<End, MirrorFault>, end: End) {
        let mut answer = answer;
        if matches!(answer, Ok(reached) if reached != end) {
            // What came while it copied is little: this the store waits for.
            self.ask(end);
            answer = self.wait();
        }
        self.state = match answer {
            Ok(_) => MirrorState::Joined { frames: end.head.seq },
            Err(MirrorFault::Hung) if self.state == MirrorState::CatchingUp => MirrorState::CatchingUp,
            Err(why) => MirrorState::Lost { why },
        };
    }

    fn ask(&mut self, end: End) {
        // The queue has room: nothing is asked while an answer is outstanding. A thread that has ended shows when waited for.
        self.under_way = self.jobs.as_ref().is_some_and(|jobs| jobs.try_send(end).is_ok());
    }

    fn wait(&mut self) -> Result<End, MirrorFault> {
        match self.done.recv_timeout(self.deadline) {
            Ok(answer) => {
                self.under_way = false;
                answer
            }
            Err(RecvTimeoutError::Timeout) => Err(MirrorFault::Hung),
            Err(RecvTimeoutError::Disconnected) => {
                Err(MirrorFault::Failed("its thread has ended".to_owned()))
            }
        }
    }

    /// Waits for what is under way.
    #[cfg(test)]
    pub(super) fn settle(&mut self, end: End) {
        if self.under_way {
            let answer = self.done.recv().unwrap();
            self.under_way = false;
            self.take(answer, end);
        }
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
        self.jobs = None;
        let answered = !self.under_way || self.wait() != Err(MirrorFault::Hung);
        // A thread that is stuck in the kernel is left there; it ends when the device lets it.
        if let Some(thread) = self.thread.take().filter(|_| answered) {
            drop(thread.join());
        }
    }
}

#[cfg(test)]
mod tests;
