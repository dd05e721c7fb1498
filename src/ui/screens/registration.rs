//! registration
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::Screen;
use ratatui::Frame;

/// The screen.
#[derive(Debug, Default)]
pub struct RegistrationScreen;
impl RegistrationScreen {}
impl Screen for RegistrationScreen {
    fn layer(&self) -> Layer {
        Layer::Registration
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
