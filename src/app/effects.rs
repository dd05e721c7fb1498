//! Carries out what the console wants done.

use super::loupe::Jobs;
use crate::station::contract::{Asker, Session};
use crate::station::handle::Handle;
use crate::ui::message::{Effect, Message, Purpose};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Requests of one console that may be under way: a key each, and a person has ten fingers.
const MAX_ASKS: usize = 10;

/// What effects are carried out with.
pub(super) struct Effects {
    handle: Handle,
    results: mpsc::Sender<Message>,
    jobs: Jobs,
    asks: JoinSet<()>,
}

/// What the loop itself has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consequence {
    /// Nothing.
    None,
    /// Ring the bell.
    Bell,
    /// End.
    Quit,
}

impl Effects {
    pub(super) fn new(handle: Handle, results: mpsc::Sender<Message>, jobs: Jobs) -> Self {
        Self { handle, results, jobs, asks: JoinSet::new() }
    }

    /// Carries out one effect; nothing here waits.
    pub(super) fn carry_out(&mut self, effect: Effect, session: Option<&Session>) -> Consequence {
        match effect {
            Effect::Stop => self.handle.stop_now(),
            Effect::Ask { purpose, request } => self.ask(purpose, request, session),
            Effect::Render(job) => {
                self.jobs.send_replace(Some(Arc::new(*job)));
            }
            Effect::Bell => return Consequence::Bell,
            Effect::Quit => return Consequence::Quit,
        }
        Consequence::None
    }

    fn ask(
        &mut self,
        purpose: Purpose,
        request: crate::station::contract::Request,
        session: Option<&Session>,
    ) {
        while self.asks.try_join_next().is_some() {}
        if self.asks.len() >= MAX_ASKS && purpose != Purpose::Stop {
            return;
        }
        let asker = session.map_or(Asker::Nobody, |session| Asker::Session(session.id));
        let (handle, results) = (self.handle.clone(), self.results.clone());
        self.asks.spawn(async move {
            let answer = Box::new(handle.ask(asker, request).await);
            // The console may have ended meanwhile; the station has done its part.
            results.send(Message::Answered { purpose, answer }).await.ok();
        });
    }
}
