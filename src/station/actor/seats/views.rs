//! Consoles as everybody sees them.

use crate::domain::case::CaseState;
use crate::station::actor::Actor;
use crate::station::actor::care::Changed;
use crate::station::contract::seats::{ConsoleId, ConsoleView, Lock, Presence};
use crate::station::lines::Line;
use std::sync::Arc;

impl Actor {
    /// Looks at the lines anew. What did not change stays the same list, so that nobody is sent it again.
    pub(in crate::station::actor) fn view_seats(&mut self) -> Changed {
        let mut changed = Changed::No;
        let lines = self.lines.live();
        self.seats.ended.retain(|id, _| lines.iter().any(|line| line.id() == *id));
        self.seats.watching.retain(|id, _| lines.iter().any(|line| line.id() == *id));
        let mut views: Vec<ConsoleView> = lines.iter().map(|line| self.console_view(line)).collect();
        views.extend(self.gone_consoles(&lines));
        if views != *self.seats.consoles {
            self.seats.consoles = Arc::new(views);
            changed = Changed::Yes;
        }
        let is_over = |proposal: &crate::station::contract::seats::Proposal| {
            self.cases.get(&proposal.case).is_none_or(|case| case.state != CaseState::InAnalysis)
        };
        if self.seats.proposals.iter().any(is_over) {
            let left = self.seats.proposals.iter().filter(|one| !is_over(one)).cloned().collect();
            self.seats.proposals = Arc::new(left);
            changed = Changed::Yes;
        }
        changed
    }

    /// The consoles that went away while somebody was signed in there.
    fn gone_consoles(&self, lines: &[Arc<Line>]) -> impl Iterator<Item = ConsoleView> {
        let is_gone = |id: ConsoleId| lines.iter().all(|line| line.id() != id);
        self.sessions.all().filter(move |(_, seated)| is_gone(seated.console)).map(|(id, seated)| {
            ConsoleView {
                id: seated.console,
                seat: seated.seat.name.clone(),
                place: seated.seat.place,
                roles: seated.seat.roles.clone(),
                person: seated.seat.person,
                account: None,
                since: seated.since,
                session: Some(seated.view(id)),
                ended: None,
                shown: Arc::default(),
                watching: None,
                pointing: None,
                presence: Presence::Gone,
            }
        })
    }

    fn console_view(&self, line: &Line) -> ConsoleView {
        let session = self.sessions.at(line.id()).map(|(id, seated)| seated.view(id));
        let is_open = session.as_ref().is_some_and(|session| session.lock == Lock::Open);
        ConsoleView {
            session,
            ended: self.seats.ended.get(&line.id()).cloned(),
            shown: if is_open { line.shown() } else { Arc::default() },
            watching: self.seats.watching.get(&line.id()).copied(),
            pointing: line.pointing().filter(|_| self.seats.watching.contains_key(&line.id())),
            ..line.bare_view()
        }
    }
}
