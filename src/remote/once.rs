//! Requests that change something are carried out once: the same key asked again gets the same answer.

use crate::domain::refusal::Refusal;
use crate::remote::console_wire::Key;
use crate::station::contract::{Answer, Request, SessionId};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Answers that are kept: a console asks again within seconds, and four a second for a minute is more than a booth does.
pub const MAX_ANSWERS: usize = 256;

/// Requests under way whose answers are waited for: twice what may wait for the actor, and as many again.
pub const MAX_UNDER_WAY: usize = 128;

/// Who asked: a key is good for nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// The Unix account's number.
    pub uid: u32,
    /// The session.
    pub session: Option<SessionId>,
}

/// The requests of the last time with their answers.
#[derive(Debug, Clone, Default)]
pub struct Once {
    known: Arc<Mutex<VecDeque<Known>>>,
}

#[derive(Debug)]
struct Known {
    key: Key,
    owner: Owner,
    digest: [u8; 32],
    answer: watch::Receiver<Option<Answer>>,
}

impl Known {
    fn is_answered(&self) -> bool {
        self.answer.borrow().is_some()
    }
}

/// Whether a request changes something. Whatever is not named as reading does.
pub fn changes_something(request: &Request) -> bool {
    !matches!(
        request,
        Request::SignIn { .. }
            | Request::SignOut
            | Request::Seat(_)
            | Request::StopScan
            | Request::ShowCase(_)
            | Request::ListCases { .. }
            | Request::Search(_)
            | Request::ReadJournal(_)
            | Request::Statistics(_)
            | Request::Earlier(_)
            | Request::OpenPicture(_)
            | Request::Checkpoint
            // The last draft counts, however often it is kept.
            | Request::KeepDraft { .. }
            | Request::Draft(_)
    )
}

impl Once {
    /// The answer to a request: that of the same request before, or what `ask` comes to. It is carried out to its end even when
    /// nobody waits for it any more: whoever comes back hears what became of it.
    pub async fn answer<F>(
        &self,
        owner: Owner,
        key: Key,
        request: Request,
        ask: impl FnOnce(Request) -> F,
    ) -> Answer
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let mut answer = self.begin(owner, key, request, ask)?;
        match answer.wait_for(Option::is_some).await {
            Ok(found) => found.clone().unwrap_or(Err(Refusal::StationGone)),
            // The task that asked is gone without an answer.
            Err(_) => Err(Refusal::StationGone),
        }
    }

    fn begin<F>(
        &self,
        owner: Owner,
        key: Key,
        request: Request,
        ask: impl FnOnce(Request) -> F,
    ) -> Result<watch::Receiver<Option<Answer>>, Refusal>
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let digest = digest(&request);
        let mut known = self.known();
        if let Some(same) = known.iter().find(|known| known.key == key) {
            return match (same.owner == owner, same.digest == digest) {
                (false, _) => Err(Refusal::NotSignedIn),
                (true, false) => Err(Refusal::Changed),
                (true, true) => Ok(same.answer.clone()),
            };
        }
        let under_way = known.iter().filter(|known| !known.is_answered()).count();
        if under_way >= MAX_UNDER_WAY {
            return Err(Refusal::StationGone);
        }
        if known.len() - under_way >= MAX_ANSWERS
            && let Some(oldest) = known.iter().position(Known::is_answered)
        {
            known.remove(oldest);
        }
        let (sender, answer) = watch::channel(None);
        known.push_back(Known { key, owner, digest, answer: answer.clone() });
        drop(known);
        let asking = ask(request);
        tokio::task::spawn(async move {
            let answered = asking.await;
            sender.send_replace(Some(answered));
        });
        Ok(answer)
    }

    /// Whoever panicked while holding it left whole entries behind.
    fn known(&self) -> MutexGuard<'_, VecDeque<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What tells one request from another, without keeping it: it may hold a PIN.
fn digest(request: &Request) -> [u8; 32] {
    let mut hash = Sha256::new();
    // A request that cannot be written came over no wire; it is the same as another of its kind.
    if let Ok(bytes) = serde_json::to_vec(request).map(zeroize::Zeroizing::new) {
        hash.update(bytes.as_slice());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::contract::Reply;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::Notify;

    const OWNER: Owner = Owner { uid: 1_000, session: Some(SessionId(4)) };

    fn import(name: &str) -> Request {
        Request::Import { path: name.into() }
    }

    #[tokio::test]
    async fn the_same_key_is_carried_out_once_even_while_it_is_under_way() {
        let (once, done, go) = (Once::default(), Arc::new(AtomicU32::new(0)), Arc::new(Notify::new()));
        let ask = |request: Request| {
            let (done, go) = (Arc::clone(&done), Arc::clone(&go));
            async move {
                assert_eq!(request, import("a"));
                go.notified().await;
                done.fetch_add(1, Ordering::SeqCst);
                Ok(Reply::Acknowledged)
            }
        };
        let key = Key::from_number(1);
        // The first console goes away before its answer is there.
        drop(once.begin(OWNER, key, import("a"), ask).unwrap());
        let second = once.answer(OWNER, key, import("a"), ask);
        go.notify_one();
        assert!(matches!(second.await, Ok(Reply::Acknowledged)));
        assert!(matches!(once.answer(OWNER, key, import("a"), ask).await, Ok(Reply::Acknowledged)));
        assert_eq!(done.load(Ordering::SeqCst), 1);
        let other = [
            (Owner { uid: 1_001, ..OWNER }, import("a"), Refusal::NotSignedIn),
            (Owner { session: None, ..OWNER }, import("a"), Refusal::NotSignedIn),
            (OWNER, import("b"), Refusal::Changed),
        ];
        for (owner, request, refusal) in other {
            assert_eq!(once.answer(owner, key, request, ask).await.unwrap_err(), refusal);
        }
    }

    #[tokio::test]
    async fn answers_and_what_is_under_way_are_bounded() {
        let once = Once::default();
        for number in 0..u128::try_from(MAX_ANSWERS).unwrap() + 20 {
            let answer = once
                .answer(OWNER, Key::from_number(number), import("a"), |_| async { Ok(Reply::Acknowledged) });
            answer.await.unwrap();
        }
        assert_eq!(once.known().len(), MAX_ANSWERS);
        let mut last = None;
        for number in 0..=u128::try_from(MAX_UNDER_WAY).unwrap() {
            let key = Key::from_number(10_000 + number);
            last = Some(once.begin(OWNER, key, import("a"), |_| std::future::pending()));
        }
        assert_eq!(last.unwrap().unwrap_err(), Refusal::StationGone);
        assert!(once.known().len() <= MAX_ANSWERS + MAX_UNDER_WAY);
    }

    #[test]
    fn reading_is_not_changing() {
        assert!(!changes_something(&Request::Checkpoint));
        assert!(changes_something(&Request::AcknowledgeFault));
        assert!(changes_something(&import("a")));
    }
}
