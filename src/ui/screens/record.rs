//! The record: the whole story of a case, to be read only.

pub mod story;
mod supervising;
mod view;

use crate::domain::analysis::FilterChain;
use crate::domain::authority::authorise_case;
use crate::domain::case::Case;
use crate::domain::number::CaseNumber;
use crate::domain::step::StepKind;
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::search::Search;
use crate::ui::screens::{CurrentScreen, Screen, shown_with};
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
    /// Whence it was opened, to go back to; the queue where nothing is named.
    origin: Option<Box<CurrentScreen>>,
    /// How its image was last looked at from here: filter chain, share seen.
    seen: Option<(FilterChain, u8)>,
}

impl Record {
    /// The record of a case.
    pub fn new(number: CaseNumber) -> Self {
        Self { number, answered: None, asked: false, printing: false, first: 0, origin: None, seen: None }
    }

    /// The record of a case that leads back to where it was opened.
    pub fn opened_from(number: CaseNumber, origin: CurrentScreen) -> Self {
        Self { origin: Some(Box::new(origin)), ..Self::new(number) }
    }

    /// Takes how the image was looked at.
    pub fn looked(&mut self, seen: Option<(FilterChain, u8)>) {
        self.seen = seen.or(self.seen.take());
    }

    /// Takes the case as it is now.
    pub fn take_case(&mut self, case: Arc<Case>) {
        self.answered = Some(case);
    }

    /// The record for a page that leads back to it; this one stays behind empty.
    fn handed_on(&mut self) -> Self {
        std::mem::replace(self, Self::new(self.number.clone()))
    }

    /// The record of a case that a search found: it leads back there.
    pub fn found(number: CaseNumber, search: Box<Search>) -> Self {
        Self::opened_from(number, CurrentScreen::Search(search))
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
            Purpose::Case | Purpose::Step => {}
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
            (action, Some(case), _) => supervising::may(action, case, scene).is_ok(),
            _ => true,
        }
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        shown_with(Layer::Record, &self.number)
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered | Input::Refreshed => self.ask_if_absent(scene),
            Input::Answered { purpose, answer } => self.answered(purpose, &answer, scene),
            Input::Action(Action::PrintSheet) => self.print(scene),
            Input::Action(Action::Back) => {
                let queue = || CurrentScreen::Queue(Queue::default());
                let back = self.origin.take().map_or_else(queue, |origin| *origin);
                vec![Outcome::Go(Box::new(back))]
            }
            Input::Action(
                action @ (Action::LookAtImage
                | Action::Assess
                | Action::Reopen
                | Action::Override
                | Action::CancelCase
                | Action::RecordOutcome
                | Action::AskRecheck),
            ) => self.supervise(action, scene),
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
