//! Requests that wait for their answers.

use crate::domain::refusal::Refusal;
use crate::remote::console_wire::Key;
use crate::station::contract::{Answer, Asker, Request, SessionId};
use std::collections::BTreeMap;
use tokio::sync::oneshot;

/// Requests of a console that may be under way: as many as the station takes from one.
pub(super) const MAX_PENDING: usize = 16;

/// A request that was sent, or is sent again.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) key: Key,
    pub(super) asker: Asker,
    pub(super) request: Request,
    pub(super) answer: oneshot::Sender<Answer>,
}

impl Waiting {
    /// Whoever asked may be gone by now.
    pub(super) fn answer(self, answer: Answer) {
        drop(self.answer.send(answer));
    }
}

/// Every request that waits, by its number.
#[derive(Debug, Default)]
pub(super) struct Pending {
    waiting: BTreeMap<u64, Waiting>,
    last: u64,
}

impl Pending {
    /// A number that no request has.
    pub(super) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn wait(&mut self, number: u64, waiting: Waiting) {
        self.waiting.insert(number, waiting);
    }

    pub(super) fn take(&mut self, number: u64) -> Option<Waiting> {
        self.waiting.remove(&number)
    }

    pub(super) fn has_room(&self) -> bool {
        self.waiting.len() < MAX_PENDING
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// What waits, with its number, to be sent again.
    pub(super) fn all(&self) -> impl Iterator<Item = (u64, &Waiting)> {
        self.waiting.iter().map(|(number, waiting)| (*number, waiting))
    }

    /// Keeps what this session asked; everybody else hears that the station is gone.
    pub(super) fn keep_of(&mut self, session: Option<SessionId>) {
        let (kept, over) = std::mem::take(&mut self.waiting).into_iter().partition(|(_, waiting)| {
            session.is_some_and(|session| waiting.asker == Asker::Session(session))
        });
        self.waiting = kept;
        let over: BTreeMap<u64, Waiting> = over;
        for waiting in over.into_values() {
            waiting.answer(Err(Refusal::StationGone));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_session_asked_waits_for_it_to_come_back() {
        let mut pending = Pending::default();
        let mut answers = Vec::new();
        for asker in [Asker::Nobody, Asker::Session(SessionId(1)), Asker::Session(SessionId(2))] {
            let (answer, receiver) = oneshot::channel();
            let number = pending.number();
            pending.wait(
                number,
                Waiting { key: Key::from_number(1), asker, request: Request::Checkpoint, answer },
            );
            answers.push(receiver);
        }
        pending.keep_of(Some(SessionId(1)));
        assert_eq!(pending.all().map(|(number, _)| number).collect::<Vec<_>>(), [2]);
        assert!(matches!(answers[0].try_recv(), Ok(Err(Refusal::StationGone))));
        assert!(answers[1].try_recv().is_err());
        assert!(matches!(answers[2].try_recv(), Ok(Err(Refusal::StationGone))));
        pending.keep_of(None);
        assert!(pending.is_empty() && pending.has_room());
    }
}
