//! The consoles that are attached to the station: what each said of itself last, latest wins.

use crate::domain::Moment;
use crate::domain::refusal::Refusal;
use crate::domain::seat::{Seat, SeatFault};
use crate::station::contract::seats::{
    Attachment, ConsoleId, ConsoleView, MAX_CONSOLES, MAX_SHOWN_DRAFT, Pointing, Presence, Shown,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::Notify;
use tokio::time::Instant;

/// One attached console. It is gone when nobody holds its line any more.
#[derive(Debug)]
pub struct Line {
    id: ConsoleId,
    attachment: Attachment,
    since: Moment,
    said: Mutex<Said>,
    changed: Arc<Notify>,
}

/// What a console said of itself.
#[derive(Debug, Clone)]
struct Said {
    active: Instant,
    shown: Arc<Shown>,
    pointing: Option<Pointing>,
}

impl Line {
    /// Which console.
    pub fn id(&self) -> ConsoleId {
        self.id
    }

    /// Where, and whose process.
    pub fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    /// Since when.
    pub fn since(&self) -> Moment {
        self.since
    }

    /// The console as nobody has signed in at it yet.
    pub fn bare_view(&self) -> ConsoleView {
        let Attachment { seat, peer } = &self.attachment;
        ConsoleView {
            id: self.id,
            seat: seat.name.clone(),
            place: seat.place,
            roles: seat.roles.clone(),
            person: seat.person,
            account: peer.as_ref().map(|peer| peer.account.clone()),
            since: self.since,
            session: None,
            ended: None,
            shown: Arc::default(),
            watching: None,
            pointing: None,
            presence: Presence::Here,
        }
    }

    /// When a person last did something there.
    pub fn active(&self) -> Instant {
        self.said().active
    }

    /// What it shows.
    pub fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.said().shown)
    }

    /// Where its officer points.
    pub fn pointing(&self) -> Option<Pointing> {
        self.said().pointing.clone()
    }

    pub(super) fn stir(&self) {
        self.said().active = Instant::now();
    }

    pub(super) fn show(&self, mut shown: Shown) {
        if shown.draft.as_ref().is_some_and(|draft| draft.len() > MAX_SHOWN_DRAFT) {
            shown.draft = None;
        }
        let mut said = self.said();
        if *said.shown != shown {
            said.shown = Arc::new(shown);
            self.changed.notify_one();
        }
    }

    pub(super) fn point(&self, pointing: Option<Pointing>) {
        let mut said = self.said();
        if said.pointing != pointing {
            said.pointing = pointing;
            self.changed.notify_one();
        }
    }

    /// Whoever panicked while holding it left whole values behind: each is set in one assignment.
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // Whoever looks finds it gone by now.
        self.changed.notify_one();
    }
}

/// Every line of a station.
#[derive(Debug)]
pub struct Lines {
    listed: Mutex<Listed>,
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Listed {
    last: u64,
    lines: Vec<Weak<Line>>,
}

impl Default for Lines {
    fn default() -> Self {
        Self { listed: Mutex::default(), changed: Arc::new(Notify::new()) }
    }
}

impl Lines {
    /// The line of the station's own process: it has every role, and is there as long as the station.
    pub fn own(&self, since: Moment) -> Arc<Line> {
        let line = self.line(ConsoleId(0), Attachment { seat: Arc::new(Seat::booth()), peer: None }, since);
        self.listed().lines.push(Arc::downgrade(&line));
        line
    }

    /// A line for a console that comes.
    pub fn attach(&self, attachment: Attachment, since: Moment) -> Result<Arc<Line>, Refusal> {
        let mut listed = self.listed();
        listed.lines.retain(|line| line.strong_count() > 0);
        // One more than that: the station's own.
        if listed.lines.len() > MAX_CONSOLES {
            return Err(Refusal::Seat(SeatFault::Full));
        }
        listed.last += 1;
        let line = self.line(ConsoleId(listed.last), attachment, since);
        listed.lines.push(Arc::downgrade(&line));
        self.changed.notify_one();
        Ok(line)
    }

    fn line(&self, id: ConsoleId, attachment: Attachment, since: Moment) -> Arc<Line> {
        let said = Said { active: Instant::now(), shown: Arc::default(), pointing: None };
        Arc::new(Line { id, attachment, since, said: Mutex::new(said), changed: Arc::clone(&self.changed) })
    }

    /// The lines that somebody holds, in the order in which they came.
    pub fn live(&self) -> Vec<Arc<Line>> {
        self.listed().lines.iter().filter_map(Weak::upgrade).collect()
    }

    /// The line of this console, while somebody holds it.
    pub fn get(&self, id: ConsoleId) -> Option<Arc<Line>> {
        self.live().into_iter().find(|line| line.id == id)
    }

    /// Waits until a console came or said something new of itself.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    fn listed(&self) -> MutexGuard<'_, Listed> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn then() -> Moment {
        Moment::UNIX_EPOCH
    }

    fn attachment() -> Attachment {
        Attachment { seat: Arc::new(Seat::booth()), peer: None }
    }

    #[tokio::test]
    async fn a_line_is_gone_with_its_last_holder_and_its_number_never_comes_back() {
        let lines = Lines::default();
        let own = lines.own(then());
        let first = lines.attach(attachment(), then()).unwrap();
        let id = first.id();
        assert_eq!(lines.live().len(), 2);
        drop(first);
        assert!(lines.get(id).is_none());
        assert_ne!(lines.attach(attachment(), then()).unwrap().id(), id);
        assert_eq!(own.id(), ConsoleId(0));
    }

    #[tokio::test]
    async fn consoles_are_bounded_and_a_gone_one_makes_room() {
        let lines = Lines::default();
        let _own = lines.own(then());
        let mut held: Vec<_> =
            (0..MAX_CONSOLES).map(|_| lines.attach(attachment(), then()).unwrap()).collect();
        let full = lines.attach(attachment(), then());
        assert_eq!(full.map(|line| line.id()).unwrap_err(), Refusal::Seat(SeatFault::Full));
        held.pop();
        assert!(lines.attach(attachment(), then()).is_ok());
    }

    #[tokio::test]
    async fn what_a_console_shows_wakes_the_station_once() {
        let lines = Lines::default();
        let line = lines.own(then());
        line.show(Shown { screen: "lane".into(), ..Shown::default() });
        lines.changed().await;
        assert_eq!(line.shown().screen.as_str(), "lane");
        line.show(Shown { draft: Some("x".repeat(MAX_SHOWN_DRAFT + 1)), ..Shown::default() });
        assert_eq!(line.shown().draft, None);
    }
}
