//! The image to be looked at only: with the marks and the filter chain that were in force, and nothing that changes the case.

use super::viewer::Viewer;
use super::{Analysis, Duty, Mode, Trouble, pane};
use crate::domain::analysis::FilterChain;
use crate::domain::case::Case;
use crate::station::contract::Reply;
use crate::station::contract::filters::tone_of;
use crate::station::contract::seats::Shown;
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome, Purpose};
use crate::ui::scene::{Placement, Scene};
use ratatui::Frame;
use std::sync::Arc;

impl Analysis {
    /// Opens for looking on.
    pub fn looking(case: Arc<Case>) -> Self {
        Self { duty: Duty::LookOn, ..Self::new(case) }
    }

    /// Whether arrows change the window.
    pub fn is_filtering(&self) -> bool {
        matches!(self.mode, Mode::Filters)
    }

    /// The filter chain on the screen and the share seen; nothing while no picture was shown.
    pub fn seen(&self) -> Option<(FilterChain, u8)> {
        Some((self.chain()?, self.viewed_percent()))
    }

    /// Whether an action is one of looking, and would do something now.
    pub fn may_look(&self, action: Action) -> bool {
        let is_look = matches!(
            action,
            Action::Left
                | Action::Right
                | Action::Up
                | Action::Down
                | Action::ZoomIn
                | Action::ZoomOut
                | Action::WholeImage
                | Action::Filters
                | Action::NextField
                | Action::Invert
                | Action::Curve
                | Action::Sharpen
                | Action::AutoWindow
        );
        is_look && self.is_open_now(action)
    }

    /// Takes an input as far as it is one of looking; every other one changes nothing.
    pub fn look_on(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        let outcomes = match input {
            Input::Entered => self.open_picture(scene).into_iter().collect(),
            Input::Refreshed => match &mut self.viewer {
                Some(viewer) if viewer.is_for_other(pane(scene)) => vec![viewer.render(pane(scene))],
                _ => Vec::new(),
            },
            Input::Rendered(rendered) => {
                self.rendered(*rendered);
                Vec::new()
            }
            Input::Answered { purpose: Purpose::Picture, answer } => match *answer {
                Ok(Reply::Picture(picture)) => {
                    self.trouble = None;
                    let tone = self.case.conclusion.as_ref().map(|given| tone_of(&given.filters));
                    let viewer = self.viewer.insert(Viewer::in_tone(picture, tone));
                    vec![viewer.render(pane(scene))]
                }
                Err(refusal) => {
                    self.trouble = Some(Trouble::Refused(refusal));
                    Vec::new()
                }
                Ok(_) => Vec::new(),
            },
            Input::Action(Action::Back) => {
                self.mode = Mode::Look;
                Vec::new()
            }
            Input::Action(action) if self.may_look(action) => self.act(action, scene),
            _ => Vec::new(),
        };
        self.compose(scene);
        outcomes
    }

    /// What others are told of it.
    pub fn told_look(&self, scene: &Scene<'_>) -> Shown {
        self.told(Layer::Look, scene)
    }

    /// Draws as the analysis does.
    pub fn draw_look(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        super::view::draw(self, frame, scene)
    }
}
