//! Setting an own PIN: after a first PIN that somebody gave, where nothing else is open, or by choice from the day's page.

mod view;

use crate::domain::refusal::Refusal;
use crate::station::contract::people::PeopleRequest;
use crate::station::contract::{Answer, Pin, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose, Saying};
use crate::ui::overlays::confirm::Confirm;
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::day::Day;
use crate::ui::screens::queue::Queue;
use crate::ui::screens::{CurrentScreen, Screen};
use crate::ui::widgets::field::{Field, FieldKind};
use ratatui::Frame;

/// Why the screen was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// Signed in with a first PIN: nothing else is open.
    FirstPin,
    /// The person wants another one.
    Choice,
}

/// A part of the page, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Old,
    New,
    Again,
}

/// Whether the station was asked and has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Typing,
    Sent,
}

/// The PINs typed so far; none of them is ever shown.
#[derive(Debug)]
pub struct NewPin {
    cause: Cause,
    /// The first PIN as it was typed a moment ago.
    remembered: Option<Pin>,
    old: Field,
    new: Field,
    again: Field,
    focus: Part,
    progress: Progress,
}

impl NewPin {
    fn new(cause: Cause, remembered: Option<Pin>) -> Self {
        let field = || Field::new(FieldKind::Secret, Pin::MAX_CHARS);
        let focus = if remembered.is_some() { Part::New } else { Part::Old };
        let progress = Progress::Typing;
        Self { cause, remembered, old: field(), new: field(), again: field(), focus, progress }
    }

    /// After a sign-in with a first PIN; where it is not known any more, it is typed again.
    pub fn after_first(first: Option<Pin>) -> Self {
        Self::new(Cause::FirstPin, first)
    }

    /// By choice.
    pub fn by_choice() -> Self {
        Self::new(Cause::Choice, None)
    }

    fn parts(&self) -> &'static [Part] {
        match self.remembered {
            Some(_) => &[Part::New, Part::Again],
            None => &[Part::Old, Part::New, Part::Again],
        }
    }

    fn field_of(&self, part: Part) -> &Field {
        match part {
            Part::Old => &self.old,
            Part::New => &self.new,
            Part::Again => &self.again,
        }
    }

    fn field(&mut self) -> &mut Field {
        match self.focus {
            Part::Old => &mut self.old,
            Part::New => &mut self.new,
            Part::Again => &mut self.again,
        }
    }

    fn turn(&mut self, action: Action) {
        let parts = self.parts();
        let here = parts.iter().position(|part| *part == self.focus).unwrap_or(0);
        let next = if action == Action::PreviousField { here + parts.len() - 1 } else { here + 1 };
        self.focus = parts.get(next % parts.len()).copied().unwrap_or(Part::New);
    }

    /// The part that nothing was typed into yet.
    fn empty(&self) -> Option<Part> {
        self.parts().iter().copied().find(|part| self.field_of(*part).value().is_empty())
    }

    fn send(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let refuse = |id: String| vec![Outcome::Say(Saying::refused(id))];
        if let Some(part) = self.empty() {
            self.focus = part;
            return refuse(scene.words.say("new-pin-empty"));
        }
        if self.new.value() != self.again.value() {
            self.type_anew();
            return refuse(scene.words.say("new-pin-differs"));
        }
        self.progress = Progress::Sent;
        let old = self.remembered.clone().unwrap_or_else(|| Pin::new(self.old.value()));
        let request = PeopleRequest::SetPin { old, new: Pin::new(self.new.value()) };
        vec![Outcome::Ask(Purpose::People, Request::People(request))]
    }

    fn type_anew(&mut self) {
        self.new.clear();
        self.again.clear();
        self.focus = Part::New;
    }

    fn answered(&mut self, answer: &Answer, scene: &Scene<'_>) -> Vec<Outcome> {
        self.progress = Progress::Typing;
        let Err(refusal) = answer else {
            let to = match self.cause {
                Cause::FirstPin => CurrentScreen::Queue(Queue::default()),
                Cause::Choice => CurrentScreen::Day(Day::at_own_pin()),
            };
            let said = scene.words.say("new-pin-set");
            return vec![Outcome::Go(Box::new(to)), Outcome::Say(Saying::done(said))];
        };
        if matches!(refusal, Refusal::WrongPin | Refusal::WaitAfterWrongPin { .. }) {
            // The one that holds is to be typed again; what was chosen twice stays.
            (self.remembered, self.focus) = (None, Part::Old);
            self.old.clear();
        } else if matches!(refusal, Refusal::Secret(_)) {
            self.type_anew();
        }
        Vec::new()
    }

    /// Back: with a first PIN there is nothing to go back to but the sign-in.
    fn leave(&self, scene: &Scene<'_>) -> Vec<Outcome> {
        match self.cause {
            Cause::Choice => vec![Outcome::Go(Box::new(CurrentScreen::Day(Day::at_own_pin())))],
            Cause::FirstPin => {
                let question = scene.words.say("new-pin-ask-leave");
                let details = vec![scene.words.say("new-pin-ask-leave-detail")];
                let out = Outcome::Ask(Purpose::SignOut, Request::SignOut);
                vec![Outcome::Confirm(Box::new(Confirm::new(question, details, out)))]
            }
        }
    }

    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Outcome> {
        match (action, self.focus) {
            (Action::Back, _) => return self.leave(scene),
            _ if self.progress == Progress::Sent => {}
            (Action::Save, _) | (Action::Confirm, Part::Again) => return self.send(scene),
            (Action::NextField | Action::PreviousField | Action::Confirm, _) => self.turn(action),
            (other, _) => {
                self.field().edit(other);
            }
        }
        Vec::new()
    }
}

impl Screen for NewPin {
    fn layer(&self) -> Layer {
        Layer::DayForm
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::RemoveNote | Action::Toggle | Action::PageUp | Action::PageDown => false,
            Action::Save => self.progress == Progress::Typing && self.empty().is_none(),
            Action::Confirm | Action::NextField => self.progress == Progress::Typing,
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action) => return self.act(action, scene),
            Input::Typed(c) if self.progress == Progress::Typing => self.field().type_char(c),
            Input::Pasted(text) if self.progress == Progress::Typing => self.field().paste(&text),
            Input::Answered { purpose: Purpose::People, answer } => return self.answered(&answer, scene),
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
