//! The supervisor's desk: second opinions asked for, verdicts that wait for a re-check, outcomes that are due.

mod view;

use crate::domain::case::Case;
use crate::domain::number::CaseNumber;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
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

/// The desk.
#[derive(Debug, Default)]
pub struct Desk {
    chosen: Option<(List, CaseNumber)>,
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

impl Desk {
    fn place(&self, waiting: &[Waiting]) -> usize {
        let is_chosen = |one: &Waiting| {
            self.chosen.as_ref().is_some_and(|(list, number)| *list == one.list && *number == one.number)
        };
        waiting.iter().position(is_chosen).unwrap_or(0)
    }

    fn choose(&mut self, place: usize, waiting: &[Waiting]) {
        self.chosen = waiting.get(place).map(|one| (one.list, one.number.clone()));
    }

    fn step(&mut self, action: Action, scene: &Scene<'_>) {
        let waiting = waiting(scene);
        let (place, last) = (self.place(&waiting), waiting.len().saturating_sub(1));
        let page = view::page(scene.body);
        let next = match action {
            Action::Up => place.saturating_sub(1),
            Action::Down => place + 1,
            Action::PageUp => place.saturating_sub(page),
            Action::PageDown => place + page,
            Action::First => 0,
            _ => last,
        };
        self.choose(next.min(last), &waiting);
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
        let in_sight = view::in_sight(self.place(&waiting), &waiting, scene.body);
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
        let waiting = waiting(scene);
        let Some(one) = waiting.get(self.place(&waiting)) else { return Vec::new() };
        let back = Self { chosen: self.chosen.clone(), ..Self::default() };
        let record = Record::opened_from(one.number.clone(), CurrentScreen::Desk(back));
        vec![Outcome::Go(Box::new(CurrentScreen::Record(record)))]
    }
}

impl Screen for Desk {
    fn layer(&self) -> Layer {
        Layer::Desk
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        action != Action::OpenCase || !waiting(scene).is_empty()
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered | Input::Refreshed => {
                // What is shown as chosen is chosen, whatever comes in above it.
                let waiting = waiting(scene);
                self.choose(self.place(&waiting), &waiting);
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
