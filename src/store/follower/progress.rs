//! How far the index has come, and what it tells of itself.

use crate::store::error::StoreError;
use crate::store::journal::frame::Head;
use crate::store::journal::segment::Segment;
use std::sync::Arc;

/// Facts behind which the index is said to be rebuilt rather than to follow: they take a second or two.
const MANY: u64 = 50_000;

/// What became of the index at the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexReport {
    /// It is still being opened.
    Pending,
    /// It agreed with the journal.
    Kept,
    /// It was behind; so many facts were to be applied.
    Replayed {
        /// How many.
        frames: u64,
    },
    /// It was missing or could not be used, and is made anew from so many facts.
    Rebuilt {
        /// How many.
        frames: u64,
    },
}

/// What the index is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexState {
    /// It is being opened.
    Opening,
    /// It has applied every fact.
    Ready,
    /// It applies the last facts.
    Following {
        /// How many are left.
        behind: u64,
    },
    /// It is made anew, or has much to catch up.
    Rebuilding {
        /// Facts applied.
        done: u64,
        /// Facts in all.
        total: u64,
    },
    /// It has seen facts that the journal does not hold: nothing may be appended.
    Ahead {
        /// The fact that it names.
        index: u64,
        /// The journal's last.
        journal: u64,
    },
    /// It failed, and is tried again now and then.
    Failed,
}

/// Where the follower stands.
#[derive(Debug, Clone)]
pub(super) enum Phase {
    Opening,
    Following,
    Ahead { index: u64 },
    Failed(StoreError),
}

impl Phase {
    /// Whether the index was compared with the journal, or cannot be.
    pub(super) fn is_judged(&self) -> bool {
        !matches!(self, Self::Opening)
    }
}

/// What is told to the follower, and what it tells.
#[derive(Debug)]
pub(super) struct Progress {
    /// The journal's end.
    pub(super) head: Head,
    pub(super) segments: Arc<[Segment]>,
    pub(super) stop: bool,
    /// How often somebody asked for what is applied to be made durable.
    pub(super) rests_asked: u64,
    /// An answer showed that the index is not what it should be.
    pub(super) distrusted: bool,
    pub(super) phase: Phase,
    pub(super) applied: u64,
    pub(super) report: IndexReport,
}

impl Progress {
    pub(super) fn new(head: Head, segments: &[Segment]) -> Self {
        Self {
            head,
            segments: segments.into(),
            stop: false,
            rests_asked: 0,
            distrusted: false,
            phase: Phase::Opening,
            applied: 0,
            report: IndexReport::Pending,
        }
    }

    /// Whether a question about the facts up to `asked` can be answered, or refused at once.
    pub(super) fn answers(&self, asked: u64) -> bool {
        match self.phase {
            Phase::Opening => false,
            Phase::Following => {
                !self.distrusted && (self.applied >= asked || asked.saturating_sub(self.applied) > MANY)
            }
            Phase::Ahead { .. } | Phase::Failed(_) => true,
        }
    }

    /// Why a question about the facts up to `asked` cannot be answered.
    pub(super) fn refusal(&self, asked: u64) -> Result<(), StoreError> {
        let not_ready = StoreError::IndexNotReady { done: self.applied.min(asked), total: asked };
        match &self.phase {
            Phase::Following if self.applied >= asked && !self.distrusted => Ok(()),
            Phase::Opening | Phase::Following => Err(not_ready),
            // It holds what the journal does not; what it says of the rest is the journal's.
            Phase::Ahead { index } => {
                Err(StoreError::JournalBehindIndex { journal: self.head.seq, index: *index })
            }
            Phase::Failed(error) => Err(error.clone()),
        }
    }

    /// Whether the index has applied every fact, or will not.
    pub(super) fn is_settled(&self) -> bool {
        match self.phase {
            Phase::Opening => false,
            Phase::Following => !self.distrusted && self.applied >= self.head.seq,
            Phase::Ahead { .. } | Phase::Failed(_) => true,
        }
    }

    pub(super) fn state(&self) -> IndexState {
        let behind = self.head.seq.saturating_sub(self.applied);
        match self.phase {
            Phase::Opening => IndexState::Opening,
            Phase::Following if behind == 0 => IndexState::Ready,
            Phase::Following if behind <= MANY => IndexState::Following { behind },
            Phase::Following => IndexState::Rebuilding { done: self.applied, total: self.head.seq },
            Phase::Ahead { index } => IndexState::Ahead { index, journal: self.head.seq },
            Phase::Failed(_) => IndexState::Failed,
        }
    }
}
