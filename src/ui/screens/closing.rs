//! Closing a case: print, stamp and seal after "without suspicion"; hand over after "under suspicion".

mod view;

use crate::domain::case::{Case, CaseState};
use crate::domain::officer::SealNumber;
use crate::domain::step::Step;
use crate::domain::text::CleanText;
use crate::station::contract::seats::Shown;
use crate::station::contract::{Answer, Reply, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::{newest, onward, take};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen, shown_with};
use crate::ui::widgets::field::{Field, FieldKind};
use crate::words::Value;
use ratatui::Frame;
use std::sync::Arc;

/// Longest recipient: name and post on one line of the sheet.
const MAX_RECIPIENT_CHARS: usize = 120;

/// A case with its verdict given.
#[derive(Debug)]
pub struct Closing {
    case: Arc<Case>,
    field: Field,
    printing: Printing,
}

/// Whether the sheet is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Printing {
    Idle,
    Asked,
}

/// What the field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Nothing yet: the sheet comes first.
    Nothing,
    /// The seal's number.
    Seal,
    /// To whom the case is handed over.
    Recipient,
}

fn wanted(state: CaseState) -> Wanted {
    match state {
        CaseState::Printed => Wanted::Seal,
        CaseState::Suspected => Wanted::Recipient,
        _ => Wanted::Nothing,
    }
}

fn field_for(state: CaseState) -> Field {
    match wanted(state) {
        Wanted::Recipient => Field::new(FieldKind::Text, MAX_RECIPIENT_CHARS),
        Wanted::Seal | Wanted::Nothing => Field::new(FieldKind::Capitals, SealNumber::MAX_CHARS),
    }
}

impl Closing {
    /// Opens.
    pub fn new(case: Arc<Case>) -> Self {
        Self { field: field_for(case.state), case, printing: Printing::Idle }
    }

    fn wanted(&self) -> Wanted {
        wanted(self.case.state)
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match action {
            Action::PrintSheet if self.is_open(action, scene) => self.print(scene),
            Action::Confirm => self.confirm(scene),
            Action::Back => self.leave(CurrentScreen::Queue(Queue::default()), scene),
            Action::ShowRecord => {
                let record = Record::new(self.case.number.clone());
                self.leave(CurrentScreen::Record(record), scene)
            }
            other => {
                if self.takes_text() {
                    self.field.edit(other);
                }
                Vec::new()
            }
        }
    }

    fn print(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        self.printing = Printing::Asked;
        let request = Request::PrintSheet {
            case: self.case.number.clone(),
            revision: self.case.revision,
            language: scene.words.language(),
        };
        let said = Saying::done(scene.words.say("closing-printing"));
        vec![Outcome::Ask(Purpose::Print, request), Outcome::Say(said)]
    }

    fn confirm(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        let words = scene.words;
        let refuse = |id| vec![Outcome::Say(Saying::refused(words.say(id)))];
        if self.printing == Printing::Asked {
            return refuse("closing-printing");
        }
        let typed = self.field.value();
        let case = words.say_with("closing-case", &[("number", Value::from(self.case.number.to_string()))]);
        let (id, name, step) = match self.wanted() {
            Wanted::Nothing => return refuse("closing-print-first"),
            Wanted::Seal => match SealNumber::parse(typed) {
                Ok(seal) => ("closing-ask-seal", seal.as_str().to_owned(), Step::RecordSeal { seal }),
                Err(_) => return refuse("closing-seal-wrong"),
            },
            Wanted::Recipient => {
                let to = CleanText::bounded(typed, MAX_RECIPIENT_CHARS);
                if to.is_empty() {
                    return refuse("closing-recipient-first");
                }
                ("closing-ask-hand-over", to.to_string(), Step::HandOver { to })
            }
        };
        let question = words.say_with(id, &[("name", Value::from(name))]);
        let details = vec![case, words.say("closing-ask-detail")];
        vec![Outcome::Confirm(Box::new(Confirm::new(question, details, take(&self.case, step))))]
    }

    /// Leaves; what was typed is asked about first.
    fn leave(&self, screen: CurrentScreen, scene: &Scene<'_>) -> Vec<Outcome> {
        if self.field.value().is_empty() {
            return vec![Outcome::Go(Box::new(screen))];
        }
        vec![Outcome::Confirm(Box::new(Confirm::before_leaving(screen, scene.words)))]
    }

    fn set_case(&mut self, case: Arc<Case>) {
        if wanted(case.state) != self.wanted() {
            self.field = field_for(case.state);
        }
        self.case = case;
    }

    fn answered(&mut self, purpose: Purpose, answer: Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        if purpose == Purpose::Print {
            self.printing = Printing::Idle;
        }
        let Ok(Reply::Done(case)) = answer else { return Vec::new() };
        self.set_case(case);
        let id = match (purpose, self.case.state) {
            (Purpose::Print, _) => "closing-printed",
            (Purpose::Step, CaseState::Closed) => "closing-sealed",
            (Purpose::Step, CaseState::HandedOver) => "closing-handed-over",
            _ => return Vec::new(),
        };
        let said = Outcome::Say(Saying::done(scene.words.say(id)));
        if self.case.state.is_finished() { vec![onward(&self.case, scene), said] } else { vec![said] }
    }

    fn refreshed(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        self.set_case(newest(&self.case, scene));
        Vec::new()
    }
}

impl Screen for Closing {
    fn layer(&self) -> Layer {
        Layer::Closing
    }

    fn takes_text(&self) -> bool {
        self.wanted() != Wanted::Nothing
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::PrintSheet => self.printing == Printing::Idle,
            Action::Confirm => self.printing == Printing::Idle && !self.field.value().is_empty(),
            _ => true,
        }
    }

    fn shown(&self, _scene: &Scene<'_>) -> Shown {
        shown_with(Layer::Closing, &self.case.number)
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Entered | Input::Refreshed => return self.refreshed(scene),
            Input::Answered { purpose, answer } => return self.answered(purpose, *answer, scene),
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(c) if self.takes_text() => self.field.type_char(c),
            Input::Pasted(text) if self.takes_text() => self.field.paste(&text),
            Input::Typed(_) | Input::Pasted(_) | Input::Rendered(_) | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
