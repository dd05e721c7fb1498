//! Earlier cases in a list, over the screen that looked for them: that one waits behind it as it is.

pub mod lookout;
mod view;

use crate::station::contract::earlier::Earlier;
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen};
use ratatui::Frame;

pub use view::panel_lines;

/// The list, and the screen to go back to.
#[derive(Debug)]
pub struct EarlierCases {
    found: Earlier,
    chosen: usize,
    back: Box<CurrentScreen>,
}

impl EarlierCases {
    /// A list over a screen.
    pub fn over(back: CurrentScreen, found: Earlier) -> Self {
        Self { found, chosen: 0, back: Box::new(back) }
    }

    /// Opens the chosen record; it leads back here.
    fn open(&mut self) -> Vec<Outcome> {
        let Some(found) = self.found.rows.get(self.chosen) else { return Vec::new() };
        let number = found.row.number.clone();
        let nothing = Self::over(CurrentScreen::Queue(Queue::default()), self.found.clone());
        let this = CurrentScreen::Earlier(Box::new(std::mem::replace(self, nothing)));
        vec![Outcome::Go(Box::new(CurrentScreen::Record(Record::opened_from(number, this))))]
    }

    fn back(&mut self) -> Vec<Outcome> {
        let back = std::mem::replace(self.back.as_mut(), CurrentScreen::Queue(Queue::default()));
        vec![Outcome::Go(Box::new(back))]
    }

    fn step(&mut self, action: Action, scene: &Scene<'_>) {
        let (page, last) = (view::page(scene.body), self.found.rows.len().saturating_sub(1));
        self.chosen = match action {
            Action::Up => self.chosen.saturating_sub(1),
            Action::Down => self.chosen + 1,
            Action::PageUp => self.chosen.saturating_sub(page),
            _ => self.chosen + page,
        }
        .min(last);
    }
}

impl Screen for EarlierCases {
    fn layer(&self) -> Layer {
        Layer::Earlier
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        action != Action::OpenCase || !self.found.rows.is_empty()
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match input {
            Input::Action(Action::Back) => self.back(),
            Input::Action(Action::OpenCase) => self.open(),
            Input::Action(action @ (Action::Up | Action::Down | Action::PageUp | Action::PageDown)) => {
                self.step(action, scene);
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
