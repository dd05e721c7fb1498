//! The search: one field, and below it the cases that its text fits, renewed while one types.

mod view;

use crate::domain::case::CaseRow;
use crate::domain::number::CaseNumber;
use crate::domain::step::Verdict;
use crate::domain::text::CleanText;
use crate::station::contract::search::{Found, MAX_SEARCH_CHARS, SearchQuery};
use crate::station::contract::storage::IndexProgress;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Question};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::{Queue, held_elsewhere};
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field, FieldKind};
use ratatui::Frame;

/// Rows asked for at once: two pages of the largest screen. Whoever needs more types more.
const ROWS_ASKED: usize = 100;

/// What was typed, what was found, which row is chosen.
#[derive(Debug)]
pub struct Search {
    field: Field,
    verdict: Option<Verdict>,
    /// The question whose answer has not come. While it has not, no other is asked: the latest text is asked afterwards.
    asked: Option<SearchQuery>,
    /// The question that `found` answers.
    answered: Option<SearchQuery>,
    found: Option<Found>,
    /// `None` is the first row, whichever that is.
    chosen: Option<CaseNumber>,
    enter: Enter,
}

/// Whether Enter was pressed before the answer to what was typed had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Enter {
    Done,
    Waiting,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            field: Field::new(FieldKind::Text, MAX_SEARCH_CHARS),
            verdict: None,
            asked: None,
            answered: None,
            found: None,
            chosen: None,
            enter: Enter::Done,
        }
    }
}

impl Search {
    fn query(&self) -> SearchQuery {
        SearchQuery { text: self.field.value().to_owned(), verdict: self.verdict, limit: ROWS_ASKED }
    }

    /// Asks for what stands in the field, unless that was answered or another question is under way.
    fn ask_if_due(&mut self) -> Vec<Outcome> {
        let query = self.query();
        if self.asked.is_some() || self.answered.as_ref() == Some(&query) {
            return Vec::new();
        }
        self.asked = Some(query.clone());
        vec![Outcome::Ask(Purpose::Search(Question::of(&query)), Request::Search(query))]
    }

    /// Takes an answer. One to a text that no longer stands there is dropped, and so is one to an earlier search.
    fn answered(&mut self, question: Question, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(query) = self.asked.take_if(|query| Question::of(query) == question) else {
            return Vec::new();
        };
        if query == self.query() {
            // A refused question counts as answered: to ask it again at once would only repeat the refusal.
            self.answered = Some(query);
            if let Ok(Reply::Found(found)) = answer {
                self.found = Some(found);
            }
            if std::mem::replace(&mut self.enter, Enter::Done) == Enter::Waiting {
                return self.open(scene);
            }
        }
        self.ask_if_due()
    }

    /// What was found, each case as it is by now.
    fn rows(&self, scene: &Scene<'_>) -> Vec<CaseRow> {
        let found = self.found.as_ref().map_or(&[][..], |found| found.rows.as_slice());
        let now =
            |row: &CaseRow| scene.snapshot.case(&row.number).map_or_else(|| row.clone(), |case| case.row());
        found.iter().map(now).collect()
    }

    /// The chosen row's place; the first where it is no longer among them.
    fn place(&self, rows: &[CaseRow]) -> usize {
        rows.iter().position(|row| Some(&row.number) == self.chosen.as_ref()).unwrap_or(0)
    }

    fn step(&mut self, action: Action, scene: &Scene<'_>) {
        let (rows, page) = (self.rows(scene), view::page(scene.body));
        let (place, last) = (self.place(&rows), rows.len().saturating_sub(1));
        let next = match action {
            Action::Up => place.saturating_sub(1),
            Action::Down => place + 1,
            Action::PageUp => place.saturating_sub(page),
            _ => place + page,
        };
        self.chosen = rows.get(next.min(last)).map(|row| row.number.clone());
    }

    /// Opens the chosen record; the search waits behind it as it is.
    fn open(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.answered.as_ref() != Some(&self.query()) {
            self.enter = Enter::Waiting;
            return self.ask_if_due();
        }
        let rows = self.rows(scene);
        let Some(row) = rows.get(self.place(&rows)) else { return Vec::new() };
        let number = row.number.clone();
        self.chosen = Some(number.clone());
        let record = Record::found(number.clone(), Box::new(std::mem::take(self)));
        let open = Outcome::Go(Box::new(CurrentScreen::Record(record)));
        std::iter::once(open).chain(held_elsewhere(&number, scene)).collect()
    }

    fn turn_filter(&mut self) {
        self.verdict = match self.verdict {
            None => Some(Verdict::WithoutSuspicion),
            Some(Verdict::WithoutSuspicion) => Some(Verdict::UnderSuspicion),
            Some(Verdict::UnderSuspicion) => None,
        };
    }

    /// Another text has other first rows.
    fn changed(&mut self) -> Vec<Outcome> {
        self.chosen = None;
        self.ask_if_due()
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::Back => return vec![Outcome::Go(Box::new(CurrentScreen::Queue(Queue::default())))],
            Action::OpenCase => return self.open(scene),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => self.step(action, scene),
            Action::VerdictFilter => {
                self.turn_filter();
                return self.changed();
            }
            other => {
                let before = self.query();
                self.field.edit(other);
                if self.query() != before {
                    return self.changed();
                }
            }
        }
        Vec::new()
    }

    /// Back from a record, or opened: what was asked before is not waited for, and what was found may have changed.
    fn entered(&mut self) -> Vec<Outcome> {
        (self.asked, self.answered) = (None, None);
        self.ask_if_due()
    }

    /// What was found while the index was not whole is asked for again once it is.
    fn refreshed(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let was_partial = self.found.as_ref().is_some_and(|found| found.index != IndexProgress::Ready);
        if was_partial && scene.snapshot.storage.index == IndexProgress::Ready {
            self.answered = None;
            self.found.iter_mut().for_each(|found| found.index = IndexProgress::Ready);
        }
        self.ask_if_due()
    }
}

impl Screen for Search {
    fn layer(&self) -> Layer {
        Layer::Search
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::OpenCase => self.found.as_ref().is_some_and(|found| !found.rows.is_empty()),
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        if matches!(input, Input::Action(_) | Input::Typed(_) | Input::Pasted(_)) {
            self.enter = Enter::Done;
        }
        match input {
            Input::Entered => self.entered(),
            Input::Refreshed => self.refreshed(scene),
            Input::Action(action) => self.act(action, scene),
            Input::Typed(c) => {
                self.field.type_char(c);
                self.changed()
            }
            Input::Pasted(text) => {
                self.field.paste(CleanText::bounded(&text, MAX_SEARCH_CHARS).as_str());
                self.changed()
            }
            Input::Answered { purpose: Purpose::Search(question), answer } => {
                self.answered(question, *answer, scene)
            }
            Input::Answered { .. } | Input::Rendered(_) | Input::Discarded => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
