//! Care for the store between requests: a mirror that comes and goes is a fact, and a store that failed is tried again.

use super::{Actor, Answers, LONGEST_REST};
use crate::domain::fact::BoothFact;
use crate::domain::step::By;
use crate::domain::text::CleanText;
use crate::station::contract::storage::MirrorTrouble;
use crate::station::contract::{self, NoticeKind, StoreHealth};
use crate::store::{MirrorFault, MirrorState};

/// The longest wait between two tries, rests of one second: a disk that was emptied is noticed within a minute.
const MAX_RESTS_BETWEEN_TRIES: u32 = 60;

/// What the station last knew of the store's devices.
#[derive(Debug, Default)]
pub(super) struct Care {
    mirror: MirrorState,
    backoff: Backoff,
}

/// When a failed store is tried again: after 1, 2, 4 … rests.
#[derive(Debug, Default)]
struct Backoff {
    waited: u32,
    wait: u32,
}

impl Backoff {
    /// Counts a rest, and says whether it is time.
    fn is_due(&mut self) -> bool {
        self.waited = self.waited.saturating_add(1);
        if self.waited < self.wait {
            return false;
        }
        self.waited = 0;
        self.wait = self.wait.saturating_mul(2).clamp(1, MAX_RESTS_BETWEEN_TRIES);
        true
    }
}

/// Whether there is something new to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    Yes,
    No,
}

/// What a console shows of the mirror.
fn shown(state: &MirrorState) -> contract::storage::MirrorState {
    match state {
        MirrorState::None => contract::storage::MirrorState::Off,
        MirrorState::Joined { .. } => contract::storage::MirrorState::Joined,
        MirrorState::CatchingUp => contract::storage::MirrorState::CatchingUp,
        MirrorState::Lost { why } => contract::storage::MirrorState::Lost(trouble(why)),
    }
}

fn trouble(why: &MirrorFault) -> MirrorTrouble {
    match why {
        MirrorFault::NotThere => MirrorTrouble::NotThere,
        MirrorFault::Foreign => MirrorTrouble::Foreign,
        MirrorFault::Ahead { .. } | MirrorFault::Differs { .. } => MirrorTrouble::Differs,
        MirrorFault::InUse => MirrorTrouble::InUse,
        MirrorFault::Hung => MirrorTrouble::Hung,
        MirrorFault::Failed(why) => MirrorTrouble::Failed(why.clone()),
    }
}

impl Actor {
    /// What the opening took from the mirror.
    pub(super) async fn record_healed(&mut self) {
        for repair in self.store.healed().to_vec() {
            let what = CleanText::new(&repair.to_string());
            self.record_booth(By::Station, BoothFact::Healed { what }).await;
        }
    }

    /// Called once a rest.
    pub(super) async fn take_care(&mut self) -> Changed {
        let recovered = self.try_recovery().await;
        let noted = self.note_mirror().await;
        if recovered == Changed::Yes { recovered } else { noted }
    }

    /// Tries a store that failed. What was refused stays refused: whoever asked was told.
    async fn try_recovery(&mut self) -> Changed {
        if self.health == StoreHealth::Keeps {
            self.care.backoff = Backoff::default();
            return Changed::No;
        }
        // After a fact of which nobody knows whether it was kept, only a start reads the cases as the journal has them.
        if self.answers == Answers::GivenUp || !self.care.backoff.is_due() {
            return Changed::No;
        }
        let recovery = tokio::time::timeout(LONGEST_REST, self.store.recover()).await;
        let Ok(Ok(cut)) = recovery else { return Changed::No };
        self.health = StoreHealth::Keeps;
        self.notify(NoticeKind::StoreRecovered);
        if let Some(cut) = cut {
            self.record_booth(By::Station, BoothFact::TailCut { bytes: cut.bytes }).await;
        }
        Changed::Yes
    }

    /// Records that the mirror joined or was lost, once each time.
    async fn note_mirror(&mut self) -> Changed {
        let state = self.store.mirror_state();
        if matches!(state, MirrorState::CatchingUp | MirrorState::Lost { .. }) {
            // An idle store would never look for it. What takes too long is seen at the next rest.
            tokio::time::timeout(LONGEST_REST, self.store.tend_mirror()).await.ok();
        }
        self.storage.mirror = shown(&state);
        // A store that keeps nothing keeps the news neither: it is recorded once it keeps again.
        if state == self.care.mirror || self.health != StoreHealth::Keeps {
            return Changed::No;
        }
        let fact = match &state {
            MirrorState::Joined { frames } => Some(BoothFact::MirrorJoined { frames: *frames }),
            MirrorState::Lost { why } => {
                Some(BoothFact::MirrorLost { why: CleanText::new(&why.to_string()) })
            }
            MirrorState::None | MirrorState::CatchingUp => None,
        };
        if let Some(fact) = fact {
            self.record_booth(By::Station, fact).await;
        }
        if self.health == StoreHealth::Keeps {
            self.care.mirror = state;
        }
        Changed::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_ever_more_seldom() {
        let mut backoff = Backoff::default();
        let tries: Vec<u32> = (1..=200).filter(|_| backoff.is_due()).collect();
        assert_eq!(tries, [1, 2, 4, 8, 16, 32, 64, 124, 184]);
    }
}
