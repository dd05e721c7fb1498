//! The journal of the booth: every fact, newest first, page by page, by case, person, day and kind.

mod filters;
mod view;

use crate::domain::journal::{JournalLine, JournalPage, JournalQuery};
use crate::domain::text::CleanText;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Question};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::journal::filters::{Filters, Unclear};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen};
use ratatui::Frame;

/// Pages that lead back one by one. Whoever has turned further begins at the newest again.
const MAX_BACK: usize = 1_000;

/// What is asked, the page that answers, which line is chosen.
#[derive(Debug, Default)]
pub struct Journal {
    filters: Filters,
    /// Where each page before this one began.
    back: Vec<Option<u64>>,
    /// Where this page begins; `None` for the newest fact.
    from: Option<u64>,
    /// The question whose answer has not come.
    asked: Option<JournalQuery>,
    /// The question that `page` answers.
    answered: Option<JournalQuery>,
    page: Option<JournalPage>,
    chosen: usize,
    /// Where on a page that comes the choice begins.
    land: Land,
}

/// Which line of a new page is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Land {
    #[default]
    First,
    Last,
}

impl Journal {
    fn query(&self, scene: &Scene<'_>) -> Result<JournalQuery, Unclear> {
        let limit = view::page(scene.body);
        Ok(JournalQuery { from: self.from, limit, ..self.filters.query(scene)? })
    }

    /// Asks for what is set, unless that was answered, is under way, or is not clear yet.
    fn ask_if_due(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Ok(query) = self.query(scene) else { return Vec::new() };
        if self.asked.is_some() || self.answered.as_ref() == Some(&query) {
            return Vec::new();
        }
        self.asked = Some(query.clone());
        vec![Outcome::Ask(Purpose::Journal(Question::of(&query)), Request::ReadJournal(query))]
    }

    /// Takes an answer; one to what is no longer set is dropped.
    fn answered(&mut self, question: Question, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(query) = self.asked.take_if(|query| Question::of(query) == question) else {
            return Vec::new();
        };
        if self.query(scene).as_ref() == Ok(&query) {
            // A refused question counts as answered: to ask it again at once would only repeat the refusal.
            self.answered = Some(query);
            if let Ok(Reply::Journal(page)) = answer {
                self.chosen = match std::mem::take(&mut self.land) {
                    Land::First => 0,
                    Land::Last => page.lines.len().saturating_sub(1),
                };
                self.page = Some(page);
            }
        }
        self.ask_if_due(scene)
    }

    fn lines(&self) -> &[JournalLine] {
        self.page.as_ref().map_or(&[], |page| page.lines.as_slice())
    }

    /// From the newest fact again.
    fn restart(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        self.back.clear();
        (self.from, self.land) = (None, Land::First);
        self.ask_if_due(scene)
    }

    fn older(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let is_settled = self.asked.is_none();
        let Some(next) = self.page.as_ref().and_then(|page| page.next).filter(|_| is_settled) else {
            self.chosen = self.lines().len().saturating_sub(1);
            return Vec::new();
        };
        if self.back.len() >= MAX_BACK {
            self.back.remove(0);
        }
        self.back.push(self.from);
        (self.from, self.land) = (Some(next), Land::First);
        self.ask_if_due(scene)
    }

    fn newer(&mut self, land: Land, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(from) = self.back.pop() else {
            self.chosen = 0;
            return Vec::new();
        };
        (self.from, self.land) = (from, land);
        self.ask_if_due(scene)
    }

    fn step(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::Up if self.chosen == 0 => self.newer(Land::Last, scene),
            Action::Down if self.chosen + 1 >= self.lines().len() => self.older(scene),
            Action::Up => {
                self.chosen -= 1;
                Vec::new()
            }
            Action::Down => {
                self.chosen += 1;
                Vec::new()
            }
            Action::Newer => self.newer(Land::First, scene),
            _ => self.older(scene),
        }
    }

    /// Opens the record of the chosen fact's case; the journal waits behind it as it is.
    fn open(&mut self) -> Vec<Outcome> {
        let number = self.lines().get(self.chosen).and_then(|line| line.entry.case().cloned());
        let Some(number) = number else { return Vec::new() };
        let back = CurrentScreen::Journal(Box::new(std::mem::take(self)));
        vec![Outcome::Go(Box::new(CurrentScreen::Record(Record::opened_from(number, back))))]
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::Back => vec![Outcome::Go(Box::new(CurrentScreen::Queue(Queue::default())))],
            Action::OpenCase => self.open(),
            Action::Up | Action::Down | Action::Newer | Action::Older => self.step(action, scene),
            Action::Refresh => {
                self.answered = None;
                self.restart(scene)
            }
            other => self.change(scene, |filters| filters.act(other)),
        }
    }

    /// Other filters have other first lines.
    fn change(&mut self, scene: &Scene<'_>, change: impl FnOnce(&mut Filters)) -> Vec<Outcome> {
        let before = self.filters.query(scene);
        change(&mut self.filters);
        if self.filters.query(scene) == before { Vec::new() } else { self.restart(scene) }
    }

    /// Opened, or back from a record: there may be newer facts, yet the page stays where it was.
    fn entered(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        (self.asked, self.answered) = (None, None);
        self.ask_if_due(scene)
    }
}

impl Screen for Journal {
    fn layer(&self) -> Layer {
        Layer::Journal
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::OpenCase => self.lines().get(self.chosen).is_some_and(|line| line.entry.case().is_some()),
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered => self.entered(scene),
            Input::Refreshed => self.ask_if_due(scene),
            Input::Action(action) => self.act(action, scene),
            Input::Typed(c) => self.change(scene, |filters| filters.type_char(c)),
            Input::Pasted(text) => {
                let text = CleanText::new(&text);
                self.change(scene, |filters| filters.paste(text.as_str()))
            }
            Input::Answered { purpose: Purpose::Journal(question), answer } => {
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
