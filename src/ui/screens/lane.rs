//! lane
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::Screen;
use ratatui::Frame;

/// The screen.
#[derive(Debug, Default)]
pub struct Lane;
impl Lane {
    /// Opens.
    pub fn new(_number: crate::domain::number::CaseNumber) -> Self {
        Self
    }
}
impl Screen for Lane {
    fn layer(&self) -> Layer {
        Layer::Lane
    }
    fn is_open(&self, _action: Action, _scene: &Scene<'_>) -> bool {
        true
    }
    fn update(&mut self, _input: Input, _scene: &Scene<'_>) -> Vec<Outcome> {
        Vec::new()
    }
    fn draw(&self, _frame: &mut Frame<'_>, _scene: &Scene<'_>) -> Option<Placement> {
        None
    }
}
