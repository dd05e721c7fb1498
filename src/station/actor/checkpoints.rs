//! When the journal is signed: after a batch of verdicts, every ten minutes in which it grew, and at the end.

use super::{Actor, JobDone};
use crate::domain::refusal::Refusal;
use crate::station::clock::Clock;
use crate::station::contract::{Answer, Reply};
use crate::station::handle::Ask;
use crate::station::signing;
use crate::store::StoreHandle;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// What nobody has signed is at most so old.
const EVERY: Duration = Duration::from_mins(10);

/// A store that takes longer keeps the station waiting at its end no more.
const LONGEST: Duration = Duration::from_secs(10);

/// When the journal is next to be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Then, if it has grown by then.
    At(Instant),
    /// As soon as nobody waits for an answer.
    WhenQuiet,
}

impl Due {
    /// Ten minutes from now.
    pub(super) fn later() -> Self {
        Self::At(Instant::now() + EVERY)
    }
}

/// Whether consoles wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Waiting,
    None,
}

impl Asks {
    pub(super) fn of(asks: &mpsc::Receiver<Ask>) -> Self {
        if asks.is_empty() { Self::None } else { Self::Waiting }
    }
}

impl Actor {
    /// Signs the journal where that is due; the lane does not wait for it.
    pub(super) fn sign_if_due(&mut self, asks: Asks) {
        let due = match self.checkpoint {
            Due::At(at) => at <= Instant::now(),
            Due::WhenQuiet => asks == Asks::None,
        };
        if due {
            self.checkpoint = Due::later();
            let (store, clock) = (self.store.clone(), self.settings.clock.clone());
            self.jobs.spawn(async move {
                sign(&store, &clock).await;
                JobDone::Signed
            });
        }
    }

    /// Signs the journal for whoever asked.
    pub(super) async fn sign_now(&self) -> Answer {
        let signed = signing::checkpoint(&self.store, &self.settings.clock).await;
        signed.map(Reply::Checkpoint).map_err(|error| Refusal::Store(error.to_string()))
    }

    /// Signs the journal as the station leaves it.
    pub(super) async fn sign_last(&self) {
        if tokio::time::timeout(LONGEST, sign(&self.store, &self.settings.clock)).await.is_err() {
            tracing::warn!("the store did not sign its last checkpoint in time");
        }
    }
}

/// A checkpoint that fails is made up for by the next.
async fn sign(store: &StoreHandle, clock: &Clock) {
    if let Err(error) = signing::checkpoint(store, clock).await {
        tracing::warn!(%error, "the journal was not signed");
    }
}
