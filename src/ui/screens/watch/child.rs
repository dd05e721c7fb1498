//! The screen that is drawn for whoever looks on: the officer's own one, made from what is told of it. It is never given a key
//! that does something there.

use crate::domain::officer::Officer;
use crate::station::contract::seats::{Pointing, Shown};
use crate::ui::keymap::{Action, Layer};
use crate::ui::message::{Input, Outcome};
use crate::ui::scene::{Placement, Scene};
use crate::ui::screens::CurrentScreen;
use crate::ui::screens::analysis::{Analysis, Sight};
use crate::ui::screens::closing::Closing;
use crate::ui::screens::documents::Documents;
use crate::ui::screens::gate::Gate;
use crate::ui::screens::lane::Lane;
use crate::ui::screens::queue::Queue;
use crate::ui::screens::record::Record;
use crate::ui::screens::registration::RegistrationScreen;
use crate::ui::screens::verdict::VerdictPage;
use ratatui::Frame;
use std::sync::Arc;

/// What is drawn.
#[derive(Debug)]
pub(super) enum Child {
    /// Nothing yet, or nothing any more.
    Nothing,
    /// A screen of which only the name is told.
    Named,
    /// The image.
    Image(Box<Analysis>),
    /// Any other screen of a case.
    Screen(Box<CurrentScreen>),
}

impl Child {
    /// The screen as it is told of.
    pub(super) fn of(shown: &Shown, officer: &Officer, scene: &Scene<'_>) -> Self {
        let draft = shown.draft.as_deref();
        let Some(number) = &shown.case else {
            return match (shown.screen.as_str(), draft) {
                // A form that is too long to be told of is named: an empty one would be wrong.
                ("registration", Some(_)) => {
                    Self::screen(CurrentScreen::Registration(Box::new(RegistrationScreen::watched(draft))))
                }
                ("queue", _) => Self::screen(CurrentScreen::Queue(Queue::default())),
                _ => Self::Named,
            };
        };
        let known = scene.snapshot.case(number);
        let looking = |case| Box::new(Analysis::looking(Arc::clone(case)));
        match (shown.screen.as_str(), known) {
            ("gate", Some(_)) => Self::screen(CurrentScreen::Gate(Gate::watched(number.clone(), draft))),
            ("lane", Some(_)) => Self::screen(CurrentScreen::Lane(Lane::watched(number.clone(), draft))),
            ("analysis" | "look", Some(case)) => {
                Self::Image(Box::new(Analysis::watched(Arc::clone(case), officer.name.to_string())))
            }
            ("documents", Some(case)) => {
                Self::screen(CurrentScreen::Documents(Box::new(Documents::new(looking(case)))))
            }
            ("verdict", Some(case)) => {
                let page = VerdictPage::watched(looking(case), draft);
                Self::screen(CurrentScreen::Verdict(Box::new(page)))
            }
            ("closing", Some(case)) => {
                Self::screen(CurrentScreen::Closing(Box::new(Closing::new(Arc::clone(case)))))
            }
            _ => Self::screen(CurrentScreen::Record(Record::new(number.clone()))),
        }
    }

    fn screen(screen: CurrentScreen) -> Self {
        Self::Screen(Box::new(screen))
    }

    /// Whether what is told of now is the same screen, only moved: an image is followed, not opened again.
    pub(super) fn fits(&self, before: &Shown, now: &Shown) -> bool {
        let same = before.screen == now.screen && before.case == now.case;
        match self {
            Self::Image(_) => same,
            Self::Screen(_) => same && before.draft == now.draft,
            Self::Nothing | Self::Named => false,
        }
    }

    /// Brings an image to the officer's view.
    pub(super) fn follow(&mut self, shown: &Shown, scene: &Scene<'_>) -> Vec<Outcome> {
        match self {
            Self::Image(image) => image.follow(shown.view.as_ref(), scene),
            Self::Nothing | Self::Named | Self::Screen(_) => Vec::new(),
        }
    }

    /// Takes an input as far as it is one of whoever looks on.
    pub(super) fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
        match self {
            Self::Nothing | Self::Named => Vec::new(),
            Self::Image(image) => image.watch(input, scene),
            Self::Screen(screen) => update_screen(screen, input, scene),
        }
    }

    /// The bindings.
    pub(super) fn layer(&self) -> Layer {
        match self {
            Self::Image(image) => image.watch_layer(),
            Self::Nothing | Self::Named | Self::Screen(_) => Layer::Watch,
        }
    }

    /// Whether an action would do something now.
    pub(super) fn is_open(&self, action: Action) -> bool {
        match self {
            Self::Nothing | Self::Named => false,
            Self::Image(image) => image.may_watch(action),
            Self::Screen(screen) => matches!(**screen, CurrentScreen::Record(_)) && is_scroll(action),
        }
    }

    /// Whether a frame or a note is open, which the key that ends the looking on closes first.
    pub(super) fn has_something_open(&self) -> bool {
        self.layer() != Layer::Watch
    }

    /// Where this person points.
    pub(super) fn pointing(&self) -> Option<Pointing> {
        match self {
            Self::Image(image) => image.pointing(),
            Self::Nothing | Self::Named | Self::Screen(_) => None,
        }
    }

    /// Whose view of an image is shown; nothing where there is none.
    pub(super) fn sight(&self) -> Option<Sight> {
        match self {
            Self::Image(image) => Some(image.sight()),
            Self::Nothing | Self::Named | Self::Screen(_) => None,
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, scene: &Scene<'_>) -> Option<Placement> {
        match self {
            Self::Nothing | Self::Named => None,
            Self::Image(image) => image.draw_watched(frame, scene),
            Self::Screen(screen) => screen.current().draw(frame, scene),
        }
    }
}

fn is_scroll(action: Action) -> bool {
    matches!(action, Action::Up | Action::Down | Action::PageUp | Action::PageDown)
}

/// Tells an officer's screen what has changed; of keys only those that scroll a record. What it would say, ask the person or go
/// to is its officer's.
fn update_screen(screen: &mut CurrentScreen, input: Input, scene: &Scene<'_>) -> Vec<Outcome> {
    let is_for_it = match (&*screen, &input) {
        // Everything typed is told of; what a form looks up beside itself is its officer's.
        (CurrentScreen::Registration(_) | CurrentScreen::Gate(_), _) => false,
        (CurrentScreen::Record(_), Input::Action(action)) => is_scroll(*action),
        (_, Input::Entered | Input::Refreshed | Input::Answered { .. } | Input::Rendered(_)) => true,
        (_, Input::Action(_) | Input::Typed(_) | Input::Pasted(_) | Input::Discarded) => false,
    };
    if !is_for_it {
        return Vec::new();
    }
    let mut outcomes = screen.current_mut().update(input, scene);
    outcomes.retain(|outcome| matches!(outcome, Outcome::Ask(..) | Outcome::Render(_)));
    outcomes
}
