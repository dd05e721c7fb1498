//! Sign-in: who sits down here; the complex's state and the stop key are there before anybody does.

mod view;

use crate::domain::officer::Officer;
use crate::station::contract::{Pin, Request};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::Screen;
use crate::ui::widgets::field::{Field, FieldKind};
use ratatui::Frame;

/// The chosen officer and the PIN typed so far.
#[derive(Debug)]
pub struct SignIn {
    chosen: usize,
    pin: Field,
}

impl Default for SignIn {
    fn default() -> Self {
        Self { chosen: 0, pin: Field::new(FieldKind::Pin, Pin::MAX_CHARS) }
    }
}

impl SignIn {
    fn officer<'a>(&self, scene: &'a Scene<'_>) -> Option<&'a Officer> {
        scene.snapshot.booth.roster.get(self.chosen)
    }

    fn choose(&mut self, action: Action, scene: &Scene<'_>) {
        let count = scene.snapshot.booth.roster.len().max(1);
        self.chosen = match action {
            Action::Up => (self.chosen + count - 1) % count,
            _ => (self.chosen + 1) % count,
        };
        self.pin.clear();
    }

    fn sign_in(&mut self, scene: &Scene<'_>) -> Vec<Outcome> {
        let Some(officer) = self.officer(scene) else { return Vec::new() };
        let request = Request::SignIn {
            officer: officer.id.clone(),
            role: officer.role,
            pin: Pin::new(self.pin.value()),
        };
        self.pin.clear();
        vec![Outcome::Ask(Purpose::SignIn, request)]
    }
}

impl Screen for SignIn {
    fn layer(&self) -> Layer {
        Layer::SignIn
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        match action {
            Action::Confirm => !self.pin.value().is_empty(),
            _ => true,
        }
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(action @ (Action::Up | Action::Down)) => self.choose(action, scene),
            Input::Action(Action::Confirm) if !self.pin.value().is_empty() => return self.sign_in(scene),
            Input::Action(action) => {
                self.pin.edit(action);
            }
            Input::Typed(c) => self.pin.type_char(c),
            Input::Pasted(text) => self.pin.paste(&text),
            Input::Entered
            | Input::Answered { .. }
            | Input::Rendered(_)
            | Input::Refreshed
            | Input::Discarded => {}
        }
        Vec::new()
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        view::draw(self, frame, scene);
        None
    }
}
