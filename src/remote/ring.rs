//! The last notices of a station, by number: whoever lags or comes back is told what came meanwhile, and what nobody knows any more.

use crate::station::contract::Notice;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{broadcast, watch};

/// Notices that are kept: a case moves some ten times, so these are a hundred cases, a third of a busy day.
pub const MAX_KEPT: usize = 1_024;

/// Notices told in one go: an answer waits behind no more.
pub const MAX_AT_ONCE: usize = 64;

/// The last notices.
#[derive(Debug)]
pub struct Ring {
    kept: Mutex<VecDeque<Notice>>,
    latest: watch::Sender<u64>,
}

/// What is told to somebody who has read up to some number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A notice.
    Notice(Notice),
    /// These are not kept.
    Missed {
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
}

/// How many notices a gap is.
pub fn count_missed(from: u64, to: u64) -> u64 {
    to.checked_sub(from).map_or(0, |more| more.saturating_add(1))
}

impl Default for Ring {
    fn default() -> Self {
        Self { kept: Mutex::default(), latest: watch::channel(0).0 }
    }
}

impl Ring {
    /// Takes every notice until the station ends. What the channel drops is a gap in the numbers, and told as one.
    pub async fn fill(&self, mut notices: broadcast::Receiver<Notice>) {
        loop {
            match notices.recv().await {
                Ok(notice) => self.push(notice),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    /// Takes a notice.
    pub fn push(&self, notice: Notice) {
        let number = notice.number;
        let mut kept = self.kept();
        while kept.len() >= MAX_KEPT {
            kept.pop_front();
        }
        kept.push_back(notice);
        drop(kept);
        self.latest.send_replace(number);
    }

    /// The number of the last notice, as it changes.
    pub fn latest(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    /// What comes after a number, at most [`MAX_AT_ONCE`]; and the number up to which it then has been told.
    pub fn after(&self, mut told: u64) -> (Vec<Entry>, u64) {
        let kept = self.kept();
        let mut entries = Vec::new();
        for notice in
            kept.iter().filter(|notice| notice.number > told).take(MAX_AT_ONCE).cloned().collect::<Vec<_>>()
        {
            if notice.number > told + 1 {
                entries.push(Entry::Missed { from: told + 1, to: notice.number - 1 });
            }
            told = notice.number;
            entries.push(Entry::Notice(notice));
        }
        (entries, told)
    }

    /// Whoever panicked while holding it left whole notices behind.
    fn kept(&self) -> MutexGuard<'_, VecDeque<Notice>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::contract::NoticeKind;

    fn notice(number: u64) -> Notice {
        Notice { number, what: NoticeKind::StoreRecovered }
    }

    #[test]
    fn whoever_comes_back_hears_what_came_meanwhile_and_what_is_lost() {
        let ring = Ring::default();
        let last = u64::try_from(MAX_KEPT).unwrap() + 10;
        (1..=last).for_each(|number| ring.push(notice(number)));
        let (mut told, mut numbers) = (0, Vec::new());
        loop {
            let (entries, up_to) = ring.after(told);
            if entries.is_empty() {
                break;
            }
            assert!(entries.len() <= MAX_AT_ONCE + 1);
            told = up_to;
            numbers.extend(entries);
        }
        assert_eq!(numbers[0], Entry::Missed { from: 1, to: 10 });
        assert_eq!(numbers.len(), MAX_KEPT + 1);
        assert_eq!(numbers.last(), Some(&Entry::Notice(notice(last))));
        assert_eq!(ring.after(last), (Vec::new(), last));
        ring.push(notice(last + 3));
        assert_eq!(ring.after(last).0[0], Entry::Missed { from: last + 1, to: last + 2 });
    }

    #[test]
    fn a_gap_of_any_numbers_is_counted() {
        let table = [(1, 9, 9), (5, 5, 1), (9, 1, 0), (0, u64::MAX, u64::MAX), (u64::MAX, u64::MAX, 1)];
        for (from, to, count) in table {
            assert_eq!(count_missed(from, to), count, "{from} to {to}");
        }
    }

    #[tokio::test]
    async fn what_the_channel_drops_is_a_gap() {
        let (sender, receiver) = broadcast::channel(2);
        for number in 1..=5 {
            sender.send(notice(number)).unwrap();
        }
        drop(sender);
        let ring = Ring::default();
        ring.fill(receiver).await;
        let (entries, told) = ring.after(0);
        assert_eq!((entries.len(), told), (3, 5));
        assert_eq!(entries[0], Entry::Missed { from: 1, to: 3 });
    }
}
