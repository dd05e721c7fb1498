//! The supervisor's desk: who sits where and at what, second opinions asked for, verdicts that wait for a re-check, outcomes due.

mod seats;
mod view;

use crate::domain::case::Case;
use crate::domain::number::CaseNumber;
use crate::station::contract::seats::{ConsoleId, ConsoleView};
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::watch::Watch;
use crate::ui::screens::{CurrentScreen, Screen};
use ratatui::Frame;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Finished cases kept as answered: what three of the largest screens show.
const MAX_KNOWN: usize = 200;

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Opinions,
    Rechecks,
    Outcomes,
}

/// One that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Waiting {
    list: List,
    number: CaseNumber,
}

/// What the arrows go through: the seats, then what waits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Seat(ConsoleId),
    Case(Waiting),
}

/// The desk.
#[derive(Debug, Default)]
pub struct Desk {
    chosen: Option<Entry>,
    /// Finished cases as the station answered; nothing for one that it refused.
    known: BTreeMap<CaseNumber, Option<Arc<Case>>>,
    asked: Option<CaseNumber>,
}

/// Everything that waits, list by list, oldest first.
fn waiting(scene: &Scene<'_>) -> Vec<Waiting> {
    let unfinished = scene.snapshot.unfinished.iter();
    let opinions = unfinished.filter(|case| case.opinion_awaited().is_some()).map(|case| case.number.clone());
    let day = &scene.snapshot.day;
    let of = |list| move |number| Waiting { list, number };
    opinions
        .map(of(List::Opinions))
        .chain(day.rechecks.iter().cloned().map(of(List::Rechecks)))
        .chain(day.outcomes_due.iter().cloned().map(of(List::Outcomes)))
        .collect()
}

/// Everything that can be chosen, top down.
fn entries(scene: &Scene<'_>) -> Vec<Entry> {
    let seats = seats::shown(scene).map(|console| Entry::Seat(console.id));
    seats.chain(waiting(scene).into_iter().map(Entry::Case)).collect()
}

/// The first that waits; a desk on which nothing waits begins with the seats.
fn first(entries: &[Entry]) -> usize {
    entries.iter().position(|entry| matches!(entry, Entry::Case(_))).unwrap_or(0)
}

impl Desk {
    /// The desk with a seat chosen.
    pub fn at(console: ConsoleId) -> Self {
        Self { chosen: Some(Entry::Seat(console)), ..Self::default() }
    }

    fn place(&self, entries: &[Entry]) -> usize {
        entries.iter().position(|entry| Some(entry) == self.chosen.as_ref()).unwrap_or_else(|| first(entries))
    }

    /// The chosen one's place among what waits; the first where a seat is chosen.
    fn place_waiting(&self, waiting: &[Waiting]) -> usize {
        let is_chosen = |one: &Waiting| matches!(&self.chosen, Some(Entry::Case(chosen)) if chosen == one);
        waiting.iter().position(is_chosen).unwrap_or(0)
    }

    fn choose(&mut self, place: usize, entries: &[Entry]) {
        self.chosen = entries.get(place).cloned();
    }

    fn step(&mut self, action: Action, scene: &Scene<'_>) {
        let entries = entries(scene);
        let (place, last) = (self.place(&entries), entries.len().saturating_sub(1));
        let page = view::page(scene);
        let next = match action {
            Action::Up => place.saturating_sub(1),
            Action::Down => place + 1,
            Action::PageUp => place.saturating_sub(page),
            Action::PageDown => place + page,
            Action::First => 0,
            _ => last,
        };
        self.choose(next.min(last), &entries);
    }

    /// The case, from the snapshot or as answered.
    fn case<'a>(&'a self, number: &CaseNumber, scene: &'a Scene<'_>) -> Option<&'a Arc<Case>> {
        scene.snapshot.case(number).or_else(|| self.known.get(number)?.as_ref())
    }

    /// Asks for the next case that is in sight and not known: one at a time, so that no key has to wait behind a page of them.
    fn ask_next(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.asked.is_some() {
            return Vec::new();
        }
        let waiting = waiting(scene);
        let in_sight = view::in_sight(self.place_waiting(&waiting), &waiting, scene);
        let next = in_sight
            .iter()
            .find(|one| scene.snapshot.case(&one.number).is_none() && !self.known.contains_key(&one.number));
        let Some(next) = next else { return Vec::new() };
        self.asked = Some(next.number.clone());
        vec![Outcome::Ask(Purpose::Case, Request::ShowCase(next.number.clone()))]
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(number) = self.asked.take() else { return Vec::new() };
        if self.known.len() >= MAX_KNOWN {
            self.known.clear();
        }
        let case = match answer {
            Ok(Reply::Case(case)) if case.number == number => Some(Arc::clone(case)),
            _ => None,
        };
        self.known.insert(number, case);
        self.ask_next(scene)
    }

    fn open(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let entries = entries(scene);
        match entries.get(self.place(&entries)) {
            Some(Entry::Case(one)) => {
                let back = Self { chosen: self.chosen.clone(), ..Self::default() };
                let record = Record::opened_from(one.number.clone(), CurrentScreen::Desk(back));
                vec![Outcome::Go(Box::new(CurrentScreen::Record(record)))]
            }
            Some(Entry::Seat(id)) => watch(*id, scene),
            None => Vec::new(),
        }
    }
}

/// Looks on at a console where somebody is signed in.
fn watch(id: ConsoleId, scene: &Scene<'_>) -> Vec<Outcome> {
    let console: Option<&ConsoleView> = seats::shown(scene).find(|console| console.id == id);
    match console.and_then(|console| Some((console, console.session.as_ref()?))) {
        Some((console, session)) => {
            vec![Outcome::Go(Box::new(CurrentScreen::Watch(Box::new(Watch::new(console, session)))))]
        }
        None => vec![Outcome::Say(Saying::refused(scene.words.say("seat-nobody-there")))],
    }
}

impl Screen for Desk {
    fn layer(&self) -> Layer {
        Layer::Desk
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        action != Action::OpenCase || !entries(scene).is_empty()
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered | Input::Refreshed => {
                // What is shown as chosen is chosen, whatever comes in above it.
                let entries = entries(scene);
                self.choose(self.place(&entries), &entries);
                self.ask_next(scene)
            }
            Input::Action(Action::OpenCase) => self.open(scene),
            Input::Action(Action::Back) => {
                vec![Outcome::Go(Box::new(CurrentScreen::Queue(Queue::default())))]
            }
            Input::Action(
                action @ (Action::Up
                | Action::Down
                | Action::PageUp
                | Action::PageDown
                | Action::First
                | Action::Last),
            ) => {
                self.step(action, scene);
                self.ask_next(scene)
            }
            Input::Answered { purpose: Purpose::Case, answer } => self.answered(&answer, scene),
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
