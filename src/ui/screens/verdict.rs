//! verdict
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::Screen;
use ratatui::Frame;

/// The screen.
#[derive(Debug, Default)]
pub struct VerdictPage;
impl VerdictPage {
    /// Opens.
    pub fn new(_case: std::sync::Arc<crate::domain::case::Case>) -> Self {
        Self
    }
}
impl Screen for VerdictPage {
    fn layer(&self) -> Layer {
        Layer::Verdict
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
