//! The record: the whole story of a case, to be read only.

mod story;
mod view;

use crate::domain::authority::authorise_case;
use crate::domain::case::Case;
use crate::domain::number::CaseNumber;
use crate::domain::step::StepKind;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::search::Search;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::words::Value;
use ratatui::Frame;
use std::sync::Arc;

/// A case to read, and how far it was scrolled.
#[derive(Debug)]
pub struct Record {
    number: CaseNumber,
    /// As the station last answered: the only copy of a case that is finished.
    answered: Option<Arc<Case>>,
    /// The case was asked for and the answer has not come.
    asked: bool,
    /// The sheet was asked for and the answer has not come.
    printing: bool,
    first: usize,
    /// The screen that it was opened from and that waits as it is; the list of cases where none does.
    back: Option<Box<CurrentScreen>>,
}

impl Record {
    /// The record of a case.
    pub fn new(number: CaseNumber) -> Self {
        Self { number, answered: None, asked: false, printing: false, first: 0, back: None }
    }

    /// The record of a case that a search found: it leads back there.
    pub fn found(number: CaseNumber, search: Box<Search>) -> Self {
        Self::over(number, CurrentScreen::Search(search))
    }

    /// The record of a case over a screen: it leads back there.
    pub fn over(number: CaseNumber, back: CurrentScreen) -> Self {
        Self { back: Some(Box::new(back)), ..Self::new(number) }
    }

    /// The newer of what the snapshot and the last answer hold.
    fn case<'a>(&'a self, scene: &'a Scene<'_>) -> Option<&'a Arc<Case>> {
        let current = scene.snapshot.case(&self.number);
        [current, self.answered.as_ref()].into_iter().flatten().max_by_key(|case| case.revision)
    }

    /// Asks for a case that no longer is, or never was, in the snapshot.
    fn ask_if_absent(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let known = self.answered.is_some() || scene.snapshot.case(&self.number).is_some();
        if known || self.asked {
            return Vec::new();
        }
        self.asked = true;
        vec![Outcome::Ask(Purpose::Case, Request::ShowCase(self.number.clone()))]
    }

    fn print(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if !self.is_open(Action::PrintSheet, scene) {
            return vec![Outcome::Say(Saying::refused(scene.words.say("record-no-print")))];
        }
        let Some(case) = self.case(scene) else { return Vec::new() };
        let request = Request::PrintSheet {
            case: case.number.clone(),
            revision: case.revision,
            language: scene.words.language(),
        };
        self.printing = true;
        let said = Saying::done(scene.words.say("record-printing"));
        vec![Outcome::Say(said), Outcome::Ask(Purpose::Print, request)]
    }

    fn answered(&mut self, purpose: Purpose, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match purpose {
            Purpose::Print => self.printing = false,
            // A refused case stays asked for: to ask again at every snapshot would only repeat the refusal.
            Purpose::Case => {}
            _ => return Vec::new(),
        }
        let Ok(Reply::Case(case) | Reply::Done(case)) = answer else { return Vec::new() };
        if case.number != self.number {
            return Vec::new();
        }
        self.answered = Some(Arc::clone(case));
        match (&case.sheet, purpose) {
            (Some(sheet), Purpose::Print) => {
                let file = Value::from(sheet.file.clone());
                let said = scene.words.say_with("record-printed", &[("file", file)]);
                vec![Outcome::Say(Saying::done(said))]
            }
            _ => Vec::new(),
        }
    }

    fn scroll(&mut self, action: Action, scene: &Scene<'_>) {
        let page = view::page(scene.body);
        let lines = self.case(scene).map_or(0, |case| view::lines(case, scene).len());
        let last = lines.saturating_sub(page);
        self.first = match action {
            Action::Up => self.first.saturating_sub(1),
            Action::Down => self.first + 1,
            Action::PageUp => self.first.saturating_sub(page),
            _ => self.first + page,
        }
        .min(last);
    }
}

impl Screen for Record {
    fn layer(&self) -> Layer {
        Layer::Record
    }

    fn is_open(&self, action: Action, scene: &Scene<'_>) -> bool {
        match (action, self.case(scene), scene.session) {
            (Action::PrintSheet, Some(case), Some(session)) => {
                !self.printing
                    && case.conclusion.is_some()
                    && authorise_case(
                        &session.officer,
                        StepKind::RecordSheet,
                        case,
                        scene.snapshot.booth.in_one(),
                    )
                    .is_ok()
            }
            (Action::PrintSheet, ..) => false,
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered | Input::Refreshed => self.ask_if_absent(scene),
            Input::Answered { purpose, answer } => self.answered(purpose, &answer, scene),
            Input::Action(Action::PrintSheet) => self.print(scene),
            Input::Action(Action::Back) => {
                let queue = || Box::new(CurrentScreen::Queue(Queue::default()));
                vec![Outcome::Go(self.back.take().unwrap_or_else(queue))]
            }
            Input::Action(action @ (Action::Up | Action::Down | Action::PageUp | Action::PageDown)) => {
                self.scroll(action, scene);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
