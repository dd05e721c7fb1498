//! Consoles as everybody sees them.

use crate::domain::case::CaseState;
use crate::station::actor::Actor;
use crate::station::contract::seats::{ConsoleId, ConsoleView, Lock, Presence, SessionView};
use crate::station::lines::Line;
use std::sync::Arc;

impl Actor {
    /// Looks at the lines anew. What did not change stays the same list, so that nobody is sent it again.
    pub(in crate::station::actor) fn view_seats(&mut self) {
        let lines = self.lines.live();
        self.seats.ended.retain(|id, _| lines.iter().any(|line| line.id() == *id));
        self.seats.watching.retain(|id, _| lines.iter().any(|line| line.id() == *id));
        let mut views: Vec<ConsoleView> = lines.iter().map(|line| self.console_view(line)).collect();
        views.extend(self.gone_consoles(&lines));
        if views != *self.seats.consoles {
            self.seats.consoles = Arc::new(views);
        }
        let is_over = |proposal: &crate::station::contract::seats::Proposal| {
            self.cases.get(&proposal.case).is_none_or(|case| case.state != CaseState::InAnalysis)
        };
        if self.seats.proposals.iter().any(is_over) {
            let left = self.seats.proposals.iter().filter(|one| !is_over(one)).cloned().collect();
            self.seats.proposals = Arc::new(left);
        }
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
                session: Some(SessionView {
                    id,
                    officer: seated.officer.clone(),
                    since: seated.since,
                    lock: seated.lock,
                }),
                ended: None,
                shown: Arc::default(),
                watching: None,
                pointing: None,
                presence: Presence::Gone,
            }
        })
    }

    fn console_view(&self, line: &Line) -> ConsoleView {
        let attachment = line.attachment();
        let seated = self.sessions.at(line.id());
        let session = seated.map(|(id, seated)| SessionView {
            id,
            officer: seated.officer.clone(),
            since: seated.since,
            lock: seated.lock,
        });
        let is_open = session.as_ref().is_some_and(|session| session.lock == Lock::Open);
        ConsoleView {
            id: line.id(),
            seat: attachment.seat.name.clone(),
            place: attachment.seat.place,
            roles: attachment.seat.roles.clone(),
            person: attachment.seat.person,
            account: attachment.peer.as_ref().map(|peer| peer.account.clone()),
            since: line.since(),
            session,
            ended: self.seats.ended.get(&line.id()).cloned(),
            shown: if is_open { line.shown() } else { Arc::default() },
            watching: self.seats.watching.get(&line.id()).copied(),
            pointing: line.pointing().filter(|_| self.seats.watching.contains_key(&line.id())),
            presence: Presence::Here,
        }
    }
}
