//! The outcome of an examination after a verdict under suspicion: what it came to, what was found, which documents.

mod view;

use crate::domain::case::Case;
use crate::domain::refusal::Refusal;
use crate::domain::step::Step;
use crate::domain::supervision::{self, MAX_OUTCOME_DOCUMENTS, OutcomeResult};
use crate::domain::text::CleanText;
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::phrases;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::{newest, take};
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen, shown_with};
use crate::ui::widgets::field::{Field, FieldKind};
use crate::words::Value;
use ratatui::Frame;
use std::sync::Arc;

/// Longest description of what was found: half a page of the record.
const MAX_FOUND_CHARS: usize = 1_000;

/// Longest list of documents: twenty numbers of 40 characters, with their commas.
const MAX_DOCUMENTS_CHARS: usize = 42 * MAX_OUTCOME_DOCUMENTS;

/// A part of the page, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Choice,
    Found,
    Documents,
}

/// The page over the record that it was opened from.
#[derive(Debug)]
pub struct OutcomePage {
    case: Arc<Case>,
    record: Option<Record>,
    result: OutcomeResult,
    found: Field,
    documents: Field,
    focus: Part,
}

impl OutcomePage {
    /// Opens.
    pub fn new(case: Arc<Case>, record: Record) -> Self {
        Self {
            case,
            record: Some(record),
            result: OutcomeResult::NotConfirmed,
            found: Field::new(FieldKind::Text, MAX_FOUND_CHARS),
            documents: Field::new(FieldKind::Text, MAX_DOCUMENTS_CHARS),
            focus: Part::Choice,
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        match self.focus {
            Part::Choice => None,
            Part::Found => Some(&mut self.found),
            Part::Documents => Some(&mut self.documents),
        }
    }

    /// The numbers between the commas.
    fn numbers(&self) -> Vec<CleanText> {
        let numbers = self.documents.value().split([',', ';']).map(CleanText::new);
        numbers.filter(|number| !number.is_empty()).collect()
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (action, self.focus) {
            (Action::Back, _) => return self.leave(scene),
            (Action::RecordOutcome, _) | (Action::Confirm, Part::Documents) => return self.record(scene),
            (Action::Up, _) => self.result = OutcomeResult::Confirmed,
            (Action::Down, _) => self.result = OutcomeResult::NotConfirmed,
            (Action::NextField | Action::Confirm, Part::Choice)
            | (Action::PreviousField, Part::Documents) => {
                self.focus = Part::Found;
            }
            (Action::NextField | Action::Confirm, Part::Found) | (Action::PreviousField, Part::Choice) => {
                self.focus = Part::Documents;
            }
            (Action::NextField, Part::Documents) | (Action::PreviousField, Part::Found) => {
                self.focus = Part::Choice;
            }
            (other, _) => {
                if let Some(field) = self.field() {
                    field.edit(other);
                }
            }
        }
        Vec::new()
    }

    fn leave(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.found.value().is_empty() && self.documents.value().is_empty() {
            return self.go_back();
        }
        vec![Outcome::Confirm(Box::new(Confirm::leaving(Outcome::Discard, scene.words)))]
    }

    fn go_back(&mut self) -> Vec<Outcome> {
        let record = self.record.take().unwrap_or_else(|| Record::new(self.case.number.clone()));
        vec![Outcome::Go(Box::new(CurrentScreen::Record(record)))]
    }

    fn record(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let words = scene.words;
        let outcome = supervision::Outcome {
            result: self.result,
            found: CleanText::bounded(self.found.value(), MAX_FOUND_CHARS),
            documents: self.numbers(),
        };
        let refuse = |text| vec![Outcome::Say(Saying::refused(text))];
        if outcome.result == OutcomeResult::Confirmed && outcome.found.is_empty() {
            self.focus = Part::Found;
            return refuse(words.say("outcome-found-first"));
        }
        if outcome.documents.len() > MAX_OUTCOME_DOCUMENTS {
            self.focus = Part::Documents;
            let count = [("count", Value::from(MAX_OUTCOME_DOCUMENTS))];
            return refuse(words.say_with("outcome-too-many", &count));
        }
        let result = [("result", Value::from(phrases::outcome(words, outcome.result)))];
        let question = words.say_with("outcome-ask", &result);
        let number = [("number", Value::from(self.case.number.to_string()))];
        let details = vec![words.say_with("closing-case", &number), words.say("outcome-ask-detail")];
        let on_yes = take(&self.case, Step::RecordOutcome(outcome));
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details, on_yes)))]
    }

    fn answered(&mut self, purpose: Purpose, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        match (purpose, answer) {
            (Purpose::Step, Ok(Reply::Done(case))) => {
                if let Some(record) = &mut self.record {
                    record.take_case(Arc::clone(case));
                }
                let mut outcomes = self.go_back();
                outcomes.push(Outcome::Say(Saying::done(scene.words.say("outcome-done"))));
                outcomes
            }
            (Purpose::Step, Err(Refusal::Changed)) => {
                let request = Request::ShowCase(self.case.number.clone());
                vec![Outcome::Ask(Purpose::Case, request)]
            }
            (Purpose::Case, Ok(Reply::Case(case))) => {
                self.case = Arc::clone(case);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

impl Screen for OutcomePage {
    fn layer(&self) -> Layer {
        Layer::Outcome
    }

    fn takes_text(&self) -> bool {
        self.focus != Part::Choice
    }

    fn is_open(&self, _action: Action, _scene: &Scene<'_>) -> bool {
        true
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        shown_with(Layer::Outcome, &self.case.number)
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered | Input::Refreshed => self.case = newest(&self.case, scene),
            Input::Answered { purpose, answer } => return self.answered(purpose, &answer, scene),
            Input::Action(action) => return self.act(action, scene),
            Input::Discarded => return self.go_back(),
            Input::Typed(c) => {
                if let Some(field) = self.field() {
                    field.type_char(c);
                }
            }
            Input::Pasted(text) => {
                if let Some(field) = self.field() {
                    field.paste(&text);
                }
            }
            Input::Rendered(_) => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
