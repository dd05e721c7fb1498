//! The image of a case from its record, to be looked at only: who opens it changes no mark and gives no verdict.

use crate::domain::case::Case;
use crate::station::contract::seats::Shown;
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::analysis::Analysis;
use crate::ui::screens::record::Record;
use crate::ui::screens::{CurrentScreen, Screen};
use ratatui::Frame;
use std::sync::Arc;

/// The image over the record that it was opened from.
#[derive(Debug)]
pub struct Look {
    analysis: Analysis,
    record: Option<Record>,
}

impl Look {
    /// Opens the image of a case.
    pub fn new(case: Arc<Case>, record: Record) -> Self {
        Self { analysis: Analysis::looking(case), record: Some(record) }
    }
}

impl Screen for Look {
    fn layer(&self) -> Layer {
        if self.analysis.is_filtering() { Layer::Filters } else { Layer::Look }
    }

    fn is_open(&self, action: Action, _scene: &Scene<'_>) -> bool {
        action == Action::Back || self.analysis.may_look(action)
    }

    fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let leaves = matches!(input, Input::Action(Action::Back)) && !self.analysis.is_filtering();
        match self.record.take_if(|_| leaves) {
            Some(mut record) => {
                record.looked(self.analysis.seen());
                vec![Outcome::Go(Box::new(CurrentScreen::Record(record)))]
            }
            None => self.analysis.look_on(input, scene),
        }
    }

    fn shown(&self, scene: &Scene<'_>) -> Shown {
        self.analysis.told_look(scene)
    }

    fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        self.analysis.draw_look(frame, scene)
    }
}
